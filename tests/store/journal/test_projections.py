"""The projection of each kind of entry, and the validators before it."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from builders.every_kind import WANG, append_every_kind
from builders.extent import examples
from builders.record_builders import (
    CLERK,
    PDF,
    a_change,
    a_day_of_entries,
    a_paper,
    an_opening,
    purge_all,
    stores_in,
    tables,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from gridcounter.core.record.journal import Act, EntryUnreadable, Kind, entry_hash
from gridcounter.core.record.journal import Act as CoreAct
from gridcounter.store.journal.entries import JournalBroken
from gridcounter.store.journal.projections import entries as entries_module
from gridcounter.store.journal.validators.entries import (
    AlreadyAccepted,
    ApplicationExists,
    ApplicationNotFound,
    ChangedElsewhere,
    NumberTaken,
    number_taken,
)
from gridcounter.store.journal.validators.papers import PaperNotFound
from gridcounter.store.queries.applications import as_contract
from gridcounter.store.stores import WritingStores


def act(kind: Kind, values: Mapping[str, Any], application: str | None = "a1", happened_at: str | None = None) -> Act:
    return CoreAct(kind, values, CLERK, application, happened_at)


def refused(stores: WritingStores, wrong: type[Exception], said: str, *acts: Act) -> None:
    """Each is refused with its sentence, and nothing at all was written."""
    before, count = tables(stores.db), stores.journal.count()
    for one in acts:
        with pytest.raises(wrong, match=said):
            stores.journal.append(one)
        assert not stores.db.conn.in_transaction
    assert tables(stores.db) == before
    assert stores.journal.count() == count
    assert stores.journal.verify() is None


def column(stores: WritingStores, name: str, table: str = "application") -> Any:  # noqa: ANN401  of the column's type
    return stores.db.execute(f"SELECT {name} FROM {table}").fetchone()[0]  # noqa: S608


def test_every_kind_has_its_projection(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        append_every_kind(stores)

        assert {entry.kind for entry in stores.journal.all()} == set(Kind)
        assert stores.journal.rebuild().changed == ()
        assert column(stores, "state") == "accepted"


def test_what_is_appended_is_projected_from_what_was_checked_and_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    monkeypatch.setattr(entries_module, "read", lambda entry: read.append(entry.ref))
    with stores_in(tmp_path) as stores:
        stores.journal.append(an_opening("k1"))
        stores.journal.append(act(Kind.MATERIALS_RECEIVED, {"on": "2026-09-21"}, "k1"))
        assert stores.applications.get("k1").state == "received"
    assert read == []


def test_no_act_takes_longer_because_many_are_on_record(tmp_path: Path) -> None:
    """No statement of any kind of act reads a whole table, but for the few texts that wait for the index, and the few
    entries that decide who may do what.
    """
    done: dict[str, Any] = {}
    with stores_in(tmp_path) as stores:
        with stores.db.tracer(done.setdefault):
            append_every_kind(stores)
        plans = {
            sql: stores.db.execute(f"EXPLAIN QUERY PLAN {sql}", text or []).fetchall() for sql, text in done.items()
        }

    assert any(sql.startswith("INSERT INTO journal") for sql in done), "statements were seen at all"
    read_whole = {(plan[3], sql) for sql, lines in plans.items() for plan in lines if plan[3].startswith("SCAN ")}
    few = (
        "SCAN searched USING INDEX searched_waiting",
        "SCAN searched USING COVERING INDEX searched_waiting",
        "SCAN (subquery",
        "SCAN json_each",  # a list in one row
        "SCAN journal USING INDEX journal_deciding",
        "SCAN head USING INDEX",  # a row for each device
    )
    # when an office moves to another place: it ends at the first that was accepted, and few offices have none
    ends_at_the_first = "SELECT 1 FROM application WHERE accepted_on IS NOT NULL LIMIT 1"
    assert [(p, sql) for p, sql in sorted(read_whole) if not p.startswith(few) and sql != ends_at_the_first] == []


def test_the_office_is_what_was_settled_last(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        stores.journal.append(act(Kind.OFFICE_SET, {"place": "jining", "code": "A"}, None))
        stores.journal.append(act(Kind.OFFICE_SET, {"code": "B", "office": {"name": "厅"}}, None))

        assert stores.applications.office() == {"place": "jining", "code": "B", "office": {"name": "厅"}}


def test_a_clerk_is_replaced_whole(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        stores.journal.append(act(Kind.CLERK_ADDED, WANG, None))
        stores.journal.append(act(Kind.CLERK_CHANGED, WANG | {"active": 0}, None))

        assert tables(stores.db)["clerk"] == [("c2", "王", "clerk", "hash", 0)]


def test_an_application_opens_with_its_first_fields(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        entry = stores.journal.append(an_opening(fields={"applicant.name": "李四", "works": None}))

        row = stores.applications.by_short_code(" ca1 ")
        fields = stores.applications.fields("a1")
        assert (row.id, row.number, row.state, row.opened_by) == ("a1", "JN1-0001", "open", CLERK)
        assert row == stores.applications.get("a1") == stores.applications.by_number("JN1-0001")
        assert {name: (found.value, found.ref) for name, found in fields.items()} == {
            "applicant.name": ("李四", entry.ref),
            "works": (None, entry.ref),
        }
        assert as_contract(fields) == {"applicant": {"name": "李四"}, "works": None}


def test_a_field_is_what_was_saved_last_and_says_by_which_entry(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        first = stores.journal.append(an_opening(fields={"case.on": "2026-09-21"}))
        second = stores.journal.append(a_change("a1", "case.on", "2026-09-22", first.ref))

        found = stores.applications.fields("a1")["case.on"]
        assert (found.value, found.ref) == ("2026-09-22", second.ref)


def test_what_was_changed_elsewhere_is_refused_whole(tmp_path: Path) -> None:
    """One field of two is stale: neither is written."""
    with stores_in(tmp_path) as stores:
        first = stores.journal.append(an_opening(fields={"a": 1, "b": 1}))
        stores.journal.append(a_change("a1", "b", 2, first.ref))
        both = {"a": {"to": 3, "over": first.ref}, "b": {"to": 3, "over": first.ref}}

        refused(
            stores,
            ChangedElsewhere,
            "刚被别人改过",
            act(Kind.FIELDS_CHANGED, {"fields": both}),
            a_change("a1", "a", 3, None),
            a_change("a1", "new", 3, first.ref),
        )
        with pytest.raises(ChangedElsewhere) as wrong:
            stores.journal.append(act(Kind.FIELDS_CHANGED, {"fields": both}))
        assert wrong.value.field == "b"


def test_receiving_starts_nothing_and_accepting_does(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        stores.journal.append(an_opening())
        stores.journal.append(act(Kind.MATERIALS_RECEIVED, {"on": "2026-09-21"}))
        row = stores.applications.get("a1")
        assert (row.state, row.received_on, row.accepted_on) == ("received", "2026-09-21", None)

        stores.journal.append(act(Kind.APPLICATION_ACCEPTED, {"on": "2026-09-22"}))
        row = stores.applications.get("a1")
        assert (row.state, row.accepted_on) == ("accepted", "2026-09-22")


def test_a_later_state_is_not_taken_back(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        stores.journal.append(an_opening())
        stores.journal.append(act(Kind.APPLICATION_CLOSED, {"why": "withdrawn"}))
        stores.journal.append(act(Kind.MATERIALS_RECEIVED, {"on": "2026-09-21"}))

        row = stores.applications.get("a1")
        assert (row.state, row.received_on) == ("closed", "2026-09-21")


def test_an_application_is_accepted_once(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        stores.journal.append(an_opening())
        stores.journal.append(act(Kind.APPLICATION_ACCEPTED, {"on": "2026-09-22"}))

        refused(stores, AlreadyAccepted, "2026-09-22 受理", act(Kind.APPLICATION_ACCEPTED, {"on": "2026-09-25"}))


def test_the_official_number_carries_the_time_of_its_entry(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        stores.journal.append(an_opening())
        at = "2026-09-22T10:00:00+08:00"
        stores.journal.append(act(Kind.OFFICIAL_NUMBER_ENTERED, {"number": "3700"}, happened_at=at))

        assert stores.applications.get("a1").official_number == "3700"
        assert column(stores, "official_entered_at") == at


def test_a_deferred_document_that_comes_in_is_received(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        stores.journal.append(an_opening())
        stores.journal.append(act(Kind.DOCUMENT_DEFERRED, {"document": "premises", "until": "2026-10-01"}))
        entry = stores.journal.append(act(Kind.DOCUMENT_RECEIVED, {"document": "premises", "copies": 2}))

        assert tables(stores.db)["document"] == [("a1", "premises", "received", '{"copies":2}', entry.ref)]


def test_a_paper_is_issued_delivered_and_voided(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        stores.journal.append(an_opening())
        first = stores.journal.append(a_paper())
        stores.journal.append(act(Kind.PAPER_DELIVERED, {"ref": first.ref, "how": "in_person"}))
        stores.journal.append(act(Kind.PAPER_VOIDED, {"ref": first.ref, "why": "misprint"}))
        assert stores.papers.next_version("a1", "one_time_notice") == 2
        second = stores.journal.append(a_paper(version=2, replaces=first.ref))

        one, two = stores.papers.of("a1")
        assert (one.ref, two.ref, two.replaces) == (first.ref, second.ref, first.ref)
        assert one.delivered_at is not None
        assert one.voided_at is not None
        assert two.delivered_at is two.voided_at is None
        assert stores.papers.get(first.ref) == one
        assert stores.papers.get("nowhere:1") is None
        assert column(stores, "delivered_how", "paper") == "in_person"


def test_papers_are_in_the_order_in_which_they_were_issued(tmp_path: Path) -> None:
    """The tenth entry sorts before the ninth as text."""
    with stores_in(tmp_path) as stores:
        stores.journal.append(an_opening())
        at = "2026-09-21T09:00:00+08:00"
        issued = [
            stores.journal.append(act(Kind.PAPER_ISSUED, a_paper(version=n).payload, happened_at=at)).ref
            for n in range(1, 13)
        ]

        assert [paper.ref for paper in stores.papers.of("a1")] == issued


def test_the_timeline_of_an_application_holds_its_entries_and_no_others(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        entries = a_day_of_entries(stores)

        assert list(stores.journal.of("a1")) == [entry for entry in entries if entry.application == "a1"]
        assert [entry.payload for entry in stores.journal.all()] == [entry.payload for entry in entries]


def test_the_newest_application_is_first(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        stores.journal.append(an_opening("a1", "JN1-0001"))
        stores.journal.append(an_opening("a2", "JN1-0002"))
        stores.journal.append(a_change("a1", "x", 1, None))

        assert [row.id for row in stores.applications.recent(5)] == ["a1", "a2"]
        assert [row.id for row in stores.applications.recent(1)] == ["a1"]
        assert stores.applications.count() == 2


def test_nothing_is_put_on_record_for_an_application_that_is_not_there(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        stores.journal.append(an_opening())

        refused(
            stores,
            ApplicationNotFound,
            "没有这份申请",
            a_change("nobody", "x", 1, None),
            act(Kind.APPLICATION_ACCEPTED, {"on": "2026-09-21"}, None),
            act(Kind.APPLICATION_OPENED, {"number": "JN1-1", "short_code": "X"}, None),
            a_paper("nobody"),
        )
        for missing in (stores.applications.get, stores.applications.by_number, stores.applications.by_short_code):
            with pytest.raises(ApplicationNotFound):
                missing("NOBODY")


def test_a_paper_of_another_application_is_not_delivered(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        stores.journal.append(an_opening())
        stores.journal.append(an_opening("a2", "JN1-0002"))
        paper = stores.journal.append(a_paper())

        refused(
            stores,
            PaperNotFound,
            "没有出过这份文书",
            act(Kind.PAPER_DELIVERED, {"ref": paper.ref, "how": "in_person"}, "a2"),
            act(Kind.PAPER_VOIDED, {"ref": "x:1", "why": "misprint"}),
        )


def test_a_number_is_never_used_again(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        stores.journal.append(an_opening())
        reserve = {"numbers": ["JN1-0007", "JN1-0008"], "purpose": "drawer"}
        stores.journal.append(act(Kind.NUMBERS_RESERVED, reserve, None))

        refused(
            stores,
            NumberTaken,
            "不能重复使用",
            an_opening("a2", "JN1-0001"),
            act(Kind.NUMBERS_RESERVED, reserve, None),
            act(Kind.NUMBERS_RESERVED, {"numbers": ["JN1-0009", "JN1-0009"], "purpose": "drawer"}, None),
            act(Kind.NUMBERS_RESERVED, {"numbers": ["JN1-0001"], "purpose": "drawer"}, None),
        )
        refused(stores, ApplicationExists, "已经登记过", an_opening("a1", "JN1-0003"))
        assert number_taken(stores.db, "JN1-0007")
        assert not number_taken(stores.db, "JN1-0009")
        # the sheet that was filled in by hand is entered under the number that it bears
        stores.journal.append(an_opening("a2", "JN1-0007"))
        refused(stores, NumberTaken, "JN1-0007", an_opening("a3", "JN1-0007"))


def test_the_last_serial_counts_what_was_given_and_what_was_reserved(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        assert stores.applications.last_serial("P-") == 0
        stores.journal.append(an_opening("a1", "P-9999"))
        stores.journal.append(an_opening("a2", "P-10000"))
        stores.journal.append(act(Kind.NUMBERS_RESERVED, {"numbers": ["P-7", "P-x", "Q-20000"], "purpose": ""}, None))

        assert stores.applications.last_serial("P-") == 10000
        assert stores.applications.last_serial("Q-") == 20000


def test_a_kind_of_a_newer_program_is_kept_and_no_table_contains_it(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        a_day_of_entries(stores)
        stores.db.execute("DROP TRIGGER journal_no_update")
        _as_if_a_newer_program_had_written_it(stores)

        assert stores.journal.verify() is None
        rebuilt = stores.journal.rebuild()
        assert rebuilt.unread == (list(stores.journal.all())[-1].ref,)
        assert stores.applications.get("a2").state == "open", "it said that this one was closed"


def test_a_purged_journal_folds_to_what_is_left(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        a_day_of_entries(stores)
        purge_all(stores, "a1")

        assert stores.journal.rebuild().changed == ()

        left = tables(stores.db)
        assert [(row[0], row[13] is not None) for row in left["application"]] == [("a1", True), ("a2", False)]
        assert left["field"] == []
        assert [row[4] for row in left["paper"]] == [None], "which paper there was stays, its bytes do not"
        assert stores.journal.verify() is None


def test_a_blanked_entry_of_no_purge_stops_a_rebuild_before_it_changes_anything(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        a_day_of_entries(stores)
        before = tables(stores.db)
        stores.db.execute("UPDATE journal SET payload = NULL, salt = NULL WHERE seq = 1")

        with pytest.raises(JournalBroken, match="没有改动任何内容"):
            stores.journal.rebuild()

        assert tables(stores.db) == before


def test_an_entry_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        a_day_of_entries(stores)
        stores.db.execute("DROP TRIGGER journal_only_purged")
        for text in ("{", "[]", "1"):
            stores.db.execute("UPDATE journal SET payload = ? WHERE seq = 1", [text])
            with pytest.raises(EntryUnreadable, match="record verify"):
                [entry.payload for entry in stores.journal.all()]


def test_the_archive_gives_back_what_it_was_given_or_nothing(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        digest = stores.archive.keep(PDF)

        assert stores.archive.keep(PDF) == digest
        assert stores.archive.content(digest) == PDF
        assert stores.archive.content("0" * 64) is None
        stores.archive.db.execute("UPDATE bytes SET content = ?", [b"%PDF forged"])
        assert stores.archive.content(digest) is None


def test_damage_names_the_papers_that_are_gone(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        paper = next(entry for entry in a_day_of_entries(stores) if entry.kind == Kind.PAPER_ISSUED)
        assert stores.damage() == ()
        stores.archive.db.execute("DELETE FROM bytes")

        assert stores.damage() == (f"papers.db：存档的文书 {paper.ref} 缺失或被改动",)


def _as_if_a_newer_program_had_written_it(stores: WritingStores) -> None:
    last = list(stores.journal.all())[-1]
    later = replace(last, kind="meter_installed")
    stores.db.execute("UPDATE journal SET kind = ?, hash = ? WHERE seq = ?", [later.kind, entry_hash(later), later.seq])
    stores.db.execute("UPDATE head SET hash = ?", [entry_hash(later)])


@settings(derandomize=True, deadline=None, max_examples=examples(15))
@given(st.lists(st.sampled_from("abcd"), max_size=12))
def test_the_last_changed_come_first_however_often_one_is_changed_on_end(changed: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder, stores_in(Path(folder)) as stores:
        over: dict[str, str | None] = dict.fromkeys("abcd")
        for number, name in enumerate("abcd"):
            stores.journal.append(an_opening(name, f"JN1-{number}"))
        for name in changed:
            over[name] = stores.journal.append(a_change(name, "case.supply.capacity", len(changed), over[name])).ref

        in_order = list(dict.fromkeys(reversed([*"abcd", *changed])))
        assert [row.id for row in stores.applications.recent(9)] == in_order
        assert stores.journal.rebuild().changed == ()
        assert [row.id for row in stores.applications.recent(9)] == in_order


def test_every_column_of_an_application_is_compared_after_a_rebuild(tmp_path: Path) -> None:
    """All but the clock of the last change are named one by one."""
    with stores_in(tmp_path) as stores:
        stores.journal.append(an_opening())
        named = [row[1] for row in stores.db.execute("PRAGMA table_info(application)")]
        for column in set(named) - {"id", "number", "state"}:
            stores.db.execute(f"UPDATE application SET {column} = 'x'")  # noqa: S608
            assert stores.journal.rebuild().changed == (() if column == "changed_hlc" else ("application",)), column
