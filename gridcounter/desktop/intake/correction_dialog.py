"""更正: what is corrected, from what to what and why; what that moves, and which papers are to be issued again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLineEdit, QPushButton, QWidget

from gridcounter.core.application import ApplicationId
from gridcounter.core.field_changes import are_impersonal
from gridcounter.core.intake.corrections import REASONS, REASONS_OF_A_CONSULTATION, chosen_reason
from gridcounter.desktop.help.pages import DIALOGS
from gridcounter.desktop.help.window import answer_f1
from gridcounter.desktop.intake.corrected_fields import CorrectedFields
from gridcounter.desktop.kit.answers import AnswerEditor
from gridcounter.desktop.kit.appearance import mark_primary
from gridcounter.desktop.kit.choice import Choice
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.flow import vertical
from gridcounter.desktop.kit.output import what_went_wrong
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tab_stop import FieldScroll, is_enter
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.theme import Scale
from gridcounter.errors import GridcounterError
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.application_state import ApplicationState
from gridcounter.services.applications.correcting import Correction
from gridcounter.services.papers.corrections import CorrectionPreview, preview_correction

if TYPE_CHECKING:
    from gridcounter.services.papers.rendering import PaperRenderer

_LEAD = "改哪一项、为什么改，都留在时间线上。已经出具的文书不会自己改，要一起重出。"
_LEAD_OF_A_CONSULTATION = "改哪一项、为什么改，都留在时间线上。打给人的那份不会自己改，可以再打一份新的。"
_LEADER = "重出要由值班长来做：先只更正，再请值班长在文书页“改动的一起重出”。"
_NONE_TO_REISSUE = "没有要重出的文书"
_NOT_KNOWN = "更正后的情形前后矛盾，文书还出不了：请先核对，改好了再重出"
_NOT_YET = "文书还出不了：请先改好，再重出"
_NOTHING = "改了内容，这里先列出会变什么。"
_NO_REASON = "还要选为什么更正"
_COUNTING = "正在看会变什么…"
_WIDTH, _HEIGHT, _AROUND = 600, 720, 48
#: Typing rests this long before the papers are read again.
_PAUSE_MS = 400


@dataclass(frozen=True)
class Desk:
    """What the dialog works with: the clerk's services, what builds papers, and whether the clerk may void them."""

    service: ApplicationService
    renderer: Callable[[], PaperRenderer]
    may_reissue: bool


#: Until the correction that is typed has been read.
_UNREAD = CorrectionPreview(Correction(), (), (), {}, ())


class CorrectionDialog(QDialog):
    """`corrected` carries the reason for whoever has a paper, and those to issue again: paper -> entry in force."""

    corrected = Signal(str, dict)

    def __init__(
        self,
        desk: Desk,
        application_id: ApplicationId,
        editors: Mapping[str, AnswerEditor],
        scale: Scale,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("更正")
        self._desk, self._application = desk, application_id
        self._state: ApplicationState = desk.service.state(application_id)
        self._tasks = Tasks(self)
        self._preview = _UNREAD
        self.fields = CorrectedFields(self._state, editors, self)
        self._build()
        self._wire()
        window = (parent or self).window()
        self.resize(min(scale.px(_WIDTH), window.width() - _AROUND), min(scale.px(_HEIGHT), window.height() - _AROUND))
        answer_f1(self, lambda: DIALOGS["CorrectionDialog"])

    def _build(self) -> None:
        asked = self._state.consultation
        self._lead = PlainLabel(_LEAD_OF_A_CONSULTATION if asked else _LEAD, self, look="Hint", wraps=True)
        reasons: dict[object, str] = dict((REASONS_OF_A_CONSULTATION if asked else REASONS).items())
        self.why = Choice(reasons, "为什么更正", self)
        self.words = QLineEdit(self)
        self.words.setAccessibleName("原因说明")
        self.words.setPlaceholderText("补充说明；选“其他”的，写明原因")
        card = QFrame(self)
        card.setObjectName("Card")
        inside = vertical(card, (16, 12, 16, 12))
        self.lines = PlainLabel(_NOTHING, card, wraps=True)
        self.moved = PlainLabel(card, wraps=True)
        self.papers = PlainLabel(card, look="Problem", wraps=True)
        for label in (self.lines, self.moved, self.papers):
            inside.addWidget(label)
        self.trouble = PlainLabel(self, look="Trouble", wraps=True)
        self.trouble.hide()
        self.both = QPushButton(self)
        self.only = QPushButton("只更正", self)
        self.leave = QPushButton("取消", self)
        self.open_point = PlainLabel(_NO_REASON, self, look="Hint", wraps=True)
        buttons = QHBoxLayout()
        buttons.addWidget(self.open_point, 1)
        for button in (self.both, self.only, self.leave):
            buttons.addWidget(button)
        reason = PlainLabel("为什么更正", self, wraps=True)
        reason.setBuddy(self.why)
        body = QWidget(self)
        column = vertical(body, (0, 0, 8, 0), 12)
        column.addWidget(self._lead)
        for widget in (self.fields, reason, self.why, self.words, card):
            column.addWidget(widget)
        column.addStretch(1)
        # with large text on a small screen the buttons at the bottom stay visible
        scroll = FieldScroll(self)
        scroll.setWidget(body)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        whole = vertical(self, (24, 16, 24, 16), 12)
        whole.addWidget(scroll, 1)
        whole.addWidget(self.trouble)
        whole.addLayout(buttons)

    def _wire(self) -> None:
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_PAUSE_MS)
        self._rest.timeout.connect(self.look)
        self.fields.typed.connect(self._on_typed)
        self.fields.answered.connect(self._on_answered)
        self.why.changed.connect(self._offer)
        self.words.textEdited.connect(self._offer)
        self.both.clicked.connect(self._on_both)
        self.only.clicked.connect(self._on_only)
        self.leave.clicked.connect(self.reject)

    def begin(self, field: str) -> None:
        """Shows the dialog with the editor of this field, or of both days."""
        self.fields.begin(field)
        self._offer()
        self.open()
        self.fields.parts[field].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on as in the steps, so that the digit typed next is the reason; with all said it corrects."""
        if not is_enter(event) or (self.only if self.both.isHidden() else self.both).isEnabled():
            super().keyPressEvent(event)
            return
        here, fields = self.focusWidget(), (*self.fields.parts.values(), self.why, self.words)
        passed = [place for place, one in enumerate(fields, 1) if here and (one is here or one.isAncestorOf(here))]
        fields[(passed or [0])[0] % len(fields)].setFocus()

    @property
    def reason(self) -> str:
        """The chosen reason and the words beside it."""
        return "，".join(filter(None, (str(self.why.value or ""), self.words.text().strip())))

    @Slot()
    def _on_typed(self) -> None:
        self._forget()
        self._rest.start()

    @Slot()
    def _on_answered(self) -> None:
        self._forget()
        self.look()

    def _forget(self) -> None:
        """What was read is of an earlier correction."""
        self._preview = _UNREAD
        self.lines.setText(_COUNTING)
        self._offer()

    @Slot()
    def look(self) -> None:
        """Reads what the correction would move; the papers are built in a worker."""
        self._rest.stop()
        correction = self.fields.correction
        renderer = self._desk.renderer
        try:
            prepared = preview_correction(self._desk.service, self._application, correction, today())
        except GridcounterError as refused:
            self._say(str(refused))
            return
        self._tasks.submit(
            self,
            lambda: (correction, prepared.read(renderer())),
            done=self._on_read,
            failed=lambda error: self._say(what_went_wrong(error)),
        )

    def _on_read(self, result: tuple[Correction, CorrectionPreview]) -> None:
        asked, preview = result
        if asked != self.fields.correction:  # changed meanwhile: another one is on its way
            return
        self._say("")
        self._preview = preview
        self.lines.setText("\n".join(preview.lines) or _NOTHING)
        reissued = self._reissued(preview)
        self.papers.setText(preview.refused or reissued)
        none = () if reissued or not preview.lines else (_NONE_TO_REISSUE,)
        self.moved.setText("" if preview.refused else "\n".join((*preview.moved, *none)))
        self._offer()

    def _reissued(self, preview: CorrectionPreview) -> str:
        """Which papers are to be issued again, or why that is not known; "" for none."""
        if preview.titles:
            again = f"{self._again_word}：{'、'.join(preview.titles)}"
            return again if self._may_reissue else f"{again}\n{_LEADER}"
        if preview.papers_known or not preview.lines:
            return ""
        return f"{'；'.join(preview.wrong)}。{_NOT_YET}" if preview.wrong else _NOT_KNOWN

    @Slot()
    def _offer(self) -> None:
        """The buttons: the next act is the primary one."""
        preview = self._preview
        ready = bool(preview.lines and self.reason) and not preview.refused
        again = bool(preview.papers) and self._may_reissue and not preview.refused
        self.both.setText(f"更正并{self._again_word.removeprefix('要')} {len(preview.papers)} 份")
        self.both.setVisible(again)
        for button, primary in ((self.both, again), (self.only, not again)):
            button.setEnabled(ready)
            button.setDefault(primary)
            mark_primary(button, on=primary)
        self.open_point.setText(_NO_REASON if preview.lines and not self.reason else "")

    @property
    def _may_reissue(self) -> bool:
        """What was printed for a consultation is not voided, and needs no shift leader."""
        return self._state.consultation or self._desk.may_reissue

    @property
    def _again_word(self) -> str:
        return "要重打" if self._state.consultation else "要重出"

    def _say(self, trouble: str) -> None:
        self.trouble.show_text(trouble)
        if trouble:
            self.lines.setText(_NOTHING)

    @Slot()
    def _on_both(self) -> None:
        self._correct(again=True)

    @Slot()
    def _on_only(self) -> None:
        self._correct(again=False)

    def _correct(self, *, again: bool) -> None:
        preview, reason = self._preview, self.reason
        if preview is _UNREAD:
            return
        try:
            self._desk.service.correcting.correct(
                self._application,
                preview.correction,
                reason,
                today(),
                papers=tuple(preview.papers.values()),
                seen=self._state.fields,
            )
        except GridcounterError as refused:
            self._say(str(refused))
            return
        self.accept()
        # the reason of a void paper leaves the house with a bundle
        told = reason if are_impersonal(preview.correction.answers) else chosen_reason(reason)
        self.corrected.emit(told, dict(preview.papers) if again else {})
