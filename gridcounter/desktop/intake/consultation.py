"""A banner on a consultation: nothing is received or accepted; its button turns it into an application."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from gridcounter.desktop.kit.flow import horizontal
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.theme import Scale, Tokens

_HINT = "不记姓名，不收资料，时限不起算。按数字键选答案，办理指引就是答复。"


class ConsultationBanner(QFrame):
    """F9 works while the banner is visible."""

    convert_wanted = Signal()

    def __init__(self, tokens: Tokens, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Consultation")
        self.setStyleSheet(_style(tokens, scale))
        self._mark = PlainLabel("咨询（未受理）", self, look="Mark")
        self._hint = PlainLabel(_HINT, self, wraps=True)
        self.convert = QPushButton("转为业务受理（F9）", self)
        self.convert.setToolTip("已填的内容都保留，编号不变")
        row = horizontal(self, (16, 4, 16, 4), 16)
        row.addWidget(self._mark)
        row.addWidget(self._hint, 1)
        row.addStretch(0)
        row.addWidget(self.convert)
        self.convert.clicked.connect(self.convert_wanted)
        # a button's own shortcut animates the click and acts a tenth of a second later
        QShortcut(QKeySequence("F9"), self).activated.connect(self.convert_wanted)

    def adapt(self, *, low: bool) -> None:
        """Hides the explanation in a low window, and is itself lower."""
        self._hint.setVisible(not low)
        self.setProperty("low", low)
        for part in (self, self._mark, self.convert):
            part.style().unpolish(part)
            part.style().polish(part)


def _style(t: Tokens, scale: Scale) -> str:
    px = scale.px
    return f"""
#Consultation {{ background: {t.warn_soft}; border: 0; border-bottom: 2px solid {t.warn}; }}
#Consultation QLabel {{ color: {t.text}; font-size: {px(12)}px; }}
#Consultation #Mark {{ color: {t.warn}; font-size: {px(20)}px; font-weight: 600; }}
#Consultation[low="true"] #Mark {{ font-size: {px(14)}px; }}
#Consultation[low="true"] QPushButton {{ padding: {px(1)}px {px(16)}px; }}
"""
