"""Every text that a window shows or could show: labels, models, tooltips, accessible names, titles."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.EditRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.StatusTipRole,
    Qt.ItemDataRole.WhatsThisRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)


def texts_of(root: QWidget, *, visible: bool = False) -> Iterator[tuple[QWidget, str]]:
    """What each widget says, with the widget; only the `visible` ones where that is asked."""
    for widget in (root, *root.findChildren(QWidget)):
        if not visible or widget.isVisible():
            for text in texts_on(widget):
                if text:
                    yield widget, text


def texts_on(widget: QWidget) -> Iterator[str]:
    yield widget.windowTitle()
    yield widget.toolTip()
    yield widget.statusTip()
    yield widget.whatsThis()
    yield widget.accessibleName()
    yield widget.accessibleDescription()
    for action in widget.findChildren(QAction, options=Qt.FindChildOption.FindDirectChildrenOnly):
        yield action.text()
        yield action.toolTip()
    match widget:
        case QLabel() | QAbstractButton():
            yield widget.text()
        case QLineEdit():
            yield widget.text()
            yield widget.placeholderText()
        case QComboBox():
            yield widget.currentText()
            yield from texts_in(widget.model())
        case QTextEdit() | QPlainTextEdit():
            yield widget.toPlainText()
        case QTabBar():
            for place in range(widget.count()):
                yield widget.tabText(place)
                yield widget.tabToolTip(place)
                yield widget.accessibleTabName(place)
        case QAbstractItemView():
            yield from texts_in(widget.model())
        case QGroupBox():
            yield widget.title()


def texts_in(model: QAbstractItemModel | None) -> Iterator[str]:
    """Of every cell and every head, in every role that is read or spoken."""
    if model is None:
        return
    columns = range(1 if isinstance(model, QAbstractListModel) else model.columnCount())
    for column in columns:
        yield from _said(model.headerData(column, Qt.Orientation.Horizontal, role) for role in _ROLES)
    for row in range(model.rowCount()):
        for column in columns:
            cell = model.index(row, column)
            yield from _said(cell.data(role) for role in _ROLES)


def _said(found: Iterator[object]) -> Iterator[str]:
    return (text for text in found if isinstance(text, str))


def on_the_screen() -> str:
    """Everything that stands on it, whichever window it belongs to."""
    roots = [root for root in QApplication.topLevelWidgets() if root.isVisible()]
    return "\n".join(text for root in roots for _, text in texts_of(root, visible=True))
