"""A record whose folder goes while it is open: nothing is acknowledged that would be lost, and what was done holds."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from builders.record_builders import CLERK, DAY, PDF, Clock, a_record, opened

from gridcounter import paths
from gridcounter.services.applications.intake import Intake
from gridcounter.services.custody.backups import Backups
from gridcounter.services.record.record import Record
from gridcounter.store.database import RECORD_FILE
from gridcounter.store.files import InPlace, MovedAway
from gridcounter.store.papers import PAPERS_FILE


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with a_record(tmp_path / "record", Clock()) as made:
        Intake(made, CLERK).open(DAY)
        yield made


def every_way_to_write(record: Record) -> list[Callable[[], object]]:
    return [
        lambda: Intake(record, CLERK).open(DAY),
        lambda: record.archive.keep(PDF),
        lambda: record.write(lambda _: None),
        lambda: Backups(record, Clock()).make(),
    ]


def nothing_is_acknowledged(record: Record) -> None:
    for write in every_way_to_write(record):
        with pytest.raises(MovedAway, match="台账文件夹被移走、改名或删掉了"):
            write()


def test_a_folder_removed_while_open(record: Record) -> None:
    shutil.rmtree(record.folder)

    nothing_is_acknowledged(record)
    assert not record.folder.exists(), "nothing was made anew in its place"


def test_a_folder_renamed_while_open_holds_when_it_is_put_back(record: Record, tmp_path: Path) -> None:
    record.folder.rename(tmp_path / "elsewhere")
    nothing_is_acknowledged(record)
    count = record.journal.count()

    (tmp_path / "elsewhere").rename(record.folder)

    Intake(record, CLERK).open(DAY)
    assert record.journal.count() == count + 1
    assert record.verify().sound


@pytest.mark.parametrize("name", [RECORD_FILE, f"{RECORD_FILE}-wal", PAPERS_FILE])
def test_one_file_removed_while_open(record: Record, name: str) -> None:
    (record.folder / name).unlink()

    nothing_is_acknowledged(record)


def test_another_file_in_its_place_while_open(record: Record, tmp_path: Path) -> None:
    """Nor is its end noted as seen."""
    with a_record(tmp_path / "other") as other:
        other.close()
    shutil.copyfile(tmp_path / "other" / RECORD_FILE, tmp_path / "new")
    (tmp_path / "new").replace(record.folder / RECORD_FILE)
    notes = [path.read_bytes() for path in paths.last_seen(record.folder)[0].glob("*.json")]

    nothing_is_acknowledged(record)
    record.note_end()

    assert [path.read_bytes() for path in paths.last_seen(record.folder)[0].glob("*.json")] == notes


def test_what_was_entered_before_is_all_there(tmp_path: Path) -> None:
    with a_record(tmp_path / "record", Clock()) as record:
        Intake(record, CLERK).open(DAY)
        count = record.journal.count()
        record.folder.rename(tmp_path / "elsewhere")
        nothing_is_acknowledged(record)

    with opened(tmp_path / "elsewhere") as record:
        assert record.journal.count() == count
        assert record.verify().sound


def test_a_file_system_without_numbers_shows_a_missing_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_text("")
    monkeypatch.setattr("gridcounter.store.files._identity", lambda one: (0, 0) if Path(one).exists() else None)
    in_place = InPlace([path, tmp_path / "never there"])
    in_place.check()

    path.unlink()

    with pytest.raises(MovedAway):
        in_place.check()
