"""更正 and 撤销 on the real page: what is locked, what the dialog tells and does, what Ctrl+Z takes back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from builders.record_builders import a_demo
from builders.told_builders import FACTORY, issued, paper_renderer
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from gridcounter.bootstrap import open_application_service, open_assessor
from gridcounter.core.intake.steps import STEPS, StepKey
from gridcounter.core.record.journal import Kind
from gridcounter.desktop.intake.correction_dialog import CorrectionDialog, Desk
from gridcounter.desktop.intake.page import IntakePage
from gridcounter.desktop.kit.answers import NumberAnswer, TextAnswer
from gridcounter.desktop.kit.day import DayAnswer
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.services.applications.correcting import Correction
from gridcounter.services.ledger.application_card import ApplicationCards
from gridcounter.store.journal.validators.days import DaysOutOfOrder
from gridcounter.store.queries.corrections import to_be_reissued

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gridcounter.services.applications.application_service import ApplicationService

ON = date(2026, 9, 28)
CAPACITY, NAME, CONTACT = "case.supply.capacity", "applicant.name", "applicant.contact"
APPLICANT = STEPS.index(StepKey.APPLICANT)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ApplicationService]:
    record = a_demo(tmp_path / "demo")
    yield open_application_service(record, open_assessor(), record.applications.recent(1)[0].opened_by)
    record.close()


def a_page(qtbot: QtBot, desk: ApplicationService, *, accepted: bool) -> IntakePage:
    application = desk.begin(ON)
    desk.save_all(application, FACTORY)
    if accepted:
        desk.acceptance.receive(application, ON, ON)
        desk.acceptance.accept(application, ON, ON)
    page = IntakePage(desk, application, LIGHT, Scale())
    qtbot.addWidget(page)
    page.resize(1144, 720)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def a_dialog(qtbot: QtBot, desk: ApplicationService, page: IntakePage, *, leader: bool = True) -> CorrectionDialog:
    renderer = paper_renderer(desk)
    work = Desk(desk, lambda: renderer, may_reissue=leader)
    dialog = CorrectionDialog(work, page.application, page.answers, Scale(), page)
    qtbot.addWidget(dialog)
    return dialog


def retype(line: QLineEdit, text: str) -> None:
    line.setFocus()
    line.selectAll()
    type_in(line, text)


def type_in(line: QLineEdit, text: str) -> None:
    """QTest types no Chinese."""
    for char in text:
        QApplication.sendEvent(line, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, char))


def number_in(dialog: CorrectionDialog) -> QLineEdit:
    part = dialog.fields.parts[CAPACITY]
    assert isinstance(part, NumberAnswer)
    return part.edit


def text_of(page: IntakePage, field: str) -> QLineEdit:
    answer = page.answers[field]
    assert isinstance(answer, TextAnswer)
    return answer.edit


def undo_key() -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def test_what_stood_at_acceptance_is_to_be_read_and_what_is_empty_to_be_filled_in(
    qtbot: QtBot, desk: ApplicationService
) -> None:
    page = a_page(qtbot, desk, accepted=True)
    assert page.answers[CAPACITY].locked
    assert not text_of(page, NAME).isVisibleTo(page)
    assert not page.answers[CONTACT].locked
    wanted = []
    page.correction_wanted.connect(lambda application, field: wanted.append((application, field)))
    page.answers[NAME].correction_wanted.emit(NAME)
    assert wanted == [(page.application, NAME)]


def test_enter_passes_over_what_is_locked(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, accepted=True)
    page.show_step(APPLICANT)
    assert page.answers[NAME] not in page.applicant.stops
    assert page.answers[CONTACT] in page.applicant.stops


def test_before_acceptance_nothing_is_locked(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, accepted=False)
    assert not any(answer.locked for answer in page.answers.values())


def test_the_dialog_tells_what_moves_before_it_corrects(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, accepted=True)
    papers = issued(desk, page.application)
    dialog = a_dialog(qtbot, desk, page)
    done = []
    dialog.corrected.connect(lambda why, again: done.append((why, again)))
    dialog.begin(CAPACITY)
    assert not dialog.only.isEnabled()
    before = desk.record.journal.count()

    retype(number_in(dialog), "900")
    qtbot.waitUntil(lambda: "900 千伏安" in dialog.lines.text())
    assert desk.record.journal.count() == before
    assert "一次性告知书" in dialog.papers.text()
    assert not dialog.both.isEnabled()  # no reason yet
    dialog.why.options[0].click()
    assert dialog.both.isEnabled()
    assert dialog.both.text() == f"更正并重出 {len(papers)} 份"

    dialog.both.click()
    ((why, again),) = done
    assert why == "申请人改方案"
    assert again.keys() == papers.keys()
    assert desk.state(page.application).value(CAPACITY) == 900.0
    assert to_be_reissued(desk.record.db) == [page.application]


def test_only_correcting_reissues_nothing(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, accepted=True)
    issued(desk, page.application)
    dialog = a_dialog(qtbot, desk, page)
    done = []
    dialog.corrected.connect(lambda why, again: done.append((why, again)))
    dialog.begin(CAPACITY)
    retype(number_in(dialog), "900")
    dialog.why.options[1].click()
    qtbot.waitUntil(dialog.only.isEnabled)
    dialog.only.click()
    assert done == [("填写有误", {})]


def test_own_words_are_needed_where_no_reason_is_chosen(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, accepted=True)
    dialog = a_dialog(qtbot, desk, page)
    dialog.begin(CAPACITY)
    retype(number_in(dialog), "900")
    dialog.why.options[-1].click()
    qtbot.waitUntil(lambda: "900 千伏安" in dialog.lines.text())
    assert not dialog.only.isEnabled()
    type_in(dialog.words, "窗口看错一位")
    assert dialog.only.isEnabled()


def test_who_may_not_void_papers_is_told_who_may(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, accepted=True)
    issued(desk, page.application)
    dialog = a_dialog(qtbot, desk, page, leader=False)
    dialog.begin(CAPACITY)
    retype(number_in(dialog), "900")
    qtbot.waitUntil(lambda: "值班长" in dialog.papers.text())
    assert dialog.both.isHidden()


def test_several_fields_are_corrected_by_one_act(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, accepted=True)
    dialog = a_dialog(qtbot, desk, page)
    dialog.begin(CAPACITY)
    dialog.fields.more.setCurrentIndex(dialog.fields.more.findData(NAME))
    dialog.fields.more.activated.emit(dialog.fields.more.currentIndex())
    part = dialog.fields.parts[NAME]
    assert isinstance(part, TextAnswer)
    retype(part.edit, "样例淀粉厂")
    retype(number_in(dialog), "900")
    dialog.why.options[1].click()
    qtbot.waitUntil(dialog.only.isEnabled)
    before = desk.record.journal.count()
    dialog.only.click()
    assert desk.record.journal.count() == before + 1
    assert desk.state(page.application).value(NAME) == "样例淀粉厂"


def test_a_wrong_day_of_acceptance_is_corrected_in_the_dialog(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, accepted=True)
    dialog = a_dialog(qtbot, desk, page)
    dialog.begin("accepted_on")
    for part in dialog.fields.parts.values():
        assert isinstance(part, DayAnswer)
        retype(part.edit, "2026-09-25")
    dialog.why.options[1].click()
    qtbot.waitUntil(dialog.only.isEnabled)
    dialog.only.click()
    row = desk.state(page.application).row
    assert (row.received_on, row.accepted_on) == ("2026-09-25", "2026-09-25")


def test_a_day_that_is_no_day_any_more_is_not_corrected_to(qtbot: QtBot, desk: ApplicationService) -> None:
    """The field said 2026-09-2x, and the day typed before it would have been recorded."""
    page = a_page(qtbot, desk, accepted=True)
    dialog = a_dialog(qtbot, desk, page)
    dialog.begin("accepted_on")
    part = dialog.fields.parts["accepted_on"]
    assert isinstance(part, DayAnswer)
    dialog.why.options[1].click()
    retype(part.edit, "2026-09-27")
    qtbot.waitUntil(lambda: "9月27日" in dialog.lines.text())
    type_in(part.edit, "x")
    assert not dialog.only.isEnabled()
    qtbot.waitUntil(lambda: "9月" not in dialog.lines.text() and "正在" not in dialog.lines.text())
    assert not dialog.only.isEnabled()
    assert dialog.fields.correction.empty


def test_own_words_about_a_person_do_not_go_with_the_papers(qtbot: QtBot, desk: ApplicationService) -> None:
    """The reason of a void paper is in a bundle of evidence, where the correction itself is without its contents."""
    page = a_page(qtbot, desk, accepted=True)
    issued(desk, page.application)
    dialog = a_dialog(qtbot, desk, page)
    done = []
    dialog.corrected.connect(lambda why, again: done.append((why, bool(again))))
    dialog.begin(NAME)
    part = dialog.fields.parts[NAME]
    assert isinstance(part, TextAnswer)
    retype(part.edit, "样例淀粉厂")
    dialog.why.options[1].click()
    type_in(dialog.words, "原来是样例面粉厂")
    qtbot.waitUntil(dialog.both.isEnabled)
    dialog.both.click()
    assert done == [("填写有误", True)]
    assert ApplicationCards(desk).read(page.application).timeline[-1].what.endswith("（填写有误，原来是样例面粉厂）")


def test_days_in_a_wrong_order_are_named_with_the_sentence_of_the_refusal_before_anything_is_pressed(
    qtbot: QtBot, desk: ApplicationService
) -> None:
    page = a_page(qtbot, desk, accepted=True)
    issued(desk, page.application)
    dialog = a_dialog(qtbot, desk, page)
    dialog.begin("accepted_on")
    dialog.why.options[1].click()
    part = dialog.fields.parts["accepted_on"]
    assert isinstance(part, DayAnswer)
    retype(part.edit, "2026-09-25")
    said = "收件日期 2026-09-28 不能晚于受理日期 2026-09-25，请改日期"
    qtbot.waitUntil(lambda: dialog.papers.text() == said)
    assert (dialog.only.isEnabled(), dialog.both.isEnabled() and dialog.both.isVisible()) == (False, False)
    with pytest.raises(DaysOutOfOrder, match=said):
        desk.correcting.correct(page.application, Correction(accepted=date(2026, 9, 25)), "填写有误", ON)


def test_a_refused_correction_leaves_the_dialog_and_what_was_typed(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, accepted=True)
    dialog = a_dialog(qtbot, desk, page)
    dialog.begin(CAPACITY)
    retype(number_in(dialog), "900")
    dialog.why.options[1].click()
    qtbot.waitUntil(dialog.only.isEnabled)
    desk.correcting.correct(page.application, Correction({CAPACITY: 850.0}), "同事改的", ON)
    dialog.only.click()
    assert "刚被别人改过" in dialog.trouble.text()
    assert dialog.isVisible()
    assert number_in(dialog).text() == "900"


def test_undo_takes_back_the_last_changes_across_fields(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, accepted=False)
    page.show_step(APPLICANT)
    retype(text_of(page, NAME), "样例淀粉厂")
    retype(text_of(page, CONTACT), "李样例")
    text_of(page, "applicant.address").setFocus()
    state = desk.state(page.application)
    assert (state.value(NAME), state.value(CONTACT)) == ("样例淀粉厂", "李样例")

    undo_key()
    assert desk.state(page.application).value(CONTACT) is None
    undo_key()
    assert desk.state(page.application).value(NAME) == "样例面粉厂"
    assert text_of(page, NAME).text() == "样例面粉厂"
    before = desk.record.journal.count()
    undo_key()
    assert desk.record.journal.count() == before


def test_undo_of_one_field_twice_goes_back_step_by_step(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, accepted=False)
    page.show_step(APPLICANT)
    for name in ("样例甲厂", "样例乙厂"):
        retype(text_of(page, NAME), name)
        text_of(page, CONTACT).setFocus()
    found = []
    for _ in range(2):
        undo_key()
        found.append(desk.state(page.application).value(NAME))
    assert found == ["样例甲厂", "样例面粉厂"]


def redo_key(key: Qt.Key = Qt.Key.Key_Z) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    shift = Qt.KeyboardModifier.ShiftModifier if key == Qt.Key.Key_Z else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(focus, key, Qt.KeyboardModifier.ControlModifier | shift)


def named_in_turn(page: IntakePage, *names: str) -> None:
    page.show_step(APPLICANT)
    for name in names:
        retype(text_of(page, NAME), name)
        text_of(page, CONTACT).setFocus()


@pytest.mark.parametrize("key", [Qt.Key.Key_Z, Qt.Key.Key_Y])
def test_what_was_undone_is_made_again_step_by_step_and_undone_again(
    qtbot: QtBot, desk: ApplicationService, key: Qt.Key
) -> None:
    page = a_page(qtbot, desk, accepted=False)
    named_in_turn(page, "样例甲厂", "样例乙厂")

    def turned(act: Callable[[], None]) -> str:
        act()
        return str(desk.state(page.application).value(NAME))

    assert [turned(undo_key), turned(undo_key)] == ["样例甲厂", "样例面粉厂"]
    assert [turned(lambda: redo_key(key)), turned(lambda: redo_key(key))] == ["样例甲厂", "样例乙厂"]
    assert text_of(page, NAME).text() == "样例乙厂"
    before = desk.record.journal.count()
    redo_key(key)
    assert desk.record.journal.count() == before
    assert [turned(undo_key), turned(undo_key)] == ["样例甲厂", "样例面粉厂"]
    assert {entry.kind for entry in list(desk.record.journal.of(page.application))[2:]} == {Kind.FIELDS_CHANGED}


def test_the_buttons_stand_where_there_is_something_to_undo_or_to_make_again(
    qtbot: QtBot, desk: ApplicationService
) -> None:
    page = a_page(qtbot, desk, accepted=False)
    undo, redo = page._pane.undo, page._pane.redo  # noqa: SLF001
    seen = [(undo.isVisible(), redo.isVisible())]
    named_in_turn(page, "样例甲厂")
    for press in (None, undo, redo):
        if press is not None:
            press.click()
        seen.append((undo.isVisible(), redo.isVisible()))
    assert seen == [(False, False), (True, False), (False, True), (True, False)]


def test_a_new_change_leaves_nothing_to_be_made_again(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, accepted=False)
    named_in_turn(page, "样例甲厂")
    undo_key()
    named_in_turn(page, "样例乙厂")
    redo_key()
    assert desk.state(page.application).value(NAME) == "样例乙厂"
    assert page._pane.redo.isHidden()  # noqa: SLF001


def test_another_act_leaves_nothing_to_be_made_again(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, accepted=False)
    named_in_turn(page, "样例甲厂")
    undo_key()
    page.review.received.emit(ON, "补登")
    redo_key()
    assert desk.state(page.application).row.received_on == ON.isoformat()
    assert desk.state(page.application).value(NAME) == "样例面粉厂"


def test_what_another_has_changed_meanwhile_is_not_made_again(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, accepted=False)
    named_in_turn(page, "样例甲厂")
    undo_key()
    desk.save(page.application, NAME, "别人填的厂")
    redo_key()
    assert desk.state(page.application).value(NAME) == "别人填的厂"
    assert "刚被别人改过" in page._pane._trouble.text()  # noqa: SLF001


def test_what_was_typed_and_undone_in_a_line_comes_back_there_first(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, accepted=False)
    page.show_step(APPLICANT)
    contact = text_of(page, CONTACT)
    contact.setFocus()
    type_in(contact, "李")
    undo_key()
    before = desk.record.journal.count()
    for key in (Qt.Key.Key_Z, Qt.Key.Key_Y):
        redo_key(key)
        assert contact.text() == "李"
        undo_key()
        assert contact.text() == ""
    assert desk.record.journal.count() == before


def test_ctrl_z_takes_back_what_is_being_typed_first(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, accepted=False)
    page.show_step(APPLICANT)
    retype(text_of(page, NAME), "样例淀粉厂")
    contact = text_of(page, CONTACT)
    contact.setFocus()
    type_in(contact, "李")
    before = desk.record.journal.count()
    undo_key()
    assert contact.text() == ""
    assert desk.record.journal.count() == before  # nothing was saved only to be taken back
    assert desk.state(page.application).value(NAME) == "样例淀粉厂"
    undo_key()
    assert desk.state(page.application).value(NAME) == "样例面粉厂"


def test_what_another_has_changed_meanwhile_is_not_undone(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, accepted=False)
    page.show_step(APPLICANT)
    retype(text_of(page, NAME), "样例淀粉厂")
    text_of(page, CONTACT).setFocus()
    desk.save(page.application, NAME, "别人填的厂")
    undo_key()
    assert desk.state(page.application).value(NAME) == "别人填的厂"


def test_a_long_word_that_is_only_to_be_read_pushes_no_button_out_of_sight(
    qtbot: QtBot, desk: ApplicationService
) -> None:
    page = a_page(qtbot, desk, accepted=True)
    name = "SHANDONG.YANGLI.HYDRAULIC.TECHNOLOGY.COMPANY.LIMITED.QF"
    desk.correcting.correct(page.application, Correction({NAME: name}), "填写有误", ON)
    page.resize(520, 720)
    page.show_step(APPLICANT)
    page.read_again()
    qtbot.waitUntil(lambda: page.applicant.minimumSizeHint().width() <= page.width())


def test_enter_after_the_new_value_leads_to_the_reason_so_that_no_digit_gets_into_the_value(
    qtbot: QtBot, desk: ApplicationService
) -> None:
    page = a_page(qtbot, desk, accepted=True)
    dialog = a_dialog(qtbot, desk, page)
    dialog.begin(CAPACITY)
    retype(number_in(dialog), "900")
    QTest.keyClick(number_in(dialog), Qt.Key.Key_Return)
    assert dialog.focusWidget() is dialog.why.options[0]
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_2)
    assert dialog.why.value == "填写有误"
    qtbot.waitUntil(dialog.only.isEnabled)
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    assert desk.state(page.application).value(CAPACITY) == 900


def test_a_correction_is_finished_by_keys_alone(qtbot: QtBot, desk: ApplicationService) -> None:
    page = a_page(qtbot, desk, accepted=True)
    dialog = a_dialog(qtbot, desk, page)
    dialog.begin(CAPACITY)
    retype(number_in(dialog), "900")
    qtbot.waitUntil(lambda: "900 千伏安" in dialog.lines.text())
    assert dialog.open_point.text() == "还要选为什么更正"
    dialog.why.setFocus()
    QTest.keyClick(dialog.why.options[0], Qt.Key.Key_2)
    assert dialog.open_point.text() == ""
    qtbot.waitUntil(dialog.only.isEnabled)
    QTest.keyClick(dialog.why.options[1], Qt.Key.Key_Return)
    assert dialog.why.value == "填写有误"
    assert desk.state(page.application).value(CAPACITY) == 900
