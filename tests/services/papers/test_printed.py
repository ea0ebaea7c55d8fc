"""Which papers are still to be printed: on record is that a printer took them, and nothing else counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.told_builders import NOTICE, a_desk, drawn, issued, taken_in

from gridcounter.core.record.journal import Kind
from gridcounter.services.ledger.timeline import timeline
from gridcounter.services.papers.issued_papers import IssuedPapers
from gridcounter.store.journal.validators.papers import AlreadyDelivered, PaperNotFound
from gridcounter.store.writer import WriterClosed

if TYPE_CHECKING:
    from pathlib import Path

    from gridcounter.services.applications.application_service import ApplicationService


def refs(desk: ApplicationService, application: str) -> dict[str, str]:
    """Of the papers that somebody is handed."""
    return {row.paper: row.ref for row in IssuedPapers(desk).of(application) if not row.internal}


def missing(desk: ApplicationService) -> set[str]:
    return {row.ref for row in IssuedPapers(desk).unprinted()}


def test_every_paper_is_to_be_printed_until_a_printer_took_it(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        papers, application = IssuedPapers(desk), taken_in(desk)
        assert papers.unprinted() == ()
        issued(desk, application)
        all_of_it = refs(desk, application)
        assert missing(desk) == set(all_of_it.values())
        assert papers.waiting() == (frozenset({application}), len(all_of_it))
        first = papers.unprinted()[0]
        assert (first.application, first.paper, first.title, first.version) == (application, NOTICE, "一次性告知书", 1)
        assert first.number == desk.record.applications.get(application).number
        assert first.name == desk.record.applications.fields(application)["applicant.name"].value

        papers.note_printed([all_of_it[NOTICE]])

        assert missing(desk) == set(all_of_it.values()) - {all_of_it[NOTICE]}
        assert {row.paper for row in papers.of(application) if row.printed} == {NOTICE}
        assert set(papers.awaited(application)) == set(all_of_it.values()), "printed is not delivered"
        assert any(row.internal and not row.printed for row in papers.of(application)), (
            "of the office's own: its affair"
        )


def test_what_was_delivered_or_voided_is_not_to_be_printed_and_says_nothing_of_printing(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        papers, application = IssuedPapers(desk), taken_in(desk)
        issued(desk, application)
        (voided, delivered, *rest) = refs(desk, application).values()
        papers.deliver(delivered, "other")
        papers.void(voided, "写错")
        assert missing(desk) == set(rest)
        assert not any(row.printed for row in papers.of(application))


def test_a_delivery_is_recorded_once(tmp_path: Path) -> None:
    """A second one put its own day and way in the place of the first, on which limits and the evidence rest."""
    with a_desk(tmp_path) as desk:
        papers, application = IssuedPapers(desk), taken_in(desk)
        issued(desk, application)
        (one, other, *_) = refs(desk, application).values()
        papers.deliver(one, "in_person")
        before = papers.of(application), desk.record.journal.count()
        for again in (
            lambda: papers.deliver(one, "refused"),
            lambda: papers.deliver_all([other, one], "other"),
            lambda: desk.intake.deliver(application, one, "other"),
        ):
            with pytest.raises(AlreadyDelivered):
                again()
        assert (papers.of(application), desk.record.journal.count()) == before


def test_several_papers_are_noted_in_one_act_each_or_none(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        papers, application = IssuedPapers(desk), taken_in(desk)
        issued(desk, application)
        both = list(refs(desk, application).values())[:2]
        before = len(list(desk.record.journal.of(application)))
        with pytest.raises(PaperNotFound):
            papers.note_printed([both[0], "nobody:1"])
        assert len(list(desk.record.journal.of(application))) == before
        papers.note_printed([both[0], "", both[1]])
        added = list(desk.record.journal.of(application))[before:]
        assert [entry.kind for entry in added] == [Kind.PAPER_PRINTED] * 2
        papers.note_printed(["", ""])
        assert len(list(desk.record.journal.of(application))) == before + 2


def test_a_printer_that_answers_after_the_record_was_closed_gets_a_sentence(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        papers, application = IssuedPapers(desk), taken_in(desk)
        issued(desk, application)
        printed = refs(desk, application)[NOTICE]
    with pytest.raises(WriterClosed):
        papers.note_printed([printed])


def test_it_stands_on_the_timeline_as_what_is_known(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        papers, application = IssuedPapers(desk), taken_in(desk)
        issued(desk, application)
        papers.note_printed([refs(desk, application)[NOTICE]])
        *_, last = timeline(desk.record.journal.of(application), {})
        assert last.what == "《一次性告知书》第 1 版：已送打印机"


def test_the_very_bytes_say_which_issued_paper_they_are(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        papers, application = IssuedPapers(desk), taken_in(desk)
        only_drawn = drawn(desk, application)[NOTICE].content
        assert papers.refs_of(application, [only_drawn]) == ("",), "nothing is issued yet"
        issued(desk, application)
        notice = refs(desk, application)[NOTICE]
        assert papers.refs_of(application, [b"%PDF", papers.content(notice)]) == ("", notice)
        assert papers.refs_of("somebody-else", [papers.content(notice)]) == ("",)


def test_what_is_missing_is_answered_by_an_index_of_the_few_entries_of_printing(tmp_path: Path) -> None:
    """Without it 工作台 reads every entry of every application whose papers were not delivered."""
    with a_desk(tmp_path) as desk:
        said: list[str] = []
        desk.record.db.conn.set_trace_callback(said.append)
        IssuedPapers(desk).waiting()
        desk.record.db.conn.set_trace_callback(None)
        (sql,) = [one for one in said if "FROM paper" in one]
        plan = [row[-1] for row in desk.record.db.execute(f"EXPLAIN QUERY PLAN {sql}")]
        assert any("USING INDEX journal_papers_printed" in step for step in plan), plan


def test_what_was_printed_is_read_from_the_journal_after_a_rebuild(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        papers, application = IssuedPapers(desk), taken_in(desk)
        issued(desk, application)
        papers.note_printed(list(refs(desk, application).values())[1:])
        before = missing(desk)
        desk.record.rebuild()
        assert missing(desk) == before
        assert len(before) == 1
