"""Compares timeline, papers and clauses of a bundle with what its own entries say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gridcounter.core.exchange.evidence import (
    CLAUSES,
    PAPERS,
    TIMELINE,
    TIMELINE_TEXT,
    PackedClauses,
    PackedJournal,
    PackedMoment,
    PackedPaper,
    PackedPapers,
    PackedTimeline,
)
from gridcounter.core.record.acts import Unread, read
from gridcounter.core.record.journal import Entry, Kind, canonical
from gridcounter.services.exchange.evidence_parts import papers_of, timeline_of, timeline_text, told_of
from gridcounter.services.ledger.timeline import unread_words

#: Words of the program and not of the entries: another version may word them in another way.
_WORDS = {"title", "how"}
#: A field that names a person: an entry whose contents were withheld filled in at least one.
_SOME_FIELD = canonical({"fields": {"applicant.name": {"to": None, "over": None}}})
_SOME_CORRECTION = canonical({"fields": {"applicant.name": {"to": None, "over": None}}, "why": "0"})
_FILLED_IN, _CORRECTED = "填写", "更正"


@dataclass(frozen=True, slots=True)
class Compared:
    """Problems in words: what is `different`, and what is only `worded` in another way."""

    different: tuple[str, ...]
    worded: tuple[str, ...]


def compare(
    number: str,
    journal: PackedJournal,
    timeline: PackedTimeline,
    text: str,
    papers: PackedPapers,
    clauses: PackedClauses,
) -> Compared:
    """The entries must be sound. A line whose entry was packed without its contents is compared as far as it can be."""
    packed = sorted(journal.entries, key=lambda one: one.hlc)
    withheld = {one.ref for one in packed if one.withheld}
    entries = [one.entry() for one in packed]
    different: list[str] = []
    names = _names(entries, timeline, different)
    # the maker could not read them: each has a line of its own
    unread = {moment.ref for moment in timeline.moments if moment.what == unread_words(moment.ref)}
    stand_ins = (_stand_in(entry, number) if entry.ref in withheld - unread else entry for entry in entries)
    derived = timeline_of(stand_ins, names)
    worded = list(_compare_moments(number, entries, withheld, derived, timeline, different))
    if text != timeline_text(number, timeline):
        worded.append(f"{TIMELINE_TEXT}：与 {TIMELINE} 不符")
    worded += _compare_papers(papers_of(entries, names), papers, different)
    if clauses.told != told_of(entries):
        different.append(f"{CLAUSES}：告知的条款与登记不符")
    return Compared(tuple(different), tuple(worded))


def _names(entries: Sequence[Entry], timeline: PackedTimeline, different: list[str]) -> dict[str, str]:
    """The clerks' names stand in the timeline alone: each clerk has one."""
    clerks = {entry.ref: entry.clerk for entry in entries}
    names: dict[str, str] = {}
    for moment in timeline.moments:
        clerk = clerks.get(moment.ref)
        if clerk is not None and names.setdefault(clerk, moment.who) != moment.who:
            different.append(f"{TIMELINE}：第 {moment.ref} 条的经办人与登记不符")
    return names


def _stand_in(entry: Entry, number: str) -> Entry:
    """With contents of the same kind, so that its line stands at its place."""
    if entry.kind == Kind.FIELDS_CHANGED:
        return replace(entry, written=_SOME_FIELD)
    if entry.kind == Kind.FIELDS_CORRECTED:
        return replace(entry, written=_SOME_CORRECTION)
    if entry.kind in {Kind.APPLICATION_OPENED, Kind.CONSULTATION_NOTED}:
        return replace(entry, written=canonical({"number": number, "short_code": "0"}))
    return entry


def _compare_moments(
    number: str,
    entries: Sequence[Entry],
    withheld: set[str],
    derived: PackedTimeline,
    timeline: PackedTimeline,
    different: list[str],
) -> Iterator[str]:
    if [(m.ref, m.at, m.who) for m in derived.moments] != [(m.ref, m.at, m.who) for m in timeline.moments]:
        different.append(f"{TIMELINE}：{_first_difference(derived, timeline)}")
        return
    joined = _joined(entries, derived)
    for ours, theirs in zip(derived.moments, timeline.moments, strict=True):
        if ours.what != theirs.what and not _may_say(joined[ours.ref], withheld, theirs, number):
            yield f"{TIMELINE}：第 {ours.ref} 条的文字与登记不符"


def _first_difference(derived: PackedTimeline, timeline: PackedTimeline) -> str:
    pairs = zip(derived.moments, timeline.moments, strict=False)
    wrong = next((ours.ref for ours, theirs in pairs if (ours.ref, ours.at) != (theirs.ref, theirs.at)), "")
    return f"第 {wrong} 条的时间或次序与登记不符" if wrong else "与登记的条数或经办人不符"


def _joined(entries: Sequence[Entry], derived: PackedTimeline) -> dict[str, list[Entry]]:
    """Each line with the entries that it is of: those since the line before it."""
    found: dict[str, list[Entry]] = {}
    since: list[Entry] = []
    shown = {moment.ref for moment in derived.moments}
    for entry in entries:
        since.append(entry)
        if entry.ref in shown:
            found[entry.ref], since = since, []
    return found


def _may_say(entries: Sequence[Entry], withheld: set[str], moment: PackedMoment, number: str) -> bool:
    """Whether this may be the line of entries whose contents are not here, or of a kind that a later version wrote."""
    last = entries[-1]
    if last.ref in withheld and moment.what == unread_words(last.ref):
        return True
    if last.kind == Kind.FIELDS_CHANGED and any(entry.ref in withheld for entry in entries):
        return moment.what.startswith(_FILLED_IN)
    if last.kind == Kind.FIELDS_CORRECTED and last.ref in withheld:
        return moment.what.startswith(_CORRECTED)
    if last.ref not in withheld:
        return isinstance(read(last), Unread)
    return last.kind in {Kind.APPLICATION_OPENED, Kind.CONSULTATION_NOTED} and f"编号 {number}" in moment.what


def _compare_papers(derived: Sequence[PackedPaper], packed: PackedPapers, different: list[str]) -> Iterator[str]:
    ours = {paper.ref: paper for paper in derived}
    if list(ours) != [paper.ref for paper in packed.papers]:
        different.append(f"{PAPERS}：文书的份数或次序与登记不符")
        return
    for theirs in packed.papers:
        wrong = set(_unlike(ours[theirs.ref], theirs))
        if wrong - _WORDS:
            different.append(f"{PAPERS}：{theirs.path} 的出具、交付或作废情况与登记不符")
        elif wrong:
            yield f"{PAPERS}：{theirs.path} 的名称或送达方式与登记不符"


def _unlike(ours: PackedPaper, theirs: PackedPaper) -> Iterator[str]:
    values: Mapping[str, object] = ours.model_dump()
    for name, value in theirs.model_dump().items():
        # the suffix is of the bytes
        said = value.rpartition(".")[0] if name == "path" else value
        if said != values[name]:
            yield name
