"""Rows that resemble an application in the same file or on record. They are reported, never refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gridcounter.core.exchange.import_columns import COLUMNS, OFFICIAL
from gridcounter.services.exchange.import_titles import ImportNotice
from gridcounter.store.queries.listing import ListingStore
from gridcounter.store.search.tokens import plain

if TYPE_CHECKING:
    from gridcounter.services.exchange.import_rows import ImportRow
    from gridcounter.store.stores import Stores

_ID, _ADDRESS = "applicant.id_number", "premises.address"
_TITLES = {column.field: column.title for column in COLUMNS}
_BOTH = f"{_TITLES[_ID]}和{_TITLES[_ADDRESS]}"


def repeated(rows: Sequence[ImportRow], stores: Stores) -> list[ImportNotice]:
    """Finds rows with the same number in the supplier's system, or the same person at the same place."""
    found: list[ImportNotice] = []
    official = {number: f"台账里的 {here}" for number, here in ListingStore(stores.db).official_numbers().items()}
    same = _on_record(rows, stores)
    for brought in rows:
        for known, key, what in (
            (official, brought.official_number or "", _TITLES[OFFICIAL]),
            (same, _person_at(brought), _BOTH),
        ):
            if not key:
                continue
            if key in known:
                found.append(ImportNotice(brought.row, f"{what}与{known[key]}相同，请核对是不是同一件"))
            else:
                known[key] = f"第 {brought.row} 行"
    return found


def _person_at(brought: ImportRow) -> str:
    return _key(brought.fields.get(_ID), brought.fields.get(_ADDRESS))


def _key(number: object, address: object) -> str:
    """The search's comparison key: without punctuation, spaces and letter width."""
    return f"{plain(str(number))} {plain(str(address))}" if number and address else ""


def _on_record(rows: Sequence[ImportRow], stores: Stores) -> dict[str, str]:
    """Maps person and place to the words that identify the application."""
    wanted = {plain(str(brought.fields[_ID])) for brought in rows if _ID in brought.fields}
    if not wanted:
        return {}
    listing = ListingStore(stores.db)
    persons = {application: number for application, number in listing.holding(_ID) if plain(str(number)) in wanted}
    found = {}
    for application, number in persons.items():
        address = stores.applications.fields(application).get(_ADDRESS)
        key = _key(number, address.value if address else None)
        if key:
            found[key] = f"台账里的 {stores.applications.get(application).number}"
    return found
