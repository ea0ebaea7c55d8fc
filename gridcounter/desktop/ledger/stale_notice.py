"""告知内容已变，需重出: papers in force that read differently now, from the same facts as the papers page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QWidget

from gridcounter.core.application import ApplicationId
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.errors import GridcounterError
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.correcting import Correction
from gridcounter.services.papers.corrections import preview_correction

if TYPE_CHECKING:
    from gridcounter.services.papers.rendering import PaperRenderer

_PAUSE_MS = 250


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
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_PAUSE_MS)
        self._rest.timeout.connect(self._look)
        #: Set by the window, which has one for all pages.
        self.renderer: Callable[[], PaperRenderer] | None = None

    def show_application(self, application_id: ApplicationId) -> None:
        """After the card itself: whoever goes down the list is not held up."""
        self._application = application_id
        self.hide()
        if self.renderer is not None:
            self._rest.start()

    @Slot()
    def _look(self) -> None:
        """Reads the record here and builds the papers in a worker."""
        application, renderer = self._application, self.renderer
        if renderer is None:
            return
        try:
            prepared = preview_correction(self._service, application, Correction())
        except GridcounterError:  # the papers page says what is wrong
            return
        if prepared.standing:
            self._tasks.submit(
                self,
                lambda: (application, prepared.read(renderer()).titles),
                done=self._on_read,
                failed=lambda _: None,
            )

    def _on_read(self, result: tuple[str, tuple[str, ...]]) -> None:
        application, titles = result
        if application == self._application and titles:
            self.setText(f"● 告知内容已变，需重出：{'、'.join(titles)}")
            self.show()
