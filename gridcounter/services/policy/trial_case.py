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
from gridcounter.core.intake.steps import Standing, doubtful_fields, lacking, lacking_fields, settled_by
from gridcounter.core.papers.view import Printing
from gridcounter.core.policy.businesses.views import businesses_at
from gridcounter.core.policy.cases import ExampleCase, case_given
from gridcounter.core.policy.model import PolicyPack
from gridcounter.documents.pdf import PdfRenderer
from gridcounter.documents.profiles import PROFILES
from gridcounter.errors import WrongInput
from gridcounter.services.applications.application_state import ApplicationState, guidance
from gridcounter.services.applications.assessed_application import read_case
from gridcounter.services.office.assessment import Assessor
from gridcounter.store.queries.applications import ApplicationRow, FieldValue

if TYPE_CHECKING:
    from gridcounter.services.papers.rendering import PaperRenderer

_CASE, _PLACE, _ON, _READING = "case.", "case.locality", "case.on", "case.sole_proprietor_as_micro"
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


def trial_state(trial: TrialCase, pack: PolicyPack, assessor: Assessor, *, as_micro: bool | None) -> ApplicationState:
    """The case decided under `pack`, in the form that the steps of intake and the guidance read.

    `as_micro` is the office's reading, for a case that does not say its own.
    """
    packs, answers = assessor.packs, {**trial.answers, _PLACE: pack.id}
    fields = {name: FieldValue(value, "") for name, value in answers.items()}
    reading = answers.get(_READING, as_micro)
    saved = read_case(
        fields,
        packs,
        on=str(answers.get(_ON) or ""),
        sole_proprietor_as_micro=reading if isinstance(reading, bool) else None,
    )
    case = saved.case
    decision = None if case is None else assessor.decide(case, pack)
    found = guidance(case, pack, packs.baseline, decision)
    connects = decision is None or decision.connects
    standing = Standing(answers, found.asked, contradictory=case is None, connects=connects)
    header = pack.header
    return ApplicationState(
        _NOBODY,
        fields,
        case,
        found.decision,
        found.asked,
        saved.problems,
        (),
        lacking(standing),
        found.builds,
        has_agent=False,
        wrong={},
        doubtful=doubtful_fields(answers, header.place, header.region_codes, connects=connects),
        voltage=found.voltage,
        lacking_fields=lacking_fields(standing),
        questions=tuple(pack.questions.values()),
        businesses=businesses_at(pack, packs.baseline),
        unused=frozenset(f"{_CASE}{key}" for key in saved.unused),
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
