"""One request of a visit: the firm's words, what they are about, and what was said to them there."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QWidget

from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.parks.visits import Outcome, RequestKind
from gridcounter.core.parks.words import OUTCOMES, REQUEST_KINDS
from gridcounter.core.wording import month_day
from gridcounter.desktop.kit.choice import Choice
from gridcounter.desktop.kit.day import DayEdit
from gridcounter.desktop.kit.flow import vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.section import Form
from gridcounter.errors import Refusal
from gridcounter.services.parks.told import Asked, Promised

_KINDS: dict[object, str] = dict(tuple(REQUEST_KINDS.items()))
_ORDER = (Outcome.ANSWERED, Outcome.PROMISED, Outcome.PASSED_ON, Outcome.NOTED, Outcome.REFUSED)
#: The rows that an outcome asks for.
_ASKED = {
    Outcome.ANSWERED: ("answer", "basis"),
    Outcome.PROMISED: ("text", "who", "days", "by"),
    Outcome.PASSED_ON: ("unit", "how"),
    Outcome.NOTED: (),
    Outcome.REFUSED: ("answer", "basis"),
}
_WEEK = "一二三四五六日"


class KindMissing(Refusal):
    """What a request is about, or what was said to it, was not chosen."""

    def __init__(self, words: str) -> None:
        super().__init__(f"“{words[:20]}”：还要选类别，以及怎么说的")


class DaysWrong(Refusal):
    """A number of working days that is none."""

    sentence = "几个工作日内，请写 1 到 400 的整数；或者写哪天前"


class RequestRows(QFrame):
    """Empty until the clerk writes into it: an empty one is no request."""

    def __init__(self, place: int, who: str, calendar: WorkCalendar, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Card")
        self._calendar, self._on = calendar, date.min
        column = vertical(self, (12, 8, 12, 8), 8)
        form = self._form = Form(self)
        form.column.setSpacing(8)
        column.addWidget(form)
        self.words = form.line("words", f"企业提出（第 {place} 条，按原话）")
        self.kind = Choice(_KINDS, "类别", self)
        form.row("kind", "类别", self.kind)
        self.outcome = Choice({one: OUTCOMES[one] for one in _ORDER}, "怎么说的", self)
        form.row("outcome", "怎么说的", self.outcome)
        self.answer = form.line("answer", "答复，或者不能办的原因")
        self.basis = form.line("basis", "依据（条款、文书编号；口头的不填）")
        self.text = form.line("text", "承诺了什么")
        self.who = form.line("who", "谁来办")
        self.who.setText(who)
        self.days = form.line("days", "几个工作日内")
        self.by = DayEdit("或者哪天前", self)
        form.row("by", "或者哪天前", self.by)
        self.due = PlainLabel(self, look="Hint", wraps=True)
        column.addWidget(self.due)
        self.unit = form.line("unit", "转给哪个单位")
        self.how = form.line("how", "怎样转的（如 当面、电话）")
        self.outcome.changed.connect(self._offer)
        self.days.textChanged.connect(self._reckon)
        self._offer()

    @property
    def is_empty(self) -> bool:
        """Nothing was chosen or typed but the person."""
        edits = (self.words, self.answer, self.basis, self.text, self.days, self.by, self.unit, self.how)
        return not any(edit.text().strip() for edit in edits) and self.kind.value is None and self.outcome.value is None

    def follow_day(self, on: date | None) -> None:
        """The day of the visit, from which working days are counted."""
        self._on = on or date.min
        self._reckon()

    def asked(self, firm: str) -> Asked:
        """Raises KindMissing, DaysWrong."""
        kind, outcome = self.kind.value, self.outcome.value
        if not isinstance(kind, RequestKind) or not isinstance(outcome, Outcome):
            raise KindMissing(self.words.text())
        shown = _ASKED[outcome]
        promised = None
        if outcome == Outcome.PROMISED:
            promised = Promised(self.text.text(), self.who.text(), self.by.day, self._working_days())
        return Asked(
            self.words.text(),
            kind,
            outcome,
            firm,
            answer=self.answer.text() if "answer" in shown else "",
            basis=self.basis.text() if "basis" in shown else "",
            unit=self.unit.text() if "unit" in shown else "",
            how=self.how.text() if "how" in shown else "",
            promised=promised,
        )

    def _working_days(self) -> int | None:
        said = self.days.text().strip()
        if not said:
            return None
        if not said.isdecimal() or not 1 <= int(said) <= 400:  # noqa: PLR2004  as `core.parks` takes them
            raise DaysWrong
        return int(said)

    @Slot()
    def _offer(self) -> None:
        outcome = self.outcome.value
        shown = _ASKED[outcome] if isinstance(outcome, Outcome) else ()
        for name in ("answer", "basis", "text", "who", "days", "by", "unit", "how"):
            self._form.rows[name].setVisible(name in shown)
        self._reckon()

    @Slot()
    def _reckon(self) -> None:
        """The day, before anybody says it to the firm."""
        try:
            days = self._working_days() if self.outcome.value == Outcome.PROMISED else None
        except DaysWrong as wrong:
            self.due.show_text(str(wrong))
            return
        if days is None or self._on == date.min:
            self.due.show_text("")
            return
        due = self._calendar.due_on(self._on, days)
        estimated = "（暂估：那一年的放假安排还没有公布）" if due.provisional else ""
        self.due.show_text(f"{days} 个工作日 → {month_day(due.on)} 周{_WEEK[due.on.weekday()]}{estimated}")
