"""Truncated lists count what they leave out; their selection is kept; one act at a time."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from test_models_whole import a_due

from gridcounter.core.filing.course import Stage, course
from gridcounter.core.filing.filing import Filing, FilingState
from gridcounter.core.intake.life import Life
from gridcounter.core.notice import Regime
from gridcounter.core.record.journal import Kind
from gridcounter.core.retention import KeepingRule
from gridcounter.desktop.custody.retention_look import Looked
from gridcounter.desktop.custody.retention_section import RetentionSection
from gridcounter.desktop.deadlines.deadline_table import DeadlineTable
from gridcounter.desktop.deadlines.page import DeadlinesPage
from gridcounter.desktop.filing.filing_pane import FilingPane
from gridcounter.desktop.filing.page import FilingsPage
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.desktop.ledger import notice_tab
from gridcounter.desktop.ledger.page import LedgerPage
from gridcounter.desktop.session.session import Session
from gridcounter.services.custody.purging import DueApplication, DueList
from gridcounter.services.filing.filing_list import FilingRow, FilingsFound
from gridcounter.services.filing.filings import FilingCase
from gridcounter.services.ledger.agenda import View
from gridcounter.services.ledger.ledger import Chip
from gridcounter.services.papers.notice_summary import NoticeSummary

pytestmark = pytest.mark.usefixtures("session")


@pytest.mark.parametrize(
    ("rows", "total", "over", "text"),
    [
        (2, 2, 0, "共 2 项"),
        (2, 3, 0, "共 3 项，列出最近的 2 项"),
        (0, 0, 0, "今天没有到期的。"),
        (0, 0, 4, "今天没有到期的；超时限的有 4 件。"),
    ],
)
def test_the_deadlines_count_what_they_leave_out(
    session: Session, tasks: Tasks, rows: int, total: int, over: int, text: str
) -> None:
    page = DeadlinesPage(session, tasks, LIGHT)
    page.choose(View.TODAY)
    totals = {view: {View.TODAY: total, View.OVER: over, View.ALL: 9}.get(view, 0) for view in View}
    page._on_read(page._asked, View.TODAY, (totals, (a_due(),) * rows))  # noqa: SLF001  as a worker answers
    assert page.count.text() == text
    assert page.to_over.isHidden() == (over == 0)
    assert page.table.isHidden() == (rows == 0)
    over_button = f"超时限 {over}" if over else "超时限"
    assert [page.chips[view].text() for view in (View.OVER, View.PAUSED, View.ALL)] == [
        over_button,
        "暂停",
        "全部在计 9",
    ]
    page._on_read(page._asked - 1, View.TODAY, (totals, (a_due(),) * 9))  # noqa: SLF001  it was overtaken
    assert page.table.model().rowCount() == rows
    provisional = (totals | {View.TODAY: 1}, (a_due(provisional=True),))
    page._on_read(page._asked, View.TODAY, provisional)  # noqa: SLF001
    assert page.count.text().endswith("；（暂估）：落在放假安排尚未公布的年份，公布后重算")


def test_what_was_chosen_in_a_table_stays_chosen_while_it_is_there() -> None:
    table = DeadlineTable("样例", LIGHT)
    heard: list[object] = []
    first, second, third = (a_due(application=name) for name in ("a1", "a2", "a3"))
    table.chosen.connect(heard.append)
    table.set_rows([first, second, third])
    assert heard[-1] == first
    table.selectRow(1)
    table.set_rows([third, second])
    assert (table.currentIndex().row(), heard[-1]) == (1, second)
    table.set_rows([third])
    assert heard[-1] == third
    table.set_rows([])
    assert heard[-1] is None


def test_the_filings_count_what_they_leave_out(session: Session, tasks: Tasks, monkeypatch: pytest.MonkeyPatch) -> None:
    page = FilingsPage(session, tasks, Scale())
    monkeypatch.setattr(FilingPane, "show_application", lambda *_: None)
    row = FilingRow("a1", "JN1-0001", "样例厂", "样例路", 1, Stage.FILED)
    for total, text in ((1, "共 1 件"), (1234, "共 1,234 件，列出最近的 1 件")):
        page._list = SimpleNamespace(look=lambda *_, total=total, **__: FilingsFound((row,), total))  # type: ignore[assignment]  # noqa: SLF001
        page.refresh()
        assert page._count.text() == text  # noqa: SLF001
    page._list = SimpleNamespace(look=lambda *_, **__: FilingsFound((), 0))  # type: ignore[assignment]  # noqa: SLF001
    page.refresh()
    assert page._count.text().startswith("外线工程要备案的申请列在这里")  # noqa: SLF001
    page.chips[Stage.FILED].click()
    assert page._count.text().startswith("没有找到")  # noqa: SLF001


REGIME = Regime(
    form="commitment_filing", title="承诺表", pushed_by=None, receiver=None, post_required=True, may_start="filed"
)


def test_each_act_of_the_menu_does_what_it_says_and_the_next_one_has_its_own_button(
    session: Session, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    pane = FilingPane(session, tasks, Scale())
    done: list[Kind] = []
    monkeypatch.setattr(FilingPane, "do", lambda _, kind: done.append(kind))
    acts = (Kind.FILING_SIGNED, Kind.FILING_WITHDRAWN, Kind.FILING_LAPSED, Kind.FORM_POSTED)
    filing = Filing(version=1, state=FilingState.PREPARED)
    pane.case = FilingCase("a1", filing, REGIME, Stage.FILLING, Kind.FILING_SIGNED, acts, ())
    pane.course.show_life(course(filing, REGIME))
    pane._set_acts(pane.case)  # noqa: SLF001  as when it is shown
    assert pane.next_button.text() == "登记签章"
    assert [act.text() for act in pane._menu.actions()] == ["登记撤回", "登记失效", "登记张贴"]  # noqa: SLF001
    for act in pane._menu.actions():  # noqa: SLF001
        act.trigger()
    pane.next_button.click()
    assert done == [*acts[1:], acts[0]]
    pane.course.show_life(Life())
    pane._set_acts(FilingCase("a1", filing, None, Stage.ENDED, None, (), ()))  # noqa: SLF001
    assert pane.next_button.isHidden()
    assert pane.others.isHidden()


def test_a_filing_that_packs_takes_no_other_act_meanwhile(session: Session, tasks: Tasks) -> None:
    pane = FilingPane(session, tasks, Scale())
    pane.export.busy.emit(True)  # noqa: FBT003  Qt's signature
    assert not pane.next_button.isEnabled()
    assert not pane.others.isEnabled()
    pane.export.busy.emit(False)  # noqa: FBT003
    assert pane.next_button.isEnabled()


def test_a_list_behind_a_number_is_no_export_and_ends_where_something_else_is_chosen(
    session: Session, tasks: Tasks
) -> None:
    page = LedgerPage(session.ledger, session.service, tasks)
    page.search.setText("样例")
    page.show_these("收件 3", ["a1"])
    assert page.exchange is not None
    assert (page.these.ids, page.search.text(), page.exchange.isHidden()) == (("a1",), "", True)
    page.chips[Chip.CLOSED].click()
    assert (page.these.ids, page.exchange.isHidden()) == (None, False)


@pytest.mark.parametrize(("due", "held", "shown", "more"), [(300, 0, 300, ""), (299, 2, 300, "；列出前 300 件")])
def test_three_hundred_of_those_to_be_purged_are_listed_and_all_are_counted(
    session: Session, due: int, held: int, shown: int, more: str
) -> None:
    section = RetentionSection(session, Scale())
    section._may_change = True  # noqa: SLF001  as of an administrator
    one = DueApplication("a1", "JN1-0001", "样**", date(2020, 1, 2), date(2025, 1, 2), "")
    kept = DueApplication("a2", "JN1-0002", "样**", date(2020, 1, 2), date(2025, 1, 2), "有投诉", held_by_clerk=True)
    rule = KeepingRule(60, "样例期限表")
    listed = DueList(rule, date(2026, 9, 28), (one,) * due, (kept,) * held)
    section._on_looked(Looked(listed, [], announces=False, report=None, copies=[]))  # noqa: SLF001
    assert section.list.count() == shown
    assert section.count.text() == f"可以清除 {due:,} 件，暂缓 {held:,} 件{more}。清除前请与档案管理人员核对。"
    assert section.list.item(0).text() == "JN1-0001　样**\n2020-01-02 办结　2025-01-02 到期"
    assert section.purge.text() == f"清除 {due:,} 件…"
    assert section.purge.isEnabled()
    listed = DueList(rule, date(2026, 9, 28), (), (kept,))
    section._on_looked(Looked(listed, [], announces=False, report=None, copies=[]))  # noqa: SLF001
    assert not section.purge.isEnabled()
    section.list.setCurrentRow(0)
    assert section.list.item(0).text().endswith("\n暂缓：有投诉")
    assert section.hold.text() == "取消暂缓"


@pytest.mark.parametrize(("many", "last"), [(4, "差别4"), (5, "……共 5 处")])
def test_four_differences_are_shown_and_the_rest_is_counted(
    session: Session, monkeypatch: pytest.MonkeyPatch, many: int, last: str
) -> None:
    tab = notice_tab.NoticeTab(session.service)
    differs = tuple(f"差别{place}" for place in range(1, many + 1))
    monkeypatch.setattr(notice_tab, "summarize_notice", lambda *_: NoticeSummary(("依据甲", "没有追加告知"), differs))
    tab.show_application("a1", "JN1-0001", ())
    lines = tab.differs.text().splitlines()
    assert lines[:5] == ["现在的答复与已告知的不同：", "差别1", "差别2", "差别3", "差别4"]
    assert lines[-1] == last
    assert tab._lines.text() == "依据甲\n没有追加告知"  # noqa: SLF001
    assert not tab.move_button.isHidden()
    monkeypatch.setattr(notice_tab, "summarize_notice", lambda *_: NoticeSummary((), ()))
    tab.show_application("a1", "JN1-0001", ())
    assert [tab.differs.isHidden(), tab.move_button.isHidden()] == [True, True]
