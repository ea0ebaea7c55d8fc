"""Shortens long names to one line; the whole text goes into the tooltip."""

from __future__ import annotations

import html
from unicodedata import east_asian_width

#: Width limits in cells (a Chinese character takes two): on a tab, on a card, in a list or a table, above a page.
TAB, CARD, LINE, HEAD = 20, 30, 48, 120
#: Characters of a tooltip that still fits on the screen.
_MOST_TOLD = 200


def shortened(text: str, cells: int = LINE) -> str:
    """The first characters that fit, with … where there are more."""
    if len(text) * 2 <= cells:
        return text
    left, fits = cells, 0
    for place, letter in enumerate(text):
        left -= 2 if east_asian_width(letter) in "WFA" else 1
        if left < 0:
            return text[:fits] + "…"
        if left >= 2:  # noqa: PLR2004  what … takes
            fits = place + 1
    return text


def whole_text(text: str) -> str:
    """The text for a tooltip, cut after _MOST_TOLD characters, and shown as it is: a tooltip reads markup."""
    told = text if len(text) <= _MOST_TOLD else text[:_MOST_TOLD] + "…"
    return f"<qt>{html.escape(told)}</qt>" if "<" in told or "&" in told else told
