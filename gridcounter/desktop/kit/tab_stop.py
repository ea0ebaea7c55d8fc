"""The Tab order: one stop for a group of buttons, at the chosen one, and reading order down the page.

Qt moves the stop with the focus, not with the choice, and puts widgets created later at the end.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget


def choose(button: QAbstractButton) -> None:
    """Checks the button from code, as a click would, and makes it the Tab stop.

    To a screen reader each is a radio button, not a check box.
    """
    button.setChecked(True)
    for each in button.group().buttons():
        each.setAutoExclusive(True)
        policy, tab = each.focusPolicy(), Qt.FocusPolicy.TabFocus
        each.setFocusPolicy(policy | tab if each is button else policy & ~tab)


def put_after(stop: QWidget, parts: Iterable[QWidget]) -> None:
    """Tab goes from `stop` through these parts and their children."""
    before = stop
    for part in parts:
        for each in _stops(part):
            QWidget.setTabOrder(before, each)
            before = each


def put_before(stop: QWidget, parts: Iterable[QWidget]) -> None:
    """Tab goes through these parts and their children, and then to `stop`."""
    above = stop.previousInFocusChain()
    while above is not None and not above.focusPolicy() & Qt.FocusPolicy.TabFocus:
        above = above.previousInFocusChain()
    if above is not None:
        put_after(above, parts)


def last_stop(part: QWidget) -> QWidget:
    """The last focusable widget in it; the part itself without one."""
    return [part, *_stops(part)][-1]


def _stops(part: QWidget) -> list[QWidget]:
    """Includes disabled and hidden stops; the list that a combo box opens is a separate window."""
    held = (part, *part.findChildren(QWidget))
    able = [each for each in held if each.focusPolicy() != Qt.FocusPolicy.NoFocus and each.focusProxy() is None]
    return [each for each in able if each.window() is part.window()]
