"""The schema, step by step. A step is named for life and never edited; a change is a new step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridcounter.store.duplicates import liken_all
from gridcounter.store.engine import Migrations

if TYPE_CHECKING:
    from gridcounter.store.engine import Database

RECORD = Migrations("record")

#: Tables that the journal is folded into: a rebuild empties and fills them again.
FOLDED = (
    "office",
    "clerk",
    "reserved_number",
    "application",
    "field",
    "document",
    "paper",
    "searched",
    "answer",
    "clock",
    "event",
    "finished",
    "pause",
    "added_item",
    "attachment",
    "filing",
    "filing_act",
    "likeness",
    "running",
    "calendar_year",
    "adopted_pack",
    "kept_pack",
)


@RECORD()
def m0001_journal(db: Database) -> None:
    db.table("journal").create(
        {
            "device": str,
            "seq": int,
            "hlc": str,
            "entered_at": str,
            "happened_at": str,
            "clerk": str,
            "application": str,
            "kind": str,
            "payload": str,
            "salt": bytes,
            "payload_digest": str,
            "prev": str,
            "hash": str,
        },
        pk=("device", "seq"),
        not_null={"hlc", "entered_at", "happened_at", "clerk", "kind", "payload_digest", "prev", "hash"},
        strict=True,
    )
    db.table("journal").create_index(["hlc"], unique=True)
    db.table("journal").create_index(["application", "hlc"])
    db.table("head").create(
        {"device": str, "seq": int, "hash": str}, pk="device", not_null={"seq", "hash"}, strict=True
    )
    db.table("this_device").create({"device": str}, pk="device", strict=True)
    # against mistakes of our own; the chain is there against others
    db.execute(
        "CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'append only'); END"
    )
    db.execute(
        "CREATE TRIGGER journal_no_update BEFORE UPDATE OF device, seq, hlc, entered_at, happened_at, clerk, "
        "application, kind, payload_digest, prev, hash ON journal BEGIN SELECT RAISE(ABORT, 'append only'); END"
    )
    db.execute(
        "CREATE TRIGGER journal_only_purged BEFORE UPDATE OF payload, salt ON journal "
        "WHEN NEW.payload IS NOT NULL OR NEW.salt IS NOT NULL BEGIN SELECT RAISE(ABORT, 'append only'); END"
    )


@RECORD()
def m0002_folded_tables(db: Database) -> None:
    db.table("office").create({"key": str, "value": str}, pk="key", strict=True)
    db.table("clerk").create(
        {"id": str, "name": str, "role": str, "pin": str, "active": int}, pk="id", not_null={"name"}, strict=True
    )
    db.table("reserved_number").create({"number": str, "purpose": str}, pk="number", strict=True)
    db.table("application").create(
        {
            "id": str,
            "number": str,
            "short_code": str,
            "state": str,
            "opened_at": str,
            "opened_by": str,
            "received_on": str,
            "accepted_on": str,
            "official_number": str,
            "official_entered_at": str,
            "closed_at": str,
            "closed_why": str,
            "changed_hlc": str,
        },
        pk="id",
        not_null={"number", "short_code", "state"},
        strict=True,
    )
    db.table("application").create_index(["number"], unique=True)
    db.table("application").create_index(["short_code"], unique=True)
    db.table("field").create(
        {"application": str, "field": str, "value": str, "ref": str},
        pk=("application", "field"),
        foreign_keys=[("application", "application", "id")],
        strict=True,
    )
    db.table("document").create(
        {"application": str, "document": str, "state": str, "told": str, "ref": str},
        pk=("application", "document"),
        foreign_keys=[("application", "application", "id")],
        strict=True,
    )
    db.table("paper").create(
        {
            "ref": str,
            "application": str,
            "paper": str,
            "version": int,
            "sha256": str,
            "content_hash": str,
            "form_version": str,
            "pack_version": str,
            "issued_at": str,
            "issued_by": str,
            "delivered_at": str,
            "delivered_how": str,
            "voided_at": str,
            "voided_why": str,
            "replaces": str,
        },
        pk="ref",
        foreign_keys=[("application", "application", "id")],
        strict=True,
    )
    db.table("paper").create_index(["application", "paper", "version"])


@RECORD()
def m0003_search(db: Database) -> None:
    """`searched` is what a list shows and a scan would read; the index beside it holds its tokens and no text."""
    db.table("searched").create(
        {"place": int, "application": str, "name": str, "address": str, "told": str, "marks": str},
        pk="place",
        not_null={"application", "name", "address", "told", "marks"},
        foreign_keys=[("application", "application", "id")],
        strict=True,
    )
    db.table("searched").create_index(["application"], unique=True)
    db.table("application").create_index(["changed_hlc"])
    # one character is a prefix of four digits: store/tokens.py
    db.execute(
        "CREATE VIRTUAL TABLE search_index USING fts5 "
        "(told, marks, content='', contentless_delete=1, tokenize='ascii', prefix='4')"
    )
    db.execute(
        "CREATE TRIGGER searched_gone AFTER DELETE ON searched "
        "BEGIN DELETE FROM search_index WHERE rowid = OLD.place; END"
    )
    # a deleted row leaves its tokens behind until pages are merged; an emptied index leaves nothing
    db.execute(
        "CREATE TRIGGER searched_emptied AFTER DELETE ON searched WHEN NOT EXISTS (SELECT 1 FROM searched) "
        "BEGIN INSERT INTO search_index (search_index) VALUES ('delete-all'); END"
    )


@RECORD()
def m0004_likeness(db: Database) -> None:
    """Identity numbers, telephones and places as they are compared: who may have applied already is found by them."""
    db.execute(
        "CREATE TABLE likeness (kind TEXT NOT NULL, key TEXT NOT NULL, application TEXT NOT NULL "
        "REFERENCES application (id), PRIMARY KEY (kind, key, application)) STRICT, WITHOUT ROWID"
    )
    db.table("likeness").create_index(["application"])
    liken_all(db)


@RECORD()
def m0007_life_after_the_counter(db: Database) -> None:
    """The answer that stands, its clocks, what happened to them, what was told again, attachments, the filing."""
    of_application = [("application", "application", "id")]
    db.table("answer").create(
        {
            "application": str,
            "ref": str,
            "pinned_at": str,
            "pack": str,
            "pack_number": str,
            "pack_version": str,
            "class": str,
            "track": str,
            "told": str,
        },
        pk="application",
        foreign_keys=of_application,
        strict=True,
    )
    db.table("clock").create(
        {
            "application": str,
            "clock": str,
            "place": int,
            "label": str,
            "actor": str,
            "wd": int,
            "days": int,
            "counts_from": str,
        },
        pk=("application", "clock"),
        foreign_keys=of_application,
        strict=True,
    )
    for name, what in (("event", "event"), ("finished", "clock")):
        db.table(name).create(
            {"application": str, what: str, "on_day": str, "late": str, "ref": str},
            pk=("application", what),
            foreign_keys=of_application,
            strict=True,
        )
    db.table("pause").create(
        {
            "application": str,
            "clock": str,
            "ref": str,
            "on_day": str,
            "until_day": str,
            "why": str,
            "rests_on": str,
            "late": str,
        },
        pk=("application", "clock", "ref"),
        foreign_keys=of_application,
        strict=True,
    )
    db.table("added_item").create(
        {"application": str, "ref": str, "place": int, "document": str, "label": str, "clause": str, "why": str},
        pk=("ref", "place"),
        foreign_keys=of_application,
        strict=True,
    )
    db.table("added_item").create_index(["application"])
    db.table("attachment").create(
        {
            "ref": str,
            "application": str,
            "sha256": str,
            "type": str,
            "title": str,
            "size": int,
            "paper": str,
            "added_at": str,
            "removed_at": str,
            "removed_why": str,
        },
        pk="ref",
        foreign_keys=of_application,
        strict=True,
    )
    db.table("attachment").create_index(["application"])
    db.table("filing").create(
        {
            "application": str,
            "version": int,
            "state": str,
            "number": str,
            "serial": str,
            "posted": int,
            "started_on": str,
        },
        pk="application",
        foreign_keys=of_application,
        strict=True,
    )
    db.table("filing").create_index(["state"])
    # in the order in which they were folded, which is the order of the clock
    db.table("filing_act").create(
        {
            "place": int,
            "application": str,
            "ref": str,
            "version": int,
            "kind": str,
            "on_day": str,
            "told": str,
            "late": str,
        },
        pk="place",
        foreign_keys=of_application,
        strict=True,
    )
    db.table("filing_act").create_index(["application", "place"])


@RECORD()
def m0008_papers_of_a_consultation(db: Database) -> None:
    """Which papers went out before anything was taken in. No older program could open a consultation."""
    db.execute("ALTER TABLE paper ADD COLUMN consultation INTEGER NOT NULL DEFAULT 0")


@RECORD()
def m0011_running_clocks(db: Database) -> None:
    """Clocks that run, side by side: `rested` tells those with a pause. And the end of temporary power, and years."""
    db.table("running").create(
        {"application": str, "clock": str, "wd": int, "days": int, "started_on": str, "rested": int},
        pk=("application", "clock"),
        foreign_keys=[("application", "application", "id")],
        strict=True,
    )
    db.table("running").create_index(["rested", "wd", "days", "started_on"])
    # as it stood when this step was written
    db.execute(
        "INSERT INTO running (application, clock, wd, days, started_on, rested) "
        "SELECT clock.application, clock.clock, clock.wd, clock.days, event.on_day, "
        "EXISTS (SELECT 1 FROM pause WHERE pause.application = clock.application AND pause.clock = clock.clock) "
        "FROM clock "
        "JOIN event ON event.application = clock.application AND event.event = clock.counts_from "
        "JOIN application ON application.id = clock.application AND application.closed_at IS NULL "
        "WHERE (clock.wd IS NOT NULL OR clock.days IS NOT NULL) AND NOT EXISTS "
        "(SELECT 1 FROM finished WHERE finished.application = clock.application AND finished.clock = clock.clock)"
    )
    db.execute("CREATE INDEX field_temporary_until ON field (value) WHERE field = 'desk.temporary_until'")
    db.table("calendar_year").create({"year": int, "told": str, "sha256": str, "ref": str}, pk="year", strict=True)


@RECORD()
def m0015_filings_are_searched(db: Database) -> None:
    """What was found before filings had a mark is indexed anew as the record is opened; without filings nothing is."""
    db.execute("DELETE FROM searched WHERE EXISTS (SELECT 1 FROM filing)")
    db.table("filing_act").create_index(["application", "version", "kind"])


@RECORD()
def m0020_consultations_by_day(db: Database) -> None:
    """A consultation that became an application stands in no table: it is counted in the journal itself."""
    db.execute("CREATE INDEX journal_consultations ON journal (happened_at) WHERE kind = 'consultation_noted'")


@RECORD()
def m0022_unsigned_papers_are_searched(db: Database) -> None:
    """What was handed over before 未回签 had a mark is indexed anew as the record is opened."""
    db.execute("DELETE FROM searched WHERE EXISTS (SELECT 1 FROM paper WHERE delivered_how = 'in_person')")


@RECORD()
def m0023_adopted_packs(db: Database) -> None:
    """Editions that the office has put in force, with their own text: every copy of the record answers alike."""
    db.table("adopted_pack").create(
        {
            "ref": str,
            "pack": str,
            "number": str,
            "version": str,
            "adopted_at": str,
            "adopted_by": str,
            "files": str,
        },
        pk="ref",
        strict=True,
    )


@RECORD()
def m0024_kept_packs(db: Database) -> None:
    """Editions that somebody was answered by: they can be read again under any later program."""
    db.table("kept_pack").create(
        {"version": str, "ref": str, "pack": str, "number": str, "files": str}, pk="version", strict=True
    )


#: Every step this program knows; a record that names another was written by a newer one.
STEPS = tuple(name for name in tuple(globals()) if name.startswith("m0"))
