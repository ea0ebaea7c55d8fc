"""What the list shows of an application besides its own row: its business, the class it was told, the clock that ends
first, and the next act.

Read for the rows on screen only, so that finding them takes no longer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gridcounter.core.application import ApplicationId
from gridcounter.core.calendar import DueDate, WorkCalendar
from gridcounter.core.deadlines.clocks import due_on, owed_by_supplier
from gridcounter.errors import GridcounterError
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.life import read_life
from gridcounter.store.engine import Database
from gridcounter.store.queries.application_rows import businesses_asked, classes_told
from gridcounter.store.queries.clocks import ClockStore


@dataclass(frozen=True, slots=True)
class RowDetails:
    """`category` is empty until an answer was told; `clock` names the one that is `due`. `business` is its name, empty
    until it is known.

    `paused`: a clock runs, and all of them rest.
    """

    category: str = ""
    due: DueDate | None = None
    clock: str = ""
    paused: bool = False
    business: str = ""


def read_row_details(
    db: Database, applications: Sequence[str], calendar: WorkCalendar, businesses: Mapping[str, str]
) -> Mapping[str, RowDetails]:
    """By application; every one of `applications` has an entry. `businesses` are names by id."""
    classes, named = classes_told(db, applications), businesses_asked(db, applications)
    nearest: dict[str, tuple[date, DueDate, str]] = {}
    resting: dict[str, bool] = {}
    ends: dict[object, DueDate | None] = {}
    for application, run in ClockStore(db).running_of(applications):
        if not owed_by_supplier(run.clock.id, run.clock.actor):
            continue  # what the applicant or an authority has to do is not ours to be late with
        # clocks of equal length and course that began on the same day end on the same day
        alike = (run.clock.wd, run.clock.days, run.started_on, run.pauses)
        if alike not in ends:
            ends[alike] = due_on(run, calendar)
        rests = any(pause.until is None for pause in run.pauses)
        resting[application] = resting.get(application, True) and rests
        due = ends[alike]
        if due is not None and (application not in nearest or due.on < nearest[application][0]):
            nearest[application] = due.on, due, run.clock.label
    found = {}
    for application in applications:
        _, due, clock = nearest.get(application, (None, None, ""))
        name = named.get(application, "")
        said, rests = classes.get(application, ""), resting.get(application, False)
        found[application] = RowDetails(said, due, clock, rests, businesses.get(name, name))
    return found


def read_next_act(service: ApplicationService, application_id: ApplicationId, today: date) -> str:
    """Empty where nothing is left to do, and where the application cannot be read: its card says why.

    It decides the case anew, which takes some milliseconds: ask for the rows in sight, not for all that were found.
    """
    try:
        life = read_life(service, service.state(application_id), today)
    except GridcounterError:
        return ""
    return life.act.ahead if life.act else ""
