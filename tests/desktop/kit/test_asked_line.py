"""A question in a dialog shows a title as it is: once a pack's title was drawn as a picture in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtWidgets import QApplication, QInputDialog, QLabel, QWidget

from gridcounter.desktop.kit.confirm import ask_line

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.mark.parametrize(
    "question",
    ['<img src="file:///x.png"><h1>甲</h1>备案表&乙\n为什么？', "A&B 为什么？", "<b>", "为什么重出？", "一\n二"],
)
def test_what_is_asked_stands_there_as_it_is(qtbot: QtBot, question: str) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    seen = []

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QInputDialog)
        label = next(one for one in dialog.findChildren(QLabel) if one.text())
        rich = label.text().startswith("<qt>")
        seen.append(QTextDocumentFragment.fromHtml(label.text()).toPlainText() if rich else label.text())
        assert rich or "&" not in label.text()
        dialog.setTextValue("户名写错")
        dialog.accept()

    QTimer.singleShot(0, parent, answer)
    assert ask_line(parent, "gridcounter", question) == ("户名写错", True)
    assert seen == [question]
