"""Restores a damaged record: only damaged files are replaced, and the replaced files are kept."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gridcounter.core.record.journal import Act, Kind
from gridcounter.errors import Fault
from gridcounter.store.custody.backup_papers import append_papers, papers_in, readable, salvage
from gridcounter.store.custody.keys import KEYS_FILE, KeysDamaged, KeysTooNew, check_whole, generation_of
from gridcounter.store.custody.manifest import Backup, digest_of_file
from gridcounter.store.database import (
    RECORD_FILE,
    DiskRefused,
    RecordDamaged,
    clear,
    damage_in,
    migrate,
    open_database,
    plainly,
    suspect,
)
from gridcounter.store.engine import DatabaseError
from gridcounter.store.files import copy_file, make_folder, sync_folder
from gridcounter.store.journal.append import Journal, take_new_device
from gridcounter.store.journal.entries import Entries
from gridcounter.store.papers import PAPERS_FILE, archived
from gridcounter.store.queries.applications import ApplicationStore

#: The folder for replaced files, beside the record.
SET_ASIDE = "set-aside"
#: SQLite's side files belong to one database and must never meet another one of the same name.
_BESIDE = ("", "-wal", "-shm", "-journal")


class NotRestored(Fault):
    """The disk refused, or the new files did not read back; backup and old files are unchanged."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"没有恢复成：{folder} 写不进去。备份和原来的文件都还在，请检查磁盘空间和文件夹权限后再试一次")


@dataclass(frozen=True, slots=True)
class RestorePlan:
    """The files to replace: `keys_from` only for damaged keys, `backup` only for a damaged record.

    `taken` are devices that wrote what is given up, as far as it was seen elsewhere.
    """

    damaged: tuple[str, ...]
    place: Path
    backup: Backup | None
    keys_from: Path | None
    taken: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Restored:
    """`aside` holds the replaced files; `entries` counts those of the backup, without the restore entry.

    `papers_missing` is in neither the archive nor the backup.
    """

    aside: Path
    entries: int
    papers_missing: int


def damaged_files(folder: Path, key: bytes, place: Path) -> tuple[str, ...]:
    """The damaged ones of the three files, after checking all; papers that the backups can supply count as damage."""
    found = []
    try:
        check_whole(folder)
    except KeysDamaged:
        found.append(KEYS_FILE)
    needed = _needed_by_sound(folder, key)
    if needed is None:
        found.append(RECORD_FILE)
    if _archive_damaged(folder, key, place, needed or frozenset()):
        found.append(PAPERS_FILE)
    return tuple(found)


def entries_since(folder: Path, key: bytes, backup: Backup) -> int | None:
    """How many entries the damaged record has beyond the backup; None if that cannot be read."""
    heads = _heads(folder / RECORD_FILE, key)
    if heads is None:
        return None
    result = backup.manifest.heads
    return sum(max(0, seq - (result[device].seq if device in result else 0)) for device, seq in heads.items())


def restore(folder: Path, key: bytes, mending: RestorePlan, now: datetime, act: Act | None = None) -> Restored:
    """Prepares and verifies all new files in a separate folder, then replaces the old ones. Raises NotRestored.

    `act` is entered into a record restored from a backup before it is put in place, so that the restore is recorded.
    """
    staged = folder / f".{secrets.token_hex(8)}.part"
    with _as_refusal(folder):
        try:
            make_folder(staged)
            _make_ready(folder, staged, key, mending)
            if act:
                enter(staged, key, act, now)
                _keep_generation(folder, staged, key, now)
            # from here until it is done: an interruption leaves old and new files side by side
            suspect(folder)
            aside = _swap(folder, staged, now)
            entries, missing = _complete_papers(folder, key, mending.place)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
    clear(folder)
    return Restored(aside, entries - bool(act), missing)


def enter(folder: Path, key: bytes, act: Act, now: datetime) -> None:
    """Appends one act to the record in this folder, which nobody has open."""
    with closing(open_database(folder / RECORD_FILE, key, one_file=True)) as db:
        migrate(db)  # the copy may be of an earlier program
        Journal(db, clock=lambda: now).append(act)


@contextmanager
def _as_refusal(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, DatabaseError, DiskRefused, RecordDamaged) as wrong:
        raise NotRestored(folder) from wrong


def _make_ready(folder: Path, staged: Path, key: bytes, mending: RestorePlan) -> None:
    if KEYS_FILE in mending.damaged and mending.keys_from:
        copy_file(mending.keys_from / KEYS_FILE, staged / KEYS_FILE)
    if RECORD_FILE in mending.damaged and mending.backup:
        copy_file(mending.backup.folder / RECORD_FILE, staged / RECORD_FILE)
        # the backup was verified page by page and entry by entry: an identical file is equally sound
        if digest_of_file(staged / RECORD_FILE) != mending.backup.manifest.files[RECORD_FILE]:
            raise RecordDamaged(RECORD_FILE)
        taken = {*mending.backup.manifest.heads, *(_heads(folder / RECORD_FILE, key) or ()), *mending.taken}
        with closing(open_database(staged / RECORD_FILE, key, one_file=True)) as db, plainly(RECORD_FILE):
            take_new_device(db, taken)
    if PAPERS_FILE in mending.damaged and _is_unsound(folder / PAPERS_FILE, key):
        copy = mending.place / PAPERS_FILE
        kept = sorted(papers_in(copy, key, one_file=True))
        append_papers(salvage(folder / PAPERS_FILE, key), staged / PAPERS_FILE, key)
        append_papers(readable(copy, key, kept, one_file=True), staged / PAPERS_FILE, key)


def _keep_generation(folder: Path, staged: Path, key: bytes, now: datetime) -> None:
    """The passphrase of today stays: a record of before its change must not believe the wrap of that time again."""
    source = staged if (staged / KEYS_FILE).exists() else folder
    with suppress(KeysDamaged, KeysTooNew):
        present = generation_of(source)
        with closing(open_database(staged / RECORD_FILE, key, reading=True, one_file=True)) as db:
            on_record = ApplicationStore(db).passphrase_generation()
        if present > on_record:
            enter(staged, key, Act(Kind.PASSPHRASE_CHANGED, {"generation": present}, ""), now)


def _swap(folder: Path, staged: Path, now: datetime) -> Path:
    stamp = f"{now.astimezone():%Y%m%d-%H%M%S}"
    aside = folder / SET_ASIDE / stamp
    while aside.exists():
        aside = aside.with_name(f"{stamp}-{secrets.token_hex(2)}")
    make_folder(aside)
    for made in sorted(staged.iterdir()):
        for tail in _BESIDE:
            old = folder / f"{made.name}{tail}"
            if old.exists():
                old.rename(aside / old.name)
        made.rename(folder / made.name)
    sync_folder(aside)
    sync_folder(folder)
    return aside


def _complete_papers(folder: Path, key: bytes, place: Path) -> tuple[int, int]:
    """Adds papers that only the backups have; returns the number of entries and of missing papers."""
    archive = folder / PAPERS_FILE
    with closing(open_database(folder / RECORD_FILE, key, reading=True)) as db, plainly(RECORD_FILE):
        entries, needed = Entries(db).count(), archived(db)
    lacking = needed - papers_in(archive, key, one_file=False)
    append_papers(readable(place / PAPERS_FILE, key, sorted(lacking), one_file=True), archive, key)
    return entries, len(needed - papers_in(archive, key, one_file=False))


def _needed_by_sound(folder: Path, key: bytes) -> frozenset[str] | None:
    """The papers it refers to, or None if it is damaged."""
    try:
        with closing(open_database(folder / RECORD_FILE, key, reading=True)) as db, plainly(RECORD_FILE):
            if damage_in(db, RECORD_FILE) or Entries(db).verify():
                return None
            return archived(db)
    except RecordDamaged:
        return None


def _archive_damaged(folder: Path, key: bytes, place: Path, needed: Collection[str]) -> bool:
    path = folder / PAPERS_FILE
    if _is_unsound(path, key):
        return True
    lacking = set(needed) - papers_in(path, key, one_file=False)
    return bool(lacking & papers_in(place / PAPERS_FILE, key, one_file=True))


def _is_unsound(archive: Path, key: bytes) -> bool:
    """A missing archive is created again: that is not damage of the file."""
    if not archive.exists():
        return False
    try:
        with closing(open_database(archive, key, reading=True)) as db:
            return damage_in(db, PAPERS_FILE) != ()
    except RecordDamaged:
        return True


def _heads(path: Path, key: bytes) -> dict[str, int] | None:
    """The last number of each device; None if that cannot be read."""
    try:
        with closing(open_database(path, key, reading=True)) as db, plainly(RECORD_FILE):
            return dict(db.execute("SELECT device, seq FROM head").fetchall())
    except (RecordDamaged, DiskRefused):
        return None
