"""No personal number is shown in full on any page: only in its own editor, or after it was revealed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from builders.deadline_builders import clock
from builders.exchange_builders import a_line, filled
from builders.filing_builders import fields_of
from builders.record_builders import a_record, an_answer
from builders.window.window_builders import until
from builders.window.window_texts import texts_of
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from gridcounter.core.record.journal import Act, Kind
from gridcounter.desktop.exchange.import_dialog import ImportDialog
from gridcounter.desktop.filing.act_form import ActForm
from gridcounter.desktop.home.shift import ShiftDialog
from gridcounter.desktop.kit.answers import AnswerEditor
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.applications.intake import Intake
from gridcounter.services.ledger.agenda import View
from gridcounter.services.record.record import Record

#: As many characters in a row tell a number.
TELLING = 7
ON = date(2026, 9, 21)
#: One application for each way in which a number may look. Invented, with check digits that are right, and wrong ones.
NUMBERS: tuple[Mapping[str, str], ...] = (
    {
        "applicant.id_kind": "resident_id",
        "applicant.id_number": "370101198505050030",
        "applicant.phone": "13900000117",
        "agent.id_kind": "passport",
        "agent.id_number": "EA9000271",
        "agent.phone": "0537-9000253",
        "project.owner.id_number": "91370800MA00000X12",
        "project.owner.phone": "13900000221",
        "project.builder.id_number": "91370811MA0000035H",
        "project.builder.site_phone": "13900000349",
    },
    {
        "applicant.id_kind": "uscc",
        "applicant.id_number": "91370811MA0000047Q",
        "applicant.phone": "053790003318",
        "agent.id_kind": "resident_id",
        "agent.id_number": "370101199003070116",
        "agent.phone": "9000461",
        "project.owner.phone": "0537-9000528",
        "project.builder.site_phone": "9000587",
    },
    {
        "applicant.id_kind": "other",
        "applicant.id_number": "Q900063",
        "applicant.phone": "9000717",
        "agent.id_kind": "uscc",
        "agent.id_number": "91370811MA0000047X",
        "agent.phone": "+86 139 0000 0823",
        "project.owner.id_number": "370101198505050031",
        "project.owner.phone": "0537-9000934-801",
        "project.builder.site_phone": "1390000091",
    },
)
SHOWN = {
    "证件号码": "applicant.id_number",
    "联系电话": "applicant.phone",
    "代理人证件号码": "agent.id_number",
    "代理人电话": "agent.phone",
}
IMPORTED = {
    "applicant.id_number": "370101198808080012",
    "applicant.phone": "1390001003",
    "agent.id_number": "91370811MA0000110X",
}


def runs_of(text: str) -> set[str]:
    return {text[at : at + TELLING] for at in range(len(text) - TELLING + 1)}


#: Of any of these numbers.
RUNS = {
    run
    for one in (*NUMBERS, IMPORTED)
    for field, number in one.items()
    if "kind" not in field
    for run in runs_of(number)
}


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    with a_record(tmp_path_factory.mktemp("masking")) as made:
        intake = Intake(made, "c1")
        for place, numbers in enumerate(reversed(NUMBERS), start=1):
            fields = {**fields_of("jining"), "applicant.name": f"样例食品{place}号", **numbers, "desk.agent": True}
            application = intake.open(ON, fields)
            intake.receive(application, ON)
            limit = clock("plan", None, "accepted", max(1, (today() - ON).days))
            values = {"on": ON.isoformat(), "answer": an_answer(clocks=[limit])}
            made.journal.append(Act(Kind.APPLICATION_ACCEPTED, values, "c1", application))
            for kind, more in ((Kind.FILING_PREPARED, {}), (Kind.FILING_PUSHED, {"serial": "T-1"})):
                made.journal.append(Act(kind, {"on": ON.isoformat(), **more}, "c1", application))
        yield made


@pytest.fixture(scope="module")
def window(shared: MainWindow) -> MainWindow:
    return shared


def leaks(root: QWidget) -> list[str]:
    """Texts of it, in sight or not, that tell a number; an editor tells it to whoever types it there."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # what is going away shows nothing any more
    return [
        f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}: {text!r}"
        for widget, text in texts_of(root)
        if not RUNS.isdisjoint(runs_of(text)) and not is_editor(widget)
    ]


def is_editor(widget: QWidget) -> bool:
    if not isinstance(widget, QLineEdit | QPlainTextEdit):
        return False
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, AnswerEditor | ActForm):
        parent = parent.parentWidget()
    return parent is not None


def test_no_card_no_list_and_no_suspect_shows_a_number(window: MainWindow, record: Record) -> None:
    work, found, editors = window.work, [], set()
    for row in record.applications.recent(10):
        window.open_application(row.id)
        page = window.tabs.pages()[-1]
        for _ in range(20):  # F8, field after field
            page.finish.entry.copy_next()
            found += leaks(page.finish)
        found += leaks(page)
        editors |= {text for widget, text in texts_of(page) if is_editor(widget)}
        work.ledger.show_application(row.id)
        work.filings.show_application(row.id)
        work.filings.pane.do(Kind.FILING_CHANGED)
        found += leaks(work.ledger) + leaks(work.filings)
    assert found == []
    assert editors >= {value for one in NUMBERS for field, value in one.items() if "kind" not in field}


def test_no_list_of_what_is_due_shows_a_number(window: MainWindow) -> None:
    deadlines, listed = window.work.deadlines, 0
    found = []
    for view in View:
        deadlines.choose(view)
        deadlines.refresh()
        window.tasks.wait()
        QTest.qWait(0)
        listed += deadlines.table.model().rowCount()
        found += leaks(deadlines)
    assert listed >= len(NUMBERS)
    window.show_page(PageKey.FIGURES)
    window.tasks.wait()
    QTest.qWait(0)
    assert [*found, *leaks(window.work.figures), *leaks(window.work.home)] == []


def test_no_dialog_in_front_shows_a_number(window: MainWindow, record: Record, tmp_path: Path) -> None:
    line = a_line(**{field.replace(".", "__"): value for field, value in IMPORTED.items()})
    dialog = ImportDialog(window._session.service, window.tasks, window)  # noqa: SLF001  as the ledger makes it
    dialog.begin()
    dialog.check(filled(tmp_path / "in.xlsx", line))
    until(lambda: not dialog.stop.isVisibleTo(dialog))
    assert dialog.table.model().rowCount() > 1, "the wrong numbers are told, masked"
    found = leaks(dialog)
    dialog.close()
    window.show_page(PageKey.HOME)
    window.home.shift.click()
    until(lambda: window.findChild(ShiftDialog) is not None)
    slip = window.findChild(ShiftDialog)
    assert slip is not None
    found += leaks(slip)
    slip.reject()
    window.open_application(record.applications.recent(1)[0].id)
    QTest.keyClick(window.tabs.currentWidget(), Qt.Key.Key_F7)
    found += leaks(window)
    for top in QApplication.topLevelWidgets():
        if top is not window and top.isVisible():
            found += leaks(top)
            top.close()
    assert found == []


def test_a_number_is_shown_by_a_click_and_that_is_on_record(window: MainWindow, record: Record) -> None:
    row = next(row for row in record.applications.recent(10) if row.number.endswith(f"{len(NUMBERS):04}"))
    detail = window.work.ledger.detail
    assert detail is not None
    for label, field in SHOWN.items():
        detail.show_application(row.id)
        assert leaks(detail) == [], "what was shown before is masked again"
        (button,) = (each for each in detail.findChildren(QPushButton) if each.accessibleName() == f"显示完整的{label}")
        before = record.journal.count()
        button.click()
        assert [text for _, text in texts_of(detail) if not RUNS.isdisjoint(runs_of(text))] == [NUMBERS[0][field]]
        last = [entry for entry in record.journal.of(row.id) if entry.kind == Kind.PERSONAL_DATA_SHOWN][-1]
        assert (last.payload, last.clerk, record.journal.count()) == ({"fields": [field]}, "c1", before + 1)
    detail.show_application(row.id)


def test_no_page_shows_a_number(window: MainWindow, record: Record) -> None:
    page, row = window.work.papers, record.applications.recent(10)[0]
    window.tabs.papers_wanted.emit(row.id)
    window.tasks.wait()
    until(lambda: page.papers.count() > 0)
    page.issue_all()
    page.lists.setCurrentWidget(page.issued)
    for section in window.work.settings.sections:
        window.work.settings.show_section(section.TITLE)
        window.tasks.wait()
        QTest.qWait(0)
    window.show_page(PageKey.LEDGER)
    window.show_page(PageKey.POLICY)
    window.show_page(PageKey.HOME)
    window.lock()
    assert leaks(window) == []
