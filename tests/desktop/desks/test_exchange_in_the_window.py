"""The exchange in the whole window, whose pages are built anew meanwhile and by what came in."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from builders.record_builders import CHEAP, CLERK, DAY, PASSPHRASE
from builders.window.lock_builders import unlock
from builders.window.small_office import a_small_office
from builders.window.still_clock import STILL
from builders.window.window_builders import a_window, until
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from gridcounter.desktop.desks import exchange_section
from gridcounter.desktop.desks.code_dialog import CodeDialog
from gridcounter.desktop.desks.exchange_section import EXCHANGE, ExchangeSection
from gridcounter.desktop.desks.exchange_work import exchange_work
from gridcounter.desktop.kit import file_dialogs, waiting
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.applications.intake import Intake
from gridcounter.services.desks.copies import ForkedElsewhere
from gridcounter.services.desks.exchange import hand_over, take_in
from gridcounter.services.desks.membership import begin_sharing, invite, join
from gridcounter.services.record.opening import open_record
from gridcounter.store.queries.desks import open_conflicts

OTHER = "另一台自己的口令"


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    assert qapp
    monkeypatch.setattr(waiting, "AGAIN_MS", 0)
    monkeypatch.setattr(exchange_section, "invite", partial(invite, cost=CHEAP))
    monkeypatch.setattr(file_dialogs, "to_write", lambda *_: tmp_path / "邀请.gcx")
    with a_small_office(tmp_path) as record, a_window(record, demo=False) as opened:
        unlock(opened, "c1", "471108")
        begin_sharing(record, CLERK, "1 号台")
        yield opened


@pytest.fixture
def sent(window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of another desk, chosen where one is asked for."""
    record = window._session.record  # noqa: SLF001
    made = invite(record, CLERK, tmp_path / "一次.gcx", datetime.now().astimezone(), CHEAP)
    join(tmp_path / "second", OTHER, made.path, made.code, "2 号台", cost=CHEAP, clock=STILL)
    other = open_record(tmp_path / "second", OTHER, clock=STILL)
    try:
        Intake(other, CLERK).open(DAY, {"applicant.name": "李四"})
        (tmp_path / "stick").mkdir()
        path = hand_over(other, CLERK, tmp_path / "stick", datetime.now().astimezone()).path
    finally:
        other.close()
    monkeypatch.setattr(file_dialogs, "to_read", lambda *_: path)
    return path


def section(window: MainWindow) -> ExchangeSection:
    window.show_page(PageKey.SETTINGS)
    window.work.settings.show_section(EXCHANGE)
    return next(one for one in window.work.settings.sections if isinstance(one, ExchangeSection))


def done(window: MainWindow) -> None:
    until(lambda: not exchange_work(window._session).busy)  # noqa: SLF001


@contextmanager
def held_up(monkeypatch: pytest.MonkeyPatch, name: str) -> Iterator[None]:
    """A stick that answers late: the work goes on once this is left."""
    may, real = threading.Event(), getattr(exchange_section, name)

    def late(*given: object, **told: object) -> object:
        may.wait()
        return real(*given, **told)

    monkeypatch.setattr(exchange_section, name, late)
    try:
        yield
    finally:
        may.set()


def test_how_it_went_stands_on_the_page_that_is_built_with_what_came(window: MainWindow, sent: Path) -> None:
    """The page with the sentence was the one that was thrown away: nobody ever read it."""
    assert sent
    before = window.work
    section(window).take.click()
    done(window)
    until(lambda: window.work is not before)
    shown = window.work.settings.sections
    account = next(one for one in shown if isinstance(one, ExchangeSection)).account
    assert account.text().startswith("收入“2 号台”")
    assert account.isVisible()


def test_who_takes_in_what_a_copy_of_this_desk_wrote_reads_the_new_name(
    window: MainWindow, sent: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record, now = window._session.record, datetime.now().astimezone()  # noqa: SLF001
    take_in(record, CLERK, sent)
    shutil.copytree(record.folder, tmp_path / "copy")
    with monkeypatch.context() as patched:  # a copied disk: nothing tells it from the computer it was copied from
        patched.setattr("gridcounter.services.record.moving.is_moved", lambda *_: False)
        patched.setattr("gridcounter.paths.last_seen", lambda _: (tmp_path / "settings",))
        copy = open_record(tmp_path / "copy", PASSPHRASE, clock=STILL)
        Intake(copy, CLERK).open(DAY, {"applicant.name": "李七"})
        of_copy = hand_over(copy, CLERK, tmp_path / "stick", now).path
        copy.close()
    Intake(record, CLERK).open(DAY, {"applicant.name": "李八"})
    own = hand_over(record, CLERK, tmp_path / "stick", now + timedelta(seconds=1)).path
    other = open_record(tmp_path / "second", OTHER, clock=STILL)
    take_in(other, CLERK, of_copy)
    with pytest.raises(ForkedElsewhere):
        take_in(other, CLERK, own)
    back = hand_over(other, CLERK, tmp_path / "stick", now + timedelta(seconds=2)).path
    other.close()
    monkeypatch.setattr(file_dialogs, "to_read", lambda *_: back)

    section(window).take.click()
    done(window)

    until(lambda: "从现在起叫“1 号台（2）”" in section(window).account.text())
    of_each = [record.applications.fields(row.id) for row in record.applications.recent(99)]
    names = {fields["applicant.name"].value for fields in of_each if "applicant.name" in fields}
    assert {"李四", "李七", "李八"} <= names


def test_a_desktop_that_turns_dark_waits_for_no_stick(
    window: MainWindow, sent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window stood still until the work on the page before had ended, and nobody was told how."""
    assert sent
    with held_up(monkeypatch, "take_in"):
        section(window).take.click()
        before = window.work
        QApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
        QTest.qWait(0)
        assert window.work is not before
        assert not section(window).take.isEnabled(), "it is still being done"
    done(window)
    until(lambda: section(window).account.text().startswith("收入“2 号台”"))


def test_what_comes_in_while_a_dialog_is_open_leaves_the_dialog(
    window: MainWindow, sent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its page was built anew below it, and what was typed in it was gone."""
    assert sent
    with held_up(monkeypatch, "take_in"):
        section(window).take.click()
        window.show_page(PageKey.HOME)
        dialog, before = QDialog(window.home), window.work
        dialog.open()
    done(window)
    for _ in range(5):
        QTest.qWait(1)
    assert dialog.isVisible()
    assert window.work is before
    dialog.close()
    until(lambda: window.work is not before)


def test_an_invitation_code_that_comes_when_it_is_locked_is_told_to_nobody_and_nobody_thinks_that_it_was(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was said that the invitation is ready, and its code had never been on the screen."""
    with held_up(monkeypatch, "invite"):
        section(window).invite.click()
        window.lock()
    done(window)
    assert window.findChildren(CodeDialog) == []
    unlock(window, "c1", "471108")
    assert section(window).account.text() == "锁屏期间没有显示邀请码，请再点一次"

    section(window).invite.click()
    done(window)
    (dialog,) = window.findChildren(CodeDialog)
    assert dialog.isVisible()
    window.lock()
    until(lambda: window.findChildren(CodeDialog) == [])
    unlock(window, "c1", "471108")
    assert "邀请码没有记下的，请再邀请一次" in section(window).account.text()


def test_a_window_that_closes_meanwhile_waits_and_shows_nothing_more(
    window: MainWindow, sent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sent
    seen: list[str] = []
    monkeypatch.setattr(type(window._session), "switch_clerk", lambda _, clerk: seen.append(clerk))  # noqa: SLF001
    section(window).take.click()
    window.close()
    QTest.qWait(0)
    assert seen == []
    assert open_conflicts(window._session.record.db) == []  # noqa: SLF001  the record is still open


def test_work_of_a_page_that_is_built_anew_holds_nothing_up(window: MainWindow) -> None:
    """Any page with a worker of its own: a stick that does not answer stopped the window at dusk."""
    may, ended = threading.Event(), threading.Event()

    def work() -> None:
        may.wait()
        ended.set()

    Tasks(window.home).submit(window.home, work, done=lambda _: None, failed=lambda _: None)
    before = window.work
    QApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    QTest.qWait(0)
    assert window.work is not before
    may.set()
    until(ended.is_set)
