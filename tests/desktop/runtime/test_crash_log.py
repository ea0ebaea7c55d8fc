"""The logs of errors, where a pipe lies in their place."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from gridcounter.cli import console
from gridcounter.desktop.runtime.crash_reporter import CrashReporter


def what_comes_through(path: Path, work: Callable[[], object]) -> bytes:
    """Somebody reads, so that the fault is seen in what comes and not in a test that never ends."""
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        work()
        return os.read(reader, 1)
    finally:
        os.close(reader)


def test_the_window_waits_for_no_reader_of_a_pipe(tmp_path: Path) -> None:
    """The fault: the first warning of Qt stopped the window for ever."""
    reporter, told = CrashReporter(tmp_path), list[str]()
    reporter.happened.connect(told.append)
    assert what_comes_through(reporter.log, lambda: reporter.tell(ValueError, ValueError(), None)) == b""
    assert told[0].endswith("记录没有写下来，磁盘可能已满。")


def test_a_command_waits_for_no_reader_of_a_pipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "user_log_path", lambda *_, **__: tmp_path)
    said: list[str] = []
    work = lambda: said.append(console._log(ValueError()))  # noqa: E731, SLF001
    assert what_comes_through(tmp_path / "gridcounter.log", work) == b""
    assert said == ["写不进日志文件"]
