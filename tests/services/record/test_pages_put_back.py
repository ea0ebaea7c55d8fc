"""Pages of an earlier copy of the file in today's: they fit key and place, and are found by what the head says."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from builders.pages import differing_pages, put_back, roots
from builders.record_builders import CHEAP, CLERK, DAY, PASSPHRASE, PIN, Clock, a_record, opened

from gridcounter import paths
from gridcounter.core.record.journal import Kind
from gridcounter.services.applications.closing import Closing
from gridcounter.services.applications.intake import Intake
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.passphrases import change_passphrase
from gridcounter.services.custody.purging import Purging, SecondNeeded, set_rule
from gridcounter.services.custody.recovery import plan_recovery
from gridcounter.services.ledger.ledger import Ledger
from gridcounter.services.office.clerks import ClerkNotFound, Clerks, one_clerk
from gridcounter.services.office.roles import Role
from gridcounter.services.office.wrong_tries import WaitForPin, WrongPin
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.table_repair import PartsReplaced
from gridcounter.store.custody.keys import KEYS_FILE, KeysOutdated
from gridcounter.store.database import RECORD_FILE, RecordDamaged
from gridcounter.store.journal.table_integrity import PartReplaced

if TYPE_CHECKING:
    from pathlib import Path

    from gridcounter.services.record.record import Record

NEW = "又一个足够长的口令"


@pytest.fixture(autouse=True)
def own_notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "user_config_path", (tmp_path / "config").joinpath)


@dataclass(frozen=True)
class Office:
    """`then` is the plain copy of Monday; `key` finds the page of a table."""

    folder: Path
    then: Path
    clock: Clock
    key: bytes
    li: str

    @property
    def now(self) -> Path:
        return self.folder / RECORD_FILE

    def put_back(self, *tables: str) -> None:
        """Pages of these tables and of their indexes, as they were on Monday."""
        differ = differing_pages(self.then, self.now)
        pages = [page for name, page in roots(self.now, self.key).items() if any(table in name for table in tables)]
        assert set(pages) & set(differ), "the attack changes something"
        put_back(self.then, self.now, pages)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """On Tuesday 李四 was made a plain clerk and sent away, 王小明 took a new PIN, and three applications came in."""
    folder, then, clock = tmp_path / "record", tmp_path / "monday.db", Clock()
    with a_record(folder, clock) as record:
        li = Clerks(record, cost=CHEAP).add(CLERK, "李四", Role.ADMINISTRATOR, "593027")
        take_in(record, 2)
        key = record.key
    shutil.copy(folder / RECORD_FILE, then)
    with opened(folder, clock) as record:
        clerks = Clerks(record, cost=CHEAP)
        clerks.change(CLERK, li, role=Role.CLERK, pin="4711")
        clerks.leave(CLERK, li)
        clerks.change_own_pin(CLERK, PIN, "802466")
        take_in(record, 3)
    return Office(folder, then, clock, key, li)


def take_in(record: Record, many: int) -> list[str]:
    intake = Intake(record, CLERK)
    return [record.applications.get(intake.open(DAY, {"applicant.name": "样例"})).number for _ in range(many)]


def kinds(record: Record) -> list[str]:
    return [entry.kind for entry in record.journal.all()]


def given(record: Record) -> list[str]:
    return [
        str(entry.payload["number"]) for entry in record.journal.all() if entry.payload and "number" in entry.payload
    ]


def test_a_dismissed_administrator_does_not_act_by_the_page_of_clerks_of_monday(office: Office) -> None:
    office.put_back("clerk")

    with opened(office.folder, office.clock) as record:
        assert record.found.corrected is not None
        assert record.found.corrected.tables == ("clerk",)
        assert "受理员不一样，已按登记逐条改正" in record.found.sentences[0]
        assert kinds(record)[-1] == Kind.TABLES_DIFFERED
        clerks = Clerks(record, cost=CHEAP)
        with pytest.raises(ClerkNotFound):
            clerks.identify(office.li, "593027")
        with pytest.raises(WrongPin):
            clerks.identify(CLERK, PIN)
        assert clerks.identify(CLERK, "802466").id == CLERK
        assert record.verify().sound

    with opened(office.folder, office.clock) as record:
        assert record.found.corrected is None, "entered once"
        (again,) = record.found.sentences
        assert again.startswith("台账的一部分被换过：2026-09-21"), "whoever did it may have opened it first"
        (kept,) = record.verify().corrected
        assert kept.line.endswith("打开时发现并登记，受理员不一样，已按登记改正")


def test_a_page_put_back_under_an_open_record_lets_nobody_act(office: Office) -> None:
    with opened(office.folder, office.clock) as record:
        record.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        office.put_back("clerk")
        with pytest.raises(PartReplaced), record.reading() as stores:
            one_clerk(stores.db, office.li)


def test_all_pages_but_journal_and_head_of_monday_give_no_number_twice(office: Office) -> None:
    names = {page: name for name, page in roots(office.now, office.key).items()}
    of_journal = ("journal", "idx_journal", "head", "sqlite_autoindex_head", "sqlite_master")
    pages = [
        page
        for page in differing_pages(office.then, office.now)
        if page and page in names and not names[page].startswith(of_journal)
    ]
    put_back(office.then, office.now, pages)

    with opened(office.folder, office.clock) as record:
        assert record.found.corrected is not None
        assert len(Ledger(record).look().rows) == 5
        take_in(record, 1)
        assert len(given(record)) == len(set(given(record))) == 6
        assert record.verify().sound
        assert record.rebuild().changed == ()


@pytest.mark.parametrize("index", ["idx_application_number", "sqlite_autoindex_application_1", "journal_deciding"])
def test_an_index_of_monday_alone_gives_no_number_twice(office: Office, index: str) -> None:
    office.put_back(index)

    with opened(office.folder, office.clock) as record:
        take_in(record, 1)
        assert len(given(record)) == len(set(given(record))) == 6
        record.rebuild()
        assert record.verify().sound


@pytest.mark.parametrize("index", ["sqlite_autoindex_application_1", "idx_journal_hlc", "searched_waiting"])
def test_verify_names_an_index_of_monday_and_a_rebuild_makes_it_anew(office: Office, index: str) -> None:
    """The index of texts that wait is repaired as well: a text would be missing from every search."""
    office.put_back(index)

    with opened(office.folder, office.clock) as record:
        found = record.verify()
        assert (found.sound, found.broken, found.damage, found.differing) == (False, None, (), ("",))
        assert record.rebuild().changed == ()
        assert record.verify().sound


@pytest.mark.parametrize("table", ["application", "field"])
def test_a_table_of_monday_beside_its_indexes_of_today_is_made_anew_on_opening(office: Office, table: str) -> None:
    names = roots(office.now, office.key)
    put_back(office.then, office.now, [names[table]])

    with opened(office.folder, office.clock) as record:
        assert record.found.corrected is not None
        assert table in record.found.corrected.tables
        assert record.verify().sound


def test_the_page_of_the_office_and_old_keys_do_not_open_with_the_old_passphrase(tmp_path: Path) -> None:
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        take_in(record, 1)
        key = record.key
    shutil.copytree(folder, tmp_path / "monday")
    with opened(folder, clock) as record:
        change_passphrase(record, CLERK, PASSPHRASE, NEW, cost=CHEAP)
        take_in(record, 1)
    shutil.copy(tmp_path / "monday" / KEYS_FILE, folder / KEYS_FILE)
    office = Office(folder, tmp_path / "monday" / RECORD_FILE, clock, key, "")
    office.put_back("office")

    with pytest.raises(KeysOutdated):
        plan_recovery(folder, PASSPHRASE)
    with pytest.raises(KeysOutdated):
        open_record(folder, PASSPHRASE, clock=clock)


def test_the_page_of_clerks_of_before_the_leader_came_does_not_let_one_person_purge(tmp_path: Path) -> None:
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        intake = Intake(record, CLERK)
        for _ in range(2):
            Closing(record, CLERK).close(intake.open(DAY, {"applicant.name": "样例"}), "connected", DAY, DAY)
        set_rule(record, CLERK, 12, "样例期限表", DAY)
        key = record.key
    shutil.copy(folder / RECORD_FILE, tmp_path / "january.db")
    clock.at = clock.at.replace(year=2027)
    with opened(folder, clock) as record:
        Clerks(record, cost=CHEAP).add(CLERK, "赵刚", Role.LEADER, "802466")
    clock.at = clock.at.replace(year=2028)
    office = Office(folder, tmp_path / "january.db", clock, key, "")
    office.put_back("clerk")

    today = clock.at.date()
    with opened(folder, clock) as record:
        purging = Purging(record, CLERK)
        with pytest.raises(SecondNeeded):
            purging.purge(purging.look(today, today), today)


def test_the_head_of_before_wrong_tries_ends_no_wait(office: Office) -> None:
    now = 1000.0
    with opened(office.folder, office.clock) as record:
        clerks = Clerks(record, lambda: now, CHEAP)
        for _ in range(2):
            with pytest.raises(WrongPin):
                clerks.identify(CLERK, "000000")
        with pytest.raises(WaitForPin):
            clerks.identify(CLERK, "000000")
        Backups(record, office.clock).make()
    office.put_back("head")

    with pytest.raises(PartsReplaced, match="没有打开，也没有改动"):
        open_record(office.folder, PASSPHRASE, clock=office.clock)
    plan = plan_recovery(office.folder, PASSPHRASE)
    assert plan is not None
    assert plan.mending.damaged == (RECORD_FILE,), "the way that the sentence names is open"


@pytest.mark.parametrize("tables", [("journal",), ("head",), ("journal", "head")])
def test_pages_of_the_journal_itself_are_found_by_chain_and_head(office: Office, tables: tuple[str, ...]) -> None:
    office.put_back(*tables)

    try:
        record = open_record(office.folder, PASSPHRASE, clock=office.clock)
    except RecordDamaged:
        return  # `PartsReplaced`, or what SQLite itself finds
    try:
        assert record.went_back is not None or not record.verify().sound
    finally:
        record.close()


def test_verify_names_a_table_that_decides_about_nobody(office: Office) -> None:
    """A page of what was filled in: nothing on opening says so."""
    office.put_back("field")

    with opened(office.folder, office.clock) as record:
        found = record.verify()
        assert (found.sound, found.damage, found.differing) == (False, (), ("field",))
        assert record.rebuild().changed == ("field",)
        assert record.verify().sound


def test_a_table_of_numbers_that_changes_under_an_open_record_gives_none_twice(office: Office) -> None:
    """The end of the journal says which number was given last."""
    with opened(office.folder, office.clock) as record:
        before = given(record)
        record.write(lambda stores: stores.db.execute("UPDATE application SET number = id"))

        assert take_in(record, 2)[-1] not in before
        assert len(set(given(record))) == 7


def test_an_index_of_the_clock_of_monday_and_a_clock_set_back_break_no_journal(office: Office) -> None:
    """An entry timed before the last one breaks the journal for good, and no backup can be made any more."""
    office.put_back("idx_journal_hlc")
    still = Clock(office.clock.at - timedelta(days=1))

    with opened(office.folder, still) as record:
        take_in(record, 2)
        assert record.journal.verify() is None
        assert record.verify().differing == ("",), "the index is told"
        record.rebuild()
        assert record.verify().sound
        Backups(record, still).make()
