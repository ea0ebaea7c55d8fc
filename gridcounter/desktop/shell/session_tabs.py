"""Open applications as tabs, restored after a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QWidget

from gridcounter.core.application import ApplicationId
from gridcounter.desktop.intake.page import IntakePage
from gridcounter.desktop.kit.shortening import TAB, shortened, whole_text
from gridcounter.desktop.kit.theme import Scale, Tokens
from gridcounter.errors import Refusal
from gridcounter.settings import OpenTabs

if TYPE_CHECKING:
    from gridcounter.desktop.session.session import Session


class SessionTabs(QTabWidget):
    """`saved` carries the time, `papers_wanted` the application, `act_wanted` an act too; `open_tabs`: the tabs or the
    one in front changed.
    """

    saved = Signal(str)
    papers_wanted = Signal(str)
    act_wanted = Signal(str, object)
    emptied = Signal()
    open_tabs = Signal()

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
        """The pages of all applications, from left to right, without the start page."""
        pages = (self.widget(place) for place in range(self.count()))
        return [page for page in pages if isinstance(page, IntakePage)]

    def restore(self, open_tabs: OpenTabs) -> None:
        """Opens the tabs stored in the settings; applications no longer on record are left out."""
        for application in open_tabs.applications:
            try:
                self.open(application)
            except Refusal:
                continue
        for page in self.pages():
            if page.application == open_tabs.current:
                self.setCurrentWidget(page)
        self.currentChanged.connect(self._on_turned)
        self.tabBar().tabMoved.connect(self._on_turned)

    def standing(self) -> tuple[tuple[str, ...], str]:
        """The ids of the open applications and of the one in front, for the settings."""
        here = self.currentWidget()
        return tuple(page.application for page in self.pages()), here.application if isinstance(
            here, IntakePage
        ) else ""

    def open(self, application_id: ApplicationId) -> IntakePage:
        """Brings the application's tab to the front, creating it if needed. Raises ApplicationNotFound, Purged."""
        found = next((page for page in self.pages() if page.application == application_id), None)
        if found is None:
            service = self._session.service
            # created in its final parent: Qt restyles a page and all its children for every new parent
            stack = self.findChild(QStackedWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
            found = IntakePage(service, application_id, self._tokens, self._scale, stack)
            found.saved.connect(self.saved)
            found.titled.connect(self._on_titled)
            found.papers_wanted.connect(self.papers_wanted)
            found.act_wanted.connect(self.act_wanted)
            found.other_wanted.connect(self._on_other)
            self._name(self.addTab(found, ""), found.title)
        self.setCurrentWidget(found)
        return found

    @Slot(str)
    def _on_other(self, application_id: ApplicationId) -> None:
        self.open(application_id).focus_first()

    def turn(self, by: int) -> None:
        """Goes `by` tabs to the right (negative: left), wrapping at the ends."""
        self.setCurrentIndex((self.currentIndex() + by) % self.count())
        here = self.currentWidget()
        if by and isinstance(here, IntakePage):
            here.focus_first()

    @Slot(str, str)
    def _on_titled(self, application_id: ApplicationId, title: str) -> None:
        for place, page in enumerate(self.pages()):
            if page.application == application_id:
                self._name(place, title)

    def _name(self, place: int, title: str) -> None:
        """Shortened in the tab, so that the next ones stay visible; in full in the tooltip."""
        self.setTabText(place, shortened(title, TAB).replace("&", "&&"))
        self.setTabToolTip(place, whole_text(title))

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
        self.open_tabs.emit()
