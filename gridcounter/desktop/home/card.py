"""A figure on 工作台, and its three nearest applications."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from gridcounter.desktop.kit.flow import vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.shortening import CARD, fitted, short_number, whole_text
from gridcounter.desktop.kit.tab_stop import put_after

_NEAREST = 3
#: Its place in the column: below title, figure and the nearest.
_BELOW = 3


class CardHead(Protocol):
    """What a card shows of an application."""

    @property
    def id(self) -> str:
        """The application's id."""

    @property
    def name(self) -> str:
        """The applicant's name."""

    @property
    def number(self) -> str:
        """The office's number."""


class Card(QFrame):
    """A figure and the nearest three, each opening its application; `list_wanted` asks for all of them."""

    opened = Signal(str)
    list_wanted = Signal(str)

    def __init__(self, title: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Card")
        self._title = title
        head = PlainLabel(title, self, look="Section")
        self.figure = PlainLabel("0", self, look="Figure")
        self._nearest = vertical(spacing=2)
        label = PlainLabel(hint, self, look="Hint", wraps=True)
        column = vertical(self, 16, 4)
        column.addWidget(head)
        line = QHBoxLayout()
        line.addWidget(self.figure)
        line.addStretch(1)
        column.addLayout(line)
        column.addLayout(self._nearest)
        self._column = column
        self.more: QPushButton | None = None
        self.list_button = QPushButton("看清单", self)
        self.list_button.setObjectName("Link")
        self.list_button.setAccessibleName(f"{title}：看清单")
        self.list_button.hide()
        self.list_button.clicked.connect(self._on_list)
        line.addWidget(self.list_button, 0, Qt.AlignmentFlag.AlignBottom)
        column.addStretch(1)
        column.addWidget(label)

    def set_list(self, view: str) -> None:
        """Sets the list behind the figure, available if it is not empty."""
        self.list_button.setProperty("view", view)

    def tell_more(self, text: str, view: str) -> None:
        """Links to another list below the figure; an empty text hides the link."""
        if self.more is None:
            self.more = QPushButton(self)
            self.more.setObjectName("Link")
            self.more.clicked.connect(self._on_more)
            self._column.insertWidget(_BELOW, self.more, 0, Qt.AlignmentFlag.AlignLeft)
            put_after(self.list_button, [self.more])
        self.more.setText(text)
        self.more.setAccessibleName(f"{text}：看清单")
        self.more.setProperty("view", view)
        self.more.setVisible(bool(text))

    def show_rows(self, rows: Sequence[CardHead], total: int) -> None:
        """Shows the nearest of `rows` by name; the figure counts them all."""
        self.figure.setText(str(total))
        self.list_button.setVisible(bool(total) and self.list_button.property("view") is not None)
        while item := self._nearest.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        links: list[QWidget] = []
        names = Counter(row.name for row in rows[:_NEAREST])
        for row in rows[:_NEAREST]:
            name = row.name or "未填名称"
            if not row.name or names[row.name] > 1:  # two that are called alike are told apart by their numbers
                name = f"{short_number(row.number)} {name}"
            link = QPushButton(self)
            link.setObjectName("Link")
            link.ensurePolished()  # in the size of text that it will be shown in
            short = fitted(name, link.fontMetrics(), CARD)
            link.setText(short.replace("&", "&&"))
            link.setAccessibleName(f"{self._title}：打开 {name}，{row.number}")
            link.setToolTip(row.number if short == name else whole_text(f"{name}　{row.number}"))
            link.setProperty("application", row.id)
            link.clicked.connect(self._on_link)
            self._nearest.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
            links.append(link)
        put_after(self.list_button, links)

    @Slot()
    def _on_list(self) -> None:
        self.list_wanted.emit(str(self.list_button.property("view")))

    @Slot()
    def _on_more(self) -> None:
        if self.more is not None:
            self.list_wanted.emit(str(self.more.property("view")))

    @Slot()
    def _on_link(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.opened.emit(str(sender.property("application")))
