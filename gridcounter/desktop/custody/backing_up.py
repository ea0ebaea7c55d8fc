"""Automatic backups: daily, on closing, the off-site copy, and the weekly verification."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.kit.waiting import WaitingDialog
from gridcounter.errors import GridcounterError
from gridcounter.services.custody.backups import BackupOutcome, Backups, BackupStopped
from gridcounter.services.custody.offsite import OffsiteTarget
from gridcounter.services.custody.recovery import DAMAGED
from gridcounter.services.record.record import Record

_LOOK_MS, _AFTER_TROUBLE_MS = 10 * 60_000, 60 * 60_000
_SHOW_AFTER_MS = 400


class BackupWatch(QObject):
    """`message` carries the status line, `failed` a sentence for the error bar."""

    message = Signal(str)
    failed = Signal(str)

    def __init__(
        self, record: Record, second: Callable[[], OffsiteTarget | None], tasks: Tasks, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._record = record
        self._second = second
        self._tasks = tasks
        self._stopped = threading.Event()
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self.look)

    @Slot()
    def look(self) -> None:
        """Starts due work in a worker, and checks again later."""
        backups, stopped = Backups(self._record, second=self._second()), self._stopped

        def work() -> BackupOutcome:
            return backups.keep_up(stopped.is_set)

        self._tasks.submit(self, work, done=self._on_done, failed=self._on_failed)

    def leave(self) -> None:
        """Called while the window closes; stops a running backup."""
        self._stopped.set()
        self.timer.stop()

    def _on_done(self, kept: BackupOutcome) -> None:
        if self._stopped.is_set():
            return
        self.timer.start(_AFTER_TROUBLE_MS if kept.troubles else _LOOK_MS)
        self.message.emit(kept.message)
        if kept.troubles:
            self.failed.emit(sentences(kept))

    def _on_failed(self, error: Exception) -> None:
        if self._stopped.is_set():
            return
        self.timer.start(_AFTER_TROUBLE_MS)
        self.failed.emit(in_a_sentence(error))


class ClosingBackup(WaitingDialog):
    """The backup after the window has closed, if one is needed. `trouble` is "" on success."""

    def __init__(
        self, record: Record, scale: Scale, second: OffsiteTarget | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__("正在备份台账", "备份完自动关闭。请不要关机，也不要拔下 U 盘。", scale, parent)
        self.trouble = ""
        self._backups = Backups(record, second=second)
        self._stopped = threading.Event()
        self.leave = QPushButton("不备份，直接关闭", self)
        self.leave.setAutoDefault(False)
        # otherwise the only button has the focus, and Space would skip the backup
        self.bar.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.bar.setFocus()
        self.column.addWidget(self.leave, alignment=Qt.AlignmentFlag.AlignRight)
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.timeout.connect(self.show)
        self.leave.clicked.connect(self.reject)

    def run(self) -> None:
        """Blocks until it is done; the dialog appears only if it takes long."""
        backups, stopped = self._backups, self._stopped

        def work() -> BackupOutcome:
            return backups.finish(stopped.is_set)

        self.tasks.submit(self, work, done=self._on_done, failed=self._on_failed)
        self._delay.start(_SHOW_AFTER_MS)
        self.waiting.exec()
        self._delay.stop()
        self.hide()

    @Slot()
    def reject(self) -> None:
        """Asks the work to stop; the dialog closes after that, so that nothing unfinished is left."""
        self._stopped.set()
        self.leave.setEnabled(False)

    def _on_done(self, kept: BackupOutcome) -> None:
        self.waiting.quit()
        self.trouble = sentences(kept)

    def _on_failed(self, error: Exception) -> None:
        self.waiting.quit()
        self.trouble = "" if isinstance(error, BackupStopped) else in_a_sentence(error)


def sentences(kept: BackupOutcome) -> str:
    """One sentence for each different failure."""
    return "\n".join(dict.fromkeys(map(in_a_sentence, kept.troubles)))


def in_a_sentence(error: Exception) -> str:
    """The message of a GridcounterError; any other error is passed to the crash reporter."""
    if not isinstance(error, GridcounterError):
        raise error
    if isinstance(error, DAMAGED):
        return f"{error}。请关闭窗口再打开，程序会查找完好的备份，按提示恢复"
    return str(error)
