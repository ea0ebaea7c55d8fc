"""The steps of 业务受理 over a real record, offscreen: the real page without the window around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from builders.record_builders import a_demo
from builders.told_builders import FACTORY, corrected, counting, issued
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.intake.checklist import LineState, Mark
from gridcounter.core.intake.steps import METER, STEPS, StepKey
from gridcounter.desktop.intake.appliances import ApplianceProposal
from gridcounter.desktop.intake.checklist_row import ChecklistRow
from gridcounter.desktop.intake.page import IntakePage
from gridcounter.desktop.kit.appearance import apply_theme
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.application_state import ApplicationState

ASSESSOR = open_assessor()
ON = date(2026, 9, 28)
CHECKLIST, REVIEW = STEPS.index(StepKey.CHECKLIST), STEPS.index(StepKey.REVIEW)
#: Without these there is no 受理.
_NAMED = {"applicant.name": "样例食品厂", "premises.address": "济宁市任城区样例路1号"}
_NOTHING_MISSING = {
    "case.site.park": "none",
    "case.site.key_project": False,
    "applicant.id_kind": "uscc",
    "applicant.id_number": "91370000MA0EXAMP0K",
    "applicant.legal_representative": "测无名",
    "applicant.phone": "13900001234",
    "premises.ownership": "owned",
}
_CRITICAL = {
    "case.business": "new_connection",
    "case.customer": "enterprise",
    "case.supply.voltage_kv": 10,
    "case.supply.capacity": 800.0,
    "case.supply.unit": "kVA",
    "case.supply.sources": 1,
    "case.supply.critical": True,
    "case.works": None,
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ApplicationService]:
    record = a_demo(tmp_path / "demo")
    yield open_application_service(record, ASSESSOR)
    record.close()


def a_page(
    qtbot: QtBot,
    desk: ApplicationService,
    answers: dict[str, object] | None = None,
    *,
    width: int = 1144,
    height: int = 720,
) -> IntakePage:
    dress_up(100)
    application = desk.begin(ON)
    if answers:
        desk.save_all(application, answers)
    return shown(qtbot, IntakePage(desk, application, LIGHT, Scale()), width, height)


def dress_up(scale: int) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, LIGHT, Scale(scale))


def shown(qtbot: QtBot, page: IntakePage, width: int, height: int) -> IntakePage:
    qtbot.addWidget(page)
    page.resize(width, height)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.focus_first()
    return page


def press(key: Qt.Key, times: int = 1) -> None:
    for _ in range(times):
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key)


def write(text: str) -> None:
    focus = QApplication.focusWidget()
    assert isinstance(focus, QLineEdit)
    focus.clear()
    typed = QInputMethodEvent()  # as an input method hands text over, Chinese or not
    typed.setCommitString(text)
    QApplication.sendEvent(focus, typed)


def button(parent: QWidget, text: str) -> QAbstractButton:
    return next(
        each for each in parent.findChildren(QAbstractButton) if each.text() == text and each.isVisibleTo(parent)
    )


def a_due_row(page: IntakePage) -> ChecklistRow:
    return next(row for row in page.checklist.rows if row.choice.value == "due")


def label_of(page: IntakePage, words: str) -> QLabel:
    return next(label for label in page.findChildren(QLabel) if words in label.text() and label.isVisibleTo(page))


def test_every_step_is_open_at_any_time_by_key(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk)
    for place, step in reversed(list(enumerate(STEPS))):
        QTest.keyClick(page, getattr(Qt.Key, f"Key_{place + 1}"), Qt.KeyboardModifier.AltModifier)
        assert page.step == step


def test_digits_and_enter_answer_a_step_and_go_on_to_the_next(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk)
    press(Qt.Key.Key_1)  # no meter: a new connection, which is asked no more
    press(Qt.Key.Key_1)  # resident
    press(Qt.Key.Key_1)  # 220 volts
    write("8")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_1)  # kilowatts
    fields = {name: found.value for name, found in desk.record.applications.fields(page.application).items()}
    assert fields["case.business"] == "new_connection"
    assert fields["case.customer"] == "resident"
    assert (fields["case.supply.capacity"], fields["case.supply.unit"]) == (8, "kW")
    for _ in range(20):
        press(Qt.Key.Key_Return)
        if page.step != StepKey.SITUATION:
            break
    assert page.step == StepKey.WORKS


def test_a_field_that_is_left_is_decided_on_once_and_a_mark_on_a_document_twice(
    qtbot: QtBot, desk: ApplicationService, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = counting(ASSESSOR)
    page = a_page(qtbot, replace(desk, assessor=counted), _CRITICAL)
    drafts: list[str] = []
    state = ApplicationService.state

    def counted_draft(desk: ApplicationService, application: str, *typing: Mapping[str, object]) -> ApplicationState:
        drafts.append(application)
        return state(desk, application, *typing)

    monkeypatch.setattr(ApplicationService, "state", counted_draft)
    page.show_step(STEPS.index(StepKey.APPLICANT))
    edit = page.answers["applicant.contact"].findChild(QLineEdit)
    assert edit is not None
    edit.setFocus()
    write("样例")
    for counts in (counted.decided, drafts):
        counts.clear()
    press(Qt.Key.Key_Return)
    assert desk.record.applications.fields(page.application)["applicant.contact"].value == "样例"
    assert (len(drafts), len(counted.decided)) == (1, 1)

    page.checklist.marked.emit("premises", Mark(LineState.RECEIVED, copies=1))  # the list before, and after
    assert (len(drafts), len(counted.decided)) == (3, 3)


def test_the_bar_says_what_is_complete_and_what_is_lacking(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, _CRITICAL)
    lines = [each.accessibleName() for each in page.findChildren(QToolButton) if "步" in each.accessibleName()]
    assert len(lines) == len(STEPS)
    assert lines[1] == "第 2 步 外线工程，已齐"
    assert "用电人名称" in lines[2]


def test_an_applicant_with_a_meter_is_shown_where_to_go(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk)
    button(page.situation, "有，办别的业务").click()
    assert "移表" in label_of(page, "95598").text()
    assert "case.business" not in desk.record.applications.fields(page.application)


def test_an_estimate_is_filled_in_by_a_click_only(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk)
    helper = page.findChild(ApplianceProposal)
    assert isinstance(helper, ApplianceProposal)
    button(helper, "不知道容量？按电器估算").click()
    helper.findChildren(QLineEdit)[0].setText("2")
    assert "以现场为准" in label_of(page, "合计约").text()
    assert "case.supply.capacity" not in desk.record.applications.fields(page.application)
    next(each for each in helper.findChildren(QPushButton) if each.text().startswith("用 ")).click()
    fields = desk.record.applications.fields(page.application)
    assert fields["case.supply.capacity"].value == helper.kw > 0
    assert fields["case.supply.unit"].value == "kW"


def test_a_wrong_check_digit_is_said_while_it_is_typed(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, {"applicant.id_kind": "resident_id"})
    page.show_step(STEPS.index(StepKey.APPLICANT))
    edit = page.answers["applicant.id_number"].findChild(QLineEdit)
    assert edit is not None
    edit.setFocus()
    QTest.keyClicks(edit, "11010119900307800")
    assert not any("号码有误" in label.text() for label in page.applicant.findChildren(QLabel))
    QTest.keyClicks(edit, "0")
    assert label_of(page, "号码有误")
    QTest.keyClick(edit, Qt.Key.Key_Backspace)
    QTest.keyClicks(edit, "5")
    assert not any("号码有误" in label.text() for label in page.applicant.findChildren(QLabel))


def test_an_address_elsewhere_warns_and_is_saved(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk)
    page.show_step(STEPS.index(StepKey.APPLICANT))
    page.answers["premises.address"].answered.emit("premises.address", "北京市朝阳区样例路1号")
    assert "请核对" in label_of(page, "北京市").text()
    assert desk.state(page.application).value("premises.address") == "北京市朝阳区样例路1号"


def test_an_agent_and_the_works_are_asked_only_where_there_are_any(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, _CRITICAL)
    page.show_step(STEPS.index(StepKey.APPLICANT))
    assert page.answers["agent.name"].isHidden()
    assert page.answers["project.name"].isHidden()
    page.answers["desk.agent"].answered.emit("desk.agent", True)  # noqa: FBT003  the answer
    page.answers["case.works"].answered.emit("case.works", {})
    page.answers["case.works.owner"].answered.emit("case.works.owner", "applicant")
    assert not page.answers["agent.name"].isHidden()
    assert not page.answers["project.name"].isHidden()


def test_a_document_is_received_by_keyboard_alone(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, _CRITICAL)
    page.show_step(CHECKLIST)
    row = a_due_row(page)
    row.choice.setFocus()
    press(Qt.Key.Key_2)
    press(Qt.Key.Key_Return)
    assert isinstance(QApplication.focusWidget(), QCheckBox)
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Return)
    write("3")
    press(Qt.Key.Key_Return)
    mark = desk.checklist.marks(page.application)[row.document.id]
    assert (mark.state, mark.copies, mark.original_seen) == (LineState.RECEIVED, 3, True)


def test_the_original_is_not_seen_until_ticked(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, _CRITICAL)
    page.show_step(CHECKLIST)
    row = a_due_row(page)
    button(row, "已收").click()
    assert desk.checklist.marks(page.application)[row.document.id].original_seen is None


def test_a_document_is_deferred_to_a_day_typed_the_short_way(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, _CRITICAL)
    page.show_step(CHECKLIST)
    row = a_due_row(page)
    row.choice.setFocus()
    press(Qt.Key.Key_4)
    press(Qt.Key.Key_Return)
    write("明天")
    press(Qt.Key.Key_Return)
    assert label_of(page, "请填日期")
    row._until.setFocus()  # noqa: SLF001  what is left with no day keeps its sentence
    write("2026-10-20")
    press(Qt.Key.Key_Return)
    assert desk.checklist.marks(page.application)[row.document.id].until == date(2026, 10, 20)


def test_a_document_of_general_practice_is_deferred_with_a_remark_by_keyboard_alone(
    qtbot: QtBot, desk: ApplicationService
) -> None:
    """Nothing but 参考 and 已收 could be said of it, and nowhere that somebody brings it on Thursday."""
    page = a_page(qtbot, desk, _CRITICAL)
    page.show_step(CHECKLIST)
    row = next(row for row in page.checklist.rows if row.document.id == "premises")
    assert not row.remark.isVisible()
    assert label_of(page, "没有也不影响受理：收到了选已收，没带的不用动")
    row.choice.setFocus()
    press(Qt.Key.Key_4)
    assert row.remark.isVisible()
    assert not row.latest.isVisible(), "no step waits for it"
    press(Qt.Key.Key_Return)
    write("2026-10-20")
    press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is row.remark
    write("周四由弟弟送来")
    press(Qt.Key.Key_Return)
    kept = desk.checklist.marks(page.application)["premises"]
    assert (kept.state, kept.until, kept.remark) == (LineState.DEFERRED, date(2026, 10, 20), "周四由弟弟送来")

    button(row, "已收").click()
    kept = desk.checklist.marks(page.application)["premises"]
    assert (kept.state, kept.remark) == (LineState.RECEIVED, "周四由弟弟送来")
    assert row.remark.text() == "周四由弟弟送来"
    button(row, "参考").click()
    assert row.remark.text() == "周四由弟弟送来", "it is of the document, whatever is said of it"


@pytest.mark.parametrize("state", [LineState.DUE, LineState.ONLINE])
def test_a_remark_is_written_on_what_is_to_be_brought_and_on_what_is_read_online(
    qtbot: QtBot, desk: ApplicationService, state: LineState
) -> None:
    page = a_page(qtbot, desk, _CRITICAL)
    page.show_step(CHECKLIST)
    row = next(row for row in page.checklist.rows if row.choice.value == str(LineState.DUE))
    document = row.document.id
    if state == LineState.ONLINE:
        button(row, "共享").click()
        row = next(one for one in page.checklist.rows if one.document.id == document)
    assert not row.remark.isVisible()
    row.note.click()
    assert QApplication.focusWidget() is row.remark
    write("周四由弟弟送来")
    press(Qt.Key.Key_Return)
    line = next(one for one in desk.state(page.application).lines if one.document.id == document)
    assert (line.state, line.mark.remark) == (state, "周四由弟弟送来")
    assert row.remark.isVisible()
    assert not row.note.isVisible()


def test_each_row_says_what_to_bring_before_anything_is_pressed(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, _CRITICAL)
    page.show_step(CHECKLIST)
    for row in page.checklist.rows:
        assert all(text in row.to_bring.text() for text in row.document.accepts)
        assert row.document.issuer is None or f"{row.document.issuer}出具" in row.to_bring.text()
        assert row.to_bring.isVisibleTo(page) == bool(row.document.accepts or row.document.issuer)
        wanted = "参考，本地文件没有列出" if row.document.state == "reference" else "本地文件要求提交"
        assert wanted in row.need.text()
        assert all(option.toolTip() for option in row.choice.options)


def test_the_step_bar_ticks_the_list_only_when_what_is_required_is_there(
    qtbot: QtBot, desk: ApplicationService
) -> None:
    page = a_page(qtbot, desk, {"case.customer": "resident", "case.supply.voltage_kv": 0.38})
    bar = next(each for each in page.findChildren(QAbstractButton) if each.text().startswith("4 一次性告知清单"))
    assert bar.text() == "4 一次性告知清单\n参考 2，已收 0"
    assert not bar.property("complete")
    page.checklist.marked.emit("premises", Mark(LineState.RECEIVED, copies=1))
    assert bar.text().endswith("参考 2，已收 1")
    assert page.checklist.foot == "参考 2，已收 1"


def test_a_day_before_the_acceptance_is_refused_and_the_row_keeps_the_saved_day(
    qtbot: QtBot, desk: ApplicationService
) -> None:
    page = a_page(qtbot, desk, _CRITICAL)
    page.show_step(CHECKLIST)
    row = a_due_row(page)
    row.choice.setFocus()
    press(Qt.Key.Key_4)
    press(Qt.Key.Key_Return)
    write("2026-09-01")
    press(Qt.Key.Key_Return)
    assert label_of(page, "不能早于受理日期")
    assert desk.checklist.marks(page.application)[row.document.id].until is None


def test_why_a_document_is_asked_for_is_one_click_away(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, _CRITICAL)
    page.show_step(CHECKLIST)
    row = a_due_row(page)
    button(row, "依据 ›").click()
    clause = next(label for label in row.findChildren(QLabel) if label.text().startswith("依据："))
    assert clause.isVisible()
    assert row.document.basis[0].source in clause.text()


def test_rows_stay_while_the_list_is_the_same(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, _CRITICAL)
    before = list(page.checklist.rows)
    button(a_due_row(page), "已收").click()
    assert page.checklist.rows == before


def test_receiving_comes_before_accepting_and_the_page_shows_the_state(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, _CRITICAL | _NAMED)
    page.show_step(REVIEW)
    assert not page.review.accept.isEnabled()
    page.review.receive_on.setText("2026-09-28")
    page.review.receive.click()
    assert label_of(page, "请写明为什么没有当天登记")
    page.review.late_why.setText("停电手工受理")
    page.review.receive.click()
    assert label_of(page, "已收件 2026年9月28日")
    page.review.accept_on.setText("2026-09-27")
    page.review.accept.click()
    assert label_of(page, "不能早于收件日期")
    page.review.accept_on.setText("2026-09-30")
    page.review.accept.click()
    assert label_of(page, "已受理 2026年9月30日")
    assert page.review.accept.isHidden()
    state = desk.state(page.application)
    assert state.case is not None
    assert state.case.on == date(2026, 9, 30)


@pytest.mark.parametrize(("field", "label"), [("applicant.name", "用电人名称"), ("premises.address", "用电地址")])
def test_nothing_is_accepted_that_the_receipt_could_not_name(
    qtbot: QtBot, desk: ApplicationService, field: str, label: str
) -> None:
    """Documents may follow, but a receipt without whom and where confirms nothing."""
    answers = {name: value for name, value in (_CRITICAL | _NAMED).items() if name != field}
    page = a_page(qtbot, desk, answers)
    page.show_step(REVIEW)
    page.review.receive.click()
    page.review.accept.click()
    assert label_of(page, f"还没有填{label}：受理回执要写明谁、在哪里用电")
    assert desk.state(page.application).row.accepted_on is None
    page.answers[field].answered.emit(field, _NAMED[field])
    page.review.accept.click()
    assert desk.state(page.application).row.accepted_on is not None


def test_a_sole_proprietor_is_asked_for_who_runs_it_and_nobody_for_the_meter_once_accepted(
    qtbot: QtBot, desk: ApplicationService
) -> None:
    answers = _CRITICAL | _NAMED | {"case.customer": "sole_proprietor", "applicant.id_kind": "uscc"}
    page = a_page(qtbot, desk, answers)
    person = page.answers["applicant.legal_representative"]
    assert (person.label, person.isHidden()) == ("经营者", False)
    page.answers["case.customer"].answered.emit("case.customer", "enterprise")
    assert person.label == "法定代表人"
    assert not page.answers[METER].isHidden()
    page.review.receive.click()
    page.review.accept.click()
    assert page.answers[METER].isHidden()


def test_receiving_and_accepting_by_enter_alone_take_two_each(qtbot: QtBot, desk: ApplicationService) -> None:
    """Where nothing is missing: else Enter leads there, and does nothing."""
    page = a_page(qtbot, desk, _CRITICAL | _NAMED)
    page.show_step(REVIEW)
    page.focus_first()
    press(Qt.Key.Key_Return, 3)
    assert desk.state(page.application).row.received_on is None
    desk.save_all(page.application, _NOTHING_MISSING)
    page.read_again()
    page.show_step(REVIEW)
    page.focus_first()
    press(Qt.Key.Key_Return)
    assert desk.state(page.application).row.received_on is None
    press(Qt.Key.Key_Return)
    row = desk.state(page.application).row
    assert (row.received_on, row.accepted_on) == (date.today().isoformat(), None)  # noqa: DTZ011  the wall calendar
    press(Qt.Key.Key_Return, 2)
    assert desk.state(page.application).row.accepted_on == row.received_on
    assert page.step == StepKey.REVIEW


def test_the_day_of_an_act_is_today_unless_said(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, _CRITICAL)
    page.show_step(REVIEW)
    assert page.review.receive_on.day is not None
    assert page.review.receive_on.day - date.today() <= timedelta(days=1)  # noqa: DTZ011  the wall calendar


def test_passing_on_is_recorded_with_its_reason(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, _CRITICAL)
    page.show_step(REVIEW)
    page.review.to.setText("城区供电所")
    button(page.review, "登记转办").click()
    assert label_of(page, "请写明为什么转办")
    page.review.why.setText("不在本处辖区")
    button(page.review, "登记转办").click()
    assert label_of(page, "已转 城区供电所")


def test_one_key_copies_field_after_field_and_ends_at_the_number(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, {"applicant.name": "样例五金店", "case.business": "new_connection"})
    clipboard = QGuiApplication.clipboard()
    QTest.keyClick(page, Qt.Key.Key_F8)
    assert page.step == StepKey.PAPERS
    assert clipboard.text() == "样例五金店"
    QTest.keyClick(page, Qt.Key.Key_F8)
    assert clipboard.text() == "新装"
    assert page.finish.entry.number.hasFocus()
    write("370800000001")
    press(Qt.Key.Key_Return)
    assert desk.record.applications.get(page.application).official_number == "370800000001"


def test_the_clipboard_is_cleared_unless_something_else_is_there(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, {"applicant.name": "样例五金店", "case.business": "new_connection"})
    clipboard = QGuiApplication.clipboard()
    page.finish.entry.copy_next()
    first = page.finish.entry.lent
    assert first is not None
    assert first.timer.isActive()
    assert first.timer.interval() == 30_000
    first.timer.timeout.emit()
    assert clipboard.text() == ""
    page.finish.entry.copy_next()
    second = page.finish.entry.lent
    assert second is not None
    clipboard.setText("别的")
    second.timer.timeout.emit()
    assert clipboard.text() == "别的"


def test_the_guidance_folds_on_top_where_the_window_is_small(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, _CRITICAL, width=847, height=420)
    guidance = page.findChild(QWidget, "Guidance")
    bar = next(each for each in page.findChildren(QToolButton) if "第 1 步" in each.accessibleName())
    assert guidance is not None
    line = page.findChild(QPushButton, "GuidanceLine")
    assert line is not None
    assert "重要用户" in line.accessibleName() or "千伏" in line.accessibleName()
    assert not guidance.isVisible(), "the room is for the questions"
    heard = QAccessible.queryAccessibleInterface(line)
    assert heard.role() == QAccessible.Role.PushButton
    assert "展开" in heard.text(QAccessible.Text.Description)
    line.click()
    QApplication.processEvents()
    for part in (line, guidance):
        assert part.isVisible()
        assert "收" in heard.text(QAccessible.Text.Description)
        assert part.mapTo(page, part.rect().bottomLeft()).y() <= bar.mapTo(page, bar.rect().topLeft()).y()
    page.resize(1144, 720)
    assert not line.isVisible()
    assert guidance.mapTo(page, guidance.rect().topLeft()).x() > bar.mapTo(page, bar.rect().topRight()).x()


@pytest.mark.parametrize(("width", "height", "scale"), [(1144, 720, 100), (847, 420, 100), (1230, 650, 200)])
def test_nothing_of_any_step_is_clipped(
    qtbot: QtBot, desk: ApplicationService, width: int, height: int, scale: int
) -> None:
    dress_up(scale)
    food = desk.record.applications.recent(10)[-1]
    page = shown(qtbot, IntakePage(desk, food.id, LIGHT, Scale(scale)), width, height)
    assert (page.width(), page.height()) == (width, height)
    for place in range(len(STEPS)):
        page.show_step(place)
        QApplication.processEvents()
        areas = [area for area in page.findChildren(QScrollArea) if area.isVisible()]
        assert [area.horizontalScrollBar().maximum() for area in areas] == [0] * len(areas)
        clipped = [
            f"{each.text()!r}: {each.width()} < {each.minimumSizeHint().width()}"
            for kind in (QPushButton, QToolButton, QCheckBox)
            for each in page.findChildren(kind)
            if each.isVisible() and each.width() < each.minimumSizeHint().width()
        ]
        assert clipped == []
    dress_up(100)


def test_every_control_of_every_step_has_a_name(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, _CRITICAL)
    nameless = [
        type(each.parentWidget()).__name__
        for kind in (QLineEdit, QAbstractButton)
        for each in page.findChildren(kind)
        if not (each.accessibleName() or (isinstance(each, QAbstractButton) and each.text()))
    ]
    assert nameless == []


def test_a_document_is_waived_only_with_a_clause_and_by_keyboard_alone(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, _CRITICAL)
    page.show_step(CHECKLIST)
    row = a_due_row(page)
    row.choice.setFocus()
    press(Qt.Key.Key_5)
    assert QApplication.focusWidget() is row.waived_by
    press(Qt.Key.Key_Return)
    assert page.application
    assert row.document.id not in desk.checklist.marks(page.application)
    assert label_of(page, "没有写依据")
    assert row.choice.value == LineState.DUE

    row.choice.setFocus()
    press(Qt.Key.Key_5)
    write("样例文件 第2条")
    press(Qt.Key.Key_Return)
    assert desk.checklist.marks(page.application)[row.document.id] == Mark(LineState.WAIVED, basis="样例文件 第2条")
    assert "免提交 1" in page.checklist.foot


def test_the_page_says_that_a_list_was_told_and_how_much_reads_differently_by_now(
    qtbot: QtBot, desk: ApplicationService
) -> None:
    before = a_page(qtbot, desk, FACTORY)
    before.show_step(CHECKLIST)
    assert before.checklist.stands.isHidden()
    issued(desk, before.application)
    page = shown(qtbot, IntakePage(desk, before.application, LIGHT, Scale()), 1144, 720)
    page.show_step(CHECKLIST)
    assert "已随一次性告知书固定" in page.checklist.stands.text()
    assert not page.checklist.stands.isHidden()
    rows = len(page.checklist.rows)
    corrected(desk, page.application, "case.supply.critical", value=True)
    page.read_again()
    assert len(page.checklist.rows) == rows
    assert "处不同" in page.checklist.stands.text()
