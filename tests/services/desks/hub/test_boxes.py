"""Boxes of entries: only who has the key opens them, only as what they are, and they are small."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from builders.desk_builders import RECORD, a_chain
from sample_year import write_year

from gridcounter import paths
from gridcounter.core.record.journal import Entry
from gridcounter.services.desks.hub.boxes import (
    BoxRefused,
    KeyMissing,
    keys_by_id,
    opened,
    opened_entry,
    seal,
    sealed_entry,
)
from gridcounter.store.own_hub import OfficeKey, new_office_key

KEY = OfficeKey(bytes(range(32)))
KEYS = keys_by_id([KEY, new_office_key()])


def reopened(entry: Entry, box: bytes, **otherwise: object) -> Entry:
    said = {"record": RECORD, "device": entry.device, "seq": entry.seq, "digest": entry.hash} | otherwise
    return opened_entry(KEYS, **said, prev=entry.prev, box=box)  # type: ignore[arg-type]


def test_what_is_opened_is_what_was_sealed_purged_or_not() -> None:
    for entry in a_chain("00000001", 3):
        assert reopened(entry, sealed_entry(KEY, RECORD, entry)) == entry
        purged = replace(entry, written=None, salt=None)
        assert reopened(purged, sealed_entry(KEY, RECORD, purged)) == purged


def test_a_purged_entry_is_no_longer_than_it_was() -> None:
    """The hub takes no longer one in its place."""
    for entry in a_chain("00000001", 3, payload=""):
        purged = replace(entry, written=None, salt=None)
        assert len(sealed_entry(KEY, RECORD, purged)) <= len(sealed_entry(KEY, RECORD, entry))


@pytest.mark.parametrize("elsewhere", [{"record": "cd" * 32}, {"device": "x"}, {"seq": 2}, {"digest": "ab" * 32}])
def test_a_box_opens_nowhere_else(elsewhere: dict[str, object]) -> None:
    (entry,) = a_chain("00000001", 1)
    with pytest.raises(BoxRefused):
        reopened(entry, sealed_entry(KEY, RECORD, entry), **elsewhere)


def test_each_bit_and_each_byte_counts() -> None:
    (entry,) = a_chain("00000001", 1)
    box = sealed_entry(KEY, RECORD, entry)
    for at in range(len(box)):
        with pytest.raises((BoxRefused, KeyMissing)):
            reopened(entry, box[:at])
        with pytest.raises((BoxRefused, KeyMissing)):
            reopened(entry, box[:at] + bytes([box[at] ^ 1]) + box[at + 1 :])


def test_who_has_the_key_and_puts_anything_else_in_is_refused() -> None:
    (entry,) = a_chain("00000001", 1)
    for content in (b"", b"{}", b"\x28\xb5\x2f\xfd", b"x" * 100):
        with pytest.raises(BoxRefused):
            reopened(entry, seal(KEY, content, "entry", RECORD, entry.device, entry.seq, entry.hash))


def test_a_paper_is_no_entry() -> None:
    with pytest.raises(BoxRefused):
        opened(KEYS, seal(KEY, b"%PDF", "paper", RECORD, "ab", 1, 1), "entry", RECORD, "ab", 1, 1)


def test_entries_of_an_office_take_less_than_250_bytes(tmp_path: Path) -> None:
    """Of a place that is not the one of the text to which they are compressed."""
    record = write_year(tmp_path / "year", applications=40, place="zaozhuang")
    try:
        entries = list(record.journal.written())
    finally:
        record.close()
    assert len(entries) > 300
    assert sum(len(sealed_entry(KEY, RECORD, entry)) for entry in entries) / len(entries) < 250


def test_the_text_to_which_boxes_are_compressed_is_that_of_the_protocol() -> None:
    """Another text opens no box of before: it would be another protocol."""
    assert (
        hashlib.sha256(paths.typical_entries().read_bytes()).hexdigest()
        == "a8374eb47bf656d09ac203e556bb2b31a441a34a379462a4ad304d969d9aec8d"
    )
