"""Possible duplicates over a real record: found without a scan, shown with the reason, kept by the projection."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from builders.extent import examples
from builders.record_builders import CLERK, Clock, a_change, a_record, an_opening, stores_in, tables
from hypothesis import given, settings
from hypothesis import strategies as st

from gridcounter.core.intake.duplicates import RECENT_DAYS, SHOWN, ComparedFields, reasons
from gridcounter.core.record.journal import Act, Kind
from gridcounter.services.applications.duplicates import Duplicates, Suspect
from gridcounter.services.applications.intake import Intake
from gridcounter.services.record.record import Record
from gridcounter.store.queries.duplicates import DuplicateStore

ON = date(2026, 9, 28)
NUMBER, AGENT = "91370811MA0000015F", "371099198001010017"
FOOD = {
    "applicant.name": "任城样例食品有限公司",
    "applicant.id_number": NUMBER,
    "applicant.phone": "0537-0000001",
    "premises.address": "济宁市任城区样例路9号",
}


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with a_record(tmp_path / "r") as record:
        yield record


def an_application(record: Record, **fields: Any) -> str:  # noqa: ANN401  JSON
    values = {name.replace("__", "."): value for name, value in fields.items()}
    return Intake(record, "c1").open(ON, values)


def suspects(record: Record, application: str, on: date = ON) -> tuple[Suspect, ...]:
    return Duplicates(record).of(application, on).rows


def why(record: Record, application: str) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(row.application, row.field, row.reasons) for row in suspects(record, application)]


def test_the_same_number_is_shown_under_its_question_with_the_state_of_the_other(record: Record) -> None:
    intake = Intake(record, "c1")
    first = intake.open(ON, FOOD)
    intake.receive(first, date(2026, 9, 25))
    intake.accept(first, date(2026, 9, 28))
    mine = an_application(record, applicant__id_number="9137 0811 ma00 0001 5f")

    (text,) = suspects(record, mine)

    assert (text.application, text.field) == (first, "applicant.id_number")
    assert text.number == record.applications.get(first).number
    assert text.standing == "9月28日受理，在办"
    assert text.reasons == ("证件号码相同",)


def test_numbers_are_found_between_applicants_and_agents(record: Record) -> None:
    applied = an_application(record, applicant__id_number=AGENT)
    acted = an_application(record, applicant__id_number=NUMBER, agent__id_number=AGENT)
    mine = an_application(record, agent__id_number=AGENT)

    assert why(record, mine) == [
        (applied, "applicant.id_number", ("同一人在一件里是用电人、在另一件里是代理人",)),
        (acted, "agent.id_number", ("代理人相同",)),
    ]


def test_the_same_place_is_found_however_it_is_written_and_the_next_door_is_not(record: Record) -> None:
    same = an_application(record, premises__address="山东省济宁市任城区样例路９号 2-101 室")
    an_application(record, premises__address="济宁市任城区样例路9号2栋102")
    an_application(record, premises__address="济宁市兖州区样例路9号2栋101")
    mine = an_application(record, premises__address="任城区样例路9号2栋101")

    assert why(record, mine) == [(same, "premises.address", ("用电地址相同",))]


def test_a_common_name_alone_is_no_reason(record: Record) -> None:
    for number in range(30):
        an_application(
            record,
            applicant__name="王伟",
            applicant__phone=f"1380000{number:04d}",
            premises__address=f"样例区第{number}大道{number}号",
        )
    phone = an_application(record, applicant__name="王伟", applicant__phone="13900000001")
    street = an_application(record, applicant__name="王伟", premises__address="样例区和平巷8号")
    mine = an_application(
        record,
        applicant__name="王伟",
        applicant__phone="139-0000 0001",
        premises__address="测试市样例区和平巷77号",
    )

    assert why(record, mine) == [
        (phone, "applicant.name", ("名称相近、电话相同",)),
        (street, "applicant.name", ("名称相近、在同一条街",)),
    ]


@pytest.mark.parametrize("name", ["任城样例食品有限责任公司", "任城样列食品有限公司", "任城样例食品集团公司"])
def test_a_firm_is_found_by_a_similar_name_alone(record: Record, name: str) -> None:
    first = an_application(record, applicant__name="任城样例食品有限公司")
    an_application(record, applicant__name="任城示范机械有限公司")
    mine = an_application(record, applicant__name=name)

    assert why(record, mine) == [(first, "applicant.name", ("单位名称相近",))]


def test_the_best_reason_comes_first_then_open_ones_then_the_newest_and_five_are_shown(record: Record) -> None:
    places = [an_application(record, premises__address="样例路9号101") for _ in range(4)]
    *numbers, closed = [an_application(record, applicant__id_number=NUMBER) for _ in range(3)]
    record.journal.append(Act(Kind.APPLICATION_CLOSED, {"why": "withdrawn"}, CLERK, closed))
    mine = an_application(record, applicant__id_number=NUMBER, premises__address="样例路9号101")

    result = Duplicates(record).of(mine, ON)

    assert [row.application for row in result.rows] == [*reversed(numbers), closed, *places[:1:-1]]
    assert (len(result.rows), result.more) == (SHOWN, True)


def test_an_application_closed_long_ago_and_a_consultation_are_left_out(tmp_path: Path) -> None:
    clock = Clock(datetime(2026, 6, 1, 1, 0, tzinfo=UTC))
    with a_record(tmp_path / "r", clock) as record:
        old = an_application(record, applicant__id_number=NUMBER)
        record.journal.append(Act(Kind.APPLICATION_CLOSED, {"why": "withdrawn"}, CLERK, old))
        Intake(record, "c1").consult(ON, {"applicant.id_number": NUMBER})
        mine = an_application(record, applicant__id_number=NUMBER)
        closed_on = date(2026, 6, 1)

        lately = suspects(record, mine, closed_on + timedelta(days=RECENT_DAYS))
        long_ago = suspects(record, mine, closed_on + timedelta(days=RECENT_DAYS + 1))

    assert [(row.application, row.standing) for row in lately] == [(old, "6月1日办结")]
    assert long_ago == ()


def test_an_earlier_year_is_said(record: Record) -> None:
    intake = Intake(record, "c1")
    first = intake.open(date(2025, 12, 30), FOOD)
    intake.receive(first, date(2025, 12, 30))
    mine = an_application(record, applicant__id_number=NUMBER)

    assert [row.standing for row in suspects(record, mine)] == ["2025年12月30日收件，待受理"]


def test_the_shown_reasons_hold_no_number_no_telephone_and_no_name(record: Record) -> None:
    an_application(record, **{name.replace(".", "__"): value for name, value in FOOD.items()})
    mine = an_application(record, **{name.replace(".", "__"): value for name, value in FOOD.items()})

    result = repr(suspects(record, mine))

    assert "证件号码相同" in result
    assert not any(value in result for value in FOOD.values())


def test_an_answer_that_was_mended_is_found_no_more(record: Record) -> None:
    first = an_application(record, applicant__id_number=NUMBER, premises__address="样例路9号")
    mine = an_application(record, applicant__id_number=NUMBER, premises__address="样例路9号")
    intake = Intake(record, "c1")
    read = record.applications.fields(first)
    intake.save(first, {name: ("改了", read[name].ref) for name in ("applicant.id_number", "premises.address")})

    assert suspects(record, mine) == ()
    keys = record.db.execute("SELECT key_applicant, key_place FROM searched WHERE application = ?", [first]).fetchall()
    assert keys == [("", "")]


def test_a_number_is_found_by_the_index_and_not_by_a_scan(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        asked: dict[str, Any] = {}
        with stores.db.tracer(asked.setdefault):
            assert list(DuplicateStore(stores.db).near(ComparedFields("a1", id_number=NUMBER), "")) == []
        plans = [row[-1] for sql, text in asked.items() for row in stores.db.execute(f"EXPLAIN QUERY PLAN {sql}", text)]

    assert plans == [
        f"SEARCH searched USING INDEX searched_by_{kind} (key_{kind}=?)" for kind in ("applicant", "agent")
    ]


_texts: dict[str, list[Any]] = {
    "applicant.name": ["王伟", "王卫", "样例食品有限公司", "样例食品有限责任公司", "样列食品公司", "样例面馆", None],
    "applicant.id_number": [NUMBER, AGENT, f" {NUMBER.lower()}", "无", None, 3],
    "agent.id_number": [AGENT, NUMBER, None],
    "applicant.phone": ["13800000011", "138 0000 0011", "13800000012", None],
    "premises.address": ["样例路9号", "任城区样例路９号", "兖州区样例路9号", "样例路9号101", "样例村", None],
}
_fields = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in _texts.items()})
_changes = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(sorted(_texts)), st.integers(0, 5)), max_size=6)


@settings(derandomize=True, deadline=None, max_examples=examples(25))
@given(st.lists(_fields, min_size=2, max_size=4), _changes)
def test_what_is_found_by_keys_is_what_comparing_all_would_find(
    opened: list[dict[str, Any]], changes: list[tuple[int, str, int]]
) -> None:
    """Nobody is their own duplicate, it is mutual, and a rebuild gives the very same keys."""
    with tempfile.TemporaryDirectory() as folder, stores_in(Path(folder)) as stores:
        names = [f"a{place}" for place in range(len(opened))]
        for place, (name, fields) in enumerate(zip(names, opened, strict=True)):
            stores.journal.append(an_opening(name, f"JN1-{place:04d}", fields))
        for place, field, value in changes:
            name = names[place % len(names)]
            was = stores.applications.fields(name).get(field)
            to = _texts[field][value % len(_texts[field])]
            stores.journal.append(a_change(name, field, to, None if was is None else was.ref))
        store = DuplicateStore(stores.db)
        alike = {name: store.likeness(name) for name in names}

        found = {name: _found(store, alike[name]) for name in names}

        for name in names:
            assert found[name] == {other for other in names if reasons(alike[name], alike[other])}
            assert name not in found[name]
        before = tables(stores.db)
        assert stores.journal.rebuild().changed == ()
        assert tables(stores.db) == before


def _found(store: DuplicateStore, one: ComparedFields) -> set[str]:
    return {other.application for other, _ in store.near(one, "") if reasons(one, other)}
