"""The status line of backups, with as many lines as it needs; a click opens its section of the settings."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gridcounter.desktop.kit.plain_label import PlainLabel

#: The section of the settings that a click opens.
BACKUPS = "备份"


class BackupStatus(PlainLabel):
    """Not reachable by Tab: 设置 shows the same."""

    clicked = Signal()

    def __init__(self, told: SignalInstance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        told.connect(self.setText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(f"打开 设置 › {BACKUPS}")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def hasHeightForWidth(self) -> bool:
        """False: a status bar would ask for the height before there is a width."""
        return False

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.heightForWidth(self.width()))

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Emits `clicked` for a left click on a text."""
        super().mouseReleaseEvent(event)
        if (
            self.text()
            and event.button() == Qt.MouseButton.LeftButton
            and self.rect().contains(event.position().toPoint())
        ):
            self.clicked.emit()
