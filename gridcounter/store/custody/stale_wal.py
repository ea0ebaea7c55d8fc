"""A stale write-ahead log beside the record: SQLite replays any log that fits the key, and closing merges it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path

from gridcounter.core.record.journal import Head
from gridcounter.errors import Refusal
from gridcounter.store.database import RECORD_FILE, DiskRefused, RecordDamaged, has_log, open_database, plainly
from gridcounter.store.engine import Database
from gridcounter.store.journal.entries import Entries
from gridcounter.store.journal.given_up import is_given_up


class StaleWal(Refusal):
    """With the log the record would hold less than without it; nothing was opened or changed."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} 里的 {RECORD_FILE}-wal 是以前的，不是现在这份台账的；台账没有打开，也没有改动。"
            "请把它移到别处再打开，并查明是谁放的"
        )


class MismatchedWal(StaleWal):
    """With the log the record cannot be read at all, without it, it can; nothing was opened or changed."""

    def __init__(self, folder: Path) -> None:
        Refusal.__init__(
            self,
            f"连同 {folder} 里的 {RECORD_FILE}-wal 一起，台账读不出来，不连它就读得出：它多半是以前的，被放了回来。"
            "台账没有打开，也没有改动。请把它移到别处再打开，并查明是谁放的；移走的文件先不要删",
        )


def refuse_stale_wal(folder: Path, key: bytes) -> None:
    """Before anybody opens the record: a log of its own only adds to what stands in the file. Raises StaleWal.

    Says nothing where the file itself, or the disk, cannot be read: opening does.
    """
    path = folder / RECORD_FILE
    if not has_log(path):
        return
    with suppress(RecordDamaged):
        ends = _ends(path, key, frozen=True)
        if not ends:
            return
        try:
            with_log = _ends(path, key, frozen=False, above=ends)
        except RecordDamaged:
            raise MismatchedWal(folder) from None
        if with_log is not None and any(_lacks(with_log.get(device), head) for device, head in ends.items()):
            raise StaleWal(folder)


def _lacks(found: Head | None, head: Head) -> bool:
    return found is None or found.seq < head.seq or (found.seq == head.seq and found.hash != head.hash)


def _ends(path: Path, key: bytes, *, frozen: bool, above: Mapping[str, Head] | None = None) -> dict[str, Head] | None:
    """Without the log if `frozen`; else with it, and neither of the two is written to. None where the disk refuses.

    Of those `above` also the ones that were entered again under another device since. Raises RecordDamaged.
    """
    with (
        suppress(DiskRefused),
        closing(open_database(path, key, reading=True, frozen=frozen, looking=not frozen)) as db,
        plainly(path.name),
    ):
        return Entries(db).heads() | _entered_again(db, above or {})
    return None


def _entered_again(db: Database, ends: Mapping[str, Head]) -> dict[str, Head]:
    """A repair of two histories is the one thing after which a device ends earlier."""
    if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'given_up'").fetchone() is None:
        return {}  # of an earlier program
    return {device: head for device, head in ends.items() if is_given_up(db, device, head)}
