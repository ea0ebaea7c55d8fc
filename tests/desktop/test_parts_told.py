"""The texts and acts of page parts alone: banners, dialogs, lists, keys, and access by role."""

from __future__ import annotations

from argparse import Namespace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from builders.record_builders import CHEAP
from builders.window.window_builders import a_session, activate
from builders.year_builders import a_whole_year
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot
from test_acts_offered import a_paper

from gridcounter.core.intake.steps import CONSULTATION_STEPS, CONSULTATION_TITLES, STEP_TITLES, STEPS
from gridcounter.core.notice import Item, own_document
from gridcounter.core.reports.periods import Period
from gridcounter.desktop.app import _as_asked
from gridcounter.desktop.custody.device_loss_section import DeviceLossSection
from gridcounter.desktop.intake.consultation import ConsultationBanner
from gridcounter.desktop.intake.step_bar import StepBar
from gridcounter.desktop.kit.appearance import show_whole
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.theme import DARK, LIGHT, Scale, Tokens, style_sheet
from gridcounter.desktop.papers.addition_dialog import AdditionDialog
from gridcounter.desktop.papers.issued import IssuedList
from gridcounter.desktop.session.session import Session
from gridcounter.desktop.shell.page_frame import PageFrame
from gridcounter.desktop.shell.rail import Rail
from gridcounter.desktop.shell.reminders import Reminders
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.office_years import OfficeYears
from gridcounter.services.office.roles import NotAllowed, Role
from gridcounter.services.office.year_loading import look_at
from gridcounter.settings import Settings, Theme

pytestmark = pytest.mark.usefixtures("session")

EIGHT = "锅台雾桥蓝笔兔墙"
#: From the edge of a button into its ground.
_INSIDE = 6


def test_the_banner_of_a_consultation_explains_itself_where_there_is_room() -> None:
    banner = ConsultationBanner(LIGHT, Scale())
    lines = []
    for low in (False, True, False):
        banner.adapt(low=low)
        lines.append([label.text()[:5] for label in banner.findChildren(QLabel) if not label.isHidden()])
    assert lines == [["咨询（未受", "不记姓名，"], ["咨询（未受"], ["咨询（未受", "不记姓名，"]]


def test_what_the_case_asks_for_is_added_under_its_own_name_and_a_reason_holds_for_those_below() -> None:
    known = Item(document="identity", label="身份证明", clause="第三条", why="")
    dialog = AdditionDialog([known])
    dialog.forms[0].why.setText("勘查后才知道")
    for listed in (False, True):
        dialog.add()
        dialog.forms[-1].label.setText(" 临时说明 ")
        dialog.forms[-1].clause.setText("第五条")
        dialog.forms[-1].listed.setChecked(listed)
    assert [form.label.isReadOnly() for form in dialog.forms] == [True, False, False]
    assert [form.why.placeholderText() for form in dialog.forms] == ["如 勘查后才知道", *["空着即与上一项相同"] * 2]
    assert [(item.document, item.label, item.clause, item.why) for item in dialog.items] == [
        ("identity", "身份证明", "第三条", "勘查后才知道"),
        ("", "临时说明", "第五条", "勘查后才知道"),
        (own_document("临时说明"), "临时说明", "第五条", "勘查后才知道"),
    ]
    offered = []
    for _ in range(3):
        dialog.forms[0].drop.click()
        offered.append(dialog.issue.isEnabled())
    assert offered == [True, True, False]
    dialog.deleteLater()


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_the_act_that_issues_an_addition_looks_like_the_one_to_press(tokens: Tokens) -> None:
    """Named after its box had styled it, it looked like the button beside it."""
    window = QWidget()
    window.setStyleSheet(style_sheet(tokens, Scale()))
    dialog = AdditionDialog((), window)
    dialog.show()
    drawn = dialog.issue.grab().toImage()
    ground = drawn.pixelColor(drawn.width() // 2, _INSIDE).name()
    window.deleteLater()
    assert ground == tokens.accent.lower()


def test_the_sign_of_a_reminder_comes_with_its_first_words_and_goes_with_the_window(
    session: Session, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    tray = SimpleNamespace(
        show=lambda: done.append("shown"),
        hide=lambda: done.append("hidden"),
        showMessage=lambda title, words, _: done.append(f"{title}：{words}"),
    )
    reminders = Reminders(session, tasks)
    monkeypatch.setattr(Reminders, "has_place", staticmethod(lambda: True))
    monkeypatch.setattr(reminders, "_make", lambda: tray)
    for words in ("", "今天到期 1 项"):
        reminders._say(words)  # noqa: SLF001  as the worker ends
    reminders.leave()
    assert done == ["shown", "时限提醒：今天到期 1 项", "hidden"]


def test_figures_follow_the_rights_of_the_current_clerk_and_papers_the_calendar(tmp_path: Path) -> None:
    with a_session(tmp_path) as session:
        clerks = Clerks(session.record, cost=CHEAP)
        other = clerks.add("c1", "李经办", Role.CLERK, "1379")
        month = Period(date(2026, 9, 1), date(2026, 9, 30))
        drawing = session.paper_renderer()
        assert session.figures.count(month, month.last).office

        session.switch_clerk(other)

        with pytest.raises(NotAllowed):
            session.figures.count(month, month.last)
        assert session.paper_renderer() is drawing
        OfficeYears(session.record, "c1").add(look_at(a_whole_year(2029), session.assessor.calendar))
        session.switch_clerk(other)
        assert session.paper_renderer() is not drawing
        assert session.paper_renderer().paperwork.assessor.calendar == session.assessor.calendar


def test_the_keys_of_the_steps_count_those_that_are_shown() -> None:
    bar, found = StepBar(LIGHT, Scale()), []
    for steps, titles in ((CONSULTATION_STEPS, CONSULTATION_TITLES), (STEPS, STEP_TITLES)):
        bar.show_steps(steps, titles)
        keys = [shortcut.key().toString() for shortcut in bar.findChildren(QShortcut)]
        shown = [not button.isHidden() for button in bar.findChildren(QToolButton)]
        found.append([(step, key) for step, key, there in zip(STEPS, keys, shown, strict=True) if there or key])
    assert found == [
        [(step, f"Alt+{place}") for place, step in enumerate(steps, start=1)] for steps in (CONSULTATION_STEPS, STEPS)
    ]


def test_a_paper_that_was_chosen_stays_chosen_when_another_comes_before_it() -> None:
    issued = IssuedList(Scale())
    issued.set_rows([a_paper(ref="r2"), a_paper(ref="r1")])
    issued.list.setCurrentRow(1)
    chosen = []
    for rows in ([a_paper(ref="r3"), a_paper(ref="r2"), a_paper(ref="r1")], [a_paper(ref="r3")]):
        issued.set_rows(rows)
        chosen.append(issued.current)
    assert chosen == ["r1", ""]
    issued.choose()
    assert issued.current == "r3"


@pytest.mark.parametrize(
    ("old", "new", "again", "wrong"),
    [
        ("", EIGHT, EIGHT, ["old"]),
        ("旧口令", EIGHT, EIGHT, []),
        ("旧口令", EIGHT[1:], EIGHT[1:], ["new"]),
        ("旧口令", "12345678", "12345678", ["new"]),
        (EIGHT, EIGHT, EIGHT, ["new"]),
        ("旧口令", EIGHT, EIGHT + " ", ["again"]),
        ("", "", "x", ["old", "new", "again"]),
    ],
)
def test_a_new_passphrase_is_long_enough_another_one_and_twice_the_same(
    session: Session, old: str, new: str, again: str, wrong: list[str]
) -> None:
    section = DeviceLossSection(session, Scale())
    for edit, text in ((section.old, old), (section.new, new), (section.again, again)):
        edit.setText(text)
    assert list(section.check()) == wrong


@pytest.mark.parametrize(
    ("dark", "scale", "held"),
    [
        (False, None, Settings(theme=Theme.DARK, text_percent=125)),
        (True, None, Settings(theme=Theme.DARK, text_percent=125)),
        (False, 150, Settings(theme=Theme.DARK, text_percent=150)),
    ],
)
def test_what_the_command_line_does_not_say_stays_as_it_was_set(
    *, dark: bool, scale: int | None, held: Settings
) -> None:
    was = Settings(theme=Theme.DARK, text_percent=125)
    assert _as_asked(was, Namespace(dark=dark, scale=scale)) == held
    light = Settings(theme=Theme.LIGHT)
    assert _as_asked(light, Namespace(dark=dark, scale=None)).theme == (Theme.DARK if dark else Theme.LIGHT)


def test_a_place_of_the_rail_says_its_name_where_there_is_room_for_a_sign_alone() -> None:
    rail = Rail(((0, "工作台", "home"), (1, "台账", "ledger")), ("王小明", "经办"), LIGHT, Scale())
    buttons = [button for button in rail.findChildren(QPushButton) if button is not rail.who]
    assert [(button.toolTip(), button.accessibleName()) for button in buttons] == [
        ("工作台", "工作台"),
        ("台账", "台账"),
    ]


def test_a_page_that_is_turned_to_begins_at_its_top() -> None:
    pages = QStackedWidget()
    for _ in range(2):
        page = QWidget()
        page.setMinimumHeight(2000)
        QVBoxLayout(page).addWidget(QLabel("行\n" * 200))
        pages.addWidget(page)
    frame = PageFrame(pages)
    frame.resize(300, 200)
    frame.show()
    frame.verticalScrollBar().setValue(500)
    assert frame.verticalScrollBar().value() == 500
    pages.setCurrentIndex(1)
    assert frame.verticalScrollBar().value() == 0
    frame.deleteLater()


@pytest.mark.parametrize(("more", "whole"), [((0, -40), False), ((0, -39), True), ((1, -40), True), ((-1, -41), False)])
def test_a_window_that_just_fits_with_its_title_stays_as_it_is(more: tuple[int, int], *, whole: bool) -> None:
    window = QWidget()
    room = window.screen().availableSize()
    window.resize(room.width() + more[0], room.height() + more[1])
    show_whole(window)
    assert window.isMaximized() == whole
    window.close()


def test_enter_in_an_added_item_leads_on_and_issues_nothing(qtbot: QtBot) -> None:
    dialog = AdditionDialog(())
    qtbot.addWidget(dialog)
    dialog.show()
    activate(dialog)
    issued: list[int] = []
    dialog.accepted.connect(lambda: issued.append(1))
    (form,) = dialog.forms
    form.label.setFocus()
    for field in (form.label, form.clause, form.why):
        assert QApplication.focusWidget() is field
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert not issued
    assert not isinstance(QApplication.focusWidget(), QLineEdit)
    dialog.issue.setFocus()
    QTest.keyClick(dialog.issue, Qt.Key.Key_Return)
    assert issued == [1]
