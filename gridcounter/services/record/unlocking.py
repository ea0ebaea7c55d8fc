"""Which keys file opens the record: a passphrase of before its change is refused, whatever file is put back."""

from __future__ import annotations

from pathlib import Path

from gridcounter.core.record.journal import Act, Kind
from gridcounter.errors import Refusal
from gridcounter.store.custody import keys
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.manifest import backups_in


def unlock(folder: Path, passphrase: str) -> bytes:
    """Raises KeysOutdated where the passphrase is that of a backup, which has a later keys file: ours is an old one."""
    try:
        return keys.unlock(folder, passphrase)
    except keys.WrongPassphrase:
        if _opens_a_later_file(folder, passphrase):
            raise keys.KeysOutdated from None
        raise


def _opens_a_later_file(folder: Path, passphrase: str) -> bool:
    present, tried = keys.generation_of(folder), set[bytes]()
    for backup in backups_in(folder / BACKUPS):
        try:
            content = (backup.folder / keys.KEYS_FILE).read_bytes()
            if content in tried or keys.generation_of(backup.folder) <= present:
                continue
            tried.add(content)
            keys.unlock(backup.folder, passphrase)
        except (OSError, Refusal):
            continue
        return True
    return False


def missing_entry(folder: Path, on_record: int) -> Act | None:
    """The entry of a changed passphrase that was interrupted before it was written; None without one.

    `on_record` is the generation that the record in this folder names. Raises KeysOutdated for an older keys file.
    """
    present = keys.generation_of(folder)
    if present < on_record:
        raise keys.KeysOutdated
    return Act(Kind.PASSPHRASE_CHANGED, {"generation": present}, "") if present > on_record else None
