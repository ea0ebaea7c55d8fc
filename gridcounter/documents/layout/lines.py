"""A line of a PDF before it is drawn: what stands in it and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from gridcounter.documents.faces import Role
from gridcounter.documents.layout.blanks import MM
from gridcounter.documents.tags import Tag

HAND: Final = 7.0 * MM  # a line one writes on is at least so high
RULE_DROP: Final = 2.0  # points from the baseline to the line one writes on
Align: TypeAlias = Literal["left", "centre", "right"]


@dataclass(frozen=True, slots=True)
class Style:
    """`leading` is the height of a line in points; `small` is the size of words that ask for it.

    `least` is the size that a code gives way to, where it would be broken at `small`.
    """

    size: float
    leading: float
    small: float
    role: Role = "text"
    align: Align = "left"
    justified: bool = False
    least: float = 0.0


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one face; `spread` is added after each character, `stroke` thickens it, both in points.

    `hidden` is read out and copied, and not seen.
    """

    x: float
    text: str
    font: str
    size: float
    stroke: float = 0.0
    spread: float = 0.0
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A square; its sign is a run of its own: a tick, or hidden the character of an empty box."""

    x: float
    side: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A line to write on: start and width in points."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class SealPlace:
    """Where an electronic seal or signature may be put, of which nothing is drawn. `drop` is from the line's top."""

    x: float
    drop: float
    width: float
    height: float
    name: str
    label: str


Part: TypeAlias = Run | Box | Rule | SealPlace


@dataclass(frozen=True, slots=True)
class Line:
    """`baseline` is measured from the line's top."""

    parts: tuple[Part, ...]
    height: float
    baseline: float
    tag: Tag | None = None


def tagged(lines: Iterable[Line], tag: Tag) -> tuple[Line, ...]:
    """The same lines with this tag."""
    return tuple(Line(line.parts, line.height, line.baseline, tag) for line in lines)
