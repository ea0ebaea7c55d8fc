"""The blocks of a paper as pieces of its pages, in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

from gridcounter.core.papers.form_model import (
    CODE_TOLD,
    Block,
    Callout,
    Field,
    FieldGrid,
    FormModel,
    GroupRow,
    Head,
    Heading,
    ItemRow,
    ItemTable,
    PageBreak,
    Paragraph,
    Prose,
    Signatures,
    Words,
    led,
)
from gridcounter.documents.layout.blanks import MM
from gridcounter.documents.layout.columns import shared_by_need
from gridcounter.documents.layout.keep_together import ROWS_UNDER_A_HEADING, kept_lines, kept_rows, kept_to_signatures
from gridcounter.documents.layout.lines import HAND, Line, Style, tagged
from gridcounter.documents.layout.page import INSET, PAGE_BREAK, THIN, Cell, Item, Pen, Piece, Row, kept
from gridcounter.documents.pdf_signatures import signatures
from gridcounter.documents.profiles import Profile
from gridcounter.documents.tags import Tag
from gridcounter.documents.typeset import Typesetter

THICK: Final = 1.6
LABEL_LEAST: Final = 16 * MM
LEAD_MOST: Final = 0.35  # of the box
LABEL_MOST: Final = 0.45  # of a label-value pair
QR_SIDE: Final = 24 * MM
QR_GAP: Final = 2 * MM
NUMBERS_MOST: Final = 0.46  # of the head's width without the code
LEAST_GAP: Final = 2.5  # points
TWO_DIGITS: Final = 10
COLON: Final = "："  # what ends in it asks for a line to write on
WHOLE_MOST: Final = 0.35  # of the table: what is longer is broken, as an address of the web


@dataclass(frozen=True, slots=True)
class Masthead:
    """Issuer and numbers beside the code; its cells have no frames."""

    row: Row
    code: str
    x: float
    side: float
    tag: Tag

    @property
    def height(self) -> float:
        """The height of row or code, the higher one, in points."""
        return max(self.row.height, self.side if self.code else 0.0)

    def cut(self, room: float) -> tuple[Piece, Piece] | None:  # noqa: ARG002 - a head is whole
        """Always None: a head is not cut."""
        return None

    def draw(self, pen: Pen, top: float) -> None:
        """Draws the row, and the code if there is one."""
        self.row.draw(pen, top)
        if self.code:
            pen.code(self.code, self.x, top, self.side, self.tag)


class BlockLayout:
    """Lays out the blocks of one paper for a text area of this width in points; `root` is the structure tree."""

    def __init__(self, typesetter: Typesetter, profile: Profile, width: float) -> None:
        self._type = typesetter
        self._profile = profile
        self._width = width
        self.root = Tag("Document")
        small, least = profile.small, profile.code_least
        self._pad = 2.4 * profile.air
        self._prose = Style(profile.prose, profile.prose * profile.leading, small, justified=True)
        self._cell = Style(profile.table, profile.table * profile.tight, small, least=least)
        self._centred = replace(self._cell, align="centre")
        self._label = Style(profile.table, profile.table * profile.tight, small, role="bold", align="centre")
        self._group = Style(profile.table, profile.table * profile.tight, small, role="bold")

    def paper(self, model: FormModel) -> list[Item]:
        """Head, title and blocks as items in reading order; a signature block stays with the preceding item."""
        items = self._head(model.head)
        items += self._title(model)
        before = len(items)
        for above, block in zip((None, *model.blocks), model.blocks, strict=False):
            if isinstance(block, Signatures) and len(items) > before:
                items = kept_to_signatures(items)
            elif _is_note_of(above, block) and items and not items[-1].keep:
                items = [*items[:-1], replace(items[-1], keep=True, loosely=True)]
            items += self._block(block)
        # two tables never touch
        return [replace(item, gap=max(item.gap * self._profile.air, min(item.gap, LEAST_GAP))) for item in items]

    def _head(self, head: Head) -> list[Item]:
        items = []
        if head.marks:
            style = Style(self._profile.prose, self._profile.prose * 1.3, self._profile.small, "bold", "centre")
            lines = self._type.text("\u3000\u3000".join(head.marks), style, self._width - 2 * INSET)
            lines = tagged(lines, self.root.child("P"))
            items.append(Item(Row((Cell(0, self._width, lines, INSET),), THICK, 3.0), keep=True))
        if head.issuer or head.numbers or head.qr:
            items.append(Item(self._masthead(head), gap=6.0, keep=True))
        return items

    def _masthead(self, head: Head) -> Masthead:
        side = QR_SIDE * max(1.0, self._profile.table_least / 11) if head.qr else 0.0
        room = self._width - (side + QR_GAP if side else 0.0)
        size = (self._profile.table + self._profile.small) / 2
        below = Style(size, size * 1.35, self._profile.small)
        numbers = Style(size, size * 1.35, self._profile.small, align="right")
        longest = self._longest(head.numbers, numbers)
        if longest + INSET > room * NUMBERS_MOST:
            # a number is on the line of its name
            numbers = replace(numbers, size=self._profile.small, leading=self._profile.small * 1.35)
            longest = self._longest(head.numbers, numbers)
        left = room - min(longest + INSET, room * NUMBERS_MOST)
        first = Style(self._profile.heading, self._profile.heading * 1.4, self._profile.small, "bold")
        lines: list[Line] = []
        for number, text in enumerate(head.issuer):
            style = below if number else first
            result = self._type.lines((Words(text),), style, left - 3 * INSET, ruled=text.endswith(COLON))
            lines.extend(tagged(result, self.root.child("P")))
        right: list[Line] = []
        for text in head.numbers:
            right.extend(tagged(self._type.text(text, numbers, room - left), self.root.child("P")))
        cells = (Cell(0, left, tuple(lines), middle=False), Cell(left, room - left, tuple(right), middle=False))
        figure = self.root.child("Figure", alt=CODE_TOLD)
        return Masthead(Row(cells, 0.0, 0.0), head.qr, self._width - side, side, figure)

    def _longest(self, texts: Sequence[str], style: Style) -> float:
        return max((self._type.width_of(text, style) for text in texts), default=0.0)

    def _title(self, model: FormModel) -> list[Item]:
        profile = self._profile
        title = Style(profile.title, profile.title * 1.3, profile.small, "title", "centre")
        small = Style(profile.table, profile.table * 1.4, profile.small, align="centre")
        head = tagged(self._type.text(model.title, title, self._width), self.root.child("H1"))
        below = tagged(self._type.text(model.subtitle, small, self._width), self.root.child("P"))
        return kept(kept_lines(head, gap=7.0, whole=True) + kept_lines(below, gap=1.0, whole=True))

    def _block(self, block: Block) -> list[Item]:
        match block:
            case Heading(text=text):
                style = Style(self._profile.heading, self._profile.heading * 1.24, self._profile.small, "bold")
                lines = tagged(self._type.text(text, style, self._width), self.root.child("H2"))
                return kept(kept_lines(lines, gap=6.0, whole=True))
            case Callout():
                return self._callout(block)
            case FieldGrid():
                return self._field_grid(block)
            case ItemTable():
                return self._item_table(block)
            case Prose():
                return self._paragraphs(block)
            case Signatures(parties=parties):
                return signatures(parties, self._type, self._profile, self._width, self.root)
            case PageBreak():
                return [PAGE_BREAK]

    def _callout(self, block: Callout) -> list[Item]:
        size, inset = self._profile.callout, 2 * INSET
        title = Style(size + 1, (size + 1) * self._profile.leading, self._profile.small, "bold")
        style = Style(size, size * self._profile.leading * 1.03, self._profile.table, justified=True)
        room = self._width - 2 * inset
        box = self.root.child("Div")
        lines = tagged(self._type.text(block.title, title, room), box.child("H2"))
        for paragraph in block.lines:
            lines += tagged(self._hanging(paragraph, style, room), box.child("P"))
        return [Item(Row((Cell(0, self._width, lines, inset),), THICK, 5.0), gap=6.0)]

    def _hanging(self, paragraph: Paragraph, style: Style, room: float) -> tuple[Line, ...]:
        """Further lines are aligned with the text, not with its lead."""
        lead, rest = led(paragraph)
        indent = self._type.extent(lead, style)
        if not lead or indent > room * LEAD_MOST:
            return self._type.lines(paragraph, style, room)
        return self._type.prefixed(lead, self._type.lines(rest, style, room, indent=indent), style)

    def _field_grid(self, block: FieldGrid) -> list[Item]:
        pair = self._width / block.columns
        labels = [self._label_width(block, column, pair) for column in range(block.columns)]
        tag = self.root.child("Table")
        edges = [*accumulate(self._pairs(block, labels, pair), initial=0.0)]
        rows = [self._field_row(fields, labels, edges, tag.child("TR")) for fields in block.rows]
        continued = frozenset(at for at, fields in enumerate(block.rows) if any(one.continues for one in fields))
        return kept_rows(rows, head=None, continued=continued, first=ROWS_UNDER_A_HEADING)

    def _pairs(self, block: FieldGrid, labels: Sequence[float], pair: float) -> Sequence[float]:
        """One takes from others what its dates and codes need, unless no width were enough for its row."""
        needed = [0.0] * block.columns
        for row in block.rows if self._profile.widens else ():
            single = [(field, at) for field, at in _fields_at(row) if field.span == 1]
            wholes = {at: self._type.widest_whole(field.value, self._cell) + 2 * INSET for field, at in single}
            if sum(wholes.values()) + sum(labels[at] for at in wholes) <= self._width:
                for at, whole in wholes.items():
                    needed[at] = max(needed[at], labels[at] + whole)
        return shared_by_need([pair] * block.columns, needed)

    def _label_width(self, block: FieldGrid, column: int, pair: float) -> float:
        """As wide as the longest label that begins in this column, between two bounds."""
        here = [field.label for row in block.rows for field, at in _fields_at(row) if at == column]
        longest = max((self._type.width_of(label, self._label) for label in here), default=0.0)
        return min(max(longest + 2 * INSET + 1, LABEL_LEAST), pair * LABEL_MOST)

    def _field_row(self, fields: Sequence[Field], labels: Sequence[float], edges: Sequence[float], tag: Tag) -> Row:
        cells = []
        empty = False
        for number, (field, at) in enumerate(_fields_at(fields)):
            last = number == len(fields) - 1
            start, end = edges[at], self._width if last else edges[at + field.span]
            label = min(labels[min(at, len(labels) - 1)], end - start) if field.label else 0.0
            if field.label:
                lines = self._type.text(field.label, self._label, label - 2 * INSET)
                lines = tagged(lines, tag.child("TH", scope="Row"))
                cells.append(Cell(start, label, lines, INSET, tinted=self._profile.fills))
            lines = self._type.content(field.value, self._cell, end - start - label - 2 * INSET)
            lines = tagged(lines, tag.child("TD", span=2 * field.span - bool(field.label)))
            empty = empty or not any(line.parts for line in lines)
            cells.append(Cell(start + label, end - start - label, lines, INSET))
        return Row(tuple(cells), THIN, self._pad, least=HAND if empty else 0.0)

    def _item_table(self, block: ItemTable) -> list[Item]:
        total = sum(column.width for column in block.columns)
        widths = self._holding_wholes(block, [column.width / total * self._width for column in block.columns])
        lefts = [0.0, *accumulate(widths)]
        tag = self.root.child("Table")
        titles = tag.child("TR")
        heads = []
        for column, width, left in zip(block.columns, widths, lefts, strict=False):
            lines = self._type.text(column.title, self._label, width - 2 * INSET)
            lines = tagged(lines, titles.child("TH", scope="Column"))
            heads.append(Cell(left, width, lines, INSET, tinted=self._profile.fills))
        head = Row(tuple(heads), THIN, self._pad)
        rows = [
            self._group_row(row, len(widths), tag.child("TR"))
            if isinstance(row, GroupRow)
            else self._item_row(row, block, widths, lefts, tag.child("TR"))
            for row in block.rows
        ]
        groups = frozenset(number for number, row in enumerate(block.rows) if isinstance(row, GroupRow))
        continued = frozenset(number for number, row in enumerate(block.rows) if row.continues)
        return kept_rows(rows, head, groups, continued)

    def _holding_wholes(self, block: ItemTable, widths: Sequence[float]) -> Sequence[float]:
        """A column takes from others what its dates and codes need."""
        needed = [0.0] * len(widths)
        for row in block.rows if self._profile.widens else ():
            if isinstance(row, ItemRow):
                for at, content in enumerate(row.cells[: len(widths)]):
                    needed[at] = max(needed[at], self._type.widest_whole(content, self._cell) + 2 * INSET)
        return shared_by_need(widths, [need if need <= self._width * WHOLE_MOST else 0.0 for need in needed])

    def _group_row(self, row: GroupRow, columns: int, tag: Tag) -> Row:
        lines = self._type.text(row.text, self._group, self._width - 2 * INSET)
        lines = tagged(lines, tag.child("TH", scope="Column", span=columns))
        return Row((Cell(0, self._width, lines, INSET, tinted=self._profile.fills),), THIN, self._pad)

    def _item_row(
        self, row: ItemRow, block: ItemTable, widths: Sequence[float], lefts: Sequence[float], tag: Tag
    ) -> Row:
        cells = []
        for content, column, width, left in zip(row.cells, block.columns, widths, lefts, strict=False):
            style = self._centred if column.centred else self._cell
            lines = tagged(self._type.content(content, style, width - 2 * INSET), tag.child("TD"))
            cells.append(Cell(left, width, lines, INSET))
        empty = not all(any(line.parts for line in cell.lines) for cell in cells)
        return Row(tuple(cells), THIN, self._pad, least=HAND if empty else 0.0)

    def _paragraphs(self, block: Prose) -> list[Item]:
        style = self._prose
        if block.small:
            size = self._profile.note
            style = Style(size, size * self._profile.tight, self._profile.small, justified=True)
        elif block.large:
            size = self._profile.large
            style = Style(size, size * self._profile.leading, self._profile.table, justified=True)
        items: list[Item] = []
        parent = self.root.child("L") if block.numbered else self.root
        for number, paragraph in enumerate(block.paragraphs, start=1):
            indent = 0.0
            if block.numbered:
                indent = style.size * (1.5 if number < TWO_DIGITS else 2.0)
            lines = self._type.lines(paragraph, style, self._width, indent=indent)
            if block.numbered:
                lines = self._type.prefixed((Words(f"{number}."),), lines, style)
            lines = tagged(lines, parent.child("LI").child("LBody") if block.numbered else parent.child("P"))
            items += kept_lines(lines, gap=4.0 if number == 1 else 1.5)
        return items


def _is_note_of(above: Block | None, block: Block) -> bool:
    """Small text directly below a table or signatures, or below another note: the table's last rows stay with it."""
    if not (isinstance(block, Prose) and block.small):
        return False
    return isinstance(above, FieldGrid | ItemTable | Signatures) or (isinstance(above, Prose) and above.small)


def _fields_at(fields: Sequence[Field]) -> list[tuple[Field, int]]:
    """Each field with the pair it begins in."""
    return list(zip(fields, accumulate((field.span for field in fields), initial=0), strict=False))
