"""Whether a journal holds: each entry by itself, its place in the chain, and the purges that explain blank contents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gridcounter.core.record.acts import read
from gridcounter.core.record.journal import FIRST, Entry, Head, Kind, entry_hash, payload_digest
from gridcounter.core.record.of_desks import ForkRepaired, HeadsSeen
from gridcounter.core.record.of_office import RecordsPurged, ends_in

#: Acts with which a new device begins: those before it write no more, and the act says where each of them ended.
BEGINS_ANEW = (Kind.RECORD_RESTORED, Kind.ROLLBACK_FOUND, Kind.KEY_RENEWED, Kind.RECORD_MOVED)
_BLANKED = "填写内容被清空，台账里没有清除它的登记"


@dataclass(frozen=True, slots=True)
class Broken:
    """The first invalid entry, and what is wrong with it, in words."""

    ref: str
    what: str


def first_broken(
    entries: Iterable[Entry], heads: Mapping[str, Head], elsewhere: frozenset[str] = frozenset()
) -> Broken | None:
    """Checks a journal, each device's entries in their order; `heads` are the last ones on record.

    `elsewhere` are devices that write into another desk's file: a new device in this one does not replace them.

    Contents may be blank only where a purge on record says so, and a device that has ended must end where the act of
    the next one says, and writes no more. In a record that several desks share, what a desk had entered before it was
    restored may come back from another one, and what an entry says of the ends of others must fit what is there.
    """
    last: dict[str, Entry] = {}
    ended: frozenset[str] = frozenset()
    blanks, others = _Blanks(), _Others()
    for entry in entries:
        if entry.device in ended and not others.are_there:
            return Broken(entry.ref, "这个设备已经换掉，却又登记了这一条，编号可能重复")
        before = last.get(entry.device)
        seq = 1 if before is None else before.seq + 1
        if entry.seq != seq:
            return Broken(f"{entry.device}:{seq}", "这一条缺失")
        wrong = _wrong(entry, before) or ("" if others.are_there else _unlike_the_ends(entry, last))
        if wrong:
            return Broken(entry.ref, wrong)
        if _begins(entry) and entry.device not in elsewhere:
            ended = frozenset(last) - elsewhere
        last[entry.device] = entry
        blanks.add(entry)
        others.add(entry, ended)
    return (
        _unlike_the_heads(last, heads) or blanks.without_purge(shared=others.are_there) or others.unlike_what_they_say()
    )


def wrong_by_itself(entry: Entry) -> str:
    """What is wrong with one entry of an application that was not purged, in words; "" if nothing is."""
    if entry_hash(entry) != entry.hash:
        return "登记的内容与校验值不符"
    return _BLANKED if entry.written is None and entry.salt is None else _wrong_contents(entry)


class _Blanks:
    """Entries without contents in writing order, against the purges that say which applications they blanked."""

    def __init__(self) -> None:
        #: For each application: its first blank entry, and how many it has.
        self._blank: dict[str | None, tuple[str, int]] = {}
        self._purges: list[tuple[str, frozenset[str], int]] = []
        self._purged: set[str] = set()
        self._late = ""

    def add(self, entry: Entry) -> None:
        if entry.written is None:
            first, count = self._blank.get(entry.application, (entry.ref, 0))
            self._blank[entry.application] = first, count + 1
            if entry.application in self._purged:  # a purge blanks what was written before it
                self._late = self._late or entry.ref
        elif entry.kind == Kind.RECORDS_PURGED and isinstance(act := read(entry), RecordsPurged):
            applications = frozenset(one.id for one in act.applications)
            self._purges.append((entry.ref, applications, act.entries))
            self._purged |= applications

    def without_purge(self, *, shared: bool) -> Broken | None:
        """The first blank entry that no purge explains, or a purge that says another number than there are.

        In a shared record another desk may have entered more before it knew of the purge.
        """
        unsaid = (first for application, (first, _) in self._blank.items() if application not in self._purged)
        first = next(unsaid, "" if shared else self._late)
        if first:
            return Broken(first, _BLANKED)
        for ref, applications, said in self._purges:
            found = sum(self._blank.get(one, ("", 0))[1] for one in applications)
            if found < said or (found > said and not shared):
                return Broken(ref, f"这次清除登记清空了 {said} 条，现在空白的有 {found} 条")
        return None


class _Others:
    """Of a record that several desks share: which ends of the others each desk has seen, against what is there."""

    def __init__(self) -> None:
        self.are_there = False
        self._hashes: dict[tuple[str, int], str] = {}
        self._said: list[tuple[str, str, int, str]] = []
        #: What was entered again under another device: some entries still name it as it was.
        self._given_up: set[tuple[str, int, str]] = set()
        #: Of devices that had ended, what came afterwards.
        self._late: dict[str, Entry] = {}

    def add(self, entry: Entry, ended: frozenset[str]) -> None:
        """`ended` are the devices that had been replaced when the entry was written into this file."""
        self._hashes[entry.device, entry.seq] = entry.hash
        if entry.kind == Kind.DESK_JOINED:
            self.are_there = True
        elif entry.kind == Kind.HEADS_SEEN and isinstance(act := read(entry), HeadsSeen):
            self._said += [(entry.ref, one.device, one.seq, one.hash) for one in act.heads]
        elif entry.kind == Kind.FORK_REPAIRED and isinstance(act := read(entry), ForkRepaired):
            self._given_up |= {(act.device, seq, said) for seq, said in enumerate(act.hashes, start=act.seq)}
        elif entry.kind in BEGINS_ANEW and self.are_there:
            self._said += [(entry.ref, one.device, one.seq, one.hash) for one in ends_in(read(entry)) or ()]
        if entry.device in ended:
            self._late[entry.device] = entry

    def unlike_what_they_say(self) -> Broken | None:
        """The first entry that names another end than there is, or one of a replaced device that nobody took in."""
        if not self.are_there:
            return None
        seen: dict[str, int] = {}
        for ref, device, seq, said in self._said:
            if (device, seq, said) in self._given_up:
                continue
            found = self._hashes.get((device, seq))
            if found is not None and found != said:
                return Broken(ref, f"它写明的设备 {device} 第 {seq} 条与现有的不符")
            seen[device] = max(seq, seen.get(device, 0))
        for device, entry in self._late.items():
            if entry.seq > seen.get(device, 0):
                return Broken(entry.ref, "这个设备已经换掉，却又登记了这一条，编号可能重复")
        return None


def _begins(entry: Entry) -> bool:
    return entry.kind in BEGINS_ANEW and entry.seq == 1


def _unlike_the_ends(entry: Entry, last: Mapping[str, Entry]) -> str:
    """For the first entry of a device, against the ends of those before it."""
    if not _begins(entry) or entry.written is None:
        return ""
    ends = ends_in(read(entry))
    if ends is None:
        return ""
    said = {one.device: (one.seq, one.hash) for one in ends}
    for device in sorted({*said, *last}):
        end = last.get(device)
        if said.get(device) != (end and (end.seq, end.hash)):
            return f"换编号时登记的末尾与现有的不符，设备 {device} 的条目被删过或改过"
    return ""


def _unlike_the_heads(last: Mapping[str, Entry], heads: Mapping[str, Head]) -> Broken | None:
    for device, head in sorted(heads.items()):
        end = last.get(device)
        if end is None or end.seq < head.seq:
            return Broken(f"{device}:{1 if end is None else end.seq + 1}", "这一条缺失")
        if (end.seq, end.hash) != (head.seq, head.hash):
            return Broken(end.ref, "与登记的末尾不符")
    missing = sorted(set(last) - set(heads))
    return Broken(last[missing[0]].ref, "末尾没有登记，后面的条目可能缺失") if missing else None


def _wrong(entry: Entry, before: Entry | None) -> str:
    if entry_hash(entry) != entry.hash:
        return "登记的内容与校验值不符"
    if entry.prev != (FIRST if before is None else before.hash):
        return "与前一条不相连，前一条可能被换过"
    if before is not None and entry.hlc <= before.hlc:
        return "时间先后颠倒"
    return _wrong_contents(entry)


def _wrong_contents(entry: Entry) -> str:
    if entry.written is None and entry.salt is None:
        return ""  # purged: see _Blanks
    if entry.written is None or entry.salt is None:
        return "填写内容不完整"
    if payload_digest(entry.written, entry.salt) != entry.payload_digest:
        return "填写内容被改动"
    return ""
