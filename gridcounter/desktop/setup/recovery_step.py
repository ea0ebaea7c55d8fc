"""The last page of the first start: the recovery code, shown only once."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget

from gridcounter.bootstrap import draw_recovery_sheet
from gridcounter.desktop.kit.file_dialogs import pdf_to_write
from gridcounter.desktop.kit.flow import FlowLayout
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.printing import NO_PRINTER, ask_printer, file_instead, print_on, printers
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.setup.steps import SetupStep
from gridcounter.errors import Fault, GridcounterError
from gridcounter.services.files.private_files import write_file
from gridcounter.services.papers.print_queue import Printable
from gridcounter.settings import PaperPrinting

_NAME = "恢复单"
_WRITTEN = "恢复单已存；请打印后锁好，再删掉电脑上的这个文件"
_SENT = "恢复单已送打印机；拿到手、看清楚了，再勾上下面一格"
_NOT_PRINTED = "恢复单没有打印；请检查打印机后再点一次，或者逐字抄下来"


class RecoveryStep(SetupStep):
    """`ready`: the sheet was saved, or the user confirms that it was printed or copied. A print job proves nothing."""

    TITLE = _NAME
    HINT = "台账已经建好。忘记口令时，只有这个恢复码能打开台账；它只显示这一次。请打印或抄写，锁好，不要拍照。"
    ready = Signal(bool)

    def __init__(self, scale: Scale, parent: QWidget | None = None) -> None:
        self._scale = scale
        self._sheet = b""
        super().__init__(parent)
        self._tasks = Tasks(self)

    def build(self) -> None:
        self.hint(self.HINT)
        self.code = PlainLabel(self, look="Code", wraps=True)
        self.code.setAccessibleName("恢复码")
        self.code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.column.addWidget(self.code)
        acts = QWidget(self)
        flow = FlowLayout(acts)
        self.print_button = QPushButton("打印恢复单", acts)
        self.save_button = QPushButton("存成 PDF", acts)
        for button in (self.print_button, self.save_button):
            button.setAutoDefault(False)
            flow.addWidget(button)
        self.column.addWidget(acts)
        self.state = PlainLabel(self, look="Hint", wraps=True)
        self.column.addWidget(self.state)
        self.kept = QCheckBox("恢复码已经打印、存好或逐字抄下", self)
        self.column.addWidget(self.kept)
        self.kept.toggled.connect(self.ready)
        self.print_button.clicked.connect(self._on_print)
        self.save_button.clicked.connect(self._on_save)

    def set_code(self, code: str, office: str) -> None:
        """Shows the code in two lines and draws its sheet (PDF)."""
        groups = code.split("-")
        half = len(groups) // 2
        self.code.setText("  ".join(groups[:half]) + "\n" + "  ".join(groups[half:]))
        self._sheet = draw_recovery_sheet(code, office)

    def enter(self) -> None:
        self.print_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_print(self) -> None:
        if not printers():
            self.state.setText(NO_PRINTER)
            return
        printer = ask_printer(self, PaperPrinting(duplex=False))
        if printer is not None:
            sheet = Printable(_NAME, self._sheet)
            self.state.setText("正在打印")
            result = _WRITTEN if file_instead(printer) else _SENT
            self._tasks.submit(
                self,
                lambda: print_on(printer, [sheet]),
                done=lambda waits: self.state.setText(waits or result),
                failed=self._on_not_printed,
            )

    def _on_not_printed(self, error: Exception) -> None:
        self.state.setText(str(error) if isinstance(error, GridcounterError) else _NOT_PRINTED)

    @Slot()
    def _on_save(self) -> None:
        path = pdf_to_write(self, "存恢复单", "恢复单.pdf")
        if path is not None:
            try:
                write_file(path, self._sheet)
            except Fault as wrong:
                self.state.setText(str(wrong))
            else:
                self.state.setText(_WRITTEN)
                self.kept.setChecked(True)
