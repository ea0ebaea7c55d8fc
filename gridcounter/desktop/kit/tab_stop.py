"""The Tab order: one stop for a group of buttons, at the chosen one, and reading order down the page.

Qt moves the stop with the focus, not with the choice, and puts widgets created later at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QPushButton, QScrollArea, QWidget

#: Property of a row, and of what only Tab goes to.
_ASKED, ASIDE = "asked", "aside"


class FieldScroll(QScrollArea):
    """A scrolled form: what is typed is seen, because the field that has the focus is scrolled into view.

    Qt does so for Tab only, and before fields that the same act shows or hides have moved the others. What belongs to
    the field is seen with it: what is asked, the hint, and what is wrong, which appears when the field has the focus.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        QApplication.instance().focusChanged.connect(self._on_focus)  # type: ignore[union-attr]  # there is one

    @Slot()
    def _on_focus(self) -> None:
        if self._focused is not None:
            QTimer.singleShot(0, self, self.follow)

    @Slot()
    def follow(self) -> None:
        """Scrolls to the focused field, unless it is higher than the view or the mouse is just pressing it."""
        focused, inside = self._focused, self.widget()
        if focused is None or inside is None or QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            return
        column = inside.layout()
        if column is not None:
            column.activate()
        for widget in (_asked_with(focused), focused):
            if widget.height() <= self.viewport().height():
                self.ensureWidgetVisible(widget)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.widget():
            self._on_focus()
        return super().eventFilter(watched, event)

    @property
    def _focused(self) -> QWidget | None:
        focused, inside = QApplication.focusWidget(), self.widget()
        held = focused is not None and inside is not None and self.isVisible() and inside.isAncestorOf(focused)
        return focused if held else None


def mark_asked(row: QWidget) -> None:
    """Says that the row holds all that belongs to its field: a form that scrolls shows it with the field."""
    row.setProperty(_ASKED, "row")


def _asked_with(field: QWidget) -> QWidget:
    """The row of the field; the field itself if it has none."""
    row: QWidget | None = field
    while row is not None and not row.isWindow():
        if row.property(_ASKED):
            return row
        row = row.parentWidget()
    return field


class EscapeLeaves(QObject):
    """Escape in this form leaves the form; otherwise the window's own shortcut would leave the page behind it."""

    def __init__(self, form: QWidget, leave: Callable[[], None]) -> None:
        super().__init__(form)
        self._leave = leave
        form.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._leave()
                return True
        return super().eventFilter(watched, event)


class EnterLeads(QObject):
    """Enter in a field of this dialog leads to the next one, and from the last to `act`: nothing is done by the way.

    A button that has the focus is pressed, as everywhere.
    """

    def __init__(self, dialog: QDialog, act: QPushButton) -> None:
        super().__init__(dialog)
        self._dialog, self._act = dialog, act
        dialog.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        here = QApplication.focusWidget()
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and is_enter(event)
        if not pressed or isinstance(here, QAbstractButton):
            return super().eventFilter(watched, event)
        _, following = press_or_next(self._dialog, here)
        (following or self._act).setFocus(Qt.FocusReason.TabFocusReason)
        return True


def choose(button: QAbstractButton) -> None:
    """Checks the button from code, as a click would, and makes it the Tab stop.

    To a screen reader each is a radio button, not a check box.
    """
    button.setChecked(True)
    for each in button.group().buttons():
        each.setAutoExclusive(True)
        policy, tab = each.focusPolicy(), Qt.FocusPolicy.TabFocus
        each.setFocusPolicy(policy | tab if each is button else policy & ~tab)


def put_after(stop: QWidget, parts: Iterable[QWidget]) -> None:
    """Tab goes from `stop` through these parts and their children."""
    before = stop
    for part in parts:
        for each in _stops(part):
            QWidget.setTabOrder(before, each)
            before = each


def put_before(stop: QWidget, parts: Iterable[QWidget]) -> None:
    """Tab goes through these parts and their children, and then to `stop`."""
    above = stop.previousInFocusChain()
    while above is not None and not above.focusPolicy() & Qt.FocusPolicy.TabFocus:
        above = above.previousInFocusChain()
    if above is not None:
        put_after(above, parts)


def is_enter(event: QKeyEvent) -> bool:
    """Enter of either keyboard, without another key."""
    plain = event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
    return plain and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}


def press_or_next(page: QWidget, here: QWidget | None) -> tuple[bool, QWidget | None]:
    """What Enter does in a form: whether it pressed the focused button, else the next field of `page` in Tab order.

    None after the last field. A button that is chosen, as one of several answers, is a field; what is marked ASIDE is
    none.
    """
    if isinstance(here, QPushButton) and not here.isCheckable():
        here.click()
        return True, None
    passed, each = here is None or not page.isAncestorOf(here), page.nextInFocusChain()
    while each is not None and each is not page:
        if passed and _is_field(each) and page.isAncestorOf(each):
            return False, each
        passed, each = passed or each is here, each.nextInFocusChain()
    return False, None


def _is_field(widget: QWidget) -> bool:
    acts = (isinstance(widget, QPushButton) and not widget.isCheckable()) or widget.property(ASIDE) is not None
    able = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isEnabled() and widget.isVisible()
    return able and not acts and widget.focusProxy() is None


def last_stop(part: QWidget) -> QWidget:
    """The last focusable widget in it; the part itself without one."""
    return [part, *_stops(part)][-1]


def _stops(part: QWidget) -> list[QWidget]:
    """Includes disabled and hidden stops; the list that a combo box opens is a separate window."""
    held = (part, *part.findChildren(QWidget))
    able = [each for each in held if each.focusPolicy() != Qt.FocusPolicy.NoFocus and each.focusProxy() is None]
    return [each for each in able if each.window() is part.window()]
