"""What anybody lays beside a record neither stops it without saying which name to remove, nor moves anything."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from builders.record_builders import CLERK, DAY, PASSPHRASE, Clock, a_record, opened

from gridcounter.errors import GridcounterError
from gridcounter.services.applications.intake import Intake
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.recovery import plan_recovery
from gridcounter.services.record.interrupted_rekey import NotOurs
from gridcounter.services.record.opening import open_record
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.keys import KEYS_FILE, WrongPassphrase
from gridcounter.store.custody.rekey import READY
from gridcounter.store.custody.restore import SET_ASIDE
from gridcounter.store.database import RECORD_FILE, SUSPECT_FILE, NotAFile
from gridcounter.store.instance import LOCK_FILE, LockBlocked
from gridcounter.store.papers import PAPERS_FILE

if TYPE_CHECKING:
    from pathlib import Path

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
