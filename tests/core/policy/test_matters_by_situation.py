"""Matters only where the works touch them, in the order in which they are applied for; sums, clocks and charges."""

from __future__ import annotations

from typing import Any

import pytest
from builders.small_papers import PACKS, a_case, a_pack, decided

from gridcounter.core.policy.checks.pack import check_pack
from gridcounter.core.policy.decision import Approval, Limit

APPROVAL = """
[[matter]]
id = "digging"
label = "挖路"
authority = "城管"
wd = 3
after = ["planning"]
when = { not = { "works.occupies" = { excludes = ["footway"] } } }
article = "2"

[[matter]]
id = "green"
label = "占绿"
when = { not = { "works.occupies" = { excludes = ["green"] } } }
article = "2"

[[matter]]
id = "planning"
label = "规划"
when = { "works.length_m" = { more_than = 50 } }
article = "2"

[[approval]]
id = "joint"
track = "parallel"
wd = 25
matters = ["digging", "green", "planning"]
none_text = "都不涉及的，不用办理"
when = { "supply.voltage_kv" = { at_most = 20 } }
article = "2"

[[approval]]
id = "rest"
track = "permit"
otherwise = true
article = "3"

[[limit]]
id = "grid_side"
label = "供电企业"
wd = 15
means = "works_done"
excludes = ["用户补正资料的时间"]
article = "1"

[[limit]]
id = "plan_reply"
label = "答复方案"
days = 5
counts_from = "applied"
means = "replied"
actor = "grid_company"
article = "1"

[[limit]]
id = "whole_process"
label = "全过程"
sum_of = ["approval", "grid_side"]
article = "1"

[[cost]]
id = "green_fee"
payer = "waived"
label = "免缴"
part = "绿化补偿费"
amount = "每平方米 0 元"
connection = false
article = "4"
"""


def approval(**works: Any) -> Approval:  # noqa: ANN401  JSON
    return decided(a_pack(APPROVAL), a_case(supply={"voltage_kv": 10}, works=works)).approval


def limits(**result: Any) -> dict[str, Limit]:  # noqa: ANN401  JSON
    return {one.id: one for one in decided(a_pack(APPROVAL), a_case(**result)).limits}


def test_the_pack_of_these_tests_is_sound() -> None:
    assert check_pack(a_pack(APPROVAL), PACKS.baseline) == ()


def test_only_what_the_works_touch_is_listed_and_each_after_what_comes_first() -> None:
    found = approval(length_m=80, occupies=["footway"])

    assert [(one.id, one.authority, one.wd, one.after) for one in found.matters] == [
        ("planning", None, None, ()),
        ("digging", "城管", 3, ("planning",)),
    ]


def test_what_is_not_known_is_listed_with_what_decides_it() -> None:
    found = approval(length_m=80)

    assert [(one.id, one.needs) for one in found.matters] == [
        ("green", ("works.occupies",)),
        ("planning", ()),
        ("digging", ("works.occupies",)),
    ]


def test_where_nothing_is_touched_the_papers_own_sentence_holds() -> None:
    found = approval(length_m=20, occupies=[])

    assert (found.matters, found.none_text) == ((), "都不涉及的，不用办理")


def test_nothing_is_asked_for_a_matter_where_its_rule_does_not_decide() -> None:
    decision = decided(a_pack(APPROVAL), a_case(supply={"voltage_kv": 35}, works={}))

    assert decision.approval.matters == ()
    assert decision.approval.needs == ()


def test_a_total_is_added_up_where_each_part_has_its_days() -> None:
    whole = limits(supply={"voltage_kv": 10})["whole_process"]

    assert (whole.wd, whole.due_on, whole.needs, whole.sum_of) == (40, None, (), ("approval", "grid_side"))


def test_a_total_is_open_with_its_parts_and_none_without_them() -> None:
    open_total = limits()["whole_process"]
    without_days = limits(supply={"voltage_kv": 35})["whole_process"]

    assert (open_total.wd, open_total.needs) == (None, ("supply.voltage_kv",))
    assert (without_days.wd, without_days.needs) == (None, ())


@pytest.mark.parametrize(("applied", "due"), [(None, "2026-09-26"), ("2026-09-15", "2026-09-20")])
def test_days_from_the_application_are_counted_from_it(applied: str | None, due: str) -> None:
    reply = limits(applied_on=applied)["plan_reply"]

    assert (str(reply.due_on), reply.means, reply.actor) == (due, "replied", "grid_company")


def test_what_a_limit_does_not_count_is_the_papers_word() -> None:
    assert limits()["grid_side"].excludes == ("用户补正资料的时间",)


@pytest.mark.parametrize("name", ["connect_same_day", "connect_next_day"])
def test_the_ids_of_connecting_mean_it_by_themselves(name: str) -> None:
    limit = f'[[limit]]\nid = "{name}"\nlabel = "接电"\ndays = 1\ncounts_from = "applied"\narticle = "1"\n'

    [found] = decided(a_pack(limit)).limits

    assert found.means == "connected"


def test_a_charge_that_nobody_pays_has_no_payer_who_builds() -> None:
    decision = decided(a_pack(APPROVAL), a_case(supply={"voltage_kv": 10}))

    assert [(one.payer, one.amount) for one in decision.costs] == [("waived", "每平方米 0 元")]
    assert decision.approval.actor is None
