"""What two desks did without knowing of each other, in words: who, when, at which desk, and what holds meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gridcounter.core.application import ApplicationId
from gridcounter.core.field_changes import value_words
from gridcounter.core.field_labels import field_label
from gridcounter.core.record.acts import read
from gridcounter.core.record.journal import Act, Entry, Kind
from gridcounter.core.record.of_applications import FieldsChanged
from gridcounter.core.validation.text import take_text
from gridcounter.errors import Refusal
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.ledger.timeline import timeline
from gridcounter.services.office.clerks import require_from_any_thread
from gridcounter.services.office.roles import Right
from gridcounter.services.record.record import Record
from gridcounter.store.queries.desks import ConflictRow, desks, numbers_given_twice, open_conflicts
from gridcounter.store.queries.office_rows import clerk_names
from gridcounter.store.stores import Stores, WritingStores

#: What holds until somebody has looked, by the refusal that the later act would have met.
_MEANWHILE: Mapping[str, str] = {
    "AlreadyAccepted": "两台都受理了，按较早的日期起算",
    "AlreadyClosed": "两台都办结了，按先登记的算",
    "NotClosed": "两台都恢复办理了，申请在办",
    "AlreadyDelivered": "两台都登记了交付，按后登记的算",
    "AlreadyVoided": "已作废的文书又交给了申请人：请收回，或者出具新版并说明",
    "SameVersion": "两台各出了一份同一版的文书：请作废一份",
    "AlreadyPaused": "两台都暂停了，算一次暂停",
    "NotPaused": "另一台已经恢复，按先登记的算",
    "AlreadyFinished": "另一台已经办完这一环节，暂停没有作用",
    "Purged": "申请已按留存期清除，后办的没有内容可看",
}


_BOTH_KEEP_IT = "两台给了两份申请同一个编号，两份都保留，请按查询码分清；要改的请联系维护人员"


class NothingToSettle(Refusal):
    """Somebody else settled it, or what is there changed."""

    def __init__(self) -> None:
        super().__init__("这一处已经核对过，或者刚有变化，请重新打开待核对的清单")


@dataclass(frozen=True, slots=True)
class Side:
    """What one of the two did: `value` is what it wrote into the field, None where the conflict is about an act."""

    desk: str
    at: datetime
    who: str
    what: str
    holds: bool
    value: Any = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing to look at; `field` is its dotted field, "" for an act. `title` says what it is about."""

    application: ApplicationId
    number: str
    ref: str
    field: str
    title: str
    meanwhile: str
    sides: tuple[Side, ...]

    @property
    def text(self) -> str:
        """用电容量：1 号台 9-21 10:02 王小明填 200 千瓦，3 号台 … 李静填 250 千瓦（现在用的）."""
        sides = "，".join(_side_words(side) for side in self.sides)
        return f"{self.title}：{sides}" + (f"。{self.meanwhile}" if self.meanwhile else "")


def conflicts(record: Record) -> list[Conflict]:
    """All that nobody has settled, of the application changed last first. For the thread of the record."""
    return conflicts_in(record.stores)


def conflicts_in(stores: Stores) -> list[Conflict]:
    """As `conflicts`, over the connections of another thread."""
    rows = open_conflicts(stores.db)
    if not rows:
        return _given_twice(stores)
    names, called = clerk_names(stores.db), _Desks(stores)
    return [*_given_twice(stores), *(_conflict(stores, row, names, called) for row in rows)]


def _given_twice(stores: Stores) -> list[Conflict]:
    """Both keep the number that stands on their papers: which is which says the query code."""
    return [
        Conflict(application, number, "", "", "编号重复", _BOTH_KEEP_IT, ())
        for number, application in numbers_given_twice(stores.db)
    ]


def choose(service: ApplicationService, conflict: Conflict, side: Side) -> None:
    """The value of this side is the right one: writing it says that the other had been seen.

    Raises NothingToSettle, FieldLocked after 受理, ChangedElsewhere.
    """
    if side.holds:
        _settle(service.record, service.clerk, conflict, "")
    else:
        service.save_all(conflict.application, {conflict.field: side.value})


def settle(record: Record, by: str, conflict: Conflict, why: str) -> None:
    """Somebody looked: what the two acts did stays as it is. Raises NotAllowed, NothingToSettle."""
    require_from_any_thread(record, by, Right.SETTLE)
    _settle(record, by, conflict, why)


def _settle(record: Record, by: str, conflict: Conflict, why: str) -> None:
    values = {"refs": [conflict.ref], "why": take_text(why)}

    def work(stores: WritingStores) -> None:
        if not any(one.ref == conflict.ref for one in open_conflicts(stores.db)):
            raise NothingToSettle
        stores.journal.append(Act(Kind.CONFLICT_SETTLED, values, by, conflict.application))

    record.write(work)


class _Desks:
    """The name of the desk that wrote an entry; devices before the record was shared have that of the first desk."""

    def __init__(self, stores: Stores) -> None:
        self._first = ""
        self._names: dict[str, str] = {}
        for row in desks(stores.db):
            self._first = self._first or row.name
            self._names[row.device] = row.name

    def of(self, device: str) -> str:
        return self._names.get(device) or self._first


def _conflict(stores: Stores, row: ConflictRow, names: Mapping[str, str], called: _Desks) -> Conflict:
    entries = list(stores.journal.of(row.application))
    place = next(at for at, entry in enumerate(entries) if entry.ref == row.ref)
    if row.about:
        title, sides = field_label(row.about), _values(entries, place, row.about, names, called)
        return Conflict(row.application, row.number, row.ref, row.about, title, "", sides)
    lines = {line.ref: line.what for line in timeline(entries, names)}
    entry = entries[place]
    before = next(
        (one for one in reversed(entries[:place]) if one.kind == entry.kind and one.device != entry.device), None
    )
    sides = tuple(
        Side(called.of(one.device), _at(one), names.get(one.clerk, one.clerk), lines.get(one.ref, ""), holds=False)
        for one in (before, entry)
        if one is not None
    )
    meanwhile = _MEANWHILE.get(row.what, f"与另一台先办的对不上（{row.sentence}）")
    return Conflict(row.application, row.number, row.ref, "", "两台分别办理", meanwhile, sides)


def _values(
    entries: Sequence[Entry], place: int, field: str, names: Mapping[str, str], called: _Desks
) -> tuple[Side, ...]:
    """The value before this entry, and its own; the later one by the clock is in use."""
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
        who, holds = names.get(entry.clerk, entry.clerk), entry is written[-1][0]
        found.append(Side(called.of(entry.device), _at(entry), who, what, holds, value))
    return tuple(found)


def _at(entry: Entry) -> datetime:
    return datetime.fromisoformat(entry.happened_at).astimezone()


def _side_words(side: Side) -> str:
    return f"{side.desk} {side.at:%m-%d %H:%M} {side.who}{side.what}" + ("（现在用的）" if side.holds else "")
