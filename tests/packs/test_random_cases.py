"""Random cases, complete and with gaps: no crash, a basis for everything, and more knowledge never contradicts less."""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest
from builders.packs.comparing import differences, report, told
from builders.packs.engine import assess
from builders.packs.grids import KINDS, PARKS, SURFACES, VOLTAGES
from builders.packs.reading_parts import NOTES, Case
from builders.packs.readings import PLACES, as_reading, read

CASES_PER_PLACE = 150
CAPACITIES = (3, 100, 160, 160.5, 200, 200.5, 220, 220.5, 630, 1250, 1250.5, 2000, 2000.5, 31500)
LENGTHS = (0, 30, 200, 600, 600.5, 999.5, 1000, 2400)
DOCUMENTS = ("identity", "premises", "project_approval", "design_documents", "completion_report")
CUSTOMERS = ("resident", "sole_proprietor", "micro_enterprise", "enterprise", "other")
BUSINESSES = ("new_connection", "capacity_increase", "temporary")
OWNERS = ("applicant", "grid_company", "government", "park")
FILED = ("filing", "commitment")


def test_complete_random_cases_are_answered_as_read() -> None:
    chance = random.Random(20260921)  # noqa: S311  cases, no secrets
    problems: list[str] = []

    for number in range(CASES_PER_PLACE):
        case = a_random_case(chance, PLACES[number % len(PLACES)], gaps=0)
        found = differences(as_reading(assess(case)), read(case))
        problems += [f"{told(case)}: {section}: {pair}" for section, pair in found.items()]

    assert not problems, report(problems, of=CASES_PER_PLACE)


@pytest.mark.parametrize("place", PLACES)
def test_random_cases_have_sound_answers_and_learning_more_unsettles_nothing(place: str) -> None:
    chance = random.Random(place)  # noqa: S311  cases, no secrets
    problems: list[str] = []

    for _ in range(CASES_PER_PLACE):
        case = a_random_case(chance, place, gaps=chance.choice((0.1, 0.3, 0.6)))
        before = assess(case)
        problems += [f"{told(case)}: {problem}" for problem in unsound(before, case)]
        learnt = one_thing_learnt(chance, case)
        if learnt is not None:
            name, fuller = learnt
            problems += [f"{told(case)}; then {name}: {problem}" for problem in unsettled(before, assess(fuller))]

    assert not problems, report(problems, of=CASES_PER_PLACE)


def a_random_case(chance: random.Random, place: str, *, gaps: float) -> Case:
    """Complete, but that each key is unknown with the probability `gaps`: left out or null."""
    case: Case = {"locality": place, "on": "2026-09-21", "supply": {}, "site": {}, "online": []}
    case["online"] = [document for document in DOCUMENTS if chance.random() < 0.2]
    for path in ("business", "customer", "sole_proprietor_as_micro"):
        case[path] = drawn(chance, case, path)
    for path in SUPPLY:
        case["supply"][path] = drawn(chance, case, f"supply.{path}")
    for path in ("area", "park", "key_project", "new_residential_estate"):
        case["site"][path] = drawn(chance, case, f"site.{path}")
    case["works"] = None if chance.random() < 0.15 else some_works(chance, case)
    for path in [*laid_out(case)]:
        if chance.random() < gaps:
            forget(chance, case, path)
    if case["supply"].get("voltage_kv") is None:
        case["supply"]["connection"] = None  # known, it would give the voltage away
    return case


SUPPLY = ("voltage_kv", "capacity", "unit", "sources", "critical", "dedicated_line", "permanent", "connection")
WORKS = (
    "kind", "owner", "length_m", "road_crossing_m", "occupies", "cycle_lane_passable", "new_pole_box_or_duct",
    "third_party_interest",
)  # fmt: skip
CHOICES: dict[str, tuple[Any, ...]] = {
    "business": BUSINESSES,
    "customer": CUSTOMERS,
    "supply.voltage_kv": (*VOLTAGES, 15, 66),
    "supply.capacity": CAPACITIES,
    "supply.unit": ("kW", "kVA"),
    "supply.sources": (1, 2),
    "supply.connection": ("meter_only", "service_drop", "works"),
    "site.area": ("urban", "town", "rural"),
    "site.park": PARKS,
    "works.kind": KINDS,
    "works.owner": OWNERS,
    "works.length_m": LENGTHS,
    "works.road_crossing_m": (0, 29.5, 30, 30.5),
    "works.occupies": SURFACES,
}


def drawn(chance: random.Random, case: Case, path: str) -> object:
    """A value that contradicts nothing known; None where only the contract's exceptions would fit."""
    if path == "supply.connection" and not case["supply"].get("voltage_kv", 10) <= 1:
        return None
    if path == "supply.permanent" and case.get("business") == "temporary":
        return False
    if path == "business" and case["supply"].get("permanent"):
        return chance.choice(("new_connection", "capacity_increase"))
    return copy.copy(chance.choice(CHOICES.get(path, (False, True))))


def some_works(chance: random.Random, case: Case) -> Case:
    return {path: drawn(chance, case, f"works.{path}") for path in WORKS}


def laid_out(case: Case) -> list[str]:
    """Every key of a case that may be unknown."""
    paths = ["business", "customer", "sole_proprietor_as_micro", *(f"supply.{path}" for path in SUPPLY)]
    paths += [f"site.{path}" for path in case["site"]]
    if case.get("works") is not None:
        paths += [f"works.{path}" for path in WORKS]
    return [*paths, "works"]


def forget(chance: random.Random, case: Case, path: str) -> None:
    head, dot, tail = path.partition(".")
    if path == "works":
        if chance.random() < 0.5:
            case.pop("works", None)
    elif not dot:
        case[head] = None
    elif head in case and chance.random() < 0.5:
        case[head].pop(tail, None)
    elif head in case:
        case[head][tail] = None


def one_thing_learnt(chance: random.Random, case: Case) -> tuple[str, Case] | None:
    """The case with one unknown key filled; None if there is nothing left to learn."""
    unknown = [path for path in laid_out(case) if is_unknown(case, path)]
    if not unknown:
        return None
    path = chance.choice(unknown)
    fuller = copy.deepcopy(case)
    head, dot, tail = path.partition(".")
    if path == "works":
        value: object = chance.choice((None, {}, some_works(chance, fuller)))
        fuller["works"] = value
    else:
        value = drawn(chance, fuller, path)
        if dot:
            fuller[head][tail] = value
        else:
            fuller[head] = value
    return f"{path}={value!r}", fuller


def is_unknown(case: Case, path: str) -> bool:
    head, dot, tail = path.partition(".")
    if path == "works":
        return "works" not in case
    if path == "supply.connection":
        kv = case["supply"].get("voltage_kv")
        return kv is not None and kv <= 1 and case["supply"].get(tail) is None
    if dot:
        return case.get(head) is not None and case[head].get(tail) is None
    return case.get(head) is None


def unsound(result: Case, case: Case) -> list[str]:
    """What no answer may look like, whatever the case."""
    problems = [f"{where} has no basis" for where, element in elements(result) if not is_founded(element.get("basis"))]
    approval = result["approval"]
    undetermined = approval["track"] == "undetermined"
    if undetermined and not (approval["needs"] and len(approval["branches"]) > 1):
        problems.append("undetermined without needs or branches")
    if not undetermined and approval["branches"]:
        problems.append("branches of a settled track")
    if "works.owner" in approval["needs"]:
        problems.append("the track waits for works.owner")
    if (approval["filing"] is not None) != (approval["track"] in FILED):
        problems.append(f"filing {approval['filing']} under {approval['track']}")
    if any(condition["gap"] is not None and condition["gap"] < 0 for condition in approval["conditions"]):
        problems.append("a negative gap")
    if result["hotlines"] != ["95598", "12398"]:
        problems.append(f"hotlines {result['hotlines']}")
    problems += [problem for clock in result["steps"] + result["limits"] for problem in wrong_date(clock, case["on"])]
    problems += [problem for note in result["notes"] for problem in wrong_note(note)]
    for section in ("steps", "limits", "documents", "costs", "services", "rights", "notes"):
        ids = [element["id"] for element in result[section]]
        if len(ids) != len(set(ids)):
            problems.append(f"{section}: an id twice in {ids}")
    if "grid_side" not in {limit["id"] for limit in result["limits"]}:
        problems.append("no grid_side")
    return problems


def elements(result: Case) -> list[tuple[str, Case]]:
    found: list[tuple[str, Case]] = [("class", result["customer_class"]), ("approval", result["approval"])]
    found += [(f"matter {matter['id']}", matter) for matter in result["approval"]["matters"]]
    for section in ("steps", "limits", "documents", "costs", "services", "rights", "notes"):
        found += [(f"{section} {element['id']}", element) for element in result[section]]
    return found


def is_founded(basis: object) -> bool:
    """Paper and article; general practice is exactly {"source": "baseline"}."""
    return (
        isinstance(basis, list)
        and bool(basis)
        and all(
            clause == {"source": "baseline"}
            or (clause["source"] not in ("", "baseline") and isinstance(clause["article"], str) and clause["article"])
            for clause in basis
        )
    )


def wrong_date(clock: Case, accepted_on: str) -> list[str]:
    """Only a settled number of days from acceptance makes a date."""
    counted = clock["wd"] is not None or clock.get("days") is not None
    dated = clock["counts_from"] in ("applied", "accepted") and counted and not clock["needs"]
    if (clock["due_on"] is not None) != dated:
        return [f"{clock['id']} from {clock['counts_from']} is due on {clock['due_on']}"]
    if dated and clock["due_on"] < accepted_on:
        return [f"{clock['id']} is due before acceptance"]
    return []


def wrong_note(note: Case) -> list[str]:
    if note["kind"] == "conflict" and note["audience"] != "clerk":
        return [f"the conflict {note['id']} is shown to {note['audience']}"]
    if note["id"] not in NOTES:
        return []
    kind, audience = NOTES[note["id"]]
    if note["kind"] != kind or audience not in (None, note["audience"]):
        return [f"note {note['id']} is {note['kind']} for {note['audience']}, reading {kind} for {audience}"]
    return []


def unsettled(before: Case, after: Case) -> list[str]:
    """What was settled and is no more, and what is listed now though it was not even listed as open."""
    problems: list[str] = []
    group = before["customer_class"]
    if not group["needs"] and after["customer_class"]["id"] != group["id"]:
        problems.append(f"class {group['id']} became {after['customer_class']['id']}")
    track = before["approval"]["track"]
    if track != "undetermined" and after["approval"]["track"] != track:
        problems.append(f"track {track} became {after['approval']['track']}")
    possible = {branch["track"] for branch in before["approval"]["branches"]}
    possible |= {track, "undetermined"}
    if after["approval"]["track"] not in possible:
        problems.append(f"track {after['approval']['track']} was no branch of {sorted(possible)}")
    for section in ("steps", "limits", "costs", "documents"):
        earlier, later = (by_id(result, section) for result in (before, after))
        problems += [
            f"{section} {name}: {value} became {later.get(name)}"
            for name, (open_still, value) in earlier.items()
            if not open_still and (name not in later or later[name][1] != value)
        ]
        # the days of an approval are known only with its track, which has branches of its own
        problems += [
            f"{section} {name} came from nowhere" for name in later if name not in earlier and name != "approval"
        ]
    return problems


def by_id(result: Case, section: str) -> dict[str, tuple[bool, object]]:
    """Of each element whether it is still open, and what it says."""
    if section == "documents":
        return {
            item["id"]: (item["state"] == "undetermined", (item["stage"], item["state"])) for item in result[section]
        }
    if section == "costs":
        return {item["id"]: (bool(item["needs"]), item["payer"]) for item in result[section]}
    return {
        item["id"]: (bool(item["needs"]), (item["wd"], item.get("days"), item["counts_from"]))
        for item in result[section]
    }
