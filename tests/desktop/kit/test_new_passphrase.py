"""The fields of a new passphrase: what is said of it while it is typed, and one that is drawn."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from gridcounter import paths
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.setup.start import StartDialog
from gridcounter.desktop.setup.steps import PassphraseStep

OFFICE = ("样例供电服务厅", "0537-1234567")
INSTEAD = "容易猜中；请换几个不相干的词，或者抽一个口令"
TEN, TWELVE = "锅台雾桥蓝笔兔墙灯锁", "锅台雾桥蓝笔兔墙灯锁帆伞"


@pytest.fixture
def step(qtbot: QtBot) -> PassphraseStep:
    made = PassphraseStep(lambda: OFFICE)
    qtbot.addWidget(made)
    made.show()
    return made


def shown(step: PassphraseStep) -> list[str]:
    fields = step.passphrase
    return [one.text() for one in (fields.strength, fields.drawn, fields.about_drawn) if one.isVisible()]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("锅台雾桥", []),
        ("12345678", [f"这个口令是常用的口令或词语，{INSTEAD}"]),
        ("样例供电服务厅88", [f"口令里有本单位的名称、代号、电话或受理员的姓名，{INSTEAD}"]),
        ("锅台雾桥蓝笔兔墙", ["强度：弱（照猜口令的程序估计），建议再加两个不相干的词"]),
        (TEN, ["强度：一般（照猜口令的程序估计），再加一个不相干的词更好"]),
        (TWELVE, ["强度：强（照猜口令的程序估计）"]),
    ],
)
def test_strength_is_told_while_it_is_typed(step: PassphraseStep, text: str, said: list[str]) -> None:
    step.new.setText("锅台雾桥蓝笔兔墙灯锁帆")
    step.new.setText(text)
    assert shown(step) == said


def test_what_is_refused_is_said_once_at_the_field(step: PassphraseStep) -> None:
    step.new.setText("12345678")
    step.passphrase.again.setText("12345678")
    assert not step.is_good()
    assert step.rows["new"].problem == f"这个口令是常用的口令或词语，{INSTEAD}"
    assert shown(step) == []


def test_a_drawn_passphrase_is_shown_in_clear_and_typed_a_second_time(step: PassphraseStep) -> None:
    fields = step.passphrase
    fields.again.setText("锅台雾桥")
    fields.draw_button.click()

    strength, drawn, about = shown(step)
    words = set(paths.passphrase_words().read_text("utf-8").split())
    assert {drawn[place : place + 2] for place in range(0, 12, 2)} <= words
    assert strength.startswith("强度：强")
    assert "从 2,048 个词里抽出 6 个，就算知道词表也要猜 2 的 66 次方种" in about
    assert step.new.text() == drawn
    assert list(step.check()) == ["again"]

    fields.again.setText(drawn)
    assert step.check() == {}


def test_what_was_drawn_is_not_shown_once_another_is_typed_or_the_page_was_left(step: PassphraseStep) -> None:
    step.passphrase.draw_button.click()
    step.new.setText(TWELVE)
    assert shown(step) == ["强度：强（照猜口令的程序估计）"]

    step.passphrase.draw_button.click()
    drawn = step.passphrase.drawn.text()
    step.hide()
    step.show()
    assert drawn not in shown(step)
    assert step.passphrase.drawn.text() == ""


def test_each_press_draws_another(step: PassphraseStep) -> None:
    drawn = set()
    for _ in range(5):
        step.passphrase.draw_button.click()
        drawn.add(step.new.text())
    assert len(drawn) == 5


def test_a_refusal_is_gone_as_soon_as_another_passphrase_stands_there(step: PassphraseStep) -> None:
    """A drawn one would else be called strong and, above that, easy to guess."""
    step.new.setText("12345678")
    assert not step.is_good()
    assert step.rows["new"].problem
    step.passphrase.draw_button.click()
    assert step.rows["new"].problem == ""


def test_chinese_words_can_be_typed_where_they_are_asked_for(step: PassphraseStep) -> None:
    """The fault: no input method works in a field of hidden text, so that nobody could type a drawn passphrase."""
    fields = (step.new, step.passphrase.again)
    assert all(is_hidden(one) for one in fields)

    step.passphrase.draw_button.click()
    assert not any(is_hidden(one) for one in fields)
    assert step.passphrase.show_box.isChecked()

    step.hide()
    step.show()
    assert {one.echoMode() for one in fields} == {QLineEdit.EchoMode.Password}, "nothing is left readable"


def test_the_record_is_opened_with_a_passphrase_of_chinese_words(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = StartDialog(tmp_path, Scale())
    qtbot.addWidget(dialog)
    dialog.show()
    assert is_hidden(dialog.secret)
    dialog.show_box.click()
    assert not is_hidden(dialog.secret)
    dialog.recovery.click()
    assert dialog.show_box.isHidden(), "the code of the recovery sheet is shown anyway"
    dialog.recovery.click()
    assert dialog.secret.echoMode() == QLineEdit.EchoMode.Password


def is_hidden(field: QLineEdit) -> bool:
    """As an input method is told."""
    return bool(field.inputMethodHints() & Qt.InputMethodHint.ImhHiddenText)
