"""Table rows of one application (answer, documents, attachments, papers), and queries over all applications."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from gridcounter.core.application import ApplicationId
from gridcounter.core.papers.called_for import INTERNAL
from gridcounter.core.record.journal import Kind
from gridcounter.store.engine import Database
from gridcounter.store.search.search import UNSIGNED_PAPERS, UNTOUCHED

_ATTACHMENT = "SELECT ref, application, sha256, type, title, size, paper, added_at FROM attachment"
#: Applications that existed on that day; the telephone is the present one, because calls are made today.
_HELD = (
    "SELECT a.number, (SELECT json_group_object(f.field, json(f.value)) FROM field AS f WHERE f.application = a.id), "
    "EXISTS (SELECT 1 FROM paper AS p WHERE p.application = a.id AND substr(p.issued_at, 1, 10) <= :day), "
    "EXISTS (SELECT 1 FROM attachment AS t WHERE t.application = a.id AND substr(t.added_at, 1, 10) <= :day) "
    "FROM application AS a WHERE a.purged_on IS NULL AND substr(a.opened_at, 1, 10) <= :day ORDER BY a.rowid"
)
#: A purged entry has no contents, and says of no paper that it was printed.
_PRINTED = (
    "EXISTS (SELECT 1 FROM journal WHERE journal.application = paper.application "  # noqa: S608  our own kind
    f"AND journal.kind = '{Kind.PAPER_PRINTED}' AND json_extract(journal.payload, '$.ref') = paper.ref)"
)
_GONE = "SELECT count(*) FROM application WHERE purged_on >= :day AND substr(opened_at, 1, 10) <= :day"


class AttachmentRow(NamedTuple):
    """A row of `attachment`; `paper` is the issued paper of which it is the signed copy, empty for none."""

    ref: str
    application: str
    sha256: str
    type: str
    title: str
    size: int
    paper: str
    added_at: str


class HeldRow(NamedTuple):
    """The data of one application in a record on a given day."""

    number: str
    fields: dict[str, Any]
    papers: bool
    attachments: bool


def pinned_answer(db: Database, application_id: ApplicationId) -> tuple[dict[str, Any], str] | None:
    """The pinned answer and the moment of pinning; None if none is pinned."""
    row = db.execute("SELECT told, pinned_at FROM answer WHERE application = ?", [application_id]).fetchone()
    return None if row is None else (json.loads(row[0]), str(row[1]))


def classes_told(db: Database, applications: Sequence[str]) -> dict[str, str]:
    """The customer class that each of these was told, in Chinese; nothing for those without a pinned answer."""
    sql = (
        "SELECT application, coalesce(json_extract(told, '$.class_label'), '') FROM json_each(?) "
        "JOIN answer ON answer.application = value"
    )
    return dict(db.execute(sql, [json.dumps(list(applications))]))


def businesses_asked(db: Database, applications: Sequence[str]) -> dict[str, str]:
    """The id of the business of each of these; nothing for those of which it is not known."""
    sql = (
        "SELECT application, json_extract(field.value, '$') FROM json_each(?) AS asked "
        "JOIN field ON application = asked.value WHERE field = 'case.business' AND field.value <> 'null'"
    )
    return dict(db.execute(sql, [json.dumps(list(applications))]))


def documents_of(db: Database, application_id: ApplicationId) -> dict[str, tuple[str, dict[str, Any]]]:
    """State and contents of the last entry on each document, by document id."""
    rows = db.execute("SELECT document, state, told FROM document WHERE application = ?", [application_id])
    return {document: (state, json.loads(result)) for document, state, result in rows}


def attachments_of(db: Database, application_id: ApplicationId) -> list[AttachmentRow]:
    """The attachments not removed, in the order they were added."""
    sql = f"{_ATTACHMENT} WHERE application = ? AND removed_at IS NULL ORDER BY rowid"
    return [_attachment(row) for row in db.execute(sql, [application_id])]


def attachment(db: Database, ref: str) -> AttachmentRow | None:
    """By its entry, removed ones too; None if the entry added none."""
    row = db.execute(f"{_ATTACHMENT} WHERE ref = ?", [ref]).fetchone()
    return None if row is None else _attachment(row)


def _attachment(row: tuple[str, str, str, str, str, int, str | None, str]) -> AttachmentRow:
    ref, application, sha256, kind, title, size, paper, added_at = row
    return AttachmentRow(ref, application, sha256, kind, title, size, paper or "", added_at)


def deliveries_of(db: Database, application_id: ApplicationId) -> dict[str, tuple[str | None, str | None]]:
    """How each issued paper was delivered and why it was voided, by its entry; None if it was not."""
    sql = "SELECT ref, delivered_how, voided_why FROM paper WHERE application = ?"
    return {ref: (how, why) for ref, how, why in db.execute(sql, [application_id])}


def unsigned_papers(db: Database, application_id: ApplicationId) -> set[str]:
    """Entries of delivered papers whose signed copy has not been filed."""
    return {ref for (ref,) in db.execute(f"{UNSIGNED_PAPERS} AND application = ?", [application_id])}


def papers_awaiting_a_copy(db: Database, most: int = 200) -> tuple[str, ...]:
    """Entries of papers in force without a signed copy, the newest first, handed over or not."""
    waiting = {ref for ref, _, _ in papers_waiting(db)} | {ref for (ref,) in db.execute(UNSIGNED_PAPERS)}
    ordered = db.execute("SELECT ref FROM paper WHERE voided_at IS NULL ORDER BY rowid DESC")
    return tuple(str(ref) for (ref,) in ordered if ref in waiting)[:most]


def papers_waiting(db: Database) -> list[tuple[str, str, bool]]:
    """Of each paper in force that was neither delivered nor refused its entry, its application, and whether a printer
    took it, in the order of issue. Papers of the office's own are none of them.
    """
    # for DISTINCT, or without the printer in the same run, SQLite goes through all papers once more
    sql = (
        f"SELECT ref, application, {_PRINTED} FROM paper WHERE voided_at IS NULL AND delivered_at IS NULL "  # noqa: S608  our own words
        "AND consultation = 0 AND paper NOT IN (SELECT value FROM json_each(?)) "
        "AND application NOT IN (SELECT id FROM subject) ORDER BY rowid"
    )
    found = db.execute(sql, [json.dumps(sorted(INTERNAL))])
    return [(str(ref), str(application), bool(printed)) for ref, application, printed in found]


def printed_papers(db: Database, application_id: ApplicationId) -> set[str]:
    """Entries of the issued papers that a printer took at least once."""
    sql = f"SELECT ref FROM paper WHERE application = ? AND {_PRINTED}"  # noqa: S608  our own words
    return {str(ref) for (ref,) in db.execute(sql, [application_id])}


def unprinted(db: Database) -> tuple[str, ...]:
    """Entries of the papers in force that no printer took and nobody was given, in the order of issue.

    Papers of the office's own are none of them: whether it wants those on paper is its own affair.
    """
    return tuple(ref for ref, _, printed in papers_waiting(db) if not printed)


def is_in_force(db: Database, application_id: ApplicationId, paper: str) -> bool:
    """Whether a paper of this id was issued to an applicant and not voided; one of a consultation does not count."""
    sql = "SELECT 1 FROM paper WHERE application = ? AND paper = ? AND voided_at IS NULL AND consultation = 0"
    return db.execute(sql, [application_id, paper]).fetchone() is not None


def additions(db: Database, application_id: ApplicationId) -> int:
    """How many papers in force added something after the notice."""
    sql = (
        "SELECT count(DISTINCT added_item.ref) FROM added_item JOIN paper ON paper.ref = added_item.ref "
        "WHERE added_item.application = ? AND paper.voided_at IS NULL"
    )
    return int(db.execute(sql, [application_id]).fetchone()[0])


def entries_before_version(db: Database, application_id: ApplicationId) -> frozenset[str]:
    """Entries of the application before the current version of its filing began; empty in the first version."""
    sql = (
        "SELECT a.ref FROM filing_act AS a JOIN filing AS f ON f.application = a.application AND f.version = a.version "
        "WHERE a.application = ? AND f.version > 1 ORDER BY a.place LIMIT 1"
    )
    began = db.execute(sql, [application_id]).fetchone()
    if began is None:
        return frozenset()
    sql = "SELECT device || ':' || seq FROM journal WHERE application = ? ORDER BY hlc"
    order = [ref for (ref,) in db.execute(sql, [application_id])]
    return frozenset(order[: order.index(began[0])])


def being_filled_in(db: Database) -> list[str]:
    """Applications not yet received or accepted, the last changed first; not those in which nothing was entered."""
    # without its index: few are open, and in its order SQLite would fetch each row of all others by itself
    sql = f"SELECT id FROM application WHERE state = 'open' AND NOT ({UNTOUCHED}) ORDER BY +changed_hlc DESC"  # noqa: S608
    return [application for (application,) in db.execute(sql)]


def untouched_draft(db: Database, clerk: str, day: str, state: str = "open") -> str | None:
    """The newest application, or `consultation`, that this clerk opened on that ISO day and entered nothing in."""
    sql = (
        f"SELECT id FROM application WHERE state = ? AND opened_by = ? AND substr(opened_at, 1, 10) = ? "  # noqa: S608
        f"AND {UNTOUCHED} ORDER BY changed_hlc DESC LIMIT 1"
    )
    row = db.execute(sql, [state, clerk, day]).fetchone()
    return None if row is None else str(row[0])


def untouched_among(db: Database, applications: Sequence[str]) -> frozenset[str]:
    """Those of these in which nothing was entered since they were opened."""
    sql = (
        "SELECT application.id FROM json_each(?) JOIN application ON application.id = value "  # noqa: S608
        f"WHERE state IN ('open', 'consultation') AND {UNTOUCHED}"
    )
    return frozenset(str(found) for (found,) in db.execute(sql, [json.dumps(list(applications))]))


def held_on(db: Database, day: str) -> Iterator[HeldRow]:
    """The data in a copy of that day (ISO 8601), for each application not purged, in the order of opening."""
    for number, fields, papers, files in db.execute(_HELD, {"day": day}):
        yield HeldRow(number, json.loads(fields or "{}"), bool(papers), bool(files))


def purged_since(db: Database, day: str) -> int:
    """How many applications in a copy of that day have been purged since."""
    (gone,) = db.execute(_GONE, {"day": day}).fetchone()
    return int(gone)
