"""A clock in words: arithmetic that an applicant can follow on a wall calendar, the remaining days, the next step."""

from __future__ import annotations

from datetime import date, timedelta

from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.deadlines.clocks import Clock, ClockState, Pause, PauseGround, Reading, Run, counted_days, due_on
from gridcounter.core.labels import EVENTS
from gridcounter.core.wording import UNSAID, day_near, month_day, spells

_DAY = timedelta(days=1)
_WEEK = "一二三四五六日"
_SATURDAY = 5
_RESTS = {PauseGround.SUPPLEMENT: "等待补充资料", PauseGround.REQUEST: "应申请人书面申请暂停"}
PROVISIONAL = "暂估"


def length_words(clock: Clock) -> str:
    """7 个工作日; where the policy gives no length, the supplier's answer."""
    if clock.wd is not None:
        return f"{clock.wd} 个工作日"
    if clock.days is not None:
        return {0: "当日", 1: "次日"}.get(clock.days, f"{clock.days} 日")
    return UNSAID


def due_words(reading: Reading) -> str:
    """10月19日, with its year where it is another one than today's."""
    if reading.due is None:
        return "—"
    mark = f"（{PROVISIONAL}）" if reading.due.provisional else ""
    return day_near(reading.due.on, reading.at) + mark


def left_words(reading: Reading) -> str:
    """Short text for a table."""
    match reading.state:
        case ClockState.WAITING:
            return "未起算"
        case ClockState.ENDED:
            return "已办完，超时限" if reading.over else "已办完"
        case ClockState.PAUSED:
            return f"暂停，余 {_days(reading, reading.left)}" if (reading.left or 0) > 0 else "暂停"
    return _running_words(reading)


def _running_words(reading: Reading) -> str:
    if reading.left is None:
        return "未定天数"
    if reading.over:
        return f"超 {_days(reading, -reading.left)}" if reading.left < 0 else "已过期"
    return "今天到期" if reading.ends_today else f"还剩 {_days(reading, reading.left)}"


def overdue_words(reading: Reading) -> str:
    """已逾期 3 个工作日; empty while there is time, and while nobody counts."""
    if reading.state != ClockState.RUNNING or not reading.over:
        return ""
    late = -(reading.left or 0)
    return f"已逾期 {_days(reading, late)}" if late > 0 else "已逾期"


def next_words(reading: Reading) -> str:
    """The clerk's next step."""
    match reading.state:
        case ClockState.WAITING:
            return f"{_event(reading)}后登记"
        case ClockState.ENDED:
            return "—"
        case ClockState.PAUSED:
            asked = any(pause.until is None and pause.why == PauseGround.SUPPLEMENT for pause in reading.run.pauses)
            return "资料补齐后恢复" if asked else "申请人提出后恢复"
    if reading.over:
        return "尽快办完，登记实际日期"
    return "今天办完" if reading.ends_today else "办完后登记"


def arithmetic(reading: Reading, calendar: WorkCalendar) -> str:
    """受理 9月28日，当日不计；10月1日至10月7日放假；10月10日（周六）上班；第 7 个工作日为 10月19日."""
    clock, start = reading.run.clock, reading.run.started_on
    if start is None:
        return f"{clock.label}：还没有{_event(reading)}；自{_event(reading)}的次日起算，{length_words(clock)}。"
    parts = [f"{_event(reading)} {day_near(start, reading.at)}，当日不计"]
    end = reading.due.on if reading.due else _last_counted(reading)
    if clock.wd is not None:
        parts += _departures(start, end, calendar)
    parts += [_rest(pause, reading.at) for pause in reading.run.pauses]
    parts += _closing(reading, calendar)
    text = f"{clock.label}：" + "；".join(parts)
    if reading.due and reading.due.provisional:
        years = "、".join(f"{year}" for year in sorted({day.year for day in _span(start, end)} - calendar.years))
        text += f"（{years}年放假安排尚未公布，按周末和法定节假日推算，为{PROVISIONAL}日期）"
    return text + "。"


def rest_words(run: Run, calendar: WorkCalendar) -> str:
    """For a paper, the same on any later day: the days not counted, and the new due date."""
    if run.started_on is None or not run.pauses:
        return ""
    near = run.started_on
    parts = [_rest(pause, near) for pause in run.pauses]
    due = due_on(run, calendar)
    if due is not None:
        mark = f"（{PROVISIONAL}）" if due.provisional else ""
        parts.append(f"到期日为 {day_near(due.on, near)}{mark}")
    elif run.pauses[-1].until is None:
        parts.append("恢复的次日起接着算")
    return f"{run.clock.label}：" + "；".join(parts) + "。"


def _departures(start: date, end: date, calendar: WorkCalendar) -> list[str]:
    off, worked = calendar.departures(start, end)
    found = [f"{spell}放假" for spell in spells(off).split("、") if spell]
    found += [f"{month_day(day)}（周{_WEEK[day.weekday()]}）上班" for day in worked]
    if any(
        day.weekday() >= _SATURDAY and day not in worked and day not in calendar.holidays for day in _span(start, end)
    ):
        found.append("周末不计")
    return found


def _rest(pause: Pause, near: date) -> str:
    """The day on which a pause begins is still counted."""
    first, why = pause.on + _DAY, _RESTS[pause.why]
    if pause.until is None:
        return f"自 {day_near(first, near)} 起{why}，不计"
    if pause.until < first:
        return f"{day_near(pause.on, near)} {why}，当日恢复"
    until = "" if pause.until == first else f"至{day_near(pause.until, near)}"
    return f"{day_near(first, near)}{until}{why}，不计"


def _closing(reading: Reading, calendar: WorkCalendar) -> list[str]:
    clock = reading.run.clock
    parts = []
    if reading.left is None:
        parts.append(f"文件没有写明天数，由{UNSAID}")
    elif reading.due is None:
        parts.append(
            f"已用 {_days(reading, reading.used)}，余 {_days(reading, max(reading.left, 0))}，恢复的次日接着算"
        )
    elif clock.wd is not None:
        counted = counted_days(reading.run, calendar)
        parts.append(f"第 {len(counted)} 个工作日为 {day_near(reading.due.on, reading.at)}")
    else:
        parts.append(f"每天都算，{length_words(clock)}即 {day_near(reading.due.on, reading.at)}")
    if reading.run.ended_on is not None:
        late = "，超过时限" if reading.over else ""
        parts.append(f"{day_near(reading.run.ended_on, reading.at)} 办完，用了 {_days(reading, reading.used)}{late}")
    return parts


def _days(reading: Reading, count: int | None) -> str:
    return f"{count} 个工作日" if reading.run.clock.wd is not None else f"{count} 日"


def _event(reading: Reading) -> str:
    return EVENTS.get(reading.run.clock.counts_from or "", "起算的环节")


def _last_counted(reading: Reading) -> date:
    """Without a due date: the first day of the open pause, or the last day examined."""
    return next((pause.on for pause in reading.run.pauses if pause.until is None), reading.at)


def _span(start: date, end: date) -> list[date]:
    """The days after `start`, including `end`."""
    return [start + _DAY * n for n in range(1, (end - start).days + 1)]
