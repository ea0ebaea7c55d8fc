"""An application that stands open in a tab was changed at another desk: it says so, and nothing else on it changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from builders.hub_server import MadeHub
from builders.record_builders import CHEAP, CLERK, DAY
from builders.window.lock_builders import unlock
from builders.window.small_office import a_small_office
from builders.window.window_builders import a_window, until
from PySide6.QtWidgets import QApplication

from gridcounter.core.application import ApplicationId
from gridcounter.desktop.intake.page import IntakePage
from gridcounter.desktop.kit.answers import TextAnswer
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.applications.intake import Intake
from gridcounter.services.desks.hub.connecting import connect_hub
from gridcounter.services.desks.hub.exchange import exchange_with_hub
from gridcounter.services.desks.membership import begin_sharing, invite, join
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.record import Record

OTHER = "另一台自己的口令"
NAME, PHONE = "applicant.name", "applicant.phone"


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path, new_hub: MadeHub) -> Iterator[MainWindow]:
    assert qapp
    with a_small_office(tmp_path) as record, a_window(record, demo=False) as opened:
        unlock(opened, "c1", "471108")
        begin_sharing(record, CLERK, "1 号台")
        connect_hub(record, CLERK, new_hub.office())
        yield opened


@pytest.fixture
def application(window: MainWindow) -> ApplicationId:
    found = Intake(own(window), CLERK).open(DAY, {NAME: "李四"})
    exchange_with_hub(own(window))
    return found


@pytest.fixture
def other(window: MainWindow, application: ApplicationId, tmp_path: Path) -> Iterator[Record]:
    """The second desk, with everything that the first has."""
    assert application
    made = invite(own(window), CLERK, tmp_path / "一次.gcx", datetime.now().astimezone(), CHEAP)
    join(tmp_path / "second", OTHER, made.path, made.code, "2 号台", cost=CHEAP)
    record = open_record(tmp_path / "second", OTHER)
    try:
        exchange_with_hub(record)
        exchange_with_hub(own(window))
        yield record
    finally:
        record.close()


@pytest.fixture
def page(window: MainWindow, application: ApplicationId, other: Record) -> IntakePage:
    assert other
    window.open_application(application)
    page = window.tabs.front
    assert page is not None
    page.show_step(2)
    return page


def own(window: MainWindow) -> Record:
    return window._session.record  # noqa: SLF001


def changed(record: Record, application: ApplicationId, **values: str) -> None:
    """Of the applicant, at the desk of this record, which pushes it."""
    read = record.applications.fields(application)
    fields = {f"applicant.{name}": value for name, value in values.items()}
    over = {name: read[name].ref if name in read else None for name in fields}
    Intake(record, CLERK).save(application, {name: (value, over[name]) for name, value in fields.items()})
    exchange_with_hub(record)


def shown(page: IntakePage, field: str) -> str:
    editor = page.answers[field]
    assert isinstance(editor, TextAnswer)
    return editor.edit.text()


def came(window: MainWindow) -> None:
    """As when the hub tells the window."""
    window.hub_line.watch.ask()


def test_it_says_who_changed_how_much_and_shows_it_when_asked(
    window: MainWindow, page: IntakePage, application: ApplicationId, other: Record
) -> None:
    assert not page.came.isVisible()
    changed(other, application, name="李四海", phone="05370000002")
    changed(other, application, name="李海")
    came(window)
    until(page.came.isVisible)
    assert page.came.text.text() == "这份申请刚由“2 号台”改过 2 项"
    assert shown(page, NAME) == "李四", "nothing under the clerk's hands changes"
    page.came.read.click()
    assert shown(page, NAME) == "李海"
    assert shown(page, PHONE) == "05370000002"
    assert not page.came.isVisible()


def test_a_field_that_was_changed_there_is_not_overwritten_unseen(
    window: MainWindow, page: IntakePage, application: ApplicationId, other: Record
) -> None:
    changed(other, application, name="李海")
    came(window)
    until(page.came.isVisible)
    page.answers[NAME].answered.emit(NAME, "李四光")
    assert own(window).applications.fields(application)[NAME].value == "李海"
    assert shown(page, NAME) == "李海", "what was refused is said beside what holds"
    # and what the other desk did not touch is saved
    page.answers[PHONE].answered.emit(PHONE, "05370000003")
    assert own(window).applications.fields(application)[PHONE].value == "05370000003"


def test_what_came_of_another_application_or_was_done_here_is_not_told(
    window: MainWindow, page: IntakePage, application: ApplicationId, other: Record
) -> None:
    another = Intake(other, CLERK).open(DAY, {NAME: "赵六"})
    page.answers[PHONE].answered.emit(PHONE, "05370000003")
    exchange_with_hub(other)
    came(window)
    until(lambda: another in [row.id for row in own(window).applications.recent(50)])
    page.came.look()
    assert not page.came.isVisible()
    assert own(window).applications.fields(application)[PHONE].value == "05370000003"
