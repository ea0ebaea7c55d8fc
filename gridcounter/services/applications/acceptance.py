"""收件, 受理 and 转办 as separate acts, each with a day of its own. The clock starts at 受理."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from gridcounter.core.application import ApplicationId
from gridcounter.core.field_labels import FIELD_LABELS
from gridcounter.core.intake.conditions import ConditionLine, conditions_field, read_lines
from gridcounter.core.papers.replaced import values_of
from gridcounter.core.record.acts import read
from gridcounter.core.record.journal import Act, Entry, Kind
from gridcounter.core.record.of_applications import ApplicationAccepted, ApplicationHandedOver
from gridcounter.core.validation.fields import ruined
from gridcounter.core.validation.text import take_code, take_text
from gridcounter.errors import Refusal
from gridcounter.services.applications.deadlines import checked_late
from gridcounter.services.applications.intake import Answering, Intake, refuse_ended
from gridcounter.services.record.record import Record

#: Without these 受理 can be confirmed to nobody.
_ON_THE_RECEIPT = ("applicant.name", "premises.address")


class NotReceivedYet(Refusal):
    """受理 before 收件 is on record."""

    sentence = "还没有收件：先收件，后受理"


class AcceptedTooEarly(Refusal):
    """The day of 受理 is before that of 收件; `received_on` is an ISO day."""

    def __init__(self, received_on: str) -> None:
        super().__init__(f"受理日期不能早于收件日期 {received_on}，请改日期")


class ReceivedTooLate(Refusal):
    """The day of 收件 is after that of 受理; `accepted_on` is an ISO day."""

    def __init__(self, accepted_on: str) -> None:
        super().__init__(f"收件日期不能晚于受理日期 {accepted_on}，请改日期")


class NothingSaid(Refusal):
    """A field that the act needs is empty; `what` names it in Chinese."""

    def __init__(self, what: str) -> None:
        super().__init__(f"请写明{what}")


class NotSaidWhoOrWhere(Refusal):
    """受理 of an application that no receipt could name; `missing` are the labels of the fields."""

    def __init__(self, missing: Sequence[str]) -> None:
        what = "和".join(missing)
        super().__init__(f"还没有填{what}：受理回执要写明谁、在哪里用电，请先填好，再受理")


class NotMetWithoutReason(Refusal):
    """受理 although conditions are not met, and nobody wrote why; `unmet` are their texts."""

    def __init__(self, unmet: Sequence[str]) -> None:
        what = "、".join(f"“{text}”" for text in unmet)
        super().__init__(f"{what}不符合：先请申请人办妥再受理；仍要受理的，请先在这一条的备注里写明原因")


def late_reason(why: str, sheet: str) -> str:
    """The reason why an act is entered after its day, with the number of the paper sheet it was first written on."""
    written = take_text(sheet)
    return "，".join(filter(None, (take_text(why), f"应急单 {written}" if written else "")))


@dataclass(frozen=True, slots=True)
class HandedOver:
    """To whom the application was passed on (转办), why, and on which ISO day."""

    to: str
    why: str
    on: str


@dataclass(frozen=True, eq=False)
class Acceptance:
    """Acts of one clerk on one record.

    Callers pass `today`, because a service reads no clock; `answer` returns the answer that 受理 pins, `conditions`
    what was seen of the conditions of the business until then.
    """

    record: Record
    clerk: str
    answer: Answering | None = None
    conditions: Callable[[ApplicationId], Sequence[ConditionLine]] | None = None

    def receive(self, application_id: ApplicationId, on: date, today: date, *, late: str = "") -> None:
        """Raises AlreadyEnded, AfterToday, LateWithoutReason."""
        refuse_ended(self.record.stores, application_id)
        row = self.record.applications.get(application_id)
        if row.accepted_on and on.isoformat() > row.accepted_on:
            raise ReceivedTooLate(row.accepted_on)
        reason = checked_late(on, today, late)
        Intake(self.record, self.clerk).receive(application_id, on, reason)

    def accept(self, application_id: ApplicationId, on: date, today: date, *, late: str = "") -> None:
        """Raises AlreadyEnded, AlreadyAccepted, AfterToday, LateWithoutReason."""
        refuse_ended(self.record.stores, application_id)
        row = self.record.applications.get(application_id)
        if row.received_on is None:
            raise NotReceivedYet
        if on.isoformat() < row.received_on:
            raise AcceptedTooEarly(row.received_on)
        reason = checked_late(on, today, late)
        seen = self.conditions(application_id) if self.conditions is not None else ()
        Intake(self.record, self.clerk).accept(application_id, on, reason, answer=self.answer, conditions=seen)

    def conditions_at_acceptance(self, application_id: ApplicationId) -> tuple[ConditionLine, ...]:
        """As they stand in the last 受理, with what was noted then; empty without one, or if it does not say."""
        before: list[Entry] = []  # what was noted later says nothing of then
        found: tuple[ConditionLine, ...] = ()
        for entry in self.record.journal.of(application_id):
            before.append(entry)
            act = read(entry) if entry.kind == Kind.APPLICATION_ACCEPTED else None
            if isinstance(act, ApplicationAccepted):
                business = "" if act.answer is None else str(act.answer.case.get("business", ""))
                noted = values_of(before).get(conditions_field(business)) if act.conditions else None
                remarks = {line.text: line.remark for line in read_lines(noted)}
                found = tuple(
                    ConditionLine(one.text, one.met, one.remark or remarks.get(one.text, "")) for one in act.conditions
                )
        return found

    def accept_at_desk(self, application_id: ApplicationId, on: date, today: date, *, late: str = "") -> None:
        """As `accept`, with the applicant there to be asked. Documents may follow; for whom the receipt is, and where
        there is to be power, may not. Raises NotSaidWhoOrWhere and NotMetWithoutReason too.
        """
        known = self.record.applications.fields(application_id)
        missing = [FIELD_LABELS[field] for field in _ON_THE_RECEIPT if field not in known or not known[field].value]
        if missing:
            raise NotSaidWhoOrWhere(missing)
        seen = self.conditions(application_id) if self.conditions is not None else ()
        unmet = [line.text for line in seen if line.met is False and not line.remark]
        if unmet:
            raise NotMetWithoutReason(unmet)
        self.accept(application_id, on, today, late=late)

    def hand_over(self, application_id: ApplicationId, to: str, why: str, on: date) -> None:
        """转办. Raises AlreadyEnded; NothingSaid where `to` or `why` is empty."""
        refuse_ended(self.record.stores, application_id)
        values = {"to": take_text(to), "why": take_text(why), "on": on.isoformat()}
        for key, what in (("to", "转给谁"), ("why", "为什么转办")):
            if not values[key]:
                raise NothingSaid(what)
        self.record.journal.append(Act(Kind.APPLICATION_HANDED_OVER, values, self.clerk, application_id))

    def handed_over(self, application_id: ApplicationId) -> HandedOver | None:
        """The last 转办; None where there was none that can be read."""
        for act in self.record.journal.newest(application_id, Kind.APPLICATION_HANDED_OVER):
            if isinstance(act, ApplicationHandedOver):
                return HandedOver(act.to, act.why, act.on)
        return None

    def enter_official_number(self, application_id: ApplicationId, number: str) -> None:
        """Records the number in the supplier's system, kept as a code.

        Raises NothingSaid, or a Refusal for a malformed number.
        """
        if not take_text(number):
            raise NothingSaid("业务系统编号")
        spoilt = ruined("official_number", number)
        if spoilt:
            raise Refusal(f"业务系统编号应为{spoilt}")
        Intake(self.record, self.clerk).enter_official_number(application_id, take_code(number))
