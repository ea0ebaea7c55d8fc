"""From a case as text to its assessment, under the pack of its place or under every installed pack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridcounter.core.case import parse_case
from gridcounter.core.policy.decide import decide
from gridcounter.core.policy.decision import with_later
from gridcounter.core.policy.evaluation import Circumstances
from gridcounter.core.validation.models import read_json
from gridcounter.errors import WrongInput

if TYPE_CHECKING:
    from gridcounter.core.application import Application
    from gridcounter.core.calendar import WorkCalendar
    from gridcounter.core.case import Case
    from gridcounter.core.policy.decision import Decision, Document
    from gridcounter.core.policy.model import PolicyPack
    from gridcounter.services.office.packs import InstalledPacks


@dataclass(frozen=True, slots=True)
class Ground:
    """What an answer rests on beside the case: edition, circumstances, documents added after the notice (`later`).

    `baseline` is the general practice it was given under, where that is not today's.
    """

    pack: PolicyPack
    circumstances: Circumstances
    later: tuple[Document, ...] = ()
    baseline: PolicyPack | None = None


@dataclass(frozen=True, eq=False)
class Assessor:
    """Decides cases under the installed packs and one calendar. Frozen; usable from any thread."""

    packs: InstalledPacks
    calendar: WorkCalendar

    def read_case(self, text: str | bytes) -> Case:
        """Raises WrongInput with every problem."""
        raw, problems = read_json(text)
        if problems:
            raise WrongInput(problems)
        case, problems = parse_case(raw, localities=self.packs.localities, documents=self.packs.documents)
        if case is None:
            raise WrongInput(problems)
        return case

    def read_application(self, text: str | bytes) -> Application:
        """Raises WrongInput with every problem."""
        # who answers a case alone needs no model of an application
        from gridcounter.core.application import parse_application  # noqa: PLC0415

        raw, problems = read_json(text)
        if problems:
            raise WrongInput(problems)
        application, problems = parse_application(raw, localities=self.packs.localities, documents=self.packs.documents)
        if application is None:
            raise WrongInput(problems)
        return application

    def assess(self, case: Case) -> Decision:
        """Under the edition of the case's place and day. Raises KeyError for a place without a pack."""
        return decide(case, self.packs.edition(case.locality, case.on), self.packs.baseline, self.calendar)

    def assess_application(self, application: Application) -> Decision:
        """Like `assess`, knowing who acts for the applicant and whose premises they are."""
        return self.assess_on(self.ground_of(application), application.case)

    def assess_on(self, ground: Ground, case: Case) -> Decision:
        """Under the edition, circumstances and added documents of `ground`, whatever is in force now."""
        baseline = ground.baseline or self.packs.baseline
        decision = decide(case, ground.pack, baseline, self.calendar, ground.circumstances)
        return with_later(decision, ground.later)

    def ground_of(self, application: Application) -> Ground:
        """The edition of its day, and what it says of agent and premises."""
        # as above
        from gridcounter.core.application import Ownership  # noqa: PLC0415

        case, premises = application.case, application.premises
        rented = premises is not None and premises.ownership == Ownership.RENTED
        return Ground(self.packs.edition(case.locality, case.on), Circumstances(application.agent is not None, rented))

    def compare(self, case: Case) -> list[Decision]:
        """The same case under every installed pack, by the places' ids."""
        return [self.assess(case.model_copy(update={"locality": place})) for place in self.packs.localities]
