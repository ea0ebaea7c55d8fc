"""The desktop turns dark at dusk and light in the morning, whatever the clerk is doing."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

_AGAIN_MS = 500


class ColourScheme(QObject):
    """`changed`: the desktop's colours are others now, and no dialog or menu is open.

    The pages are built anew for it. A dialog belongs to one of them: it would go with its page, unanswered, and the
    act that waits for the answer would fail on a page that is no more.
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_AGAIN_MS)
        self._again.timeout.connect(self._look)
        self._follows = QApplication.styleHints().colorSchemeChanged.connect(self._look)

    def leave(self) -> None:
        """Tells nothing any more; call it before the record is closed, from which pages would be built."""
        QObject.disconnect(self._follows)
        self._again.stop()

    @Slot()
    def _look(self) -> None:
        if QApplication.activeModalWidget() or QApplication.activePopupWidget():
            self._again.start()
        else:
            self.changed.emit()
