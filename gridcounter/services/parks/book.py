"""Parks, their guarantors, and the firms in them, as clerks keep them.

A change names what it stands on: what another clerk changed meanwhile is not overwritten.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from gridcounter.core.parks.reading import read_value
from gridcounter.core.parks.values import Firm, Park, Value
from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.validation.text import take_text
from gridcounter.errors import Refusal
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.deadlines import AfterToday
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Right
from gridcounter.store.queries.applications import Fields
from gridcounter.store.queries.parks import ParkQueries
from gridcounter.store.stores import WritingStores

#: What only a leader says of a firm: whom a duty names hangs on it.
_OF_A_LEADER = frozenset({"big", "big_source"})


class SourceNotSaid(Refusal):
    """A guarantor is on some list; without it nobody can look whether it still holds."""

    sentence = "登记包保责任人，要写姓名，以及按哪份名单（文号或日期）"


class NoAccount(Refusal):
    """A row without its number means nothing."""

    sentence = "登记用电户，要写户号"


@dataclass(frozen=True, eq=False)
class ParkBook:
    """Acts of one clerk on parks and firms; use it only on the thread that opened the record."""

    service: ApplicationService

    @property
    def read(self) -> ParkQueries:
        """Over the reading connection."""
        return ParkQueries(self.service.record.db)

    def open_park(self, fields: Mapping[str, Any]) -> str:
        """Returns its id. Raises WrongField, MarkWithoutSource."""
        park = uuid.uuid4().hex
        said = _said(Park, {"id": park}, fields)
        self._append(Kind.PARK_OPENED, {"fields": said}, park)
        return park

    def change_park(self, park: str, fields: Mapping[str, Any], shown: Fields) -> None:
        """`shown` is what the clerk saw. Raises WrongField, MarkWithoutSource, FieldChangedElsewhere."""
        said = _said(Park, {"id": park}, {**_values(shown), **fields})
        self._change(Kind.PARK_CHANGED, park, fields, said, shown)

    def open_firm(self, park: str, fields: Mapping[str, Any], account: Mapping[str, Any] | None = None) -> str:
        """With its account, or neither; returns its id.

        Raises WrongField, MarkWithoutSource, NotAllowed for a mark of a leader.
        """
        if any(fields.get(key) is not None and fields.get(key) != "" for key in _OF_A_LEADER):
            self._require(Right.KEEP_GUARANTORS)
        firm = uuid.uuid4().hex
        said = _said(Firm, {"id": firm, "park": park}, fields)

        def work(stores: WritingStores) -> None:
            with stores.db.atomic():
                opened = {"park": park, "fields": said}
                stores.journal.append(Act(Kind.FIRM_OPENED, opened, self.service.clerk, firm))
                if account:
                    stores.journal.append(Act(Kind.ACCOUNT_SET, account, self.service.clerk, firm))

        self.service.record.write(work)
        return firm

    def change_firm(self, firm: str, fields: Mapping[str, Any], shown: Fields) -> None:
        """As `change_park`. Raises NotAllowed too."""
        held = {key: value for key, value in _values(shown).items() if key not in {"park", "moved_out_on"}}
        said = _said(Firm, {"id": firm, "park": shown["park"].value}, {**held, **fields})
        changed = {key for key in fields if said.get(key) != held.get(key)}
        if changed & _OF_A_LEADER:
            self._require(Right.KEEP_GUARANTORS)
        self._change(Kind.FIRM_CHANGED, firm, fields, said, shown)

    def move_out(self, firm: str, on: date, today: date, why: str = "") -> None:
        """Its history stays. Raises AfterToday."""
        if on > today:
            raise AfterToday
        self._append(Kind.FIRM_MOVED_OUT, {"on": on.isoformat(), "why": take_text(why)}, firm)

    def set_account(self, firm: str, told: Mapping[str, Any]) -> None:
        """One account of the firm, as it is from now on; with `ended` it has it no longer. Raises NoAccount."""
        values = {key: take_text(value) if isinstance(value, str) else value for key, value in told.items()}
        if not values.get("account"):
            raise NoAccount
        self._append(Kind.ACCOUNT_SET, values, firm)

    def name_guarantor(self, park: str, told: Mapping[str, Any]) -> None:
        """Raises NotAllowed, SourceNotSaid."""
        self._require(Right.KEEP_GUARANTORS)
        values = {key: take_text(str(value)) for key, value in told.items()}
        if not values.get("name") or not values.get("source"):
            raise SourceNotSaid
        self._append(Kind.GUARANTOR_NAMED, values, park)

    def end_guarantor(self, park: str, ref: str, on: date, why: str = "") -> None:
        """`on` is the last day. Raises NotAllowed, NoSuchRow."""
        self._require(Right.KEEP_GUARANTORS)
        self._append(Kind.GUARANTOR_ENDED, {"ref": ref, "on": on.isoformat(), "why": take_text(why)}, park)

    def _require(self, right: Right) -> None:
        Clerks(self.service.record).require(self.service.clerk, right)

    def _change(
        self, kind: Kind, subject: str, fields: Mapping[str, Any], said: Mapping[str, Any], shown: Fields
    ) -> None:
        changes: dict[str, Any] = {}
        for key in fields:
            before = shown.get(key)
            if said.get(key) != (before.value if before else None):
                changes[key] = {"to": said.get(key), "over": before.ref if before else None}
        if changes:
            self._append(kind, {"fields": changes}, subject)

    def _append(self, kind: Kind, values: Mapping[str, Any], subject: str) -> None:
        self.service.record.journal.append(Act(kind, values, self.service.clerk, subject))


def _values(shown: Fields) -> dict[str, Any]:
    return {key: field.value for key, field in shown.items() if field.value is not None}


def _said(model: type[Value], ids: Mapping[str, str], fields: Mapping[str, Any]) -> dict[str, Any]:
    """What was filled in, in its stored form; what says nothing is left out."""
    given = {key: value for key, value in fields.items() if value is not None and value != ""}
    value = read_value(model, {**ids, **given})
    return value.model_dump(mode="json", include=set(given), exclude_unset=True)
