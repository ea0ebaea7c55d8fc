"""更正: a change of what stood at 受理 or on a paper in force, with its reason; a wrong day of 收件 or 受理 too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gridcounter.core.application import ApplicationId
from gridcounter.core.intake.steps import settled_by
from gridcounter.core.notice import PinnedAnswer, accepted_on, changes, to_payload
from gridcounter.core.record.journal import Act, Entry, Kind
from gridcounter.core.record.of_applications import DaysCorrected
from gridcounter.core.validation.fields import take
from gridcounter.core.validation.text import take_text
from gridcounter.errors import Refusal
from gridcounter.services.applications.assessed_application import assess_application
from gridcounter.services.applications.deadlines import AfterToday
from gridcounter.services.applications.intake import as_changed
from gridcounter.services.applications.pinning import NoticeTerms
from gridcounter.services.record.record import Record
from gridcounter.store.journal.validators.days import refuse_days
from gridcounter.store.queries.applications import ApplicationRow, FieldValue
from gridcounter.store.stores import Stores, WritingStores

#: Whether days can be corrected does not depend on the reason.
_ANY = "-"


class NoReasonToCorrect(Refusal):
    """A correction needs a reason, which is recorded."""

    sentence = "请写明为什么更正，原因会留在时间线里"


class NothingToCorrect(Refusal):
    """The new values are those on record."""

    sentence = "还没有改动：请先改内容或日期，再更正"


@dataclass(frozen=True, slots=True)
class Correction:
    """New values by dotted field, and new days; a day that stays is None."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    received: date | None = None
    accepted: date | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is to be corrected."""
        return not self.answers and self.received is None and self.accepted is None


@dataclass(frozen=True, eq=False)
class Correcting:
    """Acts of one clerk on one record. Callers pass `today`, because a service reads no clock."""

    record: Record
    terms: NoticeTerms
    clerk: str

    def whole(self, application_id: ApplicationId, correction: Correction) -> Correction:
        """With the answers that follow from others, and without what stands so already."""
        row = self.record.applications.get(application_id)
        values = {name: found.value for name, found in self.record.applications.fields(application_id).items()}
        answers = {name: take(name, value) for name, value in correction.answers.items()}
        for name, value in tuple(answers.items()):
            answers = settled_by(name, value, values) | answers
        moved = {name: to for name, to in answers.items() if name not in values or values[name] != to}
        return Correction(
            moved, _moved(correction.received, row.received_on), _moved(correction.accepted, row.accepted_on)
        )

    def correct(
        self,
        application_id: ApplicationId,
        correction: Correction,
        why: str,
        today: date,
        *,
        papers: Sequence[str] | None = None,
        seen: Mapping[str, FieldValue] | None = None,
    ) -> list[Entry]:
        """`papers`: the entries of papers in force that read differently then, where they are known; `seen`: the values
        on the screen. Nobody waits for another paper of a consultation: none of its papers is noted to be reissued.

        Raises NoReasonToCorrect, NothingToCorrect, AfterToday, ChangedElsewhere, DaysOutOfOrder and the other refusals
        of a day.
        """
        reason, asked = take_text(why), self.whole(application_id, correction)
        if asked.empty:
            raise NothingToCorrect
        if not reason:
            raise NoReasonToCorrect
        _refuse_to_come(asked, today)
        shown = self.record.applications.fields(application_id) if seen is None else seen
        known = None if self.record.applications.get(application_id).consultation else papers

        def work(stores: WritingStores) -> list[Entry]:
            with stores.db.atomic():
                acts = [
                    self._of_fields(stores, application_id, asked, shown),
                    self._of_days(stores, application_id, asked),
                ]
                told = {"why": reason} | ({} if known is None else {"papers": list(known)})
                return [
                    stores.journal.append(Act(kind, {**values, **told}, self.clerk, application_id))
                    for kind, values in filter(None, acts)
                ]

        return self.record.write(work)

    def refuse_days(self, application_id: ApplicationId, asked: Correction, today: date) -> None:
        """Raises for the days of a `whole` correction what `correct` would raise; writes nothing."""
        _refuse_to_come(asked, today)
        values = _days_of(self.record.applications.get(application_id), asked)
        if values:
            contents = DaysCorrected.model_validate(values | {"why": _ANY})
            refuse_days(self.record.db, Act(Kind.DAYS_CORRECTED, values, self.clerk, application_id), contents)

    def _of_fields(
        self, stores: Stores, application_id: ApplicationId, asked: Correction, seen: Mapping[str, FieldValue]
    ) -> tuple[Kind, dict[str, Any]] | None:
        if not asked.answers:
            return None
        over = {name: (to, seen[name].ref if name in seen else None) for name, to in asked.answers.items()}
        values: dict[str, Any] = {"fields": as_changed(over)}
        answer = self._moved_answer(stores, application_id, asked)
        return Kind.FIELDS_CORRECTED, values if answer is None else values | {"answer": to_payload(answer)}

    def _moved_answer(self, stores: Stores, application_id: ApplicationId, asked: Correction) -> PinnedAnswer | None:
        """Only where no notice told another one: what was told stays until the notice is issued again."""
        pinned = self.terms.pinned_in(stores, application_id)
        if pinned is None or self.terms.notice_stands_in(stores, application_id):
            return None
        now = assess_application(
            stores,
            self.terms.assessor,
            application_id,
            sole_proprietor_as_micro=self.terms.sole_proprietor_as_micro,
            typing=asked.answers,
        ).answer
        return now if now is not None and changes(pinned, now) else None

    def _of_days(
        self, stores: Stores, application_id: ApplicationId, asked: Correction
    ) -> tuple[Kind, dict[str, Any]] | None:
        row = stores.applications.get(application_id)
        values = _days_of(row, asked)
        if not values:
            return None
        if asked.accepted is not None:
            answer = self._answer_from(stores, application_id, asked.accepted)
            values |= {} if answer is None else {"answer": to_payload(answer)}
        return Kind.DAYS_CORRECTED, values

    def _answer_from(self, stores: Stores, application_id: ApplicationId, on: date) -> PinnedAnswer | None:
        """As at 受理: the answer of a notice in force, else that of the right day."""
        pinned = self.terms.pinned_in(stores, application_id)
        if pinned is not None and self.terms.notice_stands_in(stores, application_id):
            return accepted_on(pinned, on.isoformat())
        now = self.terms.now(stores, application_id, on=on)
        return accepted_on(pinned, on.isoformat()) if now is None and pinned is not None else now


def _days_of(row: ApplicationRow, asked: Correction) -> dict[str, Any]:
    days = (("received", asked.received, row.received_on), ("accepted", asked.accepted, row.accepted_on))
    return {name: {"to": to.isoformat(), "was": was} for name, to, was in days if to is not None and was is not None}


def _refuse_to_come(asked: Correction, today: date) -> None:
    if any(day is not None and day > today for day in (asked.received, asked.accepted)):
        raise AfterToday


def _moved(to: date | None, was: str | None) -> date | None:
    """A day that is not on record yet cannot be corrected."""
    return None if to is None or was is None or to.isoformat() == was else to
