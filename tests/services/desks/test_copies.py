"""The folder of a desk is copied, and both copies go on: two desks, both histories kept, both told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from builders.real_desks import OTHER_PASSPHRASE, Desks, first_desk
from builders.record_builders import CLERK, DAY, PASSPHRASE, PDF, a_record, told_tables

from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.record.signing import Signer
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.desks.copies import ForkedElsewhere, ForkedHere
from gridcounter.services.desks.exchange import hand_over, take_in
from gridcounter.services.desks.membership import all_desks, retire
from gridcounter.services.desks.refusals import SenderRetired
from gridcounter.services.exchange.evidence import gather, write_bundle
from gridcounter.services.exchange.evidence_check import check_bundle
from gridcounter.services.record.moving import MOVED
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.record import Record
from gridcounter.services.record.signing import NotOnRecord, handed_out_at
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


def test_a_desk_restored_twice_from_one_backup_is_no_copy_of_what_it_was_between(tmp_path: Path) -> None:
    """What it wrote between both comes back under a device of which its file of now knows nothing."""
    with first_desk(tmp_path) as (first, desks):
        second = desks.joined(first, "2 号台")
        desks.carry(second, first)
        back_up(second.folder, second.key, second.folder / BACKUPS, desks.clock())
        found = newest_good(second.folder / BACKUPS, second.key)
        assert found is not None
        for number in range(2):
            opened(second, f"李{number}")
            desks.carry(second, first)
            desks.carry(first, second)
            second.close()
            plan = RestorePlan((RECORD_FILE,), second.folder / BACKUPS, found, None)
            restore(second.folder, second.key, plan, desks.clock())
            second = open_record(second.folder, OTHER_PASSPHRASE, clock=desks.clock)
            desks.stack.callback(second.close)
        opened(second, "李九")

        desks.carry(second, first)
        taken = [desks.carry(first, second), desks.carry(second, first), desks.carry(first, second)]

        assert [one.copied for one in taken] == [""] * 3
        assert names(first) == names(second) == ["1 号台", "2 号台"]
        assert len(second.applications.recent(9)) == 3


def test_a_bundle_that_was_signed_before_the_repair_is_still_this_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with first_desk(tmp_path) as (first, desks):
        second = desks.joined(first, "2 号台")
        desks.carry(second, first)
        second, copy = an_image(desks, second, "copy", monkeypatch)
        opened(second, "李一")
        application = Intake(copy, CLERK).open(DAY, {"applicant.name": "李二", "case.locality": "jining"})
        bundles = [_signed(desks, copy, application, "before.zip")]
        _parted(desks, first, second, copy)
        bundles.append(_signed(desks, copy, application, "after.zip"))
        desks.carry(copy, first)

        for record in (copy, first):
            for sha256, signer in bundles:
                assert handed_out_at(record, sha256, signer, "JN1-1")
            with pytest.raises(NotOnRecord):
                handed_out_at(record, "0" * 64, bundles[0][1], "JN1-1")
            for one in bundles:
                check_bundle(tmp_path / ("before.zip" if one is bundles[0] else "after.zip"))


def test_a_log_in_which_the_device_ends_earlier_is_the_records_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with first_desk(tmp_path) as (first, desks):
        second = desks.joined(first, "2 号台")
        desks.carry(second, first)
        second, copy = an_image(desks, second, "copy", monkeypatch)
        opened(second, "李一")
        for number in range(3):
            opened(copy, f"李{number}")
        copy.write(lambda stores: stores.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())
        _parted(desks, first, second, copy)

        shutil.copytree(copy.folder, tmp_path / "killed")  # while it is open: the repair stands in its log alone
        again = open_record(tmp_path / "killed", OTHER_PASSPHRASE, clock=desks.clock)
        desks.stack.callback(again.close)

        assert names(again) == ["1 号台", "2 号台", "2 号台（2）"]
        assert again.verify().sound


@pytest.mark.parametrize("known", [True, False])
def test_who_retires_a_desk_retires_copies_that_nobody_knew_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, known: bool
) -> None:
    with first_desk(tmp_path) as (first, desks):
        second = desks.joined(first, "2 号台")
        desks.carry(second, first)
        second, copy = an_image(desks, second, "copy", monkeypatch)
        opened(second, "李一")
        opened(copy, "李二")
        _parted(desks, first, second, copy)
        if known:
            desks.carry(copy, first)
        else:
            path = hand_over(copy, CLERK, tmp_path, desks.clock()).path

        retire(first, CLERK, "2 号台", "笔记本丢失")

        if known:
            assert names(first) == ["1 号台", "2 号台（2）"]
            assert desks.carry(copy, first).desk == "2 号台（2）"
        else:
            with pytest.raises(SenderRetired):
                take_in(first, CLERK, path)
            assert names(first) == ["1 号台"]


def _signed(desks: Desks, record: Record, application: str, name: str) -> tuple[str, Signer | None]:
    service = open_application_service(record, open_assessor())
    made = gather(service, application, desks.clock())
    write_bundle(service, application, made, desks.folder / name)
    return made.sha256, check_bundle(desks.folder / name).signer


def _parted(desks: Desks, first: Record, second: Record, copy: Record) -> None:
    """Both copies went on: what the first desk has of the other comes to the copy."""
    desks.carry(second, first)
    with pytest.raises(ForkedElsewhere):
        desks.carry(copy, first)
    assert desks.carry(first, copy).copied
