"""Every cell of the tables on screen: each column shows its own field, with its title, word, colour, icon."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QAbstractTableModel, Qt

from gridcounter.core.calendar import DueDate
from gridcounter.core.reports.report import ReportTable
from gridcounter.core.validation.models import Problem
from gridcounter.desktop.deadlines.model import DeadlineModel
from gridcounter.desktop.exchange.import_dialog import result, summary
from gridcounter.desktop.exchange.problems_table import ImportProblemsModel
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.theme import DARK, LIGHT, Tokens
from gridcounter.desktop.ledger.model import Column, LedgerModel, count_words
from gridcounter.desktop.reports.report_table import IDS_ROLE, ReportModel, ReportTableView
from gridcounter.services.applications.agenda_rows import DueRow
from gridcounter.services.exchange.import_rows import RowProblem
from gridcounter.services.exchange.import_titles import ImportNotice
from gridcounter.services.exchange.ledger_import import DryRun, ImportOutcome
from gridcounter.services.ledger.ledger import Found, LedgerRow
from gridcounter.services.ledger.row_details import RowDetails

_ROLE = Qt.ItemDataRole
pytestmark = pytest.mark.usefixtures("qapp")


def heads(model: QAbstractTableModel) -> list[object]:
    return [
        model.headerData(column, Qt.Orientation.Horizontal, _ROLE.DisplayRole) for column in range(model.columnCount())
    ]


def cells(model: QAbstractTableModel, role: int = _ROLE.DisplayRole) -> list[list[object]]:
    columns = range(model.columnCount())
    return [[model.index(row, column).data(role) for column in columns] for row in range(model.rowCount())]


# 台账


def a_row(**changes: object) -> LedgerRow:
    values: dict[str, object] = {
        "id": "a1",
        "number": "JN1-0001",
        "short_code": "CODE1",
        "state": "accepted",
        "official_number": "业务-77",
        "opened_at": "2026-09-20T08:05:59.123+08:00",
        "received_on": "2026-09-21",
        "accepted_on": "2026-09-22",
        "name": "样例面馆",
        "address": "样例路1号",
        "deferred": False,
    }
    return LedgerRow(**(values | changes))  # type: ignore[arg-type]


def ledger(*rows: LedgerRow) -> LedgerModel:
    model = LedgerModel(lambda application: f"办 {application}")
    model.set_rows(rows)
    return model


def test_each_column_of_the_ledger_shows_its_own_field() -> None:
    model = ledger(a_row())
    model.set_rows(
        [a_row()], {"a1": RowDetails("低压居民", DueDate(date(2999, 1, 8), provisional=True), "送电", business="过户")}
    )
    titles = ["编号 查询码", "用电人", "用电地址", "业务", "类别", "环节", "到期", "下一步", "业务系统编号", "登记时间"]
    assert heads(model) == titles
    middle = ["样例面馆", "样例路1号", "过户", "低压居民", "已受理"]
    last = ["办 a1", "业务-77", "2026-09-20 08:05"]
    assert cells(model) == [["JN1-0001 CODE1", *middle, "2999年1月8日（暂估）", *last]]
    for role in (_ROLE.ToolTipRole, _ROLE.AccessibleTextRole):
        assert cells(model, role) == [["JN1-0001 CODE1", *middle, "送电：2999年1月8日（暂估）", *last]]


def test_a_day_that_is_past_has_a_sign_and_is_said_to_be() -> None:
    model, past = ledger(a_row()), date(2001, 2, 3)
    model.set_rows([a_row()], {"a1": RowDetails("", DueDate(past, provisional=False), "送电")})
    due = model.index(0, Column.DUE)
    assert due.data() == "⚠ 2001年2月3日"
    assert due.data(_ROLE.AccessibleTextRole) == "送电：2001年2月3日，已过期"
    model.set_rows([a_row()], {"a1": RowDetails("", DueDate(today(), provisional=False), "送电")})
    assert model.index(0, Column.DUE).data() == "今天"
    model.set_rows([a_row()], {"a1": RowDetails(paused=True)})
    assert model.index(0, Column.DUE).data() == "暂停"


def names(model: LedgerModel) -> list[object]:
    return [row[Column.NAME] for row in cells(model)]


def test_sorting_keeps_the_order_of_what_is_equal_and_puts_the_empty_last() -> None:
    rows = [a_row(id=name, name=name, number=f"JN1-{name}") for name in ("d", "a", "c", "b")]
    model = ledger()
    due = {"a": date(2999, 3, 1), "c": date(2999, 1, 1), "d": date(2999, 3, 1)}
    model.set_rows(rows, {name: RowDetails("", DueDate(day, provisional=False)) for name, day in due.items()})
    model.sort(Column.DUE)
    assert names(model) == ["c", "d", "a", "b"]
    model.sort(Column.DUE, Qt.SortOrder.DescendingOrder)
    assert names(model) == ["d", "a", "c", "b"]
    model.sort(Column.NAME)
    model.set_rows(rows[::-1])
    assert names(model) == ["a", "b", "c", "d"]
    model.sort(-1)
    assert names(model) == ["b", "c", "a", "d"]


def test_the_act_of_the_card_stands_in_its_row_until_it_is_forgotten() -> None:
    model = ledger(a_row(), a_row(id="a2"))
    model.tell_act("a2", "都当面交付了")
    model.tell_act("gone", "受理")
    assert [row[Column.NEXT] for row in cells(model)] == ["办 a1", "都当面交付了"]
    model.set_rows([a_row(id="a2")])
    assert [row[Column.NEXT] for row in cells(model)] == ["都当面交付了"]
    model.forget()
    assert [row[Column.NEXT] for row in cells(model)] == ["办 a2"]


@pytest.mark.parametrize(
    ("changes", "state", "official", "following"),
    [
        ({"state": "consultation", "official_number": ""}, "咨询", "—", "要办时转为业务受理"),
        ({"state": "open", "official_number": ""}, "填写中", "—", "办 a1"),
        ({"state": "received", "official_number": ""}, "已收件，待受理", "—", "办 a1"),
        ({"official_number": ""}, "已受理", "未录入", "办 a1"),
        ({}, "已受理", "业务-77", "办 a1"),
        ({"state": "closed"}, "已办结", "业务-77", "—"),
        ({"state": "purged", "official_number": ""}, "已清除", "—", "—"),
    ],
)
def test_what_lies_ahead_follows_from_the_state(
    changes: dict[str, object], state: str, official: str, following: str
) -> None:
    (row,) = cells(ledger(a_row(**changes)))
    assert [row[at] for at in (Column.STATE, Column.OFFICIAL, Column.NEXT)] == [state, official, following]


def test_who_gave_no_name_is_called_by_what_is_known() -> None:
    rows = (a_row(name=""), a_row(name="", state="consultation"), a_row(name="", purged_on="2030-01-02"))
    assert [row[1] for row in cells(ledger(*rows))] == ["未填名称", "未留姓名", "2030-01-02 按留存期清除"]


def test_the_line_above_the_ledger_counts_all_and_says_what_to_do() -> None:
    two = (a_row(), a_row())
    assert count_words(Found(two, 2), narrowed=False) == "共 2 件"
    assert (
        count_words(Found(two, 3), narrowed=True) == "共 3 件，列出最新的 2 件，排序只在这些里；再写几个字可以缩小范围"
    )
    assert "共 2,000 件以上，列出最新的 2 件" in count_words(Found(two, 2000, more=True), narrowed=True)
    assert count_words(Found(two, 1234567), narrowed=False).startswith("共 1,234,567 件")
    assert count_words(Found((), 0), narrowed=False).startswith("这里列出本单位登记的全部申请")
    assert count_words(Found((), 0), narrowed=True).startswith("没有找到")
    of_one = count_words(Found((), 0), narrowed=True, business="销户")
    assert of_one == "“销户”里没有找到。请换一种业务、少写几个字，或者选“全部业务”。"


# 时限


def a_due(**changes: object) -> DueRow:
    values: dict[str, object] = {
        "application": "a1",
        "number": "JN1-0001",
        "name": "样例面馆",
        "clock": "plan",
        "what": "方案答复",
        "started": "9月21日",
        "due": "9月30日",
        "left": "还剩 3 个工作日",
        "next": "答复方案",
        "arithmetic": "算式",
        "over": False,
        "today": False,
        "provisional": False,
    }
    return DueRow(**(values | changes))  # type: ignore[arg-type]


def test_each_column_of_the_deadlines_shows_its_own_field() -> None:
    model = DeadlineModel(LIGHT)
    model.set_rows([a_due(), a_due(name="")])
    assert heads(model) == ["编号", "申请人", "环节", "起算", "到期", "还剩", "下一步"]
    first = ["JN1-0001", "样例面馆", "方案答复", "9月21日", "9月30日", "还剩 3 个工作日", "答复方案"]
    for role in (_ROLE.DisplayRole, _ROLE.ToolTipRole, _ROLE.AccessibleTextRole):
        assert cells(model, role) == [first, [first[0], "未填名称", *first[2:]]]
    assert model.place_of("a1", "plan") == 0
    assert model.place_of("a1", "connect") is None


@pytest.mark.parametrize(
    ("tokens", "late", "soon"), [(LIGHT, LIGHT.danger, LIGHT.warn), (DARK, DARK.danger, DARK.warn)]
)
def test_late_and_due_today_have_a_colour_and_an_icon_each_and_nothing_else_has(
    tokens: Tokens, late: str, soon: str
) -> None:
    model = DeadlineModel(tokens)
    model.set_rows([a_due(over=True, left="超 2 日"), a_due(today=True, left="今天到期"), a_due()])
    colours = cells(model, _ROLE.ForegroundRole)
    icons = cells(model, _ROLE.DecorationRole)
    assert [[colour.name().upper() if colour else None for colour in row] for row in colours] == [  # type: ignore[attr-defined]
        [None, None, None, None, None, late, None],
        [None, None, None, None, None, soon, None],
        [None] * 7,
    ]
    assert [[icon is not None for icon in row] for row in icons] == [
        [False, False, False, False, False, True, False],
        [False, False, False, False, False, True, False],
        [False] * 7,
    ]
    pictures = [icon.pixmap(32, 32).toImage() for row in icons for icon in row if icon]  # type: ignore[attr-defined]
    assert pictures[0] != pictures[1], "two signs, not one in two colours"


# 导入


def checked(wrong: int, notices: int, ready: int = 3, already: int = 0) -> DryRun:
    problems = tuple(RowProblem(row, Problem("办理业务", f"“过户{row}”", "新装或增容")) for row in range(3, wrong + 3))
    lines = tuple(ImportNotice(row, f"提示{row}") for row in range(notices))
    return DryRun(date(2026, 9, 28), "申请", (None,) * ready, already, problems, lines)  # type: ignore[arg-type]


def test_each_column_of_a_dry_run_shows_its_own_field() -> None:
    model = ImportProblemsModel()
    model.set_checked(checked(1, 2))
    assert heads(model) == ["行", "类别", "列", "填写的是", "应为或说明"]
    whole = [
        ["3", "✕ 有误", "办理业务", "“过户3”", "新装或增容"],
        ["", "！提示", "", "", "提示0"],
        ["1", "！提示", "", "", "提示1"],
    ]
    assert cells(model) == cells(model, _ROLE.ToolTipRole) == whole
    model.set_narrow(narrow=True)
    assert heads(model)[4] == "说明"
    assert [row[4] for row in cells(model)] == ["填写的是 “过户3”；应为新装或增容", "提示0", "提示1"]
    model.set_checked(None)
    assert (model.rowCount(), model.left_out) == (0, 0)


@pytest.mark.parametrize(
    ("wrong", "notices", "shown", "left_out"), [(499, 0, 499, 0), (500, 0, 500, 0), (499, 2, 500, 1)]
)
def test_five_hundred_lines_are_shown_and_the_rest_is_counted(
    wrong: int, notices: int, shown: int, left_out: int
) -> None:
    model = ImportProblemsModel()
    model.set_checked(checked(wrong, notices))
    assert (model.rowCount(), model.left_out) == (shown, left_out)


def test_what_a_dry_run_and_an_import_found_is_reported_whole() -> None:
    assert summary(checked(0, 0), 0) == "工作表“申请”：3 件可以导入。"
    assert summary(checked(2, 0, already=4), 1) == (
        "工作表“申请”：3 件可以导入；2 行有问题，请在表里改好后再读一次；4 件以前已经导入，不会重复。"
        "下面只列前面的，还有 1 条没有列出。"
    )
    assert result(ImportOutcome(1, "JN1-0001", "JN1-0001", stopped=False), 0) == "已导入 1 件，编号 JN1-0001。"
    assert result(ImportOutcome(2, "JN1-0001", "JN1-0002", stopped=False), 3) == (
        "已导入 2 件，编号 JN1-0001 至 JN1-0002。有问题的 3 行没有导入：改好后再读一次，已导入的不会重复。"
    )
    assert result(ImportOutcome(2, "JN1-0001", "JN1-0002", stopped=True), 3).endswith("会接着导入，不会重复。")
    assert result(ImportOutcome(0, "", "", stopped=False), 0) == "没有导入新的申请。"


# 统计


def test_each_cell_of_a_report_shows_its_figure_and_leads_to_its_own_list() -> None:
    table = ReportTable(
        "受理",
        (("项目", 20), ("数量", 10), ("均值", 10), ("说明", 60)),
        (("收件", 2, 1.25, "口径一"), ("退件", 0, None, "口径二")),
        ({1: ("a1", "a2"), 2: ("a2", "a2")}, {1: ()}),
    )
    model = ReportModel(table, LIGHT)
    assert heads(model) == ["项目", "数量", "均值", "说明"]
    assert cells(model) == [["收件", "2", "1.2", "口径一"], ["退件", "0", "—", "口径二"]]
    ids = [[model.index(row, column).data(IDS_ROLE) for column in range(4)] for row in range(2)]
    assert ids == [[(), ("a1", "a2"), ("a2", "a2"), ()], [(), (), (), ()]]
    assert cells(model, _ROLE.ToolTipRole) == [[None, "在台账里列出这 2 件", "在台账里列出这 1 件", None], [None] * 4]
    assert cells(model, _ROLE.AccessibleTextRole)[0][:3] == [
        "收件，项目：收件",
        "收件，数量：2，回车列出",
        "收件，均值：1.2，回车列出",
    ]
    linked = [[colour is not None for colour in row] for row in cells(model, _ROLE.ForegroundRole)]
    underlined = [[font is not None and font.underline() for font in row] for row in cells(model, _ROLE.FontRole)]  # type: ignore[attr-defined]
    assert linked == underlined == [[False, True, True, False], [False] * 4]
    sides = cells(model, _ROLE.TextAlignmentRole)[0]
    right = [isinstance(side, Qt.AlignmentFlag) and bool(side & Qt.AlignmentFlag.AlignRight) for side in sides]
    assert right == [False, True, True, False]
    assert [model.title_of(model.index(0, column)) for column in (1, 2)] == ["收件", "收件，均值"]


def test_a_click_lists_what_is_behind_a_number_and_nothing_where_there_is_nothing() -> None:
    table = ReportTable("受理", (("项目", 20), ("数量", 10)), (("收件", 2), ("退件", 0)), ({1: ("a1", "a2")}, {1: ()}))
    view = ReportTableView(table, LIGHT)
    heard: list[tuple[object, ...]] = []
    view.listed.connect(lambda *text: heard.append(text))
    for row in range(2):
        for column in range(2):
            view.clicked.emit(view.model().index(row, column))
    assert heard == [("收件", ("a1", "a2"))]
