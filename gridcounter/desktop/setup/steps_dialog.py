"""A row of short pages, the last of which shows the recovery code and cannot be closed until it is kept."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QStackedWidget, QWidget

from gridcounter.desktop.help.pages import DIALOGS
from gridcounter.desktop.help.window import answer_f1
from gridcounter.desktop.kit.appearance import PROGRAM, apply_style
from gridcounter.desktop.kit.flow import FlowLayout, vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tab_stop import FieldScroll, is_enter, press_or_next
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.kit.waiting import busy_bar
from gridcounter.desktop.setup.recovery_step import RecoveryStep
from gridcounter.desktop.setup.steps import PassphraseStep, SetupStep
from gridcounter.services.record.record import Record

_WIDTH, _HEIGHT = 560, 760


class StepsDialog(QDialog):
    """`record` is the new record, open, even if the dialog is then closed by force.

    `HEAD` says above each page what is made, `MAKE` is the button that makes it, on the page of the passphrase.
    """

    HEAD, MAKE, MAKING = "", "", ""

    def __init__(self, scale: Scale, steps: tuple[SetupStep, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        apply_style(self)
        self.record: Record | None = None
        self.setWindowTitle(PROGRAM)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.recovery = RecoveryStep(scale)
        self.steps = (*steps, self.recovery)
        self._build(scale)
        self.next.clicked.connect(self._on_next)
        self.back.clicked.connect(self._on_back)
        self.recovery.ready.connect(self._on_kept)
        answer_f1(self, lambda: DIALOGS[type(self).__name__])

    def others(self) -> tuple[QPushButton, ...]:
        """Buttons of the first page that lead elsewhere."""
        return ()

    def create_record(self) -> bool:
        """Makes and opens the record and shows its code; a refusal is said."""
        raise NotImplementedError

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
        self._others = self.others()
        self.next = QPushButton(self)
        self.next.setObjectName("Primary")
        self.next.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addWidget(self.back)
        others = QWidget(self)  # with large text they stand in two rows
        flow = FlowLayout(others)
        for button in self._others:
            button.setAutoDefault(False)
            flow.addWidget(button)
        buttons.addWidget(others, 1)
        buttons.addWidget(self.next)
        whole = vertical(self, 24, 8)
        self.making = PlainLabel(self.MAKING, self)
        self.bar = busy_bar(self.MAKING.partition("，")[0], self)
        for widget in (self._where, self._title):
            whole.addWidget(widget)
        whole.addWidget(self._stack, 1)
        whole.addWidget(self.trouble)
        whole.addWidget(self.making)
        whole.addWidget(self.bar)
        self.show_making(on=False)
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
        self._where.setText(f"{self.HEAD}　第 {place + 1} 步，共 {len(self.steps)} 步")
        last = step is self.recovery
        self.back.setVisible(place > 0 and not last)
        for button in self._others:
            button.setVisible(place == 0)
        making = isinstance(step, PassphraseStep)
        self.next.setText("完成，开始使用" if last else self.MAKE if making else "下一步")
        self.next.setEnabled(not last)
        self.say("")
        step.enter()

    def say(self, trouble: str) -> None:
        """Shows a refusal below the page; "" hides it."""
        self.trouble.show_text(trouble)

    @Slot(bool)
    def _on_kept(self, kept: bool) -> None:  # noqa: FBT001  Qt's signal
        self.next.setEnabled(kept)
        if kept:
            self.say("")

    @Slot()
    def _on_back(self) -> None:
        self.show_step(max(0, self.place - 1))

    @Slot()
    def _on_next(self) -> None:
        step = self.steps[self.place]
        if step is self.recovery:
            self.accept()
        elif step.is_good() and (not isinstance(step, PassphraseStep) or self.create_record()):
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

    def show_making(self, *, on: bool) -> None:
        """The passphrase is made hard to try out, which takes seconds; nothing else may be done meanwhile."""
        for widget in (self.making, self.bar):
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
            self.say("恢复码只显示这一次：请先打印、存好或抄下，勾上“恢复码已经打印……”，再点“完成，开始使用”")
