"""The views over all clocks: 100,000 accepted applications, none of them closed."""

from __future__ import annotations

import random
import secrets
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from gridcounter import paths
from gridcounter.services.ledger.agenda import View, read_agenda
from gridcounter.services.office.calendars import load_calendar
from gridcounter.store.database import migrate, open_database
from gridcounter.store.journal.projections.running_clocks import FILL_RUNNING

if TYPE_CHECKING:
    from rows import Row

    from gridcounter.store.engine import Database

APPLICATIONS = 100_000
TODAY = date(2026, 11, 20)
_FOUND = "INSERT INTO searched (place, application, name, address, told, marks) VALUES (?, ?, '样例', '样例路', '', '')"
_OPEN = "INSERT INTO application (id, number, short_code, state, opened_at, opened_by, accepted_on, changed_hlc) VALUES"
_CLOCKS = (("plan", 7, "accepted"), ("whole", 15, "accepted"), ("connect", 5, "completion_reported"), ("sum", 27, None))


def deadline_rows(row: Row, applications: int = APPLICATIONS) -> None:
    calendar = load_calendar(paths.calendars())
    with tempfile.TemporaryDirectory() as folder:
        path, key = Path(folder) / "deadlines.db", secrets.token_bytes(32)
        db = open_database(path, key, new=True)
        migrate(db)
        _fill(db, applications)
        db.close()
        db = open_database(path, key, reading=True)
        try:
            taken = []
            for _ in range(5):
                start = time.perf_counter()
                agenda = read_agenda(db, calendar, TODAY)
                for view in View:
                    agenda.total(view)
                    agenda.rows(view)
                taken.append(time.perf_counter() - start)
            slowest = max(taken)
            what = f"all views of {applications:,} accepted, {agenda.total(View.ALL):,} clocks"
            row(what, f"{slowest * 1000:.0f} ms", "<= 1,000 ms", held=slowest <= 1)
        finally:
            db.close()


def _fill(db: Database, applications: int) -> None:
    """Straight into the projected tables: the journal has a bench of its own."""
    chance = random.Random(1)  # noqa: S311  invented, the same in every run
    with db.atomic():
        for number in range(applications):
            application = f"{chance.getrandbits(128):032x}"
            on = (TODAY - timedelta(days=chance.randrange(120))).isoformat()
            lines = [application, f"B-{number:06d}", f"K{number:06d}", "accepted", on, "c1", on, f"{number:013d}"]
            db.execute(f"{_OPEN} (?, ?, ?, ?, ?, ?, ?, ?)", lines)
            db.execute(_FOUND, [number + 1, application])
            db.execute("INSERT INTO event VALUES (?, 'accepted', ?, '', 'b:1')", [application, on])
            for place, (clock, wd, start) in enumerate(_CLOCKS):
                line = [application, clock, place, "样例时限", "grid_company", wd, None, start]
                db.execute("INSERT INTO clock VALUES (?, ?, ?, ?, ?, ?, ?, ?)", line)
            if chance.random() < 0.5:
                db.execute("INSERT INTO finished VALUES (?, 'plan', ?, '', 'b:2')", [application, on])
            if chance.random() < 0.02:
                rest = [application, on]
                db.execute("INSERT INTO pause VALUES (?, 'whole', 'b:3', ?, NULL, 'request', '书面申请', '')", rest)
        db.execute(FILL_RUNNING)
