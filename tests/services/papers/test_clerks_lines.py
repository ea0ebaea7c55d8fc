"""Lines for the clerk only appear on no paper: neither words nor clause, in no place and no case."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from builders.paper_builders import (
    PLACES,
    Raw,
    a_full_application,
    paperwork,
    plain,
    random_applications,
    read,
    text_of,
)

from gridcounter.core.case import Case
from gridcounter.core.papers.build import BuiltForm
from gridcounter.core.papers.called_for import PAPERS
from gridcounter.core.papers.view import Printing
from gridcounter.core.policy.decision import Basis, Decision, Note, Right, Service
from gridcounter.core.policy.model import Audience, NoteKind
from gridcounter.errors import Refusal
from gridcounter.services.office.assessment import Assessor
from gridcounter.services.papers.paperwork import Paperwork

#: A whole application of each place, and cases with gaps.
CASES = [*(a_full_application(place) for place in PLACES), *random_applications(20260921, len(PLACES))]
ASKED = Printing(consultation=True)


class _WithLinesForTheClerk(Assessor):
    """Says besides, for the clerk alone, one right and one service, and one note of each kind."""

    def decide(self, case: Case, *about: Any, **more: Any) -> Decision:  # noqa: ANN401  handed on as they come
        decision = super().decide(case, *about, **more)
        own = (Basis(decision.policy.number, "只给受理员看的条款"), Basis("只给受理员看的文件", "一"))
        notes = tuple(
            # that a paper is a news report is told of every such paper, whatever its notes
            Note(f"only-{kind}", kind, Audience.CLERK, "只给受理员看的说明", own)
            for kind in NoteKind
            if kind != NoteKind.NEWS
        )
        return replace(
            decision,
            rights=(Right("only-right", "只给受理员看的权利", own, Audience.CLERK), *decision.rights),
            services=(Service("only-service", "只给受理员看的服务", own, Audience.CLERK), *decision.services),
            notes=(*notes, *decision.notes),
        )


def every_paper(work: Paperwork, raw: Raw, printing: Printing) -> dict[str, BuiltForm]:
    found = {}
    for paper in PAPERS:
        try:
            found.update({form.model.paper: form for form in work.build(read(raw), [paper], printing)})
        except Refusal:
            continue
    return found


@cache
def usual_papers(number: int, printing: Printing) -> dict[str, BuiltForm]:
    return every_paper(paperwork(), CASES[number], printing)


@pytest.mark.parametrize("printing", [Printing(), ASKED], ids=["application", "consultation"])
def test_a_line_for_the_clerk_alone_changes_no_paper(printing: Printing) -> None:
    usual = paperwork()
    told_more = Paperwork(
        _WithLinesForTheClerk(usual.assessor.packs, usual.assessor.calendar), usual.forms, usual.faces
    )

    for raw in CASES:
        papers = every_paper(usual, raw, printing)
        assert papers
        assert every_paper(told_more, raw, printing) == papers


def test_what_the_packs_say_to_the_clerk_is_on_no_paper() -> None:
    packs = paperwork().assessor.packs

    for number, raw in enumerate(CASES):
        application = read(raw)
        own = packs.edition(application.case.locality, application.case.on)
        said = [
            plain(str(getattr(rule, "text", None) or getattr(rule, "label", "")))
            for pack in (own, packs.baseline)
            for section in ("note", "right", "service")
            for rule, _ in pack.sections[section]
            if getattr(rule, "audience", None) == Audience.CLERK
        ]
        assert said
        for paper, form in usual_papers(number, Printing()).items():
            text = text_of(form)
            assert [words for words in said if words in text] == [], paper
