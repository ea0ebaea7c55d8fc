"""What stands in the unlocked window: the rail, the pages, a bar for trouble. Made anew for another clerk."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gridcounter.desktop.pages.figures import FiguresPage
from gridcounter.desktop.pages.filings import FilingsPage
from gridcounter.desktop.pages.home import HomePage
from gridcounter.desktop.pages.ledger import LedgerPage
from gridcounter.desktop.pages.nobody import NobodyPage
from gridcounter.desktop.pages.papers import PapersPage
from gridcounter.desktop.pages.policy import PolicyPage
from gridcounter.desktop.pages.settings import SettingsPage
from gridcounter.desktop.pages.shift import show_slip
from gridcounter.desktop.parking import ParkedTabs
from gridcounter.desktop.rail import Rail
from gridcounter.desktop.trouble import TroubleBar
from gridcounter.desktop.widgets.page_frame import PageFrame
from gridcounter.services.roles import ROLES, Right

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridcounter.core.periods import Period
    from gridcounter.desktop.counter import Counter
    from gridcounter.desktop.tasks import Tasks
    from gridcounter.desktop.theme import Scale, Tokens


class Place(IntEnum):
    HOME = 0
    INTAKE = 1
    LEDGER = 2
    PAPERS = 3
    POLICY = 4
    SETTINGS = 5
    FILINGS = 6
    FIGURES = 7


#: Stands in the place of 业务受理 while there is no tab.
_NOBODY = len(Place)

_RAIL = (
    (Place.HOME, "工作台", "mdi6.view-dashboard-outline"),
    (Place.INTAKE, "业务受理", "mdi6.clipboard-edit-outline"),
    (Place.LEDGER, "业务台账", "mdi6.table-large"),
    (Place.FILINGS, "备案", "mdi6.file-sign"),
    (Place.POLICY, "政策", "mdi6.book-open-variant"),
    (Place.FIGURES, "统计", "mdi6.chart-bar"),
    (Place.SETTINGS, "设置", "mdi6.cog-outline"),
)
#: Below this width, at the size of the text, the rail gives way to the page.
_NARROW = 880
#: Below this height its words give way as well.
_LOW = 345


class Workplace(QWidget):
    def __init__(self, counter: Counter, tasks: Tasks, tokens: Tokens, scale: Scale) -> None:
        super().__init__()
        self._counter, self._tasks, self._scale = counter, tasks, scale
        desk = counter.desk
        self.home = HomePage(counter, scale)
        self.tabs = ParkedTabs(counter, tokens, scale)
        self.ledger = LedgerPage(counter.ledger, desk, tasks)
        self.papers = PapersPage(counter, tasks, scale)
        self.policy = PolicyPage(counter.assessor.packs, desk.place, tokens, scale)
        self.settings = SettingsPage(counter, scale)
        self.filings = FilingsPage(counter, tasks, tokens, scale)
        self.figures = FiguresPage(counter, tasks, tokens, scale)
        self._sees_figures = counter.may(Right.SEE_FIGURES)
        self._pages = QStackedWidget()
        self.nobody = NobodyPage()
        for page in (
            self.home,
            self.tabs,
            self.ledger,
            self.papers,
            self.policy,
            self.settings,
            self.filings,
            self.figures,
            self.nobody,
        ):
            self._pages.addWidget(page)
        clerk = counter.clerk
        entries = [entry for entry in _RAIL if entry[0] is not Place.FIGURES or self._sees_figures]
        self.rail = Rail(entries, (clerk.name, ROLES[clerk.role]), tokens, scale)
        self.trouble = TroubleBar(tokens)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.trouble)
        right.addWidget(PageFrame(self._pages), 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(right, 1)

        self.home.reported.connect(self._on_reported)
        self.home.handed_over.connect(self._on_handed_over)
        self.figures.listed.connect(self._on_listed)

    @Slot()
    def _on_handed_over(self) -> None:
        show_slip(self._counter, self._tasks, self._scale, self)

    @Slot(object)
    def _on_reported(self, period: Period) -> None:
        self.turn_to(Place.FIGURES)
        self.figures.period.choose(period)

    @Slot(str, object)
    def _on_listed(self, title: str, applications: Sequence[str]) -> None:
        self.ledger.show_these(title, applications)
        self.turn_to(Place.LEDGER)

    @property
    def place(self) -> Place:
        shown = self._pages.currentIndex()
        return Place.INTAKE if shown == _NOBODY else Place(shown)

    def turn_to(self, place: Place) -> None:
        if place is Place.FIGURES and not self._sees_figures:
            place = Place.HOME
        if place is Place.HOME:
            self.home.refresh()
        elif place is Place.LEDGER:
            self.ledger.refresh()
        elif place is Place.FILINGS:
            self.filings.refresh()
        elif place is Place.FIGURES:
            self.figures.refresh()
        nobody = place is Place.INTAKE and self.tabs.count() == 0
        self._pages.setCurrentIndex(_NOBODY if nobody else place)
        self.rail.mark(Place.INTAKE if place is Place.PAPERS else place)

    def fold(self, width: int) -> None:
        low = self.window().height() < self._scale.px(_LOW)
        self.rail.fold(narrow=width < self._scale.px(_NARROW), low=low)
