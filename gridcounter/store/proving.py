"""Backups proven by opening them: every page, every entry, and whether that is what the manifest says."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridcounter.core.journal import Head
from gridcounter.store.backup_papers import papers_in
from gridcounter.store.database import (
    RECORD_FILE,
    DiskRefused,
    RecordDamaged,
    damage_in,
    open_database,
    plainly,
    schema_of,
)
from gridcounter.store.journal import Entries
from gridcounter.store.manifest import backups_in, digest_of
from gridcounter.store.migrations import STEPS
from gridcounter.store.papers import PAPERS_FILE, archived

if TYPE_CHECKING:
    from pathlib import Path

    from gridcounter.core.journal import Broken
    from gridcounter.store.engine import Database
    from gridcounter.store.manifest import Backup, Manifest


@dataclass(frozen=True, slots=True)
class Examined:
    """`papers_missing` are not in the copy beside the backup; the archive itself may still hold them."""

    entries: int
    broken: Broken | None
    damage: tuple[str, ...]
    papers_missing: int = 0

    @property
    def sound(self) -> bool:
        return self.broken is None and not self.damage


def examine(backup: Backup, key: bytes) -> Examined:
    altered = backup.altered()
    if altered:
        return Examined(0, None, altered)
    try:
        with (
            closing(open_database(backup.folder / RECORD_FILE, key, reading=True, one_file=True)) as db,
            plainly(RECORD_FILE),
        ):
            damage = damage_in(db, RECORD_FILE) or _not_as_told(db, backup.manifest)
            if damage:
                return Examined(0, None, damage)
            entries = Entries(db)
            missing = archived(db) - papers_in(backup.place / PAPERS_FILE, key, one_file=True)
            return Examined(entries.count(), entries.verify(), (), len(missing))
    except (RecordDamaged, DiskRefused) as wrong:
        return Examined(0, None, (str(wrong),))


def newest_good(place: Path, key: bytes) -> Backup | None:
    """The first of them, from the newest on, that proves sound."""
    return next((backup for backup in backups_in(place) if examine(backup, key).sound), None)


def _not_as_told(db: Database, told: Manifest) -> tuple[str, ...]:
    if set(schema_of(db)) - set(STEPS):
        return ("由更新版本的程序写成，请先更新本机的程序",)
    heads = {device: Head(seq, digest) for device, seq, digest in db.execute("SELECT device, seq, hash FROM head")}
    found = (Entries(db).count(), heads, digest_of(archived(db)))
    same = found == (told.entries, told.heads, told.papers_digest)
    return () if same else (f"{RECORD_FILE} 与备份的登记不符",)
