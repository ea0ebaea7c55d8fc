"""Backups: each a full copy of the record in a folder of its own; beside them one copy of the papers.

A backup is written under a temporary name, made durable, read back, and only then renamed: a folder with a backup's
name is complete. Its manifest holds its last entry and a digest of its papers; its own record holds the list of the
papers.
"""

from __future__ import annotations

import itertools
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from gridcounter import __version__
from gridcounter.core.backup_rotation import to_keep
from gridcounter.errors import Fault, Refusal
from gridcounter.store.custody.backup_papers import append_papers, papers_in, readable
from gridcounter.store.custody.keys import KEYS_FILE
from gridcounter.store.custody.manifest import (
    Backup,
    Manifest,
    backups_in,
    digest_of,
    digest_of_file,
    fingerprint,
    manifest_is_sealed,
    write_manifest,
)
from gridcounter.store.custody.own_backups import is_own
from gridcounter.store.database import (
    RECORD_FILE,
    DiskRefused,
    NotAFile,
    RecordDamaged,
    damage_in,
    in_plain_words,
    open_database,
    plainly,
    schema_of,
    suspect,
)
from gridcounter.store.engine import DatabaseError
from gridcounter.store.files import copy_file, make_folder, place_folder, remove_folder, sync_file
from gridcounter.store.journal.entries import Entries, JournalBroken
from gridcounter.store.papers import PAPERS_FILE, archived

BACKUPS = "backups"
#: About eight megabytes between two checks for a stop.
_PAGES = 2000
_UNFINISHED = ".part"
#: As this program names what it has not finished: the folder may be one in which others keep theirs.
_OURS = re.compile(rf"\.[0-9a-f]{{16}}{re.escape(_UNFINISHED)}")
_MOST_NAMED = 3
NOT_AS_WRITTEN = "写下的内容读回来不对"


class BackupNotMade(Fault):
    """The disk refused, or the copy did not read back as written. The record itself is undamaged."""

    def __init__(self, place: Path, why: str) -> None:
        super().__init__(f"备份没有做成：{place} {why}。台账本身没有受影响，请检查磁盘空间和文件夹权限后重试")


class BackupStopped(Refusal):
    """The caller's `stop` requested it; the unfinished folder is removed."""

    sentence = "备份已经停下，没有留下不完整的备份；台账本身没有受影响"


class OthersBackups(Refusal):
    """The folder holds backups of another record, of these names."""

    def __init__(self, place: Path, names: Sequence[str]) -> None:
        named = "、".join(names[:_MOST_NAMED]) + ("等" if len(names) > _MOST_NAMED else "")
        super().__init__(f"{place} 里放着另一份台账的备份（{named}），没有备份到这里；请把它移到别处，或者换一个文件夹")


class PlaceIsRecord(Refusal):
    """The folder is that of a record itself."""

    def __init__(self, place: Path) -> None:
        super().__init__(f"{place} 里是台账本身，备份请放到别的文件夹")


def back_up(
    folder: Path,
    key: bytes,
    place: Path,
    now: datetime,
    *,
    before_migration: bool = False,
    stop: Callable[[], bool] = lambda: False,
) -> Backup:
    """Makes a backup of this moment; others may write meanwhile. Raises RecordDamaged, BackupNotMade, BackupStopped."""
    others = refuse_place(place, key)
    with as_refusal(place, BackupNotMade), unfinished(place) as staged:
        _copy_record(folder, staged, key, stop)
        # papers are archived before the record refers to them, so they are copied after the record
        manifest, papers = _read_back(folder, staged, key, now, before_migration=before_migration)
        missing = copy_papers(folder, place, key, papers, stop)
        manifest = replace(manifest, papers_missing=missing)
        write_manifest(staged, manifest, key)
        named = free_name(place, manifest)
        place_folder(staged, named)
    if missing > max((other.manifest.papers_missing for other in others), default=0):
        suspect(folder)
    return Backup(named, manifest)


def thin(place: Path, now: datetime, key: bytes) -> None:
    """Deletes old backups by the rule of `core.backup_rotation`; copies made before a migration always stay.

    Anybody may have written a manifest without a seal: such a one makes none superfluous that has one.
    """
    ordinary = [backup for backup in backups_in(place) if not backup.manifest.before_migration]
    sealed = [backup for backup in ordinary if manifest_is_sealed(backup, key)]
    _thin(place, sealed, now)
    _thin(place, [backup for backup in ordinary if backup not in sealed], now)


def _thin(place: Path, backups: Sequence[Backup], now: datetime) -> None:
    kept = to_keep((backup.manifest.made_at for backup in backups), now.astimezone().date())
    for backup in backups:
        if backup.manifest.made_at not in kept:
            gone = place / f".{secrets.token_hex(8)}{_UNFINISHED}"
            with suppress(OSError):  # retried next time
                backup.folder.rename(gone)  # a half-deleted folder must not keep the name of a backup
                remove_folder(gone)


def refuse_place(place: Path, key: bytes) -> list[Backup]:
    """Returns the backups that are already there. Raises PlaceIsRecord, OthersBackups."""
    if (place / RECORD_FILE).exists() or (place / KEYS_FILE).exists():
        raise PlaceIsRecord(place)
    there = backups_in(place)
    others = [one.name for one in there if not is_own(one, key)]
    if others:
        raise OthersBackups(place, others)
    return there


@contextmanager
def as_refusal(place: Path, refused: type[BackupNotMade]) -> Iterator[None]:
    """Raises `refused` for errors of the backup disk; a Refusal, such as RecordDamaged, passes through."""
    try:
        yield
    except BackupNotMade:
        raise
    except (OSError, Fault, DatabaseError) as wrong:
        why = "写不进去"
        if isinstance(wrong, DatabaseError):
            why += f"（{in_plain_words(wrong)}）"
        elif isinstance(wrong, NotAFile):
            why += f"（{wrong}）"
        raise refused(place, why) from wrong


@contextmanager
def unfinished(place: Path) -> Iterator[Path]:
    """A temporary folder in which to make a backup.

    On exit its remains are removed, and those of killed processes.
    """
    make_folder(place)
    _sweep(place)
    staged = place / f".{secrets.token_hex(8)}{_UNFINISHED}"
    try:
        make_folder(staged)
        yield staged
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _sweep(place: Path) -> None:
    for left in place.glob(f".*{_UNFINISHED}"):
        if _OURS.fullmatch(left.name):
            remove_folder(left)


def _copy_record(folder: Path, staged: Path, key: bytes, stop: Callable[[], bool]) -> None:
    try:
        with (
            closing(open_database(folder / RECORD_FILE, key, reading=True)) as source,
            closing(open_database(staged / RECORD_FILE, key, new=True, one_file=True)) as copy,
        ):
            # one read transaction: entries written meanwhile neither appear nor restart the copy
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            source.conn.backup(copy.conn, pages=_PAGES, progress=lambda *_: halt(stop), sleep=0)
            # copying does not report damage of the last page: the copy holds a page of zeros (2026-11, 0.5.7)
            source.execute("SELECT count(*) FROM head").fetchone()
            if source.execute("PRAGMA cipher_integrity_check").fetchall():
                raise RecordDamaged(RECORD_FILE)  # noqa: TRY301  as one that SQLite finds
            source.execute("COMMIT")
            copy.execute("PRAGMA journal_mode = DELETE").fetchone()
    except (DatabaseError, DiskRefused, MemoryError, RecordDamaged) as wrong:
        # it may be either of the two files; every page of the record is read, so that its own damage is detected
        _refuse_damaged(folder, key)
        if isinstance(wrong, MemoryError | RecordDamaged):
            raise BackupNotMade(staged.parent, NOT_AS_WRITTEN) from wrong
        raise
    sync_file(staged / RECORD_FILE)
    if (folder / KEYS_FILE).exists():  # its checksum was verified at the beginning
        copy_file(folder / KEYS_FILE, staged / KEYS_FILE)


def _refuse_damaged(folder: Path, key: bytes) -> None:
    """Over a connection of its own: SQLCipher reports nothing more on one that has met damage."""
    try:
        with closing(open_database(folder / RECORD_FILE, key, reading=True)) as db:
            found = damage_in(db, RECORD_FILE)
    except RecordDamaged:
        suspect(folder)
        raise
    if found:
        suspect(folder)
        raise RecordDamaged(RECORD_FILE)


def _read_back(
    folder: Path, staged: Path, key: bytes, now: datetime, *, before_migration: bool
) -> tuple[Manifest, frozenset[str]]:
    """The manifest of the copy, after checking each of its pages and entries, and the papers it needs."""
    try:
        with (
            closing(open_database(staged / RECORD_FILE, key, reading=True, one_file=True)) as copy,
            plainly(RECORD_FILE),
        ):
            if damage_in(copy, RECORD_FILE):
                raise RecordDamaged(RECORD_FILE)  # noqa: TRY301  as damage found elsewhere in this block
            entries = Entries(copy)
            broken = entries.verify()
            if broken:
                raise JournalBroken(broken)
            papers = archived(copy)
            manifest = Manifest(
                made_at=now.astimezone().replace(microsecond=0),
                program=__version__,
                key=fingerprint(key),
                schema=schema_of(copy)[-1],
                before_migration=before_migration,
                entries=entries.count(),
                latest=entries.latest(),
                heads=entries.heads(),
                papers=len(papers),
                papers_digest=digest_of(papers),
                papers_missing=0,
                files={path.name: digest_of_file(path) for path in sorted(staged.iterdir())},
            )
    except RecordDamaged as wrong:
        # each page may be one of ours and all of them together no record: one of an earlier day was written over it
        _refuse_damaged(folder, key)
        raise BackupNotMade(staged.parent, NOT_AS_WRITTEN) from wrong
    return manifest, papers


def copy_papers(folder: Path, place: Path, key: bytes, wanted: frozenset[str], stop: Callable[[], bool]) -> int:
    """Appends missing papers to the single copy; returns how many could not be read."""
    copy = place / PAPERS_FILE
    if _leads_elsewhere(copy, folder):
        _put_aside(copy)

    def copied() -> int:
        lacking = wanted - papers_in(copy, key, one_file=True)
        contents = readable(folder / PAPERS_FILE, key, sorted(lacking), one_file=False)
        append_papers(contents, copy, key, lambda: halt(stop))
        return len(wanted - papers_in(copy, key, one_file=True))

    try:
        return copied()
    except RecordDamaged:
        # a damaged copy, not the archive: it is kept, and a new one is made from the archive
        _put_aside(copy)
        return copied()


def _leads_elsewhere(copy: Path, folder: Path) -> bool:
    """A link, or a second name of a file of the record: what is written there lies nowhere a second time."""
    if copy.is_symlink():
        return True
    with suppress(OSError):
        return any(copy.samefile(folder / name) for name in (RECORD_FILE, PAPERS_FILE) if (folder / name).exists())
    return False


def _put_aside(copy: Path) -> None:
    name = f"{PAPERS_FILE}.{secrets.token_hex(4)}"
    for tail in ("", "-wal", "-shm", "-journal"):
        left = copy.with_name(copy.name + tail)
        if left.exists() or left.is_symlink():
            left.rename(copy.with_name(name + tail))


def halt(stop: Callable[[], bool]) -> None:
    """Raises BackupStopped if `stop` returns True; called between two portions of work."""
    if stop():
        raise BackupStopped


def free_name(place: Path, manifest: Manifest) -> Path:
    """A folder name from the manifest's time; a copy made before a migration includes its schema in the name."""
    name = f"{manifest.made_at:%Y%m%d-%H%M%S}" + (f"-{manifest.schema}" if manifest.before_migration else "")
    names = (name if count == 1 else f"{name}-{count}" for count in itertools.count(1))
    return next(place / free for free in names if not (place / free).exists())
