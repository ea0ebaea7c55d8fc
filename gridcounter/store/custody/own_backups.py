"""The backups of one key, in the order that is proved with it: by the seal of the manifest, or by the copy itself.

A manifest alone is a file that anybody may write: it must not decide which backup is the newest, nor whose it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from gridcounter.core.record.journal import Head
from gridcounter.store.custody.manifest import Backup, backups_in, fingerprint, manifest_is_sealed, newest_first
from gridcounter.store.database import RECORD_FILE, DiskRefused, RecordDamaged, open_database, plainly
from gridcounter.store.journal.entries import Entries


def own_backups_in(place: Path, key: bytes) -> list[Backup]:
    """As `own_backups`, of all backups in this folder."""
    return own_backups(backups_in(place), key)


def own_backups(backups: Iterable[Backup], key: bytes) -> list[Backup]:
    """The newest first. Without a seal entries, ends and clock are those of the copy itself.

    One that says it is of this key and does not open comes last: it may be damaged, and is newer than nothing.
    """
    return newest_first(known for backup in backups if (known := _known(backup, key)) is not None)


def is_own(backup: Backup, key: bytes) -> bool:
    """True if it opens with this key, or says so where it does not open with any."""
    return _known(backup, key) is not None


def ends_in_file(path: Path, key: bytes, *, one_file: bool = False) -> tuple[int, dict[str, Head], str] | None:
    """How many entries, the ends and the clock of the last one; None if that cannot be read."""
    try:
        if path.is_file():
            with closing(open_database(path, key, reading=True, one_file=one_file)) as db, plainly(RECORD_FILE):
                latest = db.execute("SELECT coalesce(max(hlc), '') FROM journal").fetchone()[0]
                return Entries(db).count(), Entries(db).heads(), str(latest)
    except (RecordDamaged, DiskRefused):
        pass
    return None


def _known(backup: Backup, key: bytes) -> Backup | None:
    if manifest_is_sealed(backup, key):
        return backup
    # of an earlier version, or changed since: the copy cannot be made without the key
    told = ends_in_file(backup.folder / RECORD_FILE, key, one_file=True)
    said = backup.manifest
    if told is not None:
        entries, heads, latest = told
        said = replace(said, key=fingerprint(key), entries=entries, heads=heads, latest=latest)
    elif said.key == fingerprint(key):
        said = replace(said, heads={}, latest="")
    else:
        return None
    return replace(backup, manifest=said)
