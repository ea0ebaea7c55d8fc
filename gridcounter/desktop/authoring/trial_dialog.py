"""边写边看: a pack that is being written in a spreadsheet program, and beside it what it answers, at each save."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QDialog, QPushButton, QSplitter, QTabWidget, QWidget

from gridcounter.desktop.authoring.answer_pane import AnswerPane
from gridcounter.desktop.authoring.case_pane import CasePane
from gridcounter.desktop.authoring.file_watch import FileWatch
from gridcounter.desktop.authoring.notice_pane import NoticePane
from gridcounter.desktop.authoring.tables import ExampleRow, example_rows, examples_table, problems_table
from gridcounter.desktop.help.pages import DIALOGS
from gridcounter.desktop.help.window import answer_f1
from gridcounter.desktop.kit import file_dialogs
from gridcounter.desktop.kit.choice import StillTabs
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.flow import FlowRow, column_above
from gridcounter.desktop.kit.plain_label import PlainLabel, Tone
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.theme import Scale, Tokens
from gridcounter.desktop.policy.page import PolicyPage
from gridcounter.desktop.session.session import Session
from gridcounter.errors import GridcounterError
from gridcounter.services.files.regular_files import called
from gridcounter.services.policy.trial import PlacedProblem, TrialExample, TrialReading, is_folder, read_trial, watched
from gridcounter.services.policy.trial_desk import TrialDesk

#: What is taken here, and in which files.
PACK = "政策包的文件夹或工作簿"
_TITLE = "边写边看"
_BEGIN = "选择正在写的工作簿。以后在 Excel 里每存一次盘，这里就重新读一次、重新试算；不改台账里的任何内容。"
_FAILED = "没有读完；请按“重新读取”，仍不行请找维护人员"
_OPENED = "工作簿正开着，看到的是上一次存盘的内容。"
_STILL = "下面还是 {at}的那一版；存好以后会自动再读。"
_STALE = "⚠ 这是 {at}的那一版的答复。现在这一版还有问题，改好以后才能试算。"
_CHANGED = "和上一版（{at}的）比，有 {places} 处不同，下面标了“● 改”。"
_SAME = "和上一版（{at}的）比，这个案件的答复没有变。"
_COPIED = "已复制 {cell}：在 Excel 左上角的名称框里粘贴，按回车，就到这一格。"
_NOT_READ = "例子“{name}”读不出来，改好以后才能试算：{why}"
_CASE, _EXAMPLES, _PROBLEMS, _ANSWER, _NOTICE = "情形", "例子", "问题", "答复", "告知书"
#: Below this width, at the text size, all is on one row of tabs.
_NARROW = 900
_SHARE = 0.94
#: Lower than this the whole scrolls.
_LEAST = 260


class TrialDialog(QDialog):
    """`adoption_wanted` carries the path of the pack, to be checked and adopted."""

    adoption_wanted = Signal(object)

    def __init__(self, session: Session, tasks: Tasks, tokens: Tokens, scale: Scale, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_TITLE)
        self._beside, self._session, self._tasks, self._scale = parent, session, tasks, scale
        self._path: Path | None = None
        self._reading = self._again = False
        self._narrow: bool | None = None
        self._at = ""
        self.desk = self._new_desk()
        self._watch = FileWatch(self)
        self._build(tokens, scale)
        self._wire()
        self._adapt()
        self._show_standing()
        answer_f1(self, lambda: DIALOGS["TrialDialog"])

    def _new_desk(self) -> TrialDesk:
        service = self._session.service
        return TrialDesk(service.assessor, as_micro=service.sole_proprietor_as_micro)

    def _build(self, tokens: Tokens, scale: Scale) -> None:
        self.state = PlainLabel(self, look="Bar", wraps=True)
        self.trouble = PlainLabel(self, look="Trouble", wraps=True)
        self.trouble.hide()
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self._split.setChildrenCollapsible(False)
        self.left, self.right = _tabs("正在写的政策包：分页", self._split), _tabs("试算的结果：分页", self._split)
        self.case = CasePane(self._session.service.appliances, self.left)
        self.examples = examples_table(tokens, self.left)
        self.problems = problems_table(self.left)
        self.answer = AnswerPane(tokens, scale, self.right)
        self.notice = NoticePane(self._session, self._tasks, scale, self.right)
        self._here = ((_CASE, self.case), (_EXAMPLES, self.examples), (_PROBLEMS, self.problems))
        self._results = ((_ANSWER, self.answer), (_NOTICE, self.notice))
        for title, page in self._here:
            self.left.addTab(page, title)
        self.choose = QPushButton("选择工作簿…", self)
        self.choose_folder = QPushButton("选择文件夹…", self)
        self.again = QPushButton("重新读取", self)
        self.again.setToolTip("F5；网络上的文件夹可能不通知存盘，存好以后按这里")
        self.adopt = QPushButton("检查并启用…", self)
        self.adopt.setObjectName("Primary")
        self.close_button = QPushButton("关闭", self)
        acts = FlowRow(self)
        for button in (self.choose, self.choose_folder, self.again, self.adopt, self.close_button):
            button.setAutoDefault(False)
            acts.flow.addWidget(button)
        self.case.lead_to((self.examples, self.problems, self.answer, self.notice, acts))
        self._split.setMinimumHeight(scale.px(_LEAST))
        column = column_above(acts, self)
        for widget in (self.state, self.trouble):
            column.addWidget(widget)
        column.addWidget(self._split, 1)

    def _wire(self) -> None:
        self._watch.changed.connect(self.look)
        self.choose.clicked.connect(self._on_choose)
        self.choose_folder.clicked.connect(self._on_choose_folder)
        self.again.clicked.connect(self.look)
        self.adopt.clicked.connect(self._on_adopt)
        self.close_button.clicked.connect(self.reject)
        self.case.answered.connect(self._on_answered)
        self.case.chosen.connect(self._on_chosen)
        self.examples.taken.connect(self._on_example)
        self.problems.taken.connect(self._on_problem)
        QShortcut(QKeySequence("F2"), self).activated.connect(self._on_clause)
        QShortcut(QKeySequence("F5"), self).activated.connect(self.look)
        file_dialogs.Drops(self, PACK, self.follow, self._say, file_dialogs.WORKBOOKS, folders=True)

    def begin(self, path: Path | None = None) -> None:
        """Opens the dialog nearly as large as its window, with this pack; does not block."""
        window = self._beside.window()
        self.resize(round(window.width() * _SHARE), round(window.height() * _SHARE))
        self.open()
        if path is not None:
            self.follow(path)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._adapt()

    def _adapt(self) -> None:
        """In a narrow window the results are two more tabs of the same row."""
        narrow = self.width() < self._scale.px(_NARROW)
        if narrow == self._narrow:
            return
        self._narrow = narrow
        here = self.left if narrow else self.right
        for title, page in self._results:
            here.addTab(page, title)
        self.right.setVisible(not narrow)
        self._split.setSizes([1000, 1000])

    def follow(self, path: Path) -> None:
        """Reads this pack, and again whenever it is saved."""
        self._path = path
        self.desk = self._new_desk()
        self.notice.clear()
        self.setWindowTitle(f"{_TITLE}　{called(path)}")
        self._say("")
        self.look()

    @Slot()
    def look(self) -> None:
        """Reads in a worker; what happens to the file meanwhile is read after it."""
        path = self._path
        if path is None:
            return
        if self._reading:
            self._again = True
            return
        self._reading, self._again = True, False
        self._watch.follow(path if is_folder(path) else path.parent, watched(path))
        now = self.desk.now
        work = partial(read_trial, path, self._session.assessor, "" if now is None else now.digest)
        self._show_standing()
        self._tasks.submit(self, work, done=partial(self._on_read, path), failed=partial(self._on_failed, path))

    def _on_read(self, path: Path, reading: TrialReading | None) -> None:
        self._reading = False
        if path == self._path:
            self._say("")
            if reading is not None:
                self._at = f"{datetime.now().astimezone():%H:%M:%S} 读到"
                self.desk.take(reading, self._at, today())
                self._show_reading(reading)
        self._go_on()

    def _on_failed(self, path: Path, error: Exception) -> None:
        self._reading = False
        if path == self._path:
            still = "" if self.desk.answering is None else f"\n{_STILL.format(at=self.desk.answering.at)}"
            self._say((str(error) if isinstance(error, GridcounterError) else _FAILED) + still)
        self._go_on()

    def _go_on(self) -> None:
        """What came meanwhile is read now."""
        self._show_standing()
        if self._again:
            self.look()

    def _show_reading(self, reading: TrialReading) -> None:
        self.problems.set_rows(reading.problems)
        state = self.desk.state
        if reading.pack is not None and state is not None:
            self.examples.set_rows(example_rows(reading.examples))
            self.case.offer(reading.examples, reading.pack.voltages, state.businesses)
        counts = {
            self.problems: f"{_PROBLEMS} {len(reading.problems)}" if reading.problems else _PROBLEMS,
            self.examples: f"{_EXAMPLES} {reading.failing} 个不符" if reading.failing else _EXAMPLES,
        }
        for page, title in counts.items():
            self.left.setTabText(self.left.indexOf(page), title)
        self._show_case()

    def _show_case(self, *, load: bool = True) -> None:
        """The trial case under the version that answers; without `load` its editors stay as they are."""
        state, version = self.desk.state, self.desk.answering
        if state is None or version is None:
            return
        if load:
            self.case.show_case(state, self.desk.example, changed=self.desk.altered)
        before = self.desk.state_before
        places = self.answer.show_answer(state, version.assessor, before)
        self.answer.say(*self._compared(places))
        self.notice.show_case(state.case, version.assessor)

    def _compared(self, places: int) -> tuple[str, Tone]:
        version, before = self.desk.answering, self.desk.before
        if version is not None and self.desk.stale:
            return _STALE.format(at=version.at), "warn"
        if before is None:
            return "", ""
        return (_CHANGED.format(at=before.at, places=places), "info") if places else (_SAME.format(at=before.at), "")

    def _show_standing(self) -> None:
        now = self.desk.now
        self.again.setEnabled(self._path is not None and not self._reading)
        self.adopt.setEnabled(now is not None and now.sound and not self._reading)
        if self._path is None:
            self.state.setText(_BEGIN)
        elif now is None:
            self.state.setText("正在读…" if self._reading else f"还没有读到“{called(self._path)}”的内容。")
        else:
            self.state.setText(f"{self._at}：{_standing(now)}{_OPENED if now.opened else ''}")

    @Slot(str, object)
    def _on_answered(self, field: str, value: object) -> None:
        self.desk.answer(field, value)
        self._show_case()

    @Slot(object)
    def _on_chosen(self, example: TrialExample | None) -> None:
        pack = None if self.desk.now is None else self.desk.now.pack
        if example is None:
            self.desk.begin(today() if pack is None else max(today(), pack.header.in_force_from))
        elif not self.desk.choose(example):
            self._say(_NOT_READ.format(name=example.case.name, why=example.problems[0]))
            self._show_case()
            return
        self._say("")
        self._show_case()

    @Slot(object)
    def _on_example(self, row: ExampleRow) -> None:
        self._on_chosen(row.example)
        if row.example.row:
            self._copy(f"{_EXAMPLES}!A{row.example.row}")

    @Slot(object)
    def _on_problem(self, problem: PlacedProblem) -> None:
        if problem.cell:
            self._copy(problem.cell)

    def _copy(self, cell: str) -> None:
        """Its place holds no personal data, and stays in the clipboard."""
        QGuiApplication.clipboard().setText(cell)
        self.state.setText(_COPIED.format(cell=cell))

    @Slot()
    def _on_clause(self) -> None:
        self.answer.show_clause_here()

    @Slot()
    def _on_choose(self) -> None:
        path = file_dialogs.workbook_to_read(self, "选择正在写的政策工作簿")
        if path is not None:
            self.follow(path)

    @Slot()
    def _on_choose_folder(self) -> None:
        path = file_dialogs.folder_to_read(self, "选择正在写的政策包文件夹")
        if path is not None:
            self.follow(path)

    @Slot()
    def _on_adopt(self) -> None:
        path = self._path
        if path is not None:
            self.accept()
            self.adoption_wanted.emit(path)

    @Slot(str)
    def _say(self, text: str) -> None:
        self.trouble.show_text(text)


def begin_trial(
    page: PolicyPage, session: Session, tasks: Tasks, tokens: Tokens, scale: Scale, path: Path | None
) -> TrialDialog:
    """Opens the dialog over the page, with this pack; what is to be adopted goes to the page."""
    dialog = TrialDialog(session, tasks, tokens, scale, page)
    dialog.adoption_wanted.connect(page.load_pack)
    dialog.begin(path)
    return dialog


def _tabs(name: str, parent: QWidget) -> QTabWidget:
    made = QTabWidget(parent)
    made.setTabBar(StillTabs(made))
    made.setAccessibleName(name)
    made.setDocumentMode(True)
    return made


def _standing(now: TrialReading) -> str:
    """What the last reading found."""
    if now.pack is None:
        return f"最近一次存盘的内容有 {len(now.problems)} 处要改，见“问题”。"
    written = f"有 {len(now.problems)} 处要改，见“问题”；" if now.problems else "写法没有问题；"
    many = len(now.examples)
    if now.failing:
        return f"{written}例子 {many} 个里有 {now.failing} 个不符，见“例子”。"
    return f"{written}例子 {many} 个都符合。" if many else f"{written}还没有例子。"
