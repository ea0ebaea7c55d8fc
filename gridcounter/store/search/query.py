"""Queries over the index, and over the few newest texts that wait to be added to it.

Writing to the index costs as much as everything else that saving a field writes. So changed texts wait and are added
together; until then they are scanned, which finds the same rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from gridcounter.store.engine import Database
from gridcounter.store.search.tokens import joined, phrase, tokens

#: Few enough to scan without a noticeable delay.
MOST_WAITING = 64

# The index may hold an older text of a waiting place: it does not count.
_INDEXED = """
    SELECT rowid AS found FROM search_index WHERE search_index MATCH :match
    AND rowid NOT IN (SELECT place FROM searched INDEXED BY searched_waiting WHERE waiting)
"""
_UNINDEXED = """
    SELECT s.place AS found FROM searched AS s INDEXED BY searched_waiting
    WHERE s.waiting AND (:mark = '' OR instr(' ' || s.marks || ' ', ' ' || :mark || ' ')) AND NOT EXISTS (
        SELECT 1 FROM json_each(:words) AS word
        WHERE NOT EXISTS (
            SELECT 1 FROM json_each(word.value) AS way WHERE instr(s.told || char(31) || s.letters, way.value)
        )
    )
"""
#: The places that match.
PLACES = f"{_INDEXED} UNION ALL {_UNINDEXED}"
#: The newest matches: the index is read from its end until there are enough.
NEWEST_PLACES = f"""
    SELECT found FROM (SELECT found FROM ({_INDEXED} ORDER BY rowid DESC LIMIT :limit) UNION ALL {_UNINDEXED})
    ORDER BY found DESC LIMIT :limit
"""  # noqa: S608  our own words
_COUNT_WAITING = "SELECT count(*) FROM searched INDEXED BY searched_waiting WHERE waiting"
_WAITING = "SELECT place, told, letters, marks FROM searched INDEXED BY searched_waiting WHERE waiting"


def sought(words: Iterable[Sequence[str]], mark: str = "") -> dict[str, str]:
    """The parameters of PLACES: every word must occur in one of its forms. Empty without words and mark."""
    ways = [list(word) for word in words]
    lines = [" OR ".join(f"told : {phrase(way)}" for way in word) for word in ways]
    match = [f"({each})" for each in lines] + ([f"marks : {mark}"] if mark else [])
    return {"match": " AND ".join(match), "words": json.dumps(ways), "mark": mark}


def put_in_if_many(db: Database) -> None:
    """Adds the waiting texts to the index once there are enough; called after each addition."""
    (waiting,) = db.execute(_COUNT_WAITING).fetchone()
    if waiting > MOST_WAITING:
        put_in(db)


def put_in(db: Database) -> None:
    """Adds all waiting texts to the index, in the caller's transaction."""
    for place, result, letters, marks in db.execute(_WAITING).fetchall():
        row = [place, tokens(joined([result, letters])), marks]
        db.execute("INSERT OR REPLACE INTO search_index (rowid, told, marks) VALUES (?, ?, ?)", row)
    db.execute("UPDATE searched SET waiting = 0 WHERE waiting")
