"""Everything one clerk does with one application: save a field, see the decision, issue the papers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gridcounter.core.application import Application, parse_application
from gridcounter.core.case import parse_case
from gridcounter.core.intake.checklist import NEVER_PUT_OFF, LineState, Mark, checklist, stage_day
from gridcounter.core.intake.steps import (
    Standing,
    doubtful_fields,
    has_agent,
    lacking,
    settled_by,
    wrong_fields,
)
from gridcounter.core.notice import answer_of, changes, clause_words
from gridcounter.core.papers.open_points import as_asked
from gridcounter.core.policy.decide import decide
from gridcounter.core.policy.decision import without_dates
from gridcounter.core.policy.relevant_keys import keys_that_matter
from gridcounter.core.policy.voltage import propose_voltage
from gridcounter.services.applications.acceptance import Acceptance
from gridcounter.services.applications.appliances import load_appliances
from gridcounter.services.applications.checklist import Checklist, DeferredTooEarly, DeferredTooLate, IdentityPutOff
from gridcounter.services.applications.closing import Closing
from gridcounter.services.applications.deadlines import Deadlines
from gridcounter.services.applications.draft import Draft, builds, circumstances_of, contract_of, listed
from gridcounter.services.applications.duplicates import Duplicates
from gridcounter.services.applications.intake import Intake
from gridcounter.services.applications.pinning import EditionGone, Telling
from gridcounter.store.queries.applications import FieldValue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from gridcounter.core.case import Case
    from gridcounter.core.intake.appliances import Appliance
    from gridcounter.core.notice import Answer
    from gridcounter.core.policy.decision import Decision
    from gridcounter.core.policy.model import Header
    from gridcounter.core.validation.models import Problem
    from gridcounter.services.office.assessment import Assessor
    from gridcounter.services.record.record import Record


@dataclass(frozen=True, eq=False)
class Desk:
    """One clerk at one open record; belongs to the thread that opened it.

    Its properties are services for this clerk.
    """

    record: Record
    assessor: Assessor
    clerk: str
    clerk_name: str
    place: str
    office: Mapping[str, Any]
    sole_proprietor_as_micro: bool | None

    @property
    def intake(self) -> Intake:
        """Opening, saving and issuing."""
        return Intake(self.record, self.clerk)

    @property
    def checklist(self) -> Checklist:
        """Marks on documents."""
        return Checklist(self.record, self.clerk)

    @property
    def acceptance(self) -> Acceptance:
        """收件, 受理, 转办."""
        return Acceptance(self.record, self.clerk, self.telling.at_acceptance)

    @property
    def telling(self) -> Telling:
        """The pinned answer."""
        return Telling(self.record, self.assessor, self.clerk, self.sole_proprietor_as_micro)

    @property
    def duplicates(self) -> Duplicates:
        """Possible duplicates."""
        return Duplicates(self.record)

    @property
    def deadlines(self) -> Deadlines:
        """Clocks and pauses."""
        return Deadlines(self.record, self.assessor.calendar, self.clerk)

    @property
    def closing(self) -> Closing:
        """办结 and reopening."""
        return Closing(self.record, self.clerk)

    @cached_property
    def appliances(self) -> tuple[Appliance, ...]:
        """The shipped list for estimating a capacity; read once for each desk."""
        return load_appliances()

    @property
    def header(self) -> Header:
        """Of the newest edition of the office's place."""
        return self.assessor.packs.editions[self.place][-1].header

    def begin(self, on: date) -> str:
        """Creates an application with its number and saves it; returns its id."""
        return self.intake.open(on, {"case.locality": self.place, "case.on": on.isoformat()})

    def begin_consultation(self, on: date) -> str:
        """As `begin`, for a consultation: no applicant's name is needed."""
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
        """What became of a document.

        Raises DeferredTooEarly, DeferredTooLate, IdentityPutOff, TooManyCopies, ChangedElsewhere.
        """
        draft = self.draft(application)
        on_list = next((line.document for line in draft.lines if line.document.id == document), None)
        if mark.state == LineState.DEFERRED:
            if document == NEVER_PUT_OFF:
                raise IdentityPutOff
            if mark.until and draft.case is not None and mark.until < draft.case.on:
                raise DeferredTooEarly(draft.case.on)
            stage = stage_day(mark.latest, draft.decision) if draft.decision else None
            if mark.until and stage is not None and mark.until >= stage.on:
                raise DeferredTooLate(stage)
            mark = replace(mark, basis=clause_words(on_list.basis) if on_list else "")
        self.checklist.set(application, document, mark, on_list.label if on_list else "")
        return self.draft(application)

    def draft(self, application: str, typing: Mapping[str, Any] = MappingProxyType({})) -> Draft:
        """The application as saved, with what is being `typing` (dotted field -> value) and not saved yet."""
        row = self.record.applications.get(application)
        fields = self.record.applications.fields(application)
        seen = fields | {name: FieldValue(value, "") for name, value in typing.items()}
        values = {name: found.value for name, found in seen.items()}
        told = contract_of(seen, row, sole_proprietor_as_micro=self.sole_proprietor_as_micro).get("case", {})
        packs = self.assessor.packs
        case, problems = parse_case(told, localities=packs.localities, documents=packs.documents, root="case")
        decision = self._decide(case, values, consultation=row.consultation) if case else None
        pinned = self.telling.pinned(application)
        now = answer_of(case, decision, circumstances_of(values)) if pinned and case and decision else None
        pack = packs.edition(case.locality, case.on) if case else None
        asked = keys_that_matter(case, pack, packs.baseline) if case and pack else ()
        marks = self.checklist.marks(application)
        told_list = self._list_told(application, pinned, seen) if pinned else None
        shown = told_list or decision
        lines = checklist(shown, marks, consultation=row.consultation) if shown else ()
        built = builds(case, decision)
        wrong = wrong_fields(values, typing=next(iter(typing), ""))
        standing = Standing(
            values,
            asked,
            contradictory=case is None,
            builds=built,
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
            as_asked(decision, pack, case) if decision and pack and case else None,
            asked,
            problems,
            lines,
            lacking(standing),
            built,
            has_agent(values),
            wrong,
            doubtful,
            propose_voltage(case, pack, packs.baseline) if case and pack else None,
            pinned,
            changes(pinned, now) if pinned and now else (),
            list_stands=told_list is not None,
        )

    def _list_told(self, application: str, told: Answer, seen: Mapping[str, FieldValue]) -> Decision | None:
        """The answer whose list a standing notice froze, with what is read online by now; None where none stands."""
        telling = self.telling
        if not telling.notice_stands(application):
            return None
        try:
            case, ground = telling.ground(told)
        except EditionGone:  # a paper that rests on it says so; the list of today is better than none
            return None
        return self.assessor.assess_on(ground, case.model_copy(update={"online": _online(seen)}))

    def _decide(self, case: Case, values: Mapping[str, Any], *, consultation: bool) -> Decision:
        packs = self.assessor.packs
        pack = packs.edition(case.locality, case.on)
        decision = decide(case, pack, packs.baseline, self.assessor.calendar, circumstances_of(values))
        return without_dates(decision) if consultation else decision

    def application(
        self, application: str, told: Answer | None = None, *, anew: bool = False
    ) -> tuple[Application | None, Sequence[Problem]]:
        """The application for the papers, with the office it is taken in at; or what is wrong with it.

        With the case and the list as they were `told`, where that is given; `anew`: with the list of today, though a
        notice stands. Raises EditionGone.
        """
        row = self.record.applications.get(application)
        fields = self.record.applications.fields(application)
        raw = contract_of(fields, row, sole_proprietor_as_micro=self.sole_proprietor_as_micro) | {
            "number": row.number,
            "official_number": row.official_number,
            "received_on": row.received_on or row.accepted_on,
            "office": dict(self.office),
            "clerk": self.clerk_name,
        }
        if told is None:
            draft = self.draft(application)
            lines = draft.lines
            if anew and draft.decision is not None:
                lines = checklist(draft.decision, self.checklist.marks(application))
        else:
            case, ground = self.telling.ground(told)
            raw["case"] = told.case | {"online": _online(fields)}
            decision = self.assessor.assess_on(ground, case.model_copy(update={"online": _online(fields)}))
            lines = checklist(decision, self.checklist.marks(application))
        packs = self.assessor.packs
        return parse_application(raw | listed(lines), localities=packs.localities, documents=packs.documents)


def _online(fields: Mapping[str, FieldValue]) -> tuple[str, ...]:
    found = fields.get("case.online")
    return tuple(found.value or ()) if found else ()
