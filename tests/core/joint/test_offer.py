"""Which joint application each paper has, word by word, and for whom; it catches a mix, a word or a condition that no
paper states: 热 for 暖, a utility too many, one offered outside a park, or one at the place whose paper has none.
"""

from __future__ import annotations

import json

import pytest
from builders.packs.engine import PACKS

from gridcounter.bootstrap import open_assessor
from gridcounter.core.joint.offer import JointOffer, joint_offer
from gridcounter.core.policy.apart.joint_rule import JointRule, Utility
from gridcounter.core.policy.checks.pack import check_pack
from gridcounter.services.office.packs import parse_file

ASSESSOR = open_assessor()
ALL = [Utility.WATER, Utility.POWER, Utility.GAS, Utility.HEAT, Utility.TELECOM]
#: of a firm in a park whose connection needs works: whoever has a joint application has it for this one
FIRM = {
    "customer": "enterprise",
    "site": {"park": "provincial"},
    "supply": {"voltage_kv": 10, "capacity": 800, "unit": "kVA"},
    "works": {"kind": "customer_connection"},
}


def offered(place: str, **changes: object) -> JointOffer | None:
    raw = {"locality": place, "on": "2026-09-21", "business": "new_connection", **FIRM, **changes}
    return joint_offer(ASSESSOR.read_case(json.dumps(raw)), PACKS.editions[place][-1], PACKS.baseline)


@pytest.mark.parametrize(
    ("place", "name", "mix", "utilities", "receiver", "survey", "starts_at", "article"),
    [
        ("zaozhuang", "水电气热信联合办理", "水电气热信", ALL, None, None, None, ("3",)),
        (
            "liangzihu",
            "水电气网联动报装",
            "水电气网",
            [one for one in ALL if one != Utility.HEAT],
            None,
            "联合踏勘",
            "项目办理施工许可阶段",
            ("4",),
        ),
        ("jining", "水电气暖讯联办", "水电气暖讯", ALL, "政务服务中心", "核查", None, ("三(二)3", "附件2-34")),
        (
            "linyi",
            None,
            "水电气暖网",
            ALL,
            "政务服务大厅水电气暖网综合受理窗口",
            None,
            None,
            ("我市高度重视电力营商环境",),
        ),
    ],
)
def test_the_mix_and_its_words_are_those_of_the_paper(
    place: str,
    name: str | None,
    mix: str,
    utilities: list[Utility],
    receiver: str | None,
    survey: str | None,
    starts_at: str | None,
    article: tuple[str, ...],
) -> None:
    found = offered(place)

    assert found is not None
    rule = found.rule
    assert (rule.name, rule.mix, list(rule.utilities)) == (name, mix, utilities)
    assert (rule.receiver, rule.survey, rule.starts_at, rule.article) == (receiver, survey, starts_at, article)
    assert "".join(rule.word(one) for one in rule.utilities) == mix
    assert set(rule.others) == set(utilities) - {Utility.POWER}


def test_the_place_whose_paper_has_none_offers_nothing() -> None:
    assert PACKS.editions["lianyungang"][-1].sections["joint"] == ()
    assert offered("lianyungang") is None
    assert PACKS.baseline.sections["joint"] == ()


@pytest.mark.parametrize(
    ("place", "changes"),
    [
        ("zaozhuang", {"site": {"park": "none"}}),
        ("zaozhuang", {"site": {}}),
        ("zaozhuang", {"customer": "resident"}),
        ("jining", {"works": None}),
        ("jining", {"customer": "resident"}),
        ("liangzihu", {"business": "transfer"}),
    ],
)
def test_it_is_offered_only_where_the_condition_of_the_paper_certainly_holds(
    place: str, changes: dict[str, object]
) -> None:
    assert offered(place, **changes) is None


PACK_WITH = """
[[joint]]
id = "joint"
mix = "{mix}"
utilities = [{utilities}]
article = "1"
"""


@pytest.mark.parametrize(
    ("mix", "utilities", "said"),
    [
        ("水电气", '"water", "power"', "2 个字，一样一个字"),
        ("水气", '"water", "gas"', "power 和另外至少一样"),
        ("水水电", '"water", "water", "power"', "water 重复"),
    ],
)
def test_a_mix_that_does_not_fit_its_utilities_is_told_when_the_pack_is_checked(
    mix: str, utilities: str, said: str
) -> None:
    text = PACKS.texts[PACKS.editions["lianyungang"][-1].version]
    pack, problems = parse_file((text + PACK_WITH.format(mix=mix, utilities=utilities)).encode(), "pack.toml")

    assert pack is not None, problems
    assert said in "\n".join(map(str, check_pack(pack, PACKS.baseline)))
    assert all(isinstance(rule, JointRule) for rule, _ in pack.sections["joint"])
