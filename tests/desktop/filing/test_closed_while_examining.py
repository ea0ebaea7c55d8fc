"""A window that is closed while a file from outside is being looked at leaves no process behind."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import hostile_files as hostile
from builders.filing_builders import FilingDesk, a_filing_desk
from builders.window.window_builders import a_window, until
from PySide6.QtTest import QTest

from gridcounter.desktop.filing import attached
from gridcounter.desktop.shell import main_window
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.services.files import examination
from gridcounter.services.files.examination import Examiner
from gridcounter.services.papers.attachments import Attachments

#: Says that it has begun, and waits until it is ended.
_WAITS = (
    "import os, pathlib, sys, threading; pathlib.Path(sys.argv[1], str(os.getpid())).touch(); threading.Event().wait()"
)


@pytest.fixture
def at(tmp_path: Path) -> Iterator[FilingDesk]:
    with a_filing_desk(tmp_path, "jining") as desk:
        yield desk


@pytest.mark.usefixtures("qapp")
def test_none_is_left_and_none_is_begun_again(at: FilingDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second attack: the file was taken for one not yet seen, and the process of a closed window began anew."""
    begun = tmp_path / "begun"
    begun.mkdir()
    attachments = Attachments(at.record, "c1")
    for title, content in (("路径图", hostile.laughs()), ("照片", hostile.a_plain_pdf())):
        attachments.add_content(at.application, content, title)
    examiner = Examiner()  # that has seen none of them
    for module in (attached, main_window):
        monkeypatch.setattr(module, "EXAMINER", examiner)
    monkeypatch.setattr(examination, "_command", lambda: [sys.executable, "-c", _WAITS, str(begun)])
    with a_window(at.record, demo=False) as window:
        window.show_page(PageKey.FILINGS)
        window.work.filings.search.setText("样例纸箱")
        until(lambda: any(begun.iterdir()))

        after: list[object] = []
        monkeypatch.setattr(window.tasks, "submit", lambda *work, **_: after.append(work))
        window.close()
        for _ in range(10):
            QTest.qWait(0)  # what the workers sent arrives

        assert after == []
        assert len(list(begun.iterdir())) == 1
        assert examiner._running is None  # noqa: SLF001  what a window leaves behind
