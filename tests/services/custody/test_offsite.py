"""The off-site folder: chosen once, used while it is present, and no error while it is not."""

from __future__ import annotations

import shutil
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from builders.disk_builders import Disk, tell, with_a_stick
from builders.record_builders import CLERK, DAY, Clock, a_record, another_record, opened

from gridcounter.services.applications.intake import Intake
from gridcounter.services.custody import offsite
from gridcounter.services.custody.backups import Backups, in_words
from gridcounter.services.custody.offsite import (
    NotInRecord,
    NotWritable,
    OffsiteTarget,
    choose_second_place,
    folder_on,
    is_there,
    warning_at,
)
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import NotAllowed, Role
from gridcounter.services.record.record import Record
from gridcounter.store.custody import last_seen, places
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.manifest import Backup, backups_in
from gridcounter.store.custody.offsite import OffsiteCopyFailed
from gridcounter.store.custody.own_backups import own_backups_in
from gridcounter.store.custody.places import OnNetworkShare
from gridcounter.store.custody.verify import examine


def chosen(record: Record, stick: Path, clock: Clock) -> Backups:
    return Backups(record, clock, choose_second_place(record, CLERK, stick))


def test_each_backup_is_brought_there_and_the_line_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stick, clock = with_a_stick(tmp_path, monkeypatch), Clock()
    with a_record(tmp_path / "record", clock) as record:
        backups = chosen(record, stick, clock)
        assert backups.last_words() == "还没有备份　U 盘上还没有备份"

        kept = backups.keep_up()

        newest = backups.last()
        assert newest is not None
        when = in_words(newest.manifest.made_at, clock.at)
        assert kept.troubles == ()
        assert kept.message.endswith(f" · U 盘备份 {when}")
        place = folder_on(record, OffsiteTarget(stick))
        assert place.parent == stick
        assert place.name.startswith("gridcounter-JN1-")
        (copy,) = backups_in(place)
        assert copy.manifest == newest.manifest
        backups.keep_up()
        assert len(backups_in(place)) == 1, "it has that one already"
        Intake(record, CLERK).open(DAY)
        backups.finish()
        assert [one.name for one in backups_in(place)] == [one.name for one in backups_in(record.folder / BACKUPS)]


def test_while_it_is_not_plugged_in_nothing_fails_and_the_line_says_how_old_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick, clock = with_a_stick(tmp_path, monkeypatch), Clock()
    with a_record(tmp_path / "record", clock) as record:
        backups = chosen(record, stick, clock)
        away = tmp_path.with_name(tmp_path.name + "-away")
        stick.rename(away)
        assert backups.keep_up().message.endswith(" · U 盘备份：还没有做过，现在没有插上")
        away.rename(stick)
        backups.keep_up()
        (there,) = backups_in(folder_on(record, OffsiteTarget(stick)))
        stick.rename(away)
        clock.at += timedelta(days=1)

        kept = backups.keep_up()

        assert kept.troubles == ()
        when = in_words(there.manifest.made_at, clock.at)
        assert when.startswith("昨天")
        assert kept.message.endswith(f" · U 盘备份：上次 {when}，现在没有插上")
        assert len(backups_in(record.folder / BACKUPS)) == 2
        away.rename(stick)
        assert backups.keep_up().message.endswith(f" · U 盘备份 {in_words(clock.at, clock.at)}"), "plugged in again"
        assert len(backups_in(folder_on(record, OffsiteTarget(stick)))) == 2


def test_an_empty_folder_left_on_our_own_disk_is_not_the_stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stick, clock = with_a_stick(tmp_path, monkeypatch), Clock()
    with a_record(tmp_path / "record", clock) as record:
        backups = chosen(record, stick, clock)
        tell(monkeypatch, Disk("/dev/disk0", str(tmp_path)))

        kept = backups.keep_up()

        assert "现在没有插上" in kept.message
        assert list(stick.iterdir()) == []


def test_two_records_on_one_stick_do_not_mix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stick = with_a_stick(tmp_path, monkeypatch)
    with a_record(tmp_path / "one") as one, another_record(tmp_path / "other") as other:
        for record in (one, other, one):
            Intake(record, CLERK).open(DAY)
            clock = Clock()
            assert chosen(record, stick, clock).make_now().troubles == ()

        places = [folder_on(record, OffsiteTarget(stick)) for record in (one, other)]
        assert len(set(places)) == 2
        assert sorted(path for path in stick.iterdir() if path.is_dir()) == sorted(places)
        for record, place in zip((one, other), places, strict=True):
            assert all(examine(backup, record.key).sound for backup in backups_in(place))
        assert [len(backups_in(place)) for place in places] == [2, 1]
        assert folder_on(one, OffsiteTarget(places[0])) == places[0], "its own folder was chosen"


def test_it_is_thinned_as_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stick, clock = with_a_stick(tmp_path, monkeypatch), Clock()
    with a_record(tmp_path / "record", clock) as record:
        backups = chosen(record, stick, clock)
        for _ in range(20):
            backups.make_now()
            clock.at += timedelta(hours=40)

        here, there = backups_in(record.folder / BACKUPS), backups_in(folder_on(record, OffsiteTarget(stick)))
        assert [one.name for one in there] == [one.name for one in here]
        assert 7 < len(here) < 20


def test_trouble_with_the_stick_leaves_the_first_backup_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stick, clock = with_a_stick(tmp_path, monkeypatch), Clock()
    with a_record(tmp_path / "record", clock) as record:
        backups = chosen(record, stick, clock)
        folder_on(record, OffsiteTarget(stick)).write_bytes(b"")  # a file where the folder should be

        kept = backups.keep_up()

        (wrong,) = kept.troubles
        assert isinstance(wrong, OffsiteCopyFailed)
        assert "本机的备份和那里原有的备份都没有受影响" in str(wrong)
        (backup,) = backups_in(record.folder / BACKUPS)
        assert examine(backup, record.key).sound
        assert "最近一次验证可恢复：" in kept.message


# choosing


def test_a_place_on_the_same_disk_is_warned_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stick = with_a_stick(tmp_path, monkeypatch)
    (tmp_path / "same").mkdir()
    with a_record(tmp_path / "record") as record:
        apart, same = (choose_second_place(record, CLERK, place) for place in (stick, tmp_path / "same"))

        assert (apart.own_disk, warning_at(record, apart)) == (True, "")
        assert not same.own_disk
        assert "在同一块磁盘上" in warning_at(record, same)
        assert is_there(record, same), "warned about, not refused"
        assert warning_at(record, None) == ""
        shutil.rmtree(stick)
        assert warning_at(record, apart) == ""
        tell(monkeypatch, Disk("C:", str(tmp_path), "NTFS", "rw,fixed"), Disk("D:", str(stick), "NTFS", "rw,fixed"))
        stick.mkdir()
        assert "不在可移动磁盘上" in warning_at(record, choose_second_place(record, CLERK, stick))


def test_what_cannot_be_a_second_place_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stick = with_a_stick(tmp_path, monkeypatch)
    with a_record(tmp_path / "record") as record:
        with pytest.raises(NotInRecord, match="台账文件夹里面"):
            choose_second_place(record, CLERK, record.folder / BACKUPS)
        with pytest.raises(NotWritable, match="写不进去"):
            choose_second_place(record, CLERK, stick / "nothing")
        clerk = Clerks(record).add(CLERK, "李测试", Role.CLERK, "2583")
        with pytest.raises(NotAllowed, match="要由管理员来做"):
            choose_second_place(record, clerk, stick)
        tell(monkeypatch, Disk("/dev/disk0", str(tmp_path)), Disk("//server/share", str(stick), "cifs"))
        with pytest.raises(OnNetworkShare):
            choose_second_place(record, CLERK, stick)


def test_what_is_remembered_of_one_place_is_not_said_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick, clock = with_a_stick(tmp_path, monkeypatch), Clock()
    with a_record(tmp_path / "record", clock) as record:
        chosen(record, stick, clock).keep_up()

        other = Backups(record, clock, OffsiteTarget(tmp_path / "another stick"))

        assert other.last_words().endswith("U 盘备份：还没有做过，现在没有插上")
        (record.folder / BACKUPS / "second.json").write_text("{", "utf-8")
        stick.rename(tmp_path / "away")
        assert "还没有做过" in Backups(record, clock, OffsiteTarget(stick)).last_words()


def test_one_that_does_not_answer_keeps_neither_the_record_nor_its_backups_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stick that dies lets whoever reads it wait for ever. The fault: the record did not open until it was pulled
    out.
    """
    stick, clock = with_a_stick(tmp_path, monkeypatch), Clock()
    with a_record(tmp_path / "record", clock) as record:
        backups = chosen(record, stick, clock)
        backups.keep_up()
    asked, read, again = list[Path](), list[Path](), threading.Event()

    def never(folder: Path) -> None:
        asked.append(folder)
        again.wait()

    def reads(place: Path, key: bytes) -> list[Backup]:
        read.append(place)
        return own_backups_in(place, key)

    monkeypatch.setattr(places, "_look_into", never)
    monkeypatch.setattr(places, "_PATIENCE", 0.01)
    for module in (last_seen, offsite):
        monkeypatch.setattr(module, "own_backups_in", reads)
    with opened(tmp_path / "record", clock) as record:
        asked_on_opening, second = list(asked), OffsiteTarget(stick)
        backups = Backups(record, clock, second)
        Intake(record, CLERK).open(DAY)
        made = backups.finish()
        place = folder_on(record, second)
        assert (made.troubles, made.message.endswith("，现在没有插上")) == ((), True)
        assert (len(asked_on_opening), len(asked)) == (1, 2), "once for each folder, however often it was wanted"
        assert not any(one == place or place in one.parents for one in read)
        again.set()
        for one, _ in list(places._ASKING.values()):  # noqa: SLF001  the threads that it keeps
            one.join()
        assert backups.finish().message.endswith("现在没有插上") is False
        assert len(backups_in(place)) == 2


def test_who_asks_while_another_is_asking_waits_for_its_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault: a page that looked at the stick just then made the backup believe it was not there, and none was
    brought.
    """
    under_way, both_wait, answered = threading.Event(), threading.Event(), list[bool]()

    class Asking(threading.Thread):
        waiting = 0

        def join(self, timeout: float | None = None) -> None:
            Asking.waiting += 1
            if Asking.waiting > 1:
                both_wait.set()
            super().join(timeout)

    def slow(_: Path) -> None:
        under_way.set()
        both_wait.wait()

    first = threading.Thread(target=lambda: answered.append(places.answers(tmp_path)))
    monkeypatch.setattr(places, "_look_into", slow)
    monkeypatch.setattr(threading, "Thread", Asking)
    first.start()
    under_way.wait()
    answered.append(places.answers(tmp_path))
    both_wait.set()
    first.join()
    assert answered == [True, True]


def test_links_laid_there_in_a_circle_keep_the_record_from_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault: the record did not open while such a stick was plugged in."""
    stick, clock = with_a_stick(tmp_path, monkeypatch), Clock()
    with a_record(tmp_path / "record", clock) as record:
        chosen(record, stick, clock).keep_up()
        place = folder_on(record, OffsiteTarget(stick))
    shutil.rmtree(place)
    place.symlink_to(place)
    with opened(tmp_path / "record", clock) as record:
        assert record.found.sentences == []
