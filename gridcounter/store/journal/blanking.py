"""Blanking the entries of purged applications, and noting which archived bytes are to be erased.

It happens where a purge is carried out and where one is taken in from another desk.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gridcounter.store.engine import Database

#: Stands for the free space of the record itself in the list of digests.
THE_RECORD = ""

_BYTES_OF = "SELECT sha256 FROM {table} WHERE application IN (SELECT value FROM json_each(?)) AND sha256 IS NOT NULL"
_ENTRIES_OF = "FROM journal WHERE application IN (SELECT value FROM json_each(?)) AND payload IS NOT NULL"
_BLANK = f"UPDATE journal SET payload = NULL, salt = NULL WHERE rowid IN (SELECT rowid {_ENTRIES_OF})"  # noqa: S608
# another application may have the same bytes
_AWAIT_NO_LONGER = (
    "DELETE FROM awaited WHERE digest = ? AND digest NOT IN "
    "(SELECT sha256 FROM paper WHERE sha256 IS NOT NULL UNION ALL SELECT sha256 FROM attachment)"
)


@dataclass(frozen=True, slots=True)
class ToBlank:
    """How many entries still have contents, and the digests of papers and attachments that the tables name."""

    entries: int
    papers: frozenset[str]
    attachments: frozenset[str]


def to_blank(db: Database, applications: Sequence[str]) -> ToBlank:
    """What a purge of these applications removes."""
    ids = json.dumps(list(applications))
    (entries,) = db.execute(f"SELECT count(*) {_ENTRIES_OF}", [ids]).fetchone()
    papers, attachments = (
        frozenset(row[0] for row in db.execute(_BYTES_OF.format(table=table), [ids]))
        for table in ("paper", "attachment")
    )
    return ToBlank(entries, papers, attachments)


def blank(db: Database, applications: Iterable[str], removed: ToBlank) -> None:
    """In the transaction of the purge, after the tables; the bytes are erased when the record is cleaned."""
    db.execute(_BLANK, [json.dumps(list(applications))])
    for digest in (THE_RECORD, *sorted(removed.papers | removed.attachments)):
        db.execute("INSERT INTO to_erase (digest) VALUES (?) ON CONFLICT (digest) DO NOTHING", [digest])
        db.execute(_AWAIT_NO_LONGER, [digest])
