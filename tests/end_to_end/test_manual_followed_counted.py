"""Figures, reports and tables that go out and come in, word by word as the manual has it."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders.window.following import LONGEST_MS, Follower, issued, leave, part_of, write
from builders.window.hall import SHOP, Hall
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget

from gridcounter.core.exchange.import_columns import COLUMNS
from gridcounter.core.reports.periods import Period
from gridcounter.core.reports.reporting_duty import Duty
from gridcounter.desktop.exchange.import_dialog import ImportDialog
from gridcounter.desktop.home import page as home_page
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.reports.report_table import IDS_ROLE, ReportTableView
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.services.exchange.import_template import SHEET


def test_figures_and_their_report(desk: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    application = issued(desk)
    window = desk.window
    figures = window.work.figures
    page = Follower("desk/figures")
    page.press(window, "统计")

    def counted() -> None:
        desk.qtbot.waitUntil(lambda: "统计日" in figures.standing.text(), timeout=LONGEST_MS)

    for span in ("本月", "本季", "上半年", "全年", "上年", "自选"):
        page.press(figures, span)
        counted()
    write(figures, "统计开始日期", today().isoformat())
    leave(part_of(figures, "统计截止日期"), today().isoformat())
    counted()
    assert figures.period.period == Period(today(), today())
    page.read("带下划线的数字")
    desk.qtbot.waitUntil(lambda: bool(tables(figures)), timeout=LONGEST_MS)
    assert press_a_number(tables(figures)[0]) == ("1", (application,))
    assert "只列出：" in window.work.ledger.these.text()
    page.press_with(window, "看全部")
    assert not window.work.ledger.these.isVisible()

    page.read("## 出报告")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "out"))
    Follower("desk/figures").press(window, "统计")
    counted()
    page.press(figures, "导出报表（Excel、Word、PDF）")
    desk.qtbot.waitUntil(figures.save.isEnabled, timeout=LONGEST_MS)
    assert sorted(path.suffix for path in (tmp_path / "out").iterdir()) == [".docx", ".pdf", ".xlsx"]


def test_a_report_that_is_due_leads_to_its_period(desk: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    half = Period(today().replace(month=1, day=1), today().replace(month=6, day=30))
    monkeypatch.setattr(home_page, "reminders", lambda *_: (Duty("上半年情况", half.last, half, "样例文件 三"),))
    desk.window.home.refresh()
    page = Follower("desk/figures")
    page.read("到期前工作台会提醒")
    page.press_with(desk.window.home, "打开统计")
    assert desk.window.work.place is PageKey.FIGURES
    assert desk.window.work.figures.period.period == half


def tables(figures: QWidget) -> list[ReportTableView]:
    return [each for each in figures.findChildren(ReportTableView) if each.isVisible()]


def press_a_number(table: ReportTableView) -> tuple[str, tuple[str, ...]]:
    """The first one that leads somewhere; what it says, and where to."""
    model = table.model()
    cells = [model.index(row, column) for row in range(model.rowCount()) for column in range(model.columnCount())]
    cell = next(cell for cell in cells if cell.data(IDS_ROLE))
    said = str(cell.data()), cell.data(IDS_ROLE)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(cell).center())
    return said


def test_what_is_listed_goes_out_and_a_table_comes_in(
    desk: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.take_in(SHOP)
    out, template = tmp_path / "台账.xlsx", tmp_path / "模板.xlsx"
    page = Follower("desk/exchange")
    page.press(desk.window, "业务台账")
    write(desk.window.work.ledger, "搜索", "豆腐")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    page.press(desk.window, "导出 Excel…")
    desk.qtbot.waitUntil(out.exists, timeout=LONGEST_MS)
    desk.window.tasks.wait()
    lines = [cell.value for row in load_workbook(out).worksheets[0].iter_rows() for cell in row]
    assert SHOP["applicant.name"] in lines
    assert SHOP["applicant.id_number"] not in lines
    assert SHOP["applicant.phone"] not in lines

    page.press(desk.window, "业务台账")
    page.press(desk.window, "导入…")
    dialog = desk.window.findChild(ImportDialog)
    assert dialog is not None
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(template), ""))
    page.press(dialog, "存一份模板…")
    settled(desk, dialog)
    fill_in(template, "移表")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(template), ""))
    page.press(dialog, "选择文件…")
    settled(desk, dialog)
    page.read("**试读**")
    assert desk.record.applications.count() == 1
    model = dialog.table.model()
    assert any("移表" in str(model.index(0, column).data()) for column in range(model.columnCount()))
    fill_in(template, "新装")
    page.press(dialog, "改好了，再读一次")
    settled(desk, dialog)
    page.read("按这份结果导入")
    dialog.all.click()
    settled(desk, dialog)
    assert desk.record.applications.count() == 2
    page.read("同一份文件再导一次")
    dialog.choose.click()
    settled(desk, dialog)
    assert "不会重复" in dialog.state.text()
    dialog.close()


def settled(desk: Hall, dialog: ImportDialog) -> None:
    desk.qtbot.waitUntil(lambda: not dialog.stop.isVisible(), timeout=LONGEST_MS)


def fill_in(path: Path, business: str) -> None:
    """As somebody fills in the template that was sent: titles, two examples, then one line each."""
    book = load_workbook(path)
    places = {column.field: place for place, column in enumerate(COLUMNS, start=1)}
    for field, value in (
        ("applicant.name", "样例面馆"),
        ("premises.address", "样例路1号"),
        ("case.business", business),
    ):
        book[SHEET].cell(4, places[field]).value = value
    book.save(path)
