"""更正 in the whole window: it is issued again at once, and what is left to be reissued is told on card and 工作台."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from builders.record_builders import a_demo
from builders.told_builders import FACTORY
from builders.window.window_builders import a_window, activate, until
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gridcounter.core.papers.called_for import NOTICE
from gridcounter.desktop.intake.correction_dialog import CorrectionDialog
from gridcounter.desktop.kit.answers import NumberAnswer
from gridcounter.desktop.kit.output import PaperOutput
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.papers.issuing import issue, prepare
from gridcounter.services.record.record import Record

ON = date(2026, 9, 28)
CAPACITY = "case.supply.capacity"


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    opened = a_demo(tmp_path / "demo")
    yield opened
    opened.close()


@pytest.fixture
def window(qapp: QApplication, record: Record) -> Iterator[MainWindow]:
    del qapp
    with a_window(record) as opened:
        yield opened


def told(window: MainWindow) -> str:
    """An application with its papers in force."""
    session = window._session  # noqa: SLF001  what the window stands on
    desk = session.service
    application = desk.begin(ON)
    desk.save_all(application, FACTORY)
    desk.acceptance.receive(application, ON, ON)
    desk.acceptance.accept(application, ON, ON)
    issue(desk, application, session.paper_renderer().draw(prepare(desk, application)))
    window.open_application(application)
    return application


def corrected(window: MainWindow, application: str) -> CorrectionDialog:
    """The dialog, ready to be confirmed."""
    page = window.tabs.open(application)
    page.answers[CAPACITY].correction_wanted.emit(CAPACITY)
    (dialog,) = page.findChildren(CorrectionDialog)
    part = dialog.fields.parts[CAPACITY]
    assert isinstance(part, NumberAnswer)
    part.edit.selectAll()
    QTest.keyClicks(part.edit, "900")
    dialog.why.options[0].click()
    until(dialog.only.isEnabled)
    return dialog


def test_correcting_and_reissuing_is_one_press(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[list[str]] = []
    monkeypatch.setattr(PaperOutput, "print", lambda _, __, papers, *___: printed.append(papers))
    application = told(window)
    before = {one.paper: one.ref for one in window._session.record.papers.of(application)}  # noqa: SLF001
    dialog = corrected(window, application)
    dialog.both.click()
    until(lambda: bool(printed))
    activate(window)
    assert window.work.papers.papers.hasFocus()  # the clerk goes on there, and not on the rail
    papers = window._session.record.papers.of(application)  # noqa: SLF001
    assert {one.ref for one in papers if one.voided_at} == set(before.values())
    again = {one.paper: one for one in papers if not one.voided_at}
    assert again.keys() == before.keys()
    assert again[NOTICE].version == 2
    assert set(printed[0]) == before.keys()
    assert window._session.ledger.to_be_reissued() == []  # noqa: SLF001


def test_what_is_left_to_be_reissued_is_told_on_card_and_first_page(window: MainWindow) -> None:
    application = told(window)
    window.show_page(PageKey.HOME)
    assert window.home.left_behind.isHidden()
    corrected(window, application).only.click()
    window.show_page(PageKey.HOME)
    assert "1 件" in window.home.left_behind.text.text()
    window.home.left_behind.act.click()
    detail = window.work.ledger.detail
    assert window.work.place == PageKey.LEDGER
    assert detail is not None
    detail.show_application(application)
    until(lambda: not detail.stale.isHidden())
    assert detail.stale.text().startswith("● 告知内容已变，需重出：一次性告知书")


def test_a_second_press_for_a_new_application_takes_up_the_empty_one(window: MainWindow, record: Record) -> None:
    before = record.applications.count()
    window.begin()
    window.begin()
    assert record.applications.count() == before + 1
    assert window.tabs.count() == 1
