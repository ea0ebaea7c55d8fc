"""The engine as the pack tests see it: a case of the contract in, an assessment of the contract out."""

from __future__ import annotations

from typing import Any, cast

from gridcounter import paths
from gridcounter.core.case_reading import parse_case
from gridcounter.core.policy.contract import to_contract
from gridcounter.core.policy.decide import decide
from gridcounter.services.office.calendars import load_calendar
from gridcounter.services.office.packs import load_packs

PACKS = load_packs(paths.policies())
CALENDAR = load_calendar(paths.calendars())


def assess(raw: dict[str, Any]) -> dict[str, Any]:
    case, problems = parse_case(raw, localities=PACKS.localities, documents=PACKS.documents)
    assert case is not None, [str(problem) for problem in problems]
    decision = decide(case, PACKS.edition(case.locality, case.on), PACKS.baseline, CALENDAR)
    return cast("dict[str, Any]", to_contract(decision))
