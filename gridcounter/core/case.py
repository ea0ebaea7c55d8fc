"""A case at the counter: its known values; unknown ones are absent.

The names are the contract's. An absent key is unknown, never a default, with three exceptions: `works: null` says that
there are no line works, `occupies: []` that nothing is occupied, an absent `online` is [].
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from gridcounter.core.validation.models import Day

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
    AUTHORITY = "authority"
    PROPERTY = "property"
    VILLAGE = "village"


class Payer(StrEnum):
    """Who pays for a part of the connection; WAIVED if nobody is charged for it."""

    APPLICANT = "applicant"
    GRID_COMPANY = "grid_company"
    GOVERNMENT = "government"
    PARK = "park"
    BUILDER = "builder"
    WAIVED = "waived"


class WorksOwner(StrEnum):
    """Who has the outside works built (建设单位)."""

    APPLICANT = "applicant"
    GRID_COMPANY = "grid_company"
    GOVERNMENT = "government"
    PARK = "park"


class RoadClass(StrEnum):
    """The class of the road that is dug up; the highest if there are several."""

    EXPRESSWAY = "expressway"
    ARTERIAL = "arterial"
    SECONDARY = "secondary"
    BRANCH = "branch"
    INTERNAL = "internal"


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
    """The works outside the red line, in metres; `road_crossing_m` is the part across a road. None: not known.

    `distance_m` is that from the point of supply. Rules speak of the age of a road; the case holds its days.
    """

    kind: WorksKind | None = None
    owner: WorksOwner | None = None
    length_m: NotNegative | None = None
    road_crossing_m: NotNegative | None = None
    occupies: tuple[Surface, ...] | None = None
    dig_length_m: NotNegative | None = None
    dig_area_m2: NotNegative | None = None
    green_area_m2: NotNegative | None = None
    road_class: RoadClass | None = None
    road_built_on: Day | None = None
    road_overhauled_on: Day | None = None
    distance_m: NotNegative | None = None
    cycle_lane_passable: bool | None = None
    new_pole_box_or_duct: bool | None = None
    third_party_interest: bool | None = None


class Case(_Part):
    """`works` is None both for "no works" and for "not known": `has_works` distinguishes them.

    `on` is the day of acceptance, `applied_on` that of the application, if it is earlier. `local` are the answers to
    the questions of the place's own policy, by their id. `business` is one of `Business`, or the id of another one.
    """

    locality: str
    on: Day
    applied_on: Day | None = None
    business: str | None = None
    customer: Customer | None = None
    sole_proprietor_as_micro: bool | None = None
    supply: Supply = Supply()
    site: Site = Site()
    works: Works | None = None
    online: tuple[str, ...] = ()
    local: dict[str, bool | float | str] = Field(default_factory=dict)

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


#: Measures of what is occupied, and the surfaces without which they are 0; none named: any surface.
MEASURED = {"green_area_m2": {str(Surface.GREEN)}, "dig_length_m": set[str](), "dig_area_m2": set[str]()}


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
        _collect(known, "works.", case.works, set(Works.model_fields) - set(_AGES))
        known.update(_derived(case.works, case.on))
    known.update((f"local.{name}", value) for name, value in case.local.items())
    return known


#: The days in a case of which rules name the years since.
_AGES = {"road_built_on": "works.road_age_years", "road_overhauled_on": "works.overhaul_age_years"}


def is_occupied(measure: str, surfaces: Collection[str]) -> bool:
    """Whether one of the surfaces is there of which this is a measure."""
    needed = MEASURED[measure]
    return any(surface in surfaces for surface in needed) if needed else bool(surfaces)


def _derived(works: Works, on: date) -> Iterator[tuple[str, Value]]:
    """What follows from other values: nothing is measured where nothing is occupied, and a day gives an age."""
    if works.occupies is not None:
        yield from ((f"works.{name}", 0.0) for name in MEASURED if not is_occupied(name, works.occupies))
    for name, key in _AGES.items():
        day = getattr(works, name)
        if day is not None:
            yield key, years_since(day, on)


def years_since(day: date, on: date) -> float:
    """Whole years are whole numbers from the anniversary on: a day before the fifth it is less than 5."""
    if day > on:
        return 0.0
    whole = on.year - day.year - ((on.month, on.day) < (day.month, day.day))
    anniversary = date(day.year + whole, *((3, 1) if (day.month, day.day) == (2, 29) else (day.month, day.day)))
    return whole + max(0, (on - anniversary).days) * 100 // 366 / 100


def _collect(known: dict[str, Value], prefix: str, part: BaseModel, names: set[str]) -> None:
    for name in names:
        value = getattr(part, name)
        if value is not None:
            known[prefix + name] = tuple(map(str, value)) if isinstance(value, tuple) else value
