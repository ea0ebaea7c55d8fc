"""What another desk brings that it should not, or that is seen here for the first time: a clock after which no other
fits, a second person of a purge made where nobody looked, a bundle whose entries have not come.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from builders.evidence_builders import SIGNED
from builders.real_desks import OTHER_PASSPHRASE, first_desk
from builders.record_builders import CHEAP, CLERK, DAY, PDF, Clock

from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.record.journal import Entry, Head, entry_hash
from gridcounter.core.retention import KeepingRule
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.purging import NotInForceYet, Purging, rule_of, set_rule
from gridcounter.services.custody.who_confirms import who_may_confirm
from gridcounter.services.desks import exchange
from gridcounter.services.desks.exchange import hand_over, take_in
from gridcounter.services.desks.exchange_file import write_exchange_file
from gridcounter.services.desks.refusals import EntriesDoNotFit
from gridcounter.services.exchange.evidence import gather, write_bundle
from gridcounter.services.exchange.evidence_check import check_bundle
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role
from gridcounter.services.papers.attachments import Attachments
from gridcounter.services.papers.issued_papers import IssuedPapers
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.signing import NotHereYet, NotOnRecord, handed_out_at
from gridcounter.store.journal.arriving import NoRoomAfter
from gridcounter.store.papers import PaperElsewhere


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

        for take_out in (
            lambda: second.handed_out(second.applications.get(application).short_code),
            lambda: gather(service, application, desks.clock()),
            lambda: IssuedPapers(service).content(paper.ref),
            lambda: Attachments(second, CLERK).content(attached.ref),
        ):
            with pytest.raises(PaperElsewhere, match="原件在“1 号台”，还没有传到本台"):
                take_out()


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


def _signed_as_changed(change: dict[str, Any], path: Path, *, entries: Iterable[Entry], **said: Any) -> None:  # noqa: ANN401
    entries = list(entries)
    last = replace(entries[-1], **change)
    last = replace(last, hash=entry_hash(last))
    heads = {**said.pop("heads"), last.device: Head(last.seq, last.hash)}
    write_exchange_file(path, entries=[*entries[:-1], last], heads=heads, **said)
