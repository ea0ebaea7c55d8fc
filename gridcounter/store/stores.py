"""All stores of a record over connections of their own: one set for the writer, and any number for reading."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gridcounter.core.record.journal import Act, Entry
from gridcounter.store.custody.backup import BACKUPS, back_up
from gridcounter.store.custody.purge import clean_if_it_can
from gridcounter.store.database import (
    RECORD_FILE,
    damage_in,
    has_log,
    is_full,
    migrate,
    open_database,
    plainly,
    schema_of,
)
from gridcounter.store.engine import Database
from gridcounter.store.journal.append import Journal
from gridcounter.store.journal.entries import Entries, wall_clock
from gridcounter.store.migrations import STEPS
from gridcounter.store.papers import PAPERS_FILE, PaperArchive, PaperStore, kept_by
from gridcounter.store.queries.applications import ApplicationStore
from gridcounter.store.writer import Writer

#: Newest applications read when a record is opened.
_LOOKED_AT = 20


@dataclass(frozen=True, eq=False)
class Stores:
    """Read access over one connection; use it only on the thread that opened it."""

    db: Database
    journal: Entries
    applications: ApplicationStore
    papers: PaperStore
    archive: PaperArchive

    def close(self) -> None:
        """Closes both connections, record and archive."""
        self.archive.close()
        self.db.close()

    def look(self) -> None:
        """Reads the data of the first page, so that damage there is detected on opening.

        Raises RecordDamaged, DiskRefused.
        """
        with plainly(RECORD_FILE):
            for table in ("office", "clerk", "head"):
                self.db.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608  our own table names
            for newest in self.applications.recent(_LOOKED_AT):
                self.applications.fields(newest.id)

    def damage(self) -> tuple[str, ...]:
        """Damage of the two files and of archived papers, in Chinese; empty without any."""
        found = damage_in(self.db, RECORD_FILE) + damage_in(self.archive.db, PAPERS_FILE)
        if found:
            return found
        return tuple(
            f"{PAPERS_FILE}：存档的{what} {ref} 缺失或被改动"
            for what, ref, digest in kept_by(self.db)
            if self.archive.content(digest) is None
        )


@dataclass(frozen=True, eq=False)
class WritingStores(Stores):
    """The same with the appending journal; there is one for each open record."""

    journal: Journal


def open_to_write(folder: Path, key: bytes, clock: Callable[[], datetime], *, new: bool = False) -> WritingStores:
    """Brings the schema up to date; before that, a record with an older one is copied whole."""

    def keep_copy() -> None:
        back_up(folder, key, folder / BACKUPS, clock(), before_migration=True)

    with ExitStack() as opened:
        db = open_database(folder / RECORD_FILE, key, new=new)
        opened.callback(db.close)
        with plainly(RECORD_FILE):
            migrate(db, keep_copy=keep_copy)
            journal = Journal(db, clock=clock)
        archive = PaperArchive(folder / PAPERS_FILE, key)
        opened.callback(archive.close)
        clean_if_it_can(db, archive)
        opened.pop_all()
    return WritingStores(db, journal, ApplicationStore(db), PaperStore(db), archive)


def open_to_read(
    folder: Path, key: bytes, *, frozen: bool = False, clock: Callable[[], datetime] = wall_clock
) -> Stores:
    """Reading stores beside the writing ones, which are already open; `frozen`: there are none, the disk is full."""
    with ExitStack() as opened:
        db = open_database(folder / RECORD_FILE, key, reading=True, frozen=frozen)
        opened.callback(db.close)
        archive = PaperArchive(folder / PAPERS_FILE, key, reading=True, frozen=frozen)
        opened.pop_all()
    return Stores(db, Entries(db, clock=clock), ApplicationStore(db), PaperStore(db), archive)


def can_be_frozen(folder: Path, key: bytes) -> bool:
    """True if the disk is full, and the record in this folder is whole without being written to."""
    if not is_full(folder) or any(has_log(folder / name) for name in (RECORD_FILE, PAPERS_FILE)):
        return False
    with closing(open_database(folder / RECORD_FILE, key, reading=True, frozen=True)) as db:
        return schema_of(db) == STEPS


class SharedJournal(Entries):
    """Reads on its own connection; appends go through the writer and are durable on return."""

    def __init__(self, db: Database, writer: Writer[WritingStores]) -> None:
        super().__init__(db)
        self._writer = writer

    def append(self, act: Act) -> Entry:
        """Durable when it returns. Raises a Refusal, WriterClosed."""
        return self._writer.do(lambda stores: stores.journal.append(act))


class SharedArchive:
    """Archived papers, read over its own connection and written through the writer."""

    def __init__(self, archive: PaperArchive, writer: Writer[WritingStores]) -> None:
        self._archive = archive
        self._writer = writer

    def keep(self, content: bytes) -> str:
        """SHA-256 in hex; durable when it returns. Raises WriterClosed."""
        return self._writer.do(lambda stores: stores.archive.keep(content))

    def content(self, digest: str) -> bytes | None:
        """Reads over its own connection; None if the bytes are missing or altered."""
        return self._archive.content(digest)
