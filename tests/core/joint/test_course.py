"""The course of a joint application; it catches one unit's act moving another unit, a limit, and a count that runs on
after the answer came.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from gridcounter.core.joint.course import STATE_LABELS, Joint, UnitState, follow_joint
from gridcounter.core.joint_parts import DataKind, fields_for, kinds_for, part_fields
from gridcounter.core.policy.apart.joint_rule import Utility
from gridcounter.core.record import of_joint
from gridcounter.core.record.of_joint import OnJoint

WATER, TEL_A, TEL_B = "样例自来水公司", "样例通信甲公司", "样例通信乙公司"
DAY = "2026-11-30"
OPENED = of_joint.JointOpened(
    on=DAY, utilities=("water", "power", "telecom"), mix="水电气网", pack="sha256:1", article=("4",)
)


def of(act: type[OnJoint], utility: str, unit: str, on: str = DAY, **more: Any) -> OnJoint:  # noqa: ANN401  of each kind's own types
    return act.model_validate({"on": on, "utility": utility, "unit": unit, **more})


def consented(utility: str, unit: str) -> OnJoint:
    return of(of_joint.JointConsented, utility, unit, kinds=("contact", "place", "need"), how="signed")


def handed(utility: str, unit: str, on: str = DAY) -> OnJoint:
    return of(of_joint.SlipHanded, utility, unit, on, way="当面")


def answered(utility: str, unit: str) -> OnJoint:
    return of(of_joint.UtilityAnswered, utility, unit, kind="yes", words="可以接")


def states(joint: Joint) -> list[tuple[str, str, str]]:
    return [(one.utility, one.unit, one.state) for one in joint.rows]


def test_each_utility_that_is_ticked_has_a_row_and_power_none() -> None:
    assert states(follow_joint([OPENED])) == [("water", "", "not_handed"), ("telecom", "", "not_handed")]
    assert not follow_joint([]).is_open


def test_two_telecom_units_are_two_rows_and_one_moves_alone() -> None:
    joint = follow_joint([OPENED, consented("telecom", TEL_A), consented("telecom", TEL_B), handed("telecom", TEL_A)])

    assert states(joint) == [
        ("water", "", "not_handed"),
        ("telecom", TEL_A, "handed"),
        ("telecom", TEL_B, "not_handed"),
    ]


def test_an_answer_before_the_acknowledgement_is_one_and_stays_one() -> None:
    acts = [OPENED, consented("water", WATER), handed("water", WATER), answered("water", WATER)]
    acts.append(of(of_joint.SlipAcknowledged, "water", WATER, their_number="样-1"))
    unit = follow_joint(acts).unit("water", WATER)

    assert (unit.state, unit.answer, unit.their_number) == (UnitState.ANSWERED, "可以接", "样-1")


def test_taking_one_back_leaves_the_others_as_they_are() -> None:
    acts = [OPENED, *(consented("telecom", one) for one in (TEL_A, TEL_B)), consented("water", WATER)]
    acts += [handed("water", WATER), handed("telecom", TEL_A), handed("telecom", TEL_B)]
    one_unit = follow_joint([*acts, of(of_joint.ConsentWithdrawn, "telecom", TEL_A)])
    one_utility = follow_joint([*acts, of_joint.JointPartWithdrawn(on=DAY, utility="telecom", why="暂不装")])

    assert states(one_unit) == [
        ("water", WATER, "handed"), ("telecom", TEL_A, "withdrawn"), ("telecom", TEL_B, "handed"),
    ]  # fmt: skip
    assert states(one_utility)[0] == ("water", WATER, "handed")
    assert {state for _, _, state in states(one_utility)[1:]} == {"withdrawn"}
    assert one_utility.utilities == (Utility.WATER, Utility.POWER)
    assert not one_unit.unit("telecom", TEL_A).has_consent


def test_what_was_taken_back_can_be_wanted_again_and_needs_its_consent_anew() -> None:
    acts = [OPENED, consented("water", WATER), handed("water", WATER)]
    acts += [of(of_joint.ConsentWithdrawn, "water", WATER), consented("water", WATER)]

    assert follow_joint(acts).unit("water", WATER).state == UnitState.NOT_HANDED


def test_days_since_handing_are_counted_without_a_limit_and_end_with_the_answer() -> None:
    acts = [OPENED, consented("water", WATER), handed("water", WATER, "2026-01-01")]

    assert follow_joint(acts).unit("water", WATER).days_since(date(2026, 12, 1)) == 334
    assert follow_joint([*acts, answered("water", WATER)]).unit("water", WATER).days_since(date(2026, 12, 1)) is None
    assert "超" not in "".join(STATE_LABELS.values())
    assert "受理" not in "".join(STATE_LABELS.values())


def test_a_unit_is_told_nothing_of_the_supply_of_the_account_or_of_other_parts() -> None:
    for utility in (Utility.WATER, Utility.GAS, Utility.HEAT, Utility.TELECOM):
        fields = fields_for(utility, {})
        assert not [one for one in fields if one.startswith(("case.", "desk."))]
        assert not {"applicant.id_number", "applicant.id_kind"} & set(fields)
        assert set(part_fields(utility)) <= set(fields)
        for other in set(Utility) - {utility}:
            assert not set(part_fields(other)) & set(fields)


def test_the_identity_number_goes_along_only_if_the_applicant_ticked_it() -> None:
    ticked = {"joint.id_number_too": True}

    assert "applicant.id_number" in fields_for(Utility.GAS, ticked)
    assert "applicant.id_number" not in fields_for(Utility.GAS, {"joint.id_number_too": False})
    assert DataKind.ID_NUMBER in kinds_for(ticked)
    assert DataKind.ID_NUMBER not in kinds_for({})
