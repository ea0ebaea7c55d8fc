"""The question before a purge where two may purge: the other one gives the PIN. Escape leaves everything as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QWidget

from gridcounter.desktop.help.pages import DIALOGS
from gridcounter.desktop.help.window import answer_f1
from gridcounter.desktop.kit.choice import DropDown
from gridcounter.desktop.kit.confirm import confirmed
from gridcounter.desktop.kit.flow import Grown, column_above
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.short_edit import PinEdit
from gridcounter.desktop.kit.shortening import COLUMN, shortened
from gridcounter.desktop.session.session import Session
from gridcounter.errors import GridcounterError
from gridcounter.services.office.roles import ROLES, Clerk

_WIDE = 28  # characters


class SecondPersonDialog(QDialog):
    """`agreed` carries the clerk whose PIN was right."""

    agreed = Signal(str)

    def __init__(
        self,
        session: Session,
        others: Sequence[Clerk],
        question: str,
        text: str,
        parent: QWidget | None = None,
        *,
        act: str = "清除",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("清除到期的申请")
        self._session = session
        self._build(others, question, text, act)
        self._wire()
        answer_f1(self, lambda: DIALOGS["SecondPersonDialog"])

    def _build(self, others: Sequence[Clerk], question: str, text: str, act: str) -> None:
        title = PlainLabel(question, self, look="Title")
        hint = PlainLabel(f"{text}\n清除要两个人办：请另一位看过清单，输入本人的操作码。", self)
        for label in (title, hint):
            label.setWordWrap(True)
        self.who = DropDown(self)
        self.who.setAccessibleName("复核人")
        for clerk in others:
            self.who.addItem(f"{shortened(clerk.name, COLUMN)}　{ROLES[clerk.role]}", clerk.id)
        self.pin = PinEdit("复核人的操作码", self)
        self.pin.setPlaceholderText("复核人的操作码")
        self.problem = PlainLabel(self, look="Problem", wraps=True)
        self.problem.hide()
        self.confirm = QPushButton(act, self)
        self.confirm.setAutoDefault(False)
        self.leave = QPushButton(f"先不{act}", self)
        self.leave.setDefault(True)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.confirm)
        row.addWidget(self.leave)
        column = column_above(row, self)
        for widget in (title, hint, PlainLabel("复核人", self), self.who, self.pin, self.problem):
            column.addWidget(widget)
        column.addStretch(1)
        Grown(self, column)
        character = self.fontMetrics().horizontalAdvance("中")
        self.setMinimumWidth(min(character * _WIDE, self.screen().availableSize().width()))

    def _wire(self) -> None:
        self.confirm.clicked.connect(self._on_confirm)
        self.leave.clicked.connect(self.reject)

    @Slot()
    def _on_confirm(self) -> None:
        who, pin = str(self.who.currentData()), self.pin.text()
        self.pin.clear()
        if not pin:
            self.problem.show_text("请输入复核人的操作码")
            self.pin.setFocus()
            return
        try:
            self._session.clerks.identify(who, pin)
        except GridcounterError as refused:
            self.problem.show_text(str(refused))
            self.pin.setFocus()
        else:
            self.accept()
            self.agreed.emit(who)


def ask_two(
    session: Session,
    others: Sequence[Clerk],
    question: str,
    text: str,
    parent: QWidget,
    *,
    act: str,
    agreed: Callable[[str], object],
) -> None:
    """Asks one of the `others`, or, where there are none, whoever sits here; `agreed` is told who confirmed."""
    if others:
        dialog = SecondPersonDialog(session, others, question, text, parent, act=act)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.agreed.connect(agreed)
        dialog.open()
    elif confirmed(parent, question, text, act=act, leave=f"先不{act}"):
        agreed("")
