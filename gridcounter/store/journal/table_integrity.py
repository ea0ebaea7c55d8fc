"""The tables against the journal: a page of an earlier copy of the file fits its key and its place, and not its time.

The head is written with every entry, and chained to the one before. What it says of the tables is as new as the last
entry, so a few rows tell on opening whether clerks, office and numbers are those of today. `differing` compares all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from gridcounter.core.record.journal import Entry, Kind, canonical
from gridcounter.errors import Refusal
from gridcounter.store.engine import Database, over, sqlcipher3
from gridcounter.store.journal.conflicts import project_all
from gridcounter.store.journal.given_up import note_given_up
from gridcounter.store.journal.projections.desks import shared_since
from gridcounter.store.journal.projections.entries import project_entry
from gridcounter.store.journal.rows import COLUMNS, insert_row
from gridcounter.store.migrations import PROJECTED, RECORD

#: Who set a PIN last is looked up among these.
_OF_CLERKS = (Kind.CLERK_ADDED, Kind.CLERK_CHANGED)
#: Their entries are few. They say who may do what, with which PIN and passphrase, and by which rules: the office's,
#: days off, editions of the policy. In the order of their index, which is else not used.
DECIDING = (
    *(Kind.OFFICE_SET, Kind.CLERK_ADDED, Kind.CLERK_CHANGED, Kind.KEY_RENEWED, Kind.PASSPHRASE_CHANGED),
    *(Kind.CALENDAR_ADDED, Kind.PACK_ADOPTED),
)
#: Tables, and the kinds that write them: before each act people, on opening also the rules, whose texts are long.
_PEOPLE = ("office", "clerk"), DECIDING[:5]
_ALL = ("office", "clerk", "calendar_year", "adopted_pack"), DECIDING
#: And these give numbers.
NUMBERING = (Kind.APPLICATION_OPENED, Kind.CONSULTATION_NOTED, Kind.NUMBERS_RESERVED, Kind.NUMBER_CORRECTED)

_AMONG = f"FROM journal INDEXED BY journal_deciding WHERE kind IN {tuple(map(str, DECIDING))}"
_ENTRIES = f"SELECT {COLUMNS} {_AMONG} AND kind IN (SELECT value FROM json_each(?)) ORDER BY hlc"  # noqa: S608
_HEADS = "CREATE TABLE head (device TEXT, seq INTEGER, hash TEXT, elsewhere INTEGER)"
_HASHES = f"SELECT hash {_AMONG} ORDER BY place"
LAST = "FROM journal WHERE place = (SELECT max(place) FROM journal)"
_END = f"SELECT device, seq, hash {LAST}"
#: Of the writing device; a restore, and whatever else takes a new one, enters something under it at once.
DEVICE = "this_device"
_WRITES = f"SELECT device FROM {DEVICE}"  # noqa: S608
_SHOULD_WRITE = (
    "SELECT CASE WHEN elsewhere BETWEEN 1 AND seq THEN writes ELSE device END "  # noqa: S608
    f"FROM head WHERE device = (SELECT device {LAST})"
)
_HEAD = "SELECT seq, hash, deciding, applications, reserved FROM head WHERE device = ?"
_LAST_HEAD = f"FROM head WHERE device = (SELECT device {LAST})"
# the indexes that a number is looked up in, each against the rows of its table
_NUMBERS = (
    "SELECT (SELECT count(*) FROM application INDEXED BY idx_application_number WHERE number > ''), "
    "(SELECT coalesce(max(rowid), 0) FROM application), "
    "(SELECT count(*) FROM reserved_number WHERE number > ''), "
    "(SELECT coalesce(max(rowid), 0) FROM reserved_number)"
)
_NOTES = f"SELECT number, tries {_LAST_HEAD}"
# of the last entry, which may be another desk's, and of the device that writes here
_NOTE = (
    "UPDATE head SET applications = (SELECT coalesce(max(rowid), 0) FROM application), "  # noqa: S608
    "reserved = (SELECT coalesce(max(rowid), 0) FROM reserved_number), number = ?, tries = ? "
    f"WHERE device IN (?, (SELECT device {LAST}))"
)
_NOTE_DECIDING = f"UPDATE head SET deciding = ? WHERE device IN (?, (SELECT device {LAST}))"  # noqa: S608
_NOTE_WRITES = f"UPDATE head SET writes = ? WHERE device = (SELECT device {LAST})"  # noqa: S608
_NOTE_LATEST = "UPDATE head SET latest = max(coalesce(latest, ''), ?) WHERE device = ?"
_NOTE_TRIES = f"UPDATE head SET tries = ? WHERE device = (SELECT device {LAST})"  # noqa: S608
#: Characters of a day in a number.
_DAY = 8
#: Read without their indexes, which may be of another time than the rows.
#: Columns that depend on the order of projection: a rebuild numbers a purged application when it projects the purge.
#: For the clock of the last change only the order counts; texts waiting for the index are not part of the journal's
#: state.
_COMPARED = {
    "application": "SELECT id, number, short_code, state, opened_at, opened_by, received_on, accepted_on, "
    "official_number, official_entered_at, closed_at, closed_why, purged_on, held_why, "
    "rank() OVER (ORDER BY changed_hlc) FROM application NOT INDEXED ORDER BY id",
    "searched": "SELECT application, name, address, told, marks, key_applicant, key_agent, key_phone, key_place "
    "FROM searched NOT INDEXED ORDER BY application",
    "filing_act": "SELECT application, ref, version, kind, on_day, told, late FROM filing_act NOT INDEXED "
    "ORDER BY application, place",
    "joint_act": "SELECT application, ref, kind, utility, unit, on_day, told, late FROM joint_act NOT INDEXED "
    "ORDER BY application, place",
}
_OWN_INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"
_INDEXED_OTHERWISE = (
    "SELECT EXISTS (SELECT 1 FROM searched NOT INDEXED WHERE NOT waiting "
    "AND place NOT IN (SELECT id FROM search_index_docsize)) "
    "OR EXISTS (SELECT 1 FROM search_index_docsize WHERE id NOT IN (SELECT place FROM searched))"
)


class PartReplaced(Refusal):
    """A row that decides about the act is not the one that the journal gives."""

    def __init__(self) -> None:
        super().__init__(
            "受理员名册、单位资料、放假安排、政策版本或签名密钥与台账的登记不符，可能有人用旧文件换掉了台账的一部分；这一步没有办，"
            "请关闭程序再打开，程序会按登记改正，并请告诉管理员"
        )


@dataclass(frozen=True, slots=True)
class HeadNotes:
    """`number` was given last; `tries` are wrong PINs by clerk: how many in a row, and the wait after them."""

    number: str = ""
    tries: Mapping[str, tuple[int, float, float]] = field(default_factory=dict)


def notes_of(db: Database) -> HeadNotes:
    """What the head of the last entry notes besides the tables."""
    row = db.execute(_NOTES).fetchone()
    if row is None:
        return HeadNotes()
    return HeadNotes(row[0] or "", {clerk: tuple(told) for clerk, told in json.loads(row[1] or "{}").items()})


def note(db: Database, device: str, notes: HeadNotes, *, decided: bool = True) -> None:
    """Says in the head what the tables hold now, in the transaction of the entry that changed it.

    `decided` is false for an entry that only gives numbers.
    """
    db.execute(_NOTE, [notes.number, canonical(notes.tries), device])
    if decided:
        db.execute(_NOTE_DECIDING, [_digest(db), device])


def note_taken_in(db: Database, device: str, notes: HeadNotes, latest: str) -> None:
    """As `note`, in the transaction of entries that came from another desk, the last of which it wrote itself.

    `device` goes on writing here, and its next entry is later than the `latest` clock.
    """
    note(db, device, notes)
    db.execute(_NOTE_WRITES, [device])
    db.execute(_NOTE_LATEST, [latest, device])


def note_tries(db: Database, tries: Mapping[str, tuple[int, float, float]]) -> None:
    """In the caller's transaction, with the entry of a wrong one."""
    db.execute(_NOTE_TRIES, [canonical(tries)])


def later_number(before: str, entry: Entry) -> str:
    """The one of a later day, or of one day the higher: sheets of earlier days and consultations keep their number."""
    payload = entry.payload or {}
    given = str(payload.get("number") or (payload.get("numbers") or [before])[-1])
    (day, _, serial), (day_given, _, serial_given) = before.rpartition("-"), given.rpartition("-")
    if day[:-_DAY] != day_given[:-_DAY] or not (serial.isdecimal() and serial_given.isdecimal()):
        return given
    return max((day, int(serial), before), (day_given, int(serial_given), given))[-1]


def is_replaced(db: Database, *, rules: bool = True) -> bool:
    """True if clerks, rules or numbers, the writing device or the head itself are not those of the last entry.

    Reads a few rows. Without `rules` the texts of editions and the days off are not compared.
    """
    last = db.execute(_END).fetchone()
    if last is None:
        return False
    if is_other_device(db):
        return True
    device, *end = last
    row = db.execute(_HEAD, [device]).fetchone()
    if row is None or list(row[:2]) != end:
        return True
    applications, rows, reserved, reserved_rows = db.execute(_NUMBERS).fetchone()
    said = (row[2], row[3], row[3], row[4], row[4])
    if said != (_digest(db), applications, rows, reserved, reserved_rows):
        return True
    return _decided_otherwise(db, *(_ALL if rules else _PEOPLE))


def is_other_device(db: Database) -> bool:
    """True if the next entry would be written as another device than that of the last one: perhaps one that ended.

    Where another desk's entries are the last, its head says which device had taken them in.
    """
    should = should_write(db)
    return should is not None and db.execute(_WRITES).fetchall() != [(should,)]


def should_write(db: Database) -> str | None:
    """The device whose next entry follows the last one; None without one."""
    row = db.execute(_SHOULD_WRITE).fetchone()
    return None if row is None else str(row[0] or "")


def refuse_replaced(db: Database) -> None:
    """Before an act that needs a right. Raises PartReplaced."""
    if is_replaced(db, rules=False):
        raise PartReplaced


def _digest(db: Database) -> str:
    hashes = (digest for (digest,) in db.execute(_HASHES))
    return hashlib.sha256("".join(hashes).encode()).hexdigest()


def _decided_otherwise(db: Database, tables: Sequence[str], kinds: Sequence[Kind]) -> bool:
    with closing(_in_memory()) as made:
        for table in (*tables, "journal"):
            (shape,) = db.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", [table]).fetchone()
            made.execute(shape)
        made.execute(_HEADS)
        _know_the_desks(made, db)
        for row in db.execute(_ENTRIES, [canonical(kinds)]):
            entry = Entry(*row)
            if entry.kind in _OF_CLERKS:
                insert_row(made, entry)
            project_entry(made, entry)
        return any(_digest_of(db, table) != _digest_of(made, table) for table in tables)


def _know_the_desks(made: Database, db: Database) -> None:
    """Some acts count at the desk alone that entered them."""
    for row in db.execute("SELECT device, seq, hash, elsewhere FROM head WHERE elsewhere").fetchall():
        made.execute("INSERT INTO head (device, seq, hash, elsewhere) VALUES (?, ?, ?, ?)", row)


def differing(db: Database, entries: Iterable[Entry]) -> tuple[str, ...]:
    """Tables that are not what these entries give; "" if only an index of one differs. For a record of this schema.

    The entries are projected in memory, where nobody finds them later.
    """
    with closing(_in_memory()) as made:
        RECORD.apply(made)
        with made.atomic():
            _know_the_desks(made, db)
            for _ in project_all(made, _looked_up_in(made, entries) if shared_since(db) else entries):
                pass
        there, here = digests(made), digests(db)
    found = tuple(table for table in PROJECTED if there[table] != here[table])
    unsound = [line for (line,) in db.execute("PRAGMA integrity_check(1)") if line != "ok"]
    (otherwise,) = db.execute(_INDEXED_OTHERWISE).fetchone()
    return found or (("",) if unsound or otherwise else ())


def _looked_up_in(made: Database, entries: Iterable[Entry]) -> Iterator[Entry]:
    """Where several desks write, what one act comes to hangs on who knew of which other."""
    for entry in entries:
        insert_row(made, entry)
        note_given_up(made, entry)
    for row in made.execute(f"SELECT {COLUMNS} FROM journal ORDER BY hlc"):  # noqa: S608
        yield Entry(*row)


def digests(db: Database) -> dict[str, str]:
    """One digest for each projected table, independent of the row order in the file."""
    return {table: _digest_of(db, table) for table in PROJECTED}


def empty(db: Database) -> None:
    """Empties the projected tables, and makes their indexes anew: a row that an index lacks cannot be deleted."""
    db.execute("INSERT INTO search_index (search_index) VALUES ('delete-all')")
    # children before parents: foreign keys are on
    for table in reversed(PROJECTED):
        indexes = db.execute(_OWN_INDEXES, [table]).fetchall()
        for name, _ in indexes:
            db.execute(f"DROP INDEX {name}")
        db.execute(f"REINDEX {table}")
        db.execute(f"DELETE FROM {table}")  # noqa: S608  our own table names
        for _, made_by in indexes:
            db.execute(made_by)


def _digest_of(db: Database, table: str) -> str:
    digest = hashlib.sha256()
    whole = f"SELECT * FROM {table} NOT INDEXED ORDER BY 1, 2"  # noqa: S608  our own table names
    for row in db.execute(_COMPARED.get(table, whole)):
        digest.update(canonical(row).encode())
    return digest.hexdigest()


def _in_memory() -> Database:
    return over(sqlcipher3.connect(":memory:"))
