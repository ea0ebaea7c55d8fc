"""Notices to an applicant, now and later, word by word as the manual describes them."""

from __future__ import annotations

from datetime import timedelta

from builders.told_builders import corrected
from builders.window.following import LONGEST_MS, Follower, a_factory, drawn, leave, papers_of, part_of, state, told_on
from builders.window.hall import ASSESSOR, Hall
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from gridcounter.bootstrap import open_application_service
from gridcounter.core.intake.checklist import LineState
from gridcounter.core.intake.steps import STEPS, StepKey
from gridcounter.desktop.intake.checklist_row import ChecklistRow
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.papers.addition_dialog import AdditionDialog
from gridcounter.services.papers.supplementary import second_tellings


def test_the_list_of_documents(seaside: Hall) -> None:
    desk = seaside
    application = a_factory(desk, accepted=False)
    page = Follower("desk/checklist")
    page.at = len("# 一次性告知清单")
    page.step(desk.page, "一次性告知清单")
    assert desk.page.step == StepKey.CHECKLIST

    def row(place: int) -> ChecklistRow:
        return desk.page.checklist.rows[place]

    def marks() -> list[LineState]:
        return [line.state for line in state(desk, application).lines]

    page.press(row(0), "已收")
    page.press(row(0), "原件已核")
    leave(part_of(row(0), "复印件份数"), "2")
    mark = state(desk, application).lines[0].mark
    assert (mark.state, mark.original_seen, mark.copies) == (LineState.RECEIVED, True, 2)
    page.press(row(1), "共享")
    page.press(row(2), "后补")
    leave(part_of(row(2), "后补到哪一天"), (today() + timedelta(7)).isoformat())
    latest = row(2).findChild(QComboBox)
    assert latest is not None
    latest.setFocus()
    QTest.keyClick(latest, Qt.Key.Key_Up)
    mark = state(desk, application).lines[2].mark
    assert (mark.until, mark.latest) == (today() + timedelta(7), "竣工检验前")
    assert marks() == [LineState.RECEIVED, LineState.ONLINE, LineState.DEFERRED]
    page.press(row(2), "免提交")
    page.read("【免提交依据】")
    assert "免提交依据" in told_on(row(2))
    leave(row(2).waived_by, "样例文件 第3条")
    assert state(desk, application).lines[2].mark.basis == "样例文件 第3条"
    page.press(row(1), "需提交")
    assert marks() == [LineState.RECEIVED, LineState.DUE, LineState.WAIVED]
    page.press(row(1), "依据 ›")
    assert "依据：" in told_on(row(1))
    row(1).choice.setFocus()
    page.key(desk, "F2")
    assert "依据：" not in told_on(row(1))
    assert "需提交 1，已收 1" in told_on(desk.page)
    page.press(desk.page, "出具一次性告知书")
    drawn(desk)
    page.key(desk, "Ctrl+Enter")
    desk.window.tasks.wait()
    assert "one_time_notice" in papers_of(desk, application)
    page.read("**固定**")
    before = state(desk, application).lines
    corrected(open_application_service(desk.record, ASSESSOR, "c1"), application, "case.supply.critical", value=True)
    assert state(desk, application).lines == before


def test_papers_that_come_later(seaside: Hall) -> None:
    desk = seaside
    application = a_factory(desk)
    page = Follower("desk/later")
    page.read("## 后补")
    page.step(desk.page, "一次性告知清单")
    row = desk.page.checklist.rows[1]  # the identity document is never put off
    page.press(row, "后补")
    page.read("【后补到】")
    leave(part_of(row, "后补到哪一天"), today().isoformat())
    desk.print_papers()
    assert "deferral_note" in papers_of(desk, application)
    page.read("【已收】")
    page.press(desk.window, "时限")
    page.press(desk.window, "后补资料")
    desk.qtbot.waitUntil(lambda: desk.window.work.deadlines.table.model().rowCount() == 1, timeout=LONGEST_MS)
    desk.press("Escape")
    desk.qtbot.waitUntil(lambda: "后补资料今天到期 1" in told_on(desk.window), timeout=LONGEST_MS)

    page.at = 0
    page.read("资料来了")
    desk.window.open_application(application)
    desk.page.show_step(STEPS.index(StepKey.CHECKLIST))
    page.press(desk.page.checklist.rows[1], "已收")
    assert state(desk, application).lines[1].state == LineState.RECEIVED


def test_what_the_survey_made_certain(desk: Hall) -> None:
    application = a_factory(desk)
    desk.print_papers()
    service = open_application_service(desk.record, ASSESSOR)
    service.save(application, "case.supply.dedicated_line", value=False)
    desk.window.open_application(application)
    page = Follower("desk/later")
    page.read("## 勘查后确认告知")
    page.press(desk.page, "出具文书")
    drawn(desk)
    page.press(desk.window, "勘查后确认告知")
    desk.qtbot.waitUntil(lambda: "survey_update" in papers_of(desk, application), timeout=LONGEST_MS)
    pinned = service.notice_terms.pinned(application)
    assert pinned is not None
    assert pinned.track == "filing"
    assert second_tellings(service, application) == 0


def test_what_was_never_told(desk: Hall) -> None:
    application = a_factory(desk)
    desk.print_papers()
    service = open_application_service(desk.record, ASSESSOR, "c1")
    corrected(service, application, "case.supply.critical", value=True)
    page = Follower("desk/later")
    page.read("## 追加告知")
    page.press(desk.window, "追加告知…")
    asking = desk.window.findChild(AdditionDialog)
    assert asking is not None
    dropped, kept = asking.forms[0], asking.forms[1]
    page.press(dropped, "这一项不追加")
    page.press(asking, "再加一项")
    own = asking.forms[-1]
    own.label.insert("道路恢复方案")
    page.read("【依据】")
    own.clause.insert("样例文件 第3条")
    page.read("【原因】")
    kept.why.insert("勘查后才知道")
    added = {form.label.text() for form in asking.forms}
    page.press(asking, "出具追加告知")
    desk.qtbot.waitUntil(lambda: second_tellings(service, application) == 1, timeout=LONGEST_MS)
    pinned = service.notice_terms.pinned(application)
    assert pinned is not None
    assert {one.label for one in pinned.documents if one.added} == added
    assert "道路恢复方案" in added
