"""Random conditions over a few keys, and their truth by plain evaluation of whole cases, without the engine."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, TypeAlias

from hypothesis import strategies as st

Whole: TypeAlias = dict[str, Any]  # every key has a value, None where the case has no such thing
Raw: TypeAlias = dict[str, Any]  # a condition as TOML gives it

SURFACES = ("footway", "green")
CUSTOMERS = ("resident", "sole_proprietor", "micro_enterprise", "enterprise", "other")

#: Values on every side of the limits below; a limit that no case can reach is among the limits, too.
VALUES: dict[str, tuple[Any, ...]] = {
    "business": ("new_connection", "capacity_increase", "temporary"),
    "customer": CUSTOMERS,
    "sole_proprietor_as_micro": (False, True),
    "supply.voltage_kv": (0.4, 1, 6, 10, 20),
    "supply.capacity": (50, 100, 150, 200, 300),
    "supply.sources": (1, 2),
    "supply.permanent": (False, True),
    "supply.connection": ("meter_only", "service_drop", "works"),
    "site.key_project": (False, True),
    "works": (False, True),
    "works.length_m": (0, 50, 100, 150),
    "works.occupies": tuple(
        words for size in range(4) for words in itertools.combinations(("footway", "green", "carriageway"), size)
    ),
}
LIMITS: dict[str, tuple[float, ...]] = {
    "supply.voltage_kv": (1, 10, 0),
    "supply.capacity": (100, 200),
    "supply.sources": (1, 2),
    "works.length_m": (0, 100, -5),
}
#: What has to be known with a key so that it makes sense.
_COMPANIONS = {
    "customer": ("sole_proprietor_as_micro",),
    "stated_customer": ("customer",),
    "supply.permanent": ("business",),
    "supply.connection": ("supply.voltage_kv",),
    "works.length_m": ("works",),
    "works.occupies": ("works",),
}
TESTED = ("stated_customer", *VALUES)


def conditions(keys: Iterable[str], terms: tuple[str, ...] = ()) -> st.SearchStrategy[Raw]:
    leaves = st.one_of([_leaf(key) for key in keys] + [st.just({"is": name}) for name in terms])
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
            inner.map(lambda part: {"not": part}),
            inner.map(lambda part: {"given": part}),
        ),
        max_leaves=5,
    )


def _leaf(key: str) -> st.SearchStrategy[Raw]:
    if key in LIMITS:
        unit = st.sampled_from([{"unit": "kW"}, {"unit": "kVA"}]) if key == "supply.capacity" else st.just({})
        operators = st.sampled_from(["equal", "at_most", "less_than", "at_least", "more_than"])
        limit = st.dictionaries(operators, st.sampled_from(LIMITS[key]), min_size=1, max_size=2)
        return st.builds(lambda tests, of: {key: {**tests, **of}}, limit, unit)
    if key == "works.occupies":
        words = st.lists(st.sampled_from(SURFACES), min_size=1, unique=True)
        return st.builds(lambda name, of: {key: {name: of}}, st.sampled_from(["subset_of", "excludes"]), words)
    words_of = [w for w in VALUES[key if key in VALUES else "customer"] if key != "customer" or w != "sole_proprietor"]
    one = st.sampled_from(words_of).map(lambda word: {key: word})
    if isinstance(words_of[0], bool):
        return one
    return one | st.lists(st.sampled_from(words_of), min_size=1, unique=True).map(lambda words: {key: words})


def keys_with_companions(keys: Collection[str]) -> list[str]:
    found = set(keys)
    while more := {other for key in found for other in _COMPANIONS.get(key, ())} - found:
        found |= more
    return [key for key in VALUES if key in found]


def assignments(keys: Iterable[str], allowed: Mapping[str, Collection[Any]] | None = None) -> list[Whole]:
    """Every value with every other, contradictions included."""
    named = list(keys)
    choices = [[v for v in VALUES[key] if allowed is None or key not in allowed or v in allowed[key]] for key in named]
    return [dict(zip(named, values, strict=True)) for values in itertools.product(*choices)]


def possible_cases(keys: Iterable[str]) -> list[Whole]:
    return [whole for whole in assignments(keys) if not _contradicts(whole)]


def _contradicts(whole: Whole) -> bool:
    return whole.get("business") == "temporary" and whole.get("supply.permanent") is True


def _as_case(whole: Whole) -> Whole:
    """What is not there has no value: parts of no works, a connection above low voltage."""
    case = dict(whole)
    if case.get("works") is False:
        case.update({key: None for key in case if key.startswith("works.")})
    if case.get("supply.voltage_kv", 0) > 1 and "supply.connection" in case:
        case["supply.connection"] = None
    if case.get("business") == "temporary" and "supply.permanent" in case:
        case["supply.permanent"] = False
    return case


def holds(raw: Raw, whole: Whole, terms: Mapping[str, Raw] | None = None) -> bool:
    """Every entry of a condition must hold."""
    case = _as_case(whole)
    return all(_entry(key, wanted, case, terms or {}) for key, wanted in raw.items())


def _entry(key: str, wanted: Any, case: Whole, terms: Mapping[str, Raw]) -> bool:  # noqa: ANN401  as TOML gives it
    match key:
        case "all":
            return all(holds(part, case, terms) for part in wanted)
        case "any":
            return any(holds(part, case, terms) for part in wanted)
        case "not":
            return not holds(wanted, case, terms)
        case "given":
            return holds(wanted, case, terms)
        case "is":
            return holds(terms[wanted], case, terms)
    return _test(_value(key, case), wanted)


def _value(key: str, case: Whole) -> Any:  # noqa: ANN401  a word, a number, a flag or a list
    if key == "stated_customer":
        return case["customer"]
    if key == "customer" and case["customer"] == "sole_proprietor":
        return "micro_enterprise" if case["sole_proprietor_as_micro"] else "enterprise"
    return case[key]


def _test(value: Any, wanted: Any) -> bool:  # noqa: ANN401  as above
    if value is None:
        return False
    if isinstance(wanted, dict):
        compare: dict[str, Callable[[Any], bool]] = {
            "equal": lambda limit: value == limit,
            "at_most": lambda limit: value <= limit,
            "less_than": lambda limit: value < limit,
            "at_least": lambda limit: value >= limit,
            "more_than": lambda limit: value > limit,
            "subset_of": lambda words: set(value) <= set(words),
            "excludes": lambda words: not set(value) & set(words),
        }
        return all(compare[operator](limit) for operator, limit in wanted.items() if operator != "unit")
    return value in wanted if isinstance(wanted, list) else bool(value == wanted)
