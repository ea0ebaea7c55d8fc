"""Speed as ratios in one run: what we do beside what a bare peer does on the same machine at the same moment.

Run by `make bench`. Milliseconds are for orientation; nothing here fails a build.
"""

from __future__ import annotations

import importlib.util
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from backup import backup_rows
from deadlines import deadline_rows
from figures import figure_rows
from impact import impact_rows
from record import record_rows
from search import search_rows
from window import window_rows

from gridcounter import paths
from gridcounter.bootstrap import open_paperwork
from gridcounter.documents.pdf import PdfRenderer
from gridcounter.documents.profiles import NORMAL
from gridcounter.documents.word import WordRenderer

if TYPE_CHECKING:
    from collections.abc import Callable

    from gridcounter.core.application import Application
    from gridcounter.core.form_model import FormModel
    from gridcounter.services.paperwork import Paperwork

PACKETS = 1000


def median_ms(work: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def row(what: str, figure: str, bound: str, *, held: bool | None) -> None:
    mark = {True: "holds", False: "MISSED", None: "-"}[held]
    print(f"{what:<58} {figure:>22}   {bound:<16} {mark}")


def main() -> None:
    paperwork = open_paperwork()
    assessor = paperwork.assessor
    files = sorted(paths.demo_applications().glob("*.json"))
    applications = [assessor.read_application(path.read_bytes()) for path in files]
    print(f"Python {sys.version.split()[0]}, reportlab {version('reportlab')}, uharfbuzz {version('uharfbuzz')}")
    print(f"{'what':<58} {'figure':>22}   {'bound':<16}")
    decide_rows(paperwork, applications)
    notice = paperwork.build(applications[0], ["one_time_notice"])[0].model
    pdf, word = PdfRenderer(paperwork.faces, NORMAL), WordRenderer(NORMAL)
    pages = pdf.render(notice, BytesIO())
    pdf_ms = median_ms(lambda: pdf.render(notice, BytesIO()), 30)
    word_ms = median_ms(lambda: word.render(notice, BytesIO()), 30)
    row(f"notice of {pages} pages as PDF, warm", f"{pdf_ms:.1f} ms", "<= 80 ms", held=pdf_ms <= 80)
    row("the same notice as Word, warm", f"{word_ms:.1f} ms", "<= 150 ms", held=word_ms <= 150)
    peer_rows(notice, pdf_ms, word_ms)
    packet_rows(paperwork, applications[0])
    record_rows(row)
    backup_rows(row)
    search_rows(row)
    figure_rows(row)
    deadline_rows(row)
    impact_rows(row)
    window_rows(row)


def decide_rows(paperwork: Paperwork, applications: list[Application]) -> None:
    assessor = paperwork.assessor
    for application in applications:
        case = application.case
        assessor.assess(case)
        ms = median_ms(lambda case=case: assessor.assess(case), 300)  # type: ignore[misc]  # bound now
        row(f"decide, {case.locality}", f"{ms:.2f} ms", "<= 1 ms", held=ms <= 1)
    unknown = applications[0].case.model_copy(update={"supply": type(applications[0].case.supply)()})
    ms = median_ms(lambda: assessor.assess(unknown), 300)
    row("decide, nothing known of the supply", f"{ms:.2f} ms", "<= 1 ms", held=ms <= 1)


def peer_rows(notice: FormModel, pdf_ms: float, word_ms: float) -> None:
    """docxtpl fills the same notice as a template, LibreOffice converts it to PDF."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if importlib.util.find_spec("docxtpl") is None or office is None:
        print("no comparison: docxtpl or LibreOffice is not installed (pip: docxtpl; apt: libreoffice-writer)")
        return
    from docxtpl import DocxTemplate  # noqa: PLC0415  a peer, only where it is installed

    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "template.docx"
        with template.open("wb") as target:
            WordRenderer(NORMAL).render(notice, target)
        filled = Path(folder) / "filled.docx"

        def peer() -> None:
            document = DocxTemplate(template)
            document.render({})
            document.save(filled)
            convert = [office, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf"]
            subprocess.run([*convert, "--outdir", folder, str(filled)], check=True, capture_output=True)

        peer()  # the first start writes its profile
        peer_ms = median_ms(peer, 3)
    both, alone = peer_ms / (pdf_ms + word_ms), peer_ms / pdf_ms
    row(
        f"PDF + Word against docxtpl + LibreOffice ({peer_ms:.0f} ms)",
        f"{both:.0f} x faster",
        ">= 10 x",
        held=both >= 10,
    )
    row("PDF alone against the same", f"{alone:.0f} x faster", ">= 20 x", held=alone >= 20)


def packet_rows(paperwork: Paperwork, application: Application) -> None:
    """Linear: the last tenth takes as long as the first. Flat: a packet more keeps no memory."""
    pdf, word = PdfRenderer(paperwork.faces, NORMAL), WordRenderer(NORMAL)

    def packet(number: int) -> None:
        numbered = application.model_copy(update={"number": f"BENCH-{number:05d}"})
        for form in paperwork.build(numbered):
            pdf.render(form.model, BytesIO())
            word.render(form.model, BytesIO())

    for number in range(20):
        packet(number)
    taken = []
    for number in range(PACKETS):
        start = time.process_time()  # our own work, whatever else the machine is doing in these minutes
        packet(number)
        taken.append(time.process_time() - start)
    tenth = PACKETS // 10
    growth = statistics.median(taken[-tenth:]) / statistics.median(taken[:tenth])
    row(f"{PACKETS} packets, one packet", f"{statistics.median(taken) * 1000:.0f} ms", "-", held=None)
    row(f"{PACKETS} packets, last tenth against first", f"{growth:.2f} x", "<= 1.2 x", held=growth <= 1.2)
    tracemalloc.start()
    for number in range(20):
        packet(number)
    first, _ = tracemalloc.get_traced_memory()
    for number in range(60):
        packet(number)
    last, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    grown = (last - first) / 60 / 1024
    row("memory kept by one packet more", f"{grown:.1f} KiB", "<= 4 KiB", held=grown <= 4)


if __name__ == "__main__":
    main()
