"""收照片 in the real window: a folder of photographs becomes signed copies; the rest waits for a person.

Each catches that a photograph is filed without being sure, is lost, or holds the window up.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from builders.photographed import Shot, photographed, sheet
from builders.record_builders import a_record
from builders.told_builders import NOTICE, issued, taken_in
from builders.window.window_builders import a_window, until
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from gridcounter.desktop.field.photos_dialog import PhotosDialog
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.files import examination
from gridcounter.services.papers.issued_papers import IssuedPapers, IssuedRow


@contextmanager
def on_site(folder: Path) -> Iterator[tuple[MainWindow, list[IssuedRow], list[bytes]]]:
    """A window, the notices of three firms, and photographs of them."""
    with a_record(folder / "office") as record, a_window(record) as window:
        desk = window._session.service  # noqa: SLF001
        rows, photos = [], []
        for place, who in enumerate(("样例面粉厂", "样例纸箱厂", "样例灯具厂")):
            application = taken_in(desk, {"applicant.name": who})
            issued(desk, application)
            row = next(row for row in IssuedPapers(desk).of(application) if row.paper == NOTICE)
            rows.append(row)
            photos.append(photographed([sheet(IssuedPapers(desk).content(row.ref))], Shot(turned=place * 90)))
        yield window, rows, photos


def dialog_over(window: MainWindow) -> PhotosDialog:
    window.home.photos.click()
    (dialog,) = window.findChildren(PhotosDialog)
    return dialog


def lines(dialog: PhotosDialog) -> list[str]:
    return [dialog.list.item(row).text().partition("\n")[2] for row in range(dialog.list.count())]


def read(dialog: PhotosDialog) -> None:
    until(lambda: not dialog._busy and not dialog._todo, 120)  # noqa: SLF001


def row_of(window: MainWindow, row: IssuedRow) -> IssuedRow:
    desk = window._session.service  # noqa: SLF001
    paper = desk.record.papers.get(row.ref)
    assert paper is not None
    return next(one for one in IssuedPapers(desk).of(paper.application) if one.ref == row.ref)


@pytest.mark.usefixtures("qapp")
def test_a_days_photographs_become_signed_copies_and_the_rest_waits_for_a_person(tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    with on_site(tmp_path) as (window, rows, taken):
        desk = window._session.service  # noqa: SLF001
        IssuedPapers(desk).deliver(rows[0].ref, "in_person")
        for place, content in enumerate(taken[:2]):
            (photos / f"IMG_{place}.jpg").write_bytes(content)
        (photos / "IMG_2.jpg").write_bytes(
            photographed([sheet(IssuedPapers(desk).content(rows[2].ref))], Shot(blur=12))
        )
        (photos / "IMG_3.heic").write_bytes(b"\0\0\0\x18ftypheic" + b"\0" * 80)

        dialog = dialog_over(window)
        dialog.take(photos)
        read(dialog)

        handed, waits, unread, heic = lines(dialog)
        assert handed == "✓ 签收件已存：一次性告知书 第 1 版　样例面粉厂"
        assert waits.startswith("还没有登记交付：一次性告知书 第 1 版　样例纸箱厂")
        assert "照片没有拍摄时间" in waits
        assert unread.startswith("没有认出二维码")
        assert "手机里改成 JPEG" in heic
        assert row_of(window, rows[0]).signed
        assert not row_of(window, rows[1]).signed, "nobody said yet that it was handed over"
        assert dialog.said.text().startswith("4 张照片，已存 1 张。照片还在原来的文件夹里")

        assert dialog.all_button.text() == "登记当面交付并存（1 份）"
        dialog.all_button.click()
        read(dialog)
        assert row_of(window, rows[1]).signed
        assert row_of(window, rows[1]).how == "当面交付"

        dialog.list.setCurrentRow(2)
        assert dialog.which.currentIndex() == -1, "a person chooses, not the list"
        assert not dialog.file_button.isEnabled()
        assert any("样例灯具厂" in dialog.which.itemText(row) for row in range(dialog.which.count()))
        wanted = [row for row in range(dialog.which.count()) if dialog.which.itemData(row).ref == rows[2].ref]
        dialog.which.setCurrentIndex(wanted[0])
        assert dialog.file_button.text() == "登记当面交付，存到这一份"
        dialog.file_button.click()
        read(dialog)
        assert row_of(window, rows[2]).signed
        assert not dialog.all_button.isVisible()

        dialog.take(photos / "IMG_0.jpg")
        read(dialog)
        assert "已经作为" in lines(dialog)[-1], "the same photograph once more"


@pytest.mark.usefixtures("qapp")
def test_while_photographs_are_read_the_window_goes_on_and_holds_one_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Turns of the event loop between two photographs are counted, and how many files are in hand at once."""
    in_hand, most, turns = 0, 0, []
    real = examination.Examiner.read_photo

    def counted(self: examination.Examiner, *about: object) -> object:
        nonlocal in_hand, most
        in_hand += 1
        most = max(most, in_hand)
        try:
            return real(self, *about)  # type: ignore[arg-type]
        finally:
            in_hand -= 1

    monkeypatch.setattr(examination.Examiner, "read_photo", counted)
    with on_site(tmp_path) as (window, rows, taken):
        del rows
        for place, content in enumerate(taken * 2):
            (tmp_path / f"IMG_{place}.jpg").write_bytes(content + b"\0" * place)
        dialog = dialog_over(window)
        ticking = QTimer(dialog)
        ticking.setInterval(0)
        ticking.timeout.connect(lambda: turns.append(len(dialog._todo)))  # noqa: SLF001
        ticking.start()
        dialog.take(tmp_path)
        read(dialog)
        assert most == 1
        assert all(turns.count(left) > 1 for left in range(5)), "the window was held up while a file was read"
        assert all(not hasattr(row, "checked") for row in dialog._rows)  # noqa: SLF001


@pytest.mark.usefixtures("qapp")
def test_a_lock_ends_the_taking_and_files_nothing_more(tmp_path: Path) -> None:
    with on_site(tmp_path) as (window, rows, taken):
        IssuedPapers(window._session.service).deliver(rows[0].ref, "in_person")  # noqa: SLF001
        (tmp_path / "IMG_0.jpg").write_bytes(taken[0])
        dialog = dialog_over(window)
        dialog.take(tmp_path)
        window.lock()
        window.tasks.wait()
        application = QApplication.instance()
        assert application is not None
        application.processEvents()
        assert not row_of(window, rows[0]).signed


@pytest.mark.usefixtures("qapp")
def test_an_empty_folder_and_one_that_is_gone_are_told(tmp_path: Path) -> None:
    with on_site(tmp_path) as (window, _, _):
        dialog = dialog_over(window)
        (tmp_path / "empty").mkdir()
        dialog.take(tmp_path / "empty")
        assert dialog.said.text().startswith("这个文件夹里没有照片")
