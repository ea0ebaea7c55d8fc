"""A file is taken in while somebody works at the same record: real records, and threads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from builders.extent import LONG
from builders.real_desks import OTHER_PASSPHRASE, first_desk
from builders.record_builders import CHEAP, CLERK, DAY, PASSPHRASE, PDF, told_tables

from gridcounter.core.record.journal import Act, Kind
from gridcounter.errors import Refusal
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.custody.backups import Backups
from gridcounter.services.desks.exchange import hand_over, take_in
from gridcounter.services.desks.membership import invite, join
from gridcounter.services.files.progress import Stopped
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.record import Record
from gridcounter.store.database import DiskRefused
from gridcounter.store.journal.merge import bring_in
from gridcounter.store.papers import awaited
from gridcounter.store.stores import WritingStores


def worked(record: Record, applications: int, changes: int = 0) -> None:
    """Applications with so many entries each beside their first."""

    def work(stores: WritingStores) -> None:
        for number in range(applications):
            name = f"{record.folder.name}{number}"
            values = {"number": f"{name}-1", "short_code": name, "fields": {"applicant.name": "李四"}}
            stores.journal.append(Act(Kind.APPLICATION_OPENED, values, CLERK, name))
            for field in range(changes):
                change = {"fields": {f"field.{field}": {"to": "一项", "over": None}}}
                stores.journal.append(Act(Kind.FIELDS_CHANGED, change, CLERK, name))

    record.write(work)


def test_somebody_saves_between_two_parts_and_both_are_on_record(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        second = desks.joined(first, "2 号台")
        worked(second, 40)
        path = hand_over(second, CLERK, tmp_path, desks.clock()).path
        begun, over = threading.Event(), threading.Event()
        saved: list[str] = []

        def clerk() -> None:
            begun.wait()
            while not over.is_set():
                change = {"fields": {f"note.{len(saved)}": {"to": "一项", "over": None}}}
                saved.append(first.journal.append(Act(Kind.FIELDS_CHANGED, change, CLERK, "own")).ref)

        opening = {"number": "OWN-1", "short_code": "OWN", "fields": {}}
        first.journal.append(Act(Kind.APPLICATION_OPENED, opening, CLERK, "own"))
        working = threading.Thread(target=clerk)
        working.start()

        taken = take_in(first, CLERK, path, at_once=2, progress=lambda *_: begun.set())
        over.set()
        working.join()

        assert saved
        assert taken.applications == 40
        order = [entry.device for entry in first.journal.written()]
        own = first.journal.writes_as()
        came = [place for place, device in enumerate(order) if device == second.journal.writes_as()]
        assert any(order[place] == own for place in range(came[0], came[-1])), "some came between"
        assert first.verify().sound
        assert first.rebuild().changed == ()


def test_two_who_take_in_one_file_at_the_same_time_do_not_wait_for_each_other(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        second = desks.joined(first, "2 号台")
        worked(second, 30)
        path = hand_over(second, CLERK, tmp_path, desks.clock()).path
        wrong: list[BaseException] = []

        def take() -> None:
            try:
                take_in(first, CLERK, path, at_once=3)
            except BaseException as error:  # noqa: BLE001  told where it is waited for
                wrong.append(error)

        both = [threading.Thread(target=take) for _ in range(2)]
        for one in both:
            one.start()
        for one in both:
            one.join()

        assert wrong == []
        assert len(first.applications.recent(99)) == 30
        assert first.verify().sound


@pytest.mark.parametrize("at", [0, 2, 4, 6])
def test_what_was_stopped_opens_as_it_is_and_the_next_time_goes_on(tmp_path: Path, at: int) -> None:
    """Nothing is said to have been exchanged for an older file, and the backup of that moment is whole."""
    with first_desk(tmp_path) as (first, desks):
        second = desks.joined(first, "2 号台")
        worked(second, 5)
        path = hand_over(second, CLERK, tmp_path, desks.clock()).path

        def stop(done: int, total: int) -> None:
            if total and done >= at:
                raise Stopped

        if at == 0:
            with pytest.raises(Stopped):
                take_in(first, CLERK, path, at_once=2, progress=stop)
        else:
            taken = take_in(first, CLERK, path, at_once=2, progress=stop)
            assert (taken.entries, taken.left) == (at, 6 - at)
        assert len(first.applications.recent(9)) == max(0, at - 1)
        assert Backups(first, desks.clock).make().manifest.entries == first.journal.count()
        first.close()

        again = open_record(first.folder, PASSPHRASE, clock=desks.clock)
        desks.stack.callback(again.close)
        assert again.found.sentences == []
        assert again.verify().sound
        assert take_in(again, CLERK, path).entries == 6 - at
        assert again.rebuild().changed == ()
        desks.carry(again, second)
        assert told_tables(again.db) == told_tables(second.db)


def test_what_a_killed_taking_in_did_not_say_is_said_before_the_next_file_is_written(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        second = desks.joined(first, "2 号台")
        worked(second, 9)
        path = hand_over(second, CLERK, tmp_path, desks.clock()).path

        def killed(done: int, _: int) -> None:
            if done >= 4:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            take_in(first, CLERK, path, at_once=2, progress=killed)
        before = len(list(first.journal.of_office([Kind.HEADS_SEEN])))

        hand_over(first, CLERK, tmp_path, desks.clock())

        assert len(list(first.journal.of_office([Kind.HEADS_SEEN]))) == before + 1
        assert first.verify().sound


def test_a_full_disk_in_the_middle_says_how_much_came_and_the_rest_comes_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with first_desk(tmp_path) as (first, desks):
        second = desks.joined(first, "2 号台")
        worked(second, 9)
        path = hand_over(second, CLERK, tmp_path, desks.clock()).path
        monkeypatch.setattr("gridcounter.store.journal.taking.bring_in", full_after(2))
        with pytest.raises(Refusal, match=r"已收入 4 条，共 10 条；台账文件 record.db .*再收一次会接着收"):
            take_in(first, CLERK, path, at_once=2)
        monkeypatch.setattr("gridcounter.store.journal.taking.bring_in", bring_in)

        assert first.verify().sound
        assert take_in(first, CLERK, path).entries == 6
        assert first.verify().sound


def full_after(parts: int) -> Callable[..., Any]:
    left = iter([bring_in] * parts)

    def bring(*given: Any) -> Any:  # noqa: ANN401  of the real one
        for part in left:
            return part(*given)
        raise DiskRefused("record.db", "磁盘已满")

    return bring


def test_papers_that_were_stopped_come_with_the_same_file(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        second = desks.joined(first, "2 号台")
        for number in range(3):
            application = Intake(second, CLERK).open(DAY, {"applicant.name": f"李{number}"})
            content = PDF + bytes([number])
            Intake(second, CLERK).issue(application, Issue("one_time_notice", content, "c", "1", "1"))
        path = hand_over(second, CLERK, tmp_path, desks.clock()).path

        def stop(done: int, _: int) -> None:
            if done == 1:
                raise Stopped

        taken = take_in(first, CLERK, path, of_papers=stop)
        assert (taken.papers, taken.papers_left, taken.awaited) == (1, 2, 2)
        assert first.verify().sound

        taken = take_in(first, CLERK, path)
        assert (taken.entries, taken.papers, taken.awaited) == (0, 2, 0)
        assert awaited(first.db) == frozenset()


def test_who_was_away_for_ninety_days_catches_up_while_somebody_works(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        second = desks.joined(first, "2 号台")
        desks.carry(second, first)
        worked(second, 2000 if LONG else 60, 19)
        path = hand_over(second, CLERK, tmp_path, desks.clock()).path
        opening = {"number": "OWN-1", "short_code": "OWN", "fields": {}}
        first.journal.append(Act(Kind.APPLICATION_OPENED, opening, CLERK, "own"))
        over, saved = threading.Event(), list[str]()

        def clerk() -> None:
            while not over.wait(0.01):
                change = {"fields": {f"note.{len(saved)}": {"to": "一项", "over": None}}}
                saved.append(first.journal.append(Act(Kind.FIELDS_CHANGED, change, CLERK, "own")).ref)

        working = threading.Thread(target=clerk)
        working.start()
        try:
            taken = take_in(first, CLERK, path)
        finally:
            over.set()
            working.join()

        assert taken.entries == (40_000 if LONG else 1200)
        assert first.verify().sound
        assert {entry.ref for entry in first.journal.of("own")} >= set(saved)


def test_a_desk_that_joins_a_long_record_can_be_stopped_and_leaves_nothing(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        worked(first, 60, 19)
        made = invite(first, CLERK, tmp_path / "invitation.gcx", desks.clock(), CHEAP)
        told: list[tuple[int, int]] = []

        def stop(done: int, total: int) -> None:
            told.append((done, total))
            if done >= 500:
                raise Stopped

        join_here = partial(join, tmp_path / "2", OTHER_PASSPHRASE, made.path, made.code, "2 号台", cost=CHEAP)
        with pytest.raises(Stopped):
            join_here(clock=desks.clock, progress=stop)
        assert not (tmp_path / "2").exists()
        assert told[-1] == (500, first.journal.count())
        join_here(clock=desks.clock)
