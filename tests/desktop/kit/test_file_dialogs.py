"""The chosen file: its name ends with the suffix of its type, however it was typed, and no choice gives no file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from builders.window.window_builders import activate
from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gridcounter.desktop.kit import file_dialogs
from gridcounter.desktop.kit.file_dialogs import SavedBar
from gridcounter.errors import Fault

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


def test_a_dialog_begins_in_the_folder_of_the_last_one_also_after_a_restart(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    stick, asked, kept = tmp_path / "stick", list[str](), list[str]()
    stick.mkdir()
    monkeypatch.setattr(file_dialogs, "LAST", last := file_dialogs.LastFolder())
    last.follow("", kept.append)
    assert last.folder.is_dir()

    def answer(answered: object) -> Callable[..., object]:
        def ask(*given: str) -> object:
            asked.append(given[2])
            return answered

        return ask

    for name, answered in (
        ("getOpenFileName", (str(stick / "a.xlsx"), "")),
        ("getSaveFileName", (str(stick / "b.xlsx"), "")),
        ("getExistingDirectory", ""),
    ):
        monkeypatch.setattr(QFileDialog, name, answer(answered))
    file_dialogs.workbook_to_read(parent, "标题")
    assert kept == [str(stick)]
    file_dialogs.workbook_to_write(parent, "标题", "建议.xlsx")
    file_dialogs.folder_to_read(parent, "标题")
    assert asked[1:] == [str(stick / "建议.xlsx"), str(stick)]
    assert kept == [str(stick)], "the same folder is not written again"

    after = file_dialogs.LastFolder()
    after.follow(kept[-1], kept.append)
    assert after.folder == stick
    stick.rmdir()
    assert after.folder.is_dir(), "the stick was pulled out"


def test_settings_that_cannot_be_written_do_not_stand_in_the_way_of_a_file(tmp_path: Path) -> None:
    def refuse(_: str) -> None:
        raise Fault("设置没有存下来")

    last = file_dialogs.LastFolder()
    last.follow("", refuse)
    assert last.note(tmp_path / "a.pdf") == tmp_path / "a.pdf"
    assert last.folder == tmp_path


@pytest.mark.parametrize("folder", ["x" * 5000, "a\x00b", "/dev/null/x"])
def test_a_kept_folder_that_is_no_path_is_passed_over(folder: str) -> None:
    """Settings on a stick come from anybody: with a path too long for the system no dialog opened any more."""
    last = file_dialogs.LastFolder()
    last.follow(folder, lambda _: None)
    assert last.folder.is_dir()


def test_a_proposed_name_leads_into_no_other_folder(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """The place of a policy pack is part of one, and a pack comes from outside."""
    parent = QWidget()
    qtbot.addWidget(parent)
    proposed: list[str] = []

    def cancelled(_: QWidget, __: str, name: str, ___: str) -> tuple[str, str]:
        proposed.append(name)
        return "", ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", cancelled)
    file_dialogs.pdf_to_write(parent, "存 PDF", "速查表_样/../../例\u202e市.pdf")
    assert proposed == [str(file_dialogs.LAST.folder / "速查表_样....例市.pdf")]


def test_qts_dialog_has_the_places_of_the_desk_beside_it(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    monkeypatch.setattr(file_dialogs, "places", lambda: [tmp_path])
    monkeypatch.setattr(file_dialogs, "LAST", file_dialogs.LastFolder())
    seen: list[list[str]] = []

    def look() -> None:
        for dialog in parent.findChildren(QFileDialog):
            seen.append([url.toLocalFile() for url in dialog.sidebarUrls()])
            dialog.reject()

    asks: tuple[Callable[[], Path | None], ...] = (
        lambda: file_dialogs.folder_to_read(parent, "标题"),
        lambda: file_dialogs.workbook_to_read(parent, "标题"),
        lambda: file_dialogs.zip_to_write(parent, "标题", "a.zip"),
    )
    for ask in asks:
        QTimer.singleShot(0, look)
        assert ask() is None
    assert seen == [[str(tmp_path)]] * 3


def test_the_places_are_folders_that_are_there_each_once() -> None:
    found = file_dialogs.places()
    assert found
    assert len(set(found)) == len(found)
    assert all(place.is_dir() for place in found)


def test_where_a_file_was_saved_stays_until_it_is_read_and_leads_to_its_folder(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    bar = SavedBar(window)
    window.show()
    dialog = QDialog(window)
    opened: list[str] = []

    def open_url(url: QUrl) -> bool:
        opened.append(url.toLocalFile())
        return len(opened) != 2

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    file_dialogs.tell_saved(QLabel(dialog), tmp_path / "告知书.pdf")
    assert bar.isVisible()
    assert str(tmp_path / "告知书.pdf") in bar.text.text()
    assert "没有加密" in bar.text.text()
    bar.open_button.click()
    assert opened == [str(tmp_path)]
    bar.open_button.click()
    assert "没有打开这个文件夹" in bar.text.text()
    assert str(tmp_path) in bar.text.text()
    file_dialogs.tell_saved(window, tmp_path, personal=False)
    assert "没有加密" not in bar.text.text()
    bar.open_button.click()
    assert opened[-1] == str(tmp_path), "a folder is opened itself"
    bar.close_button.click()
    assert not bar.isVisible()
    file_dialogs.tell_saved(QWidget(), tmp_path)


def test_a_click_on_what_was_read_leaves_the_focus_where_it_was(qtbot: QtBot, tmp_path: Path) -> None:
    """The fault: the focus falls to the tabs above, and the next Enter goes nowhere."""
    window = QWidget()
    qtbot.addWidget(window)
    bar, field = SavedBar(window), QLineEdit(window)
    bar.setGeometry(0, 40, 500, 60)
    window.resize(500, 120)
    window.show()
    activate(window)
    field.setFocus()
    bar.tell(tmp_path / "台账.xlsx", personal=True)
    QTest.mouseClick(bar.close_button, Qt.MouseButton.LeftButton)
    assert bar.isHidden()
    assert field.hasFocus()
