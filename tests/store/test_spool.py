"""What lies in the temporary file can be read through it alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridcounter.store.spool import Spool

_BLOCK = 64 * 1024


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sizes=st.lists(st.sampled_from([0, 1, 100, _BLOCK - 1, _BLOCK, _BLOCK + 1, 3 * _BLOCK]), max_size=4), data=st.data()
)
def test_any_stretch_of_what_was_written_is_read(tmp_path: Path, sizes: list[int], data: st.DataObject) -> None:
    pieces = [bytes([number + 1]) * size for number, size in enumerate(sizes)]
    whole = b"".join(pieces)
    with Spool(tmp_path) as spool:
        for piece in pieces:
            spool.write(piece)
        start = data.draw(st.integers(0, len(whole)))
        end = data.draw(st.integers(start, len(whole)))
        with spool.reader(start, end) as some, spool.reader() as everything:
            assert (some.read(1), everything.read(), some.read()) == (
                whole[start : min(start + 1, end)],
                whole,
                whole[min(start + 1, end) : end],
            )
        assert spool.size == len(whole)


def test_nothing_of_it_is_left_and_nothing_lies_there_readable(tmp_path: Path) -> None:
    with Spool(tmp_path) as spool:
        spool.write(b"name of an applicant " * 10_000)
        with spool.reader() as source:
            assert source.readline(20) == b"name of an applicant"
        spool._file.flush()  # noqa: SLF001  what lies on the disk
        spool._file.seek(0)  # noqa: SLF001
        assert b"applicant" not in spool._file.read()  # noqa: SLF001
        if os.name == "posix":
            assert stat.S_IMODE(os.fstat(spool._file.fileno()).st_mode) == 0o600  # noqa: SLF001
            assert list(tmp_path.iterdir()) == []
    assert list(tmp_path.iterdir()) == []


def test_two_spools_of_the_same_content_do_not_look_alike(tmp_path: Path) -> None:
    seen = set()
    for _ in range(2):
        with Spool(tmp_path) as spool:
            spool.write(b"x" * _BLOCK * 2)
            spool._file.seek(0)  # noqa: SLF001  what lies on the disk
            stored = spool._file.read()  # noqa: SLF001
            seen |= {stored[: len(stored) // 2], stored[len(stored) // 2 :]}
    assert len(seen) == 4


def test_a_block_that_others_wrote_or_moved_is_refused(tmp_path: Path) -> None:
    with Spool(tmp_path) as spool:
        spool.write(b"a" * _BLOCK + b"b" * _BLOCK)
        spool._file.seek(0)  # noqa: SLF001  as another process could
        first, second = spool._file.read(_BLOCK + 16), spool._file.read(_BLOCK + 16)  # noqa: SLF001
        for changed in (second + first, b"\0" + first[1:] + second, first + second[:-1] + b"\0"):
            spool._file.seek(0)  # noqa: SLF001
            spool._file.write(changed)  # noqa: SLF001
            with pytest.raises(OSError, match="changed"), spool.reader() as source:
                source.read()
