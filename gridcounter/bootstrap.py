"""The only module that builds services: paths, packs, calendar, forms, fonts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridcounter import paths
from gridcounter.core.policy.header import Header
from gridcounter.documents.packaged_fonts import sans_file, serif_file
from gridcounter.services.office.assessment import Assessor
from gridcounter.services.office.calendars import load_calendar, with_added
from gridcounter.services.office.checked_packs import checked
from gridcounter.services.office.packs import load_packs

if TYPE_CHECKING:
    from gridcounter.core.application import ApplicationId
    from gridcounter.core.reports.figures import Figures
    from gridcounter.core.reports.purge_report import PurgeReport
    from gridcounter.core.reports.report import Report
    from gridcounter.core.reports.shift import Slip
    from gridcounter.services.applications.application_service import ApplicationService
    from gridcounter.services.custody.breach_notice import AffectedWritten
    from gridcounter.services.custody.diagnostics import Diagnostics
    from gridcounter.services.custody.offsite import OffsiteTarget
    from gridcounter.services.exchange.ledger_export import LedgerExport
    from gridcounter.services.exchange.ledger_import import LedgerImport
    from gridcounter.services.ledger.ledger import Ledger
    from gridcounter.services.ledger.shift import Shift
    from gridcounter.services.office.clerks import Clerks
    from gridcounter.services.office.packs import InstalledPacks
    from gridcounter.services.papers.paperwork import Paperwork
    from gridcounter.services.papers.rendering import PaperRenderer
    from gridcounter.services.record.record import Record
    from gridcounter.services.reports.figures import FigureService
    from gridcounter.services.reports.report_files import WrittenReport


def open_assessor(*tried: Path, own_years: bool = False, leave_nothing: bool = False) -> Assessor:
    """Reads and checks all packs, and the shipped calendars. Raises WrongInput without general practice.

    `tried` are folders or workbooks of packs that nobody has adopted: each is checked as at its adoption, and answers
    for its place.
    `own_years`: with the years added on this machine, for commands without a record. Anybody can add one and leave no
    trace: a record counts by the shipped years and by those on record. `leave_nothing`: nothing is noted of the check.
    """
    calendar = load_calendar(paths.calendars())
    packs = checked(load_packs(paths.policies()), calendar, None if leave_nothing else paths.checked_packs())
    if tried:
        from gridcounter.services.office.pack_check import read_checked
        from gridcounter.services.policy.pack_workbook import pack_folder

        for path in tried:
            with pack_folder(path, packs.baseline, calendar) as folder:
                packs = packs.on_trial(read_checked(folder, packs.baseline, calendar))
    return Assessor(packs, with_added(calendar, paths.own_calendars()) if own_years else calendar)


def open_paperwork(assessor: Assessor | None = None) -> Paperwork:
    """Loads the drawing libraries and finds fonts; do not call it on the UI thread before the first paint."""
    from gridcounter.documents.faces import find_faces
    from gridcounter.services.papers.forms import load_forms
    from gridcounter.services.papers.paperwork import Paperwork

    return Paperwork(assessor or open_assessor(own_years=True), load_forms(paths.forms()), find_faces())


def open_diagnostics() -> Diagnostics:
    """For the current year; loads the drawing libraries."""
    from gridcounter.services.custody.diagnostics import Diagnostics

    year = date.today().year  # noqa: DTZ011  the wall calendar of the office
    return Diagnostics(open_paperwork(), year, paths.office_record())


def open_application_service(
    record: Record, assessor: Assessor, clerk: str = "", marks: tuple[str, ...] = ()
) -> ApplicationService:
    """For this clerk, COMMAND_LINE, or the first clerk; with the editions and years that the office has loaded.

    `marks` are printed across its papers. Raises PackLeftOut, NoPack.
    """
    from gridcounter.services.applications.application_service import ApplicationService
    from gridcounter.services.office.office_packs import keep_editions
    from gridcounter.services.office.offices import read_office

    office = read_office(record, clerk)
    keep_editions(record, assessor.packs, office.place)
    answering = assessor_of(record, assessor)
    answering.packs.newest(office.place)  # refused here, before anything is shown or entered
    renderer = cache(lambda: open_paper_renderer(answering, marks))

    def reads_differently(service: ApplicationService, application_id: ApplicationId, paper: str) -> bool:
        from gridcounter.services.papers import corrections

        return corrections.reads_differently(service, application_id, paper, renderer())

    return ApplicationService(
        record,
        answering,
        office.clerk,
        office.clerk_name,
        office.place,
        office.values,
        office.sole_proprietor_as_micro,
        reads_differently,
        office.park,
    )


def assessor_of(record: Record, assessor: Assessor) -> Assessor:
    """With the editions and years that this office has loaded."""
    from gridcounter.services.office.office_packs import packs_of
    from gridcounter.services.office.office_years import calendar_of

    return replace(assessor, packs=packs_of(record, assessor.packs), calendar=calendar_of(record, assessor.calendar))


def open_ledger(record: Record, businesses: Mapping[str, str]) -> Ledger:
    """`businesses` are the names of those of the office's place, by id. Loads the store."""
    from gridcounter.services.ledger.ledger import Ledger

    return Ledger(record, businesses)


def open_export(record: Record, clerk: str, businesses: Mapping[str, str]) -> LedgerExport:
    """For the clerk with this id; loads the library that writes workbooks. `businesses` as for `open_ledger`."""
    from gridcounter.services.exchange.ledger_export import LedgerExport

    return LedgerExport(record, clerk, businesses)


def open_import(record: Record, assessor: Assessor, clerk: str) -> LedgerImport:
    """For the clerk with this id; loads the library that reads workbooks."""
    from gridcounter.services.exchange.ledger_import import LedgerImport

    return LedgerImport(record, assessor, clerk)


def write_import_template(path: Path, packs: InstalledPacks, place: str | None) -> None:
    """Writes the template with what the policy of this place has and asks; None: of no place. Raises Fault."""
    from gridcounter.services.exchange.import_place import import_table
    from gridcounter.services.exchange.import_template import write_template

    write_template(path, import_table(packs, place))


def open_paper_renderer(assessor: Assessor, marks: tuple[str, ...] = ()) -> PaperRenderer:
    """`marks` are printed across every paper; loads the drawing libraries."""
    from gridcounter.services.papers.rendering import PaperRenderer

    return PaperRenderer(open_paperwork(assessor), marks)


def draw_reference(renderer: PaperRenderer, place: str, on: date, office: Mapping[str, Any], paper: str) -> bytes:
    """The 速查表 of a place as PDF, by the edition in force on that day, with the office's head.

    `paper` is `quick_reference`, or `business_reference` for the businesses beside connecting.
    """
    from gridcounter.services.papers import reference_sheet

    return reference_sheet.draw_reference(renderer, place, on, office, paper)


def open_figures(record: Record, assessor: Assessor, clerk: str = "") -> FigureService:
    """For the given clerk; without one no right is checked, because the passphrase opened the record."""
    from gridcounter.services.reports.figures import FigureService

    service = open_application_service(record, assessor, clerk)
    place, office = service.header.place, str(service.office.get("name") or "")
    return FigureService(record, service.assessor.calendar, place, office, clerk, service.assessor.packs, service.place)


def write_report(figures: Figures, header: Header, out: Path, formats: Sequence[str]) -> list[WrittenReport]:
    """One file in `out` for each format. Raises Fault; loads the drawing libraries."""
    from gridcounter.documents.faces import find_faces
    from gridcounter.services.reports import report_files

    return report_files.write_report(figures, header, out, formats, find_faces())


def draw_slip(slip: Slip) -> bytes:
    """The handover slip as PDF."""
    from gridcounter.documents.faces import find_faces
    from gridcounter.services.ledger import shift

    return shift.draw_slip(slip, find_faces())


def open_shift(service: ApplicationService, clerks: Clerks) -> Shift:
    """Loads the drawing libraries."""
    from gridcounter.services.ledger.shift import Shift

    return Shift(service, clerks)


def draw_recovery_sheet(code: str, office: str) -> bytes:
    """One page as PDF."""
    from gridcounter.documents.faces import find_faces
    from gridcounter.services.papers.recovery_sheet import recovery_sheet

    return recovery_sheet(code, office, date.today(), find_faces())  # noqa: DTZ011  the wall calendar of the office


def write_purge_report(record: Record, path: Path, second: OffsiteTarget | None = None) -> None:
    """The report of the last purge, as PDF or Word by the file suffix. Raises NothingPurged, Fault."""
    from gridcounter.documents.faces import find_faces
    from gridcounter.services.custody.purge_reports import write_report

    write_report(record, path, find_faces(), second)


def read_purge_report(record: Record, second: OffsiteTarget | None = None) -> PurgeReport | None:
    """The report of the last purge; None without one."""
    from gridcounter.services.custody.purge_reports import NothingPurged, report_of

    try:
        return report_of(record, second)
    except NothingPurged:
        return None


def write_affected(record: Record, clerk: str, path: Path, until: date) -> AffectedWritten:
    """Writes the list of people to notify. Raises NotAllowed, UnknownFormat, Fault."""
    from gridcounter.documents.faces import find_faces
    from gridcounter.services.custody import breach_notice

    today = date.today()  # noqa: DTZ011  the wall calendar of the office
    return breach_notice.write_affected(record, clerk, path, until, today, find_faces())


def face_files() -> tuple[Path, ...]:
    """The shipped fonts, the sans serif first: it is the screen font."""
    return (sans_file(), serif_file())


def write_city_report(report: Report, months: Sequence[str], out: Path, formats: Sequence[str]) -> list[WrittenReport]:
    """One file in `out` for each format. Raises Fault; loads the drawing libraries."""
    from gridcounter.documents.faces import find_faces
    from gridcounter.services.reports import report_files

    stem = f"city_{months[0]}_{months[-1]}" if months else "city"
    return report_files.write_drawn(report, stem, out, formats, find_faces())
