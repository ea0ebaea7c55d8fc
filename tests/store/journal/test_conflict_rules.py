"""What holds, and what is to be looked at, after two desks did something without knowing of each other: row by row."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest
from builders.every_kind import EXAMPLES
from builders.record_builders import a_paper, an_answer, an_opening, told_tables
from builders.shared_records import RULE, Desk, everybody_takes_from_everybody, three_desks
from builders.unread_builders import put_into

from gridcounter.core.application import ApplicationId
from gridcounter.core.record.journal import Act, Entry, Kind
from gridcounter.core.record.of_office import pin_digest
from gridcounter.store.custody.purge import purge
from gridcounter.store.journal.validators.entries import OfLaterProgram
from gridcounter.store.queries.application_rows import additions
from gridcounter.store.queries.figures import _NOTICED

WANG = EXAMPLES[Kind.CLERK_ADDED]
OPEN = "SELECT what FROM conflict WHERE settled IS NULL ORDER BY what"


def two_desks(*, accepted: bool = False) -> list[Desk]:
    """Both have the application; the second one's clock is a minute ahead."""
    first, second, _ = three_desks()
    first.journal.append(an_opening())
    if accepted:
        first.do(Kind.APPLICATION_ACCEPTED, {"on": "2026-09-21", "answer": an_answer()})
    second.take_from(first)
    second.clock.at += timedelta(minutes=1)
    return [first, second]


def exchanged(desks: list[Desk]) -> list[str]:
    """What is open at all of them, which is the same everywhere, in any order of arrival and after a rebuild."""
    everybody_takes_from_everybody(desks)
    tables = told_tables(desks[0].db)
    for desk in desks:
        assert told_tables(desk.db) == tables
        assert desk.journal.differing() == ()
        assert desk.journal.rebuild().changed == ()
        assert told_tables(desk.db) == tables
    return [what for (what,) in desks[0].db.execute(OPEN)]


@pytest.mark.parametrize("first_by_clock", ["voided", "delivered"])
def test_a_paper_voided_and_handed_out_is_to_be_looked_at_in_either_order_of_the_clocks(first_by_clock: str) -> None:
    desks = first, second = two_desks(accepted=True)
    paper = first.journal.append(a_paper())
    second.take_from(first)
    acts = {
        "voided": (Kind.PAPER_VOIDED, {"ref": paper.ref, "why": "misprint"}),
        "delivered": (Kind.PAPER_DELIVERED, {"ref": paper.ref, "how": "in_person"}),
    }
    first.do(*acts.pop(first_by_clock))
    second.clock.at += timedelta(minutes=1)
    second.do(*acts.popitem()[1])

    assert len(exchanged(desks)) == 1
    for desk in desks:
        assert desk.db.execute("SELECT delivered_how, voided_why FROM paper").fetchall() == [("in_person", "misprint")]
        assert desk.db.execute("SELECT count(*) FROM clock").fetchone() == (3,), "clocks stay"


@pytest.mark.parametrize("first_by_clock", ["voided", "delivered"])
def test_a_new_version_by_who_knew_both_settles_it_and_one_by_who_did_not_leaves_it(first_by_clock: str) -> None:
    desks = first, second = two_desks(accepted=True)
    paper = first.journal.append(a_paper())
    second.take_from(first)
    acts = [
        (Kind.PAPER_VOIDED, {"ref": paper.ref, "why": "misprint"}),
        (Kind.PAPER_DELIVERED, {"ref": paper.ref, "how": "in_person"}),
    ]
    for desk, act in zip(desks, acts if first_by_clock == "voided" else acts[::-1], strict=True):
        desk.do(*act)
    voider = first if first_by_clock == "voided" else second
    voider.journal.append(a_paper(version=2, replaces=paper.ref))
    assert len(exchanged(desks)) == 1

    second.journal.append(a_paper(version=3))
    assert exchanged(desks) == []


def test_what_a_supplement_told_stays_told_if_it_was_handed_out_apart() -> None:
    left: list[Any] = []
    for voided_first in (True, False):
        desks = first, second = two_desks(accepted=True)
        item = {"document": "proxy", "label": "委托书", "clause": "三(二)1", "why": "有代理人"}
        answer = an_answer()
        answer["documents"] = [*answer["documents"], {**answer["documents"][0], "id": "proxy", "added": True}]
        values = a_paper(paper="supplement_notice", items=[item], answer=answer).payload
        paper = first.do(Kind.SUPPLEMENT_ISSUED, values)
        second.take_from(first)
        voids, gives = (first, second) if voided_first else (second, first)
        for desk in desks:
            desk.clock.at += timedelta(minutes=1)
            if desk is voids:
                desk.do(Kind.PAPER_VOIDED, {"ref": paper.ref, "why": "misprint"})
            if desk is gives:
                desk.do(Kind.PAPER_DELIVERED, {"ref": paper.ref, "how": "in_person"})
        exchanged(desks)
        (told,) = first.db.execute("SELECT told FROM answer").fetchone()
        left.append("proxy" in told)
    assert left == [True, True]


def test_one_version_issued_twice_is_settled_by_voiding_one() -> None:
    desks = first, second = two_desks()
    papers = [desk.journal.append(a_paper(content_hash=f"h{place}")) for place, desk in enumerate(desks)]
    assert exchanged(desks) == ["SameVersion"]
    assert first.db.execute("SELECT count(*) FROM paper WHERE voided_at IS NULL").fetchone() == (2,)

    second.do(Kind.PAPER_VOIDED, {"ref": papers[0].ref, "why": "两份第 1 版"})
    assert exchanged(desks) == []


@pytest.mark.parametrize(("days", "counts"), [(("24", "21"), "B"), (("21", "24"), "A")])
def test_of_two_pushes_the_earlier_day_gives_the_serial_and_the_other_is_to_be_looked_at(
    days: tuple[str, str], counts: str
) -> None:
    desks = first, second = two_desks()
    first.do(Kind.FILING_PREPARED, {"on": "2026-09-20"})
    second.take_from(first)
    for desk, day, serial in zip(desks, days, "AB", strict=True):
        desk.do(Kind.FILING_PUSHED, {"on": f"2026-09-{day}", "serial": serial})
    assert exchanged(desks) == ["PushedTwice"]
    assert first.db.execute("SELECT state, serial FROM filing").fetchall() == [("pushed", counts)]

    # the authority took back the one that had counted
    ref, about = first.db.execute("SELECT ref, about FROM conflict").fetchone()
    settled = {"refs": [ref], "about": [about], "kept": ref, "why": "撤回一件"}
    first.do(Kind.CONFLICT_SETTLED, settled)
    assert exchanged(desks) == []
    other = {"A": "B", "B": "A"}[counts]
    assert second.db.execute("SELECT state, serial FROM filing").fetchall() == [("pushed", other)]


@pytest.mark.parametrize("day", ["20", "21", "22"])
def test_equal_serials_are_one_push(day: str) -> None:
    desks = first, second = two_desks()
    first.do(Kind.FILING_PREPARED, {"on": "2026-09-20"})
    second.take_from(first)
    first.do(Kind.FILING_PUSHED, {"on": "2026-09-21", "serial": "A"})
    first.do(Kind.FILING_RETURNED, {"on": "2026-09-22", "why": "补路径图"})
    second.do(Kind.FILING_PUSHED, {"on": f"2026-09-{day}", "serial": "A"})
    assert exchanged(desks) == []
    assert first.db.execute("SELECT state FROM filing").fetchall() == [("returned",)], "it was not pushed again"


@pytest.mark.parametrize(("returned", "confirmed", "state"), [("24", "22", "returned"), ("22", "24", "filed")])
def test_returned_at_one_desk_and_confirmed_at_the_other_goes_by_the_day(
    returned: str, confirmed: str, state: str
) -> None:
    desks = first, second = two_desks()
    first.do(Kind.FILING_PREPARED, {"on": "2026-09-20"})
    first.do(Kind.FILING_PUSHED, {"on": "2026-09-21", "serial": "A"})
    second.take_from(first)
    first.do(Kind.FILING_RETURNED, {"on": f"2026-09-{returned}", "why": "补路径图"})
    second.do(Kind.FILING_CONFIRMED, {"on": f"2026-09-{confirmed}", "number": "备-1"})
    assert exchanged(desks) == ["DecidedTwice"]
    assert first.db.execute("SELECT state, number FROM filing").fetchall() == [(state, "备-1")]
    assert first.db.execute("SELECT count(*) FROM filing_act").fetchone() == (4,), "both are in the course"


def test_what_two_desks_did_alike_is_no_conflict() -> None:
    desks = two_desks()
    for desk in desks:
        desk.do(Kind.APPLICATION_ACCEPTED, {"on": "2026-09-21", "answer": an_answer()})
        desk.do(Kind.OFFICIAL_NUMBER_ENTERED, {"number": "3700"})
        desk.do(Kind.APPLICATION_CLOSED, {"why": "withdrawn"})
    assert exchanged(desks) == []


def test_of_two_closings_the_first_by_the_clock_counts() -> None:
    desks = first, second = two_desks()
    first.do(Kind.APPLICATION_CLOSED, {"why": "withdrawn"})
    second.do(Kind.APPLICATION_CLOSED, {"why": "refused"})
    assert exchanged(desks) == ["AlreadyClosed"]
    assert second.db.execute("SELECT closed_why FROM application").fetchall() == [("withdrawn",)]


def test_what_was_done_after_a_closing_that_was_not_known_is_listed_until_it_is_reopened() -> None:
    desks = first, second = two_desks()
    first.do(Kind.APPLICATION_CLOSED, {"why": "withdrawn"})
    second.do(Kind.MATERIALS_RECEIVED, {"on": "2026-09-22"})
    second.do(Kind.DOCUMENT_RECEIVED, {"document": "identity"})
    second.do(Kind.PERSONAL_DATA_SHOWN, {"fields": ["applicant.phone"]})
    assert exchanged(desks) == ["UnawareOfClosing"] * 2
    assert first.db.execute("SELECT state FROM application").fetchall() == [("closed",)], "it stays closed"

    first.do(Kind.ATTACHMENT_ADDED, EXAMPLES[Kind.ATTACHMENT_ADDED])
    assert exchanged(desks) == ["UnawareOfClosing"] * 2, "who knows that it is closed may add to it"
    first.do(Kind.APPLICATION_REOPENED, {"why": "接着办"})
    assert exchanged(desks) == []


def test_two_official_numbers_are_to_be_looked_at_until_somebody_who_saw_both_enters_one() -> None:
    desks = first, second = two_desks()
    first.do(Kind.OFFICIAL_NUMBER_ENTERED, {"number": "3701"})
    second.do(Kind.OFFICIAL_NUMBER_ENTERED, {"number": "3702"})
    assert exchanged(desks) == ["NumberedTwice"]
    assert first.db.execute("SELECT official_number FROM application").fetchall() == [("3702",)]
    first.do(Kind.OFFICIAL_NUMBER_ENTERED, {"number": "3701"})
    assert exchanged(desks) == []


def test_two_pauses_are_one_from_the_earlier_day_and_of_two_resumptions_the_earlier_counts() -> None:
    desks = first, second = two_desks(accepted=True)
    (clock,) = first.db.execute("SELECT clock FROM clock").fetchone()
    first.do(Kind.EVENT_NOTED, {"event": "completion_reported", "on": "2026-09-21"})
    second.take_from(first)
    for desk, day in zip(desks, ("23", "22"), strict=True):
        desk.do(Kind.CLOCK_PAUSED, {"clocks": [clock], "on": f"2026-09-{day}", "why": "request", "ref": "书面申请"})
    for desk, day in zip(desks, ("25", "24"), strict=True):
        desk.do(Kind.CLOCK_RESUMED, {"clocks": [clock], "on": f"2026-09-{day}"})
    assert exchanged(desks) == []
    days = first.db.execute("SELECT on_day, until_day FROM pause").fetchall()
    assert days == [("2026-09-22", "2026-09-24")]


def test_one_item_told_a_second_time_by_both_is_told_to_who_does_it() -> None:
    desks = two_desks(accepted=True)
    item = {"document": "proxy", "label": "委托书", "clause": "三(二)1", "why": "有代理人"}
    for place, desk in enumerate(desks):
        values = a_paper(paper="supplement_notice", items=[item], version=place + 1).payload
        desk.do(Kind.SUPPLEMENT_ISSUED, values)
    assert exchanged(desks) == ["ToldTwice"]
    for desk in desks:
        assert additions(desk.db, ApplicationId("a1")) == 1, "it counts once"
    papers = [ref for (ref,) in desks[0].db.execute("SELECT ref FROM paper ORDER BY version")]
    desks[1].do(Kind.PAPER_VOIDED, {"ref": papers[0], "why": "多出"})
    exchanged(desks)
    rows = desks[0].db.execute("SELECT ref FROM added_item WHERE document = 'proxy'").fetchall()
    assert (papers[1],) in rows, "the other one told it, too"
    assert additions(desks[0].db, ApplicationId("a1")) == 1


@pytest.mark.parametrize("voided_first", [True, False])
def test_what_was_told_though_it_was_voided_counts_before_and_after_a_purge(*, voided_first: bool) -> None:
    desks = first, second = two_desks(accepted=True)
    paper = first.journal.append(a_paper())
    second.take_from(first)
    acts = [
        (Kind.PAPER_VOIDED, {"ref": paper.ref, "why": "misprint"}),
        (Kind.PAPER_DELIVERED, {"ref": paper.ref, "how": "in_person"}),
    ]
    for desk, act in zip(desks, acts if voided_first else acts[::-1], strict=True):
        desk.do(*act)
    exchanged(desks)
    counted = first.db.execute(_NOTICED).fetchall()
    assert counted == [("a1",)]
    first.do(Kind.APPLICATION_CLOSED, {"why": "withdrawn"})
    purge(first.db, first.journal, ["a1"], "c1", RULE)
    exchanged(desks)
    assert first.db.execute(_NOTICED).fetchall() == second.db.execute(_NOTICED).fetchall() == counted


def test_a_field_of_the_office_and_a_year_are_to_be_looked_at_until_somebody_who_saw_both_sets_them() -> None:
    desks = first, second = two_desks()
    year = EXAMPLES[Kind.CALENDAR_ADDED]
    first.do(Kind.OFFICE_SET, {"office": {"name": "南厅"}, "changed": ["name"]}, None)
    second.do(Kind.OFFICE_SET, {"office": {"name": "北厅", "phone": "0537"}, "changed": ["name", "phone"]}, None)
    first.do(Kind.OFFICE_SET, {"banner": "新文件"}, None)
    second.do(Kind.OFFICE_SET, {"banner": "旧文件"}, None)
    first.do(Kind.CALENDAR_ADDED, {**year, "sha256": "1"}, None)
    second.do(Kind.CALENDAR_ADDED, {**year, "sha256": "2"}, None)
    second.do(Kind.CALENDAR_ADDED, {**year, "year": 2028}, None)
    assert exchanged(desks) == ["CalendarYear", "OfficeField", "OfficeField"]

    first.do(Kind.OFFICE_SET, {"office": {"name": "南厅"}, "changed": ["name"]}, None)
    assert exchanged(desks) == ["CalendarYear", "OfficeField"]
    (ref,) = first.db.execute("SELECT ref FROM conflict WHERE what = 'CalendarYear'").fetchone()
    second.do(Kind.OFFICE_CONFLICT_SETTLED, {"refs": [ref], "why": "问过"}, None)
    assert exchanged(desks) == ["OfficeField"]


@pytest.mark.parametrize(("reset_first", "holds"), [(True, "reset"), (False, "reset")])
def test_a_pin_that_an_administrator_set_holds_against_one_set_at_a_desk_that_did_not_know(
    *, reset_first: bool, holds: str
) -> None:
    desks = two_desks()
    first = desks[0]
    reset = {**WANG, "pin": "reset", "changed": ["pin"]}
    own = {**WANG, "pin": "own", "changed": ["pin"], "pin_before": pin_digest(str(WANG["pin"]))}
    acts = [Act(Kind.CLERK_CHANGED, reset, "c1"), Act(Kind.CLERK_CHANGED, own, WANG["id"])]
    for desk, act in zip(desks, acts if reset_first else acts[::-1], strict=True):
        desk.journal.append(act)
    assert exchanged(desks) == []
    assert first.db.execute("SELECT pin FROM clerk").fetchall() == [(holds,)]
    first.journal.append(Act(Kind.CLERK_CHANGED, {**own, "pin_before": pin_digest("reset")}, WANG["id"]))
    assert first.db.execute("SELECT pin FROM clerk").fetchall() == [("own",)], "who knows it changes it"


def test_of_two_pins_of_his_own_the_later_one_holds() -> None:
    desks = two_desks()
    for desk, pin in zip(desks, ("a", "b"), strict=True):
        own = {**WANG, "pin": pin, "changed": ["pin"], "pin_before": pin_digest(str(WANG["pin"]))}
        desk.journal.append(Act(Kind.CLERK_CHANGED, own, WANG["id"]))
    # the one before was set by who added him: both knew it
    assert exchanged(desks) == []
    assert desks[0].db.execute("SELECT pin FROM clerk").fetchall() == [("b",)]


@pytest.mark.parametrize("removal_comes", ["before", "after"])
def test_what_a_removed_clerk_did_at_a_desk_that_did_not_know_is_listed(removal_comes: str) -> None:
    first, second, third = three_desks()
    desks = [first, second, third]
    first.journal.append(an_opening())
    everybody_takes_from_everybody(desks)
    first.do(Kind.CLERK_CHANGED, {**WANG, "active": 0, "changed": ["active"]}, None)
    second.clock.at += timedelta(minutes=1)
    second.journal.append(by_wang(an_opening("a2", "JN1-0002")))
    second.journal.append(by_wang(an_opening("a3", "JN1-0003")))
    if removal_comes == "before":
        third.take_from(first)
    third.take_from(second)
    third.take_from(first)
    third.clock.at += timedelta(minutes=2)

    assert exchanged(desks) == ["AfterLeaving", "AfterLeaving"]
    refs = [ref for (ref,) in first.db.execute("SELECT ref FROM conflict")]
    third.do(Kind.OFFICE_CONFLICT_SETTLED, {"refs": refs, "why": "都看过"}, None)
    assert exchanged(desks) == []


def by_wang(act: Act) -> Act:
    return replace(act, clerk=WANG["id"])


def test_what_was_done_on_a_purged_application_by_who_could_not_know_is_blank_and_listed() -> None:
    desks = first, second = two_desks()
    first.do(Kind.APPLICATION_CLOSED, {"why": "withdrawn"})
    second.take_from(first)
    purge(first.db, first.journal, ["a1"], "c1", RULE)
    second.do(Kind.APPLICATION_REOPENED, {"why": "又来了"})
    assert exchanged(desks) == ["AfterPurge"]
    assert first.db.execute("SELECT count(*) FROM journal WHERE kind = 'application_reopened' AND payload IS NULL")


def from_a_later_program(desk: Desk, application: str | None) -> Entry:
    """Its own program knows the kind; here it is written below the check."""

    class Stores:
        db, journal = desk.db, desk.journal

    ref = put_into(cast("Any", Stores), application, "application_weighed", {"kg": 3})
    return next(entry for entry in desk.written() if entry.ref == ref)


def test_an_entry_of_a_later_program_freezes_its_application_alone() -> None:
    desks = first, second = two_desks()
    first.journal.append(an_opening("a2", "JN1-0002"))
    second.take_from(first)
    from_a_later_program(second, "a1")
    first.take_from(second)

    with pytest.raises(OfLaterProgram, match="更新本台的程序"):
        first.do(Kind.MATERIALS_RECEIVED, {"on": "2026-09-22"})
    first.do(Kind.MATERIALS_RECEIVED, {"on": "2026-09-22"}, "a2")
    assert first.journal.differing() == ()
    assert desks


def test_an_entry_of_a_later_program_about_the_office_freezes_nothing_and_is_told() -> None:
    first, second = two_desks()
    from_a_later_program(second, None)
    first.take_from(second)
    first.do(Kind.MATERIALS_RECEIVED, {"on": "2026-09-22"})
    assert first.db.execute("SELECT what, application FROM conflict").fetchall() == [("LaterKind", "")]
    assert first.journal.rebuild().changed == ()


def test_a_record_of_one_desk_has_none() -> None:
    """Each of these would be one if another desk had done it."""
    first, _, _ = three_desks()
    first.journal.append(an_opening())
    paper = first.journal.append(a_paper())
    first.do(Kind.PAPER_DELIVERED, {"ref": paper.ref, "how": "in_person"})
    first.do(Kind.PAPER_VOIDED, {"ref": paper.ref, "why": "misprint"})
    first.do(Kind.FILING_PREPARED, {"on": "2026-09-20"})
    for serial in "AB":
        first.do(Kind.FILING_PUSHED, {"on": "2026-09-21", "serial": serial})
    first.do(Kind.FILING_RETURNED, {"on": "2026-09-22", "why": "补路径图"})
    first.do(Kind.FILING_CONFIRMED, {"on": "2026-09-23", "number": "备-1"})
    for number in ("3701", "3702"):
        first.do(Kind.OFFICIAL_NUMBER_ENTERED, {"number": number})
    for name in ("南厅", "北厅"):
        first.do(Kind.OFFICE_SET, {"office": {"name": name}, "changed": ["name"]}, None)
    first.do(Kind.APPLICATION_CLOSED, {"why": "withdrawn"})
    first.do(Kind.DOCUMENT_RECEIVED, {"document": "identity"})

    assert first.journal.rebuild().changed == ()
    assert first.db.execute("SELECT * FROM conflict").fetchall() == []
    assert first.db.execute("SELECT serial FROM filing").fetchall() == [("B",)], "a later push of one desk replaces"


def test_two_desks_that_listed_or_ended_one_row_of_the_shared_list_are_to_look_at_it() -> None:
    """The later one holds, checks of both are counted, other rows are a union."""
    desks = first, second = two_desks()
    row = EXAMPLES[Kind.SHARING_LISTED]
    first.do(Kind.SHARING_LISTED, row, None)
    second.take_from(first)
    second.clock.at += timedelta(minutes=1)
    first.do(Kind.SHARING_LISTED, {**row, "how": "柜面机"}, None)
    first.do(Kind.SHARING_LISTED, {**row, "document": "premises"}, None)
    second.do(Kind.SHARING_LISTED, {**row, "how": "手机"}, None)
    second.do(Kind.SHARING_LISTED, {**row, "customer": "resident"}, None)
    for desk in desks:
        desk.do(Kind.SHARING_CHECKED, EXAMPLES[Kind.SHARING_CHECKED], None)
    assert exchanged(desks) == ["SharedDocument"]
    rows = "SELECT document, customer, how, failures FROM sharing ORDER BY document, customer"
    held = [("identity", "", "手机", 2), ("identity", "resident", "", 0), ("premises", "", "", 0)]
    assert first.db.execute(rows).fetchall() == held

    first.do(Kind.SHARING_ENDED, EXAMPLES[Kind.SHARING_ENDED], None)
    assert exchanged(desks) == []
    second.do(Kind.SHARING_LISTED, row, None)
    first.do(Kind.SHARING_LISTED, row, None)
    assert exchanged(desks) == [], "both said the same"
