"""Clocks, terms, periods and the course of a filing in tables: at a limit and beside it, the whole result.

`held/*.txt` are rewritten as CONTRIBUTING.md says, and reviewed before they are committed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path

from builders.filing_builders import a_filing_act
from builders.held import answered, hold

from gridcounter.bootstrap import open_assessor
from gridcounter.core.backup_rotation import to_keep
from gridcounter.core.deadlines.clock_words import arithmetic, due_words, left_words, next_words, rest_words
from gridcounter.core.deadlines.clocks import Clock, Pause, PauseGround, Run, counted_days, read_clock
from gridcounter.core.filing.course import act_label, marks, next_act, open_acts, stage_of, state_label
from gridcounter.core.filing.filing import follow_all, started_early, why_not_started
from gridcounter.core.notice import Regime
from gridcounter.core.record.journal import Kind
from gridcounter.core.reports.figures import mean, months_between, percentile, share
from gridcounter.core.reports.periods import Period, Span, period_of
from gridcounter.core.retention import KeepingRule, wrong_rule
from gridcounter.core.wording import circled, day_in_full, payer_words, spells

HELD = Path(__file__).parent / "held"
CALENDAR = open_assessor().calendar
DAY = date(2026, 9, 28)
POSTED = Regime(
    form="commitment_filing",
    title="表",
    pushed_by="grid_company",
    receiver="局",
    post_required=True,
    may_start="posted",
)
FILED = Regime(form="filing_record", title="表", pushed_by=None, receiver=None, post_required=False, may_start="filed")


def test_what_clocks_read_on_each_day_of_a_month() -> None:
    start = date(2026, 9, 23)
    clocks = {
        "7 working days": Clock("plan", "方案答复", "grid_company", 7, None, "accepted"),
        "none": Clock("same", "当日接电", "grid_company", None, 0, "applied"),
        "10 days": Clock("build", "施工", "grid_company", None, 10, "signed"),
        "unsaid": Clock("silent", "答复", "grid_company", None, None, "accepted"),
    }
    rests = {
        "": (),
        "supplement": (Pause(date(2026, 9, 24), date(2026, 9, 29)),),
        "open": (Pause(date(2026, 9, 28), None, PauseGround.REQUEST),),
        "two, one on its own day": (
            Pause(start, start),
            Pause(date(2026, 10, 9), date(2026, 10, 12), PauseGround.REQUEST),
        ),
    }

    def lines() -> Iterator[str]:
        for (name, clock), (rest, pauses) in product(clocks.items(), rests.items()):
            run = Run(clock, start, None, pauses)
            yield f"= {name} {rest}: rests {rest_words(run, CALENDAR) or '—'}; days {len(counted_days(run, CALENDAR))}"
            for day in (23, 24, 29, 39, 42):
                reading = read_clock(run, date(2026, 9, 1) + timedelta(day - 1), CALENDAR)
                signs = f"{'!' if reading.over else ''}{'=' if reading.ends_today else ''}"
                words = "｜".join((due_words(reading), left_words(reading), next_words(reading)))
                yield f"  {reading.at} {reading.state} used {reading.used} of {reading.gross}{signs} {words}"
            yield f"  {arithmetic(read_clock(run, date(2026, 10, 14), CALENDAR), CALENDAR)}"
        for ended in (date(2026, 10, 9), date(2026, 10, 12), date(2026, 10, 13)):
            reading = read_clock(Run(clocks["7 working days"], start, ended), date(2027, 1, 1), CALENDAR)
            yield f"= ended {ended}: {left_words(reading)}｜{next_words(reading)}｜{arithmetic(reading, CALENDAR)}"
        far = Run(clocks["7 working days"], date(2026, 12, 28))
        yield f"= over the year: {due_words(read_clock(far, date(2026, 12, 30), CALENDAR))}｜"
        yield f"  {arithmetic(read_clock(far, date(2026, 12, 30), CALENDAR), CALENDAR)}"
        yield f"= waits: {arithmetic(read_clock(Run(clocks['10 days']), DAY, CALENDAR), CALENDAR)}"
        yield f"  {left_words(read_clock(Run(clocks['10 days']), DAY, CALENDAR))}"

    hold(HELD / "clocks.txt", lines())


def test_periods_terms_and_what_is_kept() -> None:
    days = [
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 6, 30),
        date(2026, 12, 31),
        date(2028, 2, 29),
    ]
    first = date(2020, 1, 31)
    made = [datetime(2026, 11, 30, 9, tzinfo=UTC) - timedelta(hours=17 * number) for number in range(60)]
    made += [datetime(2026, 11, 30, 9, tzinfo=UTC) - timedelta(days=31 * number) for number in range(30)]

    def lines() -> Iterator[str]:
        yield from answered("period", period_of, Span, days)
        ends = [first + timedelta(days=many) for many in (-1, 0, 3660, 3661)]
        yield from answered("length", lambda last: Period(first, last), ends)
        yield from answered("due", lambda months, day: KeepingRule(months, "样").due_on(day), [1, 12, 60], days)
        told_rules = [KeepingRule(months, "样").words for months in (1, 11, 12, 13, 24, 1200)]
        yield f"  in words {'、'.join(told_rules)}"
        yield from answered("rule", wrong_rule, [0, 1, 11, 12, 1200, 1201], ["", "样例期限表"])
        kept = sorted(to_keep(made, date(2026, 11, 30)))
        yield f"= kept {len(kept)} of {len(made)}"
        yield from (" ".join(f"{one:%Y%m%d.%H}" for one in kept[at : at + 12]) for at in range(0, len(kept), 12))
        yield from answered("mean", mean, [(), (1,), (1, 2), (1, 1, 2)])
        yield from answered(
            "nine of ten", percentile, [(), (5,), tuple(range(1, 10)), tuple(range(1, 11)), tuple(range(1, 12))]
        )
        yield from answered("share", share, [0, 1, 2, 3], [0, 3])
        yield from answered(
            "months", lambda last: months_between(date(2025, 11, 30), last), [date(2025, 11, 30), date(2026, 2, 1)]
        )
        yield from answered("numbered", circled, [0, 19, 20])
        yield from answered("in full", day_in_full, [None, DAY])
        yield from answered("payer", payer_words, [None, "applicant", "government"])
        run = [date(2026, 10, day) for day in (1, 2, 3, 5, 8)]
        yield from answered("spells", spells, [(), run[:1], run])

    hold(HELD / "terms.txt", lines())


def test_a_filing_from_each_of_its_states() -> None:
    ways: dict[str, tuple[Kind, ...]] = {
        "nothing": (), "prepared": (Kind.FILING_PREPARED,), "signed": (Kind.FILING_PREPARED, Kind.FILING_SIGNED),
        "exported": (Kind.FILING_PREPARED, Kind.FILING_SIGNED, Kind.FILING_EXPORTED),
        "pushed": (Kind.FILING_PREPARED, Kind.FILING_SIGNED, Kind.FILING_PUSHED),
        "posted": (Kind.FILING_PREPARED, Kind.FILING_SIGNED, Kind.FILING_PUSHED, Kind.FORM_POSTED),
        "filed, signed later": (Kind.FILING_PREPARED, Kind.FILING_CONFIRMED, Kind.FILING_SIGNED),
        "returned": (Kind.FILING_PREPARED, Kind.FILING_PUSHED, Kind.FILING_RETURNED),
        "refused, posted": (Kind.FILING_PREPARED, Kind.FILING_PUSHED, Kind.FORM_POSTED, Kind.FILING_REFUSED),
        "working": (Kind.FILING_PREPARED, Kind.FILING_PUSHED, Kind.FORM_POSTED, Kind.WORKS_STARTED),
        "early": (Kind.WORKS_STARTED, Kind.FILING_PREPARED, Kind.FILING_PUSHED),
        "restored": (Kind.FILING_PREPARED, Kind.FILING_CONFIRMED, Kind.WORKS_STARTED, Kind.WORKS_RESTORED),
        "lapsed": (Kind.FILING_PREPARED, Kind.FILING_LAPSED, Kind.WORKS_STARTED, Kind.BREACH_NOTED),
    }  # fmt: skip

    def lines() -> Iterator[str]:
        for name, kinds in ways.items():
            both = ["owner", "builder"]
            acts = (a_filing_act(kind, f"2026-10-{place:02d}", by=both) for place, kind in enumerate(kinds, 1))
            filing = follow_all(acts)
            more = (replace_may(POSTED), None) if name in {"nothing", "posted", "early"} else ()
            for regime in (POSTED, FILED, *more):
                form = "—" if regime is None else f"{regime.form} {regime.may_start}"
                allowed = [why_not_started(filing, regime, safety_measures=on) or "may start" for on in (False, True)]
                following = next_act(filing, regime)
                offered = "、".join(act_label(kind, filing, regime) for kind in open_acts(filing, regime))
                then = following and act_label(following, filing, regime)
                yield f"= {name}｜{form}｜{state_label(filing, regime)}｜next {then}"
                yield f"  {offered}｜{'、'.join(marks(filing, regime))}｜early {started_early(filing, regime)}"
                yield f"  {'｜'.join(dict.fromkeys(allowed))}"
            stages = [stage_of(filing, end, date(2026, 10, 30)) for end in ("", "2026-10-29", "2026-10-30")]
            yield f"  stages {'、'.join(stages)}"

    hold(HELD / "filings.txt", lines())


def replace_may(regime: Regime) -> Regime:
    """Of a paper that does not say when works may start."""
    return regime.model_copy(update={"may_start": None})
