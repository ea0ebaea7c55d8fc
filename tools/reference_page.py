"""docs/manual/packs/reference.md from 全部的写法 on: every key, word and id of a pack, as the code knows it.

`python tools/reference_page.py` writes that part anew, what stands before it is written by hand;
tests/test_reference_page.py fails while it is not what this gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from gridcounter import paths
from gridcounter.core.authoring.cell_text import CellKind, inner_model, kind_of, words_allowed
from gridcounter.core.authoring.condition_text import key_words, words_of
from gridcounter.core.authoring.known_ids import KNOWN_IDS
from gridcounter.core.authoring.pack_sheets import DOWNWARDS
from gridcounter.core.authoring.titles import EXPECTATIONS, SHEETS, WHEN, title_of
from gridcounter.core.labels import FLAG_LABELS, UNITS
from gridcounter.core.policy.condition_words import COMPARISONS
from gridcounter.core.policy.keys import ASKED_AS, KEYS, DateKey, FlagKey, NumberKey, SetKey, WordKey
from gridcounter.core.policy.model import DocumentRule
from gridcounter.core.policy.rule import Rule
from gridcounter.core.policy.sections import SECTIONS
from gridcounter.services.office.packs import load_packs

if TYPE_CHECKING:
    from pydantic import BaseModel

PAGE = Path(__file__).resolve().parent.parent / "docs" / "manual" / "packs" / "reference.md"
HEADING = "## 全部的写法"
_INTRODUCTION = "以下由程序列出，和检查认得的一字不差。左边是文件里、工作簿里怎么说，右边是 pack.toml 里怎么写。"
_HEAD = ("文件怎么说", "怎么写", "可以写的值")
_KINDS = {
    CellKind.TEXT: "文字",
    CellKind.LINES: '一项或几项：`["…", "…"]`',
    CellKind.NUMBERS: "几个数：`[0.38, 10]`",
    CellKind.NUMBER: "数",
    CellKind.DAY: '日期：`"2026-09-21"`',
    CellKind.FLAG: "`true` 或 `false`",
    CellKind.TABLES: "几组，每组写",
}
#: Of a key that the reading of a pack fills in.
_NEEDED = {
    "number": "；文件必填；解读、办事指南、报道没有文号的不写",
    "in_force_from": "；文件必填；解读、办事指南、报道没有写的不写",
}


def page() -> str:
    """The whole page: what is written by hand as it stands, and the lists."""
    written, _, _ = PAGE.read_text("utf-8").partition(HEADING)
    return written.rstrip() + "\n\n" + "\n".join(_lists()).rstrip() + "\n"


def _lists() -> Iterator[str]:
    yield from (HEADING, "", _INTRODUCTION, "")
    yield from _table("条件的项目", _HEAD, _keys())
    yield from _table("比较", _HEAD[:2], ((said, f"`{word}`") for word, said in COMPARISONS.items()))
    for title, key, model in DOWNWARDS:
        yield from _table(title + (f" `[{key}]`" if key else ""), _HEAD, _rows(model, ""))
    yield from _table("每条规则", _HEAD, (*_rows(Rule, ""), (WHEN, "`when`", "条件；总是成立的不写")))
    for section, rule in SECTIONS.items():
        yield from _table(f"{SHEETS[section]} `[[{section}]]`", _HEAD, _rows(rule, section, but=Rule))
    yield from _table("例子里的比较", _HEAD[:2], ((said, f"`{word}`") for word, said in EXPECTATIONS.items()))
    ids = [
        (known.means, f"`{name}`", SHEETS[section], known.name or "—")
        for section, each in KNOWN_IDS.items()
        for name, known in each.items()
    ]
    yield from _table("有特别意思的编号", ("意思", "编号", "哪一张表", "工作簿的编号里可以写"), ids)
    yield from _table("通用做法里已有的资料", ("资料", "编号"), _documents())


def _table(title: str, head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    head = tuple(head)
    yield from (f"### {title}", "", f"| {' | '.join(head)} |", "|" + "---|" * len(head))
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def _keys() -> Iterator[tuple[str, str, str]]:
    for key, kind in KEYS.items():
        match kind:
            case FlagKey():
                yes, no = FLAG_LABELS.get(key, ("是", "否"))
                values = f"`true` {yes}，`false` {no}"
            case WordKey(words=words) | SetKey(words=words):
                values = _words({word: words_of(key)[word] for word in words})
            case NumberKey(units=units, values=only):
                values = f"数，写明单位：{'、'.join(f'`{unit}`' for unit in units)}" if units else f"数（{UNITS[key]}）"
                values = "、".join(f"`{one:g}`" for one in only) or values
            case DateKey():
                values = "日期"
        asked = f"（案件里写日期 `{ASKED_AS[key]}`）" if key in ASKED_AS else ""
        yield key_words(key), f"`{key}`", values + asked


def _rows(model: type[BaseModel], section: str, but: type[BaseModel] | None = None) -> Iterator[tuple[str, str, str]]:
    """Without the keys of `but`, and without the table that has rows of its own."""
    known = {*(but.model_fields if but else ()), "reporting"}
    for key, found in model.model_fields.items():
        if key in known:
            continue
        name = found.alias or key
        needed = _NEEDED.get(name, "；必填") if found.is_required() else ""
        yield title_of(name, section), f"`{name}`", _values(model, key) + needed


def _values(model: type[BaseModel], key: str) -> str:
    words, kind, inner = words_allowed(model, key), kind_of(model, key), inner_model(model, key)
    if words:
        return ("几项：" if kind == CellKind.LINES else "") + _words(words)
    if inner is not None:
        parts = (f"`{each.alias or name}` {title_of(each.alias or name)}" for name, each in inner.model_fields.items())
        return f"{_KINDS[kind]} {'、'.join(parts)}"
    return _KINDS[kind]


def _words(words: Mapping[str, str]) -> str:
    return "；".join(f"`{word}` {said}" for word, said in words.items())


def _documents() -> Iterator[tuple[str, str]]:
    """A pack may leave their words to general practice."""
    found: dict[str, str] = {}
    for rule, _ in load_packs(paths.policies()).baseline.sections["document"]:
        if isinstance(rule, DocumentRule) and rule.label:
            found.setdefault(rule.id, rule.label)
    return ((label, f"`{name}`") for name, label in found.items())


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
