"""A passage as it is shown: the figures of its rules marked, a long one cut to the sentences with them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from gridcounter.core.original.figures import Figure, figures_of, places_of
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.policy.rule import Rule

#: Letters of a passage that is shown whole.
_WHOLE = 700
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
    """The passage in its order. Of a long one the first sentence, and each with a figure; what is left out is a gap."""
    marks = sorted({place for figure in figures for place in places_of(figure, text)})
    if len(text) <= _WHOLE:
        return tuple(_marked(text, 0, len(text), marks))
    kept: list[Piece] = []
    for begin, end in _sentences(text):
        inside = [mark for mark in marks if begin <= mark[0] < end]
        if inside or begin == 0:
            kept += _marked(text, begin, end, inside)
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
