"""What a small screen must show whole: the rows of the ledger, the next act, and the field that an act asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.window.hall import SHOP, Hall, hall
from builders.window.window_builders import a_demo_record, a_window
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QWidget

from gridcounter.core.intake.life import Act, ActId
from gridcounter.desktop.kit.theme import LIGHT
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.services.ledger.ledger import Chip

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

SMALL = (911, 512)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Hall]:
    with hall(qtbot, tmp_path, "jining") as opened:
        yield opened


def seen_whole(widget: QWidget) -> bool:
    """Nothing of it lies outside any of the areas that it is scrolled in, nor of the window."""
    return widget.isVisible() and widget.visibleRegion().boundingRect() == QRect(QPoint(), widget.size())


@pytest.mark.usefixtures("qapp")
def test_the_ledger_shows_whole_rows_on_a_small_screen_with_large_text(tmp_path: Path) -> None:
    with a_demo_record(tmp_path) as record, a_window(record, tokens=LIGHT, percent=200, size=SMALL) as window:
        window.show_page(PageKey.LEDGER)
        QApplication.processEvents()
        ledger = window.work.ledger
        viewport = ledger.table.viewport()
        shown = viewport.visibleRegion().boundingRect()
        whole = [row for row in range(3) if shown.contains(ledger.table.visualRect(ledger._model.index(row, 1)))]  # noqa: SLF001
        assert len(whole) >= 2
        assert not any(chip.isVisible() for chip in ledger.chips.values())
        ledger.filters.setCurrentIndex(ledger.filters.findData(Chip.CLOSED))
        ledger.filters.activated.emit(ledger.filters.currentIndex())
        assert ledger.chip == Chip.CLOSED
        assert ledger._model.rowCount() == 0  # noqa: SLF001
        ledger.look_for("样例")
        assert ledger.filters.currentData() == Chip.ALL  # what searching chose is what the list says


def test_the_next_act_of_the_papers_is_seen_whole_with_a_sentence_above_it(desk: Hall) -> None:
    desk.window.resize(*SMALL)
    desk.take_in(SHOP)
    desk.receive_all()
    desk.receive_and_accept()
    papers = desk.window.work.papers
    desk.qtbot.waitUntil(lambda: bool(papers.drawn), timeout=30_000)
    papers._say("本机没有装打印机，文书已经做好；请接上打印机再打印，或者先存成 PDF")  # noqa: SLF001
    QApplication.processEvents()
    assert seen_whole(papers.acts.issue)
    papers.issue_all()
    QApplication.processEvents()
    assert seen_whole(papers.acts.next)


@pytest.mark.parametrize("act", [ActId.RECEIVE, ActId.ENTER])
def test_an_act_leads_to_the_field_that_it_asks_for_scrolled_into_sight(desk: Hall, act: ActId) -> None:
    desk.window.resize(*SMALL)
    desk.take_in(SHOP)
    if act == ActId.ENTER:
        desk.receive_all()
        desk.receive_and_accept()
        desk.window.show_page(PageKey.INTAKE)
    desk.page.show_step(0)
    desk.page.go_to(Act(act, ""))
    QApplication.processEvents()
    asked = desk.page.finish.entry.number if act == ActId.ENTER else desk.page.review.receive_on
    assert seen_whole(asked)


@pytest.mark.usefixtures("qapp")
def test_an_empty_list_does_not_ask_to_choose_one(tmp_path: Path) -> None:
    with a_demo_record(tmp_path) as record, a_window(record, tokens=LIGHT, percent=100, size=(1366, 768)) as window:
        ledger, filings = window.work.ledger, window.work.filings
        window.show_page(PageKey.LEDGER)
        assert ledger._card.isVisible()  # noqa: SLF001
        ledger.search.setText("没有这个人")
        assert not ledger._card.isVisible()  # noqa: SLF001
        ledger.show_application(record.applications.recent(1)[0].id)
        assert ledger._card.isVisible()  # noqa: SLF001
        window.show_page(PageKey.FILINGS)
        assert filings._right.isVisible() == bool(filings.rows)  # noqa: SLF001
        filings.search.setText("没有这个人")
        assert not filings.rows
        assert not filings._right.isVisible()  # noqa: SLF001


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("page", [PageKey.FILINGS, PageKey.DEADLINES, PageKey.POLICY])
def test_in_a_low_window_filters_stand_in_one_list_that_says_what_they_say(tmp_path: Path, page: PageKey) -> None:
    """A look at 200 %: two lines of them left one row of the list."""
    with a_demo_record(tmp_path) as record, a_window(record, percent=200, size=SMALL) as window:
        window.show_page(page)
        window.tasks.wait()
        QApplication.processEvents()
        work = window.work
        filters, buttons = {
            PageKey.FILINGS: (work.filings.filters, list(work.filings.chips.values())),
            PageKey.DEADLINES: (work.deadlines.filters, list(work.deadlines.chips.values())),
            PageKey.POLICY: (work.policy.tables.filters, work.policy.tables.choice.options),
        }[page]
        assert not any(button.isVisible() for button in buttons)
        assert [filters.itemText(place) for place in range(filters.count())] == [button.text() for button in buttons]
        assert buttons[filters.currentIndex()].isChecked()
        filters.setCurrentIndex(filters.count() - 1)
        filters.activated.emit(filters.currentIndex())
        assert buttons[-1].isChecked()
        window.resize(1366, 1000)
        QApplication.processEvents()
        assert all(button.isVisible() for button in buttons)
        assert not filters.isVisible()
