"""A new key for a record: a new copy is written and verified in a separate folder, and then replaces the old one.

The finished folder gets its name in one step, and from then on the new passphrase is valid. Moving its files into place
takes several repeatable steps; the next opening completes an interrupted move.
"""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.record.of_office import DeviceHead, KeyRenewed
from gridcounter.errors import Fault
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.keys import KEYS_FILE, OFFICE_COST, Cost, create_keys, generation_of
from gridcounter.store.custody.manifest import fingerprint
from gridcounter.store.custody.own_backups import ends_in_file, own_backups_in
from gridcounter.store.custody.restore import SET_ASIDE
from gridcounter.store.database import RECORD_FILE, DiskRefused, RecordDamaged, damage_in, open_database, plainly
from gridcounter.store.engine import DatabaseError
from gridcounter.store.files import make_folder, place_folder, sync_file, sync_folder
from gridcounter.store.journal.append import Journal, take_new_device
from gridcounter.store.journal.entries import JournalBroken
from gridcounter.store.papers import PAPERS_FILE
from gridcounter.store.queries.applications import ApplicationStore

#: The folder of a finished copy that will replace the old one.
READY = "rekeyed"
#: Suffix of a folder in `set-aside`: its contents open with the old key.
OLD_KEY = "-old-key"
_ENDS = "SELECT device, seq, head.hash FROM head JOIN journal USING (device, seq) ORDER BY place"
_UNFINISHED = ".rekey.part"
#: As this program names what it has not finished.
_OURS = re.compile(r"\.[0-9a-f]+(\.rekey)?\.part")
_READY_FILES = {RECORD_FILE, KEYS_FILE, PAPERS_FILE}
_BESIDE = ("-wal", "-shm", "-journal")


class NotRekeyed(Fault):
    """Writing the new copy failed; the old key is still valid."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"钥匙没有换成：{folder} 写不进去。台账仍用原来的口令打开，内容没有改动；请检查磁盘空间和文件夹权限后再试"
        )


class RekeyingUnfinished(Fault):
    """The new copy is complete and could not be moved into place; the next opening continues."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"新钥匙的台账已经做好，但还没有全部放到位：{folder} 写不进去。请检查文件夹权限，关掉占用它的程序，"
            "再用新口令打开一次，程序会接着放完；不要删除任何文件"
        )


@dataclass(frozen=True, slots=True, repr=False)
class NewKey:
    """`device` is the record's new device id."""

    key: bytes
    code: str
    device: str


def rekey(
    folder: Path,
    key: bytes,
    passphrase: str,
    by: str,
    clock: Callable[[], datetime],
    *,
    cost: Cost = OFFICE_COST,
) -> NewKey:
    """The caller holds the lock, and the record is closed. Raises NotRekeyed, RecordDamaged, JournalBroken."""
    sweep_unfinished(folder)
    staged = folder / f".{secrets.token_hex(8)}{_UNFINISHED}"
    with _as_refusal(folder):
        try:
            make_folder(staged)
            new, code = create_keys(staged, passphrase, cost=cost)
            _write_anew(folder, staged, RECORD_FILE, key, new)
            device = _begin_anew(staged, key, new, by, clock)
            if (folder / PAPERS_FILE).exists():
                _write_anew(folder, staged, PAPERS_FILE, key, new)
            for made in staged.iterdir():
                sync_file(made)
            place_folder(staged, folder / READY)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
    finish_rekeying(folder, clock(), new)
    return NewKey(new, code, device)


def is_unfinished(folder: Path) -> bool:
    """True where a new copy may wait to be moved into place: `is_ours` says, with its key, whether it is one."""
    return (folder / READY).is_dir()


def keys_of_unfinished(folder: Path) -> Path:
    """The folder with the keys file of the new copy: its files are moved one after the other."""
    ready = folder / READY
    return ready if (ready / KEYS_FILE).exists() else folder


def is_ours(folder: Path, key: bytes) -> bool:
    """True if what waits was made by a change to this key that nothing was entered after: anybody can lay files there.

    Raises DiskRefused.
    """
    ready = folder / READY
    if any(path.name not in _READY_FILES or path.is_symlink() or not path.is_file() for path in ready.iterdir()):
        return False
    waits = (ready / RECORD_FILE).exists()
    if waits and (ends_in_file(folder / RECORD_FILE, key) or not (ready / KEYS_FILE).exists()):
        return False  # the record has this key already
    path = (ready if waits else folder) / RECORD_FILE
    try:
        with closing(open_database(path, key, reading=True, one_file=waits)) as db, plainly(RECORD_FILE):
            last = db.execute("SELECT kind FROM journal ORDER BY place DESC LIMIT 1").fetchone()
            generation = ApplicationStore(db).passphrase_generation()
        return last == (Kind.KEY_RENEWED,) and generation_of(keys_of_unfinished(folder)) >= generation
    except RecordDamaged:
        return False


def finish_rekeying(folder: Path, now: datetime, key: bytes) -> None:
    """Completes an interrupted change to this key; the caller asked `is_ours` and holds the lock.

    Raises RekeyingUnfinished.
    """
    ready = folder / READY
    try:
        for made in sorted(ready.iterdir()):
            for tail in _BESIDE:  # SQLite's side files belong to that one database
                (folder / f"{made.name}{tail}").unlink(missing_ok=True)
            made.replace(folder / made.name)
        sync_folder(folder)
        # none of them opens with the new key, and a new one must not be mixed with them
        if (folder / BACKUPS).exists() and not own_backups_in(folder / BACKUPS, key):
            aside = folder / SET_ASIDE
            make_folder(aside)
            (folder / BACKUPS).rename(_free_name(aside, now))
            sync_folder(aside)
        ready.rmdir()
        sync_folder(folder)
    except OSError as wrong:
        raise RekeyingUnfinished(folder) from wrong


def sweep_unfinished(folder: Path) -> None:
    """Deletes what a killed process left half-made. The caller holds the lock."""
    for left in unfinished_copies(folder):
        shutil.rmtree(left, ignore_errors=True)


def unfinished_copies(folder: Path) -> list[Path]:
    """Folders in which a killed process was making something: a new key, a restore, a deletion."""
    places = (folder, folder / BACKUPS, folder / SET_ASIDE)
    return [
        path for place in places for path in sorted(place.glob(".*")) if _OURS.fullmatch(path.name) and path.is_dir()
    ]


def _write_anew(folder: Path, staged: Path, name: str, key: bytes, new: bytes) -> None:
    """Copies page by page under the new key and reads it back: every page of both files is checked."""
    with (
        closing(open_database(folder / name, key, reading=True)) as source,
        closing(open_database(staged / name, new, new=True, one_file=True)) as copy,
    ):
        # copying does not report damage of the last page (2026-11, 0.5.7)
        if damage_in(source, name):
            raise RecordDamaged(name)
        source.conn.backup(copy.conn)
        copy.execute("PRAGMA journal_mode = DELETE").fetchone()
    with closing(open_database(staged / name, new, reading=True, one_file=True)) as copy:
        if damage_in(copy, name):
            raise NotRekeyed(folder)


def _begin_anew(staged: Path, key: bytes, new: bytes, by: str, clock: Callable[[], datetime]) -> str:
    """Gives the copy a new device and returns its id: the lost computer may go on writing under the old id."""
    with closing(open_database(staged / RECORD_FILE, new, one_file=True)) as db, plainly(RECORD_FILE):
        taken = [device for (device,) in db.execute("SELECT device FROM head UNION SELECT device FROM this_device")]
        device = take_new_device(db, taken)
        journal = Journal(db, clock=clock)
        ends = tuple(DeviceHead(device=of, seq=seq, hash=digest) for of, seq, digest in db.execute(_ENDS))
        act = KeyRenewed(devices_before=tuple(sorted(taken)), key_before=fingerprint(key), ends=ends)
        journal.append(Act(Kind.KEY_RENEWED, act.model_dump(mode="json"), by))
        broken = journal.verify()
        if broken:
            raise JournalBroken(broken)
    return device


def _free_name(aside: Path, now: datetime) -> Path:
    stamp = f"{now.astimezone():%Y%m%d-%H%M%S}"
    named = aside / f"{stamp}{OLD_KEY}"
    return named if not named.exists() else aside / f"{stamp}-{secrets.token_hex(2)}{OLD_KEY}"


@contextmanager
def _as_refusal(folder: Path) -> Iterator[None]:
    """Damage of the record itself passes through: it has a message of its own, and a recovery."""
    try:
        yield
    except (OSError, DatabaseError, DiskRefused) as wrong:
        raise NotRekeyed(folder) from wrong
