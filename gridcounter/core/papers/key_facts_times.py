"""何时答复: the first due day for the applicant, or the policy's lengths, or that it gives none."""

from __future__ import annotations

from collections.abc import Iterable

from gridcounter.core.labels import EVENTS
from gridcounter.core.papers.shared_facts import (
    OF_THE_OFFICE,
    OF_THE_WORKS,
    WHOLE,
    has_one_date,
    is_ahead,
    named_paper,
    open_scope,
)
from gridcounter.core.papers.view import CaseFile, View
from gridcounter.core.policy.decision import Decision, Limit, Step
from gridcounter.core.policy.model import Means
from gridcounter.core.wording import KNOWN_EVENTS, day_in_full, due_words, duration, has_days, month_day, needs_words

#: Maximum keys on one line of the box; if there are more, they are printed below.
_FEW = 2
_APPROVAL, _ABOVE_THE_CEILING = "approval", "over-lv-ceiling"


def first_answers(view: View, file: CaseFile) -> tuple[str, ...]:
    """In full, and then shorter."""
    result = _days(file) if "consultation" in view.flags else _answers(file, assumed="assumed" in view.flags)
    return tuple(result) or tuple(_no_date(file, accepted="accepted" in view.flags))


def _answers(file: CaseFile, *, assumed: bool) -> Iterable[str]:
    """`assumed`: nothing was accepted yet, and the text says from which day it counts.

    A same-day or next-day connection comes before the first step; then the whole process, if it has a day of its own.
    """
    decision = file.decision
    dated = [line for line in decision.clocks if is_ahead(line, file) and has_one_date(line, decision)]
    at_once = _connecting(dated)
    if at_once is not None:
        since = _reckoned_from(at_once, file) if assumed else ""
        yield f"{since}{_until(at_once)}接电：{at_once.label}"
        yield f"{since}{_until(at_once)}接电"
    elif dated:
        yield from _first_of(dated, file, assumed=assumed)


def _first_of(dated: list[Step | Limit], file: CaseFile, *, assumed: bool) -> Iterable[str]:
    first = dated[0]
    scope = _open_scope(first, file)
    since = _reckoned_from(first, file) if assumed else ""
    text = f"{since}最迟{_until(first)}完成{first.label}{scope}"
    for words in dict.fromkeys(step.words for step in file.decision.steps if step.words and not step.needs):
        yield f"{text}；{words}"
    whole = _whole_after(dated)
    if whole is not None and not scope:
        yield f"{text}；{whole.label} {duration(whole)}"
    yield f"{text}（{_after(first)}）"
    yield text


def _after(line: Step | Limit) -> str:
    """受理后 2 个工作日, 申请后 5 日内; on the day itself and the next one without a figure."""
    length = duration(line)
    return f"{EVENTS[str(line.counts_from)]}后{' ' if length[:1].isdigit() else ''}{length}"


def _connecting(lines: list[Step | Limit]) -> Step | Limit | None:
    """The limit by which power is on: the policy says so, the unit in which it counts does not."""
    return next((line for line in lines if isinstance(line, Limit) and line.means == Means.CONNECTED), None)


def _whole_after(lines: list[Step | Limit]) -> Step | Limit | None:
    return next((line for line in lines[1:] if line.id in WHOLE), None)


def _reckoned_from(line: Step | Limit, file: CaseFile) -> str:
    """Counts from the event that starts this clock: a known day of application is not assumed."""
    case = file.application.case
    if line.counts_from == "applied" and case.applied_on is not None:
        return f"{month_day(case.applied_on)}申请，"
    return f"如{month_day(case.on)}{EVENTS[str(line.counts_from)]}，"


def _open_scope(line: Step | Limit, file: CaseFile) -> str:
    """Above its ceiling the supplier may refuse low voltage, and then other limits apply."""
    inside = open_scope(file) if line.id == WHOLE[0] else ""  # a sum of steps has no open scope
    lines = [f"是否含{inside}，文件未写明"] if inside else []
    if any(note.id == _ABOVE_THE_CEILING for note in file.decision.notes):
        lines.append("按低压供电算，能否低压供电由供电企业答复")
    if file.decision.doubted(line.id):
        lines.append("是否适用于您，请先向供电企业确认")
    return f"（{'；'.join(lines)}）" if lines else ""


def _days(file: CaseFile) -> Iterable[str]:
    """Nothing was accepted: the lengths from acceptance on, and no date, because none is owed yet."""
    decision = file.decision
    counted = [line for line in decision.clocks if line.counts_from in KNOWN_EVENTS and due_words(line)]
    counted = [line for line in counted if has_one_date(line, decision)]
    at_once = _connecting(counted)
    if at_once is not None:
        yield f"{EVENTS[str(at_once.counts_from)]}后{duration(at_once)}接电：{at_once.label}"
        yield f"{EVENTS[str(at_once.counts_from)]}后{duration(at_once)}接电"
    elif counted:
        first = counted[0]
        scope = _open_scope(first, file)
        text = f"{_after(first).removesuffix('内')}内完成{first.label}{scope}"
        whole = _whole_after(counted)
        if whole is not None and not scope:
            yield f"{text}；{whole.label} {duration(whole)}"
        yield text


def _no_date(file: CaseFile, *, accepted: bool) -> Iterable[str]:
    """The policy's lengths without a day, then what is open; "silent" only if the policy gives no length at all."""
    decision = file.decision
    totals, open_keys = _totals(decision), _open_keys(decision)
    disagreeing = [line for line in totals if not has_one_date(line, decision)]
    if disagreeing:
        yield _both_spans(disagreeing, file)
    elif totals:
        yield from _at_most(totals, file)
    elif open_keys:
        yield from _depends_on(open_keys)
    elif by_reference := next((line.words for line in decision.limits if line.words), ""):
        yield f"{by_reference}；天数由供电企业告知"
        yield by_reference
    else:
        when = "" if accepted else "受理时"
        yield f"{named_paper(decision)}没有写明天数，由供电企业{when}答复"


def _known(decision: Decision) -> list[Step | Limit]:
    return [line for line in decision.clocks if _has_length(line) and not line.needs and line.id != _APPROVAL]


def _has_length(line: Step | Limit) -> bool:
    """In working days, or in calendar days for something else than power."""
    connects = isinstance(line, Limit) and line.means == Means.CONNECTED
    return line.wd is not None or (has_days(line) and not connects)


def _at_length(line: Step | Limit) -> str:
    """不超过 5 个工作日; days of the calendar as the policy counts them."""
    return f"不超过 {line.wd} 个工作日" if line.wd is not None else f" {duration(line)}"


def _totals(decision: Decision) -> list[Step | Limit]:
    """The whole spans, or else the first line."""
    known = _known(decision)
    # one that begins later is no first answer, where the first one is open
    none_open = not any(line.needs for line in decision.clocks)
    first = known[:1] if none_open or decision.clocks[:1] == tuple(known[:1]) else []
    return [line for line in known if line.id in WHOLE] or first


def _open_keys(decision: Decision) -> tuple[str, ...]:
    """What the supplier's own times depend on; where none of these is open, what the first open line does."""
    owed = (line for line in decision.clocks if line.id not in {*OF_THE_WORKS, _APPROVAL})
    first = next((line.needs for line in decision.clocks if line.needs), ())
    return tuple(dict.fromkeys(key for line in owed for key in line.needs) or dict.fromkeys(first))


def _both_spans(disagreeing: list[Step | Limit], file: CaseFile) -> str:
    longer = [line for line in file.decision.limits if line.id in OF_THE_WORKS and line.wd is not None]
    lines = [f"{line.label} {line.wd} 个工作日{_open_scope(line, file)}" for line in disagreeing]
    lines += [f"{line.label} {line.wd} 个工作日{'（待定）' if line.needs else ''}" for line in longer]
    return "；".join(lines)


def _at_most(totals: list[Step | Limit], file: CaseFile) -> Iterable[str]:
    works = [line for line in _known(file.decision) if line.id in OF_THE_WORKS and line not in totals]
    whole = "；".join(f"{line.label}{_at_length(line)}{_open_scope(line, file)}" for line in totals)
    beside = "；".join(f"{line.label}{_at_length(line)}" for line in works)
    if beside:
        yield f"{whole}；{beside}"
    yield f"{whole}；首次答复日期由供电企业告知"
    yield whole


def _depends_on(open_keys: tuple[str, ...]) -> Iterable[str]:
    yield f"待定，取决于{needs_words(open_keys)}；确定后告知"
    if len(open_keys) > _FEW:
        yield f"待定，取决于{needs_words(open_keys[:_FEW])}等；确定后告知"
    asked = ["补全用电信息"] if set(open_keys) - OF_THE_OFFICE else []
    asked += ["本单位确认口径"] if set(open_keys) & OF_THE_OFFICE else []
    yield f"待定，{'、'.join(asked)}后告知"


def _until(line: Step | Limit) -> str:
    assert line.due_on is not None
    return day_in_full(line.due_on) + ("（暂估）" if line.provisional else "")
