"""The cases of all open applications in one pass: the input of a pack's decision, without personal names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from gridcounter.store.engine import Database

OPEN = ("open", "received", "accepted")
_STATES = ", ".join(f"'{state}'" for state in OPEN)
_APPLICATIONS = (
    "SELECT a.id, a.number, s.name, a.state, a.received_on, a.accepted_on FROM application AS a "  # noqa: S608  our own words
    f"JOIN field AS f ON f.application = a.id AND f.field = 'case.locality' AND f.value = ? "
    f"LEFT JOIN searched AS s ON s.application = a.id WHERE a.state IN ({_STATES}) ORDER BY a.id"
)
# an agent's name is not read, only that there is an agent
_FIELDS = (
    "SELECT application, field, CASE WHEN field >= 'agent.' AND field < 'agent/' AND value <> 'null' THEN 'true' "
    "ELSE value END FROM field WHERE (field >= 'case.' AND field < 'case/') "
    "OR (field >= 'agent.' AND field < 'agent/') OR field IN ('desk.agent', 'premises.ownership') "
    "ORDER BY application, field"
)
_TOLD = "SELECT application, json_remove(told, '$.case') FROM answer ORDER BY application"


@dataclass(frozen=True, slots=True)
class OpenCase:
    """`fields` are dotted names with their values as JSON text; `answer` is the pinned one, without its case."""

    application: str
    number: str
    name: str
    state: str
    received_on: str | None
    accepted_on: str | None
    fields: tuple[tuple[str, str], ...]
    answer: str | None


def open_cases(db: Database, place: str) -> Iterator[OpenCase]:
    """Cases of one place, in the order of their ids."""
    seen: dict[str, str] = {}  # many share the same answer: its text is stored once
    values = {application: seen.setdefault(text, text) for application, text in db.execute(_TOLD)}
    fields = groupby(db.execute(_FIELDS), key=itemgetter(0))
    at, some = next(fields, ("", iter(())))
    for row in db.execute(_APPLICATIONS, [f'"{place}"']):
        while at < row[0]:
            at, some = next(fields, ("\U0010ffff", iter(())))
        found = tuple((name, value) for _, name, value in some) if at == row[0] else ()
        key, number, name, state, received_on, accepted_on = row
        yield OpenCase(key, number, name or "", state, received_on, accepted_on, found, values.get(key))
