"""Applications as the journal has folded them. Reads only: the one write is Journal.append."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gridcounter.store.fold import ApplicationNotFound

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gridcounter.store.engine import Database

_COLUMNS = "id, number, short_code, state, opened_at, opened_by, received_on, accepted_on, official_number, changed_hlc"


@dataclass(frozen=True, slots=True)
class FieldValue:
    """`ref` is the entry that set it: what the next change must say it writes over."""

    value: Any
    ref: str


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """Dates as they were entered; None while the act has not happened."""

    id: str
    number: str
    short_code: str
    state: str
    opened_at: str
    opened_by: str
    received_on: str | None
    accepted_on: str | None
    official_number: str | None
    changed_hlc: str


class ApplicationStore:
    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, application: str) -> ApplicationRow:
        """Raises ApplicationNotFound."""
        return self._one("id", application)

    def by_short_code(self, code: str) -> ApplicationRow:
        return self._one("short_code", code.upper())

    def by_number(self, number: str) -> ApplicationRow:
        return self._one("number", number)

    def recent(self, limit: int) -> list[ApplicationRow]:
        sql = f"SELECT {_COLUMNS} FROM application ORDER BY changed_hlc DESC LIMIT ?"  # noqa: S608  our own columns
        return [ApplicationRow(*row) for row in self._db.execute(sql, [limit])]

    def count(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM application").fetchone()[0])

    def fields(self, application: str) -> dict[str, FieldValue]:
        rows = self._db.execute("SELECT field, value, ref FROM field WHERE application = ?", [application])
        return {field: FieldValue(json.loads(value), ref) for field, value, ref in rows}

    def taken(self, *, number: str = "", short_code: str = "") -> bool:
        """Is this number or short code given or reserved already?"""
        sql = (
            "SELECT 1 FROM application WHERE number = :number OR short_code = :code "
            "UNION SELECT 1 FROM reserved_number WHERE number = :number"
        )
        return self._db.execute(sql, {"number": number, "code": short_code}).fetchone() is not None

    def last_number(self, prefix: str) -> str | None:
        """The highest number with this prefix, given or reserved."""
        sql = (
            "SELECT max(number) FROM (SELECT number FROM application UNION ALL SELECT number FROM reserved_number) "
            "WHERE number >= :low AND number < :high"
        )
        found = self._db.execute(sql, {"low": prefix, "high": prefix + "\U0010ffff"}).fetchone()
        return None if found[0] is None else str(found[0])

    def _one(self, column: str, value: str) -> ApplicationRow:
        sql = f"SELECT {_COLUMNS} FROM application WHERE {column} = ?"  # noqa: S608  our own columns
        row = self._db.execute(sql, [value]).fetchone()
        if row is None:
            raise ApplicationNotFound(value)
        return ApplicationRow(*row)


def as_contract(fields: Mapping[str, FieldValue]) -> dict[str, Any]:
    """Dotted fields as the nested application of the contract: case.supply.unit -> {"case": {"supply": {"unit"…."""
    whole: dict[str, Any] = {}
    # a part set to null as a whole (works: null) comes before its own parts
    for field in sorted(fields):
        *parents, last = field.split(".")
        place = whole
        for parent in parents:
            inner = place.get(parent)
            if not isinstance(inner, dict):
                inner = place[parent] = {}
            place = inner
        place[last] = fields[field].value
    return whole
