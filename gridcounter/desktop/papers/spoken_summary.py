"""念给您听: five sentences to read out, and to copy for questions by telephone or message."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QWidget

from gridcounter.core.papers.spoken_summary import script
from gridcounter.desktop.help.pages import DIALOGS
from gridcounter.desktop.help.window import answer_f1
from gridcounter.desktop.kit.flow import open_at, vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.theme import Scale
from gridcounter.services.applications.application_state import ApplicationState

_WIDTH, _HEIGHT, _SIZE = 600, 420, 16


def show_spoken_summary(state: ApplicationState, scale: Scale, parent: QWidget) -> None:
    """Does nothing while the answers contradict each other, which the guidance reports."""
    if state.case is not None and state.decision is not None:
        SpokenSummaryDialog(script(state.case, state.decision), scale, parent).open()


class SpokenSummaryDialog(QDialog):
    """Holds no personal data; deletes itself when closed."""

    def __init__(self, sentences: Sequence[str], scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("念给您听")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        hint = PlainLabel("照着念就行。里面没有个人信息，可以复制发给来问的人。", self, look="Hint", wraps=True)
        self.text = QPlainTextEdit("\n\n".join(sentences), self)
        self.text.setReadOnly(True)
        self.text.setAccessibleName("念给您听")
        self.text.setStyleSheet(f"font-size: {scale.px(_SIZE)}px")
        self.copy = QPushButton("复制", self)
        self.copy.setObjectName("Primary")
        self.copied = PlainLabel(self, look="Good")
        row = QHBoxLayout()
        row.addWidget(self.copied, 1)
        row.addWidget(self.copy)
        whole = vertical(self, 16, 8)
        for widget in (hint, self.text):
            whole.addWidget(widget)
        whole.addLayout(row)
        self.copy.clicked.connect(self._on_copy)
        open_at(self, scale.px(_WIDTH), scale.px(_HEIGHT))
        answer_f1(self, lambda: DIALOGS["SpokenSummaryDialog"])

    @Slot()
    def _on_copy(self) -> None:
        """The copied text is not removed from the clipboard: it holds no personal data."""
        QGuiApplication.clipboard().setText(self.text.toPlainText().replace("\n\n", "\n"))
        self.copied.setText("已复制")
