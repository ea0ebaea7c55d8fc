"""Pages of a PDF as pictures of Qt."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, QSizeF
from PySide6.QtGui import QImage

from gridcounter.services.files import pdf_pages


def sizes_of(content: bytes) -> tuple[QSizeF, ...]:
    """In points, as the pages lie. Raises NotDrawn."""
    return tuple(QSizeF(*size) for size in pdf_pages.page_sizes(content))


def picture_of(content: bytes, page: int, size: QSize, part: QRect | None = None) -> QImage:
    """The page on white, `size` pixels large, or only this part of it. Raises NotDrawn."""
    box = None if part is None else (part.x(), part.y(), part.width(), part.height())
    drawn = pdf_pages.draw_page(content, page, (size.width(), size.height()), box)
    image = QImage(drawn.bgrx, drawn.width, drawn.height, 4 * drawn.width, QImage.Format.Format_RGB32)
    return image.copy()  # Qt keeps no bytes of Python's
