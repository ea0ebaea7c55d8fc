"""Estimates a capacity from the number of appliances; a click is needed to use it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QPushButton, QWidget

from gridcounter.core.intake.appliances import Appliance, estimated_kw
from gridcounter.core.labels import number
from gridcounter.core.validation.number import read_number
from gridcounter.desktop.kit.flow import vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.short_edit import ShortEdit

_ASK = "不知道容量？按电器估算"
_MOST = 999


class ApplianceProposal(QWidget):
    """`proposed` carries the accepted kilowatts."""

    proposed = Signal(float)

    def __init__(self, appliances: Sequence[Appliance], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appliances = appliances
        self._counts: dict[str, QLineEdit] = {}
        self._build()
        self._wire()
        self._on_counted()

    def _build(self) -> None:
        self._ask = QPushButton(_ASK, self)
        self._ask.setCheckable(True)
        self._ask.setAutoDefault(True)
        self._panel = QFrame(self)
        self._panel.setObjectName("Card")
        self._panel.hide()
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setColumnStretch(0, 1)
        for row, appliance in enumerate(self._appliances):
            text = f"{appliance.label}，约 {number(appliance.kw)} 千瓦"
            label = PlainLabel(text, self._panel, wraps=True)
            count = ShortEdit(appliance.counted, self._panel)
            count.setValidator(QIntValidator(0, _MOST, count))
            count.setAccessibleName(f"{appliance.label}，{appliance.counted}")
            label.setBuddy(count)
            grid.addWidget(label, row, 0)
            grid.addWidget(count, row, 1)
            self._counts[appliance.id] = count
        self._sum = PlainLabel(self._panel, wraps=True)
        self._take = QPushButton(self._panel)
        self._take.setAutoDefault(True)
        inside = vertical(self._panel, 16)
        inside.addLayout(grid)
        inside.addWidget(self._sum)
        inside.addWidget(self._take)
        whole = vertical(self, 0)
        whole.addWidget(self._ask, 0, Qt.AlignmentFlag.AlignLeft)
        whole.addWidget(self._panel)

    def _wire(self) -> None:
        self._ask.toggled.connect(self._panel.setVisible)
        for count in self._counts.values():
            count.textChanged.connect(self._on_counted)
        self._take.clicked.connect(self._on_taken)

    @property
    def kw(self) -> float:
        """The estimate, to a tenth of a kilowatt."""
        return estimated_kw(self._appliances, {name: _pieces(count.text()) for name, count in self._counts.items()})

    @Slot()
    def _on_counted(self) -> None:
        kw = self.kw
        self._sum.setText(f"合计约 {number(kw)} 千瓦。估算，以现场为准；电器铭牌上的数字优先。")
        self._take.setText(f"用 {number(kw)} 千瓦作为容量")
        self._take.setEnabled(kw > 0)

    @Slot()
    def _on_taken(self) -> None:
        self._ask.setChecked(False)
        self.proposed.emit(self.kw)


def _pieces(text: str) -> int:
    """Empty, a sign alone or a partial number counts as none."""
    read, _ = read_number(text)
    return int(read) if read is not None and read >= 0 and float(read).is_integer() else 0
