"""The folder of a desk is copied, and both copies go on: two desks, both histories kept, both told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from builders.real_desks import OTHER_PASSPHRASE, Desks, first_desk
from builders.record_builders import CLERK, DAY, PASSPHRASE, PDF, a_record, told_tables

from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.desks.copies import ForkedElsewhere, ForkedHere
from gridcounter.services.desks.membership import all_desks
from gridcounter.services.record.moving import MOVED
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.record import Record
from gridcounter.store.custody.backup import BACKUPS, back_up
from gridcounter.store.custody.restore import RestorePlan, restore
from gridcounter.store.custody.verify import newest_good
from gridcounter.store.database import RECORD_FILE


def a_copy(desks: Desks, record: Record, name: str) -> tuple[Record, Record]:
    """The desk, and a copy of its folder beside it, both opened."""
    record.close()
    shutil.copytree(record.folder, desks.folder / name)
    return _both(desks, record, name)


def an_image(desks: Desks, record: Record, name: str, patched: pytest.MonkeyPatch) -> tuple[Record, Record]:
    """The desk and a copy of its whole computer: nothing tells one from the other when they are opened."""
    with patched.context() as within:
        within.setattr("gridcounter.services.record.moving.is_moved", lambda *_: False)
        return a_copy(desks, record, name)


def _both(desks: Desks, record: Record, name: str) -> tuple[Record, Record]:
    both = [open_record(desks.folder / one, OTHER_PASSPHRASE, clock=desks.clock) for one in (record.folder.name, name)]
    for one in both:
        desks.stack.callback(one.close)
    return both[0], both[1]


def opened(record: Record, name: str) -> str:
    return Intake(record, CLERK).open(DAY, {"applicant.name": name})


def opened_number(record: Record, name: str) -> str:
    opened(record, name)
    return record.applications.recent(1)[0].number


def names(record: Record) -> list[str]:
    return [one.name for one in all_desks(record) if not one.retired]


def test_two_copies_of_a_desk_become_two_desks_and_nothing_of_either_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with first_desk(tmp_path) as (first, desks):
        second = desks.joined(first, "2 号台")
        desks.carry(second, first)
        second, copy = an_image(desks, second, "copy", monkeypatch)
        with_paper = opened(second, "李一")
        opened(copy, "李二")
        intake = Intake(copy, CLERK)
        issued = opened(copy, "李三")
        paper = intake.issue(issued, Issue("one_time_notice", PDF, "c", "1", "1"))
        desks.carry(second, first)

        with pytest.raises(ForkedElsewhere, match="“2 号台”的台账文件夹被复制过"):
            desks.carry(copy, first)
        taken = desks.carry(first, copy)
        desks.carry(copy, first)
        told = desks.carry(first, second)
        for one, other in ((second, first), (first, copy), (copy, first), (first, second), (second, copy)):
            desks.carry(one, other)

        assert "“2 号台（2）”" in taken.copied
        assert "“2 号台（2）”" in told.copied
        assert paper.ref not in {one.ref for one in first.papers.of(issued)}, "it is entered under another device"
        for record in (first, second, copy):
            assert names(record) == ["1 号台", "2 号台", "2 号台（2）"]
            assert {row.id for row in record.applications.recent(9)} == {with_paper, issued} | {
                row.id for row in first.applications.recent(9)
            }
            assert len(record.applications.recent(9)) == 3
            assert record.archive.content(record.papers.of(issued)[0].sha256) == PDF
            assert told_tables(record.db) == told_tables(first.db)
            assert record.verify().sound, record.verify()
            assert record.rebuild().changed == ()


def test_a_copied_folder_takes_a_new_device_when_it_is_opened_and_says_so(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        second = desks.joined(first, "2 号台")
        desks.carry(second, first)
        second, copy = a_copy(desks, second, "copy")
        assert second.found.sentences == []
        assert copy.found.sentences == [MOVED]
        numbers = {opened_number(one, name) for one, name in ((second, "李一"), (copy, "李二"), (second, "李三"))}
        assert len(numbers) == 3, "no number is given twice"

        for one, other in ((second, first), (copy, first), (first, second), (first, copy)):
            taken = desks.carry(one, other)
        told = [desks.carry(copy, first), desks.carry(first, second)]

        assert "“2 号台（2）”" in taken.copied
        assert [one.copied != "" for one in told] == [False, True]
        for one, other in ((second, first), (first, copy), (copy, second)):
            desks.carry(one, other)
        for record in (first, second, copy):
            assert names(record) == ["1 号台", "2 号台", "2 号台（2）"]
            assert {row.number for row in record.applications.recent(9)} == numbers
            assert told_tables(record.db) == told_tables(first.db)
            assert record.verify().sound, record.verify()


def test_a_copy_at_its_place_and_a_record_on_a_stick_that_goes_to_and_fro_are_quiet_after_the_first_time(
    tmp_path: Path,
) -> None:
    with first_desk(tmp_path) as (first, desks):
        second = desks.joined(first, "2 号台")
        second.close()
        said = []
        for number in range(6):
            here = tmp_path / ("copy" if number % 2 else "2 号台")
            there = tmp_path / ("2 号台" if number % 2 else "copy")
            here.rename(there)
            record = open_record(there, OTHER_PASSPHRASE, clock=desks.clock)
            said.append(record.found.sentences)
            opened(record, f"李{number}")
            record.close()

        assert said == [[MOVED], *[[]] * 5]


def test_a_record_of_one_desk_is_moved_without_a_word(tmp_path: Path) -> None:
    with a_record(tmp_path / "one") as record:
        device = record.journal.writes_as()
    (tmp_path / "one").rename(tmp_path / "moved")
    with_it = open_record(tmp_path / "moved", PASSPHRASE)
    try:
        assert with_it.found.sentences == []
        assert with_it.journal.writes_as() == device
        assert with_it.db.execute("SELECT * FROM bound").fetchall() == []
    finally:
        with_it.close()


def test_after_the_repair_backups_and_notes_of_before_do_not_say_that_the_record_went_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with first_desk(tmp_path) as (first, desks):
        second = desks.joined(first, "2 号台")
        desks.carry(second, first)
        second, copy = an_image(desks, second, "copy", monkeypatch)
        opened(second, "李一")
        opened(copy, "李二")
        back_up(copy.folder, copy.key, copy.folder / BACKUPS, desks.clock())
        desks.carry(second, first)
        with pytest.raises(ForkedHere, match="缺它的登记"):
            desks.carry(first, copy)
        with pytest.raises(ForkedElsewhere):
            desks.carry(copy, first)
        desks.carry(first, copy)
        copy.close()

        again = open_record(copy.folder, OTHER_PASSPHRASE, clock=desks.clock)
        desks.stack.callback(again.close)

        assert again.found.sentences == []
        assert again.verify().sound


def test_a_desk_restored_from_an_early_backup_gets_back_what_others_had_taken_in_of_it(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        second = desks.joined(first, "2 号台")
        desks.carry(second, first)
        backup = back_up(second.folder, second.key, second.folder / BACKUPS, desks.clock())
        lost = opened_number(second, "李一")
        desks.carry(second, first)
        second.close()
        assert backup is not None
        (second.folder / RECORD_FILE).write_bytes(b"damaged")
        key = second.key
        place = second.folder / BACKUPS
        found = newest_good(place, key)
        assert found is not None
        restore(second.folder, key, RestorePlan((RECORD_FILE,), place, found, None), desks.clock())
        second = open_record(second.folder, OTHER_PASSPHRASE, clock=desks.clock)
        desks.stack.callback(second.close)
        since = opened_number(second, "李二")

        desks.carry(second, first)
        taken = desks.carry(first, second)
        desks.carry(second, first)

        assert taken.copied == "", "its own entries are no copy's"
        for record in (first, second):
            assert {row.number for row in record.applications.recent(9)} == {lost, since}
            assert names(record) == ["1 号台", "2 号台"]
            assert told_tables(record.db) == told_tables(first.db)
            assert record.verify().sound, record.verify()
