"""设置 › 备份: its contents, the off-site folder, a return in three clicks; rights."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from builders.disk_builders import Disk, tell, with_a_stick
from builders.record_builders import CLERK, DAY, PASSPHRASE, PDF, a_record, opened
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from gridcounter.bootstrap import open_assessor
from gridcounter.core.record.journal import Kind
from gridcounter.desktop.app import Desktop, build_window
from gridcounter.desktop.custody.backing_up import ClosingBackup
from gridcounter.desktop.custody.backup_status import BACKUPS as TITLE
from gridcounter.desktop.custody.backups_section import BackupsSection
from gridcounter.desktop.custody.restore_dialog import RestoreDialog
from gridcounter.desktop.kit import file_dialogs
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.desktop.runtime.crash_reporter import CrashReporter
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.custody.backups import Backups, in_words
from gridcounter.services.custody.offsite import OffsiteTarget, folder_on
from gridcounter.services.custody.recovery import plan_restore
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.record import Record
from gridcounter.settings import SettingsFile
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.manifest import backups_in
from gridcounter.store.custody.restore import SET_ASIDE
from gridcounter.store.database import RECORD_FILE
from gridcounter.store.journal.entries import wall_clock

ASSESSOR = open_assessor()
LONGEST_MS = 20_000


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    """Two backups, a day's work between them, and one entry after the second."""
    with a_record(tmp_path / "record") as record:
        intake = Intake(record, CLERK)
        application = intake.open(DAY, {"applicant.name": "李四"})
        intake.issue(application, Issue("one_time_notice", PDF, "c", "1", "1"))
        Backups(record).make()
        intake.open(DAY)
        Backups(record).make()
        intake.open(DAY)
        yield record


@contextmanager
def a_window(qtbot: QtBot, record: Record, file: SettingsFile | None = None) -> Iterator[MainWindow]:
    window = build_window(record, ASSESSOR, LIGHT, Scale(100), demo=False, file=file)
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()


def section_of(window: MainWindow) -> BackupsSection:
    window.work.show_section(TITLE)
    return next(one for one in window.work.settings.sections if isinstance(one, BackupsSection))


def settled(qtbot: QtBot, section: BackupsSection) -> BackupsSection:
    qtbot.waitUntil(section.now.isEnabled, timeout=LONGEST_MS)
    return section


def lines(section: BackupsSection) -> list[str]:
    return [section.list.item(row).text() for row in range(section.list.count())]


def press(label: str) -> list[str]:
    """Of the question that comes up, whenever it does; what it asked."""
    asked: list[str] = []

    def look() -> None:
        question = QApplication.activeModalWidget()
        if not isinstance(question, QMessageBox):
            QTimer.singleShot(5, look)
            return
        asked.append(f"{question.text()}\n{question.informativeText()}")
        default = question.defaultButton()
        asked.append(default.text() if default else "")
        next(button for button in question.buttons() if button.text() == label).click()

    QTimer.singleShot(0, look)
    return asked


def test_it_says_how_far_the_backups_reach_and_lists_them(qtbot: QtBot, record: Record) -> None:
    newest, older = backups_in(record.folder / BACKUPS)
    Backups(record).prove_if_due()
    with a_window(qtbot, record) as window:
        section = settled(qtbot, section_of(window))

        when = in_words(newest.manifest.made_at, wall_clock())
        assert section.state.text().startswith(f"最近备份 {when}\n最近一次验证可恢复：今天 ")
        assert len(lines(section)) == 2
        assert lines(section)[0].startswith(f"{when}　5 条登记　文书 1 份　本机　今天 ")
        assert lines(section)[0].endswith("验证可恢复")
        assert lines(section)[1] == f"{in_words(older.manifest.made_at, wall_clock())}　4 条登记　文书 1 份　本机"
        assert section.place.text() == "还没有选。"
        assert not section.forget.isVisible()


def test_a_backup_is_made_on_request_and_shown_in_the_status_line(qtbot: QtBot, record: Record) -> None:
    with a_window(qtbot, record) as window:
        section = settled(qtbot, section_of(window))

        with qtbot.waitSignal(window.backup_watch.message, timeout=LONGEST_MS):
            section.now.click()

        assert len(backups_in(record.folder / BACKUPS)) == 3
        assert window.backed_up.text().startswith("最近备份 今天 ")
        assert len(lines(settled(qtbot, section))) == 3


def test_what_the_automatic_work_did_is_shown_whichever_ends_first(qtbot: QtBot, record: Record) -> None:
    """Its proof of a backup comes after the list was read, or while it is read."""
    with a_window(qtbot, record) as window:
        section = settled(qtbot, section_of(window))
        assert "还没有验证过能否恢复" in section.state.text()
        section.say("样例")
        section.choose.setFocus()

        window.backup_watch.look()

        qtbot.waitUntil(lambda: lines(section)[0].endswith("验证可恢复"), timeout=LONGEST_MS)
        assert "最近一次验证可恢复：今天 " in section.state.text()
        assert section.trouble.text() == "样例"
        assert section.choose.hasFocus()
        Backups(record).make()

        section.load()
        window.backup_watch.message.emit("")  # while it reads

        assert not section.now.isEnabled()
        qtbot.waitUntil(section.now.isEnabled, timeout=LONGEST_MS)
        assert len(lines(section)) == 3


def test_a_stick_is_chosen_kept_for_this_record_and_brought_to(
    qtbot: QtBot, record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = with_a_stick(tmp_path, monkeypatch)
    monkeypatch.setattr(file_dialogs, "folder_to_read", lambda *_: stick)
    file = SettingsFile(tmp_path / "settings.json")
    with a_window(qtbot, record, file) as window:
        section = settled(qtbot, section_of(window))

        with qtbot.waitSignal(window.backup_watch.message, timeout=LONGEST_MS):
            section.choose.click()

        settled(qtbot, section)
        assert section.place.text() == f"拷到 {stick}"
        assert not section.warning.isVisible()
        assert window.backed_up.text().split(" · ")[-1].startswith("U 盘备份 今天 ")
        assert file.load().second_folder_of(str(record.folder)).folder == str(stick)
        place = folder_on(record, OffsiteTarget(stick))
        assert len(backups_in(place)) == 1
        section.load()
        assert "本机和 U 盘" in lines(settled(qtbot, section))[0]
        stick.rename(tmp_path / "away")
        with qtbot.waitSignal(window.backup_watch.message, timeout=LONGEST_MS):
            window.backup_watch.timer.timeout.emit()
        assert window.backed_up.text().split(" · ")[-1].startswith("U 盘备份：上次 今天 ")
        assert window.backed_up.text().endswith("，现在没有插上")
        assert window.trouble.isHidden(), "that it is away is no trouble"
        section.forget.click()
        settled(qtbot, section)
        assert section.place.text() == "还没有选。"
        assert file.load().second_folder_of(str(record.folder)).folder == ""


def test_the_same_disk_is_warned_about_and_what_cannot_be_is_refused(
    qtbot: QtBot, record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(monkeypatch, Disk("/dev/disk0", str(tmp_path)))
    (tmp_path / "same").mkdir()
    with a_window(qtbot, record) as window:
        section = settled(qtbot, section_of(window))
        monkeypatch.setattr(file_dialogs, "folder_to_read", lambda *_: tmp_path / "same")
        section.choose.click()
        qtbot.waitUntil(section.warning.isVisible, timeout=LONGEST_MS)
        assert "在同一块磁盘上" in section.warning.text()
        settled(qtbot, section)
        monkeypatch.setattr(file_dialogs, "folder_to_read", lambda *_: record.folder)
        section.choose.click()
        qtbot.waitUntil(lambda: "台账文件夹里面" in section.trouble.text(), timeout=LONGEST_MS)
        assert section.place.text() == f"拷到 {tmp_path / 'same'}", "the old one stays"
        settled(qtbot, section)


def test_trouble_with_the_stick_is_said_in_the_bar_and_the_first_backup_is_made(
    qtbot: QtBot, record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = with_a_stick(tmp_path, monkeypatch)
    folder_on(record, OffsiteTarget(stick)).write_bytes(b"")
    with a_window(qtbot, record) as window:
        window._session.keep_second_place(OffsiteTarget(stick))  # noqa: SLF001  as the section keeps it

        with qtbot.waitSignal(window.backup_watch.failed, timeout=LONGEST_MS):
            window.backup_watch.look()

        assert "备份没有拷到" in window.trouble.text.text()
        assert "最近备份 今天" in window.backed_up.text()
    closing = ClosingBackup(record, Scale(100), OffsiteTarget(stick))
    qtbot.addWidget(closing)
    closing.run()
    assert "备份没有拷到" in closing.trouble
    assert backups_in(record.folder / BACKUPS)[0].manifest.entries == record.journal.count()


def test_a_failed_proof_is_loud_and_a_new_backup_is_there(qtbot: QtBot, record: Record) -> None:
    bad = backups_in(record.folder / BACKUPS)[0]
    content = bytearray((bad.folder / RECORD_FILE).read_bytes())
    content[9000] ^= 1
    (bad.folder / RECORD_FILE).write_bytes(content)
    with a_window(qtbot, record) as window:
        with qtbot.waitSignal(window.backup_watch.failed, timeout=LONGEST_MS):
            window.warm_up()

        assert f"备份 {bad.name} 没有通过验证" in window.trouble.text.text()
        assert "已经马上另做了一份" in window.trouble.text.text()
        assert "最近一次验证可恢复：今天" in window.backed_up.text()


# going back


def test_declining_keeps_the_session_open(qtbot: QtBot, record: Record) -> None:
    with a_window(qtbot, record) as window:
        section = settled(qtbot, section_of(window))
        section.list.setCurrentRow(1)
        chosen = lines(section)[1]
        asked = press("先不恢复")

        section.restore.click()

        qtbot.waitUntil(lambda: len(asked) == 2, timeout=LONGEST_MS)
        current = settled(qtbot, section).list.currentItem()
        assert current is not None
        assert current.text() == chosen, "pressed again it means the same one"
        assert "此后登记的 4 条不在其中" in asked[0], "two are those of the packs, when the window opens first"
        assert asked[1] == "先不恢复", "a key pressed too fast changes nothing"
        assert window.going_back is None
        assert window.isVisible()
        assert settled(qtbot, section).restore.isEnabled()


def test_only_an_administrator_sees_what_goes_back(qtbot: QtBot, record: Record) -> None:
    leader = Clerks(record).add(CLERK, "李测试", Role.LEADER, "246802")
    with a_window(qtbot, record) as window:
        window.lock_page.identified.emit(leader)
        section = settled(qtbot, section_of(window))

        assert section.now.isVisible()
        assert len(lines(section)) == 2
        for button in (section.restore, section.elsewhere, section.choose, section.forget):
            assert not button.isVisible()
        section.list.itemActivated.emit(section.list.item(0))
        assert section.now.isEnabled(), "nothing was begun"


def test_a_locked_desk_shows_nothing_of_it(qtbot: QtBot, record: Record) -> None:
    with a_window(qtbot, record) as window:
        window.backed_up.setText("最近备份")
        window.lock()
        QTest.mouseClick(window.backed_up, Qt.MouseButton.LeftButton)
        assert window.lock_page.isVisible()
        assert "settings" not in vars(window.work)


@pytest.mark.usefixtures("qtbot")
def test_any_backup_in_three_clicks_and_the_record_is_open_again(qapp: QApplication, record: Record) -> None:
    """From anywhere: the line at the foot, 恢复到这一份…, 恢复. Nothing is typed."""
    folder = record.folder
    record.close()
    clicks = 0

    def click(widget: QWidget) -> None:
        nonlocal clicks
        clicks += 1
        assert not widget.visibleRegion().isEmpty(), "it is seen without scrolling"
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    lines: list[str] = []

    def steps() -> Iterator[Callable[[], bool]]:
        yield lambda: bool(windows()) and bool(windows()[0].backed_up.text())
        (first,) = windows()
        click(first.backed_up)
        section = next(one for one in first.work.settings.sections if isinstance(one, BackupsSection))
        yield lambda: section.restore.isEnabled() and section.list.count() > 0
        click(section.restore)
        yield lambda: isinstance(QApplication.activeModalWidget(), QMessageBox)
        question = QApplication.activeModalWidget()
        assert isinstance(question, QMessageBox)
        lines.append(question.informativeText())
        click(next(button for button in question.buttons() if button.text() == "恢复"))
        yield lambda: bool(windows()) and windows()[0] is not first and windows()[0].trouble.isVisible()
        lines.append(windows()[0].trouble.text.text())
        windows()[0].close()

    run(qapp, folder, steps())

    assert clicks == 3
    assert "此后登记的 3 条不在其中" in lines[0]
    assert "已经恢复，台账共 5 条" in lines[1]
    (aside,) = (folder / SET_ASIDE).iterdir()
    assert str(aside) in lines[1]
    assert (aside / RECORD_FILE).exists()
    with opened(folder) as again:
        assert again.verify().sound
        assert [entry.kind for entry in again.journal.all()].count(Kind.RECORD_RESTORED) == 1


def windows() -> list[MainWindow]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow) and one.isVisible()]


def run(qapp: QApplication, folder: Path, steps: Iterator[Callable[[], bool]]) -> None:
    """The program as it runs, each step as soon as it can be done."""
    wrong: list[BaseException] = []
    end = time.monotonic() + LONGEST_MS / 1000
    timer = QTimer()
    waiting: list[Callable[[], bool]] = []

    def go_on() -> None:
        try:
            assert time.monotonic() < end
            if waiting and not waiting[0]():
                return
            waiting[:] = [next(steps)]
        except StopIteration:
            timer.stop()
        except BaseException as failed:  # noqa: BLE001  it is raised where the test sees it
            wrong.append(failed)
            timer.stop()
            QApplication.closeAllWindows()

    timer.timeout.connect(go_on)
    timer.start(10)
    desk = Desktop(
        qapp, ASSESSOR, SettingsFile(folder.parent / "settings.json"), CrashReporter(folder.parent), demo=False
    )
    desk.work(open_record(folder, PASSPHRASE))
    assert not timer.isActive()
    if wrong:
        raise wrong[0]


def test_where_nothing_can_be_put_in_place_the_record_opens_as_it_was(
    qtbot: QtBot, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plan_restore(record, CLERK, backups_in(record.folder / BACKUPS)[1])
    count = record.journal.count()
    record.close()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("gridcounter.store.custody.restore.copy_file", full)
    going = RestoreDialog(plan, Scale(100))
    qtbot.addWidget(going)
    going.run()

    assert "没有恢复成" in going.message
    assert going.record is not None
    try:
        assert going.record.verify().sound
        assert going.record.journal.count() == count
    finally:
        going.record.close()
