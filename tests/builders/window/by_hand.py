"""A clerk's input by keys and buttons, and the answers to dialogs of the window."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFileDialog,
    QInputDialog,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from gridcounter.desktop.kit import printing

_HELD = {"Ctrl": Qt.KeyboardModifier.ControlModifier, "Shift": Qt.KeyboardModifier.ShiftModifier}
_HELD["Alt"] = Qt.KeyboardModifier.AltModifier


def press(root: QWidget, words: str) -> None:
    """A button that is seen, can be pressed, and is called so: by its text, or else by its name."""
    seen = [each for each in root.findChildren(QAbstractButton) if each.isVisible() and each.isEnabled()]
    by_text = [each for each in seen if each.text().strip(" 　…") == words.strip(" 　…")]
    (button,) = by_text[:1] or [each for each in seen if each.accessibleName() == words]
    button.setFocus()
    button.click()


def choose_of_menu(root: QWidget, words: str, entry: str) -> None:
    button = next(
        each for each in root.findChildren(QPushButton) if each.isVisible() and each.text().strip(" 　") == words
    )
    (act,) = [act for act in button.menu().actions() if act.text() == entry]
    assert act.isEnabled()
    act.trigger()


def field(root: QWidget, name: str) -> QLineEdit:
    (found,) = [each for each in root.findChildren(QLineEdit) if each.isVisible() and each.accessibleName() == name]
    return found


def type_in(root: QWidget, name: str, text: str) -> None:
    """Instead of what stands there, as an input method hands it over, and on with Tab."""
    edit = field(root, name)
    edit.setFocus()
    assert edit.hasFocus(), name
    edit.selectAll()
    _commit(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Tab)


def type_lines(root: QWidget, name: str, text: str) -> None:
    sheet = next(
        each for each in root.findChildren(QPlainTextEdit) if each.isVisible() and each.accessibleName() == name
    )
    sheet.setPlainText(text)


def pick(root: QWidget, name: str, entry: str) -> None:
    """Of a list that opens."""
    box = next(each for each in root.findChildren(QComboBox) if each.isVisible() and each.accessibleName() == name)
    box.setFocus()
    place = box.findText(entry)
    assert place >= 0, entry
    box.setCurrentIndex(place)
    box.activated.emit(place)


def key(window: QWidget, keys: str) -> None:
    *held, last = keys.split("+")
    modifiers = Qt.KeyboardModifier.NoModifier
    for name in held:
        modifiers |= _HELD[name]
    QTest.keyClick(QApplication.focusWidget() or window, getattr(Qt.Key, f"Key_{last}"), modifiers)


def _commit(edit: QWidget, text: str) -> None:
    typed = QInputMethodEvent()
    typed.setCommitString(text)
    if text:
        QApplication.sendEvent(edit, typed)
    else:
        QTest.keyClick(edit, Qt.Key.Key_Delete)


class Answers:
    """What is asked in dialogs is told, and answered with what comes next: None calls it off."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, result: Callable[[str], None]) -> None:
        self._told = result
        self._next: list[object] = []
        #: What happens where a paper is printed; nothing goes wrong while it is empty.
        self.broken = ""
        monkeypatch.setattr(QInputDialog, "getText", self._text)
        monkeypatch.setattr(QFileDialog, "getOpenFileName", self._opened)
        monkeypatch.setattr(QFileDialog, "getSaveFileName", self._file)
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", self._folder)
        monkeypatch.setattr(QMessageBox, "exec", lambda box: self._question(box))  # noqa: PLW0108  a method would not be bound
        for name, stand_in in (("printers", _printers), ("ask_printer", self._printer), ("print_on", self._print)):
            real = getattr(printing, name)
            for module in list(sys.modules.values()):
                if module.__name__.startswith("gridcounter.desktop.") and vars(module).get(name) is real:
                    monkeypatch.setattr(module, name, stand_in)

    def __call__(self, *answers: object) -> None:
        self._next += answers

    def _answer(self, question: str) -> Any:  # noqa: ANN401  whatever comes next
        answer = self._next.pop(0)
        result = answer.name if isinstance(answer, Path) else answer
        self._told(f"? {question} → {'called off' if result is None else result}".replace("\n", " ⏎ "))
        return answer

    def _text(self, _: object, title: str, label: str, *__: object) -> tuple[str, bool]:
        answer = self._answer(f"{title}: {label}")
        return ("", False) if answer is None else (answer, True)

    def _file(self, _: object, title: str, proposed: str = "", kinds: str = "") -> tuple[str, str]:
        answer = self._answer(f"file, {title}: {Path(proposed).name or '—'} of {kinds or 'any kind'}")
        return ("" if answer is None else str(answer)), ""

    def _opened(self, _: object, title: str, __: str, kinds: str) -> tuple[str, str]:
        """Nothing is proposed, only the folder in which to begin."""
        return self._file(self, title, "", kinds)

    def _folder(self, _: object, title: str, *__: object) -> str:
        answer = self._answer(f"folder, {title}")
        return "" if answer is None else str(answer)

    def _question(self, box: QMessageBox) -> int:
        buttons = [f"[{one.text()}]" + (" default" if one is box.defaultButton() else "") for one in box.buttons()]
        answer = self._answer(f"{box.icon().name}, {box.text()} {box.informativeText()} {'  '.join(buttons)}")
        (chosen,) = [one for one in box.buttons() if one.text() == answer]
        chosen.click()
        return 0

    def _printer(self, _: object, remembered: object) -> QPrinter | None:
        """One that writes a file says nothing of how it would be remembered."""
        if self._answer(f"printer, as before: {remembered}") is None:
            return None
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        return printer

    def _print(self, _: object, papers: Sequence[Any], parent: object = None) -> str:
        del parent
        if self.broken:
            raise RuntimeError(self.broken)
        self._told(f"⎙ {'、'.join(paper.name for paper in papers)}")
        return ""


def _printers() -> list[str]:
    return ["样例打印机"]
