"""The course of a filing: 填写, 签章, 推送, 备案 or 退回, 张贴, 开工, 核查, 恢复验收; versions under one number.

Acts are recorded even when they come in the wrong order, and are marked. Refused are only an act on a filing that does
not exist, and a paper that says works may start before the regime allows it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from gridcounter.core.record.journal import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gridcounter.core.notice import Regime


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

#: A version that has ended: the next form is a new version under the same number.
ENDED = frozenset({FilingState.RETURNED, FilingState.REFUSED, FilingState.WITHDRAWN, FilingState.LAPSED})

#: 备案中: begun, and not settled yet.
UNSETTLED = frozenset(
    {FilingState.PREPARED, FilingState.SIGNED, FilingState.EXPORTED, FilingState.PUSHED, FilingState.RETURNED}
)

_STATE_AFTER: Mapping[Kind, FilingState] = {
    Kind.FILING_SIGNED: FilingState.SIGNED,
    Kind.FILING_EXPORTED: FilingState.EXPORTED,
    Kind.FILING_PUSHED: FilingState.PUSHED,
    Kind.FILING_CONFIRMED: FilingState.FILED,
    Kind.FILING_RETURNED: FilingState.RETURNED,
    Kind.FILING_REFUSED: FilingState.REFUSED,
    Kind.FILING_WITHDRAWN: FilingState.WITHDRAWN,
    Kind.FILING_LAPSED: FilingState.LAPSED,
}
#: Paper work of ours: it is done before the authority speaks and says nothing new afterwards.
_BEFORE_PUSHING = (FilingState.PREPARED, FilingState.SIGNED, FilingState.EXPORTED)
_OURS = {Kind.FILING_SIGNED, Kind.FILING_EXPORTED}

FILING_KINDS = frozenset(
    {
        *_STATE_AFTER,
        Kind.FILING_PREPARED,
        Kind.FILING_CHANGED,
        Kind.FORM_POSTED,
        Kind.FORM_TAKEN_DOWN,
        Kind.WORKS_STARTED,
        Kind.INSPECTION_NOTED,
        Kind.WORKS_RESTORED,
        Kind.BREACH_NOTED,
    }
)


@dataclass(frozen=True, slots=True)
class FilingAct:
    """One entry about a filing; `on` is the day it happened."""

    kind: Kind
    on: str
    told: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Filing:
    """`number` is what the authority gave, `serial` the number of the push; dates are ISO days, empty while not."""

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
        """Prepared, and neither returned, refused, withdrawn nor lapsed."""
        return self.state not in ENDED and self.state != FilingState.NONE

    @property
    def is_posted(self) -> bool:
        """Posted on the site (张贴) and not taken down since."""
        return bool(self.posted_on) and not self.taken_down_on


def follow(filing: Filing, act: FilingAct) -> Filing:
    """The filing after one more act, whatever the act is."""
    kind, told = act.kind, act.told
    if kind == Kind.FILING_PREPARED:
        return _prepared(filing)
    filing = replace(filing, **_facts(filing, act))
    why = told.get("why", "") if kind in _STATE_AFTER else filing.why
    return replace(filing, state=_state(filing, kind), why=why)


def _facts(filing: Filing, act: FilingAct) -> dict[str, Any]:
    """What the act says besides the state."""
    on, told = act.on, act.told
    match act.kind:
        case Kind.FILING_SIGNED:
            return {"signed_by": tuple(dict.fromkeys((*filing.signed_by, *told.get("by", ()))))}
        case Kind.FILING_PUSHED:
            return {"pushed_on": on, "serial": told.get("serial", "") or filing.serial}
        case Kind.FILING_CONFIRMED:
            return {"confirmed_on": on, "number": told.get("number", "") or filing.number}
        case Kind.FORM_POSTED:
            return {"posted_on": on, "taken_down_on": ""}
        case Kind.FORM_TAKEN_DOWN:
            return {"taken_down_on": on}
        case _:
            return _in_the_street(filing, act)


def _in_the_street(filing: Filing, act: FilingAct) -> dict[str, Any]:
    match act.kind:
        case Kind.WORKS_STARTED:
            return {"started_on": filing.started_on or act.on}
        case Kind.WORKS_RESTORED:
            return {"restored_on": act.on}
        case Kind.INSPECTION_NOTED:
            failed = filing.failed_inspections + (act.told.get("passed") is False)
            return {"inspections": filing.inspections + 1, "failed_inspections": failed}
        case Kind.BREACH_NOTED:
            return {"breaches": filing.breaches + 1}
        case _:
            return {}


def follow_all(acts: Iterable[FilingAct]) -> Filing:
    """The filing after these acts, the oldest first; without any, the one that was never prepared."""
    filing = Filing()
    for act in acts:
        filing = follow(filing, act)
    return filing


def _prepared(filing: Filing) -> Filing:
    """A form filled in again before it was pushed is the same version; after an end it is the next one."""
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


def _state(filing: Filing, kind: Kind) -> FilingState:
    after = _STATE_AFTER.get(kind)
    if after is None or (kind in _OURS and filing.state not in (FilingState.NONE, *_BEFORE_PUSHING)):
        return filing.state
    return after


def why_not_started(filing: Filing, regime: Regime | None, *, safety_measures: bool) -> str:
    """Why a paper that says works may start is refused; empty where the regime allows it by now."""
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
    """True where works began before the regime allows it; the act is recorded and marked."""
    if not filing.started_on or regime is None or regime.may_start is None:
        return False
    needed = (filing.confirmed_on,) if regime.may_start == "filed" else (filing.pushed_on, filing.posted_on)
    return any(not day or filing.started_on < day for day in needed)
