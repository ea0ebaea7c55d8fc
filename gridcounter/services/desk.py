"""What a clerk's desk does with one application: type a field, see the answer, hand over the papers."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gridcounter.core.application import Application, parse_application
from gridcounter.core.case import parse_case
from gridcounter.core.policy.asking import keys_that_matter
from gridcounter.services.intake import Intake
from gridcounter.store.applications import FieldValue, as_contract

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from gridcounter.core.case import Case
    from gridcounter.core.policy.decision import Decision
    from gridcounter.core.policy.model import Header
    from gridcounter.core.reading import Problem
    from gridcounter.services.assessment import Assessor
    from gridcounter.services.record import Record
    from gridcounter.store.applications import ApplicationRow

#: Fields that are the desk's own and stand in no contract.
_OWN = "desk."


@dataclass(frozen=True, slots=True)
class Draft:
    """An application as it stands: `decision` is None while the case is contradictory; `problems` say where."""

    row: ApplicationRow
    fields: Mapping[str, FieldValue]
    case: Case | None
    decision: Decision | None
    asked: tuple[str, ...]
    problems: tuple[Problem, ...]

    def value(self, field: str) -> Any:  # noqa: ANN401  a field holds what the contract says it holds
        found = self.fields.get(field)
        return None if found is None else found.value


@dataclass(frozen=True, eq=False)
class Desk:
    """One clerk at one open record."""

    record: Record
    assessor: Assessor
    clerk: str
    clerk_name: str
    place: str
    office: Mapping[str, Any]
    sole_proprietor_as_micro: bool | None

    @property
    def intake(self) -> Intake:
        return Intake(self.record, self.clerk)

    @property
    def header(self) -> Header:
        return self.assessor.packs.editions[self.place][-1].header

    def begin(self, on: date) -> str:
        """A new application at this office, on its way from the first keystroke."""
        return self.intake.open(on, {"case.locality": self.place, "case.on": on.isoformat()})

    def save(self, application: str, field: str, value: object) -> Draft:
        """Durable when it returns. Raises ChangedElsewhere."""
        read = self.record.applications.fields(application).get(field)
        self.intake.save(application, {field: (value, read.ref if read else None)})
        return self.draft(application)

    def draft(self, application: str, typing: Mapping[str, Any] = MappingProxyType({})) -> Draft:
        """The application as saved, with what is being `typing` (dotted field -> value) and not saved yet."""
        row = self.record.applications.get(application)
        fields = self.record.applications.fields(application)
        seen = fields | {name: FieldValue(value, "") for name, value in typing.items()}
        told = self._contract(seen).get("case", {})
        packs = self.assessor.packs
        case, problems = parse_case(told, localities=packs.localities, documents=packs.documents, root="case")
        if case is None:
            return Draft(row, seen, None, None, (), problems)
        asked = keys_that_matter(case, packs.edition(case.locality, case.on), packs.baseline)
        return Draft(row, seen, case, self.assessor.assess(case), asked, ())

    def application(self, application: str) -> tuple[Application | None, Sequence[Problem]]:
        """The application for the papers, with the office it is taken in at; or what is wrong with it."""
        row = self.record.applications.get(application)
        raw = self._contract(self.record.applications.fields(application)) | {
            "number": row.number,
            "official_number": row.official_number,
            "received_on": row.received_on or row.accepted_on,
            "office": dict(self.office),
            "clerk": self.clerk_name,
        }
        packs = self.assessor.packs
        return parse_application(raw, localities=packs.localities, documents=packs.documents)

    def _contract(self, fields: Mapping[str, FieldValue]) -> dict[str, Any]:
        raw = as_contract({name: found for name, found in fields.items() if not name.startswith(_OWN)})
        raw = _without_nothing(raw)
        case = raw.get("case", {})
        if case.get("customer") == "sole_proprietor" and self.sole_proprietor_as_micro is not None:
            case["sole_proprietor_as_micro"] = self.sole_proprietor_as_micro
        return raw


def _without_nothing(part: Mapping[str, Any]) -> dict[str, Any]:
    """An answer taken back is not known any more; only `works` says something by being null."""
    kept: dict[str, Any] = {}
    for key, value in part.items():
        if isinstance(value, dict):
            kept[key] = _without_nothing(value)
        elif value is not None or key == "works":
            kept[key] = value
    return kept
