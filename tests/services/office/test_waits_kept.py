"""The wait after wrong PINs: never longer than the rule's longest, kept through a new device and an old record."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest
from builders.record_builders import CHEAP, CLERK, PIN, Clock, a_record

from gridcounter.errors import Refusal
from gridcounter.services.custody.rekeying import carry_out_renewal, renewal_of
from gridcounter.services.office.clerks import Clerks, WaitForPin
from gridcounter.services.office.wrong_tries import LONGEST_WAIT
from gridcounter.services.record.opening import open_record
from gridcounter.store.custody import keys
from gridcounter.store.database import RECORD_FILE, open_database
from gridcounter.store.migrations import RECORD
from gridcounter.store.queries.office_rows import Tries, set_tries

OLD = Path(__file__).resolve().parents[2] / "old_databases" / "0.1.0"
NEW = "又一个足够长的口令"


def test_a_wait_that_somebody_made_endless_is_the_longest_of_the_rule(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        record.write(lambda stores: set_tries(stores.db, CLERK, Tries(3, 1000.0, 9e9)))
        with pytest.raises(WaitForPin) as refused:
            Clerks(record, lambda: 1000.0, CHEAP).identify(CLERK, PIN)
        assert refused.value.seconds == LONGEST_WAIT

        assert Clerks(record, lambda: 1000.0 + LONGEST_WAIT, CHEAP).identify(CLERK, PIN).id == CLERK


def test_a_new_device_goes_on_with_the_wait(tmp_path: Path) -> None:
    """As a new key and a restore begin one: the wait lay with the device before."""
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        for _ in range(3):
            with pytest.raises(Refusal):
                Clerks(record, lambda: 1000.0, CHEAP).identify(CLERK, "000000")
        renewal = renewal_of(record, CLERK, NEW)
    carry_out_renewal(renewal, cost=CHEAP, clock=clock)

    with closing(open_record(folder, NEW, clock=clock)) as record, pytest.raises(WaitForPin, match="过 30 秒"):
        Clerks(record, lambda: 1000.0, CHEAP).identify(CLERK, PIN)


def test_a_wait_of_before_the_head_knew_it_goes_on(tmp_path: Path) -> None:
    folder = shutil.copytree(OLD, tmp_path / "office")
    with closing(open_database(folder / RECORD_FILE, keys.unlock(folder, "demonstration"))) as db:
        RECORD.apply(db, stop_before="m0006_head_knows_the_tables")
        (clerk,) = db.execute("SELECT id FROM clerk").fetchone()
        db.execute("INSERT INTO pin_tries (clerk, wrong, since, until) VALUES (?, 3, 1000, 1030)", [clerk])

    with closing(open_record(folder, "demonstration")) as record:
        assert record.found.sentences == []
        with pytest.raises(WaitForPin, match="过 30 秒"):
            Clerks(record, lambda: 1000.0, CHEAP).identify(clerk, PIN)
