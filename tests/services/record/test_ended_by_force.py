"""A program that was ended by force: with its log nothing is missing; without it, no number is given a second time."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from builders.record_builders import CLERK, DAY, Clock, a_record, opened

from gridcounter import paths
from gridcounter.core.record.journal import Kind
from gridcounter.services.applications.intake import Intake
from gridcounter.services.custody.backups import Backups
from gridcounter.services.record.noting import Noting
from gridcounter.store.database import RECORD_FILE

if TYPE_CHECKING:
    from pathlib import Path

    from gridcounter.services.record.record import Record
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


def killed(tmp_path: Path, config: Path, clock: Clock, *, seldom: bool = False) -> tuple[Path, list[str]]:
    """The folder as it lies after the program was ended amid three applications; their numbers.

    `seldom`: no more was noted than on opening.
    """
    folder, left = tmp_path / "record", tmp_path / "left"
    with a_record(folder, clock) as record:
        take_in(record)
        Backups(record, clock).make()
    with opened(folder, clock) as record:
        note = _notes(config)
        numbers = take_in(record, 3)
        shutil.copytree(folder, left)
        note = note if seldom else _notes(config)
    shutil.rmtree(folder)
    left.rename(folder)
    for path, content in note.items():
        path.write_bytes(content)
    (folder / SHARED).unlink()
    return folder, numbers


def _notes(config: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in (config / "last-seen").iterdir()}


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
        assert record.went_back.lost == 1, "the first one was noted at once"
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


def test_a_day_is_noted_at_its_first_entry_and_then_every_five_seconds(
    tmp_path: Path, config: Path, clock: Clock
) -> None:
    now, noted = [100.0], []
    with a_record(tmp_path / "record", clock) as record:
        noting = Noting(record.folder, monotonic=lambda: now[0])

        def work(stores: WritingStores) -> bool:
            before = _notes(config)
            noting.after(stores)
            return _notes(config) != before

        assert record.write(work), "as on opening"
        for seconds in (1, 1, 3, 1, 4, 1):
            now[0] += seconds
            take_in(record)
            noted.append(record.write(work))
    assert noted == [True, False, False, True, False, True]
