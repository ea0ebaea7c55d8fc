"""The schema, step by step. A step is named for life and never edited; a change is a new step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridcounter.store.first_migrations import (
    RECORD,
    m0001_journal,
    m0002_folded_tables,
    m0003_search,
    m0004_likeness,
)

if TYPE_CHECKING:
    from gridcounter.store.engine import Database

__all__ = ["FOLDED", "RECORD", "STEPS", "m0001_journal", "m0002_folded_tables", "m0003_search", "m0004_likeness"]

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
    "running",
    "calendar_year",
    "adopted_pack",
    "kept_pack",
    "purge",
)


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


@RECORD()
def m0030_retention(db: Database) -> None:
    """What is left of an application after its purge, what holds one back, and what of a purge is still to be done."""
    db.execute("ALTER TABLE application ADD COLUMN purged_on TEXT")
    db.execute("ALTER TABLE application ADD COLUMN held_why TEXT")
    db.execute("CREATE INDEX application_closed ON application (closed_at) WHERE closed_at IS NOT NULL")
    # of this file alone: a rebuild leaves it as it is
    db.table("to_erase").create({"digest": str}, pk="digest", strict=True)
    db.table("purge").create({"ref": str, "hlc": str, "at": str, "clerk": str, "told": str}, pk="ref", strict=True)


@RECORD()
def m0031_texts_wait_for_the_index(db: Database) -> None:
    """What waits until much goes into the index together, and the initials it is found by: store/sought.py."""
    db.execute(
        "CREATE TABLE unindexed (place INTEGER PRIMARY KEY REFERENCES searched (place) ON DELETE CASCADE, "
        "letters TEXT NOT NULL) STRICT"
    )


@RECORD()
def m0032_signed_copies_by_paper(db: Database) -> None:
    """Every act asks whether the papers of its application came back signed: not by reading all attachments."""
    db.table("attachment").create_index(["paper"])


@RECORD()
def m0033_answers_by_track(db: Database) -> None:
    """备案 lists those whose answer is a filing: not by reading every answer with all it told."""
    db.table("answer").create_index(["track"])


@RECORD()
def m0034_one_row_for_what_is_found(db: Database) -> None:
    """Keys and waiting texts move into the row that a save writes anyway: each table of their own cost it two pages."""
    for column in ("letters TEXT NOT NULL DEFAULT ''", "waiting INTEGER NOT NULL DEFAULT 0"):
        db.execute(f"ALTER TABLE searched ADD COLUMN {column}")
    db.execute(
        "UPDATE searched SET waiting = 1, letters = unindexed.letters FROM unindexed "
        "WHERE unindexed.place = searched.place"
    )
    db.execute("CREATE INDEX searched_waiting ON searched (place) WHERE waiting")
    for kind in ("applicant", "agent", "phone", "place"):
        db.execute(f"ALTER TABLE searched ADD COLUMN key_{kind} TEXT NOT NULL DEFAULT ''")
        db.execute(
            f"UPDATE searched SET key_{kind} = likeness.key FROM likeness "  # noqa: S608  our own column names
            f"WHERE likeness.application = searched.application AND likeness.kind = '{kind}'"
        )
        db.execute(f"CREATE INDEX searched_by_{kind} ON searched (key_{kind}) WHERE key_{kind} <> ''")
    for table in ("likeness", "unindexed"):
        db.execute(f"DROP TABLE {table}")


@RECORD()
def m0035_entries_in_their_order(db: Database) -> None:
    """Entries are kept in the order in which they were written: an index by device for that cost each of them a page.

    The head sees to it instead that a device writes one after the other.
    """
    found = "SELECT sql FROM sqlite_master WHERE tbl_name = 'journal' AND name <> 'journal' AND sql IS NOT NULL"
    kept = [sql for (sql,) in db.execute(found)]
    columns = "device, seq, hlc, entered_at, happened_at, clerk, application, kind, payload, salt, "
    columns += "payload_digest, prev, hash"
    db.execute(
        "CREATE TABLE written (place INTEGER PRIMARY KEY, device TEXT NOT NULL, seq INTEGER NOT NULL, "
        "hlc TEXT NOT NULL, entered_at TEXT NOT NULL, happened_at TEXT NOT NULL, clerk TEXT NOT NULL, "
        "application TEXT, kind TEXT NOT NULL, payload TEXT, salt BLOB, payload_digest TEXT NOT NULL, "
        "prev TEXT NOT NULL, hash TEXT NOT NULL) STRICT"
    )
    db.execute(f"INSERT INTO written ({columns}) SELECT {columns} FROM journal ORDER BY device, seq")  # noqa: S608
    db.execute("DROP TABLE journal")
    db.execute("ALTER TABLE written RENAME TO journal")
    for sql in kept:
        db.execute(sql)
    db.execute(
        "CREATE TRIGGER head_one_after_the_other BEFORE UPDATE OF seq ON head WHEN NEW.seq <> OLD.seq + 1 "
        "BEGIN SELECT RAISE(ABORT, 'out of order'); END"
    )


#: Every step this program knows; a record that names another was written by a newer one.
STEPS = tuple(name for name in tuple(globals()) if name.startswith("m0"))
