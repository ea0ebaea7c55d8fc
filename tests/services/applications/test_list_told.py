"""The checklist after the notice: it stays as told, whatever changes in the case; which states may change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from builders.record_builders import tables
from builders.told_builders import a_desk, corrected, drawn, issued, paper_renderer, taken_in, text_of

from gridcounter.core.intake.checklist import ChecklistLine, LineState, Mark
from gridcounter.core.notice import Item, own_document
from gridcounter.core.record.journal import Kind
from gridcounter.errors import Refusal
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.checklist import WaivedWithoutClause
from gridcounter.services.applications.pinning import NothingDiffers
from gridcounter.services.ledger.timeline import timeline
from gridcounter.services.papers.issued_papers import IssuedPapers
from gridcounter.services.papers.issuing import prepare
from gridcounter.services.papers.supplementary import AlreadyTold, add_items, prepare_addition, second_tellings

LATER = date(2026, 9, 24)
LABEL = "道路恢复方案"
A_PLAN = Item(document=own_document(LABEL), label=LABEL, clause="样例文件 第3条", why="勘查发现要破路")
CLAUSE = "样例文件〔2026〕9号 第2条"


def listed(desk: ApplicationService, application: str) -> Mapping[str, ChecklistLine]:
    return {line.document.id: line for line in desk.state(application).lines}


def told(desk: ApplicationService, more: Mapping[str, object] | None = None) -> str:
    application = taken_in(desk, more)
    issued(desk, application)
    return application


def add(desk: ApplicationService, application: str, *items: Item) -> str:
    """The entry of the paper."""
    (paper,) = paper_renderer(desk).draw(
        prepare_addition(desk, application, items, LATER), wanted=["supplement_notice"]
    )
    return add_items(desk, application, paper, items).ref


def rebuilt_the_same(desk: ApplicationService) -> bool:
    before = tables(desk.record.db)
    return desk.record.rebuild().changed == () and tables(desk.record.db) == before


def test_the_list_follows_the_case_until_a_notice_told_it_and_then_stays(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        before = set(listed(desk, application))
        corrected(desk, application, "case.supply.critical", value=True)
        assert set(listed(desk, application)) > before
        corrected(desk, application, "case.supply.critical", value=False)
        issued(desk, application)

        corrected(desk, application, "case.supply.critical", value=True)

        state = desk.state(application)
        assert state.list_stands
        assert {line.document.id for line in state.lines} == before
        assert state.differences


def test_a_voided_notice_holds_no_list(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = told(desk)
        before = set(listed(desk, application))
        notice = next(one.ref for one in desk.record.papers.of(application) if one.paper == "one_time_notice")
        IssuedPapers(desk).void(notice, "写错")
        corrected(desk, application, "case.supply.critical", value=True)
        assert not desk.state(application).list_stands
        assert set(listed(desk, application)) > before


def test_what_is_read_online_after_the_notice_is_a_move_on_the_list_and_no_other_answer(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = told(desk)
        assert listed(desk, application)["identity"].state == LineState.REFERENCE
        desk.save(application, "case.online", ["identity"])

        state = desk.state(application)
        assert next(line for line in state.lines if line.document.id == "identity").state == LineState.ONLINE
        assert state.differences == ()
        with pytest.raises(NothingDiffers):
            desk.notice_terms.move(application, "电子证照")

        desk.save(application, "case.online", [])
        assert listed(desk, application)["identity"].state == LineState.REFERENCE


def test_what_was_added_is_on_the_list_and_is_received_like_the_rest(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = told(desk)
        add(desk, application, A_PLAN)

        line = listed(desk, application)[A_PLAN.document]
        assert (line.state, line.document.label) == (LineState.DUE, LABEL)
        assert LineState.ONLINE not in line.choices
        assert desk.state(application).differences == ()

        desk.mark(application, A_PLAN.document, Mark(LineState.RECEIVED, copies=2, original_seen=True))
        receipt = text_of(drawn(desk, application)["materials_receipt"].content)
        assert LABEL in receipt
        assert "2份" in receipt

        desk.mark(application, A_PLAN.document, Mark(LineState.DEFERRED, until=date(2026, 10, 20)))
        note = text_of(drawn(desk, application)["deferral_note"].content)
        assert LABEL in note
        assert "样例文件第3条" in note
        assert rebuilt_the_same(desk)


def test_moving_the_answer_keeps_what_was_added(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = told(desk)
        add(desk, application, A_PLAN)
        corrected(desk, application, "case.supply.critical", value=True)
        desk.notice_terms.move(application, "勘查后改定")
        assert A_PLAN.document in listed(desk, application)
        assert "design_documents" in listed(desk, application)
        with pytest.raises(AlreadyTold):
            add(desk, application, A_PLAN)


def test_a_voided_addition_leaves_the_list_and_can_be_told_again(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = told(desk)
        other = Item(document=own_document("平面图"), label="平面图", clause="样例文件 第4条", why="勘查发现")
        add(desk, application, other)
        paper = add(desk, application, A_PLAN)

        IssuedPapers(desk).void(paper, "写错")

        assert A_PLAN.document not in listed(desk, application)
        assert other.document in listed(desk, application)
        assert second_tellings(desk, application) == 1
        assert rebuilt_the_same(desk)
        add(desk, application, A_PLAN)
        assert second_tellings(desk, application) == 2


def test_several_things_on_one_paper_are_one_telling(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = told(desk)
        plans = ("平面图", "剖面图")
        more = [
            Item(document=own_document(name), label=name, clause="样例文件 第4条", why="勘查发现") for name in plans
        ]
        add(desk, application, A_PLAN, *more)
        assert second_tellings(desk, application) == 1
        assert {A_PLAN.document, *(item.document for item in more)} <= set(listed(desk, application))


def test_nothing_is_waived_without_a_clause(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = told(desk, {"case.supply.critical": True})
        before = desk.record.journal.count()
        for empty in ("", "  "):
            with pytest.raises(WaivedWithoutClause):
                desk.mark(application, "design_documents", Mark(LineState.WAIVED, basis=empty))
        assert desk.record.journal.count() == before


def test_what_is_waived_is_journalled_with_its_clause_and_asked_for_no_more(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk, {"case.supply.critical": True})
        desk.mark(application, "design_documents", Mark(LineState.WAIVED, basis=f" {CLAUSE} "))

        entry = [one for one in desk.record.journal.of(application) if one.kind == Kind.DOCUMENT_WAIVED][-1]
        label = listed(desk, application)["design_documents"].document.label
        assert entry.payload == {"document": "design_documents", "basis": CLAUSE, "label": label}
        assert listed(desk, application)["design_documents"].mark == Mark(LineState.WAIVED, basis=CLAUSE)
        moments = timeline(desk.record.journal.of(application), {})
        assert any(CLAUSE in moment.what for moment in moments)
        notice = text_of(drawn(desk, application)["one_time_notice"].content)
        assert "免提交" in notice
        assert "样例文件〔2026〕9号第2条" in notice
        assert rebuilt_the_same(desk)

        desk.mark(application, "design_documents", Mark(LineState.DUE))
        assert listed(desk, application)["design_documents"].state == LineState.DUE
        assert "样例文件〔2026〕9号" not in text_of(drawn(desk, application)["one_time_notice"].content)


def test_a_supplement_asks_for_nothing_of_a_later_stage(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = told(desk, {"case.supply.critical": True})
        assert "design_documents" in listed(desk, application)

        with pytest.raises(Refusal, match="申请阶段的资料没有缺少"):
            paper_renderer(desk).draw(prepare(desk, application), wanted=["supplement_notice"])
