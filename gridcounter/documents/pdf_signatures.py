"""Signature blocks: boxes side by side with lines to write on."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from gridcounter.core.papers.form_model import Blank, Words
from gridcounter.documents.page import INSET, THIN, Cell, Item, Row
from gridcounter.documents.typeset import HAND, MM, RULE_DROP, Line, Rule, SealPlace, Style, tagged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridcounter.core.papers.form_model import Paragraph, Party
    from gridcounter.documents.profiles import Profile
    from gridcounter.documents.tags import Tag
    from gridcounter.documents.typeset import Typesetter

SEAL: Final = 40 * MM  # a 40 mm seal covers the lines, as is customary, with white space above them
SEAL_SIDE: Final = 42 * MM  # of the largest seal there is
SEAL_LIFT: Final = 2.0  # points into the white space above the title: the block is not higher than that seal
SEAL_LEAST: Final = 7 * MM
ABREAST: Final = 3


def signatures(
    parties: Sequence[Party], typesetter: Typesetter, profile: Profile, width: float, root: Tag
) -> list[Item]:
    """At most three side by side; the rows stay together."""
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
            lines = _party(party, typesetter, profile, wide - 4 * INSET, root.child("Div"), sealed=sealed)
            cells.append(Cell(number * share, wide, lines, 2 * INSET, middle=False))
        items.append(Item(Row(tuple(cells), THIN, 5.0), gap=0.0 if start else 7.0, keep=True, whole=True))
    return [*items[:-1], replace(items[-1], keep=False)]


def _party(
    party: Party, typesetter: Typesetter, profile: Profile, width: float, tag: Tag, *, sealed: bool
) -> tuple[Line, ...]:
    title = Style(profile.table + 0.5, profile.table * 1.6, profile.small, "bold")
    style = Style(profile.table, max(profile.table * 1.6, HAND), profile.small)
    named = typesetter.text(party.title + ("（盖章）" if party.seal else ""), title, width)
    lines = list(tagged(named, tag.child("P")))
    if party.seal and party.lines and lines:
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
        lines.append(_room_for_seal(party, width, sum(line.height for line in (*lines, *below))))
    return (*lines, *below)


def _room_for_seal(party: Party, width: float, height: float) -> Line:
    if party.seal and not party.lines:  # a seal that covers no lines: under a title without lines
        return Line((_to_seal(party, width, 0.0),), SEAL_SIDE, SEAL_SIDE)
    room = max(SEAL_LEAST if party.seal else 0.0, SEAL - height)
    return Line((), room, room)


def _to_seal(party: Party, width: float, drop: float) -> SealPlace:
    side = min(SEAL_SIDE, width)
    return SealPlace(width - side, drop, side, side, _field("seal", party), f"{party.title}（盖章）")


def _field(what: str, party: Party) -> str:
    """A field name without dots, because a dot would make it part of another field."""
    return f"{what}-{party.key}" if party.key else what


def _begins_with(paragraph: Paragraph, beginning: str) -> bool:
    first = paragraph[0] if paragraph else None
    return isinstance(first, Words) and first.text.startswith(beginning)


def _to_sign(lines: Sequence[Line], party: Party, width: float) -> tuple[Line, ...]:
    """On the rule that one would sign by hand; without one, over the whole line."""
    ruled = [(at, part) for at, line in enumerate(lines) for part in line.parts if isinstance(part, Rule)]
    at, rule = ruled[0] if ruled else (len(lines) - 1, Rule(0.0, width))
    line = lines[at]
    height = min(line.height, HAND)
    drop = line.baseline + RULE_DROP - height
    place = SealPlace(rule.x, drop, rule.width, height, _field("sign", party), f"{party.title}（签名）")
    return (*lines[:at], replace(line, parts=(*line.parts, place)), *lines[at + 1 :])


def _signing(paragraph: Paragraph) -> tuple[Paragraph, bool]:
    """A blank or a colon at the end is extended by a rule to the edge of its cell."""
    match paragraph[-1:]:
        case (Blank(),):
            return paragraph[:-1], True
        case (Words(text=text),):
            return paragraph, text.endswith(("：", ":"))
        case _:
            return paragraph, False
