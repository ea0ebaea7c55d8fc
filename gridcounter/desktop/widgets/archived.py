"""The papers that were handed out, each as it lies in the archive: printed again or saved, byte for byte."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QListWidget, QPushButton, QVBoxLayout, QWidget

from gridcounter.desktop.printing import NO_PRINTER, ask_printer, print_on, printers
from gridcounter.desktop.tasks import Tasks
from gridcounter.errors import GridcounterError
from gridcounter.settings import PaperPrinting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridcounter.services.issued_papers import IssuedPapers, IssuedRow

_NOT_WRITTEN = "文件没有存下来，请检查磁盘空间和文件夹权限，或换一个位置"
_NOT_PRINTED = "文书没有打印，请重试；存档的文书不会变"


class ArchivedPapers(QWidget):
    """`told` and `troubled` carry a sentence; an empty trouble is one that is over."""

    told = Signal(str)
    troubled = Signal(str)

    def __init__(self, issued: IssuedPapers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._issued = issued
        self._tasks = Tasks(self)
        self._number = ""
        self._rows: Sequence[IssuedRow] = ()
        self.list = QListWidget(self)
        self.list.setAccessibleName("已出具的文书")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.again = QPushButton("重新打印", self)
        self.again.setToolTip("打印存档的那一份，内容不变")
        self.save = QPushButton("另存…", self)
        buttons = QHBoxLayout()
        buttons.addWidget(self.again)
        buttons.addWidget(self.save)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.list, 1)
        column.addLayout(buttons)
        self.list.currentRowChanged.connect(self._on_row)
        self.again.clicked.connect(self._on_again)
        self.save.clicked.connect(self._on_save)

    def set_rows(self, number: str, rows: Sequence[IssuedRow]) -> None:
        """`number` is that of the application: files are named by it."""
        self._number, self._rows = number, rows
        self.list.clear()
        for row in rows:
            self.list.addItem(_line(row))
        self._on_row(self.list.currentRow())

    def save_to(self, path: Path) -> None:
        content = self._content()
        if content is None:
            return
        try:
            path.write_bytes(content)
        except OSError:
            self.troubled.emit(_NOT_WRITTEN)
        else:
            self.told.emit("已另存")

    def _content(self) -> bytes | None:
        """Of the paper chosen; where the archive has lost it that is told."""
        try:
            return self._issued.content(self._rows[self.list.currentRow()].ref)
        except GridcounterError as refused:
            self.troubled.emit(str(refused))
            return None

    @Slot(int)
    def _on_row(self, place: int) -> None:
        for button in (self.again, self.save):
            button.setEnabled(0 <= place < len(self._rows))

    @Slot()
    def _on_again(self) -> None:
        """Drawing the pages for the printer takes too long for this thread."""
        content = self._content()
        if content is None:
            return
        if not printers():
            self.troubled.emit(NO_PRINTER)
            return
        printer = ask_printer(self, PaperPrinting())
        if printer is not None:
            self._tasks.submit(
                self,
                lambda: print_on(printer, [content]),
                done=self.troubled.emit,
                failed=lambda _: self.troubled.emit(_NOT_PRINTED),
            )

    @Slot()
    def _on_save(self) -> None:
        row = self._rows[self.list.currentRow()]
        # no name of a person stands in a file's name
        proposed = f"{self._number}_{row.paper}_{row.version}.pdf"
        name, _ = QFileDialog.getSaveFileName(self, "另存文书", proposed, "PDF (*.pdf)")
        if name:
            self.save_to(Path(name))


def _line(row: IssuedRow) -> str:
    waiting = "尚未交付" if row.awaited else ""
    state = f"已作废：{row.why}" if row.voided_at else row.how or waiting
    issued = row.issued_at[:16].replace("T", " ")
    return f"{row.title}　第 {row.version} 版\n{issued} {row.issued_by} 出具　{state}"
