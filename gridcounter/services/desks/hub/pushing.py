"""What the hub lacks, of this desk and of all others: what came by stick reaches it through whoever has a line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from gridcounter.core.record.acts import read
from gridcounter.core.record.journal import Entry, Head, Kind
from gridcounter.core.record.of_office import RecordsPurged
from gridcounter.services.desks.hub.boxes import sealed_entry
from gridcounter.services.desks.hub.comparison import altered_words
from gridcounter.services.desks.hub.here import NOTHING, Here
from gridcounter.services.desks.hub.line import Line
from gridcounter.services.desks.hub.sealed_keys import signed_head
from gridcounter.services.record.record import Record
from gridcounter.store.hub.refusals import HubForked
from gridcounter.store.journal.merge import digests_in
from gridcounter.store.own_hub import OfficeKey, blanked_of, note_papers, note_pushed, written_after
from gridcounter.store.stores import WritingStores

#: Entries that are read, sealed and pushed at once.
AT_ONCE = 500


@dataclass
class Pushing:
    """Goes through what was written here after a place, in its order, a window at a time."""

    record: Record
    line: Line
    here: Here
    key: OfficeKey
    there: dict[str, Head]
    passed_over: set[str]
    halt: Callable[[], None]
    pushed: int = 0
    notes: list[str] = field(default_factory=list)

    def after(self, place: int) -> None:
        """To the end of what this desk had when the exchange began; each window is noted when the hub has it."""
        while True:
            self.halt()
            with self.record.reading() as stores:
                window = written_after(stores.db, place, AT_ONCE)
                entries = [entry for _, entry in window]
                blanked = [entry for entry in entries if entry.written is None]
                blanked += blanked_of(stores.db, _purged_in(entries))
            if not window:
                return
            if self._brings_nothing(entries):
                return
            place = window[-1][0]
            self._push(entries)
            self._blank(blanked)
            self.record.write(partial(_note, place, list(digests_in(entries))))

    def _brings_nothing(self, entries: list[Entry]) -> bool:
        """What this desk has merely seen goes with its next act: desks would answer each other for ever."""
        own = (entry.kind == Kind.HEADS_SEEN and entry.device == self.here.device for entry in entries)
        return len(entries) < AT_ONCE and all(own)

    def _push(self, entries: Iterable[Entry]) -> None:
        of_each: dict[str, list[Entry]] = {}
        for entry in entries:
            if entry.device not in self.passed_over and entry.seq > self.there.get(entry.device, NOTHING).seq:
                of_each.setdefault(entry.device, []).append(entry)
        for device, new in of_each.items():
            self.halt()
            self._push_one(device, new)

    def _push_one(self, device: str, new: list[Entry]) -> None:
        # by what stands here: the hub then tells a gap, and another history, from what goes on there
        first, last = new[0], new[-1]
        signature = signed_head(self.here.record, device, last.seq, last.hash, self.here.own)
        boxes = [(entry.hash, sealed_entry(self.key, self.here.record, entry)) for entry in new]
        try:
            self.line.push(device, first.seq, first.prev, boxes, self.here.own.signs_with, signature)
        except HubForked:
            self.passed_over.add(device)
            self.notes.append(altered_words(device))
            return
        self.there[device] = Head(last.seq, last.hash)
        self.pushed += len(new)

    def _blank(self, blanked: list[Entry]) -> None:
        """What a purge took here is taken there: sealed anew without its contents, so that its chain goes on."""
        there = [entry for entry in blanked if entry.device in self.there and entry.device not in self.passed_over]
        for at in range(0, len(there), AT_ONCE):
            some = there[at : at + AT_ONCE]
            boxes = [sealed_entry(self.key, self.here.record, entry) for entry in some]
            self.line.blank([entry.ref for entry in some], boxes)


def _note(place: int, papers: list[str], stores: WritingStores) -> None:
    with stores.db.atomic():
        note_papers(stores.db, to_send=papers)
        note_pushed(stores.db, place)


def _purged_in(entries: Iterable[Entry]) -> list[str]:
    acts = (read(entry) for entry in entries if entry.kind == Kind.RECORDS_PURGED)
    return [one.id for act in acts if isinstance(act, RecordsPurged) for one in act.applications]
