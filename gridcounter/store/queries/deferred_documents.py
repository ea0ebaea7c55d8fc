"""Deferred documents that are still missing, of open applications."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from gridcounter.core.intake.checklist import LATEST
from gridcounter.store.engine import Database
from gridcounter.store.search.query import PLACES
from gridcounter.store.search.search import DEFERRED, asked_of

# the ledger's index knows which applications have deferred documents: the documents are not scanned
_WAITING = f"""
    SELECT d.application, d.document, d.told FROM searched AS s
    JOIN application AS a ON a.id = s.application AND a.closed_at IS NULL
    JOIN document AS d ON d.application = a.id AND d.state = 'deferred'
        AND coalesce(json_extract(d.told, '$.taken_back'), 0) = 0
    WHERE s.place IN ({PLACES}) ORDER BY a.id, d.document
"""  # noqa: S608  our own words


@dataclass(frozen=True, slots=True)
class Deferral:
    """`label` is empty in older entries without one; `until` is None if no day was set; `latest` is "" if no step waits
    for it.
    """

    application: str
    document: str
    label: str
    until: date | None
    latest: str
    consequence: str


def waiting(db: Database) -> list[Deferral]:
    """All missing deferred documents of open applications, by application."""
    found = []
    for application, document, text in db.execute(_WAITING, asked_of("", DEFERRED)):
        values = json.loads(text)
        until = values.get("until")
        label, latest = values.get("label", ""), values.get("latest", LATEST)
        day = date.fromisoformat(until) if until else None
        found.append(Deferral(application, document, label, day, latest, values.get("consequence") or ""))
    return found
