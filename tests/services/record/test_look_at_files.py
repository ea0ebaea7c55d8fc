"""Checking for damage while others write: an index state cached by a reader is no damage."""

from __future__ import annotations

import random
from pathlib import Path

from builders.record_builders import CLERK, DAY, PASSPHRASE, a_record

from gridcounter.services.applications.intake import Intake
from gridcounter.services.record.opening import open_record
from gridcounter.store.database import RECORD_FILE
from gridcounter.store.search.search import SearchStore


def test_a_sound_record_is_sound_however_often_it_was_rebuilt_and_written(tmp_path: Path) -> None:
    chance = random.Random("shapes of an index")  # noqa: S311  it decides when to rebuild
    with a_record(tmp_path / "record") as record:
        intake, search = Intake(record, CLERK), SearchStore(record.db)
        application = intake.open(DAY, {"applicant.name": "样例"})
        for count in range(120):
            if chance.random() < 0.2:
                record.rebuild()
            else:
                read = record.applications.fields(application).get("premises.address")
                intake.save(application, {"premises.address": (f"样例路{count}号", read.ref if read else None)})
            if chance.random() < 0.5:
                search.find("样例", limit=5)
            assert record.damage() == ()


def test_a_file_that_goes_bad_while_it_is_open_is_reported_as_damage(tmp_path: Path) -> None:
    folder = tmp_path / "record"
    with a_record(folder) as record:
        for count in range(30):
            Intake(record, CLERK).open(DAY, {"applicant.name": f"样例{count}"})
    record = open_record(folder, PASSPHRASE)
    try:
        with (folder / RECORD_FILE).open("r+b") as file:
            file.seek(3 * 4096)
            file.write(bytes(4096))
        assert record.damage()
        assert not record.verify().sound
    finally:
        record.close()
