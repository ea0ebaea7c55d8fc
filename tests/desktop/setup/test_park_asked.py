"""The first start asks a park team which park it serves, and applications begin with the answer."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from builders.record_builders import PASSPHRASE, PIN
from PySide6.QtWidgets import QComboBox, QLineEdit

from gridcounter.bootstrap import open_assessor
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.setup.first_start import SetupDialog
from gridcounter.services.office.offices import read_office

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gridcounter.desktop.setup.steps import SetupStep

ASSESSOR = open_assessor()


def choose(dialog: SetupDialog, row: str, value: str) -> None:
    box = dialog.office.rows[row].editor
    assert isinstance(box, QComboBox)
    place = box.findData(value)
    assert place >= 0
    box.setCurrentIndex(place)


@pytest.mark.parametrize(
    ("place", "role", "asked"),
    [
        ("zaozhuang", "park_team", True),
        ("jining", "park_team", True),
        ("zaozhuang", "supplier_hall", False),  # a hall serves more than one park
        ("lianyungang", "park_team", False),  # its policy does not look at parks
    ],
)
def test_the_park_is_asked_of_a_park_team_where_the_policy_looks_at_parks(
    qtbot: QtBot, tmp_path: Path, place: str, role: str, *, asked: bool
) -> None:
    setting_up = SetupDialog(tmp_path / "new", ASSESSOR, Scale())
    qtbot.addWidget(setting_up)
    choose(setting_up, "role", "park_team")
    choose(setting_up, "place", place)
    choose(setting_up, "park", "provincial")
    choose(setting_up, "role", role)
    setting_up.show()
    assert setting_up.office.rows["park"].isVisible() == asked
    assert setting_up.office.park == ("provincial" if asked else None)  # what is not seen is not set


def write(step: SetupStep, row: str, text: str) -> None:
    edit = step.rows[row].editor
    assert isinstance(edit, QLineEdit)
    edit.setText(text)


def test_a_park_team_is_set_up_with_its_park_and_not_asked_again(qtbot: QtBot, tmp_path: Path) -> None:
    setting_up = SetupDialog(tmp_path / "new", ASSESSOR, Scale())
    qtbot.addWidget(setting_up)
    choose(setting_up, "place", "zaozhuang")
    choose(setting_up, "role", "park_team")
    choose(setting_up, "park", "municipal")
    for step, answers in {
        setting_up.office: {"name": "样例园区服务队", "code": "YQ01"},
        setting_up.clerk: {"name": "样例员", "pin": PIN, "again": PIN},
        setting_up.passphrase: {"new": PASSPHRASE, "again": PASSPHRASE},
    }.items():
        for row, text in answers.items():
            write(step, row, text)
    for _ in range(4):
        setting_up.next.click()
    record = setting_up.record
    assert record is not None, setting_up.trouble.text()
    with closing(record):
        assert read_office(record).park == "municipal"
