"""The order of Tab: among buttons of which one is chosen it stops at that one, and down the page in reading order.

Qt moves the stop with the focus, not with the choice, and puts widgets made later at the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QAbstractButton


def choose(button: QAbstractButton) -> None:
    """Checks the button from code, as a click would, and makes it the Tab stop."""
    button.setChecked(True)
    for each in button.group().buttons():
        policy, tab = each.focusPolicy(), Qt.FocusPolicy.TabFocus
        each.setFocusPolicy(policy | tab if each is button else policy & ~tab)


def put_after(stop: QWidget, parts: Iterable[QWidget]) -> None:
    """Tab goes from `stop` through these and all that they hold."""
    before = stop
    for part in parts:
        for each in _stops(part):
            QWidget.setTabOrder(before, each)
            before = each


def put_before(stop: QWidget, parts: Iterable[QWidget]) -> None:
    """Tab goes through these and all that they hold, and then to `stop`."""
    above = stop.previousInFocusChain()
    while above is not None and not above.focusPolicy() & Qt.FocusPolicy.TabFocus:
        above = above.previousInFocusChain()
    if above is not None:
        put_after(above, parts)


def last_stop(part: QWidget) -> QWidget:
    """The last widget in it that takes the focus; the part itself where none does."""
    return [part, *_stops(part)][-1]


def _stops(part: QWidget) -> list[QWidget]:
    """Those too that may become one; the list that a choice opens is a window of its own."""
    held = (part, *part.findChildren(QWidget))
    able = [each for each in held if each.focusPolicy() != Qt.FocusPolicy.NoFocus and each.focusProxy() is None]
    return [each for each in able if each.window() is part.window()]
