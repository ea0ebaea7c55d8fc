"""The sheet 写法 of a pack's workbook: every key of a condition, every column, and what may stand in a cell."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from gridcounter.core.authoring.answer_words import parts_in_words
from gridcounter.core.authoring.cell_text import CellKind, choices_of, kind_of
from gridcounter.core.authoring.column_help import meaning_of
from gridcounter.core.authoring.condition_text import EQUAL, NOTHING, SLASH, key_words, words_of
from gridcounter.core.authoring.own_questions import NO_QUESTIONS, OwnQuestions
from gridcounter.core.authoring.pack_sheets import DOWNWARDS, SheetTable
from gridcounter.core.authoring.titles import GUIDE, SHEETS, title_of
from gridcounter.core.labels import FLAG_LABELS
from gridcounter.core.policy.condition_words import COMPARISONS
from gridcounter.core.policy.header import Header
from gridcounter.core.policy.keys import KEYS, FlagKey, NumberKey, SetKey, WordKey
from gridcounter.core.policy.sections import SECTIONS

_KINDS = {
    CellKind.TEXT: "文字",
    CellKind.LINES: "可以几行，每行一项",
    CellKind.NUMBERS: "可以几行，每行一个数",
    CellKind.DAY: "日期，写作 2026-09-21",
    CellKind.NUMBER: "数",
    CellKind.FLAG: "是 或 否",
    CellKind.TABLES: "每行一项，几个部分用｜隔开",
}
_OF_NUMBERS = ("at_most", "less_than", "at_least", "more_than")
_OF_DAYS = ("since", "after", "until", "before")
_GROUPS = (
    ("属于 名称", "“条件名称”表里的一个名称"),
    ("类别是 名称", "用户类别表里的名称或编号；几个用／隔开"),
    ("路径是 名称", "外线审批的路径，如 备案、并联审批；几个用／隔开"),
    ("除外（…；…）", "括号里的都成立时，这一条不成立"),
    ("适用于（…；…）", "这一条说的是哪些案件，不作为条件列给申请人看"),
    ("任一“一句话”（…；…）", "括号里有一个成立即可；“一句话”是印给人看的叫法，可以不写"),
    ("问题 比较 值", "“本地问题表”里的一个问题，与别的项目一样写；日期写作 2026-09-21"),
    ("同时（…；…）", "写在“任一”的括号里：这几个都成立才算一个"),
)
_MORE_BUSINESSES = "；过户等别的业务写业务表里、或者通用做法里的名称"
#: How an example is written, in the columns of its sheet.
_EXAMPLES = (
    (
        "　情形",
        "每行一项，写作 项目：值，项目和值同上；受理日期必填",
        "用电容量：160 kW／线路总长：150／有外线工程",
    ),
    ("　情形里没有的", "不写的就是还没有问；道路写 道路建成日期、道路大修日期；没有外线工程写 无外线工程", ""),
    ("　应当", "是、含有、不含、先后为：写值；为空、没有这一项：不写值", "值可以几行，每行一个"),
)


#: How a number is compared, and a question of the pack: by its kind of answer.
_COMPARED = "、".join((EQUAL, *(COMPARISONS[name] for name in _OF_NUMBERS)))
_OWN = f"{EQUAL}；数和日期还可以用：{'、'.join(COMPARISONS[name] for name in (*_OF_NUMBERS, *_OF_DAYS))}"


def guide_sheet(own: OwnQuestions = NO_QUESTIONS) -> SheetTable:
    """Generated from the keys and models of this program, so that it says what the check accepts.

    `own` are the questions of the pack in the workbook.
    """
    rows = [
        ("适用情形怎样写", "每行一个条件，各行都成立才算成立；空着就是总是成立", ""),
        *((f"　{how}", what, "") for how, what in _GROUPS),
        ("条件的项目", "比较", "可以填的值"),
        *_key_rows(),
        *((label, _OWN, SLASH.join(own.words.get(key, {}).values())) for key, label in own.labels.items()),
        ("例子怎样写", "一行写一项应有的答复；同一个例子的“例子”一列写同一个名称", ""),
        *_EXAMPLES,
        *((f"　答复的哪一项：{how}", what, "") for how, what in parts_in_words()),
        ("表和列", "怎样填（表头深色的必填）", "可以填的值"),
        *_column_rows(),
    ]
    return SheetTable(GUIDE, ("写在哪里", "怎样写", "可以填的值"), ("", "", ""), tuple(rows))


def _key_rows() -> Iterator[tuple[str, str, str]]:
    for key, kind in KEYS.items():
        words = SLASH.join(words_of(key)[word] for word in getattr(kind, "words", ()))
        match kind:
            case FlagKey():
                yield key_words(key), "整行写右边的话", SLASH.join(FLAG_LABELS.get(key, (f"{key_words(key)} 为 是",)))
            case SetKey():
                yield key_words(key), "仅限、不含、含", f"{words}；没有的写 {NOTHING}"
            case WordKey(more=more):
                yield key_words(key), EQUAL, words + (_MORE_BUSINESSES if more else "")
            case NumberKey(values=values):
                yield key_words(key), EQUAL if values else _COMPARED, _numbers(kind)


def _numbers(kind: NumberKey) -> str:
    if kind.values:
        return SLASH.join(f"{one:g}" for one in kind.values)
    return f"数和单位：{SLASH.join(kind.units)}，如 160 {kind.units[0]}" if kind.units else "数"


def _column_rows() -> Iterator[tuple[str, str, str]]:
    for title, _, model in DOWNWARDS:
        yield from _rows_of(title, model)
    for section, rule in SECTIONS.items():
        yield from _rows_of(SHEETS.get(section, section), rule, section)


def _rows_of(sheet: str, model: type[BaseModel], section: str = "") -> Iterator[tuple[str, str, str]]:
    for key, found in model.model_fields.items():
        if model is Header and key == "reporting":
            continue  # has a sheet of its own
        name = found.alias or key
        how = "；".join(filter(None, (_kind(model, name), meaning_of(name, section))))
        yield f"{sheet}：{title_of(name, section)}{_needed(model, name)}", how, SLASH.join(choices_of(model, key))


def _kind(model: type[BaseModel], key: str) -> str:
    return "条件" if key == "when" else _KINDS[kind_of(model, key)]


def _needed(model: type[BaseModel], key: str) -> str:
    """An id may be left to the name of its rule."""
    found = next((each for name, each in model.model_fields.items() if key in {name, each.alias}), None)
    return "（必填）" if found is not None and found.is_required() and (key != "id" or model is Header) else ""


def how_to_fill(model: type[BaseModel], key: str, section: str = "") -> tuple[str, bool]:
    """What a column or an item means and what may stand in it, for a comment; and whether it is needed."""
    needed, words = _needed(model, key), choices_of(model, key)
    how = f"填：{SLASH.join(words)}" if words else f"填：{_kind(model, key)}"
    return "\n".join(filter(None, (needed.strip("（）"), meaning_of(key, section), how))), bool(needed)
