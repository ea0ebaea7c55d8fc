"""Wrong tries at a secret, in a row, and the wait after them. They lie in the record: no restart ends a wait."""

from __future__ import annotations

from gridcounter.store.engine import Database
from gridcounter.store.queries.office_rows import Tries, set_tries, tries_of

FREE_TRIES = 3
FIRST_WAIT = 30.0
LONGEST_WAIT = 900.0


def seconds_to_wait(db: Database, whose: str, now: float) -> float:
    """0 if it may be tried now. A clock that was set back begins the wait anew; none is longer than the longest."""
    tries = tries_of(db, whose)
    wait = min(tries.until - tries.since, LONGEST_WAIT)
    if wait and now < tries.since:
        set_tries(db, whose, Tries(tries.wrong, now, now + wait))
        return wait
    return max(0.0, tries.since + wait - now) if wait else 0.0


def count_wrong(db: Database, whose: str, now: float) -> tuple[int, float]:
    """One more: how many in a row, and the seconds until the next try. In the caller's transaction."""
    wrong = tries_of(db, whose).wrong + 1
    wait = min(FIRST_WAIT * 2 ** (wrong - FREE_TRIES), LONGEST_WAIT) if wrong >= FREE_TRIES else 0.0
    set_tries(db, whose, Tries(wrong, now, now + wait))
    return wrong, wait
