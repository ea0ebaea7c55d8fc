"""The focus is one ring: the style draws no second rectangle inside it, and nothing of a text is covered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.window.window_builders import activate
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton, QVBoxLayout, QWidget

from gridcounter.desktop.kit.appearance import apply_style, apply_theme
from gridcounter.desktop.kit.theme import DARK, LIGHT, Scale, Tokens

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["", "Link", "check"])
def test_by_tab_a_button_looks_as_it_does_by_the_mouse(qtbot: QtBot, tokens: Tokens, name: str) -> None:
    """The style marks the focus of keys with a rectangle of its own, unless the sheet says otherwise."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, tokens, Scale())
    window = QWidget()
    apply_style(window)
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    first = QPushButton("先", window)
    button = QCheckBox("到期提醒", window) if name == "check" else QPushButton("更正…", window)
    button.setObjectName(name)
    for widget in (first, button):
        column.addWidget(widget)
    window.show()
    activate(window)
    button.setFocus(Qt.FocusReason.MouseFocusReason)
    by_mouse = button.grab().toImage()
    size = button.sizeHint()
    first.setFocus(Qt.FocusReason.MouseFocusReason)
    assert button.sizeHint() == size, "nothing moves with the focus, and nothing is cut by its ring"
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert button.hasFocus()
    assert button.grab().toImage() == by_mouse
