"""The issued papers of an application from the archive: printed again or saved, byte for byte."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from gridcounter.core.papers.file_name import plain_name
from gridcounter.desktop.kit.file_dialogs import pdf_to_write, tell_saved
from gridcounter.desktop.kit.flow import FlowRow, open_at, vertical
from gridcounter.desktop.kit.output import NOT_NOTED, SENT, SENT_WAITING, WRITTEN
from gridcounter.desktop.kit.preview import Preview
from gridcounter.desktop.kit.printing import NO_PRINTER, ask_printer, file_instead, print_on, printers
from gridcounter.desktop.kit.tables import wrapped_list
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.theme import Scale
from gridcounter.errors import Fault, GridcounterError
from gridcounter.services.files.private_files import write_file
from gridcounter.services.papers.issued_papers import IssuedPapers, IssuedRow
from gridcounter.services.papers.print_queue import Printable
from gridcounter.settings import PaperPrinting

_PAGE = QSize(760, 820)
_NOT_WRITTEN = "文件没有存下来，请检查磁盘空间和文件夹权限，或换一个位置"
_NOT_PRINTED = "文书没有打印，请重试；存档的文书不会变"


class ArchivedPapers(QWidget):
    """`message` and `troubled` carry a sentence, "" when the trouble is resolved. `sign_wanted` carries the paper."""

    message = Signal(str)
    troubled = Signal(str)
    sign_wanted = Signal(str)

    def __init__(self, issued: IssuedPapers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._issued = issued
        self._tasks = Tasks(self)
        self._number = ""
        self._rows: Sequence[IssuedRow] = ()
        self.list = wrapped_list("已出具的文书", self)
        self.show_button = QPushButton("查看", self)
        self.show_button.setToolTip("看存档的那一份，内容不变")
        self.again = QPushButton("重新打印", self)
        self.again.setToolTip("打印存档的那一份，内容不变")
        self.save = QPushButton("另存…", self)
        self.sign = QPushButton("存签收件…", self)
        self.sign.setToolTip("申请人签过字的那一份，扫描或拍照后存在这份文书名下")
        acts = FlowRow(self)
        for button in (self.show_button, self.again, self.save, self.sign):
            acts.flow.addWidget(button)
        column = vertical(self, (0, 8, 0, 0))
        column.addWidget(self.list, 1)
        column.addWidget(acts)
        self.list.currentRowChanged.connect(self._on_row)
        self.again.clicked.connect(self._on_again)
        self.save.clicked.connect(self._on_save)
        self.show_button.clicked.connect(self._on_show)
        self.sign.clicked.connect(self._on_sign)

    def set_rows(self, number: str, rows: Sequence[IssuedRow]) -> None:
        """`number` is the application's number, used in file names."""
        before = self.list.currentRow() if number == self._number else -1
        self._number, self._rows = number, rows
        self.list.clear()
        for row in rows:
            self.list.addItem(_line(row))
        self.list.setCurrentRow(min(before, len(rows) - 1))
        self._on_row(self.list.currentRow())

    def choose(self, ref: str) -> None:
        """Selects the paper that this entry issued."""
        found = [place for place, row in enumerate(self._rows) if row.ref == ref]
        self.list.setCurrentRow(found[0] if found else -1)

    def save_to(self, path: Path) -> None:
        """Writes the archived bytes; a refusal is emitted by `troubled`."""
        content = self._content()
        if content is None:
            return
        try:
            write_file(path, content)
        except Fault:
            self.troubled.emit(_NOT_WRITTEN)
        else:
            self.troubled.emit("")
            self.message.emit("已另存")
            tell_saved(self, path)

    def _content(self) -> bytes | None:
        """The bytes of the chosen paper; a loss in the archive is reported."""
        try:
            return self._issued.content(self._rows[self.list.currentRow()].ref)
        except GridcounterError as refused:
            self.troubled.emit(str(refused))
            return None

    @Slot(int)
    def _on_row(self, place: int) -> None:
        chosen = 0 <= place < len(self._rows)
        for button in (self.show_button, self.again, self.save):
            button.setEnabled(chosen)
        self.sign.setEnabled(chosen and bool(self._rows[place].delivered_at) and self._rows[place].standing)

    @Slot()
    def _on_show(self) -> None:
        content = self._content()
        if content is None:
            return
        row = self._rows[self.list.currentRow()]
        showing = QDialog(self)
        showing.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        showing.setWindowTitle(f"{row.title} 第 {row.version} 版（存档）")
        view = Preview(Scale(), showing)
        column = vertical(showing, 0)
        column.addWidget(view)
        open_at(showing, _PAGE.width(), _PAGE.height())
        view.show_content(content)
        showing.open()

    @Slot()
    def _on_sign(self) -> None:
        self.sign_wanted.emit(self._rows[self.list.currentRow()].ref)

    @Slot()
    def _on_again(self) -> None:
        """Drawing the pages for the printer takes too long for the UI thread."""
        row, content = self._rows[self.list.currentRow()], self._content()
        if content is None:
            return
        if not printers():
            self.troubled.emit(NO_PRINTER)
            return
        printer = ask_printer(self, PaperPrinting())
        if printer is not None:
            issued, file = self._issued, file_instead(printer)
            self._tasks.submit(
                self,
                lambda: print_on(printer, [Printable(row.title, content)]),
                done=lambda waits: self._on_written(file) if file else self._on_printed(waits, issued, row.ref),
                failed=self._on_not_printed,
            )

    def _on_printed(self, waits: str, issued: IssuedPapers, ref: str) -> None:
        try:
            issued.note_printed([ref])
        except GridcounterError as refused:
            self.troubled.emit(NOT_NOTED.format(why=refused))
        else:
            self.troubled.emit(waits)
        self.message.emit(SENT_WAITING if waits else SENT)

    def _on_written(self, file: str) -> None:
        """The print dialog was asked for a file: no printer took it."""
        self.message.emit(WRITTEN)
        tell_saved(self, Path(file))

    def _on_not_printed(self, error: Exception) -> None:
        self.troubled.emit(str(error) if isinstance(error, GridcounterError) else _NOT_PRINTED)

    @Slot()
    def _on_save(self) -> None:
        row = self._rows[self.list.currentRow()]
        # file names hold no personal name
        path = pdf_to_write(self, "另存文书", f"{self._number}_{plain_name(row.title)}_第{row.version}版.pdf")
        if path is not None:
            self.save_to(path)


def _line(row: IssuedRow) -> str:
    links = f"（替换{row.replaces}）" if row.replaces else ""
    issued = row.issued_at[:16].replace("T", " ")
    first = f"{row.title}　第 {row.version} 版{links}\n{issued} {row.issued_by} 出具"
    if row.voided_at:
        after = f"，已由{row.replaced_by}替换" if row.replaced_by else ""
        return f"{first}　已作废：{row.why}{after}"
    if not row.delivered_at:
        kept = "　本单位留用，不交申请人" if row.internal else "　咨询用，不登记交付"
        return first + ("　尚未交付" if row.awaited else kept)
    signed = "　签收件已存" if row.signed else "　未回签" if row.unsigned else ""
    return f"{first}　{row.delivered_at[:16].replace('T', ' ')} {row.how}{signed}"
