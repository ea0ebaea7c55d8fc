"""Valid entries that cannot be read: as another device or a later version would leave them in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, replace
from typing import Any, cast

from builders.record_builders import CLERK
from gridcounter.core.record.journal import Act, Head, Kind, chain, entry_hash, payload_digest, tick
from gridcounter.services.record.record import Record
from gridcounter.store.journal.projections.entries import project_entry
from gridcounter.store.stores import WritingStores

#: By what was once taken and broke a page, or the whole record.
MALFORMED: tuple[tuple[str, Mapping[str, Any]], ...] = (
    (Kind.SURVEY_CONFIRMED, {}),
    (Kind.MATERIALS_RECEIVED, {"on": "tomorrow"}),
    (Kind.APPLICATION_HANDED_OVER, {}),
    (Kind.FIELDS_CHANGED, {"fields": {"applicant.name": ["样例", None]}}),
    (Kind.PAPER_ISSUED, {"paper": "one_time_notice"}),
    (Kind.NOTICE_ISSUED, {"answer": {"case": None}}),
    (Kind.DOCUMENT_DEFERRED, {"document": "premises", "until": "soon"}),
    (Kind.EVENT_NOTED, {}),
    (Kind.CLOCK_PAUSED, {"clocks": "plan"}),
    (Kind.ATTACHMENT_ADDED, {"title": "样例"}),
    (Kind.FILING_PREPARED, {}),
    (Kind.FILING_RETURNED, {"on": 3}),
    (Kind.OFFICIAL_NUMBER_ENTERED, {"number": {"a": 1}}),
    (Kind.APPLICATION_CLOSED, {}),
)
_COLUMNS = (
    "device, seq, hlc, entered_at, happened_at, clerk, application, kind, payload, salt, payload_digest, prev, hash"
)


def put_in(record: Record, application: str | None, kind: str, values: Mapping[str, Any]) -> str:
    """Chained to what this device wrote last, as sound as any other entry; its reference."""
    return record.write(lambda stores: put_into(stores, application, kind, values))


def put_text(record: Record, application: str | None, kind: str, text: str) -> str:
    """The same of contents that are no JSON at all."""
    return record.write(lambda stores: put_into(stores, application, kind, {}, text))


def put_into(
    stores: WritingStores, application: str | None, kind: str, values: Mapping[str, Any], text: str | None = None
) -> str:
    """The same, in a job of the writer: below the check of what is appended."""
    db, device = stores.db, stores.journal.device
    seq, digest = db.execute("SELECT seq, hash FROM head WHERE device = ?", [device]).fetchone()
    (latest,) = db.execute("SELECT max(hlc) FROM journal").fetchone()
    # a later version has other kinds
    act = Act(cast("Kind", kind), values, CLERK, application)
    now = "2026-09-21T10:00:00.000+08:00"
    hlc = tick(latest, now_ms=0, device=device)
    entry = chain(act, device=device, head=Head(seq, digest), hlc=hlc, now=now, salt=b"0123456789abcdef")
    if text is not None:
        digest = payload_digest(text, entry.salt or b"")
        entry = replace(entry, written=text, payload_digest=digest)
        entry = replace(entry, hash=entry_hash(entry))
    with db.atomic():
        marks = ", ".join("?" * len(astuple(entry)))
        db.execute(f"INSERT INTO journal ({_COLUMNS}) VALUES ({marks})", list(astuple(entry)))  # noqa: S608
        db.execute("UPDATE head SET seq = ?, hash = ? WHERE device = ?", [entry.seq, entry.hash, device])
        if kind in set(Kind):
            assert not project_entry(db, entry)
    return entry.ref
