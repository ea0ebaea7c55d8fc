"""Packs of places that are not shipped, and one of a supplier who files everything, on trial beside the others."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from builders.paper_builders import paperwork
from builders.small_papers import HEADER, RULES
from gridcounter.core.policy.parse import parse_pack
from gridcounter.services.office.pack_check import read_checked

if TYPE_CHECKING:
    from gridcounter.services.papers.paperwork import Paperwork

PLACES = Path(__file__).parents[1] / "packs" / "places"
#: Who builds, and how long the line is.
OWNED = {"owner": "applicant", "length_m": 180}
SUPPLIER = """
[[limit]]
id = "grid_side"
label = "供电企业合计"
otherwise = true
article = "1"

[[limit]]
id = "plan_reply"
label = "供电方案答复"
days = 5
counts_from = "applied"
means = "replied"
actor = "grid_company"
excludes = ["用户补正资料的时间"]
article = "1"

[[document]]
id = "drawings"
label = "盖章的施工图纸"
stage = "application"
actor = "grid_company"
article = "2"

[[document]]
id = "deed"
label = "不动产权证"
stage = "application"
article = "2"

[[document]]
id = "village_note"
label = "村委会证明"
stage = "application"
instead_of = "deed"
article = "2"

[[regime]]
id = "promise"
kind = "commitment_instead_of_permit"
name = "告知承诺制"
form = "commitment_filing"
title = "告知承诺书"
filed_by = ["grid_company"]
attach = ["加盖公章的施工图纸"]
start_text = "供电企业提供施工图纸和告知承诺书后，即可开工"
article = "3"

[[approval]]
id = "promise"
track = "filing"
regime = "promise"
article = "3"
"""


@cache
def tried() -> Paperwork:
    """The supplier's pack is that of `yangli`."""
    plain = paperwork()
    installed = plain.assessor.packs
    for folder in sorted(PLACES.iterdir()):
        installed = installed.on_trial(read_checked(folder, installed.baseline, plain.assessor.calendar))
    pack, problems = parse_pack(tomllib.loads(HEADER + RULES + SUPPLIER), source="small")
    assert pack is not None, problems
    return replace(plain, assessor=replace(plain.assessor, packs=installed.on_trial(pack)))
