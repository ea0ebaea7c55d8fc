"""On a small screen and with large text: the green button of a page is whole before any scrolling."""

from __future__ import annotations

import pytest
from builders.extent import some
from builders.window.window_builders import a_window, laid_out, settle_layout
from PySide6.QtWidgets import QComboBox, QPushButton, QScrollArea, QTextBrowser

from gridcounter.core.intake.life import Act, ActId, Life, Stage, StageState
from gridcounter.desktop.intake.page import IntakePage
from gridcounter.desktop.intake.steps_pane import StepsPane
from gridcounter.desktop.life.ribbon import Ribbon
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.record.record import Record

LOOKED_AT = [((911, 512), 200), ((1280, 800), 150), ((1280, 800), 200)]
#: Forms that end with their button, and cards below their list: one scrolls to it.
FORMS = ("settings", "filings", "deadlines asking", "ledger")
#: A button and white above and below it, in heights of the button.
ROOM_OF_A_BUTTON = 1.25


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(("size", "percent"), some(LOOKED_AT, 2))
def test_the_green_button_of_every_page_is_whole(record: Record, size: tuple[int, int], percent: int) -> None:
    with a_window(record, percent=percent, size=size) as window:
        found, seen = [], set()
        for name in laid_out(window):
            for button in green_buttons(window):
                seen.add(name)
                if name.startswith(FORMS):
                    found += [f"{name} {button.text()}: cannot be scrolled to"] * (not reached(button))
                elif shown := cut_off(button):
                    found.append(f"{name} {button.text()}: {shown}")
        assert {"home", "intake consultation", "intake situation", "papers", "papers issued", "lock"} <= seen
        assert not found, "\n".join(found)


@pytest.mark.usefixtures("qapp")
def test_what_can_be_undone_takes_no_room_from_the_green_button(record: Record) -> None:
    with a_window(record, percent=200, size=(911, 512)) as window:
        window.begin()
        page = window.tabs.currentWidget()
        assert isinstance(page, IntakePage)
        page.answers["case.business"].answered.emit("case.business", "new")
        pane = page.findChild(StepsPane)
        assert pane is not None
        for place in range(len(page.steps)):
            page.show_step(place)
            settle_layout()
            assert pane.undo.isVisible()
            assert [cut_off(button) for button in green_buttons(window)] == [""], page.step


@pytest.mark.usefixtures("qapp")
def test_the_longest_next_act_stands_whole_beside_the_way_to_the_next_step(record: Record) -> None:
    act = Act(ActId.FINISH, "登记办完：业务受理并答复供电方案")
    with a_window(record, percent=200, size=(911, 512)) as window:
        window.open_application(record.applications.recent(1)[0].id)
        ribbon = window.tabs.currentWidget().findChild(Ribbon)
        assert ribbon is not None
        ribbon.show_life(Life((Stage("受理", StageState.NOW),), act))
        settle_layout()
        assert [cut_off(button) for button in green_buttons(window)] == [""]


@pytest.mark.usefixtures("qapp")
def test_a_consultation_keeps_its_room_for_questions_until_there_is_an_answer(record: Record) -> None:
    """The guidance took half of the page to say what to choose first."""
    with a_window(record, percent=150, size=(1280, 800)) as window:
        window.begin_consultation()
        page = window.tabs.currentWidget()
        assert isinstance(page, IntakePage)
        guidance = page.findChild(QTextBrowser, "Guidance")
        assert guidance is not None
        settle_layout()
        assert not guidance.isVisible()
        page.answers["case.customer"].answered.emit("case.customer", "enterprise")
        settle_layout()
        assert guidance.isVisible()


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(("percent", "size"), [(100, (911, 512)), (200, (1366, 768))])
def test_in_a_small_window_a_consultation_leaves_its_answer_in_one_line(
    record: Record, percent: int, size: tuple[int, int]
) -> None:
    """Opened by itself it left one question to be seen; who wants it opens it."""
    with a_window(record, percent=percent, size=size) as window:
        window.begin_consultation()
        page = window.tabs.currentWidget()
        assert isinstance(page, IntakePage)
        page.answers["case.customer"].answered.emit("case.customer", "enterprise")
        settle_layout()
        guidance, line = page.findChild(QTextBrowser, "Guidance"), page.findChild(QPushButton, "GuidanceLine")
        assert guidance is not None
        assert line is not None
        assert not guidance.isVisible()
        line.click()
        settle_layout()
        assert guidance.isVisible()


@pytest.mark.usefixtures("qapp")
def test_the_settings_of_a_low_window_are_chosen_in_a_list(record: Record) -> None:
    """As buttons they left a strip of one line for what they open."""
    with a_window(record, percent=200, size=(911, 512)) as window:
        window.show_page(PageKey.SETTINGS)
        page = window.work.settings
        chooser = next(box for box in page.findChildren(QComboBox) if box.parent() is page)
        assert chooser.isVisible()
        assert [chooser.itemText(at) for at in range(chooser.count())] == [one.TITLE for one in page.sections]
        chooser.setCurrentIndex(2)
        chooser.activated.emit(2)
        assert page.section == page.sections[2].TITLE
        page.show_section(page.sections[1].TITLE)
        assert chooser.currentText() == page.sections[1].TITLE
        settle_layout()
        area = next(one for one in page.findChildren(QScrollArea) if one.isVisible())
        assert area.height() > page.height() / 2


@pytest.mark.usefixtures("qapp")
def test_the_places_of_the_policies_are_whole_in_a_low_window(record: Record) -> None:
    """The name of a district was cut at the edge of its list."""
    with a_window(record, percent=200, size=(911, 512)) as window:
        window.show_page(PageKey.POLICY)
        page = window.work.policy
        assert page.menu.isVisible()
        assert page.list.isHidden()
        page.menu.activated.emit(1)
        assert page.list.currentRow() == page.menu.currentIndex() == 1
        window.resize(1366, 1000)
        settle_layout()
        assert page.list.isVisible()
        widths = [page.list.sizeHintForIndex(page.list.indexFromItem(page.list.item(at))).width() for at in range(2)]
        assert max(widths) <= page.list.viewport().width()


def green_buttons(window: MainWindow) -> list[QPushButton]:
    return [one for one in window.findChildren(QPushButton) if one.isVisible() and one.objectName() == "Primary"]


def cut_off(button: QPushButton) -> str:
    """What a clerk sees of it, "" if that is all."""
    shown = button.visibleRegion().boundingRect()
    return "" if shown == button.rect() else f"{shown.size().toTuple()} of {button.size().toTuple()}"


def reached(button: QPushButton) -> bool:
    """Each area that scrolls is scrolled to it, from the inside outwards."""
    area = button.parentWidget()
    while area is not None:
        if isinstance(area, QScrollArea):
            if area.viewport().height() < button.height() * ROOM_OF_A_BUTTON:
                return False
            area.ensureWidgetVisible(button, 0, 4)
        area = area.parentWidget()
    settle_layout()
    return not cut_off(button)
