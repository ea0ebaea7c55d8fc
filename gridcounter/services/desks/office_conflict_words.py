"""Conflicts of the office in words: settings, days off, editions, who had left, what was purged."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from gridcounter.core.field_labels import field_label
from gridcounter.core.labels import SHORT_DOCUMENTS
from gridcounter.core.record.acts import answer_in, read
from gridcounter.core.record.journal import Entry, Kind
from gridcounter.core.record.of_office import CalendarAdded, OfficeSet, PackAdopted
from gridcounter.core.record.of_sharing import OnRow, SharingChecked, SharingEnded, SharingListed
from gridcounter.services.desks.desk_names import DeskNames
from gridcounter.services.office.office_packs import read_text
from gridcounter.store.journal.office_conflicts import (
    AFTER_LEAVING,
    AFTER_PURGE,
    CALENDAR_YEAR,
    OFFICE_FIELD,
    OLDER_EDITION,
    PACK_EDITION,
    SHARED_DOCUMENT,
    row_name,
)
from gridcounter.store.journal.projections.desks import LATER_KIND
from gridcounter.store.queries.desks import entries_in_office_conflicts, number_of, open_office_conflicts, pinned_by
from gridcounter.store.stores import Stores

#: desk, moment, clerk, what was done, and whether it holds.
Side: TypeAlias = "tuple[str, datetime, str, str, bool]"

_SETTINGS: Mapping[str, str] = {
    "banner": "工作台上的提示",
    "code": "编号前缀",
    "place": "地区",
    "park": "园区级别",
    "retention": "留存期限",
    "sole_proprietor_as_micro": "个体工商户按小微企业",
}


#: The acts that write each register.
_KINDS: Mapping[str, tuple[Kind, ...]] = {
    OFFICE_FIELD: (Kind.OFFICE_SET,),
    CALENDAR_YEAR: (Kind.CALENDAR_ADDED,),
    PACK_EDITION: (Kind.PACK_ADOPTED,),
    SHARED_DOCUMENT: (Kind.SHARING_LISTED, Kind.SHARING_ENDED),
}


@dataclass(frozen=True, slots=True)
class Told:
    """As `conflict_words.Conflict`; `number` is a place for a short name where there is no application."""

    what: str
    refs: tuple[str, ...]
    title: str
    meanwhile: str
    sides: tuple[Side, ...]
    number: str = ""
    application: str = ""


def office_conflicts(stores: Stores, names: Mapping[str, str], desks: DeskNames) -> list[Told]:
    """All that nobody has settled, what belongs together as one."""
    rows = open_office_conflicts(stores.db)
    if not rows:
        return []
    teller = _OfOffice(stores, names, desks, entries_in_office_conflicts(stores.db))
    together: dict[tuple[str, str], list[str]] = {}
    for ref, about, what in rows:
        together.setdefault((what, about), []).append(ref)
    return [told for (what, about), refs in together.items() if (told := teller.of(what, about, refs)) is not None]


@dataclass(frozen=True, slots=True)
class _OfOffice:
    stores: Stores
    names: Mapping[str, str]
    desks: DeskNames
    entries: Mapping[str, Entry]

    def of(self, what: str, about: str, refs: Sequence[str]) -> Told | None:
        entries = [self.entries[ref] for ref in refs if ref in self.entries]
        if what == AFTER_LEAVING:
            who = self.names.get(about, about)
            words = f"{who}停用后（未联网）又登记 {len(refs)} 项，登记都有效，请核对"
            return Told(what, tuple(refs), f"{who}停用后的登记", words, tuple(self._acts(entries)))
        if what == AFTER_PURGE:
            number = number_of(self.stores.db, about)
            words = f"申请已按留存期清除，不知道清除的台又登记了 {len(refs)} 项，内容已随清除抹去；要接着办的请重新登记"
            return Told(what, tuple(refs), "清除以后的登记", words, tuple(self._acts(entries)), number, about)
        if what == LATER_KIND:
            called = "、".join(dict.fromkeys(self.desks.of(one.device) for one in entries))
            words = f"有 {len(refs)} 条单位的登记本程序读不懂，已原样保留，申请照常办理；请更新本台的程序"
            return Told(what, tuple(refs), f"{called}的程序比本台新", words, ())
        if what == OLDER_EDITION:
            return self._older_edition(about, entries)
        return self._register(what, about, entries)

    def _older_edition(self, about: str, entries: Sequence[Entry]) -> Told | None:
        """2 号台在新版启用后 5 天里按旧版答复了 7 件; what was moved to the new one since is none of them."""
        adoption = next(one for one in self.stores.journal.of_office([Kind.PACK_ADOPTED]) if one.ref == about)
        adopted = read(adoption)
        pack = read_text(json.dumps(adopted.files)) if isinstance(adopted, PackAdopted) and adopted.files else None
        if pack is None or not isinstance(adopted, PackAdopted):
            return None
        since = max(pack.header.in_force_from, _day(adoption))
        found = {}
        for one in entries:
            answer = answer_in(read(one))
            older = answer is not None and answer.pack == adopted.id and answer.pack_version != adopted.version
            if older and _day(one) >= since and one.ref in pinned_by(self.stores.db, str(one.application)):
                found[one.application] = one
        if not found:
            return None
        last = list(found.values())[-1]
        called = "、".join(dict.fromkeys(self.desks.of(one.device) for one in found.values()))
        days = (_day(last) - since).days + 1
        words = (
            f"{called}在新版启用后 {days} 天里按旧版答复了 {len(found)} 件；请逐件打开，改定为新版，或者写明为什么不改"
        )
        refs = tuple(one.ref for one in entries)
        return Told(OLDER_EDITION, refs, f"{adopted.number}启用后的旧版答复", words, tuple(self._acts(found.values())))

    def _acts(self, entries: Iterable[Entry]) -> Iterator[Side]:
        for one in entries:
            number = number_of(self.stores.db, one.application or "")
            yield self._side(one, f"办理 {number}" if one.application else "改了单位的设置")

    def _side(self, entry: Entry, what: str, *, holds: bool = False) -> Side:
        at = datetime.fromisoformat(entry.happened_at).astimezone()
        return self.desks.of(entry.device), at, self.names.get(entry.clerk, entry.clerk), what, holds

    def _register(self, what: str, about: str, entries: Sequence[Entry]) -> Told | None:
        """A setting that two desks wrote: the last ones before the conflict, and it."""
        later = entries[-1]
        setters = [one for one in self.stores.journal.of_office(_KINDS[what]) if _sets(one, about)]
        before = [one for one in setters if one.hlc < later.hlc and one.device != later.device][-1:]
        pair = [*before, later]
        if what == PACK_EDITION and not _of_one_day(pair):
            return None  # each edition is in force from its own day
        sides = tuple(self._side(one, _set_words(one, about), holds=one.ref == setters[-1].ref) for one in pair)
        refs = tuple(one.ref for one in entries)
        if what == CALENDAR_YEAR:
            return Told(
                what, refs, f"{about} 年放假安排", "两台装入的不一样，现在用后装入的；不对的请到设置里重新装入", sides
            )
        if what == PACK_EDITION:
            words = "两台启用了同一天施行、内容不同的两个版本，现在用后启用的；不对的请重新启用对的一版"
            return Told(what, refs, "政策版本", words, sides)
        if what == SHARED_DOCUMENT:
            title = f"免提交清单：{_document(about)}"
            return Told(what, refs, title, "现在用后登记的；不对的请到设置里重新列入或者结束", sides)
        label = _SETTINGS.get(about) or field_label(about)
        return Told(what, refs, label, "现在用后登记的；不对的请到设置里改过来", sides)


def _document(about: str) -> str:
    document = about.partition(" ")[0]
    return SHORT_DOCUMENTS.get(document, document)


def _day(entry: Entry) -> date:
    return datetime.fromisoformat(entry.happened_at).astimezone().date()


def _sets(entry: Entry, about: str) -> bool:
    match read(entry):
        case OfficeSet() as act:
            key = about.removeprefix("office.")
            return key in (act.changed or act.office) if about.startswith("office.") else about in act.model_fields_set
        case CalendarAdded() as act:
            return str(act.year) == about
        case PackAdopted() as act:
            return act.id == about
        case OnRow() as act:
            return not isinstance(act, SharingChecked) and row_name(act) == about
        case _:
            return False


def _set_words(entry: Entry, about: str) -> str:
    match read(entry):
        case OfficeSet() as act if about.startswith("office."):
            value = act.office.get(about.removeprefix("office.")) or ""
            return f"填“{value}”" if value else "清空"
        case OfficeSet() as act if about == "banner":
            return f"填“{act.banner}”" if act.banner else "清空"
        case OfficeSet():
            return "改了这一项"
        case CalendarAdded() as act:
            return f"装入（放假 {len(act.days.holidays)} 天，调休上班 {len(act.days.make_up)} 天）"
        case PackAdopted() as act:
            return f"启用 {act.number}（{act.version.removeprefix('sha256:')[:8]}）"
        case SharingListed() as act:
            return f"列入（{act.basis}）"
        case SharingEnded() as act:
            return f"结束（{act.why}）"
        case _:
            return ""


def _of_one_day(pair: Sequence[Entry]) -> bool:
    packs = [
        read_text(json.dumps(act.files)) for one in pair if isinstance(act := read(one), PackAdopted) and act.files
    ]
    days = {pack.header.in_force_from for pack in packs if pack is not None}
    return len(packs) > 1 and len(days) == 1
