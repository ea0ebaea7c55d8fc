"""The example cases of a pack as one sheet, and back: one row for each thing that is expected."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gridcounter.core.authoring.answer_words import path_text, read_path, read_value, value_words
from gridcounter.core.authoring.cell_text import plain
from gridcounter.core.authoring.condition_text import (
    EQUAL,
    FLAGS,
    NO,
    NOTHING,
    YES,
    read_condition,
    value_text,
    words_of,
)
from gridcounter.core.authoring.own_questions import NO_QUESTIONS, OwnQuestions
from gridcounter.core.authoring.pack_sheets import PackFromSheets, ReadSheet, SheetProblem, SheetTable
from gridcounter.core.authoring.references import NO_NAMES, Names
from gridcounter.core.authoring.titles import CASE_LABELS, CASES, EXPECTATIONS
from gridcounter.core.labels import KEY_LABELS
from gridcounter.core.policy.cases import NO_WORKS
from gridcounter.core.policy.keys import KEYS, SetKey
from gridcounter.core.validation.models import HALF, Problem, shown

_COLUMNS = ("例子", "情形", "答复的哪一项", "应当", "值")
_COLON = "："
#: Keys of a case whose label belongs to one key alone.
_LABELS = {key: label for key, label in KEY_LABELS.items() if list(KEY_LABELS.values()).count(label) == 1} | {
    **CASE_LABELS,
    "customer": KEY_LABELS["customer"],
}
_KEYS = {label: key for key, label in _LABELS.items()}
#: Outside works of which nothing else is known.
_SOME = "有"
#: A list of a case holds texts and numbers; what lies deeper is a slip.
_DEEPEST = 5
_CAPACITY, _UNIT = "supply.capacity", "supply.unit"
_WITH_UNIT = re.compile(r"([\d.]+)\s*(kW|kVA)", re.ASCII)
_OF_LISTS = ("has", "lacks", "before")


def case_sheet(raw: Mapping[str, object], own: OwnQuestions = NO_QUESTIONS) -> SheetTable:
    """`raw` is the file of example cases as TOML holds it, and sound; `own` are the questions of its pack."""
    cases = raw.get("case", [])
    rows: list[tuple[object, ...]] = []
    for case in cases if isinstance(cases, list) else []:
        given = "\n".join(_given_lines(case["given"], own))
        for place, expected in enumerate(case["expect"]):
            operator, path = expected["operator"], expected["path"]
            value = _expected_text(path, operator, expected["value"]) if "value" in expected else None
            how = EXPECTATIONS.get(operator, operator)
            rows.append((case["name"], None if place else given, path_text(path), how, value))
    return SheetTable(CASES, _COLUMNS, ("", "", "", "operator", ""), tuple(rows))


def _given_lines(given: Mapping[str, object], own: OwnQuestions, prefix: str = "") -> Iterator[str]:
    for key, value in given.items():
        path = f"{prefix}{key}"
        if path == "works" and value in ({}, NO_WORKS):
            yield f"{_LABELS[path]}{_COLON}{NOTHING if value else _SOME}"
        elif isinstance(value, Mapping):
            yield from _given_lines(value, own, f"{path}.")
        else:
            label = _LABELS.get(path) or own.labels.get(path, path)
            known = path in KEYS or path in own.words
            yield f"{label}{_COLON}{value_text(path, value, own) if known else _said(value)}"


def _expected_text(path: str, operator: str, value: object) -> str:
    """A list with one line for each of its texts, if it is read back as the same."""
    value = value_words(path, value)
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        lines = "\n".join(value)
        if _read_expected(path, operator, lines, NO_NAMES) == read_value(path, value):
            return lines
    return _said(value)


def _read_expected(path: str, operator: str, text: str, names: Names) -> object:
    """Where a list is compared, each line is one of its texts."""
    listed = operator in _OF_LISTS or "[*]" in path
    meant = [line.strip() for line in text.split("\n")] if listed and not text.startswith("[") else _meant(text)
    return read_value(path, meant, names)


def _said(value: object) -> str:
    """A value of a case or an expectation; what could be misread stands as JSON."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, str) and _meant(value) == value:
        return value
    return json.dumps(value, ensure_ascii=False)


def _meant(text: str) -> object:
    if text in {YES, NO}:
        return text == YES
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _can_stand(value: object, depth: int = _DEEPEST) -> bool:
    """Whether a file of example cases can hold it: no null, no half of a character, nothing deep."""
    if isinstance(value, dict):
        return depth > 0 and all(_can_stand(part, depth - 1) for part in (*value, *value.values()))
    if isinstance(value, list):
        return depth > 0 and all(_can_stand(part, depth - 1) for part in value)
    return value is not None and not (isinstance(value, str) and HALF.search(value) is not None)


def _cannot(column: str, text: str) -> Problem:
    return Problem(
        column, shown(text), f"完整的文字、数、{YES}、{NO}，或者它们的列表（没有值的，写“{EXPECTATIONS['is_null']}”）"
    )


def read_case_sheet(sheet: ReadSheet, found: PackFromSheets) -> dict[str, object]:
    """The file of example cases; what cannot be read goes into the problems of `found`, and the rows into `places`."""
    cases: dict[str, dict[str, Any]] = {}
    name = ""
    for number, cells in sheet.rows:
        texts = _texts(cells)
        name = texts[0] or name
        case = cases.setdefault(name, {"name": name, "given": {}, "expect": []})
        where = f"case.{list(cases).index(name)}"
        names, problems = [name, where], list[Problem]()
        if texts[1]:
            case["given"], problems = _read_given(texts[1], found)
        if texts[2]:
            expected, wrong = _expectation(texts[2:], found.names)
            path = expected["path"]
            names += [f"{where}.expect.{len(case['expect'])}", f"{name}.expect.{path}", f"{name}.{path}"]
            case["expect"].append(expected)
            problems += wrong
        for one in names:
            found.places.setdefault(one, []).append((sheet.title, number))
        found.problems.extend(SheetProblem(sheet.title, number, problem) for problem in problems)
    return {"case": list(cases.values())}


def _texts(cells: Sequence[object]) -> list[str]:
    """Of one row; "" for an empty cell."""
    texts = ["" if cell is None else plain(cell) for cell in cells[: len(_COLUMNS)]]
    return texts + [""] * (len(_COLUMNS) - len(texts))


def _expectation(texts: Sequence[str], names: Names) -> tuple[dict[str, object], list[Problem]]:
    words = {label: word for word, label in EXPECTATIONS.items()}
    path, operator = read_path(texts[0], names), words.get(texts[1], texts[1])
    expected: dict[str, object] = {"path": path, "operator": operator}
    if not texts[2]:
        return expected, []
    value = _read_expected(path, operator, texts[2], names)
    return expected | {"value": value}, [] if _can_stand(value) else [_cannot(_COLUMNS[4], texts[2])]


def _read_given(text: str, found: PackFromSheets) -> tuple[dict[str, object], list[Problem]]:
    own = found.own
    given: dict[str, object] = {}
    problems: list[Problem] = []
    for line in filter(None, (one.strip() for one in text.split("\n"))):
        title, colon, said = line.replace(f" {EQUAL} ", _COLON, 1).partition(_COLON)
        if line in FLAGS:  # as a condition says it
            key, on = FLAGS[line]
            _put(given, key.split("."), _flag_value(key, on=on))
            continue
        if not colon:
            problems.append(Problem(_COLUMNS[1], shown(line), f"每行一项，写作 项目{_COLON}值"))
            continue
        key, said = _KEYS.get(title.strip()) or own.keys.get(title.strip(), title.strip()), said.strip()
        if key == _CAPACITY and (with_unit := _WITH_UNIT.fullmatch(said)):
            said = with_unit[1]
            _put(given, _UNIT.split("."), with_unit[2])
        value = found.names.get(key, {}).get(said) or _read_said(key, said, own)
        if not _can_stand(value):
            problems.append(_cannot(title.strip(), said))
            continue
        _put(given, key.split("."), value)
    return given, problems


def _flag_value(key: str, *, on: bool) -> object:
    """That there are works is a part of a case without any facts in it."""
    return on if key != "works" else {} if on else NO_WORKS


def _read_said(key: str, said: str, own: OwnQuestions) -> object:
    if key == "works":
        return {} if said == _SOME else NO_WORKS if said == NOTHING else said
    if words_of(key, own) or isinstance(KEYS.get(key), SetKey):
        read, wrong = read_condition(f"{key} {'仅限' if isinstance(KEYS.get(key), SetKey) else '为'} {said}", key, own)
        value = read.get(key)
        if not wrong:
            return value["subset_of"] if isinstance(value, dict) else value
    return _meant(said)


def _put(table: dict[str, object], way: Sequence[str], value: object) -> None:
    if len(way) == 1:
        table[way[0]] = value
        return
    inner = table.setdefault(way[0], {})
    if isinstance(inner, dict):
        _put(inner, way[1:], value)
