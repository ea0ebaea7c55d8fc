"""A condition of a pack as lines of Chinese, as it stands in one cell of the workbook, and back.

One line a part, and all parts must hold: 电压等级 为 10 · 用电容量 不超过 1250 kVA · 永久用电 · 属于 low ·
占用挖掘部位 仅限 人行道／绿地 · 土地取得日期 不早于 2021-03-01 · 类别是 lv／mv · 除外（…） · 适用于（…） ·
任一“…”（…；…）. In brackets ； separates parts. A key, a word or a comparison without Chinese words of its own is
written as it stands in the pack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from gridcounter.core.authoring.own_questions import NO_QUESTIONS, OwnQuestions
from gridcounter.core.authoring.titles import CHOICES
from gridcounter.core.labels import FLAG_LABELS, KEY_LABELS, WORD_LABELS, number
from gridcounter.core.policy.condition_words import COMPARISONS
from gridcounter.core.policy.keys import KEYS, NumberKey
from gridcounter.core.policy.local_question import LOCAL
from gridcounter.core.validation.models import Problem, shown

Table: TypeAlias = dict[str, object]

EQUAL = "为"
NOTHING, YES, NO = "无", "是", "否"
SLASH, BETWEEN = "／", "；"
_NAMES: Mapping[str, str] = {"is": "属于", "class": "类别是", "track": "路径是"}
_OF_ONE: Mapping[str, str] = {"not": "除外", "given": "适用于"}
_TRACKS = CHOICES["track"]
_OF_TRACKS = {label: word for word, label in _TRACKS.items()}
_ANY, _ALL, _TOGETHER = "任一", "全部", "同时"
_OPEN, _CLOSE = "（(“", "）)”"
_GROUP = re.compile(
    rf"({_ANY}|{_ALL}|{_TOGETHER}|{'|'.join(_OF_ONE.values())})\s*(?:“(.*?)”)?\s*[（(](.*)[）)]", re.DOTALL
)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)


def _unique(labels: Mapping[str, str]) -> dict[str, str]:
    """Without a label that another key already has: that key is written by itself."""
    found: dict[str, str] = {}
    for key, label in labels.items():
        if label not in found.values():
            found[key] = label
    return found


#: The label of another key, on papers: as the applicant himself says it.
_OTHER_LABELS = {"stated_customer": "申请人自报的客户类型"}
_LABELS = _unique({key: _OTHER_LABELS.get(key, label) for key, label in KEY_LABELS.items() if key in KEYS})
_KEYS = {label: key for key, label in _LABELS.items()}
#: A flag in words of its own -> its key, and whether it is so.
FLAGS = {words[0 if on else 1]: (key, on) for key, words in FLAG_LABELS.items() if key in KEYS for on in (True, False)}
_OPERATORS = {word: name for name, word in COMPARISONS.items()}
_KEYWORDS = {word: name for name, word in _NAMES.items()}
_KEYS_OF_ONE = {word: name for name, word in _OF_ONE.items()}


def key_words(key: str, own: OwnQuestions = NO_QUESTIONS) -> str:
    """How a condition writes the key: its label, or the key itself."""
    return _LABELS.get(key) or own.labels.get(key, key)


def words_of(key: str, own: OwnQuestions = NO_QUESTIONS) -> Mapping[str, str]:
    """The words of a key with their labels; empty for a key of other kinds."""
    return own.words.get(key) or WORD_LABELS.get("customer" if key == "stated_customer" else key, {})


def condition_text(table: Mapping[str, object], own: OwnQuestions = NO_QUESTIONS) -> str:
    """`table` is a condition as TOML holds it, `own` the questions of its pack; one line for each part."""
    return "\n".join(_lines(table, own))


def _lines(table: Mapping[str, object], own: OwnQuestions) -> Iterator[str]:
    groups = {"any": f"{_ANY}“{table['label']}”" if "label" in table else _ANY, "all": _ALL}
    for key, value in table.items():
        if key in _NAMES:
            yield _naming(key, _listed(value))
        elif key in _OF_ONE and isinstance(value, Mapping):
            yield f"{_OF_ONE[key]}（{BETWEEN.join(_inside(value, own))}）"
        elif key in groups and isinstance(value, list):
            yield f"{groups[key]}（{BETWEEN.join(_one(part, own) for part in value)}）"
        elif key != "label":
            yield from _comparisons(key, value, own)


def _naming(key: str, names: Sequence[str]) -> str:
    """Of several terms all must hold, of classes and tracks one."""
    if key == "is":
        return "\n".join(f"{_NAMES[key]} {name}" for name in names)
    words = _TRACKS if key == "track" else {}
    return f"{_NAMES[key]} {SLASH.join(words.get(name, name) for name in names)}"


def _listed(value: object) -> list[str]:
    return [str(name) for name in (value if isinstance(value, list) else [value])]


def _inside(table: Mapping[str, object], own: OwnQuestions) -> list[str]:
    return [line for whole in _lines(table, own) for line in whole.split("\n")]


def _one(table: Mapping[str, object], own: OwnQuestions) -> str:
    """A part of a group: of several lines, all of which must hold, it needs brackets of its own."""
    lines = _inside(table, own)
    return lines[0] if len(lines) == 1 else f"{_TOGETHER}（{BETWEEN.join(lines)}）"


def _comparisons(key: str, value: object, own: OwnQuestions) -> Iterator[str]:
    label = key_words(key, own)
    if isinstance(value, Mapping):
        unit = f" {value['unit']}" if "unit" in value else ""
        for operator, limit in value.items():
            if operator != "unit":
                yield f"{label} {COMPARISONS.get(operator, operator)} {value_text(key, limit, own)}{unit}"
    elif isinstance(value, bool) and key in FLAG_LABELS:
        yield FLAG_LABELS[key][0 if value else 1]
    else:
        yield f"{label} {EQUAL} {value_text(key, value, own)}"


def value_text(key: str, value: object, own: OwnQuestions = NO_QUESTIONS) -> str:
    """A limit by the words of its key."""
    if isinstance(value, list):
        return SLASH.join(value_text(key, part, own) for part in value) or NOTHING
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, int | float):
        return number(value)
    return words_of(key, own).get(str(value), str(value))


@dataclass(slots=True)
class _Reading:
    path: str
    own: OwnQuestions
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, found: str, allowed: str) -> None:
        self.problems.append(Problem(self.path, shown(found), allowed))


def read_condition(text: str, path: str, own: OwnQuestions = NO_QUESTIONS) -> tuple[Table, tuple[Problem, ...]]:
    """The condition as a table for the pack, or what cannot be understood; `path` is named in the problems."""
    reading = _Reading(path, own)
    table = _read_parts(text.replace("\r", "\n").split("\n"), reading)
    return table, tuple(reading.problems)


def _read_parts(lines: list[str], reading: _Reading) -> Table:
    table: Table = {}
    for line in lines:
        for part in _split(line, reading):
            if part:
                _add(table, _read_line(part, reading))
    return table


def _add(table: Table, part: Table) -> None:
    """A group with a label stays together: a second one goes into `all`."""
    if "label" in part and "any" in table:
        _put(table, "all", [part])
        return
    for key, value in part.items():
        _put(table, key, value)


def _split(line: str, reading: _Reading) -> Iterator[str]:
    """The parts between ； outside of brackets and quotation marks."""
    depth, part = 0, ""
    for char in line:
        depth += (char in _OPEN) - (char in _CLOSE)
        if char in BETWEEN + ";" and depth == 0:
            yield part.strip()
            part = ""
        else:
            part += char
    if depth:
        reading.wrong(line, "括号和引号成对")
    yield part.strip()


def _put(table: Table, key: str, value: object) -> None:
    """A part that stands there twice holds twice: comparisons and names join, all else goes into `all`."""
    before = table.get(key)
    if key not in table:
        table[key] = value
    elif key == "is":
        table[key] = [*_listed(before), *_listed(value)]
    elif isinstance(before, dict) and isinstance(value, dict) and _may_join(key, before, value):
        table[key] = before | value
    elif key == "all" and isinstance(before, list) and isinstance(value, list):
        table[key] = [*before, *value]
    else:
        _put(table, "all", [{key: value}])


def _may_join(key: str, before: Mapping[str, object], value: Mapping[str, object]) -> bool:
    same_unit = before.get("unit") == value.get("unit")
    return key not in _OF_ONE and same_unit and not (before.keys() & value.keys()) - {"unit"}


def _read_line(text: str, reading: _Reading) -> Table:
    group = _GROUP.fullmatch(text)
    if group:
        return _read_group(group[1], group[2], group[3], reading)
    if text in FLAGS:
        key, on = FLAGS[text]
        return {key: on}
    head, _, rest = text.partition(" ")
    if head in _KEYWORDS and rest.strip():
        names = [name.strip() for name in re.split("[／/]", rest)]
        if _KEYWORDS[head] == "track":
            names = [_OF_TRACKS.get(name, name) for name in names]
        return {_KEYWORDS[head]: names if len(names) > 1 else names[0]}
    return _read_comparison(text, reading)


def _read_group(word: str, label: str | None, inside: str, reading: _Reading) -> Table:
    parts = [part for part in _split(inside.replace("\n", BETWEEN), reading) if part]
    if not parts:
        reading.wrong(f"{word}（）", "括号里至少一个条件")
        return {}
    if word in {_ANY, _ALL}:
        read: list[object] = [_read_line(part, reading) for part in parts]
        return {"any": read} | ({"label": label} if label else {}) if word == _ANY else {"all": read}
    table: Table = {}
    for part in parts:
        _add(table, _read_line(part, reading))
    return {_KEYS_OF_ONE[word]: table} if word in _KEYS_OF_ONE else table


def _read_comparison(text: str, reading: _Reading) -> Table:
    found = re.fullmatch(r"(\S+)\s+(\S+)\s+(\S.*)", text)
    named = found[1] if found else ""
    key = _KEYS.get(named) or reading.own.keys.get(named, named)
    if not found or (key not in KEYS and not key.startswith(LOCAL)):
        reading.wrong(text, "“项目 比较 值”，如 线路总长 小于 1000，项目和值见“写法”表；或 属于 名称、任一（…；…）")
        return {}
    if found[2] == EQUAL:
        return {key: _read_value(key, found[3], reading.own, listed=False)}
    operator = _OPERATORS.get(found[2], found[2] if found[2] in COMPARISONS else "")
    if not operator:
        reading.wrong(text, f"比较写作：{'、'.join((EQUAL, *COMPARISONS.values()))}")
        return {}
    value, unit = _with_unit(key, found[3])
    read = _read_value(key, value, reading.own, listed=operator in {"subset_of", "excludes", "includes"})
    return {key: {operator: read} | ({"unit": unit} if unit else {})}


def _with_unit(key: str, text: str) -> tuple[str, str]:
    kind = KEYS.get(key)
    if isinstance(kind, NumberKey) and kind.units and " " in text:
        value, _, unit = text.rpartition(" ")
        return value, unit
    return text, ""


def _read_value(key: str, text: str, own: OwnQuestions, *, listed: bool) -> object:
    """What cannot be meant is left as it is: the pack's own check says what is allowed."""
    parts = [part.strip() for part in re.split("[／/]", text)]
    if listed and parts == [NOTHING]:
        return []
    values = [_read_one(key, part, own) for part in parts]
    return values if listed or len(values) > 1 else values[0]


def _read_one(key: str, text: str, own: OwnQuestions) -> object:
    words = {label: word for word, label in words_of(key, own).items()}
    if text in words:
        return words[text]
    if text in {YES, NO}:
        return text == YES
    if _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return text
