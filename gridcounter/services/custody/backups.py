"""Backups of an open record: which are due, making and verifying them, and the text of the window's footer."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from gridcounter.errors import Fault, GridcounterError, Refusal
from gridcounter.services.custody.offsite import OffsiteTarget, folder_on, is_there, last_brought, remember
from gridcounter.services.custody.stale_copies import drop_purged_papers
from gridcounter.store.custody.backup import BACKUPS, BackupNotMade, BackupStopped, back_up, halt, thin
from gridcounter.store.custody.backup_keys import renew_keys
from gridcounter.store.custody.keys import KEYS_FILE
from gridcounter.store.custody.manifest import Backup, backups_in, unreadable_in
from gridcounter.store.custody.offsite import SourceDamaged, copy_offsite
from gridcounter.store.custody.own_backups import own_backups_in
from gridcounter.store.custody.verify import PROOF_HOLDS, Examined, last_proof, prove, proven_at
from gridcounter.store.journal.entries import wall_clock

if TYPE_CHECKING:
    from gridcounter.services.record.record import Record

__all__ = [
    "Backup",
    "BackupOutcome",
    "BackupRow",
    "BackupStopped",
    "Backups",
    "Copy",
    "NotBackedUp",
    "backups_of",
    "in_words",
]

_DAY = timedelta(days=1)
#: For the one record that this process has open: each backup removes unfinished ones that it finds.
_ONE_AT_A_TIME = threading.Lock()


class ProofFailed(Fault):
    """A backup did not verify; `then` says what was done about it."""

    def __init__(self, where: str, backup: Backup, wrong: str, then: str) -> None:
        super().__init__(f"{where}备份 {backup.name} 没有通过验证（{wrong}），不能用来恢复。{then}")


class NotBackedUp(Refusal):
    """The backup before a large act failed. The caller may repeat the act without one."""

    def __init__(self, why: BackupNotMade) -> None:
        super().__init__(f"导入前要先备份台账，而{why}。还没有导入任何一行")


@dataclass(frozen=True, slots=True)
class BackupRow:
    """`wrong` is empty if every file is as it was written."""

    name: str
    made_at: str
    entries: int
    papers: int
    before_migration: bool
    wrong: tuple[str, ...]
    proven_at: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """One backup to choose, with all places that hold it: `backup` is the nearest."""

    backup: Backup
    here: bool
    second: bool
    proven_at: datetime | None


@dataclass(frozen=True, slots=True)
class BackupOutcome:
    """`message` is for the status line, `troubles` are shown to the user."""

    message: str
    troubles: tuple[GridcounterError, ...]


class Backups:
    """Backups of one record, beside it and in its off-site folder. Methods that read files are for worker threads."""

    def __init__(
        self, record: Record, clock: Callable[[], datetime] = wall_clock, second: OffsiteTarget | None = None
    ) -> None:
        self._record = record
        self._clock = clock
        self._second = second
        self.place = record.folder / BACKUPS

    def last(self) -> Backup | None:
        """The newest backup beside the record; None without one."""
        return self._newest(self.place)

    def due(self) -> bool:
        """True without a backup, or if the last one is a day old or dated in the future."""
        last = self.last()
        return last is None or not timedelta(0) <= self._clock() - last.manifest.made_at < _DAY

    def needed(self) -> bool:
        """True if one is due, or anything was entered since the last one; asked when the program closes."""
        last = self.last()
        if last is None or self.due():
            return True
        try:
            keys = hashlib.sha256(self._record.keys.own()).hexdigest()
            with self._record.reading() as stores:
                heads = stores.journal.heads()
        except GridcounterError:
            return True  # making one reports the fault
        return (heads, keys) != (last.manifest.heads, last.manifest.files.get(KEYS_FILE))

    def make(self, place: Path | None = None, stop: Callable[[], bool] = lambda: False) -> Backup:
        """Makes a backup and verifies it by reading it back.

        Raises MovedAway; KeysDamaged, so that no keys file is copied but the one by which the record was opened.
        """
        self._record.in_place.check()
        keys = self._record.keys.own()
        where = (place or self.place).absolute()
        with _ONE_AT_A_TIME:
            made = back_up(self._record.folder, self._record.key, where, self._clock(), stop=stop)
            thin(where, self._clock(), self._record.key)
            renew_keys(keys, self._record.key, [where])
            drop_purged_papers(self._record, where)
        self._record.note_end()
        return made

    def make_if_needed(self, stop: Callable[[], bool] = lambda: False) -> None:
        """`make`, if `needed`; `stop` is called between portions of work."""
        if self.needed():
            self.make(stop=stop)

    def make_before(self, stop: Callable[[], bool]) -> None:
        """Makes a backup to return to before a large act. Raises NotBackedUp, RecordDamaged."""
        try:
            self.make_if_needed(stop)
        except BackupNotMade as wrong:
            raise NotBackedUp(wrong) from wrong

    def make_if_due(self, stop: Callable[[], bool] = lambda: False) -> None:
        """`make`, if `due`; `stop` is called between portions of work."""
        if self.due():
            self.make(stop=stop)

    def copy_offsite(self, stop: Callable[[], bool] = lambda: False, *, again: bool = False) -> None:
        """Copies the newest backup off-site, if the folder is present and lacks it. Raises OffsiteCopyFailed."""
        newest, second = self.last(), self._present()
        if newest is None or second is None:
            return
        place = folder_on(self._record, second)
        renew_keys(self._record.keys.own(), self._record.key, [place])
        there = self._newest(place)
        if again or there is None or _end_of(there) != _end_of(newest):
            newest = self._brought(newest, place, stop)
        remember(self._record, second, newest)

    def _brought(self, newest: Backup, place: Path, stop: Callable[[], bool]) -> Backup:
        with _ONE_AT_A_TIME:
            try:
                there = copy_offsite(self._record.folder, self._record.key, newest, place, stop)
            except SourceDamaged as wrong:
                damaged = wrong
            else:
                thin(place, self._clock(), self._record.key)
                drop_purged_papers(self._record, place)
                return there
        raise ProofFailed("", newest, damaged.wrong, self._make_another(stop))

    def prove_if_due(self, stop: Callable[[], bool] = lambda: False) -> None:
        """Verifies the newest backup once a week. Raises ProofFailed, after making another backup."""
        newest = self.last()
        if newest is None or not self._proof_due(self.place):
            return
        found = self._prove(newest, stop)
        if not _holds(newest, found):
            raise ProofFailed("", newest, _wrong(newest, found), self._make_another(stop))

    def _make_another(self, stop: Callable[[], bool]) -> str:
        """What was done, as a sentence. If the record itself is damaged, its error is raised instead."""
        try:
            made = self.make(stop=stop)
        except BackupNotMade as refused:
            return f"想马上另做一份，也没有成：{refused}"
        good = _holds(made, self._prove(made, stop))
        return f"已经马上另做了一份（{made.name}），{'验证通过' if good else '也没有通过'}；请尽快检查或更换磁盘"

    def prove_second_if_due(self, stop: Callable[[], bool] = lambda: False) -> None:
        """As `prove_if_due`, for the off-site folder while it is present."""
        second = self._present()
        if second is None:
            return
        place = folder_on(self._record, second)
        newest = self._newest(place)
        if newest is None or not self._proof_due(place):
            return
        found = self._prove(newest, stop)
        if not _holds(newest, found) and self._present():
            try:
                self.copy_offsite(stop, again=True)
                then = "已经马上重新拷了一份，请尽快换一个 U 盘；本机的备份不受影响"
            except BackupNotMade as refused:
                then = f"想马上重新拷一份，也没有成：{refused}"
            raise ProofFailed("U 盘上的", newest, _wrong(newest, found), then)

    def keep_up(self, stop: Callable[[], bool] = lambda: False) -> BackupOutcome:
        """Does everything that is due; a failure of one part does not stop the others. Raises BackupStopped."""
        return self._do(
            stop, self._renew_keys, self.make_if_due, self.copy_offsite, self.prove_if_due, self.prove_second_if_due
        )

    def _renew_keys(self, _: Callable[[], bool]) -> None:
        """A change of the passphrase that was interrupted left a backup between its keys file and its manifest."""
        with _ONE_AT_A_TIME, suppress(OSError):
            renew_keys(self._record.keys.own(), self._record.key, [self.place])

    def finish(self, stop: Callable[[], bool] = lambda: False) -> BackupOutcome:
        """Work while the program closes: a backup if needed, and its off-site copy."""
        return self._do(stop, self.make_if_needed, self.copy_offsite)

    def make_now(self, stop: Callable[[], bool] = lambda: False) -> BackupOutcome:
        """A backup on request, due or not, and its off-site copy."""
        return self._do(stop, lambda stop: self.make(stop=stop), self.copy_offsite)

    def last_words(self) -> str:
        """The text of the window's footer: last backup, last verification, off-site copy."""
        last, now = self.last(), self._clock()
        if last is None:
            return "还没有备份" + self._offsite_words("　")
        proof = last_proof(self.place, now, self._record.key)
        proven = f"最近一次验证可恢复：{in_words(proof, now)}" if proof else "还没有验证过能否恢复"
        return f"最近备份 {in_words(last.manifest.made_at, now)} · {proven}" + self._offsite_words(" · ")

    def _offsite_words(self, before: str) -> str:
        if self._second is None:
            return ""
        brought = last_brought(self._record, self._second)
        when = in_words(brought, self._clock()) if brought else ""
        if self._present():
            return f"{before}U 盘备份 {when}" if when else f"{before}U 盘上还没有备份"
        return f"{before}U 盘备份：{f'上次 {when}' if when else '还没有做过'}，现在没有插上"

    def copies(self) -> list[Copy]:
        """Every backup to choose from, the newest first."""
        second = self._present()
        there = own_backups_in(folder_on(self._record, second), self._record.key) if second else []
        found = [
            Copy(one, here=True, second=_among(one, there), proven_at=proven_at(one, self._record.key))
            for one in self._here()
        ]
        found += [
            Copy(one, here=False, second=True, proven_at=proven_at(one, self._record.key))
            for one in there
            if not _among(one, self._here())
        ]
        return sorted(found, key=lambda one: (one.backup.manifest.latest, one.backup.manifest.made_at), reverse=True)

    def _present(self) -> OffsiteTarget | None:
        """The off-site folder while it is connected."""
        return self._second if self._second is not None and is_there(self._record, self._second) else None

    def _here(self) -> list[Backup]:
        return own_backups_in(self.place, self._record.key)

    def _newest(self, place: Path) -> Backup | None:
        return next(iter(own_backups_in(place, self._record.key)), None)

    def _prove(self, backup: Backup, stop: Callable[[], bool]) -> Examined:
        with _ONE_AT_A_TIME:
            return prove(backup, self._record.key, self._clock(), lambda: halt(stop))

    def _proof_due(self, place: Path) -> bool:
        now = self._clock()
        last = last_proof(place, now, self._record.key)
        return last is None or now - last >= PROOF_HOLDS

    def _do(self, stop: Callable[[], bool], *steps: Callable[[Callable[[], bool]], object]) -> BackupOutcome:
        troubles = list[GridcounterError]()
        for step in steps:
            try:
                step(stop)
            except BackupStopped:
                raise
            except GridcounterError as wrong:
                if str(wrong) not in map(str, troubles):  # two steps may meet the same one
                    troubles.append(wrong)
        return BackupOutcome(self.last_words(), tuple(troubles))


def backups_of(folder: Path, place: Path | None = None) -> list[BackupRow]:
    """Newest first, read without a key; whether a backup can be opened is checked before it is used."""
    where = place or folder / BACKUPS
    found = []
    for backup in backups_in(where):
        result, proof = backup.manifest, proven_at(backup, None)
        whole = (result.made_at.isoformat(), result.entries, result.papers, result.before_migration, backup.altered())
        found.append(BackupRow(backup.name, *whole, proof.isoformat() if proof else ""))
    return found + [BackupRow(name, "", 0, 0, False, ("备份的登记缺失或读不出来",)) for name in unreadable_in(where)]  # noqa: FBT003


def in_words(at: datetime, now: datetime) -> str:
    """昨天 17:31; with the date if earlier, with the year if it is another one."""
    at, now = at.astimezone(), now.astimezone()
    days = (now.date() - at.date()).days
    day = {0: "今天", 1: "昨天"}.get(days, f"{at.month}月{at.day}日")
    return f"{day if at.year == now.year or days in {0, 1} else f'{at.year}年{day}'} {at:%H:%M}"


def _end_of(backup: Backup) -> tuple[str, Mapping[str, str]]:
    return backup.manifest.latest, backup.manifest.files


def _among(backup: Backup, others: list[Backup]) -> bool:
    return any(backup.manifest.files == other.manifest.files for other in others)


def _holds(backup: Backup, found: Examined) -> bool:
    return found.sound and found.papers_missing <= backup.manifest.papers_missing


def _wrong(backup: Backup, found: Examined) -> str:
    if found.damage:
        return "；".join(found.damage)
    if found.broken:
        return f"台账第 {found.broken.ref} 条有问题"
    return f"缺少 {found.papers_missing - backup.manifest.papers_missing} 份存档的文书"
