"""The wait after wrong PINs: never longer than the rule's longest, kept through a new device and an old record."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from builders.record_builders import CHEAP, CLERK, PIN, Clock, a_record

from gridcounter.core.record.journal import Kind
from gridcounter.errors import Fault, Refusal
from gridcounter.services.custody.rekeying import carry_out_renewal, renewal_of
from gridcounter.services.office import clerks as clerks_module
from gridcounter.services.office import wrong_tries
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.wrong_tries import LONGEST_WAIT, WaitForPin, WrongPin
from gridcounter.services.record.opening import open_record
from gridcounter.store.custody import keys
from gridcounter.store.database import FULL_DISK, RECORD_FILE, DiskRefused, open_database
from gridcounter.store.migrations import RECORD
from gridcounter.store.queries.office_rows import Tries, set_tries
from gridcounter.store.writer import Writer

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


# a disk that takes nothing: whoever filled it tried one PIN after the other, and nothing counted them


@contextmanager
def taking_nothing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(*_: object) -> None:
        raise DiskRefused(RECORD_FILE, FULL_DISK)

    with monkeypatch.context() as patched:
        patched.setattr(wrong_tries, "set_tries", refuse)
        yield


def test_where_no_wrong_pin_can_be_entered_the_window_counts_and_waits_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    with a_record(tmp_path / "record") as record:
        clerks, before = Clerks(record, lambda: now, CHEAP), record.journal.count()
        with taking_nothing(monkeypatch):
            assert clerks.identify(CLERK, PIN).id == CLERK, "all can be looked at"
            for left in (2, 1):
                with pytest.raises(WrongPin, match=f"再错 {left} 次"):
                    clerks.identify(CLERK, "000000")
            for pin in ("000000", PIN):
                with pytest.raises(WaitForPin, match="过 30 秒"):
                    clerks.identify(CLERK, pin)
        with pytest.raises(WaitForPin, match="过 30 秒"):
            clerks.identify(CLERK, PIN)  # nor does room on the disk end it

        now += 30
        with pytest.raises(WaitForPin, match="过 60 秒"):
            clerks.identify(CLERK, "000000")
        (entry,) = (entry for entry in record.journal.all() if entry.kind == Kind.PIN_WRONG)
        assert entry.payload is not None
        assert (record.journal.count(), entry.payload["wrong"]) == (before + 1, 4)

        now += 60
        assert clerks.identify(CLERK, PIN).id == CLERK
        with pytest.raises(WrongPin, match="再错 2 次"):
            clerks.identify(CLERK, "000000")


def test_a_command_tries_no_pin_where_a_wrong_one_would_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_record(tmp_path / "record") as record, taking_nothing(monkeypatch):
        for pin in ("000000", PIN):
            with pytest.raises(DiskRefused):
                Clerks(record, lambda: 1000.0, CHEAP, by_command=True).identify(CLERK, pin)


def test_a_wrong_pin_counts_before_it_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever ends the program before the answer has used up a try."""

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    with a_record(tmp_path / "record") as record:
        with monkeypatch.context() as patched:
            patched.setattr(clerks_module, "_is_pin", end)
            with pytest.raises(KeyboardInterrupt):
                Clerks(record, lambda: 1000.0, CHEAP).identify(CLERK, "000000")
        with pytest.raises(WrongPin, match="再错 1 次"):
            Clerks(record, lambda: 1000.0, CHEAP).identify(CLERK, "000000")


def test_a_record_that_can_only_be_read_lets_its_clerks_in(tmp_path: Path) -> None:
    """Where there are several, the window asks for a PIN first: on a full disk nobody came to what there is to read."""

    def full() -> Fault:
        return DiskRefused(RECORD_FILE, FULL_DISK)

    with a_record(tmp_path / "record") as record:
        frozen = replace(record, writer=Writer(None, refused=full), frozen=True)
        clerks = Clerks(frozen, lambda: 1000.0, CHEAP)
        with pytest.raises(WrongPin):
            clerks.identify(CLERK, "000000")
        assert clerks.identify(CLERK, PIN).id == CLERK
