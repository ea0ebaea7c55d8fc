"""The park book with 2,000 firms and 10,000 visits: how long each of its lists takes."""

from __future__ import annotations

import secrets
import statistics
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from rows import taken_ms

from gridcounter.core.record.journal import Act, Kind
from gridcounter.store.journal.entries import wall_clock
from gridcounter.store.queries.parks import ParkQueries
from gridcounter.store.stores import open_to_write

if TYPE_CHECKING:
    from collections.abc import Callable

    from rows import Row

    from gridcounter.store.stores import WritingStores

_BOUND_MS = 100
_TIMES = 5
_TODAY = date(2026, 9, 21)
_KEPT_OF = 10


def fill(stores: WritingStores, clerk: str, firms: int, visits: int) -> None:
    """One park with all firms: the longest list that there can be."""
    with stores.db.atomic():
        stores.journal.append(Act(Kind.PARK_OPENED, {"fields": {"name": "样例产业园"}}, clerk, "park"))
        for place in range(firms):
            fields = {"name": f"样例企业{place}", "building": f"{place % 9} 号楼", "supply": {"kind": "direct"}}
            opened = {"park": "park", "fields": fields}
            stores.journal.append(Act(Kind.FIRM_OPENED, opened, clerk, f"firm{place}"))
            account = {"account": f"37{place:08}", "capacity_kva": 630}
            stores.journal.append(Act(Kind.ACCOUNT_SET, account, clerk, f"firm{place}"))
        for place in range(visits):
            _visit(stores, clerk, place, firms)


def _visit(stores: WritingStores, clerk: str, place: int, firms: int) -> None:
    on, firm, visit = (_TODAY - timedelta(days=place % 1000)).isoformat(), f"firm{place % firms}", f"visit{place}"
    held = {"on": on, "way": "on_site", "reason": "asked", "ours": ["李样"], "number": f"ZF-{place}"}
    stores.journal.append(Act(Kind.VISIT_HELD, held | {"park": "park", "firms": [firm]}, clerk, visit))
    if place % _KEPT_OF:
        return
    promise = {"firm": firm, "text": "答复", "who": "李样", "on": on, "by": "2026-09-25"}
    made = stores.journal.append(Act(Kind.PROMISE_MADE, promise, clerk, visit))
    if place % (_KEPT_OF * _KEPT_OF):
        kept = {"ref": made.ref, "on": "2026-09-21", "words": "办了", "told_how": "on_site"}
        stores.journal.append(Act(Kind.PROMISE_KEPT, kept, clerk, visit))


def park_rows(row: Row, firms: int = 2_000, visits: int = 10_000) -> None:
    """Of the lists, not of the duty of a year: which papers ask for one is in the packs."""
    with tempfile.TemporaryDirectory() as folder:
        stores = open_to_write(Path(folder), secrets.token_bytes(32), wall_clock, new=True)
        try:
            fill(stores, "c1", firms, visits)
            read = ParkQueries(stores.db)
            lists: dict[str, Callable[[], object]] = {
                "parks": read.parks,
                "firms of a park": lambda: read.firms("park"),
                "open promises": read.open_promises,
                "planned visits": lambda: read.visits_planned("2026-09-21"),
                "days of a year": lambda: read.days_there("2026-01-01", "2026-12-31"),
                "visits of a firm": lambda: read.visits_of("firm3"),
            }
            for name, work in lists.items():
                took = statistics.median(taken_ms(work, _TIMES))
                row(f"park book, {name}", f"{took:.0f} ms", f"<= {_BOUND_MS} ms", held=took <= _BOUND_MS)
        finally:
            stores.close()
