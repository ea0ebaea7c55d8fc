"""Opens the office's record: with its passphrase, or with the code of the recovery sheet."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QWidget

from gridcounter.desktop.custody.recovery_offer import RecoveryOffer
from gridcounter.desktop.help.pages import DIALOGS
from gridcounter.desktop.help.window import answer_f1
from gridcounter.desktop.kit.appearance import PROGRAM, apply_style
from gridcounter.desktop.kit.flow import scrolling, vertical
from gridcounter.desktop.kit.new_passphrase import WHY, ShowPassphrase
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.shortening import whole_text
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.kit.waiting import busy
from gridcounter.errors import GridcounterError
from gridcounter.services.custody.recovery import DAMAGED
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.record import Record

_WIDTH, _EDGE = 420, 16
#: Space for the window frame and the desktop's bar, in pixels.
_ROUND = 40
_PASSPHRASE, _CODE = "口令", "恢复单上的恢复码"


class StartDialog(QDialog):
    """Accepted with `record` open; each refusal is shown in the dialog, and another try is possible.

    A damaged record can be restored: `message` says what was done. `restoring`: there is no record yet, and one is to
    be restored from a USB stick.
    """

    def __init__(self, folder: Path, scale: Scale, parent: QWidget | None = None, *, restoring: bool = False) -> None:
        super().__init__(parent)
        apply_style(self)
        self._restoring = restoring
        self.record: Record | None = None
        self.message = ""
        self._folder = folder
        self.setWindowTitle(PROGRAM)
        self.setMinimumWidth(scale.px(_WIDTH))
        title = PlainLabel("从备份恢复台账" if restoring else "打开台账", self, look="Title")
        where = PlainLabel(
            f"恢复到 {folder}；口令和恢复码是备份那时的" if restoring else f"台账在 {folder}",
            self,
            look="Hint",
            wraps=True,
        )
        where.setToolTip(whole_text(where.text()))
        # a folder of any name leaves the dialog as wide as it is
        where.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._label = PlainLabel(_PASSPHRASE, self)
        self.secret = QLineEdit(self)
        self.secret.setAccessibleName(_PASSPHRASE)
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self._label.setBuddy(self.secret)
        self.show_box = ShowPassphrase([self.secret], self)
        self._why = PlainLabel(WHY, self, look="Hint", wraps=True)
        self.recovery = QCheckBox("忘记口令，用恢复码打开", self)
        self.trouble = PlainLabel(self, look="Trouble", wraps=True)
        self.trouble.hide()
        self.go = QPushButton("选择 U 盘…" if restoring else "打开", self)
        self.go.setObjectName("Primary")
        self.go.setDefault(True)
        self.offer = RecoveryOffer(folder, self)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.offer.elsewhere_button)
        buttons.addWidget(self.offer.accept_button)
        buttons.addWidget(self.go)
        self._buttons = buttons
        self._lay_out(
            title,
            where,
            self._label,
            self.secret,
            self.show_box,
            self._why,
            self.recovery,
            self.trouble,
            self.offer.message,
        )
        self.go.clicked.connect(self._on_go)
        self.recovery.toggled.connect(self._on_recovery)
        self.secret.textEdited.connect(self.offer.withdraw)
        self.offer.changed.connect(self._on_offer)
        self.offer.restored.connect(self._on_restored)
        self.secret.setFocus()
        answer_f1(self, lambda: DIALOGS["StartDialog"])

    def _lay_out(self, *widgets: QWidget) -> None:
        """On a small screen the text scrolls, and the buttons stay visible."""
        body = QWidget(self)
        self._body = vertical(body, 0, 8)
        for widget in widgets:
            self._body.addWidget(widget)
        self._body.addStretch(1)
        scroll = self._scroll = scrolling(body, self)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole = vertical(self, _EDGE, _EDGE)
        whole.addWidget(scroll, 1)
        whole.addLayout(self._buttons)

    @Slot(bool)
    def _on_recovery(self, on: bool) -> None:  # noqa: FBT001  Qt's signature
        """A code is copied from paper letter by letter: it is shown while it is typed."""
        self._label.setText(_CODE if on else _PASSPHRASE)
        self.secret.setAccessibleName(_CODE if on else _PASSPHRASE)
        self.secret.clear()
        for widget in (self.show_box, self._why):
            widget.setVisible(not on)
        self.secret.setEchoMode(QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password)
        self.secret.setFocus()

    @Slot()
    def _on_go(self) -> None:
        self.offer.withdraw()
        if self._restoring:
            self.offer.look_elsewhere(self.secret.text(), recovery=self.recovery.isChecked())
        else:
            self._open()

    def _open(self) -> None:
        try:
            with busy():
                self.record = open_record(self._folder, self.secret.text(), recovery=self.recovery.isChecked())
        except GridcounterError as refused:
            self.trouble.setText(str(refused))
            self.trouble.show()
            if isinstance(refused, DAMAGED):
                self.offer.look(self.secret.text(), recovery=self.recovery.isChecked())
            self._fit()
            self.secret.selectAll()
            self.secret.setFocus()
        else:
            self.accept()

    @Slot()
    def _on_offer(self) -> None:
        """With a usable backup, the restore is the next step, and the only one."""
        for widget in (self.secret, self.recovery):
            widget.setEnabled(not self.offer.busy)
        self.go.setVisible(not self.offer.busy and not self.offer.stands)
        self.go.setDefault(not self.offer.stands)
        self.offer.accept_button.setDefault(self.offer.stands)
        self._fit()

    @Slot(str)
    def _on_restored(self, text: str) -> None:
        self.message = text
        self.trouble.hide()
        self._restoring = False
        self._open()

    def showEvent(self, event: QShowEvent) -> None:
        self._fit()
        super().showEvent(event)

    def _fit(self) -> None:
        """As high as its texts at this width, and no higher than the screen: it does not grow by itself."""
        self._body.invalidate()
        self._body.activate()
        result = self._body.totalHeightForWidth(self.width() - 2 * _EDGE)
        whole = result + self._buttons.sizeHint().height() + 3 * _EDGE
        self.resize(self.width(), min(whole, self.screen().availableSize().height() - _ROUND))
        QTimer.singleShot(0, self, self._scroll_to_said)

    @Slot()
    def _scroll_to_said(self) -> None:
        """Where not all is seen at once: what is wrong, and what is offered, which comes later."""
        for label in (self.offer.message, self.trouble):
            if label.isVisible():
                self._scroll.ensureWidgetVisible(label, 0, 0)

    def reject(self) -> None:
        """Ignored while files are being replaced."""
        if not self.offer.busy:
            super().reject()
