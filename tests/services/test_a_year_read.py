"""All reads of an invented year: due items, lists and searches, figures, filings, cards, slips.

`held/year_*.txt` are rewritten as CONTRIBUTING.md says, and reviewed before they are committed.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sample_life
from builders.chronicle import OF_THE_ANCHOR
from builders.held import Names, hold, shown
from builders.paper_builders import paperwork
from builders.workbook_told import workbook_told
from sample_year import write_year

from gridcounter.bootstrap import open_application_service
from gridcounter.core.filing.course import Stage
from gridcounter.core.filing.filing import STATE_LABELS
from gridcounter.core.intake.checklist import summary
from gridcounter.core.reports.periods import Period
from gridcounter.core.reports.report import cell_text
from gridcounter.core.reports.reporting_duty import reminders
from gridcounter.documents.faces import packaged_faces
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.temporary import Temporary
from gridcounter.services.exchange.evidence import gather
from gridcounter.services.exchange.evidence_check import check_bundle
from gridcounter.services.exchange.ledger_export import LedgerExport
from gridcounter.services.filing.filing_list import FilingList
from gridcounter.services.filing.filings import Filings
from gridcounter.services.ledger.agenda import VIEWS, View, deferral_words, read_agenda
from gridcounter.services.ledger.application_card import ApplicationCards
from gridcounter.services.ledger.ledger import CHIPS, Chip, Ledger
from gridcounter.services.ledger.shift import Shift
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role
from gridcounter.services.papers.issued_papers import IssuedPapers
from gridcounter.services.papers.notice_summary import summarize_notice
from gridcounter.services.reports.figures import FigureService
from gridcounter.services.reports.report_files import draw_report, make_report

HELD = Path(__file__).parent / "held"
TODAY = date(2026, 7, 15)
PERIOD = Period(date(2026, 5, 4), date(2026, 6, 30))
SOME = 2


class Year:
    """`one` is an application by its place in the order of numbers."""

    def __init__(self, desk: ApplicationService) -> None:
        self.desk, self.record = desk, desk.record
        self.names = Names(
            sha=r"\b[0-9a-f]{64}\b",
            edition=r"(?<=版本 )[0-9a-f]{8}\b",
            id=r"\b(YL-\w+-)?[0-9a-f]{32}\b",
            **OF_THE_ANCHOR,
        )
        device = self.record.write(lambda stores: stores.journal.device)
        self.names.call(f"YL-{device[:4].upper()}", "Y")
        self.names.call(f"{device}:", "#")
        self.names.call(device, "device")
        self.ids = [row.id for row in sorted(Ledger(self.record).look().rows, key=lambda row: row.number)]

    def hold(self, name: str, lines: Iterator[str]) -> None:
        __tracebackhide__ = True
        hold(HELD / f"year_{name}.txt", lines)

    def shown(self, label: str, value: Any) -> Iterator[str]:  # noqa: ANN401  whatever there is to see
        # what another run would number otherwise is named before it is laid out
        return (self.names.plain(line) for line in shown(value, label))


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sample_life, "_ZONE", UTC)  # the same day from Shanghai to New York
        folder, assessor = tmp_path_factory.mktemp("year") / "record", paperwork().assessor
        record = write_year(folder, applications=60, seed=3, place="jining", until=TODAY, days=45, assessor=assessor)
    try:
        year = Year(open_application_service(record, assessor))
        for one, until in zip(year.ids, (date(2026, 8, 14), date(2026, 8, 15), TODAY), strict=False):
            Temporary(record, "c1").prolong(one, until, date(2026, 7, 1))
        yield year
    finally:
        record.close()


def test_what_is_due(year: Year) -> None:
    def told() -> Iterator[str]:
        for day in (TODAY, date(2026, 9, 30), date(2026, 12, 28)):
            agenda = read_agenda(year.record.db, year.desk.assessor.calendar, day)
            yield f"= {day}: " + "，".join(f"{VIEWS[view]} {agenda.total(view)}" for view in View)
            pressing = "；".join(deferral_words(agenda))
            yield f"  {pressing}｜years missing {agenda.years_missing}｜soon {agenda.temporary_soon}"
            waiting, rows = agenda.waiting()
            yield f"  waiting {waiting}: {[(row.number, row.what, row.left) for row in rows]}"
            for view in View if day == TODAY else ():
                yield f"- {VIEWS[view]}"
                for row in agenda.rows(view, 12):
                    flags = "".join(
                        sign for sign, on in (("!", row.over), ("=", row.today), ("~", row.provisional)) if on
                    )
                    cells = (row.number, row.name, row.what, row.started, row.due + flags, row.left, row.next)
                    yield "  " + " | ".join(cells)
                    if view in {View.PAUSED, View.DEFERRED}:
                        yield f"    {row.arithmetic}"

    year.hold("agenda", map(year.names.plain, told()))


def test_what_the_list_shows_and_finds(year: Year) -> None:
    ledger, clerk = Ledger(year.record), "c2"

    def numbers(rows: Any) -> str:  # noqa: ANN401  as above
        return "、".join(row.number for row in rows)

    def told() -> Iterator[str]:
        for chip in Chip:
            found = ledger.look(chip=chip, clerk=clerk, limit=5)
            yield f"= {CHIPS[chip]} {found.total}{'+' if found.more else ''}: {numbers(found.rows)}"
        row = ledger.look(chip=Chip.UNDER_WAY).rows[0]
        phone = year.record.applications.fields(row.id)["applicant.phone"].value
        wanted = (
            row.name,
            row.name[:2],
            row.number[-8:],
            row.short_code,
            phone,
            phone[-4:],
            row.address[:6],
            "ymg",
            "没有此人",
        )
        for words in (*wanted, f"{row.name} {phone}", f"{row.name} 没有", "  "):
            found = ledger.look(words, limit=5)
            yield f"= “{words}” {found.total}{'+' if found.more else ''}: {numbers(found.rows)}"
            mine = ledger.look(words, Chip.MINE, clerk=clerk)
            yield f"  under way {ledger.look(words, Chip.UNDER_WAY).total}, in one's own {mine.total}"
        among = ledger.look(among=year.ids[3:9], limit=4)
        yield f"= among six {among.total}: {numbers(among.rows)}"
        yield f"  narrowed: {numbers(ledger.look(row.address[:6], among=year.ids[:30]).rows)}"
        yield f"= filling in {ledger.filling_in(2).total}: {numbers(ledger.filling_in(2).rows)}"
        yield f"= not entered {ledger.not_entered(2).total}: {numbers(ledger.not_entered(2).rows)}"
        scanned = ledger.find_scanned(f"gc1:{row.short_code}:one_time_notice:1:0")
        yield f"= scanned: {year.record.applications.get(scanned).number}"
        waiting = [year.record.applications.get(one) for one in sorted(IssuedPapers(year.desk).waiting()[0])]
        yield f"= not handed over {len(waiting)}: {numbers(waiting)}"
        for found_row in ledger.find()[:SOME]:
            yield from shown(found_row, "row")

    year.hold("ledger", map(year.names.plain, told()))


def test_what_is_counted_and_reported(year: Year, tmp_path: Path) -> None:
    service = FigureService(year.record, year.desk.assessor.calendar, "济宁市", "样例大厅")

    def told() -> Iterator[str]:
        figures = service.count(PERIOD, TODAY)
        for group in (figures.counts, figures.classes, figures.filings):
            yield "= figures"
            for one in group:
                yield f"  {one.key}｜{one.label}｜{one.count}｜{one.hint}｜{one.of}｜{'、'.join(sorted(one.ids)[:2])}"
        for step in figures.steps:
            means = (step.mean_net, step.mean_gross, step.most_net, step.most_gross)
            yield f"= {step.clock}｜{step.label}｜{step.limit}｜{step.working}｜{len(step.runs)} runs｜{means}"
            yield f"  late {'、'.join(step.late)}｜over {'、'.join(step.overdue)}"
            yield f"  {[(run.net, run.gross) for run in step.runs]}"
        for month in figures.months:
            yield f"= {month.name} {len(month.received)} {len(month.accepted)} {len(month.closed)}"
        report = make_report(figures, year.desk.header)
        yield from shown(
            {"title": report.title, "period": report.period, "as_of": report.as_of, "duty": report.duty}, "report"
        )
        yield from shown(report.notes, "notes")
        for table in report.tables:
            yield f"= {table.title}: {table.columns}"
            yield from ("  " + " | ".join(map(cell_text, row)) for row in table.rows)
        path = tmp_path / "report.xlsx"
        path.write_bytes(draw_report(report, ["xlsx"], packaged_faces())["xlsx"])
        yield from (line for line in workbook_told(path) if not line.startswith("  统计口径") and " | " not in line)
        for period in (Period(date(2026, 1, 1), date(2026, 6, 30)), Period(TODAY, TODAY)):
            counted = service.count(period, TODAY)
            yield f"= {period}: {[(one.key, one.count) for one in counted.counts]}"
        half = service.count(Period(date(2026, 1, 1), date(2026, 6, 30)), TODAY)
        yield f"  {make_report(half, year.desk.header).duty}"
        for day in ("2026-06-20", "2026-06-30", "2026-07-10", "2026-07-11", "2026-12-31", "2027-01-10"):
            yield f"  reminded on {day}: {reminders(year.desk.header, date.fromisoformat(day))}"

    year.hold("figures", map(year.names.plain, told()))


def test_the_filings(year: Year) -> None:
    def told() -> Iterator[str]:
        listed = FilingList(year.record)
        for stage in (None, *Stage):
            found = listed.look(stage=stage, today=TODAY, limit=4)
            yield f"= {stage or 'all'} {found.total}"
            for row in found.rows:
                yield f"  {row.number}｜{row.name}｜{row.place}｜{row.version}｜{row.stage}"
        for row in listed.look(today=TODAY, limit=3).rows:
            case = Filings(year.desk).look(row.application, TODAY)
            yield f"= {row.number} {STATE_LABELS[case.filing.state]}, next {case.next}, {'、'.join(case.marks)}"
            yield from (
                f"  {moment.at[:10]} {moment.who} {moment.what}"
                for moment in Filings(year.desk).history(row.application)
            )

    year.hold("filings", map(year.names.plain, told()))


def test_the_cards_of_some_applications(year: Year) -> None:
    def told() -> Iterator[str]:
        for one in year.ids[2 :: len(year.ids) // SOME]:
            card, state = ApplicationCards(year.desk).read(one), year.desk.state(one)
            yield from shown(replace(card, timeline=(), papers=()), card.summary.number)
            yield from (f"    {moment.at[:10]} {moment.who}：{moment.what}" for moment in card.timeline)
            yield from (f"    {line.state} {line.document.stage} {line.document.label}" for line in state.lines)
            yield f"    {summary(state.lines)}"
            yield from shown({step: words for step, words in state.lacking.items() if words}, "lacking", "    ")
            yield from shown(
                {"wrong": state.wrong, "doubtful": state.doubtful, "differs": state.differences}, "drafted", "    "
            )
            yield from shown(summarize_notice(year.desk, one), "told", "    ")
            yield from shown(year.desk.duplicates.of(one, TODAY), "like it", "    ")

    year.hold("cards", map(year.names.plain, told()))


def test_the_slips_of_all_clerks(year: Year) -> None:
    def told() -> Iterator[str]:
        for clerk in Clerks(year.record).active():
            if clerk.role == Role.CLERK:
                shift = Shift(replace(year.desk, clerk=clerk.id, clerk_name=clerk.name), Clerks(year.record))
                slip = shift.slip(TODAY)
                yield f"= {slip.on} {slip.office} {slip.clerk}｜{slip.drawer}"
                for part in slip.parts:
                    yield f"  {part.head}"
                    yield from (f"    {line}" for line in part.printed)

    year.hold("slips", map(year.names.plain, told()))


def test_the_list_as_a_workbook(year: Year, tmp_path: Path) -> None:
    LedgerExport(year.record, "c1").write(tmp_path / "out.xlsx", chip=Chip.UNDER_WAY, on=TODAY)

    year.hold("workbook", map(year.names.plain, workbook_told(tmp_path / "out.xlsx")))


def test_what_is_bundled_as_evidence(year: Year, tmp_path: Path) -> None:
    one = next(row.id for row in Ledger(year.record).look(chip=Chip.FILING).rows)
    made = gather(year.desk, one, datetime(2026, 7, 15, 6, tzinfo=UTC))
    (tmp_path / "out.zip").write_bytes(made.content)

    def told() -> Iterator[str]:
        yield from shown(check_bundle(tmp_path / "out.zip"), "checked")
        with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
            for name in archive.namelist():
                content = archive.read(name)
                yield f"= {name}"
                if name == "README.txt":
                    yield from (
                        line[:10] + line[16:] if line[:2] == "20" else line for line in content.decode().splitlines()
                    )
                elif name == "journal.json":
                    entries = json.loads(content)["entries"]
                    keep = ("seq", "clerk", "kind", "withheld", "contents")
                    yield from (f"  {'｜'.join(str(entry.get(key)) for key in keep)}"[:160] for entry in entries)
                elif name in {"papers.json", "clauses.json"}:
                    yield from shown(json.loads(content), "", "  ")

    year.hold("evidence", map(year.names.plain, told()))
