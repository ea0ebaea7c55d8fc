"""Projects entries into tables: the effect of each kind. Appending and rebuilding run the same functions.

Nothing is refused here: validators did that before the entry existed. An entry that depends on a purged one changes
nothing, so that a purged journal can still be projected.
"""

from __future__ import annotations

from typing import TypeAlias

from gridcounter.core.record import of_applications, of_desks, of_office, of_papers, of_parks
from gridcounter.core.record.acts import CONTENTS, Unread, read
from gridcounter.core.record.contents import Contents
from gridcounter.core.record.journal import Entry, Kind, canonical
from gridcounter.store.engine import Database
from gridcounter.store.journal.projections import desks, joint, office, papers, sharing
from gridcounter.store.journal.projections.life import (
    items_added,
    items_taken_back,
    pin,
    project,
    start_applied,
    started,
    started_anew,
    to_be_reissued,
)
from gridcounter.store.journal.projections.parks import project_on_subject, touched
from gridcounter.store.journal.projections.purge import held
from gridcounter.store.journal.projections.running_clocks import MOVING, refresh_running
from gridcounter.store.search.index import refresh

Document: TypeAlias = (
    of_applications.DocumentReceived | of_applications.DocumentDeferred | of_applications.DocumentWaived
)
Opening: TypeAlias = of_applications.ApplicationOpened | of_applications.ConsultationNoted


#: Their functions are registered as they are imported.
_REGISTERED = (desks, joint, office, sharing)

#: Kinds that may be on any subject: what is handed out and kept, who saw it, and what two desks did apart.
ON_ANY = {
    *(Kind.PAPER_ISSUED, Kind.PAPER_DELIVERED, Kind.PAPER_VOIDED, Kind.PAPER_PRINTED),
    *(Kind.ATTACHMENT_ADDED, Kind.ATTACHMENT_REMOVED, Kind.CONFLICT_SETTLED),
}

#: The states of an application in order; an act that arrives late never returns it to an earlier state.
STATES = ("consultation", "open", "received", "accepted", "closed")

_RANK = "CASE state " + " ".join(f"WHEN '{state}' THEN {rank}" for rank, state in enumerate(STATES)) + " END"

# reopening turns a consultation into an application: number, code and day of opening stay
_OPEN = (
    "INSERT INTO application (id, number, short_code, state, opened_at, opened_by, changed_hlc) "
    "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET changed_hlc = max(changed_hlc, excluded.changed_hlc), "
    "state = CASE state WHEN 'consultation' THEN excluded.state ELSE state END"
)
# only the order of changes counts: while one application is edited repeatedly, nothing is written
_IS_LAST = (
    "SELECT changed_hlc = (SELECT max(changed_hlc) FROM application) FROM application "
    "WHERE id = ? AND purged_on IS NULL"
)
_TOUCH = "UPDATE application SET changed_hlc = ? WHERE id = ?"
# the rank is a number; all other text here is our own
_ADVANCE = f"UPDATE application SET state = ? WHERE id = ? AND {_RANK} < ?"  # noqa: S608
_SET_FIELD = (
    "INSERT INTO field (application, field, value, ref) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (application, field) DO UPDATE SET value = excluded.value, ref = excluded.ref"
)
_SET_DOCUMENT = (
    "INSERT INTO document (application, document, state, told, ref) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (application, document) DO UPDATE SET state = excluded.state, told = excluded.told, ref = excluded.ref"
)
_ISSUE = (
    "INSERT INTO paper (ref, application, paper, version, sha256, content_hash, form_version, pack_version, "
    "issued_at, issued_by, replaces, consultation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def project_entry(db: Database, entry: Entry, said: Contents | None = None) -> bool:
    """Projects one entry in the caller's transaction; False if it cannot be read: no table contains it then.

    `said` are its contents if they were already parsed. A purged entry changes nothing.
    """
    act = said or read(entry)
    if isinstance(act, Unread):
        return False
    if act is None:
        return True
    if isinstance(act, of_office.OfOffice):
        project(act, db, entry)
    elif isinstance(act, of_parks.OnSubject):
        project_on_subject(db, entry, act)
    elif isinstance(act, of_applications.ApplicationOpened | of_applications.ConsultationNoted):
        _opened(db, entry, act)
        refresh(db, entry, act)
    elif _touched(db, entry):
        project(act, db, entry)
        refresh(db, entry, act)
        if entry.kind in MOVING:
            refresh_running(db, entry.application)
    elif entry.kind in ON_ANY and touched(db, entry):
        project(act, db, entry)
    return True


def _touched(db: Database, entry: Entry) -> bool:
    """Marks the application as changed last; False if it does not exist, or was purged."""
    found = db.execute(_IS_LAST, [entry.application]).fetchone()
    if found is None:
        return False
    if not found[0]:
        db.execute(_TOUCH, [entry.hlc, entry.application])
    return True


@project.register(of_office.ListExported)
@project.register(of_office.RecordRestored)
@project.register(of_office.RollbackFound)
@project.register(of_office.RecordMoved)
@project.register(of_office.DeskHandedOver)
@project.register(of_office.KeysRestored)
@project.register(of_office.SigningKeyMade)
@project.register(of_office.PinWrong)
@project.register(of_office.TablesDiffered)
@project.register(of_desks.HeadsSeen)
@project.register(of_desks.ForkRepaired)
@project.register(of_parks.FirmsImported)
@project.register(of_applications.ConditionsSeen)
@project.register(of_applications.ApplicationHandedOver)
@project.register(of_applications.PersonalDataShown)
@project.register(of_applications.EvidenceBundled)
@project.register(of_papers.PaperPrinted)
def _recorded(act: Contents, db: Database, entry: Entry) -> None:
    """The timeline shows it, no table changes."""


#: Kinds that no table is made from.
RECORDED_ONLY = frozenset(kind for kind, contents in CONTENTS.items() if project.dispatch(contents) is _recorded)


@project.register(of_applications.PurgeHeld)
def _(act: of_applications.PurgeHeld, db: Database, entry: Entry) -> None:
    held(db, entry, act)


def _opened(db: Database, entry: Entry, act: Opening) -> None:
    state = "consultation" if isinstance(act, of_applications.ConsultationNoted) else "open"
    opened = (entry.application, act.number, act.short_code, state, entry.happened_at, entry.clerk, entry.hlc)
    db.execute(_OPEN, opened)
    for field, value in act.fields.items():
        db.execute(_SET_FIELD, [entry.application, field, canonical(value), entry.ref])


@project.register(of_applications.FieldsChanged)
def _(act: of_applications.FieldsChanged, db: Database, entry: Entry) -> None:
    for field, change in act.fields.items():
        db.execute(_SET_FIELD, [entry.application, field, canonical(change.to), entry.ref])
    desks.field_settled(db, entry, act)


@project.register(of_applications.FieldsCorrected)
def _(act: of_applications.FieldsCorrected, db: Database, entry: Entry) -> None:
    for field, change in act.fields.items():
        db.execute(_SET_FIELD, [entry.application, field, canonical(change.to), entry.ref])
    desks.field_settled(db, entry, act)
    pin(db, entry, act.answer)
    to_be_reissued(db, entry, act.papers)


@project.register(of_applications.MaterialsReceived)
def _(act: of_applications.MaterialsReceived, db: Database, entry: Entry) -> None:
    db.execute("UPDATE application SET received_on = ? WHERE id = ?", [act.on, entry.application])
    _advance(db, entry, "received")


@project.register(of_applications.ApplicationAccepted)
def _(act: of_applications.ApplicationAccepted, db: Database, entry: Entry) -> None:
    """Of two desks that accepted it without knowing of each other the one with the earlier day counts."""
    (before,) = db.execute("SELECT accepted_on FROM application WHERE id = ?", [entry.application]).fetchone()
    if before is not None and before <= act.on:
        return
    db.execute("UPDATE application SET accepted_on = ? WHERE id = ?", [act.on, entry.application])
    started(db, entry, "accepted", act)
    pin(db, entry, act.answer)
    start_applied(db, entry)
    _advance(db, entry, "accepted")


@project.register(of_applications.DaysCorrected)
def _(act: of_applications.DaysCorrected, db: Database, entry: Entry) -> None:
    if act.received is not None:
        db.execute("UPDATE application SET received_on = ? WHERE id = ?", [act.received.to, entry.application])
    if act.accepted is not None:
        db.execute("UPDATE application SET accepted_on = ? WHERE id = ?", [act.accepted.to, entry.application])
        started_anew(db, entry, "accepted", act.accepted.to)
    pin(db, entry, act.answer)
    start_applied(db, entry)
    to_be_reissued(db, entry, act.papers)


@project.register(of_applications.ApplicationClosed)
def _(act: of_applications.ApplicationClosed, db: Database, entry: Entry) -> None:
    """Of two desks that closed it the first one by the clock counts."""
    closed = (entry.happened_at, act.why, entry.application)
    db.execute("UPDATE application SET closed_at = ?, closed_why = ? WHERE id = ? AND state <> 'closed'", closed)
    desks.closed_there_too(db, entry)
    _advance(db, entry, "closed")


@project.register(of_applications.ApplicationReopened)
def _(_: of_applications.ApplicationReopened, db: Database, entry: Entry) -> None:
    """Restores the state before closing."""
    db.execute(
        "UPDATE application SET closed_at = NULL, closed_why = NULL, state = CASE WHEN accepted_on IS NOT NULL "
        "THEN 'accepted' WHEN received_on IS NOT NULL THEN 'received' ELSE 'open' END "
        "WHERE id = ? AND state = 'closed'",
        [entry.application],
    )
    desks.settled_by(db, entry, ["UnawareOfClosing", "AlreadyClosed"])


@project.register(of_applications.OfficialNumberEntered)
def _(act: of_applications.OfficialNumberEntered, db: Database, entry: Entry) -> None:
    entered = (act.number, entry.happened_at, entry.application)
    db.execute("UPDATE application SET official_number = ?, official_entered_at = ? WHERE id = ?", entered)
    desks.settled_by(db, entry, ["NumberedTwice"])


@project.register(of_applications.NumberCorrected)
def _(act: of_applications.NumberCorrected, db: Database, entry: Entry) -> None:
    db.execute("UPDATE application SET number = ? WHERE id = ?", [act.number, entry.application])
    to_be_reissued(db, entry, act.papers)


@project.register(of_applications.DocumentReceived)
def _(act: of_applications.DocumentReceived, db: Database, entry: Entry) -> None:
    _document(db, entry, act, "received")


@project.register(of_applications.DocumentDeferred)
def _(act: of_applications.DocumentDeferred, db: Database, entry: Entry) -> None:
    _document(db, entry, act, "deferred")


@project.register(of_applications.DocumentWaived)
def _(act: of_applications.DocumentWaived, db: Database, entry: Entry) -> None:
    _document(db, entry, act, "waived")


@project.register(of_applications.DocumentRemarked)
def _(act: of_applications.DocumentRemarked, db: Database, entry: Entry) -> None:
    _document(db, entry, act, "remarked")


def _document(db: Database, entry: Entry, act: Document | of_applications.DocumentRemarked, state: str) -> None:
    rest = canonical(act.model_dump(mode="json", exclude_unset=True, exclude={"document"}))
    db.execute(_SET_DOCUMENT, [entry.application, act.document, state, rest, entry.ref])


@project.register(of_papers.PaperIssued)
def _(act: of_papers.PaperIssued, db: Database, entry: Entry) -> None:
    paper = [act.paper, act.version, act.sha256, act.content_hash, act.form_version, act.pack_version]
    issued = (entry.happened_at, entry.clerk, act.replaces, int(act.consultation))
    db.execute(_ISSUE, [entry.ref, entry.application, *paper, *issued])
    if not act.consultation:  # a consultation is not binding
        pin(db, entry, act.answer)
        items_added(db, entry, act.items)
    papers.issued(db, entry, act)


@project.register(of_papers.PaperDelivered)
def _(act: of_papers.PaperDelivered, db: Database, entry: Entry) -> None:
    delivered = (entry.happened_at, act.how, act.ref)
    db.execute("UPDATE paper SET delivered_at = ?, delivered_how = ? WHERE ref = ?", delivered)
    papers.given_back(db, entry, act)


@project.register(of_papers.PaperVoided)
def _(act: of_papers.PaperVoided, db: Database, entry: Entry) -> None:
    voided = (entry.happened_at, act.why, act.ref)
    db.execute("UPDATE paper SET voided_at = ?, voided_why = ? WHERE ref = ?", voided)
    if not papers.handed_out_apart(db, entry):
        items_taken_back(db, entry, act.ref)
    papers.voided(db, entry, act)


def _advance(db: Database, entry: Entry, state: str) -> None:
    db.execute(_ADVANCE, [state, entry.application, STATES.index(state)])
