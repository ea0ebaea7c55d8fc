"""What a record of so many entries costs, measured in this process: `python tools/scale_costs.py ENTRIES` prints JSON.

The entries are those of the invented year. Seconds are those of the processor; a save is timed by the clock.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sample_year import write_year
from scale_simulation import ENTRIES_OF_ONE

from gridcounter.core.record.journal import Act, Kind
from gridcounter.services.applications.demo import PASSPHRASE
from gridcounter.services.custody.backups import Backups
from gridcounter.services.desks.exchange import hand_over, take_in
from gridcounter.services.desks.membership import begin_sharing, invite, join
from gridcounter.services.record.opening import open_record
from gridcounter.store.custody.keys import Cost
from gridcounter.store.database import RECORD_FILE

if TYPE_CHECKING:
    from collections.abc import Callable

    from gridcounter.services.record.record import Record

    T = TypeVar("T")

_SAVES = 200
_CLERK = "c1"
_OTHER = "simulation of another desk"
_CHEAP = Cost(1, 8, 1)


def measure(entries: int, folder: Path) -> dict[str, float]:
    """About so many entries; in an empty folder. Without what the passphrase costs on purpose."""
    place = folder / "first"
    record, spent = _timed(lambda: write_year(place, applications=round(entries / ENTRIES_OF_ONE)))
    made = record.journal.count()
    record.close()
    found = {"entries": float(made), "append_s": spent, "rss_appended_mb": _peak()}
    found["record_bytes"] = (place / RECORD_FILE).stat().st_size / made
    record, found["open_s"] = _timed(lambda: open_record(place, PASSPHRASE))
    found["rss_opened_mb"] = _peak()
    with closing(record):
        found["save_ms"] = _save_ms(record)
        _, found["rebuild_s"] = _timed(record.rebuild)
        found["rss_rebuilt_mb"] = _peak()
        _, found["verify_s"] = _timed(record.verify)
        backup, found["backup_s"] = _timed(Backups(record).make)
        found["backup_bytes"] = sum(one.stat().st_size for one in backup.folder.rglob("*") if one.is_file()) / made
        return found | _exchanged(record, folder, made)


def _save_ms(record: Record) -> float:
    """The median of one field after the other."""
    application, over, waits = record.applications.recent(1)[0].id, None, []
    for number in range(_SAVES):
        start = time.perf_counter()
        change = {"fields": {"works.length_m": {"to": number, "over": over}}}
        over = record.journal.append(Act(Kind.FIELDS_CHANGED, change, _CLERK, application)).ref
        waits.append((time.perf_counter() - start) * 1000)
    return statistics.median(waits)


def _exchanged(record: Record, folder: Path, made: int) -> dict[str, float]:
    """A new desk takes all in, and then nothing is new on either side."""
    found: dict[str, float] = {}
    begin_sharing(record, _CLERK, "1")
    made_by = folder / "all.gcx"
    invited, found["write_file_s"] = _timed(lambda: invite(record, _CLERK, made_by, datetime.now(UTC), _CHEAP))
    found["file_bytes"] = made_by.stat().st_size / made
    _, found["take_in_s"] = _timed(lambda: join(folder / "second", _OTHER, made_by, invited.code, "2", cost=_CHEAP))
    found["rss_taken_mb"] = _peak()
    with closing(open_record(folder / "second", _OTHER)) as second:
        # the first file of a desk that joined has everything once more: it has not heard yet what the others have
        first = hand_over(second, _CLERK, folder, datetime.now(UTC))
        _, found["known_taken_s"] = _timed(lambda: take_in(record, _CLERK, first.path))
        take_in(second, _CLERK, hand_over(record, _CLERK, folder, datetime.now(UTC)).path)
        found["empty_file_bytes"] = hand_over(second, _CLERK, folder, datetime.now(UTC)).path.stat().st_size
    return found


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    used = time.process_time()
    done = work()
    return done, time.process_time() - used


def _peak() -> float:
    """The most memory that this process has had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        sys.stdout.write(json.dumps(measure(int(arguments[0]), Path(folder))) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
