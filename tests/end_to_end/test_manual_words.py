"""Texts on screen that the manual names exist there, and its keys have an effect."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders.books import PAGES, keys, screen_words, text_of
from builders.window.window_builders import a_demo_record, a_window, choose_a_clock, dialogs, pages_of, until
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QTabBar,
    QTextEdit,
    QWidget,
)

from gridcounter.core.application import ApplicationId
from gridcounter.core.filing.course import act_label
from gridcounter.core.filing.filing import Filing
from gridcounter.core.notice import Regime
from gridcounter.core.record.journal import Kind
from gridcounter.desktop.authoring.trial_dialog import TrialDialog
from gridcounter.desktop.custody.backing_up import ClosingBackup
from gridcounter.desktop.custody.second_person import SecondPersonDialog
from gridcounter.desktop.desks.conflicts_dialog import ConflictCard, ConflictsDialog
from gridcounter.desktop.field.photos_dialog import PhotosDialog
from gridcounter.desktop.filing.act_form import ActForm
from gridcounter.desktop.home.shift import ShiftDialog
from gridcounter.desktop.intake.page import IntakePage
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.desktop.papers.addition_dialog import AdditionDialog
from gridcounter.desktop.papers.spoken_summary import SpokenSummaryDialog
from gridcounter.desktop.policy.adoption_dialog import AdoptionDialog
from gridcounter.desktop.policy.original_dialog import OriginalDialog
from gridcounter.desktop.reports.month_out_dialog import MonthOutDialog
from gridcounter.desktop.settings.clerks import ClerksSection
from gridcounter.desktop.setup.joining import JoinDialog
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.desktop.shell.pin_recovery import PinRecoveryDialog
from gridcounter.services.desks.conflicts import Conflict
from gridcounter.services.ledger.agenda import View
from gridcounter.services.office.roles import Role
from gridcounter.services.policy.adopted_packs import PackAdoption
from gridcounter.services.policy.original_changes import Originals

#: What the keyboard does in any window: to the next control, to press, to choose, to scroll.
ORDINARY = {"Enter", "Tab", "↓", "PageDown", "F4", *"123456789"}
#: The input method's own, not ours.
FOREIGN = {"Ctrl+Space"}
_COUNTED = re.compile(r"(（[^（）]*）| \d+)$")
_NUMBERED = re.compile(r"^\d (?=\D)")


def plain(text: str) -> str:
    """Without the key, the count, the number of a step and the signs around what a button says."""
    return _NUMBERED.sub("", _COUNTED.sub("", text.strip(" 　…＋✕"))).strip(" 　…")


def texts(root: QWidget) -> Iterator[str]:  # noqa: C901  one case for each kind of widget
    for widget in [root, *root.findChildren(QWidget)]:
        yield widget.windowTitle()
        yield widget.accessibleName()
        match widget:
            case QLabel() | QAbstractButton():
                yield widget.text()
            case QLineEdit():
                yield widget.placeholderText()
            case QComboBox():
                yield from (widget.itemText(place) for place in range(widget.count()))
            case QTabBar():
                yield from (widget.tabText(place) for place in range(widget.count()))
            case QListWidget():
                yield from (widget.item(place).text() for place in range(widget.count()))
            case QMenu():
                yield from (act.text() for act in widget.actions())
            case QHeaderView():
                model, way = widget.model(), widget.orientation()
                if model is not None:
                    yield from (str(model.headerData(place, way)) for place in range(widget.count()))
            case QTextEdit():
                yield widget.toPlainText()


def rare(window: MainWindow) -> Iterator[QWidget]:
    """What comes up only on asking."""
    session, tasks, scale = window._session, window.tasks, Scale(100)  # noqa: SLF001  as the window hands them on
    yield AdoptionDialog(PackAdoption(session.service), tasks, window)
    yield TrialDialog(session, tasks, LIGHT, scale, window)
    yield OriginalDialog(
        Originals(session.service), session.assessor.packs.newest(session.service.place), tasks, window
    )
    yield SecondPersonDialog(session, session.clerks.active(), "样例", "样例", window)
    yield ShiftDialog(session, tasks, session.shift.slip(today()), scale, window)
    yield SpokenSummaryDialog(["样例"], scale, window)
    yield AdditionDialog([], window)
    yield ClosingBackup(session.record, scale)
    yield PinRecoveryDialog(session, scale, window)
    yield ConflictsDialog(session, scale, window)
    yield MonthOutDialog(session, tasks, scale, window)
    yield PhotosDialog(session, tasks, scale, window)
    for what in ("UnawareOfClosing", "GivenTwice"):
        yield ConflictCard(
            Conflict(ApplicationId("a1"), "JN1-0001", "d:1", "", "样例", "样例", (), refs=("d:1",), what=what)
        )
    joining = JoinDialog(Path("one that is not made"), scale, window)
    yield joining
    joining.show_step(1)
    yield joining
    form = ActForm(scale, window)
    form.ask("样例", [])
    yield form
    window.begin_consultation()
    consultation = window.tabs.currentWidget()
    assert isinstance(consultation, IntakePage)
    window.tabs.papers_wanted.emit(consultation.application)
    until(lambda: window.work.papers.papers.count() > 0)
    yield window
    yield from clock_acts(window)

    by = session.service.clerk
    session.clerks.leave(by, session.clerks.add(by, "样例员", Role.CLERK, "1379"))
    clerks = next(section for section in window.work.settings.sections if isinstance(section, ClerksSection))
    clerks.load()
    for row in range(clerks.list.count()):
        clerks.list.setCurrentRow(row)
        yield clerks
    window.begin()
    asked = window.tabs.currentWidget()
    assert isinstance(asked, IntakePage)
    asked.answers["case.business"].answered.emit("case.business", "transfer")
    yield window


def clock_acts(window: MainWindow) -> Iterator[QWidget]:
    """Of an application that was accepted today: each act asks for what it needs."""
    desk, on = window._session.service, today()  # noqa: SLF001
    waiting = next(row for row in window._session.record.applications.recent(9) if row.state == "open")  # noqa: SLF001
    desk.acceptance.receive(waiting.id, on, on)
    desk.acceptance.accept(waiting.id, on, on)
    page = window.work.deadlines
    page.choose(View.ALL)
    window.show_page(PageKey.DEADLINES)
    until(lambda: page.table.model().rowCount() > 0)
    choose_a_clock(page)
    for act in ("登记环节", "办完", "暂停"):
        page.acts.buttons[act].click()
        yield page
    page.acts.signed.setText("样例书面申请")
    page.acts.save.click()
    window.tasks.wait()
    until(page.acts.buttons["恢复"].isEnabled)
    page.acts.buttons["恢复"].click()
    yield page


def words_of_filings() -> set[str]:
    """Every regime calls its acts by its own words; which of them a window offers hangs on the day."""
    regimes = [
        Regime(form=form, title="样例", pushed_by=by, receiver=None, post_required=True, may_start=None)
        for form in ("commitment_filing", "filing_record")
        for by in (None, "grid_company")
    ]
    acts = [kind for kind in Kind if kind.startswith(("filing_", "form_", "works_", "inspection_", "breach_"))]
    return {act_label(kind, Filing(), regime) for regime in regimes for kind in acts}


@pytest.fixture(scope="module")
def seen(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> tuple[set[str], set[str]]:  # noqa: ARG001  windows need it
    """All that stood on the screen on a walk through every page and dialog, and every key that means something."""
    folder = tmp_path_factory.mktemp("words")
    words = words_of_filings()
    pressed: set[str] = set()

    def look(root: QWidget) -> None:
        for text in texts(root):
            for line in text.splitlines():
                words.update({plain(line), plain(line.split("：")[0])})
        pressed.update(shortcut.key().toString() for shortcut in root.findChildren(QShortcut))

    with a_demo_record(folder) as record, a_window(record) as window:
        for _ in pages_of(window):
            look(window)
        for root in rare(window):
            look(root)
        for _, root in dialogs(window, folder):
            look(root)
    return words, pressed


@pytest.mark.parametrize("page", PAGES)
def test_every_word_in_brackets_is_on_the_screen(seen: tuple[set[str], set[str]], page: str) -> None:
    assert [word for word in screen_words(text_of(page)) if plain(word) not in seen[0]] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_key_that_is_named_means_something(seen: tuple[set[str], set[str]], page: str) -> None:
    known = {key.replace("Return", "Enter") for key in seen[1]} | ORDINARY | FOREIGN
    assert [key for key in keys(text_of(page)) if key not in known] == []


def test_a_word_that_is_on_no_screen_is_found_out(seen: tuple[set[str], set[str]]) -> None:
    assert "业务受理" in seen[0]
    assert "一键办结" not in seen[0]
    assert "Ctrl+N" in seen[1]
    assert "Ctrl+J" not in seen[1]
