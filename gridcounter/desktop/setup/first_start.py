"""First start: five short pages; the last shows the recovery code and cannot be closed until it is kept."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QStackedWidget, QWidget

from gridcounter.core.validation.text import take_text
from gridcounter.desktop.help.pages import DIALOGS
from gridcounter.desktop.help.window import answer_f1
from gridcounter.desktop.kit.appearance import PROGRAM, apply_style
from gridcounter.desktop.kit.flow import vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tab_stop import FieldScroll, is_enter, press_or_next
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.kit.waiting import busy_bar, wait_for
from gridcounter.desktop.setup.recovery_step import RecoveryStep
from gridcounter.desktop.setup.steps import FirstClerkStep, OfficeStep, PassphraseStep, ReadingStep, SetupStep
from gridcounter.errors import GridcounterError
from gridcounter.services.office.assessment import Assessor
from gridcounter.services.policy.pack_workbook import read_brought
from gridcounter.services.record.first_start import Setup
from gridcounter.services.record.opening import make_record, open_made
from gridcounter.services.record.record import Record

_WIDTH, _HEIGHT = 560, 760


class SetupDialog(QDialog):
    """`record` is the new record, open, even if the dialog is then closed by force.

    `wants_backup`: the user has a backup to restore instead; `wants_demo`: he wants to see the demonstration first.
    """

    def __init__(self, folder: Path, assessor: Assessor, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        apply_style(self)
        self.record: Record | None = None
        self.wants_backup = self.wants_demo = False
        self._folder = folder
        self.setWindowTitle(PROGRAM)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        packs = assessor.packs
        self.office = OfficeStep(packs, lambda path: read_brought(path, packs, assessor.calendar))
        self.reading = ReadingStep()
        self.clerk = FirstClerkStep()
        self.passphrase = PassphraseStep(lambda: self._setup().guessable_words)
        self.recovery = RecoveryStep(scale)
        self.steps: tuple[SetupStep, ...] = (
            self.office,
            self.reading,
            self.clerk,
            self.passphrase,
            self.recovery,
        )
        self._build(scale)
        self.next.clicked.connect(self._on_next)
        self.back.clicked.connect(self._on_back)
        self.restore.clicked.connect(self._on_restore)
        self.demo.clicked.connect(self._on_demo)
        self.recovery.ready.connect(self._on_kept)
        self.show_step(0)
        answer_f1(self, lambda: DIALOGS["SetupDialog"])

    def _build(self, scale: Scale) -> None:
        self._title = PlainLabel(self, look="Title", wraps=True)
        self._where = PlainLabel(self, look="Hint")
        self._stack = QStackedWidget(self)
        for step in self.steps:
            scroll = FieldScroll(self)
            scroll.setWidget(step)
            self._stack.addWidget(scroll)
        self.trouble = PlainLabel(self, look="Trouble", wraps=True)
        self.trouble.hide()
        self.back = QPushButton("上一步", self)
        self.back.setAutoDefault(False)
        self.restore = QPushButton("已有备份…", self)
        self.restore.setToolTip("换了电脑，或者台账丢了：用 U 盘上的备份恢复")
        self.restore.setAutoDefault(False)
        self.demo = QPushButton("先看演示", self)
        self.demo.setToolTip("打开一份编好的台账，随便试；看完关掉，再打开程序就从这一页建本单位的台账")
        self.demo.setAutoDefault(False)
        self.next = QPushButton(self)
        self.next.setObjectName("Primary")
        self.next.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addWidget(self.back)
        buttons.addWidget(self.restore)
        buttons.addWidget(self.demo)
        buttons.addStretch(1)
        buttons.addWidget(self.next)
        whole = vertical(self, 24, 8)
        self.making = PlainLabel("正在建立台账，要几秒钟…", self)
        self._bar = busy_bar("正在建立台账", self)
        for widget in (self._where, self._title):
            whole.addWidget(widget)
        whole.addWidget(self._stack, 1)
        whole.addWidget(self.trouble)
        whole.addWidget(self.making)
        whole.addWidget(self._bar)
        self._show_making(on=False)
        whole.addLayout(buttons)
        room = self.screen().availableSize()
        self.resize(min(scale.px(_WIDTH), room.width() - 40), min(scale.px(_HEIGHT), room.height() - 40))

    @property
    def place(self) -> int:
        """The number of the page shown, from 0."""
        return self._stack.currentIndex()

    def show_step(self, place: int) -> None:
        """`place` counts from 0."""
        self._stack.setCurrentIndex(place)
        step = self.steps[place]
        self._title.setText(step.TITLE)
        self._where.setText(f"建立本单位的台账　第 {place + 1} 步，共 {len(self.steps)} 步")
        last = step is self.recovery
        self.back.setVisible(place > 0 and not last)
        self.restore.setVisible(place == 0)
        self.demo.setVisible(place == 0)
        making = step is self.passphrase
        self.next.setText("完成，开始使用" if last else "建立台账" if making else "下一步")
        self.next.setEnabled(not last)
        self._say("")
        step.enter()

    def _say(self, trouble: str) -> None:
        self.trouble.show_text(trouble)

    @Slot(bool)
    def _on_kept(self, kept: bool) -> None:  # noqa: FBT001  Qt's signal
        self.next.setEnabled(kept)
        if kept:
            self._say("")

    @Slot()
    def _on_restore(self) -> None:
        self.wants_backup = True
        self.reject()

    @Slot()
    def _on_demo(self) -> None:
        self.wants_demo = True
        self.reject()

    @Slot()
    def _on_back(self) -> None:
        self.show_step(max(0, self.place - 1))

    @Slot()
    def _on_next(self) -> None:
        step = self.steps[self.place]
        if step is self.recovery:
            self.accept()
        elif step.is_good() and (step is not self.passphrase or self._create()):
            self.show_step(self.place + 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the next field, also below the edge of the window, and from the last one to the next page."""
        if not is_enter(event):
            super().keyPressEvent(event)
            return
        pressed, following = press_or_next(self.steps[self.place], self.focusWidget())
        if following is not None:
            following.setFocus()
        elif not pressed:
            self.next.click()

    def _setup(self) -> Setup:
        return Setup(
            place=self.office.place,
            code=self.office.code,
            office=self.office.read() | self.reading.read(),
            sole_proprietor_as_micro=self.reading.sole_proprietor_as_micro,
            clerk=take_text(self.clerk.name.text()),
            pin=self.clerk.pin.text(),
            pack=self.office.brought.contents if self.office.brought else None,
            park=self.office.park,
        )

    def _create(self) -> bool:
        setup, passphrase = self._setup(), self.passphrase.new.text()
        self._say("")
        self._show_making(on=True)
        try:
            key, code = wait_for(self, lambda: make_record(self._folder, passphrase, setup))
            self.record = open_made(self._folder, key)
            self.recovery.set_code(code, str(setup.office["name"]))
        except GridcounterError as refused:
            self._say(str(refused))
        finally:
            self._show_making(on=False)
        if self.record is None:
            self.passphrase.enter()  # the focus had nowhere to stay
        return self.record is not None

    def _show_making(self, *, on: bool) -> None:
        """The passphrase is made hard to try out, which takes seconds; nothing else may be done meanwhile."""
        for widget in (self.making, self._bar):
            widget.setVisible(on)
        for part in (self._stack, self.back, self.next):
            part.setEnabled(not on)

    def reject(self) -> None:
        """Ignored while the record is made, and until the recovery code is kept."""
        if not self.making.isHidden():
            return
        if self.record is None:
            super().reject()
        else:
            self._say("恢复码只显示这一次：请先打印、存好或抄下，勾上“恢复码已经打印……”，再点“完成，开始使用”")
