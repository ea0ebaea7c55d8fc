"""电脑丢失: a new key for all remaining files. The lost copy opens nothing here and cannot write as this device."""

from __future__ import annotations

import errno
import shutil
from contextlib import closing
from itertools import product
from pathlib import Path

import pytest
from builders.purge_builders import everything_in, found_in
from builders.record_builders import CHEAP, CLERK, DAY, PASSPHRASE, PDF, Clock, a_record, opened, tables
from openpyxl import load_workbook

from gridcounter.bootstrap import write_affected
from gridcounter.core.record.journal import Kind, canonical
from gridcounter.core.validation.passphrases import PassphraseRefused
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.breach_notice import UnknownFormat
from gridcounter.services.custody.recovery import plan_recovery
from gridcounter.services.custody.rekeying import (
    NoNewBackup,
    Renewal,
    Renewed,
    ask_renewal,
    carry_out_renewal,
    old_key_copies,
    remove_old_key,
)
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import NotAllowed, Role
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.record import Record
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.keys import WrongPassphrase, WrongRecoveryCode
from gridcounter.store.custody.manifest import backups_in, fingerprint
from gridcounter.store.custody.rekey import READY, NotRekeyed, finish_rekeying, is_unfinished
from gridcounter.store.custody.verify import examine
from gridcounter.store.database import RECORD_FILE, RecordDamaged, open_database
from gridcounter.store.papers import PAPERS_FILE

NEW = "另一个足够长的口令"


def a_used_record(folder: Path) -> Renewal:
    """With a paper and a backup; closed, and a new key asked for."""
    with a_record(folder) as record:
        application = Intake(record, CLERK).open(DAY, {"applicant.name": "样李四", "applicant.phone": "10000000001"})
        Intake(record, CLERK).issue(application, Issue("one_time_notice", PDF, "c", "1", "1"))
        Backups(record, Clock()).make()
        return ask_renewal(record, CLERK, PASSPHRASE, NEW)


def test_the_sheet_of_a_new_key_is_headed_by_the_office(tmp_path: Path) -> None:
    assert a_used_record(tmp_path / "record").office == "测试大厅"


def renewed(renewal: Renewal) -> Renewed:
    return carry_out_renewal(renewal, cost=CHEAP, clock=Clock())


def with_new(folder: Path, secret: str = NEW, *, recovery: bool = False) -> Record:
    return open_record(folder, secret, recovery=recovery, clock=Clock())


def test_the_new_passphrase_and_code_open_it_and_the_old_ones_do_not(tmp_path: Path) -> None:
    folder = tmp_path / "record"
    renewal = a_used_record(folder)
    with opened(folder) as record:
        before, papers = tables(record.db), record.stores.archive.digests()
        former = ("former_keys", canonical([fingerprint(renewal.key)]))

    done = renewed(renewal)

    for secret, recovery in ((NEW, False), (done.code, True)):
        with closing(with_new(folder, secret, recovery=recovery)) as record:
            assert record.verify().sound
            assert record.rebuild().changed == ()
            assert tables(record.db) == before | {"office": sorted([*before["office"], former])}
            assert record.stores.archive.digests() == papers
            assert record.key != renewal.key
    with pytest.raises(WrongPassphrase):
        open_record(folder, PASSPHRASE)
    with pytest.raises(WrongRecoveryCode):
        open_record(folder, "2222-" * 8, recovery=True)


def test_the_old_key_opens_none_of_the_files(tmp_path: Path) -> None:
    folder = tmp_path / "record"
    renewal = a_used_record(folder)

    renewed(renewal)

    for name in ("record.db", PAPERS_FILE):
        with pytest.raises(RecordDamaged):
            open_database(folder / name, renewal.key, reading=True).close()
    assert found_in(everything_in(folder / BACKUPS, renewal.key), ["样李四"]) == []


def test_it_writes_as_another_device_and_says_which_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "record"
    renewal = a_used_record(folder)
    lost = tmp_path / "lost"
    shutil.copytree(folder, lost)

    renewed(renewal)

    with closing(with_new(folder)) as ours, closing(open_record(lost, PASSPHRASE)) as theirs:
        entries = list(ours.journal.all())
        (noted,) = [entry for entry in entries if entry.kind == Kind.KEY_RENEWED]
        assert noted.clerk == CLERK
        last = entries[entries.index(noted) - 1]
        assert noted.payload == {
            "devices_before": [last.device],
            "key_before": fingerprint(renewal.key),
            "ends": [{"device": last.device, "seq": last.seq, "hash": last.hash}],
        }
        theirs_next = Intake(theirs, CLERK).open(DAY)
        ours_next = Intake(ours, CLERK).open(DAY)
        theirs_refs = {entry.ref for entry in theirs.journal.all()}
        assert {entry.ref for entry in ours.journal.of(ours_next)}.isdisjoint(theirs_refs)
        given = [ours.applications.get(ours_next).number, theirs.applications.get(theirs_next).number]
        assert given[0] != given[1]


def test_the_first_backup_under_the_new_key_is_proven_and_the_old_ones_go_when_confirmed(tmp_path: Path) -> None:
    folder = tmp_path / "record"
    renewal = a_used_record(folder)

    done = renewed(renewal)

    assert done.trouble == ""
    (backup,) = backups_in(folder / BACKUPS)
    assert backup.folder == done.backup
    with closing(with_new(folder)) as record:
        examined = examine(backup, record.key)
        assert (examined.sound, examined.papers_missing) == (True, 0)
        (old,) = old_key_copies(record)
        assert done.old == (old,)
        (old_backup,) = backups_in(old.path)
        assert examine(old_backup, renewal.key).sound

        remove_old_key(record, CLERK)

        assert old_key_copies(record) == ()
        assert not old.path.exists()
        assert backups_in(folder / BACKUPS) == [backup]


def test_without_a_new_backup_the_old_ones_stay_and_the_code_is_shown_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "record"
    renewal = a_used_record(folder)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("gridcounter.store.custody.backup.write_manifest", full)
    done = renewed(renewal)

    assert done.backup is None
    assert "备份没有做成" in done.trouble
    with closing(with_new(folder, done.code, recovery=True)) as record, pytest.raises(NoNewBackup):
        remove_old_key(record, CLERK)
    assert len(old_key_copies(record)) == 1


def test_the_old_passphrase_a_long_enough_new_one_and_the_administrator_are_asked_for(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        leader = Clerks(record, cost=CHEAP).add(CLERK, "样值班", Role.LEADER, "471108")
        with pytest.raises(WrongPassphrase):
            ask_renewal(record, CLERK, "不是这一个口令", NEW)
        with pytest.raises(PassphraseRefused):
            ask_renewal(record, CLERK, PASSPHRASE, "短")
        with pytest.raises(NotAllowed):
            ask_renewal(record, leader, PASSPHRASE, NEW)


@pytest.mark.parametrize("where", ["copying", "naming"])
def test_a_full_disk_leaves_the_old_key_in_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    folder = tmp_path / "record"
    renewal = a_used_record(folder)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    name = {"copying": "create_keys", "naming": "place_folder"}[where]
    with monkeypatch.context() as patched:
        patched.setattr(f"gridcounter.store.custody.rekey.{name}", full)
        with pytest.raises(NotRekeyed, match="仍用原来的口令打开"):
            renewed(renewal)

    assert list(folder.glob(".*.part")) == []
    with opened(folder) as record:
        assert record.verify().sound


def test_a_damaged_record_gets_no_new_key(tmp_path: Path) -> None:
    folder = tmp_path / "record"
    renewal = a_used_record(folder)
    content = bytearray((folder / PAPERS_FILE).read_bytes())
    content[5000] ^= 1
    (folder / PAPERS_FILE).write_bytes(content)

    with pytest.raises(RecordDamaged):
        renewed(renewal)

    assert not is_unfinished(folder)
    with opened(folder) as record:
        assert len(list(record.journal.all())) == 4


@pytest.mark.parametrize("done", range(5))
@pytest.mark.parametrize("by", ["open", "recovery"])
def test_interrupted_while_files_are_put_in_place_the_next_who_opens_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, done: int, by: str
) -> None:
    """After each of the renames: record, papers, keys, backups."""
    folder = tmp_path / "record"
    renewal = a_used_record(folder)
    renames = 0

    class Killed(Exception):
        pass

    def until_killed(name: str) -> None:
        real = getattr(Path, name)

        def move(self: Path, target: Path) -> Path:
            nonlocal renames
            if (folder / READY).is_dir():
                if renames == done:
                    raise Killed
                renames += 1
            return real(self, target)  # type: ignore[no-any-return]

        patched.setattr(Path, name, move)

    with monkeypatch.context() as patched:
        until_killed("replace")
        until_killed("rename")
        try:
            renewed(renewal)
            assert done == 4
        except Killed:
            assert done < 4
    assert is_unfinished(folder) == (done < 4)

    if by == "recovery":
        assert plan_recovery(folder, NEW, clock=Clock()) is None
    with closing(with_new(folder)) as record:
        assert record.verify().sound
        assert record.damage() == ()
    assert not (folder / READY).exists()
    assert len(old_key_copies(record)) == 1


def test_nothing_that_lay_beside_an_old_file_lies_beside_the_new_one(tmp_path: Path) -> None:
    """SQLite would take a log or a journal for the new file's own."""
    (tmp_path / READY).mkdir()
    for name, tail in product((RECORD_FILE, PAPERS_FILE), ("", "-wal", "-shm", "-journal")):
        (tmp_path / f"{name}{tail}").write_bytes(b"old")
    for name in (RECORD_FILE, PAPERS_FILE):
        (tmp_path / READY / name).write_bytes(b"new")

    finish_rekeying(tmp_path, Clock()(), bytes(32))

    left = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert left == {RECORD_FILE: b"new", PAPERS_FILE: b"new"}


def test_what_a_killed_process_left_half_copied_is_swept_when_the_record_opens(tmp_path: Path) -> None:
    folder = tmp_path / "record"
    a_used_record(folder)
    (folder / ".0123.rekey.part").mkdir()
    (folder / ".0123.rekey.part" / "record.db").write_bytes(b"half")

    with opened(folder):
        assert not (folder / ".0123.rekey.part").exists()


def test_the_list_of_people_to_notify_is_a_deliberate_recorded_act(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        intake = Intake(record, CLERK)
        intake.open(
            DAY, {"applicant.name": "样李四", "applicant.phone": "10000000001", "applicant.id_number": "秘密号"}
        )
        other = Clerks(record, cost=CHEAP).add(CLERK, "样经办", Role.CLERK, "471108")
        with pytest.raises(NotAllowed):
            write_affected(record, other, tmp_path / "list.xlsx", DAY)
        with pytest.raises(UnknownFormat):
            write_affected(record, CLERK, tmp_path / "list.doc", DAY)
        assert Kind.PERSONAL_DATA_SHOWN not in {entry.kind for entry in record.journal.all()}

        written = write_affected(record, CLERK, tmp_path / "list.xlsx", DAY)
        write_affected(record, CLERK, tmp_path / "list.pdf", DAY)

        assert written.people == 1
        shown = [entry.payload for entry in record.journal.all() if entry.kind == Kind.PERSONAL_DATA_SHOWN]
        assert shown == [{"list": "affected", "until": DAY.isoformat(), "people": 1}] * 2
    rows = list(load_workbook(tmp_path / "list.xlsx")["名单"].iter_rows(values_only=True))
    assert rows[1][:3] == ("样李四", "10000000001", "姓名或名称、电话、证件号码")
    assert "秘密号" not in str(rows)
    assert (tmp_path / "list.pdf").read_bytes().startswith(b"%PDF")


def test_who_came_after_the_copy_was_lost_is_not_on_the_list(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        Intake(record, CLERK).open(DAY, {"applicant.name": "样李四"})

        assert write_affected(record, CLERK, tmp_path / "list.xlsx", DAY.replace(day=20)).people == 0
