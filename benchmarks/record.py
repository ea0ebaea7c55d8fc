"""The record: a durable field save beside a bare insert with the same pragmas, and verifying 100,000 entries."""

from __future__ import annotations

import secrets
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from invented import CLERK, grow, in_the_middle
from rows import in_turn_ms

from gridcounter.core.record.journal import Act, Kind
from gridcounter.services.applications.intake import Intake
from gridcounter.services.record.first_start import Setup
from gridcounter.services.record.opening import create_record, open_record
from gridcounter.store.custody.keys import Cost
from gridcounter.store.database import open_database

if TYPE_CHECKING:
    from rows import Row

    from gridcounter.services.record.record import Record
    from gridcounter.store.stores import WritingStores

APPLICATIONS = 100_000
ENTRIES = 100_000
SAVES = 600
_FIELDS = {
    "case.supply.capacity": ("a capacity", "{}"),
    "applicant.name": ("a name", "申请人{}"),
    "applicant.phone": ("a telephone", "138{:08d}"),
    "premises.address": ("an address", "测试市样例区样例路{}号"),
}
_CHEAP = Cost(1, 8, 1)
#: Rows until the log of a bare table has reached its size: one that still grows takes half as long again.
_UNTIL_STEADY = 1_500
_SETUP = Setup("bench", "B", {}, None, "bench", "471108")


def record_rows(row: Row, saves: int = SAVES, entries: int = ENTRIES, applications: int = APPLICATIONS) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # by a process of its own: what inventing them leaves in the memory of this one slows all that is measured
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
            other.submit(_invent, folder / "large", applications).result()
        row("applications in the record that is written to", f"{applications:,}", "", held=None)
        with closing(open_record(folder / "large", "benchmark")) as record:
            save_rows(row, record, folder, saves)
        record, _ = create_record(folder / "record", "benchmark", _SETUP, cost=_CHEAP, public=True)
        with closing(record):
            verify_rows(row, record, entries)


def _invent(folder: Path, applications: int) -> None:
    record, _ = create_record(folder, "benchmark", _SETUP, cost=_CHEAP, public=True)
    with closing(record):
        record.write(partial(grow, size=applications))


def save_rows(row: Row, record: Record, folder: Path, saves: int = SAVES) -> None:
    """What is searched for and compared costs more to save than what is only kept."""
    db = open_database(folder / "bare.db", secrets.token_bytes(32), new=True)
    db.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, field TEXT, value TEXT)")
    intake, application = Intake(record, CLERK), in_the_middle(record)
    fields = record.applications.fields(application)
    for number in range(_UNTIL_STEADY if saves == SAVES else 0):
        db.execute("INSERT INTO bare (field, value) VALUES ('', ?)", [str(number)])
    for field, (called, said) in _FIELDS.items():
        saving = _Saving(intake, application, field, said, fields[field].ref if field in fields else None)

        def bare(number: int, field: str = field, said: str = said) -> None:
            db.execute("INSERT INTO bare (field, value) VALUES (?, ?)", [field, said.format(number)])

        mine, theirs = in_turn_ms([saving, bare], saves)
        what = f"durable save of {called} ({mine:.2f} ms) against a bare insert ({theirs:.2f} ms)"
        row(what, f"{mine / theirs:.2f} x", "<= 3 x", held=mine <= 3 * theirs)
    db.close()


@dataclass(eq=False)
class _Saving:
    intake: Intake
    application: str
    field: str
    said: str
    ref: str | None = None

    def __call__(self, number: int) -> None:
        self.ref = self.intake.save(self.application, {self.field: (self.said.format(number), self.ref)}).ref


def verify_rows(row: Row, record: Record, entries: int = ENTRIES) -> None:
    def fill(stores: WritingStores) -> None:
        opened = ""
        with stores.db.atomic():
            for number in range(stores.journal.count(), entries):
                if number % 20 == 0 or not opened:
                    opened = f"a{number}"
                    values = {
                        "number": f"B-{number}",
                        "short_code": f"S{number}",
                        "fields": {"applicant.name": "申请人"},
                    }
                    stores.journal.append(Act(Kind.APPLICATION_OPENED, values, "c1", opened))
                else:
                    change = {"fields": {f"field.{number}": {"to": "一项填写的内容", "over": None}}}
                    stores.journal.append(Act(Kind.FIELDS_CHANGED, change, "c1", opened))

    record.write(fill)
    start = time.perf_counter()
    broken = record.journal.verify()
    verified = time.perf_counter() - start
    if broken is not None:
        raise AssertionError(broken)
    row(f"verify {record.journal.count():,} entries", f"{verified:.2f} s", "<= 2 s", held=verified <= 2)
    start = time.perf_counter()
    damage = record.damage()
    row("the same file for damage", f"{time.perf_counter() - start:.2f} s", "", held=None)
    start = time.perf_counter()
    differing = record.journal.differing()
    row("its tables against the journal", f"{time.perf_counter() - start:.2f} s", "", held=None)
    start = time.perf_counter()
    rebuilt = record.rebuild()
    row("rebuild its tables", f"{time.perf_counter() - start:.2f} s", "", held=None)
    if damage or differing or rebuilt.changed:
        raise AssertionError(damage, differing, rebuilt.changed)
