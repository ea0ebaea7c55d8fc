"""A closed record goes back to a backup and is opened again; meanwhile that is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, Slot
from PySide6.QtWidgets import QDialog, QLabel, QProgressBar, QVBoxLayout, QWidget

from gridcounter.desktop.tasks import Tasks
from gridcounter.errors import GridcounterError
from gridcounter.services.rescue import Rescue, carry_out, reopen

if TYPE_CHECKING:
    from gridcounter.desktop.theme import Scale
    from gridcounter.services.record import Record
    from gridcounter.services.rescue import Restored

_WIDTH, _BAR = 420, 8


class GoingBack(QDialog):
    """`record` is open again, `told` says as what; without one, `failure` says why."""

    def __init__(self, rescue: Rescue, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.record: Record | None = None
        self.told = ""
        self.failure: GridcounterError
        self._rescue = rescue
        self._done: Restored | None = None
        self._tasks = Tasks(self)
        self._waiting = QEventLoop(self)
        self.setWindowTitle("gridcounter")
        self.setMinimumWidth(scale.px(_WIDTH))
        title = QLabel("正在恢复台账", self)
        title.setObjectName("Section")
        hint = QLabel("恢复完自动打开。请不要关机，也不要拔下 U 盘。", self)
        hint.setWordWrap(True)
        bar = QProgressBar(self)
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName("正在恢复")
        bar.setFixedHeight(scale.px(_BAR))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(12)
        for widget in (title, hint, bar):
            column.addWidget(widget)

    def run(self) -> None:
        rescue = self._rescue
        self._tasks.submit(self, lambda: carry_out(rescue), done=self._on_done, failed=self._on_failed)
        self.show()
        self._waiting.exec()
        try:
            # where nothing could be put in place, what was there before is opened
            self.record = reopen(rescue, self._done)
        except GridcounterError as refused:
            self.failure = refused
        self.hide()

    @Slot()
    def reject(self) -> None:
        """What is being put in place is not left half way."""

    def _on_done(self, done: tuple[Restored, str]) -> None:
        self._done, self.told = done
        self._waiting.quit()

    def _on_failed(self, error: Exception) -> None:
        self._waiting.quit()
        if not isinstance(error, GridcounterError):
            raise error
        self.told = str(error)
