"""What two desks did without knowing of each other, in words: who, when, at which desk, and what holds meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from gridcounter.core.application import ApplicationId
from gridcounter.core.field_changes import value_words
from gridcounter.core.field_labels import field_label
from gridcounter.core.record.acts import read
from gridcounter.core.record.clock_marks import TOLERANCE
from gridcounter.core.record.journal import Entry, Kind
from gridcounter.core.record.of_applications import (
    ApplicationAccepted,
    FieldChange,
    FieldsChanged,
    OfficialNumberEntered,
)
from gridcounter.core.record.of_filings import FilingPushed
from gridcounter.services.desks.conflict import Choice, Conflict, Side
from gridcounter.services.desks.desk_names import DeskNames
from gridcounter.services.desks.office_conflict_words import Told, office_conflicts
from gridcounter.services.ledger.timeline import timeline
from gridcounter.services.office.roles import Role
from gridcounter.services.papers.issued_papers import NAMES
from gridcounter.store.journal.office_conflicts import OLDER_EDITION, PACK_EDITION
from gridcounter.store.journal.projections.desks import LATER_KIND
from gridcounter.store.queries.desks import (
    ConflictRow,
    code_of,
    filing_version,
    numbers_given_twice,
    open_conflicts,
    open_office_conflicts,
)
from gridcounter.store.queries.office_rows import clerk_names
from gridcounter.store.stores import Stores

_HANDED = "转交单已在这家单位手里：请告诉它申请人撤回了同意，收回转交单；其他各家不变"
#: What holds until somebody has looked, by the refusal that the later act would have met, and by what is so called.
_MEANWHILE: Mapping[str, str] = {
    "AlreadyClosed": "两台都办结了，按先登记的算",
    "AlreadyDelivered": "两台都登记了交付，按后登记的算",
    "SameVersion": "两台各出了一份同一版的文书，校验码不同；请作废一份",
    "AlreadyFinished": "另一台已经办完这一环节，暂停没有作用",
    "Purged": "申请已按留存期清除，后办的没有内容可看",
    "NumberedTwice": "现在用后登记的；请到业务系统里查，点对的那一个",
    "DecidedTwice": "两边都留在经过里，按日期在后的算",
    **dict.fromkeys(("HandedUnaware", "NoConsentOf", "NotAskedTogether"), _HANDED),
}
_TITLES: Mapping[str, str] = {
    "AlreadyClosed": "两台都办结了",
    "AlreadyDelivered": "两台都登记了交付",
    "SameVersion": "同一版文书出了两份",
    "AlreadyFinished": "办完以后又暂停",
    "DecidedTwice": "一台退回、一台备案",
    **dict.fromkeys(("HandedUnaware", "NoConsentOf", "NotAskedTogether"), "撤回同意的又转交了"),
}
_SUBJECTS: Mapping[str, str] = {"park": "园区", "firm": "企业", "visit": "走访"}
_FLAGS: Mapping[bool, str] = {True: "是", False: "否"}
_OF_CLERKS = {"ChangedElsewhere", "NumberedTwice", "ToldTwice", "PushedTwice"}
#: For whoever may switch the edition.
_OF_POLICY = {PACK_EDITION, OLDER_EDITION}
_VOIDED_AND_GIVEN = {"DeliveredUnaware", "AlreadyVoided"}
_BOTH_KEEP_IT = "已交出的文书上的编号不会变；给后登记的一份换号以后，它已出具的文书请重新出具"
_LATER = "这份申请里有新版程序办的登记，本程序读不懂，只能看、不能办；请先更新本台的程序"


def all_conflicts(stores: Stores) -> list[Conflict]:
    """All that nobody has settled: numbers, what concerns the office, then the application changed last first."""
    rows = open_conflicts(stores.db)
    if not rows and not open_office_conflicts(stores.db) and not numbers_given_twice(stores.db):
        return []  # asked for whenever 工作台 is shown
    teller = _Teller(stores)
    of_closings: dict[tuple[str, str], list[ConflictRow]] = {}
    found: list[Conflict] = []
    for row in rows:
        if row.what == "UnawareOfClosing":
            key = row.application, row.ref.rpartition(":")[0]
            of_closings.setdefault(key, []).append(row)
            if len(of_closings[key]) > 1:
                continue
            found.append(teller.of_closing(of_closings[key]))  # the rest of its rows is added below
        elif row.what == LATER_KIND:
            if not any(one.what == LATER_KIND and one.application == row.application for one in found):
                found.append(teller.frozen(row))
        else:
            found.append(teller.of(row))
    told = [
        teller.of_closing(of_closings[(one.application, one.ref.rpartition(":")[0])])
        if one.what == "UnawareOfClosing"
        else one
        for one in found
    ]
    return [
        *_given_twice(stores, teller),
        *map(_of_office, office_conflicts(stores, teller.names, teller.desks)),
        *told,
    ]


def _of_office(one: Told) -> Conflict:
    return Conflict(
        ApplicationId(one.application),
        one.number,
        one.refs[0],
        "",
        one.title,
        one.meanwhile,
        tuple(Side(desk, at, who, what, holds=holds) for desk, at, who, what, holds in one.sides),
        Role.LEADER if one.what in _OF_POLICY else Role.ADMINISTRATOR,
        refs=one.refs,
        what=one.what,
        of_office=True,
    )


def _given_twice(stores: Stores, teller: _Teller) -> list[Conflict]:
    """Both keep the number that stands on their papers, until the second is given another one."""
    found = []
    for number, applications in numbers_given_twice(stores.db):
        opened = [next(iter(stores.journal.of(ApplicationId(one)))) for one in applications]
        sides = tuple(
            replace(teller.side(entry), what=f"{when}登记（查询码 {code_of(stores.db, one)}）")
            for one, entry, when in zip(applications, opened, ("先", *["后"] * (len(opened) - 1)), strict=True)
        )
        found.append(
            Conflict(
                ApplicationId(applications[-1]), number, "", "", "编号重复", _BOTH_KEEP_IT, sides, what="GivenTwice"
            )
        )
    return found


class _Teller:
    """Reads names and clocks once for all."""

    def __init__(self, stores: Stores) -> None:
        self.stores = stores
        self.names, self.desks = clerk_names(stores.db), DeskNames(stores.db)
        times = stores.journal.times()
        self._off, self._now = set(times.gaps), times.now

    def side(self, entry: Entry, what: str = "", *, holds: bool = False) -> Side:
        at = datetime.fromisoformat(entry.happened_at).astimezone()
        # one that is ahead of now was not seen to be set right yet
        off = entry.ref in self._off or datetime.fromisoformat(entry.entered_at) > self._now + TOLERANCE
        who = self.names.get(entry.clerk, entry.clerk)
        return Side(self.desks.of(entry.device), at, who, what, holds, off=off, ref=entry.ref)

    def of(self, row: ConflictRow) -> Conflict:
        """One that has two sides."""
        entries = list(self.stores.journal.of(ApplicationId(row.application)))
        of_ref = {entry.ref: entry for entry in entries}
        entry = of_ref[row.ref]
        if row.kind:
            return self._of_subject(row, entries, entry)
        concerns = Role.CLERK if row.what in _OF_CLERKS else Role.LEADER
        base = Conflict(
            ApplicationId(row.application), row.number, row.ref, "", "", "", (), concerns, Choice.NONE, (row.ref,),
            (row.about,), row.what,
        )  # fmt: skip
        if row.what == "ChangedElsewhere":
            sides = self._values(entries, entries.index(entry), row.about)
            title = field_label(row.about)
            return replace(base, field=row.about, title=title, sides=sides, choice=Choice.FIELD)
        lines = {line.ref: line.what for line in timeline(entries, self.names)}
        pair = [one for one in (of_ref.get(row.about), entry) if one is not None]
        pair.sort(key=lambda one: one.hlc)
        sides = tuple(self.side(one, lines.get(one.ref, "")) for one in pair)
        return self._told(replace(base, title=_TITLES.get(row.what, "两台分别办理"), sides=sides), row, pair)

    def _of_subject(self, row: ConflictRow, entries: Sequence[Entry], entry: Entry) -> Conflict:
        """On a park, a firm or a visit: both stay to be read, and somebody says that he has looked."""
        before = [one for one in entries if one.hlc < entry.hlc and one.device != entry.device]
        lines = {line.ref: line.what for line in timeline(entries, self.names)}
        if row.what == "ChangedElsewhere":
            before = [one for one in before if row.about in getattr(read(one), "fields", {})]
            lines |= {one.ref: _filled(one, row.about) for one in (*before, entry)}
        else:
            before = [one for one in before if one.kind == entry.kind]
        sides = [self.side(one, lines.get(one.ref, ""), holds=one is entry) for one in (*before[-1:], entry)]
        of = _SUBJECTS[row.kind]
        title = f"{of}资料填得不一样" if row.what == "ChangedElsewhere" else f"{of}登记对不上"
        meanwhile = f"现在用后登记的；要改，请打开这条{of}登记再填"
        return Conflict(
            ApplicationId(row.application), "", row.ref, "", title, meanwhile, tuple(sides), Role.LEADER,
            Choice.NONE, (row.ref,), (row.about,), row.what,
        )  # fmt: skip

    def _told(self, base: Conflict, row: ConflictRow, pair: Sequence[Entry]) -> Conflict:
        acts = [read(one) for one in pair]
        if row.what in _VOIDED_AND_GIVEN:
            given = next(one for one in pair if one.kind in {Kind.PAPER_DELIVERED, Kind.NOTICE_DELIVERED})
            side = self.side(given)
            act = read(given)
            paper = next(
                (one for one in self.stores.papers.of(base.application) if one.ref == getattr(act, "ref", "")), None
            )
            name = "文书" if paper is None else NAMES.get(paper.paper, "文书")
            words = f"已作废的{name}在{_apart(side.desk)}已交给申请人（{side.moment}）：请收回，或者出具新版并说明；"
            return replace(base, title="作废的文书已交出", meanwhile=words + "核对以前按已告知算，时限不变")
        if row.what == "AlreadyAccepted":
            days = [act.on for act in acts if isinstance(act, ApplicationAccepted)]
            shown = "、".join(_day(one) for one in sorted(days))
            return replace(base, title="重复受理", meanwhile=f"两台都受理了（{shown}），按 {_day(min(days))} 起算")
        if row.what == "ToldTwice":
            words = f"同一项已由{_apart(base.sides[0].desk)}追加告知，清单里算一项，统计里算一次"
            return replace(base, title="追加告知了两次", meanwhile=words)
        if row.what == "PushedTwice":
            return self._pushed(base, row, pair)
        if row.what == "NumberedTwice":
            numbers = [act.number if isinstance(act, OfficialNumberEntered) else "" for act in acts]
            sides = tuple(
                replace(side, value=number, chosen_by=f"用 {number}", holds=side.ref == row.ref)
                for side, number in zip(base.sides, numbers, strict=True)
            )
            base = replace(base, title="业务系统编号", sides=sides, choice=Choice.OFFICIAL_NUMBER)
        meanwhile = _MEANWHILE.get(row.what, f"与另一台先办的对不上（{row.sentence}）")
        return replace(base, meanwhile=meanwhile)

    def _pushed(self, base: Conflict, row: ConflictRow, pair: Sequence[Entry]) -> Conflict:
        """The one that counts is `about`."""
        serials = {one.ref: act.serial or "未填" for one in pair if isinstance(act := read(one), FilingPushed)}
        version = filing_version(self.stores.db, row.about)
        shown = "、".join(serials.values())
        meanwhile = f"第 {version} 版推送了两次（流水号 {shown}）：请与审批部门核对，撤回一件；"
        sides = tuple(
            replace(side, holds=side.ref == row.about, value=serials[side.ref], chosen_by=f"保留 {serials[side.ref]}")
            for side in base.sides
        )
        meanwhile += f"核对以前按 {serials[row.about]} 算"
        return replace(base, title="备案推送了两次", meanwhile=meanwhile, sides=sides, choice=Choice.PUSH)

    def of_closing(self, rows: Sequence[ConflictRow]) -> Conflict:
        """办结后 3 号台又登记了 2 项：恢复办理？"""
        entries = {entry.ref: entry for entry in self.stores.journal.of(ApplicationId(rows[0].application))}
        lines = {line.ref: line.what for line in timeline(entries.values(), self.names)}
        after = [entries[row.ref] for row in rows]
        closing = [entries[ref] for ref in dict.fromkeys(row.about for row in rows)]
        sides = tuple(self.side(one, lines.get(one.ref, "")) for one in (*closing, *after))
        words = f"办结后{_apart(self.desks.of(after[0].device))}又登记了 {len(after)} 项：恢复办理？核对以前仍是办结"
        return Conflict(
            ApplicationId(rows[0].application), rows[0].number, rows[0].ref, "", "办结后又办了", words, sides,
            Role.LEADER, Choice.NONE, tuple(row.ref for row in rows), tuple({row.about: 0 for row in rows}),
            rows[0].what,
        )  # fmt: skip

    def frozen(self, row: ConflictRow) -> Conflict:
        """Of an application that waits for a later program."""
        device = row.ref.rpartition(":")[0]
        title = f"{self.desks.of(device)}的程序比本台新"
        later = _LATER.replace("这份申请", f"这条{_SUBJECTS[row.kind]}登记") if row.kind else _LATER
        return Conflict(
            ApplicationId(row.application), row.number, row.ref, "", title, later, (), Role.CLERK, Choice.NONE,
            (row.ref,), (row.about,), row.what,
        )  # fmt: skip

    def _values(self, entries: Sequence[Entry], place: int, field: str) -> tuple[Side, ...]:
        """The value before this entry, and its own; the one that was written last by the clock is in use."""
        written: list[tuple[Entry, Any]] = []
        values: dict[str, Any] = {}
        for entry in entries:
            act = read(entry)
            fields = getattr(act, "fields", {})
            if field not in fields:
                continue
            written.append((entry, fields[field].to if isinstance(act, FieldsChanged) else fields[field]))
        at = next(number for number, (entry, _) in enumerate(written) if entry.ref == entries[place].ref)
        found = []
        for entry, value in written[max(0, at - 1) : at + 1]:
            values[field] = value
            what = f"填“{value_words(field, values)}”" if value not in (None, "", [], {}) else "清空"
            found.append(replace(self.side(entry, what, holds=value == written[-1][1]), value=value))
        return tuple(found)


def _filled(entry: Entry, field: str) -> str:
    """What an act on a park or a firm wrote into one field."""
    change = getattr(read(entry), "fields", {}).get(field)
    value = change.to if isinstance(change, FieldChange) else change
    return "清空" if value in (None, "", [], {}) else f"填“{_FLAGS[value] if isinstance(value, bool) else value}”"


def _apart(desk: str) -> str:
    """With room round digits and letters as everywhere; 前台 as it is."""
    return f"{' ' * desk[:1].isascii()}{desk}{' ' * desk[-1:].isascii()}"


def _day(on: str) -> str:
    day = date.fromisoformat(on)
    return f"{day.month}-{day.day}"
