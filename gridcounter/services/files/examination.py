"""Has a file from outside looked at, or read, in a process of its own; keeps what it found, and writes none of it.

A file may be made to hang, to crash or to exhaust whatever decodes it: then there is no picture of it, and the window
goes on.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO

from gridcounter.core.validation.attachments import AttachmentCutOff, Carried, FileType, PaperType, PictureTooLarge
from gridcounter.errors import Refusal
from gridcounter.services.files.progress import Stopped

_PROGRAM = "gridcounter-examine"
#: The child limits its own processor time; this one is for a child that waits, and for Windows.
_MOST_SECONDS = 20.0
#: Once the child has ended, for what is still in its pipes.
_MOST_SECONDS_AFTER = 1.0
_PIECE = 64 * 1024
#: A small picture, and a few lines about it.
_MOST_BYTES = 1024 * 1024
_MOST_KEPT = 500
_LONGEST_CODE, _EXIF_MOMENT = 200, "%Y:%m:%d %H:%M:%S"
#: Of one line of JSON with the text of a paper, which is much longer than any that was issued.
_MOST_TEXT = 4 * 1024 * 1024
_REFUSALS: dict[str, type[Refusal]] = {one.__name__: one for one in (AttachmentCutOff, PictureTooLarge)}


@dataclass(frozen=True, slots=True)
class SmallPicture:
    """`rgb` has three bytes for each point, row by row."""

    width: int
    height: int
    rgb: bytes


@dataclass(frozen=True, slots=True)
class PhotoFindings:
    """`codes` are the texts of the QR codes in it. `taken`: when the camera says it was; None if it says nothing."""

    codes: tuple[str, ...] = ()
    taken: datetime | None = None


@dataclass(frozen=True, slots=True)
class Examined:
    """`picture` is None if it could not be drawn; `refused` says why the file is not accepted."""

    carries: frozenset[Carried] = frozenset({Carried.UNKNOWN})
    picture: SmallPicture | None = None
    refused: type[Refusal] | None = None


class Examiner:
    """One file at a time; a file examined before is not examined again."""

    def __init__(self, seconds: float = _MOST_SECONDS) -> None:
        self._seconds = seconds
        self._turn = threading.Lock()
        self._kept: dict[str, Examined] = {}
        self._running: subprocess.Popen[bytes] | None = None
        self._resting = threading.Event()

    def known(self, sha256: str) -> Examined | None:
        """What was found in the file with this hash; None if it was not examined yet."""
        return self._kept.get(sha256)

    def text_of(self, content: bytes, kind: PaperType) -> str | None:
        """The text of a document; None if none can be taken out. As slow and as safe as `examine`."""
        with self._turn:
            said = self._ask(content, f"text:{kind}", _MOST_TEXT)
        if self._resting.is_set():
            raise Stopped
        try:
            match json.loads(said):
                case {"text": str(text)} if not any("\ud800" <= char <= "\udfff" for char in text):
                    return text
        except (ValueError, RecursionError):
            pass
        return None

    def examine(self, content: bytes, kind: FileType) -> Examined:
        """Waits for the process, so call it from a worker. Never raises for what the file holds; raises Stopped."""
        digest = hashlib.sha256(content).hexdigest()
        with self._turn:
            found = self._kept.get(digest)
            if found is None:
                found = self._keep(digest, self._ask(content, str(kind), _MOST_BYTES))
        return found

    def read_photo(self, content: bytes, kind: FileType) -> tuple[Examined, PhotoFindings]:
        """As `examine`, and what a photograph of a signed sheet says; as slow, and as safe."""
        with self._turn:
            said = self._ask(content, f"photo:{kind}", _MOST_BYTES)
            return self._keep(hashlib.sha256(content).hexdigest(), said), _read_photo(said)

    def _keep(self, digest: str, said: bytes) -> Examined:
        """Raises Stopped."""
        if self._resting.is_set():
            raise Stopped
        found = _read(said)
        while len(self._kept) >= _MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[digest] = found
        return found

    @contextmanager
    def rest(self) -> Iterator[None]:
        """For a window that closes: ends the process that is running; in the block none is begun, whoever waits."""
        self._resting.set()
        try:
            if running := self._running:
                running.kill()
            yield
        finally:
            self._resting.clear()

    def _ask(self, content: bytes, wanted: str, most: int) -> bytes:
        if self._resting.is_set():
            raise Stopped
        try:
            child = subprocess.Popen(  # noqa: S603  our own program
                [*_command(), wanted],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError:
            return b""
        assert child.stdin is not None
        assert child.stdout is not None
        self._running = child
        if self._resting.is_set():  # since the question above
            child.kill()
        said = bytearray()
        feeding = threading.Thread(target=_feed, args=(child.stdin, content), daemon=True)
        reading = threading.Thread(target=_take, args=(child.stdout, said, most), daemon=True)
        feeding.start()
        reading.start()
        try:
            reading.join(self._seconds)
        finally:
            child.kill()
            child.wait()
            # whatever the child began itself may hold the pipes for ever: nobody waits for that
            for thread in (reading, feeding):
                thread.join(_MOST_SECONDS_AFTER)
            self._running = None
        return bytes(said)


def _command() -> list[str]:
    """The program beside this one where it is frozen; else this Python, which looks for no module in the folder it is
    started in.
    """
    if getattr(sys, "frozen", False):
        here = Path(sys.executable)
        return [str(here.with_name(_PROGRAM + here.suffix))]
    return [sys.executable, "-P", "-m", "gridcounter.examiner"]


def _take(pipe: IO[bytes], said: bytearray, most: int) -> None:
    """No more is read than what is wanted needs, whatever the child writes."""
    with pipe:
        while len(said) < most and (more := os.read(pipe.fileno(), min(most - len(said), _PIECE))):
            said += more


def _feed(pipe: IO[bytes], content: bytes) -> None:
    try:
        with pipe:
            pipe.write(content)
    except OSError:
        return  # it ended before it had read all


def _read(said: bytes) -> Examined:
    """Believes nothing but the few forms that a finding has: the file may have taken the process over."""
    found = Examined()
    for line in said.splitlines():
        try:
            match json.loads(line):
                case {"refused": str(name)}:
                    found = replace(found, refused=_REFUSALS[name])
                case {"carries": [*names]}:
                    found = replace(found, carries=frozenset(map(Carried, names)))
                case {"picture": {"width": int(width), "height": int(height), "rgb": str(rgb)}}:
                    picture = SmallPicture(width, height, base64.b64decode(rgb, validate=True))
                    if min(width, height) > 0 and width * height * 3 == len(picture.rgb):
                        found = replace(found, picture=picture)
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
    return found


def _read_photo(said: bytes) -> PhotoFindings:
    """As little is believed: texts as long as a QR code of ours, and a moment as Exif writes it."""
    found = PhotoFindings()
    for line in said.splitlines():
        try:
            match json.loads(line):
                case {"codes": [*texts]}:
                    short = (text for text in texts if isinstance(text, str) and len(text) <= _LONGEST_CODE)
                    found = replace(found, codes=tuple(dict.fromkeys(short)))
                case {"taken": str(text)}:
                    found = replace(found, taken=datetime.strptime(text, _EXIF_MOMENT))  # noqa: DTZ007  a camera has no zone
        except (ValueError, RecursionError):
            continue
    return found


#: The one of this program: whatever page asks, a file is looked at once.
EXAMINER = Examiner()
