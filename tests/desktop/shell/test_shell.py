"""The window around the pages: the current clerk, locking, settings, first start, output of papers."""

from __future__ import annotations

import io
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders.record_builders import a_demo
from builders.told_builders import corrected
from builders.window.lock_builders import unlock
from builders.window.window_builders import application
from pypdf import PdfReader
from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer, QtMsgType, Slot, qInstallMessageHandler
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QDialog, QLabel, QLineEdit, QPushButton, QWidget
from sqlcipher3.dbapi2 import DatabaseError, IntegrityError, OperationalError

from gridcounter import __version__
from gridcounter.bootstrap import draw_recovery_sheet, open_assessor
from gridcounter.core.record.journal import Kind
from gridcounter.desktop.app import build_window
from gridcounter.desktop.kit.appearance import apply_theme, show_whole, tokens_of
from gridcounter.desktop.kit.printing import NO_PRINTER
from gridcounter.desktop.kit.theme import DARK, LIGHT, Scale
from gridcounter.desktop.runtime.crash_reporter import CrashReporter
from gridcounter.desktop.setup.first_start import SetupDialog
from gridcounter.desktop.setup.start import StartDialog
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.errors import Refusal
from gridcounter.services.applications import demo
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role
from gridcounter.settings import Settings, SettingsFile, Theme
from gridcounter.store.custody.keys import Cost

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from gridcounter.desktop.shell.main_window import MainWindow
    from gridcounter.services.record.record import Record

ASSESSOR = open_assessor()
_PERSONAL = "吕样例 370811199001011234"
CHEAP = Cost(passes=1, memory_kib=8, lanes=1)


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    opened = a_demo(tmp_path / "demo")
    yield opened
    opened.close()


def a_window(
    qtbot: QtBot,
    record: Record,
    *,
    scale: int = 100,
    file: SettingsFile | None = None,
    size: tuple[int, int] = (1366, 768),
) -> MainWindow:
    apply_theme(application(), LIGHT, Scale(scale))
    window = build_window(record, ASSESSOR, LIGHT, Scale(scale), demo=True, file=file)
    qtbot.addWidget(window)
    window.resize(*size)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


def a_leader(record: Record, role: Role = Role.LEADER) -> str:
    return Clerks(record, cost=CHEAP).add("c1", "周值班", role, "864208")


def is_locked(window: MainWindow) -> bool:
    return window.locked


def drawn(qtbot: QtBot, window: MainWindow, application_id: str) -> None:
    window.open_application(application_id)
    window.tabs.papers_wanted.emit(application_id)
    qtbot.waitUntil(lambda: window.work.papers.papers.count() > 0, timeout=20_000)


def seen(window: MainWindow) -> str:
    """Every text on the screen."""
    texts = [window.windowTitle()]
    texts += [widget.text() for widget in window.findChildren(QLabel) if widget.isVisible()]
    texts += [widget.text() for widget in window.findChildren(QAbstractButton) if widget.isVisible()]
    texts += [widget.text() for widget in window.findChildren(QLineEdit) if widget.isVisible()]
    if window.tabs.isVisible():
        texts += [window.tabs.tabText(place) for place in range(window.tabs.count())]
    return "\n".join(texts)


# who is at the desk


def test_a_locked_window_shows_no_data_and_opens_again_by_pin(qtbot: QtBot, record: Record) -> None:
    window = a_window(qtbot, record)
    window.open_application(record.applications.recent(1)[0].id)
    assert "样例" in seen(window)
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert is_locked(window)
    assert "样例" not in seen(window).replace(window.windowTitle(), ""), "the office is called so too"
    assert window.lock_page.pin.hasFocus() or not window.isActiveWindow()
    before = record.applications.count()
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    window.open_scanned("GC1:ABCDEF:one_time_notice:1:00")
    assert record.applications.count() == before
    unlock(window, "c1", "0000")
    assert is_locked(window)
    assert "再错 2 次" in window.lock_page.problem.text()
    unlock(window, "c1", "471108")
    assert not is_locked(window)
    assert "样例" in seen(window)


def test_three_wrong_pins_wait_at_the_desk_too(qtbot: QtBot, record: Record) -> None:
    window = a_window(qtbot, record)
    window.lock()
    for _ in range(3):
        unlock(window, "c1", "0000")
    assert not window.lock_page.pin.isEnabled()
    assert "30 秒" in window.lock_page.problem.text()

    window.close()
    again = a_window(qtbot, record)
    again.lock()
    unlock(again, "c1", "471108")
    assert is_locked(again), "a new window, as after a restart, gives no further tries"
    assert "秒再试" in again.lock_page.problem.text()
    wrong = [entry.clerk for entry in record.journal.all() if entry.kind == Kind.PIN_WRONG]
    assert wrong == ["c1"] * 3


def test_locking_closes_what_is_open_in_front(qtbot: QtBot, record: Record) -> None:
    window = a_window(qtbot, record)
    dialog = QDialog(window)
    qtbot.addWidget(dialog)
    dialog.show()
    window.lock()
    assert not dialog.isVisible()


def test_another_clerk_takes_over_with_the_same_customers_parked(qtbot: QtBot, record: Record) -> None:
    leader = a_leader(record)
    window = a_window(qtbot, record)
    assert is_locked(window), "with two clerks the window asks who is there"
    unlock(window, "c1", "471108")
    rows = record.applications.recent(2)
    for row in rows:
        window.open_application(row.id)
    window.lock()
    unlock(window, leader, "864208")
    assert not is_locked(window)
    assert "周值班\n值班长" in seen(window)
    assert window.tabs.standing() == (tuple(row.id for row in rows), rows[-1].id)
    window.begin()
    newest = record.applications.recent(1)[0]
    assert newest.opened_by == leader


def test_a_plain_clerk_sees_no_settings_of_the_office(qtbot: QtBot, record: Record) -> None:
    clerk = a_leader(record, Role.CLERK)
    window = a_window(qtbot, record)
    unlock(window, clerk, "864208")
    assert [section.TITLE for section in window.work.settings.sections] == [
        "显示",
        "打印",
        "我的操作码",
        "备份",
        "各台交换",
    ]


def test_settings_show_the_version_and_the_window_has_an_icon(qtbot: QtBot, record: Record) -> None:
    apply_theme(application(), LIGHT, Scale())
    window = a_window(qtbot, record)
    assert f"gridcounter {__version__}" in [label.text() for label in window.work.settings.findChildren(QLabel)]
    assert not window.windowIcon().pixmap(16).isNull()


# tabs


def test_ctrl_tab_goes_round_the_parked_customers(qtbot: QtBot, record: Record) -> None:
    window = a_window(qtbot, record)
    ids = [row.id for row in record.applications.recent(3)]
    for one in ids:
        window.open_application(one)
    window.show_page(PageKey.HOME)
    turned = []
    for _ in range(4):
        QTest.keyClick(window, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
        turned.append(window.tabs.standing()[1])
    assert turned == [ids[2], ids[0], ids[1], ids[2]]
    QTest.keyClick(window, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert window.tabs.standing()[1] == ids[1]


def test_the_same_tab_is_open_after_a_kill(qtbot: QtBot, record: Record, tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "settings.json")
    window = a_window(qtbot, record, file=file)
    ids = [row.id for row in record.applications.recent(2)]
    for one in ids:
        window.open_application(one)
    window.tabs.setCurrentIndex(0)
    again = a_window(qtbot, record, file=SettingsFile(file.path))  # the first one was never closed
    assert again.tabs.standing() == (tuple(ids), ids[0])
    assert again.tabs.isVisible()
    assert "样例" not in file.path.read_text("utf-8")


def test_a_tab_of_an_application_that_is_gone_is_left_out(qtbot: QtBot, record: Record, tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "settings.json")
    open_tabs = Settings().open_tabs_in("")
    file.save(Settings().with_open_tabs(str(record.folder), type(open_tabs)(("gone",), "gone", "intake", "c1")))
    window = a_window(qtbot, record, file=file)
    assert window.tabs.count() <= 1


# settings


def test_look_and_size_hold_at_once_and_are_kept(qtbot: QtBot, record: Record, tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "settings.json")
    window = a_window(qtbot, record, file=file)
    window.show_page(PageKey.SETTINGS)
    window.work.settings.show_section("显示")
    section = window.work.settings.sections[2]
    boxes = section.findChildren(QComboBox)
    for box, value in zip(boxes, (Theme.DARK, 200), strict=True):
        box.setCurrentIndex(box.findData(value))
        box.activated.emit(box.currentIndex())
        section = window.work.settings.sections[2]
        boxes = section.findChildren(QComboBox)
    assert DARK.app in window.work.styleSheet()
    assert {each.font().pixelSize() for each in (application(), boxes[0], window.rail.clerk)} == {28, 24}
    assert boxes[0].font().pixelSize() == application().font().pixelSize() == 28
    assert window.work.settings.section == "显示"
    assert (file.load().theme, file.load().text_percent) == (Theme.DARK, 200)
    sizes = {one.text(): one.font().pixelSize() for one in window.home.findChildren(QPushButton) if one.text()}
    assert set(sizes.values()) == {28}, f"built before Qt had told the window of its font: {sizes}"
    apply_theme(application(), LIGHT, Scale(100))


@pytest.mark.usefixtures("qapp")
def test_the_theme_follows_the_system_if_set_to() -> None:
    assert tokens_of(Theme.SYSTEM) in (LIGHT, DARK)
    assert (tokens_of(Theme.LIGHT), tokens_of(Theme.DARK)) == (LIGHT, DARK)


def test_what_is_wrong_with_the_office_is_said_at_its_field(qtbot: QtBot, record: Record) -> None:
    window = a_window(qtbot, record)
    window.show_page(PageKey.SETTINGS)
    section = window.work.settings.sections[0]
    before = record.journal.count()
    names = {name: row.editor for name, row in section.rows.items()}
    for name, text in (("name", ""), ("policy_confirmed_on", "上周")):
        edit = names[name]
        assert isinstance(edit, QLineEdit)
        edit.setText(text)
    section.save_button.click()
    assert section.rows["name"].problem == "请填写本单位名称"
    assert "2026-09-21" in section.rows["policy_confirmed_on"].problem
    assert record.journal.count() == before


def test_the_office_is_saved_and_printed_on_the_next_paper(qtbot: QtBot, record: Record) -> None:
    window = a_window(qtbot, record)
    section = window.work.settings.sections[0]
    for name, text in (("name", "样例新厅"), ("authorities.filing.phone", "0000-1234567")):
        edit = section.rows[name].editor
        assert isinstance(edit, QLineEdit)
        edit.setText(text)
    section.save_button.click()
    drawn(qtbot, window, record.applications.recent(1)[0].id)
    text = PdfReader(io.BytesIO(window.work.papers.drawn[0].content)).pages[0].extract_text()
    assert "样例新厅" in text


def test_a_clerk_is_added_and_given_a_new_role_in_the_settings(qtbot: QtBot, record: Record) -> None:
    window = a_window(qtbot, record)
    window.work.settings.show_section("受理员")
    section = window.work.settings.sections[1]
    clerks = Clerks(record)
    section.list.setCurrentRow(1)  # type: ignore[attr-defined]
    section.name.setText("周值班")  # type: ignore[attr-defined]
    section.pin.setText("12")  # type: ignore[attr-defined]
    section.save_button.click()
    assert "4 至 8 位数字" in section.rows["pin"].problem
    section.pin.setText("8642")  # type: ignore[attr-defined]
    section.role.setCurrentIndex(1)  # type: ignore[attr-defined]
    section.save_button.click()
    assert "6 至 8 位数字" in section.rows["pin"].problem
    section.pin.setText("864208")  # type: ignore[attr-defined]
    section.save_button.click()
    added = clerks.all()[-1]
    assert (added.name, added.role) == ("周值班", Role.LEADER)
    assert clerks.identify(added.id, "864208").id == added.id


@pytest.mark.parametrize(("size", "whole"), [((600, 400), False), ((1280, 800), True)])
def test_a_window_larger_than_the_screen_takes_all_of_it(
    qtbot: QtBot, record: Record, size: tuple[int, int], *, whole: bool
) -> None:
    window = a_window(qtbot, record, size=size)
    window.hide()
    show_whole(window)
    assert window.isMaximized() == whole


# trouble


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CrashReporter]:
    """As the program watches over itself, and as it was afterwards."""
    for module in (sys, threading):
        monkeypatch.setattr(module, "excepthook", module.excepthook)
    crash_reporter = CrashReporter(tmp_path / "log")
    before = qInstallMessageHandler(None)
    crash_reporter.watch()
    yield crash_reporter
    qInstallMessageHandler(before)


class Breaking(QPushButton):
    """Breaks where Qt calls it by a signal, and where it calls it by a virtual."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.clicked.connect(self._on_clicked)

    @Slot()
    def _on_clicked(self) -> None:
        raise KeyError(_PERSONAL)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        raise ValueError(f"{_PERSONAL} {event.text()}")


@pytest.mark.parametrize("way", ["slot", "virtual", "worker"])
def test_an_unexpected_error_is_one_sentence_and_the_window_lives_on(
    qtbot: QtBot, record: Record, watched: CrashReporter, capfd: pytest.CaptureFixture[str], way: str
) -> None:
    window = a_window(qtbot, record)
    watched.happened.connect(window.show_trouble)
    button = Breaking(window)
    button.show()
    if way == "slot":
        button.click()
    elif way == "virtual":
        key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
        QApplication.postEvent(button, key)
        loop = QEventLoop()
        QTimer.singleShot(0, loop.quit)
        loop.exec()
    else:
        thread = threading.Thread(target=int, args=(_PERSONAL,))
        thread.start()
        thread.join()
        QApplication.processEvents()
    text, log = window.trouble.text.text(), watched.log.read_text("utf-8")
    assert window.trouble.isVisible()
    assert text.count("。") <= 2
    assert str(watched.log) in text
    number = text.partition("编号 ")[2][:6]
    assert f"{number} {'KeyError' if way == 'slot' else 'ValueError'}" in log
    assert ("test_shell.py" if way != "worker" else "threading.py") in log
    shown = log + text + "".join(capfd.readouterr())
    assert "样例" not in shown
    assert "3708" not in shown
    assert str(Path.home()) not in log
    window.trouble.close_button.click()
    assert not window.trouble.isVisible()
    before = record.applications.count()
    window.begin()
    assert record.applications.count() == before + 1


def test_an_uncaught_refusal_is_shown_in_its_own_words_and_not_logged(tmp_path: Path, qtbot: QtBot) -> None:
    crash_reporter = CrashReporter(tmp_path)
    with qtbot.waitSignal(crash_reporter.happened) as text:
        crash_reporter.tell(Refusal, Refusal("请换一个"), None)
    assert text.args == ["请换一个"]
    assert not crash_reporter.log.exists()


def test_what_sqlite_says_of_the_file_is_reported_as_a_sentence_and_anything_else_of_it_is_a_bug(
    tmp_path: Path, qtbot: QtBot
) -> None:
    crash_reporter = CrashReporter(tmp_path)
    for error, sentence in (
        (DatabaseError("file is not a database"), "已损坏"),
        (OperationalError("disk I/O error"), "磁盘出错"),
        (OperationalError("database or disk is full"), "磁盘已满"),
        (IntegrityError("UNIQUE constraint failed: application.number"), "是程序的问题"),
    ):
        with qtbot.waitSignal(crash_reporter.happened) as text:
            crash_reporter.tell(type(error), error, None)
        assert sentence in text.args[0]
        assert "application" not in text.args[0]


@pytest.mark.usefixtures("qapp")
def test_a_message_of_qt_is_logged_without_what_it_quotes(tmp_path: Path) -> None:
    class Context:
        category = "qt.pdf"

    crash_reporter = CrashReporter(tmp_path)
    crash_reporter.on_qt_message(QtMsgType.QtWarningMsg, Context(), 'cannot open "/home/李四/王五.pdf"')  # type: ignore[arg-type]
    crash_reporter.on_qt_message(QtMsgType.QtDebugMsg, Context(), "chatter")  # type: ignore[arg-type]
    log = crash_reporter.log.read_text("utf-8")
    assert "qt.pdf cannot open …" in log
    assert "王五" not in log
    assert "chatter" not in log


# first start


def fill(setting_up: SetupDialog, place: int, **texts: str) -> None:
    for name, text in texts.items():
        edit = setting_up.steps[place].rows[name].editor
        assert isinstance(edit, QLineEdit)
        edit.setText(text)


def test_the_first_start_ends_only_when_the_recovery_code_was_kept(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "office"
    setting_up = SetupDialog(folder, ASSESSOR, Scale(100))
    qtbot.addWidget(setting_up)
    setting_up.show()
    setting_up.next.click()
    assert setting_up.place == 0
    assert setting_up.office.rows["name"].problem == "请填写本单位名称"
    fill(setting_up, 0, name="样例大厅", code="jn01")
    setting_up.next.click()
    fill(setting_up, 1, policy_confirmed_on="昨天")
    setting_up.next.click()
    assert setting_up.place == 1
    fill(setting_up, 1, policy_confirmed_on="2026-09-21")
    setting_up.next.click()
    fill(setting_up, 2, name="王小明", pin="471108", again="471108")
    setting_up.next.click()
    fill(setting_up, 3, new="一个足够长的口令", again="另一个")
    setting_up.next.click()
    assert "不一样" in setting_up.passphrase.rows["again"].problem
    assert not folder.exists()
    fill(setting_up, 3, again="一个足够长的口令")
    setting_up.next.click()
    assert setting_up.record is not None
    try:
        assert not setting_up.next.isEnabled()
        setting_up.reject()
        assert setting_up.isVisible()
        code = setting_up.recovery.code.text()
        assert not setting_up.trouble.isHidden()
        setting_up.recovery.kept.click()
        assert setting_up.trouble.isHidden(), "what was asked for is done"
        assert setting_up.next.isEnabled()
        setting_up.next.click()
        assert not setting_up.isVisible()
        assert setting_up.record.applications.office()["office"]["policy_confirmed_on"] == "2026-09-21"
    finally:
        setting_up.record.close()
    opening = StartDialog(folder, Scale(100))
    qtbot.addWidget(opening)
    opening.recovery.click()
    opening.secret.setText(code)
    opening.go.click()
    assert opening.record is not None
    opening.record.close()


def test_the_recovery_sheet_shows_the_code_on_one_page() -> None:
    code = "7K2M-QRST-9XYZ-ABCD-EFGH-2345-JKMN-PQRS"
    reader = PdfReader(io.BytesIO(draw_recovery_sheet(code, "样例大厅")))
    text = reader.pages[0].extract_text()
    assert len(reader.pages) == 1
    assert "恢复单" in text
    assert all(group in text for group in code.split("-"))
    lines = [line.strip() for line in text.splitlines()]
    assert sum(line.startswith(tuple(f"{place}." for place in range(1, 6))) for line in lines) == 5, "numbered"


def test_each_way_of_not_opening_is_a_sentence_in_the_dialog(qtbot: QtBot, record: Record) -> None:
    opening = StartDialog(record.folder, Scale(100))
    qtbot.addWidget(opening)
    opening.show()
    opening.secret.setText("不是这一个")
    opening.go.click()
    assert "口令不对" in opening.trouble.text()
    opening.secret.setText(demo.PASSPHRASE)
    opening.go.click()
    assert "已经打开（电脑" in opening.trouble.text()
    record.close()
    (record.folder / "record.keys").write_text("{", "utf-8")
    opening.go.click()
    assert "已损坏" in opening.trouble.text()
    assert opening.isVisible()
    assert opening.record is None


# papers on their way out


def test_a_voided_paper_is_followed_by_a_version_that_names_it(qtbot: QtBot, record: Record) -> None:
    window = a_window(qtbot, record)
    one = record.applications.recent(1)[0].id
    drawn(qtbot, window, one)
    window.work.papers.issue_all()
    window.work.papers.issue_all()
    issued = window.work.papers.issued
    rows = record.papers.of(one)
    assert len(rows) == len(window.work.papers.drawn), "what stands is not issued twice"
    assert not window.work.papers.acts.issue.isEnabled()
    notice = next(row for row in rows if row.paper == "one_time_notice")
    issued.voided.emit(notice.ref, " ")
    assert record.papers.of(one)[0].voided_at is None
    issued.voided.emit(notice.ref, "户名写错")
    qtbot.waitUntil(lambda: window.work.papers.papers.count() > 0, timeout=20_000)
    assert window.work.papers.acts.issue.isEnabled()
    window.work.papers.issue_all()
    latest = [row for row in record.papers.of(one) if row.paper == "one_time_notice"][-1]
    assert (latest.version, latest.replaces) == (2, notice.ref)
    content = record.archive.content(latest.sha256)
    assert content is not None
    assert "第 2 版" in PdfReader(io.BytesIO(content)).pages[0].extract_text()


def test_voiding_asks_for_the_leader_in_the_service(qtbot: QtBot, record: Record) -> None:
    clerk = a_leader(record, Role.CLERK)
    window = a_window(qtbot, record)
    unlock(window, clerk, "864208")
    one = record.applications.recent(1)[0].id
    drawn(qtbot, window, one)
    window.work.papers.issue_all()
    ref = record.papers.of(one)[0].ref
    window.work.papers.issued.voided.emit(ref, "户名写错")
    assert record.papers.of(one)[0].voided_at is None
    assert "作废已出具的文书要由值班长来做" in seen(window)


def test_delivery_is_recorded_and_until_then_the_desk_says_so(qtbot: QtBot, record: Record) -> None:
    window = a_window(qtbot, record)
    one = record.applications.recent(1)[0].id
    drawn(qtbot, window, one)
    window.work.papers.issue_all()
    window.show_page(PageKey.HOME)
    assert window.home._undelivered.figure.text() == "1"  # noqa: SLF001  what the clerk sees
    ways = ["in_person", "other", "refused"]
    for place, row in enumerate(record.papers.of(one)):
        window.work.papers.issued.delivered.emit([row.ref], ways[place % 3])
    kinds = [entry.kind for entry in record.journal.of(one)]
    assert "notice_delivered" in kinds
    assert "paper_delivered" in kinds
    assert all(row.delivered_at for row in record.papers.of(one))
    window.show_page(PageKey.HOME)
    assert window.home._undelivered.figure.text() == "0"  # noqa: SLF001


def test_an_issued_paper_says_when_the_application_has_changed_since(qtbot: QtBot, record: Record) -> None:
    window = a_window(qtbot, record)
    one = record.applications.recent(1)[0].id
    drawn(qtbot, window, one)
    window.work.papers.issue_all()
    window.work.papers.show_application(one)
    qtbot.waitUntil(lambda: window.work.papers.papers.count() > 0, timeout=20_000)
    assert not any(paper.changed for paper in window.work.papers.drawn)
    corrected(window._session.service, one, "applicant.name", "样例改名")  # noqa: SLF001  the desk under the window
    window.work.papers.show_application(one)
    qtbot.waitUntil(lambda: window.work.papers.papers.count() > 0, timeout=20_000)
    assert any(paper.changed for paper in window.work.papers.drawn)


def test_without_a_printer_there_is_a_sentence_and_nothing_is_lost(
    qtbot: QtBot, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gridcounter.desktop.kit.output.printers", list)
    window = a_window(qtbot, record)
    one = record.applications.recent(1)[0].id
    drawn(qtbot, window, one)
    window.work.papers.acts.issue.click()
    assert NO_PRINTER in seen(window)
    assert len(record.papers.of(one)) == len(window.work.papers.drawn)
