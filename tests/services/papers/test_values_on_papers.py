"""Every value of the application that belongs on a paper is on it, and no other value is."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from builders.paper_builders import (
    PLACES,
    RESIDENT_ID,
    Raw,
    a_full_application,
    a_noodle_shop,
    an_application,
    built,
    plain,
    random_applications,
    text_of,
    texts,
)
from pydantic import BaseModel

from gridcounter.core.application import Agent, Applicant, Application, Builder, Office, Premises, Project, ProjectOwner
from gridcounter.core.labels import WORD_LABELS
from gridcounter.core.wording import day_in_full

PERSON = "applicant.name applicant.phone premises.address agent.name agent.phone"
HEAD = "number official_number issued_on office.name"
DESK = "office.window office.phone office.hours office.address"
PROJECT = "project.name project.route_from project.route_to"
BUILDER = "name id_number qualification site_manager site_phone"
WORKS = (
    f"{PROJECT} project.start_on project.finish_on project.restore_by project.road_built_on project.safety_measures "
    "project.dig_area_m2 project.green_area_m2 project.owner.name project.owner.id_number project.owner.contact "
    "project.owner.phone " + " ".join(f"project.builder.{name}" for name in BUILDER.split())
)
#: The values that each paper has to show.
ON_PAPER = {
    "one_time_notice": f"{PERSON} {HEAD} {DESK} office.supplier received_on case.on clerk office.policy_confirmed_on",
    "materials_receipt": "applicant.name premises.address received_on clerk number",
    "acceptance_receipt": "applicant.name premises.address case.on clerk official_number number office.window",
    "deferral_note": "applicant.name premises.address case.on clerk office.window office.phone number",
    "info_sheet": f"{PERSON} {WORKS} number official_number received_on case.on clerk applicant.legal_representative "
    "applicant.id_kind applicant.id_number applicant.contact applicant.address agent.id_number project.laying "
    "case.customer case.supply.voltage_kv case.supply.capacity case.site.area case.site.park case.works.kind "
    "case.works.length_m case.works.road_crossing_m",
    "commitment_filing": f"{WORKS} applicant.name official_number number issued_on office.supplier "
    "case.works.length_m case.works.road_crossing_m case.supply.capacity office.authorities.filing.name",
    "commitment_filing_posted": f"{PROJECT} project.start_on project.finish_on project.restore_by project.owner.name "
    "project.builder.name project.builder.site_manager project.builder.site_phone number "
    "office.authorities.filing.phone",
}


@pytest.mark.parametrize(
    ("part", "model"),
    [
        *(("applicant", Applicant), ("agent", Agent), ("premises", Premises), ("project", Project)),
        *(("project.owner", ProjectOwner), ("project.builder", Builder), ("office", Office)),
    ],
)
def test_the_full_application_leaves_no_field_empty(part: str, model: type[BaseModel]) -> None:
    """Otherwise no test here would notice a field that is missing from every paper."""
    values: object = a_full_application()
    for name in part.split("."):
        assert isinstance(values, dict)
        values = values[name]
    assert isinstance(values, dict)

    empty = [name for name in model.model_fields if values.get(name) is None]

    assert not empty, f"to add to a_full_application in tests/builders/paper_builders.py: {part} {empty}"


@pytest.mark.parametrize("paper", ON_PAPER)
def test_every_value_that_belongs_on_a_paper_is_on_it(paper: str) -> None:
    raw = a_full_application()
    text = texts(raw)[paper]

    missing = [key for key in ON_PAPER[paper].split() if shown(raw, key) not in text]

    assert missing == []


def shown(raw: Raw, path: str) -> str:
    """The value as a paper shows it."""
    value: object = raw
    for part in path.split("."):
        assert isinstance(value, dict)
        value = value[part]
    name = path.rpartition(".")[2]
    key = path.removeprefix("case.")
    words = WORD_LABELS.get(key, WORD_LABELS.get(name, {}))
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return day_in_full(date.fromisoformat(value))
    return plain(words.get(str(value), str(value)))


@pytest.mark.parametrize("place", PLACES)
def test_the_approval_notice_names_project_and_offices(place: str) -> None:
    works = {"kind": "customer_connection", "owner": "applicant", "length_m": 9000, "road_crossing_m": 90,
             "occupies": ["carriageway"], "third_party_interest": True}  # fmt: skip
    supply = {"voltage_kv": 10, "capacity": 900, "unit": "kVA", "sources": 1, "permanent": True}
    raw = a_full_application(place, **{"case.works": works, "case.supply": supply})

    result = texts(raw).get("approval_notice", "")

    if result:
        for key in f"applicant.name premises.address {PROJECT}".split():
            assert shown(raw, key) in result
    else:
        assert "commitment_filing" not in texts(raw)


def test_every_stretch_dug_up_has_its_row_and_every_class_of_works_its_box() -> None:
    text = texts(a_full_application())["commitment_filing"]

    assert "人行道" in text
    assert "非机动车道" in text
    assert "✓用户接入工程" in text
    assert "✓电缆" in text


def test_received_and_deferred_documents_are_on_their_papers() -> None:
    result = texts(a_full_application())

    assert re.search("项目批准（备案）文件[^。]{0,20}1份", result["materials_receipt"])
    for paper in ("deferral_note", "info_sheet", "one_time_notice"):
        assert "2026年10月20日" in result[paper]
    for paper in ("info_sheet", "one_time_notice"):
        assert "已收" in result[paper]


@pytest.mark.parametrize(("as_micro", "said"), [(True, "按小微企业办理"), (False, "按企业办理")])
def test_the_class_says_how_the_office_reads_a_sole_proprietor(as_micro: bool, said: str) -> None:  # noqa: FBT001
    text = texts(a_noodle_shop(**{"case.sole_proprietor_as_micro": as_micro}), "one_time_notice")["one_time_notice"]

    assert f"个体工商户{said}" in text


def test_what_is_deferred_keeps_the_step_and_the_consequence_that_were_agreed() -> None:
    agreed = {"document": "premises", "until": "2026-10-20", "latest": "竣工检验前", "consequence": "竣工检验顺延"}
    result = texts(a_full_application(deferred=[agreed]))

    for paper in ("deferral_note", "one_time_notice"):
        assert "竣工检验前" in result[paper]
        assert "竣工检验顺延" in result[paper]
        assert "装表接电前" not in result[paper]


def test_an_identity_number_of_a_person_is_masked_on_what_is_handed_out() -> None:
    personal: Raw = {"applicant.id_kind": "resident_id", "applicant.id_number": RESIDENT_ID}
    result = texts(a_full_application(**personal))

    assert RESIDENT_ID in result["info_sheet"]
    for paper, text in result.items():
        if paper != "info_sheet":
            assert RESIDENT_ID not in text, paper
    assert "371***********0039" in result["one_time_notice"]


def test_the_posted_copy_has_no_identity_number_and_no_phone_of_the_applicant() -> None:
    personal: Raw = {"applicant.id_kind": "resident_id", "applicant.id_number": RESIDENT_ID}
    raw = a_full_application(**personal)

    text = texts(raw)["commitment_filing_posted"]

    hidden = "applicant.id_number applicant.phone agent.id_number agent.phone project.owner.id_number"
    hidden += " project.owner.phone project.builder.id_number"
    for key in hidden.split():
        assert shown(raw, key) not in text, key
    assert shown(raw, "project.builder.site_phone") in text


def test_the_applicant_that_builds_is_the_owner_unless_another_is_named() -> None:
    own = texts(an_application("jining"))["commitment_filing"]
    others = texts(a_full_application())["commitment_filing"]

    assert "91370811MA0000015F" in own  # the applicant's credit code
    assert "王样例" in own
    assert "91370811MA0000015F" not in others
    assert "样例建设公司" in others


def test_a_white_value_is_a_line_to_fill() -> None:
    form = built(an_application("jining", **{"applicant.name": " \t\n "}), "one_time_notice")["one_time_notice"]

    assert "applicant.name" in form.blanks


def test_nothing_is_blank_on_a_full_application() -> None:
    for paper, form in built(a_full_application()).items():
        assert form.blanks == (), paper


def test_every_key_left_blank_is_a_key_of_the_application() -> None:
    wrong = {
        key
        for raw in [*random_applications(7, 60), {"case": {"locality": "jining", "on": "2026-09-28"}}]
        for form in built(raw).values()
        for key in form.blanks
        if not is_key(Application, key)
    }

    assert wrong == set()


def is_key(model: type[BaseModel], path: str) -> bool:
    """Authorities are named by matter; every other step of a path is a field."""
    head, _, rest = path.partition(".")
    field = model.model_fields.get(head)
    if field is None:
        return False
    inner = next((part for part in inner_types(field.annotation) if hasattr(part, "model_fields")), None)
    return not rest or head == "authorities" or (inner is not None and is_key(inner, rest))


def inner_types(annotation: object) -> list[type[BaseModel]]:
    found = [annotation, *getattr(annotation, "__args__", ())]
    return [part for part in found if isinstance(part, type)]


def test_the_info_sheet_holds_every_value_of_case_and_application() -> None:
    """Each key changed alone changes the sheet: nothing of the application is lost on the way into the system."""
    unread: Raw = {"case.customer": "sole_proprietor", "case.sole_proprietor_as_micro": False}
    raw = a_full_application(**unread)
    before = text_of(built(raw, "info_sheet")["info_sheet"])
    others = {
        "agent.id_kind": "passport", "agent.name": "卫测试", "agent.phone": "000-0000009",
        "applicant.id_kind": "other", "applicant.contact": "郑测试", "premises.ownership": "other",
        "case.sole_proprietor_as_micro": True, "case.business": "capacity_increase", "case.supply.sources": 2,
        "case.supply.critical": True, "case.supply.dedicated_line": True, "case.supply.permanent": False,
        "case.supply.unit": "kW", "case.site.area": "rural", "case.site.park": "municipal",
        "case.site.key_project": True, "case.site.new_residential_estate": True, "case.works.owner": "park",
        "case.works.kind": "public_grid_capacity", "case.works.length_m": 801, "case.works.road_crossing_m": 1,
        "case.works.occupies": ["green"], "case.works.cycle_lane_passable": False,
        "case.works.new_pole_box_or_duct": True, "case.works.third_party_interest": True,
        "project.laying": "duct", "project.green_area_m2": 4, "received_on": "2026-09-27", "clerk": "秦测试",
    }  # fmt: skip

    lost = []
    for path, value in others.items():
        changed = json.loads(json.dumps(raw))
        *parts, last = path.split(".")
        part = changed
        for name in parts:
            part = part[name]
        part[last] = value
        if text_of(built(changed, "info_sheet")["info_sheet"]) == before:
            lost.append(path)

    assert lost == []
