"""Applicant, place and request: the values of case and application as printed on a paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel

from gridcounter.core.application import (
    Applicant,
    Application,
    Builder,
    IdKind,
    Office,
    Premises,
    Project,
    ProjectOwner,
    mask,
)
from gridcounter.core.case import Business, Customer, Works, WorksOwner
from gridcounter.core.labels import SHORT_ID_KINDS, UNITS, WORD_LABELS, number, value_label
from gridcounter.core.papers.view import CaseFile, View
from gridcounter.core.wording import actor, clause, day_in_full

_NOTHING_TAKEN_IN = "没有收取资料，时限不起算；办理以受理后出具的一次性告知书为准"
_NOT_YET = "未受理"
_UNIT_OPEN = "（单位待确认）"
_SOURCES = {1: "单电源", 2: "双电源"}


def add_particulars(view: View, file: CaseFile, order: dict[str, str]) -> None:
    """Fills applicant, premises, project, office and case in printed form; unknown values stay empty."""
    application, decision = file.application, file.decision
    _add_part(view, "applicant", application.applicant or Applicant())
    _add_part(view, "premises", application.premises or Premises())
    _add_part(view, "project", application.project or Project())
    _add_part(view, "project.owner", (application.project and application.project.owner) or ProjectOwner())
    _add_part(view, "project.builder", (application.project and application.project.builder) or Builder())
    _add_part(view, "office", application.office or Office())
    view.flag("project", on=application.project is not None)
    _add_owner(view, application)
    _add_people(view, application)
    _add_case(view, application)
    kind = decision.customer_class
    view.values["class.label"] = kind.label
    view.values["class.clause"] = clause(kind.basis, order)
    view.values["class.how"] = _how_classed(application, kind.label, view.values["class.clause"])
    for name in ("number", "clerk", "official_number"):
        view.values[name] = getattr(application, name) or ""
    view.values["official_or_not_entered"] = application.official_number or "尚未录入业务系统，本单据不代替业务系统受理"
    entered = f"业务系统编号：{view.values['official_or_not_entered']}"
    view.values["notice.standing"] = _NOTHING_TAKEN_IN if "consultation" in view.flags else entered
    accepted = application.case.on
    view.values["accepted_on"] = day_in_full(accepted) if "accepted" in view.flags else ""
    view.values["accepted.words"] = view.values["accepted_on"] or _NOT_YET
    view.values["received_on"] = day_in_full(application.received_on)
    view.values["issued_on"] = day_in_full(application.issued_on or accepted)
    view.flag("official", on=bool(application.official_number))


def _add_part(view: View, prefix: str, part: BaseModel) -> None:
    for name in type(part).model_fields:
        value = getattr(part, name)
        if not isinstance(value, BaseModel | dict | tuple):
            view.values[f"{prefix}.{name}"] = _plain(name, value)


def _plain(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return day_in_full(value)
    if isinstance(value, float | int):
        return f"{number(value)} 平方米" if name.endswith("_m2") else number(value)
    key = "office.role" if name == "role" else name
    return WORD_LABELS.get(key, {}).get(str(value), str(value))


def _add_owner(view: View, application: Application) -> None:
    """The applicant who builds is the project's owner, unless the project names another."""
    works, values = application.case.works, view.values
    owner = works.owner if works else None
    supplier = (application.office and application.office.supplier) or ""
    same = owner == WorksOwner.APPLICANT and values["project.owner.name"] in {"", values["applicant.name"]}
    for name in ProjectOwner.model_fields:
        if same and not values[f"project.owner.{name}"]:
            values[f"project.owner.{name}"] = values[f"applicant.{name}"]
    if owner == WorksOwner.GRID_COMPANY and not values["project.owner.name"]:
        values["project.owner.name"] = supplier
    for name in ("legal_representative", "address"):
        values[f"project.owner.{name}"] = values[f"applicant.{name}"] if same else ""


def _how_classed(application: Application, label: str, clause_: str) -> str:
    """The class, and the office's setting if the case depends on it."""
    reading = application.case.sole_proprietor_as_micro
    text = ""
    if application.case.customer == Customer.SOLE_PROPRIETOR and reading is not None:
        text = f"；按本单位口径，个体工商户按{'小微企业' if reading else '企业'}办理"
    return f"{label}（{clause_}）{text}"


def _add_people(view: View, application: Application) -> None:
    person, agent = application.applicant or Applicant(), application.agent
    masked = _masked(person.id_kind, person.id_number)
    view.values["applicant.id_masked"] = masked
    kind = SHORT_ID_KINDS.get(str(person.id_kind), "")
    view.values["applicant.id_words"] = f"{kind} {masked}".strip() if masked else ""
    reached = (person.contact, person.phone) if person.contact != person.name else (person.phone,)
    view.values["applicant.reached"] = " ".join(part for part in reached if part)
    view.values["agent.name"] = (agent.name or "") if agent else ""
    view.values["agent.phone"] = (agent.phone or "") if agent else ""
    view.values["agent.id_number"] = (agent.id_number or "") if agent else ""
    view.values["agent.id_masked"] = _masked(agent.id_kind, agent.id_number) if agent else ""
    view.values["agent.id_kind"] = WORD_LABELS["id_kind"].get(str(agent.id_kind), "") if agent else ""
    short = SHORT_ID_KINDS.get(str(agent.id_kind), "") if agent and agent.id_number else ""
    lines = (view.values["agent.name"], short, view.values["agent.id_masked"], view.values["agent.phone"])
    view.values["agent.words"] = " ".join(part for part in lines if part)
    view.values["handed_in_by"] = view.values["agent.words"] or view.values["applicant.name"]
    view.flag("agent", on=agent is not None)
    natural = person.id_kind in {IdKind.RESIDENT_ID, IdKind.PASSPORT}
    view.flag("represented", on=not natural or person.legal_representative is not None)


def _masked(kind: IdKind | None, number_: str | None) -> str:
    """A firm's credit code is public and printed in full; a person's number is masked."""
    if not number_:
        return ""
    return number_ if kind == IdKind.USCC else mask(number_)


def _add_case(view: View, application: Application) -> None:
    case = application.case
    supply, site, works = case.supply, case.site, case.works or Works()
    values = view.values
    flat: Mapping[str, object] = {
        "business": case.business,
        "customer": case.customer,
        "sole_proprietor_as_micro": case.sole_proprietor_as_micro,
        **{f"supply.{name}": getattr(supply, name) for name in type(supply).model_fields},
        **{f"site.{name}": getattr(site, name) for name in type(site).model_fields},
        **{f"works.{name}": getattr(works, name) for name in type(works).model_fields},
    }
    for key, value in flat.items():
        values[f"case.{key}"] = "" if value is None else value_label(key, value)  # type: ignore[arg-type]  # contract words
    if supply.capacity is not None:
        total = "增容后合计 " if case.business == Business.CAPACITY_INCREASE else ""
        unit = f" {UNITS[supply.unit]}" if supply.unit else _UNIT_OPEN
        values["case.supply.capacity"] = f"{total}{number(supply.capacity)}{unit}"
    values["case.supply.sources"] = _SOURCES.get(supply.sources or 0, "")
    values["case.works"] = {True: "有", False: "无", None: ""}[case.has_works]
    values["case.works.owner"] = actor(case.works.owner if case.works else None, you=False)
    if case.business == Business.TEMPORARY:
        values["case.supply.permanent"] = "否"
    voltage = (
        ""
        if supply.voltage_kv is None
        else f"{'低压' if supply.is_low_voltage else '高压'} {number(supply.voltage_kv)} 千伏"
    )
    values["case.voltage"] = voltage
    lines = [voltage, values["case.supply.capacity"], values["case.supply.sources"]]
    values["case.supply.words"] = "，".join(part for part in lines if part)
    _flag_case(view, application, flat)


def _flag_case(view: View, application: Application, flat: Mapping[str, object]) -> None:
    """`flat` holds the values of the case by key."""
    case = application.case
    for key in ("business", "works.kind", "works.owner", "works.occupies"):
        chosen = flat[key]
        words = chosen if isinstance(chosen, tuple) else (chosen,)
        for word in words:
            view.flag(f"{key}.{word}", on=word is not None)
    laying = application.project.laying if application.project else None
    view.flag(f"laying.{laying}", on=laying is not None)
    ownership = application.premises.ownership if application.premises else None
    view.flag(f"ownership.{ownership}", on=ownership is not None)
    view.flag("sole_proprietor", on=case.customer == Customer.SOLE_PROPRIETOR)
    view.flag("works", on=case.has_works)
    view.flag("no_works", on=case.has_works is False)
    view.flag("low_voltage", on=case.supply.is_low_voltage)
    view.flag("high_voltage", on=case.supply.is_low_voltage is False)
