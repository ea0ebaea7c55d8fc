"""The search field in the header of a page: what is typed goes on in 业务台账."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLayout, QLineEdit, QWidget

from gridcounter.desktop.kit.flow import horizontal
from gridcounter.desktop.kit.length_limits import LONGEST_SEARCH, limit
from gridcounter.desktop.kit.plain_label import PlainLabel

#: Width in characters.
_WIDE, _LEAST = 18, 10
#: Width of a page that has room for it, in characters.
_ROOM = 64


class FindField(QLineEdit):
    """`wanted` carries the first words typed or entered; the field is then empty again, for the list has its own."""

    wanted = Signal(str)

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        page.installEventFilter(self)
        limit(self, LONGEST_SEARCH)
        self.setAccessibleName("查找申请")
        self.setPlaceholderText("查找（Ctrl+K）")
        self.setToolTip("姓名、拼音首字母、电话尾号、编号、地址，写其中几个字就行")
        character = self.fontMetrics().horizontalAdvance("中")
        self.setMinimumWidth(character * _LEAST)
        self.setMaximumWidth(character * _WIDE)
        # a word that is still being composed by an input method is not edited text yet
        self.textEdited.connect(self._on_typed)
        self.returnPressed.connect(self._on_typed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In a narrow page the room is for title and buttons; from there Ctrl+K leads to the list."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setVisible(watched.width() >= self.fontMetrics().horizontalAdvance("中") * _ROOM)
        return False

    @Slot()
    def _on_typed(self) -> None:
        words = self.text()
        self.clear()
        self.wanted.emit(words)


def answer_search(page: QWidget, find: Callable[[str], None]) -> None:
    """Calls `find` with what is typed in the search field of this page, if it has one."""
    for field in page.findChildren(FindField):
        field.wanted.connect(find)


def seek(window: QWidget) -> bool:
    """Goes to the search field of the page in front; False if it has none, or no room for it."""
    field = next((field for field in window.findChildren(FindField) if field.isVisible()), None)
    if field is not None:
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        field.selectAll()
    return field is not None


def head_with_search(title: PlainLabel | QLayout, parent: QWidget) -> QHBoxLayout:
    """The title of a page, and the search field at its right."""
    head = horizontal(spacing=16)
    if isinstance(title, QLayout):
        head.addLayout(title, 2)
    else:
        head.addWidget(title, 2)
    head.addWidget(FindField(parent), 1, Qt.AlignmentFlag.AlignTop)
    return head
