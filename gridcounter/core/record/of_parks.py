"""Acts of the park book: parks, the firms in them, and visits with what was asked and promised there.

Each is on a subject of its own, as an application is one: entries of one subject are projected, taken in from other
desks and purged together. A visit is every contact with a firm or with the committee of a park, also by telephone; what
was asked and promised then stands on it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal, Self, TypeAlias

from pydantic import Field, model_validator

from gridcounter.core.record.contents import Contents, Day, DayOrNothing, EnteredLate, NonEmpty, Whole
from gridcounter.core.record.of_applications import FieldChange
from gridcounter.core.record.of_office import OfOffice


class SubjectKind(StrEnum):
    """What entries may be on besides applications."""

    PARK = "park"
    FIRM = "firm"
    VISIT = "visit"


Ref: TypeAlias = Annotated[NonEmpty, Field(description="the entry that began it, as device:seq")]
Month: TypeAlias = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
Way: TypeAlias = Literal["on_site", "at_office", "telephone", "meeting"]


class OnSubject(Contents):
    """An act on a subject that is no application."""

    subject_kind: ClassVar[SubjectKind]


class OpensSubject(OnSubject):
    """The first act on a subject."""


class FieldsOfSubject(OnSubject):
    """Fields were filled in, changed or emptied."""

    fields: dict[str, FieldChange] = Field(description="field to its change")


class OnPark(OnSubject):
    """An act on a park."""

    subject_kind = SubjectKind.PARK


class OnFirm(OnSubject):
    """An act on a firm in a park."""

    subject_kind = SubjectKind.FIRM


class OnVisit(OnSubject):
    """An act on a visit."""

    subject_kind = SubjectKind.VISIT


class ParkOpened(OnPark, OpensSubject):
    """A park is kept in the book from now on."""

    fields: dict[str, Any] = Field(description="field to its value, as `core.parks` names them")


class ParkChanged(OnPark, FieldsOfSubject):
    """Fields of the park were filled in, changed or emptied."""


class GuarantorNamed(OnPark):
    """包保责任人: who answers for the park on one of three levels, from a day on."""

    level: Literal["government", "supplier", "enterprise"] = Field(description="of which side")
    name: NonEmpty = Field(description="of the person")
    post: str = Field("", description="of the person")
    unit: str = Field("", description="where the person works")
    phone: str = Field("", description="of the office: it may be posted")
    begins: Day = Field(description="the first day")
    source: NonEmpty = Field(description="list or letter that names the person, with its number or day")


class GuarantorEnded(OnPark):
    """Somebody answers for the park no longer."""

    ref: Ref
    on: Day = Field(description="the last day")
    why: str = Field("", description="the reason, in the words of the clerk")


class FirmOpened(OnFirm, OpensSubject):
    """A firm is kept in the book from now on."""

    park: NonEmpty = Field(description="id of the park")
    fields: dict[str, Any] = Field(description="field to its value, as `core.parks` names them")
    imported: bool = Field(default=False, description="it came from a table")


class FirmChanged(OnFirm, FieldsOfSubject):
    """Fields of the firm were filled in, changed or emptied."""


class FirmMovedOut(OnFirm):
    """The firm left the park. Its history stays until the office's period of keeping ends."""

    on: Day = Field(description="the day")
    why: str = Field("", description="in the words of the clerk")


class Transformers(Contents):
    """Transformers of one size."""

    kva: Whole = Field(gt=0, description="capacity of each, kVA")
    count: Whole = Field(description="how many")
    whose: Literal["own", "park", "leased", "public"] = Field(description="whose they are")


class AccountSet(OnFirm):
    """One account of the firm at the supplier, as it is from now on."""

    account: NonEmpty = Field(description="户号")
    name: str = Field("", description="the name on it")
    voltage: str = Field("", description="as `core.case` writes it")
    capacity_kva: Whole | None = Field(None, description="null: not known")
    transformers: tuple[Transformers, ...] = Field((), description="in the order in which they were told")
    feeder: str = Field("", description="the line that feeds it")
    ended: bool = Field(default=False, description="the firm has this account no longer")


class EnergyNoted(OnFirm):
    """能效记录: what was read on a bill and seen. Nothing of it is a finding or a saving."""

    month: Month = Field(description="of the bill")
    values: dict[str, float | str] = Field({}, description="as on the bill: kwh, max_kw, power_factor, load and others")
    seen: str = Field("", description="in the words of the clerk")
    suggested: str = Field("", description="in the words of the clerk")
    follow_up: DayOrNothing = Field("", description='when one comes back to it; "": not said')


class VisitPlanned(OnVisit, OpensSubject):
    """A visit is meant to be made."""

    number: NonEmpty = Field(description="of the visit record")
    park: NonEmpty = Field(description="id of the park")
    firms: tuple[NonEmpty, ...] = Field((), description="ids of the firms; none: the committee of the park")
    planned: Day = Field(description="the day")
    at: str = Field("", description="the time of day, as said")
    way: Way = Field("on_site", description="how")
    note: str = Field("", description="what to bring, what to ask")


class VisitMoved(OnVisit):
    """A visit that was not made yet gets another day."""

    to: Day = Field(description="the new day")
    why: NonEmpty = Field(description="the reason, in the words of the clerk")


class VisitDropped(OnVisit):
    """A visit that was not made yet will not be made."""

    why: NonEmpty = Field(description="the reason, in the words of the clerk")


class Held(EnteredLate):
    """How a visit went."""

    on: Day = Field(description="the day on which it was made")
    time: str = Field("", description="from when to when, as said")
    way: Way = Field(description="how: only who went there counts as a visit where a duty asks for one")
    reason: Literal["yearly", "asked", "follow_up", "outage", "energy", "other"] = Field(description="why")
    article: str = Field("", description="the article that asks for it; for a yearly one")
    ours: tuple[NonEmpty, ...] = Field(description="who went, by name")
    others: tuple[NonEmpty, ...] = Field((), description="unit and name of others who went along")
    received_by: str = Field("", description="who received them, with the post")
    left: tuple[NonEmpty, ...] = Field((), description="papers that were left there")
    signed: Literal["signed", "not_convenient", ""] = Field("", description='"": the record was not put forward')
    said: str = Field("", description="what was talked about besides requests")


class VisitHeld(OnVisit, OpensSubject, Held):
    """A visit was made: planned before, or entered as it was made, and then this is its first act."""

    number: NonEmpty = Field(description="of the visit record")
    park: NonEmpty = Field(description="id of the park")
    firms: tuple[NonEmpty, ...] = Field((), description="ids of the firms; none: the committee of the park")


class VisitCorrected(OnVisit, Held):
    """How the visit went was written down wrongly. The words before stay in their entry."""

    why: NonEmpty = Field(description="the reason, in the words of the clerk")


class RequestNoted(OnVisit):
    """诉求: what a firm asked for, in its words."""

    firm: str = Field("", description='id of the firm; "": the committee of the park')
    words: NonEmpty = Field(description="as said")
    kind: Literal["connect", "expand", "resupply", "outage", "bill", "energy", "safety", "other_unit", "other"] = Field(
        description="about what"
    )
    outcome: Literal["answered", "promised", "passed_on", "noted", "refused"] = Field(description="how it ended there")
    answer: str = Field("", description="what was answered, in the words of the clerk")
    basis: str = Field("", description='clause or paper that the answer rests on; "": by word of mouth')

    @model_validator(mode="after")
    def _says_what(self) -> Self:
        if self.outcome in {"answered", "refused"} and not self.answer:
            raise ValueError("no answer")
        return self


class RequestAnswered(OnVisit):
    """A request was answered later."""

    ref: Ref
    on: Day = Field(description="the day on which the firm was told")
    answer: NonEmpty = Field(description="in the words of the clerk")
    basis: str = Field("", description='clause or paper that it rests on; "": by word of mouth')
    way: Way = Field(description="how the firm was told")


class RequestPassedOn(OnVisit):
    """A request was handed to another unit, which answers for itself."""

    ref: Ref
    unit: NonEmpty = Field(description="name of the unit")
    on: Day = Field(description="the day")
    way: NonEmpty = Field(description="how, in the words of the clerk")


class RequestTaken(OnVisit):
    """A request became an application."""

    ref: Ref
    application: NonEmpty = Field(description="id of the application")


class PromiseMade(OnVisit):
    """承诺: what the office said it would do by a day. It is no limit of any policy."""

    firm: str = Field("", description='id of the firm; "": the committee of the park')
    request: str = Field("", description='the entry of the request, as device:seq; "": of its own accord')
    text: NonEmpty = Field(description="what was promised")
    who: NonEmpty = Field(description="by name, who is to do it")
    on: Day = Field(description="the day on which it was said")
    by: Day = Field(description="the day by which it is to be done")
    working_days: Whole | None = Field(None, description="as it was said, where it was said in working days")


class PromiseMoved(OnVisit):
    """A promise gets another day, and the firm was told so."""

    ref: Ref
    to: Day = Field(description="the new day")
    why: NonEmpty = Field(description="the reason, in the words of the clerk")
    told_on: Day = Field(description="the day on which the firm was told")
    told_how: Way = Field(description="how it was told")


class PromiseKept(OnVisit):
    """What was promised was done."""

    ref: Ref
    on: Day = Field(description="the day on which it was done")
    words: NonEmpty = Field(description="what was done, in the words of the clerk")
    told_how: Way = Field(description="how the firm was told")


class PromiseWithdrawn(OnVisit):
    """A promise holds no longer, and the firm was told so."""

    ref: Ref
    why: NonEmpty = Field(description="the reason, in the words of the clerk")
    told_on: Day = Field(description="the day on which the firm was told")
    told_how: Way = Field(description="how it was told")


class FirmsImported(OfOffice):
    """Firms of a park were taken from a table; each has entries of its own."""

    park: NonEmpty = Field(description="id of the park")
    opened: Whole = Field(description="firms that were new")
    changed: Whole = Field(description="firms that were there")
