"""The voltage a policy gives for a capacity: each place compared with its policy, below, at, above the limit."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from gridcounter import paths
from gridcounter.core.case import Case
from gridcounter.core.case_reading import parse_case
from gridcounter.core.policy.parse import parse_pack
from gridcounter.core.policy.voltage import Proposal, propose_voltage
from gridcounter.services.office.packs import load_packs

PACKS = load_packs(paths.policies())
LOW = (0.22, 0.38)
EVERYBODY = ("resident", "sole_proprietor", "micro_enterprise", "enterprise", "other")

_SMALL_PACK = """
id = "yangli"
place = "样例市"
number = "样能字〔2026〕6号"
title = "关于用电报装的通知"
kind = "norm"
issued_on = "2026-01-01"
in_force_from = "2026-02-01"

[[customer_class]]
id = "all"
label = "样例用户"
article = "1"
"""
_CEILING = """
[[note]]
id = "over-lv-ceiling"
kind = "assumption"
audience = "both"
text = "容量超过样例标准，以供电企业答复为准。"
when = {{ "supply.voltage_kv" = {{ at_most = 1 }}, {also}"supply.capacity" = {{ {limit} }} }}
article = "{article}"
"""


def a_case(place: str, customer: str | None, capacity: float | None, **supply: Any) -> Case:  # noqa: ANN401  JSON
    raw = {
        "locality": place,
        "on": "2026-09-21",
        "business": "new_connection",
        "customer": customer,
        "supply": {"capacity": capacity, "unit": "kW"} | supply,
    }
    case, problems = parse_case(raw, localities=(*PACKS.localities, "yangli"), documents=PACKS.documents)
    assert case is not None, [str(problem) for problem in problems]
    return case


def proposed(case: Case) -> Proposal | None:
    return propose_voltage(case, PACKS.edition(case.locality, case.on), PACKS.baseline)


def proposed_under(text: str, case: Case) -> Proposal | None:
    pack, problems = parse_pack(tomllib.loads(_SMALL_PACK + text), source="small")
    assert pack is not None, [str(problem) for problem in problems]
    return propose_voltage(case, pack, PACKS.baseline)


def ceiling(limit: str = 'more_than = 100, unit = "kW"', also: str = "", article: str = "7") -> str:
    return _CEILING.format(limit=limit, also=also, article=article)


# place, whom the paper gives low voltage up to its limit, the limit, the clause
_GIVEN = [
    ("jining", ("resident", "micro_enterprise"), 160, ("三(三)1", "附件2-36")),
    ("lianyungang", EVERYBODY, 160, ("8",)),
    ("liangzihu", EVERYBODY, 220, ("9",)),
    ("linyi", ("micro_enterprise",), 160, ("据了解",)),
]


@pytest.mark.parametrize(
    ("place", "customer", "limit", "articles"),
    [(place, customer, limit, articles) for place, whom, limit, articles in _GIVEN for customer in whom],
)
def test_up_to_and_at_the_limit_low_voltage_is_proposed_with_its_clause(
    place: str, customer: str, limit: float, articles: tuple[str, ...]
) -> None:
    for capacity in (limit / 20, limit - 0.1, limit):
        result = proposed(a_case(place, customer, capacity))

        assert result is not None
        assert result.voltages == LOW
        (span,) = result.spans
        assert (span.limit, span.unit, span.fits) == (limit, "kW", True)
        assert tuple(part.article for part in span.basis) == articles


@pytest.mark.parametrize(("place", "limit"), [(place, limit) for place, _, limit, _ in _GIVEN])
@pytest.mark.parametrize("customer", EVERYBODY)
@pytest.mark.parametrize("over", [0.1, 10, 3000])
def test_above_the_limit_nothing_is_filled_in_and_the_limit_is_stated(
    place: str, limit: float, customer: str, over: float
) -> None:
    result = proposed(a_case(place, customer, limit + over))

    assert result is not None
    assert result.voltages == ()
    assert [(span.voltages, span.limit, span.fits) for span in result.spans] == [(LOW, limit, False)]


@pytest.mark.parametrize(
    ("place", "customer"),
    [
        # 三(三)1 speaks of those who have 三零 alone, the report of 小微企业 alone
        ("jining", "enterprise"),
        ("jining", "other"),
        ("linyi", "resident"),
        ("linyi", "enterprise"),
        ("linyi", "other"),
        *(("zaozhuang", customer) for customer in EVERYBODY),
    ],
)
@pytest.mark.parametrize("capacity", [8, 159, 160])
def test_where_the_paper_says_nothing_of_this_customer_nothing_is_proposed(
    place: str, customer: str, capacity: float
) -> None:
    assert proposed(a_case(place, customer, capacity)) is None


@pytest.mark.parametrize("capacity", [180, 315, 1250, 8000])
def test_zaozhuang_is_silent_at_any_capacity(capacity: float) -> None:
    assert proposed(a_case("zaozhuang", "enterprise", capacity)) is None


@pytest.mark.parametrize("place", ["jining", "linyi"])
def test_a_sole_proprietor_hangs_on_the_reading_of_the_office(place: str) -> None:
    case = a_case(place, "sole_proprietor", 120)

    unsaid = proposed(case)
    as_micro = proposed(case.model_copy(update={"sole_proprietor_as_micro": True}))

    assert unsaid is not None
    assert (unsaid.voltages, unsaid.needs) == ((), ("sole_proprietor_as_micro",))
    assert not unsaid.across_units  # nothing was compared
    assert as_micro is not None
    assert (as_micro.voltages, as_micro.needs) == (LOW, ())
    assert proposed(case.model_copy(update={"sole_proprietor_as_micro": False})) is None


@pytest.mark.parametrize(("capacity", "planned"), [(160, 0), (160.1, 1), (200, 1), (200.1, 0)])
def test_a_pilot_is_stated_as_announced_and_fills_in_nothing(capacity: float, planned: int) -> None:
    result = proposed(a_case("jining", "micro_enterprise", capacity))

    assert result is not None
    assert len(result.announced) == planned
    assert all("试点" in text and "200 千瓦" in text for text in result.announced)
    assert result.voltages == (LOW if capacity <= 160 else ())


@pytest.mark.parametrize(("unit", "assumed"), [("kW", False), ("kVA", True)])
def test_a_capacity_in_the_other_unit_is_compared_at_power_factor_one_and_says_so(unit: str, assumed: bool) -> None:  # noqa: FBT001
    fitting, above = (proposed(a_case("lianyungang", "other", capacity, unit=unit)) for capacity in (160, 161))

    assert fitting is not None
    assert above is not None
    assert (fitting.voltages, above.voltages) == (LOW, ())
    assert (fitting.across_units, above.across_units) == (assumed, assumed)


@pytest.mark.parametrize(
    "missing",
    [
        {"customer": None},
        {"business": None},
        {"supply": {"unit": "kW"}},
        {"supply": {"capacity": 100.0}},
        {"supply": {"capacity": 100.0, "unit": "kW", "voltage_kv": 0.38}},
        {"supply": {"capacity": 100.0, "unit": "kW", "voltage_kv": 10.0}},
    ],
)
def test_nothing_is_proposed_before_enough_is_known_or_once_it_is_answered(missing: dict[str, Any]) -> None:
    raw = {
        "locality": "lianyungang",
        "on": "2026-09-21",
        "business": "new_connection",
        "customer": "resident",
        "supply": {"capacity": 100.0, "unit": "kW"},
    } | missing
    case, _ = parse_case(raw, localities=PACKS.localities, documents=PACKS.documents)
    assert case is not None

    assert proposed(case) is None


@pytest.mark.parametrize("business", ["new_connection", "capacity_increase", "temporary"])
def test_every_business_is_read_by_the_same_rule(business: str) -> None:
    result = proposed(a_case("lianyungang", "enterprise", 100).model_copy(update={"business": business}))

    assert result is not None
    assert result.voltages == LOW


def test_the_words_of_the_rule_are_the_packs_own() -> None:
    given, above = (proposed(a_case("liangzihu", "enterprise", capacity)) for capacity in (220, 221))

    assert given is not None
    assert above is not None
    assert "零费用" in given.spans[0].wording
    assert "零费用标准 220 千瓦" in above.spans[0].wording


def test_a_new_pack_is_read_without_a_change_in_the_program() -> None:
    case = a_case("yangli", "enterprise", 90)

    assert proposed_under("", case) is None
    result = proposed_under(ceiling(), case)
    assert result is not None
    assert result.voltages == LOW
    assert [(part.source, part.article) for part in result.spans[0].basis] == [("样能字〔2026〕6号", "7")]


def test_a_limit_below_which_it_holds_leaves_the_limit_itself_out() -> None:
    text = ceiling('at_least = 100, unit = "kVA"')

    at, below = (proposed_under(text, a_case("yangli", "other", capacity, unit="kVA")) for capacity in (100, 99.9))

    assert at is not None
    assert below is not None
    assert (at.voltages, below.voltages) == ((), LOW)
    assert (at.spans[0].unit, at.across_units) == ("kVA", False)


def test_where_the_limit_hangs_on_what_is_not_known_that_is_named() -> None:
    text = ceiling(also='"site.area" = "urban", ') + ceiling(
        'more_than = 50, unit = "kW"', '"site.area" = ["town", "rural"], ', "8"
    )
    case = a_case("yangli", "other", 80)
    urban = case.model_copy(update={"site": case.site.model_copy(update={"area": "urban"})})
    rural = case.model_copy(update={"site": case.site.model_copy(update={"area": "rural"})})

    open_yet, in_town, outside = (proposed_under(text, each) for each in (case, urban, rural))

    assert open_yet is not None
    assert (open_yet.voltages, open_yet.needs) == ((), ("site.area",))
    assert in_town is not None
    assert (in_town.voltages, in_town.spans[0].basis[0].article) == (LOW, "7")
    assert outside is not None
    assert (outside.voltages, outside.spans[0].basis[0].article) == ((), "8")


def test_of_two_ceilings_one_in_the_other_unit_is_enough_to_say_so() -> None:
    low = "{ at_most = 1 }"
    text = ceiling('more_than = 100, unit = "kW"').replace(low, "0.22")
    text += ceiling('more_than = 120, unit = "kVA"', article="8").replace(low, "0.38")

    for unit in ("kW", "kVA"):
        result = proposed_under(text, a_case("yangli", "other", 80, unit=unit))
        assert result is not None
        assert [(span.voltages, span.unit) for span in result.spans] == [((0.22,), "kW"), ((0.38,), "kVA")]
        assert result.across_units


def test_what_fits_is_proposed_though_another_voltage_waits_for_an_answer() -> None:
    low = "{ at_most = 1 }"
    text = ceiling().replace(low, "0.22") + ceiling(also='"site.area" = "urban", ', article="8").replace(low, "0.38")

    result = proposed_under(text, a_case("yangli", "other", 80))

    assert result is not None
    assert (result.voltages, result.needs) == ((0.22,), ())


@pytest.mark.parametrize(("capacity", "planned"), [(90, ()), (100, ()), (100.1, ("样例试点",)), (150.1, ())])
def test_what_is_only_planned_is_not_told_of_a_capacity_that_fits_today(capacity: float, planned: tuple[str]) -> None:
    target = ceiling('more_than = 80, at_most = 150, unit = "kW"').replace("over-lv-ceiling", "pilot")
    target = target.replace("assumption", "target").replace("容量超过样例标准，以供电企业答复为准。", "样例试点")

    result = proposed_under(ceiling() + target, a_case("yangli", "other", capacity))

    assert result is not None
    assert result.announced == planned


def test_a_limit_of_high_voltage_classes_proposes_no_voltage() -> None:
    """Liangzihu's 2000 千伏安 and Jining's 1250 千伏安 part high voltage customers; they choose no voltage."""
    for place, capacity in (("liangzihu", 2000), ("jining", 1250)):
        result = proposed(a_case(place, "enterprise", capacity, unit="kVA"))
        assert result is not None
        assert result.voltages == ()
