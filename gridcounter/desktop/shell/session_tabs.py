"""Open applications as tabs, restored after a restart. A restored one is built when it is turned to."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QWidget

from gridcounter.core.application import ApplicationId
from gridcounter.core.intake.steps import STEPS
from gridcounter.desktop.kit.flow import is_low
from gridcounter.desktop.kit.shortening import TAB, shortened, whole_text
from gridcounter.desktop.kit.theme import Scale, Tokens
from gridcounter.desktop.kit.waiting import busy
from gridcounter.desktop.runtime.override_errors import told_at_once
from gridcounter.desktop.session.session import Session
from gridcounter.errors import Refusal
from gridcounter.services.office.roles import Right
from gridcounter.settings import OpenTabs

if TYPE_CHECKING:
    from gridcounter.desktop.intake.page import IntakePage


class _Parked(QWidget):
    """Holds the place of a page that was not turned to yet."""

    def __init__(self, application_id: ApplicationId, place: int, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.application = application_id
        self.step = STEPS[place]


class SessionTabs(QTabWidget):
    """`saved` carries the time, `papers_wanted` the application, `act_wanted` an act too; `open_tabs`: the tabs or the
    one in front changed.

    `reissue_wanted`: the application, the reason, and the papers to issue again (paper -> entry in force).
    `refused`: why a tab was closed.
    """

    saved = Signal(str)
    papers_wanted = Signal(str)
    act_wanted = Signal(str, object)
    emptied = Signal()
    reissue_wanted = Signal(str, str, dict)
    open_tabs = Signal()
    refused = Signal(str)

    def __init__(self, session: Session, tokens: Tokens, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._tokens = tokens
        self._scale = scale
        self.setTabsClosable(True)
        self.setMovable(True)
        self.setDocumentMode(True)
        self.setUsesScrollButtons(True)
        self.setAccessibleName("正在办的申请：分页")  # a screen reader reads it beside the tab bar
        self.tabBar().setAccessibleName("正在办的申请")
        self.tabCloseRequested.connect(self._on_closed)

    def pages(self) -> list[IntakePage]:
        """The pages of all applications, from left to right; builds those that were not turned to yet."""
        return [self._built(place) for place in range(self.count())]

    def restore(self, open_tabs: OpenTabs) -> None:
        """Names the tabs stored in the settings; applications no longer on record are left out."""
        for application, step in zip_longest(open_tabs.applications, open_tabs.steps, fillvalue=0):
            if not isinstance(application, str):  # written by hand: more steps than applications
                break
            try:
                title = self._session.service.state(application).title
            except Refusal:
                continue
            self._name(self.addTab(_Parked(application, step, self._stack), ""), title)
            if application == open_tabs.current:
                self.setCurrentIndex(self.count() - 1)
        self.currentChanged.connect(self._on_turned)
        self.tabBar().tabMoved.connect(self._on_turned)

    def standing(self) -> tuple[tuple[str, ...], str]:
        """The ids of the open applications and of the one in front, for the settings."""
        here = self.currentWidget()
        front = here if isinstance(here, _Parked) else self.front
        return tuple(self._ids), front.application if front else ""

    @property
    def steps(self) -> tuple[int, ...]:
        """The open step of each application, from 0."""
        return tuple(STEPS.index(each.step) for each in self._held)

    @property
    def _ids(self) -> list[ApplicationId]:
        return [each.application for each in self._held]

    @property
    def _held(self) -> list[IntakePage | _Parked]:
        """From left to right, without any that Qt is deleting just now."""
        held = (self.widget(place) for place in range(self.count()))
        return [found for each in held if (found := each if isinstance(each, _Parked) else _as_page(each))]

    @property
    def front(self) -> IntakePage | None:
        """The page in front; None where there is none, or it was not turned to yet."""
        return _as_page(self.currentWidget())

    @property
    def _stack(self) -> QStackedWidget | None:
        """Pages are created in their final parent: Qt restyles a page and all its children for every new one."""
        return self.findChild(QStackedWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)

    def open(self, application_id: ApplicationId) -> IntakePage:
        """Brings the application's tab to the front, creating it if needed. Raises ApplicationNotFound, Purged."""
        ids = self._ids
        if application_id in ids:
            page = self._built(ids.index(application_id))
        else:
            page = self._page(application_id)
            self._name(self.addTab(page, ""), page.title)
        self.setCurrentWidget(page)
        return page

    @Slot(str, str)
    def go_to_field(self, application_id: ApplicationId, field: str) -> None:
        """Opens the application at this field."""
        self.open(application_id).go_to_field(field)

    def _page(self, application_id: ApplicationId) -> IntakePage:
        with busy():
            from gridcounter.desktop.intake.page import IntakePage

            page = IntakePage(self._session.service, application_id, self._tokens, self._scale, self._stack)
        page.saved.connect(self.saved)
        page.titled.connect(self._on_titled)
        page.papers_wanted.connect(self.papers_wanted)
        page.act_wanted.connect(self.act_wanted)
        page.other_wanted.connect(self._on_other)
        page.correction_wanted.connect(self._on_correction)
        page.gone.connect(self._on_gone, Qt.ConnectionType.QueuedConnection)  # not while Qt is showing it
        return page

    def _built(self, place: int) -> IntakePage:
        """The page at this place, in which a parked one is replaced. Raises ApplicationNotFound, Purged."""
        held = self.widget(place)
        if page := _as_page(held):
            return page
        assert isinstance(held, _Parked)
        page, front = self._page(held.application), self.currentIndex()
        page.show_step(STEPS.index(held.step))
        with QSignalBlocker(self):
            self._name(self.insertTab(place, page, ""), page.title)
            self.removeTab(place + 1)
            self.setCurrentIndex(front)
        held.deleteLater()
        return page

    @Slot(str)
    def _on_other(self, application_id: ApplicationId) -> None:
        self.open(application_id).focus_first()

    @Slot(str, str)
    def _on_correction(self, application_id: ApplicationId, field: str) -> None:
        """The page reads its application again once the dialog is done; a reissue is for the papers page."""
        from gridcounter.desktop.intake.correction_dialog import CorrectionDialog, Desk

        page, session = self.open(application_id), self._session
        desk = Desk(session.service, session.paper_renderer, session.may(Right.VOID_PAPER))
        dialog = CorrectionDialog(desk, application_id, page.answers, self._scale, page)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        @Slot(str, dict)
        def on_corrected(why: str, again: dict[str, str]) -> None:
            page.read_again()
            if again:
                self.reissue_wanted.emit(application_id, why, again)

        dialog.corrected.connect(on_corrected)
        dialog.begin(field)

    def turn(self, by: int) -> None:
        """Goes `by` tabs to the right (negative: left), wrapping at the ends."""
        self.setCurrentIndex((self.currentIndex() + by) % self.count())
        if by and self.front:
            self.front.focus_first()

    @Slot(str, str)
    def _on_titled(self, application_id: ApplicationId, title: str) -> None:
        if application_id in (ids := self._ids):
            self._name(ids.index(application_id), title)

    def _name(self, place: int, title: str) -> None:
        """Shortened in the tab, so that the next ones stay visible; in full in the tooltip."""
        self.setTabText(place, shortened(title, TAB).replace("&", "&&"))
        self.setTabToolTip(place, whole_text(title))

    @Slot(str, str)
    def _on_gone(self, application_id: ApplicationId, why: str) -> None:
        if application_id in (ids := self._ids):
            self._on_closed(ids.index(application_id))
            self.refused.emit(why)

    @Slot(int)
    def _on_closed(self, place: int) -> None:
        page = self.widget(place)
        self.removeTab(place)
        if page is not None:
            page.deleteLater()
        if self.count() == 0:
            self.emptied.emit()

    @Slot()
    def _on_turned(self) -> None:
        if self.isVisible():
            self._build_front()
        self.open_tabs.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window the tabs are lower, for the room of the questions."""
        super().resizeEvent(event)
        bar, low = self.tabBar(), is_low(self, self._scale)
        if bar.property("low") != low:
            bar.setProperty("low", low)
            bar.style().unpolish(bar)
            bar.style().polish(bar)

    @told_at_once
    def showEvent(self, event: QShowEvent) -> None:
        self._build_front()
        super().showEvent(event)

    def _build_front(self) -> None:
        place = self.currentIndex()
        if isinstance(self.widget(place), _Parked):
            try:
                self._built(place)
            except Refusal:  # purged meanwhile
                self.removeTab(place)


def _as_page(held: QWidget | None) -> IntakePage | None:
    if held is None or isinstance(held, _Parked):
        return None
    from gridcounter.desktop.intake.page import IntakePage

    return held if isinstance(held, IntakePage) else None
