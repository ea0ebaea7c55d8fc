"""Recovery of a record that does not open, or return to an earlier backup: finding a usable backup and restoring it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from gridcounter import paths
from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.record.of_office import RecordRestored
from gridcounter.errors import Refusal
from gridcounter.services.custody.backups import in_words
from gridcounter.services.office.clerks import require_here
from gridcounter.services.office.roles import Right
from gridcounter.services.record.record import Record, end_rekeying, lies_in, open_with_key, since_words
from gridcounter.store.custody import keys
from gridcounter.store.custody.backup import BACKUPS, fingerprint
from gridcounter.store.custody.keys import KEYS_FILE, KeysDamaged, WrongPassphrase, WrongRecoveryCode
from gridcounter.store.custody.last_seen import abandoned
from gridcounter.store.custody.manifest import Backup, backups_in, read_backup
from gridcounter.store.custody.places import refuse_network_share
from gridcounter.store.custody.rekey import is_unfinished
from gridcounter.store.custody.restore import Restored, RestorePlan, damaged_files, entries_since, restore
from gridcounter.store.custody.verify import examine, newest_good
from gridcounter.store.database import RECORD_FILE, RecordDamaged, clear
from gridcounter.store.instance import Instance
from gridcounter.store.journal.append import wall_clock
from gridcounter.store.papers import PAPERS_FILE

__all__ = [
    "DAMAGED",
    "NoBackupsIn",
    "NoGoodBackup",
    "RecoveryPlan",
    "Restored",
    "carry_out",
    "find_rescue",
    "find_return",
    "reopen",
    "return_in",
]

_KEPT = "被替换的文件另存，不会删除。"
#: The refusals after which a recovery is offered.
DAMAGED = (RecordDamaged, KeysDamaged)


class NoGoodBackup(Refusal):
    """None of the backups found opens and verifies; `tried` is their number."""

    def __init__(self, folder: Path, tried: int) -> None:
        text = f"找到 {tried} 份备份，都打不开或不完整" if tried else "没有找到备份"
        super().__init__(f"{text}。请不要删除 {folder} 里的任何文件，也不要新建台账，尽快联系维护人员")


class NotABackup(Refusal):
    """The folder is not a complete backup."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} 不是完整的备份；可用的备份见 gridcounter record backups")


class NoBackupsIn(Refusal):
    """The folder holds no backup of this record."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} 里没有这份台账的备份；请选 U 盘上以 gridcounter- 开头的文件夹，或者 U 盘本身")


class BackupUnsound(Refusal):
    """The chosen backup does not verify; `wrong` says why."""

    def __init__(self, backup: Backup, wrong: str) -> None:
        super().__init__(f"备份 {backup.name} 不能用：{wrong}；请换一份备份")


@dataclass(frozen=True, slots=True)
class RecoveryPlan:
    """A plan of recovery. `lost` is the number of entries that the backup lacks; None if unknown.

    `by` is the clerk who returns to a backup of an undamaged record; "" if unknown.
    """

    folder: Path
    key: bytes = field(repr=False)
    mending: RestorePlan
    lost: int | None
    now: datetime
    by: str = ""

    @property
    def act(self) -> str:
        """The label of the button."""
        if self.mending.backup:
            return f"用{_when(self.mending.backup, self.now)} 的备份恢复"
        return "用备份里的密钥文件恢复" if self.mending.keys_from else "从备份补回存档的文书"

    @property
    def summary(self) -> str:
        """The effect of the plan on the data, in Chinese, in lines."""
        backup = self.mending.backup
        if self.by and backup:
            return f"台账回到{_when(backup, self.now)}，共 {backup.manifest.entries} 条。{_lost(self.lost)}\n{_KEPT}"
        # on another computer nothing is damaged: there is no record yet
        lines = [f"受损的文件：{'、'.join(self.mending.damaged)}。"] if lies_in(self.folder) else []
        if backup:
            when = _when(backup, self.now)
            lines.append(f"备份到{when}，共 {backup.manifest.entries} 条。{_lost(self.lost)}")
        else:
            lines.append("登记的内容一条不少。")
        if PAPERS_FILE in self.mending.damaged:
            lines.append("存档的文书，还读得出来的都保留。")
        if self.mending.keys_from:
            lines.append("口令和恢复码是备份那时的。")
        if lies_in(self.folder):
            lines.append(_KEPT)
        return "\n".join(lines)


def find_rescue(
    folder: Path,
    secret: str,
    *,
    recovery: bool = False,
    chosen: Path | None = None,
    place: Path | None = None,
    clock: Callable[[], datetime] = wall_clock,
) -> RecoveryPlan | None:
    """Verifies record and backups and plans the recovery; None if nothing is damaged and no backup is `chosen`.

    `place` is searched instead of the folder beside the record. Raises WrongPassphrase, WrongRecoveryCode,
    NoGoodBackup, NotABackup, NoBackupsIn, BackupUnsound, RecordInUse.
    """
    refuse_network_share(folder)
    folder = folder.absolute()
    if is_unfinished(folder):
        end_rekeying(folder, clock)
    wanted = _chosen(folder, chosen) if chosen else None
    found = [wanted] if wanted else _all_in(place) if place else backups_in(folder / BACKUPS)
    new = not folder.exists()
    instance = Instance(folder, since=since_words(clock))
    try:
        key, keys_from = _unlock(folder, found, secret, recovery=recovery)
        own = [backup for backup in found if backup.manifest.key == fingerprint(key)]
        if place and not own:
            raise NoBackupsIn(place)
        where = own[0].place if own else folder / BACKUPS
        damaged = damaged_files(folder, key, where)
        if wanted and RECORD_FILE not in damaged:
            damaged = (*damaged, RECORD_FILE)
        if damaged:
            return _plan(folder, key, RestorePlan(damaged, where, None, keys_from), wanted, clock)
        clear(folder)
        return None
    finally:
        instance.release()
        if new:
            shutil.rmtree(folder, ignore_errors=True)  # only the lock is there: a record may still be created here


def _plan(
    folder: Path, key: bytes, mending: RestorePlan, wanted: Backup | None, clock: Callable[[], datetime]
) -> RecoveryPlan:
    if RECORD_FILE not in mending.damaged:
        return RecoveryPlan(folder, key, mending, 0, clock())
    backup = _backup_for(folder, mending.place, key, wanted)
    lost = entries_since(folder, key, backup)
    return RecoveryPlan(folder, key, replace(mending, backup=backup), lost, clock())


def find_return(record: Record, by: str, backup: Backup, clock: Callable[[], datetime] = wall_clock) -> RecoveryPlan:
    """Plans the return of an open, undamaged record to this backup. Raises NotAllowed, NoBackupsIn, BackupUnsound.

    Verifies the whole backup, so it is for a worker thread; the plan is carried out once the record is closed.
    """
    require_here(record, by, Right.RESTORE)
    if backup.manifest.key != fingerprint(record.key):
        raise NoBackupsIn(backup.folder)
    examined = examine(backup, record.key)
    if not examined.sound:
        raise BackupUnsound(backup, "；".join(examined.damage) or "台账内容被改动")
    lost = entries_since(record.folder, record.key, backup)
    mending = RestorePlan((RECORD_FILE,), backup.place, backup, None)
    return RecoveryPlan(record.folder, record.key, mending, lost, clock(), by)


def return_in(record: Record, by: str, folder: Path, clock: Callable[[], datetime] = wall_clock) -> RecoveryPlan:
    """As `find_return`, with the newest sound backup in this folder or one of its folders."""
    own = [backup for backup in _all_in(folder) if backup.manifest.key == fingerprint(record.key)]
    if not own:
        raise NoBackupsIn(folder)
    return find_return(record, by, _backup_for(record.folder, own[0].place, record.key, None), clock)


def reopen(recovery_plan: RecoveryPlan, done: Restored | None, clock: Callable[[], datetime] = wall_clock) -> Record:
    """Opens the record again with its key, without asking for the passphrase.

    If nothing was `done`, the whole record is checked first, because a failed attempt may have stopped halfway.
    """
    if done is None:
        _clear_if_sound(recovery_plan, clock)
    return open_with_key(recovery_plan.folder, recovery_plan.key, clock)


def _clear_if_sound(recovery_plan: RecoveryPlan, clock: Callable[[], datetime]) -> None:
    instance = Instance(recovery_plan.folder, since=since_words(clock))
    try:
        if not damaged_files(recovery_plan.folder, recovery_plan.key, recovery_plan.mending.place):
            clear(recovery_plan.folder)
    finally:
        instance.release()


def carry_out(recovery_plan: RecoveryPlan, clock: Callable[[], datetime] = wall_clock) -> tuple[Restored, str]:
    """Returns the result and a sentence about it. Raises NotRestored, RecordInUse.

    The restore is recorded as an entry. That entry makes the record's next backup newer than those of the abandoned
    state, which are then not taken for the newest.
    """
    mending, act = recovery_plan.mending, None
    backup = mending.backup
    instance = Instance(recovery_plan.folder, since=since_words(clock))
    try:
        if backup:
            gone = abandoned(recovery_plan.folder, recovery_plan.key, backup, paths.last_seen(recovery_plan.folder))
            mending = replace(mending, taken=frozenset(one.device for one in gone))
            act = RecordRestored(
                made_at=backup.manifest.made_at.isoformat(),
                entries=backup.manifest.entries,
                lost=recovery_plan.lost,
                given_up=tuple(gone),
            )
        values = Act(Kind.RECORD_RESTORED, act.model_dump(mode="json"), recovery_plan.by) if act else None
        done = restore(recovery_plan.folder, recovery_plan.key, mending, clock(), values)
    finally:
        instance.release()
    lines = [f"已经恢复，台账共 {done.entries} 条。"]
    if backup:
        lines.append(f"内容到{_when(backup, clock())} 为止。{_lost(recovery_plan.lost)}")
    if done.papers_missing:
        lines.append(f"有 {done.papers_missing} 份存档的文书找不回来，登记还在。")
    lines.append(f"原来的文件在 {done.aside}。")
    return done, "".join(lines)


def _when(backup: Backup, now: datetime) -> str:
    """For use after a Chinese character: a digit is preceded by a space."""
    words = in_words(backup.manifest.made_at, now)
    return f" {words}" if words[0].isdigit() else words


def _lost(entries: int | None) -> str:
    if entries == 0:
        return "此后没有新的登记。"
    text = "此后登记的内容" if entries is None else f"此后登记的 {entries} 条"
    return f"{text}不在其中，请对照纸质材料重新登记。"


def _chosen(folder: Path, chosen: Path) -> Backup:
    """By its name among the record's own backups, or anywhere by its path."""
    for path in (folder / BACKUPS / chosen, chosen.absolute()):
        found = read_backup(path)
        if found:
            return found
    raise NotABackup(chosen)


def _all_in(place: Path) -> list[Backup]:
    """In the folder or its subfolders: a user who chooses a stick need not know its layout."""
    try:
        folders = sorted(path for path in place.iterdir() if path.is_dir())
    except OSError:
        folders = []
    return [backup for folder in (place, *folders) for backup in backups_in(folder)]


def _backup_for(folder: Path, place: Path, key: bytes, wanted: Backup | None) -> Backup:
    if wanted is None:
        found = newest_good(place, key)
        if found is None:
            raise NoGoodBackup(folder, len(backups_in(place)))
        return found
    examined = examine(wanted, key)
    if not examined.sound:
        raise BackupUnsound(wanted, "；".join(examined.damage) or "台账内容被改动")
    return wanted


def _unlock(folder: Path, backups: Sequence[Backup], secret: str, *, recovery: bool) -> tuple[bytes, Path | None]:
    """The key, and the file it comes from if not from the record: each keys file of the backups is tried once."""
    unlock = keys.unlock_with_code if recovery else keys.unlock
    try:
        return unlock(folder, secret), None
    except KeysDamaged:
        wrong: Refusal = NoGoodBackup(folder, len(backups))
    tried: set[str] = set()
    for backup in backups:
        digest = backup.manifest.files.get(KEYS_FILE, "")
        if digest in tried:
            continue
        try:
            return unlock(backup.folder, secret), backup.folder
        except (WrongPassphrase, WrongRecoveryCode) as refused:
            tried.add(digest)
            wrong = refused
        except KeysDamaged:
            continue  # another backup may hold an intact copy
    raise wrong
