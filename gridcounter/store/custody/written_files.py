"""Files that this desk wrote for others, by stick: which of them hold what was purged since.

Whether such a file still exists nobody here knows. Compared by the ends of devices, not by clocks.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gridcounter.core.record.journal import Head, Kind, reach
from gridcounter.store.engine import Database

_NOTE = "INSERT INTO written_file (name, at, desks, since, ends) VALUES (?, ?, ?, ?, ?)"
_PURGES = (
    "SELECT device || ':' || seq, json_extract(value, '$.id') FROM journal, "  # noqa: S608
    f"json_each(journal.payload, '$.applications') WHERE kind = '{Kind.RECORDS_PURGED}' AND application IS NULL"
)
_BLANK = "SELECT application, device, seq FROM journal WHERE payload IS NULL ORDER BY application, device, seq"


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """`name` is "" for an invitation; `at` is ISO 8601; `desks` are those that can open it, as they were called."""

    name: str
    at: str
    desks: tuple[str, ...]


def note_written(db: Database, file: WrittenFile, since: Mapping[str, Head], ends: Mapping[str, Head]) -> None:
    """In the caller's transaction, as the file gets its name: it holds what stands behind `since`, up to `ends`."""
    db.execute(_NOTE, [file.name, file.at, json.dumps(file.desks, ensure_ascii=False), _said(since), _said(ends)])


def _said(heads: Mapping[str, Head]) -> str:
    return json.dumps({device: head.seq for device, head in heads.items()})


def files_with_purged(db: Database) -> list[WrittenFile]:
    """Those written before a purge was known here that hold entries of what it purged, the oldest first."""
    purges: dict[str, list[str]] = {}
    for ref, application in db.execute(_PURGES).fetchall():
        purges.setdefault(application, []).append(ref)
    blank: dict[str, dict[str, list[int]]] = {}
    for application, device, seq in db.execute(_BLANK) if purges else ():
        blank.setdefault(application, {}).setdefault(device, []).append(seq)
    found = []
    for name, at, desks, since, ends in db.execute("SELECT name, at, desks, since, ends FROM written_file ORDER BY at"):
        before, upto = json.loads(since), json.loads(ends)
        heads = {device: Head(seq, "") for device, seq in upto.items()}
        if any(
            not any(reach(heads, [ref]) for ref in purges.get(application, ())) and _some(of_each.items(), before, upto)
            for application, of_each in blank.items()
        ):
            found.append(WrittenFile(name, at, tuple(json.loads(desks))))
    return found


def _some(entries: Iterable[tuple[str, list[int]]], before: Mapping[str, int], upto: Mapping[str, int]) -> bool:
    return any(
        bisect_right(seqs, upto.get(device, 0)) > bisect_right(seqs, before.get(device, 0)) for device, seqs in entries
    )


def hub_connected(db: Database) -> bool:
    """Whether this desk exchanges by a hub, whose own backups hold what was purged for a while."""
    return db.execute("SELECT 1 FROM own_hub LIMIT 1").fetchone() is not None
