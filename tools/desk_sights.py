"""What only several desks or several offices can show, over the records and the server of the tests."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QListWidget, QScrollArea
from sights import settle, until

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from builders.city_builders import a_city
from builders.hub_server import running_hub_server
from builders.record_builders import CHEAP, CLERK, a_change, an_answer
from builders.window.small_office import a_small_office
from builders.window.still_clock import STILL
from builders.window.window_builders import a_window

from gridcounter import paths
from gridcounter.core.record.journal import Act, Kind
from gridcounter.desktop.custody.announced_part import AnnouncedPart
from gridcounter.desktop.custody.retention_section import RETENTION
from gridcounter.desktop.desks.conflicts_dialog import ConflictsDialog
from gridcounter.desktop.desks.exchange_section import EXCHANGE
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.services.applications.intake import Intake
from gridcounter.services.custody.purging import Purging, set_rule
from gridcounter.services.desks.announced_purges import announce_purge
from gridcounter.services.desks.exchange import hand_over, take_in
from gridcounter.services.desks.hub.connecting import connect_hub
from gridcounter.services.desks.membership import begin_sharing, invite, join
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.record.opening import open_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QWidget

    from gridcounter.desktop.shell.main_window import MainWindow
    from gridcounter.services.record.record import Record

_PASSPHRASE = "另一台自己的口令"  # noqa: S105  of records that are gone at the end


def desk_sights(folder: Path, size: tuple[int, int]) -> Iterator[tuple[str, QWidget]]:
    """待核对, 各台交换 with a hub, 全市汇总, and a purge that waits for another desk."""
    with a_small_office(folder) as first, running_hub_server() as server:
        begin_sharing(first, CLERK, "1 号台")
        others = [_joined(first, folder, name) for name in ("2 号台", "外勤笔记本")]
        try:
            _done_apart(first, others[0], folder)
            with a_window(first, size=size, demo=False) as window:
                window.lock_page.identified.emit(CLERK)
                yield from _of_conflicts(window)
                connect_hub(first, CLERK, server.hub().office())
                yield from _of_hub(window)
                yield from _of_city(window, folder)
            set_rule(first, CLERK, 12, "样例期限表第 3 条", STILL().date())
            STILL.at += timedelta(days=400)
            _announce(first)
            with a_window(first, size=size, demo=False) as window:
                window.lock_page.identified.emit(CLERK)
                yield from _of_purge(window)
        finally:
            for other in others:
                other.close()


def _joined(first: Record, folder: Path, name: str) -> Record:
    made = invite(first, CLERK, folder / f"{name}.gcx", STILL(), CHEAP)
    join(folder / name, _PASSPHRASE, made.path, made.code, name, cost=CHEAP, clock=STILL)
    other = open_record(folder / name, _PASSPHRASE, clock=STILL)
    _carry(other, first, folder)
    return other


def _carry(sender: Record, receiver: Record, folder: Path) -> None:
    STILL.at += timedelta(minutes=1)
    (folder / "stick").mkdir(exist_ok=True)
    take_in(receiver, CLERK, hand_over(sender, CLERK, folder / "stick", STILL()).path)


def _done_apart(first: Record, second: Record, folder: Path) -> None:
    """One field filled in differently, one application accepted twice."""
    day, of_both = STILL().date(), Intake(first, CLERK)
    named, accepted = [of_both.open(day, {"applicant.name": name}) for name in ("样例电器行", "样例茶社")]
    _carry(first, second, folder)
    for record, on, name in ((first, "2026-09-21", "样例电器有限公司"), (second, "2026-09-18", "样例电器商行")):
        STILL.at += timedelta(minutes=7)
        over = record.applications.fields(named)["applicant.name"].ref
        record.journal.append(a_change(named, "applicant.name", name, over))
        record.journal.append(Act(Kind.APPLICATION_ACCEPTED, {"on": on, "answer": an_answer()}, CLERK, accepted))
    _carry(second, first, folder)


def _of_conflicts(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    window.home.to_check.act.click()
    dialog = window.work.findChildren(ConflictsDialog)[-1]
    yield "conflicts", dialog
    dialog.close()


def _of_hub(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    window.hub_line.watch.ask()
    until(lambda: "各台已交换" in window.hub_line.text())
    window.show_page(PageKey.SETTINGS)
    window.work.settings.show_section(EXCHANGE)
    window.hub_line.watch.leave()  # the line says the time of the records, and not of this computer
    window.hub_line.watch.message.emit(f"各台已交换 {STILL():%H:%M}")
    yield "exchange", window


def _of_city(window: MainWindow, folder: Path) -> Iterator[tuple[str, QWidget]]:
    of_user, paths.known_offices = paths.known_offices, lambda: folder / "known.json"
    try:
        window.show_page(PageKey.FIGURES)
        page = window.work.figures.of_city
        window.work.figures.city.click()
        page.load(a_city(folder / "上报"))
        until(page.save.isEnabled)
        page.first.setCurrentIndex(0)
        page.first.activated.emit(0)
        settle(window)
        yield "city", window
    finally:
        paths.known_offices = of_user


def _announce(first: Record) -> None:
    second = next(one.id for one in Clerks(first).active() if one.name == "周值班")
    purging, today = Purging(first, CLERK, second), STILL().date()
    announce_purge(purging, purging.look(today, today), today)


def _of_purge(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    window.show_page(PageKey.SETTINGS)
    window.work.settings.show_section(RETENTION)
    announced = window.work.settings.findChildren(AnnouncedPart)[-1]
    until(announced.isVisible)
    settle(window)
    above: QWidget | None = announced
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    if isinstance(above, QScrollArea):
        above.ensureWidgetVisible(window.work.settings.findChildren(QListWidget)[-1])
    yield "announced", window
