"""Papers and attachments that have not come yet: which ones this desk waits for, and which ones others said they do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from gridcounter.core.record.journal import canonical
from gridcounter.store.engine import Database

#: Named by one desk at a time; when they are there, it names the next ones.
MOST_NAMED = 5000
_DIGEST = 32

_OLDEST = "SELECT digest FROM awaited ORDER BY rowid LIMIT ?"
_STAND = (
    "SELECT sha256 FROM {table} WHERE sha256 IN (SELECT value FROM json_each(?)) "
    "AND application IN (SELECT id FROM application WHERE purged_on IS NULL)"
)


@dataclass(frozen=True, slots=True)
class Awaiting:
    """What the desk with this key said at that moment, in milliseconds since 1970: the longest awaited come first."""

    signs_with: str
    at: int
    digests: tuple[str, ...]


def awaited_here(db: Database) -> tuple[str, ...]:
    """By this desk, the first ones."""
    return tuple(digest for (digest,) in db.execute(_OLDEST, [MOST_NAMED]))


def note_awaiting(db: Database, said: Awaiting, *, by_itself: bool) -> None:
    """In the caller's transaction. What another desk passes on holds only where nothing later is known."""
    later = "" if by_itself else " WHERE excluded.at > awaited_by_desk.at"
    db.execute(
        "INSERT INTO awaited_by_desk (signs_with, at, digests) VALUES (?, ?, ?) ON CONFLICT (signs_with) "  # noqa: S608
        f"DO UPDATE SET at = excluded.at, digests = excluded.digests{later}",
        [said.signs_with, said.at, bytes.fromhex("".join(said.digests))],
    )


def awaiting_of(db: Database, signs_with: Iterable[str]) -> list[Awaiting]:
    """What these desks were last known to wait for; those of which nothing was heard are left out."""
    found = []
    for key in signs_with:
        row = db.execute("SELECT at, digests FROM awaited_by_desk WHERE signs_with = ?", [key]).fetchone()
        if row is not None:
            parts = (row[1][start : start + _DIGEST].hex() for start in range(0, len(row[1]), _DIGEST))
            found.append(Awaiting(key, row[0], tuple(parts)))
    return found


def in_turn(said: Iterable[Awaiting]) -> list[str]:
    """The first of each desk, then the second of each: none waits for another's end."""
    rounds = zip_longest(*(one.digests for one in said))
    return list(dict.fromkeys(digest for digest in chain.from_iterable(rounds) if digest is not None))


def standing(db: Database, digests: Sequence[str]) -> frozenset[str]:
    """Those of them that an application which was not purged still has."""
    wanted = canonical(digests)
    return frozenset(
        digest for table in ("paper", "attachment") for (digest,) in db.execute(_STAND.format(table=table), [wanted])
    )
