"""受影响人员名单: the people to notify after a copy is lost, as a workbook to work through and as a paper to sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter

from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.reports.breach_notice import (
    DUTY,
    TITLE,
    AffectedPerson,
    HeldData,
    affected,
    affected_model,
    gone_words,
)
from gridcounter.documents.faces import Faces
from gridcounter.documents.pdf import PdfRenderer
from gridcounter.documents.profiles import NORMAL
from gridcounter.errors import Refusal
from gridcounter.services.files.private_workbooks import add_sheet, content_of, new_workbook
from gridcounter.services.files.sheet_cells import as_cell, head_cells, text_cells
from gridcounter.services.office.clerks import require_from_any_thread
from gridcounter.services.office.roles import Right
from gridcounter.store.files import replace_file
from gridcounter.store.queries.application_rows import held_on, purged_since

if TYPE_CHECKING:
    from gridcounter.services.record.record import Record

_COLUMNS = (("姓名或名称", 22), ("电话", 16), ("丢失的信息", 34), ("申请编号", 28), ("告知日期", 14), ("告知方式", 14))
PDF, EXCEL = ".pdf", ".xlsx"


class UnknownFormat(Refusal):
    """The file name ends in neither .xlsx nor .pdf."""

    sentence = "名单只写成 .xlsx 或 .pdf，请改文件名的结尾"


@dataclass(frozen=True, slots=True)
class AffectedWritten:
    """`gone` applications were in the lost copy and have been purged from the record since."""

    path: str
    people: int
    gone: int


def write_affected(record: Record, by: str, path: Path, until: date, today: date, faces: Faces) -> AffectedWritten:
    """May run on any thread. The access is recorded before the file gets its name.

    Raises NotAllowed, UnknownFormat, Fault.
    """
    clerk = require_from_any_thread(record, by, Right.REVEAL_LIST)
    suffix = path.suffix.lower()
    if suffix not in {PDF, EXCEL}:
        raise UnknownFormat
    with record.reading() as stores:
        day = until.isoformat()
        people = affected(HeldData(*one) for one in held_on(stores.db, day))
        gone = purged_since(stores.db, day)
        office = str((stores.applications.office().get("office") or {}).get("name") or "")
    if suffix == PDF:
        target = BytesIO()
        model = affected_model(people, office, clerk.name, today, until, gone)
        PdfRenderer(faces, NORMAL).render(model, target)
        content = target.getvalue()
    else:
        content = _workbook(people, office, until, gone)
    values = {"list": "affected", "until": until.isoformat(), "people": len(people)}
    record.journal.append(Act(Kind.PERSONAL_DATA_SHOWN, values, by))
    replace_file(path, content)
    return AffectedWritten(str(path), len(people), gone)


def _workbook(people: list[AffectedPerson], office: str, until: date, gone: int) -> bytes:
    book = new_workbook()
    sheet = add_sheet(book, "名单")
    for place, (_, width) in enumerate(_COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"
    sheet.append(head_cells(sheet, [title for title, _ in _COLUMNS]))
    for person in people:
        cells = [person.name, person.phone, "、".join(person.kinds), "、".join(person.numbers)]
        sheet.append([as_cell(sheet, text) for text in cells])
    about = add_sheet(book, "说明")
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 14, 100
    about.append(text_cells(about, (TITLE, office), bold=True))
    about.append(text_cells(about, ("登记到", until.isoformat())))
    for place, text in enumerate(DUTY, start=1):
        about.append(text_cells(about, (str(place), text)))
    if gone:
        about.append(text_cells(about, ("", gone_words(gone))))
    return content_of(book)
