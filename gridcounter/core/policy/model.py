"""A policy pack: one edition of one local policy as data. Every rule has an id, a clause, and a condition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any

from pydantic import Field

from gridcounter.core.case import Actor, Business, Payer
from gridcounter.core.labels import VOLTAGES
from gridcounter.core.policy.businesses.rule import BusinessRule
from gridcounter.core.policy.conditions import Condition
from gridcounter.core.policy.duty_rule import DutyRule
from gridcounter.core.policy.header import Header
from gridcounter.core.policy.keys import KEYS, Key
from gridcounter.core.policy.local_question import QuestionRule, local_problems, own_keys
from gridcounter.core.policy.regime import FilingForm, FilingRegime, RegimeKind, RegimeRule
from gridcounter.core.policy.rule import Count, Days, Identifier, Row, Rule, Sentence
from gridcounter.core.validation.models import Day, Problem


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
    INSPECTION_PASSED = "inspection_passed"
    PLAN_FIXED = "plan_fixed"
    APPROVAL_ACCEPTED = "approval_accepted"
    FILED = "filed"
    WORKS_FINISHED = "works_finished"


class Means(StrEnum):
    """What has come about when a limit is kept; only CONNECTED is announced as power on."""

    CONNECTED = "connected"
    REPLIED = "replied"
    FILED = "filed"
    WORKS_DONE = "works_done"


class ClassRule(Rule):
    """`named` false: the policy does not name this supply; the class is null and nothing could decide it."""

    label: Sentence
    named: bool = True


class StepRule(Rule):
    """`wd` working days or `days` calendar days; `words`: how the policy requires it to be done, printed with it."""

    label: Sentence
    actor: Actor
    wd: Count | None = None
    days: Days | None = None
    counts_from: Event | None = None
    words: Sentence | None = None


class LimitRule(Rule):
    """`wd` working days or `days` calendar days; both absent if the policy gives none.

    `words` are the policy's words if it names no days, such as a limit in another policy. `not_the_sum` are the clauses
    by which a total of the steps is not the sum of their days. `means` is what has come about when the limit is kept,
    `actor` who owes it, `excludes` what is not counted in it. `sum_of` are the steps and limits that it adds up.
    """

    label: Sentence
    actor: Actor | None = None
    means: Means | None = None
    excludes: tuple[Sentence, ...] = ()
    sum_of: tuple[Identifier, ...] = ()
    wd: Count | None = None
    days: Days | None = None
    counts_from: Event | None = None
    words: Sentence | None = None
    not_the_sum: tuple[str, ...] = ()


class DocumentRule(Rule):
    """In a pack, label, accepts, issuer and copies may be left to the baseline's entry of the same id.

    `instead_of` names another document: either of the two will do.
    """

    label: Sentence | None = None
    stage: Stage
    state: DocumentState = DocumentState.REQUIRED
    actor: Actor = Field(default="applicant", validate_default=True)
    accepts: tuple[Sentence, ...] | None = None
    issuer: Sentence | None = None
    instead_of: Identifier | None = None


class StatedFact(Row):
    """A fact on which the clause is based, in its own words; `is` is the term that says whether this project has it."""

    label: Sentence
    term: Identifier = Field(alias="is")


class ApprovalRule(Rule):
    """`label` is the policy's own wording of the outcome, `channel` its name of the way: only these are printed.

    `users` are those whose days `wd` are, in the policy's words, if they do not apply to all. `stated` are its
    conditions as written in the policy, `when` the same for the engine. `unless` names the rules before which this one
    gives way: it applies where their conditions fail. `regime` names the regime that it leads to, `start_text` says
    when works may start, `none_text` what holds if none of its matters is touched.
    """

    track: Track
    label: Sentence | None = None
    channel: Sentence | None = None
    wd: Count | None = None
    users: Sentence | None = None
    may: bool = False
    matters: tuple[Identifier, ...] = ()
    unless: tuple[Identifier, ...] = ()
    regime: Identifier | None = None
    start_text: Sentence | None = None
    none_text: Sentence | None = None
    stated: tuple[StatedFact, ...] = ()


class AlternativeRule(Rule):
    """Another track that is allowed beside the decided one, in the policy's own words."""

    track: Track
    beside: Track
    regime: Identifier | None = None
    label: Sentence | None = None


class MatterRule(Rule):
    """`authority`: the kind of office that decides it, if the policy says so; `wd` its own days, not more than the
    approval's. `after` are matters that come first.
    """

    label: Sentence
    authority: Sentence | None = None
    wd: Count | None = None
    after: tuple[Identifier, ...] = ()


class CostRule(Rule):
    """`payer` is left out if the source names none. `connection`: a line of the connection itself.

    `part` is what is paid for, `upto` its maximum size, in words, for the table on the notice. `amount` is what is to
    be paid, in the policy's words; a charge that nobody pays is `waived`.
    """

    payer: Payer | None = None
    amount: Sentence | None = None
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


#: A pack of the first edition has one regime, and the track says what it is.
_FIRST_EDITION_KINDS = {Track.FILING: RegimeKind.FILING, Track.COMMITMENT: RegimeKind.COMMITMENT_PERMIT}


@dataclass(frozen=True, eq=False)
class PolicyPack:
    """`sections` hold each rule with its condition.

    Packs are compared by identity: the compiled form of a pack is cached as long as the pack lives.
    """

    header: Header
    version: str
    terms: Mapping[str, Condition]
    filing: FilingRegime | None
    sections: Mapping[str, tuple[tuple[Rule, Condition], ...]]
    source: str = field(default="")

    @cached_property
    def questions(self) -> Mapping[str, QuestionRule]:
        """The questions of this policy alone, by id."""
        return {rule.id: rule for rule, _ in self.sections["question"] if isinstance(rule, QuestionRule)}

    @cached_property
    def businesses(self) -> Mapping[str, BusinessRule]:
        """Those beside connecting of which this pack has a rule of its own, by id."""
        return {rule.id: rule for rule, _ in self.sections["business"] if isinstance(rule, BusinessRule)}

    def local_problems(self, case: Mapping[str, Any], path: str) -> Iterable[Problem]:
        """The wrong answers of a case to the questions of this policy; `path` is that of the case."""
        return local_problems(case.get("local"), self.questions, path + "local")

    @cached_property
    def keys(self) -> Mapping[str, Key]:
        """Every key that a condition of this pack may name, in the order of asking."""
        found: dict[str, Key] = dict(KEYS)
        for key, kind in own_keys(self.questions.values()).items():
            found[key] = kind  # noqa: PERF403  its keys are wider
        return found

    @cached_property
    def regimes(self) -> Mapping[str, RegimeRule]:
        """By id; without the one of the first edition, whose kind depends on the track."""
        return {rule.id: rule for rule, _ in self.sections["regime"] if isinstance(rule, RegimeRule)}

    def regime_of(self, rule: ApprovalRule | AlternativeRule) -> RegimeRule | None:
        """The regime to which a rule leads; None for a permit or for no approval at all."""
        if rule.regime is not None:
            return self.regimes.get(rule.regime)
        kind = _FIRST_EDITION_KINDS.get(rule.track)
        return None if kind is None or self.filing is None else self._first_edition[kind]

    def label_of(self, rule: ApprovalRule | AlternativeRule) -> str | None:
        """The rule's own words for its outcome, else those of its regime."""
        regime = self.regime_of(rule)
        return rule.label or (regime.words if regime else None)

    @property
    def voltages(self) -> tuple[float, ...]:
        """The voltages of this grid, in kV."""
        return self.header.voltages or tuple(VOLTAGES)

    @property
    def forms(self) -> tuple[FilingForm, ...]:
        """The forms that this policy has filled in, each once."""
        own = [self.filing.form] if self.filing else [rule.form for rule in self.regimes.values() if rule.form]
        return tuple(dict.fromkeys(own))

    @cached_property
    def _first_edition(self) -> Mapping[RegimeKind, RegimeRule]:
        assert self.filing is not None
        return {kind: self.filing.under(kind) for kind in _FIRST_EDITION_KINDS.values()}

    @property
    def id(self) -> str:
        """The id of the place, from the header."""
        return self.header.id


#: The sections of a pack file, in the order in which a decision lists them.
SECTIONS: dict[str, type[Rule]] = {
    "business": BusinessRule,
    "customer_class": ClassRule,
    "step": StepRule,
    "limit": LimitRule,
    "document": DocumentRule,
    "question": QuestionRule,
    "matter": MatterRule,
    "regime": RegimeRule,
    "approval": ApprovalRule,
    "alternative": AlternativeRule,
    "cost": CostRule,
    "service": ServiceRule,
    "right": RightRule,
    "duty": DutyRule,
    "note": NoteRule,
}
