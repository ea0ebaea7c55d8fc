"""An interrupted change of key, completed once the secret has proved that this program left it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from gridcounter.errors import Refusal
from gridcounter.store.custody import keys
from gridcounter.store.custody.rekey import READY, finish_rekeying, is_ours, is_unfinished, keys_of_unfinished
from gridcounter.store.custody.stale_wal import refuse_stale_wal
from gridcounter.store.instance import Instance


class NotOurs(Refusal):
    """A folder with the name of an unfinished change of key holds something else; nothing was moved."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} 里的文件夹 {READY} 不是这次口令的换钥匙留下的，什么都没有动："
            f"刚换过钥匙的，请用新口令打开；没有换过的，请把文件夹 {READY} 移到别处再打开，并查明是谁放的"
        )


def complete_rekeying(
    folder: Path,
    secret: str,
    clock: Callable[[], datetime],
    since: Callable[[Callable[[], datetime]], str],
    *,
    recovery: bool,
) -> None:
    """Moves the files of a new key into place. Raises NotOurs, RekeyingUnfinished, RecordInUse.

    Of an empty folder nothing is said: the refusal of the opening itself follows.
    """
    if not is_unfinished(folder):
        return
    instance = Instance(folder, since=since(clock))
    try:
        key = _opened(folder, secret, recovery=recovery)
        if key is not None:
            refuse_stale_wal(folder, key)
        if key is not None and is_ours(folder, key):
            finish_rekeying(folder, clock(), key)
        elif any((folder / READY).iterdir()):
            raise NotOurs(folder)
        elif key is not None:
            with suppress(OSError):
                (folder / READY).rmdir()  # means nothing of itself
    finally:
        instance.release()


def _opened(folder: Path, secret: str, *, recovery: bool) -> bytes | None:
    unlock = keys.unlock_with_code if recovery else keys.unlock
    with suppress(keys.KeysDamaged, keys.WrongPassphrase, keys.WrongRecoveryCode):
        return unlock(keys_of_unfinished(folder), secret)
    return None
