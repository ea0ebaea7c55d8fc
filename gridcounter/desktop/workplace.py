"""What stands in the unlocked window: the rail, the pages, a bar for trouble. Made anew for another clerk."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gridcounter.desktop.pages.deadlines import DeadlinesPage
from gridcounter.desktop.pages.filings import FilingsPage
from gridcounter.desktop.pages.home import HomePage
from gridcounter.desktop.pages.ledger import LedgerPage
from gridcounter.desktop.pages.nobody import NobodyPage
from gridcounter.desktop.pages.papers import PapersPage
from gridcounter.desktop.pages.policy import PolicyPage
from gridcounter.desktop.pages.settings import SettingsPage
from gridcounter.desktop.parking import ParkedTabs
from gridcounter.desktop.rail import Rail
from gridcounter.desktop.sections.years import YEARS
from gridcounter.desktop.trouble import TroubleBar
from gridcounter.desktop.widgets.page_frame import PageFrame
from gridcounter.services.agenda import View
from gridcounter.services.roles import ROLES

if TYPE_CHECKING:
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
    DEADLINES = 7


#: Stands in the place of 业务受理 while there is no tab.
_NOBODY = len(Place)

_RAIL = (
    (Place.HOME, "工作台", "mdi6.view-dashboard-outline"),
    (Place.INTAKE, "业务受理", "mdi6.clipboard-edit-outline"),
    (Place.LEDGER, "业务台账", "mdi6.table-large"),
    (Place.FILINGS, "备案", "mdi6.file-sign"),
    (Place.DEADLINES, "时限", "mdi6.calendar-clock"),
    (Place.POLICY, "政策", "mdi6.book-open-variant"),
    (Place.SETTINGS, "设置", "mdi6.cog-outline"),
)
#: Below this width, at the size of the text, the rail gives way to the page.
_NARROW = 880
#: Below this height its words give way as well.
_LOW = 345


class Workplace(QWidget):
    """`place_wanted` carries the page that another one sends to."""

    place_wanted = Signal(int)

    def __init__(self, counter: Counter, tasks: Tasks, tokens: Tokens, scale: Scale) -> None:
        super().__init__()
        self._scale = scale
        desk = counter.desk
        self.home = HomePage(counter, scale, tasks)
        self.tabs = ParkedTabs(counter, tokens, scale)
        self.ledger = LedgerPage(counter.ledger, desk, tasks)
        self.papers = PapersPage(counter, tasks, scale)
        self.policy = PolicyPage(counter.assessor.packs, desk.place, tokens, scale)
        self.settings = SettingsPage(counter, scale)
        self.filings = FilingsPage(counter, tasks, tokens, scale)
        self.deadlines = DeadlinesPage(counter, tasks, tokens)
        self._pages = QStackedWidget()
        self.nobody = NobodyPage()
        pages = (self.home, self.tabs, self.ledger, self.papers, self.policy, self.settings)
        for page in (*pages, self.filings, self.deadlines, self.nobody):
            self._pages.addWidget(page)
        clerk = counter.clerk
        self.rail = Rail(_RAIL, (clerk.name, ROLES[clerk.role]), tokens, scale)
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
        self.home.view_wanted.connect(self._on_view)
        self.home.years_wanted.connect(self._on_years)
        self.deadlines.trouble.connect(self.trouble.say)

    @Slot(str)
    def _on_view(self, view: str) -> None:
        self.deadlines.choose(View(view))
        self.place_wanted.emit(Place.DEADLINES)

    @Slot()
    def _on_years(self) -> None:
        self.settings.show_section(YEARS)
        self.place_wanted.emit(Place.SETTINGS)

    @property
    def place(self) -> Place:
        shown = self._pages.currentIndex()
        return Place.INTAKE if shown == _NOBODY else Place(shown)

    def turn_to(self, place: Place) -> None:
        if place is Place.HOME:
            self.home.refresh()
        elif place is Place.LEDGER:
            self.ledger.refresh()
        elif place is Place.FILINGS:
            self.filings.refresh()
        elif place is Place.DEADLINES:
            self.deadlines.refresh()
        nobody = place is Place.INTAKE and self.tabs.count() == 0
        self._pages.setCurrentIndex(_NOBODY if nobody else place)
        self.rail.mark(Place.INTAKE if place is Place.PAPERS else place)

    def fold(self, width: int) -> None:
        low = self.window().height() < self._scale.px(_LOW)
        self.rail.fold(narrow=width < self._scale.px(_NARROW), low=low)
