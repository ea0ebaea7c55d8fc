"""Files from outside are decoded in a process of their own, whatever they were made for."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import zlib
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from io import BytesIO
from threading import Event
from typing import IO, TYPE_CHECKING, Any

import pytest
from builders import hostile_files as hostile
from builders.invented_paper import as_word
from PIL import Image

from gridcounter import examiner as child
from gridcounter.core.validation.attachments import (
    AttachmentCutOff,
    Carried,
    FileType,
    PaperType,
    carried_words,
    recognise,
)
from gridcounter.services.files import examination
from gridcounter.services.files.examination import Examined, Examiner
from gridcounter.services.files.progress import Stopped

if TYPE_CHECKING:
    from pathlib import Path

URI = "<</S/URI/URI(https://example.invalid)>>"
NOTHING: frozenset[Carried] = frozenset()


def a_child(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(examination, "_command", lambda: [sys.executable, "-c", program])


def test_a_small_pdf_that_draws_for_ever_has_no_picture_and_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    content, examiner = hostile.laughs(), Examiner()
    assert recognise(content) is FileType.PDF
    assert len(content) < 2500
    assert examiner.examine(content, FileType.PDF) == Examined(NOTHING, None, None)

    a_child(monkeypatch, "raise SystemExit('started again')")
    assert examiner.examine(content, FileType.PDF) == Examined(NOTHING, None, None)


def test_a_plain_pdf_has_its_first_page() -> None:
    found = Examiner().examine(hostile.a_plain_pdf(), FileType.PDF)
    assert found.picture is not None
    assert (found.picture.width, found.picture.height) == (224, 112)
    assert set(found.picture.rgb) == {255}
    assert (found.carries, found.refused) == (NOTHING, None)


@pytest.mark.parametrize(
    ("content", "carries"),
    [
        (hostile.with_a_script(), Carried.SCRIPT),
        (hostile.opening_with("<</S/JavaScript/JS(app.alert)>>"), Carried.SCRIPT),
        (hostile.opening_with("<</S/J#61vaScript>>"), Carried.SCRIPT),
        (hostile.opening_with("[<</Next<</S/Launch/F(calc.exe)>>>>]"), Carried.PROGRAM),
        (hostile.opening_with("<</S 3 0 R/F(calc.exe)>>", "/Launch"), Carried.PROGRAM),
        (hostile.opening_with("<</S/URI/URI(https://example.invalid)>>"), Carried.OUTSIDE),
        (hostile.opening_with(" 3 0 R", "<</S 4 0 R>>", "/URI"), Carried.OUTSIDE),
        (hostile.opening_with("<</S/GoTo/D[2 0 R/Fit]/Next 3 0 R>>", "[4 0 R]", URI), Carried.OUTSIDE),
        (hostile.opening_with("[2 0 R/Fit]", f"<</A<</S/GoTo/Next{URI}>>>>"), Carried.OUTSIDE),
        (hostile.opening_with("[2 0 R/Fit]/AA 3 0 R", "<</WC 4 0 R>>", URI), Carried.OUTSIDE),
        (hostile.opening_with("[2 0 R/Fit]", f"<</Type/Page/AA<</O{URI}>>>>"), Carried.OUTSIDE),
        (hostile.opening_with("<</S/GoTo/Next<</S/GoTo/Next 3 0 R>>>>", "<</S/JavaScript/JS(x)>>"), Carried.SCRIPT),
        (hostile.with_a_link_that_acts("/Launch"), Carried.PROGRAM),
        (hostile.with_a_link_that_acts("/GoToR"), Carried.OUTSIDE),
        (hostile.opening_with("<</S/SubmitForm/F(https://example.invalid)>>"), Carried.OUTSIDE),
        (hostile.with_a_file(), Carried.FILES),
        (hostile.locked(), Carried.UNKNOWN),
        (b"%PDF-1.4\nnothing of a PDF\nstartxref\n9\n%%EOF\n", Carried.UNKNOWN),
    ],
    ids=[
        *("names", "opening", "spelt", "next", "referred to", "web"),
        *("web behind it", "chain of opening", "chain of a link", "file's event", "page's event", "chain to a script"),
        *("link", "other file", "form", "file", "locked", "no pdf"),
    ],
)
def test_what_a_pdf_carries_is_told_and_refuses_nothing(content: bytes, carries: Carried) -> None:
    found = Examiner().examine(content, recognise(content))
    assert found.carries == {carries}
    assert found.refused is None
    assert carried_words(found.carries)


def test_a_link_to_a_page_of_the_web_is_nothing_to_tell() -> None:
    assert child.carried_by(hostile.with_a_link_that_acts("/URI")) == set()


def test_a_picture_that_is_cut_is_refused() -> None:
    whole = BytesIO()
    Image.effect_noise((200, 200), 50).save(whole, "PNG")
    cut = whole.getvalue()[:5000] + whole.getvalue()[-12:]
    assert recognise(cut) is FileType.PNG
    assert Examiner().examine(cut, FileType.PNG).refused is AttachmentCutOff


def test_a_process_that_waits_for_ever_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    a_child(monkeypatch, "import threading; threading.Event().wait()")
    assert Examiner(seconds=0.2).examine(hostile.a_plain_pdf(), FileType.PDF) == Examined()


def test_what_a_process_began_itself_holds_nobody_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It has the same pipes, and goes on when the process is ended: every later file waited for it."""
    number = tmp_path / "number"
    waiting = "import threading; threading.Event().wait()"
    program = (
        "import subprocess, sys\n"
        f"begun = subprocess.Popen([sys.executable, '-c', {waiting!r}])\n"
        f"open({str(number)!r}, 'w').write(str(begun.pid))"
    )
    a_child(monkeypatch, program)
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(Examiner(seconds=2).examine, hostile.a_plain_pdf(), FileType.PDF)
        try:
            assert asked.result(30) == Examined()
        finally:
            os.kill(int(number.read_text()), signal.SIGTERM)


def test_a_process_that_writes_for_ever_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    a_child(monkeypatch, "while True: print('x' * 65536, end='')")
    assert Examiner().examine(hostile.a_plain_pdf(), FileType.PDF) == Examined()


def test_a_program_that_is_not_there_costs_the_picture_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(examination, "_command", lambda: [str(tmp_path / "gone")])
    assert Examiner().examine(hostile.a_plain_pdf(), FileType.PDF) == Examined()


def test_an_examination_that_was_interrupted_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A window that closes: what is running ends, what waits or comes meanwhile does not begin."""
    examiner, begun = Examiner(), Event()

    def feed(pipe: IO[bytes], _: bytes) -> None:
        pipe.close()
        begun.set()

    monkeypatch.setattr(examination, "_feed", feed)

    def ask() -> Examined:
        return examiner.examine(hostile.a_plain_pdf(), FileType.PDF)

    with monkeypatch.context() as patched, ThreadPoolExecutor() as pool:
        a_child(patched, "import threading; print('{\"carries\": []}', flush=True); threading.Event().wait()")
        asked = [pool.submit(ask) for _ in range(3)]
        assert begun.wait(30)
        with examiner.rest():
            for one in asked:
                with pytest.raises(Stopped):
                    one.result(10)  # the processes would wait for twenty seconds each
            with pytest.raises(Stopped):
                ask()
    monkeypatch.undo()
    assert ask().picture is not None


def test_a_process_that_begins_as_the_window_closes_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    examiner, resting = Examiner(), ExitStack()
    begin = subprocess.Popen

    def begin_late(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:  # noqa: ANN401  passed on
        resting.enter_context(examiner.rest())
        return begin(*arguments, **options)

    a_child(monkeypatch, "import threading; threading.Event().wait()")
    monkeypatch.setattr(subprocess, "Popen", begin_late)
    with resting, pytest.raises(Stopped):
        examiner.examine(hostile.a_plain_pdf(), FileType.PDF)


@pytest.mark.parametrize(
    "said",
    [
        b"\xff\n[]\n3\nnull\n" + b"[" * 100_000,
        b'{"carries": ["no such thing"]}\n{"carries": 3}\n{"refused": "KeyError"}\n{"refused": []}',
        json.dumps({"picture": {"width": 60_000, "height": 60_000, "rgb": ""}}).encode(),
        json.dumps({"picture": {"width": -1, "height": -1, "rgb": b64encode(b"rgb").decode()}}).encode(),
        json.dumps({"picture": {"width": 1, "height": 1, "rgb": "not of that alphabet"}}).encode(),
        json.dumps({"picture": "iVBORw0KGgo="}).encode(),
    ],
    ids=["no finding", "unknown names", "too small a picture", "no size", "no points", "a file"],
)
def test_whatever_else_a_process_says_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: bytes
) -> None:
    (tmp_path / "said").write_bytes(said)
    a_child(monkeypatch, f"import sys; sys.stdout.buffer.write(open({str(tmp_path / 'said')!r}, 'rb').read())")
    assert Examiner().examine(hostile.a_plain_pdf(), FileType.PDF) == Examined()


def test_the_process_has_its_limits_before_it_reads_a_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    class Standing:
        """Where the standard input was."""

        @property
        def buffer(self) -> BytesIO:
            done.append("read")
            return BytesIO(hostile.with_a_script())

    for name in ("keep_private", "set_limits"):
        monkeypatch.setattr(child, name, lambda *_, name=name: done.append(name))
    monkeypatch.setattr(sys, "stdin", Standing())
    monkeypatch.setattr(sys, "argv", ["gridcounter-examine", str(FileType.PDF)])
    child.run()
    assert done == ["keep_private", "set_limits", "read"]


if sys.platform == "linux":  # other systems have not all of these limits

    @pytest.mark.parametrize(
        ("act", "ended"),
        [
            ("bytearray(1 << 30)", "MemoryError"),
            ("open(sys.argv[1], 'wb', 0).write(b'x')", "File too large"),
            ("raise SystemExit(resource.getrlimit(resource.RLIMIT_CPU))", "(5, 5)"),
        ],
        ids=["memory", "disk", "processor"],
    )
    def test_the_process_has_limits_of_the_system(tmp_path: Path, act: str, ended: str) -> None:
        program = f"import resource, sys; from gridcounter.examiner import set_limits; set_limits(); {act}"
        done = subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / "x")], capture_output=True, text=True, check=False
        )
        assert done.returncode
        assert ended in done.stdout + done.stderr


SCRIPTED = "<</S/JavaScript/JS(app.alert)>>"
_FAR = "<</Type/Filespec/FS/URL/F(https://example.invalid/x)>>"


def _by_a_wrong_list(instead: bytes) -> bytes:
    """The place of the script's object is wrong; other readers look for it in the file."""
    lines = hostile.opening_with(" 3 0 R", SCRIPTED).split(b"\n")
    entry = lines.index(b"xref") + 2 + 3
    assert lines[entry].rstrip().endswith(b"n")
    lines[entry] = instead
    return b"\n".join(lines)


def _in_a_packed_stream_that_no_list_names() -> bytes:
    packed = zlib.compress(b"9 0 " + SCRIPTED.encode())
    head = f"<</Type/ObjStm/N 1/First 4/Length {len(packed)}/Filter/FlateDecode>>stream\n".encode()
    return _before_the_end(b"8 0 obj\n" + head + packed + b"\nendstream\nendobj\n")


def _before_the_end(more: bytes) -> bytes:
    """Where no list leads."""
    plain = hostile.a_plain_pdf()
    end = plain.rindex(b"startxref")
    return plain[:end] + more + plain[end:]


@pytest.mark.parametrize(
    ("content", "carries"),
    [
        (hostile.opening_with(f"[2 0 R/Fit]/OpenAction{SCRIPTED}"), Carried.POSSIBLE),
        (_by_a_wrong_list(b"0000000002 00000 n "), Carried.POSSIBLE),
        (_by_a_wrong_list(b"0000000000 65535 f "), Carried.POSSIBLE),
        (_in_a_packed_stream_that_no_list_names(), Carried.POSSIBLE),
        (hostile.opening_with("[2 0 R/Fit]", "<</Type/3D/OnInstantiate 4 0 R>>", "<<>>"), Carried.SCRIPT),
        (hostile.opening_with("<</S/Thread/F(other.pdf)/D 0>>"), Carried.OUTSIDE),
        (hostile.opening_with("<</S/Sound/Sound 3 0 R>>", "<</F(https://example.invalid/a.wav)>>"), Carried.OUTSIDE),
        (hostile.opening_with("[2 0 R/Fit]", "<</Subtype/Movie/Movie<</F(film.avi)>>>>"), Carried.OUTSIDE),
        (hostile.opening_with("[2 0 R/Fit]", f"<</Subtype/Form/Ref<</F{_FAR}/Page 0>>>>"), Carried.OUTSIDE),
        (hostile.opening_with("[2 0 R/Fit]", f"<</Length 0/F{_FAR}>>stream\n\nendstream"), Carried.OUTSIDE),
    ],
    ids=["two keys", "wrong place", "said to be free", "packed", "3D", "thread", "sound", "film", "page", "stream"],
)
def test_what_another_reader_would_find_is_told_too(content: bytes, carries: Carried) -> None:
    """Each passed as a file with nothing in it."""
    found = Examiner().examine(content, FileType.PDF)
    assert found.carries == {carries}


def test_names_that_are_no_script_are_not_told_of_a_plain_file() -> None:
    assert child.carried_by(hostile.a_plain_pdf()) == set()
    assert child.carried_by(_before_the_end(b"%/JSON /Launched /JSx\n")) == set()


@pytest.mark.parametrize("content", [hostile.a_plain_pdf(), hostile.locked(), b"", b"%PDF-1.7 nothing"])
def test_a_pdf_without_text_has_none(content: bytes) -> None:
    assert Examiner().text_of(content, PaperType.PDF) is None


def test_more_text_than_a_paper_has_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "MOST_LETTERS", 5)
    assert list(child.read_text(as_word("样例通知"), PaperType.WORD)) == [{"text": "样例通知\n\n"}]
    assert list(child.read_text(as_word("样例通知，两行"), PaperType.WORD)) == []


@pytest.mark.parametrize("said", ["", "[", '{"text": 5}', '{"carries": []}', '{"text": "\\ud800"}', "[" * 100_000])
def test_of_what_the_reader_says_only_a_text_is_believed(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    a_child(monkeypatch, f"import sys; sys.stdin.buffer.read(); sys.stdout.write({said!r})")
    assert Examiner().text_of(b"%PDF-", PaperType.PDF) is None


def test_a_reader_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    a_child(monkeypatch, "import threading; threading.Event().wait()")
    assert Examiner(seconds=0.2).text_of(b"%PDF-", PaperType.PDF) is None
