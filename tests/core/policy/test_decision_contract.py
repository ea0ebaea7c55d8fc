"""Section 2 of the case contract: every key is present, plain JSON, no internal fields."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest

from gridcounter import paths
from gridcounter.core.case_reading import parse_case
from gridcounter.core.policy.contract import to_contract
from gridcounter.core.policy.decide import decide
from gridcounter.core.policy.evaluation import Circumstances
from gridcounter.services.office.calendars import load_calendar
from gridcounter.services.office.packs import load_packs

PACKS = load_packs(paths.policies())
CALENDAR = load_calendar(paths.calendars())

SHAPE = {
    "policy": {"id", "number", "issued_on", "kind", "version"},
    "customer_class": {"id", "label", "needs", "basis"},
    "steps": {"id", "label", "actor", "wd", "days", "counts_from", "due_on", "provisional", "needs", "basis"},
    "limits": {
        "id", "label", "wd", "days", "counts_from", "due_on", "provisional", "needs", "basis",
        "actor", "means", "excludes", "sum_of",
    },
    "documents": {"id", "label", "stage", "state", "actor", "accepts", "basis", "instead_of"},
    "approval": {
        "track", "label", "channel", "may", "alternatives", "actor", "wd", "matters", "conditions",
        "needs", "branches", "filing", "basis", "regime",
    },
    "costs": {"id", "payer", "label", "needs", "basis", "amount"},
    "services": {"id", "label", "basis"},
    "rights": {"id", "label", "basis"},
    "notes": {"id", "kind", "audience", "text", "basis"},
    "questions": {"key", "label", "kind", "unit", "choices", "value", "basis"},
}  # fmt: skip
FILING = {
    "form", "title", "pushed_by", "channel", "post_required", "may_start", "consequences",
    "id", "kind", "name", "filed_by", "attach", "afterwards",
}  # fmt: skip
MATTER = {"id", "label", "basis", "authority", "wd", "after", "needs"}
CONDITION = {"key", "operator", "limit", "value", "met", "gap", "label"}

EMPTY: dict[str, Any] = {}
FILED: dict[str, Any] = {
    "customer": "micro_enterprise",
    "supply": {"voltage_kv": 0.4, "capacity": 120, "unit": "kW"},
    "works": {"length_m": 180.5, "occupies": ["footway"], "road_crossing_m": 10},
}
DEDICATED: dict[str, Any] = {
    "customer": "enterprise",
    "supply": {"voltage_kv": 10, "capacity": 2000, "unit": "kVA", "sources": 1, "dedicated_line": True},
    "works": {"kind": "customer_connection", "length_m": 2000, "road_crossing_m": 50},
}
CASES = [EMPTY, {"works": None}, FILED, DEDICATED]


def assess(locality: str, case: dict[str, Any], circumstances: Circumstances | None = None) -> dict[str, Any]:
    raw = {"locality": locality, "on": "2026-09-21", **case}
    read, problems = parse_case(raw, localities=PACKS.localities, documents=PACKS.documents)
    assert read is not None, problems
    pack = PACKS.edition(read.locality, read.on)
    decision = decide(read, pack, PACKS.baseline, CALENDAR, circumstances or Circumstances())
    return cast("dict[str, Any]", to_contract(decision))


@pytest.mark.parametrize("locality", PACKS.localities)
@pytest.mark.parametrize("case", CASES)
def test_every_key_of_the_contract_is_there_and_no_other(locality: str, case: dict[str, Any]) -> None:
    found = assess(locality, case)

    assert set(found) == {*SHAPE, "hotlines", "business"}
    assert found["business"] is None
    for key, shape in SHAPE.items():
        for element in found[key] if isinstance(found[key], list) else [found[key]]:
            assert set(element) == shape
    assert all(set(matter) == MATTER for matter in found["approval"]["matters"])
    assert all(set(condition) == CONDITION for condition in found["approval"]["conditions"])
    assert all(set(branch) == {"track", "wd", "when", "regime"} for branch in found["approval"]["branches"])


@pytest.mark.parametrize("locality", PACKS.localities)
@pytest.mark.parametrize("case", CASES)
def test_an_assessment_is_plain_json(locality: str, case: dict[str, Any]) -> None:
    found = assess(locality, case)

    assert json.loads(json.dumps(found, allow_nan=False)) == found


@pytest.mark.parametrize("locality", PACKS.localities)
@pytest.mark.parametrize("case", CASES)
def test_no_basis_is_empty_and_general_practice_has_no_article(locality: str, case: dict[str, Any]) -> None:
    found = assess(locality, case)

    elements = [found["customer_class"], found["approval"], *found["approval"]["matters"]]
    elements += [element for key in SHAPE if isinstance(found[key], list) for element in found[key]]
    for element in elements:
        assert element["basis"]
        for basis in element["basis"]:
            assert set(basis) == ({"source"} if basis["source"] == "baseline" else {"source", "article"})


def test_a_filing_is_shown_with_all_its_keys_and_only_with_its_track() -> None:
    assert set(assess("jining", FILED)["approval"]["filing"]) == FILING
    assert assess("jining", DEDICATED)["approval"]["filing"] is None


def test_whole_numbers_are_shown_without_a_point_and_others_as_they_are() -> None:
    conditions = assess("lianyungang", FILED)["approval"]["conditions"]

    assert json.dumps(conditions[0]["limit"]) == "1000"
    assert conditions[0]["value"] == 180.5
    assert conditions[0]["gap"] == 819.5


def test_a_gap_is_never_negative_and_met_gives_the_side() -> None:
    conditions = {each["key"]: each for each in assess("liangzihu", DEDICATED)["approval"]["conditions"]}

    assert (conditions["works.length_m"]["met"], conditions["works.length_m"]["gap"]) == (False, 1400)
    assert (conditions["works.road_crossing_m"]["met"], conditions["works.road_crossing_m"]["gap"]) == (False, 20)


def test_days_are_iso_dates_and_the_version_is_a_digest() -> None:
    found = assess("jining", FILED)

    assert found["policy"]["issued_on"] == "2021-05-31"
    assert found["policy"]["version"].startswith("sha256:")
    assert found["limits"][0]["due_on"] == "2026-09-23"


def test_an_agent_and_a_tenancy_add_their_documents() -> None:
    plain = {document["id"] for document in assess("linyi", EMPTY)["documents"]}

    found = {each["id"] for each in assess("linyi", EMPTY, Circumstances(agent=True, rented=True))["documents"]}

    assert found - plain == {"authorization", "owner_consent"}
