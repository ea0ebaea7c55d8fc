"""Backups of an open record: whether one is due, making it, and the words for the line at the foot of the window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gridcounter.core.journal import Head
from gridcounter.errors import GridcounterError
from gridcounter.services.old_copies import drop_purged_papers
from gridcounter.store.backup import BACKUPS, BackupStopped, back_up, thin
from gridcounter.store.journal import wall_clock
from gridcounter.store.keys import KEYS_FILE, check_whole
from gridcounter.store.manifest import Backup, backups_in, digest_of_file, unreadable_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gridcounter.services.record import Record

__all__ = ["Backup", "BackupStopped", "Backups", "Listed", "backups_of", "in_words"]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Listed:
    """`wrong` is empty where every file is as it was written."""

    name: str
    made_at: str
    entries: int
    papers: int
    before_migration: bool
    wrong: tuple[str, ...]


class Backups:
    """Of one record, beside it. What reads files is for a worker; it opens connections of its own."""

    def __init__(self, record: Record, clock: Callable[[], datetime] = wall_clock) -> None:
        self._record = record
        self._clock = clock
        self.place = record.folder / BACKUPS

    def last(self) -> Backup | None:
        return next(iter(backups_in(self.place)), None)

    def due(self) -> bool:
        """None yet, or the last one is a day old; a date in the future is that of a clock that was wrong."""
        last = self.last()
        return last is None or not timedelta(0) <= self._clock() - last.manifest.made_at < _DAY

    def needed(self) -> bool:
        """When the desk closes: due, or something has been entered since."""
        last = self.last()
        if last is None or self.due():
            return True
        try:
            with self._record.reading() as stores:
                rows = stores.db.execute("SELECT device, seq, hash FROM head").fetchall()
        except GridcounterError:
            return True  # making one tells what is wrong
        heads = {device: Head(seq, digest) for device, seq, digest in rows}
        keys = digest_of_file(self._record.folder / KEYS_FILE)
        return (heads, keys) != (last.manifest.heads, last.manifest.files.get(KEYS_FILE))

    def make(self, place: Path | None = None, stop: Callable[[], bool] = lambda: False) -> Backup:
        """Proven by reading it back. Raises KeysDamaged before a damaged keys file could stand in for a good one."""
        check_whole(self._record.folder)
        where = (place or self.place).absolute()
        made = back_up(self._record.folder, self._record.key, where, self._clock(), stop=stop)
        thin(where, self._clock())
        drop_purged_papers(self._record, where)
        return made

    def told(self) -> str:
        last = self.last()
        if last is None:
            return "还没有备份"
        return f"最近备份 {in_words(last.manifest.made_at, self._clock())}（已验证可恢复）"


def backups_of(folder: Path, place: Path | None = None) -> list[Listed]:
    """The newest first, without any key; whether one can be opened is tried before it is used."""
    where = place or folder / BACKUPS
    found = [
        Listed(
            backup.name,
            backup.manifest.made_at.isoformat(),
            backup.manifest.entries,
            backup.manifest.papers,
            backup.manifest.before_migration,
            backup.altered(),
        )
        for backup in backups_in(where)
    ]
    return found + [Listed(name, "", 0, 0, False, ("备份的登记缺失或读不出来",)) for name in unreadable_in(where)]  # noqa: FBT003


def in_words(at: datetime, now: datetime) -> str:
    """昨天 17:31; with its day where that is longer ago, with its year where it was another one."""
    at, now = at.astimezone(), now.astimezone()
    days = (now.date() - at.date()).days
    day = {0: "今天", 1: "昨天"}.get(days, f"{at.month}月{at.day}日")
    return f"{day if at.year == now.year or days in {0, 1} else f'{at.year}年{day}'} {at:%H:%M}"
