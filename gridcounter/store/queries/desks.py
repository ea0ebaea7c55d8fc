"""The desks that share the record, and what two of them did without knowing of each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from gridcounter.core.record.journal import Entry, Head
from gridcounter.store.engine import Database
from gridcounter.store.journal.projections.desks import LATER_KIND
from gridcounter.store.journal.rows import COLUMNS

_DESKS = (
    "SELECT desk.name, desk.signs_with, desk.sealed_to, desk.device, desk.retired IS NOT NULL, "
    "desk.signs_with IS (SELECT signs_with FROM desk_key), exchanged.at, "
    # of two that use one login nobody can say which of them was there
    "(SELECT seen.at FROM desk AS own JOIN hub_login_seen AS seen ON seen.login = own.hub_login "
    "WHERE own.signs_with = desk.signs_with AND NOT EXISTS (SELECT 1 FROM desk AS other "
    "WHERE other.hub_login = own.hub_login AND other.signs_with <> own.signs_with) ORDER BY own.hlc DESC LIMIT 1) "
    "FROM desk LEFT JOIN exchanged USING (signs_with) "
    "WHERE desk.latest = (SELECT max(latest) FROM desk AS same WHERE same.signs_with = desk.signs_with) "
    "ORDER BY desk.hlc"
)
_CONFLICTS = (
    "SELECT conflict.ref, conflict.about, conflict.application, coalesce(application.number, ''), conflict.what, "
    "conflict.sentence, coalesce(subject.kind, '') FROM conflict "
    "LEFT JOIN application ON application.id = conflict.application "
    "LEFT JOIN subject ON subject.id = conflict.application "
    "WHERE conflict.settled IS NULL AND conflict.application <> '' "
    "ORDER BY application.changed_hlc DESC, conflict.ref, conflict.about"
)
# of two the one that was opened later by the clock is to be given another number
_GIVEN_TWICE = (
    "SELECT application.number, application.id FROM application WHERE application.number IN "
    "(SELECT number FROM application GROUP BY number HAVING count(*) > 1) ORDER BY application.number, "
    "(SELECT min(hlc) FROM journal WHERE journal.application = application.id)"
)
_OFFICE_CONFLICTS = (
    "SELECT ref, about, what FROM conflict WHERE application = '' AND settled IS NULL ORDER BY what, about, ref"
)
_SEEN_BY = (
    "SELECT json_extract(one.value, '$.device'), json_extract(one.value, '$.seq'), json_extract(one.value, '$.hash') "
    "FROM journal, json_each(journal.payload, '$.heads') AS one WHERE application IS NULL AND device = ? "
    "AND kind = 'heads_seen'"
)
_OWN_END = "SELECT device, seq, hash FROM head WHERE device = ?"
_NO_END = Head(0, "")
# a field that was changed twice is one, each other act is one
_CAME_AFTER = (
    "SELECT journal.device, coalesce(one.key, journal.device || ':' || journal.seq) FROM journal "
    "LEFT JOIN json_each(journal.payload, '$.fields') AS one "
    "WHERE application = ? AND place > ? AND device NOT IN (SELECT device FROM head WHERE NOT elsewhere) ORDER BY place"
)


_WRITTEN_BY_A_COPY = (
    "SELECT 1 FROM desk JOIN head USING (device) WHERE head.elsewhere > 1 AND head.seq >= head.elsewhere "
    "AND desk.signs_with = (SELECT signs_with FROM desk_key)"
)
# of two files that took new devices the one that did so later; what a restore had given up ended before
_GOES_ON_ELSEWHERE = (
    "WITH own (began) AS (SELECT hlc FROM journal WHERE device = ? AND seq = 1) "
    "SELECT 1 FROM own, desk JOIN head USING (device) "
    "JOIN journal AS first ON first.device = head.device AND first.seq = 1 "
    "JOIN journal AS last ON last.device = head.device AND last.seq = head.seq "
    "WHERE head.elsewhere = 1 AND first.hlc < own.began AND last.hlc > own.began "
    "AND desk.signs_with = (SELECT signs_with FROM desk_key)"
)
_COPIES = (
    "WITH RECURSIVE copy (signs_with) AS (SELECT signs_with FROM desk WHERE follows = ? "
    "UNION SELECT desk.signs_with FROM desk JOIN copy ON desk.follows = copy.signs_with) "
    "SELECT DISTINCT signs_with FROM copy JOIN desk USING (signs_with) WHERE retired IS NULL ORDER BY signs_with"
)
_FOLLOWERS = "SELECT name FROM desk WHERE follows = ? AND retired IS NULL GROUP BY signs_with ORDER BY min(hlc)"


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A desk with the device that it last wrote as.

    `exchanged_at` is when a file of it was last taken in, `at_hub` when it was last at the hub, as the hub said at the
    last exchange; None: not known.
    """

    name: str
    signs_with: str
    sealed_to: str
    device: str
    retired: bool
    here: bool
    exchanged_at: str | None
    at_hub: str | None

    @property
    def last_exchange(self) -> tuple[datetime, str] | None:
        """The later of both, and which way; None if neither is known."""
        known = [(self.exchanged_at, "U 盘"), (self.at_hub, "中心库")]
        return max(((datetime.fromisoformat(at), way) for at, way in known if at), default=None)


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """An act that does not fit what another desk did before it; `about` is a field, or "" for the whole act.

    `kind`: of the park, firm or visit that it is on; "" for an application.
    """

    ref: str
    about: str
    application: str
    number: str
    what: str
    sentence: str
    kind: str = ""


def desks(db: Database) -> list[DeskRow]:
    """All that ever joined, the first one first; empty while the record is not shared."""
    return [
        DeskRow(name, signs_with, sealed_to, device, bool(retired), bool(here), at, at_hub)
        for name, signs_with, sealed_to, device, retired, here, at, at_hub in db.execute(_DESKS)
    ]


def desk_names(db: Database) -> dict[str, str]:
    """Of each device that ever wrote as a desk, what that is called."""
    return {str(device): str(name) for device, name in db.execute("SELECT device, name FROM desk")}


def desk_devices(db: Database) -> dict[str, str]:
    """By each device that a desk wrote as, the key that it signs with."""
    return {str(device): str(key) for device, key in db.execute("SELECT device, signs_with FROM desk")}


def seen_by(db: Database, device: str) -> dict[str, Head]:
    """The ends that the desk which writes as this device entered as seen, and its own as far as it is on record."""
    found: dict[str, Head] = {}
    for end in chain(db.execute(_SEEN_BY, [device]), db.execute(_OWN_END, [device])):
        if end[1] > found.get(end[0], _NO_END).seq:
            found[end[0]] = Head(end[1], end[2])
    return found


def is_shared(db: Database) -> bool:
    """Whether other desks take part, or were let in: of who was invited nothing is known before a file of his comes."""
    return bool(desks(db))


def writes_here(db: Database, device: str) -> bool:
    """Whether the device is, or was, that of this desk: what it entered cannot be on its way from another one."""
    return db.execute("SELECT 1 FROM head WHERE device = ? AND NOT elsewhere", [device]).fetchone() is not None


def has_joined(db: Database, device: str) -> bool:
    """Whether it is entered of this device as which desk it writes."""
    return db.execute("SELECT 1 FROM desk WHERE device = ?", [device]).fetchone() is not None


def has_a_copy(db: Database, device: str) -> bool:
    """Whether under the keys of this desk, which writes as `device`, another file is written too."""
    found = db.execute(_WRITTEN_BY_A_COPY).fetchone() or db.execute(_GOES_ON_ELSEWHERE, [device]).fetchone()
    return found is not None


def followers(db: Database, signs_with: str) -> tuple[str, ...]:
    """Names of the copies of a desk that took keys of their own and take part, the first one first."""
    rows = db.execute(_FOLLOWERS, [signs_with]).fetchall()
    return tuple(name for (name,) in rows)


def came_after(db: Database, application_id: str, place: int) -> list[tuple[str, str]]:
    """What other desks did with it that came into this file after this place: device, and field or entry."""
    return [(str(device), str(what)) for device, what in db.execute(_CAME_AFTER, [application_id, place])]


def copies(db: Database) -> list[tuple[str, str]]:
    """The key of each desk that is a copy of another one, and the key of that."""
    return db.execute("SELECT DISTINCT signs_with, follows FROM desk WHERE follows <> ''").fetchall()


def copies_kept(db: Database, signs_with: str) -> list[str]:
    """Keys of all copies of a desk, and of theirs, that take part and stand on the list."""
    return [key for (key,) in db.execute(_COPIES, [signs_with])]


def open_conflicts(db: Database) -> list[ConflictRow]:
    """What nobody has settled yet, of the application changed last first."""
    return [ConflictRow(*row) for row in db.execute(_CONFLICTS)]


def of_later_programs(db: Database) -> list[tuple[str, str | None]]:
    """Entries that could not be read when they came in, as device:seq, with their application; None: of the office."""
    rows = db.execute("SELECT ref, application FROM conflict WHERE what = ?", [LATER_KIND])
    return [(str(ref), application or None) for ref, application in rows]


def conflicts_of(db: Database, application_id: str) -> tuple[int, bool]:
    """How many of one application nobody has settled, and whether it waits for a later program."""
    sql = "SELECT what FROM conflict WHERE application = ? AND settled IS NULL"
    found = [what for (what,) in db.execute(sql, [application_id])]
    return len(found) - found.count(LATER_KIND), LATER_KIND in found


def open_office_conflicts(db: Database) -> list[tuple[str, str, str]]:
    """The same of what concerns no application that is there: entry, what about it, and what it is."""
    return [(str(ref), str(about), str(what)) for ref, about, what in db.execute(_OFFICE_CONFLICTS)]


def entries_in_office_conflicts(db: Database) -> dict[str, Entry]:
    """By their references, in the order of the clock; an open conflict of the office keeps that of its entry."""
    sql = (
        f"SELECT {COLUMNS} FROM journal WHERE hlc IN "  # noqa: S608  our own column names
        "(SELECT sentence FROM conflict WHERE application = '' AND settled IS NULL) ORDER BY hlc"
    )
    return {entry.ref: entry for row in db.execute(sql) if (entry := Entry(*row))}


def code_of(db: Database, application_id: str) -> str:
    """The query code, of a purged application, too."""
    row = db.execute("SELECT short_code FROM application WHERE id = ?", [application_id]).fetchone()
    return "" if row is None else str(row[0])


def number_of(db: Database, application_id: str) -> str:
    """Of a purged application, too; "" for one whose opening cannot be read."""
    row = db.execute("SELECT number FROM application WHERE id = ?", [application_id]).fetchone()
    return "" if row is None else str(row[0])


def pinned_by(db: Database, application_id: str) -> tuple[str, ...]:
    """The entry whose answer holds for this application; empty without one."""
    return tuple(str(ref) for (ref,) in db.execute("SELECT ref FROM answer WHERE application = ?", [application_id]))


def filing_version(db: Database, ref: str) -> int:
    """Of which version of the filing this act was; 1 if it is not known."""
    row = db.execute("SELECT version FROM filing_act WHERE ref = ?", [ref]).fetchone()
    return 1 if row is None else int(row[0])


def numbers_given_twice(db: Database) -> list[tuple[str, list[str]]]:
    """Numbers that two desks gave to different applications, with these, the one that was opened first first."""
    if db.execute("SELECT 1 FROM desk LIMIT 1").fetchone() is None:
        return []
    found: dict[str, list[str]] = {}
    for number, application in db.execute(_GIVEN_TWICE):
        found.setdefault(str(number), []).append(str(application))
    return list(found.items())


def invitation_holds(db: Database, mark_digest: str, at: str) -> bool | None:
    """True if the invitation of this mark is unused and holds at this moment (ISO 8601); None if none is on record."""
    sql = "SELECT used_by IS NULL AND unixepoch(until) > unixepoch(?) FROM invitation WHERE mark_digest = ?"
    row = db.execute(sql, [at, mark_digest]).fetchone()
    return None if row is None else bool(row[0])
