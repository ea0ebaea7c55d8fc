"""What a bundle works out from its entries: timeline, papers, clauses. The same functions make and check it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from gridcounter.core.exchange.evidence import PackedMoment, PackedPaper, PackedTimeline
from gridcounter.core.notice import PinnedAnswer
from gridcounter.core.record.acts import answer_in, read
from gridcounter.core.record.journal import Entry
from gridcounter.core.record.of_papers import PaperDelivered, PaperIssued, PaperVoided
from gridcounter.services.ledger.timeline import timeline
from gridcounter.services.papers.issued_papers import WAYS, title_of


def timeline_of(
    entries: Iterable[Entry], names: Mapping[str, str], off_clock: Mapping[str, timedelta] = MappingProxyType({})
) -> PackedTimeline:
    """`names` are those of the clerks, by their ids; `off_clock` is that of the whole record, unknown to a checker."""
    return PackedTimeline(
        moments=tuple(
            PackedMoment(ref=m.ref, at=m.at, who=m.who, what=m.what, clock=m.clock)
            for m in timeline(entries, names, off_clock)
        )
    )


def timeline_text(number: str, packed: PackedTimeline) -> str:
    """The same for people."""
    remarks = (f"（{m.clock}）" if m.clock else "" for m in packed.moments)
    lines = (
        f"{m.at[:16].replace('T', ' ')}　{m.who}　{m.what}{remark}　［{m.ref}］"
        for m, remark in zip(packed.moments, remarks, strict=True)
    )
    return "\n".join((f"{number}　经过", *lines)) + "\n"


def papers_of(entries: Iterable[Entry], names: Mapping[str, str]) -> tuple[PackedPaper, ...]:
    """In the order of their issue. `path` is without the suffix, which the bytes say."""
    found: dict[str, PackedPaper] = {}
    for entry in entries:
        match read(entry):
            case PaperIssued() as act:
                found[entry.ref] = _issued(entry, act, names)
            case PaperDelivered(ref=ref, how=how) if ref in found:
                update = {"delivered_at": entry.happened_at, "how": WAYS.get(how, how)}
                found[ref] = found[ref].model_copy(update=update)
            case PaperVoided(ref=ref, why=why) if ref in found:
                found[ref] = found[ref].model_copy(update={"voided_at": entry.happened_at, "why": why})
    return tuple(found.values())


def _issued(entry: Entry, act: PaperIssued, names: Mapping[str, str]) -> PackedPaper:
    return PackedPaper(
        ref=entry.ref,
        # with the entry, because version numbers of consultation and application may be equal
        path=f"papers/{act.paper}_{act.version}_{entry.ref.replace(':', '-')}",
        title=title_of(act.paper, consultation=act.consultation),
        version=act.version,
        sha256=act.sha256,
        issued_at=entry.happened_at,
        issued_by=names.get(entry.clerk, entry.clerk),
        delivered_at="",
        how="",
        voided_at="",
        why="",
    )


def told_of(entries: Sequence[Entry]) -> dict[str, Any]:
    """The answer that was pinned last, with its clauses; empty if none was."""
    pinned = list(_pinned(entries))
    if not pinned:
        return {}
    at, answer = pinned[-1]
    return {
        "at": at,
        "policy": {"id": answer.pack, "number": answer.pack_number, "version": answer.pack_version},
        "customer_class": answer.class_label,
        "track": answer.track,
        "documents": [{"label": one.label, "state": one.state, "clause": one.clause} for one in answer.documents],
    }


def _pinned(entries: Iterable[Entry]) -> Iterator[tuple[str, PinnedAnswer]]:
    for entry in entries:
        act = read(entry)
        answer = answer_in(act)
        if answer is not None and not (isinstance(act, PaperIssued) and act.consultation):
            yield entry.happened_at, answer
