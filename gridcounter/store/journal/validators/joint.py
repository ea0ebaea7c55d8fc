"""Refuses acts on a joint application that its state does not allow: above all, a slip without that unit's consent."""

from __future__ import annotations

from gridcounter.core.joint.course import Joint, UnitCourse, follow_joint
from gridcounter.core.policy.apart.joint_rule import Utility
from gridcounter.core.record.journal import Act
from gridcounter.core.record.of_joint import (
    AnswerTold,
    ConsentWithdrawn,
    JointConsented,
    JointOpened,
    OnJoint,
    OnUnit,
    OnUtility,
    SlipHanded,
    SurveyArranged,
    SurveyHeld,
)
from gridcounter.errors import Refusal
from gridcounter.store.engine import Database
from gridcounter.store.journal.projections.joint import joint_acts
from gridcounter.store.journal.validators.papers import AlreadyVoided, PaperNotFound


class NoJoint(Refusal):
    """An act on a joint application that was not opened."""

    def __init__(self) -> None:
        super().__init__("这份申请没有联合报装：先登记要和哪几样一起报装，再办这一步")


class NotAskedTogether(Refusal):
    """The utility is not ticked, or was taken back."""

    def __init__(self) -> None:
        super().__init__("这一样没有选在联合报装里，或者已经撤回；要加上的，请先补登记一起报装")


class PowerIsTheCase(Refusal):
    """Power is the application itself: it needs no consent and no slip."""

    def __init__(self) -> None:
        super().__init__("供电就是这份申请本身，不用转交，请照常办理")


class NoConsentOf(Refusal):
    """The applicant's own consent for this unit is missing or was taken back."""

    def __init__(self, unit: str) -> None:
        super().__init__(f"申请人还没有单独同意把资料转交给“{unit}”，不能转交：请先请申请人在这一行签字同意")


class NotHandedYet(Refusal):
    """The unit has been given nothing that it could answer."""

    def __init__(self, unit: str) -> None:
        super().__init__(f"还没有转交给“{unit}”：先登记转交，再登记它的回话")


class NothingToTell(Refusal):
    """The unit has not answered."""

    def __init__(self, unit: str) -> None:
        super().__init__(f"“{unit}”还没有答复，没有可以转告申请人的")


_PAPER = "SELECT voided_at FROM paper WHERE ref = ? AND application = ?"


def refuse_on_joint(db: Database, act: Act, said: OnJoint) -> None:
    """Raises the matching refusal, or returns."""
    if isinstance(said, JointOpened):
        return
    joint = follow_joint(joint_acts(db, str(act.application)))
    if not joint.is_open:
        raise NoJoint
    _check_utilities(joint, said)
    if isinstance(said, OnUnit):
        _check_unit(joint.unit(said.utility, said.unit), said)
    if isinstance(said, SlipHanded) and said.ref:
        _check_paper(db, act, said.ref)


def _check_utilities(joint: Joint, said: OnJoint) -> None:
    if isinstance(said, OnUtility):
        if Utility(said.utility) == Utility.POWER:
            raise PowerIsTheCase
        wanted: tuple[str, ...] = (said.utility,)
    elif isinstance(said, SurveyArranged):
        wanted = said.utilities
    elif isinstance(said, SurveyHeld):
        wanted = tuple(one.utility for one in said.findings)
    else:
        wanted = ()
    if not {*wanted} <= {*map(str, joint.utilities)}:
        raise NotAskedTogether


def _check_unit(unit: UnitCourse, said: OnUnit) -> None:
    if isinstance(said, JointConsented):
        return
    if isinstance(said, SlipHanded | ConsentWithdrawn):
        if not unit.has_consent:
            raise NoConsentOf(said.unit)
    elif not unit.handed_on:
        raise NotHandedYet(said.unit)
    elif isinstance(said, AnswerTold) and not unit.answered_on:
        raise NothingToTell(said.unit)


def _check_paper(db: Database, act: Act, ref: str) -> None:
    found = db.execute(_PAPER, [ref, act.application]).fetchone()
    if found is None:
        raise PaperNotFound(ref)
    if found[0] is not None:
        raise AlreadyVoided
