"""Opening the office's record: with its passphrase, or with the code of the recovery sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from gridcounter.errors import GridcounterError
from gridcounter.services.record import Record, open_record

if TYPE_CHECKING:
    from pathlib import Path

    from gridcounter.desktop.theme import Scale

_WIDTH = 420
_PASSPHRASE, _CODE = "口令", "恢复单上的恢复码"


class StartDialog(QDialog):
    """Accepted with `record` open; every way of being refused is a sentence in the dialog, and one can try again."""

    def __init__(self, folder: Path, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.record: Record | None = None
        self._folder = folder
        self.setWindowTitle("gridcounter")
        self.setMinimumWidth(scale.px(_WIDTH))
        title = QLabel("打开台账", self)
        title.setObjectName("Title")
        where = QLabel(f"台账在 {folder}", self)
        where.setObjectName("Hint")
        where.setWordWrap(True)
        self._label = QLabel(_PASSPHRASE, self)
        self.secret = QLineEdit(self)
        self.secret.setAccessibleName(_PASSPHRASE)
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self._label.setBuddy(self.secret)
        self.recovery = QCheckBox("忘记口令，用恢复码打开", self)
        self.trouble = QLabel(self)
        self.trouble.setObjectName("Trouble")
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        self.go = QPushButton("打开", self)
        self.go.setObjectName("Primary")
        self.go.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.go)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 24, 24, 24)
        whole.setSpacing(8)
        for widget in (title, where, self._label, self.secret, self.recovery, self.trouble):
            whole.addWidget(widget)
        whole.addSpacing(8)
        whole.addLayout(buttons)
        self.go.clicked.connect(self._on_go)
        self.recovery.toggled.connect(self._on_recovery)
        self.secret.setFocus()

    @Slot(bool)
    def _on_recovery(self, on: bool) -> None:  # noqa: FBT001  Qt's signature
        """A code is copied from paper letter by letter: it is shown while it is typed."""
        self._label.setText(_CODE if on else _PASSPHRASE)
        self.secret.setAccessibleName(_CODE if on else _PASSPHRASE)
        self.secret.setEchoMode(QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password)
        self.secret.clear()
        self.secret.setFocus()

    @Slot()
    def _on_go(self) -> None:
        try:
            self.record = open_record(self._folder, self.secret.text(), recovery=self.recovery.isChecked())
        except GridcounterError as refused:
            self.trouble.setText(str(refused))
            self.trouble.show()
            self.secret.selectAll()
            self.secret.setFocus()
        else:
            self.accept()
