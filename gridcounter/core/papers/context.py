"""Turns one application and its decision into the view that every form reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridcounter.core.application import Office
from gridcounter.core.labels import WORD_LABELS
from gridcounter.core.papers import advice, tables
from gridcounter.core.papers.fields import add_particulars
from gridcounter.core.papers.filing_form import add_filing_form
from gridcounter.core.papers.filing_life import add_filing_life
from gridcounter.core.papers.key_facts import add_glance
from gridcounter.core.papers.outside_works import add_outside_works
from gridcounter.core.papers.view import CaseFile, View
from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.model import Track
from gridcounter.core.wording import BASELINE_WORDS, day_in_full

if TYPE_CHECKING:
    from gridcounter.core.papers.view import Printing


#: Composed values: the name of what is missing if they are empty.
_ASKED_AS = {
    "accepted_on": "case.on",
    "applicant.id_masked": "applicant.id_number",
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
_PERMITS = {Track.PARALLEL, Track.PERMIT, Track.COMMITMENT}


def look_at(file: CaseFile, printing: Printing) -> View:
    """The whole view: every value, flag and table that a form may name, for this application and printing."""
    view = View(asked_as=dict(_ASKED_AS))
    view.flag("consultation", on=printing.consultation)
    view.flag("accepted", on=printing.accepts(file.application))
    view.flag("assumed", on=not printing.consultation and "accepted" not in view.flags)
    order = tables.cited_papers(file.decision)
    add_particulars(view, file, order)
    tables.add_documents(view, file, order)
    tables.add_times(view, file, order)
    add_outside_works(view, file, order)
    add_filing_form(view, file)
    advice.add_costs(view, file, order)
    advice.add_rights(view, file, order)
    advice.add_notes(view, file, order)
    advice.add_what_may_follow(view, file)
    tables.add_sources(view, file, order)
    add_glance(view, file)
    _add_office(view, file)
    view.values["copy"] = "咨询人联" if printing.consultation else printing.copy
    view.values["version"] = f"第 {printing.version} 版"
    _add_replaced(view, printing)
    view.values["short_code"] = printing.short_code
    view.tables["rests"] = tuple({"text": line} for line in printing.rests)
    view.flag("rests", on=bool(printing.rests))
    view.values["supplement.clocks"] = printing.stopped
    view.flag("short_code", on=bool(printing.short_code))
    add_filing_life(view, file, printing)
    _add_telling(view, printing)
    return view


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
    supply_line, supervision = file.decision.hotlines[:2]
    view.values["hotline.supply"], view.values["hotline.supervision"] = supply_line, supervision
    practice = any(basis.source == BASELINE for basis in file.decision.hotlines_basis)
    view.values["hotlines.mark"] = f"（{BASELINE_WORDS}）" if practice else ""
    view.values["hotlines.words"] = f"{supply_line} 供电服务热线；{supervision} 能源监管热线（国家能源局派出机构）"
    view.flag(f"role.{office.role}", on=office.role is not None)
    handed_on = office.role == "government_hall"
    view.flag("handed_on", on=handed_on)
    view.values["supply.seal"] = supplier if handed_on else (office.name or supplier)
    role = WORD_LABELS["office.role"].get(str(office.role), "")
    view.values["filing.supplier_words"] = f"供电企业：{supplier}" if supplier else ""
    view.values["clerk.label"] = "窗口经办人" if handed_on else "受理员"
    if handed_on:
        view.asked_as["supply.seal"] = "office.supplier"
    view.values["issuer.first"] = (supplier if handed_on else office.name) or supplier or "出具单位："
    view.values["issuer.own"] = office.name or "出具单位："
    view.values["issuer.role"] = role
    view.values["issuer.second"] = f"由{office.name or role}代为告知" if handed_on else role
    named = supplier in {"", view.values["issuer.first"]}
    view.values["issuer.third"] = "" if named else f"本地址的供电企业：{supplier}"
    _add_supplement(view, file, office)
    view.values["number.words"] = view.values["number"] or "（待编）"
    if not view.values["number"]:
        view.stand_ins.add("number.words")
    view.values["desk"] = "　".join(part for part in (office.name, office.window, office.address) if part)
    view.values["desk.hours"] = "　".join(part for part in (office.phone, office.hours) if part)


def _add_supplement(view: View, file: CaseFile, office: Office) -> None:
    """A government window requests in its own name, with the clause if it decides a permit; a supplier never does."""
    own = "handed_on" in view.flags
    view.values["supplement.title"] = "补正材料告知书" if own else "补充资料告知单"
    view.values["supplement.what"] = "补正的材料" if own else "补充的资料"
    view.values["supplement.seal"] = (office.name or "") if own else view.values["supply.seal"]
    view.values["supplement.issuer"] = (office.name or "出具单位：") if own else view.values["issuer.first"]
    view.values["supplement.role"] = view.values["issuer.role" if own else "issuer.second"]
    view.flag("supplement.permit", on=own and file.decision.approval.track in _PERMITS)
