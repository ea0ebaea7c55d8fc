"""设置 › 留存与清除 of a shared record: announced, awaited, and carried out by one press once each desk has it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from builders.real_desks import Desks, first_desk
from builders.record_builders import CHEAP, CLERK, DAY
from builders.window.questions import press
from builders.window.window_builders import ASSESSOR, until
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gridcounter.core.record.journal import Kind
from gridcounter.desktop.app import build_window
from gridcounter.desktop.custody.retention_section import RetentionSection
from gridcounter.desktop.custody.second_person import SecondPersonDialog
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.services.applications.closing import Closing
from gridcounter.services.applications.intake import Intake
from gridcounter.services.custody.purging import set_rule
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role
from gridcounter.services.record.record import Record

#: Closed so long ago that it is due whatever day the test runs on.
CLOSED = date(2019, 1, 31)
TWO_OTHERS = "还等 2 号台、外勤本"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[tuple[Record, list[Record], Desks]]:
    """Three desks; one application that was closed long ago."""
    with first_desk(tmp_path) as (first, desks):
        desks.clock.at = datetime(2020, 3, 1, tzinfo=UTC)
        application = Intake(first, CLERK).open(CLOSED, {"applicant.name": "样李四"})
        Closing(first, CLERK).close(application, "connected", CLOSED, DAY, late="补录")
        set_rule(first, CLERK, 12, "测试期限表", CLOSED)
        others = [desks.joined(first, "2 号台"), desks.joined(first, "外勤本")]
        for other in others:
            desks.carry(other, first)
        yield first, others, desks


def the_section(qtbot: QtBot, record: Record) -> RetentionSection:
    window = build_window(record, ASSESSOR, LIGHT, Scale(100), demo=False)
    qtbot.addWidget(window)
    window.show()
    window.lock_page.identified.emit(CLERK)
    window.show_page(PageKey.SETTINGS)
    window.work.settings.show_section(RetentionSection.TITLE)
    (section,) = [one for one in window.work.settings.sections if isinstance(one, RetentionSection)]
    until(lambda: section.list.count() == 1)
    return section


def row(section: RetentionSection) -> str:
    return section.list.item(0).text()


def test_it_is_announced_shows_whom_it_waits_for_and_is_carried_out_by_one_press(
    qtbot: QtBot, office: tuple[Record, list[Record], Desks]
) -> None:
    first, others, desks = office
    section = the_section(qtbot, first)
    assert section.purge.text() == "预告清除 1 件…"
    asked = press("预告清除")
    section.purge.click()
    until(section.announced.isVisible)

    assert asked[0] == "预告清除 1 件申请？"
    assert "各台都收到预告以后，在本台再点一次才清除；在那以前这些申请只能看" in asked[1]
    assert f"王小明在本台预告清除 1 件，现在只能看。{TWO_OTHERS}：" in section.announced.said.text()
    assert row(section).endswith(f"在本台预告清除；{TWO_OTHERS}")
    assert not section.announced.carry.isVisible()
    assert not section.purge.isVisible()
    for other in others:
        desks.carry(first, other)
        desks.carry(other, first)
    section.load()
    until(section.announced.carry.isVisible)
    assert first.journal.purged() == 0, "a press, and not a look, purges"
    assert "各台都已收到，可以清除。" in section.announced.said.text()
    asked = press("清除")
    section.announced.carry.click()
    until(section.last.isVisible)

    assert asked[0] == "清除预告过的 1 件申请？"
    assert "王小明预告的，各台都已收到" in asked[1]
    assert "由王小明预告，各台都收到以后清除。" in section.last.text()
    assert "含有这些内容的交换文件和邀请文件 2 个" in section.last.text()
    assert not section.announced.isVisible()


def test_it_is_withdrawn_with_a_reason_where_it_was_announced_and_refused_elsewhere(
    qtbot: QtBot, office: tuple[Record, list[Record], Desks], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("PySide6.QtWidgets.QInputDialog.getText", lambda *_, **__: ("投诉还没有办完", True))
    first, (second, _), desks = office
    section = the_section(qtbot, first)
    press("预告清除")
    section.purge.click()
    until(section.announced.isVisible)
    desks.carry(first, second)
    elsewhere = the_section(qtbot, second)
    elsewhere.list.setCurrentRow(0)
    elsewhere.hold.click()
    assert "请在“1 号台”的设置“留存与清除”里先暂缓清除" in elsewhere.trouble.text()
    assert row(elsewhere).endswith("在“1 号台”预告清除；还等 外勤本")
    section.list.setCurrentRow(0)
    section.hold.click()
    until(lambda: not section.announced.isVisible())

    assert "暂缓：投诉还没有办完" in row(section)


def test_the_second_person_is_asked_when_it_is_announced_and_not_again(
    qtbot: QtBot, office: tuple[Record, list[Record], Desks]
) -> None:
    first, others, desks = office
    Clerks(first, cost=CHEAP).add(CLERK, "周值班", Role.LEADER, "246802")
    section = the_section(qtbot, first)
    section.purge.click()
    (dialog,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, SecondPersonDialog)]
    assert (dialog.confirm.text(), dialog.leave.text()) == ("预告清除", "先不预告清除")
    dialog.pin.setText("246802")
    dialog.confirm.click()
    until(section.announced.isVisible)
    assert "王小明（周值班复核）在本台预告清除" in section.announced.said.text()
    for other in others:
        desks.carry(first, other)
        desks.carry(other, first)
    section.load()
    until(section.announced.carry.isVisible)
    press("清除")
    section.announced.carry.click()
    until(section.last.isVisible)

    kinds = [entry.kind for entry in first.journal.all()]
    assert (kinds.count(Kind.PURGE_ANNOUNCED), kinds.count(Kind.RECORDS_PURGED)) == (1, 1)
    assert "王小明，周值班复核" in section.last.text()
