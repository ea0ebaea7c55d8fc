"""Questions and notices in a dialog; their texts may hold a name, and are never read as markup."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QTextLayout
from PySide6.QtWidgets import QApplication, QInputDialog, QMessageBox, QWidget

from gridcounter.desktop.kit.appearance import PROGRAM, apply_style
from gridcounter.desktop.kit.shortening import whole_text

#: Characters of a line of a question, and pixels around it.
_LINE, _AROUND = 30, 60


def confirmed(parent: QWidget, question: str, text: str, *, act: str, leave: str, harmless: bool = False) -> bool:
    """True only if the button `act` was pressed; blocks until the dialog is closed. The title names the act.

    Enter chooses not to do it, unless the act is harmless.
    """
    icon = QMessageBox.Icon.Question if harmless else QMessageBox.Icon.Warning
    asked = _box(icon, act, question, text, parent)
    yes = asked.addButton(act, QMessageBox.ButtonRole.AcceptRole)
    no = asked.addButton(leave, QMessageBox.ButtonRole.RejectRole)
    if not harmless:
        asked.setDefaultButton(no)
    asked.exec()
    return asked.clickedButton() is yes


def tell(text: str) -> None:
    """Shows a trouble while there is no window; blocks until the dialog is closed."""
    _box(QMessageBox.Icon.Warning, PROGRAM, text, "", None).exec()


def ask_line(parent: QWidget, title: str, question: str) -> tuple[str, bool]:
    """A line of text, and whether it was given; blocks until the dialog is closed."""
    font = QApplication.font()
    room = min(_LINE * QFontMetrics(font).horizontalAdvance("中"), parent.screen().availableSize().width() - _AROUND)
    # Qt's dialog is as wide as its label, reads markup in it, and takes & for a key
    lines = "\n".join(line for part in question.split("\n") for line in _lines(part, font, room))
    return QInputDialog.getText(parent, title, whole_text(lines, len(lines)))


def _lines(text: str, font: QFont, room: int) -> list[str]:
    """The text in lines of this width."""
    laid, found = QTextLayout(text, font), []
    laid.beginLayout()
    while (line := laid.createLine()).isValid():
        line.setLineWidth(room)
        found.append(text[line.textStart() : line.textStart() + line.textLength()])
    laid.endLayout()
    return found or [""]


def _box(icon: QMessageBox.Icon, title: str, question: str, text: str, parent: QWidget | None) -> QMessageBox:
    box = QMessageBox(icon, title, "", parent=parent)
    apply_style(box)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(question)
    box.setInformativeText(text)
    return box
