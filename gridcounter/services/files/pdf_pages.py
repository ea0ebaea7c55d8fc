"""The pages of a PDF, drawn by PDFium: of papers that this program made, and in the examiner of any.

PDFium keeps one state for the whole process, and papers are printed in a worker: one lock is held around each call.
A document is opened for each call and closed before it returns, so none is left to a garbage collector in any thread.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridcounter import lazy
from gridcounter.errors import Fault

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage

_LOCK = threading.Lock()
#: Twice an A4 page at 600 dpi; four bytes each.
_MOST_PIXELS = 64 * 1024 * 1024
#: How far from a letter, in points across and down, still means that letter: beyond its end, a line is still that line.
_NEAR = (1000, 24)

#: Left, top, width and height.
Box = tuple[float, float, float, float]


class NotDrawn(Fault):
    """The bytes are no PDF, or a page of it cannot be drawn."""

    sentence = "这份文书的页面画不出来，文件可能坏了；请重新出具，或请管理员从备份恢复"


@dataclass(frozen=True, slots=True)
class DrawnPart:
    """`bgrx` has four bytes for each pixel, row by row: blue, green, red, and one without a meaning."""

    width: int
    height: int
    bgrx: bytes


@dataclass(frozen=True, slots=True)
class Marked:
    """A part of a page's text, and where it stands: a box for each line, in points from the upper left corner."""

    text: str = ""
    boxes: tuple[Box, ...] = ()


def page_sizes(content: bytes) -> tuple[tuple[float, float], ...]:
    """Width and height in points, as the pages lie. Raises NotDrawn."""
    with _opened(content) as document:
        return tuple(document.get_page_size(page) for page in range(len(document)))


def draw_page(
    content: bytes, page: int, size: tuple[int, int], part: tuple[int, int, int, int] | None = None
) -> DrawnPart:
    """The page on white, `size` pixels large, or only this part of it: left, top, width, height. Raises NotDrawn.

    A picture of more than `_MOST_PIXELS` is refused: whoever wants so much of a page asks for a part.
    """
    left, top, width, height = part or (0, 0, *size)
    if min(width, height) < 1 or width * height > _MOST_PIXELS:
        raise NotDrawn
    raw = lazy.pypdfium2.raw
    with _opened(content) as document, closing(document[page]) as shown:
        bitmap = lazy.pypdfium2.PdfBitmap.new_native(width, height, raw.FPDFBitmap_BGRx)
        try:
            bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
            raw.FPDF_RenderPageBitmap(bitmap, shown, -left, -top, *size, 0, raw.FPDF_ANNOT)
            return DrawnPart(width, height, bytes(bitmap.buffer))
        finally:
            bitmap.close()


def page_text(content: bytes, page: int) -> str:
    """In reading order, as far as the PDF tells it. Raises NotDrawn."""
    with _text(content, page) as (text, _):
        return _lines(text.get_text_range())


def marked_between(content: bytes, page: int, start: tuple[float, float], end: tuple[float, float]) -> Marked:
    """What lies between two places, in points from the upper left corner, as a mouse marks it.

    Nothing where no letter is near either. Raises NotDrawn.
    """
    with _text(content, page) as (text, page_height):
        near = [text.get_index(x, page_height - y, *_NEAR) for x, y in (start, end)]
        if None in near:
            return Marked()
        first, count = min(near), abs(near[0] - near[1]) + 1
        boxes = [text.get_rect(one) for one in range(text.count_rects(first, count))]
        placed = ((left, page_height - top, right - left, top - bottom) for left, bottom, right, top in boxes)
        return Marked(_lines(text.get_text_range(first, count)), tuple(placed))


def _lines(text: str) -> str:
    """Lines end as PDFium has them, in CR and LF."""
    return text.replace("\r\n", "\n")


@contextmanager
def _text(content: bytes, page: int) -> Iterator[tuple[PdfTextPage, float]]:
    with (
        _opened(content) as document,
        closing(document[page]) as read,
        closing(read.get_textpage()) as text,
    ):
        yield text, read.get_height()


@contextmanager
def _opened(content: bytes) -> Iterator[PdfDocument]:
    """Raises NotDrawn for whatever PDFium refuses while it is open."""
    with _LOCK:
        try:
            with lazy.pypdfium2.PdfDocument(content) as document:
                yield document
        except lazy.pypdfium2.PdfiumError as wrong:
            raise NotDrawn from wrong
