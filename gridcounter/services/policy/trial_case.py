"""A trial case under a pack that is being written: its answers, the decision, and the notice it would get.

Nothing is recorded; the state is that of an application which nobody has begun.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

from gridcounter.core.application import parse_application
from gridcounter.core.case import Case
from gridcounter.core.case_reading import parse_case
from gridcounter.core.intake.steps import Standing, doubtful_fields, lacking, lacking_fields, settled_by
from gridcounter.core.papers.open_points import as_asked
from gridcounter.core.papers.view import Printing
from gridcounter.core.policy.cases import ExampleCase, case_given
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.policy.relevant_keys import keys_that_matter
from gridcounter.core.policy.voltage import propose_voltage
from gridcounter.documents.pdf import PdfRenderer
from gridcounter.documents.profiles import PROFILES
from gridcounter.errors import WrongInput
from gridcounter.services.applications.application_state import ApplicationState, builds
from gridcounter.services.applications.assessed_application import add_reading, without_nothing
from gridcounter.services.office.assessment import Assessor
from gridcounter.store.queries.applications import ApplicationRow, FieldValue, as_contract

if TYPE_CHECKING:
    from gridcounter.services.papers.rendering import PaperRenderer

_CASE, _OWN, _ON = "case.", "desk.", "case.on"
_NOTICE = "one_time_notice"
#: Parts of a case that hold other keys; `works` may also be there with nothing in it.
_PARTS = ("supply", "site", "works", "local")
_NOBODY = ApplicationRow("", "", "", "open", "", "", None, None, None, None)


@dataclass(frozen=True, slots=True)
class TrialCase:
    """Answers by dotted field as the desk keeps them: `case.supply.voltage_kv`."""

    answers: Mapping[str, object]

    @classmethod
    def on_day(cls, day: date) -> TrialCase:
        """Nothing is known but the day."""
        return cls({_ON: day.isoformat()})

    @classmethod
    def of_example(cls, example: ExampleCase) -> TrialCase:
        """What an example of the pack gives."""
        answers: dict[str, object] = {}
        for key, value in case_given(example).items():
            if key in _PARTS and isinstance(value, Mapping):
                answers |= {f"{_CASE}{key}.{name}": part for name, part in value.items()}
                if key == "works":
                    answers[f"{_CASE}{key}"] = {}
            else:
                answers[f"{_CASE}{key}"] = value
        return cls(answers)

    def answered(self, field: str, value: object) -> TrialCase:
        """With one more answer, and those that follow from it."""
        return TrialCase({**self.answers, **settled_by(field, value, self.answers), field: value})

    @property
    def day(self) -> date | None:
        """The day of acceptance; None if there is none that can be read."""
        try:
            return date.fromisoformat(str(self.answers.get(_ON)))
        except ValueError:
            return None

    def contract(self, pack: PolicyPack, assessor: Assessor, *, as_micro: bool | None) -> dict[str, Any]:
        """The case for this pack, without answers to questions that it does not ask."""
        fields = {name: FieldValue(value, "") for name, value in self.answers.items() if not name.startswith(_OWN)}
        case: dict[str, Any] = without_nothing(as_contract(fields)).get("case", {})
        case["locality"] = pack.id
        if "sole_proprietor_as_micro" not in case:
            add_reading(case, as_micro)
        known = {problem.path.rpartition(".")[2] for problem in assessor.packs.local_problems(case, "")}
        if local := {name: value for name, value in (case.get("local") or {}).items() if name not in known}:
            case["local"] = local
        else:
            case.pop("local", None)
        return case


def trial_state(trial: TrialCase, pack: PolicyPack, assessor: Assessor, *, as_micro: bool | None) -> ApplicationState:
    """The case decided under `pack`, in the form that the steps of intake and the guidance read."""
    packs = assessor.packs
    contract = trial.contract(pack, assessor, as_micro=as_micro)
    case, problems = parse_case(
        contract, localities=[pack.id], documents=packs.documents, root="case", local=packs.local_problems
    )
    decision = None if case is None else assessor.decide(case, pack)
    asked = () if case is None else keys_that_matter(case, pack, packs.baseline)
    standing = Standing(dict(trial.answers), asked, contradictory=case is None)
    return ApplicationState(
        _NOBODY,
        {name: FieldValue(value, "") for name, value in trial.answers.items()},
        case,
        None if case is None or decision is None else as_asked(decision, pack, case),
        asked,
        tuple(problems),
        (),
        lacking(standing),
        builds(case, decision),
        has_agent=False,
        wrong={},
        doubtful=doubtful_fields(trial.answers, pack.header.place, pack.header.region_codes),
        voltage=None if case is None else propose_voltage(case, pack, packs.baseline),
        lacking_fields=lacking_fields(standing),
        questions=tuple(pack.questions.values()),
    )


def draw_trial_notice(case: Case, assessor: Assessor, renderer: PaperRenderer, office: Mapping[str, Any]) -> bytes:
    """The notice of this case as PDF, marked as one of a pack that nobody has adopted. Raises Refusal, Fault."""
    paperwork = replace(renderer.paperwork, assessor=assessor)
    # the office has confirmed other rules than these
    head = {name: value for name, value in office.items() if name != "policy_confirmed_on"}
    raw = {"case": case.model_dump(mode="json", exclude_unset=True), "office": head}
    packs = assessor.packs
    application, problems = parse_application(
        raw, localities=packs.localities, documents=packs.documents, local=packs.local_problems
    )
    if application is None:
        raise WrongInput(problems)
    (form,) = paperwork.build(application, [_NOTICE], Printing(marks=renderer.marks))
    target = BytesIO()
    PdfRenderer(paperwork.faces, PROFILES["normal"]).render(form.model, target)
    return target.getvalue()
