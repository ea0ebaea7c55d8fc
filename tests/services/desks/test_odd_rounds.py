"""Exchange between real desks where something else happened in between: new keys, purges, one name twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from builders.faults.acts import ROUTE
from builders.real_desks import OTHER_PASSPHRASE, Desks, first_desk
from builders.record_builders import CHEAP, CLERK, DAY, PASSPHRASE, PDF

from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.record.journal import Act, Kind
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.passphrases import change_passphrase
from gridcounter.services.custody.rekeying import ask_renewal, carry_out_renewal
from gridcounter.services.desks.membership import SeveralOfTheName, all_desks, retire
from gridcounter.services.exchange.evidence import gather
from gridcounter.services.exchange.evidence_check import check_bundle
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role
from gridcounter.services.papers.attachments import Attachments
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.record import Record
from gridcounter.store.custody.purge import purge
from gridcounter.store.papers import PaperElsewhere, awaited

RULE = {"until": "2026-09-30", "months": 1, "basis": "样例期限表"}
NEW = "又一个足够长的口令"


def both_ways(desks: Desks, one: Record, other: Record) -> None:
    desks.carry(other, one)
    desks.carry(one, other)


def opened_again(desks: Desks, record: Record, passphrase: str) -> Record:
    record.close()
    again = open_record(record.folder, passphrase, clock=desks.clock)
    desks.stack.callback(again.close)
    return again


def test_who_changed_the_passphrase_of_one_desk_locks_no_other_out(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        second = desks.joined(first, "2 号台")
        change_passphrase(second, CLERK, OTHER_PASSPHRASE, NEW)
        desks.carry(second, first)
        Backups(first, desks.clock).make()

        again = opened_again(desks, first, PASSPHRASE)

        assert again.verify().sound
        change_passphrase(again, CLERK, PASSPHRASE, NEW)
        assert opened_again(desks, again, NEW).verify().sound


def test_two_desks_of_one_computer_are_not_taken_for_an_earlier_file_of_each_other(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        second = desks.joined(first, "2 号台")
        change_passphrase(first, CLERK, PASSPHRASE, NEW)
        ahead = opened_again(desks, first, NEW)

        again = opened_again(desks, second, OTHER_PASSPHRASE)

        assert again.found.went_back is None
        assert again.verify().went_back == ()
        assert opened_again(desks, ahead, NEW).found.went_back is None


def test_a_desk_that_renewed_its_key_before_anybody_knew_it_is_known_by_its_invitation(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        second = desks.joined(first, "2 号台")
        renewal = ask_renewal(second, CLERK, OTHER_PASSPHRASE, NEW)
        second.close()
        carry_out_renewal(renewal, cost=CHEAP, clock=desks.clock)
        second = open_record(second.folder, NEW, clock=desks.clock)
        desks.stack.callback(second.close)

        assert desks.carry(second, first).desk == "2 号台"

        assert [one.name for one in all_desks(first)] == ["1 号台", "2 号台"]
        desks.carry(first, second)
        for record in (first, second):
            assert record.verify().sound
            assert record.rebuild().changed == ()


def test_papers_of_a_purged_application_do_not_come_back(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        application = Intake(first, CLERK).open(DAY, {"applicant.name": "李四"})
        second = desks.joined(first, "2 号台")
        both_ways(desks, first, second)
        first.journal.append(Act(Kind.APPLICATION_CLOSED, {"why": "withdrawn"}, CLERK, application))
        desks.clock.at += timedelta(minutes=1)
        Intake(second, CLERK).issue(application, Issue("one_time_notice", PDF, "c", "1", "1"))
        digest = second.papers.of(application)[0].sha256
        first.write(lambda stores: purge(stores.db, stores.journal, [application], CLERK, RULE))

        assert desks.carry(second, first).papers == 0
        desks.carry(first, second)

        for record in (first, second):
            with record.reading() as stores:
                assert digest not in stores.archive.digests(), "erased, and without waiting for the next opening"
                assert awaited(stores.db) == frozenset()
            assert record.verify().sound


def test_nobody_waits_for_a_paper_of_an_application_that_was_purged_meanwhile(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        intake = Intake(first, CLERK)
        application = intake.open(DAY, {"applicant.name": "李四"})
        intake.issue(application, Issue("one_time_notice", PDF, "c", "1", "1"))
        first.journal.append(Act(Kind.APPLICATION_CLOSED, {"why": "withdrawn"}, CLERK, application))
        second = desks.joined(first, "2 号台")
        assert len(awaited(second.db)) == 1

        second.write(lambda stores: purge(stores.db, stores.journal, [application], CLERK, RULE))

        assert awaited(second.db) == frozenset()


def test_a_file_of_a_desk_called_like_a_device_of_windows_can_be_written(
    tmp_path: Path,
) -> None:
    with first_desk(tmp_path) as (first, desks):
        second = desks.joined(first, "2 号台", called="CON")

        assert desks.carry(second, first).desk == "CON"

        (written,) = (tmp_path / "stick").iterdir()
        assert written.name.startswith("CON_-")


def test_of_administrators_who_removed_each_other_at_two_desks_the_later_act_leaves_one(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        zhao = Clerks(first).add(CLERK, "赵丽", Role.ADMINISTRATOR, "738291")
        second = desks.joined(first, "2 号台")
        both_ways(desks, first, second)
        Clerks(first).leave(CLERK, zhao)
        desks.clock.at += timedelta(minutes=1)
        Clerks(second).leave(zhao, CLERK)

        both_ways(desks, first, second)

        for record in (first, second):
            assert [one.id for one in Clerks(record).active()] == [CLERK]
            assert record.rebuild().changed == ()
        assert opened_again(desks, first, PASSPHRASE).verify().sound


def test_of_two_desks_of_one_name_the_right_one_is_retired(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        both = [desks.joined(first, folder, called="2 号台") for folder in ("a", "b")]
        for record in both:
            desks.carry(record, first)
        desks.carry(first, both[0])

        with pytest.raises(SeveralOfTheName):
            retire(first, CLERK, "2 号台", "笔记本丢失")
        retire(both[0], CLERK, "2 号台", "笔记本丢失")

        lost = next(one for one in all_desks(both[1]) if one.here)
        assert [one.signs_with for one in all_desks(both[0]) if one.retired] == [lost.signs_with]
        retire(first, CLERK, lost.signs_with, "笔记本丢失")
        assert [one.signs_with for one in all_desks(first) if one.retired] == [lost.signs_with]


def test_a_paper_of_before_one_joined_is_said_to_be_at_the_other_desk_and_not_to_be_damaged(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        application = Intake(first, CLERK).open(DAY, {"applicant.name": "李四"})
        Intake(first, CLERK).issue(application, Issue("one_time_notice", PDF, "c", "1", "1"))
        added = Attachments(first, CLERK).add_content(application, ROUTE, "路径图")
        second = desks.joined(first, "2 号台")

        with pytest.raises(PaperElsewhere, match="在“1 号台”"):
            Attachments(second, CLERK).content(added)
        with pytest.raises(PaperElsewhere, match="在“1 号台”，还没有传到本台"):
            second.handed_out(second.applications.get(application).short_code)
        assert second.verify().sound
        assert second.damage() == ()


def test_a_bundle_of_an_application_that_three_desks_worked_on_verifies(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        application = Intake(first, CLERK).open(DAY, {"applicant.name": "李四"})
        second = desks.joined(first, "2 号台")
        both_ways(desks, first, second)
        third = desks.joined(first, "3 号台")
        both_ways(desks, first, third)
        for record, paper in ((first, b"1"), (second, b"2"), (third, b"3")):
            Intake(record, CLERK).issue(application, Issue("one_time_notice", PDF + paper, "c", "1", "1"))
        both_ways(desks, first, second)
        both_ways(desks, first, third)

        for record in (first, third):
            made = gather(open_application_service(record, open_assessor()), application, desks.clock())
            (tmp_path / "bundle.zip").write_bytes(made.content)

            assert check_bundle(tmp_path / "bundle.zip").papers == 3
            assert len({entry.device for entry in record.journal.of(application)}) == 3
