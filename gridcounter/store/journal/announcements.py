"""Announced purges: which still stand, and which desks are known to have them.

Nothing is remembered of that. What withdraws an announcement, or shows that a desk has it, may come from any desk in
any order, so it is asked of the journal each time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from gridcounter.core.application import ApplicationId
from gridcounter.core.record.acts import ON_FILINGS, read
from gridcounter.core.record.journal import Entry, Kind
from gridcounter.core.record.of_desks import HeadsSeen, PurgeAnnounced
from gridcounter.store.engine import Database

_LATEST = "SELECT max(hlc) FROM desk AS same WHERE same.signs_with = desk.signs_with"
#: What changes whether, or when, an application is due: done by anybody who did not know of the announcement, or by the
#: announcing desk after it, each of these withdraws it for good.
_WITHDRAW = (
    *(Kind.PURGE_HELD, Kind.APPLICATION_REOPENED, Kind.APPLICATION_CLOSED, *ON_FILINGS),
    *(Kind.VISIT_HELD, Kind.VISIT_CORRECTED, Kind.REQUEST_NOTED, Kind.REQUEST_PASSED_ON),
    *(Kind.PROMISE_MADE, Kind.PROMISE_MOVED, Kind.FIRM_CHANGED),
)
#: Announced by a desk that takes part and was not put back since. Of two desks that announced one, the earlier purges.
_STANDING = (
    "SELECT announced.application, coalesce(application.number, visit.number, announced.application), "  # noqa: S608
    "announced.device, announced.seq, desk.name, min(announced.hlc) "
    "FROM announced LEFT JOIN application ON application.id = announced.application "
    "LEFT JOIN subject ON subject.id = announced.application LEFT JOIN visit ON visit.subject = announced.application "
    "JOIN desk ON desk.device = announced.device JOIN journal AS said ON said.hlc = announced.hlc "
    "WHERE (application.id IS NOT NULL AND application.purged_on IS NULL "
    "OR subject.id IS NOT NULL AND subject.purged_on IS NULL) "
    f"AND desk.retired IS NULL AND desk.hlc = ({_LATEST}) "
    "AND NOT EXISTS (SELECT 1 FROM journal AS done WHERE done.application = announced.application "
    f"AND done.kind IN {tuple(map(str, _WITHDRAW))} AND done.seq > coalesce((SELECT json_extract(value, '$.seq') "
    "FROM json_each(said.payload, '$.heads') WHERE json_extract(value, '$.device') = done.device), 0))"
)
_OF_ONE = " AND announced.application = ?"
_OF_EACH = " GROUP BY announced.application ORDER BY 2"
_DESKS = (
    f"SELECT device, name FROM desk WHERE retired IS NULL AND hlc = ({_LATEST}) AND signs_with IS NOT "  # noqa: S608
    "(SELECT signs_with FROM desk AS own WHERE own.device = ?) ORDER BY name, device"
)
# of each desk: which entry says that it had entries of this device, and up to which
_SAID = (
    "SELECT journal.device, journal.seq, json_extract(value, '$.seq') FROM journal, "  # noqa: S608
    f"json_each(journal.payload, '$.heads') WHERE kind IN ('{Kind.HEADS_SEEN}', '{Kind.DESK_JOINED}') "
    "AND application IS NULL AND json_extract(value, '$.device') = ?"
)
_ANNOUNCED_BY = (
    "SELECT payload, happened_at, clerk FROM journal "
    "WHERE hlc = (SELECT hlc FROM announced WHERE device = ? AND seq = ? LIMIT 1)"
)
_INVITED = "SELECT ref, until FROM invitation WHERE used_by IS NULL AND unixepoch(until) > unixepoch(?) ORDER BY until"


@dataclass(frozen=True, slots=True)
class Standing:
    """An application that is to be purged; `device` and `seq` are the entry that announced it, `desk` its desk."""

    application: ApplicationId
    number: str
    device: str
    seq: int
    desk: str


@dataclass(frozen=True, slots=True)
class Reached:
    """A desk, and up to which entry of the announcing device the journal shows that it has them; 0: nothing known.

    `invited_until` is the end of an invitation that nobody has used yet, ISO 8601; "" for a desk.
    """

    name: str
    seq: int
    invited_until: str = ""

    @property
    def called(self) -> str:
        """The name of the desk, or whom nobody knows yet."""
        return self.name or f"用邀请文件还没有加入的一台（邀请有效到 {self.invited_until[:10]}）"


@dataclass(frozen=True, slots=True)
class LateEntry:
    """An entry on a purged application of which no contents were kept; `at` is ISO 8601."""

    number: str
    device: str
    seq: int
    clerk: str
    at: str


def standing(db: Database) -> list[Standing]:
    """All that are announced and not purged, by number."""
    return [Standing(*row[:-1]) for row in db.execute(_STANDING + _OF_EACH).fetchall()]


def standing_of(db: Database, application: ApplicationId | None) -> Standing | None:
    """The announcement of this application; None if it is not to be purged."""
    if db.execute("SELECT 1 FROM announced WHERE application = ? LIMIT 1", [application]).fetchone() is None:
        return None
    row = db.execute(_STANDING + _OF_ONE + _OF_EACH, [application]).fetchone()
    return None if row is None else Standing(*row[:-1])


def announcement(db: Database, device: str, seq: int) -> tuple[PurgeAnnounced, str, str]:
    """What an entry says that announced something, when it was, and the clerk."""
    row = db.execute(_ANNOUNCED_BY, [device, seq]).fetchone()
    return PurgeAnnounced.model_validate_json(row[0]), str(row[1]), str(row[2])


def reached(db: Database, device: str, at: str) -> list[Reached]:
    """How far each other desk is known to have the entries of this device, and who was invited and may join with less.

    Entries of the journal say so, which every desk can look up. A desk that was put back counts by what it said since.
    """
    said: dict[str, list[tuple[int, int]]] = {}
    for other, seq, head in db.execute(_SAID, [device]):
        said.setdefault(other, []).append((seq, head))
    found = [
        Reached(name, max((head for _, head in said.get(other, ())), default=0))
        for other, name in db.execute(_DESKS, [device]).fetchall()
    ]
    for ref, until in db.execute(_INVITED, [at]).fetchall():
        other, _, number = ref.rpartition(":")
        # whoever joins by it begins with what its writer had
        had = int(number) if other == device else 0
        had = max((head for seq, head in said.get(other, ()) if seq < int(number)), default=had)
        found.append(Reached("", had, until))
    return found


def show_who_has(db: Database, entries: Iterable[Entry]) -> bool:
    """Whether these say of a desk, for the first time, that it has an announcement that still stands."""
    wanted: dict[str, set[int]] = {}
    for one in standing(db):
        wanted.setdefault(one.device, set()).add(one.seq)
    said = {by: _furthest(db, by) for by in wanted}
    for entry in entries if wanted else ():
        act = read(entry) if entry.kind == Kind.HEADS_SEEN else None
        for head in act.heads if isinstance(act, HeadsSeen) else ():
            before = said.get(head.device, {}).get(entry.device, 0)
            if any(before < seq <= head.seq for seq in wanted.get(head.device, ())):
                return True
    return False


def _furthest(db: Database, device: str) -> dict[str, int]:
    """Of each other device, up to which entry of this one it said that it has them."""
    found: dict[str, int] = {}
    for other, _, head in db.execute(_SAID, [device]):
        found[other] = max(head, found.get(other, 0))
    return found


def late_entries(db: Database) -> list[LateEntry]:
    """Entries on purged applications that the purging desk did not have, by the day on which they say they happened.

    They came in blank. Of purges that do not say what their desk had, nothing is known.
    """
    purges: dict[str, list[dict[str, int] | None]] = {}
    sql = f"SELECT payload FROM journal WHERE application IS NULL AND kind = '{Kind.RECORDS_PURGED}'"  # noqa: S608
    for (payload,) in db.execute(sql).fetchall():
        values = json.loads(payload)
        heads = {one["device"]: one["seq"] for one in values.get("heads", ())} or None
        for one in values["applications"]:
            purges.setdefault(one["id"], []).append(heads)
    found = []
    for application, of_each in purges.items():
        known = [heads for heads in of_each if heads is not None]
        if len(known) == len(of_each):
            found += _behind(db, application, known)
    return sorted(found, key=lambda one: (one.at, one.device, one.seq))


def _behind(db: Database, application: str, known: list[dict[str, int]]) -> list[LateEntry]:
    sql = (
        "SELECT coalesce(application.number, visit.number, journal.application), device, seq, clerk, happened_at "
        "FROM journal LEFT JOIN application ON application.id = journal.application "
        "LEFT JOIN visit ON visit.subject = journal.application WHERE journal.application = ?"
    )
    rows = [LateEntry(*row) for row in db.execute(sql, [application])]
    return [one for one in rows if all(one.seq > heads.get(one.device, 0) for heads in known)]
