"""The cost of preparing and drawing papers: decisions made and forms built, counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from builders.paper_builders import paperwork
from builders.told_builders import a_desk, counting, issued, taken_in

from gridcounter.core.intake.checklist import LineState, Mark
from gridcounter.core.papers.build import BuiltForm
from gridcounter.core.papers.view import Printing
from gridcounter.services.office.assessment import PaperBasis
from gridcounter.services.papers.issuing import prepare
from gridcounter.services.papers.paperwork import Paperwork
from gridcounter.services.papers.rendering import PaperRenderer


@dataclass(frozen=True, eq=False)
class CountingPaperwork(Paperwork):
    built: list[str] = field(default_factory=list)

    def build_on(self, basis: PaperBasis, wanted: Sequence[str], printing: Printing) -> list[BuiltForm]:
        forms = super().build_on(basis, wanted, printing)
        self.built.extend(form.model.paper for form in forms)
        return forms


def test_drawing_papers_builds_each_form_once_and_makes_no_new_decision(tmp_path: Path) -> None:
    with a_desk(tmp_path) as uncounted:
        assessor, work = counting(uncounted.assessor), paperwork()
        desk = replace(uncounted, assessor=assessor)
        application = taken_in(desk)
        desk.mark(application, "identity", Mark(LineState.RECEIVED, copies=1))
        counted = CountingPaperwork(assessor, work.forms, work.faces)
        prepared = prepare(desk, application)
        assessor.decided.clear()

        papers = PaperRenderer(counted).draw(prepared)

        assert len(papers) == 4
        assert counted.built == [paper.paper for paper in papers]
        assert assessor.decided == []


def test_papers_are_prepared_from_one_decision_and_from_one_for_each_answer_in_force(tmp_path: Path) -> None:
    with a_desk(tmp_path) as uncounted:
        assessor = counting(uncounted.assessor)
        desk = replace(uncounted, assessor=assessor)
        application = taken_in(desk)
        assessor.decided.clear()
        prepare(desk, application)
        assert len(assessor.decided) == 1

        issued(desk, application)
        assessor.decided.clear()
        prepare(desk, application)
        # today's case, the list that was told, the answer that was told, and the works of today under its edition
        assert len(assessor.decided) == 4


def test_an_agent_whose_name_was_taken_back_is_on_no_paper_as_he_is_on_no_screen(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        application = taken_in(desk)
        desk.save(application, "agent.name", "样例代理")
        desk.save(application, "agent.name", None)

        state = desk.assessed(application)
        read, _ = desk.application(application)

        assert read is not None
        assert (state.circumstances.agent, read.agent) == (False, None)
