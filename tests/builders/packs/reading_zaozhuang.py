"""枣能源字〔2023〕54号, read by hand: it speaks of industrial parks only."""

from __future__ import annotations

from builders.packs.reading_parts import (
    NOTHING,
    Approval,
    Facts,
    Limit,
    Mark,
    Reading,
    actor,
    application_documents,
    common_notes,
    unnamed,
    with_approval_limit,
)

FOR_EVERYBODY = frozenset({"online_assistant", "repair_notices"})  # 1 园区客户, 10 用户
FOR_ALL_BUT_RESIDENTS = frozenset({"joint_utilities", "power_on_arrival", "park_visit", "own_account"})  # 1: 园区内客户
FOR_FIRMS = frozenset({"equipment_lease", "park_team", "energy_team"})  # 5, 7, 8: 企业


def customer_class(facts: Facts) -> str | None:
    if facts.low:
        return "lv"
    if unnamed(facts, 10):
        return None
    return "hv"


def limits(facts: Facts) -> dict[str, Limit]:
    found: dict[str, Limit] = {"grid_side": (None, None, None)}
    if facts.park != "none" and facts.kv == 10:
        found["plan_reply"] = (None, None, None)
    return found


def approval(facts: Facts) -> Approval:
    if facts.works is None:
        return Approval("none")
    if facts.park == "none":
        return Approval("not_covered")
    if facts.kv == 10:
        return Approval("permit", wd=3)
    if facts.kv >= 35:
        return Approval("commitment", filing_form="permit_commitment")
    return Approval("not_covered")


def costs(facts: Facts) -> dict[str, str]:
    if facts.park == "none":
        return {}
    if facts.customer not in ("enterprise", "micro_enterprise"):
        return {}  # 5: 符合条件的园区企业, of the line and of the ducts in one sentence
    return {"ducts_park": "park", "to_red_line": "grid_company"}


def notes(facts: Facts, payers: dict[str, str]) -> set[str]:
    found = common_notes(facts, None)
    if unnamed(facts, 10):
        found.add("voltage-not-named")
    if facts.park == "none":
        found.add("park-only")
        return found
    found |= {"by-reference-documents", "one-certificate"}
    if facts.kv == 10:
        found.add("by-reference-1479")
    if "to_red_line" in payers:
        found.add("by-reference-67")
    return found


def services(facts: Facts) -> frozenset[str]:
    if facts.park == "none":
        return NOTHING
    offered = set(FOR_EVERYBODY)
    if facts.customer != "resident":
        offered |= FOR_ALL_BUT_RESIDENTS
    if facts.customer in {"enterprise", "micro_enterprise"}:
        offered |= FOR_FIRMS
    if facts.kv == 10 and facts.works is not None:
        offered.add("online_chain")  # 4: 10千伏电力外线行政审批
    return frozenset(offered)


def left_open(facts: Facts) -> frozenset[Mark]:
    marks: set[Mark] = set()
    if facts.park == "none":
        # the documents stay what general practice asks for, so their notes may stay too
        marks |= {("notes", "by-reference-documents"), ("notes", "one-certificate")}
    if facts.low and facts.unit == "kVA":
        # only a note compares the capacity
        marks.add(("notes", "power-factor-one"))
    return frozenset(marks)


def read(facts: Facts) -> Reading:
    decided = approval(facts)
    payers = costs(facts)
    return Reading(
        customer_class=customer_class(facts),
        steps=(),
        limits=with_approval_limit(limits(facts), decided),
        documents=application_documents(facts),
        track=decided.track,
        approval_wd=decided.wd,
        may=decided.may,
        alternatives=decided.alternatives,
        matters=decided.matters,
        # to_red_line waits for the supplier's word, and the ducts are no line: nobody is settled
        actor=actor(facts, decided.track, None),
        costs=payers,
        note_ids=frozenset(notes(facts, payers)),
        services=services(facts),
        rights=NOTHING,
        filing_form=decided.filing_form,
        open=left_open(facts),
    )
