"""A hall with one workplace: the real window over a real record, operated by keys. Only the printer is a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QTableView, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from builders.record_builders import PASSPHRASE, a_copy, a_setup
from gridcounter.bootstrap import open_assessor
from gridcounter.core.intake.steps import STEPS
from gridcounter.desktop.app import apply_theme, build_window
from gridcounter.desktop.intake.page import IntakePage
from gridcounter.desktop.kit import output
from gridcounter.desktop.kit.answers import AnswerEditor, ChoiceAnswer
from gridcounter.desktop.kit.tables import OBJECT_ROLE
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.record import Record
from gridcounter.settings import SettingsFile

ASSESSOR = open_assessor()

#: A small workshop at low voltage, nothing to build outside. Every name and number is invented.
SHOP = {
    "desk.meter": "没有，第一次用电",
    "case.customer": "小微企业",
    "case.supply.voltage_kv": "380 伏",
    "case.supply.capacity": "60",
    "case.supply.unit": "千瓦",
    "case.supply.connection": "具备直接装表条件",
    "case.works": "没有",
    "applicant.name": "样例豆腐坊有限公司",
    "applicant.id_kind": "统一社会信用代码",
    "applicant.id_number": "91370000MA0EXAMP0K",
    "applicant.legal_representative": "测无名",
    "applicant.contact": "样联系",
    "applicant.phone": "13900001234",
    "premises.address": "样例路8号",
    "premises.ownership": "自有",
}


@dataclass
class Hall:
    """`strokes` counts the keys pressed; names, numbers and addresses that are typed are not among them."""

    qtbot: QtBot
    window: MainWindow
    record: Record
    strokes: list[str] = field(default_factory=list)

    def press(self, key: str) -> None:
        self.strokes.append(key)
        *held, last = key.split("+")
        modifiers = Qt.KeyboardModifier.NoModifier
        for name in held:
            modifiers |= {"Ctrl": Qt.KeyboardModifier.ControlModifier, "Shift": Qt.KeyboardModifier.ShiftModifier}[name]
        QTest.keyClick(QApplication.focusWidget() or self.window, getattr(Qt.Key, f"Key_{last}"), modifiers)

    def write(self, text: str) -> None:
        """As an input method hands text over, Chinese or not."""
        focus = QApplication.focusWidget()
        assert isinstance(focus, QLineEdit), focus
        typed = QInputMethodEvent()
        typed.setCommitString(text)
        QApplication.sendEvent(focus, typed)

    @property
    def page(self) -> IntakePage:
        page = self.window.tabs.currentWidget()
        assert isinstance(page, IntakePage)
        return page

    @property
    def guidance(self) -> str:
        browser = self.page.findChild(QTextBrowser)
        assert browser is not None
        return browser.toPlainText()

    def take_in(self, answers: Mapping[str, str]) -> str:
        """From Ctrl+N through the steps: a digit for a choice, the value where one is typed, Enter to go on."""
        self.press("Ctrl+N")
        while self.page.step in STEPS[:3]:
            answer = self.page.answers.get(self._focused_field())
            if answer is None:
                self.press("Return")
                continue
            result = answers.get(answer.field)
            if result is not None and isinstance(answer, ChoiceAnswer):
                self.press(str(_place_of(answer, result) % 10))  # 0 is the tenth
                if self._focused_field() != answer.field:
                    continue
            elif result is not None:
                self.write(result)
            self.press("Return")
        return self.page.application

    def _focused_field(self) -> str:
        widget: QWidget | None = QApplication.focusWidget()
        while widget is not None and not isinstance(widget, AnswerEditor):
            widget = widget.parentWidget()
        return widget.field if isinstance(widget, AnswerEditor) else ""

    def receive_all(self) -> None:
        """The list: every paper that is due is there."""
        while self.page.step == STEPS[3]:
            focus = QApplication.focusWidget()
            choices = [row.choice for row in self.page.checklist.rows if focus and row.choice.isAncestorOf(focus)]
            if any(choice.value == "due" for choice in choices):
                self.press("2")
            self.press("Return")

    def receive_and_accept(self) -> None:
        """By the key of the next act: 收件, then 受理."""
        for said in ("received_on", "accepted_on"):
            assert self.page.step == STEPS[4]
            self.press("Ctrl+Return")
            assert getattr(self.record.applications.get(self.page.application), said)

    def hand_over(self) -> None:
        """The whole set in one press."""
        self.press("Ctrl+Return")
        application = self.page.application
        waiting = [paper for paper in self.record.papers.of(application) if not paper.delivered_at]
        assert {paper.paper for paper in waiting} <= {"info_sheet"}

    def print_papers(self) -> list[str]:
        """受理 showed the papers, or the next act does; Ctrl+Enter issues and prints, Enter answers the printer."""
        if self.window.work.place is not PageKey.PAPERS:
            self.press("Ctrl+Return")
        papers = self.window.work.papers
        self.qtbot.waitUntil(lambda: bool(papers.drawn), timeout=30_000)
        shown = [paper.paper for paper in papers.drawn]
        self.press("Ctrl+Return")
        self.window.tasks.wait()
        issued = self.window._session.issued  # noqa: SLF001  what the printer took is not shown at once
        self.qtbot.waitUntil(lambda: not issued.waiting()[1], timeout=30_000)
        self.strokes.append("Return")
        return shown

    def find(self, words: str) -> list[str]:
        """Ids, in the order of the list, after Ctrl+K and these words."""
        self.press("Ctrl+K")
        self.write(words)
        table = self.window.work.ledger.findChild(QTableView)
        assert table is not None
        model = table.model()
        return [model.index(row, 0).data(OBJECT_ROLE).id for row in range(model.rowCount())]


@contextmanager
def hall(qtbot: QtBot, folder: Path, place: str) -> Iterator[Hall]:
    """The office's record in this folder, made where there is none yet; everything is closed in the end."""
    office = folder / place
    record = open_record(office, PASSPHRASE) if office.exists() else a_copy(office, PASSPHRASE, a_setup(place=place))
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, LIGHT, Scale())
    settings = SettingsFile(folder / "settings.json")
    window = build_window(record, ASSESSOR, LIGHT, Scale(), demo=False, file=settings)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    try:
        yield Hall(qtbot, window, record)
    finally:
        window.close()
        record.close()


def print_to(monkeypatch: pytest.MonkeyPatch, target: Path) -> None:
    """A printer that writes PDF, as the dialog would hand it over."""

    def chosen(*_: object) -> QPrinter:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(target))
        return printer

    monkeypatch.setattr(output, "printers", lambda: ["测试打印机"])
    monkeypatch.setattr(output, "ask_printer", chosen)
    monkeypatch.setattr(output, "file_instead", lambda _: "")  # the file stands for the sheets


def _place_of(answer: ChoiceAnswer, label: str) -> int:
    """The digit that chooses what is written on the button."""
    buttons = answer.choice.findChildren(QPushButton)
    return 1 + [button.text() for button in buttons].index(label)
