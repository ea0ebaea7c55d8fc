"""What this file knows of the hub of its office: how it is reached, what was last seen there, and the exchange keys.

Of this file alone, and encrypted with it. A rebuild leaves all of it as it is.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gridcounter.core.record.journal import Entry, Head, Kind
from gridcounter.store.engine import Database
from gridcounter.store.journal.knowledge import knew
from gridcounter.store.journal.rows import COLUMNS

KEY_BYTES, _NONCE = 32, 12
#: In place of `sent`, for the name of a paper that a purge took.
_DROPPED = 2
_AFTER = f"SELECT place, {COLUMNS} FROM journal WHERE place > ? ORDER BY place LIMIT ?"  # noqa: S608  our own columns
_BLANKED = f"SELECT {COLUMNS} FROM journal WHERE application = ? AND payload IS NULL"  # noqa: S608
_RETIREMENTS = f"SELECT {COLUMNS} FROM journal WHERE application IS NULL AND kind = '{Kind.DESK_RETIRED}'"  # noqa: S608
_NAMED_HERE = (
    f"SELECT {COLUMNS} FROM journal WHERE hlc IN (SELECT hlc FROM named_key) "  # noqa: S608
    "AND device IN (SELECT device FROM desk WHERE retired IS NULL) ORDER BY hlc DESC"
)
# the ones that are named come first in the order of their clocks
_KEYS = "SELECT key FROM exchange_key LEFT JOIN named_key USING (key_id) ORDER BY hlc IS NULL, hlc, key_id"


@dataclass(frozen=True, slots=True)
class OfficeKey:
    """A key that all desks of the office have, and nobody else: what goes to the hub is sealed with it."""

    key: bytes = field(repr=False)

    @property
    def key_id(self) -> str:
        """By which entries name it: its SHA-256, in hex."""
        return hashlib.sha256(self.key).hexdigest()

    def sealed(self, content: bytes, bound: bytes) -> bytes:
        """A nonce, and AES-256-GCM; it opens with the same `bound` alone."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + AESGCM(self.key).encrypt(nonce, content, bound)

    def opened(self, sealed: bytes, bound: bytes) -> bytes | None:
        """None where it is not what this key sealed."""
        try:
            return AESGCM(self.key).decrypt(sealed[:_NONCE], sealed[_NONCE:], bound)
        except (InvalidTag, ValueError):  # altered, or too short for a nonce
            return None


@dataclass(frozen=True, slots=True)
class OwnHub:
    """`access` is the text of the file by which it was connected; `id` and `incarnation` are None before the first
    exchange, `at` is when the last one ended, and the hub has what was written up to `place`.
    """

    access: str = field(repr=False)
    id: str | None
    incarnation: str | None
    at: str | None
    place: int


def own_hub(db: Database) -> OwnHub | None:
    """None where this desk is connected to none."""
    row = db.execute("SELECT access, id, incarnation, at, place FROM own_hub").fetchone()
    return None if row is None else OwnHub(*row)


def connect(db: Database, access: str) -> None:
    """In the caller's transaction. Nothing is known of this hub yet, be it the same as before."""
    disconnect(db)
    db.execute("INSERT INTO own_hub (access) VALUES (?)", [access])


def disconnect(db: Database) -> None:
    """In the caller's transaction; the keys stay, and what a purge took and is to be gone there should it come back."""
    for table in ("own_hub", "hub_seen", "hub_login_shut", "hub_login_seen"):
        db.execute(f"DELETE FROM {table}")  # noqa: S608  our own table names
    papers_may_lack(db)


def note_seen(db: Database, hub_id: str, incarnation: str, heads: Mapping[str, Head]) -> None:
    """What the hub has been seen to have; in the transaction in which what came from it was taken in."""
    db.execute("UPDATE own_hub SET id = ?, incarnation = ?", [hub_id, incarnation])
    db.execute("DELETE FROM hub_seen")
    for device, head in heads.items():
        db.execute("INSERT INTO hub_seen VALUES (?, ?, ?)", [device, head.seq, head.hash])


def note_pushed(db: Database, place: int) -> None:
    """The hub has all that was written here up to this place."""
    db.execute("UPDATE own_hub SET place = ?", [place])


def note_exchanged(db: Database, at: str) -> None:
    """An exchange ended, with what there was."""
    db.execute("UPDATE own_hub SET at = ?", [at])


def note_logins_seen(db: Database, at: Mapping[str, datetime]) -> None:
    """When each login of the office was last there; in the caller's transaction."""
    db.execute("DELETE FROM hub_login_seen")
    for login, moment in at.items():
        db.execute("INSERT INTO hub_login_seen VALUES (?, ?)", [login, moment.astimezone(UTC).isoformat()])


def seen_there(db: Database) -> dict[str, Head]:
    """The last entries of all devices, as the hub had them at the last exchange."""
    rows = db.execute("SELECT device, seq, hash FROM hub_seen")
    return {device: Head(seq, digest) for device, seq, digest in rows}


def office_keys(db: Database) -> list[OfficeKey]:
    """Those that this desk has, in the order in which they were named."""
    return [OfficeKey(key) for (key,) in db.execute(_KEYS)]


def named_keys(db: Database) -> tuple[str, ...]:
    """The ids of those that entries name, be they here or not, by their clocks."""
    return tuple(key_id for (key_id,) in db.execute("SELECT key_id FROM named_key ORDER BY hlc"))


def sealing_key(db: Database) -> str | None:
    """The id of the key that seals: of those that were named at desks which take part, with each retired desk known to
    have been retired, the latest by the clock. None: a retired desk may have been handed each of them.
    """
    retired = [Entry(*row) for row in db.execute(_RETIREMENTS)]
    for row in db.execute(_NAMED_HERE).fetchall():
        entry = Entry(*row)
        if all(knew(db, entry, one) for one in retired):
            return str((entry.payload or {})["key_id"])
    return None


def new_office_key() -> OfficeKey:
    """Of the system's randomness."""
    return OfficeKey(secrets.token_bytes(KEY_BYTES))


def keep_keys(db: Database, keys: Iterable[OfficeKey]) -> None:
    """In the caller's transaction; one that is here already stays."""
    for key in keys:
        sql = "INSERT INTO exchange_key (key_id, key) VALUES (?, ?) ON CONFLICT (key_id) DO NOTHING"
        db.execute(sql, [key.key_id, key.key])


def written_after(db: Database, place: int, most: int) -> list[tuple[int, Entry]]:
    """The next entries in the order in which they were written into this file, each with its place."""
    return [(row[0], Entry(*row[1:])) for row in db.execute(_AFTER, [place, most]).fetchall()]


def papers_there(db: Database, *, sent: bool, most: int = -1) -> list[str]:
    """Digests of what this desk has put there, or is still to put there."""
    sql = "SELECT digest FROM hub_paper WHERE sent = ? ORDER BY rowid LIMIT ?"
    return [digest for (digest,) in db.execute(sql, [sent, most])]


def papers_may_lack(db: Database) -> None:
    """In the caller's transaction: the hub may no longer have what was put there."""
    db.execute("UPDATE hub_paper SET sent = 0 WHERE sent = 1")


def dropped_there(db: Database) -> list[str]:
    """The names there of papers that a purge took: a hub that is put back has them again."""
    return [name for (name,) in db.execute("SELECT digest FROM hub_paper WHERE sent = ?", [_DROPPED])]


def note_papers(
    db: Database,
    to_send: Iterable[str] = (),
    sent: Iterable[str] = (),
    dropped: Iterable[str] = (),
    names: Iterable[str] = (),
) -> None:
    """In the caller's transaction. Of those that are dropped nothing stays but their `names` there."""
    for digest in to_send:
        db.execute("INSERT INTO hub_paper (digest) VALUES (?) ON CONFLICT (digest) DO NOTHING", [digest])
    for digest in sent:
        db.execute("UPDATE hub_paper SET sent = 1 WHERE digest = ?", [digest])
    for digest in dropped:
        db.execute("DELETE FROM hub_paper WHERE digest = ?", [digest])
    for name in names:
        sql = "INSERT INTO hub_paper (digest, sent) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING"
        db.execute(sql, [name, _DROPPED])


def hub_login_of(db: Database, signs_with: str) -> str:
    """What that desk last said of itself; "": nothing."""
    sql = "SELECT hub_login FROM desk WHERE signs_with = ? AND hub_login IS NOT NULL ORDER BY hlc DESC LIMIT 1"
    row = db.execute(sql, [signs_with]).fetchone()
    return "" if row is None else str(row[0])


def blanked_of(db: Database, applications: Iterable[str]) -> list[Entry]:
    """The entries of these applications whose contents were purged."""
    found: list[Entry] = []
    for application in applications:
        found += [Entry(*row) for row in db.execute(_BLANKED, [application])]
    return found


def last_place(db: Database) -> int:
    """Of the last entry in this file, whoever wrote it."""
    return int(db.execute("SELECT coalesce(max(place), 0) FROM journal").fetchone()[0])


def logins_to_shut(db: Database) -> list[str]:
    """Of retired desks, as far as they are known and not yet shut."""
    sql = (
        "SELECT DISTINCT hub_login FROM desk WHERE retired IS NOT NULL AND hub_login IS NOT NULL "
        "AND hub_login NOT IN (SELECT login FROM hub_login_shut) "
        "AND hub_login NOT IN (SELECT hub_login FROM desk WHERE retired IS NULL AND hub_login IS NOT NULL) "
        "ORDER BY hub_login"
    )
    return [login for (login,) in db.execute(sql)]


def note_shut(db: Database, logins: Iterable[str]) -> None:
    """These need not be shut again."""
    for login in logins:
        db.execute("INSERT INTO hub_login_shut (login) VALUES (?) ON CONFLICT (login) DO NOTHING", [login])
