"""A real CUPS, started here with folders of its own: what it takes, refuses, keeps waiting, and where it is gone.

What is not installed fails: Debian has it in cups, cups-client and cups-filters.
"""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from gridcounter.services.papers.print_queue import NotPrinted, Printable, Sides, send

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

QUEUE = "PDFSaal"
_LONGEST_S, _STEP_S = 30.0, 0.05
_PROGRAMS = ("cupsd", "lp", "lpstat", "lpadmin", "cupsreject", "cupsdisable", "cupsenable")
_CONF = """Listen localhost:{port}
LogLevel warn
DefaultAuthType None
WebInterface No
Browsing No
<Location />
  Order allow,deny
  Allow localhost
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  SubscriptionPrivateAccess all
  SubscriptionPrivateValues none
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""
_FILES = """ServerRoot {folder}/root
RequestRoot {folder}/spool
TempDir {folder}/spool/tmp
CacheDir {folder}/cache
StateDir {folder}/state
ServerKeychain {folder}/root
ErrorLog {folder}/error_log
AccessLog {folder}/access_log
PageLog {folder}/page_log
FileDevice Yes
Sandboxing relaxed
"""
#: A printer that takes PDF as it is, makes its copies nowhere but in the filter, and has both sides.
_PPD = """*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "SAMPLE.PPD"
*Manufacturer: "Sample"
*Product: "(Sample)"
*ModelName: "Sample PDF"
*ShortNickName: "Sample PDF"
*NickName: "Sample PDF"
*PSVersion: "(3010.000) 0"
*LanguageLevel: "3"
*cupsManualCopies: True
*cupsFilter2: "application/vnd.cups-pdf application/pdf 0 -"
*OpenUI *PageSize/Media Size: PickOne
*DefaultPageSize: A4
*PageSize A4/A4: "<</PageSize[595 842]>>setpagedevice"
*CloseUI: *PageSize
*OpenUI *PageRegion: PickOne
*DefaultPageRegion: A4
*PageRegion A4/A4: "<</PageSize[595 842]>>setpagedevice"
*CloseUI: *PageRegion
*DefaultImageableArea: A4
*ImageableArea A4/A4: "18 36 577 806"
*DefaultPaperDimension: A4
*PaperDimension A4/A4: "595 842"
*OpenUI *Duplex/Duplex: PickOne
*DefaultDuplex: None
*Duplex None/Off: "<</Duplex false>>setpagedevice"
*Duplex DuplexNoTumble/Long: "<</Duplex true/Tumble false>>setpagedevice"
*CloseUI: *Duplex
"""


@dataclass(frozen=True)
class Cups:
    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def printed(self) -> PdfReader:
        """What came out last, once nothing waits."""
        until(lambda: not said("lpstat", "-o", QUEUE))
        return PdfReader(self.folder / "printed.pdf")

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(_LONGEST_S)


def said(*command: str) -> str:
    environment = os.environ | {"LC_ALL": "C"}
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + _LONGEST_S
    while not holds():
        assert time.monotonic() < end
        time.sleep(_STEP_S)


@contextmanager
def a_server(folder: Path) -> Iterator[Cups]:
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    os.environ["CUPS_SERVER"] = f"localhost:{port}"
    for name in ("root", "spool/tmp", "cache", "state"):
        (folder / name).mkdir(parents=True)
    (folder / "cupsd.conf").write_text(_CONF.format(port=port), "utf-8")
    (folder / "cups-files.conf").write_text(_FILES.format(folder=folder), "utf-8")
    (folder / "sample.ppd").write_text(_PPD, "utf-8")
    command = ["cupsd", "-f", "-c", str(folder / "cupsd.conf"), "-s", str(folder / "cups-files.conf")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        started = Cups(folder, process)
        try:
            until(lambda: "is running" in said("lpstat", "-r"))
            said("lpadmin", "-p", QUEUE, "-E", "-v", f"file://{folder}/printed.pdf", "-P", f"{folder}/sample.ppd")
            yield started
        finally:
            started.end()


@pytest.fixture
def cups(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cups]:
    monkeypatch.setenv("PATH", f"{os.environ['PATH']}:/usr/sbin:/sbin")
    monkeypatch.setenv("CUPS_SERVER", "")
    for program in _PROGRAMS:
        assert shutil.which(program), f"{program} is not installed"
    # the filters of CUPS run as another user, who must get there
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        with a_server(Path(made)) as started:
            yield started


def a_paper(*sizes: tuple[float, float], weight: int = 0) -> Printable:
    out = io.BytesIO()
    canvas = Canvas(out)
    for place, size in enumerate(sizes, 1):
        canvas.setPageSize(size)
        canvas.drawString(100, 100, f"page {place}")
        canvas.showPage()
    canvas.save()
    return Printable("一次性告知书", out.getvalue() + b"%" * weight)


def sent(*papers: Printable, copies: int = 1, sides: Sides = Sides.LONG) -> str:
    return send(QUEUE, papers, copies=copies, sides=sides)


def refused(*papers: Printable) -> str:
    with pytest.raises(NotPrinted) as text:
        sent(*papers)
    return str(text.value)


def jobs() -> str:
    return said("lpstat", "-W", "all", "-o")


@pytest.mark.parametrize("sides", [Sides.ONE, Sides.LONG])
def test_a_job_that_was_taken_comes_out_whole_at_its_size_and_in_order(cups: Cups, sides: Sides) -> None:
    assert sent(a_paper(A4, A4, A4), copies=1, sides=sides) == ""
    assert [page.extract_text().strip() for page in cups.printed.pages] == ["page 1", "page 2", "page 3"]
    for page in cups.printed.pages:
        assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
    assert "/Image" not in str([page.get("/Resources") for page in cups.printed.pages]), "drawn, not painted"


def test_two_copies_come_out_one_after_the_other(cups: Cups) -> None:
    assert sent(a_paper(A4, landscape(A4)), copies=2, sides=Sides.ONE) == ""
    assert [page.extract_text().strip() for page in cups.printed.pages] == ["page 1", "page 2"] * 2


def test_a_queue_that_rejects_jobs_is_reported_and_nothing_is_sent(cups: Cups) -> None:
    said("cupsreject", QUEUE)
    result = refused(a_paper(A4, weight=2_000_000))
    assert f'打印机“{QUEUE}”现在不接收任务（系统答复：Destination "{QUEUE}" is not accepting jobs）' in result
    assert "《一次性告知书》没有打印" in result
    assert jobs() == ""
    assert not (cups.folder / "printed.pdf").exists()


def test_a_queue_that_was_removed_is_reported(cups: Cups) -> None:
    said("lpadmin", "-x", QUEUE)
    result = refused(a_paper(A4))
    assert f"系统里没有打印机“{QUEUE}”" in result
    assert not (cups.folder / "printed.pdf").exists()


def test_where_the_server_does_not_answer_that_is_reported(cups: Cups) -> None:
    cups.end()
    assert "系统的打印服务没有开" in refused(a_paper(A4))


def test_in_a_paused_queue_the_job_waits_and_comes_out_when_it_goes_on(cups: Cups) -> None:
    said("cupsdisable", QUEUE)
    assert f"打印机“{QUEUE}”已暂停，任务在排队" in sent(a_paper(A4, A4))
    assert QUEUE in jobs()
    assert not (cups.folder / "printed.pdf").exists()
    said("cupsenable", QUEUE)
    assert len(cups.printed.pages) == 2


_BY_QT = f"""
import sys
from PySide6.QtWidgets import QApplication
from PySide6.QtPrintSupport import QPrinter
from gridcounter.desktop.kit.printing import print_on, printers
from gridcounter.services.papers.print_queue import NotPrinted, Printable
application = QApplication(sys.argv)
assert printers() == ["{QUEUE}"], printers()
printer = QPrinter(QPrinter.PrinterMode.HighResolution)
printer.setPrinterName("{QUEUE}")
printer.setCopyCount(2)
paper = Printable("sample", sys.stdin.buffer.read())
try:
    print("taken", print_on(printer, [paper]))
except NotPrinted as refused:
    print("refused", str(refused).encode("ascii", "backslashreplace"))
"""


def by_qt(paper: Printable) -> str:
    """In a process of its own: Qt asks for the server once."""
    command = [sys.executable, "-c", _BY_QT]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, input=paper.content, check=True, capture_output=True, env=environment)
    return done.stdout.decode()


def test_the_printer_of_qts_dialog_is_that_queue(cups: Cups) -> None:
    """The very thing that Qt itself takes for printed."""
    assert by_qt(a_paper(A4)).startswith("taken")
    assert len(cups.printed.pages) == 2
    said("cupsreject", QUEUE)
    assert by_qt(a_paper(A4)).startswith("refused")
