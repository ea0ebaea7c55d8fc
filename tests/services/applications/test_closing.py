from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from builders.record_builders import DAY, a_paper
from builders.told_builders import a_desk, taken_in

from gridcounter.errors import Refusal
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.closing import Closing
from gridcounter.services.applications.intake import AlreadyEnded
from gridcounter.services.ledger.application_card import ApplicationCards
from gridcounter.services.ledger.ledger import Chip, Ledger
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role
from gridcounter.services.papers.issued_papers import AlreadyVoided, IssuedPapers
from gridcounter.services.papers.issuing import issue


def running(desk: ApplicationService) -> int:
    return int(desk.record.db.execute("SELECT count(*) FROM running").fetchone()[0])


def test_an_application_that_ended_is_under_way_no_more_and_its_clocks_rest_with_it(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        assert running(desk)
        desk.closing.close(application, "connected", DAY, DAY)
        ledger = Ledger(desk.record)
        assert [row.id for row in ledger.look(chip=Chip.CLOSED).rows] == [application]
        assert ledger.look(chip=Chip.UNDER_WAY).rows == ()
        assert running(desk) == 0
        assert "办结：已送电，办结" in ApplicationCards(desk).read(application).timeline[-1].what


def test_what_was_ended_by_mistake_is_taken_up_where_it_was(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        before = running(desk)
        desk.closing.close(application, "withdrawn", DAY, DAY, reason="暂不用电")
        desk.closing.reopen(application, "点错了")
        assert desk.record.applications.get(application).state == "accepted"
        assert running(desk) == before
        assert desk.record.rebuild().changed == ()


def test_it_ends_once_and_is_taken_up_only_after_that(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        with pytest.raises(Refusal, match="没有办结"):
            desk.closing.reopen(application, "点错了")
        desk.closing.close(application, "refused", DAY, DAY, reason="暂不用电")
        with pytest.raises(Refusal, match="已经办结"):
            desk.closing.close(application, "refused", DAY, DAY, reason="暂不用电")
        with pytest.raises(Refusal, match="为什么恢复"):
            desk.closing.reopen(application, " ")


def test_an_end_entered_later_carries_its_reason_and_its_own_day(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application, later = taken_in(desk), DAY + timedelta(days=1)
        with pytest.raises(Refusal, match="补录"):
            desk.closing.close(application, "connected", DAY, later)
        desk.closing.close(application, "connected", DAY, later, late="停电")
        closed_at = desk.record.db.execute("SELECT closed_at FROM application").fetchone()[0]
        assert closed_at.startswith(DAY.isoformat())


def test_taking_up_again_is_for_the_shift_leader(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        clerk = Clerks(desk.record).add(desk.clerk, "样经办", Role.CLERK, "471108")
        desk.closing.close(application, "other", DAY, DAY, reason="暂不用电")
        with pytest.raises(Refusal, match="值班长"):
            Closing(desk.record, clerk).reopen(application, "点错了")


def test_a_paper_that_was_voided_is_neither_voided_again_nor_handed_over(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        paper = desk.record.journal.append(a_paper(taken_in(desk))).ref
        issued = IssuedPapers(desk)
        issued.void(paper, "写错")
        before = len(list(desk.record.journal.all()))
        with pytest.raises(AlreadyVoided):
            issued.void(paper, "再一次")
        with pytest.raises(AlreadyVoided):
            issued.deliver(paper, "in_person")
        assert len(list(desk.record.journal.all())) == before


def test_what_was_withdrawn_before_acceptance_takes_nothing_more_until_it_is_taken_up_again(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = desk.begin(DAY)
        desk.acceptance.receive(application, DAY, DAY)
        desk.closing.close(application, "withdrawn", DAY, DAY, reason="暂不用电")
        before = desk.record.journal.count()
        acts: tuple[Callable[[], object], ...] = (
            lambda: desk.save_all(application, {"applicant.name": "样例面馆"}),
            lambda: desk.acceptance.receive(application, DAY, DAY),
            lambda: desk.acceptance.accept(application, DAY, DAY),
            lambda: desk.acceptance.hand_over(application, "别处", "不归这里", DAY),
            lambda: issue(desk, application, ()),
        )
        for act in acts:
            with pytest.raises(AlreadyEnded, match="恢复办理"):
                act()
        assert desk.record.journal.count() == before
        desk.closing.reopen(application, "点错了")
        desk.acceptance.accept(application, DAY, DAY)
