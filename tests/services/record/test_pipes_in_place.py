"""A pipe in the place of a file is waited for by nobody: it would keep the record shut, or a passphrase unchanged."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from builders.record_builders import CHEAP, CLERK, PASSPHRASE, Clock, a_record, opened

from gridcounter import paths
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.passphrases import change_passphrase
from gridcounter.services.record.opening import open_record
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.keys import KEYS_FILE, WrongPassphrase
from gridcounter.store.custody.last_seen import SECOND_FILE
from gridcounter.store.custody.manifest import MANIFEST_FILE

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest


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
