"""What somebody laid beside the copy of the papers, where the next backup needs the place."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders.record_builders import Clock, a_record

from gridcounter.services.custody.backups import Backups
from gridcounter.store.custody.backup import BackupNotMade
from gridcounter.store.papers import PAPERS_FILE


@pytest.mark.parametrize("tail", ["-wal", "-journal"])
def test_what_is_in_the_way_of_a_backup_is_named(tmp_path: Path, tail: str) -> None:
    """The fault: the clerk was told to look after room on the disk and the rights of the folder, and no backup came."""
    with a_record(tmp_path / "record") as record:
        backups = Backups(record, Clock())
        backups.make()
        (backups.place / f"{PAPERS_FILE}{tail}").mkdir()
        with pytest.raises(BackupNotMade, match=rf"里的 {PAPERS_FILE}{tail} 不是程序的文件"):
            backups.make()
        assert [str(one) for one in backups.make_now().troubles]
