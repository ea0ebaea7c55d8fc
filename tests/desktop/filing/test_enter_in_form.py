"""Enter in the form of a filing: the next field, then 登记, which it presses."""

from __future__ import annotations

from builders.window.window_builders import activate
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gridcounter.core.filing.course import Asked, Form
from gridcounter.desktop.filing.act_form import ActForm
from gridcounter.desktop.kit.theme import Scale


def a_form(qtbot: QtBot) -> ActForm:
    form = ActForm(Scale())
    qtbot.addWidget(form)
    form.ask(
        "样例", [Asked("who", "收件人", Form.LINE), Asked("until", "到哪天", Form.DAY), Asked("no", "文号", Form.LINE)]
    )
    activate(form)
    return form


def enter() -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Return)


def test_enter_goes_down_the_fields_and_registers_only_on_the_button(qtbot: QtBot) -> None:
    form = a_form(qtbot)
    pressed: list[str] = []
    form.confirmed.connect(lambda: pressed.append("登记"))
    form.day.setFocus()
    seen = []
    for _ in range(4):
        enter()
        seen.append(QApplication.focusWidget())
    assert seen == [form.editors["who"], form.editors["until"], form.editors["no"], form.ok]
    assert not pressed
    enter()
    assert pressed == ["登记"]


def test_enter_on_cancel_cancels(qtbot: QtBot) -> None:
    form = a_form(qtbot)
    form.cancel.setFocus()
    with qtbot.waitSignal(form.cancelled):
        enter()


def test_escape_leaves_the_form_and_not_the_page_behind_it(qtbot: QtBot) -> None:
    form = a_form(qtbot)
    left: list[str] = []
    QShortcut(QKeySequence("Esc"), form.window()).activated.connect(lambda: left.append("page"))
    form.editors["who"].setFocus()
    with qtbot.waitSignal(form.cancelled):
        QTest.keyClick(form.editors["who"], Qt.Key.Key_Escape)
    assert not left
