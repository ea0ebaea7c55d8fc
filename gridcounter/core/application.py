"""An application for electricity in the contract: the case, applicant, premises and works."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from gridcounter.core.case import Case, NotNegative
from gridcounter.core.case_reading import LocalCheck, only_connecting, parse_case
from gridcounter.core.road_stretches import MOST_STRETCHES, Pair, Stretch, days_in_order
from gridcounter.core.validation.identity import wrong_organisation_code, wrong_resident_id
from gridcounter.core.validation.models import LONGEST_LINE, Code, Day, Line, Problem, TelephoneText, read_model, shown

CodeLine = Annotated[Code, Field(max_length=LONGEST_LINE)]
TelephoneLine = Annotated[TelephoneText, Field(max_length=LONGEST_LINE)]

#: 32 hexadecimal digits, made when an application is opened; not its number, which is printed.
ApplicationId: TypeAlias = str


class IdKind(StrEnum):
    """Kinds of identity documents: 居民身份证, 统一社会信用代码, 护照, any other."""

    RESIDENT_ID = "resident_id"
    USCC = "uscc"
    PASSPORT = "passport"
    OTHER = "other"


class Ownership(StrEnum):
    """How the applicant holds the premises: owned, rented, other."""

    OWNED = "owned"
    RENTED = "rented"
    OTHER = "other"


class Laying(StrEnum):
    """How the outside line is laid: 架空, 电缆, 管沟."""

    OVERHEAD = "overhead"
    CABLE = "cable"
    DUCT = "duct"


class OfficeRole(StrEnum):
    """The kind of office: a hall of the supplier, a window of the government hall, a team in a park."""

    SUPPLIER_HALL = "supplier_hall"
    GOVERNMENT_HALL = "government_hall"
    PARK_TEAM = "park_team"


class _Part(BaseModel):
    # built when the first one is read: many commands never read any
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class Applicant(_Part):
    """The customer (用电人), and whom to reach (`contact`, `phone`). None: not asked yet."""

    name: Annotated[Line | None, "用电人名称"] = None
    id_kind: Annotated[IdKind | None, "证件类型"] = None
    id_number: Annotated[CodeLine | None, "证件号码"] = None
    legal_representative: Annotated[Line | None, "法定代表人"] = None
    contact: Annotated[Line | None, "联系人"] = None
    phone: Annotated[TelephoneLine | None, "联系电话"] = None
    address: Annotated[Line | None, "通讯地址"] = None


class Agent(_Part):
    """Who acts for the applicant (代理人); absent where the applicant comes in person."""

    name: Annotated[Line | None, "代理人姓名"] = None
    id_kind: Annotated[IdKind | None, "代理人证件类型"] = None
    id_number: Annotated[CodeLine | None, "代理人证件号码"] = None
    phone: Annotated[TelephoneLine | None, "代理人电话"] = None


class Premises(_Part):
    """Where electricity is wanted (用电地址), and how the applicant holds it."""

    address: Annotated[Line | None, "用电地址"] = None
    ownership: Annotated[Ownership | None, "房屋权属"] = None

    @property
    def rented(self) -> bool:
        """Whether the applicant is known to be a tenant."""
        return self.ownership == Ownership.RENTED


class ProjectOwner(_Part):
    """Who has the outside works built (建设单位)."""

    name: Annotated[Line | None, "建设单位"] = None
    id_number: Annotated[CodeLine | None, "建设单位信用代码"] = None
    contact: Annotated[Line | None, "建设单位联系人"] = None
    phone: Annotated[TelephoneLine | None, "建设单位联系电话"] = None


class Builder(_Part):
    """Who builds the outside works (施工单位), with qualification and the person in charge on site."""

    name: Annotated[Line | None, "施工单位"] = None
    id_number: Annotated[CodeLine | None, "施工单位信用代码"] = None
    qualification: Annotated[Line | None, "施工单位资质"] = None
    site_manager: Annotated[Line | None, "现场负责人"] = None
    site_phone: Annotated[TelephoneLine | None, "现场负责人电话"] = None


class Project(_Part):
    """Areas in square metres, printed where no `stretches` say them; `road_built_on`: built or last overhauled."""

    name: Annotated[Line | None, "工程名称"] = None
    owner: ProjectOwner | None = None
    builder: Builder | None = None
    route_from: Annotated[Line | None, "线路起点"] = None
    route_to: Annotated[Line | None, "线路终点"] = None
    laying: Annotated[Laying | None, "敷设方式"] = None
    start_on: Annotated[Day | None, "计划开工日期"] = None
    finish_on: Annotated[Day | None, "计划完工日期"] = None
    dig_area_m2: Annotated[NotNegative | None, "挖掘面积"] = None
    green_area_m2: Annotated[NotNegative | None, "占用绿地面积"] = None
    road_built_on: Annotated[Day | None, "道路建成或大修日期"] = None
    restore_by: Annotated[Day | None, "恢复原状日期"] = None
    safety_measures: Annotated[Line | None, "安全和交通疏导措施"] = None
    stretches: Annotated[Annotated[tuple[Stretch, ...], Field(max_length=MOST_STRETCHES)] | None, "占用路段"] = None


#: What a clerk fills in. The text at a field is its label in questions, lists, tables and refusals.
PARTS: Mapping[str, type[BaseModel]] = {
    "applicant": Applicant,
    "agent": Agent,
    "premises": Premises,
    "project": Project,
    "project.builder": Builder,
    "project.owner": ProjectOwner,
}


class _Listed(_Part):
    """`label` names a document that no pack knows: one that was added after the notice."""

    document: str
    label: Line | None = None


class ReceivedDocument(_Listed):
    """A document that was handed in: number of copies (0 to 99), and whether the original was seen."""

    copies: Annotated[int, Field(ge=0, le=99)] | None = None
    original_seen: bool | None = None


class DeferredDocument(_Listed):
    """`basis` is the clause that asks for it, `latest` the step before which it must be there, or else what follows."""

    until: Day | None = None
    basis: Line | None = None
    latest: Line | None = None
    consequence: Line | None = None


class WaivedDocument(_Listed):
    """On the list, but this applicant need not bring it; `basis` is the clause that says so."""

    basis: Line


class Authority(_Part):
    """The office that takes the filing of the outside works, with window and telephone."""

    name: Line | None = None
    window: Line | None = None
    phone: TelephoneLine | None = None


class Office(_Part):
    """`policy_confirmed_on`: the day on which the office confirmed that the pack is what it works by."""

    name: Line | None = None
    role: OfficeRole | None = None
    supplier: Line | None = None
    window: Line | None = None
    phone: TelephoneLine | None = None
    address: Line | None = None
    hours: Line | None = None
    policy_confirmed_on: Day | None = None
    authorities: Mapping[str, Authority] | None = None


class Application(_Part):
    """`issued_on`: the date on the papers, else the day of acceptance; `wanted_on`: from which day it is asked for."""

    case: Case
    number: Line | None = None
    official_number: CodeLine | None = None
    account_number: CodeLine | None = None
    wanted_on: Day | None = None
    received_on: Day | None = None
    issued_on: Day | None = None
    applicant: Applicant | None = None
    agent: Agent | None = None
    premises: Premises | None = None
    project: Project | None = None
    received: tuple[ReceivedDocument, ...] | None = None
    deferred: tuple[DeferredDocument, ...] | None = None
    waived: tuple[WaivedDocument, ...] | None = None
    office: Office | None = None
    clerk: Line | None = None


class _Accepted(_Part):
    on: Day


class _Papers(Application):
    """The application without its case, which has a parser of its own."""

    case: None = None  # type: ignore[assignment]  # read apart


def parse_application(
    raw: object, *, localities: Collection[str], documents: Collection[str], local: LocalCheck = only_connecting
) -> tuple[Application | None, tuple[Problem, ...]]:
    """Reads plain data against localities, document ids and local questions: the application, or every problem."""
    if not isinstance(raw, Mapping):
        return None, (Problem("（整个文件）", shown(raw), '一份申请 { "case": { … }, … }'),)
    case, problems = parse_case(raw.get("case"), localities=localities, documents=documents, root="case", local=local)
    plain = {key: value for key, value in raw.items() if key != "case"}
    rest, wrong = read_model(_Papers, plain)
    found = [*problems, *wrong]
    sound = rest
    if sound is None:  # values that cannot be read are left out of a second try, so that all other problems are found
        sound, _ = read_model(_Papers, _without(plain, [problem.path.split(".") for problem in wrong]))
    if sound is not None:
        found += _check_sound(sound, raw, documents)
    if found or case is None or rest is None:
        return None, tuple(found)
    return Application.model_construct(**{**dict(rest), "case": case}), ()


def _check_sound(sound: Application, raw: Mapping[str, Any], documents: Collection[str]) -> Iterator[Problem]:
    accepted = _accepted_on(raw.get("case"))
    yield from _check_ids(sound, accepted)
    yield from _check_documents(sound, documents)
    pairs = days_in_order(raw.get("project"), sound.project.start_on if sound.project else None)
    yield from _check_dates(sound, accepted, pairs)


def _accepted_on(case: object) -> date | None:
    """The day of acceptance alone: another mistake in the case must not hide a date that contradicts it."""
    on = case.get("on") if isinstance(case, Mapping) else None
    read, _ = read_model(_Accepted, {"on": on})
    return read.on if read else None


def _without(raw: Mapping[str, Any], paths: Sequence[Sequence[str]]) -> dict[str, Any]:
    """The data without the values at these paths; a list with a problem is dropped whole."""
    kept: dict[str, Any] = {}
    for key, value in raw.items():
        inside = [path[1:] for path in paths if path[0] == key]
        if inside and ([] in inside or not isinstance(value, dict)):
            continue
        kept[key] = _without(value, inside) if inside else value
    return kept


def _check_ids(application: Application, accepted: date | None) -> list[Problem]:
    """An abolished region code does not make a number wrong: check digit and birth date decide."""
    found = []
    for name, person in (("applicant", application.applicant), ("agent", application.agent)):
        if person is None or not person.id_number:
            continue
        wrong = wrong_id(person.id_kind, person.id_number, accepted)
        if wrong:
            found.append(Problem(f"{name}.id_number", f"“{mask(person.id_number)}”", wrong))
    return found


def wrong_id(kind: IdKind | None, number: str, on: date | None = None) -> str:
    """The required form of a number of this kind, or "" if it has that form.

    `on`: a day before which the person was born.
    """
    match kind:
        case IdKind.RESIDENT_ID:
            return wrong_resident_id(number, on)
        case IdKind.USCC:
            return wrong_organisation_code(number)
        case _:
            return ""


def mask(number: str) -> str:
    """The first three and the last four characters; a short number keeps only its last one."""
    if len(number) < 8:  # noqa: PLR2004  3 + 4 would show all of it
        return "*" * max(len(number) - 1, 0) + number[-1:]
    return number[:3] + "*" * (len(number) - 7) + number[-4:]


def _check_documents(application: Application, documents: Collection[str]) -> list[Problem]:
    found = []
    seen: set[str] = set()
    tables: dict[str, Sequence[_Listed]] = {
        "received": application.received or (),
        "deferred": application.deferred or (),
        "waived": application.waived or (),
    }
    named = [
        (f"{table}.{place}.document", row.document, row.label)
        for table, rows in tables.items()
        for place, row in enumerate(rows)
    ]
    for path, document, label in named:
        if document not in documents and not label:
            found.append(Problem(path, shown(document), f"资料编号之一：{'、'.join(sorted(documents))}"))
        elif document in seen:
            found.append(Problem(path, shown(document), "每种资料只在已收、后补或免提交中列一次"))
        seen.add(document)
    return found


def _check_dates(application: Application, accepted: date | None, more: Iterable[Pair]) -> list[Problem]:
    """Contradictory dates are reported at the later key."""
    pairs: list[Pair] = [("issued_on", application.received_on, application.issued_on, "收件日期"), *more]
    project = application.project
    if project is not None:
        pairs += [
            ("project.finish_on", project.start_on, project.finish_on, "开工日期"),
            ("project.restore_by", project.finish_on or project.start_on, project.restore_by, "施工日期"),
        ]
    deferred = enumerate(application.deferred or ())
    pairs += [(f"deferred.{place}.until", accepted, row.until, "受理日期") for place, row in deferred]
    found = [
        Problem(path, later.isoformat(), f"不早于{name} {earlier.isoformat()} 的日期")
        for path, earlier, later, name in pairs
        if earlier and later and later < earlier
    ]
    return [*found, *_received_too_late(application.received_on, accepted)]


def _received_too_late(received: date | None, accepted: date | None) -> Iterator[Problem]:
    if accepted and received and received > accepted:
        allowed = f"不晚于受理日期 {accepted.isoformat()} 的日期（先收件，后受理）"
        yield Problem("received_on", received.isoformat(), allowed)
