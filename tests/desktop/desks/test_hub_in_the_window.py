"""The hub in the window: the line at the foot, the section of the settings, and what comes in while somebody works."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from builders.hub_server import MadeHub
from builders.record_builders import CHEAP, CLERK, DAY
from builders.window.lock_builders import unlock
from builders.window.small_office import a_small_office
from builders.window.window_builders import a_window, until
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from gridcounter.core.record.journal import Act, Kind
from gridcounter.desktop.desks import hub_watch
from gridcounter.desktop.desks.exchange_section import EXCHANGE, ExchangeSection
from gridcounter.desktop.desks.exchange_work import exchange_work
from gridcounter.desktop.desks.hub_watch import AGAIN_S, HubWatch, away_words
from gridcounter.desktop.kit import file_dialogs
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.applications.intake import Intake
from gridcounter.services.desks.hub.connecting import connect_hub
from gridcounter.services.desks.hub.exchange import HubOutcome, exchange_with_hub
from gridcounter.services.desks.membership import begin_sharing, invite, join
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.record import Record
from gridcounter.store.hub.access import HubAccess
from gridcounter.store.hub.refusals import HubDiskFull, HubLoginRefused, HubUnreachable

OTHER = "另一台自己的口令"
NOTHING = HubOutcome(0, 0, 0, 0, 0, ())


class Heights(QObject):
    """Every height that a widget is given."""

    def __init__(self, of: QWidget, heights: list[int]) -> None:
        super().__init__(of)
        self._heights = heights

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QWidget) and event.type() == QEvent.Type.Resize:
            self._heights.append(watched.height())
        return False


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    assert qapp
    with a_small_office(tmp_path) as record, a_window(record, demo=False) as opened:
        unlock(opened, "c1", "471108")
        begin_sharing(record, CLERK, "1 号台")
        yield opened


@pytest.fixture
def section(window: MainWindow) -> ExchangeSection:
    window.show_page(PageKey.SETTINGS)
    window.work.show_section(EXCHANGE)
    (found,) = window.work.settings.findChildren(ExchangeSection)
    return found


@pytest.fixture
def access(new_hub: MadeHub) -> HubAccess:
    return new_hub.office()


@pytest.fixture
def other(window: MainWindow, tmp_path: Path, access: HubAccess) -> Iterator[Record]:
    """Another desk of the office, which the invitation connects; the first one exchanged before."""
    own = window._session.record  # noqa: SLF001
    connect_hub(own, CLERK, access)
    exchange_with_hub(own)
    made = invite(own, CLERK, tmp_path / "一次.gcx", datetime.now().astimezone(), CHEAP)
    join(tmp_path / "second", OTHER, made.path, made.code, "2 号台", cost=CHEAP)
    record = open_record(tmp_path / "second", OTHER)
    try:
        yield record
    finally:
        record.close()


def connected(
    window: MainWindow, section: ExchangeSection, access: HubAccess, folder: Path, how: pytest.MonkeyPatch
) -> None:
    (folder / "hub.json").write_text(access.to_json(), "utf-8")
    how.setattr(file_dialogs, "to_read", lambda *_: folder / "hub.json")
    section.connect_hub.click()
    # the line may say so of an exchange before this one
    work = exchange_work(window._session)  # noqa: SLF001
    until(lambda: not work.busy and "各台已交换" in window.hub_line.text())


def test_without_a_hub_the_line_takes_no_room(window: MainWindow, section: ExchangeSection) -> None:
    window.hub_line.watch.look()
    assert not window.hub_line.isVisibleTo(window)
    assert "离线" in window._saved.text()  # noqa: SLF001
    assert "没有接入中心库" in section.hub.text()
    assert not section.now.isVisibleTo(section)


def test_the_line_asks_for_one_line_as_it_comes_up(window: MainWindow) -> None:
    """The fault: as narrow as it was before it was laid out, it took half of a low window for a moment."""
    line, bar, heights = window.hub_line, window.statusBar(), list[int]()
    line.resize(60, 30)
    shown = Heights(bar, heights)
    bar.installEventFilter(shown)
    line.watch.message.emit("从 10:05 起连不上中心库，照常办理，连上后自动补齐")
    for _ in range(5):
        QApplication.processEvents()
    assert max([*heights, bar.height()]) < 3 * line.fontMetrics().height()


def test_what_another_desk_enters_comes_by_itself_and_while_the_window_is_locked(
    window: MainWindow,
    section: ExchangeSection,
    other: Record,
    access: HubAccess,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connected(window, section, access, tmp_path, monkeypatch)
    assert "已接入中心库" in section.hub.text()
    assert window.hub_line.isVisibleTo(window)
    window.show_page(PageKey.HOME)
    window.lock()
    application = Intake(other, CLERK).open(DAY, {"applicant.name": "李四"})

    exchange_with_hub(other)  # the hub tells the window

    record = window._session.record  # noqa: SLF001
    until(lambda: application in [row.id for row in record.applications.recent(50)])
    assert window.locked


def test_what_another_desk_sets_for_the_office_stands_on_the_next_paper(
    window: MainWindow,
    section: ExchangeSection,
    other: Record,
    access: HubAccess,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The fault: until the window was closed, papers were made with the office, the edition and the days off of the
    morning; by a stick the same came at once.
    """
    connected(window, section, access, tmp_path, monkeypatch)
    window.show_page(PageKey.HOME)
    session, pages = window._session, window.work  # noqa: SLF001
    office = {**session.service.office, "name": "样例新营业厅"}
    other.journal.append(Act(Kind.OFFICE_SET, {"office": office}, CLERK))

    exchange_with_hub(other)

    until(lambda: session.service.office["name"] == "样例新营业厅")
    assert not session.is_behind()
    assert window.work is not pages, "nothing on the pages rests on what was before"


def test_the_section_that_is_shown_says_what_the_line_at_the_foot_says(
    window: MainWindow, section: ExchangeSection, access: HubAccess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It said that nothing was exchanged yet, while the line said when."""
    connected(window, section, access, tmp_path, monkeypatch)
    until(lambda: "最近交换" in section.hub.text())
    assert "经中心库自动交换" in section.how.text()


def test_a_desk_that_was_chosen_stays_chosen_when_something_is_exchanged_meanwhile(
    window: MainWindow, section: ExchangeSection
) -> None:
    section.list.setCurrentRow(0)
    window._session.hub_exchanged.emit()  # noqa: SLF001
    assert section.list.currentRow() == 0


def test_the_section_exchanges_when_asked_and_says_what_came(
    window: MainWindow,
    section: ExchangeSection,
    other: Record,
    access: HubAccess,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hub_watch, "exchange_with_hub", lambda *_, **__: NOTHING)
    monkeypatch.setattr(hub_watch, "listen", lambda *_: None)
    connected(window, section, access, tmp_path, monkeypatch)
    assert section.now.isVisibleTo(section)
    section.now.click()
    work = exchange_work(window._session)  # noqa: SLF001  the pages are built anew by what came
    until(lambda: work.account.startswith("已和中心库交换：送出 "))
    assert other.verify().sound


def test_the_list_says_when_another_desk_was_last_at_the_hub(
    window: MainWindow, section: ExchangeSection, other: Record
) -> None:
    own = window._session.record  # noqa: SLF001
    exchange_with_hub(other)
    exchange_with_hub(own)
    section.load()
    lines = [section.list.item(row).text() for row in range(section.list.count())]
    assert lines[0].endswith("　本台")
    assert lines[1].startswith("2 号台　最近交换 ")
    assert lines[1].endswith("（中心库）")


@pytest.fixture
def watch(window: MainWindow, access: HubAccess, monkeypatch: pytest.MonkeyPatch) -> HubWatch:
    """Whose exchange a test says."""
    monkeypatch.setattr(hub_watch, "listen", lambda *_: None)
    connect_hub(window._session.record, CLERK, access)  # noqa: SLF001
    window.hub_line.watch.timer.stop()
    return window.hub_line.watch


def test_a_line_that_is_gone_is_said_with_its_hour_and_tried_again(
    window: MainWindow, watch: HubWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def gone(*_: object, **__: object) -> HubOutcome:
        tried.append(1)
        raise HubUnreachable

    monkeypatch.setattr(hub_watch, "exchange_with_hub", gone)
    watch.ask()
    until(lambda: "起连不上中心库，照常办理，连上后自动补齐" in window.hub_line.text())
    first = window.hub_line.text()
    watch.look()
    assert len(tried) == 1  # not before its time
    for _ in range(AGAIN_S[0] // 2 + 1):
        watch.look()
    until(lambda: len(tried) == 2 and not watch.running)
    assert window.hub_line.text() == first

    monkeypatch.setattr(hub_watch, "exchange_with_hub", lambda *_, **__: NOTHING)
    watch.ask()
    until(lambda: window.hub_line.text().startswith("各台已交换 "))
    assert "离线" not in window._saved.text()  # noqa: SLF001
    window.work.message.emit("已保存")
    assert "离线" not in window._saved.text()  # noqa: SLF001


def test_a_refused_login_stops_and_names_the_administrator(
    window: MainWindow, watch: HubWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def refused(*_: object, **__: object) -> HubOutcome:
        tried.append(1)
        raise HubLoginRefused

    monkeypatch.setattr(hub_watch, "exchange_with_hub", refused)
    watch.ask()
    until(lambda: "请找管理员" in window.hub_line.text())
    for _ in range(400):
        watch.look()
    assert tried == [1]


def test_other_troubles_of_the_hub_say_what_to_do() -> None:
    assert "磁盘满了" in away_words(datetime(2026, 9, 21, 10, 5, tzinfo=UTC), HubDiskFull())
    assert away_words(datetime(2020, 1, 1, 10, 5, tzinfo=UTC), HubUnreachable()).startswith("从 2020")


def test_what_was_not_as_it_should_be_stands_in_the_line(
    window: MainWindow, watch: HubWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = HubOutcome(0, 0, 0, 0, 0, ("中心库是空的",))
    monkeypatch.setattr(hub_watch, "exchange_with_hub", lambda *_, **__: outcome)
    watch.ask()
    until(lambda: window.hub_line.text() == "中心库是空的")


def test_a_window_that_closes_ends_its_exchange(
    window: MainWindow, watch: HubWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    halted = []

    def endless(*_: object, halt: object, **__: object) -> HubOutcome:
        assert callable(halt)
        with suppress(AttributeError):
            while True:
                try:
                    halt()
                except Exception as stopped:
                    halted.append(stopped)
                    raise
        return NOTHING

    monkeypatch.setattr(hub_watch, "exchange_with_hub", endless)
    watch.ask()
    window.close()
    assert len(halted) == 1
