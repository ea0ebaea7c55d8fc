"""The table of branches: what leads to each outcome while it is open which one applies."""

from __future__ import annotations

import pytest
from builders.paper_builders import an_application, plain, texts

FAILING, OTHERWISE = "情形的条件有一项不符合", "不属于其他各行的情形"


def the_notice(place: str) -> str:
    case = {
        "locality": place,
        "on": "2026-09-28",
        "business": "new_connection",
        "customer": "enterprise",
        "supply": {"voltage_kv": 10},
        "works": {"owner": "applicant"},
    }
    return plain("".join(texts(an_application(place, case=case)).values()))


@pytest.mark.parametrize("place", ["jining", "zaozhuang"])
def test_a_branch_with_open_conditions_of_its_own_does_not_ask_that_others_fail(place: str) -> None:
    text = the_notice(place)
    assert "并且：" in text
    assert FAILING not in text
    assert OTHERWISE not in text


@pytest.mark.parametrize("place", ["lianyungang", "liangzihu"])
def test_a_branch_without_conditions_of_its_own_says_which_one_must_fail(place: str) -> None:
    assert f"第1种{FAILING}" in the_notice(place)
