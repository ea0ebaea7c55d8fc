"""Logs and journals of SQLite laid beside a file: whoever lays them needs no key, and SQLite would play them."""

from __future__ import annotations

import os
import shutil
import struct
from contextlib import closing
from pathlib import Path

import pytest
from builders.record_builders import KEY, PASSPHRASE, Clock, a_record, an_opening, opened, stores_in

from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.recovery import plan_recovery
from gridcounter.store.custody.keys import KEYS_FILE
from gridcounter.store.custody.own_backups import own_backups_in
from gridcounter.store.database import RECORD_FILE, NotAFile, open_database
from gridcounter.store.papers import PAPERS_FILE

_MAGIC = bytes.fromhex("d9d505f920a163d7")


def lay_journal_naming(victim: Path, beside: Path) -> Path:
    """As SQLite itself writes one for a transaction over several files, and without a single page to put back."""
    name, pages = os.fsencode(victim), beside.stat().st_size // 4096
    head = (_MAGIC + struct.pack(">IIIII", 0, 0x1234, pages, 512, 4096)).ljust(512, b"\0")
    checksum = sum(byte if byte < 128 else byte - 256 for byte in name) & 0xFFFFFFFF
    tail = struct.pack(">I", 0x40000000 // 4096 + 1) + name + struct.pack(">II", len(name), checksum) + _MAGIC
    journal = beside.with_name(f"{beside.name}-journal")
    journal.write_bytes(head + tail)
    return journal


@pytest.mark.parametrize("where", ["record", "backup", "papers of the backups"])
def test_a_journal_laid_beside_a_file_deletes_no_other_file(tmp_path: Path, where: str) -> None:
    victim, clock = tmp_path / "victim.db", Clock()
    victim.write_text("precious")
    with a_record(tmp_path / "record", clock) as record:
        made, key, folder = Backups(record, clock).make(), record.key, record.folder
    beside = {"record": folder / RECORD_FILE, "backup": made.folder / RECORD_FILE}.get(where, made.place / PAPERS_FILE)
    journal = lay_journal_naming(victim, beside)

    with pytest.raises(NotAFile, match=f"{journal.name} 不是程序的文件.*请把它移到别处再试"):
        open_database(beside, key, reading=True, one_file=where != "record")
    own_backups_in(made.place, key)

    assert victim.read_text() == "precious"
    assert journal.exists(), "it is named, for whoever asks who laid it"
    journal.unlink()
    with opened(folder, clock) as record:
        assert record.verify().sound


def test_a_strangers_stick_deletes_nothing_when_it_is_looked_at_for_a_backup(tmp_path: Path) -> None:
    clock = Clock()
    with a_record(tmp_path / "record", clock) as record:
        stick = Backups(record, clock).make(tmp_path / "stick").folder
        folder = record.folder
    lay_journal_naming(folder / KEYS_FILE, stick / RECORD_FILE)

    with pytest.raises(Exception, match=r"不能用|没有找到|都打不开"):
        plan_recovery(folder, PASSPHRASE, chosen=stick, clock=clock)

    assert (folder / KEYS_FILE).exists()


def test_reading_a_kept_copy_plays_no_log_into_it(tmp_path: Path) -> None:
    live, copy = tmp_path / "live", tmp_path / RECORD_FILE
    live.mkdir()
    with stores_in(live) as stores:
        stores.journal.append(an_opening("a1", "JN1-0001"))
        shutil.copy(live / f"{RECORD_FILE}-wal", tmp_path / "log")
    shutil.copy(live / RECORD_FILE, copy)
    with closing(open_database(copy, KEY, one_file=True)):
        pass  # as the copies that are kept: without a log
    shutil.copy(tmp_path / "log", tmp_path / f"{RECORD_FILE}-wal")
    before = copy.read_bytes()

    with closing(open_database(copy, KEY, reading=True, one_file=True)) as db:
        db.execute("SELECT count(*) FROM journal").fetchone()

    assert copy.read_bytes() == before
    with pytest.raises(NotAFile, match=f"{RECORD_FILE}-wal 不是程序的文件"):
        open_database(copy, KEY, one_file=True)
