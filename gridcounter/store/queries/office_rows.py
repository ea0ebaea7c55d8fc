"""Table rows of the office: its clerks, loaded years and editions of packs."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from gridcounter.core.record.journal import COMMAND_LINE, COMMAND_LINE_NAME
from gridcounter.store.engine import Database
from gridcounter.store.journal.table_integrity import note_tries, notes_of


class ClerkRow(NamedTuple):
    """A row of `clerk`; the role by its id."""

    id: str
    name: str
    role: str
    active: bool


class Tries(NamedTuple):
    """Wrong PINs in a row, and the wait after the last one: two moments in seconds since 1970, equal without a wait."""

    wrong: int = 0
    since: float = 0.0
    until: float = 0.0

    @property
    def wait(self) -> float:
        """Seconds, 0 without one."""
        return self.until - self.since


class AdoptedRow(NamedTuple):
    """An adopted edition; `files` is JSON: the text of each file by its name."""

    pack: str
    number: str
    version: str
    adopted_at: str
    adopted_by: str
    files: str


def clerks(db: Database) -> list[ClerkRow]:
    """All clerks, inactive ones too, in the order they were added."""
    rows = db.execute("SELECT id, name, role, active FROM clerk ORDER BY rowid")
    return [ClerkRow(str(key), str(name), str(role), bool(active)) for key, name, role, active in rows]


def clerk_names(db: Database) -> dict[str, str]:
    """Id -> the name to be shown, inactive clerks included, and who acted on the command line without a PIN."""
    rows = db.execute("SELECT id, name FROM clerk")
    return {COMMAND_LINE: COMMAND_LINE_NAME, **{str(clerk): str(name) for clerk, name in rows}}


def tries_of(db: Database, clerk: str) -> Tries:
    """The wrong tries since the last right one."""
    return Tries(*notes_of(db).tries.get(clerk, ()))


def set_tries(db: Database, clerk: str, tries: Tries) -> None:
    """In the caller's transaction."""
    note_tries(db, {**notes_of(db).tries, clerk: tries})


def forget_tries(db: Database, clerk: str) -> None:
    """After a right PIN, and after a new one."""
    tries = dict(notes_of(db).tries)
    if tries.pop(clerk, None):
        note_tries(db, tries)


def pin_of(db: Database, clerk: str) -> str:
    """The hash of the clerk's PIN. Raises TypeError for an unknown id."""
    (pin,) = db.execute("SELECT pin FROM clerk WHERE id = ?", [clerk]).fetchone()
    return str(pin)


def calendar_years(db: Database) -> list[tuple[int, dict[str, Any]]]:
    """The loaded years in their order, each with the holidays and working days of its entry."""
    rows = db.execute("SELECT year, told FROM calendar_year ORDER BY year").fetchall()
    return [(int(year), json.loads(result)) for year, result in rows]


def any_accepted(db: Database) -> bool:
    """Whether anything was ever accepted, purged applications included: then the office keeps its place."""
    return db.execute("SELECT 1 FROM application WHERE accepted_on IS NOT NULL LIMIT 1").fetchone() is not None


def places_named(db: Database) -> dict[str, str]:
    """The ids of all applications that say where they are, each with the entry that said it."""
    return dict(db.execute("SELECT application, ref FROM field WHERE field = 'case.locality' ORDER BY application"))


def adopted_packs(db: Database) -> list[AdoptedRow]:
    """In the order of adoption."""
    sql = "SELECT pack, number, version, adopted_at, adopted_by, files FROM adopted_pack ORDER BY rowid"
    return [AdoptedRow(*row) for row in db.execute(sql)]


def kept_packs(db: Database) -> dict[str, str]:
    """The files of each stored edition by its version, as JSON, in the order of storing."""
    return dict(db.execute("SELECT version, files FROM kept_pack ORDER BY rowid").fetchall())
