"""One process for each record: a lock that ends with its process, and a note of its holder."""

from __future__ import annotations

import contextlib
import getpass
import json
import socket
import stat
from pathlib import Path

import psutil
from filelock import BaseFileLock, FileLock, SoftFileLock, Timeout

from gridcounter.errors import Fault, Refusal
from gridcounter.store.files import read_text, replace_file

LOCK_FILE = "record.lock"
HOLDER_FILE = "record.holder"


class RecordInUse(Refusal):
    """Another process holds the record; `holder` identifies it in words."""

    def __init__(self, holder: str) -> None:
        super().__init__(f"这份台账已经打开（{holder}），请先在那里关闭，再在这里打开")


class CannotLock(Fault):
    """The disk does not support the lock, or refuses it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} 不能加锁，请检查磁盘空间和文件夹权限，或者把台账放到本机磁盘上")


class LockBlocked(CannotLock):
    """Something that is no file stands in the place of the lock."""

    def __init__(self, folder: Path) -> None:
        what = f"里面的 {LOCK_FILE} 不是程序的文件（是文件夹或别的东西）"
        Fault.__init__(self, f"{folder} 不能加锁：{what}，请把它移到别处再试")


class Instance:
    """The lock on a record folder, from construction to `release`. Raises RecordInUse, CannotLock."""

    def __init__(self, folder: Path, *, since: str) -> None:
        self._folder = folder
        # not bound to a thread: any thread that closes the record releases the lock
        if _is_another_file(folder / LOCK_FILE):
            raise LockBlocked(folder)
        self._lock = FileLock(folder / LOCK_FILE, timeout=0, mode=0o600, thread_local=False)
        try:
            self._lock.acquire()
        except Timeout as taken:
            raise RecordInUse(_holder(folder)) from taken
        except (OSError, NotImplementedError) as wrong:
            raise CannotLock(folder) from wrong
        try:
            _refuse_soft(self._lock, folder)
            process = psutil.Process()
            note = {
                "computer": socket.gethostname(),
                "user": _user(),
                "process": process.pid,
                "started": process.create_time(),
                "since": since,
            }
            with contextlib.suppress(Fault):  # a full disk: the record can be read all the same
                replace_file(folder / HOLDER_FILE, json.dumps(note, ensure_ascii=False).encode())
        except BaseException:
            self._lock.release()
            raise

    def release(self) -> None:
        """Releases the lock; a second call does nothing."""
        if self._lock.is_locked:
            with contextlib.suppress(OSError):
                (self._folder / HOLDER_FILE).unlink(missing_ok=True)
            self._lock.release()


def _is_another_file(lock: Path) -> bool:
    """Also a link, or a second name of a file: taking the lock empties what it leads to."""
    try:
        found = lock.lstat()
    except OSError:
        return False
    return not stat.S_ISREG(found.st_mode) or found.st_nlink > 1


def _refuse_soft(lock: BaseFileLock, folder: Path) -> None:
    """Refuses filelock's fallback on disks without locks: a file that would outlive its process."""
    if isinstance(lock, SoftFileLock):
        raise CannotLock(folder)


def _holder(folder: Path) -> str:
    """A killed process leaves its note behind, and the next holder may not have written its own yet."""
    try:
        note = json.loads(read_text(folder / HOLDER_FILE))
        if psutil.Process(int(note["process"])).create_time() != note["started"]:
            return "另一个窗口"
        return f"电脑 {note['computer']}，用户 {note['user']}，{note['since']} 起"
    except (OSError, ValueError, KeyError, TypeError, RecursionError, psutil.Error):
        return "另一个窗口"


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # Windows without the usual variables
        return "未知"
