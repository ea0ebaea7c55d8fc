"""A filing from the form to the street restored, word by word as the manual has it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from builders.filing_builders import FilingDesk, a_filing_desk, on_the_way
from builders.hostile_files import a_plain_pdf
from builders.window.following import LONGEST_MS, Follower, dress_plainly, write, write_lines
from builders.window.hall import print_to
from PySide6.QtWidgets import QCheckBox, QFileDialog
from pytestqt.qtbot import QtBot

from gridcounter.core.filing.filing import Filing, FilingState
from gridcounter.core.record.journal import Kind
from gridcounter.desktop.app import build_window
from gridcounter.desktop.filing.page import FilingsPage
from gridcounter.desktop.intake.page import IntakePage
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.filing.package_check import check_package


@dataclass
class Street:
    """One application at 备案, chosen in the window."""

    qtbot: QtBot
    at: FilingDesk
    window: MainWindow

    @property
    def page(self) -> FilingsPage:
        return self.window.work.filings

    @property
    def filing(self) -> Filing:
        return self.at.filings.look(self.at.application, today()).filing

    def record(self, **answers: str) -> None:
        """Fill in a few things, and put it on record."""
        for label, text in answers.items():
            write(self.page, label, text)
        Follower("desk/filing").press(self.page.pane.acts, "登记")

    def go_on(self, word: str, **answers: str) -> None:
        """By the button that is the next step, whatever this place calls it."""
        assert self.page.pane.next_button.text() == word
        self.page.pane.next_button.click()
        self.sign()
        self.record(**answers)

    def sign(self) -> None:
        """Both have."""
        for box in self.page.pane.acts.findChildren(QCheckBox):
            box.click()

    def export(self) -> None:
        self.qtbot.waitUntil(lambda: self.filing.state == FilingState.EXPORTED, timeout=LONGEST_MS)


@contextmanager
def a_street(qtbot: QtBot, folder: Path, place: str) -> Iterator[Street]:
    with a_filing_desk(folder, place) as at:
        dress_plainly()
        window = build_window(at.record, at.desk.assessor, LIGHT, Scale(100), demo=False)
        window.resize(1366, 768)
        qtbot.addWidget(window)
        window.show()
        yield Street(qtbot, at, window)
        window.tasks.wait()
        window.close()


def test_a_filing_is_sent_to_the_authority(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_street(qtbot, tmp_path, "jining") as street:
        page = Follower("desk/filing")
        page.press(street.window, "备案")
        listed = street.page
        for chip in ("待填写", "填写中", "已送出", "退回", "已备案", "施工中", "待恢复", "已恢复", "失效"):
            page.press(listed, chip)
        listed.chips[None].click()
        page.read("在上面的搜索框里找到它")
        write(listed, "搜索申请", "样例纸箱")
        listed.list.setCurrentRow(0)
        street.go_on("填写承诺表")
        page.press(listed, "登记签章")
        page.read("谁签了，勾上谁")
        street.sign()
        street.record()
        assert street.filing.state == FilingState.SIGNED

        page.read("## 给审批部门送材料")
        page.turn(listed, "附件")
        page.read("先选附件名称")
        drawing, out = tmp_path / "route.pdf", tmp_path / "材料.zip"
        drawing.write_bytes(a_plain_pdf())
        listed.pane.attached.title.setCurrentText("路径图")
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(drawing), ""))
        page.press(listed, "添加文件…")
        added = "SELECT title FROM attachment"
        qtbot.waitUntil(
            lambda: street.at.told(added) == [("路径图",)], timeout=30_000
        )  # it is looked at elsewhere first
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
        page.press(listed, "导出推送材料")
        street.export()
        assert check_package(out).version == 1
        page.press(listed, "登记已推送")
        street.record(流水号="T-1")
        assert (street.filing.state, street.filing.serial) == (FilingState.PUSHED, "T-1")


def test_a_filing_that_is_returned_goes_the_same_way_again(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "材料.zip"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    print_to(monkeypatch, tmp_path / "printed.pdf")
    with a_street(qtbot, tmp_path, "jining") as street:
        on_the_way(street.at, Kind.FILING_PUSHED)
        street.window.show_page(PageKey.FILINGS)
        listed = street.page
        page = Follower("desk/filing")
        page.read("## 退回了")
        page.choose(listed, "其他登记", "登记退回补正")
        write_lines(listed, "要求补正的内容", "补路径图\n写明夜间施工")
        street.record()
        assert street.filing.state == FilingState.RETURNED
        page.turn(listed, "文书")
        papers = listed.pane.papers
        papers.chooser.setCurrentText("退回补正告知单")
        qtbot.waitUntil(papers.issue_button.isEnabled, timeout=LONGEST_MS)
        papers.issue_button.click()
        assert street.at.told("SELECT paper FROM paper") == [("return_notice",)]
        page.read("改好，点绿色的“填写第 2 版”，再走一遍签章、导出、推送。编号不变，版次加一")
        number = street.at.record.applications.get(street.at.application).number
        street.go_on("填写第 2 版")
        street.go_on("登记签章")
        listed.pane.next_button.click()
        street.export()
        street.go_on("登记已推送", 流水号="T-2")
        assert (street.filing.state, street.filing.version) == (FilingState.PUSHED, 2)
        assert street.at.record.applications.get(street.at.application).number == number


def test_after_the_filing_the_street_is_opened_and_restored(qtbot: QtBot, tmp_path: Path) -> None:
    with a_street(qtbot, tmp_path, "jining") as street:
        on_the_way(street.at, Kind.FILING_PUSHED)
        street.window.show_page(PageKey.FILINGS)
        page = Follower("desk/filing")
        page.press(street.page, "登记张贴")
        street.record(张贴地点="样例路围挡")
        page.press(street.page, "登记开工")
        street.record()
        assert street.filing.started_on == today().isoformat()
        street.go_on("登记备案回执", 编号="备-1")
        street.go_on("登记恢复验收")
        assert (street.filing.state, street.filing.number) == (FilingState.FILED, "备-1")
        assert street.filing.restored_on == today().isoformat()
        page.read("## 出了问题")
        page.press(street.page, "打开办理")
        opened = street.window.tabs.currentWidget()
        assert isinstance(opened, IntakePage)
        assert opened.application == street.at.application


def test_a_filing_form_is_filled_in_where_it_is_called_so(qtbot: QtBot, tmp_path: Path) -> None:
    with a_street(qtbot, tmp_path, "lianyungang") as street:
        page = Follower("desk/filing")
        page.press(street.window, "备案")
        write(street.page, "搜索申请", "样例纸箱")
        page.press(street.page, "填写备案表")
        page.read("点它，填几项，点")
        page.press(street.page, "登记")
        assert street.filing.state == FilingState.PREPARED
