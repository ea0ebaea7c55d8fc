"""What somebody with the key changes beside the journal is named by the check of the record."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from builders.record_builders import CLERK, a_record, opened

from gridcounter.services.record.signing import signing_key
from gridcounter.store.database import RECORD_FILE, open_database


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("CREATE TRIGGER mine AFTER INSERT ON paper BEGIN DELETE FROM paper; END", "表或触发器 mine 与程序建立的不同"),
        (
            "CREATE TRIGGER sqliteevil AFTER UPDATE ON head BEGIN UPDATE clerk SET role = 'administrator'; END",
            "表或触发器 sqliteevil 与程序建立的不同",
        ),
        (
            "CREATE TRIGGER clerk AFTER UPDATE ON head BEGIN UPDATE clerk SET role = 'administrator'; END",
            "表或触发器 clerk 与程序建立的不同",
        ),
        ("CREATE TABLE mine (a)", "表或触发器 mine 与程序建立的不同"),
    ],
)
def test_what_was_changed_beside_the_journal_is_named(tmp_path: Path, statement: str, said: str) -> None:
    with a_record(tmp_path / "record") as record:
        signing_key(record, CLERK)
        assert record.verify().sound
        key = record.key
    with closing(open_database(tmp_path / "record" / RECORD_FILE, key)) as db:
        db.execute(statement)

    with opened(tmp_path / "record") as record:
        found = record.verify()
        assert not found.sound
        assert [said in line for line in found.damage] == [True]


@pytest.mark.parametrize("change", ["public = 'ab'", "private = zeroblob(32)"])
def test_another_signing_key_is_named_while_open_and_forgotten_on_opening(tmp_path: Path, change: str) -> None:
    with a_record(tmp_path / "record") as record:
        signing_key(record, CLERK)
        record.write(lambda stores: stores.db.execute(f"UPDATE signing_key SET {change}"))  # noqa: S608  our own
        (line,) = record.verify().damage
        assert "签名密钥与台账里登记的不符" in line

    with opened(tmp_path / "record") as record:
        found = record.verify()
        assert found.sound
        assert [one.tables for one in found.corrected] == [("signing_key",)]


@pytest.mark.parametrize(
    "statement", ["INSERT INTO this_device VALUES ('0f0f0f0f')", "UPDATE this_device SET device = '0f0f0f0f'"]
)
def test_another_device_is_named_under_an_open_record_and_put_right_on_opening(tmp_path: Path, statement: str) -> None:
    with a_record(tmp_path / "record") as record:
        (device,) = record.journal.heads()
        record.write(lambda stores: stores.db.execute(statement))
        (line,) = record.verify().damage
        assert "登记编号用的设备与最后一条登记的不同" in line

    with opened(tmp_path / "record") as record:
        assert record.found.corrected is not None
        assert record.found.corrected.tables == ("this_device",)
        assert record.verify().sound
        assert [*record.journal.heads()] == [device]
