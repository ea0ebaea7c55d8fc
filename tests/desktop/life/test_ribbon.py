"""The stages of a life on one line, however narrow: the present one stays, and "…" tells what is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from gridcounter.core.intake.life import Act, ActId, Life, Stage, StageState
from gridcounter.desktop.kit.appearance import apply_style, apply_theme
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.desktop.life.ribbon import Ribbon

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

DONE = ("收件", "受理", "告知", "交付")
LATER = ("业务受理并答复供电方案 12-02前", "验收送电", "办结")
LIFE = Life(
    (
        *(Stage(label, StageState.DONE, "11-30") for label in DONE),
        Stage("录入业务系统", StageState.NOW),
        *(Stage(label, StageState.LATER) for label in LATER),
    ),
    Act(ActId.ENTER, "登记业务系统编号"),
)


def a_ribbon(qtbot: QtBot, width: int) -> tuple[QWidget, Ribbon]:
    """With its window, which Qt drops when nobody holds it."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, LIGHT, Scale())
    window = QWidget()
    apply_style(window)
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    ribbon = Ribbon(window, key="Ctrl+Enter")
    column.addWidget(ribbon)
    column.addStretch(1)
    window.resize(width, 600)
    window.show()
    ribbon.show_life(LIFE)
    qtbot.waitUntil(lambda: not ribbon._fit.isActive())  # noqa: SLF001  what waits for the next turn of Qt
    QApplication.processEvents()
    return window, ribbon


@pytest.mark.parametrize("width", [420, 600, 800, 1366])
def test_the_stages_stand_on_one_line_and_the_present_one_is_among_them(qtbot: QtBot, width: int) -> None:
    _window, ribbon = a_ribbon(qtbot, width)
    shown = [label for label in ribbon.labels if label.isVisible()]
    assert "● 录入业务系统" in [label.text() for label in shown]
    assert {label.y() for label in shown} == {0}
    assert all(label.geometry().right() < ribbon.width() for label in shown)
    assert ribbon.button.y() == 0 or width < 600  # then it has the next line


def test_nothing_is_left_out_where_there_is_room(qtbot: QtBot) -> None:
    _window, ribbon = a_ribbon(qtbot, 1366)
    assert all(label.isVisible() for label in ribbon.labels)
    assert not any(sign.isVisible() for sign in (ribbon._earlier, ribbon._further))  # noqa: SLF001


def test_what_is_left_out_is_told_where_it_stood(qtbot: QtBot) -> None:
    _window, ribbon = a_ribbon(qtbot, 600)
    earlier, further = ribbon._earlier, ribbon._further  # noqa: SLF001
    assert earlier.isVisible()
    assert further.isVisible()
    assert "✓ 收件 11-30" in earlier.toolTip()
    assert "○ 办结" in further.toolTip()
    hidden = [label.text() for label in ribbon.labels if not label.isVisible()]
    assert hidden
    assert all(text in earlier.toolTip() + further.toolTip() for text in hidden)


def test_a_wider_line_shows_them_again(qtbot: QtBot) -> None:
    window, ribbon = a_ribbon(qtbot, 420)
    window.resize(1366, 600)
    qtbot.waitUntil(lambda: all(label.isVisible() for label in ribbon.labels))


def test_enter_presses_the_act_that_has_the_focus(qtbot: QtBot) -> None:
    """The fault: the green button has the ring, and Enter does nothing."""
    _, ribbon = a_ribbon(qtbot, 900)
    pressed: list[object] = []
    ribbon.pressed.connect(pressed.append)
    ribbon.button.setFocus()
    QTest.keyClick(ribbon.button, Qt.Key.Key_Return)
    assert pressed == [LIFE.act]
