"""Opening a damaged record: the message, the offer, one confirmation, and the record is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.disk_builders import flip
from builders.record_builders import CHEAP, CLERK, DAY, PASSPHRASE, PDF, a_record, a_setup, opened
from builders.window.window_builders import settle_layout
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from gridcounter.bootstrap import open_assessor
from gridcounter.desktop.app import build_window
from gridcounter.desktop.custody.backing_up import ClosingBackup
from gridcounter.desktop.kit import file_dialogs
from gridcounter.desktop.kit.appearance import apply_theme
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.desktop.setup.first_start import SetupDialog
from gridcounter.desktop.setup.start import StartDialog
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.custody.backups import Backups, in_words
from gridcounter.services.record.opening import create_record
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.keys import KEYS_FILE
from gridcounter.store.custody.manifest import backups_in
from gridcounter.store.custody.verify import proven_at
from gridcounter.store.database import RECORD_FILE
from gridcounter.store.journal.entries import wall_clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

ASSESSOR = open_assessor()
_PAGE = 4096


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A record with a backup of this moment, and one more entry."""
    folder = tmp_path / "record"
    with a_record(folder) as record:
        intake = Intake(record, CLERK)
        application = intake.open(DAY, {"applicant.name": "李四"})
        intake.issue(application, Issue("one_time_notice", PDF, "c", "1", "1"))
        Backups(record).make()
        intake.open(DAY)
    return folder


@pytest.fixture
def dialogs() -> Iterator[list[StartDialog]]:
    """What was opened, its records closed at the end."""
    found: list[StartDialog] = []
    yield found
    for dialog in found:
        if dialog.record is not None:
            dialog.record.close()


def tried(qtbot: QtBot, dialogs: list[StartDialog], folder: Path, secret: str = PASSPHRASE) -> StartDialog:
    """With this passphrase, until what can be done about it has been looked for."""
    opening = StartDialog(folder, Scale(100))
    dialogs.append(opening)
    qtbot.addWidget(opening)
    opening.show()
    opening.secret.setText(secret)
    opening.go.click()
    qtbot.waitUntil(lambda: not opening.offer.busy, timeout=20_000)
    return opening


def answer(label: str) -> list[str]:
    """Press this button of the question that comes up; what it asked."""
    asked: list[str] = []

    def press() -> None:
        question = QApplication.activeModalWidget()
        assert isinstance(question, QMessageBox)
        asked.append(f"{question.text()}\n{question.informativeText()}")
        next(button for button in question.buttons() if button.text() == label).click()

    QTimer.singleShot(0, press)
    return asked


def made_at(folder: Path) -> str:
    return in_words(backups_in(folder / BACKUPS)[0].manifest.made_at, wall_clock())


def test_a_damaged_record_is_restored_by_one_click_and_one_confirmation(
    qtbot: QtBot, dialogs: list[StartDialog], folder: Path
) -> None:
    flip(folder / RECORD_FILE)
    opening = tried(qtbot, dialogs, folder)
    assert "record.db 已损坏" in opening.trouble.text()
    assert opening.offer.accept_button.text() == f"用{made_at(folder)} 的备份恢复"
    assert opening.offer.accept_button.isDefault()
    assert not opening.go.isVisible()
    assert f"备份到{made_at(folder)}，共 4 条" in opening.offer.message.text()

    asked = answer("恢复")
    with qtbot.waitSignal(opening.accepted, timeout=20_000):
        QTest.keyClick(opening, Qt.Key.Key_Return)

    assert asked[0].startswith(f"用{made_at(folder)} 的备份恢复？")
    assert "被替换的文件另存，不会删除" in asked[0]
    assert opening.record is not None
    assert opening.record.verify().sound
    assert opening.record.journal.count() == 4 + 1  # that it was restored
    assert "已经恢复，台账共 4 条" in opening.message


def test_in_a_low_window_what_is_wrong_and_what_is_offered_are_seen(
    qtbot: QtBot, dialogs: list[StartDialog], folder: Path
) -> None:
    """Nothing was seen but a button that replaces the record: both stood below the edge."""
    flip(folder / RECORD_FILE)
    opening = tried(qtbot, dialogs, folder)
    opening.setMaximumHeight(15 * opening.fontMetrics().height())
    opening._fit()  # noqa: SLF001  as after each answer
    settle_layout()
    for label in (opening.trouble, opening.offer.message):
        assert label.visibleRegion().boundingRect().height() == label.height(), label.text()


def test_declining_changes_nothing(qtbot: QtBot, dialogs: list[StartDialog], folder: Path) -> None:
    flip(folder / RECORD_FILE)
    before = (folder / RECORD_FILE).read_bytes()
    opening = tried(qtbot, dialogs, folder)

    answer("先不恢复")
    opening.offer.accept_button.click()

    assert (folder / RECORD_FILE).read_bytes() == before
    assert opening.isVisible()
    assert opening.offer.accept_button.isVisible()
    QTest.keyClicks(opening.secret, "x")
    assert not opening.offer.accept_button.isVisible(), "another passphrase, another try"
    assert opening.go.isVisible()


def test_a_damaged_keys_file_is_distinguished_and_costs_nothing(
    qtbot: QtBot, dialogs: list[StartDialog], folder: Path
) -> None:
    (folder / KEYS_FILE).write_bytes(b"{")
    wrong = tried(qtbot, dialogs, folder, "不是这个口令呀呀")
    assert "密钥文件 record.keys 缺失或已损坏" in wrong.trouble.text()
    assert "口令不对" in wrong.offer.message.text()
    assert not wrong.offer.stands
    opening = tried(qtbot, dialogs, folder)
    assert opening.offer.accept_button.text() == "用备份里的密钥文件恢复"
    assert "登记的内容一条不少" in opening.offer.message.text()

    answer("恢复")
    with qtbot.waitSignal(opening.accepted, timeout=20_000):
        opening.offer.accept_button.click()

    assert opening.record is not None
    assert opening.record.journal.count() == 5 + 1, "that the file was put back"


def test_a_missing_record_is_not_taken_for_a_first_start(
    qtbot: QtBot, dialogs: list[StartDialog], folder: Path
) -> None:
    (folder / RECORD_FILE).unlink()

    opening = tried(qtbot, dialogs, folder)

    assert "record.db 不见了" in opening.trouble.text()
    assert opening.offer.stands


def test_no_good_backup_is_said_and_nothing_is_offered(qtbot: QtBot, dialogs: list[StartDialog], folder: Path) -> None:
    flip(folder / RECORD_FILE)
    flip(backups_in(folder / BACKUPS)[0].folder / RECORD_FILE)

    opening = tried(qtbot, dialogs, folder)

    assert "找到 1 份备份，都打不开或不完整" in opening.offer.message.text()
    assert not opening.offer.accept_button.isVisible()
    assert opening.go.isVisible()


def test_without_a_good_backup_here_one_is_taken_from_a_stick(
    qtbot: QtBot, dialogs: list[StartDialog], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick"
    (folder / BACKUPS).rename(stick)
    flip(folder / RECORD_FILE)
    opening = tried(qtbot, dialogs, folder)
    assert "没有找到备份" in opening.offer.message.text()
    assert opening.offer.elsewhere_button.isVisible()
    monkeypatch.setattr(file_dialogs, "folder_to_read", lambda *_: tmp_path / "nothing")
    opening.offer.elsewhere_button.click()
    qtbot.waitUntil(lambda: not opening.offer.busy, timeout=20_000)
    assert "没有这份台账的备份" in opening.offer.message.text()
    monkeypatch.setattr(file_dialogs, "folder_to_read", lambda *_: tmp_path)
    opening.offer.elsewhere_button.click()
    qtbot.waitUntil(lambda: opening.offer.stands, timeout=20_000)
    assert not opening.offer.elsewhere_button.isVisible()

    answer("恢复")
    with qtbot.waitSignal(opening.accepted, timeout=20_000):
        opening.offer.accept_button.click()

    assert opening.record is not None
    assert opening.record.journal.count() == 4 + 1  # that it was restored


def test_another_computer_takes_the_record_from_the_stick_with_the_recovery_sheet(
    qtbot: QtBot, dialogs: list[StartDialog], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick, new = tmp_path / "stick", tmp_path / "new"
    record, code = create_record(tmp_path / "record", PASSPHRASE, a_setup(), cost=CHEAP)
    Backups(record).make(stick / "gridcounter-JN1")
    record.close()
    setting_up = SetupDialog(new, ASSESSOR, Scale(100))
    qtbot.addWidget(setting_up)
    setting_up.show()
    setting_up.restore.click()
    assert (setting_up.wants_backup, setting_up.isVisible(), setting_up.record) == (True, False, None)
    assert not setting_up.wants_demo
    opening = StartDialog(new, Scale(100), restoring=True)
    dialogs.append(opening)
    qtbot.addWidget(opening)
    opening.show()
    monkeypatch.setattr(file_dialogs, "folder_to_read", lambda *_: stick)
    opening.recovery.click()
    opening.secret.setText("不对的恢复码")
    opening.go.click()
    qtbot.waitUntil(lambda: not opening.offer.busy, timeout=20_000)
    assert "恢复码不对" in opening.offer.message.text()
    assert not new.exists(), "a new record may still be set up there"
    opening.secret.setText(code)
    opening.go.click()
    qtbot.waitUntil(lambda: opening.offer.stands, timeout=20_000)
    assert "受损" not in opening.offer.message.text()

    answer("恢复")
    with qtbot.waitSignal(opening.accepted, timeout=20_000):
        opening.offer.accept_button.click()

    assert opening.record is not None
    assert opening.record.verify().sound
    assert opening.record.folder == new


def test_the_recovery_sheet_opens_a_damaged_record_through_its_backup(
    qtbot: QtBot, dialogs: list[StartDialog], tmp_path: Path
) -> None:
    folder = tmp_path / "record"
    record, code = create_record(folder, PASSPHRASE, a_setup(), cost=CHEAP)
    Intake(record, CLERK).open(DAY)
    Backups(record).make()
    record.close()
    flip(folder / RECORD_FILE)
    (folder / KEYS_FILE).write_bytes(b"{")
    opening = StartDialog(folder, Scale(100))
    dialogs.append(opening)
    qtbot.addWidget(opening)
    opening.show()
    opening.recovery.click()
    opening.secret.setText(code)
    opening.go.click()
    qtbot.waitUntil(lambda: opening.offer.stands, timeout=20_000)

    answer("恢复")
    with qtbot.waitSignal(opening.accepted, timeout=20_000):
        opening.offer.accept_button.click()

    assert opening.record is not None
    assert opening.record.verify().sound
    assert opening.record.journal.count() == 3 + 1  # that it was restored


def test_damage_deep_in_the_file_is_met_at_the_next_backup_and_offered_at_the_next_start(
    qtbot: QtBot, dialogs: list[StartDialog], folder: Path
) -> None:
    # the last page is one of the schema, which is read at once; the one before it is of a table that nothing asks for
    flip(folder / RECORD_FILE, (folder / RECORD_FILE).stat().st_size - 100 - _PAGE)
    with opened(folder) as record:
        closing = ClosingBackup(record, Scale(100))
        qtbot.addWidget(closing)
        closing.run()
    assert "record.db 已损坏" in closing.trouble
    assert "按提示恢复" in closing.trouble

    opening = tried(qtbot, dialogs, folder)

    assert "全面核对以后才能打开" in opening.trouble.text()
    assert "此后登记的 1 条不在其中" in opening.offer.message.text()


def test_a_suspicion_that_was_wrong_opens_by_itself(qtbot: QtBot, dialogs: list[StartDialog], folder: Path) -> None:
    (folder / "record.suspect").touch()

    opening = tried(qtbot, dialogs, folder)

    assert opening.record is not None
    assert not opening.isVisible()


# while the desk works


def test_the_foot_of_the_window_mentions_the_last_backup_and_makes_one_when_it_is_due(
    qtbot: QtBot, tmp_path: Path
) -> None:
    with a_record(tmp_path / "record") as record:
        window = build_window(record, ASSESSOR, LIGHT, Scale(100), demo=False)
        qtbot.addWidget(window)
        window.show()
        with qtbot.waitSignal(window.backup_watch.message, timeout=20_000):
            window.warm_up()
        (backup,) = backups_in(record.folder / BACKUPS)
        proof = proven_at(backup, record.key)
        assert proof is not None
        proven = in_words(proof, wall_clock())
        assert window.backed_up.text() == f"最近备份 {made_at(record.folder)} · 最近一次验证可恢复：{proven}"
        assert len(backups_in(record.folder / BACKUPS)) == 1
        assert window.backup_watch.timer.isActive()
        with qtbot.waitSignal(window.backup_watch.message, timeout=20_000):
            window.backup_watch.timer.timeout.emit()
        assert len(backups_in(record.folder / BACKUPS)) == 1
        window.close()
        assert not window.backup_watch.timer.isActive()


def test_a_backup_that_cannot_be_made_is_said_in_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    with a_record(tmp_path / "record") as record:
        (record.folder / BACKUPS).write_bytes(b"")
        window = build_window(record, ASSESSOR, LIGHT, Scale(100), demo=False)
        qtbot.addWidget(window)
        window.show()

        with qtbot.waitSignal(window.backup_watch.failed, timeout=20_000):
            window.warm_up()

        assert "备份没有做成" in window.trouble.text.text()
        assert window.backed_up.text() == "还没有备份"
        window.close()


def test_closing_makes_a_backup_of_what_was_entered_and_only_then(qtbot: QtBot, folder: Path) -> None:
    with opened(folder) as record:
        for count in (2, 2):
            closing = ClosingBackup(record, Scale(100))
            qtbot.addWidget(closing)
            closing.run()
            assert closing.trouble == ""
            assert not closing.isVisible()
            found = backups_in(folder / BACKUPS)
            assert len(found) == count
            assert found[0].manifest.entries == record.journal.count()


def test_leaving_early_leaves_no_half_backup(qtbot: QtBot, folder: Path) -> None:
    with opened(folder) as record:
        closing = ClosingBackup(record, Scale(100))
        qtbot.addWidget(closing)
        closing.leave.click()

        closing.run()

        assert closing.trouble == ""
        assert len(backups_in(folder / BACKUPS)) == 1
        assert list((folder / BACKUPS).glob(".*")) == []


def test_on_a_small_screen_what_is_said_scrolls_and_the_way_back_stays_in_sight(
    folder: Path, qtbot: QtBot, dialogs: list[StartDialog], monkeypatch: pytest.MonkeyPatch
) -> None:
    small = QSize(911, 512)
    monkeypatch.setattr("PySide6.QtGui.QScreen.availableSize", lambda _: small)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, LIGHT, Scale(200))
    flip(folder / RECORD_FILE)
    try:
        opening = StartDialog(folder, Scale(200))
        dialogs.append(opening)
        qtbot.addWidget(opening)
        opening.show()
        opening.secret.setText(PASSPHRASE)
        opening.go.click()
        qtbot.waitUntil(lambda: not opening.offer.busy, timeout=20_000)

        assert opening.height() < small.height()
        button = opening.offer.accept_button
        assert button.isVisible()
        assert opening.rect().contains(button.geometry())
    finally:
        apply_theme(application, LIGHT, Scale(100))
