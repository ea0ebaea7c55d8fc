"""Small random packs: the checker finds overlaps, gaps and rules without a case exactly where enumeration does."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, NamedTuple

from builders.condition_trees import TESTED, Raw, Whole, conditions, holds, keys_with_companions, possible_cases
from builders.extent import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from gridcounter import paths
from gridcounter.core.case_reading import parse_case
from gridcounter.core.policy.checks.pack import check_pack
from gridcounter.core.policy.parse import parse_pack
from gridcounter.services.office.packs import load_packs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gridcounter.core.policy.parse import PackProblem

BASELINE = load_packs(paths.policies()).baseline
TERM = "t"
OVERLAP, GAP, UNREACHABLE, SUM = "同时成立", "没有规则", "任何案件都不符合", "各环节之和"

Row = dict[str, Any]


class Small(NamedTuple):
    keys: list[str]
    terms: dict[str, Raw]
    sections: dict[str, list[Row]]


class Found(NamedTuple):
    overlaps: set[tuple[str, str]]
    gaps: set[str]
    unreachable: set[str]
    #: totals with a sum that contradicts them, or that they deny without reason
    totals: set[tuple[str, str]]


@st.composite
def small_packs(draw: st.DrawFn) -> Small:
    keys = draw(st.lists(st.sampled_from(TESTED), min_size=1, max_size=3, unique=True))
    term = draw(conditions(keys))

    def rows(ids: list[str], most: int, **choices: st.SearchStrategy[Any]) -> list[Row]:
        found = []
        for name in draw(st.lists(st.sampled_from(ids), min_size=1, max_size=most)):
            row: Row = {"id": name, "article": "1", **{key: draw(choice) for key, choice in choices.items()}}
            if draw(st.booleans()):
                row["when"] = draw(conditions(keys, (TERM,)))
            if draw(st.integers(0, 3)) == 0:
                row["otherwise"] = True
            found.append(row)
        return found

    approvals = [row | {"id": f"a{place}"} for place, row in enumerate(rows(["a"], 3, track=_TRACKS))]
    for place, row in enumerate(approvals[1:]):
        if draw(st.booleans()):
            row["unless"] = f"a{place}"
    steps = rows(["survey", "connect"], 3, actor=st.just("grid_company"), label=_X, wd=st.integers(0, 2))
    sections = {
        "customer_class": [row | {"label": row["id"]} for row in rows(["low", "high"], 3)],
        "step": [{key: value for key, value in row.items() if (key, value) != ("wd", 0)} for row in steps],
        "limit": rows(["grid_side"], 3, label=st.just("合计"), wd=st.integers(1, 3), not_the_sum=_CLAUSES),
        "approval": approvals,
        "cost": rows(["line", "meter"], 3, payer=st.sampled_from(["park", "grid_company"]), label=_X, part=_X),
        "note": rows(["n"], 2, kind=st.just("silent"), audience=st.just("both"), text=st.just("说明")),
    }
    return Small(keys, {TERM: term}, sections)


_TRACKS = st.sampled_from(["permit", "parallel"])
_X = st.just("线路")
_CLAUSES = st.sampled_from([[], ["1"]])


@settings(max_examples=examples(50), deadline=None)
@given(small_packs())
def test_the_checker_finds_what_enumeration_finds(small: Small) -> None:
    problems = checked(small)

    found = as_found(problems)

    assert found == by_enumeration(small)


@settings(max_examples=examples(25), deadline=None)
@given(small_packs())
def test_every_case_that_the_checker_shows_is_possible(small: Small) -> None:
    for problem in checked(small):
        shown = re.search(r"〔(.*)〕", problem.problem.found)
        if shown is None:
            continue
        raw = tomllib.loads(shown.group(1).replace("；", "\n"))

        case, wrong = parse_case(
            {"locality": "small", "on": "2026-09-21", **raw} | ({"works": None} if raw.get("works") == "none" else {}),
            localities=["small"],
            documents=[],
        )

        assert case is not None, wrong


def checked(small: Small) -> tuple[PackProblem, ...]:
    header = {
        "id": "small",
        "place": "某地",
        "number": "某字〔2026〕1号",
        "title": "通知",
        "kind": "norm",
        "issued_on": "2026-01-01",
        "in_force_from": "2026-01-01",
    }
    pack, problems = parse_pack({**header, "terms": small.terms, **small.sections}, source="small/pack.toml")
    assert pack is not None, problems
    return check_pack(pack, BASELINE)


def as_found(problems: tuple[PackProblem, ...]) -> Found:
    whens = [problem for problem in problems if problem.problem.path == "when"]
    overlaps = set()
    for problem in whens:
        other = re.match(r"与 (.+?) 同时成立", problem.problem.found)
        if other is not None:
            overlaps.add((other.group(1), problem.rule))
    return Found(
        overlaps,
        {problem.rule for problem in whens if GAP in problem.problem.found},
        {problem.rule for problem in whens if problem.problem.found == UNREACHABLE},
        {(problem.rule, problem.problem.path) for problem in problems if SUM in problem.problem.found},
    )


def by_enumeration(small: Small) -> Found:
    cases = possible_cases(keys_with_companions([*small.keys, "works"]))
    found = Found(set(), set(), set(), set(wrong_totals(small, cases)))
    for section, rows in small.sections.items():
        names = [named(section, rows, place) for place in range(len(rows))]
        truths = [list(holding(section, rows, case, small.terms)) for case in cases]
        found.unreachable.update(name for place, name in enumerate(names) if not any(t[place] for t in truths))
        found.overlaps.update(
            (names[one], names[other])
            for one in range(len(rows))
            for other in range(one + 1, len(rows))
            if exclude(section, rows[one], rows[other]) and any(t[one] and t[other] for t in truths)
        )
        answered = [case["works"] or section != "approval" for case in cases]
        if section in {"customer_class", "approval", "limit"} and any(
            wanted and not any(truth) for wanted, truth in zip(answered, truths, strict=True)
        ):
            found.gaps.add("limit.grid_side" if section == "limit" else section)
    return found


def wrong_totals(small: Small, cases: list[Whole]) -> Iterator[tuple[str, str]]:
    limits, steps = small.sections["limit"], small.sections["step"]
    for case in cases:
        held = [row for row, held in zip(steps, holding("step", steps, case, small.terms), strict=True) if held]
        listed = {row["id"]: row.get("wd") for row in reversed(held)}  # the first of one id, where several hold
        days = sum(wd or 0 for wd in listed.values())
        complete = bool(listed) and None not in listed.values()
        for place, held_total in enumerate(holding("limit", limits, case, small.terms)):
            wd, denied = limits[place]["wd"], limits[place]["not_the_sum"]
            if not held_total:
                continue
            if denied and complete and days == wd:
                yield named("limit", limits, place), "not_the_sum"
            if not denied and (days > wd or (complete and days < wd)):
                yield named("limit", limits, place), "wd"


def named(section: str, rows: list[Row], place: int) -> str:
    ids = [row["id"] for row in rows]
    nth = f"（第 {ids[: place + 1].count(ids[place])} 条）" if ids.count(ids[place]) > 1 else ""
    return f"{section}.{ids[place]}{nth}"


def holding(section: str, rows: list[Row], case: Whole, terms: dict[str, Raw]) -> Iterator[bool]:
    plain = [holds(row.get("when", {}), case, terms) for row in rows]
    single = section in {"customer_class", "approval"}
    for row, holds_itself in zip(rows, plain, strict=True):
        others = [
            truth
            for other, truth in zip(rows, plain, strict=True)
            if not other.get("otherwise") and (single or other["id"] == row["id"])
        ]
        closed = row.get("otherwise") and any(others)
        failed = "unless" in row and next(t for r, t in zip(rows, plain, strict=True) if r["id"] == row["unless"])
        yield holds_itself and not closed and not failed and (case["works"] or section != "approval")


def exclude(section: str, one: Row, other: Row) -> bool:
    if section in {"approval", "note"}:
        return section == "approval" or one["id"] == other["id"]
    if section == "customer_class":
        return bool(one["id"] != other["id"])
    said = [
        {key: value for key, value in row.items() if key not in {"when", "otherwise", "not_the_sum"}}
        for row in (one, other)
    ]
    return one["id"] == other["id"] and said[0] != said[1]
