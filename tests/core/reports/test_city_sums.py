"""Sums over offices say no more than is known: ranges, at least, and only of what compares."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from builders.city_builders import OTHER_PACK, a_month
from builders.extent import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from gridcounter.core.reports.city import (
    NOT_KNOWN,
    TOGETHER,
    Amount,
    City,
    CityOffice,
    Proof,
    Reported,
    alike,
    amount_of,
    parts_of,
    steps_of,
    total,
)
from gridcounter.core.reports.city_report import city_report, months_words
from gridcounter.core.reports.month_figures import MonthFigures
from gridcounter.core.reports.report import ReportTable

TODAY = date(2026, 11, 20)


def a_city(*figures: MonthFigures, proof: Proof = Proof.SAME_KEY, also: tuple[str, ...] = ()) -> City:
    """`also` are offices of which nothing is there."""
    offices = {one.record: one for one in [*figures, *(a_month(code) for code in also)]}
    listed = tuple(_listed(one) for one in offices.values())
    return City(listed, tuple(Reported(one, proof, "aaaa", "file") for one in figures), ())


def _listed(one: MonthFigures) -> CityOffice:
    office = one.office
    return CityOffice(one.record, office.code, office.name, office.place, office.place_name, one.month, one.made_at)


def table(city: City, title: str, months: tuple[str, ...] = ("2026-10",)) -> ReportTable:
    return next(one for one in city_report(city, months, TODAY).tables if one.title.startswith(title))


def row(shown: ReportTable, name: str) -> dict[str, object]:
    found = next(row for row in shown.rows if str(row[0]).startswith(name))
    return dict(zip((title for title, _ in shown.columns), found, strict=True))


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (Amount(7, 7), "7"),
        (Amount(0, 0), "0"),
        (amount_of(None), "<3"),
        (amount_of(None) + amount_of(None), "2–4"),
        (amount_of(None) + amount_of(5), "6–7"),
        (Amount(4, None), "至少 4"),
    ],
)
def test_an_amount_reads_as_what_is_known(amount: Amount, words: str) -> None:
    assert str(amount) == words


@settings(max_examples=examples(300))
@given(numbers=st.lists(st.integers(0, 9), min_size=1, max_size=9), whole=st.booleans())
def test_a_sum_holds_the_true_number_and_is_no_more_precise_than_what_was_sent(
    numbers: list[int], *, whole: bool
) -> None:
    sent = [amount_of(None if number in {1, 2} else number) for number in numbers]
    added = total(sent, whole=whole)
    assert added is not None
    assert added.least <= sum(numbers)
    hidden = sum(number in {1, 2} for number in numbers)
    assert added.most is None if not whole else added.most == added.least + hidden >= sum(numbers)


def test_the_sum_of_offices_is_a_range_where_one_hides_its_number() -> None:
    shown = table(a_city(a_month("DQ", consulted=5), a_month("XQ", consulted=2)), "各单位（件）")
    assert [row(shown, name)["咨询"] for name in ("样例DQ", "样例XQ", "合计")] == [5, "<3", "6–7"]


def test_an_office_that_sent_nothing_makes_the_sum_at_least() -> None:
    city = a_city(a_month("DQ", received=30), also=("XQ",))
    shown = table(city, "各单位（件）")
    assert (row(shown, "样例XQ")["收件"], row(shown, "合计")["收件"]) == (None, "至少 30")
    assert "2026-10 没有计入的单位 1 个：样例XQ大厅（XQ）" in city_report(city, ("2026-10",), TODAY).remarks


def test_a_month_that_is_missing_makes_the_sum_of_an_office_at_least() -> None:
    city = a_city(a_month("DQ", "2026-08", received=30), a_month("DQ", "2026-10", received=12))
    shown = table(city, "各单位（件）", ("2026-08", "2026-09", "2026-10"))
    assert (row(shown, "样例DQ")["计入月数"], row(shown, "样例DQ")["收件"]) == ("2/3", "至少 42")


def test_what_is_counted_on_one_day_is_not_added_up_over_months() -> None:
    city = a_city(a_month("DQ", "2026-09", overdue=9), a_month("DQ", "2026-10", overdue=4))
    assert row(table(city, "各单位，要留意的", ("2026-09", "2026-10")), "样例DQ")["在办超时限"] == 4
    # of a month that is not there nothing is known
    assert row(table(city, "各单位，要留意的", ("2026-09", "2026-11")), "样例DQ")["在办超时限"] is None


@pytest.mark.parametrize("proof", [Proof.UNSIGNED, Proof.OTHER_KEY])
def test_what_may_be_anybodys_is_listed_and_not_added_up(proof: Proof) -> None:
    city = a_city(a_month("DQ", received=30), proof=proof)
    assert row(table(city, "各单位（件）"), "样例DQ")["收件"] is None
    assert row(table(city, "上报情况"), "样例DQ")["没有计入的月份"] == "2026-10"
    assert [one.code for one in city.missing("2026-10")] == ["DQ"]


def test_classes_of_other_packs_or_places_are_not_added_up() -> None:
    here, later = a_month("DQ", accepted=(10, 5, 4)), a_month("XQ", accepted=(20, 6, 3))
    other = a_month("BQ", accepted=(50, 7, 9), pack=OTHER_PACK)
    elsewhere = a_month("YQ", accepted=(50, 7, 9), place="yunying", place_name="云影市")
    found = alike(Reported(one, Proof.SAME_KEY, "", "") for one in (here, other, later, elsewhere))
    rows = [[(label, str(amount)) for label, amount in parts_of(one, "accepted")][1] for one in found]
    assert sorted(rows) == [("低压居民", "30"), ("低压居民", "50"), ("低压居民", "50")]
    remarks = city_report(a_city(here, other, later), ("2026-10",), TODAY).remarks
    assert any("分 2 组列出，不相加" in one for one in remarks)


def test_figures_counted_by_other_rules_are_not_added_up() -> None:
    later = a_month("XQ").model_copy(update={"fold": 2})
    assert len(alike(Reported(one, Proof.SAME_KEY, "", "") for one in (a_month("DQ"), later))) == 2


def test_a_part_that_one_office_hides_is_a_range() -> None:
    """DQ gives 低压居民 10 and puts 5 and 1 together; XQ gives 20, 6, 3."""
    (group,) = alike(
        Reported(one, Proof.SAME_KEY, "", "")
        for one in (a_month("DQ", accepted=(10, 5, 1)), a_month("XQ", accepted=(20, 6, 3)))
    )
    assert [(label, str(amount)) for label, amount in parts_of(group, "accepted")] == [
        ("合计", "45"),
        ("低压居民", "30"),
        ("低压非居民", "6–12"),
        ("高压", "3–9"),
        (TOGETHER, "6"),
    ]


def test_the_mean_of_a_step_counts_each_office_by_what_it_ended() -> None:
    (group,) = alike(
        Reported(a_month(code, closed=closed), Proof.SAME_KEY, "", "") for code, closed in (("DQ", 4), ("XQ", 2))
    )
    (step,) = steps_of(group)
    assert (str(step.number), step.mean) == ("5–6", 2.5)


def test_a_month_that_is_not_over_is_named() -> None:
    city = a_city(a_month("DQ", counted_on="2026-10-20"))
    assert (
        "样例DQ大厅 2026-10 截至 2026-10-20，还没有统计完，请月底以后重报"
        in city_report(city, ("2026-10",), TODAY).remarks
    )


def test_of_months_without_any_figure_nothing_is_said_to_be_zero() -> None:
    shown = table(a_city(a_month("DQ")), "逐月", ("2026-11",))
    assert shown.rows == (("2026-11", "0/1", None, None, None, None),)
    assert str(NOT_KNOWN) == "至少 0"


def test_months_are_named_as_people_say_them() -> None:
    assert months_words(("2026-10",)) == "2026年10月"
    assert months_words(("2026-08", "2026-09")) == "2026年8月至9月"
    assert months_words(("2025-12", "2026-01")) == "2025年12月至2026年1月"
    assert months_words(()) == "没有选月份"


def test_months_between_that_nobody_sent_are_offered_too() -> None:
    made = datetime(2026, 11, 1, tzinfo=UTC)
    city = a_city(a_month("DQ", "2026-07", made_at=made), a_month("DQ", "2026-10", made_at=made))
    assert city.months == ("2026-07", "2026-08", "2026-09", "2026-10")
    assert a_city().months == ()
