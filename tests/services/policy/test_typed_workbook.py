"""From an empty workbook to a pack that answers, by somebody who has only the paper and the handbook.

The papers are invented: a county's rules of 28 articles with three annexes, and others of another kind.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from builders.held import hold
from builders.paper_builders import text_of
from builders.record_builders import a_record
from builders.typed_workbook import INVENTED, PLACES, retyped, typed_workbook
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from gridcounter.bootstrap import open_application_service, open_assessor, open_paperwork
from gridcounter.core.authoring.condition_text import read_condition
from gridcounter.core.authoring.own_questions import own_questions
from gridcounter.core.authoring.references import NO_NAMES, id_of
from gridcounter.core.authoring.titles import SHEETS
from gridcounter.core.papers.form_model import FormModel, ItemTable
from gridcounter.errors import WrongInput
from gridcounter.services.office.originals import original_beside
from gridcounter.services.office.packs import CASES_FILE, PACK_FILE, read_pack
from gridcounter.services.policy.adopted_packs import PackAdoption
from gridcounter.services.policy.pack_workbook import pack_from_workbook, unpacked, write_empty_workbook

if TYPE_CHECKING:
    from gridcounter.services.papers.paperwork import Paperwork

YUNTI = "yunti"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return typed_workbook(YUNTI, tmp_path)


def told(path: Path) -> list[str]:
    assessor = open_assessor()
    with pytest.raises(WrongInput) as refused:
        pack_from_workbook(path, assessor.packs.baseline, assessor.calendar)
    return list(refused.value.lines)


@pytest.mark.parametrize("place", PLACES)
def test_what_is_typed_is_the_pack_with_its_examples_and_agrees_with_the_paper(place: str, tmp_path: Path) -> None:
    """The check runs the examples and looks for every clause and figure in the paper that lies beside."""
    assessor = open_assessor()
    made = pack_from_workbook(typed_workbook(place, tmp_path), assessor.packs.baseline, assessor.calendar)
    hold(INVENTED / place / PACK_FILE, made.pack.decode().splitlines())
    hold(INVENTED / place / CASES_FILE, made.cases.decode().splitlines())


@pytest.mark.parametrize("place", PLACES)
def test_it_is_adopted_with_the_paper(place: str, tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        adoption = PackAdoption(open_application_service(record, open_assessor()))
        new = adoption.load(typed_workbook(place, tmp_path))
        adoption.adopt(new, None)
        packs = open_application_service(record, open_assessor()).assessor.packs
        paper = original_beside(packs.newest(place), packs)
    assert paper is not None


def paperwork_of(workbook: Path) -> Paperwork:
    return open_paperwork(open_assessor(workbook))


def answers_of(workbook: Path) -> dict[str, str]:
    """The ids of the questions, which are made of their words."""
    assessor = open_assessor(workbook)
    return {rule.label: rule.id for rule in assessor.packs.newest(YUNTI).questions.values()}


def a_small_business(workbook: Path, **works: object) -> dict[str, Any]:
    """10 kV with 120 m of line that digs up 30 m² of footway, all else as the promise wants it."""
    ids = answers_of(workbook)
    said: dict[str, object] = dict.fromkeys(ids.values(), False)
    said |= {ids["土地取得日期"]: "2022-01-01", ids["城镇规划建设用地范围内"]: True}
    case = {
        "locality": YUNTI,
        "on": "2026-09-28",
        "business": "new_connection",
        "customer": "micro_enterprise",
        "supply": {"voltage_kv": 10, "capacity": 200, "unit": "kVA", "sources": 1, "critical": False},
        "works": {
            "owner": "applicant",
            "length_m": 120,
            "road_crossing_m": 0,
            "occupies": ["footway"],
            "dig_area_m2": 30,
            "green_area_m2": 0,
            "road_class": "branch",
            "road_built_on": "2015-06-30",
            "road_overhauled_on": "2015-06-30",
            "third_party_interest": False,
            **works,
        },
        "local": said,
    }
    return {"case": case}


def notice(workbook: Path, application: dict[str, Any], paper: str = "one_time_notice") -> FormModel:
    work = paperwork_of(workbook)
    [form] = work.build(work.assessor.read_application(json.dumps(application)), [paper])
    return form.model


def printed(workbook: Path, application: dict[str, Any], paper: str = "one_time_notice") -> str:
    work = paperwork_of(workbook)
    [form] = work.build(work.assessor.read_application(json.dumps(application)), [paper])
    return text_of(form)  # without spaces


def test_each_hotline_is_printed_as_what_it_is(workbook: Path) -> None:
    """The second number of this paper is no line of the supervision."""
    text = printed(workbook, a_small_business(workbook))
    assert "能源监管12398" in text
    assert "12345政务服务便民热线" in text
    assert "12345能源监管" not in text


def test_a_way_that_gives_way_to_two_others_shows_its_own_conditions(workbook: Path) -> None:
    """None of them is said to be failed where the way is open."""
    work = a_small_business(workbook, length_m=250)
    tables = [block for block in notice(workbook, work).blocks if isinstance(block, ItemTable)]
    rows = [str(row) for table in tables if "核对" in str(table.columns) for row in table.rows]
    assert any("线路总长不超过 300 米" in row for row in rows)
    assert not any("不符合" in row for row in rows)
    assert "备案制，由供电企业办理，您不用办" in printed(workbook, work)


def test_the_promise_says_where_it_is_handed_in_and_the_title_of_the_paper_within_title_marks(workbook: Path) -> None:
    text = printed(workbook, a_small_business(workbook))
    assert "表填好后交县行政审批服务局" in text
    assert "《关于印发〈云梯县提升“获得电力”服务水平和优化电力接入外线工程行政审批实施办法（试行）〉的通知》" in text


@pytest.mark.parametrize("paper", ["commitment_filing", "commitment_filing_posted"])
def test_the_form_has_what_the_annex_has_to_be_promised_and_nothing_else(workbook: Path, paper: str) -> None:
    retyped(workbook, "办法表", 3, "须现场张贴", "是")
    text = printed(workbook, a_small_business(workbook), paper)
    assert "完工后10日内恢复原状" in text
    assert "违反承诺的，愿意承担相应责任" in text
    assert "条文为通用做法" not in text
    assert "不低于原有标准。" not in text.partition("承诺")[2]


def test_the_form_has_the_title_of_the_annex(workbook: Path) -> None:
    text = printed(workbook, a_small_business(workbook), "commitment_filing")
    assert "云梯县电力接入外线工程开工告知承诺书" in text


def test_the_quick_reference_gives_a_class_its_days_at_each_voltage(workbook: Path) -> None:
    text = printed(workbook, {"case": {"locality": YUNTI, "on": "2026-09-28"}}, "quick_reference")
    assert "高压单电源用户（10千伏、20千伏）" in text
    assert "供电方案答复6" in text
    assert "高压单电源用户（35千伏、110千伏）" in text
    assert "供电方案答复9" in text


@pytest.mark.parametrize(
    ("sheet", "row", "title", "value", "expected"),
    [
        (
            "外线审批表",
            5,
            "审批事项",
            "掘路",
            "外线审批表 第 5 行 审批事项：填写的是 “掘路”；应为以下之一：",
        ),
        ("用户类别表", 5, "适用情形", "属于 高压", "用户类别表 第 5 行 适用情形：填写的是 与 用户类别表 第 4 行"),
        (
            "条件名称",
            6,
            "适用情形",
            "客户类型 为 个体工商户",
            "条件名称 第 6 行 适用情形 客户类型：填写的是 “个体工商户”；应为以下之一：居民、",
        ),
        ("时限表", 5, "工作日", 9, "时限表 第 5 行 工作日：填写的是 9 个工作日"),
        (
            "例子",
            2,
            "值",
            "高压单电源用户",
            "用户类别 编号：答复是 “低压居民用户”，例子写的是 “高压单电源用户”",
        ),
        (
            "例子",
            12,
            "情形",
            "受理日期：2026-09-01\n天气：晴",
            "情形：“天气”不是案件的项目",
        ),
        ("外线审批表", 5, "一个事项也不涉及时", None, "“一个事项也不涉及时”一列"),
    ],
)
def test_a_slip_is_told_in_the_words_of_the_workbook(
    workbook: Path, sheet: str, row: int, title: str, value: object, expected: str
) -> None:
    lines = told(retyped(workbook, sheet, row, title, value))
    assert any(expected in line for line in lines), lines
    assert not [line for line in lines if "otherwise" in line or "none_text" in line or "〔" in line]


def test_a_row_without_an_id_has_that_of_general_practice_or_one_of_its_own_name(workbook: Path) -> None:
    """The same wherever the row stands, so that a later edition means the same document."""
    retyped(workbook, "资料表", 5, "编号", None)
    retyped(workbook, "资料表", 5, "名称", "产权人同意用电的证明")
    assessor = open_assessor()
    with unpacked(pack_from_workbook(workbook, assessor.packs.baseline, assessor.calendar)) as folder:
        pack, _ = read_pack(folder / PACK_FILE)
    assert pack is not None
    ids = {rule.id for rule, _ in pack.sections["document"]}
    assert {"identity", "premises", "owner_consent", "project_approval", "authorization"} <= ids
    own = {"label": "受电工程设计图纸"}
    assert id_of("document", own, [], NO_NAMES) == id_of("document", own, ["n1", "n2"], NO_NAMES)
    assert id_of("document", own, [], NO_NAMES) in ids
    assert "transfer" in {rule.id for rule, _ in pack.sections["business"]}
    assert "grid_side" in {rule.id for rule, _ in pack.sections["limit"]}


def test_the_empty_workbook_says_of_each_column_what_it_means_and_what_is_needed(tmp_path: Path) -> None:
    write_empty_workbook(tmp_path / "new.xlsx")
    book = load_workbook(tmp_path / "new.xlsx")
    silent = []
    for page in book:
        if page["A1"].value == "项目":
            heads = [page.cell(row, 1) for row in range(2, page.max_row + 1)]
        else:
            heads = list(page[1])
        if page.title not in {"条件名称", "例子", "写法"}:
            silent += [(page.title, cell.value) for cell in heads if cell.comment is None or len(cell.comment.text) < 8]
    assert silent == []
    assert book["环节表"]["H1"].comment.text.startswith("必填")
    offered = {str(each.sqref): each.formula1 for each in book["开头"].data_validations.dataValidation}
    assert any("规范性文件" in words for words in offered.values())
    known = {str(each.sqref): each.formula1 for each in book["资料表"].data_validations.dataValidation}
    assert "用电地址物业权属证明" in known["A2:A500"]


def test_the_handbook_writes_conditions_that_can_be_read_and_names_sheets_that_there_are() -> None:
    page = (Path(__file__).parents[3] / "docs" / "manual" / "packs" / "workbook.md").read_text("utf-8")
    [conditions] = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    own = own_questions([{"id": "land", "label": "土地取得日期"}])
    assert read_condition(conditions.strip(), "", own)[1] == ()
    named = re.findall(r"^\| [^|]+ \| ([^|，]+?表)(?=[，| ])", page, re.MULTILINE)
    assert len(named) > len(SHEETS) / 2
    assert set(named) <= set(SHEETS.values())


def test_a_figure_that_is_not_in_the_paper_names_the_one_row_that_says_it(workbook: Path) -> None:
    path = workbook.parent / "原文.txt"
    path.write_text(path.read_text("utf-8").replace("35千伏及以上 | 9 |", "35千伏及以上 | 8 |"), "utf-8")
    (line,) = told(workbook)
    assert line.startswith("环节表 第 4 行 工作日：填写的是 9，条款 第五条 里找不到 9")


def test_a_clause_that_looks_like_a_day_stays_what_is_typed_and_a_regime_is_chosen_by_its_name(tmp_path: Path) -> None:
    write_empty_workbook(tmp_path / "new.xlsx")
    book = load_workbook(tmp_path / "new.xlsx")
    page = book["外线审批表"]
    titles = {cell.value: get_column_letter(place) for place, cell in enumerate(page[1], start=1)}
    assert page.column_dimensions[titles["条款"]].number_format == "@"
    assert page.column_dimensions[titles["工作日"]].number_format == "General"
    named = {cell.value: get_column_letter(place) for place, cell in enumerate(book["办法表"][1], start=1)}["叫法"]
    offered = {str(each.sqref): each.formula1 for each in page.data_validations.dataValidation}
    letter = titles["按哪种办法"]
    assert offered[f"{letter}2:{letter}500"] == f"'办法表'!${named}$2:${named}$500"


def test_what_is_filed_takes_the_place_of_the_days_of_its_matters(workbook: Path) -> None:
    """The matters may be listed there; on the way on which they are applied for their days stay within its own."""
    filed = retyped(workbook, "外线审批表", 4, "审批事项", "临时占用、挖掘城市道路")
    retyped(filed, "外线审批表", 4, "一个事项也不涉及时", "不涉及所列事项的，不用备案")
    assessor = open_assessor()
    assert pack_from_workbook(filed, assessor.packs.baseline, assessor.calendar).pack
    (line,) = told(retyped(filed, "外线审批表", 5, "工作日", 4))[:1]
    assert line.startswith("审批事项表 第 4 行 工作日：填写的是 5，多于 外线审批表 第 5 行 的 4")


def test_of_several_conditions_that_must_not_all_hold_none_is_said_to_be_failed(workbook: Path) -> None:
    """10 kV that digs is no low voltage that does not dig, although it takes no green."""
    retyped(workbook, "外线审批表", 3, "适用情形", "属于 承诺条件\n除外（属于 低压不挖不占绿）")
    retyped(workbook, "外线审批表", 3, "排除哪一条", None)
    text = printed(workbook, a_small_business(workbook))
    assert "实行告知承诺制" in text or "告知承诺制，由您办理" in text
    assert "×不符合" not in text
