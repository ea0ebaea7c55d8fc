"""The navigation rail on the left: the pages and the current clerk; icons alone in a narrow window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gridcounter.desktop.kit.appearance import own_icon
from gridcounter.desktop.kit.flow import scrolling, vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.shortening import on_two_lines, whole_text
from gridcounter.desktop.kit.tab_stop import choose
from gridcounter.desktop.kit.theme import Scale, Tokens

_WIDE, _NARROW = 136, 56
_ICON = 18
_EDGE, _LOW_EDGE = 16, 2
#: Beside the clerk's name; before it, where it stands below labels with an icon.
_MARGIN, _INDENT = 8, 12


class Rail(QWidget):
    """`chosen` carries the page; `change_wanted` asks for another clerk."""

    chosen = Signal(int)
    change_wanted = Signal()

    def __init__(
        self,
        entries: Sequence[tuple[int, str, str]],
        who: tuple[str, str],
        tokens: Tokens,
        scale: Scale,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("Rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._scale = scale
        self._tokens = tokens
        self._group = QButtonGroup(self)
        self._buttons: list[QPushButton] = []
        self._labels: dict[QPushButton, str] = {}
        holder = QWidget(self)
        column = self._column = QVBoxLayout(holder)
        for page, label, icon in entries:
            button = self._button(label, icon, holder)
            button.setCheckable(True)
            self._group.addButton(button, page)
            self._buttons.append(button)
            column.addWidget(button)
        column.addStretch(1)
        scroll = scrolling(holder, self)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        name, role = who
        self._name, self._role = name, role
        self.clerk = PlainLabel(self, look="Hint", wraps=True)
        self.clerk.setAccessibleName(f"正在值台：{name}，{role}")
        self.who = self._button("换人", "change_clerk", self)
        self.who.setAccessibleName("换人或锁定")
        self.who.setToolTip("换人或锁定（Ctrl+L）")
        foot = vertical(margins=(_MARGIN, 8, _MARGIN, 8), spacing=4)
        foot.addWidget(self.clerk)
        foot.addWidget(self.who)
        whole = vertical(self, 0, 0)
        whole.addWidget(scroll, 1)
        whole.addLayout(foot)
        self._group.idClicked.connect(self.chosen)
        self.who.clicked.connect(self.change_wanted)
        self.adapt(narrow=False)

    def _button(self, label: str, icon: str, parent: QWidget) -> QPushButton:
        button = QPushButton(parent)
        self._labels[button] = label
        button.setAccessibleName(label)
        button.setToolTip(label)
        button.setAutoDefault(False)
        button.setIcon(own_icon(icon, self._tokens))
        button.setIconSize(QSize(self._scale.px(_ICON), self._scale.px(_ICON)))
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return button

    def mark(self, page: int) -> None:
        """Marks the page as shown, without emitting; ignores one that has no button."""
        if button := self._group.button(page):
            choose(button)

    def adapt(self, *, narrow: bool, low: bool = False) -> None:
        """Shows icons alone in a narrow window; in a low one the name of the clerk stands in the tooltip only."""
        self.setFixedWidth(self._scale.px(_NARROW if narrow else _WIDE))
        for button, label in self._labels.items():
            button.setText("" if narrow else label)
            button.setProperty("narrow", narrow)
            button.setProperty("low", low)
            button.style().polish(button)
        self.clerk.setVisible(not low)
        self.clerk.ensurePolished()
        indent = 0 if narrow else self._scale.px(_INDENT)
        name = on_two_lines(self._name, self.clerk.fontMetrics(), self.width() - 2 * _MARGIN - indent)
        self.clerk.setText(name if narrow else f"{name}\n{self._role}")
        self.clerk.setToolTip("" if name == self._name else whole_text(self._name))
        # icons alone are centred, as the name is then
        side = Qt.AlignmentFlag.AlignHCenter if narrow else Qt.AlignmentFlag.AlignLeft
        self.clerk.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self.clerk.setIndent(indent)
        edge = _LOW_EDGE if low else _EDGE
        self._column.setContentsMargins(8, edge, 8, 8 if edge == _EDGE else edge)
        self._column.setSpacing(0 if low else 4)
