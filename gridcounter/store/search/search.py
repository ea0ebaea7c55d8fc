"""Searches applications in the index that `index` maintains.

A word matches anywhere in the plain form of a name, address, telephone or number, or in the initials of a name; every
word must match. The result equals a scan of all texts, without reading them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gridcounter.core.application import ApplicationId
from gridcounter.core.papers.called_for import SIGNED_FOR
from gridcounter.store.engine import Database
from gridcounter.store.search.businesses import Businesses, condition
from gridcounter.store.search.query import NEWEST_PLACES, PLACES, sought
from gridcounter.store.search.tokens import words_of

NAMES = ("applicant.name", "applicant.contact", "applicant.legal_representative", "agent.name")
OTHERS = ("premises.address", "applicant.phone", "agent.phone")
SEARCHED = (*NAMES, *OTHERS)

#: The filters of a list, besides words.
UNDER_WAY, NOT_ENTERED, CLOSED, DEFERRED = "underway", "notentered", "closed", "deferred"
CONSULTATION, UNSIGNED = "consultation", "unsigned"
FILING, PURGED = "filing", "purged"

#: Delivered papers to be signed, of which no signed copy has been filed.
UNSIGNED_PAPERS = (
    "SELECT paper.ref FROM paper WHERE delivered_how = 'in_person' AND voided_at IS NULL AND consultation = 0 "  # noqa: S608
    f"AND paper.paper IN {SIGNED_FOR} "
    "AND NOT EXISTS (SELECT 1 FROM attachment WHERE attachment.paper = paper.ref AND removed_at IS NULL)"
)

#: An application with no entry but its opening, which told only place and day: Ctrl+N takes it up again.
UNTOUCHED = (
    "(SELECT count(*) FROM (SELECT 1 FROM journal WHERE journal.application = application.id LIMIT 2)) = 1 "
    "AND NOT EXISTS (SELECT 1 FROM field WHERE field.application = application.id "
    "AND field.field NOT IN ('case.locality', 'case.on', 'case.site.park'))"
)

#: Limit of counting matches: counting all takes longer than finding the shown ones, and no user reads so many.
MOST_COUNTED = 2_000

_ROW = (
    "a.id, a.number, a.short_code, iif(a.purged_on IS NULL, a.state, 'purged'), coalesce(a.official_number, ''), "
    "a.opened_at, coalesce(a.received_on, ''), coalesce(a.accepted_on, ''), s.name, s.address, s.marks, "
    "coalesce(a.purged_on, ''), coalesce(a.closed_at, ''), coalesce(a.closed_why, '')"
)
_FROM = "FROM searched AS s JOIN application AS a ON a.id = s.application"
# composed of our own column names only
_MATCHING = f"""
    SELECT {_ROW} FROM ({NEWEST_PLACES})
    JOIN searched AS s ON s.place = found JOIN application AS a ON a.id = s.application ORDER BY found DESC
"""  # noqa: S608
_COUNT = f"SELECT count(*) FROM (SELECT 1 FROM ({PLACES}) LIMIT :most)"  # noqa: S608
# a purged application is found by its number only
_NEWEST = f"SELECT {_ROW} {_FROM} WHERE a.purged_on IS NULL ORDER BY s.place DESC LIMIT ?"
_COUNT_ALL = f"SELECT (SELECT coalesce(max(place), 0) FROM searched) - (SELECT count(*) FROM ({PLACES}))"  # noqa: S608
_CHANGED = (
    f"SELECT {_ROW} FROM (SELECT id AS changed FROM application WHERE purged_on IS NULL "  # noqa: S608
    f"AND NOT (state IN ('open', 'consultation') AND {UNTOUCHED}) ORDER BY changed_hlc DESC LIMIT ?) "
    "JOIN application AS a ON a.id = changed "
    "JOIN searched AS s ON s.application = a.id ORDER BY a.changed_hlc DESC"
)
_AMONG = "a.id IN (SELECT value FROM json_each(:among))"
_MATCHED = f" AND s.place IN ({PLACES})"
_ONE = f"SELECT {_ROW} {_FROM} WHERE a.id = ?"


@dataclass(frozen=True, slots=True)
class Summary:
    """An application as a row of a list. Dates are empty until the act is recorded; a purged one has few values."""

    id: str
    number: str
    short_code: str
    state: str
    official_number: str
    opened_at: str
    received_on: str
    accepted_on: str
    name: str
    address: str
    deferred: bool
    purged_on: str = ""
    closed_at: str = ""
    closed_why: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """`total` also counts the rows beyond the limit; there may be `more` if counting stopped early."""

    rows: tuple[Summary, ...]
    total: int
    more: bool = False


class SearchStore:
    """Reads the search index; use it only on the thread of its connection."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def find(
        self,
        query: str = "",
        *,
        mark: str = "",
        businesses: Businesses = Businesses(),  # noqa: B008  frozen
        limit: int = 200,
    ) -> Found:
        """Newest first, at most `limit`; every word of `query` must occur, `mark` restricts to one mark."""
        words, asked = words_of(query), asked_of(query, mark)
        if businesses.only or any(word in businesses.named for word in words):
            return self._found(*condition(query, mark, businesses), limit, MOST_COUNTED)
        if not asked:
            # places have no gaps: rows are only deleted all together
            counted = self._db.execute(_COUNT_ALL, asked_of("", PURGED))
            rows = self._db.execute(_NEWEST, [limit])
        else:
            rows = self._db.execute(_MATCHING, asked | {"limit": limit})
            counted = self._db.execute(_COUNT, asked | {"most": MOST_COUNTED + 1 if words else -1})
        shown, total = tuple(map(_from_row, rows)), int(counted.fetchone()[0])
        more = bool(words) and total > MOST_COUNTED
        return Found(shown, MOST_COUNTED if more else total, more)

    def among(self, applications: Sequence[str], query: str = "", *, limit: int = 200) -> Found:
        """As `find`, only among these application ids."""
        asked = asked_of(query)
        asked["among"] = json.dumps(list(applications))
        return self._found(f"{_AMONG}{_MATCHED if asked.keys() - {'among'} else ''}", asked, limit)

    def _found(self, where: str, asked: dict[str, Any], limit: int, most: int = -1) -> Found:
        """`most` are counted; -1 for all."""
        sql = f"{_FROM} WHERE {where}"
        rows = self._db.execute(f"SELECT {_ROW} {sql} ORDER BY s.place DESC LIMIT :limit", asked | {"limit": limit})
        counted = f"SELECT count(*) FROM (SELECT 1 {sql} LIMIT :most)"  # noqa: S608  our own words
        (total,) = self._db.execute(counted, asked | {"most": most + 1 if most > 0 else -1}).fetchone()
        more = 0 < most < total
        return Found(tuple(map(_from_row, rows)), most if more else int(total), more)

    def recent(self, limit: int) -> tuple[Summary, ...]:
        """The last changed first."""
        return tuple(map(_from_row, self._db.execute(_CHANGED, [limit])))

    def get(self, application_id: ApplicationId) -> Summary | None:
        """The row of one application; None without one."""
        row = self._db.execute(_ONE, [application_id]).fetchone()
        return None if row is None else _from_row(row)


def asked_of(query: str, mark: str = "") -> dict[str, Any]:
    """The parameters of PLACES; empty if nothing restricts the list."""
    words = words_of(query)
    return {**sought(([word] for word in words), mark)} if words or mark else {}


def opened_by(clerk: str) -> str:
    """The mark of a clerk's own applications; an id may hold any character."""
    return f"by{clerk.encode().hex()}"


def _from_row(row: tuple[Any, ...]) -> Summary:
    *shown, marks, purged_on, closed_at, closed_why = row
    return Summary(*(*shown, DEFERRED in marks.split(), purged_on, closed_at, closed_why))
