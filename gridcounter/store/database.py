"""Opening the record's database: key, pragmas, version, damage. Each refusal is one sentence."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, cast

import psutil

from gridcounter.errors import Refusal
from gridcounter.store.engine import Database, DatabaseError, sqlcipher3
from gridcounter.store.migrations import RECORD, STEPS

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

RECORD_FILE = "record.db"
_NETWORK = {"nfs", "nfs4", "cifs", "smbfs", "smb3", "sshfs", "fuse.sshfs", "afpfs", "webdav", "davfs", "9p", "ncpfs"}


class RecordDamaged(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(f"台账文件 {name} 已损坏，打不开；请从最近的备份恢复，原文件会保留")


class RecordTooNew(Refusal):
    def __init__(self) -> None:
        super().__init__("这份台账由更新版本的程序写成，请先更新本机的程序再打开")


class OnNetworkShare(Refusal):
    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} 在网络共享盘上，多台电脑同时写会损坏台账；请放在本机磁盘或 U 盘上")


def open_database(path: Path, key: bytes) -> Database:
    """Open or create an encrypted database with this raw key; the connection belongs to the calling thread."""
    connection = sqlcipher3.connect(str(path))
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("SELECT count(*) FROM sqlite_master")
    except DatabaseError as wrong:
        connection.close()
        raise RecordDamaged(path.name) from wrong
    # SQLCipher's connection has the methods of sqlite3's, without being one
    return Database(cast("sqlite3.Connection", connection))


def migrate(db: Database) -> None:
    """Bring the schema up to date; a record written by a newer program is refused before anything is touched."""
    if {done.name for done in RECORD.applied(db)} - set(STEPS):
        raise RecordTooNew
    RECORD.apply(db)


def damage_in(db: Database) -> tuple[str, ...]:
    """What SQLCipher and SQLite find wrong with the file itself; empty when it is sound."""
    found = [str(row[0]) for row in db.execute("PRAGMA cipher_integrity_check").fetchall()]
    found += [str(row[0]) for row in db.execute("PRAGMA quick_check").fetchall() if row[0] != "ok"]
    return tuple(found)


def refuse_network_share(folder: Path) -> None:
    """A live SQLite file on a share is damaged sooner or later: locks do not hold there."""
    if PurePath(folder).drive.startswith("\\\\"):
        raise OnNetworkShare(folder)
    mounts = sorted(psutil.disk_partitions(all=True), key=lambda part: len(part.mountpoint), reverse=True)
    for part in mounts:
        if folder.is_relative_to(part.mountpoint):
            if part.fstype.lower() in _NETWORK or "remote" in part.opts.split(","):
                raise OnNetworkShare(folder)
            return
