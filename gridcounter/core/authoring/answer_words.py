"""What an example expects, in words: 时限 办理环节合计 工作日 for limits[grid_side].wd, and the value in words.

What has no words stands as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gridcounter.core.authoring.references import NO_NAMES, Names
from gridcounter.core.authoring.titles import CHOICES, TITLES, title_of

#: Part of an answer -> what it is called.
_PARTS: Mapping[str, str] = {
    "business": "业务",
    "customer_class": "用户类别",
    "steps": "环节",
    "limits": "时限",
    "documents": "资料",
    "approval": "外线审批",
    "costs": "费用",
    "services": "服务",
    "rights": "权利",
    "notes": "说明",
    "hotlines": "热线",
    "matters": "审批事项",
    "filing": "要填的表",
    "conditions": "条件",
    "branches": "各种可能",
    "alternatives": "可选办理方式",
    "needs": "还要确认什么",
    "due_on": "届满日期",
    "gap": "与限值相差",
    "met": "是否符合",
}
#: Lists of an answer of which one is named -> the section of its rules.
_LISTS: Mapping[str, str] = {
    "steps": "step",
    "limits": "limit",
    "documents": "document",
    "costs": "cost",
    "services": "service",
    "rights": "right",
    "notes": "note",
    "matters": "matter",
    "conditions": "",
    "branches": "",
}
_LEAVES = ("id", "label", "wd", "days", "counts_from", "actor", "state", "stage", "track", "channel", "may", "payer")
_MORE_LEAVES = ("kind", "audience", "form", "title", "pushed_by", "post_required", "regime", "amount", "part", "text")
_WORDS: Mapping[str, str] = {**{key: TITLES[key] for key in (*_LEAVES, *_MORE_LEAVES)}, **_PARTS}
_KEYS = {words: key for key, words in _WORDS.items()}
_ALL, _ANY = "全部", "*"
_SEGMENT = re.compile(r"([a-z_]+)(?:\[([^\[\]\s]+)\])?(?:\.|$)")
#: What is meant by the part alone.
_ALONE = {"customer_class": "customer_class.id", "approval": "approval.track"}
_OF_SECTION = {"customer_class.id": "customer_class", "approval.regime": "regime"}


def path_text(path: str) -> str:
    """The path in words; as it stands if that would not be read as the same."""
    found = list(_SEGMENT.finditer(path))
    tokens: list[str] = []
    for part in found:
        tokens += [_WORDS.get(part[1], part[1])]
        tokens += [_ALL if part[2] == _ANY else part[2]] if part[2] else []
    words = " ".join(tokens)
    whole = "".join(part.group() for part in found) == path
    return words if whole and read_path(words) == path else path


def read_path(text: str, names: Names = NO_NAMES) -> str:
    """The path that is meant; text without such words as it is."""
    tokens = text.split()
    if not tokens or tokens[0] not in _KEYS:
        return text
    parts: list[str] = []
    while tokens:
        key = _KEYS.get(word := tokens.pop(0), word)
        if key in _LISTS and tokens:
            named = tokens.pop(0)
            chosen = _ANY if named == _ALL else names.get(_LISTS[key], {}).get(named, named)
            parts.append(f"{key}[{chosen}]")
        else:
            parts.append(key)
    path = ".".join(parts)
    return _ALONE.get(path, path)


def value_words(path: str, value: object) -> object:
    """A word of the contract by its label; another value as it is."""
    if isinstance(value, list):
        return [value_words(path, part) for part in value]
    return CHOICES.get(_last(path), {}).get(value, value) if isinstance(value, str) else value


def read_value(path: str, value: object, names: Names = NO_NAMES) -> object:
    """The word that is meant; the id of a rule that is named."""
    if isinstance(value, list):
        return [read_value(path, part, names) for part in value]
    if not isinstance(value, str):
        return value
    words = {label: word for word, label in CHOICES.get(_last(path), {}).items()}
    return words.get(value) or names.get(_section(path), {}).get(value, value)


def _section(path: str) -> str:
    """Whose ids are compared at the end of a path."""
    collected = re.fullmatch(r"(?:approval\.)?([a-z_]+)\[\*\]\.id", path)
    return _LISTS.get(collected[1], "") if collected else _OF_SECTION.get(path, "")


def _last(path: str) -> str:
    last = re.split(r"[.\[]", path)[-1]
    return {"alternatives": "track"}.get(last, last)


def parts_in_words() -> tuple[tuple[str, str], ...]:
    """Of what an example can expect: how it is written, and what may follow."""
    leaves = "、".join(title_of(key) for key in ("wd", "counts_from", "actor"))
    return (
        ("用户类别", "用户类别表里的名称或编号"),
        ("环节 名称 工作日", f"环节表里的一个；工作日以外还有 {leaves}"),
        ("时限 名称 工作日", "时限表里的一个；也可以写 届满日期、自然日、从何时起算"),
        ("资料 名称 要求", "资料表里的一个；只问有没有的，写 资料 名称，应当写 没有这一项"),
        ("费用 名称 由谁出资", "费用表里的一个"),
        ("外线审批", "办理路径，如 备案；外线审批 工作日、外线审批 要填的表 标题、外线审批 审批事项 全部 编号"),
        ("资料 全部 编号", "一共有哪几份：应当写 含有、不含 或 是，值每行一个名称或编号；环节、服务、说明等一样写"),
    )
