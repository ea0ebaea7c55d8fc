"""Keeps the note of the last entries up to date while a record is open."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from gridcounter import paths
from gridcounter.core.record.journal import Head
from gridcounter.errors import GridcounterError
from gridcounter.store.custody.end_note import EndNote, notes_of
from gridcounter.store.database import RECORD_FILE, plainly
from gridcounter.store.stores import WritingStores

#: Seconds between two notes of one day's work: each costs a file made durable.
_APART = 5.0


class Noting:
    """For one session. No failure is told, and none stops work: the record itself is complete without the note.

    Runs in the jobs of the writer, which admits one at a time.
    """

    def __init__(self, folder: Path, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._monotonic = monotonic
        self._session = secrets.token_hex(8)
        self._noted: Mapping[str, Head] = {}
        self._not_before = 0.0
        self._closed = False

    def after(self, stores: WritingStores) -> None:
        """After each job: notes what was entered, unless it noted something a moment ago."""
        if not self._closed and self._monotonic() >= self._not_before:
            self.write(stores)

    def write(self, stores: WritingStores, *, closing: bool = False) -> None:
        """Notes the ends of now. With `closing` no more is noted in this session."""
        self._closed = self._closed or closing
        with suppress(GridcounterError, OSError), plainly(RECORD_FILE):
            heads = stores.journal.heads()
            if heads == self._noted and not closing:
                return
            # the first note of a session holds nothing new: what is entered next is noted at once
            self._not_before = self._monotonic() + _APART if self._noted else 0.0
            notes = notes_of(stores.db, self._folder, paths.last_seen(self._folder))
            notes.write(EndNote(heads, "" if closing else self._session))
            self._noted = heads
