"""Any change of the journal by a holder of the key is detected, and the first invalid entry is named."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from builders.extent import examples
from builders.record_builders import (
    CLERK,
    Clock,
    a_change,
    a_day_of_entries,
    an_opening,
    let_in_whoever_can,
    purge_all,
    stores_in,
    tables,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from gridcounter.core.record.acts import MalformedAct
from gridcounter.core.record.journal import Act, Entry, Head, Kind, canonical, chain, entry_hash, tick
from gridcounter.core.record.soundness import Broken, first_broken
from gridcounter.store.engine import Database, DatabaseError
from gridcounter.store.journal.entries import JournalBroken
from gridcounter.store.stores import WritingStores

OTHER = "ffffffff"  # sorts behind whatever the first device drew
TEXTS = (
    "hlc",
    "entered_at",
    "happened_at",
    "clerk",
    "application",
    "kind",
    "payload",
    "payload_digest",
    "prev",
    "hash",
)

BLANKED = "填写内容被清空，台账里没有清除它的登记"

any_row = st.integers(0, 11)
chain_settings = settings(derandomize=True, deadline=None, max_examples=examples(40))


@cache
def a_journal_of_two_devices() -> tuple[Path, tuple[Entry, ...]]:
    """Nine entries of one device, three of another; made once, copied for each test."""
    folder = Path(tempfile.mkdtemp(prefix="gridcounter-chain-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with stores_in(folder) as stores:
        a_day_of_entries(stores)
        stores.db.execute("UPDATE this_device SET device = ?", [OTHER])
    with stores_in(folder, Clock(), new=False) as stores:
        for name in ("b1", "b2", "b3"):
            stores.journal.append(an_opening(name, f"JN1-{name}"))
        entries = tuple(sorted(stores.journal.all(), key=lambda entry: (entry.device, entry.seq)))
    return folder, entries


@contextmanager
def a_copy() -> Iterator[tuple[WritingStores, tuple[Entry, ...]]]:
    original, entries = a_journal_of_two_devices()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(original, folder, dirs_exist_ok=True)
        with stores_in(Path(folder), new=False) as stores:
            let_in_whoever_can(stores.db)
            yield stores, entries


def change(db: Database, entry: Entry, **columns: Any) -> None:  # noqa: ANN401  of each column's own type
    text = ", ".join(f"{name} = ?" for name in columns)
    db.execute(f"UPDATE journal SET {text} WHERE device = ? AND seq = ?", [*columns.values(), entry.device, entry.seq])  # noqa: S608


def delete(db: Database, entry: Entry) -> None:
    db.execute("DELETE FROM journal WHERE device = ? AND seq = ?", [entry.device, entry.seq])


def found_in(stores: WritingStores) -> tuple[str, str]:
    broken = stores.journal.verify()
    assert broken is not None
    with pytest.raises(JournalBroken, match=broken.ref):
        stores.journal.rebuild()
    return broken.ref, broken.what


def last_of_its_device(entry: Entry, entries: tuple[Entry, ...]) -> bool:
    return entry == [other for other in entries if other.device == entry.device][-1]


def test_an_untouched_copy_holds() -> None:
    with a_copy() as (stores, entries):
        assert stores.journal.verify() is None
        assert len(entries) == 12


@chain_settings
@given(any_row, st.sampled_from(TEXTS), st.data())
def test_one_changed_character_of_any_row_is_found(row: int, column: str, data: st.DataObject) -> None:
    with a_copy() as (stores, entries):
        entry = entries[row]
        (text,) = stores.db.execute(f"SELECT {column} FROM journal WHERE hash = ?", [entry.hash]).fetchone()  # noqa: S608
        place = data.draw(st.integers(0, len(text) - 1))
        other = chr((ord(text[place]) - 32 + data.draw(st.integers(1, 90))) % 95 + 32)
        if other == text[place]:
            return
        change(stores.db, entry, **{column: text[:place] + other + text[place + 1 :]})

        assert found_in(stores)[0] == entry.ref


@chain_settings
@given(any_row, st.binary(max_size=20) | st.none())
def test_a_changed_salt_is_found(row: int, salt: bytes | None) -> None:
    with a_copy() as (stores, entries):
        change(stores.db, entries[row], salt=salt)

        assert found_in(stores)[0] == entries[row].ref


@chain_settings
@given(any_row)
def test_a_deleted_row_is_named(row: int) -> None:
    with a_copy() as (stores, entries):
        delete(stores.db, entries[row])

        assert found_in(stores) == (entries[row].ref, "这一条缺失")


@chain_settings
@given(st.sets(any_row, min_size=1))
def test_of_many_deleted_rows_the_first_is_named(rows: set[int]) -> None:
    with a_copy() as (stores, entries):
        for row in rows:
            delete(stores.db, entries[row])
        gone = {entries[row] for row in rows}
        whole = {entry.device for entry in entries} - {entry.device for entry in entries if entry not in gone}
        first = min(gone, key=lambda entry: (entry.device in whole, entry.device, entry.seq))

        # a device of which nothing is left is missed last, by its head
        assert found_in(stores)[0] == first.ref


@chain_settings
@given(any_row, any_row)
def test_two_rows_in_each_others_place_are_found(one: int, two: int) -> None:
    with a_copy() as (stores, entries):
        first, second = sorted((entries[one], entries[two]), key=entries.index)
        if first == second:
            return
        change(stores.db, first, seq=900)
        change(stores.db, second, device=first.device, seq=first.seq)
        stores.db.execute(
            "UPDATE journal SET device = ?, seq = ? WHERE device = ? AND seq = 900",
            [second.device, second.seq, first.device],
        )

        device, _, seq = found_in(stores)[0].rpartition(":")
        # where the chain of the one whose row comes too early stands at that moment
        assert int(seq) <= {entry.device: entry.seq for entry in (second, first)}[device]


@chain_settings
@given(any_row, any_row)
def test_a_payload_put_under_another_entry_is_found(one: int, two: int) -> None:
    with a_copy() as (stores, entries):
        first, second = sorted((entries[one], entries[two]), key=entries.index)
        if first == second:
            return
        change(stores.db, first, payload=second.written, salt=second.salt)
        change(stores.db, second, payload=first.written, salt=first.salt)

        assert found_in(stores) == (first.ref, "填写内容被改动")


@chain_settings
@given(any_row, st.sampled_from(["entered_at", "happened_at"]))
def test_a_date_changed_together_with_its_hash_is_found_at_the_next_entry(row: int, column: str) -> None:
    with a_copy() as (stores, entries):
        entry = entries[row]
        early = "2026-01-01T08:00:00.000+08:00"
        forged = replace(entry, entered_at=early) if column == "entered_at" else replace(entry, happened_at=early)
        change(stores.db, entry, **{column: early, "hash": entry_hash(forged)})

        ref, what = found_in(stores)

        if last_of_its_device(entry, entries):
            assert (ref, what) == (entry.ref, "与登记的末尾不符")
        else:
            assert (ref, what) == (entries[row + 1].ref, "与前一条不相连，前一条可能被换过")


def test_a_whole_forged_chain_does_not_match_its_head() -> None:
    with a_copy() as (stores, entries):
        before = ""
        for entry in entries[:9]:
            forged = replace(entry, clerk="c9", prev=before or entry.prev)
            before = entry_hash(forged)
            change(stores.db, entry, clerk="c9", prev=forged.prev, hash=before)

        assert found_in(stores) == (entries[8].ref, "与登记的末尾不符")


def test_a_time_that_runs_backwards_is_found() -> None:
    _, entries = a_journal_of_two_devices()
    early = replace(entries[1], hlc=entries[0].hlc)
    early = replace(early, hash=entry_hash(early))

    broken = first_broken([entries[0], early], {early.device: Head(2, early.hash)})

    assert broken is not None
    assert broken.what == "时间先后颠倒"


def test_a_head_that_was_deleted_is_missed() -> None:
    with a_copy() as (stores, entries):
        stores.db.execute("DELETE FROM head WHERE device = ?", [OTHER])

        assert found_in(stores) == (entries[-1].ref, "末尾没有登记，后面的条目可能缺失")
        with pytest.raises(JournalBroken):
            stores.journal.append(an_opening("z", "JN1-z"))
        assert stores.journal.count() == len(entries)


def test_nothing_is_entered_behind_rows_cut_off_at_the_end_and_they_stay_missed() -> None:
    """The next entry would stand at the place of the one that is gone."""
    with a_copy() as (stores, entries):
        delete(stores.db, entries[-1])
        with pytest.raises(JournalBroken, match="与登记的末尾不符"):
            stores.journal.append(an_opening("z", "JN1-z"))

        assert found_in(stores) == (entries[-1].ref, "这一条缺失")


def test_a_purge_on_record_blanks_its_application_and_verifies(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        entries = a_day_of_entries(stores)
        of_it = [entry for entry in entries if entry.application == "a1"]

        purge_all(stores, "a1")

        assert stores.journal.verify() is None
        assert stores.journal.purged() == len(of_it) + 1, "with its closing"


def test_contents_blanked_without_a_purge_are_found(tmp_path: Path) -> None:
    """As a holder of the key did it to hide a delivery: the trigger of the table lets it through."""
    with stores_in(tmp_path) as stores:
        delivered = next(one for one in a_day_of_entries(stores) if one.kind == Kind.PAPER_DELIVERED)
        before = tables(stores.db)

        change(stores.db, delivered, payload=None, salt=None)

        assert found_in(stores) == (delivered.ref, BLANKED)
        assert tables(stores.db) == before, "a rebuild would have taken the delivery away"


def test_a_purge_of_another_application_excuses_nothing(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        delivered = next(one for one in a_day_of_entries(stores) if one.kind == Kind.PAPER_DELIVERED)
        purge_all(stores, "a2")

        change(stores.db, delivered, payload=None, salt=None)

        assert found_in(stores) == (delivered.ref, BLANKED)


def test_an_entry_blanked_before_a_purge_is_found_after_it(tmp_path: Path) -> None:
    """The purge says how many it blanked: one more was blank by then."""
    with stores_in(tmp_path) as stores:
        entries = a_day_of_entries(stores)
        change(stores.db, entries[0], payload=None, salt=None)

        purged = purge_all(stores, "a1")

        count = sum(entry.application == "a1" for entry in entries)
        assert found_in(stores) == (purged.ref, f"这次清除登记清空了 {count} 条，现在空白的有 {count + 1} 条")


def test_an_entry_written_after_the_purge_of_its_application_is_never_blank(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        a_day_of_entries(stores)
        purge_all(stores, "a1")
        entries = list(stores.journal.all())
        act, last = Act(Kind.PERSONAL_DATA_SHOWN, {"fields": None}, CLERK, "a1"), entries[-1]
        hlc, head = tick(last.hlc, now_ms=0, device=last.device), Head(last.seq, last.hash)
        late = chain(act, device=last.device, head=head, hlc=hlc, now=last.entered_at, salt=b"")

        broken = first_broken(
            [*entries, replace(late, written=None, salt=None)], {late.device: Head(late.seq, late.hash)}
        )

        assert broken == Broken(late.ref, BLANKED)


@pytest.mark.parametrize("kind", [Kind.OFFICE_SET, Kind.RECORDS_PURGED])
def test_an_act_of_the_office_is_never_blank(tmp_path: Path, kind: Kind) -> None:
    with stores_in(tmp_path) as stores:
        stores.journal.append(Act(Kind.OFFICE_SET, {"place": "jining"}, CLERK))
        a_day_of_entries(stores)
        purge_all(stores, "a1")
        act = next(one for one in stores.journal.all() if one.kind == kind)

        change(stores.db, act, payload=None, salt=None)

        broken = stores.journal.verify()
        assert broken is not None
        assert broken.what == BLANKED


def test_half_a_purge_is_found() -> None:
    with a_copy() as (stores, entries):
        change(stores.db, entries[3], payload=None)

        assert found_in(stores) == (entries[3].ref, "填写内容不完整")


def test_our_own_program_can_neither_change_nor_delete_an_entry(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        a_day_of_entries(stores)
        for sql in (
            "DELETE FROM journal",
            "UPDATE journal SET clerk = 'x'",
            "UPDATE journal SET payload = '{}'",
            "INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE seq = 1",
        ):
            with pytest.raises(DatabaseError, match="append only"):
                stores.db.execute(sql)

        assert stores.journal.verify() is None


def test_a_device_writes_one_entry_after_the_other(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        last = a_day_of_entries(stores)[-1]
        for seq in (last.seq - 1, last.seq, last.seq + 2):
            with pytest.raises(DatabaseError, match="out of order"):
                stores.db.execute("UPDATE head SET seq = ? WHERE device = ?", [seq, last.device])

        assert stores.journal.append(an_opening("z", "JN1-z")).seq == last.seq + 1


def test_the_clock_going_back_does_not_turn_the_order(tmp_path: Path) -> None:
    clock = Clock()
    with stores_in(tmp_path, clock) as stores:
        first = stores.journal.append(an_opening())
        clock.at = clock.at.replace(year=2020)
        later = [stores.journal.append(a_change("a1", f"f{n}", n, None)) for n in range(3)]

        assert [entry.seq for entry in stores.journal.all()] == [1, 2, 3, 4]
        assert sorted(entry.hlc for entry in later) == [entry.hlc for entry in later]
        assert later[0].hlc > first.hlc
        assert later[0].entered_at.startswith("2020")  # what the wall clock said is what is on record
        assert stores.journal.verify() is None


@settings(derandomize=True)
@given(st.lists(st.integers(-(10**12), 10**13 - 1), min_size=2, max_size=40))
def test_a_tick_is_always_later_than_the_last(walls: list[int]) -> None:
    last: str | None = None
    for wall in walls:
        following = tick(last, now_ms=wall, device="00000000")
        assert last is None or following > last
        last = following


def test_a_counter_that_is_full_borrows_from_the_clock() -> None:
    assert tick("0000000000005-ffff-aa", now_ms=3, device="bb") == "0000000000006-0000-bb"


@settings(derandomize=True)
@given(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text())
def test_a_payload_is_the_same_text_every_time(value: object) -> None:
    assert canonical({"b": value, "a": 1}) == canonical({"a": 1, "b": value})


def test_a_kind_is_never_renamed() -> None:
    """Old entries carry it. A new kind is added here; none is ever taken away."""
    assert {str(kind) for kind in Kind} >= {
        "office_set", "clerk_added", "clerk_changed", "numbers_reserved", "consultation_noted", "application_opened",
        "fields_changed", "materials_received", "application_accepted", "application_handed_over",
        "official_number_entered", "document_received", "document_deferred", "notice_issued", "notice_delivered",
        "paper_issued", "paper_delivered", "paper_voided", "personal_data_shown", "application_closed",
        "paper_printed",
    }  # fmt: skip


def test_what_cannot_be_written_as_json_is_no_entry(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        stores.journal.append(an_opening())
        for value in (float("nan"), object(), {1, 2}):
            with pytest.raises(MalformedAct, match="fields_changed：不是 JSON"):
                stores.journal.append(a_change("a1", "x", value, None))
        with pytest.raises(Exception, match="重新输入"):
            stores.journal.append(Act(Kind.FIELDS_CHANGED, a_change("a1", "x", "\ud800", None).payload, "c1", "a1"))

        assert stores.journal.count() == 1


def test_what_two_devices_wrote_of_one_application_is_read_by_the_clock(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        written = [stores.journal.append(an_opening())]
        stores.db.execute("UPDATE this_device SET device = '00000000'")
    with stores_in(tmp_path, Clock(), new=False) as stores:
        written.append(stores.journal.append(a_change("a1", "applicant.name", "样例面馆", None)))
        assert written[1].device < written[0].device
        assert list(stores.journal.of("a1")) == list(stores.journal.all()) == written
