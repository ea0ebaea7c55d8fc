"""A park's own list of firms, as a dry run: what each row would change, and which row is refused for which reason."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from time import perf_counter

import pytest
from builders.exchange_builders import a_table
from builders.park_builders import a_firm

from gridcounter.core.exchange.park_firms import FirmRow, PlanKind, plan_firms
from gridcounter.core.parks.values import Firm, FirmId, ParkId
from gridcounter.services.exchange.park_firms_import import FirmsDryRun, read_park_firms
from gridcounter.services.files.workbook_parts import WorkbookRefused

TITLES = ("企业名称", "统一社会信用代码", "楼栋", "联系人", "电话", "户号", "容量（kVA）", "直供/转供")
CODE, OTHER_CODE = "91370811MA0000035H", "91370811MA0000047Q"
PARK = ParkId("park1")
KNOWN = a_firm(code=CODE)


def dry_run(path: Path, *rows: tuple[object, ...], firms: tuple[Firm, ...] = (KNOWN,)) -> FirmsDryRun:
    ids = count(1)
    list_of = a_table(path / "list.xlsx", [TITLES, *rows], "Sheet1")
    return read_park_firms(list_of, PARK, firms, lambda: FirmId(f"new{next(ids)}"))


def changes(result: FirmsDryRun) -> list[list[str]]:
    return [list(map(str, one.changes)) for one in result.plan.planned]


def refusals(result: FirmsDryRun) -> list[str]:
    return list(map(str, result.plan.refused))


def test_a_firm_that_is_not_there_would_be_new(tmp_path: Path) -> None:
    result = dry_run(
        tmp_path, ("样例纺织有限公司", OTHER_CODE, "5 号楼", "王样例", "0632-5550105", "3700000002", 315, "转供")
    )

    [planned] = result.plan.planned
    assert (planned.kind, planned.firm.id, planned.rows) == (PlanKind.NEW, "new1", (2,))
    assert changes(result) == [
        [
            "企业名称 样例纺织有限公司",
            f"统一社会信用代码 {OTHER_CODE}",
            "楼栋 5 号楼",
            "供电关系 转供",
            "联系人王样例 电话 0632-5550105",
            "户号 3700000002 315 kVA",
        ]
    ]
    assert refusals(result) == []


def test_a_row_that_says_what_is_known_changes_nothing_and_erases_nothing(tmp_path: Path) -> None:
    """Catches an empty cell that wipes a contact or a capacity."""
    result = dry_run(tmp_path, (KNOWN.name, CODE, "", "", "", "", None, ""))

    [planned] = result.plan.planned
    assert (planned.kind, planned.firm, planned.changes) == (PlanKind.SAME, KNOWN, ())


def test_the_code_comes_first_so_that_a_renamed_firm_stays_itself(tmp_path: Path) -> None:
    """Catches a firm that loses its visits because it got another name."""
    result = dry_run(tmp_path, ("样例重工有限公司", CODE, "8 号楼", "", "", "", None, ""))

    assert result.plan.planned[0].firm.id == KNOWN.id
    assert changes(result) == [["企业名称 样例机械有限公司 → 样例重工有限公司", "楼栋 3 号楼 → 8 号楼"]]


def test_without_a_code_name_and_building_decide(tmp_path: Path) -> None:
    result = dry_run(
        tmp_path,
        (KNOWN.name, "", "3 号楼", "李样例", "0632-5550199", "3700000001", 1000, ""),
        (KNOWN.name, "", "4 号楼", "", "", "", None, ""),
    )

    assert [one.kind for one in result.plan.planned] == [PlanKind.CHANGED, PlanKind.NEW]
    assert changes(result)[0] == [
        "联系人李样例 电话 0632-5550103 → 电话 0632-5550199",
        "户号 3700000001 800 kVA → 1000 kVA",
    ]
    assert result.plan.planned[1].notices == ("第 3 行：已有同名的“样例机械有限公司（3 号楼）”，另算一家",)


def test_a_firm_with_two_accounts_stands_on_two_rows(tmp_path: Path) -> None:
    row = ("样例纺织有限公司", OTHER_CODE, "5 号楼", "", "")

    result = dry_run(tmp_path, (*row, "3700000002", 315, "直供"), (*row, "3700000003", 400, "直供"))

    [planned] = result.plan.planned
    assert planned.rows == (2, 3)
    assert [one.number for one in planned.firm.accounts] == ["3700000002", "3700000003"]


@pytest.mark.parametrize(
    ("row", "refused"),
    [
        (("", CODE, "", "", "", "", None, ""), "第 2 行 企业名称：填写的是 （没有填写）；应为必填项"),
        (
            ("甲", "91370811MA0000035X", "", "", "", "", None, ""),
            "第 2 行 统一社会信用代码：填写的是 “91370811MA0000035X”",
        ),
        ((KNOWN.name, OTHER_CODE, "3 号楼", "", "", "", None, ""), "第 2 行 统一社会信用代码：填写的是"),
        (("甲", "", "", "", "", "3700000001", None, ""), "第 2 行 户号：填写的是 “3700000001”；应为还没有登记的户号"),
        (("甲", "", "", "", "", "1.38E+10", None, ""), "第 2 行 户号：填写的是 “1.38E+10”；应为完整的号码"),
        (("甲", "", "", "", "", "", 800, ""), "第 2 行 户号：填写的是 （没有填写，但写了容量）；应为容量是哪一户的"),
        (("甲", "", "", "", "0632-5550105", "", None, ""), "第 2 行 联系人：填写的是 （没有填写，但写了电话）"),
        (("甲", "", "", "", "", "3700000009", -5, ""), "第 2 行 容量：填写的是 -5"),
        (("甲", "", "", "", "", "", None, "专供"), "第 2 行 供电关系：填写的是 “专供”；应为以下之一：直供、转供"),
    ],
)
def test_a_row_that_cannot_be_is_refused_in_one_sentence_and_changes_nothing(
    tmp_path: Path, row: tuple[object, ...], refused: str
) -> None:
    result = dry_run(tmp_path, row)

    [line] = refusals(result)
    assert line.startswith(refused)
    assert result.plan.planned == ()


def test_one_wrong_row_does_not_lose_the_others(tmp_path: Path) -> None:
    result = dry_run(
        tmp_path,
        ("甲", "", "", "", "", "", None, "专供"),
        ("乙", OTHER_CODE, "", "", "", "", None, ""),
        ("丙", OTHER_CODE, "", "", "", "", None, ""),
    )

    assert [one.firm.name for one in result.plan.planned] == ["乙"]
    assert [line.partition("：")[0] for line in refusals(result)] == ["第 2 行 供电关系", "第 4 行 企业名称"]


def test_what_is_worth_a_second_look_is_said_and_not_refused(tmp_path: Path) -> None:
    gone = a_firm(code=CODE, state="moved_out")

    result = dry_run(tmp_path, (gone.name, CODE, "", "李样例", "6325550103", "", None, ""), firms=(gone,))

    said = result.plan.planned[0].notices
    assert said[0] == "第 2 行：“样例机械有限公司”已经记为迁出"
    assert "区号" in said[1]


def test_columns_that_are_not_known_are_told_and_the_name_is_needed(tmp_path: Path) -> None:
    odd = a_table(tmp_path / "odd.xlsx", [("企业名称", "产值"), ("样例纺织有限公司", 3)])
    none = a_table(tmp_path / "none.xlsx", [("楼栋", "电话"), ("5 号楼", "0632-5550105")])

    result = read_park_firms(odd, PARK, (), lambda: FirmId("new1"))

    assert "这些列不认识，不导入：“产值”" in map(str, result.notices)
    with pytest.raises(WorkbookRefused, match="没有“企业名称”这一列"):
        read_park_firms(none, PARK, (), lambda: FirmId("new1"))


def test_firms_of_another_park_are_left_alone(tmp_path: Path) -> None:
    elsewhere = a_firm(code=CODE, park="park2")

    result = dry_run(tmp_path, (elsewhere.name, CODE, "3 号楼", "", "", "", None, ""), firms=(elsewhere,))

    assert [one.kind for one in result.plan.planned] == [PlanKind.NEW]


def test_two_thousand_rows_are_no_square_of_two_thousand() -> None:
    """Catches a row that looks through all firms: twice the rows would take four times as long."""

    def took(many: int) -> float:
        rows = [FirmRow(n, {"name": f"样例{n}", "account_number": str(n)}) for n in range(many)]
        ids, start = count(1), perf_counter()
        assert len(plan_firms(rows, PARK, [], lambda: FirmId(f"new{next(ids)}")).planned) == many
        return perf_counter() - start

    took(200)
    once, four_times = min(took(500) for _ in range(3)), min(took(2000) for _ in range(3))
    assert four_times < 10 * once
