"""管理员忘了操作码: the recovery code sets a new PIN for an administrator, from the lock page."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from gridcounter.core.validation.pins import SHORTEST_OF_LEADERS, pin_words
from gridcounter.desktop.help.pages import DIALOGS
from gridcounter.desktop.help.window import answer_f1
from gridcounter.desktop.kit.appearance import PROGRAM
from gridcounter.desktop.kit.choice import DropDown
from gridcounter.desktop.kit.flow import Grown, column_above
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.section import Row
from gridcounter.desktop.kit.shortening import COLUMN, shortened
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.session.session import Session
from gridcounter.errors import GridcounterError, WrongInput
from gridcounter.services.office.roles import Role

_WIDTH = 460
_HINT = "用锁在柜子里的恢复单，给管理员重设操作码。重设的事记入台账。恢复单用完请放回原处锁好。"


class PinRecoveryDialog(QDialog):
    """`clerk` is whose PIN was set; "" until then."""

    def __init__(self, session: Session, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.clerk = ""
        self._session = session
        self._tasks = Tasks(self)
        self.setWindowTitle(PROGRAM)
        self.setMinimumWidth(min(scale.px(_WIDTH), self.screen().availableSize().width()))
        self._build()
        self.go.clicked.connect(self._on_go)
        self.leave.clicked.connect(self.reject)
        self.code.setFocus()
        answer_f1(self, lambda: DIALOGS["PinRecoveryDialog"])

    def _build(self) -> None:
        title = PlainLabel("重设管理员的操作码", self, look="Title")
        hint = PlainLabel(_HINT, self, look="Hint", wraps=True)
        self.who = DropDown(self)
        for clerk in self._session.clerks.active():
            if clerk.role is Role.ADMINISTRATOR:
                self.who.addItem(shortened(clerk.name, COLUMN), clerk.id)
        self.code, self.pin, self.again = QLineEdit(self), QLineEdit(self), QLineEdit(self)
        # a code of 32 characters is typed from paper: hidden, nobody finds the wrong one
        self.code.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhLatinOnly
        )
        for edit in (self.pin, self.again):
            edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.rows = {
            "who": Row("管理员", self.who, parent=self),
            "code": Row("恢复码", self.code, "照恢复单逐字输，横线可以不输", self),
            "pin": Row("新操作码", self.pin, pin_words(SHORTEST_OF_LEADERS), self),
            "again": Row("再输一遍新操作码", self.again, parent=self),
        }
        self.trouble = PlainLabel(self, look="Trouble", wraps=True)
        self.trouble.hide()
        self.leave = QPushButton("不改了", self)
        self.go = QPushButton("重设操作码", self)
        self.go.setObjectName("Primary")
        self.go.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.go)
        column = column_above(buttons, self)
        column.setSpacing(12)
        for widget in (title, hint, *self.rows.values(), self.trouble):
            column.addWidget(widget)
        column.addStretch(1)
        Grown(self, column)

    @Slot()
    def _on_go(self) -> None:
        code, pin = self.code.text(), self.pin.text()
        problems = {
            "code": "" if code.strip() else "请输入恢复单上的恢复码",
            "again": "" if pin == self.again.text() else "两遍不一样，请重新输入",
        }
        for name, row in self.rows.items():
            row.show_problem(problems.get(name, ""))
        self._say("")
        if any(problems.values()):
            return
        clerks, clerk = self._session.clerks, str(self.who.currentData())
        self._work(on=True)
        self._tasks.submit(
            self, lambda: clerks.reset_pin_by_code(clerk, code, pin), done=self._on_done, failed=self._on_failed
        )

    def _on_done(self, _: object) -> None:
        self.clerk = str(self.who.currentData())
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self._work(on=False)
        if not isinstance(error, GridcounterError):
            raise error
        if isinstance(error, WrongInput):
            self.rows["pin"].show_problem("；".join(error.lines))
        else:
            self._say(str(error))

    def _work(self, *, on: bool) -> None:
        for widget in (self.go, *(row.editor for row in self.rows.values())):
            widget.setEnabled(not on)
        self.go.setText("正在核对恢复码" if on else "重设操作码")

    def _say(self, trouble: str) -> None:
        self.trouble.show_text(trouble)
