"""The text of a single widget, and its deviations from the default: see tests/builders/window/seen.py."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from PySide6.QtCore import Qt
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QTabBar,
    QTextEdit,
    QWidget,
)

from builders.window.seen_lists import colour_name
from gridcounter.desktop.kit.choice import Choice
from gridcounter.desktop.kit.length_limits import LONGEST, Length
from gridcounter.desktop.kit.theme import DARK, LIGHT, Scale, style_sheet
from gridcounter.desktop.pdf.view import PageView
from gridcounter.desktop.reports.chart import BarChart, LimitChart
from gridcounter.settings import TEXT_PERCENTS

_A, _TAB = Qt.AlignmentFlag, Qt.FocusPolicy.TabFocus
_SIDES = {_A.AlignRight: "right", _A.AlignHCenter: "middle", _A.AlignTop: "top", _A.AlignBottom: "bottom"}
_CHARTS = BarChart | LimitChart
_STOPS = (
    QAbstractButton
    | QLineEdit
    | QComboBox
    | QSpinBox
    | QAbstractItemView
    | QTextEdit
    | QPlainTextEdit
    | PageView
    | _CHARTS
)
LEAVES = _STOPS | QLabel | Choice | QProgressBar | QTabBar
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}\b")
_SHORT = 12
#: Names of widgets that no style sheet knows.
PLAIN = {
    "",
    "Page",
    "qt_scrollarea_viewport",
    "qt_tabwidget_stackedwidget",
    "qt_tabwidget_tabbar",
    "qt_dialog_buttonbox",
}


def side_of(alignment: Qt.AlignmentFlag, usual: str = "") -> str:
    found = [word for flag, word in _SIDES.items() if alignment & flag]
    if usual and alignment & _A.AlignLeft:
        found.append(usual)
    return " ".join(found)


def said_by(widget: QWidget) -> str:
    match widget:
        case QLabel():
            return colour_names(widget.text())
        case QAbstractButton():
            return _button(widget)
        case Choice():
            return f"{widget.accessibleName()}: " + "  ".join(f"{_dot(one)}{one.text()}" for one in widget.options)
        case QTabBar():
            return "tabs: " + "  ".join(_tab(widget, place) for place in range(widget.count()))
        case BarChart() | LimitChart():
            return f"chart {widget.accessibleName()}: {widget.accessibleDescription()}"
        case PageView():
            return f"pages: {widget.count}"
        case _:
            return f"‹{widget.accessibleName()}›{_value(widget)}"


def _value(widget: QWidget) -> str:
    match widget:
        case QLineEdit():
            return f' "{widget.text()}"' + (f" …{widget.placeholderText()}" if widget.placeholderText() else "")
        case QComboBox():
            entries = " / ".join(widget.itemText(place) for place in range(widget.count()))
            return f' "{widget.currentText()}" of {entries or "nothing"}'
        case QSpinBox():
            return f' "{widget.text()}" of {widget.minimum()}–{widget.maximum()}'
        case QProgressBar():
            return f" ▒ {widget.value()} of {widget.minimum()}–{widget.maximum()}"
        case _:
            return ""


def _button(button: QAbstractButton) -> str:
    if isinstance(button, QCheckBox):
        return f"[{'x' if button.isChecked() else ' '}] {button.text()}"
    return f"[{_dot(button)}{button.text()}]"


def _dot(button: QAbstractButton) -> str:
    return "" if not button.isCheckable() else "●" if button.isChecked() else "○"


def _tab(bar: QTabBar, place: int) -> str:
    text = ("●" if place == bar.currentIndex() else "○") + bar.tabText(place)
    tip = f" (tip: {bar.tabToolTip(place)})" if bar.tabToolTip(place) else ""
    return text + ("" if bar.isTabEnabled(place) else " (off)") + tip


def marks_of(widget: QWidget, side: str) -> list[str]:
    """What is not as it usually is; `side` is where the layout puts it."""
    found = [f"#{widget.objectName()}"] if widget.objectName() not in PLAIN else []
    found += _as_refusal(widget)
    if not widget.isEnabled():
        found.append("off")
    reached = bool(widget.focusPolicy() & _TAB)
    if widget.focusProxy() is None and not isinstance(widget, QTabBar) and reached != _is_stop(widget):
        found.append("Tab" if reached else "no Tab")
    match widget:
        case QLabel():
            found += _marks_of_label(widget)
        case QLineEdit():
            found += _marks_of_field(widget)
        case QPushButton():
            found += _marks_of_button(widget)
        case _:
            found += [word for name, word in _OF_ITS_OWN.items() if widget.property(name) is True]
    found += _properties(widget)
    if own := own_style(widget):
        found.append(f"style {' '.join(colour_name(one) for one in _COLOUR.findall(own))}")
    return [one.replace("\n", " ⏎ ") for one in (*found, *([f"at {side}"] if side else []))]


def own_style(widget: QWidget) -> str:
    """The style sheet of this widget alone, and not the one that every window wears."""
    return "" if widget.styleSheet() in _WORN else widget.styleSheet()


_WORN = {style_sheet(tokens, Scale(percent)) for tokens in (LIGHT, DARK) for percent in TEXT_PERCENTS}
_OF_ITS_OWN = {"editable": "editable", "readOnly": "read only", "movable": "movable", "tabsClosable": "closable"}


def _as_refusal(widget: QWidget) -> Iterator[str]:
    name, tip = widget.accessibleName(), widget.toolTip()
    if isinstance(widget, QLabel | QAbstractButton) and name and name != widget.text():
        yield f"as “{name}”"
    if widget.accessibleDescription() and not isinstance(widget, _CHARTS):
        yield f"told “{widget.accessibleDescription()}”"
    if tip and tip != name:
        yield f"tip “{_shorter(tip, name)}”"


def _properties(widget: QWidget) -> Iterator[str]:
    for raw in widget.dynamicPropertyNames():
        name = bytes(raw.data()).decode()
        if not name.startswith("_") and widget.property(name) is not False:
            yield f"{name}={widget.property(name)}"


def _marks_of_button(button: QPushButton) -> Iterator[str]:
    in_dialog = isinstance(button.window(), QDialog)
    if in_dialog and button.isDefault():
        yield "default"
    if button.autoDefault() != in_dialog:
        yield "Enter" if button.autoDefault() else "no Enter"


def _shorter(tip: str, name: str) -> str:
    """… for what the name says already."""
    same = SequenceMatcher(None, tip, name, autojunk=False).find_longest_match()
    return tip if same.size < _SHORT else f"{tip[: same.a]}…{tip[same.a + same.size :]}"


def _is_stop(widget: QWidget) -> bool:
    """Of buttons of which one is chosen, that one."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    if isinstance(widget, QAbstractButton) and group is not None and group.exclusive():
        return widget.isChecked()
    return isinstance(widget, _STOPS)


def _marks_of_label(label: QLabel) -> Iterator[str]:
    if not label.wordWrap() and len(label.text()) > _SHORT:
        yield "one line"
    if label.textFormat() != Qt.TextFormat.PlainText:
        yield "read as markup"
    if label.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse:
        yield "selectable"
    if (buddy := label.buddy()) is not None:
        name = buddy.accessibleName() or said_by(buddy)
        yield "for it" if name == label.text() else f"for “{name}”"
    if side := side_of(label.alignment()):
        yield f"text {side}"


def _marks_of_field(edit: QLineEdit) -> Iterator[str]:
    if edit.isReadOnly():
        yield "read only"
    if edit.echoMode() != QLineEdit.EchoMode.Normal:
        yield "secret"
    if edit.maxLength() < LONGEST:
        yield f"most {edit.maxLength()}"
    validator = edit.validator()
    if isinstance(validator, QIntValidator):
        yield f"{validator.bottom()}–{validator.top()}"
    elif isinstance(validator, Length) and validator.longest != LONGEST:
        yield f"most {validator.longest}"
    if edit.isClearButtonEnabled():
        yield "clear button"


def colour_names(text: str) -> str:
    return _COLOUR.sub(lambda found: colour_name(found.group()), text)
