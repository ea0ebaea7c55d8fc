"""业务受理: left the questions that matter to this case, right the answer that follows each keystroke."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from gridcounter.core.labels import WORD_LABELS
from gridcounter.core.policy.keys import KEYS
from gridcounter.desktop.guidance_text import GuidanceText
from gridcounter.desktop.widgets.answers import Answer, ChoiceAnswer, TextAnswer, answer_for
from gridcounter.errors import Refusal

if TYPE_CHECKING:
    from gridcounter.desktop.theme import Scale, Tokens
    from gridcounter.services.desk import Desk, Draft

_READ_FROM_OFFICE = {"sole_proprietor_as_micro"}
_FORM_WIDTH = 560

#: The applicant's part, in the order in which a clerk asks: field, label, hint.
_PEOPLE = (
    ("applicant.name", "用电人名称", "与证件一致"),
    ("applicant.id_number", "证件号码", "只在需要的文书上全部显示"),
    ("applicant.contact", "联系人", ""),
    ("applicant.phone", "联系电话", ""),
    ("premises.address", "用电地址", ""),
    ("applicant.address", "通讯地址", "与用电地址相同的可以不填"),
)


class IntakePage(QWidget):
    """One application. `saved` carries the time for the status line, `papers_wanted` the application."""

    saved = Signal(str)
    titled = Signal(str, str)
    papers_wanted = Signal(str)

    def __init__(
        self, desk: Desk, application: str, tokens: Tokens, scale: Scale, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("Page")
        self.application = application
        self._desk = desk
        self._text = GuidanceText(tokens, scale)
        self.answers: dict[str, Answer] = {}
        self._build()
        self._wire()
        self._show(desk.draft(application))

    def _build(self) -> None:
        self._form = QVBoxLayout()
        self._form.setSpacing(16)
        self._form.setContentsMargins(16, 16, 16, 16)
        self._section("一、用电情形与外线工程")
        for key in KEYS:
            if key in {"stated_customer", "agent", "rented", "in_force", *_READ_FROM_OFFICE}:
                continue
            self._add(answer_for(key, self))
            if key == "supply.capacity":
                units: dict[object, str] = dict(WORD_LABELS["supply.unit"].items())
                self._add(ChoiceAnswer("case.supply.unit", "容量单位", units, parent=self))
        self._section("二、申请人")
        kinds: dict[object, str] = dict(WORD_LABELS["id_kind"].items())
        for field, label, hint in _PEOPLE:
            if field == "applicant.id_number":
                self._add(ChoiceAnswer("applicant.id_kind", "证件类型", kinds, parent=self))
            self._add(TextAnswer(field, label, hint, self))
        owned: dict[object, str] = dict(WORD_LABELS["ownership"].items())
        self._add(ChoiceAnswer("premises.ownership", "房屋权属", owned, parent=self))
        self._form.addStretch(1)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(self._left())
        split.addWidget(self._right())
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(split)

    def _left(self) -> QWidget:
        holder = QWidget(self)
        holder.setLayout(self._form)
        holder.setMaximumWidth(_FORM_WIDTH + 32)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setWidget(holder)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return scroll

    def _right(self) -> QWidget:
        self._guidance = QTextBrowser(self)
        self._guidance.setAccessibleName("办理指引")
        self._guidance.setOpenLinks(False)
        self._papers = QPushButton("出具文书（Ctrl+Enter）", self)
        self._papers.setObjectName("Primary")
        self._papers.setShortcut("Ctrl+Return")
        self._trouble = QLabel(self)
        self._trouble.setObjectName("Trouble")
        self._trouble.setWordWrap(True)
        self._trouble.hide()
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 16, 16, 16)
        title = QLabel("办理指引（随填随算）", right)
        title.setObjectName("Section")
        column.addWidget(title)
        column.addWidget(self._trouble)
        column.addWidget(self._guidance, 1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._papers)
        column.addLayout(buttons)
        return right

    def _section(self, title: str) -> None:
        label = QLabel(title, self)
        label.setObjectName("Section")
        self._form.addWidget(label)

    def _add(self, answer: Answer) -> None:
        self.answers[answer.field] = answer
        self._form.addWidget(answer)

    def _wire(self) -> None:
        for answer in self.answers.values():
            answer.typed.connect(self._on_typed)
            answer.answered.connect(self._on_answered)
        self._papers.clicked.connect(self._on_papers)

    def focus_first(self) -> None:
        self.answers["case.business"].setFocus()

    @Slot(str, object)
    def _on_typed(self, field: str, value: object) -> None:
        self._tell(self._desk.draft(self.application, {field: value}))

    @Slot(str, object)
    def _on_answered(self, field: str, value: object) -> None:
        try:
            draft = self._desk.save(self.application, field, value)
        except Refusal as refusal:
            self._trouble.setText(str(refusal))
            self._trouble.show()
            return
        self._trouble.hide()
        self.saved.emit(f"{datetime.now().astimezone():%H:%M:%S}")
        self._show(draft)

    @Slot()
    def _on_papers(self) -> None:
        self.papers_wanted.emit(self.application)

    def _show(self, draft: Draft) -> None:
        asked = {f"case.{key}" for key in draft.asked}
        for field, answer in self.answers.items():
            value = draft.value(field)
            if field == "case.works":
                value = draft.case.has_works if draft.case else value is not None
            answer.set_value(value)
            if field.startswith("case.") and draft.case is not None:
                unit_of_capacity = field == "case.supply.unit"
                answer.setVisible(unit_of_capacity or field in asked or self._answered(draft, field))
        self._tell(draft)
        name = draft.value("applicant.name") or "未填名称"
        self.titled.emit(self.application, str(name))

    def _answered(self, draft: Draft, field: str) -> bool:
        """What was answered stays in sight, unless it belongs to works that there are not."""
        if field.startswith("case.works.") and not (draft.case and draft.case.has_works):
            return False
        return draft.value(field) is not None

    def _tell(self, draft: Draft) -> None:
        wrong = {problem.path: problem for problem in draft.problems}
        for field, answer in self.answers.items():
            problem = wrong.get(field)
            if problem is not None:
                answer.show_problem(f"应为{problem.allowed}")
            elif not draft.problems:
                answer.show_problem("")
        if draft.decision is None:
            self._guidance.setHtml(self._text.of_problems(draft.problems))
        else:
            self._guidance.setHtml(self._text.of_decision(draft.decision))
