"""文书: the papers an application calls for, the very pages that will be printed, and handing them over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, Qt, Signal, Slot
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gridcounter.desktop.printing import print_pages
from gridcounter.errors import GridcounterError
from gridcounter.services.handover import Handover, issue, prepare

if TYPE_CHECKING:
    from gridcounter.desktop.tasks import Tasks
    from gridcounter.services.desk import Desk
    from gridcounter.services.handover import DrawnPaper

_BACK = "返回申请（Esc）"


class PapersPage(QWidget):
    """`back` carries the application; `told` a short sentence for the status line."""

    back = Signal(str)
    told = Signal(str)

    def __init__(self, desk: Desk, handover: Handover, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Page")
        self._desk = desk
        self._handover = handover
        self._tasks = tasks
        self._application = ""
        self.drawn: list[DrawnPaper] = []
        self._issued = False
        self._document = QPdfDocument(self)
        self._buffer = QBuffer(self)
        self._build()
        self._wire()

    def _build(self) -> None:
        title = QLabel("文书", self)
        title.setObjectName("Title")
        self._state = QLabel(self)
        self._state.setObjectName("Hint")
        self._trouble = QLabel(self)
        self._trouble.setObjectName("Trouble")
        self._trouble.setWordWrap(True)
        self._trouble.hide()
        self.papers = QListWidget(self)
        self.papers.setAccessibleName("文书列表")
        self.papers.setMaximumWidth(300)
        self.papers.setWordWrap(True)
        self.papers.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._view = QPdfView(self)
        self._view.setAccessibleName("文书预览")
        self._view.setDocument(self._document)
        self._view.setPageMode(QPdfView.PageMode.MultiPage)
        self._view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self._return = QPushButton(_BACK, self)
        self._save = QPushButton("存 PDF", self)
        self._print = QPushButton("打印本页文书", self)
        self._issue = QPushButton("出具并打印整套", self)
        self._issue.setObjectName("Primary")
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(self.papers)
        middle.addWidget(self._view, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self._return)
        buttons.addStretch(1)
        for button in (self._save, self._print, self._issue):
            buttons.addWidget(button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 16)
        whole.setSpacing(8)
        for widget in (title, self._state, self._trouble):
            whole.addWidget(widget)
        whole.addLayout(middle, 1)
        whole.addLayout(buttons)

    def _wire(self) -> None:
        self.papers.currentRowChanged.connect(self._on_chosen)
        self._return.clicked.connect(self._on_back)
        self._save.clicked.connect(self._on_save)
        self._print.clicked.connect(self._on_print)
        self._issue.clicked.connect(self._on_issue)

    def show_application(self, application: str) -> None:
        """Draw the papers off the UI thread; the page says what it is doing meanwhile."""
        self._application = application
        self._issued = False
        self._set_drawn([])
        self._trouble.hide()
        self._state.setText("正在准备文书…")
        try:
            read, code, versions = prepare(self._desk, application)
        except GridcounterError as refused:
            self._on_failed(refused)
            return
        handover = self._handover
        self._tasks.submit(
            self, lambda: handover.draw(read, code, versions), done=self._set_drawn_and_tell, failed=self._on_failed
        )

    def _set_drawn_and_tell(self, drawn: list[DrawnPaper]) -> None:
        self._set_drawn(drawn)
        self._state.setText("尚未出具：核对后点“出具并打印整套”，出具后登记在台账里，内容不再变。")

    def _set_drawn(self, drawn: list[DrawnPaper]) -> None:
        self.drawn = drawn
        self.papers.clear()
        for paper in drawn:
            self.papers.addItem(QListWidgetItem(f"{paper.title}　{paper.pages} 页"))
        for button in (self._save, self._print, self._issue):
            button.setEnabled(bool(drawn))
        if drawn:
            self.papers.setCurrentRow(0)

    def _on_failed(self, error: Exception) -> None:
        self._state.setText("")
        self._trouble.setText(
            str(error) if isinstance(error, GridcounterError) else "文书没有做成，请重试；仍不行请找维护人员"
        )
        self._trouble.show()

    @Slot(int)
    def _on_chosen(self, row: int) -> None:
        if not 0 <= row < len(self.drawn):
            return
        self._buffer.close()
        self._buffer.setData(QByteArray(self.drawn[row].content))
        self._buffer.open(QBuffer.OpenModeFlag.ReadOnly)
        self._document.load(self._buffer)
        self._view.verticalScrollBar().setValue(0)

    @Slot()
    def _on_back(self) -> None:
        self.back.emit(self._application)

    @Slot()
    def _on_save(self) -> None:
        paper = self.drawn[self.papers.currentRow()]
        name, _ = QFileDialog.getSaveFileName(self, "存 PDF", f"{paper.paper}.pdf", "PDF (*.pdf)")
        if name:
            Path(name).write_bytes(paper.content)
            self.told.emit("已存 PDF")

    @Slot()
    def _on_print(self) -> None:
        self._print_all([self.drawn[self.papers.currentRow()]])

    @Slot()
    def _on_issue(self) -> None:
        self.issue_all()
        self._print_all(self.drawn)

    def issue_all(self) -> None:
        """On record before the printer is asked: a jam loses nothing."""
        if self._issued:
            return
        issue(self._desk, self._application, self.drawn)
        self._issued = True
        self._state.setText("已出具，登记在台账里。")
        self.told.emit("已出具")

    def _print_all(self, drawn: list[DrawnPaper]) -> None:
        """A missing printer loses nothing: the papers are issued and archived, and can be printed later."""
        trouble = print_pages(self, [paper.content for paper in drawn])
        self._trouble.setText(trouble)
        self._trouble.setVisible(bool(trouble))
        self.setFocus(Qt.FocusReason.OtherFocusReason)
