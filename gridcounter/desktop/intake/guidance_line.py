"""The guidance in one line, for a window in which the questions need the room; it opens to the whole."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QTextBrowser, QWidget

from gridcounter.desktop.kit.shortening import whole_text

_OPEN, _CLOSE = "展开 ▾", "收起 ▴"
_OPENS, _SHUTS = "按一下，在下面展开全部指引", "按一下，收成一行"


class GuidanceLine(QPushButton):
    """Says what the guidance begins with: the class, or that answers clash. `turned`: it was opened or closed.

    It is no button that stays pressed: a screen reader would call that a check box.
    """

    turned = Signal()

    def __init__(self, guidance: QTextBrowser, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("GuidanceLine")
        self.opened = False
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._guidance = guidance
        guidance.textChanged.connect(self._write)
        self.clicked.connect(self._on_clicked)
        self._write()

    def turn(self, *, opened: bool) -> None:
        """Opens or closes the guidance, unless it is so already."""
        if opened != self.opened:
            self.opened = opened
            self._write()
            self.turned.emit()

    @Slot()
    def _on_clicked(self) -> None:
        self.turn(opened=not self.opened)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._write()

    @Slot()
    def _write(self) -> None:
        """The end of a long line is left out, its act never."""
        said = f"办理指引　{self._guidance.document().firstBlock().text().strip()}"
        act = _CLOSE if self.opened else _OPEN
        self.setAccessibleName(f"{said}，{act[:2]}")
        self.setAccessibleDescription(_SHUTS if self.opened else _OPENS)
        self.setToolTip(whole_text(said))
        metrics = self.fontMetrics()
        room = self.contentsRect().width() - metrics.horizontalAdvance(f"　{act}　　")
        short = metrics.elidedText(said, Qt.TextElideMode.ElideRight, max(0, room))
        self.setText(f"{short}　{act}".replace("&", "&&"))
