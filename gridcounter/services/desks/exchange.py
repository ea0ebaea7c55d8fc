"""What one desk hands to the others by stick, and takes in from them: entries first, papers as they are there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TypeVar

from gridcounter.core.papers.file_name import plain_name
from gridcounter.core.record.acts import read
from gridcounter.core.record.journal import Entry, Head, Kind
from gridcounter.core.record.of_desks import DeskJoined, mark_digest
from gridcounter.services.desks.conflicts import conflicts_in
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
from gridcounter.services.desks.outgoing import Lacking, Papers
from gridcounter.services.desks.refusals import (
    EntriesDoNotFit,
    InvitationOver,
    NobodyToSealFor,
    SenderRetired,
    SenderUnknown,
)
from gridcounter.services.desks.sealed_file import SUFFIX, EntriesOf, Unsealed
from gridcounter.services.files.progress import Progress, Stopped, unwatched
from gridcounter.services.record.record import Record
from gridcounter.store.awaited_papers import Awaiting, awaited_here, awaiting_of, in_turn, note_awaiting
from gridcounter.store.custody.purge import clean_if_it_can
from gridcounter.store.custody.written_files import WrittenFile, note_written
from gridcounter.store.desk_keys import known_of, note_known, note_other_history
from gridcounter.store.engine import Database, IntegrityError
from gridcounter.store.journal.append import Journal
from gridcounter.store.journal.arriving import Forked, OpensNothing
from gridcounter.store.journal.merge import record_id
from gridcounter.store.journal.taking import ALONE, AT_WORK, Taken, enter_seen, take
from gridcounter.store.papers import awaited, came_in, is_awaited
from gridcounter.store.queries.desks import DeskRow, desks, invitation_holds, seen_by
from gridcounter.store.stores import Stores, WritingStores

__all__ = ["ALONE", "HandedOver", "TakenIn", "hand_over", "take_entries", "take_in"]

Result = TypeVar("Result")


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

    `conflicts` are all that stand open afterwards, `new_conflicts` those that came with this file. `left` and
    `papers_left` did not come, as somebody stopped it; `awaited` papers have not come from any desk.
    """

    desk: str
    made_at: datetime
    entries: int
    applications: int
    papers: int
    new_conflicts: int
    conflicts: int
    left: int = 0
    papers_left: int = 0
    awaited: int = 0
    #: What is to be said of a copy of this desk's folder; "" without one.
    copied: str = ""


def hand_over(
    record: Record,
    by: str,
    folder: Path,
    now: datetime,
    *,
    progress: Progress = unwatched,
    of_papers: Progress = unwatched,
) -> HandedOver:
    """Writes what the others lack, as far as is known of them, into one file for all of them.

    The papers of these entries come first, then what others said they wait for. `progress` is told of entries,
    `of_papers` of papers. Raises NotShared, NobodyToSealFor, Fault, Stopped: no file is there then.
    """
    record.write(partial(_enter_what_others_ask_for, folder=record.folder, by=by))
    with record.reading() as stores:
        key, device = own_key(stores.db), stores.journal.writes_as()
        others = [one for one in desks(stores.db) if not one.here and not one.retired]
        if not others:
            raise NobodyToSealFor
        own = next(one for one in desks(stores.db) if one.here)
        known, names = _known_to_all(stores, others), tuple(one.name for one in others)
        entries = Lacking(stores, known, progress)
        said = awaiting_of(stores.db, (one.signs_with for one in others))
        papers = Papers(stores, [*entries.digests(), *in_turn(said)], of_papers)
        path = folder / f"{plain_name(own.name, '本台')}-{now.astimezone():%Y%m%d-%H%M%S}{SUFFIX}"
        file = WrittenFile(path.name, now.isoformat(), names)
        write_exchange_file(
            path,
            record=record_id(stores.db),
            key=signing_key_of(key, device),
            recipients=[key.sealed_to, *(one.sealed_to for one in others)],
            made_at=now,
            heads=entries.heads,
            entries=entries,
            papers=papers,
            awaited=[Awaiting(key.signs_with, int(now.timestamp() * 1000), awaited_here(stores.db)), *said],
            enter=partial(record.write, partial(_note_file, file, known, entries.heads)),
        )
    return HandedOver(path, entries.many, papers.written, names, papers.left_out)


def _note_file(file: WrittenFile, since: Mapping[str, Head], ends: Mapping[str, Head], stores: WritingStores) -> None:
    note_written(stores.db, file, since, ends)


def _enter_what_others_ask_for(stores: WritingStores, folder: Path, by: str) -> None:
    if not go_on_as_copy(folder, stores, by):
        enter_again(stores, by)
    enter_seen(stores.db, stores.journal, by)


def take_in(
    record: Record,
    by: str,
    path: Path,
    *,
    at_once: int = AT_WORK,
    progress: Progress = unwatched,
    of_papers: Progress = unwatched,
) -> TakenIn:
    """Takes in a file of another desk: nothing of one that is refused. Between two parts of it others write.

    `progress` is told of entries, `of_papers` of papers; what came before one of them stopped it stays, and `left` says
    what did not. Raises each of `refusals`, Stopped before anything came, and what `take_entries` does.

    Where this desk's folder was copied, it first makes room for what the other copy entered, and then goes on under a
    name of its own.
    """
    with record.reading() as stores:
        before, copied = copies_of_this_desk(stores.db), copied_desks(stores.db)
    taken = _take_in(record, by, path, at_once=at_once, progress=progress, of_papers=of_papers)
    record.write(lambda stores: forget_what_two_knew(stores, copied))
    # what was stopped goes on with the same file, which is sealed to the keys of now
    whole = not taken.left and not taken.papers_left
    own = record.write(lambda stores: go_on_as_copy(record.folder, stores, by)) if whole else ""
    with record.reading() as stores:
        copies = tuple(name for name in copies_of_this_desk(stores.db) if name not in before)
    return replace(taken, copied=copy_words(own, copies))


def _take_in(record: Record, by: str, path: Path, *, at_once: int, progress: Progress, of_papers: Progress) -> TakenIn:
    with record.reading() as stores:
        key = own_key(stores.db)
        of_desks = desks(stores.db)
        this = ThisDesk(record_id(stores.db), key.exchange, {}, record.folder)
        before = len(conflicts_in(stores))
    with opened_exchange_file(path, this, newcomers=True, halt=lambda: progress(0, 0)) as found:
        sender = _sender(found, of_desks, record)
        try:
            taken = take_entries(record, found.header.record, EntriesOf(found), by, at_once=at_once, progress=progress)
        except (IntegrityError, OpensNothing) as wrong:
            raise EntriesDoNotFit(path) from wrong
        except Forked as wrong:
            device, told_by = wrong.device, found.header.signed_by.public_key
            record.write(lambda stores: note_other_history(stores.db, told_by, device))
            raise
        papers, papers_left = (0, found.papers) if taken.left else _take_papers(record, found, of_papers)
        if not taken.left:
            signer, has, now = found.header.signed_by.public_key, found.header.has(), datetime.now(UTC).isoformat()
            said = list(_awaiting_in(found))
            record.write(partial(_note_sender, signer=signer, has=has, now=now, said=said))
    record.write(lambda stores: clean_if_it_can(stores.db, stores.archive))
    with record.reading() as stores:
        after, waiting = len(conflicts_in(stores)), len(awaited(stores.db))
    return TakenIn(
        sender,
        found.header.made_at,
        taken.entries,
        len(taken.applications),
        papers,
        max(0, after - before),
        after,
        taken.left,
        papers_left,
        waiting,
    )


def take_entries(
    record: Record,
    of: str,
    entries: Iterable[Entry],
    by: str,
    *,
    at_once: int = AT_WORK,
    progress: Progress = unwatched,
) -> Taken:
    """Entries of another desk of the record `of`, from a file or a hub; see `take`. May run in any thread.

    Their papers are awaited where they are not archived. Where this desk's folder was copied, it first makes room for
    what the other copy entered; `entries` are read again then. Raises what `take` and `make_room` do.
    """

    def in_writer(job: Callable[[Database, Journal], Result]) -> Result:
        return record.write(lambda stores: job(stores.db, stores.journal))

    def once() -> Taken:
        with record.reading() as stores:
            is_here = stores.archive.has
            return take(in_writer, stores.db, of, entries, by, is_here, at_once=at_once, progress=progress)

    try:
        return once()
    except Forked as forked:
        device = forked.device
    record.write(lambda stores: make_room(stores, device, list(entries), by))
    return once()


def _take_papers(record: Record, found: Unsealed[Header], progress: Progress) -> tuple[int, int]:
    """Archives those that are awaited: others are here, or of an application that was purged. How many; how many left.

    The bytes first: were they not awaited any more and not here, they would be damage.
    """
    with record.reading() as stores:
        wanted = awaited(stores.db)
    came = 0
    for done, (digest, content) in enumerate(joined(one for one in found.items() if isinstance(one, PaperPart))):
        try:
            progress(done, found.papers)
        except Stopped:
            return came, found.papers - done
        if digest in wanted:
            came += record.write(partial(_keep_awaited, digest=digest, content=content))
    return came, 0


def _awaiting_in(found: Unsealed[Header]) -> Iterator[Awaiting]:
    """They stand before the entries."""
    for item in found.items():
        if not isinstance(item, Awaiting):
            return
        yield item


def _note_sender(
    stores: WritingStores, signer: str, has: Mapping[str, Head], now: str, said: Iterable[Awaiting]
) -> None:
    """What it has, and what it and others said they wait for."""
    with stores.db.atomic():
        note_known(stores.db, signer, has, now)
        known = {one.signs_with for one in desks(stores.db) if not one.here}
        for one in said:
            if one.signs_with in known:
                note_awaiting(stores.db, one, by_itself=one.signs_with == signer)


def _keep_awaited(stores: WritingStores, digest: str, content: bytes) -> bool:
    if not is_awaited(stores.db, digest):  # purged meanwhile
        return False
    stores.archive.keep(content)
    came_in(stores.db, [digest])
    return True


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
        if isinstance(act, DeskJoined) and act.signs_with == key and (copied := is_vouched_for(act, of_desks)):
            if copied.retired:
                raise SenderRetired(found.path)
            return act.name
        # by its first entry: it may have a new key, and another device, before anybody knows of it
        if isinstance(entry, Entry) and isinstance(act, DeskJoined) and act.signs_with == key and act.mark:
            with record.reading() as stores:
                holds = invitation_holds(stores.db, mark_digest(act.mark), entry.entered_at)
                joined = any(one.signs_with == key and not one.retired for one in desks(stores.db))
            if holds or joined:  # by another reading of the same file meanwhile
                return act.name
            raise (SenderUnknown if holds is None else InvitationOver)(found.path)
    raise SenderUnknown(found.path)


def _later_ends(some: Mapping[str, Head], others: Mapping[str, Head]) -> dict[str, Head]:
    both = chain(some.items(), others.items())
    return dict(sorted(both, key=lambda one: one[1].seq))


def _known_to_all(stores: Stores, others: Iterable[DeskRow]) -> dict[str, Head]:
    """What every one of them has, as its last file said or as it entered under the device it now writes as."""
    of_each = [_ends_of(stores, one) for one in others]
    devices = set.intersection(*(set(heads) for heads in of_each))
    return {device: min((heads[device] for heads in of_each), key=lambda head: head.seq) for device in devices}


def _ends_of(stores: Stores, desk: DeskRow) -> dict[str, Head]:
    """Without devices of which it has another history: it gets all of the one that is here."""
    known = known_of(stores.db, desk.signs_with)
    if desk.signs_with in {follows for _, follows in copied_desks(stores.db)}:
        return known  # the device that it said last may have been its copy's
    ends = _later_ends(known, seen_by(stores.db, desk.device))
    return {device: head for device, head in ends.items() if device not in known or known[device].seq}
