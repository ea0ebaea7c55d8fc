"""交班 from 工作台, the reminder of a report, and 念给您听 beside the guidance and the papers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders.record_builders import CHEAP, CLERK, PIN, a_record, an_opening
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTextBrowser
from pytestqt.qtbot import QtBot

from gridcounter.bootstrap import open_assessor
from gridcounter.core.record.journal import Kind
from gridcounter.core.reports.periods import Period
from gridcounter.core.reports.reporting_duty import Duty
from gridcounter.desktop.app import apply_theme, build_window
from gridcounter.desktop.home import page as home_page
from gridcounter.desktop.home.shift import ShiftDialog
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.desktop.papers.spoken_summary import SpokenSummaryDialog
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role
from gridcounter.services.record.record import Record

ASSESSOR = open_assessor()


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with a_record(tmp_path / "record") as made:
        case = {"case.locality": "jining", "case.on": "2026-09-21", "case.customer": "resident"}
        made.journal.append(an_opening(fields=case | {"applicant.name": "样例面馆"}))
        yield made


def a_window(qtbot: QtBot, record: Record) -> MainWindow:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, LIGHT, Scale())
    window = build_window(record, ASSESSOR, LIGHT, Scale(), demo=False)
    qtbot.addWidget(window)
    window.show()
    window._on_identified(CLERK)  # noqa: SLF001  as after the PIN
    return window


def dialog_of(qtbot: QtBot, window: MainWindow) -> ShiftDialog:
    window.home.shift.click()
    qtbot.waitUntil(lambda: window.findChild(ShiftDialog) is not None, timeout=10_000)
    found = window.findChild(ShiftDialog)
    assert found is not None
    return found


def test_the_next_clerk_confirms_and_sits_at_the_desk(qtbot: QtBot, record: Record) -> None:
    other = Clerks(record, cost=CHEAP).add(CLERK, "李接班", Role.CLERK, "8642")
    window = a_window(qtbot, record)
    dialog = dialog_of(qtbot, window)
    assert dialog.confirm.isDefault()
    dialog.pin.setText("1111")
    dialog.confirm.click()
    assert "操作码不对" in dialog.problem.text()
    dialog.pin.setText("8642")
    dialog.confirm.click()
    assert window._session.service.clerk == other  # noqa: SLF001
    assert "李接班" in window.rail.clerk.text()


def test_a_single_clerk_confirms_for_his_own_next_shift(qtbot: QtBot, record: Record) -> None:
    window = a_window(qtbot, record)
    dialog = dialog_of(qtbot, window)
    assert "一个人值班" in dialog.who.currentText()
    dialog.pin.setText(PIN)
    dialog.confirm.click()
    assert list(record.journal.all())[-1].kind == Kind.DESK_HANDED_OVER
    assert window._session.service.clerk == CLERK  # noqa: SLF001
    assert window._saved.text().startswith("已交班，接班人 ")  # noqa: SLF001


def test_enter_on_print_prints_and_hands_nothing_over(qtbot: QtBot, record: Record) -> None:
    window = a_window(qtbot, record)
    dialog = dialog_of(qtbot, window)
    dialog.print.clicked.disconnect()
    pressed = []
    dialog.print.clicked.connect(lambda: pressed.append("print"))
    dialog.pin.setText(PIN)
    dialog.print.setFocus()
    QTest.keyClick(dialog.print, Qt.Key.Key_Return)
    assert pressed == ["print"]
    assert list(record.journal.all())[-1].kind != Kind.DESK_HANDED_OVER


def test_a_report_that_is_due_is_on_the_first_page_and_opens_its_period(
    qtbot: QtBot, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = Period(today().replace(month=1, day=1), today().replace(month=6, day=30))
    window = a_window(qtbot, record)
    monkeypatch.setattr(home_page, "reminders", lambda *_: ())
    window.home.refresh()
    assert not window.home.reminder.isVisible()
    monkeypatch.setattr(home_page, "reminders", lambda *_: (Duty("上半年情况", half.last, half, "测试文件 三"),))
    window.home.refresh()
    assert window.home.reminder.text() == "6月30日前报送上半年情况：打开统计"
    window.home.reminder.click()
    assert window.work.place is PageKey.FIGURES
    assert window.work.figures.period.period == half


def test_five_sentences_are_read_out_and_copied_without_the_person(qtbot: QtBot, record: Record) -> None:
    window = a_window(qtbot, record)
    window.open_application("a1")
    page = window.tabs.currentWidget()
    assert page is not None
    page._on_script()  # type: ignore[attr-defined]  # noqa: SLF001  what F7 and the link do
    dialog = page.findChild(SpokenSummaryDialog)
    assert dialog is not None
    dialog.copy.click()
    copied = QApplication.clipboard().text()
    assert len(copied.splitlines()) == 5
    assert "样例面馆" not in copied
    guidance = page.findChild(QTextBrowser, "Guidance")
    assert guidance is not None
    assert "念给您听" in guidance.toPlainText()
