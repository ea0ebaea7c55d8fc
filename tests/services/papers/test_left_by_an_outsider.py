"""More of what somebody stumbles over who reads a paper beside its source: who cites what, and what really decides."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders.filing_builders import a_filing_desk, on_the_way
from builders.paper_builders import PLACES, Raw, an_application, paperwork, read, texts
from builders.record_builders import DAY, PASSPHRASE, a_copy, a_setup
from builders.told_builders import FACTORY
from test_filing_papers import drawn, text
from test_read_by_an_outsider import LOW, NOTICE, high

from gridcounter.bootstrap import open_application_service
from gridcounter.core.papers.spoken_summary import script
from gridcounter.core.policy.decision import Decision
from gridcounter.core.record.journal import Kind

LONG = {"kind": "customer_connection", "length_m": 1500, "road_crossing_m": 35, "occupies": ["carriageway"]}


def decided(raw: Raw) -> Decision:
    return paperwork().assessor.assess_application(read(raw))


@pytest.mark.parametrize("role", ["supplier_hall", "park_team", None])
def test_no_paper_under_a_supplier_s_head_cites_the_law_that_binds_authorities(role: str | None) -> None:
    raw = high("liangzihu", **{"case.works": LONG, "office.role": role})
    lacking = high("lianyungang", **{"case.works": LONG, "office.role": role})
    papers = texts(raw) | texts(lacking, "supplement_notice", "approval_notice")

    assert "approval_notice" in papers
    assert [name for name, text in papers.items() if "行政许可法" in text] == []


def test_a_government_window_may_cite_it() -> None:
    raw = high("liangzihu", **{"case.works": LONG, "office.role": "government_hall"})

    assert "《行政许可法》第三十二条" in texts(raw, "approval_notice")["approval_notice"]


@pytest.mark.parametrize("place", ["jining", "liangzihu", "lianyungang", "linyi"])
def test_above_the_ceiling_it_is_this_answer_that_is_listed_as_low_voltage(place: str) -> None:
    raw = an_application(place, **{"case.supply": LOW | {"capacity": 300}, "case.works": None})

    text = texts(raw, NOTICE)[NOTICE]
    assert "本答复按低压列出" in text
    assert "以下按低压" not in text


@pytest.mark.parametrize(
    ("volts", "said"),
    [
        (0.4, "低压用户用电申请时只需提供用电人有效身份证明和用电地址物业权属证明"),
        (
            10,
            "10、20千伏及以上用户用电申请时只需提供用电人有效身份证明、用电地址物业权属证明、用电工程项目批准（备案）文件",
        ),
        (6, ""),
    ],
)
def test_lianyungang_asks_for_nothing_beside_its_list(volts: float, said: str) -> None:
    raw = high("lianyungang", **{"case.supply": {"voltage_kv": volts, "capacity": 100, "unit": "kW", "sources": 1}})

    text = texts(raw, NOTICE)[NOTICE]
    assert (said and f"{said}（①5）") in text
    assert text.count("只需提供") == (1 if said else 0)


def test_what_a_park_does_for_firms_is_not_told_to_others() -> None:
    offered = {
        customer: {one.id: one.label for one in decided(high("zaozhuang", **{"case.customer": customer})).services}
        for customer in ("enterprise", "micro_enterprise", "other", "resident")
    }
    firms = {"equipment_lease", "park_team", "energy_team"}
    assert {customer: firms & set(text) for customer, text in offered.items()} == {
        "enterprise": firms,
        "micro_enterprise": firms,
        "other": set(),
        "resident": set(),
    }
    assert not any("企业" in label for label in offered["other"].values() if "供电企业" not in label)
    assert offered["other"]["own_account"] == "园区内客户可独立报装申请"


def test_where_the_park_is_not_known_it_is_asked_and_no_survey_finds_out() -> None:
    text = texts(high("zaozhuang", **{"case.site": None}), NOTICE)[NOTICE]

    assert "补全后确定，取决于是否在园区内" in text
    assert "告诉窗口是否在园区内" in text
    assert "待补全" in text
    for wrong in ("园区级别", "市级园区", "勘查后确定", "待勘查", "配合现场勘查"):
        assert wrong not in text


def test_what_is_read_out_asks_of_a_park_what_the_notice_asks(tmp_path: Path) -> None:
    record = a_copy(tmp_path / "record", PASSPHRASE, a_setup(place="zaozhuang"))
    try:
        desk = open_application_service(record, paperwork().assessor)
        application = desk.begin(DAY)
        desk.save_all(application, FACTORY)
        state = desk.state(application)
    finally:
        record.close()

    assert state.case is not None
    assert state.decision is not None
    text = "".join(script(state.case, state.decision))
    assert "是否在园区内" in text
    assert "园区级别" not in text


def test_of_two_ways_that_are_still_open_both_are_named_as_the_paper_names_them() -> None:
    """At Lianyungang the voltage decides between two permits: neither is the answer before it is known."""
    open_still = decided(high("lianyungang", **{"case.supply.voltage_kv": None, "case.works": LONG})).approval
    settled = [
        decided(high("lianyungang", **{"case.supply.voltage_kv": kv, "case.works": LONG})).approval for kv in (10, 35)
    ]

    assert open_still.label is None
    assert open_still.words == "，或者".join(each.words for each in settled)
    assert len({each.words for each in settled}) == 2


def test_a_newspaper_that_says_who_invests_settles_nobody_who_acts() -> None:
    """Whoever acts must be named by an office's own paper; who has the works built may be told by the applicant."""
    raw = an_application("linyi", **{"case.customer": "micro_enterprise", "case.supply": LOW})
    raw["case"]["works"] = {"kind": "customer_connection"}
    result = decided(raw)

    assert [cost.payer for cost in result.costs] == ["grid_company"]
    assert all(cost.reported for cost in result.costs)
    assert result.approval.actor is None


def test_where_the_line_is_not_known_a_survey_finds_out() -> None:
    raw = high("lianyungang", **{"case.works": {"kind": "customer_connection"}})
    text = texts(raw, NOTICE)[NOTICE]

    assert "勘查后" in text
    assert "待勘查" in text
    assert "勘查以后告诉您" in "".join(script(read(raw).case, decided(raw)))


@pytest.mark.parametrize(
    ("sources", "critical", "volts"),
    [(s, c, v) for s in (1, 2) for c in (True, False, None) for v in (10, 35)],
)
def test_a_total_is_called_a_sum_only_where_its_steps_add_up(sources: int, critical: bool | None, volts: float) -> None:  # noqa: FBT001
    supply = {"voltage_kv": volts, "capacity": 800, "unit": "kVA", "sources": sources, "critical": critical}
    decision = decided(high("jining", **{"case.supply": supply}))

    [note] = [one.text for one in decision.notes if one.id == "grid-side-clock"]
    total = next(line.wd for line in decision.limits if line.id == "grid_side")
    days = [step.wd for step in decision.steps if not step.needs]
    adds_up = None not in days and sum(day or 0 for day in days) == total
    assert "之和" not in note or adds_up


@pytest.mark.parametrize("place", PLACES)
def test_an_arithmetic_is_marked_as_general_practice(place: str) -> None:
    result = texts(high(place), NOTICE, "acceptance_receipt")

    for text_ in result.values():
        assert text_.count("当日不计") == text_.count("当日不计，自次日起算（通用做法）") + text_.count(
            "当日不计（通用做法）"
        )


def test_what_nobody_wrote_is_marked_on_papers_of_a_filing(tmp_path: Path) -> None:
    with a_filing_desk(tmp_path) as at:
        on_the_way(at, Kind.FORM_POSTED)
        assert "开工前和施工中（条文为通用做法）" in text(drawn(at, "start_notice"))
        assert "请保留到完工恢复（通用做法）" in text(drawn(at, "start_notice"))
        assert "我们承诺（条文为通用做法）" in text(drawn(at, "commitment_filing_posted"))
        assert "已经张贴的上一版应当撤下（通用做法）" in text(drawn(at, "return_notice"))
