"""Projects the acts after acceptance: the pinned answer, events and pauses, attachments, the filing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import singledispatch
from typing import Any

from gridcounter.core.application import ApplicationId
from gridcounter.core.filing.filing import follow_all
from gridcounter.core.notice import Item, PinnedAnswer, without_added
from gridcounter.core.record import of_applications, of_clocks, of_filings, of_papers
from gridcounter.core.record.acts import ON_FILINGS, read
from gridcounter.core.record.contents import Contents, Dated
from gridcounter.core.record.journal import Entry, Kind, canonical
from gridcounter.store.engine import Database
from gridcounter.store.journal.knowledge import entry_at, knew

_PIN = (
    "INSERT INTO answer (application, ref, pinned_at, pack, pack_number, pack_version, class, track, told) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (application) DO UPDATE SET ref = excluded.ref, "
    "pinned_at = excluded.pinned_at, pack = excluded.pack, pack_number = excluded.pack_number, "
    "pack_version = excluded.pack_version, class = excluded.class, track = excluded.track, told = excluded.told"
)
_CLOCK = (
    "INSERT INTO clock (application, clock, place, label, actor, wd, days, counts_from) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_EVENT = (
    "INSERT INTO event (application, event, on_day, late, ref) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (application, event) DO UPDATE SET on_day = excluded.on_day, late = excluded.late, ref = excluded.ref"
)
#: For an accepted application with a clock that counts from the day of application: that day, else acceptance.
_APPLIED = (
    "INSERT INTO event (application, event, on_day, late, ref) "
    "SELECT application.id, 'applied', "
    "coalesce(json_extract(answer.told, '$.case.applied_on'), application.accepted_on), "
    "coalesce((SELECT late FROM event WHERE event.application = application.id AND event.event = 'accepted'), ''), ? "
    "FROM application "
    "JOIN answer ON answer.application = application.id WHERE application.id = ? "
    "AND application.accepted_on IS NOT NULL AND EXISTS "
    "(SELECT 1 FROM clock WHERE clock.application = application.id AND clock.counts_from = 'applied') "
    "ON CONFLICT (application, event) DO UPDATE SET on_day = excluded.on_day, late = excluded.late, ref = excluded.ref"
)
_FINISHED = (
    "INSERT INTO finished (application, clock, on_day, late, ref) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (application, clock) DO UPDATE SET on_day = excluded.on_day, late = excluded.late, ref = excluded.ref"
)
_PAUSE = "INSERT INTO pause (application, clock, ref, on_day, why, rests_on, late) VALUES (?, ?, ?, ?, ?, ?, ?)"
#: The pause that is open, or the last one that ended on this day or after it.
_RESTS = (
    "SELECT ref, until_day, rowid FROM pause WHERE application = ? AND clock = ? "
    "AND (until_day IS NULL OR until_day >= ?) ORDER BY until_day IS NULL DESC, until_day DESC LIMIT 1"
)
_RESUME_EARLIER = (
    "UPDATE pause SET until_day = :on WHERE rowid = (SELECT rowid FROM pause WHERE application = :id "
    "AND clock = :clock AND until_day > :on AND on_day <= :on ORDER BY until_day DESC LIMIT 1)"
)
_RESUME = "UPDATE pause SET until_day = ? WHERE application = ? AND clock = ? AND until_day IS NULL"
_ADD_ITEM = (
    "INSERT INTO added_item (application, ref, place, document, label, clause, why) VALUES (?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (ref, place) DO NOTHING"
)
_TOLD_BY_OTHER = (
    "SELECT added_item.document, added_item.label FROM conflict JOIN added_item ON added_item.ref = conflict.about "
    "WHERE conflict.application = ? AND conflict.ref = ? AND conflict.what = 'ToldTwice'"
)
#: Papers in force of which some items stand with this one alone.
_TOLD_THE_SAME = (
    "SELECT conflict.ref FROM conflict JOIN paper ON paper.ref = conflict.ref WHERE conflict.application = ? "
    "AND conflict.about = ? AND conflict.what = 'ToldTwice' AND paper.voided_at IS NULL"
)
#: The values of filing acts that a purge removes.
_PURGED: Mapping[str, Any] = {
    **dict.fromkeys(("serial", "number", "why", "what", "where", "text", "sha256"), ""),
    "by": (),
    "passed": True,
}
#: Documents that no other paper in force has added.
_ONLY_ON = (
    "SELECT document FROM added_item WHERE application = ? AND ref = ? AND document NOT IN "
    "(SELECT other.document FROM added_item AS other JOIN paper ON paper.ref = other.ref "
    "WHERE other.application = added_item.application AND other.ref <> added_item.ref AND paper.voided_at IS NULL)"
)
_ATTACH = (
    "INSERT INTO attachment (ref, application, sha256, type, title, size, paper, added_at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_ATTACHED = "SELECT ref FROM attachment WHERE application = ? AND sha256 = ? AND paper IS ? AND removed_at IS NULL"
_FILING_ACT = (
    "INSERT INTO filing_act (application, ref, version, kind, on_day, told, late) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_FILING_ACTS = "SELECT ref, kind, on_day, told FROM filing_act WHERE application = ? ORDER BY place"
_APART = (
    "SELECT ref, about, what FROM conflict WHERE application = ? AND what IN ('PushedTwice', 'DecidedTwice') "
    "ORDER BY ref, about"
)
_FILING = (
    "INSERT INTO filing (application, version, state, number, serial, posted, started_on) VALUES (?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (application) DO UPDATE SET version = excluded.version, state = excluded.state, "
    "number = excluded.number, serial = excluded.serial, posted = excluded.posted, started_on = excluded.started_on"
)


@singledispatch
def project(act: Contents, db: Database, entry: Entry) -> None:
    """Projects an act by its class; `entries` handles the other classes. Raises NotImplementedError."""
    raise NotImplementedError(f"no projection of {type(act).__name__}: register one in projections/entries.py")


def pin(db: Database, entry: Entry, answer: PinnedAnswer | None) -> None:
    """Stores the answer that an act pinned, with its clocks, replacing the earlier one; does nothing for None."""
    if answer is None:
        return
    kept = [answer.pack, answer.pack_number, answer.pack_version, answer.customer_class, answer.track]
    result = canonical(answer.model_dump(mode="json", exclude_unset=True))  # only the keys of the entry
    db.execute(_PIN, [entry.application, entry.ref, entry.happened_at, *kept, result])
    db.execute("DELETE FROM clock WHERE application = ?", [entry.application])
    for place, clock in enumerate(answer.clocks):
        row = [clock.label, clock.actor, clock.wd, clock.days, clock.counts_from]
        db.execute(_CLOCK, [entry.application, clock.id, place, *row])
    start_applied(db, entry)


def start_applied(db: Database, entry: Entry) -> None:
    """Stores the event 申请 at acceptance, or when a later answer has a clock that counts from it."""
    db.execute(_APPLIED, [entry.ref, entry.application])


def started(db: Database, entry: Entry, event: str, act: Dated) -> None:
    """Stores the day of an event (`on`, ISO) and the reason of a late entry; clocks that count from it start to run."""
    db.execute(_EVENT, [entry.application, event, act.on, act.late, entry.ref])


def started_anew(db: Database, entry: Entry, event: str, on: str) -> None:
    """Stores the corrected day of an event (ISO); why it was entered late stays."""
    db.execute(
        "UPDATE event SET on_day = ?, ref = ? WHERE application = ? AND event = ?",
        [on, entry.ref, entry.application, event],
    )


def to_be_reissued(db: Database, entry: Entry, papers: Sequence[str] | None) -> None:
    """Stores the papers that read differently since this correction, in place of an earlier list; None: it stays."""
    if papers is None:
        return
    db.execute("DELETE FROM to_be_reissued WHERE application = ?", [entry.application])
    for ref in papers:
        db.execute("INSERT INTO to_be_reissued (ref, application) VALUES (?, ?)", [ref, entry.application])


@project.register(of_papers.AnswerMoved)
@project.register(of_papers.SurveyConfirmed)
def _(act: of_papers.AnswerMoved | of_papers.SurveyConfirmed, db: Database, entry: Entry) -> None:
    pin(db, entry, act.answer)


@project.register(of_clocks.EventNoted)
def _(act: of_clocks.EventNoted, db: Database, entry: Entry) -> None:
    started(db, entry, act.event, act)


@project.register(of_clocks.StepFinished)
def _(act: of_clocks.StepFinished, db: Database, entry: Entry) -> None:
    db.execute(_FINISHED, [entry.application, act.clock, act.on, act.late, entry.ref])


@project.register(of_clocks.ClockPaused)
def _(act: of_clocks.ClockPaused, db: Database, entry: Entry) -> None:
    """Two desks may each have paused it: that is one pause, from the earlier day."""
    for clock in act.clocks:
        row = db.execute(_RESTS, [entry.application, clock, act.on]).fetchone()
        if row is None or (row[1] is not None and not _overlaps(db, entry, row[0])):
            db.execute(_PAUSE, [entry.application, clock, entry.ref, act.on, str(act.why), act.ref, act.late])
        else:
            db.execute("UPDATE pause SET on_day = min(on_day, ?) WHERE rowid = ?", [act.on, row[2]])


def _overlaps(db: Database, entry: Entry, ref: str) -> bool:
    """Whether the pause of this reference, which has ended, was another desk's that was not known of."""
    before = entry_at(db, ref, entry.application)
    return before is not None and not knew(db, entry, before)


@project.register(of_clocks.ClockResumed)
def _(act: of_clocks.ClockResumed, db: Database, entry: Entry) -> None:
    """Of two desks that resumed it the earlier day counts."""
    for clock in act.clocks:
        if db.execute(_RESUME, [act.on, entry.application, clock]).rowcount == 0:
            db.execute(_RESUME_EARLIER, {"on": act.on, "id": entry.application, "clock": clock})


def items_added(db: Database, entry: Entry, items: Sequence[Item]) -> None:
    """Stores the items of a supplementary notice, one row each; what two desks told alike stands with the first."""
    told = set(db.execute(_TOLD_BY_OTHER, [entry.application, entry.ref]).fetchall())
    for place, item in enumerate(items):
        if (item.document, item.label) not in told:
            _add_item(db, entry, place, item)


def _add_item(db: Database, entry: Entry, place: int, item: Item) -> None:
    row = [item.document, item.label, item.clause, item.why]
    db.execute(_ADD_ITEM, [entry.application, entry.ref, place, *row])


def items_taken_back(db: Database, entry: Entry, paper: str) -> None:
    """After a supplementary paper was voided: removes its documents from the pinned answer."""
    for (other,) in db.execute(_TOLD_THE_SAME, [entry.application, paper]).fetchall():
        issued = entry_at(db, other, entry.application)
        said = None if issued is None else read(issued)
        if issued is not None and isinstance(said, of_papers.PaperIssued):
            for place, item in enumerate(said.items):
                _add_item(db, issued, place, item)
    documents = [document for (document,) in db.execute(_ONLY_ON, [entry.application, paper])]
    row = db.execute("SELECT told FROM answer WHERE application = ?", [entry.application]).fetchone()
    if documents and row is not None:
        kept = without_added(json.loads(row[0]), documents, track="" in documents)
        db.execute("UPDATE answer SET told = ? WHERE application = ?", [canonical(kept), entry.application])


@project.register(of_applications.AttachmentAdded)
def _(act: of_applications.AttachmentAdded, db: Database, entry: Entry) -> None:
    """A file that two desks added without knowing of each other is there once."""
    there = db.execute(_ATTACHED, [entry.application, act.sha256, act.paper]).fetchone()
    before = None if there is None else entry_at(db, there[0], entry.application)
    if before is not None and not knew(db, entry, before):
        return
    row = [act.sha256, act.type, act.title, act.size, act.paper]
    db.execute(_ATTACH, [entry.ref, entry.application, *row, entry.happened_at])


@project.register(of_applications.AttachmentRemoved)
def _(act: of_applications.AttachmentRemoved, db: Database, entry: Entry) -> None:
    removed = "UPDATE attachment SET removed_at = ?, removed_why = ? WHERE application = ?"
    gone = [entry.happened_at, act.why, entry.application, act.ref]
    if db.execute(f"{removed} AND ref = ?", gone).rowcount:
        return
    added = entry_at(db, act.ref, entry.application)  # of the two that are there once, perhaps the other one
    said = None if added is None else read(added)
    if isinstance(said, of_applications.AttachmentAdded):
        gone = [entry.happened_at, act.why, entry.application, said.sha256]
        db.execute(f"{removed} AND sha256 = ? AND removed_at IS NULL", gone)


@project.register(of_filings.OnFiling)
def _(act: of_filings.OnFiling, db: Database, entry: Entry) -> None:
    result = act.model_dump(mode="json", exclude_unset=True)  # only the keys of the entry
    version = follow_all([*filing_acts(db, str(entry.application)), act]).version
    db.execute(
        _FILING_ACT,
        [entry.application, entry.ref, version, entry.kind, act.on, canonical(result), act.late],
    )
    follow_filing(db, entry.application)


def follow_filing(db: Database, application_id: ApplicationId | None) -> None:
    """Stores what became of the filing by all acts on it that count."""
    filing = follow_all(filing_acts(db, str(application_id)))
    row = [filing.version, str(filing.state), filing.number, filing.serial, int(filing.is_posted), filing.started_on]
    db.execute(_FILING, [application_id, *row])


def filing_acts(db: Database, application_id: ApplicationId) -> list[of_filings.OnFiling]:
    """The acts on the application's filing that count, in the order of entry.

    Of two pushes of one version at two desks one counts, in the place of the first; of two decisions the one of the
    later day comes last.
    """
    acts = {ref: filing_act(*row) for ref, *row in db.execute(_FILING_ACTS, [application_id])}
    order = list(acts)
    for ref, about, what in db.execute(_APART, [application_id]):
        if ref not in acts or about not in acts:
            continue
        if what == "PushedTwice":
            place = min(order.index(ref), order.index(about))
            order = [one for one in order if one not in {ref, about}]
            order.insert(place, about)
        elif order.index(ref) > order.index(about):
            order.remove(ref)
            order.insert(order.index(about), ref)
    return [acts[ref] for ref in order]


def filing_act(kind: str, on: str, written: str) -> of_filings.OnFiling:
    """Parses a row of `filing_act`; purged values are empty."""
    contents, values = ON_FILINGS[Kind(kind)], json.loads(written)
    if "on" in values:
        return contents.model_validate_json(written)
    return contents.model_construct(**{**_PURGED, **values, "on": on})
