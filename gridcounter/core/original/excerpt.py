"""A passage as it is shown: the figures of its rules marked, a long one cut to the sentences with them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from gridcounter.core.original.figures import Figure, figures_of, places_of
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.policy.rule import Rule

#: Letters of a passage that is shown whole, and the most that are shown of a longer one.
_WHOLE, _MOST = 700, 6_000
_GAP = "……"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a passage; `marked` is a figure of the rule."""

    text: str
    marked: bool = False


def figures_under(pack: PolicyPack, rules: Collection[Rule]) -> tuple[Figure, ...]:
    """The figures of these rules of the pack, those of general practice left out."""
    rows = (row for section in pack.sections.values() for row in section)
    found = (figure for rule, condition in rows if rule in rules for figure in figures_of(rule, condition))
    return tuple(dict.fromkeys(found))


def excerpt(text: str, figures: Iterable[Figure]) -> tuple[Piece, ...]:
    """The passage in its order. Of a long one the first sentence, and each with a figure; what is left out is a gap.

    A passage may be all of a paper from outside, with a figure in each sentence: then the rest is left out as well.
    """
    marks = sorted({place for figure in figures for place in places_of(figure, text)})
    if len(text) <= _WHOLE:
        return tuple(_marked(text, 0, len(text), marks))
    kept: list[Piece] = []
    left = _MOST
    for begin, end in _sentences(text):
        inside = marks[bisect_left(marks, (begin, 0)) : bisect_left(marks, (end, 0))]
        if (inside or begin == 0) and left > 0:
            shown = min(end, begin + left)
            kept += _marked(text, begin, shown, [mark for mark in inside if mark[1] <= shown])
            left -= shown - begin
        elif kept[-1].text != _GAP:
            kept.append(Piece(_GAP))
    return tuple(kept)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in re.finditer(r"[^。；\n]*(?:[。；\n]|$)", text) if found[0])


def _marked(text: str, begin: int, end: int, marks: Iterable[tuple[int, int]]) -> Iterator[Piece]:
    at = begin
    for first, last in marks:
        if first > at:
            yield Piece(text[at:first])
        if last > at:
            yield Piece(text[max(first, at) : last], marked=True)
            at = last
    if at < end:
        yield Piece(text[at:end])
