"""The course of a joint application: a row for each unit, from the tick to the answer that the applicant was told.

Others' units are only followed. Nothing here has a limit, and days since handing over are a count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from gridcounter.core.policy.apart.joint_rule import Utility
from gridcounter.core.record.of_joint import (
    AnswerTold,
    ConsentWithdrawn,
    JointConsented,
    JointOpened,
    JointPartWithdrawn,
    OnJoint,
    OnUnit,
    OnUtility,
    SlipAcknowledged,
    SlipHanded,
    UtilityAnswered,
    UtilityAsks,
)


class UnitState(StrEnum):
    """Where one unit's part stands."""

    NOT_HANDED = "not_handed"
    HANDED = "handed"
    ACKNOWLEDGED = "acknowledged"
    ASKS = "asks"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


STATE_LABELS: Mapping[UnitState, str] = {
    UnitState.NOT_HANDED: "未转交",
    UnitState.HANDED: "已转交",
    UnitState.ACKNOWLEDGED: "已收到",
    UnitState.ASKS: "要补资料",
    UnitState.ANSWERED: "已答复",
    UnitState.WITHDRAWN: "已撤回",
}


@dataclass(frozen=True, slots=True)
class UnitCourse:
    """One unit of one utility; `unit` is "" while nobody has consented to one. Days are ISO, "" where there is none.

    `slip` is the entry that issued the slip last handed over.
    """

    utility: Utility
    unit: str = ""
    state: UnitState = UnitState.NOT_HANDED
    consented_on: str = ""
    kinds: tuple[str, ...] = ()
    handed_on: str = ""
    receiver: str = ""
    slip: str = ""
    acknowledged_on: str = ""
    their_number: str = ""
    wants: tuple[str, ...] = ()
    answered_on: str = ""
    answer: str = ""
    answer_by: str = ""
    told_on: str = ""

    @property
    def has_consent(self) -> bool:
        """It may be given a slip."""
        return bool(self.consented_on) and self.state != UnitState.WITHDRAWN

    def days_since(self, today: date) -> int | None:
        """Calendar days since the slip was handed over, while no answer came; None where there is nothing to count."""
        if not self.handed_on or self.state in {UnitState.ANSWERED, UnitState.WITHDRAWN}:
            return None
        return max((today - date.fromisoformat(self.handed_on)).days, 0)


@dataclass(frozen=True, slots=True)
class Joint:
    """`utilities` are ticked now, in the order of the policy; `mix` is its word for all of them."""

    utilities: tuple[Utility, ...] = ()
    mix: str = ""
    pack: str = ""
    article: tuple[str, ...] = ()
    units: Mapping[tuple[Utility, str], UnitCourse] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """It was opened at some time."""
        return bool(self.pack)

    def unit(self, utility: str, unit: str) -> UnitCourse:
        """As far as it has come; one that nobody spoke of is not handed over."""
        key = Utility(utility), unit
        return self.units.get(key, UnitCourse(*key))

    @property
    def rows(self) -> tuple[UnitCourse, ...]:
        """One for each unit, in the order of the utilities; power has none, a utility without a unit an empty one."""
        found: list[UnitCourse] = []
        for utility in Utility:
            if utility == Utility.POWER:
                continue
            of_it = [one for (name, _), one in self.units.items() if name == utility]
            found += of_it or ([UnitCourse(utility)] if utility in self.utilities else [])
        return tuple(found)


def follow_joint(acts: Iterable[OnJoint]) -> Joint:
    """The joint application after all these acts, in their order."""
    joint = Joint()
    for act in acts:
        joint = _after(joint, act)
    return joint


def _after(joint: Joint, act: OnJoint) -> Joint:
    match act:
        case JointOpened():
            ticked = {*joint.utilities, *map(Utility, act.utilities)}
            ordered = tuple(one for one in Utility if one in ticked)
            return replace(joint, utilities=ordered, mix=act.mix, pack=act.pack, article=act.article)
        case JointPartWithdrawn():
            return _withdrawn(joint, Utility(act.utility))
        case OnUnit():
            before = joint.unit(act.utility, act.unit)
            after = _of_unit(before, act)
            return replace(joint, units={**joint.units, (before.utility, act.unit): after})
        case _:
            return joint


def _withdrawn(joint: Joint, utility: Utility) -> Joint:
    units = {
        key: replace(one, state=UnitState.WITHDRAWN) if key[0] == utility else one for key, one in joint.units.items()
    }
    return replace(joint, utilities=tuple(one for one in joint.utilities if one != utility), units=units)


def _of_unit(unit: UnitCourse, act: OnUtility) -> UnitCourse:
    match act:
        case JointConsented():
            again = UnitCourse(unit.utility, unit.unit) if unit.state == UnitState.WITHDRAWN else unit
            return replace(again, consented_on=act.on, kinds=tuple(act.kinds))
        case ConsentWithdrawn():
            return replace(unit, state=UnitState.WITHDRAWN)
        case SlipHanded():
            handed = replace(unit, handed_on=act.on, receiver=act.receiver, slip=act.ref)
            return replace(handed, state=UnitState.HANDED) if unit.state == UnitState.NOT_HANDED else handed
        case SlipAcknowledged():
            known = replace(unit, acknowledged_on=act.on, their_number=act.their_number or unit.their_number)
            waiting = unit.state in {UnitState.NOT_HANDED, UnitState.HANDED}
            return replace(known, state=UnitState.ACKNOWLEDGED) if waiting else known
        case UtilityAsks():
            return replace(unit, wants=act.documents, state=UnitState.ASKS)
        case UtilityAnswered():
            answered = replace(unit, answered_on=act.on, answer=act.words, answer_by=act.by, told_on="")
            return replace(answered, state=UnitState.ANSWERED)
        case AnswerTold():
            return replace(unit, told_on=act.on)
        case _:
            return unit
