"""The answer to a case: every line with its basis, open lines with what would decide them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from gridcounter.core.case import Limit as ConditionLimit
from gridcounter.core.case import Value
from gridcounter.core.labels import track_words
from gridcounter.core.policy.businesses.rule import BusinessRule
from gridcounter.core.policy.conditions import Operator
from gridcounter.core.policy.header import PolicyKind
from gridcounter.core.policy.model import Audience, DocumentState, Event, Means, NoteKind, Stage, Track
from gridcounter.core.policy.regime import FIRST_EDITION, FilingForm, RegimeKind, WorksStart

Needs: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Basis:
    """Source and article; general practice is the source `baseline` without an article."""

    source: str
    article: str | None = None


Bases: TypeAlias = tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """The edition used: place, number, day of issue (or month, as ISO text), kind of source, version."""

    id: str
    number: str
    issued_on: date | str | None
    kind: PolicyKind
    version: str


@dataclass(frozen=True, slots=True)
class CustomerClass:
    """The pack's class of the customer; `id` is None while `needs` can still change it."""

    id: str | None
    label: str
    needs: Needs
    basis: Bases


@dataclass(frozen=True, slots=True)
class Step:
    """`certain`: it applies, whatever its days (working or calendar) turn out to be; `varies`: these are still open."""

    id: str
    label: str
    actor: str
    wd: int | None
    counts_from: Event | None
    due_on: date | None
    provisional: bool
    needs: Needs
    basis: Bases
    words: str | None = None
    certain: bool = True
    varies: bool = False
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """As a step. `means`: what has come about when it is kept; `excludes`: not counted in it; `sum_of`: lines added."""

    id: str
    label: str
    wd: int | None
    days: int | None
    counts_from: Event | None
    due_on: date | None
    provisional: bool
    needs: Needs
    basis: Bases
    words: str | None = None
    certain: bool = True
    actor: str | None = None
    means: Means | None = None
    excludes: tuple[str, ...] = ()
    sum_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """`issuer` is who issues it, for the table on the notice; `later`: it was told after the notice, whatever the pack
    requires; `needs` is what leaves it open, `certain`: it is required in any case, and open is only by whom.
    `required`: a rule that may still apply requires it. None of them is part of the contract's output.
    """

    id: str
    label: str
    stage: Stage
    state: DocumentState
    actor: str
    accepts: tuple[str, ...]
    basis: Bases
    issuer: str | None = None
    later: bool = False
    needs: Needs = ()
    certain: bool = False
    required: bool = True
    instead_of: str | None = None

    @property
    def in_any_case(self) -> bool:
        """Required, whatever the open points turn out to be."""
        return self.certain and bool(self.needs)

    @property
    def is_doubtful(self) -> bool:
        """Not required, if the open points turn out so."""
        return bool(self.needs) and not self.certain


@dataclass(frozen=True, slots=True)
class ShownCondition:
    """`gap` is |limit - value|, None for lists and unknown values; `met` gives the side."""

    key: str
    operator: Operator
    limit: ConditionLimit
    value: str | bool | float | tuple[str, ...] | None
    met: bool | None
    gap: float | None
    label: str


@dataclass(frozen=True, slots=True)
class Branch:
    """`may`: the policy allows it but does not require it; `also` are the words of further permissions.

    `pending` depends on further keys: `pending_needs`.
    """

    track: Track
    wd: int | None
    when: tuple[ShownCondition, ...]
    label: str | None = None
    may: bool = False
    also: tuple[str, ...] = ()
    channel: str | None = None
    pending: tuple[str, ...] = ()
    pending_needs: Needs = ()
    regime: str | None = None

    @property
    def words(self) -> str:
        """The pack's own wording; without one, the bare name of the track."""
        return track_words(self.track, self.label)


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter to apply for (挖掘城市道路, 占用绿地 …) and the authority for it, if the policy names one.

    `wd` are its own days, `after` the matters that come first, `needs` what decides whether the works touch it.
    """

    id: str
    label: str
    basis: Bases
    authority: str | None = None
    wd: int | None = None
    after: tuple[str, ...] = ()
    needs: Needs = ()


@dataclass(frozen=True, slots=True)
class Filing:
    """The policy's rules on the filing: form, who pushes it where, when works may start, the result of a breach.

    `filed_by` are those who hand it in, empty for the owner alone; `attach` goes with the form, `promises` stand on it
    in the policy's words, `afterwards` is owed when the works are done.
    """

    form: FilingForm
    title: str
    pushed_by: str | None
    channel: str | None
    post_required: bool
    may_start: WorksStart | None
    consequences: tuple[str, ...]
    receiver: str | None = None
    start_text: str | None = None
    name: str | None = None
    filed_by: tuple[str, ...] = ()
    basis: Bases = ()
    informs: bool = False
    id: str = FIRST_EDITION
    kind: RegimeKind = RegimeKind.FILING
    attach: tuple[str, ...] = ()
    afterwards: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Approval:
    """How the outside works are approved; `wd` in working days, None if the policy gives none."""

    track: Track
    label: str | None
    channel: str | None
    may: bool
    alternatives: tuple[Track, ...]
    actor: str | None
    wd: int | None
    matters: tuple[Matter, ...]
    conditions: tuple[ShownCondition, ...]
    needs: Needs
    branches: tuple[Branch, ...]
    filing: Filing | None
    basis: Bases
    also: tuple[str, ...] = ()
    stated: tuple[ShownCondition, ...] = ()
    either: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    pending_needs: Needs = ()
    ways: tuple[Branch, ...] = ()
    users: str | None = None
    regime: str | None = None
    start_text: str | None = None
    afterwards: tuple[str, ...] = ()
    none_text: str | None = None

    @property
    def words(self) -> str:
        """The pack's own wording; if several rules lead to this track and none is settled yet, `either` of theirs.

        `also` are those of the alternatives, `pending` of those that depend on `pending_needs`; `ways` are the outcomes
        of one track whose days differ; `users` are those whose days they are, if the policy names them. `none_text` is
        what holds because none of its matters is touched.
        """
        return track_words(self.track, self.label or "，或者".join(self.either))


@dataclass(frozen=True, slots=True)
class Cost:
    """`apart`: the rules that may still apply, each with its own words and needs, while it is open which does.

    A size limit for one customer class is not carried over to another.
    """

    id: str
    payer: str | None
    label: str
    needs: Needs
    basis: Bases
    part: str = ""
    upto: str | None = None
    connection: bool = True
    reported: bool = False
    audience: Audience | None = None
    apart: tuple[Cost, ...] = ()
    amount: str | None = None

    @property
    def text(self) -> str | None:
        """The payer in printable words; None if the only source is a news report."""
        return None if self.reported else self.payer


@dataclass(frozen=True, slots=True)
class Service:
    """A service promised by the policy; `audience` None means that both see it."""

    id: str
    label: str
    basis: Bases
    audience: Audience | None = None


@dataclass(frozen=True, slots=True)
class Right:
    """A right of the applicant, or something that must not be required or charged."""

    id: str
    label: str
    basis: Bases
    audience: Audience | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A note on the policy itself, a conflict or a gap; `doubts` is the id of the line it leaves open."""

    id: str
    kind: NoteKind
    audience: Audience
    text: str
    basis: Bases
    doubts: str | None = None


@dataclass(frozen=True, slots=True)
class LocalAnswer:
    """A question of this policy that something here hangs on, in its words, and its answer; None: not answered."""

    key: str
    label: str
    kind: str
    unit: str | None
    choices: tuple[tuple[str, str], ...]
    value: Value | None
    basis: Bases


@dataclass(frozen=True, slots=True)
class Decision:
    """`perhaps` are notes that leave a line open and that may apply. `business` is None for the kinds of connecting."""

    policy: Policy
    customer_class: CustomerClass
    steps: tuple[Step, ...]
    limits: tuple[Limit, ...]
    documents: tuple[Document, ...]
    approval: Approval
    costs: tuple[Cost, ...]
    services: tuple[Service, ...]
    rights: tuple[Right, ...]
    hotlines: tuple[str, ...]
    notes: tuple[Note, ...]
    questions: tuple[LocalAnswer, ...] = ()
    business: BusinessRule | None = None
    business_basis: Bases = ()
    hotlines_basis: Bases = ()
    perhaps: tuple[Note, ...] = ()

    @property
    def connects(self) -> bool:
        """Whether it is on connecting, or on a business that is like it."""
        return self.business is None or self.business.like is not None

    def doubted(self, line: str) -> bool:
        """Whether a note leaves open, or may, if the line (the id of a limit, or `approval`) applies to this case."""
        return any(note.doubts == line for note in (*self.notes, *self.perhaps))

    @property
    def clocks(self) -> tuple[Step | Limit, ...]:
        """Every line with a length of time, in reading order."""
        return (*self.steps, *self.limits)
