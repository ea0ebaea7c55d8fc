"""Papers on which two desks did not agree: voided by one and handed out by the other, or issued by both."""

from __future__ import annotations

import json

from gridcounter.core.record.acts import read
from gridcounter.core.record.journal import Entry, canonical
from gridcounter.core.record.of_papers import PaperDelivered, PaperIssued, PaperVoided
from gridcounter.store.engine import Database
from gridcounter.store.journal.knowledge import entry_at
from gridcounter.store.journal.projections.desks import settled_by

#: One desk voided a paper, and the other handed it out: by the clock the one came first, or the other.
VOIDED_AND_GIVEN = ("DeliveredUnaware", "AlreadyVoided")
SAME_VERSION = "SameVersion"
_APART = f"SELECT 1 FROM conflict WHERE application = ? AND ref = ? AND what IN {VOIDED_AND_GIVEN}"  # noqa: S608
_PAPER = "SELECT paper FROM paper WHERE ref = ?"


def handed_out_apart(db: Database, entry: Entry) -> bool:
    """Whether this voiding or delivery is one side of such a conflict: the applicant was told all the same."""
    return db.execute(_APART, [entry.application, entry.ref]).fetchone() is not None


def given_back(db: Database, entry: Entry, act: PaperDelivered) -> None:
    """What a supplement added stays told, though another desk had voided it: the applicant has it."""
    if not handed_out_apart(db, entry):
        return
    issued = entry_at(db, act.ref, entry.application)
    said = None if issued is None else read(issued)
    row = db.execute("SELECT told FROM answer WHERE application = ?", [entry.application]).fetchone()
    if not isinstance(said, PaperIssued) or said.answer is None or row is None:
        return
    told = json.loads(row[0])
    there = {(one["id"], bool(one.get("added"))) for one in told["documents"]}
    added = {item.document for item in said.items if item.document}
    again = [
        one
        for one in said.answer.model_dump(mode="json", exclude_unset=True)["documents"]
        if one.get("added") and one["id"] in added and (one["id"], True) not in there
    ]
    if again:
        told["documents"] = [*told["documents"], *again]
        db.execute("UPDATE answer SET told = ? WHERE application = ?", [canonical(told), entry.application])


def issued(db: Database, entry: Entry, act: PaperIssued) -> None:
    """补发新版: a later version by somebody who knew what had happened to the one before."""
    settled_by(db, entry, VOIDED_AND_GIVEN, lambda sides: _paper(db, sides[0]) == act.paper)


def voided(db: Database, entry: Entry, act: PaperVoided) -> None:
    """Of two first versions one was voided by somebody who knew both."""
    settled_by(db, entry, [SAME_VERSION], lambda sides: act.ref in {one.ref for one in sides})


def _paper(db: Database, entry: Entry) -> str:
    act = read(entry)
    ref = act.ref if isinstance(act, PaperDelivered | PaperVoided) else ""
    row = db.execute(_PAPER, [ref]).fetchone()
    return "" if row is None else str(row[0])
