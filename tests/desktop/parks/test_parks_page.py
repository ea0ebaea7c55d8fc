"""园区 over a real record: a park, a firm, a visit with what was asked and promised, and what becomes of a promise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from builders.window.window_builders import a_session
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gridcounter.core.parks.visits import RequestKind
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.parks.book_dialog import BookDialog
from gridcounter.desktop.parks.lists import Line, Listed
from gridcounter.desktop.parks.page import ParksPage
from gridcounter.desktop.parks.place_dialogs import FirmDialog, ParkDialog
from gridcounter.desktop.parks.promise_dialogs import KeptDialog, MovedDialog
from gridcounter.desktop.parks.visit_dialog import VisitDialog


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path) -> Iterator[ParksPage]:
    with a_session(tmp_path) as session:
        made = ParksPage(session, Scale(100))
        made.resize(775, 470)
        qtbot.addWidget(made)
        made.show()
        yield made


def opened(page: ParksPage, act: str) -> BookDialog:
    assert page.acts[act].isVisible()
    page.acts[act].click()
    return next(one for one in page.findChildren(BookDialog) if one.isVisible())


def line(page: ParksPage) -> Line:
    assert page.line is not None
    return page.line


def done(dialog: BookDialog) -> None:
    dialog.ok.click()
    assert not dialog.isVisible(), dialog.trouble.text()


def a_park_and_firm(page: ParksPage) -> None:
    park = opened(page, "new_park")
    assert isinstance(park, ParkDialog)
    park.name.setText("样例产业园")
    park.level.set_value("provincial")
    done(park)
    firm = opened(page, "new_firm")
    assert isinstance(firm, FirmDialog)
    assert firm.account is not None
    assert firm.capacity is not None
    firm.name.setText("样例机械有限公司")
    firm.account.setText("3700000001")
    firm.capacity.setText("630")
    done(firm)


def a_visit(page: ParksPage) -> None:
    dialog = opened(page, "visit")
    assert isinstance(dialog, VisitDialog)
    first = dialog.requests[0]
    first.words.setText("想单独装表")
    first.kind.set_value(RequestKind.RESUPPLY)
    first.outcome.options[1].click()
    first.text.setText("答复装表方案")
    first.days.setText("5")
    assert first.due.text().startswith("5 个工作日 → ")
    dialog.more.click()
    second = dialog.requests[1]
    second.words.setText("燃气什么时候通")
    second.kind.set_value(RequestKind.OTHER_UNIT)
    second.outcome.options[2].click()
    second.unit.setText("样例燃气公司")
    second.how.setText("电话")
    done(dialog)


def test_an_empty_page_says_how_to_begin_and_offers_nothing_else(page: ParksPage) -> None:
    assert "登记园区" in page.about.text()
    assert [name for name, button in page.acts.items() if button.isVisible()] == ["new_park"]


def test_a_visit_is_entered_and_its_promise_kept(page: ParksPage) -> None:
    a_park_and_firm(page)
    assert line(page).cells[:3] == ("样例机械有限公司", "", "3700000001 630 kVA")
    a_visit(page)

    assert line(page).cells[-1].startswith("1 条")
    told = [page.told.item(row).text() for row in range(page.told.count())]
    assert [line.split("：")[0] for line in told[1:]] == ["　提出", "　提出", "　承诺"]
    page.choose(Listed.PROMISES)
    moving = opened(page, "moved")
    assert isinstance(moving, MovedDialog)
    moving.to.set_day(today() + timedelta(days=30))
    moving.why.setText("等图纸")
    moving.ok.click()
    assert moving.trouble.text() == "请选怎样告诉企业的"
    moving.how.set_value("telephone")
    done(moving)
    assert line(page).cells[-1] == "还有 30 天"
    kept = opened(page, "kept")
    assert isinstance(kept, KeptDialog)
    kept.words.setText("送去了方案")
    kept.how.set_value("on_site")
    done(kept)
    assert page.line is None
    page.choose(Listed.PASSED_ON)
    assert line(page).cells[1:3] == ("燃气什么时候通", "样例燃气公司")


def test_a_refused_visit_stays_open_with_all_that_was_typed(page: ParksPage) -> None:
    a_park_and_firm(page)
    dialog = opened(page, "visit")
    assert isinstance(dialog, VisitDialog)
    dialog.requests[0].words.setText("想增容")
    dialog.ok.click()

    assert "类别" in dialog.trouble.text()
    assert dialog.isVisible()
    assert dialog.requests[0].words.text() == "想增容"


def test_where_no_paper_asks_for_visits_there_is_no_list_of_the_year(page: ParksPage) -> None:
    """jining states no duty: the list would invent one, and 年度上门服务 would be a reason that nobody gave."""
    assert Listed.MISSING not in page.chips
    a_park_and_firm(page)
    dialog = opened(page, "visit")
    assert isinstance(dialog, VisitDialog)
    assert "年度上门服务" not in [button.text() for button in dialog.reason.options]


def test_what_was_promised_before_is_said_at_the_next_visit(page: ParksPage) -> None:
    a_park_and_firm(page)
    a_visit(page)
    dialog = opened(page, "visit")
    assert isinstance(dialog, VisitDialog)
    assert [text for text in dialog.earlier if "答复装表方案" in text]


def test_enter_alone_leads_down_a_visit_and_records_nothing_by_the_way(page: ParksPage, qtbot: QtBot) -> None:
    a_park_and_firm(page)
    dialog = opened(page, "visit")
    assert isinstance(dialog, VisitDialog)
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    dialog.time.setFocus()
    passed: list[str] = []
    for _ in range(60):
        here = QApplication.focusWidget()
        assert here is not None
        passed.append(here.accessibleName())
        if here is dialog.ok:
            break
        QTest.keyClick(here, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is dialog.ok
    first, last = passed.index("企业提出（第 1 条，按原话）"), passed.index("还谈了什么（可不填）")
    assert passed.index("对方接待人、职务") < first < last
    assert page.visits.read.visits_of(line(page).firm) == []
