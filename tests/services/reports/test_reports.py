"""The report of a period: the same numbers in PDF, Word and Excel, and the reporting duty."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from builders.pack_builders import ONE_CASE, TEN_TIMES, an_edition
from builders.paper_builders import pdf_text, plain, word_text
from builders.record_builders import a_record
from openpyxl import load_workbook
from sample_year import write_year

from gridcounter.bootstrap import open_application_service, open_assessor, open_figures
from gridcounter.core.reports.figures import Figure, Figures
from gridcounter.core.reports.periods import Period
from gridcounter.core.reports.report import cell_text, period_words, report_of, to_form_model
from gridcounter.core.reports.reporting_duty import duties, duty_of, reminders
from gridcounter.documents.faces import find_faces
from gridcounter.services.policy.adopted_packs import PackAdoption
from gridcounter.services.reports.report_files import draw_report, make_report, write_report

ASSESSOR = open_assessor()
UNTIL = date(2026, 7, 10)
FIRST_HALF = Period(date(2026, 1, 1), date(2026, 6, 30))
BY_PLACE = {name: editions[-1].header for name, editions in ASSESSOR.packs.editions.items()}


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    folder = tmp_path_factory.mktemp("hall") / "year"
    record = write_year(folder, applications=60, seed=5, place="jining", until=date(2026, 7, 10), assessor=ASSESSOR)
    try:
        return open_figures(record, ASSESSOR).count(FIRST_HALF, date(2026, 7, 10))
    finally:
        record.close()


def test_the_same_cells_are_in_all_three_formats(figures: Figures) -> None:
    report = make_report(figures, BY_PLACE["jining"])
    drawn = draw_report(report, ("pdf", "docx", "xlsx"), find_faces())
    model = to_form_model(report)
    word = word_text(drawn["docx"])
    assert pdf_text(model, drawn["pdf"], expected=word) == word
    book = load_workbook(BytesIO(drawn["xlsx"]))
    for table, sheet in zip(report.tables, book.worksheets[1:], strict=True):
        head, *rows = sheet.iter_rows(values_only=True)
        assert list(head) == [title for title, _ in table.columns]
        assert [tuple(row) for row in rows] == list(table.rows)
        for row in table.rows:
            # numbers of one row stand one after the other on paper too
            result = plain("".join(cell_text(cell) for cell in row))
            assert result in word


def test_a_report_names_the_packs_in_force_that_are_not_the_programs_own(tmp_path: Path) -> None:
    new = an_edition(tmp_path / "new", TEN_TIMES, begins="2026-06-30", cases=ONE_CASE)
    with a_record(tmp_path / "record") as record:
        adoption = PackAdoption(open_application_service(record, ASSESSOR))
        edition = adoption.load(new)
        adoption.adopt(edition, None)
        service = open_figures(record, ASSESSOR)
        before, after = (service.count(Period(date(2026, 1, 1), day), UNTIL) for day in (date(2026, 6, 29), UNTIL))
    mark = f"{edition.pack.header.number}：政策包 {edition.pack.version[7:15]} 由本单位启用、与程序附带的不同"

    drawn = draw_report(make_report(after, BY_PLACE["jining"]), ("docx", "xlsx"), find_faces())
    about = load_workbook(BytesIO(drawn["xlsx"]))["说明"]

    assert (before.packs, after.packs) == ((), (mark,))
    assert plain(mark) in word_text(drawn["docx"])
    assert ("政策包", mark) in list(about.iter_rows(values_only=True))


def test_a_number_is_a_number_in_the_workbook_and_a_text_never_a_formula(figures: Figures) -> None:
    report = report_of(figures)
    book = load_workbook(BytesIO(draw_report(report, ("xlsx",), find_faces())["xlsx"]))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    counted = next(table for table in report.tables if table.title == "受理与告知")
    numbers = [cell.value for cell in book["受理与告知"]["B"][1:]]
    assert numbers == [row[1] for row in counted.rows]
    assert all(isinstance(number, int) for number in numbers)


def test_an_office_whose_name_begins_like_a_formula_stays_a_name() -> None:
    result = Figure("accepted", "受理", ())
    empty = Figures(FIRST_HALF.first, FIRST_HALF.last, FIRST_HALF.last, "地方", "=1+1", (result,), (), (), ())
    book = load_workbook(BytesIO(draw_report(report_of(empty), ("xlsx",), find_faces())["xlsx"]))
    assert book["说明"]["B2"].value == "=1+1"
    assert book["说明"]["B2"].data_type == "s"


def test_nothing_of_a_person_or_an_application_is_in_the_report(figures: Figures) -> None:
    word = word_text(draw_report(report_of(figures), ("docx",), find_faces())["docx"])
    assert figures.get("accepted").count > 0
    for application in figures.get("accepted").ids:
        assert application not in word


def test_files_are_named_for_place_and_period(figures: Figures, tmp_path: Path) -> None:
    written = write_report(figures, BY_PLACE["jining"], tmp_path / "out", ("xlsx",), find_faces())
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["report_jining_20260101_20260630.xlsx"]
    assert written[0].path.endswith("report_jining_20260101_20260630.xlsx")


def test_halves_and_years_are_called_by_their_name() -> None:
    assert period_words(date(2026, 1, 1), date(2026, 6, 30)) == "2026年上半年（2026年1月1日至2026年6月30日）"
    assert period_words(date(2026, 1, 1), date(2026, 12, 31)).startswith("2026年全年")
    assert period_words(date(2025, 7, 1), date(2026, 6, 30)) == "2025年7月1日至2026年6月30日"


def test_half_a_year_is_due_by_the_end_of_june_and_the_year_by_the_fifth_of_january() -> None:
    due = duties(BY_PLACE["jining"], 2027)
    assert [(duty.due_on, duty.period) for duty in due] == [
        (date(2027, 6, 30), Period(date(2027, 1, 1), date(2027, 6, 30))),
        (date(2027, 1, 5), Period(date(2026, 1, 1), date(2026, 12, 31))),
    ]
    assert "印发通知三" in due[0].basis


@pytest.mark.parametrize(
    ("today", "labels"),
    [
        (date(2026, 6, 14), []),
        (date(2026, 6, 15), ["上半年情况"]),
        (date(2026, 6, 30), ["上半年情况"]),
        (date(2026, 7, 1), []),
        (date(2026, 12, 21), ["上一年度全年情况"]),
        (date(2027, 1, 5), ["上一年度全年情况"]),
        (date(2027, 1, 6), []),
    ],
)
def test_the_desk_is_reminded_shortly_before_the_day_and_not_after(today: date, labels: list[str]) -> None:
    assert [duty.label for duty in reminders(BY_PLACE["jining"], today)] == labels


def test_without_a_duty_to_report_there_is_no_reminder() -> None:
    for name, header in BY_PLACE.items():
        if name != "jining":
            assert duties(header, 2026) == ()
            assert duty_of(header, FIRST_HALF) is None


def test_a_report_names_the_clause_only_for_the_period_it_asks_for(figures: Figures) -> None:
    header = BY_PLACE["jining"]
    (duty,) = [one for one in duties(header, 2026) if one.period == FIRST_HALF]
    text = f"{duty.basis}（{duty.label}，2026-06-30 前）"
    assert make_report(figures, header).duty == text
    quarter = Period(date(2026, 1, 1), date(2026, 3, 31))
    assert duty_of(header, quarter) is None
