"""Write operations on one application: open, save fields, receive, accept, issue papers."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from gridcounter.core.application import ApplicationId
from gridcounter.core.field_labels import field_label
from gridcounter.core.intake.conditions import ConditionLine, is_of_conditions
from gridcounter.core.notice import Item, PinnedAnswer, to_payload
from gridcounter.core.record.journal import Act, Entry, Kind
from gridcounter.core.validation.fields import take
from gridcounter.errors import Refusal
from gridcounter.store.queries.corrections import locked_in

if TYPE_CHECKING:
    from gridcounter.services.record.record import Record
    from gridcounter.store.journal.validators.entries import Standing
    from gridcounter.store.stores import Stores, WritingStores

#: From the record, an id and a day to the answer that is pinned then; None where the case is contradictory.
Answering: TypeAlias = "Callable[[Stores, ApplicationId, date], PinnedAnswer | None]"

#: Dotted field -> its new value, and the entry it was read from.
Changes: TypeAlias = "Mapping[str, tuple[Any, str | None]]"

#: Without 0 O 1 I, because the code is read over the telephone.
_SHORT_CODE = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_SHORT_CODE_LENGTH = 6
#: Marks an application that was a consultation before.
CONVERTED = "converted"


class FieldLocked(Refusal):
    """The field stood at 受理 or on a paper in force: only a correction changes it."""

    def __init__(self, field: str) -> None:
        super().__init__(f"“{field_label(field)}”受理时或文书上已经写定：要改请用“更正”，写明原因")


class AlreadyEnded(Refusal):
    """It was closed before 受理: withdrawn, not taken on, or ended for another reason."""

    sentence = "这一件没有受理就已经办结：还要办的，请值班长先在业务台账上“恢复办理”"


def refuse_ended(stores: Stores, application_id: ApplicationId) -> None:
    """For what only an application under way is meant for. Raises AlreadyEnded."""
    row = stores.applications.get(application_id)
    if row.state == "closed" and row.accepted_on is None:
        raise AlreadyEnded


@dataclass(frozen=True, slots=True)
class Issue:
    """A paper to issue: its bytes, and the form and pack they were made from.

    `answer` is the answer it pins; `items` are what it adds to the notice.
    """

    paper: str
    content: bytes
    content_hash: str
    form_version: str
    pack_version: str
    replaces: str | None = None
    consultation: bool = False
    answer: PinnedAnswer | None = None
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, eq=False)
class Intake:
    """Acts of one clerk on one record."""

    record: Record
    clerk: str

    def open(self, on: date, fields: Mapping[str, Any] | None = None) -> str:
        """Creates an application and returns its id.

        The number holds office, device, day and serial, and is never reused.
        """
        return self._open(Kind.APPLICATION_OPENED, on, fields)

    def consult(self, on: date, fields: Mapping[str, Any] | None = None) -> str:
        """As `open`, for a consultation. The number is of the same series and stays after a conversion."""
        return self._open(Kind.CONSULTATION_NOTED, on, fields)

    def convert(self, application_id: ApplicationId, fields: Mapping[str, Any] | None = None) -> Entry:
        """由咨询转为业务受理: keeps answers, number and query code. Raises ApplicationExists."""
        row = self.record.applications.get(application_id)
        values = {"number": row.number, "short_code": row.short_code, "fields": _taken(fields), CONVERTED: True}
        return self._append(Kind.APPLICATION_OPENED, values, application_id)

    def _open(self, kind: Kind, on: date, fields: Mapping[str, Any] | None) -> str:
        application = uuid.uuid4().hex

        def work(stores: WritingStores) -> None:
            values = {
                "number": next_numbers(stores, on, 1)[0],
                "short_code": new_short_code(stores),
                "fields": _taken(fields),
            }
            stores.journal.append(Act(kind, values, self.clerk, application))

        self.record.write(work)
        return application

    def reserve(self, on: date, count: int, purpose: str) -> list[str]:
        """Reserves numbers for sheets filled in by hand; no application ever gets one of them."""

        def work(stores: WritingStores) -> list[str]:
            numbers = next_numbers(stores, on, count)
            stores.journal.append(Act(Kind.NUMBERS_RESERVED, {"numbers": numbers, "purpose": purpose}, self.clerk))
            return numbers

        return self.record.write(work)

    def save(self, application_id: ApplicationId, changes: Changes) -> Entry:
        """`take` normalises texts here and when an application is opened, for every caller.

        Raises ChangedElsewhere, FieldLocked, AlreadyEnded.
        """
        act = Act(Kind.FIELDS_CHANGED, {"fields": as_changed(changes)}, self.clerk, application_id)

        def work(stores: WritingStores) -> Entry:
            return stores.journal.append(act, lambda stands: _refuse_settled(stores, application_id, stands, changes))

        return self.record.write(work)

    def receive(self, application_id: ApplicationId, on: date, late: str = "") -> Entry:
        """收件: starts no clock. `late` is the reason for an entry after its day."""
        return self._append(Kind.MATERIALS_RECEIVED, _on(on, late), application_id)

    def accept(
        self,
        application_id: ApplicationId,
        on: date,
        late: str = "",
        *,
        answer: Answering | None = None,
        conditions: Sequence[ConditionLine] = (),
    ) -> Entry:
        """受理: the clock starts on the next day, and the answer of that moment is pinned, with what was seen of the
        conditions of the business. Raises AlreadyAccepted.
        """

        def work(stores: WritingStores) -> Entry:
            result = None if answer is None else answer(stores, application_id, on)
            values: dict[str, Any] = {**_on(on, late)}
            values |= {} if result is None else {"answer": to_payload(result)}
            # what was noted with one stays in its field, for it may name a person and this entry goes into bundles
            seen = [{"text": line.text, "met": line.met} for line in conditions]
            values |= {"conditions": seen} if seen else {}
            act = Act(Kind.APPLICATION_ACCEPTED, values, self.clerk, application_id)
            return stores.journal.append(act)

        return self.record.write(work)

    def enter_official_number(self, application_id: ApplicationId, number: str) -> Entry:
        """The number in the supplier's own system, kept as a code."""
        return self._append(Kind.OFFICIAL_NUMBER_ENTERED, {"number": take("official_number", number)}, application_id)

    def correct_number(self, application_id: ApplicationId, on: date) -> str:
        """Another number for one that two desks gave twice; the papers in force are to be issued again. Returns it."""

        def work(stores: WritingStores) -> str:
            was, number = stores.applications.get(application_id).number, next_numbers(stores, on, 1)[0]
            papers = stores.papers.of(application_id)
            past = {paper.replaces for paper in papers}
            told = [paper.ref for paper in papers if paper.voided_at is None and paper.ref not in past]
            values = {"number": number, "was": was, "papers": told}
            stores.journal.append(Act(Kind.NUMBER_CORRECTED, values, self.clerk, application_id))
            return number

        return self.record.write(work)

    def issue(self, application_id: ApplicationId, issue: Issue, kind: Kind = Kind.PAPER_ISSUED) -> Entry:
        """Archives the bytes, then records the paper, in one job; returns the entry. Raises AlreadyEnded."""
        return self.record.write(lambda stores: issue_in(stores, application_id, issue, kind, self.clerk))

    def deliver(self, application_id: ApplicationId, paper: str, how: str) -> Entry:
        """Records how the paper reached the applicant; `paper` is its entry. Raises PaperNotFound."""
        return self._append(Kind.PAPER_DELIVERED, {"ref": paper, "how": how}, application_id)

    def _append(self, kind: Kind, values: Mapping[str, Any], application_id: ApplicationId) -> Entry:
        return self.record.journal.append(Act(kind, values, self.clerk, application_id))


def _refuse_settled(stores: Stores, application_id: ApplicationId, stands: Standing, changed: Iterable[str]) -> None:
    """Raises FieldLocked, AlreadyEnded. Reads nothing more of an application of which nothing is settled."""
    if stands.ended:
        raise AlreadyEnded
    if not stands.told:
        return
    locked = locked_in(stores.db, application_id, stores.applications.fields(application_id))
    for field in changed:
        # nobody looked is on record, too
        if field in locked or (stands.accepted_on is not None and is_of_conditions(field)):
            raise FieldLocked(field)


def as_changed(changes: Changes) -> dict[str, Any]:
    """The changes as an entry holds them."""
    return {field: {"to": take(field, value), "over": over} for field, (value, over) in changes.items()}


def issue_in(stores: WritingStores, application_id: ApplicationId, issue: Issue, kind: Kind, clerk: str) -> Entry:
    """Archives the bytes and appends the entry, within one writer job. Raises AlreadyEnded."""
    refuse_ended(stores, application_id)
    values: dict[str, Any] = {
        "paper": issue.paper,
        "version": stores.papers.next_version(application_id, issue.paper),
        "sha256": stores.archive.keep(issue.content),
        "content_hash": issue.content_hash,
        "form_version": issue.form_version,
        "pack_version": issue.pack_version,
        "replaces": issue.replaces,
    }
    if issue.consultation:
        values["consultation"] = True
    if issue.answer is not None:
        values["answer"] = to_payload(issue.answer)
    if issue.items:
        values["items"] = [item.model_dump(mode="json") for item in issue.items]
    return stores.journal.append(Act(kind, values, clerk, application_id))


def next_numbers(stores: WritingStores, on: date, count: int) -> list[str]:
    """The next numbers of that day; use them in the same transaction."""
    office = stores.applications.office().get("code", "G")
    prefix = f"{office}-{stores.journal.device[:4].upper()}{on:%Y%m%d}-"
    last = stores.applications.last_serial(prefix)
    return [f"{prefix}{last + more:04d}" for more in range(1, count + 1)]


def new_short_code(stores: Stores) -> str:
    """A random query code that no application has; call it in the writer's transaction."""
    while True:
        code = "".join(secrets.choice(_SHORT_CODE) for _ in range(_SHORT_CODE_LENGTH))
        if not stores.applications.short_code_taken(code):
            return code


def _taken(fields: Mapping[str, Any] | None) -> dict[str, Any]:
    return {field: take(field, value) for field, value in (fields or {}).items()}


def _on(on: date, late: str) -> dict[str, str]:
    return {"on": on.isoformat()} | ({"late": late} if late else {})
