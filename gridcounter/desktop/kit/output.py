"""Output of papers: to a printer, as PDF, as Word. Slow work runs in a worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from gridcounter.core.field_labels import in_words
from gridcounter.core.papers.file_name import file_name
from gridcounter.desktop.kit.printing import NO_PRINTER, NOT_PRINTED, as_chosen, ask_printer, print_on, printers
from gridcounter.errors import Fault, GridcounterError, WrongInput
from gridcounter.services.files.handing_out import write_file
from gridcounter.services.papers.issued_papers import NAMES
from gridcounter.services.papers.print_queue import Printable
from gridcounter.settings import PaperPrinting

if TYPE_CHECKING:
    from gridcounter.desktop.kit.tasks import Tasks
    from gridcounter.desktop.session.session import Session
    from gridcounter.services.papers.issuing import DrawnPaper, PreparedPapers

SENT, SENT_WAITING = "已送打印机", "已送打印机，任务在排队"
_CALLED = {**NAMES, "shift_slip": "交班单"}
PROFILE_NAMES: Mapping[object, str] = {"normal": "标准版式", "portable": "便携打印机（黑白）", "large": "大字版"}


def what_went_wrong(error: Exception) -> str:
    """The error's own sentence for our errors, else a general one."""
    if isinstance(error, WrongInput):
        return "\n".join(in_words(problem) for problem in error.problems)
    return str(error) if isinstance(error, GridcounterError) else "文书没有做成，请重试；仍不行请找维护人员"


class PaperOutput(QObject):
    """`trouble` carries a sentence, "" once it is resolved; `message` one for the status line."""

    message = Signal(str)
    trouble = Signal(str)

    def __init__(self, session: Session, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._tasks = tasks

    def print(self, parent: QWidget, papers: Sequence[str], contents: Sequence[bytes]) -> None:
        """Prints archived papers, so that a missing printer loses nothing.

        Afterwards only the printer's settings are saved, and only once it accepted the papers.
        """
        if not printers():
            self.trouble.emit(NO_PRINTER)
            return
        remembered = self._session.settings.printing_of(papers[0])
        printer = ask_printer(parent, remembered)
        if printer is None:
            return
        chosen = as_chosen(printer, remembered)
        named = [Printable(_CALLED[paper], content) for paper, content in zip(papers, contents, strict=True)]
        self.trouble.emit("")
        self.message.emit("正在打印")
        self._tasks.submit(
            # not this page: the caller may be deleted before the printer has answered
            self._session,
            lambda: print_on(printer, named),
            done=lambda waits: self._on_printed(papers, chosen, waits),
            failed=self._on_not_printed,
        )

    def save_pdf(self, parent: QWidget, name: str, content: bytes) -> None:
        """`name` is proposed, without suffix; callers put no personal name into it."""
        name, _ = QFileDialog.getSaveFileName(parent, "存 PDF", f"{name}.pdf", "PDF (*.pdf)")
        if name:
            self._write(Path(name), content)

    def save_word(self, parent: QWidget, prepared: PreparedPapers, drawn: DrawnPaper, profile: str) -> None:
        """Asks for a file, draws in a worker, then writes; does nothing if the dialog is cancelled."""
        proposed = file_name(drawn.title, prepared.application)
        name, _ = QFileDialog.getSaveFileName(parent, "存 Word", f"{proposed}.docx", "Word (*.docx)")
        if name:
            paper_renderer = self._session.paper_renderer
            self._tasks.submit(
                self,
                lambda: paper_renderer().draw_word(prepared, drawn.paper, profile),
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
            self.message.emit(f"已存 {path.suffix.removeprefix('.').upper()}")

    def _on_printed(self, papers: Sequence[str], chosen: PaperPrinting, waits: str) -> None:
        """Reports only that they are in the queue: a clerk records the delivery."""
        for paper in papers:
            self._session.keep_printing(paper, chosen)
        if isValid(self):
            self.trouble.emit(waits)
            self.message.emit(SENT_WAITING if waits else SENT)
        elif waits:
            self._session.troubled.emit(waits)

    def _on_not_printed(self, error: Exception) -> None:
        """The papers are issued, whatever the printer did."""
        result = what_went_wrong(error) if isinstance(error, GridcounterError) else NOT_PRINTED
        (self.trouble if isValid(self) else self._session.troubled).emit(result)

    def _on_failed(self, error: Exception) -> None:
        self.trouble.emit(what_went_wrong(error))
