"""The two fields of a new passphrase: what it withstands is shown beside it, and one may be drawn.

What is typed is shown if the clerk asks for it: no input method works in a hidden field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QVBoxLayout, QWidget

from gridcounter.core.validation.passphrases import (
    SHORTEST_PASSPHRASE,
    Strength,
    problem_of,
    strength_of,
    strength_words,
)
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tab_stop import ASIDE
from gridcounter.services.custody.passphrases import draw

SHOW = "显示口令"
WHY = "口令里有汉字的，勾上“显示口令”才能打拼音选字；看看旁边有没有人。"


class RowsPage(Protocol):
    """A section of the settings, or a page of the first start."""

    column: QVBoxLayout

    def line(self, name: str, label: str, hint: str = "", *, secret: bool = False) -> QLineEdit:
        """Adds a row with a text field and returns the field; `secret` hides the text."""


class _ShownOnce(PlainLabel):
    """Leaves nothing on a page that is left and shown again."""

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.clear()
            self.hide()


class ShowPassphrase(QCheckBox):
    """Shows what is typed in these fields. A page that is left hides it again."""

    def __init__(self, fields: Sequence[QLineEdit], parent: QWidget | None = None) -> None:
        super().__init__(SHOW, parent)
        self.setProperty(ASIDE, "for Enter")
        self._fields = fields
        self.toggled.connect(self._on_toggled)

    @Slot(bool)
    def _on_toggled(self, on: bool) -> None:  # noqa: FBT001  Qt's signature
        for field in self._fields:
            field.setEchoMode(QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password)
        next((field for field in self._fields if not field.text()), self._fields[-1]).setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.setChecked(False)


class NewPassphrase(QObject):
    """Adds its rows `new` and `again` to the page. `known`: what everybody knows of this office. `old`: the field of
    the one before, shown with them.
    """

    def __init__(
        self,
        page: RowsPage,
        label: str,
        hint: str,
        known: Callable[[], Iterable[str]],
        old: QLineEdit | None = None,
    ) -> None:
        super().__init__()
        self._known = known
        self._drawn = ""
        self.field = page.line("new", label, f"至少 {SHORTEST_PASSPHRASE} 个字符，{hint}", secret=True)
        self.strength = PlainLabel(look="Hint", wraps=True)
        self.strength.hide()
        self.draw_button = QPushButton("抽一个口令")
        self.draw_button.setAutoDefault(False)
        self.drawn = _ShownOnce()
        self.drawn.setObjectName("Code")
        self.drawn.setAccessibleName("抽出的口令")
        self.drawn.setWordWrap(True)
        self.drawn.hide()
        self.about_drawn = _ShownOnce()
        self.about_drawn.setObjectName("Hint")
        self.about_drawn.setWordWrap(True)
        self.about_drawn.hide()
        page.column.addWidget(self.strength)
        page.column.addWidget(self.draw_button, 0, Qt.AlignmentFlag.AlignLeft)
        page.column.addWidget(self.drawn)
        page.column.addWidget(self.about_drawn)
        self.again = page.line("again", f"再输一遍{label}", secret=True)
        self.show_box = ShowPassphrase([*([old] if old else []), self.field, self.again])
        page.column.addWidget(self.show_box)
        page.column.addWidget(PlainLabel(WHY, look="Hint", wraps=True))
        self.field.textChanged.connect(self._on_text)
        self.draw_button.clicked.connect(self._on_draw)

    def clear(self) -> None:
        """Empties both fields and forgets what was drawn."""
        self.field.clear()
        self.again.clear()
        self.show_box.setChecked(False)

    def check(self) -> Mapping[str, str]:
        """Problems by row, in Chinese; empty for a passphrase that is accepted and was typed twice."""
        found = {}
        if problem := problem_of(self.field.text(), self._known()):
            found["new"] = problem
        self.strength.setVisible(bool(self.strength.text()) and "new" not in found)  # said once, at the field
        if self.field.text() != self.again.text():
            found["again"] = "两遍不一样，请重新输入"
        return found

    @Slot()
    def _on_text(self) -> None:
        text = self.field.text()
        if text != self._drawn:
            self.drawn.hide()
            self.about_drawn.hide()
        strength = strength_of(text, self._known()) if len(text) >= SHORTEST_PASSPHRASE else None
        if strength is None:
            self.strength.say(problem_of(text, self._known()) if len(text) >= SHORTEST_PASSPHRASE else "", "warn")
        else:
            self.strength.say(strength_words(strength), "warn" if strength is Strength.WEAK else "ok")
        self.strength.setVisible(bool(self.strength.text()))

    @Slot()
    def _on_draw(self) -> None:
        drawn = draw()
        self._drawn = drawn.text
        self.field.setText(drawn.text)
        self.again.clear()
        self.drawn.setText(drawn.text)
        self.about_drawn.setText(
            f"从 {drawn.listed:,} 个词里抽出 {drawn.words} 个，就算知道词表也要猜 2 的 {drawn.bits} 次方种。"
            "上面一格已经填好；请抄在纸上锁好，照着在下面再输一遍，连着写，不加空格。离开这一页就不再显示。"
        )
        self.drawn.show()
        self.about_drawn.show()
        self.show_box.setChecked(True)  # its words stand on the page anyway, and are typed with an input method
        self.again.setFocus()
