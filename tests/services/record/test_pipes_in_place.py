"""A pipe in the place of a file is waited for by nobody: it would keep the record shut, or a passphrase unchanged."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders.record_builders import CHEAP, CLERK, PASSPHRASE, Clock, a_record, opened

from gridcounter import paths
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.passphrases import change_passphrase
from gridcounter.services.custody.recovery import carry_out, plan_recovery
from gridcounter.services.record.opening import open_record
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.keys import KEYS_FILE, KeysDamaged, WrongPassphrase
from gridcounter.store.custody.last_seen import SECOND_FILE
from gridcounter.store.custody.manifest import MANIFEST_FILE
from gridcounter.store.instance import HOLDER_FILE, RecordInUse
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

    for lay in (os.mkfifo, os.mkdir):
        (folder / PAPERS_FILE).unlink(missing_ok=True)
        lay(folder / PAPERS_FILE)
        assert ends(mend)
        with opened(folder) as record:
            assert record.verify().sound
    assert done == [(PAPERS_FILE,)] * 2


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
