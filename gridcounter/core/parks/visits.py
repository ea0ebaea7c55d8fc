"""A visit (走访): who was where, what the firm asked, what was answered on the spot, and what it said of its energy."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, NewType

from pydantic import Field

from gridcounter.core.parks.promises import PromiseId
from gridcounter.core.parks.values import FirmId, Named, ParkId, Value
from gridcounter.core.validation.models import Day, Line
from gridcounter.errors import Refusal

VisitId = NewType("VisitId", str)
RequestId = NewType("RequestId", str)
_Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
_Amount = Annotated[float, Field(ge=0, le=1_000_000_000)]
_Share = Annotated[float, Field(ge=0, le=100)]
#: Judgements that nobody here may pass on a re-supplier: what the firm says stands as 企业反映.
_JUDGEMENTS = ("违规加价", "违法加价", "乱加价", "违规收费", "乱收费")
SAID_BY_THE_FIRM = "企业反映："


class VisitWithoutWhom(Refusal):
    """Neither a firm nor the committee of the park."""

    sentence = "走访要写走访了谁：一家或几家企业，或者园区管委会"


class VisitInTheFuture(Refusal):
    """A visit that has not been."""

    sentence = "走访的日期在今天以后；还没有去的，先记为计划"


class LateWithoutReason(Refusal):
    """As with everything that is put on record afterwards."""

    sentence = "走访的日期早于今天，要写为什么现在才记"


class EndsBeforeItBegins(Refusal):
    """Hours of one day."""

    sentence = "走访结束的时间早于开始的时间"


class AnswerWithoutBasis(Refusal):
    """Said by word of mouth is a basis too, and is written as such."""

    sentence = "当场答复要写答复的内容和依据；没有依据的，选“口头，无依据”"


class OutcomeNotSaid(Refusal):
    """What an outcome needs beside its name."""

    def __init__(self, needed: str) -> None:
        super().__init__(f"这样处理诉求，还要写{needed}")


class ResupplierJudged(Refusal):
    """Our own words about a re-supplier."""

    def __init__(self, word: str) -> None:
        super().__init__(f"“{word}”是认定，请改写：转供电的价格只记企业怎样反映，不作判断")


class VisitWay(StrEnum):
    """Only ON_SITE is 上门, whatever was said on the telephone."""

    ON_SITE = "on_site"
    AT_THE_OFFICE = "at_office"
    TELEPHONE = "telephone"
    MEETING = "meeting"


class VisitReason(StrEnum):
    """Why it was made; DUTY only where a pack states one."""

    DUTY = "yearly"
    ASKED = "asked"
    FOLLOW_UP = "follow_up"
    OUTAGE = "outage"
    ENERGY = "energy"
    OTHER = "other"


class RequestKind(StrEnum):
    """What a request (诉求) is about."""

    CONNECTION = "connect"
    INCREASE = "expand"
    RESUPPLY = "resupply"
    OUTAGE = "outage"
    BILL = "bill"
    ENERGY = "energy"
    SAFETY = "safety"
    OTHER_UNIT = "other_unit"
    OTHER = "other"


class Outcome(StrEnum):
    """How a request went on."""

    ANSWERED = "answered"
    PROMISED = "promised"
    PASSED_ON = "passed_on"
    NOTED = "noted"
    REFUSED = "refused"


class BasisKind(StrEnum):
    """On what an answer rests."""

    CLAUSE = "clause"
    PAPER = "paper"
    ORAL = "oral"


class PassedOn(Value):
    """To another unit, with nothing of the firm's power. `answer` as that unit gave it."""

    unit: Named
    on: Day
    way: Line = ""
    answered_on: Day | None = None
    answer: Line = ""
    told_on: Day | None = None


class Request(Value):
    """`words` as the firm said them. `basis` is the clause or the number of the paper that an answer rests on."""

    id: RequestId
    firm: FirmId | None = None
    park: ParkId | None = None
    on: Day
    words: Named
    kind: RequestKind
    outcome: Outcome
    answer: Line = ""
    basis_kind: BasisKind | None = None
    basis: Line = ""
    promise: PromiseId | None = None
    passed_on: PassedOn | None = None
    why_not: Line = ""


class EnergyNote(Value):
    """能效记录 of a month, as on the bill and as the firm likes to say; all of it optional, none of it scored."""

    month: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
    kwh: _Amount | None = None
    max_demand_kw: _Amount | None = None
    peak_share: _Share | None = None
    valley_share: _Share | None = None
    power_factor: Annotated[float, Field(gt=0, le=1)] | None = None
    adjustment: Line = ""
    load: Line = ""
    seen: Line = ""
    suggested: Line = ""
    follow_up: Line = ""


class Other(Value):
    """Somebody of another unit who came along."""

    unit: Named
    name: Line = ""


class Signing(StrEnum):
    """The firm signs if it likes: nothing hangs on it."""

    SIGNED = "signed"
    DECLINED = "not_convenient"


class VisitState(StrEnum):
    """A plan becomes a visit or is dropped with its reason."""

    PLANNED = "planned"
    HELD = "held"
    DROPPED = "dropped"


class Visit(Value):
    """`committee`: the committee of the park was visited. `entered_on` is the day on which it was put on record."""

    id: VisitId
    number: Line = ""
    park: ParkId
    firms: tuple[FirmId, ...] = ()
    committee: bool = False
    state: VisitState = VisitState.HELD
    planned_on: Day | None = None
    on: Day | None = None
    begins: _Clock | None = None
    ends: _Clock | None = None
    way: VisitWay = VisitWay.ON_SITE
    reason: VisitReason = VisitReason.OTHER
    why: Line = ""
    ours: tuple[Named, ...] = ()
    others: tuple[Other, ...] = ()
    received_by: Line = ""
    received_post: Line = ""
    papers_left: tuple[Named, ...] = ()
    signing: Signing | None = None
    entered_on: Day | None = None
    late_why: Line = ""
    requests: tuple[Request, ...] = ()
    energy: tuple[EnergyNote, ...] = ()


def check_visit(visit: Visit, today: date) -> Visit:
    """A visit as it may be put on record today. Raises the refusals above."""
    if not (visit.firms or visit.committee):
        raise VisitWithoutWhom
    if visit.state == VisitState.HELD:
        if visit.on is None or visit.on > today:
            raise VisitInTheFuture
        if visit.on < today and not visit.late_why:
            raise LateWithoutReason
    if visit.begins and visit.ends and visit.ends < visit.begins:
        raise EndsBeforeItBegins
    for request in visit.requests:
        check_request(request)
    return visit


def check_request(request: Request) -> Request:
    """A request whose outcome says what it has to. Raises the refusals above."""
    if request.outcome == Outcome.ANSWERED:
        named = request.basis or request.basis_kind == BasisKind.ORAL
        if not request.answer or request.basis_kind is None or not named:
            raise AnswerWithoutBasis
    needed = {
        Outcome.PROMISED: (request.promise, "承诺了什么、谁、哪天前"),
        Outcome.PASSED_ON: (request.passed_on, "转交给哪个单位、哪天"),
        Outcome.REFUSED: (request.why_not, "不能办的原因"),
    }
    given, words = needed.get(request.outcome, (True, ""))
    if not given:
        raise OutcomeNotSaid(words)
    check_own_words(request.answer, request.why_not)
    return request


def check_own_words(*texts: str) -> None:
    """What we say of a re-supplier is no judgement. The firm's own words are kept as they were said."""
    for text in texts:
        for word in _JUDGEMENTS:
            if word in text:
                raise ResupplierJudged(word)


def said(request: Request) -> str:
    """The firm's words; about a re-supplier only as what the firm reports."""
    if request.kind != RequestKind.RESUPPLY or request.words.startswith(SAID_BY_THE_FIRM[:-1]):
        return request.words
    return SAID_BY_THE_FIRM + request.words
