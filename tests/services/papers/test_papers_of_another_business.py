"""The papers of a business beside connecting, from the record: conditions seen at 受理, the account, the wanted day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from builders.record_builders import DAY
from builders.told_builders import NOTICE, a_desk, corrected, drawn, issued, paper_renderer, text_of

from gridcounter.core.intake.conditions import conditions_field, stored
from gridcounter.services.papers.issued_papers import IssuedPapers
from gridcounter.services.papers.issuing import prepare, reissue

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from gridcounter.services.applications.application_service import ApplicationService

RECEIPT = "acceptance_receipt"
ACCOUNT = {"desk.account_number": "3700123456", "desk.wanted_on": "2026-10-12"}


def taken_in(desk: ApplicationService, more: Mapping[str, object] | None = None) -> str:
    """A suspension, received, with its first condition met and the second one not."""
    application = desk.begin(DAY)
    about = {"case.business": "suspension", "applicant.name": "样例面粉厂", "premises.address": "样例路1号"}
    desk.save_all(application, {**about, **(more or {})})
    first, second = desk.state(application).conditions
    lines = (replace(first, met=True), replace(second, met=False, remark="还欠 120 元"))
    desk.save(application, conditions_field("suspension"), stored(lines))
    desk.acceptance.receive(application, DAY, DAY)
    return application


def told(desk: ApplicationService, application: str) -> dict[str, str]:
    return {paper: text_of(one.content) for paper, one in drawn(desk, application).items()}


def test_the_notice_after_the_acceptance_has_what_was_seen_and_not_the_remark_of_the_desk(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        before = told(desk, application)[NOTICE]
        desk.acceptance.accept(application, DAY, DAY)
        after = told(desk, application)[NOTICE]

    assert "停止运行□是□否" in before
    assert "停止运行✓是□否" in after
    assert "没有欠费□是✓否" in after
    assert "120" not in after


def test_a_notice_that_went_out_before_the_acceptance_stays_as_it_is(tmp_path: Path) -> None:
    """What the process fills in later makes no other paper of one in force."""
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issued(desk, application)
        desk.acceptance.accept(application, DAY, DAY)

        assert not drawn(desk, application)[NOTICE].changed


def test_the_account_and_the_day_are_on_notice_and_receipt(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk, ACCOUNT)
        desk.acceptance.accept(application, DAY, DAY)
        papers = told(desk, application)

        for paper in (NOTICE, RECEIPT):
            assert "用电户号3700123456" in papers[paper]
            assert "从何日起2026年10月12日" in papers[paper]


def test_what_was_noted_for_another_business_is_on_no_paper(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = desk.begin(DAY)
        about = {"case.business": "transfer", "applicant.name": "样例面粉厂", "premises.address": "样例路1号"}
        desk.save_all(application, {**about, **ACCOUNT})

        paper = told(desk, application)[NOTICE]
        assert "3700123456" in paper  # a transfer is about an account, too
        assert "从何日起" not in paper
        desk.save(application, "case.business", "pv")
        assert "3700123456" not in told(desk, application)[NOTICE]


def test_an_account_that_is_noted_later_makes_no_other_paper(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        desk.acceptance.accept(application, DAY, DAY)
        issued(desk, application)
        desk.save_all(application, ACCOUNT)

        assert {paper for paper, one in drawn(desk, application).items() if one.changed} == set()


def test_a_corrected_account_is_told_in_the_next_version(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk, ACCOUNT)
        desk.acceptance.accept(application, DAY, DAY)
        issued(desk, application)
        corrected(desk, application, "desk.account_number", "3700123457")
        refs = {row.paper: row.ref for row in IssuedPapers(desk).of(application) if row.paper == NOTICE}
        (new,) = paper_renderer(desk).draw(prepare(desk, application, tuple(refs.values())), wanted=[NOTICE])
        reissue(desk, application, [new], refs, "户号写错")

        assert "用电户号：“3700123456”改为“3700123457”" in text_of(new.content)
        assert "停止运行✓是□否" in text_of(new.content)
        assert not drawn(desk, application)[NOTICE].changed


def test_conditions_of_a_business_that_was_corrected_are_not_ticked(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        desk.acceptance.accept(application, DAY, DAY)
        corrected(desk, application, "case.business", "resumption")

        assert "没有欠费□是□否" in told(desk, application)[NOTICE]
