"""The course of a filing: 填写, 签章, 推送, 备案 or 退回, 张贴, 开工, 核查, 恢复验收; versions under one number.

Acts are recorded even in the wrong order, and are marked. Refused are only an act on a filing that does not exist, and
a paper that says works may start before the regime allows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from gridcounter.core.notice import Regime
from gridcounter.core.record.of_filings import (
    BreachNoted,
    FilingConfirmed,
    FilingExported,
    FilingLapsed,
    FilingPrepared,
    FilingPushed,
    FilingRefused,
    FilingReturned,
    FilingSigned,
    FilingWithdrawn,
    FormPosted,
    FormTakenDown,
    InspectionNoted,
    OnFiling,
    WorksRestored,
    WorksStarted,
)


class FilingState(StrEnum):
    """The state of the current version with the authority."""

    NONE = "none"
    PREPARED = "prepared"
    SIGNED = "signed"
    EXPORTED = "exported"
    PUSHED = "pushed"
    FILED = "filed"
    RETURNED = "returned"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


STATE_LABELS: Mapping[FilingState, str] = {
    FilingState.NONE: "未填写",
    FilingState.PREPARED: "已填写",
    FilingState.SIGNED: "已签章",
    FilingState.EXPORTED: "已导出推送材料",
    FilingState.PUSHED: "已推送",
    FilingState.FILED: "已备案",
    FilingState.RETURNED: "退回补正",
    FilingState.REFUSED: "不属范围",
    FilingState.WITHDRAWN: "已撤回",
    FilingState.LAPSED: "已失效",
}

#: The states in which a version has ended: the next form is a new version under the same number.
ENDED = frozenset({FilingState.RETURNED, FilingState.REFUSED, FilingState.WITHDRAWN, FilingState.LAPSED})

#: 备案中: begun, and not settled yet.
UNSETTLED = frozenset(
    {FilingState.PREPARED, FilingState.SIGNED, FilingState.EXPORTED, FilingState.PUSHED, FilingState.RETURNED}
)

_STATE_AFTER: Mapping[type[OnFiling], FilingState] = {
    FilingSigned: FilingState.SIGNED,
    FilingExported: FilingState.EXPORTED,
    FilingPushed: FilingState.PUSHED,
    FilingConfirmed: FilingState.FILED,
    FilingReturned: FilingState.RETURNED,
    FilingRefused: FilingState.REFUSED,
    FilingWithdrawn: FilingState.WITHDRAWN,
    FilingLapsed: FilingState.LAPSED,
}
#: The office's own steps before the authority decides; repeated afterwards they change nothing.
_BEFORE_PUSHING = (FilingState.PREPARED, FilingState.SIGNED, FilingState.EXPORTED)
_OURS = (FilingSigned, FilingExported)


@dataclass(frozen=True, slots=True)
class Filing:
    """`number` was given by the authority, `serial` is the number of the push; dates are ISO days or empty."""

    version: int = 0
    state: FilingState = FilingState.NONE
    number: str = ""
    serial: str = ""
    signed_by: tuple[str, ...] = ()
    pushed_on: str = ""
    confirmed_on: str = ""
    posted_on: str = ""
    taken_down_on: str = ""
    started_on: str = ""
    restored_on: str = ""
    inspections: int = 0
    failed_inspections: int = 0
    breaches: int = 0
    why: str = ""

    @property
    def is_alive(self) -> bool:
        """Prepared, and not returned, refused, withdrawn or lapsed."""
        return self.state not in ENDED and self.state != FilingState.NONE

    @property
    def is_posted(self) -> bool:
        """Posted on site (张贴) and not taken down since."""
        return bool(self.posted_on) and not self.taken_down_on


def follow(filing: Filing, act: OnFiling) -> Filing:
    """The filing after one more act of any kind."""
    if isinstance(act, FilingPrepared):
        return _prepared(filing)
    filing = replace(filing, **_facts(filing, act))
    after = _STATE_AFTER.get(type(act))
    if after is None:
        return filing
    why = act.why if isinstance(act, FilingReturned | FilingRefused | FilingWithdrawn | FilingLapsed) else ""
    late = isinstance(act, _OURS) and filing.state not in (FilingState.NONE, *_BEFORE_PUSHING)
    return replace(filing, state=filing.state if late else after, why=why)


def _facts(filing: Filing, act: OnFiling) -> dict[str, Any]:
    """The values of the act besides the state."""
    match act:
        case FilingSigned():
            return {"signed_by": tuple(dict.fromkeys((*filing.signed_by, *act.by)))}
        case FilingPushed():
            return {"pushed_on": act.on, "serial": act.serial or filing.serial}
        case FilingConfirmed():
            return {"confirmed_on": act.on, "number": act.number or filing.number}
        case FormPosted():
            return {"posted_on": act.on, "taken_down_on": ""}
        case FormTakenDown():
            return {"taken_down_on": act.on}
        case _:
            return _in_the_street(filing, act)


def _in_the_street(filing: Filing, act: OnFiling) -> dict[str, Any]:
    match act:
        case WorksStarted():
            return {"started_on": filing.started_on or act.on}
        case WorksRestored():
            return {"restored_on": act.on}
        case InspectionNoted():
            failed = filing.failed_inspections + (not act.passed)
            return {"inspections": filing.inspections + 1, "failed_inspections": failed}
        case BreachNoted():
            return {"breaches": filing.breaches + 1}
        case _:
            return {}


def follow_all(acts: Iterable[OnFiling]) -> Filing:
    """The filing after these acts, the oldest first; without any, a filing that was never prepared."""
    filing = Filing()
    for act in acts:
        filing = follow(filing, act)
    return filing


def _prepared(filing: Filing) -> Filing:
    """A form filled in again before it was pushed keeps its version; after an end it is the next one."""
    if filing.is_alive and filing.state in _BEFORE_PUSHING:
        return replace(filing, state=FilingState.PREPARED, signed_by=())
    if filing.is_alive:
        return filing
    kept = Filing(started_on=filing.started_on, inspections=filing.inspections, breaches=filing.breaches)
    return replace(
        kept,
        version=filing.version + 1,
        state=FilingState.PREPARED,
        number=filing.number,
        failed_inspections=filing.failed_inspections,
    )


def why_not_started(filing: Filing, regime: Regime | None, *, safety_measures: bool) -> str:
    """Why a paper that permits the start of works is refused; empty if the regime allows the start by now."""
    if regime is None:
        return "本件外线工程没有备案或承诺，不出具开工告知"
    if regime.may_start is None:
        return "本地文件没有写明何时可以开工，请先向审批部门确认，本程序不出具开工告知"
    if not filing.is_alive:
        ended = STATE_LABELS[filing.state]
        return f"备案{ended}，不能出具开工告知；请先办好备案"
    if regime.may_start == "filed":
        return "" if filing.confirmed_on else "还没有登记备案回执，备案后才可以开工"
    lacking = [
        what
        for what, done in (
            ("推送审批部门", filing.pushed_on),
            ("写明安全措施", safety_measures),
            ("在现场张贴备案表", filing.is_posted),
        )
        if not done
    ]
    return f"开工前还要：{'、'.join(lacking)}" if lacking else ""


def started_early(filing: Filing, regime: Regime | None) -> bool:
    """True if works began before the regime allows it; the act is recorded and marked."""
    if not filing.started_on or regime is None or regime.may_start is None:
        return False
    needed = (filing.confirmed_on,) if regime.may_start == "filed" else (filing.pushed_on, filing.posted_on)
    return any(not day or filing.started_on < day for day in needed)
