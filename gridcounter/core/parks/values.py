"""What the park book holds: a park with its guarantors, its firms with their accounts and transformers."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, NewType

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from gridcounter.core.policy.duty_rule import GuarantorLevel
from gridcounter.core.validation.identity import wrong_organisation_code
from gridcounter.core.validation.models import Code, Day, Line, TelephoneText

ParkId = NewType("ParkId", str)
FirmId = NewType("FirmId", str)
#: A text without which the row means nothing.
Named = Annotated[Line, Field(min_length=1)]
_Kva = Annotated[float, Field(gt=0, le=1_000_000)]


def _organisation(code: str) -> str:
    allowed = wrong_organisation_code(code)
    if code and allowed:
        raise PydanticCustomError("organisation_code", "no code", {"allowed": allowed})
    return code


OrganisationCode = Annotated[Code, AfterValidator(_organisation)]


class Value(BaseModel):
    """Frozen and strict; closed to keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class Contact(Value):
    """Whom to speak to. Personal: kept no longer than the rule of the office says."""

    name: Named
    post: Line = ""
    phone: TelephoneText = ""


class ParkFeeder(Value):
    """A line that supplies the park; article 7 of one paper measures teams by their length."""

    number: Named
    km: Annotated[float, Field(gt=0, le=10_000)] | None = None


class Park(Value):
    """`level` is a word of the case key `site.park`. `key` None: not known; `key_source` names the list.

    `sales_kwh` is of `sales_year`. How many of its firms have transformers of their own is counted, never typed.
    """

    id: ParkId
    name: Named
    level: Line = ""
    key: bool | None = None
    key_source: Line = ""
    planned: bool | None = None
    district: Line = ""
    committee: Line = ""
    committee_contact: Contact | None = None
    feeders: tuple[ParkFeeder, ...] = ()
    sales_kwh: Annotated[float, Field(ge=0)] | None = None
    sales_year: Annotated[int, Field(ge=1990, le=2200)] | None = None
    ducts: Line = ""
    note: Line = ""


class Guarantor(Value):
    """包保责任人, for the days from `since` to `until` inclusive. `source` is the list that names the person.

    `office_phone` is the only telephone that a paper shows; `mobile` is for the clerk.
    """

    park: ParkId
    level: GuarantorLevel
    name: Named
    post: Line = ""
    unit: Line = ""
    office_phone: TelephoneText = ""
    mobile: TelephoneText = ""
    since: Day
    until: Day | None = None
    source: Named

    def holds(self, on: date) -> bool:
        """Whether the person is the guarantor on that day."""
        return self.since <= on and (self.until is None or on <= self.until)


class TransformerOwner(StrEnum):
    """Whose a transformer is."""

    OWN = "own"
    PARK = "park"
    LEASED = "leased"
    PUBLIC = "public"


class Transformer(Value):
    """`count` of the same size."""

    kva: _Kva
    count: Annotated[int, Field(ge=1, le=1000)] = 1
    owner: TransformerOwner | None = None


class Account(Value):
    """户: `name` as it stands on the bill, which need not be the firm's own."""

    number: Annotated[Code, Field(min_length=1)]
    name: Line = ""
    voltage_kv: Annotated[float, Field(gt=0)] | None = None
    capacity_kva: _Kva | None = None
    transformers: tuple[Transformer, ...] = ()
    feeder: Line = ""


class SupplyKind(StrEnum):
    """供电关系 of a firm."""

    DIRECT = "direct"
    RESUPPLIED = "resupplied"
    PARTLY = "partly"
    UNKNOWN = "unknown"


class Supply(Value):
    """`by` re-supplies the firm. `said_price` is only what the firm says: nobody here judges it."""

    kind: SupplyKind = SupplyKind.UNKNOWN
    by: Line = ""
    own_meter: bool | None = None
    since: Day | None = None
    wish_direct: bool | None = None
    said_price: Line = ""

    @property
    def through_another(self) -> bool:
        """Whether somebody else supplies at least a part."""
        return self.kind in {SupplyKind.RESUPPLIED, SupplyKind.PARTLY}


class FirmState(StrEnum):
    """Where a firm stands; one that moved out is owed no visit."""

    BUILDING = "building"
    RUNNING = "running"
    STOPPED = "stopped"
    MOVED_OUT = "moved_out"


class Firm(Value):
    """`big` is the mark 大客户 of the office, None while not set, `big_source` by whose list. `merged_into` is the firm
    that took it over: what was done for it stays its own.
    """

    id: FirmId
    park: ParkId
    name: Named
    code: OrganisationCode = ""
    building: Line = ""
    state: FirmState = FirmState.RUNNING
    contacts: tuple[Contact, ...] = ()
    big: bool | None = None
    big_source: Line = ""
    critical: bool | None = None
    own_source: Line = ""
    accounts: tuple[Account, ...] = ()
    supply: Supply = Field(default_factory=Supply)
    merged_into: FirmId | None = None
    note: Line = ""

    @property
    def own_transformers(self) -> bool:
        """专变客户: at least one transformer that is not the grid's."""
        owners = [one.owner for account in self.accounts for one in account.transformers]
        return any(owner is not None and owner != TransformerOwner.PUBLIC for owner in owners)


def guarantors_on(guarantors: tuple[Guarantor, ...], park: ParkId, on: date) -> dict[GuarantorLevel, list[Guarantor]]:
    """Every level, in the order in which the paper names them; an empty list is 未明确."""
    found: dict[GuarantorLevel, list[Guarantor]] = {level: [] for level in GuarantorLevel}
    for one in guarantors:
        if one.park == park and one.holds(on):
            found[one.level].append(one)
    return found
