"""电脑丢失: new key, passphrase and recovery code for the remaining record, and the copies under the old key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from gridcounter.errors import GridcounterError, Refusal
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.stale import OldCopy, remove, set_aside
from gridcounter.services.office.clerks import Clerks, require_from_any_thread
from gridcounter.services.office.roles import Right
from gridcounter.services.record.record import Record, open_with_key, since_words
from gridcounter.store.custody import keys
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.manifest import backups_in
from gridcounter.store.custody.rekey import OLD_KEY, rekey
from gridcounter.store.instance import Instance
from gridcounter.store.journal.append import wall_clock


class NoNewBackup(Refusal):
    """No backup exists under the new key, so the old ones must stay."""

    def __init__(self) -> None:
        super().__init__("换钥匙以后还没有做过备份，旧备份先不能删；请先做一份备份")


@dataclass(frozen=True, slots=True)
class Renewal:
    """A permitted request, made while the record was open and carried out after it is closed."""

    folder: Path
    by: str
    office: str
    key: bytes = field(repr=False)
    passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Renewed:
    """`backup` is the first one under the new key, or None with the reason; `old` are copies that open with the old
    key.
    """

    code: str = field(repr=False)
    backup: Path | None
    trouble: str
    old: tuple[OldCopy, ...]


def ask_renewal(record: Record, by: str, old: str, new: str) -> Renewal:
    """Checks right, old passphrase and new passphrase while the record is open.

    Needs the old passphrase, so that access to an unattended computer is not enough. Raises NotAllowed,
    WrongPassphrase, PassphraseTooShort.
    """
    Clerks(record).require(by, Right.CHANGE_PASSPHRASE)
    keys.unlock(record.folder, old)
    return renewal_of(record, by, new)


def renewal_of(record: Record, by: str, new: str) -> Renewal:
    """As `ask_renewal`, for a user who has just opened the record. Raises NotAllowed, PassphraseTooShort."""
    Clerks(record).require(by, Right.CHANGE_PASSPHRASE)
    keys.check_passphrase(new)
    office = str((record.applications.office().get("office") or {}).get("name") or "")
    return Renewal(record.folder, by, office, record.key, new)


def carry_out_renewal(
    renewal: Renewal, *, cost: keys.Cost = keys.OFFICE_COST, clock: Callable[[], datetime] = wall_clock
) -> Renewed:
    """Works on a closed record. Raises NotRekeyed, RekeyingUnfinished, RecordDamaged, RecordInUse.

    Once the new key is in place its recovery code is returned, even if the backup after it fails.
    """
    instance = Instance(renewal.folder, since=since_words(clock))
    try:
        made = rekey(renewal.folder, renewal.key, renewal.passphrase, renewal.by, clock, cost=cost)
    finally:
        instance.release()
    backup, trouble = None, ""
    try:
        record = open_with_key(renewal.folder, made.key, clock)
        try:
            backup = Backups(record, clock).make().folder
        finally:
            record.close()
    except GridcounterError as wrong:
        trouble = str(wrong)
    return Renewed(made.code, backup, trouble, old_key_copies(renewal.folder))


def old_key_copies(folder: Path) -> tuple[OldCopy, ...]:
    """The earlier backups, and folders set aside before, which open with the old key too."""
    aside = set_aside(folder)
    if not any(path.name.endswith(OLD_KEY) for path in aside):
        return ()
    newest = max(path.name for path in aside if path.name.endswith(OLD_KEY))
    return tuple(OldCopy(path, "") for path in aside if path.name <= newest)


def remove_old_key(record: Record, by: str) -> None:
    """Deletes the copies under the old key, once a backup under the new key exists.

    Raises NotAllowed, NoNewBackup, NotRemoved.
    """
    require_from_any_thread(record, by, Right.CHANGE_PASSPHRASE)
    if not backups_in(record.folder / BACKUPS):
        raise NoNewBackup
    remove(old_key_copies(record.folder))
