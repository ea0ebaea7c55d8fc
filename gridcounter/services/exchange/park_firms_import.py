"""Reads a park's list of firms from a workbook as a dry run: planned changes and refusals by row. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gridcounter.core.exchange.import_cells import header_text, read_cell
from gridcounter.core.exchange.import_columns import Column
from gridcounter.core.exchange.park_firms import COLUMNS, NAME, NAMED, FirmRow, FirmsPlan, RefusedRow, plan_firms
from gridcounter.core.parks.values import Firm, FirmId, ParkId
from gridcounter.core.validation.models import Problem, shown
from gridcounter.services.exchange.import_titles import ImportNotice, left_out, no_row
from gridcounter.services.files.progress import Progress, unwatched
from gridcounter.services.files.workbook_parts import WorkbookRefused
from gridcounter.services.files.workbooks import Sheet, read_sheet

SHEET = "园区企业"


@dataclass(frozen=True, slots=True)
class FirmsDryRun:
    """What the list would change, which of its rows are refused, and what was not read. `sheet` is what was read."""

    sheet: str
    plan: FirmsPlan
    notices: tuple[ImportNotice, ...]


def read_park_firms(
    path: Path,
    park: ParkId,
    firms: Sequence[Firm],
    new_id: Callable[[], FirmId],
    progress: Progress = unwatched,
) -> FirmsDryRun:
    """`firms` are those on record. May run on any thread. Raises WorkbookRefused, Stopped."""
    sheet = read_sheet(path, SHEET, NAMED.__contains__, progress)
    columns = _columns(sheet)
    rows, refused, notices = list[FirmRow](), list[RefusedRow](), list(_unknown(sheet))
    for row in sheet.rows:
        if said := no_row(row, columns, sheet.header):
            notices.append(ImportNotice(row.number, said))
            continue
        values: dict[str, object] = {}
        problems = [Problem("整行", "合并的单元格", "不合并的单元格（请取消合并，逐行填写）")] if row.merged else []
        for place, column in columns.items():
            value, problem = read_cell(column, row.cells[place], sheet.day_zero)
            problems += [problem] if problem else []
            if value is not None:
                values[column.field] = value
        refused += [RefusedRow(row.number, problem) for problem in problems]
        if not problems:
            rows.append(FirmRow(row.number, values))
    plan = plan_firms(rows, park, firms, new_id)
    wrong = sorted((*refused, *plan.refused), key=lambda one: one.number)
    notices += left_out(sheet, columns)
    return FirmsDryRun(sheet.title, FirmsPlan(plan.planned, tuple(wrong)), tuple(notices))


def _columns(sheet: Sheet) -> Mapping[int, Column]:
    texts = list(map(header_text, sheet.header))
    found = {place: NAMED[text] for place, text in enumerate(texts) if text in NAMED}
    for column in COLUMNS:
        titles = [sheet.header[place] for place, one in found.items() if one is column]
        if len(titles) > 1:
            raise WorkbookRefused(f"这几列是同一项，请只留一列：{'、'.join(map(shown, titles))}")
    if NAME not in {one.field for one in found.values()}:
        raise WorkbookRefused("没有“企业名称”这一列：请在列名里写上企业名称，另存后再导入")
    return found


def _unknown(sheet: Sheet) -> Iterator[ImportNotice]:
    unknown = [shown(title) for title in sheet.header if header_text(title) and header_text(title) not in NAMED]
    if unknown:
        yield ImportNotice(0, f"这些列不认识，不导入：{'、'.join(unknown)}")
