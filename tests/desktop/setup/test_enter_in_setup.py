"""Enter in the set-up: the next field, also below the edge of the window, and from the last one the next page."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from builders.window.window_builders import activate
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QWidget

from gridcounter.bootstrap import open_assessor
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.setup.first_start import SetupDialog

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot


def enter() -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Return)


def is_seen(widget: QWidget) -> bool:
    return not widget.visibleRegion().isEmpty()


def test_enter_skips_no_field_below_the_edge_and_then_turns_the_page(qtbot: QtBot, tmp_path: Path) -> None:
    setting_up = SetupDialog(tmp_path / "new", open_assessor(), Scale())
    qtbot.addWidget(setting_up)
    setting_up.resize(560, 420)
    setting_up.show()
    activate(setting_up)
    fields = [edit for edit in setting_up.office.findChildren(QLineEdit) if edit.isVisible()]
    assert len(fields) > 4
    seen = [QApplication.focusWidget()]
    fields[0].setFocus()
    QTest.keyClicks(fields[0], "yangli")
    fields[1].setText("YL01")
    for _ in range(30):
        if setting_up.place:
            break
        enter()
        seen.append(QApplication.focusWidget())
        focused = QApplication.focusWidget()
        assert setting_up.place or focused is not None
        if focused is not None and not setting_up.place:
            qtbot.waitUntil(partial(is_seen, focused))
    assert setting_up.place == 1
    assert set(fields) <= {*seen, fields[0]}


def test_a_field_that_is_refused_is_scrolled_into_view_whole(qtbot: QtBot, tmp_path: Path) -> None:
    setting_up = SetupDialog(tmp_path / "new", open_assessor(), Scale())
    qtbot.addWidget(setting_up)
    setting_up.resize(560, 420)
    setting_up.show()
    activate(setting_up)
    name, code, *_, hours = [edit for edit in setting_up.office.findChildren(QLineEdit) if edit.isVisible()]
    name.setText("杨柳区样例窗口")
    code.setText("YL-01")
    hours.setFocus()
    qtbot.waitUntil(lambda: hours.visibleRegion().boundingRect() == hours.rect())
    assert code.visibleRegion().isEmpty()
    setting_up.next.click()
    assert QApplication.focusWidget() is code
    qtbot.waitUntil(lambda: code.visibleRegion().boundingRect() == code.rect())


def test_enter_on_a_button_presses_that_button(qtbot: QtBot, tmp_path: Path) -> None:
    setting_up = SetupDialog(tmp_path / "new", open_assessor(), Scale())
    qtbot.addWidget(setting_up)
    setting_up.show()
    activate(setting_up)
    setting_up.demo.setFocus()
    enter()
    assert setting_up.wants_demo


def test_what_is_wrong_with_the_last_field_is_seen_at_once(qtbot: QtBot, tmp_path: Path) -> None:
    """The fault: Enter seems to do nothing, for the sentence appears below the edge and the focus stays where it is."""
    setting_up = SetupDialog(tmp_path / "new", open_assessor(), Scale())
    qtbot.addWidget(setting_up)
    setting_up.resize(560, 420)
    setting_up.show()
    activate(setting_up)
    setting_up.show_step(3)
    step = setting_up.passphrase
    step.passphrase.draw_button.click()
    step.passphrase.again.setText("不一样的口令")
    again = step.passphrase.again
    again.setFocus()
    QApplication.processEvents()
    area = next(one for one in setting_up.findChildren(QScrollArea) if one.isAncestorOf(again))
    area.verticalScrollBar().setValue(0)
    area.ensureWidgetVisible(again, 0, 0)  # at the very edge
    enter()
    assert step.rows["again"].problem
    qtbot.waitUntil(lambda: whole(step.rows["again"]._problem))  # noqa: SLF001  the sentence itself


def whole(widget: QWidget) -> bool:
    return widget.visibleRegion().boundingRect() == widget.rect()
