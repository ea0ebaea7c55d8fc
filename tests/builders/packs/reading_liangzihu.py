"""梁发改发〔2023〕33号, read by hand. 1, 5 and 8 say 高压 and 低压 and name no voltage."""

from __future__ import annotations

from builders.packs.reading_parts import (
    Approval,
    Facts,
    Limit,
    Reading,
    Step,
    actor,
    application_documents,
    common_notes,
    only_payer,
    with_approval_limit,
)

MATTERS = frozenset({"route_planning", "road_digging", "green_restoration"})


def customer_class(facts: Facts) -> str | None:
    if facts.low:
        return "lv"
    if facts.capacity <= 2000:
        return "hv_upto_2000"
    return "hv_over_2000"


def steps(group: str | None) -> tuple[Step, ...]:
    if group == "lv":
        return (("apply", None, "accepted"), ("connect", None, "signed"))
    if group == "hv_upto_2000":
        return (("apply", None, "accepted"), ("connect", None, "completion_reported"))
    return ()


def limits(group: str | None) -> dict[str, Limit]:
    found: dict[str, Limit] = {"grid_side": (None, None, None)}
    if group == "lv":
        found["whole_process"] = (2, None, "applied")  # 5: 从申请报装至最终接电
    if group in ("hv_upto_2000", "hv_over_2000"):
        found["whole_process"] = (5, None, "applied")
    return found


def approval(facts: Facts) -> Approval:
    works = facts.works
    if works is None:
        return Approval("none")
    if works.road_crossing_m <= 30 and works.length_m <= 600:
        return Approval(
            "filing", may=True, alternatives=("parallel",), matters=MATTERS, filing_form="commitment_filing"
        )
    return Approval("parallel", wd=3, matters=MATTERS)


def costs(facts: Facts) -> dict[str, str]:
    payers: dict[str, str] = {"reserve_land_government": "government", "grid_equipment": "grid_company"}
    if facts.low and facts.capacity <= 220:
        payers["lv_zero_fee"] = "government"
    if not facts.low:
        payers["to_red_line"] = "grid_company"
    return payers


def notes(facts: Facts, group: str | None, track: str) -> set[str]:
    found = common_notes(facts, 220) | {"one-certificate", "whole-process-scope"}
    if facts.customer in ("resident", "other"):
        found.add("enterprise-wording")  # 5: 企业从申请报装至最终接电
    if track == "parallel":
        found.add("ordinary-users")  # 13: 一般电力接入用户
    if group == "hv_over_2000":
        found.add("steps-over-2000")
    if facts.low and facts.unit == "kVA":
        found.add("power-factor-one")
    if group in ("hv_upto_2000", "hv_over_2000") and facts.unit == "kW":
        found.add("power-factor-one")
    return found


def services(facts: Facts) -> frozenset[str]:
    # 4 方便市民及企业; 3; 12; 17; 2; 11; 20: said to everybody
    offered = {
        "joint_utilities",
        "chief_attendant",
        "one_time_notice",
        "energy_team",
        "transfer_jointly",
        "capacity_disclosed",
        "progress_and_rating",
        "resale_surcharge_handled",
    }
    if facts.customer != "resident":
        # 7 招商引资项目; 18 园区、商业综合体; 20 工业园区、小区底商
        offered |= {"agent_service", "dual_managers", "market_trading_together", "direct_supply"}
        if facts.works is not None:
            offered.add("five_zero")  # 4: 项目办理施工许可阶段 … 为企业
    if facts.business == "temporary" or not facts.permanent:
        offered.add("equipment_lease")
    if facts.kv >= 35:
        offered.add("free_cost_advice")
    return frozenset(offered)


def read(facts: Facts) -> Reading:
    group = customer_class(facts)
    decided = approval(facts)
    payers = costs(facts)
    return Reading(
        customer_class=group,
        steps=steps(group),
        limits=with_approval_limit(limits(group), decided),
        documents=application_documents(facts),
        track=decided.track,
        approval_wd=decided.wd,
        may=decided.may,
        alternatives=decided.alternatives,
        matters=decided.matters,
        actor=actor(facts, decided.track, only_payer(payers, "lv_zero_fee", "to_red_line")),
        costs=payers,
        note_ids=frozenset(notes(facts, group, decided.track)),
        services=services(facts),
        rights=frozenset({"no_improper_charges", "refund"}),
        filing_form=decided.filing_form,
    )
