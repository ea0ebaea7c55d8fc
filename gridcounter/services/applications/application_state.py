"""The state of one application, with unsaved input: its decision, checklist and pinned answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from gridcounter.core.case import Case
from gridcounter.core.intake.checklist import ChecklistLine, LineState, Mark, instead_of_complete
from gridcounter.core.intake.conditions import ConditionLine
from gridcounter.core.intake.steps import StepKey, is_business_first
from gridcounter.core.notice import Change, PinnedAnswer
from gridcounter.core.papers.open_points import as_asked
from gridcounter.core.policy.decision import Decision
from gridcounter.core.policy.local_question import QuestionRule
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.policy.relevant_keys import keys_that_matter
from gridcounter.core.policy.voltage import Proposal, propose_voltage
from gridcounter.core.validation.models import Problem
from gridcounter.store.queries.applications import ApplicationRow, FieldValue


@dataclass(frozen=True, slots=True)
class ApplicationState:
    """The state of an application: `decision` is None while the case is contradictory, and `problems` say where.

    `pinned` is the answer in force; `differences` say how today's answer would differ. `list_stands`: the lines are
    those of a notice in force. `lacking_fields` are those of the questions among what is `lacking`, `to_do` the acts
    by step, `locked` the fields that change only by 更正. `builds`: there are works and the applicant has them built.
    `wrong` and `doubtful` are sentences by field. `questions` are those of the policy's own, None while the case is
    contradictory. `businesses` are those that can be asked for here, with their names; `unused` the fields that were
    answered for another business than this one; `conditions` are those of the business, as told in a notice in force.
    """

    row: ApplicationRow
    fields: Mapping[str, FieldValue]
    case: Case | None
    decision: Decision | None
    asked: tuple[str, ...]
    problems: tuple[Problem, ...]
    lines: tuple[ChecklistLine, ...]
    lacking: Mapping[StepKey, tuple[str, ...]]
    builds: bool
    has_agent: bool
    wrong: Mapping[str, str]
    doubtful: Mapping[str, str]
    voltage: Proposal | None
    pinned: PinnedAnswer | None = None
    differences: tuple[Change, ...] = ()
    list_stands: bool = False
    locked: frozenset[str] = frozenset()
    lacking_fields: frozenset[str] = frozenset()
    to_do: Mapping[StepKey, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    questions: tuple[QuestionRule, ...] | None = None
    businesses: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    unused: frozenset[str] = frozenset()
    conditions: tuple[ConditionLine, ...] = ()

    @property
    def connects(self) -> bool:
        """Whether something is connected, or may be: false for 过户 and the like."""
        return self.decision is None or self.decision.connects

    @property
    def business_first(self) -> bool:
        """See `is_business_first`."""
        return is_business_first({name: found.value for name, found in self.fields.items()})

    @property
    def in_use(self) -> dict[str, Any]:
        """The saved values by field, without those that were answered for another business."""
        return {name: found.value for name, found in self.fields.items() if name not in self.unused}

    @property
    def title(self) -> str:
        """The applicant's name, or when the consultation began: the text of its tab."""
        if self.consultation:
            return f"咨询 {self.row.opened_at[11:16]}"
        return str(self.value("applicant.name") or "未填名称")

    @property
    def instead(self) -> Mapping[StepKey, str]:
        """What a step says of itself where it lacks nothing and yet not everything is there, or done: 待收件."""
        said = instead_of_complete(self.lines, consultation=self.consultation)
        acts = {step: f"待{names[0]}" for step, names in self.to_do.items()}
        of_acts = {StepKey.REVIEW, StepKey.PAPERS}
        short = sum(len(lacked) for step, lacked in self.lacking.items() if step not in of_acts)
        review = f"还缺 {short} 项" if short else self._conditions_words
        found = {StepKey.REVIEW: review, StepKey.CHECKLIST: said}
        return {step: words for step, words in found.items() if words} | acts

    @property
    def _conditions_words(self) -> str:
        """How many conditions are not met, else how many were not looked at, which counts from 受理 on."""
        if unmet := sum(line.met is False for line in self.conditions):
            return f"{unmet} 条不符合"
        unseen = sum(line.met is None for line in self.conditions) if self.row.accepted_on is not None else 0
        return f"{unseen} 条没有核对" if unseen else ""

    @property
    def just_begun(self) -> bool:
        """Neither of the answers is there without which the decision is open throughout."""
        if self.case is None or not self.connects:
            return False
        return self.case.customer is None and self.case.supply.voltage_kv is None

    @property
    def consultation(self) -> bool:
        """True until the application is received or accepted."""
        return self.row.consultation

    def value(self, field: str) -> Any:  # noqa: ANN401  a field holds any value of the contract
        """The saved value by dotted field; None if it was never answered."""
        found = self.fields.get(field)
        return None if found is None else found.value


@dataclass(frozen=True, slots=True)
class Guidance:
    """What a case is answered and asked next; of a contradictory case nothing."""

    decision: Decision | None = None
    asked: tuple[str, ...] = ()
    voltage: Proposal | None = None
    builds: bool = False


def guidance(case: Case | None, pack: PolicyPack | None, baseline: PolicyPack, decision: Decision | None) -> Guidance:
    """Of the decision on this case under this pack; all three are None while the case is contradictory."""
    if case is None or pack is None or decision is None:
        return Guidance()
    builder = None if case.works is None else case.works.owner or decision.approval.actor
    return Guidance(
        as_asked(decision, pack, case),
        keys_that_matter(case, pack, baseline),
        propose_voltage(case, pack, baseline),
        builds=builder == "applicant",
    )


def _clause_of_deferral(mark: Mark) -> dict[str, Any]:
    return {
        "basis": mark.basis or None,
        "latest": mark.latest or None,
        "consequence": mark.consequence or None,
    }


def listed(lines: Sequence[ChecklistLine]) -> dict[str, list[dict[str, Any]]]:
    """The marks as `received`, `deferred` and `waived` of the contract; empty keys are left out.

    General practice that is to follow is a note of the desk: on paper it would read as if it were demanded.
    """
    tables: dict[str, list[dict[str, Any]]] = {"received": [], "deferred": [], "waived": []}
    for line in lines:
        mark, named = line.mark, {"document": line.document.id}
        if line.document.later:
            named["label"] = line.document.label
        if line.state == LineState.RECEIVED:
            tables["received"].append(named | {"copies": mark.copies, "original_seen": mark.original_seen})
        elif line.state == LineState.DEFERRED and not line.usual:
            tables["deferred"].append(named | {"until": mark.until} | _clause_of_deferral(mark))
        elif line.state == LineState.WAIVED and mark.basis:
            tables["waived"].append(named | {"basis": mark.basis})
    return {name: rows for name, rows in tables.items() if rows}
