"""The impact of a new edition: equal to deciding every application twice, one by one."""

from __future__ import annotations

import json
import random
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from builders.extent import some
from builders.pack_builders import (
    EVERYTHING,
    FEWER_PAPERS,
    HIGHER_LIMIT,
    OTHER_BUSINESSES,
    OTHER_TRACK,
    SHORTER_STEP,
    Edits,
    an_edition,
)
from builders.record_builders import CLERK, a_record

from gridcounter import paths
from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.application import Application, Ownership
from gridcounter.core.notice import answer_of, changes, read_answer, to_payload
from gridcounter.core.policy.evaluation import Circumstances
from gridcounter.core.record.journal import Act, Kind
from gridcounter.services.applications.intake import Intake
from gridcounter.services.office.assessment import Assessor
from gridcounter.services.office.packs import read_pack
from gridcounter.services.policy.impact import Impact, impact
from gridcounter.services.policy.pack_files import BaselineNotHere

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gridcounter.core.notice import Change, PinnedAnswer
    from gridcounter.core.policy.model import PolicyPack
    from gridcounter.services.applications.application_service import ApplicationService
    from gridcounter.services.record.record import Record

TODAY = date(2026, 9, 21)
APPLICATIONS = 150

CHOICES: dict[str, tuple[Any, ...]] = {
    "case.business": ("new_connection", "capacity_increase", "temporary", "transfer", "closing", "ev_charger"),
    "case.customer": ("resident", "sole_proprietor", "micro_enterprise", "enterprise", "other"),
    "case.supply.voltage_kv": (0.22, 0.38, 10, 35, 20),
    "case.supply.capacity": (8, 100, 160, 160.5, 200, 630, 1250, 1250.5, 1600, 1600.5, 2000),
    "case.supply.unit": ("kW", "kVA"),
    "case.supply.sources": (1, 2),
    "case.supply.critical": (True, False),
    "case.supply.dedicated_line": (True, False),
    "case.supply.permanent": (True, False),
    "case.supply.connection": ("meter_only", "service_drop", "works"),
    "case.site.park": ("none", "municipal", "provincial"),
    "case.site.key_project": (True, False),
    "case.works.kind": ("customer_connection", "public_grid_for_customer", "public_grid_capacity"),
    "case.works.owner": ("applicant", "grid_company", "government"),
    "case.works.length_m": (0, 30, 200, 999.5),
    "case.works.third_party_interest": (True, False),
    "case.online": (["identity"], [], ["completion_report", "premises"]),
    "premises.ownership": ("owned", "rented"),
    "desk.agent": (True, False),
    "agent.name": ("样例代办", None),
}


def some_fields(chance: random.Random, place: str) -> dict[str, Any]:
    gaps = chance.choice((0, 0.1, 0.4))
    found = {name: chance.choice(some) for name, some in CHOICES.items() if chance.random() >= gaps}
    if chance.random() < 0.4:
        found["case.works"] = None
    if found.get("case.supply.voltage_kv", 0) > 1:
        found.pop("case.supply.connection", None)
    return found | {"case.locality": place, "case.on": f"2026-0{chance.choice('789')}-0{chance.randint(1, 9)}"}


def a_pack(folder: Path, *edits: Edits, begins: str = "2026-09-01") -> PolicyPack:
    pack, problems = read_pack(an_edition(folder, *edits, begins=begins) / "pack.toml")
    assert pack is not None, problems
    return pack


def impact_of(record: Record, new: PolicyPack) -> Impact:
    assessor = open_assessor()
    return impact(record.stores, assessor.packs, new, assessor.calendar, TODAY)


def fill(record: Record, seed: int) -> None:
    """Applications of two places in every state; some were told an answer, not always the one of today."""
    chance, intake, desk = random.Random(seed), Intake(record, CLERK), open_application_service(record, open_assessor())  # noqa: S311
    lines: list[PinnedAnswer] = []
    for _ in range(APPLICATIONS):
        application = intake.open(TODAY, some_fields(chance, chance.choice(("jining", "jining", "jining", "linyi"))))
        if chance.random() < 0.6:
            intake.receive(application, date(2026, 9, chance.randint(1, 10)))
            if chance.random() < 0.7:
                answer = an_answer_to(desk, application)
                if answer is not None:
                    lines.append(answer)
                pinned = {"answer": to_payload(chance.choice(lines))} if lines and chance.random() < 0.8 else {}
                on = {"on": f"2026-09-{chance.randint(10, 20)}"}
                record.journal.append(Act(Kind.APPLICATION_ACCEPTED, on | pinned, CLERK, application))
        if chance.random() < 0.1:
            record.journal.append(Act(Kind.APPLICATION_CLOSED, {"why": "withdrawn"}, CLERK, application))
    intake.consult(TODAY, some_fields(chance, "jining"))


def asked_of(desk: ApplicationService, application: Application) -> PinnedAnswer:
    rented = application.premises is not None and application.premises.ownership == Ownership.RENTED
    circumstances = Circumstances(application.agent is not None, rented)
    return answer_of(application.case, desk.assessor.assess_application(application), circumstances)


def an_answer_to(desk: ApplicationService, application: str) -> PinnedAnswer | None:
    read, _ = desk.application(application)
    return None if read is None else asked_of(desk, read)


def one_by_one(record: Record, new: PolicyPack) -> dict[str, tuple[bool, frozenset[Change]]]:
    """Every open application decided under all that is installed, and again with the new edition."""
    now = open_application_service(record, open_assessor())
    then = open_application_service(record, Assessor(now.assessor.packs.with_edition(new), now.assessor.calendar))
    found = {}
    for row in record.applications.recent(10_000):
        if row.state not in {"open", "received", "accepted"}:
            continue
        read, _ = now.application(row.id)
        if read is None:
            continue
        case = read.case.model_copy(update={"on": max(read.case.on, TODAY)})
        asked = read.model_copy(update={"case": case})
        before, after = (asked_of(desk, asked) for desk in (now, then))
        result = record.db.execute("SELECT told FROM answer WHERE application = ?", [row.id]).fetchone()
        different = frozenset(changes(before, after))
        if result is not None:
            stands = read_answer(json.loads(result[0]))
            different = frozenset(changes(stands, after)) - frozenset(changes(stands, before))
        if different:
            found[row.number] = (result is not None, different)
    return found


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    with a_record(tmp_path_factory.mktemp("busy") / "record") as record:
        fill(record, seed=3)
        yield record


@pytest.mark.parametrize(
    "edits",
    some(
        [
            (*EVERYTHING, OTHER_BUSINESSES),
            (OTHER_BUSINESSES,),
            (SHORTER_STEP,),
            (HIGHER_LIMIT,),
            (OTHER_TRACK,),
            (FEWER_PAPERS,),
            (),
        ],
        6,
    ),
)
def test_impact_is_what_deciding_each_application_twice_finds(
    edits: tuple[Edits, ...], busy: Record, tmp_path: Path
) -> None:
    new = a_pack(tmp_path, *edits)

    found = impact_of(busy, new)

    assert {one.number: (one.pinned, frozenset(one.changes)) for one in found.affected} == one_by_one(busy, new)
    assert bool(found.affected) == bool(edits)
    assert any(one.pinned for one in found.affected) or len(edits) < len(EVERYTHING)
    assert sum(many for _, many in found.groups) == len(found.affected)


def test_only_open_applications_of_the_place_are_asked_and_contradictory_ones_are_counted(tmp_path: Path) -> None:
    new = a_pack(tmp_path, SHORTER_STEP)
    with a_record(tmp_path / "record") as record:
        intake = Intake(record, CLERK)
        for place in ("jining", "linyi"):
            intake.open(TODAY, {"case.locality": place, "case.on": "2026-09-21"})
        intake.consult(TODAY, {"case.locality": "jining", "case.on": "2026-09-21"})
        closed = intake.open(TODAY, {"case.locality": "jining", "case.on": "2026-09-21"})
        record.journal.append(Act(Kind.APPLICATION_CLOSED, {"why": "withdrawn"}, CLERK, closed))
        contradictory = {"case.business": "temporary", "case.supply.permanent": True}
        intake.open(TODAY, {"case.locality": "jining", "case.on": "2026-09-21"} | contradictory)

        found = impact_of(record, new)

    assert (found.examined, found.contradictory, found.affected) == (2, 1, ())


def test_an_edition_of_next_month_is_asked_as_on_its_first_day(tmp_path: Path) -> None:
    new = a_pack(tmp_path, SHORTER_STEP, begins="2026-11-01")
    fields = {
        "case.locality": "jining",
        "case.on": "2026-09-21",
        "case.customer": "enterprise",
        "case.supply.voltage_kv": 10,
        "case.supply.sources": 2,
    }
    with a_record(tmp_path / "record") as record:
        Intake(record, CLERK).open(TODAY, fields)

        found = impact_of(record, new)

    assert found.day == date(2026, 11, 1)
    (one,) = found.affected
    lines = [(change.before, change.after) for change in one.changes]
    assert lines == [("8 个工作日", "7 个工作日"), ("18 个工作日", "17 个工作日")]


def test_general_practice_is_no_edition_of_a_place(tmp_path: Path) -> None:
    new, _ = read_pack(paths.policies() / "baseline" / "pack.toml")
    assert new is not None

    with a_record(tmp_path / "record") as record, pytest.raises(BaselineNotHere):
        impact_of(record, new)


def test_a_paper_on_one_business_touches_its_applications_and_no_others(tmp_path: Path) -> None:
    """An open transfer was compared as a connection is: what changes for it alone was not seen."""
    new = a_pack(tmp_path, OTHER_BUSINESSES)
    with a_record(tmp_path / "record") as record:
        intake = Intake(record, CLERK)
        numbers = {}
        for business in ("new_connection", "transfer", "closing", "suspension", "ev_charger"):
            fields = {"case.locality": "jining", "case.on": "2026-09-21", "case.business": business}
            numbers[business] = record.applications.get(intake.open(TODAY, fields)).number

        found = impact_of(record, new)

    told = {
        one.number: [(change.what, change.before, change.after) for change in one.changes] for one in found.affected
    }
    assert told == {
        numbers["transfer"]: [
            (
                "办理条件",
                "用电地址、用电容量和用电类别都不变；原户的电费等款项已经结清",
                "新户和原户都到场；提前 3 个工作日申请",
            )
        ],
        numbers["closing"]: [("结清电费的凭证", "", "需提交")],
        numbers["ev_charger"]: [("充电桩装表", "", "3 个工作日")],
    }
