"""What is worth a picture: each page as a clerk comes to it, one after the other in the same window."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QLineEdit

from gridcounter.core.filing.course import Stage
from gridcounter.core.intake.steps import STEPS
from gridcounter.core.reports.periods import Span
from gridcounter.desktop.app import build_window
from gridcounter.desktop.home.shift import ShiftDialog
from gridcounter.desktop.setup.first_start import SetupDialog
from gridcounter.desktop.setup.start import StartDialog
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.ledger.agenda import View
from gridcounter.services.office.clerks import Clerks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from gridcounter.desktop.kit.theme import Scale, Tokens
    from gridcounter.services.office.assessment import Assessor
    from gridcounter.services.record.record import Record

    Sights = Iterator[tuple[str, QWidget]]

_TROUBLE = (
    "刚才这一步没有做成，是程序的问题（编号 7F3K2M）。已保存的内容都在，可以接着办；再出现时请把编号告诉维护人员。"
)
_LONGEST, _STEP, _DRAWN = 20.0, 0.005, 0.3
_PLACES = (PageKey.LEDGER, PageKey.FILINGS, PageKey.DEADLINES, PageKey.FIGURES, PageKey.POLICY)


def pages(
    record: Record, assessor: Assessor, tokens: Tokens, scale: Scale, size: tuple[int, int], *, demo: bool
) -> Sights:
    window = _window(record, assessor, tokens, scale, size, demo=demo)
    yield "home", window
    for place in _PLACES:
        window.show_page(place)
        yield place.name.lower(), window
    window.show_page(PageKey.SETTINGS)
    for number, section in enumerate(window.work.settings.sections):
        window.work.settings.show_section(section.TITLE)
        yield f"settings{number}", window
    if demo:
        rows = record.applications.recent(3)
        for row in rows:
            window.open_application(row.id)
        yield from _steps(window)
        yield from _papers(window, rows[-1].id)
        window.begin_consultation()
        yield "consultation", window
        yield from _wrong(window)
    window.show_trouble(_TROUBLE)
    yield "trouble", window
    window.trouble.hide()
    window.lock()
    yield "lock", window
    window.close()


def crowded_pages(record: Record, assessor: Assessor, tokens: Tokens, scale: Scale, size: tuple[int, int]) -> Sights:
    """The lists of a hall in its busiest year."""
    window = _window(record, assessor, tokens, scale, size, demo=True)
    window.lock_page.identified.emit(next(clerk.id for clerk in Clerks(record).active()))
    yield "home", window
    for place in _PLACES[:-1]:
        if place is PageKey.DEADLINES:
            window.work.deadlines.choose(View.OVER)
        window.show_page(place)
        settle(window)
        yield place.name.lower(), window
    window.show_page(PageKey.LEDGER)
    window.work.ledger.search.setText("食品")
    yield "ledger_search", window
    window.close()


def busy_pages(record: Record, assessor: Assessor, tokens: Tokens, scale: Scale, size: tuple[int, int]) -> Sights:
    """What only a record with some life in it can show: a filing half way, clocks that run, figures."""
    window = _window(record, assessor, tokens, scale, size, demo=True)
    window.lock_page.identified.emit(next(clerk.id for clerk in Clerks(record).active()))
    window.show_page(PageKey.FILINGS)
    window.work.filings.chips[Stage.PUSHED].click()
    yield "busy_filings", window
    window.work.deadlines.choose(View.OVER)
    window.show_page(PageKey.DEADLINES)
    settle(window)
    window.work.deadlines.table.selectRow(0)
    yield "busy_deadlines", window
    window.show_page(PageKey.FIGURES)
    settle(window)
    window.work.figures.period.spans[Span.YEAR].click()
    settle(window)
    yield "busy_figures", window
    window.work.home.handed_over.emit()
    settle(window)
    slip = window.findChild(ShiftDialog)
    assert slip is not None
    yield "shift", slip
    slip.close()
    window.close()


def dialogs(folder: Path, assessor: Assessor, scale: Scale, size: tuple[int, int]) -> Sights:
    opening = StartDialog(folder / "demo", scale)
    opening.secret.setText("wrong phrase")
    opening.go.click()
    yield "start", opening
    setting_up = SetupDialog(folder / "new", assessor, scale)
    setting_up.resize(min(setting_up.width(), size[0] - 40), min(setting_up.height(), size[1] - 40))
    setting_up.show()
    for place in range(len(setting_up.steps)):
        if setting_up.steps[place] is setting_up.recovery:
            setting_up.recovery.set_code("7K2M-QRST-9XYZ-ABCD-EFGH-2345-JKMN-PQRS", "样例供电营业厅")
        elif place == 0:
            setting_up.next.click()
        setting_up.show_step(place)
        yield f"setup{place + 1}", setting_up


def first_page(folder: Path, assessor: Assessor, scale: Scale) -> Sights:
    """Of the first start, as it looks when it is filled in."""
    setting_up = SetupDialog(folder / "filled", assessor, scale)
    for name, result in (("name", "样例供电营业厅"), ("code", "YL01")):
        editor = setting_up.office.rows[name].editor
        assert isinstance(editor, QLineEdit)
        editor.setText(result)
    yield "setup_filled", setting_up


def settle(widget: QWidget) -> None:
    """What is drawn in workers has come. Waiting inside Qt would keep the workers from running."""
    if isinstance(widget, MainWindow):
        widget.tasks.wait()
    end = time.monotonic() + _DRAWN
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(_STEP)


def _window(
    record: Record, assessor: Assessor, tokens: Tokens, scale: Scale, size: tuple[int, int], *, demo: bool
) -> MainWindow:
    window = build_window(record, assessor, tokens, scale, demo=demo)
    window.resize(*size)
    window.show()
    return window


def _steps(window: MainWindow) -> Sights:
    for place, step in enumerate(STEPS):
        window.tabs.pages()[-1].show_step(place)
        yield f"intake_{step}", window


def _papers(window: MainWindow, application: str) -> Sights:
    page = window.work.papers
    window.open_application(application)
    window.tabs.papers_wanted.emit(application)
    until(lambda: page.papers.count() > 0)
    yield "papers", window
    page.issue_all()
    page.lists.setCurrentWidget(page.issued)
    yield "papers_issued", window
    page.issued.delivered.emit(page.issued.current, "in_person")
    page.issued.voided.emit(page.issued.current, "地址写错")
    until(lambda: page.papers.count() > 0)
    yield "papers_voided", window
    window.show_page(PageKey.LEDGER)
    window.work.ledger.show_application(application)
    yield "application", window


def _wrong(window: MainWindow) -> Sights:
    """Answers that cannot be: said at the field, each with what to do."""
    window.begin()
    page = window.tabs.pages()[-1]
    wrong = {"applicant.id_kind": "resident_id", "applicant.id_number": "370800199001010000"}
    for field, value in (wrong | {"premises.address": "北京市朝阳区样例路1号"}).items():
        page.answers[field].answered.emit(field, value)
    page.show_step(2)
    yield "errors", window
    page.show_step(0)
    edit = page.answers["case.supply.capacity"].findChild(QLineEdit)
    assert edit is not None
    edit.setText("一百")
    edit.textEdited.emit("一百")
    yield "errors_number", window


def until(holds: Callable[[], bool]) -> None:
    """Let Qt work on until it holds."""
    end = time.monotonic() + _LONGEST
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError
        QApplication.processEvents()
        time.sleep(_STEP)
