"""The park book as its page reads it: parks, firms, visits, what was asked and promised. Each is read by an index."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from gridcounter.core.parks.rows import FirmRow, GuarantorRow, ParkRow, PromiseRow, RequestRow, VisitRow
from gridcounter.store.engine import Database
from gridcounter.store.queries.applications import FieldValue

_SUBJECTS = "SELECT id FROM subject WHERE kind = ? AND purged_on IS NULL"
_FIELDS = "SELECT field, value, ref FROM subject_field WHERE subject = ?"
_MANY_FIELDS = (
    "SELECT f.subject, json_group_object(f.field, json(f.value)) FROM json_each(?) AS one "
    "JOIN subject_field AS f ON f.subject = one.value GROUP BY f.subject"
)
_FIRMS_IN = "SELECT subject FROM subject_field WHERE field = 'park' AND value = ?"
_BIG = (
    "SELECT p.subject FROM subject_field AS p JOIN subject_field AS b ON b.subject = p.subject AND b.field = 'big' "
    "WHERE p.field = 'park' AND b.value = 'true'"
)
_MANY_ACCOUNTS = (
    "SELECT a.subject, json_group_array(json(a.told)) FROM json_each(?) AS one "
    "JOIN account AS a ON a.subject = one.value GROUP BY a.subject"
)
# only who went there was there: a call is no visit
_LAST_THERE = (
    "SELECT f.firm, max(v.on_day) FROM visit AS v JOIN visit_firm AS f ON f.subject = v.subject "
    "WHERE v.park = ? AND v.state = 'held' AND v.way = 'on_site' GROUP BY f.firm"
)
_THERE = (
    "SELECT v.park, f.firm, v.on_day FROM visit AS v LEFT JOIN visit_firm AS f ON f.subject = v.subject "
    "WHERE v.state = 'held' AND v.on_day BETWEEN ? AND ? AND v.way = 'on_site'"
)
_OPEN_BY_FIRM = "SELECT firm, count(*), min(by_day) FROM promise WHERE state = 'open' AND firm <> '' GROUP BY firm"
_PROMISE = (
    "SELECT p.ref, p.subject, v.number, v.park, p.firm, p.by_day, p.state, p.told FROM promise AS p "
    "JOIN visit AS v ON v.subject = p.subject WHERE {which} ORDER BY p.by_day, p.ref"
)
_REQUEST = (
    "SELECT r.ref, r.subject, v.number, v.park, r.firm, v.on_day, r.kind, r.outcome, r.told FROM request AS r "
    "JOIN visit AS v ON v.subject = r.subject WHERE {which} ORDER BY v.on_day, r.ref"
)
_VISIT = "SELECT v.subject, v.number, v.park, v.state, v.planned, v.on_day, v.way, v.told FROM visit AS v WHERE {which}"
_FIRMS_OF_VISITS = (
    "SELECT f.subject, f.firm FROM json_each(?) AS one JOIN visit_firm AS f ON f.subject = one.value "
    "ORDER BY f.subject, f.rowid"
)
_GUARANTORS = "SELECT ref, level, begins, ends, told FROM guarantor WHERE subject = ? ORDER BY level, begins, ref"
_LAST_SERIAL = "SELECT number FROM visit WHERE number >= :low AND number < :high"
_COUNTED = (
    "SELECT json_extract(p.value, '$'), coalesce(json_extract(s.value, '$'), '') <> 'moved_out', "
    "coalesce(json_extract(u.value, '$.kind'), '') IN ('resupplied', 'partly') FROM subject_field AS p "
    "LEFT JOIN subject_field AS s ON s.subject = p.subject AND s.field = 'state' "
    "LEFT JOIN subject_field AS u ON u.subject = p.subject AND u.field = 'supply' "
    "WHERE p.field = 'park'"
)
#: After every text that begins with the same words.
_LAST_CHARACTER = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class ParkQueries:
    """Over one connection; use it only on the thread that opened it."""

    db: Database

    def fields(self, subject: str) -> dict[str, FieldValue]:
        """Of a park or a firm; empty if there is none of this id, or it was purged."""
        return {field: FieldValue(json.loads(value), ref) for field, value, ref in self.db.execute(_FIELDS, [subject])}

    def parks(self) -> list[ParkRow]:
        """By name."""
        ids = [subject for (subject,) in self.db.execute(_SUBJECTS, ["park"])]
        fields, counted = self._fields(ids), self._counted()
        rows = [
            ParkRow(one, str(held.get("name") or ""), str(held.get("level") or ""), *counted.get(one, (0, 0)), held)
            for one, held in ((each, fields.get(each, {})) for each in ids)
        ]
        return sorted(rows, key=lambda row: row.name)

    def firms(self, park: str) -> list[FirmRow]:
        """Of a park, by building and name."""
        ids = [subject for (subject,) in self.db.execute(_FIRMS_IN, [json.dumps(park)])]
        fields = self._fields(ids)
        told = self.db.execute(_MANY_ACCOUNTS, [json.dumps(ids)])
        accounts = {subject: tuple(json.loads(rows)) for subject, rows in told}
        last = dict(self.db.execute(_LAST_THERE, [park]).fetchall())
        promised = {firm: (count, due) for firm, count, due in self.db.execute(_OPEN_BY_FIRM)}
        rows = [
            FirmRow(one, fields.get(one, {}), accounts.get(one, ()), last.get(one, ""), *promised.get(one, (0, "")))
            for one in ids
        ]
        return sorted(rows, key=lambda row: (str(row.fields.get("building") or ""), row.name))

    def marked_big(self) -> dict[str, dict[str, Any]]:
        """Fields of the firms that the office marked as 大客户."""
        return self._fields([firm for (firm,) in self.db.execute(_BIG)])

    def names(self, subjects: Iterable[str]) -> dict[str, str]:
        """Names of parks and firms; one that was purged has none."""
        return {one: str(held.get("name") or "") for one, held in self._fields(sorted(set(subjects))).items()}

    def open_promises(self) -> list[PromiseRow]:
        """Of all parks, the next day first."""
        return self._promises("p.state = 'open'", [])

    def promise(self, ref: str) -> PromiseRow | None:
        """None if there is none that this entry made."""
        return next(iter(self._promises("p.ref = ?", [ref])), None)

    def unanswered(self) -> list[RequestRow]:
        """Handed to another unit that has not answered yet."""
        return self._requests("r.outcome = 'passed_on'", [])

    def visits_planned(self, until: str) -> list[VisitRow]:
        """For days up to this one, past ones that were neither made nor dropped included."""
        return self._visits("v.state = 'planned' AND v.planned <= ? ORDER BY v.planned, v.number", [until])

    def visit(self, visit: str) -> VisitRow | None:
        """None if there is none of this id, or it was purged."""
        return next(iter(self._visits("v.subject = ?", [visit])), None)

    def days_there(self, first: str, last: str) -> list[tuple[str, str | None, str]]:
        """Park, firm (None: the committee) and day of each visit of this span on which somebody was there."""
        return self.db.execute(_THERE, [first, last]).fetchall()

    def visits_of(self, firm: str) -> list[VisitRow]:
        """Of a firm, the newest first; planned ones are before those that were made."""
        which = "v.subject IN (SELECT subject FROM visit_firm WHERE firm = ?) "
        return self._visits(which + "ORDER BY coalesce(v.on_day, v.planned) DESC, v.number DESC", [firm])

    def visits_of_committee(self, park: str) -> list[VisitRow]:
        """As `visits_of`, of the committee of a park."""
        which = "v.park = ? AND NOT EXISTS (SELECT 1 FROM visit_firm AS f WHERE f.subject = v.subject) "
        return self._visits(which + "ORDER BY coalesce(v.on_day, v.planned) DESC, v.number DESC", [park])

    def requests(self, visits: Iterable[str]) -> list[RequestRow]:
        """Of these visits."""
        return self._requests("r.subject IN (SELECT value FROM json_each(?))", [json.dumps(list(visits))])

    def promises(self, visits: Iterable[str]) -> list[PromiseRow]:
        """Of these visits."""
        return self._promises("p.subject IN (SELECT value FROM json_each(?))", [json.dumps(list(visits))])

    def guarantors(self, park: str) -> list[GuarantorRow]:
        """Those of all times, by level and day."""
        rows = self.db.execute(_GUARANTORS, [park])
        return [
            GuarantorRow(ref, level, begins, ends or "", json.loads(told)) for ref, level, begins, ends, told in rows
        ]

    def last_serial(self, prefix: str) -> int:
        """The highest serial of a visit after this prefix; 0 without one."""
        rows = self.db.execute(_LAST_SERIAL, {"low": prefix, "high": prefix + _LAST_CHARACTER})
        serials = (number.removeprefix(prefix) for (number,) in rows)
        return max((int(serial) for serial in serials if serial.isdecimal()), default=0)

    def _fields(self, subjects: Sequence[str]) -> dict[str, dict[str, Any]]:
        rows = self.db.execute(_MANY_FIELDS, [json.dumps(subjects)])
        return {subject: json.loads(fields) for subject, fields in rows}

    def _counted(self) -> dict[str, tuple[int, int]]:
        """Firms that are still there, and those of them that another supplies, by park."""
        counted: dict[str, tuple[int, int]] = {}
        for park, is_there, through_another in self.db.execute(_COUNTED):
            firms, others = counted.get(park, (0, 0))
            counted[park] = firms + is_there, others + (through_another if is_there else 0)
        return counted

    def _promises(self, which: str, values: list[Any]) -> list[PromiseRow]:
        rows = self.db.execute(_PROMISE.format(which=which), values)
        return [PromiseRow._make([*row, json.loads(told)]) for *row, told in rows]

    def _requests(self, which: str, values: list[Any]) -> list[RequestRow]:
        rows = self.db.execute(_REQUEST.format(which=which), values)
        return [RequestRow._make([*row, json.loads(told)]) for *row, told in rows]

    def _visits(self, which: str, values: list[Any]) -> list[VisitRow]:
        rows = self.db.execute(_VISIT.format(which=which), values).fetchall()
        firms: dict[str, list[str]] = {}
        for visit, firm in self.db.execute(_FIRMS_OF_VISITS, [json.dumps([row[0] for row in rows])]):
            firms.setdefault(visit, []).append(firm)
        return [
            VisitRow(
                one, number, park, state, planned or "", on or "", way, json.loads(told), tuple(firms.get(one, ()))
            )
            for one, number, park, state, planned, on, way, told in rows
        ]
