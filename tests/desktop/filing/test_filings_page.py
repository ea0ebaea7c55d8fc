"""备案 in the real window over a real record: the next act, its questions, and refusals shown in place."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from builders import hostile_files as hostile
from builders.filing_builders import TODAY, FilingDesk, a_filing_desk
from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QStyle,
)
from pytestqt.qtbot import QtBot

from gridcounter.core.filing.course import Stage
from gridcounter.core.filing.filing import FilingState
from gridcounter.core.papers.file_name import plain_name
from gridcounter.core.record.journal import Kind
from gridcounter.desktop.app import apply_theme, build_window
from gridcounter.desktop.filing.page import FilingsPage
from gridcounter.desktop.kit import output
from gridcounter.desktop.kit.choice import Choice
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.files.examination import Examiner
from gridcounter.services.filing import push_package
from gridcounter.services.filing.filings import ActDay
from gridcounter.services.filing.package_check import check_package

A_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


@pytest.fixture
def at(tmp_path: Path) -> Iterator[FilingDesk]:
    with a_filing_desk(tmp_path, "jining") as desk:
        yield desk


def a_window(qtbot: QtBot, at: FilingDesk, size: tuple[int, int] = (1366, 768)) -> MainWindow:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, LIGHT, Scale(100))
    window = build_window(at.record, at.desk.assessor, LIGHT, Scale(100), demo=False)
    window.resize(*size)
    qtbot.addWidget(window)
    window.show()
    window.show_page(PageKey.FILINGS)
    return window


@pytest.fixture
def window(qtbot: QtBot, at: FilingDesk) -> MainWindow:
    return a_window(qtbot, at)


@pytest.fixture
def page(window: MainWindow) -> FilingsPage:
    return chosen(window)


def chosen(window: MainWindow) -> FilingsPage:
    """The application is found by its name: it has no filing yet."""
    page = window.work.filings
    page.search.setText("样例纸箱")
    assert page.pane.case is not None
    return page


def step(page: FilingsPage, **answers: str) -> str:
    """The one primary button, its questions answered; what the button was called."""
    pane = page.pane
    words = pane.next_button.text()
    pane.next_button.click()
    signing = pane.acts.editors.get("by")
    for box in signing.findChildren(QCheckBox) if signing else ():
        assert not box.isChecked(), "who signed is said, not assumed"
        box.click()
    for key, text in answers.items():
        editor = pane.acts.editors[key]
        assert isinstance(editor, QLineEdit)
        editor.setText(text)
    pane.acts.ok.click()
    return words


def state(at: FilingDesk) -> FilingState:
    return at.filings.look(at.application, TODAY).filing.state


def test_the_page_says_what_it_is_for_before_there_is_a_filing(window: MainWindow) -> None:
    page = window.work.filings
    assert page.rows == ()
    assert any("还没有" in label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_the_one_primary_button_leads_from_the_empty_form_to_the_restored_street(
    qtbot: QtBot, at: FilingDesk, page: FilingsPage, tmp_path: Path
) -> None:
    assert [step(page), step(page)] == ["填写承诺表", "登记签章"]
    assert page.pane.next_button.text() == "导出推送材料"
    out = tmp_path / "材料.zip"
    page.pane.export.write(at.application, out)
    qtbot.waitUntil(lambda: state(at) == FilingState.EXPORTED, timeout=20_000)
    assert check_package(out).version == 1
    assert step(page, serial="T-1") == "登记已推送"
    assert step(page, where="样例路围挡") == "登记张贴"
    assert step(page) == "登记开工"
    assert step(page, number="备-1") == "登记备案回执"
    assert step(page) == "登记恢复验收"
    assert not page.pane.next_button.isVisible()
    assert page.pane.marks.isHidden()
    assert page.rows[0].stage == Stage.RESTORED


def test_nobody_is_said_to_have_signed_unless_a_clerk_says_so(at: FilingDesk, page: FilingsPage) -> None:
    step(page)
    page.pane.next_button.click()
    page.pane.acts.ok.click()
    assert any("谁已签章" in label.text() for label in page.pane.acts.findChildren(QLabel) if label.isVisible())
    assert state(at) == FilingState.PREPARED


def test_the_bar_and_the_button_name_the_same_step(page: FilingsPage) -> None:
    """After the posting the bar said 备案回执 and the button 登记开工."""
    page.pane.do(Kind.WORKS_STARTED)
    page.pane.acts.ok.click()
    shown = [label.text() for label in page.pane.course.labels]
    assert shown[0].startswith("✓ 开工")
    assert [text for text in shown if text.startswith("●")] == ["● 填写"]
    assert page.pane.next_button.text() == "填写承诺表"


def test_the_key_of_the_next_act_opens_its_form_once(page: FilingsPage) -> None:
    """As on every page with a green button; over an open form it does nothing, so that nothing typed is lost."""
    keys = {each.key().toString(): each for each in page.pane.findChildren(QShortcut)}
    for key in ("Ctrl+Return", "Ctrl+Enter"):
        assert page.pane.acts.isHidden()
        keys[key].activated.emit()
        assert not page.pane.acts.isHidden()
        page.pane.acts.day.setText("2026-09-25")
        keys[key].activated.emit()
        assert page.pane.acts.day.text() == "2026-09-25"
        page.pane.acts.cancel.click()


def test_a_refusal_is_said_where_it_was_asked_and_nothing_typed_is_lost(page: FilingsPage) -> None:
    page.pane.do(Kind.WORKS_STARTED)
    acts = page.pane.acts
    acts.day.setText("2026-09-20")
    acts.ok.click()
    assert any("补录" in label.text() for label in acts.findChildren(QLabel) if label.isVisible())
    assert acts.late.isVisible()
    acts.late.setText("现场巡查发现")
    acts.ok.click()
    assert acts.isHidden()
    assert page.pane.marks.text() == "▲ 提前开工"
    assert "补录：现场巡查发现" in page.pane.history.item(0).text()


@pytest.mark.parametrize("text", ["", "明天", "2026-13-01"])
def test_what_is_no_day_is_said_and_not_recorded(at: FilingDesk, page: FilingsPage, text: str) -> None:
    page.pane.do(Kind.WORKS_STARTED)
    page.pane.acts.day.setText(text)
    page.pane.acts.ok.click()
    assert any("“日期”请写作" in label.text() for label in page.pane.acts.findChildren(QLabel))
    assert at.told("SELECT count(*) FROM filing_act") == [(0,)]


def test_a_return_is_asked_line_by_line_and_makes_the_next_version_the_next_act(
    at: FilingDesk, page: FilingsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed: list[str] = []

    def asked(*given: str) -> tuple[str, str]:
        proposed.append(Path(given[2]).name)
        return "", ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", asked)
    for _ in range(2):
        step(page)
    page.pane.export.ask(page.pane, at.application)
    page.pane.do(Kind.FILING_PUSHED)
    page.pane.acts.ok.click()
    page.pane.do(Kind.FILING_RETURNED)
    wants = page.pane.acts.editors["wants"]
    assert isinstance(wants, QPlainTextEdit)
    page.pane.acts.ok.click()
    assert not page.pane.acts.isHidden()
    wants.setPlainText("补路径图\n写明夜间施工")
    page.pane.acts.ok.click()
    assert page.pane.next_button.text() == "填写第 2 版"
    assert page.pane.papers.chooser.itemText(0) == "退回补正告知单"
    step(page)
    page.pane.export.ask(page.pane, at.application)
    first, second = proposed
    assert first.endswith("_备案材料.zip")
    assert second == first.replace(".zip", "_第2版.zip"), "the earlier package is not overwritten"


def test_an_inspection_needs_its_result(page: FilingsPage) -> None:
    page.pane.do(Kind.WORKS_STARTED)
    page.pane.acts.ok.click()
    page.pane.do(Kind.INSPECTION_NOTED)
    page.pane.acts.ok.click()
    assert not page.pane.acts.isHidden()
    result = page.pane.acts.editors["passed"]
    assert isinstance(result, Choice)
    result.set_value(value=False)
    page.pane.acts.ok.click()
    assert "核查不合格 1 次" in page.pane.marks.text()


def test_a_change_shows_the_saved_values_and_keeps_the_rest(at: FilingDesk, page: FilingsPage) -> None:
    step(page)
    page.pane.do(Kind.FILING_CHANGED)
    editors = page.pane.acts.editors
    length, why = editors["case.works.length_m"], editors["why"]
    assert isinstance(length, QLineEdit)
    assert isinstance(why, QLineEdit)
    assert length.text() == "400"
    why.setText("绕行")
    length.setText("四百五")
    page.pane.acts.ok.click()
    assert any("单位是米" in label.text() for label in page.pane.acts.findChildren(QLabel))
    length.setText("450")
    page.pane.acts.ok.click()
    assert page.pane.acts.isHidden()
    assert at.told("SELECT json_extract(told, '$.what') FROM filing_act WHERE kind = 'filing_changed'") == [
        ("线路总长由 400 米改为 450 米",)
    ]


def test_an_attachment_is_seen_with_its_picture_and_a_renamed_file_is_refused(
    qtbot: QtBot, at: FilingDesk, page: FilingsPage, tmp_path: Path
) -> None:
    attached = page.pane.attached
    page.pane.tabs.setCurrentWidget(attached)
    photo = BytesIO()
    Image.new("RGB", (640, 480), "#88AA66").save(photo, "JPEG")
    path = tmp_path / "a.jpg"
    path.write_bytes(photo.getvalue())
    attached.title.setEditText("现场照片")
    with qtbot.waitSignal(attached.changed, timeout=30_000):
        attached.add_file(path)
    assert attached.list.item(0).text().startswith("现场照片\n照片 · ")
    drawn = attached.list.item(0).icon().pixmap(QSize(56, 56)).toImage()
    middle = drawn.pixelColor(28, 28)
    assert (middle.red() // 16, middle.green() // 16, middle.blue() // 16) == (0x8, 0xA, 0x6)
    path.write_bytes(b"MZ not a picture")
    with qtbot.waitSignal(attached.troubled, timeout=30_000):
        attached.add_file(path)
    assert "不是 PDF、JPEG 或 PNG" in page.pane.trouble.text()
    attached.remove(at.told("SELECT ref FROM attachment")[0][0], "拿错了")
    assert attached.list.count() == 0


def test_a_file_that_hangs_whatever_decodes_it_has_a_plain_icon_and_can_be_removed(
    qtbot: QtBot, at: FilingDesk, page: FilingsPage, tmp_path: Path
) -> None:
    attached = page.pane.attached
    page.pane.tabs.setCurrentWidget(attached)
    for name, content in (("laughs.pdf", hostile.laughs()), ("plain.pdf", hostile.a_plain_pdf())):
        (tmp_path / name).write_bytes(content)
        with qtbot.waitSignal(attached.changed, timeout=60_000):
            attached.add_file(tmp_path / name)
    icons = [attached.list.item(row).icon().pixmap(QSize(56, 56)).toImage() for row in range(2)]
    plain = attached.style().standardIcon(QStyle.StandardPixmap.SP_FileIcon).pixmap(QSize(56, 56)).toImage()
    assert icons[0] == plain
    assert icons[1] != plain
    attached.remove(at.told("SELECT ref FROM attachment")[0][0], "打不开")
    assert attached.list.count() == 1


@pytest.mark.parametrize("known", ["examined", "not yet"])
def test_scripts_are_told_when_a_file_is_added_on_its_row_and_before_it_is_exported(
    qtbot: QtBot, at: FilingDesk, page: FilingsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: str
) -> None:
    step(page)
    attached = page.pane.attached
    said: list[str] = []
    asked: list[str] = []
    attached.message.connect(said.append)
    (tmp_path / "script.pdf").write_bytes(hostile.with_a_script())
    attached.title.setEditText("路径图")
    with qtbot.waitSignal(attached.changed, timeout=60_000):
        attached.add_file(tmp_path / "script.pdf")
    assert said[-1] == "已添加附件。这个文件含脚本：看的时候软件问要不要允许，请选不允许"
    assert attached.list.item(0).text().endswith(" · 含脚本")

    def answer(box: QMessageBox) -> int:
        asked.append(box.informativeText())
        next(button for button in box.buttons() if button.text() == "先不导出").click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answer)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: pytest.fail("asked for a file all the same"))
    if known == "not yet":
        monkeypatch.setattr(push_package, "EXAMINER", Examiner())
    page.pane.export.ask(page.pane, at.application)
    qtbot.waitUntil(lambda: bool(asked), timeout=60_000)
    assert asked[0].startswith("附件“路径图”含脚本\n")


@pytest.mark.parametrize(
    ("title", "proposed"),
    [
        ("../../etc/passwd", "etcpasswd.pdf"),
        ("\u202egnp.exe", "gnp.exe.pdf"),
        ("C:\\Windows\\x", "CWindowsx.pdf"),
        ("con", "con_.pdf"),
        ("..", "附件.pdf"),
        ("a\x9b\x07b", "ab.pdf"),
        ("路径图", "路径图.pdf"),
    ],
)
def test_a_title_proposes_a_plain_file_name(title: str, proposed: str) -> None:
    assert f"{plain_name(title)}.pdf" == proposed


def test_the_start_notice_says_why_it_cannot_be_had_and_the_form_is_issued(qtbot: QtBot, page: FilingsPage) -> None:
    step(page)
    papers = page.pane.papers
    page.pane.tabs.setCurrentWidget(papers)
    qtbot.waitUntil(lambda: papers.drawn is not None, timeout=20_000)
    assert papers.view.content.startswith(b"%PDF")
    papers.chooser.setCurrentIndex(papers.chooser.findData("start_notice"))
    qtbot.waitUntil(lambda: "开工前还要" in papers.said, timeout=20_000)
    assert not papers.issue_button.isEnabled()


def test_chips_list_filings_by_stage(qtbot: QtBot, at: FilingDesk) -> None:
    at.filings.note(at.application, Kind.FILING_PREPARED, ActDay(today(), today()))
    window = a_window(qtbot, at)
    page = window.work.filings
    assert [row.stage for row in page.rows] == [Stage.FILLING]
    page.chips[Stage.PUSHED].click()
    assert page.rows == ()
    assert page.pane.case is None
    page.chips[Stage.FILLING].click()
    assert page.pane.case is not None


def test_in_a_small_window_the_questions_have_the_room_of_the_list(qtbot: QtBot, at: FilingDesk) -> None:
    window = a_window(qtbot, at, (911, 512))
    page = chosen(window)
    assert page.list.isVisible()
    page.pane.next_button.click()
    assert page.list.isHidden()
    page.pane.acts.cancel.click()
    assert page.list.isVisible()
    assert page.pane.next_button.isVisible()


def test_from_a_filing_the_application_is_opened(qtbot: QtBot, at: FilingDesk, page: FilingsPage) -> None:
    with qtbot.waitSignal(page.opened) as opened:
        page.pane._open.click()  # noqa: SLF001  the button has no other name
    assert opened.args == [at.application]


def test_a_signed_copy_is_kept_with_the_form_that_was_signed(
    qtbot: QtBot, at: FilingDesk, page: FilingsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "printers", list)
    step(page)
    papers, attached = page.pane.papers, page.pane.attached
    page.pane.tabs.setCurrentWidget(papers)
    qtbot.waitUntil(papers.issue_button.isEnabled, timeout=20_000)
    papers.issue_button.click()
    ((form,),) = at.told("SELECT ref FROM paper WHERE paper = 'commitment_filing'")
    path = tmp_path / "scan.pdf"
    path.write_bytes(A_PDF)
    attached.title.setEditText("签章件")
    with qtbot.waitSignal(attached.changed, timeout=30_000):
        attached.add_file(path)
    assert at.told("SELECT title, paper FROM attachment") == [("签章件", form)]
    qtbot.waitUntil(lambda: papers.issue_button.text() == "重印", timeout=20_000)


def test_where_nothing_is_posted_or_promised_the_page_has_no_word_of_it(qtbot: QtBot, tmp_path: Path) -> None:
    with a_filing_desk(tmp_path, "lianyungang") as at:
        window = a_window(qtbot, at)
        page = chosen(window)
        for kind in (Kind.FILING_PREPARED, Kind.FILING_PUSHED, Kind.FILING_CONFIRMED, Kind.WORKS_STARTED):
            page.pane.do(kind)
            page.pane.acts.ok.click()
        menu = page.pane.others.menu()
        words = [action.text() for action in menu.actions()]
        words += [label.text() for label in page.findChildren(QLabel)]
        words += [button.text() for button in page.findChildren(QAbstractButton)]
        for box in page.findChildren(QComboBox):
            words += [box.itemText(place) for place in range(box.count())]
        words += [page.pane.history.item(place).text() for place in range(page.pane.history.count())]
        assert "登记未按备案施工" in words
        assert not [word for word in words for bad in ("张贴", "承诺", "失信") if bad in word]
        window.close()
