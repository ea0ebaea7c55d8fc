"""Verifies backups by opening them: every page, every entry, and the agreement of both with the manifest.

The result is stored in the backup's own folder, with size and time of its files: it is deleted with the backup, and is
invalid for files changed since. It is sealed with the key: whoever writes there puts off no check.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from gridcounter.core.record.soundness import Broken
from gridcounter.core.record.table_words import table_words
from gridcounter.store.custody.backup_papers import papers_in, readable
from gridcounter.store.custody.manifest import (
    MANIFEST_FILE,
    Backup,
    Manifest,
    backups_in,
    checksum_of,
    digest_of,
    is_sealed,
    moment_from_json,
    seal_of,
)
from gridcounter.store.custody.own_backups import own_backups_in
from gridcounter.store.database import (
    RECORD_FILE,
    DiskRefused,
    RecordDamaged,
    damage_in,
    open_database,
    plainly,
    schema_of,
)
from gridcounter.store.engine import Database
from gridcounter.store.files import read_text, replace_file
from gridcounter.store.journal.entries import Entries
from gridcounter.store.migrations import STEPS
from gridcounter.store.papers import PAPERS_FILE, archived

PROOF_FILE = "proven.json"
PROOF_HOLDS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Examined:
    """`papers_missing` are not in the copy beside the backup; the archive itself may still hold them."""

    entries: int
    broken: Broken | None
    damage: tuple[str, ...]
    papers_missing: int = 0

    @property
    def sound(self) -> bool:
        """True if the chain verifies and the file has no damage; missing papers do not count."""
        return self.broken is None and not self.damage


def examine(backup: Backup, key: bytes, look: Callable[[], None] | None = None) -> Examined:
    """Opens the backup and checks it; with `look` also its papers, and its tables against its journal: `look` is called
    before each paper and may raise.
    """
    altered = backup.altered()
    if altered:
        return Examined(0, None, altered)
    try:
        with (
            closing(open_database(backup.folder / RECORD_FILE, key, reading=True, one_file=True)) as db,
            plainly(RECORD_FILE),
        ):
            damage = damage_in(db, RECORD_FILE) or _unlike_manifest(db, backup.manifest)
            if damage:
                return Examined(0, None, damage)
            entries = Entries(db)
            broken = entries.verify()
            unlike = () if broken or look is None else _unlike_journal(db, entries)
            return Examined(entries.count(), broken, unlike, 0 if unlike else _papers_missing(backup, db, key, look))
    except (RecordDamaged, DiskRefused) as wrong:
        return Examined(0, None, (str(wrong),))


def prove(backup: Backup, key: bytes, now: datetime, look: Callable[[], None]) -> Examined:
    """As `examine`, papers included; stores a sound result beside the backup if no more papers are missing than its
    manifest says.
    """
    try:
        seen = _seen(backup)
    except OSError:
        seen = {}  # `examine` reports missing files
    examined = examine(backup, key, look)
    if examined.sound and examined.papers_missing <= backup.manifest.papers_missing:
        values = {"at": now.astimezone().replace(microsecond=0).isoformat(), "seen": seen}
        whole = {"proof": values, "sha256": checksum_of(values), "seal": seal_of(values, key)}
        replace_file(backup.folder / PROOF_FILE, json.dumps(whole, indent=1).encode())
    return examined


def proven_at(backup: Backup, key: bytes | None) -> datetime | None:
    """When it was verified; None if it never was, or its files changed since.

    Without the key that is what the file says, and anybody may have written it.
    """
    try:
        raw = json.loads(read_text(backup.folder / PROOF_FILE))
        text = raw["proof"]
        if raw["sha256"] != checksum_of(text) or text["seen"] != _seen(backup):
            return None
        if key is not None and not is_sealed(text, key, raw.get("seal")):
            return None
        return moment_from_json(text["at"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def last_proof(place: Path, now: datetime, key: bytes) -> datetime | None:
    """The latest verification of the backups in this folder; times in the future are ignored."""
    proofs = (proven_at(backup, key) for backup in backups_in(place))
    return max((at for at in proofs if at is not None and at <= now), default=None)


def newest_good(place: Path, key: bytes) -> Backup | None:
    """The newest backup that verifies; None without one."""
    return next((backup for backup in own_backups_in(place, key) if examine(backup, key).sound), None)


def _unlike_journal(db: Database, entries: Entries) -> tuple[str, ...]:
    """A copy of an earlier program is not compared: its tables may differ, and are rebuilt when it is opened."""
    if schema_of(db) != STEPS or not (found := entries.differing()):
        return ()
    return (f"{RECORD_FILE}：各表与台账的登记不符（{table_words(found) or '用来查找的索引'}）",)


def _papers_missing(backup: Backup, db: Database, key: bytes, look: Callable[[], None] | None) -> int:
    wanted, copy = archived(db), backup.place / PAPERS_FILE
    if look is None:
        return len(wanted - papers_in(copy, key, one_file=True))
    found = 0
    for _ in readable(copy, key, sorted(wanted), one_file=True):
        look()
        found += 1
    return len(wanted) - found


def _seen(backup: Backup) -> dict[str, list[int]]:
    """Size and time of its files: any write changes them, and nothing has to be read."""
    stats = {name: (backup.folder / name).stat() for name in (*sorted(backup.manifest.files), MANIFEST_FILE)}
    return {name: [stat.st_size, stat.st_mtime_ns] for name, stat in stats.items()}


def _unlike_manifest(db: Database, manifest: Manifest) -> tuple[str, ...]:
    if set(schema_of(db)) - set(STEPS):
        return ("由更新版本的程序写成，请先更新本机的程序",)
    entries = Entries(db)
    found = (entries.count(), entries.heads(), entries.latest()) == (manifest.entries, manifest.heads, manifest.latest)
    papers = digest_of(archived(db))
    return () if found and manifest.papers_digest == papers else (f"{RECORD_FILE} 与备份的登记不符",)
