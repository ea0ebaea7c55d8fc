"""What an office keeps, purges and lays down, word by word as the manual has it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from builders.books import blocks, text_of
from builders.record_builders import CLERK, DAY, Clock, a_record
from builders.window.following import LONGEST_MS, Follower, dress_plainly, told_on
from builders.window.hall import ASSESSOR, Hall
from PySide6.QtWidgets import QFileDialog, QInputDialog
from pytestqt.qtbot import QtBot

from gridcounter.desktop.app import build_window
from gridcounter.desktop.custody import retention_section, second_person
from gridcounter.desktop.custody.retention_section import RetentionSection
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.desktop.settings.clerks import ClerksSection
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.applications.closing import Closing
from gridcounter.services.applications.intake import Intake
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.purging import rule_of, set_rule
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.office_years import OfficeYears
from gridcounter.services.office.roles import Role
from gridcounter.services.record.record import Record


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Record]:
    """Two that were closed so long ago that they are due whatever day it is, and a backup of before."""
    closed = date(2020, 1, 31)
    with a_record(tmp_path / "record", Clock(datetime(2020, 3, 1, tzinfo=UTC))) as record:
        for name in ("样李四", "样王五"):
            intake = Intake(record, CLERK)
            application = intake.open(closed, {"applicant.name": name, "applicant.phone": "10000000001"})
            Closing(record, CLERK).close(application, "connected", closed, DAY, late="补录")
        Backups(record).make()
        yield record


@contextmanager
def a_window(qtbot: QtBot, record: Record) -> Iterator[MainWindow]:
    dress_plainly()
    window = build_window(record, ASSESSOR, LIGHT, Scale(100), demo=False)
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()


def section_of(window: MainWindow) -> RetentionSection:
    found = window.findChild(RetentionSection)
    assert found is not None
    return found


def test_how_long_is_kept_is_laid_down(qtbot: QtBot, old: Record) -> None:
    with a_window(qtbot, old) as window:
        page = Follower("admin/retention")
        page.read("## 定期限")
        page.press(window, "设置")
        page.press(window, "留存与清除")
        section = section_of(window)
        page.read("【办结后留存】")
        assert "办结后留存" in told_on(section)
        section.years.setValue(5)
        page.fill(section, "依据", "样例期限表第3条")
        page.press(section, "保存期限")
        rule = rule_of(old)
        assert rule is not None
        assert (rule.months, rule.basis) == (60, "样例期限表第3条")
        page.read("七天以后才执行")
        qtbot.waitUntil(lambda: f"从 {rule.holds_from} 起执行" in section.count.text(), timeout=LONGEST_MS)


def test_what_is_past_its_time_is_purged(
    qtbot: QtBot, old: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_rule(old, CLERK, 60, "样例期限表第3条", date(2020, 1, 31))
    with a_window(qtbot, old) as window:
        page = Follower("admin/retention")
        page.press(window, "设置")
        page.read("## 到了期限：清除")
        page.press(window, "留存与清除")
        page.read("【到期的申请】")
        section = section_of(window)
        qtbot.waitUntil(lambda: section.list.count() == 2, timeout=LONGEST_MS)
        section.list.setCurrentRow(0)
        monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("投诉还没有办完", True))
        page.press(section, "暂缓这一件…")
        qtbot.waitUntil(lambda: "1 件" in section.purge.text(), timeout=LONGEST_MS)
        page.read("再点它，取消暂缓")
        section.list.setCurrentRow(1)
        assert section.hold.text() == "取消暂缓"
        section.hold.click()
        qtbot.waitUntil(lambda: "2 件" in section.purge.text(), timeout=LONGEST_MS)
        for module in (second_person, retention_section):
            monkeypatch.setattr(module, "confirmed", lambda *_, **__: True)
        page.press_with(section, "清除…")
        qtbot.waitUntil(section.last.isVisible, timeout=LONGEST_MS)
        assert old.db.execute("SELECT count(*) FROM application WHERE purged_on IS NULL").fetchone() == (0,)
        assert old.db.execute("SELECT count(*) FROM field WHERE field LIKE 'applicant.%'").fetchone() == (0,)
        table = tmp_path / "登记表.pdf"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(table), ""))
        page.press(section, "存登记表…")
        qtbot.waitUntil(table.exists, timeout=LONGEST_MS)
        assert len(backups(old)) == 2
        page.press(section, "删除含有这些内容的旧备份…")
        # not the button: a list that was being read meanwhile hides it before the last file of the copy is gone
        qtbot.waitUntil(lambda: len(backups(old)) == 1, timeout=LONGEST_MS)
        qtbot.waitUntil(lambda: not section.drop.isVisible(), timeout=LONGEST_MS)
        page.read("整本台账仍然逐条相连，核对得过去")
        assert old.verify().sound


def backups(record: Record) -> list[Path]:
    return [one for one in (record.folder / "backups").iterdir() if one.is_dir()]


def test_the_days_off_of_a_year(desk: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = Follower("admin/calendars")
    (text,) = [block.text for block in blocks(text_of(page.page)) if block.language == "json"]
    path = tmp_path / "2027.json"
    path.write_text(text, "utf-8")
    page.press(desk.window, "设置")
    page.press(desk.window, "放假安排")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    page.press(desk.window, "选择文件…")
    assert OfficeYears(desk.record, CLERK).all() == []
    page.press(desk.window, "按此载入")
    (year,) = OfficeYears(desk.record, CLERK).all()
    assert year.year == 2027
    assert date(2027, 2, 20) in year.make_up
    page.read("填错了：改好文件，再载入一次，就是更正。程序先写明哪些日子会变，")
    path.write_text(text.replace("2027-02-20", "2027-02-21"), "utf-8")
    again = Follower("admin/calendars")
    again.press(desk.window, "选择文件…")
    again.press(desk.window, "按此载入")
    (year,) = OfficeYears(desk.record, CLERK).all()
    assert list(year.make_up) == [date(2027, 2, 21)]


def test_clerks_come_forget_and_leave(desk: Hall) -> None:
    clerks = Clerks(desk.record)
    page = Follower("admin/clerks")
    page.press(desk.window, "设置")
    page.press(desk.window, "受理员")
    section = next(each for each in desk.window.findChildren(ClerksSection))
    page.read("【受理员名单】")
    page.read("【＋ 添加受理员】")
    pick(section, "＋ 添加受理员")
    page.fill(section, "姓名", "周值班")
    page.select(section, "角色", "值班长")
    page.fill(section, "操作码", "864208")
    page.press(section, "添加")
    added = clerks.all()[-1]
    assert (added.name, added.role) == ("周值班", Role.LEADER)
    assert clerks.identify(added.id, "864208").id == added.id

    page.read("## 忘了操作码")
    pick(section, "周值班")
    page.fill(section, "操作码", "975310")
    page.press(section, "保存")
    assert clerks.identify(added.id, "975310").id == added.id

    page.read("## 调走了")
    page.press(section, "停用")
    assert [clerk.id for clerk in clerks.active()] == [CLERK]
    page.press(section, "恢复使用")
    assert added.id in [clerk.id for clerk in clerks.active()]
    page.read("最后一位管理员不能停用")
    pick(section, "王小明")
    section.leave.click()
    assert CLERK in [clerk.id for clerk in clerks.active()]


def pick(section: ClerksSection, name: str) -> None:
    rows = [section.list.item(row).text() for row in range(section.list.count())]
    section.list.setCurrentRow(next(row for row, text in enumerate(rows) if name in text))
