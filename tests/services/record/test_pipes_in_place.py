"""A pipe in the place of a file is waited for by nobody: it would keep the record shut, or a passphrase unchanged.

And a link in the place of one leads to no other file that would be written to.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import threading
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from argon2.low_level import hash_secret_raw
from builders.record_builders import CHEAP, CLERK, DAY, PASSPHRASE, Clock, a_record, opened

from gridcounter import paths
from gridcounter.errors import GridcounterError
from gridcounter.services.applications.intake import Intake
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.passphrases import change_passphrase
from gridcounter.services.custody.recovery import carry_out, plan_recovery
from gridcounter.services.office.calendars import load_calendar, with_added
from gridcounter.services.record.opening import open_record
from gridcounter.settings import Settings, SettingsFile
from gridcounter.store.custody import keys
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.keys import KEYS_FILE, KeysDamaged, WrongPassphrase
from gridcounter.store.custody.last_seen import SECOND_FILE
from gridcounter.store.custody.manifest import MANIFEST_FILE
from gridcounter.store.database import RECORD_FILE
from gridcounter.store.instance import HOLDER_FILE, LOCK_FILE, RecordInUse
from gridcounter.store.papers import PAPERS_FILE

if TYPE_CHECKING:
    from collections.abc import Callable


def ends(work: Callable[[], object]) -> bool:
    """Whether it comes to an end: whoever waits for a pipe waits for ever."""
    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    worker.join(30)
    return not worker.is_alive()


def pipes(*places: Path) -> None:
    for path in places:
        path.unlink(missing_ok=True)
        os.mkfifo(path)


def test_notes_and_manifests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "user_config_path", (tmp_path / "config").joinpath)
    folder, found = tmp_path / "record", list[bool]()
    with a_record(folder) as record:
        backup = Backups(record, Clock()).make()
    notes = list((tmp_path / "config" / "gridcounter" / "last-seen").glob("*.json"))
    assert notes
    pipes(*notes, backup.folder / MANIFEST_FILE, folder / BACKUPS / SECOND_FILE)

    def look() -> None:
        with opened(folder) as record:
            found.append(record.went_back is None and record.verify().sound)

    assert ends(look)
    assert found == [True]


def test_the_keys_file_of_a_backup(tmp_path: Path) -> None:
    folder, left = tmp_path / "record", list[Path]()
    with a_record(folder) as record:
        backup = Backups(record, Clock()).make()
    pipes(backup.folder / KEYS_FILE)

    def wrong() -> None:
        try:
            open_record(folder, "不是这一个口令")
        except WrongPassphrase:
            left.append(folder)

    def change() -> None:
        with opened(folder) as record:
            change_passphrase(record, CLERK, PASSPHRASE, "另一个足够长的口令", cost=CHEAP)
            left.append(folder)

    assert ends(wrong)
    assert ends(change)
    assert left == [folder, folder]


def test_the_papers_which_a_restore_then_replaces(tmp_path: Path) -> None:
    folder, done = tmp_path / "record", list[tuple[str, ...]]()
    with a_record(folder) as record:
        Backups(record, Clock()).make()

    def mend() -> None:
        plan = plan_recovery(folder, PASSPHRASE)
        assert plan is not None
        done.append(plan.damaged)
        carry_out(plan)

    def nowhere(path: Path) -> None:
        path.symlink_to(tmp_path / "nowhere")

    for lay in (os.mkfifo, os.mkdir, nowhere):
        (folder / PAPERS_FILE).unlink(missing_ok=True)
        lay(folder / PAPERS_FILE)
        assert ends(mend)
        with opened(folder) as record:
            assert record.verify().sound
    assert done == [(PAPERS_FILE,)] * 3


def test_the_note_of_who_has_the_record_open(tmp_path: Path) -> None:
    told = list[str]()

    def second() -> None:
        try:
            open_record(tmp_path / "record", PASSPHRASE)
        except RecordInUse as refused:
            told.append(str(refused))

    with a_record(tmp_path / "record"):
        pipes(tmp_path / "record" / HOLDER_FILE)
        assert ends(second)
    assert told == ["这份台账已经打开（另一个窗口），请先在那里关闭，再在这里打开"]


def test_a_keys_file_of_a_backup_that_has_no_end(tmp_path: Path) -> None:
    """Sparse, so that it fills no disk: it is not read, and replaced by ours."""
    folder = tmp_path / "record"
    with a_record(folder) as record:
        backup = Backups(record, Clock()).make()
    os.truncate(backup.folder / KEYS_FILE, 400 * 2**30)

    with pytest.raises(WrongPassphrase):
        open_record(folder, "不是这个口令的另一个")
    assert backup.altered() == (f"{KEYS_FILE} 缺失或读不出来",)
    with opened(folder) as record:
        Backups(record, Clock()).make()
    assert backup.altered() == ()
    os.truncate(folder / KEYS_FILE, 400 * 2**30)
    with pytest.raises(KeysDamaged):
        open_record(folder, PASSPHRASE)
    assert plan_recovery(folder, PASSPHRASE) is not None


def test_a_copy_of_the_record_that_has_no_end_is_not_read(tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        backup = Backups(record, Clock()).make()
    os.truncate(backup.folder / RECORD_FILE, 400 * 2**30)
    found = list[tuple[str, ...]]()

    assert ends(lambda: found.append(backup.altered()))
    assert found == [(f"{RECORD_FILE} 缺失或读不出来",)]


def test_false_keys_files_among_the_backups_do_not_make_a_rescue_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each asks for the most work that is borne, so that trying all of them would take the better part of an hour."""
    folder, tried = tmp_path / "record", list[int]()
    with a_record(folder) as record:
        backup = Backups(record, Clock()).make()
    for number in range(100):
        laid = backup.place / f"2099-{number}"
        shutil.copytree(backup.folder, laid)
        kept = json.loads((laid / KEYS_FILE).read_text())
        for wrap in kept["wraps"].values():
            wrap |= {"passes": 16, "memory_kib": 262144, "lanes": 1, "salt": b64encode(bytes([number] * 16)).decode()}
        digest = hashlib.sha256(json.dumps(kept["wraps"], sort_keys=True).encode()).hexdigest()
        (laid / KEYS_FILE).write_text(json.dumps(kept | {"sha256": digest}))
    (folder / KEYS_FILE).unlink()

    def counted(secret: bytes, salt: bytes, passes: int, memory: int, lanes: int, **more: Any) -> bytes:  # noqa: ANN401
        tried.append(passes * memory)
        return hash_secret_raw(secret, salt, *((passes, memory, lanes) if tried[-1] == 8 else (1, 8, 1)), **more)

    monkeypatch.setattr(keys, "hash_secret_raw", counted)

    assert plan_recovery(folder, PASSPHRASE) is not None
    with pytest.raises(WrongPassphrase):
        plan_recovery(folder, "不是这个口令的另一个")
    assert sum(tried) < 3 * 4 * 1024 * 1024


def linked(path: Path, target: Path, how: str) -> None:
    path.unlink(missing_ok=True)
    (path.symlink_to if how == "link" else path.hardlink_to)(target)


@pytest.mark.parametrize("how", ["link", "second name"])
@pytest.mark.parametrize("name", [LOCK_FILE, f"{RECORD_FILE}-wal", f"{RECORD_FILE}-shm", f"{PAPERS_FILE}-wal"])
def test_a_link_to_another_file_empties_and_overwrites_nothing(tmp_path: Path, name: str, how: str) -> None:
    """Taking the lock empties a file, and SQLite begins a log that is none anew."""
    folder, precious = tmp_path / "record", tmp_path / "precious"
    with a_record(folder):
        pass
    precious.write_bytes(b"precious " * 2000)
    linked(folder / name, precious, how)

    for work in (open_record, plan_recovery):
        with pytest.raises(GridcounterError, match=f"里的 {name} 不是程序的文件|里面的 {name} 不是程序的文件"):
            work(folder, PASSPHRASE)

    assert precious.read_bytes() == b"precious " * 2000
    (folder / name).unlink()
    with opened(folder) as record:
        assert record.verify().sound


def test_the_log_of_a_crash_is_read_though_a_snapshot_holds_it_too(tmp_path: Path) -> None:
    folder, crashed = tmp_path / "record", tmp_path / "crashed"
    with a_record(folder) as record:
        Intake(record, CLERK).open(DAY, {"applicant.name": "王五"})
        entries = record.journal.count()
        shutil.copytree(folder, crashed)
    for path in crashed.glob("*.db*"):
        os.link(path, tmp_path / path.name)

    with opened(crashed) as record:
        assert record.journal.count() == entries
        assert record.verify().sound


def test_the_settings_of_this_user_and_its_own_calendars(tmp_path: Path) -> None:
    settings, years, found = SettingsFile(tmp_path / "settings.json"), tmp_path / "calendars", list[object]()
    years.mkdir()
    pipes(settings.path, years / "2099.toml")

    assert ends(lambda: found.append(settings.load()))
    assert ends(lambda: found.append(with_added(load_calendar(paths.calendars()), years).left_out))

    assert found[0] == Settings()
    assert settings.problems == ("设置文件 settings.json 读不出来，已用默认设置",)
    assert "2099.toml" in str(found[1])


def deeper_than_python_calls(place: Path) -> None:
    here = Path.cwd()
    place.mkdir()
    os.chdir(place)
    try:
        for _ in range(1000):
            Path("d").mkdir()
            os.chdir("d")
    finally:
        os.chdir(here)


@pytest.mark.parametrize("place", ["", BACKUPS])
def test_folders_laid_a_thousand_deep(tmp_path: Path, place: str) -> None:
    """Under a name that the program deletes: what it left half-made itself."""
    folder = tmp_path / "record"
    with a_record(folder) as record:
        Backups(record, Clock()).make()
    laid = folder / place / ".0123456789abcdef.part"
    deeper_than_python_calls(laid)
    try:
        assert plan_recovery(folder, PASSPHRASE) is None
        with opened(folder) as record:
            Backups(record, Clock()).make()
            assert record.verify().sound
    finally:
        subprocess.run(["rm", "-rf", laid], check=True)
