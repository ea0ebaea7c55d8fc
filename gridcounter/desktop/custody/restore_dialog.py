"""Returns a closed record to a backup and opens it again, showing a dialog meanwhile."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.kit.waiting import WaitingDialog
from gridcounter.errors import GridcounterError
from gridcounter.services.custody.recovery import Restored, carry_out, reopen
from gridcounter.services.custody.recovery_plan import RecoveryPlan
from gridcounter.services.record.record import Record


class RestoreDialog(WaitingDialog):
    """`record` is the reopened one and `told` the result in words; if it did not open, `failure` says why."""

    def __init__(self, recovery_plan: RecoveryPlan, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__("正在恢复台账", "恢复完自动打开。请不要关机，也不要拔下 U 盘。", scale, parent)
        self.record: Record | None = None
        self.message = ""
        self.failure: GridcounterError
        self._recovery_plan = recovery_plan
        self._done: Restored | None = None

    def run(self) -> None:
        """Blocks until it is done; never raises GridcounterError, but stores it in `failure`."""
        recovery_plan = self._recovery_plan
        self.tasks.submit(self, lambda: carry_out(recovery_plan), done=self._on_done, failed=self._on_failed)
        self.show()
        self.waiting.exec()
        try:
            # if the restore failed, the earlier state is opened
            self.record = reopen(recovery_plan, self._done)
        except GridcounterError as refused:
            self.failure = refused
        self.hide()

    @Slot()
    def reject(self) -> None:
        """Ignored: files are being replaced."""

    def _on_done(self, done: tuple[Restored, str]) -> None:
        self._done, self.message = done
        self.waiting.quit()

    def _on_failed(self, error: Exception) -> None:
        self.waiting.quit()
        if not isinstance(error, GridcounterError):
            raise error
        self.message = str(error)
