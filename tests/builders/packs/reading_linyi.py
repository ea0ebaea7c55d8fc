"""临沂日报 of 2022-03-15, read by hand: a report, no rule."""

from __future__ import annotations

from builders.packs.reading_parts import (
    NOTHING,
    Approval,
    Facts,
    Mark,
    Reading,
    actor,
    application_documents,
    common_notes,
)

SERVICES = frozenset(
    {
        "online_assistant",
        "joint_utilities",
        "good_bad_rating",
        "licence_free",
        "city_app",
        "answer_on_application",
        "one_stop",
    }
)


def customer_class(facts: Facts) -> str | None:
    if facts.low:
        return "lv"
    return "hv"  # the report says 高压 and names no voltage


def approval(facts: Facts) -> Approval:
    if facts.works is None:
        return Approval("none")
    return Approval("not_covered")


def costs(facts: Facts) -> dict[str, str]:
    if facts.low and facts.micro and facts.capacity <= 160:
        return {"lv_zero_investment": "grid_company"}
    return {}


def notes(facts: Facts, payers: dict[str, str]) -> set[str]:
    found = common_notes(facts, 160) | {"news-report", "three-steps"}
    if "lv_zero_investment" in payers:
        found.add("three-zero-meaning")
    if facts.low and facts.micro and facts.unit == "kVA":
        found.add("power-factor-one")
    return found


def left_open(facts: Facts) -> frozenset[Mark]:
    marks: set[Mark] = set()
    if facts.unit == "kVA" and not (facts.low and facts.micro):
        # nothing listed hangs on the capacity here, but a note may compare it
        marks.add(("notes", "power-factor-one"))
    return frozenset(marks)


def read(facts: Facts) -> Reading:
    decided = approval(facts)
    payers = costs(facts)
    return Reading(
        customer_class=customer_class(facts),
        steps=(),
        limits={"grid_side": (None, None, None)},
        documents=application_documents(facts),
        track=decided.track,
        approval_wd=None,
        may=False,
        alternatives=(),
        matters=NOTHING,
        # a news report settles nobody's duty
        actor=actor(facts, decided.track, None),
        costs=payers,
        note_ids=frozenset(notes(facts, payers)),
        services=SERVICES if facts.works is None else SERVICES | {"live_line"},
        rights=NOTHING,
        filing_form=None,
        open=left_open(facts),
    )
