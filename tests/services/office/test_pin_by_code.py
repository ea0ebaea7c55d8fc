"""The only administrator forgot the PIN: the recovery code, and nothing less, sets a new one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from builders.record_builders import CHEAP, CLERK, PASSPHRASE, PIN, Clock, a_setup

from gridcounter.core.record.acts import read
from gridcounter.core.record.journal import Kind
from gridcounter.core.record.of_office import PinWrong
from gridcounter.errors import Refusal, WrongInput
from gridcounter.services.custody.passphrases import change_passphrase
from gridcounter.services.custody.who_confirms import ChangedLately, who_may_confirm
from gridcounter.services.office.clerks import ClerkNotFound, Clerks, NoAdministrator
from gridcounter.services.office.roles import Role
from gridcounter.services.office.wrong_tries import WaitForCode, WrongPin
from gridcounter.services.record.opening import create_record, open_record
from gridcounter.services.record.record import Record
from gridcounter.store.custody.keys import KEYS_FILE, KeysDamaged, WrongRecoveryCode

NEW = "864209"


@contextmanager
def an_office(folder: Path) -> Iterator[tuple[Record, Clerks, str]]:
    """With the recovery code of its sheet."""
    record, code = create_record(folder, PASSPHRASE, a_setup(), cost=CHEAP)
    try:
        yield record, Clerks(record, cost=CHEAP), code
    finally:
        record.close()


def test_the_code_sets_a_new_pin_and_the_record_says_by_what(tmp_path: Path) -> None:
    with an_office(tmp_path / "office") as (record, clerks, code):
        clerks.reset_pin_by_code(CLERK, code.lower().replace("-", " "), NEW)

        assert clerks.identify(CLERK, NEW).role is Role.ADMINISTRATOR
        with pytest.raises(WrongPin):
            clerks.identify(CLERK, PIN)
        (entry,) = [entry for entry in record.journal.all() if entry.kind == Kind.CLERK_CHANGED]
        assert entry.clerk == CLERK
        assert entry.payload is not None
        assert entry.payload["by_recovery_code"] is True
        assert record.verify().sound


def test_a_pin_reset_by_an_administrator_is_not_said_to_be_by_code(tmp_path: Path) -> None:
    with an_office(tmp_path / "office") as (record, clerks, _):
        clerks.reset_pin(CLERK, CLERK, NEW)
        (entry,) = [entry for entry in record.journal.all() if entry.kind == Kind.CLERK_CHANGED]
        assert "by_recovery_code" not in (entry.payload or {})


@pytest.mark.parametrize("code", ["", PASSPHRASE, "ABCD-EFGH-JKMN-PQRS-TUVW-XYZ2-3456-789A"])
def test_without_the_code_of_the_sheet_nothing_changes(tmp_path: Path, code: str) -> None:
    """The passphrase is known to all: it must not open this way."""
    with an_office(tmp_path / "office") as (record, clerks, _):
        before = record.journal.count()
        with pytest.raises(WrongRecoveryCode):
            clerks.reset_pin_by_code(CLERK, code, NEW)
        (tried,) = list(record.journal.all())[before:]
        assert read(tried) == PinWrong(clerk=CLERK, wrong=1, wait=0, place="window", recovery_code=True)
        assert not code or code not in str(tried.payload)
        assert clerks.identify(CLERK, PIN)


def test_wrong_codes_make_wait_as_wrong_pins_do_and_one_for_all(tmp_path: Path) -> None:
    """A second attack: as many codes as one liked at an open record, and nothing said that anybody had tried."""
    now, folder = [1000.0], tmp_path / "office"
    with an_office(folder) as (record, _, code):
        clerks = Clerks(record, cost=CHEAP, clock=lambda: now[0])
        other = clerks.add(CLERK, "样另一位", Role.ADMINISTRATOR, "864209")
        for whose in (CLERK, other):
            with pytest.raises(WrongRecoveryCode):
                clerks.reset_pin_by_code(whose, "ABCD", NEW)
        with pytest.raises(WaitForCode, match="请过 30 秒"):
            clerks.reset_pin_by_code(CLERK, "ABCD", NEW)
    with closing(open_record(folder, PASSPHRASE)) as record:
        clerks = Clerks(record, cost=CHEAP, clock=lambda: now[0])
        now[0] += 29
        with pytest.raises(WaitForCode, match="请过 1 秒"):
            clerks.reset_pin_by_code(CLERK, code, NEW)
        assert clerks.identify(CLERK, PIN), "whoever knows a PIN does not wait for another's codes"
        now[0] += 1
        clerks.reset_pin_by_code(CLERK, code, NEW)
        with pytest.raises(WrongRecoveryCode):
            clerks.reset_pin_by_code(CLERK, "ABCD", NEW)
        tries = [act.wrong for act in map(read, record.journal.all()) if isinstance(act, PinWrong)]
        assert tries == [1, 2, 3, 1]
        assert record.rebuild().changed == ()


def test_a_keys_file_brought_along_with_a_code_of_its_own_is_no_key_to_this_office(tmp_path: Path) -> None:
    with an_office(tmp_path / "his") as (_, _, his_code):
        pass
    with an_office(tmp_path / "office") as (record, clerks, _):
        before = record.journal.count()
        shutil.copy(tmp_path / "his" / KEYS_FILE, record.folder / KEYS_FILE)
        with pytest.raises(KeysDamaged):
            clerks.reset_pin_by_code(CLERK, his_code, NEW)
        assert record.journal.count() == before


def test_it_is_for_administrators_alone(tmp_path: Path) -> None:
    with an_office(tmp_path / "office") as (record, clerks, code):
        leader = clerks.add(CLERK, "周值班", Role.LEADER, "138057")
        gone = clerks.add(CLERK, "吴离岗", Role.ADMINISTRATOR, "583017")
        clerks.leave(CLERK, gone)
        before = record.journal.count()
        with pytest.raises(NoAdministrator, match="管理员"):
            clerks.reset_pin_by_code(leader, code, NEW)
        for nobody in (gone, "c99"):
            with pytest.raises(ClerkNotFound):
                clerks.reset_pin_by_code(nobody, code, NEW)
        assert record.journal.count() == before


def test_a_bad_pin_is_told_before_the_code_is_looked_at(tmp_path: Path) -> None:
    with an_office(tmp_path / "office") as (_, clerks, _), pytest.raises(WrongInput, match="位数字"):
        clerks.reset_pin_by_code(CLERK, "whatever", "12a")


def test_a_wait_for_wrong_tries_ends_with_it(tmp_path: Path) -> None:
    with an_office(tmp_path / "office") as (_, clerks, code):
        for _ in range(4):
            with pytest.raises(Refusal):
                clerks.identify(CLERK, "0000")
        clerks.reset_pin_by_code(CLERK, code, NEW)
        assert clerks.identify(CLERK, NEW)


def test_the_sheet_stays_good_after_a_new_passphrase(tmp_path: Path) -> None:
    with an_office(tmp_path / "office") as (record, clerks, code):
        change_passphrase(record, CLERK, PASSPHRASE, "另一个足够长的口令", cost=CHEAP)
        clerks.reset_pin_by_code(CLERK, code, NEW)
        assert clerks.identify(CLERK, NEW)


def test_a_pin_set_with_the_code_confirms_no_purge_this_week(tmp_path: Path) -> None:
    """Whoever has the sheet set the PIN of the other administrator and was both persons within minutes."""
    with an_office(tmp_path / "office") as (record, clerks, code):
        other = clerks.add(CLERK, "样另一位", Role.ADMINISTRATOR, "864209")
        clerks.change_own_pin(other, "864209", "975310")
        weeks = Clock(datetime.now(UTC) + timedelta(days=30))
    with closing(open_record(tmp_path / "office", PASSPHRASE, clock=weeks)) as record:
        assert [one.id for one in who_may_confirm(record, CLERK)] == [other]
        Clerks(record, cost=CHEAP).reset_pin_by_code(other, code, NEW)
        with pytest.raises(ChangedLately, match="样另一位"):
            who_may_confirm(record, CLERK)
