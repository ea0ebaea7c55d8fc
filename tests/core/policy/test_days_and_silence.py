"""A step in days of the calendar, and a paper that says nothing of the supplier's sum."""

from __future__ import annotations

from datetime import date

from builders.small_papers import PACKS, a_pack, decided

from gridcounter.core.notice import clocks_of
from gridcounter.core.overview.class_table import class_table
from gridcounter.core.policy.checks.pack import check_pack
from gridcounter.core.policy.contract import to_contract
from gridcounter.core.policy.decision import Basis
from gridcounter.core.wording import UNSAID, duration

ON = date(2026, 9, 21)
STEP = """
[[step]]
id = "reply"
label = "答复供电方案"
actor = "grid_company"
days = 10
counts_from = "accepted"
article = "2"
"""
SILENT = """
[[limit]]
id = "grid_side"
label = "供电企业办理环节合计"
otherwise = true
basis = "silent"
"""


def test_a_step_in_days_of_the_calendar_has_its_day_its_words_and_its_clock() -> None:
    """The 1st of October is a day off: as working days it would be the 9th."""
    pack = a_pack(STEP)
    [step] = decided(pack).steps

    assert (step.wd, step.days, step.due_on, step.provisional) == (None, 10, date(2026, 10, 1), False)
    assert duration(step) == "10 日内"
    [clock] = [one for one in clocks_of(decided(pack)) if one.id == "reply"]
    assert (clock.wd, clock.days) == (None, 10)
    [row] = class_table(pack, PACKS.baseline, "all", ON).sections["step"]
    assert (row.words.value, row.words.detail) == ("10 日内", "从受理当日算；由供电企业办理")
    told = to_contract(step)
    assert isinstance(told, dict)
    assert (told["wd"], told["days"]) == (None, 10)


def test_a_paper_that_is_silent_on_the_sum_needs_no_clause_for_it() -> None:
    """`article = "全文"` claimed a place where it stands."""
    pack = a_pack(STEP + SILENT)

    assert [str(one) for one in check_pack(pack, PACKS.baseline) if one.rule == "limit.grid_side"] == []
    [limit] = decided(pack).limits
    assert (limit.id, duration(limit)) == ("grid_side", UNSAID)
    assert limit.basis == (Basis(pack.header.number),)
    assert to_contract(limit.basis) == [{"source": pack.header.number}]
    [row] = class_table(pack, PACKS.baseline, "all", ON).sections["limit"]
    assert row.basis == limit.basis
