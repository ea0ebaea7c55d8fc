"""还没有打印的文书: papers of all applications that were issued, and that no printer has taken yet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QDialog, QHBoxLayout, QListWidgetItem, QPushButton, QWidget

from gridcounter.desktop.help.pages import DIALOGS
from gridcounter.desktop.help.window import answer_f1
from gridcounter.desktop.kit.flow import open_at, vertical
from gridcounter.desktop.kit.output import PaperOutput
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.shortening import shortened
from gridcounter.desktop.kit.tables import wrapped_list
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.session.session import Session
from gridcounter.errors import GridcounterError
from gridcounter.services.papers.issued_papers import Unprinted

_WIDTH, _HEIGHT = 620, 460
_WHAT = (
    "出具后没有送过打印机，也没有记录交付的文书。送进打印机就不再列在这里；"
    "打出来没有，请看打印机。已经用别的办法打印、交给申请人的，在文书页记录交付。"
)
_NONE = "没有等着打印的文书了"


class UnprintedDialog(QDialog):
    """`opened` carries the application whose papers page is wanted."""

    opened = Signal(str)

    def __init__(self, session: Session, tasks: Tasks, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("还没有打印的文书")
        self._session = session
        self._rows: tuple[Unprinted, ...] = ()
        self._out = PaperOutput(session, tasks, self)
        what = PlainLabel(_WHAT, self, look="Hint", wraps=True)
        self.list = wrapped_list("还没有打印的文书", self)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.said = PlainLabel(self, wraps=True)
        self.print = QPushButton(self)
        self.print.setObjectName("Primary")
        self.open_button = QPushButton("打开文书页", self)
        self.close_button = QPushButton("关闭", self)
        row = QHBoxLayout()
        row.addWidget(self.open_button)
        row.addStretch(1)
        row.addWidget(self.close_button)
        row.addWidget(self.print)
        whole = vertical(self, 16, 8)
        whole.addWidget(what)
        whole.addWidget(self.list, 1)
        whole.addWidget(self.said)
        whole.addLayout(row)
        self._wire()
        self.refresh()
        open_at(self, scale.px(_WIDTH), scale.px(_HEIGHT))
        answer_f1(self, lambda: DIALOGS["UnprintedDialog"])

    def _wire(self) -> None:
        self.list.itemSelectionChanged.connect(self._on_selected)
        self.list.itemActivated.connect(self._on_open)
        self.print.clicked.connect(self._on_print)
        self.open_button.clicked.connect(self._on_open)
        self.close_button.clicked.connect(self.reject)
        self._out.trouble.connect(self._on_trouble)
        self._out.message.connect(self._on_message)
        self._out.printed.connect(self.refresh)

    @Slot()
    def refresh(self) -> None:
        """Reads the list again; nothing is selected then, which means all."""
        self._rows = self._session.issued.unprinted()
        self.list.clear()
        for row in self._rows:
            who = shortened(row.name or "未填名称")
            moment = f"{row.issued_at[5:10]} {row.issued_at[11:16]}"
            self.list.addItem(QListWidgetItem(f"{row.title}　第 {row.version} 版　{moment} 出具\n{who}　{row.number}"))
        self._tell("Good", "" if self._rows else _NONE)
        self._on_selected()

    def _chosen(self) -> Sequence[Unprinted]:
        places = sorted(index.row() for index in self.list.selectedIndexes())
        return [self._rows[place] for place in places] or self._rows

    @Slot()
    def _on_selected(self) -> None:
        count = len(self.list.selectedIndexes())
        self.print.setText(f"打印选中的 {count} 份" if count else f"全部打印（{len(self._rows)} 份）")
        self.print.setEnabled(bool(self._rows))
        self.open_button.setEnabled(count == 1)

    @Slot()
    def _on_print(self) -> None:
        chosen = self._chosen()
        try:
            contents = [self._session.issued.content(row.ref) for row in chosen]
        except GridcounterError as refused:
            self._on_trouble(str(refused))
            return
        self._out.print(self, [row.paper for row in chosen], contents, [row.ref for row in chosen])

    @Slot()
    def _on_open(self) -> None:
        if len(self.list.selectedIndexes()) == 1:
            self.opened.emit(self._chosen()[0].application)
            self.accept()

    @Slot(str)
    def _on_trouble(self, text: str) -> None:
        self._tell("Trouble", text)

    @Slot(str)
    def _on_message(self, text: str) -> None:
        """After a sentence that is in the way nothing is added to it."""
        if self.said.objectName() != "Trouble" or not self.said.text():
            self._tell("Good", text if self._rows else f"{text}。{_NONE}")

    def _tell(self, name: str, text: str) -> None:
        self.said.setObjectName(name)
        self.said.show_text(text)
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
