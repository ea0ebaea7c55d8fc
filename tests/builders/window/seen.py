"""The contents of a window, line by line, as text for people to read and for tests to compare with a file.

A label is its text, a button `[its text]`, a field `‹its name› "its contents"`, a choice its name and its options, of
which `●` is the chosen one. `▾` begins a part with a name or a style of its own, `▸` is the current line of a list.
Braces contain deviations: the name in the style sheet, a different accessible name, `off`, `no Tab` and `Tab`, hints,
alignment. Colours have the name of their token. Hidden widgets are left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QLabel,
    QLayout,
    QMainWindow,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QTextEdit,
    QToolButton,
    QWidget,
)
from shiboken6 import invalidate

from builders.window.seen_lists import lines_of_list, lines_of_text
from builders.window.seen_marks import LEAVES, PLAIN, marks_of, own_style, said_by, side_of
from gridcounter.desktop.kit.choice import Choice

_TAB = Qt.FocusPolicy.TabFocus


def seen(root: QWidget) -> list[str]:
    """Everything that is visible in it, from top to bottom as it is laid out."""
    met: list[QWidget] = []
    lines = [f"== {root.windowTitle()} =="] if root.isWindow() else []
    lines += _lines(root, met, "")
    keys = [key for shortcut in root.findChildren(QShortcut) for key in _keys(shortcut)]
    focus = root.window().focusWidget()
    return [
        *lines,
        *([f"keys: {'  '.join(keys)}"] if keys else []),
        *_order(root, met),
        *([f"focus: {_called(focus)}"] if focus is not None and focus.isVisible() and root.isAncestorOf(focus) else []),
    ]


def _lines(widget: QWidget, met: list[QWidget], side: str) -> Iterator[str]:
    if isinstance(widget, Choice):
        met += widget.options
    elif isinstance(widget, LEAVES):
        met.append(widget)
    marks = marks_of(widget, side)
    text = f" {{{', '.join(marks)}}}" if marks else ""
    if isinstance(widget, QLabel) and not widget.text():
        return
    if isinstance(widget, LEAVES):
        yield said_by(widget).replace("\n", " ⏎ ") + text
        yield from _below(widget)
        return
    named = bool(widget.accessibleName() or widget.toolTip() or widget.objectName() not in PLAIN or own_style(widget))
    if named and not widget.isWindow():
        yield f"▾ {widget.accessibleName()}".rstrip() + text
    for child, where in children_of(widget):
        if child.isVisibleTo(widget):
            for line in _lines(child, met, where):
                yield ("  " if named and not widget.isWindow() else "") + line


def children_of(widget: QWidget) -> list[tuple[QWidget, str]]:
    """In the order of the layout, and how each is placed in it; what lies in none comes after."""
    found: list[tuple[QWidget | None, str]] = []
    match widget:
        case QTabWidget():
            found = [(widget.tabBar(), ""), (widget.currentWidget(), "")]
        case QStackedWidget():
            found = [(widget.currentWidget(), "")]
        case QSplitter():
            found = [(widget.widget(place), "") for place in range(widget.count())]
        case QScrollArea():
            found = [(widget.widget(), "")]
        case QMainWindow():
            found = [(widget.centralWidget(), ""), (widget.statusBar(), "")]
        case _:
            if (layout := widget.layout()) is not None:
                found = list(_laid(layout))
            known = {child for child, _ in found}
            others = widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
            loose = "no place" if layout is not None else ""
            found += [(child, loose) for child in others if child not in known and not child.isWindow()]
    return [(child, where) for child, where in found if child is not None]


def _laid(layout: QLayout) -> Iterator[tuple[QWidget, str]]:
    places = range(layout.count())
    if isinstance(layout, QGridLayout):
        places = sorted(places, key=lambda place: layout.getItemPosition(place)[:2])  # type: ignore[assignment, index]
    for place in places:
        item = layout.itemAt(place)
        if item is None:
            continue
        if (child := item.widget()) is not None:
            yield child, side_of(item.alignment(), "left")
        elif item.spacerItem() is not None:
            # older PySide takes it for whatever Qt puts at its address after the layout is gone
            invalidate(item)
        elif (inner := item.layout()) is not None:
            yield from _laid(inner)


def _below(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QPushButton | QToolButton) and (menu := widget.menu()) is not None:
        yield "  menu: " + "  ".join(act.text() + ("" if act.isEnabled() else " (off)") for act in menu.actions())
    if isinstance(widget, QAbstractItemView):
        yield from lines_of_list(widget)
    elif isinstance(widget, QTextEdit | QPlainTextEdit):
        yield from lines_of_text(widget)


def _keys(shortcut: QShortcut) -> Iterator[str]:
    owner = shortcut.parent()
    if isinstance(owner, QWidget) and owner.isVisible() and shortcut.key().toString():
        yield shortcut.key().toString() + ("" if shortcut.isEnabled() else " (off)")


def _order(root: QWidget, met: list[QWidget]) -> Iterator[str]:
    """Where Tab does not simply go down the lines above."""
    places = {widget: place for place, widget in enumerate(met)}
    chain: list[QWidget] = []
    here = root.window().nextInFocusChain()
    while here is not None and here is not root.window():
        if here in places and here.focusPolicy() & _TAB and here.isEnabled() and here.isVisible():
            chain.append(here)
        here = here.nextInFocusChain()
    straight = sorted(chain, key=places.__getitem__)
    if chain and root.isWindow():  # Tab goes round: it is the same from wherever it begins
        begin = chain.index(straight[0])
        chain = chain[begin:] + chain[:begin]
    while chain and chain[0] is straight[0]:
        chain, straight = chain[1:], straight[1:]
    while chain and chain[-1] is straight[-1]:
        chain, straight = chain[:-1], straight[:-1]
    if chain:
        yield "Tab goes: " + " → ".join(map(_called, chain))


def _called(widget: QWidget) -> str:
    return (widget.accessibleName() or said_by(widget).partition('"')[0]).strip().replace("\n", " ")
