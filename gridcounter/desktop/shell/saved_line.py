"""The left part of the status line: what was done last, and when. After a saved change it offers to take that back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QPushButton, QWidget
from shiboken6 import isValid

from gridcounter.desktop.kit.flow import horizontal
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.shell.main_view import MainView
from gridcounter.desktop.shell.session_tabs import SessionTabs

if TYPE_CHECKING:
    from gridcounter.desktop.intake.page import IntakePage

#: The program goes over no line of its own accord; an office with a hub is told how the exchange goes.
_OFFLINE = "离线"


class SavedLine(QWidget):
    """`undo` is for the mouse alone: Ctrl+Z does the same, and so does a button on the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page: IntakePage | None = None
        self._mark = _OFFLINE
        self.said = PlainLabel(_OFFLINE, self)
        self.undo = QPushButton("撤销", self)
        self.undo.setObjectName("Link")
        self.undo.setToolTip("撤销刚才这一处改动（Ctrl+Z）")
        self.undo.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.undo.clicked.connect(self._on_undo)
        self.undo.hide()
        row = horizontal(self, 0, 0)
        row.addWidget(self.said)
        row.addWidget(self.undo)

    def text(self) -> str:
        """What it tells now."""
        return self.said.text()

    def follow(self, work: MainView) -> None:
        """From now on it tells what is done there."""
        work.message.connect(self._on_message)
        work.tabs.saved.connect(self._on_saved)
        work.tabs.currentChanged.connect(self.offer_nothing)
        work.turned.connect(self.offer_nothing)
        self.offer_nothing()

    def has_hub(self) -> None:
        """The desk exchanges over a line: it is not said any more that there is none."""
        if self._mark:
            self._mark = ""
            self.said.setText(self.said.text().removesuffix(_OFFLINE).removesuffix(" · "))

    def _marked(self, text: str) -> str:
        return f"{text} · {self._mark}" if self._mark else text

    @Slot()
    def offer_nothing(self) -> None:
        """The change is not in front any more, or was not one that can be taken back."""
        self._page = None
        self.undo.hide()

    @Slot(str)
    def _on_saved(self, at: str) -> None:
        self.offer_nothing()
        tabs = self.sender()
        page = tabs.front if isinstance(tabs, SessionTabs) else None
        if page and page.isVisible() and page.just_changed:
            self._page = page
            self.undo.show()
        self.said.setText(self._marked(f"已保存 {at}"))

    @Slot(str)
    def _on_message(self, text: str) -> None:
        self.offer_nothing()
        self.said.setText(self._marked(f"{text} {datetime.now().astimezone():%H:%M:%S}"))

    @Slot()
    def _on_undo(self) -> None:
        page = self._page
        self.offer_nothing()
        if page is not None and isValid(page):
            page.undo()
