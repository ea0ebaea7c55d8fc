"""The place and look of each widget on a window: position and size in pixels, text size, colours.

Colours are the drawn ones, by the name of the nearest token: the background, and the ink that differs most from it.
Another Qt may move a widget by some pixels: values measured with another one are compared less strictly.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from PySide6 import __version__
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

from builders.window.seen import children_of
from builders.window.seen_lists import colour_name, nearest_colour
from builders.window.seen_marks import LEAVES, said_by
from gridcounter.desktop.pdf.view import PageView

MEASURED_WITH: Final = f"measured with Qt {__version__}"
#: In pixels, of places and sizes, where another Qt has measured.
LEEWAY: Final = 6
_NAME = 24
_VERSION = re.compile(r"版本 [0-9a-f]{8}\b")
_NUMBER = re.compile(r"\d+")


def placed(root: QWidget) -> list[str]:
    """One line for each thing that is visible."""
    image = root.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    assert image.width() == root.width(), "tests draw one pixel for each"
    return [MEASURED_WITH, *_lines(root, root, image)]


def _lines(widget: QWidget, root: QWidget, image: QImage) -> Iterator[str]:
    if isinstance(widget, LEAVES):
        place = QRect(widget.mapTo(root, QPoint(0, 0)), widget.size())
        yield f"{_name(widget)}  {place.x()},{place.y()} {place.width()}×{place.height()}{_look(widget, image, place)}"
        return
    for child, _ in children_of(widget):
        if child.isVisibleTo(widget):
            yield from _lines(child, root, image)


def _name(widget: QWidget) -> str:
    words = _VERSION.sub("版本", said_by(widget).replace("\n", " "))
    return words if len(words) <= _NAME else words[: _NAME - 1] + "…"


def _look(widget: QWidget, image: QImage, place: QRect) -> str:
    font = widget.font()
    found = f" {font.pixelSize()}px" + (f" bold {font.weight()}" if font.bold() else "")
    shown = place.intersected(image.rect())
    if isinstance(widget, PageView):  # its code is of another record each time
        return found
    if shown.isEmpty():
        return f"{found} (scrolled away)"
    counted = _colours(image, shown)
    ((ground, _),) = counted.most_common(1)
    base = QColor(ground)
    ink = max(counted, key=lambda one: (_apart(QColor(one), base), one))
    return f"{found} {nearest_colour(QColor(ink))} on {colour_name(base.name())}"


def _apart(one: QColor, other: QColor) -> int:
    return abs(one.red() - other.red()) + abs(one.green() - other.green()) + abs(one.blue() - other.blue())


def _colours(image: QImage, place: QRect) -> Counter[int]:
    words = memoryview(image.constBits()).cast("I")
    across = image.bytesPerLine() // 4
    found: Counter[int] = Counter()
    for row in range(place.top(), place.bottom() + 1):
        found.update(words[row * across + place.left() : row * across + place.right() + 1])
    return found


def same_places(held: Sequence[str], now: Sequence[str]) -> bool:
    """The same lines; where another Qt has measured, the same words, and numbers within what that may make of them."""
    if held[:1] == now[:1] or len(held) != len(now):
        return held == now
    return all(map(_alike, held[1:], now[1:]))


def _alike(held: str, now: str) -> bool:
    words = _NUMBER.sub("", held) == _NUMBER.sub("", now)
    pairs = zip(_NUMBER.findall(held), _NUMBER.findall(now), strict=False)
    return words and all(abs(int(one) - int(other)) <= LEEWAY for one, other in pairs)
