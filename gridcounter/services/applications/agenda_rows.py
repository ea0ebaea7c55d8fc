"""One due item in final words: a clock, the end of temporary power, or a deferred document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gridcounter.core.application import ApplicationId
from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.deadlines.clock_words import arithmetic, due_words, left_words, next_words
from gridcounter.core.deadlines.clocks import Reading
from gridcounter.core.intake.checklist import agreed
from gridcounter.core.labels import SHORT_DOCUMENTS
from gridcounter.core.wording import day_in_full, day_near
from gridcounter.store.queries.deferred_documents import Deferral

_LENGTHENED = "问申请人：转正式用电，还是延期"
_BRING = "提醒申请人补交"


@dataclass(frozen=True, slots=True)
class DueRow:
    """`clock` is empty for the end of temporary power and for a deferred `document`."""

    application: str
    number: str
    name: str
    clock: str
    what: str
    started: str
    due: str
    left: str
    next: str
    arithmetic: str
    over: bool
    today: bool
    provisional: bool
    document: str = ""


def clock_row(
    application_id: ApplicationId, reading: Reading, calendar: WorkCalendar, about: tuple[str, str] = ("", "")
) -> DueRow:
    """`about` is number and name; the list of a single application needs neither."""
    start = reading.run.started_on
    return DueRow(
        application_id,
        *about,
        reading.run.clock.id,
        reading.run.clock.label,
        day_near(start, reading.at) if start else "—",
        due_words(reading),
        left_words(reading),
        next_words(reading),
        arithmetic(reading, calendar),
        reading.over,
        reading.ends_today,
        reading.due is not None and reading.due.provisional,
    )


def temporary_row(application_id: ApplicationId, until: date, today: date, about: tuple[str, str]) -> DueRow:
    """The line of temporary power that ends on `until`; `about` is number and name."""
    days = (until - today).days
    text = f"临时用电期限到 {day_in_full(until)}：到期前问申请人，是转为正式用电还是延期，把答复登记下来。"
    what = "临时用电到期"
    due_row = (day_near(until, today), _left(days), _LENGTHENED, text)
    return DueRow(application_id, *about, "", what, "—", *due_row, days < 0, days == 0, provisional=False)


def deferral_row(one: Deferral, today: date, about: tuple[str, str]) -> DueRow:
    """The line of a deferred document; `about` is number and name."""
    label = SHORT_DOCUMENTS.get(one.document) or one.label or one.document
    consequence = agreed(one.consequence, one.latest)
    step = f"，最迟{one.latest}" if one.latest else "，没有也不影响办理"
    otherwise = f"；到期未补，{consequence}" if consequence else ""
    days = None if one.until is None else (one.until - today).days
    until = f"后补到 {day_in_full(one.until)}" if one.until else "后补，没有约定日期"
    text = f"{label}{until}{step}{otherwise}。收到后在清单里登记。"
    return DueRow(
        one.application,
        *about,
        "",
        f"后补：{label}",
        "—",
        day_near(one.until, today) if one.until else "未约定",
        "" if days is None else _left(days),
        _BRING,
        text,
        days is not None and days < 0,
        days == 0,
        provisional=False,
        document=one.document,
    )


def _left(days: int) -> str:
    return "今天到期" if days == 0 else f"还剩 {days} 日" if days > 0 else f"已过 {-days} 日"
