"""Copies that still hold purged data: older backups here and off-site, and folders set aside by a restore."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gridcounter.core.record.journal import reach
from gridcounter.errors import Fault, GridcounterError, Refusal
from gridcounter.services.custody.offsite import OffsiteTarget, folder_on, is_there
from gridcounter.services.office.clerks import require_from_any_thread
from gridcounter.services.office.roles import Right
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.backup_papers import papers_in
from gridcounter.store.custody.own_backups import ends_in_file, own_backups_in
from gridcounter.store.custody.purge import PurgeStore, erase_papers_beside
from gridcounter.store.custody.rekey import unfinished_copies
from gridcounter.store.custody.restore import SET_ASIDE
from gridcounter.store.database import RECORD_FILE
from gridcounter.store.papers import PAPERS_FILE, archived

if TYPE_CHECKING:
    from gridcounter.services.record.record import Record
    from gridcounter.store.custody.manifest import Backup

#: A copy of the papers that could not be read when a backup was made, and was put aside then. It may still hold any
#: paper, and no backup needs it.
_UNREADABLE_PAPERS = re.compile(rf"{re.escape(PAPERS_FILE)}\.[0-9a-f]{{8}}(-journal)?")
_STAMP = "%Y%m%d-%H%M%S"
_STAMP_LENGTH = 15


class NoBackupSince(Refusal):
    """No backup was made since the purge, so the older ones must stay."""

    sentence = "清除以后还没有做过备份，旧备份先不能删；请先做一份备份"


class NotRemoved(Fault):
    """The system refused to delete the folder."""

    def __init__(self, name: str) -> None:
        super().__init__(f"旧备份 {name} 没有删掉，请检查文件夹权限，关掉打开着它的窗口再试")


class PapersLeft(Fault):
    """The older backups are deleted; the copy of the papers beside them still holds purged ones."""

    def __init__(self, place: Path) -> None:
        super().__init__(
            f"旧备份已删除，但 {place} 里的 {PAPERS_FILE} 还含有清除了的文书（磁盘写不进去，或者那里有打不开的备份）；"
            "请检查磁盘空间和文件夹权限，再做一份备份，程序会接着删"
        )


@dataclass(frozen=True, slots=True)
class OldCopy:
    """`made_at` is "" if the copy does not say it."""

    path: Path
    made_at: str
    second: bool = False

    @property
    def name(self) -> str:
        """The folder's name, with U 盘上的 for an off-site copy."""
        return f"U 盘上的 {self.path.name}" if self.second else self.path.name


def copies_before_purge(record: Record, second: OffsiteTarget | None = None) -> list[OldCopy]:
    """The newest backup first, then the off-site copies if that folder is present, and what nobody can read.

    Opens connections of its own.
    """
    with record.reading() as stores:
        done, refs = PurgeStore(stores.db).done(), PurgeStore(stores.db).refs()
    if not done:
        return []
    places = [record.folder / BACKUPS]
    if second is not None and is_there(record, second):
        places.append(folder_on(record, second))
    backups = [
        OldCopy(one.folder, one.manifest.made_at.isoformat(), second=place != places[0])
        for place in places
        for one in own_backups_in(place, record.key)
        if not reach(one.manifest.heads, refs)
    ]
    aside = _aside_before(record, refs, datetime.fromisoformat(done[0].at))
    papers = [OldCopy(path, "", second=place != places[0]) for place in places for path in _unreadable_papers(place)]
    return backups + papers + [OldCopy(path, "") for path in (*aside, *left_unfinished(record.folder))]


def _aside_before(record: Record, refs: Sequence[str], purged: datetime) -> Iterator[Path]:
    """The name is the computer's time: what opens says itself whether it is of before."""
    stamp = f"{purged.astimezone():{_STAMP}}"
    for path in set_aside(record.folder):
        end = ends_in_file(path / RECORD_FILE, record.key)
        if not reach(end[1], refs) if end else path.name[:_STAMP_LENGTH] <= stamp:
            yield path


def _unreadable_papers(place: Path) -> list[Path]:
    try:
        return sorted(path for path in place.iterdir() if _UNREADABLE_PAPERS.fullmatch(path.name) and path.is_file())
    except OSError:
        return []


def set_aside(folder: Path) -> list[Path]:
    """Folders that a restore or a new key left beside the record, sorted; empty if there are none."""
    try:
        found = sorted(path for path in (folder / SET_ASIDE).iterdir() if path.is_dir())
    except OSError:
        return []
    return [path for path in found if not path.name.startswith(".")]


def left_unfinished(folder: Path) -> list[Path]:
    """What a killed process left half-made and no opening could delete; a backup may be in the making now."""
    return [path for path in unfinished_copies(folder) if path.parent.name != BACKUPS]


def remove_before_purge(record: Record, by: str, copies: Sequence[OldCopy]) -> None:
    """Deletes these copies, but never the last good backup.

    Raises NotAllowed, NoBackupSince, NotRemoved, PapersLeft.
    """
    require_from_any_thread(record, by, Right.PURGE)
    with record.reading() as stores:
        refs = PurgeStore(stores.db).refs()
    if not any(reach(one.manifest.heads, refs) for one in own_backups_in(record.folder / BACKUPS, record.key)):
        raise NoBackupSince
    remove(copies)
    for place in {record.folder / BACKUPS, *(one.path.parent for one in copies if one.path.parent.name != SET_ASIDE)}:
        backups = own_backups_in(place, record.key)
        if not _any_before(refs, backups):
            try:
                erase_papers_beside(backups, place, record.key)
            except GridcounterError as wrong:
                raise PapersLeft(place) from wrong


def remove(copies: Sequence[OldCopy]) -> None:
    """Deletes the folders, and files. Raises NotRemoved."""
    for one in copies:
        gone = one.path.with_name(f".{secrets.token_hex(8)}.part")
        try:
            if one.path.is_file():
                one.path.unlink()
                continue
            one.path.rename(gone)  # a half-deleted folder must not keep the name of a backup
            shutil.rmtree(gone)
        except (OSError, RecursionError) as wrong:
            raise NotRemoved(one.name) from wrong


def drop_purged_papers(record: Record, place: Path) -> None:
    """Erases purged papers from the copy beside the backups once no backup needs them.

    If a backup cannot be read, nothing is erased; the next backup tries again.
    """
    with record.reading() as stores:
        refs, kept = PurgeStore(stores.db).refs(), archived(stores.db)
    backups = own_backups_in(place, record.key)
    if not refs or _any_before(refs, backups):
        return
    if papers_in(place / PAPERS_FILE, record.key, one_file=True) - kept:
        with suppress(GridcounterError):
            erase_papers_beside(backups, place, record.key)


def _any_before(refs: Sequence[str], backups: Sequence[Backup]) -> bool:
    return not all(reach(one.manifest.heads, refs) for one in backups)
