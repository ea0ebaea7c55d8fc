"""A changed passphrase shuts people out: old keys files, old backups and deleted ones are tried as a leaver would."""

from __future__ import annotations

import hashlib
import json
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from builders.record_builders import CHEAP, CLERK, PASSPHRASE, Clock, a_record, a_setup

from gridcounter import paths
from gridcounter.core.record.journal import Kind
from gridcounter.core.validation.passphrases import PassphraseRefused
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.offsite import OffsiteTarget, folder_on
from gridcounter.services.custody.passphrases import ChangedAllTheSame, change_passphrase
from gridcounter.services.custody.recovery import carry_out, plan_recovery, plan_restore, reopen
from gridcounter.services.custody.recovery_plan import UnderOtherKey
from gridcounter.services.custody.rekeying import ask_renewal, carry_out_renewal, old_key_copies, remove_old_key
from gridcounter.services.record.opening import create_record, open_record, open_with_key
from gridcounter.services.record.record import Record
from gridcounter.store.custody import keys
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.keys import KEYS_FILE, KeysDamaged, KeysOutdated, WrongPassphrase
from gridcounter.store.custody.manifest import backups_in
from gridcounter.store.database import RECORD_FILE, DiskRefused
from gridcounter.store.files import MovedAway
from gridcounter.store.papers import PAPERS_FILE
from gridcounter.store.stores import SharedJournal

NEW = "另一个足够长的口令"
THIRD = "第三个也足够长的口令"


def changed(record: Record, second: OffsiteTarget | None = None) -> str:
    return change_passphrase(record, CLERK, PASSPHRASE, NEW, second, cost=CHEAP).message


def a_changed_record(folder: Path) -> bytes:
    """With one backup of before the change; returns the keys file of before."""
    with a_record(folder, Clock()) as record:
        Backups(record, Clock()).make()
        before = (folder / KEYS_FILE).read_bytes()
        changed(record)
    return before


def with_checksum(raw: dict[str, Any]) -> dict[str, Any]:
    wraps = json.dumps(raw["wraps"], sort_keys=True).encode()
    return raw | {"sha256": hashlib.sha256(wraps).hexdigest()}


def kinds(folder: Path, passphrase: str) -> list[str]:
    with closing(open_record(folder, passphrase)) as record:
        return [entry.kind for entry in record.journal.all()]


def test_an_old_keys_file_put_back_does_not_bring_the_old_passphrase_back(tmp_path: Path) -> None:
    folder = tmp_path / "record"
    before = a_changed_record(folder)
    (folder / KEYS_FILE).write_bytes(before)

    with pytest.raises(KeysOutdated, match="改口令或换钥匙以前的"):
        open_record(folder, PASSPHRASE)
    with pytest.raises(KeysOutdated):
        plan_recovery(folder, PASSPHRASE, clock=Clock())
    with pytest.raises(KeysOutdated, match="从最近的备份恢复"):
        open_record(folder, NEW)
    plan = plan_recovery(folder, NEW, clock=Clock())
    assert plan is not None
    assert plan.mending.damaged == (KEYS_FILE,)
    carry_out(plan, Clock())
    assert kinds(folder, NEW)[-2:] == [Kind.PASSPHRASE_CHANGED, Kind.KEYS_RESTORED]
    with pytest.raises(WrongPassphrase):
        open_record(folder, PASSPHRASE)


@pytest.mark.parametrize("left", ["backups", "forged", "note"])
def test_an_old_record_put_back_with_its_keys_file_does_not_bring_the_old_passphrase_back(
    tmp_path: Path, left: str
) -> None:
    """The old record names no newer wrap: the backups of since do, or this computer."""
    folder, then = tmp_path / "record", tmp_path / "then"
    with a_record(folder, Clock()) as record:
        Backups(record, Clock()).make()
    shutil.copytree(folder, then)
    with closing(open_record(folder, PASSPHRASE)) as record:
        changed(record)
        Backups(record, Clock()).make()
    for name in (KEYS_FILE, RECORD_FILE):
        shutil.copyfile(then / name, folder / name)
    if left == "note":
        shutil.rmtree(folder / BACKUPS)
    else:
        shutil.rmtree(paths.last_seen(folder)[0])
    if left == "forged":
        for backup in backups_in(folder / BACKUPS):
            shutil.copyfile(then / KEYS_FILE, backup.folder / KEYS_FILE)

    for _ in range(2):
        with pytest.raises(KeysOutdated):
            open_record(folder, PASSPHRASE)


def test_a_renewed_key_begins_its_numbers_anew_on_this_computer_too(tmp_path: Path) -> None:
    folder = tmp_path / "record"
    a_changed_record(folder)
    with closing(open_record(folder, NEW)) as record:
        renewal = ask_renewal(record, CLERK, NEW, THIRD)
    carry_out_renewal(renewal, cost=CHEAP)

    open_record(folder, THIRD).close()


def test_a_passphrase_of_before_a_change_opens_no_old_record_after_a_renewed_key_either(tmp_path: Path) -> None:
    """The numbers begin anew with the key: this computer remembers those of the key before."""
    folder, then = tmp_path / "record", tmp_path / "then"
    with a_record(folder, Clock()):
        pass
    shutil.copytree(folder, then)
    with closing(open_record(folder, PASSPHRASE)) as record:
        changed(record)
        renewal = ask_renewal(record, CLERK, NEW, THIRD)
    carry_out_renewal(renewal, cost=CHEAP)
    open_record(folder, THIRD).close()
    for name in (KEYS_FILE, RECORD_FILE, PAPERS_FILE):
        shutil.copyfile(then / name, folder / name)

    for _ in range(2):
        with pytest.raises(KeysOutdated):
            open_record(folder, PASSPHRASE)


def test_an_old_copy_opened_with_the_recovery_sheet_opens_with_its_new_passphrase(tmp_path: Path) -> None:
    """This computer knows higher numbers than the copy that is left: the new wrap was refused at once."""
    folder, then = tmp_path / "record", tmp_path / "then"
    record, code = create_record(folder, PASSPHRASE, a_setup(), cost=CHEAP)
    record.close()
    shutil.copytree(folder, then)
    for old, new in ((PASSPHRASE, NEW), (NEW, THIRD)):
        with closing(open_record(folder, old)) as record:
            change_passphrase(record, CLERK, old, new, cost=CHEAP)
    shutil.rmtree(folder)
    shutil.copytree(then, folder)

    with closing(open_record(folder, code, recovery=True)) as record:
        changed(record)

    open_record(folder, NEW).close()
    with pytest.raises(WrongPassphrase):
        open_record(folder, PASSPHRASE)


def test_a_deleted_keys_file_does_not_bring_the_old_passphrase_back(tmp_path: Path) -> None:
    folder, stolen = tmp_path / "record", tmp_path / "stolen"
    with a_record(folder, Clock()) as record:
        Backups(record, Clock()).make()
        shutil.copytree(folder / BACKUPS, stolen)
        changed(record)
    (folder / KEYS_FILE).unlink()

    with pytest.raises(WrongPassphrase):
        plan_recovery(folder, PASSPHRASE, clock=Clock())
    with pytest.raises(KeysOutdated):
        plan_recovery(folder, PASSPHRASE, place=stolen, clock=Clock())
    with pytest.raises(KeysOutdated):
        plan_recovery(folder, PASSPHRASE, chosen=backups_in(stolen)[0].folder, clock=Clock())
    assert not (folder / KEYS_FILE).exists()
    plan = plan_recovery(folder, NEW, clock=Clock())
    assert plan is not None
    carry_out(plan, Clock())
    open_record(folder, NEW).close()


@pytest.mark.parametrize("lost", [(KEYS_FILE,), ()])
def test_a_restore_that_no_passphrase_would_open_is_refused_before_anything_is_replaced(
    tmp_path: Path, lost: tuple[str, ...]
) -> None:
    """Only backups of before the change are left: the restore was done, and then old and new passphrase were refused
    because this computer knows the newer one.
    """
    folder, then = tmp_path / "record", tmp_path / "then"
    record, code = create_record(folder, PASSPHRASE, a_setup(), cost=CHEAP)
    with closing(record):
        Backups(record).make()
        shutil.copytree(folder, then)
        changed(record)
    shutil.rmtree(folder / BACKUPS)
    shutil.copytree(then / BACKUPS, folder / BACKUPS)
    shutil.copyfile(then / KEYS_FILE, folder / KEYS_FILE)
    for name in lost:
        (folder / name).unlink()
    (folder / RECORD_FILE).write_bytes(b"damaged")

    with pytest.raises(KeysOutdated, match="用恢复单上的恢复码打开"):
        plan_recovery(folder, PASSPHRASE)

    assert (folder / RECORD_FILE).read_bytes() == b"damaged"
    plan = plan_recovery(folder, code, recovery=True)
    assert plan is not None
    carry_out(plan)
    with closing(open_record(folder, code, recovery=True)) as record:
        change_passphrase(record, CLERK, PASSPHRASE, THIRD, cost=CHEAP)
    open_record(folder, THIRD).close()


def test_a_changed_passphrase_is_an_act_and_every_backup_within_reach_follows(tmp_path: Path) -> None:
    folder, stick = tmp_path / "record", tmp_path / "stick"
    stick.mkdir()
    second = OffsiteTarget(stick, own_disk=False)
    with a_record(folder, Clock()) as record:
        backups = Backups(record, Clock(), second)
        backups.make()
        backups.copy_offsite()
        there = folder_on(record, second)
        assert changed(record, second) == "口令已改，本机的备份也改用新口令"
        for place in (folder / BACKUPS, there):
            (backup,) = backups_in(place)
            assert backup.altered() == ()
            assert keys.unlock(backup.folder, NEW) == record.key
            with pytest.raises(WrongPassphrase):
                keys.unlock(backup.folder, PASSPHRASE)
        last = list(record.journal.all())[-1]
        assert (last.kind, last.clerk, last.payload) == (Kind.PASSPHRASE_CHANGED, CLERK, {"generation": 2})
        assert record.rebuild().changed == ()


def test_a_stick_that_is_away_is_named_and_follows_when_it_is_there_again(tmp_path: Path) -> None:
    folder, stick = tmp_path / "record", tmp_path / "stick"
    stick.mkdir()
    second = OffsiteTarget(stick, own_disk=False)
    with a_record(folder, Clock()) as record:
        backups = Backups(record, Clock(), second)
        backups.make()
        backups.copy_offsite()
        stick.rename(tmp_path / "away")
        assert "U 盘现在没有插上，上面的备份仍用旧口令打开" in changed(record, second)
        (tmp_path / "away").rename(stick)
        (backup,) = backups_in(folder_on(record, second))
        assert keys.unlock(backup.folder, PASSPHRASE) == record.key
        backups.copy_offsite()
        for backup in backups_in(folder_on(record, second)):
            assert backup.altered() == ()
            assert keys.unlock(backup.folder, NEW) == record.key


def test_a_change_cut_short_before_its_entry_is_entered_on_the_next_opening(tmp_path: Path) -> None:
    folder = tmp_path / "record"
    with a_record(folder, Clock()) as record:
        before = (folder / KEYS_FILE).read_bytes()
        keys.change_passphrase(folder, record.key, NEW, cost=CHEAP)
    assert kinds(folder, NEW)[-1] == Kind.PASSPHRASE_CHANGED
    (folder / KEYS_FILE).write_bytes(before)
    with pytest.raises(KeysOutdated):
        open_record(folder, PASSPHRASE)


def test_a_backup_left_between_keys_and_manifest_is_put_right_when_backups_are_looked_after(tmp_path: Path) -> None:
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        made = Backups(record, clock).make()
        keys.change_passphrase(folder, record.key, NEW, cost=CHEAP)
        record.keys.changed()
        shutil.copyfile(folder / KEYS_FILE, made.folder / KEYS_FILE)
        (interrupted,) = backups_in(folder / BACKUPS)
        assert interrupted.altered() != ()
        Backups(record, clock).keep_up()
        assert [backup.altered() for backup in backups_in(folder / BACKUPS)] == [()]


def test_a_wrap_given_another_number_without_the_passphrase_does_not_open(tmp_path: Path) -> None:
    folder = tmp_path / "record"
    before = json.loads(a_changed_record(folder))
    before["wraps"]["passphrase"]["generation"] = 2
    (folder / KEYS_FILE).write_text(json.dumps(with_checksum(before)), "utf-8")
    with pytest.raises(WrongPassphrase):
        keys.unlock(folder, PASSPHRASE)


@pytest.mark.parametrize("number", ["x", None, [], {}])
def test_a_number_that_is_none_is_damage(tmp_path: Path, number: object) -> None:
    key, _ = keys.create_keys(tmp_path, PASSPHRASE, cost=CHEAP)
    keys.change_passphrase(tmp_path, key, NEW, cost=CHEAP)
    raw = json.loads((tmp_path / KEYS_FILE).read_text("utf-8"))
    raw["wraps"]["passphrase"]["generation"] = number
    (tmp_path / KEYS_FILE).write_text(json.dumps(with_checksum(raw)), "utf-8")
    with pytest.raises(KeysDamaged):
        keys.generation_of(tmp_path)
    with pytest.raises(KeysDamaged):
        keys.unlock(tmp_path, NEW)


def test_after_a_renewed_key_nothing_of_before_replaces_the_record(tmp_path: Path) -> None:
    folder = tmp_path / "record"
    with a_record(folder, Clock()) as record:
        Backups(record, Clock()).make()
        renewal = ask_renewal(record, CLERK, PASSPHRASE, NEW)
    carry_out_renewal(renewal, cost=CHEAP, clock=Clock())
    with closing(open_record(folder, NEW)) as record:
        (old,) = old_key_copies(record)
    (folder / KEYS_FILE).unlink()

    with pytest.raises(UnderOtherKey, match="不一定受损"):
        plan_recovery(folder, PASSPHRASE, chosen=backups_in(old.path)[0].folder, clock=Clock())
    plan = plan_recovery(folder, NEW, clock=Clock())
    assert plan is not None
    assert plan.mending.damaged == (KEYS_FILE,)


def test_a_renewed_key_reaches_the_stick_and_its_old_backups_are_offered_for_deletion(tmp_path: Path) -> None:
    folder, stick = tmp_path / "record", tmp_path / "stick"
    stick.mkdir()
    second, clock = OffsiteTarget(stick, own_disk=False), Clock()
    others = stick / "gridcounter-YL-00000000"
    other, _ = create_record(tmp_path / "others", PASSPHRASE, a_setup(), cost=CHEAP, clock=clock)
    with closing(other):
        shutil.copytree(Backups(other, clock).make().folder.parent, others)
    with a_record(folder, clock) as record:
        backups = Backups(record, clock, second)
        backups.make()
        backups.copy_offsite()
        place = folder_on(record, second)
        renewal = ask_renewal(record, CLERK, PASSPHRASE, NEW, second)
    done = carry_out_renewal(renewal, cost=CHEAP, clock=clock)
    assert (done.trouble, done.away) == ("", False)
    assert [(one.path, one.second) for one in done.old if one.second] == [(place, True)]
    with closing(open_record(folder, NEW)) as record:
        remove_old_key(record, CLERK, second)
        assert old_key_copies(record, second) == ()
        assert len(backups_in(folder_on(record, second))) == 1
    assert (place.exists(), others.exists()) == (False, True)


def test_a_renewed_key_says_that_the_stick_was_away(tmp_path: Path) -> None:
    folder = tmp_path / "record"
    with a_record(folder, Clock()) as record:
        renewal = ask_renewal(record, CLERK, PASSPHRASE, NEW, OffsiteTarget(tmp_path / "stick"))
    assert carry_out_renewal(renewal, cost=CHEAP, clock=Clock()).away


@pytest.mark.parametrize(
    "guessable", ["12345678", "测试大厅2026年", "王小明19900101", "wangxiaoming1990", "jining2026", "不忘初心牢记使命"]
)
def test_what_is_tried_first_becomes_neither_a_new_passphrase_nor_that_of_a_new_key(
    tmp_path: Path, guessable: str
) -> None:
    with a_record(tmp_path / "record") as record:
        before = record.journal.count()
        with pytest.raises(PassphraseRefused):
            change_passphrase(record, CLERK, PASSPHRASE, guessable, cost=CHEAP)
        with pytest.raises(PassphraseRefused):
            ask_renewal(record, CLERK, PASSPHRASE, guessable)
        assert record.journal.count() == before
    open_record(tmp_path / "record", PASSPHRASE).close()


def test_a_weak_passphrase_of_before_still_opens(tmp_path: Path) -> None:
    folder = tmp_path / "record"
    create_record(folder, "12345678", a_setup(), cost=CHEAP, public=True)[0].close()
    open_record(folder, "12345678").close()


def test_the_passphrase_of_today_holds_after_a_return_to_a_backup_of_before_its_change(tmp_path: Path) -> None:
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        before = (folder / KEYS_FILE).read_bytes()
        Backups(record, clock).make()
        changed(record)
        plan = plan_restore(record, CLERK, backups_in(folder / BACKUPS)[0], clock)
    carry_out(plan, clock)
    reopened = reopen(plan, None, clock)
    with closing(reopened) as record:
        assert record.applications.passphrase_generation() == 2
    (folder / KEYS_FILE).write_bytes(before)

    with pytest.raises(KeysOutdated):
        open_record(folder, PASSPHRASE, clock=clock)


def test_a_record_opened_by_its_key_enters_the_generation_it_lacks(tmp_path: Path) -> None:
    folder = tmp_path / "record"
    with a_record(folder, Clock()) as record:
        key = record.key
        keys.change_passphrase(folder, key, NEW, cost=CHEAP)
    with closing(open_with_key(folder, key, Clock())) as record:
        assert record.applications.passphrase_generation() == 2


def test_an_old_keys_file_over_a_renewed_record_restores_nothing_and_the_present_passphrase_gets_in(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "record"
    with a_record(folder, Clock()) as record:
        Backups(record, Clock()).make()
        changed(record)
        before = (folder / KEYS_FILE).read_bytes()
        renewal = ask_renewal(record, CLERK, NEW, THIRD)
    carry_out_renewal(renewal, cost=CHEAP, clock=Clock())
    with closing(open_record(folder, THIRD, clock=Clock())) as record:
        (old,) = old_key_copies(record)
    (folder / KEYS_FILE).write_bytes(before)

    with pytest.raises(KeysOutdated):
        open_record(folder, NEW, clock=Clock())
    for chosen in (None, backups_in(old.path)[0].folder):
        with pytest.raises(UnderOtherKey):
            plan_recovery(folder, NEW, chosen=chosen, clock=Clock())
    with pytest.raises(KeysOutdated, match="用现在的口令"):
        open_record(folder, THIRD, clock=Clock())
    plan = plan_recovery(folder, THIRD, clock=Clock())
    assert plan is not None
    assert plan.mending.damaged == (KEYS_FILE,)
    carry_out(plan, Clock())
    open_record(folder, THIRD, clock=Clock()).close()


def test_a_change_that_cannot_be_entered_is_not_in_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise DiskRefused(RECORD_FILE, "磁盘已满")

    folder = tmp_path / "record"
    with a_record(folder, Clock()) as record:
        monkeypatch.setattr(SharedJournal, "append", full)
        with pytest.raises(DiskRefused):
            changed(record)
        monkeypatch.undo()
    open_record(folder, PASSPHRASE).close()


def test_a_record_that_cannot_be_written_keeps_its_keys_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def moved(*_: object) -> None:
        raise MovedAway(tmp_path / RECORD_FILE)

    folder = tmp_path / "record"
    with a_record(folder, Clock()) as record:
        before = (folder / KEYS_FILE).read_bytes()
        monkeypatch.setattr(Record, "write", moved)
        with pytest.raises(MovedAway):
            changed(record)
        assert (folder / KEYS_FILE).read_bytes() == before
        monkeypatch.undo()


def test_a_new_passphrase_that_can_neither_be_entered_nor_taken_back_is_said_to_be_in_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise DiskRefused(RECORD_FILE, "磁盘已满")

    folder = tmp_path / "record"
    with a_record(folder, Clock()) as record:
        monkeypatch.setattr(SharedJournal, "append", full)
        monkeypatch.setattr("gridcounter.services.custody.passphrases.replace_file", full)
        with pytest.raises(ChangedAllTheSame, match="新口令已经生效"):
            changed(record)
        monkeypatch.undo()
    open_record(folder, NEW).close()
