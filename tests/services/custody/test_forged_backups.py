"""Whoever writes in the manifests of backups, and has no key, decides neither their order nor whose they are."""

from __future__ import annotations

import json
import shutil
import struct
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from builders.record_builders import CLERK, DAY, PASSPHRASE, Clock, a_record, opened

from gridcounter.services.applications.intake import Intake
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.offsite import OffsiteTarget, folder_on
from gridcounter.services.custody.recovery import carry_out, plan_recovery
from gridcounter.services.custody.recovery_plan import OlderBackup
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.manifest import MANIFEST_FILE, Backup, backups_in, checksum_of
from gridcounter.store.custody.verify import PROOF_FILE, examine, proven_at
from gridcounter.store.database import RECORD_FILE

if TYPE_CHECKING:
    from pathlib import Path

LATE = "9999999999999-0000-ffffffff"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "record"


@pytest.fixture
def clock() -> Clock:
    return Clock()


def forge(backup: Backup, **changes: Any) -> None:  # noqa: ANN401  of any type at all
    path = backup.folder / MANIFEST_FILE
    raw = json.loads(path.read_text())
    raw["manifest"] |= changes
    raw["sha256"] = checksum_of(raw["manifest"])
    path.write_text(json.dumps(raw))


def old_and_new(folder: Path, clock: Clock) -> tuple[Backup, Backup]:
    with a_record(folder, clock) as record:
        backups = Backups(record, clock)
        old = backups.make()
        Intake(record, CLERK).open(DAY, {"applicant.name": "李四"})
        return old, backups.make()


def destroy(folder: Path) -> None:
    (folder / RECORD_FILE).write_bytes(b"x" * 8192)


@pytest.mark.parametrize("changes", [{"latest": LATE}, {"latest": LATE, "entries": 99}, {"latest": LATE, "heads": {}}])
def test_an_old_backup_made_the_newest_by_its_manifest_is_not_restored(
    folder: Path, clock: Clock, changes: dict[str, object]
) -> None:
    old, new = old_and_new(folder, clock)
    forge(old, **changes)
    assert backups_in(folder / BACKUPS)[0].folder == old.folder, "without the key it looks like the newest"
    destroy(folder)

    plan = plan_recovery(folder, PASSPHRASE, clock=clock)

    assert plan is not None
    assert plan.mending.backup == new


def test_an_old_backup_chosen_after_damage_is_refused_whatever_it_says_of_itself(folder: Path, clock: Clock) -> None:
    old, _ = old_and_new(folder, clock)
    forge(old, latest=LATE)
    destroy(folder)

    with pytest.raises(OlderBackup):
        plan_recovery(folder, PASSPHRASE, chosen=old.folder, clock=clock)


def test_a_backup_said_to_be_of_another_record_is_still_found(folder: Path, clock: Clock) -> None:
    _, new = old_and_new(folder, clock)
    for backup in backups_in(folder / BACKUPS):
        forge(backup, key="0" * 16)
    destroy(folder)

    plan = plan_recovery(folder, PASSPHRASE, clock=clock)

    assert plan is not None
    assert plan.mending.backup == new
    done, _ = carry_out(plan, clock)
    assert done.entries == new.manifest.entries
    with opened(folder, clock) as record:
        Backups(record, clock).make()


def test_the_stick_gets_the_newest_backup_however_an_old_one_calls_itself(
    folder: Path, clock: Clock, tmp_path: Path
) -> None:
    old, _ = old_and_new(folder, clock)
    forge(old, latest=LATE)
    (tmp_path / "stick").mkdir()
    second = OffsiteTarget(tmp_path / "stick", own_disk=False)
    for many in (1, 2):
        with opened(folder, clock) as record:
            Intake(record, CLERK).open(DAY, {"applicant.name": "王五"})
            assert Backups(record, clock, second).finish().troubles == ()
            there = backups_in(folder_on(record, second))
            assert len(there) == many
            assert there[0].manifest.heads == record.journal.heads()


def test_a_clock_that_differs_from_the_journal_is_named(folder: Path, clock: Clock) -> None:
    old, _ = old_and_new(folder, clock)
    forge(old, latest=LATE)
    with opened(folder, clock) as record:
        (forged,) = (one for one in backups_in(folder / BACKUPS) if one.folder == old.folder)
        assert examine(forged, record.key).damage == (f"{RECORD_FILE} 与备份的登记不符",)


def test_manifests_without_a_seal_make_no_good_backup_superfluous(folder: Path, clock: Clock) -> None:
    """Of a day the last one is kept: a false one that says it is later was kept in its place."""
    with a_record(folder, clock) as record:
        backups, good = Backups(record, clock), list[Backup]()
        for _ in range(3):
            good.append(backups.make())
            clock.at += timedelta(days=20)
        for one in good:
            laid = one.folder.with_name(f"{one.name}-laid")
            shutil.copytree(one.folder, laid)
            (laid / RECORD_FILE).write_bytes(b"nothing of a record")
            made_at = one.manifest.made_at.replace(hour=23, minute=59)
            forge(Backup(laid, one.manifest), made_at=made_at.isoformat())

        newest = backups.make()

    left = {one.name for one in backups_in(folder / BACKUPS)}
    assert {good[0].name, good[2].name, newest.name} <= left, "the last of each month"


def a_journal(size: int) -> bytes:
    """SQLite's rollback journal over no page, of a file that had `size` pages: playing it cuts the file off."""
    head = bytes.fromhex("d9d505f920a163d7") + struct.pack(">IIIII", 1, 7, size, 512, 4096)
    page = bytes(4096)
    return head.ljust(512, b"\0") + struct.pack(">I", size + 1) + page + struct.pack(">I", 7)


@pytest.mark.parametrize("sealed", [True, False])
def test_a_journal_laid_into_a_backup_does_not_cut_it_off(folder: Path, clock: Clock, *, sealed: bool) -> None:
    _, new = old_and_new(folder, clock)
    whole = (new.folder / RECORD_FILE).read_bytes()
    if not sealed:
        forge(new)
        path = new.folder / MANIFEST_FILE
        path.write_text(json.dumps(json.loads(path.read_text()) | {"seal": ""}))
    (new.folder / f"{RECORD_FILE}-journal").write_bytes(a_journal(3))

    with opened(folder, clock) as record:
        backups = Backups(record, clock)
        assert len(backups.copies()) == 2
        backups.prove_if_due()
    assert (new.folder / RECORD_FILE).read_bytes() == whole
    destroy(folder)
    plan = plan_recovery(folder, PASSPHRASE, clock=clock)

    assert plan is not None
    assert plan.mending.backup is not None
    assert plan.mending.backup.name == new.name
    assert (new.folder / RECORD_FILE).read_bytes() == whole


def test_a_proof_that_others_wrote_puts_off_no_check(folder: Path, clock: Clock) -> None:
    """Several of them, dated week after week, would have put it off for ever."""
    _, new = old_and_new(folder, clock)
    content = bytearray((new.folder / RECORD_FILE).read_bytes())
    content[9000] ^= 1
    (new.folder / RECORD_FILE).write_bytes(content)
    names = (*sorted(new.manifest.files), MANIFEST_FILE)
    stats = {name: (new.folder / name).stat() for name in names}
    proof = {"at": clock.at.isoformat(), "seen": {name: [of.st_size, of.st_mtime_ns] for name, of in stats.items()}}
    (new.folder / PROOF_FILE).write_text(json.dumps({"proof": proof, "sha256": checksum_of(proof)}))
    assert proven_at(new, None) is not None, "without the key it looks like one"

    with opened(folder, clock) as record:
        backups = Backups(record, clock)
        assert "还没有验证过能否恢复" in backups.last_words()
        (trouble,) = backups.keep_up().troubles

    assert f"备份 {new.name} 没有通过验证" in str(trouble)
