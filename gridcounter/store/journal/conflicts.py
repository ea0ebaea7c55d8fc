"""What two desks did without knowing of each other, found when their entries are put in order.

The validators are asked once more: an act that its own desk let through and that would be refused after what another
desk did before it by the clock is a conflict. What no validator refuses is in `apart`. An act is projected all the
same: nothing that happened is left out. In a record of one desk there is none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from gridcounter.core.record.acts import Unread, read
from gridcounter.core.record.contents import Contents
from gridcounter.core.record.journal import Act, Entry, Kind
from gridcounter.core.record.of_applications import ApplicationOpened, ConsultationNoted, FieldsChanged
from gridcounter.core.record.of_office import OfOffice
from gridcounter.core.record.of_parks import FieldsOfSubject, OnSubject, OpensSubject, VisitHeld
from gridcounter.errors import Refusal
from gridcounter.store.engine import Database
from gridcounter.store.journal.apart import UNAWARE_OF_CLOSING, Found, done_apart, is_the_same, other_side
from gridcounter.store.journal.given_up import as_meant
from gridcounter.store.journal.office_conflicts import note_office_conflicts
from gridcounter.store.journal.projections.desks import LATER_KIND
from gridcounter.store.journal.projections.entries import project_entry
from gridcounter.store.journal.subjects import subject_of
from gridcounter.store.journal.validators.entries import ChangedElsewhere, refuse_beside, refuse_on_application
from gridcounter.store.journal.validators.parks import NotPlanned

_KEEP = (
    "INSERT INTO conflict (ref, about, application, what, sentence, settled) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (ref, about) DO NOTHING"
)
_VALUE = "SELECT ref, value FROM field WHERE application = ? AND field = ?"
_VALUE_OF_SUBJECT = "SELECT ref, value FROM subject_field WHERE subject = ? AND field = ?"


def project_in_order(db: Database, entry: Entry, shared: str | None) -> bool:
    """Projects an entry that may have come from another desk, and notes where it does not fit what was done before it.

    `shared` is the clock from which on the record is shared, None if it is not. False if the entry cannot be read.
    """
    if shared is not None:
        entry = as_meant(db, entry)
    act = read(entry)
    if shared is not None and entry.hlc > shared:
        for found in _conflicts(db, entry, act):
            settled = found.ref if found.agrees else None
            row = [found.ref, found.about, entry.application, found.what, found.sentence, settled]
            db.execute(_KEEP, row)
    return project_entry(db, entry, None if act is None or isinstance(act, Unread) else act)


def project_all(db: Database, entries: Iterable[Entry]) -> Iterator[tuple[Entry, bool]]:
    """Projects all entries of a record, in the order of the clock; with each, whether it can be read."""
    shared: str | None = None
    for entry in entries:
        yield entry, project_in_order(db, entry, shared)
        if shared is None and entry.kind == Kind.DESK_JOINED:
            shared = entry.hlc
    note_office_conflicts(db, None)


def _conflicts(db: Database, entry: Entry, act: Contents | Unread | None) -> Iterator[Found]:
    if entry.application is None or act is None or isinstance(act, OfOffice):
        return
    if isinstance(act, Unread):
        yield Found(entry.ref, "", LATER_KIND)
        return
    if isinstance(act, OnSubject) or subject_of(db, entry.application) is not None:
        yield from _on_subject(db, entry, act)
        return
    if isinstance(act, ApplicationOpened | ConsultationNoted):
        return  # equal numbers are found by looking for them
    if isinstance(act, FieldsChanged):
        yield from _fields(db, entry, act)
        act = act.model_copy(update={"fields": {}})
    unaware = False
    for found in done_apart(db, entry, act):
        unaware = unaware or found.what == UNAWARE_OF_CLOSING
        yield found
    if unaware:
        return
    try:
        refuse_on_application(db, Act(Kind(entry.kind), {}, entry.clerk, entry.application), act)
    except Refusal as refusal:
        if not is_the_same(db, entry, act, refusal):
            yield Found(entry.ref, other_side(db, entry, act, refusal), type(refusal).__name__, str(refusal))


def _on_subject(db: Database, entry: Entry, act: Contents) -> Iterator[Found]:
    """On a park, a firm or a visit. Visits, requests and promises of two desks stand beside each other."""
    if isinstance(act, FieldsOfSubject):
        yield from _fields(db, entry, act, _VALUE_OF_SUBJECT)
        act = act.model_copy(update={"fields": {}})
    if isinstance(act, OpensSubject) and not isinstance(act, VisitHeld):
        return
    try:
        refuse_beside(db, Act(Kind(entry.kind), {}, entry.clerk, entry.application), act)
    except NotPlanned:
        pass  # it was made: nobody has to look at who moved or dropped it meanwhile
    except Refusal as refusal:
        yield Found(entry.ref, "", type(refusal).__name__, str(refusal))


def _fields(db: Database, entry: Entry, act: FieldsChanged | FieldsOfSubject, stands: str = _VALUE) -> Iterator[Found]:
    for field, change in act.fields.items():
        ref, value = db.execute(stands, [entry.application, field]).fetchone() or (None, None)
        if ref != change.over and not _is_same(value, change.to):
            yield Found(entry.ref, field, ChangedElsewhere.__name__, str(ChangedElsewhere(field)))


def _is_same(value: str | None, to: Any) -> bool:  # noqa: ANN401  a field of any type
    return value is not None and json.loads(value) == to
