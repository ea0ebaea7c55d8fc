"""The disk refuses the settings: the window opens and turns its pages all the same, and what is locked stays locked.

The theme changed at sunset while the desk was locked and its disk full: the pages were built anew, the settings were
refused before the lock page came in front of them, and everything was in sight.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders.window.lock_builders import clerk_called, unlock
from builders.window.small_office import ASSESSOR, a_small_office
from builders.window.window_builders import a_window
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from gridcounter.core.record.journal import Kind
from gridcounter.desktop.home.page import HomePage
from gridcounter.desktop.intake.page import IntakePage
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.desktop.session import session as session_module
from gridcounter.desktop.session.session import Session
from gridcounter.desktop.shell.central_widget import CentralWidget
from gridcounter.desktop.shell.lock import NOT_BUILT
from gridcounter.desktop.shell.main_view import MainView, PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.desktop.shell.session_tabs import SessionTabs
from gridcounter.services.office.clerks import Clerks
from gridcounter.settings import SettingsFile, Theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from gridcounter.services.record.record import Record


@pytest.fixture
def refused(tmp_path: Path) -> SettingsFile:
    """A file where its folder should be: nobody can write there, whoever runs the test."""
    (tmp_path / "no folder").write_bytes(b"")
    return SettingsFile(tmp_path / "no folder" / "settings.json")


def at_another_step(window: MainWindow, record: Record) -> None:
    """What stands in the settings is not what is open."""
    kind = Kind.FILING_PREPARED
    window.open_application(next(str(one.application) for one in record.journal.all() if one.kind == kind))
    page = window.tabs.currentWidget()
    assert isinstance(page, IntakePage)
    page.show_step(2)


def in_front(window: MainWindow) -> bool:
    return window.lock_page.isVisible() and not window.work.isVisible()


def test_a_theme_that_changes_at_a_locked_desk_lays_nothing_open(
    qapp: QApplication, tmp_path: Path, refused: SettingsFile
) -> None:
    with a_small_office(tmp_path) as record, a_window(record, demo=False) as window:
        unlock(window, "c1", "471108")
        at_another_step(window, record)
        window._session._file = refused  # noqa: SLF001  the disk became full
        window.lock()
        qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
        assert window.locked
        assert in_front(window)


def _raises(_: object, *__: object) -> None:
    raise RuntimeError("invented")


FAILS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "tabs": lambda patch: patch.setattr(SessionTabs, "restore", _raises),
    "page": lambda patch: patch.setattr(MainWindow, "show_page", _raises),
    "wiring": lambda patch: patch.setattr(MainWindow, "_wire_pages", _raises),
    "view": lambda patch: patch.setattr(MainView, "__init__", _raises),
}


@pytest.mark.parametrize("fail", FAILS)
def test_whatever_fails_while_pages_are_built_behind_the_lock_leaves_it_in_front(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fail: str
) -> None:
    with a_small_office(tmp_path) as record, a_window(record, demo=False) as window:
        window.lock()
        with monkeypatch.context() as patch, qtbot.captureExceptions() as raised:
            FAILS[fail](patch)
            QApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
        assert [str(error[1]) for error in raised] == ["invented"]
        assert in_front(window)


@pytest.mark.parametrize("fail", FAILS)
def test_after_pages_failed_behind_the_lock_the_pin_builds_them_again(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fail: str
) -> None:
    """The pages were out of the window for another style sheet: it stayed blank, and nobody could come back in."""
    with a_small_office(tmp_path) as record, a_window(record, demo=False) as window:
        unlock(window, "c1", "471108")
        at_another_step(window, record)
        left = window.work.standing
        window.lock()
        window._session.settings = replace(window._session.settings, theme=Theme.DARK)  # noqa: SLF001
        with monkeypatch.context() as patch, qtbot.captureExceptions():
            FAILS[fail](patch)
            QApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
        assert in_front(window)
        unlock(window, "c1", "471108")
        assert not window.locked
        assert window.work.isVisible()
        assert window.work.standing == left


@pytest.mark.parametrize("fail", FAILS)
def test_another_clerk_whose_pages_fail_comes_to_no_page_of_the_clerk_before(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fail: str
) -> None:
    """The second PIN showed the administrator's pages to 经办, and entered under the administrator's name."""
    with a_small_office(tmp_path) as record, a_window(record, demo=False) as window:
        unlock(window, "c1", "471108")
        at_another_step(window, record)
        left, before = window.work.standing, window.work
        window.lock()
        other = clerk_called(window, "李接班")
        with monkeypatch.context() as patch, qtbot.captureExceptions() as raised:
            FAILS[fail](patch)
            unlock(window, other, "8642")
        assert [str(error[1]) for error in raised] == ["invented"]
        assert in_front(window)
        assert window.lock_page.problem.text() == NOT_BUILT
        unlock(window, other, "8642")
        assert not window.locked
        assert window.work.isVisible()
        assert window.work is not before
        page = window.tabs.currentWidget()
        assert isinstance(page, IntakePage)
        assert page._service.clerk == other  # noqa: SLF001  under whose name it enters
        assert window.work.standing == replace(left, clerk=other)


@pytest.mark.parametrize("fail", FAILS)
def test_who_takes_over_the_desk_and_whose_pages_fail_comes_to_no_page_of_the_clerk_before(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fail: str
) -> None:
    """The desk was not locked, and stayed open with the pages of the clerk who had handed it over."""
    with a_small_office(tmp_path) as record, a_window(record, demo=False) as window:
        unlock(window, "c1", "471108")
        at_another_step(window, record)
        other = clerk_called(window, "李接班")
        with monkeypatch.context() as patch, qtbot.captureExceptions() as raised:
            FAILS[fail](patch)
            window._session.switch_clerk(other)  # noqa: SLF001  as the slip of the shift does after his PIN
        assert [str(error[1]) for error in raised] == ["invented"]
        assert window.locked
        assert in_front(window)
        unlock(window, other, "8642")
        page = window.tabs.currentWidget()
        assert isinstance(page, IntakePage)
        assert page._service.clerk == other  # noqa: SLF001  under whose name it enters


def test_a_clerk_whose_service_fails_stays_in_front_of_the_lock(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_small_office(tmp_path) as record, a_window(record, demo=False) as window:
        unlock(window, "c1", "471108")
        window.lock()
        other = clerk_called(window, "李接班")
        with monkeypatch.context() as patch, qtbot.captureExceptions() as raised:
            patch.setattr(session_module, "open_application_service", _raises)
            unlock(window, other, "8642")
        assert [str(error[1]) for error in raised] == ["invented"]
        assert in_front(window)
        unlock(window, other, "8642")
        assert window.work.isVisible()
        assert window._session.service.clerk == other  # noqa: SLF001


def test_a_lock_page_that_could_not_read_the_clerks_reads_them_with_the_next_pin(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody stood in its list, and no PIN opened it until the window was closed."""
    with a_small_office(tmp_path) as record, a_window(record, demo=False) as window:
        unlock(window, "c1", "471108")
        window.lock()
        with monkeypatch.context() as patch, qtbot.captureExceptions() as raised:
            patch.setattr(Clerks, "active", _raises)
            QApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
        assert [str(error[1]) for error in raised] == ["invented"]
        unlock(window, "c1", "471108")
        assert in_front(window)
        assert window.lock_page.problem.text() == "请选好受理员，再输入一次操作码"
        unlock(window, "c1", "471108")
        assert not window.locked
        assert window.work.isVisible()


def test_the_pages_before_are_gone_even_where_those_that_follow_them_cannot_be_held_back(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With nobody to hide them again they could be told to a screen reader behind the lock."""
    with a_small_office(tmp_path) as record, a_window(record, demo=False) as window:
        unlock(window, "c1", "471108")
        at_another_step(window, record)
        before = window.work
        window.lock()
        with monkeypatch.context() as patch, qtbot.captureExceptions() as raised:
            patch.setattr(CentralWidget, "_hold_back", lambda _, work: _raises(work) if work is not before else None)
            QApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
        assert [str(error[1]) for error in raised] == ["invented"]
        qtbot.waitUntil(lambda: not isValid(before))


@pytest.mark.parametrize(("of", "name"), [(MainView, "_wire"), (HomePage, "_bars")])
def test_half_of_the_pages_is_left_nowhere_and_the_pin_builds_them_whole(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, of: type[object], name: str
) -> None:
    """Each failure left pages in the window: a screen reader found them, and nobody deleted them. The second failure
    ended the program where a layout of theirs stood in no widget.
    """
    with a_small_office(tmp_path) as record, a_window(record, demo=False) as window:
        unlock(window, "c1", "471108")
        window.lock()
        for _ in range(3):
            with monkeypatch.context() as patch, qtbot.captureExceptions() as raised:
                patch.setattr(of, name, _raises)
                QApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
            assert [str(error[1]) for error in raised] == ["invented"]
            qtbot.waitUntil(lambda: window.findChildren(MainView) == [window.work])
            assert in_front(window)
        unlock(window, "c1", "471108")
        assert window.work.isVisible()


def test_the_window_opens_and_turns_its_pages(qtbot: QtBot, tmp_path: Path, refused: SettingsFile) -> None:
    with a_small_office(tmp_path) as record:
        window = MainWindow(Session(record, ASSESSOR, refused, demo=False), LIGHT, Scale())
        qtbot.addWidget(window)
        window.show()
        unlock(window, "c1", "471108")
        with qtbot.captureExceptions() as raised:
            for page in (PageKey.LEDGER, PageKey.POLICY, PageKey.HOME):
                window.show_page(page)
        assert raised == []
        assert window.work.place is PageKey.HOME
        window.close()
