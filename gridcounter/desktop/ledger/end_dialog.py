"""办结: on which day, and if it ends before it is done also why, asked before it is recorded."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from gridcounter.desktop.help.pages import DIALOGS
from gridcounter.desktop.help.window import answer_f1
from gridcounter.desktop.kit.day import DayEdit, today
from gridcounter.desktop.kit.flow import Grown, column_above
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.services.applications.closing import CONNECTED, DONE, ENDS, WITHOUT_REASON

_HINT = "原因写进时间线，业务台账里看得到。办错了的，值班长可以“恢复办理”。"
_HINTS = {
    CONNECTED: "已经送电才办结。办错了的，值班长可以“恢复办理”。",
    DONE: "供电企业办完才办结。办错了的，值班长可以“恢复办理”。",
}
_ASKED = {CONNECTED: "哪天送电", DONE: "哪天办完"}
_DAY = "请填日期，如 10-20 或 2026-10-20"


class EndDialog(QDialog):
    """`confirmed` carries day, reason, and why it is entered late; the caller closes the dialog once it is recorded.

    `end` is a key of ENDS; no reason is asked of those WITHOUT_REASON.
    """

    confirmed = Signal(object, str, str)

    def __init__(self, end: str, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        settled = end in WITHOUT_REASON
        self.setWindowTitle(ENDS[end])
        self.setMinimumWidth(width)
        asked = _ASKED.get(end, "哪一天")
        self.day = DayEdit(asked, self)
        self.day.set_day(today())
        self.reason = QLineEdit(self)
        self.reason.setAccessibleName("原因")
        self.reason.setPlaceholderText("如 申请人暂不用电")
        self.late = QLineEdit(self)
        self.late.setAccessibleName("为什么现在才登记")
        self._late_label = PlainLabel("为什么现在才登记", self)
        self.problem = PlainLabel(self, look="Problem", wraps=True)
        self.problem.hide()
        hint = PlainLabel(_HINTS.get(end, _HINT), self, look="Hint", wraps=True)
        self.ok = QPushButton("办结" if settled else f"登记{ENDS[end]}", self)
        self.ok.setObjectName("Primary")
        self.ok.setDefault(True)
        self.cancel = QPushButton("取消", self)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.ok)
        buttons.addWidget(self.cancel)
        whole = column_above(buttons, self)
        for name, edit in ((asked, self.day), ("原因", self.reason)):
            if settled and edit is self.reason:
                edit.hide()
                continue
            label = PlainLabel(name, self)
            label.setBuddy(edit)
            whole.addWidget(label)
            whole.addWidget(edit)
        for widget in (self._late_label, self.late, hint, self.problem):
            whole.addWidget(widget)
        whole.addStretch(1)
        Grown(self, whole)
        self.day.textChanged.connect(self._on_day)
        self.ok.clicked.connect(self._on_ok)
        self.cancel.clicked.connect(self.reject)
        self._on_day()
        (self.day if settled else self.reason).setFocus()
        answer_f1(self, lambda: DIALOGS["EndDialog"])

    def say(self, trouble: str) -> None:
        """Shows a refusal; "" hides it."""
        self.problem.show_text(trouble)

    @Slot()
    def _on_day(self) -> None:
        past = self.day.day is not None and self.day.day < today()
        for widget in (self._late_label, self.late):
            widget.setVisible(past)

    @Slot()
    def _on_ok(self) -> None:
        day: date | None = self.day.day
        self.say("" if day else _DAY)
        if day is not None:
            self.confirmed.emit(day, self.reason.text(), self.late.text() if day < today() else "")
