"""Clocks in words, compared with a clerk's own calculation on a wall calendar."""

from __future__ import annotations

from datetime import date

import pytest

from gridcounter import paths
from gridcounter.core.deadlines.clock_words import (
    arithmetic,
    due_words,
    left_words,
    length_words,
    next_words,
    overdue_words,
    rest_words,
)
from gridcounter.core.deadlines.clocks import Clock, Pause, PauseGround, Reading, Run, read_clock
from gridcounter.services.office.calendars import load_calendar

CALENDAR = load_calendar(paths.calendars())
ACCEPTED = date(2026, 9, 28)


def a_reading(
    today: date,
    *pauses: Pause,
    wd: int | None = 7,
    days: int | None = None,
    started: date | None = ACCEPTED,
    ended: date | None = None,
) -> Reading:
    clock = Clock("plan", "方案答复", "grid_company", wd, days, "accepted")
    return read_clock(Run(clock, started, ended, pauses), today, CALENDAR)


def words(reading: Reading) -> str:
    return arithmetic(reading, CALENDAR)


def test_holidays_and_days_worked_for_them_are_named() -> None:
    assert words(a_reading(ACCEPTED)) == (
        "方案答复：受理 9月28日，当日不计；10月1日至10月7日放假；10月10日（周六）上班；周末不计；"
        "第 7 个工作日为 10月13日。"
    )


def test_an_ended_pause_is_printed_with_its_days() -> None:
    text = words(a_reading(date(2026, 10, 14), Pause(date(2026, 9, 29), date(2026, 10, 12))))
    assert "9月30日至10月12日等待补充资料，不计" in text
    assert text.endswith("第 7 个工作日为 10月20日。")


def test_a_paused_clock_says_what_is_used_and_what_is_left() -> None:
    reading = a_reading(date(2026, 10, 20), Pause(date(2026, 9, 29), why=PauseGround.REQUEST))
    assert words(reading) == (
        "方案答复：受理 9月28日，当日不计；自 9月30日 起应申请人书面申请暂停，不计；"
        "已用 1 个工作日，余 6 个工作日，恢复的次日接着算。"
    )
    assert (due_words(reading), left_words(reading)) == ("—", "暂停，余 6 个工作日")
    assert next_words(reading) == "申请人提出后恢复"


def test_two_pauses_are_printed_one_after_the_other() -> None:
    rests = (
        Pause(date(2026, 9, 29), date(2026, 9, 30)),
        Pause(date(2026, 10, 9), date(2026, 10, 12), PauseGround.REQUEST),
    )
    text = words(a_reading(date(2026, 10, 14), *rests))
    assert "9月30日等待补充资料，不计；10月10日至10月12日应申请人书面申请暂停，不计；第 7 个工作日" in text
    assert rest_words(a_reading(date(2026, 10, 14), *rests).run, CALENDAR) == (
        "方案答复：9月30日等待补充资料，不计；10月10日至10月12日应申请人书面申请暂停，不计；到期日为 10月16日。"
    )


@pytest.mark.parametrize(("began", "left"), [(date(2026, 10, 12), "暂停，余 1 个工作日"), (date(2026, 10, 13), "暂停")])
def test_a_clock_paused_on_its_last_day_has_no_days_left(began: date, left: str) -> None:
    assert left_words(a_reading(date(2026, 11, 2), Pause(began))) == left


@pytest.mark.parametrize(
    ("pauses", "then"),
    [
        (
            (Pause(date(2026, 9, 28), date(2026, 9, 29)), Pause(date(2026, 10, 8), why=PauseGround.REQUEST)),
            "申请人提出后恢复",
        ),
        (
            (Pause(date(2026, 9, 28), date(2026, 9, 29), PauseGround.REQUEST), Pause(date(2026, 10, 8))),
            "资料补齐后恢复",
        ),
        ((Pause(date(2026, 9, 28), why=PauseGround.REQUEST), Pause(date(2026, 10, 8))), "资料补齐后恢复"),
    ],
)
def test_what_ends_a_rest_is_that_of_the_one_that_lasts(pauses: tuple[Pause, ...], then: str) -> None:
    assert next_words(a_reading(date(2026, 10, 12), *pauses)) == then


def test_an_open_pause_is_printed_without_a_date() -> None:
    lasting = a_reading(date(2026, 10, 12), Pause(date(2026, 10, 8)))
    assert rest_words(lasting.run, CALENDAR) == "方案答复：自 10月9日 起等待补充资料，不计；恢复的次日起接着算。"
    again = a_reading(date(2026, 10, 12), Pause(ACCEPTED, date(2026, 9, 29)), Pause(date(2026, 10, 8)))
    assert rest_words(again.run, CALENDAR).endswith("自 10月9日 起等待补充资料，不计；恢复的次日起接着算。")
    assert rest_words(a_reading(ACCEPTED).run, CALENDAR) == ""
    assert rest_words(a_reading(ACCEPTED, Pause(ACCEPTED), started=None).run, CALENDAR) == ""


def test_a_rest_that_ended_on_its_day_moved_nothing() -> None:
    on = date(2026, 9, 29)
    reading = a_reading(ACCEPTED, Pause(on, on))
    assert "9月29日 等待补充资料，当日恢复" in words(reading)
    assert reading.due == a_reading(ACCEPTED).due


@pytest.mark.parametrize(
    ("wd", "days", "text"),
    [(7, None, "7 个工作日"), (0, None, "0 个工作日"), (None, 0, "当日"), (None, 1, "次日"), (None, 2, "2 日")],
)
def test_a_length_reads_as_people_say_it(wd: int | None, days: int | None, text: str) -> None:
    assert length_words(a_reading(ACCEPTED, wd=wd, days=days).run.clock) == text


def test_a_clock_paused_after_its_last_day_has_zero_days_left_and_not_less() -> None:
    assert "已用 9 个工作日，余 0 个工作日" in words(a_reading(date(2026, 11, 2), Pause(date(2026, 10, 15))))


@pytest.mark.parametrize(("began", "weekend"), [(date(2026, 10, 16), False), (date(2026, 10, 17), True)])
def test_a_saturday_by_itself_is_a_weekend(began: date, weekend: bool) -> None:  # noqa: FBT001
    reading = a_reading(date(2026, 11, 2), Pause(began), started=date(2026, 10, 12))
    assert ("周末不计" in words(reading)) is weekend


def test_what_has_not_begun_says_what_it_waits_for() -> None:
    reading = a_reading(ACCEPTED, started=None)
    assert words(reading) == "方案答复：还没有受理；自受理的次日起算，7 个工作日。"
    assert (left_words(reading), next_words(reading)) == ("未起算", "受理后登记")


def test_a_paper_that_names_no_days_leaves_them_to_the_supplier() -> None:
    reading = a_reading(ACCEPTED, wd=None)
    assert words(reading) == "方案答复：受理 9月28日，当日不计；文件没有写明天数，由供电企业答复。"
    assert left_words(reading) == "未定天数"


def test_calendar_days_are_all_counted() -> None:
    reading = a_reading(ACCEPTED, wd=None, days=3)
    assert words(reading) == "方案答复：受理 9月28日，当日不计；每天都算，3 日即 10月1日。"
    assert left_words(reading) == "还剩 3 日"


def test_an_unpublished_year_is_named_and_marked() -> None:
    reading = a_reading(date(2026, 12, 29), started=date(2026, 12, 28))
    assert due_words(reading) == "2027年1月7日（暂估）"  # New Year's Day is off in any year
    assert "；1月1日放假；" in words(reading)
    assert "2027年放假安排尚未公布，按周末和法定节假日推算，为暂估日期" in words(reading)


def test_an_ended_clock_says_when_and_whether_in_time() -> None:
    in_time, late = (a_reading(date(2026, 12, 1), ended=date(2026, 10, day)) for day in (9, 15))
    assert words(in_time).endswith("10月9日 办完，用了 4 个工作日。")
    assert words(late).endswith("10月15日 办完，用了 9 个工作日，超过时限。")
    assert (left_words(in_time), left_words(late)) == ("已办完", "已办完，超时限")
    assert next_words(in_time) == "—"


@pytest.mark.parametrize(
    ("day", "left", "then"),
    [
        (date(2026, 10, 9), "还剩 3 个工作日", "办完后登记"),
        (date(2026, 10, 13), "今天到期", "今天办完"),
        (date(2026, 10, 15), "超 2 个工作日", "尽快办完，登记实际日期"),
    ],
)
def test_what_is_left_in_one_glance(day: date, left: str, then: str) -> None:
    reading = a_reading(day)
    assert (left_words(reading), next_words(reading)) == (left, then)


def test_the_saturday_after_a_due_friday_is_late_already() -> None:
    reading = a_reading(date(2026, 10, 17), wd=10)
    assert reading.due is not None
    assert reading.due.on == date(2026, 10, 16)
    assert reading.over
    assert not reading.ends_today
    assert left_words(reading) == "已过期"


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 10, 13), ""),
        (date(2026, 10, 14), "已逾期 1 个工作日"),
        (date(2026, 10, 17), "已逾期 3 个工作日"),  # a Saturday
        (date(2026, 10, 19), "已逾期 4 个工作日"),
    ],
)
def test_a_day_that_has_passed_is_said_in_words_and_counted(today: date, said: str) -> None:
    assert overdue_words(a_reading(today)) == said


def test_on_the_weekend_after_a_friday_it_is_late_by_no_working_day() -> None:
    assert overdue_words(a_reading(date(2026, 10, 17), wd=1, started=date(2026, 10, 15))) == "已逾期"


def test_what_ended_rests_or_has_not_begun_is_not_overdue() -> None:
    late = date(2026, 12, 1)
    assert overdue_words(a_reading(late, ended=date(2026, 11, 30))) == ""
    assert overdue_words(a_reading(late, Pause(date(2026, 11, 2)))) == ""
    assert overdue_words(a_reading(late, started=None)) == ""


def test_days_of_every_kind_are_counted_as_days() -> None:
    assert overdue_words(a_reading(date(2026, 10, 5), wd=None, days=5)) == "已逾期 2 日"
