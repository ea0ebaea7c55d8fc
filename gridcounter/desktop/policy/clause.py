"""The clause behind a line of the guidance, with all that the pack derives from it. Esc closes it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextBlock, QTextCursor
from PySide6.QtWidgets import QDialog, QTextBrowser, QWidget

from gridcounter.desktop.help.pages import DIALOGS
from gridcounter.desktop.help.window import answer_f1
from gridcounter.desktop.kit.flow import open_at, vertical
from gridcounter.desktop.kit.theme import Scale

#: A link to the clause of a line, before its number.
CLAUSE = "#clause"
_WIDTH, _HEIGHT = 520, 360


class ClauseDialog(QDialog):
    """`html` as from `clause_html`; deletes itself when closed."""

    def __init__(self, html: str, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("依据　Esc 关闭")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.text = QTextBrowser(self)
        self.text.setAccessibleName("依据的条款")
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setHtml(html)
        whole = vertical(self, 8)
        whole.addWidget(self.text)
        answer_f1(self, lambda: DIALOGS["ClauseDialog"])
        open_at(self, scale.px(_WIDTH), scale.px(_HEIGHT))


def clause_of_row(cursor: QTextCursor) -> int:
    """The number of the clause link in the row of the table, in any of its cells; -1 outside of a table."""
    table = cursor.currentTable()
    if table is None:
        return -1  # type: ignore[unreachable]  # the stubs know of no place outside of a table
    row = table.cellAt(cursor).row()
    cells = (table.cellAt(row, column) for column in range(table.columns()))
    return max(clause_at(cell.firstCursorPosition().block()) for cell in cells)


def clause_at(block: QTextBlock) -> int:
    """The number of the clause link in this line; -1 if the line has no clause."""
    pieces = block.begin()
    while not pieces.atEnd():
        href = pieces.fragment().charFormat().anchorHref()
        if href.startswith(CLAUSE):
            return int(href.removeprefix(CLAUSE))
        pieces += 1
    return -1
