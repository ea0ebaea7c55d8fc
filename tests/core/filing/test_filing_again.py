"""Filings with repeated acts, acts in another order, or after their end."""

from __future__ import annotations

import pytest
from builders.filing_builders import a_filing_act as act

from gridcounter.core.filing.course import marks
from gridcounter.core.filing.filing import Filing, FilingState, follow_all, started_early, why_not_started
from gridcounter.core.notice import Regime
from gridcounter.core.record.journal import Kind
from gridcounter.core.record.of_filings import OnFiling


def a_regime(may_start: str = "filed", form: str = "commitment_filing", *, pushed_by: str | None = None) -> Regime:
    return Regime(form=form, title="表", pushed_by=pushed_by, receiver=None, post_required=True, may_start=may_start)


PREPARED = act(Kind.FILING_PREPARED)
BY_OWNER, BY_BUILDER = act(Kind.FILING_SIGNED, by=["owner"]), act(Kind.FILING_SIGNED, by=["builder"])
EXPORTED = act(Kind.FILING_EXPORTED)
PUSHED = act(Kind.FILING_PUSHED, "2026-09-29", serial="T-1")
FILED = act(Kind.FILING_CONFIRMED, "2026-09-30", number="备-1")
POSTED = act(Kind.FORM_POSTED, "2026-10-08")
DOWN = act(Kind.FORM_TAKEN_DOWN, "2026-10-09", why="雨淋")
RETURNED = act(Kind.FILING_RETURNED, "2026-09-30", why="缺路径图")
REFUSED = act(Kind.FILING_REFUSED, "2026-09-30", why="不属本科室")
WITHDRAWN = act(Kind.FILING_WITHDRAWN, "2026-09-30", why="不建了")
LAPSED = act(Kind.FILING_LAPSED, "2026-09-30", why="线路加长")
STARTED = act(Kind.WORKS_STARTED, "2026-10-08")
RESTORED = act(Kind.WORKS_RESTORED, "2026-11-02")
ENDS = [RETURNED, REFUSED, WITHDRAWN, LAPSED]
SIGNED = [PREPARED, BY_OWNER, BY_BUILDER]


def test_a_form_that_was_taken_down_and_posted_again_is_posted() -> None:
    again = follow_all([*SIGNED, PUSHED, POSTED, DOWN, act(Kind.FORM_POSTED, "2026-10-10")])

    assert again.is_posted
    assert (again.posted_on, again.taken_down_on) == ("2026-10-10", "")
    assert why_not_started(again, a_regime("posted"), safety_measures=True) == ""
    assert not follow_all([*SIGNED, PUSHED, POSTED, DOWN]).is_posted


def test_who_signs_twice_signs_once() -> None:
    assert follow_all([PREPARED, BY_OWNER, BY_OWNER, BY_BUILDER, BY_OWNER]).signed_by == ("owner", "builder")


def test_a_second_push_keeps_the_first_serial_unless_it_brings_its_own() -> None:
    silent, speaking = (
        follow_all([PREPARED, PUSHED, act(Kind.FILING_PUSHED, "2026-10-01", **text)])
        for text in ({}, {"serial": "T-2"})
    )

    assert (silent.serial, silent.pushed_on) == ("T-1", "2026-10-01")
    assert speaking.serial == "T-2"


def test_a_second_receipt_keeps_the_first_number_unless_it_brings_its_own() -> None:
    numbers = [
        follow_all([PREPARED, PUSHED, FILED, act(Kind.FILING_CONFIRMED, "2026-10-01", **text)]).number
        for text in ({}, {"number": "备-2"})
    ]

    assert numbers == ["备-1", "备-2"]


def test_works_began_when_they_first_began() -> None:
    filing = follow_all([PREPARED, STARTED, act(Kind.WORKS_STARTED, "2026-10-20")])

    assert filing.started_on == "2026-10-08"


def test_the_last_restoring_counts() -> None:
    assert follow_all([STARTED, RESTORED, act(Kind.WORKS_RESTORED, "2026-11-20")]).restored_on == "2026-11-20"


def test_every_inspection_and_every_breach_is_counted() -> None:
    inspections = [act(Kind.INSPECTION_NOTED, passed=passed) for passed in (False, True, False)]
    filing = follow_all([PREPARED, STARTED, *inspections, act(Kind.INSPECTION_NOTED), *[act(Kind.BREACH_NOTED)] * 2])

    assert (filing.inspections, filing.failed_inspections, filing.breaches) == (4, 2, 2)
    assert marks(filing, a_regime())[1:] == ("未履行承诺 2 次", "核查不合格 2 次")


@pytest.mark.parametrize("end", ENDS)
def test_a_filing_may_end_twice_and_every_version_is_counted(end: OnFiling) -> None:
    once = [*SIGNED, PUSHED, end]
    filing = follow_all([*once, *once, PREPARED])

    assert (filing.version, filing.state, filing.why) == (3, FilingState.PREPARED, "")
    assert (filing.signed_by, filing.pushed_on, filing.serial, filing.posted_on) == ((), "", "", "")


def test_the_next_version_keeps_what_happened_in_the_street() -> None:
    street = [STARTED, act(Kind.INSPECTION_NOTED, passed=False), act(Kind.BREACH_NOTED), RESTORED, POSTED]
    filing = follow_all([PREPARED, PUSHED, FILED, *street, LAPSED, PREPARED])

    assert filing == Filing(
        version=2,
        state=FilingState.PREPARED,
        number="备-1",
        started_on="2026-10-08",
        inspections=1,
        failed_inspections=1,
        breaches=1,
    )


def test_the_reason_of_an_end_goes_with_the_end_and_no_other_reason_takes_its_place() -> None:
    assert follow_all([PREPARED, PUSHED, RETURNED, DOWN, STARTED]).why == "缺路径图"
    assert follow_all([PREPARED, PUSHED, RETURNED, FILED]).why == ""
    assert follow_all([PREPARED, PUSHED, RETURNED, LAPSED]).why == "线路加长"


@pytest.mark.parametrize("after", [[PUSHED], [PUSHED, FILED]], ids=["pushed", "filed"])
def test_a_form_filled_in_again_after_it_was_pushed_changes_nothing(after: list[OnFiling]) -> None:
    filing = follow_all([*SIGNED, *after])

    assert follow_all([*SIGNED, *after, PREPARED]) == filing


@pytest.mark.parametrize("ours", [BY_OWNER, EXPORTED], ids=["signed", "exported"])
@pytest.mark.parametrize("end", ENDS)
def test_paper_work_of_ours_brings_no_ended_filing_back(ours: OnFiling, end: OnFiling) -> None:
    assert follow_all([PREPARED, PUSHED, end, ours]).state == follow_all([PREPARED, PUSHED, end]).state


@pytest.mark.parametrize("end", ENDS, ids=["returned", "refused", "withdrawn", "lapsed"])
def test_a_form_that_hangs_on_after_any_end_is_marked(end: OnFiling) -> None:
    assert marks(follow_all([*SIGNED, PUSHED, POSTED, end]), a_regime()) == ("张贴件未撤下",)
    assert marks(follow_all([*SIGNED, PUSHED, POSTED, end, DOWN]), a_regime()) == ()
    assert marks(follow_all([*SIGNED, PUSHED, POSTED]), a_regime()) == ()


@pytest.mark.parametrize(("may_start", "lacking"), [("filed", [FILED]), ("posted", [PUSHED]), ("posted", [POSTED])])
def test_a_start_without_one_of_what_it_needs_is_early(may_start: str, lacking: list[OnFiling]) -> None:
    way = [*SIGNED, PUSHED, FILED, POSTED]
    late = act(Kind.WORKS_STARTED, "2026-12-01")

    assert not started_early(follow_all([*way, late]), a_regime(may_start))
    assert started_early(follow_all([one for one in [*way, late] if one not in lacking]), a_regime(may_start))
    assert not started_early(follow_all(way), a_regime(may_start))
    assert not started_early(follow_all([late]), None)
