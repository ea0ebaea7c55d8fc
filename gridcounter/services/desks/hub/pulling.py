"""What the hub has that this desk lacks: of each device all up to the end that a known desk signed, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from gridcounter.core.record.acts import read
from gridcounter.core.record.journal import Entry, Head, Kind
from gridcounter.core.record.of_desks import DeskJoined, mark_digest
from gridcounter.services.desks.copies import is_vouched_for
from gridcounter.services.desks.hub.boxes import BoxRefused, KeyMissing, opened_entry
from gridcounter.services.desks.hub.comparison import altered_words
from gridcounter.services.desks.hub.here import NOTHING, Here
from gridcounter.services.desks.hub.line import Line
from gridcounter.store.engine import Database
from gridcounter.store.hub.client import HubHead
from gridcounter.store.queries.desks import desks, invitation_holds

_AT_ONCE = 500


@dataclass
class Pulling:
    """What was pulled, by device; what could not be opened is left out, and said."""

    line: Line
    here: Here
    halt: Callable[[], None]
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    keys_missing: bool = False

    def of(self, device: str, head: HubHead, *, whole: bool = False) -> None:
        """Nothing of it where the end is not the one that was signed; `whole`: with what is here already."""
        after = NOTHING if whole else self.here.heads.get(device, NOTHING)
        try:
            found = list(self._opened(device, head, after))
        except KeyMissing:
            self.keys_missing = True
        except BoxRefused:
            self.notes.append(altered_words(device))
        else:
            self.entries[device] = found

    def _opened(self, device: str, head: HubHead, end: Head) -> Iterator[Entry]:
        while end.seq < head.seq:
            self.halt()
            boxes = self.line.pull(device, end.seq, min(_AT_ONCE, head.seq - end.seq))
            if not boxes:
                raise BoxRefused
            for one in boxes:
                if one.seq != end.seq + 1:
                    raise BoxRefused
                yield opened_entry(self.here.keys, self.here.record, device, one.seq, one.hash, end.hash, one.box)
                end = Head(one.seq, one.hash)
        if end.hash != head.hash:
            raise BoxRefused


def known_signers(here: Here, there: Mapping[str, HubHead], altered: Iterable[str]) -> tuple[list[str], list[str]]:
    """The devices of which the hub has more, by desks that are known, and by others."""
    passed_over = set(altered)
    more = [
        device
        for device, head in sorted(there.items())
        if device not in passed_over and head.seq > here.heads.get(device, NOTHING).seq
    ]
    known = [device for device in more if there[device].signed_by in here.desks]
    return known, [device for device in more if device not in known]


def let_in(db: Database, entries: Iterable[Entry]) -> frozenset[str]:
    """The signing keys of newcomers who say by which unused invitation they joined, and of copies of a desk that takes
    part, for which its keys vouch.
    """
    takes_part = [one for one in desks(db) if not one.retired]
    found = set[str]()
    for entry in entries:
        act = read(entry) if entry.kind == Kind.DESK_JOINED else None
        if not isinstance(act, DeskJoined):
            continue
        invited = act.mark and invitation_holds(db, mark_digest(act.mark), entry.entered_at)
        if invited or is_vouched_for(act, takes_part):
            found.add(act.signs_with)
    return frozenset(found)
