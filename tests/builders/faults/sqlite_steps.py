"""The steps of SQLite: its default VFS opens the files, and each file gets our own methods."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Callable
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_int64, c_void_p
from pathlib import Path
from typing import Any, ClassVar

import sqlcipher3.dbapi2  # noqa: F401  its library is the one whose files are lent our methods

from builders.faults.steps import Step, Steps

_OK, _CANTOPEN, _FULL = 0, 14, 13
_FAILS = {Step.WRITE: 10 | 3 << 8, Step.SYNC: 10 | 4 << 8, Step.TRUNCATE: 10 | 6 << 8, Step.UNLINK: 10 | 10 << 8}
_CREATE = 0x4

_Open = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
_Delete = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
_Transfer = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_Truncate = CFUNCTYPE(c_int, c_void_p, c_int64)
_Sync = CFUNCTYPE(c_int, c_void_p, c_int)
_Size = CFUNCTYPE(c_int, c_void_p, POINTER(c_int64))


class _Vfs(ctypes.Structure):
    _fields_: ClassVar = [
        ("version", c_int),
        ("size", c_int),
        ("longest", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("data", c_void_p),
        ("open", _Open),
        ("delete", _Delete),
    ]


class _Methods(ctypes.Structure):
    _fields_: ClassVar = [
        ("version", c_int),
        ("close", c_void_p),
        ("read", _Transfer),
        ("write", _Transfer),
        ("truncate", _Truncate),
        ("sync", _Sync),
        ("file_size", _Size),
        *((f"other{place}", c_void_p) for place in range(12)),
    ]


class _File(ctypes.Structure):
    _fields_: ClassVar = [("methods", POINTER(_Methods))]


class SqliteSteps:
    """Kept alive as long as the process: SQLite holds pointers into it."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._inodes: dict[int, int] = {}
        self._lent: dict[int, _Methods] = {}
        self._kept: list[Any] = []
        find = ctypes.CDLL(sys.modules["sqlcipher3._sqlite3"].__file__ or "").sqlite3_vfs_find
        find.restype = POINTER(_Vfs)
        self._vfs: _Vfs = find(None).contents
        self._open, self._delete = (self._original(self._vfs, name) for name in ("open", "delete"))
        self._vfs.open = self._mine(_Open, self._on_open)
        self._vfs.delete = self._mine(_Delete, self._on_delete)

    def _original(self, where: ctypes.Structure, name: str) -> Any:  # noqa: ANN401  ctypes
        """By its address: the field itself is about to be overwritten."""
        kind = dict((text[0], text[1]) for text in where._fields_)[name]  # noqa: C402
        return kind(ctypes.cast(getattr(where, name), c_void_p).value or 0)

    def _mine(self, kind: Any, function: Callable[..., int]) -> Any:  # noqa: ANN401  ctypes
        made = kind(function)
        self._kept.append(made)
        return made

    def _fails(self, step: Step, half: Callable[[], object] = lambda: None) -> int:
        wrong = self._steps.take(step, half)
        if not wrong:
            return _OK
        if step is Step.CREATE:
            return _CANTOPEN
        return _FULL if wrong == errno.ENOSPC else _FAILS[step]

    def _on_open(self, vfs: int, name: int | None, file: int, flags: int, out: int | None) -> int:
        path = ctypes.string_at(name) if name else b""
        concerns = bool(path) and self._steps.concerns(path)
        if concerns and flags & _CREATE and not Path(os.fsdecode(path)).exists():
            failed = self._fails(Step.CREATE)
            if failed:
                ctypes.cast(file, POINTER(_File)).contents.methods = POINTER(_Methods)()
                return failed
        result: int = self._open(vfs, name, file, flags, out)
        opened = ctypes.cast(file, POINTER(_File)).contents
        if result == _OK and concerns and opened.methods:
            self._inodes[file] = Path(os.fsdecode(path)).stat().st_ino
            opened.methods = ctypes.pointer(self._methods_for(opened.methods))
        return result

    def _methods_for(self, theirs: Any) -> _Methods:  # noqa: ANN401  ctypes
        address = ctypes.addressof(theirs.contents)
        if address not in self._lent:
            ours = _Methods()
            ctypes.memmove(ctypes.byref(ours), theirs, ctypes.sizeof(_Methods))
            read, write, truncate, sync, size = (
                self._original(ours, name) for name in ("read", "write", "truncate", "sync", "file_size")
            )

            def length(file: int) -> int:
                found = c_int64()
                size(file, ctypes.byref(found))
                return found.value

            def before(file: int, offset: int, amount: int) -> None:
                long = length(file)
                amount = max(0, min(amount, long - offset))
                held = ctypes.create_string_buffer(amount)
                read(file, ctypes.cast(held, c_void_p), amount, offset)
                self._steps.remember(self._inodes[file], offset, held.raw, long)

            def on_write(file: int, data: int, amount: int, offset: int) -> int:
                failed = self._fails(Step.WRITE, lambda: write(file, data, amount // 2, offset))
                before(file, offset, amount)
                return failed or int(write(file, data, amount, offset))

            def on_truncate(file: int, to: int) -> int:
                failed = self._fails(Step.TRUNCATE)
                before(file, to, length(file))
                return failed or int(truncate(file, to))

            def on_sync(file: int, flags: int) -> int:
                failed = self._fails(Step.SYNC)
                if failed:
                    return failed
                self._steps.durable(self._inodes[file])
                return int(sync(file, flags))

            ours.write = self._mine(_Transfer, on_write)
            ours.truncate = self._mine(_Truncate, on_truncate)
            ours.sync = self._mine(_Sync, on_sync)
            self._lent[address] = ours
        return self._lent[address]

    def _on_delete(self, vfs: int, name: bytes, folder: int) -> int:
        failed = self._fails(Step.UNLINK) if self._steps.concerns(name) and Path(os.fsdecode(name)).exists() else _OK
        return failed or int(self._delete(vfs, name, folder))
