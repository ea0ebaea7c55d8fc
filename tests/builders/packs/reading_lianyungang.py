"""连政办传〔2021〕56号, read by hand."""

from __future__ import annotations

from builders.packs.reading_parts import (
    Approval,
    Facts,
    Limit,
    Mark,
    Reading,
    Step,
    actor,
    application_documents,
    common_notes,
    only_payer,
    unnamed,
    with_approval_limit,
)

MATTERS = frozenset({"road_digging", "route_planning", "green_occupation"})


def customer_class(facts: Facts) -> str | None:
    if facts.low:
        if facts.customer == "resident":
            return "lv_resident"
        if facts.micro:
            return "lv_micro"
        return "lv_non_resident"
    if facts.sources == 2:  # 3: 高压单电源、高压双电源, no voltage named
        return "hv_dual"
    return "hv_single"


def grid_side(group: str | None) -> int | None:
    if group == "lv_resident":
        return 3
    if group in ("lv_non_resident", "lv_micro"):
        return 5
    if group == "hv_single":
        return 15
    if group == "hv_dual":
        return 25
    return None


def steps(facts: Facts) -> tuple[Step, ...]:
    if facts.low:
        return (("accept_and_sign", None, "accepted"), ("build_and_connect", None, "signed"))
    if unnamed(facts, 10, 20):
        return ()
    if facts.critical or facts.kv >= 35:
        return (
            ("accept", None, "accepted"),
            ("plan_reply", None, "accepted"),
            ("design_review", None, "design_submitted"),
            ("mid_inspection", None, "mid_inspection_requested"),
            ("inspect_and_install", None, "completion_reported"),
        )
    return (
        ("accept", None, "accepted"),
        ("plan_reply", None, "accepted"),
        ("inspect_and_install", None, "completion_reported"),
    )


def limits(facts: Facts, group: str | None) -> dict[str, Limit]:
    found: dict[str, Limit] = {"grid_side": (grid_side(group), None, None)}
    if group == "lv_resident":
        found["whole_process"] = (5, None, "applied")  # 3: 从申请到接电的全过程
    if group == "lv_micro":
        found["whole_process"] = (15, None, "applied")
    if facts.works is not None:
        if facts.low and facts.works.new_pole_box_or_duct:
            found["lv_works_major"] = (10, None, None)
        elif facts.low:
            found["lv_works"] = (5, None, None)
        elif facts.kv in (10, 20):
            found["mv_works"] = (30, None, "plan_fixed")
    return found


def documents(facts: Facts) -> dict[str, tuple[str, str]]:
    # 5 names low voltage and 10、20千伏及以上; below 10 kV it has no list
    return application_documents(facts, "reference" if unnamed(facts, 10, 20) else "required")


def rights(facts: Facts) -> frozenset[str]:
    """10; 5 无需提供纸质材料, and 只需提供 where it has a list."""
    found = {"no_improper_charges", "shared_certificates"}
    if not unnamed(facts, 10, 20):
        found.add("no_extra_papers")
    return frozenset(found)


def approval(facts: Facts) -> Approval:
    works = facts.works
    if works is None:
        return Approval("none")
    if (
        works.length_m < 1000
        and works.occupies <= {"footway", "cycle_lane"}
        and ("cycle_lane" not in works.occupies or works.cycle_lane_passable)
    ):
        return Approval("filing", matters=MATTERS, filing_form="filing_record")
    if facts.kv <= 20:  # 2: 10、20千伏及以下
        return Approval("permit", wd=5)
    return Approval("permit")


def costs(facts: Facts) -> dict[str, str]:
    if facts.estate:
        return {"estate_government": "government"}
    return {"electrical_works": "grid_company", "ducts_government": "government"}


def notes(facts: Facts, track: str, found_limits: dict[str, Limit]) -> set[str]:
    found = common_notes(facts, 160)
    if unnamed(facts, 10, 20):
        found.add("voltage-not-named")
    if facts.low and facts.customer in ("resident", "micro_enterprise") and facts.works is not None:
        found.add("whole-process-scope")
    if facts.kv == 35:
        found.add("thirty-five-kv-boundary")
    if facts.customer == "resident" and "lv_works_major" in found_limits:
        found.add("resident-clock")
    if facts.works is not None and "green" in facts.works.occupies and track == "permit":
        found.add("green-occupation")
    if facts.low and facts.customer in ("resident", "micro_enterprise"):
        found.add("three-zero-approval")
    return found


def services(facts: Facts) -> frozenset[str]:
    # 7; 6; 二 and 11; 11; 10: said to everybody
    offered = {
        "online_assistant",
        "transfer_at_once",
        "three_disclosures",
        "price_notice_one_month",
        "resale_surcharge_handled",
    }
    if facts.business == "temporary":
        offered.add("equipment_lease")  # 8: 临时用电租赁共享服务
    if facts.works is not None:
        offered |= {"live_line", "one_key_approval", "approval_rules_disclosed"}  # 14; 6; 11
    if not facts.low:
        offered |= {"nearby_public_line", "final_inspection_online"}  # 8: 对于高压用户; 竣工检验 is their step (4)
    if facts.low and facts.customer in ("resident", "micro_enterprise"):
        offered.add("zero_visit")  # 二: 普通低压居民用户和低压小微企业用户
    if facts.customer != "resident":
        offered.add("company_lookup")  # 7: 为企业办电提供
    return frozenset(offered)


def left_open(facts: Facts, track: str) -> frozenset[Mark]:
    marks: set[Mark] = set()
    if facts.low and facts.unit == "kVA":
        # only the ceiling's note compares the capacity
        marks.add(("notes", "power-factor-one"))
    if not facts.low:
        # the note on what a sum leaves out was written for 济宁; it is true here as well
        marks.add(("notes", "grid-side-clock"))
    if facts.kv >= 35:
        # the conflict is stated with the 20 kV row
        marks.add(("notes", "green-occupation"))
    if track == "permit":
        # the half-sentence on five days names no matters, the one before it does
        marks.add(("approval", "matters"))
    if 10 < facts.kv < 35 and facts.kv != 20:
        # 10、20千伏及以上 may be read to take these in
        marks.add(("documents", "*"))
    return frozenset(marks)


def read(facts: Facts) -> Reading:
    group = customer_class(facts)
    decided = approval(facts)
    payers = costs(facts)
    found_limits = limits(facts, group)
    return Reading(
        customer_class=group,
        steps=steps(facts),
        limits=with_approval_limit(found_limits, decided),
        documents=documents(facts),
        track=decided.track,
        approval_wd=decided.wd,
        may=decided.may,
        alternatives=decided.alternatives,
        matters=decided.matters,
        actor=actor(facts, decided.track, only_payer(payers, "estate_government", "electrical_works")),
        costs=payers,
        note_ids=frozenset(notes(facts, decided.track, found_limits)),
        services=services(facts),
        rights=rights(facts),
        filing_form=decided.filing_form,
        open=left_open(facts, decided.track),
    )
