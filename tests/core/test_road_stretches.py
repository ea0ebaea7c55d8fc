"""Stretches of road: parsed strictly, computed in decimals, and values worth checking."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from builders.paper_builders import PLACES, an_application
from hypothesis import given
from hypothesis import strategies as st

from gridcounter.core.application import parse_application
from gridcounter.core.case import Surface
from gridcounter.core.field_labels import field_label
from gridcounter.core.road_stretches import Stretch, area_words, doubtful_stretches, size_words, total_area

WHOLE = {
    "road": "样例路",
    "surface": "footway",
    "length_m": 32,
    "width_m": 3.9,
    "reason": "敷设电缆",
    "from_on": "2026-10-13",
    "to_on": "2026-10-20",
    "trees": 2,
    "trees_kind": "国槐",
    "lamp_posts": 1,
}


def problems(*rows: object) -> dict[str, str]:
    raw = an_application("jining", **{"project.stretches": list(rows)})
    _, found = parse_application(raw, localities=PLACES, documents=("premises", "project_approval", "identity"))
    return {problem.path.removeprefix("project.stretches."): problem.allowed for problem in found}


def test_a_stretch_may_say_all_or_nothing() -> None:
    assert problems(WHOLE, {}, dict.fromkeys(WHOLE)) == {}


def test_every_mistake_of_every_stretch_is_reported_at_its_own_path() -> None:
    found = problems(
        {"surface": "roof", "length_m": 0, "width_m": "3", "trees": 1.5, "lamp_posts": -1, "depth_m": 2},
        WHOLE,
        {"from_on": "2026-10-20", "to_on": "2026-10-13", "length_m": 1e-9},
        {"to_on": "2026-10-11"},
        7,
    )

    assert set(found) == {
        "0.surface", "0.length_m", "0.width_m", "0.trees", "0.lamp_posts", "0.depth_m",
        "2.length_m", "2.to_on", "3.to_on", "4",
    }  # fmt: skip
    assert found["2.to_on"] == "不早于占用开始日期 2026-10-20 的日期"
    assert found["3.to_on"] == "不早于开工日期 2026-10-12 的日期"


def test_more_stretches_than_a_form_holds_are_refused() -> None:
    assert problems(*[{}] * 60) == {}
    assert problems(*[{}] * 61) == {"project.stretches": "不超过 60 项的列表"}


def test_a_refusal_names_the_field_in_words() -> None:
    assert field_label("project.stretches.0.width_m") == "占用路段第 1 段的宽"
    assert field_label("project.stretches.2") == "占用路段第 3 段"


def an_area(length: float, width: float) -> str:
    area = Stretch(length_m=length, width_m=width).area
    assert area is not None
    return area_words(area)


@pytest.mark.parametrize(
    ("length", "width", "text"),
    [(0.1, 0.3, "0.03"), (32, 3.9, "124.8"), (1.1, 1.1, "1.21"), (100, 10, "1000"), (2.5, 4, "10"), (4.35, 100, "435")],
)
def test_an_area_is_reckoned_in_tens(length: float, width: float, text: str) -> None:
    assert an_area(length, width) == text


sides = st.decimals("0.01", "9999", places=2)


@given(st.lists(st.tuples(sides, sides), min_size=1, max_size=8))
def test_the_sum_is_that_of_the_rows_as_they_are_printed(rows: list[tuple[Decimal, Decimal]]) -> None:
    stretches = [Stretch(length_m=float(length), width_m=float(width)) for length, width in rows]
    printed = [tuple(Decimal(side) for side in size_words(each).split(" × ")) for each in stretches]

    assert printed == [(length, width) for length, width in rows]
    assert total_area(stretches) == sum(length * width for length, width in rows)


def test_of_a_stretch_not_measured_there_is_no_sum() -> None:
    measured = Stretch(surface=Surface.FOOTWAY, length_m=2, width_m=3)
    green = Stretch(surface=Surface.GREEN, length_m=2)

    assert total_area([measured, green]) is None
    assert total_area([measured, green], Surface.FOOTWAY) == 6
    assert total_area([measured], Surface.GREEN) is None
    assert total_area([]) is None


def doubts(**values: Any) -> dict[str, str]:  # noqa: ANN401  JSON
    return doubtful_stretches({key.replace("__", "."): value for key, value in values.items()})


def test_a_sum_entered_beside_the_rows_is_compared_with_theirs() -> None:
    rows = [{"surface": "green", "length_m": 2, "width_m": 0.3}]

    assert doubts(project__stretches=rows, project__dig_area_m2=0.6, project__green_area_m2=0.6) == {}
    assert "0.6 平方米" in doubts(project__stretches=rows, project__dig_area_m2=0.60001)["project.dig_area_m2"]
    assert "0.6 平方米" in doubts(project__stretches=rows, project__green_area_m2=0)["project.green_area_m2"]


def test_surfaces_of_the_rows_are_compared_with_those_that_decided_the_track() -> None:
    rows = [{"surface": "carriageway"}]

    text = doubts(project__stretches=rows, case__works__occupies=["footway"])["project.stretches"]
    assert "路段里有机动车道" in text
    assert "占用挖掘部位里有人行道" in text
    assert doubts(project__stretches=rows, case__works__occupies=["carriageway"]) == {}
    assert doubts(project__stretches=[{}], case__works__occupies=["carriageway"]) == {}
    assert doubts(project__stretches=rows) == {}


@pytest.mark.parametrize(
    ("built", "starts", "text"),
    [
        ("2024-06-30", "2026-10-12", "不满三年"),
        ("2023-10-13", "2026-10-12", "不满三年"),
        ("2023-10-12", "2026-10-12", "不满五年（按建成算）"),
        ("2021-10-13", "2026-10-12", "不满五年（按建成算）"),
        ("2021-10-12", "2026-10-12", ""),
        ("2024-02-29", "2027-02-28", "不满五年"),
        ("2027-01-01", "2026-10-12", ""),
    ],
)
def test_a_young_road_is_pointed_out_to_the_clerk(built: str, starts: str, text: str) -> None:
    found = doubts(project__road_built_on=built, project__start_on=starts).get("project.road_built_on", "")

    assert (text in found) if text else not found
