"""Which papers an application calls for, which are refused, and what each may and must not contain."""

from __future__ import annotations

import re
from typing import Any

import pytest
from builders.paper_builders import (
    PLACES,
    SUPERVISION,
    a_full_application,
    a_noodle_shop,
    an_application,
    as_pdf,
    built,
    paperwork,
    pdf_pages,
    plain,
    random_applications,
    read,
    text_of,
    texts,
)

from gridcounter.core.papers.called_for import PAPERS
from gridcounter.core.papers.form_model import Callout, Signatures, texts_of
from gridcounter.core.papers.view import Printing
from gridcounter.errors import Refusal, WrongInput

ALWAYS = {"one_time_notice", "acceptance_receipt", "info_sheet"}
FORMS = {"commitment_filing", "filing_record", "permit_commitment"}


def first_box(raw: dict[str, Any]) -> Callout:
    blocks = built(raw, "one_time_notice")["one_time_notice"].model.blocks
    return next(block for block in blocks if isinstance(block, Callout))


def test_notice_and_info_sheet_are_always_called_for() -> None:
    assert set(built({"case": {"locality": "linyi", "on": "2026-09-28"}})) == ALWAYS - {"acceptance_receipt"}


def test_a_receipt_of_the_acceptance_is_called_for_where_one_is_on_record() -> None:
    """Without a record: where it is said who applies for what. Else the day is assumed, and the notice says so."""
    raw = a_noodle_shop()
    for printing, there in ((None, True), (Printing(accepted=True), True), (Printing(accepted=False), False)):
        assert ("acceptance_receipt" in built(raw, printing=printing)) is there
    nobody = a_noodle_shop(applicant=None)
    assert "acceptance_receipt" not in built(nobody)
    for asked, printing in ((nobody, None), (raw, Printing(accepted=False))):
        with pytest.raises(Refusal, match="受理还没有登记，不能出具受理回执"):
            built(asked, "acceptance_receipt", printing=printing)

    known, assumed = (
        text_of(built(raw, "one_time_notice", printing=Printing(accepted=on))["one_time_notice"])
        for on in (True, False)
    )
    assert "如9月28日受理，" in assumed
    assert "/未受理" in assumed
    assert "：如9月28日" in assumed
    assert not any(words in known for words in ("如9月28日", "未受理"))


def test_a_receipt_of_materials_is_called_for_where_their_day_is_on_record() -> None:
    raw = an_application("zaozhuang", received=[{"document": "identity"}], received_on=None)

    assert "materials_receipt" not in built(raw)
    with pytest.raises(Refusal, match="收件还没有登记，不能出具资料接收凭证"):
        built(raw, "materials_receipt")


def test_something_received_calls_for_its_receipt_and_something_deferred_for_its_note() -> None:
    received = an_application("zaozhuang", received=[{"document": "identity"}], received_on="2026-09-28")
    deferred = an_application("zaozhuang", deferred=[{"document": "identity"}])

    assert "materials_receipt" in built(received)
    assert "materials_receipt" not in built(deferred)
    assert "deferral_note" in built(deferred)
    assert "deferral_note" not in built(received)


def test_six_lines_say_what_a_noodle_shop_has_to_do_and_it_files_nothing() -> None:
    result = built(a_noodle_shop())

    assert set(result) == ALWAYS
    assert 1 <= len(first_box(a_noodle_shop()).lines) <= 6
    notice = text_of(result["one_time_notice"])
    assert "电网至电能表" in notice
    assert "2026年9月29日" in notice


@pytest.mark.parametrize("place", PLACES)
def test_the_first_box_has_at_most_six_lines(place: str) -> None:
    assert 1 <= len(first_box(an_application(place)).lines) <= 6


def test_an_enterprise_of_liangzihu_that_crosses_35_metres_reads_the_excess_and_the_offices() -> None:
    result = texts(an_application("liangzihu"))

    assert "approval_notice" in result
    assert not FORMS & set(result)
    for paper in ("one_time_notice", "approval_notice"):
        assert "超出5米" in result[paper]
        for office in ("自然资源和规划部门（样例）6号窗口027-00000021", "城市管理部门（样例）7号窗口027-00000022"):
            assert office in result[paper]


def test_an_office_without_an_entry_gets_a_line_to_fill() -> None:
    form = built(an_application("liangzihu", **{"office.authorities": None}), "approval_notice")["approval_notice"]

    assert "城市管理部门（样例）" not in text_of(form)
    assert "超出5米" in text_of(form)


@pytest.mark.parametrize("owner", [..., "applicant", "grid_company"])
def test_no_paper_of_lianyungang_speaks_of_posting_or_dishonesty_or_a_commitment(owner: object) -> None:
    raw = an_application("lianyungang", **{"case.works.owner": owner})
    asked = ["filing_record", "return_notice", "survey_update", "quick_reference", "supplement_notice"]

    for paper, text in {**texts(raw), **texts(raw, *asked)}.items():
        assert not re.search("张贴|失信|承诺", text), paper


def test_the_filing_of_jining_has_its_posted_copy() -> None:
    result = built(an_application("jining"))

    assert {"commitment_filing", "commitment_filing_posted"} <= set(result)
    assert result["commitment_filing_posted"].model.posted
    assert "张贴" in text_of(result["commitment_filing"])


@pytest.mark.parametrize("owner", ["grid_company", "government", "park", ...])
def test_a_filing_that_is_not_the_applicants_is_made_only_by_name(owner: object) -> None:
    raw = an_application("jining", **{"case.works.owner": owner})

    assert not FORMS & set(built(raw))
    assert set(built(raw, "commitment_filing")) == {"commitment_filing"}


@pytest.mark.parametrize(
    ("place", "paper"),
    [
        ("lianyungang", "commitment_filing"),
        ("lianyungang", "permit_commitment"),
        ("lianyungang", "commitment_filing_posted"),
        ("lianyungang", "approval_notice"),
        ("lianyungang", "materials_receipt"),
        ("jining", "filing_record"),
        ("jining", "approval_notice"),
        ("liangzihu", "commitment_filing"),
        ("liangzihu", "return_notice"),
        ("liangzihu", "deferral_note"),
        ("linyi", "filing_record"),
    ],
)
def test_a_paper_that_the_case_does_not_allow_is_refused_in_one_sentence(place: str, paper: str) -> None:
    with pytest.raises(Refusal) as refused:
        built(an_application(place), "one_time_notice", paper)

    assert not isinstance(refused.value, WrongInput)
    assert re.search("不能出具|不需要出具", str(refused.value))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("paper", sorted(FORMS | {"commitment_filing_posted", "approval_notice", "return_notice"}))
@pytest.mark.parametrize(
    ("place", "works", "said"),
    [
        (
            "linyi",
            {"kind": "customer_connection", "length_m": 100},
            "报道没有规定这种外线工程怎样办理，不能出具这份文书，请先向供电企业和审批部门确认",
        ),
        (
            "lianyungang",
            {"kind": "customer_connection", "occupies": []},
            "外线工程怎样办理尚不能判定，请先补全：线路总长，再出具这份文书",
        ),
    ],
)
def test_while_it_is_not_known_how_works_are_handled_no_paper_on_them_is_made(
    place: str, works: dict[str, object], said: str, paper: str
) -> None:
    with pytest.raises(Refusal) as refused:
        built(an_application(place, **{"case.works": works}), paper)

    assert str(refused.value) == said


def test_a_survey_update_waits_until_the_survey_has_settled_the_works() -> None:
    with pytest.raises(Refusal, match="勘查"):
        built(an_application("liangzihu", **{"case.works": ...}), "survey_update")

    assert "超出5米" in texts(an_application("liangzihu"), "survey_update")["survey_update"]


def test_a_supplement_notice_lists_what_is_missing_at_this_stage_and_is_refused_where_nothing_is() -> None:
    """What the final inspection asks for is not missing on the day of acceptance: no clock stops for it."""
    missing = texts(an_application("lianyungang", received=None, **{"case.online": []}), "supplement_notice")[
        "supplement_notice"
    ]

    assert "有效身份证明" in missing
    assert "工程竣工报告" not in missing
    waived = [{"document": "premises", "basis": "样例文件 第1条"}]
    asked = an_application("lianyungang", received=None, waived=waived, **{"case.online": []})
    assert "物业权属证明" in missing
    assert "物业权属证明" not in texts(asked, "supplement_notice")["supplement_notice"]
    for place in ("jining", "liangzihu"):
        with pytest.raises(Refusal, match="申请阶段的资料没有缺少"):
            built(an_application(place), "supplement_notice")


def test_unknown_papers_are_wrong_input_and_all_named() -> None:
    with pytest.raises(WrongInput) as refused:
        built(an_application("jining"), "notice", "one_time_notice", "receipt")

    assert len(refused.value.lines) == 2
    assert "notice" in refused.value.lines[0]
    assert "one_time_notice" in refused.value.lines[0]


def test_a_paper_named_twice_is_made_once() -> None:
    forms = paperwork().build(read(an_application("jining")), ["info_sheet", "info_sheet"])

    assert [form.model.paper for form in forms] == ["info_sheet"]


def test_the_approval_notice_is_called_for_while_nobody_knows_who_builds() -> None:
    assert "owner" not in an_application("zaozhuang")["case"]["works"]
    assert "approval_notice" in built(an_application("zaozhuang"))


@pytest.mark.parametrize("owner", ["grid_company", "government", "park"])
def test_no_approval_notice_where_others_build(owner: str) -> None:
    assert "approval_notice" not in built(an_application("liangzihu", **{"case.works.owner": owner}))


def test_the_suppliers_number_is_always_printed_with_the_supervisors() -> None:
    """In each place by itself: what is read in the first box is not made good by the last section."""
    for raw in [an_application(place) for place in PLACES] + random_applications(3, 40):
        form = built(raw, "one_time_notice")["one_time_notice"]
        lines = [plain(text) for text in texts_of(form.model) if re.search("95598|12398", text)]
        assert any("95598" in text for text in lines[:-1]), "the first box has it, and the section at the end"
        for text in lines:
            assert re.search(rf"95598[^。]{{0,20}}(12398{SUPERVISION}|能源监管[^。]{{0,20}}12398)", text), text
        assert SUPERVISION in lines[-1]


@pytest.mark.parametrize("seed", range(3))
def test_no_paper_says_that_a_policy_contradicts_itself_and_the_families_never_mix(seed: int) -> None:
    permit_family = {*FORMS, "commitment_filing_posted", "return_notice", "approval_notice"}

    for raw in random_applications(seed, 100):
        for paper, text in texts(raw).items():
            assert not re.search("冲突|矛盾", text), (paper, raw)
            if paper not in permit_family:
                assert "第三十二条" not in text, paper
                assert "第32条" not in text, paper


def test_the_approval_notice_cites_the_permit_law() -> None:
    assert "第三十二条" in texts(an_application("liangzihu"))["approval_notice"]


def test_every_paper_that_can_be_had_in_a_random_case_is_built_from_what_the_view_holds() -> None:
    """No form names a key, a flag or a table that is not there, and no mark is left unread."""
    had: set[str] = set()
    for raw in random_applications(11, 60) + [an_application(place) for place in PLACES]:
        for paper in PAPERS:
            try:
                text = texts(raw, paper)[paper]
            except Refusal:
                continue
            had.add(paper)
            assert "{" not in text
            assert not re.search(r"(?<!\*)\*\*(?!\*)", text)  # a masked number has more of them
            assert "None" not in text
            assert not re.search("冲突|矛盾", text)

    # a start notice rests on the life of a filing, which only a record knows
    assert had >= set(PAPERS) - {"permit_commitment", "start_notice"}


@pytest.mark.parametrize("paper", ["one_time_notice", "acceptance_receipt", "materials_receipt"])
def test_a_government_window_hands_the_suppliers_paper_on_and_does_not_seal_it(paper: str) -> None:
    office = {"name": "样例政务服务中心", "role": "government_hall", "supplier": "样例供电公司"}
    raw = an_application("liangzihu", office=office)

    model = built(raw, paper)[paper].model

    parties = [party for block in model.blocks if isinstance(block, Signatures) for party in block.parties]
    assert [party.title for party in parties if party.seal] == ["样例供电公司"]
    assert "样例供电公司" in model.head.issuer[0]
    assert any("样例政务服务中心" in line for line in model.head.issuer[1:])


def test_a_supplier_hall_seals_its_own_paper() -> None:
    model = built(a_full_application(), "one_time_notice")["one_time_notice"].model

    assert model.head.issuer[0] == "国网济宁供电公司样例营业厅"


def test_an_office_that_has_not_confirmed_the_pack_says_so_across_the_head() -> None:
    unconfirmed = built(an_application("linyi"))["one_time_notice"].model.head.marks
    confirmed = built(an_application("jining"), printing=Printing(marks=("演示",)))["one_time_notice"].model.head.marks

    assert any("待本单位确认" in mark for mark in unconfirmed)
    assert confirmed == ("演示",)


def test_a_replacement_names_the_paper_it_replaces() -> None:
    printing = Printing(version=2, replaces="JN01-A20260928-0001 第 1 版")

    result = text_of(built(an_application("jining"), "commitment_filing", printing=printing)["commitment_filing"])

    assert "替代JN01-A20260928-0001第1版" in result
    assert "第2版" in result


def test_the_copy_that_is_asked_for_is_in_the_head() -> None:
    form = built(an_application("jining"), "one_time_notice", printing=Printing(copy="存档联"))["one_time_notice"]

    assert "存档联" in pdf_pages(as_pdf(form.model))[0]
    assert "申请人联" not in text_of(form)


@pytest.mark.parametrize(
    ("place", "changes"),
    [
        ("zaozhuang", {"case.supply.voltage_kv": 35, "case.works.owner": "applicant"}),
        ("liangzihu", {"case.works.length_m": 300, "case.works.road_crossing_m": 20}),
    ],
)
def test_a_refused_approval_notice_says_of_a_way_no_more_than_the_policy(place: str, changes: dict[str, Any]) -> None:
    """A permit by commitment is a permit, and what may be filed is not free of approval."""
    with pytest.raises(Refusal, match="外线要办理审批的才出具审批事项告知单") as refused:
        built(an_application(place, **changes), "approval_notice")

    assert "不需要办理审批" not in str(refused.value)
