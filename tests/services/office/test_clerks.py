"""Clerks: PINs that identify, increasing waits that outlast the program, roles enforced by the services."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from builders.record_builders import CHEAP, CLERK, PASSPHRASE, a_record, a_setup, opened

from gridcounter.core.record.acts import read
from gridcounter.core.record.journal import COMMAND_LINE, COMMAND_LINE_NAME, Act, Kind
from gridcounter.core.record.of_office import PinWrong
from gridcounter.errors import Refusal, WrongInput
from gridcounter.services.custody.passphrases import change_passphrase
from gridcounter.services.office.clerks import ClerkNotFound, Clerks, LastAdministrator, weak_pin_words
from gridcounter.services.office.offices import read_office, set_office
from gridcounter.services.office.roles import RIGHTS, Clerk, NotAllowed, Right, Role, may, require
from gridcounter.services.office.wrong_tries import WaitForPin, WrongPin
from gridcounter.services.record.opening import create_record, open_record
from gridcounter.services.record.record import Record
from gridcounter.store.custody.keys import WrongPassphrase


@dataclass
class Seconds:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@contextmanager
def clerks_of(folder: Path, seconds: Seconds | None = None) -> Iterator[tuple[Record, Clerks]]:
    with a_record(folder / "office") as record:
        yield record, Clerks(record, seconds or Seconds(), CHEAP)


def test_the_pin_of_the_first_start_identifies_its_clerk(tmp_path: Path) -> None:
    with clerks_of(tmp_path) as (_, clerks):
        assert clerks.identify(CLERK, "471108") == Clerk(CLERK, "王小明", Role.ADMINISTRATOR)


def test_a_pin_is_on_record_as_a_hash_only(tmp_path: Path) -> None:
    with clerks_of(tmp_path) as (record, clerks):
        clerks.add(CLERK, "李测试", Role.CLERK, "864209")
        added = [entry for entry in record.journal.all() if entry.kind == Kind.CLERK_ADDED][-1]
        assert added.written is not None
        assert "864209" not in added.written
        assert "$argon2id$" in added.written


def test_after_three_wrong_tries_each_further_one_waits_longer(tmp_path: Path) -> None:
    seconds = Seconds()
    with clerks_of(tmp_path, seconds) as (_, clerks):
        for left in ("2", "1"):
            with pytest.raises(WrongPin, match=f"再错 {left} 次"):
                clerks.identify(CLERK, "0000")
        waits = []
        for _ in range(7):
            with pytest.raises(WaitForPin) as wait:
                clerks.identify(CLERK, "0000")
            waits.append(wait.value.seconds)
            seconds.now += wait.value.seconds
        assert waits == [30, 60, 120, 240, 480, 900, 900]


def test_while_waiting_even_the_right_pin_waits(tmp_path: Path) -> None:
    seconds = Seconds()
    with clerks_of(tmp_path, seconds) as (_, clerks):
        for _ in range(3):
            with pytest.raises(Refusal):
                clerks.identify(CLERK, "0000")
        seconds.now += 29
        with pytest.raises(WaitForPin, match="过 1 秒"):
            clerks.identify(CLERK, "471108")
        seconds.now += 1
        assert clerks.identify(CLERK, "471108").id == CLERK
        with pytest.raises(WrongPin, match="再错 2 次"):
            clerks.identify(CLERK, "0000")


def test_one_clerk_does_not_wait_for_the_mistakes_of_another(tmp_path: Path) -> None:
    with clerks_of(tmp_path) as (_, clerks):
        other = clerks.add(CLERK, "李测试", Role.CLERK, "8642")
        for _ in range(3):
            with pytest.raises(Refusal):
                clerks.identify(other, "0000")
        assert clerks.identify(CLERK, "471108").id == CLERK


def test_a_reset_pin_ends_the_wait(tmp_path: Path) -> None:
    with clerks_of(tmp_path) as (_, clerks):
        other = clerks.add(CLERK, "李测试", Role.CLERK, "8642")
        for _ in range(3):
            with pytest.raises(Refusal):
                clerks.identify(other, "0000")
        clerks.reset_pin(CLERK, other, "1379")
        assert clerks.identify(other, "1379").name == "李测试"


def tried(record: Record) -> list[tuple[str, str, int, int, str]]:
    """Each wrong try on record: by whom it is entered, whose PIN it was to be, in a row, the wait, where."""
    acts = ((entry.clerk, read(entry)) for entry in record.journal.all())
    return [(by, act.clerk, act.wrong, act.wait, act.place) for by, act in acts if isinstance(act, PinWrong)]


def test_a_restart_and_another_command_end_no_wait(tmp_path: Path) -> None:
    """Review 3.2: three tries, a restart, and three more."""
    seconds = Seconds(1000.0)
    with clerks_of(tmp_path, seconds) as (record, clerks):
        folder = record.folder
        for _ in range(3):
            with pytest.raises(Refusal):
                clerks.identify(CLERK, "000000")
    seconds.now += 29
    for by_command in (False, True):
        with opened(folder) as record:
            again = Clerks(record, seconds, CHEAP, by_command)
            with pytest.raises(WaitForPin, match="过 1 秒"):
                again.identify(CLERK, "471108")
    seconds.now += 1
    with opened(folder) as record:
        again = Clerks(record, seconds, CHEAP)
        with pytest.raises(WaitForPin, match="过 60 秒"):
            again.identify(CLERK, "000000")
        seconds.now += 60
        assert again.identify(CLERK, "471108").id == CLERK
        assert record.rebuild().changed == ()


@pytest.mark.parametrize("back", [1.0, 31.0, 100_000.0])
def test_a_clock_set_back_begins_the_whole_wait_anew(tmp_path: Path, back: float) -> None:
    seconds = Seconds(200_000.0)
    with clerks_of(tmp_path, seconds) as (_, clerks):
        for _ in range(3):
            with pytest.raises(Refusal):
                clerks.identify(CLERK, "000000")
        seconds.now -= back
        for left in (30, 10):
            with pytest.raises(WaitForPin) as wait:
                clerks.identify(CLERK, "471108")
            assert wait.value.seconds == left
            seconds.now += 20
        assert clerks.identify(CLERK, "471108").id == CLERK


def test_a_clock_set_back_before_the_third_try_is_no_wait(tmp_path: Path) -> None:
    seconds = Seconds(200_000.0)
    with clerks_of(tmp_path, seconds) as (_, clerks):
        with pytest.raises(WrongPin):
            clerks.identify(CLERK, "000000")
        seconds.now -= 100
        assert clerks.identify(CLERK, "471108").id == CLERK


def test_each_wrong_try_is_on_record_without_what_was_typed(tmp_path: Path) -> None:
    seconds = Seconds()
    with clerks_of(tmp_path, seconds) as (record, clerks):
        other = clerks.add(CLERK, "李测试", Role.CLERK, "8642")
        for pin in ("975310", "975311", "975312", "975313"):
            with pytest.raises(Refusal):
                clerks.identify(CLERK, pin)  # the last one while the wait lasts: it is not even looked at
        with pytest.raises(Refusal):
            Clerks(record, seconds, CHEAP, by_command=True).identify(other, "975314")
        assert tried(record) == [
            (CLERK, CLERK, 1, 0, "window"),
            (CLERK, CLERK, 2, 0, "window"),
            (CLERK, CLERK, 3, 30, "window"),
            (COMMAND_LINE, other, 1, 0, "command_line"),
        ]
        assert not any("97531" in (entry.written or "") for entry in record.journal.all())


def test_leaders_have_six_digits_and_a_role_is_raised_with_a_new_pin(tmp_path: Path) -> None:
    """Review 3.2: the four digits of a leader fell at try 1,235."""
    with clerks_of(tmp_path) as (record, clerks):
        for role in (Role.LEADER, Role.ADMINISTRATOR):
            with pytest.raises(WrongInput, match="6 至 8 位数字"):
                clerks.add(CLERK, "李测试", role, "86420")
        other = clerks.add(CLERK, "李测试", Role.CLERK, "8642")
        before = record.journal.count()
        for pin in (None, "8642"):
            with pytest.raises(WrongInput, match="6 至 8 位数字"):
                clerks.change(CLERK, other, role=Role.LEADER, pin=pin)
        with pytest.raises(WrongInput, match="6 至 8 位数字"):
            clerks.change_own_pin(CLERK, "471108", "4711")
        with pytest.raises(WrongInput, match="6 至 8 位数字"):
            clerks.reset_pin(CLERK, CLERK, "4711")
        assert record.journal.count() == before
        clerks.change(CLERK, other, role=Role.LEADER, pin="864208")
        assert record.journal.count() == before + 1
        assert clerks.identify(other, "864208").role == Role.LEADER
        clerks.change(CLERK, other, role=Role.CLERK)
        assert clerks.identify(other, "864208").role == Role.CLERK


def test_an_old_short_pin_works_and_its_clerk_is_told(tmp_path: Path) -> None:
    with clerks_of(tmp_path) as (record, clerks):
        short = PasswordHasher(CHEAP.passes, CHEAP.memory_kib, CHEAP.lanes).hash("4711")
        values = {"id": CLERK, "name": "王小明", "role": "administrator", "pin": short, "active": 1}
        record.journal.append(Act(Kind.CLERK_CHANGED, values, CLERK))
        clerk = clerks.identify(CLERK, "4711")
        assert "6 至 8 位数字" in weak_pin_words(clerk, "4711")
        assert weak_pin_words(clerk, "471108") == ""
        clerks.change_own_pin(CLERK, "4711", "471108")
        assert clerks.identify(CLERK, "471108").id == CLERK


def test_a_name_that_says_nobody_or_fills_a_page_is_refused_wherever_one_is_set(tmp_path: Path) -> None:
    """A second attack: a clerk of 2,000 characters, one called as commands without a clerk are, one as a colleague."""
    with clerks_of(tmp_path) as (record, clerks):
        other = clerks.add(CLERK, "李测试", Role.CLERK, "8642")
        before = record.journal.count()
        for name, words in (
            ("样" * 31, "不超过 30 个字的姓名"),
            (COMMAND_LINE_NAME, "不能叫“命令行”"),
            ("王 小明", "已经有一位叫“王 小明”的受理员"),
            ("王\u200b小明", "已经有一位叫“王小明”的受理员"),
        ):
            with pytest.raises(Refusal, match=words):
                clerks.add(CLERK, name, Role.CLERK, "8642")
            with pytest.raises(Refusal, match=words):
                clerks.change(CLERK, other, name=name)
        for name in ("样" * 31, COMMAND_LINE_NAME):
            with pytest.raises(WrongInput, match="clerk"):
                create_record(tmp_path / "new", PASSPHRASE, a_setup(clerk=name), cost=CHEAP)
        assert record.journal.count() == before
        assert clerks.get(clerks.add(CLERK, "样" * 30, Role.CLERK, "8642")).name == "样" * 30
    assert not (tmp_path / "new").exists()


def test_an_old_pin_that_is_tried_first_works_and_its_clerk_is_told(tmp_path: Path) -> None:
    with clerks_of(tmp_path) as (record, clerks):
        common = PasswordHasher(CHEAP.passes, CHEAP.memory_kib, CHEAP.lanes).hash("123456")
        values = {"id": CLERK, "name": "王小明", "role": "administrator", "pin": common, "active": 1}
        record.journal.append(Act(Kind.CLERK_CHANGED, values, CLERK))
        told = weak_pin_words(clerks.identify(CLERK, "123456"), "123456")
        assert told == "王小明的操作码太容易猜到，请到设置“我的操作码”换一个"
        clerks.change_own_pin(CLERK, "123456", "471108")
        assert clerks.identify(CLERK, "471108").id == CLERK


def test_a_new_pin_that_is_tried_first_is_refused_wherever_one_is_set(tmp_path: Path) -> None:
    """A second attack: 000000 and 123456 were taken at the first start and for a leader."""
    with clerks_of(tmp_path) as (record, clerks):
        before = record.journal.count()
        for set_it in (
            lambda: clerks.add(CLERK, "李测试", Role.CLERK, "1212"),
            lambda: clerks.reset_pin(CLERK, CLERK, "123456"),
            lambda: clerks.change_own_pin(CLERK, "471108", "000000"),
            lambda: clerks.reset_pin_by_code(CLERK, "no matter", "987654"),
            lambda: create_record(tmp_path / "new", PASSPHRASE, a_setup(pin="112233"), cost=CHEAP),
        ):
            with pytest.raises(WrongInput, match="太容易猜到的操作码；应为别的数字"):
                set_it()
        assert record.journal.count() == before
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("pin", ["abcdef", "１２３４５６", "123456789012", "12345", "12345678 "])
def test_the_first_pin_is_one_that_every_field_takes(tmp_path: Path, pin: str) -> None:
    """Review 2.7: a first PIN that the lock page cannot hold shuts the only administrator out."""
    with pytest.raises(WrongInput, match="6 至 8 位数字"):
        create_record(tmp_path / "new", PASSPHRASE, a_setup(pin=pin), cost=CHEAP)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("pin", ["", "123", "123456789", "12a4", "１２３４", "12 4"])
def test_a_pin_is_four_to_eight_digits(tmp_path: Path, pin: str) -> None:
    with clerks_of(tmp_path) as (_, clerks):
        with pytest.raises(WrongInput, match="4 至 8 位数字"):
            clerks.add(CLERK, "李测试", Role.CLERK, pin)
        assert len(clerks.all()) == 1


def test_each_clerk_changes_the_own_pin_with_the_old_one(tmp_path: Path) -> None:
    with clerks_of(tmp_path) as (_, clerks):
        other = clerks.add(CLERK, "李测试", Role.CLERK, "8642")
        with pytest.raises(WrongPin):
            clerks.change_own_pin(other, "0000", "1379")
        clerks.change_own_pin(other, "8642", "1379")
        assert clerks.identify(other, "1379").id == other


@pytest.mark.parametrize("right", list(Right))
def test_each_right_belongs_to_its_role_and_those_above(right: Right) -> None:
    roles = list(Role)
    for role in roles:
        clerk = Clerk("c", "甲", role)
        allowed = roles.index(role) >= roles.index(RIGHTS[right][0])
        assert may(clerk, right) is allowed
        if not allowed:
            with pytest.raises(NotAllowed, match="Ctrl"):
                require(clerk, right)
    assert not may(Clerk("c", "甲", Role.ADMINISTRATOR, active=False), right)


def test_void_pack_switch_purge_and_reveal_ask_for_the_leader_settings_for_the_administrator() -> None:
    of = {right: role for right, (role, _) in RIGHTS.items()}
    leader = {Right.VOID_PAPER, Right.REOPEN, Right.SWITCH_PACK, Right.PURGE, Right.REVEAL_LIST, Right.SEE_FIGURES}
    leader |= {Right.SETTLE, Right.KEEP_GUARANTORS}
    assert {right for right in Right if of[right] is Role.LEADER} == leader
    assert {right for right in Right if of[right] is Role.ADMINISTRATOR} == set(Right) - leader


def test_only_an_administrator_changes_clerks_whatever_page_asks(tmp_path: Path) -> None:
    with clerks_of(tmp_path) as (record, clerks):
        leader = clerks.add(CLERK, "李测试", Role.LEADER, "864208")
        before = record.journal.count()
        for act in (
            lambda: clerks.add(leader, "新来的", Role.ADMINISTRATOR, "864208"),
            lambda: clerks.change(leader, leader, role=Role.ADMINISTRATOR),
            lambda: clerks.reset_pin(leader, CLERK, "864208"),
            lambda: clerks.leave(leader, CLERK),
        ):
            with pytest.raises(NotAllowed, match="管理员"):
                act()
        assert record.journal.count() == before


def test_one_administrator_always_remains(tmp_path: Path) -> None:
    with clerks_of(tmp_path) as (_, clerks):
        other = clerks.add(CLERK, "李测试", Role.ADMINISTRATOR, "864208")
        with pytest.raises(Refusal, match="自己"):
            clerks.leave(CLERK, CLERK)
        clerks.change(CLERK, CLERK, role=Role.CLERK)
        with pytest.raises(LastAdministrator):
            clerks.change(other, other, role=Role.LEADER)


def test_who_has_left_cannot_sign_in_and_keeps_his_name(tmp_path: Path) -> None:
    with clerks_of(tmp_path) as (_, clerks):
        other = clerks.add(CLERK, "李测试", Role.CLERK, "8642")
        clerks.leave(CLERK, other)
        with pytest.raises(ClerkNotFound):
            clerks.identify(other, "8642")
        assert [clerk.name for clerk in clerks.all()] == ["王小明", "李测试"]
        clerks.come_back(CLERK, other)
        assert clerks.identify(other, "8642").active


def test_two_clerks_of_one_name_cannot_be_distinguished(tmp_path: Path) -> None:
    with clerks_of(tmp_path) as (_, clerks), pytest.raises(Refusal, match="工号"):
        clerks.add(CLERK, " 王小明 ", Role.CLERK, "8642")


def test_a_changed_clerk_survives_a_rebuild(tmp_path: Path) -> None:
    with clerks_of(tmp_path) as (record, clerks):
        other = clerks.add(CLERK, "李测试", Role.CLERK, "8642")
        clerks.change(CLERK, other, name="李新名", role=Role.LEADER, pin="864208")
        assert record.rebuild().changed == ()
        assert clerks.get(other) == Clerk(other, "李新名", Role.LEADER)
        assert record.verify().sound


def test_the_office_is_changed_by_its_administrator_and_checked(tmp_path: Path) -> None:
    with clerks_of(tmp_path) as (record, clerks):
        other = clerks.add(CLERK, "李测试", Role.LEADER, "864208")
        values = {
            "name": "新名大厅",
            "policy_confirmed_on": "2026-09-21",
            "authorities": {"filing": {"name": "城管局"}},
        }
        with pytest.raises(NotAllowed):
            set_office(record, other, values, sole_proprietor_as_micro=True, park=None)
        with pytest.raises(WrongInput, match="policy_confirmed_on"):
            set_office(record, CLERK, values | {"policy_confirmed_on": "9月"}, sole_proprietor_as_micro=True, park=None)
        with pytest.raises(WrongInput, match="name"):
            set_office(record, CLERK, values | {"name": " "}, sole_proprietor_as_micro=True, park=None)
        set_office(record, CLERK, values, sole_proprietor_as_micro=True, park=None)
        office = read_office(record, other)
        assert (office.values, office.sole_proprietor_as_micro) == (values, True)
        assert (office.place, office.code, office.clerk_name) == ("jining", "JN1", "李测试")


def test_a_new_passphrase_needs_the_old_one_and_an_administrator(tmp_path: Path) -> None:
    with clerks_of(tmp_path) as (record, clerks):
        other = clerks.add(CLERK, "李测试", Role.LEADER, "864208")
        with pytest.raises(NotAllowed):
            change_passphrase(record, other, PASSPHRASE, "另一个长长的口令", cost=CHEAP)
        with pytest.raises(WrongPassphrase):
            change_passphrase(record, CLERK, "不是这一个口令", "另一个长长的口令", cost=CHEAP)
        change_passphrase(record, CLERK, PASSPHRASE, "另一个长长的口令", cost=CHEAP)
        folder = record.folder
    with pytest.raises(WrongPassphrase):
        open_record(folder, PASSPHRASE)
    open_record(folder, "另一个长长的口令").close()
