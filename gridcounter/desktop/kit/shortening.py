"""Shortens long names to one line; the whole text goes into the tooltip."""

from __future__ import annotations

import html
import re
from unicodedata import east_asian_width

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics

#: Width limits in cells (a Chinese character takes two): on a tab, on a card, in a column, in a list, above a page.
TAB, CARD, COLUMN, LINE, HEAD = 20, 24, 30, 48, 120
#: Letters that take nearly as much.
_BROAD = "MWmw"
#: Characters of a tooltip that still fits on the screen.
_MOST_TOLD = 200
#: So many letters and digits without a place to break, and a space of no width behind them.
_LONG_RUN, _NO_WIDTH = re.compile(r"[!-~]{12}(?=[!-~])"), "\u200b"
_LINE_END = "\n"
#: Of a number of ours, its year and all before it: each day begins anew with 0001, so month and day stay.
_BEFORE_THE_DAY = re.compile(r"^.*[^-]{4}(?=\d{4}-\d+$)")


def shortened(text: str, cells: int = LINE) -> str:
    """The first characters that fit, with … where there are more."""
    if len(text) * 2 <= cells:
        return text
    left, fits = cells, 0
    for place, letter in enumerate(text):
        left -= 2 if letter in _BROAD or east_asian_width(letter) in "WFA" else 1
        if left < 0:
            return text[:fits] + "…"
        if left >= 2:  # noqa: PLR2004  what … takes
            fits = place + 1
    return text


def short_number(number: str) -> str:
    """0928-0001 of YL01-9AAF20260928-0001; a number of another form stays as it is."""
    return _BEFORE_THE_DAY.sub("", number)


def fitted(text: str, metrics: QFontMetrics, cells: int) -> str:
    """As `shortened`, for letters of any width: what does not fit is cut by its pixels."""
    room = cells * metrics.horizontalAdvance("中") // 2
    return metrics.elidedText(shortened(text, cells), Qt.TextElideMode.ElideRight, room)


def on_two_lines(text: str, metrics: QFontMetrics, room: int) -> str:
    """What a label of this width shows on two lines; on one if a single word is wider."""
    place = metrics.boundingRect(QRect(0, 0, room, 0), Qt.TextFlag.TextWordWrap, text)
    wide = 2 * room - metrics.horizontalAdvance("中") if place.width() <= room else room
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, wide)


def whole_text(text: str, most: int = _MOST_TOLD) -> str:
    """The text for a tooltip, cut after so many characters, and shown as it is: a tooltip reads markup."""
    told = text if len(text) <= most else text[:most] + "…"
    return f"<qt>{html.escape(told).replace(_LINE_END, '<br>')}</qt>" if "<" in told or "&" in told else told


def breakable(text: str) -> str:
    """With places to break in letters and digits that have none: a label wraps Chinese anywhere, but no long word."""
    return _LONG_RUN.sub(lambda run: run[0] + _NO_WIDTH, text)
