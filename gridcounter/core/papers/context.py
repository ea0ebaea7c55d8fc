"""Turns one application and its decision into the view that every form reads."""

from __future__ import annotations

from collections.abc import Iterator

from gridcounter.core.application import Office
from gridcounter.core.labels import WORD_LABELS, value_label
from gridcounter.core.papers import notice_sections, tables
from gridcounter.core.papers.document_rows import add_documents
from gridcounter.core.papers.fields import add_particulars
from gridcounter.core.papers.key_facts import add_key_facts
from gridcounter.core.papers.shared_facts import named_paper
from gridcounter.core.papers.view import CaseFile, Printing, Row, View
from gridcounter.core.papers.works.filing_form import add_filing_form
from gridcounter.core.papers.works.filing_life import add_filing_life
from gridcounter.core.papers.works.outside_works import add_outside_works
from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.decision import Decision
from gridcounter.core.policy.header import HOTLINES, SUPERVISION_LINE, SUPPLY_LINE, Header, PolicyKind, quoted
from gridcounter.core.policy.model import Audience, NoteKind, Track
from gridcounter.core.wording import BASELINE_WORDS, article_words, day_in_full, in_order_of_the_paper

#: Composed values: the name of what is missing if they are empty.
_ASKED_AS = {
    "accepted_on": "case.on",
    "applicant.id_words": "applicant.id_number",
    "applicant.reached": "applicant.phone",
    "handed_in_by": "applicant.name",
    "approval.builder": "project.owner.name",
    "agent.words": "agent.name",
    "case.voltage": "case.supply.voltage_kv",
    "case.supply.words": "case.supply.voltage_kv",
    "number.words": "number",
    "desk": "office.window",
    "desk.hours": "office.phone",
    "supply.seal": "office.name",
    "supplement.seal": "office.name",
    "filing.office": "office.authorities.filing.name",
    "filing.office_phone": "office.authorities.filing.phone",
}


_ONCE = "一次告知，补齐后继续办理"
_SECOND = "追加告知（非首次）：一次性告知书没有告知下列事项，现说明依据和原因"
_NOT_THE_DOCUMENT = {
    PolicyKind.INTERPRETATION: "（政策解读，不是文件本身）",
    PolicyKind.GUIDE: "（办事指南，不是文件本身）",
}
_PERMITS = {Track.PARALLEL, Track.PERMIT, Track.COMMITMENT}


def build_view(file: CaseFile, printing: Printing) -> View:
    """The whole view: every value, flag and table that a form may name, for this application and printing."""
    view = View(asked_as=dict(_ASKED_AS))
    view.flag("consultation", on=printing.consultation)
    view.flag("accepted", on=printing.accepts(file.application))
    view.flag("assumed", on=not printing.consultation and "accepted" not in view.flags)
    order = tables.cited_papers(file.decision)
    add_particulars(view, file, order)
    add_documents(view, file, order)
    _add_local_answers(view, file.decision)
    tables.add_times(view, file, order)
    add_outside_works(view, file, order)
    add_filing_form(view, file)
    notice_sections.add_costs(view, file, order)
    notice_sections.add_rights(view, file, order)
    notice_sections.add_notes(view, file, order)
    notice_sections.add_what_may_follow(view, file)
    notice_sections.add_business(view, file, order, printing.conditions)
    _add_sources(view, file, order)
    add_key_facts(view, file)
    _add_office(view, file)
    view.values["copy"] = "咨询人联" if printing.consultation else printing.copy
    view.values["version"] = f"第 {printing.version} 版"
    _add_replaced(view, printing)
    view.values["anchor"] = printing.anchor
    view.tables["rests"] = tuple({"text": line} for line in printing.rests)
    view.flag("rests", on=bool(printing.rests))
    view.values["supplement.clocks"] = printing.stopped
    add_filing_life(view, file, printing)
    _add_telling(view, printing)
    return view


def _add_local_answers(view: View, decision: Decision) -> None:
    """The questions of the policy's own that something hangs on, answered or not."""
    rows = [
        {
            "label": one.label,
            "value": "待补全" if one.value is None else value_label(one.key, one.value),
        }
        for one in decision.questions
    ]
    view.tables["local"] = tuple(rows)
    view.flag("local", on=bool(rows))


def _add_replaced(view: View, printing: Printing) -> None:
    """A consultation's sheet was no notice, so no later paper replaces it."""
    lines = () if printing.consultation or not printing.replaces else printing.changes or ()
    view.values["replaces"] = printing.replaces
    view.tables["changed"] = tuple({"text": line} for line in lines)
    view.flag("replaced", on=bool(lines))


def _add_telling(view: View, printing: Printing) -> None:
    """Contents after the notice: the survey's day, and unannounced items with clause and reason."""
    view.values["survey.on"] = day_in_full(printing.surveyed_on)
    view.values["supplement.lead"] = _SECOND if printing.added else _ONCE
    view.flag("added", on=bool(printing.added))
    if printing.added:
        rows = tuple({"name": one.label, "clause": one.clause, "why": one.why} for one in printing.added)
        view.tables["missing"] = rows


def _add_office(view: View, file: CaseFile) -> None:
    """A government window cannot issue the supplier's paper under its own seal: it forwards it."""
    office = file.application.office or Office()
    suppliers = file.header.suppliers
    supplier = office.supplier or (suppliers[0] if len(suppliers) == 1 else "")
    view.values["supplier"] = supplier
    _add_hotlines(view, file.decision)
    view.flag(f"role.{office.role}", on=office.role is not None)
    handed_on = office.role == "government_hall"
    view.flag("handed_on", on=handed_on)
    view.values["supply.seal"] = supplier if handed_on else (office.name or supplier)
    view.values["filing.supplier_words"] = f"供电企业：{supplier}" if supplier else ""
    view.values["clerk.label"] = "窗口经办人" if handed_on else "受理员"
    if handed_on:
        view.asked_as["supply.seal"] = "office.supplier"
    _add_issuer(view, office, supplier, handed_on=handed_on)
    _add_supplement(view, file, office)
    _add_number(view)
    view.values["desk"] = _beside_each_other(office.name, office.window, office.address)
    view.values["desk.hours"] = _beside_each_other(office.phone, office.hours)


def _add_hotlines(view: View, decision: Decision) -> None:
    view.values["hotline.supply"], view.values["hotline.supervision"] = SUPPLY_LINE, SUPERVISION_LINE
    practice = any(basis.source == BASELINE for basis in decision.hotlines_basis)
    view.values["hotlines.mark"] = f"（{BASELINE_WORDS}）" if practice else ""
    named = (f"{number} {HOTLINES.get(number, '')}".rstrip() for number in decision.hotlines)
    view.values["hotlines.words"] = "；".join(named)


def _add_issuer(view: View, office: Office, supplier: str, *, handed_on: bool) -> None:
    role = WORD_LABELS["office.role"].get(str(office.role), "")
    view.values["issuer.first"] = (supplier if handed_on else office.name) or supplier or "出具单位："
    view.values["issuer.own"] = office.name or "出具单位："
    view.values["issuer.role"] = role
    view.values["issuer.second"] = f"由{office.name or role}代为告知" if handed_on else role
    named = supplier in {"", view.values["issuer.first"]}
    view.values["issuer.third"] = "" if named else f"本地址的供电企业：{supplier}"


def _add_number(view: View) -> None:
    view.values["number.words"] = view.values["number"] or "（待编）"
    if not view.values["number"]:
        view.stand_ins.add("number.words")


def _beside_each_other(*parts: str | None) -> str:
    return "　".join(filter(None, parts))


def _add_supplement(view: View, file: CaseFile, office: Office) -> None:
    """A government window requests in its own name, with the clause if it decides a permit; a supplier never does."""
    own = "handed_on" in view.flags
    view.values["supplement.title"] = "补正材料告知书" if own else "补充资料告知单"
    view.values["supplement.what"] = "补正的材料" if own else "补充的资料"
    view.values["supplement.seal"] = (office.name or "") if own else view.values["supply.seal"]
    view.values["supplement.issuer"] = (office.name or "出具单位：") if own else view.values["issuer.first"]
    view.values["supplement.role"] = view.values["issuer.role" if own else "issuer.second"]
    view.flag("supplement.permit", on=own and file.decision.approval.track in _PERMITS)


def _add_sources(view: View, file: CaseFile, order: dict[str, str]) -> None:
    """Fills what the paper rests on: title, number, day, articles cited, whether the office confirmed it."""
    header, decision = file.header, file.decision
    confirmed = (file.application.office or Office()).policy_confirmed_on
    by_office = f"政策依据经本单位 {day_in_full(confirmed)}确认" if confirmed else "政策依据待本单位确认"
    view.values["policy.origin"] = file.origin
    view.values["policy.confirmed"] = "，".join(filter(None, (file.origin, by_office)))
    view.values["policy.number"] = header.number
    mark, standing = order[header.number], "。".join((view.values["policy.confirmed"], *_outdated(decision)))
    short = header.number + _NOT_THE_DOCUMENT.get(header.kind, "")
    view.values["policy.legend"] = f"{mark} {short}，{standing}。"
    view.values["policy.place"] = header.place
    view.values["policy.word"] = named_paper(decision)
    own = in_order_of_the_paper(
        part.article for part in decision.approval.basis if part.article and part.source == header.number
    )
    paper = _of_a_report(header) if header.kind == PolicyKind.NEWS else short
    cites_it = decision.connects or header.number in _articles(decision)
    view.tables["receipt_sources"] = (
        {"text": f"本回执依据：{f'{mark} {paper}' if cites_it else BASELINE_WORDS}。{standing}。"},
    )
    view.tables["approval_sources"] = ({"text": f"{mark} {_in_full(header)}：{'、'.join(own)}。{standing}。"},)
    view.tables["sources"] = tuple(_source_rows(file, order))


def _of_a_report(header: Header) -> str:
    """Its day and what it is are told once, whatever its number and its title say of them."""
    paper = header.number.replace(str(header.issued_on or ""), "").strip() if header.numbered else ""
    title = header.title.removesuffix("（新闻报道）")
    return "，".join(filter(None, (f"{paper}{quoted(title)}", header.issued_words))) + "（新闻报道，不是正式文件）"


def _in_full(header: Header) -> str:
    return header.in_full + _NOT_THE_DOCUMENT.get(header.kind, "")


def _outdated(decision: Decision) -> list[str]:
    ended = (note for note in decision.notes if note.kind == NoteKind.OUTDATED and note.audience != Audience.CLERK)
    return [note.text.removesuffix("。") for note in ended]


def _source_rows(file: CaseFile, order: dict[str, str]) -> Iterator[Row]:
    header, articles = file.header, _articles(file.decision)
    for source, mark in order.items():
        cited = "、".join(article_words(one, source) for one in in_order_of_the_paper(articles.get(source, [])))
        if source == header.number and not cited and not file.decision.connects:
            continue  # nothing of a business beside connecting stands in the local policy
        if source == header.number:
            paper = _of_a_report(header) if header.kind == PolicyKind.NEWS else _in_full(header)
            yield {"text": f"{mark} {paper}：{cited}。"}
        elif source != BASELINE:
            yield {"text": f"{mark} {source}：{cited}。" if cited else f"{mark} {source}。"}


def _articles(decision: Decision) -> dict[str, list[str]]:
    """What is cited of each source."""
    articles: dict[str, list[str]] = {}
    for basis in tables.all_bases(decision):
        if basis.article:
            articles.setdefault(basis.source, []).append(basis.article)
    return articles
