"""A day at the desk: opening, taking in, trouble, the next shift; word by word as the manual has it."""

from __future__ import annotations

from pathlib import Path

from builders.record_builders import CHEAP, CLERK, PASSPHRASE, a_setup
from builders.window.following import LONGEST_MS, Follower, dress_plainly, issued, leave, part_of, state, told_on, write
from builders.window.hall import ASSESSOR, SHOP, Hall
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from gridcounter.core.intake.steps import STEPS, StepKey
from gridcounter.core.record.journal import Kind
from gridcounter.desktop.app import build_window
from gridcounter.desktop.home.shift import ShiftDialog
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.desktop.policy.clause import ClauseDialog
from gridcounter.desktop.setup.start import StartDialog
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role
from gridcounter.services.record.opening import create_record
from gridcounter.settings import SettingsFile


def test_the_next_shift(desk: Hall) -> None:
    issued(desk)
    other = Clerks(desk.record, cost=CHEAP).add(CLERK, "李接班", Role.CLERK, "8642")
    window = desk.window
    window.show_page(PageKey.HOME)
    page = Follower("desk/shift")
    page.press(window, "交班")
    desk.qtbot.waitUntil(lambda: window.findChild(ShiftDialog) is not None, timeout=LONGEST_MS)
    dialog = window.findChild(ShiftDialog)
    assert dialog is not None
    page.press(dialog, "打印")
    desk.window.tasks.wait()
    page.read("接班人选自己的名字")
    write(dialog, "接班人的操作码", "8642")
    page.read("**Enter**")
    page.read("“接班人确认”")
    assert "接班人确认" in dialog.confirm.text()
    QTest.keyClick(dialog.pin, Qt.Key.Key_Return)
    assert "李接班" in window.rail.clerk.text()
    last = [entry for entry in desk.record.journal.all() if entry.kind == Kind.DESK_HANDED_OVER]
    assert len(last) == 1
    assert other in str(last[0].payload)
    page.read("## 出了问题")
    window.activateWindow()  # where no window manager does
    desk.qtbot.waitUntil(window.isActiveWindow)
    page.key(desk, "Ctrl+L")
    assert window.locked


def test_opening_the_record(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "office"
    record, code = create_record(folder, PASSPHRASE, a_setup(place="jining"), cost=CHEAP)
    Clerks(record, cost=CHEAP).add(CLERK, "李接班", Role.CLERK, "8642")
    record.close()
    dress_plainly()

    page = Follower("desk/open")
    page.read("【打开台账】")
    opening = StartDialog(folder, Scale())
    qtbot.addWidget(opening)
    opening.show()
    assert "打开台账" in told_on(opening)
    page.fill(opening, "口令", PASSPHRASE)
    page.read("**Enter**")
    QTest.keyClick(opening.secret, Qt.Key.Key_Return)
    assert opening.record is not None
    assert not opening.isVisible()
    settings = SettingsFile(tmp_path / "settings.json")
    window = build_window(opening.record, ASSESSOR, LIGHT, Scale(), demo=False, file=settings)
    qtbot.addWidget(window)
    window.show()
    page.read("接着选自己的名字，输入操作码")
    assert window.lock_page.isVisible()
    window.lock_page.who.setCurrentText(next(each for each in names(window.lock_page.who) if "李接班" in each))
    write(window.lock_page, "操作码", "8642")
    page.read("**Enter**")
    QTest.keyClick(window.lock_page.pin, Qt.Key.Key_Return)
    assert not window.locked
    assert "李接班" in window.rail.clerk.text()
    window.close()
    opening.record.close()

    page.read("## 忘了口令")
    forgotten = StartDialog(folder, Scale())
    qtbot.addWidget(forgotten)
    forgotten.show()
    page.read("【忘记口令，用恢复码打开】")
    forgotten.recovery.click()
    page.read("**Enter**")
    page.read("大小写和中间的横线不用管")
    QTest.keyClicks(forgotten.secret, code.replace("-", "").lower())
    QTest.keyClick(forgotten.secret, Qt.Key.Key_Return)
    assert forgotten.record is not None
    assert forgotten.record.verify().sound
    forgotten.record.close()


def names(box: QComboBox) -> list[str]:
    return [box.itemText(place) for place in range(box.count())]


def test_taking_in_step_by_step(desk: Hall) -> None:
    page = Follower("desk/intake")
    page.key(desk, "Ctrl+N")
    first = desk.page.application
    page.read("【办理指引】")
    assert "办理指引" in told_on(desk.page)
    for word, step in zip(("用电情形", "外线工程", "申请人", "一次性告知清单", "核对", "出具文书"), STEPS, strict=True):
        page.step(desk.page, word)
        assert desk.page.step == step
    desk.page.show_step(0)
    desk.page.focus_first()

    page.read("## 用电情形")
    for field, digit in (
        ("这里现在有没有电表？", "1"),
        ("办理业务", ""),
        ("客户类型", "2"),
        ("电压等级", "2"),
        ("用电容量", ""),
    ):
        page.read(f"【{field}】")
        if digit:
            desk.press(digit)
    desk.write("60")
    desk.press("Return")
    known = state(desk, first)
    assert known.value("case.business") == "new_connection"
    assert known.value("case.supply.capacity") == 60
    page.key(desk, "F2")
    page.key(desk, "F2")
    assert clauses(desk)
    page.read("**Esc**")
    QTest.keyClick(clauses(desk)[0], Qt.Key.Key_Escape)
    assert not clauses(desk)


def test_works_and_applicant(desk: Hall) -> None:
    desk.press("Ctrl+N")
    first = desk.page.application
    page = Follower("desk/intake")
    page.read("## 外线工程")
    desk.page.show_step(STEPS.index(StepKey.WORKS))
    page.press(desk.page.answers["case.works"], "有")
    assert has_works(desk, first) is True
    page.press(desk.page.answers["case.works"], "没有")
    assert has_works(desk, first) is False

    page.read("## 申请人")
    desk.page.show_step(STEPS.index(StepKey.APPLICANT))
    page.fill(desk.page, "用电人名称", SHOP["applicant.name"])
    page.read("【证件类型】")
    kinds = desk.page.answers["applicant.id_kind"].findChildren(QPushButton)
    next(each for each in kinds if each.text() == SHOP["applicant.id_kind"]).click()
    page.fill(desk.page, "证件号码", SHOP["applicant.id_number"][:-1])
    page.fill(desk.page, "联系电话", SHOP["applicant.phone"])
    page.fill(desk.page, "用电地址", SHOP["premises.address"])
    page.read("证件号码少一位、错一位，下面会用红字说")
    problem = desk.page.answers["applicant.id_number"]
    assert "位" in told_on(problem)
    page.read("改好为止")
    leave(part_of(desk.page, "证件号码"), SHOP["applicant.id_number"])
    assert state(desk, first).value("applicant.id_number") == SHOP["applicant.id_number"]


def test_several_at_a_time_and_one_who_was_there_before(desk: Hall) -> None:
    first = desk.take_in(SHOP)
    page = Follower("desk/intake")
    page.read("## 几位申请人同时在")
    page.key(desk, "Ctrl+N")
    second = desk.page.application
    assert second != first
    page.key(desk, "Ctrl+Tab")
    assert desk.page.application == first
    page.at = 0
    page.read("可能已登记")
    desk.window.open_application(second)
    desk.page.show_step(STEPS.index(StepKey.APPLICANT))
    leave(part_of(desk.page, "证件号码"), SHOP["applicant.id_number"])
    desk.qtbot.waitUntil(lambda: "可能已登记" in told_on(desk.page), timeout=LONGEST_MS)
    page.press(desk.page, "打开")
    assert desk.page.application == first


def has_works(desk: Hall, application: str) -> bool | None:
    case = state(desk, application).case
    assert case is not None
    return case.has_works


def clauses(desk: Hall) -> list[ClauseDialog]:
    return [each for each in desk.page.findChildren(ClauseDialog) if each.isVisible()]


def test_trouble_is_read_and_put_away(desk: Hall) -> None:
    page = Follower("desk/trouble")
    desk.window.show_trouble("磁盘满了：删掉不要的文件，再填一次。")
    page.read("## 上面出现红条")
    assert desk.window.trouble.isVisible()
    page.press(desk.window.trouble, "知道了")
    assert not desk.window.trouble.isVisible()
