"""The pictures of the manual, anew from the real window over invented records: `python tools/manual_pictures.py`.

Exactly those of the table, small enough to be kept in the repository; needs no display.
"""

from __future__ import annotations

import os
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from desk_sights import desk_sights
from PIL import Image
from PySide6.QtCore import QBuffer, QRect
from PySide6.QtWidgets import QApplication
from sample_year import write_year
from sights import busy_pages, dialogs, first_page, pages, settle

from gridcounter import paths
from gridcounter.bootstrap import open_assessor
from gridcounter.desktop.kit.appearance import apply_theme
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.services.applications import demo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QWidget

_SIZE = (1100, 700)
#: Without the line at the foot of the window.
_HEIGHT = 676
_COLOURS, MOST_BYTES = 64, 60 * 1024
#: Enough of an invented year that every list has something in it.
_LIVES = 40
_RAIL = 136
#: name -> the sight it is taken of, and the part of it: left, top, width, height; 0 is all there is
PICTURES: dict[str, tuple[str, tuple[int, int, int, int]]] = {
    "setup": ("setup_filled", (0, 0, 0, 0)),
    "recovery": ("setup5", (0, 0, 0, 0)),
    "home": ("home", (0, 0, 0, 560)),
    "consultation": ("consultation", (_RAIL, 0, 0, _HEIGHT)),
    "situation": ("intake_situation", (_RAIL, 0, 0, _HEIGHT)),
    "checklist": ("intake_checklist", (_RAIL, 30, 484, _HEIGHT - 30)),
    "review": ("intake_review", (_RAIL, 30, 484, _HEIGHT - 30)),
    "official": ("intake_papers", (_RAIL, 30, 484, 450)),
    "papers": ("papers", (_RAIL, 0, 0, _HEIGHT)),
    "ledger": ("application", (_RAIL, 0, 0, _HEIGHT)),
    "filing": ("busy_filings", (_RAIL, 0, 0, _HEIGHT)),
    "deadlines": ("busy_deadlines", (_RAIL, 0, 0, _HEIGHT)),
    "figures": ("busy_figures", (_RAIL, 0, 0, _HEIGHT)),
    "policy": ("policy", (_RAIL, 0, 0, 480)),
    "shift": ("shift", (0, 0, 0, 0)),
    "lock": ("lock", (300, 150, 500, 370)),
    "conflicts": ("conflicts", (0, 0, 0, 0)),
    "exchange": ("exchange", (_RAIL, 0, 0, 0)),
    "purge": ("announced", (_RAIL, 0, 0, 0)),
    "city": ("city", (_RAIL, 0, 0, _HEIGHT)),
}


def main() -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    apply_theme(application, LIGHT, Scale())
    wanted = {sight: (name, part) for name, (sight, part) in PICTURES.items()}
    with tempfile.TemporaryDirectory() as folder:
        for sight, widget in _sights(Path(folder)):
            if sight in wanted:
                name, part = wanted.pop(sight)
                _take(widget, part, paths.manual() / "pictures" / f"{name}.png")
    if wanted:
        sys.stderr.write(f"not seen: {', '.join(wanted)}\n")
    return 1 if wanted else 0


def _sights(folder: Path) -> Iterator[tuple[str, QWidget]]:
    assessor = open_assessor()
    record = demo.create_demo(folder / "demo", paths.demo_applications() / "desk", assessor)
    try:
        yield from pages(record, assessor, LIGHT, Scale(), _SIZE, demo=True)
        yield from first_page(folder, assessor, Scale())
        yield from dialogs(folder, assessor, Scale(), _SIZE)
    finally:
        record.close()
    busy = write_year(folder / "busy", applications=_LIVES, assessor=assessor)
    try:
        yield from busy_pages(busy, assessor, LIGHT, Scale(), _SIZE)
    finally:
        busy.close()
    yield from desk_sights(folder / "desks", _SIZE)


def _take(widget: QWidget, part: tuple[int, int, int, int], path: Path) -> None:
    widget.show()
    settle(widget)
    left, top, width, height = part
    area = QRect(left, top, width or widget.width() - left, height or widget.height() - top)
    buffer = QBuffer()
    widget.grab(area).save(buffer, "PNG")
    drawn = Image.open(BytesIO(buffer.data().data())).convert("RGB")
    colours = _COLOURS
    while True:
        kept = BytesIO()
        drawn.quantize(colours, dither=Image.Dither.NONE).save(kept, "PNG", optimize=True)
        if len(kept.getvalue()) <= MOST_BYTES or colours == 1:
            break
        colours //= 2
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(kept.getvalue())
    sys.stdout.write(f"{path.name} {drawn.width}x{drawn.height} {len(kept.getvalue()) // 1024} KB\n")


if __name__ == "__main__":
    sys.exit(main())
