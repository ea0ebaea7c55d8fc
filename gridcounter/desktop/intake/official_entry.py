"""录入业务系统: copies field after field to the clipboard with one key, then asks for the new number."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QWidget

from gridcounter.core.application import mask
from gridcounter.core.intake.official_entry import PERSONAL, CopyField
from gridcounter.core.validation.text import take_code
from gridcounter.desktop.kit.flow import vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.session.clipboard import CopiedText

_KEY = "F8"


class OfficialEntry(QFrame):
    """`entered` carries the official number."""

    entered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Card")
        self._fields: Sequence[CopyField] = ()
        self._next = 0
        self._saved = ""
        self.lent: CopiedText | None = None
        self._build()
        self._wire()

    def _build(self) -> None:
        title = PlainLabel("录入业务系统", self, look="Section")
        self._message = PlainLabel(self, wraps=True)
        hint = PlainLabel("按一次复制一项，到业务系统里粘贴；30 秒后自动从剪贴板清除。", self, look="Hint", wraps=True)
        self._copy = QPushButton(f"复制下一项（{_KEY}）", self)
        self._again = QPushButton("从头复制", self)
        label = PlainLabel("业务系统编号", self)
        self.number = QLineEdit(self)
        self.number.setAccessibleName("业务系统编号")
        self.number.setPlaceholderText("录完后填业务系统给出的编号")
        label.setBuddy(self.number)
        self._save = QPushButton("登记编号", self)
        for button in (self._copy, self._again, self._save):
            button.setAutoDefault(True)
        copying = QHBoxLayout()
        copying.addWidget(self._copy)
        copying.addWidget(self._again)
        copying.addStretch(1)
        entering = QHBoxLayout()
        entering.addWidget(self.number, 1)
        entering.addWidget(self._save)
        whole = vertical(self, 16)
        for widget in (title, hint, self._message):
            whole.addWidget(widget)
        whole.addLayout(copying)
        whole.addWidget(label)
        whole.addLayout(entering)

    def _wire(self) -> None:
        self._copy.clicked.connect(self.copy_next)
        self._again.clicked.connect(self._on_again)
        self._save.clicked.connect(self._on_save)
        self.number.returnPressed.connect(self._on_save)
        self.number.textChanged.connect(self._on_number)

    def show_fields(self, fields: Sequence[CopyField], official_number: str | None) -> None:
        """Restarts at the first field if the fields differ; `official_number` None: not entered."""
        if [field.field for field in fields] != [field.field for field in self._fields]:
            self._next = 0
        self._fields = fields
        self._saved = official_number or ""
        if not self.number.hasFocus():
            self.number.setText(official_number or "")
        self._on_number()
        self._tell()

    @Slot()
    def copy_next(self) -> None:
        """Copies the next field; after the last one it asks for the number."""
        if self._next >= len(self._fields):
            self.number.setFocus()
            self._tell()
            return
        self.lent = CopiedText(self._fields[self._next].text)
        self._next += 1
        self._tell()
        if self._next == len(self._fields):
            self.number.setFocus()

    def ask(self) -> None:
        """Goes to the number, or enters the one that was typed."""
        if self.number.hasFocus() and self._save.isEnabled():
            self._on_save()
        else:
            self.number.setFocus()

    def _tell(self) -> None:
        if not self._fields:
            self._message.setText("还没有可以复制的内容。")
            return
        parts = []
        if self._next:
            field = self._fields[self._next - 1]
            shown = mask(field.text) if field.field in PERSONAL else field.text
            parts.append(f"已复制第 {self._next}/{len(self._fields)} 项：{field.label} {shown}")
        if self._next < len(self._fields):
            parts.append(f"下一项：{self._fields[self._next].label}")
        else:
            parts.append("都复制过了，请填业务系统编号")
        self._message.setText("。".join(parts) + "。")

    @Slot()
    def _on_again(self) -> None:
        self._next = 0
        self.copy_next()

    @Slot()
    def _on_number(self) -> None:
        self._save.setEnabled(bool(take_code(self.number.text())))

    @Slot()
    def _on_save(self) -> None:
        if take_code(self.number.text()) != self._saved:
            self.entered.emit(take_code(self.number.text()))
