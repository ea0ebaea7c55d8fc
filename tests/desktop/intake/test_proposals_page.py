"""Proposals and warnings of 业务受理: nothing is filled in automatically, and nothing blocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from builders.record_builders import CHEAP, a_setup
from builders.window.window_builders import ASSESSOR, a_demo_record, a_window, activate
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gridcounter.bootstrap import open_application_service
from gridcounter.core.intake.steps import METER, STEPS, StepKey
from gridcounter.desktop.intake.page import IntakePage
from gridcounter.desktop.intake.possible_duplicates import SuspectNotice
from gridcounter.desktop.intake.voltage import VoltageProposal
from gridcounter.desktop.kit.appearance import apply_theme
from gridcounter.desktop.kit.theme import DARK, LIGHT, Scale
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.record.opening import create_record
from gridcounter.services.record.record import Record

ON = date(2026, 9, 28)
APPLICANT = STEPS.index(StepKey.APPLICANT)
VOLTAGE = "case.supply.voltage_kv"
FOOD_NUMBER = "91370811MA0000015F"  # of the demonstration
MICRO = {
    "case.business": "new_connection",
    "case.customer": "micro_enterprise",
    "case.supply.capacity": 120.0,
    "case.supply.unit": "kW",
}


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with a_demo_record(tmp_path) as record:
        yield record


@pytest.fixture
def desk(record: Record) -> ApplicationService:
    return open_application_service(record, ASSESSOR)


def a_page(qtbot: QtBot, desk: ApplicationService, answers: dict[str, object], step: int = 0) -> IntakePage:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, LIGHT, Scale(100))
    opened = desk.begin(ON)
    desk.save_all(opened, answers)
    page = IntakePage(desk, opened, LIGHT, Scale())
    qtbot.addWidget(page)
    page.resize(1144, 720)
    page.show()
    activate(page)
    page.show_step(step)
    page.focus_first()
    return page


def value(desk: ApplicationService, page: IntakePage, field: str) -> object:
    return desk.state(page.application).value(field)


def line(widget: QWidget) -> str:
    """All that can be read in it."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def buttons(widget: QWidget) -> list[QPushButton]:
    return [button for button in widget.findChildren(QPushButton) if button.isVisible()]


def proposal(page: IntakePage) -> VoltageProposal:
    (found,) = page.situation.findChildren(VoltageProposal)
    return found


def notice(page: IntakePage, field: str) -> SuspectNotice:
    (found,) = page.answers[field].findChildren(SuspectNotice)
    return found


def press(key: Qt.Key) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key)


def fill(page: IntakePage, field: str, text: str) -> None:
    """As somebody types it: each change is told, nothing is saved before the field is left."""
    edit = page.answers[field].findChild(QLineEdit)
    assert edit is not None
    edit.setFocus()
    edit.setText(text)
    edit.setModified(True)
    edit.textEdited.emit(text)


def leave(page: IntakePage, field: str) -> None:
    edit = page.answers[field].findChild(QLineEdit)
    assert edit is not None
    edit.editingFinished.emit()


# ---- the voltage


def test_a_voltage_is_proposed_under_its_question_and_filled_in_by_keyboard_alone(
    qtbot: QtBot, desk: ApplicationService
) -> None:
    page = a_page(qtbot, desk, MICRO)
    result = proposal(page)
    assert "建议低压（220 伏或 380 伏）" in line(result)
    assert "容量 120 千瓦，没有超过文件对低压规定的 160 千瓦［三(三)1、附件2-36］" in line(result)
    assert value(desk, page, VOLTAGE) is None

    page.answers[VOLTAGE].setFocus()
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Tab)
    focused = QApplication.focusWidget()
    assert isinstance(focused, QAbstractButton)
    assert focused.text() == "按此填写：380 伏"
    press(Qt.Key.Key_Return)

    assert value(desk, page, VOLTAGE) == 0.38
    assert not result.isVisible()
    after = QApplication.focusWidget()
    assert after is not None
    assert page.answers[VOLTAGE].isAncestorOf(after)


@pytest.mark.parametrize("lacking", ["case.business", "case.customer", "case.supply.capacity", "case.supply.unit"])
def test_nothing_is_said_of_the_voltage_before_enough_is_known(
    qtbot: QtBot, desk: ApplicationService, lacking: str
) -> None:
    page = a_page(qtbot, desk, {field: answer for field, answer in MICRO.items() if field != lacking})

    assert not proposal(page).isVisible()


def test_an_answered_voltage_is_left_alone(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, MICRO | {VOLTAGE: 10})

    assert not proposal(page).isVisible()


def test_the_line_follows_what_is_being_typed(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, MICRO)

    fill(page, "case.supply.capacity", "180")

    result = line(proposal(page))
    assert "容量 180 千瓦，超过文件对低压规定的 160 千瓦" in result
    assert "由供电企业勘查确定" in result
    assert "试点" in result
    assert buttons(proposal(page)) == []
    assert value(desk, page, "case.supply.capacity") == 120


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"case.customer": "enterprise"}, "文件没有规定这种情形按容量选电压"),
        ({"case.supply.unit": "kVA"}, "按功率因数为 1 折算"),
    ],
)
def test_a_silent_paper_and_an_assumption_are_said(
    qtbot: QtBot, desk: ApplicationService, changed: dict[str, object], words: str
) -> None:
    page = a_page(qtbot, desk, MICRO | changed)

    assert words in line(proposal(page))
    assert bool(buttons(proposal(page))) is ("case.supply.unit" in changed)


def test_an_estimate_of_the_capacity_says_that_it_is_one_and_fills_in_nothing(
    qtbot: QtBot, desk: ApplicationService
) -> None:
    page = a_page(qtbot, desk, {})
    ask = next(each for each in page.situation.findChildren(QPushButton) if each.text() == "不知道容量？按电器估算")
    ask.click()
    counted = next(
        each for each in page.situation.findChildren(QLineEdit) if each.accessibleName() == "空调（1.5 匹），几台"
    )

    counted.setText("5")

    assert any("合计约 6 千瓦。估算，以现场为准" in label.text() for label in page.situation.findChildren(QLabel))
    assert value(desk, page, "case.supply.capacity") is None


# ---- who may have applied already


def test_the_same_number_is_pointed_out_when_the_field_is_left_and_holds_nothing_up(
    qtbot: QtBot, desk: ApplicationService
) -> None:
    page = a_page(qtbot, desk, {}, APPLICANT)
    result = notice(page, "applicant.id_number")
    fill(page, "applicant.id_number", FOOD_NUMBER)
    assert not result.isVisible()

    leave(page, "applicant.id_number")

    assert result.isVisible()
    assert "可能已登记：DEMO-" in line(result)
    assert "9月28日受理，在办" in line(result)
    assert "证件号码相同" in line(result)
    assert FOOD_NUMBER not in line(result)
    assert value(desk, page, "applicant.id_number") == FOOD_NUMBER
    page.show_step(APPLICANT + 1)
    assert page.step == StepKey.CHECKLIST


def test_each_reason_is_under_its_own_question(qtbot: QtBot, desk: ApplicationService) -> None:
    other = desk.begin(ON)
    desk.save_all(other, {"premises.address": "测试市样例区和平巷8号", "agent.id_number": "371099198001010017"})
    firm = desk.begin(ON)
    desk.save(firm, "applicant.name", "样例养殖有限公司")

    page = a_page(
        qtbot,
        desk,
        {"applicant.name": "样例养殖有限责任公司", "premises.address": "和平巷８号"},
        APPLICANT,
    )

    assert "用电地址相同" in line(notice(page, "premises.address"))
    assert "单位名称相近" in line(notice(page, "applicant.name"))
    assert not notice(page, "applicant.id_number").isVisible()
    assert not notice(page, "agent.id_number").isVisible()


def test_more_than_five_are_said_to_be_more(qtbot: QtBot, desk: ApplicationService) -> None:
    for _ in range(6):
        desk.save(desk.begin(ON), "premises.address", "和平巷8号")

    page = a_page(qtbot, desk, {"premises.address": "和平巷8号"}, APPLICANT)

    result = notice(page, "premises.address")
    assert line(result).count("可能已登记") == 5
    assert "还有更多" in line(result)


def test_what_is_pointed_out_stays_while_it_is_the_same_and_goes_when_it_is_mended(
    qtbot: QtBot, desk: ApplicationService
) -> None:
    page = a_page(qtbot, desk, {"applicant.id_number": FOOD_NUMBER}, APPLICANT)
    result = notice(page, "applicant.id_number")
    (before,) = buttons(result)

    fill(page, "applicant.phone", "0537-0000009")
    leave(page, "applicant.phone")
    assert buttons(result) == [before]

    fill(page, "applicant.id_number", "")
    leave(page, "applicant.id_number")
    assert not result.isVisible()


def test_the_other_application_opens_as_a_tab_by_key(qtbot: QtBot, record: Record, desk: ApplicationService) -> None:
    with a_window(record) as window:
        other = desk.begin(ON)
        desk.save(other, "applicant.id_number", FOOD_NUMBER)
        window.open_application(other)
        page = window.tabs.currentWidget()
        assert isinstance(page, IntakePage)
        page.show_step(APPLICANT)
        qtbot.waitUntil(lambda: notice(page, "applicant.id_number").isVisible())
        page.answers["applicant.id_number"].setFocus()

        press(Qt.Key.Key_Tab)
        press(Qt.Key.Key_Return)

        front = window.tabs.currentWidget()
        assert isinstance(front, IntakePage)
        assert front.application != other
        assert desk.state(front.application).value("applicant.id_number") == FOOD_NUMBER


# ---- who does not know, or has come to the wrong counter


@pytest.mark.parametrize(
    ("meter", "business", "words"),
    [
        ("same", "new_connection", "那不是新装"),
        ("same", "capacity_increase", "那不是增容"),
        ("none", "capacity_increase", "没有电表的是新装"),
        ("more", "new_connection", "那是增容"),
        ("same", "temporary", ""),
        ("none", "new_connection", ""),
        ("unsure", "new_connection", ""),
    ],
)
def test_what_is_said_of_the_meter_and_applied_for_must_go_together(
    qtbot: QtBot, desk: ApplicationService, meter: str, business: str, words: str
) -> None:
    page = a_page(qtbot, desk, {METER: meter})
    desk.save(page.application, "case.business", business)
    page.answers["case.business"].answered.emit("case.business", business)

    result = line(page.answers["case.business"])
    assert ("请核对" in result) is bool(words)
    assert words in result


def test_an_applicant_with_a_meter_is_shown_where_to_go(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, {METER: "same"})

    result = line(page.situation)
    assert all(word in result for word in ("移表", "故障报修", "供电营业厅", "95598"))
    assert not any(word in result for word in ("过户", "减容", "销户")), "these are taken here"


def test_what_the_policy_offers_for_a_transfer_is_shown_with_its_clause(qtbot: QtBot, tmp_path: Path) -> None:
    setup = a_setup(place="lianyungang", code="LYG1")
    record, _ = create_record(tmp_path / "lyg", "一个足够长的口令", setup, cost=CHEAP)
    try:
        page = a_page(qtbot, open_application_service(record, ASSESSOR), {METER: "same"})

        said = "本地文件：“一次过户”：房产过户后自动推送用电过户申请，一次性办结电力过户［6］"
        assert said in line(page.situation)
    finally:
        record.close()


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("percent", [100, 200])
def test_nothing_of_what_is_proposed_is_cut_in_a_small_window(
    record: Record, desk: ApplicationService, percent: int
) -> None:
    application = desk.begin(ON)
    values = {"applicant.id_number": FOOD_NUMBER, "premises.address": "任城区样例路９号", METER: "same"}
    desk.save_all(application, values | MICRO)
    with a_window(record, tokens=DARK, percent=percent, size=(911, 512)) as window:
        window.open_application(application)
        page = window.tabs.currentWidget()
        assert isinstance(page, IntakePage)
        for step, shown in ((0, proposal(page)), (APPLICANT, notice(page, "applicant.id_number"))):
            page.show_step(step)
            QTest.qWait(20)
            assert shown.isVisible()
            for label in shown.findChildren(QLabel):
                assert label.height() >= label.heightForWidth(label.width())
            for button in buttons(shown):
                assert button.width() >= button.minimumSizeHint().width()
                assert button.geometry().right() <= shown.width()
