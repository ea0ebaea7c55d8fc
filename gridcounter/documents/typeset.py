"""Paragraphs to lines of positioned runs: mixed fonts, ticks and blanks, Chinese line breaking."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import inf
from typing import Final

from gridcounter.core.papers.form_model import Blank, Content, Paragraph, Tick, Words
from gridcounter.documents.faces import Face, Faces, Role, face_for, font_of
from gridcounter.documents.layout.blanks import LEAST_RULE, LONGEST_BLANK, MM, closer_ticks, shrunk, widened
from gridcounter.documents.layout.linebreak import BLANK, TICK, line_spans, wholes
from gridcounter.documents.layout.lines import HAND, Box, Line, Part, Rule, Run, Style
from gridcounter.documents.scripts import printable

BASELINE: Final = 0.86  # of the size, below the top of the character's square
TICK_WIDTH: Final = 1.1  # of the size: the box and the space behind it
FEW: Final = 3  # characters
TICKED, UNTICKED = "✓", "□"
LINES_TO_BALANCE: Final = 2
PARAGRAPHS_KEPT: Final = 2048
MOST_SPREAD: Final = 1.5  # of the size: a line with more white space is not justified


@dataclass(frozen=True, slots=True)
class _Glyph:
    """One character, or a drawn thing in its place, before it is assigned to a line."""

    char: str
    width: float
    size: float
    font: str = ""
    stroke: float = 0.0
    on: bool = False


@lru_cache(maxsize=2)
def typesetter_for(faces: Faces) -> Typesetter:
    """One for all papers: text printed on every notice of a place is broken into lines once."""
    return Typesetter(faces)


class Typesetter:
    """Caches the characters it has set, by role and size, and the last paragraphs, for any line height."""

    def __init__(self, faces: Faces) -> None:
        self._chains = {role: faces.chain(role) for role in ("text", "bold", "title")}
        self._known: dict[tuple[Role, str, float], _Glyph] = {}
        self._broken = lru_cache(maxsize=PARAGRAPHS_KEPT)(self._parts)
        self._set = lru_cache(maxsize=PARAGRAPHS_KEPT)(self._lines)
        self.extent = lru_cache(maxsize=PARAGRAPHS_KEPT)(self._extent)
        self.widest_whole = lru_cache(maxsize=PARAGRAPHS_KEPT)(self._widest_whole)

    def content(self, content: Content, style: Style, width: float) -> tuple[Line, ...]:
        """The lines of all paragraphs; `width` in points."""
        return tuple(line for paragraph in content for line in self.lines(paragraph, style, width))

    def text(self, text: str, style: Style, width: float) -> tuple[Line, ...]:
        """The lines of plain text; none for an empty text."""
        return self.lines((Words(text),), style, width) if text else ()

    def width_of(self, text: str, style: Style) -> float:
        """In points, on one line."""
        return self.extent((Words(text),), style)

    def _extent(self, paragraph: Paragraph, style: Style) -> float:
        """The width of the paragraph on one line, in points."""
        return sum(_widths(self._glyphs(paragraph, style)))

    def lines(
        self, paragraph: Paragraph, style: Style, width: float, *, ruled: bool = False, indent: float = 0.0
    ) -> tuple[Line, ...]:
        """`ruled` draws a rule to write on from the text's end to the right edge."""
        return self._set(paragraph, style, width, indent, ruled=ruled)

    def _lines(
        self, paragraph: Paragraph, style: Style, width: float, indent: float, *, ruled: bool
    ) -> tuple[Line, ...]:
        # closer setting changes only the line height: breaks and positions stay
        broken = self._broken(paragraph, _of_any_height(style), width, indent, ruled=ruled)
        return tuple(_line(parts, style) for parts in broken)

    def _parts(
        self, paragraph: Paragraph, style: Style, width: float, indent: float, *, ruled: bool
    ) -> list[tuple[Part, ...]]:
        """Of each line."""
        glyphs = _fitting(self._glyphs(paragraph, style), width - indent, style)
        if ruled:
            glyphs = [*glyphs, _Glyph(BLANK, LEAST_RULE, style.size)]
        text, room = _text(glyphs), width - indent
        if BLANK in text:
            glyphs = _resized(glyphs, shrunk(text, _widths(glyphs), room))
        elif TICK in text:
            glyphs = _resized(glyphs, closer_ticks(text, _widths(glyphs), room))
        spans = _spans(text, _widths(glyphs), room, style)
        longest = inf if ruled or style.justified else LONGEST_BLANK
        return [
            _placed(
                _widened(_trimmed(glyphs[start:end]), room, longest),
                style, width, indent, justify=style.justified and end < len(glyphs),
            )
            for start, end in spans or [(0, 0)]
        ]  # fmt: skip

    def prefixed(self, prefix: Paragraph, lines: Sequence[Line], style: Style) -> tuple[Line, ...]:
        """A number or a lead before the first line, in the space of its indent."""
        number = _placed(self._glyphs(prefix, style), style, 0.0, 0.0, justify=False)
        return (replace(lines[0], parts=(*number, *lines[0].parts)), *lines[1:])

    def _widest_whole(self, content: Content, style: Style) -> float:
        """In points, of what is better not broken, in the size that it may give way to."""
        share = min(1.0, max(style.least, 0.0) / style.size or 1.0)
        found = 0.0
        for paragraph in content:
            glyphs = self._glyphs(paragraph, style)
            for start, end in wholes(_text(glyphs)):
                found = max(found, sum(_widths(_trimmed(glyphs[start:end]))))
        return found * share

    def _glyphs(self, paragraph: Paragraph, style: Style) -> list[_Glyph]:
        glyphs: list[_Glyph] = []
        for part in paragraph:
            match part:
                case Words(text=text, bold=bold, small=small):
                    role: Role = "bold" if bold and style.role == "text" else style.role
                    glyphs.extend(self._characters(text, role, style.small if small else style.size))
                case Tick(on=on):
                    mark = self._glyph("text", TICKED if on else UNTICKED, 1.0)
                    glyphs.append(_Glyph(TICK, TICK_WIDTH * style.size, style.size, mark.font, mark.stroke, on))
                case Blank(width=millimetres):
                    glyphs.append(_Glyph(BLANK, millimetres * MM, style.size))
        return glyphs

    def _characters(self, text: str, role: Role, size: float) -> Iterable[_Glyph]:
        known = self._known
        for char in printable(text):
            yield known.get((role, char, size)) or self._glyph(role, char, size)

    def _glyph(self, role: Role, char: str, size: float) -> _Glyph:
        found = self._known.get((role, char, size))
        if found is None:
            face = face_for(char, self._chains[role])
            assert face is not None, "the cover of every text is checked before it is set"
            wide, stroke = font_of(face).advance(char) / 1000 * size, self._stroke(face, role) * size
            found = self._known[role, char, size] = _Glyph(char, wide, size, face.font_name, stroke)
        return found

    def _stroke(self, face: Face, role: Role) -> float:
        """A font that replaces a bold one is thickened in bold text, not where it fills a gap in normal text."""
        return 0.0 if role == "text" else face.stroke


@lru_cache(maxsize=256)
@lru_cache(maxsize=256)
def _of_any_height(style: Style) -> Style:
    return replace(style, leading=0.0)


def _spans(text: str, widths: Sequence[float], width: float, style: Style) -> list[tuple[int, int]]:
    """In a cell the last line does not have one or two characters, if a slightly narrower width gives it more."""
    spans = line_spans(text, widths, width)
    if style.justified or len(spans) < LINES_TO_BALANCE:
        return spans
    measure = width
    best = spans
    while _last_of(best) < FEW and measure > width - FEW * style.size:
        measure -= style.size / 2
        balanced = line_spans(text, widths, measure)
        if len(balanced) > len(spans):
            break
        best = max(best, balanced, key=_last_of)
    return best


def _last_of(spans: Sequence[tuple[int, int]]) -> int:
    """The number of characters in the last line."""
    start, end = spans[-1]
    return end - start


def _fitting(glyphs: list[_Glyph], width: float, style: Style) -> list[_Glyph]:
    """A code or a date that is wider than a line is set smaller, where that keeps it whole: in two it reads as two."""
    sizes = [size for size in (style.small, style.least) if style.least <= size < style.size]
    if not sizes or sum(_widths(glyphs)) <= width:
        return glyphs
    for start, end in wholes(_text(glyphs)):
        wide = sum(_widths(glyphs[start:end]))
        share = next((size / style.size for size in sizes if wide * size / style.size <= width), 1.0)
        if wide > width:
            glyphs[start:end] = [_scaled(glyph, share) for glyph in glyphs[start:end]]
    return glyphs


def _scaled(glyph: _Glyph, share: float) -> _Glyph:
    return replace(glyph, width=glyph.width * share, size=glyph.size * share, stroke=glyph.stroke * share)


def _resized(glyphs: list[_Glyph], widths: Sequence[float]) -> list[_Glyph]:
    """A blank is only wider or narrower; a space is set smaller."""
    return [
        glyph
        if glyph.width == width
        else replace(glyph, width=width)
        if glyph.char == BLANK
        else _scaled(glyph, width / glyph.width)
        for glyph, width in zip(glyphs, widths, strict=True)
    ]


def _widened(glyphs: list[_Glyph], room: float, longest: float) -> list[_Glyph]:
    if not glyphs or glyphs[-1].char != BLANK:
        return glyphs
    return _resized(glyphs, widened(_text(glyphs), _widths(glyphs), room, longest))


def _text(glyphs: Iterable[_Glyph]) -> str:
    return "".join(glyph.char for glyph in glyphs)


def _widths(glyphs: Iterable[_Glyph]) -> list[float]:
    return [glyph.width for glyph in glyphs]


def _trimmed(glyphs: list[_Glyph]) -> list[_Glyph]:
    end = len(glyphs)
    while end and glyphs[end - 1].char.isspace():
        end -= 1
    return glyphs[:end]


def _placed(glyphs: list[_Glyph], style: Style, width: float, indent: float, *, justify: bool) -> tuple[Part, ...]:
    slack = width - indent - sum(_widths(glyphs))
    spread = _spread(slack, len(glyphs), style) if justify else 0.0
    x = indent + {"left": 0.0, "centre": slack / 2, "right": slack}[style.align]
    parts: list[Part] = []
    written: list[_Glyph] = []
    begun = x
    for glyph in glyphs:
        if written and (glyph.char in {TICK, BLANK} or _differ(glyph, written[-1])):
            parts.append(_run(begun, written, spread))
            written = []
        if glyph.char == TICK:
            parts.extend(_ticked(x, glyph))
        elif glyph.char == BLANK:
            parts.append(Rule(x, glyph.width))
        else:
            begun = begun if written else x
            written.append(glyph)
        x += glyph.width + spread
    if written:
        parts.append(_run(begun, written, spread))
    return tuple(parts)


def _spread(slack: float, count: int, style: Style) -> float:
    """Between two characters of a justified line; 0 where its white would be too much."""
    return slack / (count - 1) if count > 1 and 0 < slack <= MOST_SPREAD * style.size else 0.0


def _line(parts: tuple[Part, ...], style: Style) -> Line:
    height = max(style.leading, HAND) if any(isinstance(part, Rule) for part in parts) else style.leading
    above = (style.leading - style.size) / 2 + style.size * BASELINE
    return Line(parts, height, height - style.leading + above)


def _differ(glyph: _Glyph, before: _Glyph) -> bool:
    return (glyph.font, glyph.size, glyph.stroke) != (before.font, before.size, before.stroke)


def _run(x: float, glyphs: list[_Glyph], spread: float) -> Run:
    first = glyphs[0]
    return Run(x, _text(glyphs), first.font, first.size, first.stroke, spread)


def _ticked(x: float, glyph: _Glyph) -> tuple[Part, ...]:
    side = glyph.size * 0.86
    if glyph.on:
        # a little larger than its box, like a handwritten tick
        return Box(x, side), Run(x - side * 0.06, TICKED, glyph.font, side * 1.2, glyph.size * 0.03)
    return Box(x, side), Run(x, UNTICKED, glyph.font, glyph.size, hidden=True)
