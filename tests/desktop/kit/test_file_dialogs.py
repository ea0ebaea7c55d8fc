"""The chosen file: its name ends with the suffix of its type, however it was typed, and no choice gives no file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget

from gridcounter.desktop.kit import file_dialogs

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

_WRITTEN: list[tuple[Callable[[QWidget, str, str], Path | None], dict[str, str]]] = [
    (file_dialogs.workbook_to_write, {"a.xlsx": "a.xlsx", "a.XLSX": "a.XLSX", "a": "a.xlsx", "a.xls": "a.xls.xlsx"}),
    (file_dialogs.zip_to_write, {"a.zip": "a.zip", "a.ZIP": "a.ZIP", "a": "a.zip", "a.b": "a.b.zip"}),
    (
        file_dialogs.paper_to_write,
        {
            "a.pdf": "a.pdf",
            "a.PDF": "a.PDF",
            "a.docx": "a.docx",
            "a.Docx": "a.Docx",
            "a": "a.pdf",
            "a.doc": "a.doc.pdf",
        },
    ),
]


@pytest.mark.parametrize(("ask", "names"), _WRITTEN)
def test_a_file_that_is_written_ends_as_its_kind_does(
    ask: Callable[[QWidget, str, str], Path | None],
    names: dict[str, str],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    found: dict[str, Path | None] = {}
    for typed in ("", *names):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, typed=typed: (typed, ""))
        found[typed] = ask(parent, "标题", "建议")
    assert found == {"": None, **{typed: Path(name) for typed, name in names.items()}}
