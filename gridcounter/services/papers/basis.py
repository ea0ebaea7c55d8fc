"""Chooses the pinned answer and pack edition for a paper, independent of later changes of case and packs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from pydantic import BaseModel

from gridcounter.core.application import Application, DeferredDocument, ReceivedDocument, WaivedDocument
from gridcounter.core.intake.checklist import LineState, Mark, checklist
from gridcounter.core.intake.conditions import ACCOUNT_NUMBER, WANTED_ON
from gridcounter.core.notice import PinnedAnswer, accepted_on, added_documents, changes
from gridcounter.core.papers.called_for import NOTICE, OF_THE_FILING
from gridcounter.core.policy.decision import Decision
from gridcounter.core.record.acts import Read, answer_in, read
from gridcounter.core.record.journal import Entry, canonical
from gridcounter.core.record.of_applications import (
    ApplicationAccepted,
    ApplicationOpened,
    ConsultationNoted,
    DaysCorrected,
    DocumentDeferred,
    DocumentReceived,
    DocumentWaived,
    FieldsChanged,
    FieldsCorrected,
    MaterialsReceived,
    OfficialNumberEntered,
)
from gridcounter.core.record.of_papers import AnswerMoved, PaperIssued
from gridcounter.errors import WrongInput
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.application_state import listed
from gridcounter.services.applications.assessed_application import AssessedApplication
from gridcounter.services.applications.checklist import ONLINE, mark_of
from gridcounter.services.applications.correcting import Correction
from gridcounter.services.applications.pinning import assess_pinned, pinned_circumstances, pinned_editions
from gridcounter.services.office.assessment import PaperBasis
from gridcounter.store.papers import IssuedPaper

#: Parts of an application that a paper leaves blank where nobody has filled them in.
_PEOPLE = ("applicant", "agent", "premises")
#: So are these of a business beside connecting, by their keys in an application.
_OF_THE_BUSINESS: Mapping[str, str] = {"account_number": ACCOUNT_NUMBER, "wanted_on": WANTED_ON}
#: What each list of documents of an application holds.
_DOCUMENTS: Mapping[str, type[BaseModel]] = {
    "received": ReceivedDocument,
    "deferred": DeferredDocument,
    "waived": WaivedDocument,
}
_STATES = {
    DocumentReceived: LineState.RECEIVED,
    DocumentDeferred: LineState.DEFERRED,
    DocumentWaived: LineState.WAIVED,
}


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of an application when a paper was issued; acts recorded later do not change the paper.

    `on` is the ISO day from which its dates were counted, "" if that is not known. `marks` are those of the checklist
    by document, `fields` what was filled in.
    """

    received_on: str | None = None
    accepted_on: str | None = None
    official_number: str | None = None
    on: str = ""
    marks: Mapping[str, Mark] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)

    def of(self, application: Application) -> Application:
        """The application with the days and number of that time."""
        case = application.case
        update = {
            "received_on": date.fromisoformat(self.received_on) if self.received_on else None,
            "official_number": self.official_number,
            "case": case.model_copy(update={"on": date.fromisoformat(self.on)}) if self.on else case,
        }
        return application.model_copy(update=update)

    def as_told(self, application: Application, listing: Decision) -> Application:
        """As `of`, with the documents as they were then, in the `listing`; what was left blank is blank."""
        then = self.of(application)
        rows = listed(checklist(listing, self.marks))
        update: dict[str, object] = {
            name: tuple(of.model_validate(row) for row in rows.get(name, ())) or None for name, of in _DOCUMENTS.items()
        }
        online = tuple(self.fields.get(ONLINE) or ())
        update |= {"case": then.case.model_copy(update={"online": online})}
        update |= {name: None for name, field in _OF_THE_BUSINESS.items() if self.fields.get(field) in (None, "")}
        return then.model_copy(update=update | {part: self._of_a_person(then, part) for part in _PEOPLE})

    def _of_a_person(self, application: Application, part: str) -> BaseModel | None:
        """Without what was filled in later; None if nothing had been."""
        now: BaseModel | None = getattr(application, part)
        if now is None:
            return None
        later = {name for name in type(now).model_fields if self.fields.get(f"{part}.{name}") in (None, "")}
        kept = now.model_fields_set - later
        return now.model_copy(update=dict.fromkeys(later)) if kept else None


def pinned_bases(
    service: ApplicationService,
    state: AssessedApplication,
    today: PaperBasis,
    pinned: PinnedAnswer | None,
    again: Collection[str] = (),
) -> tuple[PaperBasis | None, PaperBasis | None, dict[str, PaperBasis]]:
    """While a notice with the `pinned` answer is in force: the basis of papers not issued yet, of a filing, and of
    papers by their ids.

    Papers of the entries `again` count as voided. A paper in force keeps the answer that held when it was issued; a
    notice only if today's answer is the pinned one. A filing has the case as it is now, under the pinned edition.
    Raises EditionGone, WrongInput.
    """
    application = state.row.id
    papers = service.record.papers.of(application)
    if pinned is None or notice_is_among(papers, again) or not service.notice_terms.notice_stands(application):
        return None, None, {}
    known: dict[str, PaperBasis] = {}
    standing = (paper for paper in papers if paper.ref not in again and paper.voided_at is None)
    own = {
        paper: _pinned_basis(service, state, answer, known)
        for paper, answer in _own_answers(service, state, pinned, standing)
    }
    pack, baseline = pinned_editions(service.assessor, pinned)
    works = replace(today, pack=pack, baseline=baseline, later=added_documents(pinned))
    return (
        _pinned_basis(service, state, pinned, known),
        service.assessor.decide_again(works, today.application),
        own,
    )


def _own_answers(
    service: ApplicationService, state: AssessedApplication, pinned: PinnedAnswer, papers: Iterable[IssuedPaper]
) -> Iterator[tuple[str, PinnedAnswer]]:
    """The papers that keep the answer in force at their issue, with that answer."""
    now = state.answer
    settled = now is not None and not changes(pinned, now)
    result = rested_on(service.record.journal.of(state.row.id))
    for paper in papers:
        before = result.get(paper.ref)
        if before is None or paper.paper in OF_THE_FILING:
            continue
        answer = accepted_on(before, str(pinned.case["on"]))
        if paper.paper != NOTICE or (settled and now is not None and _reads_differently(answer, now)):
            yield paper.paper, answer


def notice_is_among(papers: Iterable[IssuedPaper], again: Collection[str]) -> bool:
    """Whether the entries `again` void a notice, so that the whole notice is given again."""
    return any(paper.paper == NOTICE and paper.ref in again for paper in papers)


def _reads_differently(pinned: PinnedAnswer, now: PinnedAnswer) -> bool:
    """Whether the applicant would read a difference, or the wording of another edition or general practice differs."""
    versions = (pinned.pack_version, pinned.baseline_version) != (now.pack_version, now.baseline_version)
    return versions or changes(pinned, now) != ()


def rested_on(entries: Iterable[Entry]) -> dict[str, PinnedAnswer]:
    """Maps a paper's entry to the answer that held when it was issued; 改定, or a correction that moves it, clears all
    earlier ones.
    """
    found: dict[str, PinnedAnswer] = {}
    held: PinnedAnswer | None = None
    for entry in entries:
        act = read(entry)
        if isinstance(act, PaperIssued) and act.consultation:
            continue
        held = answer_in(act) or held
        if isinstance(act, AnswerMoved) or (isinstance(act, FieldsCorrected) and act.answer is not None):
            found.clear()
        elif isinstance(act, PaperIssued) and held is not None:
            found[entry.ref] = held
    return found


def progress_of(entries: Iterable[Entry], correction: Correction = Correction()) -> dict[str, Progress]:
    """Maps a paper's entry to the state of the application at that time, with the right days for wrong ones that it
    told: those corrected since, and those of a `correction` to come.
    """
    found: dict[str, Progress] = {}
    at = Progress()
    for entry in entries:
        act = read(entry)
        if isinstance(act, DaysCorrected):
            days = _days_of(act)
            at, found = days.of(at), days.of_each(found)
        at = _after(at, act)
        answer = answer_in(act)
        if answer is not None:
            at = replace(at, on=str(answer.case["on"]))
        if isinstance(act, PaperIssued):
            found[entry.ref] = at
    return _days_to_come(at, correction).of_each(found)


def _after(at: Progress, act: Read) -> Progress:
    match act:
        case MaterialsReceived():
            return replace(at, received_on=act.on)
        case ApplicationAccepted():
            return replace(at, accepted_on=act.on, received_on=at.received_on or act.on)
        case OfficialNumberEntered():
            return replace(at, official_number=act.number)
        case DocumentReceived() | DocumentDeferred() | DocumentWaived():
            return replace(at, marks=_marked(at.marks, act))
        case FieldsChanged():
            return replace(at, fields={**at.fields, **{name: change.to for name, change in act.fields.items()}})
        case ApplicationOpened() | ConsultationNoted():
            return replace(at, fields={**at.fields, **act.fields})
    return at


def _marked(marks: Mapping[str, Mark], act: DocumentReceived | DocumentDeferred | DocumentWaived) -> dict[str, Mark]:
    mark = mark_of(_STATES[type(act)], act.model_dump())
    rest = {document: one for document, one in marks.items() if document != act.document}
    return rest if mark is None else rest | {act.document: mark}


@dataclass(frozen=True, slots=True)
class _RightDays:
    """From the wrong day to the right one, for 收件 and for 受理; None where the day was right."""

    received: tuple[str, str] | None
    accepted: tuple[str, str] | None

    def of(self, at: Progress) -> Progress:
        if self.received is not None and at.received_on == self.received[0]:
            at = replace(at, received_on=self.received[1])
        if self.accepted is not None and at.accepted_on == self.accepted[0]:
            on = self.accepted[1] if at.on == self.accepted[0] else at.on
            at = replace(at, accepted_on=self.accepted[1], on=on)
        return at

    def of_each(self, found: Mapping[str, Progress]) -> dict[str, Progress]:
        return {ref: self.of(at) for ref, at in found.items()}


def _days_of(act: DaysCorrected) -> _RightDays:
    return _RightDays(*(None if one is None else (one.was, one.to) for one in (act.received, act.accepted)))


def _days_to_come(at: Progress, correction: Correction) -> _RightDays:
    days = ((at.received_on, correction.received), (at.accepted_on, correction.accepted))
    return _RightDays(*(None if to is None or was is None else (was, to.isoformat()) for was, to in days))


def _pinned_basis(
    service: ApplicationService, state: AssessedApplication, answer: PinnedAnswer, known: dict[str, PaperBasis]
) -> PaperBasis:
    """Cached: several papers share one answer."""
    key = canonical(answer.model_dump(mode="json"))
    if key not in known:
        decision = assess_pinned(service.assessor, answer, state.online)
        found, problems = service.on_paper(state, decision, answer.case | {"online": state.online})
        if found is None:
            raise WrongInput(problems)
        pack, baseline = pinned_editions(service.assessor, answer)
        circumstances, later = pinned_circumstances(answer), added_documents(answer)
        known[key] = PaperBasis(found, decision, pack, baseline, circumstances, later)
    return known[key]
