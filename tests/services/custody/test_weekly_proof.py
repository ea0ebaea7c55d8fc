"""The newest backup is opened once a week: what is reported, and what is done if it is damaged, here and off-site."""

from __future__ import annotations

import shutil
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from builders.disk_builders import with_a_stick
from builders.record_builders import CLERK, DAY, PDF, Clock, a_record

from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.custody.backups import Backup, Backups, ProofFailed, in_words
from gridcounter.services.custody.offsite import OffsiteTarget, folder_on
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.manifest import backups_in
from gridcounter.store.custody.verify import last_proof, proven_at
from gridcounter.store.database import RECORD_FILE
from gridcounter.store.papers import PAPERS_FILE

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def spoil(backup: Backup) -> None:
    content = bytearray((backup.folder / RECORD_FILE).read_bytes())
    content[9000] ^= 1
    (backup.folder / RECORD_FILE).write_bytes(content)


def test_once_a_week_whatever_was_made_meanwhile(tmp_path: Path) -> None:
    clock = Clock()
    with a_record(tmp_path / "record", clock) as record:
        backups = Backups(record, clock)
        proofs = []
        for _ in range(22):
            backups.keep_up()
            proofs.append(last_proof(backups.place, clock.at, record.key))
            clock.at += timedelta(days=1)

        found = list(dict.fromkeys(proofs))
        assert len(found) == 4
        moments = [at for at in found if at is not None]
        assert all(later - earlier >= timedelta(days=7) for earlier, later in pairwise(moments))


def test_the_line_names_the_moment_of_the_last_proof(tmp_path: Path) -> None:
    clock = Clock()
    with a_record(tmp_path / "record", clock) as record:
        backups = Backups(record, clock)
        backups.keep_up()
        clock.at += timedelta(days=2)

        result = backups.keep_up().message

        made, proof = backups.last(), last_proof(backups.place, clock.at, record.key)
        assert made is not None
        assert proof is not None
        assert clock.at - proof > timedelta(days=1)
        assert result == (
            f"最近备份 {in_words(made.manifest.made_at, clock.at)} · 最近一次验证可恢复：{in_words(proof, clock.at)}"
        )


def test_it_is_known_after_the_record_was_opened_again_and_not_after_the_backup_is_gone(tmp_path: Path) -> None:
    clock = Clock()
    with a_record(tmp_path / "record", clock) as record:
        Backups(record, clock).keep_up()
        again = Backups(record, clock)
        assert "最近一次验证可恢复：" in again.last_words()
        backup = again.last()
        assert backup is not None
        spoil(backup)
        assert "还没有验证过能否恢复" in again.last_words()
        shutil.rmtree(backup.folder)
        assert again.last_words() == "还没有备份"


def test_a_clock_that_was_wrong_does_not_put_it_off(tmp_path: Path) -> None:
    clock = Clock()
    with a_record(tmp_path / "record", clock) as record:
        clock.at += timedelta(days=4000)
        Backups(record, clock).keep_up()
        clock.at -= timedelta(days=4000)
        Intake(record, CLERK).open(DAY)
        backups = Backups(record, clock)
        assert "还没有验证过能否恢复" in backups.last_words()

        backups.keep_up()

        newest = backups.last()
        assert newest is not None
        assert newest.manifest.made_at < clock.at
        assert proven_at(newest, record.key) is not None
        assert backups.last_words().count("今天") == 2


def test_one_that_fails_is_said_and_another_is_made_at_once(tmp_path: Path) -> None:
    clock = Clock()
    with a_record(tmp_path / "record", clock) as record:
        backups = Backups(record, clock)
        bad = backups.make()
        spoil(bad)

        kept = backups.keep_up()

        (wrong,) = kept.troubles
        assert isinstance(wrong, ProofFailed)
        good = backups.last()
        assert good is not None
        assert good != bad
        assert str(wrong) == (
            f"备份 {bad.name} 没有通过验证（record.db 与登记的校验值不符），不能用来恢复。"
            f"已经马上另做了一份（{good.name}），验证通过；请尽快检查或更换磁盘"
        )
        assert proven_at(good, record.key) is not None
        assert backups.keep_up().troubles == (), "said once"
        assert bad.folder.exists(), "nothing is deleted"


def test_one_whose_papers_are_gone_fails_and_the_next_brings_them_again(tmp_path: Path) -> None:
    clock = Clock()
    with a_record(tmp_path / "record", clock) as record:
        intake = Intake(record, CLERK)
        intake.issue(intake.open(DAY), Issue("one_time_notice", PDF, "c", "1", "1"))
        backups = Backups(record, clock)
        bad = backups.make()
        (backups.place / PAPERS_FILE).unlink()

        (wrong,) = backups.keep_up().troubles

        good = backups.last()
        assert good is not None
        assert str(wrong) == (
            f"备份 {bad.name} 没有通过验证（缺少 1 份存档的文书），不能用来恢复。"
            f"已经马上另做了一份（{good.name}），验证通过；请尽快检查或更换磁盘"
        )
        assert backups.keep_up().troubles == ()


def test_where_another_cannot_be_made_either_both_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    with a_record(tmp_path / "record", clock) as record:
        backups = Backups(record, clock)
        spoil(backups.make())

        def full(*_: object, **__: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("gridcounter.store.custody.backup.place_folder", full)
        kept = backups.keep_up()

        assert "没有通过验证" in str(kept.troubles[0])
        assert "备份没有做成" in str(kept.troubles[0])
        assert "还没有验证过能否恢复" in kept.message


def test_the_copy_on_the_stick_is_proven_too_and_brought_again_where_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick, clock = with_a_stick(tmp_path, monkeypatch), Clock()
    with a_record(tmp_path / "record", clock) as record:
        backups = Backups(record, clock, OffsiteTarget(stick))
        backups.keep_up()
        place = folder_on(record, OffsiteTarget(stick))
        (copy,) = backups_in(place)
        assert proven_at(copy, record.key) is not None
        clock.at += timedelta(days=8)
        Intake(record, CLERK).open(DAY)
        backups.finish()
        newest = backups_in(place)[0]
        spoil(newest)

        kept = backups.keep_up()

        (wrong,) = kept.troubles
        assert str(wrong).startswith(f"U 盘上的备份 {newest.name} 没有通过验证")
        assert "已经马上重新拷了一份" in str(wrong)
        assert "本机的备份不受影响" in str(wrong)
        copies = [one for one in backups_in(place) if one.altered() == ()]
        assert [one.manifest.entries for one in copies] == [3, 2]
        assert backups.keep_up().troubles == ()
        assert any(proven_at(one, record.key) for one in copies[:1])


def test_a_backup_found_damaged_while_copied_is_made_again_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick, clock = with_a_stick(tmp_path, monkeypatch), Clock()
    with a_record(tmp_path / "record", clock) as record:
        backups = Backups(record, clock, OffsiteTarget(stick))
        bad = backups.make()
        spoil(bad)

        kept = backups.keep_up()

        (wrong,) = kept.troubles
        assert str(wrong).startswith(f"备份 {bad.name} 没有通过验证")
        assert "已经马上另做了一份" in str(wrong)
        assert backups.keep_up().troubles == ()
        (copy,) = backups_in(folder_on(record, OffsiteTarget(stick)))
        assert copy.altered() == ()


def test_a_backup_is_there_for_the_list_once_with_both_its_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick, clock = with_a_stick(tmp_path, monkeypatch), Clock()
    with a_record(tmp_path / "record", clock) as record:
        backups = Backups(record, clock, OffsiteTarget(stick))
        backups.make_now()
        Intake(record, CLERK).open(DAY)
        newer = backups.make()
        older = backups_in(record.folder / BACKUPS)[1]
        assert [(one.backup, one.here, one.second) for one in backups.copies()] == [
            (newer, True, False),
            (older, True, True),
        ]
        shutil.rmtree(older.folder)
        assert [(one.here, one.second) for one in backups.copies()] == [(True, False), (False, True)]


def test_a_backup_whose_tables_are_not_those_of_its_journal_is_named(tmp_path: Path) -> None:
    """A page of an earlier copy was in the record when it was backed up; nothing on opening had said so."""
    clock = Clock()
    with a_record(tmp_path / "record", clock) as record:
        Intake(record, CLERK).open(DAY, {"applicant.name": "样例"})
        record.write(lambda stores: stores.db.execute("UPDATE field SET value = '\"别人\"'"))
        backups = Backups(record, clock)
        made = backups.make()

        (trouble,) = backups.keep_up().troubles

        assert isinstance(trouble, ProofFailed)
        assert f"备份 {made.name} 没有通过验证（{RECORD_FILE}：各表与台账的登记不符（填写项））" in str(trouble)
        assert proven_at(made, record.key) is None
