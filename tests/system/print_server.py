"""A CUPS of its own with one queue: for tests of printing, and for the bench."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pypdf import PdfReader

QUEUE = "PDFSaal"
_LONGEST_S, _STEP_S = 30.0, 0.05
PROGRAMS = ("cupsd", "lp", "lpstat", "lpadmin", "cupsreject", "cupsdisable", "cupsenable")
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


@contextmanager
def a_print_server() -> Iterator[Cups]:
    """Its programs must be found by PATH; CUPS_SERVER names it afterwards, and is the caller's to take back."""
    for program in PROGRAMS:
        assert shutil.which(program), f"{program} is not installed"
    # the filters of CUPS run as another user, who must get there
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        with a_server(Path(made)) as started:
            yield started
