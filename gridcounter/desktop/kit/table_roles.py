"""Roles that every table of the window uses."""

from __future__ import annotations

from PySide6.QtCore import Qt

#: The object of a row.
OBJECT_ROLE = Qt.ItemDataRole.UserRole + 1
