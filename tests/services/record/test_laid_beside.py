"""What anybody lays beside a record neither stops it without saying which name to remove, nor moves anything."""

from __future__ import annotations

import shutil
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from builders.record_builders import CHEAP, CLERK, DAY, PASSPHRASE, PDF, Clock, a_paper, a_record, opened

from gridcounter.errors import GridcounterError
from gridcounter.services.applications.intake import Intake
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.recovery import carry_out, plan_recovery
from gridcounter.services.record.interrupted_rekey import NotOurs
from gridcounter.services.record.opening import open_record
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.keys import KEYS_FILE, WrongPassphrase
from gridcounter.store.custody.rekey import READY, rekey
from gridcounter.store.custody.restore import SET_ASIDE
from gridcounter.store.database import RECORD_FILE, SUSPECT_FILE, NotAFile, RecordDamaged, open_database
from gridcounter.store.instance import LOCK_FILE, LockBlocked
from gridcounter.store.papers import PAPERS_FILE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gridcounter.services.record.record import Record

BESIDE = [f"{name}{tail}" for name in (RECORD_FILE, PAPERS_FILE) for tail in ("-wal", "-shm", "-journal")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with a_record(tmp_path / "record") as record:
        Intake(record, CLERK).open(DAY, {"applicant.name": "李四"})
        Backups(record, Clock()).make()
    return tmp_path / "record"


def backups(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / BACKUPS).iterdir())


@pytest.mark.parametrize("name", BESIDE)
def test_a_folder_in_the_place_of_a_side_file_is_named_and_is_no_damage(folder: Path, name: str) -> None:
    (folder / name).mkdir()

    for work in (open_record, plan_recovery):
        with pytest.raises(NotAFile) as refused:
            work(folder, PASSPHRASE)
        assert f"里的 {name} 不是程序的文件" in str(refused.value)

    (folder / name).rmdir()
    with opened(folder) as record:
        assert record.verify().sound


def test_a_folder_in_the_place_of_a_side_file_of_a_backup_stops_nothing(folder: Path) -> None:
    (backup,) = (folder / BACKUPS).glob(f"*/{RECORD_FILE}")
    backup.with_name(f"{RECORD_FILE}-wal").mkdir()

    with opened(folder) as record:
        Backups(record, Clock()).make()


def test_a_folder_named_as_the_lock_is_named(folder: Path) -> None:
    (folder / LOCK_FILE).unlink(missing_ok=True)
    (folder / LOCK_FILE).mkdir()

    with pytest.raises(LockBlocked, match=r"里面的 record\.lock 不是程序的文件"):
        open_record(folder, PASSPHRASE)


def test_a_folder_named_as_the_mark_of_damage_is_put_away_by_one_check(folder: Path) -> None:
    (folder / SUSPECT_FILE).mkdir()

    assert plan_recovery(folder, PASSPHRASE) is None

    with opened(folder) as record:
        assert record.verify().sound


@pytest.mark.parametrize("passphrase", [PASSPHRASE, "不是这个口令的另一个"])
def test_an_empty_folder_named_as_a_new_key_moves_no_backup(folder: Path, passphrase: str) -> None:
    there = backups(folder)
    (folder / READY).mkdir()

    if passphrase == PASSPHRASE:
        open_record(folder, passphrase).close()
    else:
        with pytest.raises(WrongPassphrase):
            open_record(folder, passphrase)

    assert backups(folder) == there
    assert not (folder / SET_ASIDE).exists()


@pytest.mark.parametrize("laid", [RECORD_FILE, BACKUPS])
def test_folders_in_a_folder_named_as_a_new_key_are_named_and_nothing_is_moved(folder: Path, laid: str) -> None:
    there, before = backups(folder), (folder / RECORD_FILE).read_bytes()
    (folder / READY / laid).mkdir(parents=True)

    for work in (open_record, plan_recovery):
        with pytest.raises(NotOurs, match="文件夹 rekeyed 移到别处"):
            work(folder, PASSPHRASE)

    assert (backups(folder), (folder / RECORD_FILE).read_bytes()) == (there, before)


@pytest.mark.parametrize("laid", [(KEYS_FILE,), (RECORD_FILE,), (RECORD_FILE, KEYS_FILE)])
def test_files_of_before_in_a_folder_named_as_a_new_key_replace_nothing(folder: Path, laid: tuple[str, ...]) -> None:
    (folder / READY).mkdir()
    for name in laid:
        shutil.copyfile(folder / name, folder / READY / name)
    with_more = (folder / RECORD_FILE).read_bytes()

    with pytest.raises(GridcounterError, match="rekeyed"):
        open_record(folder, PASSPHRASE)

    assert (folder / RECORD_FILE).read_bytes() == with_more


def test_the_archive_in_the_place_of_the_record_is_damage_and_no_empty_record(folder: Path) -> None:
    """Both have one key: it opened, its schema was made, and an office without clerks stood there."""
    entries = len(kinds_in(folder))
    shutil.copyfile(folder / PAPERS_FILE, folder / RECORD_FILE)

    with pytest.raises(RecordDamaged, match=RECORD_FILE):
        open_record(folder, PASSPHRASE)
    plan = plan_recovery(folder, PASSPHRASE)

    assert plan is not None
    assert plan.damaged == (RECORD_FILE,)
    assert carry_out(plan)[0].entries == entries


def test_the_record_in_the_place_of_the_archive_is_damage_and_no_archive(folder: Path) -> None:
    """It would keep all that a purge erases from the record."""
    entries = kinds_in(folder)
    shutil.copyfile(folder / RECORD_FILE, folder / PAPERS_FILE)

    with pytest.raises(RecordDamaged, match=PAPERS_FILE):
        open_record(folder, PASSPHRASE)
    plan = plan_recovery(folder, PASSPHRASE)

    assert plan is not None
    assert plan.damaged == (PAPERS_FILE,)
    carry_out(plan)
    assert kinds_in(folder) == entries


def test_a_trigger_in_the_archive_is_damage_and_eats_no_paper(folder: Path) -> None:
    """It deleted each paper as soon as it was kept: the paper was on record as handed out, and the record verified."""
    with opened(folder) as record:
        keep_paper(record)
        record.archive.keep(PDF)
        key = record.key
    with closing(open_database(folder / PAPERS_FILE, key)) as archive:
        archive.execute("CREATE TRIGGER bytes AFTER INSERT ON bytes BEGIN DELETE FROM bytes; END")

    with pytest.raises(RecordDamaged, match=PAPERS_FILE):
        open_record(folder, PASSPHRASE)
    plan = plan_recovery(folder, PASSPHRASE)

    assert plan is not None
    assert plan.damaged == (PAPERS_FILE,)
    assert carry_out(plan)[0].papers_missing == 0
    with opened(folder) as record:
        kept = record.archive.keep(b"%PDF-1.7 another")
        assert record.verify().sound
        assert record.archive.content(kept) == b"%PDF-1.7 another"


def kinds_in(folder: Path) -> list[str]:
    with opened(folder) as record:
        assert record.verify().sound
        return [entry.kind for entry in record.journal.all()]


@pytest.mark.parametrize("laid", ["garbage", "that of now"])
def test_an_archive_in_a_folder_named_as_a_new_key_replaces_none_that_has_this_key(folder: Path, laid: str) -> None:
    """Right after the key was renewed the last entry says so, as in a change that was cut short."""
    with opened(folder) as record:
        before = record.key
        record.archive.keep(b"%PDF paper")
    of_before = (folder / PAPERS_FILE).read_bytes()
    rekey(folder, before, PASSPHRASE, CLERK, Clock(), cost=CHEAP)
    kept = (folder / PAPERS_FILE).read_bytes()
    assert kept != of_before
    (folder / READY).mkdir()
    (folder / READY / PAPERS_FILE).write_bytes(kept if laid == "that of now" else of_before)

    with pytest.raises(NotOurs):
        open_record(folder, PASSPHRASE)

    assert (folder / PAPERS_FILE).read_bytes() == kept


def linked(path: Path, target: Path) -> None:
    path.symlink_to(target)


def twice_named(path: Path, target: Path) -> None:
    path.hardlink_to(target)


@pytest.mark.parametrize("laid", [linked, twice_named])
def test_a_second_name_of_the_record_in_the_place_of_the_archive_puts_no_table_into_the_record(
    folder: Path, laid: Callable[[Path, Path], None]
) -> None:
    """The fault: the archive's table was made before it was seen whose file it is, and the record was said to be
    altered for ever.
    """
    entries = kinds_in(folder)
    (folder / PAPERS_FILE).unlink()
    laid(folder / PAPERS_FILE, folder / RECORD_FILE)

    with pytest.raises(RecordDamaged, match=PAPERS_FILE):
        open_record(folder, PASSPHRASE)
    plan = plan_recovery(folder, PASSPHRASE)

    assert plan is not None
    assert plan.damaged == (PAPERS_FILE,)
    carry_out(plan)
    assert kinds_in(folder) == entries


@pytest.mark.parametrize("laid", [linked, twice_named])
@pytest.mark.parametrize("name", [RECORD_FILE, PAPERS_FILE])
def test_a_second_name_of_a_file_of_the_record_is_no_copy_of_the_papers(
    folder: Path, laid: Callable[[Path, Path], None], name: str
) -> None:
    """The fault: no backup was made any more, and room on the disk was asked for."""
    copy = folder / BACKUPS / PAPERS_FILE
    with opened(folder) as record:
        record.archive.keep(PDF)
        keep_paper(record)
        copy.unlink()
        laid(copy, folder / name)
        made = Backups(record, Clock()).make()

    assert (made.manifest.papers, made.manifest.papers_missing) == (1, 0)
    assert (copy.is_symlink(), copy.samefile(folder / name)) == (False, False)
    (folder / PAPERS_FILE).write_bytes(b"broken" * 1000)
    plan = plan_recovery(folder, PASSPHRASE)
    assert plan is not None
    assert carry_out(plan)[0].papers_missing == 0


def keep_paper(record: Record) -> None:
    (application,) = record.applications.recent(1)
    record.journal.append(a_paper(application.id))
