"""One window: the rail on the left, a page on the right, what is being worked on as tabs, the state at the foot."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import qtawesome
from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QStackedWidget,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gridcounter.desktop.pages.home import HomePage
from gridcounter.desktop.pages.intake import IntakePage
from gridcounter.desktop.pages.ledger import LedgerPage
from gridcounter.desktop.pages.papers import PapersPage
from gridcounter.desktop.pages.policy import PolicyPage
from gridcounter.desktop.tasks import Tasks

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent

    from gridcounter.desktop.theme import Scale, Tokens
    from gridcounter.services.desk import Desk
    from gridcounter.services.handover import Handover
    from gridcounter.services.ledger import Ledger

_WEEK = "一二三四五六日"
_HOME, _INTAKE, _LEDGER, _PAPERS, _POLICY = range(5)
_RAIL = (
    (_HOME, "工作台", "mdi6.view-dashboard-outline"),
    (_INTAKE, "业务受理", "mdi6.clipboard-edit-outline"),
    (_LEDGER, "业务台账", "mdi6.table-large"),
    (_POLICY, "政策", "mdi6.book-open-variant"),
)


class MainWindow(QMainWindow):
    def __init__(
        self, desk: Desk, ledger: Ledger, handover: Handover, tokens: Tokens, scale: Scale, *, demo: bool = False
    ) -> None:
        super().__init__()
        self._desk = desk
        self._tokens = tokens
        self._scale = scale
        self.tasks = Tasks(self)
        self.setWindowTitle("gridcounter" + ("　演示" if demo else ""))
        self.resize(1280, 800)
        self.home = HomePage(ledger, self._greeting(demo=demo))
        self.tabs = QTabWidget()
        self.tabs.setTabsClosable(True)
        self.tabs.setDocumentMode(True)
        self.ledger = LedgerPage(ledger)
        self.papers = PapersPage(desk, handover, self.tasks)
        self.policy = PolicyPage(desk.assessor.packs, desk.place, tokens, scale)
        self._pages = QStackedWidget()
        for page in (self.home, self.tabs, self.ledger, self.papers, self.policy):
            self._pages.addWidget(page)
        self._build()
        self._wire()
        self.show_page(_HOME)

    def _greeting(self, *, demo: bool) -> str:
        now = datetime.now().astimezone()
        part = "早上好" if now.hour < 12 else "下午好"  # noqa: PLR2004  noon
        day = f"{now.month}月{now.day}日 星期{_WEEK[now.weekday()]}"
        told = f"{part}，{self._desk.clerk_name} · {day} · {self._desk.header.place}"
        return told + (" · 演示" if demo else "")

    def _build(self) -> None:
        rail = QWidget(self)
        rail.setObjectName("Rail")
        rail.setFixedWidth(self._scale.px(136))
        column = QVBoxLayout(rail)
        column.setContentsMargins(8, 16, 8, 16)
        column.setSpacing(4)
        self._rail = QButtonGroup(self)
        for page, label, icon in _RAIL:
            button = QToolButton(rail)
            button.setText(label)
            button.setAccessibleName(label)
            button.setIcon(qtawesome.icon(icon, color=self._tokens.muted))
            button.setIconSize(QSize(18, 18))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setCheckable(True)
            button.setSizePolicy(button.sizePolicy().Policy.Expanding, button.sizePolicy().Policy.Fixed)
            self._rail.addButton(button, page)
            column.addWidget(button)
        column.addStretch(1)
        whole = QWidget(self)
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(rail)
        row.addWidget(self._pages, 1)
        self.setCentralWidget(whole)
        self._saved = QLabel("离线", self)
        self.statusBar().addWidget(self._saved)

    def _wire(self) -> None:
        self._rail.idClicked.connect(self.show_page)
        self.home.begun.connect(self.begin)
        self.home.opened.connect(self.open_application)
        self.ledger.opened.connect(self.open_application)
        self.papers.back.connect(self.open_application)
        self.papers.told.connect(self._on_told)
        self.tabs.tabCloseRequested.connect(self._on_tab_closed)
        for keys, act in (("Ctrl+N", self.begin), ("Ctrl+K", self._on_search), ("Esc", self._on_escape)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    @Slot()
    def begin(self) -> None:
        """A new application, on record from now on."""
        self.open_application(self._desk.begin(datetime.now().astimezone().date()))

    @Slot(str)
    def open_application(self, application: str) -> None:
        found = next((page for page in self._open_pages() if page.application == application), None)
        if found is None:
            found = IntakePage(self._desk, application, self._tokens, self._scale)
            found.saved.connect(self._on_saved)
            found.titled.connect(self._on_titled)
            found.papers_wanted.connect(self._on_papers)
            row = self._desk.draft(application)
            self.tabs.addTab(found, str(row.value("applicant.name") or "未填名称"))
        self.tabs.setCurrentWidget(found)
        self.show_page(_INTAKE)
        found.focus_first()

    @Slot(int)
    def show_page(self, page: int) -> None:
        if page == _INTAKE and self.tabs.count() == 0:
            self.begin()
            return
        if page == _HOME:
            self.home.refresh()
        elif page == _LEDGER:
            self.ledger.refresh()
        self._pages.setCurrentIndex(page)
        button = self._rail.button(_INTAKE if page == _PAPERS else page)
        button.setChecked(True)

    def _open_pages(self) -> list[IntakePage]:
        pages = (self.tabs.widget(place) for place in range(self.tabs.count()))
        return [page for page in pages if isinstance(page, IntakePage)]

    @Slot(str)
    def _on_saved(self, at: str) -> None:
        self._saved.setText(f"已保存 {at} · 离线")

    @Slot(str)
    def _on_told(self, text: str) -> None:
        self._saved.setText(f"{text} · 离线")

    @Slot(str, str)
    def _on_titled(self, application: str, title: str) -> None:
        for place, page in enumerate(self._open_pages()):
            if page.application == application:
                self.tabs.setTabText(place, title)

    @Slot(str)
    def _on_papers(self, application: str) -> None:
        self.show_page(_PAPERS)
        self.papers.show_application(application)

    @Slot(int)
    def _on_tab_closed(self, place: int) -> None:
        page = self._open_pages()[place]
        self.tabs.removeTab(place)
        page.deleteLater()
        if self.tabs.count() == 0:
            self.show_page(_HOME)

    @Slot()
    def _on_search(self) -> None:
        self.show_page(_LEDGER)
        self.ledger.search.setFocus()
        self.ledger.search.selectAll()

    @Slot()
    def _on_escape(self) -> None:
        self.show_page(_INTAKE if self._pages.currentIndex() == _PAPERS else _HOME)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  Qt's name
        self.tasks.wait()
        super().closeEvent(event)
