"""The notice that the trial case would get, page by page, marked as one of a pack that nobody has adopted."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from gridcounter.core.case import Case
from gridcounter.desktop.kit.flow import vertical
from gridcounter.desktop.kit.output import what_went_wrong
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.preview import Preview
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.session.session import Session
from gridcounter.services.office.assessment import Assessor
from gridcounter.services.policy.trial_case import draw_trial_notice

_CONTRADICTORY = "填的内容前后矛盾，改好以后才有告知书"
_DRAWING = "正在排版…"


class NoticePane(QWidget):
    """Draws in a worker, and only while it is seen; of several cases in a row the last one."""

    def __init__(self, session: Session, tasks: Tasks, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._tasks = session, tasks
        self._wanted: tuple[Case, Assessor] | None = None
        self._drawn: tuple[Case, Assessor] | None = None
        self._busy = False
        self.said = PlainLabel(self, look="Hint", wraps=True)
        self.said.hide()
        self.preview = Preview(scale, self)
        column = vertical(self, 8, 4)
        column.addWidget(self.said)
        column.addWidget(self.preview, 1)

    def show_case(self, case: Case | None, assessor: Assessor) -> None:
        """None while the answers contradict each other."""
        self._wanted = None if case is None else (case, assessor)
        if case is None:
            self.clear()
            self.said.show_text(_CONTRADICTORY)
        else:
            self._draw()

    def clear(self) -> None:
        """Shows no notice."""
        self._wanted = self._drawn = None
        self.preview.clear()
        self.said.show_text("")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._draw()

    def _draw(self) -> None:
        wanted = self._wanted
        if self._busy or wanted is None or wanted == self._drawn or not self.isVisible():
            return
        self._busy = True
        self.said.show_text(_DRAWING)
        session, office = self._session, dict(self._session.service.office)
        self._tasks.submit(
            self,
            lambda: draw_trial_notice(*wanted, session.paper_renderer(), office),
            done=partial(self._on_drawn, wanted),
            failed=partial(self._on_failed, wanted),
        )

    def _on_drawn(self, wanted: tuple[Case, Assessor], content: bytes) -> None:
        self._end(wanted, "")
        if wanted == self._wanted:
            self.preview.show_content(content)

    def _on_failed(self, wanted: tuple[Case, Assessor], error: Exception) -> None:
        self._end(wanted, what_went_wrong(error))
        if wanted == self._wanted:
            self.preview.clear()

    def _end(self, wanted: tuple[Case, Assessor], said: str) -> None:
        self._busy = False
        if wanted == self._wanted:
            self._drawn = wanted
            self.said.show_text(said)
        self._draw()
