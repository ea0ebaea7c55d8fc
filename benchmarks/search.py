"""One record from 1,000 to 1,000,000 applications: what grows with it, and what must not.

Searching as it is typed stands beside reading every text with LIKE. GRIDCOUNTER_BENCH_LARGEST ends it earlier.
"""

from __future__ import annotations

import os
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from invented import CLERK, grow, in_the_middle
from rows import median_ms, p95_ms

from gridcounter.bootstrap import open_assessor
from gridcounter.services.applications.intake import Intake
from gridcounter.services.ledger.ledger import Chip, Ledger
from gridcounter.services.record.first_start import Setup
from gridcounter.services.record.opening import create_record, open_record
from gridcounter.store.custody.keys import Cost

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rows import Sheet

    from gridcounter.services.record.record import Record
    from gridcounter.store.engine import Database

SIZES = (1_000, 10_000, 100_000, 1_000_000)
#: Milliseconds that a keystroke may take, by how many applications there are.
BOUNDS = {100_000: 30, 1_000_000: 100}
#: So large a record is built once more from its journal and compared.
_PROVEN = 10_000
_TIMES, _SCANS, _SAVES = 20, 3, 200
_PASSPHRASE = "benchmark"  # noqa: S105  of a record that is thrown away
_SETUP = Setup("bench", "B", {}, None, "bench", "471108")
_SEARCHES = {
    "1 character": ("王", "店", "路", "安"),
    "2 characters": ("王伟", "面馆", "建设", "五金"),
    "initials": ("ww", "ljg", "ylmg", "jxc"),
    "telephone tail": ("0011", "1234", "888", "20260"),
    "two words": ("王 建设", "面馆 0011", "李 光明街 12", "样例 路"),
}


def search_rows(sheet: Sheet, sizes: Sequence[int] = SIZES) -> None:
    largest = int(os.environ.get("GRIDCOUNTER_BENCH_LARGEST", sizes[-1]))
    lines: dict[str, list[str]] = {}
    sizes = [size for size in sizes if size <= largest]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "record"
        record, _ = create_record(folder, _PASSPHRASE, _SETUP, cost=Cost(1, 8, 1), public=True)
        try:
            for size in sizes:
                start = time.perf_counter()
                record.write(partial(grow, size=size))
                values = {"building it up to here": f"{time.perf_counter() - start:.0f} s"}
                if size <= _PROVEN and record.rebuild().changed:
                    raise AssertionError(size)
                values |= _at(sheet, record, size)
                record.close()
                start = time.perf_counter()
                record = open_record(folder, _PASSPHRASE)
                values["opening the record"] = f"{(time.perf_counter() - start) * 1000:.0f} ms"
                for what, figure in values.items():
                    lines.setdefault(what, []).append(figure)
        finally:
            record.close()
    sheet.table(["applications", *(f"{size:,}" for size in sizes)], [[what, *values] for what, values in lines.items()])


def _at(sheet: Sheet, record: Record, size: int) -> dict[str, str]:
    ledger, bound = Ledger(record), BOUNDS.get(size)
    values = {}
    for what, queries in _SEARCHES.items():
        slowest = max(p95_ms(partial(ledger.look, query), _TIMES) for query in queries)
        marked = max(p95_ms(partial(ledger.look, query, Chip.UNDER_WAY), _TIMES) for query in queries)
        scan = max(median_ms(partial(_scan, record.db, query), _SCANS) for query in queries)
        values[f"search, {what}, p95"] = f"{slowest:.1f} ms"
        values[f"search, {what}, filtered, p95"] = f"{marked:.1f} ms"
        values[f"LIKE over all texts, {what}"] = f"{scan:.1f} ms"
        if bound:
            found = max(slowest, marked)
            name = f"search, {size:,} applications, {what}, p95 ({found:.1f} ms) against LIKE ({scan:.0f} ms)"
            sheet(name, f"{scan / found:.0f} x faster", f"<= {bound} ms", held=found <= bound)
    values["ledger, first page"] = f"{p95_ms(ledger.look, _TIMES):.1f} ms"
    shown, calendar = [row.id for row in ledger.look().rows], open_assessor().calendar
    values["ledger, class and due day of the first page"] = (
        f"{p95_ms(partial(ledger.details, shown, calendar), _TIMES):.1f} ms"
    )
    values["ledger, first page of what is under way"] = (
        f"{p95_ms(partial(ledger.look, '', Chip.UNDER_WAY), _TIMES):.1f} ms"
    )
    values["last changed, as on 工作台"] = f"{p95_ms(ledger.find, _TIMES):.1f} ms"
    values["saving a field, durable"] = f"{_saved(record):.2f} ms"
    start = time.perf_counter()
    if record.journal.verify() is not None:
        raise AssertionError(size)
    values["verifying the chain"] = f"{time.perf_counter() - start:.2f} s"
    values["entries in the journal"] = f"{record.journal.count():,}"
    record.write(lambda stores: stores.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone())
    held = (record.folder / "record.db").stat().st_size
    values["size of the record"] = f"{held / 2**20:.0f} MiB"
    values["of it, each application"] = f"{held / 1024 / size:.2f} KiB"
    return values


def _saved(record: Record) -> float:
    """When the log has reached its size: while it grows, each save takes half as long again."""
    intake, application = Intake(record, CLERK), in_the_middle(record)
    number, ref = 0, record.applications.fields(application)["applicant.name"].ref

    def save() -> None:
        nonlocal number, ref
        number += 1
        ref = intake.save(application, {"applicant.name": (f"申请人{number}", ref)}).ref

    median_ms(save, _SAVES)
    return median_ms(save, _SAVES)


def _scan(db: Database, query: str) -> None:
    """The same question without an index: the rows of the first page, and how many there are."""
    words = [f"%{word}%" for word in query.split()]
    where = " AND ".join("told LIKE ?" for _ in words)
    db.execute(f"SELECT * FROM searched WHERE {where} ORDER BY place DESC LIMIT 200", words).fetchall()  # noqa: S608
    db.execute(f"SELECT count(*) FROM searched WHERE {where}", words).fetchone()  # noqa: S608
