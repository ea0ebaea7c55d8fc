"""The quick reference of a place says what the notice of the same case says, and nothing else: limits and payers.

Every class at every voltage, with one source and two, important or not, with works of each kind and without.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import product

import pytest
from builders.paper_builders import PLACES, Raw, an_application, paperwork, plain, read
from test_rows_of_the_notice import rows_of, words_of

from gridcounter.core.papers.form_model import FormModel, ItemTable, Prose
from gridcounter.core.papers.view import Printing

PEOPLE = ("resident", "micro_enterprise", "enterprise", "other")
MV = 10
SUPPLIES = ((0.22, 8), (0.4, 200), (6, 800), (MV, 800), (MV, 2500), (20, 800), (35, 20000))
PLACED = (("provincial", True), ("none", True), ("none", False))
WORKS: tuple[Raw | None, ...] = (
    None,
    {"kind": "customer_connection", "new_pole_box_or_duct": False, "length_m": 300, "occupies": ["footway"]},
    {"kind": "customer_connection", "new_pole_box_or_duct": True, "length_m": 1300, "occupies": ["carriageway"]},
)
#: Rows of the notice whose figure stands under 合计, and how it is called there.
TOTALS = {"供电企业办理环节合计": "", "申请到接电全过程": "全过程"}
APPROVALS = re.compile("审批")
SPAN = re.compile(r"(\d+)个工作日")


def cases(place: str) -> Iterator[Raw]:
    """Park and permanence settle who pays for a line at 10 kV."""
    for customer, (volts, capacity), works in product(PEOPLE, SUPPLIES, WORKS):
        low, mv = volts < 1, volts == MV
        lines = product((1,) if low else (1, 2), (False,) if low else (False, True))
        ways = (("works",) if works else ("meter_only", "service_drop")) if low else (None,)
        for (sources, critical), way, (park, permanent) in product(lines, ways, PLACED if mv else PLACED[:1]):
            supply = {"voltage_kv": volts, "capacity": capacity, "unit": "kW" if low else "kVA", "sources": sources}
            supply |= {"critical": critical, "dedicated_line": False, "permanent": permanent, "connection": way}
            site = {"park": park, "key_project": False, "new_residential_estate": customer == "resident"}
            more = {"case.supply": supply, "case.customer": customer, "case.works": works, "case.site": site}
            yield an_application(place, deferred=None, received=None, **more)


@dataclass
class Told:
    """What the notices of one place say, by the class that they name."""

    lines: dict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    silent: set[tuple[str, str]] = field(default_factory=set)
    payers: set[tuple[str, str]] = field(default_factory=set)
    approvals: set[str] = field(default_factory=set)


@cache
def notices(place: str) -> Told:
    result = Told()
    for raw in cases(place):
        application = read(raw)
        decision = paperwork().assessor.assess_application(application)
        [form] = paperwork().build(application, ["one_time_notice"], Printing(accepted=True))
        called = plain(decision.customer_class.label) if decision.customer_class.id else ""
        for label, row in rows_of(form.model, "环节、时限", "起算").items():
            span = SPAN.search(row["时限"])
            if APPROVALS.search(label):
                result.approvals.add(span[1] if span else "")
            else:
                said = label.removesuffix("（是否适用待确认）")  # whether it is for this customer, not how long it is
                result.lines[called].add((said, span[1] if span else ""))
        if not decision.steps and called:
            result.silent.add((called, f"{raw['case']['supply']['voltage_kv']}"))
        for part, row in rows_of(form.model, "由谁出资", "说明").items():
            result.payers.add((part, row["由谁出资"]))
    return result


@cache
def reference(place: str) -> FormModel:
    [form] = paperwork().build(read({"case": {"locality": place, "on": "2026-09-28"}}), ["quick_reference"])
    return form.model


def classes(place: str) -> dict[str, dict[str, str]]:
    return rows_of(reference(place), "用户类别", "合计")


def says(row: dict[str, str], label: str, wd: str) -> bool:
    """The label and the figure side by side; without one, no figure beside it."""
    if label in TOTALS:
        totals = row["合计"].split("；")
        return f"{TOTALS[label]}{wd}" in totals
    steps = row["环节与时限（工作日）"]
    return bool(re.search(re.escape(label) + (rf"{wd}(?!\d)" if wd else r"(?!\d|（新立杆)"), steps))


@pytest.mark.parametrize("place", PLACES)
def test_every_limit_of_the_notice_is_on_the_quick_reference_with_the_same_words(place: str) -> None:
    rows = classes(place)
    lines = {called: text for called, text in notices(place).lines.items() if called}

    assert set(lines) <= set(rows)
    assert [(c, *one) for c, text in lines.items() for one in sorted(text) if not says(rows[c], *one)] == []


@pytest.mark.parametrize("place", PLACES)
def test_every_figure_of_the_quick_reference_is_on_a_notice_of_that_class(place: str) -> None:
    for called, row in classes(place).items():
        text = notices(place).lines[called]
        steps = row["环节与时限（工作日）"]
        figures = sorted(re.findall(r"(?<![\d、])(\d+)(?=$|[→；、])", re.sub(r"\d+、?(?:\d+)?千伏", "", steps)))
        of_steps = {wd for label, wd in text if label not in TOTALS and wd}
        assert set(figures) <= of_steps, (called, steps)
        totals = {f"{TOTALS[label]}{wd}" for label, wd in text if label in TOTALS and wd}
        assert set(row["合计"].split("；")) - {"未规定"} == totals, (called, row["合计"])


@pytest.mark.parametrize("place", PLACES)
def test_steps_of_some_voltages_are_not_told_for_the_others(place: str) -> None:
    """Where a notice of the class has none, the voltages that have some are named."""
    rows = classes(place)
    for called, _ in notices(place).silent:
        steps = rows[called]["环节与时限（工作日）"]
        assert "→" not in steps or re.match(r"[\d、千伏及以上]+：", steps), (called, steps)


@pytest.mark.parametrize("place", PLACES)
def test_the_payer_is_printed_as_on_the_notice_and_no_other(place: str) -> None:
    [text] = [
        block
        for block in reference(place).blocks
        if isinstance(block, Prose) and "由谁出资" in words_of(block.paragraphs)
    ]
    parts = re.split(
        "；(?=[^；（）]+(?:（[^（）]*）)?：)", words_of(text.paragraphs).removeprefix("由谁出资").rstrip("。")
    )
    found = set()
    for part in parts:
        name, _, rest = part.partition("：")
        payer = re.match("[^（]+", rest)
        assert payer, part
        found.add((name, payer[0]))

    assert found == notices(place).payers


@pytest.mark.parametrize("place", PLACES)
def test_days_of_approval_are_those_of_the_notices(place: str) -> None:
    tracks = rows_of(reference(place), "外线办理方式", "工作日")
    days = {row["工作日"] for row in tracks.values()} - {"—"}

    assert notices(place).approvals - {""} <= days
    assert sum(isinstance(block, ItemTable) for block in reference(place).blocks) == 2
