"""An undamaged record returns to a chosen backup: the warning before, the state after, what is kept."""

from __future__ import annotations

import errno
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from builders.record_builders import CHEAP, CLERK, DAY, PASSPHRASE, PDF, Clock, a_record, a_setup, opened

from gridcounter.core.record.journal import COMMAND_LINE, Kind
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.custody.backups import Backup, Backups
from gridcounter.services.custody.recovery import (
    by_clerk,
    carry_out,
    plan_recovery,
    plan_restore,
    plan_restore_from,
    reopen,
)
from gridcounter.services.custody.recovery_plan import BackupUnsound, GrownSince, NoBackupsIn
from gridcounter.services.custody.rekeying import carry_out_renewal, renewal_of
from gridcounter.services.custody.stale_copies import left_unfinished, set_aside
from gridcounter.services.office.clerks import Clerks, NotIdentified
from gridcounter.services.office.roles import NotAllowed, Role
from gridcounter.services.record.opening import create_record, open_record
from gridcounter.services.record.record import Record
from gridcounter.store.custody import restore
from gridcounter.store.custody.restore import NotRestored
from gridcounter.store.database import RECORD_FILE, open_database
from gridcounter.store.instance import RecordInUse
from gridcounter.store.journal.entries import Entries
from gridcounter.store.papers import PAPERS_FILE


def a_backed_up(record: Record, clock: Clock, place: Path | None = None) -> Backup:
    """With one paper; two entries come after it."""
    intake = Intake(record, CLERK)
    application = intake.open(DAY, {"applicant.name": "李四"})
    intake.issue(application, Issue("one_time_notice", PDF, "c", "1", "1"))
    made = Backups(record, clock).make(place)
    intake.receive(application, DAY)
    intake.accept(application, DAY)
    return made


def test_what_would_be_lost_is_reported_before(tmp_path: Path) -> None:
    clock = Clock()
    with a_record(tmp_path / "record", clock) as record:
        backup = a_backed_up(record, clock)

        plan = plan_restore(record, CLERK, backup, clock)

    assert plan.lost == 2
    assert plan.act.endswith("的备份恢复")
    assert "共 4 条。此后登记的 2 条不在其中，请对照纸质材料重新登记" in plan.summary
    assert "被替换的文件另存，不会删除" in plan.summary
    assert "受损" not in plan.summary


def test_it_opens_again_as_the_backup_was_and_the_replaced_record_is_kept(tmp_path: Path) -> None:
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        plan = plan_restore(record, CLERK, a_backed_up(record, clock), clock)
        key = record.key

    done, text = carry_out(plan, clock)
    record = reopen(plan, done, clock)

    try:
        assert record.verify().sound
        *entries, last = record.journal.all()
        assert len(entries) == 4
        assert (last.kind, last.clerk) == (Kind.RECORD_RESTORED, CLERK)
        assert record.rebuild().changed == ()
        (row,) = record.applications.recent(2)
        assert row.accepted_on is None
        assert [content for _, content in record.handed_out(row.short_code)] == [PDF]
    finally:
        record.close()
    assert str(done.aside) in text
    kept = open_database(done.aside / RECORD_FILE, key, reading=True)
    try:
        assert (Entries(kept).count(), Entries(kept).verify()) == (6, None)
    finally:
        kept.close()


def test_after_it_the_next_backup_is_the_newest_and_not_one_of_the_state_that_was_left(tmp_path: Path) -> None:
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        plan = plan_restore(record, CLERK, a_backed_up(record, clock), clock)
        left = Backups(record, clock).make()
    done, _ = carry_out(plan, clock)
    record = reopen(plan, done, clock)
    try:
        assert Backups(record, clock).needed()
        newest = Backups(record, clock).make()
        assert Backups(record, clock).last() == newest
        assert not Backups(record, clock).needed()
    finally:
        record.close()
    with opened(folder, clock) as record:
        forth = plan_restore(record, CLERK, left, clock)
    done, _ = carry_out(forth, clock)
    record = reopen(forth, done, clock)
    try:
        assert record.applications.recent(1)[0].accepted_on is not None, "and there again"
    finally:
        record.close()


def test_only_an_administrator_goes_back(tmp_path: Path) -> None:
    clock = Clock()
    with a_record(tmp_path / "record", clock) as record:
        backup = a_backed_up(record, clock)
        leader = Clerks(record).add(CLERK, "李测试", Role.LEADER, "246802")

        with pytest.raises(NotAllowed, match="要由管理员来做"):
            plan_restore(record, leader, backup, clock)
        with pytest.raises(NotAllowed):
            plan_restore_from(record, leader, backup.place, clock)


def test_one_that_is_no_good_or_of_another_record_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    clock = Clock()
    with a_record(tmp_path / "record", clock) as record, a_record(tmp_path / "other", clock) as other:
        backup, theirs = a_backed_up(record, clock), a_backed_up(other, clock)
        with pytest.raises(NoBackupsIn, match="没有这份台账的备份"):
            plan_restore(record, CLERK, theirs, clock)
        with pytest.raises(NoBackupsIn):
            plan_restore_from(record, CLERK, theirs.place, clock)
        with pytest.raises(NoBackupsIn):
            plan_restore_from(record, CLERK, tmp_path / "nothing", clock)
        content = bytearray((backup.folder / RECORD_FILE).read_bytes())
        content[9000] ^= 1
        (backup.folder / RECORD_FILE).write_bytes(content)
        with pytest.raises(BackupUnsound, match="校验值不符"):
            plan_restore(record, CLERK, backup, clock)
        assert record.verify().sound
        assert record.journal.count() == 6


def test_an_open_record_is_not_replaced(tmp_path: Path) -> None:
    clock = Clock()
    with a_record(tmp_path / "record", clock) as record:
        plan = plan_restore(record, CLERK, a_backed_up(record, clock), clock)

        with pytest.raises(RecordInUse):
            carry_out(plan, clock)


def test_a_backup_that_changed_since_it_was_looked_at_is_not_put_in_place(tmp_path: Path) -> None:
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        backup = a_backed_up(record, clock)
        plan = plan_restore(record, CLERK, backup, clock)
    content = bytearray((backup.folder / RECORD_FILE).read_bytes())
    content[9000] ^= 1
    (backup.folder / RECORD_FILE).write_bytes(content)

    with pytest.raises(NotRestored):
        carry_out(plan, clock)

    record = reopen(plan, None, clock)
    try:
        assert record.verify().sound
        assert record.journal.count() == 6
    finally:
        record.close()


def test_it_is_found_on_a_stick_whichever_folder_of_it_is_chosen(tmp_path: Path) -> None:
    clock, stick = Clock(), tmp_path / "stick"
    with a_record(tmp_path / "record", clock) as record, a_record(tmp_path / "other", clock) as other:
        a_backed_up(other, clock, stick / "theirs")
        a_backed_up(record, clock, stick / "ours")
        clock.at += timedelta(hours=1)
        newer = Backups(record, clock).make(stick / "ours")

        for chosen in (stick, stick / "ours"):
            assert plan_restore_from(record, CLERK, chosen, clock).mending.backup == newer


def test_a_damaged_record_is_restored_from_the_stick_and_so_is_one_that_is_gone(tmp_path: Path) -> None:
    clock, folder, stick = Clock(), tmp_path / "record", tmp_path / "stick"
    with a_record(folder, clock) as record, a_record(tmp_path / "other", clock) as other:
        a_backed_up(other, clock, stick / "theirs")
        a_backed_up(record, clock, stick / "ours")
    (folder / RECORD_FILE).write_bytes(b"damaged" * 2000)
    for place in (folder, tmp_path / "new computer"):
        plan = plan_recovery(place, PASSPHRASE, place=stick / "ours", clock=clock)
        assert plan is not None

        done, _ = carry_out(plan, clock)

        assert (done.entries, done.papers_missing) == (4, 0)
        with opened(place, clock) as record:
            assert record.verify().sound
    (folder / RECORD_FILE).write_bytes(b"damaged" * 2000)
    with pytest.raises(NoBackupsIn):
        plan_recovery(folder, PASSPHRASE, place=stick / "theirs", clock=clock)


def test_the_recovery_sheet_opens_a_backup_and_the_record_restored_from_it(tmp_path: Path) -> None:
    """Nothing but the stick is left, and nobody remembers the passphrase."""
    clock, stick, new = Clock(), tmp_path / "stick", tmp_path / "new"
    record, code = create_record(tmp_path / "record", PASSPHRASE, a_setup(), cost=CHEAP, clock=clock)
    try:
        a_backed_up(record, clock, stick)
    finally:
        record.close()

    plan = plan_recovery(new, code, recovery=True, place=stick, clock=clock)
    assert plan is not None
    carry_out(plan, clock)

    record = open_record(new, code, recovery=True, clock=clock)
    try:
        assert record.verify().sound
        assert record.journal.count() == 4 + 1  # that it was restored
        (row,) = record.applications.recent(2)
        assert [content for _, content in record.handed_out(row.short_code)] == [PDF]
    finally:
        record.close()
    assert (new / PAPERS_FILE).exists()


@pytest.mark.parametrize("by", ["", COMMAND_LINE])
def test_nobody_in_particular_goes_back_from_an_undamaged_record(tmp_path: Path, by: str) -> None:
    """Review 1.2: the window asked for an administrator, the command line for the passphrase that all know."""
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        backup = a_backed_up(record, clock)
    plan = plan_recovery(folder, PASSPHRASE, chosen=backup.folder, clock=clock)
    assert plan is not None
    assert plan.going_back

    with pytest.raises(NotIdentified):
        carry_out(replace(plan, by=by), clock)

    with opened(folder, clock) as record:
        assert record.journal.count() == 6
        leader = Clerks(record, cost=CHEAP).add(CLERK, "李测试", Role.LEADER, "246802")
        with pytest.raises(NotAllowed):
            by_clerk(plan, record, leader)
        allowed = by_clerk(plan, record, CLERK)
    assert carry_out(allowed, clock)[0].entries == 4


def stopped(*_: object) -> Path:
    """As a process that is killed, or a disk that is full, before anything is replaced."""
    raise OSError(errno.ENOSPC, "full")


def test_a_return_refused_before_anything_was_replaced_leaves_the_record_open_to_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        plan = plan_restore(record, CLERK, a_backed_up(record, clock), clock)
    monkeypatch.setattr(restore, "copy_file", stopped)

    with pytest.raises(NotRestored):
        carry_out(plan, clock)

    with opened(folder, clock) as record:
        assert record.verify().sound


def test_what_a_killed_restore_left_is_gone_once_the_record_was_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It holds a whole record, and no list of old copies would name it."""
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        plan = plan_restore(record, CLERK, a_backed_up(record, clock), clock)
    with monkeypatch.context() as killed:
        killed.setattr(restore, "suspect", stopped)
        killed.setattr(shutil, "rmtree", lambda *_, **__: None)
        with pytest.raises(NotRestored):
            carry_out(plan, clock)
    assert [path.parent.name[-5:] for path in folder.glob(f".*/{RECORD_FILE}")] == [".part"]

    with opened(folder, clock) as record:
        assert list(folder.glob(".*")) == []
        (folder / ".0123456789abcdef.part").mkdir()
        assert [path.name for path in left_unfinished(folder)] == [".0123456789abcdef.part"]
        assert record.verify().sound


def test_what_was_set_aside_while_the_clock_was_ahead_is_named_after_a_new_key(tmp_path: Path) -> None:
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        plan = plan_restore(record, CLERK, a_backed_up(record, clock), clock)
    carry_out(plan, lambda: clock() + timedelta(days=400))
    (aside,) = set_aside(folder)
    with opened(folder, clock) as record:
        renewal = renewal_of(record, CLERK, "又一个足够长的口令")

    assert aside in {one.path for one in carry_out_renewal(renewal, cost=CHEAP, clock=clock).old}


@pytest.mark.parametrize("readable", [True, False])
def test_what_was_entered_while_the_question_stood_there_is_not_given_up(tmp_path: Path, readable: bool) -> None:  # noqa: FBT001
    """Nobody holds the record while a command waits for its answer: a colleague went on, and was told to have lost
    nothing when the answer came.
    """
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        made = a_backed_up(record, clock)
    whole = (folder / RECORD_FILE).read_bytes()
    if not readable:
        (folder / RECORD_FILE).write_bytes(b"spoilt")
    plan = plan_recovery(folder, PASSPHRASE, chosen=made.folder, clock=clock)
    assert plan is not None
    (folder / RECORD_FILE).write_bytes(whole)
    with opened(folder, clock) as record:
        application = Intake(record, CLERK).open(DAY, {"applicant.name": "样王五"})

    with pytest.raises(GrownSince, match="请重新办一次"):
        carry_out(replace(plan, by=CLERK), clock)

    with opened(folder, clock) as record:
        assert record.applications.fields(application)["applicant.name"].value == "样王五"
        assert record.verify().sound
    assert not set_aside(folder)


def spoil_and_recover(folder: Path, clock: Clock, *more: Path) -> None:
    for spoilt in (folder, *more):
        content = (spoilt / RECORD_FILE).read_bytes()
        (spoilt / RECORD_FILE).write_bytes(content[:20000] + bytes(16) + content[20016:])
    plan = plan_recovery(folder, PASSPHRASE, clock=clock)
    assert plan is not None
    carry_out(plan, clock)


@pytest.mark.parametrize("days", [0, 8])
def test_a_restore_that_nobody_in_particular_made_is_told_for_a_week(tmp_path: Path, days: int) -> None:
    """Whoever spoils the record and its newest backup is given an earlier one, with the clerks of that day."""
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        Backups(record, clock).make()
        Intake(record, CLERK).open(DAY)
        newest = Backups(record, clock).make()
    spoil_and_recover(folder, clock, newest.folder)
    clock.at += timedelta(days=days)

    with opened(folder, clock) as record:
        assert len(record.found.sentences) == (days == 0)
        for told in record.found.sentences:
            assert "没有登记是谁恢复的；受理员和操作码也是备份那时的" in told


@pytest.mark.parametrize("hidden_by", ["another restore", "a new key"])
def test_what_begins_anew_after_a_restore_of_nobody_does_not_hide_it(tmp_path: Path, hidden_by: str) -> None:
    """A backup, the record spoilt once more, and a second restore that gave up nothing: the first was told no more."""
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        Backups(record, clock).make()
        Intake(record, CLERK).open(DAY)
    spoil_and_recover(folder, clock)
    with opened(folder, clock) as record:
        before = record.found.sentences
        Backups(record, clock).make()
        renewal = renewal_of(record, CLERK, "又一个足够长的口令")

    if hidden_by == "another restore":
        spoil_and_recover(folder, clock)
    else:
        carry_out_renewal(renewal, cost=CHEAP, clock=clock)

    passphrase = PASSPHRASE if hidden_by == "another restore" else renewal.passphrase
    record = open_record(folder, passphrase, clock=clock)
    try:
        assert len(before) == 1
        assert record.found.sentences == before
    finally:
        record.close()
