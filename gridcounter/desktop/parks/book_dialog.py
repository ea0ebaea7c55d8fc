"""A dialog of one column: Enter leads down it, Ctrl+Enter records, and a refusal stands in it until it is put right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from gridcounter.desktop.kit.appearance import apply_style
from gridcounter.desktop.kit.choice import Choice
from gridcounter.desktop.kit.day import DayEdit
from gridcounter.desktop.kit.flow import Grown, column_above
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.section import Form
from gridcounter.desktop.kit.tab_stop import is_enter, press_or_next
from gridcounter.desktop.kit.theme import Scale
from gridcounter.errors import GridcounterError, Refusal

_WIDE = 520
_NO_DAY = "请填日期，如 10-20 或 2026-10-20"


class DayMissing(Refusal):
    """A day that has to be said is empty, or is no day."""

    def __init__(self, label: str) -> None:
        super().__init__(f"{label}：{_NO_DAY}")


class BookDialog(QDialog):
    """`record` is what its button does; the dialog closes once that was done."""

    def __init__(self, title: str, act: str, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        apply_style(self)
        self.setWindowTitle(title)
        self.setMinimumWidth(scale.px(_WIDE))
        self.ok = QPushButton(act, self)
        self.ok.setObjectName("Primary")
        self.ok.setAutoDefault(False)
        self.cancel = QPushButton("取消", self)
        self.cancel.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.ok)
        buttons.addWidget(self.cancel)
        self.column = column_above(buttons, self)
        self.form = Form(self)
        self.form.column.setSpacing(8)
        self.column.addWidget(self.form)
        self.trouble = PlainLabel(self, look="Trouble", wraps=True)
        self.trouble.hide()
        self.build()
        self.column.addWidget(self.trouble)
        self.column.addStretch(1)
        QWidget.setTabOrder(self.ok, self.cancel)
        Grown(self, self.column)
        self.lead_by_keys()
        self.ok.clicked.connect(self._on_ok)
        self.cancel.clicked.connect(self.reject)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._on_ok)

    def lead_by_keys(self) -> None:
        """Enter goes down the column, and so does a digit that chose: for all buttons that are there by now."""
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # else Enter would press the answer that has the focus
        for choice in self.findChildren(Choice):
            choice.picked.connect(self._on_next, Qt.ConnectionType.UniqueConnection)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Nothing is recorded by Enter in a field: from the last one it goes to the button."""
        if not is_enter(event):
            super().keyPressEvent(event)
            return
        pressed, following = press_or_next(self, self.focusWidget())
        if not pressed:
            (following or self.ok).setFocus(Qt.FocusReason.TabFocusReason)

    def build(self) -> None:
        """Creates the rows from top to bottom."""

    def record(self) -> None:
        """Raises GridcounterError, and then the dialog stays."""

    def day(self, name: str, label: str, hint: str = "", given: date | None = None) -> DayEdit:
        """Adds a row for a day."""
        edit = DayEdit(label, self)
        edit.set_day(given)
        self.form.row(name, label, edit, hint)
        return edit

    def pick(self, name: str, label: str, options: Mapping[Any, str], given: object = None, hint: str = "") -> Choice:
        """Adds a row of buttons, chosen by their digit too."""
        choice = Choice(dict(options), label, self)
        choice.set_value(given)
        self.form.row(name, label, choice, hint)
        return choice

    def line(self, name: str, label: str, given: object = "", hint: str = "") -> QLineEdit:
        """Adds a row for a text."""
        edit = self.form.line(name, label, hint)
        edit.setText(str(given or ""))
        edit.setCursorPosition(0)
        return edit

    @Slot()
    def _on_next(self) -> None:
        _, following = press_or_next(self, self.focusWidget())
        (following or self.ok).setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def _on_ok(self) -> None:
        try:
            self.record()
        except GridcounterError as refused:
            self.trouble.show_text(str(refused))
        else:
            self.accept()


def said_day(edit: DayEdit, label: str) -> date:
    """Raises DayMissing."""
    if edit.day is None:
        raise DayMissing(label)
    return edit.day


def parts(text: str) -> tuple[str, ...]:
    """What is typed one after the other, with 、 between them."""
    return tuple(part.strip() for part in text.replace("，", "、").replace(",", "、").split("、") if part.strip())
