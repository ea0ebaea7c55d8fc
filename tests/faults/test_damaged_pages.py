"""Each page of the record's files damaged in turn: detected, reported in a sentence, and restored from the backup.

The full form damages every page; the short one every sixteenth of the record and every third of the archive.
"""

from __future__ import annotations

import random
import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from builders.extent import FULL
from builders.record_builders import CLERK, DAY, PASSPHRASE, PDF, Clock, a_record, opened, tables

from gridcounter.cli.main import main
from gridcounter.errors import GridcounterError
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.recovery import carry_out, plan_recovery
from gridcounter.services.ledger.ledger import Ledger
from gridcounter.services.ledger.timeline import timeline
from gridcounter.services.record.record import in_sentences
from gridcounter.store.database import RECORD_FILE
from gridcounter.store.papers import PAPERS_FILE

PAGE = 4096
EVERY = {RECORD_FILE: 16, PAPERS_FILE: 3}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small record with a backup of all of it."""
    folder = tmp_path_factory.mktemp("pages") / "record"
    with a_record(folder) as record:
        intake = Intake(record, CLERK)
        for number in range(3):
            application = intake.open(DAY, {"applicant.name": f"样例{number}", "premises.address": "长" * 3000})
            intake.receive(application, DAY)
            intake.issue(application, Issue("one_time_notice", PDF + bytes(9000) + b"%d" % number, "c", "1", "1"))
        Backups(record, Clock()).make()
    return folder


def as_the_window_reads(folder: Path) -> None:
    """Everything that a clerk may look at; a sentence is all that may come out."""
    with opened(folder) as record, in_sentences():
        for row in Ledger(record).find():
            record.applications.fields(row.id)
            timeline(record.journal.of(row.id), {})
            record.handed_out(record.applications.get(row.id).short_code)


@pytest.mark.parametrize("name", [RECORD_FILE, PAPERS_FILE])
def test_a_damaged_page_is_found_reported_and_mended_wherever_it_is(
    name: str, sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    passphrase = tmp_path / "passphrase"
    passphrase.write_text(PASSPHRASE, "utf-8")
    with opened(sound) as record:
        as_it_was = tables(record.db)
    content = (sound / name).read_bytes()
    chance = random.Random(name)  # noqa: S311  it decides which byte
    pages = range(0, len(content) // PAGE, 1 if FULL else EVERY[name])
    for page in pages:
        folder = tmp_path / f"page{page}"
        shutil.copytree(sound, folder)
        damaged = bytearray(content)
        damaged[page * PAGE + chance.randrange(PAGE)] ^= 1 << chance.randrange(8)
        (folder / name).write_bytes(damaged)

        with suppress(GridcounterError):
            as_the_window_reads(folder)
        capsys.readouterr()
        assert main(["record", "verify", "--data", str(folder), "--passphrase-file", str(passphrase)]) == 1
        assert "gridcounter record restore" in capsys.readouterr().err
        plan = plan_recovery(folder, PASSPHRASE, clock=Clock())
        assert plan
        assert plan.mending.damaged == (name,)
        assert name in plan.summary
        carry_out(plan, Clock())

        with opened(folder) as record:
            assert record.verify().sound
            assert tables(record.db) == as_it_was
        shutil.rmtree(folder)
    assert len(pages) > 1
