"""The program's icon out of its drawing, in the sizes that Windows asks for: `python tools/app_icon.py SVG ICO`."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QImageReader

_LARGEST = 256
_SIZES = (16, 20, 24, 32, 40, 48, 64, _LARGEST)


def draw_icon(drawing: Path, target: Path) -> Path:
    """Each size is drawn for itself: a small one made from a large one is a smear."""
    drawn = [_draw(drawing, size) for size in _SIZES]
    target.parent.mkdir(parents=True, exist_ok=True)
    drawn[-1].save(target, sizes=[image.size for image in drawn], append_images=drawn[:-1])
    return target


def _draw(drawing: Path, size: int) -> Image.Image:
    reader = QImageReader(str(drawing))
    reader.setScaledSize(QSize(size, size))
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not reader.read().save(buffer, "PNG"):  # type: ignore[call-overload]  # the stubs know bytes only
        raise ValueError(f"{drawing}: {reader.errorString()}")
    return Image.open(BytesIO(kept.data()))


if __name__ == "__main__":
    draw_icon(Path(sys.argv[1]), Path(sys.argv[2]))
