"""The last verification of a backup: stored beside it, deleted with it, and invalid for changed files."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from builders.record_builders import CLERK, DAY, PDF, a_record

from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.store.custody.backup import BACKUPS, BackupStopped, back_up
from gridcounter.store.custody.manifest import MANIFEST_FILE, Backup
from gridcounter.store.custody.verify import PROOF_FILE, last_proof, prove, proven_at
from gridcounter.store.papers import PAPERS_FILE, PaperArchive

if TYPE_CHECKING:
    from pathlib import Path

    from gridcounter.services.record.record import Record

NOW = datetime(2026, 11, 19, 9, 31, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


def a_backup(record: Record, at: datetime = NOW) -> Backup:
    application = Intake(record, CLERK).open(DAY, {"applicant.name": "李四"})
    Intake(record, CLERK).issue(application, Issue("one_time_notice", PDF, "c", "1", "1"))
    return back_up(record.folder, record.key, record.folder / BACKUPS, at)


def go_on() -> None:
    """Nobody stops it."""


def test_a_proof_is_kept_with_its_moment(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        backup = a_backup(record)
        assert proven_at(backup, record.key) is None, "made and read back, but not opened as a backup yet"

        assert prove(backup, record.key, LATER, go_on).sound

        assert proven_at(backup, record.key) == LATER
        assert last_proof(backup.place, LATER, record.key) == LATER
        assert backup.altered() == ()


@pytest.mark.parametrize("name", ["record.db", "record.keys", MANIFEST_FILE])
@pytest.mark.parametrize("how", ["altered", "deleted", "replaced"])
def test_it_is_not_claimed_any_more_once_a_file_is_another(tmp_path: Path, name: str, how: str) -> None:
    with a_record(tmp_path / "record") as record:
        backup = a_backup(record)
        prove(backup, record.key, LATER, go_on)
    path = backup.folder / name
    if how == "deleted":
        path.unlink()
    elif how == "replaced":
        path.write_bytes(path.read_bytes())  # byte for byte: it was not that file all the same
    else:
        content = bytearray(path.read_bytes())
        content[-1] ^= 1
        path.write_bytes(content)

    assert proven_at(backup, record.key) is None
    assert last_proof(backup.place, LATER, record.key) is None


def test_it_goes_when_the_backup_goes(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        older, newer = a_backup(record), a_backup(record, LATER)
        prove(older, record.key, NOW, go_on)
        prove(newer, record.key, LATER, go_on)
    shutil.rmtree(newer.folder)

    assert last_proof(older.place, LATER, record.key) == NOW


def test_a_proof_that_was_written_by_hand_or_cut_off_is_none(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        backup = a_backup(record)
        prove(backup, record.key, NOW, go_on)
    path = backup.folder / PROOF_FILE
    sound = path.read_text("utf-8")
    raw = json.loads(sound)
    raw["proof"]["at"] = LATER.isoformat()
    for wrong in (json.dumps(raw), sound[:-20], "[]", "", "null"):
        path.write_text(wrong, "utf-8")
        assert proven_at(backup, record.key) is None


def test_what_is_no_good_gets_no_proof(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        backup = a_backup(record)
        content = bytearray((backup.folder / "record.db").read_bytes())
        content[9000] ^= 1
        (backup.folder / "record.db").write_bytes(content)

        assert not prove(backup, record.key, NOW, go_on).sound
        assert proven_at(backup, record.key) is None
        (backup.folder / "record.db").unlink()
        assert not prove(backup, record.key, NOW, go_on).sound


def test_a_paper_that_is_not_what_it_was_is_found_by_reading_it(tmp_path: Path) -> None:
    """Its row is there: only whoever reads the bytes knows."""
    with a_record(tmp_path / "record") as record:
        backup = a_backup(record)
        archive = PaperArchive(backup.place / PAPERS_FILE, record.key, one_file=True)
        archive.db.execute("UPDATE bytes SET content = ?", [PDF + b" another"])
        archive.close()

        assert prove(backup, record.key, NOW, go_on).papers_missing == 1
        assert proven_at(backup, record.key) is None


def test_a_proof_can_be_stopped_between_two_papers(tmp_path: Path) -> None:
    def stop() -> None:
        raise BackupStopped

    with a_record(tmp_path / "record") as record:
        backup = a_backup(record)

        with pytest.raises(BackupStopped):
            prove(backup, record.key, NOW, stop)

        assert proven_at(backup, record.key) is None
