"""Counts every step by which this process changes files below a folder, and interrupts one of them.

The steps of SQLite are counted in its layer for the operating system (VFS), reached through ctypes, so that neither a
compiler nor a privilege is needed. Those of Python are counted in `os` and `open`. The counter is installed once, in a
process forked for that, and never removed.
"""

from __future__ import annotations

import errno
import os
import signal
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Blow(StrEnum):
    """What happens at the step. After the first three the process is dead; after the others it must tell."""

    KILL = "kill"  # before the step
    TORN = "torn"  # in the middle of a write: half of it is in the file
    CUT = "cut"  # as KILL, and what no sync has made durable is gone, as after a power failure
    FULL = "full"  # the disk takes no more, from here on
    IO = "io"  # this one step fails, as on a bad disk


DEADLY = (Blow.KILL, Blow.TORN, Blow.CUT)
#: Steps that need room on the disk.
_TAKES_ROOM = frozenset({"write", "create", "mkdir"})


class Step(StrEnum):
    WRITE = "write"
    SYNC = "sync"
    TRUNCATE = "truncate"
    CREATE = "create"
    RENAME = "rename"
    UNLINK = "unlink"
    MKDIR = "mkdir"
    RMDIR = "rmdir"


@dataclass
class Steps:
    """`at` counts from 1; 0 strikes nowhere and only counts."""

    world: Path
    at: int = 0
    blow: Blow = Blow.KILL
    seen: list[Step] = field(default_factory=list)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _undo: defaultdict[int, list[tuple[int, bytes, int]]] = field(default_factory=lambda: defaultdict(list))

    def take(self, step: Step, half: Callable[[], object] = lambda: None) -> int:
        """The error number that this step is to fail with, or 0. It may not return."""
        with self._lock:
            self.seen.append(step)
            here = len(self.seen)
            if self.at == 0 or here < self.at:
                return 0
            if self.blow is Blow.FULL:
                return errno.ENOSPC if step in _TAKES_ROOM else 0
            if here > self.at:
                return 0
            if self.blow is Blow.IO:
                return errno.EIO
            if self.blow is Blow.TORN:
                half()
            if self.blow is Blow.CUT:
                self._lose_what_is_not_synced()
            os.kill(os.getpid(), signal.SIGKILL)
            raise AssertionError("still alive")

    def remember(self, inode: int, offset: int, before: bytes, size: int) -> None:
        """What stood in the file there, and how long it was."""
        with self._lock:
            self._undo[inode].append((offset, before, size))

    def durable(self, inode: int) -> None:
        with self._lock:
            self._undo.pop(inode, None)

    def concerns(self, path: object) -> bool:
        return isinstance(path, str | bytes | os.PathLike) and os.fsdecode(path).startswith(str(self.world))

    def _lose_what_is_not_synced(self) -> None:
        for path in self.world.rglob("*"):
            result = path.lstat()
            if result.st_ino not in self._undo or not path.is_file():
                continue
            handle = REAL_OPEN(path, os.O_RDWR)
            for offset, before, size in reversed(self._undo[result.st_ino]):
                os.pwrite(handle, before, offset)
                os.ftruncate(handle, size)
            os.close(handle)


REAL_OPEN = os.open
