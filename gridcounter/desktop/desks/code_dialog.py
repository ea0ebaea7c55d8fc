"""The code of an invitation, shown once, to be told to the new desk and kept nowhere."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QWidget

from gridcounter.desktop.help.pages import DIALOGS
from gridcounter.desktop.help.window import answer_f1
from gridcounter.desktop.kit.appearance import apply_style
from gridcounter.desktop.kit.flow import Grown, column_above
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.theme import Scale
from gridcounter.services.desks.membership import Invited

_WIDE = 460


class CodeDialog(QDialog):
    """Closed by its one button."""

    def __init__(self, made: Invited, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        apply_style(self)
        self.setWindowTitle("邀请码")
        answer_f1(self, lambda: DIALOGS["CodeDialog"])
        groups = made.code.split("-")
        half = len(groups) // 2
        self.code = PlainLabel("-".join(groups[:half]) + "-\n" + "-".join(groups[half:]), self, look="Code", wraps=True)
        self.code.setAccessibleName("邀请码")
        self.code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.told = QPushButton("已经告诉了", self)
        self.told.clicked.connect(self.accept)
        acts = QHBoxLayout()
        acts.addStretch(1)
        acts.addWidget(self.told)
        column = column_above(acts, self)
        column.addWidget(PlainLabel("邀请码只显示这一次，请抄下来，当面或者打电话告诉新的一台：", self, wraps=True))
        column.addWidget(self.code)
        column.addWidget(
            PlainLabel(
                "不要写在 U 盘上，也不要和文件一起发。新的一台第一次打开程序时点“有邀请…”加入；"
                "加入以后请从 U 盘删除邀请文件：里面有全部登记。",
                self,
                look="Hint",
                wraps=True,
            )
        )
        self.setMinimumWidth(min(scale.px(_WIDE), self.screen().availableSize().width()))
        Grown(self, column)
