"""Entries that were entered again under another device: what others say of them under their first name.

A device has two histories where a folder was copied and both copies went on. One of them is entered again, and whoever
knew it goes on naming its entries as they were: `as_meant` says which entry that is now.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from gridcounter.core.record.acts import read
from gridcounter.core.record.journal import Entry, Head, Kind, canonical
from gridcounter.core.record.of_desks import ForkRepaired, HeadsSeen
from gridcounter.core.record.of_office import ends_in
from gridcounter.core.record.soundness import BEGINS_ANEW
from gridcounter.store.engine import Database

_ADD = "INSERT INTO given_up (device, seq, hash, ref) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
_IS_GIVEN_UP = "SELECT 1 FROM given_up WHERE device = ? AND seq = ? AND hash = ?"
_NAMING_ENDS = {Kind.FORK_REPAIRED, Kind.HEADS_SEEN, *BEGINS_ANEW}
_OTHERWISE = (
    "WITH said (device, seq, hash) AS MATERIALIZED (SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)) "
    "SELECT said.device, said.seq, said.hash FROM journal CROSS JOIN said "
    "ON said.device = journal.device AND said.seq = journal.seq WHERE said.hash <> journal.hash"
)
_HASH_AT = "SELECT hash FROM journal WHERE device = ? AND seq = ?"
_NAMED = "SELECT hash, ref FROM given_up WHERE device = ? AND seq = ?"
_SAYS = (
    "SELECT payload FROM journal WHERE application IS NULL AND device = ? AND seq < ? AND payload IS NOT NULL "
    "AND kind IN (SELECT value FROM json_each(?)) ORDER BY seq DESC"
)
_REF = re.compile(r"([0-9a-f]{8}):([1-9][0-9]*)")


def note_given_up(db: Database, entry: Entry) -> None:
    """With the row of the entry that says what was entered again."""
    act = read(entry) if entry.kind == Kind.FORK_REPAIRED else None
    if isinstance(act, ForkRepaired):
        for number, digest in enumerate(act.hashes):
            db.execute(_ADD, [act.device, act.seq + number, digest, now_at(act, number)])


class Histories:
    """What arriving entries say of the histories of devices, against the `ends` of the record."""

    def __init__(self, db: Database, ends: Mapping[str, Head]) -> None:
        self._db, self._ends = db, ends
        #: By the devices that said it and of which: the last end, which says it all.
        self._said: dict[tuple[str, str], tuple[int, str]] = {}
        self._again: set[tuple[str, int, str]] = set()
        self._makes_way = ""

    def add(self, entry: Entry) -> None:
        act = read(entry) if entry.kind in _NAMING_ENDS else None
        if isinstance(act, ForkRepaired):
            self._again |= {(act.device, seq, digest) for seq, digest in enumerate(act.hashes, start=act.seq)}
            row = self._db.execute(_HASH_AT, [act.device, act.seq]).fetchone()
            if row is not None and row[0] == act.hashes[0]:
                self._makes_way = act.device
        for end in act.heads if isinstance(act, HeadsSeen) else ends_in(act) or ():
            if end.device in self._ends and end.seq <= self._ends[end.device].seq:
                self._said[entry.device, end.device] = end.seq, end.hash

    def other(self) -> str:
        """A device of which others know another history than this record, and which was not mended here; "".

        One pass over the journal, which has no index by device.
        """
        if self._makes_way:
            return self._makes_way
        ends = {(device, *end) for (_, device), end in self._said.items() if Head(*end) != self._ends[device]}
        found = self._db.execute(_OTHERWISE, [json.dumps(sorted(ends - self._again))]).fetchall() if ends else []
        left = (one for one in found if not is_given_up(self._db, one[0], Head(*one[1:])))
        return next((str(device) for device, *_ in left), "")


def now_at(act: ForkRepaired, number: int) -> str:
    """The present ref of one of its entries, counted from 0."""
    device, _, first = act.again.rpartition(":")
    return f"{device}:{int(first) + number}"


def is_given_up(db: Database, device: str, head: Head) -> bool:
    """Whether this entry was entered again under another device."""
    return db.execute(_IS_GIVEN_UP, [device, head.seq, head.hash]).fetchone() is not None


def is_another_history(db: Database, device: str, own: Head, other: Head) -> bool:
    """Whether a device that ends here with `own` has entries elsewhere, up to `other`, that do not stand here.

    What was given up already is none where nothing here is in its place.
    """
    if other.seq <= own.seq:
        return bool(db.execute(_HASH_AT, [device, other.seq]).fetchone() != (other.hash,))
    if not is_given_up(db, device, other):
        return True
    return any(digest != own.hash for digest, _ in db.execute(_NAMED, [device, own.seq]).fetchall())


def without_given_up(entries: Sequence[Entry]) -> list[Entry]:
    """Without those of which another one among them says that they were entered again: a hub keeps both."""
    acts = (read(entry) for entry in entries if entry.kind == Kind.FORK_REPAIRED)
    again = {
        (act.device, seq, digest)
        for act in acts
        if isinstance(act, ForkRepaired)
        for seq, digest in enumerate(act.hashes, start=act.seq)
    }
    return [entry for entry in entries if (entry.device, entry.seq, entry.hash) not in again]


class StillStanding:
    """Entries without those that were entered again, which a desk sends that does not know of it yet."""

    def __init__(self, db: Database, entries: Iterable[Entry]) -> None:
        self._db, self._entries = db, entries

    def __iter__(self) -> Iterator[Entry]:
        if self._db.execute("SELECT 1 FROM given_up LIMIT 1").fetchone() is None:
            return iter(self._entries)
        return (one for one in self._entries if not is_given_up(self._db, one.device, Head(one.seq, one.hash)))


def as_meant(db: Database, entry: Entry) -> Entry:
    """With the refs that its contents name as they are now: an entry of a desk that knew others by their first name."""
    if entry.written is None or db.execute("SELECT 1 FROM given_up LIMIT 1").fetchone() is None:
        return entry

    def meant(ref: str, device: str, seq: int) -> str:
        found = dict(db.execute(_NAMED, [device, seq]).fetchall())
        return _meant(db, entry, device, seq, found) or ref if found and device != entry.device else ref

    return replace(entry, written=with_refs(entry.written, meant))


def with_refs(written: str, now: Callable[[str, str, int], str]) -> str:
    """Contents in which each ref, given also in its two parts, is what `now` says."""
    if not _REF.search(written):
        return written

    def changed(value: object) -> object:
        if isinstance(value, dict):
            return {key: changed(one) for key, one in value.items()}
        if isinstance(value, list):
            return [changed(one) for one in value]
        if isinstance(value, str) and (found := _REF.fullmatch(value)):
            return now(value, found[1], int(found[2]))
        return value

    whole = json.loads(written)
    other = changed(whole)
    return written if other == whole else canonical(other)


def _meant(db: Database, entry: Entry, device: str, seq: int, by_hash: dict[str, str]) -> str | None:
    """By which history of that device the author of the entry knew: the last end that it had named before."""
    for row in db.execute(_SAYS, [entry.device, entry.seq, json.dumps([Kind.HEADS_SEEN, *BEGINS_ANEW])]):
        said = json.loads(row[0])
        for end in said.get("heads") or said.get("ends") or said.get("here") or ():
            if end["device"] == device and end["seq"] >= seq:
                return _in_the_history_of(db, Head(end["seq"], end["hash"]), device, by_hash)
    return None


def _in_the_history_of(db: Database, end: Head, device: str, by_hash: dict[str, str]) -> str | None:
    """The entry of that number in the history that ends so, among those given up; None if that one still stands."""
    row = db.execute(
        "SELECT ref FROM given_up WHERE device = ? AND seq = ? AND hash = ?", [device, end.seq, end.hash]
    ).fetchone()
    if row is None:
        return None
    again = row[0].rpartition(":")[0]
    return next((ref for ref in by_hash.values() if ref.rpartition(":")[0] == again), None)
