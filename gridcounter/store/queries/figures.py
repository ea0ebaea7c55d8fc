"""The input of figures: ids and days from the projected tables, read in a few passes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

from gridcounter.core.deadlines.clocks import Pause
from gridcounter.core.notice import Regime
from gridcounter.core.record.of_filings import OnFiling
from gridcounter.store.engine import Database
from gridcounter.store.journal.projections.life import filing_act

_CLASSES = (
    "SELECT coalesce(answer.class, ''), answer.track, application.id FROM application "
    "LEFT JOIN answer ON answer.application = application.id WHERE application.accepted_on BETWEEN ? AND ?"
)
_CLASS_LABEL = "SELECT json_extract(told, '$.class_label') FROM answer WHERE class = ? ORDER BY rowid DESC LIMIT 1"
# what one desk voided and another had handed out was told
_NOTICED = (
    "SELECT DISTINCT application FROM paper WHERE paper = 'one_time_notice' AND (voided_at IS NULL OR "
    "(delivered_at IS NOT NULL AND EXISTS (SELECT 1 FROM conflict WHERE conflict.application = paper.application "
    "AND what IN ('DeliveredUnaware', 'AlreadyVoided'))))"
)
_TOLD_AGAIN = (
    "SELECT paper.ref, paper.application, paper.issued_at FROM paper WHERE paper.voided_at IS NULL "
    "AND paper.ref IN (SELECT ref FROM added_item)"
)
_DEFERRED = (
    "SELECT application, json_extract(told, '$.until') FROM document WHERE state = 'deferred' "
    "AND coalesce(json_extract(told, '$.taken_back'), 0) = 0"
)
_COLUMNS = "clock.clock, clock.place, clock.label, clock.wd, clock.days, clock.application, event.on_day"
_RUNNING = "clock JOIN event ON event.application = clock.application AND event.event = clock.counts_from "
_ENDED = (
    f"SELECT {_COLUMNS}, finished.on_day FROM finished "  # noqa: S608  our own column names
    "JOIN clock ON clock.application = finished.application AND clock.clock = finished.clock "
    "JOIN event ON event.application = clock.application AND event.event = clock.counts_from "
    "WHERE finished.on_day BETWEEN ? AND ?"
)
_NOT_ENDED = (
    f"SELECT {_COLUMNS}, NULL FROM {_RUNNING}"  # noqa: S608  as above
    "JOIN application ON application.id = clock.application "
    "LEFT JOIN finished ON finished.application = clock.application AND finished.clock = clock.clock "
    "WHERE finished.clock IS NULL AND application.closed_at IS NULL AND event.on_day <= ?"
)
_FILINGS = (
    "SELECT filing.application, filing.state FROM filing JOIN (SELECT application, min(on_day) AS began "
    "FROM filing_act WHERE kind = 'filing_prepared' GROUP BY application) AS first "
    "ON first.application = filing.application WHERE first.began BETWEEN ? AND ?"
)
_ACTS_OF_STARTED = (
    "SELECT filing_act.application, filing_act.kind, filing_act.on_day, filing_act.told, "
    "json_extract(answer.told, '$.regime') FROM filing "
    "JOIN filing_act ON filing_act.application = filing.application "
    "JOIN answer ON answer.application = filing.application "
    "WHERE filing.started_on BETWEEN ? AND ? ORDER BY filing_act.application, filing_act.place"
)


@dataclass(frozen=True, slots=True)
class ClockRow:
    """`place` is its position in the answer, `ended` is None while it runs."""

    clock: str
    place: int
    label: str
    wd: int | None
    days: int | None
    application: str
    started: date
    ended: date | None
    pauses: tuple[Pause, ...]


class FigureStore:
    """Reads the input of figures; `first` and `last` are ISO days, both included."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def consulted(self, first: str, last: str) -> list[str]:
        """Ids of the consultations of the period, including those that became applications."""
        # the index's own expression, so that it is used
        sql = (
            "SELECT application FROM journal WHERE kind = 'consultation_noted' AND happened_at >= ? AND happened_at < ?"
        )
        return self._ids(sql, first, _day_after(last))

    def received(self, first: str, last: str) -> list[tuple[str, str]]:
        """Pairs of application id and ISO day of 收件."""
        return self._dated("received_on", first, last)

    def accepted(self, first: str, last: str) -> list[tuple[str, str]]:
        """Pairs of application id and ISO day of 受理."""
        return self._dated("accepted_on", first, last)

    def closed(self, first: str, last: str) -> list[tuple[str, str]]:
        """Pairs of application id and ISO day of closing."""
        sql = (
            "SELECT id, substr(closed_at, 1, 10) FROM application WHERE closed_at >= ? AND closed_at < ? ORDER BY rowid"
        )
        return self._db.execute(sql, [first, _day_after(last)]).fetchall()

    def not_entered(self, first: str, last: str) -> list[str]:
        """Accepted in the period, open, and without a number of the supplier's system."""
        sql = (
            "SELECT id FROM application WHERE accepted_on BETWEEN ? AND ? AND official_number IS NULL "
            "AND state <> 'closed' ORDER BY rowid"
        )
        return self._ids(sql, first, last)

    def noticed(self) -> set[str]:
        """Ids of all applications with a notice in force."""
        return set(self._ids(_NOTICED))

    def supplemented(self) -> list[tuple[str, str, str]]:
        """Entry, application and ISO day of every paper in force that required something after the notice."""
        return [(ref, application, at[:10]) for ref, application, at in self._db.execute(_TOLD_AGAIN)]

    def deferred(self) -> list[tuple[str, str]]:
        """Application and latest ISO day of each missing deferred document; "" if no day was set."""
        return [(application, until or "") for application, until in self._db.execute(_DEFERRED)]

    def classes(self, first: str, last: str) -> list[tuple[str, str, list[str]]]:
        """Id and label of each class of the accepted ones; an answer that was not stored has neither."""
        found: dict[str, list[str]] = {}
        for name, _, application in self._db.execute(_CLASSES, [first, last]):
            found.setdefault(name, []).append(application)
        labelled = [(name, self._label(name), ids) for name, ids in found.items()]
        return sorted(labelled, key=lambda row: (-len(row[2]), row[0]))

    def ended_clocks(self, first: str, last: str) -> list[ClockRow]:
        """Clocks that ended in the period."""
        return self._clocks(_ENDED, first, last)

    def running_clocks(self, until: str) -> list[ClockRow]:
        """Clocks of open applications that began by that day and have not ended."""
        return self._clocks(_NOT_ENDED, until)

    def filings(self, first: str, last: str) -> list[tuple[str, str]]:
        """Application and state of filings whose first form was filled in during the period."""
        return self._db.execute(_FILINGS, [first, last]).fetchall()

    def works_started(self, first: str, last: str) -> list[tuple[str, list[OnFiling], Regime | None]]:
        """With all acts of the filing, and the pinned regime."""
        rows = self._db.execute(_ACTS_OF_STARTED, [first, last])
        found = []
        for application, group in groupby(rows, key=itemgetter(0)):
            acts = list(group)
            regime = Regime.model_validate_json(acts[0][4]) if acts[0][4] else None
            found.append((application, [filing_act(kind, on, written) for _, kind, on, written, _ in acts], regime))
        return found

    def _dated(self, column: str, first: str, last: str) -> list[tuple[str, str]]:
        sql = f"SELECT id, {column} FROM application WHERE {column} BETWEEN ? AND ? ORDER BY rowid"  # noqa: S608
        return self._db.execute(sql, [first, last]).fetchall()

    def _ids(self, sql: str, *asked: str) -> list[str]:
        return [application for (application,) in self._db.execute(sql, list(asked))]

    def _label(self, name: str) -> str:
        row = self._db.execute(_CLASS_LABEL, [name]).fetchone() if name else None
        return str(row[0]) if row and row[0] else ""

    def _clocks(self, sql: str, *asked: str) -> list[ClockRow]:
        pauses: dict[tuple[str, str], list[Pause]] = {}
        for application, clock, on, until in self._db.execute(
            "SELECT application, clock, on_day, until_day FROM pause"
        ):
            pause = Pause(date.fromisoformat(on), date.fromisoformat(until) if until else None)
            pauses.setdefault((application, clock), []).append(pause)
        return [
            ClockRow(
                clock,
                place,
                label,
                wd,
                days,
                application,
                date.fromisoformat(started),
                date.fromisoformat(ended) if ended else None,
                tuple(pauses.get((application, clock), ())),
            )
            for clock, place, label, wd, days, application, started, ended in self._db.execute(sql, list(asked))
        ]


def _day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
