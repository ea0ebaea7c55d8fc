"""咨询 over a real record: the same answer without a name, its paper, and its conversion to an application."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pytest
from builders.paper_builders import (
    PLACES,
    an_application,
    as_pdf,
    as_word,
    built,
    paperwork,
    pdf_text,
    plain,
    read,
    text_of,
    word_text,
)
from builders.record_builders import DAY, a_record
from builders.told_builders import paper_renderer
from docx.oxml.ns import qn
from pypdf import PdfReader

from gridcounter.bootstrap import open_application_service
from gridcounter.core.intake.checklist import LineState, Mark
from gridcounter.core.intake.steps import StepKey
from gridcounter.core.papers.called_for import CONSULTATION_MARK, PAPERS
from gridcounter.core.papers.form_model import Signatures
from gridcounter.core.papers.view import Printing
from gridcounter.core.record.journal import Kind
from gridcounter.core.record.of_applications import FieldsCorrected
from gridcounter.core.wording import day_in_full
from gridcounter.errors import Refusal
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.correcting import Correction, NoReasonToCorrect
from gridcounter.services.applications.intake import FieldLocked
from gridcounter.services.ledger.application_card import ApplicationCards
from gridcounter.services.ledger.ledger import Chip, Ledger
from gridcounter.services.papers.corrections import preview_correction
from gridcounter.services.papers.issued_papers import IssuedPapers
from gridcounter.services.papers.issuing import DrawnPaper, issue, prepare
from gridcounter.services.papers.rendering import PaperRenderer
from gridcounter.store.journal.validators.entries import ApplicationExists, OnlyConsulted
from gridcounter.store.queries.corrections import to_be_reissued

NOTICE = "one_time_notice"
HOME: dict[str, object] = {
    "case.business": "new_connection",
    "case.customer": "resident",
    "case.supply.voltage_kv": 0.22,
}
FACTORY: dict[str, object] = {
    "case.business": "new_connection",
    "case.customer": "enterprise",
    "case.supply.voltage_kv": 10,
    "case.supply.capacity": 800.0,
    "case.supply.unit": "kVA",
    "case.supply.sources": 1,
}
LATER = date(2026, 9, 28)
ASKING = Printing(short_code="7K2MQR", consultation=True)


@contextmanager
def a_desk(folder: Path) -> Iterator[ApplicationService]:
    with a_record(folder / "record") as record:
        yield open_application_service(record, paperwork().assessor)


def asked(desk: ApplicationService, answers: dict[str, object] | None = None) -> str:
    application = desk.begin_consultation(DAY)
    desk.save_all(application, HOME if answers is None else answers)
    return application


def drawn(desk: ApplicationService, application: str) -> list[DrawnPaper]:
    return PaperRenderer(paperwork()).draw(prepare(desk, application))


def printed(desk: ApplicationService, application: str) -> None:
    issue(desk, application, drawn(desk, application))


def versions(desk: ApplicationService, application: str) -> list[tuple[str, int, bool, str | None]]:
    return [(one.paper, one.version, one.consultation, one.replaces) for one in desk.record.papers.of(application)]


# the desk


def test_nothing_of_a_consultation_asks_for_a_name_or_a_paper(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        state = desk.state(asked(desk))

        assert state.consultation
        assert state.lacking[StepKey.APPLICANT] == state.lacking[StepKey.REVIEW] == ()
        assert state.lacking[StepKey.CHECKLIST] == ()
        assert (state.lacking[StepKey.PAPERS], state.to_do) == ((), {StepKey.PAPERS: ("打印",)})
        assert state.lines
        assert all(line.choices == (line.state,) for line in state.lines)


def test_it_is_the_answer_of_an_application_without_its_dates(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        taken_in = desk.begin(DAY)
        desk.save_all(taken_in, FACTORY)
        said, owed = desk.state(asked(desk, FACTORY)).decision, desk.state(taken_in).decision

        assert said is not None
        assert owed is not None
        assert any(line.due_on for line in owed.clocks)
        assert not any(line.due_on or line.provisional for line in said.clocks)
        assert [line.wd for line in said.clocks] == [line.wd for line in owed.clocks]
        assert (said.customer_class, said.documents, said.costs) == (owed.customer_class, owed.documents, owed.costs)


def test_what_takes_something_in_is_refused_until_it_is_converted(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = asked(desk)
        document = desk.state(application).lines[0].document.id

        acts: tuple[Callable[[], None], ...] = (
            lambda: desk.acceptance.receive(application, DAY, DAY),
            lambda: desk.acceptance.hand_over(application, "城区供电所", "不在本处辖区", DAY),
            lambda: desk.acceptance.enter_official_number(application, "3708"),
            lambda: desk.mark(application, document, Mark(LineState.RECEIVED, 1)),
        )
        for act in acts:
            with pytest.raises(OnlyConsulted, match="先转为业务受理"):
                act()

        desk.convert(application, DAY)
        desk.acceptance.receive(application, DAY, DAY)
        desk.acceptance.accept(application, DAY, DAY)
        assert desk.state(application).row.accepted_on == DAY.isoformat()


def test_converting_keeps_answers_number_and_code_and_says_so(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = asked(desk)
        before = desk.state(application)

        desk.convert(application, DAY)

        after = desk.state(application)
        assert not after.consultation
        assert after.fields == before.fields
        assert (after.row.number, after.row.short_code) == (before.row.number, before.row.short_code)
        assert "用电人名称" in after.lacking[StepKey.APPLICANT]
        whats = [moment.what for moment in ApplicationCards(desk).read(application).timeline]
        assert whats[0] == f"登记咨询，编号 {before.row.number}"
        assert whats[-1] == f"由咨询转为业务受理，编号 {before.row.number} 不变"
        with pytest.raises(ApplicationExists):
            desk.convert(application, DAY)


def test_what_is_converted_days_later_is_answered_from_that_day(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = asked(desk)

        desk.convert(application, LATER)

        case = desk.state(application).case
        assert case is not None
        assert case.on == LATER
        desk.save(application, "case.customer", "enterprise")


def test_numbers_are_of_one_series(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        numbers = [desk.state(one).row.number for one in (desk.begin(DAY), desk.begin_consultation(DAY))]

        assert [int(number[-4:]) for number in numbers] == [1, 2]
        assert numbers[0][:-4] == numbers[1][:-4]


# its papers


def test_only_the_notice_goes_out_of_a_consultation() -> None:
    raw = an_application("jining", received=[{"document": "identity"}])

    assert set(built(raw, printing=ASKING)) == {NOTICE}


@pytest.mark.parametrize("paper", sorted(set(PAPERS) - {NOTICE, "quick_reference"}))
def test_every_other_paper_waits_for_the_conversion(paper: str) -> None:
    with pytest.raises(Refusal, match="先转为业务受理"):
        built(an_application("jining"), paper, printing=ASKING)


@pytest.mark.parametrize("place", PLACES)
def test_the_mark_is_on_every_page_and_in_both_files(place: str) -> None:
    model = built(an_application(place), NOTICE, printing=ASKING)[NOTICE].model
    content, word = as_pdf(model), as_word(model)

    pages = [plain(page.extract_text()) for page in PdfReader(BytesIO(content)).pages]
    assert [page for page in pages if CONSULTATION_MARK not in page] == []
    assert CONSULTATION_MARK in model.head.marks
    assert CONSULTATION_MARK in word_text(word)
    assert CONSULTATION_MARK in foot_of(word)
    assert pdf_text(model, content, expected=word_text(word)) == word_text(word)


@pytest.mark.parametrize("place", PLACES)
def test_no_day_is_promised_and_no_signature_is_asked_for(place: str) -> None:
    raw = an_application(place)
    said, owed = (built(raw, NOTICE, printing=printing)[NOTICE] for printing in (ASKING, Printing()))
    promised = {line.due_on for line in paperwork().assessor.assess_application(read(raw)).clocks} - {None}
    days = {day_in_full(day) for day in promised} - {day_in_full(read(raw).case.on)}

    assert [day for day in days if day not in text_of(owed)] == []
    assert [day for day in days if day in text_of(said)] == []
    assert not promised or any(f"{event}后确定" in text_of(said) for event in ("受理", "申请"))
    assert "当日不计" not in text_of(said)
    assert not any(isinstance(block, Signatures) for block in said.model.blocks)


def test_some_place_would_have_promised_a_day() -> None:
    """Else the test above holds of nothing."""
    decisions = [paperwork().assessor.assess_application(read(an_application(place))) for place in PLACES]

    assert any(line.due_on for decision in decisions for line in decision.clocks)


def test_no_name_and_no_day_of_receipt_are_on_it() -> None:
    raw = an_application("jining", received_on="2026-09-28", agent={"name": "褚测试"})
    said = text_of(built(raw, NOTICE, printing=ASKING)[NOTICE])

    for text in (raw["applicant"]["name"], "褚测试", "收件/受理", "签收人"):
        assert plain(text) not in said
    assert "没有收取资料，时限不起算" in said


def test_the_answer_counts_from_an_acceptance_that_has_not_been() -> None:
    said = text_of(built(an_application("jining"), NOTICE, printing=ASKING)[NOTICE])

    assert "受理后2个工作日内完成" in said
    assert "自受理次日起" in said


# what was issued


def test_changed_answers_go_out_again_without_a_leader(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = asked(desk)
        printed(desk, application)
        printed(desk, application)
        assert [paper.issued for paper in drawn(desk, application)] == [desk.record.papers.of(application)[0].ref]

        desk.correcting.correct(application, Correction({"case.supply.voltage_kv": 0.38}), "换一种情形", DAY)
        (paper,) = drawn(desk, application)
        assert (paper.issued, paper.changed) == ("", False)
        printed(desk, application)

        first = desk.record.papers.of(application)[0].ref
        assert versions(desk, application) == [(NOTICE, 1, True, None), (NOTICE, 2, True, first)]
        assert drawn(desk, application)[0].issued == desk.record.papers.of(application)[1].ref


VOLTAGE = "case.supply.voltage_kv"


def test_what_a_printed_answer_told_changes_only_by_a_correction_with_its_reason(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = asked(desk)
        desk.save(application, VOLTAGE, 0.22)
        printed(desk, application)
        assert VOLTAGE in desk.state(application).locked
        with pytest.raises(FieldLocked):
            desk.save(application, VOLTAGE, 0.38)
        with pytest.raises(NoReasonToCorrect):
            desk.correcting.correct(application, Correction({VOLTAGE: 0.38}), " ", DAY)
        desk.save(application, "applicant.phone", "13900001234")

        preview = preview_correction(desk, application, Correction({VOLTAGE: 0.38})).read(paper_renderer(desk))
        ref = desk.record.papers.of(application)[0].ref
        assert (preview.papers, preview.titles) == ({NOTICE: ref}, ("一次性告知书（咨询用）",))
        correction = Correction({VOLTAGE: 0.38})
        desk.correcting.correct(application, correction, "填写有误", DAY, papers=tuple(preview.papers.values()))

        (act,) = desk.record.journal.newest(application, Kind.FIELDS_CORRECTED)
        assert isinstance(act, FieldsCorrected)
        assert (act.why, act.papers) == ("填写有误", None)
        assert desk.state(application).value(VOLTAGE) == 0.38
        # nobody waits for a new copy: no work is left, and no shift leader is asked
        assert to_be_reissued(desk.record.db) == []
        printed(desk, application)
        again = desk.record.papers.of(application)[-1]
        assert (again.version, again.replaces) == (2, ref)
        # another case may be right as well: no sheet says that it takes the place of another
        assert "代替" not in _text(desk.record.handed_out(desk.state(application).row.short_code)[-1][1])


def test_nothing_that_was_only_asked_binds_after_the_conversion(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = asked(desk)
        printed(desk, application)
        desk.correcting.correct(application, Correction({VOLTAGE: 0.38}), "换一种情形", DAY)
        desk.convert(application, DAY)
        assert desk.state(application).locked == frozenset()
        desk.save(application, VOLTAGE, 0.22)
        assert preview_correction(desk, application, Correction({VOLTAGE: 0.38})).standing == {}


def test_before_anything_is_printed_a_consultation_is_free(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = asked(desk)
        assert desk.state(application).locked == frozenset()
        desk.save(application, VOLTAGE, 0.38)


def test_the_first_notice_after_the_conversion_is_new_and_replaces_nothing(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = asked(desk)
        printed(desk, application)
        before = desk.record.handed_out(desk.state(application).row.short_code)
        desk.convert(application, DAY)
        assert desk.state(application).to_do[StepKey.PAPERS] == ("出具",)

        printed(desk, application)

        papers = [one for one in versions(desk, application) if one[0] == NOTICE]
        assert papers == [(NOTICE, 1, True, None), (NOTICE, 2, False, None)]
        after = desk.record.handed_out(desk.state(application).row.short_code)
        assert after[0] == before[0]
        marked = [CONSULTATION_MARK in _text(content) for paper, content in after if paper.paper == NOTICE]
        assert marked == [True, False]
        # from here on it is a notice like any other: it stands until a leader voids it
        desk.correcting.correct(application, Correction({"case.supply.voltage_kv": 0.38}), "填写有误", DAY)
        notice = drawn(desk, application)[0]
        assert (notice.issued, notice.changed) == (after[1][0].ref, True)


def test_a_paper_drawn_before_the_conversion_does_not_go_out_after_it(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = asked(desk)
        papers = drawn(desk, application)
        desk.convert(application, DAY)

        for one in (papers, [replace(paper, drawn_of=None) for paper in papers]):
            with pytest.raises(Refusal, match=r"没有出具|重新打开文书页"):
                issue(desk, application, one)
        assert versions(desk, application) == []


def test_no_delivery_is_awaited_for_papers_of_a_consultation(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = asked(desk)
        printed(desk, application)
        issued = IssuedPapers(desk)

        (row,) = issued.of(application)
        assert (row.title, row.awaited) == ("一次性告知书（咨询用）", False)
        assert issued.waiting()[0] == frozenset()
        desk.convert(application, DAY)
        printed(desk, application)
        assert issued.waiting()[0] == {application}


# the ledger


def test_the_ledger_lists_it_apart(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application, ledger = asked(desk), Ledger(desk.record)

        def chips() -> set[Chip]:
            return {chip for chip in Chip if [row.id for row in ledger.look(chip=chip).rows] == [application]}

        assert chips() == {Chip.ALL, Chip.CONSULTATION}
        assert ledger.filling_in().total == 0
        desk.convert(application, DAY)
        assert chips() == {Chip.ALL, Chip.UNDER_WAY}
        assert [row.id for row in ledger.filling_in().rows] == [application]


def test_a_call_about_it_is_answered_with_what_to_bring(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = asked(desk)
        printed(desk, application)

        application_card = ApplicationCards(desk).read(application)

        assert application_card.issued[0].startswith("一次性告知书（咨询用）（第 1 版）")
        assert "尚未交付" not in application_card.issued[0]
        assert application_card.missing
        assert not any("未登记" in line for line in application_card.missing)
        assert application_card.owed == ()


def foot_of(word: bytes) -> str:
    """A section of Word repeats its foot on every page."""
    (section,) = docx.Document(BytesIO(word)).sections
    return plain("".join(part.text or "" for part in section.footer.part.element.iter(qn("w:t"))))


def _text(content: bytes) -> str:
    return plain("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages))
