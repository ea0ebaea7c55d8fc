"""The window and its keys, and what was taken in by hand without power; word by word as the manual has it."""

from __future__ import annotations

from datetime import timedelta

from builders.books import text_of
from builders.window.following import LONGEST_MS, Follower, drawn, leave, papers_of, part_of, told_on
from builders.window.hall import SHOP, Hall
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from gridcounter.core.intake.steps import STEPS, StepKey
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.papers.spoken_summary import SpokenSummaryDialog
from gridcounter.desktop.policy.clause import ClauseDialog
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.services.ledger.timeline import timeline


def test_the_pages_and_what_is_urgent_today(desk: Hall) -> None:
    page = Follower("desk/window")
    for word, place in (
        ("工作台", PageKey.HOME),
        ("业务受理", PageKey.INTAKE),
        ("业务台账", PageKey.LEDGER),
        ("备案", PageKey.FILINGS),
        ("时限", PageKey.DEADLINES),
        ("政策", PageKey.POLICY),
        ("统计", PageKey.FIGURES),
        ("设置", PageKey.SETTINGS),
    ):
        page.press(desk.window.rail, word)
        assert desk.window.work.place == place
    page.read("左下角是正在值台的人")
    assert desk.window.rail.clerk.isVisible()
    desk.window.show_page(PageKey.HOME)
    shown = told_on(desk.window)
    for card in ("未录入业务系统", "今天到期", "超时限", "待申请人补充资料", "已生成未交付", "正在填写"):
        page.read(f"【{card}】")
        assert card in shown
    page.read("没有“保存”按钮")


def test_the_keys_in_the_order_of_their_table(desk: Hall) -> None:
    page, window = Follower("desk/window"), desk.window
    page.read("## 按键")
    page.key(desk, "Ctrl+N")
    first = desk.page.application
    page.key(desk, "Ctrl+Shift+N")
    asked = desk.page.application
    assert asked != first
    page.key(desk, "Ctrl+K")
    assert window.work.ledger.isVisible()
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    desk.press("Escape")
    window.open_application(first)
    desk.page.show_step(0)
    page.key(desk, "Ctrl+Enter")
    assert window.work.papers.isVisible()
    desk.press("Escape")
    desk.page.show_step(0)
    desk.page.focus_first()
    before = QApplication.focusWidget()
    page.key(desk, "Enter")
    assert QApplication.focusWidget() is not before
    desk.page.focus_first()
    page.read("**1** 到 **9**")
    desk.press("2")
    page.key(desk, "Tab")
    page.read("**Alt+1** 到 **Alt+6**")
    for place, step in enumerate(STEPS, start=1):
        QTest.keyClick(desk.page, getattr(Qt.Key, f"Key_{place}"), Qt.KeyboardModifier.AltModifier)
        assert desk.page.step == step
    page.key(desk, "Ctrl+Tab")
    assert desk.page.application == asked
    desk.press("Ctrl+Tab")
    page.at = text_of(page.page).index("**Ctrl+W**")
    page.key(desk, "Ctrl+W")
    assert window.tabs.count() == 1
    page.key(desk, "Ctrl+L")
    assert window.locked


def test_the_keys_of_an_application(desk: Hall) -> None:
    page, window = Follower("desk/window"), desk.window
    desk.press("Ctrl+Shift+N")
    page.read("| **F2** |")
    page.read("光标在问题上的，先到右边的办理指引")
    desk.page.focus_first()
    for digit in "132":  # before the answers that decide there is no clause to look at
        desk.press(digit)
    desk.press("F2")
    desk.press("F2")
    clauses = [each for each in desk.page.findChildren(ClauseDialog) if each.isVisible()]
    assert clauses
    QTest.keyClick(clauses[0], Qt.Key.Key_Escape)
    window.show_page(PageKey.DEADLINES)
    page.key(desk, "F5")
    window.show_page(PageKey.INTAKE)
    page.key(desk, "F7")
    page.read("五句话")
    script = next(each for each in desk.page.findChildren(SpokenSummaryDialog) if each.isVisible())
    QTest.keyClick(script, Qt.Key.Key_Escape)
    page.read("| **F9** |")
    application = desk.page.application
    desk.page.focus_first()
    desk.press("F9")
    assert desk.record.applications.get(application).state != "consultation"


def test_text_that_is_too_small(desk: Hall) -> None:
    page = Follower("desk/window")
    page.read("## 字太小、屏幕太暗")
    page.press(desk.window.rail, "设置")
    page.read("【显示】")
    desk.window.work.settings.show_section("显示")
    before = height_of_text(desk)
    page.read("【文字大小】")
    sizes = next(
        each for each in desk.window.findChildren(QComboBox) if each.isVisible() and each.accessibleName() == "文字大小"
    )
    sizes.setCurrentIndex(sizes.count() - 1)
    sizes.activated.emit(sizes.count() - 1)
    page.read("选了就生效")
    desk.qtbot.waitUntil(lambda: height_of_text(desk) > before, timeout=LONGEST_MS)


def height_of_text(desk: Hall) -> int:
    return desk.window.rail.clerk.fontMetrics().height()


def test_what_was_taken_in_by_hand_is_entered_afterwards(desk: Hall) -> None:
    page, yesterday = Follower("desk/blackout"), today() - timedelta(1)
    page.read("## 来电以后：补录")
    page.read("**Ctrl+N**，照受理单填一遍")
    application = desk.take_in(SHOP)
    desk.receive_all()
    page.step(desk.page, "核对")
    assert desk.page.step == StepKey.REVIEW
    for label in ("收件日期", "受理日期"):
        page.read(f"【{label}】")
        leave(part_of(desk.page, label), yesterday.isoformat())
    page.fill(desk.page, "补录原因", "停电手工受理")
    page.fill(desk.page, "应急单编号", "JN01-E0001")
    page.press(desk.page, "收件")
    page.press(desk.page, "受理")
    page.read("文书页打开后")
    row = desk.record.applications.get(application)
    assert (row.received_on, row.accepted_on) == (yesterday.isoformat(), yesterday.isoformat())
    drawn(desk)
    page.key(desk, "Ctrl+Enter")
    desk.qtbot.waitUntil(lambda: papers_of(desk, application) != [], timeout=LONGEST_MS)
    desk.window.tasks.wait()
    page.read("时间线上注明（补录）和应急单编号")
    said = str(timeline(desk.record.journal.of(application), {}))
    assert "补录" in said
    assert "JN01-E0001" in said
