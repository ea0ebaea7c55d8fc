"""文书: the papers an application calls for, their pages as printed, and the issued papers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QWidget

from gridcounter.core.application import ApplicationId
from gridcounter.core.intake.life import Act, ActId, Life
from gridcounter.desktop.kit.confirm import ask_line
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.flow import vertical
from gridcounter.desktop.kit.output import PaperOutput
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.preview import Preview
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.life.ribbon import Ribbon
from gridcounter.desktop.papers.paper_acts import PaperActs
from gridcounter.desktop.papers.paper_lists import PaperLists
from gridcounter.desktop.papers.paper_state import paper_state, sure_without_printer
from gridcounter.desktop.papers.refusal import PapersRefusal
from gridcounter.desktop.papers.saving import PaperSaving
from gridcounter.desktop.papers.spoken_summary import show_spoken_summary
from gridcounter.desktop.papers.supplementary import SupplementsPane
from gridcounter.desktop.session.session import Session
from gridcounter.errors import GridcounterError
from gridcounter.services.applications.life import read_life
from gridcounter.services.papers.issued_papers import WAYS, reason_to_void
from gridcounter.services.papers.issuing import DrawnPaper, PreparedPapers, issue, prepare, reissue

_WHY = "{papers}一起作废，重新出具。请写明原因（各份同一个原因，留在台账里）："


class PapersPage(QWidget):
    """`back` carries the application; `message` a short sentence for the status line; `act_wanted` the application
    with an act that another page does; `field_wanted`, after `back`, the application with a field to put right.
    """

    back = Signal(str)
    field_wanted = Signal(str, str)
    act_wanted = Signal(str, object)
    message = Signal(str)

    def __init__(self, session: Session, tasks: Tasks, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Page")
        self._session, self._tasks, self._scale = session, tasks, scale
        self._out = PaperOutput(session, tasks, self)
        self._application = ""
        self._prepared: PreparedPapers | None = None
        self._again: tuple[str, dict[str, str]] | None = None  # the reason, and paper -> the entry in force
        self._at_once = False
        self.drawn: list[DrawnPaper] = []
        self._build(scale)
        self._saving = PaperSaving(self.acts, self.lists, session.issued, self._out, self)
        self._wire()

    def _build(self, scale: Scale) -> None:
        title = PlainLabel("文书", self, look="Title")
        self._state = PlainLabel(self, look="Hint", wraps=True)
        self._refusal = PapersRefusal(self)
        self.lists = PaperLists(scale, self)
        self.papers, self.issued = self.lists.papers, self.lists.issued
        self.view = Preview(scale, self)
        self.later = SupplementsPane(self._session, self._tasks, self)
        self.acts = PaperActs(scale, self)
        self.ribbon = Ribbon(self, self.acts.next, "Ctrl+Enter")
        middle = QSplitter(Qt.Orientation.Horizontal, self)
        middle.addWidget(self.lists)
        middle.addWidget(self.view)
        middle.setSizes([scale.px(360), scale.px(600)])
        middle.setChildrenCollapsible(False)
        whole = vertical(self, 16, 8)
        for widget in (title, self.ribbon, self.acts.above, self._state, self._refusal):
            whole.addWidget(widget)
        whole.addWidget(middle, 1)
        whole.addWidget(self.later)
        whole.addWidget(self.acts)

    def _wire(self) -> None:
        self._out.message.connect(self.message)
        self._out.trouble.connect(self._say)
        self._out.printed.connect(self._on_printed)
        self._refusal.field_wanted.connect(self._on_field)
        self.later.trouble.connect(self._say)
        self.later.issued.connect(self._on_supplement_issued)
        self.papers.currentRowChanged.connect(self._on_chosen)
        self.papers.itemClicked.connect(self._on_clicked)
        self.acts.profile.activated.connect(self._on_profile)
        self.acts.back.clicked.connect(self._on_back)
        self.acts.script.clicked.connect(self._on_script)
        self.acts.print.clicked.connect(self._on_print)
        self.acts.again.clicked.connect(self._on_again)
        self.acts.issue.clicked.connect(self._on_issue)
        self.ribbon.pressed.connect(self._on_next)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.acts.go_on)
        self.lists.currentChanged.connect(self._on_list)
        self.issued.chosen.connect(self._on_issued_chosen)
        self.issued.print_wanted.connect(self._on_print_again)
        self.issued.delivered.connect(self._on_delivered)
        self.issued.voided.connect(self._on_voided)

    @Slot()
    def _on_script(self) -> None:
        if self._application:
            show_spoken_summary(self._session.service.state(self._application), self._scale, self)

    @property
    def profile(self) -> str:
        """The key of the chosen layout (PROFILE_NAMES)."""
        return str(self.acts.profile.currentData())

    def show_application(self, application_id: ApplicationId) -> None:
        """Draws the papers in a worker; the page shows that meanwhile."""
        self._application, self._again, self._at_once = application_id, None, False
        self._say("")
        self.lists.setCurrentIndex(0)
        self._refresh_issued()
        self.papers.setFocus()  # the page that led here is hidden: the focus would fall to the rail
        remembered = self._session.settings.printing_of("").profile
        self.acts.profile.setCurrentIndex(max(0, self.acts.profile.findData(remembered)))
        self._draw()

    def reissue(self, application_id: ApplicationId, why: str, again: dict[str, str]) -> None:
        """Draws these papers (paper -> entry in force) anew and issues them at once; those of a consultation stay."""
        self.show_application(application_id)
        asked = self._session.service.state(application_id).consultation
        self._again, self._at_once = None if asked else (why, again), True
        self._draw()

    def _draw(self) -> None:
        self._set_drawn([])
        self._state.show_text("正在准备文书…")
        again = {} if self._again is None else self._again[1]
        try:
            prepared = self._prepared = prepare(self._session.service, self._application, tuple(again.values()))
        except GridcounterError as refused:
            self._on_failed(refused)
            return
        self.acts.ask(consultation=prepared.consultation)
        paper_renderer, profile = self._session.paper_renderer, self.profile
        self._tasks.submit(
            self,
            lambda: (prepared, paper_renderer().draw(prepared, profile, tuple(again))),
            done=partial(self._on_drawn, self._session.while_here("重出", self._issue_at_once, self._say)),
            failed=self._on_failed,
        )

    def _on_drawn(self, go_on: Callable[[Any], None], result: tuple[PreparedPapers, list[DrawnPaper]]) -> None:
        prepared, drawn = result
        if prepared is self._prepared:  # another application may have been requested meanwhile
            self._set_drawn(drawn)
            if self._at_once:
                self._at_once = False
                go_on(None)

    def _issue_at_once(self, _: object) -> None:
        self._on_issue()

    def _set_drawn(self, drawn: list[DrawnPaper]) -> None:
        self.drawn = drawn
        wanting = any(not paper.issued for paper in drawn)
        asked = self._prepared is not None and self._prepared.consultation
        changed = sum(paper.changed for paper in drawn)
        self.acts.again.setVisible(changed > 1 and not asked)
        again = self._again is not None
        self._state.show_text(paper_state(changed, wanting=wanting, asked=asked, again=again) if drawn else "")
        self._show_next()
        self.view.clear()
        self.lists.set_drawn(drawn)
        self._on_list(self.lists.currentIndex())

    def _on_failed(self, error: Exception) -> None:
        self._state.show_text("")
        self._refusal.explain(error)

    @Slot(str)
    def _say(self, trouble: str) -> None:
        self._refusal.say(trouble)

    @Slot(str)
    def _on_field(self, field: str) -> None:
        self._on_back()
        self.field_wanted.emit(self._application, field)

    def _content(self, paper: DrawnPaper) -> bytes:
        """An issued paper keeps the bytes as issued."""
        return self._session.issued.content(paper.issued) if paper.issued else paper.content

    @Slot(int)
    def _on_chosen(self, row: int) -> None:
        if 0 <= row < len(self.drawn) and not self._saving.archived:
            self.view.show_content(self._content(self.drawn[row]))

    @Slot()
    def _on_clicked(self) -> None:
        self._on_chosen(self.papers.currentRow())

    def _show_next(self) -> None:
        service = self._session.service
        life = read_life(service, service.state(self._application), today()) if self._application else Life()
        self.ribbon.show_life(life)
        asked = self._prepared is not None and self._prepared.consultation
        issuing = asked or self._again is not None or (life.act is not None and life.act.id == ActId.ISSUE)
        wanting = any(not paper.issued for paper in self.drawn)
        self.acts.show_next(issuing=issuing, wanting=wanting, act=life.act)

    @Slot(object)
    def _on_next(self, act: Act) -> None:
        if act.id == ActId.HAND_OVER:
            waiting = [row for row in reversed(self._session.issued.of(self._application)) if row.awaited]
            if sure_without_printer([row.title for row in waiting if not row.printed], self):
                self._on_delivered([row.ref for row in waiting], "in_person")
        elif act.id == ActId.REISSUE and any(paper.changed for paper in self.drawn):
            self._on_again()
        elif act.id == ActId.REISSUE:
            self.later.setFocus()
        else:
            self.act_wanted.emit(self._application, act)

    @Slot(int)
    def _on_list(self, _: int) -> None:
        """Shows the pages of the list in front; an archived paper is printed again by its own button."""
        if self._saving.archived:
            self.issued.choose()
        else:
            self._on_clicked()
        self._saving.show(self._prepared, self.drawn)

    @Slot(str)
    def _on_issued_chosen(self, ref: str) -> None:
        if self._saving.archived:
            self.view.show_content(self._session.issued.content(ref))
            self._saving.show(self._prepared, self.drawn)

    @Slot()
    def _on_profile(self) -> None:
        self._session.keep_printing("", replace(self._session.settings.printing_of(""), profile=self.profile))
        self._draw()

    @Slot()
    def _on_back(self) -> None:
        self.back.emit(self._application)

    @Slot()
    def _on_print(self) -> None:
        shown = self._saving.in_front()
        if shown is not None:
            self._print_all([shown])

    @Slot()
    def _on_again(self) -> None:
        """Asks for the reason first; then each paper is shown as it would be issued, and issued with the others."""
        stale = {paper.paper: paper for paper in self.drawn if paper.changed}
        titles = "".join(f"《{paper.title}》" for paper in stale.values())
        why, sure = ask_line(self, "改动的一起重出", _WHY.format(papers=titles))
        if not sure:
            return
        try:
            reason = reason_to_void(self._session.service, why)
        except GridcounterError as refused:
            self._say(str(refused))
            return
        self._say("")
        self._again = (reason, {name: paper.issued for name, paper in stale.items()})
        self._draw()

    def _issue_again(self, why: str, again: dict[str, str]) -> None:
        drawn, self._again = self.drawn, None
        if self._act(lambda: reissue(self._session.service, self._application, drawn, again, why), "已作废重出"):
            self._print_all(drawn)
        self._draw()

    @Slot()
    def _on_issue(self) -> None:
        if self._again is not None:
            self._issue_again(*self._again)
            return
        new = [paper.paper for paper in self.drawn if not paper.issued]
        if self._act(self.issue_all, "已出具"):
            self._print_all([paper for paper in self.drawn if paper.paper in new])
        else:
            self._draw()

    def issue_all(self) -> None:
        """Records the papers before printing, so that a printer fault loses nothing."""
        issue(self._session.service, self._application, self.drawn)
        self._refresh_issued()
        newest_last = reversed(self._session.issued.of(self._application))
        standing = {(row.paper, row.consultation): row.ref for row in newest_last if row.standing}
        issued = [standing.get((paper.paper, paper.consultation), "") for paper in self.drawn]
        self._set_drawn([replace(paper, issued=ref) for paper, ref in zip(self.drawn, issued, strict=True)])
        self.message.emit("已出具")

    @Slot(str, bytes)
    def _on_supplement_issued(self, paper: str, content: bytes) -> None:
        self._refresh_issued()
        self.lists.setCurrentWidget(self.issued)
        self._print([paper], [content])
        self._draw()

    def _refresh_issued(self) -> None:
        self.later.show_application(self._application)
        self.lists.set_issued(self._session.issued.of(self._application))
        self._show_next()

    @Slot(object)
    def _on_print_again(self, refs: Sequence[str]) -> None:
        named = {row.ref: row.paper for row in self._session.issued.of(self._application)}
        self._print([named[ref] for ref in refs], [self._session.issued.content(ref) for ref in refs])

    @Slot(object, str)
    def _on_delivered(self, refs: Sequence[str], way: str) -> None:
        self._act(lambda: self._session.issued.deliver_all(refs, way), f"已记录交付 {len(refs)} 份：{WAYS[way]}")

    @Slot(str, str)
    def _on_voided(self, ref: str, why: str) -> None:
        if self._act(lambda: self._session.issued.void(ref, why), "已作废，请核对后重新出具"):
            self._draw()

    def _act(self, act: Callable[[], object], text: str) -> bool:
        try:
            act()
        except GridcounterError as refused:
            self._say(str(refused))
            return False
        self._say("")
        self._refresh_issued()
        self.message.emit(text)
        return True

    def _print_all(self, papers: Sequence[DrawnPaper]) -> None:
        self._print([paper.paper for paper in papers], [self._content(paper) for paper in papers])

    def _print(self, papers: Sequence[str], contents: Sequence[bytes]) -> None:
        self._out.print(self, papers, contents, self._session.issued.refs_of(self._application, contents))

    @Slot()
    def _on_printed(self) -> None:
        if self._application:
            self._refresh_issued()
