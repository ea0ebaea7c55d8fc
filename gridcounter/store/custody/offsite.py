"""Copies a backup to the off-site folder and reads it back before it gets its final name."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from gridcounter.store.custody.backup import (
    NOT_AS_WRITTEN,
    BackupNotMade,
    as_refusal,
    copy_papers,
    free_name,
    halt,
    refuse_place,
    unfinished,
)
from gridcounter.store.custody.manifest import Backup, backups_in, manifest_is_sealed, write_manifest
from gridcounter.store.database import RECORD_FILE, RecordDamaged, open_database, plainly
from gridcounter.store.files import copy_file, narrow, place_folder
from gridcounter.store.papers import archived


class OffsiteCopyFailed(BackupNotMade):
    """The off-site copy failed.

    `place` is the path chosen by the office, in full, so that the message identifies the disk.
    """

    def __init__(self, place: Path, why: str) -> None:
        super(BackupNotMade, self).__init__(
            f"备份没有拷到 {place}（{why}）。本机的备份和那里原有的备份都没有受影响；"
            "请检查 U 盘有没有插好、写保护是否打开、空间够不够"
        )


class SourceDamaged(BackupNotMade):
    """The backup to be copied is damaged itself."""

    def __init__(self, backup: Backup, wrong: tuple[str, ...]) -> None:
        self.wrong = "；".join(wrong)
        super(BackupNotMade, self).__init__(f"备份 {backup.name} 已损坏（{self.wrong}），没有拷出去；请另做一份备份")


def copy_offsite(
    folder: Path, key: bytes, backup: Backup, place: Path, stop: Callable[[], bool] = lambda: False
) -> Backup:
    """The papers come from the archive of the record in `folder`.

    Raises OffsiteCopyFailed, SourceDamaged, OthersBackups.
    """
    refuse_place(place, key)
    for older in backups_in(place):
        narrow(older.folder)
    with as_refusal(place, OffsiteCopyFailed), unfinished(place) as staged:
        for name in backup.manifest.files:
            copy_file(backup.folder / name, staged / name, lambda: halt(stop))
        copied = Backup(staged, backup.manifest)
        if copied.altered():
            wrong = backup.altered()
            raise SourceDamaged(backup, wrong) if wrong else OffsiteCopyFailed(place, NOT_AS_WRITTEN)
        missing = copy_papers(folder, place, key, _papers_of(copied, key), stop)
        manifest = replace(backup.manifest, papers_missing=missing)
        write_manifest(staged, manifest, key if manifest_is_sealed(backup, key) else None)
        named = free_name(place, manifest)
        place_folder(staged, named)
    return Backup(named, manifest)


def _papers_of(copied: Backup, key: bytes) -> frozenset[str]:
    path = copied.folder / RECORD_FILE
    try:
        with closing(open_database(path, key, reading=True, one_file=True)) as db, plainly(RECORD_FILE):
            return archived(db)
    except RecordDamaged as wrong:
        # the copy was correct a moment ago: the disk fails, not the record
        raise OffsiteCopyFailed(copied.place, NOT_AS_WRITTEN) from wrong
