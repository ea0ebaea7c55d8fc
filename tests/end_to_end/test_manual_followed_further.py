"""More pages of the manual followed word by word: what is done later, counted, exchanged, filed, kept and purged."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from books import blocks, text_of
from filing_builders import FilingDesk, a_filing_desk, on_the_way
from following import Follower, issued, write, write_lines
from hall import ASSESSOR, Hall, hall, print_to
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QInputDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)
from record_builders import CHEAP, CLERK, DAY, PASSPHRASE, Clock, a_record, a_setup
from test_five_places import SHOP
from told_builders import FACTORY

from gridcounter.bootstrap import open_desk
from gridcounter.core.checklist import LineState
from gridcounter.core.filing import FilingState
from gridcounter.core.import_columns import COLUMNS
from gridcounter.core.intake import STEPS, StepKey
from gridcounter.core.journal import Kind
from gridcounter.core.periods import Period
from gridcounter.core.reporting import Duty
from gridcounter.desktop.app import build_window
from gridcounter.desktop.dressing import dress
from gridcounter.desktop.models.report import IDS_ROLE
from gridcounter.desktop.pages import home as home_page
from gridcounter.desktop.pages.import_dialog import ImportDialog
from gridcounter.desktop.pages.intake import IntakePage
from gridcounter.desktop.pages.shift import ShiftDialog
from gridcounter.desktop.pages.start import StartDialog
from gridcounter.desktop.sections import retention
from gridcounter.desktop.sections.clerks import ClerksSection
from gridcounter.desktop.sections.retention import RetentionSection
from gridcounter.desktop.theme import LIGHT, Scale
from gridcounter.desktop.widgets.addition_dialog import AdditionDialog
from gridcounter.desktop.widgets.clause import ClauseDialog
from gridcounter.desktop.widgets.day import today
from gridcounter.desktop.widgets.report_table import ReportTableView
from gridcounter.desktop.workplace import Place
from gridcounter.services.backups import Backups
from gridcounter.services.clerks import Clerks
from gridcounter.services.closing import Closing
from gridcounter.services.import_template import SHEET
from gridcounter.services.intake import Intake
from gridcounter.services.office_years import OfficeYears
from gridcounter.services.package_check import check_package
from gridcounter.services.purging import rule_of, set_rule
from gridcounter.services.record import create_record
from gridcounter.services.roles import Role
from gridcounter.services.telling_again import second_tellings
from gridcounter.settings import SettingsFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gridcounter.core.filing import Filing
    from gridcounter.desktop.main_window import MainWindow
    from gridcounter.desktop.pages.filings import FilingsPage
    from gridcounter.desktop.widgets.checklist_row import ChecklistRow
    from gridcounter.services.draft import Draft
    from gridcounter.services.record import Record

A_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
LONGEST_MS = 30_000


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    print_to(monkeypatch, tmp_path / "printed.pdf")
    with hall(qtbot, tmp_path, "jining") as opened:
        yield opened


@pytest.fixture
def seaside(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    """A place whose paper asks for documents of its own."""
    print_to(monkeypatch, tmp_path / "printed.pdf")
    with hall(qtbot, tmp_path, "lianyungang") as opened:
        yield opened


def a_factory(desk: Hall, *, accepted: bool = True) -> str:
    """Its line is to be surveyed; opened on its first step."""
    service = open_desk(desk.record, ASSESSOR)
    application = service.begin(today())
    service.save_all(application, FACTORY)
    if accepted:
        service.acceptance.receive(application, today(), today())
        service.acceptance.accept(application, today(), today())
    desk.window.open_application(application)
    return application


def draft(desk: Hall, application: str) -> Draft:
    return open_desk(desk.record, ASSESSOR).draft(application)


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


def test_the_list_of_documents(seaside: Hall) -> None:
    desk = seaside
    application = a_factory(desk, accepted=False)
    page = Follower("desk/checklist")
    page.at = len("# 一次性告知清单")
    page.step(desk.page, "一次性告知清单")
    assert desk.page.step == StepKey.CHECKLIST

    def row(place: int) -> ChecklistRow:
        return desk.page.checklist.rows[place]

    def marks() -> list[LineState]:
        return [line.state for line in draft(desk, application).lines]

    page.press(row(0), "已收")
    page.press(row(0), "原件已核")
    leave(part_of(row(0), "复印件份数"), "2")
    mark = draft(desk, application).lines[0].mark
    assert (mark.state, mark.original_seen, mark.copies) == (LineState.RECEIVED, True, 2)
    page.press(row(1), "共享")
    page.press(row(2), "后补")
    leave(part_of(row(2), "后补到哪一天"), (today() + timedelta(7)).isoformat())
    latest = row(2).findChild(QComboBox)
    assert latest is not None
    latest.setFocus()
    QTest.keyClick(latest, Qt.Key.Key_Up)
    mark = draft(desk, application).lines[2].mark
    assert (mark.until, mark.latest) == (today() + timedelta(7), "竣工检验前")
    assert marks() == [LineState.RECEIVED, LineState.ONLINE, LineState.DEFERRED]
    page.press(row(2), "免提交")
    page.read("【免提交依据】")
    assert "免提交依据" in told_on(row(2))
    leave(row(2).waived_by, "样例文件 第3条")
    assert draft(desk, application).lines[2].mark.basis == "样例文件 第3条"
    page.press(row(1), "需提交")
    assert marks() == [LineState.RECEIVED, LineState.DUE, LineState.WAIVED]
    page.press(row(1), "依据 ›")
    assert "依据：" in told_on(row(1))
    row(1).choice.setFocus()
    page.key(desk, "F2")
    assert "依据：" not in told_on(row(1))
    assert "需提交 1，已收 1" in told_on(desk.page)
    page.key(desk, "Ctrl+Enter")
    drawn(desk)
    page.key(desk, "Ctrl+Enter")
    desk.window.tasks.wait()
    assert "one_time_notice" in papers_of(desk, application)
    page.read("**固定**")
    before = draft(desk, application).lines
    open_desk(desk.record, ASSESSOR).save(application, "case.supply.critical", value=True)
    assert draft(desk, application).lines == before


def test_papers_that_come_later(seaside: Hall) -> None:
    desk = seaside
    application = a_factory(desk)
    page = Follower("desk/later")
    page.read("## 后补")
    page.step(desk.page, "一次性告知清单")
    row = desk.page.checklist.rows[0]
    page.press(row, "后补")
    page.read("【后补到】")
    leave(part_of(row, "后补到哪一天"), today().isoformat())
    desk.print_papers()
    assert "deferral_note" in papers_of(desk, application)
    page.read("【已收】")
    page.press(desk.window, "时限")
    page.press(desk.window, "后补资料")
    desk.qtbot.waitUntil(lambda: desk.window.work.deadlines.table.model().rowCount() == 1, timeout=LONGEST_MS)
    desk.press("Escape")
    desk.qtbot.waitUntil(lambda: "后补资料今天到期 1" in told_on(desk.window), timeout=LONGEST_MS)

    page.at = 0
    page.read("资料来了")
    desk.window.open_application(application)
    desk.page.show_step(STEPS.index(StepKey.CHECKLIST))
    page.press(desk.page.checklist.rows[0], "已收")
    assert draft(desk, application).lines[0].state == LineState.RECEIVED


def test_what_the_survey_made_certain(desk: Hall) -> None:
    application = a_factory(desk)
    desk.print_papers()
    service = open_desk(desk.record, ASSESSOR)
    service.save(application, "case.supply.dedicated_line", value=False)
    desk.window.open_application(application)
    page = Follower("desk/later")
    page.read("## 勘查后确认告知")
    page.key(desk, "Ctrl+Enter")
    drawn(desk)
    page.press(desk.window, "勘查后确认告知")
    desk.qtbot.waitUntil(lambda: "survey_update" in papers_of(desk, application), timeout=LONGEST_MS)
    told = service.telling.pinned(application)
    assert told is not None
    assert told.track == "filing"
    assert second_tellings(service, application) == 0


def test_what_was_never_told(desk: Hall) -> None:
    application = a_factory(desk)
    desk.print_papers()
    service = open_desk(desk.record, ASSESSOR)
    service.save(application, "case.supply.critical", value=True)
    page = Follower("desk/later")
    page.read("## 追加告知")
    page.press(desk.window, "追加告知…")
    asking = desk.window.findChild(AdditionDialog)
    assert asking is not None
    dropped, kept = asking.forms[0], asking.forms[1]
    page.press(dropped, "这一项不追加")
    page.press(asking, "再加一项")
    own = asking.forms[-1]
    own.label.insert("道路恢复方案")
    page.read("【依据】")
    own.clause.insert("样例文件 第3条")
    page.read("【原因】")
    kept.why.insert("勘查后才知道")
    added = {form.label.text() for form in asking.forms}
    page.press(asking, "出具追加告知")
    desk.qtbot.waitUntil(lambda: second_tellings(service, application) == 1, timeout=LONGEST_MS)
    told = service.telling.pinned(application)
    assert told is not None
    assert {one.label for one in told.documents if one.added} == added
    assert "道路恢复方案" in added


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
    assert desk.window.work.place is Place.FIGURES
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
    told = [cell.value for row in load_workbook(out).worksheets[0].iter_rows() for cell in row]
    assert SHOP["applicant.name"] in told
    assert SHOP["applicant.id_number"] not in told
    assert SHOP["applicant.phone"] not in told

    page.press(desk.window, "业务台账")
    page.press(desk.window, "导入…")
    dialog = desk.window.findChild(ImportDialog)
    assert dialog is not None
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(template), ""))
    page.press(dialog, "存一份模板…")
    settled(desk, dialog)
    fill_in(template, "过户")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(template), ""))
    page.press(dialog, "选择文件…")
    settled(desk, dialog)
    page.read("**试读**")
    assert desk.record.applications.count() == 1
    model = dialog.table.model()
    assert any("过户" in str(model.index(0, column).data()) for column in range(model.columnCount()))
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
    """As somebody fills in the template that was sent: titles, example, then one line each."""
    book = load_workbook(path)
    places = {column.field: place for place, column in enumerate(COLUMNS, start=1)}
    for field, value in (
        ("applicant.name", "样例面馆"),
        ("premises.address", "样例路1号"),
        ("case.business", business),
    ):
        book[SHEET].cell(3, places[field]).value = value
    book.save(path)


@dataclass
class Street:
    """One application at 备案, chosen in the window."""

    qtbot: QtBot
    at: FilingDesk
    window: MainWindow

    @property
    def page(self) -> FilingsPage:
        return self.window.work.filings

    @property
    def filing(self) -> Filing:
        return self.at.filings.look(self.at.application, today()).filing

    def record(self, **answers: str) -> None:
        """Fill in a few things, and put it on record."""
        for label, text in answers.items():
            write(self.page, label, text)
        Follower("desk/filing").press(self.page.pane.acts, "登记")

    def go_on(self, word: str, **answers: str) -> None:
        """By the button that is the next step, whatever this place calls it."""
        assert self.page.pane.next_button.text() == word
        self.page.pane.next_button.click()
        self.record(**answers)

    def export(self) -> None:
        self.qtbot.waitUntil(lambda: self.filing.state == FilingState.EXPORTED, timeout=LONGEST_MS)


@contextmanager
def a_street(qtbot: QtBot, folder: Path, place: str) -> Iterator[Street]:
    with a_filing_desk(folder, place) as at:
        dress_plainly()
        window = build_window(at.record, at.desk.assessor, LIGHT, Scale(100), demo=False)
        window.resize(1366, 768)
        qtbot.addWidget(window)
        window.show()
        yield Street(qtbot, at, window)
        window.tasks.wait()
        window.close()


def dress_plainly() -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    dress(application, LIGHT, Scale(100))


def test_a_filing_is_sent_to_the_authority(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_street(qtbot, tmp_path, "jining") as street:
        page = Follower("desk/filing")
        page.press(street.window, "备案")
        listed = street.page
        for chip in ("待填写", "填写中", "已推送", "退回", "已备案", "施工中", "待恢复", "已恢复", "失效"):
            page.press(listed, chip)
        listed.chips[None].click()
        page.read("在上面的搜索框里找到它")
        write(listed, "搜索申请", "样例纸箱")
        listed.list.setCurrentRow(0)
        street.go_on("填写承诺表")
        page.press(listed, "登记签章")
        street.record()
        assert street.filing.state == FilingState.SIGNED

        page.read("## 给审批部门送材料")
        page.turn(listed, "附件")
        page.read("先选附件名称")
        drawing, out = tmp_path / "route.pdf", tmp_path / "材料.zip"
        drawing.write_bytes(A_PDF)
        listed.pane.attached.title.setCurrentText("路径图")
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(drawing), ""))
        page.press(listed, "添加文件…")
        assert street.at.told("SELECT title FROM attachment") == [("路径图",)]
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
        page.press(listed, "导出推送材料")
        street.export()
        assert check_package(out).version == 1
        page.press(listed, "登记已推送")
        street.record(流水号="T-1")
        assert (street.filing.state, street.filing.serial) == (FilingState.PUSHED, "T-1")


def test_a_filing_that_is_returned_goes_the_same_way_again(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "材料.zip"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    print_to(monkeypatch, tmp_path / "printed.pdf")
    with a_street(qtbot, tmp_path, "jining") as street:
        on_the_way(street.at, Kind.FILING_PUSHED)
        street.window.show_page(Place.FILINGS)
        listed = street.page
        page = Follower("desk/filing")
        page.read("## 退回了")
        page.choose(listed, "其他登记", "登记退回补正")
        write_lines(listed, "要求补正的内容", "补路径图\n写明夜间施工")
        street.record()
        assert street.filing.state == FilingState.RETURNED
        page.turn(listed, "文书")
        papers = listed.pane.papers
        papers.chooser.setCurrentText("退回补正告知单")
        qtbot.waitUntil(papers.issue_button.isEnabled, timeout=LONGEST_MS)
        papers.issue_button.click()
        assert street.at.told("SELECT paper FROM paper") == [("return_notice",)]
        page.read("改好，再走一遍签章、导出、推送，编号不变，版次加一")
        number = street.at.record.applications.get(street.at.application).number
        street.go_on("填写第 2 版")
        street.go_on("登记签章")
        listed.pane.next_button.click()
        street.export()
        street.go_on("登记已推送", 流水号="T-2")
        assert (street.filing.state, street.filing.version) == (FilingState.PUSHED, 2)
        assert street.at.record.applications.get(street.at.application).number == number


def test_after_the_filing_the_street_is_opened_and_restored(qtbot: QtBot, tmp_path: Path) -> None:
    with a_street(qtbot, tmp_path, "jining") as street:
        on_the_way(street.at, Kind.FILING_PUSHED)
        street.window.show_page(Place.FILINGS)
        page = Follower("desk/filing")
        page.press(street.page, "登记张贴")
        street.record(张贴地点="样例路围挡")
        page.press(street.page, "登记开工")
        street.record()
        assert street.filing.started_on == today().isoformat()
        street.go_on("登记备案回执", 编号="备-1")
        street.go_on("登记恢复验收")
        assert (street.filing.state, street.filing.number) == (FilingState.FILED, "备-1")
        assert street.filing.restored_on == today().isoformat()
        page.read("## 出了问题")
        page.press(street.page, "打开办理")
        opened = street.window.tabs.currentWidget()
        assert isinstance(opened, IntakePage)
        assert opened.application == street.at.application


def test_a_filing_form_is_filled_in_where_it_is_called_so(qtbot: QtBot, tmp_path: Path) -> None:
    with a_street(qtbot, tmp_path, "lianyungang") as street:
        page = Follower("desk/filing")
        page.press(street.window, "备案")
        write(street.page, "搜索申请", "样例纸箱")
        page.press(street.page, "填写备案表")
        page.read("点它，填几项，点")
        page.press(street.page, "登记")
        assert street.filing.state == FilingState.PREPARED


def test_the_next_shift(desk: Hall) -> None:
    issued(desk)
    other = Clerks(desk.record, cost=CHEAP).add(CLERK, "李接班", Role.CLERK, "8642")
    window = desk.window
    window.show_page(Place.HOME)
    page = Follower("desk/shift")
    page.press(window, "交班")
    desk.qtbot.waitUntil(lambda: window.findChild(ShiftDialog) is not None, timeout=LONGEST_MS)
    dialog = window.findChild(ShiftDialog)
    assert dialog is not None
    page.press(dialog, "打印")
    desk.window.tasks.wait()
    page.read("接班人选自己的名字")
    write(dialog, "接班人的操作码", "8642")
    page.read("**Enter**")
    page.read("【接班人确认】")
    assert "接班人确认" in dialog.confirm.text()
    QTest.keyClick(dialog.pin, Qt.Key.Key_Return)
    assert "李接班" in window.rail.clerk.text()
    last = [entry for entry in desk.record.journal.all() if entry.kind == Kind.DESK_HANDED_OVER]
    assert len(last) == 1
    assert other in str(last[0].payload)
    page.read("## 出了问题")
    window.activateWindow()  # where no window manager does
    desk.qtbot.waitUntil(window.isActiveWindow)
    page.key(desk, "Ctrl+L")
    assert window.locked


def test_opening_the_record(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "office"
    record, code = create_record(folder, PASSPHRASE, a_setup(place="jining"), cost=CHEAP)
    Clerks(record, cost=CHEAP).add(CLERK, "李接班", Role.CLERK, "8642")
    record.close()
    dress_plainly()

    page = Follower("desk/open")
    page.read("【打开台账】")
    opening = StartDialog(folder, Scale())
    qtbot.addWidget(opening)
    opening.show()
    assert "打开台账" in told_on(opening)
    page.fill(opening, "口令", PASSPHRASE)
    page.read("**Enter**")
    QTest.keyClick(opening.secret, Qt.Key.Key_Return)
    assert opening.record is not None
    assert not opening.isVisible()
    settings = SettingsFile(tmp_path / "settings.json")
    window = build_window(opening.record, ASSESSOR, LIGHT, Scale(), demo=False, file=settings)
    qtbot.addWidget(window)
    window.show()
    page.read("接着选自己的名字，输入操作码")
    assert window.lock_page.isVisible()
    window.lock_page.who.setCurrentText(next(each for each in names(window.lock_page.who) if "李接班" in each))
    write(window.lock_page, "操作码", "8642")
    page.read("**Enter**")
    QTest.keyClick(window.lock_page.pin, Qt.Key.Key_Return)
    assert not window.locked
    assert "李接班" in window.rail.clerk.text()
    window.close()
    opening.record.close()

    page.read("## 忘了口令")
    forgotten = StartDialog(folder, Scale())
    qtbot.addWidget(forgotten)
    forgotten.show()
    page.read("【忘记口令，用恢复码打开】")
    forgotten.recovery.click()
    page.read("**Enter**")
    page.read("大小写和中间的横线不用管")
    QTest.keyClicks(forgotten.secret, code.replace("-", "").lower())
    QTest.keyClick(forgotten.secret, Qt.Key.Key_Return)
    assert forgotten.record is not None
    assert forgotten.record.verify().sound
    forgotten.record.close()


def names(box: QComboBox) -> list[str]:
    return [box.itemText(place) for place in range(box.count())]


def test_taking_in_step_by_step(desk: Hall) -> None:
    page = Follower("desk/intake")
    page.key(desk, "Ctrl+N")
    first = desk.page.application
    page.read("【办理指引】")
    assert "办理指引" in told_on(desk.page)
    for word, step in zip(("用电情形", "外线工程", "申请人", "一次性告知清单", "核对", "出具文书"), STEPS, strict=True):
        page.step(desk.page, word)
        assert desk.page.step == step
    desk.page.show_step(0)
    desk.page.focus_first()

    page.read("## 用电情形")
    for field, digit in (
        ("这里现在有没有电表？", "1"),
        ("办理业务", ""),
        ("客户类型", "2"),
        ("电压等级", "2"),
        ("用电容量", ""),
    ):
        page.read(f"【{field}】")
        if digit:
            desk.press(digit)
    desk.write("60")
    desk.press("Return")
    known = draft(desk, first)
    assert known.value("case.business") == "new_connection"
    assert known.value("case.supply.capacity") == 60
    page.key(desk, "F2")
    page.key(desk, "F2")
    assert clauses(desk)
    page.read("**Esc**")
    QTest.keyClick(clauses(desk)[0], Qt.Key.Key_Escape)
    assert not clauses(desk)


def test_works_and_applicant(desk: Hall) -> None:
    desk.press("Ctrl+N")
    first = desk.page.application
    page = Follower("desk/intake")
    page.read("## 外线工程")
    desk.page.show_step(STEPS.index(StepKey.WORKS))
    page.press(desk.page.answers["case.works"], "有")
    assert has_works(desk, first) is True
    page.press(desk.page.answers["case.works"], "没有")
    assert has_works(desk, first) is False

    page.read("## 申请人")
    desk.page.show_step(STEPS.index(StepKey.APPLICANT))
    page.fill(desk.page, "用电人名称", SHOP["applicant.name"])
    page.read("【证件类型】")
    kinds = desk.page.answers["applicant.id_kind"].findChildren(QPushButton)
    next(each for each in kinds if each.text() == SHOP["applicant.id_kind"]).click()
    page.fill(desk.page, "证件号码", SHOP["applicant.id_number"][:-1])
    page.fill(desk.page, "联系电话", SHOP["applicant.phone"])
    page.fill(desk.page, "用电地址", SHOP["premises.address"])
    page.read("证件号码少一位、错一位，下面会用红字说")
    problem = desk.page.answers["applicant.id_number"]
    assert "位" in told_on(problem)
    page.read("改好为止")
    leave(part_of(desk.page, "证件号码"), SHOP["applicant.id_number"])
    assert draft(desk, first).value("applicant.id_number") == SHOP["applicant.id_number"]


def test_several_at_a_time_and_one_who_was_there_before(desk: Hall) -> None:
    first = desk.take_in(SHOP)
    page = Follower("desk/intake")
    page.read("## 几位申请人同时在")
    page.key(desk, "Ctrl+N")
    second = desk.page.application
    assert second != first
    page.key(desk, "Ctrl+Tab")
    assert desk.page.application == first
    page.at = 0
    page.read("可能已登记")
    desk.window.open_application(second)
    desk.page.show_step(STEPS.index(StepKey.APPLICANT))
    leave(part_of(desk.page, "证件号码"), SHOP["applicant.id_number"])
    desk.qtbot.waitUntil(lambda: "可能已登记" in told_on(desk.page), timeout=LONGEST_MS)
    page.press(desk.page, "打开")
    assert desk.page.application == first


def has_works(desk: Hall, application: str) -> bool | None:
    case = draft(desk, application).case
    assert case is not None
    return case.has_works


def clauses(desk: Hall) -> list[ClauseDialog]:
    return [each for each in desk.page.findChildren(ClauseDialog) if each.isVisible()]


def test_trouble_is_read_and_put_away(desk: Hall) -> None:
    page = Follower("desk/trouble")
    desk.window.show_trouble("磁盘满了：删掉不要的文件，再填一次。")
    page.read("## 上面出现红条")
    assert desk.window.trouble.isVisible()
    page.press(desk.window.trouble, "知道了")
    assert not desk.window.trouble.isVisible()


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Record]:
    """Two that were closed so long ago that they are due whatever day it is, and a backup of before."""
    closed = date(2020, 1, 31)
    with a_record(tmp_path / "record", Clock()) as record:
        for name in ("样李四", "样王五"):
            intake = Intake(record, CLERK)
            application = intake.open(closed, {"applicant.name": name, "applicant.phone": "10000000001"})
            Closing(record, CLERK).close(application, "connected", closed, DAY, late="补录")
        Backups(record).make()
        yield record


@contextmanager
def a_window(qtbot: QtBot, record: Record) -> Iterator[MainWindow]:
    dress_plainly()
    window = build_window(record, ASSESSOR, LIGHT, Scale(100), demo=False)
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()


def section_of(window: MainWindow) -> RetentionSection:
    found = window.findChild(RetentionSection)
    assert found is not None
    return found


def test_how_long_is_kept_is_laid_down(qtbot: QtBot, old: Record) -> None:
    with a_window(qtbot, old) as window:
        page = Follower("admin/retention")
        page.read("## 定期限")
        page.press(window, "设置")
        page.press(window, "留存与清除")
        section = section_of(window)
        page.read("【办结后留存】")
        assert "办结后留存" in told_on(section)
        section.years.setValue(5)
        page.fill(section, "依据", "样例期限表第3条")
        page.press(section, "保存期限")
        qtbot.waitUntil(lambda: section.list.count() == 2, timeout=LONGEST_MS)
        rule = rule_of(old)
        assert rule is not None
        assert (rule.months, rule.basis) == (60, "样例期限表第3条")


def test_what_is_past_its_time_is_purged(
    qtbot: QtBot, old: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_rule(old, CLERK, 60, "样例期限表第3条")
    with a_window(qtbot, old) as window:
        page = Follower("admin/retention")
        page.press(window, "设置")
        page.read("## 到了期限：清除")
        page.press(window, "留存与清除")
        page.read("【到期的申请】")
        section = section_of(window)
        qtbot.waitUntil(lambda: section.list.count() == 2, timeout=LONGEST_MS)
        section.list.setCurrentRow(0)
        monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("投诉还没有办完", True))
        page.press(section, "暂缓这一件…")
        qtbot.waitUntil(lambda: "1 件" in section.purge.text(), timeout=LONGEST_MS)
        page.read("再点它，取消暂缓")
        section.list.setCurrentRow(1)
        assert section.hold.text() == "取消暂缓"
        section.hold.click()
        qtbot.waitUntil(lambda: "2 件" in section.purge.text(), timeout=LONGEST_MS)
        monkeypatch.setattr(retention, "is_sure", lambda *_, **__: True)
        page.press_with(section, "清除…")
        qtbot.waitUntil(section.last.isVisible, timeout=LONGEST_MS)
        assert old.db.execute("SELECT count(*) FROM application WHERE purged_on IS NULL").fetchone() == (0,)
        assert old.db.execute("SELECT count(*) FROM field WHERE field LIKE 'applicant.%'").fetchone() == (0,)
        table = tmp_path / "登记表.pdf"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(table), ""))
        page.press(section, "存登记表…")
        qtbot.waitUntil(table.exists, timeout=LONGEST_MS)
        assert len(backups(old)) == 2
        page.press(section, "删除含有这些内容的旧备份…")
        qtbot.waitUntil(lambda: not section.drop.isVisible(), timeout=LONGEST_MS)
        assert len(backups(old)) == 1
        page.read("整本台账仍然逐条相连，核对得过去")
        assert old.verify().sound


def backups(record: Record) -> list[Path]:
    return [one for one in (record.folder / "backups").iterdir() if one.is_dir()]


def test_the_days_off_of_a_year(desk: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = Follower("admin/calendars")
    (told,) = [block.text for block in blocks(text_of(page.page)) if block.language == "json"]
    path = tmp_path / "2027.json"
    path.write_text(told, "utf-8")
    page.press(desk.window, "设置")
    page.press(desk.window, "放假安排")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    page.press(desk.window, "选择文件…")
    (year,) = OfficeYears(desk.record, CLERK).all()
    assert year.year == 2027
    assert date(2027, 2, 20) in year.make_up
    page.read("填错了：改好文件，再载入一次，就是更正。")
    path.write_text(told.replace("2027-02-20", "2027-02-21"), "utf-8")
    Follower("admin/calendars").press(desk.window, "选择文件…")
    (year,) = OfficeYears(desk.record, CLERK).all()
    assert list(year.make_up) == [date(2027, 2, 21)]


def test_clerks_come_forget_and_leave(desk: Hall) -> None:
    clerks = Clerks(desk.record)
    page = Follower("admin/clerks")
    page.press(desk.window, "设置")
    page.press(desk.window, "受理员")
    section = next(each for each in desk.window.findChildren(ClerksSection))
    page.read("【受理员名单】")
    page.read("【＋ 添加受理员】")
    pick(section, "＋ 添加受理员")
    page.fill(section, "姓名", "周值班")
    page.select(section, "角色", "值班长")
    page.fill(section, "操作码", "8642")
    page.press(section, "添加")
    added = clerks.all()[-1]
    assert (added.name, added.role) == ("周值班", Role.LEADER)
    assert clerks.identify(added.id, "8642").id == added.id

    page.read("## 忘了操作码")
    pick(section, "周值班")
    page.fill(section, "操作码", "97531")
    page.press(section, "保存")
    assert clerks.identify(added.id, "97531").id == added.id

    page.read("## 调走了")
    page.press(section, "停用")
    assert [clerk.id for clerk in clerks.active()] == [CLERK]
    page.press(section, "恢复使用")
    assert added.id in [clerk.id for clerk in clerks.active()]
    page.read("最后一位管理员不能停用")
    pick(section, "王小明")
    section.leave.click()
    assert CLERK in [clerk.id for clerk in clerks.active()]


def pick(section: ClerksSection, name: str) -> None:
    rows = [section.list.item(row).text() for row in range(section.list.count())]
    section.list.setCurrentRow(next(row for row, text in enumerate(rows) if name in text))
