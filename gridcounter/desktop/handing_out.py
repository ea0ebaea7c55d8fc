"""Papers leave the program: on a printer, as PDF, as Word. Slow work runs in a worker."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from gridcounter.core.field_labels import in_words
from gridcounter.desktop.printing import NO_PRINTER, as_chosen, ask_printer, print_on, printers
from gridcounter.errors import Fault, GridcounterError, WrongInput

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from gridcounter.desktop.counter import Counter
    from gridcounter.desktop.tasks import Tasks
    from gridcounter.services.issuing import Prepared

PROFILE_NAMES: Mapping[object, str] = {"normal": "标准版式", "portable": "便携打印机（黑白）", "large": "大字版"}


def what_went_wrong(error: Exception) -> str:
    if isinstance(error, WrongInput):
        return "\n".join(in_words(problem) for problem in error.problems)
    return str(error) if isinstance(error, GridcounterError) else "文书没有做成，请重试；仍不行请找维护人员"


class HandingOut(QObject):
    """`trouble` carries a sentence, empty when all is well again; `told` one for the status line."""

    told = Signal(str)
    trouble = Signal(str)

    def __init__(self, counter: Counter, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._counter = counter
        self._tasks = tasks

    def print(self, parent: QWidget, papers: Sequence[str], contents: Sequence[bytes]) -> None:
        """A missing printer loses nothing: the papers are issued and archived, and can be printed later."""
        if not printers():
            self.trouble.emit(NO_PRINTER)
            return
        remembered = self._counter.settings.printing_of(papers[0])
        printer = ask_printer(parent, remembered)
        if printer is None:
            return
        for paper in papers:
            self._counter.keep_printing(paper, as_chosen(printer, remembered))
        self.trouble.emit("")
        self.told.emit("正在打印")
        self._tasks.submit(self, lambda: print_on(printer, contents), done=self._on_printed, failed=self._on_failed)

    def save_pdf(self, parent: QWidget, paper: str, content: bytes) -> None:
        """No name of a person in the name of a file."""
        name, _ = QFileDialog.getSaveFileName(parent, "存 PDF", f"{paper}.pdf", "PDF (*.pdf)")
        if name:
            self._write(Path(name), content)

    def save_word(self, parent: QWidget, prepared: Prepared, paper: str, profile: str) -> None:
        name, _ = QFileDialog.getSaveFileName(parent, "存 Word", f"{paper}.docx", "Word (*.docx)")
        if name:
            handover = self._counter.handover
            self._tasks.submit(
                self,
                lambda: handover().draw_word(prepared, paper, profile),
                done=lambda content: self._write(Path(name), content),
                failed=self._on_failed,
            )

    def _write(self, path: Path, content: bytes) -> None:
        try:
            write_file(path, content)
        except Fault as wrong:
            self._on_failed(wrong)
        else:
            self.trouble.emit("")
            self.told.emit(f"已存 {path.suffix.removeprefix('.').upper()}")

    def _on_printed(self, trouble: str) -> None:
        self.trouble.emit(trouble)
        if not trouble:
            self.told.emit("已送打印机")

    def _on_failed(self, error: Exception) -> None:
        self.trouble.emit(what_went_wrong(error))


def write_file(path: Path, content: bytes) -> None:
    """Raises Fault."""
    try:
        path.write_bytes(content)
    except OSError as wrong:
        raise Fault(f"没有存下来：{path.name} 写不进去，请换一个文件夹或检查磁盘空间") from wrong
