"""What becomes of a promise, of a plan, and of a request that another unit has: each asks for its day and its words."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gridcounter.core.parks.rows import PromiseRow, RequestRow, VisitRow
from gridcounter.core.parks.words import WAYS
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.parks.book_dialog import BookDialog, said_day
from gridcounter.desktop.parks.visit_dialog import Whom
from gridcounter.errors import Refusal
from gridcounter.services.parks.visits import Visits


class HowMissing(Refusal):
    """How the firm was told is chosen, never assumed."""

    sentence = "请选怎样告诉企业的"


class _OnPromise(BookDialog):
    _TITLE, _ACT = "", ""

    def __init__(self, visits: Visits, row: PromiseRow, scale: Scale, parent: QWidget | None = None) -> None:
        self.visits, self.row = visits, row
        super().__init__(self._TITLE, self._ACT, scale, parent)

    def build(self) -> None:
        told = self.row.told
        self.form.hint(f"{told['on']} 说的：{told['text']}，{told['who']}，{self.row.by} 前")
        self.ask()
        self.how = self.pick("how", "怎样告诉企业的", WAYS)

    def ask(self) -> None:
        """Creates the rows of this act."""

    @property
    def told_how(self) -> str:
        """Raises HowMissing."""
        if self.how.value is None:
            raise HowMissing
        return str(self.how.value)


class KeptDialog(_OnPromise):
    """It was done."""

    _TITLE, _ACT = "承诺办完了", "登记办完"

    def ask(self) -> None:
        self.words = self.line("words", "怎样办的")
        self.on = self.day("on", "哪天办完", given=today())

    def record(self) -> None:
        on = said_day(self.on, "哪天办完")
        self.visits.keep_promise(self.row.ref, on, self.words.text(), self.told_how, today())


class MovedDialog(_OnPromise):
    """It gets another day, and the firm was told."""

    _TITLE, _ACT = "承诺改日子", "登记改日子"

    def ask(self) -> None:
        self.to = self.day("to", "改到哪天")
        self.why = self.line("why", "为什么改")
        self.told_on = self.day("told_on", "哪天告诉企业的", "先告诉企业，再登记", today())

    def record(self) -> None:
        to = said_day(self.to, "改到哪天")
        self.visits.move_promise(self.row.ref, to, self.why.text(), self.told_on.day, self.told_how, today())


class WithdrawnDialog(_OnPromise):
    """It holds no longer, and the firm was told."""

    _TITLE, _ACT = "承诺收回", "登记收回"

    def ask(self) -> None:
        self.why = self.line("why", "为什么收回")
        self.told_on = self.day("told_on", "哪天告诉企业的", "先告诉企业，再登记", today())

    def record(self) -> None:
        self.visits.withdraw_promise(self.row.ref, self.why.text(), self.told_on.day, self.told_how, today())


class AnswerDialog(BookDialog):
    """The unit that has the request answered, and the firm was told."""

    def __init__(self, visits: Visits, row: RequestRow, scale: Scale, parent: QWidget | None = None) -> None:
        self._visits, self._row = visits, row
        super().__init__("转交的诉求有了答复", "登记答复", scale, parent)

    def build(self) -> None:
        self.form.hint(f"{self._row.on} 提出：{self._row.told['words']}")
        self.words = self.line("words", "怎样答复的（按那个单位的原话）")
        self.on = self.day("on", "哪天告诉企业的", given=today())
        self.how = self.pick("how", "怎样告诉企业的", WAYS)

    def record(self) -> None:
        if self.how.value is None:
            raise HowMissing
        on = said_day(self.on, "哪天告诉企业的")
        self._visits.answer(self._row.visit, self._row.ref, on, self.words.text(), str(self.how.value), today())


class PlanDialog(BookDialog):
    """A visit is planned."""

    def __init__(self, visits: Visits, whom: Whom, scale: Scale, parent: QWidget | None = None) -> None:
        self._visits, self._whom = visits, whom
        super().__init__(f"计划走访 {whom.name}", "登记计划", scale, parent)

    def build(self) -> None:
        self.on = self.day("on", "哪天去")
        self.at = self.line("at", "几点（可不填）")
        self.note = self.line("note", "带什么、问什么（可不填）")

    def record(self) -> None:
        firms = [self._whom.firm] if self._whom.firm else []
        on = said_day(self.on, "哪天去")
        self._visits.plan(self._whom.park, firms, on, today(), at=self.at.text(), note=self.note.text())


class ReplanDialog(BookDialog):
    """A planned visit gets another day, or is dropped: then no day is asked."""

    def __init__(
        self, visits: Visits, row: VisitRow, scale: Scale, parent: QWidget | None = None, *, drops: bool
    ) -> None:
        self._visits, self._row, self._drops = visits, row, drops
        act = "不去了" if drops else "改日子"
        super().__init__(f"{row.planned} 的走访{act}", f"登记{act}", scale, parent)

    def build(self) -> None:
        if not self._drops:
            self.to = self.day("to", "改到哪天")
        self.why = self.line("why", "为什么")

    def record(self) -> None:
        if self._drops:
            self._visits.drop(self._row.id, self.why.text())
        else:
            self._visits.move(self._row.id, said_day(self.to, "改到哪天"), self.why.text(), today())
