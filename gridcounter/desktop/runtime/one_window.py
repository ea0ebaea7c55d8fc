"""A second start raises the window that is open, instead of asking for the passphrase of a record in use.

They speak through a small file that only this user can write: the program opens no network, not even one inside the
computer.
"""

from __future__ import annotations

import contextlib
import hashlib
import time
from typing import TYPE_CHECKING

from platformdirs import user_runtime_path
from PySide6.QtCore import QFileSystemWatcher, QObject, Signal, Slot

if TYPE_CHECKING:
    from pathlib import Path

_OPEN, _RAISE = "open", "raise"
_LONGEST_S, _STEP_S = 1.5, 0.05


def raise_running(record: Path, longest_s: float = _LONGEST_S) -> bool:
    """Whether a window over the record in this folder was there and has come to the front."""
    file = _file_of(record)
    try:
        if not file.is_file():
            return False
        file.write_text(_RAISE, "ascii")
        end = time.monotonic() + longest_s
        # a killed window leaves its file behind, and does not answer
        while time.monotonic() < end:
            if file.read_text("ascii") == _OPEN:
                return True
            time.sleep(_STEP_S)
    except (OSError, ValueError):
        return False
    return False


class OneWindow(QObject):
    """`wanted`: the program was started once more."""

    wanted = Signal()

    def __init__(self, record: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._file = _file_of(record)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._on_changed)
        # without it a second start asks for the passphrase and is refused, and that is all
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._answer()
            self._watcher.addPath(str(self._file))

    def leave(self) -> None:
        """Call it before the window is closed."""
        if files := self._watcher.files():
            self._watcher.removePaths(files)
        with contextlib.suppress(OSError):
            self._file.unlink(missing_ok=True)

    @Slot()
    def _on_changed(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            if self._file.read_text("ascii") == _RAISE:
                self._answer()
                self.wanted.emit()

    def _answer(self) -> None:
        self._file.write_text(_OPEN, "ascii")


def _file_of(record: Path) -> Path:
    """Named after the folder, which it does not tell."""
    name = hashlib.sha256(str(record.resolve()).encode()).hexdigest()[:16]
    return user_runtime_path("gridcounter", appauthor=False) / f"{name}.window"
