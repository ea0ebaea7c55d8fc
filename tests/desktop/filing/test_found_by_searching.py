"""备案 over applications that a search finds: what each needs instead of a filing, and the room of the form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from builders.filing_builders import FilingDesk, a_filing_desk
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from gridcounter.core.policy.model import Track
from gridcounter.core.record.journal import Kind
from gridcounter.desktop.app import apply_theme, build_window
from gridcounter.desktop.filing.page import FilingsPage
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.desktop.shell.main_view import PageKey

SMALL = (911, 512)


def searched(qtbot: QtBot, at: FilingDesk) -> FilingsPage:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, LIGHT, Scale(100))
    window = build_window(at.record, at.desk.assessor, LIGHT, Scale(100), demo=False)
    window.resize(*SMALL)
    qtbot.addWidget(window)
    window.show()
    window.show_page(PageKey.FILINGS)
    page = window.work.filings
    page.search.setText("样例纸箱")
    assert page.pane.case is not None
    return page


def shown(page: FilingsPage) -> str:
    return "\n".join(label.text() for label in page.pane.findChildren(QLabel) if label.isVisible())


@pytest.mark.parametrize(
    ("place", "fields", "track", "said"),
    [
        ("zaozhuang", {"case.supply.voltage_kv": 10}, Track.PERMIT, "要办行政许可，不是备案"),
        ("zaozhuang", {"case.supply.voltage_kv": 10, "case.site.park": "none"}, Track.NOT_COVERED, "请问审批部门"),
        ("liangzihu", {"case.works.length_m": 900}, Track.PARALLEL, "要报行政审批，不是备案"),
        ("liangzihu", {"case.works": None}, Track.NONE, "不用备案"),
    ],
)
def test_what_needs_no_filing_is_told_its_own_duty_and_not_listed_as_due(
    qtbot: QtBot, tmp_path: Path, place: str, fields: dict[str, Any], track: Track, said: str
) -> None:
    with a_filing_desk(tmp_path, place, **fields) as at:
        page = searched(qtbot, at)
        assert page.pane.case is not None
        assert page.pane.case.track == track
        assert said in shown(page)
        assert ("不用备案" in shown(page)) is (track == Track.NONE), "elsewhere it would read as: nothing to do"
        assert page.list.item(0).text().endswith("未填写")


def test_enter_on_the_next_act_opens_its_form(qtbot: QtBot, tmp_path: Path) -> None:
    with a_filing_desk(tmp_path) as at:
        pane = searched(qtbot, at).pane
        pane.next_button.setFocus()
        QTest.keyClick(pane.next_button, Qt.Key.Key_Return)
        assert pane.acts.isVisible()


def test_a_refusal_in_a_small_window_leaves_every_line_of_the_form_its_height(qtbot: QtBot, tmp_path: Path) -> None:
    with a_filing_desk(tmp_path) as at:
        page = searched(qtbot, at)
        page.pane.do(Kind.FORM_POSTED)
        page.pane.acts.say("请写明张贴地点")
        QApplication.processEvents()
        lines = [line for line in page.pane.acts.findChildren(QLabel) if line.isVisible() and line.wordWrap()]
        assert len(lines) > 2
        for line in lines:
            assert line.height() >= line.heightForWidth(line.width()), line.text()
