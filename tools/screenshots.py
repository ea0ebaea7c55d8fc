"""Every page of the window as pictures: empty, typical, full and in trouble; light, dark and at 200 %, large and small.

`python tools/screenshots.py [folder] [words of looks]`; needs no display. Full is a record of 100,000 applications.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")
sys.path.append(str(Path(__file__).resolve().parent.parent / "benchmarks"))

from invented import grow
from moments import moments
from PySide6.QtWidgets import QApplication
from sample_year import write_year
from sights import crowded_pages, dialogs, pages, settle

from gridcounter import paths
from gridcounter.bootstrap import open_assessor
from gridcounter.desktop.kit.appearance import apply_theme
from gridcounter.desktop.kit.theme import DARK, LIGHT, Scale
from gridcounter.services.applications import demo
from gridcounter.services.record.first_start import Setup
from gridcounter.services.record.opening import create_record
from gridcounter.store.custody.keys import Cost

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gridcounter.services.office.assessment import Assessor
    from gridcounter.services.record.record import Record

#: Of the full record, those that live a whole life; the others only stand in its lists.
_LIVES = 400
_FULL = 100_000
_QUICK = Cost(passes=1, memory_kib=1024, lanes=1)
_SCREEN, _SMALL = (1366, 768), (911, 512)
_LOOKS = {
    "light": (LIGHT, 100, _SCREEN),
    "dark": (DARK, 100, _SCREEN),
    "large": (LIGHT, 200, _SCREEN),
    "small": (LIGHT, 100, _SMALL),
    "small_large": (LIGHT, 200, _SMALL),
}


def main(arguments: list[str]) -> int:
    out = Path(arguments[0] if arguments else "out/screenshots")
    out.mkdir(parents=True, exist_ok=True)
    wanted = arguments[1:]
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    assessor = open_assessor()
    with tempfile.TemporaryDirectory() as folder:
        typical = demo.create_demo(Path(folder) / "demo", paths.demo_applications() / "desk", assessor)
        empty = _empty_record(Path(folder) / "empty", assessor)
        full = _full_record(Path(folder) / "full", assessor)
        try:
            for look, (tokens, percent, size) in _LOOKS.items():
                if wanted and look not in wanted:
                    continue
                scale = Scale(percent)
                apply_theme(application, tokens, scale)
                for state, record in (("empty", empty), ("typical", typical)):
                    for page, window in pages(record, assessor, tokens, scale, size, demo=state == "typical"):
                        _take(window, out / f"{page}_{state}_{look}.png")
                for page, window in crowded_pages(full, assessor, tokens, scale, size):
                    _take(window, out / f"{page}_full_{look}.png")
                for name, dialog in dialogs(Path(folder), assessor, scale, size):
                    _take(dialog, out / f"{name}_{look}.png")
                for name, seldom in moments(empty.folder, assessor, tokens, scale, size):
                    _take(seldom, out / f"{name}_{look}.png")
        finally:
            for record in (typical, empty, full):
                record.close()
    sys.stdout.write(f"{out}/*.png\n")
    return 0


def _empty_record(folder: Path, assessor: Assessor) -> Record:
    place = assessor.packs.localities[0]
    setup = Setup(place, "A1", {"name": "样例供电营业厅"}, None, "样例员", "471108")
    record, _ = create_record(folder, demo.PASSPHRASE, setup, cost=_QUICK, public=True)
    return record


def _full_record(folder: Path, assessor: Assessor) -> Record:
    record = write_year(folder, applications=_LIVES, assessor=assessor)
    record.write(lambda stores: grow(stores, _FULL))
    return record


def _take(widget: QWidget, path: Path) -> None:
    widget.show()
    settle(widget)
    widget.grab().save(str(path))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
