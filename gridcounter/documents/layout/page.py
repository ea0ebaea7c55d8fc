"""The pieces of a page and their distribution to pages: what stays together, what may be cut, repeated heads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from gridcounter.documents.layout.lines import Line
from gridcounter.documents.tags import Tag

THIN: Final = 0.5  # points: the lines of a table
INSET: Final = 4.0  # points between a cell's border and its text
LEAST_PART: Final = 60.0  # points: a smaller part of a cut row is not started at the bottom of a page
TALL: Final = 0.5  # of the page: a higher row is cut rather than leaving such a gap
SLACK: Final = 1e-6


class Pen(Protocol):
    """Draws in points; `x` from the left and `top` downwards from the top of the text area."""

    def line(self, line: Line, x: float, top: float) -> None:
        """A line of text with its upper edge at `top`."""

    def frame(self, x: float, top: float, width: float, height: float, stroke: float) -> None:
        """An unfilled rectangle; `stroke` is the width of its line."""

    def tint(self, x: float, top: float, width: float, height: float) -> None:
        """A grey area without a frame."""

    def code(self, content: str, x: float, top: float, side: float, tag: Tag) -> None:
        """A QR code of this content; `side` includes its quiet zone, `tag` carries its alternative text."""


class Piece(Protocol):
    """Has a height on a page and may be cut in two. All measures in points."""

    @property
    def height(self) -> float:
        """In points, without the gap above."""

    def cut(self, room: float) -> tuple[Piece, Piece] | None:
        """The part that fits into the room, and the rest; None if it cannot be cut."""
        ...

    def draw(self, pen: Pen, top: float) -> None:
        """Draws it with its upper edge at `top`, counted downwards from the top of the text area."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text, which is never cut; `x` from the left of the text area."""

    line: Line
    x: float = 0.0

    @property
    def height(self) -> float:
        """The height of the line, in points."""
        return self.line.height

    def cut(self, room: float) -> tuple[Piece, Piece] | None:  # noqa: ARG002 - a line is whole
        """Always None."""
        return None

    def draw(self, pen: Pen, top: float) -> None:
        """Draws the line at its `x`."""
        pen.line(self.line, self.x, top)


@dataclass(frozen=True, slots=True)
class Cell:
    """`inset` is the white space left of the text."""

    x: float
    width: float
    lines: tuple[Line, ...]
    inset: float = 0.0
    tinted: bool = False
    middle: bool = True
    #: Cached: needed several times in the layout of a paper.
    text_height: float = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text_height", sum(line.height for line in self.lines))


@dataclass(frozen=True, slots=True)
class Row:
    """Cells side by side, each framed by one line; `pad` is the white space above and below the text."""

    cells: tuple[Cell, ...]
    stroke: float
    pad: float
    least: float = 0.0
    #: Cached like `text_height`.
    height: float = field(init=False, compare=False)

    def __post_init__(self) -> None:
        text = max((cell.text_height for cell in self.cells), default=0.0)
        object.__setattr__(self, "height", max(self.least, 2 * self.pad + text))

    def cut(self, room: float) -> tuple[Piece, Piece] | None:
        """Cuts all cells at the same height; None if one of the two parts would have no text."""
        split = [_lines_within(cell.lines, room - 2 * self.pad) for cell in self.cells]
        if not any(upper for upper, _ in split) or not any(lower for _, lower in split):
            return None
        upper = tuple(
            replace(cell, lines=part, middle=False) for cell, (part, _) in zip(self.cells, split, strict=True)
        )
        lower = tuple(
            replace(cell, lines=part, middle=False) for cell, (_, part) in zip(self.cells, split, strict=True)
        )
        return replace(self, cells=upper, least=0.0), replace(self, cells=lower, least=0.0)

    def draw(self, pen: Pen, top: float) -> None:
        """Draws tints first, then text, then frames; no frame if `stroke` is 0."""
        height = self.height
        for cell in self.cells:
            if cell.tinted:
                pen.tint(cell.x, top, cell.width, height)
        for cell in self.cells:
            y = top + ((height - cell.text_height) / 2 if cell.middle else self.pad)
            for line in cell.lines:
                pen.line(line, cell.x + cell.inset, y)
                y += line.height
        if self.stroke:
            for cell in self.cells:
                pen.frame(cell.x, top, cell.width, height, self.stroke)


def _lines_within(lines: tuple[Line, ...], room: float) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    used = 0.0
    for number, line in enumerate(lines):
        used += line.height
        if used > room + SLACK:
            return lines[:number], lines[number:]
    return lines, ()


@dataclass(frozen=True, slots=True)
class Item:
    """`gap` is the white space above, dropped at the top of a page; `head` is repeated when the item begins a page.

    A `whole` item is only cut when it is taller than a page. `loosely` kept: not if that costs a page.
    """

    piece: Piece | None
    gap: float = 0.0
    keep: bool = False
    head: Piece | None = None
    whole: bool = False
    loosely: bool = False


PAGE_BREAK: Final = Item(None)


@dataclass(frozen=True, slots=True)
class Placed:
    """A head that is drawn `again` on a further page is not read aloud again."""

    piece: Piece
    top: float
    again: bool = False


def kept(items: Sequence[Item]) -> list[Item]:
    """The same items, with the last one kept with what follows."""
    return [*items[:-1], replace(items[-1], keep=True)] if items else []


def paginate(items: Sequence[Item], height: float) -> list[list[Placed]]:
    """Distributes items to pages of this height in points; loosely kept items are separated if that saves a page."""
    pages = _paginated(items, height)
    if len(pages) > 1 and any(item.loosely for item in items):
        loose = _paginated([replace(item, keep=False) if item.loosely else item for item in items], height)
        return loose if len(loose) < len(pages) else pages
    return pages


def _paginated(items: Iterable[Item], height: float) -> list[list[Placed]]:
    pages = _Pages(height)
    for chain in _chains(items):
        if chain[0].piece is None:
            pages.turn()
        else:
            pages.place(chain)
    return [page for page in pages.done if page] or [[]]


def _chains(items: Iterable[Item]) -> Iterator[list[Item]]:
    chain: list[Item] = []
    for item in items:
        if item.piece is None and chain:
            yield chain
            chain = []
        chain.append(item)
        if item.piece is None or not item.keep:
            yield chain
            chain = []
    if chain:
        yield chain


class _Pages:
    def __init__(self, height: float) -> None:
        self._height = height
        self._used = 0.0
        self.done: list[list[Placed]] = [[]]

    def turn(self) -> None:
        if self.done[-1]:
            self.done.append([])
            self._used = 0.0

    def holds(self, chain: Sequence[Item]) -> bool:
        return self._needed(chain) <= self._height - self._used + SLACK

    def can_begin(self, chain: Sequence[Item]) -> bool:
        """A chain that ends in a tall row may begin here and be cut in that row."""
        last = chain[-1].piece
        if last is None or last.height <= self._height * TALL:
            return False
        return self._needed(chain) - last.height + LEAST_PART <= self._height - self._used

    def place(self, chain: Sequence[Item]) -> None:
        if self.holds(chain):
            for item in chain:
                self._put(item)
            return
        if not self.can_begin(chain):
            self.turn()
        waiting = list(chain)
        while waiting:
            item = waiting.pop(0)
            parts = self._parted(item, waiting)
            if parts is not None:
                self._put(parts[0])
                self.turn()
                waiting.insert(0, parts[1])
            elif self.holds([item]) or not self.done[-1]:
                self._put(item)
            else:
                self.turn()
                waiting.insert(0, item)

    def _parted(self, item: Item, following: Sequence[Item]) -> tuple[Item, Item] | None:
        """What of the item stands on this page and on the next; None if it stays whole."""
        height = _height_of(item)
        if not self.holds([item]):
            room = self._height - self._used - self._needed([item]) + height
            return self._cut(item, room) if room >= LEAST_PART or not self.done[-1] else None
        if following and height > 2 * LEAST_PART and not self.holds([item, *following]):
            # its last part stays with the text that must not be alone
            return self._cut(item, height / 2)
        return None

    def _cut(self, item: Item, room: float) -> tuple[Item, Item] | None:
        if item.piece is None or (item.whole and item.piece.height <= self._height):
            return None
        parts = item.piece.cut(room)
        return (replace(item, piece=parts[0]), replace(item, piece=parts[1], gap=0.0)) if parts else None

    def _put(self, item: Item) -> None:
        assert item.piece is not None, "a page break is a chain of its own"
        if not self.done[-1]:
            if item.head is not None:
                self.done[-1].append(Placed(item.head, 0.0, again=True))
                self._used = item.head.height
        else:
            self._used += item.gap
        self.done[-1].append(Placed(item.piece, self._used))
        self._used += item.piece.height

    def _needed(self, chain: Sequence[Item]) -> float:
        first = chain[0]
        fresh = not self.done[-1]
        above = (first.head.height if first.head is not None else 0.0) if fresh else first.gap
        return above + sum(item.gap for item in chain[1:]) + sum(_height_of(item) for item in chain)


def _height_of(item: Item) -> float:
    return item.piece.height if item.piece is not None else 0.0
