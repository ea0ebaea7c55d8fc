"""Signature blocks side by side, with room for a seal, never parted by a page end."""

from __future__ import annotations

import math
from collections.abc import Sequence

from gridcounter.core.papers.form_model import Blank, Paragraph, Party, Words
from gridcounter.documents.layout.columns import shared_by_lines
from gridcounter.documents.layout.word_widths import COLONS, signing_width
from gridcounter.documents.profiles import Profile
from gridcounter.documents.word_markup import (
    CELL_MARGIN,
    RULE,
    Paragraphs,
    cell,
    mm,
    paragraph,
    row,
    shared_out,
    spacer,
    table,
    to_edge,
)
from gridcounter.documents.word_styles import lifted

_ABREAST = 3
# millimetres: a seal of 40 covers title and lines, and finds white between them
_SEAL_ROW, _SEAL_LEAST = 43.5, 7
_SEAL_FREE = 42  # of a seal that covers nothing: under a title without lines
_PADDING = 85  # twips
_RULE_SHORT = 60  # twips before the margin of the cell, so that the rule keeps off the border


def signatures(parties: Sequence[Party], width: int, text: Paragraphs, sizes: Profile, *, keep: bool) -> str:
    """Tied by keepNext from the first title to the last line; `keep` ties it to what follows as well."""
    if not parties:
        return ""
    abreast = math.ceil(len(parties) / math.ceil(len(parties) / _ABREAST))
    alone = len(parties) == abreast
    needed = [_needed(party, sizes) for party in parties]
    widths = shared_out(width, shared_by_lines(width, needed) if alone else [1] * abreast)
    rows = []
    for start in range(0, len(parties), abreast):
        beside = parties[start : start + abreast]
        more = keep or start + abreast < len(parties)
        sealed = any(party.seal for party in beside)
        cells = []
        for at, party in enumerate(beside):
            span = abreast - at if at == len(beside) - 1 else 1
            cell_width = sum(widths[at : at + span])
            free = _free(party, sizes, sealed=sealed)
            cells.append(cell(_party(party, cell_width, text, room=free, keep=more), cell_width, span=span, top=True))
        rows.append(row("".join(cells), least=mm(_SEAL_ROW) if sealed else 0))
    return spacer(keep=True) + table(widths, "".join(rows), padding=_PADDING) + spacer(keep=keep)


def _needed(party: Party, sizes: Profile) -> float:
    """In twips, as in the PDF."""
    longest = max((signing_width(line, sizes.table) * 20 for line in party.lines), default=0.0)
    return max(longest, mm(_SEAL_FREE) if party.seal else 0) + 2 * CELL_MARGIN + _RULE_SHORT


def _free(party: Party, sizes: Profile, *, sealed: bool) -> float:
    """Millimetres of white between title and lines, if a party beside or this one is sealed."""
    if not sealed:
        return 0.0
    if party.seal and not party.lines:
        return _SEAL_FREE
    pitch = sizes.table * sizes.tight
    written = pitch + len(party.lines) * (pitch + lifted(sizes)) + _PADDING / 10
    return max(_SEAL_LEAST if party.seal else 0.0, _SEAL_ROW - written * 25.4 / 72)


def _party(party: Party, width: int, text: Paragraphs, *, room: float, keep: bool) -> str:
    edge = to_edge(width - 2 * CELL_MARGIN - _RULE_SHORT)
    name = (Words(party.title), Blank()) if party.title.endswith("：") else (Words(party.title),)
    title = paragraph(
        text.runs((*name, Words("（盖章）")) if party.seal else name),
        "PartyTitle",
        keep=keep or bool(party.lines),
        layout=f'<w:spacing w:after="{mm(room)}"/>' if room else "",
    )
    lines = (
        paragraph(_signing_line(line, text), "PartyLine", keep=keep or number < len(party.lines), layout=edge)
        for number, line in enumerate(party.lines, start=1)
    )
    return title + "".join(lines)


def _signing_line(line: Paragraph, text: Paragraphs) -> str:
    """What ends in a blank or a colon is ruled to the edge of its cell."""
    if line and isinstance(line[-1], Blank):
        return text.runs(line[:-1]) + RULE
    if line and isinstance(line[-1], Words) and line[-1].text.endswith(COLONS):
        return text.runs(line) + RULE
    return text.runs(line)
