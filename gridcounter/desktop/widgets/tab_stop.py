"""Of buttons of which one is chosen, Tab comes to that one: Qt moves the stop with the focus, not with the choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractButton


def choose(button: QAbstractButton) -> None:
    """From elsewhere, as if by hand."""
    button.setChecked(True)
    for each in button.group().buttons():
        policy, tab = each.focusPolicy(), Qt.FocusPolicy.TabFocus
        each.setFocusPolicy(policy | tab if each is button else policy & ~tab)
