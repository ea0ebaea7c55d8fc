"""Turns the saved answers of an application into its case, its circumstances and the decision."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from gridcounter.core.case import Case
from gridcounter.core.case_reading import LocalCheck, parse_case
from gridcounter.core.intake.steps import has_agent
from gridcounter.core.joint_parts import PREFIX as JOINT
from gridcounter.core.notice import PinnedAnswer, answer_of
from gridcounter.core.policy.businesses.views import businesses_at
from gridcounter.core.policy.decision import Decision
from gridcounter.core.policy.evaluation import Circumstances
from gridcounter.core.policy.keys import KEYS
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.policy.relevant_keys import keys_of_business
from gridcounter.core.validation.models import Problem, shown
from gridcounter.services.office.assessment import Assessor
from gridcounter.services.office.packs import InstalledPacks
from gridcounter.store.queries.applications import ApplicationRow, FieldValue, as_contract
from gridcounter.store.stores import Stores

#: Fields of the office itself, and of a joint application; they are not part of the contract.
_OWN = ("desk.", JOINT)
#: Of every case, whatever it is about.
_OF_EVERY_CASE = frozenset({"locality", "on", "applied_on", "business", "online"})
_NOT_OFFERED = "列出的业务之一（现在的文件里没有这一项业务，请重新选）"


@dataclass(frozen=True, slots=True)
class SavedCase:
    """Answers in the contract's form; `case` is None while they contradict each other, and `problems` say where.

    `unused` are the keys of the case that are answered and that its business does not ask: they stay on record, and
    have no effect while it is this one.
    """

    contract: Mapping[str, Any]
    case: Case | None
    problems: tuple[Problem, ...]
    circumstances: Circumstances
    unused: frozenset[str]


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
        saved.contract, case, saved.problems, circumstances, saved.unused, row, fields, pack, baseline, decision
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
    unused = _leave_out_unused(case, packs)
    values = {name: found.value for name, found in fields.items()}
    circumstances = Circumstances(has_agent(values), values.get("premises.ownership") == "rented")
    agent = contract.pop("agent", None) or {}
    if circumstances.agent:
        contract["agent"] = agent
    local = offered_at(packs)
    read, problems = parse_case(case, localities=packs.localities, documents=packs.documents, root="case", local=local)
    return SavedCase(contract, read, tuple(problems), circumstances, unused)


def _leave_out_foreign(case: dict[str, Any], packs: InstalledPacks) -> None:
    """What this edition does not ask, or not so: an answer to a question of another edition is none to this one."""
    answered = case.get("local") or {}
    foreign = {problem.path.rpartition(".")[2] for problem in packs.local_problems(case, "")} & answered.keys()
    if foreign:
        case["local"] = {name: value for name, value in answered.items() if name not in foreign}


def _edition(case: Mapping[str, Any], packs: InstalledPacks) -> PolicyPack | None:
    place = case.get("locality")
    if not isinstance(place, str) or place not in packs.localities:
        return None
    try:
        return packs.edition(place, date.fromisoformat(str(case.get("on"))))
    except ValueError:  # reported with its own key
        return None


def offered_at(packs: InstalledPacks) -> LocalCheck:
    """Finds a business that general practice and the place's paper do not have, or do not have any more."""

    def not_offered(case: Mapping[str, Any], path: str) -> Iterator[Problem]:
        business, pack = case.get("business"), _edition(case, packs)
        if business is not None and pack is not None and business not in businesses_at(pack, packs.baseline):
            yield Problem(f"{path}business", shown(business), _NOT_OFFERED)

    return not_offered


def _leave_out_unused(case: dict[str, Any], packs: InstalledPacks) -> frozenset[str]:
    """What was answered for another business has no effect on this one; returns the keys of it."""
    pack = _edition(case, packs)
    asked = None if pack is None else keys_of_business(case.get("business"), pack, packs.baseline)
    if asked is None:
        return frozenset()
    unused = set()
    for name in case.keys() - _OF_EVERY_CASE:
        parts = case.pop(name)
        if isinstance(parts, dict) and parts:
            kept = _used(name, parts, asked)
            unused |= {f"{name}.{key}" for key in parts.keys() - kept.keys()}
            if kept:
                case[name] = kept
            elif name in KEYS:  # of the works it is asked as well whether there are any
                unused.add(name)
        elif name in asked:
            case[name] = parts
        else:
            unused.add(name)
    return frozenset(unused)


def _used(part: str, values: Mapping[str, Any], asked: Collection[str]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if f"{part}.{key}" in asked or _is_unit_of(part, key, asked)}


def _is_unit_of(part: str, key: str, asked: Collection[str]) -> bool:
    return (part, key) == ("supply", "unit") and "supply.capacity" in asked


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
