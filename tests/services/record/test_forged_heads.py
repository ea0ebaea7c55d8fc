"""Whoever can write to the folder and has no key neither stops the record from opening nor raises a false alarm."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from builders.record_builders import CLERK, DAY, Clock, a_record, opened

from gridcounter import paths
from gridcounter.services.applications.intake import Intake
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.offsite import OffsiteTarget
from gridcounter.services.record.record import Record
from gridcounter.store.custody import last_seen
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.last_seen import SECOND_FILE, seen_before
from gridcounter.store.custody.manifest import MANIFEST_FILE, backups_in, checksum_of, fingerprint, read_backup, seal_of

FORGED = {"deadbeef": [99999, "0" * 64]}


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(paths, "user_config_path", (tmp_path / "config").joinpath)
    return tmp_path / "config" / "gridcounter" / "last-seen"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with a_record(tmp_path / "record") as record:
        Intake(record, CLERK).open(DAY, {"applicant.name": "李四"})
        Backups(record, Clock()).make()
    return tmp_path / "record"


def the_manifest(folder: Path) -> Path:
    (path,) = (folder / BACKUPS).glob(f"*/{MANIFEST_FILE}")
    return path


def forge(path: Path, **changes: Any) -> None:  # noqa: ANN401  of any type at all
    raw = json.loads(path.read_text())
    raw["manifest"] |= changes
    raw["sha256"] = checksum_of(raw["manifest"])
    path.write_text(json.dumps(raw))


def opens_unalarmed(folder: Path) -> bool:
    with opened(folder) as record:
        return record.went_back is None and record.verify().sound


@pytest.mark.parametrize(
    "changes",
    [
        {"heads": {"d": ["x", "y"]}},
        {"heads": {"d": [None, "y"]}},
        {"heads": {"d": [1.5, "y"]}},
        {"heads": {"d": [True, "y"]}},
        {"heads": {"d": [10**30, "y"]}},
        {"heads": {"d": [3, 5]}},
        {"heads": {"d": [3]}},
        {"heads": []},
        {"latest": 5},
        {"made_at": "2026-11-30T00:00:00"},
        {"made_at": 5},
        {"key": [1]},
        {"entries": "7"},
        {"files": 5},
        {"files": {"../../etc/passwd": "0"}},
        {"files": {"x\0": "0"}},
    ],
)
def test_a_malformed_manifest_is_no_backup(folder: Path, changes: dict[str, object]) -> None:
    path = the_manifest(folder)
    forge(path, **changes)

    assert read_backup(path.parent) is None
    assert opens_unalarmed(folder)


def test_forged_ends_in_a_manifest_are_not_believed(folder: Path) -> None:
    forge(the_manifest(folder), heads=FORGED)

    assert opens_unalarmed(folder)


def test_a_manifest_without_a_seal_is_read_in_its_own_copy(folder: Path) -> None:
    """As those of before there were seals: who has no key can make no copy of the record."""
    path = the_manifest(folder)
    raw = json.loads(path.read_text())
    del raw["seal"]
    path.write_text(json.dumps(raw))
    with opened(folder) as record:
        (backup,) = backups_in(folder / BACKUPS)
        assert backup.seal == ""
        assert {(one.device, one.head) for one in seen_before(folder, record.key, [])} == {
            *backup.manifest.heads.items()
        }


def test_a_seal_stays_when_the_keys_file_is_renewed_and_a_forged_one_gets_none(folder: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    forge(the_manifest(folder), program="9.9")
    with opened(folder) as record:
        backups = Backups(record, Clock(), OffsiteTarget(stick, own_disk=False))
        backups.copy_offsite()
        (brought,) = stick.glob(f"*/*/{MANIFEST_FILE}")
        assert json.loads(brought.read_text())["seal"] == ""


def second_of(record: Record, place: str, heads: object, *, sealed: bool = False) -> str:
    values = {"place": place, "key": fingerprint(record.key), "latest": "", "heads": heads}
    return json.dumps(values | {"seal": seal_of(values, record.key) if sealed else "0" * 64})


def test_a_forged_second_place_is_neither_believed_nor_asked(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(last_seen, "refuse_network_share", asked.append)
    with opened(folder) as record:
        text = second_of(record, str(tmp_path / "evil"), FORGED)
    (folder / BACKUPS / SECOND_FILE).write_text(text)

    assert opens_unalarmed(folder)
    assert asked == []


@pytest.mark.parametrize("heads", [{"d": ["x", "y"]}, {"d": [1]}, {"d": [10**400, "y"]}, 5, None])
def test_a_malformed_second_place_says_nothing(folder: Path, tmp_path: Path, heads: object) -> None:
    for place in (str(tmp_path), "x\0y"):
        with opened(folder) as record:
            text = second_of(record, place, heads, sealed=True)
        (folder / BACKUPS / SECOND_FILE).write_text(text)

        assert opens_unalarmed(folder)


@pytest.mark.parametrize("heads", [FORGED, {"d": [10**30, "q"]}])
def test_a_forged_note_is_not_believed(folder: Path, config: Path, heads: object) -> None:
    (note,) = config.glob("*.json")
    raw = json.loads(note.read_text())
    raw["note"]["heads"] = heads
    note.write_text(json.dumps(raw))

    assert opens_unalarmed(folder)
