"""A second start raises the window that is open, instead of asking for the passphrase of a record in use.

They speak through a small file that only this user can write: the program opens no network, not even one inside the
computer.
"""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, Signal, Slot

from gridcounter import paths

_OPEN, _RAISE = "open", "raise"
_LONGEST_S, _STEP_S = 1.5, 0.05


def raise_running(record: Path, longest_s: float = _LONGEST_S) -> bool:
    """Whether a window over the record in this folder was there and has come to the front."""
    file = paths.open_window(record)
    try:
        if file is None or not file.is_file():
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
        self._file = paths.open_window(record)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._on_changed)
        # without it a second start asks for the passphrase and is refused, and that is all
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._file.write_text(_OPEN, "ascii")
                self._watcher.addPath(str(self._file))

    def leave(self) -> None:
        """Call it before the window is closed."""
        if files := self._watcher.files():
            self._watcher.removePaths(files)
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.unlink(missing_ok=True)

    @Slot(str)
    def _on_changed(self, name: str) -> None:
        file = Path(name)
        with contextlib.suppress(OSError, ValueError):
            if file.read_text("ascii") == _RAISE:
                file.write_text(_OPEN, "ascii")
                self.wanted.emit()
