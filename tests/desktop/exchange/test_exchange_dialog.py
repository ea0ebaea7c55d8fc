"""导出 and 导入 in the window: real files, a real record, the work in a worker, the file dialogs answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from builders.exchange_builders import ONE_OF, a_line, filled
from builders.record_builders import DAY, a_record
from openpyxl import load_workbook
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.desktop.exchange.export_import import ExchangeRow
from gridcounter.desktop.exchange.import_dialog import ImportDialog
from gridcounter.desktop.exchange.problems_table import Column
from gridcounter.desktop.kit import file_dialogs
from gridcounter.desktop.kit.appearance import apply_theme
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.tasks import ProgressWatch, Tasks
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.desktop.ledger.page import LedgerPage
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.files.progress import Stopped
from gridcounter.services.ledger.ledger import Chip, Ledger
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.manifest import backups_in

ASSESSOR = open_assessor()
LONGEST_MS = 20_000


@contextmanager
def a_page(qtbot: QtBot, folder: Path) -> Iterator[tuple[LedgerPage, ExchangeRow, ApplicationService]]:
    with a_record(folder / "record") as record:
        desk = open_application_service(record, ASSESSOR)
        tasks = Tasks()
        page = LedgerPage(Ledger(record), desk, tasks)
        qtbot.addWidget(page)
        page.resize(1280, 720)
        page.show()
        assert page.exchange is not None
        yield page, page.exchange, desk
        tasks.stop()
        tasks.wait()


def chosen(monkeypatch: pytest.MonkeyPatch, path: Path | None) -> None:
    """What somebody chooses in the dialogs of the system."""
    monkeypatch.setattr(file_dialogs, "workbook_to_write", lambda *_: path)
    monkeypatch.setattr(file_dialogs, "workbook_to_read", lambda *_: path)


def settled(qtbot: QtBot, dialog: ImportDialog) -> None:
    qtbot.waitUntil(lambda: not dialog.stop.isVisible(), timeout=LONGEST_MS)


def lines(dialog: ImportDialog) -> list[list[str]]:
    model = dialog.table.model()
    return [[str(model.index(row, column).data()) for column in Column] for row in range(model.rowCount(QModelIndex()))]


def texts(page: LedgerPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_what_is_listed_is_exported(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_page(qtbot, tmp_path) as (page, exchange, desk):
        for name in ("样例面馆", "样例五金"):
            desk.intake.open(DAY, {"applicant.name": name})
        page.search.setText("面馆")
        page.chips[Chip.MINE].click()
        proposed: list[str] = []

        def answer(_: object, __: str, name: str) -> Path:
            proposed.append(name)
            return tmp_path / "list.xlsx"

        monkeypatch.setattr(file_dialogs, "workbook_to_write", answer)

        with qtbot.waitSignal(page.message, timeout=LONGEST_MS) as text:
            exchange.export.click()

        assert text.args == ["已导出 1 件"]
        assert load_workbook(tmp_path / "list.xlsx")["申请"]["D2"].value == "样例面馆"
        assert exchange.export.text() == "导出 Excel…"
        assert proposed == [f"台账_{today().isoformat()}.xlsx"], "nothing of what was searched for"


def test_an_export_that_cannot_be_written_is_reported_on_the_page(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_page(qtbot, tmp_path) as (page, exchange, _):
        (tmp_path / "taken").write_bytes(b"")
        chosen(monkeypatch, tmp_path / "taken" / "list.xlsx")
        exchange.export.click()
        qtbot.waitUntil(lambda: "文件写不进去" in texts(page), timeout=LONGEST_MS)
        chosen(monkeypatch, tmp_path / "list.xlsx")
        with qtbot.waitSignal(page.message, timeout=LONGEST_MS):
            exchange.export.click()
        assert "文件写不进去" not in texts(page)


def test_the_button_that_began_an_export_stops_it(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_page(qtbot, tmp_path) as (page, exchange, desk):
        for _ in range(101):
            desk.intake.open(DAY)
        chosen(monkeypatch, tmp_path / "list.xlsx")
        with qtbot.waitSignal(page.message, timeout=LONGEST_MS) as text:
            exchange.export.click()
            assert "停止导出" in exchange.export.text()
            exchange.export.click()
        assert text.args == ["已停止，没有写出文件"]
        assert not (tmp_path / "list.xlsx").exists()


def test_nothing_happens_where_no_file_is_chosen(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_page(qtbot, tmp_path) as (_, exchange, desk):
        chosen(monkeypatch, None)
        before = desk.record.journal.count()
        exchange.export.click()
        exchange.import_.click()
        exchange.dialog.choose.click()
        exchange.dialog.template.click()
        assert not exchange.dialog.stop.isVisible()
        assert desk.record.journal.count() == before


def test_a_clean_file_is_taken_in_by_the_one_primary_button(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = filled(tmp_path / "in.xlsx", a_line(), a_line(applicant__name="乙"))
    with a_page(qtbot, tmp_path) as (page, exchange, desk):
        dialog = exchange.dialog
        exchange.import_.click()
        assert dialog.isVisible()
        assert dialog.choose.objectName() == "Primary"
        chosen(monkeypatch, path)
        dialog.choose.click()
        files = (dialog.choose, dialog.again, dialog.template)
        assert [button.isEnabled() for button in files] == [False] * 3, "one file at a time"
        settled(qtbot, dialog)
        assert [button.isEnabled() for button in files] == [True] * 3
        assert "2 件可以导入" in dialog.state.text()
        assert dialog.all.isVisible()
        assert not dialog.some.isVisible()
        primary = [button for button in (dialog.all, dialog.again, dialog.choose) if button.objectName() == "Primary"]
        assert primary == [dialog.all]
        assert desk.record.applications.count() == 0

        with qtbot.waitSignal(dialog.imported, timeout=LONGEST_MS):
            dialog.all.click()

        assert "已导入 2 件，编号 JN1-" in dialog.state.text()
        assert desk.record.applications.count() == 2
        assert "共 2 件" in texts(page)
        assert not dialog.all.isVisible()


def test_enter_presses_the_green_button_and_what_came_in_is_listed_whatever_was_searched_for(
    qtbot: QtBot, tmp_path: Path
) -> None:
    path = filled(tmp_path / "in.xlsx", a_line(), a_line(applicant__name="乙"))
    with a_page(qtbot, tmp_path) as (page, exchange, desk):
        page.look_for("没有这个人")
        dialog = exchange.dialog
        dialog.begin()
        dialog.check(path)
        settled(qtbot, dialog)
        assert dialog.focusWidget() is dialog.all
        with qtbot.waitSignal(dialog.imported, timeout=LONGEST_MS):
            QTest.keyClick(dialog.all, Qt.Key.Key_Return)
        assert desk.record.applications.count() == 2
        assert page.search.text() == ""
        assert "共 2 件" in texts(page)


def test_enter_on_a_button_that_is_not_green_presses_that_one(qtbot: QtBot, tmp_path: Path) -> None:
    path = filled(tmp_path / "in.xlsx", a_line())
    with a_page(qtbot, tmp_path) as (_, exchange, desk):
        dialog = exchange.dialog
        dialog.begin()
        dialog.check(path)
        settled(qtbot, dialog)
        dialog.close_button.setFocus()
        QTest.keyClick(dialog.close_button, Qt.Key.Key_Return)
        assert not dialog.isVisible()
        assert desk.record.applications.count() == 0


def test_rows_with_problems_are_listed_and_the_others_come_in_by_choice(qtbot: QtBot, tmp_path: Path) -> None:
    path = filled(tmp_path / "in.xlsx", a_line(), a_line(case__business="移表"))
    with a_page(qtbot, tmp_path) as (_, exchange, desk):
        dialog = exchange.dialog
        dialog.begin()
        dialog.check(path)
        settled(qtbot, dialog)
        assert lines(dialog) == [
            ["4", "✕ 有误", "办理业务", "“移表”", ONE_OF],
            ["2", "！提示", "", "", "模板里的示例，不导入"],
        ]
        assert not dialog.all.isVisible()
        assert dialog.some.text() == "只导入没有问题的 1 行"
        assert dialog.some.objectName() != "Primary"
        dialog.some.click()
        settled(qtbot, dialog)
        assert desk.record.applications.count() == 1
        assert "有问题的 1 行没有导入" in dialog.state.text()
        assert lines(dialog)[0][:3] == ["4", "✕ 有误", "办理业务"]  # what is still to be mended

        filled(path, a_line(), a_line(applicant__name="乙"))
        dialog.again.click()
        settled(qtbot, dialog)
        assert "1 件可以导入；1 件以前已经导入，不会重复" in dialog.state.text()


def test_a_backup_that_cannot_be_made_is_a_sentence_and_a_choice(qtbot: QtBot, tmp_path: Path) -> None:
    path = filled(tmp_path / "in.xlsx", a_line(), a_line(applicant__name="乙"))
    with a_page(qtbot, tmp_path) as (_, exchange, desk):
        blocked = desk.record.folder / BACKUPS
        blocked.write_bytes(b"")
        dialog = exchange.dialog
        dialog.begin()
        dialog.check(path)
        settled(qtbot, dialog)
        assert not dialog.anyway.isVisible()
        dialog.all.click()
        settled(qtbot, dialog)
        assert "备份没有做成" in dialog.trouble.text()
        assert "还没有导入任何一行" in dialog.trouble.text()
        assert desk.record.applications.count() == 0
        assert dialog.anyway.isVisible()
        assert dialog.all.text() == "重新备份后导入（2 件）"
        blocked.unlink()
        dialog.all.click()
        settled(qtbot, dialog)
        assert desk.record.applications.count() == 2
        assert len(backups_in(blocked)) == 1
        assert not dialog.anyway.isVisible()


def test_the_import_runs_without_a_backup_if_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    path = filled(tmp_path / "in.xlsx", a_line(), a_line(case__business="移表"))
    with a_page(qtbot, tmp_path) as (_, exchange, desk):
        (desk.record.folder / BACKUPS).write_bytes(b"")
        dialog = exchange.dialog
        dialog.begin()
        dialog.check(path)
        settled(qtbot, dialog)
        dialog.some.click()
        settled(qtbot, dialog)
        assert dialog.anyway.isVisible()
        dialog.anyway.click()
        settled(qtbot, dialog)
        assert desk.record.applications.count() == 1
        assert not dialog.trouble.isVisible()
        assert "有问题的 1 行没有导入" in dialog.state.text()


def test_a_file_that_is_refused_is_reported_in_the_dialog(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "in.xlsx").write_bytes(b"\xd0\xcf\x11\xe0")
    with a_page(qtbot, tmp_path) as (_, exchange, _):
        dialog = exchange.dialog
        dialog.begin()
        dialog.check(tmp_path / "in.xlsx")
        settled(qtbot, dialog)
        assert "旧格式的表格" in dialog.trouble.text()
        assert dialog.trouble.isVisible()
        assert not dialog.table.isVisible()
        dialog.reject()
        dialog.begin()
        assert not dialog.trouble.isVisible()


def test_a_template_is_written_from_the_dialog(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_page(qtbot, tmp_path) as (_, exchange, _):
        dialog = exchange.dialog
        dialog.begin()
        chosen(monkeypatch, tmp_path / "t.xlsx")
        dialog.template.click()
        settled(qtbot, dialog)
        assert "模板已存" in dialog.state.text()
        assert load_workbook(tmp_path / "t.xlsx").sheetnames == ["申请", "填写说明"]
        chosen(monkeypatch, tmp_path / "t.xlsx" / "no.xlsx")
        dialog.template.click()
        settled(qtbot, dialog)
        assert "文件写不进去" in dialog.trouble.text()


def test_stopped_it_says_so_and_closing_stops_it_too(qtbot: QtBot, tmp_path: Path) -> None:
    path = filled(tmp_path / "in.xlsx", *(a_line(applicant__name=f"样例{number}") for number in range(200)))
    with a_page(qtbot, tmp_path) as (_, exchange, desk):
        dialog = exchange.dialog
        dialog.begin()
        dialog.check(path)
        dialog.stop.click()
        settled(qtbot, dialog)
        assert dialog.state.text() == "已停止，没有写进台账。"
        dialog.check(path)
        settled(qtbot, dialog)
        dialog.all.click()
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()
        qtbot.waitUntil(lambda: not dialog.stop.isVisibleTo(dialog), timeout=LONGEST_MS)
        assert desk.record.applications.count() < 200


def test_a_watch_passes_progress_on_and_stops_on_request(qtbot: QtBot) -> None:
    watch = ProgressWatch()
    with qtbot.waitSignal(watch.progressed) as text:
        watch(3, 7)
    assert text.args == [3, 7]
    watch.stop()
    with pytest.raises(Stopped):
        watch(4, 7)


def test_problems_beyond_the_shown_ones_are_counted(qtbot: QtBot, tmp_path: Path) -> None:
    bad = [a_line(applicant__name=f"样例{number}", case__business="移表") for number in range(509)]
    with a_page(qtbot, tmp_path) as (_, exchange, _):
        exchange.dialog.begin()
        exchange.dialog.check(filled(tmp_path / "in.xlsx", *bad))
        settled(qtbot, exchange.dialog)
        assert len(lines(exchange.dialog)) == 500
        assert "还有 10 条没有列出" in exchange.dialog.state.text()


@pytest.mark.parametrize(("percent", "size"), [(100, (911, 512)), (200, (911, 512))])
def test_on_a_small_screen_the_acts_stay_in_sight_and_sentences_wrap(
    qtbot: QtBot, tmp_path: Path, percent: int, size: tuple[int, int]
) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, LIGHT, Scale(percent))
    try:
        with a_page(qtbot, tmp_path) as (page, exchange, _):
            window = QScrollArea()
            qtbot.addWidget(window)
            window.setWidget(page)
            window.resize(*size)
            window.show()
            dialog = exchange.dialog
            dialog.begin()
            dialog.check(filled(tmp_path / "in.xlsx", a_line(), a_line(case__business="移表")))
            settled(qtbot, dialog)
            assert dialog.width() <= size[0]
            assert dialog.height() <= size[1]
            for button in (dialog.some, dialog.close_button):
                assert button.visibleRegion().boundingRect().size() == button.size()
            table = dialog.table
            assert not table.horizontalScrollBar().isVisible()
            said = lines(dialog)[0][Column.ALLOWED]
            assert said.startswith("填写的是 “移表”；应为以下之一") == table.isColumnHidden(Column.FOUND)
            assert table.isColumnHidden(Column.FOUND) == (percent > 100)
            window.takeWidget()
    finally:
        apply_theme(application, LIGHT, Scale(100))
