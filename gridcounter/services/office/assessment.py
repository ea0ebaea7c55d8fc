"""Assesses a case given as text, under the pack of its place or under every installed pack."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.case import Case
from gridcounter.core.case_reading import parse_case
from gridcounter.core.policy.answers.decision_variants import with_later
from gridcounter.core.policy.decide import decide
from gridcounter.core.policy.decision import Decision, Document
from gridcounter.core.policy.evaluation import Circumstances
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.validation.models import read_json
from gridcounter.errors import WrongInput

if TYPE_CHECKING:
    from gridcounter.core.application import Application
    from gridcounter.services.office.packs import InstalledPacks


@dataclass(frozen=True, slots=True)
class PaperBasis:
    """The basis of a paper: the application, and the decision on its case.

    It was decided under `pack`, `baseline` and `circumstances`; `later` are the documents added after the notice.
    """

    application: Application
    decision: Decision
    pack: PolicyPack
    baseline: PolicyPack
    circumstances: Circumstances
    later: tuple[Document, ...] = ()


@dataclass(frozen=True, eq=False)
class Assessor:
    """Decides cases under the installed packs and one calendar. Frozen; usable from any thread."""

    packs: InstalledPacks
    calendar: WorkCalendar

    def read_case(self, text: str | bytes) -> Case:
        """Parses a case. Raises WrongInput with every problem."""
        raw, problems = read_json(text)
        if problems:
            raise WrongInput(problems)
        packs = self.packs
        case, problems = parse_case(raw, localities=packs.named, documents=packs.documents, local=packs.local_problems)
        if case is None:
            raise WrongInput(problems)
        return case

    def read_application(self, text: str | bytes) -> Application:
        """Parses an application. Raises WrongInput with every problem."""
        from gridcounter.core.application import parse_application

        raw, problems = read_json(text)
        if problems:
            raise WrongInput(problems)
        packs = self.packs
        application, problems = parse_application(
            raw, localities=packs.named, documents=packs.documents, local=packs.local_problems
        )
        if application is None:
            raise WrongInput(problems)
        return application

    def assess(self, case: Case) -> Decision:
        """Decides under the edition of the case's place and day. Raises KeyError for a place without a pack."""
        return self.decide(case, self.packs.edition(case.locality, case.on))

    def decide(
        self,
        case: Case,
        pack: PolicyPack,
        baseline: PolicyPack | None = None,
        circumstances: Circumstances = Circumstances(),  # noqa: B008  frozen
        later: tuple[Document, ...] = (),
    ) -> Decision:
        """All decisions on a case are made here; `baseline` if it is not today's general practice.

        `later` are documents added after the notice.
        """
        return with_later(decide(case, pack, baseline or self.packs.baseline, self.calendar, circumstances), later)

    def assess_application(self, application: Application) -> Decision:
        """As `assess`, taking into account the agent and the ownership of the premises."""
        return self.basis_of(application).decision

    def basis_of(self, application: Application) -> PaperBasis:
        """Decided under the edition of its day, with the application's agent and premises."""
        case, premises = application.case, application.premises
        rented = premises is not None and premises.rented
        circumstances = Circumstances(application.agent is not None, rented)
        pack, baseline = self.packs.edition(case.locality, case.on), self.packs.baseline
        return PaperBasis(application, self.decide(case, pack, baseline, circumstances), pack, baseline, circumstances)

    def decide_again(self, basis: PaperBasis, application: Application) -> PaperBasis:
        """Decides another state of the application under the editions and circumstances of `basis`."""
        decision = self.decide(application.case, basis.pack, basis.baseline, basis.circumstances, basis.later)
        return replace(basis, application=application, decision=decision)

    def compare(self, case: Case) -> list[Decision]:
        """The same case under every installed pack, sorted by place id; answers that only one place asks stay there."""
        found = []
        for place in self.packs.localities:
            asked = self.packs.edition(place, case.on).questions if place == case.locality else {}
            local = {name: value for name, value in case.local.items() if name in asked}
            found.append(self.assess(case.model_copy(update={"locality": place, "local": local})))
        return found
