"""Applicant, place and request: the values of case and application as printed on a paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel

from gridcounter.core.application import (
    Agent,
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
from gridcounter.core.case import Business, Case, Customer, Supply, Works, WorksOwner
from gridcounter.core.labels import SHORT_ID_KINDS, UNITS, WORD_LABELS, number, value_label
from gridcounter.core.papers.view import CaseFile, View
from gridcounter.core.wording import actor, clause, day_in_full

_NOTHING_TAKEN_IN = "没有收取资料，时限不起算；办理以受理后出具的一次性告知书为准"
_NOT_YET = "未受理"
_UNIT_OPEN = "（单位待确认）"
_SOURCES: Mapping[int | None, str] = {1: "单电源", 2: "双电源"}


def add_particulars(view: View, file: CaseFile, order: dict[str, str]) -> None:
    """Fills applicant, premises, project, office and case in printed form; unknown values stay empty."""
    application, decision = file.application, file.decision
    project = application.project or Project()
    _add_part(view, "applicant", Applicant, application.applicant)
    _add_part(view, "agent", Agent, application.agent)
    _add_part(view, "premises", Premises, application.premises)
    _add_part(view, "project", Project, project)
    _add_part(view, "project.owner", ProjectOwner, project.owner)
    _add_part(view, "project.builder", Builder, project.builder)
    _add_part(view, "office", Office, application.office)
    view.flag("project", on=application.project is not None)
    _add_owner(view, application)
    _add_people(view, application)
    _add_case(view, application)
    kind = decision.customer_class
    view.values["class.label"] = kind.label
    view.values["class.clause"] = clause(kind.basis, order)
    view.values["class.how"] = _how_classed(application, kind.label, view.values["class.clause"])
    for name in ("number", "clerk", "official_number", "account_number"):
        view.values[name] = getattr(application, name) or ""
    view.values["official_or_not_entered"] = application.official_number or "尚未录入业务系统，本单据不代替业务系统受理"
    entered = f"业务系统编号：{view.values['official_or_not_entered']}"
    view.values["notice.standing"] = _NOTHING_TAKEN_IN if "consultation" in view.flags else entered
    accepted = application.case.on
    view.values["accepted_on"] = day_in_full(accepted) if "accepted" in view.flags else ""
    view.values["accepted.words"] = view.values["accepted_on"] or _NOT_YET
    view.values["received_on"] = day_in_full(application.received_on)
    view.values["issued_on"] = day_in_full(application.issued_on or accepted)
    view.values["wanted_on"] = day_in_full(application.wanted_on)
    view.flag("official", on=bool(application.official_number))
    view.flag("account_number", on=bool(application.account_number))
    view.flag("wanted_on", on=application.wanted_on is not None)


def _add_part(view: View, prefix: str, kind: type[BaseModel], part: BaseModel | None) -> None:
    for name in kind.model_fields:
        value = getattr(part, name, None)
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
    owner, values = (application.case.works or Works()).owner, view.values
    same = owner == WorksOwner.APPLICANT and values["project.owner.name"] in {"", values["applicant.name"]}
    for name in (*ProjectOwner.model_fields, "legal_representative", "address"):
        own = values.get(f"project.owner.{name}", "")
        values[f"project.owner.{name}"] = own or (values[f"applicant.{name}"] if same else "")
    if owner == WorksOwner.GRID_COMPANY:
        values["project.owner.name"] = values["project.owner.name"] or values["office.supplier"]


def _how_classed(application: Application, label: str, clause_: str) -> str:
    """The class, and the office's setting if the case depends on it."""
    reading = application.case.sole_proprietor_as_micro
    text = ""
    if application.case.customer == Customer.SOLE_PROPRIETOR and reading is not None:
        text = f"；按本单位口径，个体工商户按{'小微企业' if reading else '企业'}办理"
    return f"{label}（{clause_}）{text}"


def _add_people(view: View, application: Application) -> None:
    person, agent = application.applicant or Applicant(), application.agent or Agent()
    values = view.values
    values["applicant.id_words"] = _identity(person)
    reached = (person.contact, person.phone) if person.contact != person.name else (person.phone,)
    values["applicant.reached"] = " ".join(filter(None, reached))
    values["agent.words"] = " ".join(filter(None, (agent.name, _identity(agent), agent.phone)))
    values["handed_in_by"] = values["agent.words"] or values["applicant.name"]
    view.flag("agent", on=application.agent is not None)
    natural = person.id_kind in {IdKind.RESIDENT_ID, IdKind.PASSPORT}
    represented = not natural or person.legal_representative is not None
    sole = application.case.customer == Customer.SOLE_PROPRIETOR
    view.flag("represented", on=represented and not sole)
    view.flag("run_by_one", on=represented and sole)


def _identity(who: Applicant | Agent) -> str:
    """The kind and the number; a firm's credit code is public, a person's number is masked."""
    if not who.id_number:
        return ""
    number_ = who.id_number if who.id_kind == IdKind.USCC else mask(who.id_number)
    return f"{SHORT_ID_KINDS.get(str(who.id_kind), '')} {number_}".strip()


def _add_case(view: View, application: Application) -> None:
    case = application.case
    supply, works = case.supply, case.works or Works()
    values = view.values
    parts = (("supply", supply), ("site", case.site), ("works", works))
    flat: Mapping[str, object] = {
        "business": case.business,
        "customer": case.customer,
        "sole_proprietor_as_micro": case.sole_proprietor_as_micro,
        **{f"{prefix}.{name}": getattr(part, name) for prefix, part in parts for name in type(part).model_fields},
    }
    for key, value in flat.items():
        values[f"case.{key}"] = "" if value is None else value_label(key, value)  # type: ignore[arg-type]  # contract words
    values["case.supply.capacity"] = _capacity(case)
    values["case.supply.sources"] = _SOURCES.get(supply.sources, "")
    values["case.works"] = {True: "有", False: "无", None: ""}[case.has_works]
    values["case.works.owner"] = actor(works.owner, you=False)
    if case.business == Business.TEMPORARY:
        values["case.supply.permanent"] = "否"
    values["case.voltage"] = _voltage(supply)
    lines = [values[key] for key in ("case.voltage", "case.supply.capacity", "case.supply.sources")]
    values["case.supply.words"] = "，".join(filter(None, lines))
    _flag_case(view, application, flat)


def _capacity(case: Case) -> str:
    supply = case.supply
    if supply.capacity is None:
        return ""
    total = "增容后合计 " if case.business == Business.CAPACITY_INCREASE else ""
    return total + number(supply.capacity) + (f" {UNITS[supply.unit]}" if supply.unit else _UNIT_OPEN)


def _voltage(supply: Supply) -> str:
    if supply.voltage_kv is None:
        return ""
    return f"{'低压' if supply.is_low_voltage else '高压'} {number(supply.voltage_kv)} 千伏"


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
