"""A question before an act that cannot be undone; Enter chooses not to do it."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget


def confirmed(parent: QWidget, question: str, text: str, *, act: str, leave: str) -> bool:
    """True only if the button `act` was pressed; blocks until the dialog is closed."""
    asked = QMessageBox(QMessageBox.Icon.Warning, "gridcounter", question, parent=parent)
    asked.setInformativeText(text)
    yes = asked.addButton(act, QMessageBox.ButtonRole.AcceptRole)
    no = asked.addButton(leave, QMessageBox.ButtonRole.RejectRole)
    asked.setDefaultButton(no)
    asked.exec()
    return asked.clickedButton() is yes
