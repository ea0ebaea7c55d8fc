"""A value of a pack as the text of one cell, and back. The pack's own model says which kind of value a key holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import TypeGuard, get_args

from pydantic import BaseModel

from gridcounter.core.authoring.condition_text import NO, YES, condition_text, read_condition
from gridcounter.core.authoring.own_questions import NO_QUESTIONS, OwnQuestions
from gridcounter.core.authoring.titles import CHOICES, OF_THE_ANSWER, WHEN, key_of, title_of
from gridcounter.core.labels import number
from gridcounter.core.validation.models import Problem, shown

_COLON, _BAR = "：", "｜"


class CellKind(StrEnum):
    """What a key of a pack holds: a text, a day, one text or number a line, a number, yes or no, or one small table a
    line.
    """

    TEXT = "text"
    LINES = "lines"
    NUMBERS = "numbers"
    NUMBER = "number"
    DAY = "day"
    FLAG = "flag"
    TABLES = "tables"


#: Of a value that is no list: true and false are numbers too.
_KINDS = ((bool, CellKind.FLAG), (date, CellKind.DAY), (int, CellKind.NUMBER), (float, CellKind.NUMBER))


def kind_of(model: type[BaseModel], key: str) -> CellKind:
    """Of an unknown key a text: the pack's check then names it."""
    found = model.model_fields.get(key) or next((f for f in model.model_fields.values() if f.alias == key), None)
    parts = set(_leaves(found.annotation)) if found is not None else set()
    if inner_model(model, key) is not None:
        return CellKind.TABLES
    if tuple in parts:
        return CellKind.NUMBERS if float in parts else CellKind.LINES
    return next((kind for part, kind in _KINDS if part in parts), CellKind.TEXT)


def choices_of(model: type[BaseModel], key: str) -> tuple[str, ...]:
    """The labels of the words that a key may hold, for a drop-down; empty for a key without a list."""
    return tuple(dict.fromkeys(words_allowed(model, key).values()))


def words_allowed(model: type[BaseModel], key: str) -> Mapping[str, str]:
    """The words that a rule may write at a key, each with its label."""
    found = model.model_fields.get(key)
    labels = CHOICES.get(key, {})
    enums = [leaf for leaf in _leaves(found.annotation) if _is_enum(leaf)] if found is not None else []
    words = [str(word) for enum in enums for word in enum] if enums else list(labels)
    return {word: labels.get(word, word) for word in words if word not in OF_THE_ANSWER.get(key, ())}


def _is_enum(leaf: object) -> TypeGuard[type[StrEnum]]:
    return isinstance(leaf, type) and issubclass(leaf, StrEnum)


def inner_model(model: type[BaseModel], key: str) -> type[BaseModel] | None:
    """The model of the tables that a key lists; None for another kind of value."""
    found = model.model_fields.get(key)
    leaves = _leaves(found.annotation) if found is not None else []
    return next((leaf for leaf in leaves if isinstance(leaf, type) and issubclass(leaf, BaseModel)), None)


def _leaves(annotation: object) -> list[object]:
    """The types in an annotation, and `tuple` for a list of them."""
    inner = get_args(annotation)
    if not inner:
        return [annotation]
    listed: list[object] = [tuple] if getattr(annotation, "__origin__", None) is tuple else []
    return listed + [leaf for part in inner for leaf in _leaves(part)]


def cell_text(key: str, value: object, own: OwnQuestions = NO_QUESTIONS) -> str | int | float:
    """As it stands in the cell: numbers stay numbers, lists have one line for each part."""
    if key == "when" and isinstance(value, Mapping):
        return condition_text(value, own)
    if isinstance(value, list):
        return "\n".join(_line(key, part) for part in value)
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, int | float):
        return value
    return _line(key, value)


def _line(key: str, value: object) -> str:
    if isinstance(value, Mapping):
        return _BAR.join(f"{title_of(part)}{_COLON}{cell_text(part, of)}" for part, of in value.items())
    if isinstance(value, int | float):
        return number(value)
    return CHOICES.get(key, {}).get(str(value), str(value))


def read_cell(
    model: type[BaseModel], key: str, cell: object, own: OwnQuestions = NO_QUESTIONS
) -> tuple[object, tuple[Problem, ...]]:
    """The value for the pack, or what is wrong with the cell. `cell` is as the workbook holds it and not empty."""
    kind, text = kind_of(model, key), plain(cell)
    if key == "when":
        return read_condition(text, WHEN, own)
    if kind == CellKind.FLAG:
        return (text == YES, ()) if text in {YES, NO} else _wrong(key, text, f"{YES} 或 {NO}")
    if kind == CellKind.NUMBER:
        return _read_number(key, text)
    if kind in {CellKind.TEXT, CellKind.DAY}:
        return _word(key, text), ()
    return _read_lines(model, key, kind, [line.strip() for line in text.split("\n") if line.strip()])


def _read_lines(
    model: type[BaseModel], key: str, kind: CellKind, lines: list[str]
) -> tuple[object, tuple[Problem, ...]]:
    if kind == CellKind.LINES:
        return [_word(key, line) for line in lines], ()
    if kind == CellKind.NUMBERS:
        read = [_read_number(key, line) for line in lines]
        return [value for value, _ in read], tuple(problem for _, wrong in read for problem in wrong)
    return _read_tables(model, key, lines)


def plain(cell: object) -> str:
    """What a person sees in the cell: 5 for 5.0, a day as 2026-09-21."""
    if isinstance(cell, bool):
        return YES if cell else NO
    if isinstance(cell, int | float):
        return number(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).replace("\r\n", "\n").replace("\r", "\n").strip()


def _read_number(key: str, text: str) -> tuple[object, tuple[Problem, ...]]:
    try:
        value = float(text)
    except ValueError:
        return _wrong(key, text, "数")
    return (int(value) if value.is_integer() else value), ()


def _word(key: str, text: str) -> str:
    return next((word for word, label in CHOICES.get(key, {}).items() if label == text), text)


def _read_tables(model: type[BaseModel], key: str, lines: list[str]) -> tuple[object, tuple[Problem, ...]]:
    inner = inner_model(model, key)
    tables: list[dict[str, object]] = []
    problems: list[Problem] = []
    for line in lines:
        table: dict[str, object] = {}
        for part in line.replace("|", _BAR).split(_BAR):
            title, colon, text = part.strip().partition(_COLON)
            if not colon or inner is None:
                problems.append(Problem(title_of(key), shown(part), f"每行一项，写作 名称{_COLON}…{_BAR}…{_COLON}…"))
                continue
            name = key_of(title.strip())
            table[name], wrong = read_cell(inner, name, text.strip())
            problems.extend(wrong)
        tables.append(table)
    return tables, tuple(problems)


def _wrong(key: str, text: str, allowed: str) -> tuple[object, tuple[Problem, ...]]:
    return None, (Problem(title_of(key), shown(text), allowed),)
