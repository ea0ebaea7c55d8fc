"""The complete texts of single pages, without a window, depending on the state."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path
from types import SimpleNamespace

import pytest
from builders.record_builders import CHEAP
from builders.told_builders import NOTICE
from builders.window.following import A_PDF
from PySide6.QtWidgets import QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot
from test_models_whole import a_due, a_row

from gridcounter.core.filing.course import Asked, Form
from gridcounter.core.intake.steps import STEPS, StepKey
from gridcounter.desktop.deadlines.temporary_acts import TemporaryActs
from gridcounter.desktop.filing.act_form import ActForm
from gridcounter.desktop.filing.attached import AttachedFiles
from gridcounter.desktop.home import page as home_page
from gridcounter.desktop.home.page import HomePage
from gridcounter.desktop.intake.checklist import ChecklistStep
from gridcounter.desktop.intake.finish import FinishStep
from gridcounter.desktop.intake.official_entry import OfficialEntry
from gridcounter.desktop.intake.step_bar import StepBar
from gridcounter.desktop.kit.choice import Choice
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.desktop.ledger.application_card import _answers, _state
from gridcounter.desktop.papers.paper_lists import PaperLists
from gridcounter.desktop.policy.adoption_dialog import AdoptionDialog
from gridcounter.desktop.session.session import Session
from gridcounter.desktop.settings.clerks import ClerksSection
from gridcounter.services.applications.life import End
from gridcounter.services.ledger.application_card import ApplicationCard
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role
from gridcounter.services.papers.issuing import DrawnPaper
from gridcounter.services.policy.adopted_packs import PackAdoption

pytestmark = pytest.mark.usefixtures("session")


def test_a_pack_that_is_looked_at_takes_no_second_one_meanwhile(session: Session, tmp_path: Path) -> None:
    waiting: list[object] = []
    later = SimpleNamespace(submit=lambda *text, **_: waiting.append(text))
    beside = QWidget()
    dialog = AdoptionDialog(PackAdoption(session.service), later, beside)  # type: ignore[arg-type]
    dialog.look_at(tmp_path)
    assert not dialog.choose.isEnabled()
    assert dialog.confirm.isHidden()
    dialog._on_failed(ValueError())  # noqa: SLF001  as the worker ends
    assert dialog.choose.isEnabled()
    assert dialog.confirm.isHidden()
    assert len(waiting) == 1
    beside.deleteLater()


@pytest.mark.parametrize(("hour", "text"), [(11, "早上好"), (12, "下午好"), (17, "下午好"), (18, "晚上好")])
def test_the_greeting_follows_the_hour(
    session: Session, tasks: Tasks, monkeypatch: pytest.MonkeyPatch, hour: int, text: str
) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime(2026, 9, 28, hour, 59, tzinfo=tz).astimezone()

    page = HomePage(session, Scale(), tasks)
    monkeypatch.setattr(home_page, "datetime", Clock)
    place = session.service.header.place
    page._greet()  # noqa: SLF001
    assert page._title.text() == f"{text}，王小明"  # noqa: SLF001
    assert page._where.text() == f"9月28日 星期一 · {place} · 演示"  # noqa: SLF001


def test_temporary_power_that_ends_is_answered_in_two_ways(session: Session) -> None:
    acts = TemporaryActs(session.service)
    assert {outcome: button.text() for outcome, button in acts.outcomes.items()} == {
        "formal": "已转正式用电",
        "removed": "已拆除",
    }
    acts.show_row(a_due(arithmetic="到期前问申请人"))
    assert (acts.words.text(), acts.day.text(), acts.problem.isHidden()) == ("到期前问申请人", "", True)


def test_the_list_of_clerks_says_who_left_and_offers_him_back(session: Session) -> None:
    clerks = Clerks(session.record, cost=CHEAP)
    clerks.leave("c1", clerks.add("c1", "吴离岗", Role.CLERK, "1379"))
    section = ClerksSection(session, Scale())
    section.load()
    lines = [section.list.item(place).text() for place in range(section.list.count())]
    assert lines == ["王小明　管理员", "吴离岗　经办　已停用", "＋ 添加受理员"]
    parts = []
    for place in range(3):
        section.list.setCurrentRow(place)
        parts.append((section.name.text(), section.leave.text(), section.leave.isHidden(), section.save_button.text()))
    assert parts == [
        ("王小明", "停用", False, "保存"),
        ("吴离岗", "恢复使用", False, "保存"),
        ("", "停用", True, "添加"),
    ]
    section.list.setCurrentRow(0)
    section.leave.click()
    assert section.trouble.text().startswith("不能停用正在值台的自己")


def test_the_card_reads_out_what_was_told_what_is_missing_and_what_we_owe() -> None:
    application_card = ApplicationCard(
        a_row(), (), ("告知书",), ("身份证明", "产权证明"), ("方案答复：9月30日前",), (), ()
    )
    assert _answers(application_card) == ["已告知：告知书", "还缺：身份证明、产权证明", "我们应办：方案答复：9月30日前"]
    asked = ApplicationCard(a_row(state="consultation"), (), (), (), (), (), ())
    assert _answers(asked) == ["已告知：还没有出具文书", "办理时要带：没有"]
    closed = ApplicationCard(a_row(state="closed"), (), ("告知书",), (), (), (), ())
    assert _answers(closed) == ["已告知：告知书"]
    head = "JN1-0001　查询码 CODE1　业务系统编号 业务-77　登记 2026-09-20 08:05"
    assert _state(a_row(), None) == f"{head}\n已受理"
    assert _state(a_row(), None, "过户、更名") == f"{head}\n过户、更名　已受理"
    withdrawn = End("申请人撤回", "2026-11-28", "暂不用电")
    assert _state(a_row(), withdrawn) == f"{head}\n申请人撤回 2026-11-28：暂不用电"
    assert _state(a_row(), End("办结", "2026-11-28")) == f"{head}\n已办结 2026-11-28"


_NOTHING: dict[StepKey, tuple[str, ...]] = dict.fromkeys(STEPS, ())


def a_draft(**changes: object) -> SimpleNamespace:
    values: dict[str, object] = {
        "lacking": _NOTHING | {StepKey.APPLICANT: ("联系电话",)},
        "to_do": {StepKey.PAPERS: ("出具",)},
        "consultation": False,
        "row": SimpleNamespace(official_number="", accepted_on=None),
        "fields": {},
        "in_use": {},
        "businesses": {},
        "lines": (),
        "list_stands": False,
        "differences": (),
        "decision": object(),
    }
    return SimpleNamespace(**(values | changes))


@pytest.mark.parametrize(
    ("changes", "title", "begins"),
    [
        ({}, "出具文书", "还没有出具文书。"),
        ({"to_do": {}}, "出具文书", "已出具过文书。"),
        ({"lacking": _NOTHING}, "出具文书", "还没有出具文书。"),
        ({"consultation": True, "lacking": _NOTHING, "to_do": {StepKey.PAPERS: ("打印",)}}, "打印", "打印的告知书"),
        ({"consultation": True, "lacking": _NOTHING, "to_do": {}}, "打印", "这张答复已存入台账。"),
    ],
)
def test_the_last_step_says_what_was_handed_out_already(changes: dict[str, object], title: str, begins: str) -> None:
    step = FinishStep()
    step.load(a_draft(**changes))  # type: ignore[arg-type]
    assert step._title.text() == title  # noqa: SLF001
    assert step._message.text().startswith(begins)  # noqa: SLF001
    assert step.entry.isHidden() == bool(changes.get("consultation"))
    missing = "" if "lacking" in changes else "还没有填：联系电话。"
    missing = missing if changes else "出具前还缺：联系电话。缺的地方在文书上留空，可以手填。"
    assert (step._lacking.text() if not step._lacking.isHidden() else "") == missing  # noqa: SLF001


@pytest.mark.parametrize(
    ("changes", "button", "stands"),
    [
        ({}, "出具一次性告知书", ""),
        ({"consultation": True}, "打印带“咨询用”标记的告知书（Ctrl+Enter）", ""),
        ({"list_stands": True}, "看文书", "清单已随一次性告知书固定，后来填写的内容不改动它。"),
    ],
)
def test_the_button_of_the_list_says_what_comes_of_it(changes: dict[str, object], button: str, stands: str) -> None:
    step = ChecklistStep()
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
    bar.adapt(low=True)
    bar.show_step(0)
    assert [button.text() for button in buttons[:3]] == ["1 用电情形", "2 缺 2", "3 ✓"]


def test_the_paper_shown_first_is_the_one_to_be_issued_and_the_one_chosen_stays() -> None:
    """“核对后点…” stood above a notice issued before, and the receipt that was to be issued was not seen."""

    def paper(name: str, issued: str) -> DrawnPaper:
        return DrawnPaper(name, name, b"", 1, "h", "1", "1", None, issued)  # type: ignore[arg-type]

    lists = PaperLists(Scale())
    notice, receipt, sheet = paper("告知书", "r1"), paper("受理回执", ""), paper("采集单", "")
    lists.set_drawn([notice, receipt, sheet])
    assert lists.papers.currentRow() == 1
    lists.papers.setCurrentRow(2)
    lists.set_drawn([notice, replace(receipt, issued="r2"), replace(sheet, issued="r3")])
    assert lists.papers.currentRow() == 2
    lists.set_drawn([])
    lists.set_drawn([notice])
    assert lists.papers.currentRow() == 0


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
    assert form.values() == {"passed": None, "text": "", "by": [], "until": "", "wants": []}
    for place, passed in ((0, True), (1, False)):
        assert result.options[place].text() == ("合格" if passed else "不合格")
        result.options[place].click()
        assert form.values()["passed"] is passed
    assert form.day.day == today()
    assert form._late_row.isHidden()  # noqa: SLF001
    form.day.setText("2026-01-05")
    assert not form._late_row.isHidden()  # noqa: SLF001
    form.day.setText("")
    assert form.unread_days() == ["日期"]


def test_only_the_signed_copy_is_filed_under_its_form(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    added: list[tuple[object, ...]] = []
    kept = SimpleNamespace(of=lambda _: (), add_checked=lambda *text: added.append((text[0], *text[2:])))
    files = AttachedFiles(kept, tasks, Scale())  # type: ignore[arg-type]
    files.set_application("a1", "r9")
    (tmp_path / "scan.pdf").write_bytes(A_PDF)
    for title in ("路径图", " 签章件 "):
        files.title.setEditText(title)
        with qtbot.waitSignal(files.changed, timeout=30_000):
            files.add_file(tmp_path / "scan.pdf")
    assert added == [("a1", "路径图", ""), ("a1", "签章件", "r9")]
    assert not files.save_button.isEnabled()
    assert not files.remove_button.isEnabled()


def test_an_official_number_goes_on_record_where_it_is_another_one() -> None:
    entry = OfficialEntry()
    heard: list[str] = []
    entry.entered.connect(heard.append)
    entry.show_fields((), None)
    assert not entry._save.isEnabled()  # noqa: SLF001
    entry.show_fields((), "370800000001")
    for typed in ("370800000001", " 370800000001 ", " 370800000002 "):
        entry.number.setText(typed)
        entry._save.click()  # noqa: SLF001
    assert heard == ["370800000002"]


def test_a_tab_is_called_by_whom_it_is_for(session: Session) -> None:
    desk = session.service
    one = desk.begin(today())
    assert desk.state(one).title == "未填名称"
    desk.save_all(one, {"applicant.name": "样例厂", "applicant.contact": "样例联系人", "agent.name": "样例代理"})
    assert desk.state(one).title == "样例厂"
    asked = desk.state(desk.begin_consultation(today()))
    assert asked.title == f"咨询 {asked.row.opened_at[11:16]}"
