"""Entries whose time does not fit those round them: the computer's clock had been set back, or ran ahead.

In the order of writing times never fall. The longest row of entries of which that holds is believed, and every other
entry is measured against its believed neighbours: whether a clock went back for an hour or ahead for a day, the few are
marked and not the many.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

#: A clock that is set right by itself moves by less.
TOLERANCE = timedelta(minutes=5)


def off_clock(moments: Sequence[tuple[str, datetime]]) -> dict[str, timedelta]:
    """Reference of an entry -> how far its clock was ahead, or behind if negative; `moments` in the order of writing.

    Behind is more than `TOLERANCE` before the believed entry before it, ahead more than that after the next one.
    """
    times = [at for _, at in moments]
    believed = _longest_that_never_falls(times)
    found = {}
    for place, (ref, at) in enumerate(moments):
        nearest = bisect_right(believed, place)
        if nearest and at < times[believed[nearest - 1]] - TOLERANCE:
            found[ref] = at - times[believed[nearest - 1]]
        elif nearest < len(believed) and at > times[believed[nearest]] + TOLERANCE:
            found[ref] = at - times[believed[nearest]]
    return found


@dataclass(frozen=True, slots=True)
class Times:
    """`now` and the moments of entries, whatever the computer's clock said: one that was off counts with the time of
    the entry by which it is known to be off.
    """

    now: datetime
    gaps: Mapping[str, timedelta]

    def of(self, ref: str, entered_at: str) -> datetime:
        """When this entry was made; `entered_at` stands in it."""
        return datetime.fromisoformat(entered_at) - self.gaps.get(ref, timedelta(0))


def times_of(moments: Sequence[tuple[str, datetime]], now: datetime) -> Times:
    """`now` is one more moment behind the entries: a clock that is right again refutes an entry made ahead of it, and
    one that was set back is itself refuted by the entries.
    """
    gaps = off_clock([*moments, ("", now)])
    return Times(now - gaps.pop("", timedelta(0)), gaps)


def gap_words(gap: timedelta) -> str:
    """当时本机时钟比台账慢约 3 天; rounded, because the time since the entry before it is not known."""
    size = abs(gap)
    days, hours, minutes = (round(size / timedelta(**{unit: 1})) for unit in ("days", "hours", "minutes"))
    length = f"{days} 天" if hours >= 24 else f"{hours} 小时" if minutes >= 60 else f"{minutes} 分钟"  # noqa: PLR2004
    return f"当时本机时钟比台账{'慢' if gap < timedelta(0) else '快'}约 {length}"


def largest(gaps: Mapping[str, timedelta]) -> timedelta | None:
    """The gap that is furthest from right; None without one."""
    return max(gaps.values(), key=abs, default=None)


def _longest_that_never_falls(times: Sequence[datetime]) -> list[int]:
    """The places of the longest row of times in which none is before the one before it."""
    ends: list[datetime] = []
    at: list[int] = []
    before: list[int] = []
    for place, time in enumerate(times):
        length = bisect_right(ends, time)
        before.append(at[length - 1] if length else -1)
        ends[length : length + 1] = [time]
        at[length : length + 1] = [place]
    row, place = [], at[-1] if at else -1
    while place >= 0:
        row.append(place)
        place = before[place]
    return row[::-1]
