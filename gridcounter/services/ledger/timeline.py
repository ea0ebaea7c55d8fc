"""The history of an application, entry by entry, in Chinese. It holds no personal data, unless it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from types import MappingProxyType
from typing import Any

from gridcounter.core.field_changes import change_words
from gridcounter.core.field_labels import FIELD_LABELS
from gridcounter.core.intake.conditions import is_of_conditions
from gridcounter.core.local_key import LocalKey
from gridcounter.core.papers.replaced import values_of
from gridcounter.core.record.acts import Read, Unread, answer_in, read
from gridcounter.core.record.clock_marks import gap_words, largest
from gridcounter.core.record.contents import EnteredLate
from gridcounter.core.record.journal import Entry, Kind
from gridcounter.core.record.of_applications import ApplicationAccepted, AttachmentAdded, FieldsChanged, FieldsCorrected
from gridcounter.core.record.of_papers import PaperIssued
from gridcounter.services.ledger.act_words import field_words, paper_name
from gridcounter.services.ledger.joint_words import words

BLANK = "内容被清空：不是按规定清除的，请用 gridcounter record verify 核对"
_OWN = "desk."
_MOST_FIELDS = 6


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of the history; `ref` is its entry, the last one if several were joined.

    `clock` says how far the computer's clock was from right when it was entered; "" where it was right.
    """

    ref: str
    at: str
    who: str
    what: str
    clock: str = ""

    @property
    def text(self) -> str:
        """What was done, and the remark about the clock behind it."""
        return f"{self.what}（{self.clock}）" if self.clock else self.what


def timeline(
    entries: Iterable[Entry],
    names: Mapping[str, str],
    off_clock: Mapping[str, timedelta] = MappingProxyType({}),
    *,
    values: bool = False,
    own: Mapping[str, LocalKey] = MappingProxyType({}),
) -> list[TimelineEntry]:
    """In the order of the acts; consecutive fields entered by one clerk become one line.

    With `values`, a correction says what was there and what is there now: it may name a person. `own` are the fields of
    the questions of the place's own policy, by name, with its words.
    `off_clock` is `Entries.off_clock` of the whole record: one application alone does not show which clock was wrong.
    """
    called: dict[str, str] = {field: key.label for field, key in own.items()}
    moments = []
    known = list(entries)
    said = corrections_in(known, own) if values else {}
    twice = _accepted_again(known)
    for (clerk, together), group in groupby(zip(known, map(read, known), strict=True), key=_by_whom):
        some = list(group)
        if together:
            fields = _fields((act for _, act in some), called)
            lines = [([entry for entry, _ in some], fields)] if fields else []
        else:
            lines = [
                ([entry], (said.get(entry.ref) or _words(entry, act, called)) + twice.get(entry.ref, ""))
                for entry, act in some
            ]
        for joined, what in lines:
            last, clock = joined[-1], _clock_words(joined, off_clock)
            moments.append(TimelineEntry(last.ref, last.happened_at, names.get(clerk, clerk), what, clock))
    return moments


def _accepted_again(entries: Iterable[Entry]) -> dict[str, str]:
    """Of several desks that accepted it, those that do not count: the earliest day does, and of one day the first."""
    acts = ((entry.ref, read(entry)) for entry in entries if entry.kind == Kind.APPLICATION_ACCEPTED)
    accepted = [(act.on, ref) for ref, act in acts if isinstance(act, ApplicationAccepted)]
    counts = min(accepted, key=lambda one: one[0], default=("", ""))
    return {ref: f"（重复受理，按 {counts[0]} 起算）" for _, ref in accepted if ref != counts[1]}


def _clock_words(entries: Iterable[Entry], off_clock: Mapping[str, timedelta]) -> str:
    gap = largest({entry.ref: off_clock[entry.ref] for entry in entries if entry.ref in off_clock})
    return gap_words(gap) if gap else ""


def corrections_in(entries: Iterable[Entry], own: Mapping[str, LocalKey]) -> dict[str, str]:
    """The entries that corrected fields -> 更正用电容量：“60 千瓦”改为“200 千瓦”（申请人改方案）."""
    found: dict[str, str] = {}
    before: dict[str, Any] = {}
    for entry in entries:
        act = read(entry)
        after = before | values_of([entry])
        if isinstance(act, FieldsCorrected):
            lines = "；".join(change_words(own.get(field, field), before, after) for field in act.fields)
            found[entry.ref] = f"更正{lines}（{act.why}）"
        before = after
    return found


def _by_whom(one: tuple[Entry, Read]) -> tuple[str, bool]:
    """The clerk, and whether fields were filled in: such entries of one clerk become one line."""
    entry, act = one
    return entry.clerk, isinstance(act, FieldsChanged) and not isinstance(act, FieldsCorrected)


def unread_words(ref: str) -> str:
    """The line of an entry that is kept and cannot be read."""
    return f"第 {ref} 条登记的内容本程序读不懂，已原样保留，没有计入本件；请先更新程序，仍读不懂的请联系维护人员"


def unread_note(refs: Sequence[str]) -> str:
    """The note of an application with such entries; empty if there are none."""
    return f"有 {len(refs)} 条登记的内容本程序读不懂，没有计入本件，见时间线" if refs else ""


def _words(entry: Entry, act: Read, called: dict[str, str]) -> str:
    if act is None:
        return BLANK  # a purged application is not shown at all
    if isinstance(act, Unread):
        return unread_words(entry.ref)
    # a clock has the name of the latest pinned answer
    answer = answer_in(act)
    called.update({clock.id: clock.label for clock in (answer.clocks if answer else ())})
    if isinstance(act, AttachmentAdded):
        called[entry.ref] = f"“{act.title}”"
    elif isinstance(act, PaperIssued):
        called[entry.ref] = paper_name(act)
    what = words(act, called)
    return f"{what}（补录：{act.late}）" if isinstance(act, EnteredLate) and act.late else what


def _is_shown(field: str) -> bool:
    return field in FIELD_LABELS or is_of_conditions(field) or not field.startswith(_OWN)


def _fields(acts: Iterable[Read], called: Mapping[str, str]) -> str:
    changed = (field for act in acts if isinstance(act, FieldsChanged) for field in act.fields)
    labels = list(dict.fromkeys(called.get(field) or field_words(field) for field in changed if _is_shown(field)))
    if not labels:
        return ""
    more = f"等 {len(labels)} 项" if len(labels) > _MOST_FIELDS else ""
    return "填写" + "、".join(labels[:_MOST_FIELDS]) + more
