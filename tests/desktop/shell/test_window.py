"""The real window over a real record, offscreen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders.record_builders import a_demo
from builders.window.window_builders import guidance_of, page_in_front
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QListWidget, QTableView, QTextBrowser
from pytestqt.qtbot import QtBot

from gridcounter.bootstrap import open_assessor
from gridcounter.desktop.app import apply_theme, build_window
from gridcounter.desktop.intake.page import IntakePage
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.applications import demo
from gridcounter.services.office.offices import record_exists
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.record import Record

ASSESSOR = open_assessor()


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    opened = a_demo(tmp_path / "demo")
    yield opened
    opened.close()


def a_window(qtbot: QtBot, record: Record, *, scale: int = 100) -> MainWindow:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, LIGHT, Scale(scale))
    window = build_window(record, ASSESSOR, LIGHT, Scale(scale), demo=True)
    qtbot.addWidget(window)
    window.show()
    return window


def choose(page: IntakePage, field: str, label: str) -> None:
    answer = page.findChildren(QAbstractButton)
    wanted = [button for button in answer if button.accessibleName().endswith(f"：{label}") and button.isVisible()]
    named = [button for button in wanted if page.answers[field].isAncestorOf(button)]
    named[0].click()


def enter(page: IntakePage, field: str, text: str) -> None:
    edit = page.answers[field].findChild(QLineEdit)
    assert edit is not None
    edit.setFocus()
    typed = QInputMethodEvent()  # as an input method hands text over, Chinese or not
    typed.setCommitString(text)
    QApplication.sendEvent(edit, typed)


def leave(page: IntakePage, field: str) -> None:
    edit = page.answers[field].findChild(QLineEdit)
    assert edit is not None
    edit.clearFocus()
    edit.editingFinished.emit()


def test_a_new_application_is_on_record_from_the_first_keystroke(qtbot: QtBot, record: Record) -> None:
    window = a_window(qtbot, record)
    before = record.applications.count()
    window.begin()
    assert record.applications.count() == before + 1
    assert record.applications.get(page_in_front(window).application).state == "open"


def test_the_guidance_follows_each_keystroke_before_anything_is_saved(qtbot: QtBot, record: Record) -> None:
    window = a_window(qtbot, record)
    window.begin()
    page = page_in_front(window)
    choose(page, "case.customer", "企业（非小微）")
    choose(page, "case.supply.voltage_kv", "10 千伏")
    choose(page, "case.supply.unit", "千伏安")
    choose(page, "case.supply.sources", "单电源")
    enter(page, "case.supply.capacity", "125")
    assert "10千伏单电源（1250千伏安及以下）" in guidance_of(page)
    enter(page, "case.supply.capacity", "1")
    assert "10千伏单电源（1250千伏安以上）" in guidance_of(page)
    assert "case.supply.capacity" not in record.applications.fields(page.application)


def test_a_field_that_was_left_is_there_after_the_record_was_opened_again(qtbot: QtBot, record: Record) -> None:
    window = a_window(qtbot, record)
    window.begin()
    page = page_in_front(window)
    enter(page, "applicant.name", "样例五金店")
    leave(page, "applicant.name")
    application, folder = page.application, record.folder
    window.close()
    record.close()
    again = open_record(folder, demo.PASSPHRASE)
    try:
        assert again.applications.fields(application)["applicant.name"].value == "样例五金店"
        assert again.verify().sound
    finally:
        again.close()


def test_only_questions_that_matter_are_asked(qtbot: QtBot, record: Record) -> None:
    window = a_window(qtbot, record)
    window.begin()
    page = page_in_front(window)
    choose(page, "case.customer", "居民")
    choose(page, "case.supply.voltage_kv", "220 伏")
    assert page.answers["case.supply.connection"].isVisible()
    assert not page.answers["case.supply.dedicated_line"].isVisible()
    assert not page.answers["case.works.length_m"].isVisible()


def test_what_is_no_number_is_said_at_the_field_and_not_saved(qtbot: QtBot, record: Record) -> None:
    window = a_window(qtbot, record)
    window.begin()
    page = page_in_front(window)
    enter(page, "case.supply.capacity", "一百")
    leave(page, "case.supply.capacity")
    assert "case.supply.capacity" not in record.applications.fields(page.application)


def test_issued_papers_are_the_very_bytes_that_were_shown(qtbot: QtBot, record: Record) -> None:
    window = a_window(qtbot, record)
    row = record.applications.recent(10)[-1]
    window.open_application(row.id)
    page_in_front(window).papers_wanted.emit(row.id)
    qtbot.waitUntil(lambda: window.work.papers.papers.count() > 0, timeout=20_000)
    shown = {paper.paper: paper.content for paper in window.work.papers.drawn}
    window.work.papers.issue_all()
    handed_out = {paper.paper: content for paper, content in record.handed_out(row.short_code)}
    assert handed_out == shown
    assert b"%PDF" in shown["one_time_notice"][:8]


def test_after_voiding_the_preview_still_shows_the_paper_that_is_chosen(qtbot: QtBot, record: Record) -> None:
    window = a_window(qtbot, record)
    row = record.applications.recent(10)[-1]
    window.open_application(row.id)
    page_in_front(window).papers_wanted.emit(row.id)
    page = window.work.papers
    qtbot.waitUntil(lambda: page.papers.count() > 0, timeout=20_000)
    page.issue_all()
    page.lists.setCurrentWidget(page.issued)
    page.issued.voided.emit(page.issued.current, "地址写错")
    qtbot.waitUntil(lambda: page.papers.count() > 0, timeout=20_000)
    handed_out = {paper.ref: content for paper, content in record.handed_out(row.short_code)}
    assert page.view.content == handed_out[page.issued.current]
    # its bytes are kept and can be saved; it is drawn anew neither for Word nor for the printer
    assert [button.isEnabled() for button in (page.acts.save, page.acts.word, page.acts.print)] == [True, False, False]
    page.lists.setCurrentIndex(0)
    assert page.view.content != handed_out[page.issued.current]
    assert all(button.isEnabled() for button in (page.acts.save, page.acts.word, page.acts.print))


def test_the_ledger_finds_by_two_characters_and_by_the_end_of_a_number(qtbot: QtBot, record: Record) -> None:
    window = a_window(qtbot, record)
    window.show_page(2)
    window.work.ledger.search.setText("面馆")
    table = window.work.ledger.findChild(QTableView)
    assert table is not None
    assert table.model().rowCount() == 1
    window.work.ledger.search.setText("0011")
    assert table.model().rowCount() == 1
    window.work.ledger.search.setText("没有这个人")
    assert table.model().rowCount() == 0


@pytest.mark.parametrize("scale", [100, 200])
def test_every_control_has_an_accessible_name(qtbot: QtBot, record: Record, scale: int) -> None:
    window = a_window(qtbot, record, scale=scale)
    window.begin()
    kinds = (QLineEdit, QComboBox, QListWidget, QTableView, QTextBrowser)
    nameless = [
        f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}"
        for kind in kinds
        for widget in window.findChildren(kind)
        if not widget.accessibleName() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]
    wordless = [
        type(button.parentWidget()).__name__
        for button in window.findChildren(QAbstractButton)
        if not (button.text() or button.accessibleName()) and button.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]
    assert nameless == []
    assert wordless == []


def test_the_demonstration_record_is_distinguished(tmp_path: Path) -> None:
    assert not record_exists(tmp_path / "demo")
    a_demo(tmp_path / "demo").close()
    assert record_exists(tmp_path / "demo")


def test_a_page_is_read_again_when_it_is_opened(qtbot: QtBot, record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    work, read = a_window(qtbot, record).work, []
    pages = {PageKey.HOME: work.home, PageKey.LEDGER: work.ledger, PageKey.FILINGS: work.filings}
    pages |= {PageKey.FIGURES: work.figures, PageKey.DEADLINES: work.deadlines}
    for place, page in pages.items():
        monkeypatch.setattr(page, "refresh", lambda place=place: read.append(place))
    for place in pages:
        work.turn_to(place)
    assert read == list(pages)
    loaded = []
    for section in work.settings.sections:
        monkeypatch.setattr(section, "load", lambda section=section: loaded.append(section.TITLE))
    titles = [section.TITLE for section in work.settings.sections]
    for title in titles:
        work.settings.show_section(title)
    assert loaded == titles
