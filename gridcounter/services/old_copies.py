"""Copies on this machine that still hold what was purged: older backups, and what a restoring set aside."""

from __future__ import annotations

import secrets
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from gridcounter.errors import Fault, GridcounterError, Refusal
from gridcounter.services.clerks import require_from_any_thread
from gridcounter.services.roles import Right
from gridcounter.store.backup import BACKUPS
from gridcounter.store.backup_papers import papers_in
from gridcounter.store.manifest import backups_in
from gridcounter.store.papers import PAPERS_FILE, archived
from gridcounter.store.purging import PurgeStore, erase_papers_beside
from gridcounter.store.restoring import SET_ASIDE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gridcounter.services.record import Record

_STAMP = "%Y%m%d-%H%M%S"
_STAMP_LENGTH = 15


class NoBackupSince(Refusal):
    def __init__(self) -> None:
        super().__init__("清除以后还没有做过备份，旧备份先不能删；请先做一份备份")


class NotRemoved(Fault):
    def __init__(self, name: str) -> None:
        super().__init__(f"旧备份 {name} 没有删掉，请检查文件夹权限，关掉打开着它的窗口再试")


@dataclass(frozen=True, slots=True)
class OldCopy:
    """`made_at` is empty where the copy does not say."""

    path: Path
    made_at: str

    @property
    def name(self) -> str:
        return self.path.name


def copies_before_purge(record: Record) -> list[OldCopy]:
    """The newest backup first. Opens connections of its own."""
    with record.reading() as stores:
        done = PurgeStore(stores.db).done()
    if not done:
        return []
    last, stamp = done[0].hlc, f"{datetime.fromisoformat(done[0].at).astimezone():{_STAMP}}"
    backups = [
        OldCopy(one.folder, one.manifest.made_at.isoformat())
        for one in backups_in(record.folder / BACKUPS)
        if one.manifest.latest < last
    ]
    return backups + [OldCopy(path, "") for path in set_aside(record.folder) if path.name[:_STAMP_LENGTH] <= stamp]


def set_aside(folder: Path) -> list[Path]:
    """What restorings and a new key left there."""
    try:
        return sorted(path for path in (folder / SET_ASIDE).iterdir() if path.is_dir())
    except OSError:
        return []


def remove_before_purge(record: Record, by: str, copies: Sequence[OldCopy]) -> None:
    """Never the last good one: a newer must be there. Raises NotAllowed, NoBackupSince, NotRemoved."""
    require_from_any_thread(record, by, Right.PURGE)
    with record.reading() as stores:
        last = PurgeStore(stores.db).last()
    if not any(one.manifest.latest >= last for one in backups_in(record.folder / BACKUPS)):
        raise NoBackupSince
    remove(copies)
    drop_purged_papers(record, record.folder / BACKUPS)


def remove(copies: Sequence[OldCopy]) -> None:
    """Raises NotRemoved."""
    for one in copies:
        gone = one.path.with_name(f".{secrets.token_hex(8)}.part")
        try:
            one.path.rename(gone)  # one that is half deleted must not carry a backup's name
            shutil.rmtree(gone)
        except OSError as wrong:
            raise NotRemoved(one.name) from wrong


def drop_purged_papers(record: Record, place: Path) -> None:
    """The copy of the papers beside the backups forgets the purged ones when no backup there needs them any more.

    A backup that cannot be read may need any of them: then nothing is erased, and the next backup tries again.
    """
    with record.reading() as stores:
        last, kept = PurgeStore(stores.db).last(), archived(stores.db)
    backups = backups_in(place)
    if not last or any(one.manifest.latest < last for one in backups):
        return
    if papers_in(place / PAPERS_FILE, record.key, one_file=True) - kept:
        with suppress(GridcounterError):
            erase_papers_beside(backups, place, record.key)
