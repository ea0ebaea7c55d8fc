"""A workplace of several clerks, locked and unlocked: two active clerks, one inactive, two applications."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from builders.filing_builders import fields_of
from builders.record_builders import CHEAP, DAY, a_record
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.applications.intake import Intake
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role
from gridcounter.services.record.record import Record
from gridcounter.store.queries.office_rows import forget_tries
from gridcounter.store.stores import WritingStores

PERSONAL = {
    "applicant.name": "样例食品厂",
    "applicant.id_number": "91370811MA0000047Q",
    "applicant.phone": "13900000117",
    "applicant.legal_representative": "样例法人",
    "agent.name": "样例代理",
    "agent.phone": "13900000221",
    "premises.address": "样例路9号",
}


@contextmanager
def a_record_of_several(folder: Path) -> Iterator[Record]:
    with a_record(folder) as made:
        clerks = Clerks(made, cost=CHEAP)
        clerks.add("c1", "周值班", Role.LEADER, "864208")
        clerks.leave("c1", clerks.add("c1", "吴离岗", Role.CLERK, "1379"))
        for _ in range(2):
            Intake(made, "c1").open(DAY, {**fields_of("jining"), **PERSONAL})
        yield made


def as_in_the_morning(window: MainWindow) -> MainWindow:
    """Open, the administrator at it, nobody parked; nobody has given a wrong PIN."""
    record = window._session.record  # noqa: SLF001
    for clerk in window._session.clerks.all():  # noqa: SLF001
        record.write(partial(_forget, clerk=clerk.id))  # of the test before
    while window.tabs.count():
        window.tabs.tabCloseRequested.emit(0)
    if not window.locked:
        window.lock()
    window.lock_page.ask()
    unlock(window, "c1", "471108")
    assert not window.locked
    return window


def _forget(stores: WritingStores, clerk: str) -> None:
    forget_tries(stores.db, clerk)


def unlock(window: MainWindow, clerk: str, pin: str) -> None:
    page = window.lock_page
    page.who.setCurrentIndex(page.who.findData(clerk))
    page.pin.setText(pin)
    page.enter.click()


def clerk_called(window: MainWindow, name: str) -> str:
    return next(one.id for one in window._session.clerks.all() if one.name == name)  # noqa: SLF001
