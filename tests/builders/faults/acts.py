"""The acts that are interrupted at each of their steps. Another act is one more entry in ACTS.

`prepare` makes the starting state once, `do` is interrupted, `check` examines the result. What `do` prints has been
acknowledged: it must exist, whatever happened afterwards.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from openpyxl import load_workbook

from builders.exchange_builders import TODAY, a_line, filled
from builders.record_builders import CHEAP, CLERK, DAY, PASSPHRASE, PDF, Clock, a_record, a_setup, opened, told_tables
from gridcounter.bootstrap import open_assessor
from gridcounter.core.record.journal import Entry, Kind
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.custody import passphrases
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.recovery import DAMAGED, carry_out, plan_recovery
from gridcounter.services.exchange.ledger_export import LedgerExport
from gridcounter.services.exchange.ledger_import import LedgerImport
from gridcounter.services.office.assessment import Assessor
from gridcounter.services.papers.attachments import Attachments
from gridcounter.services.record.opening import create_record, open_record
from gridcounter.services.record.record import Record
from gridcounter.store import database, migrations
from gridcounter.store.custody import schema_check
from gridcounter.store.custody.backup import BACKUPS, back_up
from gridcounter.store.custody.keys import KEYS_FILE, WrongPassphrase
from gridcounter.store.custody.manifest import backups_in, digest_of_file, unreadable_in
from gridcounter.store.custody.verify import examine
from gridcounter.store.database import RECORD_FILE, RecordSuspect, RecordTooNew
from gridcounter.store.engine import Database, Migrations
from gridcounter.store.papers import PAPERS_FILE

Tell = Callable[[str], None]

RECORD, ROWS, LATER = "record", 60, datetime(2026, 11, 19, 9, 31, tzinfo=UTC)
ROUTE = PDF + b"\nstartxref\n9\n%%EOF\n"
NEXT_PASSPHRASE = "另一个足够长的口令"  # noqa: S105  nothing in a test is secret


@dataclass(frozen=True, slots=True)
class Act:
    prepare: Callable[[Path], None]
    do: Callable[[Path, Tell], None]
    check: Callable[[Path, Sequence[str]], None]


def an_application(record: Record) -> str:
    return record.applications.recent(1)[0].id


def as_refusal(entry: Entry) -> str:
    return json.dumps([entry.ref, entry.kind, entry.hash])


def sound(record: Record, lines: Sequence[str] = ()) -> None:
    """Nothing acknowledged is lost, nothing half done is there, and the tables are what the journal says."""
    found = record.verify()
    assert (found.broken, found.damage) == (None, ())
    on_record = {as_refusal(entry) for entry in record.journal.all()}
    assert [line for line in lines if line not in on_record] == []
    before = told_tables(record.db)
    assert record.rebuild().changed == ()
    assert told_tables(record.db) == before
    numbers = [row[1] for row in before["application"]]
    assert len(set(numbers)) == len(numbers)


@contextmanager
def opened_again(world: Path) -> Iterator[Record]:
    """As a user would: a record that is only suspect is looked at whole, found sound, and opened."""
    try:
        open_record(world / RECORD, PASSPHRASE, clock=Clock()).close()
    except RecordSuspect:
        assert plan_recovery(world / RECORD, PASSPHRASE, clock=Clock(LATER)) is None
    with opened(world / RECORD) as record:
        yield record


def opens_sound(world: Path, lines: Sequence[str]) -> None:
    with opened_again(world) as record:
        sound(record, lines)


# ---- at the desk


def a_used_record(world: Path) -> None:
    with a_record(world / RECORD) as record:
        intake = Intake(record, CLERK)
        application = intake.open(DAY, {"applicant.name": "李四", "premises.address": "长" * 3000})
        intake.issue(application, Issue("one_time_notice", PDF + bytes(9000), "c", "1", "1"))


def save(world: Path, tell: Tell) -> None:
    with opened(world / RECORD) as record:
        intake, application = Intake(record, CLERK), an_application(record)
        # what a paper told is locked; this was never filled in
        tell(as_refusal(intake.save(application, {"project.name": ("样" * 2000, None)})))
        tell(as_refusal(intake.receive(application, DAY)))
        tell(as_refusal(intake.accept(application, DAY)))


def issue(world: Path, tell: Tell) -> None:
    with opened(world / RECORD) as record:
        intake, application = Intake(record, CLERK), an_application(record)
        issued = intake.issue(application, Issue("one_time_notice", PDF + bytes(30_000), "d", "1", "1"))
        tell(as_refusal(issued))
        tell(as_refusal(intake.deliver(application, issued.ref, "in_person")))
        ref = Attachments(record, CLERK).add_content(application, ROUTE, "路径图")
        tell(as_refusal(next(entry for entry in record.journal.of(application) if entry.ref == ref)))


# ---- in bulk


@cache
def assessor() -> Assessor:
    return open_assessor()


def a_table_to_import(world: Path) -> None:
    with a_record(world / RECORD):
        filled(world / "in.xlsx", *(a_line(applicant__name=f"样例{number}") for number in range(ROWS)))


def import_table(world: Path, tell: Tell) -> None:
    with opened(world / RECORD) as record:
        bringing = LedgerImport(record, assessor(), CLERK)
        bringing.take_in(bringing.check(world / "in.xlsx", TODAY))
        for entry in record.journal.all():
            tell(as_refusal(entry))


def goes_on_and_enters_nothing_twice(world: Path, lines: Sequence[str]) -> None:
    with opened_again(world) as record:
        sound(record, lines)
        bringing = LedgerImport(record, assessor(), CLERK)
        checked = bringing.check(world / "in.xlsx", date(2026, 10, 8))
        assert len(checked.ready) + checked.already == ROWS
        bringing.take_in(checked)
        fields = (record.applications.fields(row.id) for row in record.applications.recent(2 * ROWS))
        names = Counter(found["applicant.name"].value for found in fields)
        assert names == Counter(f"样例{number}" for number in range(ROWS))


# ---- files that are handed out


def files_handed_out(world: Path) -> None:
    a_used_record(world)
    write_files(world, lambda _: None)


def write_files(world: Path, tell: Tell) -> None:
    with opened(world / RECORD) as record:
        code = record.applications.recent(1)[0].short_code
        for handed in record.write_handed_out(code, world / "out", CLERK):
            tell(handed.path.rpartition("/")[2])
        LedgerExport(record, CLERK).write(world / "out" / "list.xlsx", on=TODAY)
        tell("list.xlsx")


def only_whole_files(world: Path, lines: Sequence[str]) -> None:
    with opened_again(world) as record:
        sound(record)
        names = {path.name for path in (world / "out").iterdir() if not path.name.startswith(".")}
        assert {*lines, "list.xlsx"} <= names
        ((_, content),) = record.handed_out(record.applications.recent(1)[0].short_code)
        assert all((world / "out" / name).read_bytes() == content for name in names - {"list.xlsx"})
        assert load_workbook(world / "out" / "list.xlsx").worksheets[0].max_row > 1


# ---- backups


def old_backups(world: Path) -> None:
    """Of which one goes as soon as a new one is there."""
    a_used_record(world)
    with opened(world / RECORD) as record:
        for days in (100, 101):
            back_up(record.folder, record.key, record.folder / BACKUPS, LATER - timedelta(days=days))
        intake = Intake(record, CLERK)
        for number in range(3):
            intake.issue(an_application(record), Issue("one_time_notice", PDF + b" %d" % number, "e", "1", "1"))


def back_up_once(world: Path, tell: Tell) -> None:
    with opened(world / RECORD) as record:
        # what was entered last is still beside the file, and has to find its way into it
        Intake(record, CLERK).receive(an_application(record), DAY)
        tell(Backups(record, Clock(LATER)).make().name)


def only_whole_backups(world: Path, lines: Sequence[str]) -> None:
    place = world / RECORD / BACKUPS
    with opened_again(world) as record:
        sound(record)
        found = backups_in(place)
        assert unreadable_in(place) == []
        assert found
        assert {*lines} <= {backup.name for backup in found}
        assert all(examine(backup, record.key).sound for backup in found)
        made = Backups(record, Clock(LATER + timedelta(days=1))).make()
        assert (made.manifest.papers_missing, examine(made, record.key).sound) == (0, True)
        assert list(place.glob(".*")) == []


def damaged_all_over(world: Path) -> None:
    """All three files, after a backup; what was entered since then is lost."""
    a_used_record(world)
    folder = world / RECORD
    with opened(folder) as record:
        Backups(record, Clock(LATER)).make()
        Intake(record, CLERK).open(DAY)
    for name in (RECORD_FILE, PAPERS_FILE, KEYS_FILE):
        content = bytearray((folder / name).read_bytes())
        content[len(content) // 2] ^= 1
        (folder / name).write_bytes(content)
        (world / f"{name}.sha256").write_text(digest_of_file(folder / name), "utf-8")


def restore_it(world: Path, tell: Tell) -> None:
    plan = plan_recovery(world / RECORD, PASSPHRASE, clock=Clock(LATER))
    assert plan is not None
    carry_out(plan, Clock(LATER))
    tell("restored")


def opens_restored(world: Path, lines: Sequence[str]) -> None:
    folder = world / RECORD
    for name in (RECORD_FILE, PAPERS_FILE, KEYS_FILE):
        as_it_was = (world / f"{name}.sha256").read_text("utf-8")
        kept = {digest_of_file(path) for path in folder.rglob(name) if BACKUPS not in path.parts}
        assert as_it_was in kept
    try:
        open_record(folder, PASSPHRASE).close()
    except DAMAGED:
        plan = plan_recovery(folder, PASSPHRASE, clock=Clock(LATER))
        if plan is not None:
            assert not lines, "acknowledged, and damaged"
            carry_out(plan, Clock(LATER))
    with opened(folder) as record:
        sound(record)
        assert record.applications.count() == 1
        assert len(record.handed_out(record.applications.recent(1)[0].short_code)) == 1
        assert Kind.RECORD_RESTORED in {entry.kind for entry in record.journal.all()}


# ---- once in a while


def next_program() -> None:
    """The next version: a step that writes much, one that changes a table, one that has everything indexed anew."""
    later = Migrations("record")
    for step in migrations.RECORD._migrations:  # noqa: SLF001  there is no other way to have one more
        later(name=step.name)(step.fn)

    @later(name="m0998_next")
    def more(db: Database) -> None:
        db.execute("CREATE TABLE next AS SELECT ref, payload, hash FROM (SELECT hash AS ref, * FROM journal)")
        db.execute("ALTER TABLE application ADD COLUMN next TEXT")

    @later(name="m0999_last")
    def last(db: Database) -> None:
        db.execute("UPDATE searched SET waiting = 1")

    schema_check._shipped.cache_clear()  # noqa: SLF001  another program makes another schema
    vars(database).update(RECORD=later, STEPS=(*migrations.STEPS, "m0998_next", "m0999_last"))


def migrate(world: Path, tell: Tell) -> None:
    next_program()
    with opened(world / RECORD):
        tell("migrated")


def opens_old_or_new(world: Path, lines: Sequence[str]) -> None:
    """By the old program, unless the new one was done with it; by the new one in any case."""
    folder, new = world / RECORD, False
    try:
        with opened_again(world) as record:
            sound(record)
    except RecordTooNew:
        new = True
    assert new or not lines
    next_program()
    with opened_again(world) as record:
        sound(record)
        (backup, *_) = backups_in(folder / BACKUPS)
        assert unreadable_in(folder / BACKUPS) == []
        assert (backup.manifest.before_migration, backup.manifest.schema) == (True, migrations.STEPS[-1])
        assert examine(backup, record.key).sound


def nothing_yet(world: Path) -> None:
    (world / "elsewhere").mkdir()


def create(world: Path, tell: Tell) -> None:
    record, _ = create_record(world / RECORD, PASSPHRASE, a_setup(), cost=CHEAP, clock=Clock())
    tell("created")
    record.close()


def nothing_or_a_record(world: Path, lines: Sequence[str]) -> None:
    if not (world / RECORD).exists() and not lines:
        create(world, lambda _: None)
    with opened_again(world) as record:
        sound(record)


def change_passphrase(world: Path, tell: Tell) -> None:
    with opened(world / RECORD) as record:
        passphrases.change_passphrase(record, CLERK, PASSPHRASE, NEXT_PASSPHRASE, cost=CHEAP)
        tell("changed")


def one_of_the_two_opens(world: Path, lines: Sequence[str]) -> None:
    try:
        record = open_record(world / RECORD, NEXT_PASSPHRASE, clock=Clock())
    except WrongPassphrase:
        assert not lines
        record = open_record(world / RECORD, PASSPHRASE, clock=Clock())
    try:
        sound(record)
    finally:
        record.close()


# ---- as it must not be done: the sweep has to find each of these


def told_too_early(world: Path, tell: Tell) -> None:
    with opened(world / RECORD) as record:
        tell(json.dumps([f"{record.write(lambda stores: stores.journal.device)}:99", "x", "x"]))
        Intake(record, CLERK).receive(an_application(record), DAY)


def not_synced(world: Path, tell: Tell) -> None:
    with opened(world / RECORD) as record:
        record.write(lambda stores: stores.db.execute("PRAGMA synchronous = OFF"))
        tell(as_refusal(Intake(record, CLERK).receive(an_application(record), DAY)))


def written_in_place(world: Path, tell: Tell) -> None:
    content = (world / RECORD / KEYS_FILE).read_bytes()
    (world / RECORD / KEYS_FILE).write_bytes(content)
    tell("written")


def opens_with_its_keys(world: Path, _: Sequence[str]) -> None:
    open_record(world / RECORD, PASSPHRASE).close()


def without_a_sentence(world: Path, _: Tell) -> None:
    (world / "plain").write_text("x", "utf-8")


CARELESS = {
    "told_too_early": Act(a_used_record, told_too_early, opens_sound),
    "not_synced": Act(a_used_record, not_synced, opens_sound),
    "written_in_place": Act(a_used_record, written_in_place, opens_with_its_keys),
    "without_a_sentence": Act(nothing_yet, without_a_sentence, lambda _world, _told: None),
}
ACTS = {
    "save": Act(a_used_record, save, opens_sound),
    "issue": Act(a_used_record, issue, opens_sound),
    "import": Act(a_table_to_import, import_table, goes_on_and_enters_nothing_twice),
    "files": Act(files_handed_out, write_files, only_whole_files),
    "backup": Act(old_backups, back_up_once, only_whole_backups),
    "restore": Act(damaged_all_over, restore_it, opens_restored),
    "migrate": Act(a_used_record, migrate, opens_old_or_new),
    "create": Act(nothing_yet, create, nothing_or_a_record),
    "passphrase": Act(a_used_record, change_passphrase, one_of_the_two_opens),
}
