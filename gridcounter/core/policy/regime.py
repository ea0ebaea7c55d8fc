"""The regimes under which works may start without a permit, or with one on a promise; each as its policy words it."""

from __future__ import annotations

from enum import StrEnum

from gridcounter.core.case import Actor
from gridcounter.core.policy.rule import Row, Rule, Sentence

#: The id under which the one regime of a pack of the first edition is known.
FIRST_EDITION = "filing"


class RegimeKind(StrEnum):
    """What an owner of works does instead of a permit: nothing, a filing, a promise; or a promise to get the permit."""

    EXEMPT = "exempt"
    FILING = "filing"
    COMMITMENT_INSTEAD_OF_PERMIT = "commitment_instead_of_permit"
    COMMITMENT_PERMIT = "commitment_permit"


class WorksStart(StrEnum):
    """When works under a filing may start."""

    FILED = "filed"
    POSTED = "posted"


class FilingForm(StrEnum):
    """The form to fill in: a filed commitment, a record (备案表), or the commitment under a permit (告知承诺)."""

    COMMITMENT_FILING = "commitment_filing"
    FILING_RECORD = "filing_record"
    PERMIT_COMMITMENT = "permit_commitment"


class RegimeRule(Rule):
    """`label` is the sentence of the outcome on the notice, `name` what the policy calls the regime.

    `filed_by`: who hands the form in; empty for the owner of the works alone. `attach` is what goes with the form,
    `promises` what is promised on it in the policy's words, `afterwards` what is owed when the works are done. For
    告知承诺 the authority `informs`. Exempt: no form.
    """

    kind: RegimeKind
    name: Sentence | None = None
    label: Sentence | None = None
    form: FilingForm | None = None
    title: Sentence | None = None
    filed_by: tuple[Actor, ...] = ()
    pushed_by: Actor | None = None
    channel: Sentence | None = None
    receiver: Sentence | None = None
    attach: tuple[Sentence, ...] = ()
    promises: tuple[Sentence, ...] = ()
    post_required: bool = False
    informs: bool = False
    may_start: WorksStart | None = None
    start_text: Sentence | None = None
    afterwards: tuple[Sentence, ...] = ()
    consequences: tuple[Sentence, ...] = ()

    @property
    def words(self) -> str | None:
        """The outcome in the policy's words; None where it has none, and for the one regime of the first edition."""
        if self.id == FIRST_EDITION:
            return None
        return self.label or (f"实行{self.name}" if self.name else None)


class FilingRegime(Row):
    """The one regime that a pack of the first edition can have, in its table `filing`."""

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

    def under(self, kind: RegimeKind) -> RegimeRule:
        """The same as a regime of the second edition; its kind is that of the track that leads to it."""
        return RegimeRule(
            id=FIRST_EDITION,
            kind=kind,
            name=self.name,
            form=self.form,
            title=self.title,
            filed_by=self.parties,
            pushed_by=self.pushed_by,
            channel=self.channel,
            receiver=self.receiver,
            post_required=self.post_required,
            informs=self.informs,
            may_start=self.may_start,
            start_text=self.may_start_text,
            consequences=self.consequences,
            article=self.article,
        )
