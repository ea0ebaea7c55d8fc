"""The park book through its services: parks, firms, visits and what was promised there, over a real record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from builders.record_builders import CHEAP, CLERK, a_record, tables

from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.parks.promises import (
    MovedWithoutTelling,
    NotYetHappened,
    PromiseState,
    PromiseWithoutDay,
    read_promise,
)
from gridcounter.core.parks.reading import MarkWithoutSource, WrongField
from gridcounter.core.parks.visits import Outcome, OutcomeNotSaid, RequestKind, ResupplierJudged, VisitInTheFuture
from gridcounter.core.record.journal import Kind
from gridcounter.errors import Refusal
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.deadlines import LateWithoutReason
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import NotAllowed, Role
from gridcounter.services.parks.book import ParkBook, SourceNotSaid
from gridcounter.services.parks.told import (
    Asked,
    NobodyWent,
    NoDutyHere,
    NothingPromised,
    NoUnit,
    Promised,
    VisitTold,
    promise_of,
)
from gridcounter.services.parks.visits import NoReason, Visits
from gridcounter.services.record.record import Record
from gridcounter.store.journal.validators.parks import FieldChangedElsewhere

ASSESSOR = open_assessor()
TODAY = date(2026, 9, 21)
TOLD = VisitTold(TODAY, ("李样",), received_by="陈样（设备部）")
PROMISED = Asked(
    "想单独装表",
    RequestKind.RESUPPLY,
    Outcome.PROMISED,
    promised=Promised("答复装表方案", "李样", working_days=5),
)
TO_GAS = Asked("燃气什么时候通", RequestKind.OTHER_UNIT, Outcome.PASSED_ON, unit="样例燃气公司", how="当面转交")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ApplicationService]:
    with a_record(tmp_path) as record:
        yield open_application_service(record, ASSESSOR, CLERK)


def a_firm(service: ApplicationService, **fields: object) -> tuple[str, str]:
    """A park and a firm in it."""
    book = ParkBook(service)
    park = book.open_park({"name": "样例产业园", "level": "provincial"})
    return park, book.open_firm(park, {"name": "样例机械有限公司", "building": "3 号楼", **fields})


def a_clerk_of(record: Record, role: Role) -> ApplicationService:
    clerk = Clerks(record, cost=CHEAP).add(CLERK, "李接班", role, "864213")
    return open_application_service(record, ASSESSOR, clerk)


def test_a_visit_is_entered_whole_with_what_was_asked_and_promised(service: ApplicationService) -> None:
    park, firm = a_firm(service)
    visits = Visits(service)

    visit = visits.hold(park, [firm], TOLD, [PROMISED, TO_GAS], TODAY)

    row = visits.read.visit(visit)
    assert row is not None
    assert (row.state, row.firms, row.on) == ("held", (firm,), "2026-09-21")
    assert row.number.startswith("ZF-JN1-")
    assert row.number.endswith("20260921-001")
    (promise,) = visits.read.open_promises()
    # 25 September 2026 is the Mid-Autumn day off
    assert (promise.by, promise.told["working_days"], promise.number) == ("2026-09-29", 5, row.number)
    (request,) = visits.read.unanswered()
    assert (request.told["words"], request.told["since"][0]["unit"]) == ("燃气什么时候通", "样例燃气公司")
    assert service.record.rebuild().changed == ()


@pytest.mark.parametrize(
    ("told", "asked", "refusal"),
    [
        (VisitTold(TODAY, ()), [], NobodyWent),
        (VisitTold(date(2026, 9, 22), ("李样",)), [], VisitInTheFuture),
        (VisitTold(date(2026, 9, 20), ("李样",)), [], LateWithoutReason),
        (VisitTold(TODAY, ("李样",), reason="yearly"), [], NoDutyHere),
        (TOLD, [Asked("装表", RequestKind.CONNECTION, Outcome.PROMISED)], OutcomeNotSaid),
        (
            TOLD,
            [Asked("装表", RequestKind.CONNECTION, Outcome.PROMISED, promised=Promised("答复", "李样"))],
            PromiseWithoutDay,
        ),
        (
            TOLD,
            [Asked("装表", RequestKind.CONNECTION, Outcome.PROMISED, promised=Promised("答复", " ", working_days=1))],
            NothingPromised,
        ),
        (TOLD, [Asked("通气", RequestKind.OTHER_UNIT, Outcome.PASSED_ON, unit="样例燃气公司")], NoUnit),
        (TOLD, [Asked("电价", RequestKind.RESUPPLY, Outcome.ANSWERED, answer="违规加价")], ResupplierJudged),
    ],
)
def test_a_visit_that_is_refused_leaves_nothing(
    service: ApplicationService, told: VisitTold, asked: list[Asked], refusal: type[Refusal]
) -> None:
    """The refused request comes last: what was written before it would stay behind."""
    park, firm = a_firm(service)
    before = tables(service.record.db)

    with pytest.raises(refusal):
        Visits(service).hold(park, [firm], told, [PROMISED, *asked], TODAY)
    assert tables(service.record.db) == before


def test_a_late_entry_keeps_its_reason_and_a_visit_of_today_has_none(service: ApplicationService) -> None:
    park, firm = a_firm(service)
    visits = Visits(service)
    late = visits.hold(park, [firm], VisitTold(date(2026, 9, 18), ("李样",), late="在外没有电脑"), [], TODAY)
    now = visits.hold(park, [firm], VisitTold(TODAY, ("李样",), late="在外没有电脑"), [], TODAY)

    told = [row.told["late"] for row in map(visits.read.visit, (late, now)) if row]
    assert told == ["在外没有电脑", ""]


def test_a_planned_visit_keeps_its_number_when_it_is_made(service: ApplicationService) -> None:
    park, firm = a_firm(service)
    visits = Visits(service)
    plan = visits.plan(park, [firm], TODAY, TODAY, at="14:00", note="带速查表")
    (planned,) = visits.read.visits_planned("2026-09-21")
    assert (planned.id, planned.told["at"]) == (plan, "14:00")

    assert visits.hold(park, [firm], TOLD, [], TODAY, plan) == plan
    made = visits.read.visit(plan)
    assert made is not None
    assert (made.number, made.state) == (planned.number, "held")
    assert visits.read.visits_planned("2026-12-31") == []


def test_a_plan_is_moved_or_dropped_only_with_a_reason(service: ApplicationService) -> None:
    park, firm = a_firm(service)
    visits = Visits(service)
    plan = visits.plan(park, [firm], TODAY, TODAY)
    with pytest.raises(NoReason):
        visits.move(plan, date(2026, 9, 22), " ", TODAY)
    with pytest.raises(NoReason):
        visits.drop(plan, "")
    visits.move(plan, date(2026, 9, 22), "企业检修", TODAY)
    assert visits.read.visits_planned("2026-09-21") == []
    visits.drop(plan, "企业改用电话")
    assert visits.read.visits_planned("2026-09-30") == []


def test_a_promise_is_never_moved_without_telling_the_firm(service: ApplicationService) -> None:
    park, firm = a_firm(service)
    visits = Visits(service)
    visits.hold(park, [firm], TOLD, [PROMISED], TODAY)
    (row,) = visits.read.open_promises()
    new = date(2026, 10, 9)

    with pytest.raises(MovedWithoutTelling):
        visits.move_promise(row.ref, new, "等图纸", None, "telephone", TODAY)
    with pytest.raises(MovedWithoutTelling):
        visits.move_promise(row.ref, new, "等图纸", TODAY, "", TODAY)
    with pytest.raises(NotYetHappened):
        visits.move_promise(row.ref, new, "等图纸", date(2026, 9, 22), "telephone", TODAY)
    visits.move_promise(row.ref, new, "等图纸", TODAY, "telephone", TODAY)
    (moved,) = visits.read.open_promises()
    reading = read_promise(promise_of(moved), TODAY, service.assessor.calendar)
    assert (reading.state, reading.due.on, reading.first.on) == (PromiseState.MOVED, new, date(2026, 9, 29))


def test_a_promise_that_was_kept_or_withdrawn_is_open_no_longer(service: ApplicationService) -> None:
    park, firm = a_firm(service)
    visits = Visits(service)
    visit = visits.hold(park, [firm], TOLD, [PROMISED], TODAY)
    visits.promise(visit, firm, Promised("送速查表", "李样", by=date(2026, 9, 23)), TODAY, TODAY)
    first, second = visits.read.open_promises()
    visits.keep_promise(first.ref, TODAY, "送到前台", "on_site", TODAY)
    visits.withdraw_promise(second.ref, "企业不装了", TODAY, "telephone", TODAY)

    assert visits.read.open_promises() == []
    calendar = service.assessor.calendar
    states = {read_promise(promise_of(row), TODAY, calendar).state for row in visits.read.promises([visit])}
    assert states == {PromiseState.KEPT, PromiseState.WITHDRAWN}


def test_what_another_unit_answered_ends_the_waiting(service: ApplicationService) -> None:
    park, firm = a_firm(service)
    visits = Visits(service)
    visits.hold(park, [firm], TOLD, [TO_GAS], TODAY)
    (row,) = visits.read.unanswered()
    visits.answer(row.visit, row.ref, TODAY, "燃气公司答复：年底前通", "telephone", TODAY)

    assert visits.read.unanswered() == []


def test_guarantors_and_big_customers_are_said_by_a_leader(service: ApplicationService) -> None:
    park, firm = a_firm(service)
    clerk = ParkBook(a_clerk_of(service.record, Role.CLERK))
    told = {"level": "supplier", "name": "测无名", "begins": "2026-09-01", "source": "样例名单 2026 第 1 号"}
    marked = {"big": True, "big_source": "样例名单"}
    shown = clerk.read.fields(firm)
    for act in (
        lambda: clerk.name_guarantor(park, told),
        lambda: clerk.change_firm(firm, marked, shown),
        lambda: clerk.open_firm(park, {"name": "样例化工有限公司", **marked}),
    ):
        with pytest.raises(NotAllowed):
            act()
    clerk.change_firm(firm, {"building": "4 号楼"}, shown)

    leader = ParkBook(service)
    with pytest.raises(SourceNotSaid):
        leader.name_guarantor(park, told | {"source": ""})
    leader.name_guarantor(park, told)
    leader.change_firm(firm, marked, leader.read.fields(firm))
    (row,) = leader.read.guarantors(park)
    assert (row.level, row.begins, row.ends) == ("supplier", "2026-09-01", "")
    leader.end_guarantor(park, row.ref, TODAY, "调岗")
    assert [one.ends for one in leader.read.guarantors(park)] == ["2026-09-21"]


def test_a_firm_is_refused_with_a_wrong_code_or_a_mark_without_its_list(service: ApplicationService) -> None:
    park, firm = a_firm(service)
    book = ParkBook(service)
    with pytest.raises(WrongField, match="统一社会信用代码"):
        book.open_firm(park, {"name": "样例化工有限公司", "code": "91370000MA0EXAMP0X"})
    with pytest.raises(MarkWithoutSource):
        book.change_firm(firm, {"big": True}, book.read.fields(firm))
    with pytest.raises(WrongField, match="名称"):
        book.open_park({"name": ""})


def test_a_change_over_what_another_clerk_changed_is_refused(service: ApplicationService) -> None:
    park, _ = a_firm(service)
    book = ParkBook(service)
    shown = book.read.fields(park)
    book.change_park(park, {"district": "样例区"}, shown)
    book.change_park(park, {"note": "别的项"}, shown)

    with pytest.raises(FieldChangedElsewhere):
        book.change_park(park, {"district": "另一区"}, shown)


def test_a_firm_that_moved_out_keeps_its_history_and_is_counted_no_longer(service: ApplicationService) -> None:
    park, firm = a_firm(service, supply={"kind": "resupplied", "by": "样例物业"})
    book, visits = ParkBook(service), Visits(service)
    visits.hold(park, [firm], TOLD, [PROMISED], TODAY)
    (before,) = book.read.parks()
    assert (before.firms, before.resupplied) == (1, 1)
    book.move_out(firm, TODAY, TODAY, "搬到样例二园")

    (after,) = book.read.parks()
    assert (after.firms, after.resupplied) == (0, 0)
    assert [row.number for row in visits.read.visits_of(firm)] == [visits.read.open_promises()[0].number]


def test_a_call_is_not_counted_as_being_there(service: ApplicationService) -> None:
    park, firm = a_firm(service)
    visits = Visits(service)
    visits.hold(park, [firm], VisitTold(TODAY, ("李样",), way="telephone"), [], TODAY)
    (row,) = visits.read.firms(park)
    assert row.last == ""
    visits.hold(park, [firm], TOLD, [PROMISED], TODAY)
    (row,) = visits.read.firms(park)
    assert (row.last, row.promises, row.due) == ("2026-09-21", 0, "")


def test_a_correction_keeps_what_stood_there_before(service: ApplicationService) -> None:
    park, firm = a_firm(service)
    visits = Visits(service)
    visit = visits.hold(park, [firm], TOLD, [], TODAY)
    with pytest.raises(NoReason):
        visits.correct(visit, TOLD, "", TODAY)
    visits.correct(visit, VisitTold(TODAY, ("李样", "周样"), time="14:00"), "漏写同去的人", TODAY)

    row = visits.read.visit(visit)
    assert row is not None
    assert row.told["ours"] == ["李样", "周样"]
    kinds = [entry.kind for entry in service.record.journal.of(visit)]
    assert kinds == [Kind.VISIT_HELD, Kind.VISIT_CORRECTED]
