"""The three deadline figures on 工作台, read in a worker, and the bar for a year that is not loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from gridcounter.desktop.home.card import Card
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.flow import horizontal
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.session.session import Session
from gridcounter.services.applications.agenda_rows import DueRow
from gridcounter.services.ledger.agenda import Agenda, View, ask_agenda, deferral_words

_NEAREST = 3
_LOOKED_AT = 12


@dataclass(frozen=True, slots=True)
class _Near:
    id: str
    name: str
    number: str


@dataclass(frozen=True, slots=True)
class _Figures:
    cards: tuple[tuple[int, tuple[_Near, ...]], ...]
    tomorrow: int
    years: tuple[int, ...]
    deferred: str


class DueCards(QWidget):
    """Creates its cards; the page places them. `years` carries missing years, `deferred` a sentence or ""."""

    view_wanted = Signal(str)
    years = Signal(object)
    deferred = Signal(str)

    def __init__(self, session: Session, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hide()
        self._session = session
        self._tasks = tasks
        self._asked = 0
        today_card = Card("今天到期", "供电企业今天要办完的环节", parent)
        over = Card("超时限", "已经过了到期日，尽快办完并登记", parent)
        waiting = Card("待申请人补充资料", "时限暂停中，资料补齐的次日接着算", parent)
        self.cards = (today_card, over, waiting)
        for card, view in zip(self.cards, (View.TODAY, View.OVER, View.PAUSED), strict=True):
            card.set_list(str(view))
            card.list_wanted.connect(self.view_wanted)

    def refresh(self) -> None:
        """Reads in a worker; a result that a later request has overtaken is dropped."""
        self._asked += 1
        asked = self._asked
        session, day = self._session, today()
        calendar = session.assessor.calendar
        self._tasks.submit(
            self,
            lambda: ask_agenda(session.record, calendar, day, _figures),
            done=partial(self._show, asked),
            failed=lambda _: None,
        )

    def _show(self, asked: int, figures: _Figures) -> None:
        if asked != self._asked:
            return
        for card, (total, rows) in zip(self.cards, figures.cards, strict=True):
            card.show_rows(rows, total)
        if figures.tomorrow or self.cards[0].more:
            text = f"明天到期 {figures.tomorrow} 项" if figures.tomorrow else ""
            self.cards[0].tell_more(text, View.TOMORROW)
        self.years.emit(figures.years)
        self.deferred.emit(figures.deferred)


def _figures(agenda: Agenda) -> _Figures:
    waiting, resting = agenda.waiting(_NEAREST)
    shown = [(agenda.total(view), _near(agenda.rows(view, _LOOKED_AT))) for view in (View.TODAY, View.OVER)]
    deferred = "；".join(deferral_words(agenda))
    cards = (*shown, (waiting, _near(resting)))
    return _Figures(cards, agenda.total(View.TOMORROW), agenda.years_missing, deferred)


def _near(rows: Sequence[DueRow]) -> tuple[_Near, ...]:
    """Each application once, even with several urgent clocks."""
    found: dict[str, _Near] = {}
    for row in rows:
        found.setdefault(row.application, _Near(row.application, row.name, row.number))
    return tuple(found.values())[:_NEAREST]


class NoticeBar(QFrame):
    """A sentence with one button; hidden without a sentence."""

    wanted = Signal()

    def __init__(self, act: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Bar")
        self.text = PlainLabel(self, wraps=True)
        self.act = QPushButton(act, self)
        self.act.setAccessibleName(name)
        row = horizontal(self, (8, 4, 8, 4))
        row.addWidget(self.text, 1)
        row.addWidget(self.act)
        self.act.clicked.connect(self.wanted)
        self.hide()

    @Slot(str)
    def tell(self, sentence: str) -> None:
        """Shows the sentence; an empty one hides the bar."""
        self.text.setText(sentence)
        self.setVisible(bool(sentence))


def years_words(years: Sequence[int]) -> str:
    """2027 年放假安排尚未载入，跨年时限为暂估."""
    named = "、".join(str(year) for year in years)
    return f"{named} 年放假安排尚未载入，算到 {named} 年的时限为暂估；公布后请载入。" if years else ""
