"""Drop-downs, close marks, signs and digits in the program's own look, light and dark."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders.window.window_builders import application
from PySide6.QtGui import QAccessible, QColor, QIcon
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QFileIconProvider,
    QPushButton,
    QSpinBox,
    QStyle,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from gridcounter import paths
from gridcounter.desktop.kit.appearance import apply_style, apply_theme, own_icon
from gridcounter.desktop.kit.choice import Choice
from gridcounter.desktop.kit.section import Row
from gridcounter.desktop.kit.theme import DARK, LIGHT, Scale, Tokens, shade, style_sheet
from gridcounter.desktop.shell import main_view
from gridcounter.desktop.shell.rail import Rail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QImage

#: Of two colours by their three parts: not told apart in a thin stroke.
NEAR = 60

both = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])


@pytest.fixture
def window(qapp: QApplication) -> Iterator[QWidget]:  # noqa: ARG001  there has to be one
    made = QWidget()
    QVBoxLayout(made)
    made.resize(500, 400)
    yield made
    made.deleteLater()
    apply_theme(application(), LIGHT, Scale())


def test_buttons_of_a_box_have_words_and_no_stock_signs(window: QWidget) -> None:
    """Qt's own are a green arrow, a red cross and a disk, whatever the theme."""
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
    shown_in(window, LIGHT, box)
    assert [button.icon().isNull() for button in box.buttons()] == [True, True]


def shown_in(window: QWidget, tokens: Tokens, part: QWidget, percent: int = 100) -> None:
    apply_theme(application(), tokens, Scale(percent))
    apply_style(window)
    layout = window.layout()
    assert layout is not None
    layout.addWidget(part)
    window.show()
    QTest.qWait(0)


def colours(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name().upper() for x in range(image.width()) for y in range(image.height())}


def distance(one: str, other: str) -> int:
    first, second = QColor(one).getRgb()[:3], QColor(other).getRgb()[:3]  # type: ignore[index]  # a tuple of four
    return sum(abs(a - b) for a, b in zip(first, second, strict=True))


@both
@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_drop_down_shows_every_entry_and_the_chosen_one_can_be_read(
    window: QWidget, tokens: Tokens, percent: int
) -> None:
    """It had scroll arrows over a list of three, and wrote the chosen one dark on dark."""
    box = QComboBox()
    box.addItems(["标准版式", "省纸版式", "大字版式"])
    shown_in(window, tokens, box, percent)
    assert not box.style().styleHint(QStyle.StyleHint.SH_ComboBox_Popup, None, box), "that one has scroll arrows"

    box.showPopup()
    QTest.qWait(0)
    view, model = box.view(), box.model()
    places = [view.visualRect(model.index(row, 0)) for row in range(3)]
    hidden = [place for place in places if not view.viewport().rect().contains(place)]
    chosen = colours(view.viewport().grab(places[0]).toImage())
    other = colours(view.viewport().grab(places[1]).toImage())
    box.hidePopup()

    assert hidden == []
    # thin strokes are drawn in colours a little lighter, by some versions of Qt nowhere in the colour itself
    for token, seen in ((tokens.accent_soft, chosen), (tokens.accent, chosen), (tokens.surface, other)):
        assert min(map(partial(distance, token), seen)) < NEAR
    assert min(map(partial(distance, tokens.text), other)) < NEAR


@both
def test_every_sign_that_the_style_sheet_names_is_there(tokens: Tokens) -> None:
    named = re.findall(r'url\("([^"]+)"\)', style_sheet(tokens, Scale()))
    assert len(named) > 20
    assert [name for name in named if not Path(name).is_file()] == []
    shade = "light" if tokens is LIGHT else "dark"
    assert {Path(name).stem.rpartition("_")[2] for name in named} == {shade}


@both
@pytest.mark.usefixtures("window")
def test_files_and_folders_of_a_list_have_the_signs_of_the_buttons_above_it(tokens: Tokens) -> None:
    """The list of Qt's own dialog had the blue folders of another family, the same in light and dark."""
    apply_theme(application(), tokens, Scale())
    places = paths.icons() / "themes" / QIcon.themeName() / "places"
    for kind, shipped, own in (
        (QFileIconProvider.IconType.Folder, "folder", "folder"),
        (QFileIconProvider.IconType.File, "text-x-generic", "file"),
        (QFileIconProvider.IconType.Drive, "drive-harddisk", "drive"),
        (QFileIconProvider.IconType.Computer, "computer", "computer"),
    ):
        sign = paths.icons() / f"{own}_{shade(tokens)}.svg"
        assert (places / f"{shipped}.svg").read_bytes() == sign.read_bytes(), "the same drawing twice"
        assert QFileIconProvider().icon(kind).pixmap(16).toImage() == QIcon(str(sign)).pixmap(16).toImage()


@both
def test_close_marks_of_tabs_grow_with_the_text_and_have_no_colour_of_another_family(
    window: QWidget, tokens: Tokens
) -> None:
    bar = QTabBar()
    bar.setTabsClosable(True)
    bar.addTab("样例食品厂")
    shown_in(window, tokens, bar, 200)
    mark = bar.tabButton(0, QTabBar.ButtonPosition.RightSide)
    assert (mark.width(), mark.height()) == (32, 32)
    assert tokens.muted in colours(mark.grab().toImage())


def test_a_number_stands_off_the_edge_of_its_field(window: QWidget) -> None:
    spin = QSpinBox()
    shown_in(window, LIGHT, Row("份数", spin))
    assert spin.lineEdit().textMargins().left() >= 6


def test_each_choice_shows_its_digit_and_says_it(window: QWidget) -> None:
    choice = Choice(dict(enumerate("一二三四五六七八九十")), "第几")
    shown_in(window, LIGHT, choice)
    said = [
        QAccessible.queryAccessibleInterface(button).text(QAccessible.Text.Description) for button in choice.options
    ]
    assert said == [*(f"数字键 {digit}" for digit in (*range(1, 10), 0))]
    images = [button.grab().toImage() for button in choice.options]
    drawn = [len(colours(image.copy(3, 8, 10, image.height() - 16))) > 1 for image in images]
    assert drawn == [True] * 10


def test_choices_are_radio_buttons_of_which_none_may_be_chosen(window: QWidget) -> None:
    choice = Choice({"a": "甲", "b": "乙"}, "哪个")
    shown_in(window, LIGHT, choice)
    roles = [QAccessible.queryAccessibleInterface(button).role() for button in choice.options]
    assert set(roles) == {QAccessible.Role.RadioButton}
    first, second = choice.options
    values = []
    for button in (first, second, second):
        button.click()
        values.append(choice.value)
    assert values == ["a", "b", None]


@both
def test_the_signs_of_the_rail_are_there_at_once_muted_and_when_chosen_in_the_accent(
    qapp: QApplication, tokens: Tokens
) -> None:
    """They came after the first paint from a library that took as long to load as the window, into a first stroke."""
    del qapp
    pages = [(place.value, title, name) for place, title, name in main_view._RAIL]  # noqa: SLF001  what it is made of
    rail = Rail(pages, ("李测试", "受理员"), tokens, Scale(200))
    buttons = [button for button in rail.findChildren(QPushButton) if button.isCheckable()]
    assert len(buttons) == len(pages)
    for button in buttons:
        for state, colour in ((QIcon.State.Off, tokens.muted), (QIcon.State.On, tokens.accent)):
            drawn = button.icon().pixmap(button.iconSize(), QIcon.Mode.Normal, state).toImage()
            assert colour in colours(drawn), f"{button.text()}: {state.name}"
    assert tokens.muted in colours(rail.who.icon().pixmap(rail.who.iconSize()).toImage())
    rail.deleteLater()


@both
@pytest.mark.parametrize(
    ("name", "tone"), [("critical", "danger"), ("late", "danger"), ("today", "warn"), ("calendar", "muted")]
)
def test_a_sign_has_the_colour_of_its_theme(qapp: QApplication, tokens: Tokens, name: str, tone: str) -> None:
    del qapp
    assert getattr(tokens, tone) in colours(own_icon(name, tokens).pixmap(36, 36).toImage())
