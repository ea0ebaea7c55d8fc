"""Parks, firms and visits are subjects of the journal beside applications: refused, projected and joined alike."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from builders.every_kind import EXAMPLES, HELD
from builders.record_builders import CLERK, a_paper, an_opening, stores_in, tables
from builders.shared_records import RULE, Desk, everybody_takes_from_everybody, three_desks

from gridcounter.core.record.journal import Act, Entry, Kind
from gridcounter.errors import Refusal
from gridcounter.store.custody.purge import announce, purge
from gridcounter.store.journal.append import insert
from gridcounter.store.journal.conflicts import project_in_order
from gridcounter.store.journal.validators.entries import ApplicationNotFound
from gridcounter.store.journal.validators.papers import AlreadyDelivered, SameVersion
from gridcounter.store.journal.validators.parks import (
    AlreadyHeld,
    FieldChangedElsewhere,
    NoSuchRow,
    NotHeld,
    NotPlanned,
    PromiseEnded,
    SubjectExists,
    SubjectNotFound,
    SubjectPurged,
    TooEarly,
)
from gridcounter.store.journal.validators.purge import SubjectCannotBePurged
from gridcounter.store.stores import WritingStores

VISIT = {"number": "ZF-20260923-001", "park": "p1", "firms": ["f1"]}
MADE = {"firm": "f1", "text": "答复方案", "who": "李样", "on": "2026-09-23", "by": "2026-09-28"}
TOLD = {"told_on": "2026-09-24", "told_how": "telephone"}


def a_book(stores: WritingStores) -> None:
    """A park, a firm in it and a visit that was made."""
    for kind, values, subject in (
        (Kind.PARK_OPENED, {"fields": {"name": "样例产业园"}}, "p1"),
        (Kind.FIRM_OPENED, {"park": "p1", "fields": {"name": "样例机械有限公司"}}, "f1"),
        (Kind.VISIT_HELD, {**HELD, **VISIT}, "v1"),
    ):
        stores.journal.append(Act(kind, values, CLERK, subject))


def on_visit(stores: WritingStores, kind: Kind, /, **values: object) -> Entry:
    return stores.journal.append(Act(kind, values, CLERK, "v1"))


@pytest.mark.parametrize(
    ("kind", "values", "subject", "refusal"),
    [
        (Kind.PARK_CHANGED, {"fields": {"name": {"to": "新名", "over": None}}}, "p9", SubjectNotFound),
        (Kind.PARK_CHANGED, {"fields": {"name": {"to": "新名", "over": None}}}, "p1", FieldChangedElsewhere),
        (Kind.PARK_OPENED, {"fields": {}}, "p1", SubjectExists),
        (Kind.FIRM_OPENED, {"park": "p1", "fields": {}}, "p1", SubjectExists),
        (Kind.FIRM_OPENED, {"park": "f1", "fields": {}}, "f2", SubjectNotFound),
        (Kind.FIRM_OPENED, {"park": "p9", "fields": {}}, "f2", SubjectNotFound),
        (Kind.GUARANTOR_ENDED, {"ref": "none:1", "on": "2026-09-23"}, "p1", NoSuchRow),
        (Kind.VISIT_HELD, {**HELD, **VISIT}, "v1", AlreadyHeld),
        (Kind.VISIT_MOVED, {"to": "2026-09-30", "why": "检修"}, "v1", NotPlanned),
        (Kind.VISIT_DROPPED, {"why": "不去了"}, "v1", NotPlanned),
        (Kind.REQUEST_TAKEN, {"ref": "none:1", "application": "a1"}, "v1", NoSuchRow),
        (Kind.PROMISE_MADE, {**MADE, "request": "none:1"}, "v1", NoSuchRow),
        (
            Kind.PROMISE_KEPT,
            {"ref": "none:1", "on": "2026-09-28", "words": "办了", "told_how": "on_site"},
            "v1",
            NoSuchRow,
        ),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_written(
    tmp_path: Path, kind: Kind, values: Mapping[str, Any], subject: str, refusal: type[Refusal]
) -> None:
    with stores_in(tmp_path) as stores:
        a_book(stores)
        before = tables(stores.db)

        with pytest.raises(refusal):
            stores.journal.append(Act(kind, values, CLERK, subject))
        assert tables(stores.db) == before


def test_nothing_is_asked_or_promised_on_a_visit_that_was_only_planned(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        a_book(stores)
        stores.journal.append(Act(Kind.VISIT_PLANNED, {**VISIT, "planned": "2026-09-30"}, CLERK, "v2"))

        with pytest.raises(NotHeld):
            stores.journal.append(Act(Kind.PROMISE_MADE, MADE, CLERK, "v2"))


def test_a_promise_is_moved_only_with_the_day_on_which_it_was_told(tmp_path: Path) -> None:
    """A move before the promise, or after it ended, is refused; the first words stay."""
    with stores_in(tmp_path) as stores:
        a_book(stores)
        made = on_visit(stores, Kind.PROMISE_MADE, **MADE)
        with pytest.raises(TooEarly):
            on_visit(
                stores,
                Kind.PROMISE_MOVED,
                ref=made.ref,
                to="2026-09-30",
                why="看现场",
                **{**TOLD, "told_on": "2026-09-22"},
            )
        on_visit(stores, Kind.PROMISE_MOVED, ref=made.ref, to="2026-09-30", why="看现场", **TOLD)
        ((*_, by, state, told),) = tables(stores.db)["promise"]
        assert (by, state) == ("2026-09-30", "open")
        assert '"by":"2026-09-28"' in told
        on_visit(stores, Kind.PROMISE_KEPT, ref=made.ref, on="2026-09-29", words="送去了", told_how="on_site")
        for kind in (Kind.PROMISE_MOVED, Kind.PROMISE_WITHDRAWN):
            more = {"to": "2026-10-08"} if kind == Kind.PROMISE_MOVED else {}
            with pytest.raises(PromiseEnded):
                on_visit(stores, kind, ref=made.ref, why="再说", **more, **TOLD)
        assert stores.journal.rebuild().changed == ()


def test_the_words_of_a_visit_before_its_correction_stay_in_their_entry(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        a_book(stores)
        on_visit(stores, Kind.VISIT_CORRECTED, **{**HELD, "on": "2026-09-22"}, why="日子记错")

        ((_, _, _, state, _, on, *_),) = tables(stores.db)["visit"]
        assert (state, on) == ("held", "2026-09-22")
        held = [entry.payload for entry in stores.journal.all() if entry.kind == Kind.VISIT_HELD]
        assert [one["on"] for one in held if one] == ["2026-09-23"]


def shared() -> tuple[Desk, Desk]:
    """Two desks of one office that both have the park, the firm and a planned visit."""
    first, second, _ = three_desks()
    first.do(Kind.PARK_OPENED, {"fields": {"name": "样例产业园"}}, "p1")
    first.do(Kind.FIRM_OPENED, {"park": "p1", "fields": {"name": "样例机械有限公司", "big": None}}, "f1")
    first.do(Kind.VISIT_PLANNED, {**VISIT, "planned": "2026-09-23"}, "v1")
    everybody_takes_from_everybody([first, second])
    return first, second


def conflicts(desk: Desk) -> list[tuple[str, str, str]]:
    return desk.db.execute("SELECT application, about, what FROM conflict WHERE settled IS NULL").fetchall()


def test_a_mark_that_two_desks_set_differently_is_to_be_looked_at() -> None:
    """大客户 is a register: of two the later by the clock holds, and both are asked to look."""
    first, second = shared()
    (ref,) = first.db.execute("SELECT ref FROM subject_field WHERE subject = 'f1' AND field = 'big'").fetchone()
    for desk, value in ((first, True), (second, False)):
        desk.do(Kind.FIRM_CHANGED, {"fields": {"big": {"to": value, "over": ref}}}, "f1")
    everybody_takes_from_everybody([first, second])

    assert conflicts(first) == conflicts(second) == [("f1", "big", "ChangedElsewhere")]


def test_visits_requests_and_promises_of_two_desks_stand_beside_each_other() -> None:
    """The same promise entered twice is shown as two: nobody decides that one of them was not made."""
    first, second = shared()
    first.do(Kind.VISIT_HELD, {**HELD, **VISIT}, "v1")
    everybody_takes_from_everybody([first, second])
    for desk in (first, second):
        desk.do(Kind.PROMISE_MADE, MADE, "v1")
    everybody_takes_from_everybody([first, second])

    for desk in (first, second):
        assert desk.db.execute("SELECT count(*) FROM promise").fetchone() == (2,)
        assert conflicts(desk) == []


def test_a_visit_entered_at_two_desks_is_to_be_looked_at() -> None:
    first, second = shared()
    for desk, day in ((first, "2026-09-23"), (second, "2026-09-24")):
        desk.do(Kind.VISIT_HELD, {**HELD, **VISIT, "on": day}, "v1")
    everybody_takes_from_everybody([first, second])

    assert conflicts(first) == conflicts(second)
    assert [one[2] for one in conflicts(first)] == ["AlreadyHeld"]


def test_a_visit_that_one_desk_made_and_another_dropped_was_made() -> None:
    for order in (1, -1):
        first, second = shared()
        acts: list[tuple[Desk, Kind, dict[str, Any]]] = [
            (first, Kind.VISIT_HELD, {**HELD, **VISIT}),
            (second, Kind.VISIT_DROPPED, {"why": "企业改用电话"}),
        ]
        for desk, kind, values in acts[::order]:
            desk.do(kind, values, "v1")
        everybody_takes_from_everybody([first, second])

        for desk in (first, second):
            assert conflicts(desk) == []
            assert desk.db.execute("SELECT state FROM visit").fetchone() == ("held",)


def test_a_kind_of_a_later_program_freezes_the_firm_that_it_is_on() -> None:
    first, second = shared()
    later = Act(Kind.FIRM_MOVED_OUT, {"on": "2026-09-23"}, CLERK, "f1")
    object.__setattr__(later, "payload", {"on": "not a day of this program"})
    entry = first.journal._next(later)  # noqa: SLF001  as a later program would write it
    insert(first.db, entry)
    project_in_order(first.db, entry, "")
    everybody_takes_from_everybody([first, second])

    with pytest.raises(Refusal, match="新版程序"):
        second.do(Kind.FIRM_CHANGED, {"fields": {"building": {"to": "3 号楼", "over": None}}}, "f1")


def test_a_visit_has_papers_and_photographs_and_its_conflicts_are_settled_like_those_of_an_application() -> None:
    first, second = shared()
    first.do(Kind.VISIT_HELD, {**HELD, **VISIT}, "v1")
    paper = first.do(Kind.PAPER_ISSUED, a_paper(paper="visit_record").payload, "v1")
    first.do(Kind.ATTACHMENT_ADDED, {**EXAMPLES[Kind.ATTACHMENT_ADDED], "paper": paper.ref}, "v1")
    with pytest.raises(SameVersion):
        first.do(Kind.PAPER_ISSUED, a_paper(paper="visit_record").payload, "v1")
    first.do(Kind.PAPER_DELIVERED, {"ref": paper.ref, "how": "in_person"}, "v1")
    with pytest.raises(AlreadyDelivered):
        first.do(Kind.PAPER_DELIVERED, {"ref": paper.ref, "how": "in_person"}, "v1")
    second.do(Kind.VISIT_HELD, {**HELD, **VISIT}, "v1")
    everybody_takes_from_everybody([first, second])
    for desk in (first, second):
        assert desk.db.execute("SELECT application, delivered_how FROM paper").fetchall() == [("v1", "in_person")]
        assert desk.db.execute("SELECT paper FROM attachment").fetchall() == [(paper.ref,)]
    ((ref,),) = second.db.execute("SELECT ref FROM conflict WHERE settled IS NULL").fetchall()
    second.do(Kind.CONFLICT_SETTLED, {"refs": [ref], "why": "两台各记了一次"}, "v1")
    everybody_takes_from_everybody([first, second])

    assert conflicts(first) == conflicts(second) == []
    for desk in (first, second):
        assert desk.journal.rebuild().changed == ()


def test_an_application_may_not_have_an_act_of_a_visit_nor_a_visit_one_of_an_application(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        a_book(stores)
        stores.journal.append(an_opening())

        with pytest.raises(ApplicationNotFound):
            stores.journal.append(Act(Kind.MATERIALS_RECEIVED, {"on": "2026-09-23"}, CLERK, "v1"))
        with pytest.raises(SubjectNotFound):
            stores.journal.append(Act(Kind.PROMISE_MADE, MADE, CLERK, "a1"))


def test_a_purge_blanks_the_words_of_a_visit_and_its_persons_and_the_counts_stay(tmp_path: Path) -> None:
    """Figures of past years do not change; after a rebuild the tables are the same."""
    with stores_in(tmp_path) as stores:
        a_book(stores)
        on_visit(stores, Kind.REQUEST_NOTED, firm="f1", words="想单独装表", kind="resupply", outcome="noted")
        made = on_visit(stores, Kind.PROMISE_MADE, **MADE)
        with pytest.raises(SubjectCannotBePurged, match="还有承诺没有办结"):
            purge(stores.db, stores.journal, ["v1"], CLERK, RULE)
        on_visit(stores, Kind.PROMISE_MOVED, ref=made.ref, to="2026-09-30", why="看现场", **TOLD)
        on_visit(stores, Kind.PROMISE_KEPT, ref=made.ref, on="2026-09-29", words="送去了", told_how="on_site")
        with pytest.raises(SubjectCannotBePurged, match="还在园区"):
            purge(stores.db, stores.journal, ["f1"], CLERK, RULE)
        stores.journal.append(Act(Kind.FIRM_MOVED_OUT, {"on": "2026-09-30"}, CLERK, "f1"))
        with pytest.raises(SubjectCannotBePurged, match="还有走访记录没有清除"):
            purge(stores.db, stores.journal, ["f1"], CLERK, RULE)
        with pytest.raises(SubjectCannotBePurged, match="园区登记"):
            announce(stores.journal, ["p1"], CLERK, RULE)

        purge(stores.db, stores.journal, ["v1"], CLERK, {**RULE, "of": "park_book"})
        purge(stores.db, stores.journal, ["f1"], CLERK, {**RULE, "of": "park_book"})

        rest = str(tables(stores.db)) + str([entry.written for entry in stores.journal.all()])
        for word in ("想单独装表", "陈样", "送去了", "看现场", "答复方案", "样例机械有限公司"):
            assert word not in rest
        assert [row[1:5] for row in tables(stores.db)["visit"]] == [("ZF-20260923-001", "p1", "held", None)]
        assert [row[2:5] for row in tables(stores.db)["request"]] == [("f1", "resupply", "noted")]
        ((*_, by, state, told),) = tables(stores.db)["promise"]
        assert (by, state) == ("2026-09-30", "kept")
        assert '"by":"2026-09-28"' in told
        assert stores.journal.verify() is None
        assert stores.journal.rebuild().changed == ()
        with pytest.raises(SubjectPurged):
            on_visit(stores, Kind.PROMISE_MADE, **MADE)


def test_a_visit_that_is_announced_for_purging_takes_nothing_until_it_is_purged_everywhere() -> None:
    first, second = shared()
    first.do(Kind.VISIT_HELD, {**HELD, **VISIT}, "v1")
    everybody_takes_from_everybody([first, second])
    announce(first.journal, ["v1"], "c1", RULE)
    everybody_takes_from_everybody([first, second])
    with pytest.raises(Refusal, match="预告清除"):
        second.do(Kind.PROMISE_MADE, MADE, "v1")
