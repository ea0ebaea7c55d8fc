"""设置 › 留存与清除 and 电脑丢失: confirmed once, done in a worker, and shown afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from builders.record_builders import CHEAP, CLERK, DAY, PASSPHRASE, PIN, Clock, a_record
from builders.window.questions import press
from builders.window.window_builders import ASSESSOR, until
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from gridcounter.core.record.acts import read
from gridcounter.core.record.of_office import RecordsPurged
from gridcounter.desktop.app import build_window
from gridcounter.desktop.custody.device_loss_section import DeviceLossSection
from gridcounter.desktop.custody.retention_section import RetentionSection
from gridcounter.desktop.custody.second_person import SecondPersonDialog
from gridcounter.desktop.kit.section import Section
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.desktop.setup.renewal import RenewalDialog
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.applications.closing import Closing
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.purging import rule_of, set_rule
from gridcounter.services.desks.membership import begin_sharing
from gridcounter.services.ledger.ledger import Ledger
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.record import Record

Kind = TypeVar("Kind", bound=Section)

#: Closed so long ago that it is due whatever day the test runs on.
CLOSED = date(2020, 1, 31)
NEW = "另一个足够长的口令"


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    """Two that were closed long ago, each with a paper; and a backup of before."""
    with a_record(tmp_path / "record", Clock(datetime(2020, 3, 1, tzinfo=UTC))) as record:
        for name in ("样李四", "样王五"):
            intake = Intake(record, CLERK)
            application = intake.open(CLOSED, {"applicant.name": name, "applicant.phone": "10000000001"})
            intake.issue(application, Issue("one_time_notice", b"%PDF-1.7 " + name.encode(), "c", "1", "1"))
            Closing(record, CLERK).close(application, "connected", CLOSED, DAY, late="补录")
        Backups(record).make()
        yield record


@contextmanager
def a_section(qtbot: QtBot, record: Record, kind: type[Kind]) -> Iterator[tuple[MainWindow, Kind]]:
    window = build_window(record, ASSESSOR, LIGHT, Scale(100), demo=False)
    qtbot.addWidget(window)
    window.show()
    window.lock_page.identified.emit(CLERK)
    window.show_page(PageKey.SETTINGS)
    window.work.settings.show_section(kind.TITLE)
    (section,) = [one for one in window.work.settings.sections if isinstance(one, kind)]
    yield window, section
    window.close()


def older_backups(record: Record) -> list[str]:
    """Backups but the newest, also those of which only a part is left."""
    return sorted(one.name for one in (record.folder / "backups").iterdir() if one.is_dir())[:-1]


def loaded(section: RetentionSection, due: int) -> None:
    until(lambda: section.list.count() == due)


def test_without_a_rule_the_section_says_so_and_offers_no_purge(qtbot: QtBot, record: Record) -> None:
    with a_section(qtbot, record, RetentionSection) as (_, section):
        until(lambda: "还没有规定留存多久" in section.count.text())

        assert not section.acts.isVisible()
        assert (section.years.value(), section.months.value()) == (0, 0)


def test_a_period_without_its_basis_is_refused_at_the_field(qtbot: QtBot, record: Record) -> None:
    with a_section(qtbot, record, RetentionSection) as (_, section):
        section.years.setValue(5)
        section.keep.click()
        assert "请写明依据" in section.rows["basis"].problem
        assert rule_of(record) is None

        section.basis.setText("测试期限表")
        section.years.setValue(0)
        section.months.setValue(11)
        section.keep.click()
        assert "12 个月到 100 年" in section.rows["months"].problem
        assert rule_of(record) is None

        section.years.setValue(5)
        section.months.setValue(0)
        section.keep.click()

        rule = rule_of(record)
        assert rule is not None
        assert (rule.months, rule.basis) == (60, "测试期限表")
        until(lambda: f"从 {rule.holds_from} 起执行；在那以前什么都不清除" in section.count.text())
        assert not section.acts.isVisible(), "the first rule holds in a week"


def test_a_longer_period_holds_at_once_and_a_shorter_one_in_a_week(qtbot: QtBot, record: Record) -> None:
    set_rule(record, CLERK, 48, "测试期限表", CLOSED)
    with a_section(qtbot, record, RetentionSection) as (window, section):
        loaded(section, 2)
        messages: list[str] = []
        section.message.connect(messages.append)
        section.years.setValue(5)
        section.keep.click()
        loaded(section, 2)
        section.years.setValue(4)
        section.keep.click()
        until(lambda: section.list.count() == 0)

        rule = rule_of(record)
        assert rule is not None
        assert messages == ["设置已保存", f"设置已保存；新的期限从 {rule.holds_from} 起执行"]
        assert rule.holds_from is not None
        assert (rule.holds_from - datetime.now().astimezone().date()).days in {6, 7}  # midnight may pass
        assert window.isVisible()


def second_person(act: Callable[[SecondPersonDialog], None]) -> list[str]:
    """Does this with the dialog that asks for the second person; what it asked."""
    asked: list[str] = []

    def look() -> None:
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, SecondPersonDialog) and dialog.isVisible():
                asked.extend(label.text() for label in dialog.findChildren(QLabel))
                act(dialog)
                return
        QTimer.singleShot(10, look)

    QTimer.singleShot(10, look)
    return asked


def test_a_purge_asks_the_second_person_for_the_pin_where_two_may(qtbot: QtBot, record: Record) -> None:
    set_rule(record, CLERK, 60, "测试期限表", CLOSED)
    clerks = Clerks(record, cost=CHEAP)
    leader = clerks.add(CLERK, "周值班", Role.LEADER, "246802")
    clerks.add(CLERK, "何经办", Role.CLERK, "9753")

    def refuse(dialog: SecondPersonDialog) -> None:
        assert [dialog.who.itemText(place) for place in range(dialog.who.count())] == ["周值班　值班长"]
        dialog.confirm.click()
        assert "请输入复核人的操作码" in dialog.problem.text()
        dialog.pin.setText(PIN)
        dialog.confirm.click()
        assert "操作码不对" in dialog.problem.text()
        dialog.leave.click()

    def agree(dialog: SecondPersonDialog) -> None:
        dialog.pin.setText("246802")
        dialog.confirm.click()

    with a_section(qtbot, record, RetentionSection) as (_, section):
        loaded(section, 2)
        asked = second_person(refuse)
        section.purge.click()
        until(lambda: asked != [])
        assert asked[0] == "清除 2 件申请？"
        assert record.journal.purged() == 0
        second_person(agree)
        section.purge.click()
        until(section.last.isVisible)

        assert "王小明，周值班复核" in section.last.text()
        (purged,) = [act for act in map(read, record.journal.all()) if isinstance(act, RecordsPurged)]
        assert purged.second == leader


def test_it_is_purged_after_one_question_that_names_the_number_and_the_report_is_offered(
    qtbot: QtBot, record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_rule(record, CLERK, 60, "测试期限表", CLOSED)
    with a_section(qtbot, record, RetentionSection) as (window, section):
        loaded(section, 2)
        asked = press("先不清除")
        section.purge.click()
        assert asked[0] == "清除 2 件申请？"
        assert "不能恢复" in asked[1]
        assert record.journal.purged() == 0

        press("清除")
        section.purge.click()
        until(section.last.isVisible)

        assert record.verify().purged == 6
        assert "清除申请 2 件" in section.last.text()
        assert "本机还有 1 份旧备份" in section.last.text()
        assert "李四" not in section.last.text()
        path = tmp_path / "report.pdf"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(path), ""))
        section.report.click()
        until(path.exists)
        press("删除")
        section.drop.click()
        # a look that began before may hide the button while the copy is still being taken away
        until(lambda: not section.drop.isVisible() and not older_backups(record))
        gone = record.db.execute("SELECT id, number FROM application LIMIT 1").fetchone()
        window.show_page(PageKey.LEDGER)
        window.work.ledger.search.setText(gone[1])
        (row,) = Ledger(record).look(gone[1]).rows
        assert row.state == "purged"
        window.open_application(gone[0])
        assert window.trouble.isVisible()
        assert "按留存期清除" in window.trouble.text.text()


def test_an_application_is_exempted_with_a_reason_and_released_again(
    qtbot: QtBot, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_rule(record, CLERK, 60, "测试期限表", CLOSED)
    monkeypatch.setattr("PySide6.QtWidgets.QInputDialog.getText", lambda *_, **__: ("投诉还没有办完", True))
    with a_section(qtbot, record, RetentionSection) as (_, section):
        loaded(section, 2)
        section.list.setCurrentRow(0)
        section.hold.click()
        until(lambda: section.purge.text() == "清除 1 件…")
        section.list.setCurrentRow(1)

        assert "暂缓：投诉还没有办完" in section.list.item(1).text()
        assert section.hold.text() == "取消暂缓"
        section.hold.click()
        until(lambda: section.purge.text() == "清除 2 件…")


def test_the_leader_purges_but_does_not_change_the_period(qtbot: QtBot, record: Record) -> None:
    set_rule(record, CLERK, 60, "测试期限表", CLOSED)
    leader = Clerks(record).add(CLERK, "样值班", Role.LEADER, "471108")
    with a_section(qtbot, record, RetentionSection) as (window, _):
        window._session.switch_clerk(leader)  # noqa: SLF001  as the lock page does
        window.show_page(PageKey.SETTINGS)
        titles = [one.TITLE for one in window.work.settings.sections]
        (section,) = [one for one in window.work.settings.sections if isinstance(one, RetentionSection)]
        window.work.settings.show_section(RetentionSection.TITLE)
        loaded(section, 2)

        assert DeviceLossSection.TITLE not in titles
        assert not section.years.isEnabled()
        assert not section.keep.isEnabled()
        assert section.purge.isEnabled()


def test_a_new_key_closes_the_window_and_is_made_only_when_it_was_confirmed(qtbot: QtBot, record: Record) -> None:
    with a_section(qtbot, record, DeviceLossSection) as (window, section):
        section.go.click()
        assert section.rows["old"].problem
        assert section.rows["new"].problem
        for edit, text in ((section.old, "不是这一个口令"), (section.new, NEW), (section.again, NEW)):
            edit.setText(text)
        section.go.click()
        assert "口令不对" in section.trouble.text()
        section.old.setText(PASSPHRASE)
        press("先不换")
        section.go.click()
        asked_for = [window.renewal]
        assert window.isVisible()

        asked = press("关闭窗口并换钥匙")
        section.go.click()

        assert asked[0] == "给台账换钥匙？"
        asked_for.append(window.renewal)
        assert [one is not None for one in asked_for] == [False, True]
        assert window.isHidden()


def test_who_shares_the_record_is_told_that_a_new_key_keeps_nobody_out_of_the_exchange(
    qtbot: QtBot, record: Record
) -> None:
    """The fault: three steps were all that was to be done, and whoever had the lost copy went on exchanging."""
    with a_section(qtbot, record, DeviceLossSection) as (_, section):
        assert "停用丢的那一台" not in _said(section)
    begin_sharing(record, CLERK, "1 号台")
    with a_section(qtbot, record, DeviceLossSection) as (_, section):
        assert "还要停用丢的那一台" in _said(section)


def _said(section: Section) -> str:
    return "".join(one.text() for one in section.findChildren(QLabel))


def test_the_new_code_cannot_be_left_unread_and_then_the_new_passphrase_opens(qtbot: QtBot, record: Record) -> None:
    with a_section(qtbot, record, DeviceLossSection) as (window, section):
        for edit, text in ((section.old, PASSPHRASE), (section.new, NEW), (section.again, NEW)):
            edit.setText(text)
        press("关闭窗口并换钥匙")
        section.go.click()
    assert window.renewal is not None
    record.close()
    dialog = RenewalDialog(window.renewal, Scale(100))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.begin()
    dialog.reject()
    assert dialog.isVisible()
    until(lambda: dialog.renewed is not None)

    dialog.reject()
    assert dialog.isVisible()
    assert "只显示这一次" in dialog.trouble.text()
    assert not dialog.end.isEnabled()
    dialog.recovery.kept.setChecked(True)
    dialog.end.click()

    assert not dialog.isVisible()
    renewed = open_record(record.folder, NEW)
    assert renewed.verify().sound
    renewed.close()


def test_the_list_of_people_to_notify_is_written(
    qtbot: QtBot, record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(path), ""))
    with a_section(qtbot, record, DeviceLossSection) as (_, section), qtbot.waitSignal(section.message) as text:
        section.list_button.click()

    assert text.args == ["已存名单，共 2 人（户）"]
    assert path.exists()
