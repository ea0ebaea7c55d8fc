"""Wrong tries at a secret, in a row, and the wait after them. They lie in the record: no restart ends a wait."""

from __future__ import annotations

from gridcounter.errors import Refusal
from gridcounter.store.engine import Database
from gridcounter.store.queries.office_rows import Tries, set_tries, tries_of

FREE_TRIES = 3
FIRST_WAIT = 30.0
LONGEST_WAIT = 900.0


class WrongPin(Refusal):
    """`left` tries remain before a wait; 0 if a wait begins."""

    def __init__(self, left: int) -> None:
        text = f"再错 {left} 次要等一会儿" if left else "请稍等再试"
        super().__init__(f"操作码不对，请重新输入（{text}）")


class WaitForPin(Refusal):
    """`seconds` from now."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"操作码输错多次，请过 {max(1, round(seconds))} 秒再试；忘记操作码的请管理员重设")


class WaitForCode(Refusal):
    """`seconds` from now."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"恢复码输错多次，请过 {max(1, round(seconds))} 秒，照恢复单逐字再输一次")


def seconds_left(tries: Tries, now: float) -> float:
    """Of the wait after these tries, 0 without one; none is longer than the longest."""
    wait = min(tries.wait, LONGEST_WAIT)
    return min(wait, max(0.0, tries.since + wait - now)) if wait else 0.0


def one_more(tries: Tries, now: float) -> Tries:
    """After another wrong one."""
    wrong = tries.wrong + 1
    wait = min(FIRST_WAIT * 2 ** (wrong - FREE_TRIES), LONGEST_WAIT) if wrong >= FREE_TRIES else 0.0
    return Tries(wrong, now, now + wait)


def seconds_to_wait(db: Database, whose: str, now: float) -> float:
    """0 if it may be tried now. A clock that was set back begins the wait anew."""
    tries = tries_of(db, whose)
    left = seconds_left(tries, now)
    if left and now < tries.since:
        set_tries(db, whose, Tries(tries.wrong, now, now + left))
    return left


def count_wrong(db: Database, whose: str, now: float, unwritten: Tries | None = None) -> Tries:
    """One more, in the caller's transaction; `unwritten` are those that could not be written before."""
    counted = one_more(max(tries_of(db, whose), unwritten or Tries()), now)
    set_tries(db, whose, counted)
    return counted


def refusal_of(counted: Tries) -> Refusal:
    """What is said after a wrong PIN."""
    return WaitForPin(counted.wait) if counted.wait else WrongPin(FREE_TRIES - counted.wrong)
