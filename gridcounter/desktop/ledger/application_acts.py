"""Acts on one application from its card: closing, reopening, the evidence bundle."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from gridcounter.desktop.kit.confirm import ask_line
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.file_dialogs import tell_saved, zip_to_write
from gridcounter.desktop.kit.flow import FlowLayout
from gridcounter.desktop.ledger.end_dialog import EndDialog
from gridcounter.errors import GridcounterError
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.closing import CONNECTED, DONE, ENDS, WITHOUT_REASON
from gridcounter.services.exchange.evidence import gather, write_bundle
from gridcounter.services.ledger.ledger import LedgerRow

#: Width of the form of an end, in characters.
_WIDE = 28
_WHY_AGAIN = "请写明为什么恢复办理（留在台账里）："


class ApplicationActs(QWidget):
    """`changed` carries the application, `message` a short sentence, `troubled` a refusal."""

    changed = Signal(str)
    message = Signal(str)
    troubled = Signal(str)

    def __init__(self, service: ApplicationService, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._service = service
        self._row: LedgerRow | None = None
        self.end = QPushButton("办结　", self)
        self.ends = QMenu(self.end)
        for end, label in ENDS.items():
            self.ends.addAction(label).setData(end)
        self.end.setMenu(self.ends)
        self.reopen = QPushButton("恢复办理…", self)
        self.reopen.setToolTip("由值班长办理，要写原因")
        self.bundle = QPushButton("生成举证材料包", self)
        self.bundle.setToolTip("投诉、复核时用：文书、附件、经过、条款和台账登记装进一个文件，带校验值")
        flow = FlowLayout(self)
        for button in (self.end, self.reopen, self.bundle):
            flow.addWidget(button)
        self.ends.triggered.connect(self._on_end)
        self.reopen.clicked.connect(self._on_reopen)
        self.bundle.clicked.connect(self._on_bundle)

    def show_row(self, row: LedgerRow, *, connects: bool = True) -> None:
        """Offers the acts that fit the state of this application; `connects`: power is what it ends with."""
        self._row = row
        self.end.setVisible(row.state not in {"closed", "consultation"})
        settled = CONNECTED if connects else DONE
        for action in self.ends.actions():  # nothing is connected, or done, that was never accepted
            end = action.data()
            action.setVisible(end not in WITHOUT_REASON or (end == settled and bool(row.accepted_on)))
        self.reopen.setVisible(row.state == "closed")

    @Slot(QAction)
    def _on_end(self, end: QAction) -> None:
        self.close_as(str(end.data()))

    def close_as(self, end: str) -> None:
        """`end` is a key of ENDS. The day is asked always: the key that does each next act must not close by itself."""
        wide = self.fontMetrics().horizontalAdvance("中") * _WIDE
        dialog = EndDialog(end, wide, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        @Slot(object, str, str)
        def on_confirmed(day: date, reason: str, late: str) -> None:
            if self._row is None:
                return
            try:
                self._service.closing.close(self._row.id, end, day, today(), reason=reason, late=late)
            except GridcounterError as refused:
                dialog.say(str(refused))
                return
            dialog.accept()
            self.changed.emit(self._row.id)
            self.message.emit("已办结" if end in WITHOUT_REASON else f"已登记{ENDS[end]}")

        dialog.confirmed.connect(on_confirmed)
        dialog.open()

    @Slot()
    def _on_reopen(self) -> None:
        why, sure = ask_line(self, "恢复办理", _WHY_AGAIN)
        if sure:
            self._act(lambda row: self._service.closing.reopen(row.id, why), "已恢复办理")

    @Slot()
    def _on_bundle(self) -> None:
        if self._row is None:
            return
        path = zip_to_write(self, "生成举证材料包", f"举证材料_{self._row.number}.zip")
        if path is None:
            return
        files = 0

        def act(row: LedgerRow) -> None:
            nonlocal files
            bundle = gather(self._service, row.id, datetime.now().astimezone())
            write_bundle(self._service, row.id, bundle, path)
            files = bundle.files

        if self._act(act):
            self.message.emit(f"举证材料包已写好（{files} 个文件），里面有申请人信息，没有加密")
            tell_saved(self, path)

    def _act(self, act: Callable[[LedgerRow], None], text: str = "") -> bool:
        if self._row is None:
            return False
        try:
            act(self._row)
        except GridcounterError as refused:
            self.troubled.emit(str(refused))
            return False
        self.changed.emit(self._row.id)
        if text:
            self.message.emit(text)
        return True
