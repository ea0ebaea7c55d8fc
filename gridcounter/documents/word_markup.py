"""WordprocessingML as text: a single parse of the finished body keeps 300 cells within a few milliseconds.

The style ids used here are declared in `word_package`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape

from gridcounter.core.papers.form_model import Blank, Inline, Paragraph, Tick, Words, led
from gridcounter.documents.layout.word_widths import ems, is_broken
from gridcounter.documents.scripts import composed, kind_of
from gridcounter.errors import Refusal

TWIPS_PER_MM = 1440 / 25.4
CELL_MARGIN = 85  # twips, 1.5 mm: the rule must not touch the characters

HAND = 397  # twips, 7 mm: high enough to be filled in with a pen

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_END = re.compile("\r\n|[\n\r\u2028\u2029]")
# Word and WPS use SimSun-ExtB automatically only if the style's font is SimSun
_FAR = re.compile("([\U00020000-\U0003ffff]+)")
_FAR_FONTS = '<w:rFonts w:ascii="SimSun-ExtB" w:hAnsi="SimSun-ExtB" w:eastAsia="SimSun-ExtB"/>'
# without the hint Word sets “ ” … — ① in the Latin font of the style
_HINT = '<w:rFonts w:hint="eastAsia"/>'
# the two states that a click alternates, and the font that has both
_TICKED, _UNTICKED = "☑", "☐"
BOX_FACE = "Segoe UI Symbol"
_NO_BREAK = "\u00a0"
_NO_BREAK_EM = 0.25  # of Times New Roman and of the faces that stand in for it
# the box stays with the words after it and may leave the words before it
RULE = "<w:r><w:tab/></w:r>"
_TIED = f'<w:r><w:t xml:space="preserve">{_NO_BREAK}</w:t></w:r>'
_APART = '<w:r><w:t xml:space="preserve">  </w:t></w:r>'


class UnprintableCharacter(Refusal):
    """XML cannot represent it, not even as a reference; or the PDF refuses this `kind` of letter."""

    def __init__(self, character: str, kind: str = "") -> None:
        of_kind = f"（{kind}）" if kind else ""
        super().__init__(f"文字中含有不能写入 Word 文件的字符 U+{ord(character):04X}{of_kind}，请删除后重试")


def mm(length: float) -> int:
    """Millimetres in twips, whole."""
    return round(length * TWIPS_PER_MM)


def lawful(text: str) -> str:
    """The text with its letters as in the PDF. Raises UnprintableCharacter."""
    found = _ILLEGAL.search(text)
    if found is not None:
        raise UnprintableCharacter(found.group())
    text = composed(text)
    if not text.isascii():
        for char in text:
            kind = kind_of(char)
            if kind is not None:
                raise UnprintableCharacter(char, kind)
    return text


def run(text: str, style: str = "") -> str:
    """Line ends become breaks, tabs spaces; a character of a supplementary plane gets a run of its own."""
    runs = []
    for number, line in enumerate(_LINE_END.split(lawful(text).replace("\t", " "))):
        if number:
            runs.append("<w:r><w:br/></w:r>")
        pieces = _FAR.split(line) if _FAR.search(line) else [line]
        runs.extend(_plain_run(piece, style, far=bool(index % 2)) for index, piece in enumerate(pieces) if piece)
    return "".join(runs)


def _plain_run(text: str, style: str, *, far: bool) -> str:
    look = f'<w:rStyle w:val="{style}"/>' if style else ""
    if far:
        look += _FAR_FONTS
    elif not text.isascii():
        look += _HINT
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _tick(*, on: bool) -> str:
    """A content control: a click ticks it, another one clears it."""
    look = '<w:rPr><w:rStyle w:val="Tick"/></w:rPr>'
    states = "".join(
        f'<w14:{state} w14:val="{ord(sign):04X}" w14:font="{BOX_FACE}"/>'
        for state, sign in (("checkedState", _TICKED), ("uncheckedState", _UNTICKED))
    )
    control = f'<w14:checkbox><w14:checked w14:val="{int(on)}"/>{states}</w14:checkbox>'
    sign = _TICKED if on else _UNTICKED
    return (
        f"<w:sdt><w:sdtPr>{look}{control}</w:sdtPr>"
        f"<w:sdtContent><w:r>{look}<w:t>{sign}</w:t></w:r></w:sdtContent></w:sdt>"
    )


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """`blank_pt` is the size of the character style Blank, which gives a blank the same width everywhere."""

    blank_pt: float

    def runs(self, paragraph: Paragraph) -> str:
        """The runs of one paragraph; a tick is tied to the words after it."""
        drawn = []
        before: Inline | None = None
        for part in paragraph:
            if isinstance(before, Tick):
                drawn.append(_TIED)
            elif isinstance(part, Tick) and isinstance(before, Words) and not before.text[-1:].isspace():
                drawn.append(_APART)
            drawn.append(self._inline(part))
            before = part
        return "".join(drawn)

    def _inline(self, part: Inline) -> str:
        match part:
            case Words(text=text, bold=bold, small=small):
                return run(text, ("Strong" if bold else "") + ("Small" if small else ""))
            case Tick(on=on):
                return _tick(on=on)
            case Blank(width=width):
                count = max(1, round(width * 72 / 25.4 / (self.blank_pt * _NO_BREAK_EM)))
                return (
                    '<w:r><w:rPr><w:rStyle w:val="Blank"/></w:rPr>'
                    f'<w:t xml:space="preserve">{_NO_BREAK * count}</w:t></w:r>'
                )

    def content(
        self, content: Iterable[Paragraph], style: str, *, keep: bool = False, centred: bool = False, size: float = 0
    ) -> list[str]:
        """With the `size` of the style in points, further lines are aligned with the text, not with its lead."""
        return [
            paragraph(
                self.runs(part),
                style,
                keep=keep,
                centred=centred,
                ragged=is_broken(part),
                layout=room_to_write(part) + _hanging(part, size),
            )
            for part in content
        ]


def _hanging(part: Paragraph, size: float) -> str:
    room = round(sum(ems(words.text) for words in led(part)[0] if isinstance(words, Words)) * size * 20)
    return f'<w:ind w:left="{room}" w:hanging="{room}"/>' if room else ""


def room_to_write(part: Paragraph) -> str:
    """Paragraph layout that separates a line for handwriting from the line above."""
    return '<w:spacing w:before="110"/>' if any(isinstance(inline, Blank) for inline in part) else ""


def paragraph(
    runs: str, style: str, *, keep: bool = False, centred: bool = False, ragged: bool = False, layout: str = ""
) -> str:
    """`layout` is further paragraph markup that the schema wants between keepNext and jc.

    `ragged` where a line is ended by hand, which Word would stretch.
    """
    properties = f'<w:pStyle w:val="{style}"/>'
    if keep:
        properties += "<w:keepNext/>"
    properties += layout
    if centred or ragged:
        properties += f'<w:jc w:val="{"center" if centred else "left"}"/>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def to_edge(edge: int) -> str:
    """Paragraph layout for a rule that ends there, in twips; RULE draws it."""
    return f'<w:tabs><w:tab w:val="right" w:leader="underscore" w:pos="{edge}"/></w:tabs>'


def ruled(text: str, style: str, edge: int) -> str:
    """A paragraph of plain text; what ends in a colon asks for a line to write on."""
    asks = text.endswith("：")
    return paragraph(run(text) + (RULE if asks else ""), style, layout=to_edge(edge) if asks else "")


def spacer(*, keep: bool = False, new_page: bool = False) -> str:
    """Between two tables, which Word would otherwise join."""
    return paragraph("", "Spacer", keep=keep, layout="<w:pageBreakBefore/>" if new_page else "")


def lowest() -> str:
    """After a table that ends the paper."""
    return paragraph("", "Spacer", layout='<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>')


def cell(paragraphs: str, width: int, *, span: int = 1, fill: str = "", top: bool = False) -> str:
    """A table cell: `width` in twips, `fill` a colour in hex, `top`: contents at the upper edge, not the middle."""
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    if span > 1:
        properties += f'<w:gridSpan w:val="{span}"/>'
    if fill:
        properties += f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'
    properties += f'<w:vAlign w:val="{"top" if top else "center"}"/>'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraphs}</w:tc>"


def row(cells: str, *, splits: bool = False, repeated: bool = False, least: int = 0) -> str:
    """`least` is its height in twips where its text is lower."""
    properties = "" if splits else "<w:cantSplit/>"
    if least:
        properties += f'<w:trHeight w:val="{least}" w:hRule="atLeast"/>'
    if repeated:
        properties += "<w:tblHeader/>"
    return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>"


def table(
    widths: Sequence[int], rows: str, *, outer: int = 8, inner: int = 4, padding: int = 30, sides: int = CELL_MARGIN
) -> str:
    """Rules in eighths of a point, 0 for none; the width is in all three places because WPS obeys the last."""
    rules = "".join(_rule(side, outer) for side in ("top", "left", "bottom", "right"))
    rules += _rule("insideH", inner) + _rule("insideV", inner)
    margins = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in (("top", padding), ("left", sides), ("bottom", padding), ("right", sides))
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/>'
        f'<w:tblBorders>{rules}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def _rule(side: str, eighths: int) -> str:
    if not eighths:
        return f'<w:{side} w:val="nil"/>'
    return f'<w:{side} w:val="single" w:sz="{eighths}" w:space="0" w:color="000000"/>'


def shared_out(total: int, shares: Sequence[float]) -> list[int]:
    """Whole twips that add up to `total`, whatever the sum of the shares."""
    scale = total / sum(shares)
    edges = [0]
    reached = 0.0
    for share in shares:
        reached += share
        edges.append(round(reached * scale))
    return [right - left for left, right in pairwise(edges)]


def height_guess(paragraph: Paragraph, width: int, size: float) -> float:
    """In points; only used to distinguish rows that may have to be split from those that never do."""
    per_line = max(1.0, (width - 2 * CELL_MARGIN) / 20 / size)
    text = "".join(part.text for part in paragraph if isinstance(part, Words))
    return sum(max(1, math.ceil(ems(line) / per_line)) for line in _LINE_END.split(text)) * size * 1.35
