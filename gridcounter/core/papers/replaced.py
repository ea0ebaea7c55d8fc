"""The changes in an application between two versions of a paper, in the words of the second version.

Read from the journal, so that an issued paper is always drawn the same. No personal number is printed in full.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from gridcounter.core.field_changes import change_words, moved_words, same_value
from gridcounter.core.intake.conditions import ACCOUNT_NUMBER, WANTED_ON
from gridcounter.core.labels import SHORT_DOCUMENTS
from gridcounter.core.local_key import LocalKey
from gridcounter.core.notice import PinnedAnswer, changes
from gridcounter.core.record.acts import answer_in, read
from gridcounter.core.record.journal import Entry
from gridcounter.core.record.of_applications import (
    ApplicationOpened,
    ConsultationNoted,
    DaysCorrected,
    DocumentDeferred,
    DocumentReceived,
    DocumentWaived,
    FieldsChanged,
)
from gridcounter.core.record.of_papers import PaperIssued
from gridcounter.core.wording import day_in_full

#: Recorded in the normal course, or the office's own: no version of a paper depends on them.
_NO_CHANGE = ("case.on", "desk.", "joint.")
#: But these are printed where the business asks for them.
_OF_THE_BUSINESS = frozenset({ACCOUNT_NUMBER, WANTED_ON})
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


def before(
    entries: Iterable[Entry], first: str, second: str = "", *, own: Mapping[str, LocalKey] = MappingProxyType({})
) -> Before:
    """The state at the entry `first`, compared up to the entry `second`, or to the last entry.

    `own` are the fields whose words are those of the place's own policy, by name.
    """
    known = list(entries)
    refs = [entry.ref for entry in known]
    if first not in refs:
        return Before()
    start = refs.index(first)
    end = refs.index(second) if second in refs else len(known)
    old, new = values_of(known[:start]), values_of(known[:end])
    printed = [field for field in new if field in _OF_THE_BUSINESS or not field.startswith(_NO_CHANGE)]
    lines = [_line(own.get(field, field), old, new) for field in printed]
    lines += [*_of_days(known[start:end]), *_of_documents(known[start:end])]
    return Before(tuple(filter(None, lines)), _last_answer(known[: start + 1]))


def _last_answer(entries: Iterable[Entry]) -> PinnedAnswer | None:
    parts = [held for held in map(_answer, entries) if held is not None]
    return parts[-1] if parts else None


def _answer(entry: Entry) -> PinnedAnswer | None:
    act = read(entry)
    return None if isinstance(act, PaperIssued) and act.consultation else answer_in(act)


def values_of(entries: Iterable[Entry]) -> dict[str, Any]:
    """After these entries: dotted field -> value, in the order of their first entry."""
    found: dict[str, Any] = {}
    for entry in entries:
        act = read(entry)
        if isinstance(act, FieldsChanged):
            found |= {field: change.to for field, change in act.fields.items()}
        elif isinstance(act, ApplicationOpened | ConsultationNoted):
            found |= act.fields
    return found


def _line(field: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    return "" if same_value(old.get(field), new.get(field)) else change_words(field, old, new)


def _of_days(entries: Iterable[Entry]) -> list[str]:
    return [line for act in map(read, entries) if isinstance(act, DaysCorrected) for line in day_lines(act)]


def day_lines(act: DaysCorrected) -> tuple[str, ...]:
    """收件日期：“2026年9月21日”改为“2026年9月20日”, for each day that was corrected."""
    days = (("收件日期", act.received), ("受理日期", act.accepted))
    return tuple(
        f"{label}：{moved_words(day_in_full(date.fromisoformat(one.was)), day_in_full(date.fromisoformat(one.to)))}"
        for label, one in days
        if one is not None
    )


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
    lines = [f"{one.what}：{moved_words(one.before, one.after)}" for one in changes(pinned, now)]
    if pinned.pack_number != now.pack_number:
        lines.insert(0, f"政策依据：{moved_words(pinned.pack_number, now.pack_number)}")
    return tuple(lines)
