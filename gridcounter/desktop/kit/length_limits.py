"""Limits the length of every text field to the contract: longer input is refused whole, with a message."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QObject, QRect, Slot
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QToolTip, QWidget
from shiboken6 import isValid

#: The contract's limit of one value, in characters.
LONGEST = 5000
#: The limit of a search text, in characters; longer ones find nothing.
LONGEST_SEARCH = 500
_SHOWN_MS = 8000


def too_long(longest: int = LONGEST) -> str:
    """The sentence shown; `longest` counts characters."""
    return f"内容过长（最多 {longest} 个字），没有填进去"


class Length(QValidator):
    """Validates the length. Qt undoes invalid input of any origin."""

    def __init__(self, editor: QLineEdit, longest: int) -> None:
        super().__init__(editor)
        self._editor = editor
        self.longest = longest
        editor.inputRejected.connect(self._on_rejected)

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        """Invalid, never Intermediate, above the limit: then Qt leaves the field as it was."""
        good = len(text) <= self.longest
        return (QValidator.State.Acceptable if good else QValidator.State.Invalid), text, place

    @Slot()
    def _on_rejected(self) -> None:
        if self._editor.hasFocus():
            _tell(self._editor, self.longest)


class Lengths(QObject):
    """Gives every text field of the program its limit before it can be edited, including those of Qt's dialogs."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        application.focusObjectChanged.connect(self._on_focus)

    @Slot(QObject)
    def _on_focus(self, focused: QObject | None) -> None:
        if isinstance(focused, QLineEdit) and focused.validator() is None:
            # with its neighbours: a text can be dropped on a field that never had the focus
            for editor in (focused, *focused.window().findChildren(QLineEdit)):
                limit(editor)


def limit(editor: QLineEdit, longest: int = LONGEST) -> None:
    """Sets the validator, except where the field has one of its own.

    A page that is taken down while the focus moves still lists fields that are gone.
    """
    if isValid(editor) and editor.validator() is None:
        editor.setValidator(Length(editor, longest))


class Paragraph(QPlainTextEdit):
    """Text of several lines with the same limit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._good = ""
        self.textChanged.connect(self._on_changed)

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802  Qt's name
        """Called for pasting and dropping."""
        left = LONGEST - len(self.toPlainText()) + len(self.textCursor().selectedText())
        if len(source.text()) > left:
            _tell(self, LONGEST)
        else:
            super().insertFromMimeData(source)

    @Slot()
    def _on_changed(self) -> None:
        text = self.toPlainText()
        if len(text) <= LONGEST:
            self._good = text
            return
        place = self.textCursor().position() - (len(text) - len(self._good))
        self.setPlainText(self._good)
        cursor = self.textCursor()
        cursor.setPosition(max(0, place))
        self.setTextCursor(cursor)
        _tell(self, LONGEST)


def _tell(editor: QWidget, longest: int) -> None:
    below = editor.mapToGlobal(editor.rect().bottomLeft())
    QToolTip.showText(below, too_long(longest), editor, QRect(), _SHOWN_MS)
