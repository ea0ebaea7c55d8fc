"""Every limit of days, counts and lengths: what holds on it, and what no longer does one step beyond."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest

from gridcounter.core.application import mask
from gridcounter.core.backup_rotation import to_keep
from gridcounter.core.case import Case, Supply
from gridcounter.core.case_reading import parse_case
from gridcounter.core.exchange.push_package import attachment_path
from gridcounter.core.filing.course import Stage, stage_of
from gridcounter.core.filing.filing import Filing, FilingState, started_early
from gridcounter.core.intake.duplicates import ComparedFields, is_firm, plain_number, similar_names
from gridcounter.core.intake.steps import wrong_fields
from gridcounter.core.notice import Regime
from gridcounter.core.policy.header import Header, PolicyKind
from gridcounter.core.policy.reporting_rule import CoveredPeriod, ReportDue, Reporting
from gridcounter.core.record.journal import tick
from gridcounter.core.reports.figures import StepFigures, StepRun
from gridcounter.core.reports.periods import EndsBeforeItBegins, Period, TooLong
from gridcounter.core.reports.reporting_duty import reminders
from gridcounter.core.reports.shift import SlipLine, SlipPart
from gridcounter.core.retention import KeepingRule, wrong_rule
from gridcounter.core.validation.attachments import AttachmentTooLarge, NotAnAttachment, recognise
from gridcounter.core.validation.models import read_json, read_model, shown

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = timedelta(days=1)
START = date(2026, 9, 21)
RESIDENT_ID = "371302198505050030"  # whose last digit is not the right one
MIDNIGHT, CHINA = datetime.min.time(), timezone(timedelta(hours=8))


def is_taken(first: date, last: date) -> bool:
    try:
        Period(first, last)
    except (EndsBeforeItBegins, TooLong):
        return False
    return True


def has_connection(voltage: float) -> bool:
    raw = {"locality": "yangli", "on": "2026-09-21", "supply": {"voltage_kv": voltage, "connection": "works"}}
    return parse_case(raw, localities=["yangli"], documents=[])[0] is not None


def is_read(**changes: Any) -> bool:  # noqa: ANN401  JSON
    return read_model(Case, {"locality": "yangli", "on": "2026-09-21", **changes})[0] is not None


def is_small(size: int) -> bool:
    try:
        recognise(bytes(size))
    except AttachmentTooLarge:
        return False
    except NotAnAttachment:
        return True
    return True


def in_time(net: int) -> bool:
    return not StepFigures("plan", "方案答复", 5, working=True, runs=(StepRun("a", net, net),)).late


def counts_as_time(days: int) -> bool:
    """So long without a backup is time that passed: the one before it is more than two years old."""
    newest = date(2026, 11, 1)
    older = datetime.combine(newest - days * DAY, MIDNIGHT, CHINA)
    return older not in to_keep([older, datetime.combine(newest, MIDNIGHT, CHINA)], newest)


def are_similar(one: str, other: str) -> bool:
    read = frozenset({"same"})
    return similar_names(ComparedFields("a", one, read), ComparedFields("b", other, read))


def is_left_alone(typed: str) -> bool:
    """While it is typed."""
    name = "applicant.id_number"
    return name not in wrong_fields({"applicant.id_kind": "resident_id", name: typed}, typing=name)


def may_follow(start: str, finish: str) -> bool:
    return not wrong_fields({"project.start_on": start, "project.finish_on": finish})


def may_restore(finish: str, restore: str) -> bool:
    return not wrong_fields({"project.finish_on": finish, "project.restore_by": restore})


def is_working(today: date) -> bool:
    filing = Filing(version=1, state=FilingState.FILED, started_on="2026-09-30")
    return stage_of(filing, "2026-10-30", today) == Stage.WORKING


def may_start(began: str, begins: str = "filed") -> bool:
    filing = Filing(
        version=1, state=FilingState.FILED, pushed_on="2026-09-29", confirmed_on="2026-09-30", posted_on="2026-10-08"
    )
    regime = Regime(form="f", title="表", pushed_by=None, receiver=None, post_required=True, may_start=begins)
    return not started_early(replace(filing, started_on=began), regime)


def is_reminded(today: date) -> bool:
    due = ReportDue(label="半年报", covers=CoveredPeriod.FIRST_HALF, by="07-20")
    header = Header(
        id="yangli",
        place="样例市",
        number="样能字〔2026〕6号",
        title="通知",
        kind=PolicyKind.NORM,
        issued_on=START,
        in_force_from=START,
        reporting=Reporting(text="每半年报送", article=("9",), due=(due,)),
    )
    return bool(reminders(header, today))


LIMITS: list[tuple[str, Callable[..., bool], Any, Any]] = [
    ("ten years are counted at once", lambda n: is_taken(START, START + n * DAY), 3660, 3661),
    ("a period has a day", lambda n: is_taken(START, START + n * DAY), 0, -1),
    ("1 kV has a connection", has_connection, 1, 1.001),
    ("1 kV is low voltage", lambda kv: Supply(voltage_kv=kv).is_low_voltage is True, 1.0, 1.001),
    ("two sources at most", lambda n: is_read(supply={"sources": n}), 2, 3),
    ("one source at least", lambda n: is_read(supply={"sources": n}), 1, 0),
    ("works may have no length", lambda n: is_read(works={"length_m": n}), 0, -0.001),
    ("a capacity is more than nothing", lambda n: is_read(supply={"capacity": n}), 0.001, 0),
    ("the first day of all", lambda day: is_read(on=day), "1990-01-01", "1989-12-31"),
    ("the last day of all", lambda day: is_read(on=day), "2199-12-31", "2200-01-01"),
    ("an attachment of 20 MB", is_small, 20 * 1024 * 1024, 20 * 1024 * 1024 + 1),
    ("done on the last day is in time", in_time, 5, 6),
    ("kept until the day before", lambda day: KeepingRule(12, "").due_on(START) > day, START.replace(2027) - DAY,
     START.replace(2027)),
    ("a year is the least to keep", lambda months: not wrong_rule(months, "依据"), 12, 11),
    ("a hundred years are the most", lambda months: not wrong_rule(months, "依据"), 1200, 1201),
    ("two years and a day are time", counts_as_time, 731, 732),
    ("a firm has four characters", is_firm, "样例工厂", "样例厂"),
    ("a number has six signs", lambda text: bool(plain_number(text)), "A12345", "A1234"),
    ("three characters allow a slip", lambda pair: are_similar(*pair), ("张样例", "章样例"), ("张样", "章样")),
    ("three characters allow one", lambda pair: are_similar(*pair), ("张样例", "章样例"), ("张样例", "章洋例")),
    ("eight characters allow two", lambda pair: are_similar(*pair), ("样例市东门五金店", "样列市东门五全店"),
     ("样例市东门五金", "样列市东门五全")),
    ("eight characters allow no third", lambda pair: are_similar(*pair), ("样例市东门五金店", "样列市东门五全店"),
     ("样例市东门五金店", "样列市东们五全店")),
    ("a number of 17 signs is not whole", is_left_alone, RESIDENT_ID[:17], RESIDENT_ID),
    ("works may end on the day they begin", lambda day: may_follow("2026-10-12", day), "2026-10-12", "2026-10-11"),
    ("and be restored on that day", lambda day: may_restore("2026-10-12", day), "2026-10-12", "2026-10-11"),
    ("works are under way on their last day", is_working, date(2026, 10, 30), date(2026, 10, 31)),
    ("works may begin on the day of the receipt", may_start, "2026-09-30", "2026-09-29"),
    ("or of the posting", lambda day: may_start(day, "posted"), "2026-10-08", "2026-10-07"),
    ("a duty is told on its day", is_reminded, date(2026, 7, 20), date(2026, 7, 21)),
    ("and fifteen days before", is_reminded, date(2026, 7, 5), date(2026, 7, 4)),
    ("seven signs show their last one", lambda number: mask(number)[:-1] == "*" * 6, "1234567", "12345678"),
    ("sixty characters are shown", lambda n: "…" not in shown("文" * n), 60, 61),
    ("fifty levels are read", lambda n: not read_json("[" * n + "]" * n)[1], 50, 51),
    ("forty characters name a file", lambda n: "文" * n in attachment_path(1, "文" * n, ""), 40, 41),
    ("three lines are told of a part", lambda n: len(SlipPart("k", "部分", (SlipLine("a", "行"),) * n).lines) == n
     and not any("另有" in text for text in SlipPart("k", "部分", (SlipLine("a", "行"),) * n).printed), 3, 4),
    ("65,536 entries fit into a millisecond", lambda n: tick(f"{9:013d}-{n:04x}-a", now_ms=9, device="a")[:13]
     == f"{9:013d}", 0xFFFE, 0xFFFF),
]  # fmt: skip


@pytest.mark.parametrize(("holds", "on", "beyond"), [row[1:] for row in LIMITS], ids=[row[0] for row in LIMITS])
def test_it_holds_on_the_limit_and_not_one_step_beyond(
    holds: Callable[[Any], bool],
    on: Any,  # noqa: ANN401  of each limit's own kind
    beyond: Any,  # noqa: ANN401
) -> None:
    assert holds(on)
    assert not holds(beyond)
