"""One application in short: answers for a telephone call, particulars, history, issued papers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QTabWidget, QWidget

from gridcounter.core.application import ApplicationId
from gridcounter.core.intake.life import Act, ActId
from gridcounter.desktop.deadlines.clocks_tab import ClocksTab
from gridcounter.desktop.kit.choice import StillTabs
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.flow import ListOnTab, vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.shortening import HEAD, shortened
from gridcounter.desktop.kit.tables import wrapped_list
from gridcounter.desktop.ledger.application_acts import ApplicationActs
from gridcounter.desktop.ledger.model import STATES, called, ended
from gridcounter.desktop.ledger.notice_tab import NoticeTab
from gridcounter.desktop.ledger.stale_notice import StaleNotice
from gridcounter.desktop.life.ribbon import Ribbon
from gridcounter.desktop.session.session import Session
from gridcounter.errors import GridcounterError, Refusal
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.closing import CONNECTED, DONE
from gridcounter.services.applications.life import End
from gridcounter.services.ledger.application_card import ApplicationCard, ApplicationCards, Particular
from gridcounter.services.ledger.ledger import LedgerRow
from gridcounter.services.ledger.signed_copies import SignedCopies

_NOTHING_CHOSEN = "选中一件，这里列出已告知什么、还缺什么、下一步是什么；按 Enter 打开办理。"


class ApplicationDetail(QWidget):
    """`opened` carries the application, `message` a short sentence for the status line; `act_wanted` the application
    with an act that another page does. `told` carries the application shown and its next act in words, `filled` comes
    when the card becomes empty or stops being so; `went_on`: an act was done here, and the next one is offered on top.
    """

    opened = Signal(str)
    told = Signal(str, str)
    filled = Signal()
    act_wanted = Signal(str, object)
    message = Signal(str)
    went_on = Signal()

    def __init__(self, service: ApplicationService, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._service = service
        self._dossiers = ApplicationCards(service)
        self.application_card: ApplicationCard | None = None
        self._build()
        self._wire()
        self.clear()

    def follow(self, session: Session) -> None:
        """Of the window: it draws papers for all pages, and knows whether the clerk is still there."""
        self.stale.renderer = session.paper_renderer
        self.notice_terms.while_here = session.while_here

    def _build(self) -> None:
        self._title = PlainLabel(self, look="Section", wraps=True)
        self._state = PlainLabel(self, look="Hint", wraps=True)
        self._answer = PlainLabel(self, wraps=True)
        self.stale = StaleNotice(self._service, self)
        self._trouble = PlainLabel(self, look="Trouble", wraps=True)
        self._open = QPushButton("打开办理", self)
        self.ribbon = Ribbon(self, key="Ctrl+Enter")
        self.acts = ApplicationActs(self._service, self)
        self.tabs = QTabWidget(self)  # before its pages, for the Tab order
        self.tabs.setTabBar(StillTabs(self.tabs))
        self.particulars = QWidget(self)
        self._grid = QGridLayout(self.particulars)
        self._grid.setContentsMargins(8, 8, 8, 8)
        self._grid.setColumnStretch(1, 1)
        scroll = QScrollArea(self)
        scroll.setAccessibleName("概况")
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.particulars)
        self.moments = wrapped_list("时间线", self)
        moments = ListOnTab(self.moments)
        self.notice_terms = NoticeTab(self._service, self)
        self.papers = self.notice_terms.papers
        self.tabs.setAccessibleName("选中的申请：分页")
        self.tabs.setDocumentMode(True)
        self.clocks = ClocksTab(self._service, self)
        pages = (
            (scroll, "概况"),
            (self.clocks, "时限"),
            (moments, "时间线"),
            (self.notice_terms, "告知了什么"),
        )
        for page, name in pages:
            self.tabs.addTab(page, name)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._open)
        whole = vertical(self, (8, 0, 0, 0), 8)
        whole.addLayout(head)
        for widget in (self._state, self.ribbon, self._answer, self.stale, self.acts, self._trouble):
            whole.addWidget(widget)
        whole.addWidget(self.tabs, 1)
        self.tabs.setMinimumHeight(200)

    def _wire(self) -> None:
        self._open.clicked.connect(self._on_open)
        self.ribbon.pressed.connect(self.begin)
        self.notice_terms.message.connect(self.message)
        self.notice_terms.troubled.connect(self._tell_trouble)
        self.notice_terms.changed.connect(self.show_application)
        self.acts.changed.connect(self.show_application)
        self.acts.message.connect(self.message)
        self.acts.troubled.connect(self._tell_trouble)
        self.clocks.message.connect(self.message)
        self.clocks.done.connect(self._on_clock_done)

    @Slot()
    def go_on(self) -> None:
        """Presses the green button."""
        if self.ribbon.button.isVisible():
            self.ribbon.button.click()

    def clear(self) -> None:
        """Shows that no application is chosen."""
        self.application_card = None
        self._title.setText("")
        self._state.setText(_NOTHING_CHOSEN)
        for widget in (self.ribbon, self._answer, self.stale, self._trouble, self._open, self.acts, self.tabs):
            widget.hide()
        self._title.hide()  # what is said instead begins at the top
        self.filled.emit()

    def show_waiting(self, scanned: str) -> bool:
        """Selects the paper of the scanned QR code, to file its signed copy; False if none is awaited.

        Raises Refusal.
        """
        ref = SignedCopies(self._service).paper_of(scanned)
        paper = self._service.record.papers.get(ref)
        if paper is None:
            return False
        self.show_application(paper.application)
        waits = self.application_card is not None and any(
            row.ref == ref and row.unsigned for row in self.application_card.papers
        )
        if waits:
            self.tabs.setCurrentWidget(self.notice_terms)
            self.papers.choose(ref)
        return waits

    @Slot(str)
    def show_application(self, application_id: ApplicationId) -> None:
        """Reads the application again; a refusal is shown in its place."""
        try:
            application_card, life = self._dossiers.read_with_life(application_id, today())
        except Refusal as refused:  # its contents were purged: this is no error
            self.clear()
            self._state.setText(str(refused))
            return
        except GridcounterError as wrong:
            self.clear()
            self._tell_trouble(str(wrong))
            return
        row, before = application_card.summary, self.application_card is not None
        self.application_card = application_card
        self._title.setText(shortened(called(row), HEAD))
        self._state.setText(_state(row, application_card.end, application_card.business))
        self.ribbon.show_life(life)
        unread = self._dossiers.unread(application_id)
        self._answer.setText("\n".join((*([unread] if unread else []), *_answers(application_card))))
        self.stale.show_application(application_id)
        self._set_particulars(application_card.particulars)
        self.moments.clear()
        for done in reversed(application_card.timeline):
            self.moments.addItem(f"{_moment(done.at)}　{done.who}\n{done.text}")
        self.notice_terms.show_application(row.id, row.number, application_card.papers)
        self.clocks.show_application(application_id)
        self._trouble.hide()
        self.acts.show_row(row, connects=application_card.connects)
        for widget in (self._title, self._answer, self._open, self.acts, self.tabs):
            widget.show()
        self.ribbon.setVisible(bool(self.ribbon.life.stages))
        self.told.emit(row.id, life.act.ahead if life.act else "")
        if not before:
            self.filled.emit()

    @Slot(object)
    def begin(self, act: Act) -> None:
        """Opens the form of an act that is done here; another page is asked for any other."""
        if self.application_card is None:
            return
        if act.id == ActId.CLOSE:
            accepted, connects = self.application_card.summary.accepted_on, self.application_card.connects
            self.acts.close_as((CONNECTED if connects else DONE) if accepted else "other")
        elif act.about:
            self.tabs.setCurrentWidget(self.clocks)
            self.clocks.begin(act)
        else:
            self.act_wanted.emit(self.application_card.summary.id, act)

    @Slot(str)
    def _on_clock_done(self, application_id: ApplicationId) -> None:
        self.show_application(application_id)
        if self.ribbon.button.isVisible():
            self.ribbon.button.setFocus()
        self.went_on.emit()

    def _set_particulars(self, particulars: Sequence[Particular]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._grid.setRowStretch(self._grid.rowCount() - 1, 0)
        for place, result in enumerate(particulars):
            label = PlainLabel(self.particulars, look="Hint", wraps=True)
            label.setText(result.label)
            text = PlainLabel(self.particulars, wraps=True)
            text.setText(result.text)
            self._grid.addWidget(label, place, 0)
            self._grid.addWidget(text, place, 1)
            if result.hidden:
                self._grid.addWidget(self._reveal_button(result, text), place, 2)
        self._grid.setRowStretch(len(particulars), 1)

    def _reveal_button(self, particular: Particular, text: QLabel) -> QPushButton:
        """A deliberate click: the access is recorded before the number is shown."""
        button = QPushButton("显示", self.particulars)
        button.setAccessibleName(f"显示完整的{particular.label}")
        button.setToolTip("显示完整号码，会记入台账")

        @Slot()
        def on_clicked() -> None:
            if self.application_card is None:
                return
            try:
                text.setText(self._dossiers.show(self.application_card.summary.id, particular.hidden))
            except GridcounterError as refused:
                self._tell_trouble(str(refused))
                return
            button.hide()

        button.clicked.connect(on_clicked)
        return button

    @Slot(str)
    def _tell_trouble(self, sentence: str) -> None:
        self._trouble.show_text(sentence)

    @Slot()
    def _on_open(self) -> None:
        if self.application_card:
            self.opened.emit(self.application_card.summary.id)


def _state(row: LedgerRow, end: End | None, business: str = "") -> str:
    opened = row.opened_at[:16].replace("T", " ")
    official = f"　业务系统编号 {row.official_number}" if row.official_number else ""
    text = f"{row.number}　查询码 {row.short_code}{official}　登记 {opened}"
    text += f"\n{business}　" if business else "\n"
    if end is None:
        return f"{text}{STATES[row.state]}"
    return f"{text}{ended(end.label, end.on)}" + (f"：{end.reason}" if end.reason else "")


def _answers(application_card: ApplicationCard) -> list[str]:
    """The lines to read out on the telephone."""
    lines = ["已告知：" + ("；".join(application_card.issued) or "还没有出具文书")]
    if application_card.summary.state != "closed":
        lead = "办理时要带：" if application_card.summary.state == "consultation" else "还缺："
        lines.append(lead + ("、".join(application_card.missing) or "没有"))
    if application_card.owed:
        lines.append("我们应办：" + "；".join(application_card.owed))
    return lines


def _moment(text: str) -> str:
    """2026-09-28T09:31:05.123+08:00 -> 2026-09-28 09:31."""
    return text[:16].replace("T", " ")
