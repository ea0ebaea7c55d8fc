"""Conditions in a cell of the workbook: what is written is read as the same condition, and what is wrong is named."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from builders.paper_builders import PLACES
from hypothesis import given
from hypothesis import strategies as st

from gridcounter import paths
from gridcounter.core.authoring.condition_text import condition_text, read_condition
from gridcounter.core.policy.condition_words import COMPARISONS
from gridcounter.core.policy.conditions import AllOf, Condition, parse_condition
from gridcounter.core.policy.keys import KEYS, FlagKey, NumberKey, SetKey, WordKey


def parsed(table: object) -> Condition:
    condition, problems = parse_condition(table, "when")
    assert not problems
    return condition


def flattened(condition: Condition) -> Condition:
    """`all` inside `all` means the same; a part that stands twice is written so."""
    if not isinstance(condition, AllOf):
        return condition
    parts = [inner for part in condition.parts for inner in _inside(flattened(part))]
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _inside(condition: Condition) -> tuple[Condition, ...]:
    return condition.parts if isinstance(condition, AllOf) else (condition,)


@pytest.mark.parametrize("place", [*PLACES, "baseline"])
def test_each_condition_of_a_shipped_pack_is_read_back_as_it_was(place: str) -> None:
    raw = tomllib.loads((paths.policies() / place / "pack.toml").read_text("utf-8"))
    rules = [rule for value in raw.values() if isinstance(value, list) for rule in value if isinstance(rule, dict)]
    conditions = [*raw.get("terms", {}).values(), *(rule["when"] for rule in rules if "when" in rule)]
    assert conditions
    for table in conditions:
        back, problems = read_condition(condition_text(table), "when")
        assert not problems
        assert parsed(back) == parsed(table), condition_text(table)


def _tests() -> st.SearchStrategy[dict[str, Any]]:
    """One comparison of a key, as a pack may write it."""

    def of(key: str) -> st.SearchStrategy[dict[str, Any]]:
        match KEYS[key]:
            case FlagKey():
                values: st.SearchStrategy[Any] = st.booleans()
            case WordKey(words=words):
                several = st.lists(st.sampled_from(words), min_size=2, unique=True)
                values = st.one_of(st.sampled_from(words), several)
            case SetKey(words=words):
                listed = st.lists(st.sampled_from(words), unique=True)
                values = st.builds(
                    lambda operator, parts: {operator: parts},
                    st.sampled_from(["subset_of", "excludes", "includes"]),
                    listed.filter(bool),
                )
            case NumberKey(units=units, values=only):
                number = (
                    st.sampled_from(only) if only else st.one_of(st.integers(1, 9999), st.sampled_from([0.4, 12.5]))
                )
                operators = st.sampled_from(["at_most", "less_than", "at_least", "more_than"])
                unit = st.sampled_from(units) if units else st.none()
                values = st.builds(
                    lambda operator, limit, unit: {operator: limit} | ({"unit": unit} if unit else {}),
                    operators,
                    number,
                    unit,
                )
        return values.map(lambda value: {key: value})

    return st.sampled_from(list(KEYS)).flatmap(of)


def _tables() -> st.SearchStrategy[dict[str, Any]]:
    names = st.sampled_from(["low", "three_zero", "mv10"])
    plain = st.one_of(_tests(), names.map(lambda name: {"is": name}), names.map(lambda name: {"class": name}))

    def deeper(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
        several = st.lists(inner, min_size=1, max_size=3)
        label = st.sampled_from(["", "文件列出的电压等级", "甲；乙（丙）"])
        return st.one_of(
            inner.map(lambda table: {"not": table}),
            inner.map(lambda table: {"given": table}),
            st.builds(lambda parts, label: {"any": parts} | ({"label": label} if label else {}), several, label),
            several.map(lambda parts: {"all": parts}),
            st.builds(lambda one, other: one | other, inner, inner),
        )

    return st.recursive(plain, deeper, max_leaves=6)


@given(table=_tables())
def test_any_condition_that_is_written_is_read_as_the_same(table: dict[str, Any]) -> None:
    if "label" in table and "any" not in table:
        return
    back, problems = read_condition(condition_text(table), "when")
    assert not problems
    assert flattened(parsed(back)) == flattened(parsed(table)), condition_text(table)


def test_a_condition_reads_as_a_policy_person_writes_it() -> None:
    text = (
        "属于 low\n客户类型 为 居民／小微企业\n用电容量 不超过 160 kW\n永久用电\n除外（占用挖掘部位 仅限 人行道／绿地）"
    )
    table, problems = read_condition(text, "适用情形")
    assert not problems
    assert table == {
        "is": "low",
        "customer": ["resident", "micro_enterprise"],
        "supply.capacity": {"at_most": 160, "unit": "kW"},
        "supply.permanent": True,
        "not": {"works.occupies": {"subset_of": ["footway", "green"]}},
    }
    assert condition_text(table) == text


def test_what_stands_twice_holds_twice() -> None:
    table, problems = read_condition(
        "线路总长 超过 10\n线路总长 不超过 20\n属于 a\n属于 b\n除外（属于 c）\n除外（属于 d）", "when"
    )
    assert not problems
    assert table == {
        "works.length_m": {"more_than": 10, "at_most": 20},
        "is": ["a", "b"],
        "not": {"is": "c"},
        "all": [{"not": {"is": "d"}}],
    }


def test_two_groups_keep_the_sentences_they_are_shown_under() -> None:
    table, problems = read_condition("任一“甲”（属于 a；属于 b）\n任一“乙”（属于 c；属于 d）", "when")
    assert not problems
    assert table == {
        "any": [{"is": "a"}, {"is": "b"}],
        "label": "甲",
        "all": [{"any": [{"is": "c"}, {"is": "d"}], "label": "乙"}],
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("线路多长 小于 10", "项目 比较 值"),
        ("线路总长 大约 10", "比较写作"),
        ("任一（）", "括号里至少一个条件"),
        ("除外（属于 low", "括号和引号成对"),
        ("线路总长小于1000", "项目 比较 值"),
    ],
)
def test_what_cannot_be_understood_is_told_with_what_may_stand_there(text: str, told: str) -> None:
    _, problems = read_condition(text, "适用情形")
    assert any(told in str(problem) for problem in problems), [str(one) for one in problems]
    assert all(str(problem).startswith("适用情形") for problem in problems)


def test_each_comparison_has_one_word() -> None:
    assert len(set(COMPARISONS.values())) == len(COMPARISONS)
