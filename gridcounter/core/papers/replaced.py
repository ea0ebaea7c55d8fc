"""The changes in an application between two versions of a paper, in the words of the second version.

Read from the journal, so that an issued paper is always drawn the same. No personal number is printed in full.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import Any

from gridcounter.core.application import IdKind, mask
from gridcounter.core.field_labels import field_label
from gridcounter.core.labels import SHORT_DOCUMENTS, UNITS, WORD_LABELS, number, value_label
from gridcounter.core.notice import PinnedAnswer, changes
from gridcounter.core.record.acts import answer_in, read
from gridcounter.core.record.journal import Entry
from gridcounter.core.record.of_applications import (
    ApplicationOpened,
    ConsultationNoted,
    DocumentDeferred,
    DocumentReceived,
    DocumentWaived,
    FieldsChanged,
)
from gridcounter.core.record.of_papers import PaperIssued
from gridcounter.core.wording import day_in_full

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
#: Recorded in the normal course, or the office's own: no version of a paper depends on them.
_NO_CHANGE = ("case.on", "desk.")
_NUMBERS = (".id_number", ".phone", ".site_phone")
_FIRM = "project.builder.id_number"
_WORDS = {"premises.ownership": "ownership", "project.laying": "laying"}
_DOCUMENT = {DocumentReceived: "已收", DocumentDeferred: "后补", DocumentWaived: "免提交"}
_MOST = 12
_NOTHING, _NOTHING_ASKED = "申请内容和答复没有改动", "申请内容没有改动"


@dataclass(frozen=True, slots=True)
class Before:
    """The state at the issue of the replaced version; `pinned` is None if no answer was pinned yet."""

    lines: tuple[str, ...] = ()
    pinned: PinnedAnswer | None = None

    def beside(self, now: PinnedAnswer) -> tuple[str, ...]:
        """The changes since then, in Chinese; never empty: one line says so if nothing changed."""
        of_the_answer = () if self.pinned is None else _of_the_answer(self.pinned, now)
        found = (*self.lines, *of_the_answer)
        if not found:
            return (_NOTHING_ASKED if self.pinned is None else _NOTHING,)
        rest = [line.partition("：")[0] for line in found[_MOST:]]
        return (*found[:_MOST], *([f"另有改动的：{'、'.join(rest)}"] if rest else []))


def before(entries: Iterable[Entry], first: str, second: str = "") -> Before:
    """The state at the entry `first`, compared up to the entry `second`, or to the last entry."""
    known = list(entries)
    refs = [entry.ref for entry in known]
    if first not in refs:
        return Before()
    start = refs.index(first)
    end = refs.index(second) if second in refs else len(known)
    old, new = _values(known[:start]), _values(known[:end])
    lines = [_line(field, old, new) for field in new if not field.startswith(_NO_CHANGE)]
    lines += _of_documents(known[start:end])
    return Before(tuple(line for line in lines if line), _last_answer(known[: start + 1]))


def _last_answer(entries: Iterable[Entry]) -> PinnedAnswer | None:
    parts = [held for held in map(_answer, entries) if held is not None]
    return parts[-1] if parts else None


def _answer(entry: Entry) -> PinnedAnswer | None:
    act = read(entry)
    return None if isinstance(act, PaperIssued) and act.consultation else answer_in(act)


def values_before(entries: Iterable[Entry], ref: str) -> dict[str, Any]:
    """The fields as they were when this entry was made, dotted field -> value."""
    return _values(takewhile(lambda entry: entry.ref != ref, entries))


def _values(entries: Iterable[Entry]) -> dict[str, Any]:
    """Dotted field -> value, in the order of their first entry."""
    found: dict[str, Any] = {}
    for entry in entries:
        act = read(entry)
        if isinstance(act, FieldsChanged):
            found |= {field: change.to for field, change in act.fields.items()}
        elif isinstance(act, ApplicationOpened | ConsultationNoted):
            found |= act.fields
    return found


def _line(field: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    if _same(old.get(field), new.get(field)):
        return ""
    was, now = _value(field, old), _value(field, new)
    return f"{field_label(field)}：{_moved(was, now)}"


def _same(old: object, new: object) -> bool:
    """Empty values are equal, however they were stored."""
    return old == new or (old in (None, "", [], {}) and new in (None, "", [], {}))


def _moved(was: str, now: str) -> str:
    if was == now:  # equal after masking, or a table of its own
        return "有改动"
    if not was or not now:
        return f"补填“{now}”" if now else f"删去“{was}”"
    return f"“{was}”改为“{now}”"


def _value(field: str, values: Mapping[str, Any]) -> str:
    value = values.get(field)
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return _figure(field.removeprefix("case."), value, values)
    if isinstance(value, str):
        return _text(field, value, values)
    return _several(field, value) if isinstance(value, Sequence) else ""


def _figure(key: str, value: float, values: Mapping[str, Any]) -> str:
    unit = UNITS.get(str(values.get("case.supply.unit")), "") if key == "supply.capacity" else ""
    unit = unit or ("平方米" if key.endswith("_m2") else "")
    return f"{number(value)} {unit}".strip() if unit else value_label(key, value)


def _several(field: str, value: Sequence[Any]) -> str:
    key = field.removeprefix("case.")
    if all(isinstance(part, str) for part in value):
        parts = [SHORT_DOCUMENTS.get(part, part) if key == "online" else value_label(key, part) for part in value]
        return "、".join(parts)
    return f"{len(value)} 段" if field == "project.stretches" else ""


def _text(field: str, value: str, values: Mapping[str, Any]) -> str:
    if field.endswith(_NUMBERS) and field != _FIRM:
        kind = values.get(field.rpartition(".")[0] + ".id_kind")
        firm = field.endswith(".id_number") and kind == IdKind.USCC
        return value if firm else mask(value)
    if _ISO_DAY.fullmatch(value):
        return day_in_full(date.fromisoformat(value))
    words = "id_kind" if field.endswith(".id_kind") else _WORDS.get(field)
    return WORD_LABELS[words].get(value, value) if words else value_label(field.removeprefix("case."), value)


def _of_documents(entries: Iterable[Entry]) -> list[str]:
    """The last state of each document."""
    found: dict[str, str] = {}
    for entry in entries:
        act = read(entry)
        if not isinstance(act, DocumentReceived | DocumentDeferred | DocumentWaived):
            continue
        name = SHORT_DOCUMENTS.get(act.document) or act.label or act.document
        until = act.until if isinstance(act, DocumentDeferred) else None
        day = f"（最迟 {day_in_full(date.fromisoformat(until))}）" if until else ""
        found[act.document] = f"{name}：{'撤回' if act.taken_back else '改为'}{_DOCUMENT[type(act)]}{day}"
    return list(found.values())


def _of_the_answer(pinned: PinnedAnswer, now: PinnedAnswer) -> tuple[str, ...]:
    lines = [f"{one.what}：{_moved(one.before, one.after)}" for one in changes(pinned, now)]
    if pinned.pack_number != now.pack_number:
        lines.insert(0, f"政策依据：{_moved(pinned.pack_number, now.pack_number)}")
    return tuple(lines)
