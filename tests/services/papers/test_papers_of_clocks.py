"""Paused clocks on papers: printed only if known, and without making a new version of a paper."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from builders.deadline_builders import ACCEPTED, a_desk, a_supplement, accepted
from builders.told_builders import corrected
from pypdf import PdfReader

from gridcounter.bootstrap import open_paper_renderer
from gridcounter.core.deadlines.clocks import PauseGround
from gridcounter.errors import Refusal
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.papers.issuing import DrawnPaper, issue, prepare

RESTS, BACK = date(2026, 9, 29), date(2026, 10, 12)
HEAD = "不计入时限的日子"
SHOP = {
    "case.locality": "jining", "case.on": ACCEPTED.isoformat(), "case.business": "new_connection",
    "case.customer": "micro_enterprise", "case.supply.voltage_kv": 0.38, "case.supply.capacity": 60,
    "case.supply.unit": "kW", "case.works": None, "applicant.name": "样例面馆",
}  # fmt: skip


def drawn(desk: ApplicationService, application: str) -> dict[str, DrawnPaper]:
    found = open_paper_renderer(desk.assessor).draw(prepare(desk, application))
    return {paper.paper: paper for paper in found}


def text(paper: DrawnPaper) -> str:
    pages = PdfReader(BytesIO(paper.content)).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")


def rest(desk: ApplicationService, application: str) -> None:
    ref = a_supplement(desk, application)
    desk.deadlines.pause(application, ["plan"], RESTS, RESTS, why=PauseGround.SUPPLEMENT, ref=ref)
    desk.deadlines.resume(application, ["plan"], BACK, BACK)


def test_a_receipt_printed_after_a_rest_names_its_days_and_the_date(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = accepted(desk)
        assert HEAD not in text(drawn(desk, application)["acceptance_receipt"])
        rest(desk, application)
        words = text(drawn(desk, application)["acceptance_receipt"])
        assert "方案答复：9月30日至10月12日等待补充资料，不计；到期日为10月20日。" in words.partition(HEAD)[2]


def test_what_was_handed_out_before_a_rest_stays_the_paper_it_was(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = accepted(desk)
        issue(desk, application, [drawn(desk, application)["acceptance_receipt"]])
        rest(desk, application)
        again = drawn(desk, application)["acceptance_receipt"]
        assert again.issued
        assert not again.changed


def test_what_was_handed_out_after_a_rest_stays_the_paper_it_was(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = accepted(desk)
        rest(desk, application)
        issue(desk, application, [drawn(desk, application)["acceptance_receipt"]])
        assert not drawn(desk, application)["acceptance_receipt"].changed


def test_a_supplement_names_the_clocks_that_it_stops(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = accepted(desk)
        _, stopped = desk.deadlines.on_paper(application)
        assert stopped == "方案答复"
        desk.deadlines.note_event(application, "completion_reported", RESTS, RESTS)
        assert desk.deadlines.on_paper(application)[1] == "方案答复、验收送电"
        desk.deadlines.finish(application, "plan", RESTS, RESTS)
        prepared = prepare(desk, application)
        assert prepared.stopped == "验收送电"
        # of an application that nothing is known of nothing is missing: what is open is advised at most
        with pytest.raises(Refusal, match="申请阶段的资料没有缺少"):
            open_paper_renderer(desk.assessor).draw_word(prepared, "supplement_notice")


def test_what_is_registered_later_makes_no_other_paper_of_one_in_force(tmp_path: Path) -> None:
    """收件, 受理 on a later day and the number of the business system come after the notice, as they always do."""
    with a_desk(tmp_path) as desk:
        application = desk.intake.open(ACCEPTED, SHOP)
        before = drawn(desk, application)
        assert "acceptance_receipt" not in before
        issue(desk, application, list(before.values()))
        desk.acceptance.receive(application, RESTS, RESTS)
        desk.acceptance.accept(application, BACK, BACK)
        desk.acceptance.enter_official_number(application, "样例业务0001")
        again = drawn(desk, application)
        assert {paper for paper, one in again.items() if one.changed} == set()
        assert again["acceptance_receipt"].issued == ""
        assert "受理日期2026年10月12日" in text(again["acceptance_receipt"])

        corrected(desk, application, "applicant.name", "样例另一家面馆")
        assert drawn(desk, application)["one_time_notice"].changed
