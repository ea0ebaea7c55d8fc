"""What one desk hands to the others by stick, and takes in from them: entries first, papers as they are there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from gridcounter.core.papers.file_name import plain_name
from gridcounter.core.record.acts import read
from gridcounter.core.record.journal import Entry, Head, Kind
from gridcounter.core.record.of_desks import DeskJoined, mark_digest
from gridcounter.services.desks.contents import PaperPart, joined
from gridcounter.services.desks.copies import (
    copied_desks,
    copies_of_this_desk,
    copy_words,
    forget_what_two_knew,
    go_on_as_copy,
    is_vouched_for,
    make_room,
)
from gridcounter.services.desks.exchange_file import ThisDesk, opened_exchange_file, write_exchange_file
from gridcounter.services.desks.header import Header
from gridcounter.services.desks.membership import enter_again, own_key, signing_key_of
from gridcounter.services.desks.refusals import (
    EntriesDoNotFit,
    InvitationOver,
    NobodyToSealFor,
    SenderRetired,
    SenderUnknown,
)
from gridcounter.services.desks.sealed_file import SUFFIX, Unsealed
from gridcounter.services.record.record import Record
from gridcounter.store.custody.purge import clean_if_it_can
from gridcounter.store.desk_keys import forget_known, known_of, note_known
from gridcounter.store.engine import Database, IntegrityError
from gridcounter.store.journal.merge import Forked, digests_in, record_id, take
from gridcounter.store.papers import awaited, came_in
from gridcounter.store.queries.desks import DeskRow, desks, invitation_holds, is_otherwise, open_conflicts
from gridcounter.store.stores import Stores, WritingStores

#: Bytes of papers in one file; the others' desks show that a paper is there, and who has it.
MOST_PAPERS = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The written file: how many entries and papers it holds, for which desks, and how many papers were too much."""

    path: Path
    entries: int
    papers: int
    desks: tuple[str, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class TakenIn:
    """From which desk, what it brought, and what is to be looked at now.

    `conflicts` are all that stand open afterwards, `new_conflicts` those that came with this file.
    """

    desk: str
    made_at: datetime
    entries: int
    applications: int
    papers: int
    new_conflicts: int
    conflicts: int
    #: What is to be said of a copy of this desk's folder; "" without one.
    copied: str = ""


def hand_over(record: Record, by: str, folder: Path, now: datetime) -> HandedOver:
    """Writes what the others lack, as far as is known of them, into one file for all of them.

    Raises NotShared, NobodyToSealFor, Fault.
    """
    record.write(lambda stores: go_on_as_copy(record.folder, stores, by) or enter_again(stores, by))
    with record.reading() as stores:
        key, device = own_key(stores.db), stores.journal.writes_as()
        others = [one for one in desks(stores.db) if not one.here and not one.retired]
        if not others:
            raise NobodyToSealFor
        own = next(one for one in desks(stores.db) if one.here)
        known = _known_to_all(stores, others)
        entries = [entry for entry in stores.journal.written() if not _has(known, entry)]
        papers = _Papers(stores, digests_in(entries))
        path = folder / f"{plain_name(own.name, '本台')}-{now.astimezone():%Y%m%d-%H%M%S}{SUFFIX}"
        write_exchange_file(
            path,
            record=record_id(stores.db),
            key=signing_key_of(key, device),
            recipients=[key.sealed_to, *(one.sealed_to for one in others)],
            made_at=now,
            heads=stores.journal.heads(),
            entries=entries,
            papers=papers,
        )
    return HandedOver(path, len(entries), papers.written, tuple(one.name for one in others), papers.left_out)


def take_in(record: Record, by: str, path: Path) -> TakenIn:
    """Takes in a file of another desk: all of it or nothing. Raises each of `refusals`, and those of `take`.

    Where this desk's folder was copied, it first makes room for what the other copy entered, and then goes on under a
    name of its own.
    """
    with record.reading() as stores:
        before, copied = copies_of_this_desk(stores.db), copied_desks(stores.db)
    try:
        taken = _take_in(record, by, path)
    except Forked as forked:
        _make_room(record, by, path, forked)
        taken = _take_in(record, by, path)
    record.write(lambda stores: forget_what_two_knew(stores, copied))
    own = record.write(lambda stores: go_on_as_copy(record.folder, stores, by))
    with record.reading() as stores:
        copies = tuple(name for name in copies_of_this_desk(stores.db) if name not in before)
    return replace(taken, copied=copy_words(own, copies))


def _make_room(record: Record, by: str, path: Path, forked: Forked) -> None:
    with record.reading() as stores:
        of_desks = desks(stores.db)
        this = ThisDesk(record_id(stores.db), own_key(stores.db).exchange, {}, record.folder)
    with opened_exchange_file(path, this, newcomers=True) as found:
        _sender(found, of_desks, record)
        sent = [one for one in found.items() if isinstance(one, Entry)]
        try:
            record.write(lambda stores: make_room(stores, forked, sent, by))
        except Forked as wrong:
            device, key = wrong.device, found.header.signed_by.public_key
            record.write(lambda stores: forget_known(stores.db, key, device))
            raise


def _take_in(record: Record, by: str, path: Path) -> TakenIn:
    with record.reading() as stores:
        key = own_key(stores.db)
        of_desks = desks(stores.db)
        this = ThisDesk(record_id(stores.db), key.exchange, {}, record.folder)
    with opened_exchange_file(path, this, newcomers=True) as found:
        sender = _sender(found, of_desks, record)
        try:
            taken = record.write(lambda stores: _take(stores, found, sender, by))
        except IntegrityError as wrong:
            raise EntriesDoNotFit(path) from wrong
    record.write(lambda stores: clean_if_it_can(stores.db, stores.archive))
    return taken


def _take(stores: WritingStores, found: Unsealed[Header], sender: str, by: str) -> TakenIn:
    header, before = found.header, len(open_conflicts(stores.db))
    with stores.db.atomic():
        entries = (one for one in found.items() if isinstance(one, Entry))
        taken = take(stores.db, stores.journal, header.record, entries, by, frozenset(stores.archive.digests()))
        came, wanted = list[str](), awaited(stores.db)
        for digest, content in joined(one for one in found.items() if isinstance(one, PaperPart)):
            if digest in wanted:  # else it is here, or of an application that was purged
                stores.archive.keep(content)
                came.append(digest)
        came_in(stores.db, came)
        note_known(stores.db, header.signed_by.public_key, header.has(), datetime.now(UTC).isoformat())
    after = len(open_conflicts(stores.db))
    return TakenIn(
        sender, header.made_at, taken.entries, len(taken.applications), len(came), max(0, after - before), after
    )


def _sender(found: Unsealed[Header], of_desks: Iterable[DeskRow], record: Record) -> str:
    """The name of the desk that signed the file: one that is known, or one that was invited and says so in it."""
    key = found.header.signed_by.public_key
    for one in of_desks:
        if one.signs_with == key:
            if one.retired:
                raise SenderRetired(found.path)
            return one.name
    for entry in found.items():
        act = read(entry) if isinstance(entry, Entry) and entry.kind == Kind.DESK_JOINED else None
        if isinstance(act, DeskJoined) and act.signs_with == key and (one := is_vouched_for(act, of_desks)):
            if one.retired:
                raise SenderRetired(found.path)
            return act.name
        # by its first entry: it may have a new key, and another device, before anybody knows of it
        if isinstance(entry, Entry) and isinstance(act, DeskJoined) and act.signs_with == key and act.mark:
            with record.reading() as stores:
                holds = invitation_holds(stores.db, mark_digest(act.mark), entry.entered_at)
            if holds:
                return act.name
            raise (SenderUnknown if holds is None else InvitationOver)(found.path)
    raise SenderUnknown(found.path)


def _known_to_all(stores: Stores, others: Iterable[DeskRow]) -> dict[str, Head]:
    """What every one of them has, as far as this desk knows."""
    of_each = [_as_here(stores.db, known_of(stores.db, one.signs_with)) for one in others]
    devices = set.intersection(*(set(heads) for heads in of_each))
    return {device: min((heads[device] for heads in of_each), key=lambda head: head.seq) for device in devices}


def _as_here(db: Database, heads: dict[str, Head]) -> dict[str, Head]:
    """Without devices of which it knows another history: it gets all of this one."""
    return {device: head for device, head in heads.items() if not is_otherwise(db, device, head)}


def _has(known: dict[str, Head], entry: Entry) -> bool:
    return entry.device in known and entry.seq <= known[entry.device].seq


class _Papers:
    """Papers of the given digests that are in the archive, up to a limit, the first ones first."""

    def __init__(self, stores: Stores, digests: Iterable[str]) -> None:
        self._stores, self._digests = stores, list(dict.fromkeys(digests))
        self.written = self.left_out = 0

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        size = 0
        for digest in self._digests:
            content = self._stores.archive.content(digest)
            if content is None:
                continue
            size += len(content)
            if size > MOST_PAPERS:
                self.left_out += 1
                continue
            self.written += 1
            yield digest, content
