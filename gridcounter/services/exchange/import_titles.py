"""Matches columns to their titles, and reports in one sentence each what is not imported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from gridcounter.core.exchange.import_cells import header_remarks, header_text
from gridcounter.core.exchange.import_columns import COLUMNS, OWN_NUMBER, Column
from gridcounter.core.exchange.import_table import STANDARD, ImportTable
from gridcounter.core.validation.models import shown
from gridcounter.core.validation.units import comparable
from gridcounter.services.exchange.import_template import GUIDE
from gridcounter.services.exchange.ledger_export import ABOUT
from gridcounter.services.files.workbook_parts import WorkbookRefused
from gridcounter.services.files.workbooks import Sheet, SheetRow

#: Words in brackets after a title that do not change it; those of our own titles are such, too.
_SAYS_NOTHING = {"必填", "选填", "可选", "必选", "下拉选择"}
#: A row of totals, recognised by one of its cells.
_TOTALS = {"合计", "总计", "小计", "共计", "累计"}
#: Sheets that this program writes beside the list.
_OURS = {GUIDE, ABOUT}
_MOST_SPANS = 10


@dataclass(frozen=True, slots=True)
class ImportNotice:
    """A notice to check, not a reason to refuse; `row` 0 means the whole file."""

    row: int
    text: str

    def __str__(self) -> str:
        return f"第 {self.row} 行：{self.text}" if self.row else self.text


def is_title(text: str, table: ImportTable = STANDARD) -> bool:
    """Whether the text, normalised like titles, names a column."""
    return text in table.named


def columns_of(sheet: Sheet, table: ImportTable = STANDARD) -> tuple[dict[int, Column], list[ImportNotice]]:
    """The known columns by position, and notices of those not imported. Raises WorkbookRefused."""
    texts = list(map(header_text, sheet.header))
    found = {place: table.named[text] for place, text in enumerate(texts) if text in table.named}
    _refuse_twice(found, sheet.header)
    _refuse_missing({column.field for column in found.values()})
    remarks = {place: _remarks(sheet.header[place], table) for place in found}
    units = {place: _unit_among(remarks[place], column) for place, column in found.items()}
    notices = list(_not_taken_over(sheet, texts, found, table))
    for place, column in found.items():
        if not {units[place]}.issuperset(remarks[place]):
            notices.append(
                ImportNotice(0, f"{shown(sheet.header[place])}这一列按“{column.title}”导入，请核对是不是这个意思")
            )
    return {place: replace(column, unit=units[place] or column.unit) for place, column in found.items()}, notices


def _not_taken_over(
    sheet: Sheet, texts: Sequence[str], found: Mapping[int, Column], table: ImportTable
) -> Iterator[ImportNotice]:
    unknown = [sheet.header[place] for place, text in enumerate(texts) if text and text not in table.named]
    if unknown:
        yield ImportNotice(0, f"这些列不认识，不导入：{_listed(unknown)}")
    if OWN_NUMBER in found.values():
        yield ImportNotice(0, "“编号”不导入：导入时每件另给编号")


def _remarks(title: str, table: ImportTable) -> list[str]:
    return [remark for remark in header_remarks(title) if remark not in _SAYS_NOTHING | table.remarks]


def _unit_among(remarks: Sequence[str], column: Column) -> str:
    return next((one for one in remarks if comparable(one) in {*column.units, *column.unclear}), "")


def left_out(sheet: Sheet, columns: Mapping[int, Column]) -> Iterator[ImportNotice]:
    """Notices of contents outside the rows, and of hidden cells within them."""
    others = [f"{title}（隐藏）" if hidden else title for title, hidden in sheet.others if title not in _OURS]
    if others:
        yield ImportNotice(0, f"只读了工作表{shown(sheet.title)}，这些工作表没有导入：{_listed(others)}")
    if sheet.above:
        yield ImportNotice(0, f"第 {spans(sheet.above)} 行在列名上面，不导入")
    if sheet.untitled:
        yield ImportNotice(0, f"{'、'.join(sheet.untitled)} 列没有列名，里面的内容不导入")
    if empty := _numbers_between([row.number for row in sheet.rows]):
        yield ImportNotice(0, f"第 {spans(empty)} 行没有内容，跳过")
    yield from _hidden(sheet, columns)


def _numbers_between(numbers: Iterable[int]) -> list[int]:
    return [number for one, other in pairwise(numbers) for number in range(one + 1, other)]


def _hidden(sheet: Sheet, columns: Mapping[int, Column]) -> Iterator[ImportNotice]:
    hidden = [row.number for row in sheet.rows if row.hidden]
    if hidden:
        yield ImportNotice(0, f"第 {spans(hidden)} 行是隐藏的，同样在导入之列")
    unseen = [sheet.header[place] for place in columns if sheet.header[place] in sheet.hidden_columns]
    if unseen:
        yield ImportNotice(0, f"这些列是隐藏的，同样导入：{_listed(unseen)}")


def no_row(row: SheetRow, columns: Mapping[int, Column], header: Sequence[str]) -> str:
    """Why a row is no application (a sum, repeated titles); "" if it is one."""
    texts = {place: header_text(cell) for place, cell in enumerate(row.cells) if _is_text(cell)}
    if len(texts) > 1 and all(text == header_text(header[place]) for place, text in texts.items()):
        return "又是列名，不导入"
    needed = {place for place, column in columns.items() if column.required}
    if not _TOTALS.isdisjoint(texts.values()) and not needed <= texts.keys():
        return "是合计，不导入"
    return ""


def _is_text(cell: object) -> bool:
    return isinstance(cell, str) and bool(cell.strip())


def spans(numbers: Sequence[int]) -> str:
    """Row numbers in words: 3–5、9; a long list ends in 等."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][-1] + 1:
            found[-1] = [found[-1][0], number]
        else:
            found.append([number])
    text = "、".join("–".join(map(str, span)) for span in found[:_MOST_SPANS])
    return text + (" 等" if len(found) > _MOST_SPANS else "")


def _refuse_missing(fields: Collection[str]) -> None:
    missing = [column.title for column in COLUMNS if column.required and column.field not in fields]
    if missing:
        raise WorkbookRefused(f"缺少这些列：{'、'.join(missing)}；请补上列名和内容，或用导入模板")


def _refuse_twice(found: Mapping[int, Column], header: Sequence[str]) -> None:
    counted = Counter(column.field for column in found.values())
    twice = {column.field: column.title for column in found.values() if counted[column.field] > 1}
    if not twice:
        return
    lines = []
    for field, title in twice.items():
        written = [header[place] for place, column in found.items() if column.field == field]
        lines.append(title + (f"（{_listed(written)}）" if set(written) != {title} else ""))
    raise WorkbookRefused(f"这些列写了两次：{'、'.join(lines)}；请每种只留一列")


def _listed(texts: Iterable[str]) -> str:
    return "、".join(shown(text).strip("“”") for text in texts)
