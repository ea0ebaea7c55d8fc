"""A policy pack: one edition of one local policy as data. Every rule has an id, a clause, and a condition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from gridcounter.core.case import Actor, Business
from gridcounter.core.policy.conditions import Condition
from gridcounter.core.policy.reporting_rule import Reporting
from gridcounter.core.validation.models import Day


class PolicyKind(StrEnum):
    """The source of the pack: a document in force (规范性文件), a news report, or general practice."""

    NORM = "norm"
    NEWS = "news"
    PRACTICE = "practice"


class Track(StrEnum):
    """The approval tracks of outside works, from none needed to a full permit; NOT_COVERED if the policy is silent."""

    NONE = "none"
    EXEMPT = "exempt"
    FILING = "filing"
    COMMITMENT = "commitment"
    PARALLEL = "parallel"
    PERMIT = "permit"
    NOT_COVERED = "not_covered"
    UNDETERMINED = "undetermined"


class Stage(StrEnum):
    """The step at which a document is handed in."""

    APPLICATION = "application"
    DESIGN_REVIEW = "design_review"
    MID_INSPECTION = "mid_inspection"
    FINAL_INSPECTION = "final_inspection"


class DocumentState(StrEnum):
    """The policy's requirement for a document: required, read online, waived, for reference, or not certain yet."""

    REQUIRED = "required"
    ONLINE = "online"
    WAIVED = "waived"
    REFERENCE = "reference"
    UNDETERMINED = "undetermined"


class NoteKind(StrEnum):
    """Why a note exists; the order has no meaning."""

    CONFLICT = "conflict"
    SILENT = "silent"
    OUTDATED = "outdated"
    ASSUMPTION = "assumption"
    TARGET = "target"
    NEWS = "news"


class Audience(StrEnum):
    """Who is shown a line: the clerk only, the applicant only, both."""

    CLERK = "clerk"
    APPLICANT = "applicant"
    BOTH = "both"


class Event(StrEnum):
    """What starts a clock."""

    APPLIED = "applied"
    ACCEPTED = "accepted"
    SIGNED = "signed"
    DESIGN_SUBMITTED = "design_submitted"
    MID_INSPECTION_REQUESTED = "mid_inspection_requested"
    COMPLETION_REPORTED = "completion_reported"
    PLAN_FIXED = "plan_fixed"
    APPROVAL_ACCEPTED = "approval_accepted"


class WorksStart(StrEnum):
    """When works under a filing may start."""

    FILED = "filed"
    POSTED = "posted"


class FilingForm(StrEnum):
    """The form to fill in: a filed commitment, a record (备案表), or the commitment under a permit (告知承诺)."""

    COMMITMENT_FILING = "commitment_filing"
    FILING_RECORD = "filing_record"
    PERMIT_COMMITMENT = "permit_commitment"


Identifier: TypeAlias = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
Sentence: TypeAlias = Annotated[str, Field(min_length=1, max_length=400)]
Days: TypeAlias = Annotated[int, Field(ge=0, le=400)]
Count: TypeAlias = Annotated[int, Field(ge=1, le=400)]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class Rule(_Row):
    """`article` names the clauses; a rule of general practice says `basis = "baseline"` instead.

    `remark` is the author's own and said to nobody.
    """

    id: Identifier
    article: tuple[str, ...] = ()
    basis: Annotated[str, Field(pattern="^baseline$")] | None = None
    otherwise: bool = False
    remark: Annotated[str, Field(max_length=2000)] | None = None

    @property
    def says(self) -> str:
        """What it means for a case, to compare rules of one id: not the clause, and not what only a check reads."""
        return self.model_dump_json(exclude={"article", "basis", "otherwise", "not_the_sum", "remark"})


class ClassRule(Rule):
    """`named` false: the policy does not name this supply; the class is null and nothing could decide it."""

    label: Sentence
    named: bool = True


class StepRule(Rule):
    """`words`: how the policy requires the step to be done, printed with it."""

    label: Sentence
    actor: Actor
    wd: Count | None = None
    counts_from: Event | None = None
    words: Sentence | None = None


class LimitRule(Rule):
    """`wd` working days or `days` calendar days; both absent if the policy gives none.

    `words` are the policy's words if it names no days, such as a limit in another policy. `not_the_sum` are the clauses
    by which a total of the steps is not the sum of their days.
    """

    label: Sentence
    wd: Count | None = None
    days: Days | None = None
    counts_from: Event | None = None
    words: Sentence | None = None
    not_the_sum: tuple[str, ...] = ()


class DocumentRule(Rule):
    """In a pack, label, accepts, issuer and copies may be left to the baseline's entry of the same id."""

    label: Sentence | None = None
    stage: Stage
    state: DocumentState = DocumentState.REQUIRED
    actor: Actor = Field(default="applicant", validate_default=True)
    accepts: tuple[Sentence, ...] | None = None
    issuer: Sentence | None = None


class StatedFact(_Row):
    """A fact on which the clause is based, in its own words; `is` is the term that says whether this project has it."""

    label: Sentence
    term: Identifier = Field(alias="is")


class ApprovalRule(Rule):
    """`label` is the policy's own wording of the outcome, `channel` its name of the way: only these are printed.

    `users` are those whose days `wd` are, in the policy's words, if they do not apply to all. `stated` are its
    conditions as written in the policy, `when` the same for the engine. `unless` names the rule that this one excludes:
    it applies if that one fails.
    """

    track: Track
    label: Sentence | None = None
    channel: Sentence | None = None
    wd: Count | None = None
    users: Sentence | None = None
    may: bool = False
    matters: tuple[Identifier, ...] = ()
    unless: Identifier | None = None
    stated: tuple[StatedFact, ...] = ()


class AlternativeRule(Rule):
    """Another track that is allowed beside the decided one, in the policy's own words."""

    track: Track
    beside: Track
    label: Sentence | None = None


class MatterRule(Rule):
    """`authority`: the kind of office that decides it, if the policy says so."""

    label: Sentence
    authority: Sentence | None = None


class CostRule(Rule):
    """`payer` is left out if the source names none. `connection`: a line of the connection itself.

    `part` is what is paid for, `upto` its maximum size, in words, for the table on the notice.
    """

    payer: Actor | None = None
    label: Sentence
    part: Sentence
    upto: Sentence | None = None
    needs: tuple[str, ...] = ()
    connection: bool = True
    audience: Audience = Audience.BOTH


class ServiceRule(Rule):
    """`first_for`: for this business the service is listed before all others."""

    label: Sentence
    first_for: Business | None = None
    audience: Audience = Field(default="both", validate_default=True)


class RightRule(Rule):
    """A right of the applicant; shown to both unless `audience` says otherwise."""

    label: Sentence
    audience: Audience = Field(default="both", validate_default=True)


class NoteRule(Rule):
    """`trigger` names an event that only the engine detects, such as limits compared across units.

    `after`: shown only if the day of acceptance is later. `doubts` is the id of a limit, or `approval`, whose words the
    note leaves open for this case: it is shown also while it is open whether it applies, as is one that is true
    `while_open`.
    """

    kind: NoteKind
    audience: Audience
    text: Sentence
    doubts: Identifier | None = None
    while_open: bool = False
    after: Day | None = None
    trigger: Annotated[str, Field(pattern="^across_units$")] | None = None


class FilingRegime(_Row):
    """`name` is the policy's name of the regime: 承诺备案制, 备案制 … For 告知承诺 the authority `informs`."""

    form: FilingForm
    name: Sentence | None = None
    title: Sentence
    pushed_by: Actor | None = None
    channel: Sentence | None = None
    receiver: Sentence | None = None
    post_required: bool = False
    informs: bool = False
    may_start: WorksStart | None = None
    may_start_text: Sentence | None = None
    consequences: tuple[Sentence, ...] = ()
    parties: tuple[Actor, ...] = ()
    article: tuple[str, ...]


class Header(_Row):
    """The pack's data on its policy document. Dates are the document's own; an ended plan period is a note, not an end.

    A policy without hotlines leaves them to general practice.
    """

    id: Identifier
    place: Sentence
    number: Sentence
    title: Sentence
    issuers: tuple[Sentence, ...] = ()
    kind: PolicyKind
    issued_on: Day
    in_force_from: Day
    in_force_until: Day | None = None
    cites: tuple[Sentence, ...] = ()
    hotlines: tuple[Sentence, ...] = ()
    hotlines_article: tuple[str, ...] = ()
    suppliers: tuple[Sentence, ...] = ()
    region_codes: tuple[Annotated[str, Field(pattern=r"^\d{4,6}$")], ...] = ()
    outage_targets: Sentence | None = None
    reporting: Reporting | None = None


@dataclass(frozen=True, eq=False)
class PolicyPack:
    """`when` holds each rule's condition under (section, place in the section).

    Packs are compared by identity: the compiled form of a pack is cached as long as the pack lives.
    """

    header: Header
    version: str
    terms: Mapping[str, Condition]
    filing: FilingRegime | None
    sections: Mapping[str, tuple[tuple[Rule, Condition], ...]]
    source: str = field(default="")

    @property
    def id(self) -> str:
        """The id of the place, from the header."""
        return self.header.id


#: The sections of a pack file, in the order in which a decision lists them.
SECTIONS: dict[str, type[Rule]] = {
    "customer_class": ClassRule,
    "step": StepRule,
    "limit": LimitRule,
    "document": DocumentRule,
    "matter": MatterRule,
    "approval": ApprovalRule,
    "alternative": AlternativeRule,
    "cost": CostRule,
    "service": ServiceRule,
    "right": RightRule,
    "note": NoteRule,
}
