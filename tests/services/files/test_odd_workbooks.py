"""Unusual files that Excel opens are read by their values; each kind of cell by its contents."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from builders.odd_workbooks import (
    BOOK,
    ROW,
    SHEET_PART,
    STYLES,
    brought,
    cell,
    changed,
    part_of,
    parts_of,
    plain,
    sheet_of_file,
)

from gridcounter.core.exchange.import_cells import NotAValue
from gridcounter.services.files.workbook_parts import WorkbookRefused, _bare

STRICT = (
    ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"),
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
)
LINES, RELS, SHARED = "_rels/.rels", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"


def instead(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        found, count = re.subn(old, lambda _: new, text, flags=re.DOTALL)
        assert count, text
        return found

    return change


def replacing(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new)


def nothing(_: str) -> str:
    return ""


def behind_the_rows(more: str) -> Callable[[str], str]:
    return instead("</sheetData>", f"</sheetData>{more}")


ODD: dict[str, tuple[str, Callable[[str], str]]] = {
    "an empty fill": (STYLES, instead(r"<fill>\s*<patternFill\s*/>\s*</fill>", "<fill/>")),
    "a colour that is none": (STYLES, instead("<fonts", '<fonts><font><color rgb="blue"/></font></fonts><fonts')),
    "a named style that leads nowhere": (STYLES, instead(r'xfId="0"', 'xfId="77"')),
    "no styles": (STYLES, nothing),
    "styles that break off": (STYLES, lambda text: text[: len(text) // 2]),
    "no theme": ("xl/theme/theme1.xml", nothing),
    "a day that is none among the properties": (
        "docProps/core.xml",
        instead(r"<dcterms:created.*?</", "<dcterms:created>无</"),
    ),
    "no properties": ("docProps/core.xml", nothing),
    "odd properties": ("docProps/app.xml", lambda _: "<Properties><TotalTime>-</TotalTime>"),
    "own properties": ("docProps/custom.xml", lambda _: "<Properties><property/></Properties>"),
    "no list of contents": ("[Content_Types].xml", nothing),
    "no way to the workbook": (LINES, nothing),
    "a name that leads nowhere": (
        BOOK,
        instead(
            "<definedNames/>", '<definedNames><definedName name="x" localSheetId="9">#REF!</definedName></definedNames>'
        ),
    ),
    "a view that is none": (
        BOOK,
        instead(r"<bookViews>.*?</bookViews>", '<bookViews><workbookView activeTab="x"/></bookViews>'),
    ),
    "a pivot table that is gone": (
        BOOK,
        instead("</workbook>", '<pivotCaches><pivotCache cacheId="1" id="x"/></pivotCaches></workbook>'),
    ),
    "a link to another workbook": (
        BOOK,
        instead("</sheets>", "</sheets><externalReferences><externalReference/></externalReferences>"),
    ),
    "a list to choose from that is broken": (
        SHEET_PART,
        behind_the_rows('<dataValidations count="x"><dataValidation type="无" sqref="?"/></dataValidations>'),
    ),
    "colours by rules that are broken": (
        SHEET_PART,
        behind_the_rows('<conditionalFormatting sqref="?"><cfRule type="无" priority="x"/></conditionalFormatting>'),
    ),
    "settings of a printer": (SHEET_PART, behind_the_rows('<pageSetup paperSize="x" orientation="斜"/><drawing/>')),
    "something that is newer": (SHEET_PART, behind_the_rows('<extLst><ext uri="{x}"><a xmlns="b"/></ext></extLst>')),
    "a size that is wrong": (SHEET_PART, instead(r'<dimension ref="[^"]*"', '<dimension ref="A1"')),
    "a size that is none": (SHEET_PART, instead(r'<dimension ref="[^"]*"', '<dimension ref="?"')),
    "a view of the sheet that is none": (SHEET_PART, instead(r"<sheetView ", '<sheetView view="无" zoomScale="x" ')),
    "no numbers of rows": (SHEET_PART, instead(r'<row r="\d+"', "<row")),
    "no places of cells": (SHEET_PART, instead(r'<c r="[A-Z]+\d+"', "<c")),
}


@pytest.mark.parametrize("odd", ODD)
def test_a_file_that_excel_opens_is_read(tmp_path: Path, odd: str) -> None:
    path = changed(plain(tmp_path / "in.xlsx", 用电容量=20), *ODD[odd])
    (row,), wrong = brought(path)
    assert wrong == []
    assert (row.fields["applicant.name"], row.fields["case.supply.capacity"]) == (ROW[0], 20)


def test_the_strict_form_of_the_standard_is_read(tmp_path: Path) -> None:
    path = plain(tmp_path / "in.xlsx", 用电容量=20)
    for part in parts_of(path):
        for old, new in STRICT:
            changed(path, part, replacing(old, new))
    (row,), wrong = brought(path)
    assert (row.fields["case.supply.capacity"], wrong) == (20, [])


def sharing(path: Path, item: str, part: str = SHARED) -> Path:
    """D2 holds the one text that the cells of this workbook share."""
    one = '<Relationship Id="rIdTexts" Type="http://x/sharedStrings" Target="sharedStrings.xml"/>'
    cell(path, '<c r="D2" t="s"><v>0</v></c>')
    changed(path, RELS, instead(r"</Relationships>|(?<=\])$", f"{one}</Relationships>"))
    return changed(path, part, lambda _: f"<sst><si>{item}</si></sst>")


def test_parts_under_other_names_are_found(tmp_path: Path) -> None:
    path = sharing(plain(tmp_path / "in.xlsx", 联系人="x"), "<t>样例</t>", "xl/SharedStrings.xml")
    (row,), _ = brought(path)
    assert row.fields["applicant.contact"] == "样例"
    changed(path, "xl/SharedStrings.xml", nothing)
    with pytest.raises(WorkbookRefused, match="已损坏"):
        brought(path)


def test_a_part_of_another_kind_is_not_read_and_one_with_a_document_type_is_refused(tmp_path: Path) -> None:
    path = plain(tmp_path / "in.xlsx")
    text = part_of(path, SHEET_PART)
    changed(path, SHEET_PART, nothing)
    changed(path, "xl/worksheets/sheet1.txt", lambda _: f"<!DOCTYPE a>{text}")
    changed(path, RELS, instead("sheet1.xml", "sheet1.txt"))
    with pytest.raises(WorkbookRefused, match="没有工作表"):
        brought(path)
    changed(path, "xl/worksheets/sheet1.XML", lambda _: f"<!DOCTYPE a>{text}")
    changed(path, RELS, instead("sheet1.txt", "sheet1.XML"))
    with pytest.raises(WorkbookRefused, match="没有打开"):
        brought(path)


@pytest.mark.parametrize(
    ("content", "value"),
    [
        ("<v>20</v>", 20),
        ("<v>1.5</v>", 1.5),
        ("<v>1.5E+3</v>", 1500.0),
        ("<v></v>", None),
        ("", None),
    ],
)
def test_numbers(tmp_path: Path, content: str, value: object) -> None:
    assert held(tmp_path, f'<c r="D2">{content}</c>') == value


def held(folder: Path, content: str) -> object:
    """What is read of a cell that is written so."""
    return sheet_of_file(cell(plain(folder / "in.xlsx", 备注="x"), content)).rows[0].cells[3]


@pytest.mark.parametrize(
    ("content", "value"),
    [
        ("<t>样例</t>", "样例"),
        ("<r><rPr><b/><sz val='x'/></rPr><t>样</t></r><r><t>例</t></r>", "样例"),
        ("<t>样例</t><rPh sb='0' eb='2'><t>ヨウレイ</t></rPh><phoneticPr fontId='1'/>", "样例"),
        ("<r><t>样例</t></r><rPh sb='0' eb='1'><t>yàng</t></rPh>", "样例"),
        ("<t>a_x000D_b</t>", "a\rb"),
        ("<t>_x005F_x0041_</t>", "_x0041_"),
        ("<t xml:space='preserve'> a\n b </t>", " a\n b "),
        ("<t/>", ""),
    ],
)
def test_texts_alone_in_runs_and_without_how_they_are_pronounced(tmp_path: Path, content: str, value: str) -> None:
    assert held(tmp_path, f'<c r="D2" t="inlineStr"><is>{content}</is></c>') == value
    assert sheet_of_file(sharing(plain(tmp_path / "in.xlsx", 备注="x"), content)).rows[0].cells[3] == value


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ('<c r="D2" t="e"><v>#N/A</v></c>', "错误值 #N/A"),
        ('<c r="D2" t="e"><v>#REF!</v></c>', "错误值 #REF!"),
        ('<c r="D2" t="e"><v>#VALUE!</v></c>', "错误值 #VALUE!"),
        ('<c r="D2"><f>1+1</f><v>2</v></c>', "公式"),
        ('<c r="D2"><f>1+1</f></c>', "公式"),
        ('<c r="D2" t="str"><f>"a"</f><v>a</v></c>', "公式"),
        ('<c r="D2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "公式"),
        ('<c r="D2"><f t="shared" si="0"/><v>2</v></c>', "公式"),
        ('<c r="D2"><f>HYPERLINK("http://example.invalid","样例")</f></c>', "公式"),
    ],
)
def test_errors_and_formulas_are_no_values(tmp_path: Path, content: str, text: str) -> None:
    value = held(tmp_path, content)
    assert isinstance(value, NotAValue)
    assert value.found == text


@pytest.mark.parametrize(
    ("title", "value", "field", "read"),
    [
        ("是否重要用户", True, "case.supply.critical", True),
        ("是否重要用户", False, "case.supply.critical", False),
        ("用电容量", "20千瓦", "case.supply.unit", "kW"),
        ("用电容量（千伏安）", 20, "case.supply.unit", "kVA"),
        ("用电容量(MW)", 0.5, "case.supply.capacity", 500),
        ("电压等级（V）", 380, "case.supply.voltage_kv", 0.38),
        ("线路总长（公里）", 1.2, "case.works.length_m", 1200),
        ("线路总长（公里）", "800米", "case.works.length_m", 800),
        ("身份证号码", "110101199003077934", "applicant.id_kind", "resident_id"),
        ("统一社会信用代码", "91370811MA00000TE5", "applicant.id_kind", "uscc"),
        ("手机号码", 13800000011, "applicant.phone", "13800000011"),
    ],
)
def test_a_title_says_what_the_cells_below_it_mean(
    tmp_path: Path,
    title: str,
    value: object,
    field: str,
    read: object,
) -> None:
    (row,), wrong = brought(plain(tmp_path / "in.xlsx", **{title: value}))
    assert wrong == []
    assert row.fields[field] == read


def test_a_unit_that_is_written_twice_must_be_the_same(tmp_path: Path) -> None:
    for capacity, title in (("20千瓦", "用电容量"), (20, "用电容量（kW）")):
        (row,), _ = brought(plain(tmp_path / "in.xlsx", **{title: capacity, "容量单位": "KW"}))
        assert row.fields["case.supply.unit"] == "kW"
        _, wrong = brought(plain(tmp_path / "in.xlsx", **{title: capacity, "容量单位": "千伏安"}))
        assert wrong == ["容量单位：填写的是 “千伏安”；应为“千瓦”，与用电容量列一致，或者留空"]


def test_a_kind_that_is_written_in_the_row_counts_more_than_the_title(tmp_path: Path) -> None:
    (row,), _ = brought(plain(tmp_path / "in.xlsx", 身份证号="E00000000", 证件类型="护照"))
    assert row.fields["applicant.id_kind"] == "passport"
    (row,), _ = brought(plain(tmp_path / "in.xlsx", 身份证号=None))
    assert "applicant.id_kind" not in row.fields


@pytest.mark.parametrize("text", ["xl/a.xml", "/xl/a.xml", "XL/A.xml", "xl\\a.xml", "\\xl\\A.XML"])
def test_a_part_is_the_same_whatever_way_its_name_is_written(text: str) -> None:
    assert _bare(text) == "xl/a.xml"
