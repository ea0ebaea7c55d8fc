"""Workbooks with personal data, put together in memory.

openpyxl first writes each sheet to a file in the system's temporary folder, in clear: a session that was ended by force
left it there, and on a disk a deleted one can be read for long.
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from gzip import GzipFile
from io import BytesIO
from typing import TYPE_CHECKING, Any, cast
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

#: Of the XML of a sheet while it waits: a tenth of its size, in little time.
_FAST = 1


class _Packed(GzipFile):
    """What is written to it lies packed in memory."""

    def __init__(self) -> None:
        self._memory = BytesIO()
        super().__init__(fileobj=self._memory, mode="wb", compresslevel=_FAST)

    def whole(self) -> GzipFile:
        """To read all of it, once nothing more is written."""
        self.close()
        self._memory.seek(0)
        return GzipFile(fileobj=self._memory, mode="rb")


class _SheetWriter(WorksheetWriter):
    def __init__(self, sheet: WriteOnlyWorksheet) -> None:
        super().__init__(sheet, _Packed())

    def cleanup(self) -> None:
        """There is no file to remove."""


class _Sheet(WriteOnlyWorksheet):
    _writer: _SheetWriter | None

    def _get_writer(self) -> None:
        if self._writer is None:
            self._writer = _SheetWriter(self)
            self._writer.write_top()


class _Archive(ZipFile):
    """Takes a sheet from memory where openpyxl names its file."""

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:  # noqa: ANN401  as it is called
        with filename.whole() as source, self.open(arcname, "w") as target:
            shutil.copyfileobj(source, target)


def new_workbook() -> Workbook:
    """One that takes rows in their order, as `add_sheet` makes its sheets."""
    return Workbook(write_only=True)


def add_sheet(book: Workbook, title: str) -> Worksheet:
    """The next sheet."""
    inside: Any = book
    sheet: Any = _Sheet(book, title)
    inside._add_sheet(sheet)  # noqa: SLF001  openpyxl has no other way to bring a sheet of one's own
    return cast("Worksheet", sheet)


def content_of(book: Workbook) -> bytes:
    """The workbook as a file; afterwards it takes no more rows."""
    content = BytesIO()
    book.properties.modified = datetime.now(UTC).replace(tzinfo=None)
    with _Archive(content, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).save()
    return content.getvalue()
