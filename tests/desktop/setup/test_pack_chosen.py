"""The first start with a pack of a place that is not in the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.invented_paper import PAPER
from builders.record_builders import PASSPHRASE, PIN, opened
from builders.sixth_place import sixth_place
from builders.window.window_builders import until
from openpyxl import load_workbook
from PySide6.QtWidgets import QComboBox, QLineEdit

from gridcounter import paths
from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.setup import steps
from gridcounter.desktop.setup.first_start import SetupDialog
from gridcounter.services.policy.pack_workbook import write_pack_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def setting_up(qtbot: QtBot, tmp_path: Path) -> SetupDialog:
    dialog = SetupDialog(tmp_path / "new", open_assessor(), Scale())
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def place_box(dialog: SetupDialog) -> QComboBox:
    box = dialog.office.rows["place"].editor
    assert isinstance(box, QComboBox)
    return box


def look_at(dialog: SetupDialog, pack: Path) -> None:
    """As after the choice of a folder, until it was checked."""
    dialog.office.look_at(pack)
    until(dialog.office.other.isEnabled)


def field(dialog: SetupDialog, name: str) -> QLineEdit:
    edit = dialog.steps[dialog.place].rows[name].editor
    assert isinstance(edit, QLineEdit)
    return edit


def press_through(dialog: SetupDialog) -> None:
    """From the first page to the recovery code."""
    field(dialog, "name").setText("样例大厅")
    field(dialog, "code").setText("YL01")
    dialog.next.click()
    dialog.next.click()
    field(dialog, "name").setText("王小明")
    field(dialog, "pin").setText(PIN)
    field(dialog, "again").setText(PIN)
    dialog.next.click()
    for edit in dialog.passphrase.findChildren(QLineEdit):
        edit.setText(PASSPHRASE)
    dialog.next.click()
    assert dialog.record is not None, dialog.trouble.text()
    dialog.record.close()


def test_the_record_begins_with_the_chosen_pack(
    setting_up: SetupDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = sixth_place(tmp_path / "stick")
    monkeypatch.setattr(steps, "folder_to_read", lambda *_: pack)
    setting_up.office.other.click()
    setting_up.next.click()
    assert setting_up.office.rows["place"].problem == "正在检查选的政策包，请稍等。"
    until(setting_up.office.other.isEnabled)
    assert place_box(setting_up).currentText() == "样例市（另选的政策包）"
    assert "样能字〔2026〕6号" in setting_up.office.told.text()
    press_through(setting_up)

    with opened(tmp_path / "new") as record:
        desk = open_application_service(record, open_assessor())
        assert (desk.place, desk.header.place) == ("yangli", "样例市")


def test_the_record_begins_with_the_pack_of_a_chosen_workbook_and_the_paper_beside_it(
    setting_up: SetupDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = tmp_path / "样例市.xlsx"
    write_pack_workbook(sixth_place(tmp_path / "stick"), book)
    (tmp_path / "原文.txt").write_text(PAPER, "utf-8")
    monkeypatch.setattr(steps, "workbook_to_read", lambda *_: book)
    setting_up.office.other_workbook.click()
    until(setting_up.office.other_workbook.isEnabled)
    press_through(setting_up)

    with opened(tmp_path / "new") as record:
        desk = open_application_service(record, open_assessor())
        assert desk.place == "yangli"
        assert desk.assessor.packs.originals.keys() == {desk.assessor.packs.newest("yangli").version}


def test_a_workbook_with_a_mistake_names_its_row_and_leaves_the_choice(setting_up: SetupDialog, tmp_path: Path) -> None:
    book = tmp_path / "样例市.xlsx"
    write_pack_workbook(sixth_place(tmp_path / "stick"), book)
    changed = load_workbook(book)
    page = changed["环节表"]
    page.cell(2, [cell.value for cell in page[1]].index("工作日") + 1).value = "两天"
    changed.save(book)

    look_at(setting_up, book)

    assert "环节表 第 2 行 工作日：填写的是 “两天”" in setting_up.office.trouble.text()
    assert setting_up.office.brought is None


def test_a_pack_that_fails_shows_its_problems_and_leaves_the_choice(setting_up: SetupDialog, tmp_path: Path) -> None:
    pack = sixth_place(tmp_path / "stick")
    text = (pack / "pack.toml").read_text("utf-8")
    (pack / "pack.toml").write_text(text + "\nhours = 3\n", "utf-8")
    before = place_box(setting_up).currentText()

    look_at(setting_up, pack)

    trouble = setting_up.office.trouble
    assert trouble.text().startswith("这个政策包不能启用，请改好再载入：\nyangli/pack.toml［")
    assert trouble.isVisible()
    assert (place_box(setting_up).currentText(), setting_up.office.brought) == (before, None)


def test_general_practice_is_no_place(setting_up: SetupDialog) -> None:
    look_at(setting_up, paths.policies() / "baseline")

    assert "请选一个地区的政策包" in setting_up.office.trouble.text()


def test_whoever_goes_back_to_the_list_begins_without_the_pack(setting_up: SetupDialog, tmp_path: Path) -> None:
    look_at(setting_up, sixth_place(tmp_path / "stick"))
    place_box(setting_up).setCurrentIndex(0)
    assert not setting_up.office.told.isVisible()
    press_through(setting_up)

    with opened(tmp_path / "new") as record:
        desk = open_application_service(record, open_assessor())
        assert desk.place == place_box(setting_up).currentData()
        assert "yangli" not in desk.assessor.packs.editions


def test_a_second_pack_takes_the_place_of_the_first(setting_up: SetupDialog, tmp_path: Path) -> None:
    first, second = sixth_place(tmp_path / "a"), sixth_place(tmp_path / "b")
    text = (second / "pack.toml").read_text("utf-8").replace("样例市", "另样市")
    (second / "pack.toml").write_text(text, "utf-8")
    look_at(setting_up, first)
    look_at(setting_up, second)

    texts = [place_box(setting_up).itemText(row) for row in range(place_box(setting_up).count())]
    assert [one for one in texts if "另选" in one] == ["另样市（另选的政策包）"]
