"""Who signs and seals: boxes side by side with lines to write on."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from gridcounter.core.form_model import Blank, Words
from gridcounter.documents.page import INSET, THIN, Cell, Item, Row
from gridcounter.documents.typeset import HAND, MM, Line, Style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridcounter.core.form_model import Paragraph, Party
    from gridcounter.documents.profiles import Profile
    from gridcounter.documents.typeset import Typesetter

SEAL: Final = 40 * MM  # a seal of 40 mm covers the lines, as custom wants it, and finds white above them
SEAL_LEAST: Final = 7 * MM
SEAL_FREE: Final = 42 * MM  # of a seal that covers nothing: under a title without lines
ABREAST: Final = 3


def signatures(parties: Sequence[Party], typesetter: Typesetter, profile: Profile, width: float) -> list[Item]:
    """At most three abreast; the rows keep together."""
    if not parties:
        return []
    abreast = math.ceil(len(parties) / math.ceil(len(parties) / ABREAST))
    share = width / abreast
    items = []
    for start in range(0, len(parties), abreast):
        beside = parties[start : start + abreast]
        sealed = any(party.seal for party in beside)
        cells = []
        for number, party in enumerate(beside):
            # the last of a short row reaches to the edge
            wide = width - number * share if number == len(beside) - 1 else share
            lines = _party(party, typesetter, profile, wide - 4 * INSET, sealed=sealed)
            cells.append(Cell(number * share, wide, lines, 2 * INSET, middle=False))
        items.append(Item(Row(tuple(cells), THIN, 5.0), gap=0.0 if start else 7.0, keep=True, whole=True))
    return [*items[:-1], replace(items[-1], keep=False)]


def _party(party: Party, typesetter: Typesetter, profile: Profile, width: float, *, sealed: bool) -> tuple[Line, ...]:
    title = Style(profile.table + 0.5, profile.table * 1.6, profile.small, "bold")
    style = Style(profile.table, max(profile.table * 1.6, HAND), profile.small)
    lines = list(typesetter.text(party.title + ("（盖章）" if party.seal else ""), title, width))
    below: list[Line] = []
    for paragraph in party.lines:
        shown, ruled = _signing(paragraph)
        below.extend(typesetter.lines(shown, style, width, ruled=ruled))
    if sealed and party.seal and not party.lines:
        lines.append(Line((), SEAL_FREE, SEAL_FREE))
    elif sealed:
        least = SEAL_LEAST if party.seal else 0.0
        room = max(least, SEAL - sum(line.height for line in (*lines, *below)))
        lines.append(Line((), room, room))
    return (*lines, *below)


def _signing(paragraph: Paragraph) -> tuple[Paragraph, bool]:
    """What ends in a blank or a colon is ruled to the edge of its cell."""
    match paragraph[-1:]:
        case (Blank(),):
            return paragraph[:-1], True
        case (Words(text=text),):
            return paragraph, text.endswith(("：", ":"))
        case _:
            return paragraph, False
