"""When a backup is made, what is offered for a damaged record, and its state after a restore."""

from __future__ import annotations

import random
import shutil
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from builders.disk_builders import flip
from builders.extent import LONG
from builders.record_builders import CLERK, DAY, PASSPHRASE, PDF, Clock, a_record, opened, tables

from gridcounter.core.record.journal import Kind
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.custody.backups import Backups, backups_of, in_words
from gridcounter.services.custody.passphrases import change_passphrase
from gridcounter.services.custody.recovery import DAMAGED, carry_out, plan_recovery
from gridcounter.services.custody.recovery_plan import (
    BackupUnsound,
    NoGoodBackup,
    NotABackup,
    OlderBackup,
    RecoveryPlan,
)
from gridcounter.services.office.offices import record_exists
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.record import Record
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.keys import KEYS_FILE, KeysDamaged, WrongPassphrase, unlock
from gridcounter.store.custody.manifest import backups_in
from gridcounter.store.custody.restore import SET_ASIDE
from gridcounter.store.database import RECORD_FILE, RecordDamaged, RecordMissing, is_suspect, suspect
from gridcounter.store.instance import RecordInUse
from gridcounter.store.papers import PAPERS_FILE, PaperArchive

PAGE = 4096


def issue(record: Record, application: str, content: bytes) -> None:
    Intake(record, CLERK).issue(application, Issue("one_time_notice", content, "c", "1", "1"))


def a_backed_up_record(folder: Path, clock: Clock, papers: int = 3) -> str:
    """An application with papers, a backup; then three more entries, one of them a paper."""
    with a_record(folder, clock) as record:
        intake = Intake(record, CLERK)
        application = intake.open(DAY, {"applicant.name": "李四", "premises.address": "长" * 20_000})
        for number in range(papers):
            issue(record, application, PDF + b" %d" % number + bytes(5000))
        Backups(record, clock).make()
        intake.receive(application, DAY)
        intake.accept(application, DAY)
        issue(record, application, PDF + b" newer")
    return application


def a_recovery(folder: Path, secret: str = PASSPHRASE, *, recovery: bool = False) -> RecoveryPlan:
    found = plan_recovery(folder, secret, recovery=recovery, clock=Clock())
    assert found is not None
    return found


# when


def test_one_is_due_after_a_day_and_needed_when_something_was_entered(tmp_path: Path) -> None:
    clock = Clock()
    with a_record(tmp_path / "record", clock) as record:
        backups = Backups(record, clock)
        assert (backups.due(), backups.needed(), backups.last_words()) == (True, True, "还没有备份")
        backups.make()
        assert (backups.due(), backups.needed()) == (False, False)
        assert backups.last_words() == f"最近备份 {in_words(clock.at, clock.at)} · 还没有验证过能否恢复"
        Intake(record, CLERK).open(DAY)
        assert (backups.due(), backups.needed()) == (False, True)
        backups.make()
        change_passphrase(record, CLERK, PASSPHRASE, "另一个足够长的口令")
        assert backups.needed(), "the keys file is another one"
        backups.make()
        clock.at += timedelta(days=1)
        assert (backups.due(), backups.needed()) == (True, True)
        backups.make()
        clock.at -= timedelta(days=400)
        assert backups.due(), "the last one is of the future: the clock was wrong"


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ((2026, 11, 20, 9, 5), "今天 09:05"),
        ((2026, 11, 19, 17, 31), "昨天 17:31"),
        ((2026, 11, 18, 17, 31), "11月18日 17:31"),
        ((2025, 11, 18, 17, 31), "2025年11月18日 17:31"),
        ((2026, 11, 21, 0, 0), "11月21日 00:00"),
    ],
)
def test_a_moment_is_said_as_people_say_it(at: tuple[int, ...], words: str) -> None:
    now = datetime(2026, 11, 20, 12).astimezone()

    assert in_words(datetime(*at).astimezone(), now) == words  # type: ignore[arg-type]


def test_yesterday_is_yesterday_on_new_year_too() -> None:
    assert in_words(datetime(2026, 12, 31, 17).astimezone(), datetime(2027, 1, 1, 8).astimezone()) == "昨天 17:00"


def test_a_damaged_keys_file_is_not_copied_over_a_good_one(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        (record.folder / KEYS_FILE).write_bytes(b"{}")

        with pytest.raises(KeysDamaged):
            Backups(record).make()

        assert not (record.folder / BACKUPS).exists()


def test_the_list_distinguishes_whole_backups_from_others_without_a_key(tmp_path: Path) -> None:
    clock = Clock()
    with a_record(tmp_path / "record", clock) as record:
        backups = Backups(record, clock)
        made = [backups.make() for _ in range(3)]
    flip(made[1].folder / RECORD_FILE, 5000)
    (made[0].folder / "backup.json").unlink()

    found = backups_of(tmp_path / "record")

    assert [(row.name, row.wrong) for row in found] == [
        (made[2].name, ()),
        (made[1].name, ("record.db 与登记的校验值不符",)),
        (made[0].name, ("备份的登记缺失或读不出来",)),
    ]


# a damaged record


def test_a_restored_record_is_what_it_was_and_every_paper_byte_for_byte(tmp_path: Path) -> None:
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        application = Intake(record, CLERK).open(DAY, {"applicant.name": "李四"})
        for number in range(3):
            issue(record, application, PDF + b" %d" % number)
        Backups(record, clock).make()
        before, code = tables(record.db), record.applications.get(application).short_code
        papers = [content for _, content in record.handed_out(code)]
        entries = list(record.journal.all())
    damaged = (folder / RECORD_FILE).read_bytes()
    for name in (RECORD_FILE, PAPERS_FILE):
        flip(folder / name, 50)
    with pytest.raises(RecordDamaged):
        open_record(folder, PASSPHRASE)

    plan = a_recovery(folder)
    done, text = carry_out(plan, Clock())

    assert plan.mending.damaged == (RECORD_FILE, PAPERS_FILE)
    assert plan.lost is None
    assert "此后登记的内容不在其中" in plan.summary
    with opened(folder) as record:
        assert record.verify().sound
        assert tables(record.db) == before
        *of_then, last = record.journal.all()
        assert of_then == entries
        # nobody had said who he is
        assert (last.kind, last.clerk) == (Kind.RECORD_RESTORED, "")
        assert plan.mending.backup is not None
        made_at = plan.mending.backup.manifest.made_at.isoformat()
        end = {"device": entries[-1].device, "seq": len(entries), "hash": entries[-1].hash}
        said = {"made_at": made_at, "entries": len(entries), "lost": None, "given_up": [], "ends": [end]}
        assert last.payload == said
        assert [content for _, content in record.handed_out(code)] == papers
        assert record.rebuild().changed == ()
    assert done.papers_missing == 0
    kept = (done.aside / RECORD_FILE).read_bytes()
    assert done.aside.parent == folder / SET_ASIDE
    assert len(kept) == len(damaged)
    assert [at for at in range(len(kept)) if kept[at] != damaged[at]] == [50]
    assert str(done.aside) in text


def test_how_many_entries_are_lost_is_reported_where_it_can_be_known(tmp_path: Path) -> None:
    folder, clock = tmp_path / "record", Clock()
    a_backed_up_record(folder, clock)
    flip(folder / RECORD_FILE, (folder / RECORD_FILE).stat().st_size - 100)
    suspect(folder)

    plan = a_recovery(folder)
    _, text = carry_out(plan, Clock())

    assert plan.mending.damaged == (RECORD_FILE,)
    assert plan.lost == 3
    made = backups_in(folder / BACKUPS)[0].manifest.made_at
    assert plan.act == f"用 {in_words(made, clock.at)} 的备份恢复".replace("用 今", "用今")
    assert "此后登记的 3 条不在其中" in plan.summary
    assert "此后登记的 3 条不在其中" in text


def test_a_damaged_page_costs_only_the_papers_on_it(tmp_path: Path) -> None:
    """Those newer than the backup, which only the damaged archive has."""
    folder, clock = tmp_path / "record", Clock()
    application = a_backed_up_record(folder, clock)
    with opened(folder, clock) as record:
        for number in range(40):
            issue(record, application, PDF + b" later %d" % number + bytes(5000))
    flip(folder / RECORD_FILE, 50)
    with opened_archive(folder) as archive:
        everything = archive.digests()
        roots = {row[0] for row in archive.db.execute("SELECT rootpage FROM sqlite_master")}
    pages = (folder / PAPERS_FILE).stat().st_size // PAGE
    chance = random.Random("papers")  # noqa: S311  it decides where
    for page in chance.sample([page for page in range(2, pages + 1) if page not in roots], 6):
        copy = tmp_path / f"copy{page}"
        shutil.copytree(folder, copy)
        flip(copy / PAPERS_FILE, (page - 1) * PAGE + 100)

        plan = a_recovery(copy)
        done, _ = carry_out(plan, Clock())

        assert plan.mending.damaged == (RECORD_FILE, PAPERS_FILE)
        assert done.papers_missing == 0
        with opened_archive(copy) as archive:
            kept = {digest for digest in archive.digests() if archive.content(digest) is not None}
        assert kept <= everything
        assert len(everything - kept) <= 8, page


def test_only_damaged_papers_cost_no_entry(tmp_path: Path) -> None:
    folder, clock = tmp_path / "record", Clock()
    application = a_backed_up_record(folder, clock)
    flip(folder / PAPERS_FILE, 50)
    with pytest.raises(RecordDamaged, match=r"papers\.db"):
        open_record(folder, PASSPHRASE)

    plan = a_recovery(folder)
    done, text = carry_out(plan, Clock())

    assert (plan.act, plan.lost) == ("从备份补回存档的文书", 0)
    assert "登记的内容一条不少" in plan.summary
    assert done.papers_missing == 1, "the one that no backup has"
    assert "有 1 份存档的文书找不回来" in text
    with opened(folder) as record:
        assert record.journal.count() == done.entries
        assert record.applications.get(application).accepted_on is not None


def test_lost_papers_come_back_from_the_backup(tmp_path: Path) -> None:
    folder, clock = tmp_path / "record", Clock()
    a_backed_up_record(folder, clock)
    (folder / PAPERS_FILE).unlink()
    suspect(folder)

    done, _ = carry_out(a_recovery(folder), Clock())

    assert done.papers_missing == 1
    assert not list((done.aside).iterdir())


def test_only_a_damaged_keys_file_costs_no_entry(tmp_path: Path) -> None:
    folder, clock = tmp_path / "record", Clock()
    a_backed_up_record(folder, clock)
    (folder / KEYS_FILE).write_bytes(b"{")
    with pytest.raises(WrongPassphrase):
        plan_recovery(folder, "不是这个口令呀", clock=Clock())

    plan = a_recovery(folder)
    done, _ = carry_out(plan, Clock())

    assert plan.mending.damaged == (KEYS_FILE,)
    assert plan.act == "用备份里的密钥文件恢复"
    assert "口令和恢复码是备份那时的" in plan.summary
    assert (done.aside / KEYS_FILE).read_bytes() == b"{"
    with opened(folder) as record:
        assert record.journal.count() == done.entries + 1, "that the file was put back"


def test_the_passphrase_of_today_stays_when_an_older_backup_is_put_back(tmp_path: Path) -> None:
    folder, clock, new = tmp_path / "record", Clock(), "另一个足够长的口令"
    a_backed_up_record(folder, clock)
    with opened(folder, clock) as record:
        change_passphrase(record, CLERK, PASSPHRASE, new)
    flip(folder / RECORD_FILE, 50)

    carry_out(a_recovery(folder, new), Clock())

    with pytest.raises(WrongPassphrase):
        open_record(folder, PASSPHRASE)
    open_record(folder, new).close()


def test_a_record_of_which_only_backups_are_left_comes_back(tmp_path: Path) -> None:
    folder, clock = tmp_path / "record", Clock()
    a_backed_up_record(folder, clock)
    for name in (RECORD_FILE, PAPERS_FILE, KEYS_FILE):
        (folder / name).unlink()
    assert record_exists(folder), "nobody is asked to set up a new one"
    with pytest.raises(RecordMissing, match="不要新建台账"):
        open_record(folder, PASSPHRASE)

    done, _ = carry_out(a_recovery(folder), Clock())

    assert done.papers_missing == 0
    with opened(folder) as record:
        assert record.verify().sound


def test_a_restored_record_writes_as_another_device_and_gives_no_number_twice(tmp_path: Path) -> None:
    folder, clock = tmp_path / "record", Clock()
    a_backed_up_record(folder, clock)
    with opened(folder, clock) as record:
        lost = Intake(record, CLERK).open(DAY)
        number = record.applications.get(lost).number
        device, seq = list(record.journal.all())[-1].ref.split(":")
    flip(folder / RECORD_FILE, 50)

    carry_out(a_recovery(folder), Clock())

    with opened(folder, clock) as record:
        application = Intake(record, CLERK).open(DAY)
        newest = list(record.journal.all())[-1]
        assert newest.device != device
        assert newest.device[:4] != device[:4]
        assert newest.seq == 2  # after the entry that says that it was restored
        assert int(seq) > 1
        assert record.applications.get(application).number != number
        assert record.verify().sound
        Backups(record, clock).make()
    assert backups_in(folder / BACKUPS)[0].manifest.entries == 7 + 1  # that it was restored


def test_the_newest_good_backup_is_taken_and_without_one_that_is_said(tmp_path: Path) -> None:
    folder, clock = tmp_path / "record", Clock()
    a_backed_up_record(folder, clock)
    with opened(folder, clock) as record:
        newer = Backups(record, clock).make()
    older = backups_in(folder / BACKUPS)[1]
    flip(folder / RECORD_FILE, 50)
    assert a_recovery(folder).mending.backup == newer
    flip(newer.folder / RECORD_FILE, 9000)
    assert a_recovery(folder).mending.backup == older
    flip(older.folder / RECORD_FILE, 9000)
    before = (folder / RECORD_FILE).read_bytes()

    with pytest.raises(NoGoodBackup, match="找到 2 份备份，都打不开或不完整"):
        plan_recovery(folder, PASSPHRASE, clock=Clock())

    shutil.rmtree(folder / BACKUPS)
    with pytest.raises(NoGoodBackup, match="没有找到备份"):
        plan_recovery(folder, PASSPHRASE, clock=Clock())
    assert (folder / RECORD_FILE).read_bytes() == before


def test_wherever_a_file_is_damaged_it_opens_sound_or_is_offered_to_be_restored(tmp_path: Path) -> None:
    folder, clock = tmp_path / "record", Clock()
    a_backed_up_record(folder, clock, papers=1)
    chance = random.Random("anywhere")  # noqa: S311  it decides where
    for case in range(24 if LONG else 8):
        copy = tmp_path / f"copy{case}"
        shutil.copytree(folder, copy)
        name = (RECORD_FILE, RECORD_FILE, PAPERS_FILE, KEYS_FILE)[case % 4]
        content = bytearray((copy / name).read_bytes())
        for _ in range(chance.choice([1, 1, 30])):
            content[chance.randrange(len(content))] ^= chance.randrange(1, 256)
        del content[chance.choice([len(content), len(content), chance.randrange(len(content))]) :]
        (copy / name).write_bytes(content)
        with suppress(*DAMAGED), opened(copy, clock) as record:
            Backups(record, clock).make()
        suspect(copy)

        plan = plan_recovery(copy, PASSPHRASE, clock=Clock())
        if plan:
            carry_out(plan, Clock())

        with opened(copy, clock) as record:
            assert record.verify().broken is None
            assert record.rebuild().changed == ()


# around it


def test_a_suspect_record_is_looked_at_whole_before_it_opens_again(tmp_path: Path) -> None:
    folder, clock = tmp_path / "record", Clock()
    a_backed_up_record(folder, clock)
    suspect(folder)
    with pytest.raises(RecordDamaged, match="全面核对"):
        open_record(folder, PASSPHRASE)

    assert plan_recovery(folder, PASSPHRASE, clock=clock) is None

    assert not is_suspect(folder)
    open_record(folder, PASSPHRASE).close()


def test_an_open_record_is_not_restored(tmp_path: Path) -> None:
    folder, clock = tmp_path / "record", Clock()
    a_backed_up_record(folder, clock)
    flip(folder / RECORD_FILE, 50)
    plan = a_recovery(folder)
    shutil.copyfile(backups_in(folder / BACKUPS)[0].folder / RECORD_FILE, folder / RECORD_FILE)

    with opened(folder):
        with pytest.raises(RecordInUse):
            carry_out(plan, Clock())
        with pytest.raises(RecordInUse):
            plan_recovery(folder, PASSPHRASE, clock=Clock())


def test_a_record_can_return_to_a_chosen_backup(tmp_path: Path) -> None:
    folder, clock = tmp_path / "record", Clock()
    a_backed_up_record(folder, clock)
    (backup,) = backups_in(folder / BACKUPS)
    elsewhere = tmp_path / "stick"
    shutil.copytree(folder / BACKUPS, elsewhere)

    for chosen in (backup.folder.relative_to(folder / BACKUPS), elsewhere / backup.name):
        plan = plan_recovery(folder, PASSPHRASE, chosen=chosen, clock=Clock())
        assert plan is not None
        assert (plan.mending.damaged, plan.lost) == ((RECORD_FILE,), 3)
    with pytest.raises(NotABackup):
        plan_recovery(folder, PASSPHRASE, chosen=tmp_path / "nothing", clock=Clock())
    flip(elsewhere / backup.name / RECORD_FILE, 9000)
    with pytest.raises(BackupUnsound, match="校验值不符"):
        plan_recovery(folder, PASSPHRASE, chosen=elsewhere / backup.name, clock=Clock())


def test_the_log_of_a_lost_file_never_meets_the_restored_one(tmp_path: Path) -> None:
    """A power failure leaves it behind; beside the new file it would be taken for that one's."""
    folder, killed, clock = tmp_path / "record", tmp_path / "killed", Clock()
    a_backed_up_record(folder, clock)
    with opened(folder, clock) as record:
        Intake(record, CLERK).open(DAY)
        shutil.copytree(folder, killed)
    left = (killed / f"{RECORD_FILE}-wal").read_bytes()
    assert left
    (killed / f"{RECORD_FILE}-journal").write_bytes(b"of the old file")
    (killed / RECORD_FILE).unlink()

    done, _ = carry_out(a_recovery(killed), Clock())

    assert (done.aside / f"{RECORD_FILE}-wal").read_bytes() == left
    assert not (killed / f"{RECORD_FILE}-wal").exists()
    assert not (killed / f"{RECORD_FILE}-journal").exists()
    with opened(killed) as record:
        assert record.verify().sound


def test_a_restore_that_was_interrupted_is_found_again(tmp_path: Path) -> None:
    folder, clock = tmp_path / "record", Clock()
    a_backed_up_record(folder, clock)
    suspect(folder)
    (folder / RECORD_FILE).rename(tmp_path / "moved")  # between moving the old one and placing the new one
    (folder / ".0123456789abcdef.part").mkdir()

    carry_out(a_recovery(folder), Clock())

    with opened(folder) as record:
        assert record.verify().sound
    assert not is_suspect(folder)


def key_of(folder: Path) -> bytes:
    return unlock(folder, PASSPHRASE)


def opened_archive(folder: Path) -> closing[PaperArchive]:
    return closing(PaperArchive(folder / PAPERS_FILE, key_of(folder), reading=True))


def test_a_damaged_record_is_no_way_to_the_roles_of_an_earlier_day(tmp_path: Path) -> None:
    """It is restored without a PIN: sixteen bytes written over it brought back a former administrator."""
    folder, clock = tmp_path / "record", Clock()
    a_backed_up_record(folder, clock)
    with opened(folder, clock) as record:
        Intake(record, CLERK).open(DAY)
        newest = Backups(record, clock).make()
    older = backups_in(folder / BACKUPS)[1]
    flip(folder / RECORD_FILE, 50)

    with pytest.raises(OlderBackup, match=newest.name):
        plan_recovery(folder, PASSPHRASE, chosen=older.folder, clock=clock)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copytree(older.folder, elsewhere / older.name)
    with pytest.raises(OlderBackup):
        plan_recovery(folder, PASSPHRASE, place=elsewhere, clock=clock)
    assert plan_recovery(folder, PASSPHRASE, chosen=newest.folder, clock=clock) is not None
