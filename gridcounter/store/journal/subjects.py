"""What entries may be on besides applications: the tables of such a subject, and whether it is there."""

from __future__ import annotations

from gridcounter.store.engine import Database

#: Tables with rows of one subject, all by the column `subject`.
OF_SUBJECTS = ("promise", "request", "visit_firm", "visit", "energy", "account", "guarantor", "subject_field")
#: Tables with rows of any subject, by the column `application`.
OF_ANY = ("attachment", "to_be_reissued", "conflict", "paper")

_FOUND = "SELECT kind, coalesce(purged_on, '') FROM subject WHERE id = ?"


def subject_of(db: Database, subject: str | None) -> tuple[str, str] | None:
    """Its kind, and the ISO day on which it was purged, or ""; None if there is none of this id."""
    found = db.execute(_FOUND, [subject]).fetchone()
    return None if found is None else (str(found[0]), str(found[1]))
