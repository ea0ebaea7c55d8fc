"""Papers copied into a separate archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridcounter.store.custody.backup_papers import append_papers, papers_in
from gridcounter.store.papers import PAPERS_FILE

if TYPE_CHECKING:
    from pathlib import Path

KEY = bytes(32)


def test_an_archive_kept_aside_is_one_file_between_any_two_transactions(tmp_path: Path) -> None:
    """A copy that is taken away has no log beside it; whether to stop is asked after every fifty papers."""
    seen: list[list[str]] = []

    append_papers(
        (b"%d" % number for number in range(101)),
        tmp_path / PAPERS_FILE,
        KEY,
        lambda: seen.append(sorted(path.name for path in tmp_path.iterdir())),
    )

    assert seen == [[PAPERS_FILE]] * 2
    assert len(papers_in(tmp_path / PAPERS_FILE, KEY, one_file=True)) == 101
