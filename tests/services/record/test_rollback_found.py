"""An earlier file in the record's place is found on opening, entered under a new device, and told; a lawful return is
not.
"""

from __future__ import annotations

import shutil
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from builders.record_builders import (
    CHEAP,
    CLERK,
    DAY,
    PASSPHRASE,
    Clock,
    a_record,
    another_record,
    let_in_whoever_can,
    opened,
)

from gridcounter import paths
from gridcounter.core.record.journal import Act, Kind
from gridcounter.services.applications.intake import Intake
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.offsite import OffsiteTarget
from gridcounter.services.custody.recovery import carry_out, plan_restore, reopen
from gridcounter.services.custody.rekeying import carry_out_renewal, renewal_of
from gridcounter.services.record.last_entry_note import UNNOTED
from gridcounter.services.record.opening import open_record
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.keys import KEYS_FILE
from gridcounter.store.custody.last_seen import SECOND_FILE
from gridcounter.store.custody.manifest import MANIFEST_FILE
from gridcounter.store.custody.restore import restore
from gridcounter.store.database import RECORD_FILE, open_database
from gridcounter.store.papers import PAPERS_FILE

if TYPE_CHECKING:
    from pathlib import Path

    from gridcounter.services.custody.backups import Backup
    from gridcounter.services.record.record import Record


@pytest.fixture(autouse=True)
def own_notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "user_config_path", (tmp_path / "config").joinpath)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "record"


def take_in(record: Record, many: int = 1) -> str:
    """So many applications; the number of the last."""
    intake = Intake(record, CLERK)
    ids = [intake.open(DAY, {"applicant.name": "李四"}) for _ in range(many)]
    return record.applications.get(ids[-1]).number


def backed_up_and_gone_on(folder: Path, clock: Clock, many: int = 3) -> tuple[Backup, list[str]]:
    """The backup of then; the numbers that were given after it."""
    with a_record(folder, clock) as record:
        take_in(record)
        backup = Backups(record, clock).make()
        numbers = [take_in(record) for _ in range(many)]
    return backup, numbers


def put_in_place(backup: Backup, folder: Path) -> None:
    """As somebody does it in the file manager."""
    shutil.copyfile(backup.folder / RECORD_FILE, folder / RECORD_FILE)


def rewrite(folder: Path, key: bytes, digest: str) -> None:
    with closing(open_database(folder / RECORD_FILE, key)) as db:
        let_in_whoever_can(db)
        for table in ("journal", "head"):
            db.execute(f"UPDATE {table} SET hash = ? WHERE hash = ?", ["0" * 64, digest])  # noqa: S608


def forget_the_note(folder: Path) -> None:
    shutil.rmtree(paths.last_seen(folder)[0])


def found_when_opened(folder: Path, clock: Clock, passphrase: str = PASSPHRASE) -> tuple[int, int]:
    """How many entries were found missing on opening, or -1; how many such findings are on record."""
    record = open_record(folder, passphrase, clock=clock)
    try:
        kinds = [entry.kind for entry in record.journal.all()]
        return (record.went_back.lost if record.went_back else -1), kinds.count(Kind.ROLLBACK_FOUND)
    finally:
        record.close()


def test_yesterdays_file_is_found_and_no_number_is_given_twice(folder: Path, clock: Clock) -> None:
    backup, given = backed_up_and_gone_on(folder, clock)
    put_in_place(backup, folder)

    with opened(folder, clock) as record:
        *before, entry = record.journal.all()
        assert (entry.kind, entry.clerk, entry.seq) == (Kind.ROLLBACK_FOUND, "", 1)
        assert entry.device[:4] not in {one.device[:4] for one in before}
        assert record.went_back is not None
        assert record.went_back.lost == 3
        assert "至少缺少 3 条登记" in record.went_back.sentence
        assert record.verify().sound
        assert record.rebuild().changed == ()

        assert take_in(record) not in given


def test_it_is_told_once_and_stays_on_record(folder: Path, clock: Clock) -> None:
    backup, _ = backed_up_and_gone_on(folder, clock)
    put_in_place(backup, folder)
    assert found_when_opened(folder, clock) == (3, 1)

    with opened(folder, clock) as record:
        Backups(record, clock).make()
        take_in(record)
        assert record.went_back is None
        (known,) = record.verify().went_back
    assert known.line.startswith("台账退回过：2026-09-21 ")
    assert known.line.endswith("打开时发现并登记，与本机另外记下的登记相比，至少缺少 3 条登记")
    assert found_when_opened(folder, clock) == (-1, 1)


def test_a_second_time_is_found_again(folder: Path, clock: Clock) -> None:
    backup, _ = backed_up_and_gone_on(folder, clock)
    put_in_place(backup, folder)
    assert found_when_opened(folder, clock) == (3, 1)

    put_in_place(backup, folder)

    assert found_when_opened(folder, clock) == (1, 1), "the entry of the first time"


def test_a_newer_backup_beside_it_shows_it(folder: Path, clock: Clock) -> None:
    backup, _ = backed_up_and_gone_on(folder, clock)
    with opened(folder, clock) as record:
        Backups(record, clock).make()
    put_in_place(backup, folder)
    forget_the_note(folder)

    assert found_when_opened(folder, clock) == (3, 1)


def test_this_computer_knows_it_when_the_whole_folder_was_replaced(folder: Path, clock: Clock, tmp_path: Path) -> None:
    with a_record(folder, clock) as record:
        take_in(record)
    shutil.copytree(folder, tmp_path / "then")
    with opened(folder, clock) as record:
        take_in(record, 2)
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "then", folder)

    assert found_when_opened(folder, clock) == (2, 1)


def test_a_copy_in_another_folder_is_told_and_the_record_itself_is_not(
    folder: Path, clock: Clock, tmp_path: Path
) -> None:
    """The copy would give the numbers again that the record gave since; what is entered in it is its own affair."""
    with a_record(folder, clock) as record:
        take_in(record)
    shutil.copytree(folder, tmp_path / "copy")
    with opened(folder, clock) as record:
        take_in(record, 2)

    assert found_when_opened(tmp_path / "copy", clock) == (2, 1)
    for _ in range(2):
        for place, told in ((folder, 0), (tmp_path / "copy", 1)):
            with opened(place, clock) as record:
                take_in(record)
            assert found_when_opened(place, clock) == (-1, told)


def test_a_copy_that_went_on_first_is_told_by_the_record(folder: Path, clock: Clock, tmp_path: Path) -> None:
    with a_record(folder, clock) as record:
        take_in(record)
    shutil.copytree(folder, tmp_path / "copy")
    with opened(tmp_path / "copy", clock) as record:
        number = take_in(record)

    with opened(folder, clock) as record:
        assert record.went_back is not None
        assert take_in(record) != number


def test_a_link_to_a_copy_of_before_in_the_place_of_the_folder(folder: Path, clock: Clock, tmp_path: Path) -> None:
    with a_record(folder, clock) as record:
        take_in(record)
    shutil.copytree(folder, tmp_path / "copy")
    with opened(folder, clock) as record:
        numbers = [take_in(record), take_in(record)]
    folder.rename(tmp_path / "today")
    folder.symlink_to(tmp_path / "copy", target_is_directory=True)

    with opened(folder, clock) as record:
        assert record.went_back is not None
        assert record.went_back.lost == 2
        assert take_in(record) not in numbers


@pytest.mark.parametrize("laid", ["before", "after"])
def test_settings_laid_into_the_folder_move_no_note(folder: Path, clock: Clock, tmp_path: Path, laid: str) -> None:
    """Whoever can write there could otherwise put the note back with the record."""
    with a_record(folder, clock) as record:
        take_in(record)
    if laid == "before":
        (folder / "settings.json").write_text("{}")
    with opened(folder, clock) as record:
        take_in(record)
    shutil.copytree(folder, tmp_path / "then")
    with opened(folder, clock) as record:
        numbers = [take_in(record), take_in(record)]
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "then", folder)
    (folder / "settings.json").write_text("{}")

    with opened(folder, clock) as record:
        assert record.went_back is not None
        assert record.went_back.lost == 2
        assert take_in(record) not in numbers


@pytest.mark.parametrize("plugged_in", [True, False])
def test_the_second_place_shows_it(folder: Path, clock: Clock, tmp_path: Path, *, plugged_in: bool) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    backup, _ = backed_up_and_gone_on(folder, clock)
    with opened(folder, clock) as record:
        backups = Backups(record, clock, OffsiteTarget(stick, own_disk=False))
        newest = backups.make()
        backups.copy_offsite()
    shutil.rmtree(newest.folder)
    put_in_place(backup, folder)
    forget_the_note(folder)
    if not plugged_in:
        stick.rename(tmp_path / "pocket")

    with opened(folder, clock) as record:
        assert record.went_back is not None
        assert (record.went_back.lost, {one.where for one in record.went_back.seen}) == (3, {"second"})
        assert "与第二份备份（U 盘）相比" in record.went_back.sentence


def test_another_entry_at_the_same_place_is_found(
    folder: Path, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the earlier file was worked in elsewhere until it was as long as today's."""
    backup, _ = backed_up_and_gone_on(folder, clock)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in (RECORD_FILE, KEYS_FILE):
        shutil.copyfile(backup.folder / name, elsewhere / name)
    with monkeypatch.context() as there:
        there.setattr(paths, "user_config_path", (tmp_path / "another computer").joinpath)
        with opened(elsewhere, clock) as record:
            take_in(record, 4)
    shutil.copyfile(elsewhere / RECORD_FILE, folder / RECORD_FILE)

    with opened(folder, clock) as record:
        assert record.went_back is not None
        assert record.went_back.lost == 0
        (seen,) = record.went_back.seen
        assert f"第 {seen.device}:{seen.seq} 条与当时的不同" in record.went_back.sentence
    assert found_when_opened(folder, clock) == (-1, 1)


def test_an_entry_rewritten_with_the_key_is_found(folder: Path, clock: Clock) -> None:
    """Its chain may be worked out anew: the hash that was seen cannot."""
    backed_up_and_gone_on(folder, clock)
    with opened(folder, clock) as record:
        key, last = record.key, list(record.journal.all())[-1]
    rewrite(folder, key, last.hash)

    with opened(folder, clock) as record:
        assert record.went_back is not None
        assert [(one.device, one.seq) for one in record.went_back.seen] == [(last.device, last.seq)]
        assert not record.verify().sound


def test_a_lawful_return_is_no_finding(folder: Path, clock: Clock) -> None:
    backup, given = backed_up_and_gone_on(folder, clock)
    with opened(folder, clock) as record:
        left = Backups(record, clock).make()
        plan = plan_restore(record, CLERK, backup, clock)
    done, _ = carry_out(plan, clock)
    record = reopen(plan, done, clock)
    try:
        assert record.went_back is None
        entry = list(record.journal.all())[-1]
        assert entry.payload is not None
        assert [(one["device"], one["seq"]) for one in entry.payload["given_up"]] == [
            (device, head.seq) for device, head in left.manifest.heads.items()
        ]
        assert take_in(record) not in given
    finally:
        record.close()
    assert found_when_opened(folder, clock) == (-1, 0)


def test_a_return_notes_what_stood_in_the_file_that_it_replaced(folder: Path, clock: Clock) -> None:
    """Nobody else had seen it: no backup since, no note."""
    backup, _ = backed_up_and_gone_on(folder, clock)
    forget_the_note(folder)
    with opened(folder, clock) as record:
        plan = plan_restore(record, CLERK, backup, clock)
        (end,) = record.journal.heads().items()
    forget_the_note(folder)

    done, _ = carry_out(plan, clock)

    record = reopen(plan, done, clock)
    try:
        entry = list(record.journal.all())[-1]
        assert entry.payload is not None
        assert entry.payload["given_up"] == [{"device": end[0], "seq": end[1].seq, "hash": end[1].hash}]
    finally:
        record.close()


def test_what_a_device_of_before_wrote_is_still_compared(folder: Path, clock: Clock) -> None:
    """A return explains that its later entries are gone, not that an earlier one reads otherwise."""
    backup, _ = backed_up_and_gone_on(folder, clock)
    with opened(folder, clock) as record:
        plan = plan_restore(record, CLERK, backup, clock)
    carry_out(plan, clock)
    assert found_when_opened(folder, clock) == (-1, 0)
    (device, head), *_ = backup.manifest.heads.items()
    rewrite(folder, plan.key, head.hash)

    with opened(folder, clock) as record:
        assert record.went_back is not None
        assert {(one.device, one.seq) for one in record.went_back.seen} == {(device, head.seq)}


def test_a_return_to_before_a_return_is_no_finding(folder: Path, clock: Clock) -> None:
    """The device that wrote between them is unknown to the backup."""
    backup, _ = backed_up_and_gone_on(folder, clock)
    for _ in range(2):
        with opened(folder, clock) as record:
            take_in(record, 2)
            Backups(record, clock).make()
            plan = plan_restore(record, CLERK, backup, clock)
        done, _ = carry_out(plan, clock)
        reopen(plan, done, clock).close()

    assert found_when_opened(folder, clock) == (-1, 0)


def test_a_return_entered_by_an_earlier_version_is_no_finding(folder: Path, clock: Clock) -> None:
    """It did not note what it gave up: copies made before it are explained by it, later ones are not."""
    backup, _ = backed_up_and_gone_on(folder, clock)
    with opened(folder, clock) as record:
        plan = plan_restore(record, CLERK, backup, clock)
    carry_out(plan, clock)
    with opened(folder, clock) as record:
        take_in(record, 2)
        Backups(record, clock).make()
        plan = plan_restore(record, CLERK, backup, clock)
    values = {"made_at": clock().isoformat(), "entries": 4, "lost": 2}
    restore(folder, plan.key, plan.mending, clock(), Act(Kind.RECORD_RESTORED, values, CLERK))
    forget_the_note(folder)

    assert found_when_opened(folder, clock) == (-1, 0)


def test_a_new_key_is_no_finding_and_the_file_of_the_old_key_is_one(folder: Path, clock: Clock, tmp_path: Path) -> None:
    backed_up_and_gone_on(folder, clock)
    shutil.copytree(folder, tmp_path / "then")
    new = "又一个足够长的口令"
    with opened(folder, clock) as record:
        renewal = renewal_of(record, CLERK, new)
    carry_out_renewal(renewal, cost=CHEAP, clock=clock)
    assert found_when_opened(folder, clock, new) == (-1, 0)

    for name in (RECORD_FILE, KEYS_FILE, PAPERS_FILE):
        shutil.copyfile(tmp_path / "then" / name, folder / name)

    assert found_when_opened(folder, clock) == (1, 1)


def test_backups_of_another_record_say_nothing_of_this_one(folder: Path, clock: Clock, tmp_path: Path) -> None:
    backup, _ = backed_up_and_gone_on(folder, clock)
    with another_record(tmp_path / "other") as other:
        take_in(other, 9)
        Backups(other, Clock()).make()
    for one in (tmp_path / "other" / BACKUPS).iterdir():
        if one.is_dir():
            shutil.copytree(one, folder / BACKUPS / f"{one.name}-other")

    assert found_when_opened(folder, clock) == (-1, 0)
    assert backup.folder.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"heads": {"a": 1}, "sha256": ""}', '{"heads": {}, "sha256": ""}'])
def test_what_cannot_be_read_says_nothing(folder: Path, clock: Clock, text: str) -> None:
    backup, _ = backed_up_and_gone_on(folder, clock)
    (note,) = paths.last_seen(folder)[0].glob("*.json")
    for path in (note, backup.folder / MANIFEST_FILE, folder / BACKUPS / SECOND_FILE):
        path.write_text(text)

    assert found_when_opened(folder, clock) == (-1, 0)


def test_a_note_that_cannot_be_written_stops_nothing(
    folder: Path, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(paths, "user_config_path", lambda _: tmp_path / "file")

    backup, _ = backed_up_and_gone_on(folder, clock)

    with opened(folder, clock) as record:
        assert record.verify().sound
        assert Backups(record, clock).last() == backup


def test_on_a_stick_a_note_lies_with_the_settings_too(
    folder: Path, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On another computer, under another drive letter, it is the same record."""
    folder.mkdir()
    (folder / "settings.json").write_text("{}")
    with a_record(folder, clock) as record:
        take_in(record)
        backup = Backups(record, clock).make()
        take_in(record)
    assert len(list((folder / "last-seen").iterdir())) == 1
    monkeypatch.setattr(paths, "user_config_path", (tmp_path / "another computer").joinpath)
    put_in_place(backup, folder)
    folder.rename(tmp_path / "F")

    assert found_when_opened(tmp_path / "F", clock) == (1, 1)


def test_a_stick_that_turns_up_later_is_no_second_finding(folder: Path, clock: Clock, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    backup, _ = backed_up_and_gone_on(folder, clock)
    second = OffsiteTarget(stick, own_disk=False)
    with opened(folder, clock) as record:
        take_in(record)
        backups = Backups(record, clock, second)
        newest = backups.make()
        backups.copy_offsite()
    stick.rename(tmp_path / "pocket")
    (folder / BACKUPS / SECOND_FILE).unlink()
    put_in_place(backup, folder)
    assert found_when_opened(folder, clock) == (4, 1)
    (tmp_path / "pocket").rename(stick)

    with opened(folder, clock) as record:
        backups = Backups(record, clock, second)
        backups.make()
        backups.copy_offsite()
    assert newest.folder.exists()
    assert found_when_opened(folder, clock) == (-1, 1)


def test_it_is_told_where_the_end_cannot_be_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file stands where the folder of settings belongs; a read-only or full one refuses in the same way."""
    (tmp_path / "settings").write_text("")
    monkeypatch.setattr(paths, "user_config_path", (tmp_path / "settings").joinpath)
    with a_record(tmp_path / "record") as record:
        assert record.found.sentences == [UNNOTED]
    monkeypatch.setattr(paths, "user_config_path", (tmp_path / "others").joinpath)
    with opened(tmp_path / "record") as record:
        assert record.found.sentences == []
