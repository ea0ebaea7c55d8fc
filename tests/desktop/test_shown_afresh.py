"""A pane depends only on the thing it shows: nothing remains of what it showed before."""

from __future__ import annotations

from collections import Counter as Many
from collections.abc import Callable, Sequence
from datetime import date
from itertools import product
from types import SimpleNamespace
from typing import Any, TypeVar

import pytest
from builders.deadline_builders import LATE, accepted
from builders.filing_builders import fields_of
from builders.window.window_texts import texts_on
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPushButton, QStackedWidget, QWidget
from test_acts_offered import a_paper
from test_models_whole import a_due, a_row

from gridcounter.core.intake.steps import STEPS, StepKey
from gridcounter.desktop.deadlines.clock_acts import ClockActs
from gridcounter.desktop.deadlines.clocks_tab import ClocksTab
from gridcounter.desktop.deadlines.temporary_acts import DeferralActs, TemporaryActs
from gridcounter.desktop.filing.attached import AttachedFiles
from gridcounter.desktop.filing.filing_pane import FilingPane
from gridcounter.desktop.intake.possible_duplicates import SuspectNotice
from gridcounter.desktop.intake.step import IntakeStep
from gridcounter.desktop.intake.steps_pane import StepsPane
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.desktop.ledger.application_acts import ApplicationActs
from gridcounter.desktop.ledger.application_card import ApplicationDetail
from gridcounter.desktop.papers.archived import ArchivedPapers
from gridcounter.desktop.papers.issued import IssuedList
from gridcounter.desktop.papers.page import PapersPage
from gridcounter.desktop.papers.supplementary import SupplementsPane
from gridcounter.desktop.session.session import Session
from gridcounter.services.applications.duplicates import Suspect
from gridcounter.services.papers.attachments import Attachments

pytestmark = pytest.mark.usefixtures("qapp")
_ON = date(2026, 9, 28)
_OLD = "以前的话"
Pane = TypeVar("Pane", bound=QWidget)
Thing = TypeVar("Thing")


@pytest.fixture(scope="module")
def applications(session: Session) -> tuple[str, ...]:
    """With a filing and everything known; with clocks and little else; closed; a consultation; nothing there."""
    desk = session.service
    rich = desk.intake.open(_ON, fields_of("jining"))
    desk.intake.receive(rich, _ON)
    desk.intake.accept(rich, _ON)
    plain = accepted(desk, _ON, late=LATE)
    closed = desk.intake.open(_ON, {"applicant.name": "样例茶社"})
    desk.closing.close(closed, "withdrawn", _ON, _ON, reason="暂不用电")
    return rich, plain, closed, desk.intake.consult(_ON, {"applicant.name": "样例书店"})


def looks_of(root: QWidget) -> Many[tuple[object, ...]]:
    """Each widget that would be seen, with what it says and what can be done with it; in any order."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    found: Many[tuple[object, ...]] = Many()
    for widget in (root, *root.findChildren(QWidget)):
        if is_in_sight(widget, root):
            checked = widget.isChecked() if isinstance(widget, QAbstractButton) else None
            lines = tuple(text for text in texts_on(widget) if text)
            found[type(widget).__name__, not widget.isHidden(), widget.isEnabledTo(root), checked, lines] += 1
    return found


def is_in_sight(widget: QWidget, root: QWidget) -> bool:
    """Once its tab, or its step, is in front."""
    while widget is not root:
        above = widget.parentWidget()
        assert above is not None
        if widget.isHidden() and not isinstance(above, QStackedWidget):
            return False
        widget = above
    return True


def use(root: QWidget) -> None:
    """Something was typed everywhere, and refused."""
    for edit in root.findChildren(QLineEdit):
        if not edit.isReadOnly() and edit.isEnabledTo(root):
            edit.setText(_OLD)
    for name in ("Trouble", "Problem"):
        for label in root.findChildren(QLabel, name):
            label.setText(_OLD)
            label.show()


def hold_afresh(make: Callable[[], Pane], show: Callable[[Pane, Thing], object], things: Sequence[Thing]) -> None:
    """Each, after the one before it and the one behind it, looks as it does at first."""
    at_first = []
    for thing in things:
        pane = make()
        show(pane, thing)
        at_first.append(looks_of(pane))
        pane.deleteLater()
    pane = make()
    there = list(zip(things, at_first, strict=True))
    for thing, first in (*there, *reversed(there[:-1])):
        show(pane, thing)
        found = looks_of(pane)
        assert (found - first, first - found) == (Many(), Many()), thing
        use(pane)
    pane.deleteLater()


def show_or_clear(pane: ApplicationDetail | FilingPane, application: str) -> None:
    if application:
        pane.show_application(application)
    else:
        pane.clear()


def test_an_application_after_another(session: Session, applications: tuple[str, ...], tasks: Tasks) -> None:
    desk, scale = session.service, Scale()
    hold_afresh(lambda: ApplicationDetail(desk), show_or_clear, ("", *applications))
    hold_afresh(lambda: ClocksTab(desk), ClocksTab.show_application, applications)
    hold_afresh(lambda: FilingPane(session, tasks, scale), show_or_clear, ("", *applications))
    hold_afresh(lambda: SupplementsPane(session, tasks), SupplementsPane.show_application, applications)
    nobody: Any = SimpleNamespace(submit=lambda *_, **__: None)  # what is drawn comes later than what is looked at
    hold_afresh(lambda: PapersPage(session, nobody, scale), PapersPage.show_application, applications[:2])
    kept = Attachments(session.record, desk.clerk)
    hold_afresh(lambda: AttachedFiles(kept, nobody, scale), AttachedFiles.set_application, applications)


def test_the_last_step_of_a_consultation_prints_and_that_of_an_application_issues() -> None:
    pane, said = StepsPane(LIGHT, Scale()), []
    pane.take([IntakeStep(pane.room()) for _ in STEPS])
    pane.show_step(STEPS.index(StepKey.PAPERS))
    for consultation in (False, True, False):
        pane.show_steps(consultation=consultation, connects=True)
        said.append([button.text()[:2] for button in pane.findChildren(QPushButton) if not button.isHidden()])
    assert said == [["上一", "出具"], ["上一", "打印"], ["上一", "出具"]]
    pane.deleteLater()


def test_a_clock_after_another(session: Session, applications: tuple[str, ...]) -> None:
    def show(acts: ClockActs, clock: tuple[str, str]) -> None:
        acts.show_clock(applications[1], clock[0])
        if clock[1]:
            acts.buttons[clock[1]].click()

    clocks = [("plan", ""), ("plan", "登记环节"), ("connect", ""), ("silent", "登记环节")]
    hold_afresh(lambda: ClockActs(session.service), show, clocks)


def test_a_row_after_another(session: Session) -> None:
    due = a_due(), a_due(application="a2", arithmetic="另一笔", document="identity")
    hold_afresh(lambda: TemporaryActs(session.service), TemporaryActs.show_row, due)
    hold_afresh(DeferralActs, DeferralActs.show_row, due)
    rows = [a_row(state=state) for state in ("open", "accepted", "closed", "consultation")]
    hold_afresh(lambda: ApplicationActs(session.service), ApplicationActs.show_row, rows)


def test_papers_after_others(session: Session) -> None:
    voided = a_paper(ref="r2", voided_at="2026-09-30T08:00:00+08:00", why="写错")
    lists = [(), (a_paper(),), (voided, a_paper(ref="r3")), (a_paper(ref="r4", consultation=True),)]
    hold_afresh(lambda: IssuedList(Scale()), IssuedList.set_rows, lists)
    hold_afresh(
        lambda: ArchivedPapers(session.issued),
        lambda pane, rows: pane.set_rows(rows[0].ref if rows else "", rows),
        lists,
    )


def test_suspects_after_others() -> None:
    one = Suspect("a1", "JN1-0001", "applicant.name", "已受理", ("证件号码相同",))
    two = Suspect("a2", "JN1-0002", "applicant.name", "已收件", ("地址相同",))
    question = QWidget()
    hold_afresh(
        lambda: SuspectNotice(question),
        lambda notice, shown: notice.show_rows(shown[0], more=shown[1]),
        list(product(((), (one,), (one, two)), (False, True))),
    )
    question.deleteLater()
