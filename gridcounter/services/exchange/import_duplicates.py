"""Rows that resemble an application in the same file or on record. They are reported, never refused."""

from __future__ import annotations

from collections.abc import Sequence

from gridcounter.core.exchange.import_columns import COLUMNS, OFFICIAL
from gridcounter.core.intake.duplicates import first_phone_key, stem
from gridcounter.services.exchange.import_rows import ImportRow
from gridcounter.services.exchange.import_titles import ImportNotice
from gridcounter.store.queries.listing import ListingStore
from gridcounter.store.search.tokens import plain
from gridcounter.store.stores import Stores

_ID, _ADDRESS = "applicant.id_number", "premises.address"
_TITLES = {column.field: column.title for column in COLUMNS}
_NAME, _PHONE = "applicant.name", "applicant.phone"
_NAMED = f"{_TITLES[_NAME]}和{_TITLES[_PHONE]}"
_BOTH = f"{_TITLES[_ID]}和{_TITLES[_ADDRESS]}"


def repeated(rows: Sequence[ImportRow], stores: Stores) -> list[ImportNotice]:
    """Finds rows that agree in the number of the supplier's system, in person and place, or in name and telephone."""
    found: list[ImportNotice] = []
    official = {number: f"台账里的 {here}" for number, here in ListingStore(stores.db).official_numbers().items()}
    same, reached = _on_record(rows, stores), _named_on_record(rows, stores)
    for brought in rows:
        for known, key, what in (
            (official, brought.official_number or "", _TITLES[OFFICIAL]),
            (same, _person_at(brought), _BOTH),
            (reached, _reached_at(brought), _NAMED),
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


def _reached_at(brought: ImportRow) -> str:
    return _reached(brought.fields.get(_NAME), brought.fields.get(_PHONE))


def _reached(name: object, phone: object) -> str:
    """Different spellings of one telephone are the same."""
    number = first_phone_key(str(phone)) if phone else ""
    return f"{stem(str(name))} {number}" if name and number else ""


def _named_on_record(rows: Sequence[ImportRow], stores: Stores) -> dict[str, str]:
    """Maps name and telephone to the words that identify the newest application with both."""
    phones = {first_phone_key(str(row.fields[_PHONE])) for row in rows if row.fields.get(_PHONE)} - {""}
    found = {}
    for application, name, phone in ListingStore(stores.db).reached_at(phones):
        if key := _reached(name, phone):
            found[key] = f"台账里的 {stores.applications.get(application).number}"
    return found
