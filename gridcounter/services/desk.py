"""What a clerk's desk does with one application: type a field, see the answer, hand over the papers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gridcounter.core.application import Application, parse_application
from gridcounter.core.case import parse_case
from gridcounter.core.checklist import LineState, Mark, checklist
from gridcounter.core.filled_in import add_reading, without_nothing
from gridcounter.core.intake import (
    HAS_AGENT,
    Standing,
    doubtful_fields,
    has_agent,
    lacking,
    settled_by,
    wrong_fields,
)
from gridcounter.core.policy.asking import keys_that_matter
from gridcounter.core.policy.decide import decide
from gridcounter.core.policy.decision import without_dates
from gridcounter.core.policy.question import Circumstances
from gridcounter.core.policy.voltage import propose_voltage
from gridcounter.services.acceptance import Acceptance
from gridcounter.services.appliances import load_appliances
from gridcounter.services.checklist import Checklist, DeferredTooEarly
from gridcounter.services.deadlines import Deadlines
from gridcounter.services.duplicates import Duplicates
from gridcounter.services.intake import Intake
from gridcounter.store.applications import FieldValue, as_contract

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from gridcounter.core.appliances import Appliance
    from gridcounter.core.case import Case
    from gridcounter.core.checklist import ChecklistLine
    from gridcounter.core.intake import StepKey
    from gridcounter.core.policy.decision import Decision
    from gridcounter.core.policy.model import Header
    from gridcounter.core.policy.voltage import Proposal
    from gridcounter.core.reading import Problem
    from gridcounter.services.assessment import Assessor
    from gridcounter.services.record import Record
    from gridcounter.store.applications import ApplicationRow

#: Fields that are the desk's own and stand in no contract.
_OWN = "desk."


@dataclass(frozen=True, slots=True)
class Draft:
    """An application as it stands: `decision` is None while the case is contradictory; `problems` say where.

    `builds`: there are works and the applicant has them built. `wrong` are fields to mend, `doubtful` ones to look at.
    """

    row: ApplicationRow
    fields: Mapping[str, FieldValue]
    case: Case | None
    decision: Decision | None
    asked: tuple[str, ...]
    problems: tuple[Problem, ...]
    lines: tuple[ChecklistLine, ...]
    lacking: Mapping[StepKey, tuple[str, ...]]
    builds: bool
    has_agent: bool
    wrong: Mapping[str, str]
    doubtful: Mapping[str, str]
    voltage: Proposal | None

    @property
    def consultation(self) -> bool:
        return self.row.consultation

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
    def checklist(self) -> Checklist:
        return Checklist(self.record, self.clerk)

    @property
    def acceptance(self) -> Acceptance:
        return Acceptance(self.record, self.clerk)

    @property
    def duplicates(self) -> Duplicates:
        return Duplicates(self.record)

    @property
    def deadlines(self) -> Deadlines:
        return Deadlines(self.record, self.assessor.calendar, self.clerk)

    @cached_property
    def appliances(self) -> tuple[Appliance, ...]:
        return load_appliances()

    @property
    def header(self) -> Header:
        return self.assessor.packs.editions[self.place][-1].header

    def begin(self, on: date) -> str:
        """A new application at this office, on its way from the first keystroke."""
        return self.intake.open(on, {"case.locality": self.place, "case.on": on.isoformat()})

    def begin_consultation(self, on: date) -> str:
        """The same answer without a name."""
        return self.intake.consult(on, {"case.locality": self.place, "case.on": on.isoformat()})

    def convert(self, application: str, on: date) -> Draft:
        """From a consultation to an application, whose day is `on` where that is later. Raises ApplicationExists."""
        said = self.draft(application).value("case.on")
        day = on.isoformat()
        self.intake.convert(application, {"case.on": day} if said is None or str(said) < day else None)
        return self.draft(application)

    def save(self, application: str, field: str, value: object) -> Draft:
        """Durable when it returns. Raises ChangedElsewhere."""
        return self.save_all(application, {field: value})

    def save_all(self, application: str, answers: Mapping[str, object]) -> Draft:
        """Several answers given in one act, with what they settle besides. Raises ChangedElsewhere."""
        read = self.record.applications.fields(application)
        values = {name: found.value for name, found in read.items()}
        told = dict(answers)
        for field, value in answers.items():
            told = settled_by(field, value, values) | told
        self.intake.save(
            application, {name: (to, read[name].ref if name in read else None) for name, to in told.items()}
        )
        return self.draft(application)

    def mark(self, application: str, document: str, mark: Mark) -> Draft:
        """What became of a document. Raises DeferredTooEarly, TooManyCopies, ChangedElsewhere."""
        case = self.draft(application).case
        if mark.state == LineState.DEFERRED and mark.until and case is not None and mark.until < case.on:
            raise DeferredTooEarly(case.on)
        self.checklist.set(application, document, mark)
        return self.draft(application)

    def draft(self, application: str, typing: Mapping[str, Any] = MappingProxyType({})) -> Draft:
        """The application as saved, with what is being `typing` (dotted field -> value) and not saved yet."""
        row = self.record.applications.get(application)
        fields = self.record.applications.fields(application)
        seen = fields | {name: FieldValue(value, "") for name, value in typing.items()}
        values = {name: found.value for name, found in seen.items()}
        told = self._contract(seen, row).get("case", {})
        packs = self.assessor.packs
        case, problems = parse_case(told, localities=packs.localities, documents=packs.documents, root="case")
        decision = self._decide(case, values, consultation=row.consultation) if case else None
        pack = packs.edition(case.locality, case.on) if case else None
        asked = keys_that_matter(case, pack, packs.baseline) if case and pack else ()
        marks = self.checklist.marks(application)
        lines = checklist(decision, marks, consultation=row.consultation) if decision else ()
        builds = _builds(case, decision)
        wrong = wrong_fields(values, typing=next(iter(typing), ""))
        standing = Standing(
            values,
            asked,
            contradictory=case is None,
            builds=builds,
            lines=lines,
            received=row.received_on is not None,
            accepted=row.accepted_on is not None,
            handed_over=row.accepted_on is None and self.acceptance.handed_over(application) is not None,
            issued=any(
                paper.voided_at is None and paper.consultation == row.consultation
                for paper in self.record.papers.of(application)
            ),
            official_number=row.official_number,
            consultation=row.consultation,
            wrong=wrong,
        )
        header = self.header
        doubtful = doubtful_fields(values, header.place, header.region_codes)
        return Draft(
            row,
            seen,
            case,
            decision,
            asked,
            problems,
            lines,
            lacking(standing),
            builds,
            has_agent(values),
            wrong,
            doubtful,
            propose_voltage(case, pack, packs.baseline) if case and pack else None,
        )

    def _decide(self, case: Case, values: Mapping[str, Any], *, consultation: bool) -> Decision:
        """As the papers will have it: knowing who acts for the applicant and whose premises they are."""
        packs = self.assessor.packs
        circumstances = Circumstances(has_agent(values), values.get("premises.ownership") == "rented")
        pack = packs.edition(case.locality, case.on)
        decision = decide(case, pack, packs.baseline, self.assessor.calendar, circumstances)
        return without_dates(decision) if consultation else decision

    def application(self, application: str) -> tuple[Application | None, Sequence[Problem]]:
        """The application for the papers, with the office it is taken in at; or what is wrong with it."""
        row = self.record.applications.get(application)
        raw = self._contract(self.record.applications.fields(application), row) | {
            "number": row.number,
            "official_number": row.official_number,
            "received_on": row.received_on or row.accepted_on,
            "office": dict(self.office),
            "clerk": self.clerk_name,
        }
        raw |= _listed(self.draft(application).lines)
        packs = self.assessor.packs
        return parse_application(raw, localities=packs.localities, documents=packs.documents)

    def _contract(self, fields: Mapping[str, FieldValue], row: ApplicationRow) -> dict[str, Any]:
        raw = as_contract({name: found for name, found in fields.items() if not name.startswith(_OWN)})
        raw = without_nothing(raw)
        case = raw.setdefault("case", {})
        add_reading(case, self.sole_proprietor_as_micro)
        case["on"] = row.accepted_on or max(str(case.get("on", "")), row.received_on or "")
        said = fields.get(HAS_AGENT)
        if said is not None and said.value is not None:
            raw["agent"] = raw.get("agent") or {} if said.value else None
        return raw


def _builds(case: Case | None, decision: Decision | None) -> bool:
    if case is None or decision is None or case.works is None:
        return False
    return (case.works.owner or decision.approval.actor) == "applicant"


def _listed(lines: Sequence[ChecklistLine]) -> dict[str, list[dict[str, Any]]]:
    """What was received and what was put off, as the papers show it; nothing where there is nothing."""
    received = [
        {"document": line.document.id, "copies": line.mark.copies, "original_seen": line.mark.original_seen}
        for line in lines
        if line.state == LineState.RECEIVED
    ]
    deferred = [
        {"document": line.document.id, "until": line.mark.until} for line in lines if line.state == LineState.DEFERRED
    ]
    return {name: rows for name, rows in (("received", received), ("deferred", deferred)) if rows}
