"""Applications that may be there already: found by equal keys, which the fold keeps, and by the names in the index.

Identity numbers stand in no full-text index: nobody is to find a person by a part of one. Here a whole number finds.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridcounter.core.addresses import read_address
from gridcounter.core.duplicates import Likeness, is_firm, plain_number, plain_phone, stem
from gridcounter.store.tokens import initials, phrase, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gridcounter.core.journal import Entry
    from gridcounter.store.engine import Database

#: What is compared, by the field it stands in.
_FIELDS = {
    "applicant.name": "name",
    "applicant.id_number": "id_number",
    "agent.id_number": "agent_number",
    "applicant.phone": "phone",
    "premises.address": "address",
}
#: Of these the fold keeps keys.
_KEYED = frozenset(_FIELDS) - {"applicant.name"}
_APPLICANT, _AGENT, _PHONE, _PLACE = "applicant", "agent", "phone", "place"
#: Of each way of being found: enough to show the best few, whoever acts for a whole street.
_MOST = 20

_READ = f"SELECT field, value FROM field WHERE application = ? AND field IN {tuple(_FIELDS)}"  # noqa: S608  our own
_BY_KEY = (
    "SELECT s.application FROM likeness AS l JOIN searched AS s ON s.application = l.application "
    "WHERE l.kind = ? AND l.key = ? ORDER BY s.place DESC LIMIT ?"
)
_BY_NAME = (
    "SELECT s.application FROM (SELECT rowid AS found FROM search_index WHERE search_index MATCH ? "
    "ORDER BY rowid DESC LIMIT ?) JOIN searched AS s ON s.place = found ORDER BY found DESC"
)
_STANDING = (
    "SELECT id, number, state, opened_at, received_on, accepted_on, closed_at FROM application WHERE id = ? "
    "AND state <> 'consultation' AND (state <> 'closed' OR coalesce(closed_at, '') >= ?)"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an application has come. Days as they were entered; None while the act has not happened."""

    application: str
    number: str
    state: str
    opened_at: str
    received_on: str | None
    accepted_on: str | None
    closed_at: str | None


class DuplicateStore:
    def __init__(self, db: Database) -> None:
        self._db = db

    def likeness(self, application: str) -> Likeness:
        told = _told(self._db, application)
        return Likeness(application, read=frozenset(initials(stem(told.get("name", "")))), **told)

    def near(self, one: Likeness, since: str) -> Iterator[tuple[Likeness, Standing]]:
        """What to compare with it, itself included, the newest of each way first; closed ones only `since` that day."""
        found = dict.fromkeys(each for way in self._ways(one) for each in way)
        for application in found:
            row = self._db.execute(_STANDING, [application, since]).fetchone()
            if row is not None:
                yield self.likeness(application), Standing(*row)

    def _ways(self, one: Likeness) -> Iterator[list[str]]:
        for number in filter(None, dict.fromkeys((plain_number(one.id_number), plain_number(one.agent_number)))):
            yield self._by_key(_APPLICANT, number)
            yield self._by_key(_AGENT, number)
        place, phone = read_address(one.address), plain_phone(one.phone)
        if place.key:
            yield self._by_key(_PLACE, place.key)
        if not stem(one.name):
            return
        if phone:
            yield self._by_key(_PHONE, phone)
        if place.street:
            yield self._by_name(one, plain(place.street))
        if is_firm(one.name):
            yield self._by_name(one)

    def _by_key(self, kind: str, key: str) -> list[str]:
        return [row[0] for row in self._db.execute(_BY_KEY, [kind, key, _MOST])]

    def _by_name(self, one: Likeness, word: str = "") -> list[str]:
        """Names read alike; letters and digits are read as they stand."""
        alike = " OR ".join(f"told : {phrase(each)}" for each in sorted(one.read) or [stem(one.name)])
        asked = f"({alike}) AND told : {phrase(word)}" if word else alike
        return [row[0] for row in self._db.execute(_BY_NAME, [asked, _MOST])]


def liken(db: Database, entry: Entry) -> None:
    """The keys follow what was folded, in the same transaction."""
    fields = (entry.payload or {}).get("fields") or {}
    if entry.application and not _KEYED.isdisjoint(fields):
        _keep(db, entry.application)


def liken_all(db: Database) -> None:
    for (application,) in db.execute("SELECT id FROM application").fetchall():
        _keep(db, application)


def _keep(db: Database, application: str) -> None:
    """Writes only where a key has changed."""
    wanted = set(_keys(_told(db, application)))
    kept = set(db.execute("SELECT kind, key FROM likeness WHERE application = ?", [application]).fetchall())
    _execute(db, "DELETE FROM likeness WHERE kind = ? AND key = ? AND application = ?", kept - wanted, application)
    _execute(db, "INSERT INTO likeness (kind, key, application) VALUES (?, ?, ?)", wanted - kept, application)


def _execute(db: Database, sql: str, keys: Iterable[tuple[str, str]], application: str) -> None:
    for key in keys:
        db.execute(sql, [*key, application])


def _keys(told: dict[str, str]) -> Iterator[tuple[str, str]]:
    for kind, key in (
        (_APPLICANT, plain_number(told.get("id_number", ""))),
        (_AGENT, plain_number(told.get("agent_number", ""))),
        (_PHONE, plain_phone(told.get("phone", ""))),
        (_PLACE, read_address(told.get("address", "")).key),
    ):
        if key:
            yield kind, key


def _told(db: Database, application: str) -> dict[str, str]:
    """What is not text says nothing here."""
    read = ((_FIELDS[field], json.loads(value)) for field, value in db.execute(_READ, [application]))
    return {name: value for name, value in read if isinstance(value, str)}
