"""文件原文 in the real window, and the links of the 政策 tables to its passages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.invented_paper import PAPER
from builders.record_builders import a_record
from builders.sixth_place import sixth_place
from builders.window.window_builders import a_window, activate, until
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.desktop.policy.clause import ClauseDialog
from gridcounter.desktop.policy.original_dialog import OriginalDialog
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.services.policy.adopted_packs import PackAdoption

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtGui import QTextDocument

    from gridcounter.desktop.policy.page import PolicyPage
    from gridcounter.desktop.shell.main_window import MainWindow

SENTENCE = "样例受理自收到申请次日起4个工作日内完成"


@pytest.fixture
def window(tmp_path: Path, qapp: QApplication) -> Iterator[MainWindow]:
    """Of an office of the sixth place, whose pack was adopted without its paper."""
    assert qapp is not None
    with a_record(tmp_path / "record") as record:
        adoption = PackAdoption(open_application_service(record, open_assessor()))
        adoption.adopt(adoption.load(sixth_place(tmp_path / "pack")), None)
        with a_window(record) as shown:
            shown.show_page(PageKey.POLICY)
            yield shown


def page_of(window: MainWindow) -> PolicyPage:
    """Another one after each act."""
    activate(window)
    window.show_page(PageKey.POLICY)
    return window.work.policy


def a_dialog(window: MainWindow) -> OriginalDialog:
    page = page_of(window)
    page.original.click()
    return next(one for one in page.findChildren(OriginalDialog) if one.isVisible())


def looked_at(window: MainWindow, folder: Path, text: str) -> OriginalDialog:
    paper = folder / "红头文件.txt"
    paper.write_text(text, "utf-8")
    dialog = a_dialog(window)
    dialog.look_at(paper)
    until(lambda: dialog.checked is not None)
    return dialog


def clause(page: PolicyPage) -> str:
    """What the table opens, by F2 in the row of 样例受理."""
    tables = page.tables
    tables.text.setFocus()
    tables.text.setTextCursor(tables.text.document().find("样例受理"))
    QTest.keyClick(tables.text, Qt.Key.Key_F2)
    (opened,) = (one for one in tables.findChildren(ClauseDialog) if one.isVisible())
    text = opened.text.toPlainText()
    opened.close()
    return text


def test_a_paper_is_laid_shown_behind_each_link_and_taken_away_again(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = clause(page_of(window))
    dialog = looked_at(window, tmp_path, PAPER)
    assert "旁边还没有原文" in dialog.standing.text()
    assert "条款都找得到" in dialog.state.text()
    dialog.lay.click()
    with_it = clause(page_of(window))

    dialog = a_dialog(window)
    assert "旁边放着：红头文件.txt（" in dialog.standing.text()
    monkeypatch.setattr(QMessageBox, "exec", lambda box: box.buttons()[0].click())
    dialog.take_away.click()

    assert SENTENCE not in without
    assert "程序里没有存文件原文" in without
    assert SENTENCE in with_it
    assert SENTENCE not in clause(page_of(window))


def test_what_does_not_fit_is_listed_and_cannot_be_laid(window: MainWindow, tmp_path: Path) -> None:
    dialog = looked_at(window, tmp_path, PAPER.replace("4个工作日", "6个工作日"))
    assert "有 1 处对不上，不能放" in dialog.state.text()
    assert [dialog.list.item(row).text() for row in range(dialog.list.count())] == [
        "环节 accept　工作日：填写的是 4，条款 2 里找不到 4；应为条款里写的数；数在别的条款里的，把那一条也写进 article"
    ]
    assert not dialog.lay.isVisible()


def test_a_file_that_cannot_be_read_is_said(window: MainWindow, tmp_path: Path) -> None:
    scan = tmp_path / "扫描件.pdf"
    scan.write_bytes(b"%PDF-1.7 half")
    dialog = a_dialog(window)
    dialog.look_at(scan)
    until(dialog.trouble.isVisible)
    assert "没有读出文字" in dialog.trouble.text()
    assert "\n" not in dialog.trouble.text()
    assert not dialog.lay.isVisible()


def anchors(document: QTextDocument) -> Iterator[tuple[str, str]]:
    """Each link with its words."""
    block = document.begin()
    while block.isValid():
        pieces = block.begin()
        while not pieces.atEnd():
            piece = pieces.fragment()
            if href := piece.charFormat().anchorHref():
                yield href, piece.text()
            pieces += 1
        block = block.next()


def test_each_row_of_the_tables_links_to_its_own_clause(window: MainWindow) -> None:
    tables = page_of(window).tables
    tables.choice.options[-1].click()  # everybody
    found = list(anchors(tables.text.document()))
    assert len(found) > 8
    for href, words in found:
        tables.text.anchorClicked.emit(QUrl(href))
        (opened,) = (one for one in tables.findChildren(ClauseDialog) if one.isVisible())
        text = opened.text.toPlainText()
        assert all(clause in text for clause in words.removesuffix(" ›").split("、")), (words, text)
        opened.close()


def test_f2_outside_of_a_row_opens_nothing(window: MainWindow) -> None:
    tables = page_of(window).tables
    tables.text.setTextCursor(tables.text.document().find("关于用电报装的通知"))
    QTest.keyClick(tables.text, Qt.Key.Key_F2)
    assert not [one for one in tables.findChildren(ClauseDialog) if one.isVisible()]
