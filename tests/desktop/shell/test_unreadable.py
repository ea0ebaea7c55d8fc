"""What a screen reader is told while the window is locked: nothing of anybody; and afterwards all is as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.record_builders import DAY
from builders.window.lock_builders import PERSONAL, unlock
from builders.window.window_builders import application, pages_of
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QScrollArea

from gridcounter.core.intake.steps import StepKey
from gridcounter.desktop.papers.paper_lists import PaperLists
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.applications.intake import Intake

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtGui import QAccessibleInterface

    from gridcounter.services.record.record import Record

_TEXTS = (
    QAccessible.Text.Name,
    QAccessible.Text.Description,
    QAccessible.Text.Value,
    QAccessible.Text.Help,
    # Qt tells it from 6.9 on
    *([QAccessible.Text.Identifier] if hasattr(QAccessible.Text, "Identifier") else []),
)
_PIN = "471108"


def told(window: MainWindow) -> Iterator[QAccessibleInterface]:
    """All that is reached from the program downwards, shown or not; without windows that other tests left."""

    def below(node: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
        yield node
        for place in range(node.childCount()):
            child = node.child(place)
            if child is not None and child.isValid():
                yield from below(child)

    program = QAccessible.queryAccessibleInterface(application())
    for place in range(program.childCount()):
        top = program.child(place)
        if top is not None and not (isinstance(top.object(), MainWindow) and top.object() is not window):
            yield from below(top)


def words(window: MainWindow) -> list[str]:
    return [text for node in told(window) for kind in _TEXTS if (text := node.text(kind))]


def personal(window: MainWindow, record: Record) -> list[str]:
    numbers = [row.number for row in record.applications.recent(50)]
    return [text for text in words(window) if any(each in text for each in (*PERSONAL.values(), *numbers))]


def test_a_locked_window_tells_no_name_no_address_and_no_number(window: MainWindow, record: Record) -> None:
    for page in pages_of(window):
        if page == "lock":
            break
        if page == "ledger 概况":
            assert personal(window, record), "there is something to be told"
    assert window.locked

    assert personal(window, record) == []
    assert any("已锁定" in text for text in words(window)), "the lock page itself is told"

    unlock(window, "c1", _PIN)
    window.show_page(PageKey.LEDGER)
    assert personal(window, record)


OPENINGS: dict[str, Callable[[QDialog], object]] = {"open": QDialog.open, "show": QDialog.show, "exec": QDialog.exec}


@pytest.mark.parametrize("opening", OPENINGS)
def test_a_dialog_that_came_too_late_makes_nothing_readable_again(
    window: MainWindow, record: Record, opening: str
) -> None:
    """It was closed at once, and the pages below it were known to the system from then on."""
    window.show_page(PageKey.LEDGER)
    QTest.qWait(0)
    window.lock()
    assert personal(window, record) == []
    late = QDialog(window.work)
    OPENINGS[opening](late)
    QTest.qWait(0)
    assert not late.isVisible()
    assert personal(window, record) == []

    window.activateWindow()
    unlock(window, "c1", _PIN)
    assert personal(window, record)
    late.deleteLater()


def test_only_the_page_and_the_tab_in_front_are_told_as_showing(window: MainWindow) -> None:
    """Qt tells the lines of a hidden list as if they showed: a reader went on with a page that was left."""
    named, hidden = set(), []
    for page in pages_of(window):
        if page == "lock":
            break
        named.add(page)
        hidden += [(page, name) for name in told_below_what_is_hidden(QAccessible.queryAccessibleInterface(window))]
    unlock(window, "c1", _PIN)
    assert {"home", "ledger 概况", "papers", "figures"} <= named
    assert hidden == []


def told_below_what_is_hidden(node: QAccessibleInterface, *, hidden: bool = False) -> Iterator[str]:
    """Of what does not show, each part that says it does; without closed drop-downs, the two lists of the papers page,
    and corners of tables, which no reader names.
    """
    shows = not node.state().invisible
    if hidden and shows and node.role() != QAccessible.Role.Pane:
        yield node.text(QAccessible.Text.Name)
    for child in map(node.child, range(node.childCount())):
        if child is None or not child.isValid() or node.role() == QAccessible.Role.ComboBox:
            continue
        if not isinstance(node.object(), PaperLists):
            yield from told_below_what_is_hidden(child, hidden=hidden or not shows)


def test_after_unlocking_everything_is_as_it_was(window: MainWindow, record: Record) -> None:
    """Focus, tab, scroll and half a word, in a window whose size was changed meanwhile."""
    # what a paper told cannot be typed over
    draft = Intake(record, "c1").open(DAY, {"applicant.name": "样例新户", "premises.address": "样例路1号"})
    ids = [draft, next(row.id for row in record.applications.recent(2) if row.id != draft)]
    for one in ids:
        window.open_application(one)
    page = window.tabs.pages()[0]
    window.tabs.setCurrentWidget(page)
    page.show_step(list(StepKey).index(StepKey.APPLICANT))
    edit = page.answers["premises.address"].findChild(QLineEdit)
    assert edit is not None
    edit.setFocus()
    QTest.keyClicks(edit, "abc")
    scroll = next(each for each in page.findChildren(QScrollArea) if each.isAncestorOf(edit) and each.isVisible())
    scroll.verticalScrollBar().setValue(37)
    text = edit.text()
    seen_before = scroll.verticalScrollBar().value()

    window.lock()
    window.resize(1300, 760)
    QTest.qWait(0)
    unlock(window, "c1", _PIN)
    QTest.qWait(0)

    assert QApplication.focusWidget() is edit
    assert edit.text() == text
    assert window.tabs.standing() == (tuple(ids), ids[0])
    assert window.tabs.currentWidget() is page
    assert page.step == StepKey.APPLICANT
    assert scroll.verticalScrollBar().value() == seen_before
    assert window.work.isVisible()
    assert not window.work.isWindow()
    assert window.work.width() == window.width() == 1300
    window.resize(1366, 768)
