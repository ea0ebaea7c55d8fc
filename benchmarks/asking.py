"""Places that say more than the five: regimes, facts of works, questions of their own, and another business.

Deciding has its bound in milliseconds; asking is held against the places that have nothing of the kind, in one run and
in turn.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rows import in_turn_ms, median_ms

from gridcounter.bootstrap import open_assessor
from gridcounter.core.policy.relevant_keys import keys_that_matter

if TYPE_CHECKING:
    from collections.abc import Callable

    from rows import Row

    from gridcounter.core.case import Case
    from gridcounter.services.office.assessment import Assessor

#: Packs of places that are not shipped, as the tests have them.
PLACES = Path(__file__).parent.parent / "tests" / "packs" / "places"
_WORKS = '"works": {"owner": "applicant", "length_m": 150, "occupies": ["footway", "green"]}'
_CASES = {
    "yichuan": f'{{"locality": "yichuan", "on": "2026-09-21", "supply": {{"voltage_kv": 10}}, {_WORKS}}}',
    "zhongshan": f'{{"locality": "zhongshan", "on": "2026-09-21", "supply": {{"voltage_kv": 10}}, {_WORKS}}}',
    "transfer": '{"locality": "jining", "on": "2026-09-21", "business": "transfer"}',
}
_FIVE = ("jining", "liangzihu", "lianyungang", "linyi", "zaozhuang")
_TIMES = 300


def asking_rows(row: Row, times: int = _TIMES) -> None:
    assessor = open_assessor(PLACES / "yichuan", PLACES / "zhongshan")
    more = {name: assessor.read_case(text) for name, text in _CASES.items()}
    for name, case in more.items():
        ms = median_ms(_deciding(assessor, case), times)
        row(f"decide, {name}", f"{ms:.2f} ms", "<= 1 ms", held=ms <= 1)
    plain = _CASES["yichuan"]
    five = {name: assessor.read_case(plain.replace("yichuan", name)) for name in _FIVE}
    asked = five | more
    taken = dict(zip(asked, in_turn_ms([_asking(assessor, case) for case in asked.values()], times), strict=True))
    slowest = max(taken[name] for name in _FIVE)
    for name in more:
        times_as_long = taken[name] / slowest
        what = f"what to ask, {name}, against the slowest of the five ({taken[name]:.2f} / {slowest:.2f} ms)"
        row(what, f"{times_as_long:.2f} x", "<= 1 x", held=times_as_long <= 1)


def _deciding(assessor: Assessor, case: Case) -> Callable[[], object]:
    return lambda: assessor.assess(case)


def _asking(assessor: Assessor, case: Case) -> Callable[[int], object]:
    pack = assessor.packs.edition(case.locality, case.on)
    return lambda _: keys_that_matter(case, pack, assessor.packs.baseline)
