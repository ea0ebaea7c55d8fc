"""Roles that every table of the window uses."""

from __future__ import annotations

from PySide6.QtCore import Qt

#: The object of a row.
OBJECT_ROLE = Qt.ItemDataRole.UserRole + 1


def spoken(text: str, title: str) -> str:
    """What a screen reader says of a cell: of an empty one the title of its column."""
    return text or f"{title}：空"
