"""The contents of the unlocked window: navigation rail, pages, error bar. Built again for another clerk."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from gridcounter.core.application import ApplicationId
from gridcounter.core.intake.life import Act, ActId
from gridcounter.core.reports.periods import Period
from gridcounter.desktop.help.pages import CITY, CONSULTATION, PLACES, SECTIONS, STEPS
from gridcounter.desktop.home.page import HomePage
from gridcounter.desktop.intake.empty_page import EmptyIntakePage
from gridcounter.desktop.kit.appearance import apply_style
from gridcounter.desktop.kit.day_calendar import OFFICE_DAYS
from gridcounter.desktop.kit.file_dialogs import LAST, SavedBar
from gridcounter.desktop.kit.flow import Pages, horizontal, is_low, vertical
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.theme import Scale, Tokens
from gridcounter.desktop.kit.waiting import busy
from gridcounter.desktop.search.find_field import answer_search
from gridcounter.desktop.session.session import Session
from gridcounter.desktop.shell.error_bar import ErrorBar
from gridcounter.desktop.shell.home_dialogs import HomeDialogs
from gridcounter.desktop.shell.page_frame import PageFrame
from gridcounter.desktop.shell.rail import Rail
from gridcounter.desktop.shell.session_tabs import SessionTabs
from gridcounter.services.ledger.agenda import View
from gridcounter.services.office.roles import ROLES, Right
from gridcounter.settings import OpenTabs

if TYPE_CHECKING:
    from gridcounter.desktop.deadlines.page import DeadlinesPage
    from gridcounter.desktop.filing.page import FilingsPage
    from gridcounter.desktop.ledger.page import LedgerPage
    from gridcounter.desktop.papers.page import PapersPage
    from gridcounter.desktop.policy.page import PolicyPage
    from gridcounter.desktop.reports.page import FiguresPage
    from gridcounter.desktop.settings.page import SettingsPage

LazyPage = TypeVar(
    "LazyPage", "LedgerPage", "PapersPage", "FilingsPage", "DeadlinesPage", "PolicyPage", "FiguresPage", "SettingsPage"
)


class PageKey(IntEnum):
    """The pages of the window; the values are their order in the stack."""

    HOME = 0
    INTAKE = 1
    LEDGER = 2
    PAPERS = 3
    POLICY = 4
    SETTINGS = 5
    FILINGS = 6
    FIGURES = 7
    DEADLINES = 8


_RAIL = (
    (PageKey.HOME, "工作台", "home"),
    (PageKey.INTAKE, "业务受理", "intake"),
    (PageKey.LEDGER, "业务台账", "ledger"),
    (PageKey.FILINGS, "备案", "filings"),
    (PageKey.DEADLINES, "时限", "deadlines"),
    (PageKey.POLICY, "政策", "policy"),
    (PageKey.FIGURES, "统计", "figures"),
    (PageKey.SETTINGS, "设置", "settings"),
)
#: Below this width, at the text size, the rail shows icons alone.
_NARROW = 1000
#: Acts on papers, and those that intake asks for; all others are done on the card.
_ON_PAPERS = frozenset({ActId.ISSUE, ActId.HAND_OVER, ActId.REISSUE})
_AT_INTAKE = frozenset({ActId.RECEIVE, ActId.ACCEPT, ActId.ENTER, ActId.LOOK})


class MainView(QWidget):
    """Pages are imported and created when they are first opened, so that the window appears sooner. Signals of all
    pages:

    `begun` and `consulted` ask for a new application, `opened` carries one, `message` a short sentence for the status
    line, `place_wanted` the page to open. `turned`: another page is in front.
    """

    begun = Signal()
    consulted = Signal()
    opened = Signal(str)
    message = Signal(str)
    place_wanted = Signal(int)
    turned = Signal()

    def __init__(
        self, session: Session, tasks: Tasks, tokens: Tokens, scale: Scale, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        apply_style(self)
        self._session, self._tasks, self._tokens, self._scale = session, tasks, tokens, scale
        self._sees_figures = session.may(Right.SEE_FIGURES)
        self._pages = Pages()
        self.place = PageKey.HOME
        self.home = HomePage(session, scale, tasks, parent=self._pages)
        self.tabs = SessionTabs(session, tokens, scale, parent=self._pages)
        self.nobody = EmptyIntakePage(self._pages)
        self._pages.turn_to(self.home)
        clerk = session.clerk
        entries = [entry for entry in _RAIL if entry[0] is not PageKey.FIGURES or self._sees_figures]
        self.rail = Rail(entries, (clerk.name, ROLES[clerk.role]), tokens, scale)
        self.trouble = ErrorBar(tokens, scale)
        self.saved = SavedBar()
        session.left.connect(self.saved.hide)
        OFFICE_DAYS.follow(lambda: session.service.assessor.calendar)
        LAST.follow(session.settings.last_folder, session.keep_last_folder)
        right = vertical(margins=0, spacing=0)
        right.addWidget(self.trouble)
        right.addWidget(self.saved)
        right.addWidget(PageFrame(self._pages), 1)
        row = horizontal(self, 0, 0)
        row.addWidget(self.rail)
        row.addLayout(right, 1)
        self._wire()

    def _wire(self) -> None:
        for page in (self.home, self.nobody):
            answer_search(page, self._on_find)
            page.begun.connect(self.begun)
            page.consulted.connect(self.consulted)
        self._pages.currentChanged.connect(self.turned)
        self.home.opened.connect(self.opened)
        self.home.view_wanted.connect(self._on_view)
        self.home.years_wanted.connect(self._on_years)
        self.home.reported.connect(self._on_reported)
        self.home.listed.connect(self._on_listed)
        dialogs = HomeDialogs(self._session, self._tasks, self._scale, self.home, self)
        dialogs.opened.connect(self.opened)
        dialogs.papers_wanted.connect(self._on_papers_wanted)
        dialogs.message.connect(self.message)
        self.tabs.reissue_wanted.connect(self._on_reissue)
        self.tabs.act_wanted.connect(self.go_to)
        self.tabs.refused.connect(self.trouble.say)

    @Slot(str)
    def _on_find(self, words: str) -> None:
        self.place_wanted.emit(PageKey.LEDGER)
        self.ledger.look_for(words)

    def _added(self, page: LazyPage) -> LazyPage:
        """Adds a page that is loaded when it is first opened, and connects its messages to the status line."""
        page.message.connect(self.message)
        answer_search(page, self._on_find)
        return page

    @cached_property
    def ledger(self) -> LedgerPage:
        from gridcounter.desktop.ledger.page import LedgerPage

        page = LedgerPage(self._session.ledger, self._session.service, self._tasks, parent=self._pages)
        page.opened.connect(self.opened)
        if page.detail is not None:
            page.detail.follow(self._session)
        page.act_wanted.connect(self.go_to)
        page.table.set_widths(self._session.settings.columns)
        page.table.widths_changed.connect(self._session.keep_columns)
        return self._added(page)

    @cached_property
    def papers(self) -> PapersPage:
        from gridcounter.desktop.papers.page import PapersPage

        page = PapersPage(self._session, self._tasks, self._scale, parent=self._pages)
        page.back.connect(self.opened)
        page.act_wanted.connect(self.go_to)
        page.field_wanted.connect(self.tabs.go_to_field)
        return self._added(page)

    @cached_property
    def filings(self) -> FilingsPage:
        from gridcounter.desktop.filing.page import FilingsPage

        page = FilingsPage(self._session, self._tasks, self._scale, parent=self._pages)
        page.opened.connect(self.opened)
        return self._added(page)

    @cached_property
    def deadlines(self) -> DeadlinesPage:
        from gridcounter.desktop.deadlines.page import DeadlinesPage

        page = DeadlinesPage(self._session, self._tasks, self._tokens, parent=self._pages)
        page.opened.connect(self.opened)
        page.trouble.connect(self.trouble.say)
        return self._added(page)

    @cached_property
    def policy(self) -> PolicyPage:
        from gridcounter.desktop.authoring.trial_dialog import begin_trial
        from gridcounter.desktop.policy.page import PolicyPage

        page = PolicyPage(self._session, self._tasks, self._tokens, self._scale, parent=self._pages)
        page.trial_wanted.connect(partial(begin_trial, page, self._session, self._tasks, self._tokens, self._scale))
        return self._added(page)

    @cached_property
    def figures(self) -> FiguresPage:
        from gridcounter.desktop.reports.page import FiguresPage

        page = FiguresPage(self._session, self._tasks, self._tokens, self._scale, parent=self._pages)
        page.listed.connect(self._on_listed)
        return self._added(page)

    @cached_property
    def settings(self) -> SettingsPage:
        from gridcounter.desktop.settings.page import SettingsPage

        page = SettingsPage(self._session, self._scale, parent=self._pages)
        page.opened.connect(self.opened)
        return self._added(page)

    @Slot(str)
    def _on_view(self, view: str) -> None:
        self.deadlines.choose(View(view))
        self.place_wanted.emit(PageKey.DEADLINES)

    @Slot()
    def _on_years(self) -> None:
        from gridcounter.desktop.settings.years import YEARS

        self.show_section(YEARS)

    def show_section(self, title: str) -> None:
        """Opens the settings at the section of this title."""
        self.settings.show_section(title)
        self.place_wanted.emit(PageKey.SETTINGS)

    @Slot(str)
    def _on_papers_wanted(self, application: str) -> None:
        self.opened.emit(application)
        self.tabs.papers_wanted.emit(application)
        self.papers.lists.setCurrentWidget(self.papers.issued)

    @Slot(object)
    def _on_reported(self, period: Period) -> None:
        self.turn_to(PageKey.FIGURES)
        self.figures.period.choose(period)

    @Slot(str, str, dict)
    def _on_reissue(self, application_id: str, why: str, again: dict[str, str]) -> None:
        self.place_wanted.emit(PageKey.PAPERS)
        self.papers.reissue(application_id, why, again)

    @Slot(str, object)
    def _on_listed(self, title: str, applications: Sequence[str]) -> None:
        self.ledger.show_these(title, applications)
        self.turn_to(PageKey.LEDGER)

    @Slot(str, object)
    def go_to(self, application_id: ApplicationId, act: Act) -> None:
        """Opens the page on which this act of the application is done."""
        if act.id in _ON_PAPERS:
            self.tabs.papers_wanted.emit(application_id)
        elif act.id in _AT_INTAKE:
            self.opened.emit(application_id)
            page = self.tabs.front
            if page and page.application == application_id:
                page.go_to(act)
        else:
            self.place_wanted.emit(PageKey.LEDGER)
            self.ledger.begin(application_id, act)

    @property
    def standing(self) -> OpenTabs:
        """What is open, for the settings and for the pages that come after these."""
        applications, current = self.tabs.standing()
        place = PageKey.INTAKE if self.place is PageKey.PAPERS else self.place
        clerk = self._session.service.clerk
        return OpenTabs(applications, current, place.name.lower(), clerk, self.tabs.steps)

    @property
    def section(self) -> str:
        """The section of the settings shown; "" if they were not opened."""
        return self.settings.section if "settings" in vars(self) else ""

    @property
    def manual_page(self) -> str:
        """The manual page of what is in front: page, step or section."""
        if self.place is PageKey.SETTINGS:
            return SECTIONS.get(self.section, PLACES[self.place.name])
        if self.place is PageKey.FIGURES and self.figures.shows_city:
            return CITY
        page = self.tabs.front
        if self.place is PageKey.INTAKE and page:
            return CONSULTATION if page.consultation else STEPS[page.step]
        return PLACES[self.place.name]

    def turn_to(self, place: PageKey) -> None:
        """Opens a page and reads its data again."""
        if place is PageKey.FIGURES and not self._sees_figures:
            place = PageKey.HOME
        self.place = place
        with busy():
            self._pages.turn_to(self._page(place))
        self.rail.mark(PageKey.INTAKE if place is PageKey.PAPERS else place)

    def _page(self, place: PageKey) -> QWidget:
        if place is PageKey.INTAKE:
            return self.tabs if self.tabs.count() else self.nobody
        page: QWidget = getattr(self, place.name.lower())  # the page has the name of its key
        if (refresh := getattr(page, "refresh", None)) is not None:
            refresh()
        return page

    def show_waiting(self, scanned: str) -> bool:
        """Opens the ledger with the paper selected whose signed copy is to be filed. Raises Refusal."""
        card = self.ledger.detail if self.place is PageKey.LEDGER else None
        return card is not None and card.show_waiting(scanned)

    def adapt(self, width: int) -> None:
        """Adapts to the width in pixels and to the height of the window."""
        self.rail.adapt(narrow=width < self._scale.px(_NARROW), low=is_low(self, self._scale))
