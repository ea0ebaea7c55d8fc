"""Files and folders dropped on a page: taken as if chosen in its dialog; what does not belong there is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders.hostile_files import a_plain_pdf
from builders.window.window_builders import a_demo_record, until
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gridcounter.bootstrap import open_assessor, write_import_template
from gridcounter.desktop.custody.backups_section import BackupsSection
from gridcounter.desktop.exchange.import_dialog import ImportDialog
from gridcounter.desktop.filing.attached import AttachedFiles
from gridcounter.desktop.kit.file_dialogs import Drops
from gridcounter.desktop.policy.adoption_dialog import AdoptionDialog
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.record.record import Record


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with a_demo_record(tmp_path / "dropped") as opened:
        yield opened


def of_files(*paths: Path, text: str = "") -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    if text:
        data.setText(text)
    return data


def dropped(on: QWidget, data: QMimeData) -> bool:
    """As a file manager does it; whether it was let in."""
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    for kind in (QEvent.Type.DragEnter, QEvent.Type.Drop):
        event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, left, none, kind)
        event.ignore()
        QApplication.sendEvent(on, event)
        if not event.isAccepted():
            return False
    return True


def seen(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_what_belongs_there_is_taken_and_anything_else_is_named(qtbot: QtBot, tmp_path: Path) -> None:
    on, taken, refused = QWidget(), list[str](), list[str]()
    qtbot.addWidget(on)
    Drops(on, "图片", lambda path: taken.append(path.name), refused.append, (".png", ".jpg"), most=2)
    names = ("a.PNG", "b.jpg", "c.png", "d.exe")
    picture, other, third, program = (tmp_path / name for name in names)
    for path in (picture, other, third, program):
        path.touch()
    assert dropped(on, of_files(picture, other))
    assert taken == ["a.PNG", "b.jpg"]
    for wrong, words in (
        ((picture, program), "这里收图片：“d.exe”不是，没有收下"),
        ((tmp_path,), f"这里收图片：“{tmp_path.name}”不是，没有收下"),
        ((tmp_path / "gone.png",), "这里收图片：“gone.png”不是，没有收下"),
        ((picture, other, third), "这里一次最多收 2 个：拖来了 3 个，都没有收下"),
    ):
        assert dropped(on, of_files(*wrong))
        assert refused.pop() == words
    assert len(taken) == 2, "all or none"


@pytest.mark.parametrize("name", ["甲\u202egnp.exe", "甲\n请再拖一次.exe", "甲\x1b[31m.exe", "甲\u2066乙\x7f.exe"])
def test_the_name_of_a_dropped_file_neither_turns_nor_breaks_the_sentence(
    qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    """Sent in by an applicant: what stood behind the name was read from right to left."""
    on, refused = QWidget(), list[str]()
    qtbot.addWidget(on)
    Drops(on, "图片", lambda _: None, refused.append, (".png",))
    (tmp_path / name).touch()
    assert dropped(on, of_files(tmp_path / name))
    (words,) = refused
    assert words.isprintable()
    assert words.endswith(".exe”不是，没有收下")
    text = QMimeData()
    text.setText("只是文字")
    assert not dropped(on, text)
    web = QMimeData()
    web.setUrls([QUrl("https://example.invalid/a.png")])
    assert not dropped(on, web)


def test_where_a_folder_belongs_a_file_is_refused(qtbot: QtBot, tmp_path: Path) -> None:
    on, taken, refused = QWidget(), list[str](), list[str]()
    qtbot.addWidget(on)
    Drops(on, "文件夹", lambda path: taken.append(path.name), refused.append)
    (tmp_path / "a.zip").touch()
    assert dropped(on, of_files(tmp_path / "a.zip"))
    assert dropped(on, of_files(tmp_path))
    assert taken == [tmp_path.name]
    assert len(refused) == 1


def test_a_drawing_dropped_on_the_attachments_is_added_under_the_chosen_title(
    window: MainWindow, tmp_path: Path
) -> None:
    drawing = tmp_path / "drawing.pdf"
    drawing.write_bytes(a_plain_pdf())
    window.show_page(PageKey.FILINGS)
    (files,) = window.work.filings.findChildren(AttachedFiles)
    until(lambda: bool(files._application))  # noqa: SLF001  the page shows the first of its list
    said: list[str] = []
    files.troubled.connect(said.append)
    dropped(files, of_files(tmp_path))
    assert said == [f"这里收PDF、JPEG、PNG 文件：“{tmp_path.name}”不是，没有收下"]
    dropped(files, of_files(drawing))
    until(lambda: files.list.count() == 1)
    assert files.list.item(0).text().startswith("路径图")


def test_a_workbook_dropped_on_the_ledger_is_read_for_trial(window: MainWindow, tmp_path: Path) -> None:
    template = tmp_path / "模板.xlsx"
    write_import_template(template, open_assessor().packs, "jining")
    window.show_page(PageKey.LEDGER)
    page = window.work.ledger
    dropped(page, of_files(tmp_path))
    assert "这里收要导入的 Excel 文件" in seen(page)
    dropped(page, of_files(template))
    (dialog,) = page.findChildren(ImportDialog)
    assert dialog.isVisible()
    assert not page._trouble.isVisible()  # noqa: SLF001  what the clerk sees
    dropped(dialog, of_files(template))
    assert "正在读上一个文件" in seen(dialog)
    until(lambda: dialog._watch is None)  # noqa: SLF001
    dropped(dialog, of_files(template))
    assert dialog._watch is not None, "it is read again"  # noqa: SLF001
    until(lambda: dialog._watch is None)  # noqa: SLF001
    dialog.reject()


def test_a_folder_dropped_on_the_policies_is_checked_and_nothing_is_adopted(
    window: MainWindow, record: Record, tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    window.show_page(PageKey.POLICY)
    page = window.work.policy
    before = len(list(record.journal.all()))
    dropped(page, of_files(empty))
    dialog = next(one for one in page.findChildren(AdoptionDialog) if one.isVisible())
    until(dialog.trouble.isVisible)
    assert dialog.edition is None
    assert len(list(record.journal.all())) == before
    dialog.reject()


def test_a_folder_dropped_on_the_backups_is_searched(window: MainWindow, tmp_path: Path) -> None:
    empty = tmp_path / "stick"
    empty.mkdir()
    window.work.show_section("备份")
    window.show_page(PageKey.SETTINGS)
    (section,) = window.work.settings.findChildren(BackupsSection)
    window.tasks.wait()
    dropped(section, of_files(empty))
    window.tasks.wait()
    until(section.trouble.isVisible)
    assert "备份" in section.trouble.text()
