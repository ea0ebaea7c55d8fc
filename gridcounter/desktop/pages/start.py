"""The first thing a clerk sees: open the office's record, or set one up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gridcounter.core.labels import WORD_LABELS
from gridcounter.errors import GridcounterError
from gridcounter.services.record import Record, Setup, create_record, open_record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_WIDTH = 460


class StartDialog(QDialog):
    """Accepted with `record` open; `recovery_code` is filled once, when the record is new."""

    def __init__(self, folder: Path, places: Mapping[str, str], *, exists: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.record: Record | None = None
        self.recovery_code = ""
        self._folder = folder
        self._places = places
        self._exists = exists
        self.setWindowTitle("gridcounter")
        self.setMinimumWidth(_WIDTH)
        self._build()
        self._go.clicked.connect(self._on_go)

    def _build(self) -> None:
        title = QLabel("打开台账" if self._exists else "建立本单位的台账", self)
        title.setObjectName("Title")
        self._rows = QFormLayout()
        self._rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        if not self._exists:
            self._build_setup()
        self._passphrase = self._secret("口令（至少 8 个字符）")
        if not self._exists:
            self._again = self._secret("再输一遍口令")
        self._trouble = QLabel(self)
        self._trouble.setObjectName("Trouble")
        self._trouble.setWordWrap(True)
        self._trouble.hide()
        self._go = QPushButton("打开" if self._exists else "建立台账", self)
        self._go.setObjectName("Primary")
        self._go.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._go)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 24, 24, 24)
        whole.setSpacing(16)
        whole.addWidget(title)
        whole.addLayout(self._rows)
        whole.addWidget(self._trouble)
        whole.addLayout(buttons)

    def _build_setup(self) -> None:
        self._place = QComboBox(self)
        for place, name in self._places.items():
            self._place.addItem(name, place)
        self._row("地区", self._place)
        self._name = self._line("单位名称")
        self._role = QComboBox(self)
        for role, name in WORD_LABELS["office.role"].items():
            self._role.addItem(name, role)
        self._row("单位性质", self._role)
        self._code = self._line("单位代号（写在编号前面，如 JN01）")
        self._supplier = self._line("供电企业")
        self._window = self._line("窗口")
        self._phone = self._line("电话")
        self._hours = self._line("办公时间")
        self._reading = QComboBox(self)
        for value, name in ((None, "尚未确定"), (True, "比照小微企业"), (False, "按一般企业")):
            self._reading.addItem(name, value)
        self._row("个体工商户怎样办理", self._reading)
        self._clerk = self._line("受理员姓名")
        self._pin = self._secret("受理员密码（4 至 8 位数字）")

    def _line(self, label: str) -> QLineEdit:
        edit = QLineEdit(self)
        self._row(label, edit)
        return edit

    def _secret(self, label: str) -> QLineEdit:
        edit = self._line(label)
        edit.setEchoMode(QLineEdit.EchoMode.Password)
        return edit

    def _row(self, label: str, editor: QWidget) -> None:
        editor.setAccessibleName(label)
        self._rows.addRow(label, editor)

    @Slot()
    def _on_go(self) -> None:
        try:
            if self._exists:
                self.record = open_record(self._folder, self._passphrase.text())
            elif not self._problem():
                self.record, self.recovery_code = create_record(self._folder, self._passphrase.text(), self._read())
        except GridcounterError as refused:
            self._say(str(refused))
        if self.record is not None:
            self.accept()

    def _problem(self) -> bool:
        if self._passphrase.text() != self._again.text():
            self._say("两遍口令不一样，请重新输入")
        elif not self._clerk.text().strip():
            self._say("请填写受理员姓名")
        elif not (self._pin.text().isdecimal() and len(self._pin.text()) in range(4, 9)):
            self._say("受理员密码请用 4 至 8 位数字")
        elif not self._code.text().strip().isalnum():
            self._say("单位代号请用字母和数字，如 JN01")
        else:
            return False
        return True

    def _read(self) -> Setup:
        told = {
            "name": self._name.text().strip() or None,
            "role": self._role.currentData(),
            "supplier": self._supplier.text().strip() or None,
            "window": self._window.text().strip() or None,
            "phone": self._phone.text().strip() or None,
            "hours": self._hours.text().strip() or None,
        }
        return Setup(
            place=self._place.currentData(),
            code=self._code.text().strip().upper(),
            office=told,
            sole_proprietor_as_micro=self._reading.currentData(),
            clerk=self._clerk.text().strip(),
            pin=self._pin.text(),
        )

    def _say(self, text: str) -> None:
        self._trouble.setText(text)
        self._trouble.show()
