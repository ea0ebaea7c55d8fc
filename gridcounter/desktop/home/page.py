"""工作台: what is urgent, what lacks a number of the supplier's system, and buttons for the next customer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from gridcounter.core.reports.reporting_duty import Duty, reminders
from gridcounter.core.wording import day_near
from gridcounter.desktop.home.card import Card
from gridcounter.desktop.home.due_cards import DueCards, NoticeBar, years_words
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.flow import FlowRow, scrolling, vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.shortening import CARD, fitted, shortened, whole_text
from gridcounter.desktop.kit.tables import copy_as_text
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.ledger.model import STATES, called
from gridcounter.desktop.search.find_field import head_with_search
from gridcounter.desktop.session.session import Session
from gridcounter.services.desks.conflicts import conflicts
from gridcounter.services.ledger.agenda import View
from gridcounter.services.office.offices import banner_of

_SHOWN = 12
_NEAREST = 3
_WEEK = "一二三四五六日"
_NOON, _EVENING = 12, 18
#: The least width of a card at the base text size; cards that do not fit go to the next row.
_CARD = 220
#: The least width of the greeting beside the buttons, at the base text size.
_BESIDE = 280


class HomePage(QWidget):
    """`opened` carries an application, `begun` asks for a new one, `consulted` for a consultation.

    `handed_over` asks for the shift slip, `reported` for the figures of a period. `view_wanted` carries a view of the
    deadlines, `years_wanted` asks for the years of public holidays, `unprinted_wanted` for what is still to be printed,
    `photos_wanted` for photographs of signed sheets, `conflicts_wanted` for what two desks did against each other.
    `listed` carries a title and applications to list.
    """

    opened = Signal(str)
    begun = Signal()
    consulted = Signal()
    handed_over = Signal()
    reported = Signal(object)
    view_wanted = Signal(str)
    years_wanted = Signal()
    unprinted_wanted = Signal()
    photos_wanted = Signal()
    conflicts_wanted = Signal()
    listed = Signal(str, object)

    def __init__(self, session: Session, scale: Scale, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Page")
        self._session = session
        self._scale = scale
        self._due: Duty | None = None
        self._title = PlainLabel(self, look="Title")
        self._where = PlainLabel(self, look="Hint")
        for line in (self._title, self._where):
            line.setWordWrap(True)
        holder = QWidget(self)
        whole = vertical(holder, 16, 16)
        top = self._top = self._head()
        whole.addLayout(top)  # at once: Qt ends the program over a page whose building fails with a layout in no widget
        bars = self._bars()
        self._behind: list[str] = []
        self._not_entered = Card("未录入业务系统", "受理后还没有录入供电企业业务系统，请尽快录入并填编号", self)
        self.due = DueCards(session, tasks, self)
        self._undelivered = Card("已生成未交付", "文书已出具，还没有记录交给申请人", self)
        self._on_the_way = Card("正在填写", "还没有收件或受理，可以接着办", self)
        self._cards = QGridLayout()
        self._cards.setSpacing(16)
        recent = PlainLabel("最近办理", self, look="Section")
        self._recent = QListWidget(self)
        self._recent.setAccessibleName("最近办理")
        copy_as_text(self._recent)
        self._recent.setWordWrap(True)
        self._recent.setMinimumHeight(scale.px(72))
        self._empty = PlainLabel(
            "还没有申请。有人来办电时按 Ctrl+N，只来问问的按 Ctrl+Shift+N；边问边填，右边就有答案。",
            self,
            look="Hint",
            wraps=True,
        )
        for bar in bars:
            whole.addWidget(bar)
        whole.addLayout(self._cards)
        whole.addWidget(recent)
        whole.addWidget(self._empty)
        whole.addWidget(self._recent, 1)
        scroll = scrolling(holder, self)
        outer = vertical(self, 0)
        outer.addWidget(scroll)
        self._lay_cards()
        self._wire()

    def _wire(self) -> None:
        self._new.clicked.connect(self.begun)
        self._consult.clicked.connect(self.consulted)
        self.shift.clicked.connect(self.handed_over)
        self.photos.clicked.connect(self.photos_wanted)
        self.reminder.clicked.connect(self._on_reminder)
        self._recent.itemActivated.connect(self._on_item)
        for card in self._all:
            card.opened.connect(self.opened)
        self.due.view_wanted.connect(self.view_wanted)
        self.due.years.connect(self._on_years)
        self.due.deferred.connect(self.deferred.tell)
        self.deferred.wanted.connect(self._on_deferred)
        self.unprinted.wanted.connect(self.unprinted_wanted)
        self._years.wanted.connect(self.years_wanted)
        self.left_behind.wanted.connect(self._on_left_behind)
        self.to_check.wanted.connect(self.conflicts_wanted)

    def _bars(self) -> tuple[QWidget, ...]:
        self.banner = PlainLabel(self, look="Bar", wraps=True)
        self._years = NoticeBar("载入", "载入放假安排", self)
        self.deferred = NoticeBar("看后补资料", "看后补资料", self)
        self.unprinted = NoticeBar("去打印", "看还没有打印的文书", self)
        self.left_behind = NoticeBar("看清单", "看告知内容已变的申请", self)
        self.to_check = NoticeBar("去核对", "看两台分别办理、互相不一致的登记", self)
        return self.banner, self.reminder, self.unprinted, self._years, self.deferred, self.left_behind, self.to_check

    def _head(self) -> QHBoxLayout:
        """In Tab order."""
        greeting = QVBoxLayout()  # two lines at any width: in one of them it would break beside the search field
        greeting.setSpacing(0)
        greeting.addWidget(self._title)
        greeting.addWidget(self._where)
        top = head_with_search(greeting, self)
        self.shift = QPushButton("交班", self)
        self.shift.setToolTip("交班单：今天答复了什么、明天到期什么，接班人输入操作码确认")
        self.photos = QPushButton("收照片", self)
        self.photos.setToolTip("现场签过字的文书拍的照片：按二维码各自存到那份文书名下")
        self._consult = QPushButton("咨询（Ctrl+Shift+N）", self)
        self._consult.setToolTip("只问不办：不记姓名，可以打印答复，要办时再转为业务受理")
        self._new = QPushButton("＋ 业务受理（Ctrl+N）", self)
        self._new.setObjectName("Primary")
        self.reminder = QPushButton("打开统计", self)
        self.reminder.setObjectName("Link")
        self._acts = FlowRow(self)
        for button in (self.shift, self.photos, self._consult, self._new):
            self._acts.flow.addWidget(button)
        top.addWidget(self._acts, 0, Qt.AlignmentFlag.AlignTop)
        return top

    @property
    def _all(self) -> tuple[Card, ...]:
        return self._not_entered, *self.due.cards, self._undelivered, self._on_the_way

    def refresh(self) -> None:
        """Reads all cards again on the UI thread; the clocks come from a worker."""
        self._greet()
        banner = banner_of(self._session.record)
        self.banner.setText(f"{banner}。遇到与新文件有关的，请先问值班长。")
        self.banner.setVisible(bool(banner))
        self._remind()
        waiting, unprinted = self._session.issued.waiting()
        self.unprinted.tell(f"还有 {unprinted} 份文书出具后没有打印。" if unprinted else "")
        rows = self._session.ledger.find()
        not_entered = self._session.ledger.not_entered(_NEAREST)
        self._not_entered.show_rows(not_entered.rows, not_entered.total)
        self._undelivered.show_rows([row for row in rows if row.id in waiting], len(waiting))
        filling_in = self._session.ledger.filling_in(_NEAREST)
        self._on_the_way.show_rows(filling_in.rows, filling_in.total)
        behind = self._behind = self._session.ledger.to_be_reissued()
        self.left_behind.tell(f"告知内容已变，需重出：{len(behind)} 件更正后文书还没有重出。" if behind else "")
        apart = len(conflicts(self._session.record, self._session.clerk)) if self._session.is_active() else 0
        self.to_check.tell(f"待核对：两台分别办理、互相不一致的登记有 {apart} 处。" if apart else "")
        self.due.refresh()
        self._recent.clear()
        for row in rows[:_SHOWN]:
            who, where = shortened(called(row)), shortened(row.address)
            item = QListWidgetItem(f"{who}　{where}　{STATES[row.state]}　{row.number}")
            if who != called(row) or where != row.address:
                item.setToolTip(whole_text(f"{called(row)}　{row.address}"))
            item.setData(Qt.ItemDataRole.UserRole, row.id)
            self._recent.addItem(item)
        self._empty.setVisible(not rows)
        self._recent.setVisible(bool(rows))

    def _remind(self) -> None:
        """Only if a policy requires a report, and only when its day is near."""
        service = self._session.service
        day = today()
        self._due = next(iter(reminders(service.header, day)), None)
        self.reminder.setVisible(self._due is not None)
        if self._due is not None:
            self.reminder.setText(f"{day_near(self._due.due_on, day)}前报送{self._due.label}：打开统计")
            self.reminder.setToolTip(whole_text(self._due.basis))

    @Slot(object)
    def _on_years(self, years: Sequence[int]) -> None:
        self._years.tell(years_words(years))

    @Slot()
    def _on_deferred(self) -> None:
        self.view_wanted.emit(View.DEFERRED)

    @Slot()
    def _on_left_behind(self) -> None:
        self.listed.emit("告知内容已变，需重出", self._behind)

    @Slot()
    def _on_reminder(self) -> None:
        if self._due is not None:
            self.reported.emit(self._due.period)

    def _greet(self) -> None:
        now, service = datetime.now().astimezone(), self._session.service
        part = "早上好" if now.hour < _NOON else "下午好" if now.hour < _EVENING else "晚上好"
        self._title.ensurePolished()
        who = fitted(service.clerk_name, self._title.fontMetrics(), CARD)
        self._title.setText(f"{part}，{who}")
        day = f"{now.month}月{now.day}日 星期{_WEEK[now.weekday()]}"
        self._where.setText(" · ".join([day, service.header.place, *(["演示"] if self._session.demo else [])]))

    def _lay_cards(self) -> None:
        fit = max(1, min(len(self._all), self.width() // self._scale.px(_CARD)))
        # as few lines as possible, evenly filled
        lines = -(-len(self._all) // fit)
        across = -(-len(self._all) // lines)
        for place, card in enumerate(self._all):
            self._cards.addWidget(card, place // across, place % across)
        for column in range(len(self._all)):
            self._cards.setColumnStretch(column, 1 if column < across else 0)
        beside = self.width() > self._acts.sizeHint().width() + self._scale.px(_BESIDE)
        self._top.setDirection(QHBoxLayout.Direction.LeftToRight if beside else QHBoxLayout.Direction.TopToBottom)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_cards()

    @Slot(QListWidgetItem)
    def _on_item(self, item: QListWidgetItem) -> None:
        self.opened.emit(str(item.data(Qt.ItemDataRole.UserRole)))
