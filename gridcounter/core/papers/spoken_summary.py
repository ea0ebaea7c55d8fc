"""念给您听: a notice in five spoken sentences, without personal data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gridcounter.core.case import Case, Supply
from gridcounter.core.labels import ACTORS, EVENTS, UNITS, number, value_label
from gridcounter.core.papers.shared_facts import named_paper
from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.decision import Approval, Cost, Decision, Document, Limit, Step
from gridcounter.core.policy.header import SUPERVISION_LINE, SUPPLY_LINE
from gridcounter.core.policy.model import Audience, DocumentState, Means, Stage, Track
from gridcounter.core.wording import duration, needs_words, paid_words, when_known, with_builder

_WHOLE = ("whole_process", "grid_side")
_APPROVAL = "approval"
#: A listener cannot remember more steps.
_MOST_STEPS = 3
#: Tracks without further handling; others are described in the words of the policy.
_SETTLED = {
    Track.NONE: "您这里没有红线外的线路工程，不用办道路、绿地这些手续",
    Track.EXEMPT: "外面的线路：{words}，您不用办",
    Track.NOT_COVERED: "外面线路的手续，{paper}没有规定，由供电企业和审批部门确认后再告诉您",
}


def script(case: Case, decision: Decision) -> tuple[str, ...]:
    """The request, the documents, the time, whom to ask; for connecting also the payer and the outside works."""
    paper, hotlines = named_paper(decision), f"{SUPPLY_LINE}、{SUPERVISION_LINE}"
    ask = f"有不清楚的，随时问我们，也可以打 {hotlines}。"
    if not decision.connects:
        return (
            _what(case, decision),
            *_conditions(decision),
            _bring(decision.documents, paper),
            _how_long(decision),
            ask,
        )
    return (
        _what(case, decision),
        *_conditions(decision),
        _bring(decision.documents, paper),
        _how_long(decision),
        _who_pays(decision),
        f"{_outside(decision.approval, paper)}；{ask}",
    )


def _what(case: Case, decision: Decision) -> str:
    size = _size(case.supply)
    called = decision.business.label if decision.business else value_label("business", case.business or "")
    business = called or "用电"
    text = f"您要办的是{business}" + (f"，{'、'.join(size)}" if size else "")
    kind = decision.customer_class
    if kind.needs:
        return f"{text}；属于哪一类还要看{needs_words(kind.needs)}。"
    # general practice names the class if the policy has no classes of its own
    paper = "" if kind.basis[0].source == BASELINE else f"按{named_paper(decision)}"
    return f"{text}，{paper}属于“{kind.label}”。" if kind.id else f"{text}。"


def _conditions(decision: Decision) -> Iterator[str]:
    """What a business presumes, and how long before it is asked for."""
    rule = decision.business
    if rule is not None and (rule.presumes or rule.notice):
        stated = f"办这项业务，要{'；'.join(rule.presumes)}" if rule.presumes else "办这项业务"
        yield "，".join(filter(None, (stated, rule.notice))) + "。"


def _size(supply: Supply | None) -> list[str]:
    size = []
    if supply is not None and supply.voltage_kv is not None:
        size.append(f"{number(supply.voltage_kv)} 千伏")
    if supply is not None and supply.capacity is not None:
        size.append(f"{number(supply.capacity)} {UNITS[supply.unit] if supply.unit else ''}".strip())
    return size


def _bring(documents: Iterable[Document], paper: str) -> str:
    labels: dict[DocumentState, list[str]] = {}
    for one in documents:
        if one.stage == Stage.APPLICATION and one.actor == "applicant":
            labels.setdefault(one.state, []).append(one.label)
    usual = "通常还看{}" if DocumentState.REQUIRED in labels else f"{paper}没有列清单，通常请您带{{}}"
    said_of = {
        DocumentState.REQUIRED: "您来的时候请带{}",
        DocumentState.REFERENCE: usual,
        DocumentState.ONLINE: "{}可以线上查，不用您带",
        DocumentState.WAIVED: "{}免交",
    }
    parts = [words.format("、".join(labels[state])) for state, words in said_of.items() if state in labels]
    return "，".join(parts or [f"申请的时候{paper}没有要您交的资料"]) + "。"


def _how_long(decision: Decision) -> str:
    """The supplier's steps in days, one by one; an authority's time belongs to the outside works."""
    at_once, lines = _times(decision)
    if lines:
        return f"时间上，{'；'.join([*at_once, *lines])}，工作日都从第二天起算。"
    if at_once:
        return f"时间上，{'；'.join(at_once)}。"
    open_line = next((line for line in decision.clocks if line.needs and line.id != _APPROVAL), None)
    if open_line is not None:
        return f"多长时间还要看{needs_words(open_line.needs)}，定下来就告诉您。"
    return f"多长时间{named_paper(decision)}没有写，由供电企业受理的时候答复您。"


def _times(decision: Decision) -> tuple[list[str], list[str]]:
    """What counts days of rest too, by name; and what is told in working days: the first steps, then the whole."""
    known = [line for line in decision.clocks if line.id != _APPROVAL and not line.needs]
    whole = next((line for line in known if line.id in _WHOLE and line.wd is not None), None)
    at_once, lines = _steps([line for line in known if line is not whole])
    if whole is not None:
        lines.append(f"{whole.label} {whole.wd} 个工作日")
    return at_once, lines


def _connects(line: Step | Limit) -> bool:
    return isinstance(line, Limit) and line.means == Means.CONNECTED


def _steps(steps: Iterable[Step | Limit]) -> tuple[list[str], list[str]]:
    at_once, lines = [], []
    for line in steps:
        if line.counts_from is None:
            continue
        if line.wd is not None:
            lines.append(f"{EVENTS[str(line.counts_from)]}以后 {line.wd} 个工作日内{line.label}")
        elif getattr(line, "days", None) is not None and _connects(line):
            at_once.append(line.label)
        elif getattr(line, "days", None) is not None:
            lines.append(f"{EVENTS[str(line.counts_from)]}以后{duration(line)}{line.label}")
    return at_once, lines[:_MOST_STEPS]


def _who_pays(decision: Decision) -> str:
    own = [cost for cost in decision.costs if cost.connection]
    lines = _settled_costs(own) if own else [cost.label for cost in _beside(decision)]
    unsettled = [cost for cost in own if cost.needs]
    if unsettled:
        lines.append(f"{'、'.join(cost.part for cost in unsettled)}还要看{needs_words(unsettled[0].needs)}")
    if not lines:
        return f"花钱的事，{named_paper(decision)}没有写明，由供电企业告诉您，收费看当地公示。"
    return f"花钱的事，{'；'.join(lines)}，其他的看当地公示。"


def _settled_costs(costs: list[Cost]) -> list[str]:
    """Those with a payer first."""
    settled = [cost for cost in costs if not cost.needs]
    lines = [paid_words(cost.part, cost.text, by="出") for cost in settled if cost.text]
    return lines + [cost.label for cost in settled if not cost.text]


def _beside(decision: Decision) -> list[Cost]:
    """Parts beside the connection that have a payer."""
    beside = (cost for cost in decision.costs if not cost.connection and cost.audience != Audience.CLERK)
    return [cost for cost in beside if cost.text and not cost.needs]


def _outside(approval: Approval, paper: str) -> str:
    if approval.track == Track.UNDETERMINED:
        when = when_known(approval.needs).removesuffix("后") + "以后"
        return f"外面线路的手续，要看{needs_words(approval.needs)}，{when}告诉您"
    if approval.track in _SETTLED:
        return _SETTLED[approval.track].format(words=approval.words, paper=paper)
    text = f"外面的线路{'可以' if approval.may else '：'}{approval.words}"
    said = approval.wd is None or f"{approval.wd} 个工作日" in text
    days = "" if said else f"，{approval.wd} 个工作日"
    if approval.actor is None:
        return f"{text}{days}，由建设单位办，是谁还要确认"
    if approval.actor == "applicant":
        return f"{text}{days}，由您" + ("和施工单位一起办" if with_builder(approval) else "办")
    return f"{text}{days}，由{ACTORS[approval.actor]}办，您不用办"
