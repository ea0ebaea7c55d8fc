"""The tables against the journal: what is compared when, and what a rebuild makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders.record_builders import CLERK, a_day_of_entries, an_opening, stores_in, tables

from gridcounter.core.record.journal import Act, Kind
from gridcounter.services.record.table_repair import PartsReplaced, refuse_replaced_parts
from gridcounter.store.journal.append import CannotBeProjected
from gridcounter.store.journal.table_integrity import is_replaced, later_number
from gridcounter.store.migrations import PROJECTED
from gridcounter.store.stores import WritingStores

WANG = {"id": "c2", "name": "王", "role": "clerk", "pin": "hash", "active": 1}


def entered(stores: WritingStores) -> None:
    a_day_of_entries(stores)
    stores.journal.append(Act(Kind.CLERK_ADDED, WANG, CLERK))
    stores.journal.append(Act(Kind.OFFICE_SET, {"code": "JN1"}, CLERK))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE clerk SET role = 'administrator'",
        "UPDATE clerk SET pin = 'mine'",
        "DELETE FROM clerk",
        "INSERT INTO clerk VALUES ('c9', '孙', 'administrator', 'hash', 1)",
        "UPDATE office SET value = '\"X\"'",
        "INSERT INTO office VALUES ('passphrase_generation', '9')",
        "INSERT INTO reserved_number VALUES ('JN1-0009', '')",
        "UPDATE head SET seq = seq + 1",
        "UPDATE head SET deciding = 'none'",
    ],
)
def test_what_decides_about_people_and_numbers_is_compared_by_few_rows(tmp_path: Path, statement: str) -> None:
    with stores_in(tmp_path) as stores:
        entered(stores)
        assert not is_replaced(stores.db)

        stores.db.execute(statement)

        assert is_replaced(stores.db)
        with pytest.raises(PartsReplaced, match="磁盘已满"):  # where nothing can be written, nobody acts
            refuse_replaced_parts(stores)


@pytest.mark.parametrize("table", PROJECTED)
def test_every_projected_table_is_compared_by_the_check_of_all(tmp_path: Path, table: str) -> None:
    with stores_in(tmp_path) as stores:
        entered(stores)
        assert stores.journal.differing() == ()
        columns = stores.db.execute(f"SELECT * FROM {table} LIMIT 1").fetchone()  # noqa: S608
        stores.db.execute("PRAGMA foreign_keys = OFF")
        if columns is None:
            names = [row[1:4] for row in stores.db.execute(f"PRAGMA table_info({table})")]
            values = ["1" if kind == "INTEGER" else "'x'" for _, kind, _ in names]
            stores.db.execute(f"INSERT INTO {table} VALUES ({', '.join(values)})")  # noqa: S608
        else:
            stores.db.execute(f"DELETE FROM {table}")  # noqa: S608

        assert table in stores.journal.differing()


def test_a_text_that_the_search_index_lacks_is_found_and_put_in_again(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        entered(stores)
        stores.db.execute("UPDATE searched SET waiting = 0")

        assert stores.journal.differing() == ("",)

        assert stores.journal.rebuild().changed == ()
        assert stores.journal.differing() == ()


def test_a_rebuild_of_two_entries_with_one_number_ends_with_a_sentence(tmp_path: Path) -> None:
    """As a table of an earlier day let them through before."""
    with stores_in(tmp_path) as stores:
        stores.journal.append(an_opening("a1", "JN1-0001"))
        stores.db.execute("UPDATE application SET number = 'JN1-0009'")
        stores.journal.append(an_opening("a2", "JN1-0001"))
        before = tables(stores.db)

        with pytest.raises(CannotBeProjected, match=r"两份申请用了同一个编号.*JN1-0001"):
            stores.journal.rebuild()

        assert tables(stores.db) == before


def test_the_number_given_last_is_the_later_one(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        entry = stores.journal.append(an_opening("a1", "JN1-AB1220260921-0007"))
    assert later_number("", entry) == "JN1-AB1220260921-0007"
    assert later_number("JN1-AB1220260921-0003", entry) == "JN1-AB1220260921-0007"
    assert later_number("JN1-AB1220260921-10000", entry) == "JN1-AB1220260921-10000"
    assert later_number("JN1-AB1220260922-0001", entry) == "JN1-AB1220260922-0001", "a sheet of the day before"
    assert later_number("JN1-AB1220260920-0009", entry) == "JN1-AB1220260921-0007"
    assert later_number("JN2-CD1220260922-0001", entry) == "JN1-AB1220260921-0007", "of a new code or device"
