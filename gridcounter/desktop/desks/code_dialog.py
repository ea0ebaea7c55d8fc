"""The code of an invitation, shown once, to be told to the new desk and kept nowhere."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QWidget

from gridcounter.desktop.kit.appearance import apply_style
from gridcounter.desktop.kit.flow import vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.services.desks.membership import Invited


class CodeDialog(QDialog):
    """Closed by its one button."""

    def __init__(self, made: Invited, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        apply_style(self)
        self.setWindowTitle("邀请码")
        self.code = PlainLabel(made.code, self, look="Section", wraps=True)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = vertical(self, 16, 16)
        column.addWidget(PlainLabel("邀请码只显示这一次，请当面或者打电话告诉新的一台：", self, wraps=True))
        column.addWidget(self.code)
        column.addWidget(
            PlainLabel(
                "不要写在 U 盘上，也不要和文件一起发。新的一台用 gridcounter exchange join 加入，"
                "加入以后请从 U 盘删除邀请文件：里面有全部登记。",
                self,
                look="Hint",
                wraps=True,
            )
        )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText("已经告诉了")
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
