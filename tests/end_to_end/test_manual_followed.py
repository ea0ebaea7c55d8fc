"""The manual followed word by word in the real window: each word and key in the order of its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.told_builders import corrected
from builders.window.following import Follower, issued, taken_in
from builders.window.hall import ASSESSOR, SHOP, Hall
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QInputDialog, QLineEdit, QWidget

from gridcounter.bootstrap import open_application_service
from gridcounter.core.intake.steps import STEPS, StepKey
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.ledger.end_dialog import EndDialog
from gridcounter.desktop.papers.spoken_summary import SpokenSummaryDialog
from gridcounter.desktop.setup.first_start import SetupDialog
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.services.ledger.agenda import View

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot


def test_the_first_start(qtbot: QtBot, tmp_path: Path) -> None:
    page = Follower("desk/first-start")
    setting_up = SetupDialog(tmp_path / "new", ASSESSOR, Scale())
    qtbot.addWidget(setting_up)
    setting_up.show()

    def go_on() -> None:
        setting_up.next.click()

    page.read("按 **Enter** 到下一格")
    page.fill(setting_up, "单位名称", "样例营业厅")
    page.fill(setting_up, "单位代号", "YL01")
    go_on()
    page.press(setting_up, "今天确认")
    go_on()
    page.fill(setting_up, "姓名", "样例员")
    page.fill(setting_up, "操作码", "138057")
    again(setting_up, "再输一遍操作码", "138057")
    go_on()
    page.read("【口令】")
    for label in ("口令", "再输一遍口令"):
        again(setting_up, label, "样例大厅的一句话口令")
    page.press(setting_up, "建立台账")
    page.read("【打印恢复单】")
    page.press(setting_up, "恢复码已经打印、存好或逐字抄下")
    page.press(setting_up, "完成，开始使用")
    assert setting_up.record is not None
    assert not setting_up.isVisible()
    setting_up.record.close()


def again(root: QWidget, label: str, text: str) -> None:
    next(each for each in root.findChildren(QLineEdit) if each.accessibleName() == label).setText(text)


def test_a_consultation(desk: Hall) -> None:
    page = Follower("desk/consultation")
    page.key(desk, "Ctrl+Shift+N")
    for field, digit in (("办理业务", "1"), ("客户类型", "1"), ("电压等级", "1")):
        page.read(f"【{field}】")
        desk.press(digit)
    assert "低压居民和小微企业" in desk.guidance
    page.key(desk, "F7")
    script = desk.window.findChild(SpokenSummaryDialog)
    assert script is not None
    page.press(script, "复制")
    assert QGuiApplication.clipboard().text()
    page.read("**Esc**")
    script.close()
    desk.window.activateWindow()  # where no window manager does
    desk.qtbot.waitUntil(desk.window.isActiveWindow)
    page.key(desk, "Ctrl+Enter")
    papers = desk.window.work.papers
    desk.qtbot.waitUntil(lambda: bool(papers.drawn), timeout=30_000)
    page.press(desk.window, "打印答复")
    desk.window.tasks.wait()
    application = desk.page.application
    assert len(desk.record.papers.of(application)) == 1
    page.key(desk, "Esc")
    page.key(desk, "F9")
    assert desk.page.step == StepKey.APPLICANT
    assert desk.record.applications.get(application).state == "open"


def test_taking_in_and_accepting(desk: Hall) -> None:
    application = taken_in(desk)
    page = Follower("desk/accept")
    page.read("【收件日期】")
    page.press(desk.page, "收件")
    page.read("【受理日期】")
    page.press(desk.page, "受理")
    row = desk.record.applications.get(application)
    assert row.received_on
    assert row.accepted_on


def test_papers_delivered_voided_and_issued_again(desk: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    application = taken_in(desk)
    desk.receive_and_accept()
    papers = desk.window.work.papers
    page = Follower("desk/papers")
    desk.window.show_page(PageKey.INTAKE)
    page.press(desk.page, "出具文书")
    desk.qtbot.waitUntil(lambda: bool(papers.drawn), timeout=30_000)
    page.key(desk, "Ctrl+Enter")
    desk.window.tasks.wait()
    assert desk.record.papers.of(application)

    page = Follower("desk/delivery")
    page.turn(papers, "已出具")
    papers.issued.list.setCurrentRow(1)
    page.choose(papers, "记录交付", "其他方式送达")
    page.at = 0
    monkeypatch.setattr("gridcounter.desktop.papers.paper_state.confirmed", lambda *_, **__: True)  # printed elsewhere
    page.press(papers, "都当面交付了")
    waiting = [paper.paper for paper in desk.record.papers.of(application) if not paper.delivered_at]
    assert waiting == ["info_sheet"]

    page = Follower("desk/void")
    page.turn(papers, "已出具")
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("地址写错", True))
    page.press(papers, "作废重出…")
    desk.qtbot.waitUntil(lambda: papers.papers.count() > 0, timeout=30_000)
    page.turn(papers, "应出文书")
    page.key(desk, "Ctrl+Enter")
    desk.window.tasks.wait()
    assert {paper.version for paper in desk.record.papers.of(application)} == {1, 2}

    corrected(open_application_service(desk.record, ASSESSOR, "c1"), application, "applicant.name", "样例二店")
    papers.show_application(application)
    desk.qtbot.waitUntil(lambda: papers.papers.count() > 0, timeout=30_000)
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("户名写错", True))
    page.press(papers, "改动的一起重出…")
    desk.qtbot.waitUntil(lambda: any(not paper.issued for paper in papers.drawn), timeout=30_000)
    page.key(desk, "Ctrl+Enter")
    desk.window.tasks.wait()
    assert {paper.version for paper in desk.record.papers.of(application) if not paper.voided_at} == {2, 3}


def test_the_official_number(desk: Hall) -> None:
    application = issued(desk)
    desk.window.open_application(application)
    desk.page.show_step(STEPS.index(StepKey.PAPERS))
    page = Follower("desk/official")
    page.key(desk, "F8")
    assert QGuiApplication.clipboard().text() == SHOP["applicant.name"]
    page.key(desk, "F8")
    page.fill(desk.page, "业务系统编号", "T20260001")
    page.press(desk.page, "登记编号")
    assert desk.record.applications.get(application).official_number == "T20260001"


def test_a_step_is_finished_paused_and_resumed(desk: Hall) -> None:
    issued(desk)
    window = desk.window
    window.show_page(PageKey.DEADLINES)
    listed = window.work.deadlines
    page = Follower("desk/deadlines")
    page.press(listed, "全部在计")
    assert listed.view is View.ALL
    window.tasks.wait()
    desk.qtbot.waitUntil(lambda: listed.table.model().rowCount() > 0)
    listed.table.selectRow(0)
    page.read("## 暂停和恢复")
    page.press(listed.acts, "暂停")
    page.read("【依据】")
    page.read("【申请人签字的书面申请】")
    ground = next(each for each in listed.acts.findChildren(QComboBox) if each.accessibleName() == "依据")
    ground.setCurrentText("申请人签字的书面申请")
    listed.acts.signed.setText("样例书面申请")
    page.press(listed.acts, "登记暂停")
    desk.qtbot.waitUntil(listed.acts.buttons["恢复"].isEnabled)
    page.press(listed.acts, "恢复")
    page.press(listed.acts, "登记恢复")
    page.at = 0
    page.read("## 环节办完了")
    desk.qtbot.waitUntil(listed.acts.buttons["办完"].isEnabled)
    page.press(listed, "办完")
    page.press(listed, "登记办完")
    assert not listed.acts.buttons["办完"].isEnabled()


def test_finding_closing_and_locking(desk: Hall) -> None:
    application = issued(desk)
    page = Follower("desk/find")
    page.key(desk, "Ctrl+K")
    desk.write("豆腐")
    page.key(desk, "↓")
    page.key(desk, "Enter")
    assert desk.page.application == application

    page = Follower("desk/closing")
    page.key(desk, "Ctrl+K")
    page.choose(desk.window.work.ledger, "办结", "已送电，办结")
    (dialog,) = desk.window.work.ledger.findChildren(EndDialog)
    assert dialog.focusWidget() is dialog.day
    page.read("**Enter**")
    QTest.keyClick(dialog.day, Qt.Key.Key_Return)  # without a screen nobody hands it the focus
    assert desk.record.applications.get(application).state == "closed"

    page = Follower("desk/lock")
    page.key(desk, "Ctrl+L")
    assert desk.window.locked
    desk.window.lock_page.pin.setText("471108")
    page.key(desk, "Enter")
    assert not desk.window.locked


def test_a_word_out_of_order_is_found_out() -> None:
    page = Follower("desk/accept")
    page.read("【受理日期】")
    with pytest.raises(AssertionError):
        page.read("【收件日期】")
