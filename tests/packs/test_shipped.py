"""The versions in the code are those of the shipped packs; what differs from a shipped pack is found rule by rule."""

from __future__ import annotations

import re

import pytest
from pydantic import BaseModel

from gridcounter import paths
from gridcounter.core.policy.comparison import _PARTS, differences
from gridcounter.core.policy.header import Header
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.policy.regime import FilingRegime
from gridcounter.core.policy.sections import SECTIONS
from gridcounter.core.policy.shipped import SHIPPED, Origin, origin_words
from gridcounter.services.office.packs import load_packs, parse_file

PACKS = load_packs(paths.policies())
INSTALLED = {name: editions[-1] for name, editions in PACKS.editions.items()}
JINING = INSTALLED["jining"]
TEXT = PACKS.texts[JINING.version]


def read(text: str) -> PolicyPack:
    pack, problems = parse_file(text.encode(), "pack.toml")
    assert pack is not None, problems
    return pack


def told(text: str) -> list[str]:
    return [str(change) for change in differences(JINING, read(text))]


def test_the_version_of_every_shipped_pack_stands_in_the_code() -> None:
    """A shipped pack that was changed gets its new version added to core/policy/shipped.py; none is taken out."""
    assert {pack.version for pack in (PACKS.baseline, *INSTALLED.values())} <= SHIPPED
    assert PACKS.shipped == PACKS.editions


@pytest.mark.parametrize(
    ("old", "new", "origin"),
    [
        ("", "", Origin.SHIPPED),
        ("wd = 7\n", "wd = 8\n", Origin.DIFFERENT),
        ('id = "jining"', 'id = "linyi"', Origin.DIFFERENT),
        ('id = "jining"', 'id = "yangli"', Origin.NOT_SHIPPED),
    ],
)
def test_only_the_whole_text_is_the_one_shipped(old: str, new: str, origin: Origin) -> None:
    assert PACKS.origin_of(read(TEXT.replace(old, new))) == origin


def test_general_practice_that_was_changed_is_marked_too() -> None:
    changed = read(PACKS.texts[PACKS.baseline.version] + "# more\n")

    assert PACKS.mark_of(JINING, PACKS.baseline) == ""
    assert PACKS.mark_of(JINING, changed) == f"通用做法 {changed.version[7:15]} 与程序附带的不同"


def test_a_mark_names_the_version_and_never_calls_it_wrong() -> None:
    version = "sha256:3f2a91c0" + "0" * 56

    assert origin_words(version, Origin.SHIPPED, adopted=True) == ""
    assert origin_words(version, Origin.DIFFERENT, adopted=True) == "政策包 3f2a91c0 由本单位启用、与程序附带的不同"
    assert origin_words(version, Origin.DIFFERENT, adopted=False) == "政策包 3f2a91c0 与程序附带的不同"
    assert origin_words(version, Origin.NOT_SHIPPED, adopted=True) == "政策包 3f2a91c0 由本单位启用、不随程序附带"


def test_a_pack_does_not_differ_from_itself_or_by_its_comments() -> None:
    assert told(TEXT) == []
    assert told(f"{TEXT}# checked again\n") == []


def test_a_number_a_clause_and_a_word_are_told_as_they_were_and_are() -> None:
    before = 'wd = 2\ncounts_from = "accepted"\nwhen = { class = "mv10_single_upto_1250" }\narticle = "附件1"'
    after = before.replace("wd = 2", "wd = 20").replace('"附件1"', '"附件9"')

    assert told(TEXT.replace(before, after).replace('label = "验收送电"', 'label = "装表送电"', 1)) == [
        "环节 业务受理并答复供电方案：条款 附件1 → 附件9；工作日 2 → 20",
        "环节 装表送电：名称 验收送电 → 装表送电",
    ]


def test_a_changed_term_is_told_at_every_rule_that_reads_it() -> None:
    lines = told(TEXT.replace("\nmv10 = { ", '\nmv10 = { "supply.sources" = 2, '))

    assert len(lines) > 5
    assert "外线审批 承诺备案制，免除行政审批：文件所写的条件不同；适用情形不同" in lines


def test_a_rule_that_is_only_in_one_of_the_two_is_told() -> None:
    right = '[[right]]\nid = "free_channel"'

    assert told(TEXT.replace(right, right.replace("channel", "way"))) == [
        "权利 线上、线下办理渠道由您自主选择，供电企业不得限定：只有附带的一份里有",
        "权利 线上、线下办理渠道由您自主选择，供电企业不得限定：附带的一份里没有",
    ]


def test_who_issued_a_paper_and_its_aims_for_outages_are_told_where_they_differ() -> None:
    """No answer rests on them: what they are read for is that an edition beside another shows its change."""
    text = TEXT.replace('issuers = ["济宁市能源局", ', 'issuers = ["样例局", ').replace(
        "市区 1.59 小时", "市区 1.60 小时"
    )

    (line,) = told(text)
    assert line.startswith("文件头：")
    assert "发文单位" in line
    assert "停电时间目标" in line


def test_the_head_and_the_filing_count_as_one_rule_each() -> None:
    text = TEXT.replace('issued_on = "2021-05-31"', 'issued_on = "2022-05-31"').replace(
        "post_required = true", "informs = true\npost_required = true"
    )

    assert told(text) == ["文件头：印发日期 2021-05-31 → 2022-05-31", "备案办法：是否告知承诺不同"]


def test_no_row_of_the_pack_can_be_changed_unseen() -> None:
    rows = [found.start() for found in re.finditer(r'(?m)^(label|text) = "', TEXT)]
    assert len(rows) > 90

    for start in rows:
        line = TEXT.index('"', start) + 1
        assert len(told(f"{TEXT[:line]}另{TEXT[line:]}")) >= 1, TEXT[start : start + 60]


def test_every_key_of_a_pack_has_a_name_for_a_reader() -> None:
    models: tuple[type[BaseModel], ...] = (Header, FilingRegime, *SECTIONS.values())

    assert {key for model in models for key in model.model_fields} | {"when"} == set(_PARTS)
