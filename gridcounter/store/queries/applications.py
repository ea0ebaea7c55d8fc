"""Applications as projected from the journal. Reads only: the only write is Journal.append."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from gridcounter.core.application import ApplicationId
from gridcounter.core.validation.text import take_code
from gridcounter.store.engine import Database
from gridcounter.store.journal.projections.office import FORMER_KEYS, PASSPHRASE_GENERATION
from gridcounter.store.journal.table_integrity import notes_of
from gridcounter.store.journal.validators.entries import ApplicationNotFound, Purged

_COLUMNS = (
    "id, number, short_code, state, opened_at, opened_by, received_on, accepted_on, official_number, "
    "official_entered_at"
)


@dataclass(frozen=True, slots=True)
class FieldValue:
    """`ref` is the entry that set the value; the next change names it, so that a change in between is detected."""

    value: Any
    ref: str


#: By the dotted field.
Fields: TypeAlias = Mapping[str, FieldValue]


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """Dates as entered; None until the act is recorded."""

    id: str
    number: str
    short_code: str
    state: str
    opened_at: str
    opened_by: str
    received_on: str | None
    accepted_on: str | None
    official_number: str | None
    official_entered_at: str | None

    @property
    def consultation(self) -> bool:
        """True until it is received or accepted."""
        return self.state == "consultation"


class ApplicationStore:
    """Reads the tables `application` and `field`; use it only on the thread of its connection."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, application_id: ApplicationId) -> ApplicationRow:
        """By id.

        Raises ApplicationNotFound, and Purged if its contents are purged, as `by_short_code` and `by_number` do.
        """
        return self._one("id", application_id)

    def by_short_code(self, code: str) -> ApplicationRow:
        """The code as typed: spaces, full width and lower case are accepted.

        Raises ApplicationNotFound, Purged.
        """
        return self._one("short_code", take_code(code))

    def by_number(self, number: str) -> ApplicationRow:
        """By the office's own number, exactly as printed. Raises ApplicationNotFound, Purged."""
        return self._one("number", number)

    def recent(self, limit: int) -> list[ApplicationRow]:
        """The last changed first, at most `limit`; purged ones are left out."""
        sql = (
            f"SELECT {_COLUMNS} FROM application WHERE purged_on IS NULL "  # noqa: S608  our own columns
            "ORDER BY changed_hlc DESC LIMIT ?"
        )
        return [ApplicationRow(*row) for row in self._db.execute(sql, [limit])]

    def count(self) -> int:
        """All applications ever opened, purged ones included."""
        return int(self._db.execute("SELECT count(*) FROM application").fetchone()[0])

    def fields(self, application_id: ApplicationId) -> dict[str, FieldValue]:
        """Values by dotted field; empty if there is no such application."""
        rows = self._db.execute("SELECT field, value, ref FROM field WHERE application = ?", [application_id])
        return {field: FieldValue(json.loads(value), ref) for field, value, ref in rows}

    def short_code_taken(self, code: str) -> bool:
        """`code` in its stored form."""
        return self._db.execute("SELECT 1 FROM application WHERE short_code = ?", [code]).fetchone() is not None

    def last_serial(self, prefix: str) -> int:
        """The highest serial after this prefix, given or reserved; 0 without one.

        The journal's own end says which was given last: a table of an earlier time gives no number twice.
        """
        sql = (
            "SELECT number FROM (SELECT number FROM application UNION ALL SELECT number FROM reserved_number) "
            "WHERE number >= :low AND number < :high"
        )
        rows = self._db.execute(sql, {"low": prefix, "high": prefix + "\U0010ffff"})
        numbers = [*(number for (number,) in rows), notes_of(self._db).number]
        serials = (number.removeprefix(prefix) for number in numbers)
        return max((int(serial) for serial in serials if serial.isdecimal()), default=0)

    def office(self) -> dict[str, Any]:
        """The office's values by key: place, code, its particulars."""
        return {key: json.loads(value) for key, value in self._db.execute("SELECT key, value FROM office")}

    def passphrase_generation(self) -> int:
        """The number of the wrap that the record was opened with last: a keys file with a lower one is refused."""
        row = self._db.execute("SELECT value FROM office WHERE key = ?", [PASSPHRASE_GENERATION]).fetchone()
        return int(row[0]) if row else 1

    def former_keys(self) -> tuple[str, ...]:
        """Fingerprints of the keys that the record had before, the oldest first; copies under them may still exist."""
        row = self._db.execute("SELECT value FROM office WHERE key = ?", [FORMER_KEYS]).fetchone()
        return tuple(json.loads(row[0])) if row else ()

    def _one(self, column: str, value: str) -> ApplicationRow:
        sql = f"SELECT {_COLUMNS}, purged_on FROM application WHERE {column} = ?"  # noqa: S608  our own columns
        row = self._db.execute(sql, [value]).fetchone()
        if row is None:
            raise ApplicationNotFound(value)
        *whole, purged_on = row
        if purged_on:
            raise Purged(whole[1], purged_on)
        return ApplicationRow(*whole)


def as_contract(fields: Mapping[str, FieldValue]) -> dict[str, Any]:
    """Nests dotted fields as in the contract: case.supply.unit -> {"case": {"supply": {"unit"…."""
    whole: dict[str, Any] = {}
    # a part set to null as a whole (works: null) sorts before its own parts
    for field in sorted(fields):
        *parents, last = field.split(".")
        place: dict[str, Any] | None = whole
        for parent in parents:
            if place is None:
                break
            # a part declared absent keeps its old answers on record, but they have no effect now
            place = place.setdefault(parent, {})
        if place is not None:
            value = fields[field].value
            place[last] = dict(value) if isinstance(value, dict) else value
    return whole
