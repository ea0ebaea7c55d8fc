"""The papers of a joint application; it catches a slip that tells a unit of the supply, of the account, of another's
part or of an identity number that nobody ticked, an empty heading for a utility that is not asked for, a consent for
several units in one, a word of another paper, and a promise about others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from io import BytesIO
from itertools import product
from typing import Any

import pytest
from builders.documents.docx_text import text_of
from builders.packs.engine import PACKS
from pypdf import PdfReader

from gridcounter import paths
from gridcounter.core.joint.course import follow_joint
from gridcounter.core.joint.directory import UtilityUnit
from gridcounter.core.papers.build import NEWS_MARK, BuiltForm
from gridcounter.core.papers.form_model import Heading, ItemTable, texts_of
from gridcounter.core.papers.joint.sheets import APPLICATION, JOINT_PAPERS, SLIP, STATUS, JointSheet
from gridcounter.core.policy.apart.joint_rule import JointRule, Utility
from gridcounter.core.record import of_joint
from gridcounter.documents.faces import packaged_faces
from gridcounter.documents.pdf import PdfRenderer
from gridcounter.documents.profiles import PROFILES, Profile
from gridcounter.documents.word import WordRenderer
from gridcounter.services.papers.forms import load_forms
from gridcounter.services.papers.joint_papers import NoUnitNamed, build_joint
from gridcounter.store.journal.validators.joint import NoConsentOf

FORMS, FACES = load_forms(paths.forms()), packaged_faces()
ON = "2026-11-30"
OTHERS = (Utility.WATER, Utility.GAS, Utility.HEAT, Utility.TELECOM)
UNITS = (
    UtilityUnit(utility=Utility.WATER, name="样例自来水公司", window="样例大厅 3 号", phone="0000-1111111"),
    UtilityUnit(utility=Utility.GAS, name="样例燃气公司", phone="0000-2222222"),
    UtilityUnit(utility=Utility.HEAT, name="样例热力公司", phone="0000-3333333"),
    UtilityUnit(utility=Utility.TELECOM, name="样例通信甲公司", phone="0000-4444444"),
    UtilityUnit(utility=Utility.TELECOM, name="样例通信乙公司", phone="0000-5555555"),
)
ACCOUNT, ID_NUMBER = "3700000000", "91370000MA00000000"
VALUES: dict[str, Any] = {
    "applicant.name": "样例机械有限公司",
    "applicant.contact": "张样例",
    "applicant.phone": "0000-8888888",
    "applicant.id_kind": "uscc",
    "applicant.id_number": ID_NUMBER,
    "premises.address": "样例产业园 1 号",
    "case.supply.capacity": 800,
    "case.supply.unit": "kVA",
    "desk.account_number": ACCOUNT,
    "joint.project_name": "样例厂房",
    "joint.floor_m2": 1200.5,
    "joint.wanted_on": "2027-03-01",
    "joint.water.use": "production",
    "joint.water.tons_per_day": 31.0,
    "joint.gas.m3_per_hour": 47.0,
    "joint.heat.area_m2": 913.0,
    "joint.telecom.service": "样例专线",
}
#: A value of each part that is found nowhere else.
OWN = {Utility.WATER: "31", Utility.GAS: "47", Utility.HEAT: "913", Utility.TELECOM: "样例专线"}


def sheet(
    place: str = "zaozhuang",
    ticked: Iterable[Utility] = OTHERS,
    units: tuple[UtilityUnit, ...] = UNITS,
    more: Iterable[of_joint.OnJoint] = (),
    *,
    id_number_too: bool = False,
) -> JointSheet:
    pack = PACKS.editions[place][-1]
    ((rule, _),) = pack.sections["joint"]
    assert isinstance(rule, JointRule)
    wanted = [one for one in rule.utilities if one in {*ticked, Utility.POWER}]
    opened = of_joint.JointOpened.model_validate(
        {"on": ON, "utilities": tuple(map(str, wanted)), "mix": rule.mix, "pack": "sha256:1", "article": rule.article}
    )
    joint = follow_joint([opened, *more])
    known = VALUES | {"joint.id_number_too": id_number_too}
    on = date.fromisoformat(ON)
    return JointSheet("样-2026-0001", "样例供电营业厅", "李测试", on, rule, pack.header, known, joint, units)


def consent(unit: UtilityUnit) -> of_joint.JointConsented:
    return of_joint.JointConsented.model_validate(
        {"on": ON, "utility": str(unit.utility), "unit": unit.name, "kinds": ("contact",), "how": "signed"}
    )


def built(paper: str, of: JointSheet, unit: UtilityUnit | None = None) -> BuiltForm:
    return build_joint(FORMS, paper, of, unit=unit)


def said(form: BuiltForm) -> str:
    return "\n".join(texts_of(form.model))


def pages(form: BuiltForm, profile: Profile) -> int:
    return PdfRenderer(FACES, profile).render(form.model, BytesIO())


def letters(text: str) -> str:
    return re.sub(r"[\s_＿]", "", text)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: str(unit.name))
def test_a_slip_holds_this_units_part_and_nothing_of_the_others_or_of_the_supply(unit: UtilityUnit) -> None:
    text = said(built(SLIP, sheet(more=[consent(unit)]), unit))

    assert OWN[unit.utility] in text
    assert [one for utility, one in OWN.items() if utility != unit.utility and one in text.replace(ON, "")] == []
    assert [one.name for one in UNITS if one is not unit and one.name in text] == []
    for never in ("kVA", "千伏安", "800", "户号", "用电", ACCOUNT, ID_NUMBER, "证件"):
        assert never not in text
    assert all(one in text for one in ("样例机械有限公司", "张样例", "0000-8888888", "样例产业园 1 号"))


def test_the_identity_number_goes_along_only_if_it_was_ticked() -> None:
    unit = UNITS[0]
    ticked = sheet(more=[consent(unit)], id_number_too=True)

    assert ID_NUMBER in said(built(SLIP, ticked, unit))
    assert "证件号码" in said(built(APPLICATION, ticked))
    assert "证件" not in said(built(APPLICATION, sheet()))


def test_no_slip_without_a_name_or_without_this_units_own_consent() -> None:
    given = sheet(more=[consent(UNITS[3])])

    with pytest.raises(NoConsentOf):
        built(SLIP, given, UNITS[4])
    with pytest.raises(NoUnitNamed) as refused:
        built(SLIP, given)
    assert "。" not in str(refused.value)
    assert built(SLIP, given, UNITS[3])


def test_each_unit_has_a_row_of_consent_with_a_signature_of_its_own() -> None:
    form = built(APPLICATION, sheet())
    (table,) = [
        block
        for block in form.model.blocks
        if isinstance(block, ItemTable) and any(column.title == "本人签字" for column in block.columns)
    ]
    text = said(form)

    assert len(table.rows) == len(UNITS)
    assert all(text.count(unit.name) == 1 for unit in UNITS)


def test_a_utility_whose_unit_the_office_does_not_know_cannot_be_consented_to() -> None:
    text = said(built(APPLICATION, sheet(units=UNITS[1:])))

    assert "本单位没有登记这一家，不转交" in text
    assert "样例自来水公司" not in text


@pytest.mark.parametrize(
    ("place", "title"),
    [
        ("zaozhuang", "水电气热信联合办理申请表"),
        ("liangzihu", "水电气网联动报装申请表"),
        ("jining", "水电气暖讯联办申请表"),
        ("linyi", "水电气暖网联合报装申请表"),
    ],
)
def test_titles_and_words_are_those_of_the_paper(place: str, title: str) -> None:
    of = sheet(place)
    form = built(APPLICATION, of)
    headings = {block.text.rpartition("、")[2] for block in form.model.blocks if isinstance(block, Heading)}
    words = {of.rule.word(one) for one in of.rule.others}

    assert form.model.title == title
    assert words <= headings
    assert not {"热", "暖", "信", "讯", "网"} & headings - words
    assert (NEWS_MARK in form.model.head.marks) == (place == "linyi")


@pytest.mark.parametrize("ticks", list(product([True, False], repeat=4)), ids=str)
def test_each_set_of_ticks_has_no_empty_heading_and_few_pages(ticks: tuple[bool, ...]) -> None:
    asked = [one for one, on in zip(OTHERS, ticks, strict=True) if on]
    of = sheet(ticked=asked)
    blocks = built(APPLICATION, of).model.blocks
    heads = [place for place, block in enumerate(blocks) if isinstance(block, Heading)]
    form = built(APPLICATION, of)

    assert [blocks[place].text for place in heads if isinstance(blocks[place + 1], Heading)] == []  # type: ignore[union-attr]
    words = {of.rule.word(one) for one in asked}
    named = {block.text.rpartition("、")[2] for block in blocks if isinstance(block, Heading)}
    assert named & {of.rule.word(one) for one in OTHERS} == words
    for name, most in (("normal", 2), ("large", 3), ("portable", 2)):
        assert pages(form, PROFILES[name]) <= most, name


def followed() -> JointSheet:
    water = {"on": ON, "utility": "water", "unit": "样例自来水公司"}
    return sheet(
        more=[
            *map(consent, UNITS),
            of_joint.SlipHanded.model_validate({**water, "way": "当面", "receiver": "王样例"}),
            of_joint.UtilityAnswered.model_validate(
                {**water, "kind": "yes", "words": "东门可以接", "by": "电话，王样例"}
            ),
        ]
    )


@pytest.mark.parametrize("paper", JOINT_PAPERS)
def test_pdf_and_word_hold_the_same_text(paper: str) -> None:
    form = built(paper, followed(), UNITS[0] if paper == SLIP else None)
    pdf, word = BytesIO(), BytesIO()
    PdfRenderer(FACES, PROFILES["normal"]).render(form.model, pdf)
    WordRenderer(PROFILES["normal"]).render(form.model, word)
    own = Counter(letters("".join(texts_of(form.model))))

    assert own <= Counter(letters("".join(page.extract_text() for page in PdfReader(pdf).pages)))
    assert own <= Counter(letters(text_of(word.getvalue())))


@pytest.mark.parametrize("paper", JOINT_PAPERS)
@pytest.mark.parametrize("place", ["zaozhuang", "liangzihu", "jining", "linyi"])
def test_no_paper_promises_anything_about_others(paper: str, place: str) -> None:
    """No day, no price, no yes of ours, no 受理 of their matters, nothing late; the policy's own names aside."""
    offers = sheet(place).rule.utilities
    of = sheet(place, more=[consent(one) for one in UNITS if one.utility in offers])
    text = said(built(paper, of, UNITS[0] if paper == SLIP else None))
    for own in filter(None, (of.title, of.rule.receiver, of.header.number, of.header.title)):
        text = text.replace(own, "")

    assert "参考格式" in text
    for never in ("受理", "超时", "逾期", "工作日", "元", "一起接通", "统一验收", "同时接通", "办结"):
        assert never not in text, never


def test_the_status_quotes_the_unit_word_by_word() -> None:
    text = said(built(STATUS, followed()))

    assert "“东门可以接”" in text
    assert "已答复" in text
