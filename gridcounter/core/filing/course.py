"""The next acts of a filing and the input of each act, in the words of the place's own regime.

Words of commitment and of posting appear only if the regime has them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gridcounter.core.filing.filing import ENDED, STATE_LABELS, Filing, FilingState, started_early
from gridcounter.core.intake.life import Act, ActId, Life, Step, in_order
from gridcounter.core.notice import Regime
from gridcounter.core.record.journal import Kind

#: Both sign: the owner of the works, and the builder.
PARTIES: Mapping[str, str] = {"owner": "建设单位", "builder": "施工单位"}
#: The policy requires posting the form itself in the street; our printed extract is shorter.
EXTRACT_POSTED = "程序出的张贴件是摘要；文件写的是张贴备案表，审批部门不认摘要的，请张贴全表，遮去证件号码和经办人电话"
RECORD_FORM, PERMIT_FORM = "filing_record", "permit_commitment"
_PERMITTED = "已许可"


class Stage(StrEnum):
    """The state of a filing as lists filter it; events on site take precedence over the state of the form."""

    TO_FILL = "to_fill"
    FILLING = "filling"
    PUSHED = "pushed"
    RETURNED = "returned"
    FILED = "filed"
    WORKING = "working"
    TO_RESTORE = "to_restore"
    RESTORED = "restored"
    ENDED = "ended"


STAGE_LABELS: Mapping[Stage, str] = {
    Stage.TO_FILL: "待填写",
    Stage.FILLING: "填写中",
    Stage.PUSHED: "已送出",
    Stage.RETURNED: "退回",
    Stage.FILED: "已备案",
    Stage.WORKING: "施工中",
    Stage.TO_RESTORE: "待恢复",
    Stage.RESTORED: "已恢复",
    Stage.ENDED: "失效",
}


def stage_label(stage: Stage, form: str | None) -> str:
    """The stage in the words of the place, whose policy has this `form`: under a permit nothing is 已备案."""
    return _PERMITTED if stage == Stage.FILED and form == PERMIT_FORM else STAGE_LABELS[stage]


def stage_of(filing: Filing, finish_on: str, today: date) -> Stage:
    """`finish_on` is the planned end of the works, an ISO day or empty."""
    if filing.state == FilingState.RETURNED:
        return Stage.RETURNED
    if filing.state in ENDED:
        return Stage.ENDED
    if filing.restored_on:
        return Stage.RESTORED
    if filing.started_on:
        return Stage.TO_RESTORE if finish_on and finish_on < today.isoformat() else Stage.WORKING
    return {
        FilingState.NONE: Stage.TO_FILL,
        FilingState.PUSHED: Stage.PUSHED,
        FilingState.FILED: Stage.FILED,
    }.get(filing.state, Stage.FILLING)


class Form(StrEnum):
    """The input type of an answer."""

    LINE = "line"
    LINES = "lines"
    DAY = "day"
    YES_NO = "yes_no"
    PARTIES = "parties"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of an act's form: `key` is the name in the contents, `label` and `hint` are shown."""

    key: str
    label: str
    form: Form = Form.LINE
    required: bool = False
    hint: str = ""


_WHY = Asked("why", "原因", required=True, hint="原因会留在台账里")
#: The contents of an act besides its day.
ASKED: Mapping[Kind, tuple[Asked, ...]] = {
    Kind.FILING_SIGNED: (Asked("by", "谁已签章", Form.PARTIES, required=True),),
    Kind.FILING_PUSHED: (Asked("serial", "流水号", hint="没有流水号的可以不填"),),
    Kind.FILING_CONFIRMED: (Asked("number", "编号", hint="上面没有编号的可以不填"),),
    Kind.FILING_RETURNED: (
        Asked("wants", "要求补正的内容", Form.LINES, required=True, hint="一行写一项，印在退回补正告知单上"),
        Asked("until", "请于何时前补正", Form.DAY, hint="没有要求的不填"),
    ),
    Kind.FILING_REFUSED: (_WHY,),
    Kind.FILING_WITHDRAWN: (_WHY,),
    Kind.FILING_LAPSED: (_WHY,),
    Kind.FORM_POSTED: (Asked("where", "张贴地点", required=True, hint=f"如 东门路口围挡外侧。{EXTRACT_POSTED}"),),
    Kind.FORM_TAKEN_DOWN: (_WHY,),
    Kind.INSPECTION_NOTED: (
        Asked("passed", "核查结果", Form.YES_NO, required=True),
        Asked("text", "核查情况"),
    ),
    Kind.BREACH_NOTED: (Asked("text", "事实", required=True, hint="时间、地点、什么没有做到"),),
}

_ACTS: Mapping[Kind, str] = {
    Kind.FILING_SIGNED: "登记签章",
    Kind.FILING_EXPORTED: "导出推送材料",
    Kind.FILING_RETURNED: "登记退回补正",
    Kind.FILING_REFUSED: "登记不属范围",
    Kind.FILING_WITHDRAWN: "登记撤回",
    Kind.FILING_CHANGED: "登记变更",
    Kind.FILING_LAPSED: "登记失效",
    Kind.FORM_POSTED: "登记张贴",
    Kind.FORM_TAKEN_DOWN: "登记撤下张贴件",
    Kind.WORKS_STARTED: "登记开工",
    Kind.INSPECTION_NOTED: "登记核查",
    Kind.WORKS_RESTORED: "登记恢复验收",
}


def act_label(kind: Kind, filing: Filing, regime: Regime | None) -> str:
    """The act as its button shows it, in the words of the place's regime (备案, 许可, 推送 …)."""
    match kind:
        case Kind.FILING_PREPARED:
            again = "重新填写" if filing.is_alive else f"填写第 {filing.version + 1} 版"
            return again if filing.version else "填写" + ("备案表" if _is_record(regime) else "承诺表")
        case Kind.FILING_EXPORTED:
            return f"导出{push_word(regime)}材料"
        case Kind.FILING_PUSHED:
            return f"登记已{push_word(regime)}"
        case Kind.FILING_CONFIRMED:
            return f"登记{receipt_word(regime)}"
        case Kind.BREACH_NOTED:
            return f"登记{breach_word(regime)}"
        case _:
            return _ACTS[kind]


def state_label(filing: Filing, regime: Regime | None) -> str:
    """The state of the filing, in the words of the place's regime."""
    if filing.state == FilingState.PUSHED:
        return f"已{push_word(regime)}"
    if filing.state == FilingState.EXPORTED:
        return f"已导出{push_word(regime)}材料"
    if filing.state == FilingState.FILED and _is_permit(regime):
        return _PERMITTED
    return STATE_LABELS[filing.state]


def receipt_word(regime: Regime | None) -> str:
    """The document of the authority: 许可决定 under a permit, 备案回执 otherwise and while the regime is not known."""
    return "许可决定" if _is_permit(regime) else "备案回执"


def breach_word(regime: Regime | None) -> str:
    """未履行承诺 under a commitment, 未按备案施工 under a plain record (备案)."""
    return "未按备案施工" if _is_record(regime) else "未履行承诺"


def push_word(regime: Regime | None) -> str:
    """推送 if the policy names who forwards the form, else 提交."""
    return "推送" if regime is not None and regime.pushed_by else "提交"


def _is_record(regime: Regime | None) -> bool:
    return regime is None or regime.form == RECORD_FORM


def _is_permit(regime: Regime | None) -> bool:
    return regime is not None and regime.form == PERMIT_FORM


def course(filing: Filing, regime: Regime | None) -> Life:
    """The way of the current version, from the empty form to the restored road, with the one act that is next.

    After a refusal, a withdrawal or a lapse only what happened on site is left, and the end.
    """
    if regime is None:
        return Life()
    if filing.state in {FilingState.REFUSED, FilingState.WITHDRAWN, FilingState.LAPSED}:
        happened = [step for step in _on_site(filing, regime) if step.act is None]
        return in_order([*happened, Step(STATE_LABELS[filing.state], None)])
    return in_order([*_form_steps(filing, regime), *_on_site(filing, regime)])


def next_act(filing: Filing, regime: Regime | None) -> Kind | None:
    """The next act of the office; None if none is left, or if the place has no filing."""
    act = course(filing, regime).act
    return None if act is None else Kind(act.about)


def _form_steps(filing: Filing, regime: Regime) -> list[Step]:
    """What is done with the form until it is with the authority; a receipt says that all of it was done."""
    alive = filing.is_alive
    gone = alive and bool(filing.pushed_on or filing.confirmed_on)
    exported = not regime.pushed_by or filing.state == FilingState.EXPORTED
    push = Kind.FILING_PUSHED if exported else Kind.FILING_EXPORTED
    return [
        _step("填写", Kind.FILING_PREPARED, filing, regime, done=alive),
        _step("签章", Kind.FILING_SIGNED, filing, regime, done=gone or (alive and _signed(filing))),
        _step(push_word(regime), push, filing, regime, done=gone, day=filing.pushed_on),
    ]


def _on_site(filing: Filing, regime: Regime) -> list[Step]:
    """From the receipt on; where the posted form permits the start, the receipt may come after it.

    An inspection is the authority's and not waited for: it is shown once it took place.
    """
    alive, restored = filing.is_alive, bool(filing.restored_on)
    filed = alive and bool(filing.confirmed_on)
    shown = alive and (filing.is_posted or restored)
    receipt = _step(receipt_word(regime), Kind.FILING_CONFIRMED, filing, regime, done=filed, day=filing.confirmed_on)
    post = _step("张贴", Kind.FORM_POSTED, filing, regime, done=shown, day=filing.posted_on)
    posted = [post] if regime.post_required else []
    start = _step("开工", Kind.WORKS_STARTED, filing, regime, done=bool(filing.started_on), day=filing.started_on)
    inspected = [Step("核查", None)] if filing.inspections else []
    restore = _step("恢复验收", Kind.WORKS_RESTORED, filing, regime, done=restored, day=filing.restored_on)
    if regime.may_start == "posted":
        return [*posted, start, receipt, *inspected, restore]
    return [receipt, *posted, start, *inspected, restore]


def _step(label: str, kind: Kind, filing: Filing, regime: Regime, *, done: bool, day: str = "") -> Step:
    if done:
        return Step(label, None, day[5:10])
    return Step(label, Act(ActId.FILE, act_label(kind, filing, regime), about=str(kind)))


_ONLY_WHILE_ALIVE = {
    *(Kind.FILING_SIGNED, Kind.FILING_EXPORTED, Kind.FILING_PUSHED, Kind.FILING_CONFIRMED, Kind.FILING_RETURNED),
    *(Kind.FILING_REFUSED, Kind.FORM_POSTED, Kind.FILING_CHANGED, Kind.FILING_LAPSED),
}


def open_acts(filing: Filing, regime: Regime | None) -> tuple[Kind, ...]:
    """The offered acts: everything that may have happened by now, allowed or not.

    Once the road is restored and accepted, the works are over: nothing is mended, changed or given up any more.
    """
    started, over, pushed = bool(filing.started_on), bool(filing.restored_on), bool(filing.pushed_on)
    posts = regime is not None and regime.post_required
    offered = {
        Kind.FILING_PREPARED: regime is not None and filing.state not in {FilingState.PUSHED, FilingState.FILED},
        Kind.FILING_SIGNED: not _signed(filing),
        Kind.FILING_EXPORTED: True,
        Kind.FILING_PUSHED: not pushed,
        Kind.FILING_CONFIRMED: not filing.confirmed_on,
        Kind.FILING_RETURNED: pushed and not over,
        Kind.FILING_REFUSED: pushed and not over,
        Kind.FORM_POSTED: posts and not filing.is_posted and not over,
        Kind.FORM_TAKEN_DOWN: filing.is_posted,
        Kind.WORKS_STARTED: not started,
        Kind.INSPECTION_NOTED: started,
        Kind.WORKS_RESTORED: started and not over,
        Kind.BREACH_NOTED: started,
        Kind.FILING_CHANGED: not over,
        # who does not mend what was returned gives up
        Kind.FILING_WITHDRAWN: (filing.is_alive or filing.state == FilingState.RETURNED) and not over,
        Kind.FILING_LAPSED: not over,
    }
    return tuple(kind for kind, on in offered.items() if on and (filing.is_alive or kind not in _ONLY_WHILE_ALIVE))


def marks(filing: Filing, regime: Regime | None) -> tuple[str, ...]:
    """Warnings in Chinese: works started early, breaches, failed inspections, a form still posted after its end."""
    found = ["提前开工"] if started_early(filing, regime) else []
    if filing.breaches:
        found.append(f"{breach_word(regime)} {filing.breaches} 次")
    if filing.failed_inspections:
        found.append(f"核查不合格 {filing.failed_inspections} 次")
    if filing.is_posted and not filing.is_alive:
        found.append("张贴件未撤下")
    return tuple(found)


def _signed(filing: Filing) -> bool:
    return set(filing.signed_by) >= set(PARTIES)
