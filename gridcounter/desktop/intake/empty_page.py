"""业务受理 without an open application: the purpose of the page, and two ways to begin."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from gridcounter.desktop.kit.flow import FlowRow, vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.search.find_field import head_with_search

_TOLD = (
    "现在没有正在办的。来办电的，开一件业务受理，边问边填，右边就有答复；"
    "只是来问问的，开一个咨询：不记姓名，不收资料，可以打印答复，要办时再转为业务受理。"
)


class EmptyIntakePage(QWidget):
    """`begun` asks for a new application, `consulted` for a consultation."""

    begun = Signal()
    consulted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Page")
        title = PlainLabel("业务受理", self, look="Title")
        head = head_with_search(title, self)
        label = PlainLabel(_TOLD, self, wraps=True)
        acts = FlowRow(self)
        self.begin = QPushButton("＋ 业务受理（Ctrl+N）", acts)
        self.begin.setObjectName("Primary")
        self.consult = QPushButton("咨询（Ctrl+Shift+N）", acts)
        for button in (self.begin, self.consult):
            acts.flow.addWidget(button)
        column = vertical(self, 16, 16)
        column.addLayout(head)
        for widget in (label, acts):
            column.addWidget(widget)
        column.addStretch(1)
        self.begin.clicked.connect(self.begun)
        self.consult.clicked.connect(self.consulted)
