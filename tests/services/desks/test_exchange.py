"""Two and three desks of one office with real records: invited, joined, and a stick that goes round."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from builders.evidence_builders import SIGNED
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
    told_tables,
)

from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.record.journal import Act, Entry, Head, Kind, entry_hash
from gridcounter.core.retention import KeepingRule
from gridcounter.errors import Refusal
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.purging import NotInForceYet, Purging, rule_of, set_rule
from gridcounter.services.custody.who_confirms import who_may_confirm
from gridcounter.services.desks import exchange
from gridcounter.services.desks.conflicts import NothingToSettle, conflicts, settle
from gridcounter.services.desks.exchange import hand_over, take_in
from gridcounter.services.desks.exchange_file import write_exchange_file
from gridcounter.services.desks.membership import (
    DeskNameTaken,
    NotShared,
    RetiresItself,
    all_desks,
    invite,
    join,
    retire,
)
from gridcounter.services.desks.refusals import (
    EntriesDoNotFit,
    InvitationOver,
    NobodyToSealFor,
    SenderRetired,
)
from gridcounter.services.exchange.evidence import gather, write_bundle
from gridcounter.services.exchange.evidence_check import check_bundle
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role
from gridcounter.services.papers.attachments import Attachments
from gridcounter.services.papers.issued_papers import IssuedPapers
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.signing import NotHereYet, NotOnRecord, handed_out_at
from gridcounter.store.journal.merge import NoRoomAfter
from gridcounter.store.papers import PaperElsewhere
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
        assert "按较早的日期起算" in of_act.text

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


def test_a_paper_of_another_desk_that_did_not_come_is_not_said_to_be_damaged(tmp_path: Path) -> None:
    """The fault: its clerk was told to restore a backup, which holds it as little, and loses what came since."""
    with first_desk(tmp_path) as (first, desks):
        intake = Intake(first, CLERK)
        application = intake.open(DAY, {"applicant.name": "李四", "case.locality": "jining"})
        intake.issue(application, Issue("one_time_notice", PDF, "c", "1", "1"))
        Attachments(first, CLERK).add_content(application, SIGNED, "签字的一次性告知书", "")
        second = desks.joined(first, "2 号台")
        (paper,), (attached,) = second.papers.of(application), Attachments(second, CLERK).of(application)
        service = open_application_service(second, open_assessor())

        refused = []
        for take_out in (
            lambda: second.handed_out(second.applications.get(application).short_code),
            lambda: gather(service, application, desks.clock()),
            lambda: IssuedPapers(service).content(paper.ref),
        ):
            with pytest.raises(PaperElsewhere) as told:
                take_out()
            refused.append(str(told.value))
        with pytest.raises(PaperElsewhere, match="在另一台上"):
            Attachments(second, CLERK).content(attached.ref)

        assert refused == [f"文书（{paper.ref}）的文件在另一台上，还没有收到本台，请在出具它的那一台办"] * 3


def test_a_bundle_of_another_desk_is_not_said_to_be_none_of_ours_before_its_entries_came(tmp_path: Path) -> None:
    """The fault: a true bundle of the office was told to be of another record, or to have been packed besides."""
    with first_desk(tmp_path) as (first, desks):
        second = desks.joined(first, "2 号台")
        application = Intake(second, CLERK).open(DAY, {"applicant.name": "李四", "case.locality": "jining"})
        said: list[str] = []
        for name in ("one.zip", "two.zip"):
            service = open_application_service(second, open_assessor())
            made = gather(service, application, desks.clock())
            write_bundle(service, application, made, tmp_path / name)
            signer = check_bundle(tmp_path / name).signer
            with pytest.raises(NotHereYet) as told:
                handed_out_at(first, made.sha256, signer, "JN1-1")
            said.append(str(told.value))
            desks.carry(second, first)
            assert handed_out_at(first, made.sha256, signer, "JN1-1")
        with pytest.raises(NotOnRecord, match="另外打过包"):
            handed_out_at(second, "0" * 64, signer, "JN1-1")

        assert said == [str(NotHereYet())] * 2


@pytest.mark.parametrize("kept_back", [timedelta(days=8), timedelta(0)])
def test_whom_another_desk_made_a_second_person_is_none_for_a_week_after_it_came(
    tmp_path: Path, kept_back: timedelta
) -> None:
    """The fault: raised at a laptop that exchanged nothing for a week, or whose clock was set back by one, somebody
    confirmed a purge in the minute in which the others could see him for the first time.
    """
    with first_desk(tmp_path) as (first, desks):
        clerks = Clerks(first, cost=CHEAP)
        clerks.add(CLERK, "李主任", Role.ADMINISTRATOR, "836152")
        friend = clerks.add(CLERK, "钱经办", Role.CLERK, "2846")
        desks.joined(first, "2 号台").close()
        desks.clock.at += timedelta(days=30)
        laptop = Clock(desks.clock.at - (timedelta(0) if kept_back else timedelta(days=9)))
        second = open_record(tmp_path / "2 号台", OTHER_PASSPHRASE, clock=laptop)
        desks.stack.callback(second.close)
        Clerks(second, cost=CHEAP).change(CLERK, friend, role=Role.ADMINISTRATOR, pin="736251")
        desks.clock.at += kept_back
        Intake(first, CLERK).open(DAY, {})

        take_in(first, CLERK, hand_over(second, CLERK, tmp_path, laptop()).path)

        assert [one.name for one in who_may_confirm(first, CLERK)] == ["李主任"]
        desks.clock.at += timedelta(days=8)
        assert [one.name for one in who_may_confirm(first, CLERK)] == ["李主任", "钱经办"]


def test_a_shorter_retention_of_another_desk_holds_a_week_after_it_came(tmp_path: Path) -> None:
    """The fault: set at a laptop that exchanged nothing for a week, it purged in the minute in which it was seen."""
    with first_desk(tmp_path) as (first, desks):
        second = desks.joined(first, "2 号台")
        set_rule(second, CLERK, 12, "样例期限表", desks.clock().date())
        desks.clock.at += timedelta(days=8)
        desks.carry(second, first)
        today = desks.clock().date()

        assert rule_of(second) == KeepingRule(12, "样例期限表", today - timedelta(days=1))
        assert rule_of(first) == KeepingRule(12, "样例期限表", today + timedelta(days=7))
        with pytest.raises(NotInForceYet):
            Purging(first, CLERK).purge(Purging(first, CLERK).look(today, today), today)
        set_rule(first, CLERK, 24, "样例期限表", today)
        assert rule_of(first) == KeepingRule(24, "样例期限表", today + timedelta(days=7))


def test_who_may_no_longer_purge_confirms_none_though_another_desk_gave_him_a_pin_since(tmp_path: Path) -> None:
    """The fault: the act of the other desk holds his former role besides, and that one counted."""
    with first_desk(tmp_path) as (first, desks):
        clerks = Clerks(first, cost=CHEAP)
        clerks.add(CLERK, "李主任", Role.ADMINISTRATOR, "836152")
        lowered = clerks.add(CLERK, "周值班", Role.LEADER, "864208")
        second = desks.joined(first, "2 号台")
        desks.clock.at += timedelta(days=30)
        clerks.change(CLERK, lowered, role=Role.CLERK)
        Clerks(second, cost=CHEAP).change_own_pin(lowered, "864208", "738291")
        desks.carry(second, first)
        desks.clock.at += timedelta(days=30)

        assert [one.name for one in who_may_confirm(first, CLERK)] == ["李主任"]


def test_entries_that_no_program_wrote_are_refused_and_nothing_of_their_file_is_taken_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault: a desk that signs what it likes brought a clock after which no other fits: the record of whoever took
    it in was broken from its next entry on, and had no backup any more.
    """
    with first_desk(tmp_path) as (first, desks):
        second = desks.joined(first, "2 号台")
        Intake(second, CLERK).open(DAY, {"applicant.name": "李四"})
        before = first.journal.count()
        for change, refusal in (
            ({"hlc": f"9999999999999-ffff-{second.journal.latest().rpartition('-')[2]}"}, NoRoomAfter),
            ({"application": None}, EntriesDoNotFit),
        ):
            with monkeypatch.context() as other_program:
                other_program.setattr(exchange, "write_exchange_file", partial(_signed_as_changed, change))
                brought = hand_over(second, CLERK, tmp_path, desks.clock()).path
            with pytest.raises(refusal):
                take_in(first, CLERK, brought)

        assert first.journal.count() == before
        Intake(first, CLERK).open(DAY, {"applicant.name": "王五"})
        assert first.verify().sound
        assert Backups(first, desks.clock).make().manifest.entries == before + 1


def _signed_as_changed(change: dict[str, Any], path: Path, *, entries: list[Entry], **said: Any) -> None:  # noqa: ANN401
    last = replace(entries[-1], **change)
    last = replace(last, hash=entry_hash(last))
    heads = {**said.pop("heads"), last.device: Head(last.seq, last.hash)}
    write_exchange_file(path, entries=[*entries[:-1], last], heads=heads, **said)


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
