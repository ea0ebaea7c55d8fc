"""A notice to the printer: by `lp` to a queue of its own where CUPS is installed, and drawn for a printer without."""

from __future__ import annotations

import os
import shutil
import sys
import time
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from gridcounter import paths
from gridcounter.bootstrap import open_paperwork
from gridcounter.documents.pdf import PdfRenderer
from gridcounter.documents.profiles import NORMAL
from gridcounter.services.files.pdf_pages import draw_page, page_sizes
from gridcounter.services.papers.print_queue import Printable, Sides, send

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests"))

from system.print_server import PROGRAMS, QUEUE, a_print_server

if TYPE_CHECKING:
    from collections.abc import Callable

    from rows import Row

#: Seconds until `lp` has answered, and pixels for a point at 300 dpi.
_BOUND, _DPI = 0.2, 300 / 72


def printing_rows(row: Row, times: int = 7) -> None:
    """Only that the queue has taken it: how long a printer needs is not ours."""
    notice = _notice()
    sizes = [(round(width * _DPI), round(height * _DPI)) for width, height in page_sizes(notice)]
    drawn = median(_seconds(lambda: [draw_page(notice, page, size) for page, size in enumerate(sizes)], times))
    row(f"notice of {len(sizes)} pages drawn at 300 dpi", f"{drawn:.2f} s", "", held=None)
    before = dict(os.environ)
    os.environ["PATH"] += f"{os.pathsep}/usr/sbin{os.pathsep}/sbin"
    try:
        if not all(map(shutil.which, PROGRAMS)):
            row("a notice taken by lp", "not measured: no CUPS here", f"<= {_BOUND} s", held=None)
            return
        with a_print_server():
            paper = Printable("一次性告知书", notice)
            taken = median(_seconds(lambda: send(QUEUE, [paper], copies=1, sides=Sides.LONG), times))
        row("a notice taken by lp", f"{taken:.2f} s", f"<= {_BOUND} s", held=taken <= _BOUND)
    finally:
        os.environ.clear()
        os.environ.update(before)


def _notice() -> bytes:
    paperwork, target = open_paperwork(), BytesIO()
    application = paperwork.assessor.read_application(min(paths.demo_applications().glob("*.json")).read_bytes())
    PdfRenderer(paperwork.faces, NORMAL).render(paperwork.build(application, ["one_time_notice"])[0].model, target)
    return target.getvalue()


def _seconds(work: Callable[[], object], times: int) -> list[float]:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return taken
