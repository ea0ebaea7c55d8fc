"""Copies papers from one archive into another. They are stored by digest, so that one copy serves every backup."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, suppress
from functools import partial
from pathlib import Path
from typing import Self, TypeVar

from gridcounter.store.database import DiskRefused, RecordDamaged, plainly
from gridcounter.store.papers import PAPERS_FILE, PaperArchive

Result = TypeVar("Result")

#: Papers in one transaction.
_AT_ONCE = 50
#: More rows than one page holds: each has a digest of 64 characters.
_MOST_ON_A_PAGE = 64
#: Each reads the numbers of all rows, from one end of the index or of the table to the other. None reads a paper.
_NUMBERS = tuple(
    f"SELECT rowid FROM bytes {walk} {way}"  # noqa: S608  our own words
    for walk in ("INDEXED BY sqlite_autoindex_bytes_1 ORDER BY sha256", "NOT INDEXED ORDER BY rowid")
    for way in ("ASC", "DESC")
)


def append_papers(contents: Iterable[bytes], copy: Path, key: bytes, look: Callable[[], None] = lambda: None) -> None:
    """Adds new rows only. `look` is called between two transactions and may raise."""
    with closing(PaperArchive(copy, key, one_file=True)) as archive:
        waiting: list[bytes] = []
        for content in contents:
            waiting.append(content)
            if len(waiting) == _AT_ONCE:
                archive.keep_all(waiting)
                waiting.clear()
                look()
        archive.keep_all(waiting)


def papers_in(path: Path, key: bytes, *, one_file: bool) -> set[str]:
    """Empty if there is no archive, or an unreadable one."""
    try:
        with closing(PaperArchive(path, key, reading=True, one_file=one_file)) as archive:
            return archive.digests()
    except (RecordDamaged, DiskRefused):
        return set()


def readable(path: Path, key: bytes, wanted: Iterable[str], *, one_file: bool) -> Iterator[bytes]:
    """Yields each of these papers that is present and matches its digest. A damaged page costs only its own rows."""
    with _Reader(path, key, one_file=one_file) as reader:
        for digest in wanted:
            content = reader.read(partial(PaperArchive.content, digest=digest))
            if content is not None:
                yield content


def salvage(path: Path, key: bytes) -> Iterator[bytes]:
    """Yields every paper that can still be read, row by row: neither index nor row list nor end of file must be intact.

    Each failed row costs an opening, so rows are tried by the numbers that can be read. Only where no list of them is
    whole are the numbers behind a failed row tried one by one, as many as a damaged page can hide.
    """
    with _Reader(path, key, one_file=False, torn=True) as reader:
        numbers, whole = _numbers(reader)
        row, missed = 0, 0
        while True:
            found = reader.read(partial(_from, row=row))
            if found:
                ((number, _, content),) = found
                row, missed = number + 1, 0
                yield content
                continue
            if found is not None:
                return
            missed += 1
            if not whole and missed < _MOST_ON_A_PAGE:
                row += 1
                continue
            following = bisect_right(numbers, row)
            if following == len(numbers):
                return
            row, missed = numbers[following], 0


def _numbers(reader: _Reader) -> tuple[list[int], bool]:
    """The numbers of rows that are found without reading one, sorted; True if none is missing."""
    found: set[int] = set()
    for sql in _NUMBERS:
        some: list[int] = []
        if reader.read(partial(_walk, sql=sql, into=some)):
            return sorted(some), True
        found.update(some)
    return sorted(found), False


def _walk(archive: PaperArchive, sql: str, into: list[int]) -> bool:
    """True at the end; what was read before damage is in the list."""
    with plainly(PAPERS_FILE):
        for (number,) in archive.db.execute(sql):
            into.append(number)
    return True


def _from(archive: PaperArchive, row: int) -> list[tuple[int, str, bytes]] | None:
    """The first row at or after this number, or an empty list; None if its contents are not what was kept."""
    sql = "SELECT rowid, sha256, content FROM bytes WHERE rowid >= ? ORDER BY rowid LIMIT 1"
    with plainly(PAPERS_FILE):
        found = archive.db.execute(sql, [row]).fetchall()
    return None if any(hashlib.sha256(content).hexdigest() != digest for _, digest, content in found) else found


class _Reader:
    """Reopens the archive after each damaged page, and after contents that are not what was kept.

    SQLCipher may give a page of zeros for a damaged one, and from then on refuse good pages too.
    """

    def __init__(self, path: Path, key: bytes, *, one_file: bool, torn: bool = False) -> None:
        self._path, self._key, self._how = path, key, {"one_file": one_file, "torn": torn}
        self._opened = ExitStack()
        self._archive: PaperArchive | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def read(self, what: Callable[[PaperArchive], Result | None]) -> Result | None:
        """None if it cannot be read, or if `what` finds it damaged."""
        found = None
        with suppress(RecordDamaged, DiskRefused):
            if self._archive is None:
                self._archive = PaperArchive(self._path, self._key, reading=True, **self._how)
                self._opened.callback(self._archive.close)
            found = what(self._archive)
        if found is None:
            self._opened.close()
            self._archive = None
        return found
