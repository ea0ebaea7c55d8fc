"""导出 and 导入 beside the list: exports the rows shown, imports applications."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from gridcounter.bootstrap import open_export
from gridcounter.desktop.exchange.import_dialog import ImportDialog
from gridcounter.desktop.kit import file_dialogs
from gridcounter.desktop.kit.flow import horizontal
from gridcounter.desktop.kit.tasks import ProgressWatch, Tasks
from gridcounter.errors import GridcounterError
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.exchange.ledger_export import Written
from gridcounter.services.files.progress import Stopped
from gridcounter.services.ledger.ledger import Chip
from gridcounter.services.office.businesses import businesses_of


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a list is narrowed by: words, a filter, and the id of a business, "" for all."""

    words: str
    chip: Chip
    business: str


_EXPORT, _STOP = "导出 Excel…", "停止导出"
_HINT = "把现在列出的申请全部写进一个 Excel 文件；证件号码不导出，电话隐去中间几位"


class ExchangeRow(QWidget):
    """`message` is for the status line, `trouble` a sentence, "" on success; `imported`: the list changed.

    `shown` returns what the list is narrowed by.
    """

    message = Signal(str)
    trouble = Signal(str)
    imported = Signal()

    def __init__(
        self,
        service: ApplicationService,
        tasks: Tasks,
        shown: Callable[[], Narrowed],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._service = service
        self._tasks = tasks
        self._shown = shown
        self._watch: ProgressWatch | None = None
        self._dialog: ImportDialog | None = None
        self.import_ = QPushButton("导入…", self)
        self.import_.setToolTip("从填好的 Excel 模板登记申请：先试读，再决定")
        self.export = QPushButton(_EXPORT, self)
        self.export.setToolTip(_HINT)
        row = horizontal(self, 0, 8)
        for button in (self.import_, self.export):
            row.addWidget(button)
        self._wire()

    def _wire(self) -> None:
        self.export.clicked.connect(self._on_export)
        self.import_.clicked.connect(self._on_import)

    @property
    def dialog(self) -> ImportDialog:
        """Created on first use."""
        if self._dialog is None:
            self._dialog = ImportDialog(self._service, self._tasks, self)
            self._dialog.imported.connect(self.imported)
        return self._dialog

    @Slot()
    def _on_import(self) -> None:
        self.dialog.begin()

    def import_file(self, path: Path) -> None:
        """Opens the dialog with the dry run of this file."""
        self.trouble.emit("")
        self.dialog.begin()
        self.dialog.take_dropped(path)

    @Slot()
    def _on_export(self) -> None:
        """The same button stops a running export."""
        if self._watch is not None:
            self._watch.stop()
            return
        on = datetime.now().astimezone().date()
        # file names hold no personal name and no search words
        path = file_dialogs.workbook_to_write(self, "导出 Excel", f"台账_{on.isoformat()}.xlsx")
        if path is None:
            return
        shown = self._shown()
        watch = self._watch = ProgressWatch(self)
        watch.progressed.connect(self._on_progress)
        service = self._service
        self.export.setText(_STOP)
        self.trouble.emit("")
        self._tasks.submit(
            self,
            lambda: open_export(
                service.record, service.clerk, businesses_of(service.assessor.packs, service.place)
            ).write(path, shown.words, shown.chip, business=shown.business, on=on, progress=watch),
            done=self._on_done,
            failed=self._on_failed,
            watch=watch,
        )

    @Slot(int, int)
    def _on_progress(self, done: int, _: int) -> None:
        if self._watch is not None:
            self.export.setText(f"{_STOP}（已写 {done:,} 件）")

    def _on_done(self, written: Written) -> None:
        self._rest()
        file_dialogs.tell_saved(self, Path(written.path))
        self.message.emit(f"已导出 {written.rows:,} 件")

    def _on_failed(self, error: Exception) -> None:
        self._rest()
        if isinstance(error, Stopped):
            self.message.emit("已停止，没有写出文件")
        elif isinstance(error, GridcounterError):
            self.trouble.emit(str(error))
        else:
            raise error

    def _rest(self) -> None:
        self._watch = None
        self.export.setText(_EXPORT)
