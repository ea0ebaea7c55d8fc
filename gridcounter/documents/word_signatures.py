"""Signature blocks side by side, with room for a seal, never separated by a page break."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from gridcounter.core.papers.form_model import Blank, Words
from gridcounter.documents.word_markup import CELL_MARGIN, cell, mm, paragraph, row, run, shared_out, spacer, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridcounter.core.papers.form_model import Paragraph, Party
    from gridcounter.documents.word_markup import Paragraphs

_ABREAST = 3
# millimetres: a seal is 40 across and may cover title and lines, but needs white space between them
_SEAL, _SEAL_LEAST, _LINE = 40, 14, 7.5
_SEAL_FREE = 42  # of a seal that covers no lines: under a title without lines
_RULE_SHORT = 60  # twips before the margin of the cell, so that the rule does not touch the border
_RULE_TO_EDGE = "<w:r><w:tab/></w:r>"


def signatures(parties: Sequence[Party], width: int, text: Paragraphs, *, keep: bool) -> str:
    """Tied by keepNext from the first title to the last line; `keep` also ties it to what follows."""
    if not parties:
        return ""
    abreast = math.ceil(len(parties) / math.ceil(len(parties) / _ABREAST))
    widths = shared_out(width, [1] * abreast)
    rows = []
    for start in range(0, len(parties), abreast):
        beside = parties[start : start + abreast]
        more = keep or start + abreast < len(parties)
        cells = []
        for at, party in enumerate(beside):
            span = abreast - at if at == len(beside) - 1 else 1
            cell_width = sum(widths[at : at + span])
            free = _room_for_seal(party, beside)
            cells.append(cell(_party(party, cell_width, text, room=free, keep=more), cell_width, span=span, top=True))
        rows.append(row("".join(cells)))
    return spacer(keep=True) + table(widths, "".join(rows), padding=85) + spacer(keep=keep)


def _room_for_seal(party: Party, beside: Sequence[Party]) -> float:
    """In millimetres under the title, if one of the parties side by side seals."""
    sealed = [len(each.lines) for each in beside if each.seal]
    if not sealed or (not party.seal and len(party.lines) > max(sealed)):
        return 0.0
    if party.seal and not party.lines:
        return _SEAL_FREE
    return max(_SEAL_LEAST, _SEAL - _LINE * (1 + max(len(each.lines) for each in beside)))


def _party(party: Party, width: int, text: Paragraphs, *, room: float, keep: bool) -> str:
    edge = width - 2 * CELL_MARGIN - _RULE_SHORT
    to_edge = f'<w:tabs><w:tab w:val="right" w:leader="underscore" w:pos="{edge}"/></w:tabs>'
    title = paragraph(
        run(party.title + ("（盖章）" if party.seal else "")),
        "PartyTitle",
        keep=keep or bool(party.lines),
        layout=f'<w:spacing w:after="{mm(room)}"/>' if room else "",
    )
    lines = (
        paragraph(_signing_line(line, text), "PartyLine", keep=keep or number < len(party.lines), layout=to_edge)
        for number, line in enumerate(party.lines, start=1)
    )
    return title + "".join(lines)


def _signing_line(line: Paragraph, text: Paragraphs) -> str:
    """A blank or a colon at the end is extended by a rule to the edge of its cell."""
    if line and isinstance(line[-1], Blank):
        return text.runs(line[:-1]) + _RULE_TO_EDGE
    if line and isinstance(line[-1], Words) and line[-1].text.endswith(("：", ":")):
        return text.runs(line) + _RULE_TO_EDGE
    return text.runs(line)
