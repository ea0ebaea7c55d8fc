"""A record that does not open: what of it is damaged, what the backups can do about that, and doing it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gridcounter.errors import Refusal
from gridcounter.services.backups import in_words
from gridcounter.services.record import end_rekeying, since_words
from gridcounter.store import keys
from gridcounter.store.backup import BACKUPS
from gridcounter.store.database import RECORD_FILE, RecordDamaged, clear
from gridcounter.store.instance import Instance
from gridcounter.store.journal import wall_clock
from gridcounter.store.keys import KEYS_FILE, KeysDamaged, WrongPassphrase, WrongRecoveryCode
from gridcounter.store.manifest import Backup, backups_in, read_backup
from gridcounter.store.papers import PAPERS_FILE
from gridcounter.store.places import refuse_network_share
from gridcounter.store.proving import examine, newest_good
from gridcounter.store.rekeying import is_unfinished
from gridcounter.store.restoring import Mending, Restored, damaged_files, entries_since, restore

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

__all__ = ["DAMAGED", "NoGoodBackup", "Rescue", "Restored", "carry_out", "find_rescue"]

#: The refusals after which it is worth asking for a rescue.
DAMAGED = (RecordDamaged, KeysDamaged)


class NoGoodBackup(Refusal):
    def __init__(self, folder: Path, tried: int) -> None:
        told = f"找到 {tried} 份备份，都打不开或不完整" if tried else "没有找到备份"
        super().__init__(f"{told}。请不要删除 {folder} 里的任何文件，也不要新建台账，尽快联系维护人员")


class NotABackup(Refusal):
    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} 不是完整的备份；可用的备份见 gridcounter record backups")


class BackupUnsound(Refusal):
    def __init__(self, backup: Backup, wrong: str) -> None:
        super().__init__(f"备份 {backup.name} 不能用：{wrong}；请换一份备份")


@dataclass(frozen=True, slots=True)
class Rescue:
    """`lost` entries were made after the backup; None where nobody can say any more how many."""

    folder: Path
    key: bytes = field(repr=False)
    mending: Mending
    lost: int | None
    now: datetime

    @property
    def act(self) -> str:
        """What the button says."""
        if self.mending.backup:
            return f"用{_when(self.mending.backup, self.now)} 的备份恢复"
        return "用备份里的密钥文件恢复" if self.mending.keys_from else "从备份补回存档的文书"

    @property
    def told(self) -> str:
        """What that means for what was entered."""
        lines = [f"受损的文件：{'、'.join(self.mending.damaged)}。"]
        backup = self.mending.backup
        if backup:
            when = _when(backup, self.now)
            lines.append(f"备份到{when}，共 {backup.manifest.entries} 条。{_lost(self.lost)}")
        else:
            lines.append("登记的内容一条不少。")
        if PAPERS_FILE in self.mending.damaged:
            lines.append("存档的文书，还读得出来的都保留。")
        if self.mending.keys_from:
            lines.append("口令和恢复码是备份那时的。")
        lines.append("被替换的文件另存，不会删除。")
        return "\n".join(lines)


def find_rescue(
    folder: Path,
    secret: str,
    *,
    recovery: bool = False,
    chosen: Path | None = None,
    clock: Callable[[], datetime] = wall_clock,
) -> Rescue | None:
    """None where everything is sound; a `chosen` backup is what somebody wants to go back to all the same.

    Raises WrongPassphrase, WrongRecoveryCode, NoGoodBackup, NotABackup, BackupUnsound, RecordInUse.
    """
    refuse_network_share(folder)
    folder = folder.absolute()
    if is_unfinished(folder):
        end_rekeying(folder, clock)
    wanted = _chosen(folder, chosen) if chosen else None
    place = wanted.place if wanted else folder / BACKUPS
    instance = Instance(folder, since=since_words(clock))
    try:
        key, keys_from = _unlock(folder, [wanted] if wanted else backups_in(place), secret, recovery=recovery)
        damaged = damaged_files(folder, key, place)
        if wanted and RECORD_FILE not in damaged:
            damaged = (*damaged, RECORD_FILE)
        if not damaged:
            clear(folder)
            return None
        backup = _backup_for(folder, place, key, wanted) if RECORD_FILE in damaged else None
        lost = entries_since(folder, key, backup) if backup else 0
        return Rescue(folder, key, Mending(damaged, place, backup, keys_from), lost, clock())
    finally:
        instance.release()


def carry_out(rescue: Rescue, clock: Callable[[], datetime] = wall_clock) -> tuple[Restored, str]:
    """What was done, and the sentence that says so. Raises NotRestored, RecordInUse."""
    instance = Instance(rescue.folder, since=since_words(clock))
    try:
        done = restore(rescue.folder, rescue.key, rescue.mending, clock())
    finally:
        instance.release()
    lines = [f"已经恢复，台账共 {done.entries} 条。"]
    backup = rescue.mending.backup
    if backup:
        lines.append(f"内容到{_when(backup, clock())} 为止。{_lost(rescue.lost)}")
    if done.papers_missing:
        lines.append(f"有 {done.papers_missing} 份存档的文书找不回来，登记还在。")
    lines.append(f"原来的文件在 {done.aside}。")
    return done, "".join(lines)


def _when(backup: Backup, now: datetime) -> str:
    """To stand after a Chinese character: a figure is set off by a space."""
    words = in_words(backup.manifest.made_at, now)
    return f" {words}" if words[0].isdigit() else words


def _lost(entries: int | None) -> str:
    if entries == 0:
        return "此后没有新的登记。"
    told = "此后登记的内容" if entries is None else f"此后登记的 {entries} 条"
    return f"{told}不在其中，请对照纸质材料重新登记。"


def _chosen(folder: Path, chosen: Path) -> Backup:
    """By its name among the record's own backups, or anywhere by its path."""
    for path in (folder / BACKUPS / chosen, chosen.absolute()):
        found = read_backup(path)
        if found:
            return found
    raise NotABackup(chosen)


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
    """The key, and where its file comes from if not from the record: each keys file of the backups is tried once."""
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
            continue  # another backup may hold the same file whole
    raise wrong
