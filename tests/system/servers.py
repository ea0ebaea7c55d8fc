"""Programs of the system that a test starts for itself, and ends with all that they started."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

_LONGEST_S, _STEP_S = 60.0, 0.05


@contextmanager
def running(*command: str, pass_fds: Sequence[int] = ()) -> Iterator[None]:
    """In a group of its own, which is all that is ended; it ends too where the test itself is killed."""
    assert shutil.which(command[0]), f"{command[0]} is not installed"
    process = subprocess.Popen(
        ["setpriv", "--pdeathsig", "TERM", "--", *command],
        start_new_session=True,
        pass_fds=pass_fds,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(_LONGEST_S)


@contextmanager
def notice_terms(*command: str) -> Iterator[str]:
    """A server with the first line that it writes into {pipe} as soon as it can be spoken to."""
    reading, writing = os.pipe()
    with (
        os.fdopen(reading, encoding="ascii") as text,
        running(*(word.replace("{pipe}", str(writing)) for word in command), pass_fds=(writing,)),
    ):
        os.close(writing)
        line = text.readline().strip()
        assert line, f"{command[0]} ended at once"
        yield line


def said(*command: str) -> str | None:
    """What it wrote; None where it failed."""
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=_LONGEST_S)
    return done.stdout.strip() if done.returncode == 0 else None


def until(holds: Callable[[], bool]) -> None:
    """Asked again and again, for a server is not ready as soon as it is started."""
    end = time.monotonic() + _LONGEST_S
    while not holds():
        assert time.monotonic() < end
        time.sleep(_STEP_S)
