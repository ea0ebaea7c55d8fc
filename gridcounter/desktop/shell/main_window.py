"""One window: the navigation rail on the left, a page on the right, open applications as tabs, the status bar below."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QChildEvent, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from gridcounter.core.application import ApplicationId
from gridcounter.desktop.custody.backing_up import BackupWatch
from gridcounter.desktop.custody.backup_status import BACKUPS, BackupStatus
from gridcounter.desktop.help.pages import LOCKED
from gridcounter.desktop.help.window import answer_f1
from gridcounter.desktop.kit.appearance import apply_style, apply_theme, tokens_of
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.theme import Scale, Tokens
from gridcounter.desktop.runtime.garbage import Collector
from gridcounter.desktop.runtime.system_lock import SystemLock
from gridcounter.desktop.search.find_field import seek
from gridcounter.desktop.session.clipboard import take_all_back
from gridcounter.desktop.session.session import Session
from gridcounter.desktop.shell.central_widget import CentralWidget
from gridcounter.desktop.shell.colour_scheme import ColourScheme
from gridcounter.desktop.shell.hub_line import HubLine
from gridcounter.desktop.shell.lock import NOT_BUILT, Cover, IdleWatch, LockPage
from gridcounter.desktop.shell.main_view import MainView, PageKey
from gridcounter.desktop.shell.reminders import Reminders
from gridcounter.desktop.shell.saved_line import SavedLine
from gridcounter.desktop.shell.scan import ScanGun
from gridcounter.desktop.shell.window_keys import WindowKeys
from gridcounter.desktop.shell.window_place import FirstPaint, come_to_front, keep_place, title_of
from gridcounter.errors import Refusal
from gridcounter.services.custody.offsite import OffsiteTarget
from gridcounter.services.custody.recovery_plan import RecoveryPlan
from gridcounter.services.files.examination import EXAMINER
from gridcounter.settings import OpenTabs

if TYPE_CHECKING:
    from gridcounter.services.custody.rekeying import Renewal


class MainWindow(QMainWindow):
    """The window of one session; closing it stops its workers and waits for them, and emits `closed`."""

    closed = Signal()

    def __init__(self, session: Session, tokens: Tokens, scale: Scale) -> None:
        super().__init__()
        apply_style(self.statusBar())
        self._session, self._tokens, self.scale = session, tokens, scale
        self._collector, self.tasks = Collector(self, self.closed), Tasks(self)
        self.resize(1280, 800)
        self._middle = CentralWidget(self)
        self.setCentralWidget(self._middle)
        self._saved, self.backed_up = SavedLine(self), BackupStatus(session.kept_up, self)
        self.statusBar().addWidget(self._saved)
        self.hub_line = HubLine(session, self, self.statusBar())
        self.statusBar().addPermanentWidget(self.backed_up, 1)
        self.statusBar().addPermanentWidget(PlainLabel("F1 帮助", self))
        self.going_back: RecoveryPlan | None = None
        self.backup_watch = BackupWatch(session.record, lambda: session.offsite_target, self.tasks, self)
        self.idle = IdleWatch(session.settings.lock_after_minutes, self)
        self.idle.watch()
        self.system_lock, self._scheme, self._gun = SystemLock(self), ColourScheme(self), ScanGun(self)
        self.reminders = Reminders(session, self.tasks, self)
        self._keys = WindowKeys(self)
        self.first_paint = FirstPaint(self)
        self.locked, self._cover = False, Cover(self, self._middle.hide_work)
        self._built_for, self._wanted = "", session.open_tabs  # whose pages there are, once they are whole
        self._build_pages(self._wanted)
        self._wire()
        if len(session.clerks.active()) > 1:
            self.lock()

    def _build_pages(self, open_tabs: OpenTabs) -> None:
        """Builds every page again: for another clerk, another office, another theme."""
        self.setWindowTitle(title_of(self._session))
        self.lock_page = LockPage(self._session, self.scale, self._middle)
        self.lock_page.identified.connect(self._on_identified)
        self._middle.put_lock_page(self.lock_page)
        if self.locked:  # at once: what fails from here on leaves it in front
            self._show_lock()
        work = self.work = MainView(self._session, self.tasks, self._tokens, self.scale, self._middle)
        self.home, self.tabs, self.rail, self.trouble = work.home, work.tabs, work.rail, work.trouble
        self._middle.put_work(work, behind=self.locked)
        self._wire_pages()
        self.tabs.restore(open_tabs)
        self.show_page(next((place for place in PageKey if place.name.lower() == open_tabs.page), PageKey.HOME))
        work.adapt(self.width())
        self._built_for, self._built_on = self._session.service.clerk, today()
        self._keep_open_tabs()

    def _wire_pages(self) -> None:
        self.rail.chosen.connect(self.show_page)
        self.rail.change_wanted.connect(self.lock)
        self.work.begun.connect(self.begin)
        self.work.consulted.connect(self.begin_consultation)
        self.work.opened.connect(self.open_application)
        self._saved.follow(self.work)
        self.work.place_wanted.connect(self.show_page)
        self.tabs.papers_wanted.connect(self._on_papers)
        self.tabs.emptied.connect(self._on_escape)
        self.tabs.open_tabs.connect(self._keep_open_tabs)

    def _wire(self) -> None:
        for away in (self.idle.idle, self.system_lock.must_lock, self._session.removed):
            away.connect(self.lock)
        self.idle.asked.connect(self.lock, Qt.ConnectionType.QueuedConnection)
        self.backup_watch.message.connect(self._session.kept_up)
        self.backup_watch.failed.connect(self.show_trouble)
        self.backed_up.clicked.connect(self._on_backed_up)
        self._session.backed_up.connect(self.backup_watch.look)
        self._session.going_back.connect(self._on_going_back)
        self._session.troubled.connect(self.show_trouble)
        self.system_lock.sleep.slept_long.connect(self._session.want_passphrase)
        self._session.left.connect(take_all_back)
        self.reminders.clicked.connect(self.show_page)
        self._gun.scanned.connect(self.open_scanned)
        self._session.changed.connect(self._on_changed)
        self._scheme.now.connect(self._on_changed)
        self._keys.follow("Ctrl+N", self.begin)
        self._keys.follow("Ctrl+Shift+N", self.begin_consultation)
        self._keys.follow("Ctrl+K", self._on_search)
        self._keys.follow("Ctrl+L", self.lock)
        self._keys.follow("Ctrl+Tab", self._on_next_tab)
        self._keys.follow("Ctrl+Shift+Tab", self._on_previous_tab)
        self._keys.follow("Ctrl+W", self._on_close_tab)
        self._keys.follow("Esc", self._on_escape)
        answer_f1(self, lambda: LOCKED if self.locked else self.work.manual_page)

    @property
    def renewal(self) -> Renewal | None:
        """The change of key to carry out once this window has closed; None without one."""
        return self._session.renewal

    @Slot()
    def begin(self) -> None:
        """Opens the tab of a new application, or of the one begun today in which nothing was entered."""
        self.open_application(self._session.service.take_up_draft(datetime.now().astimezone().date()))

    @Slot()
    def begin_consultation(self) -> None:
        """As `begin`, for a consultation."""
        self.open_application(self._session.service.take_up_consultation(datetime.now().astimezone().date()))

    @Slot(str)
    def open_application(self, application_id: ApplicationId) -> None:
        """Opens the application's tab in front; a purged one gives a sentence in the bar."""
        try:
            page = self.tabs.open(application_id)
        except Refusal as refused:  # its contents were purged
            self.show_trouble(str(refused))
            return
        self.show_page(PageKey.INTAKE)
        page.focus_first()

    @Slot(str)
    def open_scanned(self, text: str) -> None:
        """Opens the application of a scanned paper of ours; does nothing while locked."""
        if self.locked:
            return
        try:
            if not self.work.show_waiting(text):
                self.open_application(self._session.ledger.find_scanned(text))
        except Refusal as refused:
            self.show_trouble(str(refused))

    @Slot(int)
    def show_page(self, page: int) -> None:
        """`page` is a value of PageKey."""
        self.work.turn_to(PageKey(page))
        self._keep_open_tabs()

    @Slot()
    def lock(self) -> None:
        """Saves the field being edited, closes dialogs unanswered (also the lock page's own), and locks the session."""
        before, self.locked = self.locked, True
        if not before:
            self._middle.leave()
        self._cover.close_all()
        if before:
            return
        self._keys.set_on(on=False)
        self._session.left.emit()
        self._show_lock()

    def _show_lock(self) -> None:
        self._saved.hide()
        self._cover.put_up(self.lock_page)
        self._middle.show_lock()

    @Slot(str)
    def _on_identified(self, clerk: str) -> None:
        """The pages of another clerk, or of an earlier day, are built anew behind the lock."""
        if not (clerk == self._built_for == self._session.service.clerk and self._built_on == today()):
            self._session.switch_clerk(clerk)
            if self._built_for != clerk:
                return
        self.locked = False
        self.system_lock.sleep.reset()
        self._cover.take_down()
        self._keys.set_on(on=True)
        self._saved.show()
        self._middle.show_work()

    @Slot()
    def _on_changed(self) -> None:
        """Nothing is lost: fields were saved when left. Nobody works with pages that are not whole and his."""
        if focused := QApplication.focusWidget():
            focused.clearFocus()
        section, self._wanted, self._built_for = self.work.section, self._standing(), ""
        try:
            self._apply_display()
            self._build_pages(self._wanted)
        finally:
            if not self._built_for:
                self._middle.clear_away()
                self.lock()
                self.lock_page.tell(NOT_BUILT)
        if section:
            self.work.settings.show_section(section)

    def _apply_display(self) -> None:
        settings = self._session.settings
        self.idle.set_minutes(settings.lock_after_minutes)
        tokens, scale = tokens_of(settings.theme), Scale(settings.text_percent)
        if (tokens, scale) != (self._tokens, self.scale):
            self._tokens, self.scale = tokens, scale
            apply_theme(QApplication.instance(), tokens, scale)  # type: ignore[arg-type]  # there is one
            apply_style(self.statusBar())

    def _standing(self) -> OpenTabs:
        return self.work.standing if self._built_for else self._wanted

    @Slot()
    def _keep_open_tabs(self) -> None:
        self._session.keep_open_tabs(self._standing())

    @Slot(str)
    def show_trouble(self, sentence: str) -> None:
        """Shows the sentence in the bar above the pages."""
        self.trouble.say(sentence)

    @property
    def offsite_target(self) -> OffsiteTarget | None:
        """For the backup after the window has closed."""
        return self._session.offsite_target

    @Slot()
    def _on_backed_up(self) -> None:
        if not self.locked:
            self.work.show_section(BACKUPS)

    @Slot(object)
    def _on_going_back(self, recovery_plan: RecoveryPlan) -> None:
        """The caller that opened the record carries it out, once the record is closed."""
        self.going_back = recovery_plan
        self.close()

    @Slot(str)
    def _on_papers(self, application_id: ApplicationId) -> None:
        self.show_page(PageKey.PAPERS)
        self.work.papers.show_application(application_id)

    @Slot()
    def _on_search(self) -> None:
        if not seek(self.work):
            self.show_page(PageKey.LEDGER)
            self.work.ledger.search.setFocus()
            self.work.ledger.search.selectAll()

    @Slot()
    def _on_escape(self) -> None:
        self.show_page(PageKey.INTAKE if self.work.place == PageKey.PAPERS else PageKey.HOME)

    @Slot()
    def _on_next_tab(self) -> None:
        self._turn(1)

    @Slot()
    def _on_previous_tab(self) -> None:
        self._turn(-1)

    @Slot()
    def _on_close_tab(self) -> None:
        """As the tab's close button, which no key reaches; the application stays on record."""
        if self.work.place == PageKey.INTAKE and self.tabs.count():
            self.tabs.tabCloseRequested.emit(self.tabs.currentIndex())

    def _turn(self, by: int) -> None:
        if self.tabs.count():
            shown = self.work.place == PageKey.INTAKE
            self.show_page(PageKey.INTAKE)
            self.tabs.turn(by if shown else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.work.adapt(self.width())

    def childEvent(self, event: QChildEvent) -> None:
        """A dialog that opens over the window itself gets the style sheet, as the dialogs of its parts do."""
        super().childEvent(event)
        child = event.child()
        if event.polished() and isinstance(child, QWidget) and child.isWindow():
            apply_style(child)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._gun.watch(self)

    @Slot()
    def warm_up(self) -> None:
        """Loads the drawing libraries in a worker after the first paint."""

        def load() -> None:
            self._session.paper_renderer()
            self._session.ledger.warm_up()

        self.tasks.submit(self, load, done=lambda _: None, failed=lambda _: None)
        if not self._session.demo:
            self.backup_watch.look()
        self.reminders.begin()
        self.system_lock.listen(int(self.winId()))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leaves the field being edited, so that it is saved, then stops everything that runs."""
        if focused := QApplication.focusWidget():
            focused.clearFocus()
        self._scheme.leave()
        self._session.left.emit()
        self._session.ended.emit()
        self._gun.leave(self)
        for watch in (self.idle, self.system_lock, self.backup_watch, self.reminders):
            watch.leave()
        with EXAMINER.rest():
            for tasks in (*self.findChildren(Tasks), *self._session.findChildren(Tasks)):
                tasks.end()
        keep_place(self, self._session, self._standing())
        self.closed.emit()
        super().closeEvent(event)

    @Slot()
    def come_to_front(self) -> None:
        """For a second start of the program."""
        come_to_front(self)
