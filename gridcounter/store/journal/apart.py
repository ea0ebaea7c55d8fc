"""Acts that each desk may do and two together should not have done: no validator refuses the second one.

Each rule looks for an earlier act by the clock that the writer of this one did not know of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from gridcounter.core.record import of_applications, of_filings, of_joint, of_papers
from gridcounter.core.record.acts import read
from gridcounter.core.record.contents import Contents
from gridcounter.core.record.journal import Entry, Kind
from gridcounter.errors import Refusal
from gridcounter.store.engine import Database
from gridcounter.store.journal.knowledge import not_known_to

#: What a conflict is called that no validator has a refusal for.
DELIVERED_UNAWARE = "DeliveredUnaware"
UNAWARE_OF_CLOSING = "UnawareOfClosing"
PUSHED_TWICE = "PushedTwice"
DECIDED_TWICE = "DecidedTwice"
NUMBERED_TWICE = "NumberedTwice"
TOLD_TWICE = "ToldTwice"
HANDED_UNAWARE = "HandedUnaware"

_DELIVERED = (Kind.PAPER_DELIVERED, Kind.NOTICE_DELIVERED)
_DECIDED = (Kind.FILING_CONFIRMED, Kind.FILING_RETURNED, Kind.FILING_REFUSED)
#: Acts that change nothing of an application, or say what is with it once it is closed.
_NO_WORK = {
    *(Kind.PERSONAL_DATA_SHOWN, Kind.PAPER_PRINTED, Kind.EVIDENCE_BUNDLED, Kind.CONFLICT_SETTLED, Kind.PURGE_HELD),
    *(Kind.APPLICATION_CLOSED, Kind.APPLICATION_REOPENED),
}
_STATE = "SELECT state FROM application WHERE id = ?"
#: Refusals of what both desks did alike: one of the two would have been enough, and nothing is to be looked at. And
#: that of an application which waits for a later program, at the desk that has it already. Equal
#: numbers are looked for.
_ALIKE = {"AlreadyPaused", "NotPaused", "NotClosed", "NoSuchAttachment", "NumberTaken", "OfLaterProgram"}


@dataclass(frozen=True, slots=True)
class Found:
    """`about` is a field, or the entry of the other side, or ""; where both `agree` there is nothing to look at."""

    ref: str
    about: str
    what: str
    sentence: str = ""
    agrees: bool = False


Rule: TypeAlias = "Callable[[Database, Entry, Contents], Iterator[Found]]"


def done_apart(db: Database, entry: Entry, act: Contents) -> Iterator[Found]:
    """What is to be looked at beside this act, which is not projected yet."""
    for kind, rule in _RULES.items():
        if isinstance(act, kind):
            yield from rule(db, entry, act)
    if entry.kind not in _NO_WORK and db.execute(_STATE, [entry.application]).fetchone() == ("closed",):
        for closing in not_known_to(db, entry, [Kind.APPLICATION_CLOSED])[:1]:
            yield Found(entry.ref, closing.ref, UNAWARE_OF_CLOSING)


def is_the_same(db: Database, entry: Entry, act: Contents, refusal: Refusal) -> bool:
    """Whether both desks did the same: that is no conflict."""
    name = type(refusal).__name__
    if name in _ALIKE:
        return True
    if name not in {"AlreadyAccepted", "AlreadyClosed"} or entry.kind not in (
        Kind.APPLICATION_ACCEPTED,
        Kind.APPLICATION_CLOSED,
    ):
        return False
    others = [read(one) for one in not_known_to(db, entry, [entry.kind])]
    return bool(others) and all(_says(one) == _says(act) for one in others)


def other_side(db: Database, entry: Entry, act: Contents, refusal: Refusal) -> str:
    """The entry that this one does not fit; "" if it is not a single one."""
    if isinstance(act, of_papers.PaperDelivered) and type(refusal).__name__ == "AlreadyVoided":
        found = [one for one in not_known_to(db, entry, [Kind.PAPER_VOIDED]) if _paper_of(one) == act.ref]
    else:
        found = not_known_to(db, entry, [entry.kind])
    return found[0].ref if found else ""


def _says(act: object) -> object:
    if isinstance(act, of_applications.ApplicationAccepted):
        return act.on, act.answer
    if isinstance(act, of_applications.ApplicationClosed):
        return act.why
    return act


def _paper_of(entry: Entry) -> str:
    act = read(entry)
    return act.ref if isinstance(act, of_papers.PaperDelivered | of_papers.PaperVoided) else ""


def _voided(db: Database, entry: Entry, act: Contents) -> Iterator[Found]:
    """The applicant has it: whoever voided it did not know."""
    assert isinstance(act, of_papers.PaperVoided)
    for one in not_known_to(db, entry, _DELIVERED):
        if _paper_of(one) == act.ref:
            yield Found(entry.ref, one.ref, DELIVERED_UNAWARE)
            return


def _pushed(db: Database, entry: Entry, act: Contents) -> Iterator[Found]:
    """Of one version the push of the earlier day counts; the other one is the one to be looked at."""
    assert isinstance(act, of_filings.FilingPushed)
    for one in not_known_to(db, entry, [Kind.FILING_PUSHED]):
        said = read(one)
        if not isinstance(said, of_filings.FilingPushed):
            continue
        counts, other = (entry, one) if act.on < said.on else (one, entry)
        same = bool(act.serial) and act.serial == said.serial
        yield Found(other.ref, counts.ref, PUSHED_TWICE, agrees=same)
        return


def _decided(db: Database, entry: Entry, act: Contents) -> Iterator[Found]:
    """Both are in the course; what was decided later by its day holds."""
    assert isinstance(act, of_filings.OnFiling)
    for one in not_known_to(db, entry, _DECIDED):
        said = read(one)
        if not isinstance(said, of_filings.OnFiling):
            continue
        first, holds = (entry, one) if act.on < said.on else (one, entry)
        same = type(said) is type(act) and getattr(said, "number", "") == getattr(act, "number", "")
        yield Found(first.ref, holds.ref, DECIDED_TWICE, agrees=same)
        return


def _numbered(db: Database, entry: Entry, act: Contents) -> Iterator[Found]:
    assert isinstance(act, of_applications.OfficialNumberEntered)
    for one in not_known_to(db, entry, [Kind.OFFICIAL_NUMBER_ENTERED]):
        said = read(one)
        if isinstance(said, of_applications.OfficialNumberEntered) and said.number != act.number:
            yield Found(entry.ref, one.ref, NUMBERED_TWICE)
        return


def _told(db: Database, entry: Entry, act: Contents) -> Iterator[Found]:
    """One document told a second time by both: in the answer it stands once."""
    assert isinstance(act, of_papers.SupplementIssued)
    documents = {item.document or item.label for item in act.items}
    for one in not_known_to(db, entry, [Kind.SUPPLEMENT_ISSUED]):
        said = read(one)
        told = said.items if isinstance(said, of_papers.SupplementIssued) else ()
        if documents & {item.document or item.label for item in told}:
            yield Found(entry.ref, one.ref, TOLD_TWICE)
            return


def _taken_back(db: Database, entry: Entry, act: Contents) -> Iterator[Found]:
    """The unit has the slip by now: whoever took the consent back did not know, and it is to be told."""
    assert isinstance(act, of_joint.ConsentWithdrawn | of_joint.JointPartWithdrawn)
    for one in not_known_to(db, entry, [Kind.SLIP_HANDED]):
        said = read(one)
        if not isinstance(said, of_joint.SlipHanded) or said.utility != act.utility:
            continue
        if isinstance(act, of_joint.JointPartWithdrawn) or said.unit == act.unit:
            yield Found(entry.ref, one.ref, HANDED_UNAWARE)
            return


_RULES: Mapping[type[Contents] | tuple[type[Contents], ...], Rule] = {
    of_papers.PaperVoided: _voided,
    of_papers.SupplementIssued: _told,
    of_filings.FilingPushed: _pushed,
    (of_filings.FilingConfirmed, of_filings.FilingReturned, of_filings.FilingRefused): _decided,
    of_applications.OfficialNumberEntered: _numbered,
    (of_joint.ConsentWithdrawn, of_joint.JointPartWithdrawn): _taken_back,
}
