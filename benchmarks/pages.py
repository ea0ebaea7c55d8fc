"""Every page of the window over a year of a busy hall: how long a clerk's keys wait, and when the page is whole."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Protocol

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")

from PySide6.QtWidgets import QApplication

from gridcounter.desktop.app import build_window
from gridcounter.desktop.kit.appearance import apply_theme
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role

if TYPE_CHECKING:
    from gridcounter.desktop.shell.main_window import MainWindow
    from gridcounter.services.office.assessment import Assessor
    from gridcounter.services.record.record import Record

#: What takes longer belongs into a worker.
_WAITS_MS = 100
_TIMES = 3
_PAGES = (
    PageKey.HOME,
    PageKey.LEDGER,
    PageKey.FILINGS,
    PageKey.DEADLINES,
    PageKey.FIGURES,
    PageKey.POLICY,
    PageKey.SETTINGS,
)


class Row(Protocol):
    def __call__(self, what: str, figure: str, bound: str, *, held: bool | None) -> None: ...


def page_rows(row: Row, record: Record, assessor: Assessor) -> None:
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    scale = Scale(100)
    apply_theme(application, LIGHT, scale)
    window = build_window(record, assessor, LIGHT, scale, demo=False)
    window.resize(1366, 768)
    window.show()
    leader = next(clerk for clerk in Clerks(record).active() if clerk.role == Role.ADMINISTRATOR)
    window.lock_page.identified.emit(leader.id)
    try:
        for place in _PAGES:
            shown = [_shown(window, place) for _ in range(_TIMES + 1)]
            waits, whole = (min(part) for part in zip(*shown[1:], strict=True))
            figure = f"{waits:.0f} ms, whole {whole:.0f}"
            row(f"page {place.name.lower()} again, keys wait", figure, f"<= {_WAITS_MS} ms", held=waits <= _WAITS_MS)
            row(f"page {place.name.lower()} the first time", f"{shown[0][0]:.0f} ms", "-", held=None)
    finally:
        window.close()


def _shown(window: MainWindow, place: PageKey) -> tuple[float, float]:
    """How long the turn itself takes, and until everything has come that workers read."""
    start = time.perf_counter()
    window.show_page(place)
    QApplication.processEvents()
    waits = time.perf_counter() - start
    window.tasks.wait()
    QApplication.processEvents()
    return waits * 1000, (time.perf_counter() - start) * 1000
