"""Output of papers: to a printer, as PDF, as Word. Slow work runs in a worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from gridcounter.core.field_labels import in_words
from gridcounter.core.papers.file_name import file_name
from gridcounter.desktop.kit import file_dialogs
from gridcounter.desktop.kit.printing import (
    NO_PRINTER,
    NOT_PRINTED,
    as_chosen,
    ask_printer,
    file_instead,
    print_on,
    printers,
)
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.session.session import Session
from gridcounter.errors import Fault, GridcounterError, WrongInput
from gridcounter.services.files.private_files import write_file
from gridcounter.services.papers.issued_papers import NAMES
from gridcounter.services.papers.print_queue import NotPrinted, Printable
from gridcounter.settings import PaperPrinting

if TYPE_CHECKING:
    from gridcounter.services.papers.issuing import DrawnPaper, PreparedPapers

SENT, SENT_WAITING = "已送打印机", "已送打印机，任务在排队"
WRITTEN = "已存成 PDF 文件，没有送打印机"
#: The sheets come out all the same.
NOT_NOTED = "已送打印机，但台账里没有记上，仍算没有打印：{why}"
_CALLED = {**NAMES, "shift_slip": "交班单"}
PROFILE_NAMES: Mapping[object, str] = {"normal": "标准版式", "portable": "便携打印机（黑白）", "large": "大字版"}


def what_went_wrong(error: Exception) -> str:
    """The error's own sentence for our errors, else a general one."""
    if isinstance(error, WrongInput):
        return "\n".join(in_words(problem) for problem in error.problems)
    return str(error) if isinstance(error, GridcounterError) else "文书没有做成，请重试；仍不行请找维护人员"


class PaperOutput(QObject):
    """`trouble` carries a sentence, "" once it is resolved; `message` one for the status line.

    `printed`: it was recorded which papers a printer took.
    """

    message = Signal(str)
    trouble = Signal(str)
    printed = Signal()

    def __init__(self, session: Session, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._tasks = tasks

    def print(
        self, parent: QWidget, papers: Sequence[str], contents: Sequence[bytes], refs: Sequence[str] = ()
    ) -> None:
        """Prints archived papers, so that a missing printer loses nothing; `refs` are the entries that issued them.

        Afterwards it is recorded which of them the printer took, and its settings are saved once it took all.
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
        file = file_instead(printer)
        issued = self._session.issued  # the clerk may be another one by then
        self._tasks.submit(
            # not this page: the caller may be deleted before the printer has answered
            self._session,
            lambda: print_on(printer, named),
            done=lambda waits: (
                self._on_written(parent, file)
                if file
                else self._on_printed(papers, chosen, waits, lambda: issued.note_printed(refs))
            ),
            failed=lambda error: self._on_not_printed(error, lambda sent: issued.note_printed(refs[:sent])),
        )

    def save_pdf(self, parent: QWidget, name: str, content: bytes, *, personal: bool = True) -> None:
        """`name` is proposed, without suffix; callers put no personal name into it. `personal`: of an applicant."""
        path = file_dialogs.pdf_to_write(parent, "存 PDF", f"{name}.pdf")
        if path is not None:
            self._write(parent, path, content, personal=personal)

    def save_word(self, parent: QWidget, prepared: PreparedPapers, drawn: DrawnPaper, profile: str) -> None:
        """Asks for a file, draws in a worker, then writes; does nothing if the dialog is cancelled."""
        proposed = file_name(drawn.title, prepared.application)
        path = file_dialogs.word_to_write(parent, "存 Word", f"{proposed}.docx")
        if path is not None:
            paper_renderer = self._session.paper_renderer
            self._tasks.submit(
                self,
                lambda: paper_renderer().draw_word(prepared, drawn.paper, profile),
                done=self._session.while_here(
                    "存 Word", lambda content: self._write(parent, path, content), self.trouble.emit
                ),
                failed=self._on_failed,
            )

    def _write(self, near: QWidget, path: Path, content: bytes, *, personal: bool = True) -> None:
        try:
            write_file(path, content)
        except Fault as wrong:
            self._on_failed(wrong)
        else:
            self.trouble.emit("")
            self.message.emit(f"已存 {path.suffix.removeprefix('.').upper()}")
            file_dialogs.tell_saved(near, path, personal=personal)

    def _on_printed(self, papers: Sequence[str], chosen: PaperPrinting, waits: str, note: Callable[[], None]) -> None:
        """Reports only that they are in the queue: a clerk records the delivery."""
        told = self._note(note) or waits
        for paper in papers:
            with suppress(Fault):  # they hold until the window closes
                self._session.keep_printing(paper, chosen)
        if isValid(self):
            self.trouble.emit(told)
            self.message.emit(SENT_WAITING if waits else SENT)
        elif told:
            self._session.troubled.emit(told)

    def _on_written(self, near: QWidget, file: str) -> None:
        """As by 存 PDF: nothing came to a printer, so it is not recorded as printed."""
        if isValid(self):
            self.message.emit(WRITTEN)
        if isValid(near):
            file_dialogs.tell_saved(near, Path(file))

    def _on_not_printed(self, error: Exception, note: Callable[[int], None]) -> None:
        """The papers are issued, whatever the printer did; those before the refused one lie in its queue."""
        result = what_went_wrong(error) if isinstance(error, GridcounterError) else NOT_PRINTED
        sent = error.sent if isinstance(error, NotPrinted) else 0
        told = self._note(lambda: note(sent)) if sent else ""
        (self.trouble if isValid(self) else self._session.troubled).emit(result + (f"。{told}" if told else ""))

    def _note(self, note: Callable[[], None]) -> str:
        """A sentence if it could not be recorded: the sheets come out all the same."""
        try:
            note()
        except GridcounterError as refused:
            return NOT_NOTED.format(why=refused)
        if isValid(self):
            self.printed.emit()
        return ""

    def _on_failed(self, error: Exception) -> None:
        self.trouble.emit(what_went_wrong(error))
