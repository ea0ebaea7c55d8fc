"""文件原文: the paper itself beside an edition that is in use: laid, renewed, taken away."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from gridcounter.core.policy.model import PolicyPack
from gridcounter.desktop.help.pages import DIALOGS
from gridcounter.desktop.help.window import answer_f1
from gridcounter.desktop.kit import file_dialogs
from gridcounter.desktop.kit.confirm import confirmed
from gridcounter.desktop.kit.flow import FlowRow, column_above, open_beside
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tables import wrapped_list
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.errors import GridcounterError
from gridcounter.services.policy.original_changes import CheckedOriginal, Originals

_HOW = (
    "选择红头文件：能选中文字的 PDF，或者 Word（.docx）、文本（.txt）。先核对：规则写的条款在原文里都找得到、只有一处，"
    "规则里的数写在那一条里。放好以后，F2 和“依据”里就是那一条的原句；政策包不变，已经告知的也不变。"
)
_NONE = "旁边还没有原文。"
_LAID = "旁边放着：{name}{by}"
_ITS_OWN = "程序的政策包文件夹里的一份"
_CHECKING = "正在读文件、核对条款…"
_FITS = "“{name}”核对过：政策包写的 {clauses} 处条款都找得到，规则里的数都在条款里。按“放在旁边”以前什么都不改。"
_DIFFERS = (
    "“{name}”和政策包有 {count} 处对不上，不能放。请核对选的是不是这份文件；PDF 读出来断行、漏字的，存成 txt 改好再选。"
)
_FAILED = "没有核对完，什么都没有改；请重试，仍不行请找维护人员"
_TAKE_AWAY = "撤下 {number} 的原文？"
_TAKEN = "撤下以后，“依据”里只写条款，不显示原句。需要时可以再放。"
_KINDS = "红头文件 (*.pdf *.docx *.txt);;所有文件 (*)"
_SUFFIXES = (".pdf", ".docx", ".txt")
#: What is taken here.
PAPER = "文件原文（PDF、docx、txt）"
_LINES = 6
_SIZE, _SHARE = (50, 38), 0.9  # the size in characters


class OriginalDialog(QDialog):
    """`changed` carries a short sentence for the status line."""

    changed = Signal(str)

    def __init__(self, originals: Originals, pack: PolicyPack, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("文件原文")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._beside, self._originals, self._pack, self._tasks = parent, originals, pack, tasks
        self._busy = False
        self.checked: CheckedOriginal | None = None
        self._build()
        self._wire()
        self._show()
        answer_f1(self, lambda: DIALOGS["OriginalDialog"])

    def _build(self) -> None:
        header = self._pack.header
        title = PlainLabel(f"{header.place}　{header.number}《{header.title}》", self, look="Section", wraps=True)
        how = PlainLabel(_HOW, self, wraps=True)
        self.standing = PlainLabel(self, look="Bar", wraps=True)
        self.choose = QPushButton("选择原文…", self)
        self.trouble = PlainLabel(self, look="Trouble", wraps=True)
        self.state = PlainLabel(self, wraps=True)
        self.list = wrapped_list("原文和政策包对不上的地方", self)
        self.list.setMinimumHeight(self.fontMetrics().height() * _LINES)
        self.lay = QPushButton("放在旁边", self)
        self.lay.setObjectName("Primary")
        self.take_away = QPushButton("撤下…", self)
        self.close_button = QPushButton("关闭", self)
        files, acts = FlowRow(self), FlowRow(self)
        files.flow.addWidget(self.choose)
        for button in (self.lay, self.take_away, self.close_button):
            acts.flow.addWidget(button)
        column = column_above(acts, self)
        above: tuple[QWidget, ...] = (title, how, self.standing, files, self.trouble, self.state)
        for widget in above:
            column.addWidget(widget)
        column.addWidget(self.list, 100)
        column.addStretch(1)

    def _wire(self) -> None:
        self.choose.clicked.connect(self._on_choose)
        self.lay.clicked.connect(self._on_lay)
        self.take_away.clicked.connect(self._on_take_away)
        self.close_button.clicked.connect(self.reject)
        file_dialogs.Drops(self, PAPER, self.take_dropped, self._say, _SUFFIXES)

    def begin(self) -> None:
        """Opens the dialog in a size that fits its window; does not block."""
        open_beside(self, self._beside, _SIZE, _SHARE)

    def take_dropped(self, path: Path) -> None:
        """As `look_at`, of a file that was dropped."""
        if self._busy:
            self._say("正在核对上一份，完成以后再拖过来")
        else:
            self.look_at(path)

    def look_at(self, path: Path) -> None:
        """Reads the file in a worker and holds it against the pack."""
        self._busy, self.checked = True, None
        self._say("")
        self._show()
        self.state.setText(_CHECKING)
        self._tasks.submit(
            self,
            lambda: self._originals.check(self._pack, path),
            done=self._on_checked,
            failed=self._on_failed,
        )

    def _on_checked(self, checked: CheckedOriginal) -> None:
        self._busy, self.checked = False, checked
        self._show()

    def _on_failed(self, error: Exception) -> None:
        self._busy = False
        self._show()
        self._say(str(error) if isinstance(error, GridcounterError) else _FAILED)

    def _show(self) -> None:
        laid, checked = self._originals.laid(self._pack), self.checked
        by = "" if laid is None or not laid.at else f"（{laid.at} {laid.by} 放的）"
        self.standing.setText(_NONE if laid is None else _LAID.format(name=laid.name or _ITS_OWN, by=by))
        self.choose.setEnabled(not self._busy)
        self.lay.setVisible(checked is not None and not checked.problems)
        self.take_away.setVisible(laid is not None)
        self.list.setVisible(checked is not None and bool(checked.problems))
        self.list.clear()
        if checked is None:
            self.state.setText("")
            return
        self.list.addItems(checked.problems)
        words = _DIFFERS if checked.problems else _FITS
        name, count = checked.file.name, len(checked.problems)
        self.state.setText(words.format(name=name, count=count, clauses=checked.clauses))

    @Slot(str)
    def _say(self, trouble: str) -> None:
        self.trouble.show_text(trouble)

    @Slot()
    def _on_choose(self) -> None:
        path = file_dialogs.to_read(self, "选择文件原文", _KINDS)
        if path is not None:
            self.look_at(path)

    @Slot()
    def _on_lay(self) -> None:
        checked = self.checked
        if checked is None:
            return
        try:
            self._originals.lay(checked)
        except GridcounterError as refused:
            self._say(str(refused))
            return
        self.accept()
        self.changed.emit(f"已放好 {self._pack.header.number} 的原文")

    @Slot()
    def _on_take_away(self) -> None:
        number = self._pack.header.number
        if not confirmed(self, _TAKE_AWAY.format(number=number), _TAKEN, act="撤下", leave="先不撤"):
            return
        try:
            self._originals.take_away(self._pack)
        except GridcounterError as refused:
            self._say(str(refused))
            return
        self.accept()
        self.changed.emit(f"已撤下 {number} 的原文")
