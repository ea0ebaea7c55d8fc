"""Chinese input: text being composed is not entered yet, and Qt's own words are Chinese too."""

from __future__ import annotations

import re
from pathlib import Path

import PySide6
import pytest
from builders.window.window_builders import activate, application, guidance_of
from PySide6.QtCore import QEvent, QLibraryInfo, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QInputMethodEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGroupBox,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QTextBrowser,
    QWidget,
)

from gridcounter.core.intake.steps import StepKey
from gridcounter.desktop.intake.page import IntakePage
from gridcounter.desktop.kit.appearance import use_shipped_input_method
from gridcounter.desktop.kit.ime_guard import ImeGuard
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.record.record import Record

#: Words that are none of a language: how files and pages are called everywhere.
NO_WORDS = re.compile(r"PDF|Word|Ctrl|Shift|Del|\(&\w\)|[\d\W_]")


@pytest.fixture(scope="module")
def window(shared: MainWindow) -> MainWindow:
    return shared


def compose(edit: QLineEdit, text: str) -> None:
    """What an input method shows while a word is put together."""
    QApplication.sendEvent(edit, QInputMethodEvent(text, []))


def commit(edit: QLineEdit, text: str) -> None:
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(edit, event)


def a_new_one(window: MainWindow, step: StepKey = StepKey.APPLICANT) -> IntakePage:
    window.begin()
    page = window.tabs.currentWidget()
    assert isinstance(page, IntakePage)
    page.show_step([StepKey.SITUATION, StepKey.WORKS, StepKey.APPLICANT].index(step))
    return page


def editor(page: IntakePage, field: str) -> QLineEdit:
    edit = page.answers[field].findChild(QLineEdit)
    assert edit is not None
    edit.setFocus()
    return edit


# what is being composed


@pytest.mark.parametrize(
    "asked",
    [
        {"QT_IM_MODULE": "fcitx"},
        {"QT_IM_MODULE": "fcitx5"},
        {"XMODIFIERS": "@im=fcitx"},
        {"XMODIFIERS": "@im=fcitx", "QT_IM_MODULES": "wayland;fcitx"},
    ],
)
def test_fcitx_is_spoken_to_as_ibus_for_no_plugin_of_it_ships(asked: dict[str, str]) -> None:
    use_shipped_input_method(asked)
    assert asked["QT_IM_MODULE"] == "ibus"
    assert "QT_IM_MODULES" not in asked


@pytest.mark.parametrize(
    "asked", [{}, {"QT_IM_MODULE": "compose"}, {"QT_IM_MODULE": "ibus", "XMODIFIERS": "@im=fcitx"}]
)
def test_another_input_method_is_left_alone(asked: dict[str, str]) -> None:
    before = dict(asked)
    use_shipped_input_method(asked)
    assert asked == before


def test_what_is_composed_changes_neither_record_nor_guidance(window: MainWindow, record: Record) -> None:
    page = a_new_one(window)
    edit = editor(page, "applicant.name")
    before, shown = record.journal.count(), guidance_of(page)
    compose(edit, "yangli")
    compose(edit, "样例")
    assert (record.journal.count(), guidance_of(page)) == (before, shown)
    assert "applicant.name" not in record.applications.fields(page.application)
    commit(edit, "样例")
    edit.clearFocus()
    assert record.applications.fields(page.application)["applicant.name"].value == "样例"


def test_enter_while_composing_stays_in_the_field(window: MainWindow, record: Record) -> None:
    """An input method keeps Enter to itself; one that lets it through must not lose the word either."""
    page = a_new_one(window)
    edit = editor(page, "applicant.name")
    before = record.journal.count()
    compose(edit, "yangli")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert edit.hasFocus()
    assert page.step == StepKey.APPLICANT
    assert record.journal.count() == before
    commit(edit, "样例")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert not edit.hasFocus()
    assert record.applications.fields(page.application)["applicant.name"].value == "样例"


def test_a_word_taken_back_as_the_field_is_left_is_kept(window: MainWindow, record: Record) -> None:
    """IBus empties the field, and only then does Qt move the focus."""
    page = a_new_one(window)
    edit = editor(page, "applicant.name")
    compose(edit, "样例")
    compose(edit, "")
    page.answers["premises.address"].setFocus()
    assert edit.text() == "样例"
    assert record.applications.fields(page.application)["applicant.name"].value == "样例"


def test_a_word_given_up_is_not_brought_back(window: MainWindow, record: Record) -> None:
    page = a_new_one(window)
    edit = editor(page, "applicant.name")
    compose(edit, "样例")
    compose(edit, "")  # Escape
    QTest.qWait(0)
    page.answers["premises.address"].setFocus()
    assert edit.text() == ""
    assert "applicant.name" not in record.applications.fields(page.application)


def test_a_word_taken_back_by_a_click_into_another_program_is_kept(window: MainWindow, record: Record) -> None:
    """IBus empties the field at once; that the window is no longer in front is told later."""
    page = a_new_one(window)
    edit = editor(page, "applicant.name")
    compose(edit, "样例")
    compose(edit, "")
    QTest.qWait(0)
    other = QWidget()
    other.show()
    activate(other)
    assert edit.text() == "样例"
    assert record.applications.fields(page.application)["applicant.name"].value == "样例"
    other.close()
    activate(window)


def test_a_word_given_up_does_not_come_back_when_another_program_is_turned_to_later(window: MainWindow) -> None:
    page = a_new_one(window)
    edit = editor(page, "applicant.name")
    compose(edit, "样例")
    compose(edit, "")  # Escape
    guard = next(one for one in application().children() if isinstance(one, ImeGuard))
    waiting = guard.findChild(QTimer)
    assert waiting is not None
    assert waiting.isActive()
    waiting.timeout.emit()
    QApplication.sendEvent(edit, QFocusEvent(QEvent.Type.FocusAboutToChange, Qt.FocusReason.ActiveWindowFocusReason))
    assert edit.text() == ""


def test_a_word_that_the_input_method_commits_itself_comes_once(window: MainWindow) -> None:
    page = a_new_one(window)
    edit = editor(page, "applicant.name")
    compose(edit, "样例")
    compose(edit, "")
    commit(edit, "样例")
    page.answers["premises.address"].setFocus()
    assert edit.text() == "样例"


def test_the_ledger_searches_for_what_was_committed_only(window: MainWindow) -> None:
    window.show_page(PageKey.LEDGER)
    search, model = window.work.ledger.search, window.work.ledger._model  # noqa: SLF001  what the clerk sees
    search.clear()
    all_rows = model.rowCount()
    search.setFocus()
    compose(search, "mianguan")
    assert model.rowCount() == all_rows
    commit(search, "样例面馆")
    assert model.rowCount() == 1
    search.clear()


# Qt's own words


def in_english(words: list[str]) -> list[str]:
    return [word for word in words if re.search("[A-Za-z]{2}", NO_WORDS.sub("", word))]


def words_of(root: QWidget) -> list[str]:
    found = [label.text() for label in root.findChildren(QLabel)]
    found += [button.text() for button in root.findChildren(QAbstractButton)]
    return found + [box.title() for box in root.findChildren(QGroupBox)]


@pytest.mark.usefixtures("window")
def test_the_translation_comes_with_the_package() -> None:
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    assert (folder / "qtbase_zh_CN.qm").is_file()
    assert folder.is_relative_to(Path(PySide6.__file__).parent)


@pytest.mark.usefixtures("window")
def test_standard_buttons_are_chinese() -> None:
    buttons = QMessageBox.StandardButton
    wanted = {
        buttons.Ok: "确定",
        buttons.Cancel: "取消",
        buttons.Yes: "是",
        buttons.No: "否",
        buttons.Save: "保存",
        buttons.Close: "关闭",
        buttons.Retry: "重试",
    }
    for button, word in wanted.items():
        box = QMessageBox()
        box.setStandardButtons(button)
        assert box.button(button).text().startswith(word)
    every = QDialogButtonBox()
    every.setStandardButtons(QDialogButtonBox.StandardButton(0x0FFFFC00))
    assert in_english([button.text() for button in every.buttons()]) == []


@pytest.mark.usefixtures("window")
@pytest.mark.parametrize("kind", ["print", "file", "input"])
def test_every_word_of_a_dialog_of_qt_is_chinese(kind: str, tmp_path: Path) -> None:
    dialog: QDialog
    printer = QPrinter()  # a dialog does not keep it alive
    if kind == "print":
        dialog = QPrintDialog(printer)
        dialog.show()  # it makes its parts when it is shown
    elif kind == "file":
        dialog = QFileDialog(None, "存 PDF", str(tmp_path), "PDF (*.pdf)")
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    else:
        dialog = QInputDialog()
    words = [word for word in words_of(dialog) if not word.startswith(("/", str(tmp_path)))]
    dialog.close()
    assert in_english(words) == []


@pytest.mark.usefixtures("window")
def test_the_menu_of_a_field_is_chinese() -> None:
    edit = QLineEdit("样例")
    menu = edit.createStandardContextMenu()
    words = [action.text().partition("\t")[0].partition("(")[0] for action in menu.actions() if action.text()]
    assert words == ["撤消", "重做", "剪切", "复制", "粘贴", "删除", "全选"]
    browser = QTextBrowser()
    browser.setPlainText("样例")
    menu = browser.createStandardContextMenu()
    assert in_english([action.text() for action in menu.actions()]) == []
