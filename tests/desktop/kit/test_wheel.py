"""The wheel scrolls: it changes no value and opens no tab, however the mouse stands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders.window.window_builders import a_window, dialogs, settle_layout
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QScrollArea, QSpinBox, QVBoxLayout, QWidget

from gridcounter.bootstrap import open_assessor
from gridcounter.desktop.kit.choice import DropDown, NumberField, StillTabs
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.setup.first_start import SetupDialog

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gridcounter.services.record.record import Record

NOTCH = 120


def wheel(over: QWidget, notches: int = -1) -> QWheelEvent:
    """Sent to the widget under the mouse."""
    middle = over.rect().center()
    sent = QWheelEvent(
        QPointF(middle),
        QPointF(over.mapToGlobal(middle)),
        QPoint(),
        QPoint(0, notches * NOTCH),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003  not inverted
    )
    QApplication.sendEvent(over, sent)
    return sent


@pytest.mark.parametrize("notches", [1, -1])
def test_the_wheel_over_a_field_is_left_to_the_page(qtbot: QtBot, notches: int) -> None:
    area, inside = QScrollArea(), QWidget()
    qtbot.addWidget(area)
    column = QVBoxLayout(inside)
    chosen, number, tabs = DropDown(), NumberField(), StillTabs()
    chosen.addItems(["济宁市", "临沂市", "枣庄市"])
    for name in ("概况", "时限", "时间线"):
        tabs.addTab(name)
    for value, widget in ((chosen.setCurrentIndex, chosen), (number.setValue, number), (tabs.setCurrentIndex, tabs)):
        value(1)
        column.addWidget(widget)
    area.setWidget(inside)
    area.show()
    for widget in (chosen, number, tabs):
        widget.setFocus()
        assert not wheel(widget, notches).isAccepted(), "what is accepted here scrolls nothing"
    assert (chosen.currentIndex(), number.value(), tabs.currentIndex()) == (1, 1, 1)


def test_scrolling_the_first_page_of_the_set_up_leaves_the_place(qtbot: QtBot, tmp_path: Path) -> None:
    """The place is written into every number and cannot be changed afterwards."""
    setting_up = SetupDialog(tmp_path / "new", open_assessor(), Scale())
    qtbot.addWidget(setting_up)
    setting_up.show()
    settle_layout()
    lists = setting_up.findChildren(QComboBox)
    before = [each.currentIndex() for each in lists]
    assert len(before) > 1
    for each in lists:
        wheel(each)
    assert [each.currentIndex() for each in lists] == before


def test_every_list_and_number_of_the_window_and_its_dialogs_leaves_the_wheel_alone(
    record: Record, tmp_path: Path
) -> None:
    with a_window(record) as window:
        shown: list[QWidget] = [window, *(dialog for _, dialog in dialogs(window, tmp_path))]
        found = [
            each
            for root in shown
            for kind in (QComboBox, QSpinBox)
            for each in root.findChildren(kind)
            if not isinstance(each.window(), QFileDialog)
        ]
        assert len(found) > len(shown)
        plain = {each.accessibleName() for each in found if not isinstance(each, DropDown | NumberField)}
        assert plain == set()
