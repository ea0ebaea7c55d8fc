"""The figures of a year of a busy hall: 20,000 applications with all their lives.

The hall is invented first, which takes minutes; GRIDCOUNTER_SAMPLE_YEAR names one that is there already.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from gridcounter.bootstrap import open_application_service, open_assessor, open_figures, open_shift
from gridcounter.core.reports.periods import Period
from gridcounter.documents.faces import find_faces
from gridcounter.services.applications import demo
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.record.opening import open_record
from gridcounter.services.reports.report_files import FORMATS, draw_report, make_report

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

from pages import page_rows
from sample_year import APPLICATIONS, UNTIL, write_year

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rows import Row

    from gridcounter.services.office.assessment import Assessor
    from gridcounter.services.record.record import Record

YEAR = Period(date(2025, 11, 21), UNTIL)
_TIMES = 5


def figure_rows(row: Row, applications: int = APPLICATIONS) -> None:
    assessor = open_assessor()
    with tempfile.TemporaryDirectory() as folder, _hall(row, Path(folder), assessor, applications) as record:
        count = record.applications.count()
        service = open_figures(record, assessor)
        taken = []
        for _ in range(_TIMES):
            start = time.process_time()  # our own work, whatever else the machine is doing
            figures = service.count(YEAR, UNTIL)
            taken.append(time.process_time() - start)
        seconds = statistics.median(taken)
        row(f"all figures of a year, {count:,} applications", f"{seconds:.2f} s", "<= 2 s", held=seconds <= 2)
        start = time.perf_counter()
        draw_report(make_report(figures, open_application_service(record, assessor).header), FORMATS, find_faces())
        row("its report as PDF, Word and Excel", f"{time.perf_counter() - start:.2f} s", "", held=None)
        start = time.perf_counter()
        open_shift(open_application_service(record, assessor), Clerks(record)).slip(UNTIL)
        row("a handover slip", f"{time.perf_counter() - start:.2f} s", "", held=None)
        page_rows(row, record, assessor)


@contextmanager
def _hall(row: Row, folder: Path, assessor: Assessor, applications: int) -> Iterator[Record]:
    there = os.environ.get("GRIDCOUNTER_SAMPLE_YEAR")
    if there:
        record = open_record(Path(there), demo.PASSPHRASE)
    else:
        start = time.perf_counter()
        record = write_year(folder / "year", applications=applications, assessor=assessor)
        taken, entries = time.perf_counter() - start, record.journal.count()
        row(f"invent a year of {entries:,} entries", f"{entries / taken:,.0f} a second", "", held=None)
    try:
        yield record
    finally:
        record.close()
