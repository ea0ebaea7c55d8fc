"""A case at the counter: its known values; unknown ones are absent.

The names are the contract's. An absent key is unknown, never a default, with three exceptions: `works: null` says that
there are no line works, `occupies: []` that nothing is occupied, an absent `online` is [].
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from gridcounter.core.validation.models import Day, Problem, read_model, shown

#: Upper limit of low voltage for `supply.voltage_kv`, inclusive, in kV.
LOW_VOLTAGE_KV = 1

Value: TypeAlias = str | bool | float | tuple[str, ...]
#: The types of value that a rule can compare with.
Limit: TypeAlias = str | bool | float | tuple[str, ...] | tuple[float, ...]


class Business(StrEnum):
    """The kinds of business the program knows: 新装, 增容, 临时用电."""

    NEW_CONNECTION = "new_connection"
    CAPACITY_INCREASE = "capacity_increase"
    TEMPORARY = "temporary"


class Customer(StrEnum):
    """The applicant's own statement; the pack's customer class is derived from it."""

    RESIDENT = "resident"
    SOLE_PROPRIETOR = "sole_proprietor"
    MICRO_ENTERPRISE = "micro_enterprise"
    ENTERPRISE = "enterprise"
    OTHER = "other"


class Unit(StrEnum):
    """The unit of a capacity. A limit in the other unit is compared at power factor 1; a note says so."""

    KW = "kW"
    KVA = "kVA"


class Connection(StrEnum):
    """What the connection requires: a meter alone, a service drop, or works."""

    METER_ONLY = "meter_only"
    SERVICE_DROP = "service_drop"
    WORKS = "works"


class Area(StrEnum):
    """城市, 城镇 or 农村, if a policy has different limits for each."""

    URBAN = "urban"
    TOWN = "town"
    RURAL = "rural"


class Park(StrEnum):
    """The rank of the industrial park of the site; NONE outside any park."""

    NONE = "none"
    OTHER = "other"
    MUNICIPAL = "municipal"
    PROVINCIAL = "provincial"
    NATIONAL = "national"


class WorksKind(StrEnum):
    """The purpose of the outside works: the customer's line, public grid for this customer, or its capacity."""

    CUSTOMER_CONNECTION = "customer_connection"
    PUBLIC_GRID_FOR_CUSTOMER = "public_grid_for_customer"
    PUBLIC_GRID_CAPACITY = "public_grid_capacity"


class Actor(StrEnum):
    """Who does a step or pays for it."""

    APPLICANT = "applicant"
    GRID_COMPANY = "grid_company"
    GOVERNMENT = "government"
    PARK = "park"
    BUILDER = "builder"


class WorksOwner(StrEnum):
    """Who has the outside works built (建设单位)."""

    APPLICANT = "applicant"
    GRID_COMPANY = "grid_company"
    GOVERNMENT = "government"
    PARK = "park"


class Surface(StrEnum):
    """Kinds of ground that works open: 人行道, 非机动车道, 机动车道, 绿地."""

    FOOTWAY = "footway"
    CYCLE_LANE = "cycle_lane"
    CARRIAGEWAY = "carriageway"
    GREEN = "green"


Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class Supply(_Part):
    """The requested supply: voltage in kV, capacity in its `unit`, one or two sources. None: not known yet."""

    voltage_kv: Positive | None = None
    capacity: Positive | None = None
    unit: Unit | None = None
    sources: Annotated[int, Field(ge=1, le=2)] | None = None
    critical: bool | None = None
    dedicated_line: bool | None = None
    permanent: bool | None = None
    connection: Connection | None = None

    @property
    def is_low_voltage(self) -> bool | None:
        """At most LOW_VOLTAGE_KV; None while the voltage is not known."""
        return None if self.voltage_kv is None else self.voltage_kv <= LOW_VOLTAGE_KV


class Site(_Part):
    """The location of the premises, as far as a rule needs it. None: not known yet."""

    area: Area | None = None
    park: Park | None = None
    key_project: bool | None = None
    new_residential_estate: bool | None = None


class Works(_Part):
    """The works outside the red line, in metres; `road_crossing_m` is the part across a road. None: not known."""

    kind: WorksKind | None = None
    owner: WorksOwner | None = None
    length_m: NotNegative | None = None
    road_crossing_m: NotNegative | None = None
    occupies: tuple[Surface, ...] | None = None
    cycle_lane_passable: bool | None = None
    new_pole_box_or_duct: bool | None = None
    third_party_interest: bool | None = None


class Case(_Part):
    """`works` is None both for "no works" and for "not known": `has_works` distinguishes them.

    `on` is the day of acceptance, `applied_on` that of the application, if it is earlier.
    """

    locality: str
    on: Day
    applied_on: Day | None = None
    business: Business | None = None
    customer: Customer | None = None
    sole_proprietor_as_micro: bool | None = None
    supply: Supply = Supply()
    site: Site = Site()
    works: Works | None = None
    online: tuple[str, ...] = ()

    @property
    def day_applied(self) -> date:
        """The day of application; the day of the case (`on`) if no other is given."""
        return self.applied_on or self.on

    @property
    def has_works(self) -> bool | None:
        """Line works outside the customer's red line: yes, no, or not known."""
        if self.works is not None:
            return True
        return False if "works" in self.model_fields_set else None


def parse_case(
    raw: object, *, localities: Collection[str], documents: Collection[str], root: str = ""
) -> tuple[Case | None, tuple[Problem, ...]]:
    """Reads a case; `localities` are the installed packs, `documents` the ids allowed in `online`."""
    if isinstance(raw, dict):
        raw = _without_unknown_parts(raw)
    case, problems = read_model(Case, raw, root=root)
    prefix = f"{root}." if root else ""
    found = [*problems, *_contradictions(raw, prefix)]
    given = _table(raw)
    locality = given.get("locality")
    if "locality" in given and not _is_one_of(locality, localities):
        found = [problem for problem in found if problem.path != f"{prefix}locality"]
        found.append(Problem(prefix + "locality", shown(locality), f"已安装的政策包：{'、'.join(sorted(localities))}"))
    found += _unknown_documents(given.get("online"), documents, prefix)
    return (None, tuple(found)) if found else (case, ())


def _without_unknown_parts(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Null for a part other than `works` means that it is unknown."""
    return {key: value for key, value in raw.items() if value is not None or key not in {"supply", "site", "online"}}


def _table(raw: object) -> dict[str, Any]:
    return raw if isinstance(raw, dict) else {}


def _is_one_of(raw: object, names: Collection[str]) -> bool:
    return isinstance(raw, str) and raw in names


def _unknown_documents(online: object, documents: Collection[str], prefix: str) -> Iterator[Problem]:
    for place, name in enumerate(online if isinstance(online, list) else []):
        if isinstance(name, str) and name not in documents:
            allowed = f"资料编号之一：{'、'.join(sorted(documents))}"
            yield Problem(f"{prefix}online.{place}", shown(name), allowed)


def _contradictions(raw: object, prefix: str) -> list[Problem]:
    """Found in the raw data, so that they are reported together with values that are invalid alone."""
    given = _table(raw)
    supply = _table(given.get("supply"))
    found = []
    applied, accepted = (_day(given.get(name)) for name in ("applied_on", "on"))
    if applied is not None and accepted is not None and applied > accepted:
        allowed = f"不晚于受理日 {accepted.isoformat()} 的日期，或留空"
        found.append(Problem(prefix + "applied_on", shown(applied.isoformat()), allowed))
    voltage, connection = supply.get("voltage_kv"), supply.get("connection")
    if connection is not None and _is_above_low_voltage(voltage):
        allowed = f"留空（只有低压，即 {LOW_VOLTAGE_KV} 千伏及以下，才填接入方式；电压填写的是 {shown(voltage)}）"
        found.append(Problem(prefix + "supply.connection", shown(connection), allowed))
    if given.get("business") == Business.TEMPORARY and supply.get("permanent") is True:
        found.append(Problem(prefix + "supply.permanent", "true（业务为临时用电）", "false 或留空（临时不是永久）"))
    return found


def _is_above_low_voltage(raw: object) -> bool:
    return isinstance(raw, int | float) and LOW_VOLTAGE_KV < raw < math.inf


def _day(raw: object) -> date | None:
    """None for an invalid day: that is reported separately."""
    if type(raw) is date:
        return raw
    try:
        return date.fromisoformat(raw) if isinstance(raw, str) else None
    except ValueError:
        return None


def known_values(case: Case) -> Mapping[str, Value]:
    """Known values by the dotted key that conditions use. `works` means "there are works".

    `supply.capacity` is included only with its unit; a temporary supply is known not to be permanent.
    """
    known: dict[str, Value] = {}
    _collect(known, "", case, {"business", "customer", "sole_proprietor_as_micro"})
    _collect(known, "supply.", case.supply, set(Supply.model_fields) - {"capacity", "unit"})
    if case.supply.capacity is not None and case.supply.unit is not None:
        known["supply.capacity"] = case.supply.capacity
    if case.business == Business.TEMPORARY:
        known["supply.permanent"] = False
    _collect(known, "site.", case.site, set(Site.model_fields))
    if case.has_works is not None:
        known["works"] = case.has_works
    if case.works is not None:
        _collect(known, "works.", case.works, set(Works.model_fields))
    return known


def _collect(known: dict[str, Value], prefix: str, part: BaseModel, names: set[str]) -> None:
    for name in names:
        value = getattr(part, name)
        if value is not None:
            known[prefix + name] = tuple(map(str, value)) if isinstance(value, tuple) else value
