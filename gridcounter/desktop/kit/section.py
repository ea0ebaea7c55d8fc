"""One section of 设置: load, check, save.

Problems are shown at their fields, and nothing is saved while there are any.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QSpinBox, QWidget

from gridcounter.desktop.kit.choice import DropDown
from gridcounter.desktop.kit.flow import vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tab_stop import mark_asked
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.session.session import Session
from gridcounter.errors import GridcounterError
from gridcounter.services.office.offices import check_office

_WIDEST = 560


def set_in(box: QSpinBox) -> None:
    """Its text begins where that of other fields does: the style sheet sets a field in, but not this one."""
    box.lineEdit().setTextMargins(box.fontMetrics().averageCharWidth(), 0, 0, 0)


class Row(QWidget):
    """Label above, editor, hint and problem below."""

    def __init__(self, label: str, editor: QWidget, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = editor
        mark_asked(self)
        label_shown = PlainLabel(label, self, wraps=True)
        label_shown.setBuddy(editor)
        editor.setAccessibleName(label)
        if isinstance(editor, QSpinBox):
            # the inner field has the focus
            editor.lineEdit().setAccessibleName(label)
            set_in(editor)
        self._problem = PlainLabel(self, look="Problem", wraps=True)
        self._problem.hide()
        column = vertical(self, 0, 4)
        column.addWidget(label_shown)
        column.addWidget(editor)
        if hint:
            column.addWidget(PlainLabel(hint, self, look="Hint", wraps=True))
        column.addWidget(self._problem)
        if isinstance(editor, QLineEdit):
            editor.textChanged.connect(self._on_text)

    @Slot()
    def _on_text(self) -> None:
        """The sentence was about what stood there before."""
        self.show_problem("")

    @property
    def problem(self) -> str:
        """The sentence shown; "" without one."""
        return self._problem.text()

    def show_problem(self, text: str) -> None:
        """Shows the sentence; an empty one hides the label."""
        self._problem.show_text(text)


class Form(QWidget):
    """A column of rows by name, each with its label, editor and problem."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: dict[str, Row] = {}
        self.column = vertical(self, 0, 16)

    def build(self) -> None:
        """Creates the widgets from top to bottom."""

    def check(self) -> Mapping[str, str]:
        """Problems by row, in Chinese; empty if all rows are valid."""
        return {}

    def is_good(self) -> bool:
        """Shows problems at their fields and focuses the first of them."""
        problems = self.check()
        wrong = []
        for name, row in self.rows.items():
            row.show_problem(problems.get(name, ""))
            wrong += [row] * (name in problems)
        if wrong:
            wrong[0].editor.setFocus()
        return not problems

    def heading(self, text: str, hint: str = "") -> None:
        """Adds a heading, and a paragraph below it if `hint` is given."""
        self.column.addWidget(PlainLabel(text, self, look="Section"))
        if hint:
            self.hint(hint)

    def hint(self, text: str) -> None:
        """Adds a paragraph of explanation."""
        self.column.addWidget(PlainLabel(text, self, look="Hint", wraps=True))

    def label(self, look: str = "") -> PlainLabel:
        """Adds an empty paragraph and returns it."""
        made = PlainLabel(self, look=look, wraps=True)
        self.column.addWidget(made)
        return made

    def row(self, name: str, label: str, editor: QWidget, hint: str = "") -> Row:
        """Adds a row and returns it; `name` is its key in `rows` and in `check`."""
        made = self.rows[name] = Row(label, editor, hint, self)
        self.column.addWidget(made)
        return made

    def line(self, name: str, label: str, hint: str = "", *, secret: bool = False) -> QLineEdit:
        """Adds a row with a text field and returns the field; `secret` hides the text."""
        edit = QLineEdit(self)
        if secret:
            edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.row(name, label, edit, hint)
        return edit

    def choice(self, name: str, label: str, options: Mapping[Any, str], hint: str = "") -> QComboBox:
        """Adds a row with a list and returns the list; keys of `options` are its data."""
        box = DropDown(self)
        # as wide as the section allows, not as its longest entry needs
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for value, result in options.items():
            box.addItem(result, value)
        self.row(name, label, box, hint)
        return box


class Section(Form):
    """`message` carries a short sentence for the status line, `opened` an application to be looked at."""

    message = Signal(str)
    opened = Signal(str)
    TITLE = ""
    SAVE = "保存"

    def __init__(self, session: Session, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.scale = scale
        #: What the status line says after saving; `save` may set a better sentence, or "" for none.
        self.done = ""
        self.setMaximumWidth(scale.px(_WIDEST))
        self.trouble = PlainLabel(self, look="Trouble", wraps=True)
        self.trouble.hide()
        self.build()
        # created after the fields that it saves: Tab reaches it last
        self.save_button = QPushButton(self.SAVE, self)
        self.save_button.setObjectName("Primary")
        if self.SAVE:
            self.column.addWidget(self.trouble)
            buttons = QHBoxLayout()
            buttons.addStretch(1)
            buttons.addWidget(self.save_button)
            self.column.addLayout(buttons)
        else:
            self.save_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.save_button.hide()
            self.column.addWidget(self.trouble)
        self.column.addStretch(1)
        self.save_button.clicked.connect(self.on_save)
        self.wire()

    def wire(self) -> None:
        """Connects all signals of this section except its save button."""

    def load(self) -> None:
        """Fills the fields with the values in force."""

    def save(self) -> None:
        """Saves the fields. Raises GridcounterError."""

    def minimumSizeHint(self) -> QSize:
        """Wrapped lines get the height for this width: in a smaller box they would overlap."""
        least = super().minimumSizeHint()
        return QSize(least.width(), max(least.height(), self.column.totalHeightForWidth(self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    @Slot()
    def on_save(self) -> None:
        """Checks, shows the problems or saves; a refusal is shown at the bottom."""
        if not self.is_good():
            self.say("")
            return
        self.done = "设置已保存"
        if self.try_to(self.save):
            self.message.emit(self.done)

    def try_to(self, act: Callable[[], object]) -> bool:
        """Runs the act; False if it raised GridcounterError, whose sentence is then shown."""
        try:
            act()
        except GridcounterError as refused:
            self.say(str(refused))
            return False
        self.say("")
        return True

    def say(self, trouble: str) -> None:
        """Shows a refusal at the bottom; "" hides it."""
        self.trouble.show_text(trouble)


def office_problems(values: Mapping[str, object]) -> Mapping[str, str]:
    """Problems of an office by the contract's key, in Chinese."""
    return {
        problem.path: f"请填写{problem.allowed}" if problem.found == "空白" else f"应为{problem.allowed}"
        for problem in check_office(values)
    }
