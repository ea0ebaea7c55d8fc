"""The text of a left field is the saved value, and looks the same."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from gridcounter.core.intake.appliances import Appliance
from gridcounter.desktop.intake.appliances import ApplianceProposal
from gridcounter.desktop.kit.answers import NumberAnswer, TextAnswer


def leave(answer: TextAnswer | NumberAnswer, text: str, *, paste: bool = False) -> list[object]:
    """What was answered when the field was left with this text in it."""
    got: list[object] = []
    answer.answered.connect(lambda _, value: got.append(value))
    if paste:
        QGuiApplication.clipboard().setText(text)
        answer.edit.paste()
    else:
        answer.edit.setText(text)
    QTest.keyClick(answer.edit, Qt.Key.Key_Return)
    return got


def problem(answer: TextAnswer | NumberAnswer) -> str:
    label = answer.findChild(QLabel, "Problem")
    assert label is not None
    return label.text()


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("premises.address", "样例路1号\r\n2单元301", "样例路1号 2单元301"),
        ("applicant.name", "样例\u200b面馆", "样例面馆"),
        ("applicant.id_number", "\u202d370811 19900101 001x\u202c", "37081119900101001X"),
        ("applicant.phone", "１３８－００００－００００", "138-0000-0000"),
        ("applicant.contact", "  王　样例 ", "王 样例"),
    ],
)
def test_what_is_pasted_is_shown_and_saved_as_it_is_kept(qtbot: QtBot, field: str, typed: str, kept: str) -> None:
    answer = TextAnswer(field, "样例")
    qtbot.addWidget(answer)

    assert leave(answer, typed, paste=True) == [kept]
    assert answer.edit.text() == kept


def test_a_name_of_which_nothing_can_be_seen_is_not_saved_and_said(qtbot: QtBot) -> None:
    answer = TextAnswer("applicant.name", "用电人名称")
    qtbot.addWidget(answer)
    answer.show()

    assert leave(answer, "\u200b\u2060", paste=True) == []
    assert answer.edit.text() == ""
    assert "看不见" in problem(answer)


@pytest.mark.parametrize(
    ("typed", "value", "shown"),
    [("１２．５", 12.5, "12.5"), ("12,500", 12500, "12500"), ("12。5", 12.5, "12.5"), (" 160 ", 160, "160")],
)
def test_a_number_is_saved_as_the_eye_reads_it(qtbot: QtBot, typed: str, value: float, shown: str) -> None:
    answer = NumberAnswer("case.supply.capacity", "用电容量", "千瓦")
    qtbot.addWidget(answer)

    assert leave(answer, typed) == [value]
    assert answer.edit.text() == shown


@pytest.mark.parametrize("typed", ["12,5", "16,0", "1_2", "12,50,30", "1e3", "-5", "160度", "十二"])
def test_a_number_that_can_be_read_two_ways_is_said_and_not_saved(qtbot: QtBot, typed: str) -> None:
    answer = NumberAnswer("case.supply.capacity", "用电容量", "千瓦")
    qtbot.addWidget(answer)
    answer.show()

    QGuiApplication.clipboard().setText(typed)
    answer.edit.paste()

    assert problem(answer).startswith("请填")
    assert leave(answer, typed) == []
    assert answer.edit.text() == typed


def test_a_length_in_kilometres_is_saved_in_metres_and_shown_so(qtbot: QtBot) -> None:
    answer = NumberAnswer("case.works.length_m", "线路长度", "米")
    qtbot.addWidget(answer)

    assert leave(answer, "0.18公里") == [180]
    assert answer.edit.text() == "180"


@pytest.mark.parametrize(("typed", "kw"), [("2", 2.0), ("", 0.0), ("+", 0.0), ("1,0", 0.0), ("-1", 0.0)])
def test_what_is_no_count_of_appliances_counts_as_none(qtbot: QtBot, typed: str, kw: float) -> None:
    proposal = ApplianceProposal((Appliance("kettle", "电水壶", 1.0),))
    qtbot.addWidget(proposal)

    next(iter(proposal.findChildren(QLineEdit))).setText(typed)

    assert proposal.kw == kw
    (take,) = [button for button in proposal.findChildren(QPushButton) if button.text().startswith("用 ")]
    assert take.isEnabled() == (kw > 0)
