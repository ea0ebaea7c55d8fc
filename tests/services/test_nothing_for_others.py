"""Of all the files that the life of a record makes, none is for another user of the machine."""

from __future__ import annotations

import os
from pathlib import Path

from test_life_of_the_files import a_life

from gridcounter.store.custody.manifest import MANIFEST_FILE


def test_nothing_of_it_is_left_for_another_user_to_read(tmp_path: Path) -> None:
    """With a mask that takes nothing away: the modes are the program's own."""
    before = os.umask(0)
    try:
        a_life(tmp_path)
    finally:
        os.umask(before)
    left = [path for folder in ("record", "stick") for path in (tmp_path / folder).rglob("*")]
    assert {path.name for path in left} >= {"record.db", "record.keys", "papers.db", MANIFEST_FILE, "set-aside"}
    assert [str(path) for path in left if path.stat().st_mode & 0o077] == []
    assert not (tmp_path / "record").stat().st_mode & 0o077
