"""A copied folder exchanges by hub: both push under one device, and neither loses anything."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from builders.hub_desks import HubDesks, hub_desks, same_tables
from builders.hub_server import MadeHub
from builders.real_desks import OTHER_PASSPHRASE
from builders.record_builders import CHEAP, CLERK, DAY, an_opening
from builders.shared_records import a_founding_desk, a_twin

from gridcounter.services.applications.intake import Intake
from gridcounter.services.custody.rekeying import Renewal, carry_out_renewal
from gridcounter.services.desks.hub.exchange import exchange_with_hub
from gridcounter.services.desks.membership import all_desks
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.record import Record
from gridcounter.store.journal.fork import repair
from gridcounter.store.journal.given_up import without_given_up

NEW = "换了钥匙以后的口令"


def opened(record: Record, name: str) -> str:
    return Intake(record, CLERK).open(DAY, {"applicant.name": name})


def an_image(office: HubDesks, patched: pytest.MonkeyPatch) -> Record:
    """A copy of the whole computer of the second desk: nothing tells one from the other when they are opened."""
    second = office.records[1]
    second.close()
    shutil.copytree(second.folder, office.desks.folder / "copy")
    with patched.context() as within:
        within.setattr("gridcounter.services.record.moving.is_moved", lambda *_: False)
        both = [
            open_record(folder, OTHER_PASSPHRASE, clock=office.desks.clock)
            for folder in (second.folder, office.desks.folder / "copy")
        ]
    for one in both:
        office.desks.stack.callback(one.close)
    office.records[1:2] = both
    return both[1]


def names(record: Record) -> list[str]:
    return [one.name for one in all_desks(record) if not one.retired]


def all_have(office: HubDesks, applications: set[str]) -> bool:
    return all({row.id for row in record.applications.recent(20)} == applications for record in office.records)


@pytest.mark.parametrize("longer", [0, 2])
def test_two_copies_that_exchange_by_hub_alone_become_two_desks(
    tmp_path: Path, new_hub: MadeHub, monkeypatch: pytest.MonkeyPatch, longer: int
) -> None:
    with hub_desks(tmp_path, new_hub, "2 号台") as office:
        office.until_quiet()
        copy = an_image(office, monkeypatch)
        first, second, _ = office.records
        entered = {opened(second, "李一"), opened(copy, "李二"), *(opened(copy, f"李{one}") for one in range(longer))}
        exchange_with_hub(second)
        exchange_with_hub(first)

        found = exchange_with_hub(copy)

        assert len(found.notes) == 1
        assert "“2 号台（2）”" in found.notes[0]
        office.until_quiet()
        entered |= {opened(record, f"赵{number}") for number, record in enumerate(office.records)}
        office.until_quiet()
        assert all_have(office, entered)
        assert names(first) == ["1 号台", "2 号台", "2 号台（2）"]
        assert same_tables(office.records)


def test_a_copy_that_stood_still_goes_on_behind_what_the_other_pushed(
    tmp_path: Path, new_hub: MadeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hub_desks(tmp_path, new_hub, "2 号台") as office:
        office.until_quiet()
        copy = an_image(office, monkeypatch)
        second = office.records[1]
        entered = {opened(second, "李一")}
        exchange_with_hub(second)

        assert exchange_with_hub(copy).notes == ()

        entered |= {opened(copy, "李二"), opened(second, "李三")}
        exchange_with_hub(copy)
        exchange_with_hub(second)
        office.until_quiet()
        assert all_have(office, entered)
        assert same_tables(office.records)


def test_a_lost_copy_is_found_out_though_the_desk_has_a_new_record_key(tmp_path: Path, new_hub: MadeHub) -> None:
    """The fault: each had another device since, so neither was found out; both were one desk and answered each other
    for ever, and nobody was told.
    """
    with hub_desks(tmp_path, new_hub, "2 号台") as office:
        office.until_quiet()
        first, second = office.records
        second.close()
        shutil.copytree(second.folder, tmp_path / "lost")
        carry_out_renewal(Renewal(second.folder, CLERK, "", second.key, NEW), cost=CHEAP, clock=office.desks.clock)
        second, lost = (
            open_record(folder, passphrase, clock=office.desks.clock)
            for folder, passphrase in ((second.folder, NEW), (tmp_path / "lost", OTHER_PASSPHRASE))
        )
        for one in (second, lost):
            office.desks.stack.callback(one.close)
        office.records[1:] = [second, lost]
        entered = {opened(second, "李一"), opened(lost, "李二")}

        notes = [exchange_with_hub(record).notes for _ in range(3) for record in (second, lost)]

        assert ["“2 号台（2）”" in "".join(one) for one in notes] == [False, True, False, False, False, False]
        office.until_quiet()
        assert all_have(office, entered)
        assert names(first) == ["1 号台", "2 号台", "2 号台（2）"]


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("knows", ["the hub's", "the other", "neither"])
def test_what_lies_at_the_hub_may_be_the_history_that_was_given_up(
    tmp_path: Path,
    new_hub: MadeHub,
    monkeypatch: pytest.MonkeyPatch,
    knows: str,
    at_once: bool,  # noqa: FBT001
) -> None:
    with hub_desks(tmp_path, new_hub, "2 号台") as office:
        office.until_quiet()
        copy = an_image(office, monkeypatch)
        first, second, _ = office.records
        entered = {opened(second, "李一"), opened(copy, "李二"), opened(copy, "李三")}
        exchange_with_hub(copy)
        if knows == "the hub's":
            exchange_with_hub(first)
        elif knows == "the other":
            office.desks.carry(second, first)
        assert "“2 号台（2）”" in office.desks.carry(second, copy).copied  # the hub has it under the first name

        if at_once:
            exchange_with_hub(copy)
        for _ in range(3):
            for record in office.records:
                exchange_with_hub(record)

        office.until_quiet()
        entered |= {opened(record, f"赵{number}") for number, record in enumerate(office.records)}
        office.until_quiet()
        assert all_have(office, entered)
        if at_once:  # else each of them goes on as a copy of the other
            assert sorted(names(first)) == ["1 号台", "2 号台", "2 号台（2）"]
        assert same_tables(office.records)


def test_of_both_histories_in_one_pull_the_one_that_was_entered_again_is_passed_over() -> None:
    first = a_founding_desk()
    twin = a_twin(first)
    first.journal.append(an_opening("a1"))
    twin.journal.append(an_opening("a2"))
    given_up = twin.written()[-1]
    assert repair(twin.db, twin.journal, twin.journal.device, first.written(), "c1")
    again = [entry for entry in twin.written() if entry.device == twin.journal.device]

    assert without_given_up([given_up, *again]) == again
    assert without_given_up([*first.written(), *again]) == [*first.written(), *again]
