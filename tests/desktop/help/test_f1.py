"""F1 opens the manual at the page of what is in front: offline, beside the work, by keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders.books import PAGES, links, text_of
from builders.extent import LONG, some
from builders.window.opened_dialogs import opened_dialogs
from builders.window.window_builders import a_window, dialogs, until
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from gridcounter.core.intake.steps import STEPS
from gridcounter.desktop.help.pages import CONSULTATION, DIALOGS, LOCKED, PLACES, SECTIONS
from gridcounter.desktop.help.pages import STEPS as STEP_PAGES
from gridcounter.desktop.help.window import HelpWindow, contents
from gridcounter.desktop.home.shift import ShiftDialog
from gridcounter.desktop.kit.appearance import apply_theme
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.theme import DARK, LIGHT, Scale, Tokens
from gridcounter.desktop.papers.spoken_summary import SpokenSummaryDialog
from gridcounter.desktop.policy.adoption_dialog import AdoptionDialog
from gridcounter.desktop.policy.clause import ClauseDialog
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.policy.adopted_packs import PackAdoption
from gridcounter.services.record.record import Record


def activate(root: QWidget) -> None:
    """A window counts as active for Qt's own wait while the one it belongs to is."""
    root.activateWindow()
    until(root.isActiveWindow)


def f1(root: QWidget) -> HelpWindow:
    """Where the focus goes by itself."""
    activate(root)
    QTest.keyClick(root, Qt.Key.Key_F1)
    found = root.findChild(HelpWindow)
    assert found is not None
    until(found.isActiveWindow)
    return found


def test_every_place_step_section_and_dialog_has_a_page_that_there_is() -> None:
    assert set(PLACES) == {place.name for place in PageKey}
    assert set(STEP_PAGES) == set(STEPS)
    listed = {page for _, page in contents()}
    for page in (*PLACES.values(), *STEP_PAGES.values(), *SECTIONS.values(), *DIALOGS.values(), LOCKED, CONSULTATION):
        assert page in listed
        assert page in PAGES


def test_f1_opens_the_page_of_the_page_in_front(window: MainWindow) -> None:
    for place in PageKey:
        window.show_page(place)
        assert f1(window).page == PLACES[place.name] if place is not PageKey.SETTINGS else SECTIONS["单位资料"]


def test_f1_opens_the_page_of_the_step_in_front(window: MainWindow, record: Record) -> None:
    window.open_application(record.applications.recent(1)[0].id)
    for place, step in enumerate(STEPS):
        window.tabs.pages()[-1].show_step(place)
        assert f1(window).page == STEP_PAGES[step]
    window.begin_consultation()
    assert f1(window).page == CONSULTATION


def test_f1_opens_the_page_of_the_section_in_front(window: MainWindow) -> None:
    window.show_page(PageKey.SETTINGS)
    titles = [section.TITLE for section in window.work.settings.sections]
    assert set(titles) <= set(SECTIONS)
    for title in titles:
        window.work.settings.show_section(title)
        assert f1(window).page == SECTIONS[title]


def test_a_locked_desk_explains_its_lock(window: MainWindow) -> None:
    window.lock()
    assert f1(window).page == LOCKED


def test_a_dialog_answers_f1_itself(window: MainWindow, tmp_path: Path) -> None:
    session = window._session  # noqa: SLF001  as the window hands it on
    slip = session.shift.slip(today())
    for asked in (
        AdoptionDialog(PackAdoption(session.service), window.tasks, window),
        ShiftDialog(session, window.tasks, slip, Scale(), window),
        SpokenSummaryDialog(["样例"], Scale(), window),
        ClauseDialog("样例", Scale(), window),
    ):
        asked.open()
        assert f1(asked).page == DIALOGS[type(asked).__name__]
        asked.close()
    seen = {type(asked).__name__: f1(asked).page for _, asked in dialogs(window, tmp_path)}
    asked_for = ("ImportDialog", "CorrectionDialog", "TrialDialog", "OriginalDialog", "StartDialog", "SetupDialog")
    assert seen == {name: DIALOGS[name] for name in asked_for}


def test_each_dialog_of_the_table_that_an_act_opens_answers_f1(window: MainWindow) -> None:
    """The code of an invitation and 待核对 stood in the table and did not."""
    found = {type(asked).__name__: f1(asked).page for _, asked in opened_dialogs(window, 100) if _named(asked)}
    assert {"CodeDialog", "ConflictsDialog", "JoinDialog", "MonthOutDialog", "SecondPersonDialog"} <= set(found)
    assert found == {name: DIALOGS[name] for name in found}


def _named(dialog: QDialog) -> bool:
    return type(dialog).__name__ in DIALOGS


def test_the_manual_blocks_nothing_and_esc_puts_it_away(window: MainWindow) -> None:
    helping = f1(window)
    assert helping.windowModality() == Qt.WindowModality.NonModal
    activate(window)
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert window.work.place is PageKey.INTAKE
    assert helping.isVisible()
    activate(helping)
    QTest.keyClick(helping, Qt.Key.Key_Escape)
    assert not helping.isVisible()
    assert window.work.place is PageKey.INTAKE


def test_keys_alone_turn_its_pages_and_read_them(window: MainWindow) -> None:
    helping = f1(window)
    activate(helping)
    assert QApplication.focusWidget() is helping.text
    bar = helping.text.verticalScrollBar()
    QTest.keyClick(helping.text, Qt.Key.Key_PageDown)
    assert bar.value() > 0
    QTest.keyClick(helping.text, Qt.Key.Key_Backtab)
    assert QApplication.focusWidget() is helping.list
    seen = [helping.page]
    for _ in range(helping.list.count()):
        QTest.keyClick(helping.list, Qt.Key.Key_Down)
        seen.append(helping.page)
    assert {page for _, page in contents() if page} == set(seen) | set(seen[:1]) | {"desk/first-start", "desk/open"}
    QTest.keyClick(helping.list, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is helping.text


def test_another_page_begins_at_its_top(window: MainWindow) -> None:
    helping = f1(window)
    bar = helping.text.verticalScrollBar()
    for page in ("desk/checklist", "desk/later"):
        helping.show_page(page)
        assert bar.value() == 0
        bar.setValue(bar.maximum())
        assert bar.value() > 0


def test_the_reading_position_is_kept_after_a_change_of_width(window: MainWindow) -> None:
    helping = f1(window)
    helping.show_page("desk/checklist")
    bar = helping.text.verticalScrollBar()
    until(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    was = helping.text.width()
    helping.resize(helping.width() - 200, helping.height())
    until(lambda: helping.text.width() < was and not helping.text._again.isActive())  # noqa: SLF001  laid out anew
    assert bar.value() > bar.maximum() / 2


def test_a_link_turns_to_its_page_and_alt_left_goes_back(window: MainWindow) -> None:
    helping = f1(window)
    helping.show_page("desk/checklist")
    helping.text.setSource(helping.text.source().resolved(QUrl("later.md")))
    assert helping.page == "desk/later"
    QTest.keyClick(helping.text, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert helping.page == "desk/checklist"


def body_sizes(helping: HelpWindow) -> set[int]:
    """Of all that is no title and no picture."""
    found, block = set(), helping.text.document().begin()
    while block.isValid():
        if not block.blockFormat().headingLevel() and block.text() and "\ufffc" not in block.text():
            found.add(block.begin().fragment().charFormat().font().pixelSize())
        block = block.next()
    return found


@pytest.mark.parametrize("tokens", [LIGHT, DARK] if LONG else [LIGHT])
@pytest.mark.parametrize(("percent", "size"), some([(100, (1366, 768)), (100, (911, 512)), (200, (911, 512))]))
def test_every_page_fits_and_is_as_large_as_the_text(
    qapp: QApplication,  # noqa: ARG001
    record: Record,
    tokens: Tokens,
    percent: int,
    size: tuple[int, int],
) -> None:
    with a_window(record, tokens=tokens, percent=percent, size=size) as window:
        helping = f1(window)
        helping.resize(*size)
        for page in (page for page in PAGES if page != "index"):
            helping.show_page(page)
            QApplication.processEvents()
            assert helping.text.horizontalScrollBar().maximum() == 0, page
            first = helping.text.document().begin()
            assert first.text() == next(title for title, listed in contents() if listed == page)
            assert body_sizes(helping) == {round(14 * percent / 100)}, page
            for picture, target in links(text_of(page)):
                if picture:
                    drawn = helping.text.loadResource(QTextDocument.ResourceType.ImageResource.value, QUrl(target))
                    assert isinstance(drawn, QImage)
                    assert 0 < drawn.width() / drawn.devicePixelRatio() <= helping.text.viewport().width()


def test_another_look_reaches_the_open_manual(window: MainWindow) -> None:
    helping = f1(window)
    helping.show_page("desk/lock")
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, DARK, Scale(150))
    until(lambda: colour_of_title(helping) == DARK.text)
    assert body_sizes(helping) == {21}


def colour_of_title(helping: HelpWindow) -> str:
    title = helping.text.document().begin().begin().fragment()
    return title.charFormat().foreground().color().name().upper()
