"""Puts the present keys file into backups: an old one beside a backup would go on opening today's record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

from gridcounter.errors import Fault
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.keys import KEYS_FILE, KeysDamaged, KeysTooNew, contents, generation_of
from gridcounter.store.custody.manifest import Backup, backups_in, manifest_is_sealed, write_manifest
from gridcounter.store.custody.own_backups import is_own, own_backups_in
from gridcounter.store.database import RECORD_FILE, DiskRefused, RecordDamaged, open_database, plainly
from gridcounter.store.files import replace_file
from gridcounter.store.journal.entries import Entries
from gridcounter.store.queries.applications import ApplicationStore

# a copy is read before it is known whether its tables are those of its journal. Other desks have keys of their own
_ENTERED = (
    "WITH own AS (SELECT * FROM journal WHERE application IS NULL AND kind IN ('passphrase_changed', 'key_renewed') "
    "AND NOT EXISTS (SELECT 1 FROM json_each(?) WHERE key = device AND seq >= value)) "
    "SELECT coalesce(max(CAST(json_extract(payload, '$.generation') AS INTEGER)), 1) FROM own "
    "WHERE kind = 'passphrase_changed' AND hlc > coalesce((SELECT max(hlc) FROM own WHERE kind = 'key_renewed'), '')"
)


def renew_keys(present: bytes, key: bytes, places: Iterable[Path]) -> tuple[Path, ...]:
    """Every backup of this key in `places` gets the `present` keys file of its record.

    Returns the backups that could not be written and still open with an earlier passphrase. May be repeated: what an
    interruption left between file and manifest is put right the next time.
    """
    digest = hashlib.sha256(present).hexdigest()
    left = []
    for backup in (one for place in places for one in backups_in(place)):
        if not is_own(backup, key):
            continue
        try:
            _renew(backup, key, present, digest)
        except (OSError, Fault):
            left.append(backup.folder)
    return tuple(left)


def newest_generation(folder: Path, key: bytes, backups: Iterable[Backup]) -> int:
    """The highest number of a wrap for the passphrase that any record names which this key opens; 1 without one.

    Looks into the record in `folder`, into its backups and into `backups`.
    """
    copies = {one.folder for one in (*backups, *backups_in(folder / BACKUPS)) if is_own(one, key)}
    return max(
        [_generation_in(folder, key, one_file=False), *(_generation_in(one, key, one_file=True) for one in copies)]
    )


def generation_beside(folder: Path, key: bytes) -> int:
    """As `newest_generation`, of the backups beside the record alone. Their records are opened only where a seal does
    not say that the keys file is the one that this program put there.
    """
    found = [1]
    for backup in own_backups_in(folder / BACKUPS, key):
        with suppress(OSError, KeysDamaged, KeysTooNew):
            digest = hashlib.sha256(contents(backup.folder)).hexdigest()
            if manifest_is_sealed(backup, key) and backup.manifest.files.get(KEYS_FILE) == digest:
                found.append(generation_of(backup.folder))
                continue
        found.append(_generation_in(backup.folder, key, one_file=True))
    return max(found)


def _generation_in(folder: Path, key: bytes, *, one_file: bool) -> int:
    with (
        suppress(RecordDamaged, DiskRefused),
        closing(open_database(folder / RECORD_FILE, key, reading=True, one_file=one_file)) as db,
        plainly(RECORD_FILE),
    ):
        (entered,) = db.execute(_ENTERED, [json.dumps(Entries(db).written_elsewhere())]).fetchone()
        return max(ApplicationStore(db).passphrase_generation(), int(entered))
    return 1


def _renew(backup: Backup, key: bytes, present: bytes, digest: str) -> None:
    path, files = backup.folder / KEYS_FILE, dict(backup.manifest.files)
    if not _holds(backup.folder, present):
        replace_file(path, present)
    if files.get(KEYS_FILE) != digest:
        manifest = replace(backup.manifest, files=files | {KEYS_FILE: digest})
        write_manifest(backup.folder, manifest, key if manifest_is_sealed(backup, key) else None)


def _holds(folder: Path, present: bytes) -> bool:
    try:
        return contents(folder) == present
    except OSError:
        return False
