"""What two desks did without knowing of each other: the validators, asked once more when entries are put in order.

An act that its own desk let through and that would be refused after what another desk did before it by the clock is a
conflict. It is projected all the same: nothing that happened is left out. In a record of one desk there is none.
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
from gridcounter.errors import Refusal
from gridcounter.store.engine import Database
from gridcounter.store.journal.given_up import as_meant
from gridcounter.store.journal.projections.entries import project_entry
from gridcounter.store.journal.validators.entries import ChangedElsewhere, refuse_on_application

_KEEP = (
    "INSERT INTO conflict (ref, about, application, what, sentence) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (ref, about) DO NOTHING"
)
_VALUE = "SELECT ref, value FROM field WHERE application = ? AND field = ?"


def project_in_order(db: Database, entry: Entry, shared: str | None) -> bool:
    """Projects an entry that may have come from another desk, and notes where it does not fit what was done before it.

    `shared` is the clock from which on the record is shared, None if it is not. False if the entry cannot be read.
    """
    if shared is not None:
        entry = as_meant(db, entry)
    act = read(entry)
    if shared is not None and entry.hlc > shared and isinstance(act, Contents):
        for about, why in _conflicts(db, entry, act):
            db.execute(_KEEP, [entry.ref, about, entry.application, type(why).__name__, str(why)])
    return project_entry(db, entry, None if act is None or isinstance(act, Unread) else act)


def project_all(db: Database, entries: Iterable[Entry]) -> Iterator[tuple[Entry, bool]]:
    """Projects all entries of a record, in the order of the clock; with each, whether it can be read."""
    shared: str | None = None
    for entry in entries:
        yield entry, project_in_order(db, entry, shared)
        if shared is None and entry.kind == Kind.DESK_JOINED:
            shared = entry.hlc


def _conflicts(db: Database, entry: Entry, act: Contents) -> Iterator[tuple[str, Refusal]]:
    if isinstance(act, OfOffice) or entry.application is None:
        return
    if isinstance(act, ApplicationOpened | ConsultationNoted):
        return  # equal numbers are found by looking for them
    if isinstance(act, FieldsChanged):
        for field, change in act.fields.items():
            ref, value = db.execute(_VALUE, [entry.application, field]).fetchone() or (None, None)
            if ref != change.over and not _is_same(value, change.to):
                yield field, ChangedElsewhere(field)
        act = act.model_copy(update={"fields": {}})
    try:
        refuse_on_application(db, Act(Kind(entry.kind), {}, entry.clerk, entry.application), act)
    except Refusal as refusal:
        yield "", refusal


def _is_same(value: str | None, to: Any) -> bool:  # noqa: ANN401  a field of any type
    return value is not None and json.loads(value) == to
