"""A program that was ended by force: with its log nothing is missing; without it, no number is given a second time."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from builders.record_builders import CLERK, DAY, Clock, a_record, opened

from gridcounter import paths
from gridcounter.core.record.journal import Kind
from gridcounter.services.applications.intake import Intake
from gridcounter.services.custody.backups import Backups
from gridcounter.services.record.last_entry_note import Noting
from gridcounter.services.record.record import Record
from gridcounter.store.custody.last_entry_note import EndNote, EndNotes, notes_of
from gridcounter.store.database import RECORD_FILE
from gridcounter.store.stores import WritingStores

LOG, SHARED = f"{RECORD_FILE}-wal", f"{RECORD_FILE}-shm"


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    config = tmp_path / "config"
    monkeypatch.setattr(paths, "user_config_path", config.joinpath)
    return config / "gridcounter"


@pytest.fixture
def clock() -> Clock:
    return Clock()


def take_in(record: Record, many: int = 1) -> list[str]:
    intake = Intake(record, CLERK)
    ids = [intake.open(DAY, {"applicant.name": "李四"}) for _ in range(many)]
    return [record.applications.get(one).number for one in ids]


def killed(
    tmp_path: Path, config: Path, clock: Clock, *, seldom: bool = False, cut: bool = False
) -> tuple[Path, list[str]]:
    """The folder as it lies after the program was ended amid three applications; their numbers.

    `seldom`: no more was noted than on opening. `cut`: of the log, what belongs to the last two was cut off.
    """
    folder, left = tmp_path / "record", tmp_path / "left"
    with a_record(folder, clock) as record:
        take_in(record)
        Backups(record, clock).make()
    with opened(folder, clock) as record:
        note = _notes(config)
        numbers = take_in(record)
        after_one = (folder / LOG).stat().st_size
        numbers += take_in(record, 2)
        shutil.copytree(folder, left)
        if cut:
            os.truncate(left / LOG, after_one)
        note = note if seldom else _notes(config)
    shutil.rmtree(folder)
    left.rename(folder)
    for path, content in note.items():
        path.write_bytes(content)
    (folder / SHARED).unlink()
    return folder, numbers


def _notes(config: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in (config / "last-seen").iterdir()}


def notes_beside(folder: Path, tmp_path: Path, clock: Clock) -> EndNotes:
    """Without opening the record itself."""
    shutil.copytree(folder, tmp_path / "kept")
    with opened(tmp_path / "kept", clock) as record:
        return notes_of(record.db, folder, paths.last_seen(folder))


def test_with_its_log_nothing_is_missing_and_nothing_is_said(tmp_path: Path, config: Path, clock: Clock) -> None:
    folder, numbers = killed(tmp_path, config, clock)

    with opened(folder, clock) as record:
        assert record.went_back is None
        assert len(record.journal.heads()) == 1
        assert {one.number for one in record.applications.recent(9)} >= set(numbers)


def test_without_its_log_what_was_noted_during_the_day_is_missed(tmp_path: Path, config: Path, clock: Clock) -> None:
    folder, numbers = killed(tmp_path, config, clock)
    (folder / LOG).unlink()

    with opened(folder, clock) as record:
        assert record.went_back is not None
        assert record.went_back.lost == 3
        assert not {*take_in(record)} & {*numbers}


@pytest.mark.parametrize("older", [False, True])
def test_without_its_log_nobody_can_know_and_no_number_is_given_twice(
    tmp_path: Path, config: Path, clock: Clock, *, older: bool
) -> None:
    folder, numbers = killed(tmp_path, config, clock, seldom=True)
    (folder / LOG).unlink()
    if older:
        (backup,) = (folder / "backups").glob(f"*/{RECORD_FILE}")
        shutil.copyfile(backup, folder / RECORD_FILE)

    with opened(folder, clock) as record:
        assert record.went_back is not None
        assert record.went_back.sentence.startswith("上次关闭没有在本机留下登记（断电")
        assert not {*take_in(record)} & {*numbers}
        (known,) = record.verify().went_back
        assert known.line.startswith("有一次关闭没有在本机留下登记：2026-09-21 ")
    with opened(folder, clock) as record:
        assert record.went_back is None


def test_a_session_is_told_once_even_if_its_note_stays(tmp_path: Path, config: Path, clock: Clock) -> None:
    """As where the settings can no longer be written to."""
    folder, _ = killed(tmp_path, config, clock, seldom=True)
    (folder / LOG).unlink()
    stays = _notes(config)
    for found in (True, False):
        with opened(folder, clock) as record:
            assert (record.went_back is not None) is found
        for path, content in stays.items():
            path.write_bytes(content)

    with opened(folder, clock) as record:
        assert [entry.kind for entry in record.journal.all()].count(Kind.ROLLBACK_FOUND) == 1


def test_a_log_cut_short_lacks_what_was_noted(tmp_path: Path, config: Path, clock: Clock) -> None:
    folder, numbers = killed(tmp_path, config, clock)
    os.truncate(folder / LOG, 0)

    with opened(folder, clock) as record:
        assert record.went_back is not None
        assert not {*take_in(record)} & {*numbers}


def test_the_end_of_a_burst_cut_off_the_log_is_missed(tmp_path: Path, config: Path, clock: Clock) -> None:
    """A second attack: what was entered since the last durable note, up to five seconds, was hidden in this way."""
    folder, numbers = killed(tmp_path, config, clock, cut=True)
    (durable,) = (config / "last-seen").glob("*.json")

    with opened(folder, clock) as record:
        assert numbers[0] in {one.number for one in record.applications.recent(9)}, "the log is sound as far as it goes"
        assert record.went_back is not None
        assert record.went_back.lost == 2
        assert not {*take_in(record)} & {*numbers}
    assert [path.name for path in durable.parent.iterdir()] == [durable.name], "nothing is left of a closed session"


@pytest.mark.parametrize("put_there", [b"", b"{}", b"of another session"])
def test_without_what_was_noted_of_each_entry_no_log_is_believed_to_be_whole(
    tmp_path: Path, config: Path, clock: Clock, put_there: bytes
) -> None:
    folder, numbers = killed(tmp_path, config, clock, cut=True)
    (now,) = (config / "last-seen").glob("*.now")
    if put_there == b"of another session":
        notes = notes_beside(folder, tmp_path, clock)
        notes.follow(EndNote(notes.all()[0].heads, "another"))
        put_there = next(path.read_bytes() for path in now.parent.glob("*-another.now"))
    now.unlink()
    if put_there:
        now.write_bytes(put_there)

    with opened(folder, clock) as record:
        assert record.went_back is not None
        assert record.went_back.unsure
        assert not {*take_in(record)} & {*numbers}
    with opened(folder, clock) as record:
        assert record.went_back is None


def test_a_note_of_an_earlier_version_with_its_log_is_believed(tmp_path: Path, config: Path, clock: Clock) -> None:
    """It had no file for each entry: the first opening by this version is no alarm."""
    folder, _ = killed(tmp_path, config, clock)
    notes = notes_beside(folder, tmp_path, clock)
    was = notes.own()
    assert was is not None
    notes.write(EndNote(was.heads, was.open_since))
    notes.end_following()

    with opened(folder, clock) as record:
        assert record.went_back is None
        assert len(record.journal.heads()) == 1


def test_an_entry_is_noted_before_anybody_is_told_that_it_was_made(tmp_path: Path, config: Path, clock: Clock) -> None:
    with a_record(tmp_path / "record", clock) as record:
        take_in(record, 3)
        (now,) = (config / "last-seen").glob("*.now")
        values = json.loads(now.read_text())["note"]["heads"]
        assert {device: seq for device, (seq, _) in values.items()} == {
            device: head.seq for device, head in record.journal.heads().items()
        }


def test_a_day_is_noted_at_its_first_entry_and_then_every_five_seconds(
    tmp_path: Path, config: Path, clock: Clock
) -> None:
    now, noted = [100.0], []

    def durable() -> bytes:
        (note,) = (config / "last-seen").glob("*.json")
        return note.read_bytes()

    with a_record(tmp_path / "record", clock) as record:
        noting = Noting(record.folder, monotonic=lambda: now[0])

        def work(stores: WritingStores) -> bool:
            before = durable()
            noting.after(stores)
            return durable() != before

        assert record.write(work), "as on opening"
        for seconds in (1, 1, 3, 1, 4, 1):
            now[0] += seconds
            take_in(record)
            noted.append(record.write(work))
    assert noted == [True, False, False, True, False, True]
