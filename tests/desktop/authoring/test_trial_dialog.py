"""边写边看 in the real window: a workbook is saved in every way, and its answer stands beside it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from builders.invented_paper import PAPER
from builders.saved_workbook import a_workbook, saved
from builders.window.window_builders import a_demo_record, a_window, until
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from gridcounter.desktop.authoring.trial_dialog import TrialDialog
from gridcounter.desktop.kit.answers import ChoiceAnswer, NumberAnswer
from gridcounter.desktop.kit.tables import OBJECT_ROLE
from gridcounter.desktop.policy.adoption_dialog import AdoptionDialog
from gridcounter.desktop.policy.clause import ClauseDialog
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.services.files.pdf_pages import page_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from gridcounter.desktop.authoring.wrapped_table import SentencesTable
    from gridcounter.desktop.shell.main_window import MainWindow
    from gridcounter.services.record.record import Record

STEP = "环节表", 2, "工作日"


class Later:
    """Work that ends when the test says so."""

    def __init__(self) -> None:
        self.submitted: list[Callable[[object], None]] = []

    def submit(self, _: object, __: object, *, done: Callable[[object], None], **___: object) -> None:
        self.submitted.append(done)


UNREAD = "环节表", 2, "工作日", "两天"


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with a_demo_record(tmp_path / "record") as opened:
        yield opened


@pytest.fixture
def window(record: Record, qapp: QApplication) -> Iterator[MainWindow]:
    assert qapp is not None
    with a_window(record) as shown:
        yield shown


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return a_workbook(tmp_path)


def a_trial(window: MainWindow, book: Path | None = None) -> TrialDialog:
    window.show_page(PageKey.POLICY)
    window.work.policy.trial.click()
    dialog = window.work.policy.findChild(TrialDialog)
    assert isinstance(dialog, TrialDialog)
    if book is not None:
        dialog.follow(book)
        until(lambda: dialog.desk.answering is not None and dialog.again.isEnabled())
    return dialog


def shown(dialog: TrialDialog) -> str:
    return dialog.answer.text.toPlainText()


def rows(table: SentencesTable) -> list[list[str]]:
    model = table.model()
    role = Qt.ItemDataRole.AccessibleTextRole
    columns = range(model.columnCount())
    return [[str(model.index(row, column).data(role)) for column in columns] for row in range(model.rowCount())]


@pytest.mark.parametrize("in_place", [False, True])
def test_each_save_is_read_by_itself_and_what_changed_is_marked(
    window: MainWindow, book: Path, *, in_place: bool
) -> None:
    dialog = a_trial(window, book)
    assert "样例受理 4 个工作日" in shown(dialog)
    assert not dialog.answer.told.isVisible()
    saved(book, *STEP, 5, in_place=in_place)
    until(lambda: "样例受理 5 个工作日" in shown(dialog))

    lines = shown(dialog).splitlines()
    marked = next(place for place, line in enumerate(lines) if line.startswith("● 改"))
    assert "样例受理 5 个工作日" in lines[marked]
    assert lines[marked - 1].startswith("原来")
    assert "样例受理 4 个工作日" in lines[marked - 1]
    assert "有 1 处不同" in dialog.answer.told.text()


def test_a_file_that_was_replaced_is_still_watched_when_it_is_written_in_place(window: MainWindow, book: Path) -> None:
    """While another program, a virus scanner perhaps, holds the file that went away, Qt goes on watching that one."""
    dialog = a_trial(window, book)
    with book.open("rb"):
        saved(book, *STEP, 5)
        until(lambda: "样例受理 5 个工作日" in shown(dialog) and dialog.again.isEnabled())
        saved(book, *STEP, 6, in_place=True)
        until(lambda: "样例受理 6 个工作日" in shown(dialog))


def test_problems_stand_by_cell_and_the_last_good_answer_stays_and_says_so(window: MainWindow, book: Path) -> None:
    dialog = a_trial(window, book)
    saved(book, *UNREAD)
    until(lambda: dialog.desk.stale)

    assert rows(dialog.problems) == [["环节表 第 2 行", "工作日：填写的是 “两天”；应为数"]]
    assert dialog.left.tabText(dialog.left.indexOf(dialog.problems)) == "问题 1"
    assert "有 1 处要改" in dialog.state.text()
    assert "样例受理 4 个工作日" in shown(dialog)
    assert "读到的那一版的答复" in dialog.answer.told.text()
    assert not dialog.adopt.isEnabled()

    saved(book, *STEP, 5)
    until(lambda: not dialog.desk.stale)
    assert rows(dialog.problems) == []
    assert "样例受理 5 个工作日" in shown(dialog)
    assert dialog.adopt.isEnabled()


def test_the_place_of_a_problem_is_copied_as_the_name_box_takes_it(window: MainWindow, book: Path) -> None:
    dialog = a_trial(window, book)
    saved(book, *UNREAD)
    until(lambda: dialog.desk.stale)
    dialog.left.setCurrentWidget(dialog.problems)
    problem = dialog.problems.model().index(0, 0)
    QTest.mouseClick(
        dialog.problems.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        dialog.problems.visualRect(problem).center(),
    )
    cell = QGuiApplication.clipboard().text()
    assert cell == problem.data(OBJECT_ROLE).cell
    assert cell.startswith("环节表!")
    assert cell.endswith("2")
    assert f"已复制 {cell}" in dialog.state.text()


@pytest.mark.parametrize("share", [0.0, 0.5, 0.95])
def test_a_half_written_file_is_said_and_read_when_it_is_whole(window: MainWindow, book: Path, share: float) -> None:
    dialog = a_trial(window, book)
    whole = saved(book, *STEP, 5).read_bytes()
    until(lambda: "样例受理 5 个工作日" in shown(dialog) and dialog.again.isEnabled())
    book.write_bytes(whole[: int(len(whole) * share)])
    until(dialog.trouble.isVisible)
    first, still = dialog.trouble.text().split("\n")
    assert first
    assert still.startswith("下面还是")
    assert "样例受理 5 个工作日" in shown(dialog)

    book.write_bytes(whole)
    until(lambda: not dialog.trouble.isVisible())
    assert "样例受理 5 个工作日" in shown(dialog)


def test_a_file_that_vanished_is_said_and_read_when_it_is_back(window: MainWindow, book: Path) -> None:
    dialog = a_trial(window, book)
    aside = book.with_name("挪开的.xlsx")
    book.rename(aside)
    until(dialog.trouble.isVisible)
    assert "不在原来的位置了" in dialog.trouble.text()
    saved(aside, *STEP, 5)
    os.replace(aside, book)  # noqa: PTH105  in one act
    until(lambda: "样例受理 5 个工作日" in shown(dialog))
    assert not dialog.trouble.isVisible()


def test_where_no_save_is_told_the_button_reads(window: MainWindow, book: Path) -> None:
    """As in a folder on a network."""
    dialog = a_trial(window, book)
    dialog._watch.blockSignals(True)  # noqa: FBT003, SLF001  as if the system told nothing
    saved(book, *STEP, 5)
    dialog.again.click()
    until(lambda: "样例受理 5 个工作日" in shown(dialog))


def test_a_lock_file_and_another_kind_of_file_are_refused_in_a_sentence(window: MainWindow, book: Path) -> None:
    dialog = a_trial(window)
    for name, told in (("~$样例市.xlsx", "请改选“样例市.xlsx”"), ("旧的.xls", "旧格式的表格")):
        path = book.with_name(name)
        path.write_bytes(b"\xd0\xcf\x11\xe0 old")
        dialog.follow(path)
        until(lambda told=told: told in dialog.trouble.text())  # type: ignore[misc]  # bound at once
        assert "\n" not in dialog.trouble.text()
        assert not dialog.adopt.isEnabled()


def test_an_example_is_chosen_and_its_expectations_stand_with_what_was_got(window: MainWindow, book: Path) -> None:
    dialog = a_trial(window, book)
    saved(book, "例子", 2, "值", "hv")
    until(lambda: dialog.desk.now is not None and dialog.desk.now.failing == 1)
    first, *others = rows(dialog.examples)
    assert first == ["✗ 不符", "农村低压", "用户类别 编号", "应当是 “hv”\n实际 “lv”"]
    assert others
    assert {row[0] for row in others} == {"✓ 符合"}
    assert dialog.left.tabText(dialog.left.indexOf(dialog.examples)) == "例子 1 个不符"
    assert not dialog.adopt.isEnabled()

    dialog.case.examples.setCurrentIndex(dialog.case.examples.count() - 1)
    dialog.case.examples.activated.emit(dialog.case.examples.currentIndex())
    assert dialog.desk.example == ""
    dialog.examples.taken.emit(dialog.examples.model().index(0, 0).data(OBJECT_ROLE))
    assert dialog.desk.example == "农村低压"
    assert dialog.case.examples.currentText().startswith("农村低压")
    assert QGuiApplication.clipboard().text() == "例子!A2"


def test_a_question_changes_the_answer_and_neither_the_workbook_nor_the_record(
    window: MainWindow, record: Record, book: Path
) -> None:
    dialog = a_trial(window, book)
    content, entries = book.read_bytes(), record.journal.count()
    customer = dialog.case.steps[0].answers["case.customer"]
    assert isinstance(customer, ChoiceAnswer)
    resident = next(one for one in customer.findChildren(QPushButton) if "居民" in one.text())
    assert "样例即日办结" not in shown(dialog) or "取决于" in shown(dialog)
    before = shown(dialog)
    resident.click()
    assert shown(dialog) != before
    assert "（改过）" in dialog.case.examples.currentText()
    assert (book.read_bytes(), record.journal.count()) == (content, entries)


def test_another_business_is_tried_without_works(window: MainWindow, book: Path) -> None:
    dialog = a_trial(window, book)
    choose_business(dialog, "过户、更名")
    assert "原户的电费等款项已经结清" in shown(dialog)
    assert not dialog.case.steps[1].answers["case.works"].isVisible()
    choose_business(dialog, "新装")
    assert dialog.case.steps[1].answers["case.works"].isVisibleTo(dialog.case)


def test_a_business_that_was_written_meanwhile_can_be_tried(window: MainWindow, book: Path) -> None:
    """The fault: the questions stay those of the first reading, and the new business has no button."""
    dialog = a_trial(window, book)
    state = dialog.desk.state
    assert state is not None
    before = dialog.case.steps[0]
    dialog.case.offer((), voltages(dialog), state.businesses)
    assert dialog.case.steps[0] is before, "what is being typed stays"
    dialog.case.offer((), voltages(dialog), {**state.businesses, "meter_move": "移表"})
    choose_business(dialog, "移表")


def voltages(dialog: TrialDialog) -> tuple[float, ...]:
    assert dialog.desk.answering is not None
    return dialog.case._voltages  # noqa: SLF001


def choose_business(dialog: TrialDialog, words: str) -> None:
    answer = dialog.case.steps[0].answers["case.business"]
    assert isinstance(answer, ChoiceAnswer)
    next(one for one in answer.findChildren(QPushButton) if one.text() == words).click()


def test_what_is_being_typed_stays_when_a_save_comes(window: MainWindow, book: Path) -> None:
    dialog = a_trial(window, book)
    capacity = dialog.case.steps[0].answers["case.supply.capacity"]
    assert isinstance(capacity, NumberAnswer)
    capacity.show()
    capacity.edit.setFocus()
    capacity.edit.selectAll()
    QTest.keyClicks(capacity.edit, "12")
    saved(book, *STEP, 5)
    until(lambda: "样例受理 5 个工作日" in shown(dialog))
    QTest.keyClicks(capacity.edit, "5")
    assert capacity.edit.text() == "125"
    assert dialog.desk.case is not None
    assert dialog.desk.case.answers["case.supply.capacity"] == 125


def test_the_notice_is_drawn_with_its_mark_and_anew_at_each_save(window: MainWindow, book: Path) -> None:
    dialog = a_trial(window, book)
    dialog.right.setCurrentWidget(dialog.notice)

    def text() -> str:
        content = dialog.notice.preview.content
        return page_text(content, 0) if content else ""

    until(lambda: "试用：政策包尚未启用" in text())
    saved(book, "环节表", 2, "名称", "样例受理（新）")
    until(lambda: "样例受理（新）" in text())


def test_f2_opens_the_clause_with_the_paper_beside_the_workbook(window: MainWindow, book: Path) -> None:
    (book.parent / "原文.txt").write_text(PAPER, "utf-8")
    dialog = a_trial(window, book)
    cursor = dialog.answer.text.document().find("样例受理")
    dialog.answer.text.setTextCursor(cursor)
    QTest.keyClick(dialog, Qt.Key.Key_F2)
    (clause,) = dialog.answer.findChildren(ClauseDialog)
    assert "样例受理自收到申请次日起4个工作日内完成" in clause.text.toPlainText()
    clause.close()


def test_a_sound_pack_goes_on_to_its_adoption_and_from_there_back(window: MainWindow, book: Path) -> None:
    dialog = a_trial(window, book)
    dialog.adopt.click()
    adoption = window.work.policy.findChild(AdoptionDialog)
    assert isinstance(adoption, AdoptionDialog)
    until(adoption.trial.isEnabled)
    adoption.trial.click()
    again = next(one for one in window.work.policy.findChildren(TrialDialog) if one.isVisible())
    until(lambda: again.desk.answering is not None)
    assert "样例市.xlsx" in again.windowTitle()


def test_what_is_saved_while_it_is_read_is_read_after_it(window: MainWindow, book: Path) -> None:
    dialog = a_trial(window, book)
    tasks, later = dialog._tasks, Later()  # noqa: SLF001
    dialog._tasks = later  # type: ignore[assignment]  # noqa: SLF001
    dialog.look()
    dialog.look()
    assert len(later.submitted) == 1
    later.submitted[0](None)
    assert len(later.submitted) == 2
    dialog._tasks = tasks  # noqa: SLF001


def test_a_dialog_that_is_closed_while_it_reads_says_nothing_more(window: MainWindow, book: Path) -> None:
    dialog = a_trial(window, book)
    dialog.look()
    dialog.close()
    window.tasks.wait()
    until(lambda: window.work.policy.findChild(TrialDialog) is None)


def test_in_a_narrow_window_everything_is_on_one_row_of_tabs(record: Record, book: Path, qapp: QApplication) -> None:
    assert qapp is not None
    with a_window(record, size=(911, 512)) as window:
        dialog = a_trial(window, book)
        titles = [dialog.left.tabText(place) for place in range(dialog.left.count())]
        assert titles == ["情形", "例子", "问题", "答复", "告知书"]
        assert not dialog.right.isVisible()
        dialog.resize(1300, 700)
        until(dialog.right.isVisible)
        assert dialog.left.count() == 3
