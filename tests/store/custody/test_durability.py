"""Durability on power failure: bytes are synced before the rename, and the rename before success is reported."""

from __future__ import annotations

import ast
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from builders.disk_spy import spied
from builders.record_builders import CHEAP, CLERK, DAY, PASSPHRASE, PDF, Clock, a_record, a_setup, opened

import gridcounter
from gridcounter import paths
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.recovery import carry_out, plan_recovery
from gridcounter.services.custody.rekeying import ask_renewal, carry_out_renewal
from gridcounter.services.record.opening import create_record, open_record
from gridcounter.services.record.record import Record
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.keys import KEYS_FILE, change_passphrase
from gridcounter.store.custody.last_entry_note import notes_of
from gridcounter.store.custody.manifest import MANIFEST_FILE
from gridcounter.store.custody.offsite import copy_offsite
from gridcounter.store.custody.rekey import READY
from gridcounter.store.custody.verify import PROOF_FILE, prove
from gridcounter.store.database import RECORD_FILE
from gridcounter.store.files import place_folder, replace_file
from gridcounter.store.papers import PAPERS_FILE

#: Modules that may write to a file themselves, each with its reason.
MAY_WRITE = {
    "store/files.py": "the one place where a file is replaced",
    "services/custody/offsite.py": "whether a stick can be written to",
    "services/files/private_workbooks.py": "into an archive that lies in memory",
    "cli/console.py": "the log, line by line",
    "desktop/runtime/crash_reporter.py": "the log, line by line",
    "desktop/runtime/one_window.py": "one word to a running window: where it is lost, the second start asks as before",
    "store/hub/connection.py": "a certificate for libpq, which reads it from a file: gone once the line stands",
    "settings.py": "whole or not at all by itself: it stands below the store and holds nobody's data",
}


def a_used_record(record: Record) -> str:
    intake = Intake(record, CLERK)
    application = intake.open(DAY, {"applicant.name": "样例面馆"})
    for number in range(2):
        intake.issue(application, Issue("one_time_notice", PDF + b" %d" % number, "c", "1", "1"))
    return application


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-100] ^= 1
    path.write_bytes(content)


def test_a_file_is_durable_before_it_gets_its_name_and_so_is_its_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with spied(monkeypatch) as spy:
        replace_file(tmp_path / "new" / "a.pdf", PDF)
        replace_file(tmp_path / "new" / "a.pdf", PDF + b" 2")

    assert spy.named == ["a.pdf", "a.pdf"]
    assert spy.troubles() == []
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["a.pdf"]


def test_the_spy_sees_what_is_named_too_early_and_what_is_not_written_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with spied(monkeypatch) as spy:
        (tmp_path / "made").write_bytes(b"x")
        (tmp_path / "made").rename(tmp_path / "named")

    assert "named was never made durable" in spy.troubles()[-1]
    assert "made was named before it was durable" in spy.troubles()


def test_a_folder_gets_its_name_in_a_durable_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "staged").mkdir()
    with spied(monkeypatch) as spy:
        replace_file(tmp_path / "staged" / "a", b"a")
        place_folder(tmp_path / "staged", tmp_path / "placed")

    assert spy.named == ["a", "placed"]
    assert spy.troubles() == []


def test_a_new_record_and_a_new_passphrase_are_durable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with spied(monkeypatch, RECORD_FILE, PAPERS_FILE) as spy:
        record, _ = create_record(tmp_path / "record", PASSPHRASE, a_setup(), cost=CHEAP, clock=Clock())
        change_passphrase(record.folder, record.key, "又一个足够长的口令", cost=CHEAP)
        record.close()

    assert spy.troubles() == []
    assert [name for name in spy.named if name in {"record", KEYS_FILE}] == [KEYS_FILE, "record", KEYS_FILE]


def test_a_backup_its_proof_and_its_copy_on_a_stick_are_durable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    with a_record(tmp_path / "record", clock) as record:
        a_used_record(record)
        with spied(monkeypatch) as spy:
            made = Backups(record, clock).make()
            prove(made, record.key, clock(), lambda: None)
            brought = copy_offsite(record.folder, record.key, made, tmp_path / "stick")
        note = notes_of(record.db, record.folder, paths.last_seen(record.folder)).paths[0].name

    assert spy.troubles() == []
    assert spy.named == [MANIFEST_FILE, made.name, note, PROOF_FILE, MANIFEST_FILE, brought.name]


@pytest.mark.parametrize("damaged", [RECORD_FILE, KEYS_FILE, PAPERS_FILE])
def test_what_is_restored_is_durable(damaged: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        a_used_record(record)
        Backups(record, clock).make()
    flip(folder / damaged)
    found = plan_recovery(folder, PASSPHRASE)
    assert found is not None

    with spied(monkeypatch, RECORD_FILE, PAPERS_FILE) as spy:
        carry_out(found, clock)

    assert spy.troubles() == []
    assert damaged in spy.named
    with opened(folder) as record:
        assert record.verify().sound


def test_a_record_under_its_new_key_is_durable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, clock = tmp_path / "record", Clock()
    with a_record(folder, clock) as record:
        a_used_record(record)
        Backups(record, clock).make()
        renewal = ask_renewal(record, CLERK, PASSPHRASE, "另一个足够长的口令")

    with spied(monkeypatch) as spy:
        carry_out_renewal(renewal, cost=CHEAP, clock=clock)

    assert spy.troubles() == []
    ready = spy.named.index(READY)
    assert spy.named[ready - 1 : ready + 1] == [KEYS_FILE, READY], "ready only when all of it is"
    assert set(spy.named[ready + 1 : ready + 4]) == {RECORD_FILE, KEYS_FILE, PAPERS_FILE}
    open_record(folder, "另一个足够长的口令").close()


def test_nothing_writes_to_a_file_but_what_makes_it_durable() -> None:
    """Whoever needs a file written asks `replace_file`."""
    root = Path(gridcounter.__file__).parent
    writing = {
        path.relative_to(root).as_posix()
        for path in sorted(root.rglob("*.py"))
        if any(map(_writes, ast.walk(ast.parse(path.read_text("utf-8")))))
    }

    assert writing == set(MAY_WRITE)


def _writes(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute | ast.Name):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
    modes = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    opens = name == "open" and any(set(mode) <= set("rwxab+t") and set(mode) & set("wxa+") for mode in modes)
    called = ast.unparse(node.func)
    makes = called.startswith("shutil.copy") or (called == "os.open" and "O_CREAT" in ast.unparse(node))
    return opens or makes or name in {"write_bytes", "write_text", "touch"}


def test_a_backup_that_was_interrupted_before_it_had_its_name_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is durable is renamed last: whoever breaks off before that finds no backup, only what is swept away."""
    clock = Clock()
    with a_record(tmp_path / "record", clock) as record:
        a_used_record(record)
        seen: list[list[str]] = []

        def broken_off(staged: Path, _: Path) -> None:
            seen.append(sorted(path.name for path in staged.iterdir()))
            shutil.copytree(staged, tmp_path / "left" / f".{16 * '0'}.part")
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr("gridcounter.store.custody.backup.place_folder", broken_off)
            with pytest.raises(KeyboardInterrupt):
                Backups(record, clock).make()
        place = record.folder / BACKUPS
        shutil.copytree(tmp_path / "left", place, dirs_exist_ok=True)
        clock.at += timedelta(hours=1)

        made = Backups(record, clock).make()

        assert seen == [[MANIFEST_FILE, RECORD_FILE, KEYS_FILE]]
        assert sorted(path.name for path in place.iterdir()) == sorted([PAPERS_FILE, made.name])
