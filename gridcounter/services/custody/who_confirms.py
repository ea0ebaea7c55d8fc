"""Who may be the two persons of a purge: those whom nobody made so, or gave a PIN, within the last week.

An administrator who raises somebody, brings somebody back or sets a PIN knows that PIN; for a week it is his own. And
where entries were lost within that week, by an earlier file or a restore, roles and PINs may be those of before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gridcounter.core.record.acts import read
from gridcounter.core.record.journal import Entry, Kind
from gridcounter.core.record.of_desks import HeadsSeen
from gridcounter.core.record.of_office import ClerkAdded, ClerkChanged, RecordRestored, RollbackFound
from gridcounter.errors import Refusal
from gridcounter.services.office.clerks import all_clerks
from gridcounter.services.office.roles import Clerk, Right, Role, may
from gridcounter.store.journal.projections.desks import is_elsewhere

if TYPE_CHECKING:
    from gridcounter.core.record.clock_marks import Times
    from gridcounter.services.record.record import Record
    from gridcounter.store.stores import Stores

_LOSE_ENTRIES = (Kind.ROLLBACK_FOUND, Kind.RECORD_RESTORED)
#: How long the right to purge, or a PIN set by another, must have stood before its clerk counts as a person.
WEEK = timedelta(days=7)


class ChangedLately(Refusal):
    """Those who could confirm a purge lost the right, or got a PIN from another, within the last week."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            f"清除要两个人：近 7 天内{'、'.join(names)}被停用、改了权限，或者由别人重设了操作码，"
            "现在没有第二个人能复核，请过 7 天再清除"
        )


class TooNewToPurge(Refusal):
    """The clerk got the right, or a PIN from another, within the last week, and others had the right before."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"近 7 天内{name}才有清除的权限，或者由别人重设了操作码；请另外的值班长、管理员来办，或者过 7 天再清除"
        )


class WentBackLately(Refusal):
    """Entries were lost within the last week: whoever was sent away since may be among the clerks again."""

    sentence = (
        "近 7 天内台账退回过以前，或者恢复过备份，少了一些登记，受理员和操作码可能也是以前的；"
        "请管理员先核对“设置”里的受理员，过 7 天再清除"
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """`before`: had the right when the week began; `settled`: has had it since, under a PIN that no other set."""

    clerk: Clerk
    before: bool
    settled: bool


def who_may_confirm(record: Record, clerk: str) -> list[Clerk]:
    """The others whose PIN a purge by this clerk needs, one of them; empty where nobody else may purge.

    May run on any thread. Raises WentBackLately, ChangedLately, TooNewToPurge.
    """
    with record.reading() as stores:
        times = stores.journal.times()
        for entry in stores.journal.of_office(_LOSE_ENTRIES):
            if times.of(entry.ref, entry.entered_at) > times.now - WEEK and _lost_some(entry):
                raise WentBackLately
        came_in = moments_of_coming_in(stores, times)
        acts = [
            (_later(times.of(entry.ref, entry.entered_at), came_in(entry)), entry.clerk, act)
            for entry in stores.journal.of_office([Kind.CLERK_ADDED, Kind.CLERK_CHANGED])
            if isinstance(act := read(entry), ClerkAdded)
        ]
        known, now = standings(acts, times.now - WEEK), {one.id: one for one in all_clerks(stores.db)}
        return confirming({who: replace(one, clerk=now.get(who, one.clerk)) for who, one in known.items()}, clerk)


def moments_of_coming_in(stores: Stores, times: Times) -> Callable[[Entry], datetime | None]:
    """When an entry of another desk came to this one, None for others: nobody saw it here before, whatever its day."""
    seen: dict[str, list[tuple[int, datetime]]] = {}
    for entry in stores.journal.of_office([Kind.HEADS_SEEN]):
        act = read(entry)
        if isinstance(act, HeadsSeen) and not is_elsewhere(stores.db, entry):
            for head in act.heads:
                seen.setdefault(head.device, []).append((head.seq, times.of(entry.ref, entry.entered_at)))

    def came_in(entry: Entry) -> datetime | None:
        found = (moment for seq, moment in seen.get(entry.device, ()) if seq >= entry.seq)
        return min(found, default=None)

    return came_in


def _later(moment: datetime, other: datetime | None) -> datetime:
    return moment if other is None else max(moment, other)


def _lost_some(entry: Entry) -> bool:
    match read(entry):
        case RollbackFound(seen=seen):
            return bool(seen)
        case RecordRestored(lost=lost, given_up=given_up):
            return lost != 0 or bool(given_up)
    return True


def standings(acts: Iterable[tuple[datetime, str, ClerkAdded]], week_ago: datetime) -> dict[str, Standing]:
    """By id, each clerk of these acts: its moment, who did it, and the clerk as it left him.

    What was known here when the week began comes first: an act of another desk may have an earlier clock than that.
    """
    found: dict[str, Standing] = {}
    pins: dict[str, str] = {}
    for moment, by, written in sorted(acts, key=lambda one: one[0] > week_ago):
        act = _on(written, found.get(written.id), pins.get(written.id))
        clerk = Clerk(act.id, act.name, Role(act.role), bool(act.active))
        holds = may(clerk, Right.PURGE)
        # a PIN set with the recovery sheet is entered under the name that it was set for
        by_another = by != act.id or (isinstance(act, ClerkChanged) and act.by_recovery_code)
        if moment <= week_ago:
            found[act.id] = Standing(clerk, holds, holds)
        else:
            was = found.get(act.id)
            kept = was is not None and was.settled and holds and not (by_another and pins[act.id] != act.pin)
            found[act.id] = Standing(clerk, was is not None and was.before, kept)
        pins[act.id] = act.pin
    return found


def _on(act: ClerkAdded, before: Standing | None, pin: str | None) -> ClerkAdded:
    """With the rest of what the clerk was before: of two desks each may have changed something else of him."""
    if not isinstance(act, ClerkChanged) or act.changed is None or before is None:
        return act
    was = before.clerk
    stays = {"name": was.name, "role": str(was.role), "active": int(was.active), "pin": pin}
    return act.model_copy(update={key: value for key, value in stays.items() if key not in act.changed})


def confirming(known: Mapping[str, Standing], clerk: str) -> list[Clerk]:
    """As `who_may_confirm`: two must be settled where two had the right a week ago, one where one had it."""
    had = {one for one, standing in known.items() if standing.before}
    settled = {one for one, standing in known.items() if standing.settled}
    needed = min(2, len(had))
    others = [one for one, standing in known.items() if one != clerk and may(standing.clerk, Right.PURGE)]
    fit = [one for one in others if len({clerk, one} & settled) >= needed]
    if fit or (not others and len({clerk} & settled) >= needed):
        return [known[one].clerk for one in fit]
    if clerk not in settled and (needed > 1 or clerk in had):
        raise TooNewToPurge(known[clerk].clerk.name)
    raise ChangedLately([known[one].clerk.name for one in known if one in had - settled - {clerk}])
