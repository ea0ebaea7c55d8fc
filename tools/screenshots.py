"""Every page of the window as pictures: empty and typical, light, dark and at 200 %, on 1366×768 and small.

`python tools/screenshots.py [folder] [words of names]`; needs no display.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gridcounter import paths
from gridcounter.bootstrap import open_assessor
from gridcounter.desktop.app import build_window
from gridcounter.desktop.dressing import dress
from gridcounter.desktop.pages.setup import SetupDialog
from gridcounter.desktop.pages.start import StartDialog
from gridcounter.desktop.theme import DARK, LIGHT, Scale
from gridcounter.desktop.workplace import Place
from gridcounter.services import demo
from gridcounter.services.record import Setup, create_record
from gridcounter.store.keys import Cost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QWidget

    from gridcounter.desktop.main_window import MainWindow
    from gridcounter.desktop.theme import Tokens
    from gridcounter.services.assessment import Assessor
    from gridcounter.services.record import Record

_QUICK = Cost(passes=1, memory_kib=1024, lanes=1)
_SCREEN, _SMALL = (1366, 768), (911, 512)
_LOOKS = {
    "light": (LIGHT, 100, _SCREEN),
    "dark": (DARK, 100, _SCREEN),
    "large": (LIGHT, 200, _SCREEN),
    "small": (LIGHT, 100, _SMALL),
    "small_large": (LIGHT, 200, _SMALL),
}
_TROUBLE = (
    "刚才这一步没有做成，是程序的问题（编号 7F3K2M）。已保存的内容都在，可以接着办；再出现时请把编号告诉维护人员。"
)
_LONGEST, _STEP_MS, _DRAWN_MS = 20.0, 20, 300


def main(arguments: list[str]) -> int:
    out = Path(arguments[0] if arguments else "out/screenshots")
    out.mkdir(parents=True, exist_ok=True)
    wanted = arguments[1:]
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    assessor = open_assessor()
    with tempfile.TemporaryDirectory() as folder:
        typical = demo.create_demo(Path(folder) / "demo", paths.demo_applications() / "desk")
        empty = _empty_record(Path(folder) / "empty", assessor)
        try:
            for look, (tokens, percent, size) in _LOOKS.items():
                if wanted and not any(word in look for word in wanted):
                    continue
                dress(application, tokens, Scale(percent))
                for state, record in (("empty", empty), ("typical", typical)):
                    for page, window in _pages(record, assessor, tokens, percent, size, state=state):
                        _take(window, out / f"{page}_{state}_{look}.png")
                for name, dialog in _dialogs(Path(folder), assessor, Scale(percent), size):
                    _take(dialog, out / f"{name}_{look}.png")
        finally:
            typical.close()
            empty.close()
    sys.stdout.write(f"{out}/*.png\n")
    return 0


def _empty_record(folder: Path, assessor: Assessor) -> Record:
    place = assessor.packs.localities[0]
    setup = Setup(place, "A1", {"name": "样例供电营业厅"}, None, "样例员", "1234")
    record, _ = create_record(folder, demo.PASSPHRASE, setup, cost=_QUICK)
    return record


def _pages(
    record: Record, assessor: Assessor, tokens: Tokens, percent: int, size: tuple[int, int], *, state: str
) -> Iterator[tuple[str, QWidget]]:
    window = build_window(record, assessor, tokens, Scale(percent), demo=state == "typical")
    window.resize(*size)
    window.show()
    yield "home", window
    window.show_page(2)
    yield "ledger", window
    window.show_page(6)
    yield "filings", window
    window.show_page(Place.DEADLINES)
    yield "deadlines", window
    window.show_page(4)
    yield "policy", window
    window.show_page(5)
    for number, section in enumerate(window.work.settings.sections):
        window.work.settings.show_section(section.TITLE)
        yield f"settings{number}", window
    if state == "typical":
        rows = record.applications.recent(3)
        for row in rows:
            window.open_application(row.id)
        yield "intake", window
        yield from _papers(window, rows[-1].id)
    window.show_trouble(_TROUBLE)
    yield "trouble", window
    window.trouble.hide()
    window.lock()
    yield "lock", window
    window.close()


def _papers(window: MainWindow, application: str) -> Iterator[tuple[str, QWidget]]:
    page = window.work.papers
    window.open_application(application)
    window.tabs.papers_wanted.emit(application)
    _until(lambda: page.papers.count() > 0)
    yield "papers", window
    page.issue_all()
    page.lists.setCurrentWidget(page.issued)
    yield "papers_issued", window
    page.issued.delivered.emit(page.issued.current, "in_person")
    page.issued.voided.emit(page.issued.current, "地址写错")
    _until(lambda: page.papers.count() > 0)
    yield "papers_voided", window


def _dialogs(folder: Path, assessor: Assessor, scale: Scale, size: tuple[int, int]) -> Iterator[tuple[str, QWidget]]:
    opening = StartDialog(folder / "demo", scale)
    opening.secret.setText("wrong phrase")
    opening.go.click()
    yield "start", opening
    setting_up = SetupDialog(folder / "new", assessor.packs, scale)
    setting_up.resize(min(setting_up.width(), size[0] - 40), min(setting_up.height(), size[1] - 40))
    setting_up.show()
    for place in range(len(setting_up.steps)):
        if setting_up.steps[place] is setting_up.recovery:
            setting_up.recovery.set_code("7K2M-QRST-9XYZ-ABCD-EFGH-2345-JKMN-PQRS", "样例供电营业厅")
        elif place == 0:
            setting_up.next.click()
        setting_up.show_step(place)
        yield f"setup{place + 1}", setting_up


def _until(holds: Callable[[], bool]) -> None:
    """Let Qt work on until it holds."""
    end = time.monotonic() + _LONGEST
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError
        QTest.qWait(_STEP_MS)


def _take(widget: QWidget, path: Path) -> None:
    widget.show()
    # the pages of a PDF come from a worker
    QTest.qWait(_DRAWN_MS if "papers" in path.name else _STEP_MS)
    widget.grab().save(str(path))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
