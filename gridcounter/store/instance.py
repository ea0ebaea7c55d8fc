"""One instance to a record: a lock that ends with its process, and a note of who holds it."""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import socket
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from gridcounter.errors import Refusal
from gridcounter.store.files import replace_file

if TYPE_CHECKING:
    from pathlib import Path

LOCK_FILE = "record.lock"
_HOLDER_FILE = "record.holder"


class RecordInUse(Refusal):
    def __init__(self, holder: str) -> None:
        super().__init__(f"这份台账已经打开（{holder}），请先在那里关闭，再在这里打开")


class Instance:
    """Held from construction to `release`; raises RecordInUse, naming the holder."""

    def __init__(self, folder: Path, *, since: str) -> None:
        self._folder = folder
        self._lock = FileLock(folder / LOCK_FILE, timeout=0)
        try:
            self._lock.acquire()
        except Timeout as taken:
            raise RecordInUse(_holder(folder)) from taken
        note = {"computer": socket.gethostname(), "user": _user(), "process": os.getpid(), "since": since}
        replace_file(folder / _HOLDER_FILE, json.dumps(note, ensure_ascii=False).encode())

    def release(self) -> None:
        with contextlib.suppress(OSError):
            (self._folder / _HOLDER_FILE).unlink(missing_ok=True)
        self._lock.release()


def _holder(folder: Path) -> str:
    try:
        note = json.loads((folder / _HOLDER_FILE).read_text("utf-8"))
        return f"电脑 {note['computer']}，用户 {note['user']}，{note['since']} 起"
    except (OSError, ValueError, KeyError, TypeError):
        return "另一个窗口"


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "未知"
