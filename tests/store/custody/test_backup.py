"""Backups: a copy of one moment, whole or not at all, verified by opening; damage is detected anywhere in it."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from builders.disk_builders import flip
from builders.record_builders import (
    CLERK,
    DAY,
    PASSPHRASE,
    PDF,
    Clock,
    a_change,
    a_day_of_entries,
    a_record,
    a_used_record,
    another_record,
    archived_rows,
    let_in_whoever_can,
    opened,
    stores_in,
    tables,
)

from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.store import migrations
from gridcounter.store.custody.backup import (
    BACKUPS,
    BackupNotMade,
    BackupStopped,
    OthersBackups,
    PlaceIsRecord,
    back_up,
    thin,
)
from gridcounter.store.custody.keys import KEYS_FILE
from gridcounter.store.custody.manifest import (
    MANIFEST_FILE,
    Backup,
    backups_in,
    digest_of_file,
    read_backup,
    unreadable_in,
)
from gridcounter.store.custody.restore import entries_since
from gridcounter.store.custody.verify import examine, newest_good
from gridcounter.store.database import RECORD_FILE, NotMigrated, RecordDamaged, is_suspect, open_database
from gridcounter.store.engine import Migrations
from gridcounter.store.journal.entries import JournalBroken
from gridcounter.store.papers import PAPERS_FILE, PaperArchive

if TYPE_CHECKING:
    from pathlib import Path

    from gridcounter.services.record.record import Record
    from gridcounter.store.engine import Database

NOW = datetime(2026, 11, 19, 9, 31, tzinfo=UTC)
PAGE = 4096


def a_backup(record: Record, at: datetime = NOW, **how: Any) -> Backup:  # noqa: ANN401  of each option's own type
    return back_up(record.folder, record.key, record.folder / BACKUPS, at, **how)


def test_a_backup_is_what_the_record_was(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        a_used_record(record)
        backup = a_backup(record)
        before = tables(record.db)
        Intake(record, CLERK).open(DAY)

        assert backup.name == f"{NOW.astimezone():%Y%m%d-%H%M%S}"
        assert sorted(path.name for path in backup.folder.iterdir()) == [MANIFEST_FILE, RECORD_FILE, KEYS_FILE]
        assert (backup.folder / KEYS_FILE).read_bytes() == (record.folder / KEYS_FILE).read_bytes()
        assert backups_in(record.folder / BACKUPS) == [backup]
        assert (backup.manifest.entries, backup.manifest.papers, backup.manifest.schema) == (6, 3, migrations.STEPS[-1])
        examined = examine(backup, record.key)
        assert (examined.entries, examined.papers_missing, examined.sound) == (6, 0, True)
        copy = open_database(backup.folder / RECORD_FILE, record.key, reading=True, one_file=True)
        try:
            assert tables(copy) == before
        finally:
            copy.close()
        assert backup.altered() == ()


def test_nothing_of_a_backup_lies_in_the_clear(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        a_used_record(record)
        a_backup(record)

    for path in (tmp_path / "record" / BACKUPS).rglob("*.*"):
        content = path.read_bytes()
        assert "李四".encode() not in content, path
        assert b"SQLite format 3" not in content, path
        assert PDF not in content, path


def test_only_new_papers_are_brought_to_the_one_copy(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        application = a_used_record(record)
        first = a_backup(record)
        copy = record.folder / BACKUPS / PAPERS_FILE
        before = archived_rows(copy, record.key)
        Intake(record, CLERK).issue(application, Issue("filing", PDF + b" new", "c", "1", "1"))
        second = a_backup(record, NOW + timedelta(hours=1))

        assert archived_rows(copy, record.key)[: len(before)] == before
        assert len(archived_rows(copy, record.key)) == len(before) + 1
        assert (first.manifest.papers, second.manifest.papers) == (3, 4)
        assert not (second.folder / PAPERS_FILE).exists()


def test_what_is_written_meanwhile_neither_shows_nor_hinders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gridcounter.store.custody.backup._PAGES", 1)
    with a_record(tmp_path / "record") as record:
        application = a_used_record(record)
        intake = Intake(record, CLERK)
        ref = intake.save(application, {"premises.address": ("长" * 60_000, None)}).ref
        began, text = threading.Event(), []

        def write() -> None:
            began.wait()
            text.append(intake.save(application, {"premises.address": ("短", ref)}))

        writer = threading.Thread(target=write)
        writer.start()
        count = record.journal.count()

        def not_yet() -> bool:
            began.set()
            writer.join()
            return False

        backup = a_backup(record, stop=not_yet)

        assert len(text) == 1
        assert backup.manifest.entries == count
        assert examine(backup, record.key).sound


def test_a_stopped_backup_leaves_nothing(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        a_used_record(record)

        with pytest.raises(BackupStopped):
            a_backup(record, stop=lambda: True)

        assert list((record.folder / BACKUPS).iterdir()) == []


def test_two_in_one_second_do_not_meet(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        names = {a_backup(record).name for _ in range(3)}

    assert len(names) == 3
    assert len(backups_in(tmp_path / "record" / BACKUPS)) == 3


def test_the_newest_goes_by_the_journal_not_by_a_clock_that_was_wrong(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        a_backup(record, NOW + timedelta(days=4000))
        Intake(record, CLERK).open(DAY)
        newer = a_backup(record)

    assert backups_in(tmp_path / "record" / BACKUPS)[0].name == newer.name


def test_a_folder_with_nothing_but_keys_takes_no_backups(tmp_path: Path) -> None:
    with a_record(tmp_path / "one") as one:
        place = tmp_path / "place"
        place.mkdir()
        shutil.copyfile(one.folder / KEYS_FILE, place / KEYS_FILE)
        with pytest.raises(PlaceIsRecord):
            back_up(one.folder, one.key, place, NOW)


def test_all_entries_of_a_desk_that_the_backup_does_not_know_are_lost(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        backup = a_backup(record)
        Intake(record, CLERK).open(DAY)
        folder, key, written = record.folder, record.key, record.journal.count()
    assert entries_since(folder, key, backup) == written - backup.manifest.entries
    of_others = replace(backup, manifest=replace(backup.manifest, heads={}))
    assert entries_since(folder, key, of_others) == written


def test_a_record_folder_or_the_place_of_another_record_takes_no_backups(tmp_path: Path) -> None:
    with a_record(tmp_path / "one") as one, another_record(tmp_path / "other") as other:
        a_backup(one)

        with pytest.raises(PlaceIsRecord, match="备份请放到别的文件夹"):
            back_up(other.folder, other.key, other.folder, NOW)
        (theirs,) = backups_in(one.folder / BACKUPS)
        with pytest.raises(OthersBackups, match=f"另一份台账的备份（{theirs.name}）.*请把它移到别处"):
            back_up(other.folder, other.key, one.folder / BACKUPS, NOW)
        assert examine(backups_in(one.folder / BACKUPS)[0], one.key).papers_missing == 0


def test_hidden_folders_of_others_in_a_chosen_folder_are_left(tmp_path: Path) -> None:
    """Whatever ended in .part there was deleted, for what an earlier process had not finished."""
    with a_record(tmp_path / "record") as record:
        place = tmp_path / "downloads"
        theirs, ours = place / ".film.part" / "half", place / ".0123456789abcdef.part" / "half"
        for path in (theirs, ours):
            path.parent.mkdir(parents=True)
            path.write_bytes(b"")

        back_up(record.folder, record.key, place, NOW)

    assert (theirs.exists(), ours.exists()) == (True, False)


def test_damage_at_any_place_of_a_backup_is_found_and_an_older_good_one_taken(tmp_path: Path) -> None:
    chance = random.Random("damage")  # noqa: S311  it decides where
    with a_record(tmp_path / "record") as record:
        a_used_record(record)
        good = a_backup(record)
        Intake(record, CLERK).open(DAY)
        newer = a_backup(record, NOW + timedelta(hours=1))
        key = record.key
    place = tmp_path / "record" / BACKUPS
    assert newest_good(place, key) == newer
    for name in (RECORD_FILE, KEYS_FILE, MANIFEST_FILE):
        sound = (newer.folder / name).read_bytes()
        for at in {0, len(sound) - 1, *(chance.randrange(len(sound)) for _ in range(25))}:
            flip(newer.folder / name, at)
            assert newest_good(place, key) == good, (name, at)
            (newer.folder / name).write_bytes(sound)
        (newer.folder / name).write_bytes(sound[: chance.randrange(len(sound))])
        assert newest_good(place, key) == good
        (newer.folder / name).unlink()
        assert newest_good(place, key) == good
        (newer.folder / name).write_bytes(sound)
    assert newest_good(place, key) == newer


def test_a_manifest_that_was_changed_makes_no_backup(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        backup = a_backup(record)
    raw = json.loads((backup.folder / MANIFEST_FILE).read_text("utf-8"))
    raw["manifest"]["entries"] += 1
    (backup.folder / MANIFEST_FILE).write_text(json.dumps(raw), "utf-8")

    assert read_backup(backup.folder) is None
    (backup.folder / MANIFEST_FILE).write_text("[" * 100_000, "utf-8")
    assert read_backup(backup.folder) is None
    assert unreadable_in(backup.place) == [backup.name]


def test_the_pages_and_the_entries_count_whatever_the_checksums_say(tmp_path: Path) -> None:
    """Whoever writes the manifest anew still does not get another record, or a damaged one, taken for this one."""
    with a_record(tmp_path / "record") as record:
        older = a_backup(record)
        Intake(record, CLERK).open(DAY)
        newer = a_backup(record, NOW + timedelta(hours=1))
        key = record.key

    shutil.copyfile(older.folder / RECORD_FILE, newer.folder / RECORD_FILE)
    forged = Backup(newer.folder, replace(newer.manifest, files=digests_in(newer.folder)))
    assert examine(forged, key).damage == ("record.db 与备份的登记不符",)

    flip(older.folder / RECORD_FILE, (older.folder / RECORD_FILE).stat().st_size - 100)
    forged = Backup(older.folder, replace(older.manifest, files=digests_in(older.folder)))
    assert "已损坏" in examine(forged, key).damage[0]


def digests_in(folder: Path) -> dict[str, str]:
    return {name: digest_of_file(folder / name) for name in (RECORD_FILE, KEYS_FILE)}


def test_a_backup_of_another_key_or_a_newer_program_is_no_good(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        backup = a_backup(record)

        assert not examine(backup, bytes(32)).sound
        raw = json.loads((backup.folder / MANIFEST_FILE).read_text("utf-8"))
        raw["format"] = 2
        (backup.folder / MANIFEST_FILE).write_text(json.dumps(raw), "utf-8")
        assert backups_in(backup.place) == []


def test_a_damaged_record_is_not_backed_up_and_is_looked_at_when_it_is_opened_next(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        a_used_record(record)
        record.write(lambda stores: stores.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone())
        flip(record.folder / RECORD_FILE, (record.folder / RECORD_FILE).stat().st_size - 100)

        with pytest.raises(RecordDamaged):
            a_backup(record)

        assert list((record.folder / BACKUPS).iterdir()) == []
        assert is_suspect(record.folder)


def test_a_journal_that_was_tampered_with_makes_no_backup(tmp_path: Path) -> None:
    def tamper(db: Database) -> None:
        let_in_whoever_can(db)
        db.execute("UPDATE journal SET clerk = 'x' WHERE seq = 2")

    with a_record(tmp_path / "record") as record:
        record.write(lambda stores: tamper(stores.db))

        with pytest.raises(JournalBroken, match=":2 条有问题"):
            a_backup(record)


def test_papers_that_cannot_be_read_do_not_hinder_the_record_and_are_reported(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        a_used_record(record)
        record.write(lambda stores: stores.archive.db.execute("DELETE FROM bytes WHERE rowid = 2"))

        backup = a_backup(record)

        assert backup.manifest.papers_missing == 1
        assert examine(backup, record.key).papers_missing == 1
        assert examine(backup, record.key).sound
        assert is_suspect(record.folder)
        (record.folder / "record.suspect").unlink()
        a_backup(record, NOW + timedelta(hours=1))
        assert not is_suspect(record.folder), "what is lost for good is told once"


def test_a_damaged_copy_of_the_papers_is_set_aside_and_made_again(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        application = a_used_record(record)
        a_backup(record)
        copy = record.folder / BACKUPS / PAPERS_FILE
        flip(copy, 100)
        Intake(record, CLERK).issue(application, Issue("filing", PDF + b" new", "c", "1", "1"))

        backup = a_backup(record, NOW + timedelta(hours=1))

        assert backup.manifest.papers_missing == 0
        assert len(list(copy.parent.glob(f"{PAPERS_FILE}.*"))) == 1
        with_copy = PaperArchive(copy, record.key, reading=True, one_file=True)
        try:
            assert len(with_copy.digests()) == 4
        finally:
            with_copy.close()


def test_old_ones_go_and_those_from_before_a_migration_stay(tmp_path: Path) -> None:
    """The copies from before a migration are of days of which no other backup stays, and cost none its place."""
    with a_record(tmp_path / "record") as record:
        old = [a_backup(record, NOW - timedelta(days=days)) for days in (100, 101, 102)]
        kept = [a_backup(record, NOW - timedelta(days=days, hours=1), before_migration=True) for days in (99, 101, 102)]
        new = a_backup(record)
        place = record.folder / BACKUPS

        thin(place, NOW, record.key)

        assert {backup.name for backup in backups_in(place)} == {old[0].name, new.name, *(one.name for one in kept)}
        assert all(one.name.endswith(migrations.STEPS[-1]) for one in kept)
        assert list(place.glob(".*")) == []


# the disk


FILLING = """
import resource, signal, sys
from pathlib import Path
from gridcounter.errors import Fault
from gridcounter.services.custody.backups import Backups
from gridcounter.services.record.opening import (open_record)
record = open_record(Path(sys.argv[1]), sys.argv[2])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    Backups(record).make()
except Fault as full:
    print(full)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
found = record.verify()
print(found.sound)
record.close()
"""


@pytest.mark.parametrize("room", [100, 60 * PAGE])
def test_a_disk_that_takes_no_more_is_one_sentence_and_the_record_is_untouched(tmp_path: Path, room: int) -> None:
    with a_record(tmp_path / "record") as record:
        a_used_record(record)
        Intake(record, CLERK).open(DAY, {"premises.address": "长" * 200_000})

    ran = subprocess.run(
        [sys.executable, "-c", FILLING, str(tmp_path / "record"), PASSPHRASE, str(room)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    said, sound = ran.stdout.splitlines()
    assert "备份没有做成" in said
    assert "台账本身没有受影响" in said
    assert sound == "True"
    assert list((tmp_path / "record" / BACKUPS).glob("*")) in ([], [tmp_path / "record" / BACKUPS / PAPERS_FILE])
    with opened(tmp_path / "record") as record:
        assert record.verify().sound
        assert examine(a_backup(record), record.key).sound


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with a_record(tmp_path / "record") as record, pytest.raises(BackupNotMade, match="写不进去"):
        back_up(record.folder, record.key, tmp_path / "file" / "place", NOW)


# before a migration


def with_a_step(monkeypatch: pytest.MonkeyPatch, *, failing: bool) -> None:
    """As the next version of the program would have it: two more steps, of which the second may fail."""
    later = Migrations("record")
    for step in migrations.RECORD._migrations:  # noqa: SLF001  there is no other way to have one more
        later(name=step.name)(step.fn)

    @later(name="m0998_next")
    def more(db: Database) -> None:
        db.execute("CREATE TABLE next (a TEXT) STRICT")

    @later(name="m0999_last")
    def last(db: Database) -> None:
        db.execute("CREATE TABLE next (a TEXT) STRICT" if failing else "DROP TABLE next")

    monkeypatch.setattr("gridcounter.store.database.RECORD", later)
    monkeypatch.setattr("gridcounter.store.database.STEPS", (*migrations.STEPS, "m0998_next", "m0999_last"))


def test_a_copy_is_kept_before_the_schema_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "record"
    with a_record(folder) as record:
        a_used_record(record)
        before = tables(record.db)
    assert not (folder / BACKUPS).exists()
    with_a_step(monkeypatch, failing=False)

    with opened(folder) as record:
        (backup,) = backups_in(folder / BACKUPS)
        assert backup.name.endswith(migrations.STEPS[-1])
        assert backup.manifest.before_migration
        assert examine(backup, record.key).sound
        assert tables(record.db) == before
    with opened(folder):
        assert len(backups_in(folder / BACKUPS)) == 1


def test_a_failing_migration_leaves_the_old_record_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with stores_in(tmp_path) as stores:
        a_day_of_entries(stores)
        before = tables(stores.db)
    with monkeypatch.context() as next_version:
        with_a_step(next_version, failing=True)
        with pytest.raises(NotMigrated, match="和原来一样"), stores_in(tmp_path, new=False):
            pytest.fail("opened")

    assert len(backups_in(tmp_path / BACKUPS)) == 1
    with stores_in(tmp_path, new=False) as stores:
        assert tables(stores.db) == before
        assert stores.journal.verify() is None
        assert stores.db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'next'").fetchone() == (0,)
        stores.journal.append(a_change("a1", "premises.address", "某路", None))
    assert len(backups_in(tmp_path / BACKUPS)) == 1


def test_without_room_for_the_copy_nothing_is_migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with stores_in(tmp_path):
        pass
    (tmp_path / BACKUPS).write_bytes(b"")  # a file where the folder should be
    with_a_step(monkeypatch, failing=False)

    with pytest.raises(BackupNotMade), stores_in(tmp_path, Clock(), new=False):
        pytest.fail("opened")

    db = open_database(tmp_path / RECORD_FILE, bytes(range(32)), reading=True)
    try:
        assert db.execute("SELECT count(*) FROM _sqlite_migrations").fetchone() == (len(migrations.STEPS),)
    finally:
        db.close()
