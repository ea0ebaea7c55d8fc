"""电脑丢失: new key, passphrase and recovery code for the remaining record, and the copies under the old key."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from gridcounter.core.validation.passphrases import check_passphrase
from gridcounter.errors import GridcounterError, Refusal
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.offsite import OffsiteTarget, folder_on, is_there
from gridcounter.services.custody.stale_copies import OldCopy, left_unfinished, remove, set_aside
from gridcounter.services.office.clerks import Clerks, require_from_any_thread
from gridcounter.services.office.offices import guessable_words
from gridcounter.services.office.roles import Right
from gridcounter.services.record.opening import open_with_key, since_words
from gridcounter.services.record.record import Record
from gridcounter.store.custody import keys
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.manifest import backups_in
from gridcounter.store.custody.own_backups import ends_in_file
from gridcounter.store.custody.rekey import OLD_KEY, rekey
from gridcounter.store.database import RECORD_FILE
from gridcounter.store.instance import Instance
from gridcounter.store.journal.entries import wall_clock
from gridcounter.store.queries.desks import is_shared

#: In a shared record a new key of this file keeps nobody out of the exchange.
_STILL_EXCHANGES = (
    "和别的台共用台账的，还要停用丢的那一台：换钥匙只管本台的文件，丢的那一份不停用，还能和各台、和中心库交换。"
    "在别的台的【各台交换】里停用它；丢的是本台以前的电脑，先从本台导出一次给别的台收，停用以后再请别的台邀请本台"
)


class NoNewBackup(Refusal):
    """No backup exists under the new key, so the old ones must stay."""

    sentence = "换钥匙以后还没有做过备份，旧备份先不能删；请先做一份备份"


@dataclass(frozen=True, slots=True)
class Renewal:
    """A permitted request, made while the record was open and carried out after it is closed.

    `second` is the off-site folder of the office, None without one.
    """

    folder: Path
    by: str
    office: str
    key: bytes = field(repr=False)
    passphrase: str = field(repr=False)
    second: OffsiteTarget | None = None


@dataclass(frozen=True, slots=True)
class Renewed:
    """`backup` is the first one under the new key, or None with the reason; `old` are copies that open with the old
    key. `away`: the off-site folder was not connected, and its copies could not be looked at.
    """

    code: str = field(repr=False)
    backup: Path | None
    trouble: str
    old: tuple[OldCopy, ...]
    away: bool = False


def ask_renewal(record: Record, by: str, old: str, new: str, second: OffsiteTarget | None = None) -> Renewal:
    """Checks right, old passphrase and new passphrase while the record is open.

    Needs the old passphrase, so that access to an unattended computer is not enough. Raises NotAllowed,
    WrongPassphrase, KeysReplaced, PassphraseRefused.
    """
    Clerks(record).require(by, Right.CHANGE_PASSPHRASE)
    record.keys.prove(old)
    return renewal_of(record, by, new, second)


def renewal_of(record: Record, by: str, new: str, second: OffsiteTarget | None = None) -> Renewal:
    """As `ask_renewal`, for a user who has just opened the record. Raises NotAllowed, PassphraseRefused."""
    Clerks(record).require(by, Right.CHANGE_PASSPHRASE)
    check_passphrase(new, guessable_words(record))
    office = str((record.applications.office().get("office") or {}).get("name") or "")
    return Renewal(record.folder, by, office, record.key, new, second)


def who_still_exchanges(record: Record) -> str:
    """What is to be done besides, as long as the lost copy takes part; "" for a record of one desk."""
    return _STILL_EXCHANGES if is_shared(record.db) else ""


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
    backup, trouble, old, away = None, "", tuple[OldCopy, ...](), False
    try:
        record = open_with_key(renewal.folder, made.key, clock)
        try:
            backups = Backups(record, clock, renewal.second)
            away = renewal.second is not None and not is_there(record, renewal.second)
            old = old_key_copies(record, renewal.second)
            backup = backups.make().folder
            backups.copy_offsite()
        finally:
            record.close()
    except GridcounterError as wrong:
        trouble = str(wrong)
    return Renewed(made.code, backup, trouble, old, away)


def old_key_copies(record: Record, second: OffsiteTarget | None = None) -> tuple[OldCopy, ...]:
    """The earlier backups, and folders set aside before, which open with an old key; off-site ones while connected."""
    found = [OldCopy(path, "") for path in (*_aside_before(record), *left_unfinished(record.folder))]
    if second is not None and is_there(record, second):
        with record.reading() as stores:
            former = stores.applications.former_keys()
        found += [
            OldCopy(place, "", second=True)
            for place in folder_on(record, second).parent.iterdir()
            if _is_under(place, former)
        ]
    return tuple(found)


def _aside_before(record: Record) -> list[Path]:
    """The name is the computer's time, which may have been ahead: a record says itself whether the key of now opens it.

    None before any new key.
    """
    aside = set_aside(record.folder)
    newest = max((path.name for path in aside if path.name.endswith(OLD_KEY)), default="")
    return [path for path in aside if path.name <= newest or (newest and _under_other(path, record.key))]


def _under_other(path: Path, key: bytes) -> bool:
    return (path / RECORD_FILE).exists() and ends_in_file(path / RECORD_FILE, key) is None


def _is_under(place: Path, former: Collection[str]) -> bool:
    """True for a folder of backups all of which have one of these keys."""
    backups = backups_in(place) if place.is_dir() else []
    return bool(backups) and all(one.manifest.key in former for one in backups)


def remove_old_key(record: Record, by: str, second: OffsiteTarget | None = None) -> None:
    """Deletes the copies under an old key, once a backup under the new key exists in the same place.

    Raises NotAllowed, NoNewBackup, NotRemoved.
    """
    require_from_any_thread(record, by, Right.CHANGE_PASSPHRASE)
    if not backups_in(record.folder / BACKUPS):
        raise NoNewBackup
    copies = old_key_copies(record, second)
    if second is not None and any(one.second for one in copies) and not backups_in(folder_on(record, second)):
        raise NoNewBackup
    remove(copies)
