"""What of an application is settled, and which papers a correction left behind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from gridcounter.core.application import ApplicationId
from gridcounter.core.intake.corrections import Settled, Written, locked_fields
from gridcounter.core.papers.called_for import OF_THE_FILING
from gridcounter.core.record.journal import Kind
from gridcounter.store.journal.validators.entries import TOLD

if TYPE_CHECKING:
    from gridcounter.store.engine import Database
    from gridcounter.store.queries.applications import FieldValue

_TOLD = f"SELECT {TOLD} FROM application WHERE id = ?"  # noqa: S608  our own condition
_ENTRIES = "SELECT device || ':' || seq, kind FROM journal WHERE application = ? ORDER BY hlc"
# what was printed for a consultation binds its answers as long as it is one
_IN_FORCE = (
    "SELECT ref, paper FROM paper JOIN application ON application.id = paper.application "
    "WHERE application = ? AND voided_at IS NULL AND consultation = (application.state = 'consultation')"
)
_LEFT_BEHIND = (
    "SELECT 1 FROM to_be_reissued JOIN paper ON paper.ref = to_be_reissued.ref "
    "WHERE to_be_reissued.application = ? AND paper.voided_at IS NULL"
)
_TO_BE_REISSUED = (
    "SELECT to_be_reissued.application FROM to_be_reissued JOIN paper ON paper.ref = to_be_reissued.ref "
    "JOIN application ON application.id = to_be_reissued.application "
    "WHERE paper.voided_at IS NULL AND application.closed_at IS NULL "
    "GROUP BY to_be_reissued.application ORDER BY max(application.changed_hlc) DESC"
)


def locked_in(db: Database, application_id: ApplicationId, fields: Mapping[str, FieldValue]) -> frozenset[str]:
    """The fields that change only by 更正; a field that is not saved yet has no `ref` and is free."""
    told = db.execute(_TOLD, [application_id]).fetchone()
    if told is None or not told[0]:
        return frozenset()
    entries = [(str(ref), str(kind)) for ref, kind in db.execute(_ENTRIES, [application_id])]
    place = {ref: at for at, (ref, _) in enumerate(entries)}
    kinds = dict(entries)
    written = {
        name: Written(found.value, place[found.ref], kinds[found.ref] == Kind.FIELDS_CORRECTED)
        for name, found in fields.items()
        if found.ref in place
    }
    return locked_fields(written, _settled(db, application_id, place, kinds))


def _settled(
    db: Database, application_id: ApplicationId, place: Mapping[str, int], kinds: Mapping[str, str]
) -> Settled:
    accepted = [place[ref] for ref, kind in kinds.items() if kind == Kind.APPLICATION_ACCEPTED]
    papers = [(place[ref], paper) for ref, paper in db.execute(_IN_FORCE, [application_id]) if ref in place]
    return Settled(
        accepted=max(accepted, default=-1),
        told=max((at for at, paper in papers if paper not in OF_THE_FILING), default=-1),
        filed=max((at for at, paper in papers if paper in OF_THE_FILING), default=-1),
    )


def to_be_reissued(db: Database) -> list[str]:
    """Applications under way with a paper in force that a correction left behind, the last changed first."""
    return [application for (application,) in db.execute(_TO_BE_REISSUED)]


def is_left_behind(db: Database, application_id: ApplicationId) -> bool:
    """Whether a paper in force of the application reads differently since a correction."""
    return db.execute(_LEFT_BEHIND, [application_id]).fetchone() is not None
