"""What 留存与清除 shows, read in a worker: lists, announcements, the last purge, copies."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from gridcounter.bootstrap import read_purge_report
from gridcounter.core.reports.purge_report import PurgeReport
from gridcounter.services.custody.offsite import OffsiteTarget
from gridcounter.services.custody.purging import DueList, Purging
from gridcounter.services.custody.stale_copies import OldCopy, copies_before_purge
from gridcounter.services.desks.announced_purges import AnnouncedPurge, announced_purges, is_announced_first


class Looked(NamedTuple):
    """`announces`: a purge takes two steps; `report` is of the last one, `copies` hold what was purged."""

    listed: DueList
    announced: list[AnnouncedPurge]
    announces: bool
    report: PurgeReport | None
    copies: list[OldCopy]


def look(purging: Purging, second: OffsiteTarget | None, today: date) -> Looked:
    """Over connections of its own."""
    record = purging.record
    return Looked(
        purging.look(today, today),
        announced_purges(record),
        is_announced_first(record),
        read_purge_report(record, second),
        copies_before_purge(record, second),
    )
