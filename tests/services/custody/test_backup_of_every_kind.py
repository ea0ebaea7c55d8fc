"""For every kind of entry: a backup lacks nothing and a restore loses nothing."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from builders.every_kind import ATTACHED, append_every_kind
from builders.record_builders import PASSPHRASE, PDF, Clock, a_record, opened

from gridcounter.core.calendar_year import CalendarYear
from gridcounter.core.record.journal import Kind
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.recovery import carry_out, plan_recovery
from gridcounter.services.office.office_years import OfficeYears
from gridcounter.services.office.year_loading import YearLoading
from gridcounter.services.record.record import Record
from gridcounter.store.database import RECORD_FILE, is_suspect
from gridcounter.store.papers import PAPERS_FILE, archived

KEPT = {hashlib.sha256(content).hexdigest() for content in (PDF, ATTACHED)}


def enter_every_kind(record: Record) -> None:
    record.write(append_every_kind)
    assert {entry.kind for entry in record.journal.all()} == set(Kind)


def test_papers_and_attachments_are_in_the_archive_and_nothing_else_on_record_is(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        enter_every_kind(record)

        assert archived(record.db) == KEPT


def test_with_every_kind_on_record_a_backup_lacks_nothing_and_a_restore_loses_nothing(tmp_path: Path) -> None:
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        enter_every_kind(record)
        result = Backups(record, clock).make().manifest
        assert (result.papers, result.papers_missing) == (len(KEPT), 0)
        assert record.verify().sound
    assert not is_suspect(folder)
    for name in (RECORD_FILE, PAPERS_FILE):
        (folder / name).write_bytes(b"")

    plan = plan_recovery(folder, PASSPHRASE, clock=clock)
    assert plan is not None
    done, said = carry_out(plan, clock)

    assert done.papers_missing == 0
    assert "找不回来" not in said
    with opened(folder, clock) as record:
        assert record.verify().sound
        assert archived(record.db) == KEPT


def a_year(year: int) -> YearLoading:
    return YearLoading(CalendarYear(year=year, holidays=(), make_up=()), "", ())


@pytest.mark.parametrize("years", [1, 2])
def test_a_year_of_holidays_is_no_paper(tmp_path: Path, years: int) -> None:
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        for year in range(2030, 2030 + years):
            OfficeYears(record, "c1").add(a_year(year))
        result = Backups(record, clock).make().manifest
        assert (result.papers, result.papers_missing) == (0, 0)
    assert not is_suspect(folder)
    with opened(folder, clock) as record:
        assert record.verify().sound
