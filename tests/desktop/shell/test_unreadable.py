"""What a screen reader is told: while the window is locked nothing of anybody; of hidden lists that they are hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.window.lock_builders import PERSONAL, a_record_of_several, as_in_the_morning, unlock
from builders.window.window_builders import a_window, pages_of, until
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QTableView

from gridcounter.core.intake.steps import StepKey
from gridcounter.desktop.shell.main_view import PageKey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QAccessibleInterface

    from gridcounter.desktop.shell.main_window import MainWindow
    from gridcounter.services.record.record import Record

_TEXTS = (
    QAccessible.Text.Name,
    QAccessible.Text.Description,
    QAccessible.Text.Value,
    QAccessible.Text.Help,
    QAccessible.Text.Identifier,
)
_LINES = {QAccessible.Role.ListItem, QAccessible.Role.Cell}
_PIN = "471108"


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    with a_record_of_several(tmp_path_factory.mktemp("unreadable")) as made:
        yield made


@pytest.fixture(scope="module")
def shared(qapp: QApplication, record: Record) -> Iterator[MainWindow]:
    del qapp
    with a_window(record) as opened:
        yield opened


@pytest.fixture
def window(shared: MainWindow) -> Iterator[MainWindow]:
    """With somebody listening: else Qt keeps telling of lines that a list no longer has."""
    before = QAccessible.isActive()
    QAccessible.setActive(True)
    yield as_in_the_morning(shared)
    QAccessible.setActive(before)


def told(window: MainWindow) -> Iterator[QAccessibleInterface]:
    """All that is reached from the window downwards, shown or not."""

    def below(node: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
        yield node
        for place in range(node.childCount()):
            child = node.child(place)
            if child is not None and child.isValid():
                yield from below(child)

    yield from below(QAccessible.queryAccessibleInterface(window))


def words(window: MainWindow) -> list[str]:
    return [text for node in told(window) for kind in _TEXTS if (text := node.text(kind))]


def personal(window: MainWindow, record: Record) -> list[str]:
    numbers = [row.number for row in record.applications.recent(50)]
    return [text for text in words(window) if any(each in text for each in (*PERSONAL.values(), *numbers))]


def test_a_locked_window_tells_no_name_no_address_and_no_number(window: MainWindow, record: Record) -> None:
    for page in pages_of(window):
        if page == "lock":
            break
        if page == "papers":
            assert personal(window, record), "there is something to be told"
    assert window.locked

    assert personal(window, record) == []
    assert any("已锁定" in text for text in words(window)), "the lock page itself is told"

    unlock(window, "c1", _PIN)
    assert personal(window, record)


def test_after_unlocking_everything_is_as_it_was(window: MainWindow, record: Record) -> None:
    """Focus, tab, scroll and half a word, in a window whose size was changed meanwhile."""
    ids = [row.id for row in record.applications.recent(2)]
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


def test_lines_of_hidden_lists_do_not_show(window: MainWindow) -> None:
    window.show_page(PageKey.LEDGER)
    window.tasks.wait()
    view = next(each for each in window.work.ledger.findChildren(QTableView) if each.accessibleName() == "申请列表")
    until(lambda: view.model().rowCount() > 0)
    assert shown_lines(window), "in front they show"
    window.show_page(PageKey.POLICY)
    assert [name for name in shown_lines(window) if any(each in name for each in PERSONAL.values())] == []
    window.show_page(PageKey.LEDGER)
    until(lambda: any(PERSONAL["applicant.name"] in name for name in shown_lines(window)))
    assert view.viewport().geometry().top() >= 0


def shown_lines(window: MainWindow) -> list[str]:
    found = (node for node in told(window) if node.role() in _LINES and not node.state().invisible)
    return [node.text(QAccessible.Text.Name) for node in found]
