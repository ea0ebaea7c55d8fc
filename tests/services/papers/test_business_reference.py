"""The sheet of the other businesses: each as its notice says it, on one page, with the source that it rests on."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from builders.paper_builders import PLACES, paperwork
from builders.small_papers import HEADER, RULES

from gridcounter.core.papers.called_for import BUSINESS_REFERENCE
from gridcounter.core.papers.form_model import ItemRow, ItemTable, Words, texts_of
from gridcounter.core.papers.view import Printing
from gridcounter.core.policy.parse import parse_pack

if TYPE_CHECKING:
    from gridcounter.core.papers.build import BuiltForm
    from gridcounter.services.papers.paperwork import Paperwork

OWN = """
[[business]]
id = "transfer"
label = "过户"
presumes = ["新户和原户都到场"]
article = "9"

[[document]]
id = "deed"
label = "不动产权证"
stage = "application"
when = { business = "transfer" }
article = "9"

[[limit]]
id = "renamed"
label = "过户办结"
wd = 3
counts_from = "accepted"
when = { business = "transfer" }
article = "9"
"""


def built(place: str, paper: str = BUSINESS_REFERENCE, papers: Paperwork | None = None, **case: str) -> BuiltForm:
    papers = papers or paperwork()
    raw = {"case": {"locality": place, "on": "2026-09-21", **case}, "applicant": {"name": "张样例"}}
    application = papers.read_application(json.dumps(raw))
    [found] = papers.build(application, [paper], Printing())
    return found


def rows(found: BuiltForm) -> dict[str, list[str]]:
    [table] = [block for block in found.model.blocks if isinstance(block, ItemTable)]
    read: dict[str, list[str]] = {}
    for row in table.rows:
        assert isinstance(row, ItemRow)
        parts = [[part for line in cell for part in line if isinstance(part, Words)] for cell in row.cells]
        label, *cells = ("".join(part.text for part in some) for some in parts)
        read[label] = cells
    return read


@pytest.mark.parametrize("place", PLACES)
def test_every_business_of_the_place_stands_on_it_with_the_words_of_its_notice(place: str) -> None:
    assert len(rows(built(place))) == 7
    for business in ("transfer", "suspension", "closing"):
        notice = "\n".join(texts_of(built(place, "one_time_notice", business=business).model))
        rule = paperwork().assessor.packs.baseline.businesses[business]
        conditions, documents, ahead, times, clause = rows(built(place))[rule.label]
        assert [one for one in conditions.split("；") if one not in notice] == []
        assert [one for one in documents.removeprefix("通常需要：").split("、") if one not in notice] == []
        assert ahead == "—" or ahead.split("；")[0] in notice
        assert (times, clause) == ("供电企业答复", "通用做法")


def test_one_like_connecting_says_only_what_is_its_own() -> None:
    conditions, documents, _, times, _ = rows(built("jining"))["居民自用充电桩报装"]

    assert "车位" in conditions
    assert documents == "通常需要：车位证明、同意安装充电桩的证明；其余与新装相同"
    assert times == "其余与新装相同"


def test_what_the_paper_of_the_place_says_goes_before_general_practice_and_is_cited() -> None:
    pack, problems = parse_pack(tomllib.loads(HEADER + RULES + OWN), source="small")
    assert pack is not None, problems
    plain = paperwork()
    packs = plain.assessor.packs.on_trial(pack)
    tried = replace(plain, assessor=replace(plain.assessor, packs=packs))
    found = built(pack.id, papers=tried)

    assert rows(found)["过户"] == [
        "新户和原户都到场",
        "需提交：不动产权证；通常需要：用电人有效身份证明、用电地址物业权属证明、用电户号",
        "—",
        "过户办结 3 个工作日",
        "① 9；通用做法",
    ]
    assert any(f"① {pack.header.number}" in text for text in texts_of(found.model))
    assert not any("① " in text for text in texts_of(built("jining").model)), "no number of what nothing cites"
