"""这份申请刚由 3 号台改过 2 项: what came in from another desk while the application is shown."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from gridcounter.core.application import ApplicationId
from gridcounter.desktop.kit.flow import horizontal
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.theme import Scale, Tokens
from gridcounter.services.desks.came import Came, came_since, end_now
from gridcounter.services.record.record import Record


class CameNotice(QFrame):
    """Hidden until something came. `wanted`: the page is to be read again; until then nothing on it changes."""

    wanted = Signal()

    def __init__(
        self, record: Record, application_id: ApplicationId, tokens: Tokens, scale: Scale, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.hide()
        self.setObjectName("CameNotice")
        self.setStyleSheet(
            f"#CameNotice {{ background: {tokens.warn_soft}; border: 0; border-bottom: 1px solid {tokens.warn}; }}"
        )
        self._record, self._application = record, application_id
        self._end = end_now(record)
        self.text = PlainLabel(self, wraps=True)
        self.read = QPushButton("看新的", self)
        row = horizontal(self, (scale.px(16), 2, scale.px(16), 2), 16)
        row.addWidget(self.text, 1)
        row.addWidget(self.read)
        self.read.clicked.connect(self.wanted)

    def was_read(self) -> None:
        """The page shows all that is on record now."""
        self._end = end_now(self._record)
        self.hide()

    def look(self) -> None:
        """Whether something came since the page was read."""
        found = came_since(self._record, self._application, self._end)
        if found.many:
            self.text.setText(came_words(found))
            self.show()


def came_words(found: Came) -> str:
    """By which desks, and how many things."""
    return f"这份申请刚由{'、'.join(f'“{name}”' for name in found.desks)}改过 {found.many:,} 项"
