"""告知内容已变，需重出: papers in force that read differently now, from the same facts as the papers page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.errors import GridcounterError
from gridcounter.services.papers.corrections import prepare_stale

if TYPE_CHECKING:
    from gridcounter.core.application import ApplicationId
    from gridcounter.services.applications.application_service import ApplicationService
    from gridcounter.services.papers.rendering import PaperRenderer


class StaleNotice(PlainLabel):
    """Hidden while nothing is to be issued again, and where nothing draws papers."""

    def __init__(self, service: ApplicationService, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Problem")
        self.setWordWrap(True)
        self.hide()
        self._service = service
        self._tasks = Tasks(self)
        self._application = ""
        #: Set by the window, which has one for all pages.
        self.renderer: Callable[[], PaperRenderer] | None = None

    def show_application(self, application_id: ApplicationId) -> None:
        """Reads the record here and builds the papers in a worker."""
        self._application = application_id
        self.hide()
        renderer = self.renderer
        if renderer is None:
            return
        try:
            stale = prepare_stale(self._service, application_id)
        except GridcounterError:  # the papers page says what is wrong
            return
        if stale is not None:
            self._tasks.submit(
                self,
                lambda: (application_id, stale(renderer())),
                done=self._on_read,
                failed=lambda _: None,
            )

    def _on_read(self, result: tuple[str, tuple[str, ...]]) -> None:
        application, titles = result
        if application == self._application and titles:
            self.setText(f"● 告知内容已变，需重出：{'、'.join(titles)}")
            self.show()
