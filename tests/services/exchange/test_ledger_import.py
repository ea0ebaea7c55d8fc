"""Applications from a workbook: the dry run reports everything, each row is imported once, no file crashes it."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from builders.exchange_builders import COMPANY, LINE, ONE_OF, RESIDENT, TODAY, a_line, a_table, filled, sheet_of
from builders.extent import examples
from builders.record_builders import CLERK, DAY, Clock, a_record, opened
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference

from gridcounter.bootstrap import open_assessor
from gridcounter.core.exchange.import_cells import NotAValue, read_cell
from gridcounter.core.exchange.import_columns import COLUMNS, EXAMPLE
from gridcounter.core.record.journal import Kind
from gridcounter.errors import Refusal
from gridcounter.services.applications.intake import Intake
from gridcounter.services.custody.backups import Backups, NotBackedUp
from gridcounter.services.exchange.import_rows import ImportRow
from gridcounter.services.exchange.import_template import GUIDE, SHEET, write_template
from gridcounter.services.exchange.ledger_export import LedgerExport
from gridcounter.services.exchange.ledger_import import (
    DryRun,
    ImportOutcome,
    LedgerImport,
    NothingToTakeIn,
    RowsWrong,
    _known_by_number,
)
from gridcounter.services.files import sheet_rows, workbooks
from gridcounter.services.files.progress import Stopped
from gridcounter.services.files.workbook_parts import WorkbookRefused
from gridcounter.services.files.workbooks import read_sheet
from gridcounter.services.ledger.timeline import timeline
from gridcounter.services.record.record import Record
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.keys import KeysDamaged
from gridcounter.store.custody.manifest import backups_in
from gridcounter.store.custody.verify import examine
from gridcounter.store.journal.validators.entries import ApplicationNotFound, Purged

ASSESSOR = open_assessor()
BY_TITLE = {column.title: column for column in COLUMNS}
DETAILED: dict[str, Any] = {
    "applicant.name": "样例食品有限公司",
    "applicant.id_kind": "统一社会信用代码",
    "applicant.id_number": COMPANY,
    "applicant.phone": 13800000011,
    "premises.address": "样例路1号",
    "case.business": "增容",
    "case.customer": "企业（非小微）",
    "case.supply.voltage_kv": "10千伏",
    "case.supply.capacity": "1,250",
    "case.supply.unit": "千伏安",
    "case.supply.sources": "双电源",
    "case.supply.critical": "否",
    "case.works": "有",
    "case.works.length_m": "1.2公里",
    "case.works.occupies": "人行道、绿地",
    "received_on": date(2026, 9, 1),
    "accepted_on": "2026年9月2日",
    "official_number": "0370012",
    "entered_on": "2026/9/3",
}


@contextmanager
def importing(folder: Path) -> Iterator[tuple[Record, LedgerImport]]:
    with a_record(folder / "record") as record:
        yield record, LedgerImport(record, ASSESSOR, CLERK)


def checked(folder: Path, *lines: dict[str, Any]) -> DryRun:
    with importing(folder) as (_, bringing):
        return bringing.check(filled(folder / "in.xlsx", *lines), TODAY)


def problems(found: DryRun) -> list[str]:
    return [str(problem) for problem in found.problems]


def notices(found: DryRun) -> list[str]:
    return [str(notice) for notice in found.notices if "示例" not in notice.text]


def values(record: Record, application: str) -> dict[str, Any]:
    return {name: found.value for name, found in record.applications.fields(application).items()}


def refused(path: Path) -> str:
    with pytest.raises(WorkbookRefused) as words:
        read_sheet(path, SHEET, lambda text: text == "用电地址", lambda _done, _total: None)
    return str(words.value)


# ---- the way in


def test_a_row_becomes_an_application_with_its_acts(tmp_path: Path) -> None:
    with importing(tmp_path) as (record, bringing):
        found = bringing.check(filled(tmp_path / "in.xlsx", DETAILED), TODAY)
        assert problems(found) == []
        taken = bringing.take_in(found)
        row = record.applications.by_number(taken.first)

        assert taken == ImportOutcome(1, row.number, row.number)
        assert "20260928-0001" in row.number
        assert (row.state, row.received_on, row.accepted_on) == ("accepted", "2026-09-01", "2026-09-02")
        assert row.official_number == "0370012"
        assert values(record, row.id) == {
            "applicant.name": "样例食品有限公司",
            "applicant.id_kind": "uscc",
            "applicant.id_number": COMPANY,
            "applicant.phone": "13800000011",
            "premises.address": "样例路1号",
            "case.locality": "jining",
            "case.on": "2026-09-02",
            "case.business": "capacity_increase",
            "case.customer": "enterprise",
            "case.supply.voltage_kv": 10,
            "case.supply.capacity": 1250,
            "case.supply.unit": "kVA",
            "case.supply.sources": 2,
            "case.supply.critical": False,
            "case.works": {},
            "case.works.length_m": 1200,
            "case.works.occupies": ["footway", "green"],
        }
        entries = list(record.journal.of(row.id))
        assert [entry.kind for entry in entries] == [
            Kind.APPLICATION_OPENED,
            Kind.MATERIALS_RECEIVED,
            Kind.APPLICATION_ACCEPTED,
            Kind.OFFICIAL_NUMBER_ENTERED,
        ]
        # when it was done, and when it was written down
        assert entries[3].happened_at.startswith("2026-09-03T00:00")
        assert entries[3].entered_at.startswith("2026-09-21")
        assert timeline(entries, {})[0].what == f"登记申请，编号 {row.number}，从表格导入"
        assert record.rebuild().changed == ()
        assert record.verify().sound


@pytest.mark.parametrize(("title", "written"), [("用电户号", "3700 1234 56789"), ("户号", 3700123456789)])
def test_the_account_and_the_wanted_day_of_a_business_come_in(tmp_path: Path, title: str, written: object) -> None:
    """The fault: no column took them, and the clerk typed each one again."""
    head = ("用电人名称", "用电地址", "办理业务", title, "申请从哪一天起")
    table = a_table(tmp_path / "in.xlsx", [head, ("样例面馆", "样例路1号", "暂停", written, "2026-10-12")])
    with importing(tmp_path) as (record, bringing):
        found = bringing.check(table, TODAY)
        assert problems(found) == []
        taken = bringing.take_in(found)
        known = values(record, record.applications.by_number(taken.first).id)
    assert (known["desk.account_number"], known["desk.wanted_on"]) == ("3700123456789", "2026-10-12")


def test_an_account_that_a_table_ruined_is_refused_by_its_column(tmp_path: Path) -> None:
    head = ("用电人名称", "用电地址", "办理业务", "用电户号")
    table = a_table(tmp_path / "in.xlsx", [head, ("样例面馆", "样例路1号", "销户", "3.70012E+12")])
    with importing(tmp_path) as (_, bringing):
        (said,) = problems(bringing.check(table, TODAY))
    assert said.startswith("第 2 行 用电户号：")


def test_what_was_filled_in_comes_out_again(tmp_path: Path) -> None:
    with importing(tmp_path) as (record, bringing):
        bringing.take_in(bringing.check(filled(tmp_path / "in.xlsx", DETAILED), TODAY))
        LedgerExport(record, CLERK).write(tmp_path / "out.xlsx", on=TODAY)
    header, row = load_workbook(tmp_path / "out.xlsx")[SHEET].iter_rows(values_only=True)
    out = dict(zip(header, row, strict=True))
    for title, expected in {
        "用电人名称": "样例食品有限公司",
        "用电地址": "样例路1号",
        "办理业务": "增容",
        "客户类型": "企业（非小微）",
        "电压等级（千伏）": 10,
        "用电容量": 1250,
        "容量单位": "千伏安",
        "联系电话": "138****0011",
        "收件日期": datetime(2026, 9, 1),  # noqa: DTZ001  a cell has no zone
        "受理日期": datetime(2026, 9, 2),  # noqa: DTZ001
        "业务系统编号": "0370012",
        "录入日期": datetime(2026, 9, 3),  # noqa: DTZ001
    }.items():
        assert out[title] == expected, title


def test_our_own_list_brought_back_is_refused_row_by_row(tmp_path: Path) -> None:
    with importing(tmp_path) as (record, bringing):
        bringing.take_in(bringing.check(filled(tmp_path / "in.xlsx", DETAILED), TODAY))
        LedgerExport(record, CLERK).write(tmp_path / "out.xlsx", on=TODAY)
        found = bringing.check(tmp_path / "out.xlsx", TODAY)
    assert found.ready == ()
    assert any("联系电话" in line and "隐去" in line for line in problems(found))


def test_a_row_with_a_number_of_ours_is_on_record_already(tmp_path: Path) -> None:
    with importing(tmp_path) as (record, bringing):
        application = Intake(record, CLERK).open(DAY)
        number = record.applications.get(application).number
        table = [
            ["编号", "用电人名称", "用电地址", "办理业务"],
            [number, "甲", "乙", "新装"],
            ["旧-1", "丙", "丁", "新装"],
        ]
        found = bringing.check(a_table(tmp_path / "in.xlsx", table), TODAY)
    assert problems(found) == [
        f"第 2 行 编号：填写的是 “{number}”；应为台账里没有的申请（这一件已经登记，请删去这一行）"
    ]
    assert [row.row for row in found.ready] == [3]
    assert "“编号”不导入：导入时每件另给编号" in notices(found)


# ---- once


def test_a_file_brought_a_second_time_changes_nothing_whatever_the_day(tmp_path: Path) -> None:
    path = filled(tmp_path / "in.xlsx", DETAILED, a_line())
    with importing(tmp_path) as (record, bringing):
        assert bringing.take_in(bringing.check(path, TODAY)).count == 2
        count = record.journal.count()
    with opened(tmp_path / "record") as record:
        bringing = LedgerImport(record, ASSESSOR, CLERK)
        again = bringing.check(path, date(2026, 10, 8))
        assert (again.ready, again.already, again.problems) == ((), 2, ())
        assert bringing.take_in(again) == ImportOutcome(0, "", "")
        assert record.journal.count() == count


def test_a_dry_run_taken_in_twice_comes_in_once(tmp_path: Path) -> None:
    with importing(tmp_path) as (record, bringing):
        found = bringing.check(filled(tmp_path / "in.xlsx", DETAILED, a_line()), TODAY)
        assert bringing.take_in(found).count == 2
        assert bringing.take_in(found).count == 0
        assert record.applications.count() == 2


def test_stopped_halfway_it_goes_on_where_it_stopped(tmp_path: Path) -> None:
    path = filled(tmp_path / "in.xlsx", *(a_line(applicant__name=f"样例{number}") for number in range(120)))

    def stop_at_fifty(done: int, _total: int) -> None:
        if done:
            raise Stopped

    with importing(tmp_path) as (record, bringing):
        first = bringing.take_in(bringing.check(path, TODAY), progress=stop_at_fifty)
        assert (first.count, first.stopped) == (50, True)
        assert record.applications.count() == 50
        rest = bringing.check(path, TODAY)
        assert (len(rest.ready), rest.already) == (70, 50)
        second = bringing.take_in(rest)
        assert (second.count, second.stopped) == (70, False)
        names = [values(record, row.id)["applicant.name"] for row in record.applications.recent(200)]
        assert sorted(names) == sorted(f"样例{number}" for number in range(120))


def test_a_backup_is_made_before_the_first_row_goes_in(tmp_path: Path) -> None:
    path = filled(tmp_path / "in.xlsx", a_line())
    with importing(tmp_path) as (record, bringing):
        before = record.journal.count()
        bringing.take_in(bringing.check(path, TODAY))
        (backup,) = backups_in(record.folder / BACKUPS)
        assert backup.manifest.entries == before
        assert examine(backup, record.key).sound
        bringing.take_in(bringing.check(path, TODAY))
        assert len(backups_in(record.folder / BACKUPS)) == 1, "no row went in"
        bringing.take_in(bringing.check(filled(path, a_line(applicant__name="乙")), TODAY))
        assert backups_in(record.folder / BACKUPS)[0].manifest.entries > before


def test_one_that_is_as_new_as_the_record_serves_as_well(tmp_path: Path) -> None:
    with importing(tmp_path) as (record, bringing):
        made = Backups(record).make()
        bringing.take_in(bringing.check(filled(tmp_path / "in.xlsx", a_line()), TODAY))
        assert backups_in(record.folder / BACKUPS) == [made]


def test_without_a_backup_no_row_is_imported_unless_confirmed(tmp_path: Path) -> None:
    with importing(tmp_path) as (record, bringing):
        (record.folder / BACKUPS).write_bytes(b"")  # a file where the folder should be
        found = bringing.check(filled(tmp_path / "in.xlsx", a_line()), TODAY)
        with pytest.raises(NotBackedUp, match=r"导入前要先备份台账，而备份没有做成：.*还没有导入任何一行"):
            bringing.take_in(found)
        assert record.applications.count() == 0
        assert bringing.take_in(found, without_backup=True).count == 1


def test_a_damaged_record_takes_nothing_in(tmp_path: Path) -> None:
    with importing(tmp_path) as (record, bringing):
        found = bringing.check(filled(tmp_path / "in.xlsx", a_line()), TODAY)
        (record.folder / "record.keys").write_bytes(b"{}")
        with pytest.raises(KeysDamaged):
            bringing.take_in(found)
        assert record.applications.count() == 0


def test_it_can_be_stopped_while_the_backup_is_made(tmp_path: Path) -> None:
    def stop_at_once(_done: int, _total: int) -> None:
        raise Stopped

    with importing(tmp_path) as (record, bringing):
        taken = bringing.take_in(bringing.check(filled(tmp_path / "in.xlsx", a_line()), TODAY), progress=stop_at_once)
        assert (taken.count, taken.stopped) == (0, True)
        assert record.applications.count() == 0
        assert list((record.folder / BACKUPS).iterdir()) == []


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    with importing(tmp_path) as (record, bringing):
        before = record.journal.count()
        bringing.check(filled(tmp_path / "in.xlsx", DETAILED), TODAY)
        assert record.journal.count() == before


def test_rows_with_problems_are_left_out_only_if_confirmed(tmp_path: Path) -> None:
    with importing(tmp_path) as (record, bringing):
        found = bringing.check(filled(tmp_path / "in.xlsx", DETAILED, a_line(case__business="移表")), TODAY)
        with pytest.raises(RowsWrong, match="第 4 行 办理业务"):
            bringing.take_in(found)
        assert record.applications.count() == 0
        assert bringing.take_in(found, leave_out=True).count == 1


def test_a_telephone_or_a_number_in_doubt_is_reported_with_its_column_and_comes_in(tmp_path: Path) -> None:
    with importing(tmp_path) as (_, bringing):
        row = a_line(applicant__phone="5372345678", agent__id_number="370811199001010000")
        found = bringing.check(filled(tmp_path / "in.xlsx", DETAILED, row), TODAY)

    assert found.wrong == 0
    lines = [str(notice) for notice in found.notices]
    assert any("联系电话：电话 10 位，区号前面的 0 可能被表格去掉了" in text for text in lines)
    assert any("代理人证件号码：号码第 15 位以后都是 0" in text for text in lines)


# ---- what is wrong


def test_a_voltage_that_no_edition_of_the_place_knows_is_told_with_its_row(tmp_path: Path) -> None:
    """0.3 came in, and no rule spoke of it; at the desk it cannot even be chosen."""
    found = checked(tmp_path, a_line(case__supply__voltage_kv=0.3), a_line(case__supply__voltage_kv="6千伏"))
    known = "220 伏、380 伏、10 千伏、20 千伏、35 千伏、110 千伏"
    assert problems(found) == [
        f"第 3 行 电压等级（千伏）：填写的是 300 伏；应为以下之一：{known}",
        f"第 4 行 电压等级（千伏）：填写的是 6 千伏；应为以下之一：{known}",
    ]


def test_every_problem_of_every_row_is_reported_with_row_column_and_what_is_allowed(tmp_path: Path) -> None:
    found = checked(
        tmp_path,
        a_line(case__business="移表", applicant__name=None),
        a_line(applicant__id_kind="居民身份证", applicant__id_number="110101199003077930"),
        a_line(case__supply__voltage_kv=220, case__supply__capacity="八百", case__supply__sources="3"),
        a_line(received_on="2026-09-05", accepted_on="2026-09-04"),
        a_line(accepted_on="2026-09-04", entered_on="2026-09-05"),
        a_line(received_on="2099-01-01"),
        a_line(case__business="临时用电", case__supply__permanent="是"),
        a_line(case__supply__voltage_kv=10, case__supply__connection="仅需架设表前线"),
        a_line(case__works="无", case__works__length_m=5, case__works__occupies="人行道、无"),
    )
    assert problems(found) == [
        f"第 3 行 办理业务：填写的是 “移表”；应为{ONE_OF}",
        "第 3 行 用电人名称：填写的是 （没有填写）；应为必填项",
        (
            "第 4 行 证件号码：填写的是 “110***********7930”；应为18 位居民身份证号码，末位校验码须正确；"
            "有疑问请核对证照原件，可按“其他证件”登记"
        ),
        (
            "第 5 行 电压等级（千伏）：填写的是 220；"
            "应为以千伏计，如 0.22、0.38、10；也可以写 220伏、10千伏；不带单位的不超过 110"
        ),
        (
            "第 5 行 用电容量：填写的是 “八百”；应为阿拉伯数字，如 160 或 12.5"
            "（增容后的总容量；单位写在“容量单位”列，或跟在数字后面，如 20千瓦）"
        ),
        "第 5 行 电源数：填写的是 “3”；应为以下之一：单电源、双电源",
        "第 6 行 收件日期：填写的是 2026-09-05；应为不晚于受理日期 2026-09-04 的日期（先收件，后受理）",
        "第 7 行 受理日期：填写的是 2026-09-04；应为先有收件日期（还没有收件：先收件，后受理）",
        "第 7 行 录入日期：填写的是 2026-09-05；应为与业务系统编号一起填写，或者留空",
        "第 8 行 收件日期：填写的是 2099-01-01；应为不晚于今天 2026-09-28 的日期",
        "第 9 行 是否永久用电：填写的是 是（业务为临时用电）；应为否 或留空（临时不是永久）",
        (
            "第 10 行 接入方式：填写的是 “仅需架设表前线”；"
            "应为留空（只有低压，即 1 千伏及以下，才填接入方式；电压填写的是 10）"
        ),
        "第 11 行 占用挖掘部位：填写的是 “人行道、无”；应为“无”，或者占用的部位，不能都写",
        "第 11 行 有无外线工程：填写的是 无；应为“有”，或者不填线路总长（米）",
    ]
    assert found.wrong == 9


def test_a_cell_longer_than_any_field_is_reported_and_not_read(tmp_path: Path) -> None:
    """Reading one as a day took longer than its length, and the file may hold as many as it likes."""
    found = checked(tmp_path, a_line(received_on="一" * 5_001))
    assert problems(found) == ["第 3 行 收件日期：填写的是 5001 个字；应为不超过 5000 个字"]


def test_a_formula_an_error_and_merged_cells_are_reported(tmp_path: Path) -> None:
    path = filled(tmp_path / "in.xlsx", a_line(), a_line(), a_line(applicant__name="乙"), a_line(applicant__name="丙"))
    book, sheet = sheet_of(path)
    sheet["A3"] = '="样例"&"面馆"'
    sheet["B4"] = "#N/A"
    sheet.merge_cells("B5:B6")
    book.save(path)
    with importing(tmp_path) as (_, bringing):
        found = bringing.check(path, TODAY)
    assert problems(found) == [
        "第 3 行 用电人名称：填写的是 公式；应为数值或文字（请复制这一列，再用“选择性粘贴—数值”贴回）",
        "第 4 行 用电地址：填写的是 错误值 #N/A；应为数值或文字（请改正或清空这一格）",
        "第 5 行 整行：填写的是 合并的单元格；应为不合并的单元格（请取消合并，逐行填写）",
        "第 6 行 整行：填写的是 合并的单元格；应为不合并的单元格（请取消合并，逐行填写）",
        "第 6 行 用电地址：填写的是 （没有填写）；应为必填项",
    ]


@pytest.mark.parametrize(
    ("title", "value", "read"),
    [
        ("电压等级（千伏）", "０．３８", 0.38),
        ("电压等级（千伏）", "380V", 0.38),
        ("电压等级（千伏）", " 10 kV ", 10),
        ("用电容量", 800.0, 800),
        ("用电容量", "1，250.5", 1250.5),
        ("用电容量", "800kVA", 800),
        ("线路总长（米）", "0", 0),
        ("证件号码", "１１０１０１ １９９００３０７７９３４\u3000", "110101199003077934"),
        ("联系电话", 13800000011.0, "13800000011"),
        ("用电人名称", "  样例　面馆\n二店 ", "样例 面馆 二店"),
        ("用电人名称", 360, "360"),
        ("收件日期", "２０２６－９－２８", date(2026, 9, 28)),
        ("收件日期", "2026年9月28日", date(2026, 9, 28)),
        ("收件日期", "2026/9/28", date(2026, 9, 28)),
        ("收件日期", "2026-09-28 00:00:00", date(2026, 9, 28)),
        ("收件日期", 20260928, date(2026, 9, 28)),
        ("收件日期", datetime(2026, 9, 28, 13), date(2026, 9, 28)),  # noqa: DTZ001  a cell has no zone
        ("客户类型", " 企业(非小微) ", "enterprise"),
        ("容量单位", "KVA", "kVA"),
        ("电源数", 2, 2),
        ("是否重要用户", True, True),
        ("是否重要用户", "非重要用户", False),
        ("有无外线工程", "没有", False),
        ("占用挖掘部位", "绿地,人行道；绿地", ["green", "footway"]),
        ("占用挖掘部位", "无", []),
        ("办理业务", "  ", None),
        ("办理业务", None, None),
    ],
)
def test_a_value_is_read_however_it_is_typed(title: str, value: object, read: object) -> None:
    assert read_cell(BY_TITLE[title], value) == (read, None)


@pytest.mark.parametrize(
    ("title", "value", "found"),
    [
        ("收件日期", "9-28", "“9-28”"),
        ("收件日期", "2026-02-30", "“2026-02-30”"),
        ("收件日期", 46293, "46293"),
        ("收件日期", "1899-12-31", "“1899-12-31”"),
        ("证件号码", 110101199003077934, "超过 15 位的数字"),
        ("联系电话", "138****0011", "隐去几位的号码"),
        ("用电人名称", date(2026, 9, 28), "日期 2026-09-28"),
        ("用电容量", True, "是"),
        ("用电容量", "1,25", "“1,25”"),
        ("占用挖掘部位", "屋顶", "“屋顶”"),
        ("办理业务", NotAValue("公式", "数值"), "公式"),
    ],
)
def test_what_cannot_be_meant_is_reported_and_never_guessed(title: str, value: object, found: str) -> None:
    read, problem = read_cell(BY_TITLE[title], value)
    assert read is None
    assert problem is not None
    assert (problem.path, problem.found) == (title, found)


def test_the_order_of_columns_is_free_and_unknown_ones_are_reported(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["某供电所登记表", None, None, None],
        ["地址", "备注", "户名", "业务类型 *"],
        ["样例路1号", "加急", "样例面馆", "新装"],
        [None, "  ", None, None],
        ["样例路2号", None, "样例五金", "增容"],
    ]
    with importing(tmp_path) as (_, bringing):
        found = bringing.check(a_table(tmp_path / "in.xlsx", rows), TODAY)
    assert [(row.row, row.fields["applicant.name"]) for row in found.ready] == [(3, "样例面馆"), (5, "样例五金")]
    assert notices(found) == [
        "这些列不认识，不导入：备注",
        "第 1 行在列名上面，不导入",
        "第 4 行没有内容，跳过",
    ]


@pytest.mark.parametrize(
    ("header", "text"),
    [
        (["用电人名称", "联系电话"], "缺少这些列：用电地址、办理业务"),
        (["用电人名称", "户名", "用电地址", "办理业务"], "这些列写了两次：用电人名称"),
        (["甲", "乙"], "没有找到列名"),
        ([], "没有找到列名"),
    ],
)
def test_titles_that_are_not_there_are_reported(tmp_path: Path, header: list[str], text: str) -> None:
    with importing(tmp_path) as (_, bringing), pytest.raises(WorkbookRefused, match=text):
        bringing.check(a_table(tmp_path / "in.xlsx", [header, ["1", "2"]]), TODAY)


def test_a_hidden_row_comes_in_and_is_reported(tmp_path: Path) -> None:
    lines = [a_line(applicant__name=f"样例{number}") for number in range(5)]
    path = filled(tmp_path / "in.xlsx", *lines)
    book, sheet = sheet_of(path)
    for number in (3, 4, 7):
        sheet.row_dimensions[number].hidden = True
    book.save(path)
    with importing(tmp_path) as (_, bringing):
        found = bringing.check(path, TODAY)
    assert len(found.ready) == 5
    assert notices(found) == ["第 3–4、7 行是隐藏的，同样在导入之列"]


def test_what_looks_repeated_is_reported_and_comes_in(tmp_path: Path) -> None:
    person = {"applicant__id_kind": "居民身份证", "applicant__id_number": RESIDENT}
    with importing(tmp_path) as (record, bringing):
        before = {"applicant.id_number": RESIDENT.lower(), "premises.address": "样例路 １号"}
        there = record.applications.get(Intake(record, CLERK).open(DAY, before))
        Intake(record, CLERK).enter_official_number(there.id, "0370012")
        lines = (
            a_line(**person),
            a_line(applicant__name="乙", official_number="0370012"),
            a_line(applicant__name="丙", official_number="0370013"),
            a_line(applicant__name="丁", official_number="0370013"),
            a_line(applicant__name="丁", official_number="0370013"),
            a_line(applicant__name="戊", premises__address="武汉市样例路9号", applicant__id_number="A1"),
        )
        found = bringing.check(filled(tmp_path / "in.xlsx", *lines), TODAY)
        assert notices(found) == [
            f"第 3 行：证件号码和用电地址与台账里的 {there.number}相同，请核对是不是同一件",
            f"第 4 行：业务系统编号与台账里的 {there.number}相同，请核对是不是同一件",
            "第 6 行：业务系统编号与第 5 行相同，请核对是不是同一件",
            "第 7 行：与第 6 行完全相同，只导入一件",
            "第 8 行：地址写的是武汉市，本处办理济宁市的业务，请核对",
            "第 8 行：没有写证件类型，证件号码没有核对",
        ]
        assert (len(found.ready), found.problems) == (5, ())
        assert bringing.take_in(found).count == 5


def test_the_same_name_and_telephone_are_reported_whatever_the_address(tmp_path: Path) -> None:
    """One household, written down by two people: another address, another spelling of the number."""
    with importing(tmp_path) as (record, bringing):
        before = {"applicant.name": "任城样例面馆有限公司", "applicant.phone": "138-0537-0000"}
        there = record.applications.get(Intake(record, CLERK).open(DAY, before))
        lines = (
            a_line(applicant__name="任城样例面馆", applicant__phone="13805370000", premises__address="样例巷7号"),
            a_line(applicant__name="任城样例面馆", applicant__phone="13805370001", premises__address="样例巷8号"),
            a_line(applicant__name="样例理发店", applicant__phone="13805370000", premises__address="样例巷9号"),
        )
        found = bringing.check(filled(tmp_path / "in.xlsx", *lines), TODAY)
        assert [text for text in notices(found) if "相同" in text] == [
            f"第 3 行：用电人名称和联系电话与台账里的 {there.number}相同，请核对是不是同一件",
        ]
        assert len(found.ready) == 3


# ---- the template


def test_the_example_of_the_template_is_left_out(tmp_path: Path) -> None:
    write_template(tmp_path / "in.xlsx")
    with importing(tmp_path) as (_, bringing), pytest.raises(NothingToTakeIn):
        bringing.check(tmp_path / "in.xlsx", TODAY)


def test_an_example_that_was_written_over_must_lose_its_mark(tmp_path: Path) -> None:
    path = filled(tmp_path / "in.xlsx")
    book, sheet = sheet_of(path)
    sheet["B2"] = "样例路2号"
    book.save(path)
    with importing(tmp_path) as (_, bringing):
        found = bringing.check(path, TODAY)
    assert problems(found) == [
        f"第 2 行 用电人名称：填写的是 {EXAMPLE}；应为真实的名称（示例行改写以后，删去“（示例）”）"
    ]


def test_the_template_offers_lists_and_explains_every_column(tmp_path: Path) -> None:
    write_template(tmp_path / "in.xlsx")
    book = load_workbook(tmp_path / "in.xlsx")
    assert book.sheetnames == [SHEET, GUIDE]
    sheet = book[SHEET]
    lists = sheet.data_validations.dataValidation
    assert {str(one.sqref).split(":")[1].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for one in lists} == {"20001"}
    offered = {str(one.sqref).split(":")[0]: one.formula1 for one in lists}
    assert offered["C2"] == '"新装,增容,临时用电"'
    assert all(len(formula) <= 257 for formula in offered.values())  # what a spreadsheet takes, and its quotes
    headed = [str(cell.value) for cell in sheet[1]]
    assert headed[:3] == ["用电人名称*", "用电地址*", "办理业务*"]
    explained = [row[0] for row in book[GUIDE].iter_rows(values_only=True)]
    assert {title.rstrip("*") for title in headed} <= set(explained)


def test_every_value_that_a_list_offers_is_read() -> None:
    for column in COLUMNS:
        for word in column.offered:
            read, problem = read_cell(column, word)
            assert problem is None, f"{column.title}：{word}"
            assert read is not None


# ---- the file


def test_files_that_are_no_workbook_are_reported_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    for content, text in (
        (b"", "这不是 Excel 工作簿"),
        ("用电人名称,用电地址\n".encode(), "这不是 Excel 工作簿"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧格式的表格（.xls）"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "设了打开密码"),
        (b"PK\x03\x04" + bytes(100), "已损坏"),
    ):
        path.write_bytes(content)
        assert text in refused(path)
    assert "打不开" in refused(tmp_path / "nowhere.xlsx")
    assert "打不开" in refused(tmp_path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "这不是 Excel 工作簿" in refused(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("_rels/.rels", '<r><Relationship Type="x/officeDocument" Target="xl/workbook.bin"/></r>')
    assert "二进制格式的表格（.xlsb）" in refused(path)


def rewritten(path: Path, part: str, content: bytes) -> None:
    """The same workbook with another part in place of one, or beside them."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (parts | {part: content}).items():
            archive.writestr(name, text)


def test_a_mountain_in_a_small_file_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "_LARGEST_UNPACKED", 3_000_000)
    path = filled(tmp_path / "in.xlsx", LINE)
    rewritten(path, "xl/more.xml", b"<a>" + b" " * 4_000_000)
    assert path.stat().st_size < 60_000
    assert "展开后太大" in refused(path)
    monkeypatch.setattr(workbooks, "_MOST_ELEMENTS", 1_000)
    rewritten(path, "xl/more.xml", b"<c/>" * 2_000)
    assert "展开后太大" in refused(path)
    monkeypatch.setattr(workbooks, "_LARGEST_FILE", 1_000)
    assert "请分成几个文件" in refused(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_part_with_entities_is_not_opened(tmp_path: Path, encoding: str) -> None:
    path = filled(tmp_path / "in.xlsx", LINE)
    part = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'
    rewritten(path, "xl/worksheets/sheet1.xml", part.encode(encoding))
    assert "没有打开" in refused(path)


@pytest.mark.parametrize(
    ("answers", "known"), [(None, True), (Purged("JN1-1", "2026-09-21"), True), (ApplicationNotFound("JN1-1"), False)]
)
def test_a_number_of_ours_is_never_taken_in_again_purged_or_not(answers: Exception | None, *, known: bool) -> None:
    def by_number(_: str) -> None:
        if answers is not None:
            raise answers

    stores: Any = SimpleNamespace(applications=SimpleNamespace(by_number=by_number))
    assert bool(_known_by_number(stores, ImportRow(2, {}, own_number="JN1-1"))) == known
    assert _known_by_number(stores, ImportRow(2, {})) == []


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_a_part_with_a_document_type_is_not_opened(tmp_path: Path, part: str) -> None:
    path = filled(tmp_path / "in.xlsx", LINE)
    rewritten(path, part, b"  " + b'<!DOCTYPE a SYSTEM "b"><a/>')
    assert "没有打开" in refused(path)


def test_a_row_is_another_one_where_anything_but_its_place_and_its_own_number_differs() -> None:
    one = ImportRow(2, {"applicant.name": "样例面馆"})
    others: list[dict[str, Any]] = [
        {"fields": {"applicant.name": "样例茶社"}},
        {"official_number": "业务-1"},
        *({name: date(2026, 9, 1)} for name in ("received_on", "accepted_on", "entered_on")),
    ]
    digests = [one.digest, *(replace(one, **other).digest for other in others)]
    assert len(set(digests)) == len(digests)
    assert replace(one, row=9, own_number="JN1-1", notices=("看",)).digest == one.digest


def test_too_many_rows_are_refused_with_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_ROWS", 3)
    path = filled(tmp_path / "in.xlsx", LINE, LINE, LINE)
    assert "超过 3 行" in refused(path)
    monkeypatch.setattr(workbooks, "_LAST_ROW", 50)
    path = filled(tmp_path / "in.xlsx", LINE)
    book, sheet = sheet_of(path)
    sheet["A51"] = "很远"
    book.save(path)
    assert "到第 50 行以后" in refused(path)


def test_a_row_with_the_highest_number_causes_no_delay(tmp_path: Path) -> None:
    path = filled(tmp_path / "in.xlsx", LINE)
    with zipfile.ZipFile(path) as archive:
        part = archive.read("xl/worksheets/sheet1.xml")
    rewritten(path, "xl/worksheets/sheet1.xml", part.replace(b'<row r="3"', b'<row r="300000000000"'))
    assert "行以后还有内容" in refused(path)


def test_a_workbook_without_a_sheet_to_read_is_refused(tmp_path: Path) -> None:
    book = Workbook()
    hidden = book.create_sheet("藏起来的")
    hidden.sheet_state = "hidden"
    chart = BarChart()
    chart.add_data(Reference(hidden, min_col=1, min_row=1, max_row=2))
    book.create_chartsheet("图").add_chart(chart)
    del book["Sheet"]
    book.save(tmp_path / "in.xlsx")
    assert "没有工作表" in refused(tmp_path / "in.xlsx")


def test_too_many_merged_cells_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_rows, "_MOST_MERGED", 1)
    path = filled(tmp_path / "in.xlsx", LINE)
    book, sheet = sheet_of(path)
    sheet.merge_cells("A20:B20")
    sheet.merge_cells("A21:B21")
    book.save(path)
    assert "全部取消合并" in refused(path)


def test_reading_can_be_stopped(tmp_path: Path) -> None:
    def stop(_done: int, _total: int) -> None:
        raise Stopped

    with importing(tmp_path) as (_, bringing), pytest.raises(Stopped):
        bringing.check(filled(tmp_path / "in.xlsx", LINE), TODAY, stop)


with tempfile.TemporaryDirectory() as _made:
    WORKBOOK = filled(Path(_made) / "in.xlsx", LINE, DETAILED).read_bytes()


@pytest.fixture(scope="module")
def a_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LedgerImport]:
    with a_record(tmp_path_factory.mktemp("fuzz") / "record", Clock()) as record:
        yield LedgerImport(record, ASSESSOR, CLERK)


def nothing_but_refusals(bringing: LedgerImport, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "in.xlsx"
        path.write_bytes(content)
        try:
            bringing.check(path, TODAY)
        except Refusal as told:
            said = str(told)
        else:
            said = "read"
    assert said
    assert "\n" not in said


@settings(max_examples=examples(150), deadline=None)
@given(at=st.integers(0, len(WORKBOOK) - 1), bits=st.binary(min_size=1, max_size=6), cut=st.booleans())
def test_bytes_of_a_workbook_gone_wrong_are_refused_or_read(
    a_desk: LedgerImport, at: int, bits: bytes, *, cut: bool
) -> None:
    content = WORKBOOK[:at] if cut else WORKBOOK[:at] + bits + WORKBOOK[at + len(bits) :]
    nothing_but_refusals(a_desk, content)


def _parts() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


PARTS = _parts()
_TAGS = [b"<c ", b"<v>", b'r="', b's="', b't="', b"<row", b"<is>", b'ref="', b"<f>", b"Id1", b"sheet1", b"1", b">"]


@settings(max_examples=examples(200), deadline=None)
@given(
    part=st.sampled_from(sorted(PARTS)),
    old=st.sampled_from(_TAGS),
    new=st.one_of(st.sampled_from([*_TAGS, b"", b"-1", b"99999999999999999999", b"x"]), st.binary(max_size=4)),
    which=st.integers(0, 30),
)
def test_parts_of_a_workbook_gone_wrong_are_refused_or_read(
    a_desk: LedgerImport, part: str, old: bytes, new: bytes, which: int
) -> None:
    pieces = PARTS[part].split(old)
    place = which % max(1, len(pieces) - 1)
    text = old.join(pieces[: place + 1]) + new + old.join(pieces[place + 1 :])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in (PARTS | {part: text}).items():
            archive.writestr(name, content)
    nothing_but_refusals(a_desk, out.getvalue())


@settings(max_examples=examples(40), deadline=None)
@given(
    cells=st.lists(
        st.tuples(
            st.sampled_from([column.field for column in COLUMNS]),
            st.one_of(
                st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20),
                st.sampled_from(["=1", "_x0001_", "_xD800_", "_x000D_", "２０２６", "1e5", "0x1", "无", "是"]),
                st.integers(-(10**17), 10**17),
                st.floats(allow_nan=False, allow_infinity=False),
                st.booleans(),
                st.datetimes(datetime(1901, 1, 1), datetime(2300, 1, 1)),  # noqa: DTZ001  a cell has no zone
                st.times(),
            ),
        ),
        max_size=12,
    )
)
def test_whatever_a_cell_holds_it_is_read_or_reported(a_desk: LedgerImport, cells: list[tuple[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = filled(Path(folder) / "in.xlsx", dict(cells))
        nothing_but_refusals(a_desk, path.read_bytes())
