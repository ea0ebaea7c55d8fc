"""Records for tests: real encrypted files in a given folder, cheap keys, a clock that the test sets.

Common starting states are made once in a run, by the real services, and copied: creating a record takes some forty
steps of its schema, and a demonstration is also entered application by application.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from gridcounter import paths
from gridcounter.bootstrap import open_assessor
from gridcounter.core.record.journal import Act, Entry, Kind
from gridcounter.services.applications import demo
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.record.first_start import Setup
from gridcounter.services.record.opening import create_record, open_record
from gridcounter.services.record.record import Record
from gridcounter.store.custody.keys import Cost
from gridcounter.store.custody.purge import purge
from gridcounter.store.database import open_database
from gridcounter.store.engine import Database
from gridcounter.store.journal.entries import wall_clock
from gridcounter.store.migrations import PROJECTED
from gridcounter.store.stores import WritingStores, open_to_write

CHEAP = Cost(passes=1, memory_kib=8, lanes=1)
PASSPHRASE = "一个足够长的口令"  # noqa: S105  nothing in a test is secret
KEY = bytes(range(32))
DAY = date(2026, 9, 21)
CLERK = "c1"
PIN = "471108"
PDF = b"%PDF-1.7 invented"
_shelf: list[Path] = []
#: What was made so far, and what its clock read then.
_made: dict[str, Path] = {}
_read: dict[str, datetime] = {}


@dataclass
class Clock:
    """A second goes by with each look; a test may set it back."""

    at: datetime = field(default_factory=lambda: datetime(2026, 9, 21, 1, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


def a_setup(**changes: Any) -> Setup:  # noqa: ANN401  of each field's own type
    values: dict[str, Any] = {
        "place": "jining",
        "code": "JN1",
        "office": {"name": "测试大厅"},
        "sole_proprietor_as_micro": None,
        "clerk": "王小明",
        "pin": PIN,
    }
    return Setup(**(values | changes))


def shelve_in(folder: Path) -> None:
    """Where this run keeps what it copies from: tests/conftest.py says so."""
    _shelf[:] = [folder]


def a_copy(
    folder: Path, passphrase: str, setup: Setup, cost: Cost = CHEAP, clock: Callable[[], datetime] = wall_clock
) -> Record:
    """What `create_record` makes of this setup, the clock as it is then."""
    what = f"{passphrase} {setup} {cost} {clock!r}"

    def make(made: Path) -> None:
        create_record(made, passphrase, setup, cost=cost, clock=clock)[0].close()
        if isinstance(clock, Clock):
            _read[what] = clock.at

    put(folder, what, make)
    if isinstance(clock, Clock):
        clock.at = _read[what]
    return open_record(folder, passphrase, clock=clock)


def a_demo(folder: Path) -> Record:
    """The invented applications of the desk, taken in."""

    def make(made: Path) -> None:
        demo.create_demo(made, paths.demo_applications() / "desk", open_assessor()).close()

    put(folder, "demonstration", make)
    return open_record(folder, demo.PASSPHRASE)


def put(folder: Path, what: str, make: Callable[[Path], None]) -> None:
    """What `make` makes in a folder: by itself the first time in this run, copied from there on."""
    if not _shelf:  # outside a run of tests: in a process that one of them starts
        make(folder)
        return
    if what not in _made:
        made = _shelf[0] / str(len(_made))
        make(made)
        _made[what] = made
    shutil.copytree(_made[what], folder, dirs_exist_ok=True)


@contextmanager
def a_record(folder: Path, clock: Clock | None = None) -> Iterator[Record]:
    record = a_copy(folder, PASSPHRASE, a_setup(), clock=clock or Clock())
    try:
        yield record
    finally:
        record.close()


@contextmanager
def another_record(folder: Path) -> Iterator[Record]:
    """One that shares nothing with those of `a_record`, which are copies: keys and first entries of its own."""
    record, _ = create_record(folder, PASSPHRASE, a_setup(), cost=CHEAP, clock=Clock())
    try:
        yield record
    finally:
        record.close()


@contextmanager
def opened(folder: Path, clock: Clock | None = None) -> Iterator[Record]:
    record = open_record(folder, PASSPHRASE, clock=clock or Clock())
    try:
        yield record
    finally:
        record.close()


@contextmanager
def stores_in(folder: Path, clock: Clock | None = None, *, new: bool = True) -> Iterator[WritingStores]:
    stores = open_to_write(folder, KEY, clock or Clock(), new=new)
    try:
        yield stores
    finally:
        stores.close()


def an_opening(application: str = "a1", number: str = "JN1-0001", fields: Mapping[str, Any] | None = None) -> Act:
    values = {"number": number, "short_code": f"C{application.upper()}", "fields": dict(fields or {})}
    return Act(Kind.APPLICATION_OPENED, values, CLERK, application)


def a_change(application: str, field: str, to: object, over: str | None) -> Act:
    return Act(Kind.FIELDS_CHANGED, {"fields": {field: {"to": to, "over": over}}}, CLERK, application)


def a_paper(application: str = "a1", **changes: Any) -> Act:  # noqa: ANN401  JSON
    values = {
        "paper": "one_time_notice",
        "version": 1,
        "sha256": hashlib.sha256(PDF).hexdigest(),
        "content_hash": "c",
        "form_version": "1",
        "pack_version": "1",
        "replaces": None,
    }
    return Act(Kind.PAPER_ISSUED, values | changes, CLERK, application)


def an_answer(**changes: Any) -> dict[str, Any]:  # noqa: ANN401  JSON
    """As a decision would pin it: one clock from acceptance, one that waits, one sum."""
    clocks = [
        {"id": "plan", "label": "方案答复", "actor": "grid_company", "wd": 2, "days": None, "counts_from": "accepted"},
        {
            "id": "connect",
            "label": "验收送电",
            "actor": "grid_company",
            "wd": 5,
            "days": None,
            "counts_from": "completion_reported",
        },
        {"id": "grid_side", "label": "合计", "actor": "", "wd": 7, "days": None, "counts_from": None},
    ]
    values = {
        "pack": "jining",
        "pack_number": "测试〔2021〕1号",
        "pack_version": "sha256:1",
        "case": {"locality": "jining", "on": "2026-09-21"},
        "customer_class": "mv10_single_upto_1250",
        "class_label": "10千伏单电源",
        "track": "undetermined",
        "approval_wd": None,
        "clocks": clocks,
        "documents": [
            {"id": "identity", "label": "身份证明", "stage": "application", "state": "required", "clause": "三(二)1"}
        ],
        "branches": [{"track": "filing", "wd": None, "when": ["非专线"]}],
        "regime": None,
    }
    return values | changes


def a_day_of_entries(stores: WritingStores) -> list[Entry]:
    """Two applications through most of what can happen to one."""
    journal = stores.journal
    entries = [journal.append(an_opening(fields={"applicant.name": "李四"}))]
    entries.append(journal.append(a_change("a1", "applicant.name", "李五", entries[0].ref)))
    entries.append(journal.append(an_opening("a2", "JN1-0002")))
    entries.append(journal.append(Act(Kind.MATERIALS_RECEIVED, {"on": "2026-09-21"}, CLERK, "a1")))
    entries.append(journal.append(Act(Kind.APPLICATION_ACCEPTED, {"on": "2026-09-22"}, CLERK, "a1")))
    entries.append(journal.append(Act(Kind.DOCUMENT_RECEIVED, {"document": "identity", "copies": 1}, CLERK, "a1")))
    stores.archive.keep(PDF)
    entries.append(journal.append(a_paper()))
    delivered = {"ref": entries[-1].ref, "how": "in_person"}
    entries.append(journal.append(Act(Kind.PAPER_DELIVERED, delivered, CLERK, "a1")))
    entries.append(journal.append(Act(Kind.APPLICATION_CLOSED, {"why": "withdrawn"}, CLERK, "a2")))
    return entries


def purge_all(stores: WritingStores, *applications: str) -> Entry:
    """Blanks them as the program does; the open ones are closed first."""
    for one in applications:
        if stores.applications.get(one).state != "closed":
            stores.journal.append(Act(Kind.APPLICATION_CLOSED, {"why": "withdrawn"}, CLERK, one))
    rule = {"until": "2026-09-30", "months": 1, "basis": "样例期限表"}
    return purge(stores.db, stores.journal, applications, CLERK, rule)


def tables(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    return {name: db.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in PROJECTED}  # noqa: S608


#: What a rebuild may find otherwise, by table: the number of a row, where the order alone counts; what waits for the
#: index; of the clock of the last change the order alone is kept.
_OF_ITS_OWN = {
    "searched": {"place", "waiting"},
    "filing_act": {"place"},
    "joint_act": {"place"},
    "application": {"changed_hlc"},
}


def columns_told(db: Database, table: str) -> list[str]:
    """Those that the journal settles."""
    columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    return [column for column in columns if column not in _OF_ITS_OWN.get(table, set())]


def told_tables(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Whatever the order of the rows."""
    read = {name: f"SELECT {', '.join(columns_told(db, name))} FROM {name}" for name in PROJECTED}  # noqa: S608
    return {name: sorted(db.execute(sql).fetchall(), key=repr) for name, sql in read.items()}


def let_in_whoever_can(db: Database) -> None:
    """What somebody with the key and a tool would do first."""
    for trigger in ("journal_no_delete", "journal_no_update", "journal_only_purged"):
        db.execute(f"DROP TRIGGER IF EXISTS {trigger}")


def a_used_record(record: Record, papers: int = 3) -> str:
    intake = Intake(record, CLERK)
    application = intake.open(DAY, {"applicant.name": "李四"})
    for number in range(papers):
        intake.issue(application, Issue("one_time_notice", PDF + b" %d" % number, "c", "1", "1"))
    return application


def archived_rows(archive: Path, key: bytes) -> list[Any]:
    db = open_database(archive, key, reading=True, one_file=True)
    try:
        return db.execute("SELECT rowid, sha256 FROM bytes ORDER BY rowid").fetchall()
    finally:
        db.close()
