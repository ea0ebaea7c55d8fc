"""Imports applications from a table: first a dry run that reports everything, then the import, each row once.

Rows are written in portions, so that other users can work meanwhile. Each entry carries the digest of its row: an
import that was stopped continues where it stopped when the same file is imported again, and a second import changes
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from uuid import uuid4

from gridcounter.core.exchange.import_columns import OWN_NUMBER, Column
from gridcounter.core.exchange.import_table import ImportTable
from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.validation.models import Problem, shown
from gridcounter.core.validation.text import take_text
from gridcounter.errors import Refusal, WrongInput
from gridcounter.services.applications.intake import new_short_code, next_numbers
from gridcounter.services.custody.backups import Backups
from gridcounter.services.exchange.import_duplicates import repeated
from gridcounter.services.exchange.import_place import import_table
from gridcounter.services.exchange.import_rows import Frame, ImportRow, RowProblem, case_day, look_again, read_row
from gridcounter.services.exchange.import_template import SHEET
from gridcounter.services.exchange.import_titles import ImportNotice, columns_of, is_title, left_out, no_row
from gridcounter.services.files.progress import EVERY, Progress, Stopped, unwatched
from gridcounter.services.files.workbooks import Sheet, SheetRow, read_sheet
from gridcounter.services.office.assessment import Assessor
from gridcounter.services.record.record import Record
from gridcounter.store.journal.validators.entries import ApplicationNotFound, Purged
from gridcounter.store.queries.listing import ListingStore
from gridcounter.store.stores import Stores, WritingStores

#: Rows in one transaction: few enough that other users notice no delay.
_TOGETHER = 50


class RowsWrong(WrongInput):
    """The problems of all rows, one line each."""


class NothingToTakeIn(Refusal):
    """The table has no rows below its titles."""

    sentence = "表里没有可以导入的行：请在列名下面逐行填写，每行一件申请"


@dataclass(frozen=True, slots=True)
class DryRun:
    """A dry run on the day `on`. `ready` rows can be imported; `already` rows were imported before.

    The checked rows are imported: the file is not read again.
    """

    on: date
    sheet: str
    ready: tuple[ImportRow, ...]
    already: int
    problems: tuple[RowProblem, ...]
    notices: tuple[ImportNotice, ...]

    @property
    def clean(self) -> bool:
        """True where no row has a problem."""
        return not self.problems

    @property
    def wrong(self) -> int:
        """How many rows have problems."""
        return len({problem.row for problem in self.problems})


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """`first` and `last` are the assigned numbers; `stopped` if the user stopped the import."""

    count: int
    first: str
    last: str
    stopped: bool = False


@dataclass(frozen=True, eq=False)
class LedgerImport:
    """Imports of one clerk into one record."""

    record: Record
    assessor: Assessor
    clerk: str

    def check(self, path: Path, today: date, progress: Progress = unwatched) -> DryRun:
        """The dry run: writes nothing. May run on any thread. Raises WorkbookRefused, NothingToTakeIn, Stopped."""
        with self.record.reading() as stores:
            table = import_table(self.assessor.packs, str(stores.applications.office()["place"]))
        sheet = read_sheet(path, SHEET, partial(is_title, table=table), progress)
        columns, notices = columns_of(sheet, table)
        with self.record.reading() as stores:
            frame = self._frame(stores, today, sheet, table)
            ready, problems = list[ImportRow](), list[RowProblem]()
            for done, row in enumerate(sheet.rows):
                if done % EVERY == 0:
                    progress(done, len(sheet.rows))
                match _read(row, columns, sheet, frame, stores):
                    case ImportRow() as brought:
                        ready.append(brought)
                    case ImportNotice() as notice:
                        notices.append(notice)
                    case wrong:
                        problems += wrong
            new, already, twice = _new_ones(ready, stores)
            notices += [*twice, *repeated(new, stores), *left_out(sheet, columns)]
        notices += [notice for brought in new for notice in look_again(brought, frame)]
        if not (new or already or problems):
            raise NothingToTakeIn
        notices.sort(key=lambda notice: notice.row)
        return DryRun(today, take_text(sheet.title), tuple(new), already, tuple(problems), tuple(notices))

    def take_in(
        self,
        checked: DryRun,
        *,
        leave_out: bool = False,
        without_backup: bool = False,
        progress: Progress = unwatched,
    ) -> ImportOutcome:
        """Imports the checked rows; the caller must ask for leaving out wrong rows and for going on without a backup.

        Raises RowsWrong, NotBackedUp, RecordDamaged. Durable when it returns.
        """
        if checked.problems and not leave_out:
            raise RowsWrong(checked.problems)
        writing = _Writing(checked.on, self.clerk)

        def look() -> bool:
            progress(0, 0)
            return False

        try:
            if checked.ready and not without_backup:
                Backups(self.record).make_before(look)
            for start in range(0, len(checked.ready), _TOGETHER):
                progress(start, len(checked.ready))
                rows = checked.ready[start : start + _TOGETHER]
                self.record.write(partial(writing.write, rows))
        except Stopped:
            return writing.outcome(stopped=True)
        progress(len(checked.ready), len(checked.ready))
        return writing.outcome()

    def _frame(self, stores: Stores, today: date, sheet: Sheet, table: ImportTable) -> Frame:
        packs = self.assessor.packs
        place = str(stores.applications.office()["place"])
        header = packs.editions[place][-1].header
        voltages = {kv for edition in packs.editions[place] for kv in edition.voltages}
        packed = packs.localities, packs.documents, voltages
        whose = place, header.place, header.region_codes
        return Frame(*whose, *packed, today, sheet.day_zero, table, packs.local_problems)


def _read(
    row: SheetRow, columns: Mapping[int, Column], sheet: Sheet, frame: Frame, stores: Stores
) -> ImportRow | ImportNotice | list[RowProblem]:
    """The imported row; or a notice why it is no application; or its problems."""
    if said := no_row(row, columns, sheet.header):
        return ImportNotice(row.number, said)
    brought, wrong = read_row(row, columns, frame)
    wrong += _known_by_number(stores, brought)
    if wrong:
        return [RowProblem(row.number, problem) for problem in wrong]
    return brought or ImportNotice(row.number, "模板里的示例，不导入")


def _known_by_number(stores: Stores, brought: ImportRow | None) -> list[Problem]:
    """A row of our own export: its application is on record."""
    if brought is None or brought.own_number is None:
        return []
    try:
        stores.applications.by_number(brought.own_number)
    except Purged:
        pass  # its number is never used again
    except ApplicationNotFound:
        return []
    return [Problem(OWN_NUMBER.title, shown(brought.own_number), "台账里没有的申请（这一件已经登记，请删去这一行）")]


def _new_ones(ready: Sequence[ImportRow], stores: Stores) -> tuple[list[ImportRow], int, list[ImportNotice]]:
    """Rows that are not on record yet, how many already are, and notices of rows that occur twice in the file."""
    known, _ = ListingStore(stores.db).imported()
    first: dict[str, ImportRow] = {}
    already, notices = 0, []
    for brought in ready:
        digest = brought.digest
        if digest in known:
            already += 1
        elif digest in first:
            notices.append(ImportNotice(brought.row, f"与第 {first[digest].row} 行完全相同，只导入一件"))
        else:
            first[digest] = brought
    return list(first.values()), already, notices


@dataclass(eq=False)
class _Writing:
    """One running import; `write` runs in the writer's thread."""

    on: date
    clerk: str
    numbers: list[str] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    moment: str = ""

    def write(self, rows: Sequence[ImportRow], stores: WritingStores) -> None:
        """Writes all of these rows or none; rows imported meanwhile are skipped."""
        found, moment = ListingStore(stores.db).imported(self.moment)
        known = self.known | found
        new = [brought for brought in rows if brought.digest not in known]
        with stores.db.atomic():
            numbers = next_numbers(stores, self.on, len(new))
            place = str(stores.applications.office()["place"])
            for brought, number in zip(new, numbers, strict=True):
                for act in _acts(brought, number, new_short_code(stores), place, self.on, self.clerk):
                    stores.journal.append(act)
        self.numbers += numbers
        self.known, self.moment = known, moment

    def outcome(self, *, stopped: bool = False) -> ImportOutcome:
        first, last = (self.numbers[0], self.numbers[-1]) if self.numbers else ("", "")
        return ImportOutcome(len(self.numbers), first, last, stopped)


def _acts(brought: ImportRow, number: str, code: str, place: str, on: date, clerk: str) -> Iterator[Act]:
    """Entries are registered today, whatever the days of the acts: a late entry stays visible as late."""
    application = uuid4().hex
    fields = {"case.locality": place, "case.on": case_day(brought, on).isoformat(), **brought.fields}
    values = {"number": number, "short_code": code, "fields": fields, "imported": {"row": brought.digest}}
    yield Act(Kind.APPLICATION_OPENED, values, clerk, application)
    if brought.received_on:
        yield Act(Kind.MATERIALS_RECEIVED, {"on": brought.received_on.isoformat()}, clerk, application)
    if brought.accepted_on:
        yield Act(Kind.APPLICATION_ACCEPTED, {"on": brought.accepted_on.isoformat()}, clerk, application)
    if brought.official_number:
        happened = datetime.combine(brought.entered_on, time()).astimezone() if brought.entered_on else None
        entered = happened.isoformat(timespec="milliseconds") if happened else None
        yield Act(
            Kind.OFFICIAL_NUMBER_ENTERED, {"number": brought.official_number}, clerk, application, happened_at=entered
        )
