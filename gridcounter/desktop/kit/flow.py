"""Room for widgets: side by side, wrapping at the available width; what a low window leaves out; pages in a stack."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

from PySide6.QtCore import QChildEvent, QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QDialog,
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gridcounter.desktop.kit.theme import Scale

Box = TypeVar("Box", bound=QBoxLayout)
_GAP = 6
#: In a window lower than this, at the text size, a page leaves out what can be done without.
_LOW = 420
#: What a window frame and the desktop's bar take of a screen.
_AROUND = 40
_REFLOWS = {QEvent.Type.Resize, QEvent.Type.LayoutRequest, QEvent.Type.Show}


def is_low(widget: QWidget, scale: Scale) -> bool:
    """Whether the window is low; the widget's own height would depend on what it hides."""
    return widget.window().height() < scale.px(_LOW)


def vertical(
    parent: QWidget | None = None, margins: int | tuple[int, int, int, int] | None = None, spacing: int | None = None
) -> QVBoxLayout:
    """A column. `margins`: one for all sides, or left, top, right, bottom; Qt's own where nothing is given."""
    return _measured(QVBoxLayout() if parent is None else QVBoxLayout(parent), margins, spacing)


def horizontal(
    parent: QWidget | None = None, margins: int | tuple[int, int, int, int] | None = None, spacing: int | None = None
) -> QHBoxLayout:
    """A row; see `vertical`."""
    return _measured(QHBoxLayout() if parent is None else QHBoxLayout(parent), margins, spacing)


def _measured(layout: Box, margins: int | tuple[int, int, int, int] | None, spacing: int | None) -> Box:
    if margins is not None:
        layout.setContentsMargins(*((margins,) * 4 if isinstance(margins, int) else margins))
    if spacing is not None:
        layout.setSpacing(spacing)
    return layout


def scrolling(content: QWidget, parent: QWidget) -> QScrollArea:
    """Scrolls `content`, as wide as there is room; Tab goes to what is in it, never to the area."""
    scroll = QScrollArea(parent)
    scroll.setWidgetResizable(True)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setWidget(content)
    return scroll


class FlowRow(QWidget):
    """A widget that keeps the height of its lines, because tabs and splitters ignore height for width.

    On a page of tabs that is not in front it does not know its width yet, and would ask for more lines than it needs.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.flow = FlowLayout(self)

    def event(self, event: QEvent) -> bool:
        behind = self.window().isVisible() and not self.isVisible()
        if event.type() in _REFLOWS and not behind:
            self.setMinimumHeight(self.flow.heightForWidth(self.width()))
        return super().event(event)


class Pages(QStackedWidget):
    """Holds the page in front alone. The others stay its children, and are not styled again when they return.

    A screen reader finds every page of a stack, and Qt tells it of the lines of a hidden list as if they showed.
    """

    def childEvent(self, event: QChildEvent) -> None:
        """A page that is made in here is not shown before it is turned to."""
        super().childEvent(event)
        page = event.child()
        if event.added() and isinstance(page, QWidget):
            page.hide()

    def turn_to(self, page: QWidget) -> None:
        """Brings a page to the front, from wherever it was made."""
        before = self.currentWidget()
        if page is not before:
            self.addWidget(page)
            self.setCurrentWidget(page)
            if before is not None:
                self.removeWidget(before)


class ListOnTab(QStackedWidget):
    """The place of a list on a page of tabs: the list stands in it while it shows, for the same reason."""

    def __init__(self, shown: QAbstractItemView) -> None:
        """Make it next to the list: for the Tab key the list stands where it was put in here."""
        super().__init__(shown.parentWidget())
        self._shown = shown
        self.setFocusProxy(shown)  # Qt takes the focus from the page that it hides; from what is in it, it would wander
        self.addWidget(shown)

    def showEvent(self, event: QShowEvent) -> None:
        self.addWidget(self._shown)
        self.setCurrentWidget(self._shown)
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """A window that is only put aside by the system keeps it."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.removeWidget(self._shown)


def column_above(acts: FlowRow | QHBoxLayout, dialog: QWidget) -> QVBoxLayout:
    """The column of what a dialog shows. It scrolls: with large text on a small screen `acts` below stay visible."""
    body = QWidget(dialog)
    column = vertical(body, 0, 8)
    scroll = scrolling(body, dialog)
    whole = vertical(dialog, (24, 16, 24, 16), 8)
    whole.addWidget(scroll, 1)
    if isinstance(acts, QLayout):
        whole.addLayout(acts)
    else:
        whole.addWidget(acts)
    return column


def open_at(dialog: QWidget, wide: int, high: int, most: QSize | None = None) -> None:
    """Gives it this size, as far as the screen has room for it, and at most that of `most`."""
    room = dialog.screen().availableSize() - QSize(_AROUND, _AROUND)
    dialog.resize(QSize(wide, high).boundedTo(room).boundedTo(most or room))


def open_beside(dialog: QDialog, page: QWidget, characters: tuple[int, int], share: float) -> None:
    """Opens it in this size in characters, at most that share of the window of `page`; does not block."""
    wide, high = (side * dialog.fontMetrics().horizontalAdvance("中") for side in characters)
    open_at(dialog, wide, high, page.window().size() * share)
    dialog.open()


class Grown(QObject):
    """Keeps a dialog with such a column as high as what it shows; no higher than the screen.

    Qt makes a dialog at most two thirds of the screen high, and never higher when a text in it gets longer.
    """

    def __init__(self, dialog: QWidget, column: QVBoxLayout) -> None:
        super().__init__(dialog)
        self._dialog, self._column = dialog, column
        body, whole = column.parentWidget(), dialog.layout()
        assert body is not None
        assert whole is not None
        self._scroll = next(one for one in dialog.findChildren(QScrollArea) if one.widget() is body)
        self._whole, self._need = whole, 0
        body.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.Show, QEvent.Type.LayoutRequest}:
            self._grow()
        return super().eventFilter(watched, event)

    def _grow(self) -> None:
        whole, dialog, scroll = self._whole, self._dialog, self._scroll
        # of the whole, what is not the column
        rest = whole.sizeHint().height() - scroll.sizeHint().height()
        edges = whole.contentsMargins()
        # a bar that shows for a moment makes the column narrower, and stays if that is higher than there is room
        wide = dialog.width() - edges.left() - edges.right() - scroll.verticalScrollBar().sizeHint().width()
        column = self._column
        need = column.totalHeightForWidth(wide) if column.hasHeightForWidth() else column.totalSizeHint().height()
        room = dialog.screen().availableSize().height() - _AROUND
        if need + rest != self._need:
            self._need = need + rest
            dialog.resize(dialog.width(), min(max(self._need, dialog.height()), room))


def _in_one_line(widths: Collection[int]) -> int:
    return sum(widths) + _GAP * max(0, len(widths) - 1)


class FlowLayout(QLayout):
    """Wraps its widgets like words; its height depends on its width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802  Qt's name
        self._items.append(item)

    def arrange_as(self, widgets: Sequence[QWidget]) -> None:
        """Puts its widgets into this order; all of them are named."""
        self._items.sort(key=lambda item: widgets.index(item.widget()))
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """The size of all widgets in one line."""
        hints = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = _in_one_line([hint.width() for hint in hints])
        return QSize(width, max((hint.height() for hint in hints), default=0))

    @staticmethod
    def width_of(widgets: Iterable[QWidget]) -> int:
        """Of these in one line."""
        return _in_one_line([widget.sizeHint().width() for widget in widgets])

    def minimumSize(self) -> QSize:  # noqa: N802
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        x, y, line = rect.x(), rect.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            hint = item.sizeHint()
            if x > rect.x() and x + hint.width() > rect.right() + 1:
                x, y, line = rect.x(), y + line + _GAP, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), hint))
            x, line = x + hint.width() + _GAP, max(line, hint.height())
        return y + line - rect.y()
