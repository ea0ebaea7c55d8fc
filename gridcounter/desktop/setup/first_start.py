"""First start: five short pages; the last shows the recovery code and cannot be closed until it is kept."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QWidget

from gridcounter.core.validation.text import take_text
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.kit.waiting import wait_for
from gridcounter.desktop.setup.steps import FirstClerkStep, OfficeStep, PassphraseStep, ReadingStep
from gridcounter.desktop.setup.steps_dialog import StepsDialog
from gridcounter.errors import GridcounterError
from gridcounter.services.office.assessment import Assessor
from gridcounter.services.policy.pack_workbook import read_brought
from gridcounter.services.record.first_start import Setup
from gridcounter.services.record.opening import make_record, open_made


class SetupDialog(StepsDialog):
    """`wants_backup`: the user has a backup to restore instead; `wants_demo`: he wants to see the demonstration first;
    `wants_to_join`: he was invited to a record that others use.
    """

    HEAD, MAKE, MAKING = "建立本单位的台账", "建立台账", "正在建立台账，要几秒钟…"

    def __init__(self, folder: Path, assessor: Assessor, scale: Scale, parent: QWidget | None = None) -> None:
        self.wants_backup = self.wants_demo = self.wants_to_join = False
        self._folder = folder
        packs = assessor.packs
        self.office = OfficeStep(packs, lambda path: read_brought(path, packs, assessor.calendar))
        self.reading = ReadingStep()
        self.clerk = FirstClerkStep()
        self.passphrase = PassphraseStep(lambda: self._setup().guessable_words)
        super().__init__(scale, (self.office, self.reading, self.clerk, self.passphrase), parent)
        self.restore.clicked.connect(self._on_restore)
        self.demo.clicked.connect(self._on_demo)
        self.join.clicked.connect(self._on_join)
        self.show_step(0)

    def others(self) -> tuple[QPushButton, ...]:
        self.restore = QPushButton("已有备份…", self)
        self.restore.setToolTip("换了电脑，或者台账丢了：用 U 盘上的备份恢复")
        self.join = QPushButton("有邀请…", self)
        self.join.setToolTip("单位已经在用，这台电脑是另一个窗口：用管理员给的邀请文件加入")
        self.demo = QPushButton("先看演示", self)
        self.demo.setToolTip("打开一份编好的台账，随便试；看完关掉，再打开程序就从这一页建本单位的台账")
        return self.restore, self.join, self.demo

    @Slot()
    def _on_restore(self) -> None:
        self.wants_backup = True
        self.reject()

    @Slot()
    def _on_demo(self) -> None:
        self.wants_demo = True
        self.reject()

    @Slot()
    def _on_join(self) -> None:
        self.wants_to_join = True
        self.reject()

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

    def create_record(self) -> bool:
        setup, passphrase = self._setup(), self.passphrase.new.text()
        self.say("")
        self.show_making(on=True)
        try:
            key, code = wait_for(self, lambda: make_record(self._folder, passphrase, setup))
            self.record = open_made(self._folder, key)
            self.recovery.set_code(code, str(setup.office["name"]))
        except GridcounterError as refused:
            self.say(str(refused))
        finally:
            self.show_making(on=False)
        if self.record is None:
            self.passphrase.enter()  # the focus had nowhere to stay
        return self.record is not None
