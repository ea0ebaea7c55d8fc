"""Desks that do not know of each other end with the same tables, whatever each did and whatever came first."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from builders.every_kind import EXAMPLES
from builders.extent import examples
from builders.histories import a_history_of_three
from builders.record_builders import a_change, a_paper, an_answer, an_opening, told_tables
from builders.shared_records import RULE, a_founding_desk, a_twin, everybody_takes_from_everybody, three_desks

from gridcounter.core.record.journal import Kind
from gridcounter.errors import Refusal
from gridcounter.store.custody.purge import purge
from gridcounter.store.journal.arriving import Forked
from gridcounter.store.journal.merge import record_id
from gridcounter.store.journal.taking import OfAnotherRecord


@pytest.mark.parametrize("seed", range(examples(200)))
def test_three_desks_end_with_the_same_tables_and_a_rebuild_changes_nothing(seed: int) -> None:
    a_history_of_three(seed)


def test_who_left_at_one_desk_does_not_come_back_by_a_new_pin_at_another() -> None:
    first, second, _ = three_desks()
    wang = EXAMPLES[Kind.CLERK_ADDED]
    first.do(Kind.CLERK_CHANGED, {**wang, "active": 0, "changed": ["active"]}, None)
    second.clock.at += timedelta(minutes=1)
    second.do(Kind.CLERK_CHANGED, {**wang, "pin": "new", "changed": ["pin"]}, None)

    everybody_takes_from_everybody([first, second])

    for desk in (first, second):
        assert desk.db.execute("SELECT pin, active FROM clerk").fetchall() == [("new", 0)]


def test_name_at_one_desk_and_telephone_at_another_both_stand() -> None:
    first, second, _ = three_desks()
    first.do(Kind.OFFICE_SET, {"office": {"name": "南厅", "phone": ""}, "changed": ["name"]}, None)
    second.do(Kind.OFFICE_SET, {"office": {"name": "", "phone": "0537"}, "changed": ["phone"]}, None)

    everybody_takes_from_everybody([first, second])

    for desk in (first, second):
        (value,) = desk.db.execute("SELECT value FROM office WHERE key = 'office'").fetchone()
        assert json.loads(value) == {"name": "南厅", "phone": "0537"}


def test_of_two_acceptances_the_earlier_day_counts_and_the_other_is_to_be_looked_at() -> None:
    first, second, _ = three_desks()
    first.journal.append(an_opening())
    second.take_from(first)
    late = first.do(Kind.APPLICATION_ACCEPTED, {"on": "2026-09-24", "answer": an_answer()})
    early = second.do(Kind.APPLICATION_ACCEPTED, {"on": "2026-09-21", "answer": an_answer()})

    everybody_takes_from_everybody([first, second])

    for desk in (first, second):
        days = desk.db.execute("SELECT accepted_on, (SELECT ref FROM answer) FROM application").fetchall()
        assert days == [("2026-09-21", early.ref)]
        conflicts = desk.db.execute("SELECT ref, what, settled FROM conflict").fetchall()
        assert conflicts == [(max(early, late, key=lambda entry: entry.hlc).ref, "AlreadyAccepted", None)]


def test_what_was_voided_at_one_desk_and_handed_out_at_another_is_to_be_looked_at() -> None:
    first, second, _ = three_desks()
    first.journal.append(an_opening())
    paper = first.journal.append(a_paper())
    second.take_from(first)
    first.do(Kind.PAPER_VOIDED, {"ref": paper.ref, "why": "misprint"})
    second.clock.at += timedelta(minutes=1)
    second.do(Kind.PAPER_DELIVERED, {"ref": paper.ref, "how": "in_person"})

    everybody_takes_from_everybody([first, second])

    for desk in (first, second):
        row = desk.db.execute("SELECT delivered_how, voided_why FROM paper").fetchone()
        assert row == ("in_person", "misprint"), "nothing that happened is left out"
        assert desk.db.execute("SELECT what FROM conflict").fetchall() == [("AlreadyVoided",)]


def test_one_version_issued_at_two_desks_stands_twice_and_is_to_be_looked_at() -> None:
    first, second, _ = three_desks()
    first.journal.append(an_opening())
    second.take_from(first)
    for desk in (first, second):
        desk.journal.append(a_paper())

    everybody_takes_from_everybody([first, second])

    assert first.db.execute("SELECT version, voided_at FROM paper").fetchall() == [(1, None), (1, None)]
    assert first.db.execute("SELECT what FROM conflict").fetchall() == [("SameVersion",)]


def test_a_field_written_by_two_is_a_conflict_until_somebody_who_saw_it_writes_it() -> None:
    first, second, _ = three_desks()
    opened = first.journal.append(an_opening(fields={"works.length_m": 1}))
    second.take_from(first)
    first.journal.append(a_change("a1", "works.length_m", 200, opened.ref))
    second.clock.at += timedelta(minutes=1)
    later = second.journal.append(a_change("a1", "works.length_m", 250, opened.ref))

    everybody_takes_from_everybody([first, second])
    sql = "SELECT ref, about, settled IS NULL FROM conflict"
    for desk in (first, second):
        assert desk.db.execute(sql).fetchall() == [(later.ref, "works.length_m", 1)]

    first.journal.append(a_change("a1", "works.length_m", 200, later.ref))
    second.take_from(first)
    for desk in (first, second):
        assert desk.db.execute(sql).fetchall() == [(later.ref, "works.length_m", 0)]


def test_one_value_typed_at_two_desks_is_no_conflict() -> None:
    first, second, _ = three_desks()
    opened = first.journal.append(an_opening(fields={"works.length_m": 1}))
    second.take_from(first)
    for desk in (first, second):
        desk.journal.append(a_change("a1", "works.length_m", 200, opened.ref))

    everybody_takes_from_everybody([first, second])

    assert first.db.execute("SELECT * FROM conflict").fetchall() == []


def test_a_purge_holds_against_what_another_desk_did_before_it_knew() -> None:
    first, second, _ = three_desks()
    first.journal.append(an_opening())
    first.do(Kind.APPLICATION_CLOSED, {"why": "withdrawn"})
    second.take_from(first)
    purge(first.db, first.journal, ["a1"], "c1", RULE)
    second.clock.at += timedelta(hours=1)
    second.do(Kind.APPLICATION_REOPENED, {"why": "又来了"})
    second.journal.append(a_change("a1", "applicant.phone", "13800000000", None))

    everybody_takes_from_everybody([first, second])

    for desk in (first, second):
        assert desk.db.execute("SELECT * FROM field").fetchall() == []
        assert desk.db.execute(
            "SELECT count(*) FROM journal WHERE application = 'a1' AND payload <> ''"
        ).fetchone() == (0,)
        assert desk.db.execute("SELECT digest FROM to_erase").fetchall() == [("",)]
        assert desk.journal.verify() is None
        assert desk.journal.rebuild().changed == ()


def test_a_passphrase_of_one_desk_is_not_that_of_another() -> None:
    first, second, _ = three_desks()
    first.do(Kind.PASSPHRASE_CHANGED, {"generation": 4}, None)

    second.take_from(first)

    sql = "SELECT value FROM office WHERE key = 'passphrase_generation'"
    assert first.db.execute(sql).fetchall() == [("4",)]
    assert second.db.execute(sql).fetchall() == []
    assert second.journal.differing() == ()


@pytest.mark.parametrize("what", ["payload", "clerk", "left out", "swapped", "hlc", "blank", "salt"])
def test_an_altered_entry_is_refused_and_nothing_is_taken_in(what: str) -> None:
    first, second, _ = three_desks()
    first.journal.append(an_opening(fields={"applicant.name": "李四"}))
    first.do(Kind.MATERIALS_RECEIVED, {"on": "2026-09-21"})
    first.do(Kind.APPLICATION_ACCEPTED, {"on": "2026-09-22"})
    sent = first.written()
    at = len(sent) - 2
    match what:
        case "payload":
            sent[at] = replace(sent[at], written='{"on":"2026-09-20"}')
        case "clerk":
            sent[at] = replace(sent[at], clerk="c9")
        case "left out":
            del sent[at]
        case "swapped":
            sent[at], sent[at + 1] = sent[at + 1], sent[at]
        case "hlc":
            sent[at] = replace(sent[at], hlc="9" + sent[at].hlc[1:])
        case "blank":
            sent[at] = replace(sent[at], written=None, salt=None)
        case "salt":
            sent[at] = replace(sent[at], salt=b"0" * 16)
    before = told_tables(second.db), second.journal.count()

    with pytest.raises(Refusal, match="没有收入任何内容"):
        second.take(sent, record_id(first.db))

    assert (told_tables(second.db), second.journal.count()) == before
    assert second.take_from(first).entries == 3, "what is whole is taken in afterwards"


def test_a_copied_folder_that_both_go_on_with_is_found() -> None:
    _, second, third = three_desks()
    twin = a_twin(second)
    second.journal.append(an_opening("a1", "JN1-0001"))
    twin.journal.append(an_opening("a2", "JN1-0002"))
    twin.journal.append(an_opening("a3", "JN1-0003"))
    third.take_from(second)

    with pytest.raises(Forked, match="两份不同的登记"):
        third.take_from(twin)


def test_entries_of_another_record_are_refused() -> None:
    first, stranger = three_desks()[0], a_founding_desk()
    with pytest.raises(OfAnotherRecord):
        first.take_from(stranger)


def test_what_others_have_merely_seen_is_not_answered() -> None:
    desks = three_desks()
    everybody_takes_from_everybody(desks)
    count = [desk.journal.count() for desk in desks]

    everybody_takes_from_everybody(desks)

    assert [desk.journal.count() for desk in desks] == count
