"""Records disk operations step by step: what is synced, and what is renamed when.

A file renamed before its bytes are synced, or a folder that is not synced afterwards, is lost only if the power fails
at that moment. No other test can detect that.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gridcounter.store.custody.restore import SET_ASIDE

#: Windows opens no folder; a rename there is durable by itself.
_FOLDERS_COUNT = os.name != "nt"
#: A folder on its way to being deleted.
_GOING = ".part"


@dataclass
class DiskSpy:
    """`named` are the names that were given, in their order; `sqlite` are files that SQLite makes durable itself."""

    sqlite: frozenset[str] = frozenset()
    named: list[str] = field(default_factory=list)
    _synced: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    _early: list[str] = field(default_factory=list)
    _waiting: dict[tuple[int, int], set[str]] = field(default_factory=dict)

    def troubles(self) -> list[str]:
        """Empty where nothing that was given its name could be lost with the power."""
        late = sorted({name for names in self._waiting.values() for name in names}) if _FOLDERS_COUNT else []
        return self._early + [f"the name {name} was never made durable" for name in late]

    def sync(self, handle: int) -> None:
        found = os.fstat(handle)
        self._synced[_id(found)] = _look(found)
        self._waiting.pop(_id(found), None)

    def rename(self, move: Callable[[Path, Path], None], source: Path, target: Path) -> None:
        if target.name.endswith(_GOING):
            move(source, target)
            return
        fresh = SET_ASIDE not in target.parts  # what is replaced was durable long ago
        if fresh:
            self._early += [f"{found.name} was named before it was durable" for found in _files(source)
                            if not self._is_synced(found)]  # fmt: skip
        move(source, target)
        self.named.append(target.name)
        for folder in {target.parent, *([target] if fresh and target.is_dir() else [])}:
            self._waiting.setdefault(_id(folder.stat()), set()).add(target.name)

    def _is_synced(self, path: Path) -> bool:
        found = path.stat()
        return path.name in self.sqlite or self._synced.get(_id(found)) == _look(found)


@contextmanager
def spied(monkeypatch: pytest.MonkeyPatch, *sqlite: str) -> Iterator[DiskSpy]:
    spy, sync = DiskSpy(frozenset(sqlite)), os.fsync
    moves = {name: getattr(os, name) for name in ("rename", "replace")}

    def synced(handle: int) -> None:
        sync(handle)
        spy.sync(handle)

    def moved(name: str) -> Callable[..., None]:
        return lambda source, target: spy.rename(moves[name], Path(source), Path(target))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", synced)
        for name in moves:
            patched.setattr(os, name, moved(name))
        yield spy


def _files(path: Path) -> list[Path]:
    return [path] if path.is_file() else sorted(found for found in path.rglob("*") if found.is_file())


def _id(found: os.stat_result) -> tuple[int, int]:
    return found.st_dev, found.st_ino


def _look(found: os.stat_result) -> tuple[int, int]:
    """Whoever writes to a file changes that."""
    return found.st_size, found.st_mtime_ns
