"""The approval under small invented policies: several rules open at once, and all data of a filing."""

from __future__ import annotations

from typing import Any

import pytest
from builders.small_papers import a_case, a_pack, decided

from gridcounter.core.policy.model import Track
from gridcounter.core.policy.regime import FilingForm, WorksStart

URBAN, ELSEWHERE = 'when = { "site.area" = "urban" }', 'when = { "site.area" = ["town", "rural"] }'
REGIME = """
[filing]
form = "filing_record"
name = "样例备案制"
title = "样例备案表"
pushed_by = "grid_company"
channel = "样例平台"
receiver = "样例审批局"
post_required = true
may_start = "posted"
may_start_text = "张贴后即可开工"
consequences = ["样例后果一", "样例后果二"]
article = ["5"]
"""


def rule(name: str, when: str = "", **result: Any) -> str:  # noqa: ANN401  TOML
    lines = [
        f"{key} = {str(value).lower() if isinstance(value, bool | int) else repr(value)}"
        for key, value in result.items()
    ]
    return "\n".join(["", "[[approval]]", f'id = "{name}"', *lines, f'article = "{name[1:]}"', when, ""])


# ---- two rules of one track


@pytest.mark.parametrize(
    ("one", "other", "may"), [(True, True, True), (True, False, False), (False, True, False), (False, False, False)]
)
def test_a_choice_is_stated_only_where_every_rule_that_may_hold_leaves_it(one: bool, other: bool, may: bool) -> None:  # noqa: FBT001
    pack = a_pack(
        rule("n6", URBAN, track="filing", may=one) + rule("n7", ELSEWHERE, track="filing", may=other) + REGIME
    )

    found = decided(pack).approval

    assert (found.track, found.may, found.conditions) == ("filing", may, ())
    assert [basis.article for basis in found.basis] == ["6", "7"]


def test_days_are_stated_where_the_rules_that_may_hold_agree_and_else_what_decides_between_them() -> None:
    two_days, same = (
        a_pack(rule("n6", URBAN, track="permit", wd=3) + rule("n7", ELSEWHERE, track="permit", wd=wd)) for wd in (5, 3)
    )

    differ, agree, known = decided(two_days), decided(same), decided(two_days, a_case(site={"area": "rural"}))

    assert (differ.approval.track, differ.approval.wd, differ.approval.needs) == ("permit", None, ("site.area",))
    assert (agree.approval.wd, agree.approval.needs) == (3, ())
    assert (known.approval.wd, known.approval.needs) == (5, ())
    clocks = [[(limit.id, limit.wd, limit.counts_from) for limit in each.limits] for each in (differ, agree, known)]
    assert [("approval", 3, "approval_accepted") in one for one in clocks] == [False, True, False]
    assert ("approval", 5, "approval_accepted") in clocks[2]


def test_two_tracks_that_may_hold_are_branches_with_their_own_days() -> None:
    pack = a_pack(rule("n6", URBAN, track="permit", wd=3) + rule("n7", ELSEWHERE, track="parallel", wd=5))

    found = decided(pack).approval

    assert (found.track, found.may, found.wd, found.filing, found.needs) == (
        "undetermined",
        False,
        None,
        None,
        ("site.area",),
    )
    assert [(branch.track, branch.wd) for branch in found.branches] == [("permit", 3), ("parallel", 5)]
    assert decided(pack, a_case(site={"area": "urban"})).approval.branches == ()


@pytest.mark.parametrize(
    ("known", "left"),
    [
        ({}, ["works.length_m", "works.road_crossing_m"]),
        ({"length_m": 50}, ["works.road_crossing_m"]),
        ({"road_crossing_m": 10}, ["works.length_m"]),
    ],
)
def test_a_branch_names_only_what_can_still_lead_to_it(known: dict[str, float], left: list[str]) -> None:
    both = 'when = { "works.length_m" = { at_most = 100 }, "works.road_crossing_m" = { at_most = 30 } }'
    pack = a_pack(rule("n6", both, track="filing") + rule("n7", track="permit", unless="n6") + REGIME)

    branches = {branch.track: branch.when for branch in decided(pack, a_case(works=known)).approval.branches}

    assert [shown.key for shown in branches[Track.PERMIT]] == left
    assert [shown.key for shown in branches[Track.FILING]] == ["works.length_m", "works.road_crossing_m"]


def test_a_filing_says_everything_that_the_paper_says_of_it() -> None:
    filing = decided(a_pack(rule("n6", track="filing") + REGIME)).approval.filing

    assert filing is not None
    assert filing.form == FilingForm.FILING_RECORD
    assert (filing.name, filing.title) == ("样例备案制", "样例备案表")
    assert (filing.pushed_by, filing.channel, filing.receiver) == ("grid_company", "样例平台", "样例审批局")
    assert (filing.post_required, filing.may_start, filing.start_text) == (
        True,
        WorksStart.POSTED,
        "张贴后即可开工",
    )
    assert filing.consequences == ("样例后果一", "样例后果二")


@pytest.mark.parametrize(
    ("track", "result"), [("filing", True), ("commitment", True), ("permit", False), ("parallel", False)]
)
def test_a_regime_is_stated_only_with_its_tracks(track: str, result: bool) -> None:  # noqa: FBT001
    pack = a_pack(rule("n6", URBAN, track=track) + rule("n7", ELSEWHERE, track="filing") + REGIME)

    assert (decided(pack, a_case(site={"area": "urban"})).approval.filing is not None) is result
