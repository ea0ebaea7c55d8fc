"""济能字〔2021〕22号, read by hand: 附件1 row by row, the rest clause by clause."""

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
    state,
    unnamed,
    with_approval_limit,
)

MATTERS = frozenset({"planning_permit", "green_occupation", "road_commitment"})
RIGHTS = frozenset(
    {
        "free_channel",
        "free_choice_of_firms",
        "no_extra_papers",  # 三(二)1: 杜绝额外加收资料, no exception
        "no_added_steps",  # 三(二)1: 除法律法规另有规定外
        "shared_certificates",  # 附件2-25 取消纸质办电资料, 附件2-30 已实现: in force
        "no_forced_commitment",
        "priced_extras",
        "no_improper_charges",
        "honest_clock",
    }
)


def customer_class(facts: Facts) -> str | None:
    if facts.low:
        if facts.customer in ("resident", "micro_enterprise"):
            return "lv_resident_or_micro"
        return "lv_non_resident"
    if facts.kv == 10:
        if facts.sources == 2:
            return "mv10_dual"
        if facts.capacity <= 1250:
            return "mv10_single_upto_1250"
        return "mv10_single_over_1250"
    if facts.kv >= 35:
        if facts.sources == 2:
            return "hv35_dual"
        return "hv35_single"
    return None


def grid_side(group: str | None) -> int | None:
    if group == "lv_resident_or_micro":
        return 2
    if group == "mv10_single_upto_1250":
        return 7
    if group == "mv10_single_over_1250":
        return 11
    if group == "mv10_dual":
        return 18
    if group == "hv35_single":
        return 22
    if group == "hv35_dual":
        return 32
    return None


def steps(facts: Facts, group: str | None) -> tuple[Step, ...]:
    if group == "lv_resident_or_micro":
        return (("accept_and_sign", 1, "accepted"), ("build_and_connect", 1, "signed"))
    if group == "lv_non_resident":
        return (("accept_and_sign", None, "accepted"), ("build_and_connect", None, "signed"))
    if group in ("mv10_single_upto_1250", "mv10_single_over_1250"):
        plan = 2 if group == "mv10_single_upto_1250" else 6
        if facts.critical:
            return four_steps(plan, None, None, 5)
        return (("accept_and_plan", plan, "accepted"), ("inspect_and_connect", 5, "completion_reported"))
    if group == "mv10_dual":
        if facts.critical:
            return four_steps(8, 3, 2, 5)
        return (("accept_and_plan", 8, "accepted"), ("inspect_and_connect", 5, "completion_reported"))
    if group == "hv35_single":
        return four_steps(11, 3, 2, 6)
    if group == "hv35_dual":
        return four_steps(21, 3, 2, 6)
    return ()


def four_steps(plan: int, review: int | None, middle: int | None, inspection: int) -> tuple[Step, ...]:
    return (
        ("accept_and_plan", plan, "accepted"),
        ("design_review", review, "design_submitted"),
        ("mid_inspection", middle, "mid_inspection_requested"),
        ("inspect_and_connect", inspection, "completion_reported"),
    )


def limits(facts: Facts, group: str | None) -> dict[str, Limit]:
    found: dict[str, Limit] = {"grid_side": (grid_side(group), None, "accepted" if facts.low else None)}
    if group == "lv_resident_or_micro":
        if facts.connection == "meter_only":
            found["connect_same_day"] = (None, 0, "applied")  # 二: 当日申请、当日接电
        if facts.connection == "service_drop":
            found["connect_next_day"] = (None, 1, "applied")
    return found


def documents(facts: Facts) -> dict[str, tuple[str, str]]:
    asked = application_documents(facts)
    if (facts.critical and not facts.low) or facts.kv >= 35:
        for document in ("designer_qualification", "design_documents"):
            asked[document] = ("design_review", state(facts, document, "required"))
        for document in ("builder_qualification", "concealed_works_records"):
            asked[document] = ("mid_inspection", state(facts, document, "required"))
    if not facts.low:
        asked["completion_report"] = ("final_inspection", state(facts, "completion_report", "required"))
    return asked


def approval(facts: Facts) -> Approval:
    works = facts.works
    if works is None:
        return Approval("none")
    if facts.low:
        if facts.customer == "resident":
            return Approval("exempt")
        if facts.customer == "other":
            return Approval("not_covered")
        if facts.micro and facts.capacity <= 160 and not works.third_party_interest:
            return Approval("filing", alternatives=("exempt",), filing_form="commitment_filing")
        return Approval("filing", filing_form="commitment_filing")
    if facts.kv == 10:
        return approval_at_10(facts)
    if facts.kv >= 35:
        return Approval("permit")
    return Approval("not_covered")


def approval_at_10(facts: Facts) -> Approval:
    if not own_connection(facts) or not facts.dedicated:
        return Approval("filing", filing_form="commitment_filing")
    if facts.customer in ("enterprise", "micro_enterprise"):
        return Approval("parallel", wd=2, matters=MATTERS)
    return Approval("not_covered")  # 三(一)2: 10千伏专线 of 企业; 附件2-18: 企业10千伏专线用电


def costs(facts: Facts) -> dict[str, str]:
    payers: dict[str, str] = {}
    if facts.low and facts.customer == "resident":
        payers["to_meter"] = "grid_company"
    if facts.low and facts.micro and facts.capacity <= 160:
        payers["to_meter"] = "grid_company"
    if (
        facts.kv == 10
        and facts.customer in ("enterprise", "micro_enterprise")
        and (facts.park in ("provincial", "national") or facts.key_project)
    ):
        payers["to_red_line"] = "grid_company"
    if not facts.low and facts.permanent and facts.capacity <= 1250 and facts.works is not None:
        payers["outer_line_government"] = "government"
    if facts.park in ("provincial", "national"):
        payers["ducts_park"] = "park"
    return payers


def notes(  # noqa: C901, PLR0912  one plain if for each note
    facts: Facts, group: str | None, track: str, payers: dict[str, str]
) -> set[str]:
    found = common_notes(facts, 160) | {"plan-period-ended"}
    if unnamed(facts, 10):
        found.add("voltage-not-named")
    if group == "lv_non_resident":
        found.add("lv-non-resident")
    if facts.kv == 10 or facts.kv >= 35:
        found.add("grid-side-clock")
    if group == "mv10_dual" and not facts.critical:
        found.add("dual-source-total")
    if facts.kv == 10 and not facts.critical:
        found.add("design-documents-scope")
    if facts.kv == 10 and facts.sources == 1 and facts.critical:
        found.add("critical-single-total")  # 附件1 "--" against 三(二)1
    if facts.low and facts.micro and track == "filing":
        found.add("filing-or-exempt")
    if facts.low and track == "filing" and facts.works is not None and facts.works.kind.startswith("public_grid"):
        found.add("lv-public-grid")  # 三(一)3: 10千伏公共电网工程
    if facts.low and facts.customer == "other" and track == "not_covered":
        found.add("lv-other-approval")
    if facts.kv == 10 and facts.customer in ("resident", "other") and own_connection(facts):
        # the filing: 三(一)3 says 企业, 附件2-17 用户
        found.add("dedicated-line-enterprise" if facts.dedicated else "filing-enterprise-wording")
    if "outer_line_government" in payers:
        found.add("outer-line-cost")
        if "to_red_line" in payers:
            found.add("red-line-and-outer-line")
    if facts.low and 160 < facts.capacity <= 200:
        found.add("lv-200-pilot")
    if power_factor_decides(facts):
        found.add("power-factor-one")
    return found


def own_connection(facts: Facts) -> bool:
    return facts.works is not None and facts.works.kind == "customer_connection"


def power_factor_decides(facts: Facts) -> bool:
    if facts.low:
        return facts.unit == "kVA" and facts.micro
    if facts.unit == "kVA":
        return False
    return (facts.kv == 10 and facts.sources == 1) or (facts.permanent and facts.works is not None)


def services(facts: Facts, track: str) -> frozenset[str]:  # noqa: C901  one plain if for each
    # 附件2-27; 三(二)2, 附件2-28; 三(五)1, 附件2-54; 三(四)3, 附件2-53: said to everybody
    offered = {"online_assistant", "whole_online", "capacity_disclosed", "outage_notices"}
    firm = facts.customer in ("enterprise", "micro_enterprise")
    if facts.low and facts.customer in ("resident", "micro_enterprise"):
        offered.add("zero_visit")  # 二: 低压居民和低压小微企业用户 … 零上门
    if not facts.low:
        offered |= {"home_visit", "nearby_public_line"}  # 三(二)2, 三(三)1: 高压用户
    if firm and facts.park in ("provincial", "national"):
        offered.add("power_on_arrival")  # 三(二)4: 省级及以上园区 … 企业
    if "to_red_line" in costs(facts):
        offered.add("red_line_access_point")  # 二, in brackets behind the red line
    if facts.micro:
        offered.add("white_list")
    if facts.business == "temporary" or facts.customer != "resident":
        offered.add("equipment_lease")  # 三(三)4: 临时用电租赁 … 减轻企业资金周转压力
    if facts.works is not None:
        offered.add("dual_managers")  # 三(一)1: 配套电网接入工程
        if facts.customer != "resident":
            offered.add("joint_utilities")  # 三(二)3: 工程建设项目 … 由企业
    if track == "parallel":
        offered.add("decided_on_the_spot")  # 三(一)2: the sentence on 10千伏专线
    if track in ("parallel", "permit"):
        offered.add("single_window")  # 附件2-30: 行政审批申请"一窗受理"
    return frozenset(offered)


def left_open(facts: Facts) -> frozenset[Mark]:
    marks: set[Mark] = set()
    if not facts.low and facts.micro and facts.capacity <= 160:
        # 三(三)2 speaks of micro enterprises up to 160 kW, 二 of low-voltage ones: silent on one that takes 10 kV
        marks |= {("costs", "to_meter"), ("approval", "actor")}
    if not facts.low and facts.micro and facts.unit == "kVA":
        # the same clause again: whether its 160 kW is compared at all
        marks.add(("notes", "power-factor-one"))
    if facts.unit == ("kVA" if facts.low else "kW") and not power_factor_decides(facts):
        # nothing listed hangs on the capacity here, but a note may compare it
        marks.add(("notes", "power-factor-one"))
    if facts.kv == 10 and facts.critical:
        # the two clauses differ, but for a critical customer both ask for the same
        marks.add(("notes", "design-documents-scope"))
    return frozenset(marks)


def read(facts: Facts) -> Reading:
    group = customer_class(facts)
    decided = approval(facts)
    payers = costs(facts)
    payer = only_payer(payers, "to_meter", "to_red_line", "outer_line_government")
    return Reading(
        customer_class=group,
        steps=steps(facts, group),
        limits=with_approval_limit(limits(facts, group), decided),
        documents=documents(facts),
        track=decided.track,
        approval_wd=decided.wd,
        may=decided.may,
        alternatives=decided.alternatives,
        matters=decided.matters,
        actor=actor(facts, decided.track, payer),
        costs=payers,
        note_ids=frozenset(notes(facts, group, decided.track, payers)),
        services=services(facts, decided.track),
        rights=RIGHTS,
        filing_form=decided.filing_form,
        open=left_open(facts),
    )
