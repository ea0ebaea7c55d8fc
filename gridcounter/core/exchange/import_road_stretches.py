"""Stretches of road in one cell: one a line, 道路，部位，长×宽，事由, followed by other known values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from gridcounter.core.exchange.import_words import SPELLINGS
from gridcounter.core.labels import WORD_LABELS
from gridcounter.core.road_stretches import MOST_STRETCHES, STRETCH_LABELS, Stretch
from gridcounter.core.validation.days import read_full_day
from gridcounter.core.validation.models import read_model, shown
from gridcounter.core.validation.number import read_number
from gridcounter.core.validation.text import half_width, take_text
from gridcounter.core.validation.units import METRES, comparable

HOW = "每段一行（单元格内换行用 Alt+Enter），或用分号隔开；每段写“道路，部位，长×宽，事由”，用逗号隔开"
MORE = "后面还可以写“国槐2棵”“路灯杆1根”“2026-10-12至2026-10-30”"
EXAMPLE_CELL = "样例路北侧，人行道，180×0.5，敷设电缆"
_KEY = "works.occupies"
_BETWEEN_ROWS = re.compile(r"[\r\n;；]+|_x000D_")
_BETWEEN_PARTS = re.compile(r"[,，|｜\t]")
_BY = re.compile(r"[×xX✕✖＊*]|乘以?")
_TREES = re.compile(r"(.*?)\s*(\d{1,6})\s*[棵株]", re.ASCII)
_POSTS = re.compile(r"路灯杆?\s*(\d{1,6})\s*[根盏个]?", re.ASCII)
_DAYS = re.compile(r"(.+?)\s*(?:至|到|～|~|—+)\s*(.+)")
_SIDES, _PARTS = 2, 3
_SURFACES = {comparable(label): word for word, label in WORD_LABELS[_KEY].items()} | {
    word: value for word, value in SPELLINGS.get(_KEY, {}).items() if value is not None
}


def read_stretch_cell(words: str) -> tuple[list[dict[str, Any]], str, str]:
    """The rows; or for the first mistake the text found and the expected form."""
    rows: list[dict[str, Any]] = []
    texts = [text for text in (take_text(row) for row in _BETWEEN_ROWS.split(words)) if text]
    if len(texts) > MOST_STRETCHES:
        return [], f"{len(texts)} 段", f"不超过 {MOST_STRETCHES} 段"
    for place, text in enumerate(texts, start=1):
        row: dict[str, Any] = {}
        for found, allowed in _read(text, row):
            return [], f"第 {place} 段的{shown(found)}", allowed
        _, problems = read_model(Stretch, row)
        for problem in problems:
            return [], f"第 {place} 段的{STRETCH_LABELS.get(problem.path, '')} {problem.found}", problem.allowed
        rows += [row] if row else []
    return rows, "", ""


def _read(text: str, row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Fills the row; yields each wrong part and its expected form."""
    road, *parts = map(str.strip, _BETWEEN_PARTS.split(text))
    if len(parts) < _PARTS - 1:
        yield text, HOW
        return
    surface, size, *rest = parts
    if surface and comparable(surface) not in _SURFACES:
        yield surface, f"部位，以下之一：{'、'.join(WORD_LABELS[_KEY].values())}"
        return
    if road:
        row["road"] = road
    if surface:
        row["surface"] = _SURFACES[comparable(surface)]
    if size:
        sides = _sides(size)
        if not sides:
            yield size, "长×宽，以米计，如 32×3.9"
            return
        row["length_m"], row["width_m"] = sides
    for part in filter(None, rest):
        if not _taken(half_width(part), part, row):
            yield part, f"事由一项；{MORE}"
            return


def _sides(size: str) -> list[float | None]:
    """Length and width in metres; empty if they are not understood."""
    sides = [read_number(side, METRES)[0] for side in _BY.split(half_width(size))]
    return [] if len(sides) != _SIDES or None in sides else sides


def _taken(folded_part: str, part: str, row: dict[str, Any]) -> bool:
    """Trees, lamp posts and days are recognised by their form; the first other part is the reason."""
    if found := _POSTS.fullmatch(folded_part):
        row["lamp_posts"] = int(found[1])
    elif found := _TREES.fullmatch(folded_part):
        row["trees"] = int(found[2])
        if found[1]:
            row["trees_kind"] = found[1]
    elif days := _first_and_last_day(part):
        row["from_on"], row["to_on"] = days
    elif "reason" not in row:
        row["reason"] = part
    else:
        return False
    return True


def _first_and_last_day(part: str) -> list[str]:
    """In ISO form; empty if it is no span of days."""
    found = _DAYS.fullmatch(part)
    days = [read_full_day(day) for day in found.groups()] if found else []
    return [day.isoformat() for day in days if day] if all(days) else []
