"""A pack as a workbook and back: the same rules, problems by sheet, row and column, and nothing half written."""

from __future__ import annotations

from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from builders.invented_paper import PAPER
from builders.pack_builders import ONE_CASE, SHORTER_STEP, an_edition
from builders.paper_builders import PLACES
from builders.record_builders import a_record
from builders.sixth_place import sixth_place
from openpyxl import Workbook, load_workbook

from gridcounter import paths
from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.authoring.titles import CASES, HEADER, SHEETS, TERMS, TITLES, title_of
from gridcounter.core.policy.comparison import differences
from gridcounter.core.policy.sections import SECTIONS
from gridcounter.errors import WrongInput
from gridcounter.services.office.originals import original_beside
from gridcounter.services.office.pack_check import read_cases
from gridcounter.services.office.packs import CASES_FILE, PACK_FILE, TEXT_FILE, read_pack
from gridcounter.services.policy.adopted_packs import PackAdoption
from gridcounter.services.policy.pack_workbook import (
    pack_from_workbook,
    read_pack_workbook,
    unpacked,
    write_empty_workbook,
    write_pack,
    write_pack_workbook,
)

if TYPE_CHECKING:
    from gridcounter.core.policy.model import PolicyPack


#: Places that are not shipped: regimes, questions, matters by situation, sums.
OTHER_PLACES = sorted((Path(__file__).parents[2] / "packs" / "places").iterdir())
FOLDER = attrgetter("name")


def a_workbook(folder: Path, place: str = "jining") -> Path:
    out = folder / f"{place}.xlsx"
    write_pack_workbook(paths.policies() / place, out)
    return out


def changed(path: Path, sheet: str, row: int, title: str, value: object) -> Path:
    """The workbook with one cell changed, as a spreadsheet program saves it; rows count from 1."""
    book = load_workbook(path)
    page = book[sheet]
    titles = [cell.value for cell in page[1]]
    page.cell(row, titles.index(title) + 1).value = value  # type: ignore[assignment]  # any value of a cell
    book.save(path)
    return path


def told(path: Path) -> list[str]:
    assessor = open_assessor()
    with pytest.raises(WrongInput) as refused:
        pack_from_workbook(path, assessor.packs.baseline, assessor.calendar)
    return list(refused.value.lines)


def meaning(pack: PolicyPack | None) -> tuple[Any, ...]:
    assert pack is not None
    return pack.header, dict(pack.terms), pack.filing, dict(pack.sections)


@pytest.mark.parametrize("shipped", [*(paths.policies() / place for place in PLACES), *OTHER_PLACES], ids=FOLDER)
def test_each_pack_is_the_same_after_the_way_through_a_workbook(shipped: Path, tmp_path: Path) -> None:
    assessor, out = open_assessor(), tmp_path / "pack.xlsx"
    write_pack_workbook(shipped, out)
    made = pack_from_workbook(out, assessor.packs.baseline, assessor.calendar)
    with unpacked(made) as folder:
        pack, cases = read_pack(folder / PACK_FILE)[0], read_cases(folder / CASES_FILE)
    assert meaning(pack) == meaning(read_pack(shipped / PACK_FILE)[0])
    assert cases == read_cases(shipped / CASES_FILE)
    assert cases[0]


def test_a_second_way_through_a_workbook_changes_no_cell(tmp_path: Path) -> None:
    first = a_workbook(tmp_path)
    with unpacked(read_pack_workbook(first)) as folder:
        write_pack_workbook(folder, tmp_path / "again.xlsx")
    cells = [
        [[cell.value for cell in row] for page in load_workbook(path) for row in page.iter_rows()]
        for path in (first, tmp_path / "again.xlsx")
    ]
    assert cells[0] == cells[1]


@pytest.mark.parametrize(
    ("sheet", "row", "title", "value", "expected"),
    [
        (SHEETS["limit"], 3, TITLES["when"], "线路多长 小于 10", "时限表 第 3 行 适用情形：填写的是"),
        (SHEETS["limit"], 2, TITLES["wd"], "两天", "时限表 第 2 行 工作日：填写的是 “两天”；应为数"),
        (SHEETS["step"], 2, TITLES["actor"], "电工", "环节表 第 2 行 由谁办：填写的是 “电工”；应为以下之一"),
        (
            SHEETS["customer_class"],
            9,
            TITLES["named"],
            "大概",
            "用户类别表 第 9 行 文件列出：填写的是 “大概”；应为是 或 否",
        ),
        (TERMS, 2, TITLES["when"], "电压等级 不超过 一千伏", "条件名称 第 2 行"),
        (HEADER, 8, "内容", "2021年5月31日", "开头 第 8 行 印发日期：填写的是"),
        (SHEETS["step"], 2, TITLES["when"], "类别是 nobody", "环节表 第 2、3 行 "),
        (CASES, 2, "应当", "大概是", "例子 第 2"),
    ],
)
def test_what_is_wrong_is_told_with_its_sheet_row_and_column(
    sheet: str, row: int, title: str, value: str, expected: str, tmp_path: Path
) -> None:
    lines = told(changed(a_workbook(tmp_path), sheet, row, title, value))
    assert any(line.startswith(expected) for line in lines), lines


def test_an_example_that_does_not_hold_names_its_row(tmp_path: Path) -> None:
    lines = told(changed(a_workbook(tmp_path), CASES, 2, "值", "另一个文号"))
    assert any(line.startswith("例子 第 2") and "济能字〔2021〕22号" in line for line in lines), lines


def test_a_number_typed_as_a_number_and_a_code_typed_as_one_are_both_read(tmp_path: Path) -> None:
    path = changed(a_workbook(tmp_path), SHEETS["step"], 2, TITLES["wd"], 1.0)
    book = load_workbook(path)
    row = next(row for row in book[HEADER].iter_rows() if row[0].value == TITLES["region_codes"])
    row[1].value = 3708
    book.save(path)
    assert read_pack_workbook(path).found.raw["region_codes"] == ["3708"]
    assert read_pack_workbook(path).found.raw["step"][0]["wd"] == 1  # type: ignore[index]  # a list of tables


def test_a_workbook_of_something_else_is_told_so(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["姓名", "电话"])
    book.save(tmp_path / "other.xlsx")
    assert any("没有找到" in line and HEADER in line for line in told(tmp_path / "other.xlsx"))


def test_a_file_that_is_no_workbook_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "torn.xlsx").write_bytes(b"PK\x03\x04 torn")
    assert told(tmp_path / "torn.xlsx")


def test_an_id_that_looks_like_a_path_leads_nowhere(tmp_path: Path) -> None:
    row = next(
        number
        for number, cells in enumerate(load_workbook(a_workbook(tmp_path))[HEADER].values, 1)
        if cells[0] == "编号"
    )
    lines = told(changed(tmp_path / "jining.xlsx", HEADER, row, "内容", "../../out"))
    assert any(line.startswith(f"开头 第 {row} 行 编号") for line in lines), lines
    assert not (tmp_path.parent / "out").exists()


def test_an_empty_workbook_offers_every_sheet_and_column(tmp_path: Path) -> None:
    write_empty_workbook(tmp_path / "new.xlsx")
    book = load_workbook(tmp_path / "new.xlsx")
    for section, model in SECTIONS.items():
        titles = {cell.value for cell in book[SHEETS[section]][1]}
        wanted = {title_of(field.alias or key, section) for key, field in model.model_fields.items()}
        assert wanted | {TITLES["when"]} == titles
    assert {HEADER, TERMS, CASES} <= set(book.sheetnames)
    assert book[SHEETS["step"]].data_validations.dataValidation


def test_a_workbook_is_adopted_like_a_folder(tmp_path: Path) -> None:
    folder = an_edition(tmp_path / "new", SHORTER_STEP, cases=ONE_CASE)
    write_pack_workbook(folder, tmp_path / "new.xlsx")
    with a_record(tmp_path / "record") as record:
        adoption = PackAdoption(open_application_service(record, open_assessor()))
        new = adoption.load(tmp_path / "new.xlsx")
        adoption.adopt(new, None)
        (adopted,) = adoption.adopted()
    assert adopted.pack is not None
    assert meaning(adopted.pack) == meaning(read_pack(folder / PACK_FILE)[0])


def test_a_remark_is_carried_and_says_nothing_of_a_case(tmp_path: Path) -> None:
    path = a_workbook(tmp_path)
    book = load_workbook(path)
    page = book[SHEETS["step"]]
    page.cell(1, page.max_column + 1).value = TITLES["remark"]
    page.cell(2, page.max_column).value = "与区供电公司核对过"
    book.save(path)
    assessor = open_assessor()
    with unpacked(pack_from_workbook(path, assessor.packs.baseline, assessor.calendar)) as folder:
        noted = read_pack(folder / PACK_FILE)[0]
        write_pack_workbook(folder, tmp_path / "again.xlsx")
    shipped = read_pack(paths.policies() / "jining" / PACK_FILE)[0]
    assert noted is not None
    assert shipped is not None
    assert noted.sections["step"][0][0].remark == "与区供电公司核对过"
    assert noted.sections["step"][0][0].says == shipped.sections["step"][0][0].says
    assert not differences(shipped, noted)
    assert "与区供电公司核对过" in [
        cell for row in load_workbook(tmp_path / "again.xlsx")[SHEETS["step"]].values for cell in row
    ]


@pytest.fixture
def with_paper(tmp_path: Path) -> Path:
    """The workbook of an invented place with the paper itself in the same folder."""
    book = tmp_path / "desk" / "样例市.xlsx"
    book.parent.mkdir()
    write_pack_workbook(sixth_place(tmp_path / "stick"), book)
    (book.parent / "原文.txt").write_text(PAPER, "utf-8")
    return book


def test_the_paper_beside_a_workbook_goes_into_the_record_with_its_pack(with_paper: Path, tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        adoption = PackAdoption(open_application_service(record, open_assessor()))
        new = adoption.load(with_paper)
        adoption.adopt(new, None)
        packs = open_application_service(record, open_assessor()).assessor.packs
        paper = original_beside(packs.newest("yangli"), packs)
    assert TEXT_FILE in new.checked.files
    assert paper is not None
    assert len(paper.named("5", "")) == 1


def test_a_figure_that_is_not_in_the_paper_beside_a_workbook_names_its_row(with_paper: Path) -> None:
    (with_paper.parent / "原文.txt").write_text(PAPER.replace("4个工作日", "6个工作日"), "utf-8")
    (line,) = told(with_paper)
    assert line.startswith("环节表 第 2 行 工作日：填写的是 4，条款 2 里找不到 4")


def test_a_paper_beside_a_workbook_that_cannot_be_read_is_named_with_its_folder(with_paper: Path) -> None:
    (with_paper.parent / "原文.txt").write_bytes(b"\xff\xfe\x00")
    assert any(line.startswith("desk/原文.txt") for line in told(with_paper))


def test_the_paper_goes_with_the_pack_that_is_made_of_a_workbook(with_paper: Path, tmp_path: Path) -> None:
    write_pack(read_pack_workbook(with_paper), tmp_path / "made")
    assert {path.name for path in (tmp_path / "made").iterdir()} == {PACK_FILE, CASES_FILE, "原文.txt"}
