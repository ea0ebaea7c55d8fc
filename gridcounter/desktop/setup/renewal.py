"""Changes the key of the record after the window has closed, and shows the new recovery code once."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from gridcounter.desktop.kit.appearance import PROGRAM, apply_style
from gridcounter.desktop.kit.flow import scrolling, vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.kit.waiting import busy_bar
from gridcounter.desktop.setup.recovery_step import RecoveryStep
from gridcounter.errors import GridcounterError
from gridcounter.services.custody.rekeying import Renewal, Renewed, carry_out_renewal

_WIDTH, _HEIGHT = 560, 480
_DOING = "正在重新加密台账和文书，核对无误才换上。请不要关机，也不要拔下磁盘。"
_DONE = "钥匙已经换好。下次打开程序请用新口令。"

_AWAY = "U 盘没有插上，上面的备份仍用旧口令打开：插上以后，请到【设置】的【电脑丢失】删除。"


class _NewCode(RecoveryStep):
    HINT = "忘记新口令时，只有这个恢复码能打开台账；它只显示这一次。请打印或抄写，锁好，不要拍照；旧恢复单请销毁。"


class RenewalDialog(QDialog):
    """`renewed` is None until it is done; if it fails, `told` says so and the old key stays valid."""

    def __init__(self, renewal: Renewal, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        apply_style(self)
        self.renewed: Renewed | None = None
        self._renewal = renewal
        self._busy = False
        self._tasks = Tasks(self)
        self.setWindowTitle(PROGRAM)
        self.title = PlainLabel("换钥匙", self, look="Title")
        self.message = PlainLabel(_DOING, self, wraps=True)
        self.bar = busy_bar("正在换钥匙", self)
        self.recovery = _NewCode(scale)
        self._scroll = scrolling(self.recovery, self)
        self._scroll.hide()
        self.trouble = PlainLabel(self, look="Trouble", wraps=True)
        self.trouble.hide()
        self.end = QPushButton("完成", self)
        self.end.setObjectName("Primary")
        self.end.hide()
        column = vertical(self, 24, 12)
        for widget in (self.title, self.message, self.bar):
            column.addWidget(widget)
        column.addWidget(self._scroll, 1)
        column.addStretch(0)
        column.addWidget(self.trouble)
        column.addWidget(self.end, 0, Qt.AlignmentFlag.AlignRight)
        room = self.screen().availableSize()
        self._whole = QSize(min(scale.px(_WIDTH), room.width() - 40), min(scale.px(_HEIGHT), room.height() - 40))
        self.setMinimumWidth(self._whole.width())
        self.end.clicked.connect(self.accept)
        self.recovery.ready.connect(self.end.setEnabled)

    def begin(self) -> None:
        """Starts the change in a worker; the dialog cannot be closed until it is done."""
        self._busy = True
        renewal = self._renewal
        self._tasks.submit(self, lambda: carry_out_renewal(renewal), done=self._on_done, failed=self._on_failed)

    @Slot()
    def reject(self) -> None:
        """Ignored while files are being replaced and until the code is kept."""
        if self._busy:
            return
        if self.renewed is not None and not self.recovery.kept.isChecked():
            self._say("恢复码只显示这一次：请先打印、存好或抄下，勾上“恢复码已经打印……”，再点“完成”")
            return
        super().reject()

    def _on_done(self, renewed: Renewed) -> None:
        self._busy = False
        self.renewed = renewed
        self.title.setText("新的恢复单")
        self.message.setText(_DONE)
        self.bar.hide()
        self.recovery.set_code(renewed.code, self._renewal.office)
        self._scroll.show()
        self.resize(self._whole)
        self.end.setEnabled(False)
        self.end.show()
        self.recovery.enter()
        left = [f"新备份没有做成：{renewed.trouble}"] if renewed.trouble else []
        self._say("\n".join([*left, *([_AWAY] if renewed.away else [])]))

    def _on_failed(self, error: Exception) -> None:
        self._busy = False
        self.bar.hide()
        self.message.hide()
        self.end.setText("关闭")
        self.end.show()
        if not isinstance(error, GridcounterError):
            self._say("钥匙没有换成，是程序的问题；台账仍用原来的口令打开，请重新打开程序再试")
            raise error
        self._say(str(error))

    def _say(self, trouble: str) -> None:
        self.trouble.show_text(trouble)
