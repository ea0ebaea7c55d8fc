"""Asks for the input of an act on a filing and records it; refusals are shown at the question."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from gridcounter.core.application import ApplicationId
from gridcounter.core.filing.course import ASKED, Asked, Form, act_label
from gridcounter.core.labels import number
from gridcounter.core.record.journal import Kind
from gridcounter.core.validation.number import read_number
from gridcounter.core.validation.units import units_of
from gridcounter.desktop.filing.act_form import ActForm
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.theme import Scale
from gridcounter.errors import GridcounterError
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.filing.filing_changes import CHANGEABLE, DAYS, METRES, change
from gridcounter.services.filing.filings import ActDay, FilingCase, Filings

_WRITTEN_THERE = (
    "表里的内容取自业务受理的“外线工程”和“申请人”两步，要改的点“打开办理”。"
    "这里登记哪一天填好的；登记以后，再出具这一版。"
)
_WHY = Asked("why", "变更原因", required=True)


class FilingActs(ActForm):
    """`done` carries a short sentence for the status line."""

    done = Signal(str)

    def __init__(self, service: ApplicationService, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(scale, parent)
        self._service = service
        self._case: FilingCase | None = None
        self._kind = Kind.FILING_PREPARED
        self.confirmed.connect(self._on_confirmed)
        self.cancelled.connect(self.hide)

    def ask_for(self, case: FilingCase, kind: Kind) -> None:
        """Shows the questions of this act; for a change, the values as saved."""
        self._case, self._kind = case, kind
        title = act_label(kind, case.filing, case.regime)
        if kind != Kind.FILING_CHANGED:
            self.ask(title, ASKED.get(kind, ()), hint=_WRITTEN_THERE if kind == Kind.FILING_PREPARED else "")
            return
        state = self._service.state(case.application)
        shown = {field: _shown(field, state.value(field)) for field in CHANGEABLE}
        self.ask(title, [*(_asked(field, label) for field, label in CHANGEABLE.items()), _WHY], shown)

    @Slot()
    def _on_confirmed(self) -> None:
        if self._case is None:
            return
        wrong = self.unread_days()
        if wrong or self.day.day is None:
            self.say(f"“{'”“'.join(wrong)}”请写作 10-20 或 2026-10-20")
            return
        said = ActDay(self.day.day, today(), self.late.text())
        try:
            result = self._record(self._case.application, said, self.values())
        except GridcounterError as refused:
            self.say(str(refused))
            return
        self.done.emit(result)

    def _record(self, application_id: ApplicationId, said: ActDay, contents: dict[str, Any]) -> str:
        if self._kind == Kind.FILING_CHANGED:
            why = contents.pop("why")
            values = {field: _value(field, text) for field, text in contents.items()}
            known = self._service.state(application_id)
            # a field that was empty and still is has not changed
            changed = {field: value for field, value in values.items() if value or known.value(field)}
            lapsed = change(self._service, application_id, changed, why, said)
            return f"已登记变更。{lapsed}，备案失效" if lapsed else "已登记变更，仍符合备案条件"
        Filings(self._service).note(application_id, self._kind, said, contents)
        return "已登记"


class NotMetres(GridcounterError):
    """The text typed for a length is no number; `label` is the question."""

    def __init__(self, label: str) -> None:
        super().__init__(f"{label}请填数字，单位是米，如 850")


def _asked(field: str, label: str) -> Asked:
    form = Form.DAY if field in DAYS else Form.LINE
    return Asked(field, f"{label}（米）" if field in METRES else label, form, required=True)


def _shown(field: str, value: Any) -> Any:  # noqa: ANN401  whatever the field holds
    return number(value) if field in METRES and value is not None else value


def _value(field: str, text: str) -> float | str | None:
    if field not in METRES or not text:
        return text or None
    found, wrong = read_number(text, units_of("length_m"))
    if wrong or found is None or found < 0:
        raise NotMetres(CHANGEABLE[field])
    return found
