"""The purge of a shared record in two steps: two persons decide, it is announced, and done once each desk has that.

So nobody works on what another desk purges, and nothing is purged that another desk withdrew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeAlias

from gridcounter.core.application import ApplicationId
from gridcounter.core.record.journal import Entry
from gridcounter.services.custody.purging import (
    AT_ONCE,
    DueList,
    NoRule,
    NotInForceYet,
    Purged,
    Purging,
    is_with_others,
    past_keeping,
    refuse_unlike_journal,
    rule_in,
)
from gridcounter.services.desks.membership import enter_again
from gridcounter.services.files.progress import Progress, unwatched
from gridcounter.services.office.clerks import require_from_any_thread
from gridcounter.services.office.roles import Right
from gridcounter.store.custody.purge import announce, purge_announced
from gridcounter.store.journal.announcements import Reached, Standing, announcement, reached, standing
from gridcounter.store.queries.office_rows import clerk_names

if TYPE_CHECKING:
    from gridcounter.services.record.record import Record
    from gridcounter.store.stores import Stores, WritingStores

#: An application that is announced, by its id and number.
Announced: TypeAlias = tuple[ApplicationId, str]


@dataclass(frozen=True, slots=True)
class AnnouncedPurge:
    """What two persons decided in one go at one desk, and has not been purged yet.

    `awaited` are those that are not known to have it, in words; `here`: it was this desk, which alone carries it out
    and withdraws it.
    """

    desk: str
    here: bool
    at: datetime
    clerk: str
    second: str
    applications: tuple[Announced, ...]
    awaited: tuple[str, ...]

    @property
    def by(self) -> str:
        """Who decided on it, and who confirmed that."""
        return f"{self.clerk}（{self.second}复核）" if self.second else self.clerk

    @property
    def ready(self) -> bool:
        """Whether it can be carried out here now."""
        return self.here and not self.awaited

    @property
    def waits_for(self) -> str:
        """还等 2 号台、外勤本, or that nobody is awaited."""
        if self.awaited:
            return f"还等 {'、'.join(self.awaited)}"
        return "各台都已收到" if self.here else f"各台都已收到，等“{self.desk}”清除"

    @property
    def state(self) -> str:
        """Beside one of its applications."""
        where = "在本台" if self.here else f"在“{self.desk}”"
        return f"{where}预告清除；{self.waits_for}"

    @property
    def words(self) -> str:
        """When, by whom, how many, and what is to be done before it is carried out."""
        where = "本台" if self.here else f"“{self.desk}”"
        many = f"预告清除 {len(self.applications):,} 件"
        said = f"{self.at:%Y-%m-%d} {self.by}在{where}{many}，现在只能看。{self.waits_for}"
        if self.awaited:
            return f"{said}：他们收到预告、再把文件交换回来以后才清除；不再来的，请管理员在“各台交换”里停用。"
        return f"{said}，可以清除。" if self.here else f"{said}。"


def is_announced_first(record: Record) -> bool:
    """Whether a purge of this record takes two steps. May run on any thread."""
    with record.reading() as stores:
        return is_with_others(stores)


def announced_purges(record: Record) -> list[AnnouncedPurge]:
    """The oldest first. May run on any thread."""
    with record.reading() as stores:
        device, names = stores.journal.writes_as(), clerk_names(stores.db)
        found: dict[tuple[str, int], list[Standing]] = {}
        for one in standing(stores.db):
            found.setdefault((one.device, one.seq), []).append(one)
        told: dict[tuple[str, ...], AnnouncedPurge] = {}
        for (by, seq), of_one in found.items():
            said, at, clerk = announcement(stores.db, by, seq)
            others = [other.called for other in _others(stores, by) if other.seq < seq]
            purge = AnnouncedPurge(
                of_one[0].desk,
                by == device,
                datetime.fromisoformat(at),
                names.get(clerk, clerk),
                names.get(said.second, said.second),
                tuple((each.application, each.number) for each in of_one),
                tuple(others),
            )
            # a long list is announced in several entries
            run = (by, at[:16], clerk, said.second, *others)
            told[run] = purge if run not in told else _with(told[run], purge)
    return sorted(told.values(), key=lambda one: one.at)


def _with(one: AnnouncedPurge, other: AnnouncedPurge) -> AnnouncedPurge:
    applications = sorted((*one.applications, *other.applications), key=lambda each: each[1])
    return AnnouncedPurge(
        one.desk, one.here, min(one.at, other.at), one.clerk, one.second, tuple(applications), one.awaited
    )


def announce_purge(purging: Purging, listed: DueList, today: date) -> int:
    """Announces the listed applications, which nobody can work on from now on; how many. May run on any thread.

    Raises what `Purging.agreed` does, NotAsRecorded, CannotBePurged.
    """
    wanted, values = purging.agreed(listed, today)
    refuse_unlike_journal(purging.record)

    def work(stores: WritingStores) -> None:
        enter_again(stores, purging.clerk)
        with stores.db.atomic():
            for first in range(0, len(wanted), AT_ONCE):
                announce(stores.journal, wanted[first : first + AT_ONCE], purging.clerk, values)

    purging.record.write(work)
    return len(wanted)


def carry_out(purging: Purging, today: date, progress: Progress = unwatched) -> Purged:
    """Purges what this desk announced and every other one is known to have, as far as it is still due.

    One person does this: two decided when it was announced. May run on any thread but the writer's. Raises NotAllowed,
    NoRule, NotInForceYet, NotAsRecorded, NotCleaned, NotSeenByAll.
    """
    require_from_any_thread(purging.record, purging.clerk, Right.PURGE)
    with purging.record.reading() as stores:
        rule = rule_in(stores)
        if rule is None:
            raise NoRule
        if not rule.holds_on(today):
            raise NotInForceYet(rule)
        due = {one.application for one in past_keeping(stores, rule, today)[0]}
        portions = [found for one in _ready(stores) if (found := [each for each in one if each in due])]
    refuse_unlike_journal(purging.record)

    def some(applications: Sequence[str], stores: WritingStores) -> Entry:
        moment = stores.journal.times().now.isoformat()
        return purge_announced(stores.db, stores.journal, applications, purging.clerk, moment)

    return purging.in_portions(portions, some, progress)


def _ready(stores: Stores) -> list[list[ApplicationId]]:
    """What this desk announced and every other one is known to have, by the entry that announced it."""
    device = stores.journal.writes_as()
    others = _others(stores, device)
    found: dict[int, list[ApplicationId]] = {}
    for one in standing(stores.db):
        if one.device == device and all(other.seq >= one.seq for other in others):
            found.setdefault(one.seq, []).append(one.application)
    return list(found.values())


def _others(stores: Stores, device: str) -> list[Reached]:
    return reached(stores.db, device, stores.journal.times().now.isoformat())
