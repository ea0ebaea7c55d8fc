"""一眼看懂: six lines that tell an applicant what to do, from the same decision as all other parts.

Each line has a full and shorter wordings; the first that fits on one printed line is used.
"""

from __future__ import annotations

from collections.abc import Iterable

from gridcounter.core.application import Applicant, Office, Premises
from gridcounter.core.labels import ACTORS, NO_PAYER
from gridcounter.core.papers.key_facts_tasks import tasks
from gridcounter.core.papers.key_facts_times import first_answers
from gridcounter.core.papers.shared_facts import CONFIRMATION, builds_what_another_pays, named_paper
from gridcounter.core.papers.view import CaseFile, Row, View
from gridcounter.core.papers.works.branches import keys_of_the_branches
from gridcounter.core.papers.works.outside_works import DOUBTED
from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.decision import Approval, Cost
from gridcounter.core.policy.header import SUPERVISION_LINE, SUPPLY_LINE
from gridcounter.core.policy.model import Audience, Track
from gridcounter.core.wording import (
    BASELINE_WORDS,
    failed_words,
    needs_words,
    paid_words,
    payer_words,
    when_known,
    with_builder,
)

#: Characters available beside the lead on one line of the box, in the normal size.
_LINE = 31.0
_FIRST_WIDE = "\u2e80"
_WIDE_MARKS = frozenset("“”‘’—…·①②③④⑤⑥⑦⑧⑨")

_SETTLED = {
    "none": "没有红线外的线路工程，不用办道路、绿地等手续",
    "exempt": "{words}，您不用办",
    "not_covered": "{paper}没有规定，由供电企业与审批部门确认后告知",
}


def add_key_facts(view: View, file: CaseFile) -> None:
    """Fills the tables `glance` (six lines, fewer for a business beside connecting), `now_certain` and `first_reply`.

    Reads what the other parts of the view filled in, so it runs after them.
    """
    consultation = "consultation" in view.flags
    answers = first_answers(view, file)
    rows: list[Row] = [
        {"lead": lead, "text": _fitting(versions)}
        for lead, versions in (
            ("您问的是" if consultation else "您的申请", _what(view, file)),
            ("办理要做" if consultation else "现在要做", tasks(view, file)),
            ("何时答复", answers),
            ("由谁出资", _money(file)),
            ("外线手续", _line(view, file)),
            ("咨询监督", _whom(file)),
        )
    ]
    if not file.decision.connects:  # nothing of the line outside, and who pays only where it is said
        unsaid = {"外线手续"} if file.decision.costs else {"外线手续", "由谁出资"}
        rows = [row for row in rows if row["lead"] not in unsaid]
    view.tables["glance"] = tuple(rows)
    view.tables["now_certain"] = tuple(
        {**row, "text": _from_the_notice(row["text"])} for row in rows if row["lead"] in {"外线手续", "现在要做"}
    )
    view.tables["first_reply"] = ({"text": _fitting(answers)},)


def _from_the_notice(text: str) -> str:
    """Replaces references to the table below by references to the notice: other papers with this box lack the table."""
    return text.replace("见下表", "见一次性告知书").replace("下表", "一次性告知书所列")


def _fitting(versions: Iterable[str]) -> str:
    wordings = tuple(versions)
    return next((text for text in wordings if _width(text) <= _LINE), wordings[-1])


def _width(text: str) -> float:
    return sum(1.0 if char >= _FIRST_WIDE or char in _WIDE_MARKS else 0.5 for char in text)


def _what(view: View, file: CaseFile) -> Iterable[str]:
    address = (file.application.premises or Premises()).address or (file.application.applicant or Applicant()).address
    if "consultation" in view.flags:
        address = None  # the owner has not been proven yet
    lines = [view.values["case.business"] or "用电（业务待确认）", view.values["case.supply.words"]]
    wanted = "，".join(filter(None, lines))
    if address:
        yield f"{wanted}，{address}"
    yield wanted


def _money(file: CaseFile) -> Iterable[str]:
    own = [cost for cost in file.decision.costs if cost.connection]
    if not own:
        return _money_beside(file)
    if any(cost.text is None for cost in own):
        return _unsaid(own, file)
    if _open_keys(own).keys() - {CONFIRMATION}:
        return _partly_open(own, file)
    return _payers_known(own, file)


def _open_keys(costs: Iterable[Cost]) -> dict[str, None]:
    return dict.fromkeys(key for cost in costs for key in cost.needs)


def _not_for_the_clerk(file: CaseFile) -> list[Cost]:
    return [cost for cost in file.decision.costs if cost.audience != Audience.CLERK]


def _paid_by(costs: Iterable[Cost]) -> list[str]:
    return [paid_words(cost.part, cost.text) for cost in costs]


def _payers(costs: Iterable[Cost]) -> str:
    return "、".join(dict.fromkeys(payer_words(cost.text, you=True) for cost in costs))


def _unsaid(own: list[Cost], file: CaseFile) -> Iterable[str]:
    open_keys = _open_keys(own)
    waiting = f"（待定，取决于{needs_words(tuple(open_keys))}）" if open_keys else ""
    yield "；".join(cost.label for cost in own) + waiting
    yield f"{named_paper(file.decision)}没有写由谁出资，{NO_PAYER}"


def _partly_open(own: list[Cost], file: CaseFile) -> Iterable[str]:
    """What is sure of the connection, else of what lies beside it; all that the rest depends on."""
    others = _not_for_the_clerk(file)
    depends = f"取决于{needs_words(tuple(_open_keys(own) | _open_keys(others)))}"
    sure = [cost for cost in own if not set(cost.needs) - {CONFIRMATION}]
    if sure:
        text = "；".join(_paid_by(sure))
        yield f"{text}；其他待定，{depends}"
        yield f"{text}；其他待定，条件见第五部分"
        return
    settled = "".join(f"；{words}" for words in _paid_by(cost for cost in others if _paid_beside(cost)))
    yield f"待定，{depends}{settled}"
    yield f"待定，条件见第五部分{settled}"


def _paid_beside(cost: Cost) -> bool:
    """Whether a part beside the connection certainly has a payer."""
    return not cost.connection and cost.text is not None and not cost.needs


def _payers_known(own: list[Cost], file: CaseFile) -> Iterable[str]:
    open_keys = _open_keys(own)
    text = "；".join(_paid_by(own))
    if open_keys:
        text += f"（是否符合条件由其确认{'，怎样结算见特别提示' if builds_what_another_pays(file) else ''}）"
    elif builds_what_another_pays(file):
        text += "（怎样结算见特别提示）"
    elif file.application.case.has_works and all(cost.text != "applicant" for cost in own):
        text += "，这部分您不用付"
    yield f"{text}；其他以当地公示为准"
    yield text
    if not open_keys:
        yield f"由{_payers(own)}出资，范围见第五部分；其他以当地公示为准"


def _money_beside(file: CaseFile) -> Iterable[str]:
    """No part of the connection has a payer: a part beside it that has one is still printed."""
    paper = named_paper(file.decision)
    beside = _not_for_the_clerk(file)
    paid = [cost for cost in beside if _paid_beside(cost)]
    if paid:
        text = "；".join(cost.label for cost in paid)
        yield f"{text}；其他{paper}没有写明，由供电企业告知"
        yield f"{text}；其他由供电企业告知"
        yield text
        yield f"由{_payers(paid)}出资的部分见第五部分；其他由供电企业告知"
    elif beside:
        open_keys = tuple(key for cost in beside for key in cost.needs)
        parts = "、".join(cost.part for cost in beside)
        if open_keys:
            yield f"{parts}待定，取决于{needs_words(open_keys)}；其他由供电企业告知"
        yield "第五部分所列的待定；其他由供电企业告知"
    else:
        yield f"{paper}没有写明，由供电企业告知；收费看当地公示"


def _line(view: View, file: CaseFile) -> Iterable[str]:
    approval = file.decision.approval
    if approval.track == Track.UNDETERMINED:
        return _undetermined(approval)
    if approval.track in _SETTLED:
        return (_SETTLED[approval.track].format(paper=named_paper(file.decision), words=approval.words),)
    doubted = any(row["met"].startswith(DOUBTED) for row in view.tables["conditions"])
    return _handled(approval, view.values["approval.short"], doubted=doubted)


def _undetermined(approval: Approval) -> Iterable[str]:
    open_keys = keys_of_the_branches(approval)
    when = when_known(open_keys)
    yield f"{when}确定，取决于{needs_words(open_keys)}"
    yield f"{when}按第四部分的情形表确定"


def _handled(approval: Approval, text: str, *, doubted: bool) -> Iterable[str]:
    """Who shortens his line alone is refused once more: every condition that fails is named."""
    text, who = _way_and_days(approval, text, doubted=doubted), _who(approval)
    failed = [c for c in approval.conditions if c.met is False]
    if not failed:
        yield f"{text}{'；' if '；' in text else '，'}{who}"
        return
    gaps, short_gaps = ("；".join(failed_words(c, whole=whole) for c in failed) for whole in (True, False))
    full, short = (f"{text}（{found}），{who}" for found in (gaps, short_gaps))
    yield full
    if _width(short) <= _LINE or _width(full) > 2 * _LINE:  # what saves no line says no less
        yield short


def _way_and_days(approval: Approval, text: str, *, doubted: bool) -> str:
    if approval.label is None and len(approval.either) > 1:
        text += f"，取决于{needs_words(approval.needs)}"
    if doubted:
        text += "（占用情况与登记的路段不一致，先核对）"
    said = approval.wd is None or f"{approval.wd} 个工作日" in text
    return text if said else f"{text}，{approval.wd} 个工作日"


def _who(approval: Approval) -> str:
    if approval.actor is None:
        return "由建设单位办理（待确认是谁）"
    if approval.actor != "applicant":
        return f"由{ACTORS[approval.actor]}{'会同施工单位' if with_builder(approval) else ''}办理，您不用办"
    return "由您会同施工单位办理" if with_builder(approval) else "由您办理"


def _whom(file: CaseFile) -> Iterable[str]:
    office = file.application.office or Office()
    practice = any(basis.source == BASELINE for basis in file.decision.hotlines_basis)
    lines = f"供电服务 {SUPPLY_LINE}；能源监管 {SUPERVISION_LINE}" + (f"（{BASELINE_WORDS}）" if practice else "")
    desk = " ".join(filter(None, (office.window, office.phone)))
    # a returning applicant needs this line: it may take two
    yield "；".join(filter(None, (desk, office.address, office.hours, lines)))
