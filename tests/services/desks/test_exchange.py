"""Two and three desks of one office with real records: invited, joined, and a stick that goes round."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from builders.real_desks import OTHER_PASSPHRASE, first_desk
from builders.record_builders import (
    CHEAP,
    CLERK,
    DAY,
    PASSPHRASE,
    PDF,
    Clock,
    a_change,
    a_record,
    an_answer,
    an_opening,
    told_tables,
)

from gridcounter.core.record.journal import Act, Kind
from gridcounter.errors import Refusal
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.desks.conflicts import NothingToSettle, conflicts, settle
from gridcounter.services.desks.exchange import hand_over, take_in
from gridcounter.services.desks.membership import (
    DeskNameTaken,
    NotShared,
    RetiresItself,
    all_desks,
    invite,
    join,
    retire,
)
from gridcounter.services.desks.refusals import InvitationOver, NobodyToSealFor, SenderRetired
from gridcounter.services.record.opening import open_record
from gridcounter.store.queries.desks import open_conflicts


def test_an_application_taken_in_at_one_desk_is_at_the_other_with_its_papers(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        second = desks.joined(first, "2 号台")
        intake = Intake(second, CLERK)
        application = intake.open(DAY, {"applicant.name": "李四"})
        paper = intake.issue(application, Issue("one_time_notice", PDF, "c", "1", "1"))

        taken = desks.carry(second, first)

        assert (taken.desk, taken.applications, taken.papers, taken.conflicts) == ("2 号台", 1, 1, 0)
        assert first.applications.fields(application)["applicant.name"].value == "李四"
        assert [one.ref for one in first.papers.of(application)] == [paper.ref]
        assert first.archive.content(first.papers.of(application)[0].sha256) == PDF
        for record in (first, second):
            assert record.verify().sound, record.verify()
            assert record.rebuild().changed == ()


def test_what_goes_both_ways_ends_in_the_same_tables(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        second, third = desks.joined(first, "2 号台"), None
        desks.carry(second, first)
        third = desks.joined(first, "3 号台")
        for record in (first, second, third):
            Intake(record, CLERK).open(DAY, {"applicant.name": f"李{record.folder.name}"})
        desks.carry(third, first)
        desks.carry(first, second)
        desks.carry(second, third)
        desks.carry(third, first)

        tables = [told_tables(record.db) for record in (first, second, third)]
        assert tables[0]["application"] == tables[1]["application"] == tables[2]["application"]
        assert len(tables[0]["application"]) == 3
        assert tables[0] == tables[1] == tables[2]


def test_two_desks_that_accept_one_application_leave_one_thing_to_look_at(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        second = desks.joined(first, "2 号台")
        application = Intake(first, CLERK).open(DAY, {"applicant.name": "李四"})
        desks.carry(first, second) if desks.carry(second, first) else None
        first.journal.append(accepted(application, "2026-09-24"))
        second.journal.append(accepted(application, "2026-09-21"))

        taken = desks.carry(second, first)

        assert (taken.new_conflicts, taken.conflicts) == (1, 1)
        assert first.applications.get(application).accepted_on == "2026-09-21"
        (conflict,) = open_conflicts(first.db)
        assert (conflict.application, conflict.what) == (application, "AlreadyAccepted")


def test_a_conflict_says_who_did_what_where_and_what_holds(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        intake = Intake(first, CLERK)
        application = intake.open(DAY, {"applicant.name": "李四"})
        second = desks.joined(first, "2 号台")
        ref = first.applications.fields(application)["applicant.name"].ref
        first.journal.append(a_change(application, "applicant.name", "李五", ref))
        second.journal.append(a_change(application, "applicant.name", "李六", ref))
        first.journal.append(accepted(application, "2026-09-24"))
        second.journal.append(accepted(application, "2026-09-21"))
        desks.carry(second, first)

        of_field, of_act = conflicts(first)

        assert of_field.text == (
            f"{of_field.title}：1 号台 {of_field.sides[0].at:%m-%d %H:%M} 王小明填“李五”，"
            f"2 号台 {of_field.sides[1].at:%m-%d %H:%M} 王小明填“李六”（现在用的）"
        )
        assert [side.desk for side in of_act.sides] == ["1 号台", "2 号台"]
        assert of_act.meanwhile == "两台都受理了（9-21、9-24），按 9-21 起算"

        held = first.applications.fields(application)["applicant.name"].ref
        first.journal.append(a_change(application, "applicant.name", "李五", held))
        settle(first, CLERK, of_act, "问过申请人")
        assert conflicts(first) == []
        with pytest.raises(NothingToSettle):
            settle(first, CLERK, of_act, "")
        assert first.rebuild().changed == ()
        desks.carry(first, second)
        assert conflicts(second) == []


def accepted(application: str, on: str) -> Act:
    return Act(Kind.APPLICATION_ACCEPTED, {"on": on, "answer": an_answer()}, CLERK, application)


def test_nobody_is_taken_in_uninvited_and_a_retired_desk_no_longer(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        second = desks.joined(first, "2 号台")
        stick = tmp_path / "stick"
        stick.mkdir()
        late = hand_over(second, CLERK, stick, desks.clock()).path
        assert take_in(first, CLERK, late).desk == "2 号台"

        retire(first, CLERK, "2 号台", "笔记本丢失")

        with pytest.raises(SenderRetired, match="已经停用"):
            take_in(first, CLERK, hand_over(second, CLERK, stick, desks.clock()).path)
        with pytest.raises(NobodyToSealFor):
            hand_over(first, CLERK, stick, desks.clock())
        assert [(one.name, one.retired, one.here) for one in all_desks(first)] == [
            ("1 号台", False, True),
            ("2 号台", True, False),
        ]


def test_an_invitation_holds_once(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        made = invite(first, CLERK, tmp_path / "invitation.gcx", desks.clock(), CHEAP)
        records = []
        for name in ("2 号台", "3 号台"):
            join(tmp_path / name, OTHER_PASSPHRASE, made.path, made.code, name, cost=CHEAP, clock=desks.clock)
            records.append(open_record(tmp_path / name, OTHER_PASSPHRASE, clock=desks.clock))
            desks.stack.callback(records[-1].close)
        desks.carry(records[0], first)

        with pytest.raises(InvitationOver):
            desks.carry(records[1], first)
        assert first.verify().sound


def test_an_invitation_holds_seven_days(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        made = invite(first, CLERK, tmp_path / "invitation.gcx", desks.clock(), CHEAP)
        desks.clock.at += timedelta(days=8)
        with pytest.raises(Refusal, match="过期"):
            join(tmp_path / "2", OTHER_PASSPHRASE, made.path, made.code, "2 号台", cost=CHEAP, clock=desks.clock)
        assert not (tmp_path / "2").exists()


def test_what_is_wrong_with_names_and_acts_is_one_sentence(tmp_path: Path) -> None:
    with a_record(tmp_path / "alone") as alone:
        with pytest.raises(NotShared):
            hand_over(alone, CLERK, tmp_path, Clock()())
        with pytest.raises(NotShared):
            invite(alone, CLERK, tmp_path / "x.gcx", Clock()())
    with first_desk(tmp_path) as (first, desks):
        made = invite(first, CLERK, tmp_path / "invitation.gcx", desks.clock(), CHEAP)
        with pytest.raises(DeskNameTaken):
            join(tmp_path / "2", OTHER_PASSPHRASE, made.path, made.code, "1 号台", cost=CHEAP, clock=desks.clock)
        for name in ("", "../别处", "一" * 21, "a/b"):
            with pytest.raises(Refusal, match="1 到 20 个字"):
                join(tmp_path / "2", OTHER_PASSPHRASE, made.path, made.code, name, cost=CHEAP, clock=desks.clock)
        with pytest.raises(RetiresItself):
            retire(first, CLERK, "1 号台", "写错")


def test_the_passphrase_of_each_desk_is_its_own(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        second = desks.joined(first, "2 号台")
        second.close()
        with pytest.raises(Refusal):
            open_record(second.folder, PASSPHRASE, clock=desks.clock)
        again = open_record(second.folder, OTHER_PASSPHRASE, clock=desks.clock)
        desks.stack.callback(again.close)
        assert again.verify().sound


def test_a_number_that_two_desks_gave_is_told_and_both_keep_it(tmp_path: Path) -> None:
    with first_desk(tmp_path) as (first, desks):
        second = desks.joined(first, "2 号台")
        for record, application in ((first, "a1"), (second, "a2")):
            record.journal.append(an_opening(application, "JN1-0001"))
        assert conflicts(first) == []

        desks.carry(second, first)

        (conflict,) = conflicts(first)
        assert (conflict.number, conflict.title) == ("JN1-0001", "编号重复")
        assert first.verify().sound
