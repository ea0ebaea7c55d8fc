"""The column 下一步: every row says what the green button of its card says, and only rows in sight are read for it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from builders.extent import examples
from builders.record_builders import DAY, a_demo
from builders.told_builders import a_desk as a_told_desk
from builders.told_builders import corrected, issued, taken_in
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from test_ledger_page import a_desk, a_page, cells, table

from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.intake.life import ActId
from gridcounter.desktop.kit.tables import OBJECT_ROLE
from gridcounter.desktop.ledger import page as ledger_page
from gridcounter.desktop.ledger.model import Column
from gridcounter.desktop.ledger.page import LedgerPage
from gridcounter.errors import Refusal
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.life import read_life
from gridcounter.services.ledger.ledger import Ledger
from gridcounter.services.papers.issued_papers import IssuedPapers


def said_by_the_card(page: LedgerPage, row: int) -> str:
    table(page).selectRow(row)
    assert page.detail is not None
    act = page.detail.ribbon.life.act
    return "" if act is None else page.detail.ribbon.button.text().removesuffix("（Ctrl+Enter）")


def disagreeing(page: LedgerPage) -> list[tuple[str, str]]:
    """Each row as it stood before its card was opened, beside what the card says."""
    page.refresh()
    said = cells(page, Column.NEXT)
    pairs = [(text, said_by_the_card(page, row)) for row, text in enumerate(said)]
    return [(text, card) for text, card in pairs if text != card and (card or text not in {"—", "要办时转为业务受理"})]


def test_every_row_of_the_demonstration_says_what_its_card_says(qtbot: QtBot, tmp_path: Path) -> None:
    record = a_demo(tmp_path / "demo")
    desk = open_application_service(record, open_assessor())
    page = a_page(qtbot, desk)
    assert page._model.rowCount() > 1  # noqa: SLF001
    assert disagreeing(page) == []
    page.close()
    record.close()


def _next_act(desk: ApplicationService, application: str) -> None:
    """The clock that is next, whatever it needs."""
    act = read_life(desk, desk.state(application), DAY).act
    if act is not None and act.id == ActId.FINISH:
        desk.deadlines.finish(application, act.about, DAY, DAY)


def _hand_over(desk: ApplicationService, application: str) -> None:
    papers = IssuedPapers(desk)
    papers.deliver_all(papers.awaited(application), "in_person")


ACTS: dict[str, Callable[[ApplicationService, str], object]] = {
    "issue": issued,
    "hand over": _hand_over,
    "receive": lambda desk, one: desk.acceptance.receive(one, DAY, DAY),
    "accept": lambda desk, one: desk.acceptance.accept(one, DAY, DAY),
    "enter": lambda desk, one: desk.acceptance.enter_official_number(one, "370800001"),
    "finish": _next_act,
    "correct": lambda desk, one: corrected(desk, one, "applicant.name", "样例二厂"),
    "close": lambda desk, one: desk.closing.close(one, "connected", DAY, DAY),
    "reopen": lambda desk, one: desk.closing.reopen(one, "还没有送电"),
}


@settings(max_examples=examples(24), deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=st.lists(st.sampled_from(sorted(ACTS)), max_size=7))
def test_in_any_life_the_row_says_what_its_card_says(qtbot: QtBot, acts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder, a_told_desk(Path(folder)) as desk:
        applications = [taken_in(desk, accepted=False), taken_in(desk)]
        page = a_page(qtbot, desk)
        for act in acts:
            for one in applications:
                with suppress(Refusal):
                    ACTS[act](desk, one)
            assert disagreeing(page) == []
        assert disagreeing(page) == []
        page.close()


def test_only_rows_in_sight_are_read_and_no_row_twice(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each costs some milliseconds: two hundred of them would hold up every letter that is typed."""
    asked: list[str] = []

    def count(_desk: ApplicationService, application: str, _day: object) -> str:
        asked.append(application)
        return "收件"

    monkeypatch.setattr(ledger_page, "read_next_act", count)
    with a_desk(tmp_path, *(f"样例{number}店" for number in range(60))) as desk:
        page = LedgerPage(Ledger(desk.record), desk)
        qtbot.addWidget(page)
        page.resize(1280, 720)
        page.refresh()  # as the window does it, before the page is in front
        page.show()
        QTest.qWait(0)
        in_sight = page.table.viewport().height() // page.table.rowHeight(0) + 2
        assert 1 < len(asked) <= in_sight < 60
        QTest.keyClicks(page.search, "yl")
        QTest.qWait(0)
        assert len(asked) == len(set(asked))
        page.refresh()
        QTest.qWait(0)
        assert len(asked) > len(set(asked))  # something may have been done meanwhile


def test_sorted_by_what_is_next_every_row_is_read(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk(tmp_path, *(f"样例{number}店" for number in range(40))) as desk:
        page = a_page(qtbot, desk)
        last = page._model.index(39, 0).data(OBJECT_ROLE)  # noqa: SLF001
        desk.intake.receive(last.id, DAY)
        desk.intake.accept(last.id, DAY)
        page.refresh()
        page.table.horizontalHeader().setSortIndicator(Column.NEXT, page.table.horizontalHeader().sortIndicatorOrder())
        assert len(set(cells(page, Column.NEXT))) == 2
        assert {str(each) for each in cells(page, Column.NEXT)} == {said_by_the_card(page, row) for row in range(40)}
