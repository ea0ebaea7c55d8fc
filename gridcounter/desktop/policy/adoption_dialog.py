"""载入新文件: choose a file, see its problems or its impact on open applications, adopt it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from gridcounter.core.wording import day_in_full
from gridcounter.desktop.help.pages import DIALOGS
from gridcounter.desktop.help.window import answer_f1
from gridcounter.desktop.kit import file_dialogs
from gridcounter.desktop.kit.day import DayEdit, today
from gridcounter.desktop.kit.flow import FlowRow, column_above, open_beside
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.shortening import shortened
from gridcounter.desktop.kit.tab_stop import EnterLeads
from gridcounter.desktop.kit.tables import wrapped_list
from gridcounter.desktop.kit.tasks import ProgressWatch, Tasks
from gridcounter.desktop.ledger.model import STATES
from gridcounter.desktop.policy.problems import pack_refused
from gridcounter.errors import GridcounterError
from gridcounter.services.office.packs import TEXT_FILE
from gridcounter.services.policy.adopted_packs import NewEdition, PackAdoption
from gridcounter.services.policy.impact import Affected, Impact, change_words

_HOW = (
    "选择新政策包：一个文件夹（里面有 pack.toml 和 cases.toml），或一个填好的工作簿（.xlsx）。"
    "先检查写法、重叠、缺口和自带案例，再列出在办的申请会有什么变化。按“确认启用”以前什么都不改。"
)
_NO_DAY = "留空表示还没有确认：可以先启用，文书抬头会注明“政策依据待本单位确认”。"
_DAY_STAYS = "留空表示确认日期不变。"
_FAILED = "没有比较完，什么都没有改；请重试，仍不行请找维护人员"
_ORIGINAL_TOO = "旁边有文件原文：条款都找得到，规则里的数都在条款里。启用以后，依据里能看到原句。"
_ORIGINAL_ALONE = "政策包已经装好，没有变；新的是旁边的文件原文，条款和数都核对过。启用以后，依据里能看到原句。"
_MOVES = "本单位的地区现在是 {old}，还没有受理过申请：启用以后改为 {new}，已经录入的咨询和申请一并改过去。"
#: What is taken here, and in which files.
PACK = "政策包的文件夹或工作簿"
_MOST_ROWS = 500
#: Minimum lines of the list.
_LINES = 7
_SIZE, _SHARE = (54, 43), 0.9  # the size in characters


class AdoptionDialog(QDialog):
    """`adopted` carries the number of the adopted policy paper, `trial_wanted` the path of a pack to be tried."""

    adopted = Signal(str)
    trial_wanted = Signal(object)

    def __init__(self, adoption: PackAdoption, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("载入新文件")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._beside = parent
        self._adoption = adoption
        self._tasks = tasks
        self._watch: ProgressWatch | None = None
        self._path: Path | None = None
        self.edition: NewEdition | None = None
        self._build()
        self._wire()
        self._show(ready=False)
        answer_f1(self, lambda: DIALOGS["AdoptionDialog"])

    def _build(self) -> None:
        how = PlainLabel(self, wraps=True)
        how.setText(_HOW)
        self.choose = QPushButton("选择文件夹…", self)
        self.choose_workbook = QPushButton("选择工作簿…", self)
        self.trial = QPushButton("边写边看…", self)
        self.trial.setToolTip("在 Excel 里改，每存一次盘看一次怎样答复")
        self.state = PlainLabel(self, wraps=True)
        self.trouble = PlainLabel(self, look="Trouble", wraps=True)
        self.trouble.hide()
        self.list = wrapped_list("在办申请的变化、与程序附带的不同", self)
        self.list.setMinimumHeight(self.fontMetrics().height() * _LINES)
        self._asked = PlainLabel(self, wraps=True)
        self._asked.setText("本单位确认政策内容的日期")
        self.confirmed = DayEdit("本单位确认政策内容的日期", self)
        self._hint = PlainLabel(self, look="Hint", wraps=True)
        self._hint.setText(_NO_DAY)
        self.confirm = QPushButton("确认启用", self)
        self.confirm.setObjectName("Primary")
        self.close_button = QPushButton("关闭", self)
        files, acts = FlowRow(self), FlowRow(self)
        for button in self._choices:
            files.flow.addWidget(button)
        for button in (self.confirm, self.close_button):
            acts.flow.addWidget(button)
        column = column_above(acts, self)
        above: tuple[QWidget, ...] = (how, files, self.trouble, self.state)
        for widget in above:
            column.addWidget(widget)
        column.addWidget(self.list, 100)
        below: tuple[QWidget, ...] = (self._asked, self.confirmed, self._hint)
        for widget in below:
            column.addWidget(widget)
        column.addStretch(1)  # without the list the rest stays at the top

    @property
    def _choices(self) -> tuple[QPushButton, ...]:
        return self.choose, self.choose_workbook, self.trial

    def _wire(self) -> None:
        self.choose.clicked.connect(self._on_choose)
        self.choose_workbook.clicked.connect(self._on_choose_workbook)
        self.trial.clicked.connect(self._on_trial)
        self.confirm.clicked.connect(self._on_confirm)
        self.close_button.clicked.connect(self.reject)
        self.finished.connect(self._on_finished)
        EnterLeads(self, self.confirm)
        file_dialogs.Drops(self, PACK, self.take_dropped, self._say, file_dialogs.WORKBOOKS, folders=True)

    def begin(self) -> None:
        """Opens the dialog in a size that fits its window; does not block."""
        open_beside(self, self._beside, _SIZE, _SHARE)

    def take_dropped(self, path: Path) -> None:
        """As `look_at`, of a folder or a workbook that was dropped."""
        if self._watch is None:
            self.look_at(path)
        else:
            self._say("正在检查上一个，完成以后再拖过来")

    def look_at(self, path: Path) -> None:
        """Checks the file in a worker, over connections of its own."""
        adoption, on, self._path = self._adoption, today(), path
        watch = self._watch = ProgressWatch(self)

        def work() -> tuple[NewEdition, Impact]:
            edition = adoption.load(path)
            with adoption.service.record.reading() as stores:
                return edition, adoption.impact(edition, stores, on, watch)

        self._show(ready=False)
        self._say("")
        for button in self._choices:
            button.setEnabled(False)
        self.state.setText("正在检查，并逐件比较在办的申请…")
        self._tasks.submit(self, work, done=self._on_looked, failed=self._on_failed, watch=watch)

    def _on_looked(self, found: tuple[NewEdition, Impact]) -> None:
        self._rest()
        self.edition, impact = found
        self.state.setText("\n".join(_words(self.edition, impact)))
        self.list.clear()
        self.list.addItems(list(_rows(self.edition, impact)))
        self._show(ready=True)
        self.list.setVisible(self.list.count() > 0)
        self._hint.setText(_DAY_STAYS if self.edition.only_original else _NO_DAY)

    def _on_failed(self, error: Exception) -> None:
        self._rest()
        self.state.setText("")
        self._say(pack_refused(error) if isinstance(error, GridcounterError) else _FAILED)

    def _rest(self) -> None:
        self._watch = None
        for button in self._choices:
            button.setEnabled(True)

    def _show(self, *, ready: bool) -> None:
        for widget in (self.list, self._asked, self.confirmed, self._hint, self.confirm):
            widget.setVisible(ready)

    def _say(self, trouble: str) -> None:
        self.trouble.show_text(trouble)

    @Slot()
    def _on_choose(self) -> None:
        path = file_dialogs.folder_to_read(self, "选择新政策包的文件夹")
        if path is not None:
            self.look_at(path)

    @Slot()
    def _on_choose_workbook(self) -> None:
        path = file_dialogs.workbook_to_read(self, "选择填好的政策工作簿")
        if path is not None:
            self.look_at(path)

    @Slot()
    def _on_trial(self) -> None:
        """With what was chosen here, if anything was."""
        path = self._path
        self.reject()
        self.trial_wanted.emit(path)

    @Slot()
    def _on_confirm(self) -> None:
        if self.edition is None:
            return
        if self.confirmed.text().strip() and self.confirmed.day is None:
            self._say("确认日期写得不对，请写作 2026-09-21，或者留空")
            return
        try:
            self._adoption.adopt(self.edition, self.confirmed.day)
        except GridcounterError as refused:
            self._say(str(refused))
            return
        number = self.edition.pack.header.number
        self.accept()
        self.adopted.emit(number)

    @Slot()
    def _on_finished(self) -> None:
        if self._watch is not None:
            self._watch.stop()


def _words(edition: NewEdition, impact: Impact) -> Iterator[str]:
    header = edition.pack.header
    yield f"{header.place}　{header.named}"
    yield f"{header.begins_words}。检查没有发现问题，自带案例全部符合。"
    if TEXT_FILE in edition.checked.files:
        yield _ORIGINAL_TOO if not edition.only_original else _ORIGINAL_ALONE
    if edition.moves_from:
        yield _MOVES.format(old=edition.moves_from, new=header.place)
    if edition.replaces is not None:
        yield f"与现有的 {edition.replaces.header.number} 同一天起施行：启用以后由它代替（按更正处理）。"
    told = "；".join(filter(None, (edition.standing.words, edition.lost_cases)))
    if told:
        yield f"{told}。"
    left = f"；{impact.contradictory} 件填写有矛盾，没有答复可比" if impact.contradictory else ""
    if edition.moves_from:
        return
    yield f"按 {day_in_full(impact.day)}受理看：在办 {impact.examined} 件，有变化 {len(impact.affected)} 件{left}。"
    result = sum(one.pinned for one in impact.affected)
    if result:
        yield f"其中 {result} 件已经告知过，仍按告知的办；要改，逐件登记。"


def _rows(edition: NewEdition, impact: Impact) -> Iterator[str]:
    """First the changes with their counts, then each application; last what differs from the program's own pack."""
    for changes, many in impact.groups:
        yield f"共 {many} 件　" + "；".join(map(change_words, changes))
    for one in impact.affected[:_MOST_ROWS]:
        yield _row(one)
    more = len(impact.affected) - _MOST_ROWS
    if more > 0:
        yield f"还有 {more} 件，用 gridcounter packs impact 可以列全"
    for change in edition.standing.changes:
        yield f"与程序附带的不同　{change}"


def _row(one: Affected) -> str:
    rests = "，已告知，不自动改" if one.pinned else ""
    changes = "\n".join(f"　　{change_words(change)}" for change in one.changes)
    return f"{one.number}　{shortened(one.name or '未填名称')}　{STATES[one.state]}{rests}\n{changes}"
