"""The projections of acts after acceptance, and the validators before them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from builders.record_builders import CLERK, a_paper, an_answer, an_opening, stores_in, tables

from gridcounter.core.record.journal import Act, Entry, Kind
from gridcounter.errors import Refusal
from gridcounter.store.stores import WritingStores

DAY = "2026-09-22"


@contextmanager
def accepted(folder: Path) -> Iterator[WritingStores]:
    with stores_in(folder) as stores:
        stores.journal.append(an_opening())
        do(stores, Kind.MATERIALS_RECEIVED, on="2026-09-21")
        do(stores, Kind.APPLICATION_ACCEPTED, on="2026-09-21", answer=an_answer())
        yield stores


def do(stores: WritingStores, kind: Kind, **result: Any) -> Entry:  # noqa: ANN401  JSON
    return stores.journal.append(Act(kind, result, CLERK, "a1"))


def rows(stores: WritingStores, sql: str) -> list[tuple[Any, ...]]:
    return stores.db.execute(sql).fetchall()


def test_acceptance_pins_the_answer_and_starts_its_clock(tmp_path: Path) -> None:
    with accepted(tmp_path) as stores:
        assert rows(stores, "SELECT event, on_day FROM event") == [("accepted", "2026-09-21")]
        assert rows(stores, "SELECT clock, wd FROM clock ORDER BY place") == [
            ("plan", 2),
            ("connect", 5),
            ("grid_side", 7),
        ]
        assert rows(stores, "SELECT pack_number, track FROM answer") == [("测试〔2021〕1号", "undetermined")]


FROM_APPLYING = {"id": "whole", "label": "全过程", "actor": "", "wd": 2, "days": None, "counts_from": "applied"}


@pytest.mark.parametrize(("said", "started"), [("2026-09-18", "2026-09-18"), (None, "2026-09-21")])
@pytest.mark.parametrize("before", [True, False])
def test_a_clock_from_the_application_starts_on_that_day_and_else_at_acceptance(
    tmp_path: Path,
    said: str | None,
    started: str,
    before: bool,  # noqa: FBT001
) -> None:
    """Whether the answer was told before acceptance or with it."""
    answer = an_answer(clocks=[FROM_APPLYING])
    answer["case"] = answer["case"] | ({"applied_on": said} if said else {})
    with stores_in(tmp_path) as stores:
        stores.journal.append(an_opening())
        do(stores, Kind.MATERIALS_RECEIVED, on="2026-09-21")
        if before:
            stores.journal.append(a_paper(answer=answer))
            assert rows(stores, "SELECT count(*) FROM event") == [(0,)]
        values = {} if before else {"answer": answer}
        do(stores, Kind.APPLICATION_ACCEPTED, on="2026-09-21", late="停电", **values)

        assert rows(stores, "SELECT event, on_day, late FROM event ORDER BY event") == [
            ("accepted", "2026-09-21", "停电"),
            ("applied", started, "停电"),
        ]
        assert rows(stores, "SELECT clock, started_on FROM running") == [("whole", started)]


def test_a_later_answer_may_bring_a_clock_from_the_application(tmp_path: Path) -> None:
    with accepted(tmp_path) as stores:
        do(stores, Kind.ANSWER_MOVED, why="新文件", answer=an_answer(clocks=[FROM_APPLYING]))

        assert rows(stores, "SELECT clock, started_on FROM running") == [("whole", "2026-09-21")]
        assert stores.journal.rebuild().changed == ()


def test_a_later_answer_takes_the_place_of_the_one_before_and_both_stay_on_record(tmp_path: Path) -> None:
    with accepted(tmp_path) as stores:
        do(stores, Kind.ANSWER_MOVED, why="新文件", answer=an_answer(track="filing", clocks=[]))
        assert rows(stores, "SELECT track FROM answer") == [("filing",)]
        assert rows(stores, "SELECT count(*) FROM clock") == [(0,)]
        result = rows(stores, "SELECT payload FROM journal WHERE kind = 'application_accepted'")
        assert json.loads(result[0][0])["answer"]["track"] == "undetermined"


def test_an_acceptance_without_an_answer_pins_nothing(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        stores.journal.append(an_opening())
        do(stores, Kind.APPLICATION_ACCEPTED, on="2026-09-21")
        assert rows(stores, "SELECT count(*) FROM answer") == [(0,)]
        with pytest.raises(Refusal, match="还没有固定的答复"):
            do(stores, Kind.STEP_FINISHED, clock="plan", on=DAY)


def test_a_pause_is_based_on_a_supplement_in_force(tmp_path: Path) -> None:
    with accepted(tmp_path) as stores:
        with pytest.raises(Refusal, match="依据"):
            do(stores, Kind.CLOCK_PAUSED, clocks=["plan"], on=DAY, why="supplement", ref="nothing")
        paper = stores.journal.append(a_paper(paper="supplement_notice"))
        do(stores, Kind.CLOCK_PAUSED, clocks=["plan"], on=DAY, why="supplement", ref=paper.ref)
        do(stores, Kind.CLOCK_RESUMED, clocks=["plan"], on="2026-09-24")
        assert rows(stores, "SELECT on_day, until_day, rests_on FROM pause") == [(DAY, "2026-09-24", paper.ref)]
        do(stores, Kind.PAPER_VOIDED, ref=paper.ref, why="写错")
        with pytest.raises(Refusal, match="依据"):
            do(stores, Kind.CLOCK_PAUSED, clocks=["plan"], on="2026-09-25", why="supplement", ref=paper.ref)


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        (Kind.STEP_FINISHED, {"clock": "nothing", "on": DAY}, "没有这一项时限"),
        (Kind.STEP_FINISHED, {"clock": "connect", "on": DAY}, "还没有起算"),
        (Kind.STEP_FINISHED, {"clock": "plan", "on": "2026-09-20"}, "不能早于起算日期 2026-09-21"),
        (Kind.CLOCK_RESUMED, {"clocks": ["plan"], "on": DAY}, "没有暂停"),
        (Kind.CLOCK_PAUSED, {"clocks": ["plan"], "on": DAY, "why": "request", "ref": " "}, "依据"),
        (Kind.FILING_PUSHED, {"on": DAY, "serial": ""}, "还没有填写备案表"),
        (Kind.ATTACHMENT_REMOVED, {"ref": "x:1", "why": "错"}, "没有这份附件"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_was_written(
    tmp_path: Path, kind: Kind, values: dict[str, Any], said: str
) -> None:
    with accepted(tmp_path) as stores:
        before, count = tables(stores.db), stores.journal.count()
        with pytest.raises(Refusal, match=said):
            do(stores, kind, **values)
        assert (tables(stores.db), stores.journal.count()) == (before, count)


def test_a_paused_clock_is_not_stopped_twice_and_an_ended_one_not_at_all(tmp_path: Path) -> None:
    asked = {"clocks": ["plan"], "on": DAY, "why": "request", "ref": "9月22日书面申请"}
    with accepted(tmp_path) as stores:
        do(stores, Kind.CLOCK_PAUSED, **asked)
        with pytest.raises(Refusal, match="已经暂停"):
            do(stores, Kind.CLOCK_PAUSED, **asked)
        with pytest.raises(Refusal, match="不能早于"):
            do(stores, Kind.CLOCK_RESUMED, clocks=["plan"], on="2026-09-21")
        do(stores, Kind.CLOCK_RESUMED, clocks=["plan"], on=DAY)
        do(stores, Kind.STEP_FINISHED, clock="plan", on=DAY)
        with pytest.raises(Refusal, match="已经办完"):
            do(stores, Kind.CLOCK_PAUSED, **asked)


def test_a_pushed_form_is_not_filled_in_again_before_it_came_back(tmp_path: Path) -> None:
    with accepted(tmp_path) as stores:
        for _ in range(2):
            do(stores, Kind.FILING_PREPARED, on=DAY)
        do(stores, Kind.FILING_PUSHED, on=DAY, serial="")
        with pytest.raises(Refusal, match="已推送"):
            do(stores, Kind.FILING_PREPARED, on=DAY)
        do(stores, Kind.FILING_RETURNED, on=DAY, why="缺路径图")
        do(stores, Kind.FILING_PREPARED, on=DAY)
        assert rows(stores, "SELECT version, state FROM filing") == [(2, "prepared")]
        assert rows(stores, "SELECT version, kind FROM filing_act ORDER BY place")[-1] == (2, "filing_prepared")


def test_works_that_began_without_a_form_are_recorded(tmp_path: Path) -> None:
    with accepted(tmp_path) as stores:
        do(stores, Kind.WORKS_STARTED, on=DAY)
        assert rows(stores, "SELECT version, state, started_on FROM filing") == [(0, "none", DAY)]


def test_what_was_told_again_is_counted_line_by_line(tmp_path: Path) -> None:
    items = [
        {"label": "委托书", "clause": "三(二)1", "why": "改由代理人办理"},
        {"label": "授权书", "clause": "", "why": "同上"},
    ]
    with accepted(tmp_path) as stores:
        result = a_paper(paper="supplement_notice", items=items).payload
        stores.journal.append(Act(Kind.SUPPLEMENT_ISSUED, result, CLERK, "a1"))
        assert rows(stores, "SELECT label, clause, why FROM added_item ORDER BY place") == [
            ("委托书", "三(二)1", "改由代理人办理"),
            ("授权书", "", "同上"),
        ]
        assert rows(stores, "SELECT paper FROM paper") == [("supplement_notice",)]


def test_a_removed_attachment_stays_on_record_with_the_reason(tmp_path: Path) -> None:
    with accepted(tmp_path) as stores:
        kept = do(stores, Kind.ATTACHMENT_ADDED, sha256="0", type="application/pdf", title="路径图", size=1)
        do(stores, Kind.ATTACHMENT_REMOVED, ref=kept.ref, why="传错")
        assert rows(stores, "SELECT title, removed_why FROM attachment") == [("路径图", "传错")]
        with pytest.raises(Refusal, match="没有这份附件"):
            do(stores, Kind.ATTACHMENT_REMOVED, ref=kept.ref, why="传错")


def test_a_rebuild_gives_the_same_life(tmp_path: Path) -> None:
    with accepted(tmp_path) as stores:
        do(stores, Kind.CLOCK_PAUSED, clocks=["plan"], on=DAY, why="request", ref="书面申请")
        do(stores, Kind.FILING_PREPARED, on=DAY)
        do(stores, Kind.WORKS_STARTED, on=DAY)
        do(stores, Kind.SURVEY_CONFIRMED, on=DAY, announced=True, answer=an_answer(track="filing"))
        before = tables(stores.db)
        assert stores.journal.rebuild().changed == ()
        assert tables(stores.db) == before


@pytest.mark.parametrize("came", ["open", "received", "accepted"])
def test_reopened_it_is_what_it_was_before_it_was_closed(tmp_path: Path, came: str) -> None:
    """Every column: nothing of the end that was taken back is left in the row."""
    with stores_in(tmp_path) as stores:
        stores.journal.append(an_opening())
        if came != "open":
            do(stores, Kind.MATERIALS_RECEIVED, on="2026-09-21")
        if came == "accepted":
            do(stores, Kind.APPLICATION_ACCEPTED, on="2026-09-21", answer=an_answer())
        assert rows(stores, "SELECT state FROM application") == [(came,)]
        names = [row[1] for row in rows(stores, "PRAGMA table_info(application)") if row[1] != "changed_hlc"]
        whole = f"SELECT {', '.join(names)} FROM application"  # noqa: S608  our own columns
        before = rows(stores, whole)
        do(stores, Kind.APPLICATION_CLOSED, why="withdrawn")
        assert rows(stores, "SELECT state, closed_why, closed_at IS NULL FROM application") == [
            ("closed", "withdrawn", 0)
        ]
        do(stores, Kind.APPLICATION_REOPENED, why="撤回是误会")

        assert rows(stores, whole) == before
