"""The report of a city: the same cells in PDF, Word and Excel, as in the report of an office."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from builders.city_builders import a_city, a_month, collect_folder, sent, write_sent
from builders.paper_builders import pdf_text, plain, word_text
from openpyxl import load_workbook

from gridcounter.bootstrap import write_city_report
from gridcounter.core.reports.city_report import city_report
from gridcounter.core.reports.report import Report, cell_text, to_form_model
from gridcounter.documents.faces import find_faces
from gridcounter.services.reports.report_files import draw_report

MONTHS = ("2026-08", "2026-09", "2026-10")
TODAY = date(2026, 11, 20)


@pytest.fixture
def report(tmp_path: Path) -> Report:
    return city_report(collect_folder(a_city(tmp_path / "in"), tmp_path / "known.json"), MONTHS, TODAY)


def test_the_same_cells_are_in_all_three_formats(report: Report) -> None:
    drawn = draw_report(report, ("pdf", "docx", "xlsx"), find_faces())
    word = word_text(drawn["docx"])
    assert pdf_text(to_form_model(report), drawn["pdf"], expected=word) == word
    book = load_workbook(BytesIO(drawn["xlsx"]))
    assert len(report.tables) > 6
    for table, sheet in zip(report.tables, book.worksheets[1:], strict=True):
        head, *rows = sheet.iter_rows(values_only=True)
        assert list(head) == [title for title, _ in table.columns]
        assert [tuple(row) for row in rows] == list(table.rows)
        for row in table.rows:
            assert plain("".join(cell_text(cell) for cell in row)) in word
    about = [cell for row in book["说明"].iter_rows(values_only=True) for cell in row]
    assert len(report.remarks) == 4
    for said in (*report.remarks, *report.notes):
        assert plain(said) in word
        assert said in about


def test_what_is_no_number_is_a_text_and_what_is_one_can_be_added_up(report: Report) -> None:
    book = load_workbook(BytesIO(draw_report(report, ("xlsx",), find_faces())["xlsx"]))
    column = [cell.value for cell in book["各单位"]["D"][1:]]
    assert column == [30, 111, "至少 60", "至少 74", 111, "至少 386"]
    assert {
        cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None
    } <= {
        "s",
        "n",
    }


def test_a_name_that_begins_like_a_formula_stays_a_name(tmp_path: Path) -> None:
    folder = write_sent(tmp_path / "in", sent(a_month(name="=1+1")))
    made = city_report(collect_folder(folder, tmp_path / "known.json"), MONTHS[2:], TODAY)
    cell = load_workbook(BytesIO(draw_report(made, ("xlsx",), find_faces())["xlsx"]))["各单位"]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1（DQ）", "s")


def test_files_are_named_for_their_months_and_an_empty_city_has_a_report_too(tmp_path: Path, report: Report) -> None:
    written = write_city_report(report, MONTHS, tmp_path / "out", ("xlsx",))
    assert [Path(one.path).name for one in written] == ["city_2026-08_2026-10.xlsx"]
    (tmp_path / "none").mkdir()
    empty = city_report(collect_folder(tmp_path / "none", tmp_path / "no.json"), (), TODAY)
    assert "本期没有" in word_text(draw_report(empty, ("docx",), find_faces())["docx"])
