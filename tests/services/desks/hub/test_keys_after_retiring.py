"""Which key seals where desks were retired without knowing of each other: never one that a retired desk may have."""

from __future__ import annotations

from pathlib import Path

from builders.hub_desks import HubDesks, hub_desks, same_tables
from builders.hub_server import MadeHub
from builders.record_builders import CLERK, DAY

from gridcounter.core.record.journal import Kind
from gridcounter.services.applications.intake import Intake
from gridcounter.services.desks.hub.exchange import exchange_with_hub
from gridcounter.services.desks.membership import retire
from gridcounter.services.record.record import Record
from gridcounter.store.own_hub import office_keys


def seals_an_act(office: HubDesks, record: Record) -> str:
    """The id of the key, as far as a box names it."""
    Intake(record, CLERK).open(DAY, {"applicant.name": "李四"})
    device, seq = record.journal.writes_as(), record.journal.heads()[record.journal.writes_as()].seq
    exchange_with_hub(record)
    rows = office.made.said("SELECT device, seq, box FROM gridcounter_hub.journal")
    (box,) = [box for of, number, box in rows if (of, number) == (device, seq)]
    assert isinstance(box, bytes)
    return box[:8].hex()


def keys_of(record: Record) -> set[str]:
    return {key.key_id[:16] for key in office_keys(record.db)}


def test_of_two_that_retire_at_once_the_later_does_not_seal_with_what_it_gave_the_other_retired_desk(
    tmp_path: Path, new_hub: MadeHub
) -> None:
    """The fault: the later key by the clock sealed, and its desk had handed it to whom the other one retired."""
    with hub_desks(tmp_path, new_hub, "2 号台", "3 号台", "4 号台") as office:
        first, second, third, fourth = office.records
        office.until_quiet()
        retire(first, CLERK, "3 号台", "笔记本丢失")
        retire(second, CLERK, "4 号台", "笔记本丢失")
        exchange_with_hub(second)
        exchange_with_hub(third)
        assert len(keys_of(third)) == 2, "the third has what the second one sealed with"
        office.records[:] = [first, second]

        office.until_quiet()

        for record in (first, second):
            sealed_with = seals_an_act(office, record)
            assert sealed_with not in keys_of(third) | keys_of(fourth)
        office.until_quiet()
        assert same_tables(office.records)


def test_a_desk_that_retired_another_after_it_was_retired_itself_does_not_stop_the_others(
    tmp_path: Path, new_hub: MadeHub
) -> None:
    """The fault: its key was the latest by the clock, nobody else had it, and nothing went to the hub any more."""
    with hub_desks(tmp_path, new_hub, "2 号台", "3 号台", "4 号台") as office:
        first, second, third, _ = office.records
        office.until_quiet()
        retire(first, CLERK, "3 号台", "笔记本丢失")
        retire(third, CLERK, "4 号台", "停用")
        office.desks.carry(third, second)  # which has not heard of it
        office.records[:] = [first, second]

        office.until_quiet()

        assert same_tables(office.records)
        for record in (first, second):
            assert seals_an_act(office, record) not in keys_of(third)


def test_who_retires_before_it_hears_of_a_key_does_not_leave_that_key_to_the_retired_desk(
    tmp_path: Path, new_hub: MadeHub
) -> None:
    """The fault: no key was on record where it was retired, so none was drawn, and the desk had the one of all."""
    with hub_desks(tmp_path, new_hub) as office:
        (first,) = office.records
        second = office.desks.joined(first, "2 号台")
        third = office.desks.joined(first, "3 号台")
        for record in (second, third):
            office.desks.carry(record, first)
        office.desks.carry(first, second)
        retire(second, CLERK, "3 号台", "笔记本丢失")
        exchange_with_hub(first)
        office.desks.carry(first, third)
        exchange_with_hub(first)
        office.desks.carry(second, first)

        exchange_with_hub(first)

        sealed_with = seals_an_act(office, first)
        assert len(keys_of(first)) == 2
        assert sealed_with == office_keys(first.db)[-1].key_id[:16]


def test_keys_are_not_drawn_over_and_over(tmp_path: Path, new_hub: MadeHub) -> None:
    """Neither by who retired, nor by the others, nor after a desk that was retired comes back under new keys."""
    with hub_desks(tmp_path, new_hub, "2 号台", "3 号台") as office:
        first, _, _ = office.records
        office.until_quiet()
        retire(first, CLERK, "3 号台", "笔记本丢失")
        office.records.pop()
        office.until_quiet()
        office.joined("4 号台")
        for record in office.records:
            Intake(record, CLERK).open(DAY, {})
        office.until_quiet()

        kinds = [entry.kind for entry in first.journal.all()]
        assert kinds.count(Kind.EXCHANGE_KEY_RENEWED) == 2
