"""导入申请: choose a file, see the result of the dry run, import the valid rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QProgressBar, QPushButton, QWidget

from gridcounter.bootstrap import open_import, write_import_template
from gridcounter.desktop.custody.backing_up import in_a_sentence
from gridcounter.desktop.exchange.problems_table import ProblemsTable
from gridcounter.desktop.help.pages import DIALOGS
from gridcounter.desktop.help.window import answer_f1
from gridcounter.desktop.kit import file_dialogs
from gridcounter.desktop.kit.appearance import mark_primary
from gridcounter.desktop.kit.flow import FlowRow, column_above, open_beside
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tasks import ProgressWatch, Tasks
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.custody.backups import NotBackedUp
from gridcounter.services.exchange.ledger_import import DryRun, ImportOutcome, LedgerImport
from gridcounter.services.files.progress import Stopped

HOW = (
    "一、存一份模板，在里面每行填一件申请。\n"
    "二、选择填好的文件：先试读，逐行列出问题，不写进台账。\n"
    "三、没有问题的，按结果导入；有问题的，改好再读一次，或者只导入没有问题的行。"
)
_READING, _TAKING = "正在试读…", "正在导入…"
_BACKING_UP = "正在备份台账，然后导入…"
#: Width and height: share of the window, least and most in pixels.
_SIZE, _SHARE = (66, 46), 0.9  # the size in characters


class ImportDialog(QDialog):
    """`imported`: applications were imported."""

    imported = Signal()

    def __init__(self, service: ApplicationService, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self._beside = parent
        self.setWindowTitle("导入申请")
        self._service = service
        self._tasks = tasks
        self._watch: ProgressWatch | None = None
        self._path: Path | None = None
        self._checked: DryRun | None = None
        #: True if the import stopped only because the backup failed.
        self._held = False
        self._build()
        self._wire()
        self._rest()
        answer_f1(self, lambda: DIALOGS["ImportDialog"])

    def _build(self) -> None:
        self._how = PlainLabel(HOW, self, wraps=True)
        self.choose = QPushButton("选择文件…", self)
        self.again = QPushButton("改好了，再读一次", self)
        self.template = QPushButton("存一份模板…", self)
        self.state = PlainLabel(self, wraps=True)
        self.trouble = PlainLabel(self, look="Trouble", wraps=True)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("进度")
        self.table = ProblemsTable(self)
        self.all = QPushButton(self)
        self.some = QPushButton(self)
        self.anyway = QPushButton("不备份，直接导入", self)
        self.stop = QPushButton("停止", self)
        self.close_button = QPushButton("关闭", self)
        files, acts = FlowRow(self), FlowRow(self)
        for button in (self.choose, self.again, self.template):
            files.flow.addWidget(button)
        for button in (self.all, self.some, self.anyway, self.stop, self.close_button):
            acts.flow.addWidget(button)
        column = column_above(acts, self)
        for widget in (self._how, files, self.trouble, self.state, self.bar):
            column.addWidget(widget)
        column.addWidget(self.table, 100)
        column.addStretch(1)  # without the table the rest stays at the top

    def _wire(self) -> None:
        self.choose.clicked.connect(self._on_choose)
        self.again.clicked.connect(self._on_again)
        self.template.clicked.connect(self._on_template)
        self.stop.clicked.connect(self._on_stop)
        self.close_button.clicked.connect(self.reject)
        self.some.clicked.connect(self._on_take_in)
        self.all.clicked.connect(self._on_take_in)
        self.anyway.clicked.connect(self._on_anyway)
        file_dialogs.Drops(self, "Excel 文件", self.take_dropped, self._say, file_dialogs.WORKBOOKS)

    def begin(self) -> None:
        """Forgets the last file and opens the dialog."""
        if self._watch is None:
            self._path = self._checked = None
            self._held = False
            self._say("")
            self._rest()
        open_beside(self, self._beside, _SIZE, _SHARE)
        self.choose.setFocus()

    @Slot()
    def reject(self) -> None:
        """Stops a running import: rows already imported stay, the rest can be imported again."""
        self._on_stop()
        super().reject()

    @property
    def _importing(self) -> LedgerImport:
        """Call it from a worker: it loads the library that reads workbooks."""
        return open_import(self._service.record, self._service.assessor, self._service.clerk)

    def take_dropped(self, path: Path) -> None:
        """As `check`, of a file that was dropped; a running import goes on."""
        if self._watch is None:
            self.check(path)
        else:
            self._say("正在读上一个文件或者正在导入，完成以后再拖过来")

    def check(self, path: Path) -> None:
        """The dry run of this file, in a worker."""
        self._path = path
        self._checked, self._held = None, False
        today = datetime.now().astimezone().date()
        self._work(_READING, lambda watch: self._importing.check(path, today, watch), self._on_checked)

    def _work(self, what: str, work: Callable[[ProgressWatch], Any], done: Callable[[Any], None]) -> None:
        watch = self._watch = ProgressWatch(self)
        watch.progressed.connect(self._on_progress)
        self._say("")
        self.state.setText(what)
        self.bar.setRange(0, 0)
        self._rest()
        self._tasks.submit(self, lambda: work(watch), done=done, failed=self._on_failed, watch=watch)

    def _rest(self) -> None:
        """The state of the buttons; the next act is the primary one."""
        busy, checked = self._watch is not None, self._checked
        ready = len(checked.ready) if checked and not busy else 0
        clean = checked is not None and checked.clean
        self.table.set_checked(checked)
        self.again.setVisible(self._path is not None)
        self._offer(ready, clean=clean)
        self.stop.setVisible(busy)
        self.bar.setVisible(busy)
        for button in (self.choose, self.again, self.template):
            button.setEnabled(not busy)
        if not busy and checked is None:
            self.state.setText("")
        self._how.setVisible(self._path is None)
        self._mark_next(self.all if ready and clean else self.again if self._path else self.choose)

    def _offer(self, ready: int, *, clean: bool) -> None:
        self.all.setVisible(bool(ready) and clean)
        self.all.setText(f"重新备份后导入（{ready:,} 件）" if self._held else f"按这份结果导入（{ready:,} 件）")
        self.some.setVisible(bool(ready) and not clean)
        self.some.setText(f"{'重新备份后' if self._held else ''}只导入没有问题的 {ready:,} 行")
        self.anyway.setVisible(bool(ready) and self._held)

    def _mark_next(self, next_one: QPushButton) -> None:
        for button in (self.all, self.again, self.choose):
            mark_primary(button, on=button is next_one)
        next_one.setDefault(True)  # Enter presses the green button, or the one that has the focus
        if self._watch is None and self.isVisible():
            next_one.setFocus()

    def _say(self, trouble: str) -> None:
        self.trouble.show_text(trouble)

    @Slot()
    def _on_choose(self) -> None:
        path = file_dialogs.workbook_to_read(self, "选择要导入的文件")
        if path is not None:
            self.check(path)

    @Slot()
    def _on_again(self) -> None:
        if self._path is not None:
            self.check(self._path)

    @Slot()
    def _on_template(self) -> None:
        path = file_dialogs.workbook_to_write(self, "存导入模板", "用电申请导入模板.xlsx")
        if path is None:
            return
        self._work("正在存模板…", lambda _: self._write_template(path), lambda _: self._on_template_written(path))

    def _write_template(self, path: Path) -> None:
        write_import_template(path, self._service.assessor.packs, self._service.place)

    def _on_template_written(self, path: Path) -> None:
        self._watch = None
        file_dialogs.tell_saved(self, path, personal=False)
        self._rest()
        self.state.setText("模板已存。填好以后点“选择文件”。")

    @Slot()
    def _on_stop(self) -> None:
        if self._watch is not None:
            self._watch.stop()

    @Slot(int, int)
    def _on_progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _on_checked(self, checked: DryRun) -> None:
        self._watch, self._checked = None, checked
        self._rest()
        self.state.setText(summary(checked, self.table.left_out))

    @Slot()
    def _on_take_in(self) -> None:
        """The visible button decides whether rows with problems may be left out."""
        self._take_in(without_backup=False)

    @Slot()
    def _on_anyway(self) -> None:
        """The clerk has read that the backup failed and continues."""
        self._take_in(without_backup=True)

    def _take_in(self, *, without_backup: bool) -> None:
        checked = self._checked
        if checked is None:
            return
        how = {"leave_out": not checked.clean, "without_backup": without_backup}
        what = _TAKING if without_backup else _BACKING_UP
        self._work(what, lambda watch: self._importing.take_in(checked, **how, progress=watch), self._on_taken_in)

    def _on_taken_in(self, taken: ImportOutcome) -> None:
        checked, wrong = self._checked, self._checked.wrong if self._checked else 0
        self._watch = self._checked = None
        self._held = False
        if not taken.stopped and not wrong:
            self._path = None
        self._rest()
        if wrong:  # what is still to be mended stays to be read
            self.table.set_checked(checked)
        self.state.setText(result(taken, wrong))
        if taken.count:
            self.imported.emit()

    def _on_failed(self, error: Exception) -> None:
        self._watch, self._held = None, isinstance(error, NotBackedUp)
        if not self._held:
            self._checked = None
        self._rest()
        self.state.clear()
        if isinstance(error, Stopped):
            self.state.setText("已停止，没有写进台账。")
        else:
            self._say(in_a_sentence(error))


def summary(checked: DryRun, left_out: int) -> str:
    """The result of the dry run, in Chinese; `left_out` is how many lines the table below does not show."""
    parts = [f"{len(checked.ready):,} 件可以导入"]
    if checked.wrong:
        parts.append(f"{checked.wrong:,} 行有问题，请在表里改好后再读一次")
    if checked.already:
        parts.append(f"{checked.already:,} 件以前已经导入，不会重复")
    text = f"工作表“{checked.sheet}”：{'；'.join(parts)}。"
    return text + (f"下面只列前面的，还有 {left_out:,} 条没有列出。" if left_out else "")


def result(taken: ImportOutcome, wrong: int) -> str:
    """What was imported, in Chinese; `wrong` is how many rows were left out."""
    to = f" 至 {taken.last}" if taken.count > 1 else ""
    text = f"已导入 {taken.count:,} 件，编号 {taken.first}{to}。" if taken.count else "没有导入新的申请。"
    if taken.stopped:
        return text + "其余的没有导入：再读一次这份文件，会接着导入，不会重复。"
    return text + (f"有问题的 {wrong:,} 行没有导入：改好后再读一次，已导入的不会重复。" if wrong else "")
