"""When works may start, where the policy chose one of the program's two answers instead of writing a sentence."""

from __future__ import annotations

import json

import pytest
from builders.paper_builders import paperwork, text_of
from builders.small_papers import HEADER, RULES

from gridcounter.core.papers.view import Printing
from gridcounter.core.policy.parse import parse_pack
from gridcounter.core.validation.models import read_toml
from gridcounter.services.office.assessment import Assessor
from gridcounter.services.papers.paperwork import Paperwork

GRID_SIDE = '[[limit]]\nid = "grid_side"\nlabel = "合计"\notherwise = true\narticle = "1"\n'
FILED = """
[[regime]]
id = "record"
kind = "{kind}"
label = "实行备案"
form = "filing_record"
title = "备案表"
{start}
article = "2"

[[approval]]
id = "record"
track = "filing"
regime = "record"
{wd}
otherwise = true
article = "2"
"""
POSTED = 'may_start = "posted"\npost_required = true'


def notice(kind: str, start: str, wd: str = "") -> str:
    text = HEADER + RULES + GRID_SIDE + FILED.format(kind=kind, start=start, wd=wd)
    pack, problems = parse_pack(read_toml(text.encode())[0], source="small")
    assert pack is not None, [str(one) for one in problems]
    known = paperwork()
    assessor = Assessor(known.assessor.packs.on_trial(pack), known.assessor.calendar)
    work = Paperwork(assessor, known.forms, known.faces)
    case = {"locality": "yangli", "on": "2026-09-21", "works": {"owner": "applicant"}}
    application = assessor.read_application(json.dumps({"case": case}))
    (form,) = work.build(application, ["one_time_notice"], Printing())
    return text_of(form)


@pytest.mark.parametrize(
    ("kind", "start", "said"),
    [
        ("filing", 'may_start = "filed"', "备案后可以开工"),
        ("filing", POSTED, "备案表报送并在现场张贴后可以开工"),
        ("filing", "", "文件没有写明，请向受理备案的部门确认后开工"),
        ("commitment_instead_of_permit", 'may_start = "filed"', "报送承诺书后可以开工"),
        ("commitment_instead_of_permit", POSTED, "承诺书报送并在现场张贴后可以开工"),
        ("filing", 'may_start = "filed"\nstart_text = "备了案就能干"', "备了案就能干"),
    ],
)
def test_the_notice_says_when_works_may_start(kind: str, start: str, said: str) -> None:
    assert f"何时开工{said}" in notice(kind, start)


def test_days_of_a_filing_are_not_those_of_an_approval() -> None:
    said = notice("filing", 'may_start = "filed"')
    timed = notice("filing", 'may_start = "filed"', wd="wd = 1")

    assert "备案—" not in said
    assert "备案——1个工作日" in timed
    assert "行政审批" not in timed
