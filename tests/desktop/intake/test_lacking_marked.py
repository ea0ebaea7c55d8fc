"""What a step still lacks is marked at its questions, and a click on 缺 n 项 leads to the first of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders.record_builders import DAY
from builders.told_builders import FACTORY, a_desk, issued, taken_in
from builders.window.window_builders import activate
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from gridcounter.core.intake.steps import STEPS, StepKey
from gridcounter.desktop.intake.page import IntakePage
from gridcounter.desktop.kit.answers import AnswerEditor
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.services.applications.application_service import ApplicationService


def a_page(qtbot: QtBot, desk: ApplicationService, application: str) -> IntakePage:
    page = IntakePage(desk, application, LIGHT, Scale(100))
    qtbot.addWidget(page)
    page.resize(1200, 640)
    page.show()
    activate(page)
    return page


def press(page: IntakePage, step: StepKey) -> None:
    button = next(each for each in page.findChildren(QToolButton) if STEPS.index(step) + 1 == int(each.text()[0]))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def told_of(answer: AnswerEditor) -> str:
    proxy = answer.focusProxy()
    assert proxy is not None
    return proxy.accessibleDescription()


def marked(page: IntakePage) -> set[str]:
    return {field for field, answer in page.answers.items() if answer.lacking}


def test_only_what_the_steps_lack_is_marked(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk, {"applicant.phone": "13800000011"}, accepted=False)
        page = a_page(qtbot, desk, application)
        state = desk.state(application)
        assert "applicant.id_number" in marked(page)
        assert not {"applicant.name", "applicant.phone", "agent.name", "case.customer"} & marked(page)
        asked = len(state.lacking[StepKey.APPLICANT])
        assert len({field for field in marked(page) if not field.startswith("case.")}) == asked
        answer = page.answers["applicant.id_number"]
        assert f"{answer.label} ＊" in [label.text() for label in answer.findChildren(QLabel)]
        assert told_of(answer) == "这一步还缺这一项"
        desk.save_all(application, {"agent.name": "样例代理人"})
        other = a_page(qtbot, desk, application)
        assert "agent.id_number" in marked(other)


def test_an_answer_takes_its_mark_away_at_once(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        page = a_page(qtbot, desk, taken_in(desk, {"applicant.name": None}, accepted=False))
        answer = page.answers["applicant.name"]
        assert "applicant.name" in marked(page)
        page.show_step(STEPS.index(StepKey.APPLICANT))
        answer.setFocus()
        edit = QApplication.focusWidget()
        assert edit is not None
        QTest.keyClicks(edit, "yangli")
        QTest.keyClick(edit, Qt.Key.Key_Return)
        assert "applicant.name" not in marked(page)
        assert told_of(answer) == ""
        assert f"{answer.label} ＊" not in [label.text() for label in answer.findChildren(QLabel)]


@pytest.mark.parametrize("way", ["bar", "review"])
def test_the_bar_and_the_review_lead_to_the_first_that_is_missing(qtbot: QtBot, tmp_path: Path, way: str) -> None:
    there = {"applicant.id_kind": "uscc", "applicant.id_number": "91370800MA3C00000J", "applicant.phone": "13800000011"}
    with a_desk(tmp_path) as desk:
        page = a_page(qtbot, desk, taken_in(desk, FACTORY | there, accepted=False))
        if way == "bar":
            press(page, StepKey.APPLICANT)
        else:
            page.show_step(STEPS.index(StepKey.REVIEW))
            (go,) = (
                each
                for each in page.findChildren(QPushButton)
                if each.isVisible() and each.accessibleName() == "去填 申请人"
            )
            go.click()
        wanted = page.answers["premises.address"]
        focused = QApplication.focusWidget()
        assert page.step is StepKey.APPLICANT
        assert focused is not None
        assert wanted.isAncestorOf(focused)


def test_a_step_that_lacks_nothing_opens_at_its_beginning(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        page = a_page(qtbot, desk, taken_in(desk, accepted=False))
        page.show_step(STEPS.index(StepKey.REVIEW))
        press(page, StepKey.SITUATION)
        focused = QApplication.focusWidget()
        assert focused is not None
        stop = page.situation.first_lacking or page.situation.stops[0]
        assert stop.isAncestorOf(focused) or stop is focused


def test_a_step_of_acts_says_what_is_to_be_done_and_counts_only_what_can_be_filled_in(
    qtbot: QtBot, tmp_path: Path
) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk, accepted=False)
        page = a_page(qtbot, desk, application)
        lacking = "还缺 12 项"  # of the works, which a later form asks for; the review lists them

        def said() -> list[str]:
            page.read_again()
            texts = [each.text() for each in page.findChildren(QToolButton) if each.text()[:1] in {"5", "6"}]
            return [text.partition("\n")[2] for text in texts]

        assert said() == ["待收件", "待出具"]
        desk.acceptance.receive(application, DAY, DAY)
        assert said() == ["待受理", "待出具"]
        desk.acceptance.accept(application, DAY, DAY)
        assert said() == [lacking, "待出具"]
        press(page, StepKey.PAPERS)
        focused = QApplication.focusWidget()
        assert isinstance(focused, QPushButton)  # the papers come first, then the number
        assert focused.text() == "出具文书"
        issued(desk, application)
        assert said() == [lacking, "待录入"]
        press(page, StepKey.PAPERS)
        assert QApplication.focusWidget() is page.finish.entry.number
        desk.acceptance.enter_official_number(application, "370800001")
        assert said() == [lacking, "✓ 齐"]


_HOME: dict[str, object] = {
    "case.customer": "resident",
    "case.supply.voltage_kv": 0.22,
    "case.supply.capacity": 8.0,
    "case.supply.unit": "kW",
    "case.supply.connection": "meter_only",
}


def a_mistyped_day(page: IntakePage) -> AnswerEditor:
    press(page, StepKey.SITUATION)
    answer = page.answers["case.applied_on"]
    answer.setFocus()
    QTest.keyClicks(answer.focusWidget() or answer, "13-45")
    return answer


def test_what_is_no_day_is_neither_passed_by_enter_nor_lost_nor_called_complete(qtbot: QtBot, tmp_path: Path) -> None:
    """A mistyped day of application would else be left behind, with ✓ 齐 on the step and a limit from another day."""
    with a_desk(tmp_path) as desk:
        page = a_page(qtbot, desk, taken_in(desk, _HOME, accepted=False))
        answer = a_mistyped_day(page)
        edit = QApplication.focusWidget()
        assert isinstance(edit, QLineEdit)
        QTest.keyClick(edit, Qt.Key.Key_Return)
        assert page.step == StepKey.SITUATION
        assert answer.refused
        press(page, StepKey.APPLICANT)
        button = next(each for each in page.findChildren(QToolButton) if each.text().startswith("1 "))
        assert "申请日期有误" in button.toolTip()
        page.answers["applicant.phone"].answered.emit("applicant.phone", "13800000012")
        assert edit.text() == "13-45"
        press(page, StepKey.SITUATION)
        edit.setFocus()
        edit.selectAll()
        QTest.keyClicks(edit, "2026-09-27")
        QTest.keyClick(edit, Qt.Key.Key_Return)
        assert "申请日期有误" not in button.toolTip()
        assert desk.state(page.application).value("case.applied_on") == "2026-09-27"


def test_a_refused_number_is_where_the_review_leads(qtbot: QtBot, tmp_path: Path) -> None:
    """Else the focus is in the name, above what is seen, and the number that is typed anew overwrites it."""
    with a_desk(tmp_path) as desk:
        answers = {"applicant.id_kind": "uscc", "applicant.id_number": "92370811MA3C000007"}
        page = a_page(qtbot, desk, taken_in(desk, answers, accepted=False))
        press(page, StepKey.REVIEW)
        go = next(each for each in page.findChildren(QPushButton) if each.accessibleName() == "去填 申请人")
        go.click()
        refused = page.answers["applicant.id_number"]
        assert refused.refused
        assert QApplication.focusWidget() is refused.focusProxy()
