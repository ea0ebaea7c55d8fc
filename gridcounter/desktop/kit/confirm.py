"""Questions and notices in a dialog; their texts may hold a name, and are never read as markup."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QMessageBox, QWidget

from gridcounter.desktop.kit.appearance import PROGRAM, apply_style
from gridcounter.desktop.kit.shortening import whole_text


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
    # Qt's dialog reads markup in its label, and takes & for a key
    return QInputDialog.getText(parent, title, whole_text(question, len(question)))


def _box(icon: QMessageBox.Icon, title: str, question: str, text: str, parent: QWidget | None) -> QMessageBox:
    box = QMessageBox(icon, title, "", parent=parent)
    apply_style(box)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(question)
    box.setInformativeText(text)
    return box
