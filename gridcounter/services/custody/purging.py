"""留存与清除: applications due by the retention rule, exempting one, and the purge, which cannot be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from gridcounter.core.application import ApplicationId
from gridcounter.core.record.acts import read
from gridcounter.core.record.journal import Act, Entry, Kind
from gridcounter.core.record.of_office import OfficeSet, RecordsPurged
from gridcounter.core.retention import (
    NOTICE_DAYS,
    KeepingRule,
    changed_rule,
    hide_name,
    read_rule,
    write_rule,
    wrong_rule,
)
from gridcounter.core.validation.models import Problem
from gridcounter.core.validation.text import take_text
from gridcounter.errors import Fault, GridcounterError, Refusal, WrongInput
from gridcounter.services.custody.who_confirms import moments_of_coming_in, who_may_confirm
from gridcounter.services.files.progress import Progress, unwatched
from gridcounter.services.office.clerks import Clerks, require_from_any_thread
from gridcounter.services.office.roles import Right
from gridcounter.store.custody.purge import NotAnnounced, PurgeStore, clean, purge
from gridcounter.store.journal.announcements import reached, standing
from gridcounter.store.journal.validators.purge import CannotBePurged

if TYPE_CHECKING:
    from gridcounter.services.record.record import Record
    from gridcounter.store.stores import Stores, WritingStores

#: The setting's key in the office's values.
RETENTION = "retention"
#: Applications in one transaction; other writers wait for at most that long.
AT_ONCE = 200


class NoRule(Refusal):
    """The office has set no retention rule."""

    sentence = "本单位还没有规定留存多久，没有到期的申请；请管理员先在“留存与清除”里填写期限和依据"


class NotYet(Refusal):
    """The day up to which to purge lies in the future."""

    sentence = "清除的日期不能晚于今天，请改日期"


class NotInForceYet(Refusal):
    """The rule was shortened, or is the first one, and holds from a later day."""

    def __init__(self, rule: KeepingRule) -> None:
        super().__init__(f"留存期限（{rule.words}）从 {rule.holds_from} 起执行，在那以前不清除")


class NotAsRecorded(Refusal):
    """The journal does not hold, or a table is not what it gives; a purge by it could not be undone."""

    sentence = (
        "清除前核对台账，登记或各表不相符，可能有人用旧文件换掉了台账的一部分；什么都没有清除。"
        "请用 gridcounter record verify 核对，改正以后再办，并查明是谁换的"
    )


class SecondNeeded(Refusal):
    """The office has two clerks or more who may purge, and only one of them has given a PIN."""

    sentence = "清除要两个人办：请另一位值班长或管理员也输入操作码"


class NotCleaned(Fault):
    """The applications are purged for good; the disk refused to rewrite the files without what is gone from them."""

    def __init__(self, count: int) -> None:
        super().__init__(
            f"{count} 件申请已经清除，不能恢复；但磁盘写不进去，删掉的内容还没有从文件里抹干净。"
            "请检查磁盘空间和文件夹权限，关闭台账再打开，程序会接着做完，然后做一份备份"
        )


class NoReasonToHold(Refusal):
    """Exempting an application needs a reason, which is recorded."""

    sentence = "请写明为什么暂缓清除，例如投诉、诉讼还没有办完"


@dataclass(frozen=True, slots=True)
class DueApplication:
    """A due application: `name` is masked after its first character; `held_why` is "" if it is not exempted."""

    application: str
    number: str
    name: str
    closed_on: date
    due_on: date
    held_why: str
    held_by_clerk: bool = False


@dataclass(frozen=True, slots=True)
class DueList:
    """`held` are due and exempted; `announced` are due, and are to be purged once each desk knows.

    Without a rule, and before the day from which it holds, all lists are empty.
    """

    rule: KeepingRule | None
    until: date
    due: tuple[DueApplication, ...]
    held: tuple[DueApplication, ...]
    announced: tuple[DueApplication, ...] = ()


@dataclass(frozen=True, slots=True)
class Purged:
    """`refs` are the entries of the purge, one for each transaction."""

    count: int = 0
    entries: int = 0
    papers: int = 0
    attachments: int = 0
    refs: tuple[str, ...] = ()

    def __add__(self, other: Purged) -> Purged:
        """Both together."""
        return Purged(
            self.count + other.count,
            self.entries + other.entries,
            self.papers + other.papers,
            self.attachments + other.attachments,
            self.refs + other.refs,
        )


def rule_of(record: Record) -> KeepingRule | None:
    """The office's retention rule; None if it has set none."""
    return rule_in(record.stores)


def rule_in(stores: Stores) -> KeepingRule | None:
    """One that another desk set holds no sooner than a week after it came here, where it is seen for the first time."""
    rule = read_rule(stores.applications.office().get(RETENTION))
    came = moments_of_coming_in(stores, stores.journal.times())
    acts = ((entry, read(entry)) for entry in stores.journal.of_office([Kind.OFFICE_SET]))
    sets = [entry for entry, act in acts if isinstance(act, OfficeSet) and RETENTION in act.model_fields_set]
    came_on = came(sets[-1]) if sets else None
    if rule is None or came_on is None:
        return rule
    seen = came_on.astimezone().date() + timedelta(NOTICE_DAYS)
    return replace(rule, holds_from=max(seen, rule.holds_from or seen))


def set_rule(record: Record, by: str, months: int | None, basis: str, today: date) -> None:
    """Sets the rule; with `months` None nothing is ever due. Raises NotAllowed, WrongInput."""
    Clerks(record).require(by, Right.CHANGE_OFFICE)
    if months is not None:
        wrong = wrong_rule(months, basis)
        if wrong:
            raise WrongInput([Problem(key, "不符合要求", result) for key, result in wrong.items()])

    def work(stores: WritingStores) -> None:
        before = rule_in(stores)
        # a clock set back for a moment does not begin the wait a week ago
        day = max(today, stores.journal.times().now.astimezone().date())
        rule = None if months is None else changed_rule(before, months, take_text(basis), day)
        if rule != before:
            stores.journal.append(Act(Kind.OFFICE_SET, {RETENTION: write_rule(rule)}, by))

    record.write(work)


@dataclass(frozen=True, eq=False)
class Purging:
    """Acts of one clerk on one record. Callers pass `today`, because a service reads no clock.

    `second` is the clerk who confirms a purge and has given a PIN; "" if nobody has.
    """

    record: Record
    clerk: str
    second: str = ""

    def look(self, until: date, today: date) -> DueList:
        """Lists the applications due `until` that day. May run on any thread. Raises NotYet."""
        if until > today:
            raise NotYet
        with self.record.reading() as stores:
            rule = rule_in(stores)
            return _due(stores, rule, until, today)

    def hold(self, application_id: ApplicationId, why: str) -> None:
        """Exempts an application from the purge. Raises NotAllowed, NoReasonToHold."""
        if not take_text(why):
            raise NoReasonToHold
        self._hold(application_id, take_text(why))

    def let_go(self, application_id: ApplicationId) -> None:
        """Ends the exemption. Raises NotAllowed."""
        self._hold(application_id, "")

    def purge(self, listed: DueList, today: date, progress: Progress = unwatched) -> Purged:
        """Purges the listed applications in portions; a stopped run leaves each portion whole. Raises NotAllowed,
        SecondNeeded, WentBackLately, ChangedLately, TooNewToPurge, NotYet, NoRule, NotInForceYet, NotAsRecorded,
        CannotBePurged, NotCleaned, NotAnnounced.

        May run on any thread but the writer's.
        """
        wanted, values = self.agreed(listed, today)
        with self.record.reading() as stores:
            if is_with_others(stores):
                raise NotAnnounced
        refuse_unlike_journal(self.record)

        def some(applications: Sequence[str], stores: WritingStores) -> Entry:
            if is_with_others(stores):  # it was shared meanwhile
                raise NotAnnounced
            return purge(stores.db, stores.journal, applications, self.clerk, values)

        portions = [wanted[first : first + AT_ONCE] for first in range(0, len(wanted), AT_ONCE)]
        return self.in_portions(portions, some, progress)

    def agreed(self, listed: DueList, today: date) -> tuple[list[str], dict[str, object]]:
        """What may be purged of the list, and what its entry says of who decided by which rule. May run on any thread.

        Raises NotAllowed, SecondNeeded, WentBackLately, ChangedLately, TooNewToPurge, NotYet, NoRule, NotInForceYet,
        CannotBePurged.
        """
        require_from_any_thread(self.record, self.clerk, Right.PURGE)
        others = [one.id for one in who_may_confirm(self.record, self.clerk)]
        if others and self.second not in others:
            raise SecondNeeded
        rule = self._rule_of(listed, today)
        values = {"until": listed.until.isoformat(), "months": rule.months, "basis": rule.basis}
        values |= {"second": self.second} if others else {}
        return [one.application for one in listed.due if one.due_on <= listed.until], values

    def in_portions(
        self,
        portions: Sequence[Sequence[str]],
        some: Callable[[Sequence[str], WritingStores], Entry],
        progress: Progress,
    ) -> Purged:
        """Each in a transaction of its own, as `some` does it; afterwards nothing is left of them in the files."""
        done, total = Purged(), sum(map(len, portions))
        try:
            for applications in portions:
                progress(done.count, total)
                done += _counted(self.record.write(partial(some, applications)))
        finally:
            self._clean(done)
        return done

    def _rule_of(self, listed: DueList, today: date) -> KeepingRule:
        if listed.until > today:
            raise NotYet
        with self.record.reading() as stores:
            rule = rule_in(stores)
            if rule is None or rule != listed.rule:
                raise NoRule
            if not rule.holds_on(today):
                raise NotInForceYet(rule)
            # one may have been taken up again and ended anew since; the rest is looked at when it is written
            wanted = {one.application for one in listed.due}
            for one in _closed(stores, rule, today):
                if one.application in wanted and one.due_on > listed.until:
                    raise CannotBePurged(one.number, f"{one.due_on} 才到期")
        return rule

    def _clean(self, done: Purged) -> None:
        try:
            self.record.write(lambda stores: clean(stores.db, stores.archive))
        except GridcounterError as wrong:
            if not done.count:
                raise
            raise NotCleaned(done.count) from wrong  # "not saved" would be wrong of what is gone

    def _hold(self, application_id: ApplicationId, why: str) -> None:
        Clerks(self.record).require(self.clerk, Right.PURGE)
        self.record.journal.append(Act(Kind.PURGE_HELD, {"why": why}, self.clerk, application_id))


def refuse_unlike_journal(record: Record) -> None:
    """What is exempt, closed and confirmed stands in tables and indexes that may be of an earlier time: all are made
    anew for this once. Seconds for a large record, which a purge takes anyway.
    """
    with record.reading() as stores:
        if stores.journal.verify() or stores.journal.differing():
            raise NotAsRecorded


def is_with_others(stores: Stores) -> bool:
    """Whether another desk works on the record, or may join it: a purge is announced first."""
    return bool(reached(stores.db, stores.journal.writes_as(), stores.journal.times().now.isoformat()))


def _counted(entry: Entry) -> Purged:
    done = read(entry)
    assert isinstance(done, RecordsPurged)  # it was written just now
    return Purged(done.count, done.entries, done.papers, done.attachments, (entry.ref,))


def _due(stores: Stores, rule: KeepingRule | None, until: date, today: date) -> DueList:
    if rule is None or not rule.holds_on(today):
        return DueList(rule, until, (), ())
    announced = {one.application for one in standing(stores.db)}
    due, held = past_keeping(stores, rule, until)
    waiting = tuple(one for one in due if one.application in announced)
    return DueList(rule, until, tuple(one for one in due if one not in waiting), tuple(held), waiting)


def past_keeping(stores: Stores, rule: KeepingRule, until: date) -> tuple[list[DueApplication], list[DueApplication]]:
    """Those to be purged, and those that are held or not finished."""
    past = [one for one in _closed(stores, rule, until) if one.due_on <= until]
    return [one for one in past if not one.held_why], [one for one in past if one.held_why]


def _closed(stores: Stores, rule: KeepingRule, until: date) -> Iterator[DueApplication]:
    """Those closed up to that day, also before they are due."""
    times = stores.journal.times()
    for row in PurgeStore(stores.db).closed_up_to(until.isoformat()):
        closed_on = date.fromisoformat(row.closed_on)
        due_on = rule.due_after_entry(closed_on, times.of(row.ref, row.entered_at).astimezone().date())
        why = row.held_why or ("备案还没有办完" if row.filing else "")
        yield DueApplication(
            row.application, row.number, hide_name(row.name), closed_on, due_on, why, bool(row.held_why)
        )
