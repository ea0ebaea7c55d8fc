"""Which keys file opens the record: a passphrase of before its change is refused, whatever file is put back."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from gridcounter.core.record.journal import Act, Kind
from gridcounter.errors import Refusal
from gridcounter.store.custody import keys
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.backup_keys import newest_generation
from gridcounter.store.custody.manifest import backups_in
from gridcounter.store.custody.own_backups import is_own


def unlock(folder: Path, passphrase: str) -> bytes:
    """Raises KeysOutdated where the passphrase is that of a backup, which has a later keys file: ours is an old one."""
    try:
        return keys.unlock(folder, passphrase)
    except keys.WrongPassphrase:
        if _opens_another_file(folder, passphrase):
            raise keys.KeysOutdated from None
        raise


def _opens_another_file(folder: Path, passphrase: str) -> bool:
    """True if a keys file beside a backup opens with it: the record's own is of another time, or of another key."""
    tried = set[bytes]()
    with suppress(OSError):
        tried.add(keys.contents(folder))
    for beside in keys.affordable(backup.folder for backup in backups_in(folder / BACKUPS)):
        try:
            if keys.contents(beside) in tried:
                continue
            key = keys.unlock(beside, passphrase)
        except (OSError, Refusal):
            continue
        if keys.generation_of(beside) >= newest_generation(folder, key, ()):
            return True
    return False


def under_other_key(folder: Path, key: bytes) -> bool:
    """True if the backups beside the record all have another key: then it was given another one, and is not damaged."""
    beside = backups_in(folder / BACKUPS)
    return bool(beside) and not any(is_own(one, key) for one in beside)


def refuse_outdated(folder: Path, on_record: int) -> None:
    """`on_record` is the generation that the record in this folder names. Raises KeysOutdated for an older file."""
    if keys.generation_of(folder) < on_record:
        raise keys.KeysOutdated


def missing_entry(folder: Path, on_record: int) -> Act | None:
    """The entry of a changed passphrase that the record lacks: it was interrupted, or the record is an older one."""
    try:
        present = keys.generation_of(folder)
    except Refusal:
        return None  # opened by the recovery code, or by a key that is at hand
    return Act(Kind.PASSPHRASE_CHANGED, {"generation": present}, "") if present > on_record else None
