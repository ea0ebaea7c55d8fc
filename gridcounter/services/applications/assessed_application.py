"""Turns the saved answers of an application into its case, its circumstances and the decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from gridcounter.core.case import Case
from gridcounter.core.case_reading import parse_case
from gridcounter.core.intake.steps import has_agent
from gridcounter.core.notice import PinnedAnswer, answer_of
from gridcounter.core.policy.decision import Decision
from gridcounter.core.policy.evaluation import Circumstances
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.validation.models import Problem
from gridcounter.services.office.assessment import Assessor
from gridcounter.services.office.packs import InstalledPacks
from gridcounter.store.queries.applications import ApplicationRow, FieldValue, as_contract
from gridcounter.store.stores import Stores

#: Fields of the office itself; they are not part of the contract.
_OWN = "desk."


@dataclass(frozen=True, slots=True)
class SavedCase:
    """Answers in the contract's form; `case` is None while they contradict each other, and `problems` say where."""

    contract: Mapping[str, Any]
    case: Case | None
    problems: tuple[Problem, ...]
    circumstances: Circumstances


@dataclass(frozen=True, slots=True)
class AssessedApplication(SavedCase):
    """An application as saved, with its decision; `pack` and `decision` are None if `case` is None."""

    row: ApplicationRow
    fields: Mapping[str, FieldValue]
    pack: PolicyPack | None
    baseline: PolicyPack
    decision: Decision | None

    @property
    def online(self) -> tuple[str, ...]:
        """The ids of documents read online so far."""
        found = self.fields.get("case.online")
        return tuple(found.value or ()) if found else ()

    @property
    def answer(self) -> PinnedAnswer | None:
        """The decision as it would be pinned now."""
        if self.case is None or self.decision is None:
            return None
        return answer_of(self.case, self.decision, self.circumstances, baseline=self.baseline.version)


def assess_application(
    stores: Stores,
    assessor: Assessor,
    application_id: str,
    *,
    sole_proprietor_as_micro: bool | None,
    typing: Mapping[str, Any] = MappingProxyType({}),
    on: date | None = None,
    received: date | None = None,
    under: tuple[PolicyPack, PolicyPack] | None = None,
) -> AssessedApplication:
    """Decides the saved case with the unsaved input in `typing` (dotted field -> value), as if accepted `on` and
    `received` on these days, under the given pack and general practice.

    Raises ApplicationNotFound, Purged.
    """
    row = stores.applications.get(application_id)
    if on is not None:
        row = replace(row, accepted_on=on.isoformat())
    if received is not None:
        row = replace(row, received_on=received.isoformat())
    fields = stores.applications.fields(application_id)
    fields |= {name: FieldValue(value, "") for name, value in typing.items()}
    said = fields.get("case.on")
    day = day_that_counts(None if said is None else said.value, row.received_on, row.accepted_on)
    packs = assessor.packs
    saved = read_case(fields, packs, on=day, sole_proprietor_as_micro=sole_proprietor_as_micro)
    case, circumstances, pack, baseline, decision = saved.case, saved.circumstances, None, packs.baseline, None
    if case is not None:
        pack = packs.edition(case.locality, case.on)
        if under is not None:
            pack, baseline = under
        decision = assessor.decide(case, pack, baseline, circumstances)
    return AssessedApplication(
        saved.contract, case, saved.problems, circumstances, row, fields, pack, baseline, decision
    )


def day_that_counts(said: object, received_on: str | None, accepted_on: str | None) -> str:
    """The ISO day as of which an application is decided: 受理, else the later of the entered day and 收件."""
    return accepted_on or max(str(said or ""), received_on or "")


def read_case(
    fields: Mapping[str, FieldValue], packs: InstalledPacks, *, on: str, sole_proprietor_as_micro: bool | None
) -> SavedCase:
    """The case in the contract's form, with the office's settings, as of the day `on`."""
    contract = without_nothing(
        as_contract({name: found for name, found in fields.items() if not name.startswith(_OWN)})
    )
    case = contract.setdefault("case", {})
    add_reading(case, sole_proprietor_as_micro)
    case["on"] = on
    _leave_out_foreign(case, packs)
    values = {name: found.value for name, found in fields.items()}
    circumstances = Circumstances(has_agent(values), values.get("premises.ownership") == "rented")
    agent = contract.pop("agent", None) or {}
    if circumstances.agent:
        contract["agent"] = agent
    read, problems = parse_case(case, localities=packs.localities, documents=packs.documents, root="case")
    return SavedCase(contract, read, tuple(problems), circumstances)


def _leave_out_foreign(case: dict[str, Any], packs: InstalledPacks) -> None:
    """What this edition does not ask, or not so: an answer to a question of another edition is none to this one."""
    answered = case.get("local") or {}
    foreign = {problem.path.rpartition(".")[2] for problem in packs.local_problems(case, "")} & answered.keys()
    if foreign:
        case["local"] = {name: value for name, value in answered.items() if name not in foreign}


def add_reading(case: dict[str, Any], sole_proprietor_as_micro: bool | None) -> None:  # noqa: FBT001  the reading itself
    """Sets `sole_proprietor_as_micro` of the case, for a sole proprietor and if the office has a setting."""
    if case.get("customer") == "sole_proprietor" and sole_proprietor_as_micro is not None:
        case["sole_proprietor_as_micro"] = sole_proprietor_as_micro


def without_nothing(part: Mapping[str, Any]) -> dict[str, Any]:
    """Drops None values, because a removed answer is unknown; `works` stays: there None means no works."""
    kept: dict[str, Any] = {}
    for key, value in part.items():
        if isinstance(value, dict):
            kept[key] = without_nothing(value)
        elif value is not None or key == "works":
            kept[key] = value
    return kept
