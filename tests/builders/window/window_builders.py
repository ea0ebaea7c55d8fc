"""The real window over a demonstration record, and the path through all its pages and dialogs."""

from __future__ import annotations

import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView, QTextBrowser

from builders.city_builders import a_city
from builders.deadline_builders import CLOCKS, accepted
from builders.record_builders import a_demo, a_record
from builders.saved_workbook import a_workbook, saved
from gridcounter.bootstrap import open_assessor
from gridcounter.core.intake.checklist import LineState, Mark
from gridcounter.desktop.app import build_window
from gridcounter.desktop.authoring.trial_dialog import TrialDialog
from gridcounter.desktop.exchange.import_dialog import ImportDialog
from gridcounter.desktop.intake.correction_dialog import CorrectionDialog, Desk
from gridcounter.desktop.intake.page import IntakePage
from gridcounter.desktop.kit.appearance import apply_theme
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.tables import OBJECT_ROLE
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.desktop.policy.original_dialog import OriginalDialog
from gridcounter.desktop.session.session import Session
from gridcounter.desktop.setup.first_start import SetupDialog
from gridcounter.desktop.setup.start import StartDialog
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.services.ledger.agenda import VIEWS, View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QWidget

    from gridcounter.desktop.deadlines.page import DeadlinesPage
    from gridcounter.desktop.kit.theme import Tokens
    from gridcounter.desktop.shell.main_window import MainWindow
    from gridcounter.services.office.assessment import Assessor
    from gridcounter.services.record.record import Record

ASSESSOR = open_assessor()
RECOVERY_CODE = "7K2M-QRST-9XYZ-ABCD-EFGH-2345-JKMN-PQRS"
_LONGEST_S, _STEP_MS = 30.0, 5


def application() -> QApplication:
    found = QApplication.instance()
    assert isinstance(found, QApplication)
    return found


@contextmanager
def a_demo_record(folder: Path) -> Iterator[Record]:
    record = a_demo(folder / "demo")
    try:
        yield record
    finally:
        record.close()


@contextmanager
def a_session(folder: Path) -> Iterator[Session]:
    """What single pages stand on, without a window around them."""
    apply_theme(application(), LIGHT, Scale())
    with a_record(folder / "record") as record:
        session = Session(record, ASSESSOR, None, demo=True)
        try:
            yield session
        finally:
            session.deleteLater()


@contextmanager
def a_window(
    record: Record,
    *,
    tokens: Tokens = LIGHT,
    percent: int = 100,
    size: tuple[int, int] = (1366, 768),
    demo: bool = True,
    assessor: Assessor = ASSESSOR,
) -> Iterator[MainWindow]:
    """Active, so that keys go where they would go; undressed to the usual size afterwards."""
    apply_theme(application(), tokens, Scale(percent))
    window = build_window(record, assessor, tokens, Scale(percent), demo=demo)
    window.resize(*size)
    window.show()
    activate(window)
    try:
        yield window
    finally:
        window.close()
        window.deleteLater()
        QTest.qWait(0)
        apply_theme(application(), LIGHT, Scale(100))


def activate(window: QWidget) -> None:
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window, 30_000)  # a real screen's window manager is asked


def until(holds: Callable[[], bool], longest_s: float = _LONGEST_S) -> None:
    """Let Qt work on until it holds."""
    end = time.monotonic() + longest_s
    while not holds():
        assert time.monotonic() < end
        QTest.qWait(_STEP_MS)


def the_fullest(record: Record) -> str:
    """The application of which most is known."""
    rows = record.applications.recent(50)
    return max(rows, key=lambda row: len(record.applications.fields(row.id))).id


def pages_of(window: MainWindow) -> Iterator[str]:
    """Turns to one page after the other, each as full as it gets."""
    record = window._session.record  # noqa: SLF001  the record under the window is what the test made
    one = the_fullest(record)
    for place in (PageKey.HOME, PageKey.LEDGER, PageKey.POLICY):
        window.show_page(place)
        if place is PageKey.LEDGER:
            yield from _ledger(window, one)
        else:
            yield place.name.lower()
    window.show_page(PageKey.SETTINGS)
    for section in window.work.settings.sections:
        window.work.settings.show_section(section.TITLE)
        yield f"settings {section.TITLE}"
    yield from _filings(window)
    yield from _deadlines(window)
    window.show_page(PageKey.FIGURES)
    window.tasks.wait()
    yield "figures"
    yield from _city(window)
    yield from _intake(window, one)
    yield from _papers(window, one)
    window.show_page(PageKey.HOME)
    window.show_trouble("刚才这一步没有做成，是程序的问题（编号 7F3K2M）。已保存的内容都在，可以接着办。")
    yield "trouble"
    window.trouble.hide()
    window.lock()
    yield "lock"
    window.lock_page.pin.setText("471108")
    window.lock_page.enter.click()


def settle_layout() -> None:
    """Scroll bars come and go a round of events later than what they scroll."""
    for _ in range(10):
        QApplication.processEvents()


def laid_out(window: MainWindow) -> Iterator[str]:
    """The pages of `pages_of`, each once its scroll bars are in place."""
    for name in pages_of(window):
        settle_layout()
        yield name


def _city(window: MainWindow) -> Iterator[str]:
    """The figures of five offices; and back."""
    window.work.figures.city.click()
    page = window.work.figures.of_city
    yield "city without a folder"
    with tempfile.TemporaryDirectory() as folder:
        page.load(a_city(Path(folder) / "in"))
        until(lambda: page.city is not None and page.choose.isEnabled())
    yield "city"
    page.back.click()


def _ledger(window: MainWindow, one: str) -> Iterator[str]:
    table = next(each for each in window.work.ledger.findChildren(QTableView) if each.accessibleName() == "申请列表")
    detail = window.work.ledger.detail
    assert detail is not None
    model = table.model()
    rows = [model.index(row, 0).data(OBJECT_ROLE).id for row in range(model.rowCount())]
    table.selectRow(rows.index(one))
    for place in range(detail.tabs.count()):
        detail.tabs.setCurrentIndex(place)
        yield f"ledger {detail.tabs.tabText(place)}"
    detail.tabs.setCurrentIndex(0)


def _filings(window: MainWindow) -> Iterator[str]:
    """One with works: where it stands, and what its next act asks."""
    page = window.work.filings
    window.show_page(PageKey.FILINGS)
    page.search.setText("样例食品")
    yield "filings"
    page.pane.next_button.click()
    yield "filings asking"
    page.pane.acts.cancel.click()


def _deadlines(window: MainWindow) -> Iterator[str]:
    """A clock with all that its longest act asks, a temporary supply, and a document that was deferred."""
    page, desk = window.work.deadlines, window._session.service  # noqa: SLF001
    if not desk.record.db.execute("SELECT 1 FROM running").fetchone():
        application = accepted(desk, today(), *CLOCKS)
        desk.save(application, "desk.temporary_until", today().isoformat())
        desk.mark(application, "premises", Mark(LineState.DEFERRED))
    for view in (View.TEMPORARY, View.DEFERRED, View.ALL):
        page.choose(view)
        window.show_page(PageKey.DEADLINES)
        window.tasks.wait()
        QTest.qWait(0)
        yield f"deadlines {VIEWS[view]}"
    choose_a_clock(page)
    page.acts.buttons["暂停"].click()
    yield "deadlines asking"
    page.acts.cancel.click()


def choose_a_clock(page: DeadlinesPage) -> None:
    """The first row that is one: others are ends of temporary supplies, and documents that were put off."""
    rows = page.table.rows
    found = (place for place in range(rows.rowCount()) if rows.index(place, 0).data(OBJECT_ROLE).clock)
    page.table.selectRow(next(found))


def _intake(window: MainWindow, one: str) -> Iterator[str]:
    while window.tabs.count():
        window.tabs.tabCloseRequested.emit(0)
    window.show_page(PageKey.INTAKE)
    yield "intake nobody"
    window.begin_consultation()
    yield "intake consultation"
    window.begin()
    yield "intake new"
    window.open_application(one)
    page = window.tabs.currentWidget()
    assert isinstance(page, IntakePage)
    for place, step in enumerate(page.steps):
        page.show_step(place)
        if step is page.checklist:
            mark_variously(page)
        yield f"intake {page.step}"
    page.show_step(0)


def mark_variously(page: IntakePage) -> None:
    """One document received, one put off, its clause shown."""
    states = (Mark(LineState.RECEIVED, copies=1), Mark(LineState.DEFERRED))
    due = [row for row in page.checklist.rows if len(row.choice.options) > 1]
    for row, mark in zip(due, states, strict=False):
        row.marked.emit(row.document.id, mark)


def _papers(window: MainWindow, one: str) -> Iterator[str]:
    page = window.work.papers
    window.tabs.papers_wanted.emit(one)
    until(lambda: page.papers.count() > 0)
    yield "papers"
    page.issue_all()
    page.lists.setCurrentWidget(page.issued)
    yield "papers issued"


def correcting(window: MainWindow, percent: int = 100) -> CorrectionDialog:
    """As the tabs make it, with both days and one field."""
    session = window._session  # noqa: SLF001
    one = next(row.id for row in session.record.applications.recent(50) if session.service.state(row.id).locked)
    editors = window.tabs.open(one).answers
    desk = Desk(session.service, session.paper_renderer, may_reissue=True)
    dialog = CorrectionDialog(desk, one, editors, Scale(percent), window)
    dialog.begin("accepted_on")
    until(dialog.isActiveWindow)
    dialog.fields.more.setCurrentIndex(1)
    dialog.fields.more.activated.emit(1)
    return dialog


def dialogs(window: MainWindow, folder: Path, percent: int = 100) -> Iterator[tuple[str, QWidget]]:
    """Those before the window, and those in front of it."""
    importing = ImportDialog(window._session.service, window.tasks, window)  # noqa: SLF001  as the ledger makes it
    importing.begin()
    yield "import", importing
    importing.close()
    correction = correcting(window, percent)
    yield "correction", correction
    correction.close()
    yield from _of_the_policy(window, folder)
    window.hide()
    record = window._session.record  # noqa: SLF001
    opening = StartDialog(record.folder, Scale(percent))
    opening.show()
    opening.secret.setText("不是这一个")
    opening.go.click()
    yield "start", opening
    opening.close()
    restoring = StartDialog(folder / "lost", Scale(percent), restoring=True)
    restoring.show()
    yield "restore", restoring
    restoring.close()
    setting_up = SetupDialog(folder / "new", ASSESSOR, Scale(percent))
    setting_up.show()
    setting_up.recovery.set_code(RECOVERY_CODE, "样例大厅")
    for place, step in enumerate(setting_up.steps):
        setting_up.show_step(place)
        step.is_good()  # what is wrong is said at its field, and takes room
        yield f"setup {step.TITLE}", setting_up
    setting_up.close()
    window.show()


def _of_the_policy(window: MainWindow, folder: Path) -> Iterator[tuple[str, QWidget]]:
    """A workbook that is being written, with a rule and then without what it says; and a paper that does not fit."""
    window.show_page(PageKey.POLICY)
    policy = window.work.policy
    book = a_workbook(folder)
    policy.trial.click()
    trial = next(one for one in policy.findChildren(TrialDialog) if one.isVisible())
    trial.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)  # whoever looks at it may do so later
    trial.follow(book)
    until(lambda: trial.desk.answering is not None)
    yield "trial", trial
    saved(book, "环节表", 2, "工作日", "两天")
    trial.look()
    until(lambda: trial.desk.stale)
    for page in (trial.examples, trial.problems, trial.answer):
        for tabs in (trial.left, trial.right):
            if tabs.indexOf(page) >= 0:
                tabs.setCurrentWidget(page)
        yield f"trial {page.accessibleName()}", trial
    trial.close()
    paper = folder / "红头文件.txt"
    paper.write_text("一、样例", "utf-8")
    policy.original.click()
    original = next(one for one in policy.findChildren(OriginalDialog) if one.isVisible())
    original.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    original.look_at(paper)
    until(lambda: original.checked is not None)
    yield "original", original
    original.close()


def page_in_front(window: MainWindow) -> IntakePage:
    page = window.tabs.currentWidget()
    assert isinstance(page, IntakePage)
    return page


def guidance_of(page: IntakePage) -> str:
    browser = page.findChild(QTextBrowser)
    assert browser is not None
    return browser.toPlainText()
