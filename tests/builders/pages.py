"""Pages of an earlier plain copy of a file put into today's, as anybody does it with cp, cmp and dd: without a key."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from gridcounter.store.database import open_database

_SIZE = 4096
#: What stands on the page of a table or of its index; where one has grown beyond that page, on those below it, too.
_ROOTS = "SELECT name, rootpage FROM sqlite_master WHERE rootpage > 0"


def differing_pages(then: Path, now: Path) -> list[int]:
    """Counted from 0."""
    before, after = then.read_bytes(), now.read_bytes()
    return [n for n in range(min(len(before), len(after)) // _SIZE) if _page(before, n) != _page(after, n)]


def roots(path: Path, key: bytes) -> dict[str, int]:
    """The first page of each table and index, counted from 0; no attack needs the key, it would try them all."""
    with closing(open_database(path, key, reading=True)) as db:
        return {name: page - 1 for name, page in db.execute(_ROOTS)}


def put_back(then: Path, now: Path, pages: Iterable[int]) -> None:
    before = then.read_bytes()
    with now.open("r+b") as file:
        for page in pages:
            file.seek(page * _SIZE)
            file.write(_page(before, page))


def _page(content: bytes, number: int) -> bytes:
    return content[number * _SIZE : (number + 1) * _SIZE]
