"""What prevents the papers, or an act on them, and the way to the field that has to be put right."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from gridcounter.core.validation.models import Problem
from gridcounter.desktop.kit.flow import horizontal
from gridcounter.desktop.kit.output import what_went_wrong
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.errors import WrongInput


class PapersRefusal(QWidget):
    """Hidden without a sentence. `field_wanted` carries the dotted field that is wrong."""

    field_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = ""
        self.text = PlainLabel(self, look="Trouble", wraps=True)
        self.go = QPushButton("去填", self)
        self.go.setAutoDefault(True)
        self.go.setAccessibleName("去填有误的一项")
        row = horizontal(self, 0, 8)
        row.addWidget(self.text, 1)
        row.addWidget(self.go, 0, Qt.AlignmentFlag.AlignTop)
        self.go.clicked.connect(self._on_go)
        self.say("")

    def say(self, sentence: str) -> None:
        """Of what no field of the application can mend; "" hides it."""
        self._show(sentence, "")

    def explain(self, error: Exception) -> None:
        """The error's own sentence. Without its papers the page has no other way on: the focus is on the field's."""
        problems = error.problems if isinstance(error, WrongInput) else ()
        self._show(what_went_wrong(error), next((one.path for one in problems if isinstance(one, Problem)), ""))
        if self._field:
            self.go.setFocus()

    def _show(self, sentence: str, field: str) -> None:
        self._field = field
        self.text.show_text(sentence)
        self.go.setVisible(bool(field))
        self.setVisible(bool(sentence))

    @Slot()
    def _on_go(self) -> None:
        self.field_wanted.emit(self._field)
