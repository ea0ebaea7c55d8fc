"""Writes the filtered list to a workbook of any length; the export is recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from openpyxl.utils import get_column_letter

from gridcounter.core.application import mask
from gridcounter.core.labels import APPLICATION_STATES, SHORT_DOCUMENTS, key_label, value_label
from gridcounter.core.record.journal import Act
from gridcounter.core.record.journal import Kind as Entry
from gridcounter.services.files.private_workbooks import add_sheet, content_of, new_workbook
from gridcounter.services.files.progress import EVERY, Progress, unwatched
from gridcounter.services.files.sheet_cells import as_cell, head_cells, text_cells
from gridcounter.services.ledger.ledger import CHIPS, Chip, mark_of, wanted
from gridcounter.services.record.record import Record
from gridcounter.store.files import replace_file
from gridcounter.store.queries.listing import ListedRow, ListingStore
from gridcounter.store.queries.office_rows import clerk_names

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


LIST, ABOUT = "申请", "说明"
#: Identity document numbers are excluded: they leave the record on papers only.
_FIELDS = (
    "applicant.name",
    "premises.address",
    "case.business",
    "case.customer",
    "case.supply.voltage_kv",
    "case.supply.capacity",
    "case.supply.unit",
    "applicant.contact",
    "applicant.phone",
)
#: Column widths in characters, from the widest usual text.
_NARROW, _MIDDLE, _WIDE = 12, 22, 40


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of clerks and of businesses, by id."""

    clerks: Mapping[str, str]
    businesses: Mapping[str, str]


_Says: TypeAlias = Callable[[ListedRow, _Names], object]


@dataclass(frozen=True, slots=True)
class _Exported:
    """A column: its title, its width, and its value for a row."""

    title: str
    width: int
    says: _Says


@dataclass(frozen=True, slots=True)
class Written:
    """The file's path and the number of applications in it."""

    path: str
    rows: int


@dataclass(frozen=True, eq=False)
class LedgerExport:
    """Exports of one clerk, whose name is recorded."""

    record: Record
    clerk: str
    businesses: Mapping[str, str] = field(default_factory=dict)

    def write(
        self,
        path: Path,
        words: str = "",
        chip: Chip = Chip.ALL,
        *,
        business: str = "",
        on: date,
        progress: Progress = unwatched,
    ) -> Written:
        """May run on any thread. The export is recorded before the file gets its name. Raises Stopped, Fault."""
        with self.record.reading() as stores:
            total = stores.applications.count()
            listing = ListingStore(stores.db)
            names, office = clerk_names(stores.db), str(stores.applications.office()["office"].get("name") or "")
            about = wanted(words, business, self.businesses)
            listed = listing.rows(words, mark_of(chip, self.clerk), _FIELDS, about)
            book = new_workbook()
            sheet = add_sheet(book, LIST)
            _set_columns(sheet)
            try:
                rows = _fill(sheet, _watched(listed, total, progress), _Names(names, self.businesses))
            except BaseException:
                content_of(book)  # a sheet that is not written to its end complains when it is forgotten
                raise
        filtered = CHIPS[chip] + (f"，{self.businesses.get(business, business)}" if business else "")
        filtered += "，并按搜索的字词缩小" if words.strip() else ""
        by = names.get(self.clerk, self.clerk)
        _tell(add_sheet(book, ABOUT), _about(office=office, on=on, by=by, filtered=filtered, rows=rows))
        content = content_of(book)
        # the words may be a name or a number
        values = {"rows": rows, "chip": str(chip), "by_words": bool(words.strip())}
        values |= {"business": business} if business else {}
        self.record.journal.append(Act(Entry.LIST_EXPORTED, values, self.clerk))
        replace_file(path, content)
        return Written(str(path), rows)


def _about(*, office: str, on: date, by: str, filtered: str, rows: int) -> list[tuple[str, str]]:
    return [
        ("单位", office),
        ("导出日期", on.isoformat()),
        ("导出人", by),
        ("筛选", filtered),
        ("件数", f"{rows:,} 件，最新登记的在前"),
        ("号码", "证件号码不导出；联系电话隐去中间几位"),
        ("用途", "本表含个人信息，只供本单位办理业务使用，用后请删除；受理以供电企业业务系统的登记为准"),
    ]


def _set_columns(sheet: Worksheet) -> None:
    for place, column in enumerate(_COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    sheet.freeze_panes = "A2"
    sheet.append(head_cells(sheet, [column.title for column in _COLUMNS]))


def _fill(sheet: Worksheet, listed: Iterator[ListedRow], names: _Names) -> int:
    rows = 0
    for row in listed:
        sheet.append([as_cell(sheet, column.says(row, names)) for column in _COLUMNS])
        rows += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(_COLUMNS))}{rows + 1}"
    return rows


def _watched(listed: Iterator[ListedRow], total: int, progress: Progress) -> Iterator[ListedRow]:
    for done, row in enumerate(listed):
        if done % EVERY == 0:
            progress(done, total)
        yield row


def _tell(sheet: Worksheet, lines: list[tuple[str, str]]) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = _NARROW, 2 * _WIDE
    for line in lines:
        sheet.append(text_cells(sheet, line))


def _field(name: str) -> _Says:
    return lambda row, _: row.fields.get(name)


def _business(row: ListedRow, names: _Names) -> object:
    value = row.fields.get("case.business")
    return None if value is None else names.businesses.get(value) or value_label("business", value)


def _word(key: str) -> _Says:
    def says(row: ListedRow, _: _Names) -> object:
        value = row.fields.get(f"case.{key}")
        return None if value is None else value_label(key, value)

    return says


def _phone(row: ListedRow, _: _Names) -> str:
    return mask(str(row.fields.get("applicant.phone") or ""))


def _deferred(row: ListedRow, _: _Names) -> str:
    return "、".join(
        (SHORT_DOCUMENTS.get(document) or label or document) + (f"（{day} 前）" if day else "")
        for document, day, label in row.deferred
    )


def _day(text: str | None) -> object:
    """A moment is reduced to its day; a text that is no day stays as it was written."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return text


_COLUMNS = (
    _Exported("编号", _MIDDLE, lambda row, _: row.number),
    _Exported("查询码", _NARROW, lambda row, _: row.short_code),
    _Exported("状态", 16, lambda row, _: APPLICATION_STATES.get(row.state, row.state)),
    _Exported("用电人名称", _MIDDLE, _field("applicant.name")),
    _Exported("用电地址", _WIDE, _field("premises.address")),
    _Exported(key_label("business"), _MIDDLE, _business),
    _Exported(key_label("customer"), 18, _word("customer")),
    _Exported(f"{key_label('supply.voltage_kv')}（千伏）", 16, _field("case.supply.voltage_kv")),
    _Exported(key_label("supply.capacity"), _NARROW, _field("case.supply.capacity")),
    _Exported(key_label("supply.unit"), _NARROW, _word("supply.unit")),
    _Exported("联系人", _NARROW, _field("applicant.contact")),
    _Exported("联系电话", 16, _phone),
    _Exported("收件日期", _NARROW, lambda row, _: _day(row.received_on)),
    _Exported("受理日期", _NARROW, lambda row, _: _day(row.accepted_on)),
    _Exported("业务系统编号", _MIDDLE, lambda row, _: row.official_number),
    _Exported("录入日期", _NARROW, lambda row, _: _day(row.official_entered_at)),
    _Exported("登记日期", _NARROW, lambda row, _: _day(row.opened_at)),
    _Exported("经办人", _NARROW, lambda row, names: names.clerks.get(row.opened_by, row.opened_by)),
    _Exported("后补资料", _MIDDLE, _deferred),
)
