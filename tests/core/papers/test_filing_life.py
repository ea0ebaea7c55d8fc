from __future__ import annotations

import pytest
from builders.filing_builders import a_filing_act as act

from gridcounter.core.filing.filing import Filing, FilingState, follow_all, started_early, why_not_started
from gridcounter.core.notice import Regime
from gridcounter.core.record.journal import Kind
from gridcounter.core.record.of_filings import OnFiling


def a_regime(may_start: str | None) -> Regime:
    return Regime(
        form="commitment_filing", title="表", pushed_by=None, receiver=None, post_required=True, may_start=may_start
    )


PREPARED = act(Kind.FILING_PREPARED)
PUSHED = act(Kind.FILING_PUSHED, "2026-09-29", serial="T-1")
FILED = act(Kind.FILING_CONFIRMED, "2026-09-30", number="备-1")
POSTED = act(Kind.FORM_POSTED, "2026-10-08")
RETURNED = act(Kind.FILING_RETURNED, "2026-09-30", why="缺路径图")


def test_a_filing_goes_from_form_to_receipt() -> None:
    filing = follow_all([PREPARED, act(Kind.FILING_SIGNED, by=["owner"]), act(Kind.FILING_EXPORTED), PUSHED, FILED])
    assert (filing.version, filing.state, filing.number, filing.serial) == (1, FilingState.FILED, "备-1", "T-1")


def test_a_returned_filing_comes_back_as_the_next_version_under_the_same_number() -> None:
    filing = follow_all([PREPARED, PUSHED, FILED, RETURNED, PREPARED])
    assert (filing.version, filing.state, filing.number) == (2, FilingState.PREPARED, "备-1")
    assert (filing.pushed_on, filing.confirmed_on, filing.serial) == ("", "", "")


def test_a_form_filled_in_again_before_it_was_pushed_is_the_same_version_and_signed_again() -> None:
    filing = follow_all([PREPARED, act(Kind.FILING_SIGNED, by=["owner"]), PREPARED])
    assert (filing.version, filing.signed_by) == (1, ())


def test_the_first_form_is_version_one_even_where_works_began_without_it() -> None:
    assert follow_all([act(Kind.WORKS_STARTED), PREPARED]).version == 1


def test_signing_after_the_receipt_takes_nothing_back() -> None:
    assert follow_all([PREPARED, PUSHED, FILED, act(Kind.FILING_SIGNED, by=["builder"])]).state == FilingState.FILED


def test_works_that_nobody_has_filed_are_on_record_all_the_same() -> None:
    filing = follow_all([act(Kind.WORKS_STARTED, "2026-09-01")])
    assert (filing.version, filing.state, filing.started_on) == (0, FilingState.NONE, "2026-09-01")
    assert started_early(filing, a_regime("filed"))


@pytest.mark.parametrize(
    ("may_start", "acts", "lacking"),
    [
        ("filed", [PREPARED, PUSHED], "登记备案回执"),
        ("filed", [PREPARED, PUSHED, FILED], ""),
        ("posted", [PREPARED, FILED], "推送"),
        ("posted", [PREPARED, PUSHED], "张贴"),
        ("posted", [PREPARED, PUSHED, POSTED], ""),
        ("posted", [PREPARED, PUSHED, POSTED, act(Kind.FORM_TAKEN_DOWN)], "张贴"),
        ("filed", [PREPARED, PUSHED, FILED, RETURNED], "退回"),
        ("filed", [PREPARED, FILED, act(Kind.FILING_LAPSED, why="线路加长")], "失效"),
        (None, [PREPARED, PUSHED, FILED, POSTED], "没有写明"),
    ],
)
def test_a_start_is_printed_only_when_the_regime_allows_it(
    may_start: str | None, acts: list[OnFiling], lacking: str
) -> None:
    result = why_not_started(follow_all(acts), a_regime(may_start), safety_measures=True)
    assert (lacking in result) if lacking else (result == "")


def test_without_safety_measures_nothing_starts_where_the_form_is_posted() -> None:
    filing = follow_all([PREPARED, PUSHED, POSTED])
    assert "安全措施" in why_not_started(filing, a_regime("posted"), safety_measures=False)


def test_works_that_began_before_the_form_was_posted_are_marked() -> None:
    early = follow_all([PREPARED, PUSHED, act(Kind.WORKS_STARTED, "2026-10-01"), POSTED])
    assert started_early(early, a_regime("posted"))
    assert not started_early(
        follow_all([PREPARED, PUSHED, POSTED, act(Kind.WORKS_STARTED, "2026-10-08")]), a_regime("posted")
    )


def test_a_regime_that_says_nothing_of_the_start_marks_nothing() -> None:
    assert not started_early(follow_all([act(Kind.WORKS_STARTED)]), a_regime(None))


def test_inspections_and_breaches_outlive_a_version() -> None:
    lines = [PREPARED, PUSHED, act(Kind.INSPECTION_NOTED, passed=False), act(Kind.BREACH_NOTED), RETURNED, PREPARED]
    filing = follow_all(lines)
    assert (filing.inspections, filing.failed_inspections, filing.breaches) == (1, 1, 1)


def test_nothing_has_happened_yet() -> None:
    assert follow_all([]) == Filing()
