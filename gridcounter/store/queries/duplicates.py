"""Finds possible duplicates: by equal keys stored in the index, and by names in the index.

Identity numbers are in no full-text index, so that only the whole number finds a person, never a part of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gridcounter.core.application import ApplicationId
from gridcounter.core.intake.addresses import read_address
from gridcounter.core.intake.duplicates import ComparedFields, is_firm, phone_keys, plain_number, stem
from gridcounter.store.engine import Database
from gridcounter.store.search.query import NEWEST_PLACES, sought
from gridcounter.store.search.tokens import initials, plain

#: The compared values, by field.
_FIELDS = {
    "applicant.name": "name",
    "applicant.id_number": "id_number",
    "agent.id_number": "agent_number",
    "applicant.phone": "phone",
    "premises.address": "address",
}
#: Candidates for each way of finding: enough to show the best few, even for an agent of a whole street.
_MOST = 20
#: Digits of a local number: they are contiguous in every spelling.
_LOCAL = 7

_READ = f"SELECT field, value FROM field WHERE application = ? AND field IN {tuple(_FIELDS)}"  # noqa: S608  our own
# for each kind there is an index of the rows that have a key
_BY_KEY = (
    "SELECT application FROM searched INDEXED BY searched_by_{kind} "
    "WHERE key_{kind} = ? AND key_{kind} <> '' ORDER BY place DESC LIMIT ?"
)
_BY_NAME = (
    f"SELECT s.application FROM ({NEWEST_PLACES}) "  # noqa: S608  our own
    "JOIN searched AS s ON s.place = found ORDER BY found DESC"
)
_STANDING = (
    "SELECT id, number, state, opened_at, received_on, accepted_on, closed_at FROM application WHERE id = ? "
    "AND state <> 'consultation' AND (state <> 'closed' OR coalesce(closed_at, '') >= ?)"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of an application. Days as entered; None until the act is recorded."""

    application: str
    number: str
    state: str
    opened_at: str
    received_on: str | None
    accepted_on: str | None
    closed_at: str | None


class DuplicateStore:
    """Reads keys and names of the search index; use it only on the thread of its connection."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def likeness(self, application_id: ApplicationId) -> ComparedFields:
        """The compared values of one application; empty texts for missing ones."""
        result = _texts(self._db, application_id)
        return ComparedFields(application_id, read=frozenset(initials(stem(result.get("name", "")))), **result)

    def near(self, one: ComparedFields, since: str) -> Iterator[tuple[ComparedFields, Standing]]:
        """Candidates, including itself, newest first for each key; closed ones since that ISO day."""
        found = dict.fromkeys(each for way in self._ways(one) for each in way)
        for application in found:
            row = self._db.execute(_STANDING, [application, since]).fetchone()
            if row is not None:
                yield self.likeness(application), Standing(*row)

    def _ways(self, one: ComparedFields) -> Iterator[list[str]]:
        for number in filter(None, dict.fromkeys((plain_number(one.id_number), plain_number(one.agent_number)))):
            yield self._by_key("applicant", number)
            yield self._by_key("agent", number)
        place = read_address(one.address)
        if place.key:
            yield self._by_key("place", place.key)
        if not stem(one.name):
            return
        for key in sorted(phone_keys(one.phone)):
            yield self._by_key("phone", key)
            yield self._by_words([key.partition("x")[0][-_LOCAL:]])
        if place.street:
            yield self._by_name(one, plain(place.street))
        if is_firm(one.name):
            yield self._by_name(one)

    def _by_key(self, kind: str, key: str) -> list[str]:
        return [row[0] for row in self._db.execute(_BY_KEY.format(kind=kind), [key, _MOST])]

    def _by_name(self, one: ComparedFields, *words: str) -> list[str]:
        """Names with the same reading; letters and digits are compared unchanged."""
        return self._by_words(sorted(one.read) or [stem(one.name)], *([word] for word in words))

    def _by_words(self, *words: Sequence[str]) -> list[str]:
        """Any telephone of a field but the first is in the index only, in its plain form."""
        asked = sought(words)
        return [row[0] for row in self._db.execute(_BY_NAME, asked | {"limit": _MOST})]


def _texts(db: Database, application_id: ApplicationId) -> dict[str, str]:
    """Values that are not text are ignored."""
    read = ((_FIELDS[field], json.loads(value)) for field, value in db.execute(_READ, [application_id]))
    return {name: value for name, value in read if isinstance(value, str)}
