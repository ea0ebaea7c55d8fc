"""全市汇总 in the window: a folder is read, what is missing is said, a key is checked; our own month is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders.city_builders import a_city, a_month, key_of, sent, write_sent
from builders.window.lock_builders import unlock
from builders.window.small_office import a_small_office
from builders.window.window_builders import a_window, until
from builders.window.window_texts import texts_of
from openpyxl import load_workbook
from PySide6.QtWidgets import QApplication

from gridcounter import paths
from gridcounter.core.record.signing import fingerprint
from gridcounter.desktop.reports import city_page, month_out_dialog
from gridcounter.desktop.reports.city_page import CityPage
from gridcounter.desktop.reports.month_out_dialog import MonthOutDialog
from gridcounter.desktop.reports.report_table import ReportTableView
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.reports.month_file import opened, read_file


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    assert qapp
    monkeypatch.setattr(paths, "known_offices", lambda: tmp_path / "own" / "known.json")
    with a_small_office(tmp_path) as record, a_window(record, demo=False) as shown:
        unlock(shown, "c1", "471108")
        shown.show_page(PageKey.FIGURES)
        yield shown


def page_of(window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch) -> CityPage:
    """The page, with the files of this folder on it."""
    window.work.figures.city.click()
    page = window.work.figures.of_city
    monkeypatch.setattr(city_page, "folder_to_read", lambda *_: folder)
    page.choose.click()
    until(lambda: page.city is not None and page.choose.isEnabled())
    return page


def tables(page: CityPage) -> dict[str, ReportTableView]:
    return {view.accessibleName(): view for view in page.findChildren(ReportTableView) if view.isVisible()}


def test_a_folder_becomes_tables_a_chart_and_what_is_to_be_checked(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(window, a_city(tmp_path / "in"), monkeypatch)
    assert page.chosen_months == ("2026-10",), "the newest"
    page.first.setCurrentText("从 2026-08")
    page.first.activated.emit(0)
    shown = tables(page)
    assert list(shown)[:4] == ["各单位（件）", "各单位，要留意的", "上报情况", "逐月"]
    model = shown["各单位（件）"].model()
    last = model.rowCount() - 1
    assert [model.index(last, column).data() for column in range(4)] == ["合计", "13/15", "至少 5", "至少 386"]
    assert "2026-08 收件 130，办结 60" in page.months.accessibleDescription()
    said = "\n".join(text for _, text in texts_of(page))
    assert "2026-09 没有计入的单位 1 个：样例NQ大厅（NQ）" in said
    assert "不是以前那把钥匙" in said


def test_the_months_chosen_the_other_way_round_are_the_same(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(window, a_city(tmp_path / "in"), monkeypatch)
    page.last.setCurrentText("到 2026-08")
    page.last.activated.emit(0)
    assert page.chosen_months == ("2026-08", "2026-09", "2026-10")


def test_a_key_is_accepted_by_typing_the_fingerprint_that_was_told(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(window, a_city(tmp_path / "in"), monkeypatch)
    assert page.accept_key.isVisible()
    monkeypatch.setattr(city_page, "ask_line", lambda *_: ("1234", True))
    page.accept_key.click()
    until(page.trouble.isVisible)
    assert "没有等着核对的钥匙" in page.trouble.text()
    told = fingerprint(key_of("KQ", "new").signer.public_key)
    monkeypatch.setattr(city_page, "ask_line", lambda *_: (told, True))
    page.accept_key.click()
    until(lambda: not page.accept_key.isVisible())
    assert not page.trouble.isVisible()
    assert page.city is not None
    assert page.city.missing("2026-10") == ()


def test_what_is_exported_are_the_cells_on_the_page(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(window, a_city(tmp_path / "in"), monkeypatch)
    monkeypatch.setattr(city_page, "folder_to_read", lambda *_: tmp_path / "out")
    page.save.click()
    until(lambda: page.save.isEnabled() and len(list((tmp_path / "out").glob("city_*"))) == 3)
    sheet = load_workbook(tmp_path / "out" / "city_2026-10_2026-10.xlsx")["各单位"]
    model = tables(page)["各单位（件）"].model()
    shown = [[model.index(row, column).data() for column in range(6)] for row in range(model.rowCount())]
    assert [
        ["—" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(min_row=2, values_only=True)
    ] == shown


def test_a_folder_without_figures_says_so_and_one_that_is_broken_says_what(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "broken.gcfig").write_bytes(b"{")
    page = page_of(window, folder, monkeypatch)
    assert "没有读得出来的上报文件" in page.standing.text()
    assert any("broken.gcfig" in text for _, text in texts_of(page))
    assert not page.save.isEnabled()
    # and then one with figures
    write_sent(folder, sent(a_month()))
    page.choose.click()
    until(page.save.isEnabled)
    assert "各单位（件）" in tables(page)


def test_a_folder_that_cannot_be_read_is_said_in_place(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.work.figures.city.click()
    page = window.work.figures.of_city
    monkeypatch.setattr(city_page, "folder_to_read", lambda *_: tmp_path / "gone")
    page.choose.click()
    until(page.trouble.isVisible)
    assert "打不开" in page.trouble.text()


def test_f1_leads_to_the_page_of_what_is_in_front(window: MainWindow) -> None:
    assert window.work.manual_page == "desk/figures"
    window.work.figures.city.click()
    assert window.work.manual_page == "admin/city"
    window.work.figures.of_city.back.click()
    assert window.work.manual_page == "desk/figures"
    assert window.work.figures.period.isVisible()


def test_the_month_that_was_over_last_is_offered_first_and_written(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.work.figures.out.click()
    dialog = window.work.figures.findChild(MonthOutDialog)
    assert isinstance(dialog, MonthOutDialog)
    assert dialog.month.currentIndex() == 1
    assert dialog.month.itemText(0).endswith("（截至今天）")
    monkeypatch.setattr(month_out_dialog, "folder_to_read", lambda *_: tmp_path / "stick")
    month = dialog.month.currentData()
    dialog.write.click()
    until(dialog.account.isVisible)
    (path,) = (tmp_path / "stick").iterdir()
    made = read_file(path)
    assert opened(made).month == month
    assert fingerprint(made.signed_by) in dialog.account.text()
    assert path.name in dialog.account.text()
    dialog.close_button.click()


def test_a_stick_that_cannot_be_written_is_said_in_the_dialog(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.work.figures.out.click()
    dialog = window.work.figures.findChild(MonthOutDialog)
    assert isinstance(dialog, MonthOutDialog)
    (tmp_path / "file").write_text("", "utf-8")
    monkeypatch.setattr(month_out_dialog, "folder_to_read", lambda *_: tmp_path / "file")
    dialog.write.click()
    until(dialog.trouble.isVisible)
    assert dialog.write.isEnabled()
    dialog.close_button.click()
