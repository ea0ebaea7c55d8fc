"""The steps of Python: operations of `os` on names, and writes and syncs of files from `open`."""

from __future__ import annotations

import builtins
import errno
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from builders.faults.steps import REAL_OPEN, Step, Steps

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_OF_NAMES = {
    "rename": Step.RENAME,
    "replace": Step.RENAME,
    "unlink": Step.UNLINK,
    "remove": Step.UNLINK,
    "mkdir": Step.MKDIR,
    "rmdir": Step.RMDIR,
    "truncate": Step.TRUNCATE,
}


def count_python_steps(steps: Steps) -> None:
    for name, step in _OF_NAMES.items():
        setattr(os, name, _counted(steps, step, getattr(os, name)))

    def opened(path: Any, flags: int, *rest: Any, **more: Any) -> int:  # noqa: ANN401  whatever os.open takes
        if flags & _WRITES and _concerns(steps, path, more):
            _raise(steps.take(Step.CREATE), path)
        return REAL_OPEN(path, flags, *rest, **more)

    real_sync = os.fsync

    def synced(handle: Any) -> None:  # noqa: ANN401  whatever os.fsync takes
        _raise(steps.take(Step.SYNC), "")
        real_sync(handle)
        steps.durable(os.fstat(handle).st_ino)

    def no_shortcut(*_: object) -> int:
        """Copying then goes through a file that is counted."""
        raise OSError(errno.ENOTSOCK, "counted")

    for name, ours in {"open": opened, "fsync": synced, "sendfile": no_shortcut}.items():
        setattr(os, name, ours)
    builtins.open = io.open = _open_counted(steps, builtins.open)


def _counted(steps: Steps, step: Step, real: Callable[..., Any]) -> Callable[..., Any]:
    def call(path: Any, *rest: Any, **more: Any) -> Any:  # noqa: ANN401  whatever the real one takes
        if _concerns(steps, path, more):
            _raise(steps.take(step), path)
        return real(path, *rest, **more)

    return call


def _concerns(steps: Steps, path: object, more: dict[str, Any]) -> bool:
    """A name relative to an open folder is one that rmtree has gone down to."""
    return more.get("dir_fd") is not None or steps.concerns(path)


def _raise(wrong: int, path: Any) -> None:  # noqa: ANN401  any kind of path
    if wrong:
        raise OSError(wrong, os.strerror(wrong), os.fspath(path))


def _open_counted(steps: Steps, real: Callable[..., Any]) -> Callable[..., Any]:
    class Counted(io.FileIO):
        def write(self, content: Any) -> int:  # noqa: ANN401  any buffer
            view = memoryview(content).cast("B")
            at, size = self.tell(), os.fstat(self.fileno()).st_size
            wrong = steps.take(Step.WRITE, lambda: super(Counted, self).write(view[: len(view) // 2]))
            _raise(wrong, str(self.name))
            handle = REAL_OPEN(str(self.name), os.O_RDONLY)
            steps.remember(os.fstat(handle).st_ino, at, os.pread(handle, len(view), at), size)
            os.close(handle)
            return super().write(view) or 0

    def opened(
        file: Any,  # noqa: ANN401  whatever open takes
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        **more: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        # a temporary file without a name is gone with the process, whatever became of it
        if not set(mode) & set("wxa+") or not steps.concerns(file) or Path(file).is_dir():
            return real(file, mode, buffering, encoding, errors, newline, **more)
        if set(mode) & set("wxa"):
            _raise(steps.take(Step.CREATE), file)
        raw = Counted(file, mode.replace("b", "").replace("t", ""))
        if buffering == 0:
            return raw
        buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        return buffered if "b" in mode else io.TextIOWrapper(buffered, encoding, errors, newline)

    return opened
