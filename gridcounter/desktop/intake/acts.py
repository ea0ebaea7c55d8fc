"""The acts of one application on the record, as its page asks for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gridcounter.core.application import ApplicationId
from gridcounter.core.intake.checklist import Mark
from gridcounter.desktop.kit.day import today
from gridcounter.errors import Refusal
from gridcounter.services.applications.later_conditions import look_again
from gridcounter.services.applications.undo import Undo

if TYPE_CHECKING:
    from gridcounter.services.applications.application_service import ApplicationService
    from gridcounter.services.applications.application_state import ApplicationState


class IntakeActs(QObject):
    """`ended` comes after each act with the sentence of its refusal, "" if it was done."""

    ended = Signal(str)

    def __init__(self, service: ApplicationService, application_id: ApplicationId, parent: QObject) -> None:
        super().__init__(parent)
        self._service, self._application = service, application_id
        self._undo = Undo(application_id)
        #: The answers that the page shows: one that another desk changed meanwhile is not overwritten unseen.
        self.shown: ApplicationState | None = None
        #: Whether what was done last is a change that `undo` takes back.
        self.just_changed = False

    @property
    def undoable(self) -> frozenset[str]:
        """The fields that `undo` would put back."""
        return self._undo.fields

    @property
    def redoable(self) -> frozenset[str]:
        """The fields that `redo` would change."""
        return self._undo.fields_to_redo

    @Slot(str, object)
    def answer(self, field: str, value: object) -> None:
        """Saves a field that was left."""
        self._save({field: value})

    @Slot(float)
    def propose(self, kw: float) -> None:
        """Saves a capacity that was worked out."""
        self._save({"case.supply.capacity": kw, "case.supply.unit": "kW"})

    @Slot()
    def undo(self) -> None:
        """Takes back the last change saved on this page."""
        if self._undo.fields:
            self._do(lambda: self._undo.undo(self._service.intake))

    @Slot()
    def redo(self) -> None:
        """Makes the change again that was taken back last."""
        if self._undo.fields_to_redo:
            self._do(lambda: self._undo.redo(self._service.intake))

    @Slot(str, object)
    def mark(self, document: str, mark: Mark) -> None:
        """Records the state of a document."""
        self._do_new(lambda: self._service.mark(self._application, document, mark))

    @Slot()
    def convert(self) -> None:
        """Makes an application of the consultation."""
        self._do_new(lambda: self._service.convert(self._application, today()))

    @Slot(object, str)
    def receive(self, on: date, late: str) -> None:
        """收件."""
        self._do_new(lambda: self._service.acceptance.receive(self._application, on, today(), late=late))

    @Slot(object, str)
    def accept(self, on: date, late: str) -> None:
        """受理."""
        self._do_new(lambda: self._service.acceptance.accept_at_desk(self._application, on, today(), late=late))

    @Slot(str, object, str)
    def look_again(self, text: str, met: bool | None, remark: str) -> None:  # noqa: FBT001  a signal has no names
        """A condition of the business, after 受理."""
        self._do_new(lambda: look_again(self._service, self._application, text, remark, met=met))

    @Slot(str, str)
    def hand_over(self, to: str, why: str) -> None:
        """转办."""
        self._do_new(lambda: self._service.acceptance.hand_over(self._application, to, why, today()))

    @Slot(str)
    def enter_official_number(self, number: str) -> None:
        """The number that the supplier's system gave."""
        self._do_new(lambda: self._service.acceptance.enter_official_number(self._application, number))

    def _save(self, answers: Mapping[str, object]) -> None:
        seen = None if self.shown is None else self.shown.fields
        self._do(lambda: self._undo.add(self._service.save_all(self._application, answers, seen)))

    def _do_new(self, act: Callable[[], object]) -> None:
        """What was undone before another act is not made again after it."""
        self._undo.undone.clear()
        self._do(act)

    def _do(self, act: Callable[[], object]) -> None:
        changes = len(self._undo.changes)
        try:
            act()
        except Refusal as refusal:
            self.ended.emit(str(refusal))
        else:
            self.just_changed = len(self._undo.changes) > changes
            self.ended.emit("")
