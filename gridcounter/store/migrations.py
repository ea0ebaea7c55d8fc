"""The schema: `schema.sql` as of the first release, and a step for each later change.

Steps and `schema.sql` are never renamed or edited.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from gridcounter.store.engine import Database, Migrations

RECORD = Migrations("record")
SCHEMA = Path(__file__).with_name("schema.sql")

#: Projected tables: a rebuild empties and fills them again.
PROJECTED = (
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
    "joint_act",
    "running",
    "calendar_year",
    "adopted_pack",
    "kept_pack",
    "purge",
    "to_be_reissued",
    "desk",
    "invitation",
    "named_key",
    "conflict",
    "announced",
    "subject",
    "subject_field",
    "guarantor",
    "account",
    "energy",
    "visit",
    "visit_firm",
    "request",
    "promise",
    "sharing",
)


@RECORD()
def m0001_initial(db: Database) -> None:
    """Statement by statement: a whole script would end the surrounding transaction."""
    for statement in statements(SCHEMA.read_text("utf-8")):
        db.execute(statement)


@RECORD()
def m0002_pin_tries(db: Database) -> None:
    """Wrong PINs in a row and the wait after them. No projection: a wait ends by the clock, which no entry tells.

    `since` and `until` are seconds since 1970.
    """
    db.execute("CREATE TABLE pin_tries (clerk TEXT PRIMARY KEY, wrong INTEGER, since REAL, until REAL) STRICT")


@RECORD()
def m0003_signing_key(db: Database) -> None:
    """Of this file alone: a rebuild leaves it as it is."""
    db.execute("CREATE TABLE signing_key (device TEXT PRIMARY KEY, private BLOB NOT NULL, public TEXT NOT NULL) STRICT")


@RECORD()
def m0004_to_be_reissued(db: Database) -> None:
    """Papers that read differently since a correction: 工作台 counts them without drawing any."""
    db.execute("CREATE TABLE to_be_reissued (ref TEXT PRIMARY KEY, application TEXT NOT NULL) STRICT")
    db.execute("CREATE INDEX to_be_reissued_application ON to_be_reissued (application)")


@RECORD()
def m0005_papers_printed(db: Database) -> None:
    """The few entries that say of a paper that it was printed: which are missing is asked on each showing of 工作台."""
    db.execute("CREATE INDEX journal_papers_printed ON journal (application) WHERE kind = 'paper_printed'")


@RECORD()
def m0006_head_knows_the_tables(db: Database) -> None:
    """What the last entry says of the tables: a page of an earlier copy of the file fits its key, and not this.

    `deciding` is a digest of all entries that decide who may do what, `applications` and `reserved` count the numbers
    given, `number` is the last one, and `tries` is JSON: by clerk the wrong PINs in a row, since when and until when to
    wait. They stood in a table of their own, whose page could be put back.
    """
    for column in ("deciding TEXT", "applications INTEGER", "reserved INTEGER", "number TEXT", "tries TEXT"):
        db.execute(f"ALTER TABLE head ADD COLUMN {column}")
    db.execute(
        "CREATE INDEX journal_deciding ON journal (place) WHERE kind IN "
        "('office_set', 'clerk_added', 'clerk_changed', 'key_renewed', 'passphrase_changed')"
    )
    last = "(SELECT device FROM journal ORDER BY place DESC LIMIT 1)"
    hashes = db.execute(
        "SELECT hash FROM journal WHERE kind IN "
        "('office_set', 'clerk_added', 'clerk_changed', 'key_renewed', 'passphrase_changed') ORDER BY place"
    )
    tries = {clerk: told for clerk, *told in db.execute("SELECT clerk, wrong, since, until FROM pin_tries")}
    db.execute(
        "UPDATE head SET deciding = ?, tries = ?, applications = (SELECT count(*) FROM application), "  # noqa: S608
        f"reserved = (SELECT count(*) FROM reserved_number) WHERE device = {last}",
        [hashlib.sha256("".join(digest for (digest,) in hashes).encode()).hexdigest(), json.dumps(tries)],
    )
    db.execute("DROP TABLE pin_tries")


@RECORD()
def m0007_rules_decide(db: Database) -> None:
    """Days off and editions of the policy decide, too: by a page of an earlier copy limits moved unnoticed."""
    kinds = (
        "('office_set', 'clerk_added', 'clerk_changed', 'key_renewed', 'passphrase_changed', "
        "'calendar_added', 'pack_adopted')"
    )
    db.execute("DROP INDEX journal_deciding")
    db.execute(f"CREATE INDEX journal_deciding ON journal (place) WHERE kind IN {kinds}")
    hashes = db.execute(f"SELECT hash FROM journal WHERE kind IN {kinds} ORDER BY place")  # noqa: S608
    db.execute(
        "UPDATE head SET deciding = ? WHERE device = (SELECT device FROM journal ORDER BY place DESC LIMIT 1)",
        [hashlib.sha256("".join(digest for (digest,) in hashes).encode()).hexdigest()],
    )


@RECORD()
def m0008_many_desks(db: Database) -> None:
    """Several desks write into one record, and give numbers and codes without knowing of each other.

    `desk`, `invitation` and `conflict` are projections; `conflict.about` is a field, or "" where the whole act does not
    fit, and `settled` the entry that settled it. `head.elsewhere`: 1 for a device that writes into another desk's file.
    Of this file alone are the keys of its desk, what other desks were last known to have, and which papers have not
    come in yet.
    """
    for column in ("number", "short_code"):
        db.execute(f"DROP INDEX idx_application_{column}")
        db.execute(f"CREATE INDEX idx_application_{column} ON application ({column})")
    for table in (
        "desk (device TEXT PRIMARY KEY, hlc TEXT, name TEXT, signs_with TEXT, sealed_to TEXT, ref TEXT, retired TEXT)",
        "invitation (mark_digest TEXT PRIMARY KEY, until TEXT, ref TEXT, used_by TEXT)",
        "conflict (ref TEXT, about TEXT, application TEXT, what TEXT, sentence TEXT, settled TEXT, "  # noqa: ISC004
        "PRIMARY KEY (ref, about))",
        "desk_key (signing BLOB NOT NULL, signs_with TEXT NOT NULL, exchange TEXT NOT NULL, sealed_to TEXT NOT NULL)",
        "known_of_desk (signs_with TEXT, device TEXT, seq INTEGER, hash TEXT, PRIMARY KEY (signs_with, device))",
        "exchanged (signs_with TEXT PRIMARY KEY, at TEXT NOT NULL)",
        "awaited (digest TEXT PRIMARY KEY)",
    ):
        db.execute(f"CREATE TABLE {table} STRICT")
    db.execute("CREATE INDEX desk_signs_with ON desk (signs_with)")
    db.execute("CREATE INDEX conflict_application ON conflict (application)")
    db.execute("ALTER TABLE head ADD COLUMN elsewhere INTEGER NOT NULL DEFAULT 0")


@RECORD()
def m0009_hub(db: Database) -> None:
    """A hub through which the desks exchange.

    `named_key` is a projection: the keys that seal what goes there, by the clock of the entry that named each. Of this
    file alone are the keys themselves, how the hub is reached, the ends last seen there, which logins are
    shut, and which papers this desk is to put there, or has put.
    """
    for table in (
        "named_key (key_id TEXT PRIMARY KEY, hlc TEXT NOT NULL, ref TEXT NOT NULL)",
        "exchange_key (key_id TEXT PRIMARY KEY, key BLOB NOT NULL)",
        "own_hub (access TEXT NOT NULL, id TEXT, incarnation TEXT, at TEXT, place INTEGER NOT NULL DEFAULT 0)",
        "hub_seen (device TEXT PRIMARY KEY, seq INTEGER NOT NULL, hash TEXT NOT NULL)",
        "hub_login_shut (login TEXT PRIMARY KEY)",
        "hub_paper (digest TEXT PRIMARY KEY, sent INTEGER NOT NULL DEFAULT 0)",
    ):
        db.execute(f"CREATE TABLE {table} STRICT")
    db.execute("ALTER TABLE desk ADD COLUMN hub_login TEXT")


@RECORD()
def m0010_forks(db: Database) -> None:
    """A device of which two copies of a folder wrote: of this file alone is what had to make way for the other copy,
    and `bound`, the places where the record was opened, each with the word that the note outside the folder has.

    `forked` are the rows of those entries, without their contents, which were entered again. `given_up`: their hash,
    and the entry that each of them is now, as entries that were repaired anywhere say. `head.elsewhere` is from now on
    the number of the first entry of the device that another desk wrote. `desk.follows`: the desk that it is a
    copy of, by its key; `desk.keeps`: keys of copies that still take part when the desk itself does no longer;
    `desk.latest`: when it last said that it writes as this device.
    """
    db.execute(
        "CREATE TABLE forked (device TEXT, seq INTEGER, hlc TEXT, entered_at TEXT, happened_at TEXT, clerk TEXT, "
        "application TEXT, kind TEXT, payload_digest TEXT, prev TEXT, hash TEXT, "
        "PRIMARY KEY (device, seq, hash)) STRICT"
    )
    db.execute(
        "CREATE TABLE given_up (device TEXT, seq INTEGER, hash TEXT, ref TEXT NOT NULL, "
        "PRIMARY KEY (device, seq, hash)) STRICT"
    )
    db.execute("CREATE TABLE bound (place TEXT PRIMARY KEY, word TEXT NOT NULL) STRICT")
    for column in ("follows TEXT NOT NULL DEFAULT ''", "keeps TEXT NOT NULL DEFAULT '[]'", "latest TEXT"):
        db.execute(f"ALTER TABLE desk ADD COLUMN {column}")
    db.execute("UPDATE desk SET latest = hlc")
    db.execute("CREATE INDEX desk_follows ON desk (follows, signs_with)")


@RECORD()
def m0011_announced_purges(db: Database) -> None:
    """A purge is announced to all desks before it is done; and which files went to them is known, to name them then.

    `announced` is a projection; `written_file` is of this file alone: `since` and `ends` are heads as JSON.
    """
    for table in (
        "announced (application TEXT, hlc TEXT, device TEXT, seq INTEGER, PRIMARY KEY (application, hlc))",
        "written_file (name TEXT NOT NULL, at TEXT NOT NULL, desks TEXT NOT NULL, since TEXT NOT NULL, "  # noqa: ISC004
        "ends TEXT NOT NULL)",
    ):
        db.execute(f"CREATE TABLE {table} STRICT")


@RECORD()
def m0012_in_parts(db: Database) -> None:
    """Entries of other desks are taken in by many transactions, and papers come later.

    `head.writes`: the device that took in this one's last entry, which was then the last of all; `latest`: the latest
    clock that was taken in; `seen`: up to here an entry of this desk says what it saw of the device. Of this file alone
    is what other desks wait for: `digests` of 32 bytes, as each of them said at the moment `at`.
    """
    for column in ("writes TEXT", "latest TEXT", "seen INTEGER"):
        db.execute(f"ALTER TABLE head ADD COLUMN {column}")
    db.execute("UPDATE head SET seen = seq WHERE elsewhere")
    db.execute(
        "CREATE TABLE awaited_by_desk (signs_with TEXT PRIMARY KEY, at INTEGER NOT NULL, digests BLOB NOT NULL) STRICT"
    )


@RECORD()
def m0013_who_knew(db: Database) -> None:
    """What each desk says it had seen: whether one act knew of another is asked often, and these entries are few."""
    db.execute("CREATE INDEX journal_seen ON journal (device, seq) WHERE kind IN ('heads_seen', 'desk_joined')")


@RECORD()
def m0014_seen_at_the_hub(db: Database) -> None:
    """Of this file alone: when each login of the office was last at the hub, by the hub's clock."""
    db.execute("CREATE TABLE hub_login_seen (login TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT")


@RECORD()
def m0016_sharing(db: Database) -> None:
    """The 免提交 list of the office, a projection: `failures` counts what could not be called up."""
    db.execute(
        "CREATE TABLE sharing (document TEXT, business TEXT, customer TEXT, source TEXT, how TEXT, basis TEXT, "
        "begins TEXT, worked_on TEXT, failed_on TEXT, why TEXT NOT NULL DEFAULT '', "
        "failures INTEGER NOT NULL DEFAULT 0, ref TEXT, PRIMARY KEY (document, business, customer)) STRICT"
    )


@RECORD()
def m0017_joint(db: Database) -> None:
    """Acts on a joint application; `utility` and `unit` are "" for one that is not about a single one."""
    db.execute(
        "CREATE TABLE joint_act (place INTEGER PRIMARY KEY, application TEXT NOT NULL REFERENCES application (id), "
        "ref TEXT NOT NULL, kind TEXT NOT NULL, utility TEXT NOT NULL, unit TEXT NOT NULL, on_day TEXT NOT NULL, "
        "told TEXT NOT NULL, late TEXT NOT NULL) STRICT"
    )
    db.execute("CREATE INDEX joint_act_application ON joint_act (application, place)")


@RECORD()
def m0019_park_book(db: Database) -> None:
    """Parks, firms and visits: what entries may be on besides applications. All of it are projections.

    `subject` has one row for each; `told` is JSON. A promise has the day by which it is to be done now. Papers and
    attachments may be of these, too: their tables refer to applications no longer.
    """
    for table in ("paper", "attachment"):
        _refer_to_any(db, table)
    for table in (
        "subject (id TEXT PRIMARY KEY, kind TEXT NOT NULL, opened_at TEXT NOT NULL, opened_by TEXT, "  # noqa: ISC004
        "changed_hlc TEXT NOT NULL, purged_on TEXT)",
        "subject_field (subject TEXT, field TEXT, value TEXT, ref TEXT, PRIMARY KEY (subject, field))",
        "guarantor (ref TEXT PRIMARY KEY, subject TEXT, level TEXT, begins TEXT, ends TEXT, told TEXT)",
        "account (subject TEXT, account TEXT, told TEXT, ref TEXT, PRIMARY KEY (subject, account))",
        "energy (ref TEXT PRIMARY KEY, subject TEXT, month TEXT, told TEXT)",
        "visit (subject TEXT PRIMARY KEY, number TEXT, park TEXT, state TEXT, planned TEXT, on_day TEXT, way TEXT, "  # noqa: ISC004
        "told TEXT, ref TEXT)",
        "visit_firm (subject TEXT, firm TEXT, PRIMARY KEY (subject, firm))",
        "request (ref TEXT PRIMARY KEY, subject TEXT, firm TEXT, kind TEXT, outcome TEXT, told TEXT)",
        "promise (ref TEXT PRIMARY KEY, subject TEXT, firm TEXT, by_day TEXT, state TEXT, told TEXT)",
    ):
        db.execute(f"CREATE TABLE {table} STRICT")
    db.execute("CREATE INDEX subject_kind ON subject (kind)")
    db.execute("CREATE INDEX visit_day ON visit (state, on_day, way, park, subject)")
    db.execute("CREATE INDEX visit_park ON visit (park, state, way, on_day, subject)")
    db.execute("CREATE INDEX visit_firm_firm ON visit_firm (firm)")
    for table in ("guarantor", "energy", "request", "promise"):
        db.execute(f"CREATE INDEX {table}_subject ON {table} (subject)")
    db.execute("CREATE INDEX request_outcome ON request (outcome)")
    db.execute("CREATE INDEX promise_state ON promise (state, by_day)")
    db.execute("CREATE INDEX subject_park ON subject_field (value) WHERE field = 'park'")


def _refer_to_any(db: Database, table: str) -> None:
    """The same table, whose rows need no application."""
    (made_by,) = db.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", [table]).fetchone()
    indexes = db.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL", [table]
    ).fetchall()
    db.execute(f"ALTER TABLE {table} RENAME TO {table}_before")
    db.execute(str(made_by).replace(" REFERENCES application (id)", ""))
    db.execute(f"INSERT INTO {table} SELECT * FROM {table}_before")  # noqa: S608  our own table names
    db.execute(f"DROP TABLE {table}_before")
    for _, sql in indexes:
        db.execute(sql)


def statements(script: str) -> Iterator[str]:
    """The SQL statements of a script, each from its first word on; a trigger is one statement."""
    waiting = ""
    for line in script.splitlines(keepends=True):
        if not waiting and (not line.strip() or line.startswith("--")):
            continue
        waiting += line
        if sqlite3.complete_statement(waiting):
            yield waiting.strip()
            waiting = ""


#: Every step this program knows; a record with another one was written by a newer program.
STEPS = tuple(name for name in tuple(globals()) if name.startswith("m0"))
