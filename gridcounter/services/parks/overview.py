"""What the page of the park book shows: who was not visited this year, promises by day, today's visits, and the firms.

Late is said of promises only as late: they are our own words, and never stand among limits of a paper.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from gridcounter.core.parks.duty import VisitDuty, YearStanding, visit_duty, year_standing
from gridcounter.core.parks.rows import FirmRow, ParkRow, PromiseRow, RequestRow, VisitRow
from gridcounter.core.parks.values import Firm, FirmId, FirmState, Park, ParkId
from gridcounter.core.parks.visits import Visit, VisitId, VisitState, VisitWay
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.store.queries.parks import ParkQueries

_SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Promises:
    """Open promises by the day that the firm was told last: past it, today, later in this week, and after."""

    late: tuple[PromiseRow, ...]
    today: tuple[PromiseRow, ...]
    week: tuple[PromiseRow, ...]
    later: tuple[PromiseRow, ...]

    @property
    def all(self) -> tuple[PromiseRow, ...]:
        """The next day first."""
        return (*self.late, *self.today, *self.week, *self.later)


@dataclass(frozen=True, slots=True)
class Overview:
    """`standing` None: no paper of the place asks for visits, and nothing is shown of a year. `names` of all ids."""

    standing: YearStanding | None
    promises: Promises
    visits: tuple[VisitRow, ...]
    unanswered: tuple[RequestRow, ...]
    parks: tuple[ParkRow, ...]
    names: Mapping[str, str]

    def whom(self, park: str, firms: Sequence[str]) -> str:
        """The firms by name, or the committee of the park."""
        return "、".join(self.names.get(one, "") for one in firms if one) or f"{self.names.get(park, '')}管委会"


@dataclass(frozen=True, eq=False)
class ParkOverview:
    """Reads over the record's own connection; use it only on the thread that opened the record."""

    service: ApplicationService

    @cached_property
    def duty(self) -> VisitDuty | None:
        """Of the newest edition of the office's place."""
        return visit_duty(self.service.assessor.packs.newest(self.service.place))

    @property
    def _read(self) -> ParkQueries:
        return ParkQueries(self.service.record.db)

    def look(self, today: date) -> Overview:
        """As of this day."""
        read = self._read
        promises, visits, asked = read.open_promises(), read.visits_planned(today.isoformat()), read.unanswered()
        parks = read.parks()
        ids = {one for row in promises for one in (row.park, row.firm)}
        ids |= {one for row in asked for one in (row.park, row.firm)}
        ids |= {one for row in visits for one in (row.park, *row.firms)} | {row.id for row in parks}
        standing = None if self.duty is None else self._standing(self.duty, today.year, parks)
        names = read.names(one for one in ids if one)
        return Overview(standing, _by_day(promises, today), tuple(visits), tuple(asked), tuple(parks), names)

    def firms(self, park: str, words: str = "") -> list[FirmRow]:
        """Of a park; with `words` those that have all of them in name, building, code or number of an account."""
        rows = self._read.firms(park)
        wanted = words.lower().split()
        return [row for row in rows if all(word in _searched(row) for word in wanted)] if wanted else rows

    def _standing(self, duty: VisitDuty, year: int, parks: Sequence[ParkRow]) -> YearStanding:
        read = self._read
        held = read.days_there(f"{year}-01-01", f"{year}-12-31")
        big = read.marked_big()
        firms = [
            Firm(
                id=FirmId(firm),
                park=ParkId(str(fields["park"])),
                name=str(fields.get("name") or "—"),
                big=True,
                state=FirmState(fields.get("state") or FirmState.RUNNING),
            )
            for firm, fields in big.items()
        ]
        held_parks = [
            Park(id=ParkId(row.id), name=row.name or "—", committee=str(row.fields.get("committee") or ""))
            for row in parks
        ]
        return year_standing(
            duty, year, held_parks, firms, (_as_visit(one) for one in held if not one[1] or one[1] in big)
        )


def _as_visit(told: tuple[str, str | None, str]) -> Visit:
    """Without a check: there are thousands, and each was checked when it was entered."""
    park, firm, on = told
    return Visit.model_construct(
        id=VisitId(""),
        park=ParkId(park),
        firms=(FirmId(firm),) if firm else (),
        committee=not firm,
        state=VisitState.HELD,
        on=date.fromisoformat(on),
        way=VisitWay.ON_SITE,
    )


def _by_day(rows: Sequence[PromiseRow], today: date) -> Promises:
    sunday = (today + timedelta(days=_SUNDAY - today.weekday())).isoformat()
    day = today.isoformat()
    return Promises(
        late=tuple(row for row in rows if row.by < day),
        today=tuple(row for row in rows if row.by == day),
        week=tuple(row for row in rows if day < row.by <= sunday),
        later=tuple(row for row in rows if row.by > max(day, sunday)),
    )


def _searched(row: FirmRow) -> str:
    keys = ("name", "building", "code")
    told = [str(row.fields.get(key) or "") for key in keys] + [str(one.get("account") or "") for one in row.accounts]
    return " ".join(told).lower()
