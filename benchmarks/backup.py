"""Backups of a record of 100,000 applications, each entered through the journal; without the bytes of papers.

Also a program of its own: then for as many applications as its argument says.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from datetime import date, timedelta
from functools import partial
from os import SEEK_END
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from invented import an_applicant

from gridcounter.core.record.journal import Act, Kind
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.offsite import OffsiteTarget
from gridcounter.services.custody.recovery import carry_out, plan_recovery
from gridcounter.services.record.first_start import Setup
from gridcounter.services.record.opening import create_record, open_record
from gridcounter.store.custody.keys import Cost
from gridcounter.store.database import RECORD_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gridcounter.services.record.record import Record
    from gridcounter.store.stores import WritingStores

    Result = TypeVar("Result")

APPLICATIONS = 100_000
BOUND = 60
_TOGETHER = 1000
_CHEAP = Cost(1, 8, 1)
_SETUP = Setup("bench", "B", {}, None, "bench", "471108")
_SECRET = "benchmark"  # noqa: S105  of an invented record
_MEGABYTE = 1024 * 1024


class Row(Protocol):
    def __call__(self, what: str, figure: str, bound: str, *, held: bool | None) -> None: ...


def backup_rows(row: Row, applications: int = APPLICATIONS) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place, stick = Path(folder) / "record", Path(folder) / "stick"
        stick.mkdir()
        record, _ = create_record(place, _SECRET, _SETUP, cost=_CHEAP, public=True)
        try:
            _fill(record, applications)
            # one disk here; only that it is another one is not asked
            backups = Backups(record, second=OffsiteTarget(stick, own_disk=False))
            made, seconds = _timed(backups.make)
            size = (made.folder / RECORD_FILE).stat().st_size / _MEGABYTE
            what = f"{applications:,} applications, {made.manifest.entries:,} entries, {size:,.0f} MB"
            row(f"back up {what}", f"{seconds:.1f} s", "-", held=None)
            _, seconds = _timed(backups.copy_offsite)
            row("  copy it to a second place", f"{seconds:.1f} s", "-", held=None)
            _, seconds = _timed(backups.prove_if_due)
            row("  prove it", f"{seconds:.1f} s", "-", held=None)
        finally:
            record.close()
        with (place / RECORD_FILE).open("rb+") as damaged:
            damaged.seek(-50, SEEK_END)  # the last page: all of the file is looked at before that is met
            damaged.write(b"damaged")
        restored, seconds = _timed(lambda: _restore(place))
        if restored != made.manifest.entries + 1:  # one says that it was restored
            raise AssertionError(restored)
        row(
            "  restore it: found, proven, put in place, opened",
            f"{seconds:.1f} s",
            f"<= {BOUND} s",
            held=seconds <= BOUND,
        )


def _restore(place: Path) -> int:
    plan = plan_recovery(place, _SECRET)
    if plan is None:
        raise AssertionError(place)
    carry_out(plan)
    record = open_record(place, _SECRET)
    try:
        return record.journal.count()
    finally:
        record.close()


def _fill(record: Record, applications: int) -> None:
    chance = random.Random(1)  # noqa: S311  invented, the same in every run

    def some(numbers: range, stores: WritingStores) -> None:
        with stores.db.atomic():
            for number in numbers:
                for act in _a_life(number, chance):
                    stores.journal.append(act)

    for start in range(0, applications, _TOGETHER):
        numbers = range(start, min(start + _TOGETHER, applications))
        record.write(partial(some, numbers))


def _a_life(number: int, chance: random.Random) -> Iterator[Act]:
    """Five entries, as most have at least; of documents, papers and clocks there are more in a real one."""
    application = f"{chance.getrandbits(128):032x}"
    on = date(2024, 1, 1) + timedelta(days=number // 150)
    values = {"number": f"B-{number:06d}", "short_code": f"K{number:06d}", "fields": an_applicant(chance)}
    yield Act(Kind.APPLICATION_OPENED, values, "c1", application)
    yield Act(Kind.MATERIALS_RECEIVED, {"on": on.isoformat()}, "c1", application)
    yield Act(Kind.APPLICATION_ACCEPTED, {"on": on.isoformat()}, "c1", application)
    yield Act(Kind.OFFICIAL_NUMBER_ENTERED, {"number": f"37{number:010d}"}, "c1", application)
    yield Act(Kind.APPLICATION_CLOSED, {"why": "withdrawn"}, "c1", application)


def _timed(work: Callable[[], Result]) -> tuple[Result, float]:
    start = time.perf_counter()
    result = work()
    return result, time.perf_counter() - start


def _print(what: str, figure: str, bound: str, *, held: bool | None) -> None:
    print(f"{what:<72} {figure:>10}   {bound:<8} {({True: 'holds', False: 'MISSED', None: '-'})[held]}")


if __name__ == "__main__":
    backup_rows(_print, int(sys.argv[1]) if len(sys.argv) > 1 else APPLICATIONS)
