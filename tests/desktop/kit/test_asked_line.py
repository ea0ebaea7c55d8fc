"""A question in a dialog shows a title as it is: once a pack's title was drawn as a picture in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from builders.window.window_builders import application
from PySide6.QtCore import QTimer
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtWidgets import QApplication, QInputDialog, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from gridcounter.desktop.kit.appearance import apply_theme
from gridcounter.desktop.kit.confirm import ask_line, confirmed, tell
from gridcounter.desktop.kit.theme import LIGHT, Scale


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


def test_a_long_question_stands_in_lines_within_the_screen(qtbot: QtBot) -> None:
    """It stood in one line, and the buttons beside the screen."""
    parent, seen = QWidget(), []
    qtbot.addWidget(parent)
    apply_theme(application(), LIGHT, Scale(200))
    question = "停用“样例市政务服务中心东区供电服务专区2号台”的原因？停用以后的交换文件它打不开，它的文件别的台也不收。"

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QInputDialog)
        seen.append((dialog.width(), dialog.labelText()))
        dialog.reject()

    QTimer.singleShot(0, parent, answer)
    ask_line(parent, "停用一台", question)
    ((wide, said),) = seen
    assert wide <= parent.screen().availableSize().width()
    assert said.replace("\n", "") == question
    apply_theme(application(), LIGHT, Scale())


def titled(parent: QWidget, ask: Callable[[], object]) -> str:
    """The title of the box that `ask` shows."""
    seen = []

    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        seen.append(box.windowTitle())
        box.reject()

    QTimer.singleShot(0, parent, answer)
    ask()
    (title,) = seen
    return title


def test_a_box_is_titled_by_its_act_and_a_trouble_by_the_program(qtbot: QtBot) -> None:
    """All were called gridcounter, whatever they asked."""
    parent = QWidget()
    qtbot.addWidget(parent)
    act = "关闭窗口并换钥匙"
    assert titled(parent, lambda: confirmed(parent, "给台账换钥匙？", "", act=act, leave="先不换")) == act
    assert titled(parent, lambda: tell("没有空间了")) == "用电报装受理台"
