"""Papers copied into a separate archive, and what is left of a damaged one."""

from __future__ import annotations

import hashlib
import random
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from builders.extent import examples

from gridcounter.store.custody.backup_papers import append_papers, papers_in, salvage
from gridcounter.store.database import RecordDamaged
from gridcounter.store.engine import DatabaseError
from gridcounter.store.papers import PAPERS_FILE, PaperArchive

KEY = bytes(32)


def test_an_archive_kept_aside_is_one_file_between_any_two_transactions(tmp_path: Path) -> None:
    """A copy that is taken away has no log beside it; whether to stop is asked after every fifty papers."""
    seen: list[list[str]] = []

    append_papers(
        (b"%d" % number for number in range(101)),
        tmp_path / PAPERS_FILE,
        KEY,
        lambda: seen.append(sorted(path.name for path in tmp_path.iterdir())),
    )

    assert seen == [[PAPERS_FILE]] * 2
    assert len(papers_in(tmp_path / PAPERS_FILE, KEY, one_file=True)) == 101


PAGE, MANY = 4096, 120


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Many papers of every size, some smaller than a page."""
    path = tmp_path_factory.mktemp("archive") / PAPERS_FILE
    chance = random.Random(7)  # noqa: S311  it decides sizes
    append_papers((chance.randbytes(chance.choice((200, 3000, 9000))) for _ in range(MANY)), path, KEY)
    return path.read_bytes()


def one_by_one(path: Path) -> set[bytes]:
    """What can be read of each row that there may be, however long it takes."""
    found = set()
    for number in range(1, MANY + 1):
        try:
            with closing(PaperArchive(path, KEY, reading=True, torn=True)) as opened:
                sql = "SELECT sha256, content FROM bytes WHERE rowid = ?"
                found |= set(opened.db.execute(sql, [number]).fetchall())
        except (RecordDamaged, DatabaseError, MemoryError):
            continue
    return {content for digest, content in found if hashlib.sha256(content).hexdigest() == digest}


@pytest.mark.parametrize("seed", range(examples(12)))
def test_every_paper_that_can_be_read_is_salvaged_whatever_pages_are_damaged(
    seed: int, archive: bytes, tmp_path: Path
) -> None:
    chance = random.Random(seed)  # noqa: S311  it decides pages
    content = bytearray(archive)
    for page in chance.sample(range(1, len(content) // PAGE), chance.choice((1, 2, 5, 20))):
        content[page * PAGE + 100] ^= 1
    path = tmp_path / PAPERS_FILE
    path.write_bytes(content[: chance.choice((len(content), chance.randrange(PAGE, len(content))))])

    assert set(salvage(path, KEY)) == one_by_one(path)


@pytest.mark.parametrize("left", [0.1, 0.5, 0.9, 0.999])
def test_a_torn_archive_is_read_as_far_as_it_goes_with_few_openings(
    left: float, archive: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each opening takes as long as a paper: once five thousand were tried behind the last row."""
    path, opened = tmp_path / PAPERS_FILE, []
    path.write_bytes(archive[: int(len(archive) * left)])
    expected = one_by_one(path)
    whole = PaperArchive.__init__

    def counted(self: PaperArchive, *values: Any, **more: Any) -> None:  # noqa: ANN401  whatever it takes
        opened.append(self)
        whole(self, *values, **more)

    monkeypatch.setattr(PaperArchive, "__init__", counted)

    assert set(salvage(path, KEY)) == expected
    assert len(opened) <= MANY + 80


@pytest.mark.parametrize("name", ["head", "empty", "missing"])
def test_an_archive_of_which_nothing_opens_gives_nothing_at_once(
    name: str, archive: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, tried = tmp_path / PAPERS_FILE, []
    if name != "missing":
        path.write_bytes(bytes(PAGE) + archive[PAGE:] if name == "head" else b"")
    opening = PaperArchive.__init__

    def counted(self: PaperArchive, *values: Any, **more: Any) -> None:  # noqa: ANN401  whatever it takes
        tried.append(self)
        opening(self, *values, **more)

    monkeypatch.setattr(PaperArchive, "__init__", counted)

    assert list(salvage(path, KEY)) == []
    assert len(tried) <= 80
