"""One exchange with the hub: what it lacks goes there, what this desk lacks comes from there.

Interrupted anywhere it begins again from the ends that both sides have: what is pushed twice is passed over there, and
what was taken in is on record here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from gridcounter.core.record.journal import Entry, Head
from gridcounter.errors import Refusal
from gridcounter.services.desks.conflicts import conflicts_in
from gridcounter.services.desks.copies import copied_desks, copy_words, forget_what_two_knew, go_on_as_copy
from gridcounter.services.desks.exchange import take_entries
from gridcounter.services.desks.hub.comparison import Compared, compared
from gridcounter.services.desks.hub.here import Here, here
from gridcounter.services.desks.hub.line import REAL, Line, Lines
from gridcounter.services.desks.hub.papers import drop_again, exchange_papers
from gridcounter.services.desks.hub.parting import make_way, parted
from gridcounter.services.desks.hub.pulling import Pulling, known_signers, let_in
from gridcounter.services.desks.hub.pushing import Pushing
from gridcounter.services.desks.hub.sealed_keys import address_of, key_box, opened_key, renew_key
from gridcounter.services.desks.invitation import VALID
from gridcounter.services.desks.membership import enter_again
from gridcounter.services.record.record import Record
from gridcounter.store.custody.purge import clean_if_it_can
from gridcounter.store.engine import IntegrityError
from gridcounter.store.hub.access import HubAccess
from gridcounter.store.hub.client import HubHead, HubHello
from gridcounter.store.hub.refusals import HubGap, HubNotAllowed
from gridcounter.store.journal.arriving import OpensNothing
from gridcounter.store.journal.given_up import without_given_up
from gridcounter.store.own_hub import (
    keep_keys,
    logins_to_shut,
    note_exchanged,
    note_logins_seen,
    note_seen,
    note_shut,
    papers_may_lack,
)
from gridcounter.store.stores import WritingStores

#: The clerk of what the program enters by itself, as where it finds a rollback: nobody pressed anything.
THE_PROGRAM = ""
#: Newcomers who were invited by newcomers.
_ROUNDS = 8
WAITS_FOR_KEY = (
    "本台还没有拿到中心库的钥匙，先不送也不取，照常办理；别的台交换一次后会自动拿到，"
    "一直没有的，请用 U 盘和别的台交换一次"
)
NEXT_TIME = "中心库里的登记还没有送全，这次没有收入，下次自动再取"
OF_NOBODY_KNOWN = (
    "中心库里有一台送来的登记，本台不认识那一台，没有收入：刚加入的，等邀请它的那一台交换一次；"
    "邀请它的那一台已经停用、不再来的，请管理员重新邀请它"
)
CANNOT_SHUT = "停用的一台在中心库的登录没有关成，请管理中心库的人关掉它"


@dataclass(frozen=True, slots=True)
class HubOutcome:
    """How many entries went there and came in, and papers both ways; `conflicts` are all that stand open now.

    `notes` are sentences about what was not as it should be.
    """

    pushed: int
    taken: int
    papers: int
    new_conflicts: int
    conflicts: int
    notes: tuple[str, ...]


def exchange_with_hub(
    record: Record, by: str = THE_PROGRAM, halt: Callable[[], None] = lambda: None, lines: Lines = REAL
) -> HubOutcome:
    """May run in any thread; `halt` may raise between two steps, and nothing is half done then.

    Raises NotShared, NoHub, ThisDeskRetired, ForeignHub, and each of `store.hub.refusals`.
    """
    with record.reading() as stores:
        access = HubAccess.from_json(here(stores).hub.access)
        before = len(conflicts_in(stores))
    with lines(access) as line:
        found = _Exchange(record, by, line, halt)
        found.run(access.login)
    with record.reading() as stores:
        after = len(conflicts_in(stores))
    notes = tuple(dict.fromkeys(found.notes))
    return HubOutcome(found.pushed, found.taken, found.papers, max(0, after - before), after, notes)


@dataclass
class _Exchange:
    record: Record
    by: str
    line: Line
    halt: Callable[[], None]
    pushed: int = 0
    taken: int = 0
    papers: int = 0
    notes: list[str] = field(default_factory=list)

    def run(self, login: str) -> None:
        hello, there = self.line.hello(), self.line.heads()
        compared(self._here(), hello, there)  # before anything is entered here or said there
        self.record.write(partial(self._enter, login))
        self._fetch_keys(begin=not there)
        self._hand_keys()
        self._shut_logins()
        if parted(self.record, self._here(), there):
            self._pull(there, compared(self._here(), hello, there))  # the other copy may have made way already
            self._part(there, login)
        now = self._here()
        difference = compared(now, hello, there)
        self.notes += difference.notes
        if now.seals_with is None:  # which key it is, the others' entries say
            self._pull(there, difference)
            self._draw_key()
            now = self._here()
        ends = self._push(now, there, difference)
        self._pull(there, difference)
        self.halt()
        self._papers()
        have = self._here().heads
        # what was not believed may go again without a word
        seen = {device: end for device, end in ends.items() if device in have and have[device].seq >= end.seq}
        self.record.write(partial(_end, hello, seen, self.line.last_seen(), datetime.now(UTC).isoformat()))

    def _enter(self, login: str, stores: WritingStores) -> None:
        if not self._go_on(stores):
            enter_again(stores, self.by, login)

    def _go_on(self, stores: WritingStores) -> str:
        """As a desk of its own, where another copy of this one is known; its name then."""
        if own := go_on_as_copy(self.record.folder, stores, self.by):
            self.notes.append(copy_words(own, ()))
        return own

    def _here(self) -> Here:
        with self.record.reading() as stores:
            return here(stores)

    def _fetch_keys(self, *, begin: bool) -> None:
        """Of an office that has none yet, the first desk at an empty hub makes one."""
        now = self._here()
        if not now.named and not now.keys and begin:
            self.record.write(lambda stores: renew_key(stores, self.by, "接入中心库"))
            return
        boxes = self.line.key_boxes(address_of(now.own.signs_with))
        new = [box for box in boxes if box.key_id not in now.keys]
        keys = [opened_key(box, now.own) for box in new]
        found = [key for key in keys if key is not None]
        if found:
            self.record.write(lambda stores: keep_keys(stores.db, found))

    def _draw_key(self) -> None:
        """Where somebody retired a desk, and somebody else named a key without knowing of that."""
        now = self._here()
        if now.named and now.seals is None:
            self.record.write(lambda stores: renew_key(stores, self.by, "停用的一台可能有原来的钥匙"))
            self._hand_keys()

    def _hand_keys(self) -> None:
        """Each desk that takes part gets each key that it may lack: older boxes are sealed with older ones.

        But none before the entry that names it is here: who was retired stands before that entry.
        """
        now = self._here()
        active = {address_of(desk.signs_with): desk for desk in now.desks.values() if not desk.retired}
        boxes = []
        for key in (now.keys[key_id] for key_id in now.named if key_id in now.keys):
            lacking = active.keys() - self.line.key_boxes_there(key.key_id)
            boxes += [key_box(key, now.record, active[address], now.own) for address in sorted(lacking)]
        if boxes:
            self.line.put_key_boxes(boxes)

    def _shut_logins(self) -> None:
        with self.record.reading() as stores:
            logins = logins_to_shut(stores.db)
        for login in logins:
            try:
                self.line.retire_desk(login)
            except HubNotAllowed:
                self.notes.append(CANNOT_SHUT)
            self.record.write(partial(_shut, login))

    def _part(self, there: Mapping[str, HubHead], login: str) -> None:
        """From a copy of this desk's folder, where its entries lie under the name of this desk's device."""
        for device in parted(self.record, self._here(), there):
            now, head = self._here(), there[device]
            pulling = Pulling(self.line, now, self.halt)
            pulling.of(device, head, whole=True)
            entries = pulling.entries.get(device, [])
            if not entries:
                continue  # what is wrong with it is said of all devices
            try:
                self.taken += self._take_all(now, entries)
                make_way(self.record, device, head, entries, self.by)
            except (Refusal, IntegrityError):
                continue  # it is altered, as far as this desk can tell
            self.record.write(partial(self._enter, login))

    def _push(self, now: Here, there: Mapping[str, HubHead], difference: Compared) -> dict[str, Head]:
        """Returns what the hub has afterwards."""
        ends = {device: Head(head.seq, head.hash) for device, head in there.items()}
        if now.seals_with is None:
            self.notes.append(WAITS_FOR_KEY)
            return ends
        pushing = Pushing(self.record, self.line, now, now.seals_with, ends, set(difference.altered), self.halt)
        try:
            if difference.afresh:
                self._papers_afresh()
            pushing.after(0 if difference.afresh else now.hub.place)
        except HubGap:  # it lost something that this desk had not seen there
            self._papers_afresh()
            pushing.after(0)
        self.pushed += pushing.pushed
        self.notes += pushing.notes
        return pushing.there

    def _pull(self, there: Mapping[str, HubHead], difference: Compared) -> None:
        for _ in range(_ROUNDS):
            now = self._here()
            known, strange = known_signers(now, there, difference.altered)
            pulling = Pulling(self.line, now, self.halt)
            for device in known:
                pulling.of(device, there[device])
            newcomers = Pulling(self.line, now, self.halt)
            for device in strange:
                newcomers.of(device, there[device])
            with self.record.reading() as stores:
                believed = let_in(stores.db, (entry for new in newcomers.entries.values() for entry in new))
            invited = {device for device in newcomers.entries if there[device].signed_by in believed}
            pulling.entries |= {device: newcomers.entries[device] for device in sorted(invited)}
            self.notes += pulling.notes + ([WAITS_FOR_KEY] if pulling.keys_missing else [])
            if not self._take(now, pulling.entries):
                left_out = [entries[-1] for device, entries in newcomers.entries.items() if device not in invited]
                self.notes += [OF_NOBODY_KNOWN] if any(map(self._is_new, left_out)) else []
                return

    def _is_new(self, entry: Entry) -> bool:
        """Not of somebody who was invited anew since: what he had entered before lies there for ever."""
        return datetime.fromisoformat(entry.entered_at) > self.record.clock() - VALID

    def _take(self, now: Here, pulled: Mapping[str, list[Entry]]) -> bool:
        """Whether anything new is on record now."""
        if not any(pulled.values()):
            return False
        taken = 0
        try:
            taken = self._take_all(now, [entry for new in pulled.values() for entry in new])
        except (Refusal, IntegrityError):
            # what one device wrote does not fit: the others' entries are taken in all the same
            for entries in pulled.values():
                try:
                    taken += self._take_all(now, entries)
                except (IntegrityError, OpensNothing):
                    self.notes.append(NEXT_TIME)
                except Refusal as refused:
                    self.notes.append(str(refused))
        self.taken += taken
        return bool(taken)

    def _take_all(self, now: Here, entries: list[Entry]) -> int:
        with self.record.reading() as stores:
            copied = copied_desks(stores.db)
        # by the clock, as their desks entered them: none stands before what it rests on
        in_order = sorted(without_given_up(entries), key=lambda entry: entry.hlc)
        taken = take_entries(self.record, now.record, in_order, self.by)
        if taken.entries:
            self.record.write(lambda stores: clean_if_it_can(stores.db, stores.archive))
            self.record.write(lambda stores: forget_what_two_knew(stores, copied))
            self.record.write(self._go_on)
        return taken.entries

    def _papers_afresh(self) -> None:
        """It may lack papers that were put there, and have again what a purge took."""
        self.record.write(_may_lack)
        drop_again(self.record, self.line)

    def _papers(self) -> None:
        found = exchange_papers(self.record, self.line, self._here(), self.halt)
        self.papers += found.put + found.came
        if found.altered:
            self.notes.append(f"中心库里有 {found.altered:,} 份文书被改动过，没有收入；请告诉管理中心库的人")


def _shut(login: str, stores: WritingStores) -> None:
    note_shut(stores.db, [login])


def _may_lack(stores: WritingStores) -> None:
    with stores.db.atomic():
        papers_may_lack(stores.db)


def _end(
    hello: HubHello, ends: Mapping[str, Head], logins: Mapping[str, datetime], at: str, stores: WritingStores
) -> None:
    with stores.db.atomic():
        note_seen(stores.db, hello.id, hello.incarnation, ends)
        note_logins_seen(stores.db, logins)
        note_exchanged(stores.db, at)
