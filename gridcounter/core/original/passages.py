"""The passages of a policy paper: which lines belong to which number, and which passage a clause of a pack names.

The text may be broken into lines anywhere, as it comes out of a PDF. A number counts at the beginning of a line if it
is the next one of its kind, or if the line before it has ended.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from gridcounter.core.original.numbering import (
    GO_ON,
    OUTERMOST,
    Level,
    Mark,
    Step,
    Way,
    is_named_by,
    mark_of,
    number_of,
    way_to,
)

#: The clause that names all of the paper.
WHOLE = "全文"
_TITLE, _PREAMBLE = "标题", "前言"
_ENDED = tuple("。；;：:！!？?”）)…")
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|\*\*|^\s*(?:[>#*•-]+\s+)+")
_PAGE_NUMBER = re.compile(r"[-—－–\s]*\d{1,3}[-—－–\s]*")
_ANNEX = re.compile(r"附\s*件\s*(\d{1,2}|[一二三四五六七八九十])?\s*[:：]?\s*(.*)")
_FIRST_OF_LIST = re.compile(r"1[.．、]")
_TABLE_HEAD = re.compile(r"序\s*号")
_ROW = re.compile(r"(\d{1,3})(?=[\s　]|[^\d.．、%％年月日\s])")
_NOTE = re.compile(r"注[:：]\s*(?:(\d{1,2})[.．、])?")
_NOTED = re.compile(r"(\d{1,2})[.．、](?!\d)")
_SHORT = 45


@dataclass(frozen=True, slots=True)
class Passage:
    """`way` is empty for text before the first number. `heading` are the first words of what it stands under."""

    way: Way
    heading: tuple[str, ...]
    text: str


@dataclass(slots=True)
class _Piece:
    """The lines under one number, without what is numbered below it."""

    way: Way
    lines: list[str] = field(default_factory=list)


def plain(text: str) -> str:
    """Text as it is compared: without white space, full-width figures and brackets as the narrow ones."""
    return "".join(unicodedata.normalize("NFKC", text).split())


class Original:
    """One paper. Not changed after its making; its passages are found when they are first asked for.

    The paper comes from outside: whatever its lines are, the work grows with their number and not with its square.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._found: dict[tuple[str, str], tuple[Passage, ...]] = {}

    @cached_property
    def _pieces(self) -> Sequence[_Piece]:
        return _in_place(_Reader().read(self.text))

    @cached_property
    def _paragraphs(self) -> Sequence[tuple[Way, str, str]]:
        """The way, the line, and the line as it is compared."""
        lines = ((piece.way, line) for piece in self._pieces for line in joined(piece.lines).splitlines())
        return [(way, line, plain(line)) for way, line in lines]

    @cached_property
    def _under(self) -> Mapping[Way, Sequence[_Piece]]:
        """The pieces of each passage, with what is numbered below it."""
        found: dict[Way, list[_Piece]] = defaultdict(list)
        for piece in self._pieces:
            for length in range(1, len(piece.way) + 1):
                found[piece.way[:length]].append(piece)
        return found

    @cached_property
    def _first_lines(self) -> Mapping[Way, str]:
        return {piece.way: piece.lines[0] for piece in reversed(self._pieces) if piece.lines}

    def named(self, clause: str, title: str) -> tuple[Passage, ...]:
        """The passages that a clause of a pack may mean: one if it is right. `title` is the paper's, for 标题."""
        found = self._found.get((clause, title))
        if found is None:
            found = self._found[clause, title] = self._named(clause, title)
        return found

    def _named(self, clause: str, title: str) -> tuple[Passage, ...]:
        words = plain(clause)
        if words == WHOLE:
            return (Passage((), (), self.text),)
        if words == _TITLE:
            return (Passage((), (), title),) if plain(title) in plain(self.text) else ()
        if words == _PREAMBLE:
            return tuple(self._before_the_numbers())
        way = way_to(clause)
        if way is not None:
            return tuple(self._numbered(way))
        return tuple(
            Passage(way, self._heading(way), line) for way, line, read in self._paragraphs if read.startswith(words)
        )

    def _numbered(self, way: Way) -> Iterator[Passage]:
        whole = [found for found in self._ways if found == way]
        return (self._at(found) for found in whole or self._ways if is_named_by(found, way))

    @cached_property
    def _ways(self) -> Sequence[Way]:
        return list(dict.fromkeys(piece.way for piece in self._pieces if piece.way))

    def _at(self, way: Way) -> Passage:
        text = "\n".join(joined(piece.lines) for piece in self._under[way])
        return Passage(way, self._heading(way), text.strip())

    def _heading(self, way: Way) -> tuple[str, ...]:
        lines = (self._first_lines.get(way[:length], "") for length in range(1, len(way)))
        return tuple(_first_words(line) for line in lines if line)

    def _before_the_numbers(self) -> Iterator[Passage]:
        for piece in self._pieces:
            if not piece.way and piece.lines:
                yield Passage((), (), joined(piece.lines))


def joined(lines: Iterable[str]) -> str:
    """Lines that were broken within a sentence become one again; a row of a table stays a line of its own."""
    text = ""
    for line in lines:
        apart = bool(text) and not text.endswith("\n") and (text.endswith(_ENDED) or "\t" in line)
        text += ("\n" if apart else "") + line.replace("\t", "　")
    return text.rstrip()


def _first_words(line: str) -> str:
    sentence = re.split(r"(?<=[。；\n])", line, maxsplit=1)[0].replace("\t", "　").strip()
    return sentence if len(sentence) <= _SHORT else sentence[:_SHORT] + "…"


def _in_place(pieces: Sequence[_Piece]) -> Sequence[_Piece]:
    """What came before the last first number of the outermost kind is the letter with which the paper was sent."""
    begins = 0
    for at, way in enumerate(piece.way for piece in pieces):
        if way and way[0].level == Level.ANNEX:
            break
        if len(way) == 1 and way[0].level in OUTERMOST and way[0].number == 1:
            begins = at
    letter = Step(Level.LETTER, 0)
    moved = [_Piece((letter, *piece.way), piece.lines) if piece.way else piece for piece in pieces[:begins]]
    return [*moved, *pieces[begins:]]


class _Reader:
    """Reads line by line, and keeps the number of each kind that came last."""

    def __init__(self) -> None:
        self._pieces = [_Piece(())]
        self._last: dict[Level, int] = {}
        self._annex: Way = ()
        self._in_table = self._in_notes = self._in_list = False
        self._ended = self._blank = True

    def read(self, text: str) -> Sequence[_Piece]:
        for raw in text.splitlines():
            line = _MARKUP.sub("", raw).rstrip() if "\t" not in raw else raw.rstrip()
            if not line.strip():
                self._ended = self._blank = True
            elif not _PAGE_NUMBER.fullmatch(line):
                self._take(line)
                self._blank = False
        return self._pieces

    def _take(self, line: str) -> None:
        way = self._begins(line)
        if way is not None:
            self._pieces.append(_Piece(way, [line]))
        elif not (self._in_table and _TABLE_HEAD.match(line)):
            self._continue(line)
        if _TABLE_HEAD.match(line) and self._annex:
            self._in_table = True
        self._ended = line.endswith(_ENDED) or (way is not None and len(line) <= _SHORT)

    def _begins(self, line: str) -> Way | None:
        """The way to what begins with this line; empty for text without a number, None for a line that goes on."""
        way = self._annex_of(line)
        if way is None and self._annex and not self._in_list:
            way = self._note_of(line) or self._row_of(line)
        return self._numbered(line) if way is None else way

    def _continue(self, line: str) -> None:
        piece = self._pieces[-1]
        if piece.way and self._blank and len(piece.lines) == 1 and len(piece.lines[0]) <= _SHORT:
            piece.lines[0] += "\n"  # it was a heading
        piece.lines.append(line)

    def _annex_of(self, line: str) -> Way | None:
        found = _ANNEX.fullmatch(line.strip())
        if found is None or not (self._ended or self._is_plain(found)) or len(found[2]) > _SHORT:
            return None
        if found[2] and found[1] is None:  # the list of the annexes
            self._in_list = True
            return ()
        self._annex = (Step(Level.ANNEX, number_of(found[1]) if found[1] else 0),)
        self._last, self._in_table, self._in_notes, self._in_list = {}, False, False, False
        return self._annex

    def _is_plain(self, found: re.Match[str]) -> bool:
        """Whatever the line before: the list of the annexes, and the next annex alone on its line."""
        if found[2]:
            return found[1] is None and _FIRST_OF_LIST.match(found[2]) is not None
        last = self._annex[0].number if self._annex else 0
        return self._in_list or (found[1] is not None and number_of(found[1]) == last + 1)

    def _note_of(self, line: str) -> Way | None:
        """A note below a table in an annex."""
        note = _NOTE.match(line) or (_NOTED.match(line) if self._in_notes else None)
        if note is None:
            return None
        self._in_notes = True
        return (*self._annex, Step(Level.NOTE, int(note[1] or 0)))

    def _row_of(self, line: str) -> Way | None:
        """A row of a table in an annex."""
        row = _ROW.match(line)
        if row is None or not self._in_table or self._in_notes:
            return None
        number, following = int(row[1]), self._last.get(Level.ROW, 0) + 1
        if number != following and (number < following or not line.startswith("\t", row.end())):
            return None
        self._last[Level.ROW] = number
        return (*self._annex, Step(Level.ROW, number))

    def _numbered(self, line: str) -> Way | None:
        mark = mark_of(line.lstrip())
        if mark is None or not self._counts(mark):
            return None
        level = mark.step.level
        self._in_list = False
        self._last[level] = mark.step.number
        for inner in list(self._last):
            if inner > level and inner not in GO_ON:
                del self._last[inner]
        above = self._pieces[-1].way
        return (*(step for step in above if step.level < level or step.level == Level.ANNEX), mark.step)

    def _counts(self, mark: Mark) -> bool:
        if self._in_list and mark.step.level not in OUTERMOST:
            return False
        following = self._last.get(mark.step.level, 0) + 1
        if mark.step.level == Level.SAYING:
            return mark.step.number == following or (mark.step.number == 1 and self._ended)
        return mark.step.number == following or self._ended
