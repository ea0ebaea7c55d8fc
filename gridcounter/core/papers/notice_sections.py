"""Sections of a notice: costs, rights and services, hints, what may follow after the survey, conditions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gridcounter.core.case import Business
from gridcounter.core.intake.conditions import ConditionLine
from gridcounter.core.labels import STAGES
from gridcounter.core.papers.shared_facts import (
    CONFIRMATION,
    NO_EXTRA,
    SCOPE,
    SHARING,
    builds_what_another_pays,
    named_paper,
    open_documents,
    open_scope,
    paid_by_others,
    shown_services,
)
from gridcounter.core.papers.view import CaseFile, Row, View
from gridcounter.core.papers.works.branches import keys_of_the_branches
from gridcounter.core.policy.decision import Approval, Cost, Decision, Document, Needs, Note, Right, ShownCondition
from gridcounter.core.policy.header import PolicyKind
from gridcounter.core.policy.model import Audience, NoteKind, Stage
from gridcounter.core.wording import (
    BASELINE_WORDS,
    NOTHING,
    actor,
    clause,
    needs_words,
    only_its_start_is_open,
    payer_words,
)

_REPORTED, _ALSO = "据报道：", "还有这些服务和做法："
_NEVER_CHARGED = {"no_improper_charges", "refund"}

_NO_HINT = {NoteKind.CONFLICT, NoteKind.NEWS}

#: Notes that stand beside what they speak of: under the documents, under the times, at the class.
_ON_SHARING = "one-certificate"
_OF_THE_SUM = "grid-side-clock"
_OTHER_UNIT = "power-factor-one"
_SAID_ELSEWHERE = {_ON_SHARING, _OF_THE_SUM, "office-reading"}
_TEMPORARY = f"临时用电的期限以供用电合同为准；期满不再使用的请办理终止，改为正式用电的请重新申请（{BASELINE_WORDS}）。"


def add_costs(view: View, file: CaseFile, order: dict[str, str]) -> None:
    """Fills the table `costs` (without those for the clerk only) and the flag of the same name.

    `order` gives each cited policy its sign, as in all functions of this kind.
    """
    view.tables["costs"] = tuple(
        {
            "part": cost.part,
            "payer": payer_words(cost.text, you=True),
            "upto_words": f"（{cost.upto}）" if cost.upto else "",
            "label": cost.label + _open_words(cost.needs),
            "clause": clause(cost.basis, order),
        }
        for one in file.decision.costs
        if one.audience != Audience.CLERK
        for cost in one.apart or (one,)
    )
    _add_costs_words(view, file)
    view.flag("costs", on=bool(view.tables["costs"]))


def _add_costs_words(view: View, file: CaseFile) -> None:
    """Who pays for the connection, in one line; what is said of the parts that the table does not list."""
    view.asked_as["costs.words"] = ""  # no key of the application: if the policy is silent, the supplier answers
    view.values["costs.words"] = _payers(file)
    # what is for the clerk alone is written all the same
    for_the_clerk = any(cost.audience == Audience.CLERK for cost in file.decision.costs)
    unsaid = "" if for_the_clerk else f"，{named_paper(file.decision)}没有写明由谁出资"
    view.values["costs.rest"] = f"表中没有列出的部分{unsaid}"


def _payers(file: CaseFile) -> str:
    """Who certainly pays for the connection."""
    own = [cost for cost in file.decision.costs if cost.connection and not cost.needs]
    paid = "；".join(f"{cost.part}：{payer_words(cost.text)}" for cost in own)
    settle = "由谁建设、怎样结算，由供电企业确认" if builds_what_another_pays(file) else ""
    return f"{paid}（{settle}）" if paid and settle else paid or settle


def _open_words(needs: Needs) -> str:
    """Leaves out what the label already refers to the supplier."""
    asked = tuple(key for key in needs if key != CONFIRMATION)
    return f"（待定，取决于{needs_words(asked)}）" if asked else ""


def add_rights(view: View, file: CaseFile, order: dict[str, str]) -> None:
    """Fills the tables `rights`, `on_sharing`, `services` and their flags, without those for the clerk only."""
    lines = [right for right in file.decision.rights if right.audience != Audience.CLERK]
    rows = {right.id: {"text": right.label, "clause": clause(right.basis, order)} for right in lines}
    view.tables["on_sharing"] = tuple(row for name, row in rows.items() if name == SHARING)
    others = [row for name, row in rows.items() if name != SHARING]
    view.tables["rights"] = tuple(_numbered(others))
    _add_services(view, file, order, lead=_ALSO if others else "")
    _add_what_rights_forbid(view, lines)
    view.flag("rights", on=bool(view.tables["rights"]))


def _numbered(rows: Sequence[Row]) -> Iterator[Row]:
    """One alone needs no number."""
    for place, row in enumerate(rows, start=1):
        yield {**row, "place": f"{place}. " if len(rows) > 1 else ""}


def _add_what_rights_forbid(view: View, lines: list[Right]) -> None:
    bound = any(right.id == NO_EXTRA for right in lines)
    view.values["no_extra.mark"] = "" if bound else f"（{BASELINE_WORDS}）"
    named = any(right.id in _NEVER_CHARGED for right in lines)
    view.values["costs.never"] = "不得向您收取的费用见“您的权利”。" if named else ""


def _add_services(view: View, file: CaseFile, order: dict[str, str], *, lead: str) -> None:
    """That they are known from a report is said once, where it holds of all of them."""
    shown = shown_services(file.decision)
    reported = bool(shown) and all(line.label.startswith(_REPORTED) for line in shown)
    said_before = _REPORTED if reported else ""
    view.tables["services"] = tuple(
        {"text": line.label.removeprefix(said_before), "clause": clause(line.basis, order)} for line in shown
    )
    if reported:
        lead = f"据报道，{lead}" if lead else _REPORTED
    view.values["services.lead"] = lead
    view.flag("services", on=bool(shown))


def add_notes(view: View, file: CaseFile, order: dict[str, str]) -> None:
    """Hints for the applicant; contradictions within a policy are shown to the clerk only."""
    case = file.application.case
    lines = [_TEMPORARY] if case.business == Business.TEMPORARY else []
    hints = _hints(file.decision)
    lines += _built_by_another(file)
    lines += _several_payers(file)
    lines += [words for note in hints if (words := _hint(note, file))]
    _add_beside_documents(view, [note for note in hints if note.id == _ON_SHARING], order)
    view.tables["hints"] = tuple({"text": text} for text in lines)
    reported = any(note.kind == NoteKind.NEWS for note in file.decision.notes)
    view.flag("news", on=reported or file.header.kind == PolicyKind.NEWS)
    view.flag("special", on=bool(lines))


def _hints(decision: Decision) -> list[Note]:
    return [
        note
        for note in (*decision.notes, *decision.perhaps)
        if note.audience != Audience.CLERK and note.kind not in _NO_HINT
    ]


def _add_beside_documents(view: View, notes: list[Note], order: dict[str, str]) -> None:
    beside = [f"{row['text']}（{row['clause']}）。" for row in view.tables["on_sharing"]]
    beside += [f"{note.text.removesuffix('。')}（{clause(note.basis, order)}）。" for note in notes]
    view.tables["beside_documents"] = tuple({"text": text} for text in beside)
    view.flag("beside_documents", on=bool(beside))


def _built_by_another(file: CaseFile) -> Iterator[str]:
    """Parts that another pays, or perhaps does, than the one who is registered as their builder."""
    works = file.application.case.works
    if works is None or works.owner is None:
        return
    asked = f"本工程登记由{actor(str(works.owner))}建设；由谁建设、怎样结算，请先向供电企业确认。"
    paid = (*paid_by_others(file), *paid_by_others(file, beside=True))
    if paid:
        yield f"{_written_payers(paid)}，{asked}"
    perhaps = (*paid_by_others(file, settled=False), *paid_by_others(file, settled=False, beside=True))
    if perhaps:
        payers = "或".join(dict.fromkeys(payer_words(cost.text) for cost in perhaps))
        yield f"标“待定”、可能由{payers}出资的部分，{asked}"


def _written_payers(paid: tuple[Cost, ...]) -> str:
    parts = "、".join(cost.part for cost in paid)
    payers = "、".join(f"由{payer_words(cost.text)}" for cost in paid)
    each = ("符合条件的" if any(cost.needs for cost in paid) else "") + ("分别" if len(paid) > 1 else "")
    return f"{parts}：文件写明{each}{payers}出资"


def _hint(note: Note, file: CaseFile) -> str:
    """Open points of a missing line are not asked about; the note on a sum is printed if the days do not add up."""
    if note.id == _OF_THE_SUM and not _adds_up(file):
        return note.text
    if note.id in _SAID_ELSEWHERE or (note.id == _OTHER_UNIT and not _names_a_limit(note, file)):
        return ""
    if note.id != SCOPE or file.application.case.has_works is not False:
        return note.text
    inside = open_scope(file)
    return f"文件没有写明全过程时限是否包含{inside}的时间，请向供电企业确认。" if inside else ""


def _names_a_limit(note: Note, file: CaseFile) -> bool:
    """Whether a limit of this note is printed elsewhere: a comparison with an unprinted limit is useless."""
    whole = "".join(_shown_beside(note, file.decision)).replace(" ", "")
    limits = note.text.partition("（")[2].partition("）")[0].replace(" ", "").split("、")
    return any(limit in whole for limit in limits)


def _shown_beside(note: Note, decision: Decision) -> Iterator[str]:
    yield decision.customer_class.label
    yield from (right.label for right in decision.rights)
    yield from (f"{cost.part}{cost.upto}{cost.label}" for cost in decision.costs if cost.audience != Audience.CLERK)
    yield from (service.label for service in shown_services(decision))
    yield from (condition.label for condition in _conditions(decision.approval))
    yield from (one.text for one in decision.notes if one.audience != Audience.CLERK and one != note)


def _conditions(approval: Approval) -> tuple[ShownCondition, ...]:
    return (*approval.conditions, *(condition for way in approval.branches for condition in way.when))


def _adds_up(file: CaseFile) -> bool:
    total = next((line.wd for line in file.decision.limits if line.id == "grid_side"), None)
    return total is None or sum(step.wd or 0 for step in file.decision.steps) == total


def _several_payers(file: CaseFile) -> list[str]:
    """Several payers for the line up to the same boundary: a table cannot settle which of them pays."""
    own = [cost for cost in file.decision.costs if cost.connection and cost.text is not None]
    payers = list(dict.fromkeys(payer_words(cost.text) for cost in own))
    if len(payers) <= 1:
        return []
    which = "可能的" if any(set(cost.needs) - {CONFIRMATION} for cost in own) else "文件写明的"
    return [f"{which}出资方有{'、'.join(payers)}；同一段由谁出资，请先向供电企业确认。"]


def _when_asked(document: Document) -> str:
    """Leaves out the stage 申请时: what follows after the survey cannot be due with the application."""
    step = "" if document.stage == Stage.APPLICATION else f"{STAGES[document.stage]}提交，"
    return f"{step}取决于{needs_words(document.needs)}，确定后告知" if document.needs else f"{step}确定后告知"


def add_what_may_follow(view: View, file: CaseFile) -> None:
    """Fills what may follow after the survey, each with its trigger; an announced item needs no 追加告知 later."""
    decision = file.decision
    rows: list[Row] = [
        {
            "what": f"{'可能需要提交' if document.required else '可能建议提交'}：{document.label}",
            "trigger": _when_asked(document),
        }
        for document in open_documents(file)
    ]
    rows += _open_times(decision)
    if decision.approval.branches:
        trigger = f"取决于{needs_words(keys_of_the_branches(decision.approval))}"
        rows.append({"what": "外线工程的办理方式，按上面的情形表确定", "trigger": trigger})
    view.flag("only_deferred", on=not rows)  # what was deferred is nothing that a survey adds
    rows += [_deferred(row) for row in view.tables["deferred"]]
    view.tables["may_follow"] = tuple(rows)
    view.flag("may_follow", on=bool(rows))


def _open_times(decision: Decision) -> list[Row]:
    """What leaves several times open in the same way is told once."""
    waiting: dict[tuple[str, str], list[str]] = {}
    for line in decision.clocks:
        if line.needs and not only_its_start_is_open(line):
            lead = "天数待定" if line.certain else "可能适用"
            waiting.setdefault((lead, needs_words(line.needs)), []).append(line.label)
    return [
        {"what": f"{lead}：{'；'.join(dict.fromkeys(labels))}", "trigger": f"取决于{needs}"}
        for (lead, needs), labels in waiting.items()
    ]


def _deferred(row: Row) -> Row:
    until = f"补交日期 {row['until']}" if row["until"] else "补交日期见《后补资料确认单》"
    otherwise = f"；到期未补，{row['consequence']}" if row["consequence"] else ""
    first = "（以先到的为准）" if row["until"] else ""
    latest = f"，最迟{row['latest']}{first}" if row["latest"] != NOTHING else "，自愿提供"
    return {"what": f"后补资料：{row['name']}", "trigger": f"{until}{latest}{otherwise}"}


def add_business(view: View, file: CaseFile, order: dict[str, str], seen: Sequence[ConditionLine] = ()) -> None:
    """Fills the conditions of the business and the flags of the parts that are printed; runs after the tables.

    Those `seen` at 受理 are ticked, if they are the conditions of this business and not of one that was corrected.
    """
    business = file.decision.business
    connecting = file.decision.connects
    view.flag("connecting", on=connecting)
    for part, table in (("part.documents", "documents"), ("part.times", "times"), ("part.costs", "costs")):
        view.flag(part, on=connecting or bool(view.tables[table]))
    view.values["presumes.clause"] = clause(file.decision.business_basis, order)
    cited = view.values["presumes.clause"]
    stated: tuple[str, ...] = ()
    ahead: tuple[str | None, ...] = ()
    if business is not None:
        stated, ahead = business.presumes, (business.notice, business.frequency)
        view.values["case.business"] = business.label
    met = {line.text: line.met for line in seen}
    if [*met] != [*stated]:
        met = {}
    view.tables["presumes"] = tuple(
        {"text": text, "clause": cited, "met": _ticked(met.get(text) is True), "unmet": _ticked(met.get(text) is False)}
        for text in stated
    )
    view.tables["in_advance"] = tuple({"text": text} for text in ahead if text)
    for name in ("presumes", "in_advance"):
        view.flag(name, on=bool(view.tables[name]))
        view.flag("part.conditions", on=bool(view.tables[name]))
    view.flag("business.of_its_own", on=business is not None)


def _ticked(on: bool) -> str:  # noqa: FBT001  the state of a box
    return "✓" if on else ""
