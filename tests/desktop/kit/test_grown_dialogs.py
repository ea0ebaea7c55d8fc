"""A dialog that asks: as high as what it says, also when it says more; at rest it is laid out no more."""

from __future__ import annotations

import pytest
from builders.window.window_builders import application, settle_layout
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea

from gridcounter.desktop.kit.appearance import apply_style, apply_theme
from gridcounter.desktop.kit.flow import Grown, column_above, open_at
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.theme import LIGHT, Scale


@pytest.mark.usefixtures("qapp")
def test_a_trouble_is_scrolled_to() -> None:
    """In a low window with large text a wrong passphrase seemed to do nothing."""
    dialog = QDialog()
    column = column_above(QHBoxLayout(), dialog)
    for _ in range(30):
        column.addWidget(PlainLabel("一行", dialog))
    trouble = PlainLabel(dialog, look="Trouble", wraps=True)
    trouble.hide()
    column.addWidget(trouble)
    dialog.resize(300, 200)
    dialog.show()
    settle_layout()

    trouble.show_text("口令不对。")
    settle_layout()

    assert trouble.visibleRegion().boundingRect().height() == trouble.height()
    dialog.close()


LONG = "这一句要好几行才写得完，" * 12


class Counted(QObject):
    """How often what it watches was asked to be laid out."""

    def __init__(self, watched: QObject) -> None:
        super().__init__(watched)
        self.times = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.times += event.type() == QEvent.Type.LayoutRequest
        return super().eventFilter(watched, event)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("percent", [100, 200])
def test_a_dialog_grows_with_its_texts_and_then_rests(percent: int) -> None:
    apply_theme(application(), LIGHT, Scale(percent))
    dialog = QDialog()
    apply_style(dialog)
    column = column_above(QHBoxLayout(), dialog)
    first, later = PlainLabel("一句", dialog, wraps=True), PlainLabel(LONG, dialog, wraps=True)
    later.hide()
    for label in (first, later):
        column.addWidget(label)
    Grown(dialog, column)
    dialog.setMinimumWidth(Scale(percent).px(300))
    dialog.show()
    settle_layout()
    before = dialog.height()
    later.show()
    settle_layout()
    (scroll,) = dialog.findChildren(QScrollArea)
    assert dialog.height() > before
    assert scroll.verticalScrollBar().maximum() == 0, "nothing has to be scrolled to"
    body = scroll.widget()
    assert body is not None
    counted = Counted(body)
    settle_layout()
    assert counted.times == 0
    dialog.close()
    apply_theme(application(), LIGHT, Scale())


@pytest.mark.usefixtures("qapp")
def test_no_dialog_opens_larger_than_the_screen() -> None:
    dialog = QDialog()
    room = dialog.screen().availableSize()
    open_at(dialog, 3 * room.width(), 200)
    assert dialog.width() < room.width()
    assert dialog.height() == 200
