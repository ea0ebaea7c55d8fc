"""A device that has ended stays whole: who takes an entry out of it and makes its chain anew is found."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from builders.record_builders import CHEAP, CLERK, DAY, PASSPHRASE, Clock, a_record, let_in_whoever_can

from gridcounter import paths
from gridcounter.core.record.journal import FIRST, Entry, Kind, canonical, entry_hash, payload_digest
from gridcounter.services.applications.intake import Intake
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.recovery import carry_out, plan_restore
from gridcounter.services.custody.rekeying import carry_out_renewal, renewal_of
from gridcounter.services.record.opening import open_record
from gridcounter.store.database import RECORD_FILE, open_database
from gridcounter.store.journal.table_integrity import HeadNotes, note
from gridcounter.store.stores import WritingStores

NEW = "又一个足够长的口令"
FORGED = "0f0f0f0f"
_COLUMNS = ", ".join(Entry.__slots__).replace("written", "payload")


@pytest.fixture(autouse=True)
def own_notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "user_config_path", (tmp_path / "config").joinpath)


def write_anew(folder: Path, key: bytes, change: Callable[[list[Entry]], list[Entry]]) -> None:
    """What a holder of the key can do: other entries, with a chain and ends that fit them and the tables."""
    with closing(open_database(folder / RECORD_FILE, key)) as db:
        let_in_whoever_can(db)
        rows = db.execute(f"SELECT {_COLUMNS} FROM journal ORDER BY place").fetchall()  # noqa: S608
        entries = change([Entry(*row) for row in rows])
        db.execute("DELETE FROM journal")
        db.execute("DELETE FROM head")
        last: dict[str, Entry] = {}
        for one in entries:
            before = last.get(one.device)
            seq, prev = (before.seq + 1, before.hash) if before else (1, FIRST)
            assert one.written is not None
            assert one.salt is not None
            entry = replace(one, seq=seq, prev=prev, payload_digest=payload_digest(one.written, one.salt))
            entry = last[entry.device] = replace(entry, hash=entry_hash(entry))
            values = [getattr(entry, name) for name in Entry.__slots__]
            db.execute(f"INSERT INTO journal ({_COLUMNS}) VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608
        for device, entry in last.items():
            db.execute("INSERT INTO head (device, seq, hash) VALUES (?, ?, ?)", [device, entry.seq, entry.hash])
            note(db, device, HeadNotes())
        if FORGED in last:
            db.execute("UPDATE this_device SET device = ?", [FORGED])


def without_the_last_of_the_first_device(entries: list[Entry]) -> list[Entry]:
    first = [entry for entry in entries if entry.device == entries[0].device]
    return [entry for entry in entries if entry != first[-1]]


@pytest.mark.parametrize("ended", ["renewed", "restored"])
def test_an_entry_taken_out_of_a_device_that_has_ended_is_found(tmp_path: Path, ended: str) -> None:
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        Intake(record, CLERK).open(DAY, {"applicant.name": "李四"})
        backup = Backups(record, clock).make()
        renewal, plan = renewal_of(record, CLERK, NEW), plan_restore(record, CLERK, backup, clock)
    if ended == "renewed":
        carry_out_renewal(renewal, cost=CHEAP, clock=clock)
    else:
        carry_out(plan, clock)
    passphrase = NEW if ended == "renewed" else PASSPHRASE
    record = open_record(folder, passphrase, clock=clock)
    assert record.verify().sound
    key = record.key
    record.close()

    write_anew(folder, key, without_the_last_of_the_first_device)

    record = open_record(folder, passphrase, clock=clock)
    try:
        broken = record.verify().broken
        assert broken is not None
        assert broken.what.startswith("换编号时登记的末尾与现有的不符，设备 ")
        assert record.went_back is not None, "the manifests and the note saw it"
    finally:
        record.close()


@pytest.mark.parametrize("ended", ["renewed", "restored"])
def test_a_device_that_has_ended_writes_no_more(tmp_path: Path, ended: str) -> None:
    """A second attack: the device set back gave numbers anew, and as soon as it had written, nothing was found."""
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        first = record.applications.get(Intake(record, CLERK).open(DAY)).number
        backup = Backups(record, clock).make()
        renewal, plan = renewal_of(record, CLERK, NEW), plan_restore(record, CLERK, backup, clock)
        (device,) = record.journal.heads()
    if ended == "renewed":
        carry_out_renewal(renewal, cost=CHEAP, clock=clock)
    else:
        carry_out(plan, clock)
    passphrase = NEW if ended == "renewed" else PASSPHRASE
    set_back = "UPDATE this_device SET device = ?"
    with closing(open_record(folder, passphrase, clock=clock)) as record:
        key = record.key
    with closing(open_database(folder / RECORD_FILE, key)) as db:
        db.execute(set_back, [device])

    with closing(open_record(folder, passphrase, clock=clock)) as record:
        assert record.found.corrected is not None
        number = record.applications.get(Intake(record, CLERK).open(DAY)).number
        assert number.rpartition("-")[0] != first.rpartition("-")[0]
        assert record.verify().sound

        def under_the_open_record(stores: WritingStores) -> None:
            stores.db.execute(set_back, [device])
            stores.journal.device = device

        record.write(under_the_open_record)
        assert not record.verify().sound
        number = record.applications.get(Intake(record, CLERK).open(DAY)).number
        assert number.rpartition("-")[0] == first.rpartition("-")[0], "of the series that had ended"
        broken = record.verify().broken
        assert broken is not None
        assert broken.ref.startswith(f"{device}:")
        assert broken.what.startswith("这个设备已经换掉")


def test_a_device_ended_by_a_forged_act_lacks_what_was_seen(tmp_path: Path) -> None:
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        Intake(record, CLERK).open(DAY, {"applicant.name": "李四"})
        Backups(record, clock).make()
        key = record.key

    def cut_off(entries: list[Entry]) -> list[Entry]:
        *kept, last = entries
        end = kept[-1]
        act = {
            "devices_before": [end.device],
            "key_before": "",
            "ends": [{"device": end.device, "seq": end.seq, "hash": end.hash}],
        }
        hlc = f"{last.hlc[:13]}-0fff-{FORGED}"
        forged = replace(
            last, device=FORGED, hlc=hlc, application=None, kind=str(Kind.KEY_RENEWED), written=canonical(act)
        )
        return [*kept, forged]

    write_anew(folder, key, cut_off)

    record = open_record(folder, PASSPHRASE, clock=clock)
    try:
        assert record.went_back is not None
        assert record.went_back.lost == 1
    finally:
        record.close()
