"""Recovery of a record that does not open, or return to an earlier backup: finding a usable backup and restoring it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from gridcounter import paths
from gridcounter.core.record.journal import COMMAND_LINE, Act, Kind
from gridcounter.core.record.of_office import DeviceHead, RecordRestored
from gridcounter.errors import Refusal
from gridcounter.services.custody.recovery_plan import (
    BackupUnsound,
    GrownSince,
    NoBackupsIn,
    NoGoodBackup,
    NotABackup,
    OlderBackup,
    RecoveryPlan,
    UnderOtherKey,
    lost_words,
    when_words,
)
from gridcounter.services.office.clerks import NotIdentified, require_here
from gridcounter.services.office.roles import Right
from gridcounter.services.record.interrupted_rekey import complete_rekeying
from gridcounter.services.record.opening import open_with_key, since_words
from gridcounter.services.record.record import Record
from gridcounter.services.record.unlocking import under_other_key
from gridcounter.store.custody import keys
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.backup_keys import newest_generation
from gridcounter.store.custody.keys import KEYS_FILE, KeysDamaged, KeysOutdated, WrongPassphrase, WrongRecoveryCode
from gridcounter.store.custody.last_entry_note import notes_of
from gridcounter.store.custody.last_seen import abandoned
from gridcounter.store.custody.manifest import Backup, backups_in, read_backup
from gridcounter.store.custody.own_backups import own_backups
from gridcounter.store.custody.places import refuse_network_share
from gridcounter.store.custody.rekey import sweep_unfinished
from gridcounter.store.custody.restore import Restored, RestorePlan, damaged_files, enter, entries_since, restore
from gridcounter.store.custody.stale_wal import refuse_stale_wal
from gridcounter.store.custody.verify import examine, newest_good
from gridcounter.store.database import RECORD_FILE, DiskRefused, RecordDamaged, clear, open_database, plainly
from gridcounter.store.instance import Instance
from gridcounter.store.journal.entries import wall_clock
from gridcounter.store.queries.applications import ApplicationStore

__all__ = [
    "DAMAGED",
    "Restored",
    "by_clerk",
    "carry_out",
    "plan_recovery",
    "plan_restore",
    "plan_restore_from",
    "reopen",
]

#: The refusals after which a recovery is offered.
DAMAGED = (RecordDamaged, KeysDamaged)


def plan_recovery(
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
    NoGoodBackup, NotABackup, NoBackupsIn, BackupUnsound,
    OlderBackup, RecordInUse.
    """
    refuse_network_share(folder)
    folder = folder.absolute()
    complete_rekeying(folder, secret, clock, since_words, recovery=recovery)
    wanted = _chosen(folder, chosen) if chosen else None
    found = [wanted] if wanted else _all_in(place) if place else backups_in(folder / BACKUPS)
    new = not folder.exists()
    instance = Instance(folder, since=since_words(clock))
    try:
        sweep_unfinished(folder)
        key, keys_from = _unlock(folder, found, secret, recovery=recovery)
        own = own_backups(found, key)
        if place and not own:
            raise NoBackupsIn(place)
        where = own[0].place if own else folder / BACKUPS
        damaged = damaged_files(folder, key, where)
        if keys_from and KEYS_FILE not in damaged:  # whole, but outdated
            damaged = (KEYS_FILE, *damaged)
        wanted = own[0] if wanted and own else wanted
        going_back = wanted is not None and RECORD_FILE not in damaged
        if going_back:
            damaged = (*damaged, RECORD_FILE)
        if damaged:
            plan = _plan(folder, key, RestorePlan(damaged, where, None, keys_from), wanted, clock)
            if plan.mending.backup and not going_back:
                _refuse_older(folder, key, plan.mending.backup)
            return replace(plan, going_back=going_back)
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


def plan_restore(record: Record, by: str, backup: Backup, clock: Callable[[], datetime] = wall_clock) -> RecoveryPlan:
    """Plans the return of an open, undamaged record to this backup. Raises NotAllowed, NoBackupsIn, BackupUnsound.

    Verifies the whole backup, so it is for a worker thread; the plan is carried out once the record is closed.
    """
    require_here(record, by, Right.RESTORE)
    own = own_backups([backup], record.key)
    if not own:
        raise NoBackupsIn(backup.folder)
    (backup,) = own
    examined = examine(backup, record.key)
    if not examined.sound:
        raise BackupUnsound(backup, "；".join(examined.damage) or "台账内容被改动")
    lost = entries_since(record.folder, record.key, backup)
    mending = RestorePlan((RECORD_FILE,), backup.place, backup, None)
    return RecoveryPlan(record.folder, record.key, mending, lost, clock(), by, going_back=True)


def by_clerk(recovery_plan: RecoveryPlan, record: Record, by: str) -> RecoveryPlan:
    """The plan of one who goes back, for the record opened again. Raises NotAllowed, ClerkNotFound."""
    require_here(record, by, Right.RESTORE)
    backup = recovery_plan.mending.backup
    # opening it and giving the PIN may have made entries
    lost = recovery_plan.lost if backup is None else entries_since(record.folder, record.key, backup)
    return replace(recovery_plan, by=by, lost=lost)


def plan_restore_from(
    record: Record, by: str, folder: Path, clock: Callable[[], datetime] = wall_clock
) -> RecoveryPlan:
    """As `plan_restore`, with the newest sound backup in this folder or one of its folders."""
    own = own_backups(_all_in(folder), record.key)
    if not own:
        raise NoBackupsIn(folder)
    return plan_restore(record, by, _backup_for(record.folder, own[0].place, record.key, None), clock)


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
    """Returns the result and a sentence about it. Raises NotRestored, RecordInUse, NotIdentified, GrownSince.

    The restore is recorded as an entry. That entry makes the record's next backup newer than those of the abandoned
    state, which are then not taken for the newest.
    """
    if recovery_plan.going_back and recovery_plan.by in {"", COMMAND_LINE}:
        raise NotIdentified
    mending, act = recovery_plan.mending, None
    backup = mending.backup
    instance = Instance(recovery_plan.folder, since=since_words(clock))
    try:
        if backup:
            _refuse_grown(recovery_plan, backup)
            gone = abandoned(recovery_plan.folder, recovery_plan.key, backup, paths.last_seen(recovery_plan.folder))
            mending = replace(mending, taken=frozenset(one.device for one in gone))
            act = RecordRestored(
                made_at=backup.manifest.made_at.isoformat(),
                entries=backup.manifest.entries,
                lost=recovery_plan.lost,
                given_up=tuple(gone),
                ends=tuple(
                    DeviceHead(device=device, seq=head.seq, hash=head.hash)
                    for device, head in backup.manifest.heads.items()
                ),
            )
        values = Act(Kind.RECORD_RESTORED, act.model_dump(mode="json"), recovery_plan.by) if act else None
        done = restore(recovery_plan.folder, recovery_plan.key, mending, clock(), values)
        if mending.keys_from and not act:
            _enter_keys(recovery_plan, clock)
    finally:
        instance.release()
    return done, "".join(_done_words(recovery_plan, done, clock))


def _refuse_grown(recovery_plan: RecoveryPlan, backup: Backup) -> None:
    """Nobody held the record since it was planned: a command may have waited for its answer for hours."""
    lost = entries_since(recovery_plan.folder, recovery_plan.key, backup)
    if lost is not None and (recovery_plan.lost is None or lost > recovery_plan.lost):
        raise GrownSince


def _done_words(recovery_plan: RecoveryPlan, done: Restored, clock: Callable[[], datetime]) -> Iterator[str]:
    yield f"已经恢复，台账共 {done.entries} 条。"
    if backup := recovery_plan.mending.backup:
        yield f"内容到{when_words(backup, clock())} 为止。{lost_words(recovery_plan.lost)}"
    if done.papers_missing:
        yield f"有 {done.papers_missing} 份存档的文书找不回来，登记还在。"
    yield f"原来的文件在 {done.aside}。"


def _enter_keys(recovery_plan: RecoveryPlan, clock: Callable[[], datetime]) -> None:
    """A keys file that comes back is an act on record: it decides who may open it."""
    act = Act(Kind.KEYS_RESTORED, {"generation": keys.generation_of(recovery_plan.folder)}, recovery_plan.by)
    enter(recovery_plan.folder, recovery_plan.key, act, clock())


def _refuse_older(folder: Path, key: bytes, wanted: Backup) -> None:
    """A damaged record asks for no PIN: it may not be the way to roles and PINs of an earlier day."""
    for place in {wanted.place, folder / BACKUPS}:
        newest = newest_good(place, key)
        if newest is not None and newest.manifest.latest > wanted.manifest.latest:
            raise OlderBackup(newest)


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
    """The key, and the folder its file comes from if not from the record.

    Each different keys file of the backups is tried once, as many as `affordable` allows. A passphrase of before its
    change is refused: the records that the key opens say which wrap is the present one.
    """
    unlock = keys.unlock_with_code if recovery else keys.unlock
    tried, wrong = set[bytes](), Refusal("")
    for source in (folder, *keys.affordable(backup.folder for backup in backups)):
        try:
            content = keys.contents(source)
            if content in tried:
                continue
            tried.add(content)
            key = unlock(source, secret)
        except (WrongPassphrase, WrongRecoveryCode) as refused:
            wrong = wrong if isinstance(wrong, KeysOutdated | UnderOtherKey) else refused
        except (OSError, KeysDamaged):
            wrong = wrong if str(wrong) else NoGoodBackup(folder, len(backups))
        else:
            refuse_stale_wal(folder, key)
            if (folder / RECORD_FILE).exists() and under_other_key(folder, key):
                wrong = UnderOtherKey(source)
            elif recovery or keys.generation_of(source) >= _newest_wrap(folder, key, backups):
                return key, None if source == folder else source
            else:
                wrong = KeysOutdated()
    raise wrong


def _newest_wrap(folder: Path, key: bytes, backups: Sequence[Backup]) -> int:
    """As `newest_generation`, with what this computer knows: a record with an older one would open with none."""
    noted = 1
    for backup in own_backups(backups, key):
        with (
            suppress(RecordDamaged, DiskRefused),
            closing(open_database(backup.folder / RECORD_FILE, key, reading=True, one_file=True)) as db,
            plainly(RECORD_FILE),
        ):
            renewed = len(ApplicationStore(db).former_keys())
            noted = notes_of(db, folder, paths.last_seen(folder)).generation(renewed)
            break
    return max(noted, newest_generation(folder, key, backups))
