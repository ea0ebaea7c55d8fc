"""Chooses which pinned answer and pack edition a paper is drawn from, whatever case and packs have become since."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from gridcounter.core.notice import accepted_on, changes
from gridcounter.core.papers.called_for import NOTICE, OF_THE_FILING
from gridcounter.core.record.acts import answer_in, read
from gridcounter.core.record.journal import canonical
from gridcounter.core.record.of_applications import ApplicationAccepted, MaterialsReceived, OfficialNumberEntered
from gridcounter.core.record.of_papers import AnswerMoved, PaperIssued
from gridcounter.errors import WrongInput

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from gridcounter.core.application import Application
    from gridcounter.core.notice import Answer
    from gridcounter.core.record.journal import Entry
    from gridcounter.services.applications.desk import Desk
    from gridcounter.services.office.assessment import Ground


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of an application when a paper was issued; acts recorded later do not change the paper.

    `on` is the ISO day from which its dates were counted, "" where that is not known.
    """

    received_on: str | None = None
    accepted_on: str | None = None
    official_number: str | None = None
    on: str = ""

    def of(self, application: Application) -> Application:
        """The application with days and number as they were then."""
        case = application.case
        update = {
            "received_on": date.fromisoformat(self.received_on) if self.received_on else None,
            "official_number": self.official_number,
            "case": case.model_copy(update={"on": date.fromisoformat(self.on)}) if self.on else case,
        }
        return application.model_copy(update=update)


@dataclass(frozen=True, slots=True)
class Resting:
    """What one paper is drawn from: the application as it was, and the ground of its answer."""

    application: Application
    ground: Ground


def rests_of(desk: Desk, application: str, again: Collection[str] = ()) -> dict[str, Resting]:
    """Maps a paper's id to its basis; "" stands for papers not issued yet. Empty where no notice is in force.

    Papers of the entries `again` count as voided. A paper in force keeps the answer that held when it was issued; a
    notice only where today's answer is the pinned one. A filing has the case as it is now, under the pinned edition.
    Raises EditionGone.
    """
    telling = desk.telling
    pinned = telling.pinned(application)
    papers = desk.record.papers.of(application)
    no_notice = any(paper.paper == NOTICE and paper.ref in again for paper in papers)
    if pinned is None or no_notice or not telling.notice_stands(application):
        return {}
    now = telling.now(desk.record.stores, application)
    settled = now is not None and not changes(pinned, now)
    told = rested_on(desk.record.journal.of(application))
    known: dict[str, Resting] = {}
    found = {"": _resting(desk, application, pinned, known)}
    found |= dict.fromkeys(OF_THE_FILING, _of_the_works(desk, application, pinned))
    for paper in papers:
        before = None if paper.ref in again else told.get(paper.ref)
        if before is None or paper.voided_at is not None or paper.paper in OF_THE_FILING:
            continue
        answer = accepted_on(before, str(pinned.case["on"]))
        if paper.paper != NOTICE or (settled and now is not None and _reads_differently(answer, now)):
            found[paper.paper] = _resting(desk, application, answer, known)
    return found


def _reads_differently(told: Answer, now: Answer) -> bool:
    """To an applicant, or only in the words of another edition or of another general practice."""
    versions = (told.pack_version, told.baseline_version) != (now.pack_version, now.baseline_version)
    return versions or changes(told, now) != ()


def rested_on(entries: Iterable[Entry]) -> dict[str, Answer]:
    """Maps a paper's entry to the answer that held when it was issued; a move of the answer clears all before it."""
    found: dict[str, Answer] = {}
    held: Answer | None = None
    for entry in entries:
        act = read(entry)
        if isinstance(act, PaperIssued) and act.consultation:
            continue
        held = answer_in(act) or held
        if isinstance(act, AnswerMoved):
            found.clear()
        elif isinstance(act, PaperIssued) and held is not None:
            found[entry.ref] = held
    return found


def progress_of(entries: Iterable[Entry]) -> dict[str, Progress]:
    """Maps a paper's entry to the state of the application then."""
    found: dict[str, Progress] = {}
    at = Progress()
    for entry in entries:
        act = read(entry)
        match act:
            case MaterialsReceived():
                at = replace(at, received_on=act.on)
            case ApplicationAccepted():
                at = replace(at, accepted_on=act.on, received_on=at.received_on or act.on)
            case OfficialNumberEntered():
                at = replace(at, official_number=act.number)
        answer = answer_in(act)
        if answer is not None:
            at = replace(at, on=str(answer.case["on"]))
        if isinstance(act, PaperIssued):
            found[entry.ref] = at
    return found


def _resting(desk: Desk, application: str, answer: Answer, known: dict[str, Resting]) -> Resting:
    """Several papers rest on one answer: it is asked once."""
    key = canonical(answer.model_dump(mode="json"))
    if key not in known:
        _, ground = desk.telling.ground(answer)
        known[key] = Resting(_read(desk, application, answer), ground)
    return known[key]


def _of_the_works(desk: Desk, application: str, pinned: Answer) -> Resting:
    _, ground = desk.telling.ground(pinned)
    found = _read(desk, application)
    return Resting(found, replace(ground, circumstances=desk.assessor.ground_of(found).circumstances))


def _read(desk: Desk, application: str, answer: Answer | None = None) -> Application:
    found, problems = desk.application(application, answer)
    if found is None:
        raise WrongInput(problems)
    return found
