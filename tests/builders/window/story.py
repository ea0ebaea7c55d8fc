"""A session of the window, act by act: changes on screen, questions asked, entries recorded.

`~` is a changed line, `+` a new one, `-` a removed one; of a part shown before only its ends are repeated. `?` is a
question in a dialog with its answer, `✎` an entry with all its contents.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from builders.record_builders import CLERK
from builders.window.by_hand import Answers, type_in
from builders.window.frozen import Frozen, hold_all
from builders.window.masks import Mask
from builders.window.placed import MEASURED_WITH, placed, same_places
from builders.window.seen import seen
from builders.window.small_office import a_small_office
from builders.window.window_builders import a_window, activate
from gridcounter.core.record.journal import Entry
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.ledger.stale_notice import StaleNotice
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.record.record import Record

_LONG, _QUIET, _LAST, _FEW, _MANY = 150, 3, 30, 2, 4


@dataclass
class Story:
    """`shown` is what is looked at: the window, and every dialog in front of it."""

    window: MainWindow
    record: Record
    folder: Path
    answers: Answers = field(init=False)
    _shown: Callable[[], QWidget] = field(init=False)
    lines: list[str] = field(default_factory=list)
    mask: Mask = field(init=False)
    _told: list[str] = field(default_factory=list)
    _was: list[str] = field(default_factory=list)
    _earlier: list[list[str]] = field(default_factory=list)
    _written: int = 0
    #: Of each dialog when it comes up, and of each part that is told whole.
    places: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.mask = Mask(self.record, self.folder)
        self._shown = lambda: self.window
        self._written = self.record.journal.count()

    def begin(self, words: str, shown: QWidget | None = None) -> None:
        """The whole of what is seen, of this part where one is named."""
        self.watch(shown or self._shown)
        self._earlier.append(self._was)
        self.lines += [f"# {words}", *self._was]
        self._place(words, self._shown())

    def watch(self, shown: QWidget | Callable[[], QWidget]) -> None:
        """From now on this part is what is looked at; one that the window makes anew is looked for each time."""
        self._shown = (lambda: shown) if isinstance(shown, QWidget) else shown
        settle()
        self._was = self._now()

    def unseen(self, act: Callable[[], object]) -> None:
        """The way to somewhere else: what is seen there is told elsewhere."""
        act()
        settle()
        self._told.clear()
        self._was = self._now()
        self._written = self.record.journal.count()

    def do(self, words: str, act: Callable[[], object]) -> None:
        """What the act changed. What it asked was told by `told` meanwhile."""
        self.lines.append(f"# {words}")
        act()
        settle()
        self._tell()
        for front in self.fronts():
            self._place(front.windowTitle(), front)
        now = self._now()
        changed = list(self._changes(now))
        entries = list(self._entries())
        self.lines += [*changed, *entries] or ["nothing"]
        self._was = now

    def told(self, line: str) -> None:
        """From a worker too: it is masked where the act is told."""
        self._told.append(line)

    def _tell(self) -> None:
        self.lines += self.mask(self._told)
        self._told.clear()

    def enter(self, root: QWidget, name: str, *texts: str) -> None:
        """One after the other into the field of this name."""
        for text in texts:
            shown = text if text.isprintable() else text.encode("unicode_escape").decode()
            self.do(f"{name} “{shown}”", partial(type_in, root, name, text))

    def fill(self, root: QWidget, result: Mapping[str, str]) -> None:
        """Several fields, of which nothing is said before the next act."""

        def type_all() -> None:
            for name, text in result.items():
                type_in(root, name, text)

        self.do("、".join(result), type_all)

    def close(self, front: QDialog) -> None:
        """And back to the window, as a window manager would bring it to the front."""
        front.close()
        activate(self.window)

    def fronts(self) -> list[QDialog]:
        """Every dialog in front of the window."""
        tops = [top for top in QApplication.topLevelWidgets() if isinstance(top, QDialog) and top.isVisible()]
        return [top for top in tops if top is not self._shown()]

    def _place(self, name: str, root: QWidget) -> None:
        if name not in self.places:
            self.places[name] = self.mask(placed(root))

    def _now(self) -> list[str]:
        return self.mask(line for part in (self._shown(), *self.fronts()) for line in seen(part))

    def _changes(self, now: list[str]) -> Iterator[str]:
        """What was told already is not told whole again: a page that goes, or comes back as it was."""
        for what, a, b, c, d in SequenceMatcher(None, self._was, now, autojunk=False).get_opcodes():
            if what == "equal":
                continue
            gone, come = self._was[a:b], now[c:d]
            if len(gone) == len(come):
                yield from (f"~ {line}" for line in come)
                continue
            yield from [f"- {line}" for line in gone] if len(gone) <= _FEW else [_ends("-", gone)]
            while come:
                known = max((_as_before(come, screen) for screen in self._earlier), default=0)
                text, come = (come[:known], come[known:]) if known > _MANY else (come[:1], come[1:])
                yield _ends("+ as before", text) if known > _MANY else f"+ {text[0]}"
        self._earlier.append(now)

    def _entries(self) -> Iterator[str]:
        entries = list(self.record.journal.all())
        for entry in entries[self._written :]:
            yield from self._entry(entry)
        self._written = len(entries)

    def _entry(self, entry: Entry) -> Iterator[str]:
        of = f" of {entry.application}" if entry.application else ""
        at = "" if entry.happened_at == entry.entered_at else f" at {entry.happened_at}"
        values = {key: _short(key, value) for key, value in (entry.payload or {}).items()}
        head, text = f"✎ {entry.kind}{of} by {entry.clerk}{at}", json.dumps(values, ensure_ascii=False, sort_keys=True)
        lines = [f"{head} {text}"] if len(text) <= _LONG else [head, *(f"    {line}" for line in _flat(values))]
        yield from self.mask(lines)


@contextmanager
def a_story(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, *, demo: bool = True) -> Iterator[Story]:
    """At the small office, told from its first morning; held against its text when it is over."""
    with a_small_office(folder) as record, a_window(record, demo=demo) as window:
        window.lock_page.identified.emit(CLERK)
        story = Story(window, record, folder)
        story.answers = Answers(monkeypatch, story.told)
        try:
            yield story
        except Exception as wrong:
            wrong.add_note("\n".join(("so far:", *story.lines[-_LAST:])))
            raise
        settle()
    text, places = Frozen("story"), Frozen("place_story", same_places)
    text.keep(name, story.lines)
    if story.places:
        parts = [[f"== {title} ==", *lines[1:]] for title, lines in story.places.items()]
        places.keep(name, [MEASURED_WITH, *(line for part in parts for line in part)])
    hold_all(text, places)


def settle() -> None:
    """What runs in workers has come in, and what they asked for is laid out; nothing waits for time to pass."""
    quiet = 0
    while quiet < _QUIET:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()
        tops = QApplication.topLevelWidgets()
        for rest in (one._rest for top in tops for one in top.findChildren(StaleNotice)):  # noqa: SLF001
            if rest.isActive():  # its pause is for somebody who goes down a list
                rest.stop()
                rest.timeout.emit()
        tasks = [one for top in tops for one in top.findChildren(Tasks)]
        busy = [one for one in tasks if one._running]  # noqa: SLF001  nothing else says so
        for one in busy:
            one.wait()
        quiet = 0 if busy else quiet + 1


def _ends(sign: str, lines: list[str]) -> str:
    return f"{sign} {len(lines)} lines, {lines[0].strip()} … {lines[-1].strip()}"


def _as_before(lines: list[str], screen: list[str]) -> int:
    """How many of these stood there one after the other."""
    most = 0
    for place in (place for place, line in enumerate(screen) if line == lines[0]):
        pairs = zip(lines, screen[place:], strict=False)
        most = max(
            most,
            next((n for n, (one, other) in enumerate(pairs) if one != other), min(len(lines), len(screen) - place)),
        )
    return most


def _short(key: str, value: Any) -> Any:  # noqa: ANN401  JSON
    """An answer that is pinned is held whole by the tests of services: here what it is told by."""
    if key in {"content_hash", "pin", "pin_before"}:  # the one tells the code of the application, the others are salted
        return f"‹{key}›"
    if isinstance(value, dict) and key == "files":
        return sorted(value)  # a whole pack
    if key != "answer" or not isinstance(value, dict):
        return value
    values = {name: one for name, one in value.items() if not isinstance(one, list | dict)}
    documents = [one["id"] for one in value.get("documents", ())]
    clocks = [f"{one['id']} {one.get('wd')}" for one in value.get("clocks", ())]
    return values | {"documents": documents, "clocks": clocks}


def _flat(values: Mapping[str, Any]) -> Iterator[str]:
    for key in sorted(values):
        value = values[key]
        text = json.dumps(value, ensure_ascii=False, sort_keys=True)
        if isinstance(value, dict) and (len(text) > _LONG or key == "fields"):
            yield f"{key}:"
            yield from (f"  {line}" for line in _flat(value))
        else:
            yield f"{key}: {text}"
