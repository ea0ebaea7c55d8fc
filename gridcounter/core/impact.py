"""The differences between two editions of a policy, and their effect on an answer.

Both are compiled into the same diagrams, so that a line is equal in both exactly if its nodes are equal. A case is
evaluated only for what depends on the differing lines, and cases that agree on that share one answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.case import Case, known_values
from gridcounter.core.notice import Change, PinnedAnswer, answer_of, changes
from gridcounter.core.policy.businesses.views import business_rule, words_of
from gridcounter.core.policy.compile import BUSINESS, Compiled, all_conditions, compile_in
from gridcounter.core.policy.decide import ONE_AT_A_TIME, decide
from gridcounter.core.policy.diagram import FALSE, TRUE, Diagrams, Node
from gridcounter.core.policy.evaluation import Circumstances
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.policy.translate import domains_for

#: The parts of an answer that matter to an applicant: the sections behind `core.notice.changes`.
_CLASS, _TRACK, _DOCUMENT, _CLOCK, _STATED = "class", "track", "document", "clock", "stated"
_CLOCKS = ("step", "limit")
#: The clock that belongs to a track.
_APPROVAL = "approval"
_BARRED, _BARRING = "business", "supply.permanent"
_IN_FORCE = "in_force"


@dataclass(frozen=True, slots=True, order=True)
class AnswerPart:
    """One part of an answer: the class, the track, a document, a clock, by id, or the conditions of a business."""

    what: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class AnswerPair:
    """The two answers to one case, reduced to the parts in which the editions differ."""

    before: PinnedAnswer
    after: PinnedAnswer
    changes: tuple[Change, ...]


@dataclass(eq=False)
class PackDifference:
    """`old` against `new`, with a cache of answers; discard it after the comparison.

    For cases of `business` alone, which is none of the kinds of connecting; empty: for those of connecting.
    """

    old: PolicyPack
    new: PolicyPack
    baseline: PolicyPack
    calendar: WorkCalendar
    business: str = ""
    _diagrams: Diagrams = field(init=False)
    #: each differing part -> the places of the variables that decide it
    _hangs_on: dict[AnswerPart, tuple[int, ...]] = field(init=False)
    _parts: dict[tuple[AnswerPart, object], tuple[Any, Any]] = field(default_factory=dict)
    _answers: dict[object, AnswerPair] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with ONE_AT_A_TIME:
            known = {**self.old.keys, **self.new.keys}
            domains = domains_for(all_conditions(self.old, self.new, self.baseline), known)
            if self.business:  # it is settled
                del domains[BUSINESS]
            diagrams = Diagrams(domains)
            with diagrams.limited():
                left, right = (self._says(diagrams, pack) for pack in (self.old, self.new))
        self._diagrams = diagrams
        same_days = _days(self.old) == _days(self.new)
        self._hangs_on = {}
        for result in dict.fromkeys((*left, *right)):
            nodes = (*left.get(result, {}).values(), *right.get(result, {}).values())
            keys = {variable.key for variable in diagrams.support(nodes)}
            if left.get(result) != right.get(result) or (_IN_FORCE in keys and not same_days):
                self._hangs_on[result] = self._places(keys)

    def _says(self, diagrams: Diagrams, pack: PolicyPack) -> dict[AnswerPart, dict[str, Node]]:
        found = _says(compile_in(diagrams, pack, self.baseline, words_of(self.business, pack, self.baseline)))
        rule, _ = business_rule(self.business, pack, self.baseline)
        return found if rule is None else {**found, AnswerPart(_STATED): {str(rule.stated): TRUE}}

    @property
    def parts(self) -> tuple[AnswerPart, ...]:
        """The parts of an answer that differ for some case."""
        return tuple(self._hangs_on)

    def cell(self, key: str, value: float) -> int:
        """Neither policy can distinguish numbers of one cell."""
        found = next((domain for variable, domain in self._diagrams.domains.items() if variable.key == key), None)
        return 0 if found is None else found.cell(value)

    def ask(self, case: Case, circumstances: Circumstances) -> AnswerPair:
        """Both answers, reduced to the differing parts; cached for all cases that agree on the deciding values."""
        known = {**known_values(case), "agent": circumstances.agent, "rented": circumstances.rented}
        cells = self._diagrams.place_known(known)
        in_force = tuple(_in_force(pack, case) for pack in (self.old, self.new))
        keys = [
            (result, (in_force, *map(cells.get, places), result.what == _DOCUMENT and result.id in case.online))
            for result, places in self._hangs_on.items()
        ]
        whole = tuple(key for _, key in keys)
        found = self._answers.get(whole)
        if found is None:
            if any(key not in self._parts for key in keys):
                self._decide(case, circumstances, keys)
            before, after = ({result: self._parts[result, key][side] for result, key in keys} for side in (0, 1))
            was, now = _put_together(before), _put_together(after)
            found = self._answers[whole] = AnswerPair(was, now, changes(was, now))
        return found

    def moved(self, pinned: PinnedAnswer, both: AnswerPair) -> tuple[Change, ...]:
        """The changes of a pinned answer if it were moved; without those that exist under `old` as well."""
        stands = _put_together({name: _part(pinned, name) for name in self._hangs_on})
        already = changes(stands, both.before)
        return tuple(change for change in changes(stands, both.after) if change not in already)

    def _decide(self, case: Case, circumstances: Circumstances, keys: list[tuple[AnswerPart, Any]]) -> None:
        before, after = (
            answer_of(case, decide(case, pack, self.baseline, self.calendar, circumstances), circumstances)
            for pack in (self.old, self.new)
        )
        for result, key in keys:
            self._parts[result, key] = (_part(before, result), _part(after, result))

    def _places(self, keys: set[str]) -> tuple[int, ...]:
        """A permanent supply is not temporary: knowing one narrows the other. `in_force` is known from the day."""
        wanted = (keys | {_BARRING} if _BARRED in keys else keys) - {_IN_FORCE}
        return tuple(place for place, variable in enumerate(self._diagrams.variables) if variable.key in wanted)


def _says(compiled: Compiled) -> dict[AnswerPart, dict[str, Node]]:
    """Each part of a pack's answer: its values, and the condition of each. Parts without values are left out."""
    found: dict[AnswerPart, dict[str, Node]] = {}
    for part, says, node in _each_said(compiled):
        nodes = found.setdefault(part, {})
        nodes[says] = compiled.diagrams.some((nodes.get(says, FALSE), node))
    return {part: {says: node for says, node in nodes.items() if node != FALSE} for part, nodes in found.items()}


def _each_said(compiled: Compiled) -> Iterator[tuple[AnswerPart, str, Node]]:
    for section, part in (("customer_class", _CLASS), ("document", _DOCUMENT), *((one, _CLOCK) for one in _CLOCKS)):
        for line in compiled.lines[section]:
            for variant in line.variants:
                says = f"{section} {variant.rules[0].says}"
                yield AnswerPart(part, "" if part == _CLASS else line.id), says, variant.node
    for option in compiled.options:
        says = f"{option.track} {option.rule.wd if option.rule else None}"
        regime = compiled.pack.regime_of(option.rule) if option.rule else None
        yield AnswerPart(_TRACK), f"{says} {regime.form} {regime.title}" if regime else says, option.node
        yield AnswerPart(_CLOCK, _APPROVAL), says, option.node


def _days(pack: PolicyPack) -> tuple[date, date | None]:
    return pack.header.in_force_from, pack.header.in_force_until


def _in_force(pack: PolicyPack, case: Case) -> bool:
    begins, ends = _days(pack)
    return begins <= case.on and (ends is None or case.on <= ends)


def _part(answer: PinnedAnswer, part: AnswerPart) -> Any:  # noqa: ANN401  of each thing's own type
    match part.what:
        case "class":
            return answer.customer_class, answer.class_label
        case "track":
            return answer.track, answer.track_label, answer.approval_wd, answer.regime
        case "stated":
            return answer.stated
        case "document":
            return tuple(one for one in answer.documents if one.id == part.id)
        case _:
            return tuple(one for one in answer.clocks if one.id == part.id)


def _put_together(parts: Mapping[AnswerPart, Any]) -> PinnedAnswer:
    """An answer with these parts alone."""
    named, label = parts.get(AnswerPart(_CLASS), (None, ""))
    track, words, wd, regime = parts.get(AnswerPart(_TRACK), ("", "", None, None))
    return PinnedAnswer(
        pack="",
        pack_number="",
        pack_version="",
        case={},
        customer_class=named,
        class_label=label,
        track=track,
        track_label=words,
        approval_wd=wd,
        clocks=tuple(one for result, some in parts.items() if result.what == _CLOCK for one in some),
        documents=tuple(one for result, some in parts.items() if result.what == _DOCUMENT for one in some),
        branches=(),
        regime=regime,
        stated=parts.get(AnswerPart(_STATED), ()),
    )
