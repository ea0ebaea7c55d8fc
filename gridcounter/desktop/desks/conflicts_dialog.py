"""待核对: what two desks did without knowing of each other, each with both sides and one press to settle it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QPushButton, QWidget

from gridcounter.desktop.help.pages import DIALOGS
from gridcounter.desktop.help.window import answer_f1
from gridcounter.desktop.kit.appearance import apply_style
from gridcounter.desktop.kit.confirm import ask_line
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.flow import FlowLayout, open_at, scrolling, vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.shortening import COLUMN, shortened
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.session.session import Session
from gridcounter.errors import GridcounterError
from gridcounter.services.desks.conflict import Choice, Conflict, Side
from gridcounter.services.desks.conflicts import (
    application_of,
    choose,
    conflicts,
    give_another_number,
    reopen,
    settle,
)

TO_CHECK = "待核对"
#: Lines of one card: who worked on for a week after a closing has many.
_MOST_SIDES = 8


class ConflictsDialog(QDialog):
    """`opened` carries an application to be looked at; the dialog closes then."""

    opened = Signal(str)

    def __init__(self, session: Session, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        apply_style(self)
        self.setWindowTitle(TO_CHECK)
        answer_f1(self, lambda: DIALOGS["ConflictsDialog"])
        self._session = session
        open_at(self, scale.px(720), scale.px(520))
        self._hint = PlainLabel(
            "两台没有交换以前分别办了同一件事，互相不一致。两边的登记都留着；请问清楚，选一个，或者写明已经核对。",
            self,
            look="Hint",
            wraps=True,
        )
        self.trouble = PlainLabel(self, look="Trouble", wraps=True)
        self.trouble.hide()
        self._holder = QWidget(self)
        self._lines = vertical(self._holder, (0, 0, 8, 0), 12)
        self._lines.addStretch(1)  # few cards stay as high as what they say
        self.cards: list[ConflictCard] = []
        column = vertical(self, 16, 12)
        column.addWidget(self._hint)
        column.addWidget(scrolling(self._holder, self), 1)
        column.addWidget(self.trouble)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText("关闭")
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.load()

    def load(self) -> None:
        """Reads what is open now."""
        for card in self.cards:
            self._lines.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = []
        found = conflicts(self._session.record, self._session.clerk)
        for place, conflict in enumerate(found):
            card = ConflictCard(conflict, self._holder)
            card.chosen.connect(self._on_chosen)
            card.settled.connect(self._on_settled)
            card.reopened.connect(self._on_reopened)
            card.renumbered.connect(self._on_renumbered)
            card.opened.connect(self._on_opened)
            self._lines.insertWidget(place, card)
            self.cards.append(card)
        if not found:
            self._hint.setText("没有待核对的了。")

    def _on_chosen(self, conflict: Conflict, side: Side) -> None:
        self._try(lambda: choose(self._session.service, conflict, side))

    def _on_settled(self, conflict: Conflict) -> None:
        about = conflict.number or conflict.title
        why, said = ask_line(self, "已经核对", f"{about}核对的结果？记入台账，可以不写。")
        if said:
            self._try(lambda: settle(self._session.record, self._session.service.clerk, conflict, why))

    def _on_reopened(self, conflict: Conflict) -> None:
        why, said = ask_line(self, "恢复办理", f"{conflict.number} 为什么恢复办理？记入台账。")
        if said:
            self._try(lambda: reopen(self._session.record, self._session.service.clerk, conflict, why))

    def _on_renumbered(self, conflict: Conflict) -> None:
        self._try(lambda: give_another_number(self._session.record, self._session.service.clerk, conflict, today()))

    def _on_opened(self, application: str) -> None:
        self.opened.emit(application)
        self.accept()

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except GridcounterError as refused:
            self.trouble.show_text(str(refused))
        else:
            self.trouble.show_text("")
            self.load()


class ConflictCard(QFrame):
    """One of them."""

    chosen = Signal(object, object)
    settled = Signal(object)
    reopened = Signal(object)
    renumbered = Signal(object)
    opened = Signal(str)

    def __init__(self, conflict: Conflict, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Card")
        self.conflict = conflict
        column = vertical(self, 12, 8)
        head = "　".join(filter(None, (conflict.number, conflict.title)))
        column.addWidget(PlainLabel(head, self, look="Section", wraps=True))
        for side in conflict.sides[:_MOST_SIDES]:
            line = f"{side.desk} {side.moment} {side.who}：{side.what}{side.mark}"
            column.addWidget(PlainLabel(line, self, wraps=True))
        if len(conflict.sides) > _MOST_SIDES:
            rest = f"等 {len(conflict.sides)} 项"
            column.addWidget(PlainLabel(rest, self, look="Hint"))
        if conflict.meanwhile:
            column.addWidget(PlainLabel(f"{conflict.meanwhile}。", self, look="Hint", wraps=True))
        acts = QWidget(self)
        flow = FlowLayout(acts)
        self.buttons: list[QPushButton] = []
        if conflict.choice is not Choice.NONE:
            for side, shown in zip(conflict.sides, _choices(conflict), strict=True):
                self._button(flow, acts, shown, partial(self.chosen.emit, conflict, side))
        if conflict.may_be_reopened:
            self._button(flow, acts, "恢复办理…", partial(self.reopened.emit, conflict))
        if conflict.is_of_numbers:
            self._button(flow, acts, "给后登记的换号", partial(self.renumbered.emit, conflict))
        if conflict.may_be_settled:
            self._button(flow, acts, "已经核对…", partial(self.settled.emit, conflict))
        if application_of(conflict):
            self._button(flow, acts, "打开申请", partial(self.opened.emit, str(conflict.application)))
        column.addWidget(acts)
        acts.setVisible(bool(self.buttons))

    def _button(self, flow: FlowLayout, acts: QWidget, text: str, act: object) -> None:
        button = QPushButton(text.replace("&", "&&"), acts)  # a name: no shortcut, no letter is lost
        button.setAccessibleName(f"{self.conflict.number or self.conflict.title} {text}")
        button.clicked.connect(act)
        flow.addWidget(button)
        self.buttons.append(button)


def _choices(conflict: Conflict) -> list[str]:
    if conflict.choice is Choice.FIELD:
        return [f"用{shown}" for shown in _values(conflict.sides)]
    return [shortened(side.chosen_by, COLUMN) for side in conflict.sides]


def _values(sides: Sequence[Side]) -> list[str]:
    """What the sides wrote, short; of long ones that begin alike, who wrote it."""
    short = ["空着" if side.what == "清空" else shortened(side.what.removeprefix("填"), COLUMN) for side in sides]
    return [each if short.count(each) == 1 else f"“{side.desk}”填的" for side, each in zip(sides, short, strict=True)]
