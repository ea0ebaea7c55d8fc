"""An application purged while the window is open is refused in a sentence, and leaves neither a tab nor half a page.

Qt shows every child that nobody has hidden. A page refused in the middle of its building remained a child of the tabs;
shown with them it raised in `resizeEvent`, and with PySide6 from 6.10 on the program ended at the next lock.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from builders.record_builders import DAY, purge_all
from builders.window.window_builders import until

from gridcounter.core.application import ApplicationId
from gridcounter.desktop.intake.page import IntakePage
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.applications.intake import Intake
from gridcounter.services.record.record import Record

_OPENED_IN_VAIN = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
application = QApplication([])
from builders.window.lock_builders import a_record_of_several, unlock
from builders.window.window_builders import a_window
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.services.ledger.application_card import ApplicationCards
def fail(*_): raise OSError("unanswered")
unread, how = ApplicationCards.unread, sys.argv[2]
with a_record_of_several(Path(sys.argv[1])) as record, a_window(record, demo=False) as window:
    unlock(window, "c1", "471108")
    there, other = (each.id for each in record.applications.recent(2))
    window.open_application(there)
    window.show_page(PageKey.LEDGER)
    if how != "refused":
        ApplicationCards.unread = fail
    try:
        window.open_application({"refused": "not on record", "half built": other, "read when shown": there}[how])
    except OSError:
        assert how == "half built"
    if how == "half built":
        ApplicationCards.unread = unread
    for _ in range(3):
        window.show_page(PageKey.HOME)
        window.show_page(PageKey.INTAKE)
        window.lock()
        unlock(window, "c1", "471108")
    print("alive", flush=True)
"""


def to_be_purged(record: Record) -> ApplicationId:
    return Intake(record, "c1").open(DAY, {"applicant.name": "已清除户"})


def purge(record: Record, application: ApplicationId) -> None:
    record.write(lambda stores: purge_all(stores, application))


def turn_there_again(window: MainWindow) -> None:
    window.show_page(PageKey.HOME)
    window.show_page(PageKey.INTAKE)


def test_a_refused_application_leaves_no_page_behind(window: MainWindow, page: IntakePage, record: Record) -> None:
    gone = to_be_purged(record)
    purge(record, gone)
    window.show_page(PageKey.LEDGER)
    window.open_application(gone)
    assert window.tabs.findChildren(IntakePage) == [page]
    turn_there_again(window)
    assert page.isVisible()


def test_the_tab_of_an_application_purged_meanwhile_goes_when_it_is_turned_to(
    window: MainWindow, page: IntakePage, record: Record
) -> None:
    gone = to_be_purged(record)
    window.open_application(gone)
    window.show_page(PageKey.HOME)
    purge(record, gone)
    window.show_page(PageKey.INTAKE)
    until(lambda: window.tabs.pages() == [page])
    assert page.isVisible()
    assert "已于" in window.trouble.text.text()


def test_the_last_tab_goes_too(window: MainWindow, record: Record) -> None:
    gone = to_be_purged(record)
    window.open_application(gone)
    window.show_page(PageKey.HOME)
    purge(record, gone)
    window.show_page(PageKey.INTAKE)
    until(lambda: window.tabs.count() == 0)
    assert window.work.home.isVisible(), "as when the last one is closed"


@pytest.mark.parametrize("how", ["refused", "half built", "read when shown"])
def test_a_window_outlives_a_lock_after_an_application_was_opened_in_vain(tmp_path: Path, how: str) -> None:
    """In a process of its own: it ended with a segmentation fault. What fails may be the disk under the record."""
    there = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", _OPENED_IN_VAIN, str(tmp_path / "record"), how]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=there)
    assert done.stdout.strip() == "alive", (done.returncode, done.stderr[-400:])
    told = [line for line in done.stderr.splitlines() if line.startswith(("OSError", "AttributeError"))]
    assert set(told) == ({"OSError: unanswered"} if how == "read when shown" else set())
