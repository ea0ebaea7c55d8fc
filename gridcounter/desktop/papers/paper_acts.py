"""The row below the pages of a paper: layout, output, and the button for the next act."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QPushButton, QWidget

from gridcounter.core.intake.life import Act
from gridcounter.desktop.kit.appearance import mark_primary
from gridcounter.desktop.kit.choice import DropDown
from gridcounter.desktop.kit.flow import FlowLayout, FlowRow, is_low
from gridcounter.desktop.kit.output import PROFILE_NAMES
from gridcounter.desktop.kit.theme import Scale

_ISSUE, _PRINT = "出具并打印整套", "打印答复"


class PaperActs(FlowRow):
    """The page connects its buttons."""

    def __init__(self, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale, self._high_up = scale, False
        self.back = QPushButton("返回申请（Esc）", self)
        self.profile = DropDown(self)
        self.profile.setAccessibleName("版式")
        for profile, label in PROFILE_NAMES.items():
            self.profile.addItem(label, profile)
        self.profile.fit()
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
        for widget in self._others:
            self.flow.addWidget(widget)
        #: Where the next act stands in a low window, and where the row below has no room for it.
        self.above = FlowRow(parent)
        self._place()

    def event(self, event: QEvent) -> bool:
        """In a low window, which shows no more than the beginning of the page, the next act stands above the pages.

        So it does where it would wrap: on a line of its own below the others it falls off the edge first.
        """
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Show}:
            self._arrange()
        return super().event(event)

    def _arrange(self) -> None:
        shown = [button for button in (*self._others, *self._nexts) if not button.isHidden()]
        high_up = is_low(self, self._scale) or FlowLayout.width_of(shown) > self.width()
        if high_up != self._high_up:
            self._high_up = high_up
            self._place()

    @property
    def _nexts(self) -> tuple[QPushButton, ...]:
        return self.again, self.issue, self.next

    @property
    def _others(self) -> tuple[QWidget, ...]:
        return self.back, self.profile, self.save, self.word, self.script, self.print

    def _place(self) -> None:
        row = self.above if self._high_up else self
        for button in self._nexts:
            hidden = button.isHidden()
            row.flow.addWidget(button)  # Qt hides what gets another parent
            button.setVisible(not hidden)
        self.above.setVisible(self._high_up)

    def show_next(self, *, issuing: bool, wanting: bool, act: Act | None) -> None:
        """One green button: to issue while that is next, else the next act of the application."""
        self.issue.setVisible(issuing or wanting)
        self.issue.setEnabled(wanting)
        self.next.setVisible(not issuing and act is not None)
        mark_primary(self.issue, on=issuing)
        self._arrange()

    def go_on(self) -> None:
        """Presses the green button."""
        (self.next if self.next.isVisible() else self.issue).click()

    def ask(self, *, consultation: bool) -> None:
        """For a consultation: one sheet, and nothing is issued."""
        self.issue.setText(_PRINT if consultation else _ISSUE)
        self.back.setText("返回咨询（Esc）" if consultation else "返回申请（Esc）")
