"""How long the lines are that one writes on, in the same unit as the widths given: what is asked for, less, or more.

`text` has a sign for each drawn thing (`linebreak.BLANK`, `TICK`), `widths` one width for each character.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gridcounter.documents.layout.linebreak import ASKED, BLANK, TOLERANCE

MM: Final = 72 / 25.4
SHORTEST_BLANK: Final = 10 * MM
LONGEST_BLANK: Final = 65 * MM  # names of units and codes of 18 characters, by hand; more of a wide cell is only ink
LEAST_RULE: Final = 22 * MM  # 「委托代理人」 by hand
LEAST_SHARE: Final = 0.6  # of what is asked for: rather than give way to less it begins a line
LONG: Final = 36 * MM  # as much is always enough
_GAP: Final = "\u3000"
_LEAST_GAP: Final = 0.4  # of a wide space between boxes to tick


def shrunk(text: str, widths: Sequence[float], room: float) -> list[float]:
    """Blanks give way, so that a label and its blank stay on one line where they can."""
    found = [min(width, room) if char == BLANK else width for char, width in zip(text, widths, strict=True)]
    for match in ASKED.finditer(text):
        excess = sum(found[match.start() : match.end()]) - room
        if excess > 0:
            at = match.end() - 1
            found[at] = max(found[at] - excess - TOLERANCE, min(found[at], SHORTEST_BLANK))
    excess = sum(found) - room
    spare = [max(width - _least(width), 0.0) if char == BLANK else 0.0 for char, width in zip(text, found, strict=True)]
    if not 0 < excess <= sum(spare):
        return found
    share = excess / sum(spare)
    return [width - more * share for width, more in zip(found, spare, strict=True)]


def _least(width: float) -> float:
    return max(SHORTEST_BLANK, min(LEAST_SHARE * width, LONG))


def widened(text: str, widths: Sequence[float], room: float, longest: float) -> list[float]:
    """Of one line that ends in a blank: its blanks take what is left, none more than the longest."""
    blanks = [at for at, char in enumerate(text) if char == BLANK]
    slack, asked = room - sum(widths), sum(widths[at] for at in blanks)
    found = list(widths)
    if slack <= 0 or not asked:
        return found
    for at in blanks:
        more = widths[at] * (1 + slack / asked)
        found[at] = max(widths[at], min(more, longest))
    return found


def spare_between_ticks(text: str) -> float:
    """How much the white between boxes gives way at most, in sizes of a character."""
    return text.count(_GAP) * (1 - _LEAST_GAP)


def closer_ticks(text: str, widths: Sequence[float], room: float) -> list[float]:
    """The white between boxes to tick gives way where that keeps all of them on one line."""
    excess = sum(widths) - room
    gaps = sum(width for char, width in zip(text, widths, strict=True) if char == _GAP)
    if not 0 < excess <= gaps * (1 - _LEAST_GAP):
        return list(widths)
    share = 1 - (excess + TOLERANCE) / gaps
    return [width * share if char == _GAP else width for char, width in zip(text, widths, strict=True)]
