"""The program ends, or the stick is pulled out, while a file is written: nothing there looks whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from builders.desk_builders import Desk, a_chain, desks

from gridcounter.errors import Fault
from gridcounter.services.desks import sealed_file
from gridcounter.services.desks.exchange_file import opened_exchange_file
from gridcounter.services.desks.refusals import SealedFileRefused
from gridcounter.store.files import fill_file

#: Where a process ends without a word: after so many entries, among papers, when all is on the disk.
WRITER = """
import os, sys
from pathlib import Path
from builders.desk_builders import NOON, RECORD, a_chain, a_paper, a_signing_key
from gridcounter.services.desks.exchange_file import write_exchange_file

path, recipient, where = Path(sys.argv[1]), sys.argv[2], sys.argv[3]

def entries():
    for number, entry in enumerate(a_chain("aaaa0001", 3000)):
        if where == f"entry {number}":
            os._exit(9)
        yield entry

def papers():
    for number in range(9):
        if where == f"paper {number}":
            os._exit(9)
        yield a_paper(os.urandom(100_000))

write_exchange_file(path, record=RECORD, key=a_signing_key("aaaa0001"), recipients=[recipient], made_at=NOON,
                    heads={}, entries=entries(), papers=papers(), enter=lambda: where == "all" and os._exit(9))
"""


def write(path: Path, desk: Desk, where: str) -> int:
    tests = Path(__file__).parents[2]
    paths = f"import sys; sys.path[:0] = [{str(tests)!r}, {str(tests.parent)!r}]\n"
    return subprocess.run(
        [sys.executable, "-c", paths + WRITER, str(path), desk.exchange.public, where], check=False
    ).returncode


@pytest.mark.parametrize("where", ["entry 0", "entry 2999", "paper 3", "all"])
def test_a_program_that_ends_leaves_the_older_file_and_one_without_its_name(tmp_path: Path, where: str) -> None:
    one, two = desks(tmp_path, "aaaa0001", "bbbb0002")
    path = one.write(tmp_path / "stick" / "file.gcx", [two], a_chain("aaaa0001", 2))
    assert write(path, two, where) == 9
    assert len(two.read(path)[0]) == 2
    (torn,) = [found for found in path.parent.iterdir() if found != path]
    assert (torn.suffix, torn.name[0]) == (".part", ".")
    if where != "all":
        with pytest.raises(SealedFileRefused), opened_exchange_file(torn, two.itself):
            pytest.fail("handed on")


def test_a_program_that_does_not_end_writes_it(tmp_path: Path) -> None:
    """What the others end is this."""
    _, two = desks(tmp_path, "aaaa0001", "bbbb0002")
    path = tmp_path / "stick" / "file.gcx"
    assert write(path, two, "") == 0
    entries, papers = two.read(path)
    assert (len(entries), len(papers), len(list(path.parent.iterdir()))) == (3000, 9, 1)


@pytest.mark.parametrize("room", [0, 10, 600, 9000, "checksum"])
def test_a_stick_that_is_full_at_any_byte_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int | str
) -> None:
    one, two = desks(tmp_path, "aaaa0001", "bbbb0002")

    class Stick:
        def __init__(self, target: object) -> None:
            self._target, self._left = target, room if isinstance(room, int) else 10**9

        def write(self, data: bytes) -> int:
            if len(data) > self._left or (room == "checksum" and len(data) == 32):
                raise OSError(28, "no space")
            self._left -= len(data)
            return int(self._target.write(data))  # type: ignore[attr-defined]

    monkeypatch.setattr(
        sealed_file, "fill_file", lambda path, fill, enter: fill_file(path, lambda target: fill(Stick(target)), enter)
    )
    with pytest.raises(Fault, match="写不进去"):
        one.write(tmp_path / "stick" / "file.gcx", [two], a_chain("aaaa0001", 300))
    assert list((tmp_path / "stick").iterdir()) == []
