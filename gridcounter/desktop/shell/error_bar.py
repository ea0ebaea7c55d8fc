"""A bar for errors inside the window: what happened and what to do. The user closes it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from gridcounter.desktop.kit.appearance import own_icon
from gridcounter.desktop.kit.flow import horizontal
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.theme import Scale, Tokens

_ICON = 18


class ErrorBar(QFrame):
    """Hidden until `say`."""

    def __init__(self, tokens: Tokens, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("TroubleBar")
        icon = PlainLabel(self)
        side = scale.px(_ICON)
        icon.setPixmap(own_icon("critical", tokens).pixmap(QSize(side, side), self.devicePixelRatioF()))
        self.text = PlainLabel(self, look="TroubleText", wraps=True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setAccessibleName("提示")
        self.close_button = QPushButton("知道了", self)
        self.close_button.clicked.connect(self.hide)
        row = horizontal(self, (16, 8, 16, 8))
        row.addWidget(icon)
        row.addWidget(self.text, 1)
        row.addWidget(self.close_button)
        self.hide()

    @Slot(str)
    def say(self, sentence: str) -> None:
        """Replaces the sentence shown."""
        self.text.setText(sentence)
        self.show()
