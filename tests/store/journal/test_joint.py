"""Acts on a joint application on record; it catches a slip without that unit's own consent, a consent for one unit that
serves another, and two desks of which one takes back what the other hands over.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from builders.record_builders import a_paper, an_answer, an_opening, told_tables
from builders.shared_records import Desk, everybody_takes_from_everybody, three_desks

from gridcounter.core.joint.course import follow_joint
from gridcounter.core.record.journal import Kind
from gridcounter.errors import Refusal
from gridcounter.store.journal.projections.joint import joint_acts
from gridcounter.store.journal.validators.joint import (
    NoConsentOf,
    NoJoint,
    NotAskedTogether,
    NotHandedYet,
    NothingToTell,
    PowerIsTheCase,
)
from gridcounter.store.journal.validators.papers import AlreadyVoided, PaperNotFound

ON = "2026-09-23"
WATER, TEL_A, TEL_B = "样例自来水公司", "样例通信甲公司", "样例通信乙公司"
OPENED = {"on": ON, "utilities": ["water", "power", "telecom"], "mix": "水电气网", "pack": "sha256:1", "article": ["4"]}


def about(utility: str, unit: str, **more: object) -> dict[str, Any]:
    return {"on": ON, "utility": utility, "unit": unit, **more}


def consent(utility: str = "water", unit: str = WATER) -> dict[str, Any]:
    return about(utility, unit, kinds=["contact", "place", "need"], how="signed")


def slip(utility: str = "water", unit: str = WATER, **more: object) -> dict[str, Any]:
    return about(utility, unit, way="当面", **more)


def a_desk(*, opened: bool = True) -> Desk:
    desk, _, _ = three_desks()
    desk.journal.append(an_opening())
    if opened:
        desk.do(Kind.JOINT_OPENED, OPENED)
    return desk


def refused(desk: Desk, kind: Kind, values: Mapping[str, Any]) -> Refusal:
    with pytest.raises(Refusal) as found:
        desk.do(kind, values)
    return found.value


def test_nothing_is_entered_of_a_joint_application_that_was_not_opened() -> None:
    assert isinstance(refused(a_desk(opened=False), Kind.JOINT_CONSENTED, consent()), NoJoint)


def test_a_slip_without_that_units_own_consent_is_refused_in_one_sentence() -> None:
    desk = a_desk()
    desk.do(Kind.JOINT_CONSENTED, consent("telecom", TEL_A))

    for utility, unit in (("water", WATER), ("telecom", TEL_B)):
        refusal = refused(desk, Kind.SLIP_HANDED, slip(utility, unit))
        assert isinstance(refusal, NoConsentOf)
        assert unit in str(refusal)
        assert "。" not in str(refusal)
    desk.do(Kind.SLIP_HANDED, slip("telecom", TEL_A))


def test_a_consent_that_was_taken_back_serves_no_slip() -> None:
    desk = a_desk()
    desk.do(Kind.JOINT_CONSENTED, consent())
    desk.do(Kind.CONSENT_WITHDRAWN, about("water", WATER))

    assert isinstance(refused(desk, Kind.SLIP_HANDED, slip()), NoConsentOf)
    desk.do(Kind.JOINT_CONSENTED, consent())
    desk.do(Kind.SLIP_HANDED, slip())


def test_what_is_not_ticked_and_power_have_no_consent_and_no_slip() -> None:
    desk = a_desk()

    assert isinstance(refused(desk, Kind.JOINT_CONSENTED, consent("gas", "样例燃气公司")), NotAskedTogether)
    assert isinstance(refused(desk, Kind.JOINT_CONSENTED, consent("power", "样例供电公司")), PowerIsTheCase)
    survey = {"on": ON, "utilities": ["gas"], "when": "周四"}
    assert isinstance(refused(desk, Kind.SURVEY_ARRANGED, survey), NotAskedTogether)
    desk.do(Kind.JOINT_OPENED, {**OPENED, "utilities": ["gas"]})
    desk.do(Kind.JOINT_CONSENTED, consent("gas", "样例燃气公司"))
    desk.do(Kind.JOINT_PART_WITHDRAWN, {"on": ON, "utility": "gas", "why": "暂不装"})
    assert isinstance(refused(desk, Kind.SLIP_HANDED, slip("gas", "样例燃气公司")), NotAskedTogether)


def test_a_unit_answers_what_it_was_given_in_any_order_and_is_told_on_once_it_answered() -> None:
    desk = a_desk()
    answer = about("water", WATER, kind="yes", words="可以接")
    told = about("water", WATER, way="电话")

    assert isinstance(refused(desk, Kind.UTILITY_ANSWERED, answer), NotHandedYet)
    desk.do(Kind.JOINT_CONSENTED, consent())
    desk.do(Kind.SLIP_HANDED, slip())
    assert isinstance(refused(desk, Kind.ANSWER_TOLD, told), NothingToTell)
    desk.do(Kind.UTILITY_ANSWERED, answer)
    desk.do(Kind.SLIP_ACKNOWLEDGED, about("water", WATER))
    desk.do(Kind.ANSWER_TOLD, told)

    unit = follow_joint(joint_acts(desk.db, "a1")).unit("water", WATER)
    assert (unit.state, unit.told_on) == ("answered", ON)


def test_a_slip_is_a_paper_in_force_of_this_application() -> None:
    desk = a_desk()
    desk.do(Kind.JOINT_CONSENTED, consent())
    paper = desk.journal.append(a_paper(paper="utility_slip"))

    assert isinstance(refused(desk, Kind.SLIP_HANDED, slip(ref="device:99")), PaperNotFound)
    desk.do(Kind.SLIP_HANDED, slip(ref=paper.ref))
    desk.do(Kind.PAPER_VOIDED, {"ref": paper.ref, "why": "misprint"})
    assert isinstance(refused(desk, Kind.SLIP_HANDED, slip(ref=paper.ref)), AlreadyVoided)


def test_others_lateness_moves_no_clock_of_ours() -> None:
    """The power clocks run on their own: not one table of theirs changes by what a unit does or leaves undone."""
    desk = a_desk()
    desk.do(Kind.APPLICATION_ACCEPTED, {"on": "2026-09-21", "answer": an_answer()})
    ours = ("clock", "running", "event", "finished", "pause", "added_item", "answer")
    before = {table: told_tables(desk.db)[table] for table in ours}
    desk.do(Kind.JOINT_CONSENTED, consent())
    desk.do(Kind.SLIP_HANDED, slip())
    desk.do(Kind.UTILITY_ASKS, about("water", WATER, documents=["总平面图"]))
    desk.do(Kind.UTILITY_ANSWERED, about("water", WATER, kind="not_yet", words="管网没有到"))

    assert {table: told_tables(desk.db)[table] for table in ours} == before


def test_the_tables_are_what_a_rebuild_gives() -> None:
    desk = a_desk()
    desk.do(Kind.JOINT_CONSENTED, consent())
    desk.do(Kind.SLIP_HANDED, slip())
    before = told_tables(desk.db)

    assert desk.journal.differing() == ()
    assert desk.journal.rebuild().changed == ()
    assert told_tables(desk.db) == before


@pytest.mark.parametrize(("first_by_clock", "what"), [("handed", "HandedUnaware"), ("taken back", "NoConsentOf")])
@pytest.mark.parametrize("kind", [Kind.CONSENT_WITHDRAWN, Kind.JOINT_PART_WITHDRAWN])
def test_a_slip_handed_over_while_another_desk_took_it_back_is_to_be_looked_at(
    first_by_clock: str, what: str, kind: Kind
) -> None:
    first, second, _ = desks = three_desks()
    first.journal.append(an_opening())
    first.do(Kind.JOINT_OPENED, OPENED)
    first.do(Kind.JOINT_CONSENTED, consent())
    second.take_from(first)
    taken = about("water", WATER) if kind == Kind.CONSENT_WITHDRAWN else {"on": ON, "utility": "water", "why": "不装"}
    acts = {"handed": (Kind.SLIP_HANDED, slip()), "taken back": (kind, taken)}
    first.do(*acts.pop(first_by_clock))
    second.clock.at += timedelta(minutes=1)
    second.do(*acts.popitem()[1])
    everybody_takes_from_everybody(list(desks))

    wanted = "NotAskedTogether" if what == "NoConsentOf" and kind == Kind.JOINT_PART_WITHDRAWN else what
    for desk in desks:
        assert desk.db.execute("SELECT what FROM conflict WHERE settled IS NULL").fetchall() == [(wanted,)]
        assert follow_joint(joint_acts(desk.db, "a1")).unit("water", WATER).handed_on == ON
