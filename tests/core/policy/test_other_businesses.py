"""Businesses beside connecting: what general practice says of them, what a pack adds, and what is never asked for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from builders.packs.engine import CALENDAR, PACKS
from builders.small_papers import a_pack

from gridcounter.core.case_reading import parse_case, unchecked
from gridcounter.core.policy.businesses.reading import problems_at
from gridcounter.core.policy.checks.pack import check_pack
from gridcounter.core.policy.contract import to_contract
from gridcounter.core.policy.decide import decide
from gridcounter.core.policy.relevant_keys import keys_that_matter

if TYPE_CHECKING:
    from gridcounter.core.case import Case
    from gridcounter.core.policy.model import PolicyPack

ON = date(2026, 9, 21)
OTHERS = ("transfer", "suspension", "resumption", "capacity_reduction", "closing", "pv")
#: A pack with a step of its own for a transfer, and its own words on it.
WITH_TRANSFER = """
[[business]]
id = "transfer"
label = "更名过户"
presumes = ["同址同容"]
notice = "提前 3 日"
notice_days = 3
article = "9"

[[step]]
id = "sign_again"
label = "重签合同"
actor = "grid_company"
wd = 3
counts_from = "accepted"
when = { business = "transfer" }
article = "9"
"""


def a_case_of(business: str | None, locality: str = "jining", **more: object) -> Case:
    raw = {"locality": locality, "on": ON.isoformat(), **({"business": business} if business else {}), **more}
    case, problems = parse_case(raw, localities=[locality], documents=PACKS.documents, local=unchecked)
    assert case is not None, problems
    return case


def assess(case: Case, pack: PolicyPack | None = None) -> dict[str, Any]:
    answer = to_contract(decide(case, pack or PACKS.edition(case.locality, ON), PACKS.baseline, CALENDAR))
    assert isinstance(answer, dict)
    return answer


def ids(answer: dict[str, Any], section: str) -> list[str]:
    return [one["id"] for one in answer[section]]


@pytest.mark.parametrize("place", PACKS.localities)
def test_a_transfer_has_its_documents_and_nothing_of_connecting(place: str) -> None:
    """Acceptance case 17. A rule of connecting that reaches a transfer would add a step, a limit or a cost."""
    case = a_case_of("transfer", place)
    found = assess(case)

    assert ids(found, "documents") == ["identity", "premises", "account_number"]
    assert {one["state"] for one in found["documents"]} == {"reference"}
    assert all(found[section] == [] for section in ("steps", "limits", "costs", "services", "rights", "questions"))
    assert (found["approval"]["track"], found["approval"]["conditions"], found["approval"]["needs"]) == ("none", [], [])
    assert found["customer_class"] == {
        "id": None,
        "label": "不按用户类别办理",
        "needs": [],
        "basis": [{"source": "baseline"}],
    }
    assert keys_that_matter(case, PACKS.edition(place, ON), PACKS.baseline) == ("business",)


@pytest.mark.parametrize("business", OTHERS)
def test_another_business_says_what_it_presumes_and_where_that_comes_from(business: str) -> None:
    told = assess(a_case_of(business))["business"]

    assert list(told) == ["id", "label", "like", "presumes", "notice", "notice_wd", "notice_days", "frequency", "basis"]
    assert (told["id"], told["like"], told["basis"]) == (business, None, [{"source": "baseline"}])
    assert told["presumes"]


@pytest.mark.parametrize("business", OTHERS)
@pytest.mark.parametrize("place", PACKS.localities)
def test_the_supply_and_works_of_another_business_change_nothing(place: str, business: str) -> None:
    supply = {"voltage_kv": 10, "capacity": 500, "unit": "kVA"}
    bare, full = a_case_of(business, place), a_case_of(business, place, supply=supply, works={"length_m": 5000})

    assert assess(full) == assess(bare)
    assert keys_that_matter(full, PACKS.edition(place, ON), PACKS.baseline) == ("business",)


@pytest.mark.parametrize("place", PACKS.localities)
def test_a_charger_is_as_a_new_connection_and_has_two_documents_more(place: str) -> None:
    """Acceptance case 18. `like` in every condition: services made for a new connection come first here too."""
    of_a_case: dict[str, Any] = {
        "customer": "resident",
        "supply": {"voltage_kv": 0.38, "capacity": 20, "unit": "kW", "permanent": True},
        "works": None,
    }
    new = assess(a_case_of("new_connection", place, **of_a_case))
    charger = assess(a_case_of("ev_charger", place, **of_a_case))

    assert [one for one in charger["documents"] if one["id"] in ids(new, "documents")] == new["documents"]
    assert set(ids(charger, "documents")) - set(ids(new, "documents")) == {"parking_space", "property_consent"}
    assert (charger["business"]["id"], charger["business"]["like"]) == ("ev_charger", "new_connection")
    same = set(new) - {"documents", "business"}
    assert {key: charger[key] for key in same} == {key: new[key] for key in same}


@pytest.mark.parametrize("business", [None, "new_connection", "capacity_increase", "temporary"])
def test_a_case_of_connecting_has_no_document_of_another_business(business: str | None) -> None:
    """Acceptance case 19."""
    found = assess(a_case_of(business))

    assert found["business"] is None
    others = {"account_number", "refund_account", "parking_space", "property_consent", "pv_consent"}
    assert not others & set(ids(found, "documents"))
    assert ids(found, "documents").count("identity") == 1


def test_a_business_of_the_pack_goes_before_that_of_general_practice() -> None:
    pack = a_pack(WITH_TRANSFER)
    answer = assess(a_case_of("transfer", pack.id), pack)

    assert (answer["business"]["label"], answer["business"]["notice_days"]) == ("更名过户", 3)
    assert answer["business"]["basis"] == [{"source": pack.header.number, "article": "9"}]
    assert (ids(answer, "steps"), answer["steps"][0]["due_on"]) == (["sign_again"], "2026-09-24")
    assert "sign_again" not in ids(assess(a_case_of("new_connection", pack.id), pack), "steps")


def test_a_rule_of_two_businesses_holds_for_both_and_one_that_excludes_another_is_of_connecting() -> None:
    pack = a_pack(
        '[[step]]\nid = "both"\nlabel = "核对"\nactor = "grid_company"\narticle = "9"\n'
        'when = { business = ["transfer", "temporary"] }\n'
        '[[step]]\nid = "not_it"\nlabel = "核实"\nactor = "grid_company"\narticle = "9"\n'
        'when = { not = { business = "transfer" } }\n'
    )

    steps = {
        name: ids(assess(a_case_of(name, pack.id), pack), "steps") for name in ("transfer", "temporary", "closing")
    }

    assert "both" in steps["transfer"]
    assert "not_it" not in steps["transfer"]
    assert "both" in steps["temporary"]
    assert "not_it" in steps["temporary"]
    assert not {"both", "not_it"} & set(steps["closing"])


def test_a_business_that_no_pack_knows_is_refused_with_those_that_there_are() -> None:
    """A place's own business is one there and nowhere else."""
    pack = a_pack(WITH_TRANSFER.replace('"transfer"', '"meter_move"'))

    [wrong] = problems_at({"business": "rename"}, "case.", pack, PACKS.baseline)

    assert wrong.path == "case.business"
    assert "transfer" in wrong.allowed
    assert "meter_move" in wrong.allowed
    assert not [*problems_at({"business": "meter_move"}, "", pack, PACKS.baseline)]
    assert [*problems_at({"business": "meter_move"}, "", PACKS.edition("jining", ON), PACKS.baseline)]


def test_without_the_rules_of_a_place_only_connecting_is_taken() -> None:
    raw = {"locality": "jining", "on": ON.isoformat(), "business": "transfer"}

    case, [wrong] = parse_case(raw, localities=["jining"], documents=[])

    assert case is None
    assert wrong.path == "business"


def test_a_business_of_which_no_pack_knows_any_more_is_still_answered() -> None:
    answer = assess(a_case_of("gone"))

    assert answer["business"]["label"] == "gone"
    assert answer["documents"] == []


def test_a_pack_with_a_business_checks_clean() -> None:
    assert check_pack(a_pack(WITH_TRANSFER), PACKS.baseline) == check_pack(a_pack(""), PACKS.baseline)


@pytest.mark.parametrize(
    ("more", "where", "found"),
    [
        (WITH_TRANSFER.replace("notice_days = 3", "notice_days = 3\nnotice_wd = 3"), "business.transfer", "notice_wd"),
        (WITH_TRANSFER.replace('id = "transfer"', 'id = "temporary"'), "business.temporary", "temporary"),
        (
            WITH_TRANSFER.replace('article = "9"', 'article = "9"\nwhen = { agent = true }', 1),
            "business.transfer",
            "条件",
        ),
        (WITH_TRANSFER.replace('business = "transfer"', 'business = "transfr"'), "step.sign_again", "transfr"),
        (
            WITH_TRANSFER.replace(
                'business = "transfer"', 'business = "transfer", "works.length_m" = { at_most = -1 }'
            ),
            "step.sign_again",
            "任何案件都不符合",
        ),
        (
            WITH_TRANSFER + WITH_TRANSFER[WITH_TRANSFER.index("[[step]]") :].replace("wd = 3", "wd = 4"),
            "step.sign_again（第 2 条）",
            "同时成立",
        ),
    ],
)
def test_a_mistake_in_another_business_is_told_by_its_rule(more: str, where: str, found: str) -> None:
    """Each of them is in no answer of connecting: a check of connecting alone would find none."""
    problems = check_pack(a_pack(more), PACKS.baseline)

    assert [(one.rule, found in str(one.problem)) for one in problems if one.rule == where] == [(where, True)]
