"""告知了什么: the pinned answer, what would differ now, and every paper with its state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from gridcounter.core.application import ApplicationId
from gridcounter.desktop.kit.confirm import ask_line
from gridcounter.desktop.kit.file_dialogs import PAPERS_AND_PICTURES, to_read
from gridcounter.desktop.kit.flow import vertical
from gridcounter.desktop.kit.output import what_went_wrong
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.shortening import whole_text
from gridcounter.desktop.kit.tasks import Tasks, WhileHere, at_any_time
from gridcounter.desktop.papers.archived import ArchivedPapers
from gridcounter.errors import GridcounterError
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.ledger.signed_copies import SignedCopies
from gridcounter.services.papers.attachments import check_file
from gridcounter.services.papers.issued_papers import IssuedPapers, IssuedRow
from gridcounter.services.papers.notice_summary import summarize_notice

_WHY = "已告知的内容不会自己改变。改定后，以后的文书按现在的情形出具，原来的文书仍在存档里。\n请写明原因："
_MOST = 4


class NoticeTab(QWidget):
    """`changed` carries the application after an act; `message` and `troubled` a sentence."""

    changed = Signal(str)
    message = Signal(str)
    troubled = Signal(str)

    def __init__(self, service: ApplicationService, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._service = service
        self._tasks = Tasks(self)
        #: Set by the window.
        self.while_here: WhileHere = at_any_time
        self._application = ""
        self._lines = PlainLabel(self, look="Hint", wraps=True)
        self.differs = PlainLabel(self, look="Problem", wraps=True)
        self.move_button = QPushButton("按现在的情形改定…", self)
        self.move_button.setToolTip("要写原因；已经出具的文书要改，请值班长作废重出")
        self.papers = ArchivedPapers(IssuedPapers(service), self)
        column = vertical(self, (0, 8, 0, 0), 8)
        column.addWidget(self._lines)
        column.addWidget(self.differs)
        column.addWidget(self.move_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.papers, 1)
        self.move_button.clicked.connect(self._on_move)
        self.papers.sign_wanted.connect(self._on_sign)
        self.papers.message.connect(self.message)
        self.papers.troubled.connect(self.troubled)

    def show_application(self, application_id: ApplicationId, number: str, rows: Sequence[IssuedRow]) -> None:
        """`number` is used in file names; `rows` are its issued papers."""
        self._application = application_id
        said = summarize_notice(self._service, application_id)
        self._lines.setText("\n".join(said.lines))
        self._lines.setToolTip(whole_text(f"版本 {said.edition}" if said.edition else ""))
        shown = list(said.differs[:_MOST])
        if len(said.differs) > _MOST:
            shown.append(f"……共 {len(said.differs)} 处")
        self.differs.setText("\n".join(["现在的答复与已告知的不同：", *shown]))
        self.differs.setVisible(bool(said.differs))
        self.move_button.setVisible(bool(said.differs))
        self.papers.set_rows(number, rows)

    def move_answer(self, why: str) -> None:
        """改定; `why` is recorded. A refusal is emitted by `troubled`."""
        self._do(lambda: self._service.notice_terms.move(self._application, why), "已改定")

    def file_signed(self, ref: str, path: Path) -> None:
        """Files a signed copy of the paper `ref`, once it was examined; a refusal is emitted by `troubled`."""
        self.message.emit("正在检查文件")
        self._tasks.submit(
            self,
            lambda: check_file(path),
            done=self.while_here(
                "存签收件",
                lambda checked: self._do(lambda: SignedCopies(self._service).file(ref, checked)),
                self.troubled.emit,
            ),
            failed=lambda error: self.troubled.emit(what_went_wrong(error)),
        )

    def _do(self, act: Callable[[], object], text: str = "") -> None:
        """Without `text`, the act returns the sentence."""
        try:
            done = act()
        except GridcounterError as refused:
            self.troubled.emit(str(refused))
            return
        self.troubled.emit("")
        self.message.emit(text or str(done))
        self.changed.emit(self._application)

    @Slot()
    def _on_move(self) -> None:
        why, sure = ask_line(self, "按现在的情形改定", _WHY)
        if sure:
            self.move_answer(why)

    @Slot(str)
    def _on_sign(self, ref: str) -> None:
        path = to_read(self, "存签收件", PAPERS_AND_PICTURES)
        if path is not None:
            self.file_signed(ref, path)
