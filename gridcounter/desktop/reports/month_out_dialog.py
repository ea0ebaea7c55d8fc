"""上报全市: the figures of one month of this office as a signed file, or sent to the hub."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from gridcounter.core.reports.figures import months_between
from gridcounter.desktop.help.pages import DIALOGS
from gridcounter.desktop.help.window import answer_f1
from gridcounter.desktop.kit.appearance import apply_style
from gridcounter.desktop.kit.choice import DropDown
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.file_dialogs import folder_to_read, tell_saved
from gridcounter.desktop.kit.flow import FlowRow, Grown, column_above
from gridcounter.desktop.kit.output import what_went_wrong
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.session.session import Session
from gridcounter.services.desks.hub.city_figures import SentMonth, send_month
from gridcounter.services.desks.hub.connecting import hub_of
from gridcounter.services.reports.month_file import WrittenMonth, write_month

REPORT_OUT = "上报全市"
_WIDE = 520
#: Months that are offered: this one, and those of the year before.
_MONTHS = 13
_HINT = (
    "写出一个文件，交给全市（U 盘、内网邮件都可以）。里面只有数字：没有申请、姓名、电话；人数是 1 或 2 的不写明，"
    "也不能从合计减出来。文件签了名：改动过的，全市那边看得出来。\n"
    "一个月报一次就够，月底以后报的是全月；没有完的月份写明截至哪一天，月底以后再报一次，全市用较晚的。"
)


class MonthOutDialog(QDialog):
    """Stays open after a month was handed out: others can follow. The hub is offered where this desk is connected."""

    def __init__(self, session: Session, tasks: Tasks, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        apply_style(self)
        self.setWindowTitle(REPORT_OUT)
        self._session, self._tasks = session, tasks
        self.month = DropDown(self)
        self.month.setAccessibleName("月份")
        for month, label in _months().items():
            self.month.addItem(label, month)
        self.month.setCurrentIndex(1)  # the last whole one
        asked = PlainLabel("哪个月", self)
        asked.setBuddy(self.month)
        self.account = PlainLabel(self, wraps=True)
        self.account.hide()
        self.trouble = PlainLabel(self, look="Trouble", wraps=True)
        self.trouble.hide()
        self.write = QPushButton("选文件夹，写出文件…", self)
        self.write.setObjectName("Primary")
        self.write.setDefault(True)
        self.send = QPushButton("送到中心库", self)
        self.send.setVisible(hub_of(session.record) is not None)
        self.close_button = QPushButton("关闭", self)
        acts = FlowRow(self)
        for button in (self.write, self.send, self.close_button):
            acts.flow.addWidget(button)
        column = column_above(acts, self)
        for widget in (asked, self.month, PlainLabel(_HINT, self, look="Hint", wraps=True), self.account, self.trouble):
            column.addWidget(widget)
        column.addStretch(1)
        self.setMinimumWidth(min(scale.px(_WIDE), self.screen().availableSize().width()))
        Grown(self, column)
        self.write.clicked.connect(self._on_write)
        self.send.clicked.connect(self._on_send)
        self.close_button.clicked.connect(self.reject)
        answer_f1(self, lambda: DIALOGS["MonthOutDialog"])

    @Slot()
    def _on_write(self) -> None:
        folder = folder_to_read(self, "上报文件写到哪个文件夹")
        if folder is None:
            return
        service, month, now = self._session.figures, str(self.month.currentData()), datetime.now().astimezone()
        self._work(on=True)
        self._tasks.submit(
            self,
            lambda: write_month(service, month, folder, now),
            done=self._on_written,
            failed=self._on_failed,
        )

    @Slot()
    def _on_send(self) -> None:
        service, month, now = self._session.figures, str(self.month.currentData()), datetime.now().astimezone()
        self._work(on=True)
        self.account.show_text("正在送…")
        self._tasks.submit(self, lambda: send_month(service, month, now), done=self._on_sent, failed=self._on_failed)

    def _on_written(self, made: WrittenMonth) -> None:
        self._work(on=False)
        self.account.show_text(f"{made.month} 的数字已写成 {made.path.name}{_told(made)}")
        tell_saved(self, made.path, personal=False)

    def _on_sent(self, made: SentMonth) -> None:
        self._work(on=False)
        self.account.show_text(f"{made.month} 的数字已送到中心库{_told(made)}")

    def _on_failed(self, error: Exception) -> None:
        self._work(on=False)
        self.account.show_text("")
        self.trouble.show_text(what_went_wrong(error))

    def _work(self, *, on: bool) -> None:
        for button in (self.write, self.send):
            button.setEnabled(not on)
        if on:
            self.trouble.show_text("")


def _told(made: WrittenMonth | SentMonth) -> str:
    until = f"，截至 {made.until.isoformat()}" if made.until else ""
    return f"{until}。签名指纹 {made.fingerprint}，全市来电话核对时念这个。"


def _months() -> dict[str, str]:
    """Label by month, this one first."""
    on = today()
    first = on.replace(year=on.year - 1, day=1)
    found = list(reversed(months_between(first, on)))[:_MONTHS]
    return {month: month if place else f"{month}（截至今天）" for place, month in enumerate(found)}
