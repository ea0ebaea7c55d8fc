"""Keeps the note of the last entries up to date while a record is open."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from gridcounter import paths
from gridcounter.core.record.journal import Head
from gridcounter.errors import GridcounterError
from gridcounter.store.custody.binding import bound_here
from gridcounter.store.custody.last_entry_note import EndNote, EndNotes, notes_of
from gridcounter.store.database import RECORD_FILE, plainly
from gridcounter.store.journal.ends import ends_of
from gridcounter.store.stores import WritingStores

#: For whoever opens a record whose end cannot be noted.
UNNOTED = (
    "本机的设置文件夹写不进去，没能在那里记下台账登记到哪一条：有人用旧文件换掉台账时，只能靠备份看出来。"
    "请管理员检查设置文件夹的权限和磁盘空间"
)
#: Seconds between two notes of one day's work: each costs a file made durable.
_APART = 5.0


class Noting:
    """For one session. No failure stops work: the record itself is complete without the note. `refused`: the last note
    could not be written.

    Runs in the jobs of the writer, which admits one at a time.
    """

    def __init__(self, folder: Path, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._monotonic = monotonic
        self._session = secrets.token_hex(8)
        #: What stands in the note, and in the file for each entry; where that lies, once it was made.
        self._noted: Mapping[str, Head] = {}
        self._followed: Mapping[str, Head] = {}
        self._following: EndNotes | None = None
        self._not_before = 0.0
        self._closed = False
        self.refused = False

    def after(self, stores: WritingStores) -> None:
        """After each job: notes what was entered; durably, unless it did so a moment ago."""
        if not self._closed:
            self._write(stores, durably=self._monotonic() >= self._not_before)

    def write(self, stores: WritingStores, *, closing: bool = False) -> None:
        """Notes the ends of now, durably. With `closing` no more is noted in this session."""
        self._closed = self._closed or closing
        self._write(stores, durably=True, closing=closing)

    def _write(self, stores: WritingStores, *, durably: bool, closing: bool = False) -> None:
        with suppress(GridcounterError, OSError), plainly(RECORD_FILE):
            ends = ends_of(stores.db) if durably else stores.journal.ends()
            heads = ends.heads
            note = EndNote(heads, self._session, wraps=ends.wraps)
            if heads != self._followed and self._following and not closing:
                self._followed = heads
                with suppress(OSError):
                    self._following.follow(note)
            if durably and (closing or heads != self._noted):
                notes = notes_of(stores.db, self._folder, paths.last_seen(self._folder))
                self._note(notes, replace(note, bound=bound_here(stores.db, notes)), closing=closing)

    def _note(self, notes: EndNotes, note: EndNote, *, closing: bool) -> None:
        """The note names a file only once it is there, and one of another session goes only once it is not named."""
        # an older record in its place, opened with an older passphrase, must not lower what is known
        known = notes.generations()
        here = {renewed: max(generation, known.get(renewed, 1)) for renewed, generation in note.wraps.items()}
        note = replace(note, wraps=known | here)
        # the first note of a session holds nothing new: what is entered next is noted at once
        self._not_before = self._monotonic() + _APART if self._noted else 0.0
        begins = not closing and (self._following is None or self._following.paths[0] != notes.paths[0])
        if begins:
            self._following = notes if notes.begin_following(note) else None
        followed = self._following is not None and not closing
        self.refused = True
        notes.write(replace(note, open_since="" if closing else self._session, followed=followed))
        self.refused = False
        if begins or closing:
            notes.end_following("" if closing else self._session)
        self._noted = note.heads
