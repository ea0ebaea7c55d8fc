"""What single pages say, whole and without a window: counts and what they leave out, words that follow the state."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel, QToolButton
from record_builders import CHEAP, a_record
from test_models_whole import a_due, a_row
from told_builders import NOTICE
from window_builders import ASSESSOR, application

from gridcounter.core.filing_course import Asked, Form, Stage
from gridcounter.core.intake import STEPS, StepKey
from gridcounter.core.keeping import KeepingRule
from gridcounter.desktop.counter import Counter
from gridcounter.desktop.dressing import dress
from gridcounter.desktop.pages.application import _answers, _state
from gridcounter.desktop.pages.checklist import ChecklistStep
from gridcounter.desktop.pages.deadlines import DeadlinesPage
from gridcounter.desktop.pages.filing_pane import FilingPane
from gridcounter.desktop.pages.filings import FilingsPage
from gridcounter.desktop.pages.finish import FinishStep
from gridcounter.desktop.sections.clerks import ClerksSection
from gridcounter.desktop.sections.retention import RetentionSection
from gridcounter.desktop.tasks import Tasks
from gridcounter.desktop.theme import LIGHT, Scale
from gridcounter.desktop.widgets import told_tab
from gridcounter.desktop.widgets.act_form import ActForm
from gridcounter.desktop.widgets.choice import Choice
from gridcounter.desktop.widgets.day import today
from gridcounter.desktop.widgets.deadline_table import DeadlineTable
from gridcounter.desktop.widgets.paper_lists import PaperLists
from gridcounter.desktop.widgets.step_bar import StepBar
from gridcounter.services.agenda import View
from gridcounter.services.clerks import Clerks
from gridcounter.services.dossier import Dossier
from gridcounter.services.filing_list import FilingRow, FilingsFound
from gridcounter.services.issuing import DrawnPaper
from gridcounter.services.purging import Due, DueList
from gridcounter.services.roles import Role
from gridcounter.services.told import ToldWords

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.usefixtures("counter")


@pytest.fixture(scope="module")
def counter(qapp: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    del qapp
    dress(application(), LIGHT, Scale())
    with a_record(tmp_path_factory.mktemp("pages")) as record:
        made = Counter(record, ASSESSOR, None, demo=True)
        yield made
        made.deleteLater()


@pytest.fixture(scope="module")
def tasks(qapp: object) -> Iterator[Tasks]:
    del qapp
    made = Tasks()
    yield made
    made.wait()


# lists that are cut


@pytest.mark.parametrize(
    ("rows", "total", "over", "told"),
    [
        (2, 2, 0, "共 2 项"),
        (2, 3, 0, "共 3 项，列出最近的 2 项"),
        (0, 0, 0, "今天没有到期的。"),
        (0, 0, 4, "今天没有到期的；超时限的有 4 件。"),
    ],
)
def test_the_deadlines_count_what_they_leave_out(
    counter: Counter, tasks: Tasks, rows: int, total: int, over: int, told: str
) -> None:
    page = DeadlinesPage(counter, tasks, LIGHT)
    totals = {view: {View.TODAY: total, View.OVER: over, View.ALL: 9}.get(view, 0) for view in View}
    page._on_read(page._asked, View.TODAY, (totals, (a_due(),) * rows))  # noqa: SLF001  as a worker answers
    assert page.count.text() == told
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
    table, heard = DeadlineTable("样例", LIGHT), []
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


def test_the_filings_count_what_they_leave_out(counter: Counter, tasks: Tasks, monkeypatch: pytest.MonkeyPatch) -> None:
    page = FilingsPage(counter, tasks, LIGHT, Scale())
    monkeypatch.setattr(FilingPane, "show_application", lambda *_: None)
    row = FilingRow("a1", "JN1-0001", "样例厂", "样例路", 1, Stage.FILED)
    for total, told in ((1, "共 1 件"), (1234, "共 1,234 件，列出最近的 1 件")):
        page._list = SimpleNamespace(look=lambda *_, total=total, **__: FilingsFound((row,), total))  # type: ignore[assignment]  # noqa: SLF001
        page.refresh()
        assert page._count.text() == told  # noqa: SLF001
    page._list = SimpleNamespace(look=lambda *_, **__: FilingsFound((), 0))  # type: ignore[assignment]  # noqa: SLF001
    page.refresh()
    assert page._count.text().startswith("外线工程要备案的申请列在这里")  # noqa: SLF001
    page.chips[Stage.FILED].click()
    assert page._count.text().startswith("没有找到")  # noqa: SLF001


def test_a_filing_that_packs_takes_no_other_act_meanwhile(counter: Counter, tasks: Tasks) -> None:
    pane = FilingPane(counter, tasks, LIGHT, Scale())
    pane.export.busy.emit(True)  # noqa: FBT003  Qt's signature
    assert not pane.next_button.isEnabled()
    assert not pane.others.isEnabled()
    pane.export.busy.emit(False)  # noqa: FBT003
    assert pane.next_button.isEnabled()


@pytest.mark.parametrize(("due", "held", "shown", "more"), [(300, 0, 300, ""), (299, 2, 300, "；列出前 300 件")])
def test_three_hundred_of_those_to_be_purged_are_listed_and_all_are_counted(
    counter: Counter, due: int, held: int, shown: int, more: str
) -> None:
    section = RetentionSection(counter, Scale())
    section._may_change = True  # noqa: SLF001  as of an administrator
    one = Due("a1", "JN1-0001", "样**", date(2020, 1, 2), date(2025, 1, 2), "")
    kept = Due("a2", "JN1-0002", "样**", date(2020, 1, 2), date(2025, 1, 2), "有投诉", held_by_clerk=True)
    rule = KeepingRule(60, "样例期限表")
    section._on_looked((DueList(rule, date(2026, 9, 28), (one,) * due, (kept,) * held), None, []))  # noqa: SLF001
    assert section.list.count() == shown
    assert section.count.text() == f"可以清除 {due:,} 件，暂缓 {held:,} 件{more}。清除前请与档案管理人员核对。"
    assert section.list.item(0).text() == "JN1-0001　样**\n2020-01-02 办结　2025-01-02 到期"
    assert section.purge.text() == f"清除 {due:,} 件…"
    assert section.purge.isEnabled()
    section._on_looked((DueList(rule, date(2026, 9, 28), (), (kept,)), None, []))  # noqa: SLF001
    assert not section.purge.isEnabled()
    section.list.setCurrentRow(0)
    assert section.list.item(0).text().endswith("\n暂缓：有投诉")
    assert section.hold.text() == "取消暂缓"


@pytest.mark.parametrize(("many", "last"), [(4, "差别4"), (5, "……共 5 处")])
def test_four_differences_are_told_and_the_rest_is_counted(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, many: int, last: str
) -> None:
    tab = told_tab.ToldTab(counter.desk)
    differs = tuple(f"差别{place}" for place in range(1, many + 1))
    monkeypatch.setattr(told_tab, "told_words", lambda *_: ToldWords(("依据甲", "没有追加告知"), differs))
    tab.show_application("a1", "JN1-0001", ())
    lines = tab.differs.text().splitlines()
    assert lines[:5] == ["现在的答复与已告知的不同：", "差别1", "差别2", "差别3", "差别4"]
    assert lines[-1] == last
    assert tab._lines.text() == "依据甲\n没有追加告知"  # noqa: SLF001
    assert not tab.move_button.isHidden()
    monkeypatch.setattr(told_tab, "told_words", lambda *_: ToldWords((), ()))
    tab.show_application("a1", "JN1-0001", ())
    assert [tab.differs.isHidden(), tab.move_button.isHidden()] == [True, True]


# words that follow the state


def test_the_list_of_clerks_says_who_left_and_offers_him_back(counter: Counter) -> None:
    clerks = Clerks(counter.record, cost=CHEAP)
    clerks.leave("c1", clerks.add("c1", "吴离岗", Role.CLERK, "1357"))
    section = ClerksSection(counter, Scale())
    section.load()
    lines = [section.list.item(place).text() for place in range(section.list.count())]
    assert lines == ["王小明　管理员", "吴离岗　经办　已停用", "＋ 添加受理员"]
    told = []
    for place in range(3):
        section.list.setCurrentRow(place)
        told.append((section.name.text(), section.leave.text(), section.leave.isHidden(), section.save_button.text()))
    assert told == [
        ("王小明", "停用", False, "保存"),
        ("吴离岗", "恢复使用", False, "保存"),
        ("", "停用", True, "添加"),
    ]
    section.list.setCurrentRow(0)
    section.leave.click()
    assert section.trouble.text().startswith("不能停用正在值台的自己")


def test_the_card_reads_out_what_was_told_what_is_missing_and_what_we_owe() -> None:
    dossier = Dossier(a_row(), (), ("告知书",), ("身份证明", "产权证明"), ("方案答复：9月30日前",), (), ())
    assert _answers(dossier) == ["已告知：告知书", "还缺：身份证明、产权证明", "我们应办：方案答复：9月30日前"]
    asked = Dossier(a_row(state="consultation"), (), (), (), (), (), ())
    assert _answers(asked) == ["已告知：还没有出具文书", "办理时要带：没有"]
    closed = Dossier(a_row(state="closed"), (), ("告知书",), (), (), (), ())
    assert _answers(closed) == ["已告知：告知书"]
    assert _state(a_row()) == (
        "JN1-0001　查询码 CODE1　业务系统编号 业务-77　登记 2026-09-20 08:05\n已受理　下一步：按时限办理"
    )


_NOTHING: dict[StepKey, tuple[str, ...]] = dict.fromkeys(STEPS, ())


def a_draft(**changes: object) -> SimpleNamespace:
    told: dict[str, object] = {
        "lacking": _NOTHING | {StepKey.PAPERS: ("出具",), StepKey.APPLICANT: ("联系电话",)},
        "consultation": False,
        "row": SimpleNamespace(official_number="", accepted_on=None),
        "fields": {},
        "lines": (),
        "list_stands": False,
        "differences": (),
        "decision": object(),
    }
    return SimpleNamespace(**(told | changes))


@pytest.mark.parametrize(
    ("changes", "title", "begins"),
    [
        ({}, "出具文书", "还没有出具文书。"),
        ({"lacking": dict.fromkeys(STEPS, ())}, "出具文书", "已出具过文书。"),
        (
            {"consultation": True, "lacking": dict.fromkeys(STEPS, ()) | {StepKey.PAPERS: ("打印",)}},
            "打印",
            "打印的告知书",
        ),
        ({"consultation": True, "lacking": dict.fromkeys(STEPS, ())}, "打印", "已打印过。"),
    ],
)
def test_the_last_step_says_what_was_handed_out_already(changes: dict[str, object], title: str, begins: str) -> None:
    step = FinishStep(LIGHT)
    step.load(a_draft(**changes))  # type: ignore[arg-type]
    assert step._title.text() == title  # noqa: SLF001
    assert step._told.text().startswith(begins)  # noqa: SLF001
    assert step.entry.isHidden() == bool(changes.get("consultation"))
    missing = "出具前还缺：联系电话。缺的地方在文书上留空，可以手填。" if not changes else ""
    assert (step._lacking.text() if not step._lacking.isHidden() else "") == missing  # noqa: SLF001


@pytest.mark.parametrize(
    ("changes", "button", "stands"),
    [
        ({}, "出具一次性告知书（Ctrl+Enter）", ""),
        ({"consultation": True}, "打印带“咨询用”标记的告知书（Ctrl+Enter）", ""),
        ({"list_stands": True}, "看文书（Ctrl+Enter）", "清单已随一次性告知书固定，后来填写的内容不改动它。"),
    ],
)
def test_the_button_of_the_list_says_what_comes_of_it(changes: dict[str, object], button: str, stands: str) -> None:
    step = ChecklistStep(LIGHT)
    step.load(a_draft(**changes))  # type: ignore[arg-type]
    assert step._issue.text() == button  # noqa: SLF001
    assert (step.stands.text() if not step.stands.isHidden() else "") == stands
    step.load(a_draft(list_stands=True, differences=(1, 2)))  # type: ignore[arg-type]
    assert "现在的情形与告知时有 2 处不同" in step.stands.text()
    step.load(a_draft(decision=None))  # type: ignore[arg-type]
    assert "前后矛盾" in next(label.text() for label in step.findChildren(QLabel) if "清单" in label.text())


def test_each_step_says_how_much_it_lacks_in_word_and_colour() -> None:
    bar = StepBar(LIGHT, Scale())
    bar.show_lacking(_NOTHING | {StepKey.WORKS: ("长度", "占用")})
    buttons = bar.findChildren(QToolButton)
    assert [button.text() for button in buttons[:3]] == ["1 用电情形\n✓ 齐", "2 外线工程\n缺 2 项", "3 申请人\n✓ 齐"]
    assert [button.property("complete") for button in buttons[:3]] == [True, False, True]
    assert buttons[1].accessibleName() == "第 2 步 外线工程，还缺：长度、占用"
    assert buttons[1].toolTip() == "还缺：长度、占用（Alt+2）"
    bar.fold(low=True)
    bar.show_step(0)
    assert [button.text() for button in buttons[:3]] == ["1 用电情形", "2 缺 2", "3 ✓"]


def test_each_paper_says_whether_it_is_out_and_whether_it_would_read_differently() -> None:
    def paper(issued: str, *, changed: bool, pages: int) -> DrawnPaper:
        return DrawnPaper(NOTICE, "告知书", b"", pages, "h", "1", "1", None, issued, changed)  # type: ignore[arg-type]

    lists = PaperLists(Scale())
    out = [paper("", changed=False, pages=2), paper("r1", changed=False, pages=1), paper("r1", changed=True, pages=3)]
    lists.set_drawn(out)
    assert [lists.papers.item(place).text() for place in range(3)] == [
        "告知书\n○ 未出具　2 页",
        "告知书\n✓ 已出具　1 页",
        "告知书\n● 已出具，内容有改动　3 页",
    ]
    lists.set_issued([])
    assert (lists.tabText(1), lists.isTabEnabled(1)) == ("已出具 0", False)


def test_an_act_asks_each_thing_in_its_own_way_and_a_day_gone_by_for_its_reason() -> None:
    form = ActForm(Scale())
    asked = [
        Asked("passed", "核查结果", Form.YES_NO, required=True),
        Asked("text", "核查情况"),
        Asked("by", "谁已签章", Form.PARTIES, required=True),
        Asked("until", "补正期限", Form.DAY),
        Asked("wants", "补正内容", Form.LINES, required=True),
    ]
    form.ask("登记核查", asked)
    labels = [label.text() for label in form.findChildren(QLabel)]
    assert {"核查结果", "核查情况（可不填）", "谁已签章", "补正期限（可不填）", "补正内容"} <= set(labels)
    result = form.editors["passed"]
    assert isinstance(result, Choice)
    assert form.told() == {"passed": None, "text": "", "by": ["owner", "builder"], "until": "", "wants": []}
    for place, passed in ((0, True), (1, False)):
        assert result.options[place].text() == ("合格" if passed else "不合格")
        result.options[place].click()
        assert form.told()["passed"] is passed
    assert form.day.day == today()
    assert form._late_row.isHidden()  # noqa: SLF001
    form.day.setText("2026-01-05")
    assert not form._late_row.isHidden()  # noqa: SLF001
    form.day.setText("")
    assert form.unread_days() == ["日期"]
