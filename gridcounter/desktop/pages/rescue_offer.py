"""What can be done about a damaged record: looked for off the window's thread, offered, confirmed once, done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton, QWidget

from gridcounter.desktop.tasks import Tasks
from gridcounter.errors import GridcounterError
from gridcounter.services.rescue import Rescue, carry_out, find_rescue

if TYPE_CHECKING:
    from pathlib import Path

    from gridcounter.services.rescue import Restored

_LOOKING = "正在核对台账，查找完好的备份…"
_RESTORING = "正在恢复，请不要关机…"


class RescueOffer(QObject):
    """Two widgets for a dialog to place among its own: `told` and `accept_button`.

    `changed`: `busy` or `stands` is different now. `restored` carries what became of the record.
    """

    changed = Signal()
    restored = Signal(str)

    def __init__(self, folder: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.busy = False
        self._folder = folder
        self._tasks = Tasks(self)
        self._rescue: Rescue | None = None
        self.told = QLabel(parent)
        self.told.setWordWrap(True)
        self.told.setAccessibleName("恢复的办法")
        self.told.hide()
        self.accept_button = QPushButton(parent)
        self.accept_button.setObjectName("Primary")
        self.accept_button.hide()
        self.accept_button.clicked.connect(self._on_accept)

    @property
    def stands(self) -> bool:
        return self._rescue is not None

    def look(self, secret: str, *, recovery: bool) -> None:
        self._show(_LOOKING, busy=True)
        self._tasks.submit(
            self,
            lambda: find_rescue(self._folder, secret, recovery=recovery),
            done=self._on_found,
            failed=self._on_failed,
        )

    @Slot()
    def withdraw(self) -> None:
        """Another passphrase, another try."""
        if self.told.text() and not self.busy:
            self._rescue = None
            self._show("", busy=False)

    def _on_found(self, rescue: Rescue | None) -> None:
        if rescue is None:
            self._show("", busy=False)
            self.restored.emit("已全面核对，台账完好。")
            return
        self._rescue = rescue
        self.accept_button.setText(rescue.act)
        self._show(rescue.told, busy=False)
        self.accept_button.setFocus()

    @Slot()
    def _on_accept(self) -> None:
        rescue = self._rescue
        if rescue is None or not self._is_confirmed(rescue):
            return
        self._rescue = None
        self._show(_RESTORING, busy=True)
        self._tasks.submit(self, lambda: carry_out(rescue), done=self._on_restored, failed=self._on_failed)

    def _is_confirmed(self, rescue: Rescue) -> bool:
        question = QMessageBox(QMessageBox.Icon.Question, "gridcounter", f"{rescue.act}？", parent=self._over)
        question.setInformativeText(rescue.told)
        yes = question.addButton("恢复", QMessageBox.ButtonRole.AcceptRole)
        question.addButton("先不恢复", QMessageBox.ButtonRole.RejectRole)
        question.exec()
        return question.clickedButton() is yes

    def _on_restored(self, done: tuple[Restored, str]) -> None:
        self._show("", busy=False)
        self.restored.emit(done[1])

    def _on_failed(self, error: Exception) -> None:
        self._rescue = None
        if not isinstance(error, GridcounterError):
            self._show("", busy=False)
            raise error
        self._show(f"{error}。" if not str(error).endswith("。") else str(error), busy=False)

    def _show(self, text: str, *, busy: bool) -> None:
        self.busy = busy
        self.told.setText(text)
        self.told.setVisible(bool(text))
        self.accept_button.setVisible(self.stands)
        self.changed.emit()
