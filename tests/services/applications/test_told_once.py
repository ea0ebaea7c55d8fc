"""A told (告知) answer is pinned: notice and 受理 pin it, case and pack may change, moving it is a separate act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from builders.record_builders import DAY, tables
from builders.told_builders import (
    NOTICE,
    a_desk,
    corrected,
    drawn,
    issued,
    paper_renderer,
    taken_in,
    under_a_later_edition,
)
from pypdf import PdfReader

from gridcounter import paths
from gridcounter.core.intake.checklist import LineState, Mark
from gridcounter.core.notice import Item, answer_of
from gridcounter.core.papers.called_for import DRAWER_PACK, SIGNED_FOR
from gridcounter.core.papers.definition import SignaturesForm
from gridcounter.core.record.journal import Kind
from gridcounter.errors import Refusal
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.pinning import (
    EditionGone,
    NoReasonToMove,
    NothingDiffers,
    assess_pinned,
    pinned_circumstances,
)
from gridcounter.services.papers.forms import load_forms
from gridcounter.services.papers.issued_papers import IssuedPapers
from gridcounter.services.papers.issuing import DrawnPaper, Overtaken, issue, prepare
from gridcounter.services.papers.supplementary import (
    ADDED_MARK,
    AlreadyTold,
    ClassChanged,
    NoClause,
    NoReasonToAdd,
    NotAnnounced,
    NothingSettled,
    NothingTold,
    add_items,
    confirm_survey,
    prepare_addition,
    prepare_survey,
    second_tellings,
    unannounced,
)

LATER = date(2026, 9, 24)
A_PAPER = Item(document="road_plan", label="道路恢复方案", clause="样例文件 第3条", why="勘查发现要破路")


def survey(desk: ApplicationService, application: str) -> DrawnPaper:
    (paper,) = paper_renderer(desk).draw(prepare_survey(desk, application, LATER), wanted=["survey_update"])
    confirm_survey(desk, application, paper, LATER)
    return paper


def add(desk: ApplicationService, application: str, *items: Item) -> DrawnPaper:
    (paper,) = paper_renderer(desk).draw(
        prepare_addition(desk, application, items, LATER), wanted=["supplement_notice"]
    )
    add_items(desk, application, paper, items)
    return paper


def text_of_pdf(content: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages)


def kinds(desk: ApplicationService, application: str) -> list[str]:
    return [entry.kind for entry in desk.record.journal.of(application)]


# pinning


def test_acceptance_pins_the_answer_of_its_day_with_its_clocks(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk, accepted=False)
        assert desk.notice_terms.pinned(application) is None

        desk.acceptance.receive(application, DAY, DAY)
        desk.acceptance.accept(application, LATER, LATER)

        pinned = desk.notice_terms.pinned(application)
        assert pinned is not None
        assert (pinned.pack, pinned.case["on"], pinned.track) == ("jining", LATER.isoformat(), "undetermined")
        clocks = desk.record.db.execute("SELECT count(*) FROM clock WHERE application = ?", [application])
        assert clocks.fetchone() == (len(pinned.clocks),)


def test_a_contradictory_case_is_accepted_and_pins_nothing(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk, accepted=False)
        desk.save(application, "case.customer", "nobody")
        desk.acceptance.receive(application, DAY, DAY)
        desk.acceptance.accept(application, DAY, DAY)

        assert desk.notice_terms.pinned(application) is None
        assert desk.state(application).row.accepted_on == DAY.isoformat()


def test_the_notice_pins_what_its_bytes_were_drawn_from(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk, accepted=False)
        papers = drawn(desk, application)
        issue(desk, application, list(papers.values()))

        desk.save(application, "case.supply.dedicated_line", value=True)

        pinned = desk.notice_terms.pinned(application)
        assert pinned == papers[NOTICE].pinned
        assert pinned is not None
        assert pinned.track == "undetermined"
        assert next(one.what for one in desk.state(application).differences) == "外线办理方式"


def test_what_changed_after_the_papers_were_drawn_is_not_left_out_of_them(tmp_path: Path) -> None:
    """The fault: another desk, or a clerk on another page, changed it, and the applicant got what stood before."""
    with a_desk(tmp_path) as desk:
        application = taken_in(desk, accepted=False)
        papers = list(drawn(desk, application).values())
        desk.save(application, "applicant.name", "样例面粉二厂")
        before = kinds(desk, application)

        with pytest.raises(Overtaken):
            issue(desk, application, papers)

        assert kinds(desk, application) == before
        issued(desk, application)


def test_a_notice_given_before_acceptance_holds_after_it_under_its_own_edition(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk, accepted=False)
        issued(desk, application)
        before = desk.notice_terms.pinned(application)
        changed = under_a_later_edition(desk, tmp_path)

        changed.acceptance.receive(application, DAY, DAY)
        changed.acceptance.accept(application, LATER, LATER)

        after = changed.notice_terms.pinned(application)
        assert before is not None
        assert after is not None
        assert (after.pack_version, after.clocks) == (before.pack_version, before.clocks)
        assert after.case["on"] == LATER.isoformat()


def test_what_was_printed_for_a_consultation_pins_nothing(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = desk.begin_consultation(DAY)
        desk.save_all(application, {"case.business": "new_connection", "case.customer": "resident"})
        issued(desk, application)
        assert desk.notice_terms.pinned(application) is None


def test_the_same_decision_is_found_again_from_what_was_pinned(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk, {"premises.ownership": "rented", "desk.has_agent": True})
        pinned = desk.notice_terms.pinned(application)
        assert pinned is not None
        case = desk.assessed(application).case
        assert case is not None
        baseline = desk.assessor.packs.baseline.version
        found = assess_pinned(desk.assessor, pinned)
        assert answer_of(case, found, pinned_circumstances(pinned), baseline=baseline) == pinned


# what changes afterwards


def test_after_a_pack_change_every_paper_issued_is_what_lies_in_the_archive(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        where = prepare(desk, application).anchor  # it moves on with each entry
        handed_out = issued(desk, application)
        changed = under_a_later_edition(desk, tmp_path)

        papers = paper_renderer(changed).draw(replace(prepare(changed, application), anchor=where))
        again = {one.paper: one for one in papers}

        rows = {row.paper: row for row in IssuedPapers(changed).of(application)}
        assert rows.keys() == handed_out.keys() == again.keys()
        for paper, row in rows.items():
            archived = IssuedPapers(changed).content(row.ref)
            assert archived == handed_out[paper].content
            if paper != NOTICE:
                assert again[paper].content == archived
                assert not again[paper].changed
        assert again[NOTICE].changed


def test_a_paper_issued_after_a_pack_change_is_based_on_what_was_told(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        result = issued(desk, application)[NOTICE].pinned
        changed = under_a_later_edition(desk, tmp_path)
        document = next(line for line in changed.state(application).lines if len(line.choices) > 1)
        changed.mark(application, document.document.id, Mark(LineState.RECEIVED, copies=1))

        paper = issued(changed, application)["materials_receipt"]

        assert paper.pack_version == result.pack_version
        sql = "SELECT DISTINCT pack_version FROM paper WHERE application = ?"
        assert changed.record.db.execute(sql, [application]).fetchall() == [(result.pack_version,)]
        assert changed.notice_terms.pinned(application) == result


def test_a_reissued_notice_tells_again_and_pins_that(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issued(desk, application)
        changed = under_a_later_edition(desk, tmp_path)
        papers = IssuedPapers(changed)
        papers.void(next(row.ref for row in papers.of(application) if row.paper == NOTICE), "政策换版")

        result = issued(changed, application)[NOTICE].pinned

        assert changed.notice_terms.pinned(application) == result
        assert result.pack_number == "样能字〔2026〕2号"
        assert not changed.state(application).differences


def test_what_differs_is_shown_and_moving_is_an_act_with_a_reason(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issued(desk, application)
        before = desk.notice_terms.pinned(application)
        with pytest.raises(NothingDiffers):
            desk.notice_terms.move(application, "看看")
        changed = under_a_later_edition(desk, tmp_path)

        state = changed.state(application)
        assert state.pinned == before
        assert any("2 个工作日" in one.before and "4 个工作日" in one.after for one in state.differences)
        with pytest.raises(NoReasonToMove):
            changed.notice_terms.move(application, " ")
        assert changed.notice_terms.pinned(application) == before

        changed.notice_terms.move(application, "新文件更快")
        moved = changed.state(application)
        assert not moved.differences
        assert moved.pinned is not None
        assert moved.pinned.pack_number == "样能字〔2026〕2号"
        assert kinds(desk, application)[-1] == Kind.ANSWER_MOVED


def test_an_edition_that_is_gone_is_named_and_nothing_is_guessed(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issued(desk, application)
        changed = under_a_later_edition(desk, tmp_path, keep=False)
        with pytest.raises(EditionGone, match="济能字〔2021〕22号"):
            prepare(changed, application)
        assert changed.state(application).differences


# told again


def test_an_announced_branch_becomes_certain_and_is_no_second_telling(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issued(desk, application)
        desk.save(application, "case.supply.dedicated_line", value=False)

        paper = survey(desk, application)

        pinned = desk.notice_terms.pinned(application)
        assert pinned is not None
        assert pinned.track == "filing"
        assert second_tellings(desk, application) == 0
        assert "2026年9月24日" in text_of_pdf(paper.content)
        assert kinds(desk, application)[-2:] == [Kind.PAPER_ISSUED, Kind.SURVEY_CONFIRMED]
        assert not desk.state(application).differences
        assert not any(one.changed for one in drawn(desk, application).values())
        with pytest.raises(NothingSettled):
            prepare_survey(desk, application, LATER)


def test_what_a_voided_survey_paper_said_can_be_confirmed_again(tmp_path: Path) -> None:
    """The fault: nobody could be told it any more, and the refusal said that the case was as it had been told."""
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issued(desk, application)
        desk.save_all(application, {"case.supply.dedicated_line": True})
        first = survey(desk, application)
        papers = IssuedPapers(desk)
        (row,) = (row for row in papers.of(application) if row.paper == "survey_update")
        papers.void(row.ref, "盖错了章")

        again = survey(desk, application)

        assert again.pinned == first.pinned
        (row,) = (row for row in papers.of(application) if row.paper == "survey_update" and row.standing)
        assert row.version == 2
        with pytest.raises(NothingSettled):
            prepare_survey(desk, application, LATER)


def test_a_survey_counts_no_new_rule_in(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        result = issued(desk, application)[NOTICE].pinned
        changed = under_a_later_edition(desk, tmp_path)
        changed.save(application, "case.supply.dedicated_line", value=False)

        survey(changed, application)

        after = changed.notice_terms.pinned(application)
        assert after is not None
        assert (after.pack_version, after.track) == (result.pack_version, "filing")


def test_what_was_not_announced_needs_clause_and_reason_and_is_counted(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issued(desk, application)
        for item, refusal in (
            (A_PAPER.model_copy(update={"clause": " "}), NoClause),
            (A_PAPER.model_copy(update={"why": ""}), NoReasonToAdd),
        ):
            with pytest.raises(refusal, match="道路恢复方案"):
                prepare_addition(desk, application, [item], LATER)
        assert second_tellings(desk, application) == 0

        paper = add(desk, application, A_PAPER)

        assert second_tellings(desk, application) == 1
        text = text_of_pdf(paper.content)
        assert all(
            part in text for part in (ADDED_MARK, "道路恢复方案", "样例文件第3条", "勘查发现要破路", "2026年9月24日")
        )
        pinned = desk.notice_terms.pinned(application)
        assert pinned is not None
        assert pinned.documents[-1].label == "道路恢复方案"
        with pytest.raises(AlreadyTold):
            prepare_addition(desk, application, [A_PAPER], LATER)


def test_a_second_telling_that_was_voided_does_not_count(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issued(desk, application)
        add(desk, application, A_PAPER)
        papers = IssuedPapers(desk)
        papers.void(papers.of(application)[0].ref, "写错")
        assert second_tellings(desk, application) == 0


def test_a_document_that_nobody_was_told_of_stops_the_survey_paper_until_it_is_told(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issued(desk, application)
        corrected(desk, application, "case.supply.critical", value=True)
        desk.save(application, "case.supply.dedicated_line", value=False)
        with pytest.raises(NotAnnounced, match="设计"):
            prepare_survey(desk, application, LATER)

        found = unannounced(desk, application)
        assert all(item.clause and not item.why for item in found)
        add(desk, application, *(item.model_copy(update={"why": "勘查后才知道是重要用户"}) for item in found))
        survey(desk, application)

        assert second_tellings(desk, application) == 1
        assert not desk.state(application).differences


def test_another_class_is_no_matter_of_a_survey(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issued(desk, application)
        corrected(desk, application, "case.supply.capacity", 2000.0)
        with pytest.raises(ClassChanged, match="1250千伏安"):
            prepare_survey(desk, application, LATER)


def test_before_a_notice_there_is_nothing_to_confirm_or_to_add_to(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        acts: tuple[Callable[[], object], ...] = (
            lambda: prepare_survey(desk, application, LATER),
            lambda: prepare_addition(desk, application, [A_PAPER], LATER),
        )
        for act in acts:
            with pytest.raises(NothingTold):
                act()


def test_a_rebuild_finds_every_answer_again(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        issued(desk, application)
        desk.save(application, "case.supply.dedicated_line", value=False)
        survey(desk, application)
        add(desk, application, A_PAPER)
        corrected(desk, application, "case.supply.capacity", 2000.0)
        desk.notice_terms.move(application, "申请增加容量")
        before = tables(desk.record.db)
        rebuilt = desk.record.rebuild()
        assert rebuilt.changed == ()
        assert tables(desk.record.db) == before


def test_a_refusal_is_one_sentence_for_a_person() -> None:
    for refused in (NothingTold(), NothingSettled(), EditionGone("样例"), NothingDiffers()):
        assert isinstance(refused, Refusal)
        assert "\n" not in str(refused)


def test_a_signed_copy_is_waited_for_where_a_form_has_a_line_for_the_applicant() -> None:
    asked = {
        paper
        for paper, form in load_forms(paths.forms()).definitions.items()
        for block in form.block
        if isinstance(block, SignaturesForm) and any(party.title.startswith("申请人") for party in block.parties)
    }
    assert set(SIGNED_FOR) == asked - {DRAWER_PACK}
