"""The list in a workbook, read back as a spreadsheet program would: a real record, a real file."""

from __future__ import annotations

import gc
import tempfile
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from builders.exchange_builders import RESIDENT, TODAY
from builders.extent import examples
from builders.record_builders import CLERK, DAY, a_record, tables
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet import _writer as openpyxl_writer

from gridcounter.core.record.journal import Act, Kind
from gridcounter.documents.faces import find_faces
from gridcounter.errors import Fault
from gridcounter.services.applications.intake import Intake
from gridcounter.services.custody.breach_notice import write_affected
from gridcounter.services.exchange.ledger_export import LedgerExport
from gridcounter.services.files.progress import Stopped
from gridcounter.services.files.sheet_cells import as_cell, safe_text
from gridcounter.services.ledger.ledger import Chip
from gridcounter.services.record.record import Record

PERSON = {
    "applicant.name": "样例面馆",
    "applicant.phone": "13800000011",
    "applicant.id_number": RESIDENT,
    "agent.id_number": RESIDENT,
    "agent.phone": "13900000022",
    "premises.address": "样例巷3号",
    "case.business": "new_connection",
    "case.customer": "sole_proprietor",
    "case.supply.voltage_kv": 0.22,
    "case.supply.capacity": 8,
    "case.supply.unit": "kW",
}


@contextmanager
def a_ledger(folder: Path) -> Iterator[tuple[Record, Intake]]:
    with a_record(folder / "record") as record:
        yield record, Intake(record, CLERK)


def exported(record: Record, folder: Path, words: str = "", chip: Chip = Chip.ALL) -> list[dict[str, Any]]:
    path = folder / "list.xlsx"
    written = LedgerExport(record, CLERK).write(path, words, chip, on=TODAY)
    header, *rows = load_workbook(path)["申请"].iter_rows(values_only=True)
    assert written.rows == len(rows)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def test_a_row_says_what_a_clerk_asks_with_real_dates_and_numbers(tmp_path: Path) -> None:
    with a_ledger(tmp_path) as (record, intake):
        application = intake.open(DAY, PERSON)
        intake.receive(application, date(2026, 9, 1))
        intake.accept(application, date(2026, 9, 2))
        entered = Act(Kind.OFFICIAL_NUMBER_ENTERED, {"number": "0370012"}, CLERK, application, "2026-09-03T00:00+08:00")
        record.journal.append(entered)
        deferred = {"document": "premises", "until": "2026-10-20"}
        record.journal.append(Act(Kind.DOCUMENT_DEFERRED, deferred, CLERK, application))
        row = record.applications.get(application)

        (line,) = exported(record, tmp_path)

        assert line == {
            "编号": row.number,
            "查询码": row.short_code,
            "状态": "已受理",
            "用电人名称": "样例面馆",
            "用电地址": "样例巷3号",
            "办理业务": "新装",
            "客户类型": "个体工商户",
            "电压等级（千伏）": 0.22,
            "用电容量": 8,
            "容量单位": "千瓦",
            "联系人": None,
            "联系电话": "138****0011",
            "收件日期": datetime(2026, 9, 1),  # noqa: DTZ001  a cell has no zone
            "受理日期": datetime(2026, 9, 2),  # noqa: DTZ001
            "业务系统编号": "0370012",
            "录入日期": datetime(2026, 9, 3),  # noqa: DTZ001
            "登记日期": datetime(2026, 9, 21),  # noqa: DTZ001
            "经办人": "王小明",
            "后补资料": "产权证明（2026-10-20 前）",
        }


def test_no_identity_number_and_no_whole_telephone_number_is_anywhere_in_the_file(tmp_path: Path) -> None:
    with a_ledger(tmp_path) as (record, intake):
        intake.open(DAY, PERSON)
        exported(record, tmp_path)
    book = load_workbook(tmp_path / "list.xlsx")
    text = " ".join(str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row)
    for number in (RESIDENT, "13800000011", "13900000022"):
        assert number not in text


def test_the_file_lists_what_the_page_lists_and_nothing_is_cut_off(tmp_path: Path) -> None:
    with a_ledger(tmp_path) as (record, intake):
        for number in range(210):
            intake.open(DAY, {"applicant.name": f"样例面馆{number}"})
        Intake(record, "c2").open(DAY, {"applicant.name": "别人的五金店"})

        assert [line["用电人名称"] for line in exported(record, tmp_path)][:2] == ["别人的五金店", "样例面馆209"]
        assert len(exported(record, tmp_path)) == 211
        assert len(exported(record, tmp_path, "面馆 ylmg")) == 210
        assert len(exported(record, tmp_path, chip=Chip.MINE)) == 210
        assert exported(record, tmp_path, chip=Chip.CLOSED) == []


def test_the_head_stays_in_view_and_filters(tmp_path: Path) -> None:
    with a_ledger(tmp_path) as (record, intake):
        intake.open(DAY, PERSON)
        exported(record, tmp_path)
    sheet = load_workbook(tmp_path / "list.xlsx")["申请"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:S2"
    assert sheet.column_dimensions["E"].width > sheet.column_dimensions["B"].width > 8


def test_a_second_sheet_says_from_whom_when_and_what_but_not_what_was_searched(tmp_path: Path) -> None:
    with a_ledger(tmp_path) as (record, intake):
        intake.open(DAY, PERSON)
        exported(record, tmp_path, "样例面馆", Chip.MINE)
    rows = load_workbook(tmp_path / "list.xlsx")["说明"].iter_rows(values_only=True, max_col=2)
    about = {str(title): str(text) for title, text in rows}
    assert about["单位"] == "测试大厅"
    assert about["导出日期"] == "2026-09-28"
    assert about["导出人"] == "王小明"
    assert about["筛选"] == "我的，并按搜索的字词缩小"
    assert about["件数"] == "1 件，最新登记的在前"
    assert "样例面馆" not in str(about)


def test_it_is_on_record_that_a_list_left_and_rebuilding_changes_nothing(tmp_path: Path) -> None:
    with a_ledger(tmp_path) as (record, intake):
        intake.open(DAY, PERSON)
        before = tables(record.db)
        exported(record, tmp_path, "样例面馆", Chip.UNDER_WAY)

        last = list(record.journal.all())[-1]

        assert (last.kind, last.clerk, last.application) == (Kind.LIST_EXPORTED, CLERK, None)
        assert last.payload == {"rows": 1, "chip": "under_way", "by_words": True}
        assert tables(record.db) == before
        assert record.rebuild().changed == ()


def test_a_file_that_cannot_be_written_is_reported_and_leaves_nothing(tmp_path: Path) -> None:
    with a_ledger(tmp_path) as (record, _):
        (tmp_path / "taken").write_bytes(b"")
        with pytest.raises(Fault, match="文件写不进去"):
            LedgerExport(record, CLERK).write(tmp_path / "taken" / "list.xlsx", on=TODAY)


def test_stopped_it_writes_no_file_and_no_entry(tmp_path: Path) -> None:
    def stop(_done: int, _total: int) -> None:
        raise Stopped

    with a_ledger(tmp_path) as (record, intake):
        intake.open(DAY, PERSON)
        count = record.journal.count()
        with pytest.raises(Stopped):
            LedgerExport(record, CLERK).write(tmp_path / "list.xlsx", on=TODAY, progress=stop)
        assert record.journal.count() == count
    assert not (tmp_path / "list.xlsx").exists()


def test_no_name_goes_through_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A session ended by force left it there in clear."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file")

    with a_ledger(tmp_path) as (record, intake):
        intake.open(DAY, PERSON)
        for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp"):
            monkeypatch.setattr(tempfile, name, refuse)
        monkeypatch.setattr(openpyxl_writer, "NamedTemporaryFile", refuse)
        LedgerExport(record, CLERK).write(tmp_path / "list.xlsx", on=TODAY)
        write_affected(record, CLERK, tmp_path / "affected.xlsx", TODAY, TODAY, find_faces())

    assert str(PERSON["applicant.name"]) in str([*load_workbook(tmp_path / "affected.xlsx").worksheets[0].values])


def test_progress_is_reported_from_none_to_nearly_all(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    with a_ledger(tmp_path) as (record, intake):
        for _ in range(101):
            intake.open(DAY)
        LedgerExport(record, CLERK).write(
            tmp_path / "list.xlsx", on=TODAY, progress=lambda done, total: seen.append((done, total))
        )
    assert seen == [(0, 101), (100, 101)]


def test_memory_does_not_grow_with_the_number_of_rows(tmp_path: Path) -> None:
    def peak(record: Record) -> int:
        # Python rarely looks through all objects where earlier tests left many; those are not counted then
        gc.collect()
        gc.freeze()
        tracemalloc.start()
        try:
            LedgerExport(record, CLERK).write(tmp_path / "list.xlsx", on=TODAY)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    with a_ledger(tmp_path) as (record, intake):
        for _ in range(40):
            intake.open(DAY, PERSON)
        peak(record)  # what is loaded once
        few = peak(record)
        for _ in range(360):
            intake.open(DAY, PERSON)
        many = peak(record)
    # ten times as many rows; a row alone takes some kilobytes as objects
    assert many - few < 360 * 500


NASTY = st.one_of(
    st.text(max_size=40),
    st.tuples(st.sampled_from(["=", "+", "-", "@", "\t", "\r", "\n", "'", "=1+1", "=HYPERLINK("]), st.text()).map(
        "".join
    ),
    st.sampled_from(
        ["_x0041_", "\x00", "a\x0bb", "\ufffe", "=cmd|'/c calc'!A0", "_x005F_x0041_", "\ud800", " ", "#N/A"]
    ),
)


@settings(max_examples=examples(150), deadline=None)
@given(texts=st.lists(NASTY, min_size=1, max_size=8))
def test_whatever_a_text_holds_it_is_text_and_never_a_formula(texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cells.xlsx"
        book = Workbook(write_only=True)
        sheet = book.create_sheet("x")
        for text in texts:
            sheet.append([as_cell(sheet, text), as_cell(sheet, 1)])
        book.save(path)

        cells = [row[0] for row in load_workbook(path)["x"].iter_rows()]

    for text, cell in zip(texts, cells, strict=True):
        assert cell.data_type in {"s", "n"}  # an empty cell is a number without a value
        if text:
            assert cell.data_type == "s"
            assert cell.value == safe_text(text)
            assert cell.quotePrefix == text.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_text_that_looks_like_a_formula_stays_as_it_was_typed(tmp_path: Path) -> None:
    with a_ledger(tmp_path) as (record, intake):
        intake.open(DAY, {"applicant.name": "=1+1", "premises.address": "@样例路\x01_x0041_号"})
        (line,) = exported(record, tmp_path)
    assert line["用电人名称"] == "=1+1"
    assert line["用电地址"] == "@样例路_x005F_x0041_号"  # a spreadsheet shows _x0041_
    assert line["联系电话"] is None
