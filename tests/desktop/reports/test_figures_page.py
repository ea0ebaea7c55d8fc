"""统计: who may see it, what it shows, and which lists its numbers open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QScrollArea, QTableView, QWidget
from pytestqt.qtbot import QtBot
from sample_year import write_year

from gridcounter.bootstrap import open_assessor
from gridcounter.core.reports.periods import Period, Span
from gridcounter.desktop.app import apply_theme, build_window
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.desktop.reports.chart import top_of
from gridcounter.desktop.reports.report_table import IDS_ROLE, ReportTableView
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.office.roles import NotAllowed
from gridcounter.services.record.record import Record

ASSESSOR = open_assessor()
PERIOD = Period(date(2026, 5, 1), date(2026, 6, 30))
ADMINISTRATOR, CLERK, LEADER = "c1", "c2", "c5"
_ROUNDS = 12


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    made = write_year(tmp_path / "year", applications=40, seed=7, place="jining", until=date(2026, 6, 30), days=60)
    yield made
    made.close()


def a_window(qtbot: QtBot, record: Record, clerk: str = LEADER) -> MainWindow:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, LIGHT, Scale())
    window = build_window(record, ASSESSOR, LIGHT, Scale(), demo=True)
    qtbot.addWidget(window)
    window.show()
    window._on_identified(clerk)  # noqa: SLF001  as after the PIN
    return window


def counted(qtbot: QtBot, window: MainWindow) -> list[ReportTableView]:
    window.show_page(PageKey.FIGURES)
    window.work.figures.period.choose(PERIOD)
    qtbot.waitUntil(lambda: "2026年5月1日" in window.work.figures.standing.text(), timeout=10_000)
    return window.work.figures.findChildren(ReportTableView)


class Squeezed(QObject):
    """Counts the paints of a page in less room than it needs."""

    paints, squeezed = 0, 0

    def eventFilter(self, page: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and isinstance(page, QWidget):
            self.paints += 1
            self.squeezed += page.height() < page.minimumSizeHint().height()
        return False


def test_the_tables_are_never_painted_squeezed(qtbot: QtBot, record: Record) -> None:
    """For a moment all of them stood in the height of the empty page, each a stroke."""
    window = a_window(qtbot, record)
    window.resize(911, 512)
    window.show_page(PageKey.FIGURES)
    area = window.work.figures.findChild(QScrollArea)
    holder = None if area is None else area.widget()
    assert holder is not None
    watch = Squeezed()
    holder.installEventFilter(watch)
    counted(qtbot, window)
    qtbot.waitUntil(lambda: watch.paints > 1, timeout=10_000)
    assert watch.squeezed == 0


def linked(table: QTableView) -> list[tuple[str, int, tuple[str, ...]]]:
    """Title, shown number and applications of every number that leads somewhere."""
    model = table.model()
    cells = [model.index(row, column) for row in range(model.rowCount()) for column in range(model.columnCount())]
    return [
        (str(cell.siblingAtColumn(0).data()), cell.row(), cell.data(IDS_ROLE)) for cell in cells if cell.data(IDS_ROLE)
    ]


def rail(window: MainWindow) -> list[str]:
    return [button.text() for button in window.rail.findChildren(QPushButton)]


@pytest.mark.parametrize(("clerk", "sees"), [(CLERK, False), (LEADER, True), (ADMINISTRATOR, True)])
def test_figures_are_for_the_shift_leader_and_the_administrator(
    qtbot: QtBot, record: Record, clerk: str, *, sees: bool
) -> None:
    window = a_window(qtbot, record, clerk)
    assert ("统计" in rail(window)) == sees
    window.show_page(PageKey.FIGURES)
    assert (window.work.place is PageKey.FIGURES) == sees


def test_the_service_refuses_a_clerk_whatever_the_page_does(qtbot: QtBot, record: Record) -> None:
    window = a_window(qtbot, record, CLERK)
    with pytest.raises(NotAllowed):
        window._session.figures.count(PERIOD, date(2026, 6, 30))  # noqa: SLF001


def test_a_bar_of_a_chart_leads_to_what_it_counts(qtbot: QtBot, record: Record) -> None:
    window = a_window(qtbot, record)
    counted(qtbot, window)
    page = window.work.figures
    for chart in (page.months, page.steps):
        chart.grab()  # where the bars are is known once they are drawn
        targets = [one for one in chart._targets if one.ids]  # noqa: SLF001  where the bars are
        assert targets
        centre = targets[0].place.center().toPoint()
        with qtbot.assertNotEmitted(page.listed):
            QTest.mouseClick(chart, Qt.MouseButton.RightButton, pos=centre)
            QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
        with qtbot.waitSignal(page.listed) as listed:
            QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=centre)
        assert listed.args == [targets[0].title, targets[0].ids]
        assert window.work.place is PageKey.LEDGER
        assert {found.id for found in window.work.ledger._model._rows} == set(targets[0].ids)  # noqa: SLF001
        window.show_page(PageKey.FIGURES)


def test_every_number_leads_to_just_its_applications(qtbot: QtBot, record: Record) -> None:
    window = a_window(qtbot, record)
    table = counted(qtbot, window)[0]
    for title, row, ids in linked(table):
        window.show_page(PageKey.FIGURES)
        table.clicked.emit(table.model().index(row, 1))
        shown = {found.id for found in window.work.ledger._model._rows}  # noqa: SLF001
        assert window.work.place is PageKey.LEDGER
        assert shown == set(ids), title
        assert title in window.work.ledger.these.text()


def test_enter_opens_the_list_too_and_a_chip_gives_the_whole_ledger_back(qtbot: QtBot, record: Record) -> None:
    window = a_window(qtbot, record)
    table = counted(qtbot, window)[0]
    _, row, ids = linked(table)[0]
    table.setFocus()
    table.setCurrentIndex(table.model().index(row, 1))
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert len(window.work.ledger._model._rows) == len(set(ids))  # noqa: SLF001
    window.work.ledger.these.click()
    assert not window.work.ledger.these.isVisible()
    assert len(window.work.ledger._model._rows) == record.applications.count()  # noqa: SLF001


def test_both_charts_say_in_words_what_they_draw(qtbot: QtBot, record: Record) -> None:
    window = a_window(qtbot, record)
    counted(qtbot, window)
    months, steps = window.work.figures.months, window.work.figures.steps
    assert months.accessibleDescription().startswith("2026-05 收件 ")
    assert " / 限 " in steps.accessibleDescription()
    window.work.figures.resize(500, 600)
    assert not months.grab().isNull()
    assert not steps.grab().isNull()


def test_a_period_that_ends_before_it_begins_is_said_at_the_page(qtbot: QtBot, record: Record) -> None:
    window = a_window(qtbot, record)
    counted(qtbot, window)
    chooser = window.work.figures.period
    chooser.last.setText("2026-04-01")
    chooser.last.editingFinished.emit()
    assert "早于开始日期" in window.work.figures.trouble.text()
    chooser.spans[Span.YEAR].click()
    assert window.work.figures.trouble.text() == ""


def test_the_report_is_written_where_the_leader_says(
    qtbot: QtBot, record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = a_window(qtbot, record)
    counted(qtbot, window)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "out"))
    with qtbot.waitSignal(window.work.figures.message, timeout=20_000):
        window.work.figures.save.click()
    assert sorted(path.suffix for path in (tmp_path / "out").iterdir()) == [".docx", ".pdf", ".xlsx"]


@pytest.mark.parametrize(("most", "top"), [(0, 4), (4, 4), (5, 8), (9, 20), (21, 40), (1527, 2000)])
def test_an_axis_ends_at_a_round_number_with_whole_quarters(most: int, top: int) -> None:
    assert top_of(most) == top


def drawn_over(window: MainWindow) -> set[str]:
    """What lies on a table as the window would be painted now."""
    found = set[str]()
    for table in (each for each in window.work.figures.findChildren(ReportTableView) if each.isVisible()):
        holder = table.parentWidget()
        assert holder is not None
        beside = holder.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        over = (one for one in beside if one is not table and one.isVisible())
        found |= {
            f"{table.accessibleName()}, {one.accessibleName() or type(one).__name__}"
            for one in over
            if one.geometry().intersects(table.geometry())
        }
    return found


@pytest.mark.parametrize(("size", "percent"), [((911, 512), 100), ((1366, 768), 100), ((1366, 768), 200)])
def test_no_table_is_ever_drawn_over_the_next(
    qtbot: QtBot, record: Record, size: tuple[int, int], percent: int
) -> None:
    """Each table took its height a moment after the others had been placed."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, LIGHT, Scale(percent))
    window = build_window(record, ASSESSOR, LIGHT, Scale(percent), demo=True)
    qtbot.addWidget(window)
    window.resize(*size)
    window.show()
    window._on_identified(LEADER)  # noqa: SLF001  as after the PIN
    window.show_page(PageKey.FIGURES)
    window.work.figures.period.choose(PERIOD)
    window.tasks.wait()
    over = set[str]()
    for wider in (0, 90):
        window.resize(size[0] + wider, size[1])
        for _ in range(_ROUNDS):  # after each, the window can be painted
            QApplication.processEvents()
            over |= drawn_over(window)
    assert not over
    tables = [each for each in window.work.figures.findChildren(ReportTableView) if each.isVisible()]
    assert tables
    for table in tables:
        rows = sum(table.rowHeight(row) for row in range(table.model().rowCount()))
        assert table.viewport().height() >= rows, table.accessibleName()
