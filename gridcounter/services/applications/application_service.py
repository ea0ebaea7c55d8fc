"""Operations of one clerk on one application: save a field, read the decision, issue the papers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any

from gridcounter.core.application import Application, ApplicationId, parse_application
from gridcounter.core.case import Case
from gridcounter.core.case_reading import unchecked
from gridcounter.core.intake.appliances import Appliance
from gridcounter.core.intake.checklist import NEVER_DEFERRED, LineState, Mark, checklist
from gridcounter.core.intake.conditions import (
    ConditionLine,
    business_fields,
    conditions_of,
    doubts_of_business,
    unused_fields,
)
from gridcounter.core.intake.steps import (
    OFFICE_READING,
    Standing,
    acts_to_do,
    doubtful_fields,
    has_agent,
    is_business_first,
    lacking,
    lacking_fields,
    settled_by,
    wrong_fields,
)
from gridcounter.core.notice import PinnedAnswer, changes
from gridcounter.core.policy.answers.decision_variants import without_dates
from gridcounter.core.policy.businesses.views import businesses_at
from gridcounter.core.policy.decision import Decision
from gridcounter.core.policy.header import Header
from gridcounter.core.validation.models import Problem
from gridcounter.services.applications.acceptance import Acceptance
from gridcounter.services.applications.appliances import load_appliances
from gridcounter.services.applications.application_state import ApplicationState, guidance, listed
from gridcounter.services.applications.assessed_application import AssessedApplication, assess_application, offered_at
from gridcounter.services.applications.checklist import Checklist, IdentityNotDeferrable, deferred, refuse_unlisted
from gridcounter.services.applications.closing import Closing
from gridcounter.services.applications.correcting import Correcting
from gridcounter.services.applications.deadlines import Deadlines
from gridcounter.services.applications.duplicates import Duplicates
from gridcounter.services.applications.intake import Intake
from gridcounter.services.applications.pinning import EditionGone, NoticeTerms, assess_pinned
from gridcounter.services.applications.undo import SavedChange, SavedField
from gridcounter.services.office.assessment import Assessor
from gridcounter.services.office.own_questions import own_fields
from gridcounter.services.record.record import Record
from gridcounter.store.queries.application_rows import untouched_draft
from gridcounter.store.queries.applications import ApplicationRow, Fields, FieldValue
from gridcounter.store.queries.corrections import is_left_behind, locked_in


@dataclass(frozen=True, eq=False)
class ApplicationService:
    """One clerk on one open record; use it only on the thread that opened the record.

    Its properties are services for this clerk. `reads_differently`: whether a paper in force, by its id, would read
    otherwise now.
    """

    record: Record
    assessor: Assessor
    clerk: str
    clerk_name: str
    place: str
    office: Mapping[str, Any]
    sole_proprietor_as_micro: bool | None
    reads_differently: Callable[[ApplicationService, ApplicationId, str], bool]
    park: str | None = None

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
        return Acceptance(self.record, self.clerk, self.notice_terms.at_acceptance, self._conditions)

    def _conditions(self, application_id: ApplicationId) -> tuple[ConditionLine, ...]:
        return self.state(application_id).conditions

    @property
    def notice_terms(self) -> NoticeTerms:
        """Reading, pinning and moving the pinned answer."""
        return NoticeTerms(self.record, self.assessor, self.clerk, self.sole_proprietor_as_micro)

    @property
    def duplicates(self) -> Duplicates:
        """Possible duplicates."""
        return Duplicates(self.record)

    @property
    def deadlines(self) -> Deadlines:
        """Clocks and pauses."""
        return Deadlines(self.record, self.assessor.calendar, self.clerk)

    @property
    def correcting(self) -> Correcting:
        """更正."""
        return Correcting(self.record, self.notice_terms, self.clerk)

    @property
    def closing(self) -> Closing:
        """办结 and reopening."""
        return Closing(self.record, self.clerk)

    @cached_property
    def appliances(self) -> tuple[Appliance, ...]:
        """The shipped list for estimating a capacity; read once for each ApplicationService."""
        return load_appliances()

    @property
    def header(self) -> Header:
        """The header of the newest edition of the office's place."""
        return self.assessor.packs.newest(self.place).header

    @property
    def voltages(self) -> tuple[float, ...]:
        """Those of the grid of the office's place, in kV."""
        return self.assessor.packs.newest(self.place).voltages

    @property
    def filing_form(self) -> str | None:
        """The form that the newest edition of the place has filled in for outside works; None without one."""
        return next(map(str, self.assessor.packs.newest(self.place).forms), None)

    def begin(self, on: date) -> str:
        """Creates an application with its number and saves it; returns its id."""
        return self.intake.open(on, self._at_the_beginning(on))

    def take_up_draft(self, on: date) -> str:
        """As `begin`; but an application in which this clerk entered nothing on that day is taken up again, with its
        number.
        """
        draft = untouched_draft(self.record.db, self.clerk, on.isoformat())
        return self.begin(on) if draft is None else draft

    def take_up_consultation(self, on: date) -> str:
        """As `take_up_draft`, for a consultation."""
        draft = untouched_draft(self.record.db, self.clerk, on.isoformat(), "consultation")
        return self.begin_consultation(on) if draft is None else draft

    def begin_consultation(self, on: date) -> str:
        """As `begin`, for a consultation: no applicant name is needed."""
        return self.intake.consult(on, self._at_the_beginning(on))

    def _at_the_beginning(self, on: date) -> dict[str, str]:
        """Place and day, and the park of a team that serves one: an answer like others, which the clerk may change."""
        known = {"case.locality": self.place, "case.on": on.isoformat()}
        return known if self.park is None else known | {"case.site.park": self.park}

    def convert(self, application_id: ApplicationId, on: date) -> None:
        """Turns a consultation into an application; its day becomes `on` if that is later. Raises ApplicationExists."""
        said = self.record.applications.fields(application_id).get("case.on")
        day = on.isoformat()
        later = said is None or said.value is None or str(said.value) < day
        self.intake.convert(application_id, {"case.on": day} if later else None)

    def save(self, application_id: ApplicationId, field: str, value: object) -> SavedChange:
        """Saves one field; durable when it returns. Raises ChangedElsewhere, FieldLocked."""
        return self.save_all(application_id, {field: value})

    def save_all(
        self, application_id: ApplicationId, answers: Mapping[str, object], shown: Fields | None = None
    ) -> SavedChange:
        """Saves several answers in one act, together with the answers that follow from them; returns what it changed.

        `shown` are those that the clerk saw: one that is another by now is not overwritten.
        Raises ChangedElsewhere, FieldLocked.
        """
        read = self.record.applications.fields(application_id)
        values = {name: found.value for name, found in read.items()}
        contents = dict(answers)
        for field, value in answers.items():
            contents = settled_by(field, value, values) | contents
        own = own_fields(self.assessor.packs, self.place)  # a refusal names a question in its own words
        saw = {name: (shown if shown is not None and name in answers else read).get(name) for name in contents}
        changes = {own.get(name, name): (to, was.ref if (was := saw[name]) else None) for name, to in contents.items()}
        entry = self.intake.save(application_id, changes)
        none = FieldValue(None, "")
        before = {name: read.get(name, none) for name in contents}
        return {name: SavedField(was.value, was.ref, entry.ref) for name, was in before.items()}

    def mark(self, application_id: ApplicationId, document: str, mark: Mark) -> None:
        """Records the state of a document.

        Raises DeferredTooEarly, DeferredTooLate, IdentityNotDeferrable, TooManyCopies, RemarkTooLong, ChangedElsewhere.
        """
        state = self.state(application_id)
        listed = next((line for line in state.lines if line.document.id == document), None)
        if mark.state == LineState.DEFERRED:
            if document == NEVER_DEFERRED:
                raise IdentityNotDeferrable
            mark = deferred(mark, listed, state.case, state.decision)
        refuse_unlisted(mark, listed)
        self.checklist.set(application_id, document, mark, listed.document.label if listed else "")

    def state(
        self, application_id: ApplicationId, typing: Mapping[str, Any] = MappingProxyType({})
    ) -> ApplicationState:
        """The application as saved, with the unsaved input in `typing` (dotted field -> value)."""
        assessed = self.assessed(application_id, typing)
        row, seen, case, pack = assessed.row, assessed.fields, assessed.case, assessed.pack
        packs = self.assessor.packs
        values = {name: found.value for name, found in seen.items()}
        decision = without_dates(assessed.decision) if assessed.decision and row.consultation else assessed.decision
        pinned = self.notice_terms.pinned(application_id)
        now = assessed.answer if pinned else None
        found = guidance(case, pack, packs.baseline, decision)
        asked = tuple(key for key in found.asked if key == "business" or not is_business_first(values))
        frozen_list = self.pinned_list(assessed, pinned)
        shown = frozen_list or decision
        lines = self.checklist.lines(shown, row, case)
        connects = decision is None or decision.connects
        wrong = wrong_fields(values, typing=next(iter(typing), ""))
        standing = Standing(
            values | _read_by_the_office(case),
            asked,
            contradictory=case is None,
            # a permit asks for none of it, and whoever applies for one may have no builder yet
            builds=found.builds and decision is not None and decision.approval.filing is not None,
            lines=lines,
            received=row.received_on is not None,
            accepted=row.accepted_on is not None,
            handed_over=row.accepted_on is None and self.acceptance.handed_over(application_id) is not None,
            issued=self._has_papers(row),
            left_behind=is_left_behind(self.record.db, application_id),
            official_number=row.official_number,
            consultation=row.consultation,
            connects=connects,
            wrong=wrong,
        )
        return ApplicationState(
            row,
            seen,
            case,
            found.decision,
            asked,
            assessed.problems,
            lines,
            lacking(standing),
            found.builds,
            has_agent(values),
            wrong,
            self._doubtful(values, shown, case, connects=connects),
            found.voltage,
            pinned,
            changes(pinned, now) if pinned and now else (),
            list_stands=frozen_list is not None,
            locked=locked_in(self.record.db, application_id, seen),
            lacking_fields=lacking_fields(standing),
            to_do=acts_to_do(standing),
            questions=tuple(pack.questions.values()) if pack else None,
            businesses=businesses_at(pack or packs.newest(self.place), packs.baseline),
            unused=frozenset(f"case.{key}" for key in assessed.unused) | unused_fields(shown, values),
            conditions=conditions_of(shown, values),
        )

    def _doubtful(
        self, values: Mapping[str, Any], shown: Decision | None, case: Case | None, *, connects: bool
    ) -> dict[str, str]:
        found = doubtful_fields(values, self.header.place, self.header.region_codes, connects=connects)
        return found | doubts_of_business(shown, values, case, self.assessor.calendar)

    def _has_papers(self, row: ApplicationRow) -> bool:
        papers = self.record.papers.of(row.id)
        return any(paper.voided_at is None and paper.consultation == row.consultation for paper in papers)

    def pinned_list(self, state: AssessedApplication, pinned: PinnedAnswer | None) -> Decision | None:
        """The decision whose checklist a notice in force froze, with the documents read online so far; None without a
        notice.
        """
        if pinned is None or not self.notice_terms.notice_stands(state.row.id):
            return None
        try:
            return assess_pinned(self.assessor, pinned, state.online)
        except EditionGone:  # a paper based on that edition reports it; here today's list is better than none
            return None

    def assessed(
        self,
        application_id: str,
        typing: Mapping[str, Any] = MappingProxyType({}),
        *,
        on: date | None = None,
        received: date | None = None,
    ) -> AssessedApplication:
        """The saved case with the unsaved input in `typing`, and the decision on it; see `assess_application`."""
        return assess_application(
            self.record.stores,
            self.assessor,
            application_id,
            sole_proprietor_as_micro=self.sole_proprietor_as_micro,
            typing=typing,
            on=on,
            received=received,
        )

    def application(self, application_id: ApplicationId) -> tuple[Application | None, Sequence[Problem]]:
        """The application for the papers, or the problems in it."""
        assessed = self.assessed(application_id)
        listing = self.pinned_list(assessed, self.notice_terms.pinned(application_id)) or assessed.decision
        return self.on_paper(assessed, listing)

    def on_paper(
        self, state: AssessedApplication, listing: Decision | None, case: Mapping[str, Any] | None = None
    ) -> tuple[Application | None, Sequence[Problem]]:
        """The application with its office and the documents that `listing` requires; `case` replaces the saved case."""
        row = state.row
        raw = {
            **state.contract,
            "number": row.number,
            "official_number": row.official_number,
            **business_fields(listing, {name: found.value for name, found in state.fields.items()}),
            "received_on": row.received_on or row.accepted_on,
            "office": dict(self.office),
            "clerk": self.clerk_name,
        }
        if case is not None:
            raw["case"] = case
        lines = checklist(listing, self.checklist.marks(row.id)) if listing else ()
        packs = self.assessor.packs
        local = offered_at(packs) if case is None else unchecked  # what was told stands as it was told
        named = {"localities": packs.localities, "documents": packs.documents}
        return parse_application(raw | listed(lines), **named, local=local)


def _read_by_the_office(case: Case | None) -> dict[str, bool]:
    """What the office settled once for all its applications, by field, if it did."""
    read = None if case is None else case.sole_proprietor_as_micro
    return {} if read is None else {f"case.{OFFICE_READING}": read}
