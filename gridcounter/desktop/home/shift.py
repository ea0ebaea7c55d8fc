"""交班单: shown, printed, and confirmed by the clerk who takes over."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from gridcounter.bootstrap import draw_slip
from gridcounter.core.wording import day_in_full
from gridcounter.desktop.help.pages import DIALOGS
from gridcounter.desktop.help.window import answer_f1
from gridcounter.desktop.kit.choice import DropDown
from gridcounter.desktop.kit.flow import open_at, vertical
from gridcounter.desktop.kit.output import PaperOutput, what_went_wrong
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.short_edit import PinEdit
from gridcounter.desktop.kit.shortening import COLUMN, shortened
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.session.session import Session
from gridcounter.errors import GridcounterError
from gridcounter.services.office.roles import ROLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from gridcounter.core.reports.shift import Slip

_WIDTH, _HEIGHT = 560, 620
PAPER = "shift_slip"


def show_slip(session: Session, tasks: Tasks, scale: Scale, parent: QWidget, told: Callable[[str], None]) -> None:
    """Reads in a worker, then shows the dialog; `told` gets the sentence for the status line."""
    shift, today = session.shift, datetime.now().astimezone().date()

    def show(slip: Slip) -> None:
        dialog = ShiftDialog(session, tasks, slip, scale, parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.handed_over.connect(told)
        dialog.open()

    done = session.while_here("打开交班单", show, session.troubled.emit)
    tasks.submit(parent, lambda: shift.slip(today), done=done, failed=lambda _: None)


class ShiftDialog(QDialog):
    """The confirming clerk becomes the current one. `handed_over` carries what the window says of it."""

    handed_over = Signal(str)

    def __init__(self, session: Session, tasks: Tasks, slip: Slip, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("交班单")
        self._session, self._tasks, self._slip = session, tasks, slip
        self._paper_output = PaperOutput(session, tasks, self)
        self._build()
        self._wire()
        open_at(self, scale.px(_WIDTH), scale.px(_HEIGHT))
        answer_f1(self, lambda: DIALOGS["ShiftDialog"])

    def _build(self) -> None:
        slip = self._slip
        title = PlainLabel(f"交班单　{slip.clerk}　{day_in_full(slip.on)}", self, look="Title", wraps=True)
        holder = QWidget(self)
        column = QVBoxLayout(holder)
        for part in slip.parts:
            self._tell(column, part.head, part.printed or ("没有",))
        if slip.drawer:
            self._tell(column, "抽屉备用件", (slip.drawer,))
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setAccessibleName("交班内容")
        scroll.setWidgetResizable(True)
        scroll.setWidget(holder)
        self.who = DropDown(self)
        self.who.setAccessibleName("接班人")
        for clerk in self._session.clerks.active():
            if clerk.id != self._session.service.clerk:
                self.who.addItem(f"{shortened(clerk.name, COLUMN)}　{ROLES[clerk.role]}", clerk.id)
        self.pin = PinEdit("接班人的操作码", self)
        self.pin.setPlaceholderText("接班人的操作码")
        self.problem = PlainLabel(self, look="Problem", wraps=True)
        self.problem.hide()
        self.print = QPushButton("打印", self)
        self.confirm = QPushButton("接班人确认（Enter）", self)
        self.confirm.setObjectName("Primary")
        self.confirm.setDefault(True)
        if self.who.count() == 0:
            me = self._session.clerk
            self.who.addItem(f"{me.name}　{ROLES[me.role]}（一个人值班，自己接）", me.id)
            self.confirm.setText("确认（Enter）")
        row = QHBoxLayout()
        row.addWidget(self.print)
        row.addStretch(1)
        row.addWidget(self.confirm)
        whole = vertical(self, 16, 8)
        whole.addWidget(title)
        whole.addWidget(scroll, 1)
        taking_over = QHBoxLayout()  # in one line: with large text on a small screen the slip needs the room
        taking_over.addWidget(PlainLabel("接班人", self))
        taking_over.addWidget(self.who, 1)
        whole.addLayout(taking_over)
        for widget in (self.pin, self.problem):
            whole.addWidget(widget)
        whole.addLayout(row)

    def _tell(self, column: QVBoxLayout, head: str, lines: tuple[str, ...]) -> None:
        section = PlainLabel(head, self, look="Section")
        text = PlainLabel("\n".join(lines), self, wraps=True)
        column.addWidget(section)
        column.addWidget(text)

    def _wire(self) -> None:
        self.confirm.clicked.connect(self._on_confirm)
        self.print.clicked.connect(self._on_print)
        self._paper_output.trouble.connect(self.problem.show_text)

    @Slot()
    def _on_confirm(self) -> None:
        pin, to = self.pin.text(), str(self.who.currentData())
        self.pin.clear()
        if not pin:
            self.problem.show_text("请输入接班人的操作码")
            self.pin.setFocus()
            return
        try:
            self._session.shift.hand_over(self._slip, to, pin)
        except GridcounterError as refused:
            self.problem.show_text(str(refused))
            self.pin.setFocus()
        else:
            self.accept()
            if to != self._session.service.clerk:
                self._session.switch_clerk(to)
            self._session.tell_of_short_pin(self._session.clerk, pin)
            self.handed_over.emit(f"已交班，接班人 {shortened(self._session.clerk.name, COLUMN)}")

    @Slot()
    def _on_print(self) -> None:
        slip = self._slip
        done = self._session.while_here("打印交班单", self._on_drawn, self._session.troubled.emit)
        self._tasks.submit(self, lambda: draw_slip(slip), done=done, failed=self._on_failed)

    def _on_drawn(self, content: bytes) -> None:
        self._paper_output.print(self, [PAPER], [content])

    def _on_failed(self, error: Exception) -> None:
        self.problem.show_text(what_went_wrong(error))
