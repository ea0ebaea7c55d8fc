"""文书: what was drawn before the day turned is neither issued as it was drawn, nor shown on that day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from builders.record_builders import DAY, PASSPHRASE, PIN, Clock, a_copy, a_setup
from builders.told_builders import FACTORY, text_of
from builders.window.window_builders import ASSESSOR, a_window, until

from gridcounter.bootstrap import open_application_service
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.papers.page import PapersPage
from gridcounter.desktop.shell import main_window
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.record.record import Record

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def record(tmp_path: Path, clock: Clock) -> Iterator[Record]:
    opened = a_copy(tmp_path / "record", PASSPHRASE, a_setup(), clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def window(record: Record) -> Iterator[MainWindow]:
    with a_window(record) as opened:
        yield opened


def shown(window: MainWindow, record: Record) -> tuple[PapersPage, str]:
    """The papers of an application, drawn and not issued."""
    desk = open_application_service(record, ASSESSOR)
    application = desk.begin(DAY)
    desk.save_all(application, FACTORY)
    window.open_application(application)
    window.tabs.papers_wanted.emit(application)
    page = window.work.papers
    until(lambda: page.papers.count() > 0)
    return page, application


def test_papers_drawn_yesterday_are_drawn_again_before_they_are_issued(
    window: MainWindow, record: Record, clock: Clock
) -> None:
    """The fault: a notice stood on the page over night, and was issued with the day of yesterday printed on it."""
    page, application = shown(window, record)
    clock.at += timedelta(days=3)

    page.acts.issue.click()

    assert not record.papers.of(application)
    assert "没有出具" in page._refusal.text.text()  # noqa: SLF001
    until(lambda: page.papers.count() > 0)
    page.acts.issue.click()
    notice = record.papers.of(application)[0]
    assert "出具日期：2026年9月24日" in text_of(window._session.issued.content(notice.ref))  # noqa: SLF001


def test_whoever_comes_back_on_another_day_sees_pages_of_that_day(
    window: MainWindow, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault: after a night behind the lock, 今天到期 was still that of yesterday."""
    shown(window, record)
    work = window.work
    window.lock()
    window.lock_page.pin.setText(PIN)
    window.lock_page.enter.click()
    assert window.work is work, "on the same day everything stays as it was left"

    window.lock()
    tomorrow = today() + timedelta(days=1)
    monkeypatch.setattr(main_window, "today", lambda: tomorrow)
    window.lock_page.pin.setText(PIN)
    window.lock_page.enter.click()

    assert not window.locked
    assert window.work is not work
