"""The dialogs that 工作台 asks for, each loaded when it is first opened."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QWidget

from gridcounter.desktop.home.page import HomePage
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.session.session import Session


class HomeDialogs(QObject):
    """`opened` carries an application, `papers_wanted` one whose papers page is wanted; `message` a short sentence."""

    opened = Signal(str)
    papers_wanted = Signal(str)
    message = Signal(str)

    def __init__(self, session: Session, tasks: Tasks, scale: Scale, home: HomePage, over: QWidget) -> None:
        super().__init__(over)
        self._session, self._tasks, self._scale = session, tasks, scale
        self._home, self._over = home, over
        home.handed_over.connect(self._on_handed_over)
        home.unprinted_wanted.connect(self._on_unprinted)
        home.photos_wanted.connect(self._on_photos)
        home.conflicts_wanted.connect(self._on_conflicts)

    def _open(self, dialog: QDialog) -> None:
        """The page reads again what may have changed."""
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._home.refresh)
        dialog.open()

    @Slot()
    def _on_handed_over(self) -> None:
        from gridcounter.desktop.home.shift import show_slip

        show_slip(self._session, self._tasks, self._scale, self._over, self.message.emit)

    @Slot()
    def _on_unprinted(self) -> None:
        from gridcounter.desktop.papers.unprinted import UnprintedDialog

        dialog = UnprintedDialog(self._session, self._tasks, self._scale, self._over)
        dialog.opened.connect(self.papers_wanted)
        self._open(dialog)

    @Slot()
    def _on_photos(self) -> None:
        from gridcounter.desktop.field.photos_dialog import PhotosDialog

        self._open(PhotosDialog(self._session, self._tasks, self._scale, self._over))

    @Slot()
    def _on_conflicts(self) -> None:
        from gridcounter.desktop.desks.conflicts_dialog import ConflictsDialog

        dialog = ConflictsDialog(self._session, self._scale, self._over)
        dialog.opened.connect(self.opened)
        self._open(dialog)
