"""The row below the pages of a paper: layout, output, and the button for the next act."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from gridcounter.core.intake.life import Act
from gridcounter.desktop.kit.flow import FlowRow
from gridcounter.desktop.kit.output import PROFILE_NAMES
from gridcounter.desktop.life.ribbon import mark_primary

_ISSUE, _PRINT = "出具并打印整套", "打印答复"


class PaperActs(FlowRow):
    """The page connects its buttons."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.back = QPushButton("返回申请（Esc）", self)
        self.profile = QComboBox(self)
        self.profile.setAccessibleName("版式")
        for profile, label in PROFILE_NAMES.items():
            self.profile.addItem(label, profile)
        # Qt measures in the letter X and forgets part of the arrow: two of them for each Chinese character
        self.profile.setMinimumContentsLength(2 * max(len(label) for label in PROFILE_NAMES.values()))
        self.save = QPushButton("存 PDF", self)
        self.word = QPushButton("存 Word", self)
        self.script = QPushButton("念给您听", self)
        self.print = QPushButton("打印本页文书", self)
        self.again = QPushButton("改动的一起重出…", self)
        self.again.setToolTip("由值班长办理：几份写一个原因，旧的一起作废，新的一起出具")
        self.again.hide()
        self.issue = QPushButton(_ISSUE, self)
        self.issue.setObjectName("Primary")
        self.next = QPushButton(self)
        self.next.hide()
        for widget in (self.back, self.profile, self.save, self.word, self.script, self.print):
            self.flow.addWidget(widget)
        for button in (self.again, self.issue, self.next):
            self.flow.addWidget(button)

    def show_next(self, *, issuing: bool, wanting: bool, act: Act | None) -> None:
        """One green button: to issue while that is next, else the next act of the application."""
        self.issue.setVisible(issuing or wanting)
        self.issue.setEnabled(wanting)
        self.next.setVisible(not issuing and act is not None)
        mark_primary(self.issue, on=issuing)

    def go_on(self) -> None:
        """Presses the green button."""
        (self.next if self.next.isVisible() else self.issue).click()

    def ask(self, *, consultation: bool) -> None:
        """For a consultation: one sheet, and nothing is issued."""
        self.issue.setText(_PRINT if consultation else _ISSUE)
        self.back.setText("返回咨询（Esc）" if consultation else "返回申请（Esc）")
