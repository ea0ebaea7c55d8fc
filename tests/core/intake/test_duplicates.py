"""When two applications count as possible duplicates: reasons, and what is no reason."""

from __future__ import annotations

import unicodedata

import pytest
from builders.extent import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from gridcounter.core.intake.addresses import read_address, same_premises, same_street
from gridcounter.core.intake.duplicates import (
    QUESTIONS,
    REASONS,
    ComparedFields,
    Reason,
    is_firm,
    keys_of,
    reasons,
    similar_names,
    stem,
)

NUMBER, OTHER_NUMBER = "91370811MA0000015F", "370811198001010011"
_WANG: dict[str, object] = {"name": "王伟"}


def a_likeness(application: str = "a", **value: object) -> ComparedFields:
    """With the same initials unless said: that the names are read alike is not what most tests are about."""
    return ComparedFields(application, **({"read": frozenset({"same"})} | value))  # type: ignore[arg-type]  # of each field's own type


def why(mine: dict[str, object], theirs: dict[str, object]) -> tuple[Reason, ...]:
    return reasons(a_likeness("a", **mine), a_likeness("b", **theirs))


# ---- addresses


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("济宁市任城区样例路9号", "样例路9号"),
        ("山东省济宁市任城区样例路9号", "济宁市任城区样例路９号"),
        ("任城区样例路9号", "济宁市样例路9号"),
        ("样例路 9 号", "样例路9号"),
        ("样例路9号2栋101室", "样例路９号２－１０１"),
        ("样例路9号2栋1单元101", "样例路9号 2 幢 1单元 101室"),
        ("样例小区三号楼二单元201", "样例小区3号楼2单元201室"),
        ("样例路十二号", "样例路12号"),
        ("样例路012号", "样例路12号"),
        ("（测试市样例区）建设路12号，二楼", "建设路１２号2楼"),
        ("枣庄市滕州市龙泉街道样例路8号", "滕州市样例路8号"),
        ("内蒙古自治区呼伦贝尔市海拉尔区样例路5号", "海拉尔区样例路5号"),
        ("样例大厦Ａ座1203", "样例大厦a座1203室"),
    ],
)
def test_one_place_however_it_is_written(one: str, other: str) -> None:
    assert same_premises(read_address(one), read_address(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("样例路9号", "样例路10号"),
        ("样例路1号", "样例路10号"),
        ("样例路10号", "样例路100号"),
        ("枣庄市滕州市样例路8号", "枣庄市邹城市样例路8号"),
        ("样例路9号", "样例路9号2栋101"),
        ("样例路9号2栋101", "样例路9号2栋102"),
        ("样例路9号21栋1", "样例路9号2栋11"),
        ("样例路9号", "样板路9号"),
        ("任城区样例路9号", "兖州区样例路9号"),
        ("济宁市样例路9号", "枣庄市样例路9号"),
        ("任城区甲镇样例村3号", "任城区乙镇样例村3号"),
        ("阳光小区3号楼101", "幸福小区3号楼101"),
        ("甲工业园区3号", "乙工业园区3号"),
        ("样例超市3号", "示范超市3号"),
        ("样例村", "样例村"),
        ("济宁市任城区", "济宁市任城区"),
        ("", ""),
        ("9号", "9号"),
    ],
)
def test_not_one_place(one: str, other: str) -> None:
    """A village without a number, or a number without a street, is no place to tell an application by."""
    assert not same_premises(read_address(one), read_address(other))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("任城区样例路9号", "样例路120号3栋", True),
        ("样例路9号", "样例街9号", False),
        ("任城区样例路9号", "兖州区样例路9号", False),
        ("9号", "10号", False),
    ],
)
def test_the_same_street_whatever_the_number(one: str, other: str, same: bool) -> None:  # noqa: FBT001
    assert same_street(read_address(one), read_address(other)) is same


_streets = st.sampled_from(["样例路", "建设大道", "和平巷", "阳光小区", "李庄村", "五一路", "钟楼街"])
_regions = st.sampled_from(["", "测试省样例市测试区", "样例市测试区", "测试区", "测试省样例市"])
_numbers = st.lists(st.integers(1, 2500), min_size=1, max_size=3)
_marks = st.sampled_from(["", " ", "　", "，", "（"])


@given(_streets, _numbers, _regions, _regions, st.lists(_marks, min_size=4, max_size=4), st.booleans())
def test_the_way_an_address_is_written_does_not_matter(
    street: str,
    numbers: list[int],
    one: str,
    other: str,
    marks: list[str],
    wide: bool,  # noqa: FBT001
) -> None:
    plain = one + street + "号".join(map(str, numbers)) + "号"
    parts = [other, street, *(f"{number}号" for number in numbers)]
    written = "".join(part + mark for part, mark in zip(parts, [*marks, "", ""], strict=False))
    if wide:
        written = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in written)

    assert same_premises(read_address(plain), read_address(written))
    assert read_address(plain).key == read_address(unicodedata.normalize("NFKC", written)).key


@given(st.text(max_size=30))
def test_any_text_is_read(text: str) -> None:
    read = read_address(text)

    assert same_premises(read, read) is bool(read.key)


# ---- names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("任城样例食品有限公司", "任城样例食品有限责任公司"),
        ("任城样例食品（有限）公司", "任城样例食品 有限公司"),
        ("任城样例食品集团有限公司", "任城样例食品公司"),
        ("任城样例食品有限公司", "任城样列食品有限公司"),
        ("张样例", "章样例"),
    ],
)
def test_similar_names(one: str, other: str) -> None:
    assert similar_names(a_likeness(name=one), a_likeness(name=other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("王伟", "王卫"),  # two characters: half of it is another
        ("任城样例食品有限公司", "任城样例食品机械有限公司"),
        ("样例一食品有限公司", "示范三食品有限公司"),
        ("", ""),
        ("有限公司", "张样例"),
    ],
)
def test_names_that_are_not_similar(one: str, other: str) -> None:
    assert not similar_names(a_likeness(name=one), a_likeness(name=other))


def test_a_name_read_otherwise_is_not_similar_though_one_character_apart() -> None:
    one, other = (
        a_likeness(name=name, read=frozenset({read}))
        for name, read in (("样例一食品有限公司", "ylysp"), ("样例三食品有限公司", "ylssp"))
    )

    assert not similar_names(one, other)


def test_who_is_a_firm() -> None:
    assert all(map(is_firm, ["样例食品有限公司", "样例机械厂", "样例养殖专业合作社", "样例幼儿园"]))
    assert not any(map(is_firm, ["王伟", "样例面馆", "公司", "兰州拉面", ""]))
    assert stem("样例食品（有限责任公司）") == "样例食品"
    assert stem("有限公司") == "有限公司"


# ---- reasons


@pytest.mark.parametrize(
    ("mine", "theirs", "result"),
    [
        ({"id_number": NUMBER}, {"id_number": "9137 0811 ma00 0001 5f"}, (Reason.APPLICANT,)),
        ({"id_number": NUMBER}, {"agent_number": NUMBER}, (Reason.CROSSWISE,)),
        ({"agent_number": NUMBER}, {"id_number": NUMBER}, (Reason.CROSSWISE,)),
        ({"agent_number": NUMBER}, {"agent_number": NUMBER}, (Reason.AGENT,)),
        ({"id_number": NUMBER}, {"id_number": OTHER_NUMBER}, ()),
        ({"id_number": "无"}, {"id_number": "无"}, ()),
        ({"id_number": ""}, {"id_number": ""}, ()),
        ({"address": "样例路9号101"}, {"address": "济宁市任城区样例路９号 101室"}, (Reason.PREMISES,)),
        ({"address": "样例路9号101"}, {"address": "样例路9号102"}, ()),
        ({"name": "王伟"}, {"name": "王伟"}, ()),
        ({"name": "王伟", "phone": "13800000011"}, {"name": "王伟", "phone": "13800000012"}, ()),
        (_WANG | {"phone": "138-0000 0011"}, _WANG | {"phone": "+86 13800000011"}, (Reason.NAME_AND_PHONE,)),
        ({"phone": "13800000011"}, {"phone": "13800000011"}, ()),
        ({"name": "李样", "phone": "13800000011"}, {"name": "王伟", "phone": "13800000011"}, ()),
        (_WANG | {"address": "样例路9号"}, _WANG | {"address": "样例路77号"}, (Reason.NAME_AND_STREET,)),
        ({"name": "样例面馆"}, {"name": "样例面馆"}, ()),
        ({"name": "样例食品有限公司"}, {"name": "样例食品"}, ()),
        ({"name": "样例食品"}, {"name": "样例食品有限公司"}, ()),
        ({"name": "样例食品有限公司"}, {"name": "样例食品有限责任公司"}, (Reason.FIRM,)),
        (
            {"id_number": NUMBER, "address": "样例路9号", "name": "王伟"},
            {"id_number": NUMBER, "address": "样例路9号", "name": "王伟"},
            (Reason.APPLICANT, Reason.PREMISES, Reason.NAME_AND_STREET),
        ),
    ],
)  # fmt: skip
def test_each_reason_is_given_and_the_best_comes_first(
    mine: dict[str, object], theirs: dict[str, object], result: tuple[Reason, ...]
) -> None:
    assert why(mine, theirs) == result


def test_every_reason_has_words_and_a_question() -> None:
    assert set(REASONS) == set(Reason)
    assert QUESTIONS == {
        Reason.APPLICANT: "applicant.id_number",
        Reason.PREMISES: "premises.address",
        Reason.CROSSWISE: "applicant.id_number",
        Reason.NAME_AND_PHONE: "applicant.name",
        Reason.NAME_AND_STREET: "applicant.name",
        Reason.FIRM: "applicant.name",
        Reason.AGENT: "agent.id_number",
    }


def test_every_field_that_finds_the_same_has_a_key_of_its_kind() -> None:
    fields = {
        "applicant.id_number": "9137 0811 ma00 0001 5f",
        "agent.id_number": OTHER_NUMBER,
        "applicant.phone": "+86 138-0000 0011",
        "premises.address": "任城区样例路９号",
        "applicant.name": "王伟",
    }

    assert keys_of(fields) == {
        "applicant": NUMBER,
        "agent": OTHER_NUMBER,
        "phone": "13800000011",
        "place": read_address("样例路9号").key,
    }
    assert keys_of({"applicant.phone": ""}) == {"phone": ""}
    assert keys_of({"applicant.name": "王伟"}) == {}


_likenesses = st.builds(
    ComparedFields,
    application=st.sampled_from("abc"),
    name=st.sampled_from(["", "王伟", "王卫", "样例食品有限公司", "样列食品公司", "样例面馆"]),
    read=st.sampled_from([frozenset(), frozenset({"ww"}), frozenset({"ylsp"}), frozenset({"ww", "ylsp"})]),
    id_number=st.sampled_from(["", NUMBER, OTHER_NUMBER, "无"]),
    agent_number=st.sampled_from(["", NUMBER, OTHER_NUMBER]),
    phone=st.sampled_from(["", "13800000011", "13800000012"]),
    address=st.sampled_from(["", "样例路9号", "任城区样例路9号", "兖州区样例路9号", "样例路9号101"]),
)


@settings(max_examples=examples(300))
@given(_likenesses, _likenesses)
def test_looking_alike_is_mutual_and_nothing_is_like_itself(one: ComparedFields, other: ComparedFields) -> None:
    assert reasons(one, other) == reasons(other, one)
    assert reasons(one, one) == ()
    if one.application == other.application:
        assert reasons(one, other) == ()
