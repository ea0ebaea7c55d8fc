"""The first steps of the schema, up to the counter itself. None of them is ever edited."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from gridcounter.core.duplicates import KEYED, keys_of
from gridcounter.store.engine import Migrations

if TYPE_CHECKING:
    from gridcounter.store.engine import Database

RECORD = Migrations("record")


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
    read = f"SELECT application, field, value FROM field WHERE field IN {tuple(KEYED)}"  # noqa: S608  our own
    for application, field, value in db.execute(read).fetchall():
        told, kind = json.loads(value), KEYED[field]
        key = keys_of({field: told})[kind] if isinstance(told, str) else ""
        if key:
            db.execute("INSERT INTO likeness (kind, key, application) VALUES (?, ?, ?)", [kind, key, application])
