"""What the readings share: the facts of a complete case, the shape of an answer, what general practice asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

Case: TypeAlias = dict[str, Any]
Step: TypeAlias = tuple[str, int | None, str]  # id, working days, the event that starts the clock
Limit: TypeAlias = tuple[int | None, int | None, str | None]  # working days, calendar days, the event
Mark: TypeAlias = tuple[
    str, str
]  # section and id of something that is not compared; the id "*" means the whole section

NOTHING: frozenset[str] = frozenset()

# kind and, where it is stated, audience of every note that has a name; not-in-force is left to the edition's own test
NOTES: dict[str, tuple[str, str | None]] = {
    "check-validity": ("outdated", "clerk"),
    "plan-period-ended": ("outdated", "both"),
    "news-report": ("news", "both"),
    "voltage-not-named": ("silent", None),
    "office-reading": ("assumption", "both"),
    "power-factor-one": ("assumption", "both"),
    "over-lv-ceiling": ("assumption", None),
    "national-wider": ("assumption", "clerk"),
    "one-certificate": ("target", "both"),
    "lv-non-resident": ("silent", None),
    "grid-side-clock": ("assumption", "both"),
    "dual-source-total": ("conflict", "clerk"),
    "design-documents-scope": ("conflict", "clerk"),
    "critical-single-total": ("conflict", "clerk"),
    "filing-or-exempt": ("conflict", "clerk"),
    "lv-other-approval": ("silent", None),
    "dedicated-line-enterprise": ("silent", "clerk"),
    "filing-enterprise-wording": ("conflict", "clerk"),
    "outer-line-cost": ("conflict", "clerk"),
    "red-line-and-outer-line": ("conflict", "clerk"),
    "lv-200-pilot": ("target", None),
    "thirty-five-kv-boundary": ("conflict", "clerk"),
    "resident-clock": ("conflict", "clerk"),
    "green-occupation": ("conflict", "clerk"),
    "three-zero-approval": ("conflict", "clerk"),
    "steps-over-2000": ("silent", None),
    "enterprise-wording": ("assumption", None),
    "whole-process-scope": ("silent", "both"),
    "by-reference-1479": ("silent", "both"),
    "by-reference-documents": ("silent", None),
    "park-only": ("silent", None),
    "by-reference-67": ("silent", None),
    "three-steps": ("target", None),
    "three-zero-meaning": ("assumption", None),
}


@dataclass(frozen=True, slots=True)
class Works:
    kind: str
    owner: str | None
    length_m: float
    road_crossing_m: float
    occupies: frozenset[str]
    cycle_lane_passable: bool
    new_pole_box_or_duct: bool
    third_party_interest: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """A complete case laid flat; `customer` is what the office takes the applicant for, `stated` what was said."""

    business: str
    stated: str
    customer: str
    office_reading: bool
    kv: float
    capacity: float
    unit: str
    sources: int
    critical: bool
    dedicated: bool
    permanent: bool
    connection: str | None
    area: str
    park: str
    key_project: bool
    estate: bool
    works: Works | None
    online: frozenset[str]

    @property
    def low(self) -> bool:
        return self.kv <= 1

    @property
    def micro(self) -> bool:
        return self.customer == "micro_enterprise"


@dataclass(frozen=True, slots=True)
class Approval:
    track: str
    wd: int | None = None
    may: bool = False
    alternatives: tuple[str, ...] = ()
    matters: frozenset[str] = NOTHING
    filing_form: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    customer_class: str | None
    steps: tuple[Step, ...]
    limits: dict[str, Limit]
    documents: dict[str, tuple[str, str]]
    track: str
    approval_wd: int | None
    may: bool
    alternatives: tuple[str, ...]
    matters: frozenset[str]
    actor: str | None
    costs: dict[str, str]
    note_ids: frozenset[str]
    services: frozenset[str]
    rights: frozenset[str]
    filing_form: str | None
    open: frozenset[Mark] = frozenset()


def facts_of(case: Case) -> Facts:
    supply, site, works = case["supply"], case["site"], case["works"]
    customer = case["customer"]
    office_reading = False
    if customer == "sole_proprietor":
        if case["sole_proprietor_as_micro"]:
            customer = "micro_enterprise"
            office_reading = True
        else:
            customer = "enterprise"
    permanent = supply["permanent"]
    if case["business"] == "temporary":
        permanent = False
    return Facts(
        business=case["business"],
        stated=case["customer"],
        customer=customer,
        office_reading=office_reading,
        kv=supply["voltage_kv"],
        capacity=supply["capacity"],
        unit=supply["unit"],
        sources=supply["sources"],
        critical=supply["critical"],
        dedicated=supply["dedicated_line"],
        permanent=permanent,
        connection=supply["connection"],
        area=site["area"],
        park=site["park"],
        key_project=site["key_project"],
        estate=site["new_residential_estate"],
        works=None if works is None else works_of(works),
        online=frozenset(case["online"]),
    )


def works_of(works: Case) -> Works:
    return Works(
        kind=works["kind"],
        owner=works.get("owner"),
        length_m=works["length_m"],
        road_crossing_m=works["road_crossing_m"],
        occupies=frozenset(works["occupies"]),
        cycle_lane_passable=works["cycle_lane_passable"],
        new_pole_box_or_duct=works["new_pole_box_or_duct"],
        third_party_interest=works["third_party_interest"],
    )


def unnamed(facts: Facts, *named: float) -> bool:
    """Above 1 and below 35 kV, and not one of the voltages that the paper names."""
    return 1 < facts.kv < 35 and facts.kv not in named


def state(facts: Facts, document: str, otherwise: str) -> str:
    return "online" if document in facts.online else otherwise


def application_documents(facts: Facts, otherwise: str = "reference") -> dict[str, tuple[str, str]]:
    """Identity and premises; from 10 kV on the project's approval too. `reference`: what general practice asks for."""
    asked = {
        "identity": ("application", state(facts, "identity", otherwise)),
        "premises": ("application", state(facts, "premises", otherwise)),
    }
    if facts.kv >= 10:
        asked["project_approval"] = ("application", state(facts, "project_approval", otherwise))
    return asked


def common_notes(facts: Facts, lv_ceiling: float | None) -> set[str]:
    notes = {"check-validity"}
    if facts.office_reading:
        notes.add("office-reading")
    if facts.low and facts.capacity <= 160 and facts.stated in ("enterprise", "sole_proprietor"):
        notes.add("national-wider")
    if facts.low and lv_ceiling is not None and facts.capacity > lv_ceiling:
        notes.add("over-lv-ceiling")
    return notes


def actor(facts: Facts, track: str, payer: str | None) -> str | None:
    """Whose job the approval is: the owner of the works, else the grid company where it alone invests.

    Who pays as 政府负责承担 says (三(三)2, 附件2-41; 梁发改发 9; 连政办传 9) builds nothing and files nothing.
    """
    if track == "none" or facts.works is None:
        return None
    if facts.works.owner is not None:
        return facts.works.owner
    return payer if payer == "grid_company" else None


def only_payer(costs: dict[str, str], *lines: str) -> str | None:
    """The one payer of those of these lines that apply; nobody where there is none or where they differ."""
    payers = {payer for line, payer in costs.items() if line in lines}
    return payers.pop() if len(payers) == 1 else None


def with_approval_limit(limits: dict[str, Limit], approval: Approval) -> dict[str, Limit]:
    if approval.wd is not None:
        limits["approval"] = (approval.wd, None, "approval_accepted")
    return limits
