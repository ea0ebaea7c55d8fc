"""An inactive clerk is offered nowhere, unlocks nothing, and keeps the name in past entries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from builders.exchange_builders import TODAY
from builders.record_builders import CHEAP, CLERK, DAY, PASSPHRASE, PDF, Clock, a_record
from openpyxl import load_workbook

from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.record.journal import Kind
from gridcounter.errors import Refusal
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.purging import Purging, set_rule
from gridcounter.services.custody.recovery import plan_restore
from gridcounter.services.custody.rekeying import ask_renewal
from gridcounter.services.exchange.evidence import gather
from gridcounter.services.exchange.ledger_export import LedgerExport
from gridcounter.services.ledger.application_card import ApplicationCards
from gridcounter.services.ledger.shift import Shift
from gridcounter.services.office.clerks import ClerkNotFound, Clerks, require_from_any_thread, require_here
from gridcounter.services.office.offices import read_office
from gridcounter.services.office.roles import Right, Role, may
from gridcounter.services.papers.issued_papers import IssuedPapers
from gridcounter.services.record.record import Record

PIN = "864208"


@contextmanager
def an_office(folder: Path) -> Iterator[tuple[Record, Clerks, str]]:
    """Three clerks; an administrator, who took in one application and handed out a paper, has left."""
    with a_record(folder / "record", Clock()) as record:
        clerks = Clerks(record, cost=CHEAP)
        left = clerks.add(CLERK, "李离岗", Role.ADMINISTRATOR, PIN)
        clerks.add(CLERK, "孙在岗", Role.CLERK, "1379")
        application = Intake(record, left).open(DAY, {"applicant.name": "样例面馆", "case.locality": "jining"})
        Intake(record, left).issue(application, Issue("one_time_notice", PDF, "c", "1", "1"), Kind.NOTICE_ISSUED)
        clerks.leave(CLERK, left)
        yield record, clerks, left


def test_only_active_clerks_are_offered(tmp_path: Path) -> None:
    with an_office(tmp_path) as (_, clerks, left):
        assert [(clerk.name, clerk.active) for clerk in clerks.active()] == [("王小明", True), ("孙在岗", True)]
        gone = next(clerk for clerk in clerks.all() if clerk.id == left)
        assert [right for right in Right if may(gone, right)] == []
        for look in (clerks.get, lambda clerk: clerks.identify(clerk, PIN)):
            with pytest.raises(ClerkNotFound, match="已停用"):
                look(left)


def test_their_pin_changes_nothing_and_takes_over_no_desk(tmp_path: Path) -> None:
    with an_office(tmp_path) as (record, clerks, left):
        shift = Shift(open_application_service(record, open_assessor()), clerks)
        slip, before = shift.slip(DAY), record.journal.count()
        with pytest.raises(ClerkNotFound):
            shift.hand_over(slip, left, PIN)
        with pytest.raises(ClerkNotFound):
            clerks.change_own_pin(left, PIN, "9753")
        assert record.journal.count() == before


def test_none_of_their_rights_is_left(tmp_path: Path) -> None:
    with an_office(tmp_path) as (record, clerks, left):
        backup, before = Backups(record, Clock()).make(), record.journal.count()
        for act in (
            lambda: clerks.add(left, "新来的", Role.CLERK, "2479"),
            lambda: clerks.change(left, CLERK, role=Role.CLERK),
            lambda: clerks.reset_pin(left, CLERK, "2479"),
            lambda: clerks.leave(left, CLERK),
            lambda: clerks.come_back(left, left),
            lambda: set_rule(record, left, 60, "依据", DAY),
            lambda: Purging(record, left).hold("any", "投诉"),
            lambda: ask_renewal(record, left, PASSPHRASE, "另一个足够长的口令"),
            lambda: plan_restore(record, left, backup, Clock()),
            lambda: require_here(record, left, Right.SEE_FIGURES),
            lambda: require_from_any_thread(record, left, Right.SEE_FIGURES),
        ):
            with pytest.raises(ClerkNotFound):
                act()
        assert record.journal.count() == before


def test_an_inactive_clerk_is_never_the_current_one(tmp_path: Path) -> None:
    with an_office(tmp_path) as (record, clerks, left):
        assert read_office(record, left).clerk == CLERK
        second = next(clerk.id for clerk in clerks.active() if clerk.id != CLERK)
        assert read_office(record, second).clerk_name == "孙在岗"
        assert open_application_service(record, open_assessor()).clerk_name == "王小明"


def test_what_was_done_keeps_the_name(tmp_path: Path) -> None:
    with an_office(tmp_path) as (record, _, left):
        desk = open_application_service(record, open_assessor())
        (row,) = record.applications.recent(2)
        assert {moment.who for moment in ApplicationCards(desk).read(row.id).timeline} == {"李离岗"}
        assert [paper.issued_by for paper in IssuedPapers(desk).of(row.id)] == ["李离岗"]
        LedgerExport(record, CLERK).write(tmp_path / "list.xlsx", on=TODAY)
        head, line = load_workbook(tmp_path / "list.xlsx")["申请"].iter_rows(values_only=True)
        assert dict(zip(head, line, strict=True))["经办人"] == "李离岗"
        assert b"timeline" in gather(desk, row.id, Clock()()).content
        assert left not in "".join(moment.who for moment in ApplicationCards(desk).read(row.id).timeline)


def test_a_namesake_may_come_while_one_is_away_but_then_not_both_be_there(tmp_path: Path) -> None:
    with an_office(tmp_path) as (record, clerks, left):
        namesake = clerks.add(CLERK, "李离岗", Role.CLERK, "2479")
        before = record.journal.count()

        with pytest.raises(Refusal, match="已经有一位叫“李离岗”的受理员"):
            clerks.come_back(CLERK, left)

        assert record.journal.count() == before
        clerks.change(CLERK, namesake, name="李离岗（二）")
        clerks.come_back(CLERK, left)
        assert clerks.identify(left, PIN).name == "李离岗"


def test_the_last_administrator_does_not_leave_by_any_way(tmp_path: Path) -> None:
    with an_office(tmp_path) as (_, clerks, left):
        leader = clerks.add(CLERK, "周班长", Role.LEADER, "246802")
        with pytest.raises(Refusal, match="至少要留一位管理员"):
            clerks.change(CLERK, CLERK, role=Role.LEADER)
        with pytest.raises(Refusal, match="不能停用正在值台的自己"):
            clerks.leave(CLERK, CLERK)
        clerks.change(CLERK, leader, role=Role.ADMINISTRATOR, pin="246802")
        clerks.leave(leader, CLERK)
        with pytest.raises(ClerkNotFound):
            clerks.come_back(CLERK, left)
