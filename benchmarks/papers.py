"""Deciding and drawing: an answer, one notice, the same notice by others, and a thousand packets."""

from __future__ import annotations

import functools
import gc
import importlib.util
import shutil
import statistics
import subprocess
import tempfile
import time
import tracemalloc
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from rows import median_ms

from gridcounter import paths
from gridcounter.bootstrap import open_paperwork
from gridcounter.documents.pdf import PdfRenderer
from gridcounter.documents.profiles import NORMAL
from gridcounter.documents.word import WordRenderer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rows import Row

    from gridcounter.core.application import Application
    from gridcounter.core.case import Case
    from gridcounter.core.papers.form_model import FormModel
    from gridcounter.services.papers.paperwork import Paperwork, Renderer

PACKETS = 1000
_TIMES, _DECISIONS, _PEERS = 30, 300, 5
_MEMORY = 60


def paper_rows(row: Row, times: int = _TIMES, peers: int = _PEERS) -> None:
    paperwork = open_paperwork()
    applications = _applications(paperwork)
    decide_rows(row, paperwork, applications, times * _DECISIONS // _TIMES)
    notices = _of_one_day(paperwork, applications[0], times)
    notice = notices[0]
    pdf, word = PdfRenderer(paperwork.faces, NORMAL), WordRenderer(NORMAL)
    pages = pdf.render(notice, BytesIO())
    word.render(notice, BytesIO())
    pdf_ms, word_ms = (median_ms(_each_in_turn(by, notices), times) for by in (pdf, word))
    row(f"notice of {pages} pages as PDF, after others", f"{pdf_ms:.1f} ms", "<= 80 ms", held=pdf_ms <= 80)
    row("the same notices as Word", f"{word_ms:.1f} ms", "<= 150 ms", held=word_ms <= 150)
    peer_rows(row, notice, (pdf_ms, word_ms), peers)


def packet_rows(row: Row, packets: int = PACKETS) -> None:
    """Linear: the last tenth takes as long as the first. Flat: a packet more keeps no memory."""
    paperwork = open_paperwork()
    application = _applications(paperwork)[0]
    pdf, word = PdfRenderer(paperwork.faces, NORMAL), WordRenderer(NORMAL)

    def packet(number: int) -> None:
        numbered = application.model_copy(update={"number": f"BENCH-{number:05d}"})
        for form in paperwork.build(numbered):
            pdf.render(form.model, BytesIO())
            word.render(form.model, BytesIO())

    warm = min(20, packets)
    for number in range(warm):
        packet(number)
    taken = []
    for number in range(packets):
        start = time.process_time()  # our own work, whatever else the machine is doing in these minutes
        packet(number)
        taken.append(time.process_time() - start)
    tenth = max(1, packets // 10)
    growth = statistics.median(taken[-tenth:]) / statistics.median(taken[:tenth])
    row(f"{packets:,} packets, each", f"{statistics.median(taken) * 1000:.0f} ms", "", held=None)
    row(f"{packets:,} packets, last tenth against first", f"{growth:.2f} x", "<= 1.2 x", held=growth <= 1.2)
    more = min(_MEMORY, packets)
    tracemalloc.start()
    for number in range(warm):
        packet(number)
    _forget()
    first, _ = tracemalloc.get_traced_memory()
    for number in range(more):
        packet(number)
    _forget()
    last, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    grown = (last - first) / more / 1024
    row("memory kept by one packet more", f"{grown:.1f} KiB", "<= 4 KiB", held=grown <= 4)


def _forget() -> None:
    """What is remembered up to a number does not grow; begun before it was counted, it would seem to. Nor is garbage
    kept.
    """
    gc.unfreeze()
    for found in gc.get_objects():
        if isinstance(found, functools._lru_cache_wrapper) and found.cache_parameters()["maxsize"]:  # noqa: SLF001  the type
            found.cache_clear()
    gc.collect()


def decide_rows(row: Row, paperwork: Paperwork, applications: list[Application], times: int) -> None:
    cases = {case.locality: case for case in (application.case for application in applications)}
    unknown = next(iter(cases.values()))
    for place, case in (cases | {"nothing known of the supply": _unsupplied(unknown)}).items():
        ms = median_ms(_deciding(paperwork, case), times)
        row(f"decide, {place}", f"{ms:.2f} ms", "<= 1 ms", held=ms <= 1)


def peer_rows(row: Row, notice: FormModel, ours: tuple[float, float], times: int) -> None:
    """docxtpl fills the same notice as a template, LibreOffice converts it to PDF."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    missing = [] if importlib.util.find_spec("docxtpl") else ["docxtpl (make bench installs it)"]
    missing += [] if office else ["LibreOffice (apt-get install libreoffice-writer-nogui)"]
    if office is None or missing:
        row(f"against docxtpl + LibreOffice: not here: {', '.join(missing)}", "not measured", ">= 10 x", held=None)
        return
    from docxtpl import DocxTemplate  # noqa: PLC0415  a peer, only where it is installed

    with tempfile.TemporaryDirectory() as folder:
        template, filled = Path(folder) / "template.docx", Path(folder) / "filled.docx"
        with template.open("wb") as target:
            WordRenderer(NORMAL).render(notice, target)

        def peer() -> None:
            document = DocxTemplate(template)
            document.render({})
            document.save(filled)
            convert = [office, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf"]
            subprocess.run([*convert, "--outdir", folder, str(filled)], check=True, capture_output=True)

        peer()  # the first start writes its profile
        peer_ms = median_ms(peer, times)
        if not filled.with_suffix(".pdf").exists():
            raise AssertionError(folder)
    pdf_ms, word_ms = ours
    both, alone = peer_ms / (pdf_ms + word_ms), peer_ms / pdf_ms
    what = f"notice as PDF + Word ({pdf_ms + word_ms:.0f} ms) against docxtpl + LibreOffice ({peer_ms:.0f} ms)"
    row(what, f"{both:.0f} x faster", ">= 10 x", held=both >= 10)
    row("the PDF alone against the same", f"{alone:.0f} x faster", ">= 20 x", held=alone >= 20)


def _of_one_day(paperwork: Paperwork, application: Application, count: int) -> list[FormModel]:
    """Notices of one hall for different people: what all of them print is known, what is theirs is not."""
    applicant = application.applicant
    assert applicant is not None
    return [
        paperwork.build(
            application.model_copy(
                update={
                    "number": f"BENCH-{place:05d}",
                    "applicant": applicant.model_copy(
                        update={"name": f"样例{place}号面粉厂", "address": f"样例路{place}号"}
                    ),
                }
            ),
            ["one_time_notice"],
        )[0].model
        for place in range(count + 1)
    ]


def _each_in_turn(renderer: Renderer, models: Sequence[FormModel]) -> Callable[[], object]:
    left = iter(models)
    return lambda: renderer.render(next(left), BytesIO())


def _applications(paperwork: Paperwork) -> list[Application]:
    files = sorted(paths.demo_applications().glob("*.json"))
    return [paperwork.assessor.read_application(path.read_bytes()) for path in files]


def _deciding(paperwork: Paperwork, case: Case) -> Callable[[], object]:
    paperwork.assessor.assess(case)
    return lambda: paperwork.assessor.assess(case)


def _unsupplied(case: Case) -> Case:
    return case.model_copy(update={"supply": type(case.supply)()})
