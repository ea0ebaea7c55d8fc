"""Opening the database: pragmas, key, damage, versions, and where a record may not lie."""

from __future__ import annotations

import importlib
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from builders.record_builders import KEY, a_change, a_day_of_entries, stores_in
from sqlite_utils import hookimpl
from sqlite_utils.plugins import pm

from gridcounter.store.custody.places import OnNetworkShare, refuse_network_share
from gridcounter.store.database import (
    RECORD_FILE,
    DiskRefused,
    RecordDamaged,
    RecordTooNew,
    damage_in,
    open_database,
    plainly,
)
from gridcounter.store.engine import DatabaseError, OperationalError, sqlcipher3
from gridcounter.store.migrations import PROJECTED, STEPS
from gridcounter.store.stores import open_to_read, open_to_write

PAGE = 4096


def files_open_in(folder: Path) -> list[str]:
    return [file.path for file in psutil.Process().open_files() if file.path.startswith(str(folder))]


def a_damaged_record(folder: Path, at: int) -> None:
    with stores_in(folder) as stores:
        a_day_of_entries(stores)
    path = folder / RECORD_FILE
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def test_sqlite_utils_knows_the_errors_of_sqlcipher() -> None:
    """Registered before its first import: else sqlite-utils misses them and leaves transactions open."""
    for name in ("sqlite_utils.utils", "sqlite_utils.db"):
        module = importlib.import_module(name)
        assert module.sqlite3 is sqlcipher3
        assert module.OperationalError is OperationalError
    assert issubclass(OperationalError, DatabaseError)


def test_a_wrong_order_of_imports_is_reported_at_once() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", "import sqlite_utils, gridcounter.store.engine"], capture_output=True, check=False
    )

    assert ran.returncode == 1
    assert b"sqlite_utils was imported before" in ran.stderr


def test_the_pragmas_that_durability_depends_on(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        for db in (stores.db, stores.archive.db):
            values = {
                name: db.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "temp_store")
            }
            assert values == {
                "journal_mode": "wal",
                "synchronous": 2,
                "foreign_keys": 1,
                "secure_delete": 1,
                "temp_store": 0,
            }
            options = {row[0] for row in db.execute("PRAGMA compile_options")}
            assert "TEMP_STORE=2" in options  # temporary tables stay in memory, never in the clear on disk


def test_nothing_of_a_record_lies_in_the_clear(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        a_day_of_entries(stores)
        stores.archive.keep(b"%PDF the applicant")
        for path in tmp_path.iterdir():
            content = path.read_bytes()
            assert "李四".encode() not in content, path
            assert b"SQLite format 3" not in content, path
            assert b"the applicant" not in content, path


def test_one_that_reads_cannot_write(tmp_path: Path) -> None:
    with stores_in(tmp_path):
        reading = open_to_read(tmp_path, KEY)
        try:
            with pytest.raises(DiskRefused, match="只能读"), plainly(RECORD_FILE):
                reading.db.execute("DELETE FROM head")
        finally:
            reading.close()


def test_one_that_reads_sees_what_was_written_and_does_not_hinder(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        reading = open_to_read(tmp_path, KEY)
        try:
            a_day_of_entries(stores)
            unfinished = reading.journal.all()
            next(unfinished)
            more = stores.journal.count()
            assert reading.journal.count() == more
        finally:
            del unfinished
            reading.close()


@pytest.mark.parametrize("at", [0, 20, PAGE - 1])
def test_damage_in_the_first_page_is_reported_as_damage(tmp_path: Path, at: int) -> None:
    a_damaged_record(tmp_path, at)

    with pytest.raises(RecordDamaged, match=r"record\.db 已损坏"):
        open_to_write(tmp_path, KEY, lambda: pytest.fail("never read"))

    assert files_open_in(tmp_path) == []


def test_damage_further_in_is_found_with_its_page(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        a_day_of_entries(stores)
        stores.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        pages = stores.db.execute("PRAGMA page_count").fetchone()[0]
    found, path = 0, tmp_path / RECORD_FILE
    sound = path.read_bytes()
    for page in range(2, pages + 1):
        content = bytearray(sound)
        content[(page - 1) * PAGE + 100] ^= 1
        path.write_bytes(content)
        try:
            db = open_database(path, KEY, reading=True)
        except RecordDamaged:
            continue  # a page of the schema
        found += 1
        try:
            assert damage_in(db, RECORD_FILE) == (f"record.db：第 {page} 页已损坏",)
            with suppress(RecordDamaged), plainly(RECORD_FILE):
                for table in (*PROJECTED, "journal", "head", "this_device", "_sqlite_migrations"):
                    db.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
            assert damage_in(db, RECORD_FILE) != ()
        finally:
            db.close()
    assert found > 10


def test_a_page_that_was_met_damaged_is_reported_as_damage_every_time(tmp_path: Path) -> None:
    """The second time SQLCipher answers with a MemoryError."""
    with stores_in(tmp_path) as stores:
        a_day_of_entries(stores)
        (page,) = stores.db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'journal'").fetchone()
    content = bytearray((tmp_path / RECORD_FILE).read_bytes())
    content[(page - 1) * PAGE + 100] ^= 1
    (tmp_path / RECORD_FILE).write_bytes(content)
    reading = open_to_read(tmp_path, KEY)
    try:
        for _ in range(3):
            with pytest.raises(RecordDamaged):
                reading.journal.verify()
    finally:
        reading.close()


def test_a_sound_file_has_no_damage_with_its_newest_pages_still_beside_it(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        a_day_of_entries(stores)
        assert (tmp_path / f"{RECORD_FILE}-wal").stat().st_size > 0
        assert stores.damage() == ()


@pytest.mark.parametrize("size", [0, 1, 100, PAGE, 3 * PAGE])
def test_a_cut_off_file_never_opens_as_an_empty_record(tmp_path: Path, size: int) -> None:
    with stores_in(tmp_path) as stores:
        a_day_of_entries(stores)
    path = tmp_path / RECORD_FILE
    path.write_bytes(path.read_bytes()[:size])

    with pytest.raises((RecordDamaged, DiskRefused)):
        open_to_write(tmp_path, KEY, lambda: pytest.fail("never read"))

    assert files_open_in(tmp_path) == []
    assert path.stat().st_size == size


def test_a_database_of_another_key_is_not_opened(tmp_path: Path) -> None:
    with stores_in(tmp_path):
        pass

    with pytest.raises(RecordDamaged):
        open_database(tmp_path / RECORD_FILE, bytes(32))


def test_a_folder_that_is_not_there_is_a_fault_of_the_disk(tmp_path: Path) -> None:
    with pytest.raises(DiskRefused, match="打不开"):
        open_database(tmp_path / "nowhere" / RECORD_FILE, KEY, new=True)


def test_a_full_disk_is_reported_and_nothing_is_half_written(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        entries = a_day_of_entries(stores)
        pages = stores.db.execute("PRAGMA page_count").fetchone()[0]
        stores.db.execute(f"PRAGMA max_page_count = {pages}").fetchone()
        with pytest.raises(DiskRefused, match="磁盘已满"):
            stores.journal.append(a_change("a1", "applicant.name", "长" * 20000, entries[1].ref))
        stores.db.execute("PRAGMA max_page_count = 1000000").fetchone()

        assert stores.journal.count() == len(entries)
        assert stores.journal.verify() is None
        stores.journal.append(a_change("a1", "applicant.name", "长" * 20000, entries[1].ref))


def test_a_newer_schema_is_refused_before_anything_is_touched(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        a_day_of_entries(stores)
        stores.db.execute("DELETE FROM _sqlite_migrations WHERE name = ?", [STEPS[-1]])
        stores.db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('record', 'm0999_later', '')"
        )
    before = (tmp_path / RECORD_FILE).read_bytes()

    with pytest.raises(RecordTooNew, match="请先更新本机的程序"):
        open_to_write(tmp_path, KEY, lambda: pytest.fail("never read"))

    assert (tmp_path / RECORD_FILE).read_bytes() == before
    assert files_open_in(tmp_path) == []


def test_every_table_knows_the_types_of_its_columns(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        strict = dict(stores.db.execute("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'").fetchall())

    assert {strict[name] for name in (*PROJECTED, "journal", "head", "this_device")} == {1}


@pytest.mark.parametrize("path", ["\\\\server\\share\\record", "\\\\?\\UNC\\server\\share"])
def test_a_network_path_is_refused(path: str) -> None:
    with pytest.raises(OnNetworkShare, match="本机磁盘或 U 盘"):
        refuse_network_share(Path(path))


@pytest.mark.parametrize(
    ("fstype", "opts"),
    [("nfs4", "rw"), ("CIFS", "rw"), ("fuse.sshfs", "rw"), ("9p", "rw"), ("NTFS", "rw,remote")],
)
def test_a_mounted_share_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fstype: str, opts: str) -> None:
    mounts = [("/", "ext4", "rw"), (str(tmp_path), fstype, opts), (str(tmp_path / "local"), "ext4", "rw")]
    monkeypatch.setattr(psutil, "disk_partitions", lambda **_: [_mount(*mount) for mount in mounts])
    (tmp_path / "link").symlink_to(tmp_path / "share", target_is_directory=True)

    for folder in ("share", "share/deeper", "link"):
        with pytest.raises(OnNetworkShare):
            refuse_network_share(tmp_path / folder)
    refuse_network_share(tmp_path / "local" / "record")
    refuse_network_share(Path("\\\\?\\C:\\record"))


def _mount(mountpoint: str, fstype: str, opts: str) -> object:
    return type("Mount", (), {"mountpoint": mountpoint, "fstype": fstype, "opts": opts})


def test_no_plugin_for_the_library_sees_a_record(tmp_path: Path) -> None:
    """Whatever is installed beside the program would be handed each connection, with its key set."""
    seen: list[object] = []

    class Plugin:
        @hookimpl
        def prepare_connection(self, conn: object) -> None:
            seen.append(conn)

    plugin = Plugin()
    pm.register(plugin)
    open_database(tmp_path / RECORD_FILE, KEY, new=True).close()
    pm.unregister(plugin)
    assert seen == []
