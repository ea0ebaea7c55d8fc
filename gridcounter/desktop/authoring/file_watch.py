"""Notices that a file was saved: in place, by another file in its stead, or removed and laid back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal, Slot

#: A program that saves touches the file several times.
_SETTLED_MS = 250


class FileWatch(QObject):
    """`changed`: something happened to the files or beside them; whether they differ is for the reader to find out.

    A file that was replaced is another one to the system, so `follow` is called again before each reading. Folders on
    a network may tell nothing at all.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._system = QFileSystemWatcher(self)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED_MS)
        self._system.fileChanged.connect(self._on_event)
        self._system.directoryChanged.connect(self._on_event)
        self._settled.timeout.connect(self.changed)

    def follow(self, folder: Path, files: Iterable[Path]) -> None:
        """Watches these files and their folder, and nothing else."""
        if watched := [*self._system.files(), *self._system.directories()]:
            # also the same ones: Qt goes on watching the file that another one has replaced
            self._system.removePaths(watched)
        self._system.addPaths([str(path) for path in (folder, *files)])

    @Slot()
    def _on_event(self) -> None:
        self._settled.start()
