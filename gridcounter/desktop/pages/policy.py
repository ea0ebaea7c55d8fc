"""政策: the installed packs, and each rule with its clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QTextBrowser, QVBoxLayout, QWidget

from gridcounter.desktop.policy_text import policy_html

if TYPE_CHECKING:
    from gridcounter.desktop.theme import Scale, Tokens
    from gridcounter.services.packs import InstalledPacks


class PolicyPage(QWidget):
    def __init__(
        self, packs: InstalledPacks, place: str, tokens: Tokens, scale: Scale, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("Page")
        self._packs = packs
        self._tokens = tokens
        self._scale = scale
        title = QLabel("政策", self)
        title.setObjectName("Title")
        self._list = QListWidget(self)
        self._list.setAccessibleName("已安装的政策")
        self._list.setMaximumWidth(scale.px(260))
        for name in packs.localities:
            self._list.addItem(packs.editions[name][-1].header.place)
        self._text = QTextBrowser(self)
        self._text.setAccessibleName("政策内容")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 16)
        whole.addWidget(title)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self._list)
        row.addWidget(self._text, 1)
        whole.addLayout(row, 1)
        self._list.currentRowChanged.connect(self._on_chosen)
        self._list.setCurrentRow(packs.localities.index(place))

    @Slot(int)
    def _on_chosen(self, row: int) -> None:
        pack = self._packs.editions[self._packs.localities[row]][-1]
        self._text.setHtml(policy_html(pack, self._tokens, self._scale))
