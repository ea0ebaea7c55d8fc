"""Who signs and seals: boxes side by side with lines to write on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Final

from gridcounter.core.papers.form_model import Blank, Paragraph, Party, Tick, Words
from gridcounter.documents.layout.blanks import LEAST_RULE, MM, spare_between_ticks
from gridcounter.documents.layout.columns import shared_by_lines
from gridcounter.documents.layout.lines import HAND, RULE_DROP, Line, Rule, SealPlace, Style, tagged
from gridcounter.documents.layout.page import INSET, THIN, Cell, Item, Row
from gridcounter.documents.profiles import Profile
from gridcounter.documents.tags import Tag
from gridcounter.documents.typeset import Typesetter

SEAL: Final = 40 * MM  # a seal of 40 mm covers the lines, as custom wants it, and finds white above them
SEAL_SIDE: Final = 42 * MM  # of the largest seal there is
SEAL_LIFT: Final = 2.0  # points into the white above the title: the block is not higher than that seal
SEAL_LEAST: Final = 7 * MM
ABREAST: Final = 3


def signatures(
    parties: Sequence[Party], typesetter: Typesetter, profile: Profile, width: float, root: Tag
) -> list[Item]:
    """At most three abreast; the rows keep together."""
    if not parties:
        return []
    abreast = math.ceil(len(parties) / math.ceil(len(parties) / ABREAST))
    items = []
    for start in range(0, len(parties), abreast):
        beside = parties[start : start + abreast]
        sealed = any(party.seal for party in beside)
        cells = []
        if len(beside) == abreast:
            widths = shared_by_lines(width, [_needed(party, typesetter, profile) for party in beside])
        else:
            # the last of a short row reaches to the edge
            widths = [width / abreast] * (len(beside) - 1)
            widths.append(width - sum(widths))
        for party, wide, left in zip(beside, widths, accumulate(widths, initial=0.0), strict=False):
            lines = _party(party, typesetter, profile, wide - 4 * INSET, root.child("Div"), sealed=sealed)
            cells.append(Cell(left, wide, lines, 2 * INSET, middle=False))
        items.append(Item(Row(tuple(cells), THIN, 5.0), gap=0.0 if start else 7.0, keep=True, whole=True))
    return [*items[:-1], replace(items[-1], keep=False)]


def _needed(party: Party, typesetter: Typesetter, profile: Profile) -> float:
    """The width with which each line stays one."""
    style = Style(profile.table, 0.0, profile.small)
    longest = 0.0
    for paragraph in party.lines:
        shown, ruled = _signing(paragraph)
        text = "".join(part.text for part in shown if isinstance(part, Words))
        given = spare_between_ticks(text) * style.size if any(isinstance(part, Tick) for part in shown) else 0.0
        longest = max(longest, typesetter.extent(shown, style) - given + ruled * LEAST_RULE)
    return max(longest, SEAL_SIDE if party.seal else 0.0) + 4 * INSET


def _party(
    party: Party, typesetter: Typesetter, profile: Profile, width: float, tag: Tag, *, sealed: bool
) -> tuple[Line, ...]:
    title = Style(profile.table + 0.5, profile.table * 1.6, profile.small, "bold")
    style = Style(profile.table, max(profile.table * 1.6, HAND), profile.small)
    named = typesetter.lines(_titled(party), title, width) if party.title or party.seal else ()
    lines = list(tagged(named, tag.child("P")))
    if party.seal and party.lines:
        lines[0] = replace(lines[0], parts=(*lines[0].parts, _to_seal(party, width, -SEAL_LIFT)))
    below: list[Line] = []
    signed = False
    for paragraph in party.lines:
        shown, ruled = _signing(paragraph)
        set_lines = typesetter.lines(shown, style, width, ruled=ruled)
        if not signed and _begins_with(paragraph, party.signs):
            set_lines = _to_sign(set_lines, party, width)
            signed = True
        below.extend(tagged(set_lines, tag.child("P")))
    if sealed:
        lines.append(_white(party, width, sum(line.height for line in (*lines, *below))))
    return (*lines, *below)


def _white(party: Party, width: float, used: float) -> Line:
    """Between title and lines, as high as a seal leaves it; `used` is the height of both."""
    if party.seal and not party.lines:  # a seal that covers nothing: under a title without lines
        return Line((_to_seal(party, width, 0.0),), SEAL_SIDE, SEAL_SIDE)
    room = max(SEAL_LEAST if party.seal else 0.0, SEAL - used)
    return Line((), room, room)


def _titled(party: Party) -> Paragraph:
    """A title that ends in a colon asks for the name, by hand."""
    name = (Words(party.title), *((Blank(),) if party.title.endswith("：") else ()))
    return (*name, Words("（盖章）")) if party.seal else name


def _to_seal(party: Party, width: float, drop: float) -> SealPlace:
    side = min(SEAL_SIDE, width)
    return SealPlace(width - side, drop, side, side, _field("seal", party), f"{party.title.removesuffix('：')}（盖章）")


def _field(what: str, party: Party) -> str:
    """As a dot would make it a part of another field, names have none."""
    return f"{what}-{party.key}" if party.key else what


def _begins_with(paragraph: Paragraph, beginning: str) -> bool:
    first = paragraph[0] if paragraph else None
    return isinstance(first, Words) and first.text.startswith(beginning)


def _to_sign(lines: Sequence[Line], party: Party, width: float) -> tuple[Line, ...]:
    """On the rule one would sign on by hand; where there is none, over the whole of the line."""
    ruled = [(at, part) for at, line in enumerate(lines) for part in line.parts if isinstance(part, Rule)]
    at, rule = ruled[0] if ruled else (len(lines) - 1, Rule(0.0, width))
    line = lines[at]
    height = min(line.height, HAND)
    drop = line.baseline + RULE_DROP - height
    place = SealPlace(rule.x, drop, rule.width, height, _field("sign", party), f"{party.title}（签名）")
    return (*lines[:at], replace(line, parts=(*line.parts, place)), *lines[at + 1 :])


def _signing(paragraph: Paragraph) -> tuple[Paragraph, bool]:
    """What ends in a blank or a colon is ruled to the edge of its cell."""
    match paragraph[-1:]:
        case (Blank(),):
            return paragraph[:-1], True
        case (Words(text=text),):
            return paragraph, text.endswith(("：", ":"))
        case _:
            return paragraph, False
