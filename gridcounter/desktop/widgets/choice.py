"""A row of buttons of which one or none is chosen: none means not known yet. A digit chooses by place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from gridcounter.desktop.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QKeyEvent


class Choice(QWidget):
    """`changed` carries the value chosen by hand, or None when the choice was taken back."""

    changed = Signal(object)

    def __init__(self, options: Mapping[object, str], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[object, QPushButton] = {}
        layout = FlowLayout(self)
        for value, label in options.items():
            button = QPushButton(label, self)
            button.setCheckable(True)
            button.setAccessibleName(f"{name}：{label}")
            button.clicked.connect(self._on_clicked)
            layout.addWidget(button)
            self._buttons[value] = button
        self.setAccessibleName(name)
        self.setFocusProxy(next(iter(self._buttons.values())))

    @property
    def value(self) -> object:
        return next((value for value, button in self._buttons.items() if button.isChecked()), None)

    def set_value(self, value: object) -> None:
        """Fill without emitting."""
        for option, button in self._buttons.items():
            # 1 == True in Python, not at a counter
            button.setChecked(option == value and isinstance(option, bool) == isinstance(value, bool))
        buttons = list(self._buttons.values())
        self.setFocusProxy(next((button for button in buttons if button.isChecked()), buttons[0]))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        place = event.key() - Qt.Key.Key_1
        plain = event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
        if plain and 0 <= place < len(self._buttons):
            button = list(self._buttons.values())[place]
            button.setFocus()
            if not button.isChecked():
                button.click()
            return
        super().keyPressEvent(event)

    def _on_clicked(self) -> None:
        clicked = self.sender()
        for button in self._buttons.values():
            if button is not clicked:
                button.setChecked(False)
        self.changed.emit(self.value)
