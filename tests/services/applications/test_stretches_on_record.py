"""Stretches of road are one field of an application: rebuilt from the journal, and purged with it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from builders.purge_builders import everything_in, found_in
from builders.record_builders import CLERK, DAY, a_record

from gridcounter.services.applications.closing import Closing
from gridcounter.services.applications.intake import Intake
from gridcounter.services.custody.purging import Purging, set_rule

STRETCHES = "project.stretches"
FIRST = {"road": "样例甲路", "surface": "footway", "length_m": 32, "width_m": 3.9, "trees": 2, "trees_kind": "样例国槐"}
SECOND = {"road": "样例乙路", "surface": "carriageway", "length_m": 8, "width_m": 2, "reason": "样例过路"}
TODAY = date(2031, 9, 30)


def test_they_are_rebuilt_whole_and_in_their_order(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        intake = Intake(record, CLERK)
        application = intake.open(DAY, {STRETCHES: [FIRST]})
        read = record.applications.fields(application)[STRETCHES].ref
        intake.save(application, {STRETCHES: ([SECOND, FIRST], read)})

        assert record.rebuild().changed == ()
        assert record.applications.fields(application)[STRETCHES].value == [SECOND, FIRST]


def test_nothing_of_them_is_left_in_any_file_after_a_purge(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        application = Intake(record, CLERK).open(DAY, {STRETCHES: [FIRST, SECOND]})
        Closing(record, CLERK).close(application, "connected", DAY, DAY)
        secrets = [str(value) for one in (FIRST, SECOND) for value in one.values() if str(value).startswith("样例")]
        before = everything_in(record.folder, record.key)
        set_rule(record, CLERK, 60, "测试期限表", DAY)
        purging = Purging(record, CLERK)

        purging.purge(purging.look(TODAY, TODAY), TODAY)

        assert found_in(before, secrets) == secrets
        assert found_in(everything_in(record.folder, record.key), secrets) == []
