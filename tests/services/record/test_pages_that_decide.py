"""Pages of an earlier copy that decide for good: who is purged, which day counts, as whom entries are written."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from builders.pages import put_back, roots
from builders.record_builders import CHEAP, CLERK, DAY, PASSPHRASE, PIN, Clock, a_record, opened
from builders.year_builders import a_whole_year

from gridcounter.bootstrap import assessor_of, open_application_service, open_assessor
from gridcounter.core.calendar_year import CalendarYear
from gridcounter.core.record.journal import Act, Kind, canonical
from gridcounter.services.applications.closing import Closing
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.custody.purging import NotAsRecorded, Purging, set_rule
from gridcounter.services.exchange.evidence import gather
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.year_loading import days_of
from gridcounter.services.record import opening
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.record import Record
from gridcounter.store.database import RECORD_FILE
from gridcounter.store.journal.entries import JournalBroken
from gridcounter.store.journal.table_integrity import PartReplaced

LATER = date(2031, 9, 30)
MARCH = date(2027, 3, 2)


class Ended(BaseException):
    """As if the program were ended here: no transaction of its own is finished."""


@dataclass(frozen=True)
class Desk:
    """`then` is a plain copy of the file, taken without a key."""

    folder: Path
    then: Path
    clock: Clock
    key: bytes

    @property
    def now(self) -> Path:
        return self.folder / RECORD_FILE

    def copy(self) -> None:
        shutil.copy(self.now, self.then)

    def put_back(self, *names: str) -> None:
        pages = [page for name, page in roots(self.now, self.key).items() if any(one in name for one in names)]
        before = self.now.read_bytes()
        put_back(self.then, self.now, pages)
        assert self.now.read_bytes() != before, "the attack changes something"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    clock = Clock()
    with a_record(tmp_path / "record", clock) as record:
        key = record.key
    return Desk(tmp_path / "record", tmp_path / "then.db", clock, key)


def take_in(record: Record, many: int = 1) -> list[str]:
    intake = Intake(record, CLERK)
    return [intake.open(DAY, {"applicant.name": "样例"}) for _ in range(many)]


def numbers(record: Record, applications: list[str]) -> set[str]:
    return {record.applications.get(one).number for one in applications}


def test_the_device_that_an_accident_ended_writes_nothing_more(desk: Desk) -> None:
    """It would give the numbers of the lost entries again, and break the journal for good."""
    with opened(desk.folder, desk.clock) as record:
        take_in(record)
    desk.copy()
    with opened(desk.folder, desk.clock) as record:
        lost = numbers(record, take_in(record, 3))
    shutil.copy(desk.then, desk.now)
    with opened(desk.folder, desk.clock) as record:
        assert record.went_back is not None
        take_in(record)
    desk.put_back("this_device")

    with opened(desk.folder, desk.clock) as record:
        assert record.found.corrected is not None
        assert record.found.corrected.tables == ("this_device",)
        assert "登记编号用的设备不一样" in record.found.sentences[0]
        assert not lost & numbers(record, take_in(record, 4))
        assert record.verify().sound


def test_nothing_is_purged_by_a_page_of_before_its_exemption(desk: Desk) -> None:
    with opened(desk.folder, desk.clock) as record:
        held, again = take_in(record, 2)
        for one in (held, again):
            Closing(record, CLERK).close(one, "connected", DAY, DAY)
        set_rule(record, CLERK, 12, "样例期限表", DAY)
    desk.copy()
    with opened(desk.folder, desk.clock) as record:
        Purging(record, CLERK).hold(held, "诉讼没有办完")
        Closing(record, CLERK).reopen(again, "接着办")
    desk.put_back("application")

    with opened(desk.folder, desk.clock) as record:
        purging = Purging(record, CLERK)
        listed = purging.look(LATER, LATER)
        assert len(listed.due) == 2, "the pages say so"
        with pytest.raises(NotAsRecorded, match="什么都没有清除"):
            purging.purge(listed, LATER)
        assert record.journal.purged() == 0
        record.rebuild()
        listed = purging.look(LATER, LATER)
        assert [one.application for one in (*listed.due, *listed.held)] == [held]


def load(record: Record, year: CalendarYear) -> None:
    days = days_of(year)
    digest = hashlib.sha256(canonical(days).encode()).hexdigest()
    record.journal.append(Act(Kind.CALENDAR_ADDED, {"year": year.year, "sha256": digest, "days": days}, CLERK))


def test_a_page_of_the_days_off_of_before_moves_no_limit(desk: Desk) -> None:
    with opened(desk.folder, desk.clock) as record:
        load(record, a_whole_year(2027, [MARCH]))
    desk.copy()
    with opened(desk.folder, desk.clock) as record:
        load(record, a_whole_year(2027))
    desk.put_back("calendar_year")

    with opened(desk.folder, desk.clock) as record:
        assert record.found.corrected is not None
        assert record.found.corrected.tables == ("calendar_year",)
        assert MARCH not in assessor_of(record, open_assessor()).calendar.notices[2027].holidays


def test_a_page_of_the_editions_of_before_puts_no_older_one_in_force(desk: Desk) -> None:
    values = {"id": "jining", "number": "样例〔2026〕1号", "version": "v2", "files": {"pack.toml": ""}}
    with opened(desk.folder, desk.clock) as record:
        take_in(record)
    desk.copy()
    with opened(desk.folder, desk.clock) as record:
        record.journal.append(Act(Kind.PACK_ADOPTED, values, CLERK))
    desk.put_back("adopted_pack")

    with opened(desk.folder, desk.clock) as record:
        assert record.found.corrected is not None
        assert record.found.corrected.tables == ("adopted_pack",)


def test_an_old_pin_put_back_under_an_open_record_is_not_taken(desk: Desk) -> None:
    """Also where the reading connection has read the page of today, and keeps it."""
    desk.copy()
    with opened(desk.folder, desk.clock) as record:
        Clerks(record, cost=CHEAP).change_own_pin(CLERK, PIN, "802466")
    with opened(desk.folder, desk.clock) as record:
        clerks = Clerks(record, cost=CHEAP)
        clerks.get(CLERK)
        record.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        desk.put_back("clerk")

        with pytest.raises(PartReplaced):
            clerks.identify(CLERK, PIN)


def test_a_program_ended_while_it_makes_tables_anew_tells_of_it_on_the_next_opening(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.copy()
    with opened(desk.folder, desk.clock) as record:
        Clerks(record, cost=CHEAP).change_own_pin(CLERK, PIN, "802466")
    desk.put_back("clerk")

    def ended(*_: object) -> None:
        raise Ended

    with monkeypatch.context() as patched:
        patched.setattr(opening, "enter_corrected", ended)
        with pytest.raises(Ended):
            open_record(desk.folder, PASSPHRASE, clock=desk.clock)

    with opened(desk.folder, desk.clock) as record:
        assert record.found.corrected is not None
        assert record.found.corrected.tables == ("clerk",)


def test_a_bundle_lacks_no_entry_that_an_index_of_before_does_not_know(desk: Desk) -> None:
    with opened(desk.folder, desk.clock) as record:
        (application,) = take_in(record)
    desk.copy()
    with opened(desk.folder, desk.clock) as record:
        Closing(record, CLERK).close(application, "connected", DAY, DAY)
    desk.put_back("idx_journal_application_hlc")

    with opened(desk.folder, desk.clock) as record:
        assert len(list(record.journal.of(application))) == 1, "the index says so"
        assert [entry.kind for entry in record.journal.whole(application)] == [
            Kind.APPLICATION_OPENED,
            Kind.APPLICATION_CLOSED,
        ]


def test_no_bundle_is_made_where_a_page_of_entries_is_of_before(desk: Desk) -> None:
    with opened(desk.folder, desk.clock) as record:
        (application,) = take_in(record)
        intake = Intake(record, CLERK)
        issued = intake.issue(application, Issue("one_time_notice", b"%PDF-1.7", "c", "1", "1"))
        take_in(record)
        record.write(lambda stores: stores.db.execute("DROP TRIGGER journal_no_delete"))
        gone = "DELETE FROM journal WHERE device = ? AND seq = ?"  # what a page of before it was written lacks
        record.write(lambda stores: stores.db.execute(gone, issued.ref.split(":")))

        with pytest.raises(JournalBroken, match=f"{issued.ref} 条有问题（这一条缺失）"):
            gather(open_application_service(record, open_assessor(), CLERK), application, desk.clock())
