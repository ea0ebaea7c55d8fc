"""Reissued papers: several in one act with one reason, each naming what it replaces and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from builders.filing_builders import a_filing_desk
from builders.record_builders import DAY, Clock, an_answer, tables
from builders.told_builders import (
    NOTICE,
    a_desk,
    all_corrected,
    corrected,
    drawn,
    issued,
    paper_renderer,
    taken_in,
    text_of,
    under_a_later_edition,
)
from docx import Document

from gridcounter.core.intake.checklist import LineState, Mark
from gridcounter.core.notice import read_answer
from gridcounter.core.papers.replaced import Before, before
from gridcounter.core.record.journal import Kind
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import NotAllowed, Role
from gridcounter.services.papers.issued_papers import AlreadyVoided, IssuedPapers, NoReason
from gridcounter.services.papers.issuing import DrawnPaper, PreparedPapers, issue, prepare, reissue

RECEIPT, SHEET = "acceptance_receipt", "info_sheet"
AGENT = {"agent.name": "褚样例", "agent.id_kind": "passport", "agent.id_number": "E12345678", "desk.agent": True}
FIRST = "第1版（2026年9月21日出具）"


def standing(desk: ApplicationService, application: str) -> dict[str, str]:
    return {row.paper: row.ref for row in IssuedPapers(desk).of(application) if row.standing}


def again(desk: ApplicationService, application: str, *papers: str) -> tuple[list[DrawnPaper], dict[str, str]]:
    """Each as it would go out in place of the one that stands."""
    refs = {paper: ref for paper, ref in standing(desk, application).items() if paper in papers}
    prepared = prepare(desk, application, tuple(refs.values()))
    return paper_renderer(desk).draw(prepared, wanted=list(refs)), refs


def text_of_word(content: bytes) -> str:
    document = Document(BytesIO(content))
    return "".join("".join(part.text.split()) for part in document.paragraphs)


def stale(desk: ApplicationService, application: str) -> set[str]:
    return {paper for paper, one in drawn(desk, application).items() if one.changed}


def a_second_version(
    desk: ApplicationService, papers: Sequence[str], changes: dict[str, object]
) -> tuple[str, list[DrawnPaper]]:
    application = taken_in(desk)
    issued(desk, application)
    all_corrected(desk, application, changes)
    new, refs = again(desk, application, *papers)
    reissue(desk, application, new, refs, "户名写错")
    return application, new


# together


def test_several_stale_papers_are_reissued_in_one_act_with_one_reason(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issued(desk, application)
        corrected(desk, application, "applicant.name", "样例面粉二厂")
        assert {NOTICE, RECEIPT, SHEET} <= stale(desk, application)
        new, refs = again(desk, application, NOTICE, RECEIPT, SHEET)
        entries = len(list(desk.record.journal.of(application)))

        reissue(desk, application, new, refs, " 户名写错 ")

        acts = list(desk.record.journal.of(application))[entries:]
        assert [act.kind for act in acts] == [
            *[Kind.PAPER_VOIDED] * 3,
            Kind.NOTICE_ISSUED,
            *[Kind.PAPER_ISSUED] * 2,
        ]
        rows = {(row.paper, row.version): row for row in IssuedPapers(desk).of(application)}
        for paper in (NOTICE, RECEIPT, SHEET):
            assert (rows[paper, 1].why, rows[paper, 1].replaced_by) == ("户名写错", "第 2 版")
            assert rows[paper, 2].standing
            assert IssuedPapers(desk).content(rows[paper, 2].ref) == next(p.content for p in new if p.paper == paper)
        assert stale(desk, application) == set()
        before_ = tables(desk.record.db)
        assert desk.record.rebuild().changed == ()
        assert tables(desk.record.db) == before_


def test_the_list_is_of_today_only_if_the_notice_is_reissued_too(tmp_path: Path) -> None:
    """Another paper alone still shows what was received of the list that the standing notice told."""
    with a_desk(tmp_path) as desk:
        application = taken_in(desk, AGENT)
        for line in desk.state(application).lines:
            desk.mark(application, line.document.id, Mark(LineState.RECEIVED, copies=1))
        issued(desk, application)
        lines = {line.document.id for line in desk.state(application).lines}
        all_corrected(desk, application, {"desk.agent": False})
        refs = standing(desk, application)

        def received(*again_: str) -> set[str]:
            read = prepare(desk, application, [refs[paper] for paper in again_]).application
            return {one.document for one in read.received or ()}

        assert received(SHEET) == lines
        assert received(NOTICE, SHEET) < lines


def test_one_that_was_voided_meanwhile_leaves_all_of_them_as_they_were(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issued(desk, application)
        corrected(desk, application, "applicant.name", "样例面粉二厂")
        new, refs = again(desk, application, NOTICE, RECEIPT)
        IssuedPapers(desk).void(refs[RECEIPT], "别人先作废了")
        entries = len(list(desk.record.journal.of(application)))

        with pytest.raises(AlreadyVoided):
            reissue(desk, application, new, refs, "户名写错")

        assert len(list(desk.record.journal.of(application))) == entries
        assert standing(desk, application)[NOTICE] == refs[NOTICE]


def test_it_takes_a_leader_and_a_reason(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issued(desk, application)
        new, refs = again(desk, application, NOTICE, RECEIPT)
        with pytest.raises(NoReason):
            reissue(desk, application, new, refs, " ")
        clerk = Clerks(desk.record).add(desk.clerk, "李样例", Role.CLERK, "8642")
        with pytest.raises(NotAllowed):
            reissue(replace(desk, clerk=clerk), application, new, refs, "户名写错")
        assert standing(desk, application)[NOTICE] == refs[NOTICE]


def test_a_notice_that_is_reissued_with_others_tells_them_all_again(tmp_path: Path) -> None:
    """As it is when each is voided by itself: nothing rests on what was told before."""
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issued(desk, application)
        all_corrected(desk, application, {"case.supply.dedicated_line": True, "applicant.name": "样例面粉二厂"})
        new, refs = again(desk, application, NOTICE, RECEIPT)
        assert [paper.pinned.track for paper in new] == ["parallel", "parallel"]

        reissue(desk, application, new, refs, "勘查后改为专线")

        pinned = desk.notice_terms.pinned(application)
        assert pinned is not None
        assert pinned.track == "parallel"
        assert stale(desk, application) & {NOTICE, RECEIPT} == set()


# what it replaces, and what changed


@pytest.mark.parametrize("paper", [NOTICE, RECEIPT, SHEET])
def test_a_second_version_says_what_it_replaces_and_what_changed_in_pdf_and_word(tmp_path: Path, paper: str) -> None:
    changes = {"applicant.name": "样例面粉二厂", "case.supply.capacity": 1000, "case.works.length_m": 1200}
    with a_desk(tmp_path) as desk:
        application, new = a_second_version(desk, [paper], changes)
        number = desk.record.applications.get(application).number
        (one,) = new
        words = f"本件代替{number}{FIRST}。自该版出具以来："
        changed = (
            "用电人名称：“样例面粉厂”改为“样例面粉二厂”",
            "用电容量：“800千伏安”改为“1000千伏安”",
            "线路总长：补填“1200米”",
        )

        word = text_of_word(paper_renderer(desk).draw_word(prepare(desk, application), paper))
        for text in (text_of(one.content), word):
            assert words in text
            assert all(part in text for part in changed), text


def test_a_first_version_says_nothing_of_the_kind(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        for paper in issued(desk, taken_in(desk)).values():
            assert "代替" + "JN" not in text_of(paper.content)
            assert "自该版出具以来" not in text_of(paper.content)


def test_what_differs_of_the_answer_is_said_with_the_words_that_it_had(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issued(desk, application)
        later = under_a_later_edition(desk, tmp_path)
        (new,), _ = again(later, application, NOTICE)
        result = text_of(new.content)
        assert "政策依据：“济能字〔2021〕22号”改为“样能字〔2026〕2号”" in result
        assert "业务受理并答复供电方案：“2个工作日”改为“4个工作日”" in result


def test_what_became_of_a_document_is_said(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        line = next(line for line in desk.state(application).lines if len(line.choices) > 1)
        desk.mark(application, line.document.id, Mark(LineState.RECEIVED, copies=1))
        issued(desk, application)
        desk.mark(application, line.document.id, Mark(LineState.RECEIVED, copies=2))
        (new,), _ = again(desk, application, "materials_receipt")
        assert f"{line.document.label}：改为已收" in text_of(new.content) or "：改为已收" in text_of(new.content)


def test_no_number_of_a_person_is_repeated_whole(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk, AGENT | {"applicant.phone": "13800000000"})
        issued(desk, application)
        all_corrected(desk, application, {"agent.id_number": "E87654321", "applicant.phone": "13911112222"})
        entries = list(desk.record.journal.of(application))
        said = "；".join(before(entries, standing(desk, application)[NOTICE]).lines)
        assert "代理人证件号码：“E12**5678”改为“E87**4321”" in said
        assert "联系电话：“138****0000”改为“139****2222”" in said
        assert not any(number in said for number in ("E12345678", "E87654321", "13800000000", "13911112222"))


def test_a_firm_s_code_is_public(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk, {"applicant.id_kind": "uscc"})
        issued(desk, application)
        desk.save(application, "applicant.id_number", "91370811MA00000015")
        entries = list(desk.record.journal.of(application))
        lines = before(entries, standing(desk, application)[NOTICE]).lines
        assert lines == ("证件号码：补填“91370811MA00000015”",)


def test_a_value_that_went_and_came_back_did_not_change(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issued(desk, application)
        corrected(desk, application, "applicant.name", "写错的名")
        corrected(desk, application, "applicant.name", "样例面粉厂")
        (new,), _ = again(desk, application, NOTICE)
        assert "自该版出具以来：申请内容和答复没有改动。" in text_of(new.content)


def test_what_only_goes_on_is_no_change(tmp_path: Path) -> None:
    """受理 and the number of the business system make no other paper of one that stands, nor are they told."""
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issued(desk, application)
        desk.save_all(application, {"case.on": "2026-09-22", "desk.temporary_until": "2027-01-01"})
        desk.intake.enter_official_number(application, "T20260001")
        entries = list(desk.record.journal.of(application))
        assert before(entries, standing(desk, application)[NOTICE]).lines == ()


def test_the_paper_names_another_business_in_the_words_of_its_place(tmp_path: Path) -> None:
    """The fault: “suspension”改为“capacity_reduction” on the notice that the applicant takes home."""
    with a_desk(tmp_path) as desk:
        application, new = a_second_version(desk, (NOTICE,), {"case.business": "suspension"})
        assert "办理业务：“新装”改为“暂停用电”" in text_of(new[0].content)
        refs = standing(desk, application)
        all_corrected(desk, application, {"case.business": "capacity_reduction"})
        prepared = prepare(desk, application, (refs[NOTICE],))
        (third,) = paper_renderer(desk).draw(prepared, wanted=[NOTICE])
        assert "办理业务：“暂停用电”改为“减容”" in text_of(third.content)


def test_more_than_a_dozen_are_named_without_their_values() -> None:
    lines = tuple(f"第{place}项：“甲”改为“乙”" for place in range(1, 15))
    (*text, rest) = Before(lines).beside(read_answer(an_answer()))
    assert tuple(text) == lines[:12]
    assert rest == "另有改动的：第13项、第14项"


def test_a_filing_form_says_what_changed_and_its_extract_on_the_street_only_what_it_replaces(tmp_path: Path) -> None:
    with a_filing_desk(tmp_path) as at:
        forms = ["commitment_filing", "commitment_filing_posted"]
        first = paper_renderer(at.desk).draw(prepare(at.desk, at.application), wanted=forms)
        issue(at.desk, at.application, first)
        all_corrected(at.desk, at.application, {"case.works.length_m": 500, "applicant.phone": "13900000002"})
        papers, _ = again(at.desk, at.application, *forms)
        form, posted = sorted(papers, key=lambda paper: paper.paper)
        assert "本表替代第1版（2026年9月21日出具）。" in text_of(form.content)
        assert "自该版出具以来：" in text_of(form.content)
        assert "线路总长：“400米”改为“500米”" in text_of(form.content)
        assert "本件替代第1版（2026年9月21日出具）。" in text_of(posted.content)
        assert "自该版" not in text_of(posted.content)
        assert "139****0002" not in text_of(posted.content)


def test_the_sheets_of_a_consultation_replace_nothing(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = desk.begin_consultation(DAY)
        desk.save_all(application, {"case.business": "new_connection", "case.customer": "resident"})
        issued(desk, application)
        corrected(desk, application, "case.customer", "enterprise")
        new = drawn(desk, application)[NOTICE]
        assert "第2版" in text_of(new.content)
        assert "代替第" not in text_of(new.content)
        assert "自该版" not in text_of(new.content)


# what went out before any of this was said


def test_an_earlier_second_version_stays_as_issued(tmp_path: Path) -> None:
    """It said neither; it is drawn the same, and is not taken for another paper."""
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issued(desk, application)
        corrected(desk, application, "applicant.name", "样例面粉二厂")
        refs = standing(desk, application)
        prepared = prepare(desk, application, tuple(refs.values()))
        old = by_an_earlier_program(paper_renderer(desk).draw(as_before(prepared), wanted=list(refs)))
        reissue(desk, application, old, refs, "户名写错")
        for paper, one in drawn(desk, application).items():
            assert not one.changed, paper
            assert one.content_hash == next(made.content_hash for made in old if made.paper == paper)


def by_an_earlier_program(drawn: Sequence[DrawnPaper]) -> list[DrawnPaper]:
    """Which issued them although this one would draw them otherwise."""
    return [replace(one, drawn_of=None) for one in drawn]


def as_before(prepared: PreparedPapers) -> PreparedPapers:
    return replace(prepared, versions={name: replace(one, before=None) for name, one in prepared.versions.items()})


def wait_until(desk: ApplicationService, day: datetime) -> None:
    clock = desk.record.clock
    assert isinstance(clock, Clock)
    clock.at = day


def test_a_paper_bears_the_day_on_which_it_is_issued_not_that_of_the_acceptance(tmp_path: Path) -> None:
    """出具日期 of the acceptance on a second version contradicts the first one, which it says was issued later."""
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        wait_until(desk, datetime(2026, 9, 24, 1, tzinfo=UTC))
        issued(desk, application)
        assert "出具日期：2026年9月24日" in text_of(drawn(desk, application)[NOTICE].content)
        wait_until(desk, datetime(2026, 9, 25, 1, tzinfo=UTC))
        assert stale(desk, application) == set()
        assert "出具日期：2026年9月24日" in text_of(drawn(desk, application)[NOTICE].content)
        corrected(desk, application, "applicant.name", "样例面粉二厂")
        new, _ = again(desk, application, NOTICE)
        words = text_of(new[0].content)
        assert "第1版（2026年9月24日出具）" in words
        assert "出具日期：2026年9月25日" in words


def test_a_paper_that_was_dated_by_the_acceptance_still_reads_as_it_was_issued(tmp_path: Path) -> None:
    """So did every paper before; none of them is to be issued again for its date."""
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        wait_until(desk, datetime(2026, 9, 24, 1, tzinfo=UTC))
        earlier = replace(prepare(desk, application), on=None)
        issue(desk, application, by_an_earlier_program(paper_renderer(desk).draw(earlier)))
        assert stale(desk, application) == set()
        assert "出具日期：2026年9月21日" in text_of(drawn(desk, application)[NOTICE].content)
