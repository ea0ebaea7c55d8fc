"""Creates and opens an office's record: one folder with its database, its papers and its keys."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from gridcounter.core.record.journal import Broken
from gridcounter.errors import Fault, GridcounterError, Refusal
from gridcounter.services.record.first_start import FolderNotEmpty, Setup, first_acts, refuse_taken
from gridcounter.store.custody import keys
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.places import refuse_network_share
from gridcounter.store.custody.rekey import finish_rekeying, is_unfinished, sweep_unfinished
from gridcounter.store.database import RECORD_FILE, RecordMissing, RecordSuspect, is_suspect, plainly
from gridcounter.store.engine import Database
from gridcounter.store.files import make_folder, narrow, place_folder, replace_file
from gridcounter.store.instance import Instance, RecordInUse
from gridcounter.store.journal.append import Rebuilt, wall_clock
from gridcounter.store.papers import IssuedPaper, PaperDamaged, PaperStore
from gridcounter.store.queries.applications import ApplicationStore
from gridcounter.store.stores import (
    SharedArchive,
    SharedJournal,
    Stores,
    WritingStores,
    open_to_read,
    open_to_write,
)
from gridcounter.store.writer import Writer

Result = TypeVar("Result")

__all__ = ["Record", "Setup", "create_record", "open_record"]

#: The first bytes of a paper, by file type.
_STARTS = {b"%PDF": ".pdf", b"PK": ".docx"}


class NoRecord(Refusal):
    """The folder holds no record."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} 里没有台账，请核对文件夹，或者先建立台账")


@dataclass(frozen=True, slots=True)
class Verified:
    """`damage` is about the files, `broken` about the journal in them; `purged` entries hold no contents any more.

    `unread` entries are unchanged, but this version of the program cannot read their contents.
    """

    entries: int
    purged: int
    broken: Broken | None
    damage: tuple[str, ...]
    unread: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """True if files and chain are undamaged."""
        return self.broken is None and not self.damage


@dataclass(frozen=True, slots=True)
class HandedOut:
    """An issued paper written as a file: `voided_at` is None while it is in force."""

    path: str
    paper: str
    version: int
    issued_at: str
    voided_at: str | None


@dataclass(frozen=True, eq=False, repr=False)
class Record:
    """An open record.

    Writing goes through its one writer, from any thread; reading is limited to the thread that opened it.
    """

    folder: Path
    key: bytes
    instance: Instance
    writer: Writer[WritingStores]
    stores: Stores
    journal: SharedJournal
    archive: SharedArchive

    @property
    def db(self) -> Database:
        """The reading connection, for the thread that opened the record."""
        return self.stores.db

    @property
    def applications(self) -> ApplicationStore:
        """Over the reading connection."""
        return self.stores.applications

    @property
    def papers(self) -> PaperStore:
        """Over the reading connection."""
        return self.stores.papers

    def write(self, work: Callable[[WritingStores], Result]) -> Result:
        """Runs a job in the writer, from any thread. A write must read its preconditions inside the job."""

        def plain(stores: WritingStores) -> Result:
            with plainly(RECORD_FILE):
                return work(stores)

        return self.writer.do(plain)

    @contextmanager
    def reading(self) -> Iterator[Stores]:
        """Stores over connections of their own, for another thread; closed at the end of the block."""
        stores = open_to_read(self.folder, self.key)
        try:
            with plainly(RECORD_FILE):
                yield stores
        finally:
            stores.close()

    def close(self) -> None:
        """Waits for a running job. The lock is released last, and even if closing fails."""
        try:
            self.stores.close()
        finally:
            try:
                self.writer.close()
            finally:
                self.instance.release()

    def damage(self) -> tuple[str, ...]:
        """Damage in the files themselves.

        Over connections of their own: FTS5 keeps the shape of an index from an earlier read, and its check takes what
        the writer has done since for damage (SQLite 3.51).
        """
        try:
            with self.reading() as stores:
                return stores.damage()
        except GridcounterError as wrong:
            return (str(wrong),)

    def verify(self) -> Verified:
        """Checks for damage first: the journal in a damaged file is not read at all."""
        damage = self.damage()
        if damage:
            return Verified(0, 0, None, damage)
        broken = self.journal.verify()
        return Verified(
            self.journal.count(), self.journal.purged(), broken, (), () if broken else self.journal.unread()
        )

    def rebuild(self) -> Rebuilt:
        """Rebuilds the projected tables. Raises JournalBroken, and then nothing was changed."""
        return self.write(lambda stores: stores.journal.rebuild())

    def handed_out(self, code: str) -> list[tuple[IssuedPaper, bytes]]:
        """The papers issued to the application with this short code, byte for byte."""
        found = []
        for paper in self.papers.of(self.applications.by_short_code(code).id):
            content = self.archive.content(paper.sha256)
            if content is None:
                raise PaperDamaged(paper.ref)
            found.append((paper, content))
        return found

    def write_handed_out(self, code: str, out: Path) -> list[HandedOut]:
        """Writes them as files. All are read before the first is written; file names hold no personal name."""
        number = self.applications.by_short_code(code).number
        written = []
        for paper, content in self.handed_out(code):
            path = out / f"{number}_{paper.paper}_{paper.version}{suffix_of(content)}"
            replace_file(path, content)
            written.append(HandedOut(str(path), paper.paper, paper.version, paper.issued_at, paper.voided_at))
        return written


def create_record(
    folder: Path,
    passphrase: str,
    setup: Setup,
    *,
    cost: keys.Cost = keys.OFFICE_COST,
    clock: Callable[[], datetime] = wall_clock,
) -> tuple[Record, str]:
    """Creates a record; returns it with the recovery code to print. A refusal leaves nothing in the folder."""
    refuse_network_share(folder)
    folder = folder.absolute()
    refuse_taken(folder)
    setup.check()
    keys.check_passphrase(passphrase)
    staged = folder.with_name(f".{secrets.token_hex(8)}.part")
    try:
        make_folder(staged)
        key, code = keys.create_keys(staged, passphrase, cost=cost)
        stores = open_to_write(staged, key, clock, new=True)
        try:
            for act in first_acts(setup, cost):
                stores.journal.append(act)
        finally:
            stores.close()
        place_folder(staged, folder)
    except FileExistsError as taken:
        raise FolderNotEmpty(folder) from taken
    except OSError as wrong:
        raise Fault(f"台账建不起来：{folder} 写不进去，请检查磁盘空间和文件夹权限后重试") from wrong
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    try:
        return open_with_key(folder, key, clock), code
    except RecordInUse:
        raise
    except BaseException:
        # its recovery code was never shown
        shutil.rmtree(folder, ignore_errors=True)
        raise


def open_record(
    folder: Path, passphrase: str, *, recovery: bool = False, clock: Callable[[], datetime] = wall_clock
) -> Record:
    """Opens with the passphrase or the recovery code. Raises a Refusal with its own sentence for each cause."""
    refuse_network_share(folder)
    folder = folder.absolute()
    refuse_missing(folder)
    if is_unfinished(folder):
        end_rekeying(folder, clock)
    key = keys.unlock_with_code(folder, passphrase) if recovery else keys.unlock(folder, passphrase)
    return open_with_key(folder, key, clock)


def end_rekeying(folder: Path, clock: Callable[[], datetime]) -> None:
    """Completes an interrupted change of key; from then on the new passphrase is valid."""
    instance = Instance(folder, since=since_words(clock))
    try:
        finish_rekeying(folder, clock())
    finally:
        instance.release()


def since_words(clock: Callable[[], datetime]) -> str:
    """Month, day and minute of local time, for the message about who holds the lock."""
    return clock().astimezone().strftime("%m-%d %H:%M")


def refuse_missing(folder: Path) -> None:
    """Raises NoRecord; RecordMissing if only the database is gone: a new record must not replace it."""
    if not (folder / RECORD_FILE).exists():
        raise RecordMissing(RECORD_FILE) if lies_in(folder) else NoRecord(folder)


def lies_in(folder: Path) -> bool:
    """True if the folder holds a record or any part of one."""
    return any((folder / name).exists() for name in (RECORD_FILE, keys.KEYS_FILE, BACKUPS))


def open_with_key(folder: Path, key: bytes, clock: Callable[[], datetime]) -> Record:
    """Takes the lock, opens the writer, which updates the schema, and then the reading stores."""
    with ExitStack() as opened:
        instance = Instance(folder, since=since_words(clock))
        opened.callback(instance.release)
        if is_suspect(folder):
            raise RecordSuspect
        sweep_unfinished(folder)
        narrow(folder)
        writer = Writer(open_to_write(folder, key, clock))
        opened.callback(writer.close)
        stores = open_to_read(folder, key)
        opened.callback(stores.close)
        stores.look()
        journal, archive = SharedJournal(stores.db, writer), SharedArchive(stores.archive, writer)
        record = Record(folder, key, instance, writer, stores, journal, archive)
        opened.pop_all()
    return record


@contextmanager
def in_sentences() -> Iterator[None]:
    """For code that reads an open record: turns SQLite's errors into refusals in Chinese."""
    with plainly(RECORD_FILE):
        yield


def suffix_of(content: bytes) -> str:
    """By the first bytes; ".bin" for an unknown type."""
    return next((suffix for start, suffix in _STARTS.items() if content.startswith(start)), ".bin")
