"""The row below the pages of a paper: how it is drawn, where it goes, and the one thing that is clearly next."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from gridcounter.desktop.handing_out import PROFILE_NAMES
from gridcounter.desktop.widgets.flow import FlowLayout


class PaperActs(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.back = QPushButton("返回申请（Esc）", self)
        self.profile = QComboBox(self)
        self.profile.setAccessibleName("版式")
        for profile, label in PROFILE_NAMES.items():
            self.profile.addItem(label, profile)
        self.save = QPushButton("存 PDF", self)
        self.word = QPushButton("存 Word", self)
        self.print = QPushButton("打印本页文书", self)
        self.issue = QPushButton("出具并打印整套", self)
        self.issue.setObjectName("Primary")
        flow = FlowLayout(self)
        for widget in (self.back, self.profile, self.save, self.word, self.print, self.issue):
            flow.addWidget(widget)
