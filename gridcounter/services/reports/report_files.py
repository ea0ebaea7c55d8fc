"""The report of a period as PDF, Word and Excel: all are drawn from the same cells before any file is written."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from gridcounter.core.policy.header import Header
from gridcounter.core.reports.figures import Figures
from gridcounter.core.reports.periods import Period
from gridcounter.core.reports.report import REMARKS, Cell, Report, report_of, to_form_model
from gridcounter.core.reports.reporting_duty import duty_of
from gridcounter.documents.faces import Faces
from gridcounter.documents.pdf import PdfRenderer
from gridcounter.documents.profiles import NORMAL
from gridcounter.documents.word import WordRenderer
from gridcounter.services.files.sheet_cells import put_text
from gridcounter.store.files import replace_file

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


FORMATS = ("pdf", "docx", "xlsx")
#: Width of a workbook column in characters, for each unit of the paper's column width.
_WIDER = 0.9
_LEAST = 10


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """One file of the report: its format, path, and SHA-256 in hex."""

    format: str
    path: str
    sha256: str


def make_report(figures: Figures, header: Header) -> Report:
    """With the clause that requires the report, if a policy asks for this period."""
    duty = duty_of(header, Period(figures.first, figures.last))
    return report_of(figures, "" if duty is None else f"{duty.basis}（{duty.label}，{duty.due_on.isoformat()} 前）")


def draw_report(report: Report, formats: Sequence[str], faces: Faces) -> dict[str, bytes]:
    """The bytes of each format, in the order requested."""
    model = to_form_model(report)
    drawn = {}
    for suffix in dict.fromkeys(formats):
        target = BytesIO()
        match suffix:
            case "pdf":
                PdfRenderer(faces, NORMAL).render(model, target)
            case "docx":
                WordRenderer(NORMAL).render(model, target)
            case _:
                _workbook(report).save(target)
        drawn[suffix] = target.getvalue()
    return drawn


def write_report(
    figures: Figures, header: Header, out: Path, formats: Sequence[str], faces: Faces
) -> list[WrittenReport]:
    """Neither contents nor file names hold a personal name or an application number."""
    stem = f"report_{header.id}_{figures.first:%Y%m%d}_{figures.last:%Y%m%d}"
    return write_drawn(make_report(figures, header), stem, out, formats, faces)


def write_drawn(report: Report, stem: str, out: Path, formats: Sequence[str], faces: Faces) -> list[WrittenReport]:
    """All formats are drawn before the first file is written; `stem` is their name without the ending."""
    drawn = draw_report(report, formats, faces)
    written = []
    for suffix, content in drawn.items():
        path = out / f"{stem}.{suffix}"
        replace_file(path, content)
        written.append(WrittenReport(suffix, str(path), hashlib.sha256(content).hexdigest()))
    return written


def _workbook(report: Report) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    about = book.create_sheet("说明")
    lines = (
        (report.title,),
        (report.by, report.office),
        ("地区", report.place),
        ("统计期间", report.period),
        ("统计日", report.as_of),
        *((("报送依据", report.duty),) if report.duty else ()),
        *(("政策包", mark) for mark in report.packs),
        *((REMARKS if place == 0 else "", one) for place, one in enumerate(report.remarks)),
        *(("统计口径" if place == 0 else "", note) for place, note in enumerate(report.notes)),
    )
    for line in lines:
        _append(about, line)
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 14, 100
    for table in report.tables:
        sheet = book.create_sheet(table.title.partition("（")[0])
        _append(sheet, [title for title, _ in table.columns], bold=True)
        for row in table.rows:
            _append(sheet, row)
        sheet.freeze_panes = "A2"
        for place, (_, width) in enumerate(table.columns, start=1):
            sheet.column_dimensions[get_column_letter(place)].width = max(_LEAST, width * _WIDER)
    return book


def _append(sheet: Worksheet, cells: Sequence[Cell], *, bold: bool = False) -> None:
    """A number stays a number; a text is never a formula, whatever its first character."""
    row = sheet.max_row + 1 if sheet.max_row > 1 or sheet.cell(1, 1).value is not None else 1
    for column, value in enumerate(cells, start=1):
        cell = sheet.cell(row, column)
        if isinstance(value, str):
            put_text(cell, value)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        else:
            cell.value = value
            if isinstance(value, float):
                cell.number_format = "0.0"
        if bold:
            cell.font = Font(bold=True)
