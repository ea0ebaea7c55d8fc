"""Follows a page of the manual in the real window: each word and key in the order of the page."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QToolButton,
    QWidget,
)

from builders.books import text_of
from builders.told_builders import FACTORY
from builders.window.hall import ASSESSOR, SHOP, Hall
from gridcounter.bootstrap import open_application_service
from gridcounter.desktop.kit.appearance import apply_theme
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.services.applications.application_state import ApplicationState

A_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
LONGEST_MS = 30_000


@dataclass
class Follower:
    """Goes down one page; what is not there, or not in this order, is a failure."""

    page: str
    at: int = 0

    def read(self, words: str) -> None:
        found = text_of(self.page).find(words, self.at)
        assert found >= 0, f"{self.page} does not say {words} after {text_of(self.page)[: self.at][-40:]}"
        self.at = found + len(words)

    def press(self, root: QWidget, word: str) -> None:
        """A button that is seen and may be pressed."""
        self.read(f"【{word}】")
        called = {word, word.strip("…")}
        button = next(
            each
            for each in root.findChildren(QAbstractButton)
            if each.isVisible()
            and each.isEnabled()
            and called & {each.text(), each.text().split("（")[0].strip(" 　…＋")}
        )
        button.click()

    def press_with(self, root: QWidget, word: str) -> None:
        """A button that says more than the word: how many, of what, or how far it is."""
        self.read(f"【{word}】")
        button = next(
            each
            for each in root.findChildren(QAbstractButton)
            if each.isVisible() and each.isEnabled() and word.strip("…") in each.text()
        )
        button.click()

    def step(self, root: QWidget, word: str) -> str:
        """To the step of this name; what stands below it."""
        self.read(f"【{word}】")
        button = next(each for each in root.findChildren(QToolButton) if each.isVisible() and word in each.text())
        button.click()
        return button.text().partition("\n")[2]

    def choose(self, root: QWidget, word: str, entry: str) -> None:
        """Of the menu behind a button, or of a list that opens."""
        self.read(f"【{word}】")
        button = next(each for each in root.findChildren(QPushButton) if each.text().strip(" 　") == word)
        self.read(f"【{entry}】")
        next(act for act in button.menu().actions() if act.text() == entry).trigger()

    def select(self, root: QWidget, label: str, entry: str) -> None:
        """An entry of a list that opens, whatever else stands beside it."""
        self.read(f"【{label}】")
        box = next(each for each in root.findChildren(QComboBox) if each.isVisible() and each.accessibleName() == label)
        place = next(place for place in range(box.count()) if entry in box.itemText(place))
        box.setCurrentIndex(place)
        box.activated.emit(place)

    def turn(self, root: QWidget, word: str) -> None:
        """To the tab of this name."""
        self.read(f"【{word}】")
        for tabs in root.findChildren(QTabWidget):
            for place in range(tabs.count()):
                if tabs.tabText(place).startswith(word):
                    tabs.setCurrentIndex(place)
                    return
        pytest.fail(f"no tab {word}")

    def fill(self, root: QWidget, label: str, text: str) -> None:
        self.read(f"【{label}】")
        write(root, label, text)

    def key(self, desk: Hall, key: str) -> None:
        self.read(f"**{key}**")
        desk.press(key.replace("Enter", "Return").replace("Esc", "Escape").replace("↓", "Down"))


def write(root: QWidget, label: str, text: str) -> None:
    """Into the line of this name, and on to the next."""
    edit = next(each for each in root.findChildren(QLineEdit) if each.isVisible() and each.accessibleName() == label)
    edit.setFocus()
    edit.clear()
    QTest.keyClicks(edit, text) if text.isascii() else edit.insert(text)


def write_lines(root: QWidget, label: str, text: str) -> None:
    sheet = next(each for each in root.findChildren(QPlainTextEdit) if each.accessibleName() == label)
    sheet.setPlainText(text)


def taken_in(desk: Hall) -> str:
    application = desk.take_in(SHOP)
    desk.receive_all()
    return application


def issued(desk: Hall) -> str:
    application = taken_in(desk)
    desk.receive_and_accept()
    desk.print_papers()
    return application


def a_factory(desk: Hall, *, accepted: bool = True) -> str:
    """Its line is to be surveyed; opened on its first step."""
    service = open_application_service(desk.record, ASSESSOR)
    application = service.begin(today())
    service.save_all(application, FACTORY)
    if accepted:
        service.acceptance.receive(application, today(), today())
        service.acceptance.accept(application, today(), today())
    desk.window.open_application(application)
    return application


def state(desk: Hall, application: str) -> ApplicationState:
    return open_application_service(desk.record, ASSESSOR).state(application)


def told_on(root: QWidget) -> str:
    return "\n".join(label.text() for label in root.findChildren(QLabel) if label.isVisible())


def papers_of(desk: Hall, application: str) -> list[str]:
    return [paper.paper for paper in desk.record.papers.of(application)]


def drawn(desk: Hall) -> None:
    desk.qtbot.waitUntil(lambda: desk.window.work.papers.papers.count() > 0, timeout=LONGEST_MS)


def part_of(root: QWidget, name: str) -> QLineEdit:
    """The line whose name ends so."""
    return next(each for each in root.findChildren(QLineEdit) if each.accessibleName().endswith(name))


def leave(edit: QLineEdit, text: str) -> None:
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text) if text.isascii() else edit.setText(text)
    QTest.keyClick(edit, Qt.Key.Key_Tab)


def dress_plainly() -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, LIGHT, Scale(100))
