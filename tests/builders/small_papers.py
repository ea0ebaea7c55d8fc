"""Small invented policies, written in a test, and the answers of the engine under them."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from gridcounter import paths
from gridcounter.core.case_reading import parse_case
from gridcounter.core.policy.decide import decide
from gridcounter.core.policy.evaluation import Circumstances
from gridcounter.core.policy.parse import parse_pack
from gridcounter.services.office.calendars import load_calendar
from gridcounter.services.office.packs import load_packs

if TYPE_CHECKING:
    from gridcounter.core.case import Case
    from gridcounter.core.policy.decision import Decision
    from gridcounter.core.policy.model import PolicyPack

PACKS = load_packs(paths.policies())
CALENDAR = load_calendar(paths.calendars())

LAST_DAY = 'in_force_until = "2026-11-30"\n'
HEADER = f"""
id = "yangli"
place = "样例市"
number = "样能字〔2026〕6号"
title = "关于用电报装的通知"
kind = "norm"
issued_on = "2026-01-01"
in_force_from = "2026-02-01"
{LAST_DAY}"""
RULES = """
[[customer_class]]
id = "all"
label = "样例用户"
article = "1"
"""


def a_pack(text: str = "", header: str = HEADER) -> PolicyPack:
    pack, problems = parse_pack(tomllib.loads(header + RULES + text), source="small")
    assert pack is not None, [str(problem) for problem in problems]
    return pack


def a_case(**result: Any) -> Case:  # noqa: ANN401  JSON
    """Of which nothing is known but its day, and that there are works."""
    raw = {"locality": "yangli", "on": "2026-09-21", "works": {"length_m": 50}, **result}
    case, problems = parse_case(raw, localities=["yangli"], documents=PACKS.documents)
    assert case is not None, [str(problem) for problem in problems]
    return case


def decided(pack: PolicyPack, case: Case | None = None) -> Decision:
    return decide(case or a_case(), pack, PACKS.baseline, CALENDAR, Circumstances())
