"""Purging any applications of an invented hall removes all of their data and changes nothing of the others."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders.extent import examples
from builders.purge_builders import everything_in, found_in
from builders.record_builders import CLERK, DAY, columns_told
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_year import write_year

from gridcounter import paths
from gridcounter.bootstrap import open_assessor
from gridcounter.core.reports.periods import Period
from gridcounter.services.applications import demo
from gridcounter.services.custody.purging import DueList, Purging, set_rule
from gridcounter.services.custody.who_confirms import who_may_confirm
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.record import Record
from gridcounter.services.reports.figures import FigureService
from gridcounter.store.migrations import PROJECTED

TODAY = date(2031, 9, 30)
UNTIL = date(2026, 6, 30)
PERSONAL = ("applicant.name", "applicant.contact", "applicant.phone", "applicant.id_number", "premises.address")
ASSESSOR = open_assessor()


@pytest.fixture(scope="module")
def year() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        record = write_year(Path(folder) / "year", applications=24, seed=5, until=UNTIL, days=150, assessor=ASSESSOR)
        set_rule(record, CLERK, 12, "测试期限表", DAY)
        record.close()
        yield Path(folder) / "year"


def others(record: Record, without: set[str]) -> dict[str, list[str]]:
    """Every projected row of every other application."""
    found = {}
    for table in PROJECTED:
        columns = columns_told(record.db, table)
        owner = "id" if table == "application" else "application"
        if owner in columns:
            shown = ", ".join([owner, *columns])
            rows = record.db.execute(f"SELECT {shown} FROM {table}").fetchall()  # noqa: S608  our own names
            found[table] = sorted(repr(row) for row in rows if row[0] not in without)
    return found


def secrets_of(record: Record, applications: Iterable[str]) -> set[str]:
    fields = [record.applications.fields(one) for one in applications]
    return {str(text[name].value) for text in fields for name in PERSONAL if name in text and text[name].value}


def due_of(record: Record, chance: Any) -> DueList:  # noqa: ANN401  hypothesis' own
    """Some of those that are due; the rest is held back."""
    purging = Purging(record, CLERK)
    for one in purging.look(TODAY, TODAY).due:
        if chance.draw(st.booleans()):
            purging.hold(one.application, "抽中的")
    return purging.look(TODAY, TODAY)


@settings(derandomize=True, deadline=None, max_examples=examples(8))
@given(st.data())
def test_whichever_are_purged_nothing_of_them_stays_and_nothing_of_others_changes(year: Path, data: Any) -> None:  # noqa: ANN401
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patched:
        # each example is another copy of one record, and a note of the one before would tell that it went back
        patched.setattr(paths, "user_config_path", (Path(place) / "settings").joinpath)
        folder = Path(place) / "year"
        shutil.copytree(year, folder)
        record = open_record(folder, demo.PASSPHRASE)
        try:
            listed = due_of(record, data)
            gone = {one.application for one in listed.due}
            rest = [row[0] for row in record.db.execute("SELECT id FROM application") if row[0] not in gone]
            kept = secrets_of(record, rest)
            secrets = sorted(secrets_of(record, gone) - kept)
            # a name within another's name or address is found there, and rightly
            secrets = [secret for secret in secrets if not any(secret in other for other in kept)]
            before, figures = others(record, gone), figures_of(record)
            assert "new_connection" in figures["businesses"]

            second = who_may_confirm(record, CLERK)[0].id
            done = Purging(record, CLERK, second).purge(listed, TODAY)

            assert done.count == len(gone)
            assert found_in(everything_in(folder, record.key), secrets) == []
            assert found_in(everything_in(folder, record.key), sorted(kept)[:5]) == sorted(kept)[:5]
            assert others(record, gone) == before
            assert figures_of(record) == figures
            found = record.verify()
            assert (found.sound, found.purged) == (True, done.entries)
            assert record.rebuild().changed == ()
            assert others(record, gone) == before
            assert figures_of(record) == figures
        finally:
            record.close()


def figures_of(record: Record) -> dict[str, Any]:
    """Every number with the applications behind it, whatever their order."""
    period = Period(date(2026, 1, 1), UNTIL)
    figures = FigureService(record, ASSESSOR.calendar, "测试市", "测试大厅").count(period, UNTIL)
    counted = {one.key: (one.count, sorted(one.ids)) for one in (*figures.counts, *figures.classes, *figures.filings)}
    steps = {
        (step.clock, step.limit): (sorted((run.application, run.net) for run in step.runs), sorted(step.overdue))
        for step in figures.steps
    }
    businesses = {one.business: [sorted(ids) for ids in (one.received, one.closed)] for one in figures.businesses}
    labels = sorted(one.label for one in figures.classes)
    return {"counts": counted, "steps": steps, "labels": labels, "businesses": businesses}
