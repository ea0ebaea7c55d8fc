"""Which acts are offered in which state, and how a row shows that state: by word and symbol, not by colour alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from builders.deadline_builders import CLOCKS, LATE, a_desk, a_supplement, accepted
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gridcounter.core.deadlines.clocks import PauseGround
from gridcounter.core.filing.course import Stage, course
from gridcounter.core.filing.filing import Filing, FilingState
from gridcounter.core.intake.checklist import ChecklistLine, LineState, Mark
from gridcounter.core.intake.life import Life
from gridcounter.core.notice import Regime
from gridcounter.core.policy.decision import Basis, Document
from gridcounter.core.policy.model import DocumentState
from gridcounter.core.policy.model import Stage as Step
from gridcounter.desktop.deadlines.clock_acts import ClockActs
from gridcounter.desktop.filing.filing_pane import _state
from gridcounter.desktop.filing.page import _line
from gridcounter.desktop.intake.checklist_row import ChecklistRow
from gridcounter.desktop.intake.review import ReviewStep
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.ledger.application_acts import ApplicationActs
from gridcounter.desktop.life.ribbon import Ribbon
from gridcounter.desktop.papers.archived import ArchivedPapers
from gridcounter.desktop.papers.issued import IssuedList
from gridcounter.services.applications.acceptance import HandedOver
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.filing.filing_list import FilingRow
from gridcounter.services.filing.filings import FilingCase
from gridcounter.services.ledger.application_card import _words
from gridcounter.services.ledger.ledger import LedgerRow
from gridcounter.services.papers.issued_papers import IssuedPapers, IssuedRow

pytestmark = pytest.mark.usefixtures("qapp")
ON = date(2026, 9, 28)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApplicationService]:
    with a_desk(tmp_path_factory.mktemp("acts")) as made:
        yield made


# clocks


def test_a_clock_offers_what_its_state_allows(desk: ApplicationService) -> None:
    application = accepted(desk, ON, *CLOCKS, late=LATE)
    acts, text = ClockActs(desk), {}

    def offered(clock: str) -> list[str]:
        acts.show_clock(application, clock)
        return [name for name, button in acts.buttons.items() if button.isEnabled()]

    text["running"] = offered("plan")
    text["waiting"] = offered("connect")
    text["without days"] = offered("silent")
    desk.deadlines.pause(
        application,
        ["plan"],
        today(),
        today(),
        why=PauseGround.SUPPLEMENT,
        ref=a_supplement(desk, application),
        late="",
    )
    text["paused"] = offered("plan")
    desk.deadlines.finish(application, "silent", today(), today(), late="")
    text["ended"] = offered("silent")
    assert text == {
        "running": ["登记环节", "办完", "暂停"],
        "waiting": ["登记环节"],
        "without days": ["登记环节", "办完"],
        "paused": ["登记环节", "办完", "恢复"],
        "ended": ["登记环节"],
    }


def test_a_supplement_that_was_voided_is_no_ground_to_rest(desk: ApplicationService) -> None:
    application = accepted(desk, ON, *CLOCKS, late=LATE)
    refs = [a_supplement(desk, application) for _ in range(2)]
    IssuedPapers(desk).void(refs[0], "写错")
    assert [ground.ref for ground in desk.deadlines.of(application, today()).grounds] == refs[1:]


def test_an_event_that_is_moved_to_another_day_asks_why(desk: ApplicationService) -> None:
    application = accepted(desk, ON, *CLOCKS, late=LATE)
    desk.deadlines.note_event(application, "completion_reported", today(), today(), late="")
    acts = ClockActs(desk)
    acts.show_clock(application, "connect")
    acts.buttons["登记环节"].click()
    assert acts.which.currentText() == f"报验（已登记 {today().isoformat()}）"
    asked = []
    for day in (today(), today() + timedelta(days=1), today() - timedelta(days=1)):
        acts.day.set_day(day)
        asked.append(not acts.why.isHidden() and acts.why.isVisibleTo(acts))
    assert asked == [False, True, True]


# papers


def test_the_card_says_in_one_line_what_became_of_each_paper() -> None:
    states: tuple[dict[str, object], ...] = {}, _DELIVERED, _VOIDED, {**_DELIVERED, **_VOIDED}, {"consultation": True}
    begins = "一次性告知书（第 2 版）09-28 出具"
    lines = [_words(a_paper(**changes)) for changes in states]
    assert lines == [
        f"{begins}，尚未交付",
        f"{begins}，09-29 当面交付",
        begins,
        f"{begins}，09-29 当面交付",
        begins,
    ]


def a_paper(**changes: object) -> IssuedRow:
    values: dict[str, object] = {
        "ref": "r1",
        "paper": "one_time_notice",
        "title": "一次性告知书",
        "version": 2,
        "issued_at": "2026-09-28T09:31:05.123+08:00",
        "issued_by": "王小明",
        "delivered_at": "",
        "how": "",
        "voided_at": "",
        "why": "",
        "consultation": False,
    }
    return IssuedRow(**(values | changes))  # type: ignore[arg-type]


_DELIVERED: dict[str, object] = {"delivered_at": "2026-09-29T10:05:00+08:00", "how": "当面交付"}
_VOIDED: dict[str, object] = {"voided_at": "2026-09-30T08:00:00+08:00", "why": "写错"}
_HANDED_OVER, _KEPT = "✓ 当面交付　09-29 10:05", "　2026-09-29 10:05 当面交付"
_AFTER = ["重印", "作废重出…"]
_REPLACED: dict[str, object] = {**_DELIVERED, **_VOIDED, "replaced_by": "第 3 版"}
PAPERS: tuple[tuple[dict[str, object], str, list[str], str, bool], ...] = (
    ({}, "○ 已生成未交付　● 未打印", ["重印", "记录交付　", "作废重出…"], "　尚未交付", False),
    ({"printed": True}, "○ 已生成未交付", ["重印", "记录交付　", "作废重出…"], "　尚未交付", False),
    (_DELIVERED, _HANDED_OVER, _AFTER, _KEPT, True),
    ({**_DELIVERED, "unsigned": True}, _HANDED_OVER, _AFTER, f"{_KEPT}　未回签", True),
    ({**_DELIVERED, "signed": True}, _HANDED_OVER, _AFTER, f"{_KEPT}　签收件已存", True),
    (_VOIDED, "✕ 已作废：写错", ["重印"], "　已作废：写错", False),
    (_REPLACED, "✕ 已作废：写错", ["重印"], "　已作废：写错，已由第 3 版替换", False),
    ({"consultation": True}, "咨询用，不登记交付", _AFTER, "　咨询用，不登记交付", False),
)


@pytest.mark.parametrize(("changes", "state", "offered", "archived", "takes"), PAPERS)
def test_a_paper_shows_its_state_and_offers_what_that_allows(
    desk: ApplicationService, changes: dict[str, object], state: str, offered: list[str], archived: str, *, takes: bool
) -> None:
    row = a_paper(**changes)
    issued = IssuedList(Scale())
    issued.set_rows([row])
    buttons = (issued.again, issued.deliver, issued.void)
    assert not any(button.isEnabled() for button in buttons), "none is chosen"
    issued.choose()
    assert issued.list.item(0).text() == f"一次性告知书　第 2 版　09-28 09:31 王小明\n{state}"
    assert [button.text() for button in buttons if button.isEnabled()] == offered
    kept = ArchivedPapers(IssuedPapers(desk))
    kept.set_rows("JN1-0001", [row])
    every = (kept.show_button, kept.again, kept.save, kept.sign)
    assert not any(button.isEnabled() for button in every)
    kept.choose("r1")
    assert kept.list.item(0).text() == f"一次性告知书　第 2 版\n2026-09-28 09:31 王小明 出具{archived}"
    assert [button.isEnabled() for button in every] == [True, True, True, takes]


@pytest.mark.parametrize(
    ("state", "ends", "again"),
    [
        ("consultation", False, False),
        ("open", True, False),
        ("received", True, False),
        ("accepted", True, False),
        ("closed", False, True),
    ],
)
def test_an_application_is_ended_while_it_is_open_and_taken_up_again_once_it_is_closed(
    desk: ApplicationService, state: str, *, ends: bool, again: bool
) -> None:
    acts = ApplicationActs(desk)
    acts.show_row(LedgerRow("a1", "JN1-0001", "CODE1", state, "", "2026-09-28T09:00", "", "", "", "", deferred=False))
    assert [not acts.end.isHidden(), not acts.reopen.isHidden()] == [ends, again]


def test_receiving_comes_first_then_accepting_and_then_neither(desk: ApplicationService) -> None:
    application = desk.begin(today())
    step, text = ReviewStep(), []

    def look() -> None:
        step.load(desk.state(application))
        acts = [button for button in (step.receive, step.accept) if not button.isHidden()]
        text.append([f"{button.text()}{'' if button.isEnabled() else '（停用）'}" for button in acts])

    look()
    assert not step.receive_on.isReadOnly()
    desk.acceptance.receive(application, today(), today())
    look()
    assert not step.receive_on.isReadOnly(), "a day that was mistaken is put right"
    assert not step.accept_on.isReadOnly()
    desk.acceptance.accept(application, today(), today())
    look()
    assert text == [["收件", "受理（停用）"], ["改收件日期", "受理"], []]
    assert step.receive_on.isReadOnly()
    assert step.accept_on.isReadOnly()
    assert step.stops == []
    assert step.receive_on.day == step.accept_on.day == today()


@pytest.mark.usefixtures("qapp")
def test_to_whom_and_why_it_went_is_shown_as_it_was_typed() -> None:
    step = ReviewStep()
    step.show_handed_over(HandedOver("<b>样例</b>窗口", "<i>不属于本处</i>", "2026-09-28"))

    (text,) = (label for label in step.findChildren(QLabel) if "样例" in label.text())
    assert text.text() == "已于 2026-09-28 转 <b>样例</b>窗口（<i>不属于本处</i>）"
    assert text.textFormat() == Qt.TextFormat.PlainText


# the list of documents


def a_line(mark: Mark, *choices: LineState) -> ChecklistLine:
    document = Document(
        "identity",
        "身份证明",
        Step.APPLICATION,
        DocumentState.REQUIRED,
        "builder",
        ("身份证", "户口簿"),
        (Basis("样例〔2026〕1号", "附件1"), Basis("baseline")),
    )
    return ChecklistLine(document, mark, choices)


_DUE = (LineState.DUE, LineState.RECEIVED, LineState.ONLINE, LineState.DEFERRED, LineState.WAIVED)


@pytest.mark.parametrize(
    ("mark", "chosen", "asked"),
    [
        (Mark(LineState.DUE), "需提交", []),
        (Mark(LineState.RECEIVED, copies=2, original_seen=True), "已收", ["原件已核", "复印件", "2"]),
        (Mark(LineState.ONLINE), "共享", []),
        (
            Mark(LineState.DEFERRED, until=date(2026, 10, 20), latest="竣工检验前"),
            "后补",
            ["后补到", "2026-10-20", "最迟竣工检验前"],
        ),
        (Mark(LineState.WAIVED, basis="样例文件 第2条"), "免提交", ["免提交依据", "样例文件 第2条"]),
    ],
)
def test_a_row_shows_what_became_of_its_document_and_asks_what_belongs_to_that(
    mark: Mark, chosen: str, asked: list[str]
) -> None:
    row = ChecklistRow(a_line(mark, *_DUE))
    assert [button.text() for button in row.choice.options] == ["需提交", "已收", "共享", "后补", "免提交"]
    assert [button.text() for button in row.choice.options if button.isChecked()] == [chosen]
    parts = row._particulars  # noqa: SLF001  what is asked besides
    shown = [part for part in parts.findChildren(QWidget) if part.parent() is parts and not part.isHidden()]
    texts = [part.currentText() if isinstance(part, QComboBox) else part.property("text") for part in shown]
    assert sorted([] if parts.isHidden() else texts) == sorted(asked)
    labels = [label.text() for label in row.findChildren(QLabel)]
    assert {"身份证明", "申请时 · 本地文件要求提交 · 由施工单位提供"} <= set(labels)
    assert "拿什么来（通用做法）：身份证；户口簿" in labels
    practice = "本地文件没有列出这一份，各地办电通常会看（通用做法）"
    assert f"依据：样例〔2026〕1号 附件1；{practice}" in labels
    noted = chosen in {"已收", "后补", "免提交"}
    assert (row.remark.isVisibleTo(row), row.note.isVisibleTo(row)) == (noted, not noted)
    row.note.click()
    assert row.remark.isVisibleTo(row), "of every document something can be noted"
    assert row._seen.isChecked() == bool(mark.original_seen)  # noqa: SLF001


def test_without_a_choice_only_the_state_is_shown() -> None:
    row = ChecklistRow(a_line(Mark(LineState.REFERENCE), LineState.REFERENCE))
    assert row.choice.isHidden()
    assert row._state.text() == "参考"  # noqa: SLF001
    assert not row._state.isHidden()  # noqa: SLF001
    assert row.stops == []


# filings

REGIME = Regime(
    form="commitment_filing",
    title="承诺表",
    pushed_by="grid_company",
    receiver=None,
    post_required=True,
    may_start="filed",
)


def a_case(**changes: object) -> FilingCase:
    filing = Filing(**({"version": 1, "state": FilingState.PUSHED} | changes))  # type: ignore[arg-type]
    return FilingCase("a1", filing, REGIME, Stage.PUSHED, None, (), ())


@pytest.mark.parametrize(
    ("case", "text"),
    [
        (a_case(serial="T-1"), "JN1-0001　承诺表　第 1 版　已推送（流水号 T-1）"),
        (
            a_case(version=2, state=FilingState.FILED, serial="T-1", number="备-9", posted_on="2026-10-01"),
            "JN1-0001　承诺表　第 2 版　已备案（流水号 T-1，编号 备-9）　已张贴",
        ),
        (a_case(version=0, state=FilingState.NONE), "JN1-0001　承诺表　未填写"),
        (
            a_case(state=FilingState.WITHDRAWN, why="不办了", posted_on="2026-10-01", taken_down_on="2026-10-02"),
            "JN1-0001　承诺表　第 1 版　已撤回：不办了",
        ),
    ],
)
def test_the_head_of_a_filing_shows_form_version_state_and_numbers(case: FilingCase, text: str) -> None:
    assert _state(case, "JN1-0001") == text


def test_the_way_of_a_filing_has_a_sign_and_a_word_for_each_step(qtbot: QtBot) -> None:
    line = Ribbon()
    qtbot.addWidget(line)
    line.resize(900, 600)
    line.show()
    pushed = a_case(pushed_on="2026-09-28", signed_by=("owner", "builder")).filing
    line.show_life(course(pushed, REGIME))
    assert [label.text() for label in line.labels] == [
        "✓ 填写",
        "✓ 签章",
        "✓ 推送 09-28",
        "● 备案回执",
        "○ 张贴",
        "○ 开工",
        "○ 恢复验收",
    ]
    assert line.accessibleName().startswith("填写：已办、签章：已办、推送 09-28：已办、备案回执：下一步、张贴：未办")
    assert [label.property("stage") for label in line.labels] == ["done"] * 3 + ["now"] + ["later"] * 3
    assert line.button.text() == "登记备案回执"
    line.resize(900, 80)  # a low window
    near = ["✓ 推送 09-28", "● 备案回执", "○ 张贴"]
    qtbot.waitUntil(lambda: [label.text() for label in line.labels if label.isVisible()] == near)
    line.show_life(Life())
    assert line.labels == []
    assert not line.button.isVisible()


def test_a_filing_is_listed_by_its_place_or_else_its_name() -> None:
    values = {"application": "a1", "number": "JN1-0001", "name": "样例厂", "place": "样例路"}
    values |= {"version": 1, "stage": Stage.FILED}  # type: ignore[dict-item]
    assert _line(FilingRow(**values)) == "样例路\nJN1-0001 · 已备案"  # type: ignore[arg-type]
    assert _line(FilingRow(**(values | {"place": "", "version": 3}))) == "样例厂\nJN1-0001 · 第 3 版 · 已备案"  # type: ignore[arg-type]
    assert _line(FilingRow(**(values | {"place": "", "name": ""}))).startswith("未填名称\n")  # type: ignore[arg-type]
