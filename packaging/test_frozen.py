"""The frozen program as an office gets it, on a virtual screen: `make dist` builds it and runs this."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from docx import Document
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from gridcounter import __version__, paths
from gridcounter.services.applications import demo
from gridcounter.services.record.opening import open_record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parent.parent
FROZEN = ROOT / "dist" / "gridcounter"
SUFFIX = ".exe" if sys.platform == "win32" else ""
DESK, COMMANDS = FROZEN / f"gridcounter-desk{SUFFIX}", FROZEN / f"gridcounter{SUFFIX}"
LARGEST = 280_000_000
STARTS = 7
DRAWN_ON = {
    "xcb": "drawn on a virtual screen (Xvfb)",
    "offscreen": "no Xvfb on this machine: drawn offscreen, and Qt's own plugin for X11 was NOT tried",
    "": "drawn on the screen of this machine",
}
PAPERS = {
    "one_time_notice": ("一次性告知书", "任城样例食品有限公司"),
    "commitment_filing": ("承诺备案表", "任城样例食品10千伏接入工程"),
}


@pytest.fixture(scope="module")
def screen() -> Iterator[Mapping[str, str]]:
    """A virtual one where the machine has it; else Qt draws without any, and that is said."""
    if sys.platform != "linux":
        yield {}
    elif shutil.which("Xvfb"):
        with _virtual_screen() as number:
            yield {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
    else:
        yield {"QT_QPA_PLATFORM": "offscreen"}


@contextmanager
def _virtual_screen() -> Iterator[int]:
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=(writing,), stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading, encoding="ascii") as told:
            yield int(told.readline())
    finally:
        server.terminate()
        server.wait()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def environment(screen: Mapping[str, str], home: Path) -> Mapping[str, str]:
    """Of a user who has nothing yet. What this Python brings along would hide what the frozen program lacks."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "XDG_", "QT_"))}
    return {**ours, "HOME": str(home), "APPDATA": str(home), "LOCALAPPDATA": str(home), **screen}


@pytest.fixture(scope="module")
def rehearsed(environment: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The window itself went from the first page to the saved papers."""
    out = tmp_path_factory.mktemp("rehearsal")
    _rehearse([str(DESK)], out, environment)
    return out


def _rehearse(program: list[str], out: Path, environment: Mapping[str, str]) -> float:
    """Seconds from the start of the process to a usable window."""
    started = time.time()
    done = subprocess.run([*program, "--rehearse", str(out)], env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    report = json.loads((out / "rehearsal.json").read_text("utf-8"))
    assert report["trouble"] == ""
    return float(report["usable"]) - started


def _command(environment: Mapping[str, str], *arguments: str) -> str:
    done = subprocess.run([str(COMMANDS), *arguments], env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def test_it_is_no_larger_than_promised(capsys: pytest.CaptureFixture[str]) -> None:
    size = sum(path.stat().st_size for path in FROZEN.rglob("*") if path.is_file() and not path.is_symlink())
    with capsys.disabled():
        print(f"\n{size:,} bytes unpacked, at most {LARGEST:,}")
    assert size <= LARGEST


def test_the_shipped_folders_are_in_it_whole() -> None:
    inside = FROZEN / "_internal" / "gridcounter"
    for folder in paths.SHIPPED:
        assert _contents(inside / folder) == _contents(ROOT / folder)


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_process_for_files_from_outside_draws_and_finds_scripts(environment: Mapping[str, str]) -> None:
    writer, content = PdfWriter(), BytesIO()
    writer.add_blank_page(200, 100)
    action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
    writer.write(content)
    command = [str(FROZEN / f"gridcounter-examine{SUFFIX}"), "application/pdf"]
    done = subprocess.run(command, input=content.getvalue(), env=environment, capture_output=True, check=True)
    carries, drawn = map(json.loads, done.stdout.splitlines())
    assert carries == {"carries": ["script"]}
    assert (drawn["picture"]["width"], drawn["picture"]["height"]) == (224, 112)


def test_both_programs_know_their_version(environment: Mapping[str, str]) -> None:
    assert _command(environment, "doctor").splitlines()[0] == f"gridcounter {__version__}"
    if sys.platform != "win32":  # there a window program has no console to say it on
        told = subprocess.run([str(DESK), "--version"], env=environment, capture_output=True, check=True, text=True)
        assert told.stdout.strip() == f"gridcounter {__version__}"


@pytest.mark.parametrize("paper", PAPERS)
def test_the_issued_papers_say_what_they_must(rehearsed: Path, paper: str) -> None:
    pdf = _text_of_pdf(rehearsed / f"{paper}.pdf")
    word = _text_of_word(rehearsed / f"{paper}.docx")
    for words in PAPERS[paper]:
        assert words in "".join(pdf.split())
        assert words in "".join(word.split())


def _text_of_pdf(path: Path) -> str:
    return "".join(page.extract_text() for page in PdfReader(path).pages)


def _text_of_word(path: Path) -> str:
    return "".join(node.text or "" for node in Document(str(path)).element.body.iter() if node.tag.endswith("}t"))


def test_the_command_line_takes_out_what_the_window_saved(
    rehearsed: Path, environment: Mapping[str, str], tmp_path: Path
) -> None:
    secret, pin = tmp_path / "passphrase", tmp_path / "pin"
    secret.write_text(demo.PASSPHRASE, "utf-8")
    pin.write_text(demo.PIN, "utf-8")
    record = ("--data", str(rehearsed / "demo"), "--passphrase-file", str(secret))
    clerk = ("--clerk", "李测试", "--pin-file", str(pin))
    _command(environment, "record", "verify", *record)
    _command(environment, "record", "paper", _code_of(rehearsed), "--out", str(tmp_path / "out"), *clerk, *record)
    saved = {path.read_bytes() for path in rehearsed.glob("*.pdf")}
    assert {path.read_bytes() for path in (tmp_path / "out").glob("*.pdf")} == saved


def _code_of(rehearsed: Path) -> str:
    """On paper it stands in the QR code alone."""
    record = open_record(rehearsed / "demo", demo.PASSPHRASE)
    try:
        return next(row.short_code for row in record.applications.recent(9) if record.papers.of(row.id))
    finally:
        record.close()


def test_nothing_but_the_note_of_its_last_entries_is_left_on_the_computer(rehearsed: Path, home: Path) -> None:
    assert (rehearsed / "demo" / "settings.json").is_file()
    (note,) = (path for path in home.rglob("*") if path.is_file())
    assert note.parent.name == "last-seen"


if sys.platform == "linux":

    @pytest.mark.parametrize("command", ["gridcounter", "gridcounter-desk"])
    def test_installed_for_one_user_it_runs_by_its_name(
        environment: Mapping[str, str], tmp_path: Path, command: str
    ) -> None:
        at_home = {**environment, "HOME": str(tmp_path)}
        subprocess.run(["sh", str(FROZEN / "install.sh")], env=at_home, check=True, stdout=subprocess.DEVNULL)
        program = [str(tmp_path / ".local" / "bin" / command), "--version"]
        told = subprocess.run(program, env=at_home, capture_output=True, check=True, text=True)
        assert told.stdout.strip() == f"gridcounter {__version__}"
        subprocess.run(["sh", str(FROZEN / "install.sh"), "--uninstall"], env=at_home, check=True)
        assert not Path(program[0]).exists()


def test_its_start_beside_the_start_from_source(
    rehearsed: Path,
    environment: Mapping[str, str],
    screen: Mapping[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A figure for whoever reads it. The two take turns, so that both meet the same machine."""
    source = [str(Path(sys.executable).with_name(f"gridcounter-desk{SUFFIX}"))]
    _rehearse(source, tmp_path, environment)
    frozen, plain = [], []
    for _ in range(STARTS):
        frozen.append(_rehearse([str(DESK)], rehearsed, environment))
        plain.append(_rehearse(source, tmp_path, environment))
    ours, theirs = statistics.median(frozen), statistics.median(plain)
    with capsys.disabled():
        print(f"\n{DRAWN_ON[screen.get('QT_QPA_PLATFORM', '')]}")
        print(f"usable window after {ours:.2f} s frozen, {theirs:.2f} s from source: {ours / theirs:.2f} x, <= 1.5 x")
