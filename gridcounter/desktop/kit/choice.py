"""What is chosen from: a row of buttons, where a digit chooses by position, and lists and numbers for the forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QButtonGroup, QComboBox, QPushButton, QSpinBox, QTabBar, QWidget

from gridcounter.desktop.kit.flow import FlowLayout
from gridcounter.desktop.kit.tab_stop import choose

T = TypeVar("T")

#: An arrow key and its step.
_STEPS: Mapping[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}

#: 1 to 9, and 0 for the tenth.
_DIGITS = 10
#: Size of the digit, and width of the margin in which it stands, relative to the text and to the digit.
_SMALL, _MARGIN = 0.72, 1.6
#: Height of a low window, in characters.
_LOW = 30


def chip_buttons(labels: Mapping[T, str], called: str, row: QWidget) -> tuple[QButtonGroup, dict[T, QPushButton]]:
    """A button for each label in `row`, which wraps; one of them is always chosen, at first the first.

    `called` is what they choose, for a screen reader: 筛选.
    """
    flow, group, buttons = FlowLayout(row), QButtonGroup(row), dict[T, QPushButton]()
    for value, label in labels.items():
        button = buttons[value] = QPushButton(label, row)
        button.setCheckable(True)
        button.setAccessibleName(f"{called}：{label}")
        group.addButton(button)
        flow.addWidget(button)
    choose(next(iter(buttons.values())))
    return group, buttons


class Choice(QWidget):
    """At most one button is chosen; none means not known yet.

    `changed` carries the value chosen by the user, or None when it was removed; `picked`: it was by a digit.

    One Tab stop, as with radio buttons: arrows move within it, Space or a digit chooses.
    """

    changed = Signal(object)
    picked = Signal()

    def __init__(self, options: Mapping[object, str], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[object, QPushButton] = {}
        self._offered: Mapping[object, str] = {}
        self._name = name
        # radio buttons to a screen reader; the group lets go of the chosen one as well, which Qt's own would not
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self._layout = FlowLayout(self)
        self.setAccessibleName(name)
        self.offer(options)

    def offer(self, options: Mapping[object, str]) -> None:
        """Other options than before: the buttons are made anew, and what was chosen stays chosen if it is among them.

        A focus on one of them goes to the first new one.
        """
        if list(options.items()) == list(self._offered.items()):
            return
        chosen, focused = self.value, any(button.hasFocus() for button in self.options)
        for button in self.options:
            self._group.removeButton(button)
            self._layout.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._offered = dict(options)
        self._buttons = {}
        for place, (value, label) in enumerate(options.items(), start=1):
            button = _Option(label, place, self)
            button.setCheckable(True)
            button.setAutoExclusive(True)
            self._group.addButton(button)
            button.setAccessibleName(f"{self._name}：{label}")
            button.clicked.connect(self._on_clicked)
            self._layout.addWidget(button)
            self._buttons[value] = button
            if self.isVisible():
                button.show()
        self._stop_at(self.options[0])
        self.set_value(chosen)
        if focused:
            self.options[0].setFocus()

    @property
    def options(self) -> list[QPushButton]:
        """The buttons, from left to right."""
        return list(self._buttons.values())

    @property
    def value(self) -> object:
        """The chosen value; None without a choice."""
        return next((value for value, button in self._buttons.items() if button.isChecked()), None)

    def set_value(self, value: object) -> None:
        """Fills without emitting."""
        for option, button in self._buttons.items():
            # in Python 1 == True, but here they differ
            button.setChecked(option == value and isinstance(option, bool) == isinstance(value, bool))
        focused = next((button for button in self.options if button.hasFocus()), None)
        chosen = next((button for button in self.options if button.isChecked()), None)
        self._stop_at(focused or chosen or self.options[0])

    def _stop_at(self, stop: QPushButton) -> None:
        """Makes this button the Tab stop."""
        for button in self.options:
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if button is stop else Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(stop)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits choose, arrows move the focus."""
        options = self.options
        plain = event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
        digit = Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_9
        place = (event.key() - Qt.Key.Key_1) % _DIGITS if digit else _DIGITS
        step = _STEPS.get(event.key(), 0)
        if plain and place < len(options):
            self._go_to(options[place])
            if not options[place].isChecked():
                options[place].click()
            self.picked.emit()
        elif plain and step:
            here = next((at for at, button in enumerate(options) if button.hasFocus()), 0)
            self._go_to(options[(here + step) % len(options)])
        else:
            super().keyPressEvent(event)

    def _go_to(self, button: QPushButton) -> None:
        self._stop_at(button)
        button.setFocus()

    def _on_clicked(self) -> None:
        clicked = self.sender()
        for button in self.options:
            if button is not clicked:
                button.setChecked(False)
        self.changed.emit(self.value)


class _Option(QPushButton):
    """Shows the digit that chooses it, small in its left margin.

    Leaves arrow keys to its row: a button alone would move to the next widget in Tab order.
    """

    def __init__(self, label: str, place: int, parent: QWidget) -> None:
        super().__init__(label.replace("&", "&&"), parent)  # a policy's words: no shortcut, no letter is lost
        self.setAutoDefault(False)  # in a dialog Enter would take the choice back
        self._digit = str(place % _DIGITS) if place <= _DIGITS else ""
        if self._digit:
            self.setAccessibleDescription(f"数字键 {self._digit}")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._digit and self.isEnabled():
            painter = QPainter(self)
            font = self.font()
            font.setWeight(QFont.Weight.Normal)
            font.setPixelSize(round(self.fontInfo().pixelSize() * _SMALL))
            painter.setFont(font)
            painter.setPen(self.palette().placeholderText().color())
            margin = QRect(0, 0, round(font.pixelSize() * _MARGIN), self.height())
            painter.drawText(margin, Qt.AlignmentFlag.AlignCenter, self._digit)
            painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _STEPS:
            event.ignore()
        else:
            super().keyPressEvent(event)


class DropDown(QComboBox):
    """The wheel scrolls the page and changes no value: whoever scrolls past the list would not see what he chose."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def fit(self) -> None:
        """Wide enough for the longest of its items.

        Qt measures in the letter X and forgets part of the arrow: two of them for each Chinese character, two for it.
        """
        longest = max((len(self.itemText(at)) for at in range(self.count())), default=0)
        self.setMinimumContentsLength(2 * longest + 2)


class FilterList(DropDown):
    """The filters of a list, in a low window: in their `row` they would leave the list no room. The buttons decide."""

    def __init__(
        self, name: str, filters: Mapping[Any, QPushButton], row: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._buttons, self._row = tuple(filters.values()), row
        for value, button in filters.items():
            self.addItem(button.text(), value)
        self.hide()
        self.activated.connect(self._on_activated)

    def follow(self) -> None:
        """Says what the buttons say, and the chosen one."""
        for place, button in enumerate(self._buttons):
            self.setItemText(place, button.text())
            if button.isChecked():
                self.setCurrentIndex(place)
        self.fit()

    def stand_in(self) -> bool:
        """Shows itself or the row; whether the window is low."""
        low = self.window().height() < _LOW * self.fontMetrics().horizontalAdvance("中")
        self._row.setVisible(not low)
        self.setVisible(low)
        return low

    @Slot(int)
    def _on_activated(self, place: int) -> None:
        self._buttons[place].click()


class NumberField(QSpinBox):
    """The wheel scrolls the page and changes no value."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class StillTabs(QTabBar):
    """The wheel scrolls the page and opens no other tab; for a few tabs, which need no scrolling of their own."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
