"""出具文书: the issued papers, and copying the application into the supplier's system."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gridcounter.core.intake.official_entry import fields_to_copy
from gridcounter.core.intake.steps import StepKey
from gridcounter.desktop.intake.official_entry import OfficialEntry
from gridcounter.desktop.intake.step import IntakeStep
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.services.applications.application_state import ApplicationState

_NOT_YET = "还没有出具文书。点“出具文书”先看整套文书，核对后再出具、打印。"
_ISSUED = "已出具过文书。再次出具会另成一份新的，并写明代替的是哪一份。"
_PRINT = "打印的告知书每页都有“咨询用，未受理”标记：不写姓名，不写届满日期，不用签收。情形改了可以再打一份。"
_IN_RECORD = "这张答复已存入台账。" + _PRINT
_NOT_ASKED = "还没有问：{what}。取决于这些的，答复里都写明了。"
_LACKING = "出具前还缺：{what}。缺的地方在文书上留空，可以手填。"
_STILL_LACKING = "还没有填：{what}。"


class FinishStep(IntakeStep):
    """`official_number` carries the number given by the supplier's system."""

    official_number = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wants_number = self._lacks_number = False
        self._title = self.section("出具文书")
        self._message = PlainLabel(self)
        self._lacking = PlainLabel(self, look="Hint")
        for label in (self._message, self._lacking):
            label.setWordWrap(True)
            self.form.addWidget(label)
        self.entry = OfficialEntry(self)
        self.form.addWidget(self.entry)
        self.form.addStretch(1)
        self.entry.entered.connect(self.official_number)

    @property
    def stops(self) -> list[QWidget]:
        """The papers first, then the number, if it is still missing."""
        return [self.entry.number] if self._wants_number else []

    @property
    def first_lacking(self) -> QWidget | None:
        """The number is all that can be filled in here."""
        return self.entry.number if self._lacks_number else None

    def load(self, state: ApplicationState) -> None:
        acts = state.to_do.get(StepKey.PAPERS, ())
        asked = state.consultation
        self._lacks_number = bool(state.lacking[StepKey.PAPERS])
        self._title.setText("打印" if asked else "出具文书")
        self._wants_number = not asked and "出具" not in acts and not state.row.official_number
        self._message.setText(_message(acts, asked=asked))
        self.entry.setVisible(not asked)
        steps = (StepKey.SITUATION, StepKey.WORKS, StepKey.APPLICANT)
        lacking = [what for step in steps for what in state.lacking[step]]
        before = _LACKING if "出具" in acts else _STILL_LACKING
        self._lacking.setText((_NOT_ASKED if asked else before).format(what="、".join(lacking)))
        self._lacking.setVisible(bool(lacking))
        copied = fields_to_copy(state.in_use, state.row.accepted_on, state.businesses)
        self.entry.show_fields(copied, state.row.official_number)


def _message(acts: Collection[str], *, asked: bool) -> str:
    if asked:
        return _PRINT if "打印" in acts else _IN_RECORD
    return _NOT_YET if "出具" in acts else _ISSUED
