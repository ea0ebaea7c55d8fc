"""The table of 业务台账: sorted, resized, copied, and with a menu, over a real record."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from builders.record_builders import DAY
from builders.told_builders import a_desk as a_told_desk
from builders.told_builders import taken_in
from builders.window.window_builders import activate
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot
from test_ledger_page import a_desk, a_page, cells

from gridcounter.core.deadlines.clocks import due_on
from gridcounter.core.record.journal import Kind
from gridcounter.core.wording import day_near
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.ledger.model import Column
from gridcounter.desktop.ledger.page import LedgerPage
from gridcounter.settings import read_settings
from gridcounter.store.queries.clocks import ClockStore


def menu_of(page: LedgerPage, row: int) -> QMenu:
    menu = page.table.menu_at(page.table.visualRect(page.table.model().index(row, 0)).center())
    assert menu is not None
    return menu


def choose(menu: QMenu, words: str) -> None:
    (action,) = (action for action in menu.actions() if action.text().startswith(words))
    action.trigger()


def head_at(page: LedgerPage, column: Column) -> QPoint:
    header = page.table.horizontalHeader()
    return QPoint(header.sectionViewportPosition(column) + header.sectionSize(column) // 2, header.height() // 2)


def test_a_click_on_a_title_sorts_and_a_third_gives_the_newest_first_again(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk(tmp_path, "乙", "丙", "甲") as desk:
        page = a_page(qtbot, desk)
        assert cells(page, Column.NAME) == ["甲", "丙", "乙"]
        header = page.table.horizontalHeader()
        page.table.selectRow(0)
        seen = []
        for _ in range(3):
            QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=head_at(page, Column.NAME))
            seen.append(cells(page, Column.NAME))
        assert seen == [sorted("甲乙丙"), sorted("甲乙丙", reverse=True), ["甲", "丙", "乙"]]
        assert page.detail is not None
        assert page.detail.application_card is not None
        assert page.table.currentIndex().data() == page.table.model().index(0, Column.NUMBER).data()


def test_an_accepted_one_has_its_class_and_the_day_that_comes_first(qtbot: QtBot, tmp_path: Path) -> None:
    with a_told_desk(tmp_path) as desk:
        taken_in(desk)
        application = taken_in(desk, accepted=False)
        page = a_page(qtbot, desk, 1800)
        assert [cells(page, column)[0] for column in (Column.CATEGORY, Column.DUE)] == ["", ""]
        desk.acceptance.receive(application, DAY, DAY)
        desk.acceptance.accept(application, DAY, DAY)
        page.refresh()
        ours = [run for run in ClockStore(desk.record.db).runs(application) if run.clock.actor == "grid_company"]
        days = [due.on for run in ours if (due := due_on(run, desk.assessor.calendar))]
        assert cells(page, Column.DUE)[0].removeprefix("⚠ ") in {day_near(min(days), today()), "今天"}
        pinned = desk.state(application).pinned
        assert pinned is not None
        assert page.table.rows.whole(0, Column.CATEGORY) == pinned.class_label


def test_ctrl_c_copies_the_chosen_rows_with_titles_and_whole_numbers(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk(tmp_path, "样例面馆", "样例\t五金", "样例百货") as desk:
        page = a_page(qtbot, desk)
        told: list[str] = []
        page.message.connect(told.append)
        page.table.selectRow(0)
        page.table.setFocus()
        QTest.keyClick(page.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        QTest.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        head, *rows = QApplication.clipboard().text().split("\n")
        assert head.split("\t")[:3] == ["编号 查询码", "用电人", "用电地址"]
        assert [row.split("\t")[1] for row in rows] == ["样例百货", "样例 五金"]
        assert all(row.startswith("JN1") for row in rows)
        assert {len(row.split("\t")) for row in (head, *rows)} == {len(head.split("\t"))}
        assert "13800000011" not in QApplication.clipboard().text()
        assert told[-1] == "已复制2 行，30 秒后从剪贴板清除"


def test_copied_rows_are_texts_to_a_spreadsheet(qtbot: QtBot, tmp_path: Path) -> None:
    """An applicant's name was calculated where it was pasted."""
    with a_told_desk(tmp_path) as desk:
        taken_in(desk, {"applicant.name": '=HYPERLINK("http://example.invalid","样例")', "premises.address": "1-2"})
        page = a_page(qtbot, desk)
        page.table.selectAll()
        QTest.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        copied = QApplication.clipboard().text().split("\n")[1].split("\t")
    assert copied[1:3] == ['\'=HYPERLINK("http://example.invalid","样例")', "'1-2"]


def test_the_menu_opens_and_copies_and_a_telephone_is_on_record(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk(tmp_path, "样例面馆", "样例五金") as desk:
        page = a_page(qtbot, desk)
        page.table.selectRow(1)
        row = page.table.rows._rows[1]  # noqa: SLF001
        with qtbot.waitSignal(page.opened) as opened:
            choose(menu_of(page, 1), "打开办理")
        assert opened.args == [row.id]
        choose(menu_of(page, 1), "复制编号")
        assert QApplication.clipboard().text() == row.number
        choose(menu_of(page, 1), "复制查询码")
        assert QApplication.clipboard().text() == row.short_code
        before = desk.record.journal.count()
        choose(menu_of(page, 1), "复制电话")
        assert QApplication.clipboard().text() == "13800000011"
        assert desk.record.journal.count() == before + 1
        assert list(desk.record.journal.all())[-1].kind == Kind.PERSONAL_DATA_SHOWN
        choose(menu_of(page, 1), "复制这 1 行")
        assert "样例面馆" in QApplication.clipboard().text()
        assert page.table.menu_at(QPoint(5, page.table.viewport().height() - 5)) is None


def test_without_a_telephone_the_menu_says_so_and_copies_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        desk.intake.open(DAY, {"applicant.name": "样例面馆"})
        page = a_page(qtbot, desk)
        QApplication.clipboard().setText("别的")
        choose(menu_of(page, 0), "复制电话")
        assert QApplication.clipboard().text() == "别的"
        assert page._trouble.text().startswith("这一项没有填写")  # noqa: SLF001


def test_a_column_made_wider_is_told_once_and_comes_back(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk(tmp_path, "样例面馆") as desk:
        page = a_page(qtbot, desk)
        header = page.table.horizontalHeader()
        told: list[dict[str, int]] = []
        page.table.widths_changed.connect(told.append)
        edge = QPoint(header.sectionViewportPosition(Column.NAME) + header.sectionSize(Column.NAME) - 1, 5)
        view = header.viewport()
        QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=edge)
        QTest.mouseMove(view, edge + QPoint(20, 0))
        QTest.mouseMove(view, edge + QPoint(42, 0))
        QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=edge + QPoint(42, 0))
        assert len(told) == 1
        assert list(told[0]) == ["name"]
        wide = header.sectionSize(Column.NAME)
        kept, problems = read_settings({"columns": told[0]})
        assert not problems
        other = a_page(qtbot, desk)
        assert other.table.columnWidth(Column.NAME) < wide
        other.table.set_widths({**kept.columns, "gone": 12})
        assert abs(other.table.columnWidth(Column.NAME) - wide) <= 1
        activate(other)  # a table that gets the focus reads its first row: while the record is open


def test_a_width_that_is_no_width_is_named_and_the_others_hold() -> None:
    for wrong in ({"name": 0}, {"name": "weit"}, {"name": 999_999}, ["name"]):
        settings, problems = read_settings({"columns": wrong, "remind": False})
        assert (dict(settings.columns), settings.remind) == ({}, False)
        assert problems == ("columns：应为业务台账各列的宽度，已用默认值",)


def test_the_card_takes_little_room_until_one_is_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk(tmp_path, "样例面馆") as desk:
        page = a_page(qtbot, desk)
        empty = page.table.width()
        assert not page.table.isColumnHidden(Column.CATEGORY)
        page.table.selectRow(0)
        qtbot.waitUntil(lambda: page.table.width() < empty)
        assert page.detail is not None
        act = page.detail.ribbon.life.act
        assert act is not None
        assert cells(page, Column.NEXT) == [act.label]
        page.search.setText("没有")
        page.search.clear()
        qtbot.waitUntil(lambda: page.table.width() == empty)


def test_a_wider_table_gives_its_room_back_to_the_address(qtbot: QtBot, tmp_path: Path) -> None:
    """A column that had stretched kept all of it, and the address was three dots."""
    with a_desk(tmp_path, "样例食品加工有限公司", "样例食品加工二厂") as desk:
        page = a_page(qtbot, desk, 300)
        assert page.table.isColumnHidden(Column.ADDRESS)
        page.resize(1366, 700)
        QTest.qWait(0)
        assert not page.table.isColumnHidden(Column.ADDRESS)
        assert page.table.columnWidth(Column.ADDRESS) > page.table.columnWidth(Column.NAME)


def test_numbers_of_different_days_are_not_alike(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk(tmp_path, "甲") as desk:
        desk.intake.open(date(2026, 11, 3), {"applicant.name": "乙"})
        numbers = cells(a_page(qtbot, desk, 1800), Column.NUMBER)
        assert [number.partition(" ")[0] for number in numbers] == ["1103-0001", f"{DAY:%m%d}-0001"]


def test_how_a_row_ended_is_read_beside_the_card_too(qtbot: QtBot, tmp_path: Path) -> None:
    """Where 环节 has no room the row was one of many with a dash."""
    with a_desk(tmp_path, "甲") as desk:
        (application,) = (row.id for row in desk.record.applications.recent(1))
        desk.closing.close(application, "withdrawn", DAY, DAY, reason="暂不用电")
        assert cells(a_page(qtbot, desk, 1800), Column.NEXT) == ["—（申请人撤回）"]
