"""A second start raises the window that is open, instead of asking for the passphrase of a record in use.

They speak through a small file that only this user can write: the program opens no network, not even one inside the
computer.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from PySide6.QtCore import QEventLoop, QFileSystemWatcher, QObject, QTimer, Signal, Slot

from gridcounter import paths

_OPEN, _RAISE = "open", "raise"
_LONGEST_MS = 1500


def raise_running(record: Path, longest_ms: int = _LONGEST_MS) -> bool:
    """Whether a window over the record in this folder was there and has come to the front."""
    file = paths.open_window(record)
    try:
        if file is None or not file.is_file():
            return False
        waiting, watcher = QEventLoop(), QFileSystemWatcher([str(file)])

        def look() -> None:
            if _says(file, _OPEN):
                waiting.quit()

        watcher.fileChanged.connect(look)
        # a killed window leaves its file behind, and does not answer
        QTimer.singleShot(longest_ms, waiting, waiting.quit)
        file.write_text(_RAISE, "ascii")
        waiting.exec()
        return _says(file, _OPEN)
    except OSError:
        return False


def _says(file: Path, word: str) -> bool:
    try:
        return file.is_file() and file.read_text("ascii") == word
    except (OSError, ValueError):  # gone with its window, or not written to its end
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
                self._file.unlink(missing_ok=True)  # of a killed window, or a pipe that would be waited for
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
        if _says(file, _RAISE):
            with contextlib.suppress(OSError):
                file.write_text(_OPEN, "ascii")
                self.wanted.emit()
