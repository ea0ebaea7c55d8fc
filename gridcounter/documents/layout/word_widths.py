"""How wide text will be in Word, guessed: what is set small to stay whole, how long blanks are, where their lines end.

Only a PDF is measured. Word may break its lines elsewhere; a line that one writes on is broken here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from math import inf

from gridcounter.core.papers.form_model import Blank, Content, Inline, Paragraph, Tick, Words
from gridcounter.documents.layout.blanks import LEAST_RULE, LONGEST_BLANK, MM, shrunk, widened
from gridcounter.documents.layout.linebreak import BLANK, TICK, line_spans

_WHOLE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日|\d{1,2}:\d{2}[—–-]\d{1,2}:\d{2}|[!-~]+")
_SURE = 0.96  # of a line: widths are guessed, and a machine may lack a face
_TICK_EMS = 1.7  # the box, the space that ties it, and the two that part it from what stands before
COLONS = ("：", ":")
_FIRST_WIDE = "\u2e80"


def ems(text: str) -> float:
    """A guess good enough to choose a width: wide characters count one, the others a half."""
    return sum(map(_em, text))


def _em(character: str) -> float:
    return 1.0 if character >= _FIRST_WIDE else 0.5


def fitting(content: Content, room: float, size: float) -> Content:
    """For a cell with `room` in points, set in `size`. What is wider than it and better whole is set small.

    Blanks give way, as in the PDF: one that is too long would be ruled on in a line of its own.
    """
    whole = (tuple(_whole(part, room / size) for part in paragraph) for paragraph in content)
    return tuple(with_blanks(paragraph, room, size, LONGEST_BLANK) for paragraph in whole)


def _whole(part: Inline, room: float) -> Inline:
    """A code or a date: broken in two it reads as two."""
    return replace(part, small=True) if isinstance(part, Words) and _longest_whole(part.text) > room else part


def _longest_whole(text: str) -> float:
    """In ems, as `ems`; capitals are wider than figures."""
    return max((ems(found) + 0.22 * sum(map(str.isupper, found)) for found in _WHOLE.findall(text)), default=0.0)


def with_blanks(paragraph: Paragraph, room: float, size: float, longest: float = inf) -> Paragraph:
    """The same with blanks as long as their lines leave; a line with one begins where it begins in the PDF."""
    if not any(isinstance(part, Blank) for part in paragraph):
        return paragraph
    signs = [(sign, wide) for part in paragraph for sign, wide in _signs(part, size)]
    text, room = "".join(sign for sign, _ in signs), room * _SURE
    widths = shrunk(text, [wide for _, wide in signs], room)
    begun = set()
    for start, end in line_spans(text, widths, room):
        if BLANK not in text[start:end]:
            continue
        begun.add(start)
        line = text[start:end].rstrip()
        if line.endswith(BLANK):
            ruled = slice(start, start + len(line))
            widths[ruled] = widened(line, widths[ruled], room, longest)
    return tuple(_rebuilt(paragraph, widths, begun - {0}))


def _rebuilt(paragraph: Paragraph, widths: Sequence[float], begun: set[int]) -> list[Inline]:
    """Line ends go into the words."""
    parts: list[Inline] = []
    at = 0
    for part in paragraph:
        match part:
            case Words(text=text):
                words = "".join(("\n" if at + place in begun else "") + char for place, char in enumerate(text))
                parts.append(replace(part, text=words) if words != text else part)
                at += len(text)
            case Blank():
                parts += [Words("\n")] if at in begun else []
                parts.append(Blank(widths[at] / MM))
                at += 1
            case Tick():
                parts += [Words("\n")] if at in begun else []
                parts.append(part)
                at += 1
    return parts


def is_broken(paragraph: Paragraph) -> bool:
    """Whether a line of it was ended here."""
    return any(isinstance(part, Blank) for part in paragraph) and any(
        isinstance(part, Words) and "\n" in part.text for part in paragraph
    )


def _signs(part: Inline, size: float) -> list[tuple[str, float]]:
    match part:
        case Words(text=text):
            return [(char, _em(char) * size) for char in text]
        case Blank(width=millimetres):
            return [(BLANK, millimetres * MM)]
        case Tick():
            return [(TICK, _TICK_EMS * size)]


def signing_width(paragraph: Paragraph, size: float) -> float:
    """In points; with its rule where it ends in a colon."""
    signs = [sign for part in paragraph for sign in _signs(part, size)]
    return sum(wide for _, wide in signs) + (LEAST_RULE if signs and signs[-1][0] in COLONS else 0.0)
