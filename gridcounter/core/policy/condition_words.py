"""A condition of a rule as a short phrase."""

from __future__ import annotations

from collections.abc import Mapping

from gridcounter.core.labels import WORD_LABELS, flag_label, key_label, value_label
from gridcounter.core.policy.conditions import Test

_OPERATORS: Mapping[str, str] = {
    "equal": "为",
    "one_of": "为",
    "at_most": "不超过",
    "less_than": "小于",
    "at_least": "不小于",
    "more_than": "超过",
    "subset_of": "仅限",
    "excludes": "不含",
    "since": "不早于",
    "until": "不晚于",
    "before": "早于",
    "after": "晚于",
    "not_equal": "不是",
    "not_one_of": "不是",
    "not_subset_of": "超出",
    "includes": "含",
}


def condition_label(test: Test) -> str:
    """A condition as a short phrase: 线路总长小于 1000 米; a flag as words of its own."""
    if isinstance(test.limit, bool):
        return flag_label(test.key, on=test.limit == (test.operator == "equal"))
    if test.key == "site.park" and test.operator in {"equal", "one_of"}:
        levels = set(test.limit if isinstance(test.limit, tuple) else (test.limit,))
        if levels == {"none"}:
            return "不在园区"
        if levels == set(WORD_LABELS["site.park"]) - {"none"}:
            return "在园区内"
    if test.limit == ():
        return "不占用、不挖掘道路和绿地" if test.operator == "subset_of" else "占用或者挖掘道路、绿地"
    value = value_label(test.key, test.limit, test.unit)
    if test.key == "supply.voltage_kv" and test.operator == "at_least":
        return f"电压等级 {value}及以上"
    space = " " if value[:1].isascii() else ""
    return f"{key_label(test.key)}{_OPERATORS[test.operator]}{space}{value}"
