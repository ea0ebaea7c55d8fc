"""What shows that the program works: a dialog while files are being replaced, a cursor for less than a second."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QProgressBar, QWidget

from gridcounter.desktop.kit.appearance import PROGRAM, apply_style
from gridcounter.desktop.kit.flow import vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.theme import Scale

_WIDTH = 420
AGAIN_MS = 500
T = TypeVar("T")


@contextmanager
def busy() -> Iterator[None]:
    """For an act on the UI thread that takes longer than a tenth of a second: else people press again."""
    QGuiApplication.setOverrideCursor(Qt.CursorShape.BusyCursor)
    try:
        yield
    finally:
        QGuiApplication.restoreOverrideCursor()


def wait_for(owner: QWidget, work: Callable[[], T]) -> T:
    """The result of work that touches no widget, done by a worker: until it is there the window goes on being painted.

    Raises what `work` raises. `owner` takes no input meanwhile, nor may it be closed: that is for the caller to see to.
    """
    outcome: Future[T] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as wrong:  # noqa: BLE001  raised again where it is waited for
            outcome.set_exception(wrong)

    tasks, waiting = Tasks(owner), QEventLoop(owner)
    tasks.submit(owner, run, done=lambda _: waiting.quit(), failed=lambda _: waiting.quit())
    waiting.exec()
    tasks.wait()
    for used in (tasks, waiting):
        used.deleteLater()
    return outcome.result()


class Undisturbed(QObject):
    """`now`: what `ask` asked for, once no dialog or menu is open.

    For whatever builds the pages anew and is no answer to a dialog. A dialog belongs to a page: it would go with it,
    unanswered, and the act that waits for the answer would fail on a page that is no more.
    """

    now = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self.ask)

    def leave(self) -> None:
        """Tells nothing any more."""
        self._again.stop()

    @Slot()
    def ask(self) -> None:
        """`now` comes once, however often it is asked for meanwhile."""
        if QApplication.activeModalWidget() or QApplication.activePopupWidget():
            self._again.start(AGAIN_MS)
        else:
            self._again.stop()
            self.now.emit()


class WaitingDialog(QDialog):
    """`tasks` does the work; `waiting` is the event loop that runs until it is done."""

    def __init__(self, title: str, hint: str, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        apply_style(self)
        self.tasks = Tasks(self)
        self.waiting = QEventLoop(self)
        self.setWindowTitle(PROGRAM)
        self.setMinimumWidth(scale.px(_WIDTH))
        head = PlainLabel(title, self, look="Section")
        label = PlainLabel(hint, self, wraps=True)
        self.bar = busy_bar(title, self)
        self.column = vertical(self, 24, 12)
        for widget in (head, label, self.bar):
            self.column.addWidget(widget)


def busy_bar(name: str, parent: QWidget) -> QProgressBar:
    """A progress bar without an end, because the duration is not known."""
    bar = QProgressBar(parent)
    bar.setRange(0, 0)
    bar.setTextVisible(False)
    bar.setAccessibleName(name)
    return bar
