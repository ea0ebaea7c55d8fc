"""The wording of a figure, a date, a clause or an open point on a paper, in the applicant's words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from gridcounter.core.labels import (
    ACTORS,
    EVENTS,
    NO_PAYER,
    OPEN_LABELS,
    UNITS,
    WAIVED,
    YEARS,
    flag_label,
    key_label,
    number,
    value_label,
)
from gridcounter.core.local_key import LocalKey

if TYPE_CHECKING:
    from gridcounter.core.calendar import WorkCalendar
    from gridcounter.core.policy.decision import Approval, Bases, Limit, Needs, ShownCondition, Step

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_WEEK = "一二三四五六日"
_SATURDAY = 5
#: A cell without content that is not to be filled in.
NOTHING = "—"
BASELINE_WORDS = "通用做法"
#: If the policy gives no days; the supplier fills them in and signs for them.
UNSAID = "供电企业答复"


#: Part of every policy number of an office, and texts that are no paragraph of a report.
_NUMBERED, _NO_PARAGRAPHS = "号", {"标题", "全文"}
_FIRST_WORDS = re.compile(r"[^\d一二三四五六七八九十]{3,}|\D*，\D*")
#: Keys that no survey can settle.
_ASKED = (
    *("site.", "business", "customer", "stated_customer", "sole_proprietor", "agent", "rented"),
    *("supply.capacity", "supply.unit", "supply.permanent", "supply.sources"),
)
#: Events with a known day as soon as there is an application: limits that count from them have a date.
KNOWN_EVENTS = frozenset({"applied", "accepted"})


def day_in_full(day: date | None) -> str:
    """2026年9月21日; empty for None."""
    return "" if day is None else f"{day.year}年{day.month}月{day.day}日"


def month_day(day: date) -> str:
    """9月21日."""
    return f"{day.month}月{day.day}日"


def day_near(day: date, near: date) -> str:
    """9月21日, with its year if that is not the year of `near`."""
    return month_day(day) if day.year == near.year else day_in_full(day)


def circled(place: int) -> str:
    """① for 0 up to ⑳ for 19, then (21) and so on."""
    return _CIRCLED[place] if place < len(_CIRCLED) else f"({place + 1})"


def actor(name: str | None, *, you: bool = True) -> str:
    """Who it is in Chinese, "" for None; the applicant is 您 unless `you` is false.

    Raises KeyError for an unknown word.
    """
    if name is None:
        return ""
    return "您" if you and name == "applicant" else ACTORS[name]


def payer_words(payer: str | None, *, you: bool = False) -> str:
    """The payer, in Chinese; NO_PAYER if the source names none, 免收 if nobody is charged."""
    return WAIVED if payer == "waived" else actor(payer, you=you) or NO_PAYER


def paid_words(part: str, payer: str | None, *, by: str = "出资") -> str:
    """电网至红线由供电企业出资; 绿化补偿费免收."""
    who = payer_words(payer, you=True)
    return f"{part}{who}" if payer == "waived" else f"{part}由{who}{by}"


def needs_words(needs: Needs) -> str:
    """The open questions as labels, each once, joined by 、."""
    return "、".join(dict.fromkeys(OPEN_LABELS.get(key) or key_label(key) for key in needs))


def by_survey(needs: Needs) -> bool:
    """True if a site survey can settle at least one of these keys; the others are asked at the counter."""
    return any(not _is_asked(key) for key in needs)


def asked_part(needs: Needs) -> Needs:
    """The keys asked at the counter, because a survey cannot settle them."""
    return tuple(key for key in needs if _is_asked(key))


def _is_asked(key: str) -> bool:
    return not key.of_works if isinstance(key, LocalKey) else key.startswith(_ASKED)


def when_known(needs: Needs) -> str:
    """补全后, 勘查后 or 补全信息并勘查后, depending on the open keys."""
    if not by_survey(needs):
        return "补全后"
    return "补全信息并勘查后" if asked_part(needs) else "勘查后"


def duration(line: Step | Limit) -> str:
    """In working days; a limit in calendar days in the policy's words; the open points of an open one are separate."""
    text = _length(line)
    if not line.needs or text == UNSAID:
        return text
    if not text and not line.certain and not getattr(line, "varies", True):
        return "适用待定"
    return f"{text}（待定）" if text else "待定"


def _length(line: Step | Limit) -> str:
    """Empty if the days themselves are open."""
    days = getattr(line, "days", None)
    if line.wd is not None:
        return f"{line.wd} 个工作日"
    if days is not None:
        return {0: "当日", 1: "次日"}.get(days, f"{days} 日内")
    return "" if line.needs and not only_its_start_is_open(line) else UNSAID


def only_its_start_is_open(line: Step | Limit) -> bool:
    """True for a step that certainly applies and has no days whatever the open keys turn out to be."""
    return bool(line.needs) and line.wd is None and line.certain and not getattr(line, "varies", True)


def counted_from(line: Step | Limit) -> str:
    """自受理次日起 and the like; empty if the line names no event."""
    if line.counts_from is not None and getattr(line, "days", None) is not None:
        return f"{EVENTS[line.counts_from]}当日"
    if line.counts_from is not None:
        return f"自{EVENTS[line.counts_from]}次日起"
    if getattr(line, "sum_of", ()):
        return "各项之和"
    return "文件所列合计" if line.wd is not None and line.id == "grid_side" else ""


def due_words(line: Step | Limit) -> str:
    """The due day, marked （暂估） while a notice is missing; 某环节后确定 before its event; else empty."""
    if line.due_on is not None:
        return day_in_full(line.due_on) + ("（暂估）" if line.provisional else "")
    if line.counts_from in KNOWN_EVENTS:
        # nothing is open, yet there is no date: nothing was accepted
        return f"{EVENTS[line.counts_from]}后确定" if has_days(line) and not line.needs else ""
    return f"{EVENTS[line.counts_from]}后确定" if line.counts_from is not None and line.wd is not None else ""


def has_days(line: Step | Limit) -> bool:
    """True if the line gives a length, in working days or calendar days (0 included)."""
    return line.wd is not None or getattr(line, "days", None) is not None


def arithmetic(line: Step | Limit, started: date, calendar: WorkCalendar) -> str:
    """The first date as arithmetic that an applicant can follow on a wall calendar."""
    if line.due_on is None or line.wd is None:
        return ""
    event = EVENTS[line.counts_from or "accepted"]
    off, worked = calendar.departures(started, line.due_on)
    parts = [
        f"{month_day(started)}{event}，当日不计，自次日起算（{BASELINE_WORDS}）",
        *(f"{spell}放假" for spell in _spells(off)),
    ]
    parts += [f"{month_day(day)}（星期{_WEEK[day.weekday()]}）调休上班" for day in worked]
    parts.append(f"周末不计，第 {line.wd} 个工作日为 {day_in_full(line.due_on)}")
    closing = "（该年放假安排尚未公布，按周末和法定节假日推算，为暂估日期）" if line.provisional else ""
    return f"{line.label}：" + "；".join(parts) + closing + "。"


def spells(days: Iterable[date]) -> str:
    """10月1日至10月7日、10月10日."""
    return "、".join(_spells(days))


def _spells(days: Iterable[date]) -> list[str]:
    """Weekdays off, joined across the weekends between them."""
    spells: list[list[date]] = []
    for day in days:
        if spells and all(between.weekday() >= _SATURDAY for between in _between(spells[-1][-1], day)):
            spells[-1].append(day)
        else:
            spells.append([day])
    return [month_day(s[0]) if len(s) == 1 else f"{month_day(s[0])}至{month_day(s[-1])}" for s in spells]


def _between(day: date, later: date) -> list[date]:
    return [day + timedelta(more) for more in range(1, (later - day).days)]


def clause(basis: Bases, order: dict[str, str]) -> str:
    """① 三(一)3、附件2-17: the circled number of the source and its articles."""
    found: dict[str, list[str]] = {}
    for part in basis:
        cited = [article_words(part.article, part.source)] if part.article else []
        found.setdefault(order.get(part.source, part.source), []).extend(cited)
    return "；".join(f"{mark} {'、'.join(articles)}".strip() for mark, articles in found.items())


def article_words(article: str, source: str) -> str:
    """The article in citation form; a paragraph of a report is cited by its first words: “…”一段."""
    whole = _NUMBERED in source or article in _NO_PARAGRAPHS
    return article if whole or not _FIRST_WORDS.fullmatch(article) else f"“{article}”一段"


def in_order_of_the_paper(articles: Iterable[str]) -> list[str]:
    """Text before the articles, then 二, 三(一)3, 三(一)10, then the annexes; articles without a number keep their
    order.
    """
    return sorted(dict.fromkeys(articles), key=_place)


def _place(article: str) -> tuple[int, list[int]]:
    figures = re.findall(r"\d+|[一二三四五六七八九十]", article)
    part = 2 if article.startswith("附件") else 1 if re.match(r"[\d一二三四五六七八九十]", article) else 0
    return part, [int(one) if one.isdigit() else "一二三四五六七八九十".index(one) + 1 for one in figures if part]


def met_words(condition: ShownCondition) -> str:
    """符合 or 不符合 with the distance, or 待勘查."""
    if condition.met is None:
        return _open(condition)
    distance = ""
    if condition.gap is not None and _has_distance(condition):
        unit = UNITS.get(condition.key, "")
        distance = f"{number(condition.gap)} {unit}".strip()
    if condition.met:
        beside = "比上限少" if condition.operator in {"at_most", "less_than"} else "比下限多"
        return f"符合（{beside} {distance}）" if distance and condition.gap else "符合"
    return _missed_words(condition, distance)


def _missed_words(condition: ShownCondition, distance: str) -> str:
    side = {"at_most": "超出", "less_than": "超出", "at_least": "不足", "more_than": "不足"}.get(
        condition.operator, "相差"
    )
    if distance and condition.gap:
        return f"不符合，{side} {distance}"
    return "不符合，恰为限值" if distance else "不符合"


def _open(condition: ShownCondition) -> str:
    return "待勘查" if by_survey((condition.key,)) else "待补全"


def marked(condition: ShownCondition) -> str:
    """The condition in words, with ✓ or ×; without a mark if it is unknown whether it is met."""
    mark = {True: "✓ ", False: "× ", None: ""}[condition.met]
    return mark + met_words(condition)


def with_builder(approval: Approval) -> bool:
    """Whether the policy names the 施工单位 beside the owner of the works."""
    return approval.filing is not None and "builder" in approval.filing.filed_by


def _has_distance(condition: ShownCondition) -> bool:
    """A voltage has none, it cannot be changed by a tenth; nor have years, which only pass."""
    measured = condition.key != "supply.voltage_kv" and UNITS.get(condition.key) != YEARS
    return measured and condition.operator in {"at_most", "less_than", "at_least", "more_than"}


def this_project(condition: ShownCondition) -> str:
    """The project's value for the condition with its unit, or that it is open."""
    if condition.value is None:
        return _open(condition)
    if isinstance(condition.value, bool) and not isinstance(condition.key, LocalKey):
        return flag_label(condition.key, on=condition.value)
    return value_label(condition.key, condition.value)


def failed_words(condition: ShownCondition, *, whole: bool = True) -> str:
    """A failed condition, by its distance or, without one, by the project's value."""
    if condition.gap is not None and _has_distance(condition):
        return gap_words(condition, whole=whole)
    if isinstance(condition.value, bool):
        return flag_label(condition.key, on=condition.value)
    name = key_label(condition.key)
    return f"{name}为{this_project(condition)}，不符合" if whole else f"{name}不符合"


def gap_words(condition: ShownCondition, *, whole: bool = True) -> str:
    """穿越城市道路长度 35 米，超过 30 米上限; or just 穿越城市道路长度超过 30 米上限.

    A distance alone would read like the limit.
    """
    side = met_words(condition).removeprefix("不符合，")
    if condition.gap is not None and _has_distance(condition):
        limit = value_label(condition.key, condition.limit)
        side = {
            "at_most": f"超过 {limit}上限",
            "less_than": f"不满足小于 {limit}的条件",
            "at_least": f"低于 {limit}下限",
        }.get(condition.operator, f"不满足超过 {limit}的条件")
    name = key_label(condition.key)
    return f"{name} {this_project(condition)}，{side}" if whole else f"{name}{side}"
