"""Taking in what another desk brings, in many transactions: between two of them others write, and each is whole.

After each the tables are what a rebuild gives. However it ends, the next taking in goes on behind what came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

from gridcounter.core.record.journal import FIRST, Entry, Head
from gridcounter.errors import GridcounterError, Refusal
from gridcounter.store.database import RECORD_FILE, plainly
from gridcounter.store.engine import Database, IntegrityError
from gridcounter.store.journal.announcements import show_who_has
from gridcounter.store.journal.append import Journal
from gridcounter.store.journal.arriving import Forked, Gap, verify_arriving
from gridcounter.store.journal.entries import Entries
from gridcounter.store.journal.given_up import StillStanding
from gridcounter.store.journal.merge import bring_in, last_place, record_id, settle_clocks
from gridcounter.store.journal.projections.desks import is_elsewhere
from gridcounter.store.journal.table_integrity import DECIDING

#: Entries in a transaction while others write, and while nobody does.
AT_WORK, ALONE = 50, 1000

_NOT_OF_A_PROGRAM = "后面有程序不会写出的登记，请把这个文件留好，联系维护人员"
_CHANGED_SINCE = "SELECT DISTINCT application FROM journal WHERE hlc >= ? AND application IS NOT NULL"
_ON_RECORD = "SELECT count(*), max(hlc) FROM journal WHERE application = ?"


class OfAnotherRecord(Refusal):
    """The file is of a record that was founded apart: its first entry is another one."""

    def __init__(self) -> None:
        super().__init__("这是另一本台账的文件，不能收入本台账；请核对是不是本单位的文件")


@dataclass(frozen=True, slots=True)
class Taken:
    """`entries` are new here; `applications` are those they concern, in the order in which they came.

    `left`: so many were not taken in, as somebody stopped it.
    """

    entries: int
    applications: tuple[str, ...]
    left: int = 0


class TakenInPart(Refusal):
    """Something failed after a part was taken in, which stays; the next taking in goes on behind it."""

    def __init__(self, done: int, of: int, why: Exception) -> None:
        said = str(why).rstrip("。") if isinstance(why, GridcounterError) else _NOT_OF_A_PROGRAM
        super().__init__(f"已收入 {done:,} 条，共 {of:,} 条；{said}。收进来的都是完整的，再收一次会接着收")


Result = TypeVar("Result")


class InWriter(Protocol):
    """Runs a job that owns the writing connection, and lets others write between two jobs."""

    def __call__(self, job: Callable[[Database, Journal], Result], /) -> Result:
        """Its result."""


def take(
    write: InWriter,
    db: Database,
    record: str,
    entries: Iterable[Entry],
    clerk: str,
    is_here: Callable[[str], bool] = lambda _: False,
    *,
    at_once: int = AT_WORK,
    progress: Callable[[int, int], None] = lambda _, __: None,
) -> Taken:
    """Takes in what is new of `record`, `at_once` entries in a transaction, and enters under `clerk` what was seen.

    `entries` are read twice, each time from the beginning: all are verified on the connection `db` before the first is
    written. They stand in the order of another desk's journal. Papers that are not here by their digest are awaited.
    What others have merely seen is left for the next time if nothing else is new, and no announced purge waits for it.

    `progress` is told how many of how many are in; a Refusal that it raises stops the taking in, and what came stays.
    Raises OfAnotherRecord, NotWhole, Gap, NoRoomAfter, Forked, BlankedOnTheWay, OpensNothing: nothing was written then.
    Raises TakenInPart where something failed later, unless nothing was written.
    """
    with plainly(RECORD_FILE):
        if record != record_id(db):
            raise OfAnotherRecord
        entries = StillStanding(db, entries)
        found = verify_arriving(db, Entries(db).heads(), entries)
        if found.heads_alone and not show_who_has(db, entries):
            return Taken(0, ())
    settled = _settle(write, db, found.earliest)
    done, applications = 0, dict[str, None]()
    for batch in found.batches(entries, at_once, partial(_projected_again, db)):
        try:
            progress(done, found.new)
        except Refusal:
            if not done:
                raise
            write(partial(enter_seen, clerk=clerk))
            return Taken(done, tuple(applications), found.new - done)
        last = done + len(batch) == found.new
        try:
            job = partial(_take, new=batch, clerk=clerk, is_here=is_here, settled=settled, last=last)
            touched, settled = write(job)
        except (GridcounterError, IntegrityError) as wrong:
            if not done:
                raise
            raise TakenInPart(done, found.new, wrong) from wrong
        applications |= dict.fromkeys(touched)
        done += len(batch)
    with suppress(Refusal):  # nothing is left to be stopped
        progress(done, found.new)
    return Taken(done, tuple(applications))


def _take(
    db: Database,
    journal: Journal,
    new: Sequence[Entry],
    clerk: str,
    is_here: Callable[[str], bool],
    settled: int,
    *,
    last: bool,
) -> tuple[tuple[str, ...], int]:
    """One transaction; the applications that it concerns, and the place at which it ends.

    What decides who may do what, and what comes back of a device of this desk, is never on record without saying when
    it came in; of the rest the last transaction says it.
    """
    with plainly(RECORD_FILE), db.atomic():
        new = _not_here(journal.heads(), new)
        applications = bring_in(db, journal, new, is_here, settled) if new else ()
        if last or _says_when(db, new):
            journal.enter_seen(clerk, {entry.device for entry in new})
        return applications, last_place(db)


def _projected_again(db: Database, entry: Entry) -> int:
    """Entries on record of its application, where not all are earlier."""
    if entry.application is None:
        return 0
    count, latest = db.execute(_ON_RECORD, [entry.application]).fetchone()
    return int(count) if latest is not None and latest > entry.hlc else 0


def _settle(write: InWriter, db: Database, earliest: str) -> int:
    """Up to the returned place, of all applications that were changed after what comes in."""
    place = last_place(db)
    applications = [application for (application,) in db.execute(_CHANGED_SINCE, [earliest])]
    for start in range(0, len(applications), ALONE):
        write(partial(_settle_these, applications=applications[start : start + ALONE]))
    return place


def _settle_these(db: Database, _: Journal, applications: Sequence[str]) -> None:
    with plainly(RECORD_FILE):
        settle_clocks(db, applications)


def enter_seen(db: Database, journal: Journal, clerk: str) -> None:
    """What a taking in that was stopped or killed has not said: which ends it brought."""
    with plainly(RECORD_FILE), db.atomic():
        journal.enter_seen(clerk)


def _says_when(db: Database, new: Sequence[Entry]) -> bool:
    return any(entry.kind in DECIDING or not is_elsewhere(db, entry) for entry in new)


def _not_here(heads: Mapping[str, Head], new: Sequence[Entry]) -> Sequence[Entry]:
    """What another taking in has not brought meanwhile. Raises Gap, Forked."""
    ends, left = dict(heads), []
    for entry in new:
        end = ends.get(entry.device, Head(0, FIRST))
        if entry.seq <= end.seq:
            continue
        if entry.seq > end.seq + 1:
            raise Gap(entry.device, end.seq + 1)
        if entry.prev != end.hash:
            raise Forked(entry.device)
        ends[entry.device] = Head(entry.seq, entry.hash)
        left.append(entry)
    return left
