"""Creates and opens a record: the lock, the key, what was seen of it before, and the stores."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from gridcounter import paths
from gridcounter.core.validation.passphrases import check_passphrase
from gridcounter.errors import Refusal
from gridcounter.services.record.first_start import Setup, first_acts, refuse_taken, staged_for
from gridcounter.services.record.interrupted_rekey import complete_rekeying
from gridcounter.services.record.last_entry_note import Noting
from gridcounter.services.record.moving import look_where
from gridcounter.services.record.record import FoundOnOpening, Record
from gridcounter.services.record.rollback import look_back, restored_lately
from gridcounter.services.record.table_repair import (
    are_replaced,
    enter_corrected,
    found_lately,
    make_anew,
    reads_more_now,
    refuse_replaced_parts,
)
from gridcounter.services.record.unlocking import missing_entry, refuse_outdated, under_other_key, unlock
from gridcounter.store.custody import keys
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.backup_keys import generation_beside
from gridcounter.store.custody.last_entry_note import notes_of
from gridcounter.store.custody.places import refuse_network_share
from gridcounter.store.custody.rekey import sweep_unfinished
from gridcounter.store.custody.stale_wal import refuse_stale_wal
from gridcounter.store.database import (
    FULL_DISK,
    RECORD_FILE,
    DiskRefused,
    RecordDamaged,
    RecordMissing,
    RecordSuspect,
    is_full,
    is_suspect,
    plainly,
)
from gridcounter.store.files import InPlace, narrow, sync_folder
from gridcounter.store.instance import Instance, RecordInUse
from gridcounter.store.journal.entries import wall_clock
from gridcounter.store.papers import PAPERS_FILE
from gridcounter.store.queries.office_rows import clerk_names
from gridcounter.store.signing import SIGNING_KEY, forget_other_key
from gridcounter.store.stores import (
    SharedArchive,
    SharedJournal,
    WritingStores,
    can_be_frozen,
    open_to_read,
    open_to_write,
)
from gridcounter.store.writer import Writer, WriterClosed


class NoRecord(Refusal):
    """The folder holds no record."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} 里没有台账，请核对文件夹，或者先建立台账")


def create_record(
    folder: Path,
    passphrase: str,
    setup: Setup,
    *,
    cost: keys.Cost = keys.OFFICE_COST,
    clock: Callable[[], datetime] = wall_clock,
    public: bool = False,
) -> tuple[Record, str]:
    """Makes a record and opens it; returns it with the recovery code to print. A refusal leaves nothing in the folder.

    `public`: the passphrase is no secret, as that of a demonstration, and may be easy to guess.
    """
    key, code = make_record(folder, passphrase, setup, cost=cost, clock=clock, public=public)
    return open_made(folder, key, clock), code


def make_record(
    folder: Path,
    passphrase: str,
    setup: Setup,
    *,
    cost: keys.Cost = keys.OFFICE_COST,
    clock: Callable[[], datetime] = wall_clock,
    public: bool = False,
) -> tuple[bytes, str]:
    """The part of `create_record` that takes seconds, in any thread: its key and its recovery code."""
    refuse_network_share(folder)
    folder = folder.absolute()
    refuse_taken(folder)
    setup.check()
    if not public:
        check_passphrase(passphrase, setup.guessable_words)
    with staged_for(folder) as staged:
        key, code = keys.create_keys(staged, passphrase, cost=cost)
        stores = open_to_write(staged, key, clock, new=True)
        try:
            with stores.db.atomic():
                for act in first_acts(setup, cost):
                    stores.journal.append(act)
        finally:
            stores.close()
    return key, code


def open_made(folder: Path, key: bytes, clock: Callable[[], datetime] = wall_clock) -> Record:
    """Opens what `make_record` made, in the thread that uses it. A refusal leaves nothing in the folder."""
    try:
        return open_with_key(folder.absolute(), key, clock)
    except RecordInUse:
        raise
    except BaseException:
        # its recovery code was never shown
        shutil.rmtree(folder, ignore_errors=True)
        raise


def open_record(
    folder: Path, passphrase: str, *, recovery: bool = False, clock: Callable[[], datetime] = wall_clock
) -> Record:
    """Opens with the passphrase or the recovery code. Raises a Refusal with its own sentence for each cause.

    The recovery code opens beside an outdated keys file too: it was not changed with the passphrase.
    """
    refuse_network_share(folder)
    folder = folder.absolute()
    refuse_missing(folder)
    complete_rekeying(folder, passphrase, clock, since_words, recovery=recovery)
    if recovery:
        return open_with_key(folder, keys.unlock_with_code(folder, passphrase), clock)
    key = unlock(folder, passphrase)
    try:
        record = open_with_key(folder, key, clock)
    except RecordDamaged:
        if under_other_key(folder, key):
            raise keys.KeysOutdated from None
        raise
    try:
        with plainly(RECORD_FILE):
            refuse_outdated(folder, newest_wrap(record))
    except BaseException:
        record.close()
        raise
    return record


def newest_wrap(record: Record) -> int:
    """The highest number of a wrap for the passphrase that the record, its backups or this computer name.

    For the thread that opened the record.
    """
    noted = notes_of(record.db, record.folder, paths.last_seen(record.folder)).generation(
        len(record.applications.former_keys())
    )
    return max(record.applications.passphrase_generation(), noted, generation_beside(record.folder, record.key))


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
        had_log = (folder / f"{RECORD_FILE}-wal").exists()
        refuse_stale_wal(folder, key)
        writing = _open_to_write(folder, key, clock)
        frozen = writing is None
        in_place = InPlace(folder / f"{name}{tail}" for name in (RECORD_FILE, PAPERS_FILE) for tail in ("", "-wal"))
        refused, noting = _refused_by_full_disk if frozen else WriterClosed, Noting(folder)
        sync_folder(folder)  # the log that SQLite made is there after a power failure, too
        writer = Writer(writing, in_place.check, refused, noting.after)
        opened.callback(writer.close)
        found = FoundOnOpening() if frozen else writer.do(partial(_looked_at, folder, key, had_log=had_log))
        stores = open_to_read(folder, key, frozen=frozen, clock=clock)
        opened.callback(stores.close)
        if frozen:
            stores.look()
            refuse_replaced_parts(stores)
        journal, archive = SharedJournal(stores.db, writer), SharedArchive(stores.archive, writer)
        told = replace(found, unnoted=noting.refused)
        file = keys.KeysInUse(folder)
        record = Record(
            folder, key, instance, writer, stores, journal, archive, in_place, file, noting, told, frozen, clock
        )
        missing = missing_entry(folder, record.applications.passphrase_generation())
        if missing and not frozen:
            journal.append(missing)
        opened.pop_all()
    return record


def _open_to_write(folder: Path, key: bytes, clock: Callable[[], datetime]) -> WritingStores | None:
    """None on a full disk where the record is whole without being written to."""
    try:
        return open_to_write(folder, key, clock)
    except DiskRefused as wrong:
        if not can_be_frozen(folder, key):
            raise _refused_by_full_disk() if is_full(folder) else wrong from wrong
        return None


def _looked_at(folder: Path, key: bytes, writing: WritingStores, *, had_log: bool) -> FoundOnOpening:
    """Before anything else reads the tables or enters anything: what went back decides the device, and the numbers.

    One transaction: whoever ends the program in the middle leaves all of it to be found again.
    """
    replaced = are_replaced(writing)
    with plainly(RECORD_FILE), writing.db.atomic():
        anew = make_anew(writing) if replaced else None
        if anew is None and reads_more_now(writing):
            make_anew(writing)
        before = found_lately(writing.journal)
        went_back = look_back(folder, key, writing, had_log=had_log)
        moved = look_where(folder, writing, is_new_device=went_back is not None)
        if forget_other_key(writing.db):  # of the device that writes from now on
            anew = (*(anew or ()), SIGNING_KEY)
        restored = restored_lately(writing.journal, clerk_names(writing.db))
        corrected = None if anew is None else enter_corrected(writing, anew)
        return FoundOnOpening(went_back, corrected, restored, before=before, moved=moved)


def _refused_by_full_disk() -> DiskRefused:
    return DiskRefused(RECORD_FILE, FULL_DISK)
