"""Offers recovery of a damaged record: searched in a worker, confirmed once, then carried out."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from gridcounter.desktop.kit import file_dialogs
from gridcounter.desktop.kit.confirm import confirmed
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.errors import GridcounterError
from gridcounter.services.custody.recovery import Restored, carry_out, plan_recovery
from gridcounter.services.custody.recovery_plan import NoBackupsIn, NoGoodBackup, RecoveryPlan
from gridcounter.services.office.offices import record_exists

_LOOKING = "正在核对台账，查找完好的备份…"
_RESTORING = "正在恢复，请不要关机…"


class RecoveryOffer(QObject):
    """Three widgets for a dialog to place among its own: `told`, `accept_button` and `elsewhere_button`.

    `changed`: `busy` or `stands` changed. `restored` carries the result for the record.
    """

    changed = Signal()
    restored = Signal(str)

    def __init__(self, folder: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.busy = False
        self._folder = folder
        self._tasks = Tasks(self)
        self._recovery_plan: RecoveryPlan | None = None
        self._asked = ("", False)
        self.message = PlainLabel(parent, wraps=True)
        self.message.setAccessibleName("恢复的办法")
        self.message.hide()
        self.accept_button = QPushButton(parent)
        self.accept_button.setObjectName("Primary")
        self.accept_button.hide()
        self.accept_button.clicked.connect(self._on_accept)
        self.elsewhere_button = QPushButton("从 U 盘找备份…", parent)
        self.elsewhere_button.hide()
        self.elsewhere_button.clicked.connect(self._on_elsewhere)

    @property
    def stands(self) -> bool:
        """True while there is a plan to carry out."""
        return self._recovery_plan is not None

    def look(self, secret: str, *, recovery: bool, place: Path | None = None) -> None:
        """Searches beside the record, or in `place`, in a worker."""
        self._asked = (secret, recovery)
        self._show(_LOOKING, busy=True)
        self._tasks.submit(
            self,
            lambda: plan_recovery(self._folder, secret, recovery=recovery, place=place),
            done=self._on_found,
            failed=self._on_failed,
        )

    @Slot()
    def withdraw(self) -> None:
        """Removes the offer after the passphrase was changed."""
        if self.message.text() and not self.busy:
            self._recovery_plan = None
            self._show("", busy=False)

    def _on_found(self, recovery_plan: RecoveryPlan | None) -> None:
        if recovery_plan is None:
            self._show("", busy=False)
            self.restored.emit("已全面核对，台账完好。")
            return
        self._recovery_plan = recovery_plan
        self.accept_button.setText(recovery_plan.act)
        self._show(recovery_plan.summary, busy=False)
        self.accept_button.setFocus()

    @Slot()
    def _on_accept(self) -> None:
        recovery_plan = self._recovery_plan
        if recovery_plan is None or not is_confirmed(recovery_plan, self._over):
            return
        self._recovery_plan = None
        self._show(_RESTORING, busy=True)
        self._tasks.submit(self, lambda: carry_out(recovery_plan), done=self._on_restored, failed=self._on_failed)

    def _on_restored(self, done: tuple[Restored, str]) -> None:
        self._show("", busy=False)
        self.restored.emit(done[1])

    def _on_failed(self, error: Exception) -> None:
        self._recovery_plan = None
        if not isinstance(error, GridcounterError):
            self._show("", busy=False)
            raise error
        elsewhere = record_exists(self._folder) and isinstance(error, NoGoodBackup | NoBackupsIn)
        self._show(f"{error}。" if not str(error).endswith("。") else str(error), busy=False, elsewhere=elsewhere)

    @Slot()
    def _on_elsewhere(self) -> None:
        secret, recovery = self._asked
        self.look_elsewhere(secret, recovery=recovery)

    def look_elsewhere(self, secret: str, *, recovery: bool) -> None:
        """Asks for a folder and searches it; does nothing if the dialog is cancelled."""
        folder = file_dialogs.folder_to_read(self._over, "从哪里恢复：选 U 盘，或者放备份的文件夹")
        if folder is not None:
            self.look(secret, recovery=recovery, place=folder)

    def _show(self, text: str, *, busy: bool, elsewhere: bool = False) -> None:
        self.busy = busy
        self.message.show_text(text)
        self.accept_button.setVisible(self.stands)
        self.elsewhere_button.setVisible(elsewhere)
        self.changed.emit()


def is_confirmed(recovery_plan: RecoveryPlan, over: QWidget) -> bool:
    """Asks for confirmation, naming what would be lost."""
    return confirmed(
        over,
        f"{recovery_plan.act}？",
        recovery_plan.summary,
        act="恢复",
        leave="先不恢复",
        # one that a clerk asked for finds an undamaged record: a key pressed too early must change nothing
        harmless=not recovery_plan.by,
    )
