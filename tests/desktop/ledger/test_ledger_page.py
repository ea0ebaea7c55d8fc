"""The ledger page over a real record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from builders.record_builders import DAY, PDF, a_record
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.record.journal import Kind
from gridcounter.desktop.ledger.model import TITLES, Column
from gridcounter.desktop.ledger.page import LedgerPage
from gridcounter.desktop.papers import archived
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.ledger.ledger import Chip, Ledger

ASSESSOR = open_assessor()


@contextmanager
def a_desk(folder: Path, *names: str) -> Iterator[ApplicationService]:
    with a_record(folder / "record") as record:
        desk = open_application_service(record, ASSESSOR)
        for name in names:
            values = {"applicant.name": name, "applicant.phone": "13800000011", "premises.address": f"{name}的地址"}
            desk.intake.open(DAY, {"case.locality": "jining", "case.on": DAY.isoformat()} | values)
        yield desk


def a_page(qtbot: QtBot, desk: ApplicationService, width: int = 1280) -> LedgerPage:
    page = LedgerPage(Ledger(desk.record), desk)
    qtbot.addWidget(page)
    page.resize(width, 720)
    page.show()
    page.refresh()
    return page


def cells(page: LedgerPage, column: Column) -> list[str]:
    model = table(page).model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def table(page: LedgerPage) -> QTableView:
    found = page.findChild(QTableView)
    assert found is not None
    return found


def texts(page: LedgerPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_the_table_says_who_where_how_far_and_what_next(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk(tmp_path, "样例面馆") as desk:
        page = a_page(qtbot, desk)
        model = table(page).model()
        headed = [model.headerData(column, Qt.Orientation.Horizontal) for column in Column]

        assert headed == list(TITLES.values())
        assert cells(page, Column.NAME) == ["样例面馆"]
        assert cells(page, Column.STATE) == ["填写中"]
        assert cells(page, Column.OFFICIAL) == ["—"]
        assert cells(page, Column.NEXT) == ["出具一次性告知书"]
        (row,) = page._model._rows  # noqa: SLF001
        desk.intake.receive(row.id, DAY)
        desk.intake.accept(row.id, DAY)
        page.refresh()
        assert cells(page, Column.OFFICIAL) == ["未录入"]
        assert cells(page, Column.NEXT) == ["出具整套文书"]


def test_typing_finds_and_the_card_of_the_first_answer_is_there(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk(tmp_path, "样例面馆", "样例五金", "样例面馆二店") as desk:
        page = a_page(qtbot, desk)
        assert cells(page, Column.NAME) == ["样例面馆二店", "样例五金", "样例面馆"]
        QTest.keyClicks(page.search, "ylwj")
        assert cells(page, Column.NAME) == ["样例五金"]
        assert page.detail is not None
        assert page.detail.application_card is not None
        assert page.detail.application_card.summary.name == "样例五金"
        assert "共 1 件" in texts(page)
        page.search.setText("没有")
        assert "没有找到" in texts(page)
        assert page.detail.application_card is None


def test_enter_opens_the_first_and_a_row_opens_itself(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk(tmp_path, "样例面馆", "样例五金") as desk:
        page = a_page(qtbot, desk)
        first, second = (row.id for row in page._model._rows)  # noqa: SLF001
        with qtbot.waitSignal(page.opened) as opened:
            QTest.keyClick(page.search, Qt.Key.Key_Return)
        assert opened.args == [first]
        table(page).selectRow(1)
        with qtbot.waitSignal(page.opened) as opened:
            table(page).activated.emit(table(page).currentIndex())
        assert opened.args == [second]


def test_chips_filter_beside_the_words(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk(tmp_path, "样例面馆", "样例五金") as desk:
        Intake(desk.record, "c2").open(DAY, {"applicant.name": "别人的面馆"})
        page = a_page(qtbot, desk)
        page.search.setText("面馆")
        page.chips[Chip.MINE].click()
        assert cells(page, Column.NAME) == ["样例面馆"]
        page.chips[Chip.CLOSED].click()
        assert cells(page, Column.NAME) == []
        page.search.clear()
        page.chips[Chip.ALL].click()
        assert len(cells(page, Column.NAME)) == 3


def test_what_was_chosen_stays_chosen_when_the_list_is_read_again(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk(tmp_path, "样例面馆", "样例五金") as desk:
        page = a_page(qtbot, desk)
        table(page).selectRow(1)
        desk.intake.open(DAY, {"applicant.name": "新来的"})
        page.refresh()
        assert table(page).currentIndex().row() == 2


def test_a_telephone_number_is_shown_by_a_click_that_is_on_record(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk(tmp_path, "样例面馆") as desk:
        page = a_page(qtbot, desk)
        table(page).selectRow(0)
        assert "138****0011" in texts(page)
        assert "13800000011" not in texts(page)
        (reveal,) = (
            button for button in page.findChildren(QPushButton) if button.accessibleName() == "显示完整的联系电话"
        )
        reveal.click()
        assert "13800000011" in texts(page)
        last = list(desk.record.journal.all())[-1]
        assert last.kind == Kind.PERSONAL_DATA_SHOWN
        # the next look at it is masked again
        table(page).clearSelection()
        page.show_application(str(last.application))
        assert "13800000011" not in texts(page)


def test_an_issued_paper_is_saved_from_the_archive(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_desk(tmp_path, "样例面馆") as desk:
        (row,) = Ledger(desk.record).find()
        issue = Issue("one_time_notice", PDF, "c", "1", "1")
        desk.intake.issue(row.id, issue, Kind.NOTICE_ISSUED)
        page = a_page(qtbot, desk)
        table(page).selectRow(0)
        assert page.detail is not None
        papers = page.detail.papers
        assert not papers.save.isEnabled()
        papers.list.setCurrentRow(0)
        assert "一次性告知书" in papers.list.item(0).text()
        with qtbot.waitSignal(page.message):
            papers.save_to(tmp_path / "notice.pdf")
        assert (tmp_path / "notice.pdf").read_bytes() == PDF
        papers.save_to(tmp_path / "nowhere" / "notice.pdf")
        assert "文件没有存下来" in texts(page)
        monkeypatch.setattr(archived, "printers", list)
        papers.again.click()
        assert "没有装打印机" in texts(page)


@pytest.mark.parametrize("width", [640, 775, 1600])
def test_nothing_is_lost_in_a_narrow_window(qtbot: QtBot, tmp_path: Path, width: int) -> None:
    with a_desk(tmp_path, "样例面馆") as desk:
        page = a_page(qtbot, desk, width)
        page.search.setText("面馆")
        assert page.minimumSizeHint().width() <= 640
        assert table(page).isVisible()
        assert page.detail is not None
        assert page.detail.isVisible()
        detail = page.detail
        qtbot.waitUntil(lambda: detail.height() >= detail.minimumSizeHint().height())
        assert detail.visibleRegion().boundingRect().height() > 100


def test_without_a_desk_there_is_a_list_and_no_card(qtbot: QtBot, tmp_path: Path) -> None:
    with a_desk(tmp_path, "样例面馆") as desk:
        page = LedgerPage(Ledger(desk.record))
        qtbot.addWidget(page)
        page.refresh()
        assert cells(page, Column.NAME) == ["样例面馆"]
        assert page.detail is None
        assert Chip.MINE not in page.chips
