"""What two desks did without knowing of each other: what is to be looked at, by whom, and one press to settle it."""

from __future__ import annotations

from datetime import date
from typing import Any

from gridcounter.core.application import ApplicationId
from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.validation.text import take_text
from gridcounter.errors import Refusal
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.closing import Closing
from gridcounter.services.applications.intake import Intake
from gridcounter.services.desks.conflict import Choice, Conflict, Side
from gridcounter.services.desks.conflict_words import all_conflicts
from gridcounter.services.office.clerks import require_from_any_thread
from gridcounter.services.office.roles import Clerk, Right, Role, is_raised
from gridcounter.services.record.record import Record
from gridcounter.store.queries.desks import numbers_given_twice, open_conflicts, open_office_conflicts
from gridcounter.store.stores import Stores, WritingStores

__all__ = ["Choice", "Conflict", "NothingToSettle", "Side", "choose", "conflicts", "conflicts_in", "settle"]

_NEEDS = {Role.LEADER: Right.SETTLE, Role.ADMINISTRATOR: Right.CHANGE_OFFICE}


class NothingToSettle(Refusal):
    """Somebody else settled it, or what is there changed."""

    def __init__(self) -> None:
        super().__init__("这一处已经核对过，或者刚有变化，请重新打开待核对的清单")


def conflicts(record: Record, to: Clerk | None = None) -> list[Conflict]:
    """All that nobody has settled, or what concerns this clerk. For the thread of the record."""
    return conflicts_in(record.stores, to)


def conflicts_in(stores: Stores, to: Clerk | None = None) -> list[Conflict]:
    """As `conflicts`, over the connections of another thread."""
    found = all_conflicts(stores)
    return found if to is None else [one for one in found if not is_raised(to.role, one.concerns)]


def choose(service: ApplicationService, conflict: Conflict, side: Side) -> None:
    """Says that this side is the right one. A field is written: that says that the other value had been seen.

    Raises NotAllowed, NothingToSettle, FieldLocked after 受理, ChangedElsewhere.
    """
    _may(service.record, service.clerk, conflict)
    if conflict.choice is Choice.PUSH:
        kept = side.ref if side.ref == conflict.ref else ""
        _settle(service.record, service.clerk, conflict, f"保留流水号 {side.value}，撤回另一件", kept=kept)
    elif side.holds:
        _settle(service.record, service.clerk, conflict, "")
    elif conflict.choice is Choice.OFFICIAL_NUMBER:
        Intake(service.record, service.clerk).enter_official_number(conflict.application, side.value)
    else:
        service.save_all(conflict.application, {conflict.field: side.value})


def settle(record: Record, by: str, conflict: Conflict, why: str) -> None:
    """Somebody looked: what the two acts did stays as it is. Raises NotAllowed, NothingToSettle."""
    _may(record, by, conflict)
    _settle(record, by, conflict, why)


def reopen(record: Record, by: str, conflict: Conflict, why: str) -> None:
    """恢复办理: what was done after the closing was meant. Raises NotAllowed, NoReasonToReopen, NotClosed."""
    Closing(record, by).reopen(conflict.application, why)


def give_another_number(record: Record, by: str, conflict: Conflict, on: date) -> str:
    """To the application that was opened second; returns it. Raises NotAllowed, NothingToSettle."""
    _may(record, by, conflict)
    if not any(conflict.application in applications[1:] for _, applications in numbers_given_twice(record.db)):
        raise NothingToSettle
    return Intake(record, by).correct_number(conflict.application, on)


def _may(record: Record, by: str, conflict: Conflict) -> None:
    if right := _NEEDS.get(conflict.concerns):
        require_from_any_thread(record, by, right)


def _settle(record: Record, by: str, conflict: Conflict, why: str, *, kept: str = "") -> None:
    values: dict[str, Any] = {"refs": list(conflict.refs), "why": take_text(why)}
    if conflict.application and not conflict.of_office:
        values["about"] = list(conflict.about)
        act = Act(Kind.CONFLICT_SETTLED, values | ({"kept": kept} if kept else {}), by, conflict.application)
    else:
        act = Act(Kind.OFFICE_CONFLICT_SETTLED, values, by)

    def work(stores: WritingStores) -> None:
        there = {one.ref for one in open_conflicts(stores.db)} | {one[0] for one in open_office_conflicts(stores.db)}
        if not there.issuperset(conflict.refs):
            raise NothingToSettle
        stores.journal.append(act)

    record.write(work)


def application_of(conflict: Conflict) -> ApplicationId | None:
    """The application to be opened; None for what concerns none, a purged one, or one whose opening is not known."""
    return conflict.application if conflict.number and not conflict.of_office else None
