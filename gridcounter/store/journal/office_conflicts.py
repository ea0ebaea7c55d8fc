"""Conflicts that concern no application that is there: settings of the office at two desks, a clerk who had left, and
what was done on a purged application. They are found as a whole, not act by act: an entry may tell of another one that
came in long before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from gridcounter.core.record.acts import read
from gridcounter.core.record.journal import Entry, Kind
from gridcounter.core.record.of_desks import OfficeConflictSettled
from gridcounter.core.record.of_office import (
    CalendarAdded,
    ClerkChanged,
    OfficeSet,
    PackAdopted,
    RecordsPurged,
)
from gridcounter.core.record.of_sharing import OnRow, SharingEnded, SharingListed
from gridcounter.store.engine import Database
from gridcounter.store.journal.knowledge import knew
from gridcounter.store.journal.projections.desks import LATER_KIND
from gridcounter.store.journal.rows import COLUMNS

OFFICE_FIELD, CALENDAR_YEAR, PACK_EDITION = "OfficeField", "CalendarYear", "PackEdition"
SHARED_DOCUMENT = "SharedDocument"
OLDER_EDITION = "OlderEdition"
AFTER_LEAVING, AFTER_PURGE = "AfterLeaving", "AfterPurge"

_REGISTERS = (OFFICE_FIELD, CALENDAR_YEAR, PACK_EDITION, SHARED_DOCUMENT)
_RULES = (Kind.OFFICE_SET, Kind.CALENDAR_ADDED, Kind.PACK_ADOPTED, Kind.SHARING_LISTED, Kind.SHARING_ENDED)
_MAY_SETTLE = frozenset({*_RULES, Kind.OFFICE_CONFLICT_SETTLED})
#: What the program enters by itself, or by which somebody lets a desk have what others did.
_NO_ACT = (Kind.HEADS_SEEN, Kind.DESK_JOINED, Kind.SIGNING_KEY_MADE, Kind.PIN_WRONG, Kind.TABLES_DIFFERED)
_OF_OFFICE = f"SELECT {COLUMNS} FROM journal WHERE application IS NULL AND kind"  # noqa: S608  our own column names
_ANSWERS = (Kind.APPLICATION_ACCEPTED, Kind.NOTICE_ISSUED)
_ANSWERED = f"SELECT {COLUMNS} FROM journal WHERE hlc > ? AND kind IN {tuple(map(str, _ANSWERS))}"  # noqa: S608
_ANY_OPEN = "SELECT 1 FROM conflict WHERE application = '' AND settled IS NULL LIMIT 1"
_BY_CLERK = f"SELECT {COLUMNS} FROM journal WHERE hlc > ? AND hlc < ? AND clerk = ?"  # noqa: S608
_ON_PURGED = f"SELECT {COLUMNS} FROM journal WHERE application = ? AND device <> ?"  # noqa: S608
_KNOWN = frozenset(map(str, Kind))
# there is no refusal to tell: the clock, by which the entry is found
_KEEP = (
    "INSERT INTO conflict (ref, about, application, what, sentence, settled) VALUES (?, ?, '', ?, ?, ?) "
    "ON CONFLICT (ref, about) DO NOTHING"
)
_DROP = f"DELETE FROM conflict WHERE application = '' AND what IN {_REGISTERS}"  # noqa: S608
_SETTLE = "UPDATE conflict SET settled = ? WHERE ref = ? AND application = '' AND settled IS NULL"
# the first that knew both settled it: a later one finds nothing open where it is entered
_SETTLE_RULE = "UPDATE conflict SET settled = ? WHERE ref = ? AND about = ? AND settled IS NULL"
_SHARED = "SELECT min(hlc) FROM desk"
#: Later than every clock.
_END = "~"


def note_office_conflicts(db: Database, new: Sequence[Entry] | None) -> None:
    """After these entries were taken in and projected, or entered here; None: all entries, into an empty table.

    Nothing in a record of one desk.
    """
    (shared,) = db.execute(_SHARED).fetchone()
    if shared is None:
        return
    if new is None or any(entry.kind in _RULES for entry in new):
        _note_rules(db, shared)
    _note_after_leaving(db, new, shared)
    _note_after_purge(db, new)
    _note_older_editions(db, new, shared)
    for entry in _unread(db) if new is None else (one for one in new if one.application is None):
        if entry.kind not in _KNOWN:
            db.execute(_KEEP, [entry.ref, "", LATER_KIND, entry.hlc, None])
    for entry in _entries(db, [Kind.OFFICE_CONFLICT_SETTLED]):
        act = read(entry)
        for ref in act.refs if isinstance(act, OfficeConflictSettled) else ():
            db.execute(_SETTLE, [entry.ref, ref])


def find_office_conflicts_again(db: Database) -> None:
    """Where entries made way for others under another name."""
    db.execute("DELETE FROM conflict WHERE application = ''")
    note_office_conflicts(db, None)


def settle_office_conflicts(db: Database, entry: Entry) -> None:
    """After an act of this desk, which knew all that is here."""
    if entry.kind in _MAY_SETTLE and db.execute(_ANY_OPEN).fetchone():
        note_office_conflicts(db, [entry])


def _note_rules(db: Database, shared: str) -> None:
    """Each setting is a register: two wrote it without knowing of each other, until somebody who knew writes it."""
    db.execute(_DROP)
    last: dict[tuple[str, str], tuple[Entry, Any]] = {}
    open_ones: dict[tuple[str, str], list[tuple[Entry, Entry]]] = {}
    for entry in _entries(db, _RULES):
        for key, value in _set_by(entry):
            before = last.get(key)
            waiting = open_ones.setdefault(key, [])
            if entry.hlc > shared and before is not None and not knew(db, entry, before[0]):
                if before[1] != value:
                    waiting.append((entry, before[0]))
                    db.execute(_KEEP, [entry.ref, key[1], key[0], entry.hlc, None])
            else:
                for one, other in waiting:
                    if knew(db, entry, one) and knew(db, entry, other):
                        db.execute(_SETTLE_RULE, [entry.ref, one.ref, key[1]])
            last[key] = entry, value


def _set_by(entry: Entry) -> Iterator[tuple[tuple[str, str], Any]]:
    match read(entry):
        case OfficeSet() as act:
            values = act.model_dump(mode="json", exclude_unset=True, exclude={"changed", "office"})
            office = act.office if act.changed is None else {key: act.office.get(key) for key in act.changed}
            yield from (((OFFICE_FIELD, key), value) for key, value in values.items())
            yield from (((OFFICE_FIELD, f"office.{key}"), value) for key, value in office.items())
        case CalendarAdded() as act:
            yield (CALENDAR_YEAR, str(act.year)), act.sha256
        case PackAdopted() as act:
            yield (PACK_EDITION, act.id), act.version
        case SharingListed() as act:
            yield (SHARED_DOCUMENT, row_name(act)), act.model_dump(mode="json")
        case SharingEnded() as act:
            yield (SHARED_DOCUMENT, row_name(act)), None


def row_name(act: OnRow) -> str:
    """Of a row of the 免提交 list in a conflict; no id contains a space."""
    return f"{act.document} {act.business} {act.customer}"


def _note_after_leaving(db: Database, new: Sequence[Entry] | None, shared: str) -> None:
    """What a clerk did after he had left, at a desk that did not know it."""
    left = _leavings(db, shared)
    changed = {act.id for entry in new or () if isinstance(act := read(entry), ClerkChanged)}
    for clerk, spells in left.items():
        whole = new is None or clerk in changed
        if whole:
            db.execute("DELETE FROM conflict WHERE application = '' AND what = ? AND about = ?", [AFTER_LEAVING, clerk])
        for leaving, until in spells:
            if whole:
                rows = db.execute(_BY_CLERK, [leaving.hlc, until, clerk]).fetchall()
                acts: Iterable[Entry] = (Entry(*row) for row in rows)
            else:
                acts = (one for one in new or () if one.clerk == clerk and leaving.hlc < one.hlc < until)
            for one in acts:
                if one.kind not in _NO_ACT and not knew(db, one, leaving):
                    db.execute(_KEEP, [one.ref, clerk, AFTER_LEAVING, one.hlc, None])


def _leavings(db: Database, shared: str) -> Mapping[str, list[tuple[Entry, str]]]:
    """By clerk, each entry by which he left, and the clock until which he stayed away."""
    found: dict[str, list[tuple[Entry, str]]] = {}
    gone: dict[str, Entry] = {}
    for entry in _entries(db, [Kind.CLERK_CHANGED]):
        act = read(entry)
        if not isinstance(act, ClerkChanged) or (act.changed is not None and "active" not in act.changed):
            continue
        if not act.active and act.id not in gone:
            gone[act.id] = entry
        elif act.active and act.id in gone:
            found.setdefault(act.id, []).append((gone.pop(act.id), entry.hlc))
    for clerk, entry in gone.items():
        found.setdefault(clerk, []).append((entry, _END))
    return {
        clerk: spells
        for clerk, all_spells in found.items()
        if (spells := [one for one in all_spells if one[1] > shared])
    }


def _note_after_purge(db: Database, new: Sequence[Entry] | None) -> None:
    """What was done on a purged application by somebody whom the purge did not know of, and who did not know of it."""
    touched = None if new is None else {one.application for one in new if one.application is not None}
    for entry in _entries(db, [Kind.RECORDS_PURGED]):
        act = read(entry)
        if not isinstance(act, RecordsPurged):
            continue
        came = new is None or any(one.ref == entry.ref for one in new)
        for purged in act.applications:
            if not came and purged.id not in (touched or ()):
                continue
            for row in db.execute(_ON_PURGED, [purged.id, entry.device]).fetchall():
                one = Entry(*row)
                if not knew(db, entry, one):
                    db.execute(_KEEP, [one.ref, purged.id, AFTER_PURGE, one.hlc, None])


def _note_older_editions(db: Database, new: Sequence[Entry] | None, shared: str) -> None:
    """Answers that were given after an edition was adopted, at a desk that did not know it.

    By their kind alone: what they say may be purged.
    """
    for adopted in _entries(db, [Kind.PACK_ADOPTED]):
        if adopted.hlc <= shared:
            continue
        if new is None or any(one.ref == adopted.ref for one in new):
            acts: Iterable[Entry] = (Entry(*row) for row in db.execute(_ANSWERED, [adopted.hlc]).fetchall())
        else:
            acts = (one for one in new if one.kind in _ANSWERS and one.hlc > adopted.hlc)
        for one in acts:
            if not knew(db, one, adopted):
                db.execute(_KEEP, [one.ref, adopted.ref, OLDER_EDITION, one.hlc, None])


def _unread(db: Database) -> list[Entry]:
    known = ", ".join(f"'{kind}'" for kind in Kind)
    return [Entry(*row) for row in db.execute(f"{_OF_OFFICE} NOT IN ({known}) ORDER BY hlc")]


def _entries(db: Database, kinds: Iterable[Kind]) -> list[Entry]:
    named = ", ".join(f"'{kind}'" for kind in kinds)
    return [Entry(*row) for row in db.execute(f"{_OF_OFFICE} IN ({named}) ORDER BY hlc")]
