"""Entries of other desks are verified whole, against each other and the record, before any of them is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gridcounter.core.record.acts import read
from gridcounter.core.record.journal import FIRST, LAST_MOMENT, Entry, Head, Kind, entry_hash, payload_digest
from gridcounter.core.record.of_office import RecordsPurged
from gridcounter.errors import Refusal
from gridcounter.store.engine import Database
from gridcounter.store.journal.given_up import Histories
from gridcounter.store.journal.projections.purge import is_purged

_HASH_AT = "SELECT hash FROM journal WHERE device = ? AND seq = ?"
_HLC = re.compile(r"([0-9]{13})-[0-9a-f]{4}-(.+)")
#: Milliseconds that are left after an entry of others: each one of ours is later than all that were taken in.
_ROOM = 366 * 24 * 60 * 60 * 1000
#: Twice as many entries as come at a time are projected again with them at most, give or take one application.
_AGAIN = 2
_OPENINGS = {Kind.APPLICATION_OPENED, Kind.CONSULTATION_NOTED}


class NotWhole(Refusal):
    """An entry in a file from another desk does not verify. Nothing was taken in."""

    def __init__(self, ref: str) -> None:
        super().__init__(f"对方文件里的第 {ref} 条与校验值不符，没有收入任何内容；请让对方重新导出一份")


class NoRoomAfter(Refusal):
    """The clock of an entry is the last one that can be written: no entry could follow it. Nothing was taken in."""

    def __init__(self, ref: str) -> None:
        super().__init__(
            f"对方文件里的第 {ref} 条，电脑日期差了几百年，没有收入任何内容；请对方先把日期和时间调对，并联系维护人员"
        )


class Gap(Refusal):
    """Entries between the last one on record and the first one in the file are missing."""

    def __init__(self, device: str, seq: int) -> None:
        super().__init__(
            f"对方文件缺少设备 {device} 第 {seq} 条起的登记，没有收入任何内容；"
            "请先从本台导出一次给对方收，再让对方重新导出"
        )


class Forked(Refusal):
    """Two histories of one device: its folder was copied, and both went on writing."""

    def __init__(self, device: str) -> None:
        self.device = device
        super().__init__(
            f"设备 {device} 有两份不同的登记，可能是台账文件夹被复制后两边都在用；没有收入任何内容，请联系维护人员"
        )


class BlankedOnTheWay(Refusal):
    """Contents are blank, and no purge on record or in the file says so."""

    def __init__(self, ref: str) -> None:
        super().__init__(f"对方文件里的第 {ref} 条没有内容，也没有清除它的登记；没有收入任何内容，请让对方重新导出一份")


class OpensNothing(Refusal):
    """An application without an id: no program writes that. Nothing was taken in."""

    def __init__(self, ref: str) -> None:
        super().__init__(f"对方文件里的第 {ref} 条不是程序写得出的，没有收入任何内容；请联系维护人员")


@dataclass(frozen=True, slots=True)
class Verified:
    """So many entries follow the `ends` of the record, the earliest with this clock. `heads_alone`: others have merely
    seen something.

    `together` are places among them: what stands from a key to its value is taken in at once.
    """

    ends: Mapping[str, Head]
    new: int
    earliest: str
    heads_alone: bool
    together: Mapping[int, int]

    def batches(
        self, entries: Iterable[Entry], at_once: int, again: Callable[[Entry], int]
    ) -> Iterator[Sequence[Entry]]:
        """Of the same entries the new ones, so many at a time. `again` says how many on record each makes to be
        projected again: where they are many, fewer come at a time.
        """
        batch: list[Entry] = []
        applications: set[str | None] = set()
        upto, weight = -1, 0
        for place, entry in enumerate(self._new(entries)):
            batch.append(entry)
            if entry.application not in applications:
                applications.add(entry.application)
                weight += again(entry)
            upto = max(upto, self.together.get(place, -1))
            if (len(batch) >= at_once or weight >= _AGAIN * at_once) and place >= upto:
                yield batch
                batch, weight = [], 0
                applications.clear()
        if batch:
            yield batch

    def _new(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        return (entry for entry in entries if entry.seq > self.ends.get(entry.device, Head(0, FIRST)).seq)


def verify_arriving(db: Database, ends: Mapping[str, Head], entries: Iterable[Entry]) -> Verified:
    """Reads them once, and holds none. `ends` are those of the record, none for a new one.

    Raises NotWhole, Gap, NoRoomAfter, Forked, BlankedOnTheWay, OpensNothing.
    """
    last: dict[str, Entry] = {}
    known: dict[str, Entry] = {}
    blanks, histories, new, earliest, heads_alone = _Blanks(db), Histories(db, ends), 0, "", True
    for entry in entries:
        before = last.get(entry.device)
        head = Head(before.seq, before.hash) if before else ends.get(entry.device, Head(0, FIRST))
        if entry.seq <= head.seq and before is None:
            known[entry.device] = entry
            continue
        check(entry, head, before)
        blanks.add(new, entry)
        histories.add(entry)
        earliest = min(earliest or entry.hlc, entry.hlc)
        heads_alone = heads_alone and entry.kind == Kind.HEADS_SEEN
        last[entry.device] = entry
        new += 1
    for device, entry in known.items():
        row = db.execute(_HASH_AT, [device, entry.seq]).fetchone()
        if row != (entry.hash,):
            raise Forked(device)
    if forked := histories.other():
        raise Forked(forked)
    return Verified(ends, new, earliest, heads_alone, blanks.up_to_their_purges())


def check(entry: Entry, head: Head, last: Entry | None) -> None:
    """By itself, after the end of its device, which may be the entry before it in the file.

    Raises Gap, Forked, NotWhole, NoRoomAfter, OpensNothing.
    """
    if entry.seq > head.seq + 1:
        raise Gap(entry.device, head.seq + 1)
    if entry.seq <= head.seq or entry.prev != head.hash:
        raise Forked(entry.device)
    clock = _HLC.fullmatch(entry.hlc)
    if entry_hash(entry) != entry.hash or clock is None or clock[2] != entry.device:
        raise NotWhole(entry.ref)
    if int(clock[1]) > LAST_MOMENT - _ROOM:
        raise NoRoomAfter(entry.ref)
    if (entry.written is None) != (entry.salt is None) or (last is not None and entry.hlc <= last.hlc):
        raise NotWhole(entry.ref)
    if entry.kind in _OPENINGS and not entry.application:
        raise OpensNothing(entry.ref)
    if entry.written is None or entry.salt is None:
        return
    if payload_digest(entry.written, entry.salt) != entry.payload_digest:
        raise NotWhole(entry.ref)


class _Blanks:
    """Blank entries, each up to the purge that says so: alone it would be one that nobody accounts for."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._purged: set[str] = set()
        #: Of each application that is not purged yet: the first blank entry.
        self._open: dict[str | None, tuple[int, str]] = {}
        self._together: dict[int, int] = {}

    def add(self, place: int, entry: Entry) -> None:
        for application in purged_by(entry):
            self._purged.add(application)
            first = self._open.pop(application, None)
            if first is not None:
                self._together[first[0]] = max(place, self._together.get(first[0], 0))
        if entry.written is None and entry.application not in self._purged | self._open.keys():
            if is_purged(self._db, entry.application):
                return
            self._open[entry.application] = place, entry.ref

    def up_to_their_purges(self) -> Mapping[int, int]:
        """Raises BlankedOnTheWay."""
        for _, ref in self._open.values():
            raise BlankedOnTheWay(ref)
        return self._together


def purged_by(entry: Entry) -> tuple[str, ...]:
    """The applications that this entry says were purged."""
    act = read(entry) if entry.kind == Kind.RECORDS_PURGED else None
    return tuple(one.id for one in act.applications) if isinstance(act, RecordsPurged) else ()
