"""F2 shows the clause behind the focused line: of the answer, and of the checklist."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders.window.window_builders import a_demo_record, a_window, the_fullest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QTextBrowser

from gridcounter.core.intake.steps import STEPS, StepKey
from gridcounter.desktop.intake.page import IntakePage
from gridcounter.desktop.policy.clause import ClauseDialog


@pytest.fixture
def page(qapp: QApplication, tmp_path: Path) -> Iterator[IntakePage]:  # noqa: ARG001  windows need it
    with a_demo_record(tmp_path) as record, a_window(record) as window:
        window.open_application(the_fullest(record))
        yield window.tabs.pages()[-1]


def guidance(page: IntakePage) -> QTextBrowser:
    return next(each for each in page.findChildren(QTextBrowser) if each.accessibleName() == "办理指引")


def shown(page: IntakePage) -> list[str]:
    return [each.text.toPlainText() for each in page.findChildren(ClauseDialog) if each.isVisible()]


def test_from_a_question_it_goes_over_to_the_answer_and_shows_its_first_clause(page: IntakePage) -> None:
    page.focus_first()
    QTest.keyClick(page, Qt.Key.Key_F2)
    assert guidance(page).hasFocus() or page.findChild(ClauseDialog)
    [text] = shown(page)
    assert text.startswith("济能字〔2021〕22号 附件1\n")
    assert "10千伏单电源（1250千伏安及以下）" in text


def test_in_the_answer_it_shows_the_clause_of_the_line_of_the_cursor(page: IntakePage) -> None:
    browser = guidance(page)
    browser.setFocus()
    cursor = browser.document().find("用户红线外的电力外线")
    browser.setTextCursor(cursor)
    QTest.keyClick(page, Qt.Key.Key_F2)
    [text] = shown(page)
    assert "济能字〔2021〕22号 二" in text
    assert "三(三)2" in text


def test_a_line_without_a_clause_shows_none(page: IntakePage) -> None:
    browser = guidance(page)
    browser.setFocus()
    browser.setTextCursor(browser.document().find("念给您听"))
    QTest.keyClick(page, Qt.Key.Key_F2)
    assert shown(page) == []


def test_the_brackets_are_a_link_to_the_same(page: IntakePage) -> None:
    guidance(page).anchorClicked.emit(QUrl("#clause0"))
    [text] = shown(page)
    assert text.startswith("济能字〔2021〕22号 附件1\n")


def test_in_the_checklist_it_opens_and_closes_the_clause_of_the_row(page: IntakePage) -> None:
    page.show_step(STEPS.index(StepKey.CHECKLIST))
    row = page.checklist.rows[0]
    row.choice.setFocus()
    QTest.keyClick(page, Qt.Key.Key_F2)
    [reason] = [each for each in row.findChildren(QLabel) if each.text().startswith("依据：")]
    assert reason.isVisible()
    QTest.keyClick(page, Qt.Key.Key_F2)
    assert not reason.isVisible()
