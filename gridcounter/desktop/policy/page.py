"""政策: the installed editions as tables of the customer classes; a shift leader loads a new one, or announces one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QListWidget, QPushButton, QWidget

from gridcounter.bootstrap import draw_reference
from gridcounter.core.policy.header import ALWAYS
from gridcounter.core.policy.model import PolicyPack
from gridcounter.desktop.kit.choice import DropDown
from gridcounter.desktop.kit.confirm import confirmed
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.file_dialogs import WORKBOOKS, Drops
from gridcounter.desktop.kit.flow import FlowRow, horizontal, is_low, vertical
from gridcounter.desktop.kit.output import PaperOutput, what_went_wrong
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.theme import Scale, Tokens
from gridcounter.desktop.policy.adoption_dialog import PACK, AdoptionDialog
from gridcounter.desktop.policy.class_tables import ClassTables
from gridcounter.desktop.policy.original_dialog import OriginalDialog
from gridcounter.desktop.search.find_field import head_with_search
from gridcounter.desktop.session.session import Session
from gridcounter.errors import GridcounterError
from gridcounter.services.office.offices import banner_of, confirm_policy
from gridcounter.services.office.roles import Right
from gridcounter.services.office.shipped_comparison import standing
from gridcounter.services.policy.adopted_packs import NOT_YET_CONFIRMED, PackAdoption
from gridcounter.services.policy.original_changes import Originals

_REFERENCE, _OF_OTHERS = "quick_reference", "business_reference"
#: The list of places, wherever their names are longer.
_WIDEST = 180
_NOT_CONFIRMED = "本单位还没有确认，文书抬头注明“政策依据待本单位确认”。"
_WHO_CONFIRMS = "请管理员看过下面各类的表以后，在这一页确认。"
_CONFIRM = "已经看过，今天确认…"
_ASK = "确认本单位按 {number} 答复申请人？"
_CONFIRMED_MEANS = (
    "确认日期记为 {day}，写在以后出具的文书上，抬头不再注明“政策依据待本单位确认”。"
    "已经出具的不变。确认日期可以在 设置 › 单位资料 里改。"
)


def _begins(pack: PolicyPack) -> str:
    """2026-09-21 起, in the list of editions of one place."""
    day = pack.header.in_force_from
    return pack.header.begins_words if day == ALWAYS else f"{day.isoformat()} 起"


class PolicyPage(QWidget):
    """`message` carries a short sentence for the status line, `trial_wanted` the path of a pack to try, or None."""

    message = Signal(str)
    trial_wanted = Signal(object)

    def __init__(
        self, session: Session, tasks: Tasks, tokens: Tokens, scale: Scale, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("Page")
        self._session = session
        self._tasks = tasks
        self._tokens = tokens
        self._scale = scale
        self._adoption = PackAdoption(session.service)
        self._output = PaperOutput(session, tasks, self)
        packs = session.assessor.packs
        self.editions: list[PolicyPack] = [
            edition for name in packs.localities for edition in reversed(packs.editions[name])
        ]
        self._standing = [standing(one, packs) for one in self.editions]
        self._build()
        self._wire()
        self._tell_state()
        own = packs.edition(session.service.place, today())
        self.list.setCurrentRow(next(place for place, one in enumerate(self.editions) if one is own))

    def _build(self) -> None:
        title = PlainLabel("政策", self, look="Title")
        head = head_with_search(title, self)
        self.state = PlainLabel(self, look="Bar", wraps=True)
        self.trouble = PlainLabel(self, look="Trouble", wraps=True)
        self.trouble.hide()
        self.load = QPushButton("载入新文件…", self)
        self.trial = QPushButton("边写边看…", self)
        self.trial.setToolTip("正在写的政策工作簿：每存一次盘，看一次它怎样答复")
        self.original = QPushButton("文件原文…", self)
        self.original.setToolTip("把选中的这一份政策的原文放在旁边，或者撤下")
        self.banner = QPushButton(self)
        self.confirm = QPushButton(_CONFIRM, self)
        acts = FlowRow(self)
        for button in (self.confirm, self.load, self.trial, self.original, self.banner):
            acts.flow.addWidget(button)
        switches = self._session.may(Right.SWITCH_PACK)
        for button in (self.load, self.trial, self.original, self.banner):
            button.setVisible(switches)
        confirms = self._session.may(Right.CHANGE_OFFICE) and not self._confirmed_on
        self.confirm.setVisible(confirms)
        acts.setVisible(switches or confirms)
        self.menu = DropDown(self)
        self.list = QListWidget(self)
        self.list.setAccessibleName("已安装的政策")
        packs = self._session.assessor.packs
        for one in self.editions:
            several = len(packs.editions[one.id]) > 1
            begins = f"　{_begins(one)}" if several else ""
            self.list.addItem(one.header.place + begins)
            self.menu.addItem(one.header.place + begins)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        edges = 2 * self.list.frameWidth() + self.list.verticalScrollBar().sizeHint().width()
        self.list.setFixedWidth(min(self.list.sizeHintForColumn(0) + edges, self._scale.px(_WIDEST)))
        self.menu.setAccessibleName("已安装的政策")
        self.menu.fit()
        self.tables = ClassTables(self._tokens, self._scale, self)
        whole = vertical(self, 16)
        whole.addLayout(head)
        self.tables.lead_with(self.menu)
        for widget in (self.state, acts, self.trouble):
            whole.addWidget(widget)
        row = horizontal(spacing=16)
        row.addWidget(self.list)
        row.addWidget(self.tables, 1)
        whole.addLayout(row, 1)

    def _wire(self) -> None:
        self.list.currentRowChanged.connect(self._on_chosen)
        self.list.currentRowChanged.connect(self.menu.setCurrentIndex)
        self.menu.activated.connect(self.list.setCurrentRow)
        self.load.clicked.connect(self._on_load)
        self.trial.clicked.connect(self._on_trial)
        self.original.clicked.connect(self._on_original)
        Drops(self, PACK, self.load_pack, self._say, WORKBOOKS, folders=True)
        self.banner.clicked.connect(self._on_banner)
        self.confirm.clicked.connect(self._on_confirm)
        self.tables.print_wanted.connect(self._on_print)
        self.tables.save_wanted.connect(self._on_save)
        self._output.message.connect(self.message)
        self._output.trouble.connect(self._say)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window the places open as a list of their own, and the tables have the whole width."""
        super().resizeEvent(event)
        low = is_low(self, self._scale)
        self.menu.setVisible(low)
        self.list.setVisible(not low)

    @property
    def _confirmed_on(self) -> str:
        return str(self._session.service.office.get("policy_confirmed_on") or "")

    def _tell_state(self) -> None:
        service = self._session.service
        own = self._session.assessor.packs.edition(service.place, today())
        parts = [f"本单位现按 {own.header.number} 答复，{own.header.begins_words}。"]
        parts.append(f"本单位 {self._confirmed_on} 确认。" if self._confirmed_on else _NOT_CONFIRMED)
        if not self._confirmed_on and not self._session.may(Right.CHANGE_OFFICE):
            parts.append(_WHO_CONFIRMS)
        lines = ["".join(parts)]
        for one in self._adoption.adopted():
            lost = "　内容读不出来，没有采用，请重新载入" if one.pack is None else ""
            lines.append(f"{one.number}：{one.by} {one.at[:16].replace('T', ' ')} 启用{lost}")
        lines += self._differing()
        on = bool(banner_of(self._session.record))
        if on:
            lines.append(f"{NOT_YET_CONFIRMED}：工作台和新出的文书上都写着这一句。")
        self.state.setText("\n".join(lines))
        self.banner.setText("撤下“新文件已到”" if on else "标明“新文件已到”")
        self.banner.setToolTip(f"工作台和新出的每份文书写上“{NOT_YET_CONFIRMED}”，启用新文件时自动撤下")

    def _differing(self) -> Iterator[str]:
        """Each installed edition that is not the program's own, for as long as it is installed."""
        packs = self._session.assessor.packs
        for one, stands in zip(self.editions, self._standing, strict=True):
            if stands.words:
                see = "；点左边的这一份，不同的逐条列在最前面" if stands.changes else ""
                yield f"{one.header.place} {one.header.number}：{stands.words}{see}。"
        practice = packs.mark_of(packs.baseline)
        if practice:
            yield f"{practice}。"
        yield from (f"{one.words}。其他地区照常答复。" for one in packs.left_out.values())

    @Slot(int)
    def _on_chosen(self, row: int) -> None:
        pack, packs = self.editions[row], self._session.assessor.packs
        # its head is this office's, and so is the confirmation that it names
        running = pack is packs.edition(self._session.service.place, today())
        self.tables.show_edition(pack, packs, self._standing[row], printable=running)

    @Slot()
    def _on_confirm(self) -> None:
        """For the paper by which this office answers today, whichever is shown."""
        own, day = self._session.assessor.packs.edition(self._session.service.place, today()), today()
        means = _CONFIRMED_MEANS.format(day=day.isoformat())
        if not confirmed(self, _ASK.format(number=own.header.number), means, act="确认", leave="再看看"):
            return
        try:
            confirm_policy(self._session.record, self._session.service.clerk, day)
        except GridcounterError as refused:
            self._say(str(refused))
            return
        self.message.emit("已确认政策依据")
        self._session.switch_clerk(self._session.service.clerk)

    @Slot()
    def _on_print(self) -> None:
        paper = self._reference
        self._draw("打印", paper, lambda content: self._output.print(self, [paper], [content]))

    @Slot()
    def _on_save(self) -> None:
        paper = self._reference
        title = "用电报装速查表" if paper == _REFERENCE else "其他用电业务速查表"
        name = f"{title}_{self.editions[self.list.currentRow()].header.place}"
        self._draw("存 PDF", paper, lambda content: self._output.save_pdf(self, name, content, personal=False))

    @property
    def _reference(self) -> str:
        """All classes are on one sheet, all other businesses on another."""
        return _OF_OTHERS if self.tables.business else _REFERENCE

    def _draw(self, what: str, paper: str, then: Callable[[bytes], None]) -> None:
        """In a worker, because the first drawing loads the libraries."""
        session, place = self._session, self._session.service.place
        office, day = dict(session.service.office), today()
        self._say("")
        self._tasks.submit(
            self,
            lambda: _drawn(session, place, day, office, paper),
            done=session.while_here(what, then, self._say),
            failed=lambda error: self._say(what_went_wrong(error)),
        )

    @Slot(str)
    def _say(self, text: str) -> None:
        self.trouble.show_text(text)

    @Slot()
    def _on_load(self) -> None:
        self._adopting()

    @Slot()
    def _on_trial(self) -> None:
        self.trial_wanted.emit(None)

    @Slot()
    def _on_original(self) -> None:
        """Of the edition that is shown."""
        edition = self.editions[self.list.currentRow()]
        dialog = OriginalDialog(Originals(self._session.service), edition, self._tasks, self)
        dialog.changed.connect(self._on_original_changed)
        dialog.begin()

    @Slot(str)
    def _on_original_changed(self, said: str) -> None:
        """Every clause shown may read differently now."""
        self.message.emit(said)
        self._session.switch_clerk(self._session.service.clerk)

    def _adopting(self) -> AdoptionDialog:
        dialog = AdoptionDialog(self._adoption, self._tasks, self)
        dialog.adopted.connect(self._on_adopted)
        dialog.trial_wanted.connect(self.trial_wanted)
        dialog.begin()
        return dialog

    def load_pack(self, path: Path) -> None:
        """Opens the dialog with the check of this folder or workbook, for whom may adopt it."""
        if self._session.may(Right.SWITCH_PACK):
            self._say("")
            self._adopting().take_dropped(path)
        else:
            self._say("载入新文件由管理员来做，请管理员换人登录后再拖过来")

    @Slot(str)
    def _on_adopted(self, number: str) -> None:
        """Everything shown may differ now."""
        self.message.emit(f"已启用 {number}")
        self._session.switch_clerk(self._session.service.clerk)

    @Slot()
    def _on_banner(self) -> None:
        try:
            self._adoption.set_banner(on=not banner_of(self._session.record))
        except GridcounterError as refused:
            self._say(str(refused))
            return
        self._say("")
        self._tell_state()


def _drawn(session: Session, place: str, day: date, office: Mapping[str, Any], paper: str) -> bytes:
    return draw_reference(session.paper_renderer(), place, day, office, paper)
