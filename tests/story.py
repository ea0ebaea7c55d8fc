"""A walk through the window, told act by act: what is seen otherwise by it, what was asked, what went on record."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from masks import Mask
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from seen import seen

from gridcounter.desktop.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from gridcounter.core.journal import Entry
    from gridcounter.services.record import Record

_LONG, _QUIET = 150, 3


@dataclass
class Story:
    """`shown` is what is looked at: the window, and every dialog in front of it."""

    shown: QWidget
    record: Record
    folder: Path
    lines: list[str] = field(default_factory=list)
    mask: Mask = field(init=False)
    _was: list[str] = field(default_factory=list)
    _written: int = 0

    def __post_init__(self) -> None:
        self.mask = Mask(self.record, self.folder)
        self._written = self.record.journal.count()

    def begin(self, words: str) -> None:
        """The whole of what is seen."""
        settle()
        self._was = self._now()
        self.lines += ["", f"# {words}", *self._was]

    def unseen(self, act: Callable[[], object]) -> None:
        """The way to somewhere else: what is seen there is told elsewhere."""
        act()
        settle()
        self._was = self._now()
        self._written = self.record.journal.count()

    def do(self, words: str, act: Callable[[], object]) -> None:
        """What the act changed. What it asked was told by `told` meanwhile."""
        self.lines += ["", f"# {words}"]
        act()
        settle()
        now = self._now()
        changed = list(_changes(self._was, now))
        entries = list(self._entries())
        self.lines += [*changed, *entries] or ["nothing"]
        self._was = now

    def told(self, *lines: str) -> None:
        self.lines += [self.mask(line) for line in lines]

    def _now(self) -> list[str]:
        fronts = [
            top
            for top in QApplication.topLevelWidgets()
            if isinstance(top, QDialog) and top.isVisible() and top is not self.shown
        ]
        lines = seen(self.shown)
        for front in fronts:
            lines += seen(front)
        return [self.mask(line) for line in lines]

    def _entries(self) -> Iterator[str]:
        entries = list(self.record.journal.all())
        for entry in entries[self._written :]:
            yield from self._entry(entry)
        self._written = len(entries)

    def _entry(self, entry: Entry) -> Iterator[str]:
        of = f" of {entry.application}" if entry.application else ""
        at = "" if entry.happened_at == entry.entered_at else f" at {entry.happened_at}"
        told = {key: _short(key, value) for key, value in entry.payload.items()}
        yield self.mask(f"✎ {entry.kind}{of} by {entry.clerk}{at}")
        for line in _flat(told):
            yield self.mask(f"    {line}")


def settle() -> None:
    """What runs in workers has come in, and what they asked for is laid out; nothing waits for time to pass."""
    quiet = 0
    while quiet < _QUIET:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()
        tasks = [one for top in QApplication.topLevelWidgets() for one in top.findChildren(Tasks)]
        busy = [one for one in tasks if one._running]  # noqa: SLF001  nothing else says so
        for one in busy:
            one.wait()
        quiet = 0 if busy else quiet + 1


def _changes(was: list[str], now: list[str]) -> Iterator[str]:
    for what, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if what != "equal":
            yield from (f"- {line}" for line in was[a:b])
            yield from (f"+ {line}" for line in now[c:d])


def _short(key: str, value: Any) -> Any:  # noqa: ANN401  JSON
    """An answer that is pinned is held whole by the tests of services: here what it is told by."""
    if key != "answer" or not isinstance(value, dict):
        return value
    told = {name: one for name, one in value.items() if not isinstance(one, list | dict)}
    documents = [one["id"] for one in value.get("documents", ())]
    clocks = [f"{one['id']} {one.get('wd')}" for one in value.get("clocks", ())]
    return told | {"documents": documents, "clocks": clocks}


def _flat(told: Mapping[str, Any]) -> Iterator[str]:
    for key in sorted(told):
        value = told[key]
        text = json.dumps(value, ensure_ascii=False, sort_keys=True)
        if isinstance(value, dict) and (len(text) > _LONG or key == "fields"):
            yield f"{key}:"
            yield from (f"  {line}" for line in _flat(value))
        else:
            yield f"{key}: {text}"
