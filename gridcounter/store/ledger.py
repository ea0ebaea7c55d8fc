"""The stores of one record over connections of their own: one ledger writes, any number read."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridcounter.store.applications import ApplicationStore
from gridcounter.store.database import (
    RECORD_FILE,
    RecordDamaged,
    damage_in,
    migrate,
    open_database,
    plainly,
)
from gridcounter.store.journal import Entries, Journal
from gridcounter.store.papers import PAPERS_FILE, PaperArchive, PaperStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from gridcounter.store.engine import Database


@dataclass(frozen=True, eq=False)
class Ledger:
    """Reads. It belongs to the thread that opened it."""

    db: Database
    journal: Entries
    applications: ApplicationStore
    papers: PaperStore
    archive: PaperArchive

    def close(self) -> None:
        self.archive.close()
        self.db.close()

    def damage(self) -> tuple[str, ...]:
        """What is wrong with the files themselves, and which archived papers are gone or not what they were."""
        found = damage_in(self.db, RECORD_FILE) + damage_in(self.archive.db, PAPERS_FILE)
        if found:
            return found
        return tuple(
            f"{PAPERS_FILE}: {ref}" for ref, digest in self.papers.all() if self.archive.content(digest) is None
        )


@dataclass(frozen=True, eq=False)
class WritingLedger(Ledger):
    journal: Journal


def open_to_write(folder: Path, key: bytes, clock: Callable[[], datetime], *, new: bool = False) -> WritingLedger:
    """Brings the schema up to date. A file that is empty or lacks its tables is damaged unless the record is new."""
    with ExitStack() as opened:
        db = open_database(folder / RECORD_FILE, key)
        opened.callback(db.close)
        with plainly(RECORD_FILE):
            if not new and not {"journal", "head"} <= set(db.table_names()):
                raise RecordDamaged(RECORD_FILE)
            migrate(db)
            journal = Journal(db, clock=clock)
        archive = PaperArchive(folder / PAPERS_FILE, key)
        opened.pop_all()
    return WritingLedger(db, journal, ApplicationStore(db), PaperStore(db), archive)


def open_to_read(folder: Path, key: bytes) -> Ledger:
    """Beside the one that writes, which is open already."""
    with ExitStack() as opened:
        db = open_database(folder / RECORD_FILE, key, reading=True)
        opened.callback(db.close)
        archive = PaperArchive(folder / PAPERS_FILE, key, reading=True)
        opened.pop_all()
    return Ledger(db, Entries(db), ApplicationStore(db), PaperStore(db), archive)
