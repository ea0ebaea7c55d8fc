"""Cases with gaps, and by brute force what is settled in them: the reading of every completion."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from builders.packs.grids import KINDS, PARKS, SURFACES, Dimension, a_case, key_of, no_and_yes, size, values, who
from builders.packs.reading_parts import Case, Mark, Reading
from builders.packs.readings import read

# what a key may turn out to be: every value on which some answer of the place can hang
DOMAINS: dict[str, dict[str, tuple[Any, ...]]] = {
    "jining": {
        "customer": ("resident", "micro_enterprise", "enterprise", "other", "sole_proprietor"),
        "supply.voltage_kv": (0.4, 6, 10, 20, 35),
        "supply.capacity": (100, 1250, 1250.5),
        "supply.sources": (1, 2),
        "supply.critical": (False, True),
        "supply.dedicated_line": (False, True),
        "supply.permanent": (False, True),
        "site.park": ("none", "municipal", "national"),
        "site.key_project": (False, True),
        "works.kind": KINDS,
        "works.third_party_interest": (False, True),
    },
    "lianyungang": {
        "customer": ("resident", "micro_enterprise", "enterprise", "other", "sole_proprietor"),
        "supply.voltage_kv": (0.4, 6, 10, 20, 35),
        "supply.sources": (1, 2),
        "supply.critical": (False, True),
        "site.new_residential_estate": (False, True),
        "works.length_m": (999.5, 1000, 1200),
        "works.occupies": SURFACES,
        "works.cycle_lane_passable": (False, True),
        "works.new_pole_box_or_duct": (False, True),
    },
    "liangzihu": {
        "customer": ("resident", "micro_enterprise", "enterprise", "other", "sole_proprietor"),
        "supply.voltage_kv": (0.4, 6, 10, 20, 35),
        "supply.capacity": (220, 2000, 2000.5),
        "works.length_m": (600, 600.5),
        "works.road_crossing_m": (30, 30.5),
    },
    "zaozhuang": {
        "customer": ("resident", "micro_enterprise", "enterprise", "other", "sole_proprietor"),
        "supply.voltage_kv": (0.4, 6, 10, 20, 35),
        "site.park": PARKS,
        "works.length_m": (100, 5000),
    },
    "linyi": {
        "customer": ("resident", "micro_enterprise", "enterprise", "other", "sole_proprietor"),
        "supply.voltage_kv": (0.4, 6, 10, 20, 35),
        "supply.capacity": (160, 160.5),
        "site.park": PARKS,
        "works.length_m": (100, 5000),
    },
}
# `works` as a whole stands for its own keys
EVERYTHING = {place: (*domains, "works", "sole_proprietor_as_micro") for place, domains in DOMAINS.items()}

SOLE_OR_NOT = [
    who("resident"),
    who("micro_enterprise"),
    who("enterprise"),
    who("other"),
    who("sole_proprietor", as_micro=True),
    who("sole_proprietor", as_micro=False),
]
NO_CONNECTION: Dimension = [{"supply.connection": None}]  # known, it would give the voltage away

BASES: dict[str, tuple[tuple[Dimension, ...], ...]] = {
    "jining": (
        (
            values("supply.voltage_kv", 0.4, 6, 10, 35),
            SOLE_OR_NOT,
            size("kVA", 100, 1250.5),
            values("supply.sources", 1, 2),
            [
                {"works.kind": "customer_connection"},
                {"works.kind": "customer_connection", "supply.dedicated_line": True},
                {"works.kind": "public_grid_capacity", "supply.dedicated_line": True},
                {"works": None},
            ],
        ),
    ),
    "lianyungang": (
        (
            values("supply.voltage_kv", 0.4, 6, 10, 20, 35),
            SOLE_OR_NOT,
            values("supply.sources", 1, 2),
            [{}, {"works": None}],
        ),
        (
            values("supply.voltage_kv", 0.4, 6, 10, 35),
            values("works.length_m", 999.5, 1000, 1200),
            values("works.occupies", *SURFACES),
            no_and_yes("works.cycle_lane_passable"),
        ),
    ),
    "liangzihu": (
        (
            values("supply.voltage_kv", 0.4, 6, 10, 20, 35),
            [who("resident"), who("sole_proprietor", as_micro=True), who("enterprise")],
            size("kVA", 2000, 2000.5),
            values("works.length_m", 600, 600.5),
            values("works.road_crossing_m", 30, 30.5),
        ),
    ),
    "zaozhuang": (
        (values("supply.voltage_kv", 0.4, 6, 10, 35), SOLE_OR_NOT, values("site.park", *PARKS), [{}, {"works": None}]),
    ),
    "linyi": ((values("supply.voltage_kv", 0.4, 6, 10, 35), SOLE_OR_NOT, [{}, {"works": None}]),),
}


Filled: TypeAlias = tuple[tuple[str, str], ...]  # (key, value) for each blank

# the approval's days come with its track; the other two hang on a key that is blank in every base case
NOT_BY_BRUTE_FORCE = {"approval", "connect_same_day", "connect_next_day"}


class Verdict(NamedTuple):
    """What the completions say: one value if they agree, else all values and the keys that decide."""

    values: frozenset[object]
    needs: frozenset[str]


class Expected(NamedTuple):
    customer_class: Verdict
    track: Verdict
    days: Verdict  # of the approval: they may hang on more than the track does
    lines: dict[Mark, Verdict]  # steps, limits, costs and documents by section and id; None where it is not listed
    left_open: set[Mark]


#: So many base cases share the pairs between them: every pair meets every value, and every base case many pairs.
PAIRS_IN_TURN = 4


def gap_cases(place: str) -> list[tuple[Case, tuple[str, ...]]]:
    """Every base case with each key, and in turn with pairs of keys, blanked; each partial case once."""
    found: dict[str, tuple[Case, tuple[str, ...]]] = {}
    keys = EVERYTHING[place]
    choices = [(key,) for key in keys] + [pair for pair in itertools.combinations(keys, 2) if makes_sense(pair)]
    for dimensions in BASES[place]:
        for number, patches in enumerate(itertools.product(*dimensions, NO_CONNECTION)):
            case = a_case(place, *patches)
            for turn, choice in enumerate(choices):
                # the second part keeps step with no length of a dimension
                if len(choice) > 1 and (turn + number + number // PAIRS_IN_TURN) % PAIRS_IN_TURN:
                    continue
                if case["works"] is None and any(key.startswith("works.") for key in choice):
                    continue
                partial = blanked(case, choice)
                found.setdefault(key_of(partial), (partial, choice))
    return list(found.values())


def makes_sense(pair: tuple[str, ...]) -> bool:
    return not ("works" in pair and any(key.startswith("works.") for key in pair))


def blanked(case: Case, keys: tuple[str, ...]) -> Case:
    """The case without these keys; whether a key is left out or null means the same, so both occur."""
    partial = copy.deepcopy(case)
    for key in keys:
        head, dot, tail = key.partition(".")
        if not dot and head == "works":
            partial.pop(head, None)
        elif not dot:
            partial[head] = None
        elif head == "works":
            partial.get(head, {}).pop(tail, None)
        else:
            partial[head][tail] = None
    return partial


def expected(partial: Case, keys: tuple[str, ...]) -> Expected:
    """What holds in every completion of the blanked keys, and which keys can still change it."""
    readings = dict(completions(partial, keys))
    lines = {filled: lines_of(reading) for filled, reading in readings.items()}
    left_open = {mark for reading in readings.values() for mark in reading.open}
    marks = {mark for found in lines.values() for mark in found}
    return Expected(
        customer_class=verdict({filled: reading.customer_class for filled, reading in readings.items()}),
        track=verdict({filled: reading.track for filled, reading in readings.items()}),
        days=verdict({filled: reading.approval_wd for filled, reading in readings.items()}),
        lines={
            mark: verdict({filled: found.get(mark) for filled, found in lines.items()})
            for mark in marks
            if mark not in left_open and (mark[0], "*") not in left_open
        },
        left_open=left_open,
    )


def lines_of(reading: Reading) -> dict[Mark, object]:
    lines: dict[Mark, object] = {("steps", name): (wd, event) for name, wd, event in reading.steps}
    for name, (wd, days, event) in reading.limits.items():
        if name not in NOT_BY_BRUTE_FORCE:
            lines["limits", name] = (wd, days, None if wd is None and days is None else event)
    lines |= {("costs", name): (payer,) for name, payer in reading.costs.items()}
    lines |= {("documents", name): document for name, document in reading.documents.items()}
    return lines


def completions(partial: Case, keys: tuple[str, ...]) -> Iterator[tuple[Filled, Reading]]:
    """Each way of filling the blanks, with the reading's answer."""
    dimensions = [choices_of(partial, key, keys) for key in keys]
    for filled in itertools.product(*(choices for choices in dimensions if choices)):
        case = partial
        for _, _, patch in filled:
            case = with_values(case, patch)
        yield tuple((key, value) for key, value, _ in filled), read(case)


def with_values(case: Case, patch: dict[str, Any]) -> Case:
    changed = dict(case)
    for path, value in patch.items():
        head, dot, tail = path.partition(".")
        if dot:
            changed[head] = changed[head] | {tail: value}
        else:
            changed[head] = value
    return changed


def choices_of(partial: Case, key: str, keys: tuple[str, ...]) -> list[tuple[str, str, dict[str, Any]]]:
    domains = DOMAINS[partial["locality"]]
    if key == "sole_proprietor_as_micro":
        if partial["customer"] != "sole_proprietor":
            return []  # asked of sole proprietors only; an unknown customer is asked for first
        return [(key, str(value), {key: value}) for value in (True, False)]
    if key == "customer":
        patches = [{"customer": customer} for customer in domains[key] if customer != "sole_proprietor"]
        office_readings = [partial["sole_proprietor_as_micro"]]
        if office_readings == [None]:
            office_readings = [True, False]
        patches += [who("sole_proprietor", as_micro=office_reading) for office_reading in office_readings]
        return [(key, str(patch), patch) for patch in patches]
    if key == "works":
        return [(key, str(number), {key: works}) for number, works in enumerate(possible_works(partial["locality"]))]
    if key.startswith("works.") and "works" in keys:
        return []
    return [(key, str(value), {key: value}) for value in domains[key]]


def possible_works(place: str) -> list[Case | None]:
    inner = {key: domain for key, domain in DOMAINS[place].items() if key.startswith("works.")}
    usual = a_case(place)["works"]
    return [
        None,
        *(
            usual | {key.removeprefix("works."): value for key, value in zip(inner, combination, strict=True)}
            for combination in itertools.product(*inner.values())
        ),
    ]


def verdict(answers: Mapping[Filled, object]) -> Verdict:
    """A key decides if two of its values, all else the same, give different answers."""
    found = frozenset(answers.values())
    if len(found) == 1:
        return Verdict(found, frozenset())
    needs: set[str] = set()
    for position, (key, _) in enumerate(next(iter(answers))):
        first: dict[Filled, object] = {}
        for filled, answer in answers.items():
            if first.setdefault(filled[:position] + filled[position + 1 :], answer) != answer:
                needs.add(key)
                break
    return Verdict(found, frozenset(needs))
