"""Copies papers from one archive into another. They are stored by digest, so that one copy serves every backup."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import Self, TypeVar

from gridcounter.store.database import DiskRefused, RecordDamaged, plainly
from gridcounter.store.papers import PAPERS_FILE, PaperArchive

Result = TypeVar("Result")

#: Papers in one transaction.
_AT_ONCE = 50
#: More rows than one damaged page can hide.
_MOST_IN_A_ROW = 5000


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
    """Yields every paper that can still be read, row by row: neither index nor row list must be intact."""
    row, missed = 0, 0
    with _Reader(path, key, one_file=False) as reader:
        while missed < _MOST_IN_A_ROW:
            found = reader.read(partial(_from, row=row))
            if found is None:
                row, missed = row + 1, missed + 1
                continue
            if not found:
                return
            ((number, digest, content),) = found
            row, missed = number + 1, 0
            if hashlib.sha256(content).hexdigest() == digest:
                yield content


def _from(archive: PaperArchive, row: int) -> list[tuple[int, str, bytes]]:
    """The first row at or after this number, or none."""
    sql = "SELECT rowid, sha256, content FROM bytes WHERE rowid >= ? ORDER BY rowid LIMIT 1"
    with plainly(PAPERS_FILE):
        return archive.db.execute(sql, [row]).fetchall()


class _Reader:
    """Reopens the archive after each damaged page: SQLCipher reports nothing more on a connection that has met one."""

    def __init__(self, path: Path, key: bytes, *, one_file: bool) -> None:
        self._path, self._key, self._one_file = path, key, one_file
        self._opened = ExitStack()
        self._archive: PaperArchive | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def read(self, what: Callable[[PaperArchive], Result]) -> Result | None:
        """None if it cannot be read."""
        try:
            if self._archive is None:
                self._archive = PaperArchive(self._path, self._key, reading=True, one_file=self._one_file)
                self._opened.callback(self._archive.close)
            return what(self._archive)
        except (RecordDamaged, DiskRefused):
            self._opened.close()
            self._archive = None
            return None
