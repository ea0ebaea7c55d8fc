"""Taking in an application: opened with a number of its own, saved field by field, received, accepted."""

from __future__ import annotations

import json
import secrets
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gridcounter.core.journal import Act, Kind
from gridcounter.store.applications import as_contract

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from gridcounter.core.journal import Entry
    from gridcounter.services.record import Record

#: Without 0 O 1 I: read over the telephone.
_SHORT_CODE = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_SHORT_CODE_LENGTH = 6


@dataclass(frozen=True, eq=False)
class Intake:
    """Acts of one clerk on one record."""

    record: Record
    clerk: str

    def open(self, on: date, fields: Mapping[str, Any] | None = None) -> str:
        """A new application; its id. The number holds office, device, day and serial, and is never used again."""
        application = uuid.uuid4().hex
        told = {"number": self._number(on), "short_code": self._short_code(), "fields": dict(fields or {})}
        self.record.journal.append(Act(Kind.APPLICATION_OPENED, told, self.clerk, application))
        return application

    def save(self, application: str, changes: Mapping[str, tuple[Any, str | None]]) -> Entry:
        """`changes` are dotted field -> (new value, the entry it was read from); raises ChangedElsewhere."""
        fields = {field: {"to": value, "over": over} for field, (value, over) in changes.items()}
        return self.record.journal.append(Act(Kind.FIELDS_CHANGED, {"fields": fields}, self.clerk, application))

    def receive(self, application: str, on: date) -> Entry:
        """收件: no clock starts."""
        told = {"on": on.isoformat()}
        return self.record.journal.append(Act(Kind.MATERIALS_RECEIVED, told, self.clerk, application))

    def accept(self, application: str, on: date) -> Entry:
        """受理: the clock starts on the day after."""
        told = {"on": on.isoformat()}
        return self.record.journal.append(Act(Kind.APPLICATION_ACCEPTED, told, self.clerk, application))

    def enter_official_number(self, application: str, number: str) -> Entry:
        told = {"number": number}
        return self.record.journal.append(Act(Kind.OFFICIAL_NUMBER_ENTERED, told, self.clerk, application))

    def contract(self, application: str) -> dict[str, Any]:
        """The application as the contract has it, with the number that it carries."""
        row = self.record.applications.get(application)
        found = as_contract(self.record.applications.fields(application))
        return found | {"number": row.number, "official_number": row.official_number, "received_on": row.received_on}

    def _number(self, on: date) -> str:
        prefix = f"{self._office_code()}-{self.record.journal.device[:4].upper()}{on:%Y%m%d}-"
        last = self.record.applications.last_number(prefix)
        return f"{prefix}{1 if last is None else int(last.removeprefix(prefix)) + 1:04d}"

    def _office_code(self) -> str:
        found = self.record.db.execute("SELECT value FROM office WHERE key = 'code'").fetchone()
        return str(json.loads(found[0])) if found else "G"

    def _short_code(self) -> str:
        while True:
            code = "".join(secrets.choice(_SHORT_CODE) for _ in range(_SHORT_CODE_LENGTH))
            if not self.record.applications.taken(short_code=code):
                return code
