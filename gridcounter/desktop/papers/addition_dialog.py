"""追加告知: items that the notice did not announce, each with its clause and the reason for telling it late."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QWidget,
)

from gridcounter.core.notice import Item, own_document
from gridcounter.core.validation.text import take_text
from gridcounter.desktop.kit.flow import scrolling, vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tab_stop import EnterLeads

_LEAD = (
    "一次性告知书没有告知过的，才在这里追加。能一次告知的写在同一张单子上：每出一次计一次，并写明“追加告知（非首次）”。"
)
_AS_ABOVE = "空着即与上一项相同"
#: In characters and lines of the text size.
_WIDTH, _HEIGHT = 44, 26
_AROUND = 64


class ItemForm(QFrame):
    """One item: `known` is one that the case needs now; without it the clerk describes it."""

    dropped = Signal()

    def __init__(self, known: Item | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Card")
        self._known = known
        self.label = QLineEdit(known.label if known else "", self)
        self.label.setAccessibleName("追加的事项")
        self.label.setReadOnly(known is not None)
        self.clause = QLineEdit(known.clause if known else "", self)
        self.clause.setAccessibleName("依据的文件和条款")
        self.why = QLineEdit(self)
        self.why.setAccessibleName("为什么现在才告知")
        self.listed = QCheckBox("是要提交的资料，列入清单", self)
        self.listed.setChecked(True)
        self.listed.setVisible(known is None)
        self.drop = QPushButton("这一项不追加", self)
        last = QHBoxLayout()
        last.addWidget(self.listed)
        last.addStretch(1)
        last.addWidget(self.drop)
        form = QFormLayout(self)
        form.setContentsMargins(16, 12, 16, 12)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for text, edit in (("事项", self.label), ("依据", self.clause), ("原因", self.why)):
            form.addRow(text, edit)
        form.addRow(last)
        self.drop.clicked.connect(self.dropped)

    def item(self, why_above: str) -> Item:
        """The entered item; an empty reason is replaced by `why_above`."""
        label = take_text(self.label.text())
        document = self._known.document if self._known else own_document(label) if self.listed.isChecked() else ""
        why = take_text(self.why.text()) or why_above
        return Item(document=document, label=label, clause=take_text(self.clause.text()), why=why)


class AdditionDialog(QDialog):
    """Starts with the needed items that were not announced; the clerk can remove and add items."""

    def __init__(self, proposed: Sequence[Item], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("追加告知")
        self.ensurePolished()
        self.forms: list[ItemForm] = []
        lead = PlainLabel(_LEAD, self, look="Hint", wraps=True)
        inside = QWidget(self)
        self._column = vertical(inside, (0, 0, 8, 0), 8)
        self._column.addStretch(1)
        self._scroll = scrolling(inside, self)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.more = QPushButton("再加一项", self)
        buttons = QDialogButtonBox(self)
        # named before the box styles it: a name given later does not change its colours
        self.issue = QPushButton("出具追加告知", self)
        self.issue.setObjectName("Primary")
        buttons.addButton(self.issue, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        whole = vertical(self, 24, 12)
        whole.addWidget(lead)
        whole.addWidget(self._scroll, 1)
        whole.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        whole.addWidget(buttons)
        metrics, room = self.fontMetrics(), self.screen().availableGeometry()
        wide = min(metrics.horizontalAdvance("中") * _WIDTH, room.width() - _AROUND)
        self.resize(wide, min(metrics.height() * _HEIGHT, room.height() - _AROUND))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.more.clicked.connect(self.add)
        EnterLeads(self, self.issue)
        for item in proposed:
            self._add(item)
        if not proposed:
            self._add(None)
        self.forms[0].setFocusProxy(self.forms[0].why if proposed else self.forms[0].label)
        self.forms[0].setFocus()

    @property
    def items(self) -> tuple[Item, ...]:
        """All items; an empty reason is that of the item above."""
        found: list[Item] = []
        for form in self.forms:
            found.append(form.item(found[-1].why if found else ""))
        return tuple(found)

    @Slot()
    def add(self) -> None:
        """Adds an empty item and focuses it."""
        self._add(None).label.setFocus()

    def _add(self, known: Item | None) -> ItemForm:
        form = ItemForm(known, self)
        form.dropped.connect(self._on_dropped)
        self.forms.append(form)
        self._column.insertWidget(self._column.count() - 1, form)
        form.show()
        self._settle()
        return form

    @Slot()
    def _on_dropped(self) -> None:
        form = self.sender()
        assert isinstance(form, ItemForm)
        self.forms.remove(form)
        self._column.removeWidget(form)
        form.hide()
        form.deleteLater()
        self._settle()
        (self.forms[-1].why if self.forms else self.more).setFocus()

    def _settle(self) -> None:
        for place, form in enumerate(self.forms):
            form.why.setPlaceholderText(_AS_ABOVE if place else "如 勘查后才知道")
        self.issue.setEnabled(bool(self.forms))
