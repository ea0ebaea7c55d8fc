"""Every page by keyboard alone: Tab reaches every widget, and each one has a name and a visible focus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from builders.told_builders import corrected
from builders.window.pixels import bytes_of
from builders.window.window_builders import activate, dialogs, pages_of, the_fullest
from PySide6.QtCore import SIGNAL, QAbstractTableModel, QObject, Qt
from PySide6.QtGui import QAccessible, QImage, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialogButtonBox,
    QLabel,
    QPushButton,
    QTabBar,
    QToolButton,
    QWidget,
)

from gridcounter.desktop.kit.choice import Choice
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.record.record import Record

#: Both ask for the papers: the one at the foot of the steps, the other beside the answer.
SAME_ACT = {"出具文书"}
LONGEST_ROUND = 200
#: How far in the focus is looked for, in pixels.
EDGE = 6
#: At the end of a name.
MARKUP = '<img src="file:///x.png"><h1>样</h1>&<br>'
#: The first of it, which is left where a name is shortened.
MARK = "<img"
MARKED_UP = ("applicant.name", "premises.address", "project.name", "project.builder.name")
_BUTTON_CLICKED = "buttonClicked(QAbstractButton*)"


@pytest.fixture(scope="module")
def window(shared: MainWindow, record: Record) -> MainWindow:
    desk, one = shared._session.service, the_fullest(record)  # noqa: SLF001
    state = desk.state(one)
    for field in MARKED_UP:
        corrected(desk, one, field, f"{state.value(field)}{MARKUP}")
    return shared


def everywhere(window: MainWindow, folder: Path, look: Callable[[QWidget], list[str]]) -> str:
    """What `look` finds wrong on any page, one line each."""
    found = [f"{name}: {wrong}" for name in pages_of(window) for wrong in look(settled(window))]
    for name, dialog in dialogs(window, folder):
        found += [f"{name}: {wrong}" for wrong in look(settled(dialog))]
    activate(window)
    return "\n".join(found)


def settled(root: QWidget) -> QWidget:
    if not root.isActiveWindow():
        activate(root)
    QApplication.processEvents()
    return root


def stops(root: QWidget) -> list[QWidget]:
    """Whatever Tab should come to."""
    return [
        widget
        for widget in root.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and (widget.focusPolicy() & Qt.FocusPolicy.TabFocus or chosen_of_several(widget))
        and widget.focusProxy() is None
        and not left_to_arrows(widget)
    ]


def left_to_arrows(widget: QWidget) -> bool:
    """Of buttons of which one is chosen, Tab goes to that one and the arrows to the others."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return group is not None and group.exclusive() and group.checkedButton() not in {None, widget}


def chosen_of_several(widget: QWidget) -> bool:
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return group is not None and group.exclusive() and group.checkedButton() is widget


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def go_round(start: QWidget, key: Qt.Key) -> list[QWidget]:
    """Where a key leads from here until a place comes again."""
    start.setFocus(Qt.FocusReason.TabFocusReason)
    seen: list[QWidget] = []
    while focus() not in seen and len(seen) < LONGEST_ROUND:
        seen.append(focus())
        QTest.keyClick(focus(), key)
    assert focus() is seen[0], f"caught at {told(focus())} after {told(seen[-1])}"
    return seen


def name_of(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name).strip() if interface else ""


def told(widget: QWidget) -> str:
    return f"{type(widget).__name__} {name_of(widget)!r} in {type(widget.parentWidget()).__name__}"


def not_reached(root: QWidget) -> list[str]:
    wanted = stops(root)
    start = next((widget for widget in wanted if widget.isVisible()), None)
    assert start is not None
    there, back = go_round(start, Qt.Key.Key_Tab), go_round(start, Qt.Key.Key_Backtab)
    found = [f"Tab leaves out {told(widget)}" for widget in wanted if widget not in there]
    return found + [f"Shift+Tab leaves out {told(widget)}" for widget in wanted if widget not in back]


def not_reached_by_arrows(root: QWidget) -> list[str]:
    """Within a choice nothing is chosen by going about in it; of exclusive buttons the focus is the choice."""
    found = []
    for choice in (each for each in root.findChildren(Choice) if each.isVisible() and each.isEnabled()):
        before = choice.value
        choice.setFocus()
        seen = set()
        for _ in choice.options:
            QTest.keyClick(focus(), Qt.Key.Key_Right)
            seen.add(focus())
        if seen != set(choice.options) or choice.value != before:
            found.append(f"arrows leave out some of {told(choice)}")
        QTest.keyClick(focus(), Qt.Key.Key_Tab)
        if focus() in seen:
            found.append(f"Tab does not leave {told(choice)}")
    return found


def unnamed(root: QWidget) -> list[str]:
    found = stops(root)
    names = Counter((name_of(widget), QAccessible.queryAccessibleInterface(widget).role()) for widget in found)
    twice = [name for (name, _), times in names.items() if times > 1 and name not in SAME_ACT]
    return [f"no name: {told(widget)}" for widget in found if not name_of(widget)] + [f"twice: {one}" for one in twice]


def unseen(root: QWidget) -> list[str]:
    """At least a line as long as half of its edge looks different: a cursor alone is too little."""
    found = []
    for widget in stops(root):
        widget.clearFocus()
        without = widget.grab().toImage()
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        edge = widget.tabRect(widget.currentIndex()).size() if isinstance(widget, QTabBar) else widget.size()
        if differing(without, widget.grab().toImage()) < min(edge.width() + edge.height(), 400):
            found.append(f"focus is not seen on {told(widget)}")
    return found


def differing(one: QImage, other: QImage) -> int:
    """Pixels along the edge."""
    assert one.size() == other.size()
    mine, theirs = (bytes_of(image.convertToFormat(QImage.Format.Format_RGB32)) for image in (one, other))
    wide, high = 4 * one.width(), one.height()
    found = 0
    for line in range(high):
        whole = line < EDGE or line >= high - EDGE
        for begin, end in [(0, wide)] if whole else [(0, 4 * EDGE), (wide - 4 * EDGE, wide)]:
            part = slice(line * wide + max(begin, 0), line * wide + end)
            if mine[part] != theirs[part]:
                pairs = zip(mine[part][::4], theirs[part][::4], strict=True)  # blue is enough
                found += sum(this != that for this, that in pairs)
    return found


def colliding(root: QWidget) -> list[str]:
    keys = Counter(
        shortcut.key().toString()
        for shortcut in root.findChildren(QShortcut)
        if shortcut.isEnabled()
        and not shortcut.key().isEmpty()
        and shortcut.context() != Qt.ShortcutContext.WidgetShortcut
        and isinstance(home := shortcut.parent(), QWidget)
        and home.isVisible()
    )
    return [f"{key} means {times} things" for key, times in keys.items() if times > 1]


def same_mnemonic(root: QWidget) -> list[str]:
    keys = Counter(
        button.shortcut().toString()
        for button in root.findChildren(QAbstractButton)
        if button.isVisible() and not button.shortcut().isEmpty()
    )
    return [f"{key} means {times} buttons" for key, times in keys.items() if times > 1]


def leading_nowhere(root: QWidget) -> list[str]:
    """Buttons that nobody hears, seen yet or not; and keys."""
    every: list[QPushButton | QToolButton] = [*root.findChildren(QPushButton), *root.findChildren(QToolButton)]
    buttons = [
        button
        for button in every
        if button.text() and button.menu() is None and not _hears(button, "clicked(bool)", "toggled(bool)")
    ]
    found = [button.text() for button in buttons if not _hears(button.group(), "idClicked(int)", _BUTTON_CLICKED)]
    found += [str(box) for box in root.findChildren(QDialogButtonBox) if not _hears(box, "accepted()", "rejected()")]
    found += [key.key().toString() for key in root.findChildren(QShortcut) if not _hears(key, "activated()")]
    return [f"nobody hears {one}" for one in found]


def read_as_markup(root: QWidget) -> list[str]:
    """Labels and tooltips that make something else of a name than was written."""
    rich = {Qt.TextFormat.AutoText, Qt.TextFormat.RichText, Qt.TextFormat.MarkdownText}
    labels = [label.text() for label in root.findChildren(QLabel) if label.textFormat() in rich]
    tips = [widget.toolTip() for widget in root.findChildren(QWidget)]
    tips += [bar.tabToolTip(place) for bar in root.findChildren(QTabBar) for place in range(bar.count())]
    tips += [tip for view in root.findChildren(QAbstractItemView) for tip in _tips_of(view)]
    return [f"markup: {text}" for text in labels + tips if MARK in text]


def _tips_of(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    if model is not None and view.isVisible():
        for row in range(model.rowCount()):
            for column in range(model.columnCount() if isinstance(model, QAbstractTableModel) else 1):
                yield str(model.index(row, column).data(Qt.ItemDataRole.ToolTipRole) or "")


def _hears(sender: QObject | None, *signals: str) -> bool:
    return sender is not None and any(sender.receivers(SIGNAL(signal)) for signal in signals)


@pytest.fixture(scope="module")
def looked_at(window: MainWindow, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """One walk for all that needs no key pressed."""
    found: dict[str, list[str]] = {}

    def look(root: QWidget) -> list[str]:
        for rule in (unnamed, leading_nowhere, colliding, same_mnemonic, read_as_markup):
            found.setdefault(rule.__name__, []).extend(rule(root))
        return []

    everywhere(window, tmp_path_factory.mktemp("looked"), look)
    return {rule: "\n".join(dict.fromkeys(wrong)) for rule, wrong in found.items()}


def test_tab_reaches_every_control_of_every_page_and_comes_back(window: MainWindow, tmp_path: Path) -> None:
    assert everywhere(window, tmp_path, not_reached) == ""


def test_arrows_reach_what_tab_leaves_to_them(window: MainWindow, tmp_path: Path) -> None:
    assert everywhere(window, tmp_path, not_reached_by_arrows) == ""


@pytest.mark.parametrize(
    "rule", [unnamed, leading_nowhere, colliding, same_mnemonic, read_as_markup], ids=lambda rule: rule.__name__
)
def test_on_no_page_is_anything(looked_at: dict[str, str], rule: Callable[[QWidget], list[str]]) -> None:
    assert looked_at[rule.__name__] == ""


def test_the_focus_is_seen_on_every_control(window: MainWindow, tmp_path: Path) -> None:
    assert everywhere(window, tmp_path, unseen) == ""


def test_a_parked_customer_is_put_away_by_key(window: MainWindow, record: Record) -> None:
    for row in record.applications.recent(2):
        window.open_application(row.id)
    before = window.tabs.count()
    QTest.keyClick(window, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert window.tabs.count() == before - 1
