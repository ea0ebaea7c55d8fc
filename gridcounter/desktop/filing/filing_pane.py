"""One filing: its state, the next act as the only primary button, all others in a menu, its papers and files."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QPushButton, QTabWidget, QWidget

from gridcounter.core.application import ApplicationId
from gridcounter.core.filing.course import act_label, course, state_label
from gridcounter.core.intake.life import Act
from gridcounter.core.policy.model import Track
from gridcounter.core.record.journal import Kind
from gridcounter.desktop.filing.attached import AttachedFiles
from gridcounter.desktop.filing.filing_acts import FilingActs
from gridcounter.desktop.filing.filing_export import FilingExport
from gridcounter.desktop.filing.filing_papers import FilingPapers
from gridcounter.desktop.kit.choice import StillTabs
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.flow import ListOnTab, horizontal, vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.shortening import HEAD, shortened
from gridcounter.desktop.kit.tables import wrapped_list
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.life.ribbon import Ribbon
from gridcounter.desktop.session.session import Session
from gridcounter.errors import GridcounterError
from gridcounter.services.filing.filings import FilingCase, Filings
from gridcounter.services.papers.attachments import Attachments
from gridcounter.services.papers.issuing import past_papers

_NOTHING_CHOSEN = "选中一件，这里显示办到哪一步、下一步做什么。"
_NOT_YET = "现在填的还判断不出要不要备案，请到业务受理里补全用电情形和外线工程。"
_NO_REGIME = "按现在填的情况，本件外线工程不用备案。"
#: Where there is no filing, another duty may remain, or the policy may say nothing at all.
_INSTEAD = {
    Track.PERMIT: "按现在填的情况，本件外线工程要办行政许可，不是备案。",
    Track.PARALLEL: "按现在填的情况，本件外线工程要报行政审批，不是备案。",
    Track.NOT_COVERED: "按现在填的情况，本地文件没有写本件外线工程怎样办；要不要备案，请问审批部门。",
}
_CHANGED = "情况有变的，请到业务受理里改外线工程。"


class FilingPane(QWidget):
    """`opened` carries the application, `message` a sentence; `changed`: the list is outdated; `asking`: a form is
    open.
    """

    asking = Signal(bool)
    opened = Signal(str)
    message = Signal(str)
    changed = Signal()

    def __init__(self, session: Session, tasks: Tasks, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._tasks = tasks
        self._filings = Filings(session.service)
        self.case: FilingCase | None = None
        self._build(scale)
        self._wire()
        self.clear()

    def _build(self, scale: Scale) -> None:
        self._title = PlainLabel(self, look="Section", wraps=True)
        self._open = QPushButton("打开办理", self)
        self._state = PlainLabel(self, look="Hint", wraps=True)
        self.marks = PlainLabel(self, look="Trouble", wraps=True)
        self.trouble = PlainLabel(self, look="Trouble", wraps=True)
        self.next_button = QPushButton("下一步", self)
        self.next_button.setAutoDefault(True)  # Enter presses it, as it does in the form that it opens
        self.course = Ribbon(self, self.next_button)
        self.others = QPushButton("其他登记　", self)
        self._menu = QMenu(self.others)
        self.others.setMenu(self._menu)
        self.acts = FilingActs(self._session.service, scale, self)
        self.tabs = QTabWidget(self)
        self.tabs.setTabBar(StillTabs(self.tabs))
        self.history = wrapped_list("经过", self)
        history = ListOnTab(self.history)
        self.export = FilingExport(self._session, self._tasks, self)
        self.attached = AttachedFiles(
            Attachments(self._session.record, self._session.service.clerk), self._tasks, scale, self
        )
        self.attached.while_here = self._session.while_here
        self.papers = FilingPapers(self._session, self._tasks, scale, self)
        self.tabs.setAccessibleName("选中的备案：分页")
        self.tabs.setDocumentMode(True)
        for page, name in ((history, "经过"), (self.attached, "附件"), (self.papers, "文书")):
            self.tabs.addTab(page, name)
        self.tabs.setMinimumHeight(scale.px(220))
        head, self._buttons = QHBoxLayout(), QWidget(self)
        head.addWidget(self._title, 1)
        head.addWidget(self._open)
        row = horizontal(self._buttons, 0)
        row.addWidget(self.next_button)
        row.addWidget(self.others)
        row.addStretch(1)
        whole = vertical(self, (8, 0, 0, 0), 8)
        whole.addLayout(head)
        for widget in (self._state, self.marks, self.course, self.trouble, self._buttons):
            whole.addWidget(widget)
        form = QHBoxLayout()  # asks the form for its height at the width that it gets, which has a maximum
        form.addWidget(self.acts, 1)
        form.addStretch()
        whole.addLayout(form)
        whole.addWidget(self.tabs, 1)
        whole.addStretch(0)

    def _wire(self) -> None:
        self._open.clicked.connect(self._on_open)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._press_next)
        self.course.pressed.connect(self._on_next)
        self._menu.triggered.connect(self._on_other)
        self.acts.done.connect(self._on_done)
        self.acts.cancelled.connect(self._on_cancelled)
        self.export.busy.connect(self._on_busy)
        self.export.done.connect(self._on_done)
        self.export.trouble.connect(self.say)
        self.tabs.currentChanged.connect(self._on_tab)
        for part in (self.attached, self.papers):
            part.message.connect(self.message)
            part.troubled.connect(self.say)
        self.attached.changed.connect(self._on_changed)
        self.papers.issued.connect(self._on_issued)

    @Slot()
    def _press_next(self) -> None:
        """Presses the green button; not over a form that is being filled in."""
        if self.next_button.isVisible() and self.acts.isHidden():
            self.next_button.click()

    def clear(self) -> None:
        """Shows that no filing is chosen."""
        self.case = None
        self._title.setText("")
        self._state.setText(_NOTHING_CHOSEN)
        for widget in (self._open, self.marks, self.course, self.trouble, self._buttons, self.acts, self.tabs):
            widget.hide()

    def show_application(self, application_id: ApplicationId) -> None:
        """Keeps an open form if it is the same application."""
        try:
            case = self._filings.look(application_id, today())
        except GridcounterError as refused:
            self.clear()
            self.say(str(refused))
            return
        if self.case is None or self.case.application != application_id:
            self.acts.hide()
            self.say("")
        self.case = case
        values = self._session.service.state(application_id)
        name = str(values.value("project.name") or values.value("applicant.name") or "未填名称")
        self._title.setText(shortened(name, HEAD))
        self._state.setText(_state(case, values.row.number))
        self.marks.setText("▲ " + "　▲ ".join(case.marks))
        self.marks.setVisible(bool(case.marks))
        self.course.show_life(course(case.filing, case.regime))
        self._set_acts(case)
        self.history.clear()
        for moment in self._filings.history(application_id):
            self.history.addItem(f"{moment.at[5:10]} {moment.at[11:16]}　{moment.who}\n{moment.text}")
        if not self.history.count():
            self.history.addItem("还没有登记")
        self.attached.set_application(application_id, self._form_of(case))
        for widget in (self._open, self.course):
            widget.show()
        self._make_room(asking=self.acts.isVisibleTo(self))
        self.papers.set_case(case)  # draws the visible tab

    def _form_of(self, case: FilingCase) -> str:
        """The entry that issued the form of the current version."""
        past = past_papers(self._session.service, case.application)
        issued = self._session.issued.of(case.application)
        form = case.regime.form if case.regime else ""
        return next((row.ref for row in issued if row.paper == form and row.standing and row.ref not in past), "")

    @Slot(str)
    def say(self, trouble: str) -> None:
        """Shows a refusal; "" hides it."""
        self.trouble.show_text(trouble)

    def do(self, kind: Kind) -> None:
        """Opens the act's form; an export asks for the file instead."""
        if self.case is None:
            return
        self.say("")
        if kind == Kind.FILING_EXPORTED:
            self.export.ask(self, self.case.application)
            return
        self._make_room(asking=True)
        self.acts.ask_for(self.case, kind)

    def _make_room(self, *, asking: bool) -> None:
        self._buttons.setVisible(not asking)
        self.tabs.setVisible(not asking)
        self.asking.emit(asking)

    def _set_acts(self, case: FilingCase) -> None:
        self._menu.clear()
        for kind in case.acts:
            if kind != case.next:
                self._menu.addAction(act_label(kind, case.filing, case.regime)).setData(str(kind))
        self.others.setVisible(not self._menu.isEmpty())

    @Slot(bool)
    def _on_busy(self, on: bool) -> None:  # noqa: FBT001  Qt's signature
        self._buttons.setEnabled(not on)
        if not on and QApplication.focusWidget() is None:
            self._go_on()

    @Slot(str)
    def _on_done(self, text: str) -> None:
        self.acts.hide()
        self.message.emit(text)
        self._on_changed()
        self._go_on()

    @Slot()
    def _on_changed(self) -> None:
        if self.case is not None:
            self.show_application(self.case.application)
        self.changed.emit()

    @Slot()
    def _on_issued(self) -> None:
        if self.case is not None:
            self.attached.set_application(self.case.application, self._form_of(self.case))
        self.changed.emit()

    @Slot()
    def _on_cancelled(self) -> None:
        self._make_room(asking=False)
        self._go_on()

    def _go_on(self) -> None:
        """What had the focus is hidden or was off, so the focus moves on."""
        (self.others if self.next_button.isHidden() else self.next_button).setFocus()

    @Slot(object)
    def _on_next(self, act: Act) -> None:
        self.do(Kind(act.about))

    @Slot(QAction)
    def _on_other(self, chosen: QAction) -> None:
        self.do(Kind(chosen.data()))

    @Slot()
    def _on_open(self) -> None:
        if self.case is not None:
            self.opened.emit(self.case.application)

    @Slot()
    def _on_tab(self) -> None:
        if self.tabs.currentWidget() is self.papers and self.case is not None:
            self.papers.draw()


def _state(case: FilingCase, number: str) -> str:
    """编号　表名　第 2 版　已推送（流水号 T-1）　已张贴."""
    if case.regime is None:
        settled = f"{_INSTEAD.get(case.track, _NO_REGIME)}{_CHANGED}"
        return f"{number}　{_NOT_YET if case.open else settled}"
    filing = case.filing
    parts = [number, case.regime.title]
    if filing.version:
        parts.append(f"第 {filing.version} 版")
    known = [f"{label} {number}" for label, number in (("流水号", filing.serial), ("编号", filing.number)) if number]
    parts.append(state_label(filing, case.regime))
    parts[-1] += f"（{'，'.join(known)}）" if known else ""
    parts[-1] += f"：{filing.why}" if filing.why else ""
    if filing.is_posted:
        parts.append("已张贴")
    return "　".join(parts)
